"""What one reader has to do in one bank: what is due, changed, chosen and found; and a bank that moves."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from quizdl.bank.model import Bank, Text, Topic
from quizdl.study.cards import NewReview, Rating, forgetting_curve
from quizdl.study.grading import new_review
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.searching import search
from quizdl.study.selection import Selection, draw
from quizdl.verdict import Verdict
from tests.study.questions import RIGHT, SAID, WRONG, choice_question
from tests.study.sessions import SLOW, answer, begun, lettered
from tests.study.writers import MORNING, Clock


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
    clock.at = MORNING.replace(hour=3, minute=59) + timedelta(days=days)
    assert learner.state(summary) == "later"
    clock.forward(minutes=1)
    assert learner.state(summary) == "due"


def test_where_the_reader_stands_is_told_by_the_law_that_was_fitted_to_them(learner: Learner, clock: Clock) -> None:
    answer(begun(learner, clock, "a"), clock, RIGHT)
    clock.forward(days=20)
    by_default = learner.stats().recall_now
    learner.store.use((*DEFAULT_PARAMETERS[:20], 0.5))
    fitted = Learner(learner.store, learner.bank, clock)
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
