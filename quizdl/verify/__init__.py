"""Verification: the words in which a verifier states its claims, and the engine that runs them.

A verifier imports everything it needs to state a claim from here:

    from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, claim, mutant, progress
"""

from quizdl.verify.evidence import Axes, Control, Curve, Evidence, Measurement, Verdict
from quizdl.verify.words import Unavailable, claim, mutant, progress, show

__all__ = [
    "Axes",
    "Control",
    "Curve",
    "Evidence",
    "Measurement",
    "Unavailable",
    "Verdict",
    "claim",
    "mutant",
    "progress",
    "show",
]
