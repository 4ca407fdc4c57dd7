"""The rules load, are sound in themselves, and tell every fault of a user's own folder at once."""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from resolver import rulebook
from resolver.errors import RuleError
from resolver.model.comparisons import read_comparisons
from resolver.rulebook import SETTINGS, TABLES, Rulebook, RuleTable, load_rulebook, unzip_rules
from resolver.ruleset import compile_rules
from resolver.settings import Settings
from resolver.stages.block import read_blocking_rules
from resolver.values.text import script_of

IN_TWO_CLASSES = frozenset({"Еркинбек", "Еркинжон"})
"""Full forms of two names: Erkin and Yorqin lose their difference in Kazakh letters."""

CSV_TABLES = [spec for spec in TABLES if spec.name.endswith(".csv")]


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """Return the shipped rules."""
    return load_rulebook()


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Return an empty folder of a user's own rules."""
    folder = tmp_path / "mine"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, *lines: str) -> None:
    """Write one file of rules."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    """Return the faults that loading a folder tells, one per line."""
    with pytest.raises(RuleError) as caught:
        load_rulebook(folder)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


# --- what is shipped --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_tables_load(spec: RuleTable, rules: Rulebook) -> None:
    """Each table has rows, the columns it promises, and whole numbers where it promises them."""
    table = rules.table(spec.name)

    assert list(spec.columns) == table.columns
    assert spec.is_optional or table.height > 0
    assert {pl.Int64} >= {table.schema[name] for name in spec.integers}
    assert not any(table[name].null_count() for name in spec.filled)


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_load(name: str, rules: Rulebook) -> None:
    """Each settings file is there and says something."""
    assert rules.setting(name)


def test_rules_compile(rules: Rulebook) -> None:
    """The shipped rules make a ruleset: every reader of every file accepts what it is given."""
    compiled = compile_rules(rules, Settings())

    assert len(rules.setting("comparisons.toml")["comparison"]) == len(compiled.comparisons)
    assert len(rules.setting("blocking.toml")["rule"]) == len(compiled.blocking.rules)


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_no_space_around_a_value(spec: RuleTable, rules: Rulebook) -> None:
    """No value begins or ends with a space: it would never be found."""
    columns = [name for name in spec.columns if name not in (*spec.integers, "note", "source")]
    spaced = [
        value
        for name in columns
        for value in rules.table(spec.name)[name].drop_nulls()
        if value != value.strip() and name != "nominative"
    ]

    assert [] == spaced


def test_every_class_has_a_full_form(rules: Rulebook) -> None:
    """A given name is more than its short forms: over all files together each class has one written in full, but for the listed few."""
    given = rules.table("names/given")
    whole = set(given.filter(pl.col("kind") == "full")["class"])

    assert set() == set(given["class"]) - whole


def test_a_full_form_belongs_to_one_class(rules: Rulebook) -> None:
    """In one script a full form is one name, but for the listed few; ё and е are one letter."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    full = rules.table("names/given").filter(pl.col("kind") == "full").select("class", "form")
    for name_class, form in full.iter_rows():
        found[script_of(form), form.casefold().replace("ё", "е")].add(name_class)
    shared = {form.capitalize() for (_, form), classes in found.items() if len(classes) > 1}

    assert shared <= IN_TWO_CLASSES


def test_a_form_of_a_name_is_listed_once() -> None:
    """No two tables list one form of one name: the last would silently replace the weight and the sex of the first."""
    folder = Path(__file__).parents[1] / "rules" / "names" / "given"
    rows = pl.concat([pl.read_csv(path).select("class", "form") for path in sorted(folder.glob("*.csv"))])

    assert [] == rows.filter(rows.is_duplicated()).rows()


def test_a_name_is_a_mans_or_a_womans(rules: Rulebook) -> None:
    """No class holds men's and women's forms: two sexes are two names, unless each form goes with either."""
    given = rules.table("names/given")
    both = (
        given.group_by("class")
        .agg(pl.col("gender").unique())
        .filter(pl.col("gender").list.contains("m") & pl.col("gender").list.contains("f"))
    )

    assert [] == both["class"].to_list()


def test_a_patronymic_belongs_to_a_mans_name(rules: Rulebook) -> None:
    """A listed patronymic names a class that has a man's name in full."""
    given = rules.table("names/given")
    fathers = set(given.filter((pl.col("kind") == "full") & (pl.col("gender") != "f"))["class"])

    assert set() == set(given.filter(pl.col("kind") == "patronymic")["class"]) - fathers


def test_a_form_is_written_in_one_script(rules: Rulebook) -> None:
    """No given name and no surname mixes Latin and Cyrillic letters that look alike: it would never be found."""
    forms = {*rules.table("names/given")["form"], *rules.table("names/surname_frequencies.csv")["surname"]}
    mixed = {
        form
        for form in forms
        if {"LATIN", "CYRILLIC"} <= {unicodedata.name(letter, "").partition(" ")[0] for letter in form}
    }

    assert set() == mixed


def test_a_form_is_letters_joined_by_little(rules: Rulebook) -> None:
    """A given name is letters and marks, with spaces, hyphens, apostrophes or the digit that stands for a palochka."""
    odd = {
        form
        for form in rules.table("names/given")["form"]
        if not all(unicodedata.category(sign)[0] in "LM" or sign in " -'’ʼʻ‘1\u200c" for sign in form)
    }

    assert set() == odd


def test_customs_are_of_languages_that_names_are_listed_in(rules: Rulebook) -> None:
    """What follows a given name is said of languages of the tables, and of none twice."""
    customs = set(rules.table("names/given_customs.csv")["lang"])
    assert customs - set(rules.table("names/given")["lang"]) == set()


def test_a_surname_in_latin_letters_is_of_one_in_arabic(rules: Rulebook) -> None:
    """Each row gives an Arabic surname as it is written in Latin letters, without the article."""
    rows = rules.table("names/latin_surnames.csv").select("surname", "latin").rows()
    scripts = {(script_of(surname), script_of(latin)) for surname, latin in rows}
    assert ({("arabic", "latin")}, []) == (
        scripts,
        [latin for _, latin in rows if latin.lower().startswith("al-")],
    )


def test_no_rank_hides_a_common_name(rules: Rulebook) -> None:
    """A word that many men bear is not taken off as a rank: a son would be read as his father."""
    given = rules.table("names/given").filter((pl.col("kind") == "full") & (pl.col("weight") >= 10))
    ranks = rules.table("names/titles.csv").filter(pl.col("kind") == "rank")

    assert set() == set(given["form"]) & set(ranks["form"])


def test_women_bear_a_surname_as_often_as_men(rules: Rulebook) -> None:
    """The woman's form of a common Slavic surname is as common as the man's."""
    table = rules.table("names/surname_frequencies.csv").filter(lang="ru").select("surname", "per_million")
    shares: dict[str, int] = dict(table.iter_rows())
    common = [name for name, share in shares.items() if share >= 200 and name.endswith(("ов", "ев", "ин"))]
    women = {name: shares.get(f"{name}а") for name in common}

    assert 500 < len(common)
    assert {name: shares[name] for name in common} == women


def test_genders_and_classes_are_plain(rules: Rulebook) -> None:
    """A class is named in small ASCII letters; its forms are a man's, a woman's or either's."""
    given = rules.table("names/given")

    assert {"m", "f", "u"} >= set(given["gender"])
    assert given["class"].str.contains(r"^[a-z0-9_]+$").all()


def test_weights_are_shares(rules: Rulebook) -> None:
    """A weight counts bearers among ten thousand, a frequency bearers among a million."""
    assert set() == set(rules.table("names/given").filter(pl.col("weight") > 10_000)["form"])
    assert set() == set(
        rules.table("names/surname_frequencies.csv").filter(pl.col("per_million") > 100_000)["surname"]
    )


def test_every_place_lies_within_a_place(rules: Rulebook) -> None:
    """What a place lies within is itself a place, one place, and only countries lie within none."""
    places = rules.table("places.csv")
    known = set(places["place_id"])
    within = places.group_by("place_id").agg(pl.col("within").drop_nulls().unique(), pl.col("kind").unique())

    assert set() == set(places["within"].drop_nulls()) - known
    assert [] == within.filter(pl.col("within").list.len() > 1)["place_id"].to_list()
    assert [] == within.filter(pl.col("kind").list.len() > 1)["place_id"].to_list()


def test_no_place_lies_within_itself(rules: Rulebook) -> None:
    """Going from a place to what it lies within ends somewhere."""
    pairs = rules.table("places.csv").select("place_id", "within").drop_nulls().unique()
    parents: dict[str, str] = dict(pairs.iter_rows())
    circles = [place for place in sorted(parents) if _comes_back(place, parents)]

    assert [] == circles


def _comes_back(place: str, parents: dict[str, str]) -> bool:
    seen, at = {place}, parents.get(place)
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is not None


@pytest.mark.parametrize("table", ["role", "status", "sex", "sensitivity", "verdict"])
def test_a_word_stands_under_one_key(table: str, rules: Rulebook) -> None:
    """No word of a closed list means two of its values."""
    keys: dict[str, set[str]] = defaultdict(set)
    for key, words in rules.setting("vocabulary.toml")[table].items():
        for word in words:
            keys[" ".join(word.casefold().split())].add(key)

    assert {} == {word: found for word, found in keys.items() if len(found) > 1}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("role", "casualty relative source official author witness perpetrator unknown"),
        ("status", "killed died_of_wounds missing captured wounded alive unknown"),
        ("sensitivity", "public internal restricted"),
        ("verdict", "same different unsure"),
    ],
)
def test_closed_lists(table: str, expected: str, rules: Rulebook) -> None:
    """The closed lists hold the values that tables may hold, and no others."""
    assert set(expected.split()) == set(rules.setting("vocabulary.toml")[table])


def test_opposite_suffixes_are_listed(rules: Rulebook) -> None:
    """Where a surname's ending names the ending of the other sex, the rules know that ending as the other sex's."""
    rows = rules.table("names/surname_suffixes.csv").select("suffix", "gender", "opposite").rows()
    other = {"m": "f", "f": "m", "u": "f"}
    unknown = [
        opposite
        for _, gender, opposite in rows
        if opposite
        and not any(opposite.endswith(suffix) and found in (other[gender], "u") for suffix, found, _ in rows)
    ]

    assert [] == unknown


def test_a_rulebook_is_kept_with_a_run(rules: Rulebook) -> None:
    """Rules written to an archive and read back are the same rules."""
    again = unzip_rules(rules.to_zip())

    assert rules.sha256 == again.sha256
    assert all(rules.table(spec.name).equals(again.table(spec.name)) for spec in TABLES)
    assert rules.to_zip() == again.to_zip()


# --- a folder of one's own --------------------------------------------------------------------------------------------


def test_an_empty_folder_changes_nothing(rules: Rulebook, overlay: Path) -> None:
    """A folder without rules leaves ours as they are."""
    assert rules.sha256 == load_rulebook(overlay).sha256


def test_a_folder_must_be_one(tmp_path: Path) -> None:
    """What is no folder is told as such."""
    with pytest.raises(RuleError, match="is not a folder"):
        load_rulebook(tmp_path / "nowhere")


def test_rows_are_added(rules: Rulebook, overlay: Path) -> None:
    """Rows of a user's table are added to ours; nothing of ours has to be copied."""
    put(
        overlay,
        "names/given/mine.csv",
        "class,form,lang,kind,gender,weight,source",
        "zzz,Zzyzx,xx,full,m,1,me",
    )
    put(overlay, "names/titles.csv", "form,lang,kind,note", "grand vizier,en,rank,")
    mine = load_rulebook(overlay)

    assert rules.table("names/given").height + 1 == mine.table("names/given").height
    assert rules.table("names/titles.csv").height + 1 == mine.table("names/titles.csv").height
    assert ("zzz", "Zzyzx", "xx", "full", "m", 1, "me") == mine.table("names/given").row(-1)
    assert rules.sha256 != mine.sha256


def test_a_row_of_the_user_wins(rules: Rulebook, overlay: Path) -> None:
    """A row with the same key as one of ours takes its place."""
    put(overlay, "names/surname_frequencies.csv", "surname,lang,per_million,source", "Иванов,ru,7,me")
    mine = load_rulebook(overlay).table("names/surname_frequencies.csv")

    assert rules.table("names/surname_frequencies.csv").height == mine.height
    assert [(7, "me")] == mine.filter(surname="Иванов", lang="ru").select("per_million", "source").rows()


def test_rules_are_checked_once(overlay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked by an earlier run is not checked again, and says the same; what cannot be read is worked out anew."""
    monkeypatch.setenv("RESOLVER_CACHE", str(tmp_path / "cache"))
    put(overlay, "linking.toml", "[population]", "size = 4242")
    first = _anew(overlay)
    kept = [path for path in (tmp_path / "cache").iterdir() if path.name.startswith("own_rules-")]
    monkeypatch.setattr(rulebook, "_checked", lambda files: pytest.fail("checked again"))
    second = _anew(overlay)
    monkeypatch.undo()
    monkeypatch.setenv("RESOLVER_CACHE", str(tmp_path / "cache"))
    for broken in (b"", b"{}", b"[1", b"\xff"):
        kept[0].write_bytes(broken)
        assert first.settings == _anew(overlay).settings

    assert 1 == len(kept)
    assert first.settings == second.settings
    assert all(first.table(spec.name).equals(second.table(spec.name)) for spec in TABLES)


def test_rules_with_faults_are_never_kept(
    overlay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is told each time, however often the rules are read."""
    monkeypatch.setenv("RESOLVER_CACHE", str(tmp_path / "cache"))
    put(overlay, "names/titles.csv", "form,lang,kind,note", "grand vizier,en,,")
    for _ in range(2):
        with pytest.raises(RuleError, match="kind is empty"):
            _anew(overlay)


def _anew(overlay: Path) -> Rulebook:
    """Return rules as a new process would read them."""
    rulebook.parse_rules.cache_clear()
    return load_rulebook(overlay)


def test_settings_are_laid_over(rules: Rulebook, overlay: Path) -> None:
    """One key of a user's settings replaces ours and leaves its neighbours; a list is replaced whole."""
    put(overlay, "linking.toml", "[population]", "size = 4242")
    put(overlay, "blocking.toml", "[[rule]]", 'name = "surname alone"', 'keys = ["surname"]')
    ours, mine = rules.setting("linking.toml"), load_rulebook(overlay)

    assert {**ours["population"], "size": 4242} == mine.setting("linking.toml")["population"]
    assert ours["costs"] == mine.setting("linking.toml")["costs"]
    assert ["surname alone"] == [rule["name"] for rule in mine.setting("blocking.toml")["rule"]]
    assert rules.setting("blocking.toml")["largest_block"] == mine.setting("blocking.toml")["largest_block"]


GIVEN_HEADER = "class,form,lang,kind,gender,weight,source"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("zzz,,xx,full,m,1,me", "line 2: form is empty; fill it or delete the row"),
        ("zzz,Zzyzx,xx,nick,m,1,me", "line 2: kind is 'nick'; use one of full, patronymic, short, variant"),
        ("zzz,Zzyzx,xx,full,x,1,me", "line 2: gender is 'x'; use one of f, m, u"),
        ("zzz,Zzyzx,xx,full,m,-1,me", "line 2: weight is '-1'; it must be a whole number, 0 or more"),
        ("zzz,Zzyzx,xx,full,m,many,me", "line 2: weight is 'many'; it must be a whole number, 0 or more"),
    ],
)
def test_a_fault_is_told_with_its_mend(row: str, told: str, overlay: Path) -> None:
    """A fault names the file, the line, what is wrong and what to do."""
    put(overlay, "names/given/mine.csv", GIVEN_HEADER, row)

    assert [f"names/given/mine.csv {told}"] == faults_of(overlay)


def test_a_row_twice_is_a_fault(overlay: Path) -> None:
    """The same fact twice in one file is a slip of the pen."""
    put(
        overlay,
        "names/given/mine.csv",
        GIVEN_HEADER,
        "zzz,Zz,xx,full,m,1,me",
        "yyy,Yy,xx,full,m,1,me",
        "zzz,Zz,xx,full,m,2,me",
    )

    assert ["names/given/mine.csv line 4: zzz / Zz stands twice; delete one row"] == faults_of(overlay)


@pytest.mark.parametrize("spec", CSV_TABLES, ids=lambda spec: spec.name)
def test_a_wrong_header_is_a_fault(spec: RuleTable, overlay: Path) -> None:
    """Every table says which columns are missing and what the header must be."""
    put(overlay, spec.name, "colour,smell", "red,sweet")
    (told,) = faults_of(overlay)

    assert told.startswith(f"{spec.name}: no column {spec.columns[0]}")
    assert told.endswith(f"the header must be {','.join(spec.columns)}")


@pytest.mark.parametrize("spec", CSV_TABLES, ids=lambda spec: spec.name)
def test_an_empty_cell_is_a_fault(spec: RuleTable, overlay: Path) -> None:
    """Every table tells each cell that must not be empty."""
    put(overlay, spec.name, ",".join(spec.columns), "," * (len(spec.columns) - 1))

    assert {f"{spec.name} line 2: {name} is empty; fill it or delete the row" for name in spec.filled} <= set(
        faults_of(overlay)
    )


@pytest.mark.parametrize("name", SETTINGS)
def test_broken_settings_are_a_fault(name: str, overlay: Path) -> None:
    """A settings file that is no TOML is told with the place in it."""
    put(overlay, name, "[costs]", "wrong_merge = ")
    (told,) = faults_of(overlay)

    assert re.fullmatch(re.escape(name) + r": .*line 2, column \d+.*; mend it or delete the file", told)


def test_all_faults_are_told_at_once(overlay: Path) -> None:
    """Faults of many files come in one message: the user mends them in one go."""
    put(overlay, "names/given/mine.csv", GIVEN_HEADER, "zzz,Zz,xx,full,x,1,me", "zzz,Yy,xx,nick,m,1,me")
    put(overlay, "names/given/other.csv", GIVEN_HEADER, "zzz,,xx,full,m,1,me")
    put(overlay, "names/particles.csv", "form,lang,kind", "zz,xx,knot")
    put(overlay, "places.csv", "place_id,kind,form", "a,b,c")
    put(overlay, "linking.toml", "[costs")
    told = faults_of(overlay)

    assert ["names/given/mine.csv line 3", "names/given/mine.csv line 2", "names/given/other.csv line 2"] == [
        line.partition(":")[0] for line in told[:3]
    ]
    assert ["names/particles.csv line 2", "places.csv", "linking.toml"] == [
        line.partition(":")[0] for line in told[3:]
    ]


def test_bytes_that_are_no_text(overlay: Path) -> None:
    """A file in an old code page is told to be saved anew."""
    (overlay / "columns.csv").write_bytes("field,header,lang\nname,Имя,ru\n".encode("cp1251"))
    (told,) = faults_of(overlay)

    assert told.startswith("columns.csv line 2: is not UTF-8")
    assert "CSV UTF-8" in told


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8-sig"), (";", "utf-8")]
)
def test_a_table_saved_by_a_spreadsheet_is_read(
    separator: str, encoding: str, rules: Rulebook, overlay: Path
) -> None:
    """Semicolons, tabs, a byte order mark and UTF-16 are what spreadsheets write; the rows are read all the same."""
    lines = ("field,header,lang", "name,Как звали,ru")
    text = "\r\n".join(line.replace(",", separator) for line in lines) + "\r\n"
    (overlay / "columns.csv").write_bytes(text.encode(encoding))

    assert ("name", "Как звали", "ru") in load_rulebook(overlay).table("columns.csv").rows()
    assert ("name", "Как звали", "ru") not in rules.table("columns.csv").rows()


# --- settings with a shape of their own -------------------------------------------------------------------------------


def comparison(**changed: Any) -> dict[str, Any]:
    """Return one sound comparison with something changed."""
    level = {"label": "same", "m": 0.9, "u": 0.1, "r": 0.1}
    return {"name": "sex", "kind": "exact", "column": "sex", "levels": [level], **changed}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": "colour"}, "comparison sex: kind: "),
        ({"levels": []}, "comparison sex: levels: "),
        ({"levels": [{"label": "same", "m": 0.0, "u": 0.1, "r": 0.1}]}, "comparison sex: levels.0.m: "),
        ({"levels": [{"label": "same", "m": 1.5, "u": 0.1, "r": 0.1}]}, "comparison sex: levels.0.m: "),
        ({"levels": [{"label": "same", "m": 0.9, "u": "often", "r": 0.1}]}, "comparison sex: levels.0.u"),
        ({"levels": [{"label": "same", "m": 0.9, "u": 0.1}]}, "comparison sex: levels.0.r: "),
        ({"weight": 3}, "comparison sex: weight: "),
    ],
)
def test_faults_of_a_comparison(changed: dict[str, Any], told: str) -> None:
    """A fault of a comparison names it and the level it is in."""
    with pytest.raises(RuleError) as caught:
        read_comparisons({"comparison": [comparison(**changed)]})

    assert str(caught.value).startswith("comparisons.toml has faults:")
    assert told in str(caught.value)


def test_all_faults_of_comparisons_are_told_at_once() -> None:
    """Two comparisons with a fault each make one message; one without a name is told by its place."""
    nameless = comparison(kind="colour")
    del nameless["name"]
    with pytest.raises(RuleError) as caught:
        read_comparisons({"comparison": [comparison(levels=[]), comparison(), nameless]})

    assert "comparison sex: levels: " in str(caught.value)
    assert "comparison number 3: name: " in str(caught.value)
    assert "comparison number 3: kind: " in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"rule": [{"name": "a", "keys": ["surname"]}]}, "blocking.toml: largest_block: "),
        (
            {"largest_block": 1, "rule": [{"name": "a", "keys": ["surname"]}]},
            "blocking.toml: largest_block: ",
        ),
        ({"largest_block": 9}, "blocking.toml: rule: "),
        ({"largest_block": 9, "rule": []}, "blocking.toml: rule: "),
        ({"largest_block": 9, "rule": [{"name": "a", "keys": []}]}, "blocking.toml: rule.0.keys: "),
        ({"largest_block": 9, "rule": [{"keys": ["surname"]}]}, "blocking.toml: rule.0.name: "),
        ({"largest_block": 9, "rule": [{"name": "a", "key": ["surname"]}]}, "blocking.toml: rule.0.key: "),
        (
            {"largest_block": 9, "rule": [{"name": "a", "keys": ["surnam"]}]},
            "blocking.toml: rule 'a': unknown key 'surnam'; use one of birth_day, ",
        ),
        (
            {"largest_block": 9, "rule": [{"name": "a", "keys": ["surname"], "refine": ["smell"]}]},
            "blocking.toml: rule 'a': unknown key 'smell'; use one of birth_day, ",
        ),
    ],
)
def test_faults_of_blocking(settings: dict[str, Any], told: str) -> None:
    """A fault of blocking names the rule, what is wrong and what may stand there."""
    with pytest.raises(RuleError) as caught:
        read_blocking_rules(settings)

    assert told in str(caught.value)


def test_all_faults_of_blocking_are_told_at_once() -> None:
    """Unknown keys of several rules make one message, a line each."""
    rules = [
        {"name": "a", "keys": ["smell", "surname"]},
        {"name": "b", "keys": ["given"], "refine": ["colour"]},
    ]
    with pytest.raises(RuleError) as caught:
        read_blocking_rules({"largest_block": 9, "rule": rules})

    assert 2 == len(str(caught.value).splitlines())
