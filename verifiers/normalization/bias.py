"""A bias in front of a norm: which part of it is seen, and by which norm."""

from collections.abc import Callable

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, between, claim, mutant

from ..programs.batch_norm import BatchNorm
from ..programs.layer_norm import layer_norm
from .common import Array, require


def standardised(numbers: Array, eps: float) -> list[float]:
    """Numbers less their mean, over the root of their mean square and ε."""
    mean = sum(numbers.tolist()) / len(numbers)
    square = sum((one - mean) ** 2 for one in numbers.tolist()) / len(numbers)
    return [(one - mean) / (square + eps) ** 0.5 for one in numbers.tolist()]


def farthest(one: list[list[float]], other: list[list[float]]) -> float:
    return float(np.max(abs(np.array(one) - np.array(other))))


def moved_by_loops(z: Array, b: Array, eps: float) -> float:
    """The largest shift of an output of layer norm by a bias, row by row."""
    return farthest([standardised(row + b, eps) for row in z], [standardised(row, eps) for row in z])


def relu_moved_by_loops(z: Array, b: Array, eps: float) -> float:
    """The same of batch norm behind ReLU, feature by feature."""
    moved, still = np.maximum(z + b, 0), np.maximum(z, 0)
    return farthest([standardised(one, eps) for one in moved.T], [standardised(one, eps) for one in still.T])


@claim(
    en="In training batch norm removes the bias of the layer before it: any bias gives the same output, and its "
    "gradient is 0. In inference a bias that is changed afterwards counts. Layer norm removes only what is common to "
    "all features: the gradients of the bias sum to 0, but no single one is 0.",
    ko="학습 모드의 배치 정규화는 앞 층의 편향을 없앤다. 편향이 무엇이든 출력이 같고 편향의 기울기는 0이다. 추론 "
    "모드에서 나중에 바꾼 편향은 출력을 바꾼다. 층 정규화는 모든 특성에 공통인 부분만 없앤다. 편향의 기울기를 더하면 "
    "0이지만 하나하나는 0이 아니다.",
    short="The bias in front of a norm",
    seconds=0.3,
    literature="Ioffe & Szegedy 2015",
)
def lost_bias(size: int = 32, bias: float = 1.0, seed: int = 0) -> Evidence:
    require(
        3 <= size <= 1000 and 1e-3 <= bias <= 100,
        en=f"size = {size}, bias = {bias:g}: from 3 to 1000 samples, and biases from 0.001 to 100",
        ko=f"size = {size}, bias = {bias:g}: 샘플은 3개부터 1,000개, 편향은 0.001부터 100까지이다",
    )
    rng = np.random.default_rng(seed)
    n, eps = 6, 1e-3
    inputs, W = np.split(rng.standard_normal((size + n, 4)), [size])
    z, dout, direction = inputs @ W.T, rng.standard_normal((size, n)), np.linspace(0.5, 1.5, n) * [1, -1, 1, -1, 1, -1]
    ones, zeros = np.ones(n), np.zeros(n)
    layer = BatchNorm(n, 0.1, eps)
    for _ in range(200):  # until the running statistics are those of z
        _, dz, _, _ = layer.step(z, ones, zeros, dout, True)
    _, dz_rows, _, _ = layer_norm(z, ones, zeros, dout, eps)

    def in_training(features: Array) -> Array:
        return BatchNorm(n, 0.1, eps).step(features, ones, zeros, dout, True)[0]

    norms: dict[str, Callable[[Array], Array]] = {
        "training": in_training,
        "inference": lambda features: layer.step(features, ones, zeros, dout, False)[0],
        "layer norm": lambda features: layer_norm(features, ones, zeros, dout, eps)[0],
        "ReLU between": lambda features: in_training(np.maximum(features, 0)),
    }

    def shifts(b: Array) -> dict[str, float]:
        return {name: float(np.max(abs(norm(z + b) - norm(z)))) for name, norm in norms.items()}

    sizes = np.geomspace(0.01, 100, 25)
    curves = [shifts(of * direction) for of in sizes]
    at = shifts(bias * direction)
    in_inference = norms["inference"](z + bias * direction) - norms["inference"](z)
    expected = bias * direction / np.sqrt(z.var(axis=0, ddof=1) + eps)
    unit = np.max(abs(dz.T @ inputs))  # the largest derivative of a weight
    of_batch, of_rows = (dx.sum(axis=0) / np.max(abs(dx.T @ inputs)) for dx in (dz, dz_rows))
    small = at_most(1e-12, because="the mean takes the bias off; rounding of z + b")
    return Evidence(
        finding=Finding(
            "A bias of {bias:g} moves the output of batch norm by {train:.1g} in training, by {infer:.2g} in inference",
            train="training: shift of the output",
            infer="inference: shift of the output",
        ),
        caption="Largest shift of an output by the size of the bias. Batch norm in training removes it; the other "
        "three let it through.",
        measurements=[
            Measurement("training: shift of the output", at["training"], small),
            Measurement(
                "training: largest gradient of the bias over the largest of the weights",
                np.max(abs(of_batch)),
                at_most(1e-12, because="a shift of a feature changes nothing; rounding of a sum"),
            ),
            Measurement(
                "inference: largest distance of the shift from b/√(v+ε)",
                np.max(abs(in_inference - expected)) / np.max(abs(expected)),
                at_most(1e-6, because="the running variance still holds 0.9²⁰⁰ = 7e-10 of its start"),
            ),
            Measurement(
                "layer norm: sum of the gradients of the bias",
                abs(of_rows.sum()),
                at_most(1e-12, because="a constant for all features changes nothing; rounding of a sum"),
            ),
            Measurement(
                "training: largest gradient of a weight",
                unit,
                between(0.01, 1000, because="a sum of some dozen products of order one"),
                check=True,
            ),
            Measurement(
                "layer norm: shift by a bias common to all features", shifts(np.full(n, bias))["layer norm"], small
            ),
            check_draws(oddity_of_normal(np.concatenate([inputs, W])), oddity_of_normal(dout)),
            check_controls(
                at["inference"] / float(np.max(abs(expected))) - 1,
                at["layer norm"] - moved_by_loops(z, bias * direction, eps),
                at["ReLU between"] - relu_moved_by_loops(z, bias * direction, eps),
                most=1e-6,  # the running variance still holds 0.9²⁰⁰ = 7e-10 of its start
            ),
        ],
        controls=[
            Control("inference: shift of the output", at["inference"], at_most(1e-12)),
            Control("layer norm: shift of the output", at["layer norm"], at_most(1e-12)),
            Control("ReLU between: shift of the output", at["ReLU between"], at_most(1e-12)),
            Control(
                "layer norm: smallest gradient of a bias over the largest of the weights",
                np.min(abs(of_rows)),
                at_most(1e-12),
            ),
        ],
        curves=[
            Curve("training", [max(point["training"], 1e-17) for point in curves], x=sizes.tolist(), role="subject"),
            Curve("inference", [point["inference"] for point in curves], x=sizes.tolist(), role="reference"),
            Curve("layer norm", [point["layer norm"] for point in curves], x=sizes.tolist()),
            Curve("ReLU between", [point["ReLU between"] for point in curves], x=sizes.tolist()),
        ],
        axes=Axes(
            x="size of the bias",
            y="shift of the output",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="training: shift of the output", x=bias, text="{value:.1g}"),
                Mark(of="inference: shift of the output", x=bias, text="{value:.2g}"),
            ],
        ),
        fields={"bias": bias},
    )


mutant("leaves the running statistics at their start", "for _ in range(200)", "for _ in range(2)")
mutant("adds one bias to all features", "[1, -1, 1, -1, 1, -1]", "0 + 1")
