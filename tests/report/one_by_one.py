"""Cards -> the two JSON blocks of a page, one card after the other: the straightforward form that pages are held against."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from resolver.report.cards import Card, CardLine, DocumentLink, MentionLine, PairLine
from resolver.report.embed import TextNumbers, as_script
from resolver.report.everyone import Blocks


def blocks_one_by_one(cards: Iterable[Card], *, most_mentions: int) -> Blocks:
    """Return the blocks of cards, taken one after another; beyond ``most_mentions`` mentions of further people are left to the files."""
    blocks = _CardBlocks(most_mentions=most_mentions)
    for card in cards:
        blocks.add(card)
    return Blocks(
        blocks=[("cards", [as_script(blocks.cards)]), ("people", [as_script(blocks.people)])],
        card_count=blocks.card_count,
        statuses=frozenset(blocks.statuses),
        mentions_left_out=blocks.mentions_left_out,
    )


class _CardBlocks:
    """Both blocks, filled card by card."""

    def __init__(self, *, most_mentions: int) -> None:
        self.statuses: set[str] = set()
        self.card_count = 0
        self.mentions_left_out = 0
        self._room = most_mentions
        self._texts = TextNumbers()
        self._columns: dict[str, list[Any]] = {}
        self._card_texts = TextNumbers()
        self._cards: list[list[Any]] = []

    def add(self, card: Card) -> None:
        """Put one more card at the end of the list."""
        self.card_count += 1
        self.statuses.add(card.status)
        for name, value in self._row(card).items():
            self._columns.setdefault(name, []).append(value)
        fits = len(card.mentions) <= self._room
        self._room -= len(card.mentions) if fits else 0
        self.mentions_left_out += 0 if fits else len(card.mentions)
        number = self._card_texts.number
        self._cards.append(
            [
                list(card.former_ids),
                number(card.claim),
                number(card.counting),
                number(card.certainty),
                [self._line(line) for line in card.lines],
                [self._mention(mention) for mention in card.mentions] if fits else [],
                self._pairs(card, card.links) if fits else [],
                self._pairs(card, card.apart) if fits else [],
            ]
        )

    @property
    def people(self) -> dict[str, Any]:
        """Return the list, column by column."""
        return {"id": [], **self._columns, "texts": self._texts.in_order}

    @property
    def cards(self) -> dict[str, Any]:
        """Return what stands behind the list, in its order."""
        return {"rows": self._cards, "texts": self._card_texts.in_order}

    def _row(self, card: Card) -> dict[str, Any]:
        number = self._texts.number
        return {
            "id": card.person_id,
            "name": number(card.name),
            "latin": number("" if card.latin == card.name else card.latin),
            "born": number(card.born),
            "died": number(card.died),
            "place": number(card.place),
            "status": number(card.status),
            "counted": number(card.counted),
            "mentions": card.mention_count,
            "low": card.origins_low,
            "high": card.origins_high,
            "questions": card.question_count,
            "conflict": int(card.has_conflict),
            "find": _further(card),
        }

    def _pairs(self, card: Card, pairs: Sequence[PairLine]) -> list[list[Any]]:
        """Return pairs of a card; its own mentions by their place on it, those of others by their ids."""
        places = {mention.mention_id: place for place, mention in enumerate(card.mentions)}
        number = self._card_texts.number
        return [
            [
                places[pair.left_id],
                [pair.right_id, pair.other_person] if pair.other_person else places[pair.right_id],
                number(pair.probability),
                round(pair.weight, 1),
                number(pair.namesakes),
                number(pair.rule),
                number(", ".join(pair.silent)),
                [
                    part
                    for term in pair.terms
                    for part in (number(term.label), number(term.level), round(term.bits, 1))
                ],
            ]
            for pair in pairs
        ]

    def _line(self, line: CardLine) -> list[int | str]:
        number = self._card_texts.number
        head = self._card_texts.all_of([line.label, line.note, line.tone])
        return [*head, *(told for part in line.parts for told in (number(part.value), part.after))]

    def _mention(self, one: MentionLine) -> list[Any]:
        texts = self._card_texts
        return [
            one.mention_id,
            one.name,
            texts.all_of(chain.from_iterable(one.said)),
            _links(one.documents, texts),
            texts.number(one.list_name),
            one.place,
            texts.number(one.why),
        ]


def _further(card: Card) -> str:
    """Return what a search should find a person by besides name and place: other spellings and ids."""
    spellings = [text.rpartition(" x")[0] for text in card.spellings]
    others = [text for text in spellings if text not in (card.name, card.latin)]
    return " ".join([*others, *card.former_ids, *(mention.mention_id for mention in card.mentions)])


def _links(documents: Sequence[DocumentLink], texts: TextNumbers) -> list[int]:
    return texts.all_of([text for link in documents for text in (link.text, link.href or "")])
