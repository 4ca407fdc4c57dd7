"""An Outcome -> an Outcome that may be published: the same persons, made anew from nothing but the cells that may be shown.

Nothing is taken out of finished tables: a table is made of the allowed cells alone, so that what is withheld cannot stand anywhere.
Which mentions are one person is all that is kept of the rest.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import polars as pl

from resolver.citing import run_id
from resolver.corrections import ABOUT_PERSONS, obeyed_corrections
from resolver.distinct import each_distinct
from resolver.errors import UsageError
from resolver.exports.addresses import public_addresses
from resolver.exports.beside import HIDDEN, OthersBeside
from resolver.exports.birthplaces import birthplace_files
from resolver.exports.claims import with_public_claims
from resolver.exports.ids import with_file_labels, with_plain_documents, with_plain_ids
from resolver.exports.privacy import PLACES, Privacy, read_privacy
from resolver.exports.scrub import (
    numbered_sources,
    without_address,
    without_contacts,
    without_numbers,
)
from resolver.filled import filled
from resolver.handover import gather_mergeable
from resolver.origins import Reposts
from resolver.outcome import Outcome
from resolver.packed import Packed
from resolver.ruleset import Ruleset, compile_rules
from resolver.stages.merge import merge
from resolver.stages.normalise import Normalised, normalise
from resolver.tables import FIELDS, NAME_PARTS, SCORES, STANDING
from resolver.tally import count_persons, countable_of
from resolver.values.dates import own_calendar, read_date
from resolver.values.places import read_place
from resolver.values.urls import is_web_url

Hide = Callable[[str | None], str]
"""Returns a text, or what stands in its place when it names somebody who is no casualty."""

_HIDING = (
    "callsign",
    "affiliation",
    "incident",
    "unit",
    "rank",
    "publisher",
    "document_title",
    "document_id",
    *PLACES,
)
"""Fields in which somebody may be named who is no casualty."""
_NAMES = ("name", *NAME_PARTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Allowed:
    """What may be published of a run: from which lists, of whom, and how each cell."""

    list_ids: Sequence[str]
    privacy: Privacy
    ruleset: Ruleset
    hide: Hide
    others: OthersBeside


def public_edition(outcome: Outcome, *, sensitivity: str = "public", hide: Hide) -> Outcome:
    """Return a run as it may be published; what was left out, and how much of it, stands in its notes.

    What may leave is said by ``privacy.toml``: people of which roles and statuses, which cells, how exactly. Only lists that are
    marked public; with ``sensitivity`` internal also internal lists, restricted ones never. Raises UsageError when no list may be
    published, RuleError when the rules ask for what is never published.

    >>> import polars as pl, resolver
    >>> from resolver.settings import Settings, ListSettings
    >>> public_edition(resolver.dedupe(pl.DataFrame({"name": ["Тестов Илья"]})), hide=str)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    resolver.errors.UsageError: no list of this run is marked public, so nothing may be published...
    """
    _check_nobody_astray(outcome)
    ruleset = compile_rules(outcome.rulebook, outcome.settings).with_model(outcome.model)
    allowed = _Allowed(
        list_ids=published_lists(outcome, sensitivity),
        privacy=read_privacy(outcome.rulebook.setting("privacy.toml")),
        ruleset=ruleset,
        hide=hide,
        others=OthersBeside(_others(outcome), ruleset.words.knowledge, ruleset.words.frequencies),
    )
    outcome = with_plain_ids(outcome)
    rows = _allowed_rows(outcome, allowed)
    while True:
        cells, changed = _allowed_cells(rows, outcome, allowed)
        normalised = normalise(
            cells,
            allowed.ruleset.words,
            day_first=outcome.options.get("day_first"),
            as_listed=outcome.mentions,
        )
        edition = _merged(outcome, normalised, allowed.ruleset, obeyed_corrections(outcome.corrections).cells)
        astray = edition.persons.filter(~pl.col("status").is_in(sorted(allowed.privacy.statuses)))
        if astray.is_empty():
            break
        # What is published alone may say less of somebody than all lists do: not that they are dead.
        theirs = edition.memberships.filter(pl.col("person_id").is_in(astray["person_id"].implode()))
        rows = rows.filter(~pl.col("mention_id").is_in(theirs["mention_id"].implode()))
    births = outcome.lists.filter(pl.col("file").is_in(sorted(birthplace_files(outcome))))
    files = with_file_labels(births, outcome.lists)["file"].to_list()
    edition = replace(
        edition,
        lists=_lists(outcome, allowed.list_ids),
        options={**edition.options, "birthplace_files": files},
    )
    said = _Ways(allowed).as_said
    edition = with_public_claims(edition, outcome, allowed.privacy, sensitivity, said)
    return replace(edition, notes=tuple(_left_out(outcome, edition, allowed, changed)))


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


def _check_nobody_astray(outcome: Outcome) -> None:
    """Raise UsageError where a correction says that somebody is alive or must not be published, and nobody knows any more which row that is."""
    lost = [
        f"{one.correction_id} ({one.action.value} {one.target}): {why}"
        for one, why in obeyed_corrections(outcome.corrections).lost
        if one.action in ABOUT_PERSONS
    ]
    if lost:
        raise UsageError(
            "nothing may be published while a correction about a person fits no row: "
            f"{'; '.join(lost)}. Make it anew for the row it is about, or take it back with correct --retract"
        )


def _allowed_rows(outcome: Outcome, allowed: _Allowed) -> pl.DataFrame:
    """Return the rows that may be published, with corrections laid over: those of people who may, on lists that may."""
    corrections = obeyed_corrections(outcome.corrections)
    privacy = allowed.privacy
    of_shown = outcome.memberships.filter(pl.col("person_id").is_in(_shown(outcome, privacy).implode()))
    of_role = outcome.values.filter(pl.col("role").is_in(sorted(privacy.roles)))["mention_id"]
    # A name that was put right in confidence leaves neither as it was nor as it is.
    secret = [one.target for one in corrections.standing if one.confidential and one.field in _NAMES]
    return corrections.on_cells(outcome.mentions).filter(
        pl.col("list_id").is_in(list(allowed.list_ids)),
        pl.col("mention_id").is_in(of_shown["mention_id"].implode()),
        pl.col("mention_id").is_in(of_role.implode()),
        ~pl.col("mention_id").is_in(secret),
    )


def _shown(outcome: Outcome, privacy: Privacy) -> pl.Series:
    """Return the persons who may be published: no correction withholds them, and nobody says that they live."""
    said = outcome.values.filter(pl.col("status").is_in(sorted(privacy.never_if_anyone_says)))
    theirs = outcome.memberships.join(said.select("mention_id"), on="mention_id", how="semi")["person_id"]
    return outcome.persons.filter(
        pl.col("role").is_in(sorted(privacy.roles)),
        pl.col("status").is_in(sorted(privacy.statuses)),
        pl.col("withheld").is_null(),
        ~pl.col("person_id").is_in(theirs.implode()),
    )["person_id"]


def _others(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield the names of those who are no casualties, as lists have them and in Latin letters, with their roles."""
    others = outcome.persons.filter(pl.col("role") != "casualty")
    named = outcome.statements.filter(pl.col("field") == "name").join(
        others.select("person_id", "role"), on="person_id"
    )
    for told in (named.select("original_value", "role"), others.select("shown_name_latin", "role")):
        yield from told.drop_nulls().unique().sort(pl.all()).iter_rows()


def _allowed_cells(
    rows: pl.DataFrame, outcome: Outcome, allowed: _Allowed
) -> tuple[pl.DataFrame, Mapping[str, int]]:
    """Return rows with only the cells that may be shown, each as it may be; and how many of each field changed or stay away."""
    bare = (
        with_file_labels(rows, outcome.lists)
        .select(*FIELDS, "file", "line")
        .with_columns(
            *(pl.lit(None, dtype=pl.String).alias(name) for name in allowed.privacy.withheld),
            sheet=pl.lit(None, dtype=pl.String),
        )
    )
    bare = _without_secrets(bare, outcome)
    bare = bare.with_columns(
        bare[name].replace(allowed.others.without(bare[name], least=2 if name == "name" else 1))
        for name in _NAMES
    )
    ways = _Ways(allowed)
    told = bare.with_columns(
        each_distinct(bare[name], ways.of(name)) for name in allowed.privacy.cells if name != "via"
    )
    if "via" in allowed.privacy.cells:
        told = told.with_columns(pl.col("via").replace(numbered_sources(told["via"])))
    if "document_id" in allowed.privacy.cells:
        cited = outcome.values.select("row", "mention_id").join(
            outcome.citations, on="row", maintain_order="right"
        )
        told = with_plain_documents(told, bare, cited)
    changed = {
        name: int((rows[name].is_not_null() & rows[name].ne_missing(told[name])).sum())
        for name in FIELDS
        if name != "via"
    }
    return told, {name: count for name, count in changed.items() if count}


def _without_secrets(cells: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    """Return cells without those that were corrected in confidence."""
    for one in obeyed_corrections(outcome.corrections).standing:
        if one.confidential and one.field in cells.columns and one.field not in _NAMES:
            is_it = pl.col("mention_id") == one.target
            cells = cells.with_columns(pl.when(~is_it).then(one.field).alias(one.field))
    return cells


class _Ways:
    """How a cell of each field leaves."""

    def __init__(self, allowed: _Allowed) -> None:
        self._privacy, self._hide = allowed.privacy, allowed.hide
        self._words = allowed.ruleset.words
        self._forms: dict[str, str] = {}
        for place_id, form in (
            allowed.ruleset.rulebook.table("places.csv").select("place_id", "form").iter_rows()
        ):
            self._forms.setdefault(place_id, form)

    def of(self, field: str) -> Callable[[str], str | None]:
        """Return what makes a cell of a field fit to be published."""
        how = self._privacy.cells[field]
        if how == "year":
            return self._year
        if how == "region":
            return self._region
        if how == "addresses":
            return public_addresses
        if field == "document_id":
            return self._document_id
        return lambda text: self.as_said(field, text)

    def as_said(self, field: str, text: str) -> str | None:
        """Return a cell without telephone numbers, contacts, exact addresses and names of others than casualties."""
        if field in _HIDING:
            hidden = self._hide(text)
            text = hidden if hidden.startswith(HIDDEN) else text
        cut = without_numbers(without_contacts(text))
        if field in _NAMES:
            return cut
        streets = {"before": self._privacy.street_before, "after": self._privacy.street_after}
        return without_address(cut, **streets, numbers=field in PLACES)

    def _document_id(self, text: str) -> str | None:
        """Return the id of a document as it is, or None: of an id a piece is no use. One that is an address is judged as such."""
        if self._hide(text).startswith(HIDDEN):
            return None
        fit = public_addresses(text) if is_web_url(text) else self.as_said("document_id", text)
        return text if fit == text else None

    def _year(self, text: str) -> str | None:
        read = read_date(text, self._words.dates)
        # A year of ours would be read as another one in a column of a calendar whose years look like ours.
        if read is None or own_calendar(text, self._words.dates) == "ethiopic":
            return None
        low, high = read.low.year, read.high.year
        return f"{low:04}" if low == high else f"{low:04}/{high:04}"

    def _region(self, text: str) -> str | None:
        gazetteer = self._words.gazetteer
        for place_id in read_place(text, gazetteer).known:
            around = gazetteer.around(place_id)
            for kind in ("region", "country"):
                found = next((one for one in around if gazetteer.kind_of(one) == kind), None)
                if found is not None:
                    return self._forms[found]
        return None


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
    mergeable = replace(
        gather_mergeable(normalised, ruleset, sensitivity), voices=_voices(outcome, normalised, joined)
    )
    persons, statements = merge(mergeable, memberships, questions, _standing(outcome))
    marked = corrected.with_columns(field=pl.col("field").replace(dict.fromkeys(_NAMES[1:], "name")))
    persons = _with_former_ids(persons, outcome).with_columns(
        same_person_min=pl.when(pl.col("mention_count") > 1).then("same_person_min"),
    )
    was = dict(joined.select("row", "was").iter_rows())
    countable = [
        replace(one, rows=tuple(was[row] for row in one.rows))
        for one in countable_of(persons, memberships, normalised.values)
    ]
    places = {one.person_id: at for at, one in enumerate(countable)}
    never = np.array([(places[one], places[other]) for one, other in apart], dtype=np.int64).reshape(-1, 2)
    persons, count, by_incident = count_persons(
        persons, countable, questions, never, doubts=outcome.doubts, rule=ruleset.link_rule
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


def _voices(outcome: Outcome, normalised: Normalised, joined: pl.DataFrame) -> dict[str, str]:
    """Return which published documents are one voice: ids of documents may be others than in the run."""
    voices = Reposts(given=outcome.reposts).voices
    was = outcome.citations.with_columns(
        voice=pl.col("document_id").replace_strict(voices, default=None, return_dtype=pl.String)
    ).drop_nulls("voice")
    told = normalised.citations.join(joined.select("row", "was"), on="row").join(
        was.select("voice", was="row"), on="was"
    )
    return dict(told.select("document_id", "voice").unique("document_id").sort("document_id").iter_rows())


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
        outcome.scored.matching(inside & pl.col("is_forbidden"), "left", "right"),
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
    kept = ("link_threshold", "operating_point", "day_first")
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
    return Outcome(
        **tables,
        **same,
        scored=Packed.of([SCORES.to_frame()]),
        notes=(),
        options={**options, "profile": "public", "run_id": run_id(outcome)},
    )


def _lists(outcome: Outcome, list_ids: Sequence[str]) -> pl.DataFrame:
    return with_file_labels(outcome.lists, outcome.lists).filter(pl.col("list_id").is_in(list(list_ids)))


# --- what was left out ------------------------------------------------------------------------------------------------


def _left_out(
    outcome: Outcome, edition: Outcome, allowed: _Allowed, changed: Mapping[str, int]
) -> Iterator[str]:
    """Say how much of the run is not in the edition, and why; without a name of anything."""
    yield f"This edition holds {edition.persons.height:,} of {outcome.persons.height:,} person records and {edition.mentions.height:,} of {outcome.mentions.height:,} mentions of a run."
    yield f"Person records left out: {_people_left_out(outcome, edition, allowed.privacy)}"
    lists = Counter(outcome.lists["sensitivity"]) - Counter(edition.lists["sensitivity"])
    told = " · ".join(f"{count:,} {kind}" for kind, count in sorted(lists.items()))
    yield f"Lists left out: {told or 'none'}"
    internal = edition.lists.filter(pl.col("sensitivity") == "internal").height
    if internal:
        yield f"{internal:,} of the lists in it are marked internal and were published on demand."
    cells = " · ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in changed.items())
    yield f"Cells of its mentions that are left out, cut or made less exact: {cells or 'none'}"
    if outcome.has_claims:
        claims = outcome.count_claims.height - edition.count_claims.height
        yield f"Count claims left out: {claims:,} of {outcome.count_claims.height:,}; of the others no wording, page or name of a source is in it"
    coarse = [
        f"{name.replace('_', ' ')} to its {how}"
        for name, how in allowed.privacy.cells.items()
        if how in ("year", "region")
    ]
    if coarse:
        yield f"Made less exact: {', '.join(coarse)}"
    yield "Never in it: identifiers, notes, quotes, columns of a list's own, telephone numbers, contacts, exact addresses, names of sources, judges' names, reasons of corrections, cells corrected in confidence, links to registers"


def _people_left_out(outcome: Outcome, edition: Outcome, privacy: Privacy) -> str:
    """Return how many person records stay away, by the first reason for each."""
    kept = pl.Series(edition.persons["person_id"]).implode()
    away = outcome.persons.filter(~pl.col("person_id").is_in(kept))
    may = _shown(outcome, privacy).implode()
    reason = (
        pl.when(~pl.col("role").is_in(sorted(privacy.roles)))
        .then(pl.lit("not casualties"))
        .when(pl.col("withheld").is_not_null())
        .then(pl.lit("withheld after a correction"))
        .when(~pl.col("status").is_in(sorted(privacy.statuses)))
        .then(filled("of status {}", "status"))
        .when(~pl.col("person_id").is_in(may))
        .then(pl.lit("reported alive by somebody"))
        .otherwise(pl.lit("not dead casualties of a published list"))
    )
    counts = away.select(reason=reason).group_by("reason").len().sort("reason")
    return " · ".join(f"{count:,} {told}" for told, count in counts.iter_rows()) or "none"


def reported_alive(outcome: Outcome, edition: Outcome) -> list[str]:
    """Return the persons of an edition who are reported alive in what is not published: for whoever publishes, not for readers."""
    rows = outcome.memberships.select("mention_id", "person_id").join(
        outcome.values.filter(pl.col("status") == "alive").select("mention_id"), on="mention_id"
    )
    hidden = rows.join(edition.memberships.select("mention_id"), on="mention_id", how="anti")
    kept = edition.persons.select("person_id")
    return sorted(hidden.join(kept, on="person_id")["person_id"].unique())


def missed_restrictions(outcome: Outcome) -> list[str]:
    """Return the files that the settings call restricted and that no list of a run is from: one may be misspelt, for whoever publishes."""
    files = [PurePosixPath(file).name for file in outcome.lists["file"]]
    return [
        one.file
        for one in outcome.settings.lists
        if one.sensitivity == "restricted"
        and not any(fnmatchcase(file, PurePosixPath(one.file).name) for file in files)
    ]
