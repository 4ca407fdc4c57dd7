"""A name as somebody asks for it -> the persons of a run it may be, likeliest first, each with a probability and the reasons.

What takes time is done once per run: which names share which keys. A question then reads one name, gathers the names that share
most with it, and compares those. Probabilities are shared out: who is asked for is one of these persons, or nobody on the lists.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.errors import UsageError
from resolver.model.weights import MILLIBITS, weigh
from resolver.names.index import NameIndex, index_names, name_keys
from resolver.names.likeness import APART, Level, NameLevels, compare_readings
from resolver.names.readings import ROLES, Reading, called_in_both
from resolver.names.tokens import kind_of_role
from resolver.outcome import Outcome
from resolver.ruleset import Ruleset
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


Compared = tuple[NameLevels, tuple[Reading, Reading]]
"""How the name asked for and another agree, and the reading of each that was compared."""

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
        compared = {code: found for code in codes if (found := self._compare(asked, code)) is not None}
        kept = [code for code, (levels, _) in compared.items() if _fits(levels)]
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

    def _compare(self, asked: NameIndex, code: int) -> Compared | None:
        mine, other = asked.readings[0], self.names.readings[code]
        tokens = dict(asked.tokens)
        for reading in other:
            for role in ROLES:
                word = getattr(reading, role)
                if word is not None:
                    tokens[kind_of_role(role), word] = self.names.tokens[kind_of_role(role), word]
        levels = compare_readings(mine, other, tokens)
        return None if levels is None else (levels, (mine[levels.left], other[levels.right]))

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
                levels = {code: getattr(found, one.role) for code, (found, _) in compared.items()}
                told = {code: one.level(level.name.lower()) if level else 0 for code, level in levels.items()}
                bits = {code: self._bits(one.role, *compared[code][1], levels[code]) for code in levels}
                numbers = [told[int(code)] for code in owners]
                shares = [bits[int(code)] for code in owners]
                columns[f"{one.name}_share"] = pl.Series(shares, dtype=pl.Int32)
            columns[one.name] = pl.Series(numbers, dtype=pl.UInt8)
        return pl.DataFrame(columns)

    def _bits(self, role: str, asked: Reading, other: Reading, level: Level) -> int:
        """Return how common the agreed name is, by the word that stands in the lists."""
        word = getattr(other, role)
        if getattr(asked, role) is None:
            return 0
        return round(float(np.log2(min(self.names.frequency(role, word, word, level), 1.0))) * MILLIBITS)

    def _why(self, found: Compared, birth: str) -> str:
        levels, (asked, other) = found
        parts = [
            f"{called_in_both(role, asked, other)} {level.name.lower()} ({getattr(asked, role)} / {getattr(other, role)})"
            for role in ROLES
            if (level := getattr(levels, role))
        ]
        born = [] if birth == "missing" else [f"born: {birth.replace('_', ' ')}"]
        return "; ".join([*parts, *born])


class _Bearers:
    """Which names have a value of one part of a key: the columns of an index, turned round."""

    def __init__(self, names: NameIndex, part: str) -> None:
        column = names.key_column(part)
        readings = np.repeat(np.arange(len(column.of_reading.sizes)), column.of_reading.sizes)
        code = np.searchsorted(names.readings.starts, readings, side="right") - 1
        values = column.of_reading.values
        order = np.lexsort((code, values))
        self._texts = column.texts
        self._codes = code[order]
        self._starts = np.searchsorted(values[order], np.arange(len(column.texts) + 1))

    def of(self, texts: Iterable[str]) -> NDArray[np.int64]:
        """Return the codes of the names that have any of some values, each once."""
        found = [np.zeros(0, dtype=np.int64)]
        for text in texts:
            place = bisect_left(self._texts, text)
            if place < len(self._texts) and self._texts[place] == text:
                found.append(self._codes[self._starts[place] : self._starts[place + 1]])
        return distinct(np.concatenate(found))


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
