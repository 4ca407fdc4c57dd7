"""The commands about names alone."""

from pathlib import Path
from typing import Annotated

import typer

from resolver.cli.options import Plain, Quiet, RulesFolder

app = typer.Typer(help="What a name may mean, and how two names compare.", no_args_is_help=True)


@app.callback()
def _names() -> None:
    """Ask about names without a run."""


@app.command("explain")
def explain(
    name: Annotated[str, typer.Argument(help="A name as written.", show_default=False)],
    other: Annotated[str | None, typer.Argument(help="Another name, to compare.", show_default=False)] = None,
    rules: RulesFolder = None,
) -> None:
    """Show how a name is understood: words, readings, keys, classes; and how it compares with another."""
    from resolver.cli.screen import harmless
    from resolver.names.explain import explain_names
    from resolver.rulebook import load_rulebook

    typer.echo(harmless(explain_names([name, *([other] if other else [])], load_rulebook(rules))))


@app.command("score")
def score(
    pairs: Annotated[
        Path,
        typer.Argument(help="A table with the columns a and b: two names to compare.", show_default=False),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The CSV file to write.", show_default=False)
    ],
    rules: RulesFolder = None,
    plain: Plain = False,
    quiet: Quiet = False,
) -> None:
    """Weigh a table of name pairs by the names alone; every other column is kept."""
    from resolver.files import check_output, write_output
    from resolver.names.pairs import score as score_pairs
    from resolver.rulebook import load_rulebook
    from resolver.sources import read_table
    from resolver.stages.write import csv_bytes

    check_output(output, inputs=[pairs])
    scored = score_pairs(read_table(pairs, expected=("a", "b")), load_rulebook(rules))
    write_output(output, csv_bytes(scored, plain=plain), inputs=[pairs])
    if not quiet:
        unread = scored["match_weight"].null_count()
        told = f" ({unread:,} of them could not be read as names)" if unread else ""
        typer.echo(f"{scored.height:,} pairs scored{told}: {output}")
