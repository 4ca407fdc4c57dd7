"""Made pages of which some copy another: who copied whom is known, so suggestions can be measured. Everybody on them is invented."""

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from resolver.origins import Reposts, read_repost_rules, suggest_reposts
from resolver.rulebook import load_rulebook
from resolver.ruleset import compile_rules
from resolver.settings import Settings
from resolver.sources import read_sources
from resolver.stages.normalise import normalise

_SYLLABLES = ("бо", "ве", "го", "ду", "жи", "ко", "лу", "ма", "не", "по", "ру", "са", "та", "фе", "чу", "ша")
_GIVEN = ("Иван", "Олег", "Игорь", "Павел", "Андрей", "Сергей", "Николай", "Виктор")
_PLACES = ("Асбест", "г. Асбест", "Асбест, Свердловская область", "город Асбест")
COPYISTS = 0.35
"""The share of pages that copy an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with Wilson's 95 % interval."""

    hits: int
    total: int

    def _bound(self, sign: int) -> float:
        z, share = 1.96, self.hits / self.total
        middle = share + z * z / (2 * self.total)
        spread = z * math.sqrt(share * (1 - share) / self.total + z * z / (4 * self.total**2))
        return (middle + sign * spread) / (1 + z * z / self.total)

    @property
    def low(self) -> float:
        """Return the lower end."""
        return self._bound(-1)

    @property
    def high(self) -> float:
        """Return the upper end."""
        return self._bound(1)

    def __str__(self) -> str:
        return f"{self.hits}/{self.total} = {self.hits / self.total:.2f} ({self.low:.2f} to {self.high:.2f})"


def made_pages(seed: int, *, incidents: int = 12, pages: int = 10) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return rows of made pages, and which page copied which."""
    chance = random.Random(seed)
    rows: list[dict[str, str]] = []
    copied: dict[str, str] = {}
    for incident in range(incidents):
        dead = [
            ("".join(chance.sample(_SYLLABLES, 3)).capitalize() + "нов", chance.choice(_GIVEN))
            for _ in range(chance.randint(1, 4))
        ]
        written: list[tuple[str, int, list[dict[str, str]]]] = []
        for page in range(pages):
            document = f"{seed}-{incident}-{page}"
            if written and chance.random() < COPYISTS:
                original, day, cells = chance.choice(written)
                copied[document] = original
                day += chance.choice((0, 0, 1, 1, 2, 5))
            else:
                day = chance.randint(1, 9)
                cells = [_written(f"{incident}-{at}", *name, chance) for at, name in enumerate(dead)]
                cells = cells if len(cells) == 1 else chance.sample(cells, chance.randint(1, len(cells)))
            written.append((document, day, cells))
            rows += [{**one, "document_id": document, "reported_date": f"2025-03-{day:02}"} for one in cells]
    return pl.DataFrame(rows), copied


def _written(person: str, surname: str, given: str, chance: random.Random) -> dict[str, str]:
    """Write a person down independently: one name in seven has a slip, and everybody has a way to write a place and a rank."""
    if chance.random() < 1 / 7:
        at = chance.randint(1, len(surname) - 3)
        surname = surname[:at] + chance.choice("аеиоу") + surname[at + 1 :]
    return {
        "note": person,
        "name": f"{surname} {given}",
        "origin_place": chance.choice(_PLACES),
        "rank": chance.choice(("рядовой", "ряд.", "рядовой запаса", "контрактник")),
    }


def measured(seeds: Iterable[int]) -> tuple[Share, Share]:
    """Return precision (of suggestions, how many join pages of one first page) and recall (of copies, how many are joined to one)."""
    right = suggested = found = copies = 0
    for seed in seeds:
        frame, copied = made_pages(seed)
        pairs = _suggested(frame)
        root = {page: page for page in frame["document_id"]}
        for page, original in copied.items():
            root[page] = root[original]
        good = [pair for pair in pairs if root[pair[0]] == root[pair[1]]]
        right, suggested = right + len(good), suggested + len(pairs)
        joined = {page for pair in good for page in pair}
        found, copies = found + len(joined & copied.keys()), copies + len(copied)
    return Share(hits=right, total=suggested), Share(hits=found, total=copies)


def _suggested(frame: pl.DataFrame) -> list[tuple[str, str]]:
    """Suggest reposts where it is known who is who: matching plays no part."""
    ruleset = compile_rules(load_rulebook(), Settings())
    lists = read_sources(frame, ruleset, Settings(), {}, {}, "made", False)
    normalised = normalise(lists.mentions, ruleset.words)
    memberships = normalised.mentions.select("row", person_id="note")
    rules = read_repost_rules(ruleset.rulebook.setting("origins.toml"))
    found = suggest_reposts(normalised, memberships, Reposts(), rules)
    return [(copy, original) for copy, original in found.select("copy_id", "original_id").iter_rows()]
