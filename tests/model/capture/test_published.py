"""Tables of capture histories give, through this house, what was published of them (sources, and doubts: tests/cases/captures/README.md)."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from resolver.model.capture import Candidate, Criterion, Estimate, Histories, chao_bound, estimate_population
from resolver.model.capture.designs import candidates
from resolver.model.capture.loglinear import fit_candidates, fit_models, profile_interval

CASES = Path(__file__).parents[2] / "cases" / "captures"


def published(name: str) -> Histories:
    """Return one of the tables."""
    rows = pl.read_csv(CASES / f"{name}.csv")
    lists = [column.removeprefix("in_") for column in rows.columns if column != "people"]
    counts = {
        tuple(one for one in lists if row[f"in_{one}"]): row["people"] for row in rows.iter_rows(named=True)
    }
    return Histories.of(counts, lists)


def estimated(table: Histories, criterion: Criterion = Criterion.AIC) -> Estimate:
    """Return an estimate that must not be refused."""
    found = estimate_population(table, criterion=criterion)
    assert isinstance(found, Estimate)
    return found


def model_of(table: Histories, *pairs: str) -> tuple[tuple[int, ...], ...]:
    """Return the model in which these lists go together."""
    named = [tuple(sorted(table.lists.index(one) for one in pair.split("×"))) for pair in pairs]
    return tuple(sorted(named))


def fitted(table: Histories, *pairs: str) -> Candidate:
    """Return one model fitted to a table."""
    wanted = model_of(table, *pairs)
    return next(one for one in fit_candidates(table, "aic") if one.model == wanted)


@pytest.mark.parametrize(
    ("name", "people", "lists"),
    [("two_lists", 1202, 2), ("spina_bifida", 626, 3), ("kosovo_1999", 4400, 4), ("uk_2013", 2744, 6)],
)
def test_tables_have_as_many_people_as_the_published_ones(name: str, people: int, lists: int) -> None:
    """Their people add up to what was published."""
    table = published(name)
    assert (people, lists) == (table.people, len(table.lists))


def test_two_lists_are_those_of_rcapture() -> None:
    """Seber's two samples: Rcapture 1.4 prints an abundance of 2389.9, a standard error of 130.4 and an AIC of 28.831."""
    found = fit_models([published("two_lists")], [()])
    unseen, error = float(found.unseen[0, 0]), float(found.log_error[0, 0])
    assert (2389.9, 130.4, 28.831) == (
        round(1202 + unseen, 1),
        round(unseen * error, 1),
        round(float(found.aic[0, 0]), 3),
    )


def test_three_lists_are_those_of_hook_and_madigan() -> None:
    """Spina bifida: the best model ties birth and death certificates and finds 731 children, as was published."""
    best = estimated(published("spina_bifida"), Criterion.BIC).best
    assert ("B×D", 731) == (best.name, round(best.total))


def test_kosovo_gives_the_published_estimate() -> None:
    """Four lists of killings in Kosovo: published were 10,356 (9,002 to 12,122); the model that BIC chooses gives it within 1 in 100."""
    table = published("kosovo_1999")
    best = estimated(table, Criterion.BIC).best
    low, high = profile_interval(table.keeping(sorted(table.lists)), best.model)
    assert 10_356 == pytest.approx(best.total, rel=0.001)
    assert [9_002, 12_122] == pytest.approx([low, high], rel=0.01)


def test_kosovo_tells_that_models_disagree() -> None:
    """Averaging over all models is wider than any one of them, holds the published number, and says that models disagree."""
    found = estimated(published("kosovo_1999"))
    assert found.low < 10_356 < found.high
    assert found.high - found.low > found.sampling.high - found.sampling.low
    assert any("disagree" in told for told in found.warnings)


def test_kosovo_with_every_term_but_the_last_is_a_ratio_of_products() -> None:
    """Without the term of all four lists the unseen are the odd combinations multiplied, over the even ones (Fienberg 1972)."""
    table = published("kosovo_1999")
    odd, even = 1.0, 1.0
    for mask in range(1, 16):
        odd, even = (
            (odd * table.cells[mask], even) if mask.bit_count() % 2 else (odd, even * table.cells[mask])
        )
    last = next(one for one in fit_candidates(table, "aic") if one.degrees == 0)
    assert odd / even == pytest.approx(last.unseen, rel=1e-6)


def test_uk_gives_the_published_range() -> None:
    """Six lists of potential victims of trafficking: between 10 and 13 thousand were published (Silverman 2014)."""
    found = estimated(published("uk_2013"))
    low, high = found.sampling.low, found.sampling.high
    assert (10, 13) == (round(low / 1000), round(high / 1000))
    assert 10_000 < found.total < 13_000


def test_uk_with_police_and_crime_agency_as_one_list() -> None:
    """With five lists, the six pairs that go together find 11,300, within the published 10 to 13 thousand."""
    table = published("uk_2013").merged([("PF", "NCA")])
    pairs = ("LA×NG", "LA×NCA + PF", "NG×GO", "NG×GP", "NCA + PF×GP", "GO×GP")
    found = fitted(table, *pairs)
    ends = tuple(round(end, -3) for end in profile_interval(table, found.model))
    assert (11_300, (10_000, 13_000)) == (round(found.total, -2), ends)


def test_empty_overlaps_are_minus_infinity_not_a_fault() -> None:
    """Local authorities and the public share nobody: the term that ties them is kept, counted, and costs no cell."""
    table = published("uk_2013").merged([("PF", "NCA")])
    with_empty, without = fitted(table, "LA×GP"), fitted(table)
    assert with_empty.parameters == without.parameters + 1
    assert with_empty.total == pytest.approx(without.total, rel=0.05)


def test_every_model_of_three_and_four_lists_is_tried() -> None:
    """8 models of three lists and 113 of four: all that hold every list and leave out the last term."""
    assert [8, 113] == [len(candidates(count)) for count in (3, 4)]
    assert 113 == len(fit_candidates(published("kosovo_1999"), "aic"))


def test_lower_bounds_lie_below_the_published_estimates() -> None:
    """Chao's lower bound of Kosovo is below the estimate that was published."""
    bounds = [chao_bound(published(name)) for name in ("kosovo_1999", "two_lists")]
    assert bounds[0] is not None
    assert bounds[1] is not None
    assert 4_400 < bounds[0].low < bounds[0].estimate < 10_356
    assert 2_383 == round(bounds[1].estimate)


def test_models_are_named_by_their_lists() -> None:
    """What goes together is said with the names of the lists."""
    names: Sequence[str] = [one.name for one in fit_candidates(published("spina_bifida"), "bic")]
    assert {"B×D", "B×D, D×M", "independent", "B×D, B×M, D×M"} < set(names)
