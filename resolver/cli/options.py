"""The options that several commands share, and how their texts become arguments of the library."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from resolver.errors import UsageError

Files = Annotated[
    list[Path], typer.Argument(help="Lists: CSV, TSV, XLSX, Parquet or JSON lines.", show_default=False)
]
Output = Annotated[Path, typer.Option("-o", "--output", help="Folder for the run.", show_default=False)]
Map = Annotated[
    list[str] | None, typer.Option("--map", help='Which column holds a field: --map name="ФИО". Repeatable.')
]
Default = Annotated[
    list[str] | None,
    typer.Option("--default", help="What holds for every row: --default status=killed. Repeatable."),
]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", help="A resolver.toml; by default the one beside the first file.")
]
RulesFolder = Annotated[Path | None, typer.Option("--rules", help="A folder of rules laid over ours.")]
NoEstimate = Annotated[
    bool, typer.Option("--no-estimate", help="Weigh by the shipped chances; fit nothing to the lists.")
]
ModelFile = Annotated[
    Path | None, typer.Option("--model", help="Weigh by a model that resolver train wrote.")
]
ForBenchmark = Annotated[
    bool,
    typer.Option(
        "--for-benchmark", help="Link for the best expected F1 and ask nothing; never count the dead with it."
    ),
]
JudgementFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--judgements",
        help="Answers of people on pairs: obeyed, and kept with those in the run folder. Repeatable.",
    ),
]

CountFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--counts",
        help="Count claims of others: CSV or any other table; by default those of resolver.toml. Repeatable.",
    ),
]


def _limit_memory(text: str | None) -> str | None:
    """Set how much memory may be used, as soon as the option is read."""
    if text is not None:
        from resolver.memory import bytes_of, set_limit

        set_limit(bytes_of(text))
    return text


MemoryLimit = Annotated[
    str | None,
    typer.Option(
        "--memory-limit",
        callback=_limit_memory,
        help="Stop with a message before more memory is used, e.g. 4GB; by default what the machine has.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but faults.")]
NoReport = Annotated[bool, typer.Option("--no-report", help="Do not write report.html.")]
Format = Annotated[str, typer.Option("--format", help="Tables as csv, parquet or xlsx.")]
Plain = Annotated[
    bool, typer.Option("--plain", help="CSV for machines: no byte order mark, no apostrophe before formulas.")
]


def pairs_of(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    """Return ``field=text`` options as a mapping, or raise UsageError.

    >>> pairs_of(["name=ФИО", "age= Возраст"], "--map")
    {'name': 'ФИО', 'age': 'Возраст'}
    """
    found: dict[str, str] = {}
    for text in texts or ():
        field, sign, value = text.partition("=")
        if not sign or not field.strip() or not value.strip():
            raise UsageError(f"{option} {text}: write it as field=text, e.g. {option} name=ФИО")
        if field.strip() in found:
            raise UsageError(
                f"{option} {field.strip()} is given twice; keep one{_for_each_list(option, field.strip(), value.strip())}"
            )
        found[field.strip()] = value.strip()
    return found


def _for_each_list(option: str, field: str, header: str) -> str:
    """Tell how a field is found under another header in each list."""
    if option != "--map":
        return ""
    entry = f'[[list]]\nfile = "the other list.csv"\ncolumns = {{ {field} = {json.dumps(header, ensure_ascii=False)} }}'
    return f". Where two lists have two headers for it, keep that of one here and write that of the other into resolver.toml:\n{entry}"


def fitting_of(*, no_estimate: bool, model: Path | None, for_benchmark: bool) -> dict[str, Any]:
    """Return what these options say to the library.

    >>> fitting_of(no_estimate=True, model=None, for_benchmark=False)
    {'estimate': False, 'model': None, 'operating_point': None}
    """
    if no_estimate and model is not None:
        raise UsageError("--no-estimate and --model exclude one another; keep one")
    point = "for_benchmark" if for_benchmark else None
    return {"estimate": not no_estimate, "model": model, "operating_point": point}


STAGES = (
    "rules",
    "read",
    "normalise",
    "block",
    "compare",
    "estimate",
    "score",
    "cluster",
    "merge",
    "reference",
    "write",
)
"""What a run goes through, in order: the steps of its progress bar."""


@contextlib.contextmanager
def stages_shown(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show a bar that moves on with every stage, on a terminal only; silent otherwise."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<18}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=len(STAGES))
        yield lambda stage: bar.update(task, description=stage, completed=STAGES.index(stage))
