"""Names -> an account in words of how they are understood and how they compare."""

from collections.abc import Iterator, Sequence

from resolver.names.index import NameFrequencies, NameIndex, index_names
from resolver.names.knowledge import load_knowledge
from resolver.names.readings import ROLES, Reading
from resolver.rulebook import Rulebook

_ROLE_WORDS = {
    "surname": "surname",
    "given": "given name",
    "father": "father's name",
    "grandfather": "grandfather's name",
}


def explain_names(names: Sequence[str], rules: Rulebook) -> str:
    """Return how each name is read and, when there are two, which readings fit best and at which levels.

    >>> from resolver.rulebook import load_rulebook
    >>> print(explain_names(["Стас Матвеев"], load_rulebook()).splitlines()[1])
    reading 1 (nom, m): surname матвеев, given name стас
    """
    shares = rules.setting("linking.toml")["frequency"]
    index = index_names(list(names), load_knowledge(rules), NameFrequencies(**shares))
    blocks = [list(_one(index, code)) for code in range(len(names))]
    if len(names) == 2:
        blocks.append(list(_two(index)))
    return "\n\n".join("\n".join(lines) for lines in blocks)


def _one(index: NameIndex, code: int) -> Iterator[str]:
    yield f"{index.names[code]}"
    for number, reading in enumerate(index.readings[code], start=1):
        words = [
            f"{_ROLE_WORDS[role]} {word}" for role in ROLES if (word := getattr(reading, role)) is not None
        ]
        assumed = f", {reading.cost} assumptions" if reading.cost else ""
        yield f"reading {number} ({reading.case}, {reading.gender}{assumed}): {', '.join(words)}"
    if not index.readings[code]:
        yield "no reading: no word of a name was found"
    for kind, text in index.clean[code].extracted:
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
            yield f"  {word} as {_ROLE_WORDS[kind]}: keys {' '.join(token.keys) or '-'}; class {classes}{short}"


def _two(index: NameIndex) -> Iterator[str]:
    levels = index.compare(0, 1)
    if levels is None:
        yield "The two names cannot be compared: one of them has no reading."
        return
    mine, other = index.readings[0][levels.left], index.readings[1][levels.right]
    yield f"Compared: reading {levels.left + 1} of the first with reading {levels.right + 1} of the second"
    for role in ROLES:
        level = getattr(levels, role)
        words = f"{getattr(mine, role) or '-'} / {getattr(other, role) or '-'}"
        share = index.frequency(role, getattr(mine, role), getattr(other, role), level)
        common = f", borne by {share:.3%} of people" if share < 1 else ""
        yield f"  {_ROLE_WORDS[role]}: {level.name.lower()} ({words}{common})"
