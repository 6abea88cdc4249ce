"""The four kinds of question, answered by keyboard and by mouse."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from quizdl.bank.question import ChoiceQuestion
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.widgets.bars import KeyBar
from quizdl.tui.widgets.inputs import NumberInput
from quizdl.tui.widgets.order import Order
from quizdl.tui.widgets.rows import Choices
from quizdl.words import Language
from tests.tui.conftest import Quiz
from tests.tui.looking import answered, click_row, screen_text, shown, until
from tests.tui.small_bank import CHOICE, NUMBER, OPEN, ORDER, SEVERAL

SIZE = (80, 40)


def place_of(app: QuizApp, text: str) -> int:
    """Where a choice stands on screen, counted from 0: choices are shuffled."""
    assert isinstance(app.screen, QuestionScreen)
    question = app.screen.question
    assert isinstance(question, ChoiceQuestion)
    return next(place for place, index in enumerate(app.screen.shown) if question.choices[index].text.en == text)


@pytest.mark.slow
async def test_a_digit_picks_a_choice_and_enter_answers(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press(str(place_of(app, "About two thirds") + 1), "enter")
        screen = await answered(pilot, app)
        assert screen.state.given == (0,)
        assert screen.state.grade is not None
        assert screen.state.grade.correct
        assert "✓ Right" in screen_text(app)


@pytest.mark.slow
async def test_arrows_and_space_pick_as_well(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        place = place_of(app, "One tenth")
        await pilot.press(*["down"] * place, "space", "enter")
        screen = await answered(pilot, app)
        assert screen.state.given == (2,)
        assert "✗ Not quite" in screen_text(app)
        assert "That is the newest gradient alone." in screen_text(app)


@pytest.mark.slow
async def test_a_click_picks_and_a_click_in_the_key_bar_answers(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        rows = app.screen.query_one(Choices)
        await click_row(pilot, rows, place_of(app, "About two thirds"))
        assert rows.picked == {place_of(app, "About two thirds")}
        await pilot.click(KeyBar, offset=(3, 0))
        assert (await answered(pilot, app)).state.given == (0,)


async def test_answering_without_a_pick_says_what_is_missing(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, QuestionScreen)
        assert "Pick a choice first." in shown(app)


@pytest.mark.slow
async def test_several_choices_toggle_and_earn_part_of_the_credit(quiz: Quiz) -> None:
    app = quiz(SEVERAL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        adam, sgd, momentum = (str(place_of(app, name) + 1) for name in ("Adam", "plain SGD", "momentum"))
        await pilot.press(adam, sgd, sgd, momentum, "enter")
        screen = await answered(pilot, app)
        assert screen.state.given == (0, 2)
        assert "Partly: 67 %" in screen_text(app)


@pytest.mark.slow
async def test_a_number_within_its_tolerance_is_right(quiz: Quiz) -> None:
    app = quiz(NUMBER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"65.5 %", "enter")
        screen = await answered(pilot, app)
        assert screen.state.given == pytest.approx(0.655)
        assert screen.state.grade is not None
        assert screen.state.grade.correct
        assert "right from 0.641 to 0.661" in screen_text(app)


@pytest.mark.slow
async def test_letters_stay_commands_while_a_number_is_typed(quiz: Quiz) -> None:
    app = quiz(NUMBER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"6e-1", "l")
        await pilot.pause()
        assert app.language == "ko"
        assert app.screen.query_one(NumberInput).value == "6e-1"


@pytest.mark.slow
async def test_a_number_without_a_tolerance_says_nothing_of_one(quiz: Quiz) -> None:
    app = quiz(replace(NUMBER, tolerance=0.0))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"0.651", "enter")
        await answered(pilot, app)
        assert "right from" not in screen_text(app)


async def put_in_order(pilot: Pilot[int], app: QuizApp, *, mouse: bool) -> None:
    """Move each item, the first one first, to where it belongs."""
    order = app.screen.query_one(Order)
    assert isinstance(app.screen, QuestionScreen)
    for target in range(4):
        now = [app.screen.shown[index] for index in order.order]
        place = now.index(target)
        if mouse:
            await click_row(pilot, order, place)
            await click_row(pilot, order, target)
        else:
            await pilot.press(*["up"] * 4, *["down"] * place, "space", *["up"] * (place - target), "space")
        await pilot.pause()


@pytest.mark.slow
@pytest.mark.parametrize("mouse", [False, True], ids=["keys", "mouse"])
async def test_items_are_put_in_order(quiz: Quiz, mouse: bool) -> None:
    app = quiz(ORDER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await put_in_order(pilot, app, mouse=mouse)
        texts = [line.split()[-1] for line in shown(app).splitlines() if line.strip()[:1] in "▌1234" and line.strip()]
        assert texts[:4] == ["forward", "loss", "backward", "step"]
        await pilot.press("enter")
        screen = await answered(pilot, app)
        assert screen.state.given == (0, 1, 2, 3)
        assert screen.state.grade is not None
        assert screen.state.grade.correct


async def test_a_digit_moves_a_lifted_item_there(quiz: Quiz) -> None:
    app = quiz(ORDER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("1", "4", "space")
        await pilot.pause()
        assert app.screen.query_one(Order).order == [1, 2, 3, 0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "swaps", "told"),
    [
        ("en", ["1", "2"], "◐ Partly: 5 of 6 pairs in the right order; guessing gives half."),
        ("ko", ["1", "2"], "◐ 부분 정답: 6쌍 중 5쌍의 앞뒤 순서가 맞았습니다."),
        ("en", ["1", "4"], "✗ Not quite: 3 of 6 pairs in the right order; guessing gives half."),
        ("ko", ["1", "4"], "✗ 오답: 6쌍 중 3쌍의 앞뒤 순서가 맞았습니다. 찍으면 절반이 맞습니다."),
    ],
)
async def test_a_wrong_order_tells_the_pairs_that_its_credit_counts(
    quiz: Quiz, language: Language, swaps: list[str], told: str
) -> None:
    app = quiz(ORDER, language=language)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await put_in_order(pilot, app, mouse=False)
        await pilot.press(*swaps, "space", "enter")  # the first item goes to another place
        screen = await answered(pilot, app)
        assert told in screen_text(app)
        assert screen.state.grade is not None
        assert (screen.state.grade.credit > 0) == (told[0] == "◐")


@pytest.mark.slow
async def test_a_key_struck_twice_at_once_goes_one_screen_on(quiz: Quiz) -> None:
    app = quiz(CHOICE, SEVERAL, NUMBER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("1")
        app.simulate_key("enter")
        app.simulate_key("enter")
        screen = await answered(pilot, app)
        assert screen.state.rated is not None
        app.simulate_key("enter")
        app.simulate_key("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert app.study.session.position == 1


@pytest.mark.slow
async def test_an_open_answer_is_graded_by_the_key_points_ticked(quiz: Quiz) -> None:
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")  # answered aloud
        screen = await answered(pilot, app)
        assert screen.state.grade is None
        assert "Tick the key points" in screen_text(app)
        assert "Enter grade  1–3 tick" in screen_text(app)
        await pilot.press("1", "3", "enter")
        await until(pilot, lambda: screen.state.grade is not None)
        assert screen.state.grade is not None
        assert (screen.state.grade.correct, screen.state.grade.credit) == (True, pytest.approx(2 / 3))
        assert "Enter next" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen))


@pytest.mark.slow
async def test_an_open_answer_may_be_written_and_is_shown_beside_the_key_points(quiz: Quiz) -> None:
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("w", *"quit [/] ㅂ", "ctrl+s")
        screen = await answered(pilot, app)
        assert screen.state.given == "quit [/] ㅂ"
        assert "quit [/] ㅂ" in shown(app)
        await click_row(pilot, app.screen.query_one(Choices), 0)
        await pilot.click("#tick", offset=(3, 0))
        await until(pilot, lambda: screen.state.grade is not None)
        assert screen.state.grade is not None
        assert not screen.state.grade.correct


@pytest.mark.slow
async def test_the_key_bar_says_what_the_keys_do_while_one_writes(quiz: Quiz) -> None:
    app = quiz(OPEN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("w")
        await until(pilot, lambda: shown(app).splitlines()[-1].split() == ["^s", "compare", "Esc", "done"])
        await pilot.press("a", "enter", "n", "escape")
        await until(pilot, lambda: "Enter compare" in shown(app))
        await pilot.press("enter")
        assert (await answered(pilot, app)).state.given == "a\nn"


@pytest.mark.parametrize("keys", [("escape",), ("n", "escape"), ("n", "n")])
@pytest.mark.slow
async def test_where_nothing_was_answered_home_comes_next_without_a_summary(quiz: Quiz, keys: Sequence[str]) -> None:
    app = quiz(CHOICE, NUMBER)
    async with app.run_test(size=SIZE) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
