"""Exercises: what a pass is worth by hints, time and attempts."""

from pathlib import Path

import pytest

from quizdl.bank.question import CodeQuestion
from quizdl.study.cards import Rating
from quizdl.study.grading import Grade, GradeCode, grade_code, rate_code
from tests.bank.exercise import write_adam

MINUTE = 60.0


@pytest.fixture
def question(tmp_path: Path) -> CodeQuestion:
    """An exercise of 15 minutes with four judges."""
    return write_adam(tmp_path)


def went(
    passed: bool = True, hints: int = 0, solution_seen: bool = False, attempts: int = 2, minutes: float = 10
) -> GradeCode:
    return GradeCode(passed, hints, solution_seen, attempts, minutes * MINUTE)


@pytest.mark.parametrize(
    ("outcome", "rating"),
    [
        (went(), Rating.GOOD),
        (went(attempts=50), Rating.GOOD),  # failed attempts cost nothing
        (went(attempts=1, minutes=7.5), Rating.EASY),
        (went(attempts=1, minutes=7.51), Rating.GOOD),
        (went(attempts=2, minutes=1), Rating.GOOD),
        (went(minutes=30), Rating.GOOD),
        (went(minutes=30.01), Rating.HARD),
        (went(hints=1), Rating.HARD),
        (went(hints=1, attempts=1, minutes=1), Rating.HARD),
        (went(passed=False), Rating.AGAIN),
        (went(passed=False, attempts=0, minutes=0), Rating.AGAIN),
        (went(solution_seen=True, attempts=1, minutes=1), Rating.AGAIN),
        (went(solution_seen=True, hints=3), Rating.AGAIN),
    ],
)
def test_an_exercise_is_rated_by_pass_hints_time_and_attempts(
    question: CodeQuestion, outcome: GradeCode, rating: Rating
) -> None:
    assert rate_code(question, outcome) is rating


def test_credit_is_the_share_of_judges_that_the_best_attempt_satisfied(question: CodeQuestion) -> None:
    assert grade_code(question, went(), kept=4) == Grade(True, 1.0)
    assert grade_code(question, went(passed=False), kept=3) == Grade(False, 0.75)
    assert grade_code(question, went(passed=False, attempts=0), kept=0) == Grade(False, 0.0)


def test_a_pass_after_the_solution_was_seen_is_not_right(question: CodeQuestion) -> None:
    assert grade_code(question, went(solution_seen=True), kept=4) == Grade(False, 1.0)
