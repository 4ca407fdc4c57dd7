"""An Outcome -> the two JSON blocks of the people of a page: what the list needs at once, and what a card needs when it is opened.

A text that may stand on several cards stands in a block once, and is told by its number; one that hardly does is written out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from markupsafe import Markup

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.outcome import Outcome
from resolver.report.cards import NOTHING_MORE, UNNAMED, WORDS, Embed
from resolver.report.desk import ALONE, LEAST_CERTAIN, claim_of, counting_of, further_doubts, in_order
from resolver.report.embed import as_script
from resolver.report.everyone.laid import Batch, Shared, batches_of, shared_by
from resolver.report.everyone.lines import LABELS, lines_of
from resolver.report.everyone.mentions import SAID, mentions_of
from resolver.report.everyone.numbered import Numbered, Texts, key
from resolver.report.everyone.pairs import collect_pairs
from resolver.report.everyone.words import (
    each_number,
    each_row,
    joined,
    json_text,
    pieces_of,
    said_each,
    spelling_in,
)
from resolver.report.shown import chance, short_interval

_HEAD, _LINES, _MENTIONS, _LINKS, _APART = range(5)
_PIECE = 100_000
"""So many texts of a page are put into one piece of it."""
_FURTHER, _DOCUMENTS, _LAST = 1 << 12, 1 << 16, 1 << 23
"""Slots of a mention after those of its fields: cells that were asked for besides, documents, where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The blocks of a page by name, each in pieces: what a card needs when it is opened, then what the list of people needs at once.

    They are most of a page, and so are made as they are taken: one after the other, each to its end. ``mentions_left_out`` are those
    that find no room on cards.
    """

    blocks: Iterable[tuple[str, Iterable[Markup]]]
    card_count: int
    statuses: frozenset[str]
    mentions_left_out: int


def blocks_of(outcome: Outcome, *, embed: Embed = NOTHING_MORE, most_mentions: int) -> Blocks:
    """Return the blocks of all casualties, in the order of their names in Latin letters.

    Beyond ``most_mentions`` the mentions of further people are left to the files.
    """
    persons = outcome.persons if embed.others else outcome.persons.filter(pl.col("role") == "casualty")
    members = outcome.memberships.group_by("person_id").agg(count=pl.len())
    ordered = in_order(persons).join(members, on="person_id", how="left", maintain_order="left")
    counts = ordered["count"].fill_null(0)
    fits = _fitting(counts, most_mentions)
    return Blocks(
        blocks=_made(
            outcome, ordered.drop("count").with_columns(fits=fits), shared_by(outcome, persons, embed)
        ),
        card_count=persons.height,
        statuses=frozenset(persons["status"].unique()),
        mentions_left_out=int(counts.filter(~fits).sum()),
    )


def _fitting(counts: pl.Series, room: int) -> pl.Series:
    """Return whose mentions find room, first come first served."""
    fits = []
    for count in counts:
        fits.append(count <= room)
        room -= count if count <= room else 0
    return pl.Series(fits, dtype=pl.Boolean)


def _made(outcome: Outcome, persons: pl.DataFrame, shared: Shared) -> Iterator[tuple[str, Iterator[Markup]]]:
    """Yield the blocks; the list of people is put together while their cards are made."""
    people, texts = _People(), Texts()

    def cards() -> Iterator[str]:
        for batch in batches_of(outcome, persons, shared):
            people.add(batch)
            yield _cards(batch, shared, texts).str.join(",").item()

    yield "cards", _block(rows=cards(), texts=_pieces_of(texts))
    yield "people", _block(**people.columns, texts=_pieces_of(people.texts))


def _block(**lists: Iterable[str]) -> Iterator[Markup]:
    """Yield a JSON object of lists in pieces; each list is given by pieces of it."""
    for place, (name, pieces) in enumerate(lists.items()):
        yield Markup(f'{"," if place else "{"}"{name}":[')
        for at, piece in enumerate(pieces):
            yield Markup(f",{piece}" if at else piece)
        yield Markup("]")
    yield Markup("}")


def _pieces_of(texts: Texts) -> Iterator[str]:
    """Yield the JSON of all texts of a page as they are known when they are asked for, so many at a time."""
    known = texts.in_order
    for at in range(0, len(known), _PIECE):
        yield json_text(known[at : at + _PIECE]).str.join(",").item()


def _cards(batch: Batch, shared: Shared, texts: Texts) -> pl.Series:
    """Return the JSON of each card of a batch."""
    numbered = Numbered(texts)
    persons = batch.persons.select("at", "former_ids").with_columns(_heads(batch))
    heads = [numbered.add(persons, pl.col(name), key(_HEAD, 0, slot)) for slot, name in enumerate(_HEADS)]
    lines = _Lines(batch, shared, numbered)
    is_fitting = pl.col("at").is_in(batch.persons.filter("fits")["at"].implode())
    mentions = _Mentions(batch, shared, numbered, is_fitting)
    links, apart = (
        collect_pairs(pairs.filter(is_fitting), batch.members, section, numbered)
        for section, pairs in ((_LINKS, batch.pairs), (_APART, batch.apart))
    )
    numbers = numbered.settle()
    parts = {
        "lines": lines.as_json(numbers),
        "mentions": mentions.as_json(numbers),
        "links": links.as_json(numbers),
        "apart": apart.as_json(numbers),
    }
    return _assembled(persons, [numbers[one] for one in heads], parts)


def _assembled(
    persons: pl.DataFrame, heads: Sequence[pl.Series], parts: Mapping[str, pl.DataFrame]
) -> pl.Series:
    """Return the JSON of each card: its former ids, its head, then its parts, empty where there is nothing to say."""
    of_card = persons.select("at", "former_ids")
    for name, part in parts.items():
        of_card = of_card.join(part.rename({"text": name}), on="at", how="left", maintain_order="left")
    former = each_distinct(of_card["former_ids"], lambda ids: _listed(ids.split()))
    sentence = "[[{}],{},{},{},[{}],[{}],[{}],[{}]]"
    cells = (pl.lit(former), *map(pl.lit, heads), *map(pl.col, parts))
    return of_card.select(filled(sentence, *(one.fill_null("") for one in cells))).to_series()


def _listed(ids: Sequence[str]) -> str:
    return ",".join(map(as_script, ids))


_HEADS = ("claim", "counting", "certainty")
_OF_CLAIM = (
    "status",
    "origins",
    "origin_count_high",
    "people_count",
    "mention_count",
    "document_count",
    "list_count",
)


def _heads(batch: Batch) -> list[pl.Series]:
    """Return what stands at the top of each card."""
    claims = each_row(batch.persons, _OF_CLAIM, lambda row: (claim_of(row),), ("claim",))
    counting = each_row(
        batch.persons, ("counted", "not_counted_because"), lambda row: (counting_of(row),), ("counting",)
    )
    weakest = batch.members.sort("at", "membership_probability", "row").group_by("at", maintain_order=True)
    several = weakest.agg(
        pl.col("mention_id").first(), pl.col("membership_probability").first(), count=pl.len()
    ).filter(pl.col("count") > 1)
    known = ("judged_by_hand", "doubts")
    told = several.join(batch.persons.select("at", *known), on="at", maintain_order="left")
    chances = each_number(told["membership_probability"], chance)
    sentence = filled(LEAST_CERTAIN, pl.lit(said_each(told["mention_id"])), pl.lit(chances), "further")
    certain = each_row(
        told, known, lambda row: (further_doubts(row["judged_by_hand"], row["doubts"]),), ("further",)
    ).select("at", certainty=sentence)
    of_all = batch.persons.select("at").join(certain, on="at", how="left", maintain_order="left")
    return [claims["claim"], counting["counting"], of_all["certainty"].fill_null(ALONE)]


class _Lines:
    """The lines of the cards of a batch, their texts collected."""

    def __init__(self, batch: Batch, shared: Shared, numbered: Numbered) -> None:
        found = lines_of(batch, shared)
        label = pl.col("kind").replace_strict(dict(enumerate(LABELS)), return_dtype=pl.String)
        self._heads = found.heads
        self._parts = found.parts.with_row_index("slot")
        kind, slot = pl.col("kind"), 3 + 2 * pl.col("slot")
        words = (label, pl.col("note"), pl.col("tone"))
        self._of_heads = [
            numbered.add(self._heads, one, key(_LINES, kind, place)) for place, one in enumerate(words)
        ]
        self._of_parts = [
            numbered.add(self._parts, pl.col(name), key(_LINES, kind, slot + place), is_own=name == "after")
            for place, name in enumerate(("value", "after"))
        ]

    def as_json(self, numbers: Sequence[pl.Series]) -> pl.DataFrame:
        """Return ``at`` and the JSON of the lines of each card."""
        cells = pl.concat_str([pl.lit(numbers[one]) for one in self._of_parts], separator=",")
        parts = joined(self._parts.select("at", "kind", parts=cells), ["at", "kind"], "parts")
        heads = self._heads.join(parts, on=["at", "kind"], how="left", maintain_order="left")
        first = [pl.lit(numbers[one]) for one in self._of_heads]
        text = filled("[{}]", pl.concat_str([*first, "parts"], separator=",", ignore_nulls=True))
        return joined(heads.select("at", text=text), ["at"], "text")


class _Mentions:
    """The mentions of the cards of a batch, their texts collected."""

    def __init__(self, batch: Batch, shared: Shared, numbered: Numbered, is_fitting: pl.Expr) -> None:
        self._rows = mentions_of(batch, shared).filter(is_fitting)
        self._cited = batch.cited.filter(is_fitting).with_row_index("slot")
        spoken = [name for name in SAID if self._rows[name].null_count() < self._rows.height]
        self._name = self._add(numbered, self._rows, pl.col("name"), 0, is_own=True)
        self._said = [
            self._add(numbered, self._rows, one, 1 + slot)
            for slot, one in enumerate(
                one for name in spoken for one in (_where_said(name, WORDS[name]), pl.col(name))
            )
        ]
        self._further = _further_of(self._rows, shared)
        self._of_further = [
            self._add(numbered, self._further, pl.col(name), _FURTHER + 2 * pl.col("slot") + place)
            for place, name in enumerate(("word", "cell"))
        ]
        self._links = [
            self._add(numbered, self._cited, pl.col(name), _DOCUMENTS + 2 * pl.col("slot") + place)
            for place, name in enumerate(("text", "href"))
        ]
        self._stands = [
            self._add(numbered, self._rows, pl.col(name), _LAST + place, is_own=name == "stands")
            for place, name in enumerate(("list_name", "stands", "why"))
        ]

    @staticmethod
    def _add(
        numbered: Numbered, table: pl.DataFrame, text: pl.Expr, slot: pl.Expr | int, *, is_own: bool = False
    ) -> int:
        return numbered.add(table, text, key(_MENTIONS, pl.col("item"), slot), is_own=is_own)

    def as_json(self, numbers: Sequence[pl.Series]) -> pl.DataFrame:
        """Return ``at`` and the JSON of the mentions of each card."""
        said_of = _with_commas([pl.lit(numbers[one]) for one in self._said])
        rows = self._rows.select("at", "item", "said_id", said=said_of)
        further = _joined(self._further, numbers, self._of_further, "further")
        links = _joined(self._cited, numbers, self._links, "links")
        for table in (further, links):
            rows = rows.join(table, on=["at", "item"], how="left", maintain_order="left")
        said_all = _with_commas([pl.when(pl.col("said") != "").then(pl.col("said")), pl.col("further")])
        text = filled(
            "[{},{},[{}],[{}],{},{},{}]",
            pl.lit(json_text(rows["said_id"])),
            pl.lit(numbers[self._name]),
            said_all,
            pl.col("links").fill_null(""),
            *(pl.lit(numbers[one]) for one in self._stands),
        )
        return joined(rows.select("at", text=text), ["at"], "text")


def _with_commas(cells: Sequence[pl.Expr]) -> pl.Expr:
    """Return cells one after another; silent ones are left out."""
    return pl.concat_str(cells, separator=",", ignore_nulls=True) if cells else pl.lit("")


def _where_said(name: str, word: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null()).then(pl.lit(word))


def _joined(
    table: pl.DataFrame, numbers: Sequence[pl.Series], columns: Sequence[int], name: str
) -> pl.DataFrame:
    cells = pl.concat_str([pl.lit(numbers[one]) for one in columns], separator=",")
    return joined(table.select("at", "item", cells.alias(name)), ["at", "item"], name)


def _further_of(rows: pl.DataFrame, shared: Shared) -> pl.DataFrame:
    """Return the cells of mentions that were asked for besides: notes, quotes, the user's own columns."""
    schema = {"at": pl.UInt32, "item": pl.UInt32, "slot": pl.UInt32, "word": pl.String, "cell": pl.String}
    cells = [
        (at, item, slot, word, cell)
        for at, item, row in (rows.select("at", "item", "row").iter_rows() if shared.further else ())
        for slot, (word, cell) in enumerate(shared.further.get(row, ()))
    ]
    return pl.DataFrame(cells, schema=schema, orient="row")


# --- the list ---------------------------------------------------------------------------------------------------------


class _People:
    """The rows of the list of all people: ``columns`` are pieces of the JSON of each, where texts are told by their numbers."""

    def __init__(self) -> None:
        self.texts = Texts()
        self.columns: dict[str, list[str]] = {"id": []}

    def add(self, batch: Batch) -> None:
        """Put the people of a batch at the end."""
        persons = batch.persons
        names, latin, find = _searched(batch)
        texts = (
            names,
            latin.set(latin == names, ""),
            *(
                _short_intervals(persons, *ends)
                for ends in (("born_low", "born_high"), ("died_low", "died_high"))
            ),
            said_each(persons["origin_place"]).fill_null(""),
            persons["status"],
            persons["counted"],
        )
        flat = pl.concat([one.alias("text") for one in texts])
        place, at = np.divmod(np.arange(len(flat), dtype=np.uint64), max(persons.height, 1))
        numbers = self.texts.number(flat, at * len(texts) + place)
        every = (
            json_text(persons["person_id"]),
            *(numbers.slice(first, persons.height) for first in range(0, len(flat), persons.height)),
            *(persons[name] for name in _NUMBERS),
            persons["conflicts"].is_not_null().cast(pl.UInt8),
            json_text(find),
        )
        for name, column in zip(_COLUMNS, every, strict=True):
            piece = column.cast(pl.String).fill_null("null").str.join(",").item()
            self.columns.setdefault(name, []).append(piece)


_NUMBERS = ("mention_count", "origin_count_low", "origin_count_high", "open_questions")
_COLUMNS = (
    "id",
    "name",
    "latin",
    "born",
    "died",
    "place",
    "status",
    "counted",
    "mentions",
    "low",
    "high",
    "questions",
    "conflict",
    "find",
)


def _short_intervals(persons: pl.DataFrame, low: str, high: str) -> pl.Series:
    """Return an interval of each person for a narrow column."""
    return each_row(persons, (low, high), lambda ends: (short_interval(*ends.values()),), ("short",))["short"]


def _searched(batch: Batch) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return the names of people, those in Latin letters, and what a search should find them by besides: spellings and ids."""
    persons = batch.persons.select(
        "at",
        "spellings",
        former=each_distinct(batch.persons["former_ids"], lambda ids: " ".join(ids.split())),
        name=said_each(batch.persons["shown_name"]).replace("", UNNAMED).fill_null(UNNAMED),
        latin=said_each(batch.persons["shown_name_latin"]).fill_null(""),
    )
    pieces = pieces_of(persons).filter(pl.col("piece") != "")
    others = (
        pieces.select("at", piece=said_each(pieces["piece"]))
        .join(persons, on="at", maintain_order="left")
        .with_columns(text=spelling_in("piece"))
        .filter(pl.col("text") != pl.col("name"), pl.col("text") != pl.col("latin"))
    )
    spelt = joined(others.select("at", "text"), ["at"], "text", " ")
    ids = joined(batch.members.select("at", ids="said_id"), ["at"], "ids", " ")
    former = pl.when(pl.col("former") != "").then("former")
    found = persons.join(spelt, on="at", how="left").join(ids, on="at", how="left").sort("at")
    further = found.select(pl.concat_str("text", former, "ids", separator=" ", ignore_nulls=True))
    return persons["name"], persons["latin"], further.to_series()
