"""What the claims on backpropagation share: random networks, the same networks in torch, and a count of products."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
import torch

from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Measurement, at_most, mutant, within

from ..programs.mlp import Array, Layers

COUNTED = "whole numbers, counted"
ROUNDING = "exact but for rounding: a few hundred sums and products, each good to ε/2"
EXACT = at_most(1e-13, because=ROUNDING)
NO_COLUMN = 1e-17  # what a logarithmic axis shows in place of a difference of zero


def draw(widths: Sequence[int], batch: int, seed: int) -> tuple[Layers, Array, Array]:
    """Random layers that neither fade nor saturate the signal, inputs, and labels that take turns, in random order."""
    rng = np.random.default_rng(seed)
    layers = [
        (rng.standard_normal((n_out, n_in)) / np.sqrt(n_in), 0.1 * rng.standard_normal(n_out))
        for n_in, n_out in pairwise(widths)
    ]
    return layers, rng.standard_normal((batch, widths[0])), rng.permutation(np.arange(batch) % widths[-1])


def beside(seed: int) -> np.random.Generator:
    """Random numbers that are others than those of `draw` with the same seed."""
    return np.random.default_rng([seed, 1])


def check_sample(x: Array, y: Array, batch: int, classes: int) -> list[Measurement]:
    """Whether a batch from `draw` is what it claims to be: so many different samples, and labels of all classes."""
    counts = np.bincount(y, minlength=classes)
    distinct = "normal numbers: no two samples are alike"
    turns = "the labels take turns"
    return [
        Measurement(
            "samples that repeat another",
            batch - len(np.unique(x, axis=0)),
            within(0, 0, because=distinct),
            check=True,
        ),
        Measurement(
            "samples of a class more than of another",
            counts.max() - counts.min(),
            at_most(1, because=turns),
            check=True,
        ),
    ]


def check_numbers() -> Measurement:
    """Whether `draw` gives weights of variance 1/n, biases of deviation 0.1 and inputs of variance 1."""
    drawn = [draw((4, 2, 6, 3), 6, seed) for seed in range(50)]
    layers = [[layers[k] for layers, _, _ in drawn] for k in range(3)]
    parts = [np.array([W for W, _ in layers[k]]) * np.sqrt(n_in) for k, n_in in enumerate((4, 2, 6))]
    parts += [np.array([b for _, b in of_layer]) / 0.1 for of_layer in layers] + [np.array([x for _, x, _ in drawn])]
    together = np.concatenate([part.reshape(50, -1) for part in parts], axis=1)
    return Measurement(
        "how odd weights and biases and inputs of fifty draws look",
        max(oddity_of_normal(part) for part in (*parts, together)),
        at_most(5, because="the promised distribution, each draw by itself; beyond five once in 100 000"),
        check=True,
    )


def check_order() -> Measurement:
    """Whether `draw` gives its labels in random order: how many of twenty batches of six stand where turns put them.

    The matches of one batch have a variance of n·p(1 - p)·n/(n - 1), n = 6 and p = 1/3 (Hoeffding 1951).
    """
    labels = np.array([draw((4, 3), 6, seed)[2] for seed in range(20)])
    spread = 5 * np.sqrt(6 / 3 * 2 / 3 * 6 / 5 * 20) / labels.size
    return Measurement(
        "share of the labels of twenty draws that stand where taking turns in order puts them",
        float(np.mean(labels == np.arange(6) % 3)),
        within(1 / 3, spread, because="one in three in a random order; five standard deviations"),
        check=True,
    )


def flat(parts: Iterable[Any]) -> Array:
    """The numbers of all parts in one vector, copied."""
    return np.concatenate([np.ravel(part) for part in parts])


def unpack(theta: Array, widths: Sequence[int]) -> Layers:
    """The layers whose numbers, in order, are θ."""
    layers, start = [], 0
    for n_in, n_out in pairwise(widths):
        middle, end = start + n_out * n_in, start + n_out * n_in + n_out
        layers.append((theta[start:middle].reshape(n_out, n_in), theta[middle:end]))
        start = end
    return layers


def in_torch(layers: Layers, x: Any, y: Array, sigma: Any = torch.tanh, reduction: str = "mean") -> Any:
    """The same network by torch, in float64: its parameters as leaves, its logits, its loss."""
    parameters = [torch.tensor(part, requires_grad=True) for part in chain(*layers)]
    h = torch.as_tensor(x)
    for layer, (W, b) in enumerate(zip(parameters[::2], parameters[1::2], strict=True)):
        h = torch.nn.functional.linear(sigma(h) if layer else h, W, b)
    return parameters, h, torch.nn.functional.cross_entropy(h, torch.tensor(y), reduction=reduction)


def autograd(layers: Layers, x: Array, y: Array, sigma: Any = torch.tanh, reduction: str = "mean") -> list[Array]:
    """∂f/∂W_1, ∂f/∂b_1, … by torch."""
    parameters, _, f = in_torch(layers, x, y, sigma, reduction)
    return [gradient.numpy() for gradient in torch.autograd.grad(f, parameters)]


class Work:
    """Counts the matrix products of the arrays that it watches, and of what is computed from them.

    products  how many
    flop      their operations, a·b + c as two
    """

    def __init__(self) -> None:
        self.products = 0
        self.flop = 0

    def watch(self, array: Array) -> "Watched":
        """The array, its matrix products counted here."""
        watched = np.asarray(array).view(Watched)
        watched.work = self
        return watched

    def watch_layers(self, layers: Layers) -> Layers:
        """The layers with their weights watched."""
        return [(self.watch(W), b) for W, b in layers]


class Watched(np.ndarray[Any, np.dtype[Any]]):
    """An array whose matrix products are counted; programs need not know of it."""

    work: Work

    def __array_finalize__(self, source: Any) -> None:
        if isinstance(source, Watched):
            self.work = source.work

    def __array_ufunc__(self, ufunc: Any, method: Any, *inputs: Any, **options: Any) -> Any:
        given = [np.asarray(part) for part in inputs]
        if ufunc is np.matmul:
            (rows, inner), columns = given[0].shape, given[1].shape[-1]
            self.work.products += 1
            self.work.flop += 2 * rows * inner * columns
        out = options.pop("out", None)
        if out is not None:
            options["out"] = tuple(np.asarray(part) for part in out)
        result = getattr(ufunc, method)(*given, **options)
        return out[0] if out is not None else self.work.watch(result)


def work_of(run: Callable[..., object], layers: Layers, x: Array, *rest: Any) -> Work:
    """The matrix products of run(layers, x, *rest)."""
    work = Work()
    run(work.watch_layers(layers), work.watch(x), *rest)
    return work


mutant("leaves the labels in order", "rng.permutation(np.arange(batch) % widths[-1])", "np.arange(batch) % widths[-1]")
mutant("counts a multiplication and its addition as one", "self.work.flop += 2 * rows", "self.work.flop += rows")
mutant(
    "gives every layer the same numbers",
    "(rng.standard_normal((n_out",
    "(np.random.default_rng(seed).standard_normal((n_out",
)
