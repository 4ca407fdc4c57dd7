"""Two short texts -> how alike they are letter by letter. The only door to rapidfuzz."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA


def edit_distance(one: str, other: str, at_most: int) -> int:
    """Return how many slips part two texts (letters left out, added, changed, or neighbours swapped); above ``at_most``
    the answer is ``at_most + 1``. Optimal string alignment (Boytsov 2011).

    >>> edit_distance("matvev", "metvev", 1), edit_distance("matvev", "loginov", 1)
    (1, 2)
    """
    return OSA.distance(one, other, score_cutoff=at_most)


def edit_similarity(one: str, other: str) -> float:
    """Return 1 for equal texts, 0 for texts that share nothing: one less the slips per letter of the longer.

    >>> edit_similarity("вагнер", "вагнера") > 0.8
    True
    """
    return OSA.normalized_similarity(one, other)


def nearest(word: str, known: Sequence[str], *, at_least: float) -> list[str]:
    """Return the known words most alike to a word (several when they are equally alike), none below so many of 100.

    >>> nearest("brith date", ["birth date", "death date"], at_least=80)
    ['birth date']
    """
    found = process.extract(word, known, scorer=fuzz.ratio, score_cutoff=at_least, limit=5)
    return [text for text, likeness, _ in found if likeness == found[0][1]]
