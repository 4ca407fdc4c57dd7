"""Cards and explanations -> plain text for a terminal: ``resolver show`` and ``resolver explain``."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from resolver.model.weights import Share
from resolver.names.readings import Reading
from resolver.outcome import Outcome
from resolver.report.cards import Card, MentionLine
from resolver.report.desk import card_of, is_internal
from resolver.report.shown import bits, chance, number, said

BANNER = "INTERNAL - contains unpublished material: not for publication as it stands"
_WIDTH = 110
_LABEL = 12
_RULE = "-" * _WIDTH
_VALUES = {"birth": ("birth_date", "age"), "scope": ("incident",)}


class Explained(Protocol):
    """What an explanation of a pair must offer; ``Explanation`` of ``resolver.run`` does."""

    @property
    def left_id(self) -> str:
        """Return the id of the left mention."""

    @property
    def right_id(self) -> str:
        """Return the id of the right mention."""

    @property
    def left_name(self) -> str | None:
        """Return the left name as shown."""

    @property
    def right_name(self) -> str | None:
        """Return the right name as shown."""

    @property
    def left_reading(self) -> Reading | None:
        """Return the reading of the left name that was compared."""

    @property
    def right_reading(self) -> Reading | None:
        """Return the reading of the right name that was compared."""

    @property
    def prior_bits(self) -> float:
        """Return the share of the prior."""

    @property
    def relatives_bits(self) -> float:
        """Return the share that relatives take off."""

    @property
    def calibration_bits(self) -> float:
        """Return what answers about other pairs took off or added."""

    @property
    def shares(self) -> tuple[Share, ...]:
        """Return one share per comparison."""

    @property
    def match_weight(self) -> float:
        """Return the sum of all shares in bits."""

    @property
    def match_probability(self) -> float:
        """Return the match weight as a probability."""

    @property
    def namesakes(self) -> float:
        """Return how many others of that name are expected."""

    @property
    def rule(self) -> str | None:
        """Return the blocking rule that brought the pair together."""

    @property
    def decision(self) -> str:
        """Return what became of the pair."""

    @property
    def values(self) -> Mapping[str, tuple[str | None, str | None]]:
        """Return the values as written, left and right, by field."""


# --- a person ---------------------------------------------------------------------------------------------------------


def person_text(outcome: Outcome, person_id: str) -> str:
    """Return the card of a person as plain text. Takes the id of a person, a former id or the id of a mention.

    Raises UnknownIdError when the run has no such person.

    >>> from resolver.pipeline import demo
    >>> print(person_text(demo(), "M058").splitlines()[0])
    P-VCW9CP   Руслан   (Ruslan)
    """
    card = card_of(outcome, person_id)
    lines = [BANNER] if is_internal(outcome) else []
    return "\n".join([*lines, *_card_lines(card)]) + "\n"


def _card_lines(card: Card) -> Iterator[str]:
    latin = f"   ({card.latin})" if card.latin and card.latin != card.name else ""
    former = f"   also cited as: {', '.join(card.former_ids)}" if card.former_ids else ""
    yield f"{card.person_id}   {card.name}{latin}{former}"
    claim, _, rest = card.claim.partition(" · ")
    yield f"{claim.upper()} · {rest}"
    yield f"{card.counting}." + (f"  {card.certainty}" if card.certainty else "")
    if card.lines:
        yield _RULE
    for line in card.lines:
        parts = " | ".join(f"{part.value} {part.after}".rstrip() for part in line.parts)
        note = f"  [{line.note}]" if line.note else ""
        yield from _labelled(line.label, f"{'! ' if line.tone == 'conflict' else ''}{parts}{note}")
    if card.mentions:
        yield _RULE
    for at, mention in enumerate(card.mentions):
        yield from _labelled("" if at else "mentions", _mention(mention))


def _mention(mention: MentionLine) -> str:
    values = "; ".join(f"{word} {value}" for word, value in mention.said)
    documents = " + ".join(f"{one.text} {one.href}" if one.href else one.text for one in mention.documents)
    why = f"  [{mention.why}]" if mention.why else ""
    name = f"“{mention.name}”" + (f" ({values})" if values else "")
    return f"{mention.mention_id}  {name}  {documents}  {mention.place}{why}"


def _labelled(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        width=_WIDTH,
        initial_indent=f"{label:<{_LABEL}}",
        subsequent_indent=" " * _LABEL,
        break_long_words=False,
        break_on_hyphens=False,
    )


# --- a pair -----------------------------------------------------------------------------------------------------------


def explanation_text(explanation: Explained) -> str:
    """Return why two mentions are, or are not, one person: a sum in words, one line per comparison.

    >>> from resolver.pipeline import demo
    >>> text = explanation_text(demo().explain("M004", "M006"))
    >>> "surname" in text and "probability" in text and "prior" in text
    True
    """
    return "\n".join([*_heads(explanation), "", *_sum(explanation), "", *_ending(explanation)]) + "\n"


def _heads(one: Explained) -> Iterator[str]:
    sides = (
        ("LEFT", one.left_id, one.left_name, one.left_reading),
        ("RIGHT", one.right_id, one.right_name, one.right_reading),
    )
    for side, mention_id, name, reading in sides:
        understood = f"   understood as: {_reading(reading)}" if reading is not None else ""
        yield f"{side:<6} {said(mention_id)}  {said(name) or '(unnamed)'}{understood}"
        document = one.values.get("document_id", (None, None))[side == "RIGHT"]
        if document:
            yield f"{'':<6} in document {said(document)}"


def _reading(reading: Reading) -> str:
    roles = (
        ("surname", reading.surname),
        ("given name", reading.given),
        ("father", reading.father),
        ("grandfather", reading.grandfather),
    )
    case = "" if reading.case == "nom" else f" (taken as {reading.case}.)"
    return ", ".join(f"{role} {said(word)}" for role, word in roles if word) + case


def _sum(one: Explained) -> Iterator[str]:
    yield _term(
        "prior",
        "before any comparison",
        one.prior_bits,
        f"1 in {number(2.0**-one.prior_bits)}",
    )
    spoken = [share for share in one.shares if share.level != "missing" or share.bits]
    for share in spoken:
        yield _term(
            share.comparison.replace("_", " "), share.level.replace("_", " "), share.bits, _basis(share, one)
        )
    if bits(one.relatives_bits) != "0":
        yield _term("relatives", "would look like this too", one.relatives_bits, "")
    if bits(one.calibration_bits) != "0":
        yield _term("calibration", "by answers about others", one.calibration_bits, "")
    silent = [
        share.comparison.replace("_", " ")
        for share in one.shares
        if share.level == "missing" and not share.bits
    ]
    yield f"{'':<38}{'-' * 8}"
    yield _term("total", "match weight in bits", one.match_weight, "")
    if silent:
        yield from textwrap.wrap(
            f"missing on a side, so they say nothing: {', '.join(silent)}",
            width=_WIDTH,
            subsequent_indent="  ",
        )


def _term(label: str, level: str, value: float, basis: str) -> str:
    side = "for" if value > 0.05 else "against" if value < -0.05 else ""
    return f"{label:<15}{level:<25}{bits(value):>6}  {side:<8}{basis}".rstrip()


def _basis(share: Share, one: Explained) -> str:
    chances = f"m {_chance(share.m)}, u {_chance(share.u)}"
    columns: Sequence[str] = _VALUES.get(share.comparison, (share.comparison,))
    values = [one.values[name] for name in columns if name in one.values and any(one.values[name])]
    sides = [" / ".join(said(value[side]) for value in values if value[side]) or "-" for side in (0, 1)]
    return f"{chances}   {sides[0]} | {sides[1]}" if values else chances


def _chance(value: float) -> str:
    return f"{value:.2g}".removeprefix("0") if value >= 0.0001 else f"{value:.1e}"


def _ending(one: Explained) -> Iterator[str]:
    yield f"probability         {chance(one.match_probability)}"
    if not any(share.comparison == "surname" and share.level == "different" for share in one.shares):
        expected = "other people of the agreed name expected among those the pair could be about"
        yield f"namesakes           {number(one.namesakes)} {expected}"
    rule = f"rule “{said(one.rule)}”" if one.rule else "no blocking rule: compared now, on request"
    yield f"brought together by {rule}"
    yield f"decision            {said(one.decision)}"
