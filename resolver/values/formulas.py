"""A cell that a spreadsheet would run -> the same cell made harmless, and back again, letter for letter."""

import re

RISKY = r"^['\s\u200b\u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]"
"""What a cell begins with that a spreadsheet may take for a formula, also behind spaces and apostrophes."""

NEUTRALISED = rf"^'({RISKY[1:]})"
"""What a cell begins with that ``neutralise`` made harmless; its group is what stood there before."""

_RISKY = re.compile(RISKY)


def neutralise(cell: str) -> str:
    """Return a cell that no spreadsheet runs: a risky one gets an apostrophe in front.

    >>> neutralise("=1+1"), neutralise("Иванов")
    ("'=1+1", 'Иванов')
    """
    return f"'{cell}" if _RISKY.match(cell) else cell


def restore(cell: str) -> str:
    """Return the cell that ``neutralise`` was given.

    >>> [restore(neutralise(cell)) for cell in ("=1", "'=1", "－x", "'tis")]
    ['=1', "'=1", '－x', "'tis"]
    """
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell[1:]) else cell
