"""Edges of nomenklatura: judgements go out and come back the same; what was said through an id of theirs is said of mentions."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import InputError, UsageError
from resolver.exports.nomenklatura import edge_lines, edges_of
from resolver.feedback import add_judgements
from resolver.judgements import judgement_id, read_judgements
from resolver.judgements.edges import judgements_in_edges
from resolver.tables import JUDGEMENTS
from resolver.values.foreign_ids import entity_id
from resolver.values.verdicts import VerdictWords

WORDS = VerdictWords.from_words({})
IDS = st.sampled_from(["m1", "m2", "ряд 3", "4/5", "Q42", "NK-x", "P-7KQ4M2", "-"])
PAIRS = st.tuples(IDS, IDS).filter(lambda pair: pair[0] != pair[1])
TIMES = st.integers(1, 9).map(lambda day: f"2025-03-0{day}T10:00:00.000000Z")


def judged(left: str, right: str, verdict: str, judge: str, time: str) -> dict[str, object]:
    """Return one judgement."""
    row: dict[str, object] = dict.fromkeys(JUDGEMENTS)
    row |= {"left_id": left, "right_id": right, "verdict": verdict, "judge": judge, "judged_at": time}
    return row | {"judgement_id": judgement_id(row)}


def told(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    """Return what judgements say, whatever side stands left."""
    rows = frame.select("left_id", "right_id", "verdict", "judge", "judged_at").iter_rows()
    return sorted((*sorted((left, right)), *rest) for left, right, *rest in rows)


@given(
    st.lists(
        st.tuples(PAIRS, st.sampled_from(["same", "different", "unsure"]), TIMES),
        max_size=8,
        unique_by=lambda one: frozenset(one[0]),
    )
)
def test_judgements_go_out_and_come_back(rows: list[tuple[tuple[str, str], str, str]]) -> None:
    """Whatever ids rows bear, each pair comes back with its verdict, its judge and its time."""
    table = pl.DataFrame(
        [judged(*pair, verdict, "AK", time) for pair, verdict, time in rows], schema=JUDGEMENTS
    )
    back, empty = judgements_in_edges(edge_lines(edges_of(table)), file="edges.json")

    assert 0 == empty
    assert told(table) == told(back)


def test_judges_who_contradict_one_another_are_unsure() -> None:
    """There a pair has one edge: of two judges who agree it names both, of two who do not it says nothing for sure."""
    rows = [
        judged("a", "b", "same", "AK", "2025-03-01"),
        judged("b", "a", "same", "BM", "2025-03-02"),
        judged("a", "c", "same", "AK", "2025-03-01"),
        judged("a", "c", "different", "BM", "2025-03-03"),
    ]

    assert [
        ["b", "a", "positive", None, "AK; BM", "2025-03-02"],
        ["c", "a", "unsure", None, "AK; BM", "2025-03-03"],
    ] == edges_of(pl.DataFrame(rows, schema=JUDGEMENTS))


def edges(*rows: tuple[str, str, str]) -> bytes:
    """Return a file of edges by one user."""
    lines = [
        [target, source, word, 0.9, "nina", "2026-01-02T03:04:05.000000"] for target, source, word in rows
    ]
    return edge_lines(lines)


def said(*rows: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """Return what a file of edges says of mentions."""
    frame, _ = judgements_in_edges(edges(*rows), file="edges.json")
    return sorted(frame.select("left_id", "right_id", "verdict").iter_rows())


def test_what_is_said_through_an_id_of_theirs() -> None:
    """Two entities joined through NK- ids and Wikidata are one; a third apart from the id is apart from them; nobody is asked about himself."""
    found = said(
        ("NK-1", "a", "positive"),
        ("NK-2", "b", "positive"),
        ("Q42", "NK-1", "positive"),
        ("Q42", "NK-2", "positive"),
        ("NK-2", "c", "negative"),
        ("NK-1", "a", "unsure"),
        ("NK-9", "d", "positive"),
        ("NK-8", "NK-7", "positive"),
    )

    assert [
        ("NK-7", "NK-8", "same"),
        ("NK-9", "d", "same"),
        ("a", "b", "same"),
        ("a", "b", "unsure"),
        ("a", "c", "different"),
    ] == found


@given(st.lists(st.tuples(st.sampled_from(["NK-1", "NK-2", "Q1"]), st.sampled_from("abcd")), max_size=8))
def test_who_is_joined_there_is_joined_here(rows: list[tuple[str, str]]) -> None:
    """The mentions that nomenklatura puts into one cluster, and no others, are one by what is read."""
    pairs = [(left, right) for left, right, _ in said(*((*row, "positive") for row in rows))]

    assert _clusters(rows) == _clusters(pairs)


def _clusters(pairs: list[tuple[str, str]]) -> set[frozenset[str]]:
    """Return the mentions that pairs join, by following them to their ends."""
    parts: list[set[str]] = []
    for pair in pairs:
        met = [part for part in parts if part & set(pair)]
        parts = [part for part in parts if part not in met] + [set(pair).union(*met)]
    kept = (frozenset(one for one in part if len(one) == 1) for part in parts)
    return {part for part in kept if len(part) > 1}


def test_lines_that_are_no_edges_are_told() -> None:
    """Every wrong line is told with its number; a suggestion and a deleted edge are answers of nobody."""
    with pytest.raises(InputError) as fault:
        judgements_in_edges(b'["a", "b", "maybe"]\n["a"]\n\n{}\n[1', file="edges.json")
    frame, empty = judgements_in_edges(
        b'["a", "b", "no_judgement", 0.7, null, null]\n["a", "b", "positive", null, "x", null, "2026-01-01"]\n',
        file="edges.json",
    )

    assert [f"edges.json, line {at}" for at in (1, 2, 4, 5)] == [
        line.partition(":")[0] for line in str(fault.value).splitlines()
    ]
    assert (0, 2) == (frame.height, empty)


ROWS = pl.DataFrame(
    {
        "id": ["m1", "ряд 2", "m3", "x" * 220],
        "name": ["Тестов Мирон Глебович", "Пробный Илья Сергеевич", "Макетов Олег", "Эскизов Пётр"],
    }
)


def test_a_file_is_added_to_a_run(tmp_path: Path) -> None:
    """Edges on mentions and on persons are obeyed by the next run; ids that lead nowhere are told, kept, and listed as not applied."""
    run = resolver.dedupe(ROWS, estimate=False)
    run.write(tmp_path / "out", report=False)
    persons = [run.person(one)["person_id"] for one in ("m3", "x" * 220)]
    file = tmp_path / "edges.json"
    rows = [
        (entity_id("ряд 2"), "m1", "positive"),
        (*sorted(persons, reverse=True), "positive"),
        (entity_id("x" * 220), "m1", "negative"),
        ("nobody", "m1", "negative"),
    ]
    file.write_bytes(edges(*rows))
    added = add_judgements(run, tmp_path / "out", file, judged_at="2026-02-01")
    again = resolver.dedupe(ROWS, estimate=False, judgements=tmp_path / "out" / "judgements.csv")

    assert (4, 0, ("nobody",)) == (added.added, added.known, added.strangers)
    assert again.person("m1")["person_id"] == again.person("ряд 2")["person_id"]
    assert again.person("m3")["person_id"] == again.person("x" * 220)["person_id"]
    assert again.person("m3")["person_id"] != again.person("m1")["person_id"]
    assert ["nobody"] == [
        one
        for row in again.unapplied.iter_rows(named=True)
        for one in (row["left_id"], row["right_id"])
        if one != "m1"
    ]
    assert 0 == add_judgements(run, tmp_path / "out", file, judged_at="2026-02-02").added


def test_a_run_takes_a_file_of_edges(tmp_path: Path) -> None:
    """Where judgements are given to a run, edges are too; who answered must stand in them."""
    file = tmp_path / "edges.jsonl"
    file.write_bytes(edges(("m3", "m1", "positive")))
    run = resolver.dedupe(ROWS, estimate=False, judgements=file)
    file.write_text(json.dumps(["m3", "m1", "positive", None, None, None]), "utf-8")

    assert run.person("m1")["person_id"] == run.person("m3")["person_id"]
    with pytest.raises(InputError, match="no judge"):
        read_judgements(file, WORDS)
    assert ["AK"] == read_judgements(file, WORDS, judge="AK").judgements["judge"].to_list()


def test_judgements_are_never_published(tmp_path: Path) -> None:
    """Edges bear the names of judges: the public profile has none."""
    run = resolver.dedupe(ROWS, estimate=False)

    with pytest.raises(UsageError, match="never published"):
        run.export(tmp_path / "edges.json", layout="nomenklatura", profile="public")
    assert [] == list(tmp_path.iterdir())
