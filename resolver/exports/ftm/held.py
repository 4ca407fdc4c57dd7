"""One value of one field -> the FollowTheMoney property that holds it, as that property takes it, and what of it is lost.

Nothing is made more exact or more certain than it is: an interval becomes the year or month around it, or stays behind.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from resolver.values.dates import cut_date
from resolver.values.identifiers import item_ids
from resolver.values.text import clean
from resolver.values.urls import safe_href

LONGEST: Mapping[str, int] = {
    "name": 384,
    "alias": 384,
    "weakAlias": 384,
    "address": 250,
    "idNumber": 64,
    "status": 1024,
    "firstName": 1024,
    "lastName": 1024,
    "fatherName": 1024,
    "publisher": 1024,
    "fileName": 1024,
    "title": 1024,
    "sourceUrl": 4096,
}
"""How many letters a value of a property may have."""

BIRTHPLACE = "birthplace"
"""What an origin is where the list says under its header that it is the place of birth."""

NO_PROPERTY = "FollowTheMoney has no property for it"
_GENDERS = {"m": "male", "f": "female", "male": "male", "female": "female"}
_ID_PARTS = re.compile(r"\s*[;|\n]\s*")
_LANGUAGES = {
    "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "cs": "ces", "de": "deu", "el": "ell", "en": "eng",
    "es": "spa", "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb", "hu": "hun", "hy": "hye",
    "it": "ita", "ka": "kat", "kk": "kaz", "lt": "lit", "lv": "lav", "nl": "nld", "pl": "pol", "pt": "por",
    "ro": "ron", "ru": "rus", "sr": "srp", "sv": "swe", "tr": "tur", "uk": "ukr", "uz": "uzb", "zh": "zho",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What becomes of a value: the property and the values it takes; ``lost`` says what of it stays behind, None where nothing does."""

    prop: str | None = None
    values: tuple[str, ...] = ()
    lost: str | None = None


def held_value(
    field: str, value: str, low: date | None, high: date | None, *, is_full: bool, is_shown: bool
) -> Held:
    """Return what becomes of one statement; ``is_full`` and ``is_shown`` speak of names.

    >>> held_value("death_date", "2018-02-07/2018-02-08", date(2018, 2, 7), date(2018, 2, 8), is_full=True, is_shown=True)
    Held(prop='deathDate', values=('2018-02',), lost='it has no intervals, and holds 2018-02')
    >>> held_value("name", "Стас", None, None, is_full=False, is_shown=True)
    Held(prop='weakAlias', values=('Стас',), lost=None)
    """
    if field == "name":
        return _held(("name" if is_shown else "alias") if is_full else "weakAlias", value)
    if field == "callsign":
        return _held("weakAlias", value)
    if field in ("birth_date", "age", "death_date"):
        return _held_date("deathDate" if field == "death_date" else "birthDate", low, high)
    if field == "sex":
        gender = _GENDERS.get(value)
        return _held("gender", gender) if gender else Held(lost="it knows male, female and other")
    if field == "identifiers":
        return _held("idNumber", *filter(None, _ID_PARTS.split(value)))
    if field == "wikidata":
        items = item_ids(value)
        return _held("wikidataId", *items) if items else Held(lost="no Wikidata item was understood")
    prop = {"status": "status", "origin_place": "address", BIRTHPLACE: "birthPlace"}.get(field)
    return _held(prop, value) if prop else Held(lost=NO_PROPERTY)


def held_address(url: str | None) -> str | None:
    """Return an address of the web as it may stand there.

    >>> held_address("example.org/a"), held_address("mailto:a@example.org")
    ('https://example.org/a', None)
    """
    href = safe_href(url) if url else None
    return href if href and len(href) <= LONGEST["sourceUrl"] else None


def held_language(code: str | None) -> str | None:
    """Return a language by its code of three letters, where we know it.

    >>> held_language("uk"), held_language("UKR"), held_language("?")
    ('ukr', 'ukr', None)
    """
    short = (code or "").strip().casefold()
    return _LANGUAGES.get(short) or (short if short in _LANGUAGES.values() else None)


def _held(prop: str, *values: str) -> Held:
    told = dict.fromkeys(filter(None, map(clean, values)))
    kept = tuple(one for one in told if len(one) <= LONGEST.get(prop, len(one)))
    lost = None if len(kept) == len(told) else f"longer than the {LONGEST[prop]} letters it holds"
    return Held(prop=prop if kept else None, values=kept, lost=lost)


def _held_date(prop: str, low: date | None, high: date | None) -> Held:
    """Return a date cut to what is sure of it; before the year 1000 the world of FollowTheMoney has none."""
    if low is None or high is None:
        return Held(lost="it holds dates alone, and no date was understood")
    text, is_whole = cut_date(low, high)
    if text is None or low.year < 1000:
        return Held(
            lost="it has no intervals" if low.year >= 1000 else "it has no dates before the year 1000"
        )
    return Held(
        prop=prop, values=(text,), lost=None if is_whole else f"it has no intervals, and holds {text}"
    )
