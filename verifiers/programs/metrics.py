"""Metrics of classifiers, which no optimizer sees. y are one-hot targets, shape (B, classes)."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Answers = NDArray[np.bool_]


def brier(p: Array, y: Array) -> float:
    """Squared errors summed over classes, averaged over samples (Brier 1950)."""
    return float(np.mean(np.sum((p - y) ** 2, axis=1)))


def binary_accuracy(z: Array, y: Array) -> float:
    """The share of entries of logits and targets on the right side of s = 1/2."""
    return float(np.mean((z > 0) == (y == 1)))


def accuracy(z: Array, y: Array) -> float:
    """The share of rows whose largest logit is that of the class; the first of equals counts."""
    return float(np.mean(np.argmax(z, axis=1) == np.argmax(y, axis=1)))


def f1(yes: Answers, truth: Answers, weight: Array) -> float:
    """2TP / (2TP + FP + FN) of answers and truths, where samples have weights."""
    true_positives = np.sum(weight * (yes & truth))
    wrong = np.sum(weight * (yes != truth))  # false positives and false negatives
    return float(2 * true_positives / (2 * true_positives + wrong))


def roc_auc(score: Array, truth: Answers, weight: Array) -> float:
    """The weighted share of pairs in which the positive one scores higher; a tie counts half (Hanley & McNeil 1982)."""
    order = np.argsort(score[~truth])
    negatives, below = score[~truth][order], np.append(0, np.cumsum(weight[~truth][order]))
    lower = below[np.searchsorted(negatives, score[truth], "left")]
    upper = below[np.searchsorted(negatives, score[truth], "right")]
    return float(np.sum(weight[truth] * (lower + upper) / 2) / (np.sum(weight[truth]) * below[-1]))


def distance_to_change(z: Array, x: Array) -> Array:
    """How far (W, b) must move before the answer z > 0 of each image flips: |z| / ‖(x, 1)‖, shape (n,)."""
    distances: Array = np.abs(z) / np.sqrt(np.sum(x**2, axis=1) + 1)
    return distances
