"""Mini-batch descent: its gradients are unbiased, and it lies between SGD and batch gradient descent."""

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from quizdl.lab.checks import check_controls
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.batch_formulas import batch_variance
from ..programs.minibatch_descent import Array, minibatch_descent
from ..programs.minibatches import batches
from .common import COUNTED, check_digits, cut, digits, distance, squared_errors, torch_gradients


@claim(
    en="The expected gradient of a random mini-batch is exactly the full gradient, with and without replacement.",
    ko="무작위 미니배치 기울기의 기댓값은 복원 추출이든 비복원 추출이든 전체 기울기와 정확히 같다.",
    short="Random batches are unbiased",
    seconds=0.4,
    literature="Robbins & Monro 1951",
)
def random_batches_are_unbiased(samples: int = 8, size: int = 3, seed: int = 0) -> Evidence:
    if not 2 <= samples <= 9 or not 1 <= size < samples or samples**size > 10_000:
        raise Undecided(
            en="all batches of 1 to N - 1 of N samples are enumerated: 2 to 9 samples, and at most 10,000 draws",
            ko="샘플 N개에서 1~N-1개를 뽑는 모든 배치를 열거한다. 샘플은 2~9개, 추출은 10,000가지까지이다",
        )
    rng = np.random.default_rng(seed)
    data = digits(500, rng)
    everyone = torch_gradients(data)
    few, full = everyone[:samples].mean(axis=0), everyone.mean(axis=0)

    def over(every: Iterable[tuple[int, ...]]) -> tuple[list[float], float]:
        """How far the means of the first 1, 2, … batches are off the full gradient; the mean square of each batch's."""
        gradients = np.array([data.gradient(list(batch)) for batch in every])
        running = np.cumsum(gradients, axis=0) / np.arange(1, len(gradients) + 1)[:, None, None]
        return [distance(mean, few) for mean in running], float(((gradients - few) ** 2).sum(axis=(1, 2)).mean())

    ways = [over(itertools.combinations(range(samples), size)), over(itertools.product(range(samples), repeat=size))]
    (distances, kept), (_, drawn) = ways
    expected = batch_variance(everyone.reshape(500, -1), 50, replace=False)
    by_class = cut(np.argsort(data.labels, kind="stable"), 50)
    ratios = [squared_errors(data, full, batches(500, 50, rng)).mean() / expected for _ in range(60)]
    sorted_error = squared_errors(data, full, by_class).mean() / expected
    sorted_errors = everyone[np.lexsort((np.arange(500), data.labels))].reshape(10, 50, 50, 10).mean(axis=1) - full
    by_torch = (sorted_errors**2).sum() / 10 / expected
    first_by_torch = distance(everyone[:size].mean(axis=0), few)
    exact = at_most(1e-13, because="rounding of a few hundred float64 sums")
    error = 5 * float(np.std(ratios, ddof=1)) / math.sqrt(len(ratios))
    one = within(1, error, because="tr Σ/B·(N - B)/(N - 1); 5 standard errors of 60 epochs")
    names = (
        "mean over all batches without replacement: distance from the full gradient",
        "mean over all draws with replacement: distance from the full gradient",
    )
    return Evidence(
        finding=Finding(
            "The mean over all {count} batches is off the full gradient by {all:.2g}, the first batch by {first:.2g}",
            all="mean over all batches without replacement: distance from the full gradient",
            first="first batch: distance from the full gradient",
        ),
        caption="Distance of the mean of the first batches from the full gradient, relative to its length. It "
        "vanishes when "
        "all batches have had their turn.",
        fields={"count": len(distances)},
        measurements=[
            *(Measurement(name, means[-1], exact) for name, (means, _) in zip(names, ways, strict=True)),
            Measurement(
                "squared error of all draws with replacement over that of all batches without",
                drawn / kept,
                within((samples - 1) / (samples - size), 1e-11, because="tr Σ/B over tr Σ/B·(N - B)/(N - 1); rounding"),
                check=True,
            ),
            Measurement("squared error of reshuffled batches over its expectation", float(np.mean(ratios)), one),
            check_controls(sorted_error / by_torch - 1, distances[0] - first_by_torch),
            *check_digits(data),
        ],
        controls=[
            Control("first batch: distance from the full gradient", distances[0], exact),
            Control(
                "squared error of batches sorted by class over its expectation",
                sorted_error,
                one,
            ),
        ],
        curves=[Curve("mean of the first batches", distances, x=range(1, len(distances) + 1))],
        axes=Axes(
            x="batches",
            y="distance from the full gradient",
            log_y=True,
            marks=[
                Mark(
                    of="mean over all batches without replacement: distance from the full gradient",
                    x=len(distances),
                    text="{value:.2g}",
                ),
                Mark(of="first batch: distance from the full gradient", x=1, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="A mini-batch is a subset of the data: B = N makes it batch gradient descent, B = 1 makes it SGD.",
    ko="미니배치는 데이터의 부분집합이다. B = N이면 배치 경사 하강법이고 B = 1이면 SGD가 된다.",
    short="Between SGD and batch descent",
    seconds=0.4,
    literature="Bottou, Curtis & Nocedal 2018",
)
def between_sgd_and_bgd(samples: int = 100, size: int = 33, rate: float = 0.1, seed: int = 0) -> Evidence:
    if not (10 <= samples <= 300 and 2 <= size < samples and 1e-6 <= rate <= 1):
        raise Undecided(
            en="10 to 300 samples, batches of 2 to N - 1, rates from 1e-6 to 1: larger steps blow rounding up",
            ko="샘플 10~300개, 배치 크기 2~N-1, 학습률 1e-6~1만 다룬다. 스텝이 더 크면 반올림 오차가 커진다",
        )
    data = digits(samples, np.random.default_rng([seed, 1]))
    model = data.weights, data.images, data.labels

    def ours(b: int, epochs: int) -> Array:
        rng = np.random.default_rng(seed)
        return minibatch_descent(*model, [batch for _ in range(epochs) for batch in batches(samples, b, rng)], rate)

    def autograd(epoch: Iterable[Any]) -> Array:
        x = torch.tensor(data.weights, requires_grad=True)
        for rows in epoch:
            loss = cross_entropy(torch.tensor(data.images[rows]) @ x, torch.tensor(data.labels[rows]))
            x = (x - rate * torch.autograd.grad(loss, x)[0]).detach().requires_grad_()
        return np.asarray(x.detach())

    def apart(b: int, theirs: Sequence[Any]) -> float:
        """How far as many epochs of batches of b end from as many of theirs by torch."""
        return distance(ours(b, len(theirs)), autograd(itertools.chain(*theirs)))

    rng = np.random.default_rng(seed)
    orders = [np.concatenate(batches(samples, size, rng)) for _ in range(20)]
    order, split = orders[0], [torch.split(torch.tensor(order), size) for order in orders]
    single = np.concatenate(batches(samples, 1, np.random.default_rng(seed)))
    bgd = [[np.arange(samples)]] * 20
    means = np.mean([data.gradient(rows) for rows in cut(order, size)], axis=0)
    everyone = torch_gradients(data)
    off = np.mean([everyone[rows].mean(axis=0) for rows in cut(order, size)], axis=0) - everyone.mean(axis=0)
    theirs = float(np.linalg.norm(rate * off) / np.linalg.norm(autograd([np.arange(samples)])))
    unequal = distance(data.weights - rate * means, autograd([np.arange(samples)]))
    sizes = sorted({1, 2, 5, 10, size, samples // 2, samples})
    distances = [apart(b, bgd) for b in sizes]
    exact = at_most(1e-12, because="rounding of at most 6000 steps in float64, most of which forget it")
    once = within(0, 0, because="the batches of an epoch are a partition of the data")
    return Evidence(
        finding=Finding(
            "After 20 epochs B = N is off 20 steps of BGD by {full:.2g}, B = 1 by {single:.2g}",
            full="20 epochs of B = N: distance from BGD",
            single="20 epochs of B = 1: distance from BGD",
        ),
        caption="Distance of the weights after 20 epochs from those of 20 steps of batch gradient descent, by batch "
        "size.",
        measurements=[
            Measurement("20 epochs of B = N: distance from BGD", distances[-1], exact),
            Measurement(
                "an epoch of B = 1: distance from SGD by torch",
                apart(1, [[[sample] for sample in single]]),
                exact,
            ),
            Measurement(
                "an epoch of batches: distance from batches of torch.split",
                apart(size, split[:1]),
                exact,
            ),
            Measurement(
                "samples not visited exactly once",
                int(np.count_nonzero(np.bincount(order, minlength=samples) != 1)),
                once,
            ),
            check_controls(unequal - theirs, apart(size, split), most=1e-12),
            Measurement(
                "digits drawn twice",
                samples - len(set(data.places.tolist())),
                within(0, 0, because=COUNTED),
                check=True,
            ),
        ],
        controls=[
            Control("20 epochs of B = 1: distance from BGD", distances[0], exact),
            Control(
                "one step on the mean of unequal batches: distance from a step of BGD",
                unequal,
                exact,
            ),
        ],
        curves=[Curve("after 20 epochs", distances, x=sizes)],
        axes=Axes(
            x="batch size",
            y="distance from BGD",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="20 epochs of B = N: distance from BGD", x=samples, text="{value:.2g}"),
                Mark(of="20 epochs of B = 1: distance from BGD", x=1, text="{value:.2g}"),
            ],
        ),
    )


mutant("forgets the 1/B", "images.T @ error / len(labels)", "images.T @ error", program="minibatch_descent")
mutant("climbs", "weights - rate * mean_gradient", "weights + rate * mean_gradient", program="minibatch_descent")
mutant(
    "shuffles by random keys of which some are alike",
    "rng.permutation(n)",
    'np.argsort(rng.integers(n, size=n), kind="stable")',
    program="minibatches",
)
