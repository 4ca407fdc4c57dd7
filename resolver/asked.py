"""QUESTIONS + the levels of their pairs -> QUESTIONS whose reasons name the fields: what agrees too little, what contradicts, what others add."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from resolver.model.linking import LinkRule
from resolver.stages.cluster import reasons
from resolver.stages.score import SUPPORT_BITS

_LEAST_BITS = 0.05
_NAMES = ("surname", "given_name", "patronymic", "grandfather")
_NO_FIELD = (*_NAMES, "former_surname", "generation", "scope", "list")
"""What says who is called so, whom it could be about and where it stands: it is not a field beside the name."""
_MOVED = 0.01
"""By so much a probability among all rows must differ from that of two rows alone to be told."""
_FORBIDS = {
    ("birth", "apart"): "birth dates contradict",
    ("sex", "different"): "sexes contradict",
    ("generation", "different"): "one is called the father and the other the son",
    ("identifiers", "other_item"): "Wikidata items differ",
}
_DIFFERS = {
    ("given_name", "different"): "given names differ",
    ("given_name", "unlisted"): "given names differ",
    ("given_name", "part"): "of the given name only a part agrees",
    ("surname", "different"): "surnames differ",
    ("surname", "part"): "of the surname only a part agrees",
    ("patronymic", "different"): "fathers' names differ",
    ("patronymic", "unlisted"): "fathers' names differ",
    ("grandfather", "different"): "grandfathers' names differ",
    ("grandfather", "unlisted"): "grandfathers' names differ",
    ("death_date", "apart"): "days of death are far apart",
    ("death_date", "same_month_other_year"): "days of death are a year or more apart",
    ("identifiers", "different"): "identifiers differ",
    ("former_surname", "different"): "former surnames differ",
    ("generation", "one_told"): "only one is called Jr., son or the like, and the other may be his father",
    ("birth", "same_year"): "days of birth in one year contradict",
    ("birth", "year_off"): "years of birth do not fit",
    ("birth", "age_apart"): "ages do not fit",
}
_NOTHING_ELSE = "no birth or number of a person's own makes up for it"


def with_reasons(
    questions: pl.DataFrame, pairs: pl.DataFrame, mention_ids: pl.Series, rule: LinkRule
) -> pl.DataFrame:
    """Return QUESTIONS whose reasons say which fields of the pair asked about are behind them.

    ``pairs`` is the table of pairs.csv, ``mention_ids`` the id of each row. What cannot be told better stays as it is.
    """
    if questions.is_empty():
        return questions
    ids = (mention_ids.gather(questions[end]) for end in ("left", "right"))
    ends = pl.DataFrame(dict(zip(("left_id", "right_id"), ids, strict=True)))
    found = ends.join(pairs, on=["left_id", "right_id"], how="left", maintain_order="left")
    told = [
        reason_of(reason, chance, pair, rule)
        for reason, chance, pair in zip(
            questions["reason"], questions["probability"], found.iter_rows(named=True), strict=True
        )
    ]
    return questions.with_columns(reason=pl.Series(told, dtype=pl.String))


def reason_of(reason: str, chance: float, pair: Mapping[str, Any], rule: LinkRule) -> str:
    """Return why a pair is asked about, in the words that its levels allow; ``chance`` is that of the question.

    >>> from resolver.model.linking import read_link_rule
    >>> from resolver.rulebook import load_rulebook
    >>> rule = read_link_rule(load_rulebook().setting("linking.toml"))
    >>> pair = {"match_probability": 0.98, "namesakes": 9.5, "surname_level": "same", "surname_share": 7.3,
    ...     "death_date_level": "dates_meet", "death_date_share": 2.2}
    >>> reason_of(reasons.name_alone(9.5), 0.98, pair, rule)
    'likely on these lists, but besides the name only death date (dates meet, +2.2) speaks for it, and a link by itself takes +3 by one field; 9.5 other people of that name are expected'
    """
    if pair.get("match_probability") is None:
        return reason
    told = _in_words(reason, chance, pair, rule)
    return told + _alone(told, chance, pair) if told != reason or _is_ours(reason) else reason


def _is_ours(reason: str) -> bool:
    ours = (reasons.CLOSED, reasons.SHORT, reasons.UNREAD, reasons.HELD, reasons.NOT_SURE)
    return reason.startswith(ours)


def _in_words(reason: str, chance: float, pair: Mapping[str, Any], rule: LinkRule) -> str:
    if reason.startswith(reasons.NAME_ALONE):
        return _name_alone(reason, chance, pair, rule)
    if reason == reasons.CLOSED:
        return reason.replace(
            reasons.CONTRADICTS, " and ".join(_levels(pair, _FORBIDS)) or reasons.CONTRADICTS
        )
    if reason == reasons.SHORT:
        return _short(pair)
    if reason == reasons.NOT_SURE and chance < rule.link_threshold:
        return reasons.NOT_SURE.replace("likely", "possible") if chance < 0.5 else reason
    return reason


def _name_alone(reason: str, chance: float, pair: Mapping[str, Any], rule: LinkRule) -> str:
    """Return what speaks for a pair beside the name, and that it is too little for a link."""
    besides = [
        f"{name.replace('_', ' ')} ({pair[f'{name}_level'].replace('_', ' ')}, {bits:+.1f})"
        for bits, name in sorted(_besides(pair), reverse=True)
    ]
    told = reasons.NAME_ALONE
    if besides:
        verb = "speaks" if len(besides) == 1 else "speak"
        fields = " and ".join([", ".join(besides[:-1]), besides[-1]] if len(besides) > 1 else besides)
        told = f"besides the name only {fields} {verb} for it, and a link by itself takes {SUPPORT_BITS:+g} by one field"
    if chance >= rule.link_threshold:
        told = f"likely on these lists, but {told}"
    return f"{told}; {reasons.expected(pair['namesakes'])}"


def _besides(pair: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    for column in pair:
        name = column.removesuffix("_level")
        if name != column and name not in _NO_FIELD and (bits := pair[f"{name}_share"]) > _LEAST_BITS:
            yield bits, name


def _short(pair: Mapping[str, Any]) -> str:
    differ = list(_levels(pair, _DIFFERS))
    if all(pair.get(f"{name}_level", "missing") == "missing" for name in _NAMES):
        differ.append("no word of the names can be compared")
    return f"{', '.join(differ)}, and {_NOTHING_ELSE}" if differ else reasons.SHORT


def _levels(pair: Mapping[str, Any], words: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Yield what the levels of a pair that stand among some words are called."""
    told = (word for (name, level), word in words.items() if pair.get(f"{name}_level") == level)
    yield from dict.fromkeys(told)


def _alone(told: str, chance: float, pair: Mapping[str, Any]) -> str:
    """Return what the two rows are by themselves, where other rows make the question likelier, or less so."""
    alone = pair["match_probability"]
    if abs(alone - chance) < _MOVED:
        return ""
    others = "speak for it" if chance > alone else "speak against it"
    return f"; these two rows alone: {_written(alone)}, other rows {others}"


def _written(chance: float) -> str:
    if not 0.001 <= chance <= 0.999:
        return "< .001" if chance < 0.5 else "> .999"
    return f"{chance:.3f}".removeprefix("0")
