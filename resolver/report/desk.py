"""An Outcome -> cards: what we believe about each casualty, every value with who said it. Layout is no matter of this file.

Only people whose role is casualty have a card with a name. People are taken in batches, so that a list of many is laid out in
little memory.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from resolver.errors import UnknownIdError
from resolver.outcome import Outcome
from resolver.report.cards import (
    NOTHING_MORE,
    UNNAMED,
    WORDS,
    Card,
    CardLine,
    DocumentLink,
    Embed,
    MentionLine,
    PairLine,
    Part,
)
from resolver.report.origins import SaidBy, grades_line
from resolver.report.shown import (
    CLAIMS,
    HiddenNames,
    chance,
    counted_words,
    interval,
    said,
    short_interval,
    some,
)
from resolver.report.statuses import status_lines
from resolver.report.terms import pair_line
from resolver.tables import FIELDS
from resolver.values.text import fold
from resolver.values.urls import host_of, safe_href

PLAIN_FIELDS = tuple(
    name for name in WORDS if name not in ("name", "birth_date", "age", "death_date", "status")
)
_COUNTED = {
    "yes": "Counted: yes",
    "open": "Counted: open, the open questions decide",
    "no": "Counted: no",
}


BATCH = 5_000


MOST_PAIRS = 300
"""How many pairs of one person a card explains; the weakest come first."""

MOST_APART = 5
"""How many pairs with other people a card explains; the likeliest come first."""


def make_cards(
    outcome: Outcome, person_ids: Sequence[str] | None = None, *, embed: Embed = NOTHING_MORE
) -> Iterator[Card]:
    """Yield the cards of all casualties (or of those asked for), in the order of their names in Latin letters."""
    persons = outcome.persons if embed.others else outcome.persons.filter(pl.col("role") == "casualty")
    names = dict(persons.select("person_id", "shown_name").iter_rows())
    if person_ids is not None:
        persons = persons.filter(pl.col("person_id").is_in(list(person_ids)))
    persons = in_order(persons)
    desk = _Desk(outcome, persons.select("person_id"), names, embed)
    for start, batch in enumerate(persons.iter_slices(BATCH)):
        desk.lay_out(start * BATCH)
        for person in batch.iter_rows(named=True):
            yield desk.card(person)


def in_order(persons: pl.DataFrame) -> pl.DataFrame:
    """Return persons in the order of their names in Latin letters; those without a name last."""
    names = persons.select("shown_name", "shown_name_latin", "person_id").rows()
    keys = [(name is None, said(latin).casefold(), said(name), person_id) for name, latin, person_id in names]
    return persons[sorted(range(len(keys)), key=keys.__getitem__)]


def card_of(outcome: Outcome, person_id: str) -> Card:
    """Return the card of one person by its id, a former id or the id of one of its mentions.

    Of somebody who is no casualty the card says the role and the counts, and no name. Raises UnknownIdError.
    """
    person = _find(outcome, person_id)
    if person["role"] == "casualty":
        return next(make_cards(outcome, [person["person_id"]]))
    return _nameless(person)


def is_internal(outcome: Outcome) -> bool:
    """Return whether a page of a run must say that it is internal: always, unless it was made from the public profile."""
    return bool(outcome.options.get("profile") != "public")


def left_out(outcome: Outcome) -> int:
    """Return how many person records have no card because they are not casualties."""
    return outcome.persons.filter(pl.col("role") != "casualty").height


def hidden_names(outcome: Outcome) -> HiddenNames:
    """Return the names that are never shown: everybody who was read as something else than a casualty."""
    others = outcome.persons.filter(pl.col("role") != "casualty").select("person_id", "role")
    named = outcome.statements.filter(pl.col("field") == "name").join(others, on="person_id")
    pairs = named.select("original_value", "role").unique(maintain_order=True).iter_rows()
    latin = outcome.persons.filter(pl.col("role") != "casualty", pl.col("shown_name_latin").is_not_null())
    return HiddenNames([*pairs, *latin.select("shown_name_latin", "role").iter_rows()])


def _find(outcome: Outcome, person_id: str) -> dict[str, Any]:
    member = outcome.memberships.filter(pl.col("mention_id") == person_id)
    wanted = member["person_id"][0] if member.height else person_id
    former = pl.col("former_ids").fill_null("").str.split(" ").list.contains(wanted)
    found = outcome.persons.filter((pl.col("person_id") == wanted) | former)
    if found.is_empty():
        raise UnknownIdError(f"no person {said(person_id)!r} in this run; ids stand in persons.csv")
    return found.row(0, named=True)


def _nameless(person: Mapping[str, Any]) -> Card:
    return Card(
        person_id=person["person_id"],
        former_ids=tuple((person["former_ids"] or "").split()),
        name=f"(name hidden, role: {person['role']})",
        latin="",
        spellings=(),
        born="",
        died="",
        place="",
        status=person["status"],
        counted="no",
        mention_count=person["mention_count"],
        origins_low=person["origin_count_low"],
        origins_high=person["origin_count_high"],
        question_count=person["open_questions"],
        has_conflict=False,
        claim=f"Named as {person['role']}, not as a casualty · {_found_in(person)}",
        counting=f"{_COUNTED['no']} (role: {person['role']})",
        certainty="",
        lines=(),
        mentions=(),
    )


def _found_in(person: Mapping[str, Any]) -> str:
    return (
        f"{counted_words(person['mention_count'], 'mention')} in {counted_words(person['document_count'], 'document')}"
        f" on {counted_words(person['list_count'], 'list')}"
    )


class Said(NamedTuple):
    """One statement, as far as a card shows it."""

    person_id: str
    mention_id: str
    field: str
    value: str | None
    original_value: str | None
    low: date | None
    high: date | None
    hedge: str | None
    correction_id: str | None


class Member(NamedTuple):
    """One mention of a person, and where it stands."""

    person_id: str
    row: int
    mention_id: str
    membership_probability: float
    why: str
    via: str | None
    list_id: str
    file: str
    sheet: str | None
    line: int
    documents: list[str]


class _Desk:
    """Everything that cards are made from: what all share, and one batch of people laid out at a time."""

    def __init__(
        self, outcome: Outcome, ids: pl.DataFrame, names: Mapping[str, str | None], embed: Embed
    ) -> None:
        self.hidden = HiddenNames([]) if embed.others else hidden_names(outcome)
        self.names = names
        self.bearers = Counter(fold(name) for name in names.values() if name)
        self.said_by = SaidBy(outcome, self.hidden)
        self.over_time = status_lines(outcome)
        self.hashes = dict(outcome.lists.select("file", "sha256").iter_rows())
        self.further = further_cells(outcome.mentions, embed)
        self.questions = _questions_of(outcome)
        documents = outcome.documents.iter_rows(named=True)
        self.links = {row["document_id"]: document_link(row, self.hidden) for row in documents}
        self.lists = dict(outcome.lists.select("list_id", "title").iter_rows())
        self.rules = outcome.rulebook.setting("merging.toml")["shown"]
        self.past = past_of(outcome)
        order = ids.with_row_index("place")
        self._all_members = in_place(member_rows(outcome), order)
        self._all_statements = statements_of(outcome, order)
        self._inside, self._across = pairs_of(outcome, order)
        self.members: dict[str, list[Member]] = {}
        self.statements: dict[str, list[Said]] = {}
        self.within: dict[str, list[PairLine]] = {}
        self.apart: dict[str, list[PairLine]] = {}

    def lay_out(self, first: int) -> None:
        """Put the batch of people that begins at a place of the list where the last one lay."""
        self.members = {}
        for row in self._all_members.batch(first).select(Member._fields).rows():
            self.members.setdefault(row[0], []).append(Member._make(row))
        self.statements = {}
        for row in self._all_statements.batch(first).select(Said._fields).rows():
            self.statements.setdefault(row[0], []).append(Said._make(row))
        self.within, self.apart = {}, {}
        for pair in self._inside.batch(first).iter_rows(named=True):
            self.within.setdefault(pair["person_id"], []).append(pair_line(pair))
        for pair in self._across.batch(first).iter_rows(named=True):
            line = pair_line(pair, other_person=pair["other_person_id"])
            self.apart.setdefault(pair["person_id"], []).append(line)

    def card(self, person: Mapping[str, Any]) -> Card:
        """Return the card of one row of PERSONS."""
        person_id = person["person_id"]
        statements = self.statements.get(person_id, [])
        members = self.members.get(person_id, [])
        links, apart = self.within.get(person_id, []), self.apart.get(person_id, [])
        return Card(
            person_id=person_id,
            former_ids=tuple((person["former_ids"] or "").split()),
            name=said(person["shown_name"]) or UNNAMED,
            latin=said(person["shown_name_latin"]),
            spellings=tuple(said(part) for part in (person["spellings"] or "").split(" · ") if part),
            born=short_interval(person["born_low"], person["born_high"]),
            died=short_interval(person["died_low"], person["died_high"]),
            place=said(person["origin_place"]),
            status=person["status"],
            counted=person["counted"],
            mention_count=person["mention_count"],
            origins_low=person["origin_count_low"],
            origins_high=person["origin_count_high"],
            question_count=person["open_questions"],
            has_conflict=person["conflicts"] is not None,
            claim=claim_of(person),
            counting=counting_of(person),
            certainty=_certainty(person, members),
            lines=(
                *self._lines(person, statements, members),
                *self._looks_like(person),
                *self._namesakes(person, [*links, *apart]),
                *reported(person),
                *self._history(person),
                *self._files(members),
            ),
            mentions=tuple(self._mentions(members, statements)),
            links=tuple(links),
            apart=tuple(apart),
        )

    # --- lines ---

    def _lines(
        self,
        person: Mapping[str, Any],
        statements: Sequence[Said],
        members: Sequence[Member],
    ) -> Iterator[CardLine]:
        conflicts = conflicting(person["conflicts"])
        by_field: dict[str, list[Said]] = defaultdict(list)
        for one in statements:
            by_field[one.field].append(one)
        spellings = tuple(
            Part(value=text, after=f"×{count}") for text, count in spellings_of(person["spellings"])
        )
        if spellings:
            yield CardLine(label="spellings", parts=spellings)
        yield from self._born(person, by_field, conflicts)
        if by_field["death_date"]:
            note, tone = self._agreement("death_date", by_field["death_date"], conflicts)
            yield CardLine(
                label="died", parts=tuple(_grouped(by_field["death_date"], dated)), note=note, tone=tone
            )
        yield self._status(person, by_field["status"], conflicts)
        for name in PLAIN_FIELDS:
            if by_field[name]:
                note, tone = self._agreement(name, by_field[name], conflicts)
                yield CardLine(
                    label=WORDS[name],
                    parts=tuple(_grouped(by_field[name], as_written)),
                    note=note,
                    tone=tone,
                )
        yield from self.said_by.lines(members)
        yield from grades_line(person)
        yield from self.over_time.get(person["person_id"], ())

    def _born(
        self,
        person: Mapping[str, Any],
        by_field: Mapping[str, list[Said]],
        conflicts: frozenset[str],
    ) -> Iterator[CardLine]:
        found = [*by_field["birth_date"], *by_field["age"]]
        if found:
            at_odds = "birth_date" if "birth_date" in conflicts or "age" in conflicts else ""
            note, tone = self._agreement(at_odds or "born", found, conflicts | {at_odds})
            shown = interval(person["born_low"], person["born_high"])
            if tone == "conflict" and shown:
                note += f"; shown: {shown}"
            yield CardLine(label="born", parts=tuple(_grouped(found, dated)), note=note, tone=tone)

    def _status(
        self, person: Mapping[str, Any], found: Sequence[Said], conflicts: frozenset[str]
    ) -> CardLine:
        parts = tuple(_grouped(found, status_word)) or (Part(value="not stated"),)
        note, tone = self._agreement("status", found, conflicts)
        if tone != "conflict":
            note = person["status_basis"] or note
        return CardLine(label="status", parts=parts, note=note, tone=tone)

    def _agreement(self, name: str, found: Sequence[Said], conflicts: frozenset[str]) -> tuple[str, str]:
        rule = self.rules.get(name, "")
        distinct = len({one.value for one in found})
        return agreement(len(found), distinct, rule=rule, in_conflict=name in conflicts)

    def _looks_like(self, person: Mapping[str, Any]) -> Iterator[CardLine]:
        parts = [
            Part(
                value=other,
                after=f"{self._name(other)} · {chance(probability)} · {question_id}: {said(reason)}",
            )
            for other, probability, question_id, reason in self.questions.get(person["person_id"], [])
        ]
        if parts:
            note = counted_words(len(parts), "open question")
            yield CardLine(label="looks like", parts=tuple(parts), note=note, tone="open")
        elif person["nearest_other_person"]:
            nearest = chance(person["nearest_other_probability"])
            name = self._name(person["nearest_other_person"])
            yield CardLine(
                label="looks like",
                parts=(Part(value=person["nearest_other_person"], after=f"{name} · {nearest}"),),
            )

    def _namesakes(self, person: Mapping[str, Any], pairs: Sequence[PairLine]) -> Iterator[CardLine]:
        """Say how many others here bear the shown name, and how many are expected among all the lists could be about."""
        if not person["shown_name"]:
            return
        others = self.bearers[fold(person["shown_name"])] - 1
        fullest = max(pairs, key=lambda one: one.weight, default=None)
        told = namesakes_of(others, fullest.namesakes if fullest is not None else None)
        yield CardLine(label="namesakes", parts=(told,))

    def _history(self, person: Mapping[str, Any]) -> Iterator[CardLine]:
        """Say what became of a person from run to run, once there was more than one."""
        if parts := self.past.get(person["person_id"]):
            yield CardLine(label="history", parts=tuple(parts))

    def _files(self, members: Sequence[Member]) -> Iterator[CardLine]:
        """Say which rows of which files a person was read from, and the hash by which those files are known again."""
        lines: dict[str, list[str]] = {}
        for member in members:
            lines.setdefault(member.file, []).append(str(member.line))
        parts = [
            Part(
                value=said(file),
                after=lines_told(len(found), some(found, MOST_LINES), self.hashes.get(file)),
            )
            for file, found in lines.items()
        ]
        yield CardLine(label="files", parts=tuple(parts))

    def _name(self, person_id: str) -> str:
        if person_id not in self.names:
            return "(not a casualty)"
        return said(self.names[person_id]) or UNNAMED

    # --- mentions ---

    def _mentions(self, members: Sequence[Member], statements: Sequence[Said]) -> Iterator[MentionLine]:
        said_in: dict[str, dict[str, str]] = defaultdict(dict)
        for one in statements:
            if one.original_value is not None:
                said_in[one.mention_id][one.field] = said(one.original_value)
        for member in members:
            values = said_in[member.mention_id]
            alone = len(members) == 1 and member.why == "alone"
            yield MentionLine(
                mention_id=said(member.mention_id),
                name=values.get("name") or UNNAMED,
                said=(
                    *(
                        (word, values[name])
                        for name, word in WORDS.items()
                        if name != "name" and name in values
                    ),
                    *self.further.get(member.row, ()),
                ),
                documents=tuple(self._link(one) for one in member.documents),
                list_name=said(self.lists.get(member.list_id) or member.list_id),
                place=place_of(member),
                why="" if alone else f"{said(member.why)}, {chance(member.membership_probability)}",
            )

    def _link(self, document_id: str) -> DocumentLink:
        return self.links.get(document_id) or DocumentLink(text=self.hidden.show(document_id), href=None)


# --- tables laid out --------------------------------------------------------------------------------------------------


def member_rows(outcome: Outcome) -> pl.DataFrame:
    """Return every mention with its person, where it stands and what it cites, by row."""
    places = outcome.mentions.select("row", "via", "list_id", "file", "sheet", "line")
    cited = outcome.citations.group_by("row", maintain_order=True).agg(documents=pl.col("document_id"))
    rows = outcome.memberships.join(places, on="row").join(cited, on="row", how="left").sort("row")
    return rows.with_columns(pl.col("documents").fill_null([]))


_ANY = pl.lit(True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InPlace:
    """The rows of a table that are about people, in the order of these: only those of the batch at hand are copied.

    ``rows`` are their numbers in the table, ``places`` those of the people; of ``ends`` each row has what stands there, not in the table.
    """

    table: pl.DataFrame
    rows: pl.Series
    places: pl.Series
    ends: pl.DataFrame

    @classmethod
    def of(cls, table: pl.DataFrame, found: pl.DataFrame, order: pl.DataFrame) -> "InPlace":
        """Put in order what was found: ``row`` in the table, ``person_id``, and what stands in the place of its columns."""
        own = [name for name in found.columns if name != "person_id" or name not in table.columns]
        placed = found.join(order, on="person_id", maintain_order="left").select(*own, "place")
        placed = placed.sort("place", maintain_order=True)
        return cls(table=table, rows=placed["row"], places=placed["place"], ends=placed.drop("row"))

    def batch(self, first: int, most: int = BATCH) -> pl.DataFrame:
        """Return the rows of the batch of so many people that begins at a place."""
        begin, end = (int(self.places.search_sorted(place)) for place in (first, first + most))
        return self.table[self.rows[begin:end]].with_columns(self.ends[begin:end])


def in_place(table: pl.DataFrame, order: pl.DataFrame, *, only: pl.Expr = _ANY) -> InPlace:
    """Return the rows (of one kind only) of the people in ``order``, in that order."""
    found = table.select("person_id", only=only).with_row_index("row").filter("only").drop("only")
    return InPlace.of(table, found, order)


def statements_of(outcome: Outcome, order: pl.DataFrame) -> InPlace:
    """Return what was stated of people, as far as cards show it."""
    return in_place(outcome.statements.select(Said._fields), order, only=_IS_SHOWN)


_IS_SHOWN = pl.col("field").is_in(list(WORDS))


_PERSONS = ("left_person_id", "right_person_id")


def pairs_of(outcome: Outcome, order: pl.DataFrame) -> tuple[InPlace, InPlace]:
    """Return the pairs inside each person, weakest first, and those with somebody else, likeliest first.

    A pair of two people stands with each of them, their own mention left.
    """
    ids = ("left_id", "right_id")
    # What the order goes by, and no more: rows that are put in order are copied.
    pairs = outcome.pairs.select("is_linked", "match_probability", *ids, *_PERSONS).with_row_index("row")
    weakest = pairs.filter("is_linked").sort("match_probability", *ids)
    inside = weakest.select("row", person_id="left_person_id")
    across = pairs.filter(~pl.col("is_linked"))
    own, turned = (
        across.select(
            "row",
            "match_probability",
            left_id=f"{one}_id",
            right_id=f"{other}_id",
            person_id=f"{one}_person_id",
            other_person_id=f"{other}_person_id",
        )
        for one, other in (("left", "right"), ("right", "left"))
    )
    both = pl.concat([own, turned]).filter(pl.col("other_person_id").is_in(order["person_id"].implode()))
    likeliest = both.sort("match_probability", *ids, descending=[True, False, False]).drop(
        "match_probability"
    )
    return (
        InPlace.of(outcome.pairs, inside.group_by("person_id", maintain_order=True).head(MOST_PAIRS), order),
        InPlace.of(
            outcome.pairs, likeliest.group_by("person_id", maintain_order=True).head(MOST_APART), order
        ),
    )


def further_cells(mentions: pl.DataFrame, embed: Embed) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the notes, quotes and own columns of mentions by row, as far as they were asked for."""
    own = set(mentions.columns) - {*FIELDS, "file", "sheet", "line", "row", "input_order"}
    names = [name for name in ("quote", "note") if embed.notes]
    names += [name for name in mentions.columns if embed.columns and name in own]
    if not names:
        return {}
    found = {}
    for row, *cells in mentions.select("row", *(pl.col(name).cast(pl.String) for name in names)).iter_rows():
        found[row] = tuple((said(name), said(cell)) for name, cell in zip(names, cells, strict=True) if cell)
    return found


def document_link(document: Mapping[str, Any], hidden: HiddenNames) -> DocumentLink:
    """Return how a document is cited: its publisher and day, else its host, else its id."""
    href = safe_href(document["url"]) if document["url"] else None
    publisher = hidden.show(document["publisher"]) if document["publisher"] else ""
    host = host_of(document["url"]) if document["url"] else ""
    title = publisher or said(host) or hidden.show(document["document_id"])
    day = said(document["reported_date"])
    grade = f" [{document['reliability']}]" if document["reliability"] else ""
    return DocumentLink(text=(f"{title}, {day}" if day else title) + grade, href=href)


def _questions_of(outcome: Outcome) -> dict[str, list[tuple[str, float, str, str]]]:
    found: dict[str, list[tuple[str, float, str, str]]] = defaultdict(list)
    columns = outcome.questions.select(
        "question_id", "left_person_id", "right_person_id", "probability", "reason"
    )
    for question_id, left, right, probability, reason in columns.iter_rows():
        for one, other in ((left, right), (right, left)):
            found[one].append((other, probability, question_id, reason))
    return found


# --- words of one person ----------------------------------------------------------------------------------------------


def claim_of(person: Mapping[str, Any]) -> str:
    """Return what is reported of a person, by how many origins, and where."""
    known = len(person["origins"].split("; ")) if person["origins"] else 0
    high = person["origin_count_high"]
    named = counted_words(known, "known origin")
    if not known:
        named = "1 origin, not named" if high == 1 else f"no origin named, 1 to {high} of them"
    elif high > known:
        silent = counted_words(high - known, "document names none", "documents name none")
        named += f" (at most {high}: {silent})"
    group = f" · a group of {person['people_count']}" if person["people_count"] > 1 else ""
    return f"{CLAIMS[person['status']]}{group} · {named} · {_found_in(person)}"


def counting_of(person: Mapping[str, Any]) -> str:
    """Return whether a person is counted, and why not."""
    reason = person["not_counted_because"]
    return _COUNTED[person["counted"]] + (f" ({said(reason)})" if reason else "")


def agreement(count: int, distinct: int, *, rule: str, in_conflict: bool) -> tuple[str, str]:
    """Return what to say about several statements of one field, and its tone; ``rule`` is how the shown one was chosen."""
    if in_conflict:
        how = {
            "most_origins": " (shown: what most origins say)",
            "most_precise": " (shown: the most exact)",
            "latest": " (shown: what was reported last)",
        }
        return f"in conflict{how.get(rule, '')}", "conflict"
    if count == 1:
        return "said once", ""
    return ("agree", "agree") if distinct == 1 else ("no conflict", "agree")


def _certainty(person: Mapping[str, Any], members: Sequence[Member]) -> str:
    if len(members) < 2:
        return ALONE
    weakest = min(members, key=lambda member: (member.membership_probability, member.row))
    return LEAST_CERTAIN.format(
        said(weakest.mention_id),
        chance(weakest.membership_probability),
        further_doubts(person["judged_by_hand"], person["doubts"]),
    )


ALONE = "One mention"


LEAST_CERTAIN = "One person? Least certain mention: {}, {}{}"
"""How sure it is that several mentions are one person: the least certain of them, its chance, and what ``further_doubts`` says."""


def further_doubts(by_hand: int, doubts: str | None) -> str:
    """Return what humans said of several mentions of one person, and why they look like several people."""
    judged = f" · judged by hand: {counted_words(by_hand, 'mention')}" if by_hand else ""
    return judged + (f" · looks like several: {said(doubts)}" if doubts else "")


def conflicting(conflicts: str | None) -> frozenset[str]:
    """Return the fields whose statements contradict one another."""
    return frozenset(piece.partition(":")[0] for piece in (conflicts or "").split("; ")) & WORDS.keys()


def spellings_of(cell: str | None) -> Iterator[tuple[str, str]]:
    """Yield the spellings of a cell of PERSONS and how often each stands on the lists."""
    for piece in (cell or "").split(" · "):
        text, _, count = piece.rpartition(" x")
        if text:
            yield said(text), count


def _grouped(found: Sequence[Said], text_of: Callable[[Said], tuple[str, str]]) -> Iterator[Part]:
    """Yield each distinct value once, with all mentions that give it."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in found:
        groups.setdefault(text_of(one), []).append(said(one.mention_id))
    for (text, means), ids in groups.items():
        yield Part(value=text, after=f"{means}({some(ids)})")


def as_written(one: Said) -> tuple[str, str]:
    """Return a value as written, and what a human made of it."""
    return _original(one), _corrected(one)


def _original(one: Said) -> str:
    return said(one.original_value) if one.original_value is not None else "(empty)"


def _corrected(one: Said) -> str:
    """Return what a human made of a cell, or nothing."""
    if one.correction_id is None:
        return ""
    told = "taken back" if one.value is None else f"→ {said(one.value)}"
    return f"{told} by correction {one.correction_id} "


def dated(one: Said) -> tuple[str, str]:
    """Return a date or an age as written, and the days it stands for."""
    text, days = _original(one), interval(one.low, one.high)
    if one.correction_id is not None:
        return text, _corrected(one)
    if one.field == "age":
        text = f"age {text}"
    if days == text:
        return text, ""
    return text, f"→ {days} " if days else "not comparable: no date we can use "


def status_word(one: Said) -> tuple[str, str]:
    """Return a status in words; what a human made of it as of any other cell."""
    if one.correction_id is not None:
        return as_written(one)
    hedge = f", {said(one.hedge)}" if one.hedge else ""
    return said(one.value).replace("_", " ") + hedge, ""


MOST_LINES = 8
"""How many lines of a file a card names."""


def lines_told(count: int, lines: str, sha256: str | None) -> str:
    """Return which rows of a file a person was read from, and the hash by which the file is known again."""
    known = f" · sha256 {sha256[:16]}…" if sha256 else ""
    return f"{'line' if count == 1 else 'lines'} {lines}{known}"


def namesakes_of(others: int, expected: str | None) -> Part:
    """Return how many others bear a shown name, and how many are expected where a pair says so."""
    told = f"{others:,} of exactly this shown name here" if others else "none of exactly this shown name here"
    after = (
        f"· {expected} others of the name expected among those the lists could be about" if expected else ""
    )
    return Part(value=told, after=after)


def reported(person: Mapping[str, Any]) -> Iterator[CardLine]:
    """Yield the line that says when a person was reported."""
    first, last = person["first_reported"], person["last_reported"]
    if first is not None:
        days = first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
        yield CardLine(label="reported", parts=(Part(value=days),))


def past_of(outcome: Outcome) -> dict[str, list[Part]]:
    """Return by person what changed in which run; nothing after a first run, in which everybody is new."""
    found: dict[str, list[Part]] = defaultdict(list)
    told = outcome.history if outcome.run_number > 1 else outcome.history.clear()
    for run, person_id, change, others in told.select("run", "person_id", "change", "other_ids").iter_rows():
        with_whom = f" ({others})" if others else ""
        found[person_id].append(Part(value=f"run {run}: {change.replace('_', ' ')}{with_whom}"))
    return dict(found)


def place_of(member: Member) -> str:
    """Return where a mention stands: file, sheet and line."""
    sheet = f", sheet {said(member.sheet)}" if member.sheet else ""
    return f"{said(member.file)}{sheet}, line {member.line}"
