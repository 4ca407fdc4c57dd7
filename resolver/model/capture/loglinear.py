"""Capture histories -> every log-linear model fitted: how many people each finds on no list, and how well it fits.

Where lists share nobody, a term that ties them is minus infinity: it is counted as a parameter, and the cells it empties take no part
(Chan, Silverman & Vincent 2021). Models that cannot tell how many are missed are set aside, and said so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, gammaln

from resolver.model.capture.designs import (
    ALL_PAIRS_UP_TO,
    Designs,
    Model,
    candidates,
    designs_of,
    grown,
    named,
)
from resolver.model.capture.histories import Histories
from resolver.model.capture.poisson import Fits, fit_poisson

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
AT_ONCE = 2_000
"""How many regressions are fitted together: their tables fit into memory and processor cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One model fitted to one table: whom it finds on no list, and what speaks for it.

    ``log_error`` is the standard error of the logarithm of ``unseen``. ``fits`` is the chance of a deviance this large if the model
    were true; None where nothing is left to test it by.
    """

    model: Model
    name: str
    parameters: int
    unseen: float
    log_error: float
    log_likelihood: float
    deviance: float
    degrees: int
    fits: float | None
    aic: float
    bic: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedModels:
    """Some models fitted to some tables: rows are tables, columns models; ``usable`` where a number of unseen people came out."""

    models: tuple[Model, ...]
    unseen: Floats
    log_error: Floats
    aic: Floats
    bic: Floats
    log_likelihood: Floats
    deviance: Floats
    degrees: NDArray[np.int64]
    usable: Flags


def fit_models(tables: Sequence[Histories], models: Sequence[Model], *, extra: float = 0.0) -> FittedModels:
    """Fit every model to every table of the same lists; ``extra`` is added to each cell (against bias in the smallest tables).

    >>> seber = Histories.of({("A",): 781, ("B",): 254, ("A", "B"): 167})
    >>> fitted = fit_models([seber], [()])
    >>> round(float(fitted.unseen[0, 0]), 1), round(float(fitted.aic[0, 0]), 3)
    (1187.9, 28.831)
    """
    count = len(tables[0].lists)
    designs = designs_of(tuple(models), count)
    cells = np.array([one.cells[1:] for one in tables], dtype=np.float64) + extra
    step = max(1, AT_ONCE // len(models))
    parts = [_fit(cells[at : at + step], designs, count) for at in range(0, len(cells), step)]
    whole = {
        name: np.concatenate([part[name] for part in parts])
        for name in ("unseen", "log_error", "aic", "bic", "log_likelihood", "deviance", "degrees", "usable")
    }
    return FittedModels(models=tuple(models), **whole)


def _fit(cells: Floats, designs: Designs, count: int) -> dict[str, NDArray[np.generic]]:
    shape = len(cells), len(designs.models)
    kept, active, known = (
        np.concatenate(some) for some in zip(*(_shapes(row, designs, count) for row in cells), strict=True)
    )
    counts = np.repeat(cells, shape[1], axis=0)
    fits = fit_poisson(np.tile(designs.columns, (shape[0], 1, 1)), counts, kept, active)
    parameters = np.tile(designs.parameter_counts, shape[0])
    used = active.sum(axis=1) - kept.sum(axis=1)
    found = _told(fits, parameters, np.repeat(cells.sum(axis=1), shape[1]))
    found |= {"degrees": used, "usable": fits.converged & known}
    return {name: values.reshape(shape) for name, values in found.items()}


def _told(fits: Fits, parameters: NDArray[np.int64], people: Floats) -> dict[str, NDArray[np.generic]]:
    with np.errstate(over="ignore"):
        unseen = np.exp(np.minimum(fits.intercept, 700.0))
    return {
        "unseen": unseen,
        "log_error": np.sqrt(np.maximum(fits.variance, 0.0) + 1.0 / np.maximum(unseen, 1e-9)),
        "aic": -2.0 * fits.log_likelihood + 2.0 * parameters,
        "bic": -2.0 * fits.log_likelihood + np.log(np.maximum(people, 1.0)) * parameters,
        "log_likelihood": fits.log_likelihood,
        "deviance": fits.deviance,
    }


def _shapes(cells: Floats, designs: Designs, count: int) -> tuple[Flags, Flags, Flags]:
    empty = (cells == 0).tobytes()
    return _shape_of(empty, designs.models, count)


@lru_cache(maxsize=512)
def _shape_of(empty_told: bytes, models: tuple[Model, ...], count: int) -> tuple[Flags, Flags, Flags]:
    """Return, for a pattern of empty cells, which columns and cells of each model take part, and whether it can be known."""
    designs = designs_of(models, count)
    empty = np.frombuffer(empty_told, dtype=np.bool_)
    cells = np.arange(1, 1 << count)
    above = (cells[None, :] & np.arange(1 << count)[:, None]) == np.arange(1 << count)[:, None]
    nobody = (above & ~empty[None, :]).sum(axis=1) == 0
    there = designs.terms >= 0
    infinite = there & nobody[np.maximum(designs.terms, 0)]
    kept = there & ~infinite
    emptied = (designs.columns * infinite[:, None, :]).any(axis=2)
    active = ~emptied
    x = designs.columns * kept[:, None, :] * active[:, :, None]
    inner = np.matmul(x.transpose(0, 2, 1), x)
    known = np.linalg.matrix_rank(inner, hermitian=True) == kept.sum(axis=1)
    return kept, active, known & (active.sum(axis=1) >= kept.sum(axis=1))


def fit_candidates(table: Histories, criterion: str) -> tuple[Candidate, ...]:
    """Return every candidate that can tell how many are missed, best first.

    With more than five lists models are grown from independence, a pair at a time, as long as the criterion (aic or bic) improves.

    >>> three = Histories.of({("A",): 60, ("B",): 50, ("C",): 40, ("A", "B"): 20, ("A", "C"): 16, ("B", "C"): 13, ("A", "B", "C"): 5})
    >>> best = fit_candidates(three, "bic")[0]
    >>> best.name, round(best.total)
    ('independent', 356)
    """
    count = len(table.lists)
    if count <= ALL_PAIRS_UP_TO:
        return _ordered(fit_models([table], candidates(count), extra=extra_of(count)), table, criterion)
    tried: dict[Model, Candidate] = {}
    front: tuple[Model, ...] = ((),)
    best = math.inf
    while front:
        found = _ordered(fit_models([table], front), table, criterion)
        tried |= {one.model: one for one in found}
        if not found or getattr(found[0], criterion) >= best:
            break
        best = getattr(found[0], criterion)
        front = grown(found[0].model, count)
    return tuple(sorted(tried.values(), key=lambda one: (getattr(one, criterion), one.model)))


def extra_of(count: int) -> float:
    """Return what is added to each cell: half a person with two lists, whose estimate is biased otherwise (Chapman 1951)."""
    return 0.5 if count == 2 else 0.0


def _ordered(fitted: FittedModels, table: Histories, criterion: str) -> tuple[Candidate, ...]:
    found = [_candidate(fitted, at, table) for at in range(len(fitted.models)) if fitted.usable[0, at]]
    return tuple(sorted(found, key=lambda one: (getattr(one, criterion), one.model)))


def _candidate(fitted: FittedModels, at: int, table: Histories) -> Candidate:
    degrees, deviance = int(fitted.degrees[0, at]), float(fitted.deviance[0, at])
    unseen = float(fitted.unseen[0, at])
    return Candidate(
        model=fitted.models[at],
        name=named(fitted.models[at], table.lists),
        parameters=1 + len(table.lists) + len(fitted.models[at]),
        unseen=unseen,
        log_error=float(fitted.log_error[0, at]),
        log_likelihood=float(fitted.log_likelihood[0, at]),
        deviance=deviance,
        degrees=degrees,
        fits=float(chdtrc(degrees, max(deviance, 0.0))) if degrees > 0 else None,
        aic=float(fitted.aic[0, at]),
        bic=float(fitted.bic[0, at]),
        total=table.people + unseen,
    )


# --- profile likelihood -----------------------------------------------------------------------------------------------

CHI_SQUARE_95 = 3.841458820694124
WIDEST = 1e4
"""Profiles are followed up to this many times the people on lists."""


def profile_interval(table: Histories, model: Model) -> tuple[float, float]:
    """Return the 95 % interval of all people under one model, by profile likelihood (Cormack 1992).

    >>> seber = Histories.of({("A",): 781, ("B",): 254, ("A", "B"): 167})
    >>> low, high = profile_interval(seber, ())
    >>> round(low), round(high)
    (2156, 2670)
    """
    fitted = fit_models([table], [model])
    start = max(float(fitted.unseen[0, 0]), 0.5)
    step = min(max(float(fitted.log_error[0, 0]), 0.05), 2.0)
    grid = np.exp(math.log(start) + step * np.linspace(-8.0, 8.0, 161))
    grid = grid[grid < max(WIDEST * table.people, 2.0 * start)]
    likelihood = _profile(table, model, grid)
    best = int(np.argmax(likelihood))
    fence = likelihood[best] - CHI_SQUARE_95 / 2.0
    return (
        table.people + _crossing(grid[best::-1], likelihood[best::-1], fence, default=0.0),
        table.people + _crossing(grid[best:], likelihood[best:], fence, default=math.inf),
    )


def _profile(table: Histories, model: Model, unseen: Floats) -> Floats:
    """Return the multinomial log-likelihood of so many unseen people, each with the best fit of the model to the whole table."""
    count = len(table.lists)
    designs = designs_of((model,), count)
    kept, active, _ = _shape_of((table.cells[1:] == 0).tobytes(), (model,), count)
    nobody = np.zeros((1, 1, designs.columns.shape[2]))
    nobody[0, 0, 0] = 1.0
    x = np.tile(np.concatenate([nobody, designs.columns], axis=1), (len(unseen), 1, 1))
    cells = np.column_stack([unseen, np.tile(table.cells[1:].astype(np.float64), (len(unseen), 1))])
    takes_part = np.tile(np.concatenate([[[True]], active], axis=1), (len(unseen), 1))
    fits = fit_poisson(x, cells, np.tile(kept, (len(unseen), 1)), takes_part)
    people = cells.sum(axis=1)
    shares = np.maximum(fits.fitted / people[:, None], 1e-300)
    return np.asarray(gammaln(people + 1) - gammaln(unseen + 1) + (cells * np.log(shares)).sum(axis=1))


def _crossing(grid: Floats, likelihood: Floats, fence: float, *, default: float) -> float:
    """Return where the likelihood, followed from its top, falls below the fence."""
    below = np.flatnonzero(likelihood < fence)
    if not len(below):
        return default
    at = int(below[0])
    share = (likelihood[at - 1] - fence) / max(likelihood[at - 1] - likelihood[at], 1e-12)
    return float(np.exp(np.log(grid[at - 1]) + share * (np.log(grid[at]) - np.log(grid[at - 1]))))
