"""Timing whole programs in turn, so that a drift of the machine meets both sides of a ratio."""

from __future__ import annotations

import os
import pty
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

BIN = Path(sys.executable).parent
VARIABLES = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds_of(command: Sequence[str], **variables: str) -> float:
    """Wall-clock seconds of a program from its start to its end; CalledProcessError if it fails."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, env={**VARIABLES, **variables})
    return time.perf_counter() - begin


def seconds_on_a_terminal(command: Sequence[str], **variables: str) -> float:
    """The same for a program that draws on a terminal of 80 by 24; what it draws is read and thrown away."""
    ours, theirs = pty.openpty()
    begin = time.perf_counter()
    environment = {**VARIABLES, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **variables}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True)
    os.close(theirs)
    drawn = b""
    while process.poll() is None or select.select([ours], [], [], 0)[0]:
        if select.select([ours], [], [], 0.02)[0]:
            try:
                drawn = (drawn + os.read(ours, 65536))[-4000:]
            except OSError:  # the other end is closed
                break
    os.close(ours)
    if process.wait():
        raise RuntimeError(f"{command} ended with {process.returncode}:\n{drawn.decode(errors='replace')}")
    return time.perf_counter() - begin


def ratio(ours: Callable[[], float], theirs: Callable[[], float], runs: int = 9) -> tuple[float, float, float]:
    """Median, least and greatest of ours / theirs over runs in turn, after one of each to warm up."""
    ours(), theirs()
    ratios = sorted(ours() / theirs() for _ in range(runs))
    return statistics.median(ratios), ratios[0], ratios[-1]
