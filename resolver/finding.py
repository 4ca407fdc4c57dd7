"""A name as somebody asks for it -> the persons of a run it may be, likeliest first, each with a probability and the reasons.

What takes time is done once per run: which names share which keys. A question then reads one name, gathers the names that share
most with it, and compares those. Probabilities are shared out: who is asked for is one of these persons, or nobody on the lists.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.errors import UsageError
from resolver.model.weights import MILLIBITS, weigh
from resolver.names.index import NameIndex, index_names, name_keys
from resolver.names.likeness import APART, Level, NameLevels, compare_readings
from resolver.names.ragged import ranges
from resolver.names.readings import ROLES, Reading, called_in_both
from resolver.names.tokens import Token
from resolver.outcome import Outcome
from resolver.ruleset import Ruleset
from resolver.stages.block.keys import numbers_of, numbers_of_words
from resolver.stages.normalise import Normalised
from resolver.tables import conform
from resolver.values.dates import DateInterval, read_date
from resolver.values.intervals import birth_levels

MOST_NAMES = 60
"""So many distinct names, those that share most keys with the one asked for, are compared exactly."""

FOUND = pl.Schema(
    {
        "person_id": pl.String,
        "shown_name": pl.String,
        "shown_name_latin": pl.String,
        "born_low": pl.Date,
        "born_high": pl.Date,
        "status": pl.String,
        "mention_count": pl.UInt32,
        "probability": pl.Float64,
        "match_weight": pl.Float64,
        "mention_id": pl.String,
        "why": pl.String,
    }
)
"""One person who may be meant; ``mention_id`` is the mention that fits best, ``why`` how it does."""

_KEYS = {"surname_typo": 4, "skeleton": 3, "given": 2, "father": 1}
"""The parts of a key that bring names together here, and what sharing each is worth while candidates are gathered."""


class Compared(NamedTuple):
    """How the name asked for and another agree, the reading of each that was compared, and how common that is: by role, in bits."""

    levels: NameLevels
    asked: Reading
    other: Reading
    bits: Mapping[str, int]


_EPOCH = date(1970, 1, 1)


class Finder:
    """Finds persons of one run by name; made once, asked often."""

    def __init__(self, outcome: Outcome, ruleset: Ruleset, normalised: Normalised) -> None:
        self.ruleset = ruleset
        self.names = normalised.names
        self.persons = outcome.persons
        self._keys = {part: _Bearers(normalised.names, part) for part in _KEYS}
        member = outcome.memberships.select("row", "person_id", "mention_id")
        place = outcome.persons.select("person_id", "born_low", "born_high").with_row_index("place")
        rows = normalised.values.select("row", "name_code", "birth_basis").join(member, on="row")
        rows = rows.join(place, on="person_id").filter(pl.col("name_code") >= 0).sort("name_code", "row")
        self._codes = rows["name_code"].to_numpy()
        self._place = rows["place"].to_numpy()
        self._mention_ids = rows["mention_id"]
        self._born = tuple(rows[f"born_{end}"].to_physical().to_numpy() for end in ("low", "high"))
        self._by_age = (rows["birth_basis"] == "age").fill_null(value=False).to_numpy()

    def find(
        self, name: str, *, born: str | None = None, limit: int = 10, only: Collection[str] | None = None
    ) -> pl.DataFrame:
        """Return the persons that a name may mean, likeliest first, as FOUND; ``only`` some, by id, their chances being as among all.

        ``born`` is a date, a year or anything that reads as one. Raises UsageError when either cannot be read.
        """
        asked, birth = self._read(name), _interval(born, self.ruleset)
        codes = self._candidates(asked)
        names = self.names.only(codes)
        tokens = {**asked.tokens, **names.tokens}
        compared = {
            code: found
            for code in codes
            if (found := _compare(asked.readings[0], code, names, tokens)) is not None
        }
        kept = [code for code, found in compared.items() if _fits(found.levels)]
        starts, ends = (np.searchsorted(self._codes, kept, side=side) for side in ("left", "right"))
        at = np.concatenate([np.arange(0), *map(np.arange, starts, ends)]).astype(np.int64)
        if not len(at):
            return pl.DataFrame(schema=FOUND)
        owners = np.repeat(np.array(kept), ends - starts)
        return self._ranked(at, owners, compared, birth, limit, only)

    # --- the name asked for -------------------------------------------------------------------------------------------

    def _read(self, name: str) -> NameIndex:
        words = self.ruleset.words
        asked = index_names([name], words.knowledge, words.frequencies)
        if not len(asked.readings[0]):
            raise UsageError(f"{name!r} holds no word of a name; give a surname, a given name or both")
        return asked

    def _candidates(self, asked: NameIndex) -> list[int]:
        """Return the codes of the names that share most keys with the one asked for."""
        worth = np.zeros(len(self.names.names), dtype=np.int32)
        for keys in name_keys(asked, 0):
            here = np.zeros_like(worth)
            for part, points in _KEYS.items():
                codes = self._keys[part].of(keys.get(part, ()))
                here[codes] += points
            np.maximum(worth, here, out=worth)
        likely = np.flatnonzero(worth)
        order = likely[np.argsort(-worth[likely], kind="stable")]
        return [int(code) for code in order[:MOST_NAMES]]

    # --- what it weighs -----------------------------------------------------------------------------------------------

    def _ranked(
        self,
        at: NDArray[np.int64],
        owners: NDArray[np.int64],
        compared: Mapping[int, Compared],
        born: DateInterval | None,
        limit: int,
        only: Collection[str] | None,
    ) -> pl.DataFrame:
        """Return the persons of some mentions by the best of these, with probabilities that share one whole."""
        births = self._births(at, born)
        frame = self._levels(owners, compared, births)
        weighed = weigh(frame, self.ruleset.comparisons, self.ruleset.link_rule)
        weight = weighed.total / MILLIBITS
        order = np.lexsort((at, -weight))
        _, first = np.unique(self._place[at][order], return_index=True)
        best = order[np.sort(first)]
        odds = np.exp2(np.clip(weight[best], -300, 300))
        probability = odds / (1.0 + odds.sum())
        if only is not None:
            wanted = self.persons["person_id"].gather(self._place[at[best]]).is_in(list(only)).to_numpy()
            best, probability = best[wanted], probability[wanted]
        best, probability = best[:limit], probability[:limit]
        persons = self.persons[self._place[at[best]].tolist()]
        found = persons.select(*FOUND.names()[:7]).with_columns(
            probability=pl.Series(probability).round(6),
            match_weight=pl.Series(weight[best]).round(3),
            mention_id=self._mention_ids.gather(at[best]),
            why=pl.Series(
                [self._why(compared[int(owners[one])], births[one]) for one in best], dtype=pl.String
            ),
        )
        return conform(found, FOUND, table="FOUND")

    def _births(self, at: NDArray[np.int64], born: DateInterval | None) -> list[str]:
        if born is None:
            return ["missing"] * len(at)
        low, high = (np.full(len(at), (day - _EPOCH).days, dtype=np.float64) for day in (born.low, born.high))
        earliest, latest = (end[at] for end in self._born)
        said = np.zeros(len(at), dtype=np.bool_)
        found = birth_levels(low, high, said, earliest, latest, self._by_age[at])
        return [str(label) for label in found]

    def _levels(
        self,
        owners: NDArray[np.int64],
        compared: Mapping[int, Compared],
        births: Sequence[str],
    ) -> pl.DataFrame:
        """Return levels and shares as comparison would: nothing but name and birth is known of who is asked for."""
        columns: dict[str, pl.Series] = {}
        for one in self.ruleset.comparisons:
            numbers = [0] * len(owners)
            if one.kind == "birth":
                numbers = [0 if label == "missing" else one.level(label) for label in births]
            if one.kind == "name":
                levels = {code: getattr(found.levels, one.role) for code, found in compared.items()}
                told = {code: one.level(level.name.lower()) if level else 0 for code, level in levels.items()}
                numbers = [told[int(code)] for code in owners]
                shares = [compared[int(code)].bits[one.role] for code in owners]
                columns[f"{one.name}_share"] = pl.Series(shares, dtype=pl.Int32)
            columns[one.name] = pl.Series(numbers, dtype=pl.UInt8)
        return pl.DataFrame(columns)

    def _why(self, found: Compared, birth: str) -> str:
        levels, asked, other, _ = found
        parts = [
            f"{called_in_both(role, asked, other)} {level.name.lower()} ({getattr(asked, role)} / {getattr(other, role)})"
            for role in ROLES
            if (level := getattr(levels, role))
        ]
        born = [] if birth == "missing" else [f"born: {birth.replace('_', ' ')}"]
        return "; ".join([*parts, *born])


class _Bearers:
    """Which names have a value of one part of a key: what words give to it, turned round."""

    def __init__(self, names: NameIndex, part: str) -> None:
        found = numbers_of_words(names, part)
        numbers = found.numbers[found.of_word.values]
        order = np.argsort(numbers)
        self._numbers, self._words = numbers[order], found.of_word.owners[order]
        self._word_of_reading, self._count = found.words, len(found.of_word.sizes)
        self._code_of_reading = np.repeat(np.arange(len(names.readings)), np.diff(names.readings.starts))

    def of(self, texts: Collection[str]) -> NDArray[np.int64]:
        """Return the codes of the names that have any of some values, each once."""
        asked = numbers_of(texts)
        first, last = (np.searchsorted(self._numbers, asked, side) for side in ("left", "right"))
        is_meant = np.zeros(self._count, dtype=np.bool_)
        is_meant[self._words[ranges(first, last - first)]] = True
        return distinct(self._code_of_reading[is_meant[self._word_of_reading]])


def _compare(
    asked: Sequence[Reading], code: int, names: NameIndex, tokens: Mapping[tuple[str, str], Token]
) -> Compared | None:
    """Return how the name asked for and one of a list agree, given what is known of the words of both; nothing where it has no reading."""
    other = names.readings[code]
    levels = compare_readings(asked, other, tokens)
    if levels is None:
        return None
    chosen = asked[levels.left], other[levels.right]
    bits = {role: _bits(names, role, *chosen, getattr(levels, role)) for role in ROLES}
    return Compared(levels, *chosen, bits)


def _bits(names: NameIndex, role: str, asked: Reading, other: Reading, level: Level) -> int:
    """Return how common the agreed name is, by the word that stands in the lists."""
    word = getattr(other, role)
    if getattr(asked, role) is None:
        return 0
    return round(float(np.log2(min(names.frequency(role, word, word, level), 1.0))) * MILLIBITS)


def _fits(levels: NameLevels) -> bool:
    """Say whether a name is worth showing: no part differs but the father's, or the whole surname and birth may tell."""
    return not APART & {levels.surname, levels.given}


def _interval(born: str | None, ruleset: Ruleset) -> DateInterval | None:
    if born is None:
        return None
    found = read_date(born, ruleset.words.dates, day_first=ruleset.words.day_first)
    if found is None:
        raise UsageError(f"--born {born}: this reads as no date; write 1979 or 1979-05-14")
    return found
