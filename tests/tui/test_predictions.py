"""Numbers that an experiment decides: nothing of the answer shows until it is measured or asked for."""

from dataclasses import replace

import pytest

from quizdl.report.scales import Scales
from quizdl.report.text import bank_text
from quizdl.report.view.number_answer import number_view
from quizdl.report.view.picture import Line, growing_picture, picture_of, with_prediction
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.home import HomeScreen
from quizdl.tui.screens.measure import MeasureScreen
from quizdl.verify import Evidence, Mark
from quizdl.words import Language, say
from tests.tui.conftest import Quiz
from tests.tui.looking import answered, lines, screen_text, shown, until
from tests.tui.small_bank import CHOICE, MEASURED, FakeRunner, evidence

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
        assert "✓ 0.66 of 1 predicted, 0.651 of 1 measured: near enough" in screen_text(app)
        assert "right from 0.619 to 0.684" in screen_text(app)
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
        assert "! Not measured, not graded" in screen_text(app)
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
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
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


def marked(value: float) -> Evidence:
    """Evidence whose curve has the measured number on its axis."""
    found = evidence(value)
    return replace(found, axes=replace(found.axes, marks=[Mark(of="weight", x=0.0)]))


@pytest.mark.slow
@pytest.mark.parametrize(("language", "told"), [("en", "2.2 times too small"), ("ko", "2.2배 작음")])
@pytest.mark.parametrize("width", [80, 140])
async def test_a_wrong_prediction_stands_beside_the_number_and_in_the_curve(
    quiz: Quiz, runner: FakeRunner, language: Language, told: str, width: int
) -> None:
    app = quiz(PREDICTED, language=language)
    runner.finds = marked
    async with app.run_test(size=(width, 40)) as pilot:
        await pilot.press(*"0.3", "enter")
        await answered(pilot, app)
        await until(pilot, lambda: "┄" in shown(app), "the prediction in the curve")
        said = shown(app).splitlines()
        assert told in screen_text(app)
        [yours] = [line for line in said if "━" in line and "0.3 of 1" in line]
        [measured] = [line for line in said if "━" in line and "0.651 of 1" in line]
        assert measured.count("━") > 2 * yours.count("━") > 0
        [level] = [line for line in said if "┄┄┄" in line]
        assert say(language, "measure.you") in "".join(said)
        strip = lines(app)[said.index(level)]
        amber = app.theme_variables["accent"].lower()
        colours = {str(s.style.color.name) for s in strip if s.style and s.style.color and "┄" in s.text}
        assert colours == {amber}


def a_number(given: float, truth: float, **changes: object) -> str:
    # fields by name
    return number_view(replace(MEASURED, unit="η", **changes), given, truth, "en").outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "truth", "told"),
    [
        (3.0, 6.568519, "3 η predicted, 6.57 η measured: 2.2 times too small"),
        (13.2, 6.568519, "13.2 η predicted, 6.57 η measured: 2 times too large"),
        (6.0, 6.568519, "6 η predicted, 6.57 η measured: 0.57 η too small"),
        (6.5, 6.568519, "6.5 η predicted, 6.57 η measured: near enough"),
        (12.0, 12.0, "12 η predicted, 12 η measured"),
        (2.0, 0.0, "2 η predicted, 0 η measured: 2 η too large"),
        (-1.0, 1.0, "-1 η predicted, 1 η measured: 2 η too small"),
    ],
)
def test_how_far_a_prediction_lies_from_the_number_is_said(given: float, truth: float, told: str) -> None:
    assert a_number(given, truth) == told


def test_a_wrong_number_never_looks_like_the_right_one() -> None:
    assert a_number(6.57, 6.568519, tolerance=0.001) == "6.57 η predicted, 6.569 η measured: 0.0015 η too large"


def test_a_number_below_nought_has_no_bar() -> None:
    assert number_view(MEASURED, 0.5, 1.0, "en").lengths == (0.5, 1.0)
    assert number_view(MEASURED, -0.5, 1.0, "en").lengths is None


@pytest.mark.slow
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
async def test_what_is_no_number_grades_no_prediction(quiz: Quiz, runner: FakeRunner, value: float) -> None:
    app = quiz(MEASURED)
    runner.value = value
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"0.66", "enter")
        await until(pilot, lambda: "! Not measured, not graded: the experiment gave no number" in screen_text(app))
        await pilot.press("enter")
        assert (await answered(pilot, app)).state.grade is None


def test_a_prediction_has_no_level_where_the_axis_is_of_something_else() -> None:
    picture = picture_of(marked(0.65))
    assert with_prediction(picture, "weight", 0.3).lines[-1].y == (0.3, 0.3)
    assert with_prediction(picture, "steps", 0.3) == picture
