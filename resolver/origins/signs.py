"""Tellings -> SIGNS of a repost: pairs of documents, of whom they tell alike, how many bits that is worth, and in words why.

A shared form is weighed by how rare it is: p is the share of the other documents about that person that write it too, and -log2 p
are the bits. The two that are held against each other do not count as evidence of how common their own form is.
"""

import numpy as np
import polars as pl

from resolver.distinct import coded, each_distinct
from resolver.filled import filled
from resolver.names.index import NameIndex
from resolver.names.likeness import Level
from resolver.names.readings import ROLES
from resolver.origins.blocks import pairs_in_blocks
from resolver.origins.rules import RepostRules
from resolver.origins.told import Tellings
from resolver.values.text import script_of

SIGNS = pl.Schema(
    {
        "left": pl.Int64,
        "right": pl.Int64,
        "person_id": pl.String,
        "kind": pl.String,
        "bits": pl.Float64,
        "because": pl.String,
    }
)
"""One sign that two documents, numbered by their days, are not independent about one person."""

_MOST_RIVALS = 5
"""Each form of a name is compared with so many of the commonest forms of the same person."""
_RUN = 5
"""So many words in a row are a piece of wording."""
_FEWEST_RUNS = 4
_SHORTEST = 4
"""Of words with fewer letters too many are one slip apart."""


def signs_of(tellings: Tellings, rules: RepostRules) -> pl.DataFrame:
    """Return all signs but days and people, which say something only about pairs that are looked at anyway."""
    slips = pl.concat(
        [
            _misspellings(tellings, "surname", rules),
            _misspellings(tellings, "given", rules),
            _misspellings_elsewhere(tellings, rules),
        ]
    )
    # A form that is rare both here and elsewhere is one sign, not two.
    strongest = slips.sort("bits", "because", descending=[True, False]).unique(
        ["left", "right", "person_id"], keep="first", maintain_order=True
    )
    return pl.concat([strongest, _cells(tellings, rules), _wording(tellings, rules)]).sort(
        "left", "right", "person_id", "kind", "because"
    )


def _signs(found: pl.DataFrame, kind: str) -> pl.DataFrame:
    return found.with_columns(kind=pl.lit(kind)).select(
        pl.col(name).cast(dtype) for name, dtype in SIGNS.items()
    )


def _tongues(said: pl.DataFrame, texts: pl.Series) -> pl.Series:
    """Return script and language of texts: in another language a name is written otherwise without any slip."""
    scripts = each_distinct(texts, script_of).alias("script")
    return said.with_columns(scripts).select(filled("{} {}", "script", "language")).to_series()


def _rarity(with_it: str, of_all: str) -> pl.Expr:
    return -((pl.col(with_it) - 1.5) / (pl.col(of_all) - 1.0)).log(2)


# --- names ------------------------------------------------------------------------------------------------------------


def _misspellings(tellings: Tellings, role: str, rules: RepostRules) -> pl.DataFrame:
    """Return pairs that write one form of a word of a name where more documents write another, a slip away."""
    texts = pl.Series(list(tellings.names.readings.texts[role]), dtype=pl.String)
    said = tellings.rows.select("person_id", "document", "name_code", "language", form=role).drop_nulls()
    said = said.filter(pl.col("form").n_unique().over("person_id") > 1)
    if said.is_empty():
        return SIGNS.to_frame()
    said = said.with_columns(tongue=_tongues(said, texts.gather(said["form"])))
    wrong = _beside_commoner(_forms(said), tellings.names, role)
    shared = said.join(wrong, on=["person_id", "form", "tongue"], how="semi")
    pairs = pairs_in_blocks(shared, ["person_id", "form", "tongue"], largest=rules.largest_block)
    found = pairs.join(wrong, on=["person_id", "form", "tongue"])
    return _signs(
        found.with_columns(
            bits=_rarity("documents", "of_tongue").clip(0, rules.misspelling),
            because=_both_write(texts, found),
        ),
        "misspelling",
    )


def _both_write(texts: pl.Series, found: pl.DataFrame) -> pl.Series:
    words = pl.DataFrame({"own": texts.gather(found["form"]), "other": texts.gather(found["other"])})
    return words.select(filled("both write {} where others write {}", "own", "other")).to_series()


def _forms(said: pl.DataFrame) -> pl.DataFrame:
    """Return each form of a word of each person's name: in how many documents, of how many in that tongue, and one name that has it."""
    of_tongue = said.group_by("person_id", "tongue").agg(of_tongue=pl.col("document").n_unique())
    return (
        said.group_by("person_id", "form", "tongue")
        .agg(documents=pl.col("document").n_unique(), name_code=pl.col("name_code").min())
        .join(of_tongue, on=["person_id", "tongue"])
    )


def _beside_commoner(forms: pl.DataFrame, names: NameIndex, role: str) -> pl.DataFrame:
    """Return the forms that several documents share and that are a slip away from one that more documents write."""
    rivals = (
        forms.sort("person_id", "documents", "form", descending=[False, True, False])
        .group_by("person_id", maintain_order=True)
        .head(_MOST_RIVALS)
        .select("person_id", "tongue", other="form", others="documents", other_code="name_code")
    )
    beside = (
        forms.filter(pl.col("documents") > 1)
        .join(rivals, on=["person_id", "tongue"])
        .filter(pl.col("others") > pl.col("documents"))
    )
    slips = beside.filter(_is_slip(beside, names, role))
    return slips.sort("person_id", "form", "others", "other", descending=[False, False, True, False]).unique(
        ["person_id", "form"], keep="first", maintain_order=True
    )


def _is_slip(pairs: pl.DataFrame, names: NameIndex, role: str) -> pl.Series:
    """Return which pairs of names are one slip apart in a role."""
    if pairs.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    one, other = pairs["name_code"].to_numpy(), pairs["other_code"].to_numpy()
    found = names.compare_many(np.minimum(one, other), np.maximum(one, other))
    levels = found.levels[ROLES.index(role)]
    return pl.Series(np.isin(levels, [Level.SOUND, Level.NEAR, Level.LOOKALIKE]))


def _misspellings_elsewhere(tellings: Tellings, rules: RepostRules) -> pl.DataFrame:
    """Return pairs that write a surname one slip away from a commoner one of other people of the same given name."""
    names = tellings.names
    texts = pl.Series(list(names.readings.texts["surname"]), dtype=pl.String)
    bearers = tellings.rows.rename({"surname": "form"}).drop_nulls()
    bearers = bearers.select(
        "person_id", "document", "form", "name_code", kin=_kin(bearers, texts.gather(bearers["form"]), names)
    )
    shared = bearers.filter(pl.col("document").n_unique().over("person_id", "form") > 1)
    counts = bearers.group_by("form", "kin").agg(
        persons=pl.col("person_id").n_unique(),
        documents=pl.col("document").n_unique(),
        name_code=pl.col("name_code").min(),
    )
    probes = counts.join(shared, on=["form", "kin"], how="semi").filter(~pl.col("form").is_in(_listed(names)))
    others = counts.filter(pl.col("documents") > 1).select(
        "kin", other="form", others="documents", other_code="name_code"
    )
    beside = (
        probes.join(_sharing_a_key(probes, others, names), on=["form", "kin"])
        .join(_of_one_person(bearers), on=["form", "other"], how="anti")
        .join(others, on=["other", "kin"])
    )
    if beside.is_empty():
        return SIGNS.to_frame()
    wrong = (
        beside.filter(_is_slip(beside, names, "surname"))
        .sort("form", "kin", "others", "other", descending=[False, False, True, False])
        .unique(["form", "kin"], keep="first", maintain_order=True)
    )
    pairs = pairs_in_blocks(
        shared.join(wrong, on=["form", "kin"], how="semi"),
        ["person_id", "form", "kin"],
        largest=rules.largest_block,
    )
    found = pairs.join(wrong, on=["form", "kin"])
    share = (pl.col("persons") - 0.5) / (pl.col("persons") + pl.col("others"))
    bits = -share.log(2)
    return _signs(
        found.with_columns(bits=bits.clip(0, rules.misspelling_elsewhere), because=_both_write(texts, found)),
        "misspelling",
    )


def _kin(bearers: pl.DataFrame, surnames: pl.Series, names: NameIndex) -> pl.Series:
    """Return a number for the given name of each bearer, in script and language: its class, most likely, else its letters."""
    words = zip(names.tokens.of_kind["given"], names.readings.texts["given"], strict=True)
    classes = pl.Series([token.likeliest or text for token, text in words], dtype=pl.String)
    told = pl.DataFrame({"given": classes.gather(bearers["given"]), "tongue": _tongues(bearers, surnames)})
    return pl.Series(coded(told.select(filled("{} {}", "given", "tongue")).to_series())[0])


def _sharing_a_key(probes: pl.DataFrame, others: pl.DataFrame, names: NameIndex) -> pl.DataFrame:
    """Return which surnames, with one given name, share a key with a commoner one, at most one letter left out of either.

    Key and given name are asked for at once: hundreds of surnames share a key.
    """
    keys = _keys_of(pl.concat([probes["form"], others["other"]]).unique(), names)
    near = probes.select("form", "kin", "persons").join(keys, on="form")
    return (
        near.join(others.join(keys, left_on="other", right_on="form"), on=["key", "kin"])
        .filter(pl.col("form") != pl.col("other"), pl.col("others") > pl.col("persons"))
        .select("form", "kin", "other")
        .unique()
    )


def _of_one_person(bearers: pl.DataFrame) -> pl.DataFrame:
    """Return the forms that stand beside one another for some person: whoever has both is weighed by what is said of that person."""
    borne = bearers.select("person_id", "form").unique()
    several = borne.filter(pl.len().over("person_id") > 1)
    return several.join(several.rename({"form": "other"}), on="person_id").select("form", "other").unique()


def _listed(names: NameIndex) -> list[int]:
    """Return the numbers of surnames that a table of ours has: whoever writes one made no slip."""
    return [at for at, token in enumerate(names.tokens.of_kind["surname"]) if token.is_attested]


def _keys_of(forms: pl.Series, names: NameIndex) -> pl.DataFrame:
    """Return the key of each surname that is long enough, whole and with each of its letters left out."""
    surnames = names.tokens.of_kind["surname"]
    tokens = [surnames[form] for form in forms.to_list()]
    first = ["" if one.is_initial else next(iter(one.keys), "") for one in tokens]
    key = pl.col("key")
    whole = pl.DataFrame({"form": forms.cast(pl.Int32), "key": pl.Series(first, dtype=pl.String)}).filter(
        key.str.len_chars() >= _SHORTEST
    )
    each_letter = whole.with_columns(at=pl.int_ranges(key.str.len_chars())).explode("at")
    shorter = each_letter.select("form", key=key.str.head(pl.col("at")) + key.str.slice(pl.col("at") + 1))
    return pl.concat([whole, shorter]).unique()


# --- cells and quotes -------------------------------------------------------------------------------------------------


def _cells(tellings: Tellings, rules: RepostRules) -> pl.DataFrame:
    """Return pairs that write a cell in the same letters where not most of the others do; two alone may have done so by chance."""
    # A number alone is written by everybody alike.
    texts = tellings.cells.filter(pl.col("text").str.contains(r"\p{L}"))
    if texts.is_empty():
        return SIGNS.to_frame()
    said = texts.with_columns(tongue=_tongues(texts, texts["text"]))
    of_tongue = said.group_by("person_id", "field", "tongue").agg(of_tongue=pl.col("document").n_unique())
    forms = said.group_by("person_id", "field", "text", "tongue").agg(documents=pl.col("document").n_unique())
    rare = (
        forms.filter(pl.col("documents") > 1)
        .join(of_tongue, on=["person_id", "field", "tongue"])
        .with_columns(bits=_rarity("documents", "of_tongue").clip(0, rules.cell))
        .filter(pl.col("bits") >= 1)
    )
    key = ["person_id", "field", "text", "tongue"]
    pairs = pairs_in_blocks(said.join(rare, on=key, how="semi"), key, largest=rules.largest_block)
    told = filled("the same {} in the same letters: {}", pl.col("field").str.replace_all("_", " "), "text")
    return _signs(pairs.join(rare, on=key).with_columns(because=told), "cell")


def _wording(tellings: Tellings, rules: RepostRules) -> pl.DataFrame:
    """Return pairs whose quotes about one person share at least half of the shorter one's runs of words."""
    if tellings.quotes.is_empty():
        return SIGNS.to_frame()
    words = (
        tellings.quotes.with_row_index("quote")
        .select(
            "quote",
            "person_id",
            "document",
            word=pl.col("text").str.to_lowercase().str.extract_all(r"[\p{L}\p{N}]+"),
        )
        .explode("word")
    )
    in_a_row = pl.concat_str([pl.col("word").shift(-at) for at in range(_RUN)], separator=" ")
    is_whole = pl.col("quote").shift(-(_RUN - 1)) == pl.col("quote")
    runs = (
        words.with_columns(run=pl.when(is_whole).then(in_a_row))
        .drop_nulls("run")
        .select("person_id", "document", "run")
        .unique()
        .with_columns(runs=pl.len().over("person_id", "document"))
        .filter(pl.col("runs") >= _FEWEST_RUNS)
    )
    sizes = runs.select("person_id", "document", "runs").unique()
    pairs = (
        pairs_in_blocks(runs, ["person_id", "run"], largest=rules.largest_block)
        .group_by("left", "right", "person_id")
        .agg(shared=pl.len())
        .join(sizes.rename({"document": "left", "runs": "left_runs"}), on=["left", "person_id"])
        .join(sizes.rename({"document": "right", "runs": "right_runs"}), on=["right", "person_id"])
        .with_columns(share=pl.col("shared") / pl.min_horizontal("left_runs", "right_runs"))
        .filter(pl.col("share") >= 0.5)
    )
    percent = (100 * pl.col("share")).round(0).cast(pl.Int64)
    told = filled("the same words: {} % of the shorter quote", percent)
    return _signs(pairs.with_columns(bits=pl.col("share") * rules.wording, because=told), "wording")
