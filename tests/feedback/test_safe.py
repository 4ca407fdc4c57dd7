"""An answer that was acknowledged is on the disk, whatever happens next; two at work on one folder lose nothing."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import Mock

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.corrections import Action, Correction, Corrections, append_corrections, corrections_in
from resolver.errors import FolderError
from resolver.feedback import append_judgements, kept_judgements
from resolver.files import being_made, lock
from resolver.judgements import judgement_id, read_judgements
from resolver.obeyed import verdict_words
from resolver.rulebook import load_rulebook
from resolver.tables import JUDGEMENTS
from tests.feedback.conftest import Resolver

LIST = "id,name,incident\nm1,Пробов Иван,\nm2,Иван Пробов,\nm3,Тестов Илья,\nm4,Ilya Testov,\n"
KILLED = ("--default", "status=killed")


def answer(number: int, reason: str) -> pl.DataFrame:
    """Return an answer."""
    row = {**dict.fromkeys(JUDGEMENTS), "left_id": f"a{number}", "right_id": "b", "verdict": "same"}
    row |= {"judge": "АК", "reason": " ".join(reason.split()) or None, "left_copy": '{"name": "Тестов, «И»"}'}
    return pl.DataFrame([{**row, "judgement_id": judgement_id(row)}], schema=JUDGEMENTS)


def answers_in(folder: Path) -> list[tuple[str | None, str | None]]:
    """Return the answers that lie in a folder."""
    file = kept_judgements(folder).file
    found = read_judgements(file, verdict_words(load_rulebook())).judgements if file else pl.DataFrame()
    return sorted(found.select("left_id", "reason").rows()) if file else []


@given(
    reasons=st.lists(st.text("aЖ«,\"';\n\t =+?", max_size=8), min_size=1, max_size=3),
    share=st.floats(min_value=0, max_value=1),
)
def test_a_torn_line_takes_no_other_answer_with_it(reasons: list[str], share: float) -> None:
    """Wherever a crash cuts judgements.csv off: whole lines stay, half a line is no answer, and the next answer is kept."""
    answers = [answer(at, reason) for at, reason in enumerate(reasons)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        ends = []
        for one in answers:
            append_judgements(folder, one)
            ends.append((folder / "judgements.csv").stat().st_size)
        data = (folder / "judgements.csv").read_bytes()
        cut = round(share * len(data))
        (folder / "judgements.csv").write_bytes(data[:cut])
        # An editor may leave the last line end away: a line that is all there is an answer.
        whole = [one for one, end in zip(answers, ends, strict=True) if cut >= end - 1]

        append_judgements(folder, answer(9, "next"))

        expected = sorted(pl.concat([*whole, answer(9, "next")]).select("left_id", "reason").rows())
        assert expected == answers_in(folder)


def test_a_correction_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a correction would be obeyed as if it were whole: a crash while it is written leaves those before, and nothing aside."""
    first, second = (
        Corrections(given=(Correction(correction_id=f"c-{at}", target="m1", action=Action.ALIVE, by="AK"),))
        for at in (1, 2)
    )
    append_corrections(tmp_path, first)
    for name in ("replace", "fsync"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
            with pytest.raises(FolderError, match="no space left"):
                append_corrections(tmp_path, second)
        assert first.given == corrections_in(tmp_path).given
    append_corrections(tmp_path, second)

    assert (*first.given, *second.given) == corrections_in(tmp_path).given
    assert [".lock", "corrections.csv"] == sorted(one.name for one in tmp_path.iterdir())


@contextmanager
def at_work(folder: Path, *, on_run: bool) -> Iterator[None]:
    """Let somebody else make a run in a folder, or write into it for a moment."""
    entered, leaving = threading.Event(), threading.Event()

    def work() -> None:
        with being_made(folder) if on_run else lock(folder):
            entered.set()
            leaving.wait(30 if on_run else 0.3)

    worker = threading.Thread(target=work)
    worker.start()
    assert entered.wait(10)
    try:
        yield
    finally:
        leaving.set()
        worker.join()


def test_a_review_while_a_run_is_made(tmp_path: Path, resolve: Resolver) -> None:
    """A second run is refused with a clear message and changes nothing; answers are saved, and the next run obeys them."""
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    resolve("dedupe", "list.csv", "-o", "out", "-q", "--no-report", *KILLED)
    before = (tmp_path / "out" / "run.json").read_bytes()
    with at_work(tmp_path / "out", on_run=True):
        told = resolve("dedupe", "list.csv", "-o", "out", "-q", code=2)
        assert "another process is making a run in this folder; wait for it to end" in told
        assert before == (tmp_path / "out" / "run.json").read_bytes()
        assert "saved: 1 of" in resolve("review", "out", "--judge", "AK", typed="s\nq\n")
    with at_work(tmp_path / "out", on_run=False):
        assert "saved: 1 of" in resolve("review", "out", "--judge", "BC", typed="d\nq\n")

    assert 2 == len(answers_in(tmp_path / "out"))
    resolve("dedupe", "list.csv", "-o", "out", "-q", "--no-report", *KILLED)
    assert "2 of 2 obeyed" in resolve("verify", "out")


def test_what_binds_nobody_is_not_said_to_be_obeyed(tmp_path: Path, resolve: Resolver) -> None:
    """Two answers that contradict one another are neither obeyed, on screen nor for verify; a third one is."""
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    rows = "m1,m2,same,AK\nm1,m2,different,BC\nm1,m3,different,AK\n"
    (tmp_path / "said.csv").write_text(f"left_id,right_id,verdict,judge\n{rows}", "utf-8")

    told = resolve("dedupe", "list.csv", "-o", "out", "--no-report", "--judgements", "said.csv", *KILLED)

    assert "1 judgement obeyed\n1 judged pair stands in a contradiction and binds nobody" in told
    assert "1 of 3 obeyed; 1 pair in dispute" in resolve("verify", "out")


def test_what_a_run_obeys_is_kept_before_the_run_is(
    tmp_path: Path, resolve: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that dies while it is written has kept the answers that it was given: the next one obeys them."""
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    (tmp_path / "said.csv").write_text("left_id,right_id,verdict,judge\nm1,m2,same,AK\n", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("resolver.stages.write.commit", Mock(side_effect=FolderError("full")))
        resolve("dedupe", "list.csv", "-o", "out", "-q", "--judgements", "said.csv", *KILLED, code=2)

    assert not (tmp_path / "out" / "run.json").exists()
    assert [("m1", None)] == answers_in(tmp_path / "out")
    resolve("dedupe", "list.csv", "-o", "out", "-q", "--no-report", *KILLED)
    assert "1 of 1 obeyed" in resolve("verify", "out")
