"""Who said it first is shown as a tree: in words, as a nested list that loads nothing, and on the card."""

from html.parser import HTMLParser

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resolver
from resolver.report import render_report
from resolver.report.origins import Node
from resolver.run import Run
from resolver.values.via import Telling, graph_of


def _all(nodes: tuple[Node, ...]) -> list[Node]:
    return [one for node in nodes for one in (node, *_all(node.repeated_by))]


def _frame(via: list[str], publishers: list[str]) -> pl.DataFrame:
    count = len(via)
    return pl.DataFrame(
        {
            "mention_id": [f"m{at}" for at in range(count)],
            "document_id": [f"d{at}" for at in range(count)],
            "publisher": publishers,
            "name": ["Косотуров Игорь Тестович"] * count,
            "birth_date": ["1979-05-14"] * count,
            "via": via,
        }
    )


@pytest.fixture(scope="module")
def khusham() -> Run:
    """Return the run of the worked example."""
    return resolver.demo()


def test_every_document_stands_under_what_it_names(khusham: Run) -> None:
    """A chain through Reuters leads to whom Reuters names there, and to nobody else."""
    found = khusham.origins("M095a")
    certificate = next(one for one in found.origins if one.name.startswith("official"))

    assert ["Reuters", "The World"] == [one.name for one in _all(certificate.repeated_by)]
    assert "(M095b)" in str(found)


def test_nobody_who_is_no_casualty_is_named(khusham: Run) -> None:
    """The witness is shown by the role."""
    told = str(khusham.origins("M032"))

    assert "Averin" not in told
    assert "name hidden, role: source" in told
    assert "no origin named   not counted as independent" in told


def test_a_chain_that_ends_in_nothing_is_no_known_origin() -> None:
    """«CIT <- ?» stands there as CIT, with a word about it."""
    run = resolver.dedupe(_frame(["CIT <- ?", "CIT <- неизвестно", "widow"], ["a", "b", "c"]))
    found = run.origins("m0")

    assert (1, 2, "widow") == (found.low, found.high, run.persons["origins"][0])
    assert [("widow", ""), ("CIT", "nobody says from whom: not counted as independent")] == [
        (one.name, one.note) for one in found.origins
    ]


def test_what_a_hostile_list_names_is_shown_as_text() -> None:
    """A name is text in a notebook, whatever it holds."""
    html = resolver.dedupe(_frame(["<script>x</script>", ""], ["<b>p</b>", "q"])).origins("m0")._repr_html_()
    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.add(tag)  # type: ignore[method-assign]
    parser.feed(html)

    assert {"div", "p", "strong", "bdi", "code", "br", "ul", "li", "small"} >= tags


names = st.sampled_from(["CIT", "Reuters", "widow", "?", "Gazette"])
chains = st.lists(names, min_size=1, max_size=4).map(" <- ".join)
cells = st.lists(chains, max_size=2).map("; ".join)


@settings(max_examples=10)
@given(st.lists(cells, min_size=1, max_size=5), st.data())
def test_no_document_is_missing_from_the_tree(via: list[str], data: st.DataObject) -> None:
    """Whoever tells of a person stands in the tree, and there are as many trees as there may be origins."""
    publishers = [data.draw(names) for _ in via]
    run = resolver.dedupe(_frame(via, publishers))
    for person in run.persons.iter_rows(named=True):
        found = run.origins(person["person_id"])

        leaves = {one.note for one in _all(found.origins) if one.is_document}
        assert person["mention_ids"].split() == sorted(note.strip("()") for note in leaves)
        assert person["origin_count_high"] == len(found.origins)


@given(st.lists(st.tuples(names, names), max_size=12))
def test_the_shortest_way_to_every_root_is_found(links: list[tuple[str, str]]) -> None:
    """However citations run in circles, each root of a name has one way, and each way ends at a root."""
    graph = graph_of([Telling(cells=(f"{nearer} <- {further}",)) for nearer, further in links])

    for place in range(len(links)):
        for name in graph.ends[place]:
            ends = [way[-1] for way in graph.ways(name)]
            assert len(ends) == len(set(ends))
            assert set(ends) <= graph.roots(place)


def test_the_page_lists_suspected_reposts_and_what_to_do() -> None:
    """Each suggestion stands there with its reasons; the worked example has none, and no section."""
    frame = _frame([""] * 5, [f"outlet {at}" for at in range(5)]).with_columns(
        name=pl.Series(["Макетав Олег Тестович"] * 2 + ["Макетов Олег Тестович"] * 3),
        reported_date=pl.lit("2025-03-01"),
    )
    run = resolver.dedupe(frame, defaults={"status": "killed"})
    page = render_report(run)

    assert 1 == run.suggested_reposts.height
    assert run.suggested_reposts["suggestion_id"][0] in page
    assert "both write макетав where others write макетов" in page
    assert 'id="reposts"' not in render_report(resolver.dedupe(frame.head(1)))
