"""An Outcome -> how many people there are by the values of a field, with intervals: what ``resolver count OUT --by FIELD`` shows.

Every draw of the partitions is counted by value. A person whose mentions disagree counts for each value by the share of the mentions that
state it, so that the values add up to all people; on a list, though, a person counts in full on every list that names them.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.errors import UsageError
from resolver.model.draws import Values, draw_values
from resolver.outcome import Outcome
from resolver.ruleset import gazetteer_of
from resolver.settings import nearest_of
from resolver.values.places import Place, read_place
from resolver.values.text import fold

NOT_STATED = "not stated"
EVERYBODY = "everybody"
PLACES = ("origin_place", "death_place", "burial_place")
"""Fields whose texts are joined by the place they mean, not by their letters."""
COUNTS = pl.Schema(
    {"value": pl.String, "low": pl.Int64, "median": pl.Int64, "high": pl.Int64, "expected": pl.Float64}
)
"""How many people have a value: the middle, and the ends of 95 % of the draws."""


def count_by(outcome: Outcome, field: str | None = None, *, draws: int = 1000, seed: int = 1) -> pl.DataFrame:
    """Return COUNTS: one row per value of a field, largest first, everybody last.

    ``field`` is a column of the mentions, or one of death_month, death_year, birth_year, list, place, status, sex. Those counted are named
    people reported dead; by status, named casualties of any status. Spellings of one place are one value, as are texts that differ in
    case and blanks alone; the commonest is shown. Everybody is what the run counts, but by status. Raises UsageError for a field that no list has.
    """
    counting = counted_rows(outcome, field)
    texts = [None] * outcome.values.height if field is None else texts_of(outcome, field)
    names = sorted({text for text in texts if text is not None})
    place = {text: at for at, text in enumerate(names)}
    values = Values(
        rows=counting,
        value_of={row: place[text] for row, text in enumerate(texts) if text is not None},
        count=len(names),
        is_whole=field in ("list", "list_id"),
    )
    drawn, expected = draw_values(values, outcome.doubts, draws=draws, seed=seed)
    labels = [*names, NOT_STATED, EVERYBODY]
    low, median, high = np.percentile(drawn, [2.5, 50, 97.5], axis=1, method="nearest")
    if field != "status":
        # Whatever the field, of everybody it is told what the run says.
        low[-1], median[-1], high[-1] = outcome.count.low, outcome.count.median, outcome.count.high
        expected[-1] = outcome.count.best
    table = pl.DataFrame(
        {
            "value": labels,
            "low": _whole(low),
            "median": _whole(median),
            "high": _whole(high),
            "expected": expected,
        },
        schema=COUNTS,
    )
    kept = table.filter((pl.col("expected") > 0) | (pl.col("value") == EVERYBODY))
    return kept if field is not None else kept.filter(pl.col("value") == EVERYBODY)


def _whole(numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(numbers).astype(np.int64)


def counted_rows(outcome: Outcome, field: str | None = None) -> tuple[tuple[int, ...], ...]:
    """Return the rows of each person who is counted; by status those of any status count."""
    persons = outcome.persons
    kept = pl.col("counted") != "no"
    if field == "status":
        kept |= pl.col("not_counted_because").str.starts_with("status:")
    ids = persons.filter(kept).select("person_id")
    rows = ids.join(outcome.memberships.select("person_id", "row"), on="person_id", how="left")
    grouped = rows.group_by("person_id").agg(pl.col("row").sort()).sort("person_id")
    return tuple(tuple(found) for found in grouped["row"].to_list())


def texts_of(outcome: Outcome, field: str) -> Sequence[str | None]:
    """Return what each row says in a field, in the order of row numbers; None where it says nothing."""
    made = {
        "death_month": _common("death", "%Y-%m"),
        "death_year": _common("death", "%Y"),
        "birth_year": _common("birth", "%Y"),
        "status": pl.col("status"),
        "sex": pl.col("sex"),
        "role": pl.col("role"),
    }
    if field in made:
        return outcome.values.select(made[field].alias("text"))["text"].to_list()
    column = {"list": "list_id", "place": "origin_place"}.get(field, field)
    known = [name for name in outcome.mentions.columns if name not in ("row", "input_order")]
    if column not in known:
        fields = sorted({*made, "list", "place", *known})
        raise UsageError(
            f'no field "{field}" in this run{nearest_of(field, fields) or "; there are " + ", ".join(fields)}'
        )
    texts = outcome.mentions.sort("row")[column].cast(pl.String).to_list()
    if column not in PLACES:
        return _joined(texts, fold)
    gazetteer = gazetteer_of(outcome.rulebook)
    return _joined(texts, lambda text: _place_meant(read_place(text, gazetteer)))


def _place_meant(place: Place) -> str:
    return "\n".join([*place.known, place.words])


def _joined(texts: Sequence[str | None], meaning: Callable[[str], str]) -> list[str | None]:
    """Return texts of one meaning as the one of them that is written most often, of equals the first in the alphabet."""
    counts = Counter(text for text in texts if text is not None)
    often = sorted(counts, key=lambda text: (-counts[text], text))
    label: dict[str, str] = {}
    meant = {text: meaning(text) for text in often}
    for text in often:
        label.setdefault(meant[text], text)
    return [None if text is None else label[meant[text]] for text in texts]


def _common(event: str, written: str) -> pl.Expr:
    """Return the month or year of an event where its whole interval lies in one."""
    low, high = (pl.col(f"{event}_{end}").dt.to_string(written) for end in ("low", "high"))
    return pl.when(low == high).then(low)
