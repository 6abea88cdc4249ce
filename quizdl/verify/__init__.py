"""The API in which a verifier states its claims, and the engine that runs them.

A verifier imports everything it needs to state a claim from here:

    from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, claim, mutant, progress
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizdl.verdict import Verdict
    from quizdl.verify.evidence import Axes, Control, Curve, Evidence, Measurement
    from quizdl.verify.verifier_api import Unavailable, Undecided, claim, mutant, progress, show

__all__ = [
    "Axes",
    "Control",
    "Curve",
    "Evidence",
    "Measurement",
    "Unavailable",
    "Undecided",
    "Verdict",
    "claim",
    "mutant",
    "progress",
    "show",
]


def __getattr__(name: str) -> object:
    """Import the name when it is first used: the quiz opens its catalogue without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from quizdl.verify import evidence, verifier_api

    return vars(evidence).get(name) or vars(verifier_api)[name]
