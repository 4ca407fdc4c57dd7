"""datapackage.json: every CSV of a folder with its columns, types, keys and hash; what others may do with it is left open until said."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from resolver.exports.package import package_of
from resolver.files import Written, sha256_of
from resolver.run import Run
from resolver.settings import parse_settings
from tests.exports.test_edition import run as edition_run

PYTHON: dict[str, tuple[type[pl.DataType], ...]] = {
    "string": (pl.String,),
    "date": (pl.Date,),
    "boolean": (pl.Boolean,),
    "integer": (pl.Int64,),
    "number": (pl.Float64,),
}


def package(folder: Path) -> dict[str, Any]:
    """Return the package of a folder."""
    told: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    return told


def read(folder: Path, resource: dict[str, Any]) -> pl.DataFrame:
    """Return a table read as its package says."""
    kinds = {one["name"]: PYTHON[one["type"]][0] for one in resource["schema"]["fields"]}
    return pl.read_csv(io.BytesIO((folder / resource["path"]).read_bytes()), schema=kinds)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folder of a run and of its public export."""
    path = tmp_path_factory.mktemp("package")
    edition_run().write(path / "run", report=False)
    edition_run().publish(path / "public")
    return {"run": path / "run", "public": path / "public"}


@pytest.mark.parametrize("which", ["run", "public"])
def test_every_table_is_as_it_is_said_to_be(folders: dict[str, Path], which: str) -> None:
    """Each CSV stands in the package with its bytes, hash, columns and types; keys are whole and unique, and lead somewhere."""
    folder = folders[which]
    told = package(folder)["resources"]
    tables = {one["name"]: read(folder, one) for one in told}

    assert sorted(path.name for path in folder.glob("*.csv")) == sorted(one["path"] for one in told)
    for one in told:
        data = (folder / one["path"]).read_bytes()
        header = data.decode("utf-8-sig").splitlines()[0]
        schema = one["schema"]
        assert (len(data), f"sha256:{sha256_of(data)}") == (one["bytes"], one["hash"])
        assert header == ",".join(field["name"] for field in schema["fields"])
        if key := schema.get("primaryKey"):
            keys = tables[one["name"]].select(key)
            assert (keys.height, 0) == (keys.n_unique(), sum(keys.null_count().row(0)))
        for lead in schema.get("foreignKeys", []):
            there = tables[lead["reference"]["resource"]][lead["reference"]["fields"][0]]
            assert tables[one["name"]][lead["fields"][0]].drop_nulls().is_in(there.implode()).all()
    assert any(one["schema"].get("foreignKeys") for one in told)


def test_what_is_said_about_use() -> None:
    """Title, licence and sources come from resolver.toml; without it the lists are the sources, and the licence is open."""
    silent = _told("")
    said = _told(
        '[publication]\ntitle = "The dead of Nowhere"\nlicence = "CC-BY-4.0"\nlicence_url = "https://example.org/by"\n'
        '[[publication.source]]\ntitle = "Our sheet"\nurl = "https://example.org"\n',
    )

    assert {"Open list", "BTITLE", "STITLE"} == {one["title"] for one in silent["sources"]}
    assert {"title", "licenses"} & silent.keys() == set()
    assert "The dead of Nowhere" == said["title"]
    assert [{"name": "CC-BY-4.0", "path": "https://example.org/by"}] == said["licenses"]
    assert [{"title": "Our sheet", "path": "https://example.org"}] == said["sources"]


def _told(settings: str) -> dict[str, Any]:
    run = replace(edition_run(), settings=parse_settings(settings.encode()))
    told: dict[str, Any] = json.loads(package_of(run, {}, {}, plain=True))
    return told


def test_only_what_is_csv_is_told(tmp_path: Path) -> None:
    """A run written as Parquet has no package; one for machines has no byte order mark and no apostrophes."""
    run: Run = edition_run()
    run.write(tmp_path / "parquet", report=False, file_format="parquet")
    tables = {"persons": run.persons}
    plain, spreadsheet = (
        json.loads(package_of(run, tables, {"persons.csv": Written(size=0, sha256="")}, plain=plain))[
            "resources"
        ][0]
        for plain in (True, False)
    )

    assert not (tmp_path / "parquet" / "datapackage.json").exists()
    assert ("utf-8", "utf-8-sig") == (plain["encoding"], spreadsheet["encoding"])
    assert ("description" in plain, "description" in spreadsheet) == (False, True)


def test_the_public_package_names_no_list_that_stays(folders: dict[str, Path]) -> None:
    """Of three lists, one public, the package names the one."""
    assert [{"title": "Open list"}] == package(folders["public"])["sources"]
