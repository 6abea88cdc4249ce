"""What the claims on frameworks share: a batch, distances, a reference for gradients, and torch's calls one by one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from quizdl.lab import mnist
from quizdl.lab.mnist import Bytes
from quizdl.verify import at_most, mutant, within

from ..programs import classifier_pytorch

Array = NDArray[np.float64]
Weights = list[Array]  # W₁ (784, 128), b₁ (128,), W₂ (128, 10), b₂ (10,)
Batch = tuple[Array, Bytes]  # images (B, 784) and labels (B,)

ETA = 0.5
BATCH = 128
SMALLEST = 1e-17  # where a distance of zero is drawn on a logarithmic axis

SAME = within(0, 0, because="the same numbers: nothing to round")
EXACT = at_most(1e-12, because="float64 rounding of sums of up to 784 products; forty steps at most")
FLOAT32 = at_most(1e-5, because="float32: 784 products of relative error 6e-8 in a sum; three steps at most")


def first_batch() -> Batch:
    """The first 128 training images, as rows of numbers from 0 to 1, shape (128, 784), and their labels."""
    data = mnist.load()
    return data.train_images[:BATCH].reshape(BATCH, -1) / 255, data.train_labels[:BATCH]


def length(arrays: Sequence[Array]) -> float:
    """Euclidean length of all the arrays together."""
    return float(np.sqrt(sum(np.sum(array**2) for array in arrays)))


def change(after: Sequence[Array], before: Sequence[Array]) -> Weights:
    return [a - b for a, b in zip(after, before, strict=True)]


def distance(ours: Sequence[Array], theirs: Sequence[Array]) -> float:
    """‖ours - theirs‖ / ‖theirs‖ over all the arrays together."""
    return length(change(ours, theirs)) / length(theirs)


def gradient_of_sum(weights: Sequence[Array], images: Array, labels: Any) -> Weights:
    """The gradient of the summed cross-entropy by torch.autograd.grad in float64, from the network written out here."""
    w1, b1, w2, b2 = leaves = [torch.tensor(np.asarray(weight, float), requires_grad=True) for weight in weights]
    scores = torch.relu(torch.tensor(images) @ w1 + b1) @ w2 + b2
    answers = torch.tensor(np.asarray(labels, np.int64))
    loss = (scores.logsumexp(dim=1) - scores[torch.arange(len(answers)), answers]).sum()
    return [gradient.numpy() for gradient in torch.autograd.grad(loss, leaves)]


def descend(weights: Sequence[Array], steps: int, beta: float = 0.0) -> Weights:
    """Where steps of v ← βv + ∇L, θ ← θ - ηv on the first batch lead, from v = 0."""
    images, labels = first_batch()
    theta, velocity = list(weights), [np.zeros_like(weight) for weight in weights]
    for _ in range(steps):
        gradient = gradient_of_sum(theta, images, labels)
        velocity = [beta * v + g / BATCH for v, g in zip(velocity, gradient, strict=True)]
        theta = [weight - ETA * v for weight, v in zip(theta, velocity, strict=True)]
    return theta


class Learner:
    """The network of the PyTorch program in float64, with the first batch and the calls of a step at hand."""

    def __init__(self, seed: int) -> None:
        self.model = classifier_pytorch.classifier(seed).double()
        images, labels = first_batch()
        self.images, self.labels = torch.tensor(images), torch.tensor(labels).long()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=ETA)

    def loss(self) -> torch.Tensor:
        return torch.nn.functional.cross_entropy(self.model(self.images), self.labels)

    def backward(self, times: int = 1) -> None:
        """`times` the loss on the batch, and backward()."""
        (times * self.loss()).backward()

    def weights(self) -> Weights:
        return [parameter.detach().numpy().T.copy() for parameter in self.model.parameters()]

    def gradient(self) -> Weights:
        """What stands in .grad; NaN where nothing does."""
        grads = [(parameter.grad, parameter) for parameter in self.model.parameters()]
        return [np.full(p.T.shape, np.nan) if grad is None else grad.numpy().T.copy() for grad, p in grads]

    def filled(self) -> int:
        """How many parameters have a .grad."""
        return sum(parameter.grad is not None for parameter in self.model.parameters())

    def adopt(self, weights: Sequence[Array]) -> None:
        """Go on from these weights."""
        for parameter, weight in zip(self.model.parameters(), weights, strict=True):
            parameter.data = torch.tensor(np.asarray(weight, float).T)

    def learn(self, steps: int, *, zero_grad: bool = True, step: bool = True) -> list[float]:
        """The loss before each step and after the last, each step by those of its three calls that are asked for."""
        losses = []
        for _ in range(steps):
            loss = self.loss()
            if zero_grad:
                self.optimizer.zero_grad()
            loss.backward()
            if step:
                self.optimizer.step()
            losses.append(loss.item())
        return [*losses, self.loss().item()]


mutant("never steps", "            if step:", "            if False:")
mutant("the largest score for the log-sum-exp", "scores.logsumexp(dim=1)", "scores.amax(dim=1)")
mutant("the reference forgets 1/B", "beta * v + g / BATCH", "beta * v + g")
