"""A run that was cut short is taken up where it stopped, and comes out as if nothing had happened; or it is refused."""

from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import polars as pl
import pytest

import resolver
from resolver.errors import UsageError
from resolver.files import Content, keep_halfway, seeds_folder
from resolver.pipeline import Halfway, dedupe, halfway
from tests.called import Program, program

LIST = seeds_folder() / "khasham-2018" / "mentions.csv"


class Killed(BaseException):
    """Stands for the end of a process: nothing catches it."""


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what a run wrote, without the times that differ from run to run."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("timings.json", ".lock", ".files.json")
    }


def cut_short_after(stage: str, folder: Path, **said: object) -> None:
    """Begin a run in a folder and end it as soon as a stage was kept."""

    def kept_and_killed(where: Path, name: str, files: Mapping[str, Content]) -> None:
        keep_halfway(where, name, files)
        if name == stage:
            raise Killed

    with mock.patch.object(halfway, "keep_halfway", kept_and_killed), pytest.raises(Killed):
        dedupe(LIST, halfway=Halfway(folder=folder, resumes=True), **said)  # type: ignore[arg-type]


resolver_program = pytest.fixture(program)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the worked example as a run makes them that nobody disturbs."""
    folder = tmp_path_factory.mktemp("whole")
    dedupe(LIST).write(folder, report=False)
    return files_of(folder)


@pytest.mark.parametrize("stage", halfway.STAGES)
def test_a_run_cut_short_after_any_stage_comes_out_the_same(
    stage: str, whole: dict[str, bytes], tmp_path: Path
) -> None:
    """After each stage a killed run is taken up, does no work again that was kept, and gives the same bytes."""
    cut_short_after(stage, tmp_path)
    again = Halfway(folder=tmp_path, resumes=True)
    run = dedupe(LIST, halfway=again)
    run.write(tmp_path, report=False)
    again.end()
    stages = [*halfway.STAGES]
    taken = [name for one in stages[: stages.index(stage) + 1] for name in halfway.STAGES[one]]

    assert taken == again.told
    assert set(taken) - {"cluster"} == {"block", "compare", "estimate", "score"} - run.timings.keys()
    assert whole == files_of(tmp_path)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"defaults": {"status": "killed"}}, "lists"),
        ({"estimate": False}, "options"),
        ({"operating_point": "for_benchmark"}, "options"),
        ({"list_id": "other", "source": pl.DataFrame({"name": ["Пробин Ян"]})}, "lists"),
    ],
)
def test_a_run_of_something_else_is_refused(said: dict[str, object], told: str, tmp_path: Path) -> None:
    """What was kept is only taken up by the very same run; what differs is told, and nothing is lost."""
    cut_short_after("scored", tmp_path)
    kept = files_of(tmp_path)
    with pytest.raises(UsageError, match=rf"cannot be resumed.*{told}.*without --resume"):
        dedupe(**{"source": LIST, **said}, halfway=Halfway(folder=tmp_path, resumes=True))  # type: ignore[arg-type]

    assert kept == files_of(tmp_path)


def test_a_short_run_keeps_nothing(tmp_path: Path) -> None:
    """Without --resume a run that takes seconds writes nothing on its way, and one that takes minutes does."""
    dedupe(LIST, halfway=Halfway(folder=tmp_path))
    short = files_of(tmp_path)
    dedupe(LIST, halfway=Halfway(folder=tmp_path, kept_from=1))

    assert {} == short
    assert {".halfway/scored/scores.parquet", ".halfway/clustered/memberships.parquet"} <= {
        *files_of(tmp_path)
    }


def test_what_was_damaged_is_done_again(whole: dict[str, bytes], tmp_path: Path) -> None:
    """Bytes that are not those that were kept are never taken up."""
    cut_short_after("scored", tmp_path)
    (tmp_path / ".halfway" / "scored" / "scores.parquet").write_bytes(b"PAR1")
    again = Halfway(folder=tmp_path, resumes=True)
    dedupe(LIST, halfway=again).write(tmp_path, report=False)
    again.end()

    assert [] == again.told
    assert whole == files_of(tmp_path)


def test_resume_on_the_command_line(resolver_program: Program, tmp_path: Path) -> None:
    """--resume says what it took up, and leaves nothing behind; a folder with a run cut short may be written to."""
    out = tmp_path / "out"
    cut_short_after("clustered", out)
    resumed = resolver_program("dedupe", LIST, "-o", out, "--resume", "--no-report")
    anew = resolver_program("dedupe", LIST, "-o", out, "--resume", "--no-report")

    assert "Resumed: block, compare, estimate, score, cluster were taken" in resumed.out
    assert "Nothing to resume here" in anew.out
    assert not (out / ".halfway").exists()
    assert resolver.open(out).verify(lists_in=[LIST.parent]).holds
