"""An Arabic word damaged by extraction from a PDF -> the words it may have been.

Fonts draw some letters as one sign; a PDF that maps the sign to the wrong letters gives «حسي ن» for حسين, «سرى يف» for شريف. What parts a
word is joined in ``join_fragments``; what swaps its letters is undone by ``rules/names/damage.csv``, never in place: the word as
written stays, the mended ones stand beside it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MOST_MENDED = 16
"""A word keeps no more mended forms than this; words this damaged are beyond reading."""
_LONGEST_FRAGMENT = 2
_NEVER_FRAGMENTS = frozenset({"بن", "ام", "ال", "اب", "ذو", "مي", "طه", "عز", "مى", "رد", "نو", "لي", "جو"})
_FUNCTION_WORDS = frozenset({"از", "در", "به", "با", "بر", "تا", "که", "را", "یک", "دو", "یا", "آل"})
"""Short words of Persian sentences, of which no name is made up: they are fragments only where a listed name comes of it."""
_EZAFE = "ی"
"""In Persian what stands alone behind a word in he joins it to the next."""
_PERSIAN = frozenset("پچژگکی")
"""Letters that damaged Arabic lists do not hold: there two words are joined only where a listed name comes of it."""
_OPEN_ENDS = ("سرى", "شى", "رسى")


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One way letters come out wrong: what is read, what was meant, and whether only at the end of a word."""

    damaged: str
    mended: str
    at_end: bool

    def undo(self, word: str) -> Iterator[str]:
        """Yield the word with this damage undone at each place where it may stand."""
        if self.at_end:
            if word.endswith(self.damaged) and len(word) > len(self.damaged):
                yield word.removesuffix(self.damaged) + self.mended
            return
        at = word.find(self.damaged)
        while at >= 0:
            yield word[:at] + self.mended + word[at + len(self.damaged) :]
            at = word.find(self.damaged, at + 1)


def mended_forms(word: str, rules: Sequence[Damage]) -> tuple[str, ...]:
    """Return the words a damaged one may have been, nearest first, itself left out.

    >>> rules = [Damage(damaged="سرى", mended="شر", at_end=False), Damage(damaged="حث", mended="حيى", at_end=True)]
    >>> mended_forms("سرىيف", rules), mended_forms("يحث", rules), mended_forms("محمود", rules)
    (('شريف',), ('يحيى',), ())
    """
    found: dict[str, None] = {}
    edge = [word]
    for _ in range(2):
        undone = (rule.undo(one) for one in edge for rule in rules if rule.damaged in one)
        edge = [mended for found in undone for mended in found]
        found.update(dict.fromkeys(edge))
        if len(found) >= MOST_MENDED:
            break
    found.pop(word, None)
    return tuple(found)[:MOST_MENDED]


def join_fragments(words: Sequence[str], is_known: Callable[[str], bool]) -> list[str]:
    """Join what extraction parted: single letters and unknown pairs of letters belong to the word before them, or begin the one after.

    >>> join_fragments(["حسي", "ن", "هان", "ن", "ي", "طه"], lambda word: False)
    ['حسين', 'هانني', 'طه']
    >>> join_fragments(["صالح", "غي", "اث", "سالم", "بت", "ناوي"], {"صالح", "غياث", "سالم"}.__contains__)
    ['صالح', 'غياث', 'سالم', 'بتناوي']
    >>> join_fragments(["رياض", "الج", "وخي"], lambda word: False), join_fragments(["محمود", "زي", "ود"], {"محمود"}.__contains__)
    (['رياض', 'الجوخي'], ['محمود', 'زيود'])
    >>> join_fragments(["علی", "از", "تهران"], {"علی"}.__contains__)
    ['علی', 'از', 'تهران']
    >>> join_fragments(["ري", "هام", "زياد"], {"ريهام"}.__contains__)
    ['ريهام', 'زياد']
    """
    joined: list[str] = []
    begun = ""
    for word, after in zip(words, [*words[1:], ""], strict=False):
        before = joined[-1] if joined else ""
        if begun:
            joined.append(begun + word)
            begun = ""
        elif _begins(word, before, after, is_known):
            begun = word
        elif _is_fragment(word, before, is_known):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _begins(word: str, before: str, after: str, is_known: Callable[[str], bool]) -> bool:
    """Say whether a word is the beginning of the one after it.

    An article with one letter is no word. A fragment of two letters begins what makes a name with it, or is as short; or the word
    before is a name without it and the word after is none.
    """
    if not _is_arabic(after):
        return False
    if _is_article_and_letter(word):
        return True
    if len(word) != _LONGEST_FRAGMENT or not _is_fragment(word, before or word, is_known):
        return False
    if is_known(word + after) or (len(after) == _LONGEST_FRAGMENT and after not in _NEVER_FRAGMENTS):
        return True
    return len(after) > 1 and is_known(before) and not is_known(before + word) and not is_known(after)


def stands_alone(words: Sequence[str], is_known: Callable[[str], bool]) -> bool:
    """Say whether words are joined to nothing that may stand before or after them in a name."""
    begins = words[-1].endswith(_OPEN_ENDS) or _is_article_and_letter(words[-1])
    return not begins and not _is_fragment(words[0], "ا", is_known)


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[:1] <= "\u06ff"


def _is_article_and_letter(word: str) -> bool:
    return len(word) == _LONGEST_FRAGMENT + 1 and word.startswith("ال")


def _is_fragment(word: str, before: str, is_known: Callable[[str], bool]) -> bool:
    if not (_is_arabic(word) and _is_arabic(before)):
        return False
    if len(word) == 1:
        return word != "و" and not (word == _EZAFE and before.endswith("ه"))
    if word in _NEVER_FRAGMENTS or is_known(word):
        return False
    if word in _FUNCTION_WORDS or not _PERSIAN.isdisjoint(before + word):
        return is_known(before + word)
    return len(word) <= _LONGEST_FRAGMENT or (
        len(word) == _LONGEST_FRAGMENT + 1 and before.endswith(_OPEN_ENDS)
    )
