"""A run -> a sheet of pairs to judge: drawn by stratum, more where the run is in doubt, with the weights that this needs.

The sheet is shuffled and shows neither the probability nor what the run decided, so that the judge is not led.
"""

import numpy as np
import polars as pl

from resolver.analysis.scored import NAME
from resolver.analysis.strata import NEVER_COMPARED, STRATA, Frame, Pairs, draw_never_compared, frame_of
from resolver.errors import UsageError
from resolver.model.agreement import Codes
from resolver.outcome import Outcome

SIDE = ("mention_id", "list_id", "name", "born", "died", "from", "unit", "document")
"""What the sheet shows of each of the two mentions."""


def sample(run: Outcome, count: int = 200, *, seed: int = 1) -> pl.DataFrame:
    """Return pairs of mentions to judge, both sides side by side, with empty verdict, reason and judge.

    ``stratum``, ``stratum_pairs`` and ``weight`` say how many pairs of the run each row stands for; keep them. The same seed
    draws the same pairs. Raises UsageError when there is nothing to draw.

    >>> import resolver
    >>> sheet = sample(resolver.demo(), 20)
    >>> sheet.height, sheet.columns[:4]
    (20, ['verdict', 'reason', 'judge', 'left_name'])
    """
    if count < 1:
        raise UsageError(f"-n {count}: draw at least one pair")
    frame = frame_of(run)
    sizes = frame.sizes()
    if not sum(sizes.values()):
        raise UsageError(
            "the run has no two named mentions that could be one person: there is nothing to judge"
        )
    random = np.random.default_rng(seed)
    drawn = [
        _drawn(run, frame, number, taken, random) for number, taken in allot(count, sizes).items() if taken
    ]
    stratum = np.repeat([number for number, _ in drawn], [len(pairs[0]) for _, pairs in drawn])
    left = np.concatenate([pairs[0] for _, pairs in drawn])
    right = np.concatenate([pairs[1] for _, pairs in drawn])
    order = random.permutation(len(left))
    return _sheet(run, left[order], right[order], stratum[order], sizes)


def allot(count: int, sizes: dict[int, int]) -> dict[int, int]:
    """Return how many pairs to draw from each stratum: by its share, and what small ones cannot give goes to the others.

    >>> allot(100, {1: 1000, 2: 3, 3: 0, 4: 0, 5: 1000, 6: 0, 7: 0, 8: 0, 9: 0})
    {1: 49, 2: 3, 3: 0, 4: 0, 5: 48, 6: 0, 7: 0, 8: 0, 9: 0}
    """
    share = {one.number: one.share for one in STRATA}
    taken = dict.fromkeys(sizes, 0)
    while (rest := min(count, sum(sizes.values())) - sum(taken.values())) > 0:
        free = [number for number in sizes if taken[number] < sizes[number]]
        total = sum(share[number] for number in free)
        for number in free:
            still = min(count, sum(sizes.values())) - sum(taken.values())
            more = min(max(1, int(rest * share[number] / total)), sizes[number] - taken[number], still)
            taken[number] += more
    return taken


def _drawn(
    run: Outcome, frame: Frame, number: int, count: int, random: np.random.Generator
) -> tuple[int, Pairs]:
    if number == NEVER_COMPARED:
        return number, draw_never_compared(run, count, random)
    at = np.flatnonzero(frame.stratum == number)
    chosen = np.sort(random.choice(at, size=count, replace=False))
    return number, (frame.left[chosen], frame.right[chosen])


def _sheet(run: Outcome, left: Codes, right: Codes, stratum: Codes, sizes: dict[int, int]) -> pl.DataFrame:
    sides = {"left": _cells(run, left), "right": _cells(run, right)}
    drawn = {
        int(number): int(count) for number, count in zip(*np.unique(stratum, return_counts=True), strict=True)
    }
    of_stratum = [sizes[number] for number in stratum.tolist()]
    weights = [sizes[number] / drawn[number] for number in stratum.tolist()]
    shown = [name for name in SIDE if name not in ("mention_id", "list_id")]
    columns = [sides[side][name].alias(f"{side}_{name}") for name in shown for side in sides]
    ids = [sides[side][name].alias(f"{side}_{name}") for name in ("mention_id", "list_id") for side in sides]
    empty = [pl.Series(name, [None] * len(left), dtype=pl.String) for name in ("verdict", "reason", "judge")]
    weighing = [
        pl.Series("stratum", stratum, dtype=pl.UInt8),
        pl.Series("stratum_pairs", of_stratum, dtype=pl.UInt64),
        pl.Series("weight", weights, dtype=pl.Float64),
    ]
    return pl.DataFrame([*empty, *columns, *ids, *weighing])


def _cells(run: Outcome, rows: Codes) -> pl.DataFrame:
    """Return what the sheet shows of some rows, in their order."""
    asked = pl.DataFrame({"row": rows}, schema={"row": pl.UInt32})
    own = run.mentions.with_columns(pl.col("row").cast(pl.UInt32)).join(asked.unique(), on="row", how="semi")
    told = pl.lit("age ") + pl.col("age")
    return asked.join(own, on="row", how="left", maintain_order="left").select(
        "mention_id",
        "list_id",
        name=NAME,
        born=pl.coalesce("birth_date", told),
        died="death_date",
        **{"from": pl.coalesce("origin_place", "death_place")},
        unit="unit",
        document=pl.coalesce("url", "document_id"),
    )
