"""Norms in a residual stream: before the branch or behind the sum, and what the last block's gradient makes of it."""

import numpy as np
import torch

from quizdl.lab.checks import check_draws
from quizdl.lab.known_answers import interval_over_student
from quizdl.lab.samples import oddity_of_normal
from quizdl.lab.statistics import log_log_slope, mean_interval
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    between,
    claim,
    mutant,
    progress,
    within,
)

from ..programs.residual_stream import last_gradient
from .common import Array, require

PLACES = ("pre", "post", "none")
DEPTHS = (2, 4, 8, 16, 32, 64)


def networks(rng: np.random.Generator, runs: int, width: int, depth: int) -> list[tuple[Array, Array]]:
    """Weights of `depth` blocks of `runs` networks: W₁ with variance 2/n, W₂ with 1/n."""
    shape = (runs, width, width)
    return [
        (rng.standard_normal(shape) * np.sqrt(2 / width), rng.standard_normal(shape) / np.sqrt(width))
        for _ in range(depth)
    ]


def expected_square(depth: int) -> int:
    """The mean square of the stream under pre-norm: 1 at the start, and 1 more behind each branch."""
    return 1 + depth


def squares_of_many(rng: np.random.Generator) -> Array:
    """Mean squares of the streams of 300 narrow networks with two blocks under pre-norm, shape (300,)."""
    h = rng.standard_normal((300, 32))
    h /= np.sqrt((h**2).mean(axis=1, keepdims=True))
    stream, _ = last_gradient(h, networks(rng, 300, 32, 2), h, "pre")
    return np.asarray((stream**2).mean(axis=1))


def off_torch(seed: int) -> float:
    """How far streams and gradients of small networks are off torch's with autograd, for each place of the norm."""
    rng = np.random.default_rng([seed, 1])
    weights, h, readout = networks(rng, 2, 6, 3), rng.standard_normal((2, 6)), rng.standard_normal((2, 6))
    off = 0.0
    for place in PLACES:
        streams, lengths = last_gradient(h, weights, readout, place)
        for run in range(2):
            layers = [tuple(torch.tensor(one[run], requires_grad=True) for one in block) for block in weights]
            stream = torch.tensor(h[run])
            for first, second in layers:
                u = normed(stream) if place == "pre" else stream
                stream = stream + second @ torch.relu(first @ u)
                stream = normed(stream) if place == "post" else stream
            last = normed(stream) if place == "pre" else stream
            (slope,) = torch.autograd.grad(torch.tensor(readout[run]) @ last, layers[-1][1])
            apart = np.max(abs(streams[run] - stream.detach().numpy())), abs(lengths[run] / float(slope.norm()) - 1)
            off = max(off, *map(float, apart))
    return off


def normed(x: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.layer_norm(x, x.shape, eps=1e-12)


def off_power_law() -> float:
    """How far the slope and its error of 1.5 powers of 1, e and e² are off, times e, 1/e² and e."""
    x = np.exp([0.0, 1.0, 2.0])
    slope, error = log_log_slope(x, x**1.5 * np.exp([1.0, -2.0, 1.0]))
    # the squares of the residuals add up to 6, for one degree of freedom, and those of ln x to 2
    return float(max(abs(slope - 1.5), abs(error - np.sqrt(3))))


@claim(
    en="At initialization, with branches that add a mean square of 1, the stream of a pre-norm network grows to 1+L, "
    "and the gradient of the last block's output matrix falls like (1+L)^(-1/2). Under post-norm it does not depend on "
    "L.",
    ko="초기화 시점에 각 분기가 제곱 평균 1을 더한다면, pre-norm 신경망의 잔차 스트림은 제곱 평균이 1+L까지 커지고 "
    "마지막 블록의 출력 행렬의 기울기는 (1+L)^(-1/2)로 줄어든다. post-norm에서는 L과 무관하다.",
    short="Pre-norm and post-norm by depth",
    seconds=2.5,
    literature="Xiong 2020",
)
def pre_or_post(width: int = 64, runs: int = 12, seed: int = 0) -> Evidence:
    require(
        32 <= width <= 128 and 10 <= runs <= 50,
        en=f"width = {width}, runs = {runs}: widths from 32 to 128, from 10 to 50 networks",
        ko=f"width = {width}, runs = {runs}: 폭은 32부터 128까지, 신경망은 10개부터 50개까지이다",
    )
    rng = np.random.default_rng(seed)
    lengths: dict[str, list[Array]] = {place: [] for place in PLACES}
    streams: list[Array] = []
    drawn: list[Array] = []
    for depth in progress(DEPTHS):
        weights = networks(rng, runs, width, depth)
        h, readout = rng.standard_normal((2, runs, width))
        ends = [one for first, second in (weights[0], weights[-1]) for one in (first / np.sqrt(2), second)]
        own = [np.sqrt(width) * one[:, :4] for one in ends]
        drawn.append(np.concatenate([*own, h[:, None], readout[:, None]], axis=1))
        h /= np.sqrt((h**2).mean(axis=1, keepdims=True))
        for place in PLACES:
            stream, length = last_gradient(h, weights, readout, place)
            lengths[place].append(length)
            if place == "pre":
                streams.append((stream**2).mean(axis=1))
    ones_and_depths = np.array([expected_square(depth) for depth in DEPTHS])
    slopes = {
        place: np.array([log_log_slope(ones_and_depths, of)[0] for of in np.array(lengths[place]).T])
        for place in PLACES
    }
    means = np.exp(np.log([lengths[place] for place in PLACES]).mean(axis=2))
    relative = dict(zip(PLACES, means / means[:, :1], strict=True))
    unlike = [
        (
            relative[place][0] - 1,
            log_log_slope([1 + depth for depth in DEPTHS], relative[place])[0] - slopes[place].mean(),
        )
        for place in PLACES
    ]
    ratio = streams[-1] / expected_square(DEPTHS[-1])
    early = squares_of_many(np.random.default_rng([seed, 2])) / expected_square(2)
    side = "its side of -1/4, half-way between the two predictions, with a 99.9 % interval of Student's T"
    spread = float(streams[-1].std(ddof=1) / np.sqrt(runs))
    return Evidence(
        finding=Finding(
            "From 2 to 64 blocks the gradient of the last matrix goes to {pre:.2g} of itself under pre-norm and to "
            "{post:.2g} under post-norm",
            pre="pre-norm: gradient at 64 blocks over that at 2",
            post="post-norm: gradient at 64 blocks over that at 2",
        ),
        caption="Gradient of the last block's output matrix, relative to two blocks. It says nothing about the first "
        "block.",
        measurements=[
            Measurement(
                "pre-norm: slope of ln gradient over ln (1+L)",
                slopes["pre"].mean(),
                between(-0.75, -0.25, because=side),
                interval=mean_interval(slopes["pre"], 0.999),
            ),
            Measurement(
                "post-norm: slope of ln gradient over ln (1+L)",
                slopes["post"].mean(),
                between(-0.25, 0.25, because=side),
                interval=mean_interval(slopes["post"], 0.999),
            ),
            Measurement(
                "pre-norm: mean square of the stream after 64 blocks over 65",
                ratio.mean(),
                within(
                    1,
                    6 * spread / (1 + DEPTHS[-1]),
                    because="each branch adds 1 on average; six standard errors of a dozen networks",
                ),
            ),
            Measurement(
                "pre-norm: mean square of the stream of 300 networks after 2 blocks over 3",
                early.mean(),
                within(
                    1, 6 * early.std(ddof=1) / np.sqrt(300), because="each branch adds 1 on average; 6 standard errors"
                ),
                check=True,
            ),
            Measurement(
                "largest distance of streams and gradients from torch's",
                off_torch(seed),
                at_most(1e-9, because="autograd through the same blocks; rounding"),
                check=True,
            ),
            Measurement(
                "largest distance of a curve's start from 1 and of its slope from the mean of all runs",
                float(np.max(np.abs(unlike))),
                at_most(1e-9, because="the slope of a mean logarithm is the mean of the slopes; rounding"),
                check=True,
            ),
            check_draws(oddity_of_normal(drawn)),
            Measurement(
                "farther end of the interval of 0 and 0 and 3 over Student's",
                interval_over_student(mean_interval, 0.999),
                within(1, 1e-9, because="T with two degrees of freedom, in closed form"),
                check=True,
            ),
            Measurement(
                "largest error of the slope and the standard error of a known power law",
                off_power_law(),
                at_most(1e-12, because="the residuals 1, -2 and 1 say nothing of the slope; rounding"),
                check=True,
            ),
            Measurement(
                "pre-norm: gradient at 64 blocks over that at 2",
                relative["pre"][-1],
                within(
                    np.sqrt(3 / 65),
                    0.4 * np.sqrt(3 / 65),
                    because="√(3/65): the last norm divides by √(1+L); five standard errors of means of a dozen",
                ),
            ),
            Measurement(
                "post-norm: gradient at 64 blocks over that at 2",
                relative["post"][-1],
                within(1, 0.4, because="no L in it; five standard errors of means of a dozen"),
            ),
        ],
        controls=[
            Control(
                "no norm: slope of ln gradient over ln (1+L)",
                slopes["none"].mean(),
                at_most(0.25),
                interval=mean_interval(slopes["none"], 0.999),
            )
        ],
        curves=[
            Curve("pre-norm", relative["pre"].tolist(), x=ones_and_depths.tolist(), role="subject"),
            Curve("post-norm", relative["post"].tolist(), x=ones_and_depths.tolist(), role="reference"),
            Curve("no norm", np.minimum(relative["none"], 100)[:3].tolist(), x=ones_and_depths[:3].tolist()),
        ],
        axes=Axes(
            x="1 + blocks",
            y="gradient / that at 2 blocks",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="pre-norm: gradient at 64 blocks over that at 2", x=65, text="{value:.2g}"),
                Mark(of="post-norm: gradient at 64 blocks over that at 2", x=65, text="{value:.2g}"),
            ],
        ),
    )


mutant("leaves the last norm out under pre-norm", 'place == "none"', 'place != "post"', program="residual_stream")
mutant("lets a branch replace the stream", "added = h + np", "added = np", program="residual_stream")
mutant("draws W₁ with the variance 1/n", "np.sqrt(2 / width)", "np.sqrt(1 / width)")
mutant(
    "draws W₂ with the variance 2/n",
    "rng.standard_normal(shape) / np.sqrt(width)",
    "rng.standard_normal(shape) / np.sqrt(width / 2)",
)
mutant(
    "takes the input of the block for ReLU's output",
    "np.linalg.norm(branch, axis=1)",
    "np.linalg.norm(u, axis=1)",
    program="residual_stream",
)
