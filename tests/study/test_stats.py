"""Where a reader stands, against counts made by hand and readers drawn at random."""

import json
import math
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest

from quizdl.bank.model import Text, Topic
from quizdl.report.stats import section_lines, stats_json
from quizdl.report.view.stats import stats_view
from quizdl.study.cards import Card, Rating, Review, forgetting_curve
from quizdl.study.scheduling import Scheduler
from quizdl.study.stats import Calibration, Stats, calibration, forecast, stats, streak
from quizdl.study.tally import Tally
from quizdl.words import Language
from tests.built_in import CATALOGUE
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
    return stats(topics, cards, tally, now, zone=zone, until=until)


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
    assert found.weakest[0][0] == "family.claim"
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
    titles = {topic.name: topic.title for topic in topics}
    now = stats_view(found, titles, "en", NOW.date())[0].sentences
    assert "2 of 3 questions seen, 2 reviews" in now
    assert "1 due, 1 new; 1 d in a row" in now, "as home counts: what is new is not due"


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


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [38, 60, 100])
def test_no_line_of_the_report_is_wider_than_the_terminal(language: Language, width: int) -> None:
    from rich.cells import cell_len

    log = [days_ago(day, name) for day in range(40, 0, -1) for name in "ab"] + [days_ago(0, "a", Rating.AGAIN)]
    scheduler = Scheduler()
    stated = [(0.9, True)] * 9 + [(0.6, False)] * 9
    found = stats_of(TOPICS, scheduler.rebuild(log), log, stated, scheduler.predictions(log), NOW, zone=UTC, until=NOW)
    titles = {topic.name: topic.title for topic in TOPICS}
    sections = stats_view(found, titles, language, NOW.date())
    assert len(sections) == 6
    for section in sections:
        lines = section_lines(section, width)
        assert all(cell_len(line) <= width for line in lines), lines
        spaced = r"\d %" if language == "ko" else r"\d%"  # Korean has no space before the sign, English has one here
        assert not re.search(spaced, "\n".join(lines))


def test_one_is_no_plural() -> None:
    log = [days_ago(1, "a")]
    found = stats_of(TOPICS, Scheduler().rebuild(log), log, [(0.5, True)], [("a", True, 0.9)], NOW, zone=UTC)
    sections = stats_view(found, {topic.name: topic.title for topic in TOPICS}, "en", NOW.date())
    text = "\n".join(line for section in sections for line in section_lines(section, 78))
    assert re.findall(r"\b1 (?:review|confidence)s?\b", text) == ["1 review", "1 review", "1 confidence"]


def test_a_session_past_midnight_is_of_the_day_on_which_it_began() -> None:
    night = datetime(2026, 5, 4, 23, 50, tzinfo=UTC)
    log = [Review("a", 1, Rating.GOOD, night), Review("a", 1, Rating.AGAIN, night + timedelta(minutes=30))]
    cards = Scheduler().rebuild(log)
    found = stats_of(TOPICS, cards, log, [], [], night + timedelta(hours=1), zone=UTC)
    assert (found.days, found.streak) == ({night.date(): 2}, 1)
    assert found.forecast[0] == 1, "what comes back within the session is due today"
    morning = stats_of(TOPICS, cards, log, [], [], night + timedelta(hours=7), zone=UTC)
    assert morning.streak == 1, "today has none yet"


def test_a_claim_whose_question_was_just_failed_is_weaker_than_one_that_was_just_recalled() -> None:
    one, other = (choice_question(True, False, name=name) for name in "ab")
    topics = (Topic("first", SAID, (replace(one, verify=("x.failed",)), replace(other, verify=("x.recalled",)))),)
    log = [days_ago(20, "a"), days_ago(20, "b"), days_ago(10, "a"), days_ago(10, "b")]
    log += [days_ago(0.01, "a", Rating.AGAIN), days_ago(0.01, "b")]
    cards = Scheduler().rebuild(log)
    found = stats_of(topics, cards, log, [], [], NOW, zone=UTC)
    assert [claim for claim, _ in found.weakest] == ["x.failed", "x.recalled"]
    assert found.weakest[0][1] < 0.9
    assert found.weakest_in == 30
    ahead = stats_of(topics, cards, log, [], [], NOW, zone=UTC, until=NOW + timedelta(days=100))
    assert ahead.weakest_in == 100
    assert ahead.weakest[0][1] < found.weakest[0][1]
    over = stats_of(topics, cards, log, [], [], NOW, zone=UTC, until=NOW - timedelta(days=1))
    assert over.weakest == found.weakest, "an interview that is over says nothing of what will be recalled"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_weakest_claims_are_named_by_their_sentences(language: Language) -> None:
    claim = CATALOGUE.claim("adam.bias_correction")
    topics = (Topic("first", SAID, (replace(choice_question(True, False, name="a"), verify=(claim.id, "no.claim")),)),)
    log = [days_ago(1, "a")]
    found = stats_of(topics, Scheduler().rebuild(log), log, [], [], NOW, zone=UTC)
    sections = stats_view(found, {"first": SAID}, language, NOW.date(), CATALOGUE)
    lines = [line for section in sections for line in section_lines(section, 500)]
    assert any(line.startswith(claim.sentence(language)[:60]) for line in lines)
    assert any(line.startswith("no.claim") for line in lines)


def test_of_a_suspended_topic_nothing_is_due() -> None:
    log = [days_ago(400, "a"), days_ago(400, "c")]
    tally, cards = Tally(), Scheduler().rebuild(log)
    found = stats(TOPICS, cards, tally, NOW, zone=UTC, suspended={"first"})
    assert (found.due_now, found.new, sum(found.forecast), found.seen) == (1, 0, 1, 2)
