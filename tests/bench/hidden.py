"""The rules -> the same rules without some classes of given names, as if nobody had told us of them."""

import io
from collections.abc import Iterator

import numpy as np
import polars as pl

from resolver.rulebook import Rulebook, RuleFile, load_rulebook, parse_rules

GIVEN = "names/given/"
SHARE = 0.3
DRAWS = 10


def rules_with_hidden_classes(*, share: float = SHARE, draws: int = DRAWS) -> Iterator[Rulebook]:
    """Yield the shipped rules with this share of the classes of given names hidden, drawn anew each time.

    >>> rules = next(rules_with_hidden_classes())
    >>> whole, less = (one.table("names/given")["class"].n_unique() for one in (load_rulebook(), rules))
    >>> round(1 - less / whole, 2)
    0.3
    """
    rules = load_rulebook()
    classes = rules.table("names/given")["class"].unique().sort().to_list()
    for draw in range(draws):
        order = np.random.default_rng(draw).permutation(len(classes))
        yield without(rules, frozenset(classes[at] for at in order[: round(share * len(classes))]))


def without(rules: Rulebook, hidden: frozenset[str]) -> Rulebook:
    """Return rules without some classes. They count as a user's own, so that nothing made of them is kept."""
    return parse_rules(
        tuple(_thinned(file, hidden) if file.name.startswith(GIVEN) else file for file in rules.files)
    )


def _thinned(file: RuleFile, hidden: frozenset[str]) -> RuleFile:
    table = pl.read_csv(io.BytesIO(file.data), infer_schema=False)
    kept = table.filter(~pl.col("class").is_in(sorted(hidden)))
    return RuleFile(layer=1, name=file.name, data=kept.write_csv().encode())
