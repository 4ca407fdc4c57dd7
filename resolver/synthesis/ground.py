"""rules/places.csv -> Ground: where made people are from, where they die, and how each place is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolver.errors import RuleError
from resolver.rulebook import Rulebook
from resolver.synthesis.chance import Numbers

_LIVED_IN = ("village", "town", "city", "district")
_USED = ("usual", "official", "transliteration")
_INSTEAD = {"ku": "en", "fr": "en", "hy": "ru", "uk": "ru", "ru": "en", "ar": "en", "en": "ru"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Places by number, with what each lies in and its forms by language."""

    ids: tuple[str, ...]
    within: tuple[int, ...]
    forms: Mapping[tuple[int, str], tuple[str, ...]]
    inside: Mapping[str, Numbers]

    def written(self, place: int, language: str, variant: int) -> str:
        """Return how a language writes a place; another language's form where it has none."""
        while language in _INSTEAD and (place, language) not in self.forms:
            language, before = _INSTEAD[language], language
            if _INSTEAD[language] == before:
                break
        forms = self.forms.get((place, language)) or (self.ids[place].replace("_", " ").title(),)
        return forms[variant % len(forms)]


def read_ground(rules: Rulebook, areas: Iterable[str]) -> Ground:
    """Read the places, and which of them people live in within each of some areas.

    >>> from resolver.rulebook import load_rulebook
    >>> ground = read_ground(load_rulebook(), ["tuva"])
    >>> sorted(ground.ids[place] for place in ground.inside["tuva"])[:2]
    ['ak_dovurak', 'chadan']
    """
    table = rules.table("places.csv")
    placed = table.group_by("place_id", maintain_order=True).agg(
        pl.col("kind").first(), pl.col("within").drop_nulls().first()
    )
    ids = tuple(placed["place_id"])
    number = {one: place for place, one in enumerate(ids)}
    within = tuple(number.get(one or "", -1) for one in placed["within"])
    kinds = placed["kind"].to_list()
    around = [_around(place, within) for place in range(len(ids))]
    inside = {area: _inside(number.get(area), area, around, kinds) for area in sorted(set(areas))}
    return Ground(ids=ids, within=within, forms=_forms(table, number), inside=inside)


def _inside(number: int | None, area: str, around: list[list[int]], kinds: list[str]) -> Numbers:
    if number is None:
        raise RuleError(
            f"rules/synthesis/peoples.toml: there is no place {area} in places.csv; correct the id"
        )
    found = [place for place, kind in enumerate(kinds) if kind in _LIVED_IN and number in around[place]]
    return np.array(found or [number], dtype=np.int64)


def _around(place: int, within: tuple[int, ...]) -> list[int]:
    around: list[int] = []
    while place >= 0 and place not in around:
        around.append(place)
        place = within[place]
    return around


def _forms(table: pl.DataFrame, number: Mapping[str, int]) -> dict[tuple[int, str], tuple[str, ...]]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = table.filter(pl.col("source").is_in(_USED)).with_columns(
        rank=pl.col("source").replace_strict(_USED, [0, 0, 1])
    )
    for place_id, lang, form in (
        rows.sort("rank", maintain_order=True).select("place_id", "lang", "form").iter_rows()
    ):
        found[number[place_id], lang].append(form)
    return {key: tuple(forms[:3]) for key, forms in found.items()}
