"""What the sections of a file of rules have in common: a key that nobody knows is a fault, and what was read does not change.

What checks a section is built when a file with it is read: most commands read few of them.
"""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section of a file of rules.

    >>> class Sample(Section):
    ...     pairs: int
    >>> Sample.model_validate({"pairs": 3}).pairs
    3
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
