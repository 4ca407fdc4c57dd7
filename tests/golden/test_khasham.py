"""The worked example through the whole house. Who is who is known from truth.csv, which is never an input."""

from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.files import seeds_folder
from resolver.run import Run
from resolver.stages.write import csv_bytes, tables_for_people

SEED = seeds_folder() / "khasham-2018"
GOLDEN = Path(__file__).parent / "khasham-2018"
INCIDENT = "khusham-2018-02"
NINE = {
    "loginov", "ananyev", "ladygin", "matveev", "kosoturov", "gavrilov", "shikhov", "tereshchenko", "gancherov",
}  # fmt: skip
GIVEN_NAME_ALONE = {"M058", "M097"}


@pytest.fixture(scope="module")
def run() -> Run:
    """Return the run of the worked example."""
    return resolver.demo()


@pytest.fixture(scope="module")
def truth() -> dict[str, str]:
    """Return who each mention is."""
    return dict(
        pl.read_csv(SEED / "truth.csv", infer_schema=False).select("mention_id", "person_key").iter_rows()
    )


def _clusters(run: Run) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for mention_id, person_id in run.memberships.select("mention_id", "person_id").iter_rows():
        found[person_id].append(mention_id)
    return found


def _person_of(run: Run, mention_id: str) -> dict[str, object]:
    return run.person(mention_id)


def test_nine_people_are_named_dead_in_the_battle(run: Run) -> None:
    """The battle has nine named dead; the man of a later war is counted apart from them."""
    assert 9 == run.count_by_incident[INCIDENT].fewest
    assert 1 == run.count_by_incident["ukraine-war"].fewest
    assert 10 == run.count.fewest


def test_no_two_people_became_one(run: Run, truth: dict[str, str]) -> None:
    """A wrong merge erases a death in silence."""
    mixed = {
        person: members
        for person, members in _clusters(run).items()
        if len({truth[one] for one in members}) > 1
    }

    assert {} == mixed


def test_nobody_is_counted_twice(run: Run, truth: dict[str, str]) -> None:
    """All mentions of one man are one person, but for two that give no more than a first name."""
    persons = defaultdict(set)
    for person_id, members in _clusters(run).items():
        for mention_id in members:
            if mention_id not in GIVEN_NAME_ALONE:
                persons[truth[mention_id]].add(person_id)

    assert dict.fromkeys(NINE, 1) == {key: len(persons[key]) for key in NINE}


def test_a_given_name_alone_is_a_question(run: Run) -> None:
    """«Руслан» and «Сергей» stand alone on their page: records of their own, counted as open."""
    for mention_id in sorted(GIVEN_NAME_ALONE):
        assert "open" == _person_of(run, mention_id)["counted"]


def test_the_right_man_is_the_first_candidate_of_an_open_name(run: Run) -> None:
    """What is asked about «Руслан» and «Сергей» is whether they are Gavrilov and Gancherov."""
    assert _person_of(run, "M057")["person_id"] == _person_of(run, "M058")["nearest_other_person"]
    assert _person_of(run, "M096")["person_id"] == _person_of(run, "M097")["nearest_other_person"]


@pytest.mark.parametrize("mention_id", ["M004", "M006", "M012", "M034", "M042", "M051"])
def test_every_spelling_of_matveev_is_one_man(run: Run, mention_id: str) -> None:
    """Matveev, Metveev, Matveyev, Матвеев, Станислава Матвеева and Стас are one person."""
    assert _person_of(run, "M004")["person_id"] == _person_of(run, mention_id)["person_id"]


def test_the_other_loginov_stays_apart(run: Run) -> None:
    """Maksim Loginov died in another war."""
    assert _person_of(run, "M100")["person_id"] != _person_of(run, "M001")["person_id"]
    assert 1 == _person_of(run, "M100")["mention_count"]


@pytest.mark.parametrize("mention_id", ["M098", "M099", "M206"])
def test_captives_are_not_counted_as_dead(run: Run, mention_id: str) -> None:
    """The men captured in 2017 are not in the number of named dead."""
    assert "no" == _person_of(run, mention_id)["counted"]


@pytest.mark.parametrize("mention_id", ["M201", "M202", "M203", "M204", "M205"])
def test_sources_officials_and_the_author_are_never_casualties(run: Run, mention_id: str) -> None:
    """Someone who speaks of the dead is not one of them."""
    person = _person_of(run, mention_id)

    assert ("no", 1) == (person["counted"], person["mention_count"])
    assert str(person["not_counted_because"]).startswith("role: ")


@pytest.mark.parametrize(
    ("mention_id", "field", "values"),
    [
        ("M001", "age", ("51", "52")),
        ("M057", "age", ("34", "37")),
        ("M001", "origin_place", ("Kaliningrad", "Хабаровск")),
        ("M057", "origin_place", ("Кедровка", "Кедровое")),
        ("M093", "status", ("killed", "missing")),
        ("M096", "death_date", ("2018-02-07", "2018-03-07")),
    ],
)
def test_contradictions_are_flagged(run: Run, mention_id: str, field: str, values: tuple[str, str]) -> None:
    """What the rows themselves contradict stands in the person's conflicts, with both values."""
    conflicts = str(_person_of(run, mention_id)["conflicts"])
    line = next(part for part in conflicts.split("; ") if part.startswith(f"{field}: "))

    assert [True, True] == [value in line for value in values]


def test_documents_and_origins_of_loginov(run: Run) -> None:
    """Eleven documents rest on two origins."""
    loginov = _person_of(run, "M001")

    assert (11, 2, 2) == tuple(
        loginov[f"{name}"] for name in ("document_count", "origin_count_low", "origin_count_high")
    )
    assert "Baltic Cossack District; CIT" == loginov["origins"]


def test_a_document_without_a_source_widens_the_origins(run: Run) -> None:
    """One page on Ananyev cites nobody: it may be a second origin."""
    ananyev = _person_of(run, "M002")

    assert (1, 2) == (ananyev["origin_count_low"], ananyev["origin_count_high"])


@pytest.mark.parametrize("name", ["persons", "review"])
def test_golden_tables(run: Run, name: str) -> None:
    """The answer of the worked example changes only on purpose: the difference is the change in behaviour."""
    written = csv_bytes(tables_for_people(run)[name]).decode("utf-8-sig")

    assert (GOLDEN / f"{name}.csv").read_text(encoding="utf-8-sig") == written


def test_golden_summary(run: Run) -> None:
    """So does its summary."""
    assert (GOLDEN / "summary.txt").read_text(encoding="utf-8") == run.summary()


def test_rows_in_another_order_and_in_two_files(run: Run, tmp_path: Path) -> None:
    """The same rows shuffled and split over two files give the same persons and ids."""
    rows = pl.read_csv(SEED / "mentions.csv", infer_schema=False).sample(fraction=1.0, shuffle=True, seed=7)
    rows.head(40).write_csv(tmp_path / "one.csv")
    rows.tail(-40).write_csv(tmp_path / "two.csv")
    settings = resolver.load_settings(SEED / "resolver.toml")

    again = resolver.dedupe([tmp_path / "two.csv", tmp_path / "one.csv"], settings=settings)

    columns = [
        "person_id",
        "shown_name",
        "counted",
        "mention_ids",
        "same_person_min",
        "nearest_other_probability",
    ]
    assert run.persons.select(columns).rows() == again.persons.select(columns).rows()
    assert run.count == again.count
