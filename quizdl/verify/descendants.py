"""Find and end every process that a process has started, also those whose parents have ended."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time

import psutil

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # from <linux/prctl.h>


def adopt_orphans() -> None:
    """Make processes whose parents have ended children of this one, so that daemons are found, too."""
    _linux_prctl(PR_SET_CHILD_SUBREAPER, 1)


def signal_when_parent_ends(number: signal.Signals) -> None:
    """Have the kernel send this process that signal when its parent ends."""
    _linux_prctl(PR_SET_PDEATHSIG, number)


def kill_descendants() -> None:
    """Kill and reap every descendant, including those forked while this runs."""
    while True:
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                process.kill()
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.001)


def _linux_prctl(option: int, value: int) -> None:
    """Call prctl on Linux. Other systems lack it, and a daemon whose parents have ended escapes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
