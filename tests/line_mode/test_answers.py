"""Answers line by line: every kind of question is read, graded and explained."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from quizdl.bank.model import Text
from quizdl.bank.question import Choice, ChoiceQuestion, NumberQuestion, OpenQuestion, OrderQuestion
from quizdl.line_mode.input import numbers_in
from quizdl.line_mode.quiz import play_line_mode
from quizdl.report.lines import question_lines, reveal_lines
from quizdl.study.learner import Learner
from quizdl.study.progress import ProgressStore
from quizdl.study.study_session import StudySession
from quizdl.words import Language
from tests.line_mode.playing import NUMBER, OPEN, ORDER, asked_lines, bank, choice, place_of, play, shared


def test_a_right_choice_is_told_right_with_the_reason_for_each_choice() -> None:
    question = choice(False, True, False)
    code, shown = play(bank(question), [place_of(asked_lines(question), "choice 1"), ""])
    assert code == 0
    assert "Right." in shown
    picked = place_of(asked_lines(question), "choice 1")
    at = shown.index(f"> {picked}. choice 1 (en)")
    assert shown[at + 1] == "   right: reason 1 (en)"
    assert "   wrong: reason 0 (en)" in shown
    assert "Said aloud: model (en)" in shown
    assert "Myth: they say (en)" in shown
    assert "Rests on: family.claim_a" in shown
    assert "Read on: a book" in shown
    assert "1 of 1, in 1 second" in shown
    assert "  topic (en): 0% -> 100%" in shown


def test_a_wrong_choice_is_told_wrong_and_listed_at_the_end() -> None:
    question = choice(False, True, False)
    _, shown = play(bank(question), [place_of(asked_lines(question), "choice 2"), ""])
    assert "Not quite." in shown
    assert shown[-2:] == ["To look at again:", "  c: ask (en) (back in 1 min)"]


def test_of_several_correct_choices_all_must_be_named_and_a_part_earns_a_part() -> None:
    question = choice(True, True, False)
    first, second = (place_of(asked_lines(question), f"choice {index}") for index in (0, 1))
    assert "Right." in play(bank(question), [f"{second}, {first}", ""])[1]
    assert "Not quite: 50 % of it was right." in play(bank(question), [first, ""])[1]


def test_a_number_is_read_with_its_unit_and_its_tolerance_is_told() -> None:
    _, shown = play(bank(NUMBER), ["about", "64 %", ""])
    assert "That was not understood. ? for help." in shown
    assert "Right." in shown
    assert "The answer: 65 %; right from 64 to 66." in shown
    assert "Not quite." in play(bank(NUMBER), ["0.65", ""])[1]


def test_items_put_in_their_right_order_are_right() -> None:
    asked = asked_lines(ORDER)
    places = [place_of(asked, f"item {index}") for index in range(3)]
    assert "Right." in play(bank(ORDER), [" ".join(places), ""])[1]
    _, shown = play(bank(ORDER), ["1 2", "1 2 2", "1 2 3", ""])
    assert shown.count("That was not understood. ? for help.") == 2
    assert "Right." not in shown
    assert shown[shown.index("The right order:") + 1] == "1. item 0 (en)"
    told = "Partly: 2 of 3 pairs in the right order; guessing gives half."
    assert told in play(bank(ORDER), [" ".join([places[1], places[0], places[2]]), ""])[1]


def test_an_open_answer_is_graded_by_the_key_points_ticked() -> None:
    _, shown = play(bank(OPEN), ["my answer, at length", "1 3", ""])
    assert "Right." in shown
    assert sum("point 0" in line for line in shown) == 1  # shown to be ticked, not repeated after
    assert "Not quite: 33 % of it was right." in play(bank(OPEN), ["", "2", ""])[1]
    assert "Not quite." in play(bank(OPEN), ["", "", ""])[1]


def test_a_typed_answer_that_was_not_graded_is_offered_again_and_then_gone() -> None:
    with TemporaryDirectory() as folder, closing(ProgressStore.open(Path(folder) / "p.sqlite")) as store:

        def session(*lines: str) -> list[str]:
            shown, coming = list[str](), iter(lines)
            study = StudySession(Learner(store, bank(OPEN)))
            play_line_mode(study, None, "en", [OPEN], 1, read=lambda _prompt: next(coming, None), write=shown.append)
            return shown

        offer = "Press Enter to take the answer that you began: my answer"
        assert offer not in session("my answer")
        assert offer in session("q")
        assert offer in session("", "s")
        assert offer in session("", "1 3", "")
        assert offer not in session("q")


def test_a_number_without_a_tolerance_says_nothing_of_one() -> None:
    _, shown = play(bank(replace(NUMBER, tolerance=0.0)), ["65", ""])
    assert "The answer: 65 %." in shown
    assert not any("within" in line for line in shown)


HOSTILE = Text(en="[@click=app.quit]E[x][/] \x1b]52;c;eA==\x07\u202e\\", ko="ㅤ\x9b")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_hostile_text_in_every_field_is_shown_harmless(language: Language) -> None:
    base = shared("h") | {"prompt": HOSTILE, "answer": HOSTILE, "sources": (HOSTILE.en,), "folklore": HOSTILE}
    bad = Choice(text=HOSTILE, because=HOSTILE, correct=True)
    questions = (
        ChoiceQuestion(kind="choice", choices=(bad, bad), **base),
        OrderQuestion(kind="order", items=(HOSTILE, HOSTILE, HOSTILE), **base),
        OpenQuestion(kind="open", key_points=(HOSTILE, HOSTILE), **base),
        NumberQuestion(kind="number", value=1.0, tolerance=0.0, unit="\x1b[m", **base),
    )
    for question in questions:
        lines = [*question_lines(question, language), *reveal_lines(question, language)]
        assert all(line.isprintable() for line in lines), lines
        if language == "en":
            assert "[@click=app.quit]E[x][/] ␛]52;c;eA==␇<U+202E>\\" in lines[0]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("1 3", [1, 3]),
        ("31", [3, 1]),
        ("3 > 1", [3, 1]),
        ("１,２", [1, 2]),
        ("2)", [2]),
        ("1 1", None),
        ("4", None),
        ("0", None),
        ("", None),
        ("1 a", None),
        ("-", None),
    ],
)
def test_places_are_read_however_they_are_separated(line: str, places: list[int] | None) -> None:
    assert numbers_in(line, 3) == places
