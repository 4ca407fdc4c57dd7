"""Made people, each on each of three lists by chance, in another spelling on each: how many there are is known, those on no list too."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from resolver.synthesis import Wishes, make_list

CHANCES = (0.45, 0.4, 0.35)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MadeLists:
    """Rows on lists A, B, C …, who each row is, and how many people there are in all."""

    mentions: pl.DataFrame
    truth: pl.DataFrame
    people: int


def made_lists(mentions: int, *, seed: int, chances: Sequence[float] = CHANCES) -> MadeLists:
    """Return lists drawn independently from made people who have as many mentions as there are lists."""
    made = make_list(Wishes(mentions=mentions, seed=seed, profile="russia", lists=4, repeat_share=0.7))
    rows = made.mentions.join(made.truth, on="mention_id").sort("mention_id")
    killed = ~rows["status"].fill_null("").str.contains("(?i)alive|жив|missing|пропал|captured|плен")
    named = rows.filter(killed & rows["name"].is_not_null())
    several = named.group_by("person_id").agg("mention_id").sort("person_id")
    several = several.filter(pl.col("mention_id").list.len() >= len(chances))
    random = np.random.default_rng(seed)
    on = []
    for ids in several["mention_id"].to_list():
        picked = random.permutation(sorted(ids))[: len(chances)].tolist()
        on += [
            (mention, letter)
            for mention, letter, chance in zip(picked, "ABCDEF", chances, strict=False)
            if random.random() < chance
        ]
    listed = pl.DataFrame(on, schema=["mention_id", "list_id"], orient="row")
    kept = named.drop("list_id", "via", "url").join(listed, on="mention_id").sort("list_id", "mention_id")
    return MadeLists(
        mentions=kept.drop("person_id"),
        truth=kept.select("mention_id", "person_id", "list_id"),
        people=several.height,
    )
