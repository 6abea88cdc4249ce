"""Streams of random numbers that two parts of an experiment share."""

from collections.abc import Callable

import numpy as np
import pytest

from quizdl.verdict import Verdict
from quizdl.verify.random_streams import RandomStreams
from quizdl.verify.runner import Runner
from quizdl.verify.task import Task
from tests.verify.conftest import MakeClaim


def shared(draw: Callable[[], object]) -> float:
    """The pairs of draws that share a stream."""
    streams = RandomStreams()
    with streams.recorded():
        draw()
    return streams.check().value


def slip_of_a_seed() -> None:
    np.random.default_rng(3).standard_normal((4, 5))
    np.random.default_rng(3).random(7)


def common_random_numbers() -> None:
    for scale in (1.0, 10.0):
        np.random.default_rng(3).normal(0, scale, 5)
    rng = np.random.default_rng(3)
    rng.normal(0, 2, 5)
    rng.integers(10, size=4)  # one part may go on where the other ends


def seeds_of_their_own() -> None:
    np.random.default_rng(3).standard_normal((4, 5))
    np.random.default_rng([3, 1]).random(7)


def one_generator_handed_on() -> None:
    rng = np.random.default_rng(3)
    rng.standard_normal((4, 5))
    np.random.default_rng(rng).random(7)


def one_place_for_many_sizes() -> None:
    for size in (3, 4):
        np.random.default_rng(0).random(size)


def children_that_start_alike() -> None:
    [child] = np.random.default_rng(3).spawn(1)
    [other] = np.random.default_rng(3).spawn(1)
    child.random(4)
    other.random(5)


def shuffled_and_drawn() -> None:
    np.random.default_rng(3).shuffle(np.arange(6))
    np.random.default_rng(3).random(6)


@pytest.mark.parametrize("draw", [slip_of_a_seed, children_that_start_alike, shuffled_and_drawn])
def test_places_that_start_alike_and_draw_different_things_share_a_stream(draw: Callable[[], object]) -> None:
    assert shared(draw) == 1


@pytest.mark.parametrize(
    "draw", [common_random_numbers, seeds_of_their_own, one_generator_handed_on, one_place_for_many_sizes]
)
def test_common_random_numbers_and_seeds_of_their_own_share_none(draw: Callable[[], object]) -> None:
    assert shared(draw) == 0


def test_places_that_share_a_stream_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    shared(slip_of_a_seed)
    assert capsys.readouterr().out.count("test_random_streams.py:") == 2


def test_recording_changes_no_number() -> None:
    def drawn() -> list[object]:
        rng = np.random.default_rng(5)
        numbers = np.arange(9)
        rng.shuffle(numbers)
        [child] = rng.spawn(1)
        return [*rng.normal(size=3), rng.integers(7), *numbers, *child.choice(4, 2), *rng.permutation(3)]

    plain = drawn()
    with RandomStreams().recorded():
        recorded = drawn()
    assert recorded == plain
    assert type(np.random.default_rng(0)) is np.random.Generator  # as before


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "verdict"), [(4, Verdict.SUPPORTED), (3, Verdict.REFUTED)])
async def test_a_claim_whose_parts_share_a_stream_is_refuted(
    make_claim: MakeClaim, runner: Runner, seed: int, verdict: Verdict
) -> None:
    claim = make_claim(f"""
        import numpy as np
        np.random.default_rng(3).random(5)
        np.random.default_rng({seed}).standard_normal(6)
        return PROOF
    """)
    result = await runner.run(Task(claim).pinned())
    assert result.verdict is verdict, result.reason
