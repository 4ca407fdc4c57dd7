"""A name with words that say whose child somebody is -> the name without them, and the father's name.

Lists write "otac Milan" (father: Milan), "sin Milana", "i biri i Hasanit", "son of Karim", "s/o Karim", «فرزند کریم», «نام پدر: کریم». What follows
such words is the father's name, and nobody's surname unless no other is told.
"""

import re

from resolver.names.knowledge import Knowledge, fold_arabic
from resolver.values.text import fold

_NAMED = r"(?i:otac|ime oca|отац|име оца|babai|i ati|emri i babait|atësia)"
_CHILD_OF = (
    r"(?:(?i:od oca|od majke i oca|од оца)|(?:sin|син|kći|kci|kćer|kćerka|ćerka|кћи|кћер|кћерка|ћерка)(?: od| од)?"
    r"|i biri i|e bija e|i biri|e bija|djali i|vajza e)"
)
_MAYBE_OF = r"(?:od|од)"
_DECLINED = re.compile(
    rf"[\s,;(\[–-]+(?:(?P<named>{_NAMED})|(?P<child>{_CHILD_OF})|(?P<maybe>{_MAYBE_OF}))[\s:]+"
    r"(?P<father>[^\W\d_][^\W\d_’'-]+)(?=[\s,;)\].]|$)[)\]]?"
)
"""Where the father's name is one word, mostly in the genitive."""
_AS_IT_IS = re.compile(
    r"[\s,;،–-]+(?:(?i:son of|daughter of|[sdc]\s?[/\\]\s?o\.?|a[/\\][lp]|(?:name of )?father(?=\s*:)|father(?:['’]?s)? name(?=\s*:))"
    r"|فرزند|پسر|دختر|(?:نام|اسم) پدر|ولدیت|د پلار نوم|בנו של|בתו של|שם האב(?=\s*:))"
    r"[\s:]+(?i:late[\s.]+)?(?P<father>[^\W\d_][^,;،()\[\]\d]*)"
)
"""Where his name is as it is, in one word or in several."""
_WALAD = re.compile(r"[\s,;،]+ولد[\s:]+(?P<father>[^\W\d_][^,;،()\[\]\d]*)")
"""In Dari somebody's child; in Arabic a part of surnames."""
_PERSIAN = re.compile("[پچژگکی]")
_SIGN = re.compile(
    "otac|oca|отац|оца|sin|син|k[ćc]i|kćer|ćerka|кћи|кћер|ћерка|biri|bija|babai|i ati|atësia|djali|vajza|od |од "
    "|[/\\\\]\\s?[olp]|(?:son|daughter) of|father|فرزند|پسر|دختر|پدر|ولد|پلار|של|האב",
    re.IGNORECASE,
)
"""What stands in every name with such words, and in few others: asked first."""
_ENDINGS = (
    ("a", ("", "o", "e", "a")), ("e", ("a", "o", "e")), ("i", ("a", "o")), ("а", ("", "о", "е", "а")), ("е", ("а", "о", "е")),
    ("it", ("", "i")), ("ut", ("", "u")), ("ës", ("ë", "a")), ("es", ("ë", "e", "a")), ("së", ("", "ë")),
)  # fmt: skip
"""Endings of a genitive, and those of the nominative."""


def apart_from_father(text: str, knowledge: Knowledge) -> tuple[str, str]:
    """Return a name without the words that name the father, and his name; the latter is empty where no such words stand behind a name.

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> apart_from_father("Prudić Zoran otac Milan", words), apart_from_father("Prudi Besim (i biri i Hasanit)", words)
    (('Prudić Zoran', 'Milan'), ('Prudi Besim', 'Hasan'))
    >>> apart_from_father("Najibullah, son of Khan Mohammad", words), apart_from_father("Ahmad son of Khaled Madeup", words)
    (('Najibullah', 'Khan-Mohammad'), ('Ahmad Madeup', 'Khaled'))
    >>> apart_from_father("Ashraf Prudi S/o late Karim Prudi", words), apart_from_father("Arul a/l Madeup", words)
    (('Ashraf Prudi', 'Karim'), ('Arul', 'Madeup'))
    >>> apart_from_father("Sin Prudi", words), apart_from_father("son of Ahmad Hassan", words)
    (('Sin Prudi', ''), ('son of Ahmad Hassan', ''))
    """
    if not _SIGN.search(text):
        return text, ""
    return _declined(text, knowledge) or _as_it_is(text, knowledge) or (text, "")


def _declined(text: str, knowledge: Knowledge) -> tuple[str, str] | None:
    found = _DECLINED.search(text)
    before = text[: found.start()].strip() if found else ""
    if found is None or not before:
        return None
    name = found["father"]
    if not found["named"]:
        nominative = _nominative(name, knowledge)
        if nominative is None and found["maybe"]:
            return None
        name = nominative or name
    return f"{before} {text[found.end() :]}".strip(), name


def _as_it_is(text: str, knowledge: Knowledge) -> tuple[str, str] | None:
    found = _AS_IT_IS.search(text) or (_WALAD.search(text) if _PERSIAN.search(text) else None)
    before = text[: found.start()].strip() if found else ""
    if found is None or not before:
        return None
    father, others = _parted(found["father"].split(), knowledge)
    named = before.casefold().split()
    others = [] if all(word.casefold() in named for word in others) else others
    return " ".join([before, *others]) + text[found.end() :], father


def _parted(words: list[str], knowledge: Knowledge) -> tuple[str, list[str]]:
    """Return the father's name in one word, and what follows it: given names and what joins them are his, and his first word in any case."""
    at = next((at for at, word in enumerate(words) if at and not _is_of_a_name(word, knowledge)), len(words))
    return "-".join(words[:at]), words[at:]


def _is_of_a_name(word: str, knowledge: Knowledge) -> bool:
    folded = fold_arabic(fold(word), knowledge.alphabets)
    kinds = knowledge.particles.get(fold(word), frozenset()) | knowledge.particles.get(folded, frozenset())
    return folded in knowledge.given_by_form or bool(kinds & {"article", "abd", "din", "allah"})


def _nominative(word: str, knowledge: Knowledge) -> str | None:
    """Return the commonest listed man's name whose genitive a word is; else the word, where it is such a name itself."""
    found = [
        word[: len(word) - len(ending)] + other
        for ending, others in _ENDINGS
        if word.endswith(ending) and len(word) > len(ending) + 1
        for other in others
    ]
    best = max([*found, word], key=lambda one: _weight(one, knowledge))
    return best if _weight(best, knowledge) else None


def _weight(word: str, knowledge: Knowledge) -> int:
    """Return how common a man's name is that is listed as it is written, 0 where none is."""
    forms = knowledge.given_by_form.get(fold_arabic(fold(word), knowledge.alphabets), ())
    return max((form.weight for form in forms if form.gender != "f"), default=0)
