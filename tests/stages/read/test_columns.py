"""Headers of several parts, headers that only their cells explain, and columns that nobody understood."""

from pathlib import Path

import pytest

from resolver import inspect
from resolver.files import read_bytes, rules_folder
from resolver.report.check import check_text
from resolver.stages.read import Choices, ReadLists, column_words, read

WORDS = column_words(read_bytes(rules_folder() / "columns.csv"))


def read_text(folder: Path, text: str) -> ReadLists:
    """Write one list and read it with the shipped header words."""
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return read([path], Choices(columns=WORDS))


def fields(lists: ReadLists) -> dict[str, str | None]:
    """Return how each header was understood."""
    return dict(lists.column_map.select("header", "field").iter_rows())


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("father", "patronymic"),
        ("S/O", "patronymic"),
        ("ولدیت", "patronymic"),
        ("اسم پدر", "patronymic"),
        ("تاریخ وفات", "death_date"),
        ("تذکره", "identifiers"),
        ("ولایت", "origin_place"),
        ("נפל ביום", "death_date"),
        ("ת.ז.", "identifiers"),
        ("מספר אישי", "identifiers"),
        ("מקום", "origin_place"),
        ("የአባት ስም", "patronymic"),
        ("ዕድሜ", "age"),
        ("Woreda", "origin_place"),
        ("жасы", "age"),
        ("туулган жылы", "birth_date"),
        ("vafot sanasi", "death_date"),
        ("санаи марг", "death_date"),
    ],
)
def test_headers_of_the_east(tmp_path: Path, header: str, field: str) -> None:
    """Headers in the languages between the Mediterranean and the Pamirs are understood."""
    assert {"id": "mention_id", "full name": "name", header: field} == fields(
        read_text(tmp_path, f"id,full name,{header}\n1,Testov Ivan,12\n")
    )


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Né en", "birth_date"),
        ("Né(e) en", "birth_date"),
        ("Né(e) le", "birth_date"),
        ("Né vers", "birth_date"),
        ("Date et lieu de naissance", "birth_date"),
        ("Date de naissance présumée", "birth_date"),
        ("Doğum yeri ve tarihi", "birth_date"),
        ("D. Tarihi", "birth_date"),
        ("DOĞUM", "birth_date"),
        ("Sala jidayikbûnê", "birth_date"),
        ("Təvəllüdü", "birth_date"),
        ("Doğum tarixi", "birth_date"),
        ("Taariikhda dhalashada", "birth_date"),
        ("Fils de", "patronymic"),
        ("Fille de", "patronymic"),
        ("Fils/Fille de", "patronymic"),
        ("Père", "patronymic"),
        ("Nom du père", "patronymic"),
        ("Filiation", "patronymic"),
        ("Filiation (père)", "patronymic"),
        ("BABASI", "patronymic"),
        ("Ata adı", "patronymic"),
        ("Atasının adı", "patronymic"),
        ("Հայրանուն", "patronymic"),
        ("მამის სახელი", "patronymic"),
        ("Se.", "patronymic"),
        ("Magaca aabaha", "patronymic"),
        ("Kod Adı", "callsign"),
        ("Nasnav", "callsign"),
        ("Surnom", "callsign"),
        ("Naanaysta", "callsign"),
        ("Nom de guerre", "callsign"),
        ("N° CNI", "identifiers"),
        ("NIN", "identifiers"),
        ("FİN kod", "identifiers"),
        ("Matricule", "identifiers"),
        ("T.C. kimlik no", "identifiers"),
    ],
)
def test_headers_of_africa_and_the_caucasus(tmp_path: Path, header: str, field: str) -> None:
    """Headers for births, fathers, callsigns and cards are understood, in capitals or small."""
    assert {"id": "mention_id", "full name": "name", header: field} == fields(
        read_text(tmp_path, f"id,full name,{header}\n1,Testov Ivan,12\n")
    )


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Nom;Postnom;Prénom", ["surname", "second_surname", "given_name"]),
        ("Nom et Post-nom;Prénom", ["surname", "given_name"]),
        ("Noms;Post-nom", ["surname", "second_surname"]),
        ("Noms;Âge", ["name", "age"]),
        ("Nom, post-nom et prénom;Âge", ["name", "age"]),
    ],
)
def test_the_postnom_is_the_second_word_of_the_surname(
    tmp_path: Path, header: str, expected: list[str]
) -> None:
    """A Congolese name is nom, postnom and prénom; the first two are the surname."""
    text = f"{header}\n{';'.join('AB' for _ in expected)}\n"

    assert expected == list(fields(read_text(tmp_path, text)).values())


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("CIN", ["AB123456", "AB123459", ""], "identifiers"),
        ("CIN", ["08123456"], "identifiers"),
        ("Čin", ["major", "kapetan", "desetnik"], "rank"),
        ("čin", ["", ""], "rank"),
    ],
)
def test_a_card_or_a_rank(tmp_path: Path, header: str, cells: list[str], field: str) -> None:
    """CIN is a card in the Maghreb, čin a rank: their cells tell."""
    rows = "".join(f"Testov Ivan,{cell}\n" for cell in cells)

    assert field == fields(read_text(tmp_path, f"full name,{header}\n{rows}"))[header]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Adı,Yer\nNümunəyev Elçin Rəşid oğlu,A\nSınaqov Xəyal,B\n", "name"),
        ("Adı,Yer\nElçin,A\nXəyal,B\n", "given_name"),
        ("Adı,Soyadı\nElçin Rəşid,Nümunəyev\n", "given_name"),
    ],
)
def test_whole_names_under_a_header_of_given_names(tmp_path: Path, text: str, field: str) -> None:
    """Where no column holds surnames and most cells several words they are whole names, and that is told."""
    lists = read_text(tmp_path, text)

    assert field == fields(lists)["Adı"]
    assert (field == "name") == any("holds whole names" in note for note in lists.notes)


def test_a_guess_is_told(tmp_path: Path) -> None:
    """A header that is nearly one we know is taken for it, and the run says so."""
    [note] = read_text(tmp_path, "ФИО;Дата рожденя\nТестов Иван;1985\n").notes

    assert note.endswith(
        'column "Дата рожденя" is no header we know, and is taken for birth_date, which it is nearly'
    )


def test_callsigns_without_names_are_told(tmp_path: Path) -> None:
    """Who is known by a callsign only is no unnamed dead of whom nobody hears."""
    rows = "Kartal,Ali Testkaya\nŞahin,\nAtmaca,\n"
    [note] = read_text(tmp_path, f"Kod Adı,Adı Soyadı\n{rows}").notes

    assert '2 rows name nobody but by a callsign ("Şahin", "Atmaca"), and count as unnamed people' in note


@pytest.mark.parametrize("header", ["שם ומשפחה", "نام و تخلص", "ሙሉ ስም", "аты-жөні", "F.I.Sh.", "ному насаб"])
def test_headers_of_whole_names_of_the_east(tmp_path: Path, header: str) -> None:
    """A header for name and surname stands for whole names, not for surnames."""
    assert "name" == fields(read_text(tmp_path, f"id,{header}\n1,Testov Ivan\n"))[header]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("ФИО, звание", "name"),
        ("Звание, ФИО", "name"),
        ("Ф.И.О. и звание", "name"),
        ("ФИО/позывной", "name"),
        ("ПІБ, звання", "name"),
        ("Rank & full name", "name"),
        ("الاسم الكامل والرتبة", "name"),
        ("Фамилия/имя", "name"),
        ("боец (ФИО, позывной)", "name"),
        ("Дата гибели/смерти", "death_date"),
        ("Дата гибели или смерти", "death_date"),
        ("Место рождения / жительства", "origin_place"),
        ("Подразделение/часть", "unit"),
        ("Город/село", "origin_place"),
        ("Возраст/Age (years)", "age"),
        ("Дата рождения / возраст", "birth_date"),
        ("Возраст, дата рождения", "birth_date"),
        ("Рождение, место / Place of birth", "origin_place"),
        ("Дата рождения/смерти", None),
        ("Место гибели/захоронения", None),
        ("ФИО, скорость", None),
        ("Имя отца / матери", None),
    ],
)
def test_a_header_of_several_parts(header: str, field: str | None) -> None:
    """When every part is known: the field of all, the name where it is among them, birth date or age; else nothing."""
    found = WORDS.fields_of(header)

    assert field == next(iter(found), None)
    assert (found == ("birth_date", "age")) == (field == "birth_date")


def test_a_header_of_several_parts_gives_way(tmp_path: Path) -> None:
    """A column that says one thing comes first; beside a surname «имя» with more is the given name."""
    both = read_text(tmp_path, "ФИО/позывной;ФИО\nКот;Тестов Иван\n")
    parts = read_text(tmp_path, "Имя, отчество;Фамилия\nИван Петрович;Тестов\n")

    assert {"ФИО/позывной": None, "ФИО": "name"} == fields(both)
    assert {"Имя, отчество": "given_name", "Фамилия": "surname"} == fields(parts)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["01.02.1985", "38 лет", "01.02.1986"], "birth_date"),
        (["01.02.1985", "01.02.1986", "38"], "age"),
        (["", ""], "birth_date"),
    ],
)
def test_birth_dates_or_ages(tmp_path: Path, cells: list[str], field: str) -> None:
    """Where a bare number stands it is a column of ages, which reads dates of birth, too; else one of birth dates."""
    lists = read_text(
        tmp_path, "ФИО;Дата рождения / возраст\n" + "".join(f"Тестов Иван;{cell}\n" for cell in cells)
    )

    assert field == fields(lists)["Дата рождения / возраст"]
    assert (field == "age") == ("guess" in lists.column_map["basis"])


def test_dates_and_ages_of_one_column_are_read(tmp_path: Path) -> None:
    """A date, an age in words, and both in one cell."""
    path = tmp_path / "list.csv"
    cells = ["01.02.1985", "35 лет", "01.02.1985 (35)", "01.02.1985 / 35"]
    rows = "".join(f"{at};Тестов Иван;{cell};01.03.2020\n" for at, cell in enumerate(cells))
    path.write_text(f"id;ФИО;Дата рождения / возраст;Дата смерти\n{rows}", encoding="utf-8")
    values = inspect([path])[1].values

    assert [1985, 1984, 1985, 1985] == values["birth_low"].dt.year().to_list()
    assert [None, 35.0, 35.0, 35.0] == values["age_low"].to_list()


@pytest.mark.parametrize(
    ("cells", "field", "basis"),
    [
        (["أبو أحمد", "ابو علي", "نجار"], "callsign", "header"),
        (["Abu Ahmad", "Umm Ali", "Najjar"], "callsign", "header"),
        (["نجار", "أمين", "أبو زيد"], "surname", "guess"),
        (["", "", ""], "callsign", "header"),
    ],
)
def test_a_kunya_or_a_family_name(tmp_path: Path, cells: list[str], field: str, basis: str) -> None:
    """الكنية is what most of its cells are; as a surname it is a guess, and the name beside it a given name."""
    text = "الاسم,الكنية\n" + "".join(f"سالم,{cell}\n" for cell in cells)
    rows = {
        header: (field, basis)
        for header, field, basis in read_text(tmp_path, text)
        .column_map.select("header", "field", "basis")
        .iter_rows()
    }

    assert (field, basis) == rows["الكنية"]
    assert ("given_name" if field == "surname" else "name", "header") == rows["الاسم"]


def test_a_callsign_beside_whole_names(tmp_path: Path) -> None:
    """Where the names beside it are whole, الكنية is no half of them."""
    rows = "محمد خالد النجار,الصقر\nسالم خالد العلي,النمر\nوليد خالد الحسن,أبو علي\nخالد وليد الأحمد,أسد\n"
    lists = read_text(tmp_path, f"الاسم,الكنية\n{rows}")

    assert {"الاسم": "name", "الكنية": "callsign"} == fields(lists)


def test_a_kunya_beside_a_surname_stays_one(tmp_path: Path) -> None:
    """Where another column is the surname nothing is guessed."""
    lists = read_text(tmp_path, "الاسم,الكنية,اسم العائلة\nسالم,فاروق,نجار\n")

    assert {"الاسم": "given_name", "الكنية": "callsign", "اسم العائلة": "surname"} == fields(lists)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Nom;Prénom", ["surname", "given_name"]),
        ("Nom;Âge", ["name", "age"]),
        ("Nom;Nom de famille;Prénom", ["name", "surname", "given_name"]),
        ("نام;نام خانوادگی", ["given_name", "surname"]),
        ("نام;نام پدر", ["name", "patronymic"]),
    ],
)
def test_half_a_name_beside_its_other_half(tmp_path: Path, header: str, expected: list[str | None]) -> None:
    """What may be the whole name is its half where the other half has a column of its own."""
    text = f"{header}\n{';'.join('AB' for _ in expected)}\n"

    assert expected == list(fields(read_text(tmp_path, text)).values())


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        ("Date", ["7 May 2015", "08.05.2015", "?"], 'are dates; say what they are with --map FIELD="Date" (birth_date, death_date, reported_date …)'),
        ("Заявитель", ["Тестова Анна", "Пробин И.П.", "сосед"], "are names; those of the people are read from elsewhere"),
        ("Zzq", ["Иван", "Пётр", "Олег"], "are given names; they are not compared; if they are the fathers', say --map patronymic=\"Zzq\""),
        ("Zzq", ["Иван", "Пётр", "Тестово"], "are given names; they are not compared; if they are the fathers', say --map patronymic=\"Zzq\""),
        ("Zzq", ["Иван", "Иван", "Иван"], None),
        ("Zzq", ["Иван", "Тестово", "Пробино"], None),
        ("Zzq", ["Иван-2", "Пётр 3", "Олег5"], None),
        ("Комната", ["1985", "2001", "1990"], 'are years; if they are those of births, say --map birth_date="Комната"'),
        ("Комната", ["185", "2101", "90"], None),
        ("Zzq", ["12/03/1965 à Testville", "Testville, 1931", "?"], 'are dates; say what they are with --map FIELD="Zzq" (birth_date, death_date, reported_date …)'),
        ("Цвет", ["белый", "чёрный", "08.05.2015"], None),
        ("Приметы", ["", "", ""], None),
    ],
)  # fmt: skip
def test_dates_and_names_that_nobody_understood_are_told(
    tmp_path: Path, header: str, cells: list[str], told: str | None
) -> None:
    """A column that is carried though it may say when somebody died, or who, is no silent loss; the run tells it too."""
    path = tmp_path / "list.csv"
    path.write_text(f"ФИО;{header}\n" + "".join(f"Тестов Иван;{cell}\n" for cell in cells), encoding="utf-8")
    lists, normalised = inspect([path])
    expected = (
        [f'list.csv: column "{header}" is not understood, but most of its cells {told}'] if told else []
    )

    assert expected == lists.notes
    assert (told or "") in check_text(lists, normalised)


def test_other_names_are_the_name_where_no_column_is(tmp_path: Path) -> None:
    """Beside half a name the whole one may stand in a column that nobody understood; dates are told by the fields still free."""
    path = tmp_path / "list.csv"
    path.write_text(
        "Фамилия;Дата рождения;Люди;Когда\nТестов;1985;Тестов Иван;08.05.2015\n", encoding="utf-8"
    )

    assert [
        'list.csv: column "Люди" is not understood, but most of its cells are names; if they are those of the people, say --map name="Люди"',
        'list.csv: column "Когда" is not understood, but most of its cells are dates; say what they are with --map FIELD="Когда" (death_date, reported_date …)',
    ] == inspect([path])[0].notes


def test_given_names_that_nobody_understood_may_be_those_of_the_people(tmp_path: Path) -> None:
    """Beside surnames they are the people's as likely as their fathers'; beside both they are the fathers'."""
    path = tmp_path / "list.csv"
    told = 'list.csv: column "{}" is not understood, but most of its cells are given names; '
    path.write_text("surname,Zzq\nТестов,Иван\nТестов,Пётр\n", encoding="utf-8")
    alone = inspect([path])[0].notes
    path.write_text("surname,given name,Zzq\nТестов,Лев,Иван\nТестов,Лев,Пётр\n", encoding="utf-8")

    assert (
        [
            f'{told.format("Zzq")}they are not read; if they are the people\'s, say --map given_name="Zzq", if the fathers\', --map patronymic="Zzq"'
        ],
        [f'{told.format("Zzq")}they are not compared; if they are the fathers\', say --map patronymic="Zzq"'],
    ) == (alone, inspect([path])[0].notes)


def test_a_word_that_mostly_says_where_is_no_birth_date(tmp_path: Path) -> None:
    """«متولد» stands above places as often as above dates: it is carried, and told where its cells are dates."""
    assert fields(read_text(tmp_path, "نام,متولد\nعلی,تهران\n"))["متولد"] is None


def test_a_column_of_solar_dates_is_told_as_dates(tmp_path: Path) -> None:
    """Which calendar they are of may be in doubt; that they are dates is not."""
    path = tmp_path / "list.csv"
    path.write_text("ФИО;Найден\nТестов Иван;۱۴۰۱/۰۷/۰۸\n", encoding="utf-8")

    assert "dates; say what they are" in " ".join(inspect([path])[0].notes)


def test_a_column_that_is_compared_is_no_loss(tmp_path: Path) -> None:
    """Of what the settings speak of nothing has to be told."""
    path = tmp_path / "list.csv"
    path.write_text("ФИО;Найден\nТестов Иван;08.05.2015\n", encoding="utf-8")
    (tmp_path / "resolver.toml").write_text('[comparisons]\n"Найден" = "date"\n', encoding="utf-8")

    assert [] == inspect([path])[0].notes


@pytest.mark.parametrize(
    ("names", "cells", "field"),
    [
        (["João Carlos da Prova", "Rui Manuel Testado"], ["Zé", "Lobo"], "callsign"),
        (["João", "Rui Manuel"], ["da Prova", "Testado"], "surname"),
    ],
)
def test_apelido_is_a_surname_or_a_nickname(
    tmp_path: Path, names: list[str], cells: list[str], field: str
) -> None:
    """«Apelido» is the surname in Portugal and a nickname in Brazil: beside whole names it is the latter."""
    rows = "\n".join(f"{name},{cell}" for name, cell in zip(names, cells, strict=True))

    assert field == fields(read_text(tmp_path, f"Nome,Apelido\n{rows}"))["Apelido"]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["09.876.543-2", "DNI 12345678", "sin DNI"], "identifiers"),
        (["Informe final", "Acta 12", "Informe final"], "document_id"),
    ],
)
def test_documento_is_a_card_or_a_paper(tmp_path: Path, cells: list[str], field: str) -> None:
    """«Documento» holds the numbers of identity cards, or names papers; its cells tell."""
    rows = "\n".join(f"Rosa Ficticampo {at},{cell}" for at, cell in enumerate(cells))

    assert field == fields(read_text(tmp_path, f"Nombre,Documento\n{rows}"))["Documento"]
