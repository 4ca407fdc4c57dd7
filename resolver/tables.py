"""The schema of every table, named once and checked at the door.

Columns and words are those of the glossary in ``docs/glossary.md``. Text columns keep what the list said, letter for
letter; what we understood of it stands in other tables (VALUES, READINGS).
"""

from collections.abc import Iterable

import polars as pl

from resolver.errors import TableError

SCHEMA_VERSION = 1

PLACE_OF_ROW: dict[str, pl.DataType] = {"file": pl.String(), "sheet": pl.String(), "line": pl.UInt32()}
"""Where a record stands in what was received: the triple that conservation is stated in."""

FIELDS: tuple[str, ...] = (
    "mention_id",
    "list_id",
    "document_id",
    "name",
    "surname",
    "second_surname",
    "given_name",
    "patronymic",
    "grandfather",
    "callsign",
    "role",
    "status",
    "sex",
    "birth_date",
    "age",
    "age_on",
    "death_date",
    "reported_date",
    "origin_place",
    "death_place",
    "burial_place",
    "origin_geonames",
    "death_geonames",
    "burial_geonames",
    "unit",
    "rank",
    "affiliation",
    "incident",
    "identifiers",
    "wikidata",
    "group_size",
    "quote",
    "language",
    "publisher",
    "document_title",
    "url",
    "archived_url",
    "retrieved",
    "via",
    "reliability",
    "credibility",
    "note",
)
"""Every field a column of a list can be mapped to; all text, empty cells are null."""

NAME_PARTS: tuple[str, ...] = ("surname", "second_surname", "given_name", "patronymic", "grandfather")
"""The fields of a name that stands in columns of its own, in the order in which it is put together."""
ANCESTORS: tuple[str, ...] = ("patronymic", "grandfather")
"""Those of them that may also stand beside a name in one column."""
LATER_FIELDS: tuple[str, ...] = (
    "grandfather",
    "second_surname",
    "target_copy",
    "stands_at",
    "unapplied_because",
)
"""Fields and columns that runs written by earlier versions know nothing of."""


STATED_FIELDS: tuple[str, ...] = (
    "name",
    "callsign",
    "role",
    "status",
    "sex",
    "birth_date",
    "age",
    "death_date",
    "origin_place",
    "death_place",
    "burial_place",
    "origin_geonames",
    "death_geonames",
    "burial_geonames",
    "unit",
    "rank",
    "affiliation",
    "incident",
    "identifiers",
    "wikidata",
    "group_size",
)
"""The fields whose every filled cell becomes a statement about a person."""

_TEXTS: dict[str, pl.DataType] = {name: pl.String() for name in FIELDS}
MENTIONS = pl.Schema([*_TEXTS.items(), *PLACE_OF_ROW.items()])
"""One person named once in one document. Columns the user had besides follow, untouched."""

REJECTS = pl.Schema({**PLACE_OF_ROW, "reason": pl.String(), "row_as_it_was": pl.String()})
"""A record we could not use, as it was, and why."""

LISTS = pl.Schema(
    {
        "list_id": pl.String,
        "title": pl.String,
        "file": pl.String,
        "sha256": pl.String,
        "encoding": pl.String,
        "separator": pl.String,
        "record_count": pl.UInt32,
        "one_row_per_person": pl.Boolean,
        "sensitivity": pl.String,
        "version": pl.UInt32,
    }
)
"""One version of one list: what was received. ``version`` counts how often the list was replaced by a newer one."""

COLUMN_MAP = pl.Schema(
    {
        "file": pl.String,
        "sheet": pl.String,
        "header": pl.String,
        "field": pl.String,
        "basis": pl.String,
        "filled": pl.UInt32,
        "example": pl.String,
    }
)
"""How each header was understood. ``field`` is null for a column carried through; ``basis`` says why (option,
default, settings, header, guess, carried)."""


def name_in_cells() -> pl.Expr:
    """Return a name as the cells of its row say it: put together from its parts, or whole, with what stands beside it of its ancestors.

    >>> cells = {"name": ["Тестов Игнат", None], "surname": [None, "Тестов"], "second_surname": None, "given_name": None, "patronymic": "Ильич", "grandfather": None}
    >>> pl.DataFrame(cells).select(name_in_cells()).to_series().to_list()
    ['Тестов Игнат Ильич', 'Тестов Ильич']
    """
    parts = pl.concat_str(NAME_PARTS, separator=" ", ignore_nulls=True)
    beside = [pl.when(stands_beside(one)).then(one) for one in ANCESTORS]
    whole = pl.concat_str("name", *beside, separator=" ", ignore_nulls=True)
    return pl.when(pl.col("name").is_not_null()).then(whole).when(parts != "").then(parts).alias("name")


def stands_beside(ancestor: str) -> pl.Expr:
    """Say whether a word for an ancestor stands beside a whole name that does not hold it itself; one of two words leaves open which of them it is."""
    word, name = (pl.lit(" ") + pl.col(one) + pl.lit(" ") for one in (ancestor, "name"))
    is_told = name.str.contains(word, literal=True) & (
        pl.col("name").str.count_matches(" ", literal=True) > 1
    )
    return (pl.col(ancestor).is_not_null() & ~is_told).fill_null(value=False)


def conform(frame: pl.DataFrame, schema: pl.Schema, *, table: str, keep_others: bool = False) -> pl.DataFrame:
    """Return ``schema``'s columns in its order and types, or raise TableError. A column that is silent throughout takes no memory.

    >>> frame = pl.DataFrame({"file": ["a.csv"], "sheet": [None], "line": [2], "reason": ["no name"], "row_as_it_was": ["x"]})
    >>> conform(frame, REJECTS, table="REJECTS").schema == REJECTS
    True
    """
    if frame.schema == schema:
        return _without_weight_of_silence(frame)
    missing = [name for name in schema if name not in frame.columns]
    if missing:
        raise TableError(f"{table}: no column {missing}; it has {frame.columns}")
    others = [name for name in frame.columns if keep_others and name not in schema]
    columns = (pl.col(name).cast(dtype) for name, dtype in schema.items())
    return _without_weight_of_silence(frame.select(*columns, *others))


def with_later_fields(frame: pl.DataFrame, wanted: Iterable[str]) -> pl.DataFrame:
    """Return a table of a run with the fields that it was written too early to know, silent, where they are wanted.

    >>> with_later_fields(pl.DataFrame({"name": ["Kim"]}), ["name", "grandfather", "age"]).columns
    ['name', 'grandfather']
    """
    lacking = [name for name in wanted if name in LATER_FIELDS and name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in lacking)


def _without_weight_of_silence(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose silent columns are told as one null: of a long list most fields are silent, and a text takes 16 bytes to say nothing."""
    counts = zip(frame.schema.items(), frame.null_count().row(0), strict=True) if frame.height else ()
    silent = (
        pl.lit(None, dtype=dtype).alias(name) for (name, dtype), nulls in counts if nulls == frame.height
    )
    return frame.with_columns(silent)


VALUES = pl.Schema(
    {
        "row": pl.UInt32,
        "mention_id": pl.String,
        "name_code": pl.Int32,
        "completeness": pl.String,
        "is_unnamed": pl.Boolean,
        "group_size": pl.UInt32,
        "role": pl.String,
        "status": pl.String,
        "hedge": pl.String,
        "sex": pl.String,
        "birth_low": pl.Date,
        "birth_high": pl.Date,
        "birth_basis": pl.String,
        "age_low": pl.Float64,
        "age_high": pl.Float64,
        "death_low": pl.Date,
        "death_high": pl.Date,
        "reported_low": pl.Date,
        "reported_high": pl.Date,
        "reliability": pl.String,
        "credibility": pl.UInt8,
        "document_id": pl.String,
    }
)
"""What was understood of each mention, one row each, in canonical order: ``row`` is the number pairs speak of.

``completeness`` is full, surname, given, several (the cell seems to name several people) or none; ``birth_basis`` is date (said so), age (worked out
from an age) or year (a date that stands where the age should: «1985 г.р.»)."""

READINGS = pl.Schema(
    {
        "name_code": pl.UInt32,
        "surname": pl.UInt32,
        "given": pl.UInt32,
        "father": pl.UInt32,
        "grandfather": pl.UInt32,
        "cost": pl.Int16,
        "sex": pl.String,
        "case": pl.String,
        "has_second_names": pl.Boolean,
        "is_exchanged": pl.Boolean,
    }
)
"""One way to understand one distinct name, cheapest first. A word is its place among those of its kind in WORDS; a grandfather's name
is of the kind of a father's. ``cost`` counts assumptions, ``case`` is that of the name as it is written."""

WORDS = pl.Schema({"kind": pl.String, "text": pl.String, "label": pl.String})
"""One word of a reading in one kind of role (surname, given, father), in the order of the alphabet; ``label`` stands for all spellings."""

WORD_KEYS = pl.Schema({"part": pl.String, "word": pl.UInt32, "value": pl.String})
"""One value that a word gives to a part of a key, by which names are found; ``word`` is its place among those of its kind in WORDS."""

TAKEN_OUT = pl.Schema({"name_code": pl.UInt32, "kind": pl.String, "text": pl.String})
"""One thing that stood in a name and is no part of it: a rank, a callsign, an age."""

DOCUMENTS = pl.Schema(
    {
        "document_id": pl.String,
        "url": pl.String,
        "archived_url": pl.String,
        "publisher": pl.String,
        "document_title": pl.String,
        "language": pl.String,
        "reported_date": pl.String,
        "retrieved": pl.String,
        "via": pl.String,
        "reliability": pl.String,
        "mention_count": pl.UInt32,
    }
)
"""What rows cite: a page, an obituary, a post. A row that cites nothing is a document of its own."""

CITATIONS = pl.Schema({"row": pl.UInt32, "document_id": pl.String})
"""Which mention cites which document; a cell may hold several addresses."""

PAIRS = pl.Schema({"left": pl.UInt32, "right": pl.UInt32, "rule": pl.UInt8})
"""A candidate pair, smaller row left; ``rule`` is the first blocking rule that found it."""

UNBLOCKED = 255
"""The rule number of a pair that no blocking rule brought together."""

SCORES = pl.Schema(
    {
        "left": pl.UInt32,
        "right": pl.UInt32,
        "rule": pl.UInt8,
        "pattern": pl.UInt32,
        "match_weight": pl.Int32,
        "against": pl.Int32,
        "match_probability": pl.Float64,
        "namesakes": pl.Float64,
        "is_name_alone": pl.Boolean,
        "is_forbidden": pl.Boolean,
        "is_disputed": pl.Boolean,
        "names_fall_short": pl.Boolean,
        "keeps_apart": pl.Boolean,
    }
)
"""A scored pair. ``match_weight`` is in thousandths of a bit, prior included, and ``against``
the part of it that contradicts (0 or less); ``namesakes`` is how many other people of the
agreed name are expected among those the pair could be about; ``is_forbidden`` says that no automatic link is allowed, ``is_disputed`` that one
identifier stands on two names, ``names_fall_short`` that words of the names differ or are
missing, too few agree for a link, or the deaths are far apart, and not enough else that is a person's own makes up for it; that the
name alone speaks for a pair whose births do not fit; or that births are stated of which one was not understood, and no identifier is shared.
``keeps_apart`` says of such a pair that days of birth of one year or ages differ by more than a slip, or that fathers are called by two words that
are not alike, though no table of names knows one of them: no third mention joins it."""

MEMBERSHIPS = pl.Schema(
    {
        "row": pl.UInt32,
        "mention_id": pl.String,
        "person_id": pl.String,
        "membership_probability": pl.Float64,
        "why": pl.String,
    }
)
"""Where one mention belongs."""

JUDGEMENTS = pl.Schema(
    {
        "judgement_id": pl.String,
        "left_id": pl.String,
        "right_id": pl.String,
        "left_copy": pl.String,
        "right_copy": pl.String,
        "verdict": pl.String,
        "judge": pl.String,
        "judged_at": pl.String,
        "reason": pl.String,
        "probability_shown": pl.Float64,
        "model_id": pl.String,
        "replaces": pl.String,
    }
)
"""One human answer on one pair. ``left_copy`` and ``right_copy`` are the rows as judged (JSON), so that the answer finds them again;
``replaces`` names earlier judgements that no longer hold, and a row without a verdict only takes those back."""

JUDGED = pl.Schema(
    [*JUDGEMENTS.items(), ("left", pl.UInt32()), ("right", pl.UInt32()), ("placed_by", pl.String())]
)
"""A judgement that holds, and the two rows of a run it is about."""

UNAPPLIED = pl.Schema([*JUDGEMENTS.items(), ("because", pl.String())])
"""A judgement that holds but could not be placed in a run, and why."""

DISAGREEMENTS = pl.Schema(
    {
        "left_id": pl.String,
        "right_id": pl.String,
        "left_name": pl.String,
        "right_name": pl.String,
        "verdict": pl.String,
        "reason": pl.String,
        "verdicts": pl.String,
        "chain": pl.String,
        "judges": pl.String,
        "judgement_ids": pl.String,
    }
)
"""Two mentions called different although a chain of ``same`` joins them: one row for each pair that somebody has to settle.

``verdict`` and ``reason`` are empty: a sheet with an answer there, added to a run, replaces the judgements on that pair."""

QUESTIONS = pl.Schema(
    {
        "question_id": pl.String,
        "left": pl.UInt32,
        "right": pl.UInt32,
        "left_person_id": pl.String,
        "right_person_id": pl.String,
        "probability": pl.Float64,
        "match_weight": pl.Int32,
        "value": pl.Float64,
        "if_same": pl.Float64,
        "if_different": pl.Float64,
        "reason": pl.String,
    }
)
"""One doubt a human should settle: are these two mentions one person? ``if_same`` and ``if_different`` are what either answer
would do to the expected number of people, ``value`` by how much it is expected to move; what is worth most comes first."""

STANDING = pl.Schema(
    {
        "person_id": pl.String,
        "same_person_min": pl.Float64,
        "nearest_other_person": pl.String,
        "nearest_other_probability": pl.Float64,
        "doubts": pl.String,
    }
)
"""How sure a person is: the chance of its weakest pair, the likeliest other person, and why it may be several."""

PERSONS = pl.Schema(
    {
        "person_id": pl.String,
        "former_ids": pl.String,
        "shown_name": pl.String,
        "shown_name_latin": pl.String,
        "spellings": pl.String,
        "born_low": pl.Date,
        "born_high": pl.Date,
        "died_low": pl.Date,
        "died_high": pl.Date,
        "status": pl.String,
        "status_basis": pl.String,
        "counted": pl.String,
        "not_counted_because": pl.String,
        "incident": pl.String,
        "origin_place": pl.String,
        "unit": pl.String,
        "rank": pl.String,
        "role": pl.String,
        "mention_count": pl.UInt32,
        "people_count": pl.UInt32,
        "document_count": pl.UInt32,
        "list_count": pl.UInt32,
        "origin_count_low": pl.UInt32,
        "origin_count_high": pl.UInt32,
        "origins": pl.String,
        "first_origin": pl.String,
        "best_reliability": pl.String,
        "best_credibility": pl.UInt8,
        "first_reported": pl.Date,
        "last_reported": pl.Date,
        "same_person_min": pl.Float64,
        "nearest_other_person": pl.String,
        "nearest_other_probability": pl.Float64,
        "open_questions": pl.UInt32,
        "conflicts": pl.String,
        "doubts": pl.String,
        "judged_by_hand": pl.UInt32,
        "correction_ids": pl.String,
        "withheld": pl.String,
        "sensitivity": pl.String,
        "mention_ids": pl.String,
    }
)
"""What we believe stands behind a cluster of mentions. ``people_count`` is more than 1 only for an unnamed group; ``withheld`` says
why a person must stand in nothing that is published (alive, withdrawn, suppressed)."""

STATEMENTS = pl.Schema(
    {
        "statement_id": pl.String,
        "person_id": pl.String,
        "mention_id": pl.String,
        "field": pl.String,
        "value": pl.String,
        "original_value": pl.String,
        "low": pl.Date,
        "high": pl.Date,
        "is_shown": pl.Boolean,
        "document_id": pl.String,
        "url": pl.String,
        "via": pl.String,
        "hedge": pl.String,
        "correction_id": pl.String,
        "list_id": pl.String,
        "file": pl.String,
        "sheet": pl.String,
        "line": pl.UInt32,
    }
)
"""One value of one field said in one document. Where a human corrected it, ``original_value`` is still what the list says."""

STATUS_CLAIMS = pl.Schema(
    {
        "person_id": pl.String,
        "status": pl.String,
        "claimed_low": pl.Date,
        "claimed_high": pl.Date,
        "standing": pl.String,
        "original_value": pl.String,
        "hedge": pl.String,
        "document_id": pl.String,
        "publisher": pl.String,
        "via": pl.String,
        "mention_id": pl.String,
        "list_id": pl.String,
        "correction_id": pl.String,
    }
)
"""One claim of what became of a person, by one document on one day; ``standing`` is what it is to the status that is shown."""

CORRECTED_CELLS = pl.Schema({"mention_id": pl.String, "field": pl.String, "correction_id": pl.String})
"""A cell that is read otherwise than a list has it, and the correction that says so."""

CORRECTIONS = pl.Schema(
    dict.fromkeys(
        (
            "correction_id",
            "target",
            "action",
            "field",
            "old_value",
            "new_value",
            "asked_by",
            "basis",
            "confidential",
            "by",
            "date",
            "target_copy",
        ),
        pl.String(),
    )
)
"""One human change to what a list says; ``target_copy`` is the row that it was made on, or those of the person, as they then stood."""

OBEYED_CORRECTIONS = pl.Schema(dict.fromkeys((*CORRECTIONS, "stands_at", "unapplied_because"), pl.String()))
"""A correction as a run was given it, with the mention or person of the run that it is about; or with why the run has none."""

REPOSTS = pl.Schema(
    {
        "repost_id": pl.String,
        "copy_id": pl.String,
        "original_id": pl.String,
        "verdict": pl.String,
        "judge": pl.String,
        "judged_at": pl.String,
        "reason": pl.String,
        "score_shown": pl.Float64,
        "because": pl.String,
        "replaces": pl.String,
    }
)
"""One human answer on two documents: is one a repost of the other (repost), not (separate), or can nobody tell (unsure)?
``because`` is what the program had said for it; ``replaces`` names earlier answers that no longer hold."""

SUGGESTED_REPOSTS = pl.Schema(
    {
        "suggestion_id": pl.String,
        "copy_id": pl.String,
        "original_id": pl.String,
        "copy_publisher": pl.String,
        "original_publisher": pl.String,
        "score": pl.Float64,
        "because": pl.String,
        "person_count": pl.UInt32,
        "person_ids": pl.String,
    }
)
"""Two documents of which one may be a repost of the other: what speaks for it, in bits, and who is told of in both. Nothing rests on
it until somebody accepts it."""

TOMBSTONES = pl.Schema(
    [
        *((name, pl.String()) for name in ("mention_id", "person_id", "state", "reason")),
        *((name, kind) for name, kind in MENTIONS.items() if name != "mention_id"),
    ]
)
"""A row that an earlier run used and this one does not, as it stood. ``state`` is withdrawn (the list lacks it now), retracted (a
correction took it back) or superseded (the list has it otherwise now). Columns the user had besides follow."""

ISSUED = pl.Schema(
    {"person_id": pl.String, "mention_id": pl.String, "stands_for": pl.String, "run": pl.UInt32}
)
"""Every person id ever issued: the mention it was made from, the person it leads to now (null: withdrawn), and the run that issued it."""

CHANGES = pl.Schema(
    {
        "person_id": pl.String,
        "change": pl.String,
        "other_ids": pl.String,
        "was_published": pl.String,
        "reason": pl.String,
        "judgement_ids": pl.String,
    }
)
"""What became of one person since the run before."""

HISTORY = pl.Schema([("run", pl.UInt32()), *CHANGES.items()])
"""CHANGES of every run up to this one; the first run is number 1."""

LINKS = pl.Schema(
    {
        "my_id": pl.String,
        "person_id": pl.String,
        "registry_id": pl.String,
        "probability": pl.Float64,
        "candidates": pl.UInt32,
        "second_probability": pl.Float64,
        "namesakes_in_registry": pl.UInt32,
        "decided": pl.String,
        "why": pl.String,
    }
)
"""What a register says of one mention of mine: the row that fits best, how many may fit, how many bear the same name; ``decided`` is
auto, open (a human has to look) or none."""

LINK_CANDIDATES = pl.Schema(
    {
        "my_id": pl.String,
        "person_id": pl.String,
        "registry_id": pl.String,
        "registry_line": pl.UInt32,
        "probability": pl.Float64,
        "pair_probability": pl.Float64,
        "match_weight": pl.Float64,
        "is_link": pl.Boolean,
        "for_": pl.String,
        "against": pl.String,
    }
)
"""One row of a register that may be one person of mine; ``registry_line`` is the line it stands on. ``pair_probability`` is what the pair says by itself, ``probability`` what is
left of it when all other rows the person could be, and all other people the row could be, are weighed too."""

CLAIM_FIELDS: tuple[str, ...] = (
    "claim_id",
    "document_id",
    "publisher",
    "language",
    "url",
    "reported_date",
    "text",
    "low",
    "high",
    "number",
    "unit",
    "population",
    "claimed_by",
    "via",
    "as_of",
    "part_of",
    "supersedes",
    "incident",
    "note",
)
"""Every field a column of a file of count claims can be mapped to."""

COUNT_CLAIMS = pl.Schema(
    {
        "claim_id": pl.String(),
        "document_id": pl.String(),
        "publisher": pl.String(),
        "language": pl.String(),
        "url": pl.String(),
        "reported_date": pl.String(),
        "text": pl.String(),
        "low": pl.Int64(),
        "high": pl.Int64(),
        "number_from": pl.String(),
        "unit": pl.String(),
        "unit_as_said": pl.String(),
        "population": pl.String(),
        "claimed_by": pl.String(),
        "via": pl.String(),
        "as_of": pl.String(),
        "part_of": pl.String(),
        "supersedes": pl.String(),
        "incident": pl.String(),
        "note": pl.String(),
        **PLACE_OF_ROW,
    }
)
"""A number of people said by someone. Without ``high`` nobody said how many at most; ``number_from`` is given (its own columns) or words.
Columns the user had besides follow, untouched."""

CLAIM_FILES = pl.Schema(
    {
        "file": pl.String,
        "sha256": pl.String,
        "encoding": pl.String,
        "separator": pl.String,
        "record_count": pl.UInt32,
        "incident": pl.String,
        "sensitivity": pl.String,
    }
)
"""A file of count claims as it was received, and what was said of it."""

_NAMED: dict[str, pl.DataType] = {
    "named_fewest": pl.Int64(),
    "named_best": pl.Float64(),
    "named_low": pl.Int64(),
    "named_high": pl.Int64(),
    "named_most": pl.Int64(),
    "named_because": pl.String(),
}
CLAIMED = pl.Schema(
    [
        *((name, kind) for name, kind in COUNT_CLAIMS.items() if name not in ("note", *PLACE_OF_ROW)),
        ("counts_whom", pl.String()),
        ("reported_low", pl.Date()),
        ("as_of_low", pl.Date()),
        ("origins", pl.String()),
        ("is_counted", pl.Boolean()),
        ("not_counted_because", pl.String()),
        ("flag", pl.String()),
        ("why", pl.String()),
        ("note", pl.String()),
        *PLACE_OF_ROW.items(),
    ]
)
"""A count claim as it was understood: whom it counts (``counts_whom``), who said it first, whether it is one of the range, and what is
wrong with it beside the named people."""

COUNTS = pl.Schema(
    {
        "incident": pl.String(),
        "counts_whom": pl.String(),
        "unit": pl.String(),
        "claims": pl.UInt32(),
        "claims_counted": pl.UInt32(),
        "origin_count_low": pl.UInt32(),
        "origin_count_high": pl.UInt32(),
        "claimed_low": pl.Int64(),
        "claimed_low_most": pl.Int64(),
        "claimed_high": pl.Int64(),
        "is_open": pl.Boolean(),
        **_NAMED,
        "flagged": pl.UInt32(),
        "claim_ids": pl.String(),
    }
)
"""What is claimed of one incident, population and unit, beside the named people who surely are among those counted.

``claimed_low`` is the least that any counted claim allows, ``claimed_low_most`` the greatest "at least", ``claimed_high`` the most that any
says; ``is_open`` that some say no most."""

CLAIM_ORIGINS = pl.Schema(
    {
        "incident": pl.String,
        "counts_whom": pl.String,
        "unit": pl.String,
        "origin": pl.String,
        "is_unnamed": pl.Boolean,
        "claimed_low": pl.Int64,
        "claimed_low_most": pl.Int64,
        "claimed_high": pl.Int64,
        "is_open": pl.Boolean,
        "claim_ids": pl.String,
    }
)
"""What one origin claims of one incident, population and unit, over all claims that rest on it."""

DRIFT = pl.Schema(
    {
        "incident": pl.String,
        "earlier_id": pl.String,
        "later_id": pl.String,
        "relation": pl.String,
        "origin": pl.String,
        "changed": pl.String,
        "earlier": pl.String,
        "later": pl.String,
    }
)
"""Two claims on one word of which the later says something else; ``relation`` is superseded, same origin, or same number (a suspicion:
the later names nobody)."""

KEPT_SCHEMAS = {
    "mentions": MENTIONS,
    "values": VALUES,
    "readings": READINGS,
    "words": WORDS,
    "word_keys": WORD_KEYS,
    "taken_out": TAKEN_OUT,
    "rejects": REJECTS,
    "lists": LISTS,
    "column_map": COLUMN_MAP,
    "documents": DOCUMENTS,
    "citations": CITATIONS,
    "memberships": MEMBERSHIPS,
    "questions": QUESTIONS,
    "persons": PERSONS,
    "statements": STATEMENTS,
    "status_claims": STATUS_CLAIMS,
    "scores": SCORES,
    "judgements": JUDGEMENTS,
    "judged": JUDGED,
    "unapplied": UNAPPLIED,
    "disagreements": DISAGREEMENTS,
    "corrections": OBEYED_CORRECTIONS,
    "tombstones": TOMBSTONES,
    "reposts": REPOSTS,
    "suggested_reposts": SUGGESTED_REPOSTS,
    "issued": ISSUED,
    "history": HISTORY,
    "count_claims": COUNT_CLAIMS,
    "claim_rejects": REJECTS,
    "claim_files": CLAIM_FILES,
}
"""The columns of the tables that a run keeps, at least, by the name of the table."""
