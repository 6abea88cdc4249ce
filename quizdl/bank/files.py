"""Which files hold the questions of a bank, and how a file of ours is written."""

from __future__ import annotations

import os
from pathlib import Path


def question_files(root: Path) -> list[Path]:
    """Every `questions/*.yaml` of the bank at `root`, by name, and `*.yml` too, so that it can be complained of.

    Raises OSError where there is no such folder.
    """
    folder = root / "questions"
    names = sorted(os.listdir(folder))
    return [folder / name for name in names if name.endswith((".yaml", ".yml")) and not name.startswith(".")]


def reference_files(root: Path) -> list[Path]:
    """`sources.yaml` of the bank at `root`, or nothing: it is optional."""
    file = root / "sources.yaml"
    return [file] if file.is_file() else []


def write_whole(path: Path, data: bytes) -> None:
    """Write `path` so that whoever reads it finds all of it or what was there before. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(data)
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
