"""The commands that make runs: dedupe, link, demo; and check and blocks, which only look."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from resolver.cli.options import (
    CountFiles,
    Default,
    Files,
    ForBenchmark,
    Format,
    JudgementFiles,
    Map,
    MemoryLimit,
    ModelFile,
    NoEstimate,
    NoReport,
    Output,
    Plain,
    Quiet,
    RulesFolder,
    SettingsFile,
    fitting_of,
    pairs_of,
    stages_shown,
)
from resolver.errors import UsageError
from resolver.files import check_files

if TYPE_CHECKING:
    from resolver.feedback.comparing import Difference
    from resolver.run import Run


def dedupe(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Lists: CSV, TSV, XLSX, Parquet or JSON lines.", show_default=False),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the run.")] = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", help="Go on from the run in this folder; without -o it is replaced."),
    ] = None,
    add: Annotated[
        list[Path] | None, typer.Option("--add", help="A list to add to those of --previous. Repeatable.")
    ] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(
            "--replace", help="A newer version of a list: --replace list-b=FILE; what it lacks is withdrawn."
        ),
    ] = None,
    confirm_withdrawals: Annotated[
        bool,
        typer.Option("--confirm-withdrawals", help="A newer version may lack more than 2 % of its list."),
    ] = False,
    refit: Annotated[
        bool,
        typer.Option(
            "--refit", help="Fit the model of --previous anew: shows what would flip, writes nothing."
        ),
    ] = False,
    confirm_refit: Annotated[
        bool, typer.Option("--confirm-refit", help="With --refit: go on with the model fitted anew.")
    ] = False,
    map_: Map = None,
    default: Default = None,
    settings: SettingsFile = None,
    rules: RulesFolder = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be understood and rejected; write nothing.")
    ] = False,
    skip_unreadable: Annotated[
        bool, typer.Option("--skip-unreadable", help="Go on without the files that cannot be read.")
    ] = False,
    no_estimate: NoEstimate = False,
    model: ModelFile = None,
    for_benchmark: ForBenchmark = False,
    judgements: JudgementFiles = None,
    counts: CountFiles = None,
    file_format: Format = "csv",
    plain: Plain = False,
    no_report: NoReport = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Take up a run that was cut short in the same folder; keep each stage till written.",
        ),
    ] = False,
    memory_limit: MemoryLimit = None,
    quiet: Quiet = False,
) -> None:
    """Say which mentions in one or more lists are one person, and write the run into a folder."""
    received = [*(files or ()), *(add or ())]
    replaced = {name: Path(file) for name, file in pairs_of(replace, "--replace").items()}
    if previous is None and (add or replaced or refit):
        raise UsageError(
            "--add, --replace and --refit go on from an earlier run: say which with --previous FOLDER"
        )
    if dry_run:
        lists = [*received, *replaced.values()]
        check(lists, map_=map_, default=default, settings=settings, rules=rules, counts=counts)
        return
    target = output or previous
    if target is None:
        raise UsageError("say where the run goes: -o FOLDER (or --dry-run to write nothing)")
    if resume and refit and not confirm_refit:
        raise UsageError("--refit alone writes nothing: there is nothing to resume")
    check_files([*received, *replaced.values()])
    from resolver.feedback import (
        check_unadded,
        corrections_for,
        keep_corrections,
        keep_judgements,
        kept_judgements,
    )
    from resolver.origins import keep_reposts, reposts_for
    from resolver.pipeline import Halfway
    from resolver.pipeline import dedupe as resolve_lists

    fitting = fitting_of(no_estimate=no_estimate, model=model, for_benchmark=for_benchmark)
    with _alone_in(target, file_format):
        kept = [kept_judgements(folder) for folder in dict.fromkeys((previous or target, target))]
        corrections = corrections_for(previous, target)
        reposts = reposts_for(previous, target)
        check_unadded(target, rules)
        wishes: dict[str, Any] = {
            "previous": previous,
            "replaced": replaced,
            "confirm_withdrawals": confirm_withdrawals,
            "mapping": pairs_of(map_, "--map"),
            "defaults": pairs_of(default, "--default"),
            "settings": settings,
            "rules": rules,
            "skip_unreadable": skip_unreadable,
            **fitting,
            "judgements": [*(file for one in kept for file in one.files), *(judgements or ())],
            "corrections": corrections,
            "counts": counts or None,
            "reposts": reposts,
        }
        halfway = None if refit and not confirm_refit else Halfway(folder=target, resumes=resume)
        with stages_shown(quiet) as progress:
            run = resolve_lists(received, refit=refit, progress=progress, halfway=halfway, **wishes)
            if refit and not confirm_refit:
                from resolver.feedback.refitting import flips_text

                _echo(flips_text(resolve_lists(received, progress=progress, **wishes), run))
                return
            progress("write")
            # What the run obeys is on the disk before the run is: there is no moment at which it rests on what is not kept.
            keep_judgements(run, target, [*kept[0].files, *(judgements or ())])
            keep_corrections(target, corrections)
            keep_reposts(target, reposts)
            since = _since_last(target, run) if previous is None else None
            changes = since.changes if since else None
            run.write(target, report=not no_report, file_format=file_format, plain=plain, since_last=changes)
            if halfway is not None:
                halfway.end()
    if resume and halfway is not None and not quiet:
        _echo(halfway.told_in_short())
    for note in dict.fromkeys(note for one in kept for note in one.notes):
        _echo(note)
    if since is not None and not quiet:
        _echo(f"Since the run that stood in {target} (all of it: {target / 'since_last.csv'}):\n{since}\n")
    _say(run.summary(), target, quiet=quiet, report=not no_report)


MOST_COMPARED = 100_000
"""A run of more mentions is not held in memory beside the one that replaces it."""


def _since_last(target: Path, run: "Run") -> "Difference | None":
    """Return what a run changes of the one that it is going to replace, as far as that can still be read."""
    from resolver.errors import ResolverError
    from resolver.feedback.comparing import since_last
    from resolver.run import open_run

    if not (target / "run.json").is_file() or run.mentions.height > MOST_COMPARED:
        return None
    try:
        return since_last(open_run(target), run)
    except ResolverError:
        # What another version wrote need not be readable to be replaced.
        return None


def link(
    left: Annotated[Path, typer.Argument(help="One list.", show_default=False)],
    output: Output,
    right: Annotated[Path | None, typer.Argument(help="Another list.", show_default=False)] = None,
    reference: Annotated[
        Path | None,
        typer.Option(
            "--reference", help="A register to look people up in instead; its rows become no persons."
        ),
    ] = None,
    map_: Map = None,
    reference_map: Annotated[
        list[str] | None,
        typer.Option("--reference-map", help="Which column of the register holds a field. Repeatable."),
    ] = None,
    default: Default = None,
    settings: SettingsFile = None,
    rules: RulesFolder = None,
    no_estimate: NoEstimate = False,
    model: ModelFile = None,
    for_benchmark: ForBenchmark = False,
    judgements: JudgementFiles = None,
    file_format: Format = "csv",
    plain: Plain = False,
    no_report: NoReport = False,
    memory_limit: MemoryLimit = None,
    quiet: Quiet = False,
) -> None:
    """Find the same people in two lists, or look the people of one list up in a register (--reference)."""
    if (right is None) == (reference is None):
        raise UsageError("give a second list, or --reference REGISTER: one of the two")
    if reference is not None and for_benchmark:
        raise UsageError("--for-benchmark is for comparing lists; a register is looked into with care only")
    check_files([path for path in (left, right, reference) if path is not None])
    from resolver.feedback import check_unadded, keep_judgements, kept_judgements
    from resolver.pipeline import cross_check
    from resolver.pipeline import link as link_lists

    fitting = fitting_of(no_estimate=no_estimate, model=model, for_benchmark=for_benchmark)
    said: dict[str, Any] = {
        "mapping": pairs_of(map_, "--map"),
        "defaults": pairs_of(default, "--default"),
        "settings": settings,
        "rules": rules,
    }
    with _alone_in(output, file_format):
        kept = kept_judgements(output)
        check_unadded(output, rules)
        said["judgements"] = [*kept.files, *(judgements or ())]
        with stages_shown(quiet) as progress:
            if right is not None:
                run = link_lists(left, right, **said, **fitting, progress=progress)
            elif reference is not None:
                del fitting["operating_point"]
                said["reference_mapping"] = pairs_of(reference_map, "--reference-map")
                run = cross_check(left, reference, **said, **fitting, progress=progress)
            progress("write")
            keep_judgements(run, output, judgements or ())
            run.write(output, report=not no_report, file_format=file_format, plain=plain)
    for note in kept.notes:
        _echo(note)
    _say(run.summary(), output, quiet=quiet, report=not no_report)


def check(
    files: Files,
    map_: Map = None,
    default: Default = None,
    settings: SettingsFile = None,
    rules: RulesFolder = None,
    counts: CountFiles = None,
    memory_limit: MemoryLimit = None,
) -> None:
    """Show what was understood, guessed and would be rejected, before any matching. Writes nothing."""
    check_files(files)
    from resolver.pipeline import inspect, inspect_claims
    from resolver.report.check import check_text, claims_text

    lists, normalised = inspect(
        files,
        mapping=pairs_of(map_, "--map"),
        defaults=pairs_of(default, "--default"),
        settings=settings,
        rules=rules,
    )
    claimed = inspect_claims(files, counts=counts or None, settings=settings, rules=rules)
    _echo("\n\n".join(text for text in (check_text(lists, normalised), claims_text(claimed)) if text))


def blocks(
    files: Files,
    map_: Map = None,
    default: Default = None,
    settings: SettingsFile = None,
    rules: RulesFolder = None,
    memory_limit: MemoryLimit = None,
) -> None:
    """Say which pairs each blocking rule finds, how many only it finds, and how many matches all of them miss. Writes nothing."""
    check_files(files)
    from resolver.pipeline import blocks as tell_blocks
    from resolver.report.blocks import blocks_text

    told, normalised = tell_blocks(
        files,
        mapping=pairs_of(map_, "--map"),
        defaults=pairs_of(default, "--default"),
        settings=settings,
        rules=rules,
    )
    _echo(blocks_text(told, normalised))


def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the run.")] = Path(
        "resolver-demo"
    ),
    quiet: Quiet = False,
) -> None:
    """Run the worked example that comes with resolver: the battle near Khusham, 7 February 2018."""
    from resolver.pipeline import demo as run_demo

    with _alone_in(output, "csv"), stages_shown(quiet) as progress:
        run = run_demo(progress=progress)
        progress("write")
        run.write(output)
    _say(run.summary(), output, quiet=quiet, report=True)


@contextmanager
def _alone_in(output: Path, file_format: str) -> Iterator[None]:
    """Refuse a folder or a format before any work is done for it, and keep other runs out of the folder until this one is written."""
    from resolver.files import being_made, check_target
    from resolver.stages.write import check_format

    check_format(file_format)
    check_target(output)
    with being_made(output):
        yield


def _say(summary: str, output: Path, *, quiet: bool, report: bool) -> None:
    if not quiet:
        _echo(summary)
        _echo(f"{'Report: ' if report else 'Files: '}{output / 'report.html' if report else output}")


def _echo(text: str) -> None:
    from resolver.cli.screen import harmless

    typer.echo(harmless(text))
