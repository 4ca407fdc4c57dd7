"""MENTIONS without words for nothing -> the text by which each name is read: whole, or joined from its columns; part of ``normalise``.

Whoever pulls «Федор Александрович Тестов» apart into the columns surname, given name, father's name has each word in a wrong one. A father's
name that ends as patronymics do is told from any other, so that such rows show themselves, and lists in which they are the rule do.
"""

from collections.abc import Callable, Collection

import polars as pl

from resolver.distinct import each_distinct
from resolver.names.kinds import Kind, is_patronymic, kind_of_word
from resolver.names.knowledge import Knowledge
from resolver.names.particles import COMPOUNDS
from resolver.names.reader import SEPARATOR
from resolver.names.roles import DOUBTED, bear_out, exchange_cost, names_nobody
from resolver.tables import ANCESTORS, NAME_PARTS, stands_beside
from resolver.values.text import fold

_SURNAMES = ("surname", "second_surname")
"""Two columns that are one surname of two words: the father's and the mother's, as Spanish and Portuguese lists keep them."""
_PARTS = tuple(name for name in NAME_PARTS if name not in _SURNAMES)
_FEWEST = 5
"""So many rows have to show that the columns of a list hold other words than their headers say."""
_SHARE = 0.8
"""And such a part of those that show any order."""
_SHARE_OF_MIXED = 0.2
"""Where such a part of a list shows it, names of two words are not believed either to stand under their headers, against what is known of the words."""
_LOOKED_AT = 500
"""So many rows of a list tell whether it has any such names."""


def name_texts(
    said: pl.DataFrame, unnamed: pl.Series, knowledge: Knowledge
) -> tuple[pl.Series, tuple[str, ...]]:
    """Return the text by which each name is read, none for rows that name nobody, and notes on lists whose columns are not believed.

    A name in columns is joined by ``SEPARATOR``; one whose words stand in other columns than their headers say is read like a whole
    one, in the order of its columns.
    """
    said = said.with_columns(pl.col("patronymic").str.replace(_MOTHER, ""))
    order, notes = order_in_columns(said, knowledge)
    said = said.with_columns(*_moved_up(said, knowledge)).with_columns(order=order)
    parts, beside = _joined(_surname(), *_PARTS), _joined("name", *ANCESTORS)
    in_parts = pl.col("name").is_null() & (parts.str.len_chars() > len(_PARTS) * len(SEPARATOR))
    has_ancestors = pl.col("name").is_not_null() & pl.any_horizontal(map(stands_beside, ANCESTORS))
    texts = said.select(
        pl.when(pl.lit(unnamed).is_not_null())
        .then(None)
        .when(in_parts & (pl.col("order") == WRITTEN))
        .then(_words(*NAME_PARTS))
        .when(in_parts & (pl.col("order") == FATHER_FIRST))
        .then(_joined(_surname(), *_FATHER_FIRST_PARTS))
        .when(in_parts & _is_cut_up(said, knowledge))
        .then(_words(*_PARTS, *_SURNAMES))
        .when(in_parts)
        .then(parts)
        .when(has_ancestors)
        .then(beside)
        .otherwise("name")
    )
    return texts.to_series(), notes


_MOTHER = r"(?i)\s+(?:et|and|ve|və|û|и|y|و)\s.*$"
"""What stands behind the father's name where a cell names both parents: "Mohamed et Khadidja" (filiation)."""
_FATHER_FIRST_PARTS = ("patronymic", "given_name", *_PARTS[2:])


def _words(*columns: str) -> pl.Expr:
    return pl.concat_str(columns, separator=" ", ignore_nulls=True)


def _moved_up(said: pl.DataFrame, knowledge: Knowledge) -> list[pl.Expr]:
    """Return the columns of names, with those behind the surname moved up where a word for the dead («الشهيد») fills the given name's."""
    nobody = _holds(said["given_name"], lambda text: names_nobody(text.split(), knowledge))
    moved = pl.lit(nobody & said["patronymic"].is_not_null())
    behind = [pl.col(name) for name in _PARTS]
    return [
        pl.when(moved).then(after).otherwise(own).alias(own.meta.output_name())
        for own, after in zip(behind, (*behind[1:], pl.lit(None, dtype=pl.String)), strict=True)
    ]


def _is_cut_up(said: pl.DataFrame, knowledge: Knowledge) -> pl.Expr:
    """Say where one name of several words stands in two columns: عبد and الرحمن, “Ahmad | al | Testi”, «أبو» before a family's name."""
    given, father, surname = (said[column] for column in ("given_name", "patronymic", "surname"))
    opens_given, opens_father = (_hold(one, ("abd", "kunya"), knowledge) for one in (given, father))
    # As, An and At are names elsewhere; Al and El as well, but nobody's father's.
    is_article = _hold(father, ("article",), knowledge)
    is_arab = _holds(given.set(~is_article, None), lambda text: _kind(text, knowledge).follows == "father")
    is_article &= is_arab | _holds(father, _is_whole_article)
    ends = _hold(surname, tuple(COMPOUNDS), knowledge)
    return pl.lit(
        (father.is_not_null() & (opens_given | ends)) | (surname.is_not_null() & (opens_father | is_article))
    )


def _hold(cells: pl.Series, kinds: Collection[str], knowledge: Knowledge) -> pl.Series:
    """Return which cells are a particle of one of some kinds."""
    return _holds(cells, lambda text: not knowledge.particles.get(fold(text), _NO_KIND).isdisjoint(kinds))


_NO_KIND: frozenset[str] = frozenset()


def _is_whole_article(text: str) -> bool:
    """Say whether an article has kept its l, as it does before any letter."""
    return fold(text).rstrip("ь").endswith(("l", "л", "ل"))


def _holds(cells: pl.Series, says: Callable[[str], bool]) -> pl.Series:
    return each_distinct(cells, says, pl.Boolean()).fill_null(value=False)


WRITTEN, FATHER_FIRST, AS_TOLD = "written", "father first", "as told"
"""What the words of a row show: that they stand as one writes a whole name; that the father's name stands where the given name should; neither."""


def order_in_columns(said: pl.DataFrame, knowledge: Knowledge) -> tuple[pl.Series, tuple[str, ...]]:
    """Return what each row shows of the order of its words, null for nothing, and a note on each list that writes them like whole names.

    Of a list where most do, the rows that show nothing go with them.

    >>> from resolver.names.knowledge import load_knowledge
    >>> cells = {"surname": ["Тестов", "Федор"], "given_name": ["Федор", "Ильич"], "patronymic": ["Ильич", "Тестов"]}
    >>> said = pl.DataFrame({"list_id": "a", "name": None, "second_surname": None, "grandfather": None, **cells})
    >>> order_in_columns(said, load_knowledge())[0].to_list()
    ['as told', 'written']
    """
    rows = said.select("list_id", *NAME_PARTS, is_whole=pl.col("name").is_not_null())
    rows = rows.with_columns(order=_shown_by_fathers(rows, knowledge))
    some = rows.filter(pl.int_range(pl.len()).over("list_id") % _every() == 0)
    mixed = _with_written(_also_by_order(some, knowledge), share=_SHARE_OF_MIXED)
    rows = _also_by_order(rows, knowledge, among=mixed["list_id"])
    whole = _with_written(rows, share=_SHARE)
    among = pl.col("list_id").is_in(whole["list_id"].implode()) & ~pl.col("is_whole")
    order = rows.select(pl.when(among).then(pl.lit(WRITTEN)).otherwise("order")).to_series()
    notes = (
        _note(*row, is_whole=row[0] in whole["list_id"])
        for row in _with_written(rows, share=_SHARE_OF_MIXED).iter_rows()
    )
    return order, tuple(notes)


def _with_written(rows: pl.DataFrame, *, share: float) -> pl.DataFrame:
    """Return the lists (list_id, written, example) in which such a part of the rows that show an order shows that of whole names."""
    is_written = pl.col("order") == WRITTEN
    return (
        rows.filter(pl.col("order").is_not_null())
        .group_by("list_id", maintain_order=True)
        .agg(
            written=is_written.sum(), example=pl.struct(NAME_PARTS).filter(is_written).first(), count=pl.len()
        )
        .filter(pl.col("written") >= _FEWEST, pl.col("written") >= share * pl.col("count"))
        .drop("count")
    )


def _every() -> pl.Expr:
    """Return how many rows of a list lie from one that is looked at to the next."""
    return (pl.len().over("list_id") // _LOOKED_AT).clip(lower_bound=1)


def _shown_by_fathers(rows: pl.DataFrame, knowledge: Knowledge) -> pl.Series:
    """Return what rows show by where the father's name stands, where that ends as patronymics do."""
    given, father = (
        _holds(rows[column], lambda text: is_patronymic(_word(text), knowledge))
        for column in ("given_name", "patronymic")
    )
    asked = rows.filter(given & ~father).select("surname", "patronymic")
    shown = [_order_of(surname, word, knowledge) for surname, word in asked.iter_rows()]
    # «оглы» and «уулу» alone belong to the word before them.
    is_child = _hold(rows["patronymic"], ("son", "daughter"), knowledge)
    told = pl.when(is_child).then(pl.lit(WRITTEN)).when(father & ~given).then(pl.lit(AS_TOLD))
    return pl.select(told).to_series().scatter((given & ~father).arg_true(), shown)


def _also_by_order(
    rows: pl.DataFrame, knowledge: Knowledge, *, among: pl.Series | None = None
) -> pl.DataFrame:
    """Return rows (of some lists or all) with what names of two words show besides: a given name and then a surname, or as they should."""
    asked = pl.col("order").is_null() & pl.col("patronymic").is_null()
    asked &= pl.lit(value=True) if among is None else pl.col("list_id").is_in(among.implode())
    names = rows.filter(asked).select("surname", "given_name").drop_nulls().unique(maintain_order=True)
    orders = [_order_of_two(*(_kind(text, knowledge) for text in name)) for name in names.iter_rows()]
    told = names.with_columns(by_order=pl.Series(orders, dtype=pl.String))
    return (
        rows.join(told, on=["surname", "given_name"], how="left", maintain_order="left")
        .with_columns(order=pl.when(asked).then("by_order").otherwise("order"))
        .drop("by_order")
    )


def _order_of_two(first: Kind, second: Kind) -> str | None:
    if bear_out(first, second):
        return AS_TOLD
    return WRITTEN if exchange_cost(first, second) == DOUBTED else None


def _order_of(surname: str | None, father: str | None, knowledge: Knowledge) -> str | None:
    """Return what the words beside a father's name that stands among the given names show; null where either may be the given name."""
    first, last = (None if text is None else _kind(text, knowledge) for text in (surname, father))
    if first is None:
        return FATHER_FIRST
    if last is None:
        return WRITTEN if first.is_given else FATHER_FIRST
    if last.is_given or last.is_initial:
        return None if first.is_given else FATHER_FIRST
    return WRITTEN if first.is_given or first.surnameness <= last.surnameness else None


def _kind(text: str, knowledge: Knowledge) -> Kind:
    return kind_of_word(_word(text), knowledge)


def _word(text: str) -> str:
    """Return the words of a cell as one, those for a son or a daughter joined to what stands before them."""
    return "-".join(fold(text).split())


def _note(list_id: str, count: int, example: dict[str, str | None], *, is_whole: bool) -> str:
    words = " | ".join(word for word in example.values() if word)
    names = "all its names" if is_whole else "these"
    return (
        f"list {list_id}: {count:,} names have their words in other columns than the headers say ({words}): {names} are read like whole names,"
        " in the order of the columns (if that is wrong, map the columns of the list)"
    )


def _surname() -> pl.Expr:
    return pl.concat_str(_SURNAMES, separator=" ", ignore_nulls=True)


def _joined(*columns: str | pl.Expr) -> pl.Expr:
    parts = (pl.col(one) if isinstance(one, str) else one for one in columns)
    return pl.concat_str([part.fill_null("") for part in parts], separator=SEPARATOR)
