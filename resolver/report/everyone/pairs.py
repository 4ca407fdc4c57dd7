"""The pairs of a batch of people -> their JSON: every part of the weight of each, in the order in which they are added."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from resolver.filled import filled
from resolver.report.everyone.numbered import Numbered, key
from resolver.report.everyone.words import each_number, joined, json_text, said_each
from resolver.report.shown import chance, number
from resolver.report.terms import LEAST_BITS, OTHERS, PRIOR, compared_of

Columns = tuple[tuple[str, str, str], ...]
"""Of some comparisons the column of levels, the column of shares, and what they are called."""
_TERMS = 4
"""The slot of the first part of a weight: before it stand probability, namesakes, rule and what says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Pairs whose texts were collected: ``rows`` in their order, ``patterns`` the combinations of levels that there are."""

    rows: pl.DataFrame
    patterns: pl.DataFrame
    labels: tuple[str, ...]
    columns: tuple[int, ...]
    of_patterns: tuple[int, ...]

    def as_json(self, numbers: list[pl.Series]) -> pl.DataFrame:
        """Return ``at`` and the JSON of the pairs of each card that has some."""
        names = range(len(self.labels))
        heads = [
            pl.concat_str(numbers[label], numbers[level], separator=",").alias(f"head_{one}")
            for one, label, level in zip(names, self.of_patterns[::2], self.of_patterns[1::2], strict=True)
        ]
        known = self.patterns.select("pattern", *heads)
        rows = self.rows.join(known, on="pattern", how="left", maintain_order="left")
        terms = [pl.concat_str(f"head_{one}", f"bits_{one}", separator=",") for one in names]
        probability, expected, rule, silent = (numbers[one] for one in self.columns)
        text = filled(
            "[{},{},{},{},{},{},{},[{}]]",
            "left",
            "right",
            pl.lit(probability),
            "weight",
            pl.lit(expected),
            pl.lit(rule),
            pl.lit(silent),
            pl.concat_str(terms, separator=",", ignore_nulls=True),
        )
        return joined(rows.select("at", text=text), ["at"], "text")


def collect_pairs(pairs: pl.DataFrame, members: pl.DataFrame, section: int, texts: Numbered) -> Pairs:
    """Note the texts of pairs as those of a section of the cards; ``members`` are the mentions of these cards.

    A mention of the person is told by its place on the card, one of somebody else by its id and whose it is.
    """
    compared = compared_of(tuple(pairs.columns))
    columns = _telling(pairs, compared)
    labels = (PRIOR, *(label for _, _, label in columns), *(label for _, label, _ in OTHERS))
    shares = ("prior_share", *(share for _, share, _ in columns), *(share for share, _, _ in OTHERS))
    within = pl.int_range(pl.len(), dtype=pl.UInt32).over("at")
    pairs = pairs.with_columns(item=within).with_row_index("pair")
    patterns, of_row = _patterns(pairs, columns)
    silent = patterns.select("pattern", silent=_silent(compared, columns))
    rows = (
        pairs.join(of_row, on="pair", how="left", maintain_order="left")
        .join(silent, on="pattern", how="left", maintain_order="left")
        .pipe(_ends, members)
    )
    words = (
        each_number(rows["match_probability"], chance),
        each_number(rows["namesakes"], number),
        said_each(rows["rule"]).fill_null(""),
        rows["silent"],
    )
    rounded = each_number(
        pl.concat([rows[name].alias("bits") for name in (*shares, "match_weight")]), _rounded
    )
    *bits, weight = (rounded.slice(place * rows.height, rows.height) for place in range(len(shares) + 1))
    where = (key(section, pl.col("item"), slot) for slot in range(_TERMS))
    return Pairs(
        rows=rows.select(
            "at",
            "pattern",
            "left",
            "right",
            weight=weight,
            **{f"bits_{place}": one for place, one in enumerate(bits)},
        ),
        patterns=patterns,
        labels=labels,
        columns=tuple(texts.add(rows, pl.lit(one), here) for one, here in zip(words, where, strict=True)),
        of_patterns=tuple(_texts_of(patterns, labels, section, texts)),
    )


def _telling(pairs: pl.DataFrame, compared: Columns) -> Columns:
    """Return the comparisons that say something about some pair."""
    told = pairs.select(_is_told(*one[:2]).any().alias(one[0]) for one in compared)
    return tuple(one for one in compared if told[one[0]].any())


def _is_told(level: str, share: str) -> pl.Expr:
    return (pl.col(level) != "missing") | (pl.col(share) != 0)


def _patterns(pairs: pl.DataFrame, columns: Columns) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return each combination of levels with the first pair that shows it, and which combination each pair shows."""
    levels = {f"level_{place}": one for place, one in enumerate(_levels(columns))}
    groups = pairs.select("at", "item", "pair", **levels).group_by(list(levels), maintain_order=True)
    found = groups.agg(pl.col("at", "item").first(), rows="pair").with_row_index("pattern")
    return found.drop("rows"), found.select("pattern", pair="rows").explode("pair")


def _silent(compared: Columns, columns: Columns) -> pl.Expr:
    """Return the comparisons that say nothing about a pair; before them stands what was known before any comparison."""
    place_of = {level: place for place, (level, _, _) in enumerate(columns, start=1)}
    silent = [
        pl.when(pl.col(f"level_{place_of[level]}").is_null()).then(pl.lit(label))
        if level in place_of
        else pl.lit(label)
        for level, _, label in compared
    ]
    return pl.concat_str(silent, separator=", ", ignore_nulls=True) if silent else pl.lit("")


def _texts_of(patterns: pl.DataFrame, labels: Sequence[str], section: int, texts: Numbered) -> Iterator[int]:
    """Note, for each part of a weight, its label and its level where it is told: with the first pair that shows them."""
    for place, label in enumerate(labels):
        level, slot = pl.col(f"level_{place}"), _TERMS + 2 * place
        told = pl.when(level.is_not_null()).then(pl.lit(label))
        yield texts.add(patterns, told, key(section, pl.col("item"), slot))
        yield texts.add(patterns, level, key(section, pl.col("item"), slot + 1))


def _levels(columns: Columns) -> Iterator[pl.Expr]:
    """Yield, for each part of a weight, the level it is told with; silence where it is not told."""
    yield pl.lit("prior")
    for level, share, _ in columns:
        yield pl.when(_is_told(level, share)).then(pl.col(level).str.replace_all("_", " ", literal=True))
    for share, _, words in OTHERS:
        yield pl.when(pl.col(share).abs() >= LEAST_BITS).then(pl.lit(words))


def _ends(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Add both mentions of pairs as JSON."""
    places = members.select("at", "said_id", place="item").unique(["at", "said_id"], keep="last")
    found = rows.with_columns(
        left_said=said_each(rows["left_id"]), right_said=said_each(rows["right_id"])
    ).join(places, left_on=["at", "left_said"], right_on=["at", "said_id"], how="left", maintain_order="left")
    left = found["place"].cast(pl.String)
    if "other_person_id" in rows.columns:
        other = found.select(
            filled(
                "[{},{}]", pl.lit(json_text(found["right_said"])), pl.lit(json_text(found["other_person_id"]))
            )
        ).to_series()
    else:
        own = ["at", "right_said"]
        there = found.drop("place").join(
            places, left_on=own, right_on=["at", "said_id"], how="left", maintain_order="left"
        )
        other = there["place"].cast(pl.String)
    return rows.with_columns(left=left, right=other)


def _rounded(value: float) -> str:
    return repr(round(value, 1))
