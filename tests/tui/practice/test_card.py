"""The card of an exercise in a set: when it is written, and whether it is begun anew."""

from pathlib import Path

import pytest

from quizdl.study.progress import ProgressStore
from quizdl.tui.screens.ask import AskScreen
from quizdl.tui.screens.exercise_card import ExerciseCardScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.words import Language
from tests.tui.looking import screen_text, until
from tests.tui.small_bank import CHOICE, NUMBER
from tests.tui.writing import RIGHT, exercise_app, saved, writing

pytestmark = pytest.mark.slow  # each waits for saves to be seen


@pytest.mark.parametrize(("language", "needs"), [("en", "Needs about 15 minutes."), ("ko", "약 15분이 걸립니다.")])
async def test_a_set_asks_when_an_exercise_is_to_be_written(
    tmp_path: Path, store: ProgressStore, language: Language, needs: str
) -> None:
    app = exercise_app(tmp_path, store, CHOICE, language=language)
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, ExerciseCardScreen))
        assert needs in screen_text(app)
        assert not (tmp_path / "home" / "practice").exists(), "nothing is written before the reader wants it"
        await pilot.press("1")
        await writing(pilot, app)


async def test_later_asks_an_exercise_at_the_end_of_the_set(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store, CHOICE, NUMBER)
    async with app.run_test() as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert [question.id for question in app.study.session.questions] == ["last-ten", "number", "write-adam"]
        for _ in range(2):
            await pilot.press("n")
            await pilot.pause()
        await until(pilot, lambda: isinstance(app.screen, ExerciseCardScreen))
        await pilot.press("2")
        await until(pilot, lambda: not isinstance(app.screen, ExerciseCardScreen))
        assert app.study.session.current is None, "at the end of the set there is no later"


async def test_not_here_leaves_exercises_out_of_the_set(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store, CHOICE)
    async with app.run_test() as pilot:
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert [question.id for question in app.study.session.questions] == ["last-ten"]
        assert app.learner.cards == {}


async def test_where_no_experiment_runs_an_exercise_is_not_begun(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store, proofs=False)
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, ExerciseCardScreen))
        text = screen_text(app)
        assert "Experiments do not run" in text
        assert "Now" not in text
        await pilot.press("1")
        await until(pilot, lambda: not isinstance(app.screen, ExerciseCardScreen))


async def test_an_exercise_written_before_is_begun_anew_if_the_reader_wants_to(
    tmp_path: Path, store: ProgressStore
) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test() as pilot:
        screen = await writing(pilot, app)
        await saved(pilot, screen, RIGHT)
        file = screen.work.file
        app.navigator.begin([screen.exercise.question])
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        assert "holds what you wrote last time" in screen_text(app)
        await pilot.press("1")
        again = await writing(pilot, app)
        assert file.read_text(encoding="utf-8") == again.exercise.question.starter
        (old,) = (file.parent / "attic").iterdir()
        assert old.read_bytes() == RIGHT
        assert again.work.current.attempts == 0
