"""Listed forms of given names by word, and shares of people by name -> looked up in tables that a run keeps for the next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

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


class FormTable(Forms):
    """Forms by word, those of one word in the order in which they were given; what was asked for once is remembered.

    >>> ivan = GivenForm(name_class="ivan", nominative="иван", kind="full", gender="m", weight=900)
    >>> table = FormTable(WordTable.of(written_forms({"иван": (ivan,), "ваня": (ivan,)})))
    >>> table["ваня"][0].name_class, table.get("пётр", ()), list(table)
    ('ivan', (), ['ваня', 'иван'])
    """

    def __init__(self, table: WordTable) -> None:
        self._table = table
        self._found: dict[str, tuple[GivenForm, ...]] = {}

    def __getitem__(self, word: str) -> tuple[GivenForm, ...]:
        found = self._look_up(word)
        if not found:
            raise KeyError(word)
        return found

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and bool(self._look_up(word))

    def get(self, word: str, default: Any = None) -> Any:
        """Return the forms of a word, or ``default``."""
        return self._look_up(word) or default

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def _look_up(self, word: str) -> tuple[GivenForm, ...]:
        found = self._found.get(word)
        if found is None:
            found = self._found[word] = _forms_of(self._table.get(word, ()))
        return found


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


def _forms_of(texts: Sequence[str]) -> tuple[GivenForm, ...]:
    parts = iter(texts)
    return tuple(
        GivenForm(name_class, nominative, kind, gender, int(weight))
        for name_class, nominative, kind, gender, weight in zip(
            parts, parts, parts, parts, parts, strict=True
        )
    )


class Shares(Mapping[str, float]):
    """The share of people who bear a name, by name.

    >>> dict(Shares(WordTable.of({"ivan": [repr(0.1)]})))
    {'ivan': 0.1}
    """

    def __init__(self, table: WordTable) -> None:
        self._table = table

    def __getitem__(self, name: str) -> float:
        return float(self._table[name][0])

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def get(self, name: str, default: Any = None) -> Any:
        """Return the share of a name, or ``default``."""
        found = self._table.get(name)
        return default if found is None else float(found[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


class Customs(Mapping[str, str]):
    """What bearers of a name do with it, by name.

    >>> Customs(WordTable.of({"иванов": ["first"]})).get("иванов", "")
    'first'
    """

    def __init__(self, table: WordTable) -> None:
        self._table = table

    def __getitem__(self, name: str) -> str:
        return self._table[name][0]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the custom of a name, or ``default``."""
        found = self._table.get(name)
        return default if found is None else found[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)
