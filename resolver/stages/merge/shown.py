"""ROWS -> the name a person is shown by, the same in Latin letters, and all its spellings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import each_distinct
from resolver.filled import filled
from resolver.names.clean import bare_name
from resolver.names.columns import KIND_OF_ROLE, KINDS, SEXES
from resolver.names.index import NameIndex
from resolver.names.latin import latin_of_readings, to_latin
from resolver.names.readings import ROLES
from resolver.names.roles import DOUBTED
from resolver.names.tokens import make_token
from resolver.names.wordshares import surname_share
from resolver.values.similarity import edit_distance
from resolver.values.text import fold, script_of

_PARTS = ("surname", "given", "father")
_VOTED = ("surname", "given")
_SHORTEST_SLIP = 4
"""Of shorter words another a letter away is another name as often as not."""
_SEX_UNKNOWN = 1 << SEXES.index("u")
_NO_SCRIPT = ("latin", "none")


def spellings_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Return every spelling with how often it stands, the commonest first."""
    return (
        rows.filter(pl.col("name") != "")
        .group_by("person_id", "name")
        .agg(count=pl.len())
        .sort("person_id", "count", "name", descending=[False, True, False])
        .group_by("person_id", maintain_order=True)
        .agg(spellings=filled("{} x{}", "name", "count").str.join(" · "))
    )


# --- the shown name ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spellings:
    """How words are spelt, and which spelling each word, by its number, has; -1, that of no word, has none."""

    texts: Sequence[str]
    of_word: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worth:
    """How fit each name of an index is to be shown: by set of genders and name, how many full parts it has, and whether it stands in the
    nominative, and which words (by kind) its surname and given name are; by name, which genders its readings allow, and how much in it is not as it should be shown: ranks and callsigns taken out,
    surname and given name that seem to stand in one another's columns.
    """

    parts: NDArray[np.int64]
    is_nominative: NDArray[np.bool_]
    words: Mapping[str, NDArray[np.int64]]
    spellings: Mapping[str, Spellings]
    genders: NDArray[np.int64]
    extras: NDArray[np.int64]


def worth_of(names: NameIndex) -> Worth:
    """Return how fit each name is to be shown."""
    first = _first_readings(names)
    parts, is_nominative = _fullness(names, first)
    return Worth(
        parts=parts,
        is_nominative=is_nominative,
        words={role: _words_of(names, role, first) for role in _VOTED},
        spellings={role: _spellings(names, role) for role in _VOTED},
        genders=_genders_allowed(names),
        extras=_extras(names),
    )


def shown_names_of(rows: pl.DataFrame, names: NameIndex, worth: Worth) -> pl.DataFrame:
    """Return the fullest spelling of each person, parted words joined, without rank, callsign or age: of words that no other a letter away outvotes, most parts, in the
    nominative, in the script of the name, without slips of the keyboard, said most often, of the words that most spellings share and of the commoner surname; with its code.
    """
    written = rows.filter(pl.col("name_code") >= 0).select("person_id", "name", "name_code", "told_by")
    several = written.filter(pl.col("name").n_unique().over("person_id") > 1)
    chosen = _fullest(several, names, worth) if several.height else several
    alone = written.join(several, on="person_id", how="anti", maintain_order="left")
    shown = pl.concat([alone, chosen]).unique("person_id", keep="first", maintain_order=True)
    return shown.select("person_id", _bare(shown, names).alias("shown_name"), "name_code")


def _bare(written: pl.DataFrame, names: NameIndex) -> pl.Series:
    """Return names as they are shown: only what was taken apart to be read is looked at word by word once more."""
    bare = {
        code: bare_name(text, names.knowledge)
        for text, code in written.select("name", "name_code").iter_rows()
        if (found := names.clean.whole.get(code))
        and (found.extracted or len(found.tokens) < len(text.split()))
    }
    texts = [
        bare.get(code) or " ".join(text.split())
        for text, code in written.select("name", "name_code").iter_rows()
    ]
    return pl.Series(texts, dtype=pl.String)


def _fullest(written: pl.DataFrame, names: NameIndex, worth: Worth) -> pl.DataFrame:
    codes, texts = written["name_code"].to_numpy(), written["name"]
    genders = _genders(written, worth.genders[codes])
    ranked = written.with_columns(
        pl.Series("parts", worth.parts[genders, codes]),
        pl.Series("is_nominative", worth.is_nominative[genders, codes]),
        pl.Series("extras", worth.extras[codes]),
        _is_plain(written, names).alias("is_plain"),
        pl.Series("support", _support(written, names)),
        pl.Series("surname", worth.words["surname"][genders, codes]),
        _outvoted(written, worth, genders).alias("outvoted"),
        is_own_script=~_is_latin(texts),
        count=pl.len().over("person_id", "name"),
    )
    order = {"person_id": False, "outvoted": False, "parts": True, "is_nominative": True, "extras": False}
    order |= {"is_own_script": True, "is_plain": True, "count": True, "support": True}
    ranked = ranked.sort(*order, descending=list(order.values()))
    ranked = ranked.with_columns(_commonness(ranked, tuple(order), names).alias("commonness"))
    order |= {"commonness": True, "name": False}
    return ranked.sort(*order, descending=list(order.values())).select(written.columns)


def _first_readings(names: NameIndex) -> NDArray[np.int64]:
    """Return the cheapest reading of every name for each set of genders: u alone, f and u, m and u, all; -1 where it has none.

    A name without a reading for those genders keeps its cheapest.
    """
    readings = names.readings
    starts, count = readings.starts[:-1], len(readings)
    is_read = readings.starts[1:] > starts
    rows = np.arange(len(readings.sexes))
    found = np.full((4, count), -1, dtype=np.int64)
    for way in range(4):
        is_allowed = ((way | _SEX_UNKNOWN) >> readings.sexes & 1).astype(np.bool_)
        after = np.append(np.where(is_allowed, rows, len(rows)), len(rows))
        nearest = np.minimum.accumulate(after[::-1])[::-1][starts]
        is_own = nearest < readings.starts[1:]
        found[way] = np.where(is_own, nearest, np.where(is_read, starts, -1))
    return found


def _fullness(names: NameIndex, first: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return, by set of genders and name, how many full parts a name has, and whether it stands in the nominative."""
    readings = names.readings
    is_part = np.zeros(len(readings.costs) + 1, dtype=np.int64)
    for role in map(ROLES.index, _PARTS):
        texts = readings.texts[KINDS[KIND_OF_ROLE[role]]]
        is_full = np.array([*(not text.endswith(".") for text in texts), False], dtype=np.bool_)
        is_part[:-1] += is_full[readings.tokens[role]]
    is_nominative = np.append(readings.cases == readings.case_names.index("nom"), False)
    return is_part[first], is_nominative[first]


def _words_of(names: NameIndex, role: str, first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, by set of genders and name, the number of the word of a role among those of its kind; -1 where there is none."""
    return np.append(names.readings.tokens[ROLES.index(role)], -1)[first].astype(np.int64)


def _commonness(ranked: pl.DataFrame, order: Sequence[str], names: NameIndex) -> pl.Series:
    """Return how common the surname of each spelling is that no other column ranks below another: the commoner one is likelier no slip."""
    is_first = pl.all_horizontal(pl.col(name) == pl.col(name).first().over("person_id") for name in order)
    asked = ranked.filter(is_first & (pl.col("surname") >= 0))
    asked = asked.filter(pl.col("surname").n_unique().over("person_id") > 1)
    texts, known = names.readings.texts["surname"], names.knowledge
    share_of = {
        number: surname_share(make_token(texts[number], "surname", known), known, names.frequencies)
        for number in asked["surname"].unique().to_list()
    }
    return ranked["surname"].replace_strict(share_of, default=0.0, return_dtype=pl.Float64)


def _outvoted(written: pl.DataFrame, worth: Worth, genders: NDArray[np.int64]) -> pl.Series:
    """Return how many words of each spelling (surname, given name) look like a slip: more sources or mentions of the person, and fewer of neither, have another a letter away."""
    codes = written["name_code"].to_numpy()
    found = [
        _slips(
            written.select("person_id", "told_by", word=pl.Series(spelt.of_word[words[genders, codes]])),
            spelt,
        )
        for spelt, words in ((worth.spellings[role], words) for role, words in worth.words.items())
    ]
    return pl.select(pl.sum_horizontal(one.cast(pl.Int64) for one in found)).to_series()


def _slips(said: pl.DataFrame, spelt: Spellings) -> pl.Series:
    """Return which words of persons another word of theirs a letter away outvotes."""
    votes = (
        said.filter(pl.col("word") >= 0)
        .group_by("person_id", "word")
        .agg(sources=pl.col("told_by").n_unique(), mentions=pl.len())
        .filter(pl.len().over("person_id") > 1)
    )
    sources, mentions = (pl.col(f"{name}_right") - pl.col(name) for name in ("sources", "mentions"))
    pairs = (
        votes.cast({"sources": pl.Int64, "mentions": pl.Int64})
        .join(votes.cast({"sources": pl.Int64, "mentions": pl.Int64}), on="person_id")
        .filter(pl.min_horizontal(sources, mentions) >= 0, sources + mentions > 0)
    )
    words = pairs.select("word", "word_right").unique()
    is_slip = [_is_slip(spelt.texts[one], spelt.texts[other]) for one, other in words.iter_rows()]
    slips = pairs.join(
        words.filter(pl.Series(is_slip, dtype=pl.Boolean)), on=["word", "word_right"], how="semi"
    )
    outvoted = slips.select("person_id", "word").unique().with_columns(is_slip=pl.lit(value=True))
    told = said.select("person_id", "word").join(
        outvoted, on=["person_id", "word"], how="left", maintain_order="left"
    )
    return told["is_slip"].fill_null(value=False)


def _spellings(names: NameIndex, role: str) -> Spellings:
    """Return how words of a role are spelt: whoever leaves out the dots of ё makes no slip."""
    numbers: dict[str, int] = {}
    words = names.readings.texts[KINDS[KIND_OF_ROLE[ROLES.index(role)]]]
    of_word = [numbers.setdefault(text.replace("ё", "е"), len(numbers)) for text in words]
    return Spellings(texts=tuple(numbers), of_word=np.array([*of_word, -1], dtype=np.int64))


def _is_slip(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _SHORTEST_SLIP and edit_distance(one, other, 1) <= 1


def _genders_allowed(names: NameIndex) -> NDArray[np.int64]:
    """Return the genders that some reading of each name allows."""
    readings = names.readings
    allowed = np.zeros(len(readings), dtype=np.int64)
    np.bitwise_or.at(
        allowed,
        np.repeat(np.arange(len(readings)), np.diff(readings.starts)),
        1 << readings.sexes.astype(np.int64),
    )
    return allowed


def _genders(written: pl.DataFrame, own: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the genders that some reading of every name of a person allows: «Выдумкина Петра» beside «Петр Выдумкин» is a man."""
    is_clear = (own != 0) & (own & _SEX_UNKNOWN == 0)
    shared = written.select("person_id", own=pl.when(pl.Series(is_clear)).then(pl.Series(own))).select(
        pl.col("own").bitwise_and().over("person_id").fill_null(0)
    )
    return shared["own"].to_numpy()


def _extras(names: NameIndex) -> NDArray[np.int64]:
    """Return how much was taken out of each name, and one more where its words speak against their columns."""
    found = np.zeros(len(names.names), dtype=np.int64)
    for code, pieces in names.taken_out.items():
        found[code] = len(pieces)
    readings = names.readings
    owners = np.repeat(np.arange(len(readings)), np.diff(readings.starts))
    found[owners[readings.is_exchanged & (readings.costs <= DOUBTED)]] += 1
    return found


def _is_plain(written: pl.DataFrame, names: NameIndex) -> pl.Series:
    """Return whether each name stands as it is read: nothing mended, joined or taken out."""
    codes = written["name_code"].unique().sort()
    tokens = names.clean.tokens.take(codes.to_numpy())
    words = pl.DataFrame(
        {
            "name_code": codes.gather(np.repeat(np.arange(len(codes)), tokens.sizes)),
            "word": pl.Series(names.clean.texts, dtype=pl.String).gather(tokens.values),
        }
    )
    read = words.group_by("name_code", maintain_order=True).agg(read=pl.col("word").str.join(" "))
    beside = written.select("name_code").join(read, on="name_code", how="left", maintain_order="left")
    return each_distinct(written["name"], fold) == beside["read"].fill_null("")


def _support(written: pl.DataFrame, names: NameIndex) -> NDArray[np.int64]:
    """Return, for each spelling, how often its words stand among the spellings of the person."""
    tokens = names.clean.tokens.take(written["name_code"].to_numpy())
    at = np.repeat(np.arange(written.height), tokens.sizes)
    words = pl.DataFrame({"at": at, "token": tokens.values}).with_columns(
        person_id=written["person_id"].gather(at)
    )
    shared = words.with_columns(shared=pl.col("at").n_unique().over("person_id", "token"))["shared"]
    return np.bincount(at, weights=shared.to_numpy(), minlength=written.height).astype(np.int64)


# --- in Latin letters -------------------------------------------------------------------------------------------------


def said_in_latin_of(rows: pl.DataFrame, shown: pl.DataFrame, names: NameIndex) -> pl.DataFrame:
    """Return, of people of whom some source says it, the name in Latin letters: their own, else the spelling used most that is as full."""
    is_latin = _is_latin(shown["shown_name"])
    said = _said_in_latin(rows, shown.filter(~is_latin))
    return pl.concat(
        [
            shown.filter(is_latin).select("person_id", said_in_latin="shown_name"),
            said.select("person_id", said_in_latin=_bare(said, names)),
        ]
    )


def latin_names_of(persons: pl.DataFrame, names: NameIndex) -> pl.Series:
    """Return the name of each person in Latin letters: as it is said, else a plain romanisation."""
    said, shown = persons["said_in_latin"], persons["shown_name"]
    others = (said.is_null() & shown.is_not_null()).arg_true()
    return said.scatter(others, _romanised(shown.gather(others), persons["name_code"].gather(others), names))


def _is_latin(texts: pl.Series) -> pl.Series:
    """Return whether each text is in Latin letters, or in none: of ASCII nothing need be asked."""
    others = texts.set(texts.str.len_bytes() == texts.str.len_chars(), None)
    return each_distinct(others, script_of).is_in(_NO_SCRIPT).fill_null(value=True)


def _said_in_latin(rows: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """Return, of people whose name is in other letters, the commonest spelling in Latin ones that has as many words, and its code."""
    spelt = rows.select("person_id", "name", "name_code").join(
        shown.select("person_id", "shown_name"), on="person_id", maintain_order="left"
    )
    is_latin = each_distinct(spelt["name"], script_of) == "latin"
    return (
        spelt.filter(is_latin, _words("name") >= _words("shown_name"))
        .group_by("person_id", "name")
        .agg(pl.col("name_code").first(), count=pl.len())
        .sort("person_id", "count", "name", descending=[False, True, False])
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", "name", "name_code")
    )


def _words(column: str) -> pl.Expr:
    """Return how many words a text has."""
    return pl.col(column).str.count_matches(r"\S+")


def _romanised(texts: pl.Series, name_codes: pl.Series, names: NameIndex) -> pl.Series:
    """Return a plain romanisation: of a script without vowels by how the name is read, else letter by letter."""
    codes, starts = name_codes.to_numpy(), names.readings.starts
    is_cyrillic = each_distinct(texts, script_of) == "cyrillic"
    is_read = pl.Series(starts[codes] < starts[codes + 1], dtype=pl.Boolean) & ~is_cyrillic
    plain = each_distinct(texts.set(is_read, None), to_latin)
    spelt = latin_of_readings(
        codes[is_read.to_numpy()], names.clean, names.readings, names.likeliest, names.knowledge
    )
    return plain.scatter(is_read.arg_true(), spelt)
