"""The command that learns from what is known: train."""

from pathlib import Path
from typing import Annotated

import typer


def train(
    outs: Annotated[list[Path], typer.Argument(help="Folders of runs to learn from.", show_default=False)],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="File for the model: JSON.", show_default=False)
    ],
    judgements: Annotated[
        Path | None,
        typer.Option("--judgements", help="Pairs with verdicts: a sheet of resolver sample, or review.csv."),
    ] = None,
    truth: Annotated[
        Path | None, typer.Option("--truth", help="Who each mention is: mention_id, person_id.")
    ] = None,
    names: Annotated[
        bool,
        typer.Option(
            help="Keep in the model which words stand in several names of these lists: how common names are is part of what it knows."
        ),
    ] = True,
) -> None:
    """Fit chances and probabilities to runs and to answers about their pairs; dedupe --model uses the result."""
    from resolver.analysis import train as learn
    from resolver.analysis.training import told
    from resolver.cli.screen import harmless
    from resolver.errors import UsageError
    from resolver.files import check_output, write_output
    from resolver.model.fitted import model_json
    from resolver.run import open_run

    if judgements is None and truth is None:
        raise UsageError("say what is known: --judgements FILE, or --truth FILE")
    check_output(output, inputs=[judgements, truth])
    model = learn([open_run(out) for out in outs], judgements=judgements, truth=truth, names=names)
    write_output(output, model_json(model).encode(), inputs=[judgements, truth])
    for name, text in told(model).items():
        typer.echo(harmless(f"{name:<12} {text}"))
    typer.echo(harmless(f"Model: {output}; use it with resolver dedupe --model {output}"))
