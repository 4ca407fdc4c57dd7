"""What people say of documents is kept, obeyed by the next run, and can be taken back."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import InputError
from resolver.origins import Reposts, append_reposts, repost_id, reposts_in, reposts_of
from resolver.tables import REPOSTS
from resolver.values.via import Telling, origins_of

Answer = tuple[str, str, str]
names = st.sampled_from(["CIT", "Reuters", "Letter", "?", "n/a"])
chains = st.lists(names, min_size=1, max_size=3).map(" <- ".join)
documents = st.lists(
    st.builds(
        Telling,
        cells=st.lists(chains, max_size=1).map(tuple),
        publisher=st.sampled_from(["", "Reuters", "CIT", "Gazette"]),
    ),
    min_size=1,
    max_size=6,
)
answers = st.lists(
    st.tuples(
        st.integers(0, 5), st.integers(0, 5), st.sampled_from(["repost", "repost", "separate", "unsure"])
    )
    .filter(lambda one: one[0] != one[1])
    .map(lambda one: (f"d{one[0]}", f"d{one[1]}", one[2])),
    max_size=8,
)


def _reposts(said: list[Answer], *, replaces: str | None = None) -> Reposts:
    rows: list[dict[str, str | None]] = []
    for at, (copy, original, verdict) in enumerate(said):
        row: dict[str, str | None] = {"copy_id": copy, "original_id": original, "verdict": verdict}
        row |= {"judge": f"judge {at}", "judged_at": f"2025-03-{at + 1:02}T10:00:00Z", "replaces": replaces}
        rows.append({**row, "repost_id": repost_id(row)})
    return Reposts(given=pl.DataFrame(rows, schema=REPOSTS))


def _voiced(told: list[Telling], reposts: Reposts) -> list[Telling]:
    voices = reposts.voices
    return [
        Telling(cells=one.cells, publisher=one.publisher, voice=voices.get(f"d{at}", ""))
        for at, one in enumerate(told)
    ]


@given(documents)
def test_at_least_is_no_more_than_at_most(told: list[Telling]) -> None:
    """With one chain in a document, origins lie between one and the number of documents."""
    found = origins_of(told, frozenset({"n/a"}))

    assert 1 <= found.low <= found.high <= len(told)


@given(documents, answers)
def test_accepting_a_repost_never_raises_the_number_of_origins(
    told: list[Telling], said: list[Answer]
) -> None:
    """Each further answer leaves both ends of the range where they were, or lowers the upper one."""
    before = origins_of(told)
    for count in range(len(said)):
        after = origins_of(_voiced(told, _reposts(said[: count + 1])))
        if said[count][2] == "repost":
            assert after.low <= before.low
            assert after.high <= before.high
        before = after


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_count(said: list[Answer], random: object) -> None:
    """A spreadsheet may have sorted the file: the same documents are one voice."""
    reposts = _reposts(said)
    order = sorted(range(reposts.given.height), key=lambda one: random.random())  # type: ignore[attr-defined]

    assert reposts.voices == Reposts(given=reposts.given[order]).voices


@given(answers)
def test_what_was_called_separate_is_never_one_voice(said: list[Answer]) -> None:
    """No chain of accepted reposts joins two documents that somebody called separate."""
    reposts = _reposts(said)
    voices = reposts.voices

    for copy, original, verdict in said:
        if verdict == "separate":
            assert voices.get(copy, copy) != voices.get(original, original)


def test_an_unknown_root_is_never_independent() -> None:
    """«CIT <- ?» says that nobody knows whom CIT had it from: it may be the same as anybody's."""
    found = origins_of([Telling(cells=("CIT <- ?",)), Telling(cells=("CIT",)), Telling(cells=("widow",))])

    assert ((("widow",), 1, 2)) == (found.roots, found.low, found.high)


def test_a_page_of_a_cited_publisher_is_that_publisher() -> None:
    """Who cites Reuters and Reuters' own page are one origin, not two."""
    cited = Telling(cells=("Reuters",))

    silent = origins_of([cited, Telling(publisher="REUTERS")])
    further = origins_of([cited, Telling(publisher="Reuters", cells=("Buga",))])
    both = origins_of([cited, Telling(publisher="Reuters", cells=("Buga",)), Telling(publisher="Reuters")])

    assert (("Reuters",), 1, 1) == (silent.roots, silent.low, silent.high)
    assert (("Buga",), 1, 1) == (further.roots, further.low, further.high)
    assert (("Buga",), 1, 2) == (both.roots, both.low, both.high)


def test_a_later_answer_of_the_same_judge_holds(tmp_path: Path) -> None:
    """An answer is taken back by a row that replaces it; nothing is deleted."""
    said = _reposts([("d1", "d2", "repost")])
    append_reposts(tmp_path, said.given)
    row = {"replaces": said.given["repost_id"][0], "judge": "AK", "judged_at": "2025-04-01"}
    append_reposts(tmp_path, pl.DataFrame([{**row, "repost_id": repost_id(row)}], schema=REPOSTS))

    assert {"d1": "d1", "d2": "d1"} == said.voices
    assert {} == reposts_in(tmp_path).voices
    assert 2 == reposts_in(tmp_path).given.height


def test_every_fault_is_told_at_once() -> None:
    """A file with faults is mended once."""
    rows = [
        {"repost_id": None, "copy_id": "a", "original_id": "b", "verdict": "repost"},
        {"repost_id": "o-1", "copy_id": "a", "original_id": "a", "verdict": "repost"},
        {"repost_id": "o-2", "copy_id": "a", "original_id": None, "verdict": "separate"},
    ]

    with pytest.raises(InputError) as fault:
        reposts_of(pl.DataFrame(rows))

    told = [
        "row 2: has no repost_id",
        "row 3: a document is no repost of itself",
        "row 4: names no two documents",
    ]
    assert all(one in str(fault.value) for one in told)


def test_the_next_run_counts_reposts_once() -> None:
    """Three silent documents are at most three origins; two of them judged to be one, at most two."""
    frame = pl.DataFrame(
        {
            "name": ["Косотуров Игорь"] * 3,
            "incident": ["battle"] * 3,
            "document_id": ["d0", "d1", "d2"],
            "status": ["killed"] * 3,
        }
    )

    before = resolver.dedupe(frame).persons
    after = resolver.dedupe(frame, reposts=_reposts([("d1", "d0", "repost")])).persons

    assert [(1, 3)] == before.select("origin_count_low", "origin_count_high").rows()
    assert [(1, 2)] == after.select("origin_count_low", "origin_count_high").rows()
