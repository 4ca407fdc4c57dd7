"""changes.csv and the ids: what became of every person, and where every id ever issued leads."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from resolver.model.published import Published, person_ids
from resolver.previous import Before, Comparison, Now, former_ids
from resolver.tables import ISSUED

Told = list[tuple[str, str, str | None, str | None]]


def compared(before: dict[str, str], now: dict[str, str], **more: object) -> Comparison:
    """Return two runs compared; every person of the earlier one was issued by it."""
    people = sorted(set(before.values()))
    rows = [
        {
            "person_id": one,
            "mention_id": min(m for m, p in before.items() if p == one),
            "stands_for": one,
            "run": 1,
        }
        for one in people
    ]
    earlier = Before(person_of=before, issued=pl.DataFrame(rows, schema=ISSUED), run=1)
    return Comparison(before=earlier, now=Now(person_of=now, **more))  # type: ignore[arg-type]


def told(comparison: Comparison) -> Told:
    """Return changes as rows."""
    return comparison.table().select("person_id", "change", "other_ids", "judgement_ids").rows()


def test_new_and_grown() -> None:
    """A person of new rows is new; one that gains rows has grown."""
    found = compared(
        {"m1": "P-A"}, {"m1": "P-A", "m2": "P-A", "m3": "P-C"}, came_from={"m2": "b.csv", "m3": "b.csv"}
    )

    assert [("P-A", "grown", None, None), ("P-C", "new", None, None)] == told(found)
    assert ["1 more row (b.csv)", "b.csv"] == found.table()["reason"].to_list()
    assert ["yes", "no"] == found.table()["was_published"].to_list()


def test_merged_names_the_judgement() -> None:
    """Both ids have a row, the judgement stands beside, and the id that went leads to the one that stays."""
    judged = [("m1", "m2", "same", "j-1"), ("m1", "m3", "same", "j-2")]
    found = compared(
        {"m1": "P-A", "m2": "P-B", "m3": "P-A"}, dict.fromkeys(("m1", "m2", "m3"), "P-A"), judged=judged
    )

    assert [("P-A", "merged", "P-B", "j-1"), ("P-B", "merged", "P-A", "j-1")] == told(found)
    assert {"P-A": "P-B"} == former_ids(found.issued())


def test_whoever_is_joined_through_others_is_joined_by_their_judgements() -> None:
    """Of three published persons two are judged one with the second: each of their rows names what joined it, none says that evidence did."""
    judged = [("m1", "m2", "same", "j-1"), ("m2", "m3", "same", "j-2")]
    now = dict.fromkeys(("m1", "m2", "m3", "m4"), "P-A")
    found = compared({"m1": "P-A", "m2": "P-B", "m3": "P-C", "m4": "P-D"}, now, judged=judged)

    assert [
        ("P-A", "merged", "P-B P-C P-D", "j-1 j-2"),
        ("P-B", "merged", "P-A", "j-1 j-2"),
        ("P-C", "merged", "P-A", "j-1 j-2"),
        ("P-D", "merged", "P-A", None),
    ] == told(found)
    assert [*["judged the same"] * 3, "the evidence says so now"] == found.table()["reason"].to_list()


def test_a_new_row_judged_one_with_two_joins_them() -> None:
    """The chain of judgements may lead over a row that nobody knew before."""
    judged = [("m1", "m9", "same", "j-1"), ("m2", "m9", "same", "j-2")]
    found = compared({"m1": "P-A", "m2": "P-B"}, dict.fromkeys(("m1", "m2", "m9"), "P-A"), judged=judged)

    assert {("P-A", "judged the same", "j-1 j-2"), ("P-B", "judged the same", "j-1 j-2")} == set(
        found.table()
        .filter(pl.col("change") == "merged")
        .select("person_id", "reason", "judgement_ids")
        .rows()
    )


def test_split_by_a_dispute_names_both_sides() -> None:
    """Who was judged one person and then two is split because people contradict one another, not because the last one won."""
    judged = [("m1", "m2", "same", "j-1"), ("m1", "m2", "different", "j-2")]
    found = compared({"m1": "P-A", "m2": "P-A"}, {"m1": "P-A", "m2": "P-N"}, judged=judged)

    assert [("P-A", "split", "P-N", "j-1 j-2"), ("P-N", "split", "P-A", "j-1 j-2")] == told(found)
    assert ["judgements contradict one another"] * 2 == found.table()["reason"].to_list()


def test_split_names_the_judgement() -> None:
    """The one who stays names the one who left, and the other way round."""
    found = compared(
        {"m1": "P-A", "m2": "P-A"}, {"m1": "P-A", "m2": "P-N"}, judged=[("m1", "m2", "different", "j-3")]
    )

    assert [("P-A", "split", "P-N", "j-3"), ("P-N", "split", "P-A", "j-3")] == told(found)


def test_withdrawn_in_whole_and_in_part() -> None:
    """Who has no row left is withdrawn; who lost one of two says so."""
    found = compared(
        {"m1": "P-A", "m2": "P-B", "m3": "P-B"},
        {"m3": "P-B"},
        gone_because={"m1": "not in version 2", "m2": "not in version 2"},
    )

    assert [("P-A", "withdrawn", None, None), ("P-B", "withdrawn", None, None)] == told(found)
    assert ["not in version 2: m1", "1 of 2 rows not in version 2: m2"] == found.table()["reason"].to_list()
    assert [("P-A", None), ("P-B", "P-B")] == found.issued().select("person_id", "stands_for").rows()


def test_a_proposal_is_told_once() -> None:
    """Two published persons that may be one are proposed in the run that finds them, not in every run after it."""
    before = {"m1": "P-A", "m2": "P-B"}
    first = compared(before, before, proposed=[("P-B", "P-A", 0.97, "likely")])
    again = Comparison(
        before=Before(person_of=before, issued=first.issued(), history=first.history(), run=2),
        now=Now(person_of=before, proposed=[("P-A", "P-B", 0.97, "likely")]),
    )

    assert [("P-A", "proposed_merge", "P-B", None)] == told(first)
    assert [] == told(again)


PEOPLE = st.lists(st.integers(0, 4), min_size=1, max_size=9)


@given(runs=st.lists(PEOPLE, min_size=1, max_size=5))
def test_ids_through_any_history(runs: list[list[int]]) -> None:
    """However people are joined, cut, withdrawn and brought back: no id is issued twice, and each one leads to one person or to none."""
    before = Before()
    for roots in runs:
        rows = {f"m{at}": root for at, root in enumerate(roots)}
        known = before.person_by_mention()
        mention_ids = sorted(rows)
        smallest = {
            root: min(at for at, one in enumerate(mention_ids) if rows[one] == root) for root in rows.values()
        }
        published = Published(
            person_of=[known.get(one) for one in mention_ids],
            issued=dict(before.issued.select("person_id", "mention_id").iter_rows()),
        )
        found = person_ids([smallest[rows[one]] for one in mention_ids], mention_ids, published)
        people = dict(zip(mention_ids, found, strict=True))
        returned = [one for one in people if one in before.buried]
        comparison = Comparison(before=before, now=Now(person_of=people, returned=returned))
        issued = comparison.issued()
        buried = {
            one: person for one, person in {**before.buried, **before.person_of}.items() if one not in people
        }

        assert len(set(smallest.values())) == len(set(found))
        assert set(before.issued["person_id"]) | set(found) == set(issued["person_id"])
        assert issued["person_id"].is_unique().all()
        assert set(issued["stands_for"].drop_nulls()) == set(found)

        before = Before(
            person_of=people, buried=buried, issued=issued, history=comparison.history(), run=before.run + 1
        )
