"""Documents that share a trait -> pairs of documents, each once, the earlier one left; never many more pairs than documents."""

import polars as pl

PAIRS_OF_DOCUMENTS = pl.Schema({"left": pl.Int64, "right": pl.Int64})


def pairs_in_blocks(traits: pl.DataFrame, key: list[str], *, largest: int) -> pl.DataFrame:
    """Return the pairs of documents that share a key, with the key. ``traits`` has a column ``document``, the earliest the smallest.

    Of more than ``largest`` documents each is paired with the earliest only.

    >>> traits = pl.DataFrame({"trait": ["a", "a", "a", "b"], "document": [3, 1, 2, 4]})
    >>> pairs_in_blocks(traits, ["trait"], largest=30).select("left", "right").rows()
    [(1, 2), (1, 3), (2, 3)]
    >>> pairs_in_blocks(traits, ["trait"], largest=2).select("left", "right").rows()
    [(1, 2), (1, 3)]
    """
    if traits.height < 2:
        return traits.clear().select(*key, left="document", right="document")
    members = traits.select(*key, "document").unique()
    sized = members.with_columns(size=pl.len().over(key), first=pl.col("document").min().over(key))
    shared = sized.filter(pl.col("size") > 1)
    small = shared.filter(pl.col("size") <= largest).select(*key, left="document")
    inside = small.join(small.rename({"left": "right"}), on=key).filter(pl.col("left") < pl.col("right"))
    large = shared.filter((pl.col("size") > largest) & (pl.col("document") > pl.col("first")))
    beside = large.select(*key, left="first", right="document")
    return pl.concat([inside.select(beside.columns), beside]).sort("left", "right", *key)
