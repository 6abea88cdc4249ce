"""The checks that families share: they hold where all is well, and a number that is none does not hold."""

import math
from collections.abc import Callable

import pytest

from quizdl.lab import checks
from quizdl.verify import Measurement

pytestmark = pytest.mark.slow  # torch


@pytest.mark.parametrize(
    "check",
    [
        checks.check_oddities,
        checks.check_relative_errors,
        checks.check_paths,
        lambda: checks.check_mean_interval(12),
        checks.check_median_interval,
        checks.check_chi_square,
    ],
)
def test_the_instruments_are_right(check: Callable[[], Measurement]) -> None:
    assert check().holds


def test_draws_are_as_odd_as_the_oddest() -> None:
    assert checks.check_draws(1, 4.9).holds
    assert not checks.check_draws(5.1, 1).holds


def test_controls_are_as_far_off_as_the_farthest() -> None:
    assert checks.check_controls(0, -1e-12).holds
    assert not checks.check_controls(-1e-10, 0).holds
    assert checks.check_controls(-1e-10, 0, most=1e-9).holds


@pytest.mark.parametrize("numbers", [(math.nan, 0.0), (0.0, math.nan)])
def test_what_is_no_number_does_not_hold(numbers: tuple[float, float]) -> None:
    assert not checks.check_draws(*numbers).holds
    assert not checks.check_controls(*numbers).holds


@pytest.mark.parametrize(
    ("name", "wrong", "check"),
    [
        ("relative_error", lambda one, other: float(abs(one - other).mean()), checks.check_relative_errors),
        ("descent_path", lambda _step, _gradient, start, steps: [start] * (steps + 1), checks.check_paths),
        ("mean_interval", lambda _: (0.0, 2.0), lambda: checks.check_mean_interval(12)),
        ("median_interval", lambda samples: (samples.mean(), (4.0, 144.0)), checks.check_median_interval),
        ("chi_square_interval", lambda *_: (0.0, 1e3), checks.check_chi_square),
    ],
)
def test_a_wrong_instrument_is_found(
    name: str, wrong: Callable[..., object], check: Callable[[], Measurement], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, name, wrong)
    assert not check().holds
