"""An Outcome -> summary.txt: the editor's answer. What was read, how many people, and what that does not mean."""

from collections.abc import Iterator

import polars as pl

from resolver.judgements import obeyed
from resolver.outcome import Outcome
from resolver.ruleset import statuses_of
from resolver.values.text import shortened

_LONGEST_SHOWN = 60
_MOST_INCIDENTS = 20
"""Of more incidents the largest are told."""


def summarise(outcome: Outcome) -> str:
    """Return the summary as plain text, the same on screen, in summary.txt and at the top of the report.

    That of a public edition tells the numbers of the persons in it and what was left out.
    """
    if outcome.options.get("profile") == "public":
        return "\n".join([*_edition(outcome), *outcome.notes]) + "\n"
    lines = [
        *_rows(outcome),
        *_people(outcome),
        *_not_counted(outcome),
        *_meaning(outcome),
        *_doubts(outcome),
        *_by_hand(outcome),
        *_register(outcome),
        *_claims(outcome),
        *outcome.notes,
    ]
    return "\n".join(lines) + "\n"


def _edition(outcome: Outcome) -> Iterator[str]:
    yield "Public edition. All numbers were counted anew over the persons in it; those of the whole run differ."
    yield from _people(outcome)
    yield from _not_counted(outcome)
    yield from _meaning(outcome)
    questions = int(outcome.persons["open_questions"].sum()) // 2
    yield f"{questions:,} open {_plural(questions, 'question')} whether two of these persons are one"
    conflicts = outcome.persons.filter(pl.col("conflicts").is_not_null()).height
    yield f"{conflicts:,} {_plural(conflicts, 'person', 'people')} with statements that contradict one another"


def _rows(outcome: Outcome) -> Iterator[str]:
    used, rejected, mentions = outcome.used_count, outcome.rejects.height, outcome.mentions.height
    lists = outcome.lists.height
    where = " (rejects.csv)" if rejected else ""
    read, whence = used + rejected, f"{lists} {_plural(lists, 'list')}"
    yield f"{read:,} {_plural(read, 'row')} read from {whence} = {used:,} used + {rejected:,} rejected{where}"
    if mentions > used:
        yield f"{mentions:,} mentions: some cells name several people and were parted"


def _people(outcome: Outcome) -> Iterator[str]:
    yield "Named people reported killed"
    yield from _three_numbers(outcome)
    if len(outcome.count_by_incident) > 1 or _some_without_incident(outcome):
        yield "  of these, by incident:"
        counts = outcome.count_by_incident
        largest = sorted(counts, key=lambda name: (-counts[name].best, name))[:_MOST_INCIDENTS]
        shown = {name: shortened(name, _LONGEST_SHOWN) for name in counts if name in largest}
        width = max(map(len, shown.values()), default=0)
        for name, text in shown.items():
            count = counts[name]
            span = (
                f"{count.fewest:,}" if count.fewest == count.most else f"{count.fewest:,} to {count.most:,}"
            )
            yield f"    {text:<{width}}  {span:>9}   best reading {round(count.best):,}"
        if len(counts) > len(shown):
            yield f"    and {len(counts) - len(shown):,} smaller ones: resolver count OUT --by incident"


def _some_without_incident(outcome: Outcome) -> bool:
    counting = outcome.persons.filter(pl.col("counted") != "no")
    return bool(outcome.count_by_incident) and counting["incident"].null_count() > 0


def _three_numbers(outcome: Outcome) -> Iterator[str]:
    count, counted = outcome.count, outcome.persons["counted"]
    doubles = int((counted == "yes").sum()) - count.fewest
    wrong = count.most - int((counted != "no").sum())
    room = (
        f", and room for {doubles:,} {'double' if doubles == 1 else 'doubles'} that nobody is asked about"
        if doubles
        else ""
    )
    more = f", and room for {wrong:,} wrong {'link' if wrong == 1 else 'links'}" if wrong else ""
    interval = f"95 % interval from linkage alone {count.low:,}-{count.high:,}"
    yield f'  certainly different people {count.fewest:>8,}    (every open question answered "same"{room})'
    yield f"  our best reading           {round(count.best):>8,}    ({interval})"
    yield f'  at most                    {count.most:>8,}    (every open question answered "different"{more})'


def _not_counted(outcome: Outcome) -> Iterator[str]:
    everybody = outcome.persons.filter(pl.col("counted") == "no")
    is_withdrawn = pl.col("withheld").eq_missing("withdrawn")
    persons = everybody.filter(~is_withdrawn)
    casualties = persons.filter(pl.col("role") == "casualty")
    is_unread = pl.col("person_id").is_in(_of_unread_status(outcome).implode())
    unread = casualties.filter(is_unread)
    casualties = casualties.filter(~is_unread)
    named = casualties.filter(pl.col("not_counted_because") != "unnamed")
    unnamed = casualties.filter(pl.col("not_counted_because") == "unnamed")
    parts = [
        *(_part(unnamed.filter(pl.col("status") == status), word) for status, word in _UNNAMED),
        *(_part(named.filter(pl.col("status") == status), word) for status, word in _NAMED),
        _part(unread, "whose status is stated but not understood"),
        _part(
            persons.filter(pl.col("role") != "casualty"),
            "relatives, officials, sources and others who are not casualties",
        ),
        _part(everybody.filter(is_withdrawn), "withdrawn by a correction"),
    ]
    said = [part for part in parts if part]
    yield "Not in these numbers: " + (" · ".join(said) if said else "nobody")


def _of_unread_status(outcome: Outcome) -> pl.Series:
    """Return who bears no status because no word for it was understood; who says that it is not known is understood."""
    unknown = outcome.persons.filter(pl.col("status") == "unknown").select("person_id")
    said = outcome.statements.filter((pl.col("field") == "status") & pl.col("value").eq("unknown"))
    said = said.join(unknown, on="person_id", how="semi")
    if said.is_empty():
        return said["person_id"]
    statuses = statuses_of(outcome.rulebook)
    is_unread = [bool(text) and statuses.read(text) is None for text in said["original_value"]]
    return said.filter(pl.Series(is_unread, dtype=pl.Boolean))["person_id"].unique()


_UNNAMED = (
    ("killed", "unnamed dead"),
    ("died_of_wounds", "unnamed dead of wounds"),
    ("missing", "unnamed missing"),
    ("captured", "unnamed captured"),
    ("wounded", "unnamed wounded"),
    ("alive", "unnamed survivors"),
    ("unknown", "unnamed, status not stated"),
)
_NAMED = (
    ("missing", "reported missing"),
    ("captured", "reported captured"),
    ("wounded", "reported wounded"),
    ("alive", "reported alive (were on a list)"),
    ("unknown", "named, status not stated"),
)


def _part(persons: pl.DataFrame, word: str) -> str:
    people = int(persons["people_count"].sum() or 0)
    return f"{people:,} {word}" if people else ""


_NOT_STATED = "No row says what happened to anybody. Say what these are lists of: --default status=killed"
_NOT_UNDERSTOOD = (
    "What rows say happened to anybody was not understood, so that nobody is counted: see the words below"
)


def _meaning(outcome: Outcome) -> Iterator[str]:
    named = outcome.persons.filter((pl.col("role") == "casualty") & pl.col("shown_name").is_not_null())
    if named.height and (named["status"] == "unknown").all():
        is_stated = not _of_unread_status(outcome).is_empty()
        yield _NOT_UNDERSTOOD if is_stated else _NOT_STATED
    yield "This counts the people on these lists, not the dead. Lists miss people."


def _doubts(outcome: Outcome) -> Iterator[str]:
    questions = outcome.questions.height
    yield f"{questions:,} open {_plural(questions, 'question')}" + (" (review.csv)" if questions else "")
    alone = outcome.persons.filter((pl.col("counted") == "open") & (pl.col("open_questions") == 0))
    several = outcome.values.filter(pl.col("completeness") == "several").select("row")
    of_several = outcome.memberships.join(several, on="row").select("person_id").unique()
    bare = alone.join(of_several, on="person_id", how="anti").height
    if bare:
        known = _plural(bare, "person is", "people are")
        yield f"{bare:,} {known} known by a surname or a given name alone: perhaps named in full elsewhere, so not among the certain"
    if cells := alone.height - bare:
        told = _plural(cells, "person stands", "people stand")
        yield f"{cells:,} {told} for a cell that seems to name several: perhaps named one by one elsewhere, so not among the certain"
    doubtful = outcome.persons.filter(pl.col("doubts").is_not_null()).height
    if doubtful:
        yield f"{doubtful:,} {_plural(doubtful, 'person looks', 'people look')} as if more than one had been joined (persons.csv, doubts)"
    conflicts = outcome.persons.filter(pl.col("conflicts").is_not_null()).height
    if conflicts:
        yield f"{conflicts:,} {_plural(conflicts, 'person', 'people')} with statements that contradict one another (persons.csv, conflicts)"
    unmade = int(outcome.blocking["unmade_pair_count"].sum())
    if unmade:
        yield f"{unmade:,} pairs were not compared: their names are too common and nothing else tells them apart"


def _register(outcome: Outcome) -> Iterator[str]:
    """Tell what a register said of the people of mine; each is counted once however many mentions."""
    if not outcome.has_reference:
        return
    people = dict(outcome.links.unique("person_id").group_by("decided").len().iter_rows())
    file, rows = outcome.options["reference"]["file"], outcome.options["reference"]["row_count"]
    found = " · ".join(f"{people.get(word, 0):,} {said}" for word, said in _DECIDED)
    yield f"Looked up in {file} ({rows:,} rows, none of them counted): {found} (links.csv)"


def _claims(outcome: Outcome) -> Iterator[str]:
    """Tell how many count claims were read; what they come to stands apart: none of them is one of the three numbers."""
    if not outcome.has_claims:
        return
    used, rejected = outcome.count_claims.height, outcome.claim_rejects.height
    where = " (rejects.csv)" if rejected else ""
    read = used + rejected
    yield f"{read:,} count {_plural(read, 'claim')} of others read = {used:,} used + {rejected:,} rejected{where}: counts.csv"


_DECIDED = (("auto", "found"), ("open", "open: look at link_candidates.csv"), ("none", "not found"))


def _by_hand(outcome: Outcome) -> Iterator[str]:
    """Yield what became of human answers."""
    ids = outcome.memberships["mention_id"]
    judged, unapplied = obeyed(outcome.judged, outcome.disagreements, ids).height, outcome.unapplied.height
    if outcome.judged.height or unapplied:
        left_out = f"; {unapplied:,} could not be applied: judgements_unapplied.csv" if unapplied else ""
        yield f"{judged:,} {_plural(judged, 'judgement')} obeyed{left_out}"
    disputed = outcome.disagreements.height
    if disputed:
        yield f"{disputed:,} judged {_plural(disputed, 'pair stands', 'pairs stand')} in a contradiction and {_plural(disputed, 'binds', 'bind')} nobody: disagreements.csv"


def _plural(count: int, one: str, many: str | None = None) -> str:
    return one if count == 1 else many or f"{one}s"
