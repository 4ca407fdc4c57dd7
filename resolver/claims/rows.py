"""The cells of one record of a file of count claims -> a claim, or why it is none and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass

from resolver.claims.rules import ClaimRules
from resolver.values.quantities import LARGEST, Quantity
from resolver.values.text import is_missing, western_digits

Cells = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a record claims: how many, whether that is given or read from words, and what is counted."""

    number: Quantity
    number_from: str
    unit: str


def understood(cells: Cells, rules: ClaimRules, missing: frozenset[str]) -> Understood | str:
    """Return what a record claims, or why it cannot be used: every fault of it, each with the column and the mend.

    >>> from resolver.claims.rules import read_claim_rules
    >>> from resolver.rulebook import load_rulebook
    >>> rules = read_claim_rules(load_rulebook().setting("counts.toml"))
    >>> understood({"text": "dozens", "unit": "killed"}, rules, frozenset()).number
    Quantity(low=24, high=None)
    >>> understood({"low": "30", "high": "20", "unit": "killed"}, rules, frozenset())
    'high: 20 is less than low, 30; exchange them, or leave one out'
    >>> for fault in understood({"text": "many", "unit": "slain"}, rules, frozenset()).split("; text"):
    ...     print(fault)
    unit: "slain" is no unit we know; write one of killed, injured, killed or injured, named killed, captured, missing, participants, or add the word to counts.toml
    : holds no number we can read: "many"; write low and high, or add the word to counts.toml
    """
    said = {name: cell for name, cell in cells.items() if cell and not is_missing(cell, missing)}
    faults: list[str] = []
    unit = _unit(said, rules, faults)
    number, number_from = _number(said, rules, faults)
    if faults or unit is None or number is None:
        return "; ".join(faults)
    return Understood(number=number, number_from=number_from, unit=unit)


def _unit(said: Mapping[str, str], rules: ClaimRules, faults: list[str]) -> str | None:
    known = ", ".join(name.replace("_", " ") for name in rules.units)
    if "unit" not in said:
        faults.append(f"unit: is empty; write what is counted, one of {known}")
        return None
    unit = rules.unit(said["unit"])
    if unit is None:
        faults.append(
            f'unit: "{said["unit"]}" is no unit we know; write one of {known}, or add the word to counts.toml'
        )
    return None if unit is None else unit.name


def _number(said: Mapping[str, str], rules: ClaimRules, faults: list[str]) -> tuple[Quantity | None, str]:
    if "low" in said or "high" in said:
        return _given(said, faults), "given"
    for name in ("number", "text"):
        if name in said and (number := rules.quantities.read(said[name])):
            return number, "words"
    unread = next((name for name in ("text", "number") if name in said), None)
    faults.append(_unread(unread, said))
    return None, "words"


def _unread(name: str | None, said: Mapping[str, str]) -> str:
    """Return what to say of a record whose number cannot be read."""
    if name is None:
        return "low, high and text: are empty; write low and high"
    if any(one.isdigit() for one in said[name]):
        return f'{name}: it is not plain which number is meant: "{said[name]}"; write low and high'
    return f'{name}: holds no number we can read: "{said[name]}"; write low and high, or add the word to counts.toml'


def _given(said: Mapping[str, str], faults: list[str]) -> Quantity | None:
    numbers = {name: _whole(said[name]) for name in ("low", "high") if name in said}
    wrong = [name for name, number in numbers.items() if number is None]
    faults.extend(
        f'{name}: "{said[name]}" is no number of people; write a whole number, e.g. 24' for name in wrong
    )
    low, high = numbers.get("low"), numbers.get("high")
    if wrong:
        return None
    if low is not None and high is not None and high < low:
        faults.append(f"high: {high} is less than low, {low}; exchange them, or leave one out")
        return None
    return Quantity(low=low or 0, high=high)


def _whole(cell: str) -> int | None:
    """Return a whole number of people, also as a spreadsheet writes it (1 200, 1,200 or 24.0), or None."""
    digits = western_digits(cell).strip()
    digits = digits.removesuffix(".0").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    parts = digits.split(",")
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]) and 1 <= len(parts[0]) <= 3:
        digits = "".join(parts)
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST))
    return int(digits) if is_number and int(digits) <= LARGEST else None
