"""What a run says of doubts and numbers: over-merged persons are flagged with the reason, people are counted by any field."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.errors import FolderError, UsageError
from resolver.run import Run
from resolver.tally import with_doubts

PERSONS = pl.DataFrame({"person_id": ["P-1", "P-2"], "doubts": [None, "may be 2 people (0.20): a / b"]})


def linked(*pairs: tuple[str, str, str, str]) -> pl.DataFrame:
    """Return linked pairs: person, both mentions, level of birth."""
    return pl.DataFrame(
        {
            "left_id": [pair[1] for pair in pairs],
            "right_id": [pair[2] for pair in pairs],
            "left_person_id": [pair[0] for pair in pairs],
            "is_linked": [True] * len(pairs),
            "birth_level": [pair[3] for pair in pairs],
        },
        schema_overrides={
            "left_id": pl.String,
            "right_id": pl.String,
            "left_person_id": pl.String,
            "birth_level": pl.String,
            "is_linked": pl.Boolean,
        },
    )


def rows(*mentions: tuple[str, str, str]) -> pl.DataFrame:
    """Return mentions: person, mention, list."""
    return pl.DataFrame(list(mentions), schema=["person_id", "mention_id", "list_id"], orient="row")


def test_facts_that_contradict_are_doubts() -> None:
    """Births apart inside one person are told with the first pair and how many more there are, after what was told before."""
    pairs = linked(("P-2", "a", "c", "apart"), ("P-2", "a", "b", "apart"), ("P-1", "x", "y", "same_day"))
    found = with_doubts(PERSONS, pairs, rows(("P-1", "x", "L")), [])

    assert [None, "may be 2 people (0.20): a / b; births apart: a b and 1 more pairs"] == found[
        "doubts"
    ].to_list()


def test_two_rows_of_a_list_of_one_row_per_person_are_a_doubt() -> None:
    """Where the list promised one row per person; elsewhere two rows say nothing."""
    mentions = rows(("P-1", "x", "L"), ("P-1", "y", "L"), ("P-2", "a", "K"), ("P-2", "b", "K"))
    found = with_doubts(PERSONS, linked(), mentions, ["L"])

    assert "several rows of L, which promises one per person: x y" == found["doubts"][0]
    assert "several" not in found["doubts"][1]


@pytest.fixture(scope="module")
def run() -> Run:
    """Return a run of a few people on two lists."""
    frame = pl.DataFrame(
        [
            ("a1", "A", "Косотуров Игорь Львович", "1980-01-02", "2018-02-07", "Асбест", "killed"),
            ("b1", "B", "Igor Kosoturov", "1980-01-02", "2018-02-07", "Asbest", "killed"),
            ("a2", "A", "Пробов Иван Ильич", "1971-03-04", "2018-03-01", None, "killed"),
            ("b2", "B", "Тестоева Анна Марковна", "1990-07-07", None, "Тверь", "missing"),
        ],
        schema=["mention_id", "list_id", "name", "birth_date", "death_date", "origin_place", "status"],
        orient="row",
    )
    return resolver.dedupe(frame)


def values(table: pl.DataFrame) -> dict[str, tuple[int, int, int]]:
    """Return low, median and high by value."""
    return {value: (low, median, high) for value, low, median, high in table.drop("expected").iter_rows()}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (None, {"everybody": (2, 2, 2)}),
        ("death_month", {"2018-02": (1, 1, 1), "2018-03": (1, 1, 1), "everybody": (2, 2, 2)}),
        ("list", {"A": (2, 2, 2), "B": (1, 1, 1), "everybody": (2, 2, 2)}),
        ("status", {"killed": (2, 2, 2), "missing": (1, 1, 1), "everybody": (3, 3, 3)}),
        ("sex", {"not stated": (2, 2, 2), "everybody": (2, 2, 2)}),
    ],
)
def test_people_are_counted_by_a_field(
    run: Run, field: str | None, expected: dict[str, tuple[int, int, int]]
) -> None:
    """By death month, list, status and sex; everybody comes last."""
    assert expected == values(run.count_by(field))


def test_what_two_mentions_state_apart_is_shared(run: Run) -> None:
    """A person named with two values counts by half for each; who has none is told as such."""
    found = run.count_by("name")
    shares = dict(found.select("value", "expected").iter_rows())

    wanted = {
        "Igor Kosoturov": 0.5,
        "Косотуров Игорь Львович": 0.5,
        "Пробов Иван Ильич": 1.0,
        "everybody": 2.0,
    }
    assert pytest.approx(wanted, abs=0.02) == shares


def test_spellings_of_one_place_are_one_value(run: Run) -> None:
    """Whatever letters a town is written in, people are counted under it in full."""
    assert {"Asbest": (1, 1, 1), "not stated": (1, 1, 1), "everybody": (2, 2, 2)} == values(
        run.count_by("place")
    )


def test_a_cell_of_several_people_is_asked_about(tmp_path: Path) -> None:
    """Two brothers in one cell are not one of them: the pair is a question that says why, and everybody counts within the bounds."""
    path = tmp_path / "list.csv"
    path.write_text(
        "id,name,death_date,origin_place,status\n"
        "a,Прудов Иван Петрович,2023-07-07,Тула,killed\n"
        'b,"Прудов Иван Петрович, Прудов Пётр Петрович",2023-07-07,Тула,killed\n',
        encoding="utf-8",
    )
    run = resolver.dedupe(path)
    low, median, high = values(run.count_by())["everybody"]

    assert (2, 1) == (run.persons.height, run.questions.height)
    assert "seems to name several people" in run.questions["reason"][0]
    assert "asked" == run.explain("a", "b").grounds.alone
    assert run.count.fewest <= low <= median <= high <= run.count.most


@pytest.mark.parametrize("name", ["Ахундов Ф.", "Сказкин А.И."])
def test_a_surname_with_the_same_initials_is_a_question(name: str) -> None:
    """Many names begin with one letter: two rows that share a surname and initials, and nothing besides, are not linked."""
    run = resolver.dedupe(pl.DataFrame({"mention_id": ["a", "b"], "name": [name, name]}))
    pair = run.explain("a", "b")

    assert (2, 1) == (run.persons.height, run.questions.height)
    assert pair.namesakes > 0.01


def test_a_cell_of_several_people_is_not_among_the_certain() -> None:
    """Whoever stands there may stand alone elsewhere on the lists."""
    names = ["Тестов Иван Петрович", "Тестов Пётр Петрович", "братья Иван и Пётр Тестовы"]
    run = resolver.dedupe(pl.DataFrame({"name": names}), defaults={"status": "killed"})

    assert (2, 3) == (run.count.fewest, run.count.most)
    assert "1 person stands for a cell that seems to name several" in run.summary()


def test_an_unknown_field_is_told(run: Run) -> None:
    """A slip in the field is answered with the nearest one."""
    with pytest.raises(UsageError, match="death_month"):
        run.count_by("death_mnth")


def test_counts_are_the_same_after_opening(run: Run, tmp_path: Path) -> None:
    """What the count rests on is kept with the run."""
    run.write(tmp_path / "run", report=False)
    again = resolver.open(tmp_path / "run")

    assert run.count == again.count
    assert run.count_by("list").equals(again.count_by("list"))


@pytest.mark.parametrize("name", ["judged.parquet", "components.parquet", "rules.zip", "model.json"])
def test_a_run_of_another_version_says_run_again(run: Run, tmp_path: Path, name: str) -> None:
    """A kept file that is missing is told with the folder and the mend."""
    run.write(tmp_path, report=False)
    (tmp_path / ".resolver" / name).unlink()

    with pytest.raises(FolderError, match=rf"{name} is missing.*run again: resolver dedupe FILES -o"):
        resolver.open(tmp_path)


def test_a_damaged_table_is_told(run: Run, tmp_path: Path) -> None:
    """A table that cannot be read is no fault of ours: the run is made again."""
    run.write(tmp_path, report=False)
    (tmp_path / ".resolver" / "judged.parquet").write_bytes(b"broken")

    with pytest.raises(FolderError, match=r"judged\.parquet is damaged"):
        resolver.open(tmp_path)


def test_a_table_without_a_column_is_of_another_version(run: Run, tmp_path: Path) -> None:
    """The columns that are missing are named."""
    run.write(tmp_path, report=False)
    run.judged.drop("judge").write_parquet(tmp_path / ".resolver" / "judged.parquet")

    with pytest.raises(FolderError, match="has no column judge: another version"):
        resolver.open(tmp_path)


def names_in(seed: int) -> Sequence[str]:
    """Return a few names in an order of their own."""
    found = [
        "Косотуров Игорь",
        "Igor Kosoturov",
        "Пробов Иван",
        "Иван Пробов",
        "Тестоев Марк",
        "Марк Тестоев",
    ]
    return found[seed:] + found[:seed]


@pytest.mark.parametrize("seed", [1, 4])
def test_the_order_of_rows_does_not_count(seed: int) -> None:
    """Rows in another order give the same persons, doubts, questions and numbers."""
    runs = []
    for order in (0, seed):
        frame = pl.DataFrame({"mention_id": names_in(order), "name": names_in(order)})
        runs.append(resolver.dedupe(frame, defaults={"status": "killed"}))
    one, other = runs

    assert one.persons.drop("list_count").equals(other.persons.drop("list_count"))
    assert one.questions.equals(other.questions)
    assert one.count == other.count


def test_blocks_tell_what_rules_find() -> None:
    """Every rule has a row; pairs only it finds are no more than its pairs; recall lies between nothing and all."""
    frame = pl.DataFrame(
        {"name": list(names_in(0)), "birth_date": ["1980-01-02"] * 2 + ["1971-03-04"] * 2 + [None] * 2}
    )
    told, _ = resolver.blocks(frame)

    assert told.rules.height > 10
    assert (told.rules["only_pair_count"] <= told.rules["pair_count"]).all()
    assert 0.0 <= told.recall.recall <= 1.0
    assert told.pair_count == told.rules["new_pair_count"].sum()
