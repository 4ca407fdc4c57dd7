"""What was understood of mentions -> which filled cells were not, and a line on each field that has some.

Whoever is not told takes a cell that nobody could read for one that says nothing.
"""

from collections.abc import Iterator

import polars as pl

from resolver.stages.normalise import Normalised
from resolver.values.text import shortened

DATES = {"birth_date": "birth_low", "death_date": "death_low", "reported_date": "reported_low"}
CLOSED = ("role", "status", "sex")
"""Fields of a closed list of values, whose words stand in ``vocabulary.toml``."""
_EXAMPLES = 3
_LONGEST_EXAMPLE = 40


def understood(normalised: Normalised) -> dict[str, pl.Series]:
    """Return, by field, of which rows the cell was understood; of silent rows it says nothing."""
    mentions, said, values = normalised.mentions, normalised.said, normalised.values
    is_read = {name: values[low].is_not_null() for name, low in DATES.items()}
    by_date, by_year = ((values["birth_basis"] == basis).fill_null(value=False) for basis in ("date", "year"))
    has_age = values["age_low"].is_not_null()
    is_read["birth_date"] = is_read["birth_date"] & by_date | has_age & mentions["age"].is_null()
    is_read["age"] = has_age | by_year
    for name in CLOSED:
        unread = sorted(normalised.unread_words.get(name, ()))
        is_read[name] = ~said[name].is_in(unread).fill_null(value=False)
    return is_read


def told_of_unread(normalised: Normalised, among: pl.Series | None = None) -> Iterator[str]:
    """Yield a line for each field of which filled cells were not understood: how many, the commonest, and the mend where there is one.

    ``among`` says which rows are told of, by default all.
    """
    for name, is_read in understood(normalised).items():
        cells = normalised.said[name]
        if cells.null_count() == len(cells):
            continue
        is_told = cells.is_not_null() if among is None else cells.is_not_null() & among
        unread = cells.filter(is_told & ~is_read)
        if len(unread):
            told = f"{name}: {len(unread):,} of {int(is_told.sum()):,} filled cells not understood"
            yield f"{told}: {_commonest(unread)}{_mend(name)}"


def _commonest(cells: pl.Series) -> str:
    counts = cells.value_counts(name="cells").sort("cells", cells.name, descending=[True, False])
    shown = [
        _short(text) + (f" ({count:,})" if count > 1 else "")
        for text, count in counts.head(_EXAMPLES).iter_rows()
    ]
    return " · ".join([*shown, *(["…"] if counts.height > _EXAMPLES else [])])


def _short(cell: str) -> str:
    return shortened(" ".join(cell[: 4 * _LONGEST_EXAMPLE].split()), _LONGEST_EXAMPLE)


def _mend(name: str) -> str:
    if name not in CLOSED:
        return ""
    return f"; add the words to [{name}] of rules/vocabulary.toml: rules/README.md, “Add a word”"
