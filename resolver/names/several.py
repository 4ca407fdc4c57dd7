"""A name cell -> whether it seems to name several people, and their names where it is clear how to part them.

One mention is one person: what cannot be parted with certainty stays one cell, links nobody and is put before a human.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from resolver.names.knowledge import Knowledge, fold_arabic
from resolver.values.text import fold, script_of

_AND = re.compile(r"\s+(?:и|та|and|و|ו|ও|এবং|और|तथा|اور|နှင့်|மற்றும்|&|\+)\s+")
_JOINED = re.compile(r"\s+(?:i|dhe|ve|y|e|und|et|dan|ra|(?<!\babd )at)\s+", re.IGNORECASE)
"""What means "and" where names stand on both sides, and within one name something else: Ortega y Gasset, Puig i Cadafalch."""
_WHOLE_NAMES = re.compile(r"\s(?:y|e|und|et)\s")
"""Of these, what also joins two surnames of one person: whole names must stand on both sides."""
_PARTING = re.compile(r"\s*[;/|\n]\s*")
_CHILD_OF = re.compile(r"(?<!\w)(?:[swdcrp]\s?[/\\]\s?o|a[/\\][lp])(?!\w)", re.IGNORECASE)
"""«S/o», «W/o» and «R/o» are son, wife and resident of: the slash parts no people."""
_CLEAR = re.compile(r"\s*(?:[;；؛]|\r\n|\r|\n)\s*")
_NUMBER = re.compile(r"^\s*\d{1,3}\s*[.)]\s*(?=\D)")
_COMMA = re.compile(r"\s*[,،]\s*")
_ATTACHED = re.compile(r"(?<=\s)(?:و(?=[ء-ي]{3})|ו(?=[א-ת]{2}))")
"""Arabic and Hebrew write "and" as the first letter of the next word, as which it also stands in names of its own (وليد, وفاء, ורד)."""
_BESIDE = re.compile(
    r"\s(?:и|та|й|і|с|со|з|із|зі|са|and|with|i|sa|s|dhe|me|ve|و|مع|ו|עם|&|\+)(?=\s)", re.IGNORECASE
)
_SIGN = re.compile(rf"[;/|\n,،]|{_BESIDE.pattern}|{_JOINED.pattern}|{_ATTACHED.pattern}", re.IGNORECASE)
"""What stands in every cell of several, and in few others: asked first."""
_ONE_AND = re.compile("и|та|й|і|and|i|dhe|ve|و|ו|&")
_CALLED = re.compile("позывн|позивн|прозвищ|псевд|callsign|nickname|nadimk|надимк|لقب")
_BEFORE_A_RELATIVE = 3
"""So many words may stand before the word for a relative: "and his two small sons"."""
_ANY = re.compile("|".join(one.pattern for one in (_CLEAR, _AND, _JOINED, _PARTING, _COMMA)))
_WORDS = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]\.")


def names_several(text: str, knowledge: Knowledge) -> bool:
    """Say whether a cell seems to name two people or more.

    A comma also stands before a callsign, a place, or the given names of a surname that is written first: there every part must hold
    a given name that is known, or initials. One given name in two scripts is one person spelled twice. Somebody's relatives who stand
    behind the name («с женой», "and her daughter", «وأولاده») are people, too.

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> [names_several(cell, words) for cell in ("Тестов Иван / Тестов Пётр", "Тестова Анна, Тестов Борис", "Тестов Иван и Пётр")]
    [True, True, True]
    >>> [names_several(cell, words) for cell in ("MATVEEV, Stanislav", "Тестов Иван, позывной Кот", "Тестов Иван / Ivan Testov")]
    [False, False, False]
    >>> [names_several(cell, words) for cell in ("محمد خالد النجار وأحمد خالد النجار", "محمد وليد النجار", "محمد خالد النجار وزوجته")]
    [True, False, True]
    >>> names_several("Ashraf Prudi S/o Karim Prudi", words)
    False
    """
    if not _SIGN.search(text):
        return False
    text = _CHILD_OF.sub(" ", text)
    text = _without_roles(_detached(text, knowledge), knowledge)
    if _has_relatives(text, knowledge):
        return True
    joined = _parts(_AND, text)
    if len(joined) > 1 and all(map(_WORDS.search, joined)) and _are_named(joined, knowledge):
        return True
    if _joins_people(text, knowledge):
        return True
    parts = _parts(_PARTING, text)
    if len(parts) > 1 and all(_is_full(part) for part in parts):
        return not _is_one_in_two_scripts(parts, knowledge)
    listed = _parts(_COMMA, text)
    if len(listed) > 1 and _JOINED.search(listed[-1]) and not _WHOLE_NAMES.search(listed[-1]):
        listed = [*listed[:-1], *_parts(_JOINED, listed[-1])]
        if all(any(_is_given(word, knowledge) for word in _WORDS.findall(part)) for part in listed):
            return True
    return len(listed) > 1 and _are_people(listed, knowledge)


def _joins_people(text: str, knowledge: Knowledge) -> bool:
    """Say whether an "and" that may also stand within one name stands between people.

    Each part holds a given name that is known, and one of them a surname; a given name alone stands beside a given name: "Fata i Meho
    Prudić", "Prudić Fata i Meho".

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> [_joins_people(cell, words) for cell in ("Petar i Pavle Prudić", "Juan Prudo y María Prudo", "José Ortega y Gasset", "Pere Puig i Martí")]
    [True, True, False, False]
    """
    parts = _parts(_JOINED, text)
    if len(parts) < 2:
        return False
    words = [_WORDS.findall(part) for part in parts]
    if not all(any(_is_given(word, knowledge) for word in of_part) for of_part in words):
        return False
    if _WHOLE_NAMES.search(text):
        return all(map(_is_full, parts))
    return any(map(_is_full, parts)) and all(
        min(len(before), len(after)) > 1
        or (_is_given(before[-1], knowledge) and _is_given(after[0], knowledge))
        for before, after in pairwise(words)
    )


def part_names(text: str, knowledge: Knowledge, *, always: bool = False) -> tuple[str, ...]:
    """Return the names in a cell that names several people, or none where it names one or cannot be parted.

    Semicolons and line breaks part people whose names are all whole. A slash may stand between two spellings, a comma or "and"
    before much else: these part only where the list is said to hold several people in a cell (``always``).

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> part_names("1. Тестов Иван; 2. Пробов Пётр", words)
    ('Тестов Иван', 'Пробов Пётр')
    >>> part_names("Тестов Иван, Пробов Пётр", words), part_names("Тестов Иван; позывной Кот", words, always=True)
    ((), ())
    >>> part_names("Тестов Иван, Пробов Пётр и Макетов Олег", words, always=True)
    ('Тестов Иван', 'Пробов Пётр', 'Макетов Олег')
    """
    found = _people_in(_CLEAR.split(text), knowledge)
    if found or not always or _CHILD_OF.search(text):
        return found
    return _people_in(_ANY.split(_detached(text, knowledge)), knowledge)


def _detached(text: str, knowledge: Knowledge) -> str:
    """Return text in which an Arabic or Hebrew "and" stands by itself, where it is one: what it stands on is a given name or a relative.

    >>> from resolver.names.knowledge import load_knowledge
    >>> _detached("محمد وأحمد وليد وابنه", load_knowledge())
    'محمد و أحمد وليد و ابنه'
    """

    def parted(found: re.Match[str]) -> str:
        word = _LETTERS.match(text, found.start())
        whole = word[0] if word else ""
        is_name = _is_given(whole, knowledge) or fold(whole) in knowledge.surname_frequency
        joins = _is_given(whole[1:], knowledge) or fold(whole[1:]) in knowledge.relatives
        return f"{found[0]} " if joins and not is_name else found[0]

    return _ATTACHED.sub(parted, text)


def _has_relatives(text: str, knowledge: Knowledge) -> bool:
    """Say whether "and" or "with" stands before a word for somebody's relative, and words before it.

    «С позывным Брат» is a callsign.
    """
    for found in _BESIDE.finditer(text):
        after = _bare_words(text[found.end() :])
        told = after[: _BEFORE_A_RELATIVE + 1]
        if told and not _CALLED.match(told[0]) and not knowledge.relatives.isdisjoint(told):
            return bool(_WORDS.search(text[: found.start()]))
    return False


def _without_roles(text: str, knowledge: Knowledge) -> str:
    """Return a cell without what one person is to others behind the name: "wife and mother"."""
    words = text.split()
    last = _bare_words(text)[-3:]
    is_told_twice = (
        len(last) == 3 and {last[0], last[2]} <= knowledge.relatives and _ONE_AND.fullmatch(last[1])
    )
    return " ".join(words[:-3]) if is_told_twice else text


def _bare_words(text: str) -> list[str]:
    return [word.strip("().,،;:") for word in fold(text).split()]


def names_one(text: str, knowledge: Knowledge) -> bool:
    """Say whether a cell is plainly somebody's name: words without a number, a given name or initials among them, and another word.

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> [names_one(cell, words) for cell in ("Тестов Иван", "Тестов И.П.", "Иван", "убит под Купянском", "дом 5, Иван Тестов")]
    [True, True, False, False, False]
    """
    return _is_person(text, knowledge, needs_surname=True)


def names_given(text: str, knowledge: Knowledge) -> bool:
    """Say whether a cell is one given name that is known, as a father's is written in a column of its own.

    >>> from resolver.names.knowledge import load_knowledge
    >>> words = load_knowledge()
    >>> [names_given(cell, words) for cell in ("Иван", "Тестов Иван", "Тестов", "И.", "Иван 2")]
    [True, False, False, False, False]
    """
    return bool(_LETTERS.fullmatch(text.strip())) and _is_given(text.strip(), knowledge)


def _people_in(parts: Sequence[str], knowledge: Knowledge) -> tuple[str, ...]:
    names = tuple(name for part in parts if (name := _NUMBER.sub("", part).strip(" ,.;")))
    return names if len(names) > 1 and _are_people(names, knowledge) else ()


def _parts(parting: re.Pattern[str], text: str) -> list[str]:
    return [part for part in parting.split(text) if part.strip()]


def _is_full(part: str) -> bool:
    words = len(_WORDS.findall(part))
    return 2 <= words <= 5 or (words == 1 and bool(_INITIAL.search(part)))


def _are_named(parts: Sequence[str], knowledge: Knowledge) -> bool:
    """Say whether one of the parts beside an "and" is a whole name, or each is a given name."""
    return any(map(_is_full, parts)) or all(_is_given(part.strip(), knowledge) for part in parts)


def _are_people(parts: Sequence[str], knowledge: Knowledge) -> bool:
    """Say whether each part holds a given name, or initials, and a word besides; after three words the first is whole without."""
    needs_surname = len(parts[0].split()) <= 2
    if not all(_is_person(part, knowledge, needs_surname=needs_surname) for part in parts):
        return False
    return not _is_one_in_two_scripts(parts, knowledge)


def _is_person(part: str, knowledge: Knowledge, *, needs_surname: bool) -> bool:
    words = _WORDS.findall(part)
    given = [word for word in words if _is_given(word, knowledge)]
    others = len(words) - len(given) or not needs_surname
    is_named = bool(given or _INITIAL.search(part)) and bool(others)
    return is_named and _is_full(part) and not re.search(r"\d", part)


def _is_given(word: str, knowledge: Knowledge) -> bool:
    """Say whether a word is listed as a given name; of an article (al, el) it is not asked."""
    folded = fold(word)
    if "article" in knowledge.particles.get(folded, ()):
        return False
    return fold_arabic(folded, knowledge.alphabets) in knowledge.given_by_form


def _is_one_in_two_scripts(parts: Sequence[str], knowledge: Knowledge) -> bool:
    classes = [
        {form.name_class for word in _WORDS.findall(part) for form in knowledge.given(fold(word))}
        for part in parts
    ]
    scripts = {script_of(part) for part in parts}
    return len(scripts) == len(parts) and bool(set.intersection(*classes))
