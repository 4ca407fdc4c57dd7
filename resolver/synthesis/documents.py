"""Coverage and persons -> what each mention cites: publisher, page, day, and from whom the page has it."""

import numpy as np
import polars as pl

from resolver.synthesis.chance import Numbers
from resolver.synthesis.names import Rows

_ROOT = 0.3
"""The share of first-hand mentions that say who told them."""


def document_columns(rows: Rows, names: list[str]) -> dict[str, pl.Series]:
    """Return publisher, address, day and citation of each mention; one page names several people who died about one time."""
    reported = _reported(rows)
    outlet = _outlets(rows)
    page = _pages(rows, outlet, reported)
    frame = pl.DataFrame(
        {
            "list": pl.Series(names).gather(rows.source),
            "outlet": outlet,
            "page": page,
            "day": pl.Series(reported).cast(pl.Int32).cast(pl.Date),
        }
    )
    publisher = pl.concat_str("list", pl.lit(" "), pl.col("outlet") + 1)
    host = pl.concat_str(
        pl.lit("https://"), pl.col("list").str.replace_all("_", "-"), pl.lit("-"), pl.col("outlet") + 1
    )
    told = frame.select(
        publisher=publisher,
        url=pl.concat_str(host, pl.lit(".example/"), pl.col("day").dt.year(), pl.lit("/"), "page"),
        reported_date=pl.col("day").cast(pl.String),
    )
    return {**told.to_dict(), "via": _via(rows, told["publisher"])}


def _reported(rows: Rows) -> Numbers:
    """Return the day of each report: some days after the death, a repost some days after what it copies."""
    lag = rows.of_list(lambda one: float(one.lag)).astype(np.int64)
    first = rows.persons.death[rows.who] + 1 + rows.chance.low("days until reported", rows.rows, lag)
    own = np.arange(len(rows.who), dtype=np.int64)
    behind = own - rows.coverage.copied
    return np.asarray(
        first
        + behind * (1 + rows.chance.low("days until reposted", rows.rows, 4))
        + 3 * np.minimum(rows.coverage.ordinal, 20)
    )


def _outlets(rows: Rows) -> Numbers:
    """Return which of its list's publishers each mention stands with; a repost stands with the next one."""
    many = rows.of_list(lambda one: float(one.outlets)).astype(np.int64)
    own = np.arange(len(rows.who), dtype=np.int64)
    return np.asarray((rows.chance.low("outlet", rows.rows, many) + own - rows.coverage.copied) % many)


def _pages(rows: Rows, outlet: Numbers, reported: Numbers) -> Numbers:
    """Return the number of each mention's page: rows of one publisher in the order of days, a new page when one is full."""
    own = np.arange(len(rows.who), dtype=np.int64)
    order = np.lexsort((own, reported, outlet, rows.source))
    size = rows.of_list(lambda one: float(one.page)).astype(np.int64)[order]
    fill = rows.chance.below("page is full", own, 1 << 30)[order]
    begins = fill < (1 << 30) // size
    begins |= np.diff(outlet[order], prepend=-1) != 0
    begins |= np.diff(rows.source[order], prepend=-1) != 0
    page = np.empty(len(own), dtype=np.int64)
    page[order] = np.cumsum(begins)
    return page


def _via(rows: Rows, publisher: pl.Series) -> pl.Series:
    """Return from whom each mention has it, nearest first: a repost from the publisher of what it copies, and from his source."""
    has_root = rows.chance.happens("root told", rows.rows, _ROOT)
    root = rows.words_of(lambda words: words.roots, rows.chance.below("root", rows.rows, 64))
    frame = pl.DataFrame({"root": root, "copied": publisher.gather(rows.coverage.copied)}).with_columns(
        has_root=pl.Series(has_root), is_repost=pl.Series(rows.coverage.is_repost)
    )
    many = pl.Series(rows.of_list(lambda one: float(one.outlets)) > 1)
    told = pl.when("has_root").then("root")
    chain = pl.concat_str("copied", told, separator=" <- ", ignore_nulls=True)
    return frame.select(
        pl.when(pl.col("is_repost") & many).then(chain).otherwise(told).alias("via")
    ).to_series()
