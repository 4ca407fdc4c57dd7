"""The commands with which people judge: review, judgements add, judgements merge, split. The judge is always named by --judge."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from resolver.cli.looking import Folder
from resolver.errors import UsageError

if TYPE_CHECKING:
    from resolver.feedback import Session
    from resolver.feedback.put import Key

app = typer.Typer(
    help="Add answers of people to a run; put the answers of several people together.", no_args_is_help=True
)

Judge = Annotated[str, typer.Option("--judge", help="Who judges: a name or initials.", show_default=False)]


def review(out: Folder, judge: Judge) -> None:
    """Put the open questions of a run one by one, what an answer would change most first; every answer is saved at once."""
    from resolver.feedback import Session, kept_judgements
    from resolver.feedback.adding import judge_of
    from resolver.run import open_run

    run = open_run(out)
    for note in kept_judgements(out).notes:
        _echo(note)
    session = Session(run, out, judge=judge_of(judge), clock=_now)
    _put_all(session)
    _echo(
        f"saved: {session.saved:,} of {session.total:,} answered. Run dedupe again with -o {out} to see what changes."
    )


def _put_all(session: "Session") -> None:
    """Put one question after the other until the judge leaves, or there is none left and nothing to take back."""
    from resolver.feedback.put import KEYS, LAST_KEYS, key_of, question_text

    note = ""
    while True:
        asked = session.current()
        if asked is None and not session.saved:
            _echo("no question left")
            return
        _echo("\n" + (question_text(asked, note=note) if asked else "no question left"))
        _echo(f"{KEYS if asked else LAST_KEYS}      saved: {session.saved} of {session.total}")
        typed = _typed()
        key = key_of("q" if typed is None else typed)
        if key is not None and key.command == "quit":
            return
        note = _done(session, key, typed or "", note=note, is_asked=asked is not None)


def _done(session: "Session", key: "Key | None", typed: str, *, note: str, is_asked: bool) -> str:
    """Do what a key stands for, and return the note for the next answer."""
    if key is not None and key.command == "undo":
        if not session.undo():
            _echo("nothing to undo in this session")
    elif key is None or not is_asked:
        _echo(f"no such key: {typed}")
        return note
    elif key.verdict is not None:
        session.answer(key.verdict, reason=note)
    elif key.command == "note":
        return _line("note: ")
    else:
        session.skip()
    return ""


def _typed() -> str | None:
    """Return the next key; without a terminal the next line; None at the end of what was typed."""
    if sys.stdin.isatty():
        return typer.getchar()
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def _line(prompt: str) -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(prompt, default="", show_default=False, prompt_suffix=""))
    return sys.stdin.readline().rstrip("\r\n")


@app.command("add")
def add(
    out: Folder,
    file: Annotated[
        Path,
        typer.Argument(
            help="review.csv or review.xlsx filled in, answers saved by the report, judgements, or edges of nomenklatura.",
            show_default=False,
        ),
    ],
    judge: Annotated[
        str | None, typer.Option("--judge", help="Who answered, where the file does not say.")
    ] = None,
) -> None:
    """Add the answers of a filled-in sheet to a run: as a spreadsheet saved it, in any order, answered in part."""
    from resolver.feedback import add_judgements
    from resolver.feedback.adding import judge_of
    from resolver.run import open_run

    name = judge_of(judge) if judge is not None else None
    added = add_judgements(open_run(out), out, file, judge=name, judged_at=_now())
    _echo(
        f"{added.added:,} {'answer' if added.added == 1 else 'answers'} added, {added.known:,} known before, {added.empty:,} rows not answered: {out / 'judgements.csv'}"
    )
    if added.strangers:
        shown = ", ".join(added.strangers[:5]) + (", …" if len(added.strangers) > 5 else "")
        told = "mention of them is" if len(added.strangers) == 1 else "mentions of them are"
        _echo(
            f"{len(added.strangers):,} {told} not in this run under that id ({shown}); the next run looks for copies"
        )
    if added.added:
        _echo(f"Run dedupe again with -o {out} to see what changes.")


@app.command("merge")
def merge(
    one: Annotated[Path, typer.Argument(help="Judgements of one person.", show_default=False)],
    other: Annotated[Path, typer.Argument(help="Judgements of another.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="CSV file for all of them; must not be there yet.", show_default=False
        ),
    ],
    rules: Annotated[Path | None, typer.Option("--rules", help="A folder of rules laid over ours.")] = None,
) -> None:
    """Put two people's judgements together; say how well they agree and list, with its chain, what contradicts."""
    from resolver.feedback.merging import merge_judgements, save_merged
    from resolver.obeyed import verdict_words
    from resolver.rulebook import load_rulebook

    merged = merge_judgements([one, other], verdict_words(load_rulebook(rules)))
    told = save_merged(merged, output)
    _echo("\n".join(told))


def split(
    out: Folder,
    person: Annotated[
        str, typer.Argument(help="A person id, or the id of one of its mentions.", show_default=False)
    ],
    mentions: Annotated[
        list[str],
        typer.Option(
            "--mentions",
            help="Mentions that are somebody else: a,b. Repeatable: each is one more person.",
            show_default=False,
        ),
    ],
    judge: Judge,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
) -> None:
    """Part a person that is several: one action, kept as judgements that later runs obey."""
    from resolver.feedback import split_person
    from resolver.feedback.adding import judge_of
    from resolver.run import open_run

    parts = [[one.strip() for one in part.split(",") if one.strip()] for part in mentions]
    if not any(parts):
        raise UsageError("name the mentions that are somebody else: --mentions a,b")
    found = split_person(
        open_run(out), out, person, parts, judge=judge_of(judge), judged_at=_now(), reason=reason
    )
    different = found.filter(found["verdict"] == "different").height
    _echo(
        f"{found.height:,} judgements added ({different:,} different, {found.height - different:,} same): {out / 'judgements.csv'}"
    )
    _echo(f"Run dedupe again with -o {out} to see what changes.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _echo(text: str) -> None:
    from resolver.cli.screen import harmless

    typer.echo(harmless(text))
