"""Write the expected files of the worked example anew: ``python -m tests.golden.refresh``, then read the difference."""

from pathlib import Path

import polars as pl

import resolver
from resolver.files import seeds_folder
from resolver.run import Run
from resolver.stages.write import csv_bytes, tables_for_people

SEED = seeds_folder() / "khasham-2018"
TARGET = Path(__file__).parent / "khasham-2018"
ARTICLE = "newsweek-2018-02-14"
"""The page that the worked example began with."""
CLAIMED = ("counts", "count_claims", "count_drift")


def article_run() -> Run:
    """Return the run of the one article alone: its eight mentions of five men, its sources and officials, its own count claims."""
    mentions, claims = (
        pl.read_csv(SEED / name, infer_schema=False).filter(pl.col("document_id") == ARTICLE)
        for name in ("mentions.csv", "counts.csv")
    )
    return resolver.dedupe(mentions, counts=claims, settings=resolver.load_settings(SEED / "resolver.toml"))


def expected(run: Run) -> dict[str, bytes]:
    """Return what is kept of a run, by the name of the file."""
    tables = {name: tables_for_people(run)[name] for name in ("persons", "review")}
    claimed = {name: table for name, table in run.counts().tables().items() if name in CLAIMED}
    texts = {"summary.txt": run.summary().encode(), "counts.txt": str(run.counts()).encode()}
    return {f"{name}.csv": csv_bytes(table) for name, table in {**tables, **claimed}.items()} | texts


def main() -> None:
    """Run the worked example, and its article alone, and keep what they answer."""
    for folder, run in ((TARGET, resolver.demo()), (TARGET / "article", article_run())):
        folder.mkdir(exist_ok=True)
        for name, data in expected(run).items():
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
