"""The reader's files of exercises: in one folder, made from the starter, and never overwritten."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from quizdl import folders
from quizdl.config import read_config
from quizdl.errors import BadSetting
from quizdl.files import write_whole
from quizdl.practice.exercise import Exercise

ATTIC = "attic"


def file_of(exercise: Exercise) -> Path:
    """The reader's file of an exercise; may not exist yet. Raises BadSetting where its folder cannot be told."""
    folder = Path(os.path.expanduser(str(read_config().get("practice") or folders.practice_folder())))
    if folder.parts[0] == "~":
        raise BadSetting("there is no home folder; set a folder with quizdl config practice PATH")
    return folder / exercise.file_name


def begin_file(path: Path, starter: str) -> bool:
    """Write the starter where nothing is yet; whether it was written. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter)
    except FileExistsError:
        return False
    return True


def set_aside(path: Path, now: datetime) -> Path:
    """Move a file to the attic beside it under the time of its move; nothing there is replaced. Raises OSError."""
    attic = path.parent / ATTIC
    attic.mkdir(exist_ok=True)
    name = f"{path.stem}-{now:%Y-%m-%d-%H%M}"
    for number in range(1, 1000):
        place = attic / f"{name}{f'-{number}' if number > 1 else ''}{path.suffix}"
        try:
            place.touch(exist_ok=False)  # the name is ours now, and only an empty file is replaced
        except FileExistsError:
            continue
        try:
            path.replace(place)
        except OSError:
            place.unlink()
            raise
        return place
    raise FileExistsError(f"{attic} is full of files of this minute")


def keep_unknown(exercise: Exercise, program: str) -> Path:
    """Keep a program that behaves like no known mistake, here and nowhere else. Raises OSError."""
    stem = Path(exercise.file_name).stem
    path = _unknown_folder() / f"{stem}-{hashlib.sha256(program.encode()).hexdigest()[:8]}.py"
    write_whole(path, program)
    return path


def unknown_files(exercise: Exercise) -> list[Path]:
    """What `keep_unknown` kept for an exercise, oldest first."""
    kept = _unknown_folder().glob(f"{Path(exercise.file_name).stem}-????????.py")
    return sorted(kept, key=lambda path: (path.stat().st_mtime_ns, path.name))


def _unknown_folder() -> Path:
    return folders.state_folder() / "unknown-mistakes"
