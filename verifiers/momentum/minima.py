"""Momentum and local minima: from which it carries a start away, into which it carries one, and what noise does."""

from functools import partial

import numpy as np
import torch

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.descent import Array, max_distance, torch_descent, torch_path
from quizdl.lab.samples import oddity_of_uniform
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
    within,
)

from .wells import double_well, endings, require_rest, stationary_points


def by_torch(lr: float, beta: float, starts: Array, tilt: float, steps: int) -> Array:
    """Where torch's momentum is after so many steps from each start."""
    sgd = partial(torch.optim.SGD, lr=lr, momentum=beta, foreach=False)
    places: Array = torch_path(sgd, lambda x, _: x * (x * x - 1) + tilt, starts, steps)
    return np.array(places[-1])


@claim(
    en="On a tilted double well without noise, momentum carries some starts from the local minimum's basin to the "
    "global minimum, and others from the global minimum's basin to the local one; with very small steps it does "
    "neither.",
    ko="잡음이 없는 기울어진 이중 우물에서는 모멘텀 덕분에 지역 최솟값의 골짜기를 벗어나 전역 최솟값에 이르는 시작점도 "
    "있고, 모멘텀 때문에 전역 최솟값의 골짜기를 벗어나 지역 최솟값에 빠지는 시작점도 있다. 학습률이 아주 작으면 어느 "
    "쪽도 일어나지 않는다.",
    short="Starts that momentum carries to a well",
    seconds=0.8,
    literature="our own construction",
)
def rescued_and_ruined(lr: float = 0.03, beta: float = 0.9, tilt: float = 0.1) -> Evidence:
    require_rest(lr, beta, tilt, steps=1000)
    starts = np.linspace(-2.5, 2.5, 401)
    steepest = 3 * max(abs(starts)) ** 2 - 1
    if lr * steepest >= 1:
        raise Undecided(
            en=f"lr = {lr:g}: descent itself overshoots from lr = {1 / steepest:.2g} on, and is no baseline",
            ko=f"lr = {lr:g}: lr = {1 / steepest:.2g}부터는 경사 하강법 자체가 최소점을 넘어가므로 비교 기준이 되지 "
            "못한다",
        )
    best, barrier, local = stationary_points(tilt)
    gradient = double_well(tilt)
    descent = torch_descent(gradient, starts, lr, 1000)[-1]
    ball, crawl = endings(lr, beta, starts, tilt), endings(1e-4, beta, starts, tilt, steps=4000)
    wells = torch.tensor(starts, requires_grad=True)
    loss = (wells**4 / 4 - wells**2 / 2 + tilt * wells).sum()
    (slopes,) = torch.autograd.grad(loss, wells)
    torch_ball = by_torch(lr, beta, starts, tilt, 1000)
    rescued, ruined = (descent > barrier) & (ball < barrier), (descent < barrier) & (ball > barrier)
    strayed = np.minimum(abs(ball - best), abs(ball - local))
    beyond, crawled_beyond = (
        np.sign(starts - barrier) * (ends - barrier) for ends in (descent, crawl)
    )  # own side: > 0
    pushed = 4000 * 1e-4 / (1 - beta)  # how far the time of a flow gets with tiny steps
    nearest = min(abs(starts - barrier))
    existence = "one such start is enough to show that it happens"
    return Evidence(
        finding=Finding(
            "Of 401 starts momentum carries {rescued} to the global minimum that descent does not take there, and "
            "{ruined} to the local one",
            rescued="rescued starts",
            ruined="ruined starts",
        ),
        caption="How many starts so far, from the left to the right, end in the other well than with gradient descent. "
        "The ball carries whole stretches of starts over the barrier.",
        measurements=[
            Measurement("rescued starts", sum(rescued), at_least(1, because=existence), unit="of 401"),
            Measurement("ruined starts", sum(ruined), at_least(1, because=existence), unit="of 401"),
            Measurement(
                "starts that change side with tiny steps",
                sum(crawled_beyond < 0),
                at_most(0, because="it follows descent with η/(1-β), which never overshoots"),
            ),
            Measurement(
                "largest distance of a rest from a minimum",
                max(strayed),
                at_most(1e-9, because="both wells attract; rounding"),
                check=True,
            ),
            Measurement(
                "starts that change side with descent",
                sum(beyond < 0),
                at_most(0, because="η f″ < 1: no step overshoots"),
                check=True,
            ),
            Measurement(
                "nearest end to the barrier with tiny steps over the nearest start",
                min(abs(crawled_beyond)) / nearest,
                between(1, np.exp(pushed), because="the flow leaves the barrier, and no curvature is below -1"),
                check=True,
            ),
            Measurement(
                "starts that end elsewhere with torch",
                sum(abs(ball - torch_ball) > 1e-6),
                at_most(0, because="the same steps but for rounding"),
                check=True,
            ),
            Measurement(
                "largest distance of a rest from torch's",
                max(max_distance(ball, torch_ball), max_distance(crawl, by_torch(1e-4, beta, starts, tilt, 4000))),
                at_most(1e-9, because="both wells attract; rounding"),
                check=True,
            ),
            Measurement(
                "largest distance of the gradient from autograd's",
                max(abs(gradient(starts) - slopes.numpy())),
                at_most(1e-13, because="four operations on numbers below 20; rounding"),
                check=True,
            ),
        ],
        controls=[
            Control(
                "starts that change side with these steps",
                sum((starts > barrier) != (torch_ball > barrier)),
                at_most(0),
            )
        ],
        curves=[
            Curve("rescued", list(np.cumsum(rescued)[::2]), x=list(starts[::2]), role="subject"),
            Curve("ruined", list(np.cumsum(ruined)[::2]), x=list(starts[::2]), role="subject"),
            Curve(
                "with tiny steps",
                list(np.cumsum((starts > barrier) != (crawl > barrier))[::2]),
                x=list(starts[::2]),
                role="reference",
            ),
        ],
        axes=Axes(
            x="start",
            y="starts so far",
            marks=[
                Mark(of="rescued starts", x=2.5, text="{value:.0f} rescued"),
                Mark(of="ruined starts", x=2.5, text="{value:.0f} ruined"),
            ],
        ),
    )


@claim(
    en="Momentum keeps gradient descent out of local minima.",
    ko="모멘텀을 쓰면 지역 최솟값에 빠지지 않는다.",
    short="Momentum and the local minimum",
    seconds=0.4,
    expects="refuted",
    literature="our own construction",
)
def never_local_minima(lr: float = 0.03, beta: float = 0.9, tilt: float = 0.1, seed: int = 0) -> Evidence:
    shallow = 0.36
    for of_wells in (tilt, shallow):
        require_rest(lr, beta, of_wells, steps=1000)
    rng = np.random.default_rng(seed)
    starts, slope = rng.uniform(-2.5, 2.5, 1000), rng.uniform(1.3, 2.3, 1000)
    _, barrier, local = stationary_points(tilt)
    _, ridge, _ = stationary_points(shallow)
    ball, fast = endings(lr, beta, starts, tilt), endings(lr, beta, slope, shallow)
    near = np.array([local + 0.1])
    beside = endings(lr, beta, near, tilt)
    in_torch = by_torch(lr, beta, starts, tilt, 1000)
    finite, finite_fast = np.isfinite(ball), np.isfinite(fast)
    ended = np.sort(starts[finite]), (ball > barrier)[finite][np.argsort(starts[finite])]
    entered = (
        np.sort(slope[finite_fast]),
        (fast > ridge)[finite_fast][np.argsort(slope[finite_fast])],
    )
    none = "kept from it: no start ends there; {finite} of 1000 runs ended finite and count"
    return Evidence(
        finding=Finding(
            "With momentum {share:.3g} of the starts end in the local minimum",
            share="share of starts that end in the local minimum",
        ),
        caption="Share of the starts so far, from the left to the right, that end in the local minimum. A shallow "
        "one, entered at speed, holds none of them.",
        measurements=[
            Measurement(
                "share of starts that end in the local minimum",
                np.mean(ended[1]),
                at_most(0, because=none),
                fields={"finite": int(finite.sum())},
            ),
            Measurement(
                "end of a start beside it above the barrier",
                beside[0] - barrier,
                at_most(0, because="kept from it: it ends on the other side"),
            ),
        ],
        controls=[
            Control(
                "share that ends in a shallow one entered at speed",
                np.mean(entered[1]),
                at_most(0, because=none),
                fields={"finite": int(finite_fast.sum())},
                must="hold",
            ),
            Control(
                "how odd the starts look",
                max(
                    oddity_of_uniform(np.stack([starts / 2.5, 2 * slope - 3.6]), -1, 1),
                    oddity_of_uniform(starts, -2.5, 2.5),
                    oddity_of_uniform(slope, 1.3, 2.3),
                ),
                NOT_ODD,
                must="hold",
            ),
            Control(
                "way of the start beside it down to its end",
                near[0] - beside[0],
                within(0.1, 1e-6, because="it comes to rest in the minimum"),
                must="hold",
            ),
            Control(
                "starts that end elsewhere with torch",
                int(sum(abs(ball - in_torch) > 1e-6)),
                at_most(0, because="the same steps but for rounding"),
                must="hold",
            ),
        ],
        curves=[
            Curve("the local minimum", list(np.cumsum(ended[1]) / len(ended[1])), x=list(ended[0]), role="subject"),
            Curve(
                "a shallow one entered at speed",
                list(np.cumsum(entered[1]) / len(entered[1])),
                x=list(entered[0]),
                role="reference",
            ),
        ],
        axes=Axes(
            x="start",
            y="share that ends in it",
            marks=[
                Mark(of="share of starts that end in the local minimum", x=max(ended[0], default=0), text="{value:.3g}")
            ],
        ),
    )


mutant("starts in the minimum instead of beside it", "np.array([local + 0.1])", "np.array([local])")
mutant(
    "draws both lists of starts by the same numbers",
    "rng.uniform(1.3, 2.3, 1000)",
    "np.random.default_rng(seed).uniform(1.3, 2.3, 1000)",
)
