"""The folder of one runner's scratch folders. It is removed when the runner ends, even by a kill."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PREFIX = "quizdl-run-"
LOCK = "lock"
SECONDS_TO_LOCK = 60.0  # a younger folder without a lock belongs to a runner that is just starting


class ScratchRoot:
    """A new folder, locked while this object lives. Making one removes the folders of killed runners."""

    def __init__(self) -> None:
        remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        remove_tree(self.path)
        os.close(self._lock)


def remove_abandoned() -> None:
    """Remove the folders of runners that have ended, recognised by their free locks."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if status.st_uid != os.getuid() or not folder.is_dir() or folder.is_symlink():
                continue
            if not (folder / LOCK).exists():
                if time.time() - status.st_mtime > SECONDS_TO_LOCK:
                    remove_tree(folder)
                continue
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_tree(folder)
            except BlockingIOError:  # its runner lives
                pass
            finally:
                os.close(lock)


def remove_tree(folder: Path) -> None:
    """Remove a folder and its content, as far as possible."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():  # nested deeper than Python goes
        subprocess.run(["rm", "-rf", str(folder)], stderr=subprocess.DEVNULL, check=False)
