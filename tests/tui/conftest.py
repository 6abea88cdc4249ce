"""Fixtures for the quiz: a runner that runs nothing, a small catalogue, and apps made of them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quizdl.bank.question import AnyQuestion
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import Selection, draw
from quizdl.study.study_session import StudySession
from quizdl.tui.app import QuizApp
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.service import Service
from quizdl.words import Language
from tests.tui.small_bank import KINDS, FakeRunner, bank_of, catalogue_in

Quiz = Callable[..., QuizApp]


os.environ["TEXTUAL_ANIMATIONS"] = "none"  # read when textual is imported


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return catalogue_in(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProgressStore]:
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    yield store
    store.close()


@pytest.fixture
def quiz(runner: FakeRunner, catalogue: Catalogue, store: ProgressStore) -> Quiz:
    """`quiz(CHOICE)`: an app that opens with that question; `quiz()`: one that opens at home, with all kinds."""

    def make(*questions: AnyQuestion, language: Language = "en", proofs: bool = True) -> QuizApp:
        learner = Learner(store, bank_of(*(questions or KINDS)))
        app = QuizApp(
            learner,
            catalogue if proofs else None,
            language=language,
            questions=draw(Selection(), learner, seed=1) if questions else None,
            seed=1,
            why_no_proofs="" if proofs else "this bank is not trusted",
            service=Service(runner=runner),  # type: ignore[arg-type]  # it speaks as much of the contract as the quiz uses
        )
        app.study = StudySession(learner, clock=lambda: 0.0)  # every answer is quick, however busy the machine
        return app

    return make
