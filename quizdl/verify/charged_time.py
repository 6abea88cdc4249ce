"""The time charged to an experiment: wall-clock time minus the time that it waits for a busy machine.

A process that sleeps, computes or reads is charged by the clock. Time in which it is ready to run but gets no core is
not charged: Linux counts it for each thread (/proc/PID/task/TID/schedstat).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

MOST_CHARGED_AT_ONCE = 0.5  # seconds: a longer gap means that the supervisor itself was kept waiting or stopped
LEAST_SHARE = 0.01  # of the time by the clock: so an experiment ends some day on any machine

Thread = tuple[int, int]  # process and thread


class ChargedTime:
    """Counts the seconds charged to a tree of processes since this object was made."""

    def __init__(self, processes: Iterable[int]) -> None:
        self.seconds = 0.0
        self._looked = time.monotonic()
        self._cores = cores()
        self._counted = _counters(processes)

    def look(self, processes: Iterable[int]) -> float:
        """Charge the time since the last look to the processes that run now; return the seconds charged so far."""
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        counters = _counters(processes)
        ran = waited = 0.0
        for thread, (running, waiting) in counters.items():
            before = self._counted.get(thread, (0.0, 0.0))
            ran += max(0.0, running - before[0])
            waited += max(0.0, waiting - before[1])
        self._counted = counters
        self.seconds += charge(passed, ran, waited, self._cores, None if counters else _load())
        return self.seconds


def charge(passed: float, ran: float, waited: float, cores: int, load: float | None = None) -> float:
    """Seconds to charge for `passed` seconds by the clock.

    In these, the threads of the experiment ran for `ran` seconds and waited for a core for `waited` seconds, in sum.
    Of one thread, its waiting is not charged. Of several, as much is charged as they got of the time that they
    wanted; and at least what they used of all cores, so that threads that wait for each other gain nothing.
    Where the kernel does not count (`load` is given), a machine with more to run than cores stretches time evenly.
    """
    at_once = min(passed, MOST_CHARGED_AT_ONCE)
    if load is not None:
        return at_once * max(LEAST_SHARE, min(1.0, cores / max(load, 1e-9)))
    wanted = ran + waited
    busy = min(1.0, wanted / passed) if passed > 0 else 0.0
    starved = waited / wanted if wanted > 0 else 0.0
    return max(at_once * max(LEAST_SHARE, 1 - busy * starved), min(passed, ran / cores))


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _load() -> float:
    try:
        return os.getloadavg()[0]
    except OSError:
        return 0.0


def _counters(processes: Iterable[int]) -> dict[Thread, tuple[float, float]]:
    """Seconds on a core and seconds of waiting for one, by thread; empty if the kernel does not count them."""
    counted: dict[Thread, tuple[float, float]] = {}
    for process in processes:
        tasks = Path(f"/proc/{process}/task")
        try:
            for name in os.listdir(tasks):
                running, waiting, _ = (tasks / name / "schedstat").read_text(encoding="ascii").split()
                counted[process, int(name)] = (int(running) / 1e9, int(waiting) / 1e9)
        except (OSError, ValueError):  # it has ended, or this is no Linux
            continue
    return counted
