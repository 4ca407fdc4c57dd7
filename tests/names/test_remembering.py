"""What is remembered of words is forgotten at once, and found again."""

from resolver.names.knowledge import load_knowledge
from resolver.names.remembering import KEPT_WORDS, forget
from resolver.names.tokens import make_token


def test_what_was_forgotten_is_found_again() -> None:
    """A word is worked out once, until all is forgotten; then it is worked out to the same again."""
    knowledge = load_knowledge()
    before = make_token("стас", "given", knowledge)
    assert make_token("стас", "given", knowledge) is before
    forget()
    assert 0 == make_token.cache_info().currsize
    assert before == make_token("стас", "given", knowledge)


def test_no_more_is_remembered_than_is_worth_it() -> None:
    """A long list does not make what is remembered longer."""
    assert KEPT_WORDS == make_token.cache_info().maxsize
