"""Exercises are listed and shown, but no set asks them until there is a screen to practise on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizdl.bank.cache import open_bank
from quizdl.bank.model import Bank
from quizdl.study.interview import open_questions
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.searching import search
from quizdl.study.selection import Selection, draw, due_within, learn_set, seconds_each
from tests.bank.banks import question
from tests.bank.exercise import WRITE_ADAM, exercise_bank


@pytest.fixture(params=["read", "kept"])
def bank(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    """A bank of a question and an exercise, read from YAML or opened from the cache."""
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    root = exercise_bank(tmp_path / "bank", WRITE_ADAM + question(id="adam-two"))
    opened = open_bank(root)
    return open_bank(root) if request.param == "kept" else opened


@pytest.fixture
def learner(bank: Bank, tmp_path: Path) -> Iterator[Learner]:
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    yield Learner(store, bank)
    store.close()


def test_no_set_draws_an_exercise_though_the_bank_has_it(learner: Learner, bank: Bank) -> None:
    assert [asked.id for asked in bank.questions()] == ["write-adam", "adam-two"]
    drawn = {
        "any": [asked.id for asked in draw(Selection(), learner)],
        "due": [asked.id for asked in draw(Selection(("adam",), only="due"), learner)],
        "by words": [asked.id for asked in draw(Selection(text="adam"), learner)],
        "new": [asked.id for asked in learn_set(learner, "adam", 9)],
        "by minutes": due_within(learner, 90),
        "found": [asked.id for asked in search(learner.bank, "adam")],
        "planned": list(seconds_each(learner)),
    }
    assert {name: ids for name, ids in drawn.items() if ids != ["adam-two"]} == {}
    assert open_questions(bank) == []


def test_where_an_exercise_is_planned_it_takes_its_minutes(learner: Learner, bank: Bank) -> None:
    assert seconds_each(learner, bank.topics)["write-adam"] == 900
