"""What can be worked out again -> kept between runs, in the user's cache folder, under a name that says what it was made from.

A name holds the hash of the rules and of the code that read them, so what is kept can never be out of date; it is only left behind.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from resolver.errors import ResolverError
from resolver.files import cache_folder, read_bytes, write_atomically
from resolver.lookup import Texts, WordTable, pack_tables, unpack_tables
from resolver.version import VERSION

MOST_OF_A_KIND = 3
"""So many files of one kind are kept, the latest."""


def kept_name(kind: str, sha256: str, code: Iterable[str]) -> str:
    """Return the name for something made from rules of this hash by these files of the package.

    >>> kept_name("rules", "ab" * 32, ["rulebook.py"]).startswith("rules-abababab")
    True
    """
    return f"{kind}-{sha256[:32]}-{_hash_of_code(tuple(code))}-{VERSION}"


@cache
def _hash_of_code(names: tuple[str, ...]) -> str:
    package = Path(__file__).parent
    try:
        return hashlib.sha256(b"".join(read_bytes(package / name) for name in names)).hexdigest()[:8]
    except ResolverError:
        return "packed"


def read_kept(name: str) -> bytes | None:
    """Return what an earlier run kept, or None when there is nothing that can be read."""
    try:
        path = cache_folder() / name
        return read_bytes(path) if path.is_file() else None
    except (ResolverError, OSError):
        return None


def keep(name: str, data: bytes) -> None:
    """Keep something for later runs; that it cannot be kept (a full disk, a locked folder) is no fault of a run."""
    try:
        folder = cache_folder()
        write_atomically(folder / name, data)
        kind = name.partition("-")[0]
        older = sorted(folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
        for path in older[:-MOST_OF_A_KIND]:
            path.unlink(missing_ok=True)
    except (ResolverError, OSError):
        return


def kept_tables(name: str, make: Callable[[], Mapping[str, Texts]]) -> Mapping[str, WordTable]:
    """Return the tables that an earlier run kept under a name; make and keep them where there are none, or what was kept is damaged."""
    kept = read_kept(name)
    if kept is not None and (found := unpack_tables(kept)) is not None:
        return found
    made = make()
    keep(name, pack_tables(made))
    return {table: WordTable.of(texts) for table, texts in made.items()}
