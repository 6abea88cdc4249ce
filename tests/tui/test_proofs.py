"""The proof of an answer: its views, where it stands, and what it says where it does not run."""

from dataclasses import replace

import pytest

from quizdl.tui.experiments import Experiments
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.verify import Control, at_most
from quizdl.words import Language, say
from tests.tui.conftest import Quiz
from tests.tui.looking import screen_text, shown, until
from tests.tui.proving import at_the_answer, proven
from tests.tui.small_bank import CHOICE, FakeRunner, evidence

SIZE = (80, 60)

pytestmark = pytest.mark.slow


async def test_v_shows_the_finding_its_curve_and_the_control_and_n_the_numbers(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        for part in (
            "the last ten gradients carry 65 %",
            "as the answer says · measured on this machine in 0.21 s",
            "steps ago",
            "weight by age",
            "Control  a plain mean of ten ✓ breaks the bound, as it must",
        ):
            assert part in shown(app)
        assert "geometric series" not in shown(app)
        assert screen.body.max_scroll_y == 0, "a finding needs no scrolling"
        assert "prove it" not in shown(app), "it is proven, and in sight"
        await pilot.press("n")
        await until(pilot, lambda: "0.651 of 1" in shown(app))
        for part in ("theory", "geometric series", "all ten weigh the same", "momentum.last_ten"):
            assert part in screen_text(app)
        assert app.learner.proven == {"momentum.last_ten"}
        assert app.study.summary().proven == ("momentum.last_ten",)
        assert "prove it" not in shown(app), "nothing is left to run"
        await pilot.press("v")
        await until(pilot, lambda: "the last ten gradients carry 65 %" in shown(app))


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_at_80x24_a_caption_takes_two_lines_and_many_controls_one_each_as_far_as_the_chart_spares_them(
    quiz: Quiz, runner: FakeRunner, language: Language
) -> None:
    app = quiz(CHOICE, language=language)
    caption = "The weight of each gradient in the running mean, by its age in steps, for the default of beta, 0.9."
    controls = [Control(f"control {place}", 1.0, at_most(0.5)) for place in range(9)]
    runner.finds = lambda value: replace(evidence(value), caption=caption, controls=controls)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        chart = screen.query_one("FindingView Chart")
        await until(pilot, lambda: chart.size.height)
        assert caption.split()[-1] in shown(app), "the caption is whole"
        assert screen.body.max_scroll_y == 0
        assert chart.size.height >= 7
        assert say(language, "finding.more", count=9 - shown(app).count("control ")) in shown(app)


async def test_at_40x12_the_curve_has_a_page_of_its_own(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(40, 12)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        chart = screen.query_one("FindingView Chart")
        await until(pilot, lambda: chart.size.height >= 9)
        assert screen.body.max_scroll_y > 0, "one scrolls to it"


async def test_at_80x24_the_proof_takes_the_place_of_the_answer_and_escape_brings_it_back(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("down", "down")
        line = screen.body.scroll_offset.y
        assert "Said aloud" in shown(app)
        await pilot.press("v")
        await proven(pilot, screen)
        assert "Said aloud" not in shown(app)
        assert "v Finding" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: "Said aloud" in shown(app))
        assert screen.body.scroll_offset.y == line
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen))


async def test_at_140x40_the_proof_stands_beside_the_answer(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(140, 40)) as pilot:
        screen = await at_the_answer(pilot, app)
        assert "v runs 1 experiment, 0.5 s" in shown(app)
        assert shown(app).count("Proof") == 1, "as the title of the pane"
        await pilot.press("v")
        await proven(pilot, screen)
        for part in ("Said aloud", "v Finding", "as the answer says", "Control"):
            assert part in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen))


async def test_brackets_choose_another_claim_and_the_view_stays(quiz: Quiz) -> None:
    app = quiz(replace(CHOICE, verify=("momentum.last_ten", "momentum.last_hundred")))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: all(run.result for run in screen.runs))
        assert "With beta = 0.9 the last ten" in shown(app).split("v Finding")[1]
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "The last hundred carry all of it." in shown(app).split("v Finding")[1])
        await pilot.press("n", "left_square_bracket")
        await until(pilot, lambda: "momentum.last_ten" in screen_text(app))


async def test_a_refuted_claim_that_was_to_hold_is_shown_as_such(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    runner.value = 0.9
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        assert "✗ Surprise: not what the answer says" in screen_text(app)
        assert app.learner.proven == set()
        assert "breaks its bound: weight" in screen_text(app)
        await pilot.press("l")
        await until(pilot, lambda: "지켜야 할 범위를 벗어남: weight" in screen_text(app))


async def test_without_proofs_the_answer_says_why(quiz: Quiz) -> None:
    app = quiz(CHOICE, proofs=False)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v", "b", "c")
        await pilot.pause()
        assert "Experiments do not run: this bank is not trusted" in screen_text(app)
        assert "prove it" not in shown(app)
        narrow = screen.query_one("#column").size.width
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: app.size.width == 140)
        await pilot.pause()
        assert screen.query_one("#column").size.width >= narrow, "the answer stands alone, as wide as ever"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Proofs are off: this bank has changed since you vouched for it (+3 -1)."),
        ("ko", "증명이 꺼져 있음: 신뢰한 뒤에 바뀐 문제은행입니다(+3 -1)."),
    ],
)
def test_an_answer_says_as_briefly_as_home_that_the_bank_has_changed(language: Language, told: str) -> None:
    error = (
        "mine has changed since it was trusted (+3 -1); it would run 1.\n"
        "Read what it would run, then: quizdl trust mine\n--- trusted/a.py"
    )
    lines = Experiments(None, error).notice(language).plain.split("\n")
    assert lines[0].startswith(told)
    assert lines[1:] == ["quizdl trust mine"]


async def test_c_shows_the_code_and_once_more_the_whole_file_where_the_claim_stands(quiz: Quiz) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_answer(pilot, app)
        await pilot.press("c")
        await until(pilot, lambda: "def last_ten(beta: float = 0.9)" in shown(app))
        assert "@claim(" not in shown(app)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, SourceScreen))
        await until(pilot, lambda: "▌11  @claim(" in shown(app).splitlines()[3])
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, AnswerScreen)
