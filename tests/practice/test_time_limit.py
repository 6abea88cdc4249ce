"""How many times as long as ours a program may take, as a judge of its own."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizdl.bank.trust import TrustStore, read_sources
from quizdl.practice.attempt import Attempt, Outcome, judge_file
from quizdl.practice.exercise import Exercise, exercise_named
from quizdl.practice.time_limit import AT_MOST_TIMES, in_time
from quizdl.report.view.practice import attempt_view
from quizdl.verdict import Verdict
from quizdl.verify.judging import Judged
from quizdl.verify.result import Result
from quizdl.verify.service import Service
from tests.practice.bank import RIGHT, step_bank

SLOW = f"import time\n\n{RIGHT.replace('return', 'time.sleep(0.1); return')}"
OURS = "    time.sleep(0.001)\n    return"


def timed(times: float, ours: float) -> Result:
    calls: dict[str, Any] = {"speed": {"times": times, "ours": ours, "shape": [3]}}
    return Result("a.b", Verdict.SUPPORTED, Verdict.SUPPORTED, None, {}, 0.1, "", None, calls=calls)


def test_the_call_for_which_ours_takes_longest_decides() -> None:
    quick, slow = timed(2, 0.2), timed(99, 0.1)
    assert in_time([quick, slow], 10) is Judged.PASSED
    assert in_time([slow], 10) is Judged.REFUSED
    assert in_time([], 10) is Judged.UNJUDGED


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    root = step_bank(tmp_path / "bank")
    program = root / "verifiers" / "programs" / "steps.py"
    program.write_text("import time\n\n" + program.read_text().replace("    return", OURS))
    TrustStore().trust(root, read_sources(root))
    found = exercise_named("write-step", root)
    return replace(found, question=replace(found.question, at_most_times=5))


@pytest.mark.slow
async def test_a_right_program_that_takes_too_long_is_refused_by_the_limit_alone(exercise: Exercise) -> None:
    async with Service() as service:
        quick, slow = [
            [step async for step in judge_file(exercise, source.encode(), "mine.py", service)][-1]
            for source in (RIGHT, SLOW)
        ]
    assert isinstance(quick, Attempt)
    assert (quick.passed, quick.kept, quick.judges[AT_MOST_TIMES]) == (True, 4, Judged.PASSED)
    assert isinstance(slow, Attempt)
    assert (slow.outcome, slow.kept, slow.judges[AT_MOST_TIMES]) == (Outcome.REFUSED, 3, Judged.REFUSED)
    for language, name in (("en", "At most 5 times as long as ours"), ("ko", "기준 코드의 5배 안에 실행")):
        row = attempt_view(slow, exercise, language).judges[-1]
        assert (row.name, row.label.sign) == (name, "✗")
        assert re.search(r"\(\d,\)", row.detail), "for which call, whichever took ours longest"
