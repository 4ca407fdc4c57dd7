"""An Outcome, and what is asked of its lists -> which share whom, a row per person for other tools, and people whom no list has."""

from collections.abc import Iterator, Sequence

import polars as pl

from resolver.errors import UsageError
from resolver.model.capture import Criterion
from resolver.origins.judged import Reposts
from resolver.outcome import Outcome
from resolver.overlap.captures import Captures, capture_table, captures_of, drawn_captures
from resolver.overlap.copying import Copied, Told, copied_lists, groups_of, joined_groups
from resolver.overlap.listed import Listed, listed_of
from resolver.overlap.shared import Overlap
from resolver.overlap.unseen import Estimates, estimates_of

DRAWS = 200
"""How many draws of who is who an estimate rests on: its ends move by less than models part."""


def overlap_of(
    outcome: Outcome, *, by: Sequence[str] = (), lists: Sequence[str] = (), as_lists: str | None = None
) -> Overlap:
    """Return which lists share whom: by pair, by exact combination, and by the values of fields.

    ``by`` are fields as ``count_by`` takes them; ``lists`` are ids or titles of those to look at; with ``as_lists`` the values of a
    field are the lists. Raises UsageError for a field or a list that is not there.

    >>> from resolver.pipeline import demo
    >>> overlap_of(demo(), as_lists="language", lists=["en", "ru"]).pairs.rows()
    [('en', 'ru', 6)]
    """
    listed = listed_of(outcome, by=by, lists=lists, as_lists=as_lists)
    captures = captures_of(listed)
    return Overlap(
        captures=captures,
        fields=tuple(by),
        copied=copied_lists(listed, _told(outcome)),
        notes=_notes(listed, captures),
    )


def estimate_unseen(
    listed: Listed,
    outcome: Outcome,
    *,
    merge: Sequence[Sequence[str]] = (),
    keep_copies: bool = False,
    criterion: str = "aic",
    draws: int = DRAWS,
    seed: int = 1,
) -> Estimates:
    """Return how many people there are, those on no list among them, or why that cannot be said.

    ``listed`` says which lists and groups are looked at. Lists that rest on the same origins are taken as one first, unless
    ``keep_copies``; ``merge`` are groups of lists to be taken as one besides. ``criterion`` is aic or bic; ``draws`` of who is who carry
    the doubt of the linkage. Raises UsageError for a list or a criterion that is not there.
    """
    merged, groups, copied = _merged(listed, outcome, merge, keep_copies=keep_copies)
    drawn = list(drawn_captures(merged, outcome.doubts, draws=draws, seed=seed)) if draws else []
    captures = captures_of(merged)
    return estimates_of(
        captures,
        drawn,
        fields=tuple(listed.groups),
        criterion=_criterion(criterion),
        seed=seed,
        taken_as_one=groups,
        copied=copied,
        notes=_notes(merged, captures),
    )


def capture_histories(
    listed: Listed,
    outcome: Outcome,
    *,
    merge: Sequence[Sequence[str]] = (),
    keep_copies: bool = False,
    draws: int = 0,
    seed: int = 1,
) -> pl.DataFrame:
    """Return a row per person with ``in_`` columns of 0 and 1, as capture–recapture tools read them, and a column per field.

    With ``draws``, so many times over, by a column ``draw``: once for every draw of who is who.
    """
    merged, _, _ = _merged(listed, outcome, merge, keep_copies=keep_copies)
    if not draws:
        return capture_table(merged, captures_of(merged))
    return pl.concat(list(_tables(merged, outcome, draws, seed)))


def _criterion(told: str) -> Criterion:
    try:
        return Criterion(told)
    except ValueError:
        raise UsageError(f"criterion {told}: use {' or '.join(Criterion)}") from None


def _tables(listed: Listed, outcome: Outcome, draws: int, seed: int) -> Iterator[pl.DataFrame]:
    drawn: Iterator[Captures] = drawn_captures(listed, outcome.doubts, draws=draws, seed=seed)
    for number, captures in enumerate(drawn, start=1):
        yield capture_table(listed, captures, number)


def _merged(
    listed: Listed, outcome: Outcome, merge: Sequence[Sequence[str]], *, keep_copies: bool
) -> tuple[Listed, tuple[tuple[str, ...], ...], tuple[Copied, ...]]:
    """Return the same people with lists taken as one that must be, which those are, and what rests on the same origins."""
    copied = copied_lists(listed, _told(outcome))
    wanted = [_known(listed, group) for group in merge]
    found = [] if keep_copies else groups_of(copied)
    groups = joined_groups([*wanted, *found])
    return listed.merged(groups), groups, copied


def _known(listed: Listed, group: Sequence[str]) -> tuple[str, ...]:
    for one in group:
        if not any(one in names for names in listed.names):
            raise UsageError(f'no list "{one}" to merge; there are {", ".join(listed.lists)}')
    return tuple(
        name for name, names in zip(listed.lists, listed.names, strict=True) if names.intersection(group)
    )


def _told(outcome: Outcome) -> Told:
    """Return from whom the rows of a run have it; documents that somebody called reposts of one another are one."""
    voices = Reposts(given=outcome.reposts).voices
    cited: dict[int, list[str]] = {}
    for row, document in outcome.citations.select("row", "document_id").iter_rows():
        cited.setdefault(row, []).append(voices.get(document, document))
    words = outcome.rulebook.setting("vocabulary.toml")["missing"]["words"]
    return Told(via=outcome.mentions.sort("row")["via"].to_list(), documents=cited, unknown=frozenset(words))


def _notes(listed: Listed, captures: Captures) -> tuple[str, ...]:
    on_none = len(listed.people.rows) - len(captures.history)
    told = (
        [f"{on_none:,} of {len(listed.people.rows):,} people stand on none of these lists"] if on_none else []
    )
    return (*listed.notes, *told)
