"""The whole way with every broken file: a message and no folder, or a run that holds every law. Minutes long: ``make trials`` only."""

from pathlib import Path

import pytest

import resolver
from resolver.errors import ResolverError
from tests.hostile.corpus import corpus

FILES = dict(corpus())


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_broken_file_is_refused_or_becomes_a_whole_run(tmp_path: Path, name: str) -> None:
    """A run that is written can be opened and verified against its list; one that is refused leaves nothing behind."""
    path, out = tmp_path / "in" / name, tmp_path / "out"
    path.parent.mkdir()
    path.write_bytes(FILES[name])
    message = _refused(path, out)
    if message:
        assert (True, False) == (name in message, out.exists())
        return
    found = resolver.open(out).verify(lists_in=[path.parent])
    assert found.holds, str(found)


def _refused(path: Path, out: Path) -> str:
    """Make a run of a file and write it; return why that could not be, or nothing."""
    try:
        resolver.dedupe(path).write(out)
    except ResolverError as fault:
        return str(fault)
    return ""
