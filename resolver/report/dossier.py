"""An Outcome and a person -> a dossier for the file: what links the mentions, every cell with its row and hash, for and against.

One account, told twice: as text and as a page that loads nothing. It says who reported what; it establishes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from resolver.model.constraints import DisjointSets
from resolver.outcome import Outcome
from resolver.report.cards import WORDS, Card, PairLine, Term
from resolver.report.desk import card_of, hidden_names
from resolver.report.method import method_of
from resolver.report.plain import BANNER, Explained, explanation_text
from resolver.report.shown import bits, chance, said
from resolver.report.terms import for_and_against, pair_line

_RULE = "-" * 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a dossier: sentences, then a table, then a text that keeps its lines; each may be empty."""

    title: str
    sentences: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that a run says of one person, in the order in which a lawyer asks for it."""

    banner: str
    card: Card
    sections: tuple[Section, ...]


def dossier_of(outcome: Outcome, person_id: str, explanation: Explained | None = None) -> Dossier:
    """Return the dossier of a person, by its id or that of a mention; with an explanation, that of a pair as well.

    Of somebody who is no casualty it holds the role and the counts only. Raises UnknownIdError when the run has no such person.

    >>> from resolver.pipeline import demo
    >>> [section.title for section in dossier_of(demo(), "M004").sections][:2]
    ['What is reported', 'What links the mentions']
    """
    card = card_of(outcome, person_id)
    public = outcome.options.get("profile") == "public"
    sections = [
        _reported(card),
        *_links(outcome, card),
        *_cells(outcome, card),
        *_files(outcome, card),
        *_nearest(outcome, card),
        *_asked(explanation),
        _judged(outcome, card),
        _model(outcome),
    ]
    return Dossier(banner="" if public else BANNER, card=card, sections=tuple(sections))


def dossier_text(dossier: Dossier) -> str:
    """Return a dossier as plain text."""
    card = dossier.card
    lines = [dossier.banner] if dossier.banner else []
    lines += [f"DOSSIER {card.person_id}   {card.name}" + (f"   ({card.latin})" if card.latin else "")]
    for section in dossier.sections:
        lines += ["", _RULE, section.title.upper(), _RULE, *section.sentences]
        lines += _as_text(section.heads, section.rows)
        lines += section.text.splitlines()
    return "\n".join(lines) + "\n"


def _as_text(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    widths = [min(40, max(len(row[at]) for row in (heads, *rows))) for at in range(len(heads))]
    for row in (heads, *rows):
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


# --- sections ---------------------------------------------------------------------------------------------------------


def _reported(card: Card) -> Section:
    rows = []
    for line in card.lines:
        parts = " | ".join(f"{part.value} {part.after}".rstrip() for part in line.parts)
        note = f"{'! ' if line.tone == 'conflict' else ''}{line.note}"
        rows.append((line.label, parts, note))
    former = f"Also cited as: {', '.join(card.former_ids)}." if card.former_ids else ""
    sentences = (f"{card.claim}.", f"{card.counting}. {card.certainty}".strip(), former)
    return Section(
        title="What is reported",
        sentences=tuple(one for one in sentences if one),
        heads=("field", "said, and by which mentions", "agreement"),
        rows=tuple(rows),
    )


def _links(outcome: Outcome, card: Card) -> Iterator[Section]:
    if len(card.mentions) < 2:
        return
    chain = link_chain(outcome, card.person_id)
    reached = {one for link in chain for one in (link.left_id, link.right_id)}
    left = [f"{one.mention_id} ({one.why})" for one in card.mentions if one.mention_id not in reached]
    sentences = ["The strongest pairs that together hold all mentions of this person, strongest first."]
    if left:
        sentences.append(f"Attached without a pair of their own: {', '.join(left)}.")
    yield Section(
        title="What links the mentions",
        sentences=tuple(sentences),
        heads=("pair", "probability", "bits", "for", "against"),
        rows=tuple(_link_row(one) for one in chain),
    )


def _link_row(one: PairLine) -> tuple[str, ...]:
    speaks_for, against = for_and_against(one.terms)
    pair = f"{one.left_id} – {one.right_id}"
    return pair, one.probability, bits(one.weight), _terms(speaks_for), _terms(against)


def _terms(terms: Sequence[Term]) -> str:
    return "; ".join(f"{one.label} {one.level} {bits(one.bits)}" for one in terms) or "nothing"


def link_chain(outcome: Outcome, person_id: str) -> list[PairLine]:
    """Return the strongest pairs that hold a person together: a tree over its mentions (Kruskal 1956), strongest first.

    >>> from resolver.pipeline import demo
    >>> run = demo()
    >>> len(link_chain(run, run.person("M004")["person_id"])) == run.person("M004")["mention_count"] - 1
    True
    """
    inside = outcome.pairs.filter(pl.col("is_linked") & (pl.col("left_person_id") == person_id))
    numbers: dict[str, int] = {}
    sets = DisjointSets()
    chain = []
    for pair in inside.sort("match_weight", "left_id", "right_id", descending=[True, False, False]).iter_rows(
        named=True
    ):
        one, other = (numbers.setdefault(pair[end], len(numbers)) for end in ("left_id", "right_id"))
        if sets.root(one) != sets.root(other):
            sets.join(one, other)
            chain.append(pair_line(pair))
    return chain


def _cells(outcome: Outcome, card: Card) -> Iterator[Section]:
    if not card.mentions:
        return
    hidden = hidden_names(outcome)
    own = outcome.statements.filter(pl.col("person_id") == card.person_id)
    told = own.filter(pl.col("field").is_in(list(WORDS))).iter_rows(named=True)
    rows = sorted((_cell_row(row, hidden.show(row["via"])) for row in told), key=lambda row: (row[0], row[4]))
    yield Section(
        title="Every cell",
        sentences=("As it stands in the file, letter for letter; * marks the value that is shown.",),
        heads=("field", "value", "mention", "document", "row", "via"),
        rows=tuple(rows),
    )


def _cell_row(row: Mapping[str, Any], via: str) -> tuple[str, ...]:
    shown = " *" if row["is_shown"] else ""
    sheet = f", sheet {said(row['sheet'])}" if row["sheet"] else ""
    return (
        WORDS[row["field"]],
        f"{said(row['original_value'])}{shown}",
        said(row["mention_id"]),
        said(row["document_id"]),
        f"{said(row['file'])}{sheet}, line {row['line']}",
        via,
    )


def _files(outcome: Outcome, card: Card) -> Iterator[Section]:
    if not card.mentions:
        return
    files = outcome.statements.filter(pl.col("person_id") == card.person_id)["file"].unique()
    rows = (
        outcome.lists.filter(pl.col("file").is_in(files.implode()))
        .select("file", "sha256")
        .unique()
        .sort("file")
    )
    yield Section(
        title="The files, and the hashes by which they are known again",
        heads=("file", "sha256"),
        rows=tuple((said(file), said(sha256)) for file, sha256 in rows.iter_rows()),
    )


def _nearest(outcome: Outcome, card: Card) -> Iterator[Section]:
    title = "The nearest person who was kept apart"
    if card.apart:
        best = card.apart[0]
        row = (best.other_person, *_link_row(best))
        yield Section(
            title=title, heads=("person", "pair", "probability", "bits", "for", "against"), rows=(row,)
        )
        return
    person = outcome.persons.filter(pl.col("person_id") == card.person_id).row(0, named=True)
    nearest = person["nearest_other_person"]
    told = f"{nearest}, {chance(person['nearest_other_probability'])}" if nearest else "None came near."
    yield Section(title=title, sentences=(told,))


def _asked(explanation: Explained | None) -> Iterator[Section]:
    if explanation is not None:
        title = f"{said(explanation.left_id)} and {said(explanation.right_id)}"
        yield Section(title=title, text=explanation_text(explanation))


def _judged(outcome: Outcome, card: Card) -> Section:
    member = outcome.memberships
    own = set(member.filter(pl.col("person_id") == card.person_id)["row"])
    rows = [
        (
            said(row["judgement_id"]),
            said(row["judge"]),
            said(row["judged_at"]),
            f"{said(row['left_id'])} – {said(row['right_id'])}",
            said(row["verdict"]),
            said(row["reason"]) if card.mentions else "",
        )
        for row in outcome.judged.iter_rows(named=True)
        if own & {row["left"], row["right"]}
    ]
    asked = f"{card.question_count} open questions touch this person." if card.question_count else ""
    told = "" if rows else "Nobody judged a pair with a mention of this person."
    return Section(
        title="Judged by people",
        sentences=tuple(one for one in (told, asked) if one),
        heads=("judgement", "judge", "when", "pair", "verdict", "reason"),
        rows=tuple(rows),
    )


def _model(outcome: Outcome) -> Section:
    method = method_of(outcome)
    return Section(
        title="How this was worked out",
        sentences=(
            f"resolver {method.version}, rules {method.rules_sha256}, model {method.model_id}.",
            f"Linked from {method.link_threshold}, asked about from {method.review_threshold}; prior 1 in {method.prior}.",
            f"A wrong merge is taken to cost {method.cost_ratio} times a missed one.",
            f"About the chances: {method.fitted}",
            "This dossier says who reported what. It does not establish that anybody died.",
        ),
    )
