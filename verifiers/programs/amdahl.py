"""Amdahl's law: what is not made faster limits the whole (Amdahl 1967)."""


def speedup(parallel: float, lanes: float) -> float:
    """How many times as fast a program of fixed size is on n lanes that share out `parallel` of its time, 0 to 1."""
    return 1 / ((1 - parallel) + parallel / lanes)
