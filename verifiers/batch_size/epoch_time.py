"""How long an epoch takes, by batch size."""

import numpy as np
from torch.utils.benchmark import Timer

from quizdl.lab.checks import check_controls
from quizdl.lab.known_tails import ranks_off_binomial
from quizdl.lab.statistics import median_interval
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
    between,
    claim,
    progress,
    within,
)

from ..programs.minibatch_descent import Array, minibatch_descent
from .common import digits


def times_per_step(sizes: list[int], rounds: int, rng: np.random.Generator) -> dict[int, Array]:
    """Seconds of one step of mini-batch descent for each batch size, each of shape (rounds,).

    A round times every size, best of three, one after the other: ratios within a round see the same machine.
    """
    data = digits(max(sizes), rng)
    arguments = {"descend": minibatch_descent, "data": (data.weights, data.images, data.labels)}
    timers = {
        size: Timer("descend(*data, batch, 0.1)", globals={**arguments, "batch": [slice(size)]}) for size in sizes
    }
    seconds = {size: np.empty(rounds) for size in sizes}
    for turn in progress(range(rounds)):
        for size in sizes:
            seconds[size][turn] = min(timers[size].timeit(2048 // (size + 64) + 1).mean for _ in range(3))
    return seconds


def overhead(first: Array, late: Array) -> float:
    """a/b of a line a + b·B through the median times of steps of 1 and of 1024: the batch of half of the peak rate."""
    return float(np.median(first) / (np.median(late - first) / 1023) - 1)


@claim(
    en="For softmax regression in numpy a step takes t(B) = a + b·B: about as long on one sample as on four, for the "
    "overhead a stays. So an epoch of single samples takes more than ten times as long as one of batches of 256.",
    ko="numpy로 하는 소프트맥스 회귀에서 스텝 시간은 t(B) = a + b·B라서, 고정 비용 a 때문에 샘플 1개짜리 스텝도 "
    "4개짜리와 비슷하게 걸린다. 그래서 배치 크기 1인 epoch는 256인 epoch보다 열 배 넘게 오래 걸린다.",
    short="Small batches make slow epochs",
    seconds=3.0,
    literature="Hockney & Jesshope 1981",
    alone=True,
)
def small_batches_make_slow_epochs(rounds: int = 51, seed: int = 0) -> Evidence:
    t = times_per_step([1, 4, 256, 1024, 4096], rounds, np.random.default_rng(seed))
    n = overhead(t[1], t[1024])
    predicted = (n + 1) / (n / 256 + 1)
    steps = {sizes: t[sizes[0]] / t[sizes[1]] for sizes in ((1, 4), (1, 256), (1024, 4096))}
    step, late_step = (median_interval(steps[sizes]) for sizes in ((1, 4), (1024, 4096)))
    epoch, late_epoch = (median_interval(b / a * steps[a, b]) for a, b in ((1, 256), (1024, 4096)))
    line = median_interval(256 * steps[1, 256] / predicted)
    tenfold = at_least(10, because="(n + 1)/(n/256 + 1) for an overhead worth n = a/b >= 10 samples")
    same = between(0.7, 1.3, because="(n + 1)/(n + 4) for n >= 6")
    straight = between(0.5, 2, because="1 for a straight line; vector units and caches bend it")
    sizes = np.array(sorted(t))
    fitted = np.geomspace(1, 4096, 50)
    return Evidence(
        finding=Finding(
            "An epoch of single samples takes {epoch:.3g} times as long as one of batches of 256",
            epoch="epoch of B = 1 over epoch of B = 256",
        ),
        caption="Time of an epoch, by batch size, over that of an epoch of batches of 256.",
        measurements=[
            Measurement("epoch of B = 1 over epoch of B = 256", epoch[0], tenfold, interval=epoch[1]),
            Measurement("step of B = 1 over step of B = 4", step[0], same, interval=step[1]),
            Measurement(
                "epochs of B = 1 and 256 over a line through t(1) and t(1024)", line[0], straight, interval=line[1]
            ),
            check_controls(overhead(np.array([7.0, 8, 12]), np.array([1030.0, 1040, 1035])) - 7),
            Measurement(
                "rounds in which two batch sizes take equally long",
                max(int(np.count_nonzero(ratio == 1)) for ratio in steps.values()),
                at_most(2, because="times to the nanosecond; a size compared with itself is level in every round"),
                check=True,
            ),
            Measurement(
                "median of 0 to 50 and its interval off the ranks that coins allow",
                ranks_off_binomial(lambda ratios: median_interval(ratios, 0.99), 51, 0.99),
                within(0, 0, because="as few heads of 51 coins as have half of 1 %"),
                check=True,
            ),
        ],
        controls=[
            Control("epoch of B = 1024 over epoch of B = 4096", late_epoch[0], tenfold, interval=late_epoch[1]),
            Control("step of B = 1024 over step of B = 4096", late_step[0], same, interval=late_step[1]),
        ],
        curves=[
            Curve(
                "measured",
                [float(np.median(256 / size * t[size] / t[256])) for size in sizes],
                x=list(sizes),
                points=True,
                role="subject",
            ),
            Curve("a + b·B", list((n + fitted) / fitted / ((n + 256) / 256)), x=list(fitted), role="reference"),
        ],
        axes=Axes(
            x="batch size",
            y="time of an epoch over that of B = 256",
            log_x=True,
            log_y=True,
            marks=[Mark(of="epoch of B = 1 over epoch of B = 256", x=1)],
        ),
    )
