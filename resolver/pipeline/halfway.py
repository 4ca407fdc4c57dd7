"""What stages of a long run found -> tables beside the run until it is written; and back, when it was cut short and everything is the same.

Two halts: after scoring, when candidate pairs were compared and weighed; after clustering, when it is decided who is one person. Reading
lists and names is done again: it takes the least time, and what is kept is known by what was read.
"""

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import polars as pl

from resolver.blocking import Blocks
from resolver.errors import UsageError
from resolver.files import drop_halfway, keep_halfway, read_halfway
from resolver.model.comparisons import Comparison
from resolver.model.constraints import Constraints
from resolver.model.doubts import Doubts
from resolver.model.fitted import Model, model_json, read_model
from resolver.packed import Packed
from resolver.stages.block import Blocked, BlockReport, RuleReport
from resolver.stages.cluster import Clusters
from resolver.version import VERSION

KEPT_FROM = 100_000
"""A run of so many mentions is kept halfway even if nobody asked: it takes minutes."""
STAGES: Mapping[str, Sequence[str]] = {
    "scored": ("block", "compare", "estimate", "score"),
    "clustered": ("cluster",),
}
"""The halts, in order, and what need not be done again where one was reached."""
_KEY = "key.json"
Tables = Mapping[str, pl.DataFrame]
ToKeep = Mapping[str, pl.DataFrame | Packed]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """What is known after scoring: which pairs blocking made, the model, and the pairs that are worth a look."""

    blocked: Blocked
    model: Model
    scores: Packed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clustered:
    """What is known after clustering: all scored pairs, who is one person, and what each blocking rule was good for."""

    scores: Packed
    clusters: Clusters
    told: Blocks


@dataclass(slots=True, kw_only=True)
class Halfway:
    """Where a run keeps what its stages found, and whether it takes up what one before it left there.

    ``told`` are the stages that were taken up.
    """

    folder: Path
    resumes: bool = False
    kept_from: int = KEPT_FROM
    told: list[str] = field(default_factory=list)
    _key: Mapping[str, str] = field(default_factory=dict)
    _keeps: bool = False
    _left: dict[str, Mapping[str, bytes]] = field(default_factory=dict)

    def begin(self, key: Mapping[str, str], mention_count: int) -> None:
        """Say what the run is made from. Raises UsageError where what is to be taken up was made from something else."""
        self._key = {"version": f"{VERSION}, polars {pl.__version__}", **key}
        self._keeps = self.resumes or mention_count >= self.kept_from
        if not self.resumes:
            drop_halfway(self.folder)
            return
        found = {stage: read_halfway(self.folder, stage) for stage in STAGES}
        self._left = {stage: files for stage, files in found.items() if files is not None}
        for files in self._left.values():
            was: Mapping[str, str] = json.loads(files.get(_KEY, b"{}"))
            differs = [name for name in {**self._key, **was} if self._key.get(name) != was.get(name)]
            if differs:
                raise UsageError(
                    f"{self.folder}: the run that was cut short here cannot be resumed, for something is another now: "
                    f"{', '.join(differs)}. Begin anew without --resume, or choose another folder with -o"
                )

    def of(
        self,
        stage: str,
        make: Callable[[], Found],
        pack: Callable[[Found], ToKeep],
        unpack: Callable[[Tables], Found],
    ) -> Found:
        """Return what a run that was cut short found, else find it, and keep it where that is worth while."""
        files = self._left.pop(stage, None)
        if files is not None:
            self.told += STAGES[stage]
            tables = {
                name.removesuffix(".parquet"): _read(data) for name, data in files.items() if name != _KEY
            }
            return unpack(tables)
        found = make()
        if self._keeps:
            written = {f"{name}.parquet": _writer(table) for name, table in pack(found).items()}
            keep_halfway(self.folder, stage, {_KEY: json.dumps(dict(self._key)).encode(), **written})
        return found

    def told_in_short(self) -> str:
        """Return what was taken up, in words."""
        if not self.told:
            return "Nothing to resume here: the run was made from the beginning."
        return f"Resumed: {', '.join(self.told)} were taken from the run that was cut short."

    def end(self) -> None:
        """Forget what was kept: the run is written."""
        drop_halfway(self.folder)


def found_of(
    halfway: Halfway | None,
    stage: str,
    make: Callable[[], Found],
    pack: Callable[[Found], ToKeep],
    unpack: Callable[[Tables], Found],
) -> Found:
    """Return what a stage finds, or found before the run was cut short."""
    return make() if halfway is None else halfway.of(stage, make, pack, unpack)


def fingerprint(*parts: pl.DataFrame | Mapping[str, Any]) -> str:
    """Return a hash of tables and of what can be said as JSON: another one for anything else.

    >>> fingerprint(pl.DataFrame({"a": [1]})) == fingerprint(pl.DataFrame({"a": [2]}))
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, pl.DataFrame):
            digest.update(f"{part.schema} {part.height} ".encode())
            digest.update(part.hash_rows().to_numpy().tobytes())
        else:
            digest.update(json.dumps(part, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def _writer(table: pl.DataFrame | Packed) -> Callable[[BinaryIO], None]:
    return lambda stream: table.lazy().sink_parquet(stream, compression="lz4", statistics=False)


def _read(data: bytes) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(data))


# --- after scoring ----------------------------------------------------------------------------------------------------

_REPORTS = {"rule": pl.String, **dict.fromkeys(list(RuleReport.__dataclass_fields__)[1:], pl.UInt64)}
_BLOCKS = {
    "rule": pl.String,
    "key": pl.String,
    "mention_count": pl.UInt64,
    "example_row": pl.UInt64,
    "cut_by": pl.String,
    "unmade_pair_count": pl.UInt64,
}


def weighed_tables(weighed: Weighed) -> ToKeep:
    """Return what is known after scoring as tables."""
    blocked = weighed.blocked
    return {
        "scores": weighed.scores,
        "pairs": blocked.pairs,
        "reports": pl.DataFrame([asdict(one) for one in blocked.reports], schema=_REPORTS),
        "blocks": pl.DataFrame([asdict(one) for one in blocked.blocks], schema=_BLOCKS),
        "model": pl.DataFrame({"json": [model_json(weighed.model)]}),
    }


def weighed_of(tables: Tables, comparisons: Sequence[Comparison]) -> Weighed:
    """Return what was known after scoring."""
    blocked = Blocked(
        pairs=Packed.of([tables["pairs"]]),
        reports=tuple(RuleReport(**row) for row in tables["reports"].to_dicts()),
        blocks=tuple(BlockReport(**row) for row in tables["blocks"].to_dicts()),
    )
    model = read_model(tables["model"]["json"][0].encode(), comparisons, file="model.json")
    return Weighed(blocked=blocked, model=model, scores=Packed.of([tables["scores"]]))


# --- after clustering -------------------------------------------------------------------------------------------------

_OF_CLUSTERS = ("memberships", "questions", "standing")
_NUMBERS = ("expected_pairs", "pair_variance")
_PROPOSED = {"one": pl.String, "other": pl.String, "chance": pl.Float64}


def clustered_tables(found: Clustered) -> ToKeep:
    """Return what is known after clustering as tables; what people said is no part of it."""
    clusters, told = found.clusters, found.told
    doubts = Doubts(
        components=clusters.components,
        loose=clusters.loose,
        attachments=clusters.attachments,
        recall=told.recall,
    )
    numbers = {
        **{name: float(getattr(clusters, name)) for name in _NUMBERS},
        "mention_count": told.mention_count,
        "pair_count": told.pair_count,
    }
    return {
        "scores": found.scores,
        **{name: getattr(clusters, name) for name in _OF_CLUSTERS},
        **doubts.tables(),
        "proposed": pl.DataFrame(list(clusters.proposed), schema=_PROPOSED, orient="row"),
        "numbers": pl.DataFrame([numbers]),
        "rules": told.rules,
        "largest": told.largest,
    }


def clustered_of(tables: Tables, constraints: Constraints) -> Clustered:
    """Return what was known after clustering; ``constraints`` are what people said."""
    numbers = tables["numbers"].row(0, named=True)
    doubts = Doubts.from_tables(tables)
    return Clustered(
        scores=Packed.of([tables["scores"]]),
        clusters=Clusters(
            components=tuple(doubts.components),
            attachments=doubts.attachments,
            proposed=tuple(tables["proposed"].iter_rows()),
            contradictions=constraints.contradictions,
            told_apart=constraints.cannot,
            memberships=tables["memberships"],
            questions=tables["questions"],
            loose=doubts.loose,
            standing=tables["standing"],
            expected_pairs=numbers["expected_pairs"],
            pair_variance=numbers["pair_variance"],
        ),
        told=Blocks(
            rules=tables["rules"],
            largest=tables["largest"],
            recall=doubts.recall,
            mention_count=numbers["mention_count"],
            pair_count=numbers["pair_count"],
        ),
    )
