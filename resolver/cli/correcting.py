"""The command that writes down what humans change of what lists say: correct."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from resolver.cli.looking import Folder
from resolver.errors import UsageError


def correct(
    out: Folder,
    set_: Annotated[
        str | None,
        typer.Option(
            "--set", help="A mention or a person: --field says otherwise: --value.", show_default=False
        ),
    ] = None,
    retract: Annotated[
        str | None,
        typer.Option(
            "--retract",
            help="A mention that is taken back, or its --field; or a correction to undo.",
            show_default=False,
        ),
    ] = None,
    alive: Annotated[
        str | None,
        typer.Option("--alive", help="A person (or mention of one) known to be alive.", show_default=False),
    ] = None,
    withdraw_person: Annotated[
        str | None, typer.Option("--withdraw-person", help="A person not to be counted.", show_default=False)
    ] = None,
    suppress: Annotated[
        str | None,
        typer.Option("--suppress", help="A person to be left out of what is published.", show_default=False),
    ] = None,
    field: Annotated[str | None, typer.Option("--field", help="Which field, e.g. birth_date.")] = None,
    value: Annotated[str | None, typer.Option("--value", help="What it is to be read as.")] = None,
    asked_by: Annotated[
        str, typer.Option("--asked-by", help="family, source, own check or other.")
    ] = "other",
    basis: Annotated[
        str | None, typer.Option("--basis", help="On what ground; stays in this folder.")
    ] = None,
    confidential: Annotated[
        bool,
        typer.Option("--confidential", help="Keep ground and asker out of everything but corrections.csv."),
    ] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who writes this down; never guessed.")] = None,
    day: Annotated[
        str | None, typer.Option("--date", help="The day of the correction, as 2025-03-09; today by default.")
    ] = None,
) -> None:
    """Change what a list says, for every later run to obey: the original is kept beside it. Alone, it lists what was corrected."""
    wishes = {
        "set": set_,
        "retract": retract,
        "alive": alive,
        "withdraw_person": withdraw_person,
        "suppress": suppress,
    }
    chosen = [(action, target) for action, target in wishes.items() if target is not None]
    if not chosen:
        _list(out)
        return
    if len(chosen) > 1:
        raise UsageError(
            "one correction at a time: give one of --set, --retract, --alive, --withdraw-person, --suppress"
        )
    if not by:
        raise UsageError("say who writes this down: --by NAME")
    from resolver.cli.screen import harmless
    from resolver.feedback.correcting import Asked
    from resolver.feedback.correcting import correct as write_down

    asked = Asked(
        by=by,
        date=day or date.today().isoformat(),
        asked_by=asked_by,
        basis=basis,
        confidential=confidential,
    )
    new = write_down(out, chosen[0][1], chosen[0][0], asked=asked, field=field, value=value)
    for one in new.given:
        typer.echo(harmless(f"{one.target}: {one.told}"))
    typer.echo(
        f"Written to {out / 'corrections.csv'}. It takes effect in the next run: resolver dedupe --previous {out}"
    )


def _list(out: Path) -> None:
    from resolver.cli.screen import harmless
    from resolver.corrections import corrections_in

    corrections = corrections_in(out)
    for one in corrections.standing:
        typer.echo(harmless(f"{one.date}  {one.target}: {one.told}, by {one.by}"))
    if not corrections.standing:
        typer.echo("No corrections: see resolver correct --help")
