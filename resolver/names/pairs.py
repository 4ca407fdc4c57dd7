"""Pairs of names -> their weights, levels and reasons: what anyone can measure the engine by.

Each distinct name is read once, each distinct pair compared once, by the one pair of readings that fits best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from resolver.errors import UsageError
from resolver.names.frequencies import NameFrequencies
from resolver.names.index import NameIndex, index_names
from resolver.names.knowledge import load_knowledge
from resolver.names.likeness import APART, Level
from resolver.names.readings import ROLES, Reading, called_in_both, read_name
from resolver.names.scoring import NameScoring, probability, read_scoring
from resolver.rulebook import Rulebook, load_rulebook

ADDED = ("match_weight", "match_probability", "level", "why")
_SILENT = "cannot be compared: no word of a name in one of the two"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleShare:
    """What one role of two names adds: the words compared, their level, how common they are, the weight in bits.

    ``called`` says what the words are: a second given name stands in the role of the father's.
    """

    role: str
    called: str
    left: str | None
    right: str | None
    level: Level
    share: float
    bits: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NameComparison:
    """How two names compare when nothing else is known; a sum of shares that stay.

    ``cost_bits`` is what the assumptions of the two readings cost (0 or less), ``namesakes`` how many other people of the agreed
    name are expected in ``population``. ``shares`` is empty when a name cannot be read.
    """

    left: str
    right: str
    left_reading: Reading | None
    right_reading: Reading | None
    shares: tuple[RoleShare, ...]
    prior_bits: float
    cost_bits: float
    namesakes: float
    population: int

    @property
    def match_weight(self) -> float:
        """Return the weight in bits, prior included."""
        return self.prior_bits + sum(share.bits for share in self.shares) + self.cost_bits

    @property
    def match_probability(self) -> float:
        """Return the weight as a probability."""
        return probability(self.match_weight)

    @property
    def level(self) -> str:
        """Return the weakest level that any role reached; ``unread`` when a name could not be read."""
        reached = [share.level for share in self.shares if share.level is not Level.MISSING]
        return max(reached).name.lower() if reached else "missing" if self.shares else "unread"

    @property
    def why(self) -> str:
        """Return the reasons in words, role by role."""
        if not self.shares:
            return _SILENT
        said = [
            f"{one.called} {one.level.name.lower()} ({one.left} / {one.right}) {one.bits:+.1f}"
            for one in self.shares
            if one.level is not Level.MISSING
        ]
        assumed = [f"assumptions {self.cost_bits:+.1f}"] if self.cost_bits else []
        return "; ".join([*said, *assumed]) or "they have no part in common that could be compared"


def read(name: str, rules: Rulebook | None = None) -> tuple[Reading, ...]:
    """Return the ways to understand a written name, likeliest first; none when no word of a name is in it.

    >>> [(one.surname, one.given, one.gender) for one in read("Матвеева Станислава")]
    [('матвеева', 'станислава', 'f'), ('матвеев', 'станислав', 'm')]
    """
    return read_name(name, load_knowledge(rules))


def compare(left: str, right: str, rules: Rulebook | None = None) -> NameComparison:
    """Compare two names by the names alone.

    >>> found = compare("Стас Матвеев", "Matveyev Stanislav")
    >>> found.level, found.match_probability > 0.99
    ('short', True)
    >>> compare("Матвеев Станислав", "Матвеев Вячеслав").match_probability < 0.2
    True
    """
    return next(_compared([(left, right)], rules or load_rulebook()))


def score(pairs: pl.DataFrame, rules: Rulebook | None = None) -> pl.DataFrame:
    """Add ``match_weight`` (bits), ``match_probability``, ``level`` and ``why`` to a table with the columns ``a`` and ``b``.

    The rows and their other columns stay as they are. A name that is missing or cannot be read gives no weight. Raises
    UsageError when ``a`` or ``b`` is missing or one of the added columns is there already.

    >>> pairs = pl.DataFrame({"a": ["محمد الخطيب"], "b": ["Mohamed Khateeb"], "note": ["kept"]})
    >>> score(pairs).select("note", "level").rows()
    [('kept', 'sound')]
    """
    _check_columns(pairs)
    distinct = pairs.select("a", "b").unique(maintain_order=True)
    compared = _compared(distinct.select(pl.all().fill_null("")).rows(), rules or load_rulebook())
    rows = [
        (*names, round(one.match_weight, 3), round(one.match_probability, 6), one.level, one.why)
        if one.shares
        else (*names, None, None, one.level, one.why)
        for names, one in zip(distinct.iter_rows(), compared, strict=True)
    ]
    types = (pl.String, pl.String, pl.Float64, pl.Float64, pl.String, pl.String)
    scored = pl.DataFrame(rows, schema=dict(zip(("a", "b", *ADDED), types, strict=True)), orient="row")
    return pairs.join(scored, on=["a", "b"], how="left", nulls_equal=True, maintain_order="left")


def _check_columns(pairs: pl.DataFrame) -> None:
    missing = [name for name in ("a", "b") if name not in pairs.columns]
    if missing:
        raise UsageError(
            f"no column {' and no column '.join(missing)}; it has {', '.join(pairs.columns)}. "
            "Name the two columns to compare a and b."
        )
    taken = [name for name in ADDED if name in pairs.columns]
    if taken:
        raise UsageError(f"there is a column {', '.join(taken)} already; rename it, as it would be added")
    wrong = [name for name in ("a", "b") if pairs.schema[name] not in (pl.String, pl.Null)]
    if wrong:
        raise UsageError(f"column {', '.join(wrong)} does not hold text")


def namesakes(name: str, *, population: int, rules: Rulebook | None = None) -> float:
    """Return how many people of a name are expected in a population, the bearer left out.

    The share of people is the product of how common the name's parts are (as if parts were drawn independently), by the
    background tables of ``rules/names``; what no table lists counts as rare. 0 when the name cannot be read.

    >>> namesakes("Иванов Сергей", population=1_000_000) > 50 * namesakes("Косотуров Игорь", population=1_000_000)
    True
    """
    rules = rules or load_rulebook()
    index = _index([name], rules)
    if not index.readings[0]:
        return 0.0
    first = index.readings[0][0]
    shares = [
        index.frequency(role, word, word, Level.SAME) for role in ROLES if (word := getattr(first, role))
    ]
    return population * _product(shares)


def _compared(pairs: Sequence[tuple[str, str]], rules: Rulebook) -> Iterator[NameComparison]:
    scoring = read_scoring(rules.setting("names/scoring.toml"))
    names = sorted({name for pair in pairs for name in pair})
    index, code = _index(names, rules), {name: at for at, name in enumerate(names)}
    for left, right in pairs:
        yield _comparison(index, code[left], code[right], scoring)


def _index(names: Sequence[str], rules: Rulebook) -> NameIndex:
    shares = rules.setting("linking.toml")["frequency"]
    return index_names(names, load_knowledge(rules), NameFrequencies.of_tables(shares))


def _comparison(index: NameIndex, left: int, right: int, scoring: NameScoring) -> NameComparison:
    levels = index.compare(left, right)
    if levels is None:
        return NameComparison(
            left=index.names[left], right=index.names[right], left_reading=None, right_reading=None, shares=(),
            prior_bits=scoring.prior_bits, cost_bits=0.0, namesakes=0.0, population=scoring.population,
        )  # fmt: skip
    mine, other = index.readings[left][levels.left], index.readings[right][levels.right]
    shares = tuple(_role_share(index, role, mine, other, getattr(levels, role), scoring) for role in ROLES)
    agreed = [one.share for one in shares if one.level not in {Level.MISSING, *APART}]
    return NameComparison(
        left=index.names[left],
        right=index.names[right],
        left_reading=mine,
        right_reading=other,
        shares=shares,
        prior_bits=scoring.prior_bits,
        cost_bits=-scoring.cost_bits * (mine.cost + other.cost),
        namesakes=scoring.population * _product(agreed) if agreed else float(scoring.population),
        population=scoring.population,
    )


def _role_share(
    index: NameIndex, role: str, mine: Reading, other: Reading, level: Level, scoring: NameScoring
) -> RoleShare:
    left, right = getattr(mine, role), getattr(other, role)
    share = index.frequency(role, left, right, level)
    return RoleShare(
        role=role,
        called=called_in_both(role, mine, other),
        left=left,
        right=right,
        level=level,
        share=share,
        bits=scoring.bits(role, level, share if share < 1 else 0.0),
    )


def _product(shares: Sequence[float]) -> float:
    result = 1.0
    for share in shares:
        result *= share
    return result
