"""Up to where a larger batch pays."""

import itertools
import math

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.samples import oddity_of_integers
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
    between,
    claim,
    mutant,
    progress,
    within,
)

from .common import check_digits, check_standard_errors, digits, squared_errors, standard_errors, torch_gradients


@claim(
    en="Where the curvature is alike in all directions, a larger batch pays up to about B = tr Σ/|g|²: well below "
    "this noise scale doubling it nearly doubles the progress of the best step, well above it hardly helps.",
    ko="곡률이 모든 방향으로 같다면 배치를 키우는 이득은 B = tr Σ/|g|² 정도까지만 크다. 이 noise scale보다 훨씬 작을 "
    "때는 두 배로 키우면 가장 좋은 스텝의 진전도 거의 두 배가 되지만, 훨씬 클 때는 거의 늘지 않는다.",
    short="Up to where a larger batch pays",
    seconds=0.8,
    literature="McCandlish et al. 2018",
)
def noise_scale(draws: int = 1000, seed: int = 0) -> Evidence:
    if draws < 200:
        raise Undecided(
            en="fewer than 200 draws leave the mean of |g_B|² uncertain",
            ko="200번보다 적게 뽑으면 |g_B|²의 평균이 불확실하다",
        )
    rng = np.random.default_rng(seed)
    samples = 2000
    data = digits(samples, rng)
    everyone = torch_gradients(data)
    signal, trace = (everyone.mean(axis=0) ** 2).sum(), everyone.var(axis=0).sum()
    scale = trace / signal
    sizes = [max(1, round(scale * times)) for times in (1 / 8, 1 / 4, 1, 2, 8, 16)]
    shares, errors, off, first_drawn = [], [], [], []
    for size in progress(sizes):
        rows = rng.integers(samples, size=(draws, size))
        squares = squared_errors(data, 0, list(rows))
        first_drawn.append(rows.ravel()[:draws])
        # the best step along g_B on a round bowl: what it gains, over what the full gradient would gain
        shares.append(signal / squares.mean())
        errors.append(squares.std() / squares.mean() / math.sqrt(draws))
        off.append(standard_errors(squares, signal * (1 + scale / size)))
    sigmas = between(
        0.05, 5, because="E|g_B|² = |g|² + tr Σ/B; 5 sigma at each size, and not below 0.05 at all of them"
    )
    pays = at_least(1.5, because="(1 + s)/(1 + s/2) is 1.8 for s = tr Σ/(|g|²B) = 8")
    halfway = 1 / (1 + scale / sizes[2])
    gains = [later / earlier for earlier, later in itertools.pairwise(shares)]
    of_eighth, of_eight = gains[0], gains[4]
    off_theory = [
        gain / (1 + scale / sizes[at]) * (1 + scale / sizes[at + 1]) - 1 for at, gain in ((0, of_eighth), (4, of_eight))
    ]
    grid = np.geomspace(sizes[0], sizes[-1], 60)
    return Evidence(
        finding=Finding(
            "A batch of the noise scale, {size}, makes {share:.3g} of the progress of the full gradient",
            share="progress of a batch of the noise scale",
        ),
        caption="Progress of the best step along the gradient of a batch, over that of the full gradient, by batch "
        "size.",
        fields={"size": sizes[2]},
        measurements=[
            Measurement(
                "progress of a batch of the noise scale",
                shares[2],
                within(
                    halfway,
                    5 * errors[2] * halfway,
                    because="1/(1 + noise scale/B), one half but for whole samples; 5 standard errors",
                ),
            ),
            Measurement("gain from doubling an eighth of the noise scale", of_eighth, pays),
            Measurement("largest deviation from 1/(1 + noise scale/B)", max(off), sigmas, unit="standard errors"),
            check_standard_errors(),
            check_controls(*off_theory, most=5 * math.hypot(*sorted(errors)[-2:])),
            Measurement(
                "how odd the first digits of the batches look",
                oddity_of_integers(first_drawn, samples),
                NOT_ODD,
                check=True,
            ),
            *check_digits(data),
        ],
        controls=[Control("gain from doubling eight times the noise scale", of_eight, pays)],
        curves=[
            Curve("measured", shares, x=sizes, points=True, role="subject"),
            Curve("1/(1 + noise scale/B)", list(1 / (1 + scale / grid)), x=list(grid), role="reference"),
        ],
        axes=Axes(
            x="batch size",
            y="progress of a step over that of the full gradient",
            log_x=True,
            marks=[Mark(of="progress of a batch of the noise scale", x=sizes[2])],
        ),
    )


mutant(
    "draws from half of the digits",
    "rng.integers(samples, size=(draws, size))",
    "rng.integers(samples // 2, size=(draws, size))",
)
