"""Which numbers share a mean: samples that see each other, and biases that nobody sees."""

import numpy as np
import torch

from quizdl.lab.differences import relative_error
from quizdl.lab.statistics import log_log_slope
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.batch_norm import BatchNorm
from ..programs.image_norms import image_norm
from ..programs.layer_norm import layer_norm
from .common import EXACT, Array, batch, require

UNSEEN = within(0, 0, because="its mean and variance are of its own numbers alone")


def on_others(dx: Array) -> float:
    """The largest gradient at samples other than the first."""
    return float(np.max(abs(dx[1:])))


def spread(rng: np.random.Generator, size: int, draws: int) -> float:
    """Standard deviation of the output of a sample at x = 1 whose size - 1 neighbours are drawn anew, N(0, 1)."""
    x = rng.standard_normal((size, draws))
    x[0] = 1
    y, *_ = BatchNorm(draws, 0.1, 1e-5).step(x, np.ones(draws), np.zeros(draws), np.zeros_like(x), True)
    return float(y[0].std())


def torch_norms(x: Array, groups: int, eps: float) -> dict[str, Array]:
    """Our four norms as torch computes them."""
    images, functional = torch.tensor(x), torch.nn.functional
    return {
        "batch": functional.batch_norm(images, None, None, training=True, eps=eps).numpy(),
        "layer": functional.layer_norm(images, x.shape[1:], eps=eps).numpy(),
        "instance": functional.instance_norm(images, eps=eps).numpy(),
        "group": functional.group_norm(images, groups, eps=eps).numpy(),
    }


@claim(
    en="In training batch norm mixes the samples: the output of one depends on the others, by about 1/√B. A dense "
    "batch of one gives β, of two ±γ/√(1+4ε/Δ²)+β: only the order is left. In inference, and under layer, instance and "
    "group norm, no sample sees another.",
    ko="학습 모드의 배치 정규화는 샘플을 섞는다. 한 샘플의 출력이 다른 샘플에 따라 1/√B 정도 달라진다. 밀집 특성에서 "
    "샘플이 하나인 배치의 출력은 β, 둘이면 ±γ/√(1+4ε/Δ²)+β로 순서만 남는다. 추론 모드와 층, 인스턴스, 그룹 "
    "정규화에서는 샘플끼리 서로 보지 않는다.",
    short="Samples that see each other",
    seconds=0.6,
    literature="Ioffe & Szegedy 2015; Ba 2016; Wu & He 2018",
)
def neighbours(draws: int = 2000, eps: float = 1e-3, seed: int = 0) -> Evidence:
    require(
        1000 <= draws <= 20_000 and 1e-6 <= eps <= 0.1,
        en=f"draws = {draws}, eps = {eps:g}: from 1000 to 20 000 draws, and ε between 1e-6 and 0.1",
        ko=f"draws = {draws}, eps = {eps:g}: 추출은 1,000번부터 20,000번, ε은 1e-6에서 0.1 사이여야 한다",
    )
    rng = np.random.default_rng(seed)
    x, ones, zeros = batch(rng, 8, 5), np.ones(5), np.zeros(5)
    dout = np.zeros((8, 5))
    dout[0] = rng.standard_normal(5)  # a loss of the first sample alone
    layer = BatchNorm(5, 0.1, eps)
    _, in_training, _, _ = layer.step(x, ones, zeros, dout, True)
    _, in_inference, _, _ = layer.step(x, ones, zeros, dout, False)
    _, by_rows, _, _ = layer_norm(x, ones, zeros, dout, eps)
    images = rng.standard_normal((4, 6, 3, 5)) + np.arange(6)[:, None, None]
    changed = np.concatenate([images[:1], 3 * rng.standard_normal((3, 6, 3, 5))])
    moved = {
        kind: abs(image_norm(changed, kind, 3, eps) - image_norm(images, kind, 3, eps))[0].max()
        for kind in ("batch", "layer", "instance", "group")
    }
    theirs = torch_norms(images, 3, eps)
    against_torch = max(relative_error(image_norm(images, kind, 3, eps), asked) for kind, asked in theirs.items())
    one_image = relative_error(image_norm(images[:1], "batch", eps=eps), image_norm(images[:1], "instance", eps=eps))
    single = abs(image_norm(rng.standard_normal((1, 6, 1, 1)), "batch", eps=eps)).max()
    try:
        torch.nn.BatchNorm1d(5).train()(torch.ones(1, 5))
        refused = 0
    except ValueError:
        refused = 1
    deltas, gamma, beta = np.logspace(-5, 2, 8), np.full(8, 1.5), np.full(8, 0.25)
    pair, *_ = BatchNorm(8, 0.1, eps).step(np.array([deltas, -deltas]) / 2, gamma, beta, np.zeros((2, 8)), True)
    expected = 1.5 / np.sqrt(1 + 4 * eps / deltas**2)
    of_two = np.max(abs(pair - np.array([0.25 + expected, 0.25 - expected])))
    sizes = [4, 8, 16, 32, 64, 128, 256]
    spreads = [spread(rng, size, draws) for size in sizes]
    slope, _ = log_log_slope(np.array(sizes[3:]), np.array(spreads[3:]))
    return Evidence(
        finding=Finding(
            "The output of a sample at 1 varies by {small:.2g} with its neighbours in batches of 4, and by {large:.2g} "
            "in batches of 256",
            small="spread of a sample's output in batches of 4",
            large="spread of a sample's output in batches of 256",
        ),
        caption="Standard deviation of the output of one fixed sample as its neighbours are drawn anew. It is the "
        "noise that batch norm brings into training.",
        measurements=[
            Measurement(
                "spread of a sample's output in batches of 4",
                spreads[0],
                at_least(1e-6, because="mean and variance are of all samples"),
            ),
            Measurement(
                "spread of a sample's output in batches of 256",
                spreads[-1],
                within(
                    np.sqrt(1.5 / 256),
                    0.2 * np.sqrt(1.5 / 256),
                    because="√((1 + x²/2)/B) for large B; six standard errors of a thousand draws, and terms in 1/B",
                ),
            ),
            Measurement(
                "slope of ln spread over ln B from 32 on",
                slope,
                within(-0.5, 0.1, because="1/√B for means over B samples; five standard errors, and terms in 1/B"),
            ),
            Measurement(
                "training: largest gradient of one sample's loss at another",
                on_others(in_training),
                at_least(1e-6, because="mean and variance are of all samples"),
            ),
            Measurement(
                "inference: largest gradient of one sample's loss at another",
                on_others(in_inference),
                within(0, 0, because="the running statistics are constants"),
            ),
            Measurement("layer norm: largest gradient of one sample's loss at another", on_others(by_rows), UNSEEN),
            *(
                Measurement(
                    "images under {kind} norm: change of one when the others change",
                    moved[kind],
                    UNSEEN,
                    fields={"kind": kind},
                )
                for kind in ("layer", "instance", "group")
            ),
            Measurement("largest distance of four norms of images from torch's", against_torch, EXACT),
            Measurement(
                "batch of one: largest output without γ and β",
                single,
                within(0, 0, because="a number less its own mean"),
            ),
            Measurement("batch of one: errors that torch raises", refused, within(1, 0, because="torch refuses it")),
            Measurement(
                "batch of two: largest distance of the outputs from their formula",
                of_two,
                at_most(1e-12, because="a dozen operations, for differences over seven decades"),
            ),
            Measurement(
                "one image: distance of batch norm from instance norm",
                one_image,
                at_most(1e-14, because="the same means, of the same numbers"),
            ),
        ],
        controls=[
            Control("images under batch norm: change of one when the others change", moved["batch"], within(0, 0)),
            Control(
                "four images: distance of batch norm from instance norm",
                relative_error(theirs["batch"], theirs["instance"]),
                at_most(1e-14),
            ),
        ],
        curves=[
            Curve("batch norm in training", spreads, x=sizes, role="subject"),
            Curve("√(3/(2B))", np.sqrt(1.5 / np.array(sizes)).tolist(), x=sizes, role="bound"),
        ],
        axes=Axes(
            x="batch size B",
            y="spread of the output",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="spread of a sample's output in batches of 4", x=4, text="{value:.2g}"),
                Mark(of="spread of a sample's output in batches of 256", x=256, text="{value:.2g}"),
            ],
        ),
    )


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
    inputs, W = rng.standard_normal((size, 4)), rng.standard_normal((n, 4))
    z, dout, direction = inputs @ W.T, rng.standard_normal((size, n)), rng.uniform(0.5, 1.5, n) * [1, -1, 1, -1, 1, -1]
    ones, zeros = np.ones(n), np.zeros(n)
    layer = BatchNorm(n, 0.1, eps)
    for _ in range(200):  # until the running statistics are those of z
        y, dz, _, _ = layer.step(z, ones, zeros, dout, True)
    later, *_ = layer.step(z, ones, zeros, dout, False)
    of_rows, dz_rows, _, _ = layer_norm(z, ones, zeros, dout, eps)
    kept = np.maximum(z, 0)
    rectified, *_ = BatchNorm(n, 0.1, eps).step(kept, ones, zeros, dout, True)

    def shifts(b: Array) -> dict[str, float]:
        moved = {
            "training": BatchNorm(n, 0.1, eps).step(z + b, ones, zeros, dout, True)[0] - y,
            "inference": layer.step(z + b, ones, zeros, dout, False)[0] - later,
            "layer norm": layer_norm(z + b, ones, zeros, dout, eps)[0] - of_rows,
            "ReLU between": BatchNorm(n, 0.1, eps).step(np.maximum(z + b, 0), ones, zeros, dout, True)[0] - rectified,
        }
        return {name: float(np.max(abs(shift))) for name, shift in moved.items()}

    sizes = np.geomspace(0.01, 100, 25)
    curves = [shifts(of * direction) for of in sizes]
    at = shifts(bias * direction)
    in_inference = layer.step(z + bias * direction, ones, zeros, dout, False)[0] - later
    common = relative_error(layer_norm(z + bias, ones, zeros, dout, eps)[0], of_rows)
    expected = bias * direction / np.sqrt(z.var(axis=0, ddof=1) + eps)
    unit = np.max(abs(dz.T @ inputs))  # the largest derivative of a weight
    small = at_most(1e-12, because="the mean takes the bias off; rounding of z + b")
    return Evidence(
        finding=Finding(
            "A bias of {bias:g} moves the output of batch norm by {train:.1g} in training, by {infer:.2g} in inference",
            train="training: shift of the output",
            infer="inference: shift of the output",
        ),
        caption="Largest shift of an output by the size of the bias. A ReLU between the two, layer norm and inference "
        "let the bias through; batch norm in training does not.",
        measurements=[
            Measurement("training: shift of the output", at["training"], small),
            Measurement(
                "training: largest gradient of the bias over the largest of the weights",
                np.max(abs(dz.sum(axis=0))) / unit,
                at_most(1e-12, because="a shift of a feature changes nothing; rounding of a sum"),
            ),
            Measurement(
                "inference: largest distance of the shift from b/√(v+ε)",
                np.max(abs(in_inference - expected)) / np.max(abs(expected)),
                at_most(1e-6, because="the running variance still holds 0.9²⁰⁰ = 7e-10 of its start"),
            ),
            Measurement(
                "layer norm: sum of the gradients of the bias",
                abs(dz_rows.sum()) / np.max(abs(dz_rows.T @ inputs)),
                at_most(1e-12, because="a constant for all features changes nothing; rounding of a sum"),
            ),
            Measurement("layer norm: shift by a bias common to all features", common, small),
        ],
        controls=[
            Control("inference: shift of the output", at["inference"], at_most(1e-12)),
            Control("layer norm: shift of the output", at["layer norm"], at_most(1e-12)),
            Control("ReLU between: shift of the output", at["ReLU between"], at_most(1e-12)),
            Control(
                "layer norm: smallest gradient of a bias over the largest of the weights",
                np.min(abs(dz_rows.sum(axis=0))) / np.max(abs(dz_rows.T @ inputs)),
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


mutant(
    "lets images of a batch share nothing",
    '(0, 2, 3, 4) if kind == "batch"',
    '(2, 3, 4) if kind == "batch"',
    program="image_norms",
)
mutant("takes one group for each channel", '"group": groups', '"group": C', program="image_norms")
mutant("lets layer norm see the batch", "else (2, 3, 4)", "else (0, 2, 3, 4)", program="image_norms")
mutant(
    "draws the neighbours from a wider law",
    "x = rng.standard_normal((size, draws))",
    "x = 2 * rng.standard_normal((size, draws))",
)
mutant("forgets to put the sample in its place", "    x[0] = 1\n", "")
