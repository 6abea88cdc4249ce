"""Fixtures for home: a clock that a test sets, and a learner of the course."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from tests.tui.home.course import Clock, course


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[ProgressStore]:
    store = ProgressStore.open(tmp_path / "progress.sqlite", now=clock)
    yield store
    store.close()


@pytest.fixture
def learner(store: ProgressStore, clock: Clock) -> Learner:
    return Learner(store, course(), now=clock)
