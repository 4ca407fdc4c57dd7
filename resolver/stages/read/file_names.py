"""Paths of files -> what tells them apart: the names under which they are shown, the ids of their lists, the ones named twice."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath


def names_of(paths: Sequence[Path]) -> list[str]:
    """Return the shortest ends of paths that tell the files apart; never a whole path.

    >>> names_of([Path("may/a.csv"), Path("june/a.csv"), Path("june/b.csv")])
    ['may/a.csv', 'june/a.csv', 'b.csv']
    """
    return _shortest_ends([_parts(path) for path in paths])


def list_ids_of(paths: Sequence[Path]) -> list[str]:
    """Return the files' names without their endings, with as much more as tells them apart.

    >>> list_ids_of([Path("may/a.csv"), Path("june/a.csv"), Path("b.csv")])
    ['may/a', 'june/a', 'b']
    >>> list_ids_of([Path("b.csv"), Path("b.xlsx")])
    ['b.csv', 'b.xlsx']
    """
    parts = [_parts(path) for path in paths]
    stems = _shortest_ends([(*one[:-1], PurePath(one[-1]).stem) for one in parts])
    return [
        stem if stems.count(stem) == 1 else name for stem, name in zip(stems, names_of(paths), strict=True)
    ]


def given_twice(paths: Sequence[Path]) -> list[str]:
    """Return the faults of files that were named more than once.

    >>> given_twice([Path("a.csv"), Path("./a.csv")])
    ['a.csv: is given twice; name each file once']
    """
    counts = Counter(path.resolve() for path in paths)
    twice = dict.fromkeys(path for path in paths if counts[path.resolve()] > 1)
    return [f"{path.name}: is given twice; name each file once" for path in twice]


def _parts(path: Path) -> tuple[str, ...]:
    # Not resolve(): a linked file keeps the name it was given.
    return Path(os.path.abspath(path)).parts[1:]  # noqa: PTH100


def _shortest_ends(parts: Sequence[tuple[str, ...]]) -> list[str]:
    depths = [1] * len(parts)
    ends: list[str] = []
    for _ in range(max(map(len, parts), default=0)):
        ends = ["/".join(one[-depth:]) for one, depth in zip(parts, depths, strict=True)]
        shared = Counter(ends)
        deeper = [depth + (shared[end] > 1) for end, depth in zip(ends, depths, strict=True)]
        if deeper == depths or len(set(parts)) < len(parts):
            break
        depths = deeper
    return ends
