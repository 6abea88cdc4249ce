"""The verdicts on a claim, which every part of quizdl uses."""

from enum import StrEnum


class Verdict(StrEnum):
    """The verdict on a claim."""

    SUPPORTED = "supported"  # every measurement holds, every control came out as it must
    REFUTED = "refuted"  # a measurement breaks its bound, every control came out as it must
    INCONCLUSIVE = "inconclusive"  # a control did not come out as it must, or a spread is too wide to decide
    UNAVAILABLE = "unavailable"  # needs what this machine lacks
    FAILED = "failed"  # crashed, or ran out of time, memory or disk


DECIDED = (Verdict.SUPPORTED, Verdict.REFUTED)  # the numbers say yes or no
