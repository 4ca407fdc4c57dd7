"""A name of a method -> scores of pairs: ours in this process, the others by their script in their own environment."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tests.bench.kept import ask_once
from tests.bench.own_names import Scored, own_scores
from tests.bench.places import SCRIPTS, python_of

OURS = "resolver"
LOGIC_V2_LINKS_FROM = 0.7
"""The threshold that nomenklatura and yente use by default."""

Scorer = Callable[[pl.DataFrame], Scored]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Peer:
    """One method of ``score_names.py``: where it runs, and from which score on its users link."""

    environment: str
    link_from: float | None = None
    runs_here: bool = False


_PEERS = {
    "anyascii-jw": _Peer(environment=".venv-peers", runs_here=True),
    "anyascii-jw-sorted": _Peer(environment=".venv-peers", runs_here=True),
    "transliterate-sort": _Peer(environment=".venv-peers", runs_here=True),
    "rigour": _Peer(environment=".venv-names"),
    "logic-v2": _Peer(environment=".venv-names", link_from=LOGIC_V2_LINKS_FROM),
}


def scorers() -> Mapping[str, Scorer]:
    """Return every method that can run here, ours last; what ``make bench-peers`` has not built is left out.

    >>> list(scorers())[-1], "anyascii-jw" in scorers()
    ('resolver', True)
    """
    found: dict[str, Scorer] = {}
    for method, peer in _PEERS.items():
        python = python_of(peer.environment) or (Path(sys.executable) if peer.runs_here else None)
        if python is not None:
            found[method] = _external(python, method, peer)
    return {**found, OURS: own_scores}


def _external(python: Path, method: str, peer: _Peer) -> Scorer:
    def score(pairs: pl.DataFrame) -> Scored:
        with tempfile.TemporaryDirectory() as folder:
            given, made = Path(folder) / "pairs.csv", Path(folder) / "scores.csv"
            pairs.select("a", "b").write_csv(given)
            script = SCRIPTS / "score_names.py"
            answer = ask_once([str(python), str(script), method], given, made, rests_on=[script])
            scores = pl.read_csv(answer.file)["score"].cast(pl.Float64).to_numpy()
        return Scored(
            scores=scores,
            link_from=peer.link_from,
            seconds=answer.line["seconds"],
            versions=answer.line["versions"],
        )

    return score
