"""A round at an exercise: what is logged, what time counts, and what the schedule is told, once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl import folders
from quizdl.bank.model import Bank, QuestionSummary, Text
from quizdl.practice.attempt import Attempt
from quizdl.practice.exercise import Exercise, exercise_of
from quizdl.practice.round import ExerciseRound, Standing, standing
from quizdl.study.cards import Rating
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.judging import Judged
from tests.practice.exercises import write_adam
from tests.study.writers import Clock

JUDGES = ("adam.against_torch", "adam.bias_correction", "adam.own_state")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def learner(tmp_path: Path, clock: Clock) -> Iterator[Learner]:
    store = ProgressStore.open(tmp_path / "data" / "progress.sqlite", now=clock)
    yield Learner(store, Bank(tmp_path, ()), now=clock)
    store.close()


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    verifiers = folders.builtin_bank() / "verifiers"
    return exercise_of(write_adam(minutes=15), open_catalogue(verifiers), verifiers)


def attempt(sha256: str, *judged: Judged, fault: str | None = None) -> Attempt:
    judges = dict(zip(JUDGES, judged, strict=False))
    told, source = {"kind": fault} if fault else None, f"source of {sha256}"
    return Attempt("write-adam", 1, sha256 * 64, told, judges, (), 1.0, asked=3, source=source)


SUMMARY = QuestionSummary("write-adam", 1, "code", 2, Text(en="Write Adam."), JUDGES, (), 15)
REFUSED = (Judged.PASSED, Judged.REFUSED, Judged.PASSED)
PASSED = (Judged.PASSED,) * 3


def test_a_first_attempt_that_passes_quickly_is_easy(learner: Learner, exercise: Exercise, clock: Clock) -> None:
    work = ExerciseRound(learner, exercise)
    work.open()
    clock.forward(minutes=4)
    assert work.judged(attempt("a", *PASSED)) is Rating.EASY
    assert (work.current.rated, work.current.seconds, work.current.attempts) == (True, 240, 1)
    (review,) = learner.store.reviews(learner.key)
    assert (review.question, review.rating, review.credit, review.seconds) == ("write-adam", 4, 1.0, 240)
    assert learner.attempts.last_source("write-adam") == "source of a"
    assert standing(learner, SUMMARY, {"write-adam"}) is Standing.PASSED


def test_to_hear_what_it_behaves_like_counts_as_one_hint_and_shows_none(
    learner: Learner, exercise: Exercise, clock: Clock
) -> None:
    work = ExerciseRound(learner, exercise)
    work.open()
    work.see_likeness()
    work.see_likeness()
    assert (work.current.helped, work.current.hints) == (1, 0)
    clock.forward(minutes=4)
    assert work.judged(attempt("a", *PASSED)) is Rating.HARD
    assert learner.attempts.attempts()[0].hints == 1


def test_failed_attempts_cost_nothing_and_a_hint_does(learner: Learner, exercise: Exercise, clock: Clock) -> None:
    work = ExerciseRound(learner, exercise)
    work.open()
    for letter in "abc":
        clock.forward(minutes=1)
        assert work.judged(attempt(letter, *REFUSED)) is None
    assert learner.store.reviews(learner.key) == []
    assert (work.current.attempts, work.current.kept) == (3, 2)
    again = ExerciseRound(learner, exercise)  # as after the terminal was closed
    clock.forward(hours=5)
    again.open()
    assert again.take_hint() == 1
    assert again.take_hint() == 1  # there is but one
    clock.forward(minutes=2)
    assert again.judged(attempt("d", *PASSED)) is Rating.HARD
    assert again.current.seconds == 5 * 60
    assert [stored.hints for stored in learner.attempts.attempts()] == [0, 0, 0, 1]


def test_a_round_is_rated_once(learner: Learner, exercise: Exercise, clock: Clock) -> None:
    work = ExerciseRound(learner, exercise)
    work.open()
    work.judged(attempt("z", *REFUSED))
    clock.forward(minutes=4)
    assert work.judged(attempt("a", *PASSED)) is Rating.GOOD
    assert work.judged(attempt("b", *PASSED)) is None
    assert work.see_solution() is None
    assert work.give_up() is None
    assert len(learner.store.reviews(learner.key)) == 1
    assert len(learner.attempts.attempts()) == 3


def test_our_solution_before_a_pass_is_rated_again(learner: Learner, exercise: Exercise) -> None:
    work = ExerciseRound(learner, exercise)
    work.open()
    work.judged(attempt("a", *REFUSED))
    assert work.see_solution() is Rating.AGAIN
    (review,) = learner.store.reviews(learner.key)
    assert review.rating is Rating.AGAIN
    assert review.credit == pytest.approx(2 / 3)
    assert work.judged(attempt("b", *PASSED)) is None


def test_what_is_no_attempt_is_not_logged(learner: Learner, exercise: Exercise) -> None:
    work = ExerciseRound(learner, exercise)
    work.open()
    work.judged(attempt("a", fault="unchanged"))
    work.judged(attempt("b", Judged.PASSED, Judged.UNJUDGED))
    assert learner.attempts.attempts() == []
    work.judged(attempt("c", fault="shape"))
    work.judged(attempt("c", fault="shape"))  # saved again as it was
    assert [stored.fault for stored in learner.attempts.attempts()] == ["shape"]
    assert work.current.attempts == 1


def test_an_exercise_that_is_due_again_begins_a_new_round(learner: Learner, exercise: Exercise, clock: Clock) -> None:
    assert standing(learner, SUMMARY, ()) is Standing.NEW
    work = ExerciseRound(learner, exercise)
    work.open()
    assert standing(learner, SUMMARY, learner.attempts.rounds()) is Standing.BEGUN
    assert not work.comes_back
    work.judged(attempt("a", *PASSED))
    assert not work.comes_back
    clock.forward(days=30)
    assert work.comes_back
    assert standing(learner, SUMMARY, {"write-adam"}) is Standing.DUE
    work.begin()
    assert (work.comes_back, work.current.attempts, work.current.rated) == (False, 0, False)
    clock.forward(minutes=1)
    assert work.judged(attempt("b", *PASSED)) is Rating.EASY
    assert len(learner.store.reviews(learner.key)) == 2


def test_a_new_starter_goes_on_with_the_round_that_is_open(learner: Learner, exercise: Exercise) -> None:
    work = ExerciseRound(learner, exercise)
    work.open()
    work.judged(attempt("a", *REFUSED))
    work.begin()
    assert work.current.attempts == 1


def test_an_exercise_that_has_changed_since_it_was_opened_is_told(learner: Learner, exercise: Exercise) -> None:
    work = ExerciseRound(learner, exercise)
    work.open()
    assert not work.outdated
    newer = ExerciseRound(learner, replace(exercise, question=write_adam(minutes=15, revision=2)))
    newer.open()
    assert newer.outdated
    newer.begin()
    assert not newer.outdated


@pytest.mark.fault
def test_two_at_one_file_both_log_what_they_judge(learner: Learner, exercise: Exercise) -> None:
    one, other = ExerciseRound(learner, exercise), ExerciseRound(learner, exercise)
    one.open()
    other.open()
    one.judged(attempt("a", *REFUSED))
    other.judged(attempt("a", *REFUSED))  # the state that the first has judged
    other.judged(attempt("b", *REFUSED))
    one.judged(attempt("c", *PASSED))
    assert other.judged(attempt("d", *PASSED)) is None
    assert (one.current.attempts, other.current.attempts) == (4, 4)
    assert [stored.sha256[0] for stored in learner.attempts.attempts()] == ["a", "b", "c", "d"]
    assert len(learner.store.reviews(learner.key)) == 1
