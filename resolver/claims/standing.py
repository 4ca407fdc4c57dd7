"""Claims with ``part_of`` and ``supersedes`` -> which of them count in the range of their population, and why others do not."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from resolver.values.via import reach

_LISTED = re.compile(r"\s*[;,]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What decides whether a claim counts: what it counts (incident, population, unit), what it is part of, what it replaces."""

    claim_id: str
    group: tuple[str | None, str, str]
    part_of: str | None = None
    supersedes: str | None = None


def ids_in(cell: str | None) -> tuple[str, ...]:
    """Return the ids of a cell, parted by commas or semicolons.

    >>> ids_in("K06; K07"), ids_in(None)
    (('K06', 'K07'), ())
    """
    return tuple(one for one in _LISTED.split(cell or "") if one)


def why_not_counted(claims: Iterable[Placed]) -> dict[str, str | None]:
    """Return for each claim why it is shown and not counted, or None.

    A claim that another replaces does not count; where two replace one another both do. A part of another claim that counts the
    same people in the same unit is no claim against it.

    >>> group = ("battle", "everybody", "killed")
    >>> a = Placed(claim_id="a", group=group)
    >>> b, c = (Placed(claim_id="b", group=group, supersedes="a"), Placed(claim_id="c", group=group, part_of="b"))
    >>> why_not_counted([a, b, c])
    {'a': 'superseded by b', 'b': None, 'c': 'part of b, which counts the same'}
    """
    given = {one.claim_id: one for one in claims}
    older = {name: _known(ids_in(one.supersedes), name, given) for name, one in given.items()}
    wholes = {name: _known(ids_in(one.part_of), name, given) for name, one in given.items()}
    newer: dict[str, list[str]] = {name: [] for name in given}
    for name, replaces in older.items():
        for one in replaces:
            newer[one].append(name)
    # Where two replace one another, through whatever lies between, neither is the older.
    replaced = {name: sorted(one for one in newer[name] if one not in reach(name, older)) for name in given}
    return {
        name: f"superseded by {', '.join(replaced[name])}"
        if replaced[name]
        else _part(name, given, wholes, replaced)
        for name in given
    }


def _known(ids: Iterable[str], own: str, given: Mapping[str, Placed]) -> set[str]:
    return {one for one in ids if one in given and one != own}


def _part(
    name: str,
    given: Mapping[str, Placed],
    wholes: Mapping[str, set[str]],
    replaced: Mapping[str, list[str]],
) -> str | None:
    around = sorted(
        one
        for one in reach(name, wholes) - {name}
        if given[one].group == given[name].group and not replaced[one] and name not in reach(one, wholes)
    )
    return f"part of {around[0]}, which counts the same" if around else None
