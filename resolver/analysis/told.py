"""An Evaluation -> text for a terminal, and plain numbers for JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from resolver.analysis.mistakes import Lost
from resolver.analysis.scored import DOUBTFUL
from resolver.model.agreement import Rates, View, as_plain
from resolver.model.bootstrap import Estimate
from resolver.model.calibration import Calibration
from resolver.model.counting import PeopleCount

if TYPE_CHECKING:
    from resolver.analysis.evaluation import Evaluation
    from resolver.analysis.groups import Groups

FEW_KNOTS = 30
"""Fewer knots than this, and intervals are only a hint."""

_SHOWN_ROWS = 12
_BAR = 40

VIEW_WORDS = {
    View.PAIRS: "pairs of mentions",
    View.BCUBED: "mentions (B-cubed)",
    View.EXACT: "people exactly right",
    View.EXACT_SEVERAL: "… of two or more mentions",
}
LOST_WORDS = {
    Lost.ASKED: "asked as an open question",
    Lost.NOT_ALLOWED: "never compared: two roles, or one list of a link",
    Lost.NOT_COMPARED: "never brought together by blocking",
    Lost.FORBIDDEN: "scored, but a contradiction forbids the link",
    Lost.BELOW_REVIEW: "scored too low to be asked about",
    Lost.LEFT_APART: "likely enough, left apart by clustering",
}


def evaluation_text(found: "Evaluation") -> str:
    """Return an evaluation in words, the chief figures first."""
    parts = [
        *_coverage(found),
        "",
        *_rates(found.rates),
        *_mistakes(found),
        *_people(found),
        "",
        *_pairs(found),
        "",
        *_best(found),
        "",
        *_probabilities(found),
        *(line for one in found.groups for line in ("", *_groups(one))),
    ]
    return "\n".join(parts)


def _coverage(found: "Evaluation") -> Iterator[str]:
    own = found.coverage
    yield f"{found.truth_file} speaks of {own.mentions:,} of {count_of(own.of_mentions, 'mention')}: {_people_told(own.true_people)}; the run has {own.found_people:,}"
    if own.mentions < own.of_mentions:
        yield f"{count_of(own.of_mentions - own.mentions, 'mention')} it does not know: left out of every figure"
    if own.not_in_run:
        shown = ", ".join(own.not_in_run[:5]) + (" …" if len(own.not_in_run) > 5 else "")
        yield f"{count_of(len(own.not_in_run), 'mention')} it knows and the run does not: {shown}"
    if own.silent_rows:
        yield f"{count_of(own.silent_rows, 'row')} of it without a person: taken as not known"


def _rates(rates: Mapping[View, Rates]) -> Iterator[str]:
    yield f"{'':<28}{'precision':<20}{'recall':<20}{'F1':<20}(95 % intervals)"
    for view, words in VIEW_WORDS.items():
        one = rates[view]
        yield f"{words:<28}{with_ends(one.precision):<20}{with_ends(one.recall):<20}{with_ends(one.f1)}"


def _mistakes(found: "Evaluation") -> Iterator[str]:
    own = found.coverage
    if own.knots < FEW_KNOTS or own.largest_knot > 0.2 * own.mentions:
        yield (
            f"Intervals are a hint only: they rest on {count_of(own.knots, 'knot')} of people, the largest "
            f"of {count_of(own.largest_knot, 'mention')}"
        )
    rate = 10_000 * found.wrong_merges / own.mentions
    persons, split = (
        found.torn.over_merged["person_id"].n_unique(),
        found.torn.under_merged["true_person"].n_unique(),
    )
    yield f"Wrong merges     {found.wrong_merges:>7,}  in {count_of(persons, 'person', 'persons')} holding several people ({rate:.1f} per 10,000 mentions)"
    yield f"Missing merges   {found.missing_merges:>7,}  of {_people_told(split)} split over several persons"


def _people(found: "Evaluation") -> Iterator[str]:
    own = found.people
    if own.true is None:
        yield f"Number of people not compared: the truth does not know {count_of(own.unknown_mentions, 'mention')} of people that are counted"
        return
    said = own.said
    yield (
        f"Number of people {own.true:>7,}  in truth; the run says {said.fewest:,} to {said.most:,}, best reading "
        f"{round(said.best):,} ({said.low:,}-{said.high:,}): {_verdict(own.true, said)}"
    )


def _verdict(true: int, said: PeopleCount) -> str:
    if said.low <= true <= said.high:
        return "the truth lies within the interval"
    if said.fewest <= true <= said.most:
        return "the truth lies outside the interval, within the range"
    return "the truth lies outside the range"


def _pairs(found: "Evaluation") -> Iterator[str]:
    own, counts = found.basis, found.lost.counts()
    lost = sum(counts.values()) + found.lost.not_looked_at
    blocked = with_ends(found.blocked_recall)
    yield f"True pairs {found.true_pairs:,}: {blocked} brought together by blocking, {share(found.compared_recall)} compared; {lost:,} lost"
    for place, words in LOST_WORDS.items():
        if counts[place.value]:
            yield f"  {counts[place.value]:>9,}  {words}"
    if found.lost.not_looked_at:
        yield f"  {found.lost.not_looked_at:>9,}  of people with very many mentions: not looked into"
    if own.kept_of_blocking < own.made_by_blocking:
        yield (
            f"This rests on the {own.kept_of_blocking:,} scored pairs that the run kept of {own.made_by_blocking:,} that "
            "blocking made; of the others (two roles, or too unlikely to keep) none counts as compared"
        )


def _best(found: "Evaluation") -> Iterator[str]:
    own = found.best
    yield "Best threshold on scored pairs, links closed transitively (chosen by the truth: nobody could know it)"
    for name, f1, cut in (
        ("pairs", own.threshold.pairs_f1, own.threshold.pairs_threshold),
        ("B-cubed", own.threshold.bcubed_f1, own.threshold.bcubed_threshold),
    ):
        at = (
            "linking nothing" if cut is None else f"from {cut:+.2f} bits on (probability {_probability(cut)})"
        )
        yield f"  best F1 over {name:<9}{share(f1)}  {at}"
    pairs = own.rates[View.PAIRS]
    yield f"  at the first: precision {share(pairs.precision.value)}, recall {share(pairs.recall.value)}, B-cubed F1 {share(own.rates[View.BCUBED].f1.value)}"


def _probability(bits: float) -> str:
    return share(1 / (1 + 2.0**-bits))


def _probabilities(found: "Evaluation") -> Iterator[str]:
    own = found.probabilities
    yield f"Log loss over all scored pairs {with_ends(own.log_loss)} nats"
    for (count, same), words in (
        (own.surely_different, f"below {DOUBTFUL[0]}"),
        (own.surely_same, f"above {DOUBTFUL[1]}"),
    ):
        if count:
            yield f"  {words}: {count_of(count, 'pair')}, of which {same:,} are one person ({share(same / count)})"
    yield from calibration_lines(own.doubtful)


def calibration_lines(found: Calibration) -> Iterator[str]:
    """Yield the calibration of doubtful pairs: the error with its interval, then one bar for each bin."""
    yield f"Doubtful pairs (probability {DOUBTFUL[0]} to {DOUBTFUL[1]}): {found.pair_count:,}"
    if not found.pair_count:
        return
    yield f"  expected calibration error {with_ends(found.error)}; chance alone would give about {share(found.error_by_chance)}"
    yield f"  log loss {with_ends(found.log_loss)}"
    yield f"  {'probability':<14}{'pairs':>8}  {'said':>5} {'is':>5}  (# what is so, | what was said)"
    for row in found.bins.iter_rows(named=True):
        span = f"{share(row['probability_low'])}-{share(row['probability_high'])}"
        said, same = row["mean_probability"], row["share_same"]
        yield f"  {span:<14}{row['pair_count']:>8,}  {share(said):>5} {share(same):>5}  {_bar(same, said)}"


def _bar(same: float, said: float) -> str:
    """Return a bar as long as the share that is so, with a mark where it should end."""
    bar = ["#"] * round(same * _BAR) + [" "] * (_BAR - round(same * _BAR))
    bar[min(int(said * _BAR), _BAR - 1)] = "|"
    return "".join(bar).rstrip()


def _groups(groups: "Groups") -> Iterator[str]:
    mentions, pairs = groups.mentions, groups.pairs
    width = max(12, *(len(text) for text in mentions["group"]))
    yield f"By {groups.field:<{width}}  mentions   true people   found   B-cubed precision   recall"
    for row in mentions.head(_SHOWN_ROWS).iter_rows(named=True):
        yield (
            f"   {row['group']:<{width}}{row['mention_count']:>10,}{row['true_people']:>14,}{row['found_people']:>8,}"
            f"{share(row['bcubed_precision']):>20}{share(row['bcubed_recall']):>9}"
        )
    yield f"   {'pairs between':<{2 * width + 3}}{'true':>8}{'found':>8}  {'precision':<19} {'recall':<19} blocked"
    yield from (_group_pair(row, width) for row in pairs.head(_SHOWN_ROWS).iter_rows(named=True))
    hidden = max(mentions.height - _SHOWN_ROWS, 0) + max(pairs.height - _SHOWN_ROWS, 0)
    if hidden:
        yield f"   … {count_of(hidden, 'more row')} with --details"


def _group_pair(row: Mapping[str, Any], width: int) -> str:
    """Return the line of two groups; where there is nothing to be right about, there is no figure."""
    precision, recall = (
        with_ends(Estimate(row[name], row[f"{name}_low"], row[f"{name}_high"])) if row[count] else "-"
        for name, count in (("precision", "found_pairs"), ("recall", "true_pairs"))
    )
    blocked = share(row["blocked_recall"]) if row["true_pairs"] else "-"
    counts = f"{row['true_pairs']:>8,}{row['found_pairs']:>8,}"
    return f"   {row['one'] + ' - ' + row['other']:<{2 * width + 3}}{counts}  {precision:<19} {recall:<19} {blocked}"


# --- plain numbers ----------------------------------------------------------------------------------------------------


def evaluation_dict(found: "Evaluation") -> dict[str, Any]:
    """Return an evaluation as JSON has it."""
    tree: dict[str, Any] = rounded(
        {
            "truth": found.truth_file,
            "coverage": asdict(found.coverage),
            "rates": rates_dict(found.rates),
            "wrong_merges": found.wrong_merges,
            "missing_merges": found.missing_merges,
            "over_merged_persons": found.torn.over_merged["person_id"].n_unique(),
            "split_people": found.torn.under_merged["true_person"].n_unique(),
            "people": _people_dict(found),
            "pairs": _pairs_dict(found),
            "best_threshold": {**asdict(found.best.threshold), **as_plain(found.best.rates)},
            "probabilities": _probabilities_dict(found),
            "groups": {
                one.field: {"mentions": one.mentions.to_dicts(), "pairs": one.pairs.to_dicts()}
                for one in found.groups
            },
        }
    )
    return tree


def _people_dict(found: "Evaluation") -> dict[str, Any]:
    own = found.people
    said = {**asdict(own.said), "best": round(own.said.best, 3)}
    return {"true": own.true, "unknown_mentions": own.unknown_mentions, **said}


def _pairs_dict(found: "Evaluation") -> dict[str, Any]:
    return {
        "true": found.true_pairs,
        "blocked_recall": _ends(found.blocked_recall),
        "compared_recall": found.compared_recall,
        "lost": {**found.lost.counts(), "not_looked_at": found.lost.not_looked_at},
        "basis": asdict(found.basis),
    }


def _probabilities_dict(found: "Evaluation") -> dict[str, Any]:
    own = found.probabilities
    return {
        "log_loss": _ends(own.log_loss),
        "below": {"pairs": own.surely_different[0], "same": own.surely_different[1]},
        "above": {"pairs": own.surely_same[0], "same": own.surely_same[1]},
        "doubtful": calibration_dict(own.doubtful),
    }


def rates_dict(rates: Mapping[View, Rates]) -> dict[str, Any]:
    """Return rates with their intervals."""
    return {
        str(view): {"precision": _ends(one.precision), "recall": _ends(one.recall), "f1": _ends(one.f1)}
        for view, one in rates.items()
    }


def calibration_dict(found: Calibration) -> dict[str, Any]:
    """Return a calibration with its bins."""
    return {
        "pairs": found.pair_count,
        "error": _ends(found.error),
        "error_by_chance": found.error_by_chance,
        "log_loss": _ends(found.log_loss),
        "bins": found.bins.to_dicts(),
    }


def _ends(figure: Estimate) -> dict[str, float]:
    return figure._asdict()


def rounded(value: Any) -> Any:
    """Return a tree of plain values with every fraction rounded to six digits.

    >>> rounded({"a": [0.12345678, 2]})
    {'a': [0.123457, 2]}
    """
    if isinstance(value, Mapping):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    return round(value, 6) if isinstance(value, float) else value


def with_ends(figure: Estimate) -> str:
    """Return a figure with the ends of its interval, or alone where nothing varied.

    >>> with_ends(Estimate(0.5, 0.25, 1.0)), with_ends(Estimate(1.0, 1.0, 1.0))
    ('.500 (.250-1.000)', '1.000')
    """
    if figure.low == figure.high:
        return share(figure.value)
    return f"{share(figure.value)} ({share(figure.low)}-{share(figure.high)})"


def share(value: float) -> str:
    """Return a share with three digits, without the nought before the point.

    >>> share(0.98)
    '.980'
    """
    return f"{value:.3f}".removeprefix("0")


def count_of(count: int, one: str, many: str | None = None) -> str:
    """Return a number with the word for what is counted.

    >>> count_of(1, "pair"), count_of(1200, "pair")
    ('1 pair', '1,200 pairs')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _people_told(count: int) -> str:
    return count_of(count, "true person", "true people")
