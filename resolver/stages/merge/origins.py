"""ROWS -> for each person: how many documents, how many origins at least and at most, which, and which of them came first.

Most people are told of in the same way as many others, so each distinct way is followed once.
"""

import polars as pl

from resolver.distinct import each_distinct
from resolver.stages.merge.mergeable import Mergeable
from resolver.values.text import fold
from resolver.values.via import Origins, Telling, origins_of, read_via

_BETWEEN_DOCUMENTS, _BETWEEN_PARTS = "\x1d", "\x1e"


def chains_of(mergeable: Mergeable) -> pl.Series:
    """Return every cell that says whom a mention has its values from, once."""
    return mergeable.said.filter(pl.col("via") != "")["via"].unique().sort()


def ways_of(rows: pl.DataFrame, mergeable: Mergeable, chains: pl.Series) -> pl.DataFrame:
    """Return ``document_count`` and ``way`` by person: what the documents tell as one text, so that people told of alike have the same.

    ``chains`` are those of all mentions: their order puts documents in order.
    """
    first = pl.when("may_be_first").then(pl.lit("1")).otherwise(pl.lit(""))
    local = (pl.col("voice").rank("dense").over("person_id")).cast(pl.String).fill_null("")
    parts = pl.concat_str("chain", pl.col("publisher").fill_null(""), local, first, separator=_BETWEEN_PARTS)
    return (
        _tellings(rows, mergeable, chains)
        .with_columns(part=parts)
        .sort("person_id", "part")
        .group_by("person_id", maintain_order=True)
        .agg(way=pl.col("part").str.join(_BETWEEN_DOCUMENTS), document_count=pl.len())
    )


def origins_by_way(ways: pl.Series, chains: pl.Series, unknown: frozenset[str]) -> pl.DataFrame:
    """Return ``origin_count_low``, ``origin_count_high``, ``origins`` and ``first_origin`` of each way; ``unknown`` are words for nothing."""
    distinct = ways.unique()
    followed = [_followed(way, chains, unknown) for way in distinct.to_list()]
    told = pl.DataFrame(
        {
            "way": distinct,
            "origin_count_low": [found.low for found, _ in followed],
            "origin_count_high": [found.high for found, _ in followed],
            "origins": ["; ".join(found.roots) or None for found, _ in followed],
            "first_origin": ["; ".join(first) or None for _, first in followed],
        },
        schema_overrides={"origins": pl.String, "first_origin": pl.String},
    )
    return ways.to_frame("way").join(told, on="way", how="left", maintain_order="left").drop("way")


def _tellings(rows: pl.DataFrame, mergeable: Mergeable, chains: pl.Series) -> pl.DataFrame:
    """Return one row per person and document: the numbers of its chains, whether it may be the first, its publisher and voice where they may matter.

    A publisher matters where a chain of the same person names it, a voice where another document of the person has the same.
    """
    number = pl.int_range(len(chains), dtype=pl.Int64, eager=True)
    cited = (
        rows.select(
            "person_id",
            "row",
            "reported_low",
            "reported_high",
            chain=pl.col("via").replace_strict(chains, number, default=None),
        )
        .join(mergeable.citations, on="row", maintain_order="left")
        .group_by("person_id", "document_id")
        .agg(
            pl.col("chain").sort_by("row").drop_nulls().cast(pl.String).str.join(","),
            low=pl.col("reported_low").min(),
            high=pl.col("reported_high").min(),
        )
    )
    voice = pl.col("document_id").replace_strict(mergeable.voices, default=None, return_dtype=pl.String)
    voiced = cited.with_columns(voice=voice if mergeable.voices else pl.lit(None, dtype=pl.String))
    is_shared = pl.len().over("person_id", "voice") > 1
    return (
        voiced.with_columns(voice=pl.when(is_shared).then("voice"))
        .join(mergeable.documents.select("document_id", "publisher"), on="document_id", how="left")
        .pipe(_cited_publishers, rows, chains)
        .with_columns(may_be_first=pl.col("low") <= pl.col("high").min().over("person_id"))
    )


def _cited_publishers(tellings: pl.DataFrame, rows: pl.DataFrame, chains: pl.Series) -> pl.DataFrame:
    """Keep a publisher, folded, only where a chain of the same person names it."""
    if chains.is_empty():
        return tellings.with_columns(publisher=pl.lit(None, dtype=pl.String))
    folded = tellings.with_columns(publisher=each_distinct(tellings["publisher"], fold, pl.String()))
    named = pl.DataFrame(
        [
            (cell, fold(name))
            for cell in rows["via"].drop_nulls().unique()
            for chain in read_via(cell)
            for name in chain
        ],
        schema={"via": pl.String, "publisher": pl.String},
        orient="row",
    ).filter(pl.col("publisher").is_in(folded["publisher"].unique().implode()))
    of_person = (
        rows.select("person_id", "via").join(named, on="via").select("person_id", "publisher").unique()
    )
    return folded.join(
        of_person.with_columns(is_cited=True), on=["person_id", "publisher"], how="left"
    ).with_columns(publisher=pl.when("is_cited").then("publisher"))


def _followed(way: str, chains: pl.Series, unknown: frozenset[str]) -> tuple[Origins, tuple[str, ...]]:
    """Return the origins of people whose documents tell this, and those that documents lead to which may be the first."""
    tellings, firsts = [], []
    for part in way.split(_BETWEEN_DOCUMENTS):
        cells, publisher, voice, first = part.split(_BETWEEN_PARTS)
        numbers = [int(one) for one in cells.split(",") if one]
        tellings.append(
            Telling(cells=tuple(chains[one] for one in numbers), publisher=publisher, voice=voice)
        )
        firsts.append(bool(first))
    found = origins_of(tellings, unknown)
    if found.high == 1:
        return found, found.roots
    led = zip(firsts, found.of_telling, strict=True)
    return found, tuple(sorted({root for is_first, roots in led if is_first for root in roots}))
