"""The report shows what was said by whom, loads nothing, and no text of a list can do anything in it."""

import base64
import dataclasses
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resolver.report
from resolver.errors import UnknownIdError
from resolver.outcome import Outcome
from resolver.packed import Packed
from resolver.pipeline import dedupe, demo
from resolver.report import (
    explanation_text,
    person_text,
    render_fragment,
    render_person,
    render_report,
    summarise,
)
from resolver.report.cards import Embed
from resolver.report.desk import make_cards
from resolver.report.embed import as_script
from resolver.report.everyone import blocks_of as people_blocks
from resolver.report.overlap import overlap_of
from resolver.report.questions import make_questions
from resolver.report.shown import HiddenNames, said
from resolver.run import Run

TEMPLATES = Path(resolver.report.__file__).parent / "templates"
NASTY = [
    "<script>alert(1)</script>",
    "</script><!-- <script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd()|' /C calc'!A0",
    "{{ 7 * 7 }} {% raw %}",
    "Ива\u202eнов\u2066 Пётр\u2028",
    "Д" * 10_000,
    "سالم خالد النموذجي",
]


@cache
def khusham() -> Run:
    """Return the worked example."""
    return demo()


@cache
def nasty() -> Run:
    """Return a run of names that would do harm if they could."""
    frame = pl.DataFrame(
        {
            "name": [*NASTY, "Пробова Тайна Скрытовна"],
            "role": [*["casualty"] * len(NASTY), "relative"],
            "status": ["killed"] * (len(NASTY) + 1),
            "origin_place": ["<b>Пробовск</b>"] * (len(NASTY) + 1),
            "url": [
                "javascript:alert(1)",
                "https://example.org/?q=<b>",
                *["data:text/html,x"] * (len(NASTY) - 1),
            ],
            "via": [
                "Пробова Тайна Скрытовна",
                "Outlet <- тайна пробова скрытовна",
                *[None] * (len(NASTY) - 1),
            ],
            "quote": ["тайная цитата"] * (len(NASTY) + 1),
            "note": ["тайная заметка"] * (len(NASTY) + 1),
            "identifiers": ["passport 4444 555666"] * (len(NASTY) + 1),
            "телефон вдовы": ["+7 000 111-22-33"] * (len(NASTY) + 1),
        }
    )
    return dedupe(frame)


class _Tags(HTMLParser):
    """Collects the elements of a page, and the text of each script."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._script: tuple[dict[str, str | None], list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self._script = (dict(attrs), [])

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.scripts.append((self._script[0], "".join(self._script[1])))
            self._script = None


def tags_of(page: str) -> _Tags:
    """Return the elements and scripts of a page."""
    parser = _Tags()
    parser.feed(page)
    return parser


def blocks_of(page: str) -> dict[str, Any]:
    """Return the JSON blocks of a page by their id."""
    scripts = tags_of(page).scripts
    return {str(attributes["id"]): json.loads(text) for attributes, text in scripts if "id" in attributes}


# --- what the page may do ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("run", [khusham, nasty])
def test_policy_allows_this_script_and_nothing_else(run: Any) -> None:
    """Policy allows this script and nothing else."""
    parsed = tags_of(render_report(run()))
    policy = next(str(found["content"]) for tag, found in parsed.elements if found.get("http-equiv"))
    code = next(text for attributes, text in parsed.scripts if not attributes)
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert f"script-src 'sha256-{digest}'" in policy
    assert 4 == len(parsed.scripts)


@pytest.mark.parametrize("run", [khusham, nasty])
def test_page_loads_nothing(run: Any) -> None:
    """Page loads nothing."""
    page = render_report(run())
    elements = tags_of(page).elements

    assert not [found for _, found in elements if {"src", "srcset", "action", "background"} & found.keys()]
    assert not [
        tag for tag, _ in elements if tag in ("link", "img", "iframe", "object", "embed", "base", "form")
    ]
    assert not [name for _, found in elements for name in found if name.startswith("on")]
    assert not re.search(r"@import|url\(", page)


def test_script_makes_elements_and_never_html() -> None:
    """Script makes elements and never html."""
    code = "".join(path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.js")))

    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|fetch|XMLHttp", code
    )
    assert "</" not in code
    assert code.isascii()


def test_links_are_safe_and_tell_nobody() -> None:
    """Links are safe and tell nobody."""
    for page in (
        render_person(khusham(), "M013"),
        render_person(nasty(), str(nasty().memberships["person_id"][0])),
    ):
        for _, found in (one for one in tags_of(page).elements if one[0] == "a"):
            assert "noopener noreferrer" == found["rel"]
            assert str(found["href"]).startswith(("https://", "http://"))
    texts = blocks_of(render_report(nasty()))["data-cards"]["texts"]

    assert not [text for text in texts if text.startswith(("javascript:", "data:"))]


# --- what a name may do -----------------------------------------------------------------------------------------------


def test_nasty_names_stay_text() -> None:
    """Nasty names stay text."""
    page = render_report(nasty())
    people = blocks_of(page)["data-people"]
    names = [people["texts"][number] for number in people["name"]]

    assert "<script>alert" not in page
    assert "onerror=alert" not in re.sub(
        r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL
    )
    assert "<script>alert(1)</script>" in " ".join(names)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    assert max(map(len, names)) < 300


def test_nasty_names_stay_text_in_fragments() -> None:
    """Nasty names stay text in fragments."""
    people = nasty().persons.filter(pl.col("role") == "casualty")["person_id"]
    for page in (render_fragment(nasty()), *(render_person(nasty(), one) for one in people)):
        assert not {"script", "img", "b"} & {tag for tag, _ in tags_of(page).elements}
        assert "49" not in re.findall(r"\b49\b", page)
        assert len(page) < 20_000


def test_plain_text_moves_no_cursor() -> None:
    """Plain text moves no cursor."""
    for one in nasty().persons["person_id"]:
        text = person_text(nasty(), one)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@given(st.text(max_size=60))
def test_any_text_survives_its_way_into_a_page(text: str) -> None:
    """Any text survives its way into a page."""
    text = text.encode("utf-8", "ignore").decode()
    script = as_script({"text": text})

    assert not set("<>&\u2028\u2029") & set(script)
    assert text == json.loads(script)["text"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_shown_text_is_one_harmless_line(text: str) -> None:
    """Shown text is one harmless line."""
    shown = said(text)

    assert shown == " ".join(shown.split())
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", shown)
    assert len(shown) < 270


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1), min_size=2, max_size=2)
)
def test_any_name_leaves_the_page_whole(names: list[str]) -> None:
    """Any name leaves the page whole."""
    run = khusham()
    shown = pl.Series([*names, *run.persons["shown_name"][2:]])
    page = render_report(dataclasses.replace(run, persons=run.persons.with_columns(shown_name=shown)))

    assert 4 == len(tags_of(page).scripts)
    assert 15 == len(blocks_of(page)["data-people"]["id"])


# --- what stays out ---------------------------------------------------------------------------------------------------


def everything_rendered(run: Run) -> str:
    """Return all that a reader could be shown of a run."""
    people = run.persons["person_id"]
    cards = [render_person(run, one) + person_text(run, one) for one in people]
    return "\n".join([render_report(run), render_fragment(run), *cards])


def test_only_casualties_are_named() -> None:
    """Only casualties are named."""
    others = khusham().persons.filter(pl.col("role") != "casualty")["shown_name"].to_list()
    everything = everything_rendered(khusham())

    assert others
    assert not [name for name in others if name in everything]
    assert "name hidden, role: source" in everything
    assert "5 people named in a role other than casualty" in everything


def test_notes_quotes_identifiers_and_own_columns_stay_out() -> None:
    """Notes quotes identifiers and own columns stay out."""
    everything = everything_rendered(nasty())

    assert not re.search("тайная|скрытовна|4444|111-22-33", everything, flags=re.IGNORECASE)


def test_notes_columns_and_others_are_embedded_when_asked() -> None:
    """Notes, columns and others are embedded when asked, each by itself; identifiers never."""
    notes, columns, others = (
        render_report(nasty(), embed=Embed(**{name: True})) for name in ("notes", "columns", "others")
    )

    assert ["тайная заметка" in page for page in (notes, columns, others)] == [True, False, False]
    assert ["111-22-33" in page for page in (notes, columns, others)] == [False, True, False]
    assert ["Скрытовна" in page for page in (notes, columns, others)] == [False, False, True]
    assert not any("4444" in page for page in (notes, columns, others))


def test_pairs_of_a_card_add_up() -> None:
    """Pairs of a card add up to their weight, the weakest first, and no pair stands twice."""
    for card in make_cards(khusham()):
        for pair in (*card.links, *card.apart):
            assert abs(sum(term.bits for term in pair.terms) - pair.weight) < 0.1
        assert len(card.links) == len({(pair.left_id, pair.right_id) for pair in card.links})
        assert not {pair.other_person for pair in card.apart} & {card.person_id, ""}


def test_overlap_counts_each_person_once_per_combination() -> None:
    """Overlap counts each person once per combination of lists, and the diagonal holds whole lists."""
    names = ["Косотуров Игорь", "Макетов Олег", "Igor Kosoturov"]
    frame = pl.DataFrame(
        {"name": names, "incident": ["battle"] * 3, "list_id": ["a", "a", "b"], "status": ["killed"] * 3}
    )
    found = overlap_of(dedupe(frame))

    assert {("a", "b"): 1, ("a",): 1} == {one.lists: one.people for one in found.combinations}
    assert ((2, 1), (1, 1)) == found.shared
    assert (1, 0) == found.alone


def test_rejected_rows_show_where_and_why_but_not_what() -> None:
    """Rejected rows show where and why but not what."""
    rejects = pl.DataFrame(
        {
            "file": ["a.csv"],
            "sheet": [None],
            "line": [7],
            "reason": ["no name"],
            "row_as_it_was": ["тайная строка"],
        },
        schema=khusham().rejects.schema,
    )
    page = render_report(dataclasses.replace(khusham(), rejects=rejects))

    assert "a.csv" in page
    assert "no name" in page
    assert "тайная" not in page


def test_hidden_names_are_found_in_any_order_and_no_others() -> None:
    """Hidden names are found in any order and no others."""
    hidden = HiddenNames([("Проба Тестова", "relative"), ("Тест", "source")])

    assert "name hidden, role: relative" == hidden.show("тестова, ПРОБА (вдова)")
    assert "name hidden, role: source" == hidden.show("Тест")
    assert "Проба Иванова" == hidden.show("Проба Иванова")


# --- what it says -----------------------------------------------------------------------------------------------------


def test_summary_stands_at_the_top_as_it_is() -> None:
    """Summary stands at the top as it is."""
    page = render_report(khusham())
    pre = re.search(r"<pre[^>]*>(.*?)</pre>", page, flags=re.DOTALL)

    assert pre is not None
    assert summarise(khusham()).strip() == pre[1].replace("&#34;", '"').replace("&#39;", "'").strip()
    assert page.index("<pre") < page.index('id="people"')


def test_banner_unless_made_from_the_public_profile() -> None:
    """Banner unless made from the public profile."""
    public = dataclasses.replace(khusham(), options={**khusham().options, "profile": "public"})
    for run in (khusham(), public):
        pages = (
            render_report(run),
            render_fragment(run),
            render_person(run, "M004"),
            person_text(run, "M004"),
        )
        assert [run is khusham()] * 4 == ["INTERNAL" in page for page in pages]


def test_never_a_finding_of_our_own() -> None:
    """Never a finding of our own."""
    everything = everything_rendered(khusham()).casefold()

    assert "vict" + "im" not in everything
    assert not re.search(r"\b(is|are|was) (dead|killed)\b", everything)
    assert "reported killed" in everything


def test_same_outcome_same_bytes() -> None:
    """Same outcome same bytes."""
    again = demo()

    assert render_report(khusham()) == render_report(again)
    assert render_fragment(khusham()) == render_fragment(again)


def test_card_says_who_said_what() -> None:
    """Card says who said what."""
    card = next(
        make_cards(khusham(), [khusham().memberships.filter(pl.col("mention_id") == "M095a")["person_id"][0]])
    )
    lines = {line.label: line for line in card.lines}

    assert "conflict" == lines["died"].tone
    assert ["2018-02-07", "2018-03-07"] == [part.value for part in lines["died"].parts]
    assert "(M095b)" in [part.after for part in lines["said by"].parts]
    assert card.has_conflict
    assert all(one.href for mention in card.mentions for one in mention.documents)
    assert all(mention.place.startswith("mentions.csv, line ") for mention in card.mentions)


def test_every_mention_of_a_casualty_is_on_one_card() -> None:
    """Every mention of a casualty is on one card."""
    casualties = khusham().persons.filter(pl.col("role") == "casualty")
    mentions = [mention.mention_id for card in make_cards(khusham()) for mention in card.mentions]

    assert len(mentions) == len(set(mentions)) == casualties["mention_count"].sum()


def test_mentions_that_do_not_fit_are_counted() -> None:
    """Mentions that do not fit are counted."""
    blocks = people_blocks(khusham(), most_mentions=10)
    shown = sum(len(row[5]) for row in json.loads("".join(dict(blocks.blocks)["cards"]))["rows"])

    assert 0 < shown <= 10
    assert shown + blocks.mentions_left_out == sum(len(card.mentions) for card in make_cards(khusham()))


def test_questions_show_both_sides_and_their_sum() -> None:
    """Questions show both sides and their sum."""
    questions = make_questions(khusham())

    assert len(questions) == khusham().questions.height
    for one in questions:
        total = sum(field.bits for field in one.fields if field.bits is not None)
        assert one.left.name
        assert one.right.name
        assert abs(total - one.weight) < 0.1


def test_a_run_of_nobody_has_a_page() -> None:
    """A run of nobody has a page."""
    run = khusham()
    empty = {
        name: getattr(run, name).clear()
        for name in ("persons", "memberships", "statements", "questions", "pairs")
    }
    scored = Packed.of([run.scores.clear()])
    page = render_report(dataclasses.replace(run, scored=scored, **empty))

    assert "no open question" in page
    assert not blocks_of(page)["data-people"]["id"]


# --- text for a terminal ----------------------------------------------------------------------------------------------


def test_person_text_by_any_id() -> None:
    """Person text by any id."""
    person_id = khusham().memberships.filter(pl.col("mention_id") == "M004")["person_id"][0]
    text = person_text(khusham(), "M004")

    assert text == person_text(khusham(), person_id)
    assert text.partition("\n")[2].startswith(f"{person_id}   ")
    assert "REPORTED KILLED · " in text
    for label in ("spellings", "born", "status", "said by", "mentions"):
        assert re.search(rf"^{label} ", text, flags=re.MULTILINE)


@pytest.mark.parametrize("render", [person_text, render_person])
def test_unknown_person_is_told(render: Any) -> None:
    """Unknown person is told."""
    with pytest.raises(UnknownIdError, match=r"persons\.csv"):
        render(khusham(), "P-NOBODY")


def test_explanation_names_every_share_and_adds_up() -> None:
    """Explanation names every share and adds up."""
    explanation = khusham().explain("M095a", "M097")
    text = explanation_text(explanation)
    added, _, _ = text.partition("\ntotal")
    terms = [float(found) for found in re.findall(r"^.{40} *([+-][\d.]+)", added, flags=re.MULTILINE)]

    for word in (
        "LEFT",
        "RIGHT",
        "prior",
        "total",
        "probability",
        "namesakes",
        "brought together by",
        "decision",
    ):
        assert word in text
    in_one_line = " ".join(text.split())
    for share in explanation.shares:
        assert share.comparison.replace("_", " ") in in_one_line
    assert abs(sum(terms) - explanation.match_weight) < 0.05 * (len(terms) + 1)


def test_an_outcome_without_verbs_is_enough() -> None:
    """An outcome without verbs is enough."""
    run = khusham()
    fields = {one.name: getattr(run, one.name) for one in dataclasses.fields(Outcome)}

    assert render_report(Outcome(**fields)) == render_report(run)
