"""A file or frame of answers -> JUDGEMENTS, whoever saved it: our own file, a filled-in review sheet, what a spreadsheet made of either."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from resolver.errors import InputError
from resolver.files import read_bytes
from resolver.judgements.edges import holds_edges, judgements_in_edges
from resolver.sheets import Sheet, column_missing, lines_told, read_sheet
from resolver.stages.cluster import question_id
from resolver.tables import JUDGEMENTS, conform
from resolver.values.verdicts import VerdictWords

JudgementSource = Path | str | pl.DataFrame

HEADERS: Mapping[str, tuple[str, ...]] = {
    "judgement_id": ("judgement_id",),
    "left_id": ("left_id", "left_mention_id", "left"),
    "right_id": ("right_id", "right_mention_id", "right"),
    "left_copy": ("left_copy",),
    "right_copy": ("right_copy",),
    "verdict": ("verdict",),
    "judge": ("judge",),
    "judged_at": ("judged_at",),
    "reason": ("reason",),
    "probability_shown": ("probability_shown", "probability"),
    "model_id": ("model_id",),
    "replaces": ("replaces",),
    "settles": ("judgement_ids",),
    "question_id": ("question_id",),
}
"""Under which headers each column may stand: our own first, then those of a review sheet.

An answer in disagreements.csv replaces the judgements it names. A question is known by its two ids, and tells where they parted."""

_EDGE_FILES = (".json", ".jsonl", ".ijson", ".ndjson")
_ANSWER = ("left_id", "right_id", "verdict", "judge", "judged_at", "reason", "replaces")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Told:
    """What a sheet of answers holds: JUDGEMENTS, and how many of its rows nobody answered."""

    file: str
    judgements: pl.DataFrame
    empty: int = 0


def no_judgements() -> pl.DataFrame:
    """Return JUDGEMENTS without a row.

    >>> no_judgements().height
    0
    """
    return pl.DataFrame(schema=JUDGEMENTS)


def read_judgements(source: JudgementSource, words: VerdictWords, *, judge: str | None = None) -> Told:
    """Return the answers of a sheet; rows that nobody answered are counted and left out.

    A file of JSON lines may hold edges of nomenklatura instead. ``judge`` is who answered where the sheet does not say. Raises one InputError that tells every fault: a word that is no verdict, a
    row without its two ids or with those of another question, an answer of nobody.

    >>> words = VerdictWords.from_words({"same": ["да"]})
    >>> sheet = pl.DataFrame({"left_mention_id": ["a"], "right_mention_id": ["b"], "Verdict": ["ДА"]})
    >>> read_judgements(sheet, words, judge="AK").judgements.select("left_id", "right_id", "verdict", "judge").rows()
    [('a', 'b', 'same', 'AK')]
    """
    if not isinstance(source, pl.DataFrame) and Path(source).suffix.lower() in _EDGE_FILES:
        data = read_bytes(source)
        if holds_edges(data):
            answers, empty = judgements_in_edges(data, file=Path(source).name)
            found = read_judgements(answers, words, judge=judge)
            return Told(file=Path(source).name, judgements=found.judgements, empty=empty)
    sheet = read_sheet(source, HEADERS)
    missing = [
        HEADERS[name][-1 if name != "verdict" else 0]
        for name in ("left_id", "right_id", "verdict")
        if name not in sheet.rows.columns
    ]
    if missing:
        raise column_missing(sheet, f"no column {', '.join(missing)}")
    rows = sheet.rows.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in HEADERS if name not in sheet.rows.columns
    ).filter(pl.any_horizontal(pl.exclude("line").is_not_null()))
    settled = pl.when(pl.col("verdict").is_not_null()).then("settles")
    rows = rows.with_columns(replaces=pl.coalesce("replaces", settled))
    is_told = pl.col("verdict").is_not_null() | pl.col("replaces").is_not_null()
    told = rows.filter(is_told).with_columns(judge=pl.coalesce("judge", pl.lit(judge, dtype=pl.String)))
    read = told.with_columns(
        pl.col("verdict").map_elements(words.read, return_dtype=pl.String, skip_nulls=True)
    )
    faults = [*_unread(sheet, told, read, words), *_lacking(sheet, told), *_at_odds(sheet, told)]
    if faults:
        raise InputError("\n".join(faults))
    return Told(file=sheet.file, judgements=_conformed(read), empty=rows.height - told.height)


def _unread(sheet: Sheet, told: pl.DataFrame, read: pl.DataFrame, words: VerdictWords) -> Iterable[str]:
    """Yield what cells hold that is no verdict."""
    unread = told.filter(told["verdict"].is_not_null() & read["verdict"].is_null())
    for (cell,), lines in unread.group_by("verdict", maintain_order=True):
        where = lines_told(lines["line"].to_list())
        yield f'{sheet.file}, {where}: verdict "{cell}" is not understood; write {words.told()}'


def _lacking(sheet: Sheet, told: pl.DataFrame) -> Iterable[str]:
    mends = {
        "left_id": "copy the id of the left mention from the sheet as it was made",
        "right_id": "copy the id of the right mention from the sheet as it was made",
        "judge": "say who answered: resolver judgements add OUT FILE --judge NAME",
    }
    for name, mend in mends.items():
        lines = told.filter(pl.col(name).is_null())["line"].to_list()
        if lines:
            yield f"{sheet.file}, {lines_told(lines)}: no {name}; {mend}"


def _at_odds(sheet: Sheet, told: pl.DataFrame) -> Iterable[str]:
    """Yield which answers are about a row and itself, or about other rows than their question."""
    # An answer that has an id was taken in before, and is told as not applied.
    is_itself = (pl.col("left_id") == pl.col("right_id")) & pl.col("judgement_id").is_null()
    itself = told.filter(is_itself)["line"].to_list()
    if itself:
        yield f"{sheet.file}, {lines_told(itself)}: both ids are one; name the two mentions that were compared"
    asked = told.filter(pl.all_horizontal(pl.col("question_id", "left_id", "right_id").is_not_null()))
    other = [
        line
        for line, question, *pair in asked.select("line", "question_id", "left_id", "right_id").iter_rows()
        if question != question_id(*pair)
    ]
    if other:
        yield (
            f"{sheet.file}, {lines_told(other)}: question_id is that of two other mentions; a column may have been sorted by itself, "
            "or ids changed by a spreadsheet: fill in the sheet as it was made"
        )


def _conformed(read: pl.DataFrame) -> pl.DataFrame:
    """Return answers as JUDGEMENTS, each once, an id minted for those that have none."""
    number = pl.col("probability_shown").str.replace(",", ".").cast(pl.Float64, strict=False)
    spaced = pl.col("reason").str.replace_all(r"\s+", " ")
    table = read.with_columns(number, spaced)
    ids = [row["judgement_id"] or judgement_id(row) for row in table.iter_rows(named=True)]
    table = table.with_columns(judgement_id=pl.Series(ids, dtype=pl.String))
    return ordered(conform(table, JUDGEMENTS, table="JUDGEMENTS"))


def ordered(judgements: pl.DataFrame) -> pl.DataFrame:
    """Return judgements each once, in an order that does not depend on how a sheet was sorted."""
    same = ["judgement_id", "left_id", "right_id", "verdict", "judge"]
    # Of two copies of one answer the longer one lost less on its way through a spreadsheet.
    kept = judgements.sort(
        pl.col("judged_at").fill_null(""),
        *same,
        *(
            pl.col(name).fill_null("").str.count_matches("?", literal=True)
            for name in ("left_copy", "right_copy")
        ),
        pl.exclude("judged_at", *same),
        nulls_last=True,
    )
    return kept.unique(same, keep="first", maintain_order=True)


def judgement_id(row: Mapping[str, object]) -> str:
    """Return the id of an answer, made from what it says, so that adding a file twice adds nothing.

    >>> judgement_id({"left_id": "a", "right_id": "b", "verdict": "same", "judge": "AK"})
    'j-HY72N84F'
    """
    text = "\x1e".join(f"{name}\x1f{row.get(name) or ''}" for name in _ANSWER)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return "j-" + "".join(_CROCKFORD[number >> shift & 31] for shift in range(0, 40, 5))


_DAY_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}")


def standing(judged: pl.DataFrame, pair: Sequence[str] = ("left_id", "right_id")) -> pl.DataFrame:
    """Return the judgements that hold: none taken back or replaced, and of one judge on one pair the latest.

    What replaces an answer may be taken back itself; then the first answer holds again. Where it cannot be said which of a judge's
    answers is later, all of them hold, and may contradict one another.

    >>> told = {"judgement_id": ["j-1", "j-2"], "left_id": ["a", "b"], "right_id": ["b", "a"], "verdict": ["same", "different"]}
    >>> told |= {"judge": ["AK"] * 2, "judged_at": ["2025-03-01", "2025-03-02"], "replaces": [None, None]}
    >>> standing(pl.DataFrame(told))["verdict"].to_list()
    ['different']
    """
    replaced = _replaced(judged)
    time = pl.when(pl.col("judged_at").str.contains(rf"^{_DAY_FIRST.pattern}")).then("judged_at")
    held = judged.filter(
        pl.col("verdict").is_not_null() & ~pl.col("judgement_id").is_in(sorted(replaced))
    ).with_columns(_low=pl.min_horizontal(pair), _high=pl.max_horizontal(pair), _time=time.fill_null(""))
    of_judge = ["judge", "_low", "_high"]
    is_latest = (pl.col("_time") == pl.col("_time").max().over(of_judge)) | (pl.col("_time") == "")
    return held.filter(is_latest).drop("_low", "_high", "_time")


def _replaced(judged: pl.DataFrame) -> set[str]:
    """Return the ids that a row which holds replaces. In a ring, which only an editor can make, nobody holds."""
    replacers: dict[str, set[str]] = {}
    for one, cell in judged.select("judgement_id", "replaces").iter_rows():
        for replaced in (cell or "").replace(",", " ").replace(";", " ").split():
            replacers.setdefault(replaced, set()).add(one)
    waiting = dict.fromkeys([*judged["judgement_id"], *replacers])
    holds: dict[str, bool] = {}
    while waiting:
        known = {
            one: not any(holds.get(other) for other in replacers.get(one, ()))
            for one in waiting
            if any(holds.get(other) for other in replacers.get(one, ()))
            or all(other in holds for other in replacers.get(one, ()))
        }
        if not known:
            known = dict.fromkeys(waiting, False)
        holds |= known
        waiting = {one: None for one in waiting if one not in known}
    return {one for one, is_held in holds.items() if not is_held}
