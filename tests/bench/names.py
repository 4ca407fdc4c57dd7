"""Sets of labelled name pairs -> a table of every method beside ours, per set and per category, with intervals.

Our own 690 hard pairs and made names always; real names in two scripts where ``places.EVAL`` has them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tests.bench.curves import Bools, Figure, Floats, curve_figures, share, short, threshold_at_precision
from tests.bench.folds import Families, cross_validate, families_of
from tests.bench.hidden import DRAWS, SHARE, rules_with_hidden_classes
from tests.bench.made import made_pairs, made_people, people_of
from tests.bench.own_names import Scored, own_scores
from tests.bench.places import EVAL, ROOT
from tests.bench.scorers import scorers
from tests.bench.told import tell
from tests.bench.words import read_words, word_figures

NAME_PAIRS = ROOT / "datasets" / "name_pairs" / "pairs.csv"
CATEGORIES = ("category", "kind")
HIDDEN = "hidden classes"
WORDS = "single words"
CATEGORY_DRAWS = 200
MEASURES = ("auc", "f1", "recall_at_98", "f1_cross_validated", "links", "wrong_links")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairSet:
    """A named table of pairs of names (a, b, same, category), which are the same, and their families."""

    name: str
    pairs: pl.DataFrame
    same: Bools
    families: Families


def pair_set(name: str, pairs: pl.DataFrame) -> PairSet:
    """Return a set of pairs; the category comes from whichever column holds it."""
    column = next((one for one in CATEGORIES if one in pairs.columns), None)
    category = pl.lit("all") if column is None else pl.col(column)
    table = pairs.select("a", "b", "same", category=category)
    return PairSet(
        name=name, pairs=table, same=(table["same"] == "1").to_numpy(), families=families_of(table)
    )


def read_pairs(path: Path) -> PairSet:
    """Read any CSV with the columns a, b and same (1 or 0)."""
    pairs = pl.read_csv(path, infer_schema=False).drop_nulls(["a", "b", "same"])
    folder = path.parent.name if path.parent.parent == EVAL else ""
    name = folder if path.stem == "a" else "/".join(filter(None, (folder, path.stem)))
    return pair_set("name_pairs" if path == NAME_PAIRS else name, pairs)


def pair_sets() -> Iterator[PairSet]:
    """Yield the sets at hand, ours first."""
    yield read_pairs(NAME_PAIRS)
    yield pair_set("made names", made_pairs(made_people()))
    if (real := EVAL / "mos_memo" / "unlabelled.csv").exists():
        names = pl.read_csv(real, infer_schema=False)["name"].drop_nulls().to_list()
        yield pair_set("made of mos_memo", made_pairs(people_of(names)))
    for folder in ("eu_names", "acf_names", "gaza_pairs"):
        for path in sorted((EVAL / folder).glob("*.csv")):
            yield read_pairs(path)


def names_block(*, extra: Sequence[Path] = (), only: Collection[str] = ()) -> dict[str, Any]:
    """Measure every set by every method, then ours with names hidden, then single words; print and return all figures.

    ``only`` names the sets (or HIDDEN, WORDS) to measure; without it all are.
    """
    methods = scorers()
    found: dict[str, Any] = {}
    versions: dict[str, str] = {}
    for one in chain(pair_sets(), map(read_pairs, extra)):
        if only and one.name not in only:
            continue
        scored = {name: score(one.pairs) for name, score in methods.items()}
        found[one.name] = {name: set_figures(one, result) for name, result in scored.items()}
        versions |= {key: value for result in scored.values() for key, value in result.versions.items()}
        _tell_set(one, found[one.name])
    if not only or HIDDEN in only:
        found[HIDDEN] = hidden_figures(read_pairs(NAME_PAIRS))
    if (words := EVAL / "tokens" / "a.csv").exists() and (not only or WORDS in only):
        found[WORDS] = word_figures(read_words(str(words)), methods)
        _tell_words(found[WORDS])
    return {"sets": found, "versions": versions}


def set_figures(one: PairSet, scored: Scored) -> dict[str, Any]:
    """Return the figures of one method on one set, in all and per category."""
    crossed = cross_validate(scored.scores, one.same, one.families)
    whole: dict[str, Figure] = {
        **curve_figures(scored.scores, one.same, one.families.family),
        "f1_cross_validated": crossed.f1,
    }
    if scored.link_from is not None:
        linked = scored.scores >= scored.link_from
        whole["links"] = share(int(linked[one.same].sum()), int(one.same.sum()))
        whole["wrong_links"] = share(int(linked[~one.same].sum()), int((~one.same).sum()))
    return {
        "pairs": len(one.same),
        "same": int(one.same.sum()),
        "families": int(one.families.family.max()) + 1,
        "fewest_pairs_for_threshold": crossed.fewest_pairs,
        "pairs_per_second": round(len(one.same) / max(scored.seconds, 1e-9)),
        **{name: figure.told() for name, figure in whole.items()},
        "categories": category_figures(one, scored),
    }


def category_figures(one: PairSet, scored: Scored) -> dict[str, dict[str, Any]]:
    """Return figures per category; of one with a single class the AUC against all pairs of the other class.

    Hits are what passes the threshold of the whole set at precision .98; in a category of different names they are errors.
    """
    threshold = threshold_at_precision(scored.scores, one.same)
    labels = one.pairs["category"].to_numpy()
    found = {}
    for category in sorted(set(labels)) if len(set(labels)) > 1 else []:
        mine = labels == category
        row: dict[str, Any] = {"n": int(mine.sum()), "same": int((mine & one.same).sum())}
        row |= {name: figure.told() for name, figure in _of_category(one, scored.scores, mine).items()}
        row["hits_at_98"] = share(int((scored.scores[mine] >= threshold).sum()), int(mine.sum())).told()
        if scored.link_from is not None:
            row["links"] = share(int((scored.scores[mine] >= scored.link_from).sum()), int(mine.sum())).told()
        found[category] = row
    return found


def _of_category(one: PairSet, scores: Floats, mine: Bools) -> Mapping[str, Figure]:
    classes = set(one.same[mine].tolist())
    beside = mine if len(classes) == 2 else mine | (one.same != next(iter(classes)))
    if one.same[beside].all() or not one.same[beside].any():
        return {}
    figures = curve_figures(
        scores[beside], one.same[beside], one.families.family[beside], draws=CATEGORY_DRAWS
    )
    return figures if len(classes) == 2 else {"auc": figures["auc"]}


def hidden_figures(one: PairSet) -> dict[str, Any]:
    """Return our figures on one set with part of the classes of given names hidden: median, lowest and highest draw."""
    drawn: dict[str, list[float]] = {}
    for rules in rules_with_hidden_classes():
        figures = set_figures_quick(one, own_scores(one.pairs, rules))
        for name, value in figures.items():
            drawn.setdefault(name, []).append(value)
    found = {
        name: [round(float(cut(values)), 4) for cut in (np.median, min, max)]
        for name, values in drawn.items()
    }
    rows = [[name, *(f"{value:.3f}" for value in values)] for name, values in found.items()]
    tell(
        f"{one.name}: {SHARE:.0%} of the classes of given names hidden, {DRAWS} draws",
        ["", "median", "lowest", "highest"],
        rows,
    )
    return found


def set_figures_quick(one: PairSet, scored: Scored) -> dict[str, float]:
    """Return values without intervals."""
    figures = curve_figures(scored.scores, one.same, one.families.family, draws=1)
    linked = scored.scores >= (scored.link_from or 0.0)
    return {
        **{name: figure.value for name, figure in figures.items()},
        "links": float(linked[one.same].mean()),
        "wrong_links": float(linked[~one.same].mean()),
    }


def _tell_set(one: PairSet, found: Mapping[str, Any]) -> None:
    some = next(iter(found.values()))
    title = (
        f"{one.name}: {some['pairs']:,} pairs, {some['same']:,} of one name, {some['families']:,} families"
    )
    header = ["", "AUC", "best F1", "recall at .98", "F1 cross-val.", "links", "wrong links", "pairs/s"]
    rows = [
        [method, *(_shown(row.get(name)) for name in MEASURES), f"{row['pairs_per_second']:,}"]
        for method, row in found.items()
    ]
    tell(title, header, rows)
    categories = next(iter(found.values()))["categories"]
    if categories:
        tell(
            f"{one.name}: share that passes the threshold of precision .98, per category",
            ["", "n", *found],
            [
                [name, row["n"], *(short(of["categories"][name]["hits_at_98"][0]) for of in found.values())]
                for name, row in categories.items()
            ],
        )


def _shown(told: list[float] | None) -> str:
    return "-" if told is None else str(Figure(value=told[0], low=told[1], high=told[2]))


def _tell_words(found: Mapping[str, Mapping[str, float]]) -> None:
    names = list(next(iter(found.values())))
    rows = [[name, *(f"{row[name]:g}" for row in found.values())] for name in names]
    tell("single words in two scripts; the others at 1 in 1,000 random pairs", ["", *found], rows)
