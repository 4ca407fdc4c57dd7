"""A run of one's own lists + the rows of a register -> LINKS, LINK_CANDIDATES: who of mine stands in the register, and who might.

The register is only looked into. Its rows become nobody, are not counted, and nothing of them is kept but the ids of those that fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.engines import Engine
from resolver.filled import filled
from resolver.handover import gather_blockable, gather_comparable, rows_of_several
from resolver.model.assignment import one_to_one
from resolver.model.weights import MILLIBITS, weigh
from resolver.pairs import compare_pairs, score_compared
from resolver.ruleset import Ruleset
from resolver.stages.block import block
from resolver.stages.normalise import Normalised, normalise
from resolver.stages.read import ReadLists
from resolver.tables import LINK_CANDIDATES, LINKS, MENTIONS, conform
from resolver.unread import told_of_unread

_THEIRS = "\u001f"
"""Stands before the ids of a register inside this module, so that they are never taken for one's own."""
_TELLING = 1.0
"""A comparison is named in the words for and against when it weighs at least so many bits."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrossCheck:
    """What a register says of each mention: LINKS has one row per mention of mine, LINK_CANDIDATES one per row that may fit.

    ``notes`` tell what of the register was not understood.
    """

    links: pl.DataFrame
    candidates: pl.DataFrame
    notes: tuple[str, ...] = ()


def look_up(
    mentions: pl.DataFrame,
    memberships: pl.DataFrame,
    reference: ReadLists,
    day_first: Mapping[str, bool],
    ruleset: Ruleset,
    engine: Engine,
) -> CrossCheck:
    """Look up every mention of a run in the mentions of a register.

    How common a name is is counted over the register; a name that several of its rows bear is a question. A person who was
    mentioned several times is looked up once, by the mention that fits best.
    """
    days = {**day_first, **{f"{_THEIRS}{name}": first for name, first in reference.day_first.items()}}
    normalised = normalise(_together(mentions, reference.mentions), ruleset.words, day_first=days)
    is_theirs = normalised.mentions["mention_id"].str.starts_with(_THEIRS).to_numpy()
    ruleset = _for_reference(ruleset, int(is_theirs.sum()))
    blockable = replace(gather_blockable(normalised, ruleset.link_rule), is_reference=is_theirs)
    blocked = block(blockable, ruleset.blocking, engine.group_batches)
    packed = compare_pairs(blocked.pairs, gather_comparable(normalised, ruleset), ruleset, engine)
    scores = score_compared(packed, ruleset, engine).whole()
    compared = packed.whole()
    pairs = _pairs(scores, compared, normalised, is_theirs, memberships, ruleset)
    candidates = _candidates(pairs, ruleset)
    return CrossCheck(
        links=_links(mentions, memberships, pairs, candidates, ruleset),
        candidates=_told(candidates, compared, ruleset),
        notes=tuple(f"register: {note}" for note in told_of_unread(normalised, pl.Series(is_theirs))),
    )


def _together(mentions: pl.DataFrame, reference: pl.DataFrame) -> pl.DataFrame:
    fields = list(MENTIONS)
    theirs = reference.select(fields).with_columns(
        pl.concat_str(pl.lit(_THEIRS), name).alias(name) for name in ("mention_id", "list_id")
    )
    return pl.concat([mentions.select(fields), theirs])


def _for_reference(ruleset: Ruleset, size: int) -> Ruleset:
    """Return the rules for pairs across: nobody is rarer than one among all rows of the register."""
    rule = ruleset.link_rule
    return replace(ruleset, link_rule=replace(rule, population=max(rule.population, size), fitted=None))


# --- pairs of a person with a row of the register ---------------------------------------------------------------------


def _pairs(
    scores: pl.DataFrame,
    compared: pl.DataFrame,
    normalised: Normalised,
    is_theirs: NDArray[np.bool_],
    memberships: pl.DataFrame,
    ruleset: Ruleset,
) -> pl.DataFrame:
    """Return one row per person and row of the register that were compared: the mention that fits best speaks for the person."""
    left, right = scores["left"].to_numpy(), scores["right"].to_numpy()
    own = np.where(is_theirs[left], right, left)
    other = np.where(is_theirs[left], left, right)
    ids = normalised.values["mention_id"]
    is_bare = normalised.values["completeness"].is_in(["surname", "given"]).to_numpy()
    is_several = rows_of_several(normalised)
    person = dict(memberships.select("mention_id", "person_id").iter_rows())
    my_ids = ids.gather(own)
    every = (
        scores.select(
            "match_weight",
            "match_probability",
            "namesakes",
            "is_name_alone",
            "is_forbidden",
            "names_fall_short",
            "keeps_apart",
        )
        .with_columns(
            my_id=my_ids,
            person_id=my_ids.replace_strict(person, return_dtype=pl.String),
            registry_id=ids.gather(other).str.strip_prefix(_THEIRS),
            registry_line=normalised.mentions["line"].gather(other),
            is_bare=pl.lit(pl.Series(is_bare[own] | is_bare[other], dtype=pl.Boolean)),
            is_several=pl.lit(pl.Series(is_several[own] | is_several[other], dtype=pl.Boolean)),
            is_namesake=pl.lit(pl.Series(_is_namesake(compared, ruleset), dtype=pl.Boolean)),
        )
        .with_row_index("pair")
    )
    best = every.sort("person_id", "registry_id", -pl.col("match_weight"), "my_id").unique(
        ["person_id", "registry_id"], keep="first", maintain_order=True
    )
    told = ("is_forbidden", "keeps_apart", "is_namesake")
    of_all = every.group_by("person_id", "registry_id").agg(pl.col(told).any())
    return best.drop(told).join(of_all, on=["person_id", "registry_id"], maintain_order="left")


def _is_namesake(compared: pl.DataFrame, ruleset: Ruleset) -> NDArray[np.bool_]:
    """Return whether two rows bear one name: surname and given name the same, and no other part of it known to differ."""
    alike = np.ones(compared.height, dtype=np.bool_)
    for one in ruleset.comparisons:
        if one.kind == "name":
            levels = compared[one.name].to_numpy()
            same = np.isin(levels, [one.level("same"), one.level("short")])
            needed = one.name in ("surname", "given_name")
            alike &= same if needed else same | (levels == 0) | (levels == one.level("initial"))
    return alike


def _words(compared: pl.DataFrame, ruleset: Ruleset) -> tuple[pl.Series, pl.Series]:
    """Return in words what speaks for and against each pair, heaviest first."""
    weighed = weigh(compared, ruleset.comparisons, ruleset.link_rule)
    told = []
    for one in ruleset.comparisons:
        labels = pl.Series(["missing", *(level.label for level in one.levels)])
        level = labels.gather(compared[one.name].cast(pl.UInt32))
        bits = pl.Series(weighed.by_comparison[one.name])
        told.append((f"{one.name} " + level.str.replace_all("_", " "), bits))
    return _joined(told, compared.height, 1.0), _joined(told, compared.height, -1.0)


def _joined(told: list[tuple[pl.Series, pl.Series]], count: int, sign: float) -> pl.Series:
    parts = [
        pl.DataFrame({"text": text, "bits": bits * sign})
        .with_row_index("pair")
        .filter(pl.col("bits") >= _TELLING)
        for text, bits in told
    ]
    joined = (
        pl.concat(parts)
        .sort("pair", -pl.col("bits"), "text")
        .group_by("pair", maintain_order=True)
        .agg(filled("{} {}", "text", (pl.col("bits") * sign).round(1)).str.join("; ").alias("said"))
    )
    every = pl.DataFrame({"pair": np.arange(count, dtype=np.uint32)})
    return every.join(joined, on="pair", how="left", maintain_order="left")["said"]


# --- who is who -------------------------------------------------------------------------------------------------------


def _candidates(pairs: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Return the pairs worth a look, with the chance that each is the match when all others of its two sides are weighed too."""
    people, rows = (
        pairs[name].rank("dense").cast(pl.Int64).to_numpy() - 1 for name in ("person_id", "registry_id")
    )
    own = pairs["match_probability"].to_numpy().clip(0.0, 1.0 - 1e-15)
    chance = one_to_one(people, rows, own / (1.0 - own))
    rule = ruleset.link_rule
    rare = ~pl.col("is_name_alone") | (pl.col("namesakes") < rule.namesakes_at_most)
    return (
        pairs.with_columns(probability=pl.lit(pl.Series(chance)))
        .filter(pl.col("match_probability") >= rule.review_threshold)
        .with_columns(
            is_link=(pl.col("probability") >= rule.link_threshold)
            & rare
            & ~pl.any_horizontal("is_forbidden", "is_bare", "is_several", "names_fall_short", "keeps_apart"),
            people=pl.col("person_id").n_unique().over("registry_id"),
        )
        .sort("person_id", -pl.col("probability"), "registry_id")
    )


def _links(
    mentions: pl.DataFrame,
    memberships: pl.DataFrame,
    pairs: pl.DataFrame,
    candidates: pl.DataFrame,
    ruleset: Ruleset,
) -> pl.DataFrame:
    """Return one row per mention of mine, in the order of its list, with the row of the register that fits its person best."""
    best = candidates.group_by("person_id", maintain_order=True).agg(
        pl.first(
            "registry_id",
            "probability",
            "is_link",
            "is_forbidden",
            "is_name_alone",
            "namesakes",
            "is_bare",
            "is_several",
            "names_fall_short",
            "keeps_apart",
            "people",
        ),
        candidates=pl.len(),
        second_probability=pl.col("probability").get(1, null_on_oob=True),
    )
    namesakes = pairs.filter("is_namesake").group_by("person_id").agg(namesakes_in_registry=pl.len())
    in_order = mentions.sort("input_order").select(my_id="mention_id")
    persons = memberships.select("person_id", my_id="mention_id")
    links = (
        in_order.join(persons, on="my_id", how="left", maintain_order="left")
        .join(best, on="person_id", how="left", maintain_order="left")
        .join(namesakes, on="person_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("candidates", "namesakes_in_registry").fill_null(0),
            decided=pl.when("is_link")
            .then(pl.lit("auto"))
            .when(pl.col("registry_id").is_null())
            .then(pl.lit("none"))
            .otherwise(pl.lit("open")),
            why=_why(ruleset),
        )
    )
    return conform(links, LINKS, table="LINKS")


def _why(ruleset: Ruleset) -> pl.Expr:
    rule = ruleset.link_rule
    second = pl.col("second_probability").fill_null(0.0).round(2).cast(pl.String)
    return (
        pl.when(pl.col("registry_id").is_null())
        .then(pl.lit("no row of the register fits"))
        .when(pl.col("is_link") & (pl.col("candidates") == 1))
        .then(pl.lit("the only row of the register that fits"))
        .when("is_link")
        .then(filled("fits one row alone; the next best has {}", second))
        .when("is_forbidden")
        .then(pl.lit("what is known of both contradicts: birth dates or sexes"))
        .when("is_bare")
        .then(pl.lit("a surname or a given name alone links nobody"))
        .when("is_several")
        .then(pl.lit("a cell that seems to name several people links nobody"))
        .when(pl.any_horizontal("names_fall_short", "keeps_apart"))
        .then(
            pl.lit(
                "names, fathers, births or days of death differ, or a birth was not understood, and no number agrees"
            )
        )
        .when((pl.col("candidates") > 1) & (pl.col("second_probability") >= rule.review_threshold))
        .then(filled("{} rows of the register fit", "candidates"))
        .when(pl.col("people") > 1)
        .then(filled("{} people of mine fit that row", "people"))
        .when(pl.col("is_name_alone") & (pl.col("namesakes") >= rule.namesakes_at_most))
        .then(
            filled(
                "no field beside the name agrees well enough; {} others of that name are expected",
                pl.col("namesakes").round(2),
            )
        )
        .otherwise(filled("the chance is below {}", pl.lit(round(rule.link_threshold, 3))))
    )


def _told(candidates: pl.DataFrame, compared: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    for_, against = _words(compared[candidates["pair"]], ruleset)
    told = candidates.with_columns(
        match_weight=pl.col("match_weight") / MILLIBITS,
        pair_probability="match_probability",
        for_=for_,
        against=against,
    )
    return conform(told, LINK_CANDIDATES, table="LINK_CANDIDATES")
