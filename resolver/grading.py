"""VALUES + two grades -> the persons of whom somebody so reliable tells something so credible; no chance is changed by it."""

import polars as pl

from resolver.errors import UsageError
from resolver.values.grades import CREDIBILITY, RELIABILITY, at_least


def graded(
    values: pl.DataFrame, memberships: pl.DataFrame, *, reliability: str | None, credibility: int | None
) -> list[str]:
    """Return the persons who have a mention of at least these grades, both in one mention where both are asked for.

    Raises UsageError when a grade is none.

    >>> values = pl.DataFrame({"mention_id": ["a", "b"], "reliability": ["B", "C"], "credibility": [4, 2]})
    >>> member = pl.DataFrame({"mention_id": ["a", "b"], "person_id": ["P-1", "P-2"]})
    >>> graded(values, member, reliability="C", credibility=2), graded(values, member, reliability="b", credibility=None)
    (['P-2'], ['P-1'])
    """
    wanted = pl.lit(value=True)
    if reliability is not None:
        if reliability.upper() not in RELIABILITY:
            raise UsageError(f"reliability {reliability}: a letter from A to F")
        wanted &= pl.col("reliability").is_in(at_least(reliability))
    if credibility is not None:
        if credibility not in CREDIBILITY:
            raise UsageError(f"credibility {credibility}: a number from 1 to 6")
        wanted &= pl.col("credibility") <= credibility
    rows = values.filter(wanted.fill_null(value=False)).select("mention_id")
    return memberships.join(rows, on="mention_id", how="semi")["person_id"].unique().sort().to_list()
