"""The words of an Arabic name, in any letters -> where its surname stands: a last word with an article is one."""

from collections.abc import Sequence
from enum import IntEnum

from resolver.names.knowledge import Knowledge, fold_arabic
from resolver.names.particles import COMPOUNDS
from resolver.names.remembering import remembered
from resolver.values.text import script_of


class SurnameStands(IntEnum):
    """Where a surname stands for certain: first before a comma or in capitals, last where that word has an article and the first has none."""

    ANYWHERE = 0
    FIRST = 1
    LAST = 2


class Sign(IntEnum):
    """What a word says about articles: it is one; it has one; it takes the next word to itself, as Abd and Abu do; or nothing."""

    NOTHING = 0
    ARTICLE = 1
    WITH_ARTICLE = 2
    TAKES_NEXT = 3


_ALONE = frozenset({"al", "el", "аль", "ال"})
"""Articles that are nothing else when they stand alone: An is a surname, too."""
_SHORTEST = 4


@remembered()
def sign_of(token: str, knowledge: Knowledge) -> Sign:
    """Return what a folded word says about articles.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [sign_of(one, load_knowledge()).name for one in ("al", "al-madhoun", "المدهون", "الدين", "abu", "ali")]
    ['ARTICLE', 'WITH_ARTICLE', 'WITH_ARTICLE', 'NOTHING', 'TAKES_NEXT', 'NOTHING']
    """
    kinds = knowledge.particles.get(token, frozenset())
    if script_of(token) == "arabic":
        if not kinds:
            kinds = knowledge.particles.get(
                fold_arabic(token, knowledge.alphabets, keep_article=True), frozenset()
            )
        if not kinds and token.startswith("ال") and len(token) > _SHORTEST:
            return Sign.WITH_ARTICLE
    if kinds & {"abd", "kunya"}:
        return Sign.TAKES_NEXT
    if not kinds.isdisjoint(COMPOUNDS):
        # Nasr Allah and Salah al-Din end with an article that is part of a given name.
        return Sign.NOTHING
    if "article" in kinds:
        return Sign.ARTICLE if token in _ALONE else Sign.NOTHING
    head, _, rest = token.partition("-")
    is_joined = bool(rest) and "article" in knowledge.particles.get(head, frozenset())
    return Sign.WITH_ARTICLE if is_joined else Sign.NOTHING


def surname_stands(signs: Sequence[Sign]) -> SurnameStands:
    """Return where a surname stands in a name of such words. An article before the first word says nothing: al-Hasan is a given name, too.

    >>> surname_stands((Sign.NOTHING, Sign.NOTHING, Sign.WITH_ARTICLE)).name
    'LAST'
    >>> surname_stands((Sign.NOTHING, Sign.TAKES_NEXT, Sign.WITH_ARTICLE)).name
    'ANYWHERE'

    An article at the end is that of a surname put first, as registers have it: "Khatib Walid al".

    >>> surname_stands((Sign.NOTHING, Sign.NOTHING, Sign.ARTICLE)).name
    'FIRST'
    """
    if len(signs) > 1 and signs[-1] == Sign.ARTICLE:
        return SurnameStands.FIRST
    marked = _marked(signs)
    is_last = len(marked) > 1 and marked[-1] and not marked[0]
    return SurnameStands.LAST if is_last else SurnameStands.ANYWHERE


def _marked(signs: Sequence[Sign]) -> list[bool]:
    """Return for each word that is not an article whether it has one of its own."""
    found: list[bool] = []
    before, taken = Sign.NOTHING, False
    for sign in signs:
        if sign != Sign.ARTICLE:
            found.append(not taken and (sign == Sign.WITH_ARTICLE or before == Sign.ARTICLE))
        taken = sign == Sign.TAKES_NEXT or (sign == Sign.ARTICLE and taken)
        before = sign
    return found
