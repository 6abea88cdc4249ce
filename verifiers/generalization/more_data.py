"""More data: where samples become as many as parameters, minimum-norm least squares gets worse."""

import numpy as np

from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim

from .common import Array, floats, most_errors, require, standard_errors
from .spread_weights import FEATURES, Problem


@claim(
    en="More training data never hurt: with the same model the expected test error can only fall.",
    ko="학습 데이터가 늘어서 나쁠 것은 없다. 같은 모델이면 기대 테스트 오차는 줄기만 한다.",
    short="More data and the test error",
    seconds=2.5,
    expects="refuted",
    literature="Nakkiran 2021",
)
def more_data(sigma: float = 0.5, draws: int = 1000, seed: int = 0) -> Evidence:
    require(
        0.2 <= sigma <= 2 and 500 <= draws <= 3000,
        en="σ from 0.2 to 2 and 500 to 3000 draws: there must be noise, and a median needs some draws",
        ko="σ는 0.2에서 2, 추출은 500번에서 3,000번 사이여야 한다. 잡음이 있어야 하고 중앙값에는 표본이 필요하다",
    )
    p, sizes = 20, [5, 10, 15, 18, 19, 20, 21, 22, 25, 30, 40]
    x = np.random.default_rng(seed).standard_normal((draws, max(sizes), FEATURES))
    cases = [Problem(sigma, rows, used=p) for rows in sizes]
    medians = [float(np.median(case.risks(x, p))) for case in cases]
    tuned = [float(np.median(case.risks(x, p, ridge=True))) for case in cases]

    def risks(size: int) -> Array:
        """The excess risks of each draw, with the omitted features as they are."""
        return cases[size].risks(x, p, averaged=False)

    few, as_many, many = (sizes.index(rows) for rows in (p // 2, p, 2 * p))
    return Evidence(
        finding=Finding(
            "With 20 parameters, going from {few} to {as_many} samples brings the median excess risk from {before:.3g} "
            "to {after:.3g}",
            before="median excess risk with half as many samples as parameters",
            after="median excess risk with as many samples as parameters",
        ),
        caption="Median excess risk of minimum-norm least squares with 20 parameters over the number of samples, and "
        "that of a tuned ridge, which only falls.",
        fields={"few": p // 2, "as_many": p},
        measurements=[
            Measurement(
                "median excess risk with as many samples as parameters over that with half as many",
                medians[as_many] / medians[few],
                at_most(1, because="no more than before, if data never hurt"),
            ),
        ],
        controls=[
            Control(
                "median excess risk of a tuned ridge with as many samples over that with half as many",
                tuned[as_many] / tuned[few],
                at_most(1),
                must="hold",
            ),
            Control(
                "median excess risk with twice as many samples as parameters over that with half as many",
                medians[many] / medians[few],
                at_most(1),
                must="hold",
            ),
            Control(
                "median excess risk with half as many samples as parameters",
                medians[few],
                cases[few].typical(p),
                must="hold",
            ),
            Control(
                "median excess risk with as many samples as parameters",
                medians[as_many],
                cases[as_many].peak(),
                must="hold",
            ),
            Control(
                "distance of the mean risk with half and twice as many samples from the formula",
                max(standard_errors(risks(size), cases[size].formula(p)) for size in (few, many)),
                at_most(most_errors(draws)),
                must="hold",
                unit="standard errors",
            ),
            Control("oddity of the drawn features", oddity_of_normal(x), at_most(5), must="hold"),
        ],
        curves=[
            Curve("minimum norm", medians, x=floats(sizes), role="subject"),
            Curve("tuned ridge", tuned, x=floats(sizes), role="reference"),
        ],
        axes=Axes(
            x="samples",
            y="risk beyond the noise",
            log_y=True,
            marks=[
                Mark(of="median excess risk with half as many samples as parameters", x=p // 2, text="{value:.2g}"),
                Mark(of="median excess risk with as many samples as parameters", x=p, text="{value:.3g}"),
            ],
        ),
    )
