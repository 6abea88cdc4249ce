"""Interviews that were held: stored from the first answer on, their share of the key points, what was missed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from quizdl.bank.model import Bank, Topic
from quizdl.study import durable_database
from quizdl.study.cards import Rating
from quizdl.study.held_interview import HeldInterview, HeldInterviews
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.rehearsal import Rehearsal
from tests.study.questions import SAID, open_question


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProgressStore]:
    store = ProgressStore.open(tmp_path / "progress.sqlite")
    yield store
    store.close()


def learner_of(store: ProgressStore, *names: str) -> Learner:
    questions = tuple(open_question(4, name) for name in names)
    return Learner(store, Bank(Path("bank"), (Topic("x", SAID, questions),)))


def held_of(learner: Learner, *answers: str) -> HeldInterview:
    """An interview with these answers; empty ones were skipped."""
    rehearsal = Rehearsal(learner, 30, 0, ["x"])
    for answer in answers:
        rehearsal.answer(answer)
    return rehearsal.held


def test_each_answer_is_stored_at_once_and_read_again_as_it_was(store: ProgressStore, tmp_path: Path) -> None:
    learner = learner_of(store, "a", "b", "c")
    held = held_of(learner, "one \ud800", "two")
    other = ProgressStore.open(tmp_path / "progress.sqlite")  # as after a kill
    (found,) = HeldInterviews(learner_of(other, "a", "b", "c")).all()
    other.close()
    assert (found.id, found.began, found.minutes, found.topics) == (held.id, held.began, 30, ("x",))
    for spoken, before in zip(found.answers, held.answers, strict=True):
        assert replace(spoken, seconds=0) == replace(before, seconds=0)
    assert [spoken.words for spoken in found.to_compare] == ["one \ud800", "two"]


def test_the_share_counts_what_was_skipped_and_leaves_out_what_was_not_compared(store: ProgressStore) -> None:
    learner = learner_of(store, "a", "b", "c")
    held = held_of(learner, "one", "", "three")
    assert held.share == 0.0, "only the skipped one is known"
    interviews = HeldInterviews(learner)
    interviews.compare(held, held.answers[0], [0, 1, 2], "en")
    assert held.share == pytest.approx(3 / 8)
    assert held.missed == [held.answers[0].asked.question, held.answers[1].asked.question]
    interviews.compare(held, held.answers[2], range(4), "en")
    assert held.share == pytest.approx(7 / 12)
    assert len(held.missed) == 2
    (found,) = interviews.all()
    assert found.share == held.share


def test_comparing_enters_the_question_into_the_schedule(store: ProgressStore) -> None:
    learner = learner_of(store, "a", "b")
    held = held_of(learner, "one")
    name = held.answers[0].asked.question.id
    assert name not in learner.cards
    HeldInterviews(learner).compare(held, held.answers[0], [0], "en")
    assert learner.cards[name].rating == Rating.AGAIN


def test_the_best_so_far_is_of_the_interviews_before(store: ProgressStore) -> None:
    learner, interviews = learner_of(store, "a", "b"), HeldInterviews(learner_of(store, "a", "b"))
    first, second = held_of(learner, "one"), held_of(learner, "two")
    second.began = first.began + timedelta(minutes=1)
    interviews.compare(first, first.answers[0], [0], "en")
    interviews.compare(second, second.answers[0], [0, 1], "en")
    assert interviews.best_before(first) is None
    assert interviews.best_before(second) == 0.25


@pytest.mark.fault
def test_an_interview_on_a_disk_that_refuses_is_written_down_once_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_database, "RETRY_SECONDS", 0.0)
    data = tmp_path / "data"
    data.touch()  # a file in the way of the folder
    with closing(ProgressStore.open(data / "progress.sqlite")) as store:
        rehearsal = Rehearsal(learner_of(store, "a", "b", "c"), 30, 0)
        rehearsal.answer("one")
        rehearsal.answer("two")
        assert not store.saved
        data.unlink()
    with closing(ProgressStore.open(data / "progress.sqlite")) as store:
        (found,) = HeldInterviews(learner_of(store, "a", "b", "c")).all()
    assert [spoken.words for spoken in found.answers] == ["one", "two"]


def test_what_is_thrown_away_is_gone_with_its_drafts(store: ProgressStore) -> None:
    learner = learner_of(store, "a", "b")
    rehearsal = Rehearsal(learner, 30, 0)
    for question in learner.bank.questions():
        learner.keep_draft(question, "typed")
    rehearsal.answer("typed")
    rehearsal.throw_away()
    assert rehearsal.interview.current is None
    assert store.interviews() == []
    assert [learner.draft(question) for question in learner.bank.questions()] == ["", ""]


def test_interviews_of_other_banks_and_of_unknown_schemas_are_left_alone(store: ProgressStore) -> None:
    learner = learner_of(store, "a")
    held_of(learner, "one")
    ((_, document),) = store.interviews()
    store.keep_interview(1, {**document, "bank": "another"})
    store.keep_interview(2, {**document, "schema": "quizdl.interview/99"})
    store.keep_interview(3, {"scores": {}, **document, "schema": "quizdl.interview/1", "minutes": 5})
    assert [held.minutes for held in HeldInterviews(learner).all()] == [5, 30]


def test_the_words_for_a_question_that_has_left_the_bank_can_still_be_read(store: ProgressStore) -> None:
    held_of(learner_of(store, "a"), "one")
    (found,) = HeldInterviews(learner_of(store, "b")).all()
    assert found.answers[0].words == "one"
    assert (found.share, found.to_compare, found.missed) == (None, [], [])
