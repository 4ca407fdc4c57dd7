"""Cards: what a reader meets of one person, in words, before any layout: a row of the list and what stands behind it.

Notes, quotes and columns of the user's own stand on a card only when asked for (``Embed``); identifiers never.
"""

from dataclasses import dataclass

UNNAMED = "(unnamed)"
WORDS = {
    "name": "name",
    "birth_date": "born",
    "age": "age",
    "death_date": "died",
    "status": "status",
    "origin_place": "from",
    "death_place": "died at",
    "burial_place": "buried at",
    "unit": "unit",
    "rank": "rank",
    "affiliation": "affiliation",
    "callsign": "callsign",
    "sex": "sex",
    "incident": "incident",
    "group_size": "group of",
}
"""The fields that a card shows, and what it calls them. Identifiers are not among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One value on a card, in whatever script, and what stands behind it in ours."""

    value: str
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One line of a card. ``tone`` is agree, conflict, open or empty; ``note`` says it in words."""

    label: str
    parts: tuple[Part, ...]
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLink:
    """What a mention cites; ``href`` is None when there is no address that may safely be followed."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionLine:
    """One mention of a person: what it says, letter for letter, and where it stands."""

    mention_id: str
    name: str
    said: tuple[tuple[str, str], ...]
    documents: tuple[DocumentLink, ...]
    list_name: str
    place: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of the weight of a pair: what was compared, how well it agreed, and the bits that adds or takes."""

    label: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLine:
    """A pair of mentions as a card tells it; ``other_person`` is empty when both are mentions of this person.

    ``terms`` add up to ``weight``; ``silent`` are the comparisons that one of the two mentions says nothing about.
    """

    left_id: str
    right_id: str
    other_person: str
    probability: str
    weight: float
    namesakes: str
    rule: str
    terms: tuple[Term, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """What a page shows only when asked: notes and quotes, the user's own columns, people who are not casualties."""

    notes: bool = False
    columns: bool = False
    others: bool = False


NOTHING_MORE = Embed()
"""What a page embeds unless asked: none of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One person as the reader meets them: a row of the list and the card behind it."""

    person_id: str
    former_ids: tuple[str, ...]
    name: str
    latin: str
    spellings: tuple[str, ...]
    born: str
    died: str
    place: str
    status: str
    counted: str
    mention_count: int
    origins_low: int
    origins_high: int
    question_count: int
    has_conflict: bool
    claim: str
    counting: str
    certainty: str
    lines: tuple[CardLine, ...]
    mentions: tuple[MentionLine, ...]
    links: tuple[PairLine, ...] = ()
    apart: tuple[PairLine, ...] = ()

    @property
    def origins(self) -> str:
        """Return the range of origins as it stands in the list."""
        return (
            str(self.origins_low)
            if self.origins_low == self.origins_high
            else f"{self.origins_low}–{self.origins_high}"
        )
