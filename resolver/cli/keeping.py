"""The commands that look after finished runs: verify and rerun."""

import json
from pathlib import Path
from typing import Annotated

import typer

from resolver.cli.looking import Folder

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
