"""The mouse: what lights up beneath it, what a click picks, and that dragging over text picks nothing."""

from dataclasses import replace
from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import MouseDown, MouseEvent, MouseMove, MouseUp
from textual.geometry import Offset
from textual.pilot import Pilot

from quizdl.bank.model import Text
from quizdl.tui.app import QuizApp
from quizdl.tui.keys import bind
from quizdl.tui.screens.base import QuizScreen
from quizdl.tui.widgets.bars import KeyBar, Place
from quizdl.tui.widgets.buttons import Button, Buttons
from quizdl.tui.widgets.content import words
from quizdl.tui.widgets.lines_widget import LinesWidget
from quizdl.tui.widgets.order import Order
from quizdl.tui.widgets.rows import Choices
from tests.tui.conftest import Quiz
from tests.tui.looking import lines, shown
from tests.tui.small_bank import CHOICE, ORDER, SEVERAL

SIZE = (80, 24)


async def mouse(pilot: Pilot[int], kind: type[MouseEvent], place: Offset) -> None:
    """What the terminal says of the mouse; the pilot's own events do not pass where Textual makes clicks of them."""
    pilot.app.post_message(kind(None, place.x, place.y, 0, 0, 1, False, False, False, place.x, place.y))
    await pilot.pause()


async def drag(pilot: Pilot[int], start: Offset, end: Offset) -> None:
    await mouse(pilot, MouseDown, start)
    await mouse(pilot, MouseMove, end)
    await mouse(pilot, MouseUp, end)


def corner(app: QuizApp, kind: type[LinesWidget]) -> Offset:
    return app.screen.query(kind).first().content_region.offset


class TwoButtons(QuizScreen):
    """A screen whose buttons remember that they were clicked."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("a", "do(1)", "key.search"), bind("b", "do(2)", "key.search")]

    def __init__(self) -> None:
        super().__init__(Place(words("place.home")))
        self.done = list[int]()

    def column(self) -> ComposeResult:
        yield Buttons(Button(words("key.search"), "do(1)"), Button(words("key.search"), "do(2)"))

    def action_do(self, number: int) -> None:
        self.done.append(number)


@pytest.mark.slow
async def test_dragging_over_rows_picks_none(quiz: Quiz) -> None:
    app = quiz(SEVERAL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        start, rows = corner(app, Choices), app.screen.query_one(Choices)
        await drag(pilot, start + Offset(8, 0), start + Offset(12, 4))
        await drag(pilot, start + Offset(8, 2), start + Offset(14, 2))
        assert rows.picked == set()
        assert app.screen.get_selected_text() is not None
        await drag(pilot, start + Offset(8, 2), start + Offset(9, 2))  # a hand trembles
        assert rows.picked == {1}


async def test_dragging_over_items_lifts_none(quiz: Quiz) -> None:
    app = quiz(ORDER)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        start = corner(app, Order)
        await drag(pilot, start + Offset(8, 0), start + Offset(8, 4))
        assert not app.screen.query_one(Order).lifted


@pytest.mark.slow
async def test_a_double_click_selects_no_text_of_rows(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        place = corner(app, Choices) + Offset(8, 0)
        await drag(pilot, place, place)
        await drag(pilot, place, place)
        assert app.screen.query_one(Choices).picked == {0}
        assert app.screen.get_selected_text() is None


@pytest.mark.slow
async def test_a_click_between_rows_or_beside_them_picks_none(quiz: Quiz) -> None:
    app = quiz(SEVERAL)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        rows = app.screen.query_one(Choices)
        for place in (Offset(8, 1), Offset(8, -2), Offset(-1, 0), Offset(rows.region.width, 0)):
            await drag(pilot, corner(app, Choices) + place, corner(app, Choices) + place)
        assert rows.picked == set()
        assert app.focused is rows  # arrows still work


@pytest.mark.slow
async def test_the_row_beneath_the_mouse_is_picked_also_after_scrolling(quiz: Quiz) -> None:
    long = "a row of several lines where the terminal is only forty cells wide, and not as high as the others"
    texts = [Text(en=long[: 40 * (place + 1)], ko="k") for place in range(3)]
    choices = [replace(choice, text=text) for choice, text in zip(CHOICE.choices, texts, strict=True)]
    app = quiz(replace(CHOICE, choices=tuple(choices)))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        rows = app.screen.query_one(Choices)
        body = app.screen.query_one("#body").content_region
        for scrolled in range(int(app.screen.query_one("#body").max_scroll_y) + 1):
            app.screen.query_one("#body").scroll_to(y=scrolled, animate=False)
            await pilot.pause()
            for y in range(body.y, body.bottom):
                text = lines(app)[y].text[1:6]
                if text[2:3].isdigit():
                    await drag(pilot, Offset(10, y), Offset(10, y))
                    assert rows.picked == {int(text[2]) - 1}, shown(app)


@pytest.mark.parametrize("widget", [Buttons, KeyBar])
@pytest.mark.slow
async def test_words_light_up_beneath_the_mouse(quiz: Quiz, widget: type[LinesWidget]) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(TwoButtons())
        await pilot.pause()
        place = corner(app, widget) + Offset(3, 0)

        def ground(x: int) -> str:
            styles = [style for text, style, _ in lines(app)[place.y].crop(x, x + 1) if style]
            return str(styles[0].bgcolor)

        dark, neighbour = ground(place.x), ground(place.x + 12)
        await mouse(pilot, MouseMove, place)
        assert ground(place.x) != dark
        assert ground(place.x + 12) == neighbour
        await mouse(pilot, MouseMove, Offset(3, 8))
        assert ground(place.x) == dark


async def test_a_button_is_clicked_only_where_the_mouse_went_down_on_it(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        screen = TwoButtons()
        await app.push_screen(screen)
        await pilot.pause()
        first = corner(app, Buttons) + Offset(3, 0)
        second = first + Offset(12, 0)
        await drag(pilot, first + Offset(40, 0), first)
        await drag(pilot, second, first)
        assert screen.done == []
        await drag(pilot, second, second)
        assert screen.done == [2]
