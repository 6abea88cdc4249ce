"""What the claims on metrics share: the pairs behind an AUC one by one, samples with ties, and refusing settings."""

import numpy as np
import torch
from numpy.typing import NDArray

from quizdl.lab.samples import oddity_of_uniform
from quizdl.verify import Undecided, mutant

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

APART = 1.19  # deviations between the means of the two classes of a sample


def require(holds: bool, *, en: str, ko: str) -> None:
    """Raise Undecided with this reason where the settings leave the sentence without meaning."""
    if not holds:
        raise Undecided(en=en, ko=ko)


def pairs_won(scores: Array, y: Labels, tie: float = 0.5) -> Array:
    """1 for each pair whose positive scores higher than the negative, `tie` where both are equal, and else 0."""
    ahead = scores[y == 1][:, None] - scores[y == 0]
    won: Array = (ahead > 0) + tie * (ahead == 0)
    return won


def share_of_pairs(scores: Array, y: Labels, tie: float = 0.5) -> float:
    """The share of all pairs that are won."""
    return float(np.mean(pairs_won(scores, y, tie)))


def sample(rng: np.random.Generator, positives: int, negatives: int, decimals: int = 1) -> tuple[Array, Labels]:
    """Scores and labels in random order, positives 1.19 deviations higher on the mean, which is an AUC of about 0.8.

    Scores are rounded to this many decimals, so that some are equal.
    """
    y = rng.permutation(np.repeat(np.array([1, 0]), [positives, negatives]))
    return np.round(rng.standard_normal(len(y)) + APART * y, decimals), y


def oddity_of_samples(draws: list[tuple[Array, Labels]], share: float, decimals: int = 1) -> float:
    """How odd samples look, of independent rows of which this share is positive, with normal scores that are rounded.

    What rounding and counting took from a draw is drawn anew, so that its rank among all draws spreads evenly.
    """
    scores, y = (np.array(one) for one in zip(*draws, strict=True))
    anew = np.random.default_rng([len(scores), 1]).random((2, *y.shape))
    edges = [
        torch.special.ndtr(torch.tensor(scores + side * 10.0**-decimals / 2 - APART * y)).numpy() for side in (-1, 1)
    ]
    of_labels = np.where(y == 1, 1 - share * anew[0], (1 - share) * anew[0])
    of_scores = edges[0] + anew[1] * (edges[1] - edges[0])
    return max(oddity_of_uniform(of_labels, 0, 1), oddity_of_uniform(of_scores, 0, 1))


def oddity_of_shares(*samples: Array) -> float:
    """How odd distributions on K outcomes look, shape (…, K), of which each is as probable as any other (Dirichlet).

    The share that an outcome takes of what those before it left is that of the least of K - i even numbers.
    """
    ranks = []
    for distributions in samples:
        left = 1 - np.cumsum(distributions, axis=-1)[..., :-1]
        ranks.append((left / (left + distributions[..., :-1])) ** np.arange(left.shape[-1], 0, -1))
    return oddity_of_uniform(np.concatenate([one.ravel() for one in ranks]), 0, 1)


def precision_by_hand(scores: Array, y: Labels, ratio: int) -> float:
    """Average precision with each negative `ratio` times, threshold by threshold."""
    total, recall_before = 0.0, 0.0
    for threshold in sorted(set(scores.tolist()), reverse=True):
        yes = scores >= threshold
        hits, alarms = int(np.sum(yes & (y == 1))), ratio * int(np.sum(yes & (y == 0)))
        total += hits / (hits + alarms) * (hits / int(y.sum()) - recall_before)
        recall_before = hits / int(y.sum())
    return total


def counted(truth: Labels, told: Labels, classes: int) -> Labels:
    """The confusion matrix of labels and answers, both shape (n,)."""
    confusion = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(confusion, (truth, told), 1)
    return confusion


def torch_loss(z: Array, y: Labels, eps: float) -> float:
    """torch's smoothed cross-entropy of logits (B, K) and labels (B,)."""
    return float(torch.nn.functional.cross_entropy(torch.tensor(z), torch.tensor(y), label_smoothing=eps))


def logits_of(p: Array) -> Array:
    """Logits with these probabilities, shape (…, V), each row moved by a constant, which softmax does not see."""
    z: Array = np.log(p) + np.arange(p[..., 0].size).reshape(*p.shape[:-1], 1) % 7
    return z


mutant("rounds no score, so that none are equal", "APART * y, decimals)", "APART * y, 12)")
mutant("calls a tied pair won", "(ahead > 0)", "(ahead >= 0)")
