"""Which row is which when a list comes again: added to, replaced, sorted anew, numbered anew, corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.errors import UsageError
from resolver.previous import Carried, Kept, carry_on, confirm_losses, match_rows, retract
from resolver.previous.matching import own_id
from resolver.previous.versions import KNOWN
from resolver.rulebook import load_rulebook
from resolver.stages.read import Choices, ReadLists, column_words, read_frame
from resolver.stages.read.ids import mint

Row = Mapping[str, str | None]
WORDS = column_words(load_rulebook().table("columns.csv").write_csv().encode())


def lists_of(rows: Sequence[Row], list_id: str = "week") -> ReadLists:
    """Return rows as one list that was read."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in columns}, schema=dict.fromkeys(columns, pl.String)
    )
    return read_frame(frame, list_id, Choices(columns=WORDS))


def kept(rows: Sequence[Row], list_id: str = "week") -> Kept:
    """Return rows as an earlier run keeps them: each a person of its own."""
    lists = lists_of(rows, list_id)
    return Kept(lists=lists, person_of={one: f"P-{one}" for one in lists.mentions["mention_id"]})


def on(carried: Carried, before: Kept) -> Kept:
    """Return what the run after keeps."""
    people = {one: f"P-{one}" for one in carried.lists.mentions["mention_id"]} | dict(before.person_of)
    return Kept(lists=carried.lists, person_of=people, tombstones=carried.tombstones)


def person(number: int, **more: str) -> Row:
    """Return a row about somebody of whom a few things are known."""
    names = {
        "name": f"Тестов{'абвгдежзик'[number % 10] * (1 + number // 10)} Илья",
        "birth_date": f"1980-01-{number % 28 + 1:02d}",
    }
    return {**names, "origin_place": "Казань", "unit": f"в/ч {number}", **more}


ROWS = [person(number) for number in range(12)]


def ids(lists: ReadLists) -> set[str]:
    """Return the ids of mentions."""
    return set(lists.mentions["mention_id"])


@given(order=st.permutations(range(12)), numbered=st.booleans())
def test_a_version_that_is_only_sorted_anew_changes_nothing(order: list[int], numbered: bool) -> None:
    """Rows in another order are the same rows: no tombstone, no new id, with ids of the list's own or without."""
    rows = [{**row, **({"id": str(at)} if numbered else {})} for at, row in enumerate(ROWS)]
    before = kept(rows)

    after = carry_on(before, lists_of([rows[at] for at in order]), ["week"])

    assert ids(before.lists) == ids(after.lists)
    assert (0, ()) == (after.tombstones.height, after.returned)


@given(order=st.permutations(range(12)))
def test_a_list_that_numbers_its_rows_anew_is_read_by_what_they_say(order: list[int]) -> None:
    """Where ids are but line numbers, a row keeps its mention id although another row bears its number now."""
    before = kept([{**row, "id": str(at)} for at, row in enumerate(ROWS)])
    names = dict(before.lists.mentions.select("mention_id", "name").iter_rows())

    after = carry_on(
        before, lists_of([{**ROWS[at], "id": str(place)} for place, at in enumerate(order)]), ["week"]
    )

    assert names == dict(after.lists.mentions.select("mention_id", "name").iter_rows())


@given(
    lost=st.sets(st.integers(0, 11), max_size=11), back=st.sets(st.integers(0, 11)), numbered=st.booleans()
)
def test_who_goes_leaves_a_tombstone_and_finds_the_old_ids_again(
    lost: set[int], back: set[int], numbered: bool
) -> None:
    """Each row that a version lacks has a tombstone; the rows that return bear their old ids; nothing else moves."""
    rows = [{**row, **({"id": str(at)} if numbered else {})} for at, row in enumerate(ROWS)]
    before = kept(rows)
    of_row = dict(before.lists.mentions.select("unit", "mention_id").iter_rows())

    second = carry_on(before, lists_of([row for at, row in enumerate(rows) if at not in lost]), ["week"])
    stays = [row for at, row in enumerate(rows) if at not in lost - back]
    third = carry_on(on(second, before), lists_of(stays), ["week"])

    assert {of_row[rows[at]["unit"]] for at in lost} == set(second.tombstones["mention_id"])
    assert {of_row[rows[at]["unit"]] for at in lost & back} == set(third.returned)
    assert {of_row[rows[at]["unit"]] for at in lost - back} == set(third.tombstones["mention_id"])
    assert {of_row[row["unit"]] for row in stays} == ids(third.lists)


@pytest.mark.parametrize("numbered", [True, False])
def test_a_corrected_spelling_is_the_same_row(numbered: bool) -> None:
    """One cell changed: the row keeps its id, and its former text stands among the tombstones."""
    rows = [{**row, **({"id": str(at)} if numbered else {})} for at, row in enumerate(ROWS)]
    before = kept(rows)
    changed = [*rows[:-1], {**rows[-1], "name": "Тестова Илья"}]

    after = carry_on(before, lists_of(changed), ["week"])

    assert ids(before.lists) == ids(after.lists)
    assert [("superseded", rows[-1]["name"])] == after.tombstones.select("state", "name").rows()


def test_an_id_given_to_somebody_else_is_another_row() -> None:
    """An id of the list's own under which quite another person stands now does not carry the old one's links over."""
    before = kept(
        [{"id": "7", "name": "Тестов Илья", "birth_date": "1980"}, {"id": "8", "name": "Пробин Ян"}]
    )

    after = carry_on(
        before, lists_of([{"id": "7", "name": "Выдумкина Зоя"}, {"id": "8", "name": "Пробин Ян"}]), ["week"]
    )

    assert {"week/7", "8"} == ids(after.lists)
    assert [("7", "withdrawn")] == after.tombstones.select("mention_id", "state").rows()


def test_absence_from_an_added_list_means_nothing() -> None:
    """What is added takes nothing away, whatever it lacks; the same words again are a further mention, and a hint is given."""
    before = kept(ROWS)

    after = carry_on(before, lists_of(ROWS[:2]))

    assert 14 == after.lists.mentions.height
    assert ids(before.lists) < ids(after.lists)
    assert (0, ()) == (after.tombstones.height, after.losses)
    assert "--replace week=FILE" in after.lists.notes[0]


def test_a_row_with_its_own_id_that_is_known_is_not_used_twice() -> None:
    """The same id and the same words in the same list: it stands among the rejects, so that no record is lost."""
    rows = [{**row, "id": str(at)} for at, row in enumerate(ROWS)]
    before = kept(rows)

    after = carry_on(before, lists_of([rows[0], {**person(40), "id": "40"}]))

    assert 13 == after.lists.mentions.height
    assert [f"{KNOWN}: 0 of week"] == after.lists.rejects["reason"].to_list()
    assert 14 == after.lists.mentions.height + after.lists.rejects.height


def test_ids_of_another_list_are_told_apart() -> None:
    """The id 1 of a second list is another row; the id that was issued first stays."""
    before = kept([{"id": "1", "name": "Тестов Илья"}], "a")

    after = carry_on(before, lists_of([{"id": "1", "name": "Пробин Ян"}], "b"))

    assert {"1": "Тестов Илья", "b/1": "Пробин Ян"} == dict(
        after.lists.mentions.select("mention_id", "name").iter_rows()
    )


def test_places_of_records_stay_apart() -> None:
    """Two files of one name: the second is told apart, so that file and line still name one record."""
    before = kept(ROWS)

    after = carry_on(before, lists_of([person(50)]))

    places = after.lists.mentions.select("file", "sheet", "line")
    assert places.is_unique().all()


def test_a_large_loss_has_to_be_confirmed() -> None:
    """More than 2 % of a list gone stops the run unless somebody says that it is meant."""
    after = carry_on(kept(ROWS), lists_of(ROWS[1:]), ["week"])

    with pytest.raises(UsageError, match=r"lacks 1 of 12 rows \(8\.3%\)"):
        confirm_losses(after.losses, is_confirmed=False)
    confirm_losses(after.losses, is_confirmed=True)


def test_an_unknown_or_empty_list_cannot_be_replaced() -> None:
    """Nothing is taken away where the list is unknown or its new version has no usable row."""
    with pytest.raises(UsageError, match="no list other in the earlier run"):
        carry_on(kept(ROWS), lists_of(ROWS, "other"), ["other"])
    with pytest.raises(UsageError, match="no usable row"):
        carry_on(kept(ROWS), lists_of(ROWS, "other"), ["week"])


def test_a_retracted_row_goes_and_returns() -> None:
    """A row that a correction takes back leaves a tombstone; when the correction is undone it stands where it stood."""
    before = kept(ROWS)
    mention = before.lists.mentions["mention_id"][3]
    gone = retract(carry_on(before, None), {mention: "retract (correction c-1)"}, before.person_of)
    back = retract(carry_on(on(gone, before), None), {}, before.person_of)

    assert [(mention, f"P-{mention}", "retracted")] == gone.tombstones.select(
        "mention_id", "person_id", "state"
    ).rows()
    assert (ids(before.lists), (mention,), 0) == (ids(back.lists), back.returned, back.tombstones.height)


@given(
    rows=st.lists(st.sampled_from(["A", "B", "C"]), max_size=8),
    more=st.lists(st.sampled_from(["A", "B", "D"]), max_size=8),
)
def test_no_row_is_two_rows(rows: list[str], more: list[str]) -> None:
    """Matching is one to one, also among rows that say the same."""
    if not rows or not more:
        return
    ids = mint(pl.Series(range(8)).cast(pl.String))
    old, new = (
        pl.DataFrame({"mention_id": ids[: len(names)], "list_id": "week", "name": names})
        for names in (rows, more)
    )

    found = match_rows(old, new)

    assert len(set(found.values())) == len(found)
    assert all(own_id(one, "week") is None for one in found)


def test_a_new_version_may_write_its_dates_anew() -> None:
    """How a list wrote its dates holds for rows that are added to it, not for a version in its place, nor where it is said anew."""
    told = {"week": True, "week\nbirth_date": False}
    before = replace(kept(ROWS), lists=replace(lists_of(ROWS), day_first=told))
    added, instead = (carry_on(before, lists_of(ROWS), names) for names in ((), ("week",)))
    said = carry_on(before, replace(lists_of(ROWS), day_first={"week": True}))

    assert [told, {}, {"week": True}] == [one.lists.day_first for one in (added, instead, said)]
