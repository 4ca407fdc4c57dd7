"""Names -> the scripts that a pair of them is written in, as one small number whichever stands left.

How often two spellings of one name agree depends on it: within one script they are mostly the same letters, across two they are a
transliteration.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.values.text import script_of

Codes = NDArray[np.uint8]
_SCRIPTS = ("none", "latin", "cyrillic", "arabic", "armenian", "georgian", "hebrew", "greek", "other")
_BETWEEN = "-"
_SIDE = 16
KINDS_OF_PAIRS = _SIDE * _SIDE
"""Codes of pairs are below this."""


def scripts_of(names: pl.Series) -> pl.Series:
    """Return the script of each name, as ``script_of`` does; names of one script are told by columns at once.

    >>> scripts_of(pl.Series(["Матвеев", "Metveev", "ماتفييف", "Матвеев A.", "?", None])).to_list()
    ['cyrillic', 'latin', 'arabic', 'cyrillic', 'none', None]
    """
    only = pl.lit(None, dtype=pl.String)
    for script in ("Cyrillic", "Latin", "Arabic"):
        others = pl.col("name").str.contains(rf"[\p{{L}}&&[^\p{{{script}}}]]")
        is_only = pl.col("name").str.contains(rf"\p{{{script}}}") & ~others
        only = pl.when(is_only).then(pl.lit(script.lower())).otherwise(only)
    told = pl.DataFrame({"name": names}).with_columns(script=only)
    mixed = told.filter(pl.col("script").is_null())["name"].unique().drop_nulls()
    by_name = {name: script_of(name) for name in mixed}
    rest = pl.col("name").replace_strict(by_name, default=None, return_dtype=pl.String)
    return told.select(script=pl.coalesce("script", rest)).to_series()


def script_codes(names: Sequence[str]) -> Codes:
    """Return the script of each name as a number; 0 where it has no letter.

    >>> script_codes(["Матвеев", "Metveev", "?"]).tolist()
    [2, 1, 0]
    """
    numbers = {script: number for number, script in enumerate(_SCRIPTS)}
    told = scripts_of(pl.Series(names, dtype=pl.String))
    return told.replace_strict(numbers, return_dtype=pl.UInt8).to_numpy()


def pair_scripts(left: Codes, right: Codes) -> Codes:
    """Return the scripts of pairs of names as one number each; 0 where a side has none.

    >>> codes = script_codes(["Матвеев", "Metveev", "?"])
    >>> pair_scripts(codes[[0, 1, 2]], codes[[1, 0, 1]]).tolist()
    [18, 18, 0]
    """
    low, high = np.minimum(left, right), np.maximum(left, right)
    return np.where(low > 0, low * _SIDE + high, 0).astype(np.uint8)


def told_scripts(code: int) -> str:
    """Return the two scripts that a pair's code stands for, in the order of the alphabet.

    >>> told_scripts(18), code_of_scripts("cyrillic-latin")
    ('cyrillic-latin', 18)
    """
    return _BETWEEN.join(sorted(_SCRIPTS[side] for side in divmod(code, _SIDE)))


def are_scripts(told: str) -> bool:
    """Say whether a text names two scripts as ``told_scripts`` does.

    >>> are_scripts("cyrillic-latin"), are_scripts("latin-cyrillic"), are_scripts("runes-latin")
    (True, False, False)
    """
    sides = told.split(_BETWEEN)
    return len(sides) == 2 and sides == sorted(sides) and set(sides) <= set(_SCRIPTS[1:])


def code_of_scripts(told: str) -> int:
    """Return the code of two scripts, as ``told_scripts`` names them; raise ValueError for anything else."""
    low, high = sorted(_SCRIPTS.index(side) for side in told.split(_BETWEEN))
    return low * _SIDE + high
