"""Batch norm against torch: outputs and gradients, in both modes, whatever the batches."""

from collections.abc import Sequence

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws, check_oddities
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.batch_norm import BatchNorm
from .common import Array, batch, drawn, draws_of, normalized, require

RESULTS = ("y", "dx", "dγ", "dβ")
SIZES = (2, 7, 16, 3, 5, 1, 33, 2, 4, 9, 12, 8, 1, 6, 21, 5, 2, 10, 3, 6)  # of batches, one after the other
IN_TRAINING = (True, True, False, True, True, False, True, True, True, False) + 2 * (True, True, False, True, True)


@claim(
    en="Batch norm by its formula is torch's: outputs, dx, dγ and dβ, in training by the batch's statistics and in "
    "inference by the running ones, whatever the batch sizes and however the modes alternate.",
    ko="공식대로 쓴 배치 정규화는 torch와 같다. 학습 모드에서는 배치의 통계량, 추론 모드에서는 이동 통계량을 쓰며, "
    "배치 크기가 바뀌고 두 모드가 섞여도 출력과 dx, dγ, dβ가 모두 같다.",
    short="Batch norm against torch",
    seconds=0.3,
    literature="Ioffe & Szegedy 2015",
)
def against_torch(momentum: float = 0.1, eps: float = 0.02, seed: int = 0) -> Evidence:
    require(
        0 < momentum < 1 and momentum != 0.5 and 1e-3 <= eps <= 1,
        en=f"momentum = {momentum:g}, eps = {eps:g}: momentum in (0, 1) but not 1/2, where both readings are one, and "
        "ε between 1e-3 and 1",
        ko=f"momentum = {momentum:g}, eps = {eps:g}: momentum은 두 해석이 같아지는 1/2이 아니면서 (0, 1) 안에, ε은 "
        "1e-3에서 1 사이에 있어야 한다",
    )
    rng = np.random.default_rng(seed)
    features = 5
    ours = BatchNorm(features, momentum, eps)
    theirs, other_way = (
        torch.nn.BatchNorm1d(features, momentum=share, eps=eps, dtype=torch.float64)
        for share in (momentum, 1 - momentum)
    )
    apart: dict[str, list[float]] = {name: [] for name in (*RESULTS, "Keras")}
    by_batch: dict[bool, list[float]] = {True: [], False: []}  # errors with the statistics of the batch, by the mode
    gammas: list[Array] = []
    normals: list[Array] = []
    for size, training, factor in zip(SIZES, IN_TRAINING, np.geomspace(0.5, 2, len(SIZES)), strict=True):
        x, gamma = batch(rng, size, features), rng.uniform(-2, 2, features)
        dout = rng.standard_normal((size + 1, features))
        normals.append(np.concatenate([draws_of(x), dout]))
        gammas.append(gamma)
        x, beta, dout = factor * (1 + x), dout[0], dout[1:]
        asked = run_torch(theirs, x, gamma, beta, dout, training)
        given = ours.step(x, gamma, beta, dout, training)
        for name, error in farthest(given, asked).items():
            apart[name].append(error)
        wrong_way = run_torch(other_way, x, gamma, beta, dout, training)
        apart["Keras"].append(farthest(wrong_way, asked)["y"])
        if size > 1:
            by_batch[training].append(relative_error(gamma * normalized(x, eps, axis=0) + beta, asked[0]))
    worst = np.max([apart[name] for name in RESULTS], axis=0)
    keras = np.array(apart["Keras"])
    in_inference = [step for step, training in enumerate(IN_TRAINING) if not training]
    shown = np.array(in_inference)
    marked = int(shown[np.argmax(keras[shown])])
    largest = int(np.argmax(worst))
    steps = list(range(1, len(SIZES) + 1))
    small = at_most(
        1e-11, because="rounding; the gradient of a batch of two is a difference that ε = 0.02 keeps from vanishing"
    )
    return Evidence(
        finding=Finding(
            "Over twenty batches nothing is off by more than {error:.1g}; with the momentum read as in Keras outputs "
            "in inference are off by {keras:.2g}",
            error="largest error of any batch",
            keras="largest error in inference with the momentum the other way round",
        ),
        caption="Largest relative error of each batch. Reading the momentum the other way round shows in inference "
        "alone, where the buffers are used.",
        measurements=[
            Measurement("largest error of any batch", worst[largest], small),
            *(
                Measurement("{what}: largest error of any batch", max(apart[what]), small, fields={"what": what})
                for what in RESULTS
            ),
            Measurement(
                "batches in inference",
                len(in_inference),
                within(5, 0, because="a count of the schedule"),
                check=True,
            ),
            check_draws(oddity_of_uniform(gammas, -2, 2), oddity_of_normal(np.concatenate(normals))),
            check_oddities(),
            check_controls(*by_batch[True]),
        ],
        controls=[
            Control("largest error in inference with the momentum the other way round", keras[marked], small),
            Control("least error in inference with the statistics of the batch", min(by_batch[False]), small),
        ],
        curves=[
            Curve("output and gradients", drawn(worst), x=steps, role="subject"),
            Curve("momentum the other way round", drawn(keras), x=steps, role="reference"),
        ],
        axes=Axes(
            x="batch",
            y="relative error",
            log_y=True,
            marks=[
                Mark(of="largest error of any batch", x=steps[largest], text="{value:.1g}"),
                Mark(
                    of="largest error in inference with the momentum the other way round",
                    x=steps[marked],
                    text="{value:.2g}",
                ),
            ],
        ),
    )


def farthest(given: Sequence[Array], asked: Sequence[Array]) -> dict[str, float]:
    """The relative error of each result by its name."""
    return {name: relative_error(one, other) for name, one, other in zip(RESULTS, given, asked, strict=True)}


def run_torch(
    layer: torch.nn.BatchNorm1d, x: Array, gamma: Array, beta: Array, dout: Array, training: bool
) -> list[Array]:
    """y, dx, dγ and dβ of torch's layer, whose γ and β are set and whose running statistics go on."""
    layer.weight.data, layer.bias.data = torch.tensor(gamma), torch.tensor(beta)
    layer.train(training)
    leaf = torch.tensor(x, requires_grad=True)
    y = layer(leaf)
    gradients = torch.autograd.grad(y, [leaf, layer.weight, layer.bias], torch.tensor(dout))
    return [y.detach().numpy(), *(gradient.numpy() for gradient in gradients)]


mutant("draws no negative γ", "rng.uniform(-2, 2, features)", "rng.uniform(0, 2, features)")
