"""Truth files as people keep them: read under several headers, and every fault told with its line."""

from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.analysis.truth import align, read_truth
from resolver.errors import InputError, UsageError
from tests.analysis.made import made_run, truth_of


def put(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a truth file."""
    path = folder / "truth.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "header", ["person_id", "entity_id", "cluster_id", "person_key", "Entity_ID", "PERSON ID"]
)
@pytest.mark.parametrize(
    ("sign", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "cp1251"), ("|", "utf-16")]
)
def test_headers_separators_encodings(header: str, sign: str, encoding: str, tmp_path: Path) -> None:
    """The person may stand under four headers, in any case, and the file may be saved as spreadsheets save it."""
    text = f"note{sign}Mention_ID{sign}{header}\nя{sign}m1{sign}Иван\nя{sign}m2{sign}Пётр\n"
    truth = read_truth(put(tmp_path, text, encoding))

    assert [("m1", None, "Иван"), ("m2", None, "Пётр")] == truth.table.rows()


def test_a_run_is_a_truth_for_another(tmp_path: Path) -> None:
    """The mentions.csv of one run can be held against another run: its person_id counts."""
    run = made_run(["P-A", "P-A", "P-B"])
    run.write(tmp_path / "run", report=False)
    found = resolver.evaluate(run, tmp_path / "run" / "mentions.csv")

    assert (3, 2) == (found.coverage.mentions, found.coverage.true_people)


def test_a_row_without_a_person_says_nothing(tmp_path: Path) -> None:
    """An empty cell is no person of its own: its mention is not known."""
    truth = read_truth(put(tmp_path, "mention_id,person_id\nm1,a\nm2,\nm3, \n"))

    assert (1, 2) == (truth.table.height, truth.silent)


def test_a_mention_may_stand_twice_for_one_person(tmp_path: Path) -> None:
    """Saying a thing twice is no fault."""
    assert 1 == read_truth(put(tmp_path, "mention_id,person_id\nm1,a\nm1,a\n")).table.height


FAULTS = {
    "two people": ("mention_id,person_id\nm1,a\nm2,b\nm1,c\n", ("lines 2, 4", "m1", "a and c", "list_id")),
    "no mention id": ("mention_id,person_id\nm1,a\n,b\n", ("line 3", "no mention_id")),
    "no such column": ("id,person_id\nm1,a\n", ("no column mention_id", '"id", "person_id"')),
    "no person column": ("mention_id,who\nm1,a\n", ("entity_id", '"mention_id", "who"')),
    "nobody": ("mention_id,person_id\nm1,\n", ("no row says who",)),
    "too many cells": ("mention_id,person_id\nm1,a\nm2,b,c\n", ("line 3", "3 cells", "mend")),
}


@pytest.mark.parametrize(("text", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_faults_name_file_line_and_mend(text: str, words: tuple[str, ...], tmp_path: Path) -> None:
    """Whoever keeps the file can find the row."""
    with pytest.raises(InputError) as caught:
        read_truth(put(tmp_path, text))

    assert [word for word in ("truth.csv", *words) if word not in str(caught.value)] == []


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Nobody mends one row to hear of the next."""
    with pytest.raises(InputError) as caught:
        read_truth(put(tmp_path, "mention_id,person_id\n,a\nm1,a\nm1,b\nm2,a\nm2,b\n"))

    assert 3 == len(str(caught.value).splitlines())


def test_ids_that_do_not_meet() -> None:
    """Ids on one side alone are told; when none meets, the message shows both sides."""
    run = made_run(["P-A", "P-B"])

    assert ("x1",) == align(run, read_truth({"m00": "a", "x1": "b"})).not_in_run
    with pytest.raises(
        UsageError, match=r"none of its 1 mention ids is in the run \(it has x1 …, the run m00"
    ):
        align(run, read_truth({"x1": "b"}))


def two_lists(folder: Path) -> resolver.Run:
    """Return a run of two lists that both number their rows from 1."""
    for name in ("east", "west"):
        (folder / f"{name}.csv").write_text(
            f"id,name\n1,Выдумкин {name} Первый\n2,Сочинов {name} Второй\n", "utf-8"
        )
    return resolver.dedupe([folder / "east.csv", folder / "west.csv"], defaults={"status": "killed"})


def test_lists_that_use_the_same_ids(tmp_path: Path) -> None:
    """With a column list_id each mention is found in its own list; without it the ids are not known."""
    run = two_lists(tmp_path)
    lists = pl.DataFrame(
        {
            "mention_id": ["1", "2", "1", "2"],
            "list_id": ["east", "east", "west", "west"],
            "person_id": list("abcb"),
        }
    )
    aligned = align(run, read_truth(lists))

    assert ["east/1", "east/2", "west/1", "west/2"] == run.values["mention_id"].gather(aligned.rows).to_list()
    assert ["a", "b", "c", "b"] == aligned.names.gather(aligned.truth).to_list()
    with pytest.raises(UsageError, match="add a column list_id"):
        align(run, read_truth(lists.drop("list_id").head(2)))


def test_a_list_that_does_not_hold_the_id() -> None:
    """A mention named with another list than its own is not known."""
    run = made_run(["P-A", "P-B"])
    truth = pl.DataFrame(
        {"mention_id": ["m00", "m01"], "list_id": ["frame", "elsewhere"], "person_id": ["a", "b"]}
    )

    assert ("m01",) == align(run, read_truth(truth)).not_in_run


def test_one_mention_with_and_without_its_list() -> None:
    """Two rows that mean one mention and two people contradict each other, however they are written."""
    run = made_run(["P-A"])
    truth = pl.DataFrame({"mention_id": ["m00", "m00"], "list_id": ["frame", None], "person_id": ["a", "b"]})

    with pytest.raises(InputError, match="m00 is said to be a and b"):
        align(run, read_truth(truth))


def test_a_neutralised_id_is_read_as_it_was(tmp_path: Path) -> None:
    """The apostrophe that our own CSV puts before a formula is taken off again."""
    truth = read_truth(put(tmp_path, "mention_id,person_id\n'=1,'-x\n"))

    assert [("=1", None, "-x")] == truth.table.rows()


def test_rows_may_stand_in_any_order() -> None:
    """Truth is a set of sayings: their order changes nothing."""
    run = made_run(["P-A", "P-A", "P-B", "P-C"])
    truth = truth_of("aabb")
    turned = dict(reversed(list(truth.items())))

    assert resolver.evaluate(run, truth).to_dict() == resolver.evaluate(run, turned).to_dict()
