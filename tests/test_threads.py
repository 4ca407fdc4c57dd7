"""Parts that are worked on side by side come back in their order, and a fault of one is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.threads import at_once


@given(st.lists(st.integers(), max_size=40), st.integers(1, 8))
def test_parts_come_back_in_order(parts: list[int], threads: int) -> None:
    """However many work, the answer is that of one after another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("resolver.threads.THREADS", threads)

        assert at_once(lambda part: part * part, parts) == [part * part for part in parts]


@pytest.mark.parametrize("threads", [1, 3])
def test_a_fault_of_one_part_is_told(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """An error in one thread is what it would be in the first."""
    monkeypatch.setattr("resolver.threads.THREADS", threads)

    with pytest.raises(ZeroDivisionError):
        at_once(lambda part: 1 // part, [2, 0, 1])
