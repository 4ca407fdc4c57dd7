"""Bytes that do not fit into memory -> a file without a name, for as long as somebody needs them."""

import tempfile
from dataclasses import dataclass, field
from typing import IO
from weakref import finalize

from resolver.files.plain import writing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shelved:
    """Some bytes on a shelf."""

    shelf: "Shelf"
    start: int
    size: int

    def read(self) -> bytes:
        """Return the bytes."""
        return self.shelf.read(self.start, self.size)


@dataclass(slots=True, weakref_slot=True, kw_only=True, eq=False)
class Shelf:
    """Keeps bytes in memory, and beyond ``at_most`` of them in a file where the system keeps passing files (TMPDIR).

    The file has no name and only its owner may read it; it is gone when nobody holds what stands in it, however the program ends.

    >>> shelf = Shelf(at_most=3)
    >>> one, two = shelf.put(b"abc"), shelf.put(b"defg")
    >>> one, two.read()
    (b'abc', b'defg')
    """

    at_most: int
    _held: int = field(default=0, init=False)
    _file: IO[bytes] | None = field(default=None, init=False)
    _end: int = field(default=0, init=False)

    def put(self, data: bytes) -> bytes | Shelved:
        """Return the bytes, or where they stand now. Raises FolderError where the disk has no room."""
        if self._held + len(data) <= self.at_most:
            self._held += len(data)
            return data
        with writing("a passing file", mend="free space, or name a folder on another disk in TMPDIR"):
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="resolver-")  # noqa: SIM115
                finalize(self, self._file.close)
            self._file.seek(self._end)
            self._file.write(data)
        found = Shelved(shelf=self, start=self._end, size=len(data))
        self._end += len(data)
        return found

    def read(self, start: int, size: int) -> bytes:
        """Return so many bytes of the file."""
        assert self._file is not None
        self._file.seek(start)
        return self._file.read(size)
