"""How a name is understood, and how two compare, is told in words."""

import pytest

from resolver.names.explain import explain_names
from resolver.rulebook import Rulebook, load_rulebook


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """Return the shipped rules."""
    return load_rulebook()


def test_one_name(rules: Rulebook) -> None:
    """The account of a name tells its reading, what was taken out, and what is known of each word."""
    told = explain_names(["Матвеев Стас, 38 лет"], rules).splitlines()

    assert "Матвеев Стас, 38 лет" == told[0]
    assert "reading 1 (nom, m): surname матвеев, given name стас" == told[1]
    assert "taken out: tail 38 лет" in told
    assert any(line.endswith("short for stanislav") for line in told)


def test_two_names(rules: Rulebook) -> None:
    """The account of two names ends with the readings that were compared and the level of each role."""
    told = explain_names(["Матвеев Станислав", "Stas Matveev"], rules).split("\n\n")

    assert 3 == len(told)
    compared = told[2].splitlines()
    assert (
        "Compared: surname матвеев, given name станислав  with  surname matveev, given name stas"
        == compared[0]
    )
    assert compared[1].startswith("  surname: ")
    assert "same (матвеев / matveev, borne by 0.144% of people)" in compared[1]
    assert "short (станислав / stas, borne by 0.600% of people): a short form and its name" in compared[2]
    assert compared[3].endswith("missing (- / -): one side is silent, which says nothing")
    assert "people of what they agree on are expected in a population of 1,000,000" in compared[-1]


def test_assumptions_are_told(rules: Rulebook) -> None:
    """A reading that assumes something says how much."""
    told = explain_names(["Матвеева Станислава"], rules)

    assert "reading 1 (nom, f): surname матвеева, given name станислава" in told
    assert "(gen, m, " in told
    assert " assumptions): surname матвеев, given name станислав" in told


def test_a_cell_without_a_name(rules: Rulebook) -> None:
    """What cannot be read is told as such, and compared with nothing."""
    told = explain_names(["1979", "Стас Матвеев"], rules)

    assert "no reading: no word of a name was found" in told
    assert told.endswith("The two names cannot be compared: one of them has no reading.")


def test_many_names_are_not_compared(rules: Rulebook) -> None:
    """Three names are told one after the other, without a comparison."""
    told = explain_names(["Матвеев", "Косотуров", "Логинов"], rules)

    assert 3 == len(told.split("\n\n"))
    assert "Compared" not in told
