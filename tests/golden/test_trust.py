"""Five tests from real life that decide whether the tool is trusted. All names are invented."""

from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.run import Run

CASES = Path(__file__).parent.parent / "cases"


def _run(name: str) -> Run:
    return resolver.dedupe(CASES / f"{name}.csv", defaults={"status": "killed"})


def _groups(run: Run) -> set[frozenset[str]]:
    return {frozenset(ids.split()) for ids in run.persons["mention_ids"]}


def _asked(run: Run) -> set[frozenset[str]]:
    ids = run.memberships["mention_id"]
    return {
        frozenset((ids[left], ids[right]))
        for left, right in run.questions.select("left", "right").iter_rows()
    }


def _counted(run: Run) -> dict[str, str]:
    return dict(run.persons.select("mention_ids", "counted").iter_rows())


def test_namesakes() -> None:
    """Born 1898, 1887 and unknown, dead on one day: two people, and the third row is queued with both."""
    run = _run("01_namesakes")

    assert {frozenset({"a1"}), frozenset({"a2"}), frozenset({"a3"})} == _groups(run)
    assert {frozenset({"a1", "a3"}), frozenset({"a2", "a3"})} == _asked(run)
    assert {"a1": "yes", "a2": "yes", "a3": "open"} == _counted(run)
    assert (2, 3) == (run.count.fewest, run.count.most)


def test_father_son_and_brother() -> None:
    """Three men of one family in one unit; the initials fit two of them and join nobody."""
    run = _run("02_father_son_brothers")

    assert {frozenset({one}) for one in ("b1", "b2", "b3", "b4")} == _groups(run)
    assert {frozenset({"b1", "b4"}), frozenset({"b2", "b4"})} <= _asked(run)
    assert frozenset({"b1", "b2"}) not in _asked(run)
    assert {"b1": "yes", "b2": "yes", "b3": "yes", "b4": "open"} == _counted(run)


def test_one_page_many() -> None:
    """One man twice on one page under two addresses; his namesake apart; both bare surnames open."""
    run = _run("03_one_page_many")

    assert {frozenset({"c1", "c2"}), frozenset({"c3"}), frozenset({"c4"}), frozenset({"c5"})} == _groups(run)
    assert {"c1 c2": "yes", "c3": "yes", "c4": "open", "c5": "open"} == _counted(run)
    assert 1 == run.person("c1")["document_count"]
    assert {frozenset({"c1", "c4"}), frozenset({"c3", "c4"})} <= _asked(run)


def test_unnamed() -> None:
    """Unnamed dead are never merged and never among the named; a child with a name is named."""
    run = _run("04_unnamed")
    unnamed = run.persons.filter(run.persons["not_counted_because"] == "unnamed")

    assert {frozenset({one}) for one in ("d1", "d2", "d3", "d4", "d5")} == _groups(run)
    assert 6 == unnamed["people_count"].sum()
    assert (1, 1) == (run.count.fewest, run.count.most)


def test_siblings_in_arabic() -> None:
    """سالم and سليم are two, born on one day; the Latin row with an initial is proposed to سالم, not linked by itself."""
    run = _run("05_gazetted_siblings_ar")

    assert {frozenset({one}) for one in ("e1", "e2", "e3")} == _groups(run)
    assert frozenset({"e1", "e3"}) in _asked(run)
    assert run.person("e1")["person_id"] == run.person("e3")["nearest_other_person"]


@pytest.mark.parametrize("name", ["01_namesakes", "02_father_son_brothers", "03_one_page_many"])
def test_the_order_of_rows_changes_nothing(name: str, tmp_path: Path) -> None:
    """Rows turned around give the same persons, ids and questions."""
    lines = (CASES / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    turned = tmp_path / f"{name}.csv"
    turned.write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")

    again = resolver.dedupe(turned, defaults={"status": "killed"})

    assert _run(name).persons.drop("list_count").rows() == again.persons.drop("list_count").rows()


def _twice(name: str, **cells: str) -> Run:
    return resolver.dedupe(pl.DataFrame([{"name": name, **cells}] * 2), defaults={"status": "killed"})


def test_a_rare_name_in_one_battle_links() -> None:
    """«Косотуров Игорь» twice among the few hundred of one battle is one man."""
    assert 1 == _twice("Косотуров Игорь", incident="battle").persons.height


def test_a_common_name_in_a_war_is_a_question() -> None:
    """«Иванов Сергей Петрович» twice in a war may be two of many: not linked, asked."""
    run = _twice("Иванов Сергей Петрович")

    assert (2, 1) == (run.persons.height, run.questions.height)


def test_a_bare_name_that_nobody_is_asked_about_is_told() -> None:
    """A given name alone, with nobody to ask about, is not certain; the summary says why the numbers part."""
    run = resolver.dedupe(
        pl.DataFrame({"name": ["Косотуров Игорь", "Руслан"]}), defaults={"status": "killed"}
    )

    assert (1, 2, 0) == (run.count.fewest, run.count.most, run.questions.height)
    assert "1 person is known by a surname or a given name alone" in run.summary()
