"""Where a reader stands, against counts made by hand and readers drawn at random."""

import json
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.bank.model import Text, Topic
from quizdl.report.stats import stats_json
from quizdl.study.cards import Card, Rating, Review, forgetting_curve
from quizdl.study.scheduling import Scheduler
from quizdl.study.stats import Calibration, Stats, Weak, calibration, forecast, stats, streak
from quizdl.study.tally import Tally
from tests.study.questions import SAID, choice_question, open_question

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)

TOPICS = (
    Topic("first", Text(en="First", ko="첫째"), (choice_question(True, False, name="a"), open_question(2, "b"))),
    Topic("second", SAID, (open_question(2, "c"),)),
)


def stats_of(
    topics: Sequence[Topic],
    cards: Mapping[str, Card],
    log: Sequence[Review],
    stated: Sequence[tuple[float, bool]],
    predictions: Iterable[tuple[str, bool, float]],
    now: datetime,
    *,
    zone: tzinfo,
    until: datetime | None = None,
) -> Stats:
    """Where a reader with that log stands."""
    tally = Tally()
    tally.add_days(log, zone)
    tally.add_predictions(predictions)
    tally.add_stated(stated)
    return stats(topics, cards, tally, now, parameters=DEFAULT_PARAMETERS, zone=zone, until=until)


def calibrated(stated: Iterable[tuple[float, bool]]) -> Calibration:
    tally = Tally()
    tally.add_stated(stated)
    return calibration(tally.bins)


def days_ago(days: float, question: str, rating: Rating = Rating.GOOD) -> Review:
    return Review(question, 1, rating, NOW - timedelta(days=days))


def test_reviews_of_the_same_day_say_nothing_about_retention() -> None:
    log = [days_ago(10, "a"), days_ago(9.99, "a"), days_ago(5, "a", Rating.AGAIN), days_ago(1, "a")]
    scheduler = Scheduler()
    found = list(scheduler.predictions(log))
    assert [(question, recalled) for question, recalled, _ in found] == [("a", False), ("a", True)]
    card = scheduler.rebuild(log[:2])["a"]
    assert found[0][2] == pytest.approx(forgetting_curve(5, card.stability))


def test_a_reader_stands_where_counting_by_hand_says() -> None:
    log = [days_ago(3, "a", Rating.EASY), days_ago(2, "b"), days_ago(1, "b", Rating.AGAIN), days_ago(1, "gone")]
    scheduler = Scheduler()
    cards = scheduler.rebuild(log)
    found = stats_of(TOPICS, cards, log, [], scheduler.predictions(log), NOW, zone=UTC, until=NOW + timedelta(days=30))
    assert (found.questions, found.seen, found.reviews) == (3, 2, 4)
    assert found.days == {date(2026, 5, 1): 1, date(2026, 5, 2): 1, date(2026, 5, 3): 2}
    assert found.streak == 3
    assert found.due_now == 1  # b, which was forgotten
    assert found.retention.keys() == {"first"}
    assert found.retention["first"].reviews == 1
    assert found.retention["first"].recalled == 0
    assert found.readiness is not None
    assert 0 < found.readiness < found.recall_now < 2 / 3
    assert sum(found.forecast) == 2
    assert found.forecast[0] == 1


def test_an_answer_that_has_changed_is_due_and_a_question_never_seen_is_new() -> None:
    log = [days_ago(0, "a", Rating.EASY), days_ago(0, "b", Rating.EASY)]
    first = TOPICS[0]
    topics = (first._replace(questions=(replace(first.questions[0], revision=2), first.questions[1])), TOPICS[1])
    cards = Scheduler().rebuild(log)
    found = stats_of(topics, cards, log, [], [], NOW, zone=UTC)
    assert (found.due_now, found.new, found.forecast[0]) == (1, 1, 1)
    assert stats_of(TOPICS, cards, log, [], [], NOW, zone=UTC).due_now == 0


def test_a_day_is_the_readers_own() -> None:
    late = [Review("a", 1, Rating.GOOD, datetime(2026, 5, 3, 20, tzinfo=UTC))]
    seoul = timezone(timedelta(hours=9))
    assert stats_of(TOPICS, {}, late, [], [], NOW, zone=seoul).days == {date(2026, 5, 4): 1}
    assert stats_of(TOPICS, {}, late, [], [], NOW, zone=UTC).days == {date(2026, 5, 3): 1}


@pytest.mark.parametrize(("ago", "days"), [([], 0), ([0], 1), ([1, 2], 2), ([0, 1, 2, 4], 3), ([2, 3], 0), ([0, 2], 1)])
def test_a_streak_holds_until_a_whole_day_was_missed(ago: list[int], days: int) -> None:
    today = NOW.date()
    assert streak([today - timedelta(days=shift) for shift in ago], today) == days


def test_what_is_overdue_falls_due_today_and_the_far_future_is_left_out() -> None:
    scheduler = Scheduler()
    cards = scheduler.rebuild([days_ago(400, "a"), days_ago(0, "b", Rating.EASY), days_ago(0, "c", Rating.AGAIN)])
    counts = forecast(cards.values(), NOW.date(), UTC)
    assert counts[0] == 2
    assert counts[8] == 1  # easy at first sight: 8.3 days
    assert sum(counts) == 3


def test_the_brier_score_is_the_mean_squared_error_of_what_was_stated() -> None:
    assert calibrated([(1.0, True), (0.5, False)]).brier == pytest.approx((0 + 0.25) / 2)
    assert calibrated([(0.5, True), (0.5, False)]).brier == 0.25
    nothing = calibrated([])
    assert math.isnan(nothing.brier)
    assert math.isnan(nothing.overconfidence)


def test_a_reader_who_means_what_they_say_is_calibrated_and_a_boaster_is_not() -> None:
    rng = random.Random(0)
    stated = [rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 0.99]) for _ in range(4000)]
    honest = calibrated((p, rng.random() < p) for p in stated)
    boaster = calibrated((0.99, rng.random() < 0.6) for _ in range(4000))
    tolerance = 5 * math.sqrt(0.25 / 4000)  # 5 sigma of a share of 4000 answers
    assert abs(honest.overconfidence) < tolerance
    assert boaster.overconfidence == pytest.approx(0.39, abs=tolerance)
    for bin in honest.bins:
        assert bin.right == pytest.approx(bin.confidence, abs=5 * math.sqrt(0.25 / bin.count))


def test_the_json_document_has_no_nan_and_days_as_text() -> None:
    log = [days_ago(1, "a")]
    found = stats_of(TOPICS, Scheduler().rebuild(log), log, [], [], NOW, zone=UTC)
    document = json.loads(json.dumps(stats_json(found), allow_nan=False))
    assert document["schema"] == "quizdl.stats/1"
    assert document["days"] == {"2026-05-03": 1}
    assert document["calibration"]["brier"] is None


def test_a_session_past_midnight_is_of_the_day_on_which_it_began() -> None:
    night = datetime(2026, 5, 4, 23, 50, tzinfo=UTC)
    log = [Review("a", 1, Rating.GOOD, night), Review("a", 1, Rating.AGAIN, night + timedelta(minutes=30))]
    cards = Scheduler().rebuild(log)
    found = stats_of(TOPICS, cards, log, [], [], night + timedelta(hours=1), zone=UTC)
    assert (found.days, found.streak) == ({night.date(): 2}, 1)
    assert found.forecast[0] == 1, "what comes back within the session is due today"
    morning = stats_of(TOPICS, cards, log, [], [], night + timedelta(hours=7), zone=UTC)
    assert morning.streak == 1, "today has none yet"


def test_the_weakest_are_those_forgotten_most_often_but_not_what_was_answered_today() -> None:
    learned = [days_ago(60, name, Rating.EASY) for name in "abc"]
    forgotten = [days_ago(30, "a", Rating.AGAIN), days_ago(29, "a"), days_ago(28.9, "a")]
    log = [*learned, *forgotten, days_ago(2, "a", Rating.AGAIN), days_ago(1, "b", Rating.AGAIN)]
    found = stats_of(TOPICS, Scheduler().rebuild(log), log, [], [], NOW, zone=UTC)
    assert found.weakest == (Weak("a", 2), Weak("b", 1))
    log.append(days_ago(0.1, "a"))
    found = stats_of(TOPICS, Scheduler().rebuild(log), log, [], [], NOW, zone=UTC)
    assert found.weakest == (Weak("b", 1),), "a day must pass"


def test_readiness_is_projected_where_there_is_a_pace_and_an_interview() -> None:
    log = [days_ago(day, "a") for day in (5, 4, 2)]
    cards, until = Scheduler().rebuild(log), NOW + timedelta(days=20)
    found = stats_of(TOPICS, cards, log, [], [], NOW, zone=UTC, until=until)
    assert found.pace == 3 / 5
    assert found.readiness is not None
    assert found.projected is not None
    assert found.readiness < 1 / 3 < found.projected < 1, "two new questions were learned"
    assert stats_of(TOPICS, cards, log, [], [], NOW, zone=UTC).projected is None
    assert stats_of(TOPICS, cards, log[2:], [], [], NOW, zone=UTC, until=until).projected is None, "two days no pace"


def test_what_is_suspended_is_neither_learned_nor_reviewed_in_the_projection() -> None:
    log = [days_ago(day, "a") for day in (5, 4, 2)]
    tally, cards, until = Tally(), Scheduler().rebuild(log), NOW + timedelta(days=20)
    tally.add_days(log, UTC)
    suspended = {"first", "second"}
    found = stats(TOPICS, cards, tally, NOW, parameters=DEFAULT_PARAMETERS, zone=UTC, until=until, suspended=suspended)
    assert found.projected == pytest.approx(found.readiness)


def test_of_a_suspended_topic_nothing_is_due() -> None:
    log = [days_ago(400, "a"), days_ago(400, "c")]
    tally, cards = Tally(), Scheduler().rebuild(log)
    found = stats(TOPICS, cards, tally, NOW, parameters=DEFAULT_PARAMETERS, zone=UTC, suspended={"first"})
    assert (found.due_now, found.new, sum(found.forecast), found.seen) == (1, 0, 1, 2)
