"""Comparing trajectories: the measure of each step, where they part, and what cannot be compared."""

import numpy as np
import pytest

from quizdl.lab.trajectories import Trajectory, deviations, first_parting

ONE = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
OTHER = ONE + np.array([[0.0, 0.0], [0.0, 5.0], [8.0, 0.0]])


def test_each_step_is_measured_by_its_largest_difference_and_largest_entry() -> None:
    assert deviations(ONE, OTHER).tolist() == [0.0, 5 / 25, 8 / 40]


def test_steps_may_hold_numbers_or_matrices() -> None:
    assert deviations([1.0, 2.0], [1.0, 4.0]).tolist() == [0.0, 0.5]
    assert deviations(ONE[:, :, None], OTHER[:, :, None]).tolist() == deviations(ONE, OTHER).tolist()


def test_each_parameter_of_a_dict_is_measured_on_its_own_scale() -> None:
    one = {"weight": ONE, "bias": np.array([1e-3, 1e-3, 1e-3])}
    other = {"weight": ONE.copy(), "bias": np.array([1e-3, 1e-3, 2e-3])}
    assert deviations(one, other).tolist() == [0.0, 0.0, 0.5]


def test_they_part_at_the_first_step_above_the_tolerance() -> None:
    assert first_parting(ONE, OTHER, 0.1) == 1
    assert first_parting(ONE, OTHER, 0.2) is None  # equal to the tolerance is not above it
    assert first_parting(ONE, ONE.copy(), 0.0) is None
    assert first_parting({"w": ONE}, {"w": OTHER}, 0.1) == 1


def test_a_nan_on_either_side_parts_them() -> None:
    broken = ONE.copy()
    broken[2, 0] = np.nan
    assert first_parting(ONE, broken, 1e9) == 2
    assert first_parting({"a": ONE, "b": ONE}, {"a": broken, "b": ONE.copy()}, 1e9) == 2
    assert first_parting(broken, broken.copy(), 1e9) == 2


def test_a_trajectory_is_not_compared_with_itself() -> None:
    column = ONE[:, 0]
    assert np.isnan(deviations(ONE, ONE)).all()
    assert np.isnan(deviations(column, ONE[:, 0])).all()
    assert np.isnan(deviations({"w": ONE, "b": ONE}, {"w": ONE, "b": OTHER})).all()
    assert first_parting(ONE, ONE, 1e9) == 0
    assert deviations(column, column.copy()).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ONE, ONE[:2]),
        (ONE, ONE[:, :1]),
        (1.0, 1.0),
        ({"a": ONE}, {"b": ONE}),
        ({"a": ONE}, ONE),
        ({}, {}),
        ({"a": ONE, "b": ONE[:2]}, {"a": ONE, "b": ONE[:2]}),
    ],
)
def test_trajectories_of_different_form_are_refused(one: Trajectory, other: Trajectory) -> None:
    with pytest.raises(ValueError, match=r"compared|number of steps"):
        deviations(one, other)


def test_a_negative_tolerance_is_refused() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        first_parting(ONE, OTHER, -1e-12)
