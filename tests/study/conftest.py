"""The progress of a test: a path for its database, a clock, and one reader of a small bank."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizdl.bank.model import Bank, Topic
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from tests.study.questions import SAID, open_question
from tests.study.sessions import lettered
from tests.study.writers import Clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "progress.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[ProgressStore]:
    store = ProgressStore.open(path, now=clock)
    yield store
    store.close()


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    first = Topic("first", SAID, lettered("abcdef"))
    second = Topic("second", SAID, (*lettered("xy", level=3), open_question(3, "z")))
    return Bank(tmp_path, (first, second))


@pytest.fixture
def learner(store: ProgressStore, bank: Bank, clock: Clock) -> Learner:
    return Learner(store, bank, clock)
