"""An engine decides where work happens, never what comes out: an awkward one gives the same bytes as the plain one."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cloudpickle
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joblib import Parallel, delayed

import resolver
from resolver.engines import Engine, Table, Work, unchanged
from resolver.engines.local import LocalEngine
from resolver.files import seeds_folder
from resolver.model.fitted import model_json
from resolver.packed import Packed
from resolver.run import Run
from tests.lists import people, twice

SIZES = (1, 3, 2, 7, 5)


@dataclass(frozen=True, kw_only=True)
class AwkwardEngine:
    """Cuts batches of odd sizes, works through them in a shuffled order, and puts the results back."""

    seed: int = 1
    sizes: Sequence[int] = SIZES

    def map_batches(self, table: Table, work: Work) -> pl.DataFrame:
        """Do ``work`` on batches of 1, 3, 2, 7 and 5 rows, last things first."""
        rows = table.whole() if isinstance(table, Packed) else table
        return self._shuffled(self._cut(rows, rows.height) or [rows], work)

    def pack_batches(self, table: Table, work: Work) -> Packed:
        """Do the same and pack the results, in pieces of odd sizes as well."""
        done = self.map_batches(table, work)
        return Packed.of(self._cut(done, done.height) or [done])

    def group_batches(self, table: pl.DataFrame, key: str, work: Work) -> pl.DataFrame:
        """Do ``work`` on batches of some keys; a key is never parted."""
        groups = [
            group for _, group in sorted(table.group_by(key, maintain_order=True), key=lambda one: one[0])
        ]
        batches: list[pl.DataFrame] = []
        at = 0
        for size in itertools.cycle(self.sizes):
            if at >= len(groups):
                break
            batches.append(pl.concat(groups[at : at + size]))
            at += size
        return self._shuffled(batches or [table], work)

    def sum_counts(
        self, table: Table, keys: Sequence[str], count: str, work: Work = unchanged
    ) -> pl.DataFrame:
        """Count batch by batch, then add up what was counted."""
        partial = self.map_batches(
            table, lambda batch: work(batch).group_by(keys).agg(pl.len().cast(pl.UInt64).alias(count))
        )
        return partial.group_by(keys).agg(pl.col(count).sum().cast(pl.UInt32)).sort(keys)

    def _cut(self, table: pl.DataFrame, height: int) -> list[pl.DataFrame]:
        batches: list[pl.DataFrame] = []
        at = 0
        for size in itertools.cycle(self.sizes):
            if at >= height:
                return batches
            batches.append(table.slice(at, size))
            at += size
        return batches

    def _shuffled(self, batches: Sequence[pl.DataFrame], work: Work) -> pl.DataFrame:
        order = list(range(len(batches)))
        random.Random(self.seed).shuffle(order)
        results = {at: work(batches[at]) for at in order}
        return pl.concat([results[at] for at in range(len(batches))])


@dataclass(frozen=True, kw_only=True)
class SeveralProcesses(AwkwardEngine):
    """Has the shuffled batches worked through by two processes of their own, to which work and tables are sent as bytes."""

    def _shuffled(self, batches: Sequence[pl.DataFrame], work: Work) -> pl.DataFrame:
        order = list(range(len(batches)))
        random.Random(self.seed).shuffle(order)
        told = [
            (order[at::2], cloudpickle.dumps((work, [batches[one] for one in order[at::2]]))) for at in (0, 1)
        ]
        done = Parallel(n_jobs=2, backend="loky")(delayed(worked)(sent) for _, sent in told)
        results: dict[int, pl.DataFrame] = {
            at: one
            for (places, _), parts in zip(told, done, strict=True)
            for at, one in zip(places, parts, strict=True)
        }
        return pl.concat([results[at] for at in range(len(batches))])


def worked(sent: bytes) -> list[pl.DataFrame]:
    """Do the work that was sent on each of the batches that came with it."""
    work, batches = cloudpickle.loads(sent)
    return [work(batch) for batch in batches]


ENGINES: list[Engine] = [LocalEngine(), LocalEngine(batch_size=1), LocalEngine(batch_size=3), AwkwardEngine()]
engines = pytest.mark.parametrize("engine", ENGINES[1:], ids=["by one", "by three", "awkward"])
tables = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=40).map(
    lambda rows: pl.DataFrame(
        {"row": range(len(rows)), "key": [key for key, _ in rows], "level": [level for _, level in rows]},
        schema={"row": pl.UInt32, "key": pl.UInt64, "level": pl.UInt8},
    )
)


def doubled(batch: pl.DataFrame) -> pl.DataFrame:
    """Do something to each row that does not depend on other rows."""
    return batch.select("row", twice=pl.col("level") * 2)


def pairs_within(batch: pl.DataFrame) -> pl.DataFrame:
    """Pair rows of one key: work that needs its keys whole and its rows in order."""
    numbered = batch.select("row", "key").with_row_index("at")
    joined = numbered.join(numbered, on="key", maintain_order="left_right").filter(
        pl.col("at") < pl.col("at_right")
    )
    return joined.select("key", "row", "row_right")


@engines
@given(table=tables)
def test_map_batches(engine: Engine, table: pl.DataFrame) -> None:
    """Results stand in the order of the rows, however rows were cut into batches."""
    assert doubled(table).equals(engine.map_batches(table, doubled))


@engines
@given(table=tables)
def test_pack_batches(engine: Engine, table: pl.DataFrame) -> None:
    """Packed, results are the same rows in the same order, and every verb takes them as it takes a table."""
    packed = engine.pack_batches(table, doubled)

    assert doubled(table).equals(packed.whole())
    assert doubled(table).equals(engine.map_batches(packed, unchanged))
    assert table.select("row").equals(engine.pack_batches(packed, lambda batch: batch.select("row")).whole())
    counted = engine.sum_counts(packed, ["twice"], "pair_count")
    assert counted.equals(LocalEngine().sum_counts(doubled(table), ["twice"], "pair_count"))


@engines
@given(table=tables)
def test_group_batches(engine: Engine, table: pl.DataFrame) -> None:
    """Keys are never parted and rows within a key keep their order, so pairs within keys are the same."""
    plain = LocalEngine().group_batches(table, "key", pairs_within)
    found = engine.group_batches(table, "key", pairs_within)
    sizes = table.group_by("key").len()["len"]

    assert int((sizes.cast(pl.Int64) * (sizes.cast(pl.Int64) - 1) // 2).sum()) == found.height
    assert plain.equals(found)


@engines
@given(table=tables)
def test_keys_are_never_parted(engine: Engine, table: pl.DataFrame) -> None:
    """A key comes in one batch only, and there its rows stand together."""
    seen: list[int] = []

    def look(batch: pl.DataFrame) -> pl.DataFrame:
        runs = batch["key"].rle().struct.field("value").to_list()
        assert len(runs) == len(set(runs))
        seen.extend(runs)
        return batch

    found = engine.group_batches(table, "key", look)

    assert len(seen) == len(set(seen))
    assert table.sort("key", maintain_order=True).equals(found)


@engines
@given(table=tables)
def test_sum_counts(engine: Engine, table: pl.DataFrame) -> None:
    """Counts add up to the rows, sorted by their keys, with the same types."""
    plain = LocalEngine().sum_counts(table, ["key", "level"], "pair_count")
    found = engine.sum_counts(table, ["key", "level"], "pair_count")

    assert table.height == found["pair_count"].sum()
    assert plain.schema == found.schema
    assert plain.equals(found)


@pytest.mark.parametrize("engine", ENGINES, ids=["plain", "by one", "by three", "awkward"])
def test_nothing_to_do_is_done(engine: Engine) -> None:
    """An empty table goes through every verb and keeps the columns of the work."""
    empty = pl.DataFrame(schema={"row": pl.UInt32, "key": pl.UInt64, "level": pl.UInt8})

    assert ["row", "twice"] == engine.map_batches(empty, doubled).columns
    assert ["key", "row", "row_right"] == engine.group_batches(empty, "key", pairs_within).columns
    assert 0 == engine.sum_counts(empty, ["key"], "pair_count").height


# The whole house --------------------------------------------------------------------------------------


def deduped(engine: Engine) -> Run:
    """Run the worked example on an engine."""
    return resolver.dedupe(seeds_folder() / "khasham-2018" / "mentions.csv", engine=engine)


@pytest.fixture(scope="module")
def plain_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files that the plain engine writes for the worked example."""
    folder = tmp_path_factory.mktemp("plain")
    return written(deduped(LocalEngine()), folder)


def written(run: Run, folder: Path) -> dict[str, bytes]:
    """Write a run and return its files, without the times that differ from machine to machine."""
    run.write(folder, report=False)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("timings.json", ".lock", ".files.json")
    }


@pytest.mark.parametrize(
    "engine",
    [AwkwardEngine(seed=1), SeveralProcesses(seed=2, sizes=(40, 1, 300)), LocalEngine(batch_size=5)],
    ids=["awkward", "several processes", "small batches"],
)
def test_a_run_has_the_same_bytes_on_any_engine(
    engine: Engine, plain_files: dict[str, bytes], tmp_path: Path
) -> None:
    """The worked example gives the same files to the last byte, wherever the work was done."""
    found = written(deduped(engine), tmp_path)

    assert "persons.csv" in plain_files
    assert sorted(plain_files) == sorted(found)
    assert [] == [name for name in plain_files if plain_files[name] != found[name]]


def test_a_fitted_run_is_the_same_on_any_engine() -> None:
    """Chances that are fitted to counts of whole numbers are the same wherever the counts were made, and so is all that follows."""
    mentions, _ = twice(people(80, seed=5), seed=5)
    plain = resolver.dedupe(mentions)
    found = resolver.dedupe(mentions, engine=AwkwardEngine(seed=4, sizes=(400, 1, 3000, 70, 900)))

    assert "estimated" == plain.model.origin
    assert model_json(plain.model) == model_json(found.model)
    assert plain.scores.equals(found.scores)
    assert plain.memberships.equals(found.memberships)
