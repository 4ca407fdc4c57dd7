"""Bytes of a Parquet file -> its table of text, looked at before it is unpacked: few bytes may stand for very many values."""

import io
from dataclasses import dataclass
from typing import Any

import polars as pl

from resolver.errors import InputError
from resolver.memory import check_room
from resolver.stages.read.panics import panics_told

_BYTES_OF_VALUE = 100
"""What one value takes at most while a column becomes text, besides its own signs."""
_COPIES = 4
_DEEPEST = 16
_STRUCT, _LIST, _SET, _MAP, _BINARY = 12, 9, 10, 11, 8


def parquet_frame(data: bytes, *, file: str) -> pl.DataFrame:
    """Return the frame of a Parquet file, or raise InputError with the mend.

    >>> buffer = io.BytesIO()
    >>> pl.DataFrame({"name": ["A"]}).write_parquet(buffer)
    >>> parquet_frame(buffer.getvalue(), file="a.parquet").rows()
    [('A',)]
    """
    try:
        values, unpacked = _sizes(data)
        check_room(
            values * _BYTES_OF_VALUE + unpacked * _COPIES,
            what=f"{file}: holds {values:,} values",
            mend="split it, or leave out columns that are not needed",
        )
        with panics_told():
            return pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError, ValueError, IndexError, OverflowError) as fault:
        reason = (str(fault).splitlines() or [type(fault).__name__])[0]
        raise InputError(
            f"{file}: is not a whole Parquet file ({reason}); write or download it again"
        ) from None


def _sizes(data: bytes) -> tuple[int, int]:
    """Return how many values the columns of a file hold, and how many bytes they unpack to, as its footer says."""
    if len(data) < 12 or data[-4:] != b"PAR1":
        raise ValueError("its end is missing")
    size = int.from_bytes(data[-8:-4], "little")
    if size > len(data) - 12:
        raise ValueError("its end is damaged")
    footer = _Compact(data=data[-8 - size : -8])
    try:
        columns = [one[3] for group in footer.struct(0)[4] for one in group[1]]
        return sum(max(0, one[5]) for one in columns), sum(max(0, one[6]) for one in columns)
    except (KeyError, TypeError, AttributeError):
        raise ValueError("its end is damaged") from None


@dataclass(slots=True)
class _Compact:
    """A reader of Thrift's compact protocol, in which a Parquet file says what it holds."""

    data: bytes
    at: int = 0

    def struct(self, depth: int) -> dict[int, Any]:
        """Return the fields of a struct by their numbers."""
        if depth > _DEEPEST:
            raise ValueError("its end is damaged")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._zigzag()
            fields[number] = (kind == 1) if kind in (1, 2) else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (3, 4, 5, 6):
            return self._byte() if kind == 3 else self._zigzag()
        if kind == _BINARY:
            return self._taken(self._varint())
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in (_LIST, _SET):
            return self._list(depth)
        if kind == 7:
            return self._taken(8)
        raise ValueError("its end is damaged")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        count, kind = head >> 4, head & 15
        count = self._varint() if count == 15 else count
        if count > len(self.data):
            raise ValueError("its end is damaged")
        return [self._byte() == 1 if kind in (1, 2) else self._value(kind, depth) for _ in range(count)]

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _taken(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise ValueError("its end is damaged")
        self.at += count
        return self.data[self.at - count : self.at]

    def _varint(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number
            if shift > 70:
                raise ValueError("its end is damaged")

    def _zigzag(self) -> int:
        number = self._varint()
        return (number >> 1) ^ -(number & 1)
