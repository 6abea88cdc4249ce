"""Paths of optimizers: what is fed to them, what is kept, and how distances are measured."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
import torch

from quizdl.lab.descent import (
    Array,
    descent_path,
    growing_distance,
    max_distance,
    movements,
    torch_descent,
    torch_path,
)

pytestmark = pytest.mark.slow  # torch


def by_time(theta: Array, t: int) -> Array:
    return theta + t


def test_a_path_holds_the_start_and_each_place() -> None:
    path = descent_path(lambda theta, g: theta - 0.5 * g, by_time, [1.0, -1.0], steps=2)
    assert path.tolist() == [[1.0, -1.0], [0.0, -1.0], [-1.0, -1.5]]


def test_a_step_may_change_its_place_without_changing_the_path() -> None:
    def in_place(theta: Array, g: Array) -> Array:
        theta -= 0.5 * g
        return theta

    assert descent_path(in_place, by_time, [1.0], 2).tolist() == [[1.0], [0.0], [-1.0]]


def test_torch_gets_the_same_gradients() -> None:
    theirs = torch_path(partial(torch.optim.SGD, lr=0.5), by_time, [1.0, -1.0], steps=2)
    assert theirs.tolist() == [[1.0, -1.0], [0.0, -1.0], [-1.0, -1.5]]
    assert torch.get_default_dtype() == torch.float32


def test_torch_has_its_old_type_of_numbers_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        torch_path(partial(torch.optim.SGD, lr=0.5), lambda theta, t: theta / 0 if t == 3 else 1 / 0 * theta, [1.0])
    assert torch.get_default_dtype() == torch.float32


def test_movements_are_counted_in_learning_rates_from_zero_again() -> None:
    places: list[float] = []

    def step(theta: Array, g: Array) -> Array:
        places.append(float(theta[0]))
        return theta - 0.1 * g * len(places)

    assert movements(step, [[1.0], [2.0]], lr=0.1).tolist() == [[1.0], [4.0]]
    assert places == [0.0, 0.0]


@pytest.mark.parametrize(
    ("one", "other", "distance"), [([0.0, 0.5], [0.0, 0.0], 0.5), ([0.0, 12.0], [0.0, 10.0], 0.2), ([1, 1], [1, 1], 0)]
)
def test_distances_are_relative_only_to_places_beyond_one(
    one: list[float], other: list[float], distance: float
) -> None:
    assert max_distance(np.array(one), np.array(other)) == pytest.approx(distance)


def test_plain_descent_by_torch_steps_against_the_gradient() -> None:
    path = torch_descent(lambda theta: 2 * theta, [1.0, -2.0], lr=0.25, steps=2)
    assert path.tolist() == [[1.0, -2.0], [0.5, -1.0], [0.25, -0.5]]


def test_plain_descent_by_torch_takes_a_number_for_a_start() -> None:
    assert torch_descent(lambda theta: theta, 1.0, lr=0.5, steps=1).tolist() == [1.0, 0.5]


def test_a_distance_grows_to_the_largest_of_the_whole_path() -> None:
    one, other = np.array([[0.0, 0.0], [3.0, 1.0], [2.0, 4.0]]), np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 5.0]])
    assert growing_distance(one, other).tolist() == [0.0, 0.4, 0.4]
    assert growing_distance(one, other)[-1] == max_distance(one, other)


def test_a_path_is_not_compared_with_itself() -> None:
    path = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert np.isnan(max_distance(path, path))
    assert np.isnan(growing_distance(path, path)).tolist() == [True, True]
    assert max_distance(path[1:], path[:-1]) == 1.0
    assert growing_distance(path, path.copy()).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("distance", [max_distance, growing_distance])
def test_paths_of_different_shapes_are_refused(distance: Callable[[Array, Array], object]) -> None:
    with pytest.raises(ValueError, match="place by place"):
        distance(np.ones((5, 1)), np.ones((5, 2)))
