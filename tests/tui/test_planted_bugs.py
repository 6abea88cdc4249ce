"""`b` plants a bug, and the claims of its family are asked about it."""

import os
from pathlib import Path

import pytest

from quizdl.verdict import Verdict
from quizdl.words import Language, say
from tests.tui.conftest import Quiz
from tests.tui.looking import screen_text, shown, until
from tests.tui.proving import at_the_answer, proven
from tests.tui.small_bank import CHOICE, FakeRunner

SIZE = (100, 40)


pytestmark = pytest.mark.slow


@pytest.mark.slow
async def test_b_plants_one_bug_after_the_other_and_shows_who_notices(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("b")  # not before a proof
        await pilot.pause()
        assert not runner.tasks
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("b")
        await until(pilot, lambda: "Caught." in shown(app))
        text = shown(app)
        assert "Bug 1 of 2  forgets one step" in text
        assert "momentum.py:8  return 1 - beta**(steps - 1)" in text, "the change stands in its line"
        assert "Caught. weight: 0.651 of 1 → 0.613 of 1" in text
        assert "Noticed by “With beta = 0.9" in text
        assert "1 of its 2 numbers come out differently" in " ".join(text.split())
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "Bug 2 of 2  adds instead of subtracting" in shown(app) and "Caught." in shown(app))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "Bug 1 of 2" in shown(app) and "Caught." in shown(app))
        assert [task.mutant.id for task in runner.tasks if task.mutant] == [
            "momentum.forgets_one_step",
            "momentum.adds_instead_of_subtracting",
        ]


@pytest.mark.parametrize(
    ("language", "heads"),
    [("en", "Numbers that moved as it was with the bug"), ("ko", "달라진 수치 원래 버그를 심은 뒤")],
)
@pytest.mark.parametrize(("size", "listed"), [((140, 40), True), ((80, 24), False)])
async def test_a_wide_terminal_lists_the_numbers_that_a_bug_moved(
    quiz: Quiz, language: Language, heads: str, size: tuple[int, int], listed: bool
) -> None:
    app = quiz(CHOICE, language=language)
    async with app.run_test(size=size) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("b")
        await until(pilot, lambda: say(language, "break.caught") in shown(app))
        text = " ".join(shown(app).replace("│", " ").split())
        assert (heads in text) is listed
        assert ("✗ weight 0.651 of 1 0.613 of 1" in text) is listed
        assert screen.body.max_scroll_y == 0


async def test_a_bug_that_no_claim_notices_is_called_so(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    runner.mutant_value = runner.value
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("b")
        await until(pilot, lambda: "Missed: no claim noticed this bug." in screen_text(app))
        assert [task.claim.id for task in runner.tasks] == [
            "momentum.last_ten",
            "momentum.last_ten",
            "momentum.last_hundred",
            "momentum.endless",
        ]


@pytest.mark.parametrize("ends", [Verdict.FAILED, Verdict.UNAVAILABLE, Verdict.INCONCLUSIVE])
async def test_a_claim_that_crashes_or_cannot_run_or_decides_nothing_never_catches_a_bug(
    quiz: Quiz, runner: FakeRunner, ends: Verdict
) -> None:
    app = quiz(CHOICE)
    runner.mutant_ends = ends
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("b")
        await until(pilot, lambda: "No claim noticed this bug, but some could not judge it" in screen_text(app))
        text = screen_text(app)
        assert "Caught" not in text
        assert "Missed" not in text
        assert "cannot judge this bug" in text
        assert "what happened" in text


async def test_a_claim_that_is_off_without_the_bug_catches_none(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    runner.value = runner.mutant_value
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("b")
        await until(pilot, lambda: "some could not judge it" in screen_text(app))
        assert "Caught" not in screen_text(app)
        assert "cannot judge: not as declared without the bug either" in screen_text(app)


async def test_a_hunt_that_is_stopped_leaves_nothing_that_waits(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        runner.endless = True
        await pilot.press("b")
        await until(pilot, lambda: screen.breaking.is_running)
        await pilot.press("x")
        await until(pilot, lambda: runner.cancelled == 1 and not screen.running)
        assert not screen.breaking.is_running


@pytest.mark.parametrize(
    ("language", "own", "key", "caught"),
    [("en", "Your own bug", "own bug", "Caught."), ("ko", "직접 심은 버그", "직접 심기", "잡아냄.")],
)
async def test_o_plants_a_bug_of_ones_own_from_the_editor(
    quiz: Quiz,
    runner: FakeRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: Language,
    own: str,
    key: str,
    caught: str,
) -> None:
    editor = tmp_path / "code"
    editor.write_text("#!/bin/sh\nsed -i.bak '0,/beta..steps/s//beta**(steps + 7)/' \"$1\"\n", encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("VISUAL", "code")
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    app = quiz(CHOICE, language=language)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("b")
        await until(pilot, lambda: caught in shown(app))
        assert f"o {key}" in shown(app).splitlines()[-1]
        await pilot.press("o")
        await until(pilot, lambda: own in shown(app) and caught in shown(app))
        assert "steps + 7" in shown(app)
        [planted] = {task.mutant.source for task in runner.tasks if task.mutant and task.mutant.id == "momentum.own"}
        assert "beta**(steps + 7)" in planted
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: screen.breaking.place == 0 and own not in shown(app))
        assert len(screen.breaking.mutants) == 3, "the other bugs are still there"


async def test_what_is_no_python_is_told_and_not_planted(
    quiz: Quiz, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "code"
    editor.write_text("#!/bin/sh\necho '(' >> \"$1\"\n", encoding="utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("VISUAL", "code")
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    app = quiz(CHOICE)
    async with app.run_test(size=SIZE) as pilot:
        screen = await at_the_answer(pilot, app)
        await pilot.press("v")
        await proven(pilot, screen)
        await pilot.press("b")
        await until(pilot, lambda: "Caught." in shown(app))
        await pilot.press("o")
        await until(pilot, lambda: "no Python yet" in " ".join(note.message for note in app._notifications))
        assert len(screen.breaking.mutants) == 2
        monkeypatch.setenv("VISUAL", "there-is-no-such-editor")
        await pilot.press("o")
        await until(pilot, lambda: "there-is-no-such-editor" in " ".join(note.message for note in app._notifications))
