"""A run folder + what somebody asks to be changed -> further rows of its corrections.csv, checked before they are written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from resolver.corrections import (
    ABOUT_PERSONS,
    Action,
    Correction,
    Corrections,
    append_corrections,
    copy_of_rows,
    corrections_in,
    with_id,
)
from resolver.errors import UnknownIdError, UsageError
from resolver.judgements import copy_of
from resolver.ruleset import compile_rules
from resolver.run import Run, open_run
from resolver.stages.normalise import normalise
from resolver.tables import FIELDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for a correction, on what ground, and who writes it down."""

    by: str
    date: str
    asked_by: str = "other"
    basis: str | None = None
    confidential: bool = False


def correct(
    folder: Path | str,
    target: str,
    action: Action | str,
    *,
    asked: Asked,
    field: str | None = None,
    value: str | None = None,
) -> Corrections:
    """Write down a correction of a run, for every later run to obey, and return what was written.

    ``target`` is a mention or a person: a field of a person is corrected in each of its rows that say otherwise. ``retract`` with
    the id of a correction takes that correction back. Raises UsageError or UnknownIdError when it cannot be meant or read, and writes
    nothing then.

    >>> import tempfile
    >>> from resolver.pipeline import demo
    >>> with tempfile.TemporaryDirectory() as out:
    ...     demo().write(out, report=False)
    ...     asked = Asked(by="AK", date="2025-03-09", asked_by="family", confidential=True)
    ...     [one.told for one in correct(out, "M006", "alive", asked=asked).given]
    ['alive (correction c-NBQB2P)']
    """
    wished = Correction(
        correction_id="",
        target=target,
        action=Action(action),
        field=field,
        new_value=value,
        asked_by=asked.asked_by,
        basis=asked.basis,
        confidential=asked.confidential,
        by=asked.by,
        date=_day(asked.date),
    )
    if wished.fault:
        raise UsageError(wished.fault)
    known = corrections_in(folder)
    new = _with_ids(_spread(wished, folder, known), known)
    append_corrections(folder, new)
    return new


def _day(text: str) -> str:
    """Return a day as corrections are ordered by, or raise UsageError."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f'--date "{text}": is no day; write it as 2025-03-09') from None


def _spread(wished: Correction, folder: Path | str, known: Corrections) -> list[Correction]:
    """Return the rows that a wish becomes: one, or one for each row of a person whose field is corrected."""
    if wished.action is Action.RETRACT and wished.target in {one.correction_id for one in known.given}:
        return [wished]
    run = open_run(folder)
    rows = _rows_of(run, wished)
    cells = rows.to_dicts()
    if wished.action in ABOUT_PERSONS:
        is_row = wished.target == cells[0]["mention_id"]
        return [replace(wished, target_copy=copy_of(cells[0]) if is_row else copy_of_rows(cells))]
    if wished.field is None:
        return [replace(wished, target=row["mention_id"], target_copy=copy_of(row)) for row in cells]
    if wished.new_value is not None:
        _check_read(run, rows.head(1), wished.field, wished.new_value)
    found = list(_of_cells(wished, wished.field, cells))
    if not found:
        raise UsageError(
            f"{wished.target}: no row says anything else about {wished.field}; nothing to correct"
        )
    return found


_READ_AS = {
    "birth_date": ("birth_low", "age_low"),
    "age": ("age_low", "birth_low"),
    "age_on": ("reported_low",),
    "death_date": ("death_low",),
    "reported_date": ("reported_low",),
}
"""Where it shows whether a date or an age was read; a day of an age is read as any other."""


def _check_read(run: Run, row: pl.DataFrame, field: str, value: str) -> None:
    """Raise UsageError where a value would be written down that no run reads: a date that is none, a word of no closed list."""
    words = compile_rules(run.rulebook, run.settings).words
    closed = {"status": words.statuses, "role": words.roles, "sex": words.sexes.words}
    if field in closed and closed[field].read(value) is None:
        allowed = ", ".join(dict.fromkeys(closed[field].phrases.values()))
        raise UsageError(f'--value "{value}": is not read as {field}; use one of {allowed}')
    if field not in _READ_AS:
        return
    cell = {"age_on": "reported_date"}.get(field, field)
    silent = [pl.lit(None, dtype=pl.String).alias(name) for name in FIELDS if name not in _IDS]
    said = row.drop("row", "input_order").with_columns(silent).with_columns(pl.lit(value).alias(cell))
    values = normalise(said, words, day_first=run.options.get("day_first")).values
    if all(values[name][0] is None for name in _READ_AS[field]):
        raise UsageError(
            f'--value "{value}": is not read as {field}; write a date as 1979-05-14, an age as 38'
        )


_IDS = ("mention_id", "list_id")


def _rows_of(run: Run, wished: Correction) -> pl.DataFrame:
    """Return the mentions that a wish is about, or raise UnknownIdError."""
    one = run.mentions.filter(pl.col("mention_id") == wished.target)
    if one.height:
        return one
    try:
        person = run.person(wished.target)
    except UnknownIdError:
        raise UnknownIdError(
            f"no mention, person or correction {wished.target!r} in this run; ids stand in mentions.csv and persons.csv"
        ) from None
    if wished.action is Action.RETRACT and wished.field is None:
        raise UsageError(
            f"{wished.target} is a person: retract a mention or a field, or --withdraw-person {wished.target}"
        )
    return run.mentions.filter(pl.col("mention_id").is_in(person["mention_ids"].split()))


def _of_cells(wished: Correction, field: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Correction]:
    for row in rows:
        if row[field] != wished.new_value:
            target = row["mention_id"]
            yield replace(wished, target=target, old_value=row[field], target_copy=copy_of(row))


def _with_ids(wished: list[Correction], known: Corrections) -> Corrections:
    taken = {one.correction_id for one in known.given}
    found = []
    for one in wished:
        found.append(with_id(one, taken))
        taken.add(found[-1].correction_id)
    return Corrections(given=tuple(found))
