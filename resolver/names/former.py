"""Two former surnames ("née Foisson", «урожд. Бобрик») -> how they agree."""

from itertools import product

from resolver.names.cases import analyses
from resolver.names.knowledge import Knowledge
from resolver.names.likeness import Level, are_of_two_sexes, token_level
from resolver.names.tokens import Token, make_token

_SAME = frozenset({Level.SAME, Level.SHORT, Level.SHARED, Level.SOUND})
_NEAR = frozenset({Level.NEAR, Level.PART, Level.INITIAL})


def tokens_of_former(word: str, knowledge: Knowledge) -> list[Token]:
    """Return what is known of a former surname, in every case that it may stand in.

    >>> from resolver.names.knowledge import load_knowledge
    >>> [token.text for token in tokens_of_former("бобрикова", load_knowledge())]
    ['бобрикова', 'бобриков']
    """
    nominatives = dict.fromkeys(one.nominative for one in analyses("surname", word, knowledge))
    return [make_token(one, "surname", knowledge) for one in nominatives]


def former_level(left: list[Token], right: list[Token]) -> str:
    """Return how two former surnames agree: same, near or different; a man's and a woman's form of one are the same.

    >>> from resolver.names.knowledge import load_knowledge
    >>> pairs = (("delić", "делич"), ("kowalska", "kowalski"), ("begić", "bekić"), ("delić", "mujić"))
    >>> [former_level(*(tokens_of_former(word, load_knowledge()) for word in pair)) for pair in pairs]
    ['same', 'same', 'near', 'different']
    """
    both = list(product(left, right))
    levels = {token_level(one, other, "surname") for one, other in both}
    if not _SAME.isdisjoint(levels) or any(are_of_two_sexes(one, other) for one, other in both):
        return "same"
    return "near" if not _NEAR.isdisjoint(levels) else "different"
