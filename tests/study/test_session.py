"""What a session asks, what comes back, and what it remembers."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizdl.bank.question import ChoiceQuestion
from quizdl.study.grading import Grade
from quizdl.study.session import Session, separate_siblings
from tests.study.questions import RIGHT, WRONG, choice_question, number_question, open_question, order_question


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


def test_a_session_knows_its_place_after_answers_and_a_skip() -> None:
    questions = [number_question(1.0, 0.0, name=f"n{place}") for place in range(6)]
    session = Session(questions, 0)
    for grade in (RIGHT, RIGHT, Grade(False, 0.5), None, RIGHT):
        if grade:
            session.record(grade)
            session.advance()
        else:
            session.advance()
    assert (session.position, session.total, session.current) == (5, 7, questions[5])
    assert [session.grade_of(question) for question in questions[2:4]] == [Grade(False, 0.5), None]


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


def test_only_the_first_answer_to_what_is_shown_counts() -> None:
    session = Session(lettered("ab"), 0)
    assert not session.is_answered
    session.record(RIGHT)
    assert session.is_answered
    session.record(WRONG)
    assert [answer.grade for answer in session.answers] == [RIGHT]


def test_undo_takes_the_answer_back_with_what_it_brought_back() -> None:
    session = Session(lettered("abcdefgh"), 0)
    assert session.undo() is None
    assert asked(session, [RIGHT, WRONG, RIGHT]) == "abc"
    for name, total in (("c", 9), ("b", 8), ("a", 8)):
        undone = session.undo()
        assert undone is not None
        assert undone is session.current
        assert (undone.id, session.total) == (name, total)
    assert asked(session, [RIGHT] * 20) == "abcdefgh"


def test_an_amended_grade_takes_the_place_of_the_last_one() -> None:
    session = Session(lettered("abcdefgh"), 0)
    assert asked(session, [WRONG]) == "a"
    session.amend(RIGHT)
    assert (session.position, session.total) == (1, 8)
    session.amend(WRONG)
    assert (session.position, session.total) == (1, 9)


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
    assert session.answers == []
