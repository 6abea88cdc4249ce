"""Waiting for processes to end, however busy the machine is."""

import time
from collections.abc import Iterable

import psutil

PATIENCE = 300.0  # seconds


def all_end(processes: Iterable[psutil.Process]) -> bool:
    """Whether all of them end; one that is dead counts, though init may be slow to reap it."""
    deadline = time.monotonic() + PATIENCE
    left = list(processes)
    while left and time.monotonic() < deadline:
        left = [process for process in left if runs(process)]
        time.sleep(0.02)
    return not left


def runs(process: psutil.Process) -> bool:
    """Whether it neither has ended nor waits to be reaped."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
