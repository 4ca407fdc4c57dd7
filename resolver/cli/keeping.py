"""The commands that look after finished runs: verify and rerun."""

import json
from pathlib import Path
from typing import Annotated

import typer

from resolver.cli.looking import Folder
from resolver.cli.options import Quiet, stages_shown

NOT_AS_IT_WAS = 3
"""The exit code when a run is not as it was written, or does not come out the same again."""

ListsIn = Annotated[
    list[Path] | None,
    typer.Option(
        "--files",
        help="A folder in which lists of the run lie; by default here and beside the run. Repeatable.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def verify(
    out: Folder,
    files: ListsIn = None,
    seal: Annotated[
        str | None,
        typer.Option("--seal", help="The seal that an earlier verification told.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check that a finished run lost nothing, made nothing up and was not altered since. Exit code 3 when a law is broken."""
    from resolver.cli.screen import harmless
    from resolver.run import verify_run

    found = verify_run(out, lists_in=files or (), seal=seal)
    typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1) if as_json else harmless(str(found)))
    if not found.holds:
        raise typer.Exit(NOT_AS_IT_WAS)


def rerun(
    out: Folder,
    files: ListsIn = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", help="The run that this one went on from, if it did.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Keep the new run in this folder.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make a finished run again from its own rules, model, answers and lists, and compare every byte. Exit code 3 when one differs."""
    from resolver.cli.screen import harmless
    from resolver.pipeline import rerun as make_again

    with stages_shown(quiet) as progress:
        found = make_again(out, lists_in=files or (), previous=previous, output=output, progress=progress)
    if as_json or not quiet:
        told = json.dumps(found.to_dict(), ensure_ascii=False, indent=1)
        typer.echo(told if as_json else harmless(str(found)))
    if not found.is_same:
        raise typer.Exit(NOT_AS_IT_WAS)
