"""Bytes in, nothing out: one function per door through which other people's bytes come, and what must hold behind it."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import polars as pl

from resolver.errors import InputError, RuleError
from resolver.names.knowledge import Knowledge, load_knowledge
from resolver.names.reader import read_any
from resolver.names.several import names_several
from resolver.rulebook import load_rulebook
from resolver.ruleset import Ruleset, compile_rules
from resolver.settings import Settings, parse_settings
from resolver.stages.read import Choices, read
from resolver.values.ages import read_age
from resolver.values.dates import read_date
from resolver.values.identifiers import read_identifiers
from resolver.values.mojibake import repaired
from resolver.values.places import read_place
from resolver.values.urls import canonical_url, split_urls

SEEDS: dict[str, list[str]] = {
    "dates": ["ночь на 8 февраля 2018", "7/2/18", "c. 1990", "شباط 2018", "1979-2018", "9 мая", "198X"],
    "ages": ["38 лет (1985)", "30+", "~40", "6 мес.", "٣٨", "early 40s", "30-35"],
    "names": ["ТЕСТОВ Иван Иванович", "Testov, Ivan", "أبو محمد النموذجي", "мл. с-т Тестов И.И. «Кот»"],
    "cells": ["AB-123 456; a@example.org", "https://a.example/?utm_source=x", "д. Верхняя, Тестовский р-н"],
    "files": ["ФИО;возраст\nТестов Иван;23\n", '{"name": "A", "age": 1}\n', "name,note\n\"A\nB\",'=1\n"],
    "settings": ['[[list]]\nfile = "a.csv"\nencoding = "cp1251"\n', "[defaults]\nstatus = 'killed'\n"],
    "garbled": ["РўРµСЃС‚РѕРІ", "ÐŸÑ€Ð¾Ð±Ð¾Ð²", "JosÃ©", "Müller"],
    "parquet": ["\x15\x04\x19\x3c"],
    "sheets": ['<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row></sheetData></worksheet>'],
}  # fmt: skip


@cache
def rules() -> Ruleset:
    """Return the shipped rules, compiled once."""
    return compile_rules(load_rulebook(), Settings())


@cache
def knowledge() -> Knowledge:
    """Return the shipped knowledge of names, loaded once."""
    return load_knowledge()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def dates(data: bytes) -> None:
    """A date is read as an interval whose ends are in order, or not at all; with and without hints."""
    for day_first, hint in ((True, None), (False, 2018)):
        found = read_date(_text(data), rules().words.dates, day_first=day_first, year_hint=hint)
        assert found is None or found.low <= found.high


def ages(data: bytes) -> None:
    """An age lies between 0 and 120, or is not read."""
    found = read_age(_text(data), rules().words.ages)
    assert found is None or 0 <= found.low <= found.high <= 121


def names(data: bytes) -> None:
    """A name has at most four readings, each of words that are not empty."""
    text = _text(data)
    names_several(text, knowledge())
    _, readings = read_any(text, knowledge())
    assert len(readings) <= 4


def cells(data: bytes) -> None:
    """Identifiers, addresses and places are read without a fault."""
    text = _text(data)
    assert all(read_identifiers(text))
    read_place(text, rules().words.gazetteer)
    for url in split_urls(text):
        canonical_url(url, rules().words.urls)


def settings(data: bytes) -> None:
    """A resolver.toml is read, or its faults are told."""
    with suppress(RuleError):
        parse_settings(data)


def files(data: bytes) -> None:
    """A file is read and every record stands in one of two tables, or its fault is told."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(data)
        try:
            lists = read([path], Choices(columns=rules().columns, missing=rules().missing))
        except InputError:
            return
    assert lists.mentions.height + lists.rejects.height == lists.lists["record_count"].sum()
    lists.mentions.write_csv(io.BytesIO())


def sheets(data: bytes) -> None:
    """A workbook with any bytes for its sheet is read, or its fault is told."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, part in _parts().items():
            book.writestr(name, data if name == "xl/worksheets/sheet1.xml" else part)
    files(buffer.getvalue())


@cache
def _parts() -> dict[str, bytes]:
    """Return the parts of a workbook."""
    buffer = io.BytesIO()
    pl.DataFrame({"name": ["Тестов Иван"], "age": [23]}).write_excel(buffer)
    with zipfile.ZipFile(buffer) as book:
        return {name: book.read(name) for name in book.namelist()}


def parquet(data: bytes) -> None:
    """Bytes between the marks of a Parquet file are read, or their fault is told."""
    files(b"PAR1" + data + b"PAR1")


def garbled(data: bytes) -> None:
    """What is mended is a text that shows, shorter than it was."""
    text = _text(data)
    meant = repaired(text)
    assert meant is None or len(meant) < len(text)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "ages": ages,
    "cells": cells,
    "dates": dates,
    "files": files,
    "garbled": garbled,
    "names": names,
    "parquet": parquet,
    "settings": settings,
    "sheets": sheets,
}
