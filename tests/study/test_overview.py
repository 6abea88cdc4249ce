"""What home tells, as numbers: progress by track, the next set, days in a row, and what falls due when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizdl.bank.model import Bank, Description, Text, Topic, Track
from quizdl.study.grading import Grade, new_review
from quizdl.study.learner import Learner
from quizdl.study.overview import FIRST_SET, OTHERS, SET, overview
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import Selection, draw, due_within
from quizdl.study.sets import SetKind, another_set, set_of
from tests.tui.small_bank import CHOICE

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Clock:
    at = NOW

    def __call__(self) -> datetime:
        return self.at


def topic(name: str, count: int, *claims: str) -> Topic:
    asked = tuple(replace(CHOICE, id=f"{name}-{n}", verify=claims or (f"{name}.c{n}",)) for n in range(count))
    return Topic(name, Text(en=name), asked)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def learner(tmp_path: Path, clock: Clock) -> Iterator[Learner]:
    tracks = (Track(id="one", title=Text(en="One"), topics=("b", "a", "gone")),)
    topics = (topic("a", 12, "shared.claim"), topic("b", 3, "shared.claim"), topic("c", 2))
    store = ProgressStore.open(tmp_path / "progress.sqlite", now=clock)
    described = Description(tracks=tracks, lists={"b": 3, "c": 20, "a": 7})
    yield Learner(store, Bank(tmp_path, topics, described), now=clock)
    store.close()


def answer(learner: Learner, clock: Clock, name: str, days_ago: float, *, right: bool = True) -> None:
    (asked,) = [question for question in learner.bank.questions() if question.id == name]
    clock.at = NOW - timedelta(days=days_ago)
    learner.record(new_review(asked, Grade(right, float(right)), language="en"))
    clock.at = NOW


def test_tracks_keep_their_order_and_what_is_in_none_comes_last(learner: Learner) -> None:
    tracks = overview(learner).tracks
    assert [(track.id, [topic.name for topic in track.topics]) for track in tracks] == [
        ("one", ["b", "a"]),
        (OTHERS, ["c"]),
    ]


def test_a_claim_of_several_topics_counts_once_in_their_track(learner: Learner, clock: Clock) -> None:
    answer(learner, clock, "a-0", 0)
    track = overview(learner).tracks[0]
    assert [topic.progress.claims for topic in track.topics] == [1, 1]
    assert track.progress.claims == 1
    assert overview(learner).whole.claims == 3


def test_the_first_set_is_short_and_later_ones_are_sets_of_ten(learner: Learner, clock: Clock) -> None:
    learner.suspend(["b"])
    first = overview(learner).next_set
    assert first is not None
    assert (first.topic.name, first.size) == ("a", FIRST_SET)
    answer(learner, clock, "a-0", 0)
    later = overview(learner).next_set
    assert later is not None
    assert (later.topic.name, later.size) == ("a", SET)
    assert later.seconds > 60


def test_a_changed_answer_is_due_and_not_new(learner: Learner, clock: Clock) -> None:
    answer(learner, clock, "b-0", 0)
    topics = list(learner.bank.topics)
    changed = tuple(replace(question, revision=2) for question in topics[1].questions)
    topics[1] = topics[1]._replace(questions=changed)
    learner.bank = learner.bank._replace(topics=tuple(topics))
    progress = overview(learner).tracks[0].topics[0].progress
    assert (progress.due, progress.new) == (1, 2)


@pytest.mark.slow
def test_days_in_a_row_reach_beyond_what_is_read_of_the_log_first(learner: Learner, clock: Clock) -> None:
    for day in range(100):
        answer(learner, clock, "a-0", 100 - day)
    assert overview(learner).days_in_a_row == 100
    answer(learner, clock, "a-0", 0)
    assert overview(learner).days_in_a_row == 101


def test_a_gap_ends_the_days_in_a_row(learner: Learner, clock: Clock) -> None:
    for day in (5, 4, 2, 1):
        answer(learner, clock, "a-0", day)
    assert overview(learner).days_in_a_row == 2


def test_the_next_card_to_come_is_told_with_those_of_its_day(learner: Learner, clock: Clock) -> None:
    answer(learner, clock, "a-0", 0)
    answer(learner, clock, "a-1", 0)
    for name in ("a-0", "a-1"):
        learner.cards[name] = learner.cards[name]._replace(due=NOW + timedelta(days=3))
    told = overview(learner)
    assert (told.whole.due, told.next_due) == (0, (3, 2))


def test_the_review_of_what_is_due_holds_nothing_new(learner: Learner, clock: Clock) -> None:
    answer(learner, clock, "a-3", 60)
    assert due_within(learner, 30, new=False) == ["a-3"]
    assert len(due_within(learner, 30)) > 1


def test_what_is_left_of_a_set_has_a_topic_where_all_of_it_has_the_same(learner: Learner) -> None:
    one, several = overview(learner, ["a-0", "a-1"]).unfinished, overview(learner, ["a-0", "b-1"]).unfinished
    assert one is not None
    assert several is not None
    assert (one.left, one.topic) == (2, Text(en="a"))
    assert (several.left, several.topic) == (2, None)
    assert overview(learner).unfinished is None


def test_the_topic_that_most_lists_ask_is_told_as_long_as_something_is_new_in_it(
    learner: Learner, clock: Clock
) -> None:
    told = overview(learner).most_asked
    assert told is not None
    assert (told.topic.name, told.lists) == ("c", 20)
    for name in ("c-0", "c-1"):
        answer(learner, clock, name, 1)
    told = overview(learner).most_asked
    assert told is not None
    assert (told.topic.name, told.lists) == ("a", 7)


def test_a_bank_that_counts_no_lists_offers_no_such_order(learner: Learner) -> None:
    learner.bank = learner.bank._replace(description=Description())
    assert overview(learner).most_asked is None


def test_sets_of_what_is_most_asked_go_down_the_lists_and_leave_out_what_was_seen(
    learner: Learner, clock: Clock
) -> None:
    answer(learner, clock, "c-1", 1)
    first = set_of(SetKind("asked"), learner, seed=0)
    assert [question.id for question in first] == ["c-0", *(f"a-{n}" for n in range(SET - 1))]
    for question in first:
        answer(learner, clock, question.id, 1)
    second = another_set(SetKind("asked"), learner, seed=0)
    assert [question.id for question in second] == ["a-9", "a-10", "a-11", "b-0", "b-1", "b-2"]


def test_a_session_of_the_most_asked_begins_with_easy_questions_of_the_topic_most_lists_ask(learner: Learner) -> None:
    hard = replace(learner.bank.topics[2].questions[0], level=3)
    easy = replace(learner.bank.topics[2].questions[1], level=1)
    topics = (*learner.bank.topics[:2], learner.bank.topics[2]._replace(questions=(hard, easy)))
    learner.bank = learner.bank._replace(topics=topics)
    drawn = [question.id for question in draw(Selection(most_asked=True), learner, 4, seed=7)]
    assert drawn == ["c-1", "c-0", "a-0", "a-1"]
