"""A piece of a name between two spaces -> its words, where they are the same whatever else the name says.

Names are millions, pieces a few tens of thousands: each is read once. What cannot be told from a piece alone (brackets, ranks,
words like "alias") is left to ``clean_name``, which reads the name as a whole.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate

from resolver.names.articles import SurnameStands
from resolver.names.brackets import is_numeral
from resolver.names.clean import clean_name
from resolver.names.damage import stands_alone
from resolver.names.knowledge import Knowledge
from resolver.values.text import one_case

_BETWEEN_LETTERS = frozenset("'’ʼ`ʹ‘.-‐‑–—")
_BIG_AND_SMALL = (
    ("А-ЯЁІЇЄҐ", "а-яёіїєґ"),
    ("A-ZÀ-ÖØ-ÞĀĂĆČĎĐĒĖĘĚĞĪĹĽŁŃŇŌŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽ", "a-zà-öø-ÿāăćčďđēėęěğīĺľłńňōőœŕřśşšţťūůűźżž"),
)
_EASY_WORDS = (
    *(rf"(?:[{small}]{{2,}}|[{big}][{small}]+|[{big}]{{2,}})" for big, small in _BIG_AND_SMALL),
    "[\u0620-\u063a\u0641-\u064a]{2,}",
)
_EASY = re.compile("|".join(f"{word}(?:-{word})*" for word in _EASY_WORDS))
"""Words of one script that stay as they are, but for small letters."""
_TELLING = re.compile(
    r"(?:^|[-–])(?:позывной|позивний|call(?:sign)?|sign|псевдо|a\.?k\.?a|же|alias|الملقب|لقب"
    r"|урожд(?:[её]нная)?|девичестве|née|nee|geb|born|rođ(?:en[ao]?)?|rodj(?:en[ao]?)?|rod(?:en[aá])?|рођ(?:ен[ао]?)?|lindur"
    r"|девичья|дев|уродж(?:ена)?|дівоче|дівоцтві|дому|geborene|szül|z|roz|roj|u?rozen[aá]|rojena|född|født|soltera|solteira|kızlık|născ(?:ută)?"
    r"|γένος|לבית|djev|djevojačk[io]|девојачк[ио]"
    r"|dite?|surnommée?|kod|ad[ıi]|adlı|isimli|zv(?:an[ia])?|зв(?:ан[иа])?|quajtur|nadimak|надимак|otac|oca|отац|оца|sin|син|kći|kci|kćer|kćerka|ćerka|кћи|кћер|кћерка|ћерка"
    r"|biri|bija|babai|ati|atësia|djali|vajza|od|од"
    r"|son|daughter|wife|father(?:['’]?s)?|فرزند|پسر|دختر|پدر|ولد|ولدیت|پلار|של|האב"
    r"|gebre|gebra|gabre|welde|wolde|haile|hayle|tekle|kidane|lete)(?!\w)"
    r"|(?:позывной|позивний|sign)$|^`|`$|\.\.$|[-–—]$",
    re.IGNORECASE,
)
"""What makes of the words beside it a callsign, a former surname, the father's name or one name of two words: those of ``clean.py``, cut at spaces."""


class Case(IntEnum):
    """How a word is written; capitals may mark the surname."""

    OTHER = 0
    CAPITALS = 1
    CAPITALISED = 2
    INITIAL = 3


WRITTEN = {Case.OTHER: "a", Case.CAPITALS: "AA", Case.CAPITALISED: "Aa", Case.INITIAL: "A"}
"""A word written in each case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The words of a piece, folded, and how each is written."""

    words: tuple[str, ...]
    cases: tuple[Case, ...]


class Pieces(dict[str, Piece | None]):
    """The words of pieces, each read when it is first asked for.

    >>> from resolver.names.knowledge import load_knowledge
    >>> pieces = Pieces(load_knowledge())
    >>> pieces["И.С."].words, pieces["сержант"], len(pieces)
    (('и.', 'с.'), None, 2)
    """

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__()
        self._knowledge = knowledge

    def __missing__(self, text: str) -> Piece | None:
        piece = self[text] = read_piece(text, self._knowledge)
        return piece


def read_piece(text: str, knowledge: Knowledge) -> Piece | None:
    """Return the words of a piece, or None where they depend on the rest of the name.

    >>> from resolver.names.knowledge import load_knowledge
    >>> found = [read_piece(text, load_knowledge()) for text in ("МАТВЕЕВ", "И.С.", "сержант", "alias")]
    >>> [None if piece is None else piece.words for piece in found]
    [('матвеев',), ('и.', 'с.'), None, None]
    """
    words = _words(text, knowledge)
    if words is None or is_numeral(text) or _TELLING.search(text):
        return None
    cases = _cases(text, words)
    if cases is None or not _is_plain(words, knowledge):
        return None
    return Piece(words=words, cases=cases)


def _words(text: str, knowledge: Knowledge) -> tuple[str, ...] | None:
    if _EASY.fullmatch(text):
        return (one_case(text),)
    composed = unicodedata.normalize("NFC", text)
    if not all(letter.isalpha() or letter in _BETWEEN_LETTERS for letter in composed):
        return None
    cleaned = clean_name(text, knowledge)
    return None if cleaned.extracted or cleaned.surname_stands == SurnameStands.FIRST else cleaned.tokens


def _is_plain(words: tuple[str, ...], knowledge: Knowledge) -> bool:
    if not words_of_titles(knowledge).isdisjoint(word.rstrip(".") for word in words):
        return False
    return not words or stands_alone(words, lambda word: word in knowledge.given_by_form)


def _cases(text: str, words: tuple[str, ...]) -> tuple[Case, ...] | None:
    """Return how the words were written; None when the letters of the piece are not those of its words one for one."""
    if text.isalpha() and len(words) == 1 and len(words[0]) == len(text):
        return (_case(text, len(text)),)
    letters = [letter for letter in text if letter.isalpha()]
    sizes = [sum(map(str.isalpha, word)) for word in words]
    if sum(sizes) != len(letters):
        return None
    ends = list(accumulate(sizes))
    written = ["".join(letters[end - size : end]) for end, size in zip(ends, sizes, strict=True)]
    return tuple(_case(one, len(word.rstrip("."))) for one, word in zip(written, words, strict=True))


def _case(letters: str, length: int) -> Case:
    if letters.isupper():
        return Case.CAPITALS if length > 1 else Case.INITIAL
    return Case.CAPITALISED if length > 1 and letters[0].isupper() else Case.OTHER


@lru_cache(maxsize=4)
def words_of_titles(knowledge: Knowledge) -> frozenset[str]:
    """Return a set of words of which every name holds one in which a rank or another title stands.

    Of a title in several words it is the longest: «в отставке» does not make an initial В. telling.
    """
    return frozenset(
        max(phrase, key=len)
        for phrase, kind in knowledge.titles.items()
        if len(phrase) > 1 or len(phrase[0]) > 1 or kind == "address"
    )
