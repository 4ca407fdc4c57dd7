"""Distinct names -> their words, as columns: each distinct piece between two spaces is read once.

A name is *plain* when each of its pieces has the same words in every name that holds it: no bracket, no comma, no part of a rank.
Its words are those of its pieces, one after another. Any other name is read as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import Whole, number_rows
from resolver.names.articles import Sign, SurnameStands, sign_of, surname_stands
from resolver.names.clean import CleanName, clean_name, surname_in_capitals
from resolver.names.knowledge import Knowledge
from resolver.names.particles import MOST_WORDS, STAND_INS, join_particles, join_pattern, lone_word
from resolver.names.pieces import WRITTEN, Case, Pieces
from resolver.names.ragged import Numbers, Ragged, join_columns, number_lists, starts_of
from resolver.values.text import script_of

_MOST_LETTERS = 3
"""Four single letters may be a word spelt apart, so a name has fewer of them to be plain."""

_NONE: Whole = np.empty(0, dtype=np.int64)
_TOLD_APART = (Case.CAPITALS, Case.CAPITALISED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CleanNames(Sequence[CleanName]):
    """Clean names by code: of plain ones nothing was taken out, and they are put together when they are asked for."""

    tokens: Ragged
    texts: Sequence[str]
    surname_stands: NDArray[np.int64]
    whole: dict[int, CleanName]

    def __len__(self) -> int:
        return len(self.tokens.starts) - 1

    def __getitem__(self, code: int) -> CleanName:  # type: ignore[override]
        whole = self.whole.get(range(len(self))[code])
        if whole is not None:
            return whole
        start, end = self.tokens.starts[code : code + 2].tolist()
        tokens = tuple(self.texts[one] for one in self.tokens.values[start:end].tolist())
        stands = SurnameStands(int(self.surname_stands[code]))
        return CleanName(tokens=tokens, surname_stands=stands, extracted=())

    def taken_out(self) -> dict[int, tuple[tuple[str, str], ...]]:
        """Return what was taken out of names, by code, where anything was: each piece with its kind."""
        return {code: name.extracted for code, name in self.whole.items() if name.extracted}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The words of many names, in order, and the names they come from."""

    numbers: Numbers[str]
    of_name: Ragged
    clean: CleanNames


def words_of_names(
    names: Sequence[str] | pl.Series,
    knowledge: Knowledge,
    pieces: Pieces | None = None,
    others: Whole = _NONE,
) -> Words:
    """Return the words of names, in order, particles joined; ``pieces`` are those that were read before, and ``others`` get no words.

    >>> from resolver.names.knowledge import load_knowledge
    >>> found = words_of_names(["Иванов Иван", "Abu Ahmad", "сержант Иванов"], load_knowledge())
    >>> [list(found.numbers)[one] for one in found.of_name.values], found.of_name.sizes.tolist(), found.clean[2].extracted
    (['иванов', 'иван', 'abu-ahmad', 'иванов'], [2, 1, 1], (('rank', 'сержант'),))
    """
    clean = clean_names(names, knowledge, pieces)
    numbers = Numbers[str]()
    tokens = clean.tokens.put(others, Ragged.of([()] * len(others)))
    return Words(of_name=_joined(tokens, clean, knowledge, numbers), numbers=numbers, clean=clean)


def clean_names(
    names: Sequence[str] | pl.Series, knowledge: Knowledge, pieces: Pieces | None = None
) -> CleanNames:
    """Return names without titles and the like: plain ones piece by piece, others whole."""
    tokens, texts, marked, whole = tokens_of_names(names, knowledge, pieces)
    stands = _stands_by_article(tokens, texts, knowledge)
    stands[marked] = SurnameStands.FIRST
    stands[[*whole]] = [name.surname_stands for name in whole.values()]
    return CleanNames(tokens=tokens, texts=texts, surname_stands=stands, whole=whole)


def tokens_of_names(
    names: Sequence[str] | pl.Series, knowledge: Knowledge, pieces: Pieces | None = None
) -> tuple[Ragged, list[str], NDArray[np.int64], dict[int, CleanName]]:
    """Return the tokens of names, as numbers and texts, the names whose surname capitals mark, and those that were read whole."""
    of_name, texts = _pieces(pl.Series(names, dtype=pl.String))
    pieces = Pieces(knowledge) if pieces is None else pieces
    read = [pieces[text] for text in texts]
    numbers = Numbers[str]()
    tokens = of_name.join(Ragged.of([[numbers[word] for word in one.words] if one else () for one in read]))
    cases = of_name.join(Ragged.of([one.cases if one else () for one in read]))
    is_letter = np.array([len(text) == 2 and text[1] == "." for text in numbers], dtype=np.bool_)
    is_whole = of_name.count(np.array([one is None for one in read], dtype=np.bool_)) > 0
    codes = np.flatnonzero(is_whole | (tokens.count(is_letter) > _MOST_LETTERS))
    whole = {code: clean_name(names[code], knowledge) for code in codes.tolist()}
    of_whole = Ragged.of([[numbers[token] for token in name.tokens] for name in whole.values()])
    plain, marked = _surname_to_front(tokens, cases, numbers)
    return plain.put(codes, of_whole), list(numbers), marked, whole


def _stands_by_article(tokens: Ragged, texts: Sequence[str], knowledge: Knowledge) -> NDArray[np.int64]:
    """Return where the surname of each name stands, by the articles of its words: worked out once for each pattern of them."""
    signs = tokens.map(np.array([sign_of(text, knowledge) for text in texts], dtype=np.int64))
    pattern, first = number_lists(signs)
    patterns = signs.take(first).lists()
    found = [surname_stands([Sign(sign) for sign in one]) for one in patterns]
    return np.array(found, dtype=np.int64)[pattern]


def _surname_to_front(
    tokens: Ragged, cases: Ragged, numbers: Numbers[str]
) -> tuple[Ragged, NDArray[np.int64]]:
    """Put surnames marked by capitals first, as one word; return which names have one."""
    in_capitals, capitalised = (cases.count(np.arange(len(Case)) == case) for case in _TOLD_APART)
    codes = np.flatnonzero((in_capitals > 0) & (capitalised > 0))
    pattern, first = number_lists(cases.take(codes))
    made: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for number, one in enumerate(cases.take(codes[first]).lists()):
        marked = surname_in_capitals([WRITTEN[Case(case)] for case in one])
        if marked:
            here = codes[pattern == number]
            words = tokens.values[tokens.starts[here][:, None] + np.arange(len(one))].T
            surname = join_columns(words[marked], numbers, [""] * len(marked))
            made.append((here, np.vstack([surname, np.delete(words, marked, axis=0)]).T))
    found = np.concatenate([here for here, _ in made]) if made else np.empty(0, dtype=np.int64)
    sizes = np.array([words.shape[1] for here, words in made for _ in here], dtype=np.int64)
    values = np.concatenate([words.ravel() for _, words in made]) if made else np.empty(0, dtype=np.int64)
    return tokens.put(found, Ragged(starts=starts_of(sizes), values=values)), found


def _pieces(names: pl.Series) -> tuple[Ragged, list[str]]:
    """Return the pieces of names between spaces, as numbers, and the distinct ones."""
    parted = names.str.extract_all(r"\S+")
    pieces = parted.explode().drop_nulls()
    distinct = pieces.unique(maintain_order=True)
    numbers = pl.int_range(len(distinct), dtype=pl.Int64, eager=True)
    values = pieces.replace_strict(distinct, numbers, return_dtype=pl.Int64).cast(pl.Int64)
    sizes = parted.list.len().cast(pl.Int64)
    return Ragged(starts=starts_of(sizes.to_numpy()), values=values.to_numpy()), distinct.to_list()


def _joined(tokens: Ragged, clean: CleanNames, knowledge: Knowledge, numbers: Numbers[str]) -> Ragged:
    """Return words for tokens: one for one, but where particles join them."""
    is_held = np.zeros(len(clean.texts), dtype=np.bool_)
    is_held[tokens.values] = True
    lone = [
        lone_word(text, knowledge) if held else None for text, held in zip(clean.texts, is_held, strict=True)
    ]
    word_of = np.array([-1 if word is None else numbers[word] for word in lone], dtype=np.int64)
    words = tokens.map(word_of)
    has_particle = tokens.count(word_of < 0) > 0
    is_long = tokens.sizes > MOST_WORDS
    long = np.flatnonzero(is_long)
    read = (join_particles(clean[code].tokens, knowledge) for code in long.tolist())
    words = words.put(long, Ragged.of([[numbers[word] for word in one] for one in read]))
    codes = np.flatnonzero(has_particle & ~is_long)
    return words.put(codes, _by_pattern(tokens.take(codes), clean.texts, lone, knowledge, numbers))


def _by_pattern(
    tokens: Ragged,
    texts: Sequence[str],
    lone: Sequence[str | None],
    knowledge: Knowledge,
    numbers: Numbers[str],
) -> Ragged:
    """Return the words of names with particles: these are joined once for each pattern of particles and other words."""
    shown = [*STAND_INS, *texts]
    stand_in = [
        len(STAND_INS) + at if word is None else int(script_of(word) == "arabic")
        for at, word in enumerate(lone)
    ]
    shape_of = np.array(stand_in, dtype=np.int64)
    pattern, first = number_lists(tokens.map(shape_of))
    shapes = ([shown[one] for one in shape] for shape in tokens.take(first).map(shape_of).lists())
    pieces = [join_pattern(tuple(shape), knowledge) for shape in shapes]
    forms = Numbers[str]()
    numbered = [[(forms[form], place) for form, place in one] for one in pieces]
    form = Ragged.of([[number for number, _ in one] for one in numbered])
    place = Ragged.of([[at for _, at in one] for one in numbered])
    form_here, place_here = form.take(pattern), place.take(pattern)
    start = np.repeat(tokens.starts[:-1], form_here.sizes)
    token = np.where(place_here.values < 0, -1, tokens.values[start + np.maximum(place_here.values, 0)])
    spelt = list(forms)
    distinct, at = number_rows([form_here.values, token + 1])
    pairs = zip(form_here.values[at].tolist(), token[at].tolist(), strict=True)
    made = [numbers[spelt[form].format(lone[token] if token >= 0 else "")] for form, token in pairs]
    return Ragged(starts=form_here.starts, values=np.array(made, dtype=np.int64)[distinct])
