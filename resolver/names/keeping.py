"""NameIndex -> the tables that a run keeps of it, and back: what of names takes long to find out, and is asked again.

What is not kept is worked out when it is asked for: a word from its letters, a name without its rank from what was written.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from resolver.names.columns import KINDS, SEXES, ReadingColumns
from resolver.names.frequencies import NameFrequencies, bearers_of
from resolver.names.index import KEPT_PARTS, NameIndex
from resolver.names.knowledge import Knowledge
from resolver.names.namekeys import OF_WORD, WordKeys, words_that_give
from resolver.names.ragged import Ragged, starts_of
from resolver.names.readings import ROLES
from resolver.names.tokens import Tokens, Unmade
from resolver.tables import READINGS, TAKEN_OUT, WORD_KEYS, WORDS, conform

NAMES = ("readings", "words", "word_keys", "taken_out")
"""The tables that keep names, by name."""

Tables = Mapping[str, pl.DataFrame]


def tables_of(names: NameIndex) -> dict[str, pl.DataFrame]:
    """Return the tables that keep names.

    >>> from resolver.names.index import index_names
    >>> from resolver.names.knowledge import load_knowledge
    >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    >>> tables = tables_of(index_names(["рядовой Матвеев"], load_knowledge(), shares))
    >>> tables["words"].select("kind", "text", "label").rows(), tables["taken_out"].rows()
    ([('surname', 'матвеев', 'matvev')], [(0, 'rank', 'рядовой')])
    """
    taken_out = [(code, *piece) for code, pieces in names.taken_out.items() for piece in pieces]
    return {
        "readings": _readings(names.readings),
        "words": pl.concat(_words(kind, names) for kind in KINDS),
        "word_keys": pl.concat(_values(part, names.word_keys(part)) for part in KEPT_PARTS),
        "taken_out": pl.DataFrame(taken_out, schema=TAKEN_OUT, orient="row"),
    }


def _readings(readings: ReadingColumns) -> pl.DataFrame:
    words = {role: pl.Series(numbers) for role, numbers in zip(ROLES, readings.tokens, strict=True)}
    found = pl.DataFrame(
        {
            "name_code": np.repeat(np.arange(len(readings)), np.diff(readings.starts)),
            **{role: numbers.set(numbers < 0, None) for role, numbers in words.items()},
            "cost": readings.costs,
            "sex": pl.Series(SEXES, dtype=pl.String).gather(readings.sexes),
            "case": pl.Series(readings.case_names, dtype=pl.String).gather(readings.cases),
            "has_second_names": readings.has_second_names,
            "is_exchanged": readings.is_exchanged,
        }
    )
    return conform(found, READINGS, table="READINGS")


def _words(kind: str, names: NameIndex) -> pl.DataFrame:
    words = pl.DataFrame({"text": names.readings.texts[kind], "label": names.labels[kind]})
    return conform(words.with_columns(kind=pl.lit(kind)), WORDS, table="WORDS")


def _values(part: str, keys: WordKeys) -> pl.DataFrame:
    """Return what words give to a part of a key, word by word, what each gives in the order of the alphabet."""
    found = pl.DataFrame({"word": keys.of_word.owners, "value": pl.Series(keys.texts, dtype=pl.String)})
    return conform(found.sort(pl.all()).with_columns(part=pl.lit(part)), WORD_KEYS, table="WORD_KEYS")


def names_of(
    tables: Tables, names: Sequence[str], knowledge: Knowledge, frequencies: NameFrequencies
) -> NameIndex:
    """Return the names that some tables keep, given the names as they were written, in the order of their codes.

    >>> from resolver.names.index import index_names
    >>> from resolver.names.knowledge import load_knowledge
    >>> shares = NameFrequencies(unlisted_surname=1e-5, unlisted_given=5e-4, most_common_given=0.1)
    >>> names = ["Матвеев Стас", "рядовой Матвеев"]
    >>> kept = names_of(tables_of(index_names(names, load_knowledge(), shares)), names, load_knowledge(), shares)
    >>> kept.readings[0][0].told, kept.first_taken_out("rank"), kept.compare(0, 1).surname.name
    ('surname матвеев, given name стас', {1: 'рядовой'}, 'SAME')
    """
    words = {kind: tables["words"].filter(pl.col("kind") == kind) for kind in KINDS}
    texts, labels = ({kind: words[kind][column].to_list() for kind in KINDS} for column in ("text", "label"))
    readings = _reading_columns(tables["readings"], texts, len(names))
    keys = {part: tables["word_keys"].filter(pl.col("part") == part) for part in KEPT_PARTS}
    taken_out: dict[int, tuple[tuple[str, str], ...]] = {}
    for code, *piece in tables["taken_out"].iter_rows():
        taken_out[code] = (*taken_out.get(code, ()), tuple(piece))
    return NameIndex(
        names=tuple(names),
        readings=readings,
        tokens=Tokens(texts, {kind: Unmade(kind, texts[kind], knowledge) for kind in KINDS}),
        labels=labels,
        taken_out=taken_out,
        knowledge=knowledge,
        frequencies=frequencies,
        bearers=bearers_of(readings, labels, frequencies),
        keys={part: _word_keys(OF_WORD[part][0], found, readings) for part, found in keys.items()},
    )


def _reading_columns(table: pl.DataFrame, texts: Mapping[str, Sequence[str]], count: int) -> ReadingColumns:
    sizes = np.bincount(table["name_code"].to_numpy(), minlength=count)
    case_names = ["nom", *sorted({*table["case"].unique()} - {"nom"})]
    sexes, cases = (
        table[column].replace_strict(names, range(len(names)), return_dtype=pl.UInt8).to_numpy()
        for column, names in (("sex", SEXES), ("case", case_names))
    )
    return ReadingColumns(
        starts=starts_of(sizes),
        tokens=np.vstack([table[role].cast(pl.Int32).fill_null(-1).to_numpy() for role in ROLES]),
        costs=table["cost"].to_numpy(),
        sexes=sexes,
        cases=cases,
        has_second_names=table["has_second_names"].to_numpy(),
        is_exchanged=table["is_exchanged"].to_numpy(),
        case_names=tuple(case_names),
        texts=texts,
    )


def _word_keys(role: str, values: pl.DataFrame, readings: ReadingColumns) -> WordKeys:
    count = len(readings.texts[role])
    sizes = np.bincount(values["word"].to_numpy(), minlength=count + 1)
    return WordKeys(
        texts=values["value"],
        of_word=Ragged(starts=starts_of(sizes), values=np.arange(values.height)),
        words=words_that_give(role, readings, count),
    )
