"""Softmax regression with as many logits as classes, and with one logit fewer. x has shape (N, inputs)."""

import numpy as np

from .softmax_cross_entropy import Array, Labels, softmax_cross_entropy


def all_logits_step(weights: Array, x: Array, y: Labels, lr: float) -> Array:
    """The weights, shape (inputs, classes), after one step of gradient descent."""
    _, dz = softmax_cross_entropy(x @ weights, y)
    return weights - lr * x.T @ dz


def with_zero(z: Array) -> Array:
    """The last logit fixed at 0: shape (N, classes - 1) to (N, classes)."""
    return np.hstack([z, np.zeros((len(z), 1))])


def one_fewer_step(weights: Array, x: Array, y: Labels, lr: float, metric: Array) -> Array:
    """The same with the last logit fixed at 0: weights (inputs, classes - 1).

    metric, shape (classes - 1, classes - 1), mixes the steps of the logits; the identity leaves them as they are.
    """
    _, dz = softmax_cross_entropy(with_zero(x @ weights), y)
    return weights - lr * x.T @ dz[:, :-1] @ metric
