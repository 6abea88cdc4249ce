"""Code and formulas on the screen: boxes that are not wrapped, numbers of lines, and lists without code."""

from dataclasses import replace

import pytest
from textual.color import Color

from quizdl.bank.model import Text
from quizdl.bank.question import AnyQuestion, OpenQuestion
from quizdl.report.lines import question_lines, reveal_lines
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.measure import MeasureScreen
from quizdl.tui.themes import DARK
from tests.tui.conftest import Quiz
from tests.tui.looking import answered, lines, screen_text, shown, until
from tests.tui.small_bank import CHOICE, CODE, MEASURED, OPEN, FakeRunner

LONG = (
    "x = beta1 * m  # a remark that makes this line longer than any terminal of eighty cells is wide, at the end here"
)
ASKED = replace(
    CHOICE, prompt=Text(en=f"What does it do?\n```python\n{LONG}\n```", ko=f"무엇?\n```python\n{LONG}\n```")
)


def line_with(app: QuizApp, text: str) -> int:
    return next(place for place, line in enumerate(shown(app).splitlines()) if text in line)


@pytest.mark.slow
async def test_code_stands_in_a_box_that_is_not_wrapped_and_scrolls_sideways(quiz: Quiz) -> None:
    app = quiz(CODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        said = shown(app).splitlines()
        assert said[2].strip() == "Which line of this Adam is wrong, if m̂ₜ = mₜ/(1 − β₁ᵗ)?"
        first = line_with(app, "m = beta1 * m")
        assert [said[first + place].split()[0] for place in range(3)] == ["1", "2", "3"], "the question asks for a line"
        assert "```" not in shown(app)
        box = [segment.style for segment in lines(app)[first] if "beta1" in segment.text]
        assert all(style and style.bgcolor and not style.bold for style in box)
        surface = Color.parse(str(DARK.surface)).rich_color
        assert {style.bgcolor for style in box if style} == {surface}
        assert "at the end here" not in shown(app)
        await pilot.press(*["right"] * 6)
        await pilot.pause()
        assert "at the end here" in shown(app)
        await pilot.press(*["left"] * 6)
        await pilot.pause()
        assert "at the end here" not in shown(app)


async def test_lines_have_no_numbers_where_the_question_does_not_speak_of_them(quiz: Quiz) -> None:
    app = quiz(replace(CODE, prompt=Text(en="What does it do?\n```python\nx = 1\n```", ko="무엇?\n```\nx = 2\n```")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert shown(app).splitlines()[line_with(app, "x = 1")].split() == ["x", "=", "1"]
        await pilot.press("l")
        await until(pilot, lambda: "x = 2" in shown(app))
        assert "x = 1" not in shown(app)


async def test_inline_code_has_its_own_ground_and_no_marks(quiz: Quiz) -> None:
    app = quiz(CODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        row = line_with(app, "never corrected")
        grounds = {segment.text.strip(): segment.style and segment.style.bgcolor for segment in lines(app)[row]}
        assert "m_hat" in grounds
        assert grounds["m_hat"] != grounds["is never corrected"]
        assert "`" not in shown(app)


async def test_code_in_a_choice_keeps_its_lines(quiz: Quiz) -> None:
    app = quiz(CODE)
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.pause()
        row = line_with(app, "It becomes")
        assert shown(app).splitlines()[row + 1].strip("▌ ") == "m_hat = m / (1 - beta1**t)"


@pytest.mark.slow
async def test_lists_name_a_question_by_its_prose(quiz: Quiz) -> None:
    app = quiz(CODE, CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"adam")
        await until(pilot, lambda: "if m̂ₜ" in shown(app))
        row = shown(app).splitlines()[line_with(app, "if m̂ₜ")]
        assert "Which line of this Adam is wrong" in row
        assert "beta1 * m" not in shown(app)


def test_line_mode_shows_code_as_text() -> None:
    said = question_lines(CODE, "en")
    assert said[0] == "Which line of this Adam is wrong, if m̂ₜ = mₜ/(1 − β₁ᵗ)?"
    assert said[1] == "    m = beta1 * m + (1 - beta1) * g"
    assert "```" not in "\n".join(said)
    assert "1 − 0.9¹⁰ = 0.651." in "\n".join(reveal_lines(CHOICE, "en")), "with blanks that can be searched"


@pytest.mark.slow
async def test_code_scrolls_sideways_while_a_prediction_is_measured_too(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(replace(MEASURED, prompt=CODE.prompt))
    runner.endless = True
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, MeasureScreen) and "m = beta1" in shown(app))
        await pilot.press(*["right"] * 6)
        await until(pilot, lambda: "at the end here" in shown(app))


@pytest.mark.slow
@pytest.mark.parametrize("question", [ASKED, replace(OPEN, prompt=ASKED.prompt)], ids=["choice", "open"])
async def test_code_of_the_prompt_stands_in_a_box_on_the_answer_too(quiz: Quiz, question: AnyQuestion) -> None:
    app = quiz(question)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("1", "enter")
        screen = await answered(pilot, app)
        first = line_with(app, "x = beta1")
        assert line_with(app, "What does it do?") < first
        surface = Color.parse(str(DARK.surface)).rich_color
        assert {s.style.bgcolor for s in lines(app)[first] if s.style and "beta1" in s.text} == {surface}
        assert "at the end here" not in shown(app)
        await pilot.press(*["right"] * 6)
        await until(pilot, lambda: "at the end here" in shown(app))
        if isinstance(question, OpenQuestion):
            await pilot.press("enter")
            await until(pilot, lambda: screen.state.grade is not None)
            await until(pilot, lambda: "Tick the key points" not in screen_text(app))


@pytest.mark.slow
async def test_an_answer_sets_inline_code_and_formulas_as_the_question_does(quiz: Quiz) -> None:
    said = Text(en="Call `step()` when $m_t > 0$. Then go on.", ko="`step()`을 부른다.")
    choices = tuple(replace(choice, because=said) for choice in CHOICE.choices)
    app = quiz(replace(CHOICE, answer=said, folklore=said, choices=choices))
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("1", "enter")
        await answered(pilot, app)
        text = screen_text(app)
        assert text.count("Call step() when mₜ > 0") >= 4, "headline, reasons, model answer, myth"
        assert "`" not in text
        assert "$" not in text
