"""A tanh network in training by full batches, and how sharp its loss is on the way."""

import math
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import torch

from quizdl.lab.descent import Array
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import mutant, progress

from ..programs.gradient_descent import descend
from ..programs.sharpness import sharpness
from ..programs.tanh_network import tanh_network

EVERY = 20  # steps from one measurement of the sharpness to the next
Task = tuple[Array, Array, Array]  # inputs (80, 5), labels (80,) and a start (7·hidden,)


def draw(rng: np.random.Generator, hidden: int) -> Task:
    """A task with random labels."""
    scale = np.repeat([5**-0.5, 0, hidden**-0.5], [5 * hidden, hidden, hidden])
    return rng.normal(size=(80, 5)), rng.choice([-1.0, 1.0], size=80), rng.normal(size=7 * hidden) * scale


def oddity_of_tasks(tasks: Sequence[Task], hidden: int) -> float:
    """How odd inputs, labels and weights at the start look; inf if a bias is not 0."""
    inputs, labels, starts = (np.array(part) for part in zip(*tasks, strict=True))
    w, b, v = np.split(starts, [5 * hidden, 6 * hidden], axis=1)
    weights = np.hstack([w * 5**0.5, v * hidden**0.5])
    odd = max(oddity_of_normal(inputs), oddity_of_integers(labels > 0, 2), oddity_of_normal(weights))
    return math.inf if b.any() else odd


def outputs_of(theta: Array, x: Array) -> Array:
    """What the network gives for these inputs."""
    w, b, v = np.split(theta, [5 * len(theta) // 7, 6 * len(theta) // 7])
    outputs: Array = np.tanh(x @ w.reshape(5, -1) + b) @ v
    return outputs


def loss_at(theta: Array, x: Array, y: Array) -> float:
    return tanh_network(theta, x, y, len(theta) // 7)[0]


def gradient_at(theta: Array, x: Array, y: Array) -> Array:
    return tanh_network(theta, x, y, len(theta) // 7)[1]


def first_sharpness(x: Array, y: Array, start: Array) -> float:
    """By a hundred products from the same direction."""
    return sharpness(partial(gradient_at, x=x, y=y), start, np.full(start.size, start.size**-0.5), 100)[0]


def rate_of(task: Task, share: float) -> float:
    """The learning rate of which the sharpness at the start is this share of 1/η."""
    return share / first_sharpness(*task)


def first_ratio(task: Task, second: Array) -> float:
    """Sharpness·η/2 of the first step, from torch's Hessian and from how far the step goes along its gradient."""
    x, y, start = task
    _, gradient, hessian = hessian_by_torch(start, x, y)
    rate = (start - second) @ gradient / (gradient @ gradient)
    return largest_eigenvalue(hessian) * float(rate) / 2


class Training(NamedTuple):
    """Sharpness·η/2 at every 20th step and of the first step by torch, the end, and its sharpest direction."""

    ratios: Array
    first: float
    end: Array
    top: Array

    @property
    def settled(self) -> float:
        """The median of the later half."""
        return float(np.median(self.ratios[len(self.ratios) // 2 :]))


def sharpen(task: Task, share: float, steps: int) -> Training:
    """Train at the rate of that share, and follow the sharpness."""
    x, y, theta = task
    eta, gradient = rate_of(task, share), partial(gradient_at, x=x, y=y)
    first = first_ratio(task, descend(gradient, theta, eta, EVERY)[1])
    followed, ratios = (math.nan, np.full(theta.size, theta.size**-0.5)), []
    for _ in progress(range(0, steps, EVERY)):
        followed = sharpness(gradient, theta, followed[1], 6)
        ratios.append(followed[0] * eta / 2)
        theta = descend(gradient, theta, eta, EVERY)[-1]
    return Training(np.array(ratios), first, theta, followed[1])


def losses_of(task: Task, share: float, steps: int) -> tuple[Array, float]:
    """The loss before each step and after the last, shape (steps + 1,), and sharpness·η/2 of the first step."""
    x, y, start = task
    path = descend(partial(gradient_at, x=x, y=y), start, rate_of(task, share), steps)
    return np.array([loss_at(theta, x, y) for theta in path]), first_ratio(task, path[1])


def hessian_by_torch(theta: Array, x: Array, y: Array) -> tuple[float, Array, Array]:
    """Loss, gradient and Hessian of the network by automatic differentiation."""
    hidden = len(theta) // 7

    def loss(parameters: torch.Tensor) -> torch.Tensor:
        w, b, v = torch.split(parameters, [5 * hidden, hidden, hidden])
        output = torch.tanh(torch.tensor(x) @ w.reshape(5, hidden) + b) @ v
        return torch.nn.functional.mse_loss(output, torch.tensor(y)) / 2

    leaf = torch.tensor(theta, requires_grad=True)
    value = loss(leaf)
    (gradient,) = torch.autograd.grad(value, leaf)
    hessian = torch.autograd.functional.hessian(loss, leaf.detach())
    return value.item(), gradient.numpy(), hessian.numpy()


def largest_eigenvalue(hessian: Array) -> float:
    """Of a symmetric matrix; NaN where a run has diverged."""
    return float(np.linalg.eigvalsh(hessian)[-1]) if np.isfinite(hessian).all() else math.nan


mutant("repeats half of the inputs", "rng.normal(size=(80, 5)),", "rng.normal(size=(40, 5)).repeat(2, axis=0),")
mutant("takes the sharpest for the settled", "np.median(self.ratios[len", "np.max(self.ratios[len")
mutant("starts almost as sharp as 2/η", "share / first_sharpness(*task)", "1.9 * share / first_sharpness(*task)")
mutant(
    "takes the first tenth for the later half",
    "np.median(self.ratios[len(self.ratios) // 2 :])",
    "np.median(self.ratios[: len(self.ratios) // 10])",
)
