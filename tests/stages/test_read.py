"""read: files in, MENTIONS, REJECTS, LISTS and COLUMN_MAP out, and no record lost."""

import csv
import io
import json
import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolver.errors import InputError
from resolver.files import read_bytes, rules_folder
from resolver.settings import Settings, load_settings, parse_settings
from resolver.stages.read import Choices, ReadLists, column_words, read, read_frame
from resolver.stages.read.delimited import _quoted_grid, _table_below, parse_delimited
from resolver.stages.read.header import header_at
from resolver.stages.read.raw import trim
from resolver.tables import COLUMN_MAP, LISTS, MENTIONS, REJECTS
from resolver.values.dates import DateWords
from tests.strategies import few

WORDS = column_words(read_bytes(rules_folder() / "columns.csv"))
DATES = DateWords.from_toml(tomllib.loads(read_bytes(rules_folder() / "dates.toml").decode()))
MISSING = frozenset({"-", "n/a", "нет данных"})


def read_paths(
    *paths: Path,
    said: Settings | None = None,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    skip_unreadable: bool = False,
) -> ReadLists:
    """Read files with the shipped header words."""
    choices = Choices(
        columns=WORDS,
        settings=said or Settings(),
        mapping=mapping or {},
        defaults=defaults or {},
        missing=MISSING,
        calendar_in=DATES.calendars.told_in,
        is_given_name={"Rosa", "Ivan"}.__contains__,
    )
    return read(paths, choices, skip_unreadable=skip_unreadable)


def read_text(folder: Path, text: str | bytes, name: str = "list.csv", **said: object) -> ReadLists:
    """Write one file and read it."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_paths(path, **said)  # type: ignore[arg-type]


def column(lists: ReadLists, name: str) -> list[object]:
    """Return one column of the mentions."""
    return lists.mentions[name].to_list()


def fields(lists: ReadLists) -> dict[str, tuple[str | None, str]]:
    """Return how each header was understood, and why."""
    rows = lists.column_map.select("header", "field", "basis").rows()
    return {header: (field, basis) for header, field, basis in rows}


def as_csv(rows: Sequence[Sequence[str]], **style: object) -> str:
    """Return rows as the csv module writes them."""
    stream = io.StringIO(newline="")
    csv.writer(stream, **style).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


# Encodings --------------------------------------------------------------------------------------------

RUSSIAN = "ФИО;дата гибели;откуда\r\nТестов Иван Иванович;07.02.2018;г. Нижний\r\nПробов Пётр;;д. Верхняя\r\n"
ARABIC = "الاسم,تاريخ الوفاة,العمر\nسالم خالد محمد,2018-02-07,23\n"


@pytest.mark.parametrize(
    ("text", "saved_as", "told"),
    [
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8-sig"),
        (RUSSIAN, "utf-16", "utf-16"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-32", "utf-32"),
        (ARABIC, "cp1256", "cp1256"),
        (ARABIC, "utf-8", "utf-8"),
    ],
)
def test_encodings_are_told_from_the_bytes(tmp_path: Path, text: str, saved_as: str, told: str) -> None:
    """However the list was saved, the same letters come out, and LISTS says how it was saved."""
    lists = read_text(tmp_path, text.encode(saved_as))
    assert text.splitlines()[1].replace(";", ",").split(",")[0] == column(lists, "name")[0]
    assert [told] == lists.lists["encoding"].to_list()


def test_western_letters_in_cp1252(tmp_path: Path) -> None:
    """A list in French, saved by an old program."""
    lists = read_text(tmp_path, "Name;Place\nHélène Prüfer;Orléans\nJosé Muñoz;Zürich\n".encode("cp1252"))
    assert (["Hélène Prüfer", "José Muñoz"], "cp1252") == (column(lists, "name"), lists.lists["encoding"][0])


def test_a_broken_sign_does_not_make_another_encoding(tmp_path: Path) -> None:
    """One cell cut in the middle of a letter: UTF-8 all the same, with a note on where."""
    data = (RUSSIAN * 3).encode() + b"\xd0;x;y\n"
    lists = read_text(tmp_path, data)
    assert "utf-8" == lists.lists["encoding"][0]
    assert any("1 broken signs" in note and "line 10" in note for note in lists.notes)


def test_the_encoding_can_be_said(tmp_path: Path) -> None:
    """What resolver.toml says is not doubted, and told where it does not fit."""
    said = parse_settings(b'[[list]]\nfile = "list.csv"\nencoding = "cp866"')
    assert ["Тестов Иван Иванович", "Пробов Пётр"] == column(
        read_text(tmp_path, RUSSIAN.encode("cp866"), said=said), "name"
    )
    for text, encoding, where in ((RUSSIAN, "utf-8", " at line 1"), ("name\nA\n", "punycode", "")):
        said = parse_settings(f'[[list]]\nfile="*"\nencoding="{encoding}"'.encode())
        told = rf"list\.csv: is not {encoding}{where}; save it as UTF-8, or name its"
        with pytest.raises(InputError, match=told):
            read_text(tmp_path, text.encode("cp866"), said=said)


# Delimited text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "separator", "lines"),
    [
        ("name,age\nA,9\nB,8\n", ",", [2, 3]),
        ("name;age\nA;9\nB;8", ";", [2, 3]),
        ("name\tage\nA\t9\nB\t8", "\t", [2, 3]),
        ("name|age\r\nA|9\r\nB|8\r\n", "|", [2, 3]),
        ("name;age\rA;9\rB;8\r", ";", [2, 3]),
        ("sep=;\r\nname;age\r\nA;9\r\nB;8\r\n", ";", [3, 4]),
        ("\n\nname;age\n\nA;9\n;\n  ; \nB;8\n\n", ";", [5, 8]),
        ('name;age\n"A";"9"\n"B";8\n', ";", [2, 3]),
        ("Our dead\nof May;;\nname;age\nA;9\nB;8\n", ";", [4, 5]),
        ("name;age;\nA;9;\nB;8\n", ";", [2, 3]),
    ],
)
def test_separators_and_lines(tmp_path: Path, text: str, separator: str, lines: list[int]) -> None:
    """The separator is found, and ``line`` is the first physical line of the record."""
    lists = read_text(tmp_path, text)
    assert [("A", "9"), ("B", "8")] == lists.mentions.select("name", "age").rows()
    assert (lines, [separator]) == (column(lists, "line"), lists.lists["separator"].to_list())


def test_commas_inside_names_do_not_part_them(tmp_path: Path) -> None:
    """A list of one column, and one where another sign parts the cells."""
    assert ["Тестов, Иван", "Пробов, Пётр"] == column(
        read_text(tmp_path, "ФИО\nТестов, Иван\nПробов, Пётр\n"), "name"
    )
    assert ["Тестов, Иван"] == column(read_text(tmp_path, "ФИО;возраст\nТестов, Иван;9\n"), "name")


def test_a_quoted_line_break_belongs_to_its_cell(tmp_path: Path) -> None:
    """Lines are still counted as they stand in the file."""
    lists = read_text(tmp_path, 'name,note,age\nA,"one\ntwo\r\nthree",9\nB,x,8\n"C, D","say ""no""",7\n')
    assert ["one\ntwo\r\nthree", "x", 'say "no"'] == column(lists, "note")
    assert [2, 5, 6] == column(lists, "line")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name;unit\n"A";"Wagner" PMC\nB;x\n', ["Wagner PMC", "x"]),
        ('name;unit\nA;5" gun\nB;x\n', ['5" gun', "x"]),
        ('name;unit\nA;"5 gun\nB;x\nC;y\n', ['"5 gun', "x", "y"]),
        ('unit;name\n"x;A\ny;B\n', ['"x', "y"]),
        ('name,unit\n"A","he said \\"no\\""\nB,x\n', ['he said "no"', "x"]),
        ('name, unit\n"A", "x, y"\n"B", "z"\n', ["x, y", "z"]),
    ],
)
def test_loose_quoting_loses_no_row(tmp_path: Path, text: str, expected: list[str]) -> None:
    """A stray quotation mark never swallows the rows after it."""
    assert expected == column(read_text(tmp_path, text), "unit")


def test_a_stray_quotation_mark_in_a_list_of_names(tmp_path: Path) -> None:
    """The names after it are still names."""
    assert ['"A', "B", "C"] == column(read_text(tmp_path, 'name\n"A\nB\nC\n'), "name")


def test_rows_that_do_not_fit(tmp_path: Path) -> None:
    """Too many cells: rejected as they were. Too few: padded, with a note. Empty surplus: no harm."""
    lists = read_text(tmp_path, "name,age,unit\nA,9,x\nB,8,x,y,z\nC\nD,7,x,,\nE,6\n")
    assert [("A", "9"), ("C", None), ("D", "7"), ("E", "6")] == lists.mentions.select("name", "age").rows()
    [reject] = lists.rejects.rows(named=True)
    assert "line 3 has 5 cells, the header has 3" == reject["reason"]
    assert ["B", "8", "x", "y", "z"] == json.loads(reject["row_as_it_was"])
    assert ["list.csv: 2 rows have fewer cells than the header, the first on line 4"] == lists.notes


def test_what_stands_above_the_header_is_rejected_not_lost(tmp_path: Path) -> None:
    """A header on the third line, found by its words, or by its number."""
    lists = read_text(tmp_path, "Список погибших;;\n;;\nФИО;возраст;часть\nТестов;23;x\n")
    assert [("Тестов", "23", 4)] == lists.mentions.select("name", "age", "line").rows()
    assert [(1, "stands above the header in line 3")] == lists.rejects.select("line", "reason").rows()
    said = parse_settings(b'[[list]]\nfile="list.csv"\nheader_line=3')
    text = "a;b\nc;d\nvictim name;zzz\nTestov;1\n"
    assert ["Testov"] == column(read_text(tmp_path, text, said=said), "name")
    with pytest.raises(InputError, match="no row begins on line 3"):
        read_text(tmp_path, "name\nA\n", said=said)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["https://a.example/1", "газета"], ("url", "header")),
        (["районная газета", "канал"], ("publisher", "guess")),
        (["канал <- родные", "газета"], ("via", "guess")),
        (["", ""], ("url", "header")),
    ],
)
def test_sources_that_are_no_addresses(tmp_path: Path, cells: list[str], expected: tuple[str, str]) -> None:
    """A column called source, in which no cell holds an address, names publishers, or who had it from whom; and that is told."""
    rows = [["ФИО", "Источник"], *([f"Тестов Иван {at}", cell] for at, cell in enumerate(cells))]
    lists = read_text(tmp_path, as_csv(rows))
    field, basis = expected

    assert expected == fields(lists)["Источник"]
    assert [cell or None for cell in cells] == column(lists, field)
    assert (basis == "guess") == any("holds no web address" in note for note in lists.notes)


def test_a_wish_for_addresses_is_obeyed(tmp_path: Path) -> None:
    """Who says that a column holds addresses is believed."""
    (tmp_path / "list.csv").write_text("ФИО,Источник\nТестов Иван,газета\n", encoding="utf-8")

    assert "url" == fields(read_paths(tmp_path / "list.csv", mapping={"url": "Источник"}))["Источник"][0]


def test_five_thousand_columns(tmp_path: Path) -> None:
    """Everything a user has is carried through."""
    header = ["ФИО", *(f"поле {number}" for number in range(4999))]
    rows = [[f"Тестов {row}", *(f"{row}-{number}" for number in range(4999))] for row in range(3)]
    lists = read_text(tmp_path, as_csv([header, *rows], delimiter=";"))
    assert (3, len(MENTIONS) + 4999) == lists.mentions.shape
    assert ["0-4998", "1-4998", "2-4998"] == column(lists, "поле 4998")
    assert 5000 == lists.column_map.height


def test_cells_made_harmless_are_as_they_were(tmp_path: Path) -> None:
    """One apostrophe before a formula goes; any other stays."""
    rows = [["name", "note"], ["A", "'=1+1"], ["B", "'-5"], ["C", "'@x"], ["D", "'Abd"], ["'Ali", "''=1"]]
    lists = read_text(tmp_path, as_csv(rows))
    assert ["=1+1", "-5", "@x", "'Abd", "'=1"] == column(lists, "note")
    assert "'Ali" == column(lists, "name")[-1]


def test_cells_are_trimmed_and_empty_ones_are_null(tmp_path: Path) -> None:
    """White space outside goes, inside it stays; words for "missing" stay for the next stage."""
    lists = read_text(tmp_path, "name;age;unit\n\u00a0Тестов  Иван \u3000; ;нет данных\n\ufeffB;\t;-\n")
    assert [("Тестов  Иван", None, "нет данных"), ("B", None, "-")] == lists.mentions.select(
        "name", "age", "unit"
    ).rows()


# Other formats ----------------------------------------------------------------------------------------


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write a spreadsheet with real dates and numbers."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for across, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, across, cell, day)
                    elif cell is not None:
                        sheet.write(at, across, cell)
    return path


def test_a_spreadsheet_is_read_as_one_would_type_it(tmp_path: Path) -> None:
    """Dates as ISO, whole numbers whole, other sheets noted, ``line`` the row number."""
    people: list[list[object]] = [
        ["Список", None],
        [],
        ["ФИО", "возраст", "дата гибели", "личный номер", "рост"],
        ["Тестов", 23, date(2018, 2, 7), "007", 1.75],
        [],
        ["Пробов", "около 40", datetime(2018, 2, 7, 3, 4, 5), 8801123456789012, None],
    ]
    path = workbook(tmp_path / "a.xlsx", {"Люди": people, "Итоги": [["всего", 2]], "Пусто": []})
    lists = read_paths(path)
    assert [
        ("Люди", 4, "Тестов", "23", "2018-02-07", "007", "1.75"),
        ("Люди", 6, "Пробов", "около 40", "2018-02-07T03:04:05", "8801123456789012", None),
    ] == lists.mentions.select("sheet", "line", "name", "age", "death_date", "identifiers", "рост").rows()
    assert [("a.xlsx", "Люди", 1)] == lists.rejects.select("file", "sheet", "line").rows()
    assert any("a.xlsx, sheet Итоги" in note and "sheet left out" in note for note in lists.notes)
    assert [("a", "a.xlsx", None, None, 3)] == lists.lists.select(
        "list_id", "file", "encoding", "separator", "record_count"
    ).rows()


def test_all_sheets_that_name_people_are_read(tmp_path: Path) -> None:
    """Or the one that the settings name."""
    path = workbook(tmp_path / "a.xlsx", {"may": [["name"], ["A"]], "june": [["name", "age"], ["B", 3]]})
    assert [("may", "A"), ("june", "B")] == read_paths(path).mentions.select("sheet", "name").rows()
    one = parse_settings(b'[[list]]\nfile="a.xlsx"\nsheet="june"')
    assert ["B"] == column(read_paths(path, said=one), "name")
    none = parse_settings(b'[[list]]\nfile="a.xlsx"\nsheet="jun"')
    with pytest.raises(
        InputError, match='there is no sheet "jun"; it has "may", "june"; did you mean "june"'
    ):
        read_paths(path, said=none)


def test_parquet_and_frames_are_read_alike(tmp_path: Path) -> None:
    """Values of any type become text; the record's number is its line."""
    frame = pl.DataFrame(
        {
            "name": ["A", "B"],
            "age": [23.0, None],
            "death_date": [date(2018, 2, 7), None],
            "reported_date": [datetime(2018, 2, 7, 12), datetime(2018, 2, 8)],
            "tags": [["x", "y"], None],
            "alive": [True, False],
            "height": [1.75, 1.8],
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    expected = [
        (1, "A", "23", "2018-02-07", "2018-02-07T12:00:00", '["x", "y"]', "true", "1.75"),
        (2, "B", None, None, "2018-02-08", None, "false", "1.8"),
    ]
    wanted = ("line", "name", "age", "death_date", "reported_date", "tags", "alive", "height")
    from_file = read_paths(tmp_path / "a.parquet")
    from_frame = read_frame(frame, "a", Choices(columns=WORDS, missing=MISSING))
    assert expected == from_file.mentions.select(wanted).rows() == from_frame.mentions.select(wanted).rows()
    assert column(from_file, "mention_id") == column(from_frame, "mention_id")
    assert ["a"] == from_frame.lists["list_id"].to_list()


def test_json_lines(tmp_path: Path) -> None:
    """Each object is a record; what is none is rejected, nested values stay JSON."""
    lines = ['{"name": "A", "age": 23, "x": {"y": [1]}}', "", '{"name": "B", "new": 1.0}', "[1]", "oops"]
    lists = read_text(tmp_path, "\n".join(lines), name="a.jsonl")
    assert [(1, "A", "23", '{"y": [1]}', None), (3, "B", None, None, "1")] == lists.mentions.select(
        "line", "name", "age", "x", "new"
    ).rows()
    assert [
        (4, "line 4 is not a JSON object", '["[1]"]'),
        (5, "line 5 is not a JSON object", '["oops"]'),
    ] == (lists.rejects.select("line", "reason", "row_as_it_was").rows())


# Columns ----------------------------------------------------------------------------------------------


def test_the_shipped_header_words() -> None:
    """At least 500, in many languages, each for one field, and every field can be found."""
    rows = list(csv.DictReader(io.StringIO(read_bytes(rules_folder() / "columns.csv").decode())))
    assert len(rows) >= 500
    languages = {
        "en",
        "ru",
        "uk",
        "ar",
        "ku",
        "tr",
        "fa",
        "he",
        "de",
        "fr",
        "pl",
        "sr",
        "mk",
        "sq",
        "es",
        "pt",
    }
    of_asia = {"bn", "id", "my", "ne", "si", "ta", "tet", "tl", "ur"}
    of_africa = {"az", "hy", "ka", "so", "rw"}
    others = {"ps", "am", "ti", "kk", "ky", "uz", "tg"}
    assert languages | of_asia | of_africa | others == {row["lang"] for row in rows}
    assert set(MENTIONS) == {row["field"] for row in rows}


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        ("name", "fio; ФИО; Ф.И.О.; Фамилия Имя Отчество; имя; full name; victim_name; ПІБ"),
        ("name", "الاسم; الاسم الكامل; اسم الشهيد"),
        ("name", "Наследодатель; ФИО наследодателя; Спадкодавець; Decedent; Erblasser"),
        ("surname", "прізвище; paşnav; soyadı"),
        ("name", "Імʼя; Ім’я; ім'я"),
        ("patronymic", "navê bav; baba adı"),
        ("grandfather", "اسم الجد; dede adı; Grandfather's name; ім'я діда"),
        ("birth_date", "дата рождения; born; DOB; BirthDate; تاريخ الميلاد; д.р.; год рождения"),
        ("birth_date", "Date of birth (dd.mm.yyyy)"),
        ("age", "возраст; العمر; temen; yaş"),
        ("death_date", "дата гибели; дата смерти; تاريخ الوفاة; تاريخ الاستشهاد; ДАТА_ГИБЕЛИ"),
        ("origin_place", "откуда; родом из; место; place; hometown"),
        ("unit", "часть; в/ч"),
        ("rank", "звание; الرتبة"),
        ("status", "статус"),
        ("role", "роль"),
        ("url", "ссылка; источник; source_url; الرابط"),
        ("reported_date", "source_date; дата публикации"),
        ("publisher", "outlet"),
        ("callsign", "позывной; اللقب"),
        ("identifiers", "личный номер; паспорт; رقم الهوية"),
        ("note", "примечание"),
        ("list_id", "list"),
        ("language", "lang"),
        ("via", "по данным"),
        ("quote", "quote"),
        ("mention_id", "id; mention_id"),
        ("sex", "пол"),
        ("name", "نام و نام خانوادگی; نام و نام خانوادگي; نام; שם; Nom; Imię i nazwisko; Vor- und Nachname"),
        ("surname", "نام خانوادگی; نام‌خانوادگي; שם משפחה; Nachname; nom de famille; nazwisko"),
        ("given_name", "نام; Vorname; Prénom; imię; שם פרטי; ad"),
        ("patronymic", "نام پدر; imię ojca"),
        ("age", "سن; גיל; Alter; wiek; âge; تەمەن"),
        ("sex", "جنسیت; מין; Geschlecht; sexe; płeć; cinsiyet"),
        ("birth_date", "تاریخ تولد; תאריך לידה; Geburtsdatum; date de naissance; data urodzenia"),
        (
            "death_date",
            "تاریخ کشته شدن; تاریخ مرگ; تاریخ فوت; تاريخ كشته شدن; Todesdatum; date du décès; data śmierci",
        ),
        ("death_place", "محل کشته شدن; Todesort; lieu de décès; miejsce śmierci"),
        ("origin_place", "محل تولد; شهر; استان; Geburtsort; lieu de naissance; miejsce urodzenia"),
        ("url", "منبع; لینک; Quelle; źródło"),
        ("status", "وضعیت; durumu"),
        ("note", "توضیحات; uwagi; Bemerkungen"),
        ("line", "شماره; ردیف"),
        ("name", "Ime i prezime; Prezime i ime; Ime; Име и презиме; Име; Emri; Emri dhe mbiemri; Adi Soyadi"),
        ("given_name", "Ime; Име; Emri; Adi"),
        ("surname", "Prezime; Презиме; Mbiemri; Soyadi"),
        (
            "patronymic",
            "Ime oca; Očevo ime; otac; Име оца; Татково име; Emri i babait; Atësia; Father; Father's name",
        ),
        (
            "birth_date",
            "Datum rođenja; Datum rodjenja; Godina rođenja; Датум рођења; Датум на раѓање; Data e lindjes; Viti i lindjes",
        ),
        ("age", "Starost; Старост; Mosha; yasi"),
        (
            "death_date",
            "Datum smrti; Datum pogibije; Датум смрти; Датум на смрт; Data e vdekjes; Ölüm tarihi; olum tarihi",
        ),
        (
            "origin_place",
            "Mjesto; Mesto; Mjesto rođenja; Općina; Opština; Општина; Vendi; Fshati; Komuna; Yer",
        ),
        ("death_place", "Mjesto smrti; Mesto pogibije; Место смрти; Vendi i vdekjes"),
        ("sex", "Spol; Pol; Пол; Gjinia"),
        ("rank", "Čin; Чин"),
        ("unit", "Jedinica; Јединица; Единица; Njësia"),
        ("url", "Izvor; Извор; Burimi"),
        ("identifiers", "JMBG; Matični broj; ЈМБГ; ЕМБГ"),
        ("note", "Napomena; Напомена; Забелешка; Shënim"),
        ("line", "r.b.; Redni broj; Редни број"),
        ("name", "Nombre completo; Apellidos y nombres; Víctima; Nome completo; Nome e sobrenome"),
        ("surname", "Apellidos; Apellido paterno; Primer apellido; Sobrenome; Apelido"),
        (
            "second_surname",
            "Apellido materno; Segundo apellido; Sobrenome materno; second surname; Mother's surname",
        ),
        ("given_name", "Nombres; Nombre; Nome; Prenome"),
        ("callsign", "Apodo; Sobrenombre; Alcunha; Codinome; Apelido"),
        ("age", "Edad; Idade"),
        ("sex", "Sexo; Género; Gênero"),
        ("birth_date", "Fecha de nacimiento; Data de nascimento"),
        (
            "death_date",
            "Fecha de muerte; Fecha de fallecimiento; Fecha de los hechos; Data do óbito; Data da morte",
        ),
        ("origin_place", "Lugar de nacimiento; Naturalidade"),
        ("death_place", "Lugar; Lugar de muerte; Local"),
        ("identifiers", "DNI; Cédula; CUI; CURP; RUT; CPF; RG; Documento"),
        ("document_id", "Documento"),
        ("url", "Fuente; Fonte"),
        ("note", "Observaciones; Observações"),
    ],
)
def test_header_words(field: str, headers: str) -> None:
    """Headers as investigators write them."""
    assert [] == [header for header in headers.split("; ") if field not in WORDS.fields_of(header)]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("ФИО / Name", "name"),
        ("Дата рождения|Date of birth|تاريخ الميلاد", "birth_date"),
        ("в/ч", "unit"),
        ("Дата рожд. / Дата гибели", None),
    ],
)
def test_a_header_in_several_languages(header: str, field: str | None) -> None:
    """What all parts of a header say it says; parts that say different things are no header word."""
    assert field == next(iter(WORDS.fields_of(header)), None)


def test_fields_are_their_own_header_words() -> None:
    """What we write we can read."""
    assert {name: (name,) for name in MENTIONS if name not in ("name", "given_name")} == {
        name: WORDS.fields_of(name) for name in MENTIONS if name not in ("name", "given_name")
    }


def test_a_given_name_beside_a_surname(tmp_path: Path) -> None:
    """«Имя» is the whole name when it stands alone."""
    parts = read_text(tmp_path, "Фамилия;Имя;Отчество\nТестов;Иван;Иванович\n")
    assert [(None, "Тестов", "Иван", "Иванович")] == parts.mentions.select(
        "name", "surname", "given_name", "patronymic"
    ).rows()
    assert ["Тестов Иван"] == column(read_text(tmp_path, "Имя;возраст\nТестов Иван;23\n"), "name")
    both = read_text(tmp_path, "name,surname,given_name\nA B,B,A\n")
    assert [("A B", "B", "A")] == both.mentions.select("name", "surname", "given_name").rows()


def test_why_a_column_means_what_it_means(tmp_path: Path) -> None:
    """Option over settings over header over guess; the rest is carried; a second column is told."""
    text = "ФИО;Who;Place;откуда;Дата рожденя;colour;Лет от роду\nA;B;C;D;E;F;G\n"
    said = parse_settings('[columns]\nage = "лет от роду"\nname = "ФИО"'.encode())
    lists = read_text(tmp_path, text, said=said, mapping={"name": "who"})
    assert {
        "ФИО": (None, "carried"),
        "Who": ("name", "option"),
        "Place": ("origin_place", "header"),
        "откуда": (None, "carried"),
        "Дата рожденя": ("birth_date", "guess"),
        "colour": (None, "carried"),
        "Лет от роду": ("age", "settings"),
    } == fields(lists)
    assert [("B", "A", "D", "F")] == lists.mentions.select("name", "ФИО", "откуда", "colour").rows()
    assert (
        'list.csv: column "откуда" also says origin_place; "Place" stays, the other is carried' in lists.notes
    )
    assert [(1, "E")] == lists.column_map.filter(basis="guess").select("filled", "example").rows()


def test_repeated_and_reserved_headers(tmp_path: Path) -> None:
    """No column of the user's takes the place of another, or of ours."""
    lists = read_text(tmp_path, "name,name,x,x,file,line,person_id,\nA,B,1,2,f,7,P-1,z\n")
    carried = {name: lists.mentions[name][0] for name in lists.mentions.columns if name not in MENTIONS}
    assert {
        "name (2)": "B",
        "x": "1",
        "x (2)": "2",
        "file (2)": "f",
        "line (2)": "7",
        "person_id (2)": "P-1",
        "column 8": "z",
    } == carried
    assert ("A", "list.csv", 2) == lists.mentions.select("name", "file", "line").row(0)


@pytest.mark.parametrize(
    ("mapping", "defaults", "told"),
    [
        (
            {"name": "Fulname"},
            {},
            'no column "Fulname" for name; the columns are "Fullname", "age"; did you mean',
        ),
        ({"nmae": "Fullname"}, {}, 'no field "nmae"; the fields are mention_id, .*; did you mean "name"'),
        ({"name": "age", "note": "age"}, {}, '"age" is mapped to two fields'),
        ({}, {"stauts": "killed"}, 'no field "stauts"; .*; did you mean "status"'),
        ({}, {"name": "X"}, '"name" cannot have a default'),
    ],
)
def test_faulty_options(tmp_path: Path, mapping: dict[str, str], defaults: dict[str, str], told: str) -> None:
    """The message names what there is, and the nearest."""
    with pytest.raises(InputError, match=told):
        read_text(tmp_path, "Fullname,age\nA,1\n", mapping=mapping, defaults=defaults)


def test_defaults_fill_empty_cells_only(tmp_path: Path) -> None:
    """An option wins over the list's own default, that over the general one; the map tells."""
    said = parse_settings(b'[defaults]\nstatus="killed"\nrole="casualty"\n[[list]]\nfile="*"\nrole="witness"')
    text = "name;status\nA;missing\nB;\n"
    lists = read_text(tmp_path, text, said=said, defaults={"language": "ru"})
    assert [("missing", "witness", "ru"), ("killed", "witness", "ru")] == lists.mentions.select(
        "status", "role", "language"
    ).rows()
    told = lists.column_map.filter(basis="default").select("header", "field", "filled", "example").rows()
    assert {(None, "status", 1, "killed"), (None, "role", 2, "witness"), (None, "language", 2, "ru")} == set(
        told
    )
    assert {"list": True} == read_text(
        tmp_path, text, said=parse_settings(b"[defaults]\nday_first=true")
    ).day_first


@pytest.mark.parametrize(
    ("header", "said", "expected"),
    [
        ("Date of death (dd/mm/yyyy)", b"", {"list\ndeath_date": True}),
        ("Дата гибели (день.месяц.год)", b"", {"list\ndeath_date": True}),
        ("Date of death (month/day)", b"", {"list\ndeath_date": False}),
        ("Date of death (yyyy-mm-dd)", b"", {}),
        ("Date of death", b"", {}),
        ("Date of death (mm/dd)", b"[defaults]\nday_first=true", {"list": True}),
    ],
)
def test_a_header_states_the_order_of_its_dates(
    tmp_path: Path, header: str, said: bytes, expected: dict[str, bool]
) -> None:
    """What a header says of day and month holds for its column, whatever single dates seem to prove; settings come first."""
    text = f"name;{header}\nA B;02/03/2022\nC D;03/30/2022\nE F;03/31/2022\n"

    assert expected == read_text(tmp_path, text, said=parse_settings(said)).day_first


@pytest.mark.parametrize(
    ("header", "said", "expected", "told"),
    [
        ("Date of death (E.C.)", b"", {"list\ndeath_date\nethiopic": True}, "read by the Ethiopian calendar, which the header names"),
        ("Дата гибели (по хиджре)", b"", {"list\ndeath_date\nhijri": True}, "read by the lunar Hijri calendar"),
        ("Date of death (G.C.)", b"", {"list\ndeath_date\ngregorian": True}, ""),
        ("Date of death (Julian)", b"", {"list\ndeath_date\nunread": True}, "of a calendar that is not read"),
        ("تاریخ مرگ", b"", {"list\n\npersian": True}, ""),
        ("Date of death", b"", {}, ""),
        ("Date of death (E.C.)", b'[defaults]\ncalendar="gregorian"', {"list\ndeath_date\ngregorian": True}, ""),
        ("Date of death", b'[[list]]\nfile="*"\ncalendar="jalali"', {"list\ndeath_date\njalali": True}, "which resolver.toml says"),
    ],
)  # fmt: skip
def test_a_header_names_the_calendar_of_its_dates(
    tmp_path: Path, header: str, said: bytes, expected: dict[str, bool], told: str
) -> None:
    """By it the column is read, or not at all, and it is told; settings come first."""
    found = read_text(tmp_path, f"name;{header}\nA B;02/03/1400\n", said=parse_settings(said))

    assert expected == found.day_first
    assert bool(told) == bool(found.notes)
    assert told in " ".join(found.notes)


# Rejects ----------------------------------------------------------------------------------------------


def test_a_formula_is_nobodys_name(tmp_path: Path) -> None:
    """A name that is a call of a spreadsheet's function is rejected with its reason; other odd names are kept."""
    lists = read_text(tmp_path, 'name;status\n"=HYPERLINK(""x"")";killed\n=Иванов;killed\n-Петров;killed\n')

    assert ["=Иванов", "-Петров"] == lists.mentions["name"].to_list()
    assert ["the name is a formula of a spreadsheet; save the sheet with its values"] == lists.rejects[
        "reason"
    ].to_list()


def test_rows_that_name_nobody(tmp_path: Path) -> None:
    """An unnamed person stays; totals, repeated headers and rows about nobody are rejected."""
    rows = [
        ["ФИО", "возраст", "статус", "ссылка", "заметка"],
        ["Тестов", "23", "", "u", ""],
        ["", "23", "", "u", ""],
        ["-", "", "", "u", ""],
        ["", "", "", "u", "нет данных"],
        ["ФИО", "возраст", "статус", "ссылка", "заметка"],
        ["Итого", "2", "", "", ""],
        ["Всего погибших: 57", "", "", "", ""],
        ["Total", "", "", "", ""],
        ["المجموع", "12", "", "", ""],
        ["Totalov Ivan", "12", "", "", ""],
        ["", "", "убит", "", ""],
    ]
    lists = read_text(tmp_path, as_csv(rows))
    assert ["Тестов", None, "Total", "Totalov Ivan", None] == column(lists, "name")
    empty, totals = "no name and nothing else about a person", "looks like a totals row"
    assert [(4, empty), (5, empty), (6, "header repeated"), (7, totals), (8, totals), (10, totals)] == (
        lists.rejects.select("line", "reason").rows()
    )
    assert ["Итого", "2", "", "", ""] == json.loads(lists.rejects["row_as_it_was"][3])


@pytest.mark.parametrize(
    ("name", "is_total"),
    [
        ('סה"כ: 8', True),
        ("סה״כ 8", True),
        ("جمع کل: ۸", True),
        ("جمعاً ۸ نفر", True),
        ("Jami: 8", True),
        ("Жами 8 киши", True),
        ("Барлығы: 8", True),
        ("ድምር 8", True),
        ("Jami", False),
        ("جمعه", False),
    ],
)
def test_totals_in_other_languages(tmp_path: Path, name: str, is_total: bool) -> None:
    """A word for a total makes a row of totals; what is a given name, too, only with its number in the cell."""
    lists = read_text(tmp_path, as_csv([["name", "age"], ["Testov Ivan", "23"], [name, "8"]]))

    assert (["Testov Ivan"] if is_total else ["Testov Ivan", name]) == column(lists, "name")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("TOTAL GENERAL", "looks like a totals row"),
        ("Total geral", "looks like a totals row"),
        ("Subtotal", "looks like a totals row"),
        ("Total de víctimas: 12", "looks like a totals row"),
        ("Fuente: Testimonio 12", "looks like a note on the list"),
        ("Source: Madeup Post", "looks like a note on the list"),
        ("Источник: «Пробная газета»", "looks like a note on the list"),
        ("Suma", None),
        ("Total", None),
        ("Fuente Prueba", None),
        ("Nota Testova", None),
    ],
)
def test_what_stands_below_a_list(tmp_path: Path, name: str, reason: str | None) -> None:
    """A grand total needs no number, a note begins with what it is and a colon; who is somebody's name stays."""
    lists = read_text(
        tmp_path, as_csv([["name", "age", "status"], ["Тестов", "23", "killed"], [name, "", "killed"]])
    )

    assert ([reason] if reason else []) == lists.rejects["reason"].to_list()


def test_a_note_about_somebody_stays(tmp_path: Path) -> None:
    """Where an age stands beside it, a cell that begins as a note is somebody."""
    lists = read_text(tmp_path, as_csv([["name", "age"], ["Source: Madeup Ivan", "23"]]))

    assert 0 == lists.rejects.height


@pytest.mark.parametrize(
    "row",
    [
        "Всего по Выдумску: 9",
        "в т.ч. мобилизованные - 2",
        "из них 3 ребёнка",
        "Итого за март",
        "Итого по району — 14 человек",
        "Потери за неделю: 31",
        "Усього за березень",
        "у тому числі військових - 2",
        "Втрати за тиждень: 31",
        "Subtotal Madeup: 14",
        "Total for March",
        "Losses this week: 12",
        "including 3 children",
        "of whom civilians: 5",
        "مجموع شهداء حمص",
        "المجموع لشهر آذار",
        "منهم 3 أطفال",
        "Total pour mars : 12",
        "dont 3 civils",
        "de los cuales 3 niños",
        "davon Kinder: 3",
        "Итого",
    ],
)
def test_what_adds_up_a_part_of_a_list(tmp_path: Path, row: str) -> None:
    """A place, a month or one sort of people may be added up, too: nobody is counted for it."""
    lists = read_text(tmp_path, as_csv([["name", "status"], ["Тестов", "killed"], [row, "killed"]]))

    assert ["looks like a totals row"] == lists.rejects["reason"].to_list()


@pytest.mark.parametrize(
    "name",
    ["Total Rosa", "Total Rosa 3", "Total Ivan Testov", "Всеволод Тестов", "dont Rosa 3", "Total Madeup"],
)
def test_who_is_called_as_a_total_is_somebody(tmp_path: Path, name: str) -> None:
    """Where a given name follows, or no number and nothing that says of what, a word for a total is a name."""
    lists = read_text(tmp_path, as_csv([["name", "age"], ["Тестов", "23"], [name, "8"]]))

    assert 0 == lists.rejects.height


def test_a_total_whose_number_stands_in_the_name_column(tmp_path: Path) -> None:
    """What is added up may stand before, in the column of another thing."""
    lists = read_text(tmp_path, "район;ФИО;возраст\nВыдумск;Тестов Иван;23\nВсего по краю;6 человек;\n")
    assert (["Тестов Иван"], [3]) == (column(lists, "name"), lists.rejects["line"].to_list())


def test_a_total_before_the_name_column(tmp_path: Path) -> None:
    """The word may stand in any first cell, if only numbers follow."""
    lists = read_text(tmp_path, "№;ФИО;возраст\n1;Тестов;23\nИтого;;57\n")
    assert (["Тестов"], [3]) == (column(lists, "name"), lists.rejects["line"].to_list())


@pytest.mark.parametrize(
    "total",
    ["UKUPNO: 2", "Svega 2", "Укупно 2", "Вкупно: 2", "Gjithsej: 2", "Toplam 2", "Ukupno poginulih: 2"],
)
def test_totals_of_the_balkans(tmp_path: Path, total: str) -> None:
    """Words that add a list up are no names in South Slavic, Albanian and Turkish either."""
    lists = read_text(tmp_path, f"name,note\nPrudić Ana,a\n{total},\nSvegin Ana,b\n")
    assert ["Prudić Ana", "Svegin Ana"] == column(lists, "name")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n\n", "is empty"),
        (b"name,age\n", r'holds a header and no rows \("name", "age"\)'),
        (
            b"colour,size\nred,3\n",
            r'no column holds names; the columns are "colour", "size"; .* --map name="…"',
        ),
        (b"\x00\x01\x02\x03\xff\xfe\xfd\x00\x00\x01", "is not a text file"),
        (b"name\nA\nB\x00C\n", "is not a text file: line 3 holds a zero byte; take that out"),
        (b"PK\x03\x04 and no more", "is not a spreadsheet we can open"),
        (b"PAR1 and no more", "is not a whole Parquet file"),
        (b"\x1f\x8b\x08", "is packed with gzip; unpack it first"),
        (b"%PDF-1.4", "is a PDF"),
        (b"<!doctype html>", "is a web page"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, text: bytes, told: str) -> None:
    """Each fault with the file and the mend."""
    with pytest.raises(InputError, match=rf"^list\.csv: {told}"):
        read_text(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "text", "list_id", "told"),
    [
        ("a\nb.csv", "name\nA\n", "a", r"^'a\\nb.csv': has a line break in its name; rename the file$"),
        (
            "a.csv",
            "name\nA\n",
            "x\\ny",
            r"^a.csv: the list id 'x\\ny' has a line break; write it on one line$",
        ),
        ("a.csv", "name\nA\n", "x\\n", "^a.csv: the list id"),
        ("a.csv", 'name,list\nA,"x\ny"\n', "a", "^a.csv: the list id"),
    ],
)
def test_names_of_files_and_lists_stand_on_one_line(
    tmp_path: Path, name: str, text: str, list_id: str, told: str
) -> None:
    """What could not be told apart in a table of lists is refused before any work."""
    said = parse_settings(f'[[list]]\nfile = "*"\nid = "{list_id}"'.encode())
    with pytest.raises(InputError, match=told):
        read_text(tmp_path, text, name, said=said)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Nothing is run, unless the user says to skip what cannot be read."""
    good, empty = tmp_path / "good.csv", tmp_path / "empty.csv"
    good.write_text("name\nA\n")
    empty.touch()
    paths = (good, empty, tmp_path / "none.csv", tmp_path)
    with pytest.raises(InputError) as caught:
        read_paths(*paths)
    told = str(caught.value).splitlines()
    assert 3 == len(told)
    for one in (
        "empty.csv: is empty",
        "none.csv: there is no such file",
        "is a folder; name the files, e.g.",
    ):
        assert any(one in line for line in told)
    lists = read_paths(*paths, skip_unreadable=True)
    assert (["A"], 3) == (column(lists, "name"), sum(note.startswith("skipped: ") for note in lists.notes))
    with pytest.raises(InputError, match="is empty"):
        read_paths(empty, skip_unreadable=True)
    with pytest.raises(InputError, match="is given twice"):
        read_paths(good, good)
    with pytest.raises(InputError, match="no list was given"):
        read_paths()


def test_settings_are_never_a_list(tmp_path: Path) -> None:
    """As when the shell gives every file of a folder."""
    (tmp_path / "a.csv").write_text("name\nA\n")
    (tmp_path / "resolver.toml").write_text(
        "[[list]]\nfile='a.csv'\nid='first'\ntitle='T'\nsensitivity='public'"
    )
    said = load_settings(tmp_path / "resolver.toml")
    lists = read_paths(tmp_path / "resolver.toml", tmp_path / "a.csv", said=said)
    assert [("first", "T", "public", False, 1)] == lists.lists.select(
        "list_id", "title", "sensitivity", "one_row_per_person", "record_count"
    ).rows()
    other = parse_settings(b"[[list]]\nfile = 'b.csv'")
    assert ['resolver.toml: [[list]] "b.csv" fits none of the files given'] == (
        read_paths(tmp_path / "a.csv", said=other).notes
    )
    (tmp_path / "b.csv").touch()
    both = (tmp_path / "a.csv", tmp_path / "b.csv")
    assert ["skipped"] == [
        note.split(":")[0] for note in read_paths(*both, said=other, skip_unreadable=True).notes
    ]


def test_no_entry_makes_public_what_another_restricts(tmp_path: Path) -> None:
    """A file that two entries fit is not read unless the one that holds is the stricter; the message names file, entries and mend."""
    (tmp_path / "people.csv").write_text("name\nA\n")
    entry = '[[list]]\nfile = "{}"\nsensitivity = "{}"\n'
    public, restricted = entry.format("people.csv", "public"), entry.format("peop*.csv", "restricted")
    told = r'people.csv: is public by \[\[list\]\] "people.csv" .* restricted by \[\[list\]\] "peop\*.csv": write the same'
    for text in (public + restricted, restricted + public):
        with pytest.raises(InputError, match=told):
            read_paths(tmp_path / "people.csv", said=parse_settings(text.encode()))
        choices = Choices(columns=WORDS, settings=parse_settings(text.encode()), missing=MISSING)
        with pytest.raises(InputError, match=told):
            read_frame(pl.DataFrame({"name": ["A"]}), "people.csv", choices)
    said = entry.format("people.csv", "restricted") + entry.format("peop*.csv", "public")
    lists = read_paths(tmp_path / "people.csv", said=parse_settings(said.encode()))

    assert ["restricted"] == lists.lists["sensitivity"].to_list()
    assert [
        'resolver.toml: [[list]] "peop*.csv" does not hold for people.csv: [[list]] "people.csv" does'
    ] == (lists.notes)


def test_a_misspelt_file_keeps_nothing_restricted(tmp_path: Path) -> None:
    """An entry that fits no file and was to keep one restricted says what it fails to do, and which file may be meant."""
    (tmp_path / "secret.csv").write_text("name\nA\n")
    said = parse_settings(b"[[list]]\nfile = 'secrt.csv'\nsensitivity = 'restricted'")
    told = 'resolver.toml: [[list]] "secrt.csv" fits none of the files given, so that it keeps nothing restricted; did you mean "secret.csv"?'

    assert [told] == read_paths(tmp_path / "secret.csv", said=said).notes


def test_a_linked_file_keeps_the_name_it_was_given(tmp_path: Path) -> None:
    """What it points to is nobody's name for it."""
    (tmp_path / "blob-7").write_text("name\nA\n")
    (tmp_path / "list.csv").symlink_to(tmp_path / "blob-7")
    assert [("list.csv", "list")] == read_paths(tmp_path / "list.csv").mentions.select(
        "file", "list_id"
    ).rows()


# Files and ids ----------------------------------------------------------------------------------------


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """By as many parents as it takes; a whole path is never shown."""
    for folder in ("may", "june"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text(f"id,name\n1,{folder}\n")
    (tmp_path / "b.csv").write_text("id,name\n1,b\n2,c\n")
    lists = read_paths(tmp_path / "may" / "a.csv", tmp_path / "june" / "a.csv", tmp_path / "b.csv")
    assert ["may/a.csv", "june/a.csv", "b.csv", "b.csv"] == column(lists, "file")
    assert ["may/a", "june/a", "b", "b"] == column(lists, "list_id")
    assert ["may/a/1", "june/a/1", "b/1", "2"] == column(lists, "mention_id")


def test_the_same_id_twice_in_a_list(tmp_path: Path) -> None:
    """The ordinal goes by content, and never makes an id that somebody else has."""
    rows = ["1,B", "1,A", "2,C", "1#2,D"]
    expected = {"A": "1", "B": "1#3", "C": "2", "D": "1#2"}
    for order in (rows, rows[::-1]):
        lists = read_text(tmp_path, "\n".join(["id,name", *order]))
        assert expected == dict(lists.mentions.select("name", "mention_id").rows())


def test_minted_ids_look_the_same_everywhere(tmp_path: Path) -> None:
    """Fixed for ever: a published id must be found again. Where a row stood plays no part."""
    alone = column(read_text(tmp_path, "name,age\nТестов,23\n"), "mention_id")
    assert alone == column(
        read_text(tmp_path, "№ п/п;list;age;name\n7;x;23;Тестов\n", name="b.txt"), "mention_id"
    )
    twice = column(read_text(tmp_path, "name,age\nТестов,23\nТестов,23\n"), "mention_id")
    assert [*alone, f"{alone[0]}-2"] == twice
    assert re.fullmatch(r"m-[0-9A-HJKMNP-TV-Z]{10}", str(alone[0]))


def test_a_list_column_makes_lists(tmp_path: Path) -> None:
    """Empty cells belong to the file's own list; the counts add up to the records."""
    lists = read_text(tmp_path, "name,list\nA,v1\nB,\n,v1\nC,v2\nD,v1\n")
    assert ["v1", "list", "v2", "v1"] == column(lists, "list_id")
    assert [("v1", 3), ("list", 1), ("v2", 1)] == lists.lists.select("list_id", "record_count").rows()


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8).map(str.strip)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12)
RELAXED = settings(few(30), suppress_health_check=[HealthCheck.function_scoped_fixture])


@RELAXED
@given(rows=ROWS, style=st.sampled_from([",", ";", "\t", "|"]), ragged=st.booleans())
def test_every_record_is_used_or_rejected_once(
    tmp_path: Path, rows: list[tuple[str, ...]], style: str, ragged: bool
) -> None:
    """Conservation: line by line, whatever the cells hold."""
    if ragged:
        rows = [row[: 1 + at % 3] if at % 2 else (*row, "more") for at, row in enumerate(rows)]
    head = ["name", "note", "age"]
    said = parse_settings(f'[[list]]\nfile="*"\nseparator="{"tab" if style == chr(9) else style}"'.encode())
    lists = read_text(tmp_path, as_csv([head, ["A", "", ""], *rows], delimiter=style), said=said)
    places = [(line,) for frame in (lists.mentions, lists.rejects) for line in frame["line"].to_list()]
    invisible = dict.fromkeys(map(ord, "\u200b\ufeff\u180e"))
    expected = [(3 + at,) for at, row in enumerate(rows) if "".join(row).translate(invisible).strip()]
    assert [(2,), *expected] == sorted(places)
    assert lists.mentions.height + lists.rejects.height == lists.lists["record_count"].sum()
    assert (REJECTS, LISTS, COLUMN_MAP) == (lists.rejects.schema, lists.lists.schema, lists.column_map.schema)
    assert list(MENTIONS) == lists.mentions.columns[: len(MENTIONS)]


@RELAXED
@given(
    notes=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12), max_size=8)
)
def test_what_is_written_is_read_again(tmp_path: Path, notes: list[str]) -> None:
    """Trimmed cells come back letter for letter: quotes, separators, line breaks and formulas included."""
    notes = [note for note in map(trim, notes) if not re.match(r"'[=+\-@\t\r]", note)]
    guarded = [f"'{note}" if note[:1] in tuple("=+-@") else note for note in notes]
    text = as_csv([["name", "note"], ["A", "x"], *(["A", note] for note in guarded)])
    said = parse_settings(b'[[list]]\nfile="*"\nseparator="comma"')
    again = read_text(tmp_path, text, said=said)
    assert ["x", *(note or None for note in notes)] == column(again, "note")


@RELAXED
@given(rows=ROWS, seed=st.integers(0, 9), cut=st.integers(0, 12))
def test_ids_depend_on_content_alone(
    tmp_path: Path, rows: list[tuple[str, ...]], seed: int, cut: int
) -> None:
    """Not on the order of rows, the name of the file, or how rows are spread over files."""
    head = ["name", "note", "age"]
    rows = [(f"N{row[0]}", *row[1:]) for row in rows]
    whole = read_text(tmp_path, as_csv([head, *rows], delimiter=";"))
    shuffled = random.Random(seed).sample(rows, len(rows))
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
    paths = [one, other][: len(parts)]
    for path, part in zip(paths, parts, strict=True):
        path.write_text(as_csv([head, *part], delimiter=";"), encoding="utf-8", newline="")
    split = read_paths(*paths)
    told = ["mention_id", "name", "note", "age"]
    assert sorted(whole.mentions.select(told).rows(), key=str) == sorted(
        split.mentions.select(told).rows(), key=str
    )
    assert whole.mentions["mention_id"].is_unique().all()


@few(60)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=10), quoting=st.sampled_from([0, 1]))
def test_lines_at_once_are_as_row_by_row(rows: list[list[str]], quoting: int) -> None:
    """The quick way of parting regular lines and the careful way give the same table."""
    text = as_csv([["name", "a", "b"], *rows], quoting=quoting)
    quick = parse_delimited(text, file="a.csv", known_words=lambda _: 0, separator=",")
    grid = _quoted_grid(text, separator=",", file="a.csv")
    slow = _table_below(grid, header_at(grid.rows, 0, known_words=lambda _: 0))
    assert slow.cells.rows() == quick.cells.rows()
    assert (slow.lines.to_list(), slow.odd) == (quick.lines.to_list(), quick.odd)
