"""The rules -> the same rules without some classes of given names, as if nobody had told us of them."""

from collections.abc import Iterator

import polars as pl

from resolver.rulebook import Rulebook, RuleFile, load_rulebook, parse_rules
from resolver.synthesis import hide

HIDDEN = "names/hidden.csv"
SHARE = 0.3
DRAWS = 10


def rules_with_hidden_classes(*, share: float = SHARE, draws: int = DRAWS) -> Iterator[Rulebook]:
    """Yield the shipped rules with this share of the classes of given names hidden, drawn anew each time.

    >>> rules = next(rules_with_hidden_classes())
    >>> whole = rules.table("names/given")["class"].n_unique()
    >>> round(rules.table("names/hidden.csv").height / whole, 2)
    0.3
    """
    rules = load_rulebook()
    classes = rules.table("names/given").select("class").unique().sort("class")
    for draw in range(draws):
        hidden = hide(classes, share=share, seed=draw)
        yield parse_rules((*rules.files, RuleFile(layer=1, name=HIDDEN, data=as_csv(hidden))))


def as_csv(hidden: pl.DataFrame) -> bytes:
    """Return classes as the file that hides them."""
    return hidden.select("class").write_csv().encode()
