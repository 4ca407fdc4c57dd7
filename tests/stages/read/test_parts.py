"""Several people in a cell, and cells that were decoded wrongly: what the list says is kept beside what is read."""

import json
from pathlib import Path

import pytest

from resolver import dedupe
from resolver.run import verify_run
from resolver.settings import Settings, parse_settings
from resolver.sources import read_sources
from resolver.stages.read import ReadLists
from resolver.values.mojibake import repaired
from tests.fuzz.targets import rules


def read_all(folder: Path, text: str, said: Settings | None = None) -> ReadLists:
    """Write one list and read it by all rules that a run has."""
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read_sources([path], rules(), said or Settings(), {}, {}, "", False)


def told(lists: ReadLists, *names: str) -> list[tuple[object, ...]]:
    """Return some columns of the mentions."""
    return lists.mentions.select(names).rows()


SEVERAL = (
    "id;ФИО;возраст;часть;личный номер\n"
    'w1;"Тестов Иван; Пробов Пётр";"23; 41";в/ч 1;А-123456\n'
    "w2;Макетов Олег;30;в/ч 1;\n"
    'w3;"1. Выдумкин Илья\n2. Тестов Пётр Ильич";19;;\n'
)


def test_a_clear_separator_parts_people_on_one_line(tmp_path: Path) -> None:
    """Each has their part of what parts alike; what is one person's own and does not part is nobody's; the cells are kept."""
    lists = read_all(tmp_path, SEVERAL)

    by_name = {row[0]: row[1:] for row in told(lists, "name", "age", "unit", "identifiers", "line")}
    assert {
        "Тестов Иван": ("23", "в/ч 1", None, 2),
        "Пробов Пётр": ("41", "в/ч 1", None, 2),
        "Макетов Олег": ("30", "в/ч 1", None, 3),
        "Выдумкин Илья": (None, None, None, 4),
        "Тестов Пётр Ильич": (None, None, None, 4),
    } == by_name
    kept = dict(lists.mentions.select("line", "as_it_was").iter_rows())
    assert {"name": "Тестов Иван; Пробов Пётр", "age": "23; 41", "identifiers": "А-123456"} == json.loads(
        str(kept[2])
    )
    assert kept[3] is None
    assert 5 == lists.mentions["mention_id"].n_unique()
    assert [3] == lists.lists["record_count"].to_list()
    assert 1 == sum("2 cells name several people and were parted into 4" in note for note in lists.notes)


def test_a_list_of_names_alone_is_parted(tmp_path: Path) -> None:
    """Where no column holds what is one person's own, there is nothing to part but the names."""
    lists = read_all(tmp_path, 'id;ФИО\nw1;"Тестов Иван; Пробов Пётр"\n')

    assert {("Тестов Иван", 2), ("Пробов Пётр", 2)} == set(told(lists, "name", "line"))
    assert any(
        "one cell names several people and was parted into 2, the first on line 2" in note
        for note in lists.notes
    )


@pytest.mark.parametrize(
    "cell",
    [
        "Тестов Иван, Пробов Пётр",
        "Тестов Иван / Пробов Пётр",
        "Тестов Иван и Пробов Пётр",
    ],
)
def test_other_separators_part_only_where_the_list_says_so(tmp_path: Path, cell: str) -> None:
    """A comma, a slash and "and" stand before much else: without split_names the cell stays one."""
    text = f"ФИО;возраст\n{cell};23\n"
    said = parse_settings(b'[[list]]\nfile = "*"\nsplit_names = true')

    assert [(cell, "23")] == told(read_all(tmp_path, text), "name", "age")
    assert [("Тестов Иван", None), ("Пробов Пётр", None)] == told(
        read_all(tmp_path, text, said), "name", "age"
    )


@pytest.mark.parametrize(
    "cell",
    [
        "Тестов Иван; позывной Кот",
        "Тестов Иван; Testov Ivan",
        "Тестов Иван; 38 лет",
        "Тестов Иван, Донецкая область",
        "Тестов; Пробов",
    ],
)
def test_what_is_no_list_of_people_stays_one_cell(tmp_path: Path, cell: str) -> None:
    """Even where the list is said to hold several people in a cell."""
    said = parse_settings(b"[defaults]\nsplit_names = true")
    assert [cell] == read_all(tmp_path, f'ФИО,возраст\n"{cell}",23\n', said).mentions["name"].to_list()


def test_a_run_counts_people_and_records(tmp_path: Path) -> None:
    """Five people stand in three records: the summary says both, and nobody is lost."""
    path = tmp_path / "list.csv"
    path.write_text(SEVERAL, encoding="utf-8")
    run = dedupe(path, defaults={"status": "killed"})

    assert run.summary().startswith("3 rows read from 1 list = 3 used + 0 rejected\n5 mentions: some cells")
    assert 5 == run.count.most


def wrongly_read(text: str, page: str) -> str:
    """Return UTF-8 as a program shows it that takes it for an old code page."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("page", ["cp1251", "cp1252", "cp1256", "koi8-r"])
@pytest.mark.parametrize("name", ["Тестов Иван", "ПРОБОВ ПЁТР", "سالم خالد محمد"])
def test_garbled_names_are_mended_and_kept(tmp_path: Path, name: str, page: str) -> None:
    """The name is read as it was meant; what the list says stands beside it, and a note tells."""
    garbled = wrongly_read(name, page)
    lists = read_all(tmp_path, f'ФИО,возраст\n"{garbled}",23\nМакетов Олег,24\n')

    assert [name, "Макетов Олег"] == lists.mentions["name"].to_list()
    assert [json.dumps({"ФИО": garbled}, ensure_ascii=False), None] == lists.mentions["as_it_was"].to_list()
    assert any(
        note.startswith("list.csv: 1 cell had been decoded wrongly and was mended") for note in lists.notes
    )


def test_a_whole_file_that_was_decoded_wrongly(tmp_path: Path) -> None:
    """Its header is understood as well."""
    text = wrongly_read("ФИО;возраст;откуда\nТестов Иван;23;Асбест\nПробов Пётр;24;Тагил\n", "cp1252")
    assert [("Тестов Иван", "Асбест"), ("Пробов Пётр", "Тагил")] == told(
        read_all(tmp_path, text), "name", "origin_place"
    )


def test_what_is_right_is_never_mended() -> None:
    """Names with letters that damaged texts are full of stay as they are."""
    names = [
        "Müller",
        "Рёв",
        "São João",
        "Ñandú",
        "РСФСР",
        "Ângela",
        "Øystein",
        "Ўзбек",
        "Тестов Иван",
        "Łódź",
    ]
    assert [None] * len(names) == [repaired(name) for name in names]


def test_a_run_with_parted_cells_keeps_every_law(tmp_path: Path) -> None:
    """Five mentions stand in three records: verify reads the list once more and finds the same."""
    path = tmp_path / "list.csv"
    path.write_text(SEVERAL, encoding="utf-8")
    dedupe(path, defaults={"status": "killed"}).write(tmp_path / "out", report=False)

    assert [] == [one for one in verify_run(tmp_path / "out", lists_in=[tmp_path]).checks if one.faults]
