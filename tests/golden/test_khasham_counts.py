"""The count claims of the worked example, from all documents and from the article alone."""

from pathlib import Path

import polars as pl
import pytest

import resolver
from resolver.run import Run
from tests.golden.refresh import TARGET, article_run, expected


@pytest.fixture(scope="module")
def run() -> Run:
    """Return the run of the worked example."""
    return resolver.demo()


@pytest.fixture(scope="module")
def article() -> Run:
    """Return the run of the article alone."""
    return article_run()


def _group(run: Run, population: str, unit: str = "killed") -> dict[str, object]:
    return run.counts(population=population, unit=unit).counts.row(0, named=True)


@pytest.mark.parametrize("name", ["counts.csv", "count_claims.csv", "count_drift.csv", "counts.txt"])
def test_golden_claims(run: Run, name: str) -> None:
    """What is claimed beside the nine named changes only on purpose."""
    assert (TARGET / name).read_bytes() == expected(run)[name]


def test_golden_article(article: Run) -> None:
    """So does what one article gives by itself."""
    folder: Path = TARGET / "article"

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == expected(article)


def test_the_article_alone_names_five_people_in_eight_mentions(article: Run) -> None:
    """Three of the five stand there twice, once by surname alone."""
    named = article.persons.filter(pl.col("counted") == "yes")

    assert (5, 8) == (named.height, named["mention_count"].sum())
    assert (5, 5, 5) == (article.count.fewest, round(article.count.best), article.count.most)


def test_the_article_has_claims_of_its_own(article: Run) -> None:
    """Five numbers of three populations; the injured are never among the killed."""
    claimed = article.counts().counts.select("counts_whom", "unit", "claim_ids").rows()

    assert [
        ("pro-government force in Syria", "killed", "K02 K04 K05"),
        ("Russian fighters", "killed", "K01"),
        ("Syrian militia", "injured", "K03"),
    ] == claimed


def test_every_claim_is_used_once(run: Run) -> None:
    """All forty rows are claims; their numbers are those of the file."""
    assert (40, 0) == (run.count_claims.height, run.claim_rejects.height)


@pytest.mark.parametrize(
    ("earlier", "later"), [("K12", "K14"), ("K06", "K07"), ("K36", "K37"), ("K15", "K18")]
)
def test_drift_is_told(run: Run, earlier: str, later: str) -> None:
    """40 of two nations became 40 of one; Russian soldiers became Syrian ones; about 100 became more than 150; about 300 became over 300."""
    assert (earlier, later) in run.counts().drift.select("earlier_id", "later_id").rows()


def test_a_repost_adds_no_origin(run: Run) -> None:
    """K36 and K37 rest on the same sources of Reuters, who have no name: of four origins one is known."""
    group = _group(run, "Russian contractors")

    assert (1, 4, 5) == (group["origin_count_low"], group["origin_count_high"], group["claims_counted"])


def test_a_replaced_claim_is_shown_and_not_counted(run: Run) -> None:
    """The five of the ministry were replaced by its several dozen: no claim about them still stands."""
    group = _group(run, "Russian citizens, not troops")

    assert (1, 0, None) == (group["claims"], group["claims_counted"], group["claimed_low"])


def test_claims_below_the_named_are_flagged(run: Run) -> None:
    """Five and eight are fewer than the nine named, and only these two claims are."""
    flagged = run.counts().claims.filter(pl.col("flag").is_not_null())

    assert ["K19", "K23"] == flagged["claim_id"].to_list()
    assert [True, True] == [why.startswith("9 people of the incident are named") for why in flagged["why"]]
