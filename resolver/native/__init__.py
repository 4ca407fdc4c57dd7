"""The door to the compiled kernel: what Python would walk step by step, done in C where a compiler was there at the install.

Whoever has a quicker way in C has one in numpy, too, with the same answer to the last bit: ``is_there`` says which to go.
``RESOLVER_KERNEL=numpy`` in the environment leaves the kernel alone.
"""

import ctypes
import os
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from resolver.native.compiling import library_path

__all__ = ["call", "fields", "is_there"]

Given = NDArray[Any] | int
"""What a function of the kernel is given: a column, laid out without gaps, or a whole number, which may be an address."""


def is_there() -> bool:
    """Return whether the kernel may be called.

    >>> is_there() in (True, False)
    True
    """
    return _library() is not None and os.environ.get("RESOLVER_KERNEL") != "numpy"


def call(name: str, *given: Given) -> int:
    """Call a function of the kernel; the columns it writes to are among those it is given.

    Every one of them takes columns and 64-bit whole numbers, answers with one such number, and says -1 where memory ran out.
    """
    answer: int = _function(name)(*(ctypes.c_int64(_word(one)) for one in given))
    if answer < 0:
        raise MemoryError(f"{name}: no memory is left")
    return answer


def fields(*given: Given) -> NDArray[np.int64]:
    """Return a structure for the kernel, of where columns begin and of whole numbers; the columns have to be kept as long as it is.

    >>> fields(7, 9).tolist()
    [7, 9]
    """
    return np.array([_word(one) for one in given], dtype=np.int64)


@cache
def _library() -> ctypes.CDLL | None:
    path = library_path()
    try:
        return ctypes.CDLL(str(path)) if path.is_file() else None
    except OSError:
        # Made for a machine of another kind, as when a folder is shared.
        return None


@cache
def _function(name: str) -> Any:
    function = getattr(_library(), name)
    function.restype = ctypes.c_int64
    return function


def _word(given: Given) -> int:
    """Return a whole number, or the address of a column."""
    if isinstance(given, int):
        return given
    if not given.flags.c_contiguous:
        raise ValueError(f"{given.shape}: a column with gaps cannot be given to the kernel")
    return given.ctypes.data
