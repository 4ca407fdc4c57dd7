"""Count claims in the folder of a run: written, opened, verified, made again, carried on, published; and a run without any."""

import json
from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.errors import UsageError
from resolver.run import Run, open_run
from resolver.settings import ListSettings, Settings

PEOPLE = (
    "name,incident,status,affiliation\nТестов Илья,battle,killed,Wagner\nОбразцов Пётр,battle,killed,Wagner\n"
)
CLAIMS = (
    "id,text,unit,population,via,publisher,note\n"
    "k1,more than 100,killed,Wagner,Reuters <- Anna Secret,Paper,+7 900 123-45-67\n"
    "k2,1,killed,Wagner,a ministry,Gazette,\n"
    "k3,many,killed,Wagner,a post,Post,\n"
)
SETTINGS = """
[[list]]
file = "people.csv"
sensitivity = "public"

[[counts]]
file = "claims.csv"
incident = "battle"
sensitivity = "{}"
"""


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Return a folder with two people, three records of claims, and settings that name both."""
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    (folder / "resolver.toml").write_text(SETTINGS.format("public"), encoding="utf-8")
    return folder


@pytest.fixture
def written(lists: Path) -> Path:
    """Return the folder of a run of these, written."""
    out = lists.parent / "out"
    resolver.dedupe(lists / "people.csv").write(out, report=False)
    return out


def test_a_run_writes_its_claims_and_opens_with_them(written: Path) -> None:
    """Tables, picture and summary tell of them; an opened run says the same as the one that was written."""
    run = open_run(written)
    counts = pl.read_csv(written / "counts.csv")

    assert {"counts.csv", "count_claims.csv", "count_origins.csv", "counts.svg"} <= {
        one.name for one in written.iterdir()
    }
    assert ("battle", "Wagner", 2, 2) == counts.select(
        "incident", "counts_whom", "claims", "named_fewest"
    ).row(0)
    assert ["k1", "k2"] == run.counts().claims["claim_id"].to_list()
    assert "3 count claims of others read = 2 used + 1 rejected (rejects.csv): counts.csv" in run.summary()
    assert "k2  1 killed, Wagner: fewer than named" in str(run.counts())
    assert ("claims.csv", 4) == pl.read_csv(written / "rejects.csv").select("file", "line").row(0)


def test_a_run_with_claims_verifies_and_comes_out_the_same_again(written: Path, lists: Path) -> None:
    """Every record of the claims is accounted for, and the same files give the same bytes."""
    law = open_run(written).verify(lists_in=[lists]).checks[-1]

    assert ("counts", "holds", "3 records = 2 used + 1 rejected") == (law.law, law.state, law.looked_at)
    assert resolver.rerun(written, lists_in=[lists]).is_same


def test_claims_in_folders_verify_and_come_out_the_same_again(lists: Path) -> None:
    """A file in a folder and its namesake beside it are each read as the settings say, also where both lie elsewhere later."""
    (lists / "more").mkdir()
    (lists / "more/claims.csv").write_text("N;was;note\n5;killed;бой\n", encoding="cp1251")
    said = '[[counts]]\nfile = "more/claims.csv"\nencoding = "cp1251"\ncolumns = {low = "N", unit = "was"}\n'
    (lists / "resolver.toml").write_text(SETTINGS.format("public") + said, encoding="utf-8")
    out = lists.parent / "out"
    resolver.dedupe(lists / "people.csv").write(out, report=False)
    places = [(lists / "more").rename(lists.parent / "moved"), lists]
    run = open_run(out)

    assert ["public", "internal"] == run.claim_files["sensitivity"].to_list()
    assert ["бой"] == run.count_claims.filter(low=5)["note"].to_list()
    assert "holds" == run.verify(lists_in=places).checks[-1].state
    assert resolver.rerun(out, lists_in=places).is_same


def test_two_lists_linked_have_the_claims_that_the_settings_name(lists: Path) -> None:
    """What resolver.toml says of count claims holds whichever way its lists are compared."""
    (lists / "others.csv").write_text(PEOPLE, encoding="utf-8")
    out = lists.parent / "out"
    resolver.link(lists / "people.csv", lists / "others.csv").write(out, report=False)

    assert ["k1", "k2"] == open_run(out).counts().claims["claim_id"].to_list()
    assert "holds" == open_run(out).verify(lists_in=[lists]).checks[-1].state
    assert resolver.rerun(out, lists_in=[lists]).is_same


def test_an_altered_file_of_claims_is_told(written: Path, lists: Path) -> None:
    """A file that is another now, or gone, is told by name."""
    (lists / "claims.csv").write_text(CLAIMS.replace("more than 100", "more than 10"), encoding="utf-8")
    altered = open_run(written).verify(lists_in=[lists]).checks[-1]
    (lists / "claims.csv").unlink()
    gone = open_run(written).verify(lists_in=[lists]).checks[-1]

    assert "claims.csv: is not the file that was read" in altered.faults[0]
    assert ("not checked", "claims.csv: not found") == (gone.state, gone.not_checked.partition(";")[0])
    with pytest.raises(UsageError, match=r"claims\.csv: not found"):
        resolver.rerun(written, lists_in=[lists])


def test_an_altered_table_is_told(written: Path, lists: Path) -> None:
    """A number changed in counts.csv, or in what the run keeps, breaks a law."""
    path = written / "counts.csv"
    path.write_text(path.read_text("utf-8-sig").replace("battle,Wagner", "battle,Nobody"), encoding="utf-8")
    kept = written / ".resolver/count_claims.parquet"
    pl.read_parquet(kept).with_columns(low=pl.lit(7, dtype=pl.Int64)).write_parquet(kept)

    files, *_, law = open_run(written).verify(lists_in=[lists]).checks

    assert any("counts.csv: was altered" in fault for fault in files.faults)
    assert "claims.csv, line 2: is not in the run as the file has it" in law.faults


def test_a_later_run_keeps_the_claims_of_the_earlier(written: Path, lists: Path) -> None:
    """What others said stays beside the list until new claims come; those take its place."""
    (lists / "more.csv").write_text("name,incident,status\nПробин Ян,battle,killed\n", encoding="utf-8")
    added = pl.read_csv(lists / "more.csv")
    later = resolver.dedupe(added, previous=written)
    newer = resolver.dedupe(added, previous=written, counts=pl.DataFrame({"low": [5], "unit": ["killed"]}))

    assert ["k1", "k2"] == later.counts().claims["claim_id"].to_list()
    assert [5] == newer.counts().claims["low"].to_list()


def test_claims_may_come_later(lists: Path) -> None:
    """A run that goes on from one without claims may bring the first."""
    first = resolver.dedupe(lists / "people.csv", settings=Settings())
    later = resolver.dedupe(
        pl.DataFrame({"name": ["Пробин Ян"]}), previous=first, counts=lists / "claims.csv"
    )

    assert (False, 2) == (first.has_claims, later.counts().claims.height)


def test_a_run_without_claims_knows_nothing_of_them(tmp_path: Path, lists: Path) -> None:
    """No table, no key, no section, no rule: only who gives claims has a run with claims."""
    run = resolver.dedupe(lists / "people.csv", settings=Settings())
    run.write(tmp_path / "out")
    told = json.loads((tmp_path / "out/run.json").read_text("utf-8"))
    files = {path.name for path in (tmp_path / "out").rglob("*")}

    assert not [name for name in files if "count_" in name or "counts" in name]
    assert not [
        key for key in (*told, *told["options"], *told["settings"]) if key in ("counts", "count_claims")
    ]
    assert "count claim" not in (tmp_path / "out/report.html").read_text("utf-8").lower()
    assert "counts.toml" not in [file.name for file in run.rulebook.files]
    with pytest.raises(UsageError, match="was given no count claims: name their file with --counts"):
        run.counts()


# --- what people see --------------------------------------------------------------------------------------------------


def test_nothing_in_a_claim_is_taken_for_markup(tmp_path: Path) -> None:
    """What a cell holds is shown as it stands, in the page, in the picture and in a notebook."""
    cell = '<script>alert("x")</script>'
    claims = pl.DataFrame(
        {
            "text": [f"5 {cell}"],
            "unit": ["killed"],
            "population": [cell],
            "via": [f"A <- {cell}"],
            "incident": [cell],
        }
    )
    run = resolver.dedupe(
        pl.DataFrame({"name": ["Тестов Илья"]}), counts=claims, defaults={"status": "killed"}
    )
    run.write(tmp_path / "out")

    pages = [(tmp_path / "out" / name).read_text("utf-8") for name in ("report.html", "counts.svg")]
    for page in (*pages, run.counts()._repr_html_()):
        assert cell not in page
    assert "&lt;script&gt;" in pages[0]


def test_a_picture_holds_every_first_source(written: Path) -> None:
    """A bar for each origin, an arrow where no most is said, a line for how many are named."""
    picture = (written / "counts.svg").read_text("utf-8")

    assert (2, 1, 1) == tuple(picture.count(f'class="{name}"') for name in ("bar", "open", "named"))


# --- what may be published --------------------------------------------------------------------------------------------


def _published(run: Run, folder: Path) -> dict[str, str]:
    run.publish(folder)
    return {path.name: path.read_text("utf-8-sig") for path in folder.iterdir() if path.is_file()}


def test_an_edition_holds_numbers_and_no_source(written: Path, tmp_path: Path) -> None:
    """Ranges and populations leave; wording, notes, pages and names of sources do not."""
    files = _published(open_run(written), tmp_path / "edition")

    assert "battle,Wagner,killed,2,2,2,2,1,101,1,true" in files["counts.csv"]
    for word in ("Anna Secret", "Reuters", "Gazette", "ministry", "123-45-67", "more than 100"):
        assert not [name for name, text in files.items() if word in text and name != "codebook.txt"]
    assert "Count claims left out: 0 of 2" in files["summary.txt"]
    assert "counts.csv" in files["codebook.txt"]


@pytest.mark.parametrize("sensitivity", ["internal", "restricted"])
def test_claims_not_marked_public_stay(lists: Path, tmp_path: Path, sensitivity: str) -> None:
    """A file of claims leaves only when it is marked public, as a list does."""
    (lists / "resolver.toml").write_text(SETTINGS.format(sensitivity), encoding="utf-8")

    files = _published(resolver.dedupe(lists / "people.csv"), tmp_path / "edition")

    assert "counts.csv" not in files
    assert "Count claims left out: 2 of 2" in files["summary.txt"]


def test_a_claim_replaced_by_one_that_stays_is_not_published(tmp_path: Path) -> None:
    """An edition never tells as standing what its own run knows to be replaced, through whatever lies between, or to be a part."""
    rows = pl.DataFrame(
        {
            "id": ["a", "b", "old", "part"],
            "low": ["5", "50", "40", "2"],
            "supersedes": [None, None, "b", None],
            "part_of": [None, None, None, "c"],
        }
    )
    secret = pl.DataFrame({"id": ["c"], "low": ["60"], "supersedes": ["old"]})
    for name, frame in (("open.csv", rows), ("secret.csv", secret)):
        frame.with_columns(unit=pl.lit("killed"), incident=pl.lit("battle")).write_csv(tmp_path / name)
    said = {
        "list": [ListSettings(file="frame", sensitivity="public").model_dump()],
        "counts": [{"file": "open.csv", "sensitivity": "public"}, {"file": "secret.csv"}],
    }
    run = resolver.dedupe(
        pl.DataFrame({"name": ["Тестов Илья"], "incident": ["battle"]}),
        defaults={"status": "killed"},
        settings=Settings.model_validate(said, strict=False),
        counts=[tmp_path / "open.csv", tmp_path / "secret.csv"],
    )

    published = run.publish(tmp_path / "edition")

    assert [5] == published.count_claims["low"].to_list()
