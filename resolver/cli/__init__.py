"""The command line: arguments in, one call, result printed. No thinking happens here.

Exit codes: 0 done, 2 the user's input or options, 1 a fault of ours, 3 a run that is not as it was.
"""

import os
import sys

import typer

from resolver.cli import (
    correcting,
    counting,
    judging,
    keeping,
    looking,
    made,
    measuring,
    names,
    overlapping,
    runs,
    tracing,
    training,
)
from resolver.cli.screen import harmless
from resolver.errors import ResolverError, UsageError
from resolver.memory import leave_unswept, seldom_swept, watched
from resolver.version import VERSION

app = typer.Typer(
    name="resolver",
    help="Turn messy, multilingual lists of the dead into a list of people, with every citation kept.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("dedupe")(runs.dedupe)
app.command("link")(runs.link)
app.command("check")(runs.check)
app.command("blocks")(runs.blocks)
app.command("demo")(runs.demo)
app.command("correct")(correcting.correct)
app.command("origins")(tracing.origins)
app.command("reposts")(tracing.reposts)
app.command("diff")(looking.diff)
app.command("explain")(looking.explain)
app.command("show")(looking.show)
app.command("count")(looking.count)
app.command("counts")(counting.counts)
app.command("overlap")(overlapping.overlap)
app.command("estimate")(overlapping.estimate)
app.command("find")(looking.find)
app.command("dossier")(looking.dossier)
app.command("cite")(looking.cite)
app.command("report")(looking.report)
app.command("export")(looking.export)
app.command("verify")(keeping.verify)
app.command("rerun")(keeping.rerun)
app.command("synth")(made.synth)
app.command("evaluate")(measuring.evaluate)
app.command("sample")(measuring.sample)
app.command("train")(training.train)
app.command("review")(judging.review)
app.command("split")(judging.split)
app.add_typer(judging.app, name="judgements")
app.add_typer(names.app, name="names")


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(False, "--version", help="Show the version and leave."),
) -> None:
    if version:
        typer.echo(f"resolver {VERSION}")
        raise typer.Exit


def main() -> None:
    """Run the command line; every fault ends in one clear message and an exit code."""
    leave_unswept()
    # Our products of numbers are small: other processors would only wait for them, busily.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        with watched(), seldom_swept():
            app()
    except UsageError as fault:
        _stop(str(fault), 2)
    except ExceptionGroup as faults:
        told = "\n".join(str(fault) for fault in faults.exceptions)
        _stop(told, 2 if faults.subgroup(UsageError) else 1)
    except ResolverError as fault:
        _stop(f"{fault}\nThis is a fault of resolver, not of your data.", 1)
    except MemoryError:
        _stop("not enough memory; nothing was written. Split the list, or use a machine that has more", 2)
    except KeyboardInterrupt:
        _stop("stopped; nothing was written", 130)
    except Exception as fault:
        if os.environ.get("RESOLVER_DEBUG"):
            raise
        _stop(f"a fault of resolver: {type(fault).__name__}: {fault}\nSet RESOLVER_DEBUG=1 to see where.", 1)


def _stop(message: str, code: int) -> None:
    typer.echo(f"resolver: {harmless(message)}", err=True)
    sys.exit(code)
