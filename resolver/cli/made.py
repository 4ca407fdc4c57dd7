"""The command that makes lists: synth."""

from pathlib import Path
from typing import Annotated

import typer

from resolver.cli.options import Quiet


def synth(
    count: Annotated[int, typer.Option("-n", "--mentions", help="How many mentions.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the list.", show_default=False)],
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same list, to the byte.")] = 1,
    profile: Annotated[
        str,
        typer.Option("--profile", help="Whose dead: mixed, russia, ukraine, syria or palestine."),
    ] = "mixed",
    lists: Annotated[int, typer.Option("--lists", help="On how many lists, each with its own habits.")] = 6,
    repeat_share: Annotated[
        float,
        typer.Option(
            "--repeat-share", help="Share of mentions of somebody already mentioned; 0: all different people."
        ),
    ] = 0.3,
    cross_script: Annotated[
        float,
        typer.Option(
            "--cross-script", help="Share of these repeats in another script than the first mention."
        ),
    ] = 0.3,
    typos: Annotated[
        float,
        typer.Option("--typos", help="Share of names with a slip; lists differ, dates slip half as often."),
    ] = 0.05,
    new_surnames: Annotated[
        float,
        typer.Option("--new-surnames", help="Share of families whose surname stands in no table of ours."),
    ] = 0.7,
    hide: Annotated[
        float | None,
        typer.Option(
            "--hide",
            help="Share of given names to hide from the matcher: see OUTPUT/rules.",
            show_default=False,
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Make lists of people who never lived, with the truth about who is who, to measure matching on."""
    from resolver import synthesis

    synthesis.check_folder(output)
    wishes = synthesis.Wishes(
        mentions=count,
        seed=seed,
        profile=profile,
        lists=lists,
        repeat_share=repeat_share,
        cross_script=cross_script,
        typos=typos,
        new_surnames=new_surnames,
    )
    made = synthesis.make_list(wishes)
    hidden = None if hide is None else synthesis.hide(made.classes, share=hide, seed=seed)
    synthesis.write_made(made, output, hidden=hidden)
    if not quiet:
        typer.echo(f"{made.summary()}\nFiles: {output}")
        if hidden is not None:
            typer.echo(f"{hidden.height:,} classes of given names to hide: dedupe --rules {output / 'rules'}")
