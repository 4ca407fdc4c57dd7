"""The commands about who said it first: reposts, which may be accepted or refused, and the origins of one person."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from resolver.cli.looking import Folder
from resolver.errors import UsageError


def origins(
    out: Folder,
    person: Annotated[
        str, typer.Argument(help="A person id, or the id of one of its mentions.", show_default=False)
    ],
) -> None:
    """Say who said it first of a person, and which document repeats which."""
    from resolver.cli.screen import harmless
    from resolver.run import open_run

    typer.echo(harmless(str(open_run(out).origins(person))))


def reposts(
    out: Folder,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept", help="A suggestion (g-...) that is right; with --of, a document. Repeatable."
        ),
    ] = None,
    refuse: Annotated[
        list[str] | None,
        typer.Option("--refuse", help="A suggestion that is wrong: the two are independent. Repeatable."),
    ] = None,
    unsure: Annotated[
        list[str] | None,
        typer.Option(
            "--unsure", help="A suggestion that nobody can tell of; it is not asked again. Repeatable."
        ),
    ] = None,
    of: Annotated[
        str | None, typer.Option("--of", help="The document that the one named is, or is not, a repost of.")
    ] = None,
    undo: Annotated[
        str | None, typer.Option("--undo", help="An answer (o-...) to take back.", show_default=False)
    ] = None,
    judge: Annotated[str | None, typer.Option("--judge", help="Who says so; never guessed.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why.")] = None,
) -> None:
    """Say which documents may repeat another, and why; accept or refuse that, for every later run to obey."""
    from resolver.cli.screen import harmless
    from resolver.feedback.adding import judge_of
    from resolver.feedback.reposting import Answered, judge_reposts, reposts_text, take_back_repost
    from resolver.run import open_run

    wishes = [("repost", accept or []), ("separate", refuse or []), ("unsure", unsure or [])]
    chosen = [(verdict, targets) for verdict, targets in wishes if targets]
    if not chosen and undo is None:
        typer.echo(harmless(reposts_text(open_run(out), out)))
        return
    if len(chosen) + (undo is not None) > 1:
        raise UsageError("one thing at a time: --accept, --refuse, --unsure or --undo")
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    by = Answered(judge=judge_of(judge), judged_at=now, reason=reason)
    if undo is not None:
        written = take_back_repost(out, undo, by=by)
    else:
        written = judge_reposts(out, chosen[0][1], chosen[0][0], by=by, original=of)
    number = "1 answer" if written.height == 1 else f"{written.height:,} answers"
    typer.echo(harmless(f"{number} added: {', '.join(written['repost_id'])}, in {out / 'reposts.csv'}"))
    typer.echo(harmless(f"It takes effect in the next run: resolver dedupe --previous {out}"))
