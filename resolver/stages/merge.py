"""MEMBERSHIPS + MENTIONS -> PERSONS, STATEMENTS: what stands behind each cluster, with every value and who said it.

Nothing is overwritten: each value is a statement with its document and the text it came from. What is shown for a person is a
computed view with a named rule (``rules/merging.toml``), and a contradiction is flagged beside it.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import polars as pl

from resolver.model.counting import DEAD
from resolver.names.index import NameIndex
from resolver.names.latin import latin_of_reading, to_latin
from resolver.names.reader import SEPARATOR
from resolver.names.readings import Reading
from resolver.tables import CORRECTED_CELLS, PERSONS, STATED_FIELDS, STATEMENTS, conform
from resolver.values.places import Gazetteer, Place, place_level
from resolver.values.text import fold, script_of
from resolver.values.via import Origins, origins_of

_ROLE_ORDER = ("casualty", "unknown", "relative", "source", "witness", "official", "author", "perpetrator")


class Marked(Protocol):
    """What corrections say of a person; ``PersonMarks`` of ``resolver.corrections`` does."""

    @property
    def alive(self) -> str | None:
        """Return the correction that says the person is alive, or None."""

    @property
    def withheld(self) -> str | None:
        """Return why the person must not be published, or None."""

    @property
    def correction_ids(self) -> tuple[str, ...]:
        """Return the corrections about the person."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mergeable:
    """What merging looks at: rows by number and all that was understood of them.

    ``mentions`` is what lists say, ``said`` what is read: without words for nothing, and with the corrections that
    ``corrected_cells`` names. ``marks`` is what corrections say of persons.
    """

    mentions: pl.DataFrame
    said: pl.DataFrame
    values: pl.DataFrame
    names: NameIndex
    places: Mapping[str, tuple[Sequence[int], Sequence[Place]]]
    gazetteer: Gazetteer
    documents: pl.DataFrame
    citations: pl.DataFrame
    sensitivity: Mapping[str, str]
    rules: Mapping[str, Any]
    corrected_cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CORRECTED_CELLS))
    marks: Mapping[str, Marked] = field(default_factory=dict)


def merge(
    mergeable: Mergeable, memberships: pl.DataFrame, questions: pl.DataFrame, standing: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return PERSONS (``counted`` still to be settled) and STATEMENTS."""
    statements = _statements(mergeable, memberships)
    rows = _rows(mergeable, memberships)
    persons = [_person(person_id, mentions, mergeable) for person_id, mentions in sorted(rows.items())]
    made = {name: kind for name, kind in PERSONS.items() if name not in _STANDS} | {
        "chance_min": pl.Float64()
    }
    table = _with_standing(pl.DataFrame(persons, schema=made), questions, standing)
    return table, conform(_mark_shown(statements, table), STATEMENTS, table="STATEMENTS")


@dataclass(slots=True, kw_only=True)
class _Mention:
    """One mention of a person, with what was understood of it."""

    row: int
    cells: Mapping[str, Any]
    values: Mapping[str, Any]
    documents: tuple[str, ...] = ()
    chance: float = 1.0
    why: str = ""
    name: str | None = None
    corrections: Sequence[str] = ()
    extra: dict[str, str] = field(default_factory=dict)


def _rows(mergeable: Mergeable, memberships: pl.DataFrame) -> dict[str, list[_Mention]]:
    cited: dict[int, list[str]] = defaultdict(list)
    for row, document_id in mergeable.citations.iter_rows():
        cited[row].append(document_id)
    corrected: dict[str, list[str]] = defaultdict(list)
    for mention_id, _, correction_id in mergeable.corrected_cells.iter_rows():
        corrected[mention_id].append(correction_id)
    found: dict[str, list[_Mention]] = defaultdict(list)
    values = mergeable.values.iter_rows(named=True)
    cells = mergeable.said.iter_rows(named=True)
    for said, understood, member in zip(cells, values, memberships.iter_rows(named=True), strict=True):
        row = understood["row"]
        mention = _Mention(row=row, cells=said, values=understood, documents=tuple(cited[row]))
        mention.chance, mention.why = member["membership_probability"], member["why"]
        mention.name = shown_text(understood["name_code"], mergeable.names) or said["name"]
        mention.corrections = corrected.get(member["mention_id"], ())
        found[member["person_id"]].append(mention)
    return found


def shown_text(name_code: int, names: NameIndex) -> str | None:
    """Return a name as it was written; one kept in columns of its own is joined surname first."""
    if name_code < 0:
        return None
    return " ".join(part for part in names.names[name_code].split(SEPARATOR) if part)


# --- persons ----------------------------------------------------------------------------------------------------------


def _person(person_id: str, mentions: list[_Mention], mergeable: Mergeable) -> dict[str, Any]:
    origins = _origins(mentions)
    birth = _interval(mentions, "birth", mergeable.rules)
    death = _interval(mentions, "death", mergeable.rules)
    marks = mergeable.marks.get(person_id)
    status, basis = _status(mentions, mergeable.rules, alive_by=marks.alive if marks else None)
    name = _shown_name(mentions, mergeable.names)
    reported = [day for mention in mentions if (day := mention.values["reported_low"])]
    lists = {mention.cells["list_id"] for mention in mentions}
    return {
        "person_id": person_id,
        "former_ids": None,
        "shown_name": name,
        "shown_name_latin": None if name is None else _shown_latin(name, mentions, mergeable.names),
        "spellings": _spellings(mentions),
        "born_low": birth[0],
        "born_high": birth[1],
        "died_low": death[0],
        "died_high": death[1],
        "status": status,
        "status_basis": basis,
        "counted": "no",
        "not_counted_because": None,
        **{name: _most_said(mentions, name) for name in ("incident", "origin_place", "unit", "rank")},
        "role": min((mention.values["role"] for mention in mentions), key=_ROLE_ORDER.index),
        "mention_count": len(mentions),
        "people_count": max(mention.values["group_size"] for mention in mentions),
        "document_count": len({document for mention in mentions for document in mention.documents}),
        "list_count": len(lists),
        "origin_count_low": origins.low,
        "origin_count_high": origins.high,
        "origins": "; ".join(origins.roots) or None,
        "first_reported": min(reported, default=None),
        "last_reported": max(reported, default=None),
        "chance_min": min(mention.chance for mention in mentions) if len(mentions) > 1 else None,
        "conflicts": "; ".join(_conflicts(mentions, mergeable)) or None,
        "judged_by_hand": sum(mention.why.startswith("judged") for mention in mentions),
        "correction_ids": _correction_ids(mentions, marks),
        "withheld": marks.withheld if marks else None,
        "sensitivity": _strictest(mergeable.sensitivity.get(one, "internal") for one in lists),
        "mention_ids": " ".join(mention.cells["mention_id"] for mention in mentions),
    }


def _correction_ids(mentions: Sequence[_Mention], marks: Marked | None) -> str | None:
    of_cells = {correction_id for mention in mentions for correction_id in mention.corrections}
    return " ".join(sorted(of_cells | set(marks.correction_ids if marks else ()))) or None


def _strictest(found: Iterable[str]) -> str:
    return max(found, key=("public", "internal", "restricted").index, default="internal")


def _origins(mentions: Sequence[_Mention]) -> Origins:
    cells: dict[str, list[str]] = {}
    for mention in mentions:
        for document in mention.documents:
            cells.setdefault(document, []).extend([mention.cells["via"]] if mention.cells["via"] else [])
    return origins_of(sorted(cells.items()))


_STANDS = ("same_person_min", "nearest_other_person", "nearest_other_probability", "open_questions", "doubts")
"""The columns of PERSONS that clustering knows."""


def _with_standing(persons: pl.DataFrame, questions: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Add how sure each person is, who is nearest, and how many questions are open.

    The weakest pair of a person of whom clustering says nothing (a bare name joined to somebody) is its weakest membership.
    """
    asked = (
        pl.concat([questions["left_person_id"], questions["right_person_id"]]).alias("person_id").to_frame()
    )
    counts = asked.group_by("person_id").agg(open_questions=pl.len())
    table = (
        persons.join(standing, on="person_id", how="left", maintain_order="left")
        .join(counts, on="person_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("open_questions").fill_null(0),
            same_person_min=pl.min_horizontal("same_person_min", "chance_min"),
        )
    )
    return conform(table, PERSONS, table="PERSONS")


def _said_by(mention: _Mention) -> str:
    """Return whom a mention has its values from, for counting origins: the end of its first chain, else its document."""
    via = mention.cells["via"]
    if via:
        return fold(via.split(";")[0].split("<-")[-1])
    return f"document {mention.documents[0]}" if mention.documents else f"row {mention.row}"


def _most_said(mentions: Sequence[_Mention], column: str) -> str | None:
    """Return the value that the most origins give, then the most documents, then the first in the alphabet."""
    support: dict[str, list[_Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.cells[column]:
            support[mention.cells[column]].append(mention)
    order = sorted(
        support,
        key=lambda value: (-len({_said_by(one) for one in support[value]}), -len(support[value]), value),
    )
    return order[0] if order else None


def _interval(
    mentions: Sequence[_Mention], event: str, rules: Mapping[str, Any]
) -> tuple[date | None, date | None]:
    """Return the shown interval of birth or death: the narrowest, or the one that most origins give."""
    support: dict[tuple[date, date], set[str]] = defaultdict(set)
    for mention in mentions:
        low, high = mention.values[f"{event}_low"], mention.values[f"{event}_high"]
        if low is not None:
            support[low, high].add(_said_by(mention))
    if not support:
        return None, None
    precise_first = rules["shown"][f"{event}_date"] == "most_precise"

    def worth(interval: tuple[date, date]) -> tuple[int, int, date]:
        width, said = (interval[1] - interval[0]).days, -len(support[interval])
        return (width, said, interval[0]) if precise_first else (said, width, interval[0])

    return min(support, key=worth)


def _status(
    mentions: Sequence[_Mention], rules: Mapping[str, Any], *, alive_by: str | None = None
) -> tuple[str, str]:
    """Return the shown status and what it rests on: every status that was claimed, with how often.

    A human who knows somebody alive is believed before all lists.
    """
    counts = Counter(mention.values["status"] for mention in mentions)
    order: list[str] = rules["status"]["order"]
    hedged = sum(1 for mention in mentions if mention.values["hedge"])
    claims = [f"{status} {counts[status]}" for status in order if counts[status]]
    shown = min((status for status in counts if status in order), key=order.index, default="unknown")
    basis = ", ".join(claims) + (f"; {hedged} with a hedge" if hedged else "")
    return ("alive", f"alive by correction {alive_by}; {basis}") if alive_by else (shown, basis)


def _shown_name(mentions: Sequence[_Mention], names: NameIndex) -> str | None:
    """Return the fullest spelling: most parts, in the nominative, in the script of the name, without slips of the keyboard, said
    most often, of the words that most spellings share.
    """
    written = [mention for mention in mentions if mention.values["name_code"] >= 0]
    if not written:
        return None
    counts = Counter(mention.name for mention in written)
    readings = [names.readings[mention.values["name_code"]] for mention in written]
    genders = _shared_genders(readings)
    tokens = {code: names.clean[code].tokens for code in {one.values["name_code"] for one in written}}
    shared = Counter(token for one in written for token in set(tokens[one.values["name_code"]]))

    def worth(mention: _Mention) -> tuple[int, int, int, int, int, int, int, str]:
        text = mention.name or ""
        own = names.readings[mention.values["name_code"]]
        reading = next((one for one in own if one.gender in genders), next(iter(own), None))
        parts = (
            0
            if reading is None
            else sum(
                part is not None and not part.endswith(".")
                for part in (reading.surname, reading.given, reading.father)
            )
        )
        nominative = reading is not None and reading.case == "nom"
        extras = len(names.clean[mention.values["name_code"]].extracted)
        own_script = script_of(text) not in ("latin", "none")
        words = tokens[mention.values["name_code"]]
        is_plain = fold(text).split() == list(words)
        support = sum(shared[word] for word in words)
        return (-parts, -nominative, extras, -own_script, -is_plain, -counts[text], -support, text)

    return min(written, key=worth).name


def _shared_genders(readings: Sequence[Sequence[Reading]]) -> frozenset[str]:
    """Return the genders that some reading of every name allows: «Выдумкина Петра» beside «Петр Выдумкин» is a man."""
    allowed = [{reading.gender for reading in own} for own in readings]
    clear = [genders for genders in allowed if genders and "u" not in genders]
    return frozenset(set.intersection(*clear) if clear else ()) | {"u"}


def _shown_latin(name: str, mentions: Sequence[_Mention], names: NameIndex) -> str:
    """Return the Latin spelling sources use most, as long as it is as full as the name; else a plain romanisation."""
    if script_of(name) in ("latin", "none"):
        return name
    latin = Counter(one.name for one in mentions if one.name and script_of(one.name) == "latin")
    full = [text for text in latin if len(text.split()) >= len(name.split())]
    if full:
        return min(full, key=lambda text: (-latin[text], text))
    if script_of(name) == "cyrillic":
        return to_latin(name)
    code = next(one.values["name_code"] for one in mentions if one.name == name)
    reading = next(iter(names.readings[code]), None)
    return to_latin(name) if reading is None else latin_of_reading(reading, names.likeliest)


def _spellings(mentions: Sequence[_Mention]) -> str | None:
    counts = Counter(mention.name for mention in mentions if mention.name)
    order = sorted(counts, key=lambda text: (-counts[text], text))
    return " · ".join(f"{text} x{counts[text]}" for text in order) or None


# --- conflicts --------------------------------------------------------------------------------------------------------


def _conflicts(mentions: Sequence[_Mention], mergeable: Mergeable) -> list[str]:
    """Return one line per field whose statements contradict one another, with who says what."""
    found = [
        _interval_conflict(mentions, "birth", "age" if _all_by_age(mentions) else "birth_date"),
        _interval_conflict(mentions, "death", "death_date"),
        _value_conflict(
            mentions, "status", frozenset({"unknown"}), lambda status: "dead" if status in DEAD else status
        ),
        _value_conflict(mentions, "sex", frozenset(), lambda sex: sex),
        *(_place_conflict(mentions, column, mergeable) for column in sorted(mergeable.places)),
        _cell_conflict(mentions, "incident"),
    ]
    return [line for line in found if line]


def _all_by_age(mentions: Sequence[_Mention]) -> bool:
    return all(mention.values["birth_basis"] in (None, "age") for mention in mentions)


def _interval_conflict(mentions: Sequence[_Mention], event: str, shown_as: str) -> str | None:
    known = [mention for mention in mentions if mention.values[f"{event}_low"] is not None]
    if not known:
        return None
    latest_start = max(mention.values[f"{event}_low"] for mention in known)
    earliest_end = min(mention.values[f"{event}_high"] for mention in known)
    if latest_start <= earliest_end:
        return None
    cell = "age" if shown_as == "age" else f"{event}_date"
    return _line(shown_as, known, lambda mention: mention.cells[cell] or mention.cells["age"])


def _value_conflict(
    mentions: Sequence[_Mention], column: str, silent: frozenset[str], group: Callable[[str], str]
) -> str | None:
    known = [mention for mention in mentions if mention.values[column] not in silent | {None}]
    if len({group(mention.values[column]) for mention in known}) < 2:
        return None
    return _line(column, known, lambda mention: mention.values[column])


def _place_conflict(mentions: Sequence[_Mention], column: str, mergeable: Mergeable) -> str | None:
    codes, places = mergeable.places[column]
    known = [mention for mention in mentions if codes[mention.row] >= 0]
    distinct = sorted({codes[mention.row] for mention in known})
    apart = any(
        place_level(places[one], places[other], mergeable.gazetteer) in ("different", "same_region")
        for at, one in enumerate(distinct)
        for other in distinct[at + 1 :]
    )
    return _line(column, known, lambda mention: mention.cells[column]) if apart else None


def _cell_conflict(mentions: Sequence[_Mention], column: str) -> str | None:
    known = [mention for mention in mentions if mention.cells[column]]
    if len({fold(mention.cells[column]) for mention in known}) < 2:
        return None
    return _line(column, known, lambda mention: mention.cells[column])


def _line(name: str, mentions: Sequence[_Mention], value: Callable[[_Mention], str | None]) -> str:
    said: dict[str, list[str]] = {}
    for mention in mentions:
        said.setdefault(value(mention) or "?", []).append(mention.cells["mention_id"])
    return f"{name}: " + " / ".join(f"{text} ({_some(ids)})" for text, ids in said.items())


def _some(ids: Sequence[str], at_most: int = 4) -> str:
    shown = ", ".join(ids[:at_most])
    return shown if len(ids) <= at_most else f"{shown} and {len(ids) - at_most} more"


# --- statements -------------------------------------------------------------------------------------------------------


def _statements(mergeable: Mergeable, memberships: pl.DataFrame) -> pl.DataFrame:
    """Return one row per value said, with what was understood of it."""
    long = _long(mergeable.mentions).with_columns(said=_long(mergeable.said)["original_value"])
    long = long.filter(pl.col("original_value").is_not_null() | pl.col("said").is_not_null())
    corrected = mergeable.corrected_cells.with_columns(
        field=pl.col("field").replace(dict.fromkeys(_NAME_PARTS, "name"))
    ).unique(["mention_id", "field"], keep="last", maintain_order=True)
    first = mergeable.citations.unique("row", keep="first", maintain_order=True)
    return (
        long.join(memberships.select("row", "person_id"), on="row")
        .join(mergeable.values.drop("mention_id", "document_id"), on="row")
        .join(first, on="row")
        .join(mergeable.documents.select("document_id", "url"), on="document_id")
        .join(corrected, on=["mention_id", "field"], how="left")
        .with_columns(
            value=pl.when(pl.col("said").is_not_null()).then(_understood()),
            low=_bound("low"),
            high=_bound("high"),
        )
        .with_columns(hedge=pl.when(pl.col("field") == "status").then(pl.col("hedge")))
        .sort("row", "field")
        .pipe(_with_ids)
    )


_NAME_PARTS = ("surname", "given_name", "patronymic")
_PLACE = ("row", "mention_id", "list_id", "file", "sheet", "line", "via")


def _long(mentions: pl.DataFrame) -> pl.DataFrame:
    """Return one row per mention and stated field, in a fixed order."""
    cells = mentions.with_columns(name=_names_as_said(mentions)).select(*_PLACE, *STATED_FIELDS)
    return cells.unpivot(
        on=list(STATED_FIELDS), index=list(_PLACE), variable_name="field", value_name="original_value"
    )


def _names_as_said(mentions: pl.DataFrame) -> pl.Expr:
    joined = pl.concat_str(pl.col(_NAME_PARTS), separator=" ", ignore_nulls=True)
    return pl.coalesce(pl.col("name"), pl.when(joined != "").then(joined))


def _understood() -> pl.Expr:
    """Return the value as we understood it: a closed word, an interval, else the text itself."""
    which = pl.col("field")
    return (
        pl.when(which == "status")
        .then(pl.col("status"))
        .when(which == "role")
        .then(pl.col("role"))
        .when((which == "sex") & pl.col("sex").is_not_null())
        .then(pl.col("sex"))
        .when((which == "death_date") & pl.col("death_low").is_not_null())
        .then(_days("death"))
        .when((which == "birth_date") & (pl.col("birth_basis") == "date"))
        .then(_days("birth"))
        .otherwise(pl.col("said"))
    )


def _days(event: str) -> pl.Expr:
    low, high = pl.col(f"{event}_low").cast(pl.String), pl.col(f"{event}_high").cast(pl.String)
    return pl.when(low == high).then(low).otherwise(pl.concat_str(low, pl.lit("/"), high))


def _bound(end: str) -> pl.Expr:
    which = pl.col("field")
    basis = pl.col("birth_basis")
    born = ((which == "birth_date") & (basis == "date")) | ((which == "age") & basis.is_in(["age", "year"]))
    return (
        pl.when(which == "death_date")
        .then(pl.col(f"death_{end}"))
        .when(born)
        .then(pl.col(f"birth_{end}"))
        .otherwise(None)
    )


def _with_ids(statements: pl.DataFrame) -> pl.DataFrame:
    ids = [
        "s-" + hashlib.sha256(f"{mention_id}\n{name}".encode()).hexdigest()[:12]
        for mention_id, name in statements.select("mention_id", "field").iter_rows()
    ]
    return statements.with_columns(statement_id=pl.Series(ids, dtype=pl.String))


def _mark_shown(statements: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Mark the statements whose value is the one that a person is shown with."""
    shown = persons.select(
        "person_id",
        "incident",
        "origin_place",
        "unit",
        "rank",
        "status",
        name="shown_name",
    ).unpivot(index="person_id", variable_name="field", value_name="shown")
    marked = statements.join(shown, on=["person_id", "field"], how="left", maintain_order="left")
    days = marked.join(
        persons.select("person_id", "born_low", "born_high", "died_low", "died_high"),
        on="person_id",
        how="left",
        maintain_order="left",
    )
    same_day = (
        pl.when(pl.col("field") == "death_date")
        .then((pl.col("low") == pl.col("died_low")) & (pl.col("high") == pl.col("died_high")))
        .when(pl.col("field").is_in(["birth_date", "age"]))
        .then((pl.col("low") == pl.col("born_low")) & (pl.col("high") == pl.col("born_high")))
    )
    return days.with_columns(
        is_shown=pl.coalesce(same_day, pl.col("value") == pl.col("shown"), pl.lit(False))
    )
