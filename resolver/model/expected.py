"""Match probabilities -> what is to be expected of a threshold, before anybody has judged a pair."""

import numpy as np
from numpy.typing import NDArray

WITHOUT_PAIRS = 0.5


def best_expected_f1(probability: NDArray[np.float64]) -> tuple[float, float]:
    """Return the threshold that promises the best F1 over pairs, and that F1.

    Linking the k likeliest pairs finds the sum of their probabilities in true pairs; the sum over all pairs is how many there
    are (Lipton, Elkan and Narayanaswamy 2014). The threshold lies at the last pair that is worth linking.

    >>> best_expected_f1(np.array([0.9, 0.1, 0.6]))
    (0.6, 0.8333333333333333)
    """
    ordered = np.sort(probability)[::-1]
    if not len(ordered) or ordered[0] <= 0:
        return WITHOUT_PAIRS, 0.0
    linked = np.arange(1, len(ordered) + 1)
    expected = 2 * np.cumsum(ordered) / (linked + ordered.sum())
    best = int(np.argmax(expected))
    return float(ordered[best]), float(expected[best])
