"""MEMBERSHIPS -> parts to be worked out one after another, and what was worked out -> one table.

Most that merging finds is of one person or one mention. What it takes on the way would be the largest of a run for all of them at once.
"""

import polars as pl

AT_ONCE = 50_000
"""So many mentions are looked at together."""


def people_at_once(memberships: pl.DataFrame) -> list[pl.DataFrame]:
    """Return MEMBERSHIPS person by person and within by row, cut into parts; nobody stands in two."""
    ordered = memberships.sort("person_id", "row").with_row_index("place")
    first = pl.col("place").min().over("person_id")
    parts = ordered.with_columns(place=first // AT_ONCE).partition_by(
        "place", maintain_order=True, include_key=False
    )
    return parts or [ordered]


def in_one_piece(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Return parts as one table, which uses them up column after column, so that they stand there once."""
    return pl.DataFrame(
        [pl.concat([part.drop_in_place(name) for part in parts], rechunk=True) for name in parts[0].columns]
    )
