"""The files of a bank."""

from __future__ import annotations

import os
from pathlib import Path


def question_files(root: Path) -> list[Path]:
    """Every `questions/*.yaml` of the bank at `root`, sorted by name; also `*.yml`, so that the loader can refuse it.

    Raises OSError where there is no such folder.
    """
    folder = root / "questions"
    names = sorted(os.listdir(folder))
    return [folder / name for name in names if name.endswith((".yaml", ".yml")) and not name.startswith(".")]


def description_files(root: Path) -> list[Path]:
    """`bank.yaml` of the bank at `root`, or nothing: it is optional."""
    file = root / "bank.yaml"
    return [file] if file.is_file() else []


def reference_files(root: Path) -> list[Path]:
    """`sources.yaml` of the bank at `root`, or nothing: it is optional."""
    file = root / "sources.yaml"
    return [file] if file.is_file() else []
