"""How many people no list has: from who stands on which lists (capture histories) to estimates, or to a reason why there is none."""

from resolver.model.capture.bounds import Bound, chao_bound, chapman
from resolver.model.capture.estimates import Criterion, Estimate, Refused, estimate_population
from resolver.model.capture.histories import Histories
from resolver.model.capture.loglinear import Candidate

__all__ = [
    "Bound",
    "Candidate",
    "Criterion",
    "Estimate",
    "Histories",
    "Refused",
    "chao_bound",
    "chapman",
    "estimate_population",
]
