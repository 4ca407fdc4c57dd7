"""An Outcome -> HTML: the report page, a fragment for notebooks, the card of one person.

The report is one file that loads nothing: style, script and tables stand in it, and its content security policy forbids the rest.
Every text goes through autoescape or, as JSON, through ``embed``; links go through ``safe_href``.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, BinaryIO

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from resolver import claims
from resolver.outcome import Outcome
from resolver.report.cards import NOTHING_MORE, UNNAMED, Embed
from resolver.report.claims import MEANING, claims_of, picture_of
from resolver.report.desk import card_of, hidden_names, is_internal, left_out, make_cards
from resolver.report.dossier import Dossier
from resolver.report.embed import as_script, questions_block
from resolver.report.everyone import blocks_of
from resolver.report.method import method_of
from resolver.report.overlap import overlap_of, upset_of
from resolver.report.plain import BANNER, Explained, grounds_text, pair_terms
from resolver.report.questions import between_casualties, make_questions
from resolver.report.reposts import MOST_SHOWN, suggested_of
from resolver.report.shown import CLAIMS, bits, chance, counted_words, said
from resolver.report.summary import summarise
from resolver.report.svg import count_drawing, histogram, share_bar, weight_bar

MOST_MENTIONS = 250_000
"""How many mentions the cards of a page hold in all; beyond, the page says where the others stand."""

_FRAGMENT_PERSONS = 20
_MOST_REJECTS = 500
_EXAMPLE_FIELDS = (
    "birth_date",
    "age",
    "age_on",
    "death_date",
    "reported_date",
    "status",
    "role",
    "sex",
    "language",
)


def render_report(
    outcome: Outcome, *, embed: Embed = NOTHING_MORE, claimed: "claims.Reconciled | None" = None
) -> str:
    """Return report.html: one page that needs no network and gives the same bytes for the same outcome.

    ``embed`` puts notes, the user's own columns and people who are no casualties into it; by default they stay out. ``claimed`` are
    the count claims held beside the people, where that was done already.

    >>> from resolver.pipeline import demo
    >>> page = render_report(demo())
    >>> page.startswith("<!doctype html>"), "https://" in page.partition("<body>")[0]
    (True, False)
    """
    return "".join(_pieces(outcome, embed, claimed))


def write_report(
    outcome: Outcome,
    stream: BinaryIO,
    *,
    embed: Embed = NOTHING_MORE,
    claimed: "claims.Reconciled | None" = None,
) -> None:
    """Write report.html piece by piece, as UTF-8: the page of a long list would fill more memory than the run itself.

    >>> import io
    >>> from resolver.pipeline import demo
    >>> write_report(demo(), stream := io.BytesIO())
    >>> stream.getvalue().decode() == render_report(demo())
    True
    """
    stream.writelines(piece.encode() for piece in _pieces(outcome, embed, claimed))


def _pieces(outcome: Outcome, embed: Embed, claimed: "claims.Reconciled | None") -> Iterator[str]:
    script = _script()
    method = method_of(outcome)
    return _template("report.html.j2").generate(
        title=_title(outcome),
        banner=BANNER if is_internal(outcome) else "",
        policy=_policy(script),
        style=Markup(_asset("report.css")),
        script=script,
        summary=summarise(outcome),
        count=outcome.count,
        drawing=count_drawing(outcome.count),
        method=method,
        histogram=histogram(method.bins, method.thresholds) if method.bins else "",
        claims=claims_of(outcome, claimed),
        overlap=(overlap := overlap_of(outcome)),
        upset=upset_of(overlap),
        share_bar=share_bar,
        weight_bar=weight_bar,
        embed=embed,
        reposts=suggested_of(outcome, hidden_names(outcome)) if is_internal(outcome) else [],
        reposts_beyond=max(outcome.suggested_reposts.height - MOST_SHOWN, 0),
        **_people(outcome, embed),
        **_questions(outcome),
        **_read(outcome),
    )


def render_fragment(outcome: Outcome) -> str:
    """Return a small piece of HTML for a notebook: the summary and the first people.

    >>> from resolver.pipeline import demo
    >>> "certainly different people" in render_fragment(demo())
    True
    """
    cards = list(islice(make_cards(outcome), _FRAGMENT_PERSONS))
    total = outcome.persons.filter(pl.col("role") == "casualty").height
    return _template("fragment.html.j2").render(
        banner=BANNER if is_internal(outcome) else "",
        summary=summarise(outcome),
        cards=cards,
        more=total - len(cards),
        left_out=left_out(outcome),
    )


def render_person(outcome: Outcome, person_id: str) -> str:
    """Return the card of one person as a piece of HTML. Raises UnknownIdError when the run has no such person.

    >>> from resolver.pipeline import demo
    >>> "Reported killed" in render_person(demo(), "M058")
    True
    """
    card = card_of(outcome, person_id)
    return _template("person.html.j2").render(card=card, banner=BANNER if is_internal(outcome) else "")


def render_pair(pair: Explained) -> str:
    """Return why two mentions are what they are to each other as a piece of HTML: the sum with bars, then the grounds in words.

    >>> from resolver.pipeline import demo
    >>> "match weight" in render_pair(demo().explain("M004", "M006"))
    True
    """
    terms = pair_terms(pair)
    return _template("pair.html.j2").render(
        pair=pair,
        names=[said(name) or UNNAMED for name in (pair.left_name, pair.right_name)],
        rows=[
            (one, bits(one.bits), weight_bar(one.bits, max(abs(term.bits) for term in terms)))
            for one in terms
        ],
        total=bits(pair.match_weight),
        probability=chance(pair.match_probability),
        grounds=grounds_text(pair),
    )


def render_counts(found: "claims.Reconciled", outcome: Outcome) -> str:
    """Return count claims beside the named people as a piece of HTML for a notebook.

    >>> from resolver.pipeline import demo
    >>> "Told on, and changed" in render_counts((run := demo()).counts(), run)
    True
    """
    return _template("claims_fragment.html.j2").render(
        claims=claims_of(outcome, found), meaning=MEANING, banner=BANNER if is_internal(outcome) else ""
    )


def counts_picture(found: "claims.Reconciled", outcome: Outcome) -> str:
    """Return counts.svg: what is claimed of all incidents as a picture of its own.

    >>> from resolver.pipeline import demo
    >>> counts_picture((run := demo()).counts(), run).startswith('<svg class="claims"')
    True
    """
    view = claims_of(outcome, found)
    return str(picture_of(view)) if view else ""


def render_dossier(dossier: Dossier) -> str:
    """Return a dossier as a page that loads nothing and runs nothing.

    >>> from resolver.pipeline import demo
    >>> from resolver.report.dossier import dossier_of
    >>> "<script" in render_dossier(dossier_of(demo(), "M004"))
    False
    """
    return _template("dossier.html.j2").render(dossier=dossier, style=Markup(_asset("report.css")))


# --- parts of the page ------------------------------------------------------------------------------------------------


def _title(outcome: Outcome) -> str:
    titles = [
        said(title or list_id) for list_id, title in outcome.lists.select("list_id", "title").iter_rows()
    ]
    return titles[0] if len(titles) == 1 else f"The people of {counted_words(len(titles), 'list')}"


def _people(outcome: Outcome, embed: Embed) -> Mapping[str, Any]:
    blocks = blocks_of(outcome, embed=embed, most_mentions=MOST_MENTIONS)
    return {
        "everyone_json": blocks.blocks,
        "person_total": blocks.card_count,
        "mentions_left_out": blocks.mentions_left_out,
        "statuses": [(status, status.replace("_", " ")) for status in CLAIMS if status in blocks.statuses],
        "left_out": 0 if embed.others else left_out(outcome),
    }


def _questions(outcome: Outcome) -> Mapping[str, Any]:
    questions = make_questions(outcome)
    shown = between_casualties(outcome).height
    return {
        "questions_json": as_script({"run": run_key(outcome), **questions_block(questions)}),
        "question_total": len(questions),
        "questions_beyond": shown - len(questions),
        "questions_left_out": outcome.questions.height - shown,
    }


def run_key(outcome: Outcome) -> str:
    """Return a short name for exactly this run: answers given in a browser are kept under it.

    >>> from resolver.pipeline import demo
    >>> run_key(demo()) == run_key(demo())
    True
    """
    parts = [outcome.rulebook.sha256, outcome.model.model_id]
    parts += [text or "" for text in outcome.lists["sha256"]]
    parts += [
        f"{mention} {person}"
        for mention, person in outcome.memberships.select("mention_id", "person_id").rows()
    ]
    parts += outcome.questions["question_id"].to_list()
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _read(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "lists": [_said_values(row) for row in outcome.lists.iter_rows(named=True)],
        "columns": _columns(outcome.column_map),
        "blocking": outcome.blocking.to_dicts(),
        "rejects": [_reject(row) for row in outcome.rejects.head(_MOST_REJECTS).iter_rows(named=True)],
        "rejects_beyond": max(outcome.rejects.height - _MOST_REJECTS, 0),
        "reasons": _reasons(outcome.rejects),
    }


def _columns(column_map: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the column map; examples only of fields that name nobody, and none of the user's own columns."""
    return [
        {
            **_said_values(row),
            "example": said(row["example"]) if row["field"] in _EXAMPLE_FIELDS else "",
        }
        for row in column_map.iter_rows(named=True)
    ]


def _reject(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return where a rejected row stands and why; the row itself may hold anything and stays in rejects.csv."""
    return {
        name: said(row[name]) if isinstance(row[name], str) else row[name]
        for name in ("file", "sheet", "line", "reason")
    }


def _reasons(rejects: pl.DataFrame) -> Sequence[tuple[str, int]]:
    counts = rejects.group_by("reason").len().sort("len", "reason", descending=[True, False])
    return [(said(reason), count) for reason, count in counts.head(20).iter_rows()]


def _said_values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said(value) if isinstance(value, str) else value for name, value in row.items()}


# --- templates --------------------------------------------------------------------------------------------------------


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("resolver.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Nothing in our templates can be worked out ahead; looking for it takes a seventh of what compiling them does.
        optimized=False,
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _asset(name: str) -> str:
    text = files("resolver.report").joinpath("templates", name).read_text("utf-8")
    return "\n" + text.replace("\r\n", "\n").strip() + "\n"


_SCRIPTS = ("people.js", "card.js", "pairs.js", "review.js", "begin.js")
"""The parts of the one script of the page, in the order in which they run."""


@cache
def _script() -> Markup:
    return Markup('\n"use strict";\n(() => {' + "".join(map(_asset, _SCRIPTS)) + "})();\n")


def _policy(script: str) -> str:
    """Return a content security policy that lets this script run and nothing be loaded from anywhere."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
