"""How long a reader's program takes, in times of ours: told and never judged, and only where it can be told."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from quizdl.verdict import Verdict
from quizdl.verify.practice import speed
from quizdl.verify.practice.speed import LargestCall, Turn
from quizdl.verify.reading import read_family
from quizdl.verify.runner import Runner
from quizdl.verify.submission import Submission
from quizdl.verify.task import Task

PROGRAM = '''"""Squares."""


def squares(x):
    return x * x
'''
CLAIMS = '''"""A claim about squares."""

import numpy as np

from quizdl.verify import Control, Evidence, Measurement, claim, within

from .programs import squares as program


@claim(en="Squares are squares.", seconds=0.5)
def right() -> Evidence:
    x = np.linspace(0.0, 1.0, 400_000).reshape(2, -1)
    off = max(float(np.abs(program.squares(part) - part**2).max()) for part in (x[:, :3], x, x[:, :5]))
    because = "one rounding"
    return Evidence(
        measurements=[Measurement("off", off, within(0, 1e-15, because=because))],
        controls=[Control("at most", 1.0, within(0, 1e-15))],
    )
'''


def largest_of(*turns: Turn) -> LargestCall:
    """A largest call whose first turn and further ones are these."""
    left: Iterator[Turn] = iter(turns[1:])
    call = LargestCall()
    call.replace([np.zeros((3, 2)), np.zeros(2)], turns[0], lambda: next(left))
    return call


def test_the_median_of_five_turns_counts() -> None:
    turns = [Turn(9.0, 0.01), Turn(0.5, 0.02), Turn(0.4, 0.02), Turn(0.6, 9.0), Turn(0.5, 0.02), Turn(0.0, 1.0)]
    assert largest_of(*turns).speed() == {"times": 25.0, "ours": 0.02, "shape": [3, 2]}


def test_what_takes_long_is_not_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "MOST_SECONDS", 0)
    assert largest_of(Turn(50.0, 1.0)).speed() == {"times": 50.0, "ours": 1.0, "shape": [3, 2]}


def test_what_ours_does_in_no_time_is_not_timed() -> None:
    assert largest_of(Turn(1.0, 1e-5)).speed() is None
    blip = [Turn(1.0, 1.0), *[Turn(1e-3, 1e-5)] * 4]
    assert largest_of(*blip).speed() is None


def test_the_largest_call_of_values_alone_is_taken() -> None:
    call = LargestCall()
    assert call.outdone_by([np.zeros(3), 1.0])
    call.replace([np.zeros(3), 1.0], Turn(1.0, 1.0), lambda: Turn(1.0, 1.0))
    assert not call.outdone_by([np.zeros(4)])
    assert call.outdone_by([np.zeros(5)])
    assert not call.outdone_by([np.zeros(5), abs])


@pytest.mark.slow
async def test_a_loop_over_numbers_takes_many_times_as_long_as_ours_and_ours_does_not(
    tmp_path: Path, runner: Runner
) -> None:
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "squares.py").write_text(PROGRAM)
    (tmp_path / "claims.py").write_text(CLAIMS)
    [claim] = read_family(tmp_path / "claims.py").claims
    loop = (
        "def squares(x):\n    y = x.copy()\n    for i in range(x.size):\n        y.flat[i] *= y.flat[i]\n    return y\n"
    )
    times = []
    for source in (PROGRAM, loop):
        submission = Submission(tmp_path / "programs" / "squares.py", "squares", source, "a.py", {"squares": ("y",)})
        result = await runner.run(Task(claim).with_solution(submission).pinned())
        assert result.verdict is Verdict.SUPPORTED
        assert result.calls is not None
        assert result.calls["speed"]["shape"] == [2, 200_000]
        times.append(result.calls["speed"]["times"])
    assert times[0] < 10 < times[1]
