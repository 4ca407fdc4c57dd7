"""A name with a word that says whose child somebody is -> the name without it, and the father's name as it is read elsewhere.

South Slavic and Albanian lists write "otac Milan" (father: Milan), "sin Milana", "od oca Milana" (son of), "i biri i Hasanit". What
follows such a word is the father's name and nobody's surname.
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
_FATHER = re.compile(
    rf"[\s,;(\[–-]+(?:(?P<named>{_NAMED})|(?P<child>{_CHILD_OF})|(?P<maybe>{_MAYBE_OF}))[\s:]+"
    r"(?P<name>[^\W\d_][^\W\d_’'-]+)(?=[\s,;)\].]|$)[)\]]?"
)
_TELLING = re.compile(
    "otac|oca|отац|оца|sin|син|k[ćc]i|kćer|ćerka|кћи|кћер|ћерка|biri|bija|babai|i ati|atësia|djali|vajza|od |од ",
    re.IGNORECASE,
)
_ENDINGS = (
    ("a", ("", "o", "e", "a")), ("e", ("a", "o", "e")), ("i", ("a", "o")), ("а", ("", "о", "е", "а")), ("е", ("а", "о", "е")),
    ("it", ("", "i")), ("ut", ("", "u")), ("ës", ("ë", "a")), ("es", ("ë", "e", "a")), ("së", ("", "ë")),
)  # fmt: skip
"""Endings of a genitive, and those of the nominative."""


def apart_from_father(text: str, knowledge: Knowledge) -> tuple[str, str, str]:
    """Return a name without the words that name the father, these words, and his name.

    The latter two are empty where no such word stands behind a name.

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> apart_from_father("Prudić Zoran otac Milan", words), apart_from_father("Prudi Besim (i biri i Hasanit)", words)
    (('Prudić Zoran', 'otac Milan', 'Milan'), ('Prudi Besim', 'i biri i Hasanit', 'Hasan'))
    >>> apart_from_father("Prudić Zoran", words), apart_from_father("Sin Prudi", words)
    (('Prudić Zoran', '', ''), ('Sin Prudi', '', ''))
    """
    found = _FATHER.search(text) if _TELLING.search(text) else None
    before = text[: found.start()].strip() if found else ""
    if found is None or not before:
        return text, "", ""
    name = found["name"]
    if not found["named"]:
        nominative = _nominative(name, knowledge)
        if nominative is None and found["maybe"]:
            return text, "", ""
        name = nominative or name
    told = found[0].strip(" ,;–-()[]")
    return f"{before} {text[found.end() :]}".strip(), told, name


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
