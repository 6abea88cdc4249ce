"""The bounds of a measurement as a table, for tests that try several on the same number."""

from typing import TypedDict


class Bound(TypedDict, total=False):
    """The arguments of a Measurement or Control that say what it must keep."""

    equals: float
    within: float
    at_least: float
    at_most: float
