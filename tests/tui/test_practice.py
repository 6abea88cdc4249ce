"""An exercise in the quiz: when it is written, what the judges say of each save, and how it ends."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from quizdl.study.cards import Rating
from quizdl.study.progress import ProgressStore
from quizdl.tui.app import QuizApp
from quizdl.tui.screens.answer import AnswerScreen
from quizdl.tui.screens.ask import AskScreen
from quizdl.tui.screens.exercise_card import ExerciseCardScreen
from quizdl.tui.screens.practice import AT_VERDICT, PracticeScreen
from quizdl.tui.screens.question import QuestionScreen
from quizdl.tui.screens.source import SourceScreen
from quizdl.words import Language
from tests.tui.looking import screen_text, shown, until
from tests.tui.small_bank import CHOICE, NUMBER
from tests.tui.writing import BROKEN, ENDLESS, RIGHT, WRONG, FakeJudges, exercise_app, saved, writing

pytestmark = pytest.mark.slow  # each waits for saves to be seen

WIDE = (140, 40)


@pytest.fixture(autouse=True)
def judges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeJudges:
    judges = FakeJudges()
    monkeypatch.setattr("quizdl.practice.diagnosing.judge_and_diagnose", judges)
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    for variable in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(variable, raising=False)
    return judges


async def asked(pilot: Pilot[int], app: QuizApp, key: str) -> AskScreen:
    """The box that a key opens."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, AskScreen))
    assert isinstance(app.screen, AskScreen)
    return app.screen


async def answer_of(pilot: Pilot[int], app: QuizApp) -> AnswerScreen:
    await until(pilot, lambda: isinstance(app.screen, AnswerScreen))
    await pilot.pause()
    assert isinstance(app.screen, AnswerScreen)
    return app.screen


# The card in a set


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


# At work


async def test_an_exercise_shows_task_example_and_file_and_nothing_of_ours(
    tmp_path: Path, store: ProgressStore
) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        await until(pilot, lambda: "0.999" in screen_text(app), "the example has our result")
        text, seen = screen_text(app), shown(app)
        for words in ("Called as step(theta: *s", "May be imported: numpy, torch", "step(theta [1, -2], g [0.5, 0.5])"):
            assert words in text, words
        assert screen.work.file.read_text(encoding="utf-8") == screen.exercise.question.starter
        assert str(screen.work.file) in text
        assert "Still the starter" in seen
        assert "of 15 min" in seen.splitlines()[0]
        assert "hand in" not in seen
        hidden = (screen.exercise.question.answer.to("en"), "beta2 * self.v", "What is m after one step")
        assert [words for words in hidden if words in text] == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("first step: 30.6, must be ≤ 1 (ε/|g|)", "step 2: theta [0], g [1]", "yours  [-0.0001]", "1 try")),
        ("ko", ("first step: 30.6, 기준 ≤ 1 (ε/|g|)", "step 2: theta [0], g [1]", "내 결과  [-0.0001]", "시도 1번")),
    ],
)
async def test_a_save_is_judged_and_the_first_difference_shown(
    tmp_path: Path, store: ProgressStore, language: Language, told: tuple[str, ...]
) -> None:
    app = exercise_app(tmp_path, store, language=language)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        await saved(pilot, screen, WRONG)
        await pilot.pause()
        seen = shown(app)
        assert [words for words in told if words not in seen] == []
        rows = [line for line in seen.splitlines() if "0.21" in line]
        assert [sign for line in rows for sign in "○▷✓✗" if sign in line] == ["✓", "✗", "✓", "✓"]
        assert app.learner.cards == {}, "failed attempts cost nothing"


async def test_the_last_verdict_is_grey_until_the_next_one_is_known(
    tmp_path: Path, store: ProgressStore, judges: FakeJudges
) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        await saved(pilot, screen, WRONG)
        screen.work.file.write_bytes(ENDLESS)
        await until(pilot, lambda: "▷" in shown(app))
        assert screen.judging.is_stale
        outcome = screen.query_one("#outcome")
        styles = {str(span.style) for line in outcome.drawn(80) for span in line.spans}  # type: ignore[attr-defined]
        assert styles == {"$foreground 70%"}
        await saved(pilot, screen, RIGHT)
        assert judges.cancelled == [ENDLESS], "a save during a run ends it"
        assert "✓ Right. 4 of 4 claims." in shown(app)


async def test_v_judges_the_same_file_anew(tmp_path: Path, store: ProgressStore, judges: FakeJudges) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test() as pilot:
        screen = await writing(pilot, app)
        await saved(pilot, screen, WRONG)
        await pilot.press("v")
        await until(pilot, lambda: len(judges.judged) == 3)
        assert (judges.judged[1:], judges.fresh) == ([WRONG, WRONG], [False, False, True])
        await until(pilot, lambda: not screen.judging.is_stale)
        assert screen.work.current.attempts == 1, "one state of the file is one attempt"


@pytest.mark.fault
async def test_a_deleted_file_is_waited_for_and_judged_when_it_returns(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        screen.work.file.unlink()
        await until(pilot, lambda: "is gone; waiting for it" in screen_text(app))
        await saved(pilot, screen, BROKEN)
        assert "is gone" not in screen_text(app)
        assert "Line 7" in shown(app)


async def test_on_a_small_terminal_task_and_verdict_are_two_views(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=(40, 12)) as pilot:
        screen = await writing(pilot, app)
        assert "Write Adam" in shown(app)
        await saved(pilot, screen, WRONG)
        await until(pilot, lambda: "✗" in shown(app), "a save turns to the verdict")
        assert "Write Adam" not in shown(app)
        assert "o editor" in shown(app).splitlines()[-1]
        await pilot.press("1")
        await until(pilot, lambda: "Write Adam" in shown(app))
        await pilot.press("2")
        await until(pilot, lambda: screen.has_class(AT_VERDICT) and "✗" in shown(app))


async def test_c_shows_the_code_of_the_judges(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test() as pilot:
        await writing(pilot, app)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, SourceScreen))
        assert "def against_torch" in screen_text(app)


# The end


async def test_a_pass_is_rated_and_handed_in_with_both_programs(tmp_path: Path, store: ProgressStore) -> None:
    app = exercise_app(tmp_path, store)
    async with app.run_test(size=WIDE) as pilot:
        screen = await writing(pilot, app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, PracticeScreen), "the starter is not handed in"
        await saved(pilot, screen, RIGHT)
        await until(pilot, lambda: "Enter hand in" in shown(app))
        assert app.learner.cards["write-adam"].rating is Rating.EASY
        await pilot.press("enter")
        await answer_of(pilot, app)
        text = screen_text(app)
        for words in ("✓ Right.", "# right", "self.beta2 * self.v", app.study.session.questions[0].answer.to("en")):
            assert words in text, words
        await pilot.press("2")
        await until(pilot, lambda: app.learner.cards["write-adam"].rating is Rating.HARD)


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


# The editor


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
