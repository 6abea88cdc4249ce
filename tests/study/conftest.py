"""The progress of a test: a path for its database, and a clock."""

from pathlib import Path

import pytest

from tests.study.writers import Clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "progress.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()
