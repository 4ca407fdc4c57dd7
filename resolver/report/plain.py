"""Cards and explanations -> plain text for a terminal: ``resolver show`` and ``resolver explain``."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import polars as pl

from resolver.grounds import Grounds
from resolver.model.weights import Share
from resolver.names.readings import Reading
from resolver.outcome import Outcome
from resolver.report.cards import UNNAMED, Card, MentionLine, Term
from resolver.report.desk import card_of, is_internal
from resolver.report.shown import bits, chance, counted_words, interval, number, said, some
from resolver.report.terms import PRIOR, label_of

BANNER = "INTERNAL - contains unpublished material: not for publication as it stands"
_WIDTH = 110
_LABEL = 12
_RULE = "-" * _WIDTH
_VALUES = {
    "identifiers": ("wikidata",),
    "origin_place": ("origin_place", "origin_geonames"),
    "death_place": ("death_place", "death_geonames"),
    "birth": ("birth_date", "age"),
    "scope": ("incident",),
    "list": ("list_id",),
}


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
    def grounds(self) -> Grounds:
        """Return what brought the pair together, the path between the two, and what would change the decision."""

    @property
    def values(self) -> Mapping[str, tuple[str | None, str | None]]:
        """Return the values as written, left and right, by field."""


# --- a person ---------------------------------------------------------------------------------------------------------


def person_text(outcome: Outcome, person_id: str) -> str:
    """Return the card of a person as plain text. Takes the id of a person, a former id or the id of a mention.

    Raises UnknownIdError when the run has no such person.

    >>> from resolver.pipeline import demo
    >>> print(person_text(demo(), "M058").splitlines()[1])
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


def found_text(outcome: Outcome, found: pl.DataFrame) -> str:
    """Return the persons that a name may mean as text, likeliest first; ``found`` is what ``Run.find`` gives.

    Somebody who is no casualty is told by role, not by name.
    """
    roles = dict(outcome.persons.select("person_id", "role").iter_rows())
    lines = [BANNER] if is_internal(outcome) else []
    for row in found.iter_rows(named=True):
        role = roles[row["person_id"]]
        name, why = said(row["shown_name"]) or UNNAMED, said(row["why"])
        if role != "casualty":
            name, why = f"(name hidden, role: {role})", ""
        born = interval(row["born_low"], row["born_high"])
        told = f"   born {born}" if born else ""
        count = counted_words(row["mention_count"], "mention")
        lines.append(f"{chance(row['probability']):>7}  {row['person_id']}  {name}{told}   {count}")
        lines += [f"{'':<9}{why} ({said(row['mention_id'])})"] if why else []
    rest = 1 - float(found["probability"].sum())
    nobody = "nobody else here fits better" if found.height else "nobody here fits"
    return (
        "\n".join([*lines, f"{chance(max(rest, 0.0)):>7}  somebody else, or nobody on these lists: {nobody}"])
        + "\n"
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


def grounds_text(explanation: Explained) -> str:
    """Return what stands below the sum: namesakes, rule, decision, component, path, and what would flip it.

    >>> from resolver.pipeline import demo
    >>> grounds_text(demo().explain("M004", "M006")).splitlines()[0][:11]
    'probability'
    """
    return "\n".join(_ending(explanation))


def pair_terms(explanation: Explained) -> tuple[Term, ...]:
    """Return the parts of the weight of a pair that say something, in the order in which they are added.

    >>> from resolver.pipeline import demo
    >>> pair_terms(demo().explain("M004", "M006"))[0].label
    'before any comparison'
    """
    spoken = [share for share in explanation.shares if share.level != "missing" or share.bits]
    others = (
        ("relatives", "would look like this too", explanation.relatives_bits),
        ("calibration", "by answers about others", explanation.calibration_bits),
    )
    return (
        Term(label=PRIOR, level="prior", bits=explanation.prior_bits),
        *(
            Term(
                label=label_of(one.comparison),
                level=one.level.replace("_", " ") + _told_of_fellows(one),
                bits=one.bits,
            )
            for one in spoken
        ),
        *(Term(label=label, level=level, bits=value) for label, level, value in others if bits(value) != "0"),
    )


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
    case = "" if reading.case == "nom" else f" (taken as {reading.case}.)"
    return said(reading.told) + case


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
    chances = f"m {_chance(share.m)}, u {_chance(share.u)}{_told_of_fellows(share)}"
    columns: Sequence[str] = _VALUES.get(share.comparison, (share.comparison,))
    values = [one.values[name] for name in columns if name in one.values and any(one.values[name])]
    sides = [" / ".join(said(value[side]) for value in values if value[side]) or "-" for side in (0, 1)]
    return f"{chances}   {sides[0]} | {sides[1]}" if values else chances


def _told_of_fellows(share: Share) -> str:
    if not share.among_fellows:
        return ""
    further = ", or of that first name" if share.comparison in ("patronymic", "grandfather") else ""
    return f" (commoner among those of that day or place{further})"


def _chance(value: float) -> str:
    return f"{value:.2g}".removeprefix("0") if value >= 0.0001 else f"{value:.1e}"


def _ending(one: Explained) -> Iterator[str]:
    yield f"probability         {chance(one.match_probability)}"
    if not any(share.comparison == "surname" and share.level == "different" for share in one.shares):
        expected = "other people of the agreed name expected among those the pair could be about"
        yield f"namesakes           {number(one.namesakes)} {expected}"
    yield from _together(one)
    yield f"decision            {said(one.decision)}"
    yield from _judged(one.grounds)
    yield from _also_by(one)
    yield from _clustered(one.grounds)
    yield from _path(one.grounds)
    yield from _flips(one.grounds)


def _together(one: Explained) -> Iterator[str]:
    """Say which rule brought the two together, or why none did."""
    found = one.grounds
    if one.rule:
        yield f"brought together by rule “{said(one.rule)}”"
    elif not found.same_role:
        yield "brought together by no rule: one is a casualty and the other is not, or their roles differ; such rows are never compared"
    elif found.rules and found.is_scored:
        yield f"brought together by hanging together with the same mentions (a key in common by: {said(found.rules[0])})"
    elif found.rules:
        yield f"brought together by rule “{said(found.rules[0])}”, but the pair weighed so little that it was put away at once"
        if found.is_cut:
            yield f"{'':<20}(or its block was too large to be compared whole: see the blocking table)"
    else:
        yield "brought together by no blocking rule: compared now, on request"
        yield from _wrapped(
            "keys", f"in common: {_keys(found.shared)}; not in common: {_keys(found.not_shared)}"
        )


def _judged(found: Grounds) -> Iterator[str]:
    for place, told in enumerate(found.judged):
        yield f"{'' if place else 'judged by':<20}{said(told)}"


def _also_by(one: Explained) -> Iterator[str]:
    others = [said(name) for name in one.grounds.rules if name != one.rule]
    if one.rule and others:
        yield f"also found by       {some(others)}"


def _keys(keys: Sequence[str]) -> str:
    return ", ".join(key.replace("_", " ") for key in keys) or "none"


def _clustered(found: Grounds) -> Iterator[str]:
    if found.component:
        yield f"component           {found.component} mentions hang together; over all ways to cut them the two are one person with {chance(found.together)}"
    else:
        yield "component           the two hang together in no component: nothing but their own pair was weighed"


def _path(found: Grounds) -> Iterator[str]:
    if not found.path:
        yield "path                none through others: no chain of likely pairs leads from one to the other"
        return
    weakest = min(found.path, key=lambda step: step.match_weight)
    yield f"path                {len(found.path)} steps through other mentions, the weakest {chance(weakest.probability)}:"
    for step in found.path:
        yield (
            f"{'':<20}{said(step.left_id)} – {said(step.right_id)}  {chance(step.probability)} ({bits(step.match_weight)} bits)"
        )


_BECOMES = {"linked": "linked", "asked": "a question", "apart": "left apart"}


def _flips(found: Grounds) -> Iterator[str]:
    yield f"what would flip it  alone, this pair would be {_BECOMES[found.alone]}; any one of these would change that:"
    for flip in found.flips:
        yield (
            f"{'':<20}{flip.comparison.replace('_', ' ')} {flip.level.replace('_', ' ')}: {chance(flip.match_probability)}, {_BECOMES[flip.becomes]}"
        )
    yield f"{'':<20}a judgement: “same” and “different” are always obeyed"


def _wrapped(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, width=_WIDTH, initial_indent=f"{label:<20}", subsequent_indent=" " * 20, break_long_words=False
    )
