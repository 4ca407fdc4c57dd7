"""The commands that ask how right a run is: evaluate against the truth or judged pairs, and sample pairs to judge."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from resolver.cli.looking import Folder
from resolver.errors import UsageError

Seed = Annotated[
    int, typer.Option("--seed", help="Whatever is drawn is drawn by this; the same seed, the same result.")
]


def evaluate(
    out: Folder,
    truth: Annotated[
        Path | None,
        typer.Option(
            "--truth", help="Who each mention is: mention_id, person_id; list_id where lists share ids."
        ),
    ] = None,
    judgements: Annotated[
        Path | None,
        typer.Option("--judgements", help="A sheet of resolver sample with its verdicts filled in."),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by", help="Tell error rates by this column of mentions, too: --by list_id. Repeatable."
        ),
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", help="Write every figure as JSON: a file, or - for the screen.")
    ] = None,
    details: Annotated[
        Path | None,
        typer.Option("--details", help="Folder for the lists of wrong merges, split people and lost pairs."),
    ] = None,
    seed: Seed = 1,
) -> None:
    """Say how right a run is: precision, recall, where pairs were lost, for whom it errs, whether probabilities hold."""
    from resolver.analysis import evaluate as evaluate_run
    from resolver.analysis import evaluate_judgements
    from resolver.analysis.kept import check_folder, save_details
    from resolver.files import check_output
    from resolver.run import open_run

    if truth is None and judgements is None:
        raise UsageError(
            "say what to measure against: --truth FILE, or --judgements FILE (see resolver sample)"
        )
    inputs = [truth, judgements]
    check_output(None if json_file == "-" else json_file, inputs=inputs)
    if details is not None:
        check_folder(details, with_truth=truth is not None)
    run = open_run(out)
    told: dict[str, Any] = {}
    texts: list[str] = []
    if truth is not None:
        measured = evaluate_run(run, truth, by=by or (), seed=seed)
        told |= measured.to_dict()
        texts.append(str(measured))
        if details is not None:
            save_details(measured, details)
    if judgements is not None:
        judged = evaluate_judgements(run, judgements, seed=seed)
        told["judged"] = judged.to_dict()
        texts.append(str(judged))
    _say("\n\n".join(texts), told, json_file, inputs=inputs)


def sample(
    out: Folder,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help="CSV file for the pairs; must not be there yet.", show_default=False
        ),
    ],
    count: Annotated[int, typer.Option("-n", "--count", help="How many pairs to draw.")] = 200,
    seed: Seed = 1,
) -> None:
    """Draw pairs to judge by hand, more where the run is in doubt, with the weights that make them speak for all."""
    from resolver.analysis import sample as draw
    from resolver.analysis.kept import check_sheet, save_sheet
    from resolver.run import open_run

    check_sheet(output)
    sheet = draw(open_run(out), count, seed=seed)
    save_sheet(sheet, output)
    typer.echo(f"{sheet.height:,} pairs in {output}: fill in verdict (same, different, unsure), then")
    typer.echo(f"resolver evaluate {out} --judgements {output}")


def _say(text: str, told: dict[str, Any], json_file: str | None, *, inputs: Sequence[Path | None]) -> None:
    from resolver.cli.screen import harmless
    from resolver.files import write_output

    as_json = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    if json_file == "-":
        typer.echo(as_json, nl=False)
        return
    if json_file is not None:
        write_output(json_file, as_json.encode(), inputs=inputs)
    typer.echo(harmless(text))
