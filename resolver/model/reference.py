"""A second opinion: the same compared pairs through recordlinkage's ECM classifier, which knows nothing of our priors.

The only door to recordlinkage, which brings pandas and scikit-learn along and is therefore imported when first asked for.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.errors import UsageError
from resolver.model.comparisons import Comparison

FEWEST_PAIRS = 30
"""With fewer pairs nothing can be estimated from the pairs alone."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecondOpinion:
    """What an expectation-conditional-maximisation fit says of the same pairs (de Bruin, recordlinkage)."""

    probability: NDArray[np.float64]
    prior: float
    m: dict[str, float]
    u: dict[str, float]


def second_opinion(compared: pl.DataFrame, comparisons: Sequence[Comparison]) -> SecondOpinion:
    """Fit recordlinkage's ECMClassifier to compared pairs: per comparison, agreement (a level that speaks for) or not.

    ``compared`` has one level column per comparison. Comparisons that always or never agree are left out, as they say
    nothing. Raises UsageError when there are too few pairs or the fit does not settle.

    >>> levels = pl.DataFrame({"sex": [1, 2] * 20, "unit": [1, 1, 2, 2] * 10}, schema_overrides={"sex": pl.UInt8, "unit": pl.UInt8})
    >>> from resolver.model.comparisons import Comparison, ComparisonLevel
    >>> steps = tuple(ComparisonLevel(label=word, m=m, u=u, r=u) for word, m, u in (("same", 0.9, 0.1), ("different", 0.1, 0.9)))
    >>> both = [Comparison(name=name, kind="exact", column=name, role="", levels=steps) for name in ("sex", "unit")]
    >>> len(second_opinion(levels, both).probability)
    40
    """
    if compared.height < FEWEST_PAIRS:
        raise UsageError(
            f"{compared.height} pairs are too few for a second opinion; {FEWEST_PAIRS} are needed"
        )
    agreement = {one.name: _agrees(compared[one.name].to_numpy(), one) for one in comparisons}
    telling = {name: column for name, column in agreement.items() if 0 < column.sum() < len(column)}
    if not telling:
        raise UsageError("no comparison tells these pairs apart; there is nothing to estimate from")
    return _fit(telling)


def _agrees(levels: NDArray[np.uint8], comparison: Comparison) -> NDArray[np.int64]:
    speaks_for = [
        False,
        *(level.u in ("frequency", "scope") or level.m > _number(level.u) for level in comparison.levels),
    ]
    return np.array(speaks_for)[levels].astype(np.int64)


def _number(chance: float | str) -> float:
    return float(chance) if not isinstance(chance, str) else 1.0


def _fit(agreement: dict[str, NDArray[np.int64]]) -> SecondOpinion:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas
        import recordlinkage

        features = pandas.DataFrame(agreement)
        classifier = recordlinkage.ECMClassifier(init="jaro", use_col_names=True)
        classifier.fit(features)
        probability = np.asarray(classifier.prob(features), dtype=np.float64)
        if np.isnan(probability).any():
            raise UsageError(
                "the second opinion did not settle on these pairs: they are too few or too alike"
            )
        m = {name: float(chances[1]) for name, chances in classifier.m_probs.items()}
        u = {name: float(chances[1]) for name, chances in classifier.u_probs.items()}
        return SecondOpinion(probability=probability, prior=float(classifier.p), m=m, u=u)
