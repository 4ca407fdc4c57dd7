"""The commands that look into runs: explain a pair, show a person, tell two runs apart."""

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(help="The folder of a run.", show_default=False)]


def explain(
    out: Folder,
    left: Annotated[str, typer.Argument(help="A mention id.", show_default=False)],
    right: Annotated[str, typer.Argument(help="Another mention id.", show_default=False)],
) -> None:
    """Say why two mentions are one person, are not, or are a question: everything for and against, in words."""
    from resolver.cli.screen import harmless
    from resolver.report import explanation_text
    from resolver.run import open_run

    typer.echo(harmless(explanation_text(open_run(out).explain(left, right))))


def show(
    out: Folder,
    person: Annotated[
        str, typer.Argument(help="A person id, or the id of one of its mentions.", show_default=False)
    ],
) -> None:
    """Show one person: every spelling, every value with who said it, what contradicts what."""
    from resolver.cli.screen import harmless
    from resolver.report import person_text
    from resolver.run import open_run

    run = open_run(out)
    typer.echo(harmless(person_text(run, run.person(person)["person_id"])))


def diff(
    out: Folder,
    other: Annotated[Path, typer.Argument(help="The folder of another run.", show_default=False)],
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write every change as CSV.")] = None,
) -> None:
    """Say what parts two runs: counts, and every person that is new, gone, joined or cut."""
    from resolver.cli.screen import harmless
    from resolver.feedback.comparing import diff_runs
    from resolver.files import write_atomically
    from resolver.run import open_run
    from resolver.stages.write import csv_bytes

    found = diff_runs(open_run(out), open_run(other))
    if csv_file is not None:
        write_atomically(csv_file, csv_bytes(found.changes))
    typer.echo(harmless(str(found)))
