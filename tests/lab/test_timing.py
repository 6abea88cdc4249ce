"""Timing turn about, with a clock that the test winds itself."""

import numpy as np
import pytest

from quizdl.lab import timing


class Clock:
    """Stands still but for the work that is done."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls: list[str] = []

    def perf_counter(self) -> float:
        return self.now

    def work(self, name: str, seconds: float) -> None:
        self.calls.append(name)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timing, "time", clock)
    return clock


def test_each_run_gets_its_own_seconds(clock: Clock) -> None:
    seconds = timing.alternate({"a": lambda: clock.work("a", 1.0), "b": lambda: clock.work("b", 3.0)}, rounds=4)
    np.testing.assert_array_equal(seconds["a"], [1.0] * 4)
    np.testing.assert_array_equal(seconds["b"], [3.0] * 4)


def test_runs_warm_up_and_then_change_the_order_each_round(clock: Clock) -> None:
    timing.alternate({"a": lambda: clock.work("a", 1.0), "b": lambda: clock.work("b", 1.0)}, rounds=3)
    assert "".join(clock.calls) == "ab" + "ab" + "ba" + "ab"


def test_no_rounds_are_refused() -> None:
    with pytest.raises(ValueError, match="0 rounds time nothing"):
        timing.alternate({"a": lambda: None}, rounds=0)
