"""The numbers of a proof: findings, checks folded into one line, controls; and knobs, which `k` turns."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from quizdl.bank.model import Text
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.verify import Evidence, Finding, Measurement, Verdict, at_most
from quizdl.words import Language, say
from tests.tui.conftest import Quiz
from tests.tui.looking import screen_text, shown, until
from tests.tui.proving import at_the_answer, proven
from tests.tui.small_bank import CHOICE, FakeRunner, evidence

pytestmark = pytest.mark.slow

CLAIM = {"en": "the last ten gradients carry 65 %", "ko": "최근 열 개의 기울기가 가중치의 65 %"}  # in its sentence


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_checks_are_one_line_among_the_numbers_which_o_opens(
    quiz: Quiz, runner: FakeRunner, language: Language
) -> None:
    app = quiz(CHOICE, language=language)
    runner.finds = checked
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("n")
        await until(pilot, lambda: say(language, "checks.kept", count=2) in shown(app))
        assert "rounding 1" not in shown(app)
        await pilot.press("o")
        await until(pilot, lambda: "rounding 2" in shown(app))
        assert "1e-16" in shown(app)
        assert "≤ 1e-15" in shown(app)
        await pilot.press("ㅐ")
        await until(pilot, lambda: "rounding 1" not in shown(app))
        last = next(line for line in reversed(shown(app).splitlines()) if "momentum.last_ten" in line)
        assert "seed" not in last, "it draws nothing"
        assert "numpy" in last


async def test_checks_open_by_themselves_where_one_is_out_of_bounds(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    runner.finds = lambda value: checked(value, off=1.0)
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("n")
        await until(pilot, lambda: "2 checks of the experiment, 1 not within bounds" in shown(app))
        assert shown(app).count("≤ 1e-15") == 2


def seven_findings(value: float) -> Evidence:
    """Evidence of a claim with as many findings as most have, each with a reason of its own, and a check."""
    found = checked(value)
    more = [
        Measurement(f"weight of gradient {place}", 0.1, at_most(1, because=f"reason {place} " * 4))
        for place in range(6)
    ]
    return replace(found, measurements=[*more, *found.measurements], caption="a caption of many words " * 5)


@pytest.mark.parametrize(("language", "told"), [("en", " · reasons  o opens"), ("ko", " · 근거  o로 열기")])
async def test_seven_findings_need_no_scrolling_and_o_opens_their_reasons(
    quiz: Quiz, runner: FakeRunner, language: Language, told: str
) -> None:
    app = quiz(CHOICE, language=language)
    runner.finds = seven_findings
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_numbers(pilot, app)
        await until(pilot, lambda: say(language, "checks.kept", count=2) + told in shown(app))
        assert screen.body.max_scroll_y == 0
        for part in (*(f"weight of gradient {place}" for place in range(6)), "0.651 of 1", "a plain mean of ten"):
            assert part in shown(app)
        assert "reason 1" not in shown(app)
        await pilot.press("o")
        await until(pilot, lambda: "reason 1" in shown(app))
        assert screen.body.max_scroll_y > 0
        for part in ("a caption of many", "rounding 1", CLAIM[language]):
            assert part in screen_text(app)
        await pilot.press("o")
        await until(pilot, lambda: "reason 1" not in shown(app))


async def test_long_names_are_cut_to_a_line_each_where_the_numbers_fit_then(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    name = "how much of the weight of all gradients so far lies on the one that came in last but"
    numbers = [Measurement(f"{name} {n}", 0.1, at_most(1, because=f"reason {n}")) for n in range(9)]
    runner.finds = lambda value: replace(evidence(value), measurements=[*numbers, *evidence(value).measurements])
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_numbers(pilot, app, "o opens")
        assert screen.body.max_scroll_y == 0
        assert shown(app).count("how much of the weight") == 9
        assert "last but" not in shown(app)
        await pilot.press("o")
        await until(pilot, lambda: "last but" in shown(app))


async def test_numbers_that_fit_are_shown_whole(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_numbers(pilot, app)
        for part in ("geometric series", CLAIM["en"]):
            assert part in shown(app)
        assert "o opens" not in shown(app)
        assert not screen.check_action("checks", ())


async def at_the_numbers(pilot: Pilot[int], app: QuizApp, told: str = "momentum.last_ten") -> AnswerScreen:
    screen = await at_the_answer(pilot, app)
    await pilot.press("v")
    await proven(pilot, screen)
    await pilot.press("n")
    await until(pilot, lambda: told in shown(app))
    return screen


@pytest.mark.parametrize("back", ["k", "escape"])
@pytest.mark.parametrize(("language", "what_if"), [("en", "what if: beta = 0.5"), ("ko", "만약: beta = 0.5")])
async def test_a_turned_knob_fills_the_finding_anew_and_is_no_evidence(
    quiz: Quiz, runner: FakeRunner, language: Language, what_if: str, back: str
) -> None:
    app = quiz(CHOICE, language=language)
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await at_the_numbers(pilot, app)
        runner.value = 0.25
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.focused, Input))
        assert app.focused is not None
        await pilot.press(*"0.5", "enter")
        await until(pilot, lambda: what_if in shown(app))
        assert [dict(task.settings) for task in runner.tasks] == [{}, {"beta": 0.5}]
        assert "0.25 of 1" in shown(app)
        assert "beta = 0.5 (" in shown(app)
        assert "beta = 0.9 65 %" not in shown(app), "the sentence is about the defaults"
        assert say(language, "outcome.surprise") not in shown(app)
        assert app.learner.proven == {"momentum.last_ten"}
        assert screen.runs[0].result is not None
        assert screen.runs[0].result.verdict is Verdict.SUPPORTED
        await pilot.press("v")
        await until(pilot, lambda: what_if in shown(app))
        await pilot.press("n", back)
        await until(pilot, lambda: what_if not in shown(app))
        assert screen.at_proof
        assert "0.651 of 1" in shown(app)


@pytest.mark.parametrize(("language", "told"), [("en", "is not a number (its default is 0.9)"), ("ko", "(기본값 0.9)")])
async def test_a_value_that_no_knob_can_have_is_refused_with_what_is_allowed(
    quiz: Quiz, runner: FakeRunner, language: Language, told: str
) -> None:
    app = quiz(CHOICE, language=language)
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await at_the_numbers(pilot, app)
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"half", "enter")
        await until(pilot, lambda: told in " ".join(screen_text(app).split()))
        assert len(runner.tasks) == 1
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query(Input))
        assert screen.at_proof


async def test_the_value_that_a_knob_has_already_runs_nothing(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 40)) as pilot:
        await at_the_numbers(pilot, app)
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press("down", "enter")
        await until(pilot, lambda: not app.screen.query(Input))
        assert len(runner.tasks) == 1


def runs_of_words(app: QuizApp) -> Iterator[str]:
    """The sentences in sight: what two blanks or a border set apart."""
    for line in shown(app).splitlines():
        yield from (part.strip() for part in re.split(r"\s\s+|[│╭╮╰╯─━┤┼┬]+", line) if len(part.split()) > 2)


@pytest.mark.parametrize("size", [(110, 40), (140, 40), (220, 50)])
async def test_no_text_of_an_answer_or_its_proof_is_wider_than_it_can_be_read(
    quiz: Quiz, runner: FakeRunner, size: tuple[int, int]
) -> None:
    long = "a sentence of words " * 30
    app = quiz(replace(CHOICE, answer=Text(en=long, ko=long)))
    runner.finds = lambda value: replace(evidence(value), finding=Finding(long), caption=long)
    async with app.run_test(size=size) as pilot:
        await at_the_numbers(pilot, app)
        for key in ("n", "v"):
            await pilot.press(key)
            await pilot.pause()
            assert max(map(len, runs_of_words(app))) in range(60, 77)
        if size[0] > 200:
            edges = [place for place, letter in enumerate(shown(app).splitlines()[1]) if letter in "╭╮"]
            assert edges[1] - edges[0] + 1 == 110
            margin = (220 - 76 - 110) // 2
            assert edges[0] == margin + 76


def checked(value: float, off: float = 1e-16) -> Evidence:
    """Evidence with two checks, the second of which is `off` by that."""
    found = evidence(value)
    checks = [
        Measurement(f"rounding {place}", size, at_most(1e-15, because="rounding"), check=True)
        for place, size in ((1, 1e-16), (2, off))
    ]
    return replace(found, measurements=[*found.measurements, *checks])
