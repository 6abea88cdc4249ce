"""How questions look: the question first, what is asked beneath the choices, five keys, what is kept and said."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from textual.app import App

from quizdl.bank.model import Bank, Description, Text, Track
from quizdl.bank.question import AnyQuestion
from quizdl.study.grading import Grade
from quizdl.study.session import Session
from quizdl.tui.app import QuizApp
from quizdl.tui.marks import marks_of
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.widgets.bars import Mark
from quizdl.tui.widgets.rows import Choices
from quizdl.words import Language
from tests.tui.conftest import Quiz
from tests.tui.looking import answered, click_row, lines, screen_text, shown, until
from tests.tui.small_bank import CHOICE, KINDS, MEASURED, NUMBER, OPEN, ORDER, SEVERAL

SIZE = (80, 24)


def bold(app: App[int]) -> list[str]:
    """The bold text in sight, below the top bar."""
    return [
        segment.text.strip()
        for strip in lines(app)[1:]
        for segment in strip
        if segment.style and segment.style.bold and segment.text.strip()
    ]


@pytest.mark.parametrize("question", KINDS, ids=lambda question: question.id)
@pytest.mark.slow
async def test_the_question_stands_first_and_nothing_else_is_bold(quiz: Quiz, question: AnyQuestion) -> None:
    app = quiz(question)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2")
        await pilot.pause()
        said = shown(app).splitlines()
        assert said[2].strip() == bold(app)[0]
        body = [text for text in bold(app) if text not in said[-1]]
        assert " ".join(body) == question.prompt.en


ASKED: Sequence[tuple[AnyQuestion, Language, str]] = (
    (CHOICE, "en", "●○○ level 1 · pick one · how sure: not said"),
    (CHOICE, "ko", "●○○ 난이도 1 · 하나 고르기 · 확신도: 고르지 않음"),
    (SEVERAL, "en", "●●○ level 2 · pick all that are right (2 or more) · how sure: not said"),
    (NUMBER, "en", "●●○ level 2 · within ± 0.01 is right"),
    (MEASURED, "en", "●●● level 3 · within 5 % is right · your machine measures it (0.5 s)"),
    (MEASURED, "ko", "●●● 난이도 3 · 5% 이내면 정답 · 이 컴퓨터가 측정 (0.5초)"),
    (ORDER, "en", "●●○ level 2 · put in order"),
    (OPEN, "en", "●●● level 3 · 3 key points"),
    (OPEN, "ko", "●●● 난이도 3 · 핵심 3개"),
)


@pytest.mark.parametrize(("question", "language", "facts"), ASKED)
@pytest.mark.slow
async def test_what_is_asked_stands_beneath(quiz: Quiz, question: AnyQuestion, language: Language, facts: str) -> None:
    app = quiz(question, language=language)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        said = [line.strip() for line in shown(app).splitlines() if line.strip()]
        assert said[-2] == facts
        assert "momentum.last_ten" not in screen_text(app), "a claim's name can give the answer away"


async def test_a_measurement_that_does_not_run_is_promised_without_seconds(quiz: Quiz) -> None:
    app = quiz(MEASURED, proofs=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "your machine measures it\n" in shown(app)


KEYS: Sequence[tuple[AnyQuestion, Language, str]] = (
    (CHOICE, "en", "Enter answer  1–3 pick  s how sure  Esc leave  ? keys"),
    (SEVERAL, "ko", "Enter 답하기  1–4 고르기  s 확신도  Esc 나가기  ? 키"),
    (NUMBER, "en", "Enter answer  s how sure  Esc leave  ? keys"),
    (MEASURED, "en", "Enter predict and measure  s how sure  Esc leave  ? keys"),
    (ORDER, "en", "Enter answer  ↑↓ move  Space lift  Esc leave  ? keys"),
    (OPEN, "en", "Enter compare  w write  s how sure  Esc leave  ? keys"),
)


@pytest.mark.parametrize(("question", "language", "keys"), KEYS)
@pytest.mark.slow
async def test_the_key_bar_names_at_most_five_keys(
    quiz: Quiz, question: AnyQuestion, language: Language, keys: str
) -> None:
    app = quiz(question, language=language)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert shown(app).splitlines()[-1].strip() == keys
        named = {command.keys.partition(" ")[0] for command in app.actions.commands(app.screen)}
        assert {"l", "t", "n", "m", "e", "q"} <= named, "the rest is in the palette and behind ?"


async def test_on_a_flat_screen_no_line_is_blank_and_three_keys_are_named(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        said = shown(app).splitlines()
        assert said[-1].strip() == "Enter answer  Esc leave  ? keys"
        assert "" not in "\n".join(said[:-1]).rstrip().splitlines()


async def test_a_question_is_never_wider_than_76_cells_and_stands_alone(quiz: Quiz) -> None:
    long = Text(en="word " * 40, ko="말 " * 40)
    app = quiz(replace(CHOICE, prompt=long, choices=(replace(CHOICE.choices[0], text=long), *CHOICE.choices)))
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        texts = [line.strip(" ▌[]123456789") for line in shown(app).splitlines()[1:-1]]
        assert max(map(len, texts)) <= 76
        assert min(len(line) - len(line.lstrip()) for line in shown(app).splitlines()[1:-1] if line.strip()) > 25


@pytest.mark.slow
async def test_the_digit_of_the_picked_choice_answers(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(app.screen, QuestionScreen)
        picked = [line.split()[0] for line in shown(app).splitlines() if line.strip()[:1] == "▌"]
        assert picked == ["▌[2]"], "told apart without colours"
        assert "picked: 2" in shown(app)
        await pilot.press("1")
        assert isinstance(app.screen, QuestionScreen)
        await pilot.press("1")
        screen = await answered(pilot, app)
        shown_at = app.study.session.display_order(CHOICE)
        assert screen.state.given == (shown_at[0],)


@pytest.mark.slow
async def test_a_second_click_or_digit_of_several_answers_nothing(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for _ in range(2):
            await click_row(pilot, app.screen.query_one(Choices), 0)
        await pilot.pause()
        assert isinstance(app.screen, QuestionScreen)
    app = quiz(SEVERAL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1", "2", "2")
        await pilot.pause()
        assert isinstance(app.screen, QuestionScreen)
        assert [line.split()[1] for line in shown(app).splitlines() if "☑" in line] == ["☑"]


@pytest.mark.slow
async def test_the_lifted_item_says_what_moves_it(quiz: Quiz) -> None:
    app = quiz(ORDER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "↑↓ moves" not in shown(app)
        await pilot.press("2")
        await pilot.pause()
        lifted = [line for line in shown(app).splitlines() if "↑↓ moves" in line]
        assert [line.split()[:2] for line in lifted] == [["▌", "2"]]
        await pilot.press("space")
        await pilot.pause()
        assert "↑↓ moves" not in shown(app)


@pytest.mark.slow
async def test_an_open_answer_shows_the_time_and_says_that_it_is_kept(quiz: Quiz) -> None:
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "0:01" in shown(app))
        title = next(line for line in shown(app).splitlines() if "your answer" in line)
        assert title.strip().endswith("0:01 ─╮")
        assert "kept as you type" in shown(app)
        await pilot.press("w", "a", "escape")
        await until(pilot, lambda: "\n  kept\n" in shown(app))
        assert isinstance(app.screen, QuestionScreen)
        assert app.learner.draft(OPEN) == "a"


# The top bar


def named(app: QuizApp) -> str:
    return " ".join(shown(app).splitlines()[0].split())


@pytest.mark.slow
async def test_the_top_bar_says_the_track_the_topic_and_what_became_of_each_question(quiz: Quiz) -> None:
    app = quiz(CHOICE, SEVERAL, NUMBER)
    bank: Bank = app.learner.bank
    track = Track(id="training", title=Text(en="Training", ko="학습"), topics=("optimizers",))
    app.learner.bank = bank._replace(description=Description(tracks=(track,)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert named(app) == "quizdl Training › Optimizers ●○○ 1/3 EN"
        await pilot.press("n")
        await until(pilot, lambda: "2/3" in named(app))
        assert named(app) == "quizdl Training › Optimizers ·●○ 2/3 EN"
        await pilot.press("l")
        await pilot.pause()
        assert named(app) == "quizdl 학습 › 옵티마이저 ·●○ 2/3 한국어"


def test_a_question_right_wrong_or_partly_so_has_its_own_sign() -> None:
    session = Session([replace(CHOICE, id=str(number)) for number in range(4)], seed=1)
    for grade in (Grade(True, 1.0), Grade(False, 0.0), Grade(False, 0.5)):
        session.record(grade)
        session.advance()
    marks = marks_of(session)
    assert marks[:4] == [Mark.RIGHT, Mark.WRONG, Mark.PARTLY, Mark.NOW]
    assert set(marks[4:]) == {Mark.TO_COME}
    signs = {mark.value[0] for mark in (Mark.RIGHT, Mark.WRONG, Mark.PARTLY, Mark.TO_COME)}
    assert len(signs) == 4, "not by colour alone"


@pytest.mark.parametrize(("total", "dots"), [(12, True), (13, False)])
async def test_a_set_of_at_most_twelve_has_dots_and_a_longer_one_a_bar(quiz: Quiz, total: int, dots: bool) -> None:
    app = quiz(*(replace(CHOICE, id=str(number)) for number in range(total)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert ("○" * (total - 1) in named(app)) is dots
        assert ("━━━" in named(app)) is not dots
        assert f"1/{total}" in named(app)


@pytest.mark.slow
async def test_on_the_answer_the_dot_says_what_became_of_it(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, QuestionScreen)
        wrong = app.screen.shown.index(2)
        await pilot.press(str(wrong + 1), "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.pause()
        assert named(app) == "quizdl Optimizers ✗○ 1/2 EN", "it comes back"


async def test_a_narrow_top_bar_keeps_the_count(quiz: Quiz) -> None:
    app = quiz(CHOICE, SEVERAL)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        assert named(app) == "quizdl Optimizers 1/2 EN"
