"""Text for a terminal that cannot steer it."""


def harmless(text: str) -> str:
    r"""Return text whose control characters, but line ends and tabs, are shown as � and whose direction is not turned around.

    >>> harmless("Иванов\x1b[31m")
    'Иванов�[31m'
    """
    return "".join(
        letter if letter in "\n\t" or (letter.isprintable() or letter == " ") else "�" for letter in text
    )
