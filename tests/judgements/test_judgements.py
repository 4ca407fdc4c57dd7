"""judgements: read as people save them, placed where they belong or told, never broken, contradictions listed."""

import itertools
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.errors import InputError
from resolver.feedback import append_judgements, kept_judgements
from resolver.judgements import bind, copy_of, ordered, read_judgements, standing
from resolver.judgements.placing import place
from resolver.rulebook import load_rulebook
from resolver.stages.cluster import question_id
from resolver.tables import JUDGEMENTS
from resolver.values.verdicts import VerdictWords


@pytest.fixture(scope="session")
def words() -> VerdictWords:
    """Return the words that the shipped rules hold."""
    return VerdictWords.from_words(load_rulebook().setting("vocabulary.toml")["verdict"])


Cells = dict[str, str | None]


def mentions(*rows: Cells) -> pl.DataFrame:
    """Return MENTIONS of one list, in row order."""
    names = ("mention_id", "list_id", "name", "birth_date", "death_date", "origin_place", "url")
    whole = [{"list_id": "a", **row} for row in rows]
    return pl.DataFrame(
        {name: [row.get(name) for row in whole] for name in names},
        schema_overrides=dict.fromkeys(names, pl.String),
    )


def told(left: Cells, right: Cells, verdict: str | None = "same", **cells: str) -> dict[str, str | None]:
    """Return one judgement on two mentions."""
    sides = {"left_id": left["mention_id"], "right_id": right["mention_id"]}
    copies = {
        "left_copy": copy_of({"list_id": "a", **left}),
        "right_copy": copy_of({"list_id": "a", **right}),
    }
    return {"judgement_id": "j-1", **sides, **copies, "verdict": verdict, "judge": "AK", **cells}


def table(*rows: dict[str, str | None]) -> pl.DataFrame:
    """Return JUDGEMENTS."""
    whole = [dict.fromkeys(JUDGEMENTS) | row for row in rows]
    return pl.DataFrame(whole, schema=JUDGEMENTS)


ONE: Cells = {"mention_id": "1", "name": "Тестов Илья", "birth_date": "1979-05-14", "origin_place": "Асбест"}
TWO: Cells = {"mention_id": "2", "name": "Пробов Ян", "birth_date": "1980-01-01", "origin_place": "Тула"}
THREE: Cells = {
    "mention_id": "3",
    "name": "Тестов Илья",
    "birth_date": "1991-02-03",
    "origin_place": "Асбест",
}


# --- placing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected", "by"),
    [
        ([ONE, TWO, THREE], (0, 1), "id"),
        ([THREE, TWO, ONE], (1, 2), "id"),
        # Ids that count rows have moved on: the copy decides.
        ([THREE | {"mention_id": "1"}, ONE | {"mention_id": "2"}, TWO | {"mention_id": "3"}], (1, 2), "copy"),
        # A new export under other ids.
        ([ONE | {"mention_id": "x7"}, TWO | {"mention_id": "x8"}], (0, 1), "copy"),
        # A spelling was corrected under its own id, and under a minted one.
        ([ONE | {"name": "Тестовъ Илья"}, TWO], (0, 1), "id and id, corrected since"),
        ([ONE | {"mention_id": "m", "name": "Тестов Ильяс"}, TWO], (0, 1), "copy, corrected since and id"),
        # Written in another alphabet, all else as it was.
        ([ONE | {"name": "Ilya Testov"}, TWO, THREE], (0, 1), "id and id, corrected since"),
        ([ONE | {"name": "Ilya Testov", "birth_date": None}, TWO], None, ""),
        # Somebody else stands under the id now, and nobody says what was judged.
        ([{"mention_id": "1", "name": "Макетов Олег"}, TWO], None, ""),
        ([TWO], None, ""),
    ],
)
def test_a_judgement_finds_its_rows(rows: list[Cells], expected: tuple[int, int] | None, by: str) -> None:
    """By id while the row says what was judged, else by the copy; never on somebody else."""
    placed = place(table(told(ONE, TWO)), mentions(*rows))
    found = placed.judged.select("left", "right").rows()

    assert ([] if expected is None else [expected]) == found
    assert 1 == placed.judged.height + placed.unapplied.height
    assert ([by] if expected else []) == placed.judged["placed_by"].to_list()
    assert all(placed.unapplied["because"])


def test_rows_that_nobody_can_tell_apart_bind_nobody() -> None:
    """A copy that fits two rows is not applied: it would bind one of them by chance."""
    same = {"name": "Тестов Илья"}
    placed = place(
        table(told({"mention_id": "9", **same}, TWO)),
        mentions({"mention_id": "5", **same}, {"mention_id": "6", **same}, TWO),
    )

    assert ["left: 2 rows could be what was judged: 5, 6"] == placed.unapplied["because"].to_list()


def test_lists_that_share_ids_are_told_apart() -> None:
    """Where two lists use the same ids, the list of the copy says which row was judged."""
    rows = mentions(
        {"mention_id": "a/1", "name": "Тестов Илья"},
        {"mention_id": "b/1", "list_id": "b", "name": "Тестов Илья"},
        TWO,
    )
    placed = place(table(told({"mention_id": "1", "list_id": "b", "name": "Тестов Илья"}, TWO)), rows)

    assert [(1, 2)] == placed.judged.select("left", "right").rows()


def test_letters_that_a_spreadsheet_lost_may_have_been_any() -> None:
    """cp1251 has no Arabic: the copy comes back as question marks, and the id still finds its row."""
    row: Cells = {"mention_id": "1", "name": "محمد خالد", "birth_date": "1990-01-01"}
    lost = told(row, TWO) | {
        "left_copy": json.dumps({"list_id": "a", "name": "???? ????", "birth_date": "1990-01-01"})
    }

    assert [(0, 1)] == place(table(lost), mentions(row, TWO)).judged.select("left", "right").rows()


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_sheet_comes_back_from_a_spreadsheet(words: VerdictWords, tmp_path: Path) -> None:
    """cp1251, semicolons, other order, a column more, half of it answered: every answer is read, the rest counted."""
    text = "Verdict;my note;right_mention_id;left_mention_id;reason\nДа;;b;a;та же дата\n;позже;c;a;\nне знаю;;d;a;\n"
    path = tmp_path / "review.csv"
    path.write_bytes(text.encode("cp1251"))
    found = read_judgements(path, words, judge="AK")

    assert 1 == found.empty
    assert {("a", "b", "same", "та же дата"), ("a", "d", "unsure", None)} == set(
        found.judgements.select("left_id", "right_id", "verdict", "reason").rows()
    )


@pytest.mark.parametrize("text", ["foo\n", "id;name\n1;Тестов\n"], ids=["a header alone", "another table"])
def test_a_table_without_our_columns_is_told_as_one(words: VerdictWords, tmp_path: Path, text: str) -> None:
    """A table that has none of the columns is told like one that lacks some, with what it has; a frame, too."""
    (tmp_path / "sheet.csv").write_text(text, "utf-8")

    with pytest.raises(InputError, match="no column left, right, verdict; it has"):
        read_judgements(tmp_path / "sheet.csv", words)
    with pytest.raises(InputError, match='no column left, right, verdict; it has "x"'):
        read_judgements(pl.DataFrame({"x": [1]}), words)


def test_every_fault_of_a_sheet_is_told_at_once(words: VerdictWords) -> None:
    """A word that is no verdict, a missing id and a missing judge are one message."""
    sheet = pl.DataFrame({"left_id": ["a", None], "right_id": ["b", "c"], "verdict": ["perhaps so", "да"]})
    with pytest.raises(InputError) as fault:
        read_judgements(sheet, words)

    assert [
        "perhaps so" in str(fault.value),
        "no left_id" in str(fault.value),
        "--judge" in str(fault.value),
    ] == [True] * 3


def test_an_answer_about_another_question_is_refused(words: VerdictWords) -> None:
    """A column that was sorted by itself, and a row compared with itself, are told with their lines; what is unanswered is let be."""
    asked = [("a", "b"), ("c", "d"), ("e", "f")]
    sheet = pl.DataFrame(asked, schema=["left_mention_id", "right_mention_id"], orient="row").with_columns(
        question_id=pl.Series([question_id(*pair) for pair in asked]),
        verdict=pl.Series(["да", "да", None]),
        judge=pl.lit("AK"),
    )
    turned = sheet.with_columns(left_mention_id="right_mention_id", right_mention_id="left_mention_id")
    sorted_alone = sheet.with_columns(question_id=pl.col("question_id").reverse())

    assert [2, 2] == [read_judgements(one, words).judgements.height for one in (sheet, turned)]
    with pytest.raises(InputError, match="line 1: question_id is that of two other mentions"):
        read_judgements(sorted_alone, words)
    with pytest.raises(InputError, match="lines 1, 2: both ids are one"):
        read_judgements(sheet.drop("question_id").with_columns(right_mention_id="left_mention_id"), words)


def test_an_answer_that_was_taken_in_before_is_read(words: VerdictWords) -> None:
    """A row of our own file that names one mention twice is no reason to refuse all the others."""
    kept = pl.DataFrame(
        {"judgement_id": ["j-1"], "left_id": ["a"], "right_id": ["a"], "verdict": ["same"], "judge": ["AK"]}
    )

    assert 1 == read_judgements(kept, words).judgements.height


answers = st.lists(
    st.fixed_dictionaries(
        {
            "left_id": st.sampled_from("abcd"),
            "right_id": st.sampled_from("efabg"),
            "verdict": st.sampled_from(["same", "different", "unsure"]),
            "judge": st.sampled_from(["AK", "BK"]),
            "judged_at": st.sampled_from([None, "2025-03-01", "2025-03-02"]),
        }
    ).filter(lambda one: one["left_id"] != one["right_id"]),
    max_size=12,
)
ROWED: list[Cells] = [{"mention_id": one, "name": f"Тестов {one}"} for one in "abcdefg"]
ROWS = mentions(*ROWED)


@given(answers, st.randoms())
def test_the_order_of_a_sheet_changes_nothing(words: VerdictWords, rows: list[Cells], random: object) -> None:
    """However a sheet is sorted, the same judgements bind the same rows under the same ids."""
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    empty = dict.fromkeys(("left_id", "right_id", "verdict", "judge", "judged_at"), pl.String)
    one, other = (
        bind(read_judgements(pl.DataFrame(these, schema=empty), words).judgements, ROWS)
        for these in (rows, shuffled)
    )

    assert one.judged.equals(other.judged)
    assert one.constraints == other.constraints
    assert one.disagreements.equals(other.disagreements)


@given(answers)
def test_nothing_is_lost(words: VerdictWords, rows: list[Cells]) -> None:
    """Every pair that holds an answer binds, is doubted, or is listed with its chain; what binds can all be obeyed."""
    empty = dict.fromkeys(("left_id", "right_id", "verdict", "judge", "judged_at"), pl.String)
    found = read_judgements(pl.DataFrame(rows, schema=empty), words).judgements
    bound = bind(found, ROWS)
    limits = bound.constraints
    listed = set(bound.disagreements.select("left_id", "right_id").rows())
    ids = ROWS["mention_id"]

    assert standing(found).height == bound.judged.height + bound.unapplied.height
    for left, right in bound.judged.select("left", "right").rows():
        is_listed = (ids[left], ids[right]) in listed
        assert is_listed or (left, right) in limits.must | limits.cannot | limits.doubted
    assert not limits.must & limits.cannot
    assert all(" = " in chain and "≠" in chain for chain in bound.disagreements["chain"])


def test_the_latest_answer_of_a_judge_holds_and_undo_takes_back() -> None:
    """A judge who answers again has changed their mind; a row without a verdict only takes back what it names."""
    rows = [
        told(ONE, TWO, "same", judgement_id="j-1", judged_at="2025-03-01"),
        told(TWO, ONE, "different", judgement_id="j-2", judged_at="2025-03-02"),
        told(ONE, THREE, "same", judgement_id="j-3", judged_at="2025-03-01"),
        told(ONE, THREE, None, judgement_id="j-4", judged_at="2025-03-01", replaces="j-3"),
    ]
    for order in itertools.permutations(rows):
        assert ["j-2"] == standing(ordered(table(*order)))["judgement_id"].to_list()


# --- the file ---------------------------------------------------------------------------------------------------------


@given(st.data())
def test_a_crash_tears_the_last_line_only(
    words: VerdictWords, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Wherever a crash cuts the file, all earlier answers are read, the torn one is told, and the next one is added whole."""
    folder = tmp_path_factory.mktemp("torn")
    first = table(told(ONE, TWO, judgement_id="j-AAAAAAA1", reason='he said "yes", twice'))
    second = table(told(ONE, THREE, "different", judgement_id="j-AAAAAAA2", replaces="j-AAAAAAA1"))
    append_judgements(folder, first)
    whole = len((folder / "judgements.csv").read_bytes())
    append_judgements(folder, second)
    path = folder / "judgements.csv"
    bytes_ = path.read_bytes()
    cut = data.draw(st.integers(whole, len(bytes_)))
    path.write_bytes(bytes_[:cut])

    kept = kept_judgements(folder)
    assert kept.file is not None
    survivors = read_judgements(kept.file, words).judgements["judgement_id"].to_list()
    is_whole = cut >= len(bytes_) - 1
    assert ["j-AAAAAAA1", *(["j-AAAAAAA2"] if is_whole else [])] == sorted(survivors)
    assert (whole < cut < len(bytes_) - 1) == bool(kept.notes)

    append_judgements(folder, second)
    assert ["j-AAAAAAA1", "j-AAAAAAA2"] == sorted(read_judgements(path, words).judgements["judgement_id"])


def test_a_file_that_a_spreadsheet_saved_is_added_to(words: VerdictWords, tmp_path: Path) -> None:
    """OUT/judgements.csv saved as cp1251 with semicolons and another order keeps its answers and takes new ones."""
    append_judgements(tmp_path, table(told(ONE, TWO, judgement_id="j-AAAAAAA1", reason="та же дата")))
    path = tmp_path / "judgements.csv"
    frame = pl.read_csv(path, infer_schema=False)
    text = frame.select(reversed(frame.columns)).write_csv(separator=";", line_terminator="\r\n")
    path.write_bytes(text.encode("cp1251"))
    append_judgements(tmp_path, table(told(ONE, THREE, judgement_id="j-AAAAAAA2")))
    found = read_judgements(path, words).judgements

    assert {"j-AAAAAAA1": "та же дата", "j-AAAAAAA2": None} == dict(
        found.select("judgement_id", "reason").rows()
    )
    assert {"Тестов Илья"} == {json.loads(copy)["name"] for copy in found["left_copy"]}
