"""settings.py: resolver.toml, and every fault of it in one message."""

from pathlib import Path

import pytest

from resolver.errors import RuleError
from resolver.settings import ListSettings, Settings, find_settings, load_settings, parse_settings

WHOLE = """
[population]
size = 150_000_000
incident_size = 300

[defaults]
role = "casualty"
status = "killed"
day_first = true
calendar = "jalali"

[columns]
name = "Полное имя"

[thresholds]
link = 0.95
review = 0.1

[[list]]
file = "week-*.csv"
id = "weekly"
title = "Weekly list"
one_row_per_person = true
sensitivity = "restricted"
role = "casualty"
status = "missing"
encoding = "windows-1251"
separator = "tab"
sheet = "Лист1"
header_line = 3
day_first = false
calendar = "ethiopic"
columns = { age = "лет" }
"""


def test_everything_can_be_said() -> None:
    """Each key arrives where it belongs; an encoding and a separator under their one name."""
    settings = parse_settings(WHOLE.encode())
    [one] = settings.lists
    assert (150_000_000, 300) == (settings.population.size, settings.population.incident_size)
    assert ("casualty", "killed", True, "jalali", None) == tuple(settings.defaults.model_dump().values())
    assert {"name": "Полное имя"} == settings.columns
    assert (0.95, 0.1) == (settings.thresholds.link, settings.thresholds.review)
    assert ("weekly", True, "restricted", 3, False) == (
        one.id,
        one.one_row_per_person,
        one.sensitivity,
        one.header_line,
        one.day_first,
    )
    assert "ethiopic" == one.calendar
    assert ("cp1251", "\t", "Лист1", {"age": "лет"}) == (one.encoding, one.separator, one.sheet, one.columns)


def test_nothing_need_be_said() -> None:
    """An empty file is as good as none; a byte order mark does no harm."""
    assert Settings() == parse_settings(b"") == parse_settings(b"\xef\xbb\xbf")


def test_every_fault_is_told_at_once() -> None:
    """Each line names the file, the key, and the mend."""
    text = """
    [population]
    size = "many"
    [defaults]
    day_first = "yes"
    statsu = "killed"
    [columns]
    nmae = "X"
    [[list]]
    id = "no file"
    encoding = "cp9999"
    sensitivity = "secret"
    columns = { aeg = "c" }
    [thresholds]
    link = 0.1
    review = 0.9
    [popluation]
    size = 3
    """
    with pytest.raises(RuleError) as caught:
        parse_settings(text.encode())
    told = str(caught.value).splitlines()
    assert all(line.startswith("resolver.toml: ") for line in told)
    expected = [
        '[population] size: "many" does not fit; write a whole number',
        '[defaults] day_first: "yes" does not fit; write true or false',
        '[defaults] statsu: unknown key; did you mean "status"?',
        '[columns]: unknown field "nmae"; did you mean "name"?',
        '[[list]] number 1 file: is missing; add it, e.g. file = "a.csv"',
        '[[list]] number 1 encoding: unknown encoding "cp9999"',
        '[[list]] number 1 sensitivity: "secret" does not fit',
        '[[list]] number 1 columns: unknown field "aeg"; did you mean "age"?',
        "[thresholds]: review = 0.9 lies above link = 0.1",
        '[popluation]: unknown key; did you mean "population"?',
    ]
    assert len(expected) == len(told)
    assert [] == [one for one in expected if not any(one in line for line in told)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a = ", "is not TOML"),
        (b'name = "\xff"', "is not UTF-8"),
        (b"list = 3", "[list]: 3 does not fit; write each list under a line [[list]]"),
        (b"[thresholds]\nlink = 1", "[thresholds] link: 1 does not fit"),
        (b"defaults = 3", "[defaults]: 3 does not fit; write it as a section"),
        (b"[[list]]\nfile = 'a'\nheader_line = 0", "[[list]] number 1 header_line: 0 does not fit"),
        (b"[[list]]\nfile = 'a'\nencoding = 'zip'", '[[list]] number 1 encoding: unknown encoding "zip"'),
        (b"[[list]]\nfile = 'a'\nencoding = 'undefined'", "[[list]] number 1 encoding: unknown encoding"),
        (b"[columns]\nname = 3", "[columns] name: 3 does not fit; put the text between quotation marks"),
    ],
)
def test_a_fault_is_told_in_plain_words(data: bytes, told: str) -> None:
    """No message of the validator's own."""
    with pytest.raises(RuleError) as caught:
        parse_settings(data)
    assert f"resolver.toml: {told}" in str(caught.value)
    assert "pydantic" not in str(caught.value)


def test_settings_are_found_beside_the_first_list(tmp_path: Path) -> None:
    """Or where the user says."""
    assert find_settings([tmp_path / "a.csv"]) is None
    (tmp_path / "resolver.toml").write_text(WHOLE, encoding="utf-8")
    assert tmp_path / "resolver.toml" == find_settings([tmp_path / "a.csv"])
    assert Path("other.toml") == find_settings([tmp_path / "a.csv"], given="other.toml")
    assert find_settings([]) is None


def test_list_names_are_relative_to_the_settings(tmp_path: Path) -> None:
    """An exact name beats a glob, the first glob beats the second."""
    lists = {"may/*.csv": "may", "*.csv": "any", "a.csv": "a"}
    text = "\n".join(f"[[list]]\nfile = '{file}'\nid = '{name}'" for file, name in lists.items())
    (tmp_path / "resolver.toml").write_text(text)
    settings = load_settings(tmp_path / "resolver.toml")
    found = [settings.for_file(tmp_path / name) for name in ("may/b.csv", "b.csv", "a.csv", "b.xlsx")]
    assert ["may", "any", "a", None] == [one.id if one else None for one in found]


def test_settings_do_not_change() -> None:
    """A run reads them once."""
    with pytest.raises(ValueError, match="frozen"):
        ListSettings(file="a.csv").file = "b.csv"  # type: ignore[misc]


def test_a_file_in_a_folder_is_not_its_namesake() -> None:
    """What is said of a file, also who may see it, never holds for another of that name of which something else is said."""
    both = {file: file.partition(".")[0] for file in ("a.csv", "may/a.csv")}
    text = "".join(
        f'[[{kind}]]\nfile = "{file}"\nsheet = "{sheet}"\n'
        for kind in ("list", "counts")
        for file, sheet in both.items()
    )
    settings = parse_settings(text.encode()).placed_in("lists")
    found = [
        said.sheet if said else None
        for file in both
        for said in (settings.for_file(f"lists/{file}"), settings.for_counts(f"lists/{file}"))
    ]

    assert ["a", "a", "may/a", "may/a"] == found


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"a.csv": "public", "a*.csv": "restricted"}, "a*.csv"),
        ({"a.csv": "public", "a*.csv": "internal", "*.csv": "restricted"}, "*.csv"),
        ({"*.csv": "public", "a*.csv": "internal"}, "a*.csv"),
        ({"a.csv": "", "a*.csv": "restricted"}, "a*.csv"),
        ({"a.csv": "restricted", "a*.csv": "public"}, None),
        ({"a.csv": "public", "a*.csv": "public"}, None),
        ({"a.csv": "public", "*.csv": ""}, None),
        ({"a.csv": "public", "b*.csv": "restricted"}, None),
        ({"may/a.csv": "public", "a.csv": "restricted"}, None),
    ],
)
def test_an_entry_that_is_stricter(entries: dict[str, str], expected: str | None) -> None:
    """Than the one that holds is found, whichever comes first; one that says nothing of who may see a file is not. A kept run was asked before."""
    text = "".join(
        f'[[list]]\nfile = "{file}"\n' + (f'sensitivity = "{said}"\n' if said else "")
        for file, said in entries.items()
    )
    settings = parse_settings(text.encode()).placed_in("lists")
    path = "lists/may/a.csv" if "may/a.csv" in entries else "lists/a.csv"
    found = settings.stricter_for_file(path)
    kept = Settings.kept(settings.model_dump(mode="json", exclude_none=True, by_alias=True))

    assert expected == (found.file if found else None)
    assert kept.placed_in("lists").stricter_for_file(path) is None


def test_counts_are_named_once() -> None:
    """Two entries for one file of count claims would leave open who may see it."""
    entry = '[[counts]]\nfile = "a.csv"\nsensitivity = "{}"\n'
    with pytest.raises(RuleError, match=r'"a\.csv" stands twice; keep one'):
        parse_settings((entry.format("public") + entry.format("restricted")).encode())
