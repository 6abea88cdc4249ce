"""A loss that rises although the learning rate is small.

Notation: θ parameters of a linear regression; H its Hessian, L the largest eigenvalue of it.
"""

from functools import partial
from itertools import cycle

import numpy as np
import torch

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.descent import Array, max_distance, torch_descent, torch_path
from quizdl.lab.differences import relative_error
from quizdl.lab.known_answers import least_response
from quizdl.lab.samples import oddity_of_integers, oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend
from ..programs.least_squares import least_squares_gradient
from .common import excess_loss, height, rises, rises_so_far, share_left


@claim(
    en="When the loss rises, the learning rate is too large.",
    ko="손실이 증가한다면 학습률이 너무 큰 것이다.",
    short="A rising loss means too large a step",
    seconds=0.3,
    expects="refuted",
    literature="Robbins & Monro 1951",
)
def a_rise_means_too_large(share_of_limit: float = 0.01, batch: int = 4, seed: int = 0) -> Evidence:
    if not 1e-6 <= share_of_limit <= 0.5:
        raise Undecided(
            en="the test takes a step that is far from too large, but not zero: 1e-6 to 0.5 of 2/L",
            ko="이 실험의 스텝은 한계보다 훨씬 작되 0은 아니어야 한다. 2/L의 1e-6배부터 0.5배까지이다",
        )
    rng = np.random.default_rng(seed)
    samples = rng.normal(size=(64, 5))
    x, y = samples[:, :-1], samples[:, -1]
    hessian, optimum = x.T @ x / len(x), np.linalg.lstsq(x, y, rcond=None)[0]
    limit = 2 / np.linalg.eigvalsh(hessian)[-1]
    rows = rng.integers(len(x), size=(400, batch))
    batches = cycle(rows)

    def mini(theta: Array) -> Array:
        drawn = next(batches)
        return least_squares_gradient(theta, x[drawn], y[drawn])

    def full(theta: Array) -> Array:
        return least_squares_gradient(theta, x, y)

    path = descend(mini, optimum + 0.1, share_of_limit * limit, 400)
    by_torch = torch_path(
        partial(torch.optim.SGD, lr=share_of_limit * limit),
        lambda theta, t: least_squares_gradient(theta, x[rows[(t - 1) % len(rows)]], y[rows[(t - 1) % len(rows)]]),
        optimum + 0.1,
        400,
    )
    paths = [path, *(torch_descent(full, optimum + 0.1, share * limit, 400) for share in (share_of_limit, 1.01))]
    noisy, calm, wild = (height(of_run - optimum, hessian) for of_run in paths)
    by_squares = [excess_loss(of_run, x, y) for of_run in paths]
    left = [share_left(hessian, np.full(4, 0.1), share, 400) for share in (share_of_limit, 1.01)]
    said = "the sentence: at a hundredth of 2/L, far from too large, the loss would never rise"
    t = np.arange(1, 401)
    return Evidence(
        finding=Finding(
            "At {share:.3g} of 2/L the loss rose in {noisy:.3g} % of the steps with mini-batches, and in {calm:.3g} % "
            "with the full batch",
            noisy="rising steps with mini-batches",
            calm="rising steps with the full batch",
        ),
        fields={"share": share_of_limit},
        caption="Share of the steps so far that raised the loss on all samples: with the same small learning rate, by "
        "mini-batches and by all samples.",
        measurements=[
            Measurement("rising steps with mini-batches", float(rises(noisy)), at_most(0, because=said), unit="%")
        ],
        controls=[
            Control("rising steps with the full batch", float(rises(calm)), at_most(0), unit="%", must="hold"),
            Control(
                "distance from torch at the small rate on the samples drawn",
                max_distance(path, by_torch),
                at_most(1e-12, because="the same formula; rounding of steps that contract"),
                must="hold",
            ),
            Control(
                "draws of samples", rows.size, within(400 * batch, 0, because="whole numbers, counted"), must="hold"
            ),
            Control(
                "how odd draws and samples look",
                max(oddity_of_integers(rows, len(x)), oddity_of_normal(np.column_stack([x, y]))),
                NOT_ODD,
                must="hold",
            ),
            Control(
                "largest relative distance of a loss from the mean of the squared errors",
                max(map(relative_error, (noisy, calm, wild), by_squares)),
                at_most(1e-9, because="the same quadratic; rounding of squared errors beside small losses"),
                must="hold",
            ),
            Control(
                "least relative error where one number of twenty is off by 1",
                least_response(relative_error, (20,)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                must="hold",
            ),
            Control(
                "last losses over the first with the full batch: largest distance from their closed form",
                max(max_distance(run[-1] / run[0], right) for run, right in zip((calm, wild), left, strict=True)),
                at_most(1e-9, because="each mode shrinks or grows by itself; rounding of 400 steps"),
                must="hold",
            ),
            Control(
                "samples that are never drawn",
                len(x) - len(np.unique(rows)),
                within(0, 0, because="each is drawn 25 times in the mean; the chance of never is e⁻²⁵"),
                must="hold",
            ),
            Control(
                "last loss over the first with the full batch at 1.01 of 2/L",
                wild[-1] / wild[0],
                at_least(1),
                must="hold",
            ),
        ],
        curves=[
            Curve("mini-batches", list(rises_so_far(noisy[:, None])), list(t), role="subject"),
            Curve("full batch", list(rises_so_far(calm[:, None])), list(t), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="steps so far that raised the loss (%)",
            marks=[
                Mark(of="rising steps with mini-batches", x=400, text="{value:.3g} %"),
                Mark(of="rising steps with the full batch", x=400, text="{value:.3g} %"),
            ],
        ),
    )


mutant(
    "takes a rate that is too large after all",
    "path = descend(mini, optimum + 0.1, share_of_limit * limit, 400)",
    "path = descend(mini, optimum + 0.1, 1.01 * limit, 400)",
)
mutant("repeats four mini-batches", "rng.integers(len(x), size=(400, batch))", "rng.integers(len(x), size=(4, batch))")
mutant("measures the loss from zero", "height(of_run - optimum, hessian)", "height(of_run, hessian)")
