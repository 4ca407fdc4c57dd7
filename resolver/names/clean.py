"""A name as written -> its tokens, and what was taken out and kept: rank, callsign, alias, former surname, age.

Nothing is thrown away: every piece that is not part of the name stands in ``CleanName.extracted``.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from resolver.names.articles import SurnameStands, sign_of, surname_stands
from resolver.names.born import BORN, BORN_INLINE, BORN_WHERE
from resolver.names.brackets import (
    BRACKETS,
    NUMBERED,
    apart_from_bracketed_father,
    apart_from_number,
    kind_beside,
    kind_in_brackets,
    number_told,
)
from resolver.names.damage import join_fragments
from resolver.names.ethiopic import join_names_of_two, written_out
from resolver.names.fathers import apart_from_father
from resolver.names.kinds import kind_of_word
from resolver.names.knowledge import Knowledge
from resolver.names.particles import words_of_part
from resolver.names.remembering import remembered
from resolver.names.titles import as_written, take_titles
from resolver.values.text import clean, one_case, script_of, western_digits

_QUOTES = re.compile(r"[«„“”\"]([^«»„“”\"]{1,60})[»“”\"]")
_SINGLE_QUOTES = re.compile(r"(?<!\S)'([^'«»„“”\"]{2,60})'(?!\S)")
_GRAVES = re.compile(r"`([^`]{2,60})`")
_BEHIND = re.compile(r"(?<=\w)\s*(?:\.\.+|[–—-]\s|`)\s*((\w+)\s+(?:\w\w[\s-])?\w+)\s*$")
_HALF_QUOTED = re.compile(r"(?<=\s)(?:[«„“”\"]([^\s«»„“”\"]{2,})|([^\s«»„“”\"]{2,})[»“”\"])\s*$")
_CALLED = (
    r"(?:позывной|позивний|call ?sign|псевдо|a\.?k\.?a\.?|он же|alias|apodad[oa]|conocid[oa] como|conhecid[oa] como|vulgo|الملقب|لقب"
    r"|dite?|surnommée?|kod\s+ad[ıi]|zv(?:an[ia])?\.?|зв(?:ан[иа])?\.?|[ie] quajtur|nadimak|надимак)(?!\w)"
)
_CALLSIGN = re.compile(rf"^{_CALLED}[\s:]*", re.IGNORECASE)
_CALLED_INLINE = re.compile(
    rf"[\s,;–-]+{_CALLED}[\s:]*((?:(?:el|la|le|o|a)\s+)?[^\s,;:()«»\"]+)", re.IGNORECASE
)
_CODE_NAMED = re.compile(r"^\W*([^\s,;:]+(?:\s+[^\s,;:]+)?)\s+kod\s+(?:adlı|isimli)\s+(?=\w)", re.IGNORECASE)
"""«Çiya kod adlı Rojhat …»: the name stands behind what its bearer was called."""
_RESIDENT = re.compile(r"(?<=\w)[\s,;]+(?P<told>[rp]\s?[/\\]\s?o[\s.:]+\w.*)$", re.IGNORECASE)
"""«R/o» and «P/o» announce where somebody lived."""
_WIFE_OF = re.compile(
    r"(?<=\w)[\s,;(]+(?:w\s?[/\\]\s?o|wife of)[\s.:]+(?P<told>[^\W\d_][^,;()]*)[)]?", re.IGNORECASE
)
_ALIAS_SHORT = re.compile(r"(?<=\w)\s*\(a\)\s+(?=\w)", re.IGNORECASE)
"""«(a)» between a name and what its bearer is called."""
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x20D0) if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_LETTER = rf"(?:[^\W\d_][{_MARKS}]*)"
_WORD = re.compile(rf"{_LETTER}+(?:[’'ʼ`ʹʺ‘״\"]{_LETTER}*)*\.?")
_STRESS = re.compile("[\u0300-\u036f]")
_GERSHAYIM = re.compile("(?<=[א-ת])(?:[\"״”“]|''|׳׳)(?=[א-ת](?![א-ת]))")
"""The sign before the last letter of what Hebrew shortens: סמ"ר, ז"ל. It opens no quotation."""
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0640\u0670]")
_SHOWN_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_CAMEL = re.compile(r"(?<=[a-zа-яёіїєґ])(?=[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ]{2})")
_INITIALS_TOGETHER = re.compile(r"\b([A-ZА-ЯЁІЇЄҐ])\.\s*(?=[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ]?\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanName:
    """The words of a name in order, folded, and everything else that stood in the cell."""

    tokens: tuple[str, ...]
    surname_stands: SurnameStands
    extracted: tuple[tuple[str, str], ...]

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return what was taken out of the name under this kind: rank, callsign, alias, honorific, tail."""
        return tuple(text for found, text in self.extracted if found == kind)


@remembered()
def clean_name(text: str, knowledge: Knowledge) -> CleanName:
    """Take a written name apart.

    >>> from resolver.names.knowledge import load_knowledge
    >>> name = clean_name("гв. мл. сержант Хабаров И.С. «Лис», 38 лет", load_knowledge())
    >>> name.tokens, name.of_kind("callsign"), name.of_kind("tail")
    (('хабаров', 'и.', 'с.'), ('Лис',), ('38 лет',))
    """
    extracted: list[tuple[str, str]] = []
    plain = _STRESS.sub("", _ARABIC_MARKS.sub("", western_digits(_compose(clean(text)))))
    plain = _ALIAS_SHORT.sub(" alias ", written_out(_GERSHAYIM.sub("״", plain)))
    plain = _cut_behind(_RESIDENT, plain, extracted, "tail")
    plain = _cut_behind(_WIFE_OF, plain, extracted, "husband")
    plain, father = apart_from_father(plain, knowledge)
    extracted += [("father", father)] if father else []
    plain, father = apart_from_bracketed_father(plain, knowledge)
    extracted += [("father", father)] if father else []
    plain = _take_out(BRACKETS, plain, extracted, "alias")
    extracted = [
        _told_in_brackets(piece, knowledge) if kind == "alias" else (kind, piece) for kind, piece in extracted
    ]
    plain, number = apart_from_number(plain)
    extracted += [(NUMBERED, number)] if number else []
    plain = _take_out(BORN_INLINE, plain, extracted, "former surname")
    plain = _take_out(BORN_WHERE, plain, extracted, "tail")
    plain = _take_out(_QUOTES, plain, extracted, "callsign") if _has_name_outside_quotes(plain) else plain
    plain = _take_out(_SINGLE_QUOTES, plain, extracted, "callsign") if "'" in plain else plain
    plain = _take_out(_GRAVES, plain, extracted, "callsign") if _GRAVES.sub("", plain).strip() else plain
    plain = _take_out_kunya(plain, extracted, knowledge)
    plain = _take_out(_HALF_QUOTED, plain, extracted, "callsign") if len(plain.split()) > 2 else plain
    plain = _take_out(_CALLED_INLINE, plain, extracted, "callsign")
    plain = _take_out(_CODE_NAMED, plain, extracted, "callsign")
    surname, plain = _cut_at_commas(plain, extracted, knowledge)
    surname_first = bool(surname)
    words_of_surname, others = (_words_of(text, knowledge) for text in (surname, plain))
    words = [*words_of_surname, *others]
    kept = take_titles([fold_token(word) for word in words], words, knowledge, extracted, surname_first)
    if any(map(str.isdigit, plain)):
        extracted = [
            (kind, as_written(piece, plain) if kind == "rank" else piece) for kind, piece in extracted
        ]
    marked = [] if surname_first else surname_in_capitals([words[at] for at in kept])
    tokens = [fold_token(words[at]) for at in kept]
    if marked:
        surname = "-".join(tokens[at] for at in marked)
        tokens = [surname, *(token for at, token in enumerate(tokens) if at not in marked)]
    of_surname = sum(at < len(words_of_surname) for at in kept)
    if of_surname > 1 and not _is_whole([words[at] for at in kept[:of_surname]], knowledge):
        surname = "-".join(words_of_part("surname", tokens[:of_surname], knowledge))
        tokens = [surname, *tokens[of_surname:]]
    tokens = [token for token in tokens if token.strip(".-")]
    by_article = surname_stands(tuple(sign_of(token, knowledge) for token in tokens))
    stands = SurnameStands.FIRST if surname_first or marked else by_article
    return CleanName(tokens=tuple(tokens), surname_stands=stands, extracted=tuple(extracted))


def _told_in_brackets(piece: str, knowledge: Knowledge) -> tuple[str, str]:
    """Return what stood in brackets with its kind: a number that tells namesakes apart, what words are, or an alias."""
    number = number_told(piece)
    return (NUMBERED, number) if number else (kind_in_brackets(piece, knowledge) or "alias", piece)


def bare_name(text: str, knowledge: Knowledge) -> str:
    """Return a written name with single blanks, parted words joined, and without what is no name: rank, callsign, age or remark behind it.

    Another name in brackets stays, and so does an honorific, which is often part of a name (Sheikh); and what cannot be taken out of
    the text without changing how the name is read.

    >>> from resolver.names.knowledge import load_knowledge
    >>> bare_name("рядовой Тестов  Иван Петрович (позывной «Филин»), 1989 г.р.", load_knowledge())
    'Тестов Иван Петрович'
    >>> bare_name("ليلى رياض الج وخي", load_knowledge())
    'ليلى رياض الجوخي'
    """
    single = " ".join(text.split())
    name = clean_name(text, knowledge)
    for kind, piece in name.extracted:
        cut = _CUTS.get("remark" if kind == "alias" and re.search(r"\d\d", piece) else kind)
        if cut is not None:
            left = re.sub(r"\.{2,}$", "", cut(single, piece).strip(" ,;،…–-"))
            if left and clean_name(left, knowledge).tokens == name.tokens:
                single = left
    whole = " ".join(_joined(single.split(), knowledge))
    return whole if clean_name(whole, knowledge).tokens == name.tokens else single


def _joined(words: list[str], knowledge: Knowledge) -> list[str]:
    """Join what the extraction from a PDF parted."""
    return join_fragments(words, lambda word: word in knowledge.given_by_form)


def _cut_tail(text: str, tail: str) -> str:
    """Cut a name before the comma that its tail follows."""
    cut = re.search(rf"\s*[,;،]\s*{re.escape(tail)}", text, re.IGNORECASE)
    return text[: cut.start()] if cut else ""


def _cut_callsign(text: str, callsign: str) -> str:
    """Cut a callsign with its brackets and quotation marks and the word that announces it."""
    called, quotes = rf"(?:{_CALLED}[\s:]*)?", "[«»„“”\"'`]*"
    piece = rf"[\s,;–-]*[(\[{{]?\s*{called}{quotes}\s*{re.escape(callsign)}\s*{quotes}\s*[)\]}}]?(?!\w)"
    return " ".join(re.sub(piece, " ", text, count=1, flags=re.IGNORECASE).split())


def _cut_words(text: str, words: str) -> str:
    """Cut a rank or an honorific, which stands in one place, its words apart by blanks or hyphens."""
    piece = r"[\s-]*".join(map(_as_it_may_stand, words.split()))
    end = "" if words.endswith(".") else r"(?!\w)"
    return " ".join(re.sub(rf"(?<!\w){piece}{end}[\s,;]*", " ", text, count=1, flags=re.IGNORECASE).split())


def _cut_beside(text: str, words: str) -> str:
    """Cut words with the brackets around them, if there are any."""
    bracketed = re.sub(rf"\s*[(\[{{]\s*{re.escape(words)}\s*[)\]}}]", " ", text, count=1, flags=re.IGNORECASE)
    return " ".join(bracketed.split()) if bracketed != text else _cut_words(text, words)


def _as_it_may_stand(word: str) -> str:
    """Return a pattern for a word that may hold signs which are left out when it is read: Hebrew ones for what is shortened, joiners."""
    letters = word.replace("״", "")
    is_signed = script_of(letters) in ("hebrew", "arabic")
    return "[\"״”“'׳\u200c]{0,2}".join(map(re.escape, letters)) if is_signed else re.escape(word)


_CUTS = {
    "tail": _cut_tail,
    "relative": _cut_beside,
    "callsign": _cut_callsign,
    "remark": _cut_callsign,
    "rank": _cut_words,
    "obituary": _cut_beside,
}


def surname_in_capitals(words: list[str]) -> list[int]:
    """Return where the surname stands when capitals mark it ("Mohammad Reza KHIABANI"), nowhere when they do not."""
    capitals = [at for at, word in enumerate(words) if len(word.strip(".")) > 1 and word.isupper()]
    others = [word for word in words if not word.isupper()]
    is_run = capitals and capitals[-1] - capitals[0] + 1 == len(capitals)
    at_edge = capitals and (capitals[0] == 0 or capitals[-1] == len(words) - 1)
    is_marked = is_run and at_edge and any(len(word.strip(".")) > 1 and word[0].isupper() for word in others)
    return capitals if is_marked else []


def _compose(text: str) -> str:
    """Write Arabic letters in the form in which they are typed, not the one in which a page showed them (ﻯ is ى)."""
    return _SHOWN_FORMS.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)


def _has_name_outside_quotes(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2,}", _QUOTES.sub(" ", text)))


def _take_out(pattern: re.Pattern[str], text: str, extracted: list[tuple[str, str]], kind: str) -> str:
    for found in pattern.finditer(text):
        inner = next(filter(None, found.groups()), "").strip()
        named = _CALLSIGN.sub("", inner).strip(' «»"„“”')
        born = BORN.sub("", named)
        if born and born != named:
            extracted.append(("former surname", born))
        elif named:
            extracted.append(("callsign" if kind == "callsign" or named != inner else kind, named))
    rest = pattern.sub(" ", text)
    marker = _CALLSIGN_AT_END.search(rest)
    return rest[: marker.start()].rstrip(_BEFORE_CALLSIGN) if marker else rest


def _cut_behind(pattern: re.Pattern[str], text: str, extracted: list[tuple[str, str]], kind: str) -> str:
    """Cut what follows a name, and keep what it told."""
    found = pattern.search(text) if "/" in text or "\\" in text or "wife" in text.casefold() else None
    if found is None:
        return text
    extracted.append((kind, found["told"].strip()))
    return f"{text[: found.start()]}{text[found.end() :]}"


def _take_out_kunya(text: str, extracted: list[tuple[str, str]], knowledge: Knowledge) -> str:
    """Take out an Abu X that dots or a dash part from the name before it."""
    found = _BEHIND.search(text)
    if found is None or "kunya" not in knowledge.particles.get(one_case(found[2]), ()):
        return text
    extracted.append(("callsign", found[1]))
    return text[: found.start()]


_CALLSIGN_AT_END = re.compile(r"(?:позывной|callsign|call sign|позивний)[\s:]*$", re.IGNORECASE)
_BEFORE_CALLSIGN = " ,;-"


def _cut_at_commas(text: str, extracted: list[tuple[str, str]], knowledge: Knowledge) -> tuple[str, str]:
    """Cut what follows the name ("…, 38 лет, Асбест"); return a surname that stands before a comma ("MATVEEV, Stanislav"), and the rest.

    However many words the surname has («de la Cruz Testal, Rosa») and whatever follows («Testal, Juan, 27 años»), a given name is never cut off.
    """
    parts = [part.strip() for part in re.split(r"[,;،]", text)]
    if len(parts) == 1:
        return "", text
    at = next((place for place, part in enumerate(parts) if part), 0)
    head, behind = parts[at], [part for part in parts[at + 1 :] if part]
    beside = {part: kind for part in behind if (kind := kind_beside(part, knowledge))}
    extracted.extend((kind, part) for part, kind in beside.items())
    behind = [part for part in behind if part not in beside]
    if behind and _is_surname(head, behind, knowledge):
        extracted.extend(("tail", part) for part in behind[1:])
        return head, behind[0]
    extracted.extend(("tail", part) for part in behind)
    return "", head


def _is_surname(head: str, behind: Sequence[str], knowledge: Knowledge) -> bool:
    """Say whether a surname stands before the first comma and a given name behind it."""
    if re.search(r"\d", behind[0]):
        return False
    if len(behind) == 1 and len(head.split()) <= _WORDS_OF_SURNAME:
        return True
    words, others = (_words_of(text, knowledge) for text in (head, behind[0]))
    are_given = [
        _is_initial(other) or kind_of_word(fold_token(other), knowledge).is_given for other in others
    ]
    return bool(words) and any(are_given) and all(are_given) and not _is_whole(words, knowledge)


_WORDS_OF_SURNAME = 2
"""What stands before the one comma of a name is its surname, if it has no more words than this."""


def _is_whole(words: Sequence[str], knowledge: Knowledge) -> bool:
    """Say whether words hold a given name besides the surname: of three words or more the first is one, of two any; initials and patronymics tell it, too.

    San Martín is a surname, and so is one that is as often a surname as a given name.
    """
    kinds = [kind_of_word(fold_token(word), knowledge) for word in words]
    if any(map(_is_initial, words[1:])) or any(kind.is_patronymic for kind in kinds[1:]):
        return True
    named = kinds[:1] if len(kinds) > _WORDS_OF_SURNAME else kinds
    return any(kind.is_given and not kind.is_listed_surname for kind in named)


def _is_initial(word: str) -> bool:
    """Say whether a word is an initial as it is written: a small letter between two surnames joins them («Ortega y Gasset»)."""
    return word.endswith(".") or (len(word) == 1 and word.isupper())


def _words_of(text: str, knowledge: Knowledge) -> list[str]:
    """Return the words of a text, those that were parted joined, those of two scripts mended."""
    words = _joined(_join_spaced_letters(_split_words(text)), knowledge)
    words = [_repair_homoglyphs(word, knowledge) for word in words]
    return join_names_of_two(words, knowledge.given_by_form.__contains__)


def _split_words(text: str) -> list[str]:
    separated = _INITIALS_TOGETHER.sub(r"\1. ", _CAMEL.sub(" ", text))
    pieces: list[str] = []
    for chunk in separated.replace("_", " ").split():
        parts = [found.group() for part in re.split(r"[-‐‑–—]", chunk) for found in _WORD.finditer(part)]
        hyphened = re.search(r"[^\W\d_][-‐‑–][^\W\d_]", chunk) is not None
        pieces.extend(["-".join(parts)] if hyphened and len(parts) > 1 else parts)
    return pieces


def _join_spaced_letters(words: list[str]) -> list[str]:
    """«М а т в е е в» is one word: runs of four or more single letters without dots are joined."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, "  "]:
        if len(word) == 1:
            run.append(word)
            continue
        joined.extend(["".join(run)] if len(run) >= 4 else run)
        run = []
        joined.append(word)
    return joined[:-1]


_ALL_OR_NO_CYRILLIC = re.compile(
    "[\u0400-\u052f.’'-]*|[^\u0400-\u052f\u1c80-\u1c8f\u1d2b\u1d78\u2de0-\u2dff\ua640-\ua69f\U0001e030-\U0001e08f]*"
)
"""A word that cannot hold letters of both Cyrillic and Latin."""


def _repair_homoglyphs(word: str, knowledge: Knowledge) -> str:
    """Write a token of two scripts in the one most of its tell-tale letters belong to."""
    if _ALL_OR_NO_CYRILLIC.fullmatch(word):
        return word
    names = [unicodedata.name(letter, "") for letter in word if letter.isalpha()]
    cyrillic = sum(name.startswith("CYRILLIC") for name in names)
    latin = sum(name.startswith("LATIN") for name in names)
    if not cyrillic or not latin:
        return word
    bare = _without_marks_on_strangers(word, "LATIN" if cyrillic > latin else "CYRILLIC")
    as_cyrillic = bare.translate(dict(knowledge.alphabets.to_cyrillic))
    as_latin = bare.translate(dict(knowledge.alphabets.to_latin))
    if not any("LATIN" in unicodedata.name(letter, "") for letter in as_cyrillic):
        both = not any("CYRILLIC" in unicodedata.name(letter, "") for letter in as_latin)
        return as_latin if both and latin > cyrillic else as_cyrillic
    return as_latin


def _without_marks_on_strangers(word: str, script: str) -> str:
    """Take accents off the letters of one script: «Вячеслáв» is written with a Latin á."""
    return "".join(
        unicodedata.normalize("NFD", letter)[0] if unicodedata.name(letter, "").startswith(script) else letter
        for letter in word
    )


def fold_token(word: str) -> str:
    """Return a word of a name in small letters, without its dot unless it is an initial.

    >>> fold_token("Иван."), fold_token("И.")
    ('иван', 'и.')
    """
    folded = one_case(word).replace("ʺ", "").replace('"', "")
    short = folded.rstrip(".")
    if short in _SHORTENED:
        return short
    return f"{short}." if len(short) <= 2 and (folded.endswith(".") or len(short) == 1) else short


_SHORTENED = frozenset({"md", "মো"})
"""Names of two letters in short (Mohammad), no initials."""
