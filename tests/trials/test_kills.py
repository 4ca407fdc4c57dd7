"""Killed at 200 random moments of runs, reviews, sheets added and corrections: no state is broken and no answer is lost."""

import os
import random
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from resolver.corrections import corrections_in
from resolver.feedback import kept_judgements
from resolver.filled import filled
from resolver.judgements import read_judgements
from resolver.obeyed import verdict_words
from resolver.rulebook import load_rulebook
from resolver.run import verify_run
from tests.lists import people, twice
from tests.trials.forked import Forks

KILLS = int(os.environ.get("RESOLVER_KILLS", "200"))
SEED = int(os.environ.get("RESOLVER_SEED", "1"))
ANSWERS = 12
COMMIT = 0.06
"""So many seconds, at most, after a run begins to write."""
BIG_REASON = "because " * 2_000
"""Long enough that an answer is more than one page of the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A command that is killed, and what is typed into it."""

    arguments: tuple[str, ...]
    typed: str = ""


DEEDS = {
    "dedupe over a run": Deed(
        arguments=("dedupe", "new.csv", "-o", "out", "--default", "status=killed", "-q")
    ),
    "dedupe onto a run": Deed(arguments=("dedupe", "--previous", "out", "--add", "more.csv", "-q")),
    "dedupe with answers": Deed(
        arguments=(
            "dedupe",
            "new.csv",
            "-o",
            "out",
            "--default",
            "status=killed",
            "-q",
            "--judgements",
            "said.csv",
        )
    ),
    "review": Deed(
        arguments=("review", "out", "--judge", "BC"),
        typed="".join(
            f"n\n{BIG_REASON if at % 3 else 'sure'} {at}\n{'sdu'[at % 3]}\n" for at in range(ANSWERS)
        ),
    ),
    "judgements add": Deed(arguments=("judgements", "add", "out", "said.csv")),
    "correct": Deed(
        arguments=("correct", "out", "--set", "m00001", "--field", "unit", "--value", "1", "--by", "AK")
    ),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with lists and a run that has questions, answers and a correction."""
    folder = tmp_path_factory.mktemp("world")
    whole, _ = twice(people(120, seed=5, dated=0.3), seed=6, share=0.5)
    whole.write_csv(folder / "list.csv")
    pl.concat([whole, people(130, seed=7).tail(10)], how="diagonal").write_csv(folder / "new.csv")
    people(140, seed=9).tail(10).with_columns(filled("n{}", "mention_id").alias("mention_id")).write_csv(
        folder / "more.csv"
    )
    rows = [f"m{at:05},m{at + 1:05},different,AK,{BIG_REASON}{at}" for at in range(2, 30)]
    (folder / "said.csv").write_text(
        "left_id,right_id,verdict,judge,reason\n" + "\n".join(rows) + "\n", "utf-8"
    )
    forks = Forks({"POLARS_MAX_THREADS": "1"})
    for line in (
        "dedupe list.csv -o out --default status=killed -q",
        "review out --judge ZZ",
        "correct out --set m00000 --field unit --value 7 --by AK",
    ):
        forks.start(line.split(), folder=folder, typed="s\nd\nu\nq\n")
        assert 0 == forks.wait()
    forks.close()
    return folder


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """Return what starts the program."""
    forks = Forks({"POLARS_MAX_THREADS": "1"})
    yield forks
    forks.close()


def answers_of(folder: Path) -> Counter[tuple[str, ...]]:
    """Return the answers that a run folder holds."""
    file = kept_judgements(folder).file
    if file is None:
        return Counter()
    told = read_judgements(file, verdict_words(load_rulebook())).judgements
    return Counter(told.select("judgement_id", "left_id", "right_id", "verdict", "judge", "reason").rows())


def acknowledged(said: Path) -> int:
    """Return how many answers a review said were saved."""
    return max((int(one) for one in re.findall(r"saved: (\d+) of", said.read_text("utf-8"))), default=0)


def killed(forks: Forks, folder: Path, deed: Deed, after: float, *, at_commit: bool) -> tuple[int, Path]:
    """Start a deed and kill it after so many seconds, counted from its start or from when it begins to write."""
    child, said = forks.start(deed.arguments, folder=folder, typed=deed.typed)
    until = time.monotonic() + 60
    while at_commit and time.monotonic() < until and not list((folder / "out").glob(".staging-*")):
        if " Z " in Path(f"/proc/{child}/stat").read_text("utf-8"):
            break
        time.sleep(0.0005)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return forks.wait(), said


def took(forks: Forks, world: Path, deed: Deed, folder: Path) -> tuple[float, str]:
    """Return how long a deed takes when nobody kills it, and the seal of the run after it."""
    shutil.copytree(world, folder)
    start = time.monotonic()
    forks.start(deed.arguments, folder=folder, typed=deed.typed)
    assert 0 == forks.wait()
    return time.monotonic() - start, verify_run(folder / "out").seal


def test_killed_at_random_moments(
    world: Path, forks: Forks, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """After each kill: every law holds, the run is the old or the new one, what was acknowledged is there, and work goes on."""
    chance = random.Random(SEED)
    before, answers = verify_run(world / "out").seal, answers_of(world / "out")
    times = {name: took(forks, world, deed, tmp_path / name) for name, deed in DEEDS.items()}
    ends: Counter[str] = Counter()
    kills, at = 0, -1
    while kills < KILLS:
        at += 1
        name = list(DEEDS)[at % len(DEEDS)]
        deed, (seconds, after) = DEEDS[name], times[name]
        at_commit = name.startswith("dedupe") and at // len(DEEDS) % 2 == 0
        folder = shutil.copytree(world, tmp_path / str(at))
        wait = chance.uniform(0, COMMIT) if at_commit else chance.uniform(0, seconds)
        code, said = killed(forks, folder, deed, wait, at_commit=at_commit)
        assert code in (0, -signal.SIGKILL), said.read_text("utf-8")
        kills += bool(code)
        if not at_commit:
            # Shorter when it was done before, longer else: most kills find it at work, at any moment of it.
            times[name] = (seconds * (1.05 if code else 0.9), after)

        found = verify_run(folder / "out", lists_in=[folder])
        assert found.holds, f"{name}, kill {at}: {found}"
        assert found.seal in (before, after), f"{name}, kill {at}"
        now = answers_of(folder / "out")
        assert answers <= now, f"{name}, kill {at}: an answer is lost"
        assert now.total() >= answers.total() + (acknowledged(said) if name == "review" else 0)
        assert "Written to" not in said.read_text("utf-8") or len(corrections_in(folder / "out").given) == 2
        ends[f"{name}: {'killed' if code else 'done'}, {'new' if found.seal != before else 'old'} run"] += 1
        if at % 10 == 0:
            again = verify_after_next_run(forks, folder)
            assert again, f"{name}, kill {at}: the next run"
        left = [
            one.name for one in (folder / "out").iterdir() if ".part" in one.name or "staging" in one.name
        ]
        assert [] == left
        shutil.rmtree(folder)
    record_property("ends", dict(ends))
    print("\n".join(f"{count:4} {end}" for end, count in sorted(ends.items())))  # noqa: T201


def verify_after_next_run(forks: Forks, folder: Path) -> bool:
    """Say whether the next run is made and holds every law."""
    forks.start(("dedupe", "list.csv", "-o", "out", "--default", "status=killed", "-q"), folder=folder)
    return forks.wait() == 0 and verify_run(folder / "out", lists_in=[folder]).holds


def test_a_run_and_a_review_at_the_same_time(world: Path, tmp_path: Path) -> None:
    """Side by side, one of them killed or none: every acknowledged answer is there, and the run is whole."""
    chance = random.Random(SEED)
    one, other = Forks({"POLARS_MAX_THREADS": "1"}), Forks({"POLARS_MAX_THREADS": "1"})
    for at in range(max(KILLS // 10, 3)):
        folder = shutil.copytree(world, tmp_path / str(at))
        answers = answers_of(folder / "out")
        run, _ = one.start(DEEDS["dedupe over a run"].arguments, folder=folder)
        review = DEEDS["review"]
        judge, said = other.start(review.arguments, folder=folder, typed=review.typed)
        victim = (run, judge, None)[at % 3]
        time.sleep(chance.uniform(0, 1))
        if victim is not None:
            os.kill(victim, signal.SIGKILL)
        codes = one.wait(), other.wait()
        assert set(codes) <= {0, -signal.SIGKILL}, said.read_text("utf-8")
        assert verify_run(folder / "out", lists_in=[folder]).holds
        now = answers_of(folder / "out")
        assert answers <= now
        assert now.total() >= answers.total() + acknowledged(said)
        assert victim == judge or acknowledged(said) > 0
    one.close()
    other.close()
