"""Where the chances of a run come from: a model that is given, one fitted to the lists, or the shipped ones; and the operating point."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from resolver.files import read_bytes
from resolver.model.expected import best_expected_f1
from resolver.model.fitted import Model, read_model, shipped_model
from resolver.names.frequencies import NameCounts
from resolver.packed import Packed
from resolver.ruleset import Ruleset


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Where the chances of a run come from, and at which operating point it works."""

    estimate: bool = True
    given: Model | None = None
    operating_point: str | None = None

    @property
    def counts_names(self) -> bool:
        """Return whether the names of the lists move how common names are: as for the model given, else when one is fitted."""
        return self.estimate if self.given is None else self.given.counts_names

    @property
    def carried(self) -> NameCounts | None:
        """Return what the model given knows of how common names are in the lists it is from."""
        return None if self.given is None else self.given.names

    def at(self, ruleset: Ruleset) -> Ruleset:
        """Return the rules at the operating point."""
        return ruleset.at(self.operating_point) if self.operating_point else ruleset

    def model_of(self, ruleset: Ruleset, estimate: Callable[[], Model]) -> Model:
        """Return the model that the compared pairs of a run are weighed by; ``estimate`` fits one to them where it is wanted."""
        if self.given is not None:
            model = self.given
        elif self.estimate:
            model = estimate()
        else:
            off = "estimation was switched off"
            model = shipped_model(ruleset.comparisons, ruleset.link_rule, reason=off)
        rules_sha256 = model.rules_sha256 or ruleset.rulebook.sha256
        return replace(model, rules_sha256=rules_sha256, counts_names=self.counts_names)

    def told(self, ruleset: Ruleset) -> dict[str, Any]:
        """Return what a rerun needs to know of it."""
        point = self.operating_point
        chosen = (
            {"operating_point": point, "link_threshold": ruleset.link_rule.link_threshold} if point else {}
        )
        return {"estimate": self.estimate, **chosen}


def fitting_of(
    ruleset: Ruleset, *, estimate: bool, model: Model | Path | str | None, operating_point: str | None
) -> Fitting:
    """Read the model that is to be used, if one is given, and check the operating point before any work is done."""
    if isinstance(model, (str, Path)):
        model = read_model(read_bytes(model), ruleset.comparisons, file=Path(model).name)
    fitting = Fitting(estimate=estimate and model is None, given=model, operating_point=operating_point)
    fitting.at(ruleset)
    return fitting


def at_best_f1(ruleset: Ruleset, scores: Packed) -> Ruleset:
    """Return the rules with the threshold of the best expected F1 where the operating point asks for it."""
    if not ruleset.link_rule.best_expected_f1:
        return ruleset
    threshold, _ = best_expected_f1(scores.column("match_probability").to_numpy())
    return ruleset.linking_from(round(threshold, 6))
