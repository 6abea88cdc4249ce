"""The training of `data_parallel_worker.py` in one process on the full batch, from the formulas: its reference.

The model is 12 - 16 - 16 - 5 units with tanh, its loss the mean cross-entropy, all in float64; θ are its P = 565
parameters, in the order in which torch lists them.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch

Arrays = list[torch.Tensor]

UNITS = (12, 16, 16, 5)
ROWS = 48


def batch(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Images (48, 12) with a mean that drifts from row to row, so that shards differ; and labels (48,)."""
    rng = np.random.default_rng(seed)
    drift = np.linspace(-1, 1, ROWS)[:, None]
    return torch.from_numpy(rng.standard_normal((ROWS, 12)) + drift), torch.from_numpy(rng.integers(5, size=ROWS))


def weights(seed: int) -> Arrays:
    """Matrices (out, in) and biases (out,) of the three layers."""
    rng = np.random.default_rng([seed, 1])
    shapes = [shape for n, m in pairwise(UNITS) for shape in ((m, n), (m,))]
    return [torch.from_numpy(rng.standard_normal(shape) / np.sqrt(shape[-1])) for shape in shapes]


def parts(theta: torch.Tensor, like: Arrays) -> Arrays:
    """θ, shape (P,), as matrices and biases of these shapes."""
    pieces = torch.split(theta, [array.numel() for array in like])
    return [piece.reshape(array.shape) for piece, array in zip(pieces, like, strict=True)]


def flat(arrays: Arrays) -> torch.Tensor:
    return torch.cat([array.reshape(-1) for array in arrays])


def normalised(x: torch.Tensor, training: bool) -> torch.Tensor:
    """Batch norm before γ and β (Ioffe & Szegedy 2015); a fresh one in eval mode has mean 0 and variance 1."""
    mean, variance = (x.mean(dim=0), ((x - x.mean(dim=0)) ** 2).mean(dim=0)) if training else (0.0, 1.0)
    return (x - mean) / (variance + 1e-5) ** 0.5


def scores(theta: Arrays, images: torch.Tensor, batch_norm: str = "") -> torch.Tensor:
    """What the model gives for each row, shape (n, 5); θ may hold γ and β of batch norm ("train", "eval") after b₁."""
    w1, b1, *affine, w2, b2, w3, b3 = theta
    hidden = images @ w1.T + b1
    if batch_norm:
        hidden = normalised(hidden, batch_norm == "train") * affine[0] + affine[1]
    return torch.tanh(torch.tanh(hidden) @ w2.T + b2) @ w3.T + b3


def mean_loss(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy from its formula, -log softmax at the label."""
    return (torch.logsumexp(scores, dim=1) - scores[torch.arange(len(labels)), labels]).mean()


def gradient(theta: Arrays, images: torch.Tensor, labels: torch.Tensor, batch_norm: str = "") -> torch.Tensor:
    """∂L/∂θ of these rows, computed here in one process, shape (P,)."""
    leaves = [array.clone().requires_grad_() for array in theta]
    return flat(list(torch.autograd.grad(mean_loss(scores(leaves, images, batch_norm), labels), leaves)))


def row_gradients(seed: int, sizes: Sequence[int], batch_norm: str = "") -> Arrays:
    """g_r of each shard, one after the other; batch norm starts with γ = 1 and β = 0."""
    theta, (images, labels) = weights(seed), batch(seed)
    if batch_norm:
        theta[2:2] = [torch.ones(16, dtype=torch.float64), torch.zeros(16, dtype=torch.float64)]
    shards = zip(torch.split(images, list(sizes)), torch.split(labels, list(sizes)), strict=True)
    return [gradient(theta, *shard, batch_norm) for shard in shards]


def train(seed: int, optimizer: str, steps: int) -> torch.Tensor:
    """θ before and after each step on the full batch, shape (steps + 1, P), from the formulas of the optimizers.

    SGD with momentum 0.9 and η = 0.1 (Polyak 1964), or Adam with η = 0.01 and ε = 1e-4 (Kingma & Ba 2015).
    """
    theta = flat(weights(seed))
    path, m, v = [theta], torch.zeros_like(theta), torch.zeros_like(theta)
    for t in range(1, steps + 1):
        g = gradient(parts(theta, weights(seed)), *batch(seed))
        if optimizer == "SGD":
            m = 0.9 * m + g
            theta = theta - 0.1 * m
        else:
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            theta = theta - 0.01 * (m / (1 - 0.9**t)) / (torch.sqrt(v / (1 - 0.999**t)) + 1e-4)
        path.append(theta)
    return torch.stack(path)


if __name__ == "__main__":
    for name in ("SGD", "Adam"):
        path = train(0, name, steps=20)
        first, last = (mean_loss(scores(parts(theta, weights(0)), batch(0)[0]), batch(0)[1]) for theta in path[[0, -1]])
        print(f"{name}: loss {first:.3f}, after 20 steps {last:.3f}")
