"""Names and ids of the files read together."""

from pathlib import Path, PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from resolver.stages.read.file_names import list_ids_of, names_of

STEPS = st.lists(st.sampled_from(["a", "b", "c.csv", "c.xlsx"]), min_size=1, max_size=4)
PATHS = st.lists(STEPS.map(lambda steps: Path("/", *steps)), max_size=6, unique=True)


@given(paths=PATHS)
def test_names_tell_files_apart_and_show_no_more_than_that_takes(paths: list[Path]) -> None:
    """Every file has a name of its own, the end of its path; none is shown from the root, and no files have none."""
    names = names_of(paths)

    assert len(paths) == len(set(names))
    for path, name in zip(paths, names, strict=True):
        assert path.parts[-len(PurePosixPath(name).parts) :] == PurePosixPath(name).parts
        assert not PurePosixPath(name).is_absolute()


@given(paths=PATHS)
def test_ids_tell_lists_apart(paths: list[Path]) -> None:
    """Every file has an id of its own, also where two differ in their endings alone."""
    assert len(paths) == len(set(list_ids_of(paths)))


def test_names_do_not_hang_on_the_order_of_files() -> None:
    """Each file keeps its name whatever is read before it."""
    paths = [Path("/may/a.csv"), Path("/june/a.csv"), Path("/june/b.csv")]

    assert dict(zip(paths, names_of(paths), strict=True)) == dict(
        zip(reversed(paths), names_of(paths[::-1]), strict=True)
    )
