"""The mock interview: what it covers, when it goes deeper, its clock."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.bank.model import Bank, Topic
from quizdl.study.interview import LEAST_SECONDS, Asked, Interview, cover, open_questions
from tests.study.questions import SAID, choice_question, open_question


def asked(topic: str, name: str, level: int = 1, deeper: tuple[str, ...] = ()) -> Asked:
    return Asked(topic, replace(open_question(3, name), level=level, follow_up=deeper))


class Clock:
    """Seconds that a test lets pass."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(1, 3)), max_size=12), st.integers(0, 99))
def test_every_beginning_covers_the_topics_as_evenly_as_it_can(drawn: list[tuple[str, int]], seed: int) -> None:
    pool = [asked(topic, f"q{place}", level) for place, (topic, level) in enumerate(drawn)]
    order = cover(pool, seed)
    assert sorted(a.question.id for a in order) == sorted(a.question.id for a in pool)
    left = [a.topic for a in order]
    for end in range(1, len(order) + 1):
        counts = {topic: left[:end].count(topic) for topic in set(left)}
        for topic, count in counts.items():
            most = max(counts.values())
            assert most - count <= 1 or count == left.count(topic), "a topic lags though it has questions left"


def test_levels_are_spread_and_the_seed_decides_among_equals() -> None:
    pool = [asked("x", f"{level}{name}", level) for level in (1, 2, 3) for name in "ab"]
    assert [a.question.level for a in cover(pool, 0)] == [1, 2, 3, 1, 2, 3]
    assert len({tuple(a.question.id for a in cover(pool, seed)) for seed in range(40)}) == 8


def test_only_open_questions_of_the_wanted_topics_and_levels_are_asked(tmp_path: Path) -> None:
    x = Topic("x", SAID, (choice_question(True, False), asked("x", "a").question))
    y = Topic("y", SAID, (asked("y", "b", level=3).question,))
    bank = Bank(tmp_path, (x, y))

    def names(**wanted: Any) -> list[str]:
        return [a.question.id for a in open_questions(bank, **wanted)]

    assert names() == ["a", "b"]
    assert names(topics=["y"]) == ["b"]
    assert names(levels=[1, 2]) == ["a"]


@pytest.mark.parametrize("seed", range(20))
def test_what_goes_deeper_into_a_question_comes_after_it_whatever_the_levels(seed: int) -> None:
    pool = [asked("x", "deepest", level=1), asked("x", "deep", level=1, deeper=("deepest",))]
    pool += [asked("x", "first", level=3, deeper=("deep",)), asked("y", "other", level=2)]
    order = [a.question.id for a in cover(pool, seed)]
    assert len(order) == 4
    assert order.index("first") < order.index("deep") < order.index("deepest")


@pytest.mark.parametrize(("words", "seconds", "second"), [("words", 1, "b"), ("", LEAST_SECONDS, "b"), ("", 1, "c")])
def test_what_was_answered_is_followed_deeper_and_what_was_skipped_is_not(
    words: str, seconds: float, second: str
) -> None:
    pool = [asked("x", "a", deeper=("b",)), asked("x", "b", level=3), asked("y", "c")]
    clock, seed = Clock(), next(s for s in range(99) if cover(pool, s)[0].question.id == "a")
    interview = Interview(pool, 30, seed, clock)
    clock.now = seconds
    interview.answer(words)
    assert interview.current is not None
    assert interview.current.question.id == second
    assert interview.current.deeper == (second == "b")


def test_it_goes_deeper_once_and_then_to_another_topic() -> None:
    pool = [asked("x", "a", deeper=("b",)), asked("x", "b", deeper=("c",)), asked("x", "c"), asked("y", "d")]
    interview = Interview(pool, 30, seed=next(s for s in range(99) if cover(pool, s)[0].question.id == "a"))
    for _ in range(2):
        interview.answer("words")
    assert interview.current is not None
    assert interview.current.question.id == "d"


def test_nothing_is_asked_twice_and_the_interview_ends_with_the_questions() -> None:
    interview = Interview([asked("x", "a", deeper=("b",)), asked("x", "b", deeper=("a",))], 30, seed=0)
    interview.answer("")
    interview.answer("")
    assert interview.current is None
    assert {spoken.asked.question.id for spoken in interview.spoken} == {"a", "b"}


def test_when_the_time_is_up_the_answer_being_given_counts_and_no_other_question_comes() -> None:
    clock = Clock()
    interview = Interview([asked("x", "a"), asked("x", "b"), asked("x", "c")], 1, seed=0, clock=clock)
    clock.now = 40
    assert interview.left == 20
    interview.answer("one")
    clock.now = 100
    assert interview.left == 0
    assert interview.current is not None
    interview.answer("two")
    assert interview.current is None
    assert [(spoken.words, spoken.seconds) for spoken in interview.spoken] == [("one", 40), ("two", 60)]


def test_while_it_is_paused_no_time_passes_for_the_interview_and_none_for_its_question() -> None:
    clock = Clock()
    interview = Interview([asked("x", "a"), asked("x", "b")], 1, seed=0, clock=clock)
    clock.now = 10
    interview.pause()
    clock.now = 500
    interview.pause()
    assert (interview.left, interview.seconds) == (50, 10)
    interview.go_on()
    clock.now = 505
    assert (interview.left, interview.seconds) == (45, 15)
    interview.answer("words")
    assert interview.spoken[0].seconds == 15
    assert interview.current is not None


def test_it_tells_about_how_many_questions_there_will_be_by_the_time_that_is_left() -> None:
    clock = Clock()
    interview = Interview([asked("x", str(place)) for place in range(20)], 30, seed=0, clock=clock)
    assert (interview.number, interview.about) == (1, 10)
    clock.now = 600
    assert interview.about == 10, "it stands still while a question is answered"
    interview.answer("words")
    assert (interview.number, interview.about) == (2, 8)
    clock.now = 1795
    interview.answer("words")
    assert (interview.number, interview.about) == (3, 3)
    assert Interview([asked("x", "a")], 30, seed=0).about == 1, "the bank has no more"


def test_ending_counts_the_current_question_where_there_are_words_for_it() -> None:
    for words, count in (("half", 1), (" ", 0)):
        interview = Interview([asked("x", "a"), asked("x", "b")], 30, seed=0)
        interview.end(words)
        assert (interview.current, len(interview.spoken)) == (None, count)


def test_a_bank_without_open_questions_makes_an_empty_interview() -> None:
    interview = Interview([], 30, seed=0)
    assert interview.current is None


@pytest.mark.slow
def test_an_interview_at_each_level_asks_each_topic_that_has_open_questions_of_it() -> None:
    built_in = open_bank(folders.builtin_bank())
    of_level = {level: {asked.topic for asked in open_questions(built_in, levels=[level])} for level in (1, 2, 3)}
    assert of_level[3]
    for level, topics in of_level.items():
        for topic in topics:
            interview = Interview(open_questions(built_in, [topic], [level]), 30, 1)
            while interview.current is not None:
                assert (interview.current.topic, interview.current.question.level) == (topic, level)
                interview.answer("")
            assert interview.spoken
