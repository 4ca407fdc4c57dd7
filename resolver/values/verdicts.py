"""A cell in which a person answered -> same, different or unsure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from resolver.values.text import fold


class Verdict(StrEnum):
    """A person's answer about one pair of mentions; a pair that nobody answered has none."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictWords:
    """The words that people use for each verdict; a cell counts only as a whole.

    >>> words = VerdictWords.from_words({"same": ["да", "1"], "different": ["нет", "0"], "unsure": ["?"]})
    >>> [words.read(cell) for cell in ("Same", " ДА ", "0", "?", "perhaps", "")]
    [<Verdict.SAME: 'same'>, <Verdict.SAME: 'same'>, <Verdict.DIFFERENT: 'different'>, <Verdict.UNSURE: 'unsure'>, None, None]
    """

    phrases: Mapping[str, Verdict]

    @classmethod
    def from_words(cls, words: Mapping[str, Sequence[str]]) -> "VerdictWords":
        """Compile a table of verdict -> the words for it; the verdict is a word for itself."""
        return cls(
            phrases={
                fold(word): verdict for verdict in Verdict for word in (verdict, *words.get(verdict, ()))
            }
        )

    def read(self, cell: str) -> Verdict | None:
        """Return the verdict that a cell holds, in any case; None where it is no word for one."""
        return self.phrases.get(fold(cell))

    def told(self, *, at_most: int = 6) -> str:
        """Return the first words of each verdict as a message lists them."""
        listed = {
            verdict: [word for word, meaning in self.phrases.items() if meaning is verdict]
            for verdict in Verdict
        }
        return "; ".join(f"{verdict}: {', '.join(words[:at_most])}" for verdict, words in listed.items())
