"""The projection at the reader's pace: by hand, at its limits, and against readers drawn with the real scheduler."""

import math
import random
from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.study.cards import Card, Rating, Review, forgetting_curve, recall, start_of_day
from quizdl.study.fsrs_model import FsrsModel
from quizdl.study.plan import KNOWN
from quizdl.study.projection import answers_a_day, recalled_at_pace
from quizdl.study.scheduling import Scheduler

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TODAY = NOW.date()
W = DEFAULT_PARAMETERS


def card(stability: float, *, last: float, due: float) -> Card:
    """A card of medium difficulty that was answered `last` days ago and is due in `due` days."""
    falls_due, answered = NOW + timedelta(days=due), NOW - timedelta(days=last)
    return Card("a", 1, 2, None, stability, 5.0, falls_due, answered, 3, 0, Rating.GOOD)


def in_days(days: float) -> datetime:
    return NOW + timedelta(days=days)


def days_ago(*ago: int) -> dict[date, int]:
    return {TODAY - timedelta(days=day): 7 for day in ago}


@pytest.mark.parametrize(
    ("days", "pace"),
    [
        (days_ago(1, 2, 3), 7.0),
        (days_ago(4, 1), 14 / 4),  # days without an answer count
        (days_ago(0, 3), 7 / 3),  # today is not over
        (days_ago(30, 14, 1), 1.0),  # the fortnight
        (days_ago(2, 1), None),  # too short
        (days_ago(30), None),  # they have stopped
        ({}, None),
    ],
)
def test_a_pace_is_the_mean_of_the_last_days(days: dict[date, int], pace: float | None) -> None:
    assert answers_a_day(days, TODAY) == (None if pace is None else pytest.approx(pace))


def test_one_card_as_computed_by_hand() -> None:
    """Answered on day 3, after 4 days at a stability of 4: recalled with 0.9, and that is right (0.5 + 0.1 < 1)."""
    grown = 4 * (1 + math.exp(W[8]) * (11 - 5) * 4 ** -W[9] * (math.exp(0.1 * W[10]) - 1))
    by_hand = (1 + (0.9 ** (-1 / W[20]) - 1) * 3 / grown) ** -W[20]
    found = recalled_at_pace([card(4, last=1, due=3)], 0, NOW, in_days(6), 1, W)
    assert found == pytest.approx(by_hand)
    assert by_hand == pytest.approx(0.9715, abs=1e-4)
    assert forgetting_curve(7, 4) < 0.87, "without that answer"


def test_what_went_wrong_comes_back_on_the_next_day_however_well_it_is_remembered() -> None:
    model, old = FsrsModel(W), card(400, last=400_000, due=-300_000)
    chance = model.recall(400_001, 400)
    assert chance < 0.5, "so it goes wrong"
    stability, difficulty = model.same_day(*model.later(400, 5, chance, Rating.AGAIN), Rating.HARD)
    assert stability > 2
    again, _ = model.later(stability, difficulty, model.recall(1, stability), Rating.GOOD)
    assert recalled_at_pace([old], 0, NOW, in_days(3), 2, W) == pytest.approx(model.recall(1, again))


def test_answers_of_a_day_on_which_nothing_is_due_are_not_saved_up() -> None:
    cards = [card(4, last=1, due=3)] * 3
    answered, faded = recalled_at_pace(cards[:1], 0, NOW, in_days(4), 1, W), forgetting_curve(5, 4)
    assert answered is not None
    assert recalled_at_pace(cards, 0, NOW, in_days(4), 1, W) == pytest.approx(answered + 2 * faded)


def test_a_new_question_as_computed_by_hand() -> None:
    """It goes wrong (0.5 + 0.75 > 1), is answered once more, and takes the day's two answers; three stay unseen."""
    soon = W[0] * max(math.exp(W[17] * (-1 + W[18])) * W[0] ** -W[19], 1.0)
    found = recalled_at_pace([], 4, NOW, in_days(2), 2, W)
    assert found == pytest.approx(forgetting_curve(1, soon))


def test_of_many_new_questions_as_many_go_right_as_a_plan_expects() -> None:
    right, wrong = W[2], W[0] * max(math.exp(W[17] * (-1 + W[18])) * W[0] ** -W[19], 1.0)
    each = KNOWN * forgetting_curve(1, right) + (1 - KNOWN) * forgetting_curve(1, wrong)
    assert recalled_at_pace([], 400, NOW, in_days(2), 10_000, W) == pytest.approx(400 * each)


def test_before_an_interview_tomorrow_there_is_no_day_left_to_answer_on() -> None:
    known = card(4, last=10, due=-6)
    tomorrow = start_of_day(in_days(1)) + timedelta(hours=5)
    assert recalled_at_pace([known], 5, NOW, tomorrow, 100, W) == pytest.approx(recall(known, tomorrow, W[20]))


def test_a_higher_pace_recalls_more_until_nothing_is_left_to_do() -> None:
    slow, more, fast, all_of_it, beyond = (
        recalled_at_pace([], 100, NOW, in_days(30), pace, W) or 0.0 for pace in (0.2, 1, 5, 1000, 2000)
    )
    assert 0 < slow < more < fast < all_of_it < 100
    assert all_of_it == beyond, "a day has no more to answer than falls due"


def test_more_than_a_year_is_not_projected() -> None:
    assert recalled_at_pace([], 1, NOW, in_days(366), 1, W) is not None
    assert recalled_at_pace([], 1, NOW, in_days(368), 1, W) is None


@pytest.mark.slow
def test_readers_who_go_on_at_that_pace_recall_as_much_as_projected() -> None:
    """Answers are drawn by the recall of the real scheduler's cards; what goes wrong is answered again, and hard."""
    rng, scheduler, days, pace, new = random.Random(1), Scheduler(), 30, 12, 80

    def reader() -> float:
        cards = dict[str, Card]()
        for day in range(1, days):
            at, left = in_days(day), float(pace)
            due = sorted((known for known in cards.values() if known.due <= at), key=lambda known: known.due)
            asked = [known.question for known in due] + [f"q{number}" for number in range(len(cards), new)]
            for name in asked:
                if left < 1:
                    break
                known = cards.get(name)
                right = rng.random() < (recall(known, at) if known else KNOWN)
                for rating in [Rating.GOOD] if right else [Rating.AGAIN, Rating.HARD]:
                    known = cards[name] = scheduler.review(known, Review(name, 1, rating, at))
                    left -= 1
        return math.fsum(recall(known, in_days(days)) for known in cards.values())

    recalled = [reader() for _ in range(30)]
    mean = math.fsum(recalled) / len(recalled)
    assert recalled_at_pace([], new, NOW, in_days(days), pace, W) == pytest.approx(mean, rel=0.03)
