"""Next week: lists are added and replaced, ids stay, published persons are never joined by a program, and everything that changed is told."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.errors import InputError, UnknownIdError, UsageError
from resolver.filled import filled
from resolver.run import Run, verify_run
from resolver.settings import ListSettings, Settings
from resolver.stages.write import review_table
from tests.feedback.conftest import Resolver
from tests.lists import people
from tests.strategies import few

KILLED = {"status": "killed"}
NAMESAKE = "Иванов Сергей Петрович"
TWO = [
    {"mention_id": "A", "name": NAMESAKE, "birth_date": "1979-05-05"},
    {"mention_id": "B", "name": NAMESAKE, "origin_place": "Бежецк", "unit": "в/ч 12345", "callsign": "Филин"},
]
BRIDGE = [{**TWO[0], **TWO[1], "mention_id": "X"}]


def frame(*parts: pl.DataFrame | Sequence[dict[str, str]]) -> pl.DataFrame:
    """Return rows as one table."""
    tables = [part if isinstance(part, pl.DataFrame) else pl.DataFrame(part) for part in parts]
    return pl.concat(tables, how="diagonal")


def persons_of(run: Run) -> dict[str, str]:
    """Return whose each mention is."""
    return dict(run.memberships.select("mention_id", "person_id").iter_rows())


def changed(run: Run) -> dict[str, int]:
    """Return how many persons changed in each way."""
    return dict(Counter(run.changes["change"]))


def test_a_month(tmp_path: Path) -> None:
    """1,000 rows with tags; 500 added, of which 60 known; one like two published grows the likelier; a version lacks 8 rows; 3 of them return."""
    tags = filled("АБ-{}", pl.int_range(100_000, 101_440)).alias("identifiers")
    everybody = people(1440, seed=5).with_columns(tags)
    first = everybody[:998]
    known = first[:60].with_columns(mention_id=filled("{}k", "mention_id"))
    one = resolver.dedupe(frame(first, TWO), defaults=KILLED, list_id="a")
    two = resolver.dedupe(frame(everybody[1000:], known, BRIDGE), previous=one, list_id="week-10")

    version = tmp_path / "a-2.csv"
    frame(first[8:], TWO).write_csv(version)
    three = resolver.dedupe(previous=two, replaced={"a": version})
    frame(first[5:], TWO).write_csv(version)
    four = resolver.dedupe(previous=three, replaced={"a": version})

    assert {"new": 440, "grown": 61, "proposed_merge": 1} == changed(two)
    assert persons_of(two)["X"] == persons_of(one)["B"]
    assert persons_of(one) == {m: p for m, p in persons_of(two).items() if m in persons_of(one)}
    assert all(persons_of(two)[m] == persons_of(two)[f"{m}k"] for m in first["mention_id"][:60])
    proposed = two.changes.filter(pl.col("change") == "proposed_merge").row(0, named=True)
    assert {persons_of(one)["A"], persons_of(one)["B"]} == {proposed["person_id"], proposed["other_ids"]}

    assert ", answer r-" in proposed["reason"]
    assert "yes" in review_table(two).filter(pl.col("left_name") == NAMESAKE)["published"].to_list()

    gone = first["mention_id"][:8].to_list()
    assert (8, set(gone)) == (three.tombstones.height, set(three.tombstones["mention_id"]))
    assert {"withdrawn": 8} == changed(three)
    assert set(persons_of(three)) == set(persons_of(two)) - set(gone)
    assert {"reinstated": 3} == changed(four)
    assert persons_of(one)[gone[7]] == persons_of(four)[gone[7]]
    assert 5 == four.tombstones.height


ROWS = people(12, seed=3).to_dicts()


def row(number: int, **more: str) -> dict[str, str]:
    """Return one row of a dozen people."""
    return {**ROWS[number], **more}


def run_of(rows: Sequence[dict[str, str]], **more: object) -> Run:
    """Return a run on some rows, weighed as shipped."""
    return resolver.dedupe(frame(rows), estimate=False, defaults=KILLED, **more)  # type: ignore[arg-type]


@few(8)
@given(data=st.data())
def test_ids_stay_whatever_is_added_in_whatever_order(data: st.DataObject) -> None:
    """Any rows, any further rows, both in any order: no mention moves to another person, no id goes, none is issued twice."""
    numbers = st.integers(0, 11)
    first = data.draw(st.lists(numbers, min_size=2, max_size=8))
    further = data.draw(st.lists(numbers, min_size=1, max_size=8))
    before = [row(number, mention_id=f"a{at}") for at, number in enumerate(first)]
    more = [row(number, mention_id=f"b{at}") for at, number in enumerate(further)]

    one = run_of(before, list_id="a")
    two, shuffled = (
        run_of(rows, previous=run, list_id="b")
        for run, rows in (
            (one, more),
            (run_of(data.draw(st.permutations(before)), list_id="a"), data.draw(st.permutations(more))),
        )
    )

    assert persons_of(one) == {m: p for m, p in persons_of(two).items() if m.startswith("a")}
    assert persons_of(two) == persons_of(shuffled)
    assert two.changes.rows() == shuffled.changes.rows()
    assert set(one.persons["person_id"]) <= set(two.persons["person_id"])


def test_a_judgement_joins_two_published_persons(tmp_path: Path) -> None:
    """``same`` joins what no program may; the id that went still leads to the person; ``different`` gives it back."""
    one = run_of(TWO)
    a, b = (persons_of(one)[m] for m in "AB")
    verdict = tmp_path / "answers.csv"
    verdict.write_text("left_id,right_id,verdict,judge\nA,B,same,AK\n", encoding="utf-8")

    two = resolver.dedupe(previous=one, judgements=verdict)
    joined = two.person("A")
    verdict.write_text("left_id,right_id,verdict,judge\nA,B,different,AK\n", encoding="utf-8")
    three = resolver.dedupe(previous=two, judgements=verdict)

    history = [line for line in str(joined).splitlines() if line.startswith("history")]
    assert a != b
    assert "run 2: merged (" in history[0]
    assert "history" not in str(one.person("A"))
    assert {a, b} == {joined["person_id"], joined["former_ids"]}
    assert two.person(a)["person_id"] == two.person(b)["person_id"]
    assert ["merged", "merged"] == two.changes["change"].to_list()
    assert all(ids.startswith("j-") for ids in two.changes["judgement_ids"])
    assert {"A": a, "B": b} == persons_of(three)
    assert ["split", "split"] == three.changes["change"].to_list()


@pytest.mark.parametrize(("second", "told"), [("different", "contradict one another"), ("unsure", "unsure")])
def test_what_becomes_disputed_is_asked_again(second: str, told: str) -> None:
    """Two rows that a judgement joined in an earlier run come apart when another judge says otherwise, and are a question until somebody settles it."""
    rows = [{"mention_id": one, "name": NAMESAKE} for one in "ab"]
    said = pl.DataFrame({"left_id": ["a"], "right_id": ["b"], "verdict": ["same"], "judge": ["AK"]})
    other = said.with_columns(verdict=pl.lit(second), judge=pl.lit("BK"))
    one = resolver.dedupe(pl.DataFrame(rows), defaults=KILLED, judgements=said)
    two = resolver.dedupe(previous=one, judgements=other if second == "unsure" else pl.concat([said, other]))

    assert (1, 2) == (one.persons.height, two.persons.height)
    assert told in two.questions["reason"].item()
    assert ["open", "yes"] == sorted(two.persons["counted"])


def test_a_person_that_is_gone_says_so(resolve: Resolver, tmp_path: Path) -> None:
    """The id of a withdrawn person is told what became of it, from the folder too."""
    frame(ROWS).write_csv("week.csv")
    frame(ROWS[1:]).write_csv("new.csv")
    resolve("dedupe", "week.csv", "-o", "out", "--default", "status=killed", "-q")
    person = resolver.open("out").person(ROWS[0]["mention_id"])["person_id"]

    stopped = resolve("dedupe", "--previous", "out", "--replace", "week=new.csv", code=2)
    told = resolve("dedupe", "--previous", "out", "--replace", "week=new.csv", "--confirm-withdrawals")

    assert "lacks 1 of 12 rows (8.3%)" in stopped
    assert "--confirm-withdrawals" in stopped
    assert "11 used" in told
    with pytest.raises(UnknownIdError, match=r"was withdrawn \(not in version 2 of week\)"):
        resolver.open("out").person(person)
    assert "was withdrawn" in resolve("show", "out", person, code=2)


def test_without_an_earlier_run_nothing_can_be_replaced(resolve: Resolver) -> None:
    """--add and --replace say that they need --previous; a run on nothing says that it needs a list."""
    frame(ROWS).write_csv("week.csv")

    assert "--previous" in resolve("dedupe", "--replace", "week=week.csv", "-o", "out", code=2)
    assert "name at least one list" in resolve("dedupe", "-o", "out", code=2)
    with pytest.raises(UsageError, match="can only be replaced"):
        resolver.dedupe(replaced={"week": "week.csv"})


def test_corrections_from_the_command_line(resolve: Resolver) -> None:
    """``correct`` writes, lists, undoes; the next run obeys; who writes it down is never guessed."""
    frame(ROWS).write_csv("week.csv")
    resolve("dedupe", "week.csv", "-o", "out", "--default", "status=killed", "-q")
    him = ROWS[0]["mention_id"]

    refused = resolve("correct", "out", "--alive", him, code=2)
    told = resolve(
        "correct",
        "out",
        "--alive",
        him,
        "--asked-by",
        "family",
        "--basis",
        "письмо",
        "--confidential",
        "--by",
        "AK",
    )
    listed = resolve("correct", "out")
    after = resolve("dedupe", "--previous", "out", "-o", "out-2")
    undone = resolve(
        "correct", "out-2", "--retract", listed.split("correction ")[1].split(")")[0], "--by", "AK"
    )
    again = resolve("dedupe", "--previous", "out-2")

    assert "--by NAME" in refused
    assert f"{him}: alive (correction c-" in told
    assert him in listed
    assert "1 reported alive" in after
    assert "письмо" in Path("out-2/corrections.csv").read_text("utf-8-sig")
    assert "retract (correction c-" in undone
    assert "reported alive" not in again


def test_two_runs_are_told_apart(resolve: Resolver) -> None:
    """``diff`` tells counts and persons; a run does not differ from itself."""
    frame(ROWS).write_csv("week.csv")
    frame(ROWS[2:], [row(0, mention_id="again")]).write_csv("other.csv")
    for name in ("week", "other"):
        resolve("dedupe", f"{name}.csv", "-o", name, "--default", "status=killed", "-q", "--no-estimate")

    told = resolve("diff", "week", "other", "--csv", "changes.csv")
    same = resolve("diff", "week", "week")

    assert ["new", "withdrawn", "withdrawn"] == sorted(pl.read_csv("changes.csv")["change"])
    assert "withdrawn: 2" in told
    assert "The same people, mention by mention." in same


def test_a_file_that_is_there_already_is_not_added_again(resolve: Resolver) -> None:
    """The very same file again would double everybody in it: it is refused, and the run stays as it was."""
    frame(ROWS).write_csv("week.csv")
    resolve("dedupe", "week.csv", "-o", "out", "--default", "status=killed", "-q", "--no-estimate")

    told = resolve("dedupe", "--previous", "out", "--add", "week.csv", code=2)

    assert "week.csv: is part of the earlier run already" in told
    assert 12 == resolver.open("out").mentions.height


def test_a_new_version_is_read_as_the_list_before(resolve: Resolver) -> None:
    """What resolver.toml said of a list (its id, its sensitivity, its columns) holds for its next version under another name."""
    Path("resolver.toml").write_text(
        '[defaults]\nstatus = "killed"\n[[list]]\nfile = "week.csv"\nid = "w"\nsensitivity = "restricted"\n'
        'columns = {name = "who"}\n',
        encoding="utf-8",
    )
    frame(ROWS).rename({"name": "who"}).write_csv("week.csv")
    frame(ROWS[:11], [row(11, birth_date="1961-01-01")]).rename({"name": "who"}).write_csv("newer.csv")
    resolve("dedupe", "week.csv", "-o", "out", "-q", "--no-estimate")

    resolve("dedupe", "--previous", "out", "--replace", "w=newer.csv")
    run = resolver.open("out")

    assert [("w", "newer.csv", "restricted", 2)] == run.lists.select(
        "list_id", "file", "sensitivity", "version"
    ).rows()
    assert (12, 12) == (run.mentions.height, run.count.most)
    assert ["superseded"] == run.tombstones["state"].to_list()


def test_fitting_anew_shows_what_would_flip_and_writes_only_when_confirmed(resolve: Resolver) -> None:
    """--refit tells and writes nothing; with --confirm-refit it goes on, ids stay, and changes.csv says why."""
    frame(people(150, seed=6)).write_csv("week.csv")
    copies = people(150, seed=6)[:40].with_columns(mention_id=filled("{}k", "mention_id"))
    copies.write_csv("more.csv")
    resolve("dedupe", "week.csv", "-o", "out", "--default", "status=killed", "-q")
    before = resolver.open("out")

    told = resolve("dedupe", "--previous", "out", "--add", "more.csv", "--refit")
    untouched = resolver.open("out")
    resolve("dedupe", "--previous", "out", "--add", "more.csv", "--refit", "--confirm-refit", "-q")
    after = resolver.open("out")

    assert "Nothing was written" in told
    assert "our best reading" in told
    assert before.model.model_id == untouched.model.model_id != after.model.model_id
    assert persons_of(before) == {m: p for m, p in persons_of(after).items() if not m.endswith("k")}


def test_a_restricted_list_stays_restricted_however_often_it_is_replaced(tmp_path: Path) -> None:
    """What resolver.toml said of the first version holds for every later one, under whatever name it comes."""
    said = 'file = "list.csv"\nsensitivity = "restricted"\none_row_per_person = true\nheader_line = 2\n'
    (tmp_path / "resolver.toml").write_text(f"[[list]]\n{said}", "utf-8")
    for name in ("list.csv", "list-2.csv", "list-3.csv"):
        (tmp_path / name).write_text("name,name\nname,age\nТестов Илья,38\nПробов Ян,40\n", "utf-8")
    run = resolver.dedupe(tmp_path / "list.csv")
    for name in ("list-2.csv", "list-3.csv"):
        run = resolver.dedupe(previous=run, replaced={"list": tmp_path / name})

    assert [(name, "restricted", True)] == run.lists.select(
        "file", "sensitivity", "one_row_per_person"
    ).rows()
    assert run.mentions.height == 2
    run.write(tmp_path / "run", report=False)
    assert verify_run(tmp_path / "run").is_whole
    assert verify_run(tmp_path / "run").holds


def test_a_restricted_list_stays_restricted_when_nobody_speaks_of_it_any_more(tmp_path: Path) -> None:
    """resolver.toml is another by now and does not name the list: its new version is what the former one was."""
    for name in ("list.csv", "list-2.csv", "more.csv"):
        (tmp_path / name).write_text(f"name,age\nТестов Илья {name[:2]},38\n", "utf-8")
    secret = Settings(lists=(ListSettings(file="list.csv", sensitivity="restricted"),))
    other = Settings(lists=(ListSettings(file="more.csv"),))
    run = resolver.dedupe(tmp_path / "list.csv", settings=secret)
    run = resolver.dedupe(tmp_path / "more.csv", previous=run, settings=other)
    run = resolver.dedupe(previous=run, replaced={"list": tmp_path / "list-2.csv"}, settings=other)

    assert {"list-2.csv": "restricted", "more.csv": "internal"} == dict(
        run.lists.select("file", "sensitivity").iter_rows()
    )


def test_a_further_list_does_not_bring_rows_of_the_first_nearer() -> None:
    """Of two rows of a list in which nobody stood twice a further list says nothing: their weight stays, though matches across the two
    lists are held to be likelier than any were before.
    """
    first = people(300, seed=7)
    one = resolver.dedupe(first, defaults=KILLED, list_id="a")
    two = resolver.dedupe(
        pl.DataFrame([{"mention_id": "n", "name": "Косотуров Игорь"}]), previous=one, list_id="b"
    )
    weight = ["left_id", "right_id", "match_weight"]
    before, after = (
        run.scores.select(
            run.values["mention_id"].gather(run.scores["left"]).alias("left_id"),
            run.values["mention_id"].gather(run.scores["right"]).alias("right_id"),
            "match_weight",
        ).select(weight)
        for run in (one, two)
    )
    both = before.join(after, on=weight[:2], suffix="_after")

    assert two.model.terms.prior > one.model.terms.prior
    assert both.height == before.height > 100
    assert (both["match_weight"] - both["match_weight_after"]).abs().max() <= 2  # type: ignore[operator]


def test_settings_may_speak_of_a_list_of_the_run_before(tmp_path: Path) -> None:
    """A header under [columns] and a column under [comparisons] need only stand in some list of the run; a new version must have them."""
    (tmp_path / "one.csv").write_text("ФИО;Когда родился;Наколка\nМакетов Олег;01.02.1990;Т-1\n", "utf-8")
    (tmp_path / "two.csv").write_text("ФИО;Возраст\nПробный Илья;33\n", "utf-8")
    (tmp_path / "resolver.toml").write_text(
        '[columns]\nbirth_date = "Когда родился"\n[comparisons]\n"Наколка" = "exact"\n', "utf-8"
    )
    first = resolver.dedupe(tmp_path / "one.csv", defaults=KILLED)
    then = resolver.dedupe(tmp_path / "two.csv", previous=first)

    assert {"01.02.1990", None} == set(then.mentions["birth_date"])
    with pytest.raises(InputError, match='no column "Когда родился" for birth_date'):
        resolver.dedupe(
            previous=first, replaced={"one": tmp_path / "two.csv"}, settings=tmp_path / "resolver.toml"
        )
