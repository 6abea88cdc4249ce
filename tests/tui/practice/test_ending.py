"""How an exercise ends, what help costs, and the editor."""

import os
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from quizdl.practice.own_bugs import OwnBug
from quizdl.study.cards import Rating
from quizdl.study.progress import ProgressStore
from quizdl.tui.screens.exercise_card import ExerciseCardScreen
from quizdl.tui.screens.practice import PracticeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.verify.practice.small_bugs import SmallBug
from quizdl.words import Language
from tests.tui.looking import screen_text, shown, until
from tests.tui.practice.conftest import WIDE, answer_of, asked
from tests.tui.small_bank import CHOICE
from tests.tui.writing import RIGHT, WRONG, exercise_app, saved, writing

pytestmark = pytest.mark.slow  # each waits for saves to be seen


async def test_a_pass_is_rated_and_handed_in_with_both_programs(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, PracticeScreen), "the starter is not handed in"
        await saved(pilot, screen, RIGHT)
        await until(pilot, lambda: "Enter hand in" in shown(app))
        assert "34 times as long as ours on (3, 2, 8, 9)" in " ".join(shown(app).split())
        assert app.learner.cards["write-adam"].rating is Rating.EASY
        assert app.learner.attempts.attempts()[-1].times_ours == 34.2
        await pilot.press("enter")
        await answer_of(pilot, app)
        text = screen_text(app)
        for words in ("✓ Right.", "# right", "self.beta2 * self.v", app.study.session.questions[0].answer.to("en")):
            assert words in text, words
        await pilot.press("2")
        await until(pilot, lambda: app.learner.cards["write-adam"].rating is Rating.HARD)


async def test_after_a_pass_b_plants_bugs_in_the_program_until_it_changes(
    tmp_path: Path, store: ProgressStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bugs_of(exercise: object, source: str) -> list[OwnBug]:
        del exercise
        return [OwnBug(SmallBug(1, "right", new, source), None) for new in ("first", "second")]

    async def ask_about(own: OwnBug, *rest: object) -> AsyncGenerator[OwnBug, None]:
        del rest
        yield own

    monkeypatch.setattr("quizdl.practice.own_bugs.bugs_of", bugs_of)
    monkeypatch.setattr("quizdl.practice.own_bugs.ask_about", ask_about)
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        assert "b break it" not in shown(app), "the starter has not passed"
        await saved(pilot, screen, RIGHT)
        await until(pilot, lambda: "b break it" in shown(app))
        await pilot.press("b")
        await until(pilot, lambda: "A bug in your line 1: right → first." in " ".join(shown(app).split()))
        await pilot.press("b")
        await until(pilot, lambda: "A bug in your line 1: right → second." in " ".join(shown(app).split()))
        await pilot.press("b")
        await until(pilot, lambda: "No small bug" in " ".join(note.message for note in app._notifications))
        await saved(pilot, screen, WRONG)
        await until(pilot, lambda: "b break it" not in shown(app))
        assert "A bug in your line" not in shown(app)


@pytest.mark.parametrize(("language", "price"), [("en", "at best hard"), ("ko", "높아야 ‘어려움’")])
async def test_a_hint_tells_its_price_and_caps_the_rating(
    tmp_path: Path, store: ProgressStore, language: Language, price: str
) -> None:
    app = exercise_app(tmp_path, store, language=language)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        box = await asked(pilot, app, "h")
        assert price in screen_text(app)
        assert len(box.menu.rows) == 1, "ours is not offered before an attempt"
        await pilot.press("enter")
        hint = screen.exercise.question.hints[0].to(language)
        await until(pilot, lambda: hint in screen_text(app))
        await saved(pilot, screen, RIGHT)
        await until(pilot, lambda: app.learner.cards)
        assert app.learner.cards["write-adam"].rating is Rating.HARD


@pytest.mark.parametrize(
    ("language", "where", "like"),
    [
        ("en", "Wrong in all 50 calls where", "It behaves like no mistake that is known here."),
        ("ko", "이 조건의 호출 50번은 모두 틀리고", "여기에 알려진 실수와 똑같이 동작하지는 않습니다."),
    ],
)
async def test_where_it_goes_wrong_is_free_and_what_it_is_like_costs_a_hint(
    tmp_path: Path, store: ProgressStore, language: Language, where: str, like: str
) -> None:
    app = exercise_app(tmp_path, store, language=language)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        await saved(pilot, screen, WRONG)
        await until(pilot, lambda: where in screen_text(app))
        assert (like in screen_text(app), screen.work.current.helped) == (False, 0)
        box = await asked(pilot, app, "h")
        assert len(box.menu.rows) == 3
        await pilot.press("2")
        await until(pilot, lambda: like in screen_text(app))
        assert (screen.work.current.helped, screen.work.current.hints) == (1, 0)
        await saved(pilot, screen, RIGHT)
        await until(pilot, lambda: app.learner.cards)
        assert where not in screen_text(app)
        assert app.learner.cards["write-adam"].rating is Rating.HARD


async def test_our_program_can_be_seen_after_an_attempt_and_rates_again(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        await saved(pilot, screen, WRONG)
        await until(pilot, lambda: screen.judging.diagnosis)
        await asked(pilot, app, "h")
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SourceScreen))
        assert "self.beta2 * self.v" in screen_text(app)
        assert app.learner.cards["write-adam"].rating is Rating.AGAIN
        await pilot.press("escape")
        await saved(pilot, screen, RIGHT)
        assert app.learner.cards["write-adam"].rating is Rating.AGAIN
        await pilot.press("enter")
        await answer_of(pilot, app)
        assert "Not passed: 3 of 4 claims." in screen_text(app)


async def test_leaving_keeps_the_file_and_stops_the_clock(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store, CHOICE)
    async with app.run_test() as pilot:
        await pilot.press("1")
        screen = await writing(pilot, app)
        await saved(pilot, screen, WRONG)
        now = app.learner.now()
        app.learner.now = lambda: now + timedelta(minutes=2)
        await asked(pilot, app, "escape")
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, QuestionScreen))
        assert [question.id for question in app.study.session.questions] == ["last-ten", "write-adam"]
        assert screen.work.file.read_bytes() == WRONG
        left = app.learner.attempts.rounds()["write-adam"]
        assert not left.rated
        assert 115 < left.seconds < 240
        app.learner.now = lambda: now + timedelta(days=1)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, ExerciseCardScreen))
        await pilot.press("1")
        screen = await writing(pilot, app)
        assert screen.work.seconds == pytest.approx(left.seconds, abs=1)
        assert screen.judging.attempt is not None
        assert "Write Adam" in shown(app), "the task is seen first, not the verdict of before"


async def test_giving_up_shows_ours_and_rates_again(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store, CHOICE)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("1")
        screen = await writing(pilot, app)
        await saved(pilot, screen, WRONG)
        await asked(pilot, app, "escape")
        await pilot.press("2")
        await answer_of(pilot, app)
        text = screen_text(app)
        assert "✗ Not passed: 3 of 4 claims." in text
        assert "self.beta2 * self.v" in text
        assert app.learner.cards["write-adam"].rating is Rating.AGAIN
        assert app.study.session.total == 2, "it is not asked twice in a set"


@pytest.mark.fault
@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("", "Neither VISUAL nor EDITOR"),
        ("no-such-editor --wait", "no-such-editor"),
        ("false", "No editor can open in this terminal"),  # the terminal of a test cannot be given away
        ("vi 'unclosed", "Neither VISUAL nor EDITOR"),
    ],
)
async def test_an_editor_that_does_not_open_is_told_and_the_file_is_as_it_was(
    tmp_path: Path, store: ProgressStore, monkeypatch: pytest.MonkeyPatch, editor: str, said: str
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        await pilot.press("o")
        await until(pilot, lambda: said in screen_text(app))
        assert str(screen.work.file) in screen_text(app)
        assert screen.work.file.read_text(encoding="utf-8") == screen.exercise.question.starter


async def test_an_editor_with_a_window_opens_beside_the_screen(
    tmp_path: Path, store: ProgressStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "code"
    script.write_text('#!/bin/sh\nprintf "# right\\n" > "$2"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("VISUAL", "code --wait")
    monkeypatch.setenv("EDITOR", "false")
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        await writing(pilot, app)
        assert "o opens it in code." in screen_text(app)
        await pilot.press("o")
        await until(pilot, lambda: "Right. 4 of 4 claims." in shown(app))
