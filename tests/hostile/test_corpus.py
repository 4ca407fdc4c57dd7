"""Every broken file ends in one clear message, or in rows and rejects that hold all of it: no traceback, nothing lost."""

import re
from collections import Counter
from pathlib import Path

import pytest

from resolver.errors import InputError
from resolver.report.check import check_text
from resolver.settings import Settings
from resolver.sources import read_sources
from resolver.stages.normalise import normalise
from resolver.stages.read import ReadLists
from resolver.tables import PLACE_OF_ROW
from tests.fuzz.targets import rules
from tests.hostile.corpus import corpus

FILES = dict(corpus())
GROUPS = sorted({name.split("-")[0].split(".")[0] for name in FILES})


def test_the_corpus_is_large_and_every_name_comes_once() -> None:
    """Two hundred files are promised."""
    counts = Counter(name for name, _ in corpus())
    assert (True, {1}) == (len(counts) >= 200, set(counts.values()))


@pytest.mark.parametrize("group", GROUPS)
def test_a_broken_file_ends_in_a_message_or_in_rows(tmp_path: Path, group: str) -> None:
    """The message begins with the name of the file and says what to do; rows and rejects are the records, each once."""
    for name in (one for one in FILES if one.split("-")[0].split(".")[0] == group):
        path = tmp_path / name
        path.write_bytes(FILES[name])
        message, lists = _read(path)
        if lists is None:
            assert re.match(rf"{re.escape(name)}[:,] .+[;:(] ?.+", message), message
            continue
        assert _is_whole(lists), name
        normalised = normalise(lists.mentions, rules().words)
        assert name in check_text(lists, normalised)


def _read(path: Path) -> tuple[str, ReadLists | None]:
    try:
        return "", read_sources([path], rules(), Settings(), {}, {}, "", False)
    except InputError as fault:
        return str(fault), None


def _is_whole(lists: ReadLists) -> bool:
    """Return whether each record stands in one of the two tables, and in one only."""
    used = lists.mentions.select(list(PLACE_OF_ROW)).unique()
    rejected = lists.rejects.select(list(PLACE_OF_ROW))
    counted = used.height + rejected.height == lists.lists["record_count"].sum()
    apart = used.join(rejected, on=list(PLACE_OF_ROW), how="inner", nulls_equal=True).is_empty()
    return bool(counted and apart and not rejected.is_duplicated().any())
