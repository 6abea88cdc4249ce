"""Outcome by outcome in plain Python."""

import math


def kl(p, q):
    terms = []
    for a, b in zip(p.ravel().tolist(), q.ravel().tolist(), strict=True):
        if a > 0 and b == 0:
            return math.inf
        if a > 0:
            terms.append(a * (math.log(a) - math.log(b)))
    return math.fsum(terms)
