"""Write files atomically: a crash leaves the old content or the new one."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace the content of `path` in one step; text is written as UTF-8. Makes the folders above it.

    A reader of the file, also after a kill or a power cut, finds the old content or the new one. Only its owner may
    read it. Raises OSError, and leaves nothing behind then; a kill may leave a draft beside the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{threading.get_native_id()}.draft")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
            stream.flush()
            os.fsync(stream.fileno())
        put_in_place(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def put_in_place(complete: Path, path: Path) -> None:
    """Rename a file that is complete and on the disk to `path`, and sync the folder. Raises OSError."""
    os.replace(complete, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
