"""Every error this package raises on purpose, drawn as one tree.

ResolverError
├── UsageError           the user's input or options: exit code 2
│   ├── InputError       a file cannot be read or understood
│   ├── RuleError        a rule or settings file has a fault
│   ├── FolderError      an output folder is not what the command needs
│   └── UnknownIdError   an id that the run does not hold
└── FaultError           our own mistake: exit code 1
    ├── TableError       a table does not have the columns its schema promises
    └── ConservationError  rows went in that did not come out
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self


class ResolverError(Exception):
    """Anything this package raises on purpose."""


class UsageError(ResolverError):
    """The user's input or options cannot be used; the message names the mend."""


class InputError(UsageError):
    """A file cannot be read or understood."""


class RuleError(UsageError):
    """One fault in one rule or settings file, or all of them."""

    @classmethod
    def of_file(cls, file: str, faults: Iterable[Mapping[str, Any]]) -> Self:
        """Return one error that tells every fault of a file, a line each: ``loc`` is where it stands, ``msg`` what is wrong.

        >>> print(RuleError.of_file("linking.toml", [{"loc": ("costs", "question"), "msg": "Field required"}]))
        linking.toml: costs.question: Field required
        """
        return cls("\n".join(f"{file}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in faults))


class FolderError(UsageError):
    """An output folder is not what the command needs."""


class UnknownIdError(UsageError):
    """An id that the run does not hold."""


class FaultError(ResolverError):
    """Our own mistake: the program must stop rather than write a wrong answer."""


class TableError(FaultError):
    """A table does not have the columns its schema promises."""


class ConservationError(FaultError):
    """Rows went in that did not come out."""
