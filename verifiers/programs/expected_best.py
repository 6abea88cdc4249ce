"""The best of k models that know nothing: what its validation accuracy is expected to be."""

import math


def expected_best(k: int, n: int) -> float:
    """Expectation of the largest of k accuracies on n images, if each answer is right with probability 1/2 (order
    statistics).

    The number right is at most j with the binomial probability F(j), and all k are with F(j)ᵏ; the expectation of a
    count is the sum over j of the probabilities that it is above j.
    """
    expected, below = 0.0, 0  # below: outcomes, of 2ⁿ, with at most j right
    for j in range(n):
        below += math.comb(n, j)
        expected += 1 - (below / 2**n) ** k
    return expected / n
