"""The roofline: how fast an operation can run at the most (Williams, Waterman & Patterson 2009).

An operation does some FLOP and moves some bytes between memory and chip; their quotient is its arithmetic intensity.
A device does at most `peak` FLOP/s and moves at most `bandwidth` bytes/s. A multiply-add counts as two FLOP, a number
has `size` bytes, and every operand and every result moves once.
"""

import math


def peak_of_lanes(lanes: int, clock: float) -> float:
    """FLOP/s of lanes that each start one multiply-add a cycle; clock in Hz."""
    return 2 * lanes * clock


def matmul(m: int, k: int, n: int, size: int = 4) -> tuple[int, int]:
    """FLOP and bytes of the product of matrices (m, k) and (k, n)."""
    return 2 * m * k * n, size * (m * k + k * n + m * n)


def elementwise(numbers: int, flop: int = 1, arrays: int = 3, size: int = 4) -> tuple[int, int]:
    """FLOP and bytes of `flop` operations a number on arrays of so many; c = a + b has three arrays."""
    return flop * numbers, size * arrays * numbers


def roofline_time(flop: float, moved: float, peak: float, bandwidth: float) -> float:
    """The least seconds for so many FLOP and bytes: both go on at once, and the longer one decides."""
    return max(flop / peak, moved / bandwidth)


def matmul_time(m: int, k: int, n: int, size: int, peak: float, bandwidth: float) -> float:
    """The least seconds for the product of matrices (m, k) and (k, n)."""
    return roofline_time(*matmul(m, k, n, size), peak, bandwidth)


def ridge(peak: float, bandwidth: float) -> float:
    """The intensity in FLOP per byte at which both limits take equally long."""
    return peak / bandwidth


def batch_at_the_ridge(ridge: float, inputs: int, outputs: int, size: int = 4) -> float:
    """The batch B at which a linear layer has this intensity: 2B·io = ridge · size·(Bi + io + Bo); inf if none has."""
    weights, half = inputs * outputs, size * ridge / 2
    room = weights - half * (inputs + outputs)
    return half * weights / room if room > 0 else math.inf
