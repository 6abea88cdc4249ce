"""Colours: enough contrast everywhere, a theme for every terminal, and no meaning that colour alone carries."""

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

import quizdl.tui
from quizdl.report.view.proof import outcome_of
from quizdl.tui.themes import DARK, HIGH_CONTRAST, LIGHT, THEMES, ThemeChoice, light_by_environment
from quizdl.tui.widgets.content import MUTED
from quizdl.tui.widgets.rows import Choices
from quizdl.tui.widgets.verdicts import COLOURS
from quizdl.verdict import Verdict
from quizdl.words import say
from tests.report.proofs import result
from tests.tui.conftest import Quiz
from tests.tui.looking import answered, lines, screen_text
from tests.tui.small_bank import CHOICE

SIZE = (80, 40)
READABLE = 4.5  # of text on its ground, by WCAG 2
TOKENS = ("primary", "secondary", "accent", "error", "success", "foreground")
GROUNDS = ("background", "surface", "panel")


def luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_colour_of_text_can_be_read_on_every_ground(theme: Theme) -> None:
    grey = int(MUTED.split()[1].rstrip("%")) / 100
    for ground in (Color.parse(getattr(theme, name)) for name in GROUNDS):
        colours = {name: Color.parse(getattr(theme, name)) for name in TOKENS}
        colours["grey"] = ground.blend(colours["foreground"], grey)
        poor = {name: contrast(colour, ground) for name, colour in colours.items()}
        assert {name: found for name, found in poor.items() if found < READABLE} == {}


def test_there_is_one_grey_and_no_colour_that_textual_mixes() -> None:
    texts = {file: file.read_text("utf-8") for file in Path(quizdl.tui.__file__).parent.rglob("*.*css")}
    assert not [file for file, text in texts.items() if "$text-" in text]
    greys = {word for text in texts.values() for word in text.split("color: ")[1:] if word.startswith("$foreground ")}
    assert {grey.split(";")[0].split(" }")[0] for grey in greys} == {MUTED}


def test_a_verdict_is_red_only_where_it_was_not_expected() -> None:
    def colour(verdict: Verdict, expected: Verdict) -> str:
        return COLOURS[outcome_of(result(verdict, expected), "en").tone]

    assert colour(Verdict.REFUTED, Verdict.REFUTED) == "$success"
    assert colour(Verdict.REFUTED, Verdict.SUPPORTED) == "$error"
    assert colour(Verdict.FAILED, Verdict.SUPPORTED) == "$accent", "no crash is red"


@pytest.mark.slow
async def test_t_shows_another_theme_each_time_and_keeps_it(quiz: Quiz) -> None:
    app, kept, grounds = quiz(CHOICE), list[tuple[str, str]](), []
    app._remember = lambda name, value: kept.append((name, value))
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(4):
            grounds.append(app.screen.styles.background)
            await pilot.press("t")
            await pilot.pause()
    assert kept == [("theme", name) for name in ("light", "high-contrast", "terminal", "light")]
    assert [Color.parse(str(theme.background)) for theme in (DARK, LIGHT, HIGH_CONTRAST, DARK)] == grounds


@pytest.mark.parametrize("light", [False, True])
def test_each_step_from_a_theme_looks_otherwise(light: bool) -> None:
    choice = ThemeChoice(light_terminal=light)
    seen = [choice.theme.name]
    for _ in range(4):
        choice.step()
        assert choice.theme.name != seen[-1]
        seen.append(choice.theme.name)
    assert set(seen) == {theme.name for theme in THEMES.values()}


async def test_the_terminal_s_background_is_followed_only_where_that_was_chosen(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        app.background_is(0.9)
        assert app.theme == DARK.name
        app.theme_choice.chosen = "terminal"
        app.background_is(0.9)
        assert app.theme == LIGHT.name
        await pilot.press("t")
        assert app.theme == DARK.name


@pytest.mark.parametrize(("value", "light"), [("0;15", True), ("0;default;7", True), ("15;0", False), ("", False)])
def test_colorfgbg_names_a_light_background(monkeypatch: pytest.MonkeyPatch, value: str, light: bool) -> None:
    monkeypatch.setenv("COLORFGBG", value)
    assert light_by_environment() is light
    assert (ThemeChoice().theme is LIGHT) is light


async def test_the_highlighted_row_is_reversed_in_high_contrast(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        rows = app.screen.query_one(Choices)
        for name in ("dark", "high-contrast"):
            app.theme_choice.chosen = name
            app.theme = app.theme_choice.theme.name
            await pilot.pause()
            here = lines(app)[rows.region.y]
            styles = [segment.style for segment in here if "two thirds" in segment.text or "tenth" in segment.text]
            assert [bool(style and style.reverse) for style in styles] == [name == "high-contrast"] * len(styles)


@pytest.mark.slow
async def test_without_colours_signs_and_words_tell_right_wrong_yours_and_a_myth_apart(
    quiz: Quiz, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        [picked] = [line for line in screen_text(app).splitlines() if line.startswith("▌")]
        assert "One tenth" in picked
        await pilot.press("enter")
        screen = await answered(pilot, app)
        colours = {
            colour.get_truecolor()
            for strip in lines(app)
            for segment in strip
            if segment.style
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour
        }
        assert all(red == green == blue for red, green, blue in colours)
        said = screen_text(app).splitlines()
        assert screen.state.grade is not None
        assert ("✓ Right" if screen.state.grade.correct else "✗ Not quite") in screen_text(app)
        assert any("About two thirds" in line and line.endswith("  right") for line in said)
        assert len([line for line in said if "  you" in line]) == 1
        assert say("en", "answer.folklore") in screen_text(app), "the myth is named in words"
