"""Words of a name -> the same with two given names in one, where tables list them as one name: "Amir Hossein" is Amirhossein."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.names.knowledge import Knowledge
from resolver.names.ragged import Numbers, Ragged

FEWEST_WORDS = 3
"""Of two words one is the surname."""
_NUMBER = (1 << 32) - 1


def with_doubles(words: Sequence[str], knowledge: Knowledge) -> Iterator[list[str]]:
    """Yield the words of a name with two of them joined that may be one given name, each way.

    >>> from resolver.names.knowledge import load_knowledge
    >>> list(with_doubles(["amir", "hossein", "golmohammadi"], load_knowledge()))
    [['amir-hossein', 'golmohammadi']]
    """
    for at in range(len(words) - 1 if len(words) >= FEWEST_WORDS else 0):
        if is_double(words[at], words[at + 1], knowledge):
            yield [*words[:at], f"{words[at]}-{words[at + 1]}", *words[at + 2 :]]


def is_double(one: str, other: str, knowledge: Knowledge) -> bool:
    """Say whether two words are listed as one given name."""
    return f"{one}-{other}" in knowledge.given_by_form


def hold_doubles(names: Ragged, numbers: Numbers[str], knowledge: Knowledge) -> NDArray[np.bool_]:
    """Return which names hold two words that may be one given name; ``names`` are lists of words by their numbers.

    Each two words that stand side by side are asked about once.
    """
    words, owners = names.values, names.owners
    is_long = names.sizes >= FEWEST_WORDS
    at = np.flatnonzero((owners[:-1] == owners[1:]) & is_long[owners[:-1]])
    pairs = words[at].astype(np.int64) << 32 | words[at + 1]
    texts = list(numbers)
    asked = distinct(pairs)
    both = zip((asked >> 32).tolist(), (asked & _NUMBER).tolist(), strict=True)
    listed = np.array([is_double(texts[one], texts[other], knowledge) for one, other in both], dtype=np.bool_)
    found = np.zeros(len(is_long), dtype=np.bool_)
    found[owners[at[np.isin(pairs, asked[listed])]]] = True
    return found
