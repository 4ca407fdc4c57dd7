"""The documents run: every python, console and bash block of them, in order within one file, in a folder of its own.

A block after ``<!-- file: NAME -->`` is written to that file; one after ``<!-- not run: reason -->`` is skipped; one after
``<!-- exit code: N -->`` must end so. In a console block ``$`` begins a command, and the lines below it are what it must print:
``...`` alone stands for any lines, within a line for any text. A command without lines below it has only to succeed.
"""

import contextlib
import csv
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from resolver.cli import main

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "rules/README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
EXECUTED = frozenset({"python", "console", "bash"})
SHOWN_ONLY = frozenset({"text", "csv", "toml", ""})
SCHEMES = {"https", "mailto"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block of a document, and what the comment before it says."""

    line: int
    language: str
    text: str
    order: str
    value: str


def blocks_of(text: str) -> Iterator[Block]:
    r"""Yield the fenced blocks of a Markdown text with the comment that stands right before each.

    >>> [found] = blocks_of("<!-- not run: too long -->\n```bash\nmake test\n```\n")
    >>> found.language, found.order, found.value, found.text
    ('bash', 'not run', 'too long', 'make test\n')
    """
    fenced = re.compile(
        r"(?:<!-- (?P<order>not run|file|exit code): (?P<value>.+?) -->\n+)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
        re.MULTILINE | re.DOTALL,
    )
    for found in fenced.finditer(text):
        yield Block(
            line=text.count("\n", 0, found.start("text")),
            language=found["language"],
            text=found["text"],
            order=found["order"] or "",
            value=found["value"] or "",
        )


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    r"""Yield the commands of a console block, each with the output shown below it.

    >>> list(commands_of("$ a \\\n    b\nsaid\n$ c\n"))
    [('a \\\n    b', 'said'), ('c', '')]
    """
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        ends = next(at for at, line in enumerate(lines) if not line.endswith("\\"))
        yield "\n".join(lines[: ends + 1]), "\n".join(lines[ends + 1 :]).strip("\n")


def pattern_of(shown: str) -> re.Pattern[str]:
    r"""Return what a shown output allows.

    >>> bool(pattern_of("a ...\n...\nz").fullmatch("a b\nc\nd\nz\n"))
    True
    """
    lines = [
        "(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + "\n"
        for line in shown.splitlines()
    ]
    return re.compile("".join(lines).removesuffix("\n") + "\n*")


SHELL = frozenset("|&;<>()$`*?[]{}~!\n")
"""What only a shell understands."""


def run_command(command: str, folder: Path) -> tuple[int, str]:
    """Run a command as a shell would; return its code and all that it printed.

    A plain command of ours needs no new process: starting one costs more than most of them.
    """
    words = [] if SHELL & set(command) or "--memory-limit" in command else shlex.split(command)
    code, printed = run_ours(words[1:]) if words[:1] == ["resolver"] else run_shell(command, folder)
    return code, "\n".join(line.rstrip() for line in printed.splitlines())


def run_ours(arguments: list[str]) -> tuple[int, str]:
    """Run our command line in this process."""
    told = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(told),
    ):
        patch.setattr(sys, "argv", ["resolver", *arguments])
        try:
            main()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
    return code, told.buffer.getvalue().decode()


def run_shell(command: str, folder: Path) -> tuple[int, str]:
    """Run a command with the tools of this environment first on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=110,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def check_commands(block: Block, folder: Path) -> None:
    """Run the commands of a block and compare what they print with what is shown."""
    wanted = int(block.value) if block.order == "exit code" else 0
    commands = commands_of(block.text) if block.language == "console" else [(f"set -e\n{block.text}", "")]
    for command, shown in commands:
        code, printed = run_command(command, folder)
        assert wanted == code, f"line {block.line}: {command}\n{printed}"
        if shown:
            told = f"line {block.line}: {command}\n--- shown\n{shown}\n--- printed\n{printed}"
            assert pattern_of(shown).fullmatch(printed + "\n"), told


def check_python(block: Block, names: dict[str, object]) -> None:
    """Run a python block; one with prompts is a doctest, any other has only to succeed."""
    if ">>> " not in block.text:
        exec(compile(block.text, f"line {block.line}", "exec"), names)
        return
    example = doctest.DocTestParser().get_doctest(block.text, {}, "document", None, block.line)
    example.globs = names
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    told = io.StringIO()
    runner.run(example, out=told.write, clear_globs=False)
    assert runner.failures == 0, told.getvalue()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_document_runs(document: Path, tmp_path: Path) -> None:
    """Whoever types what a document shows gets what it shows."""
    names: dict[str, object] = {"__name__": document.stem}
    with contextlib.chdir(tmp_path):
        for block in blocks_of(document.read_text("utf-8")):
            if block.order == "file":
                (tmp_path / block.value).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / block.value).write_text(block.text, "utf-8")
            elif block.order == "not run":
                continue
            elif block.language == "python":
                check_python(block, names)
            elif block.language in EXECUTED:
                check_commands(block, tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_block_says_what_it_is(document: Path) -> None:
    """A block in a language we do not know would silently never run."""
    text = document.read_text("utf-8")
    found = list(blocks_of(text))
    assert text.count("\n```") + text.startswith("```") == 2 * len(found)
    assert {block.language for block in found} <= EXECUTED | SHOWN_ONLY


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    """A link inside the repository names a file that is there; heading anchors too."""
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8")):
        if target.partition(":")[0] in SCHEMES:
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), flags=re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}, (
                target
            )


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds the run of the worked example."""
    import resolver

    folder = tmp_path_factory.mktemp("demo") / "run"
    resolver.demo().write(folder)
    return folder


def test_every_file_and_column_is_described(demo_folder: Path) -> None:
    """docs/tables.md names every file that the demo writes and every column of it, under the heading of that file."""
    sections = dict(
        re.findall(r"^## `(\S+?)`.*?\n(.*?)(?=^## |\Z)", _tables(), flags=re.MULTILINE | re.DOTALL)
    )
    files = {path.name for path in demo_folder.iterdir() if not path.name.startswith(".")}
    assert files <= set(sections)
    for path in sorted(demo_folder.glob("*.csv")):
        header = next(csv.reader(path.read_text("utf-8-sig").splitlines()))
        described = {
            word
            for row in re.findall(r"^\| (.+?) \|", sections[path.name], flags=re.MULTILINE)
            for word in re.findall(r"`(\S+?)`", row)
        }
        missing = [name for name in header if _described_as(name) not in described]
        assert missing == [], path.name


def _tables() -> str:
    return (ROOT / "docs/tables.md").read_text("utf-8")


def _described_as(column: str) -> str:
    """Return the row that describes a column: levels and shares of comparisons share one each."""
    for ending in ("_level", "_share"):
        if column.endswith(ending) and column not in ("prior_share", "relatives_share"):
            return f"<comparison>{ending}"
    return column


def test_every_comparison_is_described() -> None:
    """docs/tables.md names each comparison that a pair may be given a level in."""
    from resolver.rulebook import load_rulebook

    names = {one["name"] for one in load_rulebook().setting("comparisons.toml")["comparison"]}
    assert {name for name in names if f"`{name}`" not in _tables()} == set()


def test_every_rule_file_is_described() -> None:
    """rules/README.md has a line for each file of rules."""
    told = (ROOT / "rules/README.md").read_text("utf-8")
    folder = ROOT / "rules"
    names = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".csv", ".toml")
    ]
    assert [name for name in names if f"`{name}`" not in told] == []


def test_the_glossary_speaks_the_words_of_the_tables() -> None:
    """Every word that a table of ours is named after stands in the glossary."""
    told = (ROOT / "docs/glossary.md").read_text("utf-8").lower()
    words = (
        "list",
        "document",
        "mention",
        "person",
        "statement",
        "membership",
        "judgement",
        "count claim",
        "pattern",
        "level",
    )
    assert [word for word in words if f"**{word}**" not in told] == []
