"""The time that an experiment is charged for: a busy machine does not shorten it, and nothing runs for ever."""

import os

import pytest

from quizdl.verify.charged_time import LEAST_SHARE, MOST_CHARGED_AT_ONCE, ChargedTime, charge


def test_a_process_that_sleeps_is_charged_by_the_clock() -> None:
    assert charge(0.1, ran=0.0, waited=0.0, cores=2) == 0.1


def test_a_process_that_computes_undisturbed_is_charged_by_the_clock() -> None:
    assert charge(0.1, ran=0.1, waited=0.0, cores=2) == 0.1


def test_what_one_thread_waits_for_a_core_is_not_charged() -> None:
    assert charge(0.1, ran=0.01, waited=0.09, cores=2) == pytest.approx(0.01)
    assert charge(0.1, ran=0.01, waited=0.04, cores=2) == pytest.approx(0.06)  # for half of it, it slept


def test_threads_that_wait_for_each_other_are_charged_by_the_clock() -> None:
    assert charge(0.1, ran=0.2, waited=9.8, cores=2) == pytest.approx(0.1)


def test_even_what_never_runs_is_charged_a_little() -> None:
    assert charge(0.1, ran=0.0, waited=0.1, cores=2) == pytest.approx(LEAST_SHARE * 0.1)


def test_after_a_long_stop_of_the_machine_little_is_charged() -> None:
    assert charge(3600.0, ran=0.0, waited=0.0, cores=2) == MOST_CHARGED_AT_ONCE


def test_where_nothing_is_counted_a_machine_with_more_to_run_than_cores_stretches_time() -> None:
    assert charge(0.1, 0.0, 0.0, cores=2, load=1.0) == 0.1
    assert charge(0.1, 0.0, 0.0, cores=2, load=8.0) == pytest.approx(0.025)


def test_charges_add_up_though_processes_end() -> None:
    charged = ChargedTime([os.getpid(), 2**22 + 1])
    first = charged.look([os.getpid()])
    assert charged.look([]) >= first >= 0.0
