"""Numbers of names, and how each list writes -> names as written: each distinct one is worked out once.

The only door to iuliia, which writes Russian letters as Latin ones in some thirty ways, and to pytrovich, which declines.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import polars as pl

from resolver.errors import UsageError
from resolver.synthesis.chance import Numbers
from resolver.synthesis.given import ENGLISH, FULL, OTHER, SHORT, GivenNames
from resolver.synthesis.letters import Choose, Letters, chooser, remembering
from resolver.synthesis.patronymics import russian_patronymic, ukrainian_patronymic
from resolver.synthesis.recipe import ListKind
from resolver.synthesis.surnames import Surname, feminine

SURNAME, GIVEN, FATHER = 0, 1, 2
"""Which part of a name is written."""

TURKIC = OTHER
"""A father's name with oglu or qizi instead of a patronymic."""

NOMINATIVE = 0
_CASES = ("NOMINATIVE", "GENITIVE", "DATIVE", "ACCUSATIVE", "INSTRUMENTAL")
_PARTS = ("LASTNAME", "FIRSTNAME", "MIDDLENAME")
_ARABIC_HABITS = (("ة", "ه"), ("ى", "ي"), ("أإآ", "ا"))


def _missing(name: str) -> UsageError:
    return UsageError(f"made lists need {name}; install it with: pip install 'resolver[synth]'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a part of a name is to be written, one number each per mention."""

    source: Numbers
    is_woman: Numbers
    form: Numbers
    variant: Numbers
    case: Numbers

    def at(self, here: Numbers) -> "Look":
        """Return how some of the mentions look."""
        return Look(**{one.name: getattr(self, one.name)[here] for one in fields(self)})


@dataclass(frozen=True, kw_only=True)
class Speller:
    """Writes names as each list would: in its letters, after its habit, in the case asked for."""

    lists: Sequence[ListKind]
    seeds: Sequence[str]
    given: GivenNames
    surnames: Sequence[Surname]
    letters: Letters

    @cached_property
    def _latin(self) -> Mapping[str, Callable[[str], str]]:
        try:
            import iuliia
        except ImportError:
            raise _missing("iuliia") from None
        wanted = {scheme for one in self.lists for scheme in one.schemes}
        return {scheme: iuliia.schemas.get(scheme).translate for scheme in sorted(wanted)}

    @cached_property
    def _habits(self) -> Sequence[Choose]:
        return [remembering(chooser(seed)) for seed in self.seeds]

    @cached_property
    def _decline(self) -> Callable[[str, int, int, bool], str]:
        try:
            from pytrovich.enums import Case, Gender, NamePart
            from pytrovich.maker import PetrovichDeclinationMaker
        except ImportError:
            raise _missing("pytrovich") from None
        maker, genders = PetrovichDeclinationMaker(), (Gender.MALE, Gender.FEMALE)

        def decline(name: str, part: int, case: int, of_woman: bool) -> str:
            told: str = maker.make(NamePart[_PARTS[part]], genders[of_woman], Case[_CASES[case]], name)
            return told

        return decline

    def check(self) -> None:
        """Raise UsageError when a library that made lists need is not there."""
        _ = self._latin, self._decline

    def words(self, part: int, codes: Numbers, look: Look) -> pl.Series:
        """Return the part of each mention's name as its list writes it."""
        numbers = (codes, look.source, look.is_woman, look.form, look.variant, look.case)
        limits = (0, len(self.lists), 2, 4, 8, len(_CASES))
        key = numbers[0]
        for column, limit in zip(numbers[1:], limits[1:], strict=True):
            key = key * limit + column
        distinct, at = np.unique(key, return_inverse=True)
        columns = []
        for limit in reversed(limits[1:]):
            distinct, rest = np.divmod(distinct, limit)
            columns.append(rest.tolist())
        rows = zip(distinct.tolist(), *reversed(columns), strict=True)
        write = (self._surname, self._given, self._father)[part]
        written = pl.Series([write(*row) for row in rows], dtype=pl.String)
        return written.gather(at)

    # --- parts --------------------------------------------------------------------------------------------------------

    def _surname(self, code: int, source: int, of_woman: int, form: int, variant: int, case: int) -> str:
        surname, kind = self.surnames[code], self.lists[source]
        base = feminine(surname.base, surname.letters) if of_woman else surname.base
        choose = self._choose(source, variant, base)
        if surname.letters == "spoken":
            return self._spoken(base, surname.arabic, kind, choose, variant)
        if surname.letters == "armenian":
            return self._armenian(
                base, self.letters.armenian_russian(base), kind, choose, (SURNAME, case, of_woman)
            )
        if surname.letters == "ukrainian":
            return self._ukrainian(
                base,
                self.letters.ukrainian_to_russian(base),
                kind,
                choose,
                (variant, SURNAME, case, of_woman),
            )
        return self._russian(base, kind, choose, (variant, SURNAME, case, of_woman))

    def _given(self, code: int, source: int, of_woman: int, form: int, variant: int, case: int) -> str:
        name, kind = self.given.names[code], self.lists[source]
        choose = self._choose(source, variant, name.base)
        if form == ENGLISH and name.letters != "spoken" and (known := self.given.english_forms(code)):
            return known[choose("English", len(known))]
        if name.letters == "spoken":
            return self._spoken(name.base, name.arabic, kind, choose, variant)
        russian = self._russian_given(code, form, choose)
        if name.letters == "armenian":
            return self._armenian(name.base, russian, kind, choose, (GIVEN, case, of_woman))
        if name.letters == "ukrainian" or kind.script == "ukrainian":
            ukrainian = self._ukrainian_given(code, form, russian, choose)
            return self._ukrainian(ukrainian, russian, kind, choose, (variant, GIVEN, case, of_woman))
        return self._russian(russian, kind, choose, (variant, GIVEN, case, of_woman))

    def _father(self, code: int, source: int, of_woman: int, form: int, variant: int, case: int) -> str:
        name, kind = self.given.names[code], self.lists[source]
        choose = self._choose(source, variant, name.base)
        if name.letters == "spoken":
            return self._spoken(name.base, name.arabic, kind, choose, variant)
        if name.letters == "armenian" and kind.script == "armenian":
            return name.base + "ի"
        father = self._russian_given(code, FULL, choose)
        if form == TURKIC:
            russian = f"{father} {'кызы' if of_woman else 'оглы'}"
            return self._russian(russian, kind, choose, (variant, FATHER, NOMINATIVE, of_woman))
        russian = russian_patronymic(father, of_woman=bool(of_woman))
        if name.letters == "ukrainian" or kind.script == "ukrainian":
            ukrainian = ukrainian_patronymic(
                self._ukrainian_given(code, FULL, father, choose), of_woman=bool(of_woman)
            )
            return self._ukrainian(ukrainian, russian, kind, choose, (variant, FATHER, case, of_woman))
        return self._russian(russian, kind, choose, (variant, FATHER, case, of_woman))

    def _choose(self, source: int, variant: int, word: str) -> Choose:
        return chooser(f"{self.seeds[source]} {variant} {word}") if variant else self._habits[source]

    def _russian_given(self, code: int, form: int, choose: Choose) -> str:
        """Return a given name in Russian letters: the usual form, another full one or a short one."""
        name = self.given.names[code]
        if name.letters == "russian" and form == FULL:
            return name.base
        known = self.given.russian_forms(code, form if form in (OTHER, SHORT) else FULL)
        if name.letters != "russian" and form == FULL:
            listed = self.given.forms.get((name.name_class, "ru", "full"), ())
            known = list(listed[:1])
        if known:
            return known[choose("form", len(known))]
        if name.letters == "armenian":
            return self.letters.armenian_russian(name.base)
        return self.letters.ukrainian_to_russian(name.base) if name.letters == "ukrainian" else name.base

    def _ukrainian_given(self, code: int, form: int, russian: str, choose: Choose) -> str:
        name = self.given.names[code]
        if name.letters == "ukrainian" and form != SHORT:
            return name.base
        known = self.given.ukrainian_forms(code, form)
        if known:
            return known[choose("form", len(known)) if form != FULL else 0]
        return name.base if name.letters == "ukrainian" else self.letters.russian_to_ukrainian(russian)

    # --- letters ------------------------------------------------------------------------------------------------------

    def _russian(self, russian: str, kind: ListKind, choose: Choose, how: tuple[int, int, int, int]) -> str:
        """Write a name that is at home in Russian letters."""
        variant, part, case, of_woman = how
        if kind.script == "russian":
            return self._cyrillic(russian, choose, (part, case, of_woman))
        if kind.script == "ukrainian":
            return self.letters.russian_to_ukrainian(russian)
        if kind.script == "arabic":
            return self.letters.russian_to_arabic(russian, choose)
        if kind.script == "armenian":
            return self.letters.russian_armenian(russian)
        plain = _without_dots(russian) if choose("ё in Latin", 2) else russian
        return self._latin[self._scheme(kind, choose, variant)](plain).replace("ё", "ë")

    def _scheme(self, kind: ListKind, choose: Choose, variant: int) -> str:
        return kind.schemes[choose("scheme", len(kind.schemes)) if variant else 0]

    def _cyrillic(self, russian: str, choose: Choose, how: tuple[int, int, int]) -> str:
        part, case, of_woman = how
        plain = _without_dots(russian) if choose("ё", 3) else russian
        return self._decline(plain, part, case, bool(of_woman)) if case != NOMINATIVE else plain

    def _ukrainian(
        self, ukrainian: str, russian: str, kind: ListKind, choose: Choose, how: tuple[int, int, int, int]
    ) -> str:
        """Write a name that is at home in Ukrainian letters: a list in others may have it from Ukrainian or from Russian."""
        if kind.script == "ukrainian":
            return ukrainian
        if kind.script == "latin" and choose("from Ukrainian", 2):
            return self.letters.ukrainian_latin(ukrainian)
        return self._russian(russian, kind, choose, how)

    def _armenian(
        self, armenian: str, russian: str, kind: ListKind, choose: Choose, how: tuple[int, int, int]
    ) -> str:
        if kind.script == "armenian":
            return armenian
        if kind.script == "latin":
            return self.letters.armenian_latin(armenian, choose)
        return self._russian(russian, kind, choose, (1, *how))

    def _spoken(self, spoken: str, arabic: str, kind: ListKind, choose: Choose, variant: int) -> str:
        """Write a name of which is known how it sounds."""
        if kind.script == "latin":
            return self.letters.romanise(spoken, kind.habit, choose)
        if kind.script == "arabic":
            return _after_habit(arabic or self.letters.arabic(spoken), choose, variant)
        russian = self.letters.russian_from_sounds(spoken, choose)
        if kind.script == "russian":
            return russian
        to = (
            self.letters.russian_to_ukrainian if kind.script == "ukrainian" else self.letters.russian_armenian
        )
        return to(russian)


def _without_dots(russian: str) -> str:
    return russian.replace("ё", "е").replace("Ё", "Е")


def _after_habit(arabic: str, choose: Choose, variant: int) -> str:
    """Write an Arabic name as one writer does: which letters are not kept apart, what is glued, what is left out.

    >>> _after_habit("أبو عودة", lambda what, count: 0, 0), _after_habit("عبد الله", lambda what, count: count - 1, 0)
    ('ابو عوده', 'عبدالله')
    """
    text = arabic
    for many, one in _ARABIC_HABITS:
        if choose(many, 3) == 0:
            for letter in many:
                text = text.replace(letter, one)
    if choose("glued", 3) == 2:
        text = text.replace("عبد ال", "عبدال").replace("أبو ", "أبو" if variant else "أبو ")
    if variant and choose("article", 6) == 0 and text.startswith("ال") and len(text) > 5:
        text = text[2:]
    return text
