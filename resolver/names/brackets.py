"""A name -> what the brackets in it tell: the father's name, or which of two namesakes of one house somebody is."""

import re

from resolver.names.kinds import kind_of_word
from resolver.names.knowledge import Knowledge
from resolver.names.unnamed import with_one_apostrophe
from resolver.values.text import fold, one_case

BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_FATHER = re.compile(
    r"(?:father|son of|daughter of|[sd]/o|отец|сын|дочь|батько|син|донька|otac|sin|kći|kćerka|i biri i|e bija e|hij[oa] de|filh[oa] de"
    r"|fils de|fille de|sohn (?:des|von)|tochter (?:des|von)|نام پدر|پدر|فرزند|اسم الأب|الأب|والده|ابن|بن|ابنة|بنت|בן|בת)\s*(?::\s*|\s)(?=\S)",
    re.IGNORECASE,
)
GENERATIONS = ("elder", "younger")
"""The kinds of words that tell namesakes of one house apart: Sr. and Jr."""
_IN_BRACKETS = {
    **dict.fromkeys(
        ("father", "отец", "батько", "otac", "отац", "pai", "p", "vater", "الأب", "الاب", "پدر", "אב"),
        "elder",
    ),
    **dict.fromkeys(
        ("aîné", "ainé", "aînée", "ainée", "grand", "le grand", "la grande", "vieux", "le vieux", "büyük", "böyük", "mezin", "weyn",
         "mkubwa", "babba", "velho", "o velho", "el viejo", "el mayor", "la mayor", "старшая", "старша", "الكبير", "كبير", "الكبرى",
         "بزرگ", "ավագ", "უფროსი"),
        "elder",
    ),
    **dict.fromkeys(("son", "сын", "син", "sin", "h", "sohn", "الابن", "پسر", "בן"), "younger"),
    **dict.fromkeys(
        ("cadet", "le cadet", "la cadette", "cadette", "petit", "le petit", "la petite", "jeune", "le jeune", "küçük", "kiçik", "biçûk",
         "yar", "yare", "mdogo", "karami", "o novo", "o moço", "el joven", "el menor", "la menor", "младшая", "молодша", "الصغير",
         "صغير", "الصغرى", "کوچک", "կրտսեր", "უმცროსი"),
        "younger",
    ),
}  # fmt: skip
"""Words that do so in brackets only: most are surnames or what people are called elsewhere (le Grand, Küçük)."""
NUMBERED = "numbered"
"""The kind of a number that tells namesakes of one list apart: «Seydou 2», Amadou III."""
_NUMERALS = {"I": "1", "II": "2", "III": "3", "IV": "4", "VII": "7", "VIII": "8"}
"""Roman numerals but for what is likelier an initial or a name: V, VI, IX."""
_NUMBER_BEHIND = re.compile(
    rf"((?:[^\W\d_][^\s,;،:()]*\s+)+?[^\W\d_][^\s,;،:()]*)\s+(?:n°\s?|nº\s?|no\.?\s?|№\s?|#\s?)?(?P<number>[1-9]|{'|'.join(_NUMERALS)})\s*"
)
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_IN_FULL = 3
"""So much of a given name is a word that is listed in full."""


def apart_from_bracketed_father(text: str, knowledge: Knowledge) -> tuple[str, str]:
    """Return a name without the father's in brackets, and that: it is called so, or stands between surname and given name; else nothing.

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> apart_from_bracketed_father("Testić (Mehmed) Amir", words), apart_from_bracketed_father("Amir Testić (father: Mehmed)", words)
    (('Testić   Amir', 'Mehmed'), ('Amir Testić  ', 'Mehmed'))
    >>> apart_from_bracketed_father("Stanislav (Stas) Testov", words)
    ('Stanislav (Stas) Testov', '')
    """
    for found in BRACKETS.finditer(text):
        inner, called = found[1].strip(), _FATHER.match(found[1].strip())
        outside = [text[: found.start()], text[found.end() :]]
        if called or (all(map(str.strip, outside)) and _is_fathers(inner, " ".join(outside), knowledge)):
            return " ".join(outside), inner[called.end() :] if called else inner
    return text, ""


def _is_fathers(word: str, outside: str, knowledge: Knowledge) -> bool:
    """Say whether a word is a given name in full, and none that another word of the name is or is short for: Stanislav (Stas), Roland (Rolan)."""
    if len(word.split()) != 1 or kind_of_word(one_case(word), knowledge).givenness < _IN_FULL:
        return False
    own = _classes_of(word, knowledge)
    return all(own.isdisjoint(_classes_of(other, knowledge)) for other in _LETTERS.findall(outside))


def _classes_of(word: str, knowledge: Knowledge) -> set[str]:
    return {form.name_class for form in knowledge.given(one_case(word))}


def kind_in_brackets(text: str, knowledge: Knowledge) -> str | None:
    """Return what words in brackets are where they are no other name: whose relative somebody is, obituary wording, a generation.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [kind_in_brackets(text, load_knowledge()) for text in ("жена Тестова Ивана", "q.e.p.d.", "padre", "Стас")]
    ['relative', 'obituary', 'elder', None]
    """
    if _tells_relative(text, knowledge):
        return "relative"
    return kind_beside(text, knowledge) or generation_told(text, knowledge)


def kind_beside(text: str, knowledge: Knowledge) -> str | None:
    """Return what a part behind a comma is where it is neither a name nor a remark of its own: a generation, obituary wording.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [kind_beside(text, load_knowledge()) for text in ("Jr.", "killed in action", "38 лет")]
    ['younger', 'obituary', None]
    """
    words = tuple(one_case(text).replace(".", " ").strip(" !").split())
    return "obituary" if knowledge.titles.get(words) == "obituary" else generation_of(text, knowledge)


def _tells_relative(text: str, knowledge: Knowledge) -> bool:
    """Say whether a text begins with a relation and goes on with somebody's name: «жена Тестова Ивана»."""
    words = fold(with_one_apostrophe(text)).split()
    lengths = range(1, min(_LONGEST_RELATION, len(words) - 1) + 1)
    return any(" ".join(words[:length]) in knowledge.relations for length in lengths)


_LONGEST_RELATION = 3


def apart_from_number(text: str) -> tuple[str, str]:
    """Return a name of two words or more without the number that stands behind it, and that number in digits; else nothing.

    An I stays in the name, too: it may be an initial.

    >>> [apart_from_number(text) for text in ("Seydou Diallotest 2", "Amadou Barritest III", "Ivan Testov I")]
    [('Seydou Diallotest', '2'), ('Amadou Barritest', '3'), ('Ivan Testov I', '1')]
    >>> [apart_from_number(text)[1] for text in ("Testov I", "Ali Testov, 5", "Ali Testov 55")]
    ['', '', '']
    """
    found = _NUMBER_BEHIND.fullmatch(text)
    if found is None:
        return text, ""
    number = found["number"]
    return text if number == "I" else found[1], _NUMERALS.get(number, number)


def number_told(text: str) -> str:
    """Return the number that a lone digit or a Roman numeral in brackets is, in digits; else nothing.

    >>> [number_told(text) for text in ("2", "n° 3", "II", "22", "Mehmed")]
    ['2', '3', '2', '', '']
    """
    return apart_from_number(f"a a {text}")[1]


def is_numeral(text: str) -> bool:
    """Say whether a word is one of the Roman numerals that tell namesakes apart.

    >>> is_numeral("II"), is_numeral("ii"), is_numeral("Ali")
    (True, False, False)
    """
    return text in _NUMERALS


def generation_told(text: str, knowledge: Knowledge) -> str | None:
    """Return which of two namesakes of one house a lone word in brackets says that somebody is.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [generation_told(text, load_knowledge()) for text in ("hijo", "l'aîné", "отец", "Mehmed")]
    ['younger', 'elder', 'elder', None]
    """
    word = one_case(text.strip(" .")).replace("’", "'").removeprefix("l'")
    return generation_of(text, knowledge) or _IN_BRACKETS.get(word)


def generation_of(word: str, knowledge: Knowledge) -> str | None:
    """Return which of two namesakes a word says that somebody is wherever it stands behind a name: Jr., hijo.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [generation_of(word, load_knowledge()) for word in ("Jr.", "hijo", "отец")]
    ['younger', 'younger', None]
    """
    kind = knowledge.titles.get((one_case(word.strip(" .")),))
    return kind if kind in GENERATIONS else None
