"""Pairs of names -> families of names that stay together, and F1 with a threshold that was chosen on other names.

A family is the pairs that have the commonest of their rarer words in common, mostly a surname or a father's name. Five folds hold
whole families. For each fold the threshold is chosen on pairs outside of it that share no word with any pair inside, save the
commonest: those that more than 1 in 200 of the names carry. Single letters are no words.
"""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import polars as pl

from tests.bench.curves import SEED, Bools, Codes, Figure, Floats, draw_groups, interval, threshold_of_best_f1

FOLDS = 5
COMMONEST = 0.005
"""Words carried by more than this share of the names may stand on both sides of a fold."""

_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Families:
    """The rarer words of each pair, the family it belongs to, and the fold of its family."""

    words: tuple[frozenset[str], ...]
    family: Codes
    fold: Codes


def families_of(pairs: pl.DataFrame) -> Families:
    """Return families and folds of pairs of names (columns a, b).

    >>> pairs = pl.DataFrame({"a": ["Ilin Oleg", "Sava Ilin", "Zyk Lev"], "b": ["O. I.", "S. I.", "Zyk L."]})
    >>> families_of(pairs).family.tolist()
    [0, 0, 1]
    """
    names = sorted({*pairs["a"], *pairs["b"]})
    carried = Counter(word for name in names for word in words_of(name))
    at_most = max(COMMONEST * len(names), 2)
    words = tuple(
        frozenset(word for word in words_of(a) | words_of(b) if carried[word] <= at_most)
        for a, b in pairs.select("a", "b").iter_rows()
    )
    heads = [
        max(found, key=lambda word: (carried[word], word)) if found else f"\u0000{at}"
        for at, found in enumerate(words)
    ]
    known, family = np.unique(np.array(heads), return_inverse=True)
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(known))
    return Families(words=words, family=family.astype(np.int64), fold=fold[family].astype(np.int64))


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name as written, in one case.

    >>> sorted(words_of("О. Ильин-Zyk"))
    ['zyk', 'ильин']
    """
    return frozenset(_WORD.findall(name.casefold()))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossValidated:
    """F1 of decisions whose threshold was chosen on other names, and how few pairs a threshold was chosen on."""

    f1: Figure
    fewest_pairs: int


def cross_validate(scores: Floats, same: Bools, families: Families) -> CrossValidated:
    """Return the F1 of all pairs, each decided by the threshold of its fold; the interval holds thresholds fixed."""
    taken = np.zeros(len(scores), dtype=bool)
    sizes = []
    for fold in range(FOLDS):
        inside = families.fold == fold
        if not inside.any():
            continue
        known = frozenset().union(*(families.words[at] for at in np.flatnonzero(inside)))
        apart = np.array([not (known & words) for words in families.words]) & ~inside
        sizes.append(int(apart.sum()))
        if same[apart].any():
            taken[inside] = scores[inside] >= threshold_of_best_f1(scores[apart], same[apart])
    point = _f1(taken, same, np.ones((1, len(scores))))[0]
    drawn = np.concatenate([_f1(taken, same, weights) for weights in draw_groups(families.family)])
    return CrossValidated(f1=interval(point, drawn), fewest_pairs=min(sizes, default=0))


def _f1(taken: Bools, same: Bools, weights: Floats) -> Floats:
    right = weights @ (taken & same).astype(np.float64)
    both = weights @ (taken.astype(np.float64) + same)
    return np.asarray(2 * right / np.maximum(both, 1.0), dtype=np.float64)
