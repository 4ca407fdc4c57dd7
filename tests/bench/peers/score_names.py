"""Pairs of names (CSV with a, b) -> one score per pair, by a tool that is not ours. Runs in the environment of that tool.

    python score_names.py METHOD PAIRS.csv SCORES.csv

Prints one line of JSON: how many seconds scoring took, imports left out, and what was used.
"""

import argparse
import csv
import importlib.metadata
import json
import time
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Score = Callable[[str, str], float]


def anyascii_jaro_winkler() -> Score:
    """Romanise with anyascii, compare whole names by Jaro-Winkler."""
    from rapidfuzz.distance import JaroWinkler

    latin = _anyascii()
    return lambda a, b: JaroWinkler.similarity(latin(a), latin(b))


def anyascii_jaro_winkler_sorted() -> Score:
    """Romanise with anyascii, sort the words, compare by Jaro-Winkler."""
    from rapidfuzz.distance import JaroWinkler

    latin = _anyascii()
    in_order = cache(lambda name: " ".join(sorted(latin(name).split())))
    return lambda a, b: JaroWinkler.similarity(in_order(a), in_order(b))


def transliterate_token_sort() -> Score:
    """Romanise with transliterate by the language it detects (Russian for other Cyrillic), compare by token sort ratio."""
    from rapidfuzz import fuzz
    from transliterate import detect_language, translit

    @cache
    def latin(name: str) -> str:
        folded = unicodedata.normalize("NFC", name).lower()
        language = detect_language(folded) or (
            "ru" if any("\u0400" <= one <= "\u04ff" for one in name) else ""
        )
        return str(translit(folded, language, reversed=True)) if language else folded

    return lambda a, b: fuzz.token_sort_ratio(latin(a), latin(b)) / 100


def rigour_parts() -> Score:
    """What rigour itself offers: words that share a symbol of its lexicon agree, the others by ``compare_parts``.

    rigour has no score for two whole names; the mean over the words of both, weighted by nothing, is ours.
    """
    from rigour.names import NameTypeTag, align_person_name_order, analyze_names, compare_parts, pair_symbols

    read = cache(lambda name: tuple(analyze_names(NameTypeTag.PER, [name], infer_initials=True)))

    def compare(left: Any, right: Any, edges: Any) -> float:
        used = {part for edge in edges for part in (*edge.qps, *edge.rps)}
        mine, other = ([part for part in name.parts if part not in used] for name in (left, right))
        mine, other = align_person_name_order(mine, other)
        rest = compare_parts(mine, other) if mine or other else []
        found = [(len(edge.qps) + len(edge.rps), 1.0) for edge in edges]
        found += [(len(one.qps) + len(one.rps), one.score) for one in rest]
        words = sum(count for count, _ in found)
        return sum(count * score for count, score in found) / words if words else 0.0

    def score(a: str, b: str) -> float:
        pairs = ((left, right) for left in read(a) for right in read(b))
        return max((compare(*pair, edges) for pair in pairs for edges in pair_symbols(*pair)), default=0.0)

    return score


def logic_v2() -> Score:
    """Two Person entities with a name alone, by nomenklatura's logic-v2; the better of both directions, for it is not symmetric."""
    from followthemoney import model
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()

    @cache
    def person(name: str) -> Any:
        entity = model.make_entity("Person")
        entity.id = f"person-{name}"
        entity.add("name", name)
        return entity

    def score(a: str, b: str) -> float:
        both = ((person(a), person(b)), (person(b), person(a)))
        return max(float(algorithm.compare(*pair, config).score) for pair in both)

    return score


def _anyascii() -> Callable[[str], str]:
    from anyascii import anyascii

    return cache(lambda name: " ".join(anyascii(name).lower().split()))


METHODS: dict[str, tuple[Callable[[], Score], tuple[str, ...]]] = {
    "anyascii-jw": (anyascii_jaro_winkler, ("anyascii", "rapidfuzz")),
    "anyascii-jw-sorted": (anyascii_jaro_winkler_sorted, ("anyascii", "rapidfuzz")),
    "transliterate-sort": (transliterate_token_sort, ("transliterate", "rapidfuzz")),
    "rigour": (rigour_parts, ("rigour",)),
    "logic-v2": (logic_v2, ("nomenklatura", "rigour")),
}


def main() -> None:
    """Score one file of pairs by one method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("method", choices=METHODS)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("scores", type=Path)
    given = parser.parse_args()
    make, packages = METHODS[given.method]
    score = make()
    with given.pairs.open(newline="", encoding="utf-8") as file:
        pairs = [(row["a"], row["b"]) for row in csv.DictReader(file)]
    score("Anna", "Anna")
    start = time.perf_counter()
    scores = [score(a, b) for a, b in pairs]
    seconds = time.perf_counter() - start
    with given.scores.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["score"], *([repr(one)] for one in scores)])
    versions = {name: importlib.metadata.version(name) for name in packages}
    print(json.dumps({"seconds": seconds, "versions": versions}))


if __name__ == "__main__":
    main()
