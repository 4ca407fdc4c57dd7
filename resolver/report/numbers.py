"""How many people there are, in all or by a field -> what ``resolver count`` prints."""

import polars as pl

from resolver.model.counting import PeopleCount


def count_text(count: PeopleCount, table: pl.DataFrame) -> str:
    """Return the three numbers, or a line per value, as plain text."""
    width = max([len("value"), *(len(value) for value in table["value"])])
    lines = [f"{'value':<{width}}  {'low':>9}  {'median':>9}  {'high':>9}"]
    lines += [
        f"{row['value']:<{width}}  {row['low']:>9,}  {row['median']:>9,}  {row['high']:>9,}"
        for row in table.iter_rows(named=True)
    ]
    return "\n".join(
        [
            *lines,
            f"certainly different people {count.fewest:,} · at most {count.most:,}",
            "low to high: 95 % interval from linkage alone. This counts the people on these lists, not the dead.",
            "A person whose mentions disagree counts for each value by the share of mentions that state it (on lists: in full).",
        ]
    )
