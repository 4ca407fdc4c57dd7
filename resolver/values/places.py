"""A place as written -> the places a gazetteer knows in it, and how two such places agree.

"Асбест, Свердловская область" names a town and the region around it; the smallest place known is the one that is compared.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from resolver.values.similarity import edit_similarity
from resolver.values.text import fold, script_of

_TYPE_WORDS = frozenset(
    [
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
        "обл",
        "область",
        "края",
        "край",
        "р-н",
        "район",
        "респ",
        "республика",
        "city",
        "town",
        "village",
        "of",
        "the",
        "region",
        "oblast",
        "exclave",
        "settlement",
        "native",
        "hometown",
        "in",
        "governorate",
        "province",
        "مدينة",
        "قرية",
        "محافظة",
        "بلدة",
        "مخيم",
        "місто",
        "село",
        "селище",
        "смт",
    ]
)
_BROAD = frozenset({"country", "area"})


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
    """What a cell says about a place: the known places in it, smallest first, and its words for those that are not."""

    known: tuple[str, ...]
    around: frozenset[str]
    words: str
    text: str = ""

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
    for piece in [part.strip() for part in re.split(r"[,;/()]", folded) if part.strip()]:
        ids, left = _scan(piece, gazetteer)
        found.extend(ids)
        rest.extend(left)
    named = _consistent(found, gazetteer)
    around = frozenset(place for one in named for place in gazetteer.around(one)[1:])
    smallest = tuple(sorted(place for place in named if place not in around))
    words = " ".join(word for word in rest if word not in _TYPE_WORDS)
    return Place(known=smallest, around=around, words=words, text=folded)


def _scan(piece: str, gazetteer: Gazetteer) -> tuple[list[str], list[str]]:
    """Find the longest known spellings in a piece; return their places and the words left over."""
    words = [word.rstrip(".") for word in piece.split()]
    found: list[str] = []
    left: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(5, len(words) - at), 0, -1):
            ids = gazetteer.by_form.get(" ".join(words[at : at + length]), ())
            if ids:
                found.extend(ids)
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
    """
    if left.known and right.known:
        if not set(left.known).isdisjoint(right.known):
            return "same"
        if not (right.around.isdisjoint(left.known) and left.around.isdisjoint(right.known)):
            return "inside"
        is_near = any(not _is_broad(gazetteer, place) for place in left.around & right.around)
        return "same_region" if is_near else "different"
    return _words_level(left, right)


def _words_level(left: Place, right: Place) -> str:
    if not left.words or not right.words:
        return "missing"
    if left.words == right.words:
        return "same"
    shared = set(left.words.split()) & set(right.words.split())
    close = edit_similarity(left.words, right.words) >= 0.8
    if close or shared:
        return "near"
    if left.script != right.script and "none" not in (left.script, right.script):
        return "missing"  # one of them may be the other, as it is written elsewhere
    return "missing" if left.known or right.known else "different"
