"""A panic of a reader that is not written in Python -> an error like any other: a damaged file must end in a message."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def panics_told() -> Iterator[None]:
    """Raise ValueError where a reader of spreadsheets or Parquet gives up in a way that is no Exception.

    >>> with panics_told():
    ...     print("fine")
    fine
    """
    try:
        yield
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":
            raise
        raise ValueError((str(fault).splitlines() or ["it is damaged"])[0]) from None
