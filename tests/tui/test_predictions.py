"""Numbers that an experiment decides: nothing of the answer shows until it is measured or asked for."""

from dataclasses import replace

import pytest

from quizdl.report.scales import Scales
from quizdl.report.text import bank_text
from quizdl.report.view.picture import Line, growing_picture
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.measure import MeasureScreen
from quizdl.tui.screens.summary import SummaryScreen
from quizdl.words import Language, say
from tests.tui.conftest import Quiz
from tests.tui.looking import answered, screen_text, shown, until
from tests.tui.small_bank import CHOICE, MEASURED, FakeRunner

SIZE = (80, 40)


@pytest.mark.slow
async def test_a_measured_number_is_graded_by_the_experiment(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(MEASURED)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"0.66", "enter")
        screen = await answered(pilot, app)
        await until(pilot, lambda: "as the answer says" in screen_text(app))
        assert screen.state.grade is not None
        assert screen.state.grade.correct
        assert [task.claim.id for task in runner.tasks] == ["momentum.last_ten"]
        assert "measured here" in screen_text(app)
        assert "0.651322 of 1" in screen_text(app)
        await pilot.press("v")
        await until(pilot, lambda: "as the answer says" in shown(app), "the proof that the measurement was")
        assert len(runner.tasks) == 1


PREDICTED = replace(MEASURED, answer=CHOICE.answer, folklore=CHOICE.folklore, prompt=CHOICE.prompt)


def reveals(app: QuizApp) -> set[str]:
    """What there is to be seen of the answer."""
    assert CHOICE.folklore is not None
    claim = app.experiments.catalogue.claim("momentum.last_ten").en if app.experiments.catalogue else "no such text"
    secrets = {
        "answer": " ".join(bank_text(CHOICE.answer.to("en")).split()),
        "folklore": CHOICE.folklore.to("en"),
        "claim": claim,
        "number": "0.651",
    }
    seen = " ".join(screen_text(app).split())
    return {name for name, secret in secrets.items() if secret in seen}


@pytest.mark.fault
@pytest.mark.slow
async def test_a_prediction_reveals_nothing_until_its_measurement_is_in(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(PREDICTED)
    runner.endless = True
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"0.66", "enter")
        await until(pilot, lambda: isinstance(app.screen, MeasureScreen) and runner.tasks)
        await until(pilot, lambda: "s left" in screen_text(app))
        assert not reveals(app)
        assert "0.66 of 1" in screen_text(app)
        await pilot.press("enter", "n", "v", "b", "c")
        assert isinstance(app.screen, MeasureScreen)
        assert len(runner.tasks) == 1
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "! Not measured, not graded: stopped" in screen_text(app))
        assert not reveals(app)
        runner.endless = False
        await pilot.press("v")
        screen = await answered(pilot, app)
        assert screen.state.grade is not None
        assert reveals(app) == {"answer", "folklore", "claim", "number"}


@pytest.mark.slow
async def test_where_experiments_do_not_run_the_answer_is_shown_on_request(quiz: Quiz) -> None:
    app = quiz(PREDICTED, proofs=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"0.66", "enter")
        await until(pilot, lambda: "! Not measured, not graded: this bank is not trusted" in screen_text(app))
        assert not reveals(app)
        await pilot.press("enter")
        screen = await answered(pilot, app)
        assert screen.state.grade is None
        assert "Not graded" in screen_text(app)
        assert "this bank is not trusted" in screen_text(app)
        assert reveals(app) >= {"answer", "folklore"}


@pytest.mark.parametrize("trouble", [OSError("no server"), None])
@pytest.mark.slow
async def test_a_measurement_that_fails_is_told_and_can_be_passed_over(
    quiz: Quiz, runner: FakeRunner, trouble: Exception | None
) -> None:
    app = quiz(replace(PREDICTED, measured="momentum.last_ten/no such number"))
    runner.error = trouble
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"0.66", "enter")
        await until(pilot, lambda: "! Not measured, not graded: the experiment gave no number" in screen_text(app))
        assert not reveals(app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, SummaryScreen))
    assert not list(app.learner.store.reviews())


@pytest.mark.slow
async def test_a_prediction_is_graded_though_the_answer_was_asked_for_before_it_was_measured(
    quiz: Quiz, runner: FakeRunner
) -> None:
    app = quiz(replace(MEASURED, verify=("momentum.last_hundred",)))
    runner.endless = True
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"0.66", "enter")
        await until(pilot, lambda: runner.tasks)
        await pilot.press("x")
        await until(pilot, lambda: "Not measured" in screen_text(app))
        await pilot.press("enter")
        screen = await answered(pilot, app)
        runner.endless = False
        await pilot.press("v")
        await until(pilot, lambda: screen.state.grade is not None)
        assert runner.tasks[-1].claim.id == "momentum.last_ten"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.slow
async def test_while_measuring_only_the_prediction_the_bar_and_a_growing_curve_are_there(
    quiz: Quiz, runner: FakeRunner, language: Language
) -> None:
    app = quiz(PREDICTED, language=language)
    runner.endless = True
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"0.66", "enter")
        await until(pilot, lambda: "┤" in shown(app))
        said = [line.strip() for line in shown(app).splitlines() if line.strip()]
        yours = next(place for place, line in enumerate(said) if "0.66 of 1" in line)
        assert said[yours].split()[0] == say(language, "measure.you")
        assert said[yours + 1].split()[:2] == [say(language, "measure.measured"), "···"]
        assert "━━━" in said[yours + 1]
        assert "┤" in "".join(said[yours + 2 :])
        assert say(language, "key.stop") in said[-1]
        assert not reveals(app)
        assert "weight by age" not in shown(app), "names of curves can tell the answer"
        top = max(float(line.split("┤")[0]) for line in said if "┤" in line)
        assert top > 3, "the axis reaches far beyond what has come, and does not end where the answer is"


def test_the_axis_of_a_growing_curve_begins_at_nought_and_reaches_twice_as_far() -> None:
    picture = growing_picture((Line("", (0.0, 1.0), (1.0, 2.0)),), "en")
    scales = Scales.over(picture)
    assert scales is not None
    assert (scales.y.low, scales.y.high) == (0.0, 4.0)
    assert Scales.over(growing_picture((), "en")) is None
    falling = Scales.over(growing_picture((Line("", (0.0, 1.0), (-1.0, float("nan"))),), "en"))
    assert falling is not None
    assert (falling.y.low, falling.y.high) == (-2.0, 0.0)
