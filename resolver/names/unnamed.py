"""A name cell that names nobody -> how many people it stands for."""

import re
from collections.abc import Mapping

import polars as pl

from resolver.values.text import fold, western_digits

_FILLERS = frozenset(
    [
        "and",
        "и",
        "ещё",
        "еще",
        "та",
        "і",
        "ще",
        "و",
        "of",
        "the",
        "a",
        "in",
        "из",
        "another",
        "more",
        "plus",
        "+",
        "с",
        "with",
        "et",
        "de",
        "d",
        "le",
        "la",
        "les",
        "l",
    ]
)


_BEFORE_A_RELATION = frozenset([
    "year", "month", "week", "day", "old", "летний", "летняя", "річний", "річна",
    "старший", "старшая", "младший", "младшая", "старша", "молодший", "молодша", "elder", "younger", "little",
])  # fmt: skip
"""What may stand between a number and a relation, or before one: "3-year-old son of", «младшая дочь»."""
_FATHER_OF_ONESELF = re.compile("(?:вич|ьич|мич|вна|чна)$")
"""A patronymic in the nominative: «сын Тестов Иван Петрович» bears the name himself, «сын Тестова Ивана Петровича» does not."""
_PRIESTS_TOO = frozenset(["отец", "батько", "отець", "отца", "отцу"])
"""What a priest is called, too: «отец Павел Тестов» is named."""
_NOT_NOMINATIVE = re.compile("(?:[аяыиую]|[ое]го|[ое]му|[ое]й|[оеї]ві)$")
"""The end of a name in the genitive or the dative; women's and a few men's names in the nominative end so, too."""
_BESIDE_THEIR_NAMES = frozenset(["los hermanos", "las hermanas", "hermanos", "hermanas", "los esposos", "esposos",
    "os irmãos", "as irmãs", "irmãos", "irmãs", "os irmaos", "irmaos", "o casal"])  # fmt: skip
"""Several people of one family, whose own names may follow: «los hermanos Juan y Pedro Testado»."""
_MOST_SURNAMES = 2
_ELIDED = re.compile("\\b([dDlL])’(?=\\w)")
"""French articles and «de» before a vowel: «mère d’Idriss»."""
_ARTICLES = frozenset(["les", "the", "los", "las", "os", "as"])
_AND = frozenset(["and", "et", "и", "та", "y", "e", "ve", "و"])
_JOINING = frozenset(["y", "e", "i"])
_APOSTROPHES = str.maketrans(dict.fromkeys("'ʼ`ʹ‘", "’"))
_LARGEST_GROUP = 1000
"""A larger number in the cell of a name is a year or a mistake."""


def with_one_apostrophe(text: str) -> str:
    """Return text in which every sign that stands for an apostrophe is the same: words for the unnamed are looked up so.

    >>> with_one_apostrophe("п'ятеро"), with_one_apostrophe("пʼятеро")
    ('п’ятеро', 'п’ятеро')
    """
    return text.translate(_APOSTROPHES)


_LETTERS = "(?:[^\\W_]|[\u0900-\u0963\u0966-\u0df3\u102b-\u103e])+"
"""Letters, and the vowel signs of India and Burma, which stand within words."""
_TOKEN = re.compile(f"{_LETTERS}(?:[’-]{_LETTERS})*")


def unnamed_count(
    text: str, words: Mapping[str, tuple[str, int]], relations: frozenset[str] = frozenset()
) -> int | None:
    """Return how many people a cell stands for when it names none of them; None when it holds a name.

    Someone told only by a relative («жена Иванова Сергея», "son of Ahmad Hassan") is not named: the name is the relative's. Nor is
    anybody of a family that is told by its surname alone. What any of the dead is called («الشهيد», «загиблий») names nobody either, nor does a
    rank; one that is a surname, too (Major), where it is written small.

    >>> words = {"неопознанный": ("unnamed", 0), "трое": ("group", 3), "и ещё": ("group", 0), "unnamed": ("unnamed", 0), "men": ("person", 0), "two": ("group", 2)}
    >>> [unnamed_count(text, words) for text in ("Неопознанный", "и ещё трое", "(two unnamed local men)", "Иванов")]
    [1, 3, 2, None]
    >>> unnamed_count("Неопознанный 2023", words), unnamed_count("wife of Ahmad Hassan", words, frozenset({"wife of"}))
    (1, 1)
    >>> [unnamed_count(text, words, frozenset({"child of"})) for text in ("Ahmad Hassan's daughter", "S/o Ahmad Hassan", "S. O. Hassan")]
    [1, 1, None]
    >>> unnamed_count("infant son of Ahmad Hassan", {"infant": ("person", 0)}, frozenset({"son of"}))
    1
    """
    text = _ELIDED.sub(r"\1e ", _told_first(with_one_apostrophe(text)))
    tokens = _TOKEN.findall(western_digits(fold(text)))
    kinds, counts, left = _scan(tokens, words)
    if "title" in kinds and text.islower():
        kinds.add("person")
    if _is_told_by_relative(tokens, words, relations):
        return max([1, *counts]) + _is_with_others(tokens)
    if left and _begins_with_several(tokens, words):
        return max([1, *counts])
    if not kinds & {"unnamed", "group", "person", "dead"} or (left and "unnamed" not in kinds):
        return None
    if left and any(word[:1].isupper() for word in text.split() if fold(word).strip('()«»",.') in left):
        return None
    return max([1, *counts])


_CHILD_OF = re.compile(r"^\W*[swdc]\s?/\s?o\b\.?", re.IGNORECASE)
_BEHIND = re.compile(
    r"^(?P<whose>.*\w)[’']s\s+(?:son|daughter|wife|widow|child|children|mother|father|husband|baby|infant)\W*$",
    re.IGNORECASE,
)


def _told_first(text: str) -> str:
    """Return a cell that tells somebody by a relative with "child of" at its front: "Ahmad Hassan's daughter", «S/o Ahmad Hassan»."""
    behind = _BEHIND.match(text)
    return f"child of {behind['whose']}" if behind else _CHILD_OF.sub("child of ", text)


def may_name_nobody(
    cells: pl.Series, words: Mapping[str, tuple[str, int]], relations: frozenset[str] = frozenset()
) -> pl.Series:
    """Return for which cells ``unnamed_count`` must be asked: a word of theirs begins a phrase that it knows, or a sign is seldom in names.

    >>> words = {"неопознанный": ("unnamed", 0), "и ещё": ("group", 0)}
    >>> may_name_nobody(pl.Series(["Неопознанный", "Иванов, и другие", "Иванов", "Неизвестный\u200b"]), words).to_list()
    [True, True, False, True]
    """
    first = sorted({re.escape(phrase.split(" ")[0]) for phrase in (*words, *relations)})
    either = "|".join(first).replace("’", _ANY_APOSTROPHE)
    begins = rf"(?:^|[^\p{{L}}\p{{N}}])(?:{either})(?:[^\p{{L}}\p{{N}}]|$)"
    return cells.str.to_lowercase().str.contains(begins) | ~cells.str.contains(_USUAL)


_ANY_APOSTROPHE = "['’`‘]"
_USUAL = r"^[A-Za-zÀ-ÖØ-Þà-öø-ÿŞşА-яЁёІіЇїЄєҐґء-غف-ي \-.,()«»\"'’`‘]*$"
"""A text that is folded by writing small letters alone."""


def _is_told_by_relative(
    tokens: list[str], words: Mapping[str, tuple[str, int]], relations: frozenset[str]
) -> bool:
    """Say whether a cell begins with a relation and goes on with somebody's name.

    Before the relation may stand what sort of person it is, and how many: "unnamed", "two infant", "3-year-old".
    """
    lengths = range(min(3, len(tokens)), 0, -1)
    at = 0
    while at < len(tokens):
        length = next((size for size in lengths if " ".join(tokens[at : at + size]) in relations), 0)
        named = tokens[at + length :]
        if length and named and not _are_named(" ".join(tokens[at : at + length]), named):
            return True
        before = _length_of_phrase(tokens, at, words)
        if not before and not tokens[at][0].isdecimal() and tokens[at] not in _FILLERS | _BEFORE_A_RELATION:
            return False
        at += max(before, 1)
    return False


def _are_named(relation: str, words: list[str]) -> bool:
    """Say whether the words behind a relation are the own names of whom it tells, and not a relative's."""
    if any(map(_FATHER_OF_ONESELF.search, words)):
        return True
    if relation in _PRIESTS_TOO:
        whole = [word for word in words if len(word) > 1]
        return len(words) < _MOST_SURNAMES or not all(map(_NOT_NOMINATIVE.search, whole))
    return relation in _BESIDE_THEIR_NAMES and not _is_surname(words)


def _is_with_others(tokens: list[str]) -> bool:
    """Say whether a relative stands before a number of others: "wife and 2 children of …" are three."""
    return len(tokens) > _MOST_SURNAMES and tokens[1] in _AND and tokens[2].isdecimal()


def _is_surname(words: list[str]) -> bool:
    """Say whether a few words behind a word for a family are its surname, or two, and not the names of its members."""
    return len(words) <= _MOST_SURNAMES and _JOINING.isdisjoint(words)


def _begins_with_several(tokens: list[str], words: Mapping[str, tuple[str, int]]) -> bool:
    """Say whether a cell begins with a number of people: "3 members of the Madeup family" names none of them."""
    tokens = tokens[1:] if tokens[0] in _ARTICLES and len(tokens) > 1 else tokens
    length = _length_of_phrase(tokens, 0, words)
    kind, count = words[" ".join(tokens[:length])] if length else ("", 0)
    is_group = kind == "group" and count > 1
    if is_group and length > 1:
        return True
    if not is_group and not (tokens[0].isdecimal() and int(tokens[0]) > 1):
        return False
    at = max(length, 1)
    following = _length_of_phrase(tokens, at, words)
    return following > 0 and words[" ".join(tokens[at : at + following])][0] in ("person", "dead", "group")


def _scan(tokens: list[str], words: Mapping[str, tuple[str, int]]) -> tuple[set[str], list[int], list[str]]:
    kinds: set[str] = set()
    counts: list[int] = []
    left: list[str] = []
    at, before = 0, ""
    while at < len(tokens):
        length = _length_of_phrase(tokens, at, words)
        if length:
            before, count = words[" ".join(tokens[at : at + length])]
            kinds.add(before)
            counts.append(count)
        elif tokens[at].isdecimal():
            counts.append(_people(tokens, at, before, words))
        elif tokens[at] not in _FILLERS:
            left.append(tokens[at])
        at += max(length, 1)
    return kinds, counts, left


def _length_of_phrase(tokens: list[str], at: int, words: Mapping[str, tuple[str, int]]) -> int:
    lengths = range(min(5, len(tokens) - at), 0, -1)
    return next((size for size in lengths if " ".join(tokens[at : at + size]) in words), 0)


def _people(tokens: list[str], at: int, before: str, words: Mapping[str, tuple[str, int]]) -> int:
    """Return what a number says about how many: "3 men", "и ещё 3"; not a year, an age or a day that follows a word."""
    counts_next = at + 1 < len(tokens) and _length_of_phrase(tokens, at + 1, words) > 0
    number = int(tokens[at])
    return number if (counts_next or before == "group") and 0 < number <= _LARGEST_GROUP else 0
