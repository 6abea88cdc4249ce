"""An exercise at work: what it shows, and what the judges say of each save."""

from pathlib import Path

import pytest

from quizdl.study.progress import ProgressStore
from quizdl.tui.screens.practice import AT_VERDICT
from quizdl.tui.screens.source import SourceScreen
from quizdl.words import Language
from tests.tui.looking import screen_text, shown, until
from tests.tui.practice.conftest import WIDE
from tests.tui.writing import BROKEN, ENDLESS, RIGHT, WRONG, FakeJudges, exercise_app, saved, writing

pytestmark = pytest.mark.slow  # each waits for saves to be seen


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
        # lines are Contents
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
        assert "Line 2" in shown(app)
        rows = {line.strip(" │┃▕▏█▁▇") for line in shown(app).splitlines()}
        assert any(row.endswith("▌2  v = (theta") for row in rows), "the line of the fault, marked"
        assert any(row.endswith("1  theta = 1") for row in rows)


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
