"""An Outcome -> an Outcome that may be published: the same persons, made anew from nothing but the cells that may be shown.

Nothing is taken out of finished tables: a table is made of the allowed cells alone, so that what is withheld cannot stand anywhere.
Which mentions are one person is all that is kept of the rest.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import polars as pl

from resolver.corrections import corrections_of
from resolver.distinct import each_distinct
from resolver.errors import UsageError
from resolver.exports.scrub import numbered_sources, public_addresses, without_numbers
from resolver.handover import gather_mergeable
from resolver.outcome import Outcome
from resolver.ruleset import Ruleset, compile_rules
from resolver.stages.merge import merge
from resolver.stages.normalise import Normalised, normalise
from resolver.tables import FIELDS, STANDING
from resolver.tally import count_persons, countable_of

Hide = Callable[[str | None], str]
"""Returns a text, or what stands in its place when it names somebody who is no casualty."""

HIDDEN = "name hidden"
WITHHELD_FIELDS = ("identifiers", "quote", "note")
"""Fields that are never published, whatever list they stand in."""

_FREE_TEXT = ("callsign", "affiliation", "incident", "unit", "rank", "publisher", "document_id")
_PLACES = ("origin_place", "death_place", "burial_place")
_UNTOUCHED = frozenset({"mention_id", "list_id", "url", "via", *WITHHELD_FIELDS})


def public_edition(outcome: Outcome, *, sensitivity: str = "public", hide: Hide) -> Outcome:
    """Return a run as it may be published; what was left out, and how much of it, stands in its notes.

    Only casualties whom no correction withholds, and of them only what lists say that are marked public; with ``sensitivity``
    internal also what internal lists say, with restricted ones never. Raises UsageError when no list may be published.

    >>> import polars as pl, resolver
    >>> from resolver.settings import Settings, ListSettings
    >>> public_edition(resolver.dedupe(pl.DataFrame({"name": ["Тестов Илья"]})), hide=str)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    resolver.errors.UsageError: no list of this run is marked public, so nothing may be published...
    """
    list_ids = published_lists(outcome, sensitivity)
    ruleset = compile_rules(outcome.rulebook, outcome.settings).with_model(outcome.model)
    cells, corrected = _allowed_cells(outcome, list_ids, hide)
    normalised = normalise(cells, ruleset.words, day_first=outcome.options.get("day_first"))
    edition = _merged(outcome, normalised, ruleset, corrected)
    edition = replace(edition, lists=_lists(outcome, list_ids))
    return replace(edition, notes=tuple(_left_out(outcome, edition)))


def published_lists(outcome: Outcome, sensitivity: str) -> list[str]:
    """Return the ids of the lists that may be published, or raise UsageError that says how to mark one."""
    allowed = {"public": ("public",), "internal": ("public", "internal")}.get(sensitivity)
    if allowed is None:
        raise UsageError(
            f"sensitivity {sensitivity}: publish public lists, or internal ones too with --sensitivity internal; restricted never"
        )
    found = outcome.lists.filter(pl.col("sensitivity").is_in(allowed))["list_id"].unique(maintain_order=True)
    if found.is_empty() and sensitivity == "internal":
        raise UsageError("every list of this run is restricted, and restricted lists are never published")
    if found.is_empty():
        raise UsageError(
            'no list of this run is marked public, so nothing may be published: write sensitivity = "public" under the [[list]] '
            "in resolver.toml and run dedupe again, or publish internal lists knowingly with --sensitivity internal"
        )
    # A list is as secret as the strictest of its files.
    strict = set(outcome.lists.filter(~pl.col("sensitivity").is_in(allowed))["list_id"])
    kept = [one for one in found if one not in strict]
    if not kept:
        raise UsageError(
            "the public files of this run share the id of a list that is not: give them lists of their own"
        )
    return kept


# --- cells ------------------------------------------------------------------------------------------------------------


def _allowed_cells(outcome: Outcome, list_ids: list[str], hide: Hide) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that may be published, with corrections laid over and only the cells that may be shown; and what was corrected."""
    corrections = corrections_of(outcome.corrections)
    shown = outcome.persons.filter(pl.col("role") == "casualty", pl.col("withheld").is_null())["person_id"]
    of_shown = outcome.memberships.filter(pl.col("person_id").is_in(shown.implode()))["mention_id"]
    of_casualties = outcome.values.filter(pl.col("role") == "casualty")["mention_id"]
    rows = corrections.on_cells(outcome.mentions).filter(
        pl.col("list_id").is_in(list_ids),
        pl.col("mention_id").is_in(of_shown.implode()),
        pl.col("mention_id").is_in(of_casualties.implode()),
    )
    bare = (
        _with_file_labels(rows, outcome.lists)
        .select(*FIELDS, "file", "line")
        .with_columns(
            *(pl.lit(None, dtype=pl.String).alias(name) for name in WITHHELD_FIELDS),
            sheet=pl.lit(None, dtype=pl.String),
        )
    )
    texts = {name: without_numbers for name in FIELDS if name not in _UNTOUCHED}
    told = bare.with_columns(each_distinct(bare[name], change) for name, change in texts.items())
    told = told.with_columns(
        *(each_distinct(told[name], lambda text: _hidden(text, hide)) for name in (*_FREE_TEXT, *_PLACES)),
        each_distinct(told["url"], public_addresses),
        pl.col("via").replace(numbered_sources(told["via"])),
    )
    return told, corrections.cells


def _with_file_labels(table: pl.DataFrame, lists: pl.DataFrame) -> pl.DataFrame:
    """Call each file by its list, with a number where a list has several: file names may say more than their owner means to."""
    of_list = lists.select("list_id", "file").unique(maintain_order=True)
    number = pl.int_range(1, pl.len() + 1).over("list_id")
    numbered = pl.format("{} ({})", "list_id", number)
    label = pl.when(pl.len().over("list_id") == 1).then("list_id").otherwise(numbered)
    labels = of_list.with_columns(label=label)
    labelled = table.join(labels, on=["list_id", "file"], how="left", maintain_order="left")
    return labelled.with_columns(file=pl.coalesce("label", "list_id")).drop("label")


def _hidden(text: str, hide: Hide) -> str:
    shown = hide(text)
    return shown if shown.startswith(HIDDEN) else text


# --- tables -----------------------------------------------------------------------------------------------------------


def _merged(outcome: Outcome, normalised: Normalised, ruleset: Ruleset, corrected: pl.DataFrame) -> Outcome:
    """Return the tables of an edition: persons as in the run, every value and number of them from its own rows."""
    before = outcome.memberships.select("mention_id", "person_id", "membership_probability", "why", was="row")
    joined = normalised.values.select("row", "mention_id").join(
        before, on="mention_id", maintain_order="left"
    )
    memberships = joined.select("row", "mention_id", "person_id", "membership_probability", why=_why())
    questions, apart = _between(outcome, joined)
    sensitivity = dict(outcome.lists.select("list_id", "sensitivity").iter_rows())
    mergeable = gather_mergeable(normalised, ruleset, sensitivity)
    persons, statements = merge(mergeable, memberships, questions, _standing(outcome))
    marked = corrected.with_columns(field=pl.col("field").replace(dict.fromkeys(_NAME_PARTS, "name")))
    persons = _with_former_ids(persons, outcome).with_columns(
        same_person_min=pl.when(pl.col("mention_count") > 1).then("same_person_min"),
    )
    was = dict(joined.select("row", "was").iter_rows())
    countable = [
        replace(one, rows=tuple(was[row] for row in one.rows))
        for one in countable_of(persons, memberships, normalised.values)
    ]
    persons, count, by_incident = count_persons(
        persons, countable, questions, apart, doubts=outcome.doubts, rule=ruleset.link_rule
    )
    return replace(
        _empty(outcome),
        mentions=normalised.mentions,
        values=normalised.values,
        documents=normalised.documents,
        citations=normalised.citations,
        memberships=memberships,
        persons=persons,
        statements=_marked(statements, marked),
        count=count,
        count_by_incident=by_incident,
    )


_NAME_PARTS = ("surname", "given_name", "patronymic")


def _why() -> pl.Expr:
    """Return why a mention belongs to its person without saying who judged it."""
    why = pl.col("why")
    return (
        pl.when(why.str.starts_with("judged"))
        .then(pl.lit("judged by hand"))
        .when(why.is_in(["alone", "linked"]) | why.str.starts_with("bare name"))
        .then(why)
        .otherwise(pl.lit("linked"))
    )


def _between(outcome: Outcome, joined: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    """Return the open questions between published mentions, and which published persons cannot be one."""
    rows = joined["was"].implode()
    inside = pl.col("left").is_in(rows) & pl.col("right").is_in(rows)
    questions = outcome.questions.filter(inside)
    asked = {frozenset(pair) for pair in questions.select("left_person_id", "right_person_id").iter_rows()}
    person = dict(joined.select("was", "person_id").iter_rows())
    never = [
        outcome.scores.filter(inside & pl.col("is_forbidden")).select("left", "right"),
        outcome.judged.filter(inside & (pl.col("verdict") == "different")).select("left", "right"),
    ]
    pairs = {(person[one], person[other]) for table in never for one, other in table.iter_rows()}
    apart = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1] and frozenset(pair) not in asked}
    return questions, sorted(apart)


def _standing(outcome: Outcome) -> pl.DataFrame:
    """Return how sure persons are; who else they may be and what is doubtful about them may rest on what is withheld."""
    nothing = {
        name: pl.lit(None, dtype=kind)
        for name, kind in STANDING.items()
        if name not in ("person_id", "same_person_min")
    }
    return outcome.persons.select("person_id", "same_person_min", **nothing).select(list(STANDING))


def _with_former_ids(persons: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    former = outcome.persons.select("person_id", "former_ids")
    return persons.drop("former_ids").join(former, on="person_id", how="left", maintain_order="left")


def _marked(statements: pl.DataFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """Mark the statements that a human corrected: what the list says there is not published."""
    known = corrected.select("mention_id", "field", is_corrected=pl.lit(value=True)).unique()
    joined = statements.join(known, on=["mention_id", "field"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("is_corrected").fill_null(value=False))


def _empty(outcome: Outcome) -> Outcome:
    """Return an outcome without any table that speaks of more than the edition holds."""
    kept = ("link_threshold", "operating_point")
    options = {name: outcome.options[name] for name in kept if name in outcome.options}
    tables: dict[str, Any] = {
        one.name: table.clear()
        for one in fields(Outcome)
        if isinstance(table := getattr(outcome, one.name), pl.DataFrame)
    }
    same = {
        name: getattr(outcome, name)
        for name in ("count", "count_by_incident", "settings", "rulebook", "model")
    }
    return Outcome(**tables, **same, notes=(), options={**options, "profile": "public"})


def _lists(outcome: Outcome, list_ids: list[str]) -> pl.DataFrame:
    return _with_file_labels(outcome.lists, outcome.lists).filter(pl.col("list_id").is_in(list_ids))


# --- what was left out ------------------------------------------------------------------------------------------------


def _left_out(outcome: Outcome, edition: Outcome) -> Iterator[str]:
    """Say how much of the run is not in the edition, and why; without a name of anything."""
    total, kept = outcome.persons.height, edition.persons.height
    others = outcome.persons.filter(pl.col("role") != "casualty").height
    withheld = outcome.persons.filter(pl.col("role") == "casualty", pl.col("withheld").is_not_null()).height
    elsewhere = total - kept - others - withheld
    lists = Counter(outcome.lists["sensitivity"]) - Counter(edition.lists["sensitivity"])
    yield f"This edition holds {kept:,} of {total:,} person records and {edition.mentions.height:,} of {outcome.mentions.height:,} mentions of a run."
    yield f"Person records left out: {others:,} not casualties · {withheld:,} withheld after a correction · {elsewhere:,} not casualties of a published list"
    told = " · ".join(f"{count:,} {kind}" for kind, count in sorted(lists.items()))
    yield f"Lists left out: {told or 'none'}"
    internal = edition.lists.filter(pl.col("sensitivity") == "internal").height
    if internal:
        yield f"{internal:,} of the lists in it are marked internal and were published on demand."
    yield "Never in it: identifiers, notes, quotes, columns of a list's own, telephone numbers, names of sources, judges' names, reasons of corrections, links to registers"


def reported_alive(outcome: Outcome, edition: Outcome) -> list[str]:
    """Return the persons of an edition who are reported alive in what is not published: for whoever publishes, not for readers."""
    rows = outcome.memberships.select("mention_id", "person_id").join(
        outcome.values.filter(pl.col("status") == "alive").select("mention_id"), on="mention_id"
    )
    hidden = rows.join(edition.memberships.select("mention_id"), on="mention_id", how="anti")
    kept = edition.persons.select("person_id")
    return sorted(hidden.join(kept, on="person_id")["person_id"].unique())
