"""Coverage and persons -> the name columns of each mention: parts written, put in order, shortened, and spoilt here and there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.synthesis.chance import Chance, Flags, Numbers
from resolver.synthesis.coverage import Coverage
from resolver.synthesis.given import ENGLISH, FULL, OTHER, SHORT
from resolver.synthesis.persons import Persons, World
from resolver.synthesis.recipe import ListKind, Words
from resolver.synthesis.slips import damage, slip
from resolver.synthesis.spelling import FATHER, GIVEN, NOMINATIVE, SURNAME, TURKIC, Look, Speller

NAME_COLUMNS = ("name", "surname", "given_name", "patronymic")
_OTHER_FORM = 0.3
"""The share of wavering names in which another full form of the given name stands."""

_VARIANTS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What every step about mentions needs: persons, who is mentioned where, on which lists, and chance."""

    world: World
    persons: Persons
    coverage: Coverage
    lists: Sequence[ListKind]
    chance: Chance
    typos: float

    @property
    def rows(self) -> Numbers:
        """Return the number by which each mention draws: that of the mention it copies."""
        return self.coverage.copied

    @property
    def who(self) -> Numbers:
        """Return the person of each mention."""
        return self.coverage.person

    @property
    def source(self) -> Numbers:
        """Return the list of each mention."""
        return self.coverage.source

    def of_list(self, share: Callable[[ListKind], float]) -> NDArray[np.float64]:
        """Return a number of each mention's list."""
        return np.array([share(one) for one in self.lists], dtype=np.float64)[self.source]

    def happens(self, what: str, share: Callable[[ListKind], float]) -> Flags:
        """Return whether something that happens to a share of a list's rows happens to each mention."""
        return self.chance.happens(what, self.rows, self.of_list(share))

    def is_script(self, *scripts: str) -> Flags:
        """Return whether each mention's list writes in one of some scripts."""
        return self.of_list(lambda one: float(one.script in scripts)) > 0

    def words_of(self, choose: Callable[[Words], Sequence[str]], drawn: Numbers) -> pl.Series:
        """Return one of the words of each mention's list, by a number drawn for it."""
        tables = [choose(self.world.recipe.words[one.speaks]) for one in self.lists]
        longest = max(len(table) for table in tables)
        flat = pl.Series(
            [table[at % len(table)] for table in tables for at in range(longest)], dtype=pl.String
        )
        return flat.gather(self.source * longest + drawn % longest)


def name_columns(rows: Rows, speller: Speller, is_unnamed: Flags) -> dict[str, pl.Series]:
    """Return the name of each mention, in one column or in three, as its list has them."""
    parts = _slipped(rows, _with_marks(rows, _shortened(rows, _parts(rows, speller))))
    whole = _damaged(rows, _decorated(rows, _in_order(rows, parts)))
    unnamed = rows.words_of(lambda words: words.unnamed, rows.chance.below("unnamed", rows.rows, 64))
    has_three = rows.of_list(lambda one: float(one.columns == "three")) > 0
    frame = pl.DataFrame({**parts, "whole": whole, "word": unnamed, "u": is_unnamed, "three": has_three})
    in_three = pl.col("three") & ~pl.col("u")
    fathers = pl.concat_str("father", "grandfather", separator=" ", ignore_nulls=True)
    told = frame.select(
        name=pl.when("u").then("word").when(~pl.col("three")).then("whole"),
        surname=pl.when(in_three).then("surname"),
        given_name=pl.when(in_three).then("given"),
        patronymic=pl.when(in_three).then(fathers),
    )
    return {name: told[name].replace("", None) for name in NAME_COLUMNS}


def _parts(rows: Rows, speller: Speller) -> dict[str, pl.Series]:
    """Write the parts of each name that its list tells."""
    look, persons, who = _look(rows), rows.persons, rows.who
    always = np.ones(len(who), dtype=np.bool_)
    has_father = rows.happens("father stated", lambda one: one.father)
    has_grandfather = has_father & rows.happens("grandfather stated", lambda one: one.grandfather)
    has_grandfather &= _is_spoken(rows)
    plain = replace(look, form=np.zeros_like(look.form))
    return {
        "surname": _written(speller, SURNAME, persons.surname[who], plain, always),
        "given": _written(speller, GIVEN, persons.given[who], look, always),
        "father": _written(speller, FATHER, persons.father[who], _fathers_look(rows, look), has_father),
        "grandfather": _written(speller, GIVEN, persons.grandfather[who], look, has_grandfather),
    }


def _look(rows: Rows) -> Look:
    """Decide how each mention's name is written: against the list's habit, in a short form, in an oblique case."""
    chance, at = rows.chance, rows.rows
    wavers = rows.happens("wavers", lambda one: one.waver)
    form = np.where(wavers & chance.happens("another form", at, _OTHER_FORM), OTHER, FULL)
    form = np.where(rows.happens("short form", lambda one: one.short), SHORT, form)
    form = np.where(rows.happens("English form", lambda one: one.english), ENGLISH, form)
    is_oblique = rows.happens("oblique", lambda one: one.oblique) & rows.is_script("russian")
    variant = np.where(wavers | (form != FULL), 1 + chance.below("variant", at, _VARIANTS), 0)
    return Look(
        source=rows.source,
        is_woman=rows.persons.is_woman[rows.who].astype(np.int64),
        form=form,
        variant=variant,
        case=np.where(is_oblique, 1 + chance.pick("case", at, [35, 35, 10, 20]), NOMINATIVE),
    )


def _fathers_look(rows: Rows, look: Look) -> Look:
    """Some peoples say oglu and qizi; how a person's father is told does not change with the list."""
    shares = np.array([rows.world.recipe.peoples[key].turkic for key in rows.world.peoples])
    people = rows.persons.people[rows.who]
    is_turkic = rows.chance.happens("oglu", rows.who, shares[people])
    return replace(look, form=np.where(is_turkic, TURKIC, FULL))


def _written(speller: Speller, part: int, codes: Numbers, look: Look, is_told: Flags) -> pl.Series:
    """Write a part of the names of those mentions that tell it; null elsewhere."""
    here = np.flatnonzero(is_told)
    told = speller.words(part, codes[here], look.at(here))
    at = pl.DataFrame({"at": np.cumsum(is_told) - 1, "is_told": is_told})
    return told.gather(at.select(pl.when("is_told").then("at")).to_series())


def _is_spoken(rows: Rows) -> Flags:
    spoken = [float(rows.world.recipe.peoples[key].letters == "spoken") for key in rows.world.peoples]
    return np.asarray(np.array(spoken)[rows.persons.people[rows.who]] > 0)


def _shortened(rows: Rows, parts: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Leave out what a list does not state: the father's name, all but the surname, all but initials."""
    is_bare = rows.happens("bare surname", lambda one: one.bare)
    has_initials = rows.happens("initials", lambda one: one.initials) & ~_is_spoken(rows) & ~is_bare
    frame = pl.DataFrame(parts).with_columns(
        f=parts["father"].is_not_null() & ~pl.Series(is_bare), b=pl.Series(is_bare), i=pl.Series(has_initials)
    )
    initial = pl.col("given").str.slice(0, 1) + "."
    both = pl.when("f").then(initial + pl.col("father").str.slice(0, 1) + ".").otherwise(initial)
    told = frame.select(
        "surname",
        given=pl.when("b").then(None).when("i").then(both).otherwise("given"),
        father=pl.when(pl.col("f") & ~pl.col("i")).then("father"),
        grandfather=pl.when(pl.col("f") & ~pl.col("i")).then("grandfather"),
    )
    return told.to_dict()


def _with_marks(rows: Rows, parts: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Add what some lists put to a part: son of, capitals."""
    is_nasab = rows.happens("nasab", lambda one: one.nasab)
    is_woman = rows.persons.is_woman[rows.who]
    is_loud = rows.happens("capitals", lambda one: one.capitals) & rows.is_script(
        "russian", "ukrainian", "latin"
    )
    frame = pl.DataFrame(parts).with_columns(
        n=pl.Series(is_nasab), w=pl.Series(is_woman), c=pl.Series(is_loud)
    )
    of = pl.when("w").then(pl.lit("بنت ")).otherwise(pl.lit("بن "))
    return frame.select(
        surname=pl.when("c").then(pl.col("surname").str.to_uppercase()).otherwise("surname"),
        given="given",
        father=pl.when("n").then(of + pl.col("father")).otherwise("father"),
        grandfather="grandfather",
    ).to_dict()


def _slipped(rows: Rows, parts: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Put a slip of the hand into some names: half of them into the surname."""
    has_slip = rows.happens("slip", lambda one: min(1.0, one.slips * rows.typos))
    part = rows.chance.pick("part with a slip", rows.rows, [5, 3, 2])
    spoilt = dict(parts)
    for place, name in enumerate(("surname", "given", "father")):
        spoilt[name] = _spoilt(parts[name], np.flatnonzero(has_slip & (part == place)), slip, rows)
    return spoilt


def _damaged(rows: Rows, names: pl.Series) -> pl.Series:
    is_damaged = rows.happens("damage", lambda one: one.damage) & rows.is_script("arabic")
    return _spoilt(names, np.flatnonzero(is_damaged), damage, rows)


def _spoilt(names: pl.Series, here: Numbers, spoil: Callable[[str, int], str], rows: Rows) -> pl.Series:
    numbers = (rows.chance.bits("how it is spoilt", rows.rows[here]) >> np.uint64(34)).tolist()
    before = names.gather(here).to_list()
    after = [
        None if name is None else spoil(name, number) for name, number in zip(before, numbers, strict=True)
    ]
    return names.clone().scatter(here, pl.Series(after, dtype=pl.String))


def _in_order(rows: Rows, parts: dict[str, pl.Series]) -> pl.Series:
    """Put the parts of a name in the order of the list, turned round now and then."""
    is_first = rows.of_list(lambda one: float(one.order == "surname")) > 0
    is_first ^= rows.happens("order turned", lambda one: one.order_swap)
    is_first &= ~rows.is_script("arabic")
    has_comma = rows.is_script("latin") & is_first & rows.chance.happens("comma", rows.source, 0.5)
    frame = pl.DataFrame(parts).with_columns(s=pl.Series(is_first), c=pl.Series(has_comma))
    surname = (
        pl.when(pl.col("c") & pl.col("given").is_not_null())
        .then(pl.col("surname") + ",")
        .otherwise("surname")
    )
    ordered = frame.select(
        one=pl.when("s").then(surname),
        two="given",
        three="father",
        four="grandfather",
        five=pl.when(~pl.col("s")).then("surname"),
    )
    return ordered.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()


def _decorated(rows: Rows, names: pl.Series) -> pl.Series:
    """Put a rank or an honorific in front of some names."""
    rank = rows.words_of(lambda words: words.ranks, rows.persons.rank[rows.who])
    honorific = rows.words_of(lambda words: (words.martyr,), rows.rows)
    has_rank = rows.happens("rank in name", lambda one: one.rank_in_name) & (rows.persons.unit[rows.who] > 0)
    is_martyr = rows.happens("honorific", lambda one: one.martyr) & ~rows.persons.is_woman[rows.who]
    frame = pl.DataFrame({"name": names, "rank": rank, "honorific": honorific}).with_columns(
        r=pl.Series(has_rank), h=pl.Series(is_martyr)
    )
    told = pl.when("r").then(pl.concat_str("rank", pl.lit(" "), "name"))
    return frame.select(
        told.when(pl.col("h") & (pl.col("honorific") != ""))
        .then(pl.concat_str("honorific", pl.lit(" "), "name"))
        .otherwise("name")
    ).to_series()
