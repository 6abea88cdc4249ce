"""Running statistics: what moves them, and how long their start lasts."""

import math

import numpy as np
import torch

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
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
from .common import EXACT, Array, batch, draws_of, require, running

SIZES = (2, 8, 3, 32, 5, 2, 16, 4, 7, 2, 12, 3, 6, 25, 2, 9, 4, 2, 3, 10, 5, 2, 8, 40, 3, 2, 6, 4, 11, 2)
FEATURES = 4


def shares_of_start(momentum: float, steps: int) -> Array:
    """How much of the start the running mean and variance hold after 0 to `steps` batches that are all alike.

    Shape (steps + 1, 2).
    """
    layer, one, zero = BatchNorm(1, momentum, 1e-3), np.ones(1), np.zeros(1)
    x = np.array([[0.0], [2.0]])  # mean 1 and, unbiased, variance 2; the start is at 0 and 1
    shares = [(1.0, 1.0)]
    for _ in range(steps):
        layer.step(x, one, zero, np.zeros((2, 1)), True)
        mean, var = running(layer, 1, 1e-3)
        shares.append((1 - mean[0], 2 - var[0]))
    return np.array(shares)


def batches_until(shares: Array, share: float) -> int:
    """After how many batches less than `share` is left."""
    return int(np.argmax(shares < share))


def averaged(statistics: Array, start: float, momentum: float) -> Array:
    """The exponential average s ← (1 - m)s + m·statistic after all rows, written as the sum that it is."""
    weights = momentum * (1 - momentum) ** np.arange(len(statistics) - 1, -1, -1)
    return np.asarray((1 - momentum) ** len(statistics) * start + weights @ statistics)


def changed(layer: BatchNorm, batches: list[Array], training: bool) -> float:
    """By how much the running statistics change with these batches, mean or variance of any feature."""
    before = np.array(running(layer, FEATURES, 1e-5))
    for x in batches:
        layer.step(x, np.ones(FEATURES), np.zeros(FEATURES), np.ones_like(x), training)
    return float(np.max(abs(np.array(running(layer, FEATURES, 1e-5)) - before)))


@claim(
    en="Running statistics start at mean 0 and variance 1 and keep the share (1-m)^t of it after t batches: less than "
    "1 % from batch 44 on at torch's m = 0.1, from 459 on at m = 0.01. torch stores the unbiased variance, and every "
    "batch weighs alike, however small.",
    ko="이동 통계량은 평균 0, 분산 1에서 시작하고 배치 t개 뒤에 그 출발값을 (1-m)^t만큼 지닌다. torch의 m = 0.1에서는 "
    "44번째 배치, m = 0.01에서는 459번째 배치부터 1%보다 적다. 저장하는 분산은 불편분산이고, 배치가 아무리 작아도 같은 "
    "무게로 들어간다.",
    short="Running statistics and their start",
    seconds=1.0,
    literature="Ioffe & Szegedy 2015",
)
def running_statistics(momentum: float = 0.1, slow: float = 0.01, seed: int = 0) -> Evidence:
    require(
        0.005 <= slow < momentum <= 0.9 and momentum != 0.5,
        en=f"momentum = {momentum:g}, slow = {slow:g}: they must rise from 0.005 to 0.9 and not be 1/2",
        ko=f"momentum = {momentum:g}, slow = {slow:g}: 0.005 <= slow < momentum <= 0.9이고 momentum은 1/2이 아니어야 "
        "한다",
    )
    rng = np.random.default_rng(seed)
    batches = [batch(rng, size, FEATURES) for size in SIZES]
    means = np.array([x.mean(axis=0) for x in batches])
    unbiased, biased = (np.array([x.var(axis=0, ddof=ddof) for x in batches]) for ddof in (1, 0))
    first, second = BatchNorm(FEATURES, momentum), BatchNorm(FEATURES, slow)
    theirs = torch.nn.BatchNorm1d(FEATURES, momentum=momentum, dtype=torch.float64)
    plain = torch.nn.BatchNorm1d(FEATURES, momentum=None, dtype=torch.float64)
    ones, zeros = np.ones(FEATURES), np.zeros(FEATURES)
    for x in batches:  # two layers by turns
        first.step(x, ones, zeros, np.zeros_like(x), True)
        second.step(-2 * x, ones, zeros, np.zeros_like(x), True)
        theirs(torch.tensor(x))
        plain(torch.tensor(x))
    mean, var = running(first, FEATURES, 1e-5)
    other_mean, other_var = running(second, FEATURES, 1e-5)
    in_inference = [changed(layer, batches, False) for layer in (first, second)]
    in_training = [changed(layer, batches[:1], True) for layer in (first, second)]
    steps = math.ceil(math.log(0.01) / math.log(1 - slow)) + 40
    started = {m: shares_of_start(m, most) for m, most in ((momentum, min(steps, 200)), (slow, steps))}
    fast_mean, slow_mean = (shares[:, 0] for shares in started.values())
    count, slow_count = batches_until(fast_mean, 0.01), batches_until(slow_mean, 0.01)
    off = max(np.max(abs(shares - (1 - m) ** np.arange(len(shares))[:, None])) for m, shares in started.items())
    assert theirs.running_mean is not None
    assert theirs.running_var is not None
    assert plain.running_mean is not None
    assert plain.running_var is not None
    expected_var = averaged(unbiased, 1, momentum)
    geometric = "the first t with (1-m)^t < 0.01"
    return Evidence(
        finding=Finding(
            "Less than 1 % of the start is left after {count:.0f} batches at m = {momentum}, after {slow_count:.0f} at "
            "m = {slow}",
            count="batches until less than 1 % of the start is left",
            slow_count="batches until less than 1 % of the start is left with the slow momentum",
        ),
        caption="Share of its start that the running mean still holds. In inference a young layer normalises by "
        "0 and 1, not by its data.",
        measurements=[
            Measurement(
                "batches until less than 1 % of the start is left",
                count,
                within(math.ceil(math.log(0.01) / math.log(1 - momentum)), 0, because=geometric),
            ),
            Measurement(
                "batches until less than 1 % of the start is left with the slow momentum",
                slow_count,
                within(math.ceil(math.log(0.01) / math.log(1 - slow)), 0, because=geometric),
            ),
            Measurement(
                "share of the start that is left then",
                fast_mean[count],
                within((1 - momentum) ** count, 1e-12, because="(1-m)^t; rounding"),
            ),
            Measurement(
                "share of the start that is left then with the slow momentum",
                slow_mean[slow_count],
                within((1 - slow) ** slow_count, 1e-12, because="(1-m)^t; rounding"),
            ),
            Measurement(
                "largest distance of a share from (1-m)^t",
                off,
                at_most(1e-12, because="all batches are alike; rounding of some hundred steps"),
            ),
            Measurement(
                "distance of the running mean from its sum", relative_error(mean, averaged(means, 0, momentum)), EXACT
            ),
            Measurement("distance of the running variance from its sum", relative_error(var, expected_var), EXACT),
            Measurement(
                "distance of the running mean from torch's", relative_error(mean, theirs.running_mean.numpy()), EXACT
            ),
            Measurement(
                "distance of the running variance from torch's",
                relative_error(var, theirs.running_var.numpy()),
                EXACT,
            ),
            Measurement(
                "distance of the second layer's running mean from its sum",
                relative_error(other_mean, averaged(-2 * means, 0, slow)),
                EXACT,
            ),
            Measurement(
                "distance of the second layer's running variance from its sum",
                relative_error(other_var, averaged(4 * unbiased, 1, slow)),
                EXACT,
            ),
            Measurement(
                "largest change of running statistics in inference",
                max(in_inference),
                within(0, 0, because="inference only reads them"),
            ),
            Measurement(
                "how odd the batches look",
                oddity_of_normal(draws_of(np.concatenate(batches))),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "distance of torch's running mean with momentum=None from the plain mean of all batches",
                relative_error(plain.running_mean.numpy(), means.mean(axis=0)),
                EXACT,
            ),
            Measurement(
                "spread of the last feature over that of the first",
                np.concatenate(batches)[:, -1].std() / np.concatenate(batches)[:, 0].std(),
                within(10, 3, because="drawn so; five standard errors of 240 samples"),
                check=True,
            ),
            Measurement(
                "mean of the last feature less that of the first",
                means[:, -1].mean() - means[:, 0].mean(),
                within(5, 2, because="drawn so; five standard errors of 30 batches of two or more"),
                check=True,
            ),
        ],
        controls=[
            Control("least change of running statistics by one more batch in training", min(in_training), within(0, 0)),
            Control(
                "distance of torch's running variance from the sum of biased ones",
                relative_error(theirs.running_var.numpy(), averaged(biased, 1, momentum)),
                EXACT,
            ),
            Control(
                "distance of torch's running mean with momentum=None from the mean of all samples",
                relative_error(plain.running_mean.numpy(), np.concatenate(batches).mean(axis=0)),
                EXACT,
            ),
        ],
        curves=[
            Curve("m = {momentum}", fast_mean.tolist(), role="subject", fields={"momentum": momentum}),
            Curve("m = {slow}", slow_mean.tolist(), role="reference", fields={"slow": slow}),
        ],
        axes=Axes(
            x="batches",
            y="share of the start that is left",
            marks=[
                Mark(
                    of="share of the start that is left then",
                    x=count,
                    text="1 % at {x:.0f}",
                ),
                Mark(
                    of="share of the start that is left then with the slow momentum",
                    x=slow_count,
                    text="1 % at {x:.0f}",
                ),
            ],
        ),
        fields={"momentum": momentum, "slow": slow},
    )


mutant("lets all batches be of one size", "for size in SIZES]", "for _ in SIZES for size in [8]]")
mutant(
    "moves the statistics in inference",
    "mu, v = self.mean, self.var",
    "self.mean = mu = 0.999 * self.mean; v = self.var",
    program="batch_norm",
)
mutant("trains no layer where it should", "np.ones_like(x), training)", "np.ones_like(x), False)")
