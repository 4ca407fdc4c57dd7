"""The command on count claims: what others say of how many people, beside the named."""

import json
from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(help="The folder of a run.", show_default=False)]


def counts(
    out: Folder,
    incident: Annotated[
        str | None, typer.Option("--incident", help="Only claims about this incident.")
    ] = None,
    population: Annotated[
        str | None,
        typer.Option("--population", help="Only claims that count these people, as they are shown."),
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Only claims of this: killed, injured, killed or injured ...")
    ] = None,
    picture: Annotated[Path | None, typer.Option("--svg", help="Write the picture of these claims.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the tables as JSON.")] = False,
) -> None:
    """Say how many others claim, of whom and on whose word, beside the people named; what changed as it was told on."""
    from resolver.cli.screen import harmless
    from resolver.files import check_output, write_output
    from resolver.report import counts_picture
    from resolver.run import open_run

    check_output(picture)
    run = open_run(out)
    found = run.counts(incident=incident, population=population, unit=unit)
    if picture is not None:
        write_output(picture, counts_picture(found, run).encode())
    if as_json:
        told = {name: table.to_dicts() for name, table in found.tables().items()}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    typer.echo(harmless(str(found)))
