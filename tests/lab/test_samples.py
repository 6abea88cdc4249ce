"""Draws that are what they promise look odd by less than five, others by more."""

import math
from typing import Any

import numpy as np
import pytest

from quizdl.lab.samples import oddity_of_integers, oddity_of_normal, oddity_of_uniform

pytestmark = pytest.mark.slow  # torch


@pytest.mark.parametrize("seed", range(20))
def test_honest_draws_are_not_odd(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert oddity_of_normal(rng.standard_normal((50, 8))) < 5
    assert oddity_of_uniform(rng.uniform(-2, 3, 300), -2, 3) < 5
    assert oddity_of_integers(rng.integers(30, size=(200, 4)), 30) < 5
    assert oddity_of_integers(rng.choice([-1, 1], 100) > 0, 2) < 5
    assert oddity_of_normal(rng.standard_normal(3)) < 5


def rows(seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(30, size=(200, 4))


@pytest.mark.parametrize(
    "draws",
    [np.sort(rows(), axis=None).reshape(200, 4), rows()[:, :1].repeat(4, axis=1), np.tile(rows()[:100], (2, 1)),
     np.minimum(rows(), 25), np.concatenate([rows()[:100], rows()[:100][::-1]])],
    ids=["sorted", "one for all", "twice", "some left out", "forth and back"],
)  # fmt: skip
def test_odd_integers_are_found(draws: Any) -> None:
    assert oddity_of_integers(draws, 30) > 5


@pytest.mark.parametrize(
    "change", [np.abs, lambda z: z / 2, lambda z: z + 0.3, np.sort], ids=["size", "scale", "mean", "sort"]
)
def test_odd_normal_numbers_are_found(change: Any) -> None:
    assert oddity_of_normal(change(np.random.default_rng(0).standard_normal(1000))) > 5


def test_repeated_and_narrow_draws_are_found() -> None:
    rng = np.random.default_rng(0)
    assert oddity_of_uniform(rng.uniform(0, 1, 100).repeat(2), 0, 1) == math.inf
    assert oddity_of_uniform(rng.uniform(0, 0.7, 300), 0, 1) > 5
    assert oddity_of_integers(np.ones(60), 2) > 5
