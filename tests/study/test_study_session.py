"""A session that is kept: what is answered is there after a fall of the power, and what was stopped goes on."""

from pathlib import Path

from quizdl.bank.model import Bank
from quizdl.study.cards import Rating
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.study_session import StudySession
from tests.study.questions import RIGHT, WRONG
from tests.study.sessions import SLOW, answer, begun
from tests.study.writers import Clock


def test_an_answer_is_kept_with_its_seconds_and_confidence_before_the_next_question(
    learner: Learner, clock: Clock, path: Path, tmp_path: Path, bank: Bank
) -> None:
    study = begun(learner, clock, "ab")
    clock.forward(seconds=SLOW)
    study.state_confidence(0.8)
    assert study.record(RIGHT, "en") is Rating.GOOD
    other = ProgressStore.open(path, now=clock)  # as after a crash: nothing was closed
    (review,) = other.reviews(str(tmp_path))
    assert (review.question, review.rating, review.credit) == ("a", Rating.GOOD, 1.0)
    assert (review.seconds, review.confidence) == (SLOW, 0.8)
    assert Learner(other, bank, clock).cards == learner.cards
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
    left = len(study.left)
    study.advance()
    assert (len(commits), left, len(study.left)) == (1, 2, 2)


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
    assert len(later.left) == 4
    assert later.resume()
    assert [question.id for question in later.session.questions] == ["d", "e", "f", "b"]
    answer(later, clock, RIGHT, RIGHT, RIGHT, RIGHT)
    assert StudySession(learner, clock.seconds).left == []
    assert not StudySession(learner, clock.seconds).resume()


def test_a_session_whose_questions_are_gone_is_not_resumed(learner: Learner, clock: Clock) -> None:
    answer(begun(learner, clock, "ab"), clock, RIGHT)
    assert len(StudySession(learner, clock.seconds).left) == 1
    learner.bank = learner.bank._replace(topics=learner.bank.topics[1:])
    assert StudySession(learner, clock.seconds).left == []
    assert not StudySession(learner, clock.seconds).resume()
    assert learner.store.interrupted_session(learner.key) is None


def test_a_session_goes_on_without_the_questions_that_are_gone(learner: Learner, clock: Clock) -> None:
    answer(begun(learner, clock, "abcx"), clock, RIGHT)
    learner.bank = learner.bank._replace(topics=learner.bank.topics[1:])
    study = StudySession(learner, clock.seconds)
    assert study.left == ["x"]
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
    assert len(StudySession(learner, clock.seconds).left) == 1


def test_the_readers_own_rating_takes_the_place_of_ours(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "ab")
    answer(study, clock, RIGHT)
    study.overrule(Rating.AGAIN)
    assert learner.cards["a"].rating is Rating.AGAIN
    assert learner.wrong("a")
    assert [question.id for question in study.session.questions] == ["a", "b", "a"]
    assert (len(study.summary().missed), len(study.summary().right)) == (1, 0)
    study.overrule(Rating.EASY)
    assert (len(study.summary().missed), len(study.summary().right)) == (0, 1)
    overruled = learner.cards["a"]
    assert overruled.rating is Rating.EASY
    assert [question.id for question in study.session.questions] == ["a", "b"]
    assert len(list(learner.store.reviews())) == 1
