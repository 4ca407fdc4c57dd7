"""From question to answer to another list of people: at the terminal, in a spreadsheet, by two judges. All names are invented."""

import csv
import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest

import resolver
from resolver.run import Run
from tests.feedback.conftest import Resolver

LIST = """id,name,birth_date,death_date,origin_place
x1,Пробов Иван Иванович,1898,2023-07-31,д. Верхняя
x2,Пробов Иван Иванович,,2023-07-31,
x3,Probov Ivan,1898,2023-07-31,
y1,Тестов Илья Сергеевич,1979-05-14,2023-02-07,Асбест
y2,Тестов Илья Сергеевич,1979-05-14,2023-02-07,Асбест
z1,Макетов Олег,1985-01-02,2023-02-08,Тула
"""
KILLED = ("--default", "status=killed", "--no-report", "--no-estimate", "--quiet")


def write(name: str, text: str = LIST, encoding: str = "utf-8") -> Path:
    """Write a list into the folder of the test."""
    path = Path(name)
    path.write_bytes(text.encode(encoding))
    return path


def groups(out: str | Path) -> set[frozenset[str]]:
    """Return who is one person in a run folder."""
    member: dict[str, set[str]] = {}
    for row in table(Path(out) / "mentions.csv"):
        member.setdefault(row["person_id"], set()).add(row["mention_id"])
    return set(map(frozenset, member.values()))


def table(path: Path | str) -> list[dict[str, str]]:
    """Return a CSV file of a run as rows."""
    return list(csv.DictReader(io.StringIO(Path(path).read_text("utf-8-sig"))))


def asked(out: str | Path) -> set[frozenset[str]]:
    """Return the pairs of mentions that a run asks about."""
    return {
        frozenset((row["left_mention_id"], row["right_mention_id"]))
        for row in table(Path(out) / "review.csv")
    }


@pytest.fixture
def out(resolve: Resolver) -> Path:
    """Return the folder of a first run."""
    resolve("dedupe", write("list.csv"), "-o", "out", *KILLED)
    return Path("out")


def again(resolve: Resolver, *more: str | Path, name: str = "list.csv") -> str:
    """Run the list again into the same folder, and return what was printed."""
    quiet = [one for one in KILLED if one != "--quiet"]
    return resolve("dedupe", name, "-o", "out", *quiet, *more)


def answers(text: str) -> pl.DataFrame:
    """Return "a=b, b≠c, c?d" as a table of judgements without judge."""
    words = {"=": "same", "≠": "different", "?": "unsure"}
    pairs = [
        next((one.split(sign), word) for sign, word in words.items() if sign in one)
        for one in text.split(", ")
    ]
    return pl.DataFrame(
        {
            "left_id": [a for (a, _), _ in pairs],
            "right_id": [b for (_, b), _ in pairs],
            "verdict": [v for _, v in pairs],
        }
    )


def run_with(text: str, *, judge: str = "AK", rows: str = LIST) -> Run:
    """Return a run of the list that obeys some answers of one judge."""
    frame = pl.read_csv(io.StringIO(rows), infer_schema=False)
    told = answers(text).with_columns(judge=pl.lit(judge))
    return resolver.dedupe(frame, defaults={"status": "killed"}, estimate=False, judgements=told)


def people(run: Run) -> set[frozenset[str]]:
    """Return who is one person in a run."""
    return {frozenset(ids.split(" ")) for ids in run.persons["mention_ids"]}


# --- at the terminal --------------------------------------------------------------------------------------------------


def test_review_changes_people(resolve: Resolver, out: Path) -> None:
    """Answers typed at the terminal are saved at once, obeyed by the next run, and name their judge wherever they bound."""
    assert {frozenset({"x1", "x2"}), frozenset({"x2", "x3"})} & asked(out)
    count = len(asked(out))
    printed = resolve("review", "out", "--judge", "AK", typed="n\nодин день\ns\n" + "s\n" * count)
    saved = table(out / "judgements.csv")

    assert "question 1 of" in printed
    assert {"AK"} == {row["judge"] for row in saved}
    assert "один день" == saved[0]["reason"]
    again(resolve)
    assert frozenset({"x1", "x2", "x3"}) in groups(out)
    member = next(row for row in table(out / "mentions.csv") if row["mention_id"] == saved[0]["left_id"])
    assert f"judged the same by hand: AK ({saved[0]['judgement_id']})" in member["why"]
    person = next(row for row in table(out / "persons.csv") if "x1" in row["mention_ids"].split())
    assert "2" == person["judged_by_hand"]
    assert saved[0]["judgement_id"] in resolve("dossier", "out", person["person_id"])
    assert not asked(out)


def test_undo_is_a_further_row(resolve: Resolver, out: Path) -> None:
    """Taking an answer back adds a row that names it; the question comes again and the answer after it holds."""
    resolve("review", "out", "--judge", "AK", typed="s\nz\nв\nq\n")
    first, undo, last = table(out / "judgements.csv")

    assert ("same", "", "different") == (first["verdict"], undo["verdict"], last["verdict"])
    assert first["judgement_id"] == undo["replaces"]
    again(resolve)
    pair = frozenset({last["left_id"], last["right_id"]})
    assert not any(pair <= group for group in groups(out))
    assert pair not in asked(out)


def test_what_an_answer_settles_is_not_asked_again(resolve: Resolver, out: Path) -> None:
    """x1 = x2 and x2 ≠ x3 settle x1 and x3, in the same sitting and in the next run."""
    told = answers("x1=x2, x2≠x3").with_columns(judge=pl.lit("AK"))
    told.write_csv("told.csv")
    resolve("judgements", "add", "out", "told.csv")
    printed = resolve("review", "out", "--judge", "BK", typed="q\n")

    assert "no question left" in printed
    again(resolve)
    assert not asked(out)
    explained = resolve("explain", "out", "x1", "x3")
    assert "judged different by AK" in explained


def test_a_judge_must_be_named(resolve: Resolver, out: Path) -> None:
    """Nobody is taken for the judge because they are logged in."""
    assert "--judge" in resolve("review", "out", code=2)
    assert "--judge" in resolve("review", "out", "--judge", " ", code=2)
    answers("x1=x2").write_csv("told.csv")
    assert "--judge" in resolve("judgements", "add", "out", "told.csv", code=2)


# --- in a spreadsheet -------------------------------------------------------------------------------------------------


def test_a_sheet_as_a_spreadsheet_returns_it(resolve: Resolver, out: Path) -> None:
    """cp1251, semicolons, re-sorted, a column more, half answered: added once, and adding it again adds nothing."""
    rows = table(out / "review.csv")
    rows[0]["verdict"] = "ДА"
    header = ["моё", *reversed(rows[0])]
    text = io.StringIO()
    sheet = csv.DictWriter(text, header, delimiter=";", lineterminator="\r\n")
    sheet.writeheader()
    sheet.writerows(reversed(rows))
    write("answered.csv", text.getvalue(), "cp1251")

    assert "1 answer added" in resolve("judgements", "add", "out", "answered.csv", "--judge", "AK")
    assert "0 answers added, 1 known before" in resolve(
        "judgements", "add", "out", "answered.csv", "--judge", "AK"
    )
    again(resolve)
    assert any({rows[0]["left_mention_id"], rows[0]["right_mention_id"]} <= group for group in groups(out))


def test_a_workbook_as_a_spreadsheet_returns_it(resolve: Resolver, out: Path) -> None:
    """review.xlsx has a list of verdicts to choose from; text stays text; what was filled in is added."""
    book = openpyxl.load_workbook(out / "review.xlsx")
    sheet = book.active
    assert sheet is not None
    header = [cell.value for cell in sheet[1]]
    lists = [one.formula1 for one in sheet.data_validations.dataValidation]

    assert ['"same,different,unsure"'] == lists
    sheet.cell(2, header.index("verdict") + 1).value = "different"
    pair = frozenset(
        str(sheet.cell(2, header.index(f"{side}_mention_id") + 1).value) for side in ("left", "right")
    )
    book.save("answered.xlsx")
    resolve("judgements", "add", "out", "answered.xlsx", "--judge", "BK")
    again(resolve)
    assert pair not in asked(out)
    assert not any(pair <= group for group in groups(out))


def test_answers_in_a_sheet_of_the_run_are_not_written_over(resolve: Resolver, out: Path) -> None:
    """Whoever filled in review.csv in the run folder and forgot to add it is told before a new run takes its place."""
    path = out / "review.csv"
    frame = pl.read_csv(path, infer_schema=False).with_columns(verdict=pl.lit("да"))
    frame.write_csv(path, include_bom=True)

    assert "judgements add out" in resolve("dedupe", "list.csv", "-o", "out", *KILLED, code=2)
    resolve("judgements", "add", "out", path, "--judge", "AK")
    again(resolve)
    assert frozenset({"x1", "x2", "x3"}) in groups(out)


# --- split ------------------------------------------------------------------------------------------------------------


def test_split_is_one_action(resolve: Resolver, out: Path) -> None:
    """One command parts a person: different between the parts, same inside, and the next run obeys."""
    assert frozenset({"y1", "y2"}) in groups(out)
    person = next(row["person_id"] for row in table(out / "mentions.csv") if row["mention_id"] == "y1")
    resolve("split", "out", person, "--mentions", "y2", "--judge", "AK", "--reason", "two brothers")
    again(resolve)

    assert {frozenset({"y1"}), frozenset({"y2"})} <= groups(out)
    assert ["different"] == [row["verdict"] for row in table(out / "judgements.csv")]
    assert "has no mention z1" in resolve("split", "out", "y1", "--mentions", "z1", "--judge", "AK", code=2)


# --- two judges -------------------------------------------------------------------------------------------------------


def test_two_judges(resolve: Resolver, out: Path) -> None:
    """One says x1 = x2; the other x2 = x3 and x1 ≠ x3; sheets re-sorted, a spelling corrected, saved by Excel as cp1251: the run
    completes, the contradiction is listed with its chain, nothing is lost.
    """
    one = answers("x1=x2, y1=y2").with_columns(judge=pl.lit("AK"))
    other = answers("y1=y2, x2=x3, x1≠x3").with_columns(judge=pl.lit("Б.К."))
    one.write_csv("ak.csv")
    resolve("judgements", "add", "out", "ak.csv")
    first = pl.read_csv(out / "judgements.csv", infer_schema=False)
    (out / "judgements.csv").unlink()
    other.write_csv("bk.csv")
    resolve("judgements", "add", "out", "bk.csv")
    second = pl.read_csv(out / "judgements.csv", infer_schema=False)
    (out / "judgements.csv").unlink()
    as_excel = (
        second.sort("verdict")
        .select(reversed(second.columns))
        .write_csv(separator=";", line_terminator="\r\n")
    )
    write("second.csv", as_excel, "cp1251")
    first.reverse().write_csv("first.csv")

    printed = resolve("judgements", "merge", "first.csv", "second.csv", "-o", "both.csv")
    assert "AK and Б.К. both judged 1 pair, 1 alike" in printed
    assert {"x1 = x2 = x3, yet x1 ≠ x3"} == {row["chain"] for row in table("disagreements.csv")}
    assert 5 == len(table("both.csv"))

    corrected = LIST.replace("x2,Пробов Иван Иванович,", "x2,Прóбов Иван Ивановичь,")
    lines = corrected.splitlines()
    write("list.csv", "\n".join([lines[0], *reversed(lines[1:])]) + "\n")
    told = again(resolve, "--judgements", "both.csv")

    assert "2 judgements obeyed" in told
    assert "disagreements.csv" in told
    assert {"x1 = x2 = x3, yet x1 ≠ x3"} == {row["chain"] for row in table(out / "disagreements.csv")}
    assert {frozenset({"y1", "y2"}), frozenset({"x1"}), frozenset({"x2"}), frozenset({"x3"})} <= groups(out)
    assert {frozenset({"x1", "x2"}), frozenset({"x2", "x3"}), frozenset({"x1", "x3"})} <= asked(out)
    assert not (out / "judgements_unapplied.csv").exists()
    kept = table(out / "judgements.csv")
    assert {row["judgement_id"] for row in table("both.csv")} == {row["judgement_id"] for row in kept}

    # Settled in the sheet of disagreements: the first and the second are two people after all.
    sheet = pl.read_csv(out / "disagreements.csv", infer_schema=False)
    is_first = (pl.col("left_id") == "x1") & (pl.col("right_id") == "x2") | (pl.col("left_id") == "x2") & (
        pl.col("right_id") == "x1"
    )
    sheet.with_columns(verdict=pl.when(is_first).then(pl.lit("нет"))).write_csv("settled.csv")
    resolve("judgements", "add", "out", "settled.csv", "--judge", "ВГ")
    again(resolve)
    assert {frozenset({"x2", "x3"}), frozenset({"x1"})} <= groups(out)
    assert not (out / "disagreements.csv").exists()


def test_a_judge_settles_a_dispute_at_the_terminal(resolve: Resolver, out: Path) -> None:
    """A disputed pair is asked with its chain; the answer replaces those on that pair."""
    told = pl.concat(
        [answers("x1=x2").with_columns(judge=pl.lit("AK")), answers("x1≠x2").with_columns(judge=pl.lit("BK"))]
    )
    told.write_csv("told.csv")
    resolve("judgements", "add", "out", "told.csv")
    printed = resolve("review", "out", "--judge", "VG", typed="d\nq\n")

    assert "x1 = x2, yet x1 ≠ x2" in printed
    last = table(out / "judgements.csv")[-1]
    assert 2 == len(last["replaces"].split())
    assert not any({"x1", "x2"} <= group for group in groups(out))
    again(resolve)
    assert not (out / "disagreements.csv").exists()


def test_a_run_into_its_folder_tells_what_it_changes(resolve: Resolver, out: Path) -> None:
    """Who is joined by an answer is told, on screen and in a file, and through which answer; who runs again without one is told nothing."""
    answers("x1=x2").with_columns(judge=pl.lit("AK")).write_csv("told.csv")
    resolve("judgements", "add", "out", "told.csv")
    printed, since = again(resolve), table(out / "since_last.csv")
    unchanged = again(resolve)

    assert "Since the run that stood in out" in printed
    assert {("merged", "judged the same")} == {(row["change"], row["reason"]) for row in since}
    assert all(row["judgement_ids"].startswith("j-") for row in since)
    assert "Since the run" not in unchanged
    assert not (out / "since_last.csv").exists()


def test_a_run_of_other_lists_is_not_compared(resolve: Resolver, out: Path) -> None:
    """A folder that held other lists says nothing of this one."""
    write("other.csv", "id,name\nq1,Выдумкин Пётр\n")

    assert "Since the run" not in again(resolve, name="other.csv")
    assert not (out / "since_last.csv").exists()


def test_judgements_outlive_a_new_export(resolve: Resolver, out: Path) -> None:
    """Other ids, other order, another file name, one row gone: answers find their rows by the copy; what cannot be placed is counted."""
    answers("x1=x3, y1≠y2, z1≠x1").with_columns(judge=pl.lit("AK")).write_csv("told.csv")
    resolve("judgements", "add", "out", "told.csv")
    lines = [f"n{at}{line[2:]}" for at, line in enumerate(LIST.splitlines()[1:]) if not line.startswith("z1")]
    write("export.csv", "\n".join([LIST.splitlines()[0], *reversed(lines)]) + "\n")
    told = again(resolve, name="export.csv")

    assert "1 could not be applied: judgements_unapplied.csv" in told
    assert any({"n0", "n2"} <= group for group in groups(out))
    assert [("z1", "left: the row that was judged is gone")] == [
        (row["left_id"], row["because"]) for row in table(out / "judgements_unapplied.csv")
    ]
    assert 3 == len(table(out / "judgements.csv"))
    # y1 and y2 are alike in every cell: which is which does not matter, that they are two does, but nobody can say which is meant.
    assert frozenset({"n3", "n4"}) in groups(out) or "2 judgements obeyed" in told


# --- in the library ---------------------------------------------------------------------------------------------------


def test_humans_are_obeyed_against_all_evidence() -> None:
    """``same`` joins what nothing speaks for, ``different`` parts what everything speaks for."""
    run = run_with("x1=z1, y1≠y2")

    assert {frozenset({"y1"}), frozenset({"y2"})} <= people(run)
    assert any({"x1", "z1"} <= group for group in people(run))
    pairs = {(row["left_id"], row["right_id"]): row["judged"] for row in run.pairs.iter_rows(named=True)}
    assert "AK: different" in pairs["y1", "y2"]


def test_unsure_leaves_a_pair_to_humans() -> None:
    """What somebody looked at and could not tell, no program links."""
    run = run_with("y1?y2")

    assert {frozenset({"y1"}), frozenset({"y2"})} <= people(run)
    assert ["judged unsure by AK (" in reason for reason in run.questions["reason"]].count(True) == 1


def test_the_fewest_people_allow_for_what_humans_told_apart() -> None:
    """Answering every open question "same" cannot join whom somebody told apart."""
    rows = "id,name,death_date\n" + "".join(
        f"{one},Иванов Сергей Петрович,2023-07-31\n" for one in ("a", "b", "c")
    )
    free, told = run_with("a?b", rows=rows), run_with("a≠b", rows=rows)

    assert (1, 2) == (free.count.fewest, told.count.fewest)


def test_two_bare_names_told_apart_do_not_attach_to_one_person() -> None:
    """Two surnames on one page fit one man; told apart by hand, neither joins him by itself."""
    page = "https://example.org/a"
    rows = f"id,name,url\np,Петр Выдумкин,{page}\nb1,Выдумкин,{page}\nb2,Выдумкин,{page}\n"
    joined, told = run_with("p?p2", rows=rows), run_with("b1≠b2", rows=rows)

    assert 1 == joined.persons.height
    assert {frozenset({"p"}), frozenset({"b1"}), frozenset({"b2"})} == people(told)
    assert 2 == told.questions.height


def test_linking_two_lists_obeys_judgements(resolve: Resolver) -> None:
    """``link`` obeys answers as ``dedupe`` does: those given, and later those kept in the folder."""
    lines = LIST.splitlines()
    write("one.csv", "\n".join([lines[0], lines[4]]) + "\n")
    write("two.csv", "\n".join([lines[0], lines[5]]) + "\n")
    answers("y1≠y2").with_columns(judge=pl.lit("AK")).write_csv("told.csv")
    resolve("link", "one.csv", "two.csv", "-o", "linked", *KILLED)
    assert {frozenset({"y1", "y2"})} == groups("linked")
    for more in (("--judgements", "told.csv"), ()):
        resolve("link", "one.csv", "two.csv", "-o", "linked", *KILLED, *more)
        assert {frozenset({"y1"}), frozenset({"y2"})} == groups("linked")


def test_what_readers_have_seen_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions about published persons come first; within, what an answer would change most."""
    from resolver.feedback.queue import bound_to, open_questions
    from resolver.judgements import no_judgements
    from resolver.stages import write as writing

    names = ("Пробный Илья Сергеевич", "Тестова Анна Ивановна", "Ilya Probny", "Anna Testova")
    run = resolver.dedupe(
        pl.DataFrame({"id": ["a", "b", "c", "d"], "name": names}),
        defaults={"status": "killed"},
        estimate=False,
    )
    last = run.questions["question_id"][-1]
    usual = writing._question_row

    def seen(question: dict[str, str], *more: object) -> dict[str, object]:
        return usual(question, *more) | {"published": "yes" if question["question_id"] == last else "no"}  # type: ignore[arg-type]

    assert 2 == run.questions.height
    monkeypatch.setattr(writing, "_question_row", seen)
    found = open_questions(run, bound_to(run, no_judgements()), judge="AK")
    assert [last, run.questions["question_id"][0]] == [one["question_id"] for one in found]
