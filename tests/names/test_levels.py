"""How alike two words are is the same in columns, many pairs at once, as of each pair alone."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.distinct import distinct
from resolver.names.index import index_names
from resolver.names.levels import Levels
from resolver.names.likeness import Level, token_level
from resolver.names.pairtable import pack, unpack
from resolver.names.tokens import Token, make_token
from resolver.names.traits import Together, Traits
from resolver.names.wordcolumns import WordColumns
from tests.forms import needs_kernel, without_kernel
from tests.names.test_comparing import KINDS, SHARES, alike_words
from tests.names.test_reader import shipped_names
from tests.strategies import any_text, any_words, given_names, known


def words_with_their_likes() -> st.SearchStrategy[list[str]]:
    """Return words of any script: alike, double, kunyas, initials, damaged, seen through Japanese, too long for a machine word."""
    word = st.one_of(any_words(min_size=1), given_names().map(str.casefold))
    kunya = st.tuples(st.sampled_from(["abu-", "umm-", "ابو"]), word).map("".join)
    damaged = st.tuples(word, st.sampled_from(known().damages)).map(lambda two: two[0] + two[1].damaged)
    syllables = st.lists(st.sampled_from(["ro", "gi", "no", "fu", "ra", "shi"]), min_size=3, max_size=4)
    long = st.text("ab", min_size=60, max_size=68)
    alone = st.one_of(word, kunya, damaged, syllables.map("".join), long, any_text())
    dotted = st.tuples(alone, st.sampled_from(["", "", "."])).map("".join)
    pairs = st.lists(st.one_of(alike_words(), st.tuples(dotted, dotted)), min_size=1, max_size=6)
    return pairs.map(lambda found: sorted({word for pair in found for word in pair}))


def alone(kind: str, tokens: Sequence[Token], left: np.ndarray, right: np.ndarray) -> list[Level]:
    """Return the level of each two words, one pair after another."""
    both = zip(left.tolist(), right.tolist(), strict=True)
    return [token_level(tokens[one], tokens[other], kind) for one, other in both]


@needs_kernel
@pytest.mark.parametrize("kind", KINDS)
@given(texts=words_with_their_likes())
@example(
    texts=[
        "деннис",
        "дениз",
        "roginofu",
        "логинов",
        "loginov",
        "حسن",
        "hasan",
        "قرضاي",
        "karzai",
        "حسي",
        "حسين",
        "gholam-hossein",
        "gholamhassan",
        "اميرحسين",
        "amir-hassan",
        "mohammad-salim",
        "mohammad-salam",
        "anna-maria",
        "maria-anna",
    ]
)
@example(
    texts=[
        "петров-водкин",
        "водкин",
        "петров",
        "салтыков-щедрин",
        "салтыков-щедрим",
        "wedi-ehmed",
        "dheya-ehmed",
    ]
)
@example(texts=["матвеев", "матвеева", "kowalski", "kowalska", "dostoevski", "dostoevskaia", "metveev"])
@example(
    texts=["зурлам", "зурдам", "зурлим", "abu-зурл", "abu-зурм", "гравицап", "гравапиц", "витя", "виталий"]
)
@example(texts=["дж.", "д.", "ю", "ю.", "ю..", "и.", "юрий", "mene'em", "manaaem", "", ".", "-"])
@example(texts=["ab" * 40, "ab" * 39 + "ba", "ab" * 32, "ab" * 31 + "a"])
def test_both_forms_tell_the_same_level(kind: str, texts: list[str]) -> None:
    """Of any two words, from either side and of a word with itself, the kernel says what Python does."""
    tokens = [make_token(text, kind, known()) for text in texts]
    left, right = (side.ravel() for side in np.mgrid[: len(texts), : len(texts)])
    levels = Levels(kind, tokens, WordColumns(kind, tokens))
    expected = alone(kind, tokens, left, right)

    assert expected == levels.of(left, right).tolist()
    with without_kernel():
        assert expected == levels.of(left, right).tolist()


@needs_kernel
@pytest.mark.parametrize("kind", KINDS)
def test_both_forms_tell_the_same_level_of_names_in_lists(kind: str) -> None:
    """So it is for all words of the names that the project carries which share something or look alike, and for others."""
    tokens = index_names(shipped_names(), known(), SHARES).tokens.of_kind[kind]
    columns, random = WordColumns(kind, tokens), np.random.default_rng(0)
    together = Together.of(columns)
    left, right = (side.ravel() for side in np.mgrid[: len(tokens), : len(tokens)])
    near = np.flatnonzero(Traits(columns, crowds=together.crowds).may_look_alike(left, right))
    some = [
        pack(left[at], right[at])
        for at in (random.permutation(near)[:8000], random.integers(0, len(left), 2000))
    ]
    left, right = unpack(distinct(np.concatenate([together.shared, together.parted, *some])))

    assert alone(kind, tokens, left, right) == Levels(kind, tokens, columns).of(left, right).tolist()
