"""The commands that ask which lists share whom, and how many people no list has: overlap, estimate."""

import json
from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resolver.cli.looking import Folder
from resolver.errors import UsageError

if TYPE_CHECKING:
    from resolver.overlap import Estimates, Overlap

By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        help="A field, as in count: death_month, death_year, place, affiliation, any column of your lists. Repeatable.",
    ),
]
Lists = Annotated[
    str | None, typer.Option("--lists", help="Look at these lists only, parted by commas: ids or titles.")
]
AsLists = Annotated[
    str | None,
    typer.Option("--as-lists", help="Take the values of this field as the lists: --as-lists publisher."),
]
Merge = Annotated[
    list[str] | None,
    typer.Option("--merge", help="Take these lists as one: --merge A,B. Repeatable."),
]
KeepCopies = Annotated[
    bool,
    typer.Option("--keep-copies", help="Do not take lists as one that have it from the same origins."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON.")]


def overlap(
    out: Folder,
    by: By = None,
    lists: Lists = None,
    as_lists: AsLists = None,
    merge: Merge = None,
    keep_copies: KeepCopies = False,
    draws: Annotated[
        int,
        typer.Option(
            "--draws", min=0, help="With -o FILE.csv: so many draws of who is who, by a column draw."
        ),
    ] = 0,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="FILE.csv: a row per person for capture-recapture tools, copied lists as one; FILE.svg: a picture.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which lists share whom: by pair, by exact combination, by the values of a field."""
    from resolver.files import check_output, write_output
    from resolver.report.upset import upset_file
    from resolver.run import open_run
    from resolver.stages.write import csv_bytes

    kind = "" if output is None else output.suffix.lower()
    if output is not None and kind not in (".csv", ".svg"):
        raise UsageError(f"{output}: a table needs a name that ends in .csv, a picture one in .svg")
    if kind != ".csv" and (draws or merge or keep_copies):
        raise UsageError("--draws, --merge and --keep-copies go with -o FILE.csv")
    check_output(output)
    run = open_run(out)
    found = run.overlap(by=by or (), lists=_parted(lists), as_lists=as_lists)
    if output is not None and kind == ".csv":
        table = run.captures(
            by=by or (),
            lists=_parted(lists),
            as_lists=as_lists,
            merge=[_parted(group) for group in merge or ()],
            keep_copies=keep_copies,
            draws=draws,
        )
        # Statistics programs take a byte order mark for a part of the first column's name.
        write_output(output, csv_bytes(table).removeprefix(BOM_UTF8))
    elif output is not None:
        write_output(output, upset_file(found).encode())
    _show(found, as_json=as_json)


def estimate(
    out: Folder,
    by: By = None,
    lists: Lists = None,
    as_lists: AsLists = None,
    merge: Merge = None,
    keep_copies: KeepCopies = False,
    criterion: Annotated[
        str, typer.Option("--criterion", help="Weigh models by aic or by bic (bic trusts fewer of them).")
    ] = "aic",
    draws: Annotated[
        int, typer.Option("--draws", min=0, help="How many draws of who is who; 0: our best linkage alone.")
    ] = 200,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write every model that was fitted, as CSV.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say how many people there may be with those whom no list has, from how lists overlap; or why nobody can say."""
    from resolver.files import check_output, write_output
    from resolver.run import open_run
    from resolver.stages.write import csv_bytes

    check_output(output)
    found = open_run(out).estimate(
        by=by or (),
        lists=_parted(lists),
        as_lists=as_lists,
        merge=[_parted(group) for group in merge or ()],
        keep_copies=keep_copies,
        criterion=criterion,
        draws=draws,
    )
    if output is not None:
        write_output(output, csv_bytes(found.models))
    _show(found, as_json=as_json)


def _show(found: "Overlap | Estimates", *, as_json: bool) -> None:
    """Print what was found: for people, or as JSON."""
    from resolver.cli.screen import harmless

    told = json.dumps(found.to_dict(), ensure_ascii=False, indent=1) if as_json else harmless(str(found))
    typer.echo(told)


def _parted(told: str | None) -> list[str]:
    return [one.strip() for one in (told or "").split(",") if one.strip()]
