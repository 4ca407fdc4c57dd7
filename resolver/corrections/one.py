"""A row of corrections.csv <-> Correction: one human change to what a list says, checked at the door."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from resolver.tables import CORRECTIONS, FIELDS

ASKED_BY = ("family", "source", "own check", "other")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FIXED = ("mention_id", "list_id")
"""Fields by which rows are found again: no correction may change them."""
_YES, _NO = ("yes", "y", "true", "1", "да"), ("no", "n", "false", "0", "нет", "")


class Action(StrEnum):
    """What a correction does."""

    SET = "set"
    RETRACT = "retract"
    ALIVE = "alive"
    WITHDRAW_PERSON = "withdraw_person"
    SUPPRESS = "suppress"


ABOUT_PERSONS = (Action.ALIVE, Action.WITHDRAW_PERSON, Action.SUPPRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One human change to what a list says: one row of corrections.csv."""

    correction_id: str
    target: str
    action: Action
    field: str | None = None
    old_value: str | None = None
    new_value: str | None = None
    asked_by: str = "other"
    basis: str | None = None
    confidential: bool = False
    by: str = ""
    date: str = ""
    target_copy: str | None = None

    @property
    def is_undoing(self) -> bool:
        """Return whether it takes another correction back.

        >>> Correction(correction_id="c-2", target="c-1", action=Action.RETRACT).is_undoing
        True
        """
        return self.action is Action.RETRACT and self.target.startswith("c-")

    @property
    def told(self) -> str:
        """Return the correction in a few words; the reason of a confidential one, and who asked for it, stay where they are.

        >>> Correction(correction_id="c-1", target="m1", action=Action.ALIVE, asked_by="family").told
        'alive (correction c-1, asked by family)'
        >>> Correction(correction_id="c-1", target="m1", action=Action.ALIVE, asked_by="family", confidential=True).told
        'alive (correction c-1)'
        """
        asked = "" if self.confidential else f", asked by {self.asked_by}"
        about = f" {self.field}" if self.field else ""
        return f"{self.action.value.replace('_', ' ')}{about} (correction {self.correction_id}{asked})"

    def row(self, *, with_reasons: bool) -> dict[str, str | None]:
        """Return the cells of the correction; of a confidential one without its reasons unless asked for."""
        cells: dict[str, str | None] = {
            **asdict(self),
            "action": self.action.value,
            "confidential": "yes" if self.confidential else "no",
        }
        return cells if with_reasons or not self.confidential else {**cells, "basis": None, "asked_by": None}

    @property
    def fault(self) -> str | None:
        """Return what is wrong with the correction, or None.

        >>> Correction(correction_id="c-1", target="m1", action=Action.SET, field="age").fault
        'set needs a field and a value; to take a value back, retract the field'
        """
        if not self.target:
            return "a correction needs a target: the id of a mention or of a person"
        if self.action is Action.SET and (self.field is None or not self.new_value):
            return "set needs a field and a value; to take a value back, retract the field"
        if self.action in ABOUT_PERSONS and self.field is not None:
            return f"{self.action.value} is about a whole person; leave the field out"
        if self.field is not None and (self.field not in FIELDS or self.field in _FIXED):
            fields = ", ".join(name for name in FIELDS if name not in _FIXED)
            return f'"{self.field}" cannot be corrected; the fields are {fields}'
        if self.asked_by not in ASKED_BY:
            return f'"{self.asked_by}": say who asked for it: {", ".join(ASKED_BY)}'
        return None


_NOT_SAID = ("correction_id", "target_copy")
"""What is not part of what a correction says: it is kept to find its row again."""


def with_id(one: Correction, taken: Collection[str]) -> Correction:
    """Return a correction with an id of its own, made from what it says.

    >>> said = Correction(correction_id="", target="m1", action=Action.ALIVE, by="AK", date="2025-03-09")
    >>> first = with_id(said, ())
    >>> first.correction_id, with_id(said, {first.correction_id}).correction_id
    ('c-KC5CSA', 'c-1S8J5Z')
    """
    told = "\n".join(f"{name}={value}" for name, value in asdict(one).items() if name not in _NOT_SAID)
    for ordinal in range(len(taken) + 1):
        number = int.from_bytes(hashlib.sha256(f"{told}\n{ordinal}".encode()).digest(), "big")
        code = "c-" + "".join(_CROCKFORD[number >> 5 * at & 31] for at in range(6))
        if code not in taken:
            break
    return replace(one, correction_id=code)


def read_row(cells: Mapping[str, str]) -> Correction | str:
    """Return one row of filled cells as a correction, or what is wrong with it.

    >>> read_row({"correction_id": "c-1", "target": "m1", "action": "revive"})
    '"revive" is no action; the actions are set, retract, alive, withdraw_person, suppress'
    """
    action = cells.get("action", "").lower().replace(" ", "_")
    if action not in list(Action):
        return f'"{action}" is no action; the actions are {", ".join(Action)}'
    confidential = cells.get("confidential", "").lower()
    if confidential not in (*_YES, *_NO):
        return f'confidential is "{confidential}"; write yes or no'
    texts = {name: cells[name] for name in _TEXTS if name in cells}
    if "correction_id" not in texts:
        return "has no correction_id; let resolver correct write the row"
    one = Correction(
        **{"target": "", **texts},
        action=Action(action),
        confidential=confidential in _YES,
    )
    return one.fault or one


_TEXTS = tuple(name for name in CORRECTIONS if name not in ("action", "confidential"))
