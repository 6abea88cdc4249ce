"""The noise of a mini-batch: how fast it falls, when it vanishes, and up to where a larger batch pays."""

import itertools
import math
from collections.abc import Iterable, Sequence

import numpy as np

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.samples import oddity_of_integers
from quizdl.lab.statistics import log_log_slope
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
    between,
    claim,
    mutant,
    progress,
    within,
)

from ..programs.batch_formulas import batch_variance
from ..programs.sampling import replaced
from .common import check_digits, check_standard_errors, cut, digits, squared_errors, standard_errors, torch_gradients


@claim(
    en="The rms error of the gradient of a mini-batch drawn at random with replacement is √(tr Σ/B): it falls as "
    "B^(-1/2).",
    ko="무작위로 복원 추출한 미니배치 기울기의 RMS 오차는 √(tr Σ/B)로, B의 -1/2제곱에 비례해 줄어든다.",
    short="Noise falls as the root of the batch",
    seconds=0.8,
    literature="Keskar et al. 2017; McCandlish et al. 2018",
)
def noise_falls_as_inverse_root(samples: int = 1000, draws: int = 400, seed: int = 0) -> Evidence:
    if samples < 500 or draws < 300:
        raise Undecided(
            en="fewer than 300 draws or 500 samples leave the slope uncertain by 0.02",
            ko="300번보다 적게 뽑거나 샘플이 500개보다 적으면 직선의 기울기가 0.02만큼 불확실하다",
        )
    rng = np.random.default_rng(seed)
    data = digits(samples, rng)
    everyone = torch_gradients(data)
    full, trace = everyone.mean(axis=0), everyone.var(axis=0).sum()
    places, sizes = np.arange(samples), 2 ** np.arange(samples.bit_length())  # 1, 2, 4, … up to N
    by_class, sorted_gradients = np.argsort(data.labels, kind="stable"), everyone[np.lexsort((places, data.labels))]
    rms, mean_squares, off, sorted_rms, sorted_by_torch, first_drawn = [], [], [], [], [], []
    for size in progress(sizes):
        rows = replaced(samples, draws, rng)
        first_drawn.append(rows[0])
        squares = squared_errors(data, full, [draw[:size] for draw in rows])
        rms.append(math.sqrt(squares.mean()))
        mean_squares.append(math.fsum(squares) / draws)
        off.append(standard_errors(squares, trace / size))
        sorted_rms.append(math.sqrt(squared_errors(data, full, cut(by_class, int(size))).mean()))
        errors = [sorted_gradients[chunk].mean(axis=0) - full for chunk in cut(places, int(size))]
        sorted_by_torch.append(math.sqrt(np.mean([(error**2).sum() for error in errors])))
    minus_half = within(-0.5, 0.02, because="each rms is good to 1/√(2·400), the slope to 0.006")
    sigmas = between(0.05, 5, because="5 sigma at each size, and not below 0.05 at all of them")
    above = at_most(1 + 5 / math.sqrt(2 * draws), because="5 sigma above the line")
    line = np.sqrt(trace / sizes)
    spread = 5 / math.sqrt(draws)
    near = "√(tr Σ/B); single squares scatter by less than twice their mean: 5 sigma"
    single, largest = (within(line[end], spread * line[end], because=near) for end in (0, -1))
    return Evidence(
        finding=Finding(
            "The rms error falls from {single:.2g} at B = 1 to {largest:.2g} at B = {size}",
            single="rms error at B = 1",
            largest="rms error at the largest B",
        ),
        caption="The rms error of the gradient of a batch, by batch size: random batches keep to √(tr Σ/B), batches "
        "sorted by "
        "class do not.",
        fields={"size": sizes[-1]},
        measurements=[
            Measurement("rms error at B = 1", rms[0], single),
            Measurement("rms error at the largest B", rms[-1], largest),
            Measurement("power of B in the rms error", log_log_slope(sizes, rms)[0], minus_half),
            Measurement("largest deviation of rms² from tr Σ/B", max(off), sigmas, unit="standard errors"),
            check_standard_errors(),
            check_controls(
                log_log_slope(sizes, sizes * rms)[0] - log_log_slope(sizes, rms)[0] - 1,
                *np.subtract(sorted_rms, sorted_by_torch),
                *(np.square(rms) / mean_squares - 1),
            ),
            Measurement(
                "how odd the first digits drawn for each batch size look",
                oddity_of_integers(first_drawn, samples),
                NOT_ODD,
                check=True,
            ),
            Measurement(
                "exponent of a power law of 3/2",
                log_log_slope([1, 2, 4, 9], [2.0, 2 * 2**1.5, 16, 54])[0],
                within(1.5, 1e-12, because="2·x^(3/2) at four points; rounding"),
                check=True,
            ),
            Measurement(
                "tr Σ off the mean of |g_i - g|²",
                abs(trace / batch_variance(everyone.reshape(samples, -1), 1, replace=True) - 1),
                at_most(1e-12, because="the same sum in another order; rounding"),
                check=True,
            ),
            *check_digits(data),
        ],
        controls=[
            Control("power of B for the summed loss", log_log_slope(sizes, sizes * rms)[0], minus_half),
            Control("power of B for batches sorted by class", log_log_slope(sizes, sorted_rms)[0], minus_half),
            Control("batches of 64 sorted by class over √(tr Σ/64)", sorted_rms[6] / line[6], above),
        ],
        curves=[
            Curve("drawn at random", rms, x=list(sizes), points=True, role="subject"),
            Curve("√(tr Σ/B)", list(line), x=list(sizes), role="reference"),
            Curve("sorted by class", sorted_rms, x=list(sizes), points=True, role="reference"),
        ],
        axes=Axes(
            x="batch size",
            y="rms error of the gradient",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="rms error at B = 1", x=1, text="{value:.2g}"),
                Mark(of="rms error at the largest B", x=sizes[-1], text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="A batch ten times as large gives a gradient ten times as exact.",
    ko="배치를 열 배로 키우면 기울기가 열 배 정확해진다.",
    short="Folklore: ten times as exact",
    seconds=0.4,
    expects="refuted",
    literature="Bottou, Curtis & Nocedal 2018",
)
def ten_times_as_exact(draws: int = 1000, seed: int = 0) -> Evidence:
    if draws < 2:
        raise Undecided(en="a spread needs two draws or more", ko="흩어진 정도를 재려면 두 번 이상 뽑아야 한다")
    rng = np.random.default_rng(seed)
    data = digits(1000, rng)
    full = torch_gradients(data).mean(axis=0)
    of_ten, of_hundred = (replaced(1000, draws, rng)[:, :size] for size in (10, 100))
    small, large = (squared_errors(data, full, list(rows)) for rows in (of_ten, of_hundred))
    ratio = small.mean() / large.mean()
    error = 5 * ratio * math.hypot(small.std() / small.mean(), large.std() / large.mean()) / math.sqrt(draws)
    if not error < 0.3 * ratio:
        raise Undecided(
            en=f"{draws} draws leave the ratio of squared errors uncertain by more than 30 %",
            ko=f"{draws}번 뽑아서는 제곱 오차의 비가 30% 넘게 불확실하다",
        )
    interval = (math.sqrt(ratio - error), math.sqrt(ratio + error))
    ten = at_least(9, because="what the sentence says, to a tenth; interval of 5 standard errors")
    tenth = within(10, error, because="tr Σ/B; 5 standard errors")
    sizes = [10, 20, 50, 100]
    return Evidence(
        finding=Finding(
            "The rms error at B = 10 is {ratio:.3g} times that at B = 100",
            ratio="rms error at B = 10 over that at B = 100",
        ),
        caption="The rms error of the gradient, over that at B = 100, beside what the sentence says and what √(tr "
        "Σ/B) says.",
        measurements=[
            Measurement("rms error at B = 10 over that at B = 100", math.sqrt(ratio), ten, interval=interval),
            *check_digits(data),
        ],
        controls=[
            Control("squared error at B = 10 over that at B = 100", ratio, tenth, must="hold"),
            Control(
                "share of digits that both sizes drew at one place",
                float(np.mean(of_ten == of_hundred[:, :10])),
                within(0.001, 5 * math.sqrt(0.001 / of_ten.size), because="independent draws of 1000; 5 sigma"),
                must="hold",
            ),
            Control(
                "how odd the digits drawn look",
                oddity_of_integers(np.hstack([of_ten, of_hundred]), 1000),
                NOT_ODD,
                must="hold",
            ),
        ],
        curves=[
            Curve("measured", [math.sqrt(ratio), 1], x=[10, 100], points=True, role="subject"),
            Curve("1/√B", [math.sqrt(100 / size) for size in sizes], x=sizes, role="reference"),
            Curve("1/B", [100 / size for size in sizes], x=sizes, role="bound"),
        ],
        axes=Axes(
            x="batch size",
            y="rms error over that at B = 100",
            log_x=True,
            log_y=True,
            marks=[Mark(of="rms error at B = 10 over that at B = 100", x=10)],
        ),
    )


@claim(
    en="Without replacement the squared error carries the factor (N - B)/(N - 1): it reaches zero at B = N.",
    ko="비복원 추출이면 제곱 오차에 유한 모집단 보정 (N - B)/(N - 1)이 붙어 B = N에서 0이 된다.",
    short="Without replacement noise reaches zero",
    seconds=0.1,
    literature="Cochran 1977",
)
def finite_population(samples: int = 6, seed: int = 0) -> Evidence:
    if not 3 <= samples <= 12:
        raise Undecided(
            en="all batches of 3 to 12 samples are enumerated", ko="샘플 3~12개에서 뽑는 모든 배치를 열거한다"
        )
    everyone = torch_gradients(digits(samples, np.random.default_rng(seed))).reshape(samples, -1)
    full = everyone.mean(axis=0)
    scale = everyone.var(axis=0).sum()

    def enumerated(every: Iterable[tuple[int, ...]]) -> float:
        return float(np.mean([((everyone[list(batch)].mean(axis=0) - full) ** 2).sum() for batch in every]) / scale)

    def off(formula: Sequence[float], *ways: Iterable[tuple[int, ...]]) -> float:
        return max(abs(enumerated(every) - value) for every, value in zip(ways, formula, strict=True))

    exact = at_most(1e-13, because="every batch enumerated; rounding of a few hundred sums, over tr Σ")
    sizes = range(1, samples + 1)
    subsets = [list(itertools.combinations(range(samples), size)) for size in sizes]
    kept = [batch_variance(everyone, size, replace=False) / scale for size in sizes]
    drawn = [batch_variance(everyone, size, replace=True) / scale for size in sizes]
    of_pairs, of_two = (off(drawn[1:2], every) for every in (itertools.product(range(samples), repeat=2), subsets[1]))
    return Evidence(
        finding=Finding(
            "At B = N = {samples} the squared error is {without:.2g} of tr Σ without replacement, {drawn:.2g} with it",
            without="without replacement: squared error at B = N",
            drawn="with replacement: squared error at B = N",
        ),
        caption="Squared error of the gradient of a batch over tr Σ, by batch size.",
        fields={"samples": samples},
        measurements=[
            Measurement("without replacement: squared error at B = N", enumerated(subsets[-1]), exact),
            Measurement("without replacement: formula off all subsets", off(kept, *subsets), exact),
            Measurement("with replacement: formula off all draws of two", of_pairs, exact),
            check_controls(of_two - 1 / (2 * (samples - 1))),
            Measurement(
                "with replacement: squared error at B = N",
                drawn[-1],
                within(1 / samples, 1e-13, because="1/N by tr Σ/B; rounding"),
            ),
        ],
        controls=[Control("with replacement: formula off all subsets of two", of_two, exact)],
        curves=[
            Curve("without replacement", kept, x=sizes, role="subject"),
            Curve("with replacement", drawn, x=sizes, role="reference"),
        ],
        axes=Axes(
            x="batch size",
            y="squared error over tr Σ",
            marks=[
                Mark(of="without replacement: squared error at B = N", x=samples, text="{value:.2g}"),
                Mark(of="with replacement: squared error at B = N", x=samples, text="{value:.2g}"),
            ],
        ),
    )


mutant(
    "forgets that a drawn sample is gone",
    "/ size * (samples - size) / (samples - 1)",
    "/ size",
    program="batch_formulas",
)
mutant("takes N for N - 1", "(samples - size) / (samples - 1)", "(samples - size) / samples", program="batch_formulas")
mutant(
    "forgets the square root's square", "return trace / size\n", "return trace / size**0.5\n", program="batch_formulas"
)
mutant(
    "forgets to take the mean off the noise",
    "everyone.mean(axis=0), everyone.var(axis=0).sum()\n    places, sizes",
    "everyone.mean(axis=0), (everyone**2).mean(axis=0).sum()\n    places, sizes",
)
mutant(
    "takes the noise of the sum",
    "everyone.mean(axis=0), everyone.var(axis=0).sum()\n    places, sizes",
    "everyone.mean(axis=0), everyone.var(axis=0, ddof=1).sum() * 2\n    places, sizes",
)
mutant(
    "gives every batch size the same draws",
    "rows = replaced(samples, draws, rng)",
    "rows = replaced(samples, draws, np.random.default_rng(seed))",
)
