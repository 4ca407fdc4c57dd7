"""rules/ -> a Rulebook: tables and settings read once, every fault told at once.

Rules are data: CSV where one row is one fact, TOML where a rule is a setting. A second folder (``--rules``) overlays the
shipped one: its CSV rows are added to ours, its TOML keys replace ours, nothing of ours has to be copied.
"""

import hashlib
import io
import json
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from resolver.errors import RuleError
from resolver.files import read_bytes, rules_folder
from resolver.kept import keep, kept_name, read_kept


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """What a CSV file of rules must look like."""

    name: str
    columns: tuple[str, ...]
    filled: tuple[str, ...] = ()
    closed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()
    is_optional: bool = False
    """Not among ours; only a user's own folder may have it."""


_PARTICLES = frozenset(
    {"article", "nasab", "kunya", "mother", "abd", "din", "allah"}
    | {"ending", "billah", "son", "daughter", "nobiliary"}
)

TABLES: tuple[RuleTable, ...] = (
    RuleTable(
        name="names/given",
        columns=("class", "form", "lang", "kind", "gender", "weight", "source"),
        filled=("class", "form", "kind", "gender", "weight"),
        closed={
            "kind": frozenset({"full", "variant", "short", "patronymic"}),
            "gender": frozenset({"m", "f", "u"}),
        },
        unique=("class", "form"),
        integers=("weight",),
    ),
    RuleTable(
        name="names/hidden.csv", columns=("class",), filled=("class",), unique=("class",), is_optional=True
    ),
    RuleTable(
        name="names/surname_frequencies.csv",
        columns=("surname", "lang", "per_million", "source"),
        filled=("surname", "lang", "per_million"),
        unique=("surname", "lang"),
        integers=("per_million",),
    ),
    RuleTable(
        name="names/surname_customs.csv",
        columns=("lang", "custom", "note"),
        filled=("lang", "custom"),
        closed={"custom": frozenset({"first", "syllables", "two"})},
        unique=("lang",),
    ),
    RuleTable(
        name="names/given_customs.csv",
        columns=("lang", "custom", "note"),
        filled=("lang", "custom"),
        closed={"custom": frozenset({"father", "genitive", "own", "patronymic"})},
        unique=("lang",),
    ),
    RuleTable(
        name="names/latin_surnames.csv",
        columns=("surname", "latin"),
        filled=("surname", "latin"),
        unique=("surname",),
    ),
    RuleTable(
        name="names/titles.csv",
        columns=("form", "lang", "kind", "note"),
        filled=("form", "kind"),
        unique=("form", "lang"),
    ),
    RuleTable(
        name="names/unnamed.csv",
        columns=("form", "lang", "kind", "count"),
        filled=("form", "kind"),
        closed={"kind": frozenset({"unnamed", "group", "person", "dead", "relation", "relative"})},
        unique=("form", "lang", "kind"),
        integers=("count",),
    ),
    RuleTable(
        name="names/particles.csv",
        columns=("form", "lang", "kind"),
        filled=("form", "kind"),
        closed={
            "kind": _PARTICLES,
        },
        unique=("form", "kind"),
    ),
    RuleTable(
        name="names/patronymic_suffixes.csv",
        columns=("suffix", "lang", "gender"),
        filled=("suffix", "gender"),
        closed={"gender": frozenset({"m", "f", "u"})},
        unique=("suffix",),
    ),
    RuleTable(
        name="names/surname_suffixes.csv",
        columns=("suffix", "script", "gender", "opposite"),
        filled=("suffix", "script", "gender"),
        closed={"gender": frozenset({"m", "f", "u"})},
        unique=("suffix", "script"),
    ),
    RuleTable(
        name="names/case_endings.csv",
        columns=("role", "ending", "nominative", "case", "gender", "note"),
        filled=("role", "ending", "nominative", "case", "gender"),
        closed={
            "role": frozenset({"surname", "given", "patronymic"}),
            "case": frozenset({"gen", "dat", "acc", "ins", "prep"}),
            "gender": frozenset({"m", "f", "u"}),
        },
        unique=("role", "ending", "nominative", "case"),
    ),
    RuleTable(
        name="names/damage.csv",
        columns=("damaged", "mended", "place", "note"),
        filled=("damaged", "mended", "place"),
        closed={"place": frozenset({"any", "end"})},
        unique=("damaged", "mended"),
    ),
    RuleTable(
        name="columns.csv",
        columns=("field", "header", "lang"),
        filled=("field", "header"),
        unique=("field", "header"),
    ),
    RuleTable(
        name="places.csv",
        columns=("place_id", "kind", "within", "form", "lang", "source"),
        filled=("place_id", "kind", "form"),
        unique=("place_id", "form", "lang"),
    ),
)
"""The CSV files of ``rules/``. A name without ``.csv`` is a folder whose files are read as one table."""

SETTINGS: tuple[str, ...] = (
    "names/scripts.toml",
    "names/scoring.toml",
    "vocabulary.toml",
    "dates.toml",
    "urls.toml",
    "comparisons.toml",
    "blocking.toml",
    "linking.toml",
    "estimation.toml",
    "merging.toml",
    "origins.toml",
    "privacy.toml",
    "counts.toml",
)
"""The TOML files of ``rules/``."""

COUNT_RULES = "counts.toml"
"""The file of rules that only runs with count claims are made by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """One file of rules as it was read; ``layer`` 0 is ours, 1 lies over it."""

    layer: int
    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rulebook:
    """Everything ``rules/`` says, checked, and the hash of what was read.

    >>> rules = load_rulebook()
    >>> rules.table("names/particles.csv").columns
    ['form', 'lang', 'kind']
    >>> len(rules.sha256)
    64
    """

    tables: Mapping[str, pl.DataFrame]
    settings: Mapping[str, Mapping[str, Any]]
    sha256: str
    files: tuple[RuleFile, ...]

    def kept_as(self, kind: str, made_from: tuple[str, ...], code: Iterable[str]) -> str:
        """Return the name under which something made from some files or folders alone is kept: other rules do not change it.

        >>> load_rulebook().kept_as("names", ("names/given/",), []).partition("-")[0]
        'names'
        """
        files = [file for file in self.files if file.name.startswith(made_from)]
        return kept_name(kind if _are_ours(files) else f"own_{kind}", _hash_of(files), code)

    def table(self, name: str) -> pl.DataFrame:
        """Return one CSV table of the rules, all text columns, whole numbers where the table promises them."""
        return self.tables[name]

    def setting(self, name: str) -> Mapping[str, Any]:
        """Return one TOML file of the rules."""
        return self.settings[name]

    def without(self, name: str) -> "Rulebook":
        """Return the same rules without one file: a run keeps, and its hash stands for, the rules it was made by and no others.

        >>> "counts.toml" in [file.name for file in load_rulebook().without("counts.toml").files]
        False
        """
        kept = tuple(file for file in self.files if file.name != name)
        return self if kept == self.files else parse_rules(kept)

    def with_ours(self, name: str) -> "Rulebook":
        """Return the same rules with one file of ours, where they have none of that name.

        >>> load_rulebook().without("counts.toml").with_ours("counts.toml").setting("counts.toml") == load_rulebook().setting("counts.toml")
        True
        """
        if any(file.name == name for file in self.files):
            return self
        ours = RuleFile(layer=0, name=name, data=read_bytes(rules_folder() / name))
        return parse_rules((*self.files, ours))

    def to_zip(self) -> bytes:
        """Return the files as one archive: what a run keeps, so that it can be repeated with the rules it was made by."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for file in self.files:
                archive.writestr(
                    zipfile.ZipInfo(f"{file.layer}/{file.name}", (1980, 1, 1, 0, 0, 0)), file.data
                )
        return buffer.getvalue()


def load_rulebook(overlay: Path | None = None) -> Rulebook:
    """Read ``rules/`` and, over it, a folder of the user's own.

    Raises RuleError with one line per fault: file, line, what is wrong and the mend.
    """
    if overlay is not None and not overlay.is_dir():
        raise RuleError(f"{overlay}: is not a folder; --rules takes a folder laid out like ours")
    folders = [rules_folder(), *([overlay] if overlay else [])]
    files = [
        RuleFile(layer=layer, name=name, data=read_bytes(folder / name))
        for layer, folder in enumerate(folders)
        for name in _names_in(folder)
    ]
    return parse_rules(tuple(files))


def unzip_rules(data: bytes) -> Rulebook:
    """Return the rulebook that ``Rulebook.to_zip`` wrote.

    >>> unzip_rules(load_rulebook().to_zip()).sha256 == load_rulebook().sha256
    True
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name.partition("/") for name in archive.namelist()]
        files = [
            RuleFile(layer=int(layer), name=name, data=archive.read(f"{layer}/{name}"))
            for layer, _, name in names
        ]
    return parse_rules(tuple(files))


@lru_cache(maxsize=4)
def parse_rules(files: tuple[RuleFile, ...]) -> Rulebook:
    """Check and parse rule files; raise one RuleError that tells every fault of all of them.

    The same files give the same object, so that what is compiled from it is compiled once per process.
    """
    sha256 = _hash_of(files)
    kind = "rules" if _are_ours(files) else "own_rules"
    name = kept_name(kind, sha256, ["rulebook.py"])
    settings = _settings_kept(name)
    if settings is None:
        settings = _checked(files)
        _keep_settings(name, settings)
    return Rulebook(tables=_Tables(files), settings=settings, sha256=sha256, files=files)


def _checked(files: tuple[RuleFile, ...]) -> dict[str, Any]:
    """Return the settings of rule files that have no fault; raise one RuleError that tells every fault of all of them."""
    faults: list[str] = []
    for spec in TABLES:
        for name, written in _written(spec, files, faults):
            _check_rows(written, spec, name, faults)
    settings = {name: _parse_settings(name, files, faults) for name in SETTINGS}
    if faults:
        raise RuleError("the rules have faults:\n  " + "\n  ".join(faults))
    return settings


def _keep_settings(name: str, settings: Mapping[str, Any]) -> None:
    try:
        keep(name, json.dumps(settings).encode())
    except TypeError:  # a date: JSON has none, so these settings are parsed anew each time
        return


def _settings_kept(name: str) -> dict[str, Any] | None:
    """Return the settings of rules that an earlier run checked, or None: the same files need no second look."""
    data = read_kept(name)
    try:
        found = None if data is None else json.loads(data)
    except ValueError:
        return None
    return found if isinstance(found, dict) and set(found) == set(SETTINGS) else None


class _Tables(Mapping[str, pl.DataFrame]):
    """The tables of rule files that have no fault, each parsed when it is asked for: a run looks at few of them."""

    def __init__(self, files: tuple[RuleFile, ...]) -> None:
        self._files = files
        self._parsed: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._parsed:
            spec = next((spec for spec in TABLES if spec.name == name), None)
            if spec is None:
                raise KeyError(name)
            self._parsed[name] = _parse_table(spec, self._files)
        return self._parsed[name]

    def __iter__(self) -> Iterator[str]:
        return (spec.name for spec in TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def _hash_of(files: Iterable[RuleFile]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.layer}/{file.name}\n".encode() + file.data)
    return digest.hexdigest()


def _are_ours(files: Sequence[RuleFile]) -> bool:
    return all(file.layer == 0 for file in files)


def _names_in(folder: Path) -> list[str]:
    """Return the rule files of a folder that we know how to read, in a fixed order."""
    names = [spec.name for spec in TABLES if spec.name.endswith(".csv")] + list(SETTINGS)
    inside = [
        f"{spec.name}/{path.name}"
        for spec in TABLES
        if not spec.name.endswith(".csv")
        for path in sorted((folder / spec.name).glob("*.csv"))
    ]
    return [name for name in [*names, *inside] if (folder / name).is_file()]


def _parse_table(spec: RuleTable, files: Sequence[RuleFile]) -> pl.DataFrame:
    """Return one table of rules that have no fault."""
    whole = [pl.col(name).cast(pl.Int64) for name in spec.integers]
    parts = [written.with_columns(*whole) for _, written in _written(spec, files, [])]
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(spec.columns, pl.String))
    return pl.concat(parts).unique(list(spec.unique) or None, keep="last", maintain_order=True)


def _written(
    spec: RuleTable, files: Sequence[RuleFile], faults: list[str]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the files of one table as they were written, each with its name; tell which cannot be read."""
    own = [file for file in files if file.name == spec.name or file.name.startswith(f"{spec.name}/")]
    if not own and not spec.is_optional:
        faults.append(f"{spec.name}: not found; it must have the columns {', '.join(spec.columns)}")
    for file in own:
        written = _parse_csv(file.data, spec, file.name, faults)
        if written is not None:
            yield file.name, written


def _parse_csv(data: bytes, spec: RuleTable, shown: str, faults: list[str]) -> pl.DataFrame | None:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        frame = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False, separator=_separator(text, spec))
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        faults.append(
            f"{shown} line {line}: is not UTF-8; save it again as “CSV UTF-8”, so that letters of every script survive"
        )
        return None
    except pl.exceptions.PolarsError as fault:
        faults.append(
            f"{shown}: not a readable CSV file ({str(fault).splitlines()[0]}); save it as UTF-8 CSV"
        )
        return None
    missing = [name for name in spec.columns if name not in frame.columns]
    if missing:
        faults.append(f"{shown}: no column {', '.join(missing)}; the header must be {','.join(spec.columns)}")
        return None
    return frame.select(spec.columns)


def _separator(text: str, spec: RuleTable) -> str:
    """Return the sign a spreadsheet put between cells: that which parts the header into the columns it must have."""
    header = text.partition("\n")[0]
    parted = {sign: {cell.strip(' "\r') for cell in header.split(sign)} for sign in ",;\t"}
    return max(parted, key=lambda sign: len(parted[sign] & set(spec.columns)))


def _check_rows(written: pl.DataFrame, spec: RuleTable, shown: str, faults: list[str]) -> None:
    frame = written.with_row_index("line", offset=2)
    for name in spec.filled:
        for line in frame.filter(pl.col(name).is_null())["line"]:
            faults.append(f"{shown} line {line}: {name} is empty; fill it or delete the row")
    for name, allowed in spec.closed.items():
        wrong = frame.filter(pl.col(name).is_not_null() & ~pl.col(name).is_in(sorted(allowed)))
        for line, value in wrong.select("line", name).iter_rows():
            faults.append(
                f"{shown} line {line}: {name} is {value!r}; use one of {', '.join(sorted(allowed))}"
            )
    for name in spec.integers:
        number = pl.col(name).cast(pl.Int64, strict=False)
        wrong = frame.filter(pl.col(name).is_not_null() & (number.is_null() | (number < 0)))
        for line, value in wrong.select("line", name).iter_rows():
            faults.append(f"{shown} line {line}: {name} is {value!r}; it must be a whole number, 0 or more")
    if spec.unique:
        again = frame.filter(
            pl.struct(spec.unique).is_duplicated() & ~pl.struct(spec.unique).is_first_distinct()
        )
        for row in again.select("line", *spec.unique).iter_rows():
            faults.append(
                f"{shown} line {row[0]}: {' / '.join(map(str, row[1:]))} stands twice; delete one row"
            )


def _parse_settings(name: str, files: Sequence[RuleFile], faults: list[str]) -> Mapping[str, Any]:
    merged: dict[str, Any] = {}
    for file in files:
        if file.name == name:
            try:
                merged = _overlay(merged, tomllib.loads(file.data.decode("utf-8-sig")))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
                faults.append(f"{name}: {fault}; mend it or delete the file")
    return merged


def _overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return two settings trees as one; the upper one wins, tables are merged, lists are replaced."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _overlay(merged[key], value) if both else value
    return merged
