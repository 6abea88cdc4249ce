"""The statistics of experiments against closed forms, printed tables and worked examples known elsewhere."""

import math
from fractions import Fraction

import numpy as np
import pytest

from quizdl.lab.statistics import (
    chi_square,
    chi_square_interval,
    log_log_slope,
    mcnemar,
    mean_interval,
    median_interval,
    share_interval,
    share_of_runs,
    student_quantile,
)


@pytest.mark.parametrize(
    ("degrees", "probability", "tabulated"),
    [
        (1, 0.975, 12.706),
        (2, 0.995, 9.925),
        (4, 0.975, 2.776),
        (5, 0.9995, 6.869),
        (9, 0.995, 3.250),
        (19, 0.975, 2.093),
        (29, 0.9995, 3.659),
        (60, 0.99, 2.390),
        (120, 0.95, 1.658),
    ],
)
def test_student_quantiles_agree_with_the_printed_table(degrees: int, probability: float, tabulated: float) -> None:
    assert student_quantile(probability, degrees) == pytest.approx(tabulated, abs=5e-4)


@pytest.mark.parametrize("tail", [0.4, 0.1, 0.025, 1e-3, 1e-6, 1e-12])
def test_student_quantiles_agree_with_the_closed_forms_of_one_two_and_four_degrees(tail: float) -> None:
    # tail to quantile without 1 - tail, which alone would cost eps/tail
    probability = 1 - tail
    tail = 1 - probability
    assert student_quantile(probability, 1) == pytest.approx(1 / math.tan(math.pi * tail), rel=1e-11)
    product = 4 * tail * (1 - tail)
    assert student_quantile(probability, 2) == pytest.approx(2 * (0.5 - tail) * math.sqrt(2 / product), rel=1e-11)
    bend = math.cos(math.acos(math.sqrt(product)) / 3) / math.sqrt(product)
    assert student_quantile(probability, 4) == pytest.approx(2 * math.sqrt(bend - 1), rel=1e-11)


def test_student_quantiles_of_many_degrees_follow_the_expansion_about_the_normal_one() -> None:
    z, n = 1.959963984540054, 1000
    corrections = (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )
    assert student_quantile(0.975, n) == pytest.approx(corrections, rel=1e-11)


def test_student_quantiles_are_odd_about_the_median_and_refuse_what_has_none() -> None:
    assert student_quantile(0.5, 7) == pytest.approx(0, abs=1e-12)
    assert student_quantile(0.025, 7) == pytest.approx(-student_quantile(0.975, 7), rel=1e-12)
    for probability, degrees in [(0, 5), (1, 5), (0.9, 0), (math.nan, 5), (0.9, math.nan), (0.9, math.inf)]:
        with pytest.raises(ValueError, match="no quantile"):
            student_quantile(probability, degrees)


def test_a_mean_has_the_interval_of_the_textbook() -> None:
    # mean 3, standard deviation √2.5, five samples: 3 ± 2.776445·√0.5
    low, high = mean_interval([1, 2, 3, 4, 5], level=0.95)
    assert (low, high) == pytest.approx((3 - 1.963243, 3 + 1.963243), abs=1e-6)
    with pytest.raises(ValueError, match="two samples"):
        mean_interval([1.0])


@pytest.mark.slow
def test_an_interval_of_90_percent_misses_one_mean_in_ten() -> None:
    draws = np.random.default_rng(0).normal(2.0, 3.0, size=(4000, 4))
    missed = sum(not low <= 2.0 <= high for low, high in (mean_interval(row, 0.9) for row in draws))
    assert abs(missed - 400) < 5 * math.sqrt(4000 * 0.1 * 0.9)


@pytest.mark.parametrize(
    ("successes", "draws", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_a_share_has_the_wilson_interval_of_newcombes_table(
    successes: int, draws: int, low: float, high: float
) -> None:
    assert share_interval(successes, draws, level=0.95) == pytest.approx((low, high), abs=6e-5)


def test_a_share_of_impossible_counts_is_refused() -> None:
    for successes, draws in [(-1, 5), (6, 5), (0, 0)]:
        with pytest.raises(ValueError, match="no share"):
            share_interval(successes, draws)


@pytest.mark.parametrize(
    ("samples", "level", "cut"),
    [(8, 0.99, 1), (10, 0.95, 2), (20, 0.95, 6), (25, 0.99, 6), (50, 0.95, 18), (1_100, 0.99, 507)],
)
def test_a_median_has_the_ranks_of_the_sign_test(samples: int, level: float, cut: int) -> None:
    # printed tables (Conover, A3) for up to 50; beyond them the normal approximation n/2 - 2.576·√n/2
    values = np.random.default_rng(0).permutation(samples) + 1.0
    assert median_interval(values, level) == ((samples + 1) / 2, (cut, samples + 1 - cut))


def test_a_median_of_too_few_samples_is_refused() -> None:
    with pytest.raises(ValueError, match=r"7 samples give no interval for a median at a level of 0\.99"):
        median_interval(np.arange(7.0))


def test_an_exact_power_law_gives_its_exponent_with_no_error() -> None:
    x = np.array([1.0, 10.0, 100.0, 1000.0])
    slope, error = log_log_slope(x, 5 * x**-1.5)
    assert slope == pytest.approx(-1.5, abs=1e-12)
    assert error < 1e-12


def test_the_error_of_a_slope_is_that_of_the_hand_worked_regression() -> None:
    # in logarithms: x = 0, 1, 2 and y = 0, 1, 1; slope 1/2, residuals -1/6, 1/3, -1/6, error √(1/6)/√2
    slope, error = log_log_slope(np.exp([0.0, 1.0, 2.0]), np.exp([0.0, 1.0, 1.0]))
    assert slope == pytest.approx(0.5, abs=1e-12)
    assert error == pytest.approx(math.sqrt(1 / 6) / math.sqrt(2), abs=1e-12)


def test_a_slope_through_too_few_or_impossible_points_is_refused() -> None:
    for x, y in [([1, 2], [1, 2]), ([1, 2, 3], [1, 2]), ([1, 2, 3], [1, 0, 2]), ([2, 2, 2], [1, 2, 3])]:
        with pytest.raises(ValueError, match=r"pairs|positive|equal"):
            log_log_slope(x, y)


@pytest.mark.parametrize(
    ("only_first", "only_second", "p_value"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (0, 1, 1.0),
        (0, 6, 2 / 64),
        (1, 9, 22 / 1024),
        (9, 1, 22 / 1024),
        (2, 8, 112 / 1024),
        (3, 4, 1.0),
    ],
)
def test_mcnemar_counts_the_tosses_of_a_fair_coin(only_first: int, only_second: int, p_value: float) -> None:
    assert mcnemar(only_first, only_second) == pytest.approx(p_value, rel=1e-15)


def test_mcnemar_stays_exact_where_floats_would_overflow() -> None:
    assert mcnemar(0, 2000) == 0.0  # 2**-1999 is below the smallest float
    tail = sum(Fraction(math.comb(2000, heads), 2**2000) for heads in range(901))
    assert mcnemar(900, 1100) == pytest.approx(float(2 * tail), rel=1e-15)
    with pytest.raises(ValueError, match="negative"):
        mcnemar(-1, 3)


def test_a_share_counts_only_runs_that_ended_finite_and_says_how_many() -> None:
    ended = np.array([2.0, -2.0, math.inf, math.nan, 3.0, -math.inf])
    share = share_of_runs(ended > 0, ended)
    assert share.value == pytest.approx(2 / 3)
    assert share.interval == share_interval(2, 3)
    assert share.counted == "3 of 6 runs ended finite and count"


def test_a_run_that_ends_in_several_numbers_counts_only_if_all_are_finite() -> None:
    ended = np.array([[1.0, 1.0], [1.0, math.nan], [math.inf, 0.0]])
    assert share_of_runs([True, True, True], ended).counted == "1 of 3 runs ended finite and count"


def test_a_share_of_no_finite_run_is_nan_and_decides_nothing() -> None:
    share = share_of_runs([True, True], [math.inf, math.nan])
    assert math.isnan(share.value)
    assert share.interval == (0.0, 1.0)


def test_each_run_needs_one_outcome() -> None:
    with pytest.raises(ValueError, match="one outcome a run"):
        share_of_runs([True], [1.0, 2.0])


def test_chi_square_of_equal_counts_is_zero_and_of_one_kind_alone_the_most() -> None:
    assert chi_square([5, 5, 5, 5]) == 0
    assert chi_square([20, 0, 0, 0]) == 60  # (15² + 3·5²)/5


def test_chi_square_needs_a_draw() -> None:
    with pytest.raises(ValueError, match="nothing was drawn"):
        chi_square([0, 0])


@pytest.mark.parametrize(
    ("degrees", "low", "high"),
    [(10, 2.558, 23.209), (30, 14.953, 50.892), (100, 70.065, 135.807)],  # 1 % and 99 % of tables (Fisher & Yates)
)
def test_the_interval_of_chi_square_is_that_of_tables(degrees: int, low: float, high: float) -> None:
    assert chi_square_interval(degrees, 0.98) == pytest.approx((low, high), rel=0.02)


def test_chi_square_of_fair_draws_falls_into_its_interval_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    low, high = chi_square_interval(19, 0.9)
    inside = [low <= chi_square(np.bincount(rng.integers(20, size=2000), minlength=20)) <= high for _ in range(1000)]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.04)  # four standard errors


def test_no_interval_without_degrees_of_freedom() -> None:
    with pytest.raises(ValueError, match="0 degrees of freedom"):
        chi_square_interval(0)
