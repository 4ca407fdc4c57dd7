"""Reposts are suggested by what two documents can hardly share by chance, and never applied by themselves."""

from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import resolver
from resolver.feedback.reposting import Answered, judge_reposts, take_back_repost
from resolver.origins import reposts_for
from resolver.origins.blocks import pairs_in_blocks
from resolver.run import Run, open_run
from tests.origins.copied import measured

SAID = Answered(judge="AK", judged_at="2025-03-09T10:00:00Z")


def _test_ten() -> pl.DataFrame:
    """Return a list with one name three times, and five outlets that misspell it alike and name no source."""
    forged = {"name": ["Макетов Олег"] * 3, "birth_date": ["1985", "1986", "1991"], "list_id": ["list A"] * 3}
    outlets = {
        "name": ["Макетав Олег Петрович"] * 5,
        "death_date": ["2023-02-07"] * 5,
        "unit": ["в/ч 1"] * 5,
        "publisher": [f"outlet {at}" for at in range(5)],
        "url": [f"https://outlet-{at}.example/1" for at in range(5)],
        "list_id": ["outlets"] * 5,
    }
    return pl.concat([pl.DataFrame(forged), pl.DataFrame(outlets)], how="diagonal")


def _him(run: Run) -> tuple[int, int, int]:
    found = run.persons.filter(pl.col("spellings").str.starts_with("Макетав"))
    return found.select("mention_count", "origin_count_low", "origin_count_high").row(0)


def test_five_outlets_that_misspell_a_name_alike(tmp_path: Path) -> None:
    """A repost is suggested, with why; origins are at least 1 and at most 5 until accepted, then 1."""
    frame = _test_ten()
    run = resolver.dedupe(frame, defaults={"status": "killed"})

    assert (5, 1, 5) == _him(run)
    assert 4 == run.suggested_reposts.height
    assert all("макетав" in one and "макетов" in one for one in run.suggested_reposts["because"])

    run.write(tmp_path / "run", report=False)
    assert (5, 1, 5) == _him(open_run(tmp_path / "run"))
    said = judge_reposts(
        tmp_path / "run", run.suggested_reposts["suggestion_id"].to_list(), "repost", by=SAID
    )
    again = resolver.dedupe(frame, defaults={"status": "killed"}, reposts=reposts_for(tmp_path / "run"))
    assert (5, 1, 1) == _him(again)
    assert again.suggested_reposts.is_empty()

    take_back_repost(tmp_path / "run", said["repost_id"][0], by=SAID)
    assert (5, 1, 2) == _him(
        resolver.dedupe(frame, defaults={"status": "killed"}, reposts=reposts_for(tmp_path / "run"))
    )


def test_a_refused_suggestion_is_not_made_again(tmp_path: Path) -> None:
    """Whoever refused it is not asked next week; the others of the five are."""
    frame = _test_ten()
    run = resolver.dedupe(frame, defaults={"status": "killed"})
    run.write(tmp_path / "run", report=False)
    refused = run.suggested_reposts.row(0, named=True)

    judge_reposts(tmp_path / "run", [refused["suggestion_id"]], "separate", by=SAID)
    again = resolver.dedupe(frame, defaults={"status": "killed"}, reposts=reposts_for(tmp_path / "run"))

    pairs = [set(pair) for pair in again.suggested_reposts.select("copy_id", "original_id").iter_rows()]
    assert {refused["copy_id"], refused["original_id"]} not in pairs
    assert (5, 1, 5) == _him(again)


def test_the_right_form_of_a_rare_name_is_no_sign() -> None:
    """Five outlets that write a name as everybody does have not copied it from one another."""
    frame = _test_ten().with_columns(pl.col("name").str.replace("Макетав", "Макетов"))

    assert resolver.dedupe(frame, defaults={"status": "killed"}).suggested_reposts.is_empty()


def test_a_document_that_names_its_source_is_not_doubted() -> None:
    """What a page says of its source stands."""
    frame = _test_ten().with_columns(via=pl.lit("widow"))

    assert resolver.dedupe(frame, defaults={"status": "killed"}).suggested_reposts.is_empty()


def test_the_same_words_are_a_sign() -> None:
    """A quote repeated word for word is suggested whatever else differs."""
    words = "сегодня простились с нашим земляком который погиб при выполнении боевой задачи под Макетовкой"
    frame = pl.DataFrame(
        {
            "name": ["Пробов Иван Петрович", "Пробов Иван Петрович", "Пробов Иван Петрович"],
            "birth_date": ["1979-05-14"] * 3,
            "quote": [
                words,
                f"Напомним: {words}",
                "совсем другой рассказ о том же человеке из соседнего района области",
            ],
            "document_id": ["a", "b", "c"],
            "reported_date": ["2025-01-01", "2025-01-09", "2025-01-05"],
        }
    )

    found = resolver.dedupe(frame, defaults={"status": "killed"}).suggested_reposts

    assert [("b", "a")] == found.select("copy_id", "original_id").rows()
    assert "the same words: 100 % of the shorter quote (8.0)" in found["because"][0]


def test_known_reposts_of_made_pages_are_found() -> None:
    """On made pages four of five suggestions are right and half of the copies are found, at the lower end of 95 % intervals."""
    precision, recall = measured(seeds=range(3))

    assert precision.low > 0.8, precision
    assert recall.low > 0.45, recall


def test_rows_in_another_order_give_the_same_suggestions() -> None:
    """What is suggested does not depend on how a list was sorted."""
    frame = _test_ten().with_row_index("mention_id").with_columns(pl.col("mention_id").cast(pl.String))

    found = [
        resolver.dedupe(one, defaults={"status": "killed"}).suggested_reposts
        for one in (frame, frame.reverse())
    ]

    assert found[0].equals(found[1])


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), max_size=80),
    st.integers(2, 10),
)
def test_pairs_stay_near_linear(traits: list[tuple[str, int]], largest: int) -> None:
    """No trait gives more pairs than half its block allows for each document; left is the earlier one."""
    frame = pl.DataFrame(traits, schema={"trait": pl.String, "document": pl.Int64}, orient="row")

    found = pairs_in_blocks(frame, ["trait"], largest=largest)

    assert (found["left"] < found["right"]).all()
    assert found.height <= frame.unique().height * max(largest - 1, 1) / 2 + frame.unique().height
    assert found.height == found.unique().height
