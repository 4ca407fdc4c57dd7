"""What one stage found -> what the next looks at. Stages do not know each other; the tables are carried here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolver.distinct import coded, distinct, each_distinct
from resolver.model.comparisons import Comparison
from resolver.model.constraints import Constraints
from resolver.model.linking import LinkRule
from resolver.model.published import Published
from resolver.model.unread import UnreadBirths
from resolver.names.brackets import GENERATIONS, NUMBERED
from resolver.names.fellows import Fellows, fellows_of
from resolver.names.index import NameIndex
from resolver.names.likeness import Level
from resolver.names.ragged import ranges
from resolver.names.reader import SEPARATOR
from resolver.names.readings import ROLES, surname_in
from resolver.names.scripts import script_codes
from resolver.ruleset import Ruleset
from resolver.stages.block import Blockable, RowTexts, blockable_of
from resolver.stages.cluster import Clusterable
from resolver.stages.compare import Comparable
from resolver.stages.merge import Mergeable
from resolver.stages.normalise import Normalised, ValueWords, coded_places
from resolver.unread import understood
from resolver.values.dates import read_date
from resolver.values.text import fold, script_of
from resolver.values.via import read_via

_FITTING = {
    Level.SAME: "same",
    Level.SHORT: "short",
    Level.SHARED: "near",
    Level.SOUND: "near",
    Level.NEAR: "near",
    Level.INITIAL: "near",
}
_EPOCH = date(1970, 1, 1)
Coded = tuple[NDArray[np.int32], Sequence[str]]


def gather_blockable(normalised: Normalised, rule: LinkRule) -> Blockable:
    """Return what blocking looks at: named mentions, their names and the keys of their rows."""
    return blockable_of(normalised.values, normalised.names, _texts_by_row(normalised, rule))


def blockable_pair(normalised: Normalised, rule: LinkRule, left: int, right: int) -> Blockable:
    """Return what blocking looks at if there were two mentions only."""
    values = normalised.values.filter(pl.col("row").is_in([left, right]))
    return blockable_of(values, normalised.names, _texts_by_row(normalised, rule))


def _texts_by_row(normalised: Normalised, rule: LinkRule) -> Mapping[str, Mapping[int, tuple[str, ...]]]:
    """Return what rows say that may bring them together, by the part of a key."""
    rows = pl.int_range(normalised.values.height, eager=True)
    telling = _telling_documents(normalised, rule)
    origins = normalised.places["origin_place"]
    return {
        **{name: RowTexts.of_column(rows, _folded(normalised, name)) for name in ("incident", "callsign")},
        "identifier": {row: found for row, found in enumerate(normalised.identifiers) if found},
        "origin_place": RowTexts.of_codes(
            origins.codes, [one.known or (one.words,) for one in origins.places]
        ),
        "document": RowTexts.of_codes(
            telling, [(str(code),) for code in range(int(telling.max(initial=-1)) + 1)]
        ),
    }


def names_of_pair(normalised: Normalised, left: int, right: int) -> NameIndex:
    """Return the names of a list, of which only those of two mentions are read."""
    codes = normalised.values["name_code"].gather([left, right]).to_list()
    return normalised.names.only([code for code in codes if code >= 0])


def gather_comparable(normalised: Normalised, ruleset: Ruleset) -> Comparable:
    """Return what comparison looks at."""
    words = ruleset.words
    places = {
        one.column: normalised.places.get(one.column)
        or coded_places(normalised.said[one.column], words.gazetteer)
        for one in ruleset.comparisons
        if one.kind == "place"
    }
    return Comparable(
        values=normalised.values,
        names=normalised.names,
        places={name: (coded.codes, coded.places) for name, coded in places.items()},
        texts={one.name: _texts(one, normalised) for one in ruleset.comparisons if one.kind in _CODED},
        numbers={
            one.name: _numbers(normalised.said[one.column])
            for one in ruleset.comparisons
            if one.kind == "number"
        },
        dates={
            one.name: _dates(one.column, normalised, words)
            for one in ruleset.comparisons
            if one.kind == "date"
        },
        ages=_ages_at_death(normalised),
        gazetteer=words.gazetteer,
        scopes=_scopes(normalised, coded(_folded(normalised, "incident"))[0], ruleset.link_rule),
        scripts=script_codes(normalised.names.names),
        lists=coded(normalised.mentions["list_id"])[0],
        fellows=_fellows(normalised, ruleset),
        chosen_with_first=ruleset.link_rule.chosen_with_first,
        unread=_unread_births(normalised),
    )


def _unread_births(normalised: Normalised) -> UnreadBirths | None:
    """Return whose birth or age is stated and could not be understood, or nothing where everybody's could."""
    said, is_read = normalised.said, understood(normalised)
    unread = pl.Series(np.zeros(said.height, dtype=np.bool_))
    for name in _OF_BIRTH:
        unread = unread | said[name].is_not_null() & ~is_read[name]
    unread = unread & normalised.values["birth_low"].is_null()
    if not unread.any():
        return None
    cells = pl.DataFrame({name: each_distinct(said[name], fold_cell) for name in _OF_BIRTH})
    is_silent = pl.all_horizontal(pl.col(_OF_BIRTH).is_null())
    stated = cells.select(
        pl.when(~is_silent).then(pl.concat_str(pl.col(_OF_BIRTH).fill_null(""), separator=SEPARATOR))
    ).to_series()
    return UnreadBirths(is_unread=unread.to_numpy(), stated=coded(stated)[0])


_OF_BIRTH = ("birth_date", "age")


def _fellows(normalised: Normalised, ruleset: Ruleset) -> list[Fellows]:
    """Return who died on one day, and who is of one place; nobody where the names of the lists are not counted."""
    labels = normalised.names.bearers.labels
    if not labels or not normalised.names.names:
        return []
    codes = normalised.values["name_code"].to_numpy()
    names = [np.where(codes >= 0, label[np.maximum(codes, 0)], -1) for label in labels]
    low, high = (normalised.values[f"death_{end}"].to_physical() for end in ("low", "high"))
    day = (low - low.min()).cast(pl.Int64).fill_null(-1).to_numpy()
    day = np.where((low == high).fill_null(False).to_numpy(), day, -1)
    groups = [day, *(coded.codes.astype(np.int64) for coded in normalised.places.values())]
    told = [group for group in groups if group.max(initial=-1) >= 0]
    return [fellows_of(group, names, ruleset.link_rule.background_fellows) for group in told]


_CODED = frozenset({"text", "exact", "words", "identifiers", "generation", "former"})


def _texts(comparison: Comparison, normalised: Normalised) -> Coded:
    if comparison.kind == "generation":
        return coded(_generations(normalised))
    if comparison.kind == "former":
        return coded(_former_surnames(normalised))
    cells = _folded(normalised, comparison.column)
    return coded(_sounds(cells, normalised) if comparison.kind == "text" else cells)


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    """Return a column as numbers; what is none, or not finite, is silent."""
    plain = column.str.replace_all(r"\s", "").str.replace(",", ".", literal=True)
    found = plain.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    return np.where(np.isfinite(found), found, np.nan)


def _ages_at_death(normalised: Normalised) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the most years at death of each row; an age on a day of its own, or of somebody who did not die, is silent."""
    is_at_death = pl.lit(normalised.said["age_on"]).is_null() & (pl.col("role") == "casualty")
    ages = normalised.values.select(
        pl.when(is_at_death).then(pl.col(f"age_{end}")).otherwise(None).fill_null(np.nan).alias(end)
        for end in ("low", "high")
    )
    return ages["low"].to_numpy(), ages["high"].to_numpy()


def _dates(
    column: str, normalised: Normalised, words: ValueWords
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the first and the last day that each cell may mean, in days since 1970; what is no date is silent."""
    turned = normalised.said["list_id"].is_in(sorted(normalised.month_first))
    cells = pl.DataFrame({"text": normalised.said[column], "day_first": ~turned})
    rows = [
        (text, day_first, *_days_in(text, day_first, words))
        for text, day_first in cells.drop_nulls().unique().sort(pl.all()).iter_rows()
    ]
    schema = pl.Schema({"text": pl.String, "day_first": pl.Boolean, "low": pl.Float64, "high": pl.Float64})
    found = cells.join(
        pl.DataFrame(rows, schema=schema, orient="row"),
        on=["text", "day_first"],
        how="left",
        maintain_order="left",
    ).fill_null(np.nan)
    return found["low"].to_numpy(), found["high"].to_numpy()


def _days_in(text: str, day_first: bool, words: ValueWords) -> tuple[float, float]:
    read = read_date(text, words.dates, day_first=day_first)
    if read is None:
        return np.nan, np.nan
    return float((read.low - _EPOCH).days), float((read.high - _EPOCH).days)


def gather_clusterable(
    normalised: Normalised,
    rule: LinkRule,
    *,
    one_row_lists: Collection[str] = (),
    published: Published | None = None,
    constraints: Constraints | None = None,
) -> Clusterable:
    """Return what clustering looks at besides scores: bare names and whom they fit, lists of one row per person, who counts, what humans said."""
    values = normalised.values
    weak = _says_little(normalised, rule)
    documents = _telling_documents(normalised, rule)
    return Clusterable(
        mention_ids=values["mention_id"].to_list(),
        is_weak=weak,
        is_several=rows_of_several(normalised),
        fits=_fits(normalised, documents, weak),
        constraints=constraints or Constraints(),
        one_row=_one_row(normalised, one_row_lists),
        published=published or Published(),
        unread=_unread_births(normalised),
        is_counted=values.select((pl.col("role") == "casualty") & ~pl.col("is_unnamed"))
        .to_series()
        .to_numpy(),
    )


def _says_little(normalised: Normalised, rule: LinkRule) -> NDArray[np.bool_]:
    """Return which mentions are a surname or a given name and nothing that is anybody's own: no day of birth, no number."""
    values = normalised.values
    is_bare = values["completeness"].is_in(["surname", "given"]).to_numpy()
    if rule.bare_names_link:
        return np.zeros(len(is_bare), dtype=np.bool_)
    has_day = (values["birth_low"] == values["birth_high"]).fill_null(False).to_numpy()
    has_number = np.array([bool(found) for found in normalised.identifiers], dtype=np.bool_)
    return np.asarray(is_bare & ~has_day & ~has_number)


def rows_of_several(normalised: Normalised) -> NDArray[np.bool_]:
    """Return which mentions have a name cell that seems to name several people."""
    return (normalised.values["completeness"] == "several").fill_null(False).to_numpy()


def _one_row(normalised: Normalised, one_row_lists: Collection[str]) -> NDArray[np.int32]:
    """Return the list of each row as a code where that list promises one row per person, else -1."""
    lists = normalised.mentions["list_id"]
    codes, _ = coded(lists.set(~lists.is_in(sorted(one_row_lists)), None))
    return codes


def gather_mergeable(normalised: Normalised, ruleset: Ruleset, sensitivity: Mapping[str, str]) -> Mergeable:
    """Return what merging looks at where nothing was corrected."""
    return Mergeable(
        mentions=normalised.mentions,
        said=normalised.said,
        values=normalised.values,
        names=normalised.names,
        places={name: (coded.codes, coded.places) for name, coded in normalised.places.items()},
        gazetteer=ruleset.words.gazetteer,
        documents=normalised.documents,
        citations=normalised.citations,
        sensitivity=sensitivity,
        rules=ruleset.merging,
        unknown=ruleset.missing,
    )


def _folded(normalised: Normalised, column: str) -> pl.Series:
    """Return a column as it is compared; sex and identifiers as we understood them, a callsign also from within the name."""
    if column == "sex":
        return normalised.values["sex"]
    if column == "identifiers":
        return pl.Series([";".join(found) or None for found in normalised.identifiers], dtype=pl.String)
    cells = each_distinct(normalised.said[column], fold_cell)
    if column in ("callsign", "rank"):
        said = normalised.names.first_taken_out(column)
        folded = {code: fold_cell(text) for code, text in said.items()}
        codes = normalised.values["name_code"]
        inside = codes.replace_strict(folded, default=None, return_dtype=pl.String)
        cells = cells.to_frame("cell").select(pl.coalesce("cell", inside)).to_series()
    return cells


def _generations(normalised: Normalised) -> pl.Series:
    """Return which of the namesakes of one house or one list each name says that it is, where it says so."""
    taken_out = (normalised.names.first_taken_out(kind) for kind in GENERATIONS)
    of_code = {code: kind for kind, found in zip(GENERATIONS, taken_out, strict=True) for code in found}
    of_code = {**normalised.names.first_taken_out(NUMBERED), **of_code}
    codes = normalised.values["name_code"]
    return codes.replace_strict(of_code, default=None, return_dtype=pl.String)


def _former_surnames(normalised: Normalised) -> pl.Series:
    """Return the surname that each name says its bearer had before, where it says so."""
    names = normalised.names
    found = {
        code: surname_in(text, names.knowledge)
        for code, text in names.first_taken_out("former surname").items()
    }
    codes = normalised.values["name_code"]
    return codes.replace_strict(found, default=None, return_dtype=pl.String)


def _sounds(column: pl.Series, normalised: Normalised) -> pl.Series:
    """Return texts as script:sound, so that «Вагнер» and Wagner agree."""
    alphabets = normalised.names.knowledge.alphabets

    def sound(text: str) -> str:
        words = [next(iter(alphabets.keys(word, at_most=1)), word) for word in text.split()]
        return f"{script_of(text)}:{' '.join(words)}"

    return each_distinct(column, sound)


def fold_cell(text: str) -> str | None:
    """Return a cell as it is compared: one case, one spacing, without punctuation at its ends; nothing where nothing is left.

    >>> fold_cell("«Сапсан».")
    'сапсан'
    """
    return fold(text).strip(" .,;:«»\"'()-—") or None


def _telling_documents(normalised: Normalised, rule: LinkRule) -> NDArray[np.int32]:
    """Return the document of each row as a code; -1 where it names so many people that sharing it says nothing."""
    counts = normalised.documents.select("document_id", "mention_count")
    telling = counts.filter(
        (pl.col("mention_count") <= rule.largest_document) & (pl.col("mention_count") > 1)
    )
    codes = telling.select("document_id", code=pl.int_range(pl.len(), dtype=pl.Int32))
    joined = normalised.values.select("document_id").join(
        codes, on="document_id", how="left", maintain_order="left"
    )
    return joined["code"].fill_null(-1).to_numpy()


def _telling_origins(normalised: Normalised, rule: LinkRule) -> NDArray[np.int32]:
    """Return the first source of each row as a code; -1 where it has none, several, or one that speaks of too many."""
    roots = [None if not cell else _only_root(cell) for cell in normalised.mentions["via"].to_list()]
    codes, names = coded(pl.Series(roots, dtype=pl.String))
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    return (
        np.where((codes >= 0) & (counts[codes] <= rule.origin_size), codes, -1).astype(np.int32)
        if names
        else codes
    )


def _scopes(
    normalised: Normalised, incidents: NDArray[np.int32], rule: LinkRule
) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float64]]]:
    """Return what narrows the people a mention could be about, and to which share of the population."""
    documents, origins = _telling_documents(normalised, rule), _telling_origins(normalised, rule)
    names = normalised.values["name_code"].to_numpy()
    counts = np.bincount(incidents[incidents >= 0], minlength=int(incidents.max(initial=0)) + 1)
    people = np.clip(counts[np.maximum(incidents, 0)], rule.people_in("same_incident"), rule.population)
    of_incident = people / rule.population
    return {
        "same_document": (documents, _share_spoken_of(documents, names, "same_document", rule)),
        "same_origin": (origins, _share_spoken_of(origins, names, "same_origin", rule)),
        "same_incident": (incidents, of_incident),
    }


def _share_spoken_of(
    codes: NDArray[np.int32], names: NDArray[np.int32], scope: str, rule: LinkRule
) -> NDArray[np.float64]:
    """Return, per row, the share of the population that its page or source speaks of: a few times the people it names."""
    named = distinct(codes[names >= 0].astype(np.int64) << 32 | names[names >= 0])
    counts = np.bincount((named >> 32)[named >= 0], minlength=int(codes.max(initial=0)) + 1)
    people = np.clip(counts * rule.people_per_name, rule.fewest_people, rule.people_in(scope))
    return np.where(codes >= 0, np.minimum(people / rule.population, 1.0)[np.maximum(codes, 0)], 1.0)


def _only_root(cell: str) -> str | None:
    chains = read_via(cell)
    return fold(chains[0][-1]) if len(chains) == 1 else None


def _fits(
    normalised: Normalised, documents: NDArray[np.int32], weak: NDArray[np.bool_]
) -> dict[int, dict[int, str]]:
    """Return for each bare name the fully named mentions of its own document that it fits, and how."""
    codes = normalised.values["name_code"].to_numpy()
    roles, _ = coded(normalised.values["role"])
    told = np.flatnonzero((documents >= 0) & (codes >= 0) & ~weak)
    told = told[np.argsort(documents[told], kind="stable")]
    bare = np.flatnonzero(weak)
    first = np.searchsorted(documents[told], documents[bare])
    count = np.where(
        documents[bare] < 0, 0, np.searchsorted(documents[told], documents[bare], "right") - first
    )
    mine, other = np.repeat(bare, count), told[ranges(first, count)]
    is_one_role = roles[mine] == roles[other]
    mine, other = mine[is_one_role], other[is_one_role]
    found = normalised.names.compare_many(
        np.minimum(codes[mine], codes[other]), np.maximum(codes[mine], codes[other])
    )
    is_surname = (normalised.values["completeness"] == "surname").to_numpy()[mine]
    levels = np.where(is_surname, found.levels[ROLES.index("surname")], found.levels[ROLES.index("given")])
    fits: dict[int, dict[int, str]] = {row: {} for row in bare.tolist()}
    for row, fitting, level in zip(mine.tolist(), other.tolist(), levels.tolist(), strict=True):
        if level in _FITTING:
            fits[row][fitting] = _FITTING[Level(level)]
    return fits
