"""Differences and the complex step against derivatives known in closed form, and where they must refuse."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from quizdl.lab.differences import (
    CENTRAL_STEP,
    FORWARD_STEP,
    Vector,
    central_difference,
    complex_step,
    forward_difference,
    relative_error,
    same_memory,
)

Method = Callable[..., Vector]  # one of the three; each has its own h by default

X = np.random.default_rng(0).uniform(0.5, 1.5, (2, 3))


def wavy(x: NDArray[Any]) -> Any:
    return np.sum(np.sin(x) * np.exp(x))


def wavy_slope(x: NDArray[Any]) -> Any:
    return (np.sin(x) + np.cos(x)) * np.exp(x)


@pytest.mark.parametrize(
    ("gradient", "tolerance"),
    [(forward_difference, 1e-6), (central_difference, 1e-9), (complex_step, 1e-15)],  # √ε, ε^(2/3), ε, with room
)
def test_each_method_finds_the_gradient_to_its_own_accuracy(gradient: Method, tolerance: float) -> None:
    found = gradient(wavy, X)
    assert found.shape == X.shape
    assert found.dtype == np.float64
    assert relative_error(found, wavy_slope(X)) < tolerance


def test_differences_of_a_line_and_a_parabola_err_by_the_terms_that_taylor_leaves() -> None:
    assert forward_difference(lambda x: x**2, 3.0, h=0.5) == 6.5  # f' + h
    assert central_difference(lambda x: x**2, 3.0, h=0.5) == 6.0  # exact for parabolas
    assert central_difference(lambda x: x**3, 3.0, h=0.5) == 27.25  # f' + h²
    assert forward_difference(lambda x: -2 * x, 3.0, h=0.5) == -2.0


def test_a_central_difference_across_a_kink_sees_both_sides() -> None:
    assert central_difference(lambda z: np.maximum(z, 0), 1e-7, h=1e-5) == pytest.approx(0.505, abs=1e-12)


def test_the_step_that_rounding_leaves_is_the_divisor() -> None:
    # 1e-15 beside 1 becomes 4 or 5 gaps of ε/1; dividing by 1e-15 itself would err by 11 %
    assert forward_difference(lambda x: 2 * x, 1.0, h=1e-15) == 2.0
    assert central_difference(lambda x: 2 * x, 1.0, h=1e-15) == 2.0


@pytest.mark.parametrize("gradient", [forward_difference, central_difference, complex_step])
def test_scalars_integers_and_empty_arrays_are_taken(gradient: Method) -> None:
    assert gradient(lambda x: 3 * x, 2).shape == ()
    assert gradient(lambda x: 3 * x, 2) == pytest.approx(3, rel=1e-7)
    assert gradient(lambda x: np.sum(x) + 0j if np.iscomplexobj(x) else 0.0, np.empty((0, 2))).shape == (0, 2)


@pytest.mark.parametrize("gradient", [forward_difference, central_difference, complex_step])
def test_a_function_that_changes_its_argument_changes_nothing_else(gradient: Method) -> None:
    def careless(x: NDArray[Any]) -> Any:
        x *= 2
        return np.sum(x)

    x = X.copy()
    assert gradient(careless, x) == pytest.approx(np.full(X.shape, 2.0), rel=1e-6)
    assert np.array_equal(x, X)


@pytest.mark.parametrize("gradient", [forward_difference, central_difference, complex_step])
@pytest.mark.parametrize("h", [0.0, -1e-6, float("nan")])
def test_a_step_that_is_not_positive_is_refused(gradient: Method, h: float) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        gradient(wavy, X, h=h)


@pytest.mark.parametrize("gradient", [forward_difference, central_difference])
def test_a_step_lost_in_rounding_is_refused(gradient: Method) -> None:
    with pytest.raises(ValueError, match="lost in the rounding"):
        gradient(lambda x: x, 1.0, h=1e-17)


def test_the_complex_step_refuses_a_function_that_drops_the_imaginary_part() -> None:
    with pytest.raises(TypeError, match="imaginary part"):
        complex_step(lambda x: np.sum(np.abs(x)), X)


def test_the_recommended_steps_are_near_the_best() -> None:
    def error(method: Method, h: float) -> float:
        errors = [relative_error(method(wavy, x, h), wavy_slope(x)) for x in np.linspace(0.5, 1.5, 50)]
        return sum(errors) / len(errors)

    for method, best in ((forward_difference, FORWARD_STEP), (central_difference, CENTRAL_STEP)):
        assert error(method, best) < error(method, 100 * best) / 10
        assert error(method, best) < error(method, best / 100) / 10


def test_the_relative_error_divides_by_the_largest_entry_of_both() -> None:
    assert relative_error([1.0, 0.0], [1.0, 0.5]) == 0.5
    assert relative_error([0.0, 4.0], [1.0, -1.0]) == 1.25
    assert relative_error([1.0, -1.0], [0.0, -4.0]) == 0.75
    assert relative_error(2.0, 1.0) == 0.5
    assert relative_error([1j], [-1j]) == 2.0


def test_the_relative_error_of_zeros_is_zero_and_of_nan_is_nan() -> None:
    assert relative_error([0.0, 0.0], [0.0, 0.0]) == 0.0
    assert relative_error([0.0], [1e-300]) == 1.0
    assert np.isnan(relative_error([np.nan, 1.0], [1.0, 1.0]))
    assert np.isnan(relative_error([0.0], [np.nan]))


def test_an_array_compared_with_itself_gives_nan() -> None:
    listed = [1.0, 2.0]
    assert np.isnan(relative_error(X, X))
    assert np.isnan(relative_error(X[1:], X[1:]))
    assert np.isnan(relative_error(listed, listed))
    assert relative_error(X, X.copy()) == 0.0
    assert relative_error(2.0, 2.0) == 0.0


def test_views_of_one_array_are_the_same_only_where_they_hold_the_same_entries_in_the_same_order() -> None:
    square = np.arange(9.0).reshape(3, 3)
    assert same_memory(square[:, 0], square[:, 0])
    assert not same_memory(square[1:], square[:-1])
    assert not same_memory(square, square.T)
    assert not same_memory(square[0], square[:, 0])
    assert not same_memory(square[0, 0], square[0, 0])


def test_the_relative_error_broadcasts_nothing() -> None:
    with pytest.raises(ValueError, match="shapes"):
        relative_error([[1.0, 2.0]], [1.0, 2.0])
    with pytest.raises(ValueError, match="empty"):
        relative_error([], [])
