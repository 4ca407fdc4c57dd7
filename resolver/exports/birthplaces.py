"""A run, or an edition of one -> the files in which people are from where they were born: the headers of their columns say so."""

import polars as pl

from resolver.outcome import Outcome
from resolver.stages.read.columns import ColumnWords, fold_header


def birthplace_files(outcome: Outcome) -> frozenset[str]:
    """Return the files whose every column of origins is headed as a place of birth; of an edition, as the run it was made from says.

    >>> from resolver.pipeline import demo
    >>> birthplace_files(demo())
    frozenset()
    """
    known = outcome.options.get("birthplace_files")
    if known is not None:
        return frozenset(known)
    headers = outcome.rulebook.setting("vocabulary.toml")["birthplace"]["headers"]
    words = ColumnWords(fields={fold_header(one): ("origin_place",) for one in headers})
    columns = outcome.column_map.filter(pl.col("field") == "origin_place").select("file", "header")
    others = {file for file, header in columns.iter_rows() if not words.fields_of(header)}
    return frozenset(columns["file"]) - others
