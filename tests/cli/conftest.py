"""Calling quizdl as a reader does: the installed program in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

QUIZDL = Path(sys.executable).parent / "quizdl"

PATIENCE = 600  # seconds: other programs may keep the machine busy

Quizdl = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def quizdl(tmp_path: Path) -> Quizdl:
    """Runs quizdl with arguments, in an empty folder, with a home of its own; its output and exit code."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "QUIZDL_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8", **variables}
        return subprocess.run(
            [str(QUIZDL), *arguments], cwd=elsewhere, env=environment, capture_output=True, text=True, timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run
