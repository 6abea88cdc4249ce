"""Experiments of an answer as they run: their progress, stopping them, and faults on the way."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.tui.widgets.proof import ProofPane
from quizdl.verdict import Verdict
from quizdl.verify.catalogue import Catalogue
from quizdl.verify.engine_errors import TORCH_IS_MISSING
from quizdl.verify.result import Result, result_without_evidence
from quizdl.verify.task import PinnedTask
from tests.tui.conftest import Quiz
from tests.tui.looking import find, first_hit, screen_text, shown, until
from tests.tui.proving import at_the_answer, proven
from tests.tui.small_bank import CHOICE, FakeRunner

pytestmark = pytest.mark.slow

SIZE = (80, 60)


async def test_while_it_runs_progress_and_partial_curves_are_shown(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    runner.endless = True
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(
            pilot,
            lambda: (
                "━" in screen_text(app) and ("s left" in screen_text(app) or "longer than usual" in screen_text(app))
            ),
        )
        await until(pilot, lambda: "weight by age" in shown(app))
        assert screen.running


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Starting the engine: 12 s. The first start after an install takes longest."),
        ("ko", "실험 엔진을 시작하는 중: 12초. 설치한 뒤 첫 시작이 가장 오래 걸립니다."),
    ],
)
async def test_a_slow_start_of_the_engine_is_shown(quiz: Quiz, runner: FakeRunner, language: str, told: str) -> None:
    app = quiz(CHOICE)
    runner.importing = "torch"
    async with app.run_test(size=SIZE) as pilot:
        await at_the_answer(pilot, app)
        if language == "ko":
            await pilot.press("l")
        await pilot.press("v")
        await until(pilot, lambda: told in screen_text(app))


async def test_the_claims_of_one_answer_run_side_by_side(
    quiz: Quiz, runner: FakeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizdl.verify.task_pool.cores", lambda: 2)
    app = quiz(replace(CHOICE, verify=("momentum.last_ten", "momentum.last_hundred")))
    runner.endless = True
    async with app.run_test(size=SIZE) as pilot:
        await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: len(runner.tasks) == 2)
        assert {task.claim.id for task in runner.tasks} == {"momentum.last_ten", "momentum.last_hundred"}
        assert runner.cancelled == 0  # both still run


@pytest.mark.fault
@pytest.mark.parametrize("key", ["x", "ctrl+c"])
async def test_stopping_comes_back_to_the_answer(quiz: Quiz, runner: FakeRunner, key: str) -> None:
    app = quiz(CHOICE)
    runner.endless = True
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: runner.tasks)
        await pilot.press(key)
        await until(pilot, lambda: runner.cancelled == 1 and not screen.running)
        await pilot.pause()
        assert "stopped" in screen_text(app)
        assert app.learner.proven == set()
        assert "v prove it" in shown(app)


async def test_a_question_that_is_searched_for_ends_the_experiment_of_the_one_before(
    quiz: Quiz, runner: FakeRunner
) -> None:
    app = quiz(CHOICE)
    runner.endless = True
    async with app.run_test(size=SIZE) as pilot:
        await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: runner.tasks)
        await find(pilot, app, "slash", "gradients")
        await until(pilot, lambda: first_hit(app).startswith("With beta"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        await until(pilot, lambda: runner.cancelled == 1 and not app.experiment_flow.is_running)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 8, 13, 21])
async def test_stopping_as_soon_as_it_begins_leaves_one_proof_that_can_be_run(quiz: Quiz, steps: int) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        app.simulate_key("v")
        for _ in range(steps):
            await asyncio.sleep(0)  # of the loop that runs the quiz
        app.simulate_key("x")
        await pilot.pause()
        await until(pilot, lambda: not screen.running)
        await pilot.press("v")
        await proven(pilot, screen)
        assert len(screen.query(ProofPane)) == 1
        assert screen_text(app).count("as the answer says") == 1


@pytest.mark.parametrize("keys", [("enter",), ("escape", "escape")])
async def test_leaving_the_screen_ends_the_experiment(quiz: Quiz, runner: FakeRunner, keys: Sequence[str]) -> None:
    app = quiz(CHOICE)
    runner.endless = True
    async with app.run_test(size=SIZE) as pilot:
        await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: runner.tasks)
        await pilot.press(*keys)
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen) and runner.cancelled == 1)


@pytest.mark.fault
async def test_quitting_during_an_experiment_ends_it_within_a_second(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    runner.endless = True
    async with app.run_test(size=SIZE) as pilot:
        await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: runner.tasks)
        began = time.process_time()  # of ours: the machine may be busy with others
        await pilot.press("q")
    assert time.process_time() - began < 1
    assert (runner.cancelled, runner.closed) == (1, True)
    assert app.return_code == 0


@pytest.mark.fault
async def test_a_worker_that_raises_is_reported_and_the_quiz_goes_on(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    runner.error = RuntimeError("[/] the server is [bold]gone[/bold]")
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: "[bold]gone[/bold]" in shown(app))
        assert "RuntimeError: [/] the server is" in shown(app)
        runner.error = None
        await pilot.press("v")
        await proven(pilot, screen)
        assert "as the answer says" in screen_text(app)


async def test_a_crash_names_its_line_and_c_goes_there(
    quiz: Quiz, runner: FakeRunner, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f'  File "{catalogue.claim("momentum.last_ten").path.resolve()}", line 8, in share'

    async def crash(pinned: PinnedTask, _: object) -> Result:
        printed = f"one\nTraceback (most recent call last):\n{place}\nValueError: no\n"
        return result_without_evidence(pinned.task, Verdict.FAILED, "crash: ValueError: no", 0.1, printed)

    monkeypatch.setattr(runner, "run", crash)
    app = quiz(CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        assert "! The experiment stopped: ValueError: no (momentum.py:8)" in shown(app)
        assert "c goes to that line" in shown(app)
        assert "it printed: one" in shown(app)
        assert "Traceback" not in screen_text(app)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, SourceScreen))
        await until(pilot, lambda: "▌ 8" in shown(app))


async def test_a_run_out_of_time_offers_more(quiz: Quiz, runner: FakeRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    async def stop(pinned: PinnedTask, _: object) -> Result:
        return result_without_evidence(pinned.task, Verdict.FAILED, "time: stopped after 25 s", 25.0)

    monkeypatch.setattr(runner, "run", stop)
    app = quiz(CHOICE, language="ko")
    async with app.run_test(size=(40, 12)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        assert "! 25초 안에 결과가 없어 판정하지 않음" in shown(app)
        assert "r: 시간을 늘려 다시 실행" in shown(app)


async def test_an_error_of_the_engine_stays_at_the_proof_until_it_runs(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE, language="ko")
    runner.error = TORCH_IS_MISSING
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await until(pilot, lambda: "! 이 실험에 필요한 torch가" in shown(app))
        assert "pip install torch --index-url" in shown(app)
        assert "결과 없음" in shown(app).splitlines()[2], "the reader did not stop it"
        runner.error = None
        await pilot.press("v")
        await proven(pilot, screen)
        assert "pip install torch" not in shown(app)
