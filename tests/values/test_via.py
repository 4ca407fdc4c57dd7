"""Chains of citation lead to origins, and eleven documents may rest on two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.values.text import fold
from resolver.values.via import Telling, origins_of, read_via

Cells = list[tuple[str, list[str]]]
names = st.sampled_from(["CIT", "Reuters", "TV Rain", "Letter", "Post", "Radio"])
chains = st.lists(names, min_size=1, max_size=4).map(" <- ".join)
cells = st.lists(chains, max_size=2).map("; ".join)
documents = st.lists(st.lists(cells, max_size=2), max_size=6).map(
    lambda found: [(f"d{at}", cells) for at, cells in enumerate(found)]
)


def _told(documents: Cells) -> list[Telling]:
    return [Telling(cells=tuple(cells)) for _, cells in documents]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", []),
        ("CIT", [("CIT",)]),
        ("Reuters <- Maxim Buga", [("Reuters", "Maxim Buga")]),
        ("Reuters<-Maxim Buga; CIT", [("Reuters", "Maxim Buga"), ("CIT",)]),
        ("TV Rain ← CIT", [("TV Rain", "CIT")]),
        (" ; <- ; CIT <- ", [("CIT",)]),
        ("A <- B <- C", [("A", "B", "C")]),
    ],
)
def test_read_via(cell: str, expected: list[tuple[str, ...]]) -> None:
    """A chain reads from the nearest to the first; several are parted by a semicolon; what is empty is nothing."""
    assert expected == read_via(cell)


@pytest.mark.parametrize(
    ("cells", "roots", "low", "high"),
    [
        ([], (), 0, 0),
        ([("a", [])], (), 1, 1),
        ([("a", []), ("b", [])], (), 1, 2),
        ([("a", ["CIT"]), ("b", ["CIT"])], ("CIT",), 1, 1),
        ([("a", ["CIT"]), ("b", ["cit"])], ("CIT",), 1, 1),
        ([("a", ["CIT"]), ("b", ["Buga"])], ("Buga", "CIT"), 2, 2),
        ([("a", ["CIT"]), ("b", [])], ("CIT",), 1, 2),
        ([("a", ["TV Rain"]), ("b", ["TV Rain <- CIT"])], ("CIT",), 1, 1),
        ([("a", ["A <- B"]), ("b", ["B <- C"]), ("c", ["C <- D"])], ("D",), 1, 1),
        ([("a", ["A <- B"]), ("b", ["B <- A"])], ("A",), 1, 1),
        ([("a", ["A <- A"])], ("A",), 1, 1),
        ([("a", ["A <- B"]), ("b", ["B <- A"]), ("c", ["B <- CIT"])], ("CIT",), 1, 1),
        ([("a", ["Reuters <- Buga; CIT"]), ("b", []), ("c", [])], ("Buga", "CIT"), 2, 4),
    ],
)
def test_origins(cells: Cells, roots: tuple[str, ...], low: int, high: int) -> None:
    """A short chain goes on where another document shows how; a circle is one root; silence may or may not be one more."""
    found = origins_of(_told(cells))

    assert (roots, low, high) == (found.roots, found.low, found.high)


@given(documents)
def test_origins_lie_between_one_and_all(documents: Cells) -> None:
    """There are at least as many origins as known roots, at most one more per silent document, and never none."""
    found = origins_of(_told(documents))

    assert len(found.roots) <= found.low <= found.high <= len(found.roots) + len(documents)
    assert (found.low > 0) == bool(documents)


@given(documents, st.randoms(use_true_random=False))
def test_order_of_documents_does_not_count(documents: Cells, random: object) -> None:
    """The same documents in another order rest on the same origins."""
    shuffled = sorted(documents, key=lambda one: random.random())  # type: ignore[attr-defined]

    assert origins_of(_told(documents)) == origins_of(_told(shuffled))


@given(documents)
def test_roots_were_named(documents: Cells) -> None:
    """Every origin is a name that some document gives."""
    said = {
        fold(name) for _, cells in documents for cell in cells for chain in read_via(cell) for name in chain
    }

    assert {fold(root) for root in origins_of(_told(documents)).roots} <= said


@given(documents)
def test_saying_it_again_adds_no_origin(documents: Cells) -> None:
    """A repost with the same chain is no new origin."""
    told = [one for one in documents if any(read_via(cell) for cell in one[1])]
    again = [(f"{document} again", cells) for document, cells in told]

    assert origins_of(_told(told)) == origins_of(_told([*told, *again]))
