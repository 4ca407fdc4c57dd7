"""Made populations of known size, put on lists by chance: independently, one list drawing on another, or some people more visible."""

from collections.abc import Sequence

import numpy as np

from resolver.model.capture import Histories


def population(
    size: int, chances: Sequence[float], *, dependence: float = 0.0, visibility: float = 0.0, seed: int
) -> Histories:
    """Return who of so many people stands on which lists.

    ``dependence`` is added to the log-odds of the second list for those on the first; ``visibility`` is the spread of the log-odds of
    people to be on any list.
    """
    random = np.random.default_rng(seed)
    person = visibility * random.standard_normal(size)
    on = np.zeros((size, len(chances)), dtype=np.bool_)
    for at, chance in enumerate(chances):
        odds = np.log(chance / (1 - chance)) + person + (dependence * on[:, 0] if at == 1 else 0.0)
        on[:, at] = random.random(size) < 1 / (1 + np.exp(-odds))
    masks = (on * (1 << np.arange(len(chances)))).sum(axis=1)
    cells = np.bincount(masks, minlength=1 << len(chances)).astype(np.int64)
    cells[0] = 0
    return Histories(lists=tuple("ABCDEF"[: len(chances)]), cells=cells)
