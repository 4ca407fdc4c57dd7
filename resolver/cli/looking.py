"""The commands that look into runs: explain a pair, show a person, tell two runs apart, count people, write a dossier, make the report
anew, export.
"""

import json
from functools import partial
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
    from resolver.files import check_output, write_output
    from resolver.run import open_run
    from resolver.stages.write import csv_bytes

    check_output(csv_file)
    found = diff_runs(open_run(out), open_run(other))
    if csv_file is not None:
        write_output(csv_file, csv_bytes(found.changes))
    typer.echo(harmless(str(found)))


def count(
    out: Folder,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            help="A field: death_month, death_year, place, list, status, sex, or any column of your lists.",
        ),
    ] = None,
    draws: Annotated[
        int | None, typer.Option("--draws", min=10, help="How many times to draw; by default as the run did.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print low, median and high as JSON.")] = False,
) -> None:
    """Say how many people there are, in all or by a field, with 95 % intervals from linkage alone."""
    from resolver.cli.screen import harmless
    from resolver.report.numbers import count_text
    from resolver.run import open_run

    run = open_run(out)
    table = run.count_by(by, draws=draws)
    if as_json:
        outer = {"fewest": run.count.fewest, "best": round(run.count.best, 3), "most": run.count.most}
        rows = table.with_columns(table["expected"].round(3)).to_dicts()
        everybody = {name: rows[-1][name] for name in ("low", "median", "high")}
        told = {**everybody, **outer} if by is None else {**everybody, **outer, "by": by, "values": rows[:-1]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    typer.echo(harmless(count_text(run.count, table)))


def find(
    out: Folder,
    name: Annotated[str, typer.Argument(help="A name as somebody says it.", show_default=False)],
    born: Annotated[str | None, typer.Option("--born", help="A date or a year.")] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", help="How many persons at most.")] = 10,
    reliability: Annotated[
        str | None,
        typer.Option("--reliability", help="Only whom a source of at least this letter tells of: A to F."),
    ] = None,
    credibility: Annotated[
        int | None,
        typer.Option("--credibility", help="Only of whom something at least so credible is told: 1 to 6."),
    ] = None,
) -> None:
    """Say which persons a name may mean, likeliest first, with the chance and the reasons."""
    from resolver.cli.screen import harmless
    from resolver.report import found_text
    from resolver.run import open_run

    run = open_run(out)
    found = run.find(name, born=born, limit=limit, reliability=reliability, credibility=credibility)
    typer.echo(harmless(found_text(run, found)))


def dossier(
    out: Folder,
    person: Annotated[
        str, typer.Argument(help="A person id, or the id of one of its mentions.", show_default=False)
    ],
    other: Annotated[
        str | None, typer.Argument(help="With a mention id: another mention, to show what lies between.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="A file: .html for a page, else text. By default the screen."),
    ] = None,
) -> None:
    """Tell one person for the file: what links the mentions, every cell with row and hash, for and against, who was kept apart."""
    from resolver.cli.screen import harmless
    from resolver.files import check_output, write_output
    from resolver.report import dossier_of, dossier_text, render_dossier
    from resolver.run import open_run

    check_output(output)
    run = open_run(out)
    told = dossier_of(run, person, run.explain(person, other) if other else None)
    if output is None:
        typer.echo(harmless(dossier_text(told)))
        return
    is_page = output.suffix.lower() in (".html", ".htm")
    write_output(output, (render_dossier(told) if is_page else dossier_text(told)).encode())
    typer.echo(harmless(f"Dossier: {output}"))


def cite(
    out: Folder,
    person: Annotated[
        str, typer.Argument(help="A person id, or the id of one of its mentions.", show_default=False)
    ],
) -> None:
    """Print a person as a footnote: what is reported, every document it rests on, how many origins, and which run says so."""
    from resolver.cli.screen import harmless
    from resolver.run import open_run

    typer.echo(harmless(open_run(out).person(person).citation()))


def report(
    out: Folder,
    output: Annotated[Path, typer.Option("-o", "--output", help="The page to write.", show_default=False)],
    embed: Annotated[
        list[str] | None,
        typer.Option(
            "--embed",
            help="notes, columns or others (who is no casualty): by default they stay out. Repeatable.",
        ),
    ] = None,
) -> None:
    """Make the report of a run anew, as a page beside its own report.html, with or without what stays out of it by default."""
    from dataclasses import fields

    from resolver.cli.screen import harmless
    from resolver.errors import UsageError
    from resolver.files import check_output, write_output
    from resolver.report import Embed, write_report
    from resolver.run import open_run

    known = [one.name for one in fields(Embed)]
    for name in embed or ():
        if name not in known:
            raise UsageError(f"--embed {name}: use one of {', '.join(known)}")
    check_output(output)
    chosen = Embed(**dict.fromkeys(embed or (), True))
    write_output(output, partial(write_report, open_run(out), embed=chosen))
    typer.echo(harmless(f"Report: {output}"))


def export(
    out: Folder,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="The workbook, or the folder, to write.", show_default=False),
    ],
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            help="public: write a folder that may be published, not a workbook.",
            show_default=False,
        ),
    ] = None,
    sensitivity: Annotated[
        str | None,
        typer.Option(
            "--sensitivity",
            help="With --profile public: internal publishes internal lists too. Restricted ones never are.",
            show_default=False,
        ),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="ftm: a folder of FollowTheMoney entities and statements, with --profile public only what may be published; nomenklatura: a file of judgements.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a run as one workbook (persons, statements, review, documents), as programs of others read it, or what may be published of it."""
    from resolver.cli.screen import harmless
    from resolver.errors import UsageError
    from resolver.exports import missed_restrictions, reported_alive, workbook_of
    from resolver.files import check_output, write_output
    from resolver.report import summarise
    from resolver.run import open_run

    if profile not in (None, "public"):
        raise UsageError(f"profile {profile}: there is public; without --profile the workbook is internal")
    if profile:
        run = open_run(out)
        said = sensitivity or "public"
        edition = (
            run.export(output, layout=layout, profile=profile, sensitivity=said)
            if layout
            else run.publish(output, sensitivity=said)
        )
        alive = reported_alive(run, edition)
        if alive:
            told = "Look before you publish: what is not published reports alive"
            typer.echo(harmless(f"{told} {', '.join(alive[:5])}{' …' if alive[5:] else ''}"), err=True)
        for file in missed_restrictions(run):
            told = f'[[list]] "{file}" of resolver.toml is restricted, and no list of this run is from such a file'
            typer.echo(harmless(f"Look before you publish: {told}"), err=True)
        typer.echo(harmless(f"{summarise(edition)}Public edition: {output}"))
        return
    if sensitivity:
        raise UsageError("--sensitivity goes with --profile public")
    if layout:
        open_run(out).export(output, layout=layout)
        typer.echo(harmless(f"Internal, not for publication: {output}"))
        return
    if output.suffix.lower() != ".xlsx":
        raise UsageError(
            f"{output}: a workbook needs a name that ends in .xlsx; a folder to publish needs --profile public, one for others --as"
        )
    check_output(output)
    write_output(output, workbook_of(open_run(out)))
    typer.echo(harmless(f"Workbook: {output}"))
