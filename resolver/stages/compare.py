"""PAIRS -> COMPARED: one level per field of a pair, each distinct pair of values compared once.

A pair becomes a row of small integers; equal rows are one *pattern*. The number of patterns stays in the thousands however many
pairs there are, and everything statistical works on them.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import distinct
from resolver.model.comparisons import Comparison
from resolver.model.unread import IS_UNREAD, UnreadBirths
from resolver.model.weights import MILLIBITS, NOT_RAISED
from resolver.names.comparing import IS_OTHER_SEX, are_read_as_other_sex
from resolver.names.fellows import Fellows
from resolver.names.former import former_level, tokens_of_former
from resolver.names.index import NameIndex
from resolver.names.likeness import Level
from resolver.names.pairtable import ABSENT, PairTable, pack, unpack
from resolver.names.readings import ROLES
from resolver.names.scripts import pair_scripts
from resolver.names.tokens import kind_of_role
from resolver.values.addresses import Likeness
from resolver.values.identifiers import chance_of, identifier_label
from resolver.values.intervals import BIRTH, DEATH, birth_numbers, births_by_age, death_numbers
from resolver.values.places import Gazetteer, Place, place_level
from resolver.values.similarity import edit_similarity

RAREST = -32_000
"""Nothing is rarer than one in 2 ** 32, in thousandths of a bit: two bytes hold it, and there are millions of pairs."""
Levels = NDArray[np.uint8]
Shares = NDArray[np.float64]
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparable:
    """What comparison looks at, by row number.

    By comparison, ``texts`` holds coded columns (code per row, -1 is silent; the texts of codes, as script:sound where likeness
    is asked for), ``numbers`` one number per row, ``dates`` the first and last day of each row; nan is silent. ``places`` are by
    column. ``ages`` are the least and the most years at death of each row. ``scopes`` holds, for same_document,
    same_origin and same_incident, the code of each row (-1 where silent, or where it names too many people to say
    anything) and the share of the population that it speaks of. ``scripts`` holds, by code of a name, its script, ``lists`` the
    number of each row's list, ``unread`` whose birth is stated and was not understood, if anybody's. ``chosen_with_first`` is the power of its
    share by which a second given name is borne among those of one first. What ``once`` made stays with it.
    """

    values: pl.DataFrame
    names: NameIndex
    places: Mapping[str, tuple[NDArray[np.int32], Sequence[Place]]]
    texts: Mapping[str, tuple[NDArray[np.int32], Sequence[str]]]
    numbers: Mapping[str, NDArray[np.float64]]
    dates: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    ages: tuple[NDArray[np.float64], NDArray[np.float64]]
    gazetteer: Gazetteer
    scopes: Mapping[str, tuple[NDArray[np.int32], Shares]]
    scripts: NDArray[np.uint8]
    lists: NDArray[np.int32]
    fellows: Sequence[Fellows] = ()
    chosen_with_first: float = 1.0
    unread: UnreadBirths | None = None
    _made: dict[tuple[str, ...], Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def has_second_names(self) -> bool:
        """Return whether some name may hold given names where others hold ancestors, and that is to weigh less."""
        return self.chosen_with_first < 1 and bool(self.names.readings.has_second_names.any())

    def once(self, what: str, comparison: Comparison, make: Callable[[], _Made]) -> _Made:
        """Return what is made for a comparison once, however many batches of pairs ask for it.

        It must follow from what stands here and from the levels of the comparison alone: from nothing that a fit moves.
        """
        key = (what, comparison.name, *(level.label for level in comparison.levels))
        if key not in self._made:
            self._made[key] = make()
        made: _Made = self._made[key]
        return made


def compare(pairs: pl.DataFrame, comparable: Comparable, comparisons: Sequence[Comparison]) -> pl.DataFrame:
    """Return PAIRS with one level per comparison, and how common the agreed values are.

    A level is a ``u8`` column named as its comparison. Where the weight of a comparison asks for it, ``<name>_share`` holds
    log2 of the share of people who bear the agreed value, in thousandths of a bit: whole numbers only leave this stage.
    ``scripts`` holds in which the names of both are written.
    ``is_other_sex`` says which pairs agree only if one name is declined and no name of the other sex.
    Where births are stated that nobody understood, ``is_unread`` says of which pairs they leave a doubt.
    ``<name>_fellows`` holds the same of a name among those who share a day or a place with both, or of a second given name among those
    of the first, where it is commoner there.
    """
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    found: dict[str, pl.Series] = {}
    by_role, share_of_role, second, is_other_sex = _compare_names(left, right, comparable)
    found[IS_OTHER_SEX] = pl.Series(is_other_sex)
    found["scripts"] = _scripts_between(left, right, comparable)
    if comparable.unread is not None:
        found[IS_UNREAD] = pl.Series(comparable.unread.in_doubt(left, right))
    share: Shares | None
    for one in comparisons:
        if one.kind == "name":
            numbers = [0, *(one.level(level.name.lower()) for level in Level if level)]
            levels, share = np.array(numbers, dtype=np.uint8)[by_role[one.role]], share_of_role[one.role]
            chosen = share if one.role not in _FURTHER else _of_the_first_name(share, second, comparable)
            if comparable.fellows or (one.role in _FURTHER and comparable.has_second_names):
                found[f"{one.name}_fellows"] = _among_fellows(
                    one.role, left, right, (share, chosen), comparable
                )
        else:
            levels, share = _COMPARE[one.kind](left, right, comparable, one)
        found[one.name] = pl.Series(levels, dtype=pl.UInt8)
        if share is not None:
            bits = np.rint(np.log2(np.minimum(share, 1.0)) * MILLIBITS)
            found[f"{one.name}_share"] = pl.Series(np.maximum(bits, RAREST).astype(np.int16), dtype=pl.Int16)
    return pairs.with_columns(**{name: _in_short(column) for name, column in found.items()})


def _in_short(column: pl.Series) -> pl.Series | pl.Expr:
    """Return a column; as one value where it says the same of every pair: half of the fields of most lists are silent."""
    if len(column) < _FEWEST_IN_SHORT or column.min() != column.max():
        return column
    return pl.lit(column[0], dtype=column.dtype)


_FEWEST_IN_SHORT = 1000
"""Of fewer pairs it would save nothing."""


def number_patterns(counts: pl.DataFrame, comparisons: Sequence[Comparison]) -> pl.DataFrame:
    """Return PATTERNS: each distinct combination of levels with its number, from counts of them."""
    names = [one.name for one in comparisons]
    return counts.sort(names).with_row_index("pattern")


def _compare_names(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable
) -> tuple[dict[str, Levels], dict[str, Shares], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return levels and shares by role, which pairs hold given names where others hold ancestors, and which take one name for one of the other sex.

    Juan Carlos and Juan Alberto bear two given names: that is told of the given name, as twins are.
    """
    codes = comparable.values["name_code"].to_numpy()
    low, high = np.minimum(codes[left], codes[right]), np.maximum(codes[left], codes[right])
    named = np.flatnonzero(low >= 0)
    levels = np.zeros((len(ROLES), len(left)), dtype=np.uint8)
    shares = np.ones((len(ROLES), len(left)))
    found = comparable.names.compare_many(low[named], high[named])
    levels[:, named], shares[:, named] = found.levels, found.shares
    second, is_other_sex = np.zeros((2, len(left)), dtype=np.bool_)
    codes_of_named, chosen = (low[named], high[named]), (found.left, found.right)
    is_other_sex[named] = are_read_as_other_sex(comparable.names.readings, codes_of_named, chosen)
    if comparable.has_second_names:
        readings = comparable.names.readings
        rows = readings.starts[low[named]] + found.left, readings.starts[high[named]] + found.right
        second[named] = (found.left >= 0) & np.logical_and(
            *(readings.has_second_names.take(row, mode="clip") for row in rows)
        )
    by_role = dict(zip(ROLES, levels, strict=True))
    bear_others = second & (by_role["father"] == Level.DIFFERENT)
    by_role["given"][bear_others], by_role["father"][bear_others] = Level.DIFFERENT, Level.MISSING
    return by_role, dict(zip(ROLES, shares, strict=True)), second, is_other_sex


_FURTHER = ("father", "grandfather")
"""The roles in which a second and a third given name stand."""


def _of_the_first_name(share: Shares, second: NDArray[np.bool_], comparable: Comparable) -> Shares:
    """Return the shares of names, raised where both sides bear them after a first: two given names of one person are chosen together."""
    return np.where(second, share**comparable.chosen_with_first, share)


def _scripts_between(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable
) -> pl.Series:
    codes = comparable.values["name_code"].to_numpy()
    scripts = np.append(comparable.scripts, np.uint8(0))
    return pl.Series(pair_scripts(scripts[codes[left]], scripts[codes[right]]), dtype=pl.UInt8)


def _among_fellows(
    role: str,
    left: NDArray[np.uint32],
    right: NDArray[np.uint32],
    shares: tuple[Shares, Shares],
    comparable: Comparable,
) -> pl.Series:
    """Return log2 of the share where a name is commoner among those two mentions share a day, a place or a first name with; else ``NOT_RAISED``.

    ``shares`` are those among all people, and among those of one first name.
    """
    share, raised = shares
    for fellows in comparable.fellows:
        raised = np.maximum(raised, fellows.share(kind_of_role(role), left, right, share))
    bits = np.where(raised > share, np.rint(np.log2(raised) * MILLIBITS), NOT_RAISED)
    return pl.Series(bits.astype(np.int16), dtype=pl.Int16)


_Comparer = Callable[
    [NDArray[np.uint32], NDArray[np.uint32], Comparable, Comparison], tuple[Levels, Shares | None]
]


def _compare_scope(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    """Return the narrowest thing two mentions share, and the share of the population that it speaks of."""
    levels = np.zeros(len(left), dtype=np.uint8)
    shares = np.ones(len(left))
    for label in ("same_incident", "same_origin", "same_document"):
        codes, share = comparable.scopes[label]
        same = (codes[left] >= 0) & (codes[left] == codes[right])
        levels[same], shares[same] = comparison.level(label), share[left][same]
    incidents, _ = comparable.scopes["same_incident"]
    other = (incidents[left] >= 0) & (incidents[right] >= 0) & (incidents[left] != incidents[right])
    levels[other] = comparison.level("other_incident")
    return levels, shares


def _compare_lists(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    """Say whether both stand on one list; where there is only one, that is no news."""
    lists = comparable.lists
    if not lists.any():
        return np.zeros(len(left), dtype=np.uint8), None
    return _numbered(lists[left] == lists[right], ("different", "same"), comparison), None


def _compare_birth(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    values = comparable.values
    low, high = (values[f"birth_{end}"].to_physical().to_numpy() for end in ("low", "high"))
    by_age = (values["birth_basis"] == "age").fill_null(False).to_numpy()
    found = birth_numbers(low[left], high[left], by_age[left], low[right], high[right], by_age[right])
    _put_ages(found, left, right, np.isnan(low), comparable)
    return _numbered(found, BIRTH, comparison), None


def _put_ages(
    found: NDArray[np.uint8],
    left: NDArray[np.uint32],
    right: NDArray[np.uint32],
    silent: NDArray[np.bool_],
    comparable: Comparable,
) -> None:
    """Write into what was found of births what ages say of those pairs of which not both have a birth: as if of one day, the death."""
    low, high = births_by_age(*comparable.ages)
    told = ~np.isnan(low)
    at = np.flatnonzero((silent[left] | silent[right]) & told[left] & told[right])
    mine, other, aged = left[at], right[at], np.ones(len(at), dtype=np.bool_)
    found[at] = birth_numbers(low[mine], high[mine], aged, low[other], high[other], aged)


def _compare_death(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    values = comparable.values
    low, high = (values[f"death_{end}"].to_physical().to_numpy() for end in ("low", "high"))
    reported = values["reported_high"].to_physical().to_numpy()
    found = death_numbers(low[left], high[left], reported[left], low[right], high[right], reported[right])
    share = comparable.once("share", comparison, lambda: _share_of_day(low, high))
    return _numbered(found, DEATH, comparison), share[left]


def _share_of_day(low: NDArray[np.float64], high: NDArray[np.float64]) -> Shares:
    """Return, per row, the share of dated rows that name the same day; many deaths share a mass-event day."""
    exact = low == high
    _days, place, counts = np.unique(np.where(exact, low, np.nan), return_inverse=True, return_counts=True)
    total = max(int(exact.sum()), 1)
    return np.where(exact, (counts[place] + 1) / (total + 20), 1.0)


ADDRESS, ALIKE = 0.7, 0.35
"""From these likenesses on two addresses are one with slips, or at least akin."""


def _compare_places(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    codes, places = comparable.places[comparison.column]
    likeness = comparable.once("likeness", comparison, lambda: Likeness([place.text for place in places]))
    numbers = _numbers_of(comparison)

    def level(one: int, other: int) -> int:
        label = place_level(places[one], places[other], comparable.gazetteer)
        if places[one].is_address and places[other].is_address and places[one].script == places[other].script:
            label = _address_label(label, likeness.between(one, other))
        return 0 if label == "missing" else numbers[label]

    said = comparable.once("said", comparison, lambda: _saying_the_same(places))
    levels = _by_distinct_pair(
        said[codes], left, right, level, comparable.once("pairs", comparison, PairTable)
    )
    of_text, of_place = comparable.once(
        "share", comparison, lambda: (_share_of_code(codes), _share_of_place(codes, places))
    )
    share = np.where(
        levels == comparison.level("same_address"),
        *(np.maximum(one[left], one[right]) for one in (of_text, of_place)),
    )
    return levels, share


def _saying_the_same(places: Sequence[Place]) -> NDArray[np.int32]:
    """Return, by code of a place, the first code that says the same, however it is written; of addresses each sign counts. Last is -1."""
    first: dict[tuple[object, ...], int] = {}
    said = [
        (
            *(one.known, one.around, one.words, one.regions, one.region_words),
            one.text if one.is_address else "",
        )
        for one in places
    ]
    return np.array([*(first.setdefault(what, at) for at, what in enumerate(said)), -1], dtype=np.int32)


def _address_label(label: str, likeness: float) -> str:
    """Return how two addresses agree, given how the places in them do."""
    if likeness >= ADDRESS:
        return "same_address"
    if label in ("same", "inside", "same_region"):
        return label
    return "near" if likeness >= ALIKE else "different"


def _share_of_place(codes: NDArray[np.int32], places: Sequence[Place]) -> Shares:
    """Return, per row, the share of rows that name the same place, however they write it; of several the commonest."""
    rows = np.bincount(codes[codes >= 0], minlength=len(places)).tolist()
    named = [place.known or (place.words,) for place in places]
    counts: Counter[str] = Counter()
    for names, count in zip(named, rows, strict=True):
        counts.update(dict.fromkeys(names, count))
    most = np.array([*(max(counts[name] for name in names) for names in named), 0])
    return np.where(codes >= 0, (most[codes] + 1) / (sum(rows) + 100), 1.0)


def _compare_texts(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    codes, texts = comparable.texts[comparison.name]
    numbers = _numbers_of(comparison)

    def level(one: int, other: int) -> int:
        label = _text_label(texts[one], texts[other])
        return 0 if label == "missing" else numbers[label]

    levels = _by_distinct_pair(codes, left, right, level, comparable.once("pairs", comparison, PairTable))
    if not comparison.asks_frequency:
        return levels, None
    sounds = [text.split(":", 1)[1] for text in texts]
    place = {sound: at for at, sound in enumerate(sorted(set(sounds)))}
    of_sound = np.array([*(place[sound] for sound in sounds), -1], dtype=np.int32)
    return levels, _share_of_code(of_sound[codes])[left]


def _text_label(one: str, other: str) -> str:
    """Return how two texts agree by sound; in two scripts a difference may be a translation and says nothing.

    Numbers are written alike in most scripts: a 45th brigade is no 266th.
    """
    (script, mine), (other_script, theirs) = one.split(":", 1), other.split(":", 1)
    if mine == theirs:
        return "same"
    numbers, others = set(_NUMBER.findall(mine)), set(_NUMBER.findall(theirs))
    if numbers and others and not numbers & others:
        return "different"
    shared = set(mine.split()) & set(theirs.split())
    if edit_similarity(mine, theirs) >= 0.75 or any(len(word) > 3 for word in shared):
        return "near"
    return "different" if script == other_script else "missing"


def _compare_exact(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    codes, _ = comparable.texts[comparison.name]
    silent = (codes[left] < 0) | (codes[right] < 0)
    found = np.where(silent, 0, np.where(codes[left] == codes[right], 1, 2))
    levels = _numbered(found, ("missing", "same", "different"), comparison)
    return levels, _share_of_code(codes)[left] if comparison.asks_frequency else None


def _compare_generations(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    """Say whether both names tell one generation; where one of two is silent, its bearer may be the other one's father."""
    codes, _ = comparable.texts[comparison.name]
    mine, other = codes[left], codes[right]
    found = np.select([(mine < 0) & (other < 0), (mine < 0) | (other < 0), mine == other], [0, 1, 2], 3)
    return _numbered(found, ("missing", "one_told", "same", "different"), comparison), None


def _compare_former(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    codes, texts = comparable.texts[comparison.name]
    tokens = comparable.once(
        "tokens",
        comparison,
        lambda: [tokens_of_former(text, comparable.names.knowledge) for text in texts],
    )

    def level(one: int, other: int) -> int:
        return comparison.level(former_level(tokens[one], tokens[other]))

    known = comparable.once("pairs", comparison, PairTable)
    return _by_distinct_pair(codes, left, right, level, known), None


def _compare_numbers(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    numbers = comparable.numbers[comparison.name]
    gap = np.abs(numbers[left] - numbers[right])
    found = np.select([np.isnan(gap), gap == 0, gap <= comparison.tolerance], [0, 1, 2], 3)
    _values, codes = np.unique(numbers, return_inverse=True)
    share = _share_of_code(np.where(np.isnan(numbers), -1, codes).astype(np.int32))
    levels = _numbered(found, ("missing", "same", "near", "different"), comparison)
    return levels, share[left] if comparison.asks_frequency else None


def _compare_dates(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    low, high = comparable.dates[comparison.name]
    gap = np.maximum(low[left], low[right]) - np.minimum(high[left], high[right])
    is_day = (low == high)[left] & (low == high)[right]
    found = np.select(
        [np.isnan(gap), is_day & (gap == 0), gap <= 0, gap <= comparison.tolerance], [0, 1, 2, 3], 4
    )
    share = _share_of_day(low, high)[left] if comparison.asks_frequency else None
    return _numbered(found, ("missing", "same", "dates_meet", "near", "different"), comparison), share


_NUMBER = re.compile(r"\d+")
_PARTING = re.compile(r"[,;/|]+")


def _compare_words(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    """Compare cells that name several things; how common an agreement is follows from the rarest thing in common."""
    codes, texts = comparable.texts[comparison.name]
    things = [frozenset(filter(None, map(str.strip, _PARTING.split(text)))) for text in texts]
    rows = np.bincount(codes[codes >= 0], minlength=len(texts))
    counts = Counter({thing: 0 for one in things for thing in one})
    for one, count in zip(things, rows.tolist(), strict=True):
        counts.update(dict.fromkeys(one, count))
    spoken = int(rows.sum())
    shares: dict[tuple[int, int], float] = {}

    def level(one: int, other: int) -> int:
        common = things[one] & things[other]
        if common:
            shares[one, other] = (min(counts[thing] for thing in common) + 1) / (spoken + 100)
        return comparison.level(
            "same" if things[one] == things[other] else "shared" if common else "different"
        )

    levels = _by_distinct_pair(codes, left, right, level, PairTable())
    ends = np.minimum(codes[left], codes[right]), np.maximum(codes[left], codes[right])
    share = np.array([shares.get(pair, 1.0) for pair in zip(*(end.tolist() for end in ends), strict=True)])
    return levels, share if comparison.asks_frequency else None


def _compare_identifiers(
    left: NDArray[np.uint32], right: NDArray[np.uint32], comparable: Comparable, comparison: Comparison
) -> tuple[Levels, Shares | None]:
    codes, texts = comparable.texts[comparison.name]
    listed = comparable.once("listed", comparison, lambda: [text.split(";") for text in texts])
    numbers = {"missing": 0, **_numbers_of(comparison)}
    share = np.ones(len(left))

    def level(one: int, other: int) -> int:
        return numbers[identifier_label(listed[one], listed[other])]

    levels = _by_distinct_pair(codes, left, right, level, comparable.once("pairs", comparison, PairTable))
    for at in np.flatnonzero(levels == comparison.level("same")).tolist():
        common = set(listed[codes[left[at]]]) & set(listed[codes[right[at]]])
        share[at] = min(map(chance_of, common))
    return levels, share


_COMPARE: Mapping[str, _Comparer] = {
    "scope": _compare_scope,
    "list": _compare_lists,
    "birth": _compare_birth,
    "death": _compare_death,
    "place": _compare_places,
    "text": _compare_texts,
    "exact": _compare_exact,
    "generation": _compare_generations,
    "former": _compare_former,
    "number": _compare_numbers,
    "date": _compare_dates,
    "words": _compare_words,
    "identifiers": _compare_identifiers,
}


def _numbered(places: NDArray[Any], labels: Sequence[str], comparison: Comparison) -> Levels:
    """Return the levels of pairs that have some of these labels, given which; a label that the comparison does not have is silence."""
    known = _numbers_of(comparison)
    return np.array([known.get(label, 0) for label in labels], dtype=np.uint8)[places.astype(np.uint8)]


def _numbers_of(comparison: Comparison) -> dict[str, int]:
    return {level.label: number for number, level in enumerate(comparison.levels, start=1)}


def _by_distinct_pair(
    codes: NDArray[np.int32],
    left: NDArray[np.uint32],
    right: NDArray[np.uint32],
    level: Callable[[int, int], int],
    known: PairTable,
) -> Levels:
    """Compare each distinct pair of codes that is not yet known once; a silent side is level 0."""
    mine, other = codes[left], codes[right]
    levels = np.zeros(len(left), dtype=np.uint8)
    said = np.flatnonzero((mine | other) >= 0)
    pairs = pack(mine[said], other[said])
    found = known.get(pairs)
    unmet = found == ABSENT
    if unmet.any():
        fresh = distinct(pairs[unmet])
        met = zip(*(side.tolist() for side in unpack(fresh)), strict=True)
        known.put(fresh, np.array([level(*pair) for pair in met], dtype=np.uint8))
        found[unmet] = known.get(pairs[unmet])
    levels[said] = found
    return levels


def _share_of_code(codes: NDArray[np.int32]) -> Shares:
    """Return, per row, the share of rows that say the same; smoothed, so that tiny lists do not call everything rare."""
    spoken = int((codes >= 0).sum())
    counts = np.bincount(codes[codes >= 0], minlength=1) if spoken else np.zeros(1)
    return np.where(codes >= 0, (counts[np.maximum(codes, 0)] + 1) / (spoken + 100), 1.0)
