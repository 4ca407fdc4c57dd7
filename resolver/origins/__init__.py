"""Who said it first: what people judged of documents, what may be a repost, and the way from each document to its origin."""

from resolver.origins.judged import Reposts, RepostVerdict, repost_id, reposts_of
from resolver.origins.kept import REPOSTS_FILE, append_reposts, keep_reposts, reposts_for, reposts_in

__all__ = [
    "REPOSTS_FILE",
    "RepostVerdict",
    "Reposts",
    "append_reposts",
    "keep_reposts",
    "repost_id",
    "reposts_for",
    "reposts_in",
    "reposts_of",
]
