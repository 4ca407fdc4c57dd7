"""Laws of the whole house, for tables nobody would write on purpose."""

import random
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.run import Run
from resolver.stages.write import KEPT
from tests.strategies import few

CELLS = (
    "Иванов", "Ivanov", "Иван", "محمد", "عبد الله", "", "-", "нет данных", "=1+1", "<script>alert(1)</script>",
    "\u202eabc", "a" * 3000, "и ещё трое", "Неопознанный", "1979", "14.05.79", "2018-02-07", "38 лет", "1989 г.р.",
    "7 февраля", "\x1f", "\x00", "\u0301" * 50, "И.", "С.П.", "О’Коннор", "Абд аль-Рахман", "бин", "оглы", "«Лис»",
    "(позывной Лис)", "ряд.", "https://a.example/c?utm_source=x https://d.example/f", "javascript:alert(1)",
    "A <- B <- C; D", "<-;;<-", "killed", "не погиб", "женщина", "²", "🙂", "Абу-", "ибн", "٣٨",
)  # fmt: skip
COLUMNS = (
    "name", "birth_date", "age", "death_date", "status", "role", "sex", "origin_place", "via", "url", "document_id",
    "incident", "identifiers", "callsign", "unit", "rank", "group_size", "row", "why", "file", "surname", "given_name",
    "patronymic", "grandfather", "reported_date", "age_on", "a column of the user",
)  # fmt: skip

cells = st.lists(st.sampled_from(CELLS), max_size=3).map(lambda parts: " ".join(parts) or None)
rows: st.SearchStrategy[dict[str, str | None]] = st.fixed_dictionaries(
    {"name": cells}, optional=dict.fromkeys(COLUMNS[1:], cells)
)


@st.composite
def tables(draw: st.DrawFn) -> pl.DataFrame:
    """Return a small table of odd cells with a name column; at least one row says something."""
    drawn: list[dict[str, str | None]] = draw(st.lists(rows, max_size=8))
    found: list[dict[str, str | None]] = [*drawn, {"name": "Тестов Иван"}]
    columns = list(dict.fromkeys(column for row in found for column in row))
    return pl.DataFrame(
        {column: [row.get(column) for row in found] for column in columns},
        schema=dict.fromkeys(columns, pl.String),
    )


def _persons(run: Run) -> list[tuple[object, ...]]:
    columns = ["person_id", "shown_name", "counted", "mention_ids", "same_person_min", "conflicts"]
    return run.persons.select(columns).rows()


@given(tables())
def test_nothing_is_lost_and_numbers_are_in_order(table: pl.DataFrame) -> None:
    """Every row is used or rejected, every mention is in exactly one person, every person has a mention; and certainly different,
    best reading and at most never cross, and no one is counted who is not a person.
    """
    run = resolver.dedupe(table, defaults={"status": "killed"})
    count = run.count
    members = [one for ids in run.persons["mention_ids"] for one in ids.split(" ")]
    lines = [*run.mentions["line"], *run.rejects["line"]]
    said_something = table.select(
        pl.any_horizontal(pl.all().str.strip_chars().str.len_chars() > 0)
    ).to_series()

    assert sorted(run.mentions["mention_id"]) == sorted(members)
    assert len(lines) == len(set(lines))
    assert len(lines) >= int(said_something.fill_null(False).sum()) - _invisible(table)
    assert count.fewest <= count.low <= count.high <= count.most <= run.persons.height
    assert count.fewest <= count.best <= count.most


def _invisible(table: pl.DataFrame) -> int:
    """Return how many rows hold nothing that a reader could see, though they hold characters."""
    seen = table.select(pl.any_horizontal(pl.all().str.contains(r"[^\s\p{C}]"))).to_series()
    return table.height - int(seen.fill_null(False).sum())


@given(tables(), st.integers(min_value=0, max_value=10))
@few(15)
def test_the_order_of_rows_changes_nothing(table: pl.DataFrame, seed: int) -> None:
    """Rows in another order give the same persons, ids and chances."""
    order = list(range(table.height))
    random.Random(seed).shuffle(order)

    assert _persons(resolver.dedupe(table)) == _persons(resolver.dedupe(table[order]))


@given(tables())
@few(5)
def test_what_is_written_holds_every_law_and_is_read_again(table: pl.DataFrame) -> None:
    """A run of any table holds every law when it is written, opens as it was, and comes out the same the second time; and its
    mentions.csv is a list like any other: the same rows are the same people, under the same ids.
    """
    run = resolver.dedupe(table)
    with TemporaryDirectory() as folder:
        run.write(f"{folder}/one", report=False)
        resolver.dedupe(table).write(f"{folder}/two", report=False)
        first, second = (resolver.open(f"{folder}/{name}") for name in ("one", "two"))
        again = resolver.dedupe(f"{folder}/one/mentions.csv")
        verified = first.verify()

        assert [] == [one for one in verified.checks if one.faults]
        assert verified.seal == second.verify().seal
        assert all(getattr(run, name).equals(getattr(first, name)) for name in KEPT)
        assert _person_of(run) == _person_of(again)


CUT = [
    ("a1", "Shchukobor", "Tamrik", None, None, "1991-02-03"),
    ("a2", "Tamrik", "Shchukobor", None, None, "1991-02-03"),
    ("b1", "الطفيص", "زكريا", "فهد", "صابر", None),
    ("b2", "Al-Tafis", "Zakariya", "Fahd", "Saber", None),
    ("b3", "الطفيص", "زكريا", "فهد", "منذر", None),
    ("c0", "Іван", "Карпенко", None, None, "1988-05-06"),
    ("c1", "Карпенко", "Іван", None, None, "1988-05-06"),
    ("c2", "Карпенко", "Петро", None, None, "1988-05-06"),
]


def test_names_in_columns_of_their_own() -> None:
    """Names that a list has cut are read as whole ones: exchanged columns, a grandfather's name in its own, another given name."""
    headers = ("mention_id", "surname", "given_name", "اسم الأب", "اسم الجد", "birth_date")
    run = resolver.dedupe(pl.DataFrame(CUT, schema=dict.fromkeys(headers, pl.String), orient="row"))
    person = _person_of(run)

    assert person["a1"] == person["a2"]
    assert person["b1"] == person["b2"]
    assert person["c0"] == person["c1"] != person["c2"]
    assert "exchanged in their columns" in str(run.explain("a1", "a2"))
    weights = {pair: run.explain(*pair).match_weight for pair in (("b1", "b2"), ("b1", "b3"))}
    assert weights["b1", "b2"] > weights["b1", "b3"]
    shown = dict(run.persons.select("person_id", "shown_name").iter_rows())
    assert "صابر" in shown[person["b1"]]
    assert shown[person["c0"]] == "Карпенко Іван"


def test_a_list_that_names_nobody() -> None:
    """Whoever is unnamed is nobody else, also where all are."""
    table = pl.DataFrame(
        {"name": ["Unidentified woman", "Unidentified woman", "N.N."], "death_date": ["2018-02-07"] * 3}
    )
    run = resolver.dedupe(table)
    assert 3 == run.persons.height


def test_a_second_surname_in_a_column_of_its_own() -> None:
    """The mother's surname is read behind the father's, as where both stand in one column; father and son may differ there alone."""
    in_columns = [
        ("1", "Ccahuantico", "Pruebasullca", "Eusebio", "1984-05-12"),
        ("2", "Ccahuantico", "Inventaya", "Eusebio", "1984-05-12"),
        ("3", "Ccahuantico", None, "Eusebio", "1984-05-12"),
    ]
    headers = ("mention_id", "Apellido paterno", "Apellido materno", "Nombres", "Fecha de muerte")
    run = resolver.dedupe(
        pl.DataFrame(in_columns, schema=headers, orient="row"), defaults={"status": "killed"}
    )
    person = _person_of(run)

    assert "surname ccahuantico-pruebasullca, given name eusebio" in str(run.explain("1", "2"))
    assert person["1"] != person["2"]
    assert "Ccahuantico Pruebasullca Eusebio" in run.persons["shown_name"].to_list()


def test_nobody_is_named_in_a_column_of_surnames() -> None:
    """«невідомі, 2 особи» in the column of surnames are two unnamed people, as in a column of names."""
    rows = {"Прізвище": ["Загрива", "невідомі, 2 особи"], "Імʼя": ["Мирослав", None]}
    run = resolver.dedupe(pl.DataFrame(rows), defaults={"status": "killed"})

    assert [1, 2] == sorted(run.persons["people_count"].fill_null(1))
    assert run.count.best == 1


def _person_of(run: Run) -> dict[str, str]:
    return dict(run.memberships.select("mention_id", "person_id").iter_rows())


@given(tables(), st.integers(min_value=0, max_value=100), st.integers(min_value=1, max_value=3))
@few(8)
def test_answers_are_obeyed(table: pl.DataFrame, seed: int, people: int) -> None:
    """Whatever rows look like: those that a human calls one person are one, those called different are apart."""
    chance = random.Random(seed)
    ids = sorted(resolver.dedupe(table).mentions["mention_id"])
    person = {one: chance.randrange(people) for one in ids}
    pairs = [(one, other) for at, one in enumerate(ids) for other in ids[at + 1 :] if chance.random() < 0.7]
    said = [
        {
            "left_id": one,
            "right_id": other,
            "verdict": "same" if person[one] == person[other] else "different",
        }
        for one, other in pairs
    ]
    schema = dict.fromkeys(("left_id", "right_id", "verdict"), pl.String)
    answers = pl.DataFrame(said, schema=schema).with_columns(judge=pl.lit("AK"))
    run = resolver.dedupe(table, judgements=answers)
    found = _person_of(run)

    assert [] == [
        one for one in said if (found[one["left_id"]] == found[one["right_id"]]) != (one["verdict"] == "same")
    ]
