"""Listed forms of given names -> FormTable: looked up by word, kept between runs as one Parquet file.

Tens of thousands of forms are needed in full only once per change of the rules; a run looks up the few words of its list. So the
table is worked out once, kept in the user's cache folder under the hash of the rules, and read back without building objects.
"""

import io
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from resolver.errors import UsageError
from resolver.files import cache_folder, make_folder, read_bytes, write_atomically

TABLE = pl.Schema(
    {
        "word": pl.String,
        "name_class": pl.String,
        "nominative": pl.String,
        "kind": pl.String,
        "gender": pl.String,
        "weight": pl.Int64,
    }
)
_KEPT_FILES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenForm:
    """One way a word may be a given name: the class it belongs to and the form it is written in."""

    name_class: str
    nominative: str
    kind: str
    gender: str
    weight: int
    case: str = "nom"


class FormTable(Mapping[str, tuple[GivenForm, ...]]):
    """Forms by word, sorted; a look-up is a binary search.

    >>> ivan = GivenForm(name_class="ivan", nominative="иван", kind="full", gender="m", weight=900)
    >>> table = FormTable.from_forms({"иван": (ivan,), "ваня": (ivan,)})
    >>> table["ваня"][0].name_class, table.get("пётр", ())
    ('ivan', ())
    """

    def __init__(self, rows: pl.DataFrame) -> None:
        runs = rows.select(pl.col("word").rle().struct.unnest())
        self._words: list[str] = runs["value"].to_list()
        self._ends: list[int] = runs["len"].cum_sum().to_list()
        self._rows = rows
        self._found: dict[str, tuple[GivenForm, ...]] = {}

    @classmethod
    def from_forms(cls, forms: Mapping[str, tuple[GivenForm, ...]]) -> "FormTable":
        """Return the table of forms by word; the order of the forms of one word is kept."""
        rows = [
            (word, one.name_class, one.nominative, one.kind, one.gender, one.weight)
            for word in sorted(forms)
            for one in forms[word]
        ]
        return cls(pl.DataFrame(rows, schema=TABLE, orient="row"))

    @property
    def rows(self) -> pl.DataFrame:
        """Return the table as it is kept."""
        return self._rows

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

    def _look_up(self, word: str) -> tuple[GivenForm, ...]:
        found = self._found.get(word)
        if found is None:
            at = bisect_left(self._words, word)
            known = at < len(self._words) and self._words[at] == word
            start = self._ends[at - 1] if at else 0
            found = tuple(self._form(row) for row in range(start, self._ends[at])) if known else ()
            self._found[word] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def _form(self, row: int) -> GivenForm:
        _, name_class, nominative, kind, gender, weight = self._rows.row(row)
        return GivenForm(
            name_class=name_class, nominative=nominative, kind=kind, gender=gender, weight=weight
        )


def read_kept(name: str) -> FormTable | None:
    """Return a table kept by an earlier run, or None when there is none that can be read."""
    try:
        path = cache_folder() / name
        if not path.is_file():
            return None
        rows = pl.read_parquet(io.BytesIO(read_bytes(path)))
    except (pl.exceptions.PolarsError, UsageError, OSError):
        return None
    return FormTable(rows) if rows.schema == TABLE else None


def keep(name: str, table: FormTable) -> None:
    """Keep a table for later runs; that it cannot be kept (a full disk, a locked folder) is no fault of a run."""
    try:
        folder = make_folder(cache_folder())
        buffer = io.BytesIO()
        table.rows.write_parquet(buffer, compression="lz4", statistics=False)
        write_atomically(folder / name, buffer.getvalue())
        older = sorted(folder.glob("names-*.parquet"), key=lambda path: path.stat().st_mtime)
        for path in older[: -3 * _KEPT_FILES]:
            path.unlink(missing_ok=True)
    except (UsageError, OSError):
        return
