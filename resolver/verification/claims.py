"""A run that was given count claims -> one Check: every record of their files is a claim or a reject, as the files say it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from resolver.claims import read_claims
from resolver.errors import ResolverError
from resolver.ruleset import compile_rules
from resolver.tables import PLACE_OF_ROW
from resolver.verification.checked import Check, told_in_short
from resolver.verification.kept import KeptRun
from resolver.verification.received import Found, claims_said, find_lists, place_told

_PLACE = list(PLACE_OF_ROW)


def claims_law(run: KeptRun, folders: Sequence[Path]) -> Check:
    """Check that every record of the files of count claims is used or rejected, once, and is what its file says."""
    claims, rejects = run.table("count_claims"), run.table("claim_rejects")
    files = run.told["count_claims"]["files"]
    found = find_lists(files, folders)
    there = [one for one in found if one.is_same and one.path]
    faults = [*_counts(run, claims, rejects), *_twice(claims, rejects)]
    faults += [one.fault or "" for one in found if one.path and not one.is_same]
    if len(there) == len(files):
        faults += _against(run, there, claims, rejects)
    told = (
        f"{claims.height + rejects.height:,} records = {claims.height:,} used + {rejects.height:,} rejected"
    )
    return Check(
        law="counts",
        looked_at=told,
        faults=told_in_short(faults),
        not_checked="; ".join(one.fault or "" for one in found if not one.path),
    )


def _counts(run: KeptRun, claims: pl.DataFrame, rejects: pl.DataFrame) -> list[str]:
    rows: dict[str, Any] = run.told["count_claims"]["rows"]
    if (claims.height, rejects.height) == (rows["used"], rows["rejected"]):
        return []
    return [
        f"run.json: says {rows['used']:,} used and {rows['rejected']:,} rejected; {claims.height:,} and {rejects.height:,} stand in the tables"
    ]


def _twice(claims: pl.DataFrame, rejects: pl.DataFrame) -> list[str]:
    places = pl.concat([claims.select(_PLACE), rejects.select(_PLACE)])
    again = places.filter(places.is_duplicated()).unique().sort(_PLACE)
    ids = claims["claim_id"].filter(claims["claim_id"].is_duplicated()).unique().sort()
    return [f"{place_told(row)}: stands several times" for row in again.iter_rows()] + [
        f"{one}: is the id of several claims" for one in ids
    ]


def _against(run: KeptRun, found: Sequence[Found], claims: pl.DataFrame, rejects: pl.DataFrame) -> list[str]:
    """Return what parts the files from what the run says of them."""
    files = {one["file"]: one for one in run.told["count_claims"]["files"]}
    ruleset = compile_rules(run.rulebook, run.settings)
    said = [
        claims_said(one.file, run.settings).model_copy(update={"file": one.path.as_posix()})
        for one in found
        if one.path
    ]
    settings = run.settings.model_copy(update={"counts": tuple(said)})
    try:
        again = read_claims([one.path for one in found], ruleset, settings)
    except ResolverError as fault:
        return [f"count claims cannot be read as they were: {fault}"]
    names = dict(zip(again.files["file"], files, strict=True))
    renamed = pl.col("file").replace(names)
    faults = []
    for now, then in ((again.claims, claims), (again.rejects, rejects)):
        columns = [name for name in then.columns if name in now.columns and name != "incident"]
        left, right = now.with_columns(renamed).select(columns), then.select(columns)
        lost = left.join(right, on=columns, how="anti", nulls_equal=True)
        made_up = right.join(left, on=columns, how="anti", nulls_equal=True)
        faults += [
            f"{place_told(row)}: is not in the run as the file has it"
            for row in lost.select(_PLACE).iter_rows()
        ]
        faults += [
            f"{place_told(row)}: is not in the file as the run has it"
            for row in made_up.select(_PLACE).iter_rows()
        ]
    return list(dict.fromkeys(faults))
