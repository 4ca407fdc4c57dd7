"""An Outcome -> the files of a run, committed as one: all of them or none.

Written for people: readable names, UTF-8 with a byte order mark (spreadsheets need it), cells that a spreadsheet would run as a
formula made harmless by a leading apostrophe. Written for machines beside it: Parquet and the rules, in ``.resolver/``.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from resolver.errors import UsageError
from resolver.files import Content, Written, check_target, commit
from resolver.model.fitted import model_json
from resolver.outcome import Outcome
from resolver.packed import Packed
from resolver.tables import NAME_PARTS, name_in_cells
from resolver.values.formulas import RISKY, neutralise
from resolver.version import VERSION
from resolver.workbooks import review_workbook, table_workbook

FORMATS = ("csv", "parquet", "xlsx")
BIG_TABLE = 1_000_000
"""Above this many rows a big table is written as Parquet whatever was asked: no spreadsheet opens it."""

MOST_QUESTIONS = 5_000
"""So many questions, those worth most, stand in the workbook; review.csv has all."""

KEPT = (
    "mentions",
    "values",
    "rejects",
    "lists",
    "column_map",
    "documents",
    "citations",
    "memberships",
    "questions",
    "persons",
    "statements",
    "status_claims",
    "pairs",
    "blocking",
    "judgements",
    "judged",
    "unapplied",
    "disagreements",
    "corrections",
    "tombstones",
    "reposts",
    "suggested_reposts",
    "issued",
    "history",
)
"""The tables that ``.resolver/`` keeps besides the scored pairs, by the name of their field in Outcome."""

KEPT_OF_CLAIMS = ("count_claims", "claim_rejects", "claim_files")
"""Tables of a run that was given count claims."""

KEPT_OF_REFERENCE = ("links", "link_candidates")
"""Tables of a run that looked people up in a register."""


Described = Callable[[Mapping[str, pl.DataFrame], Mapping[str, Written]], Mapping[str, Content]]


def write_outcome(
    outcome: Outcome,
    folder: Path | str,
    *,
    pages: Mapping[str, Content],
    tables: Mapping[str, pl.DataFrame] | None = None,
    names: Mapping[str, pl.DataFrame] | None = None,
    described: Described | None = None,
    since_last: pl.DataFrame | None = None,
    file_format: str = "csv",
    plain: bool = False,
) -> None:
    """Write a run into a folder. ``pages`` (the summary, the report), further ``tables`` and those that keep ``names`` are made elsewhere.

    ``described`` makes further files of the tables and of what their files came to, by file name; ``since_last`` is what changed since
    the run that stood in the folder.
    Raises FolderError when the folder holds something that is not a run; then nothing is written.
    """
    check_format(file_format)
    check_target(folder)
    # The largest first: what the others need on the way is not there yet, nor are tables that are made for people alone.
    files: dict[str, Content] = dict(pages)
    shown = _ForPeople(outcome, tables or {})
    for name in shown:
        suffix = "parquet" if shown.height(name) > BIG_TABLE else file_format
        files[f"{name}.{suffix}"] = partial(_write_table, shown, name, suffix=suffix, plain=plain)
    if outcome.questions.height:
        files["review.xlsx"] = lambda stream: stream.write(
            review_workbook(shown["review"].head(MOST_QUESTIONS))
        )
    of_outcome = (*KEPT, *(KEPT_OF_CLAIMS if outcome.has_claims else ()))
    kept = {"scores": outcome.scored, **{name: getattr(outcome, name) for name in of_outcome}}
    kept |= {**(names or {}), **_of_reference(outcome), **outcome.doubts.tables()}
    files[".resolver/rules.zip"] = outcome.rulebook.to_zip()
    files[".resolver/model.json"] = model_json(outcome.model).encode()
    files["timings.json"] = _json(
        {
            stage: {name: round(one, 3) for name, one in spent.items()}
            for stage, spent in outcome.timings.items()
        }
    )
    files["run.json"] = manifest_bytes(outcome)
    if since_last is not None:
        files["since_last.csv"] = csv_bytes(since_last, plain=plain)
    files |= {f".resolver/{name}.parquet": _kept(table) for name, table in kept.items()}
    commit(folder, files, describe=partial(described, shown) if described is not None else None)


def check_format(file_format: str) -> None:
    """Raise UsageError unless tables can be written in this format."""
    if file_format not in FORMATS:
        raise UsageError(f"format {file_format}: use one of {', '.join(FORMATS)}")


def tables_for_people(outcome: Outcome) -> Mapping[str, pl.DataFrame]:
    """Return the tables that a run writes for people, by file name.

    Every row used stands in ``mentions`` in input order with its person; every row not used stands in ``rejects``.
    """
    return _ForPeople(outcome, {})


class _ForPeople(Mapping[str, pl.DataFrame]):
    """Tables by file name, further ones last; what has to be made of others is made when it is first asked for."""

    def __init__(self, outcome: Outcome, further: Mapping[str, pl.DataFrame]) -> None:
        seldom = {
            "judgements_unapplied": outcome.unapplied,
            "disagreements": outcome.disagreements,
            "withdrawn": outcome.tombstones,
            "suggested_reposts": outcome.suggested_reposts,
        }
        # In the place of one that is to be made stands the table that it has a row for each row of.
        self._tables: dict[str, pl.DataFrame] = {
            "persons": outcome.persons,
            "mentions": outcome.mentions,
            "statements": outcome.statements,
            "status_claims": outcome.status_claims,
            "pairs": outcome.pairs,
            "review": outcome.questions,
            "rejects": pl.concat([outcome.rejects, outcome.claim_rejects]),
            "documents": outcome.documents,
            "changes": outcome.changes,
            **{name: table for name, table in seldom.items() if table.height},
            **_of_reference(outcome),
            **further,
        }
        self._unmade = {
            "mentions": partial(_mentions_table, outcome),
            "review": partial(review_table, outcome),
        }

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name in self._unmade:
            self._tables[name] = self._unmade.pop(name)()
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def height(self, name: str) -> int:
        """Return how many rows a table has; it is not made for that."""
        return self._tables[name].height


def _mentions_table(outcome: Outcome) -> pl.DataFrame:
    """Return every row that was used, in input order, with its person."""
    member = outcome.memberships.select("mention_id", "person_id", "membership_probability", "why")
    mentions = (
        outcome.mentions.join(member, on="mention_id", how="left", maintain_order="left")
        .sort("input_order")
        .drop("row", "input_order")
    )
    return mentions.select(
        "mention_id",
        "person_id",
        "membership_probability",
        "why",
        pl.exclude("mention_id", "person_id", "membership_probability", "why"),
    )


def _of_reference(outcome: Outcome) -> dict[str, pl.DataFrame]:
    return {name: getattr(outcome, name) for name in KEPT_OF_REFERENCE} if outcome.has_reference else {}


def review_table(outcome: Outcome) -> pl.DataFrame:
    """Return the open questions as a sheet to fill in: both sides side by side, for and against, an empty verdict."""
    parts = [_question_rows(outcome, some) for some in outcome.questions.iter_slices(QUESTIONS_AT_ONCE)]
    # What readers have seen comes first; within, what an answer would change most.
    return pl.concat([pl.DataFrame(schema=_REVIEW), *parts]).sort(
        "published", descending=True, maintain_order=True
    )


QUESTIONS_AT_ONCE = 10_000
"""So many questions are put into words at once."""


def _question_rows(outcome: Outcome, asked: pl.DataFrame) -> pl.DataFrame:
    persons, mentions = (
        outcome.persons.select("person_id", "counted"),
        outcome.mentions.select(_CELLS).with_columns(name_in_cells()),
    )
    people = {row["person_id"]: row for row in _asked_about(persons, asked, "person_id")}
    cells = {row["row"]: row for row in _asked_about(mentions, asked, "row")}
    ids = pl.col("left_id", "right_id").is_in([cell["mention_id"] for cell in cells.values()])
    pairs = outcome.pairs.filter(pl.all_horizontal(ids)).iter_rows(named=True)
    pair = {(row["left_id"], row["right_id"]): row for row in pairs}
    rows = [
        _question_row(question, cells, people, pair, outcome.published)
        for question in asked.iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=_REVIEW)


_CELLS = (
    "row",
    "mention_id",
    "name",
    *NAME_PARTS,
    "birth_date",
    "age",
    "death_date",
    "origin_place",
    "url",
    "document_id",
)
"""What a side of a question shows, and by what it is found."""
_SIDES = ("mention_id", "person_id", "name", "born", "died", "from", "document")
_REVIEW: dict[str, Any] = {
    "question_id": pl.String,
    "effect": pl.String,
    "published": pl.String,
    "verdict": pl.String,
    "reason": pl.String,
    "probability": pl.Float64,
    "value": pl.Float64,
    **{f"{side}_{name}": pl.String for name in _SIDES for side in ("left", "right")},
    "why_asked": pl.String,
    "for_": pl.String,
    "against": pl.String,
}


def _asked_about(table: pl.DataFrame, questions: pl.DataFrame, key: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table whose key stands on either side of a question."""
    ends = ("left", "right") if key == "row" else (f"left_{key}", f"right_{key}")
    sides = pl.concat([questions[end].cast(table.schema[key]) for end in ends]).unique()
    return table.filter(pl.col(key).is_in(sides.implode())).iter_rows(named=True)


def _question_row(
    question: Mapping[str, Any],
    cells: Mapping[int, Mapping[str, Any]],
    people: Mapping[str, Mapping[str, Any]],
    pairs: Mapping[tuple[str, str], Mapping[str, Any]],
    published: frozenset[str],
) -> dict[str, Any]:
    left, right = cells[question["left"]], cells[question["right"]]
    pair = pairs.get((left["mention_id"], right["mention_id"]))
    row = {
        "question_id": question["question_id"],
        "effect": _effect(question, people),
        "published": "yes" if published & {question["left_person_id"], question["right_person_id"]} else "no",
        "verdict": None,
        "reason": None,
        "probability": round(question["probability"], 3),
        "value": round(question["value"], 3),
        "why_asked": question["reason"],
        "for_": _shares(pair, speaks_for=True),
        "against": _shares(pair, speaks_for=False),
    }
    for side, cell in (("left", left), ("right", right)):
        row |= {f"{side}_{name}": value for name, value in _side(cell, question[f"{side}_person_id"]).items()}
    return row


def _effect(question: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]]) -> str:
    counted = [people[question[f"{side}_person_id"]]["counted"] for side in ("left", "right")]
    if "no" in counted:
        return '"same" would join two records; the count of named dead stays'
    return (
        f'best reading {question["if_same"]:+.2f} if "same", {question["if_different"]:+.2f} if "different"'
    )


def _side(cell: Mapping[str, Any], person_id: str) -> dict[str, str | None]:
    return {
        "mention_id": cell["mention_id"],
        "person_id": person_id,
        "name": cell["name"],
        "born": cell["birth_date"] or (f"age {cell['age']}" if cell["age"] else None),
        "died": cell["death_date"],
        "from": cell["origin_place"],
        "document": cell["url"] or cell["document_id"],
    }


def _shares(pair: Mapping[str, Any] | None, *, speaks_for: bool) -> str | None:
    """Return the comparisons that speak for (or against) a pair, strongest first, with their bits."""
    if pair is None:
        return None
    sign = 1 if speaks_for else -1
    kept = sorted(
        (
            (bits, f"{name} {pair[f'{name}_level']}".replace("_", " "))
            for name in _compared(tuple(pair))
            if sign * (bits := pair[f"{name}_share"]) > 0.05
        ),
        reverse=speaks_for,
    )
    return "; ".join(f"{text} {bits:+.1f}" for bits, text in kept) or None


@lru_cache(maxsize=64)
def _compared(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the comparisons whose levels stand among the columns of a pair."""
    return tuple(name.removesuffix("_level") for name in columns if name.endswith("_level"))


# --- manifest ---------------------------------------------------------------------------------------------------------


def manifest(outcome: Outcome) -> dict[str, Any]:
    """Return what is needed to repeat the run: no user name, host, absolute path or time."""
    return {
        "resolver": VERSION,
        "rules_sha256": outcome.rulebook.sha256,
        "model": {
            "model_id": outcome.model.model_id,
            "origin": outcome.model.origin,
            "reason": outcome.model.reason,
        },
        "options": dict(outcome.options),
        "settings": outcome.settings.model_dump(mode="json", exclude_none=True, by_alias=True),
        "lists": outcome.lists.to_dicts(),
        "count": _count(outcome.count),
        "count_by_incident": {name: _count(count) for name, count in outcome.count_by_incident.items()},
        "rows": {
            "read": outcome.used_count + outcome.rejects.height,
            "used": outcome.used_count,
            "mentions": outcome.mentions.height,
            "rejected": outcome.rejects.height,
        },
        "notes": list(outcome.notes),
        "run": outcome.run_number,
        **({"count_claims": _claims_told(outcome)} if outcome.has_claims else {}),
    }


def _claims_told(outcome: Outcome) -> dict[str, Any]:
    """Return which files of count claims were read, by their hashes, and what became of their records."""
    used, rejected = outcome.count_claims.height, outcome.claim_rejects.height
    rows = {"read": used + rejected, "used": used, "rejected": rejected}
    return {"files": outcome.claim_files.to_dicts(), "rows": rows}


def manifest_bytes(outcome: Outcome) -> bytes:
    """Return run.json of a run, written or not: its hash stands for the run.

    >>> from resolver.pipeline import demo
    >>> manifest_bytes(demo()).splitlines()[0]
    b'{'
    """
    return _json(manifest(outcome))


def _count(count: Any) -> dict[str, Any]:
    return {
        "fewest": count.fewest,
        "best": round(count.best, 3),
        "low": count.low,
        "median": count.median,
        "high": count.high,
        "most": count.most,
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


# --- formats ----------------------------------------------------------------------------------------------------------


def _kept(table: pl.DataFrame | Packed) -> Content:
    """Return what writes a table that the run keeps, batch by batch where it is packed."""
    return lambda stream: table.lazy().sink_parquet(stream, compression="zstd", statistics=False)


def _write_table(
    tables: Mapping[str, pl.DataFrame], name: str, stream: BinaryIO, *, suffix: str, plain: bool
) -> None:
    """Write a table when its turn comes: the bytes of all of them, or of one, need not stand in memory at once."""
    if suffix == "parquet":
        tables[name].write_parquet(stream, compression="zstd", statistics=False)
    elif suffix == "xlsx":
        stream.write(table_workbook(tables[name]))
    else:
        write_csv(tables[name], stream, plain=plain)


def csv_bytes(table: pl.DataFrame, *, plain: bool = False) -> bytes:
    """Return a table as CSV that a spreadsheet opens rightly and cannot be made to run.

    >>> csv_bytes(pl.DataFrame({"name": ["=1+1", "Иванов"]})).decode("utf-8-sig").splitlines()
    ['name', "'=1+1", 'Иванов']
    """
    buffer = io.BytesIO()
    write_csv(table, buffer, plain=plain)
    return buffer.getvalue()


def write_csv(table: pl.DataFrame, stream: BinaryIO, *, plain: bool = False) -> None:
    """Write a table as ``csv_bytes`` returns it."""
    safe = table
    if not plain:
        safe = table.select(_harmless(name, dtype) for name, dtype in table.schema.items())
        # A column of the user's own may be called like a formula.
        safe = safe.rename(
            {name: harmless for name in safe.columns if (harmless := neutralise(name)) != name}
        )
    safe.write_csv(stream, include_bom=not plain, float_precision=6)


def _harmless(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype != pl.String:
        return column
    return pl.when(column.str.contains(RISKY)).then(pl.lit("'") + column).otherwise(column).alias(name)
