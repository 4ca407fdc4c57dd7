"""The commands about names alone."""

from typing import Annotated

import typer

from resolver.cli.options import RulesFolder

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
