"""Names -> an account in words of how they are understood and how they compare."""

from collections.abc import Iterator, Sequence

from resolver.names.frequencies import NameFrequencies
from resolver.names.index import NameIndex, index_names
from resolver.names.knowledge import load_knowledge
from resolver.names.likeness import Level
from resolver.names.pairs import NameComparison, compare
from resolver.names.readings import ROLES, Reading
from resolver.rulebook import Rulebook


def explain_names(names: Sequence[str], rules: Rulebook) -> str:
    """Return how each name is read and, when there are two, which readings fit best and at which levels.

    >>> from resolver.rulebook import load_rulebook
    >>> print(explain_names(["Стас Матвеев"], load_rulebook()).splitlines()[1])
    reading 1 (nom, m): surname матвеев, given name стас
    """
    shares = rules.setting("linking.toml")["frequency"]
    index = index_names(list(names), load_knowledge(rules), NameFrequencies.of_tables(shares))
    blocks = [list(_one(index, code)) for code in range(len(names))]
    if len(names) == 2:
        blocks.append(list(_two(compare(names[0], names[1], rules))))
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _one(index: NameIndex, code: int) -> Iterator[str]:
    yield f"{index.names[code]}"
    for number, reading in enumerate(index.readings[code], start=1):
        assumed = f", {reading.cost} assumptions" if reading.cost else ""
        yield f"reading {number} ({reading.case}, {reading.gender}{assumed}): {reading.told}"
    if not index.readings[code]:
        yield "no reading: no word of a name was found"
    for kind, text in index.taken_out.get(code, ()):
        yield f"taken out: {kind} {text}"
    yield from _words(index, index.readings[code])


def _words(index: NameIndex, readings: Sequence[Reading]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for reading in readings:
        for role in ROLES:
            kind = "father" if role == "grandfather" else role
            word = getattr(reading, role)
            if word is None or (kind, word) in seen:
                continue
            seen.add((kind, word))
            token = index.tokens[kind, word]
            classes = ", ".join(sorted(token.classes)) or "-"
            short = f"; short for {', '.join(sorted(token.short_classes))}" if token.short_classes else ""
            yield f"  {word} as {reading.called(role)}: keys {' '.join(token.keys) or '-'}; class {classes}{short}"


def _two(found: NameComparison) -> Iterator[str]:
    if found.left_reading is None or found.right_reading is None:
        yield "The two names cannot be compared: one of them has no reading."
        return
    yield f"Compared: {found.left_reading.told}  with  {found.right_reading.told}"
    for one in found.shares:
        words = f"{one.left or '-'} / {one.right or '-'}"
        common = f", borne by {one.share:.3%} of people" if one.share < 1 else ""
        bits = "" if one.level is Level.MISSING else f"{one.bits:+6.1f}  "
        yield f"  {one.called + ':':<20} {bits}{one.level.name.lower()} ({words}{common}): {_RULES[one.level]}"
    if found.cost_bits:
        yield f"  {'assumptions:':<20} {found.cost_bits:+6.1f}  what the two readings assume"
    yield (
        f"By the names alone: weight {found.match_weight:+.1f} bits, probability {found.match_probability:.3f}; "
        f"{found.namesakes:.2g} people of what they agree on are expected in a population of {found.population:,}"
    )


_RULES = {
    Level.MISSING: "one side is silent, which says nothing",
    Level.SAME: "the same letters, one key or one given name",
    Level.SHORT: "a short form and its name",
    Level.SHARED: "both may be one of several names, and share one",
    Level.SOUND: "one name as neighbouring languages, another script or damaged letters write it",
    Level.NEAR: "a slip apart",
    Level.LOOKALIKE: "alike, but known as names of their own, or seldom short for one another, or two double names that share a part",
    Level.INITIAL: "an initial that fits",
    Level.PART: "one part of a double name",
    Level.UNLISTED: "half of the consonants in common, and one of them is a name that no table knows",
    Level.DIFFERENT: "two names",
}
