"""Two people's judgements -> one table, what they disagree about with the chain, and how well they agree."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from resolver.errors import UsageError
from resolver.files import check_output, write_atomically
from resolver.judgements import (
    JudgementSource,
    constraints_from,
    disagreements_of,
    no_judgements,
    ordered,
    read_judgements,
    standing,
)
from resolver.stages.write import csv_bytes
from resolver.values.verdicts import VerdictWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How two judges agree on the pairs that both answered, ``unsure`` being an answer of its own.

    ``kappa`` (Cohen 1960) is agreement beyond what chance would give, with a 95 % interval for large samples; None where both gave
    one and the same answer throughout.
    """

    judges: tuple[str, str]
    pairs: int
    agreed: int
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None

    def __str__(self) -> str:
        one, other = self.judges
        told = f"{one} and {other} both judged {self.pairs:,} {'pair' if self.pairs == 1 else 'pairs'}, {self.agreed:,} alike"
        if self.kappa is None:
            return f"{told}; kappa is not defined"
        return f"{told}; Cohen's kappa {self.kappa:.2f} (95 % interval {self.kappa_low:.2f} to {self.kappa_high:.2f})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Merged:
    """The judgements of several files as one table, where they contradict one another, and how well judges agree."""

    judgements: pl.DataFrame
    disagreements: pl.DataFrame
    agreements: tuple[Agreement, ...]


def merge_judgements(sources: Sequence[JudgementSource], words: VerdictWords) -> Merged:
    """Return several files as one. No answer is dropped; what contradicts is listed, directly or through others.

    >>> words = VerdictWords.from_words({})
    >>> one = pl.DataFrame({"left_id": ["x1"], "right_id": ["x2"], "verdict": ["same"], "judge": ["AK"]})
    >>> other = pl.DataFrame({"left_id": ["x3", "x1"], "right_id": ["x2", "x3"], "verdict": ["same", "different"], "judge": "BK"})
    >>> merge_judgements([one, other], words).disagreements["chain"].unique().to_list()
    ['x1 = x2 = x3, yet x1 ≠ x3']
    """
    tables = [read_judgements(one, words).judgements for one in sources]
    judgements = ordered(pl.concat([no_judgements(), *tables]))
    held = standing(judgements)
    ids = sorted({*held["left_id"], *held["right_id"]})
    number = {mention_id: at for at, mention_id in enumerate(ids)}
    sides = [pl.col(name).replace_strict(number, return_dtype=pl.UInt32) for name in ("left_id", "right_id")]
    judged = held.with_columns(left=pl.min_horizontal(sides), right=pl.max_horizontal(sides)).filter(
        pl.col("left") != pl.col("right")
    )
    constraints = constraints_from(judged)
    return Merged(
        judgements=judgements,
        disagreements=disagreements_of(constraints, judged, [(one, None) for one in ids]),
        agreements=tuple(agreements_of(judged)),
    )


def agreements_of(judged: pl.DataFrame) -> Iterator[Agreement]:
    """Yield how every two judges agree who answered the same pairs; of several answers of one judge on a pair the surest is not chosen:
    such pairs are left out.
    """
    answers: dict[str, dict[tuple[int, int], str]] = {}
    once = judged.filter(pl.len().over("judge", "left", "right") == 1)
    for judge, left, right, verdict in once.select("judge", "left", "right", "verdict").iter_rows():
        answers.setdefault(judge, {})[left, right] = verdict
    for one, other in itertools.combinations(sorted(answers), 2):
        both = sorted(answers[one].keys() & answers[other].keys())
        if both:
            yield agreement([(answers[one][pair], answers[other][pair]) for pair in both], (one, other))


def agreement(answers: Sequence[tuple[str, str]], judges: tuple[str, str]) -> Agreement:
    """Return how well pairs of answers agree.

    The example is that of Cohen's coefficient in Fleiss, Cohen and Everitt (1969): 200 answers, kappa .429.

    >>> table = {("a", "a"): 53, ("a", "b"): 5, ("a", "c"): 2, ("b", "a"): 11, ("b", "b"): 14, ("b", "c"): 5}
    >>> table |= {("c", "a"): 1, ("c", "b"): 6, ("c", "c"): 3}
    >>> answers = [pair for pair, count in table.items() for _ in range(2 * count)]
    >>> round(agreement(answers, ("A", "B")).kappa, 3)
    0.429
    """
    count = len(answers)
    agreed = sum(one == other for one, other in answers)
    mine, theirs = Counter(one for one, _ in answers), Counter(other for _, other in answers)
    by_chance = sum(mine[word] * theirs[word] for word in mine) / count**2
    if by_chance >= 1.0:
        return Agreement(
            judges=judges, pairs=count, agreed=agreed, kappa=None, kappa_low=None, kappa_high=None
        )
    share = agreed / count
    kappa = (share - by_chance) / (1 - by_chance)
    error = 1.96 * math.sqrt(share * (1 - share) / count) / (1 - by_chance)
    return Agreement(
        judges=judges,
        pairs=count,
        agreed=agreed,
        kappa=kappa,
        kappa_low=max(kappa - error, -1.0),
        kappa_high=min(kappa + error, 1.0),
    )


def save_merged(merged: Merged, path: Path) -> list[str]:
    """Write merged judgements, and disagreements.csv beside them where there are any; return what to tell.

    Raises UsageError when one of the files is there already: somebody may have answered in it.
    """
    disagreements = path.with_name("disagreements.csv")
    for one in (path, *([disagreements] if merged.disagreements.height else [])):
        check_output(one)
        if one.exists():
            raise UsageError(f"{one}: is there already; choose another name or folder with -o")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first")
    write_atomically(path, csv_bytes(merged.judgements))
    told = [*map(str, merged.agreements), f"{merged.judgements.height:,} judgements: {path}"]
    if not merged.disagreements.height:
        return [*told, "No contradictions."]
    write_atomically(disagreements, csv_bytes(merged.disagreements))
    chains = merged.disagreements["chain"].unique(maintain_order=True).to_list()
    return [
        *told,
        f"{len(chains):,} {'contradiction' if len(chains) == 1 else 'contradictions'}: {disagreements}",
        *(f"  {chain}" for chain in chains[:5]),
        "These pairs bind nobody until somebody settles them: fill in verdict there, then resolver judgements add OUT FILE --judge NAME",
    ]
