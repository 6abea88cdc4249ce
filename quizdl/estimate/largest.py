"""The largest batch that fits into a given memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quizdl.errors import BadSetting

FIRST = 2  # batch norm cannot train on a single example
GUESSES = 6  # by a straight line through the last two sizes; then by halves
MOST = 2**24


def estimate_of_largest(name: str, estimate: Callable[[int], dict[str, Any]], room: int) -> dict[str, Any]:
    """The estimate of the largest batch that fits into so many bytes. Raises BadSetting if not even one example does.

    name: of the model. estimate: makes the document of a batch.
    """
    made: dict[int, dict[str, Any]] = {}

    def size_of(batch: int) -> int:
        made[batch] = estimate(batch)
        peak: int = made[batch]["peak"]
        return peak

    largest = largest_batch(size_of, room)
    if largest == 0:
        raise BadSetting(f"{name} does not fit into {room} bytes with a batch of 1")
    return {**made[largest], "room": room}


def largest_batch(size_of: Callable[[int], int], room: int) -> int:
    """The largest batch whose size is at most `room`; 0 if there is none.

    The size of a step is nearly a straight line over the batch, so the line's guess is taken before halves.
    """
    low, high = 0, MOST
    guess, guesses = FIRST, 0
    last: tuple[int, int] | None = None
    while high - low > 1:
        size = size_of(guess)
        low, high = (guess, high) if size <= room else (low, guess)
        guesses += 1
        slope = (size - last[1]) / (guess - last[0]) if last else size / guess
        last = guess, size
        on_the_line = guess + int((room - size) // slope) if slope > 0 and guesses < GUESSES else (low + high) // 2
        guess = min(max(on_the_line, low + 1), high - 1)
    return low
