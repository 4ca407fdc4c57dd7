"""Values of tables -> the words a reader sees: cleaned, cut to a readable length, never more exact than what was said."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from resolver.values.text import clean, fold

LONGEST = 240
"""The most letters of one value that are shown; the whole of it stands in the files of the run."""

CLAIMS = {
    "killed": "Reported killed",
    "died_of_wounds": "Reported to have died of wounds",
    "missing": "Reported missing",
    "captured": "Reported captured",
    "wounded": "Reported wounded",
    "alive": "Reported alive",
    "unknown": "Status not stated",
}
"""What a status is called: always a report, never a finding of ours."""


@lru_cache(maxsize=10_000)
def said(text: str | None) -> str:
    r"""Return a text as it may be shown: nothing unseen in it, one line, not longer than a reader reads.

    >>> said("Мат\u202eвеев\n Стас"), said(None)
    ('Матвеев Стас', '')
    >>> said("a" * 10_000)[-19:]
    'a… (10,000 letters)'
    """
    cleaned = clean(text or "")
    if len(cleaned) <= LONGEST:
        return cleaned
    return f"{cleaned[:LONGEST].rstrip()}… ({len(cleaned):,} letters)"


@lru_cache(maxsize=10_000)
def interval(low: date | None, high: date | None) -> str:
    """Return an interval of days as short as it can be said without loss.

    >>> interval(date(2018, 2, 7), date(2018, 2, 7)), interval(date(1979, 1, 1), date(1979, 12, 31))
    ('2018-02-07', '1979')
    >>> interval(date(2018, 2, 1), date(2018, 2, 28)), interval(date(1979, 2, 15), date(1980, 2, 14))
    ('2018-02', '1979-02-15 to 1980-02-14')
    """
    if low is None or high is None:
        return ""
    if low == high:
        return low.isoformat()
    if (low.month, low.day, high.month, high.day) == (1, 1, 12, 31):
        return f"{low:%Y}" if low.year == high.year else f"{low:%Y} to {high:%Y}"
    if low.day == 1 and (low.year, low.month) == (high.year, high.month) and (high + timedelta(1)).day == 1:
        return f"{low:%Y-%m}"
    return f"{low.isoformat()} to {high.isoformat()}"


def short_interval(low: date | None, high: date | None) -> str:
    """Return an interval for a narrow column: the day, the month, else the years.

    >>> short_interval(date(1979, 2, 15), date(1980, 2, 14)), short_interval(date(2018, 2, 7), date(2018, 2, 8))
    ('1979–1980', '2018-02')
    """
    text = interval(low, high)
    if low is None or high is None or len(text) <= 10:
        return text
    if (low.year, low.month) == (high.year, high.month):
        return f"{low:%Y-%m}"
    return f"{low:%Y}" if low.year == high.year else f"{low:%Y}–{high:%Y}"


@lru_cache(maxsize=10_000)
def chance(probability: float | None) -> str:
    """Return a probability as it is written in this project.

    >>> chance(0.9914), chance(0.99999), chance(0.00001), chance(None)
    ('.991', '> .999', '< .001', '')
    """
    if probability is None:
        return ""
    if probability > 0.9995:
        return "> .999"
    return "< .001" if probability < 0.0005 else f"{probability:.3f}".removeprefix("0")


def number(value: float) -> str:
    """Return a number of expected people: whole when large, with enough digits when small.

    >>> number(47.76), number(2.4), number(0.0045), number(0.0), number(8.1e-7)
    ('48', '2.4', '.0045', '0', '< .001')
    """
    if 0 < value < 0.001:
        return "< .001"
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.2g}".removeprefix("0") or "0" if value else "0"


def bits(value: float) -> str:
    """Return a share of the weight with its sign.

    >>> bits(6.12), bits(-0.04), bits(-13.3)
    ('+6.1', '0', '-13.3')
    """
    text = f"{value:+.1f}"
    return "0" if text in ("+0.0", "-0.0") else text


def counted_words(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted_words(1, "person", "people"), counted_words(2_000, "mention")
    ('1 person', '2,000 mentions')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def some(ids: Sequence[str], at_most: int = 4) -> str:
    """Return the first few ids and how many more there are.

    >>> some(["m1", "m2", "m3"], at_most=2)
    'm1, m2 and 1 more'
    """
    return ", ".join(ids[:at_most]) + and_more(len(ids) - at_most)


def and_more(count: int) -> str:
    """Return how many more there are than were named.

    >>> and_more(1_200), and_more(0)
    (' and 1,200 more', '')
    """
    return f" and {count:,} more" if count > 0 else ""


class HiddenNames:
    """The names of people who are no casualties: they are never shown, wherever they turn up.

    >>> hidden = HiddenNames([("Maxim Buga", "source")])
    >>> hidden.show("buga, Maxim (Cossack)"), hidden.show("Maxim Gorky Theatre")
    ('name hidden, role: source', 'Maxim Gorky Theatre')
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._by_word: dict[str, list[tuple[frozenset[str], str]]] = {}
        self._shown: dict[str | None, str] = {}
        for name, role in names:
            words = frozenset(_words(name))
            if words:
                self._by_word.setdefault(min(words), []).append((words, role))

    @property
    def hides_somebody(self) -> bool:
        """Return whether there is any name to hide."""
        return bool(self._by_word)

    def show(self, text: str | None) -> str:
        """Return a text as it may be shown, or what stands in its place when it names somebody hidden."""
        if text not in self._shown:
            self._shown[text] = self._show(text)
        return self._shown[text]

    def _show(self, text: str | None) -> str:
        if not self._by_word:
            return said(text)
        words = frozenset(_words(text or ""))
        for word in sorted(words & self._by_word.keys()):
            for name, role in self._by_word[word]:
                if name <= words:
                    return f"name hidden, role: {role}"
        return said(text)


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()
