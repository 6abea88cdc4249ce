"""Whether early stopping is some plain L2 penalty: how far the nearest of all ridges is."""

import numpy as np

from quizdl.lab.differences import relative_error
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_least, at_most, claim, within

from ..programs.filter_factors import filter_ridge
from .stopped_descent import DIRECTIONS, STEPS, Problem, check


@claim(
    en="Early stopping of gradient descent on least squares gives exactly the solution of some plain L2 penalty.",
    ko="최소제곱에서 경사 하강법의 조기 종료는 어떤 L2 벌점의 해와 정확히 같다.",
    short="Early stopping as plain L2",
    seconds=0.5,
    expects="refuted",
    literature="Bishop 1995; Ali 2019",
)
def early_stopping_is_l2(rate: float = 0.05, condition: float = 10.0, seed: int = 0) -> Evidence:
    check(rate, condition)
    rng = np.random.default_rng(seed)
    problem = Problem(np.geomspace(1 / condition, 1, DIRECTIONS), rate, rng)
    even = Problem(np.full(DIRECTIONS, 0.5), rate, rng)
    path, path_of_even = problem.path(np.zeros(DIRECTIONS)), even.path(np.zeros(DIRECTIONS))
    times = np.unique(np.geomspace(1, STEPS, 25).astype(int))
    distances = np.array([problem.nearest_ridge(path[t]) for t in times])
    at = int(np.argmax(distances))
    end = 100
    floor = 1e-6
    return Evidence(
        finding=Finding(
            "After {steps} steps the nearest of all plain ridges is {off:.2g} of the weights away",
            off="largest distance of early stopping from the nearest ridge",
        ),
        caption="How far gradient descent is from the nearest ridge of any λ, relative to the weights, over its steps.",
        fields={"steps": int(times[at])},
        measurements=[
            Measurement(
                "largest distance of early stopping from the nearest ridge",
                float(distances[at]),
                at_most(floor, because="0 but for the steps of λ, if it were a plain ridge"),
            ),
        ],
        controls=[
            Control(
                "distance where all singular values are equal",
                even.nearest_ridge(path_of_even[end]),
                at_most(floor),
                must="hold",
            ),
            Control(
                "distance of a ridge from the nearest ridge",
                problem.nearest_ridge(problem.turn @ (filter_ridge(problem.s, 0.3) * problem.along)),
                at_most(floor),
                must="hold",
            ),
            Control(
                "largest distance over that along the singular directions",
                float(distances[at]) / problem.distance_in_theory(int(times[at])),
                within(1, 0.01, because="the same minimum over λ; its steps"),
                must="hold",
            ),
            Control(
                "distance of gradient descent from the matrix ridge",
                relative_error(path[end], problem.matrix_ridge(end, np.zeros(DIRECTIONS))),
                at_most(floor),
                must="hold",
            ),
            Control(
                "least share of least squares after so many steps",
                float(problem.kept(path[end]).min()),
                at_least(0.5 * (1 - np.exp(-rate * end / condition**2))),
                must="hold",
            ),
        ],
        curves=[Curve("nearest ridge", list(distances), x=list(times), role="subject")],
        axes=Axes(
            x="step",
            y="distance / weights",
            log_x=True,
            marks=[
                Mark(
                    of="largest distance of early stopping from the nearest ridge",
                    x=float(times[at]),
                    text="{value:.2g}",
                )
            ],
        ),
    )
