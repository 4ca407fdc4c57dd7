"""What people write beside a pair is one of three verdicts, or none."""

import pytest

from resolver.rulebook import load_rulebook
from resolver.values.verdicts import Verdict, VerdictWords

WORDS = VerdictWords.from_words(load_rulebook().setting("vocabulary.toml")["verdict"])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("same s SAME да Да так نعم 1", Verdict.SAME),
        ("different d нет Нет ні لا 0", Verdict.DIFFERENT),
        ("unsure u U ?", Verdict.UNSURE),
    ],
)
def test_words_of_the_desk(cells: str, expected: Verdict) -> None:
    """The words that people at the desk use are understood in any case."""
    assert dict.fromkeys(cells.split(), expected) == {cell: WORDS.read(cell) for cell in cells.split()}


@pytest.mark.parametrize("cell", ["не знаю", " Не  Знаю "])
def test_words_of_several_parts(cell: str) -> None:
    """Spaces within and around do not matter."""
    assert Verdict.UNSURE == WORDS.read(cell)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("одно лицо; один и тот же; одна особа; la misma persona; même personne; الشخص نفسه", Verdict.SAME),
        ("разные люди; різні люди; different persons; personas distintas; شخصان مختلفان", Verdict.DIFFERENT),
    ],
)
def test_what_reviewers_write(cells: str, expected: Verdict) -> None:
    """Whole phrases are understood in the languages of the rules."""
    assert {expected} == {WORDS.read(cell) for cell in cells.split("; ")}


@pytest.mark.parametrize("cell", ["perhaps", "same?", "not the same", "2", "", "-"])
def test_only_the_whole_cell_counts(cell: str) -> None:
    """«Not the same» holds the word same and does not say it; a dash may mean anything."""
    assert WORDS.read(cell) is None
