"""Fields that a header may stand for, and the cells below it -> the field that the cells speak for."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How cells tell two fields apart: ``usual`` where there are none, ``fitting`` where more than this ``share`` fit ``sign``, else ``otherwise``."""

    sign: str
    fitting: str
    otherwise: str
    usual: str
    share: float = 0.5


_KUNYA = r"(?i)^(?:[أاإ]ب[وي]|[أاإ]م[\s-]|(?:ab[ou]u?|o?umm?)[\s'’-])"

_CARD = r"(?i)^(?:[\p{L}.]{1,4}[\s.:-]*)?\p{Nd}(?:[\s./-]?\p{Nd}){5,}(?:[\s.-]?[\p{L}\d])?$|^(?:sin|sem|no|não|indocumentado)\b"
"""The number of an identity card, with up to four letters before it, or that somebody has none."""

_THREE_WORDS = r"^\S+(?:\s+\S+){2}"
_TWO_WORDS = r"^\S+\s+\S+"
_HALF_A_WORD = r"\b(?:عبد|[أا]ب[وي])\s+"
"""What makes one name with the word behind it."""

TELLING: Mapping[tuple[str, ...], Telling] = {
    # الكنية is the family name in Syria and Lebanon, elsewhere what somebody is called after a child: أبو أحمد.
    ("surname", "callsign"): Telling(sign=_KUNYA, fitting="callsign", otherwise="surname", usual="callsign"),
    # "Documento" is the identity card in lists of people, elsewhere the paper that names them: a card has a number of its own.
    ("document_id", "identifiers"): Telling(
        sign=_CARD, fitting="identifiers", otherwise="document_id", usual="identifiers"
    ),
    # CIN is the identity card in the Maghreb; čin is a rank.
    ("rank", "identifiers"): Telling(
        sign=r"\p{Nd}{3}", fitting="identifiers", otherwise="rank", usual="rank"
    ),
    # A column of ages may hold dates of birth, too; in one of birth dates a bare number says nothing.
    ("birth_date", "age"): Telling(
        sign=r"^\p{Nd}{1,3}$", fitting="age", otherwise="birth_date", usual="birth_date", share=0.0
    ),
}
"""What to look at where a header stands for either of two fields, by these fields."""


def told_by(fields: tuple[str, ...], cells: pl.Series) -> str:
    """Return the one of two fields, a key of TELLING, that the filled cells speak for.

    >>> [told_by(("surname", "callsign"), pl.Series(cells)) for cells in (["أبو أحمد", "ام علي", "نجار"], ["نجار", "أمين"])]
    ['callsign', 'surname']
    """
    telling = TELLING[fields]
    if cells.is_empty():
        return telling.usual
    fitting = cells.str.contains(telling.sign).sum()
    return telling.fitting if fitting > telling.share * cells.len() else telling.otherwise


def hold_whole_names(cells: pl.Series) -> bool:
    """Return whether most of the filled cells hold three words or more: more than a given name.

    >>> [hold_whole_names(pl.Series([cell])) for cell in ("محمد خالد النجار", "سالم فاروق", "عبد الله سالم")]
    [True, False, False]
    """
    return _are_mostly(cells, _THREE_WORDS)


def hold_several_words(cells: pl.Series) -> bool:
    """Return whether most of the filled cells hold two words or more: a given name and what else somebody is called.

    >>> [hold_several_words(pl.Series([cell])) for cell in ("Nümunəyev Elçin", "Elçin", "عبد الله")]
    [True, False, False]
    """
    return _are_mostly(cells, _TWO_WORDS)


def _are_mostly(cells: pl.Series, words: str) -> bool:
    whole = cells.str.replace_all(_HALF_A_WORD, "")
    return bool(2 * whole.str.contains(words).sum() > cells.len())
