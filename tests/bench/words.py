"""Single names in two scripts (positives only) -> how many our keys and likeness bring together, per script.

The same is asked of as many pairs put together at random, for a rule that joins everything would find all.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from resolver.names.knowledge import Knowledge, fold_form, load_knowledge
from resolver.names.likeness import Level, token_level
from resolver.names.tokens import Token, make_token
from resolver.rulebook import load_rulebook
from tests.bench.curves import SEED, Bools, Floats
from tests.bench.scorers import OURS, Scorer

TOLERATED = 0.001
"""The share of random pairs that a method may take for the same when its recall is measured."""

_ROLES = ("given", "surname")


def word_figures(pairs: pl.DataFrame, scorers: Mapping[str, Scorer]) -> dict[str, dict[str, float]]:
    """Return the figures per script of the second word: our shares, and the recall of the others at few random hits."""
    shuffled = pairs.with_columns(pl.col("b").shuffle(seed=SEED).over("lang_b"))
    found = {}
    apart = _found(shuffled)
    together = _found(pairs)
    others = _recall_of_others(pairs, shuffled, scorers)
    for language in pairs["lang_b"].unique().sort():
        mine = (pairs["lang_b"] == language).to_numpy()
        row = {"pairs": float(mine.sum())}
        for name, hits in together.items():
            row |= {name: _share(hits[mine]), f"{name}, random": _share(apart[name][mine])}
        found[language] = row | {name: values[language] for name, values in others.items()}
    return found


def _share(hits: Bools) -> float:
    return round(float(hits.mean()), 4)


def _found(pairs: pl.DataFrame) -> dict[str, Bools]:
    """Return which pairs share a key, are one name or one spelling, and are at least near: in whichever role fits best."""
    tokens = own_tokens({*pairs["a"], *pairs["b"]})
    key, agree, near = [], [], []
    for a, b in pairs.select("a", "b").iter_rows():
        both = list(zip(tokens[a], tokens[b], strict=True))
        levels = [token_level(left, right, role) for (left, right), role in zip(both, _ROLES, strict=True)]
        key.append(any(set(left.keys) & set(right.keys) for left, right in both))
        agree.append(any(Level.MISSING < level < Level.NEAR for level in levels))
        near.append(any(Level.MISSING < level <= Level.NEAR for level in levels))
    return {"common key": np.array(key), "agree": np.array(agree), "agree or near": np.array(near)}


def own_tokens(words: set[str]) -> dict[str, Sequence[Token]]:
    """Return what our rules know of single words, in each role; the one place where this file asks the name engine."""
    knowledge = load_knowledge(load_rulebook())
    return {
        word: [make_token(_folded(word, knowledge), role, knowledge) for role in _ROLES] for word in words
    }


def _folded(word: str, knowledge: Knowledge) -> str:
    return fold_form(word, knowledge.alphabets) or word


def _recall_of_others(
    pairs: pl.DataFrame, shuffled: pl.DataFrame, scorers: Mapping[str, Scorer]
) -> dict[str, dict[str, float]]:
    """Return, per method and script, how many pairs score above all but one in a thousand random ones."""
    both = pl.concat([pairs.select("a", "b"), shuffled.select("a", "b")])
    language = pairs["lang_b"].to_numpy()
    found: dict[str, dict[str, float]] = {}
    for name, score in scorers.items():
        if name == OURS:
            continue
        scores = score(both).scores
        real, random = scores[: pairs.height], scores[pairs.height :]
        found[name] = {
            one: _recall(real[language == one], random[language == one]) for one in np.unique(language)
        }
    return found


def _recall(real: Floats, random: Floats) -> float:
    return round(float((real > np.quantile(random, 1 - TOLERATED)).mean()), 4)


def read_words(path: str) -> pl.DataFrame:
    """Return pairs of single names, the one in the other script second."""
    pairs = pl.read_csv(path, infer_schema=False).select("a", "b", "lang_a", "lang_b").drop_nulls()
    turned = pl.col("lang_a") != "en"
    return pairs.select(
        a=pl.when(turned).then("b").otherwise("a"),
        b=pl.when(turned).then("a").otherwise("b"),
        lang_b=pl.when(turned).then("lang_a").otherwise("lang_b"),
    )
