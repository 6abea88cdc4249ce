"""Time pieces of code against each other on a shared machine, in alternation."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray


def alternate(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, NDArray[np.float64]]:
    """Wall-clock seconds of each run in each round, by name, shape (rounds,); one call each warms up, untimed.

    Every round calls each run once, every other round in reverse order, so that a machine that becomes
    slower or faster does so for all of them: divide round by round, and take the `median_interval` of the
    ratios. A call should last a millisecond or more; loop inside it where it does not. Work on an accelerator
    ends when it is synchronised, which is for the run to do. Raises ValueError for less than one round.
    """
    if rounds < 1:
        raise ValueError(f"{rounds} rounds time nothing")
    for run in runs.values():
        run()
    names = list(runs)
    seconds = {name: np.empty(rounds) for name in names}
    for turn in range(rounds):
        for name in names if turn % 2 == 0 else reversed(names):
            begin = time.perf_counter()
            runs[name]()
            seconds[name][turn] = time.perf_counter() - begin
    return seconds
