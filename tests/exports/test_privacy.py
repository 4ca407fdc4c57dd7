"""privacy.toml is an allow-list: secrets planted in every column and on everybody who must not leave are in no file of an export."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.corrections import Action, Correction, Corrections
from resolver.errors import RuleError
from resolver.exports.privacy import NEVER, PLACES, read_privacy
from resolver.exports.scrub import without_address, without_contacts, without_numbers
from resolver.rulebook import load_rulebook
from resolver.run import Run
from resolver.tables import FIELDS
from tests.exports.test_edition import table, text_of

PUBLIC = '[[list]]\nfile = "open*.csv"\nid = "open"\nsensitivity = "public"\n[[list]]\nfile = "hush*.csv"\nsensitivity = "restricted"\n'
DEAD = {"name": "Макетов Олег Петрович", "status": "killed", "death_date": "2018-02-07"}


def published(
    folder: Path,
    rows: list[dict[str, str]],
    *,
    rules: str = "",
    hushed: list[dict[str, str]] | None = None,
    **said: object,
) -> tuple[Run, str]:
    """Make a run of a public list (and a restricted one), publish it in every layout, and return it with all the text of the exports."""
    pl.DataFrame(rows, infer_schema_length=None).write_csv(folder / "open.csv")
    (folder / "resolver.toml").write_text(PUBLIC, "utf-8")
    files = [folder / "open.csv"]
    if hushed:
        pl.DataFrame(hushed, infer_schema_length=None).write_csv(folder / "hush.csv")
        files.append(folder / "hush.csv")
    if rules:
        (folder / "mine").mkdir()
        (folder / "mine" / "privacy.toml").write_text(rules, "utf-8")
        said["rules"] = folder / "mine"
    run = resolver.dedupe(files, estimate=False, **said)  # type: ignore[arg-type]
    run.publish(folder / "public")
    run.export(folder / "ftm", layout="ftm", profile="public")
    return run, text_of(folder / "public") + text_of(folder / "ftm")


def test_secrets_in_every_column(tmp_path: Path) -> None:
    """Of a published man: no identifier, note, quote, own column, contact, telephone or exact address, wherever it stood."""
    secret = "тел. 8 912 345 67 89, ул. Секретная 5, кв. 3, secret@example.org, @secretly, t.me/secretly"
    texts = ("callsign", *PLACES, "unit", "rank", "affiliation", "incident")
    row = DEAD | dict.fromkeys(texts, f"Казань, {secret}") | {name: f"SECRET{name}" for name in NEVER}
    row |= {"publisher": f"Daily, {secret}", "via": f"Outlet <- {secret}", "document_id": f"doc {secret}"}
    row |= {"url": "https://example.org/a mailto:secret@example.org tel:+79123456789", "my own": "SECRETOWN"}
    row |= {"language": f"ru {secret}", "sex": f"m {secret}", "age_on": secret, "reported_date": secret}
    row |= {"birth_date": secret, "age": secret, "group_size": secret}
    row |= {"document_title": f"Mourned, {secret}", "retrieved": secret, "archived_url": row["url"]}
    row |= dict.fromkeys(("wikidata", *(name.replace("place", "geonames") for name in PLACES)), "Q31415926")
    _, text = published(tmp_path, [row])

    # Whole numbers: three digits of one stand in many a hash by chance.
    secrets = (
        "SECRET",
        "345 67",
        "3456789",
        "Секретная",
        "secret@",
        "@secretly",
        "t.me/",
        "кв. 3",
        "my own",
        "open.csv",
        "31415926",
    )
    assert [] == [one for one in secrets if one in text]
    assert "Казань" in text
    assert "https://example.org/a" in text


WHO: Mapping[str, dict[str, str]] = {
    "alive": {"status": "alive"},
    "captured": {"status": "captured"},
    "missing": {"status": "missing"},
    "wounded": {"status": "wounded"},
    "nobody says what became of them": {"status": ""},
    "relative": {"role": "relative"},
    "source": {"role": "source"},
    "witness": {"role": "witness"},
    "official": {"role": "official"},
    "author": {"role": "author"},
    "perpetrator": {"role": "perpetrator"},
}


NAMES = [f"{surname} Фома" for surname in ("Тайнов", "Скрытный", "Молчанов", "Безымянов", "Закрытый", "Неведомый", "Укромный", "Глухих", "Потайной", "Тёмный", "Невидимый")]  # fmt: skip


def test_secrets_on_everybody_who_must_not_leave(tmp_path: Path) -> None:
    """On a public list: nobody who may live, nobody who told something; how many stayed away is said, by reason."""
    fields = ("callsign", "unit", "origin_place", "affiliation", "publisher", "via", "document_id")
    rows = [
        DEAD
        | {"name": NAMES[at], "birth_date": f"{1950 + at}-01-02", "url": f"https://example.org/SECRET{at}"}
        | {name: f"SECRET{name}{at}" for name in fields}
        | who
        for at, who in enumerate(WHO.values())
    ]
    run, text = published(tmp_path, [DEAD, *rows])

    assert len(rows) + 1 == run.persons.height
    assert [] == [one for one in ("SECRET", *(name.split()[0] for name in NAMES)) if one in text]
    assert "Макетов" in text
    for told in (
        "6 not casualties",
        "1 of status alive",
        "1 of status captured",
        "1 of status missing",
        "1 of status unknown",
    ):
        assert told in text


def test_what_a_published_list_alone_says_decides(tmp_path: Path) -> None:
    """Missing on the public list and killed on a restricted one: nothing that is published says that he is dead, so he stays out."""
    hushed = [DEAD | {"birth_date": "1985-01-02"}]
    run, text = published(
        tmp_path, [hushed[0] | {"status": "missing"}, DEAD | {"name": "Пробный Илья"}], hushed=hushed
    )

    assert "killed" == run.person(run.persons.filter(pl.col("mention_count") == 2)["person_id"][0])["status"]
    assert "Макетов" not in text
    assert "Пробный" in text


def test_cells_corrected_in_confidence(tmp_path: Path) -> None:
    """Neither what the list says nor what it was put right to; a name put right in confidence keeps its row at home."""
    rows = [
        DEAD | {"id": "m1", "unit": "WRONGUNIT"},
        DEAD | {"id": "m2", "name": "Неверный Пётр"},
        DEAD | {"id": "m3", "name": "Пробный Илья"},
    ]
    given = [("m1", "unit", "RIGHTUNIT"), ("m2", "name", "Верный Павел"), ("m3", "unit", "OPENUNIT")]
    corrections = Corrections(
        given=tuple(
            Correction(correction_id=f"c-{at}", target=target, action=Action.SET, field=field, new_value=value, confidential=at < 2, basis="LETTER")
            for at, (target, field, value) in enumerate(given)
        )
    )  # fmt: skip
    _, text = published(tmp_path, rows, corrections=corrections)

    secrets = ("WRONGUNIT", "RIGHTUNIT", "Неверный", "Верный", "LETTER")
    assert [] == [one for one in secrets if one in text]
    assert "OPENUNIT" in text


def test_ids_that_may_be_a_passport(tmp_path: Path) -> None:
    """An id of many digits or a mailbox leaves as list and line, everywhere; a plain one as it is."""
    rows = [
        DEAD | {"id": "4509 123456", "birth_date": "1985-01-02"},
        DEAD | {"id": "a@example.org", "birth_date": "1986-01-02", "name": "Пробный Илья"},
        DEAD | {"id": "m17", "birth_date": "1987", "name": "Эскизов Фома"},
    ]
    run, text = published(tmp_path, rows)

    assert 3 == run.persons.height
    assert [] == [one for one in ("123456", "4509 1", "45091234", "a@example") if one in text]
    assert {"open:2", "open:3", "m17"} == set(table(tmp_path / "public", "statements.csv")["mention_id"])
    assert {"open:2", "open:3", "m17"} == set(table(tmp_path / "public", "persons.csv")["mention_ids"])


def test_ids_that_are_replaced_stay_apart(tmp_path: Path) -> None:
    """Two people on one line of a passport, and a row that is called as that line would be: each has an id of their own."""
    rows = [
        {**DEAD, "id": "4509 123456", "name": "Макетов Олег; Пробный Илья"},
        {**DEAD, "id": "open:2", "name": "Эскизов Фома"},
    ]
    _, text = published(tmp_path, rows)

    assert {"open:2", "open:2-2", "open:2-3"} == set(table(tmp_path / "public", "persons.csv")["mention_ids"])
    assert [] == [one for one in ("4509 1", "45091234", "123456") if one in text]


COARSE = '[cells]\nbirth_date = "year"\norigin_place = "region"\nunit = "never"\n'


def test_less_exact_where_the_rules_say_so(tmp_path: Path) -> None:
    """Birth dates to years, places to regions, a field taken off; and the export says so."""
    rows = [
        DEAD
        | {"birth_date": "14.05.1979", "origin_place": "Асбест, Свердловская область", "unit": "SECRETUNIT"},
        DEAD | {"name": "Пробный Илья", "birth_date": "конец года", "origin_place": "Деревня Выдумкино"},
    ]
    _, text = published(tmp_path, rows, rules=COARSE)
    persons = table(tmp_path / "public", "persons.csv").sort("shown_name")

    assert [("1979-01-01", "1979-12-31"), (None, None)] == persons.select("born_low", "born_high").rows()
    assert [] == [
        one for one in ("14.05", "1979-05", "Асбест", "Выдумкино", "SECRETUNIT", "конец года") if one in text
    ]
    assert "Made less exact: birth date to its year, origin place to its region" in text
    assert persons["origin_place"].to_list()[0] is not None


def test_a_year_of_another_calendar_is_none_of_ours(tmp_path: Path) -> None:
    """A solar year is cut to the years of ours that it may be; an Ethiopian one stays behind, as below a header it would be read again."""
    rows = [
        DEAD | {"birth_date": "8 Mehr 1358"},
        DEAD | {"name": "Пробный Илья", "birth_date": "19 Hidar 1975"},
    ]
    published(tmp_path, rows, rules=COARSE)
    persons = table(tmp_path / "public", "persons.csv").sort("born_low", nulls_last=True)

    assert [("1979-01-01", "1979-12-31"), (None, None)] == persons.select("born_low", "born_high").rows()


def test_columns_are_those_of_the_rules(tmp_path: Path) -> None:
    """A table has the columns that privacy.toml names, in its order, and no others."""
    published(tmp_path, [DEAD], rules='[columns]\npersons = ["shown_name", "person_id"]\n')
    shipped = read_privacy(load_rulebook().setting("privacy.toml")).columns

    assert ["shown_name", "person_id"] == table(tmp_path / "public", "persons.csv").columns
    assert list(shipped["statements"]) == table(tmp_path / "public", "statements.csv").columns
    assert list(shipped["documents"]) == table(tmp_path / "public", "documents.csv").columns


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[cells]\nnote = "as_said"\n', "cells.note: is never published"),
        ('[cells]\nidentifiers = "as_said"\n', "cells.identifiers: is never published"),
        ('[cells]\nvia = "as_said"\n', "cells.via: write numbered or never"),
        ('[cells]\nurl = "as_said"\n', "cells.url: write addresses or never"),
        ('[cells]\nname = "year"\n', "cells.name: year is for birth_date"),
        ('[cells]\nnmae = "as_said"\n', "cells.nmae: there is no such field"),
        ('[people]\nroles = ["casualty", "relative"]\n', "people.roles"),
        ('[people]\nstatuses = ["killed", "alive"]\n', "people.statuses"),
        ('[people]\nstatuses = ["missing"]\n', "people.statuses"),
        (
            '[columns]\npersons = ["person_id", "telephone"]\n',
            "columns.persons: there is no column telephone",
        ),
        ("[secrets]\n", "secrets"),
    ],
)
def test_rules_cannot_let_out_what_never_leaves(tmp_path: Path, text: str, told: str) -> None:
    """Whatever rules of one's own say: nobody who lives, no notes, no identifiers, no sources; a slip is told."""
    (tmp_path / "privacy.toml").write_text(text, "utf-8")
    with pytest.raises(RuleError, match=told):
        read_privacy(load_rulebook(tmp_path).setting("privacy.toml"))


def test_nothing_is_published_by_rules_with_a_fault(tmp_path: Path) -> None:
    """Where rules of one's own are refused, no export is made."""
    with pytest.raises(RuleError, match="is never published"):
        published(tmp_path, [DEAD], rules='[cells]\nnote = "as_said"\n')
    assert not (tmp_path / "public").exists()


def test_every_field_is_decided() -> None:
    """A field that is added to lists later is not published before somebody says so."""
    privacy = read_privacy(load_rulebook().setting("privacy.toml"))

    assert set(FIELDS) - {"mention_id", "list_id"} == {*privacy.cells, *privacy.withheld}
    assert set(NEVER) <= set(privacy.withheld)


PARTS = st.sampled_from(("Казань", "Асбест, Урал", "Perm", "حلب", "с. Выдумкино", "г. Омск"))
ADDRESSES = st.sampled_from(
    ("ул. Секретная 5", "улица Секретная, д. 5, кв. 17", "Sekret street 5", "5 Sekret Road, flat 17", "пр-т Секретный 5", "شارع السر 5", "ул.Секретная 5", "д. 5", "кв.17", "дом 5 корп. 2", "620017", "55.791, 49.105")
)  # fmt: skip


@given(before=st.lists(PARTS, max_size=2), address=ADDRESSES, joint=st.sampled_from((", ", "; ", "\n")))
def test_exact_addresses_go_and_places_stay(before: list[str], address: str, joint: str) -> None:
    """Whatever stands around it, of an exact address nothing is left, and of the place nothing is lost."""
    privacy = read_privacy(load_rulebook().setting("privacy.toml"))
    streets = {"before": privacy.street_before, "after": privacy.street_after}
    left = without_address(joint.join([*before, address]), **streets, numbers=True)

    assert (", ".join(before) or None) == (left and left.replace("\n", ", ").replace("; ", ", "))


@given(st.text("aЖ ,.;()-/«»'@+0123456789", max_size=40))
def test_scrubbing_twice_changes_nothing(text: str) -> None:
    """What is fit to be published stays as it is."""
    once = without_numbers(without_contacts(text))

    assert once == without_numbers(without_contacts(once))
