"""The API in which a verifier states its claims, and the engine that runs them.

A verifier imports everything it needs to state a claim from here:

    from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, claim, mutant, within
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizdl.verdict import Verdict
    from quizdl.verify.bounds import Bound, at_least, at_most, between, within
    from quizdl.verify.curves import Axes, Curve, Mark
    from quizdl.verify.evidence import Control, Evidence, Finding, Measurement
    from quizdl.verify.verifier_api import Unavailable, Undecided, claim, mutant, progress, show

__all__ = [
    "Axes",
    "Bound",
    "Control",
    "Curve",
    "Evidence",
    "Finding",
    "Mark",
    "Measurement",
    "Unavailable",
    "Undecided",
    "Verdict",
    "at_least",
    "at_most",
    "between",
    "claim",
    "mutant",
    "progress",
    "show",
    "within",
]


def __getattr__(name: str) -> object:
    """Import the name when it is first used: the quiz opens its catalogue without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from quizdl.verify import bounds, evidence, verifier_api

    return next(vars(module)[name] for module in (evidence, bounds, verifier_api) if name in vars(module))
