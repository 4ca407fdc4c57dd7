"""Listed forms of given names by word, and shares of people by name -> looked up in tables that a run keeps for the next."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from resolver.lookup import WordTable


class GivenForm(NamedTuple):
    """One way a word may be a given name: the class it belongs to and the form it is written in."""

    name_class: str
    nominative: str
    kind: str
    gender: str
    weight: int
    case: str = "nom"


Forms = Mapping[str, tuple[GivenForm, ...]]
Thing = TypeVar("Thing")

ASKED_IN_VAIN = 8
"""When a word that a table does not list was asked for once for every eighth of its slots, all that it lists are read: then it is known
at once that a word is none of them."""


class Listed(Mapping[str, Thing]):
    """What a table says of words, each understood when it is first asked for, and remembered.

    >>> shares = Listed(WordTable.of({"ivan": [repr(0.1)]}), share_of)
    >>> dict(shares), shares.get("petr", 0.0), "petr" in shares
    ({'ivan': 0.1}, 0.0, False)
    """

    __slots__ = ("_found", "_patience", "_table", "_understood", "_words")

    def __init__(self, table: WordTable, understood: Callable[[Sequence[str]], Thing]) -> None:
        self._table, self._understood = table, understood
        self._found: dict[str, Thing] = {}
        self._words: Container[str] = table
        self._patience = table.room // ASKED_IN_VAIN

    def __getitem__(self, word: str) -> Thing:
        found = self.get(word)
        if found is None:
            raise KeyError(word)
        return cast(Thing, found)

    def __contains__(self, word: object) -> bool:
        return self.get(word) is not None

    def get(self, word: Any, default: Any = None) -> Any:
        """Return what the table says of a word, or ``default``."""
        found = self._found.get(word)
        if found is not None:
            return found
        if word not in self._words:
            self._patience -= 1
            if self._patience == 0:
                self._words = frozenset(self._table)
            return default
        found = self._found[word] = self._understood(self._table[word])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


def written_forms(forms: Forms) -> dict[str, list[str]]:
    """Return forms as texts: five to a form, all those of a word one after another."""
    return {
        word: [
            text
            for one in found
            for text in (one.name_class, one.nominative, one.kind, one.gender, str(one.weight))
        ]
        for word, found in forms.items()
    }


def forms_of(texts: Sequence[str]) -> tuple[GivenForm, ...]:
    """Return the forms that ``written_forms`` wrote as texts."""
    parts = iter(texts)
    return tuple(
        GivenForm(name_class, nominative, kind, gender, int(weight))
        for name_class, nominative, kind, gender, weight in zip(
            parts, parts, parts, parts, parts, strict=True
        )
    )


def share_of(texts: Sequence[str]) -> float:
    """Return the share of people who bear a name."""
    return float(texts[0])


def custom_of(texts: Sequence[str]) -> str:
    """Return what bearers of a name do with it."""
    return texts[0]
