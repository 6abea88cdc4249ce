"""A network of torch behind plain functions, which notes what is asked of it; and training by it, with its mistakes."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import ArrayLike
from torch import nn

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Measurement

from ..programs.validated_training import Array, Model

INPUTS, HIDDEN = 4, 8
Pairs = tuple[Array, Array]  # inputs (n, INPUTS) and targets (n,)


class Net:
    """A hidden layer with dropout, trained by SGD on the squared error. It begins in evaluation mode."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)  # of the weights, and of the dropout masks that follow
        layers = nn.Linear(INPUTS, HIDDEN), nn.Tanh(), nn.Dropout(0.5), nn.Linear(HIDDEN, 1)
        self.net = nn.Sequential(*layers).double().eval()
        self.optimizer = torch.optim.SGD(self.net.parameters(), 0.1)
        self.batches: list[Pairs] = []  # of which gradients were taken
        self.graded_in: list[bool] = []  # whether each was taken in training mode
        self.validated_in: list[bool] = []  # whether each loss was
        self.after_steps: list[Array] = []  # the weights

    def functions(self) -> Model:
        """What is handed to training."""
        return {
            "train": lambda: self.set_mode(True),
            "eval": lambda: self.set_mode(False),
            "zero_grad": self.optimizer.zero_grad,
            "backward": self.backward,
            "step": self.step,
            "loss": self.loss,
            "weights": self.weights,
        }

    def set_mode(self, training: bool) -> None:
        self.net.train(training)

    def error(self, x: ArrayLike, y: ArrayLike) -> torch.Tensor:
        inputs, targets = (torch.from_numpy(np.array(part, dtype=float)) for part in (x, y))
        return F.mse_loss(self.net(inputs).squeeze(1), targets)

    def backward(self, x: ArrayLike, y: ArrayLike) -> None:
        """Adds the gradients of these rows to those that are there."""
        self.batches.append((np.array(x, dtype=float), np.array(y, dtype=float)))
        self.graded_in.append(self.net.training)
        self.error(x, y).backward()

    def step(self) -> None:
        self.optimizer.step()
        self.after_steps.append(self.weights())

    def loss(self, x: ArrayLike, y: ArrayLike) -> float:
        self.validated_in.append(self.net.training)
        with torch.no_grad():
            return self.error(x, y).item()

    def weights(self) -> Array:
        flat: Array = nn.utils.parameters_to_vector(self.net.parameters()).detach().numpy().copy()
        return flat


class Nets:
    """Makes networks that are alike, and keeps them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.made: list[Net] = []

    def __call__(self) -> Model:
        self.made.append(Net(self.seed))
        return self.made[-1].functions()

    @property
    def first(self) -> Net:
        """The first that was made, or a new one where none was."""
        return self.made[0] if self.made else Net(self.seed)


def stream(seed: int) -> np.random.Generator:
    """A generator for data; a training draws its orders from one with the seed alone."""
    return np.random.default_rng([seed, 1])


def parts(rng: np.random.Generator, rows: int = 37) -> tuple[Pairs, Pairs]:
    """Data to train by, and other data to validate by: inputs, and a curved function of them with noise."""
    numbers = rng.standard_normal((rows + 21, INPUTS + 1))
    x, noise = numbers[:, :-1], numbers[:, -1]
    y = np.sin(x.sum(axis=1)) + 0.1 * noise
    return (x[:rows], y[:rows]), (x[rows:], y[rows:])


def check_parts(*parts: Pairs) -> Measurement:
    """Whether inputs and noise look normal, everywhere anew."""
    x, y = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    noise = (y - np.sin(x.sum(axis=1))) / 0.1
    return check_draws(oddity_of_normal(np.column_stack([x, noise])), oddity_of_normal(noise))


def validation_loss(weights: Array, x: Array, y: Array) -> float:
    """The mean squared error without dropout, by numpy."""
    parts = np.split(weights, np.cumsum([HIDDEN * INPUTS, HIDDEN, HIDDEN]))
    hidden = np.tanh(x @ parts[0].reshape(HIDDEN, INPUTS).T + parts[1])
    return float(np.mean((hidden @ parts[2] + parts[3] - y) ** 2))


def stepped(net: Net, batches: list[Pairs], *, clears: bool = True) -> list[Array]:
    """The weights after each of the steps by these batches; unless it `clears`, gradients add up from step to step."""
    net.set_mode(True)
    for x, y in batches:
        if clears:
            net.optimizer.zero_grad()
        net.backward(x, y)
        net.step()
    return net.after_steps


def forgetful(
    seed: int, data: Pairs, validation: Pairs, *, trains: bool = True, evaluates: bool = True, draws: bool = False
) -> tuple[Array, Array]:
    """Weights and curve of three epochs in batches of 8: unless it `trains`, without a return to training mode; unless
    it `evaluates`, without evaluation mode; if it `draws`, with a validation in an order of the training's generator.
    """
    net, rng, curve = Net(seed), np.random.default_rng(seed), []
    net.set_mode(True)
    for _ in range(3):
        for rows in np.split(rng.permutation(len(data[0])), range(8, len(data[0]), 8)):
            net.optimizer.zero_grad()
            net.backward(data[0][rows], data[1][rows])
            net.step()
        if draws:
            rng.permutation(len(validation[0]))
        net.set_mode(not evaluates)
        curve.append(net.loss(*validation))
        if trains:
            net.set_mode(True)
    return net.weights(), np.array(curve)
