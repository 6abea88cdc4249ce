"""Text on screen: hostile texts stay text, both languages, Hangul keys, and Korean that never overflows."""

from dataclasses import replace

import pytest
from textual.content import Content
from textual.keys import key_to_character
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions

from quizdl.bank.model import Text
from quizdl.bank.question import Choice, ChoiceQuestion, OpenQuestion, OrderQuestion
from quizdl.tui.app import QuizApp
from quizdl.tui.keys import HANGUL
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.widgets.content import escaped
from quizdl.tui.widgets.rows import Choices
from tests.tui.conftest import Quiz
from tests.tui.looking import answer_screen, lines, screen_text, shown, until
from tests.tui.small_bank import CHOICE, HOSTILE, NUMBER, OPEN, ORDER, FakeRunner

ALL = "\n".join(HOSTILE)


def hostile(text: str) -> Text:
    return Text(en=text, ko=text)


def hostile_choice() -> ChoiceQuestion:
    choices = tuple(
        Choice(text=hostile(text), because=hostile(f"why {text}"), correct=place == 0)
        for place, text in enumerate(HOSTILE)
    )
    text = hostile(ALL)
    return replace(CHOICE, prompt=text, choices=choices, answer=text, folklore=text, sources=HOSTILE)


@pytest.mark.fault
@pytest.mark.slow
async def test_hostile_texts_of_a_choice_are_shown_byte_for_byte(quiz: Quiz) -> None:
    app = quiz(hostile_choice())
    async with app.run_test(size=(120, 100)) as pilot:
        await pilot.pause()
        for text in HOSTILE:
            assert shown(app).count(text) >= 2, text  # in the prompt and as a choice
        await pilot.click(".prompt", offset=(2, 2))  # where [@click=app.quit] stands
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.pause()
        for text in HOSTILE:
            assert shown(app).count(text) >= 5, text  # prompt, choice, reason, answer, folklore
            assert f"why {text}" in shown(app)
        for line, text in enumerate(shown(app).splitlines()):
            if HOSTILE[0] in text:
                await pilot.click(offset=(text.index(HOSTILE[0]) + 2, line))
        await pilot.pause()
        assert isinstance(app.screen, AnswerScreen)
        assert app.return_code is None


@pytest.mark.fault
@pytest.mark.slow
async def test_hostile_texts_of_the_other_kinds_and_topics_are_shown_byte_for_byte(quiz: Quiz) -> None:
    items = tuple(hostile(text) for text in HOSTILE)
    order: OrderQuestion = replace(ORDER, items=items)
    open_: OpenQuestion = replace(OPEN, key_points=items)
    app = quiz(order, open_, replace(NUMBER, unit=HOSTILE[0]))
    (topic,) = app.learner.bank.topics
    app.learner.bank = app.learner.bank._replace(topics=(topic._replace(title=hostile(HOSTILE[0])),))
    seen = ""
    async with app.run_test(size=(120, 70)) as pilot:
        while not isinstance(app.screen, SummaryScreen):  # wrong answers come back
            await pilot.pause()
            seen += shown(app)
            await pilot.press(*(["0", "enter"] if app.screen.query("NumberInput") else ["enter"]))
            await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
            await pilot.pause()
            seen += shown(app)
            await pilot.press(*(["enter"] * (1 + bool(app.screen.query("Choices")))))
            await until(pilot, lambda: not isinstance(app.screen, AnswerScreen))
        await pilot.pause()
        assert HOSTILE[0] in shown(app)
    for text in HOSTILE:
        assert seen.count(text) >= 3, text


@pytest.mark.fault
@pytest.mark.slow
async def test_a_link_is_text_and_is_never_opened(quiz: Quiz, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url, *_: opened.append(url))
    monkeypatch.setattr(QuizApp, "open_url", lambda _, url, **__: opened.append(url))
    links = ("[a](file:///etc/passwd)", "<http://example.org>", "[link=http://example.org]b[/link]")
    app = quiz(replace(CHOICE, prompt=hostile(" ".join(links)), answer=hostile(" ".join(links))))
    async with app.run_test(size=(140, 60)) as pilot:
        await pilot.pause()
        assert all(link in shown(app) for link in links)
        for column in range(0, 80, 4):
            await pilot.click(".prompt", offset=(column, 2))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        assert all("".join(shown(app).split()).count("".join(link.split())) >= 2 for link in links)
        line = next(place for place, text in enumerate(shown(app).splitlines()) if "Said aloud" in text) + 1
        for column in range(0, 80, 4):
            await pilot.click(offset=(column, line))
        await pilot.pause()
    assert opened == []


@pytest.mark.fault
async def test_controls_become_pictures(quiz: Quiz) -> None:
    text = hostile("a\x1b[31mred\x1b]52;c;AAAA\x07 \u202eRTL \u200bzero \x9b1m \rover")
    app = quiz(replace(CHOICE, prompt=text))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert "a␛[31mred␛]52;c;AAAA␇ <U+202E>RTL <U+200B>zero <U+009B>1m ␍over" in shown(app)
        for strip in lines(app):
            assert not {"\x1b", "\x07", "\x9b", "\r", "\u202e", "\u200b"} & set(strip.text)


@pytest.mark.slow
async def test_verifier_source_is_shown_as_it_stands(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(100, 50)) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("c")
        await until(pilot, lambda: "def last_ten" in shown(app))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, SourceScreen) and "list[int]" in shown(app))
        assert "of list[int] and [@click=app.quit]quit[/]." in shown(app)


@pytest.mark.slow
async def test_l_switches_the_language_everywhere_and_keeps_the_state(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    runner.endless = True
    async with app.run_test(size=(100, 60)) as pilot:
        await pilot.press("2", "l")
        await pilot.pause()
        assert "모멘텀의 이동 평균에서" in shown(app)
        assert "Enter 답하기" in shown(app)
        assert "옵티마이저" in shown(app)
        assert "With beta" not in shown(app)
        assert app.screen.query_one(Choices).picked == {1}
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("v")
        await until(pilot, lambda: "초 남음" in screen_text(app) or "오래 걸림" in screen_text(app))
        await pilot.press("l")
        await until(pilot, lambda: "With beta = 0.9 the last ten gradients carry" in screen_text(app))
        assert len(runner.tasks) == 1  # the experiment goes on
        assert runner.cancelled == 0


@pytest.mark.fault
@pytest.mark.slow
async def test_keys_of_the_hangul_layout_do_what_the_latin_ones_do(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE, replace(CHOICE, id="another"))
    async with app.run_test(size=(80, 40)) as pilot:
        dark = app.current_theme.dark
        await pilot.press("ㅣ", "ㅅ", "ㅜ")  # l t n
        await until(pilot, lambda: app.study.session.position == 1)
        assert app.language == "ko"
        assert app.current_theme.dark is not dark
        await pilot.pause()
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("ㅍ")  # v
        await until(pilot, lambda: len(runner.tasks) == 1 and not answer_screen(app).running)
        await pilot.press("ㅠ")  # b
        await until(pilot, lambda: len(runner.tasks) == 2 and not answer_screen(app).running)
        await pilot.press("ㅊ", "ㅊ")  # c: the code, and then the whole file
        await until(pilot, lambda: isinstance(app.screen, SourceScreen))
        await pilot.press("ㅊ")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("ㅂ")  # q
    assert app.return_code == 0


def test_every_letter_that_is_bound_is_bound_to_its_hangul_key_too() -> None:
    for screen in (QuizApp, QuestionScreen, AnswerScreen, SourceScreen, SummaryScreen):
        by_action: dict[str, set[str]] = {}
        for binding in screen._merged_bindings or ():  # pairs of key and bindings
            by_action.setdefault(binding[1].action, set()).add(binding[0])
        for action, keys in by_action.items():
            for key in keys & set(HANGUL):
                assert HANGUL[key] in "".join(_character(each) for each in keys), (action, key)


def _character(key: str) -> str:
    return key_to_character(key) or ""


@pytest.mark.fault
@pytest.mark.parametrize("width", range(8, 121))
def test_korean_fills_each_line_exactly(width: int) -> None:
    text = "beta = 0.9이면 최근 열 개의 기울기가 (가중치)의 65 %를 차지한다😀. " * 3
    for strip in _strips(escaped(text), width):
        assert strip.cell_length <= width  # the widget fills up the rest
    rendered = "".join(strip.text.replace(" ", "") for strip in _strips(escaped(text), width))
    assert rendered == text.replace(" ", "")


def _strips(content: Content, width: int) -> list[Strip]:
    """The lines of a text as a widget of that width shows them, before they are filled up with blanks."""
    options = RenderOptions(lambda _: Style(), {})
    return content.render_strips(width, None, Style(), options)


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.parametrize("size", [(40, 12), (57, 20), (80, 24), (200, 60)], ids=str)
async def test_no_line_of_the_korean_screens_overflows(quiz: Quiz, size: tuple[int, int]) -> None:
    app = quiz(CHOICE, language="ko")
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert {strip.cell_length for strip in lines(app)} == {size[0]}
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
        await pilot.press("v")
        await until(pilot, lambda: app.learner.proven)
        await pilot.pause()
        for key in ("home", "pagedown", "pagedown", "end"):
            await pilot.press(key)
            await pilot.pause()
            assert {strip.cell_length for strip in lines(app)} == {size[0]}
        column = app.screen.query_one("#column").region
        assert column.width <= 100
        for widget in app.screen.query("#column *"):
            assert widget.region.right <= column.right, widget  # nothing is cut at the right edge
