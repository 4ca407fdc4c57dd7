"""What the number of people rests on, and how it is kept between runs: partitions, loose pairs, bare names, missed matches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from resolver.model.partitions import Partitions, stacked
from resolver.model.recall import RecallEstimate
from resolver.names.ragged import starts_of

LOOSE = pl.Schema({"left": pl.UInt32, "right": pl.UInt32, "probability": pl.Float64})
ATTACHMENTS = pl.Schema({"row": pl.UInt32, "probability": pl.Float64})
COMPONENTS = pl.Schema(
    {
        "component": pl.UInt32(),
        "rows": pl.List(pl.UInt32),
        "labels": pl.List(pl.Int16),
        "probability": pl.Float64(),
    }
)
"""One way to cut one component: rows with one label are one person."""
NOTHING_MISSED = RecallEstimate(found=1.0, missed=0.0, log_error=0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Doubts:
    """What the number of people rests on, by row.

    ``components`` are the rows and partitions of what may be cut in several ways; ``loose`` pairs of rows whose persons may be one though
    no component holds them; ``attachments`` the chance that a bare name is somebody already counted; ``recall`` how many matches were
    found and missed by blocking; ``balance`` the bits that each link of a partition is likelier than its pairs say (see ``balance``);
    ``common_error`` by how many bits all weights may be off together, as a standard deviation; ``unrecognised`` the share of people of
    several mentions who also have one that looks like nobody's, where blocking misses nothing.
    """

    components: Sequence[tuple[tuple[int, ...], Partitions]] = ()
    loose: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOOSE))
    attachments: Mapping[int, float] = field(default_factory=dict)
    recall: RecallEstimate = NOTHING_MISSED
    balance: float = 0.0
    common_error: float = 0.0
    unrecognised: float = 0.0

    @property
    def unrecognised_share(self) -> float:
        """Return how many people of several mentions also have one that looks like nobody's: what hides a mention from blocking hides as many
        from the weights.
        """
        return self.unrecognised + 1.0 - self.recall.recall

    def parted(self, group_of: Mapping[int, str]) -> dict[str, "Doubts"]:
        """Return, for each group of rows, the doubts that concern its number of people; a row of no group concerns none.

        >>> two = Partitions(labels=np.array([[0, 1]], dtype=np.int16), probability=np.array([1.0]))
        >>> parted = Doubts(components=(((0, 1), two), ((2, 3), two))).parted({0: "a", 2: "b", 3: "a"})
        >>> {name: [rows for rows, _ in parted[name].components] for name in parted}
        {'a': [(0, 1), (2, 3)], 'b': [(2, 3)]}
        """
        names = sorted(set(group_of.values()))
        components: dict[str, list[tuple[tuple[int, ...], Partitions]]] = {name: [] for name in names}
        for rows, partitions in self.components:
            for name in {group_of[row] for row in rows if row in group_of}:
                components[name].append((rows, partitions))
        of_row = pl.DataFrame(
            list(group_of.items()), schema={"row": pl.UInt32, "group": pl.String}, orient="row"
        )
        both = self.loose.join(of_row, left_on="left", right_on="row", maintain_order="left").join(
            of_row, left_on=["right", "group"], right_on=["row", "group"], maintain_order="left"
        )
        loose = both.partition_by("group", include_key=False, as_dict=True)
        nothing = self.loose.clear()
        return {
            name: replace(self, components=tuple(components[name]), loose=loose.get((name,), nothing))
            for name in names
        }

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the tables that keep these doubts, by name."""
        attached = [{"row": row, "probability": chance} for row, chance in sorted(self.attachments.items())]
        recall = {name: getattr(self.recall, name) for name in ("found", "missed", "log_error")}
        return {
            "components": self._components(),
            "loose": self.loose,
            "attachments": pl.DataFrame(attached, schema=ATTACHMENTS),
            "counting": pl.DataFrame([recall | {name: getattr(self, name) for name in _NUMBERS}]),
        }

    def _components(self) -> pl.DataFrame:
        """Return one row per way to cut a component, component by component."""
        parts = [pl.DataFrame(schema=COMPONENTS)]
        for places, stack in stacked([partitions for _, partitions in self.components]):
            rows = np.array([self.components[place][0] for place in places], dtype=np.uint32)
            columns = {
                "component": np.repeat(places, stack.sizes),
                "rows": np.repeat(rows, stack.sizes, axis=0),
                "labels": stack.labels,
                "probability": stack.probability,
            }
            parts.append(pl.DataFrame(columns).cast(COMPONENTS))
        return pl.concat(parts).sort("component", maintain_order=True)

    @classmethod
    def from_tables(cls, tables: Mapping[str, pl.DataFrame]) -> "Doubts":
        """Return the doubts that some tables keep.

        >>> two = Partitions(labels=np.array([[0, 1], [0, 0]], dtype=np.int16), probability=np.array([0.75, 0.25]))
        >>> kept = Doubts.from_tables(Doubts(components=(((4, 7), two),), attachments={9: 0.5}).tables())
        >>> kept.components[0][0], kept.components[0][1].labels.tolist(), kept.attachments
        ((4, 7), [[0, 1], [0, 0]], {9: 0.5})
        """
        said = tables["counting"].row(0, named=True)
        return cls(
            components=tuple(_components(tables["components"])),
            loose=tables["loose"],
            attachments=dict(tables["attachments"].iter_rows()),
            recall=RecallEstimate(found=said["found"], missed=said["missed"], log_error=said["log_error"]),
            **{name: said[name] for name in _NUMBERS},
        )


_NUMBERS = ("balance", "common_error", "unrecognised")
DOUBTS = ("components", "loose", "attachments", "counting")
"""The tables that keep doubts, by name."""


def _components(table: pl.DataFrame) -> Iterator[tuple[tuple[int, ...], Partitions]]:
    """Yield the rows of each component and the ways to cut it, which stand one after another."""
    ways = table["component"].rle().struct.field("len").to_list()
    starts = starts_of(table["labels"].list.len().to_numpy()).tolist()
    rows, labels = (table[name].explode().to_numpy() for name in ("rows", "labels"))
    probability, end = table["probability"].to_numpy(), 0
    for count in ways:
        first, end = end, end + count
        here = slice(starts[first], starts[end])
        yield (
            tuple(rows[starts[first] : starts[first + 1]].tolist()),
            Partitions(labels=labels[here].reshape(count, -1), probability=probability[first:end]),
        )
