"""The largest batch that fits into a given memory."""

from __future__ import annotations

from collections.abc import Callable

FIRST = 2  # batch norm cannot train on a single example
GUESSES = 6  # by a straight line through the last two sizes; then by halves
MOST = 2**24


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
