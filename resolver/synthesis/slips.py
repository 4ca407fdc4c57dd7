"""A name and a number -> the name with one slip of the hand, or with letters lost in a PDF."""

_KEYS = {
    "cyrillic": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    "latin": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"),
}
_TWINS = {"а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x"}
_DOTS = {"ب": "ت", "ت": "ث", "ن": "ب", "ج": "ح", "ح": "خ", "د": "ذ", "ر": "ز", "س": "ش", "ص": "ض", "ط": "ظ", "ع": "غ", "ف": "ق"}  # fmt: skip
_BEFORE_A_GAP = "بتثجحخسشصضطظعغفقكلمنهي"


def slip(name: str, number: int) -> str:
    """Return the name with one letter wrong: beside it on the keyboard, left out, doubled, turned round, of another script.

    >>> [slip("Матвеев", number) for number in (0, 3, 5, 6)]
    ['Мптвеев', 'Мтвеев', 'Маатвеев', 'Мтавеев']
    """
    places = [place for place, letter in enumerate(name) if letter.isalpha()]
    if len(places) < 3:
        return name
    number, kind = divmod(number, 8)
    at = places[1 + number % (len(places) - 1)]
    letter = name[at]
    if kind <= 2:
        return name[:at] + _neighbour(letter, number // len(places)) + name[at + 1 :]
    if kind <= 4:
        return name[:at] + name[at + 1 :]
    if kind == 5:
        return name[:at] + letter + name[at:]
    if kind == 6 and at + 1 < len(name) and name[at + 1].isalpha():
        return name[:at] + name[at + 1] + letter + name[at + 2 :]
    return name[:at] + _TWINS.get(letter, _DOTS.get(letter, _neighbour(letter, number))) + name[at + 1 :]


def _neighbour(letter: str, number: int) -> str:
    """Return a letter beside this one on the keyboard; the letter itself when it is on none."""
    small = letter.lower()
    for rows in _KEYS.values():
        for row in rows:
            at = row.find(small)
            if at >= 0:
                beside = row[at - 1] if (number & 1 and at) or at + 1 == len(row) else row[at + 1]
                return beside.upper() if letter.isupper() else beside
    return letter


def damage(name: str, number: int) -> str:
    """Return an Arabic name as a PDF gives it back: a gap inside a word, lam and alef turned, a letter lost.

    >>> damage("حسين صلاح", 0), damage("حسين صلاح", 1)
    ('حسي ن صلاح', 'حسين صالح')
    """
    number, kind = divmod(number, 3)
    if kind == 1 and "لا" in name:
        return name.replace("لا", "ال", 1)
    inner = [
        place
        for place in range(1, len(name) - 1)
        if name[place] in _BEFORE_A_GAP and name[place + 1] != " " and name[place - 1] != " "
    ]
    if not inner:
        return name
    at = inner[(number + 1) % len(inner)]
    return name[:at] + name[at + 1 :] if kind == 2 else name[: at + 1] + " " + name[at + 1 :]
