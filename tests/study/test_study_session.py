"""A session that is kept: what is answered is there after a fall of the power, and what was stopped goes on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.bank.model import Bank, Text, Topic
from quizdl.bank.question import ChoiceQuestion
from quizdl.study.cards import NewReview, Rating, forgetting_curve
from quizdl.study.grading import Grade, new_review
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.selection import Selection, asked_for, draw, search
from quizdl.study.session import Score
from quizdl.study.study_session import StudySession
from quizdl.verdict import Verdict
from tests.study.questions import RIGHT, SAID, WRONG, choice_question, open_question

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SLOW = 100.0  # seconds: no answer of that length is easy


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def forward(self, **length: float) -> None:
        self.at += timedelta(**length)


def lettered(names: str, level: int = 1) -> tuple[ChoiceQuestion, ...]:
    return tuple(
        replace(choice_question(True, False, name=name), verify=(f"family.{name}",), level=level) for name in names
    )


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    first = Topic("first", SAID, lettered("abcdef"))
    second = Topic("second", SAID, (*lettered("xy", level=3), open_question(3, "z")))
    return Bank(tmp_path, (first, second))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[ProgressStore]:
    store = ProgressStore.open(tmp_path / "progress.sqlite", now=clock.now)
    yield store
    store.close()


@pytest.fixture
def learner(store: ProgressStore, bank: Bank, clock: Clock) -> Learner:
    return Learner(store, bank, clock.now)


def begun(learner: Learner, clock: Clock, names: str) -> StudySession:
    study = StudySession(learner, clock.seconds)
    study.begin(asked_for(names, learner.bank), seed=3)
    return study


def answer(study: StudySession, clock: Clock, *grades: Grade) -> list[Rating | None]:
    ratings = []
    for grade in grades:
        clock.forward(seconds=SLOW)
        ratings.append(study.record(grade, "en"))
        study.advance()
    return ratings


def test_an_answer_is_kept_with_its_seconds_and_confidence_before_the_next_question(
    learner: Learner, clock: Clock, tmp_path: Path, bank: Bank
) -> None:
    study = begun(learner, clock, "ab")
    clock.forward(seconds=SLOW)
    study.state_confidence(0.8)
    assert study.record(RIGHT, "en") is Rating.GOOD
    other = ProgressStore.open(tmp_path / "progress.sqlite", now=clock.now)  # as after a crash: nothing was closed
    (review,) = other.reviews(str(tmp_path))
    assert (review.question, review.rating, review.credit) == ("a", Rating.GOOD, 1.0)
    assert (review.seconds, review.confidence) == (SLOW, 0.8)
    assert Learner(other, bank, clock.now).cards == learner.cards
    other.close()


def test_a_stated_confidence_is_of_one_answer_alone_and_its_time_begins_with_its_question(
    learner: Learner, store: ProgressStore, clock: Clock
) -> None:
    study = begun(learner, clock, "ab")
    study.state_confidence(0.8)
    study.advance()
    clock.forward(seconds=SLOW)
    study.record(RIGHT, "en")
    (review,) = store.reviews()
    assert (review.question, review.seconds, review.confidence) == ("b", SLOW, None)


def test_an_answer_and_the_place_in_the_session_are_one_transaction_and_going_on_takes_none(
    learner: Learner, store: ProgressStore, clock: Clock
) -> None:
    commits: list[str] = []
    store._database._connection.set_trace_callback(
        lambda statement: commits.append(statement) if statement == "commit" else None
    )
    study = begun(learner, clock, "abc")
    assert commits == [], "nothing is written before the first question shows"
    study.record(RIGHT, "en")
    assert len(commits) == 1
    left = study.left
    study.advance()
    assert (len(commits), left, study.left) == (1, 2, 2)


def test_who_only_looks_into_a_session_does_not_lose_the_one_that_was_interrupted(
    learner: Learner, clock: Clock
) -> None:
    answer(begun(learner, clock, "abc"), clock, RIGHT)
    begun(learner, clock, "xy")
    study = StudySession(learner, clock.seconds)
    assert study.resume()
    assert [question.id for question in study.session.questions] == ["b", "c"]


def test_right_after_a_wrong_try_is_hard_and_only_the_first_answer_to_what_is_shown_is_kept(
    learner: Learner, clock: Clock
) -> None:
    study = begun(learner, clock, "a")
    assert answer(study, clock, WRONG, RIGHT) == [Rating.AGAIN, Rating.HARD]
    assert study.record(RIGHT, "en") is None
    assert [review.rating for review in learner.store.reviews()] == [Rating.AGAIN, Rating.HARD]


def test_an_interrupted_session_goes_on_at_the_first_question_without_an_answer(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "abcdef")
    answer(study, clock, RIGHT, WRONG)
    clock.forward(seconds=SLOW)
    study.record(RIGHT, "en")  # c is answered, and the reader falls asleep over the answer
    later = StudySession(learner, clock.seconds)
    assert later.left == 4
    assert later.resume()
    assert [question.id for question in later.session.questions] == ["d", "e", "f", "b"]
    answer(later, clock, RIGHT, RIGHT, RIGHT, RIGHT)
    assert StudySession(learner, clock.seconds).left == 0
    assert not StudySession(learner, clock.seconds).resume()


def test_a_session_whose_questions_are_gone_is_not_resumed(learner: Learner, clock: Clock) -> None:
    answer(begun(learner, clock, "ab"), clock, RIGHT)
    assert StudySession(learner, clock.seconds).left == 1
    learner.bank = learner.bank._replace(topics=learner.bank.topics[1:])
    assert StudySession(learner, clock.seconds).left == 0
    assert not StudySession(learner, clock.seconds).resume()
    assert learner.store.interrupted_session(learner.key) is None


def test_a_session_goes_on_without_the_questions_that_are_gone(learner: Learner, clock: Clock) -> None:
    answer(begun(learner, clock, "abcx"), clock, RIGHT)
    learner.bank = learner.bank._replace(topics=learner.bank.topics[1:])
    study = StudySession(learner, clock.seconds)
    assert study.left == 1
    assert study.resume()
    assert [question.id for question in study.session.questions] == ["x"]


def test_undo_restores_card_and_question_and_leaves_both_lines_in_the_log(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "ab")
    answer(study, clock, RIGHT)
    before = dict(learner.cards)
    clock.forward(days=30)
    answer(study, clock, WRONG)
    assert study.undo()
    assert study.session.current is not None
    assert study.session.current.id == "b"
    assert learner.cards == before
    assert study.undo()
    assert learner.cards == {}
    assert not study.undo()
    assert list(learner.store.reviews()) == []


def test_a_session_that_was_at_its_end_can_be_resumed_after_undo(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "a")
    answer(study, clock, RIGHT)
    study.undo()
    assert StudySession(learner, clock.seconds).left == 1


def test_the_readers_own_rating_takes_the_place_of_ours(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "ab")
    answer(study, clock, RIGHT)
    study.overrule(Rating.AGAIN)
    assert learner.cards["a"].rating is Rating.AGAIN
    assert learner.wrong("a")
    assert [question.id for question in study.session.questions] == ["a", "b", "a"]
    assert study.summary().total == Score(asked=1, right=0, credit=0.0)
    study.overrule(Rating.EASY)
    assert study.summary().total == Score(asked=1, right=1, credit=1.0)
    overruled = learner.cards["a"]
    assert overruled.rating is Rating.EASY
    assert [question.id for question in study.session.questions] == ["a", "b"]
    assert len(list(learner.store.reviews())) == 1


def test_a_raised_revision_asks_again_and_edited_text_does_not(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "a")
    answer(study, clock, RIGHT)
    study.overrule(Rating.EASY)
    summaries = learner.bank.topics[0].summaries()
    assert learner.state(summaries[0]) == "later"
    assert learner.state(summaries[0]._replace(prompt=Text(en="other words"))) == "later"
    assert learner.state(summaries[0]._replace(revision=2)) == "changed"
    assert learner.due([*summaries[1:2], summaries[0]._replace(revision=2)])[0].id == "a"


def test_what_is_due_comes_least_remembered_first_and_new_ones_last(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "abc")
    for rating in (Rating.EASY, Rating.GOOD, Rating.AGAIN):
        answer(study, clock, RIGHT)
        study.overrule(rating)
    clock.forward(days=40)
    assert [summary.id for summary in learner.due(learner.bank.topics[0].summaries())] == ["c", "b", "a", "d", "e", "f"]
    assert [q.id for q in draw(Selection(["first"], only="due"), learner, count=2)] == ["c", "b"]


def test_a_selection_is_by_topic_level_state_bookmark_and_words(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "ab")
    answer(study, clock, WRONG, RIGHT)
    learner.bookmark("y")
    learner.prove("family.a", Verdict.SUPPORTED, as_declared=True)
    learner.prove("family.b", Verdict.REFUTED, as_declared=False)

    def chosen(**wanted: Any) -> str:
        return "".join(sorted(summary.id for summary in Selection(**wanted).summaries(learner)))

    assert chosen() == "abcdefxyz"
    assert chosen(topics=["second"]) == "xyz"
    assert chosen(levels=[3]) == "xy"
    assert chosen(only="wrong") == "a"
    assert chosen(only="new") == "cdefxyz"
    assert chosen(only="bookmarked") == "y"
    assert chosen(only="unproven") == "bcdefxyz"
    assert chosen(text="FAMILY.X") == "x"
    learner.bookmark("y")
    assert chosen(only="bookmarked") == ""


def test_search_finds_every_word_in_either_language_however_it_was_typed(bank: Bank) -> None:
    question = replace(lettered("s")[0], prompt=Text(en="The Bias correction", ko="편향 보정"))
    bank = Bank(bank.root, (*bank.topics, Topic("third", SAID, (question,))))
    for typed in ("bias CORRECTION", "correction the", "편향", "\u1111\u1167\u11ab향", "ｂｉａｓ"):
        assert [found.id for found in search(bank, typed)] == ["s"]
    assert search(bank, "bias wrong") == []
    assert search(bank, "  ") == []


def test_what_falls_due_on_a_day_is_due_from_its_morning_on_and_told_in_whole_days(
    learner: Learner, clock: Clock
) -> None:
    study = begun(learner, clock, "a")
    answer(study, clock, WRONG)
    assert learner.due_in("a") < timedelta(hours=1)
    study.overrule(Rating.EASY)
    days = learner.due_in("a") // timedelta(days=1)
    assert learner.due_in("a") == timedelta(days=days) > timedelta(days=1)
    summary = learner.bank.topics[0].summaries()[0]
    clock.at = NOW.replace(hour=3, minute=59) + timedelta(days=days)
    assert learner.state(summary) == "later"
    clock.forward(minutes=1)
    assert learner.state(summary) == "due"


def test_where_the_reader_stands_is_told_by_the_law_that_was_fitted_to_them(learner: Learner, clock: Clock) -> None:
    answer(begun(learner, clock, "a"), clock, RIGHT)
    clock.forward(days=20)
    by_default = learner.stats().recall_now
    learner.store.use((*DEFAULT_PARAMETERS[:20], 0.5))
    fitted = Learner(learner.store, learner.bank, clock.now)
    card = fitted.cards["a"]
    days = (clock.at - card.last) / timedelta(days=1)
    assert fitted.stats().recall_now == pytest.approx(forgetting_curve(days, card.stability, 0.5) / 9)
    assert abs(fitted.stats().recall_now - by_default) > 0.001


def review_of(name: str) -> NewReview:
    return new_review(choice_question(True, False, name=name), RIGHT, language="en", seconds=SLOW)


def test_progress_moves_along_with_the_folder_of_a_bank(bank: Bank, store: ProgressStore, tmp_path: Path) -> None:
    def opened(name: str, *topics: Topic) -> Learner:
        return Learner(store, Bank(tmp_path / name, topics or bank.topics))

    for name in ("old", "other"):
        (tmp_path / name).mkdir()
    for name in "ab":
        opened("old").record(review_of(name))
    assert opened("copy").cards == {}, "the old one is there still"
    (tmp_path / "old").rename(tmp_path / "new")
    stranger = Topic("stranger", SAID, (*lettered("pq"), replace(choice_question(True, False, name="r"), id="r")))
    assert opened("other", stranger).cards == {}, "no question of it was answered there"
    assert opened("new").cards.keys() == {"a", "b"}
    opened("new").record(review_of("c"))
    (tmp_path / "new").rename(tmp_path / "newest")
    assert opened("newest").cards.keys() == {"a", "b", "c"}, "and again"
    assert store.banks() == {str(tmp_path / "old"): str(tmp_path / "newest")}


def test_of_two_banks_whose_folders_are_gone_neither_is_taken_for_the_one_that_was_moved(
    bank: Bank, store: ProgressStore, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        learner = Learner(store, Bank(tmp_path / name, bank.topics))
        learner.record(review_of("a"))
        (tmp_path / name).mkdir()
    for name in ("one", "two"):
        (tmp_path / name).rmdir()
    assert Learner(store, Bank(tmp_path / "three", bank.topics)).cards == {}
