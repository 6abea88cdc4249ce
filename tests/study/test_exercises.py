"""Exercises in a session: sets draw them by their minutes; they can be put off and left out, and are not repeated."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizdl.study.cards import Rating
from quizdl.study.grading import Grade, GradeCode
from quizdl.study.interview import open_questions
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import Selection, draw, due_within, learn_set, seconds_each
from quizdl.study.study_session import StudySession
from tests.practice.exercises import WRITE_ADAM
from tests.tui.small_bank import CHOICE, NUMBER, bank_of

PASSED = GradeCode(passed=True, hints=0, solution_seen=False, attempts=3, seconds=600.0)


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    yield Learner(store, bank_of(WRITE_ADAM, CHOICE, NUMBER))
    store.close()


@pytest.fixture
def study(learner: Learner) -> StudySession:
    study = StudySession(learner)
    study.begin(list(learner.bank.questions()), seed=0)
    return study


def asked(study: StudySession) -> list[str]:
    return [question.id for question in study.session.questions]


def test_sets_draw_exercises_and_count_their_minutes(learner: Learner) -> None:
    drawn = {
        "any": [asked.id for asked in draw(Selection(), learner)],
        "due": [asked.id for asked in draw(Selection(("optimizers",), only="due"), learner)],
        "new": [asked.id for asked in learn_set(learner, "optimizers", 9)],
        "within 90 minutes": due_within(learner, 90),
    }
    assert [name for name, ids in drawn.items() if "write-adam" not in ids] == []
    assert seconds_each(learner)["write-adam"] == 900
    assert "write-adam" not in due_within(learner, 5)
    assert open_questions(learner.bank) == [], "an interview asks nothing that has to be written"


def test_an_exercise_that_is_put_off_comes_last_also_when_the_session_is_resumed(
    study: StudySession, learner: Learner
) -> None:
    study.put_off()
    assert asked(study) == ["last-ten", "number", "write-adam"]
    again = StudySession(learner)
    assert again.resume()
    assert asked(again) == asked(study)


def test_the_last_question_of_a_session_is_skipped_when_it_is_put_off(study: StudySession) -> None:
    for _ in range(3):
        study.put_off()
    assert study.session.current is not None
    study.session.position = 2
    study.put_off()
    assert study.session.current is None
    assert study.session.total == 3


def test_exercises_that_are_left_out_are_asked_no_more(study: StudySession) -> None:
    study.leave_out_exercises()
    assert asked(study) == ["last-ten", "number"]
    assert study.session.position == 0


def test_an_exercise_is_rated_by_how_it_went(study: StudySession, learner: Learner) -> None:
    assert study.record_exercise(PASSED._replace(hints=1), kept=3) is Rating.HARD
    assert study.session.answers[-1].grade == Grade(True, 1.0)
    assert learner.cards["write-adam"].rating is Rating.HARD
    assert study.record_exercise(PASSED, kept=3) is None, "it has its grade"
    assert study.undo()
    assert "write-adam" not in learner.cards


def test_an_exercise_that_was_given_up_is_not_asked_twice_in_a_session(study: StudySession) -> None:
    assert study.record_exercise(PASSED._replace(passed=False), kept=2) is Rating.AGAIN
    assert study.session.answers[-1].grade == Grade(False, 2 / 3)
    assert asked(study) == ["write-adam", "last-ten", "number"]
