"""The cells of a column, and what is known of its list -> the calendar by which its dates in numbers alone are told.

A year from 1200 to 1470 is one of the solar or of the lunar Hijri calendar, never ours; of two digits it may be anything.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from resolver.values.calendars import CALENDARS
from resolver.values.dates.calendared import OF_NUMBERS, YEAR_FIRST, own_calendar, read_calendared
from resolver.values.dates.calendarwords import GREGORIAN, UNREAD
from resolver.values.dates.words import DateWords
from resolver.values.text import western_digits

MANNERS = (*CALENDARS, GREGORIAN, UNREAD, YEAR_FIRST)
PERSIAN = "persian"
MAY_TELL = r"(?:^|[^\p{Nd}])[1١۱][2-4٢-٤۲-۴][\p{Nd}]{2}(?:$|[^\p{Nd}])|^[3-9٣-٩۳-۹][\p{Nd}][./-][\p{Nd}]{1,2}[./-][\p{Nd}]{1,2}$"
"""A pattern, for polars, that every text fits which may be told by such a calendar; most columns have no such text."""
_BARE = re.compile(r"(?<![0-9])1[2-4][0-9]{2}(?![0-9])")
_SHORT = re.compile(r"([0-9]{1,2})([./-])[0-9]{1,2}\2([0-9]{2})")
_LAST_DAY = 31
_FEWEST_PROOFS, _SHARE_OF_PROOFS = 2, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CellsTold:
    """What the distinct texts of a column tell.

    ``own`` are the calendars that texts name themselves, ``bare`` the texts with a year of them that do not, ``only`` how many of those
    are dates of one of the calendars alone, ``count`` is how many texts there are; ``short`` are texts that begin with a year of two digits, ``short_last`` is how many end in one.
    """

    own: frozenset[str]
    bare: tuple[str, ...]
    count: int
    only: dict[str, int]
    short: tuple[str, ...]
    short_last: int

    @property
    def is_of_slips(self) -> bool:
        """Return whether so few texts have such a year that they may be slips of years of ours: 1398 for 1998."""
        return _SHARE_OF_PROOFS * len(self.bare) < self.count

    @property
    def asks(self) -> tuple[str, ...]:
        """Return the texts that can only be read if the calendar is known."""
        return self.bare or (self.short if len(self.short) > self.short_last else ())


def in_calendar(list_id: str, column: str, calendar: str) -> str:
    """Return the key under which it stands that a column of a list is told by a calendar; with no column, that the list is Persian.

    Its value says whether that is certain, or concluded. No list has an id of two lines.

    >>> in_calendar("week", "birth_date", "jalali").splitlines()
    ['week', 'birth_date', 'jalali']
    """
    return f"{list_id}\n{column}\n{calendar}"


def cells_told(texts: Iterable[str], words: DateWords) -> CellsTold:
    """Return what the distinct texts of a column tell about the calendar of them all.

    >>> import pathlib, tomllib
    >>> words = DateWords.from_toml(tomllib.loads(pathlib.Path("rules/dates.toml").read_text("utf-8")))
    >>> told = cells_told(["1378", "1401/01/31", "8 Mehr 1401"], words)
    >>> sorted(told.own), told.bare, told.only
    (['jalali'], ('1378', '1401/01/31'), {'jalali': 1, 'hijri': 0})
    """
    texts = list(texts)
    own, bare, only = set(), [], dict.fromkeys(OF_NUMBERS, 0)
    short, short_last = [], 0
    for text in texts:
        digits = western_digits(text).strip()
        if found := _SHORT.fullmatch(digits):
            short += [text] * (int(found[1]) > _LAST_DAY)
            short_last += int(found[3]) > _LAST_DAY
            continue
        calendar = own_calendar(text, words)
        if calendar is not None:
            own.add(calendar)
        elif _BARE.search(digits):
            fits = [one for one in OF_NUMBERS if read_calendared(text, words, calendar=one)[1]]
            bare += [text] * bool(fits)
            for one in fits if len(fits) == 1 else ():
                only[one] += 1
    return CellsTold(
        own=frozenset(own) & {*OF_NUMBERS},
        bare=tuple(bare),
        count=len(texts),
        only=only,
        short=tuple(short),
        short_last=short_last,
    )


def concluded(told: CellsTold, *, persian_by: str, else_by: str = "") -> tuple[str, str] | None:
    """Return the calendar that a column is taken to be told by, and why; None where nothing tells.

    ``persian_by`` says by what the list shows that it is of Iran or Afghanistan, where mostly the solar calendar is written, ``else_by``
    what speaks for that calendar where the cells themselves do not tell.

    >>> told = CellsTold(
    ...     own=frozenset(), bare=("1444", "1445"), count=2, only={"jalali": 0, "hijri": 2}, short=(), short_last=0
    ... )
    >>> concluded(told, persian_by="")
    ('hijri', 'they are dates of no other')
    """
    proven = [one for one, other in (OF_NUMBERS, OF_NUMBERS[::-1]) if _is_proven(told, one, other)]
    if len(told.own) == 1:
        (own,) = told.own
        return None if proven not in ([], [own]) else (own, "other cells of the column say so")
    if persian_by:
        return None if proven == ["hijri"] else ("jalali", persian_by)
    if proven and not told.own:
        return proven[0], "they are dates of no other"
    is_likely = else_by and told.bare and not told.is_of_slips and not told.own
    return ("jalali", else_by) if is_likely else None


def _is_proven(told: CellsTold, one: str, other: str) -> bool:
    """Return whether bare dates are of one calendar alone, in more of them than a slip or two explains, and none of the other."""
    proofs = told.only[one]
    is_enough = proofs >= _FEWEST_PROOFS or proofs == len(told.bare)
    return bool(proofs) and is_enough and not told.only[other] and not told.is_of_slips
