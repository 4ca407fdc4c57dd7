"""Rows -> mention ids: the user's own where there is one, else minted from what the row says.

An id never depends on the order of rows, the name of a file, or how rows are spread over files.
"""

import hashlib
from collections.abc import Callable

import polars as pl

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MINTED = rf"^m-[{_CROCKFORD}]{{10}}(?:-\d+)?$"
"""What a minted id looks like."""
_PAIRS = [high + low for high in _CROCKFORD for low in _CROCKFORD]
_BETWEEN_CELLS = "\x1e"
_AFTER_HEADER = "\x1f"


def content_of(cells: pl.DataFrame, headers: list[tuple[str, str]]) -> pl.Series:
    r"""Return each row as one text: its filled cells with their headers, in sorted order.

    ``headers`` pairs a column of ``cells`` with its header; columns left out play no part.

    >>> cells = pl.DataFrame({"0": ["A"], "1": [None], "2": ["9"]})
    >>> content_of(cells, [("2", "age"), ("1", "x"), ("0", "name")]).to_list()
    ['age\x1f9\x1ename\x1fA']
    """
    by_header: dict[str, list[str]] = {}
    for column, header in headers:
        by_header.setdefault(header, []).append(column)
    if not by_header:
        return pl.Series("content", [""] * cells.height, dtype=pl.String)
    told = [_cells_told(header, by_header[header]) for header in sorted(by_header)]
    return cells.select(content=pl.concat_str(told, separator=_BETWEEN_CELLS, ignore_nulls=True)).to_series()


def mint(content: pl.Series) -> pl.Series:
    r"""Return the ids that rows' contents give: "m-" and 50 bits of SHA-256 in Crockford's base 32.

    >>> mint(pl.Series(["name\x1fA"])).to_list()
    ['m-ZQVKC6CJKS']
    """
    digests = [hashlib.sha256(one.encode()).digest()[:8] for one in content]
    bits = (
        pl.Series("bits", digests, dtype=pl.Binary).bin.reinterpret(dtype=pl.UInt64, endianness="big")
        // 2**14
    )
    pairs = pl.Series("pairs", _PAIRS)
    signs = [pairs.gather(bits // 1024**place % 1024).alias(str(place)) for place in (4, 3, 2, 1, 0)]
    return pl.DataFrame(signs).select(minted=pl.concat_str(pl.lit("m-"), pl.all())).to_series()


def assign_ids(rows: pl.DataFrame, *, content: Callable[[], pl.Series]) -> pl.Series:
    """Return one id for each row, no two alike, for rows with mention_id, list_id, file, sheet and line.

    ``content`` is asked for only where ids are missing or repeat.

    >>> rows = pl.DataFrame({"mention_id": ["1", "1", "2", None], "list_id": ["a", "b", "a", "a"]})
    >>> rows = rows.with_columns(file=pl.lit("f"), sheet=pl.lit("s"), line=1)
    >>> assign_ids(rows, content=lambda: pl.Series(["p", "q", "r", "s"])).to_list()
    ['a/1', 'b/1', '2', 'm-0GX731VMRN']
    """
    given = rows["mention_id"]
    if not given.null_count() and given.is_unique().all():
        return given
    told = rows.select("mention_id", "list_id", "file", "sheet", "line").with_columns(
        content().alias("content")
    )
    based = _with_base(told.with_row_index("row"))
    if based["base"].is_unique().all():
        return based["base"].alias("mention_id")
    # Rows alike in every cell are told apart by where they stand, which nobody can see in their ids.
    ordered = based.sort(
        "base", pl.col("mention_id").is_null(), "content", "list_id", "file", "sheet", "line", "row"
    )
    ordinal = pl.int_range(1, pl.len() + 1).over("base")
    mark = pl.when(pl.col("mention_id").is_null()).then(pl.lit("-")).otherwise(pl.lit("#"))
    numbered = (
        pl.when(ordinal == 1).then("base").otherwise(pl.concat_str("base", mark, ordinal.cast(pl.String)))
    )
    final = ordered.with_columns(mark=mark, ordinal=ordinal, id=numbered)
    if not final["id"].is_unique().all():
        final = final.with_columns(id=_bumped(final))
    return final.sort("row")["id"].alias("mention_id")


def _cells_told(header: str, columns: list[str]) -> pl.Expr:
    """Return "header, value" for each filled cell under one header, sorted where a header repeats."""
    prefix = pl.lit(header + _AFTER_HEADER)
    if len(columns) == 1:
        return prefix + pl.col(columns[0])
    values = pl.concat_list(prefix + pl.col(column) for column in columns).list.drop_nulls().list.sort()
    return pl.when(values.list.len() > 0).then(values.list.join(_BETWEEN_CELLS))


def _with_base(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the id that each row would have if no other had the same."""
    in_lists = pl.col("list_id").n_unique().over("mention_id")
    own = (
        pl.when(in_lists > 1)
        .then(pl.concat_str("list_id", pl.lit("/"), "mention_id"))
        .otherwise("mention_id")
    )
    has_own = rows["mention_id"].is_not_null()
    minted = (
        mint(rows["content"])
        if not has_own.any()
        else mint(rows["content"].zip_with(~has_own, pl.Series([""])))
    )
    return rows.with_columns(base=pl.when(has_own).then(own).otherwise(minted))


def _bumped(rows: pl.DataFrame) -> pl.Series:
    """Return the ids where an ordinal made an id that somebody had given: such ordinals count on."""
    taken = set(rows["base"])
    ids = []
    for base, mark, ordinal, numbered in rows.select("base", "mark", "ordinal", "id").iter_rows():
        candidate, count = numbered, ordinal
        while count > 1 and candidate in taken:
            count += 1
            candidate = f"{base}{mark}{count}"
        taken.add(candidate)
        ids.append(candidate)
    return pl.Series("id", ids, dtype=pl.String)
