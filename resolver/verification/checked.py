"""What was looked at, and what does not hold -> Check, Verified: the answer of ``resolver verify``, in words and as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

MOST_TOLD = 10
"""So many faults of one law are told in full; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One law: what was looked at, and what broke it. A law that could not be looked at says why not.

    >>> str(Check(law="persons", looked_at="2 mentions in 1 person"))
    'holds        persons      2 mentions in 1 person'
    """

    law: str
    looked_at: str
    faults: tuple[str, ...] = ()
    not_checked: str = ""

    @property
    def state(self) -> str:
        """Return holds, broken or not checked."""
        return "broken" if self.faults else "not checked" if self.not_checked else "holds"

    def __str__(self) -> str:
        lead = "not checked: " if self.looked_at or self.faults else ""
        told = [self.looked_at, f"{lead}{self.not_checked}" if self.not_checked else ""]
        first = f"{self.state:<13}{self.law:<13}{'; '.join(one for one in told if one)}".rstrip()
        return "\n".join([first, *(f"{'':<26}{fault}" for fault in self.faults)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What ``resolver verify`` found. ``seal`` stands for every byte that the run wrote but its timings; ``notes`` break no law.

    Where the files do not hold, the seal may be none of theirs: it is told as that of what was written.

    >>> print(Verified(checks=(Check(law="files", looked_at="1 file", faults=("a.csv: was altered",)),), seal="e3b0"))
    broken       files        1 file
                              a.csv: was altered
    BROKEN: files.
    Seal of what was written: e3b0
    """

    checks: tuple[Check, ...]
    seal: str = ""
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Say whether no law is broken.

        >>> Verified(checks=(Check(law="files", looked_at="3 files"),)).holds
        True
        """
        return not any(one.faults for one in self.checks)

    @property
    def is_whole(self) -> bool:
        """Say whether every law could be looked at.

        >>> Verified(checks=(Check(law="lists", looked_at="", not_checked="not found"),)).is_whole
        False
        """
        return not any(one.not_checked for one in self.checks)

    def __str__(self) -> str:
        broken = [one.law for one in self.checks if one.faults]
        unseen = [one.law for one in self.checks if one.not_checked]
        verdict = f"BROKEN: {', '.join(broken)}" if broken else "No law is broken"
        verdict += f"; not all could be checked: {', '.join(unseen)}" if unseen else ""
        notes = [f"noted: {note}" for note in self.notes]
        whose = " of what was written" if "files" in broken else ""
        seal = [f"Seal{whose}: {self.seal}"] if self.seal else []
        return "\n".join([*map(str, self.checks), *notes, f"{verdict}.", *seal])

    def to_dict(self) -> dict[str, Any]:
        """Return the answer for programs."""
        checks = [
            {
                "law": one.law,
                "state": one.state,
                "looked_at": one.looked_at,
                "faults": list(one.faults),
                "not_checked": one.not_checked,
            }
            for one in self.checks
        ]
        return {
            "holds": self.holds,
            "is_whole": self.is_whole,
            "seal": self.seal,
            "checks": checks,
            "notes": list(self.notes),
        }


def told_in_short(faults: Iterable[str]) -> tuple[str, ...]:
    """Return the first faults, and how many more there are.

    >>> told_in_short(f"row {at}" for at in range(12))[-2:]
    ('row 9', 'and 2 more')
    """
    found = iter(faults)
    first = tuple(islice(found, MOST_TOLD))
    more = sum(1 for _ in found)
    return (*first, f"and {more:,} more") if more else first
