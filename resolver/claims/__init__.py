"""Count claims ("more than 100 killed"): read, held beside the named list, and told: who said how many, of whom, on whose word."""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.claims.reading import ClaimSource, ReadClaims, read_claims
    from resolver.claims.reconciling import Reconciled, number_text, reconcile
    from resolver.claims.rules import ClaimRules, claim_rules_of, read_claim_rules

__all__ = [
    "ClaimRules",
    "ClaimSource",
    "ReadClaims",
    "Reconciled",
    "claim_rules_of",
    "number_text",
    "read_claim_rules",
    "read_claims",
    "reconcile",
]

__getattr__ = fetched(
    __name__,
    {
        "resolver.claims.reading": ("ClaimSource", "ReadClaims", "read_claims"),
        "resolver.claims.reconciling": ("Reconciled", "number_text", "reconcile"),
        "resolver.claims.rules": ("ClaimRules", "claim_rules_of", "read_claim_rules"),
    },
)
