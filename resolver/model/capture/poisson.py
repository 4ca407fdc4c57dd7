"""Designs and counts -> many Poisson regressions at once, by iteratively reweighted least squares.

The intercept of each is the logarithm of the people whom no list has (Fienberg 1972; Bishop, Fienberg & Holland 1975, chapter 6).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from resolver.errors import ResolverError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
STEPS = 60
FURTHEST = 30.0
"""Fitted logarithms stay within this, and so does their standard error: beyond it a coefficient runs away, or nothing holds it."""
CLOSE = 1e-8
RIDGE = 1e-11
FEWEST = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fits:
    """What some regressions found: intercepts with their variances, how well they fit, and whether they came to rest."""

    intercept: Floats
    variance: Floats
    fitted: Floats
    log_likelihood: Floats
    deviance: Floats
    converged: Flags


def fit_poisson(design: Floats, counts: Floats, kept: Flags, active: Flags) -> Fits:
    """Fit one regression per row of ``counts``: columns that are not kept and cells that are not active take no part.

    ``design`` is (fits, cells, columns), its first column the intercept.

    >>> two_lists = np.array([[[1.0, 1, 0], [1, 0, 1], [1, 1, 1]]])
    >>> fits = fit_poisson(two_lists, np.array([[781.0, 254, 167]]), np.ones((1, 3), bool), np.ones((1, 3), bool))
    >>> float(np.exp(fits.intercept[0]).round(1))
    1187.9
    """
    if counts.shape != active.shape or design.shape[0] != len(counts):
        raise ResolverError("a design, its counts and its active cells must have one shape")
    x = design * kept[:, None, :] * active[:, :, None]
    spare = _diagonal(np.asarray(~kept, dtype=np.float64))
    beta = _solve(x, active * (counts + 0.5), active * (counts + 0.5) * np.log(counts + 0.5), spare)
    converged = np.zeros(len(counts), dtype=np.bool_)
    for _ in range(STEPS):
        mu, eta = _means(x, beta, active)
        found = _solve(x, mu, mu * eta + active * (counts - mu), spare)
        moved = np.abs(found[:, 0] - beta[:, 0])
        converged = moved <= CLOSE * (1.0 + np.abs(found[:, 0]))
        beta = found
        if converged.all():
            break
    mu, _ = _means(x, beta, active)
    variance = _variance(x, mu, spare)
    inside = (np.abs(beta[:, 0]) < FURTHEST) & (variance < FURTHEST**2)
    return Fits(
        intercept=beta[:, 0],
        variance=variance,
        fitted=mu,
        log_likelihood=(counts * np.log(np.maximum(mu, FEWEST)) - mu - _log_factorial(counts)).sum(axis=1),
        deviance=_deviance(counts, mu),
        converged=converged & inside & np.isfinite(beta).all(axis=1),
    )


def _means(x: Floats, beta: Floats, active: Flags) -> tuple[Floats, Floats]:
    eta = np.clip(np.matmul(x, beta[:, :, None])[:, :, 0], -FURTHEST, FURTHEST)
    return np.exp(eta) * active, eta


def _information(x: Floats, weights: Floats, spare: Floats) -> Floats:
    return np.asarray(np.matmul(x.transpose(0, 2, 1), x * weights[:, :, None]) + spare)


def _solve(x: Floats, weights: Floats, right: Floats, spare: Floats) -> Floats:
    """Return the coefficients of a weighted least squares step; a little ridge keeps runaway ones from stopping the others."""
    inner = _information(x, weights, spare)
    inner += _diagonal(RIDGE * (1.0 + np.diagonal(inner, axis1=1, axis2=2)))
    return np.asarray(np.linalg.solve(inner, np.matmul(x.transpose(0, 2, 1), right[:, :, None]))[:, :, 0])


def _variance(x: Floats, mu: Floats, spare: Floats) -> Floats:
    inner = _information(x, mu, spare)
    inner += _diagonal(RIDGE * (1.0 + np.diagonal(inner, axis1=1, axis2=2)))
    first = np.zeros((len(x), x.shape[2], 1))
    first[:, 0] = 1.0
    return np.asarray(np.linalg.solve(inner, first)[:, 0, 0])


def _diagonal(values: Floats) -> Floats:
    return np.asarray(values[:, :, None] * np.eye(values.shape[1]))


def _deviance(counts: Floats, mu: Floats) -> Floats:
    ratio = np.where(counts > 0, counts / np.maximum(mu, FEWEST), 1.0)
    return np.asarray(2.0 * (counts * np.log(ratio) - (counts - mu)).sum(axis=1))


def _log_factorial(counts: Floats) -> Floats:
    return np.asarray(gammaln(counts + 1.0))
