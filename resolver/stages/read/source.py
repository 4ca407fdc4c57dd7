"""What is known of one file before it is read."""

from dataclasses import dataclass

from resolver.settings import ListSettings
from resolver.stages.read.header import KnownWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file as received: its name as shown, its bytes, what was said about it, which words we know."""

    file: str
    data: bytes
    said: ListSettings | None
    known_words: KnownWords
