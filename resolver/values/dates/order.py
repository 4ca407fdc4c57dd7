"""One text in, which of the two orders of day and month its dates in digits leave possible, or a header states."""

import re

from resolver.values.text import plain

WRITTEN = r"[\p{Nd}]{1,2}[/-][\p{Nd}]{1,2}[/-][\p{Nd}]{2}"
"""A pattern, for polars, that every text fits which may tell the order; most columns have no such text."""

DATED = ("birth_date", "death_date", "reported_date", "age_on", "age")
"""The columns that hold dates, of birth among ages, too."""

_NUMBERS = re.compile(
    r"(?<![0-9])(?<![0-9]/)([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?![0-9])"
    r"|(?<![0-9])(?<![0-9]-)([0-9]{1,2})-([0-9]{1,2})-([0-9]{4}|[0-9]{2})(?![0-9])"
)


_DAY = r"(?:dd|day|jj|jour|tt|tag|gg|gün|дд|день|يوم|اليوم|روز)"
_MONTH = r"(?:mm|month|mois|monat|aa|ay|мм|месяц|місяць|شهر|الشهر|ماه)"
# What stands behind another part of the date is the middle of it: yyyy-mm-dd says nothing of 07/02/2018.
_STATED = {
    True: re.compile(rf"(?<![\w./-])(?:{_DAY}[./-]{_MONTH}|d[./-]m[./-]y+)(?!\w)"),
    False: re.compile(rf"(?<![\w./-])(?:{_MONTH}[./-]{_DAY}|m[./-]d[./-]y+)(?!\w)"),
}


def orders_told(text: str) -> list[tuple[str, bool | None]]:
    """Return the dates in digits of ``text``, written one way, each with the order that alone makes a date of it.

    True is where the day must stand first, False where the month must, None where either may. Dates with dots tell nothing: the day
    stands first in them anyway.

    >>> orders_told("04/16/2015 09:30"), orders_told("4/5/2015"), orders_told("16.4.2015")
    ([('4/16/15', False)], [('4/5/15', None)], [])
    >>> orders_told("4/16/15-16/4/15")
    [('4/16/15', False), ('16/4/15', True)]
    """
    found = []
    for numbers in _NUMBERS.findall(plain(text)):
        first, second, year = (int(number) for number in numbers if number)
        if 1 <= min(first, second) <= 12 and max(first, second) <= 31:
            order = first > 12 if max(first, second) > 12 else None
            found.append((f"{first}/{second}/{year % 100}", order))
    return found


def order_stated(header: str) -> bool | None:
    """Return whether a header says that the day stands first, or the month (False); None where it says neither, or both.

    >>> [order_stated(text) for text in ("Died (dd/mm/yyyy)", "Born, mm / dd", "الوفاة (يوم/شهر/سنة)", "yyyy-mm-dd", "Died")]
    [True, False, True, None, None]
    """
    text = re.sub(r"\s*([./-])\s*", r"\1", header.casefold())
    stated = [order for order, pattern in _STATED.items() if pattern.search(text)]
    return stated[0] if len(stated) == 1 else None


def in_column(list_id: str, column: str) -> str:
    """Return the key under which it stands how one column of a list writes dates, where others of the list write them otherwise.

    No list has an id of two lines.

    >>> in_column("week", "birth_date").splitlines()
    ['week', 'birth_date']
    """
    return f"{list_id}\n{column}"
