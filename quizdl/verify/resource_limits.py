"""The limits of one experiment: on the time of its imports and its own, on memory and disk."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import psutil

from quizdl.verify.charged_time import MOST_CHARGED_AT_ONCE, ChargedTime

MOST_FILES = 2_000  # in the scratch folder: to count and remove them must not take long


class ResourceLimits:
    """Measures the processes of an experiment against its limits, which the request names."""

    def __init__(self, limits: Mapping[str, float], scratch: Path) -> None:
        self._limits, self._scratch = limits, scratch
        self._charged: ChargedTime | None = None  # None until everything is imported
        self._seconds_of_loading = 0.0
        self._looked = time.monotonic()

    def start(self, pid: int) -> None:
        """Begin to charge time to the experiment: its process has imported everything."""
        self._charged = ChargedTime([pid])

    @property
    def started(self) -> bool:
        """Whether time is charged to the experiment itself."""
        return self._charged is not None

    def exceeded(self) -> str:
        """The limit that the descendants of this process exceed, in words for the result, or ""."""
        processes = psutil.Process().children(recursive=True)
        return self._over_time(process.pid for process in processes) or self._over_space(processes)

    def _over_time(self, processes: Iterable[int]) -> str:
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        if self._charged is not None:
            most = self._limits["seconds"]
            return f"time: stopped after {most:g} s" if self._charged.look(processes) >= most else ""
        self._seconds_of_loading += min(passed, MOST_CHARGED_AT_ONCE)
        most = self._limits["loading"]
        return f"its imports took longer than {most:g} s" if self._seconds_of_loading >= most else ""

    def _over_space(self, processes: Iterable[psutil.Process]) -> str:
        memory, disk = int(self._limits["memory"]), int(self._limits["disk"])
        resident = written = 0
        for process in processes:
            with contextlib.suppress(psutil.Error):
                resident += process.memory_info().rss
                if hasattr(process, "io_counters"):  # macOS has none
                    written += process.io_counters().write_bytes
        if resident > memory:
            return f"memory: more than {memory // 2**20} MB"
        used, files = _size_of(self._scratch)
        if files > MOST_FILES:
            return f"disk: more than {MOST_FILES} files"
        if max(used, written) > disk:
            return f"disk: more than {disk // 2**20} MB"
        return ""


def _size_of(folder: Path) -> tuple[int, int]:
    """The bytes of all files below the folder that still exist, and the number of files and folders.

    Stops counting once there are too many.
    """
    used = count = 0
    with contextlib.suppress(RecursionError):  # nested deeper than Python goes
        for parent, folders, names in os.walk(folder):
            count += len(folders) + len(names)
            if count > MOST_FILES:
                break
            for name in names:
                with contextlib.suppress(OSError):
                    used += os.lstat(os.path.join(parent, name)).st_size
    return used, count
