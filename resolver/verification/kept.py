"""A run folder -> the tables, rules and choices it keeps, column by column, each told by name where it cannot be read."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel

from resolver.errors import ResolverError
from resolver.files import read_bytes
from resolver.rulebook import Rulebook, unzip_rules
from resolver.settings import Settings
from resolver.tables import KEPT_SCHEMAS, with_later_fields


class UnreadableError(ResolverError):
    """A file of a run that a law is about is missing or damaged."""


class _List(BaseModel):
    file: str
    sha256: str | None
    record_count: int


class _Rows(BaseModel):
    used: int
    rejected: int


class _Told(BaseModel):
    """What the laws need run.json to say; it says more."""

    lists: list[_List]
    rows: _Rows
    settings: dict[str, Any]
    model: dict[str, Any]
    rules_sha256: str


@dataclass(frozen=True, kw_only=True)
class KeptRun:
    """What a folder keeps of a run, read when it is asked for and only the columns that are asked for."""

    folder: Path

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """Return what run.json says."""
        try:
            told: Mapping[str, Any] = json.loads(read_bytes(self.folder / "run.json"))
        except (ResolverError, ValueError):
            raise UnreadableError("run.json is missing or damaged") from None
        try:
            _Told.model_validate(told)
        except ValueError:
            raise UnreadableError("run.json does not say what a run says") from None
        return told

    def table(self, name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return a table, or some of its columns, each of the kind that it has in every run."""
        data = self.bytes_of(f"{name}.parquet")
        schema = KEPT_SCHEMAS[name]
        try:
            there = pl.read_parquet_schema(io.BytesIO(data))
            wanted = None if columns is None else [one for one in columns if one in there]
            table = with_later_fields(pl.read_parquet(io.BytesIO(data), columns=wanted), columns or schema)
        except pl.exceptions.PolarsError:
            table = pl.DataFrame()
        if any(table.schema.get(one) != schema[one] for one in columns or schema):
            raise UnreadableError(f".resolver/{name}.parquet is damaged or of another version")
        return table

    def bytes_of(self, name: str) -> bytes:
        """Return a file of ``.resolver``."""
        try:
            return read_bytes(self.folder / ".resolver" / name)
        except ResolverError:
            raise UnreadableError(f".resolver/{name} is missing") from None

    @cached_property
    def rulebook(self) -> Rulebook:
        """Return the rules that the run was made with."""
        try:
            return unzip_rules(self.bytes_of("rules.zip"))
        except UnreadableError:
            raise
        except Exception:  # a zip may be damaged in any way
            raise UnreadableError(".resolver/rules.zip is damaged") from None

    @cached_property
    def settings(self) -> Settings:
        """Return what resolver.toml said."""
        try:
            return Settings.kept(self.told["settings"])
        except ValueError:
            raise UnreadableError("run.json holds settings of another version") from None

    @property
    def lists(self) -> list[dict[str, Any]]:
        """Return the rows of LISTS."""
        return list(self.told["lists"])
