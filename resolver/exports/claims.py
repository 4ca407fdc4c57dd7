"""The count claims of a run -> those that may be published: numbers, units and populations; every source, page and claim by a number."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import polars as pl

from resolver.claims import ClaimRules, claim_rules_of, reconcile
from resolver.claims.origins import document_of
from resolver.claims.standing import Placed, ids_in, why_not_counted
from resolver.exports.privacy import Privacy
from resolver.filled import filled
from resolver.outcome import Outcome
from resolver.tables import COUNT_CLAIMS
from resolver.values.text import fold
from resolver.values.via import read_via

AsSaid = Callable[[str, str], str | None]
"""Returns a cell of a field as it may be published."""

_LEFT_OUT = ("publisher", "language", "url", "text", "unit_as_said", "claimed_by", "note")


def with_public_claims(
    edition: Outcome, outcome: Outcome, privacy: Privacy, sensitivity: str, as_said: AsSaid
) -> Outcome:
    """Return an edition with the count claims that may leave; none where ``counts.toml`` lets none out, or no incident is published.

    Claims of files that stay behind leave nothing; what only such a claim replaces, or holds as its part, stays behind with it.
    """
    if not outcome.has_claims or privacy.cells.get("incident") != "as_said":
        return edition
    rules = claim_rules_of(outcome.rulebook)
    allowed = ("public", "internal") if sensitivity == "internal" else ("public",)
    files = outcome.claim_files.filter(pl.col("sensitivity").is_in(allowed))
    kept = _still_standing(outcome, outcome.count_claims.join(files.select("file"), on="file", how="semi"))
    if not rules.public_columns or kept.is_empty():
        return edition
    claims = _numbered(kept.sort("claim_id"), rules, as_said)
    label = filled("claims {}", pl.int_range(1, pl.len() + 1))
    labelled = files.select("record_count", "sensitivity", file=label, sha256=pl.lit(None, dtype=pl.String))
    return replace(
        edition,
        count_claims=claims.select(list(COUNT_CLAIMS)),
        claim_files=pl.concat([edition.claim_files, labelled], how="diagonal"),
    )


def public_counts(edition: Outcome) -> pl.DataFrame:
    """Return counts.csv of an edition: the columns that ``counts.toml`` lets out."""
    rules = claim_rules_of(edition.rulebook)
    return reconcile(edition).counts.select(rules.public_columns)


def _still_standing(outcome: Outcome, kept: pl.DataFrame) -> pl.DataFrame:
    """Return claims without those that the run does not count and that would count once what replaces or holds them stays behind."""
    told = reconcile(outcome).claims
    placed = {
        row["claim_id"]: Placed(
            claim_id=row["claim_id"],
            group=(row["incident"], row["counts_whom"], row["unit"]),
            part_of=row["part_of"],
            supersedes=row["supersedes"],
        )
        for row in told.iter_rows(named=True)
    }
    not_counted = set(told.filter(~pl.col("is_counted"))["claim_id"])
    ids = set(kept["claim_id"])
    while True:
        standing = why_not_counted(placed[one] for one in sorted(ids))
        risen = {one for one in not_counted & ids if standing[one] is None}
        if not risen:
            return kept.filter(pl.col("claim_id").is_in(sorted(ids)))
        ids -= risen


def _numbered(claims: pl.DataFrame, rules: ClaimRules, as_said: AsSaid) -> pl.DataFrame:
    """Return claims with nothing in them but what may leave."""
    ids = {one: f"c{at}" for at, one in enumerate(claims["claim_id"], start=1)}
    pages = dict.fromkeys(document_of(row) for row in claims.iter_rows(named=True))
    page = {one: f"page {at}" for at, one in enumerate(pages, start=1)}
    sources = _Sources(rules)
    rows = [
        {
            **row,
            **dict.fromkeys(_LEFT_OUT),
            "claim_id": ids[row["claim_id"]],
            "document_id": page[document_of(row)],
            "population": as_said("affiliation", row["population"]) if row["population"] else None,
            "incident": as_said("incident", row["incident"]) if row["incident"] else None,
            "via": sources.numbered(row["via"] or row["claimed_by"]),
            "part_of": _led(row["part_of"], ids),
            "supersedes": _led(row["supersedes"], ids),
            "file": "claims",
            "sheet": None,
        }
        for row in claims.select(list(COUNT_CLAIMS)).iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=COUNT_CLAIMS)


def _led(cell: str | None, ids: Mapping[str, str]) -> str | None:
    kept: Iterable[str] = (ids[one] for one in ids_in(cell) if one in ids)
    return "; ".join(kept) or None


class _Sources:
    """Sources as numbers, the same for the same; those without a name are still told as such."""

    def __init__(self, rules: ClaimRules) -> None:
        self._rules = rules
        self._numbers: dict[str, str] = {}

    def numbered(self, cell: str | None) -> str | None:
        """Return a chain of sources with a number in place of every name."""
        chains = read_via(cell or "")
        return "; ".join(" <- ".join(map(self._number, chain)) for chain in chains) or None

    def _number(self, name: str) -> str:
        kind = "unnamed speaker" if self._rules.is_unnamed(name) else "speaker"
        return self._numbers.setdefault(fold(name), f"{kind} {len(self._numbers) + 1}")
