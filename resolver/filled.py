"""A sentence with gaps and the columns that fill them -> a column of sentences."""

import polars as pl


def filled(sentence: str, *columns: pl.Expr | str) -> pl.Expr:
    """Return a sentence with each ``{}`` filled by a column, or null where one of them is.

    It does what ``pl.format`` promises, which panics on texts that a filter or a join left with an empty piece in front
    (https://github.com/pola-rs/polars/issues/25339).

    >>> people = pl.DataFrame({"name": ["Ada", None], "age": [36, 41]})
    >>> people.select(told=filled("{} is {}", "name", "age"))["told"].to_list()
    ['Ada is 36', None]
    """
    start, *texts = sentence.split("{}")
    pieces = [pl.lit(start)]
    for column, text in zip(columns, texts, strict=True):
        pieces += [pl.col(column) if isinstance(column, str) else column, pl.lit(text)]
    return pl.concat_str(pieces)
