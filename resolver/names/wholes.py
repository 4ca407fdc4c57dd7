"""Readings in columns -> two given names as one word, where the second stands apart: what a double name is compared with.

One list has “Juan Carlos” in a column of given names, which is one word there; another writes “Juan Carlos Testal”, a given name and a
second one. Beside the first, Juan alone would be a part of it, and so would that of Juan Alberto.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resolver.names.columns import ReadingColumns
from resolver.names.knowledge import Knowledge
from resolver.names.likeness import is_double
from resolver.names.ragged import Numbers
from resolver.names.readings import ROLES, whole_given
from resolver.names.tokens import Token, make_token


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wholes:
    """By row of readings, the number of its given names in one word, and whether its given name is a double one.

    ``tokens`` are those of given names and, behind them, of words that no reading holds.
    """

    numbers: NDArray[np.int32]
    is_double: NDArray[np.bool_]
    tokens: Sequence[Token]


def wholes_of(readings: ReadingColumns, tokens: Sequence[Token], knowledge: Knowledge) -> Wholes:
    """Return the given names of readings in one word each; those of one word are what they are.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.reader import read_names
    >>> readings = read_names(["Juan Carlos Perez Gomez", "Juan-Carlos Perez"], load_knowledge())[1].only([0, 1])[0]
    >>> tokens = [make_token(text, "given", load_knowledge()) for text in readings.texts["given"]]
    >>> found = wholes_of(readings, tokens, load_knowledge())
    >>> [found.tokens[number].text for number in found.numbers[readings.starts[:-1]]], found.is_double[readings.starts[:-1]].tolist()
    (['juan-carlos', 'juan-carlos'], [False, True])
    """
    given = readings.tokens[ROLES.index("given")]
    double = np.append(np.array([is_double(token) for token in tokens], dtype=np.bool_), False)
    numbers = given.copy()
    are_double: NDArray[np.bool_] = double[given]
    words = Numbers[str]()
    if are_double.any():
        for row in np.flatnonzero(readings.has_second_names).tolist():
            whole = whole_given(readings.reading(row))
            if whole is not None:
                numbers[row] = len(tokens) + words[whole]
    behind = [make_token(word, "given", knowledge) for word in words]
    return Wholes(numbers=numbers, is_double=are_double, tokens=[*tokens, *behind] if behind else tokens)
