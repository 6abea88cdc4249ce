"""Questions about a planted bug: pick its line, or what would be seen; the answer shows the change, `b` plants it."""

from dataclasses import replace

import pytest
from rich.color import Color as RichColor

from quizdl.bank.model import Text
from quizdl.bank.question import BugQuestion, Choice, PlantedBug
from quizdl.report.lines import question_lines, reveal_lines
from quizdl.study.session import Session
from tests.tui.conftest import Quiz
from tests.tui.looking import answered, lines, screen_text, shown, until
from tests.tui.proving import at_the_answer
from tests.tui.small_bank import CHOICE, FakeRunner

HEAD = "```python\ndef share(beta, steps):\n```"
LINES = (
    "steps = int(steps)",
    "beta = float(beta)",
    "old = beta**steps",
    "if old > 1:",
    "    old = 1",
    "return 1 + old",
)
PICK = BugQuestion(
    **vars(CHOICE)
    | {
        "id": "bug",
        "bug": "momentum.adds_instead_of_subtracting",
        "prompt": Text(en=f"Which line is wrong?\n\n{HEAD}", ko=f"틀린 줄은 어느 것인가?\n\n{HEAD}"),
        "choices": tuple(
            Choice(
                text=Text(en=f"`{line}`", ko=f"`{line}`"),
                because=Text(en="Adds.", ko="더한다.")
                if "+" in line
                else Text(en="As it should be.", ko="그대로 맞다."),
                correct="+" in line,
            )
            for line in LINES
        ),
    },
    planted=PlantedBug(
        family="momentum",
        description=Text(en="Adds.", ko="더한다."),
        file="momentum.py",
        line=8,
        original="return 1 - old",
        changed="return 1 + old",
    ),
    picks_line=True,
)
SEEN = replace(PICK, choices=CHOICE.choices, picks_line=False)


@pytest.mark.slow
async def test_lines_to_pick_from_stand_together_in_the_order_of_the_code(quiz: Quiz) -> None:
    app = quiz(PICK)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        said = shown(app).splitlines()
        first = next(place for place, line in enumerate(said) if LINES[0] in line)
        assert [line.strip(" ▌") for line in said[first : first + 6]] == [
            f"{place}  {line}" for place, line in enumerate(LINES, 1)
        ]
        head = next(line for line in said if "def share" in line)
        assert head.strip() == "def share(beta, steps):", "the choices number the lines"
        assert "pick a line" in shown(app)
        for told in ("Adds", "adds", "momentum.py", "1 - old", "b break it"):
            assert told not in screen_text(app) + shown(app), "nothing betrays the line"
        await pilot.press("l")
        await until(pilot, lambda: "한 줄 고르기" in shown(app))


@pytest.mark.slow
@pytest.mark.parametrize(("question", "reason"), [(PICK, False), (SEEN, True)])
async def test_the_answer_marks_the_characters_that_the_bug_changes(
    quiz: Quiz, question: BugQuestion, reason: bool
) -> None:
    app = quiz(question)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("1", "enter")
        await answered(pilot, app)
        said = shown(app).splitlines()
        row = next(place for place, line in enumerate(said) if "momentum.py:8" in line)
        assert said[row].strip() == "momentum.py:8  return 1 -+ old"
        styles = {segment.text.strip(): segment.style for segment in lines(app)[row] if segment.style}
        assert styles["-"].strike
        assert styles["+"].underline
        assert isinstance(styles["-"].color, RichColor)
        above = [line.strip() for line in said[row - 2 : row]]
        assert above == (["The bug", "Adds."] if reason else ["", "The bug"])
        assert ("def share" in shown(app)) is reason, "code of which the choices are lines stands there once"
        assert "Which line is wrong?" in shown(app)


@pytest.mark.slow
async def test_b_on_the_answer_plants_the_bug_of_the_question_at_once(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(PICK)
    async with app.run_test(size=(100, 40)) as pilot:
        await at_the_answer(pilot, app)
        assert "b break it" in shown(app)
        await pilot.press("b")
        await until(pilot, lambda: "Bug 2 of 2  adds instead of subtracting" in shown(app) and "Caught." in shown(app))
        assert [task.mutant.id for task in runner.tasks if task.mutant] == ["momentum.adds_instead_of_subtracting"]
        assert "b break it" not in shown(app)


@pytest.mark.slow
async def test_without_experiments_nothing_is_offered_to_plant(quiz: Quiz, runner: FakeRunner) -> None:
    app = quiz(PICK, proofs=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_the_answer(pilot, app)
        assert "b break it" not in shown(app)
        await pilot.press("b")
        await pilot.pause()
        assert not runner.tasks


def test_lines_are_never_shuffled() -> None:
    assert all(Session((PICK,), seed).display_order(PICK) == tuple(range(6)) for seed in range(20))
    assert len({Session((SEEN,), seed).display_order(SEEN) for seed in range(20)}) > 1


def test_plain_lines_say_the_same() -> None:
    assert question_lines(PICK, "en") == [
        "Which line is wrong?",
        "    def share(beta, steps):",
        *(f"{place}. `{line}`" for place, line in enumerate(LINES, 1)),
        "Type the number of the line.",
    ]
    told = reveal_lines(PICK, "en")
    assert told[told.index("6. `return 1 + old`") + 1] == "   right: Adds."
    assert "The bug: momentum.py:8 should read `return 1 - old`" in told
    assert "버그: 더한다. momentum.py:8 원래 줄은 `return 1 - old`" in reveal_lines(SEEN, "ko")
