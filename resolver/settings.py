"""resolver.toml -> Settings: what the user says once about lists, columns and the people they could be about.

The file stands beside the data and is never an input itself. Every fault of it is told in one message.
"""

import codecs
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from resolver.errors import RuleError
from resolver.files import read_bytes
from resolver.model.comparisons import OWN_KINDS, OwnColumn
from resolver.tables import CLAIM_FIELDS, FIELDS
from resolver.values.similarity import nearest

SETTINGS_FILE = "resolver.toml"
"""The name under which settings are looked for beside the first input."""

SENSITIVITIES = ("public", "internal", "restricted")
"""Who may see a list, from everybody on."""

_SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}


def _known_fields(columns: Mapping[str, str]) -> Mapping[str, str]:
    unknown = [name for name in columns if name not in FIELDS]
    if unknown:
        raise ValueError("; ".join(f'unknown field "{name}"{nearest_of(name, FIELDS)}' for name in unknown))
    return columns


def _known_encoding(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        # Some names stand for no text at all: base64, zip, "undefined".
        " ".encode(name)
        return name
    except (LookupError, UnicodeError):
        raise ValueError(
            f'unknown encoding "{encoding}"; write e.g. "utf-8", "cp1251", "cp1256" or "koi8-r"'
        ) from None


def _separator(value: object) -> object:
    return _SEPARATORS.get(value, value) if isinstance(value, str) else value


Columns = Annotated[dict[str, str], AfterValidator(_known_fields)]
Encoding = Annotated[str, AfterValidator(_known_encoding)]
Separator = Annotated[str, BeforeValidator(_separator), Field(min_length=1, max_length=1)]
Probability = Annotated[float, Field(gt=0, lt=1)]
Words = Annotated[str, Field(min_length=1)]
People = Annotated[int, Field(gt=0)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Population(_Section):
    """How many people the lists could be about; a shared incident narrows it.

    >>> Population(size=150_000_000).incident_size is None
    True
    """

    size: People | None = None
    incident_size: People | None = None


CalendarName = Literal["jalali", "hijri", "hebrew", "ethiopic", "gregorian"]


class Defaults(_Section):
    """What holds for every row of every list that does not say otherwise.

    >>> Defaults(status="killed").day_first is None
    True
    """

    role: Words | None = None
    status: Words | None = None
    day_first: bool | None = None
    calendar: CalendarName | None = None
    split_names: bool | None = None


class Thresholds(_Section):
    """From which match probability a pair is linked, and from which it is asked about.

    >>> Thresholds(link=0.95, review=0.2).link
    0.95
    """

    link: Probability | None = None
    review: Probability | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Thresholds":
        if self.link is not None and self.review is not None and self.review > self.link:
            raise ValueError(
                f"review = {self.review} lies above link = {self.link}; make it the smaller of the two"
            )
        return self


_COMPARED = frozenset(FIELDS) - {"affiliation", "language", "publisher", "note", "quote", "group_size"}
"""Fields that are compared already, or that say where a row is from."""


def _a_kind(kind: str) -> str:
    if kind not in OWN_KINDS:
        hint = nearest_of(kind, OWN_KINDS)
        raise ValueError(f'unknown kind "{kind}"{hint}; the kinds are {", ".join(OWN_KINDS)}')
    return kind


class OwnComparison(_Section):
    """A column of the user's own that is compared: the kind, how far near is, and whether silence speaks.

    >>> OwnComparison.model_validate("exact").kind
    'exact'
    """

    kind: Annotated[str, AfterValidator(_a_kind)]
    tolerance: Annotated[float, Field(ge=0)] = 0.0
    missing: bool = False

    @model_validator(mode="before")
    @classmethod
    def _in_a_word(cls, said: object) -> object:
        return {"kind": said} if isinstance(said, str) else said

    @model_validator(mode="after")
    def _tolerant(self) -> "OwnComparison":
        if self.tolerance and self.kind not in ("number", "date"):
            raise ValueError(f'tolerance is for "number" and "date", not for "{self.kind}"; leave it out')
        return self


def _own_columns(columns: Mapping[str, OwnComparison]) -> Mapping[str, OwnComparison]:
    taken = [name for name in columns if name in _COMPARED]
    if taken:
        raise ValueError(
            "; ".join(f'"{name}" is a field that resolver reads itself; leave it out' for name in taken)
        )
    return columns


class ListSettings(_Section):
    """What the user says about one list: a file, by name or glob.

    >>> ListSettings(file="week-*.csv", role="casualty").sensitivity
    'internal'
    """

    file: Words
    id: Words | None = None
    title: Words | None = None
    one_row_per_person: bool = False
    sensitivity: Literal["public", "internal", "restricted"] = "internal"
    role: Words | None = None
    status: Words | None = None
    encoding: Encoding | None = None
    separator: Separator | None = None
    sheet: Words | None = None
    header_line: Annotated[int, Field(ge=1)] | None = None
    day_first: bool | None = None
    calendar: CalendarName | None = None
    split_names: bool | None = None
    columns: Columns = Field(default_factory=dict)


def _strictness(said: ListSettings) -> int:
    return SENSITIVITIES.index(said.sensitivity)


def _known_claim_fields(columns: Mapping[str, str]) -> Mapping[str, str]:
    unknown = [name for name in columns if name not in CLAIM_FIELDS]
    if unknown:
        raise ValueError(
            "; ".join(f'unknown field "{name}"{nearest_of(name, CLAIM_FIELDS)}' for name in unknown)
        )
    return columns


class CountSettings(_Section):
    """What the user says about one file of count claims: its name, the incident of claims that name none, who may see it.

    >>> CountSettings(file="counts.csv", incident="battle").sensitivity
    'internal'
    """

    file: Words
    incident: Words | None = None
    sensitivity: Literal["public", "internal", "restricted"] = "internal"
    encoding: Encoding | None = None
    separator: Separator | None = None
    sheet: Words | None = None
    header_line: Annotated[int, Field(ge=1)] | None = None
    columns: Annotated[dict[str, str], AfterValidator(_known_claim_fields)] = Field(default_factory=dict)

    def as_list(self) -> ListSettings:
        """Return how the file is to be opened.

        >>> CountSettings(file="counts.csv", encoding="cp1251").as_list().encoding
        'cp1251'
        """
        opened = {
            name: getattr(self, name) for name in ("file", "encoding", "separator", "sheet", "header_line")
        }
        return ListSettings(**opened)


class PublishedSource(_Section):
    """Where what is published comes from, for datapackage.json.

    >>> PublishedSource(title="Our weekly sheet").url is None
    True
    """

    title: Words
    url: Words | None = None


class Publication(_Section):
    """What datapackage.json says about who may use a run or an export, and where it comes from; by default nothing.

    >>> Publication(licence="CC-BY-4.0").sources
    ()
    """

    title: Words | None = None
    licence: Words | None = None
    licence_url: Words | None = None
    sources: Annotated[tuple[PublishedSource, ...], Field(alias="source", strict=False)] = ()

    model_config = ConfigDict(populate_by_name=True)


class Settings(_Section):
    """Everything a resolver.toml says; without one, nothing is said.

    >>> Settings().lists
    ()
    >>> Settings(defaults=Defaults(status="killed")).defaults.status
    'killed'
    """

    model_config = ConfigDict(populate_by_name=True)

    population: Population = Population()
    defaults: Defaults = Defaults()
    columns: Columns = Field(default_factory=dict)
    lists: Annotated[tuple[ListSettings, ...], Field(alias="list", strict=False)] = ()
    counts: Annotated[tuple[CountSettings, ...] | None, Field(strict=False)] = None
    thresholds: Thresholds = Thresholds()
    publication: Publication | None = None
    comparisons: Annotated[dict[str, OwnComparison], AfterValidator(_own_columns)] = Field(
        default_factory=dict
    )

    _folder: Path | None = PrivateAttr(default=None)
    _is_kept: bool = PrivateAttr(default=False)
    _places: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def own_columns(self) -> dict[str, OwnColumn]:
        """Return the user's own columns that are compared, by header.

        >>> Settings(comparisons={"phone": OwnComparison(kind="exact")}).own_columns["phone"].kind
        'exact'
        """
        return {
            column: OwnColumn(kind=one.kind, tolerance=one.tolerance, missing_speaks=one.missing)
            for column, one in self.comparisons.items()
        }

    def place_of(self, column: str) -> str:
        r"""Return where the settings speak of an own column, as far as that is known.

        >>> parse_settings(b"[comparisons]\nphone = 'exact'").place_of("phone")
        'resolver.toml: line 2: [comparisons] phone'
        """
        return self._places.get(column, f"[comparisons] {column}")

    def placed_in(self, folder: Path | str) -> "Settings":
        """Return the same settings as if they had been read from a folder: names of files are relative to it.

        >>> settings = Settings(lists=(ListSettings(file="week/a.csv"),)).placed_in("lists")
        >>> settings.for_file("lists/week/a.csv").file
        'week/a.csv'
        """
        placed = self.model_copy()
        placed._folder = Path(folder)
        return placed

    @classmethod
    def kept(cls, told: Mapping[str, object]) -> "Settings":
        """Return the settings that a run folder keeps: those of a run that was made, in which every default stands written out.

        >>> Settings.kept({"list": [{"file": "a.csv"}]}).lists[0].file
        'a.csv'
        """
        settings = cls.model_validate(told, strict=False)
        settings._is_kept = True
        return settings

    def for_file(self, path: Path | str) -> ListSettings | None:
        """Return what is said about a file: its exact name first, else the first glob that fits.

        Names are relative to the folder that the settings were read from.

        >>> settings = Settings(lists=(ListSettings(file="*.csv"), ListSettings(file="a.csv", id="first")))
        >>> settings.for_file("a.csv").id, settings.for_file("b.csv").id, settings.for_file("b.txt")
        ('first', None, None)
        """
        return next(iter(self.all_for_file(path)), None)

    def all_for_file(self, path: Path | str) -> list[ListSettings]:
        """Return every entry that fits a file, the one that holds first.

        >>> settings = Settings(lists=(ListSettings(file="*.csv"), ListSettings(file="a.csv")))
        >>> [one.file for one in settings.all_for_file("a.csv")]
        ['a.csv', '*.csv']
        """
        names = _names_of(Path(path), folder=self._folder)
        named = ([one for one in self.lists if one.file == name] for name in names)
        # What is said of a bare name holds for a file in a folder only where nothing is said of that.
        exact = next(filter(None, named), [])
        globs = (one for one in self.lists if any(fnmatchcase(name, one.file) for name in names))
        return [*exact, *(one for one in globs if one.file not in names)]

    def stricter_for_file(self, path: Path | str) -> ListSettings | None:
        """Return an entry that fits a file and says that it is more secret than the entry that holds does; None for settings of a finished run.

        What is secret by one entry must not be published by another, so whoever reads the file has to ask. An entry that does not speak
        of sensitivity is no stricter than another.

        >>> hushed = ListSettings(file="peop*.csv", sensitivity="restricted")
        >>> open_ = ListSettings(file="people.csv", sensitivity="public")
        >>> Settings(lists=(open_, hushed)).stricter_for_file("people.csv").file
        'peop*.csv'
        """
        fitting = [] if self._is_kept else self.all_for_file(path)
        said = [one for one in fitting if "sensitivity" in one.model_fields_set]
        strictest = max(said, key=_strictness, default=None)
        is_stricter = strictest is not None and _strictness(strictest) > _strictness(fitting[0])
        return strictest if is_stricter else None

    def for_counts(self, path: Path | str) -> CountSettings | None:
        """Return what is said about a file of count claims: by its name with its folders first, else by its name alone.

        >>> said = Settings(counts=(CountSettings(file="a.csv"), CountSettings(file="may/a.csv", incident="battle")))
        >>> said.for_counts("may/a.csv").incident, said.for_counts("june/a.csv").file
        ('battle', 'a.csv')
        """
        names = _names_of(Path(path), folder=self._folder)
        return next((one for name in names for one in self.counts or () if one.file == name), None)

    @property
    def count_files(self) -> tuple[Path, ...]:
        """Return the files of count claims that the settings name, where it is known which folder they lie in.

        >>> Settings(counts=(CountSettings(file="counts.csv"),)).placed_in("lists").count_files[0].as_posix()
        'lists/counts.csv'
        """
        if self._folder is None:
            return ()
        return tuple(self._folder / one.file for one in self.counts or ())


def find_settings(inputs: Sequence[Path | str], *, given: Path | str | None = None) -> Path | None:
    """Return the settings file to use: the one given, else resolver.toml beside the first input, else none.

    >>> find_settings(["lists/a.csv"], given="mine.toml").name
    'mine.toml'
    >>> find_settings(["no-such-folder/a.csv"]) is None
    True
    """
    if given is not None:
        return Path(given)
    if not inputs:
        return None
    beside = Path(inputs[0]).parent / SETTINGS_FILE
    return beside if beside.is_file() else None


def load_settings(path: Path | str) -> Settings:
    r"""Read a settings file, or raise one RuleError that tells every fault of it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "resolver.toml").write_text("[defaults]\nstatus = 'killed'")
    ...     load_settings(Path(folder) / "resolver.toml").defaults.status
    'killed'
    """
    settings = parse_settings(read_bytes(path), file=Path(path).name)
    settings._folder = Path(path).parent
    return settings


def parse_settings(data: bytes, *, file: str = SETTINGS_FILE) -> Settings:
    r"""Read settings from the bytes of a TOML file.

    >>> parse_settings(b"[defaults]\nstatsu = 'killed'")
    Traceback (most recent call last):
    resolver.errors.RuleError: resolver.toml: [defaults] statsu: unknown key; did you mean "status"?
    """
    try:
        content = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise RuleError(f"{file}: is not UTF-8; save it again as UTF-8") from None
    except tomllib.TOMLDecodeError as fault:
        raise RuleError(f"{file}: is not TOML: {fault}; put text between quotation marks") from None
    places = _places_of_own(data.decode("utf-8-sig"), file)
    try:
        settings = Settings.model_validate(content)
    except ValidationError as faults:
        lines = dict.fromkeys(_told_in(file, places, one, content) for one in faults.errors())
        raise RuleError("\n".join(lines)) from None
    settings._places = places
    counted = Counter(one.file for one in settings.counts or ())
    twice = [
        f'{file}: [[counts]] "{one}" stands twice; keep one' for one, count in counted.items() if count > 1
    ]
    if twice:
        raise RuleError("\n".join(twice))
    return settings


_OWN_KEY = re.compile(r"""^\s*(?:comparisons\.)?(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=""")


def _places_of_own(text: str, file: str) -> dict[str, str]:
    """Return, for each key of [comparisons], the file and the line it stands in."""
    found: dict[str, str] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("["):
            section = line.strip().strip("[]").split("]")[0].strip()
        key = _OWN_KEY.match(line)
        if key and (section == "comparisons" or line.lstrip().startswith("comparisons.")):
            name = next(one for one in key.groups() if one is not None)
            found[name] = f"{file}: line {number}: [comparisons] {name}"
    return found


def _told_in(file: str, places: Mapping[str, str], fault: ErrorDetails, content: Mapping[str, object]) -> str:
    loc, told = fault["loc"], _told(fault, content)
    if loc == ("comparisons",) and fault["type"] == "value_error":
        first = next((places[name] for name in places if name in _COMPARED), f"{file}: [comparisons]")
        return f"{first}: {fault['msg'].removeprefix('Value error, ')}"
    if len(loc) > 1 and loc[0] == "comparisons" and loc[1] in places:
        return told.replace(f"[comparisons] {loc[1]}", places[str(loc[1])], 1)
    return f"{file}: {told}"


def nearest_of(word: str, known: Sequence[str]) -> str:
    """Return the hint that ends a message about an unknown word, or nothing when no known word is near.

    >>> nearest_of("statsu", ["status", "role"])
    '; did you mean "status"?'
    >>> nearest_of("zzz", ["status", "role"])
    ''
    """
    found = nearest(word, known, at_least=60)
    return f'; did you mean "{found[0]}"?' if found else ""


def _names_of(path: Path, *, folder: Path | None) -> tuple[str, ...]:
    """Return the names under which settings may speak of a file; what it is called in their folder comes first, its bare name last."""
    names = (path.as_posix(), path.name)
    if folder is None:
        return names
    # As it was named first: a file may be a link to another place.
    sides = ((path.absolute(), folder.absolute()), (path.resolve(), folder.resolve()))
    within = [file.relative_to(place).as_posix() for file, place in sides if file.is_relative_to(place)]
    return (*within, *names)


_EXPECTED = {
    "bool_type": "write true or false",
    "float_type": "write a number, e.g. 0.95",
    "int_type": "write a whole number, e.g. 1000000",
    "int_from_float": "write a whole number, e.g. 1000000",
    "string_type": "put the text between quotation marks",
    "dict_type": "write it as a section with keys of its own",
    "model_type": "write it as a section with keys of its own",
    "tuple_type": "write each list under a line [[list]]",
    "missing": "is missing; add it",
}


def _told(fault: ErrorDetails, content: Mapping[str, object]) -> str:
    """Say one fault in the user's words: where it stands, what is wrong, what to write."""
    where, key = _place(fault["loc"])
    prefix = f"{where} {key}: " if key else f"{where}: "
    kind = fault["type"]
    if kind == "extra_forbidden":
        keys = _keys_at(fault["loc"])
        hint = nearest_of(str(fault["loc"][-1]), keys)
        return f"{prefix}unknown key{hint or '; the keys are ' + ', '.join(keys)}"
    if kind == "missing":
        return f'{prefix}is missing; add it, e.g. {key} = "a.csv"'
    if kind == "value_error":
        return prefix + fault["msg"].removeprefix("Value error, ")
    expected = _EXPECTED.get(kind, fault["msg"][:1].lower() + fault["msg"][1:])
    if fault["loc"] == ("counts",):
        expected = "write each file of count claims under a line [[counts]]"
    return f"{prefix}{_shown(fault['input'])} does not fit; {expected}"


def _shown(value: object) -> str:
    text = (
        f'"{value}"'
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else repr(value)
    )
    return text if len(text) <= 60 else text[:57] + "..."


def _place(loc: tuple[int | str, ...]) -> tuple[str, str]:
    """Return the section as the user wrote it and the key within."""
    if loc and loc[0] in ("list", "counts") and len(loc) > 1:
        return f"[[{loc[0]}]] number {int(loc[1]) + 1}", ".".join(map(str, loc[2:]))
    if len(loc) == 1:
        return f"[{loc[0]}]", ""
    return f"[{loc[0]}]", ".".join(map(str, loc[1:]))


def _keys_at(loc: tuple[int | str, ...]) -> list[str]:
    sections: dict[str, type[BaseModel]] = {
        "population": Population,
        "defaults": Defaults,
        "thresholds": Thresholds,
        "list": ListSettings,
        "counts": CountSettings,
        "comparisons": OwnComparison,
    }
    if len(loc) == 1:
        return [*sections, "columns"]
    return list(sections[str(loc[0])].model_fields)
