"""Small bugs in the reader's own program, and which judge notices them."""

import ast
from pathlib import Path

import pytest

from quizdl.bank.model import Text
from quizdl.bank.trust import TrustStore, read_sources
from quizdl.practice.exercise import Exercise, exercise_named
from quizdl.practice.own_bugs import OwnBug, ask_about, bugs_of
from quizdl.report.view.own_bug import own_bug_text
from quizdl.verify.practice.small_bugs import small_bugs
from quizdl.verify.service import Service
from tests.practice.bank import RIGHT, draws_calls, step_bank

UNUSED = "def step(theta, g, lr=0.1):\n    unused = 7\n    return theta - g * lr\n"


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    root = step_bank(tmp_path / "bank")
    draws_calls(root)
    TrustStore().trust(root, read_sources(root))
    return exercise_named("write-step", root)


def test_small_bugs_change_one_place_and_leave_the_rest_of_the_text() -> None:
    source = "def f(x):  # 가\n    # a note\n    y = -x * 2 if x < 3 else abs(x + 1)\n    y += x\n    return y\n"
    bugs = list(small_bugs(source))
    assert {(bug.line, bug.old, bug.new) for bug in bugs} >= {
        (3, "-x", "x"),
        (3, "-x * 2", "-x / 2"),
        (3, "x < 3", "x >= 3"),
        (3, "abs(x + 1)", "(x + 1)"),
        (3, "2", "3"),
        (4, "y += x", "pass"),
    }
    for bug in bugs:
        ast.parse(bug.source)
        before, after = source.splitlines(), bug.source.splitlines()
        assert [n + 1 for n, pair in enumerate(zip(before, after, strict=True)) if len(set(pair)) > 1] == [bug.line]


def test_a_declared_bug_comes_first_where_the_text_holds_what_it_changes(exercise: Exercise) -> None:
    first, second, *_ = bugs_of(exercise, RIGHT)
    assert (first.bug.old, first.bug.new, first.bug.line) == ("lr * g", "lr * g / 2", 2)
    assert first.mistake == Text(en="halves the rate", ko="halves the rate")
    assert second.mistake is None
    assert all(own.mistake is None for own in bugs_of(exercise, UNUSED))
    assert bugs_of(exercise, UNUSED) == bugs_of(exercise, UNUSED), "in the same order"


@pytest.mark.slow
async def test_a_bug_is_told_with_the_judge_that_notices_it(exercise: Exercise) -> None:
    harmless = next(own for own in bugs_of(exercise, UNUSED) if own.bug.old == "7")
    told: dict[str, list[OwnBug]] = {}
    async with Service() as service:
        for name, bug in (("declared", bugs_of(exercise, RIGHT)[0]), ("harmless", harmless)):
            told[name] = [own async for own in ask_about(bug, exercise, "mine.py", service)]
    asked, noticed = told["declared"]
    planted = "A bug in your line 2: lr * g → lr * g / 2. It halves the rate."
    assert own_bug_text(asked, exercise, "en") == f"{planted} The claims are asked."
    assert own_bug_text(noticed, exercise, "en") == f"{planted} Noticed by: One number."
    assert own_bug_text(noticed, exercise, "ko").startswith("작성한 코드 2번째 줄에 심은 버그: lr * g → lr * g / 2.")
    missed = told["harmless"][-1]
    assert not missed.noticed
    assert "No claim notices it" in own_bug_text(missed, exercise, "en")
