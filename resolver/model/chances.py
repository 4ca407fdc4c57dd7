"""What a level of one comparison is worth: its chances among matches, strangers and relatives, pair by pair."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """log2 of the chance of each pair's level in one comparison among matches, strangers and relatives."""

    m: Bits
    u: Bits
    r: Bits
