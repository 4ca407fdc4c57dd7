"""One text in, which of the two orders of day and month its dates in digits leave possible."""

import re

from resolver.values.text import plain

WRITTEN = r"[\p{Nd}]{1,2}[/-][\p{Nd}]{1,2}[/-][\p{Nd}]{2}"
"""A pattern, for polars, that every text fits which may tell the order; most columns have no such text."""

_NUMBERS = re.compile(
    r"(?<![0-9])(?<![0-9]/)([0-9]{1,2})/([0-9]{1,2})/(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|(?<![0-9])(?<![0-9]-)([0-9]{1,2})-([0-9]{1,2})-(?:[0-9]{4}|[0-9]{2})(?![0-9])"
)


def orders_told(text: str) -> frozenset[bool]:
    """Return the orders that alone make dates of ``text``: True where the day must stand first, False where the month must.

    Dates with dots tell nothing: the day stands first in them anyway.

    >>> [sorted(orders_told(text)) for text in ("16/4/2015", "4/16/2015 09:30", "4/5/2015", "16.4.2015", "4/16/15-16/4/15")]
    [[True], [False], [], [], [False, True]]
    """
    pairs = [[int(number) for number in found if number] for found in _NUMBERS.findall(plain(text))]
    days = [first > 12 for first, second in pairs if 1 <= min(first, second) <= 12 < max(first, second) <= 31]
    return frozenset(days)
