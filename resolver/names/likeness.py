"""Two tokens -> how alike they are; two names -> the one pair of readings that fits best, and its levels.

Levels: same; short (Стас, Станислав); shared (one of the names both may be); sound (one name as neighbouring languages or another
script write it); near (a slip); lookalike (alike, but known as names of their own: Фомин, Фокин; or seldom short for it: Витя, Виталий; or double names that
share a part and have another each: Pérez Gómez, Gómez Ruiz); initial; part (of a double
name); unlisted (half of the consonants in common, and one of them is a given name that no table knows, so that they may still be one); different; missing where
one side has no such part. One pair of readings is chosen for the whole name, by a fixed table over levels and costs, and every level is taken from it: never the
surname of one reading with the given name of another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import product

from resolver.names.readings import Reading, whole_given
from resolver.names.tokens import CONSONANTAL, Token
from resolver.values.similarity import edit_distance


class Level(IntEnum):
    """How two words in one role agree; smaller is stronger, 0 says that one side is silent."""

    MISSING = 0
    SAME = 1
    SHORT = 2
    SHARED = 3
    SOUND = 4
    NEAR = 5
    LOOKALIKE = 6
    INITIAL = 7
    PART = 8
    UNLISTED = 9
    DIFFERENT = 10


APART = frozenset({Level.UNLISTED, Level.DIFFERENT})
"""Levels on which two words are not alike."""


WORTH = {
    "surname": (0, 60, 60, 50, 52, 40, 15, 12, 25, -70, -70),
    "given": (0, 40, 34, 30, 30, 22, 5, 12, 5, -50, -50),
    "father": (0, 30, 26, 23, 23, 18, 4, 10, 4, -35, -35),
    "grandfather": (0, 15, 12, 11, 11, 9, 2, 5, 2, -12, -12),
}
"""What a level is worth when readings are chosen, by role and level. Whole numbers: no rounding, no ties by noise."""

ASSUMED = {Level.PART: Level.DIFFERENT}
"""What a level is where one of two readings assumes more than its name needs: a double name that only an assumption joins shares a part with
those of a brother, of a father and of many others. See ``unearned`` for what else an assumption does not earn."""
AGREED = (Level.SAME, Level.NEAR)
"""The first and the last level on which two words agree well enough for an assumption."""

COST_WORTH = 9
"""What one assumption of a reading costs in the same currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLevels:
    """The levels of a pair of names, all from one pair of readings."""

    surname: Level
    given: Level
    father: Level
    grandfather: Level
    left: int
    right: int
    worth: int


def token_level(left: Token, right: Token, role: str) -> Level:
    """Return how two words agree in a role."""
    level = _level(left, right, role)
    if level is Level.DIFFERENT and not (left.is_initial or right.is_initial):
        known = is_listed(left, role) and is_listed(right, role)
        return Level.UNLISTED if not known and _are_akin(left, right) else Level.DIFFERENT
    return level


def is_listed(token: Token, role: str) -> bool:
    """Say whether a word can be known to differ from another: a listed given name, a double one, and any surname.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> [is_listed(make_token(word, "given", load_knowledge()), "given") for word in ("анна", "щукобор")]
    [True, False]
    """
    return role == "surname" or token.is_known or bool(token.parts or token.second_names)


FEWEST_IN_COMMON = 2
"""One consonant in common says nothing."""


def _are_akin(left: Token, right: Token) -> bool:
    """Say whether two words, each by one convention, have at least half of their consonants in common."""
    for mine, other in product(map(frozenset, left.skeletons), map(frozenset, right.skeletons)):
        common = len(mine & other)
        if common >= FEWEST_IN_COMMON and 2 * common >= max(len(mine), len(other)):
            return True
    return False


def _level(left: Token, right: Token, role: str) -> Level:
    if left.text == right.text and left.is_initial == right.is_initial:
        return own_level(left)
    if left.is_initial or right.is_initial:
        return Level.INITIAL if _initial_fits(left, right) else Level.DIFFERENT
    if left.likeliest and left.likeliest == right.likeliest:
        return Level.SAME
    if not set(left.keys).isdisjoint(right.keys):
        usual = left.keys[0] == right.keys[0]
        return Level.SAME if usual or not _are_two_listed(left, right) else Level.LOOKALIKE
    named = None if role == "surname" else _class_level(left, right)
    is_other = _differ_in_a_half(left, right) or (role != "surname" and _are_others_left(left, right))
    if named is not Level.SHORT and is_other:
        return Level.DIFFERENT
    if named is not None:
        return named
    alike = _likeness(left, right, role)
    if alike is Level.NEAR and _differ_in_a_part(left, right):
        alike = Level.DIFFERENT
    if alike is not Level.DIFFERENT:
        return Level.LOOKALIKE if _are_two_names(left, right, role, alike) else alike
    if not _share_a_part(left, right):
        return Level.DIFFERENT
    return (
        Level.LOOKALIKE if _has_another_part(left, right) and _has_another_part(right, left) else Level.PART
    )


def _share_a_part(left: Token, right: Token) -> bool:
    """Say whether a part of one double word is the other, or a part of it."""
    mine, other = left.part_keys or left.keys, right.part_keys or right.keys
    return bool(left.parts or right.parts) and not set(mine).isdisjoint(other)


def _has_another_part(one: Token, other: Token) -> bool:
    """Say whether one of two double words has a part that the other lacks: where both have one, they are those of cousins."""
    return bool(other.parts) and not other.part_keys.issuperset(one.parts)


def own_level(token: Token) -> Level:
    """Return how a word agrees with itself: an initial is borne by everybody whose name begins so, and says no more than that.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> [own_level(make_token(word, "given", load_knowledge())).name for word in ("анна", "а.")]
    ['SAME', 'INITIAL']
    """
    return Level.INITIAL if token.is_initial else Level.SAME


def _are_two_listed(left: Token, right: Token) -> bool:
    """Say whether two words that some convention spells alike are listed as different names: Denis and Deniz."""
    return bool(left.classes and right.classes) and left.classes.isdisjoint(right.classes)


def _initial_fits(left: Token, right: Token) -> bool:
    if left.is_initial and right.is_initial:
        return not set(left.keys).isdisjoint(right.keys)
    initial, full = (left, right) if left.is_initial else (right, left)
    return any(start.startswith(key) for key in initial.keys for start in full.starts)


def _class_level(left: Token, right: Token) -> Level | None:
    """Return the level that knowledge of given names decides, or None where it does not."""
    if left.classes & right.classes:
        return Level.SHARED
    if left.classes & right.short_classes or left.short_classes & right.classes:
        return Level.SHORT if left.classes & right.usual or left.usual & right.classes else Level.LOOKALIKE
    if left.short_classes & right.short_classes and not (left.classes and right.classes):
        return Level.SHORT if set(left.keys) & set(right.keys) else Level.SHARED
    return Level.DIFFERENT if is_settled(left) and is_settled(right) else None


def is_settled(token: Token) -> bool:
    """Say whether knowledge settles that a given name is another than one it shares no class with: one listed letter by letter, unless it is double.

    What only sounds like a listed name may be another name that no table has: Eqil is عقيل before it is Egils.
    """
    return token.is_known and token.known_by_letters and not token.parts


def _are_two_names(left: Token, right: Token, role: str, alike: Level) -> bool:
    """Say whether both of two words that look alike are known, as different names: Фомин and Фокин, حسن and حسين."""
    if role != "surname":
        return False
    return _are_two_listed(left, right) or (alike is Level.NEAR and left.is_attested and right.is_attested)


def _likeness(left: Token, right: Token, role: str) -> Level:
    """Return SOUND for what one name sounds like in two spellings or scripts, NEAR for a slip, else DIFFERENT."""
    if role == "surname" and are_of_two_sexes(left, right):
        return Level.DIFFERENT
    if (left.script in CONSONANTAL or right.script in CONSONANTAL) and left.script != right.script:
        return _across_scripts(left, right)
    if not left.sounds.isdisjoint(right.sounds):
        enough = LONG_SOUND + _prefix_length(left, right)
        return Level.SOUND if max(map(len, left.sounds & right.sounds)) >= enough else Level.NEAR
    if not left.mended.isdisjoint(right.keys) or not right.mended.isdisjoint(left.keys):
        return Level.SOUND
    if "latin" in (left.script, right.script) and _share_long(left, right):
        return Level.NEAR
    pairs = product(left.keys[:LIKELIEST_KEYS], right.keys[:LIKELIEST_KEYS])
    slips = [(mine, other) for mine, other in pairs if _is_slip(mine, other)]
    if slips:
        sound_apart = role != "surname" and left.skeletons.isdisjoint(right.skeletons)
        short = SHORT_NAME + _prefix_length(left, right)
        is_other = sound_apart and all(_swaps_consonant(mine, other, short) for mine, other in slips)
        return Level.LOOKALIKE if is_other else Level.NEAR
    is_candidate = _is_echo(left, right) or _differ_in_vowels(left, right)
    return Level.LOOKALIKE if is_candidate else Level.DIFFERENT


def _differ_in_vowels(left: Token, right: Token) -> bool:
    """Say whether two Latin words have the same few consonants and only their vowels differ: Mene'em and Manaaem."""
    return left.script == right.script == "latin" and _share_consonants(left, right, LONG_SKELETON - 1)


LONG_ECHO = 3


def _is_echo(left: Token, right: Token) -> bool:
    """Say whether one word may be the other come back through a language of few sounds: a candidate, no agreement."""
    came_back = left.is_syllabic != right.is_syllabic
    return came_back and len(left.echo) >= LONG_ECHO and left.echo == right.echo


LIKELIEST_KEYS = 2
"""A slip is looked for in the likeliest conventions only: a slip in a rare one is more often another name."""


LONG_SOUND = 5
"""A shorter word has too few letters for a common sound to be more than a likeness (Omar, Ammar)."""
LONG_SKELETON = 4


def _share_long(left: Token, right: Token) -> bool:
    """Say whether two words share enough consonants; within one script, where vowels are written, one more than across two."""
    return _share_consonants(left, right, LONG_SKELETON - (left.script != right.script))


def _share_consonants(left: Token, right: Token, enough: int) -> bool:
    """Say whether two words have the same consonants, so many or more."""
    return any(len(one) >= enough for one in left.skeletons & right.skeletons)


def _across_scripts(left: Token, right: Token) -> Level:
    """Compare by consonants; vowels do not survive the passage."""
    shared = left.skeletons & right.skeletons
    if shared:
        return Level.SOUND if max(map(len, shared)) > FEWEST_IN_COMMON else Level.NEAR
    near = any(_is_slip_of_consonants(mine, other) for mine in left.skeletons for other in right.skeletons)
    return Level.NEAR if near else Level.DIFFERENT


def consonant_slips(longest: int) -> int:
    """Return how many slips two skeletons may be apart, the longer of so many letters: one among four, two among six."""
    return 0 if longest < 4 else 1 if longest < 6 else 2


def letter_slips(longest: int) -> int:
    """Return how many slips two keys may be apart, the longer of so many letters: one in a word of four, two in one of nine."""
    return 0 if longest < 4 else 1 if longest < 9 else 2


def _is_slip_of_consonants(mine: str, other: str) -> bool:
    allowed = consonant_slips(max(len(mine), len(other)))
    return bool(allowed) and edit_distance(mine, other, allowed) <= allowed


def _is_slip(mine: str, other: str) -> bool:
    longest = max(len(mine), len(other))
    allowed = letter_slips(longest)
    if not allowed or abs(len(mine) - len(other)) > allowed:
        return False
    begin_alike = mine[0] == other[0] or {mine[0], other[0]} <= _VOWELS
    return edit_distance(mine, other, allowed) <= allowed and (begin_alike or longest > LONG_ENOUGH)


LONG_ENOUGH = 5
"""A longer word may be spelt wrongly in its first letter."""
KUNYAS = ("abu-", "umm-")
_VOWELS = frozenset("aeiou")
SHORT_NAME = 6


def _prefix_length(left: Token, right: Token) -> int:
    """Return how many letters two words share only because both are a kunya."""
    return 3 if any(left.text.startswith(one) and right.text.startswith(one) for one in KUNYAS) else 0


def _swaps_consonant(mine: str, other: str, at_most: int) -> bool:
    """Say whether two given names of so many letters differ in one consonant: Ержан and Ерлан are two names, seldom a slip."""
    if len(mine) != len(other) or len(mine) > at_most:
        return False
    apart = [{one, two} for one, two in zip(mine, other, strict=True) if one != two]
    return len(apart) == 1 and _VOWELS.isdisjoint(apart[0])


def _differ_in_a_part(left: Token, right: Token) -> bool:
    """Say whether two double names share a part and are two names in another: the shared part must not make them look alike."""
    if left.script in CONSONANTAL or right.script in CONSONANTAL or len(left.parts) != len(right.parts):
        return False
    apart = [(mine, other) for mine, other in zip(left.parts, right.parts, strict=True) if mine != other]
    return len(apart) < len(left.parts) and not all(_is_slip(mine, other) for mine, other in apart)


def _are_others_left(left: Token, right: Token) -> bool:
    """Say whether each of two double given names holds another beside what they share: Md Shahidul and Md Monirul are brothers.

    Where tables have both names of each, these decide.
    """
    if left.part_keys.isdisjoint(right.part_keys) or all(map(_are_halves_known, (left, right))):
        return False
    mine = [part for part in left.parts if part not in right.part_keys]
    other = [part for part in right.parts if part not in left.part_keys]
    return bool(mine and other) and not any(_is_slip(*both) for both in product(mine, other))


def _are_halves_known(token: Token) -> bool:
    return bool(token.first_names and token.second_names)


def _differ_in_a_half(left: Token, right: Token) -> bool:
    """Say whether one of the two given names in each of two words is another: Amirhossein and Amirhassan are brothers.

    Where a table has both words whole, as one name, they are; and who is called Anna Maria may be called Maria Anna.
    """
    mine, other = (left.first_names, left.second_names), (right.first_names, right.second_names)
    are_apart = any(one and two and one.isdisjoint(two) for one, two in zip(mine, other, strict=True))
    are_one = not (left.parts or right.parts or left.classes.isdisjoint(right.classes))
    are_turned = bool(mine[0] & other[1] and mine[1] & other[0])
    return are_apart and not are_one and not are_turned


def are_of_two_sexes(left: Token, right: Token) -> bool:
    """Say whether two surnames are a man's and a woman's form of one; hers ends in a, his in v, n or i.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> are_of_two_sexes(*(make_token(word, "surname", load_knowledge()) for word in ("kowalski", "kowalska")))
    True
    """
    for mine in left.keys:
        endings = "vni" if mine[-1] == "a" else "a" if mine[-1] in "vni" else ""
        if endings and any(other[-1] in endings and _differ_by_sex(mine, other) for other in right.keys):
            return True
    return False


def _differ_by_sex(mine: str, other: str) -> bool:
    """Матвеев and Матвеева, Kowalski and Kowalska are two people, not a typing error."""
    short, long = sorted(sorted((mine, other)), key=len)
    if long == f"{short}a" and short.endswith(("ov", "ev", "in")):
        return True
    return (short.endswith("ski") and long == f"{short[:-1]}aia") or (
        short.endswith("ska") and long == f"{short[:-1]}i"
    )


def compare_readings(
    left: Sequence[Reading], right: Sequence[Reading], tokens: Mapping[tuple[str, str], Token]
) -> NameLevels | None:
    """Return the levels of the best pair of readings; None when a name has no reading.

    Of two readings that assume more than their names need one at least is the cheapest of its name: what both sides assume alike tells
    nothing of how they agree. Of pairs that are worth the same the cheaper wins, then the first in the alphabet, so that the answer
    does not depend on which name stands left.
    """
    best: NameLevels | None = None
    best_rank: tuple[int, int, list[str]] | None = None
    for at_left, mine in enumerate(left):
        for at_right, other in enumerate(right):
            if mine.assumes_more_than(left[0]) and other.assumes_more_than(right[0]):
                continue
            levels = _levels(mine, other, tokens)
            if mine.assumes_more_than(left[0]) or other.assumes_more_than(right[0]):
                levels = {role: ASSUMED.get(level, level) for role, level in levels.items()}
                levels |= dict.fromkeys(
                    unearned(levels, skips_father(mine, other), are_double(mine, other)), Level.DIFFERENT
                )
            worth = sum(WORTH[role][level] for role, level in levels.items())
            worth -= COST_WORTH * (mine.cost + other.cost)
            rank = (-worth, mine.cost + other.cost, sorted((mine.words, other.words)))
            if best_rank is None or rank < best_rank:
                best_rank = rank
                best = NameLevels(**levels, left=at_left, right=at_right, worth=worth)
    return best


def _levels(left: Reading, right: Reading, tokens: Mapping[tuple[str, str], Token]) -> dict[str, Level]:
    found = {}
    for role in ("surname", "given", "father", "grandfather"):
        kind = "father" if role == "grandfather" else role
        mine, other = getattr(left, role), getattr(right, role)
        silent = mine is None or other is None
        if role == "given" and not silent:
            mine, other = _beside(left, right, tokens), _beside(right, left, tokens)
        found[role] = Level.MISSING if silent else token_level(tokens[kind, mine], tokens[kind, other], kind)
    return found | dict.fromkeys(overruled(left, right), Level.DIFFERENT)


def _beside(reading: Reading, other: Reading, tokens: Mapping[tuple[str, str], Token]) -> str | None:
    """Return the given name of a reading; with the second in one word, where that of the other is a double one."""
    is_beside_double = other.given is not None and is_double(tokens["given", other.given])
    return (whole_given(reading) if is_beside_double else None) or reading.given


def is_double(token: Token) -> bool:
    """Say whether a given name is two, joined by a hyphen.

    >>> from resolver.names.knowledge import load_knowledge
    >>> from resolver.names.tokens import make_token
    >>> [is_double(make_token(word, "given", load_knowledge())) for word in ("juan-carlos", "abd-rahman", "juan")]
    [True, False, False]
    """
    return "-" in token.text and bool(token.parts or token.second_names)


def overruled(left: Reading, right: Reading) -> tuple[str, ...]:
    """Return the roles that are different whatever their words are; sex and which parts a reading has decide, never its words.

    >>> overruled(Reading(cost=0, given="саша", gender="m"), Reading(cost=0, given="саша", gender="f"))
    ('given',)
    """
    by_sex = ("given",) if {left.gender, right.gender} == {"m", "f"} else ()
    left_out = _leaves_surname_out(left, right) or _leaves_surname_out(right, left)
    return (*by_sex, "surname") if left_out else by_sex


def skips_father(left: Reading, right: Reading) -> bool:
    """Say whether one reading takes for a grandfather's name what stands where the other has the father's.

    >>> skips_father(Reading(cost=2, given="ali", grandfather="bara"), Reading(cost=0, given="ali", father="hosam"))
    True
    """
    both = ((left, right), (right, left))
    return any(one.father is None and None not in (one.grandfather, other.father) for one, other in both)


def are_double(left: Reading, right: Reading) -> bool:
    """Say whether both of two readings have a surname of several words.

    >>> are_double(Reading(cost=0, surname="perez-gomez"), Reading(cost=2, surname="carlos-perez"))
    True
    """
    return "-" in (left.surname or "") and "-" in (right.surname or "")


def unearned(levels: Mapping[str, Level], skips: bool, doubles: bool) -> tuple[str, ...]:
    """Return the roles that are different where one of two readings assumes more than its name needs, and gains nothing by it.

    A father's name is left out only where the grandfather's agrees: else every namesake with another father would pass. A word is
    moved to the given name only where the surname does not differ: else every son would be the father whose name he bears. Two double
    surnames, of which only an assumption joins one, are not alike by the part they share.

    >>> unearned({"surname": Level.DIFFERENT, "given": Level.SAME, "grandfather": Level.MISSING}, skips=True, doubles=False)
    ('given', 'father')
    >>> unearned({"surname": Level.LOOKALIKE, "given": Level.SAME, "grandfather": Level.MISSING}, skips=False, doubles=True)
    ('surname',)
    """
    first, last = AGREED
    is_moved = levels["surname"] in APART and levels["given"] not in (Level.MISSING, *APART)
    is_skipped = skips and not first <= levels["grandfather"] <= last
    is_joined = doubles and levels["surname"] is Level.LOOKALIKE
    found = {"given": is_moved, "father": is_skipped, "surname": is_joined}
    return tuple(role for role, is_unearned in found.items() if is_unearned)


def _leaves_surname_out(chain: Reading, other: Reading) -> bool:
    """Say whether a chain of ancestors without a surname stands against a surname and a shorter chain: their last words differ."""
    return (
        chain.surname is None
        and chain.grandfather is not None
        and other.surname is not None
        and None in (other.father, other.grandfather)
    )
