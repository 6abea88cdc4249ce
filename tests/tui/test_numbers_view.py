"""The numbers of a proof: findings, checks folded into one line, controls."""

from dataclasses import replace

import pytest

from quizdl.verify import Evidence, Measurement, at_most
from quizdl.words import Language, say
from tests.tui.conftest import Quiz
from tests.tui.looking import shown, until
from tests.tui.proving import at_the_answer, proven
from tests.tui.small_bank import CHOICE, FakeRunner, evidence

pytestmark = pytest.mark.slow


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


def checked(value: float, off: float = 1e-16) -> Evidence:
    """Evidence with two checks, the second of which is `off` by that."""
    found = evidence(value)
    checks = [
        Measurement(f"rounding {place}", size, at_most(1e-15, because="rounding"), check=True)
        for place, size in ((1, 1e-16), (2, off))
    ]
    return replace(found, measurements=[*found.measurements, *checks])
