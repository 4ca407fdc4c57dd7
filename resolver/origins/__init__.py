"""Who said it first: what people judged of documents, what may be a repost, and the way from each document to its origin."""

from resolver.origins.judged import Reposts, RepostVerdict, repost_id, reposts_of
from resolver.origins.kept import REPOSTS_FILE, append_reposts, keep_reposts, reposts_for, reposts_in
from resolver.origins.rules import RepostRules, read_repost_rules
from resolver.origins.suggest import suggest_reposts

__all__ = [
    "REPOSTS_FILE",
    "RepostRules",
    "RepostVerdict",
    "Reposts",
    "append_reposts",
    "keep_reposts",
    "read_repost_rules",
    "repost_id",
    "reposts_for",
    "reposts_in",
    "reposts_of",
    "suggest_reposts",
]
