"""How much memory may be used -> refusals before it is used up, and an end with a clear message when it is."""

import atexit
import ctypes
import gc
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from resolver.errors import InputError, UsageError
from resolver.files import read_bytes

_LIMIT: list[int | None] = [None]
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_TEXT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([kmgt]?)i?b?", re.IGNORECASE)
_HIGHEST = re.compile(rb"VmHWM:\s*([0-9]+)")
_LEAST = 64 * 2**20
_OF_GROUP = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_LOOK_EVERY_SECONDS = 0.05


def bytes_of(text: str) -> int:
    """Return how many bytes a size means; raise UsageError where it means none, or too few to begin with.

    >>> bytes_of("2 GB"), bytes_of("512M")
    (2147483648, 536870912)
    """
    found = _TEXT.fullmatch(text.strip())
    size = int(float(found[1].replace(",", ".")) * _UNITS[found[2].lower()]) if found else 0
    if size < _LEAST:
        raise UsageError(f"memory limit {text}: write a size from {told(_LEAST)} on, e.g. 4GB")
    return size


def told(size: float) -> str:
    """Return a number of bytes as a message says it.

    >>> told(2147483648), told(1500)
    ('2.0 GB', '1 KB')
    """
    for unit, least in (("TB", 2**40), ("GB", 2**30), ("MB", 2**20)):
        if size >= least:
            return f"{size / least:,.1f} {unit}"
    return f"{int(size // 2**10)} KB"


def set_limit(size: int | None) -> None:
    """Let everything that this process reads from now on take no more memory than this; None is what the machine has.

    >>> set_limit(2**30)
    >>> room()
    1073741824
    >>> set_limit(None)
    """
    _LIMIT[0] = size


@contextmanager
def limited(size: int | None) -> Iterator[None]:
    """Let what is read inside take no more memory than this.

    >>> with limited(2**30):
    ...     room()
    1073741824
    """
    former = _LIMIT[0]
    set_limit(size)
    try:
        yield
    finally:
        set_limit(former)


def room() -> int:
    """Return how many bytes may be used: the limit, else what this machine (or its container) has.

    >>> room() > 0
    True
    """
    return _LIMIT[0] or _of_machine()


def check_room(needed: float, *, what: str, mend: str) -> None:
    """Raise InputError when something would need more memory than there may be.

    >>> with limited(2**30):
    ...     check_room(2**31, what="a.csv: has 9 rows", mend="split it")
    Traceback (most recent call last):
    resolver.errors.InputError: a.csv: has 9 rows and would need about 2.0 GB of memory, more than the 1.0 GB allowed; split it
    """
    if needed > room():
        raise InputError(
            f"{what} and would need about {told(needed)} of memory, more than the {told(room())} allowed; {mend}"
        )


_SELDOM = (3_000_000, 50, 50)


@contextmanager
def seldom_swept() -> Iterator[None]:
    """Let Python look for rings of objects that nobody needs any more but seldom; for the command line.

    A run makes objects by the hundred thousand (words, readings, rows) and keeps nearly all of them until it is written: looking
    through them again and again took a sixth of its time and found nothing.
    """
    former = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        # What was made meanwhile counts as looked through: else Python would make up for all of it now.
        gc.freeze()
        gc.set_threshold(*former)
        gc.unfreeze()


def leave_unswept() -> None:
    """Let Python not look through all that was made once more when the program ends; for the command line.

    A tenth of what a run of a few mentions takes went into that.
    """
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def let_go() -> None:
    """Give memory that nobody uses any more back to the system, where its allocator keeps it (glibc); it takes milliseconds.

    What numpy frees between two pieces that are still in use would stay with the process: a sixth of the memory of a long run.
    """
    # Windows knows no library without a name, other systems no such step.
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def watched() -> Iterator[None]:
    """End the program with a message as soon as it has used more memory than it may; for the command line.

    A folder of a run is safe: it is written aside and put in place at once.
    """
    former = _LIMIT[0]
    done = threading.Event()
    if sys.platform != "win32":
        threading.Thread(target=_watch, args=(done,), daemon=True).start()
    try:
        yield
    finally:
        done.set()
        set_limit(former)


def _watch(done: threading.Event) -> None:
    of_machine = _of_machine()
    while not done.wait(_LOOK_EVERY_SECONDS):
        limit = _LIMIT[0] or of_machine
        if _used() > limit:
            message = (
                f"resolver: more than {told(limit)} of memory was needed; nothing was written. Give more with "
                "--memory-limit, on a machine that has it, or split the list\n"
            )
            with suppress(OSError):
                os.write(2, message.encode())
            os._exit(2)


def most_used() -> int:
    """Return the most memory that this process itself has held so far, in bytes; 0 where the system does not say.

    >>> most_used() >= 0
    True
    """
    try:
        told = _HIGHEST.search(read_bytes("/proc/self/status"))
        return int(told[1]) * 1024 if told else 0
    except InputError:
        return 0 if sys.platform == "win32" else _used()


def _used() -> int:
    """Return the most memory this process has held so far, in bytes; also what it was started from counts."""
    import resource

    most: Any = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(most) if sys.platform == "darwin" else int(most) * 1024


def _of_machine() -> int:
    sizes = [_of_group(path) for path in _OF_GROUP]
    with suppress(AttributeError, ValueError, OSError):
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min((size for size in sizes if size), default=2**63 - 1)


def _of_group(path: str) -> int:
    try:
        text = read_bytes(path).decode("ascii", "replace").strip()
    except InputError:
        return 0
    return int(text) if text.isdecimal() else 0
