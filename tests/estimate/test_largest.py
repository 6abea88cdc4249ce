"""The largest batch that fits."""

from collections.abc import Callable

import pytest

from quizdl.estimate.largest import largest_batch


@pytest.mark.parametrize("room", [0, 9, 10, 19, 1_000, 123_456])
@pytest.mark.parametrize(
    "size_of",
    [lambda batch: 7 + 3 * batch, lambda batch: max(500, 11 * batch), lambda batch: batch * batch],
    ids=["a line", "a bend", "a curve"],
)
def test_it_fits_and_one_more_does_not(size_of: Callable[[int], int], room: int) -> None:
    largest = largest_batch(size_of, room)
    assert largest == 0 or size_of(largest) <= room
    assert size_of(largest + 1) > room


def test_a_line_needs_few_estimates() -> None:
    asked: list[int] = []
    # append gives None
    largest_batch(lambda batch: asked.append(batch) or 1_000 + 30 * batch, 10_000_000)  # type: ignore[func-returns-value]
    assert len(asked) <= 5
