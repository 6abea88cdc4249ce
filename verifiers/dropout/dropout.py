"""Dropout: what its factor keeps and what not, in which sense it regularises, and where it does harm.

Notation: h activations, m a mask of zeros and ones, p the share dropped (as in torch and Keras), q = 1 - p.
Inverted dropout gives m·h/q in training and h in eval mode.
"""

import math

import numpy as np
import torch

from quizdl.lab.checks import NOT_ODD, check_chi_square, check_controls, check_oddities
from quizdl.lab.statistics import chi_square_interval
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
    between,
    claim,
    mutant,
    within,
)

from ..programs.dropout import Dropout
from .common import Array, oddity_of_masks, require

SHAPE = (20, 20, 6)  # of the input of one call
SIGMAS = at_most(5, because="5 standard errors of a mean of independent draws, for each of a few means")


def neighbours(kept: Array, p: float) -> Array:
    """How far each number's neighbour is kept with it: by call and along each axis, in standard errors.

    kept  shape (calls, *SHAPE), ones and zeros. Of independent draws each of the four is standard normal.
    """
    free = (kept - (1 - p)) / math.sqrt(p * (1 - p))
    pairs = [np.take(free, range(1, n), axis) * np.take(free, range(n - 1), axis) for axis, n in enumerate(free.shape)]
    return np.array([pair.sum() / math.sqrt(pair.size) for pair in pairs])


def kept_by_torch(p: float, calls: int, seed: int) -> Array:
    """Ones that went through torch's dropout, shape (calls, *SHAPE), in float64."""
    torch.manual_seed(seed)
    ones = torch.ones((calls, *SHAPE), dtype=torch.float64)
    dropped: Array = torch.nn.functional.dropout(ones, p, training=True).numpy()
    return dropped


@claim(
    en="In training inverted dropout gives each number 0 with probability p and x/(1-p) otherwise, by a draw of its "
    "own: its mean is x, and torch's dropout does the same.",
    ko="학습 모드의 inverted 드롭아웃은 값마다 따로 뽑아서 확률 p로 0, 아니면 x/(1-p)로 만든다. 그래서 평균은 x "
    "그대로이다. torch의 드롭아웃도 똑같이 동작한다.",
    short="Dropout keeps the mean of a number",
    seconds=0.3,
    literature="Srivastava 2014",
)
def mean_kept(p: float = 0.3, calls: int = 100, seed: int = 0) -> Evidence:
    require(p)
    if not 20 <= calls <= 1000:
        raise Undecided(
            en=f"{calls} calls: 20 to 1000 of them give the means enough draws",
            ko=f"호출 {calls}번: 평균을 내려면 20번에서 1000번 사이여야 한다",
        )
    q, rng = 1 - p, np.random.default_rng(seed)
    h = np.array([2.0, -1.0, 0.5, 3.0, -0.25, 1.0])
    x = np.broadcast_to(h, SHAPE)
    layer = Dropout(p)
    ratio = np.array([layer.forward(x.copy(), True, rng) for _ in range(calls)]) / h
    kept = ratio != 0
    by_unit = ratio.reshape(-1, len(h))
    error = math.sqrt(p / q / len(by_unit))  # of the mean of one unit, whose variance is p/q
    dropped = np.count_nonzero(~kept, axis=(2, 3))  # of the numbers in each slice
    spread = float(np.sum((dropped - p * x[0].size) ** 2) / (p * q * x[0].size))
    theirs = kept_by_torch(p, calls, seed)
    alike, again, other = (layer.forward(x.copy(), True, np.random.default_rng(at)) for at in (seed, seed, seed + 1))
    differing, elsewhere = (int(np.count_nonzero(alike != one)) for one in (again, other))
    repeated = [np.take(kept, np.zeros(n, int), axis) for axis, n in enumerate(kept.shape)]
    running = np.cumsum(by_unit[:, 0]) / np.arange(1, len(by_unit) + 1)
    shown = np.unique(np.geomspace(10, len(by_unit), 300).astype(int))
    last = int(shown[-1])
    return Evidence(
        finding=Finding(
            "The mean of a number over {draws} draws is {mean:.4g} of what it was; without the factor 1/(1-p) "
            "{bare:.3g}",
            mean="mean of the first unit over its input",
            bare="mean without the factor over its input",
        ),
        caption="The mean of one unit over all draws so far, as a share of its input. The factor 1/(1-p) brings it "
        "back to 1; without the factor it goes to 1-p.",
        fields={"draws": len(by_unit)},
        measurements=[
            Measurement(
                "mean of the first unit over its input",
                running[-1],
                within(1, 5 * error, because="q·(1/q) = 1; 5 standard errors √(p/q/N)"),
            ),
            Measurement(
                "farthest mean of a unit from its input",
                float(np.max(abs(by_unit.mean(axis=0) - 1)) / error),
                SIGMAS,
                unit="standard errors",
            ),
            Measurement(
                "numbers that are neither 0 nor x/(1-p)",
                int(np.count_nonzero(kept & ~(abs(ratio * q - 1) <= 1e-12))),
                within(0, 0, because="a number is dropped or divided by 1-p; rounding"),
            ),
            Measurement(
                "share dropped less p",
                float(abs(1 - kept.mean() - p) / math.sqrt(p * q / kept.size)),
                SIGMAS,
                unit="standard errors",
            ),
            Measurement(
                "squared deviations of the number dropped in a slice of a call over its variance",
                spread,
                between(
                    *chi_square_interval(dropped.size), because="χ² of as many binomial counts, at a level of 0.9999"
                ),
            ),
            Measurement(
                "most that neighbours are dropped together",
                float(np.max(abs(neighbours(kept, p)))),
                SIGMAS,
                unit="standard errors",
            ),
            Measurement(
                "numbers that differ where the generator starts alike",
                differing,
                within(0, 0, because="all randomness comes from the generator"),
            ),
            Measurement(
                "numbers changed with p = 0",
                int(np.count_nonzero(Dropout(0.0).forward(x.copy(), True, rng) != x)),
                within(0, 0, because="nothing is dropped and 1-p is 1"),
            ),
            Measurement(
                "mean of torch's numbers less 1",
                float(abs(theirs.mean() - 1) / math.sqrt(p / q / theirs.size)),
                SIGMAS,
                unit="standard errors",
            ),
            Measurement(
                "torch's numbers that are neither 0 nor 1/(1-p)",
                int(np.count_nonzero((theirs != 0) & ~(abs(theirs * q - 1) <= 1e-12))),
                within(0, 0, because="a number is dropped or divided by 1-p; rounding"),
            ),
            Measurement(
                "how odd the masks look",
                max(oddity_of_masks(one, p) for one in (kept, theirs)),
                NOT_ODD,
                check=True,
            ),
            check_chi_square(),
            check_oddities(),
            check_controls(float(by_unit[:, 0].mean() * q) - running[-1] * q),
        ],
        controls=[
            Control("mean without the factor over its input", float(by_unit[:, 0].mean() * q), within(1, 5 * error)),
            Control("numbers that differ where the generator starts elsewhere", elsewhere, within(0, 0)),
            Control(
                "least that neighbours are dropped together with a mask repeated along an axis",
                min(float(neighbours(one, p)[axis]) for axis, one in enumerate(repeated)),
                SIGMAS,
                unit="standard errors",
            ),
        ],
        curves=[
            Curve("with the factor", list(running[shown - 1]), x=list(shown), role="subject"),
            Curve("without the factor", list(running[shown - 1] * q), x=list(shown), role="reference"),
            Curve("input", [1.0, 1.0], x=[int(shown[0]), last], role="bound"),
        ],
        axes=Axes(
            x="draws",
            y="mean / input",
            log_x=True,
            marks=[
                Mark(of="mean of the first unit over its input", x=last, text="{value:.4g}"),
                Mark(of="mean without the factor over its input", x=last),
            ],
        ),
    )


mutant("leaves out the division by 1-p", "kept / (1 - self.p)", "kept.astype(float)", program="dropout")
mutant("divides by p where 1-p is meant", "kept / (1 - self.p)", "kept / self.p", program="dropout")
mutant(
    "takes p for the share that is kept",
    "rng.random(x.shape) >= self.p",
    "rng.random(x.shape) < self.p",
    program="dropout",
)
mutant(
    "draws one mask for all examples",
    "rng.random(x.shape) >= self.p",
    "rng.random((1,) * (x.ndim - 1) + x.shape[-1:]) >= self.p",
    program="dropout",
)
