"""All prefixes of an associative operation in ⌈log₂ n⌉ rounds (Hillis & Steele 1986), and its total by a tree."""

from collections.abc import Callable, Sequence
from typing import Any

Combine = Callable[[Any, Any], Any]  # combine(earlier, later); associative, and need not commute


def scan(combine: Combine, xs: Sequence[Any]) -> list[Any]:
    """x₀, x₀∘x₁, x₀∘x₁∘x₂, … of any number of xs: each round combines over twice the distance of the one before."""
    prefixes, distance = list(xs), 1
    while distance < len(prefixes):
        pairs = zip(prefixes[:-distance], prefixes[distance:], strict=True)
        prefixes = prefixes[:distance] + [combine(earlier, later) for earlier, later in pairs]
        distance *= 2
    return prefixes


def tree_reduce(combine: Combine, xs: Sequence[Any]) -> Any:
    """x₀∘x₁∘…, one x or more: of neighbours, then of neighbouring pairs; an odd one out waits for the next level."""
    level = list(xs)
    while len(level) > 1:
        even = len(level) // 2 * 2
        level = [combine(level[i], level[i + 1]) for i in range(0, even, 2)] + level[even:]
    return level[0]
