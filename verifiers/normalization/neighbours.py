"""Which numbers share a mean, and so which samples see each other."""

import warnings

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
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
from .common import EXACT, Array, batch, draws_of, require

UNSEEN = within(0, 0, because="its mean and variance are of its own numbers alone")


def on_others(dx: Array) -> float:
    """The largest gradient at samples other than the first."""
    return float(np.max(abs(dx[1:])))


def spread(rng: np.random.Generator, size: int, draws: int) -> tuple[float, Array]:
    """Standard deviation of the output of a sample at x = 1 whose size - 1 neighbours are drawn anew, N(0, 1).

    And three of the neighbours in each batch, shape (3, draws).
    """
    x = rng.standard_normal((size, draws))
    x[0] = 1
    y, *_ = BatchNorm(draws, 0.1, 1e-5).step(x, np.ones(draws), np.zeros(draws), np.zeros_like(x), True)
    return float(y[0].std()), x[1:4]


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
    dout[0] = 1  # a loss of the first sample alone
    layer = BatchNorm(5, 0.1, eps)
    in_training, in_inference = (on_others(layer.step(x, ones, zeros, dout, mode)[1]) for mode in (True, False))
    by_rows = on_others(layer_norm(x, ones, zeros, dout, eps)[1])
    images = rng.standard_normal((4, 6, 3, 5)) + np.arange(6)[:, None, None]
    changed = np.concatenate([images[:1], 3 * rng.standard_normal((3, 6, 3, 5))])
    moved = {
        kind: abs(image_norm(changed, kind, 3, eps) - image_norm(images, kind, 3, eps))[0].max()
        for kind in ("batch", "layer", "instance", "group")
    }
    theirs = torch_norms(images, 3, eps)
    against_torch = max(relative_error(image_norm(images, kind, 3, eps), asked) for kind, asked in theirs.items())
    one_image, four_images = (
        relative_error(image_norm(some, "batch", eps=eps), image_norm(some, "instance", eps=eps))
        for some in (images[:1], images)
    )
    single = abs(image_norm(images[:1, :, :1, :1], "batch", eps=eps)).max()
    try:
        torch.nn.BatchNorm1d(5).train()(torch.ones(1, 5))
        refused = 0
    except ValueError:
        refused = 1
    with warnings.catch_warnings(action="ignore"):  # of no degrees of freedom
        of_one = torch.tensor(x[:1]).var(dim=0).numpy()
    deltas, gamma, beta = np.logspace(-5, 2, 8), np.full(8, 1.5), np.full(8, 0.25)
    pair, *_ = BatchNorm(8, 0.1, eps).step(np.array([deltas, -deltas]) / 2, gamma, beta, np.zeros((2, 8)), True)
    expected = 1.5 / np.sqrt(1 + 4 * eps / deltas**2)
    of_two = np.max(abs(pair - np.array([0.25 + expected, 0.25 - expected])))
    sizes = [4, 8, 16, 32, 64, 128, 256]
    spreads, beside = zip(*(spread(rng, size, draws) for size in sizes), strict=True)
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
                    6 / np.sqrt(2 * draws) * np.sqrt(1.5 / 256),
                    because="√((1 + x²/2)/B) for large B; six standard errors of that many draws",
                ),
            ),
            Measurement(
                "slope of ln spread over ln B from 32 on",
                slope,
                within(-0.5, 0.1, because="1/√B for means over B samples; five standard errors, and terms in 1/B"),
            ),
            Measurement(
                "training: largest gradient of one sample's loss at another",
                in_training,
                at_least(1e-6, because="mean and variance are of all samples"),
            ),
            Measurement(
                "inference: largest gradient of one sample's loss at another",
                in_inference,
                within(0, 0, because="the running statistics are constants"),
            ),
            Measurement("layer norm: largest gradient of one sample's loss at another", by_rows, UNSEEN),
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
            check_draws(
                oddity_of_normal(beside),
                oddity_of_normal(draws_of(x)),
                oddity_of_normal(np.concatenate([images - np.arange(6)[:, None, None], changed[1:] / 3])),
            ),
            check_controls(four_images - relative_error(theirs["batch"], theirs["instance"])),
            Measurement("batch of one: errors that torch raises", refused, within(1, 0, because="torch refuses it")),
            Measurement(
                "batch of one: share of NaN in torch's unbiased variance",
                np.isnan(of_one).mean(),
                within(1, 0, because="0/0: it divides by B - 1"),
            ),
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
                four_images,
                at_most(1e-14),
            ),
        ],
        curves=[
            Curve("batch norm in training", list(spreads), x=sizes, role="subject"),
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
