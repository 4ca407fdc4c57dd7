"""A place as written -> the places a gazetteer knows in it, and how two such places agree.

"Асбест, Свердловская область" names a town and the region around it; the smallest place known is the one that is compared.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from resolver.values.similarity import edit_similarity
from resolver.values.text import fold, script_of

_REGION_WORDS = frozenset(
    [
        *(
            "обл",
            "область",
            "области",
            "край",
            "края",
            "губерния",
            "губернии",
            "області",
            "oblast",
            "krai",
            "region",
        ),
        *(
            "governorate",
            "province",
            "state",
            "department",
            "departamento",
            "provincia",
            "estado",
            "vilayet",
            "wilaya",
        ),
        *("محافظة", "ولاية", "استان", "ولایت"),
    ]
)
"""Words beside the name of a region of the first order; districts are another depth, and are not compared with them."""
_DISTRICT_WORDS = frozenset(["р-н", "р-на", "район", "района", "району"])
_BENT = (("кой", "кая"), ("кого", "кий"), ("кої", "ка"))
"""How adjectives end in the genitive, and in the nominative: «Кировской области», «Алтайского края», «Донецької області»."""
_TYPE_WORDS = frozenset(
    [
        *_REGION_WORDS,
        *_DISTRICT_WORDS,
        "г",
        "гор",
        "город",
        "пос",
        "посёлок",
        "поселок",
        "пгт",
        "рп",
        "с",
        "село",
        "д",
        "дер",
        "деревня",
        "ст",
        "станица",
        "х",
        "хутор",
        "аул",
        "респ",
        "республика",
        "республики",
        "city",
        "town",
        "village",
        "of",
        "the",
        "exclave",
        "settlement",
        "native",
        "hometown",
        "in",
        "مدينة",
        "قرية",
        "بلدة",
        "مخيم",
        "місто",
        "село",
        "селище",
        "смт",
    ]
)
_BROAD = frozenset({"country", "area"})
_REGION = "region"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gazetteer:
    """Places by spelling; and by place its kind and, where it lies within another, that one."""

    by_form: Mapping[str, Sequence[str]]
    facts: Mapping[str, Sequence[str]]

    @classmethod
    def from_rows(cls, rows: Sequence[tuple[str, str, str | None, str]]) -> "Gazetteer":
        """Build from (place_id, kind, within, form) rows.

        >>> rows = [("asbest", "town", "sverdlovsk", "Асбест"), ("sverdlovsk", "region", None, "Свердловская область")]
        >>> Gazetteer.from_rows(rows).around("asbest")
        ('asbest', 'sverdlovsk')
        """
        forms: dict[str, list[str]] = {}
        for place_id, _, _, form in rows:
            for spelling in dict.fromkeys((fold(form), _bare(fold(form)))):
                known = forms.setdefault(spelling, [])
                if spelling and place_id not in known:
                    known.append(place_id)
        within = {place_id: within for place_id, _, within, _ in rows if within}
        return cls(
            by_form={form: ids for form, ids in forms.items() if form},
            facts={
                place_id: (kind, within[place_id]) if place_id in within else (kind,)
                for place_id, kind, _, _ in rows
            },
        )

    def kind_of(self, place_id: str) -> str | None:
        """Return what a place is: a town, a region, a country; None where it is not known."""
        return next(iter(self.facts.get(place_id, ())), None)

    def around(self, place_id: str) -> tuple[str, ...]:
        """Return a place and everything it lies within, smallest first."""
        return _around(self, place_id)


@lru_cache(maxsize=20_000)
def _is_broad(gazetteer: Gazetteer, place_id: str) -> bool:
    return gazetteer.kind_of(place_id) in _BROAD


@lru_cache(maxsize=20_000)
def _around(gazetteer: Gazetteer, place_id: str) -> tuple[str, ...]:
    chain = [place_id]
    while (facts := gazetteer.facts.get(chain[-1], ()))[1:] and facts[1] not in chain:
        chain.append(facts[1])
    return tuple(chain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a cell says about a place: the known places in it, smallest first, and its words for those that are not.

    ``regions`` are those that it tells beside a town, ``region_words`` the name of one that no gazetteer knows.
    """

    known: tuple[str, ...]
    around: frozenset[str]
    words: str
    text: str = ""
    regions: frozenset[str] = frozenset()
    region_words: str = ""

    @property
    def script(self) -> str:
        """Return the script of the words that no gazetteer knows."""
        return script_of(self.words)

    @property
    def is_address(self) -> bool:
        """Return whether a text says more than a place: three words no gazetteer knows, or two and a number.

        >>> read_place("5 Nowhere Street", Gazetteer.from_rows([])).is_address
        True
        """
        words = self.words.split()
        return len(words) > 2 or (len(words) == 2 and any(map(str.isdigit, self.words)))


def read_place(text: str, gazetteer: Gazetteer) -> Place:
    """Return the places named in a text.

    >>> rows = [("asbest", "town", "sverdlovsk", "Асбест"), ("sverdlovsk", "region", None, "Свердловская область")]
    >>> read_place("г. Асбест, Свердловская область", Gazetteer.from_rows(rows)).known
    ('asbest',)
    """
    folded = fold(text)
    found: list[str] = []
    rest: list[str] = []
    regions: list[str] = []
    unknown: list[str] = []
    for piece in [part.strip() for part in re.split(r"[,;/()]", folded) if part.strip()]:
        spans, left = _scan(piece, gazetteer)
        found.extend(place for ids in spans for place in ids)
        rest.extend(left)
        regions.extend(place for ids in spans if _are_regions(ids, gazetteer) for place in ids)
        unknown.append(_region_named(left))
    named = _consistent(found, gazetteer)
    around = frozenset(place for one in named for place in gazetteer.around(one)[1:])
    smallest = tuple(sorted(place for place in named if place not in around))
    return Place(
        known=smallest,
        around=around,
        words=" ".join(word for word in rest if word not in _TYPE_WORDS),
        text=folded,
        regions=frozenset(regions),
        region_words="" if regions else next(filter(None, unknown), ""),
    )


def _are_regions(ids: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Say whether a spelling can only mean a region: Gaza may be the city or all of the strip, and tells none."""
    return all(gazetteer.kind_of(place) == _REGION for place in ids)


def _region_named(left: Sequence[str]) -> str:
    """Return the name beside a word for regions, of the words of a piece that no gazetteer knows; or nothing."""
    for at, word in enumerate(left):
        if word in _REGION_WORDS:
            before = [name for name in left[:at] if name not in _TYPE_WORDS]
            name = before[-1] if before else _bare(" ".join(left[at + 1 :]))
            return "" if any(map(str.isdigit, name)) else name  # 12 State Street
    return ""


def _upright(words: Sequence[str]) -> list[str]:
    """Return words with the adjective before a word for a region or a district in the nominative."""
    found = list(words)
    for at, (word, following) in enumerate(pairwise(words)):
        if following in _REGION_WORDS or following in _DISTRICT_WORDS:
            end = next((end for end in _BENT if word.endswith(end[0])), ("", ""))
            found[at] = word.removesuffix(end[0]) + end[1]
    return found


def _scan(piece: str, gazetteer: Gazetteer) -> tuple[list[Sequence[str]], list[str]]:
    """Find the longest known spellings in a piece; return the places that each may be, and the words left over."""
    words = _upright([word.rstrip(".") for word in piece.split()])
    found: list[Sequence[str]] = []
    left: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(5, len(words) - at), 0, -1):
            ids = gazetteer.by_form.get(" ".join(words[at : at + length]), ())
            if ids:
                found.append(ids)
                at += length
                break
        else:
            left.append(words[at])
            at += 1
    return found, left


def _bare(form: str) -> str:
    return " ".join(word for word in form.split() if word.rstrip(".") not in _TYPE_WORDS)


def _consistent(found: Sequence[str], gazetteer: Gazetteer) -> list[str]:
    """Of several places of one spelling keep those that another named place contains, when there are any."""
    unique = list(dict.fromkeys(found))
    supported = [one for one in unique if set(gazetteer.around(one)[1:]) & set(unique)]
    return (
        list(
            dict.fromkeys([*supported, *[one for one in unique if _is_container(one, supported, gazetteer)]])
        )
        or unique
    )


def _is_container(place_id: str, inside: Sequence[str], gazetteer: Gazetteer) -> bool:
    return any(place_id in gazetteer.around(one) for one in inside)


def place_level(left: Place, right: Place, gazetteer: Gazetteer) -> str:
    """Return how two places agree: same, inside, near, same_region, different, or missing when neither can tell.

    >>> rows = [("a", "town", "r", "Асбест"), ("r", "region", "x", "Урал"), ("b", "town", "r", "Кедровое"), ("x", "country", None, "Россия")]
    >>> places = Gazetteer.from_rows(rows)
    >>> place_level(read_place("Асбест", places), read_place("Урал", places), places)
    'inside'
    >>> place_level(read_place("Асбест", places), read_place("Кедровое", places), places)
    'same_region'

    Towns of one name in two regions that both tell are two, whichever of them the gazetteer knows:

    >>> rows += [("y", "region", "x", "Волга")]
    >>> places = Gazetteer.from_rows(rows)
    >>> place_level(read_place("Асбест, Урал", places), read_place("Асбест, Волга", places), places)
    'different'
    """
    if _regions_differ(left, right, gazetteer):
        return "different"
    if left.known and right.known:
        return _known_level(left, right, gazetteer)
    return _words_level(left, right)


def _known_level(left: Place, right: Place, gazetteer: Gazetteer) -> str:
    """Return how two places agree of which the gazetteer knows something, if only the region around a village that it does not know."""
    shared = set(left.known) & set(right.known)
    if shared:
        are_two = bool(set(left.known) - shared and set(right.known) - shared) or _words_differ(left, right)
        return _of_region(shared, gazetteer) if are_two else "same"
    over, under = right.around.intersection(left.known), left.around.intersection(right.known)
    if over or under:
        names_another = any(
            within and (side.words or set(side.known) - within)
            for side, within in ((left, over), (right, under))
        )
        return _of_region(over | under, gazetteer, else_="inside") if names_another else "inside"
    is_near = any(not _is_broad(gazetteer, place) for place in left.around & right.around)
    return "same_region" if is_near else "different"


def _words_differ(left: Place, right: Place) -> bool:
    """Say whether what no gazetteer knows of two places cannot be one; in two scripts it may."""
    spoken = left.words and right.words and left.script == right.script
    return bool(spoken) and _words_level(left, right) in ("missing", "different")


def _of_region(places: Collection[str], gazetteer: Gazetteer, *, else_: str = "same") -> str:
    """Return how two villages agree that lie in one of these regions, and are not one; within a smaller place words are a street."""
    if all(_is_broad(gazetteer, place) for place in places):
        return "missing"
    kinds = {gazetteer.kind_of(place) for place in places}
    return "same_region" if kinds <= {_REGION, *_BROAD} else else_


def _regions_differ(left: Place, right: Place, gazetteer: Gazetteer) -> bool:
    """Say whether both tell a region, and these are neither one nor within one another nor spellings of one another."""
    if left.regions and right.regions:
        mine, theirs = (
            {place for one in side.regions for place in gazetteer.around(one)} for side in (left, right)
        )
        return left.regions.isdisjoint(theirs) and right.regions.isdisjoint(mine)
    one, other = left.region_words, right.region_words
    alike = one == other or script_of(one) != script_of(other)
    return bool(one and other) and not alike and edit_similarity(one, other) < _ALIKE


_ALIKE = 0.7


def _words_level(left: Place, right: Place) -> str:
    if not left.words or not right.words:
        return "missing"
    if left.words == right.words:
        return "same"
    shared = set(left.words.split()) & set(right.words.split())
    close = edit_similarity(left.words, right.words) >= 0.8
    if close:
        return "near"
    if shared:
        rest = [set(side.words.split()) - shared for side in (left, right)]
        return "missing" if all(rest) else "near"  # a town of one name, here and there
    if left.script != right.script and "none" not in (left.script, right.script):
        return "missing"  # one of them may be the other, as it is written elsewhere
    return "missing" if left.known or right.known else "different"
