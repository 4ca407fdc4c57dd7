"""Ids of documents that may not be published: each is replaced by one of its own, and each document keeps its own address."""

import json
from pathlib import Path

import pytest

from tests.exports.test_edition import table
from tests.exports.test_privacy import DEAD, published

NAMES = ("Макетов Олег Петрович", "Пробный Илья Глебович", "Эскизов Фома Нилович")


def rows_of(ids: list[str | None], urls: list[str | None]) -> list[dict[str, str]]:
    """Return a row for each id and address, of people who are not one."""
    rows = [
        {"id": f"m{at}", "name": NAMES[at], "status": "killed", "document_id": one, "url": url}
        for at, (one, url) in enumerate(zip(ids, urls, strict=True))
    ]
    return [{name: cell or "" for name, cell in row.items()} for row in rows]


def cited(folder: Path) -> dict[str, tuple[str, str | None]]:
    """Return the document and the address that an export gives each row; every table must tell the same."""
    statements = table(folder / "public", "statements.csv")
    documents = table(folder / "public", "documents.csv")
    urls = dict(documents.select("document_id", "url").iter_rows())
    assert set(statements["document_id"]) == set(documents["document_id"])
    found = statements.select("mention_id", "document_id", "url").unique("mention_id").iter_rows()
    told = {mention_id: (document_id, url) for mention_id, document_id, url in found}
    assert urls == dict(told.values())
    lines = (folder / "ftm" / "entities.ftm.json").read_text("utf-8").splitlines()
    entities = [entity["properties"] for entity in map(json.loads, lines) if entity["schema"] == "Document"]
    assert urls == {one["fileName"][0]: (one.get("sourceUrl") or [None])[0] for one in entities}
    return told


@pytest.mark.parametrize(
    "ids",
    [
        ["tg:1001234567890/1", "tg:1001234567890/2", "k3"],
        ["20230207123456", "20230207123457", "k3"],
        ["+79123456780", "+79123456781", "k3"],
        ["@channel/55", "@channel/56", "k3"],
        ["anna@example.org", "ivan@example.org", "k3"],
        ["ул. Секретная 5", "ул. Секретная 7", "k3"],
    ],
)
def test_documents_stay_apart(tmp_path: Path, ids: list[str | None]) -> None:
    """Whatever is left of their ids, two documents are two, in every layout, and nobody gets the source of another."""
    _, text = published(tmp_path, rows_of(ids, ["https://c.example/3", None, "https://e.example/5"]))

    assert {
        "m0": ("document of open:2", "https://c.example/3"),
        "m1": ("document of open:3", None),
        "m2": ("k3", "https://e.example/5"),
    } == cited(tmp_path)
    assert [] == [one for one in ids[:2] if str(one) in text]


def test_rows_of_one_document_stay_together(tmp_path: Path) -> None:
    """Under one new id, named by the first that cites it; a document that is called so already keeps its name."""
    ids: list[str | None] = ["tg:1001234567890/1", "tg:1001234567890/1", "document of open:2"]
    published(tmp_path, rows_of(ids, [None, "https://d.example/4", None]))

    assert {
        "m0": ("document of open:2-2", "https://d.example/4"),
        "m1": ("document of open:2-2", "https://d.example/4"),
        "m2": ("document of open:2", None),
    } == cited(tmp_path)


def test_pages_that_may_not_be_told_stay_apart(tmp_path: Path) -> None:
    """Rows that cite one page whose address stays at home cite one document; another page is another."""
    pages: list[str | None] = [
        "https://x.example/79123456789",
        "https://x.example/79123456789",
        "https://x.example/79123456788",
    ]
    _, text = published(tmp_path, rows_of([None, None, None], pages))

    first, second = ("document of open:2", None), ("document of open:4", None)
    assert {"m0": first, "m1": first, "m2": second} == cited(tmp_path)
    assert "x.example" not in text


def test_ids_that_are_addresses(tmp_path: Path) -> None:
    """An id that is an address is told where the address may be: the number of a post is no contact."""
    ids: list[str | None] = [
        "https://t.me/channel/12345",
        "https://x.example/?q=79123456789",
        "vk.com/wall-123456_789",
    ]
    published(tmp_path, rows_of(ids, [None, None, None]))

    assert {
        "m0": ("https://t.me/channel/12345", "https://t.me/channel/12345"),
        "m1": ("document of open:3", None),
        "m2": ("vk.com/wall-123456_789", None),
    } == cited(tmp_path)


def test_nothing_of_an_address_in_any_form(tmp_path: Path) -> None:
    """A telephone, a mailbox, a key or a private place in an address is in no file of an export; ordinary pages are in all."""
    given_away = [
        "tel/8-912-345-67-89",
        "u/ivan@mail.example",
        "79123456789.html",
        "?email=ivan%40mail.example",
        "?token=SECRETKEY",
    ]
    rows = [
        DEAD | {"id": f"m{at}", "url": f"https://x.example/{one}", "archived_url": f"https://a.example/{one}"}
        for at, one in enumerate(given_away)
    ]
    rows[0]["url"] += " https://t.me/channel/12345"
    rows += [
        DEAD | {"id": "m9", "url": "http://192.168.0.5/doc", "archived_url": "https://t.me/+79123456789"}
    ]
    _, text = published(tmp_path, rows)

    secrets = ("x.example", "a.example", "345-67-89", "9123456789", "mail.example", "SECRETKEY", "192.168")
    assert [] == [one for one in secrets if one in text]
    assert "https://t.me/channel/12345" in text
    assert table(tmp_path / "public", "documents.csv")["archived_url"].is_null().all()
    assert 6 == len(cited(tmp_path))
