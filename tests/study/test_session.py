"""What a session asks, what comes back, and what it remembers."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from quizdl.bank.model import Bank, Topic
from quizdl.bank.question import ChoiceQuestion
from quizdl.study.grading import Grade
from quizdl.study.session import Score, Session, separate_siblings
from quizdl.verdict import Verdict
from tests.study.questions import RIGHT, SAID, WRONG, choice_question, number_question, open_question, order_question


@given(st.integers(0, 1000), st.integers(3, 9))
def test_items_are_never_shown_in_their_right_order(seed: int, count: int) -> None:
    question = order_question(count)
    order = Session([question], seed).display_order(question)
    assert sorted(order) == list(range(count))
    assert list(order) != sorted(order)


def test_choices_are_shuffled_by_seed_and_stay_so_within_a_session() -> None:
    question = choice_question(True, False, False, False)
    orders = {seed: Session([question], seed).display_order(question) for seed in range(20)}
    assert len(set(orders.values())) > 10
    session = Session([question, number_question(1.0, 0.0)], 3)
    session.advance()
    assert session.display_order(question) == orders[3]
    assert session.display_order(open_question(3)) == (0, 1, 2)
    assert session.display_order(number_question(1.0, 0.0)) == ()


def test_a_session_counts_right_answers_skips_and_the_longest_streak() -> None:
    questions = [number_question(1.0, 0.0, name=f"n{place}") for place in range(6)]
    session = Session(questions, 0)
    for grade in (RIGHT, RIGHT, Grade(False, 0.5), None, RIGHT):
        if grade:
            session.record(grade)
            session.advance()
        else:
            session.advance()
    assert (session.position, session.total, session.current, session.streak) == (5, 7, questions[5], 1)
    summary = session.summary()
    assert summary.total == Score(asked=4, right=3, credit=3.5)
    assert (summary.skipped, summary.streak) == (1, 2)
    assert summary.wrong == (questions[2],)


def asked(session: Session, grades: Iterable[Grade]) -> str:
    """The ids of the questions that such answers meet, one letter each, to the end of the session."""
    seen = ""
    for grade in grades:
        if session.current is None:
            break
        seen += session.current.id
        session.record(grade)
        session.advance()
    return seen


def lettered(names: str) -> list[ChoiceQuestion]:
    return [replace(choice_question(True, False, name=name), verify=(f"family.{name}",)) for name in names]


def test_what_went_wrong_comes_back_after_four_others_until_it_is_right() -> None:
    assert asked(Session(lettered("abcdefgh"), 0), [WRONG, *[RIGHT] * 20]) == "abcdeafgh"
    assert asked(Session(lettered("ab"), 0), [WRONG, RIGHT, WRONG, RIGHT, RIGHT]) == "abaa"


def test_what_comes_back_keeps_away_from_its_siblings_and_from_itself() -> None:
    questions = lettered("abcdefghij")
    for sibling in (4, 5):  # the neighbours of the place where it would come back
        questions[sibling] = replace(questions[sibling], verify=("family.a", "family.more"))
    assert asked(Session(questions, 0), [WRONG, *[RIGHT] * 20]) == "abcdefgahij"
    siblings = [replace(question, verify=("family.a",)) for question in lettered("abcdefghij")]
    assert asked(Session(siblings, 0), [WRONG, *[RIGHT] * 20]) == "abcdeafghij", "nothing else is left"


def test_nothing_comes_back_more_than_three_times() -> None:
    assert asked(Session(lettered("a"), 0), [WRONG] * 99) == "aaaa"


def test_the_first_grade_of_a_question_stands() -> None:
    session = Session(lettered("ab"), 0)
    assert asked(session, [WRONG, RIGHT, RIGHT]) == "aba"
    assert session.wrong_tries(session.questions[0]) == 1
    assert session.grade_of(session.questions[0]) == WRONG
    summary = session.summary()
    assert summary.total == Score(asked=2, right=1, credit=1.0)
    assert [question.id for question in summary.wrong] == ["a"]


def test_only_the_first_answer_to_what_is_shown_counts() -> None:
    session = Session(lettered("ab"), 0)
    session.record(RIGHT)
    session.record(WRONG)
    assert [answer.grade for answer in session.answers] == [RIGHT]


def test_undo_takes_the_answer_back_with_what_it_brought_back() -> None:
    session = Session(lettered("abcdefgh"), 0)
    assert session.undo() is None
    assert asked(session, [RIGHT, WRONG, RIGHT]) == "abc"
    assert session.streak == 1
    for name, streak, total in (("c", 0, 9), ("b", 1, 8), ("a", 0, 8)):
        undone = session.undo()
        assert undone is not None
        assert undone is session.current
        assert (undone.id, session.streak, session.total) == (name, streak, total)
    assert asked(session, [RIGHT] * 20) == "abcdefgh"


def test_an_amended_grade_takes_the_place_of_the_last_one() -> None:
    session = Session(lettered("abcdefgh"), 0)
    assert asked(session, [WRONG]) == "a"
    session.amend(RIGHT)
    assert (session.position, session.total, session.streak) == (1, 8, 1)
    session.amend(WRONG)
    assert (session.position, session.total, session.streak) == (1, 9, 0)


@given(st.lists(st.sampled_from("abcdef"), max_size=30))
def test_siblings_do_not_follow_one_another_while_others_are_left(families: list[str]) -> None:
    questions = [
        replace(question, id=f"{place}", verify=(f"family.{name}",))
        for place, (name, question) in enumerate(zip(families, lettered("q" * len(families)), strict=True))
    ]
    spread = separate_siblings(questions)
    assert sorted(q.id for q in spread) == sorted(q.id for q in questions)
    for place, (before, after) in enumerate(pairwise(spread)):
        if before.verify == after.verify:
            assert all(question.verify == before.verify for question in spread[place:])


def test_nothing_is_recorded_once_a_session_is_over() -> None:
    session = Session([], 0)
    session.record(RIGHT)
    session.advance()
    assert session.current is None
    assert session.summary().total == Score()


def two_topics() -> Bank:
    first = Topic(name="first", title=SAID, questions=(order_question(3, "a"), open_question(2, "b")))
    second = Topic(name="second", title=SAID, questions=(choice_question(True, False, name="c"),))
    return Bank(root=Path("bank"), topics=(first, second))


def test_the_summary_counts_by_topic_and_level_and_remembers_proofs() -> None:
    bank = two_topics()
    session = Session(list(bank.questions()), 0, bank.topics)
    for grade in (RIGHT, WRONG, RIGHT):
        session.record(grade)
        session.advance()
    session.prove("family.claim", Verdict.INCONCLUSIVE)
    session.prove("family.claim", Verdict.SUPPORTED)
    summary = session.summary()
    assert list(summary.topics.items()) == [("first", Score(2, 1, 1.0)), ("second", Score(1, 1, 1.0))]
    assert summary.levels == {1: Score(3, 2, 2.0)}
    assert summary.proven == {"family.claim": Verdict.SUPPORTED}
