"""The recurrence h ← a·h + b, as a chain of steps, and the rule by which its steps compose.

A pair (a, b) stands for the map h ↦ a·h + b. Composing two of them gives a pair again, so that a scan can take the
place of the chain (Blelloch 1990).
"""

from collections.abc import Callable, Sequence
from typing import Any

Pair = tuple[float, float]


def apply(pair: Pair, h: float) -> float:
    """a·h + b."""
    a, b = pair
    return a * h + b


def compose(earlier: Pair, later: Pair) -> Pair:
    """h ↦ a₂·(a₁·h + b₁) + b₂."""
    (a1, b1), (a2, b2) = earlier, later
    return a2 * a1, a2 * b1 + b2


def recurrence(step: Callable[[Pair, Any], Any], pairs: Sequence[Pair], h: Any) -> list[Any]:
    """Every state on the way from h, one step after the other; `step` is `apply`, or an `apply` that is counted."""
    states = []
    for pair in pairs:
        h = step(pair, h)
        states.append(h)
    return states
