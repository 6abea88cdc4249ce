"""What became of a session: what was right, when it comes back, and what changed since it began."""

from pathlib import Path

import pytest

from quizdl.bank.model import Bank, Description, Track
from quizdl.study.cards import recall
from quizdl.study.grading import Grade
from quizdl.study.learner import Learner
from quizdl.study.overview import overview
from quizdl.study.progress import ProgressStore
from quizdl.study.sets import SetKind, another_set, set_of
from quizdl.study.study_session import StudySession
from quizdl.study.summary import Summary
from quizdl.verdict import Verdict
from tests.study.questions import RIGHT, SAID, WRONG
from tests.study.sessions import SLOW, answer, begun
from tests.study.writers import Clock


@pytest.fixture
def bank(bank: Bank, tmp_path: Path) -> Bank:
    track = Track(id="first", title=SAID, topics=("first",))
    return Bank(tmp_path, bank.topics, Description(tracks=(track,)))


def ids(summary: Summary) -> tuple[list[str], list[str]]:
    """The ids of what was right, and of what was missed."""
    return [r.question.id for r in summary.right], [r.question.id for r in summary.missed]


def test_the_first_grade_counts_and_what_was_skipped_is_counted(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "abcdef")
    answer(study, clock, WRONG, RIGHT)
    study.advance()
    answer(study, clock, Grade(False, 0.5), RIGHT, RIGHT)
    summary = study.summary()
    assert ids(summary) == (["b", "e"], ["a", "d"]), "a came back in between, and was right"
    assert (summary.skipped, summary.seconds) == (1, 5 * SLOW)


def test_the_time_until_a_question_is_due_is_that_after_its_last_answer(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "ab")
    answer(study, clock, WRONG, RIGHT)
    after_one = study.summary().missed[0].due_in
    answer(study, clock, RIGHT)
    assert study.summary().missed[0].due_in == learner.due_in("a") > after_one


def test_what_changed_is_told_from_the_cards_of_the_beginning(learner: Learner, clock: Clock) -> None:
    answer(begun(learner, clock, "a"), clock, RIGHT)
    clock.forward(days=30)
    study, card = begun(learner, clock, "abx"), learner.cards["a"]
    answer(study, clock, RIGHT, RIGHT)
    (change,) = study.summary().changes
    assert change.before == pytest.approx(recall(card, clock.at, learner.decay) / 6, abs=1e-4)
    assert change.after == overview(learner).tracks[0].progress.recall, "what home tells next"
    assert 0 < change.before < change.after
    answer(study, clock, RIGHT)
    assert [change.before for change in study.summary().changes] == [change.before, 0], "x stands in no track"


def test_a_resumed_session_begins_anew_and_so_does_its_beginning(
    learner: Learner, store: ProgressStore, clock: Clock
) -> None:
    answer(begun(learner, clock, "abc"), clock, RIGHT)
    study = StudySession(Learner(store, learner.bank, clock), clock.seconds)
    assert study.resume()
    answer(study, clock, RIGHT)
    (change,) = study.summary().changes
    assert change.before == pytest.approx(1 / 6, abs=0.01)
    assert change.after == pytest.approx(2 / 6, abs=0.01)


def test_undo_takes_an_answer_out_of_the_summary(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "ab")
    answer(study, clock, RIGHT, WRONG)
    study.undo()
    assert ids(study.summary()) == (["a"], [])
    study.undo()
    assert study.summary().changes == ()


def test_claims_count_where_the_questions_of_the_set_rest_on_them(learner: Learner, clock: Clock) -> None:
    study = begun(learner, clock, "ab")
    learner.prove("family.b", Verdict.SUPPORTED, as_declared=True)  # before the set, or beside it
    study.prove("family.a", Verdict.REFUTED, as_declared=False)
    answer(study, clock, RIGHT, RIGHT)
    assert [change.proven for change in study.summary().changes] == [0]
    study.prove("family.a", Verdict.SUPPORTED, as_declared=True)
    study.prove("family.c", Verdict.SUPPORTED, as_declared=True)
    assert [change.proven for change in study.summary().changes] == [1]
    assert study.summary().proven == ("family.a", "family.c")
    study.begin(study.session.questions, seed=1)
    assert study.summary().proven == ()


@pytest.mark.parametrize(("confidence", "count"), [(None, 0), (0.7, 0), (0.8, 1), (0.99, 1)])
def test_sure_and_wrong_is_what_was_wrong_at_eighty_percent_or_more(
    learner: Learner, clock: Clock, confidence: float | None, count: int
) -> None:
    study = begun(learner, clock, "abcdef")
    for grade in (RIGHT, WRONG):
        study.state_confidence(confidence)
        answer(study, clock, grade)
    assert sum(reviewed.sure_and_wrong for reviewed in study.summary().reviewed) == count


def test_another_set_is_more_of_the_same_then_what_is_due_then_what_is_new(learner: Learner, clock: Clock) -> None:
    def ask(kind: SetKind | None) -> str:
        return "".join(sorted(question.id for question in another_set(kind, learner, seed=1)))

    answer(begun(learner, clock, "a"), clock, RIGHT)
    assert ask(SetKind("learn", "second")) == "xyz"
    assert ask(SetKind("topic", "first")) == ask(SetKind("review")) == ask(None) == "bcdef"
    answer(begun(learner, clock, "xyz"), clock, *[RIGHT] * 3)
    assert ask(SetKind("learn", "second")) == "bcdef", "nothing is new there"
    clock.forward(days=1)
    learner.cards["a"] = learner.cards["a"]._replace(due=clock.at)
    assert (
        ask(SetKind("learn", "second"))
        == ask(None)
        == "".join(sorted(q.id for q in set_of(SetKind("review"), learner, seed=1)))
    )
    assert "a" in ask(None)


def test_where_nothing_is_due_or_new_a_set_asks_anything(learner: Learner, clock: Clock) -> None:
    answer(begun(learner, clock, "abcdefxyz"), clock, *[Grade(True, 1.0)] * 9)
    clock.forward(hours=1)
    for name in learner.cards:
        learner.cards[name] = learner.cards[name]._replace(due=clock.at.replace(year=2030))
    assert len(another_set(SetKind("review"), learner, seed=1)) == 9
    assert {question.id for question in set_of(SetKind("topic", "second"), learner, seed=1)} == set("xyz")
