"""What the batch size sets: the noise of the gradient, and nothing else."""

import math

import numpy as np

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
    progress,
    within,
)

from .contest import off_race
from .digits import bias_of, digits, ground_of_the_race, minibatch_gradient, network, torch_gradient, variance_of_one


@claim(
    en="At given weights, with samples drawn independently and averaged, the batch size sets only the noise of the "
    "gradient: its mean is the full gradient for every B, and its variance falls as 1/B.",
    ko="가중치가 정해져 있고 샘플을 독립으로 뽑아 평균하면, 배치 크기는 기울기의 잡음만 정한다. 평균은 어떤 B에서도 "
    "전체 기울기와 같고, 분산은 1/B에 비례해 줄어든다.",
    short="What the batch size sets",
    seconds=2.0,
    literature="Bottou, Curtis & Nocedal 2018, sec. 4",
)
def batch_size_sets_the_noise(draws: int = 400, seed: int = 0) -> Evidence:
    if not 200 <= draws <= 20_000:
        raise Undecided(
            en=f"draws = {draws}: with fewer than 200, five standard errors tell no variance from its double",
            ko=f"draws = {draws}: 200번보다 적으면 표준 오차의 다섯 배로는 분산과 그 두 배를 구별할 수 없다",
        )
    draw = np.random.default_rng(seed)
    (x, y), theta = digits(draw), network(draw, 1)[0]
    full = torch_gradient(theta, x, y)
    variance = variance_of_one(theta, x, y)
    right = at_most(
        25, because="expected 1 where the mean is right; 25 is five sigma even if all noise lay in one direction"
    )
    sizes = [1, 4, 16, 64]
    measurements, times = [], []
    for size in progress(sizes):
        gradient = minibatch_gradient(draw, x, y, size)
        errors = gradient(np.broadcast_to(theta, (draws, 1, theta.size)))[:, 0] - full
        squares = size * (errors**2).sum(axis=-1) / variance
        bias = bias_of(errors, size, variance)
        spread = 5 * squares.std(ddof=1) / math.sqrt(draws)
        one = within(1, spread, because="independent draws: the variance of a mean is σ²/B; five standard errors")
        times.append(float(squares.mean()))
        measurements.append(Measurement("B times the variance at B = {size}", times[-1], one, fields={"size": size}))
        measurements.append(Measurement("bias of the mean at B = {size}", bias, right, fields={"size": size}))
    aside = math.sqrt(50 * variance / size / draws / theta.size)  # of every entry: a bias of 50 at the largest size
    everything = np.array([draw.permutation(len(x)) for _ in range(4)])
    whole = (
        ((np.array([torch_gradient(theta, x[rows], y[rows]) for rows in everything]) - full) ** 2).sum(axis=-1).mean()
    )
    shifted = bias_of(errors + aside, size, variance)
    crossed = bias + 2 * draws * size * aside * errors.mean(axis=0).sum() / variance
    return Evidence(
        finding=Finding(
            "B times the variance of the gradient is {one:.3g} at B = 1 and {most:.3g} at B = 64, in variances of one "
            "image",
            one="B times the variance at B = 1",
            most="B times the variance at B = 64",
        ),
        caption="Variance of the gradient of a batch, times B, over that of one image. Where the variance falls as 1/B "
        "this stays at 1; a batch that holds every image once has none.",
        measurements=[
            *measurements,
            *ground_of_the_race(draw, x, y),
            Measurement(
                "gradients and losses of the race on images from torch's on the images drawn",
                off_race(seed),
                at_most(1e-13, because="means of 600 numbers of size 1 to 10; some hundred roundings of 1e-15"),
                check=True,
            ),
            check_controls(shifted - crossed - 50, len(x) * whole / variance, most=1e-9),
        ],
        controls=[
            Control(
                "bias of the mean at B = 64 with a shift",
                shifted,
                right,
            ),
            Control("B times the variance with the whole set every time", len(x) * whole / variance, within(1, 0.5)),
        ],
        curves=[
            Curve("drawn independently", times, x=sizes, role="subject"),
            Curve("1/B", [1.0] * 4, x=sizes, role="bound"),
            Curve("whole set every time", [0.0, 0.0], x=[1, 64], role="reference"),
        ],
        axes=Axes(
            x="batch size B",
            y="B × variance",
            log_x=True,
            marks=[
                Mark(of="B times the variance at B = 1", x=1, text="{value:.3g}"),
                Mark(of="B times the variance at B = 64", x=64, text="{value:.3g}"),
            ],
        ),
    )
