"""Time whole programs in turn, so that a drift of the machine affects both sides of a ratio."""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
import sys
import termios
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


def seconds_until_shown(command: Sequence[str], text: str) -> float:
    """Seconds from the start of a program until that text is on its terminal of 80 by 24.

    RuntimeError if it ends without showing it.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    begin = time.perf_counter()
    environment = {**VARIABLES, "TERM": "xterm-256color"}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True)
    os.close(theirs)
    drawn = b""
    try:
        while text.encode() not in drawn:
            drawn += os.read(ours, 65536)
        return time.perf_counter() - begin
    except OSError:  # the other end is closed
        raise RuntimeError(f"{command} ended without showing {text!r}:\n{drawn.decode(errors='replace')}") from None
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def ratio(ours: Callable[[], float], theirs: Callable[[], float], runs: int = 9) -> tuple[float, float, float]:
    """Median, least and greatest of ours / theirs over runs in turn, after one of each to warm up."""
    ours(), theirs()
    ratios = sorted(ours() / theirs() for _ in range(runs))
    return statistics.median(ratios), ratios[0], ratios[-1]
