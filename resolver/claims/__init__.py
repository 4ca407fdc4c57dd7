"""Count claims ("more than 100 killed"): read, held beside the named list, and told: who said how many, of whom, on whose word."""

from resolver.claims.reading import ClaimSource, ReadClaims, read_claims
from resolver.claims.reconcile import Reconciled, number_text, reconcile
from resolver.claims.rules import COUNT_RULES, ClaimRules, claim_rules_of, read_claim_rules

__all__ = [
    "COUNT_RULES",
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
