"""The check of instruments that judge samples: it passes the right ones, and finds each that looks less closely."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from quizdl.lab.faulty_draws import integer_oddity_off, oddity_off
from quizdl.lab.samples import Array, oddity_of_integers, oddity_of_uniform

pytestmark = pytest.mark.slow  # torch


def even(draws: Array) -> float:
    return oddity_of_uniform(draws, 0, 1)


def test_the_instruments_are_right() -> None:
    assert oddity_off(even) < 1e-12
    assert integer_oddity_off(oddity_of_integers) < 1e-12


@pytest.mark.parametrize(
    "careless",
    [
        lambda draws: even(draws) / 2,
        lambda draws: even(draws.ravel()),
        lambda draws: even(draws[:, :7]),
        lambda draws: even(draws + 1e-9 * np.arange(draws.size).reshape(draws.shape)),
        lambda draws: 2 * math.sqrt(draws.size) * abs(draws.mean() - 0.5),
    ],
    ids=["half", "no axes", "half of the columns", "repetitions", "mean alone"],
)
def test_a_careless_instrument_is_found(careless: Callable[[Array], float]) -> None:
    assert oddity_off(careless) > 0.01


def test_careless_whole_numbers_are_found() -> None:
    assert integer_oddity_off(lambda numbers, count: oddity_of_integers(numbers, count + 1)) > 0.01
