"""Bubblewrap around the server of experiments: what runs there sees no network, no process outside and no bank.

It can write nothing but the folder of the scratch folders. Without it programs share all of that with the reader, less
what Landlock forbids.
"""

from __future__ import annotations

import contextlib
import functools
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

SECONDS_TO_TRY = 10.0
SECONDS_TO_END = 5.0


@dataclass(frozen=True)
class Seal:
    """What is sealed off beside network, processes and writing."""

    hidden: tuple[Path, ...]  # folders that are empty inside

    def around(self, command: Sequence[str], writable: Path) -> list[str]:
        """The command that runs this one sealed off."""
        folders = [str(folder.resolve()) for folder in self.hidden if folder.is_dir()]
        empty = [part for folder in folders for part in ("--tmpfs", folder, "--remount-ro", folder)]
        return [*_sealed(), *empty, "--bind", str(writable), str(writable), "--", *command]


def _sealed() -> list[str]:
    devices = ("--dev-bind", "/dev", "/dev")  # an experiment may want a GPU
    return ["bwrap", "--unshare-all", "--ro-bind", "/", "/", *devices, "--proc", "/proc"]


@functools.cache
def can_seal() -> bool:
    """Whether bubblewrap is here, and the system lets it do its work."""
    if shutil.which("bwrap") is None:
        return False
    quiet = subprocess.DEVNULL
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        trial = subprocess.run([*_sealed(), "--", "true"], stdout=quiet, stderr=quiet, timeout=SECONDS_TO_TRY)
        return trial.returncode == 0
    return False


def seen_from_outside(pid: int, bwrap: int) -> psutil.Process:
    """The process that has this number inside. Raises psutil.NoSuchProcess."""
    for process in psutil.Process(bwrap).children(recursive=True):
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8", errors="replace")
            numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()[1:]
            if numbers[-1] == str(pid):
                return process
    raise psutil.NoSuchProcess(pid)


def kill_sealed(bwrap: subprocess.Popen[bytes]) -> None:
    """Kill the first process inside, and with it all others there; bubblewrap ends once it has reaped that one."""
    with contextlib.suppress(psutil.Error, subprocess.TimeoutExpired):
        inside = psutil.Process(bwrap.pid).children()
        for process in inside:
            process.kill()
        bwrap.wait(SECONDS_TO_END)
        psutil.wait_procs(inside, SECONDS_TO_END)  # one that bubblewrap left is ours to reap where we adopt orphans
