"""The rules about given names -> GivenNames: who may be called what, and which other forms the same name has."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolver.rulebook import Rulebook
from resolver.synthesis.chance import Numbers
from resolver.synthesis.letters import Letters, capitalised, chooser
from resolver.synthesis.recipe import People, Recipe, folded
from resolver.synthesis.vowels import guess_sounds

FULL, OTHER, SHORT, ENGLISH = 0, 1, 2, 3
"""Which form of a given name is written: the usual, another full one, a short one, the English one."""

_RUSSIAN = re.compile(r"[А-Яа-яЁё-]+")
_UKRAINIAN = re.compile(r"[А-ЩЬЮЯа-щьюяҐґЄєІіЇї’'-]+")
_LATIN = re.compile(r"[A-Za-z' -]+")
_KURMANJI = re.compile(r"[A-Za-zÇçÊêÎîŞşÛû ]+")
_SEXES = ("m", "f")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenName:
    """One given name of one people: its class, and its usual form in the letters the people's names are kept in."""

    name_class: str
    base: str
    letters: str
    langs: tuple[str, ...]
    arabic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Names to draw from: their numbers and how heavy each is, heaviest first."""

    numbers: Numbers
    weights: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenNames:
    """All names that made people may bear."""

    names: tuple[GivenName, ...]
    pools: Mapping[tuple[str, str], Pool]
    forms: Mapping[tuple[str, str, str], tuple[str, ...]]

    def forms_of(self, number: int, langs: Sequence[str], kinds: Sequence[str]) -> list[str]:
        """Return the forms of a name in some languages and of some kinds, in a fixed order, its usual form left out."""
        name = self.names[number]
        found = [
            one
            for lang in langs
            for kind in kinds
            for one in self.forms.get((name.name_class, lang, kind), ())
        ]
        return [one for one in dict.fromkeys(found) if one != name.base]

    def russian_forms(self, number: int, kind: int) -> list[str]:
        """Return other forms in Russian letters: full ones or short ones."""
        langs = (*self.names[number].langs, "ru")
        found = self.forms_of(number, langs, ("short",) if kind == SHORT else ("full", "variant"))
        return [one for one in found if _RUSSIAN.fullmatch(one)]

    def ukrainian_forms(self, number: int, kind: int) -> list[str]:
        """Return forms in Ukrainian letters: full ones or short ones."""
        found = self.forms_of(number, ("uk",), ("short",) if kind == SHORT else ("full",))
        return [one for one in found if _UKRAINIAN.fullmatch(one)]

    def english_forms(self, number: int) -> list[str]:
        """Return the forms in which English knows the name."""
        found = self.forms_of(number, ("en",), ("full", "variant"))
        return [one for one in found if _LATIN.fullmatch(one)]


def read_given(rules: Rulebook, recipe: Recipe, letters: Letters, peoples: Iterable[str]) -> GivenNames:
    """Read the given names of some peoples out of names/given/.

    >>> from resolver.rulebook import load_rulebook
    >>> from resolver.synthesis.recipe import read_recipe
    >>> recipe = read_recipe()
    >>> given = read_given(load_rulebook(), recipe, Letters(tables=recipe.letters), ["russian"])
    >>> heaviest = given.pools["russian", "m"].numbers[0]
    >>> given.names[heaviest].base
    'Александр'
    """
    table = _table(rules)
    names: list[GivenName] = []
    pools: dict[tuple[str, str], Pool] = {}
    alike: dict[tuple[object, ...], Pool] = {}
    for key in dict.fromkeys(_with_neighbours(peoples, recipe)):
        people = recipe.peoples[key]
        for sex in _SEXES:
            same = (people.given, people.letters, sex)
            if same not in alike:
                drawn = _names_of(table, people, sex, recipe, letters)
                alike[same] = Pool(
                    numbers=np.arange(len(names), len(names) + len(drawn), dtype=np.int64),
                    weights=np.array([weight for _, weight in drawn], dtype=np.int64),
                )
                names.extend(name for name, _ in drawn)
            pools[key, sex] = alike[same]
    classes = {one.name_class for one in names}
    return GivenNames(names=tuple(names), pools=pools, forms=_forms(table, classes))


def _with_neighbours(peoples: Iterable[str], recipe: Recipe) -> Iterable[str]:
    for key in peoples:
        yield key
        yield from recipe.peoples[key].also


def _table(rules: Rulebook) -> pl.DataFrame:
    """Return the listed forms with the file each stands in, which the rulebook does not keep."""
    parts = [
        pl.read_csv(io.BytesIO(file.data), infer_schema=False).select(
            "class", "form", "lang", "kind", "gender", pl.col("weight").cast(pl.Int64),
            file=pl.lit(file.name.rsplit("/", 1)[-1].removesuffix(".csv")),
        )
        for file in rules.files
        if file.name.startswith("names/given/")
    ]  # fmt: skip
    return pl.concat(parts)


def _forms(table: pl.DataFrame, classes: set[str]) -> dict[tuple[str, str, str], tuple[str, ...]]:
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name_class, form, lang, kind in table.select("class", "form", "lang", "kind").iter_rows():
        if name_class in classes:
            found[name_class, lang, kind].append(form)
    return {key: tuple(sorted(set(forms))) for key, forms in found.items()}


def _names_of(
    table: pl.DataFrame, people: People, sex: str, recipe: Recipe, letters: Letters
) -> list[tuple[GivenName, int]]:
    """Return the names of one people and sex, heaviest first."""
    found: dict[str, tuple[GivenName, int]] = {}
    arabic = _arabic_forms(table) if people.letters == "spoken" else {}
    for source in people.given:
        listed = pl.col("file") == source.file, pl.col("lang").is_in(source.langs)
        rows = table.filter(*listed, pl.col("gender").is_in((sex, "u")), pl.col("weight") > 0)
        for name_class, form, weight in _in_order(rows, recipe).iter_rows():
            written = form if "ar" in source.langs else arabic.get(name_class, form)
            base = None if name_class in found else _kept(written, people.letters, recipe, letters)
            if base is not None:
                name = GivenName(
                    name_class=name_class,
                    base=base,
                    letters=people.letters,
                    langs=source.langs,
                    arabic=written if _is_arabic(written) else "",
                )
                found[name_class] = (name, weight)
    return sorted(found.values(), key=lambda one: (-one[1], one[0].name_class))


def _in_order(rows: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    """Return classes, forms and weights, the best form of a class first."""
    has_article = pl.col("form").str.starts_with("ال")
    is_unheard = ~pl.col("form").is_in(list(recipe.spoken))
    wanted = rows.filter(pl.col("kind").is_in(("full", "variant")))
    in_order = wanted.sort("kind", -pl.col("weight"), has_article, is_unheard, "class", "form")
    return in_order.select("class", "form", "weight")


def _arabic_forms(table: pl.DataFrame) -> dict[str, str]:
    """Return one full Arabic form of each class, without the article where there is one without."""
    rows = table.filter(lang="ar", kind="full").sort(
        pl.col("form").str.starts_with("ال"), "form", descending=True
    )
    return dict(rows.select("class", "form").iter_rows())


def _is_arabic(text: str) -> bool:
    return "\u0621" <= text[:1] <= "\u064a"


def _kept(form: str, kept_in: str, recipe: Recipe, letters: Letters) -> str | None:
    """Return a form in the letters its people's names are kept in, or None when this form is in others."""
    if kept_in == "russian":
        base = capitalised(letters.russian_native(form))
        return base if _RUSSIAN.fullmatch(base) else None
    if kept_in == "ukrainian":
        return form if _UKRAINIAN.fullmatch(form) else None
    if kept_in == "armenian":
        return form if "\u0531" <= form[:1] <= "\u0587" else None
    if _is_arabic(form):
        return sounds_of_arabic(form, recipe.heard)
    return letters.spoken_kurdish(form) if _KURMANJI.fullmatch(form) else None


def sounds_of_arabic(arabic: str, heard: Mapping[str, str]) -> str:
    """Return how an Arabic name sounds: as written down for it, else guessed.

    >>> from resolver.synthesis.recipe import read_recipe
    >>> sounds_of_arabic("الاحمد", read_recipe().heard), sounds_of_arabic("عبدالرحمن", read_recipe().heard)
    ('al-aḥmad', 'ʿabd al-raḥmān')
    """
    same = folded(arabic)
    if same in heard:
        return heard[same]
    if same.startswith("ال") and same[2:] in heard:
        return "al-" + heard[same[2:]]
    if same.startswith("ابو") and same[3:] in heard:
        return "abū " + heard[same[3:]]
    return guess_sounds(arabic, chooser("a stranger"))
