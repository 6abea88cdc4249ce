"""Who changes the weights: backward() computes a gradient, and optimizers step along it or elsewhere."""

from itertools import chain
from typing import Any

import numpy as np
import torch

from quizdl.lab.checks import check_controls
from quizdl.lab.differences import EPSILON, relative_error
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
    claim,
    within,
)

from ..programs.mlp import Array, Layers
from ..programs.mlp_backward import backward
from .common import EXACT, NO_COLUMN, check_sample, draw, flat, in_torch


def torch_step(kind: Any, layers: Layers, x: Array, y: Array, **options: Any) -> tuple[Array, Array, Array]:
    """θ as it was, after loss.backward(), and after optimizer.step()."""
    parameters, _, f = in_torch(layers, x, y)
    optimizer = kind(parameters, foreach=False, **options)
    before = flat(p.detach() for p in parameters)
    f.backward()
    computed = flat(p.detach() for p in parameters)
    optimizer.step()
    return before, computed, flat(p.detach() for p in parameters)


@claim(
    en="backward() computes the gradient and changes no weight; optimizer.step() does. Called twice, it adds up.",
    ko="backward()는 기울기를 계산할 뿐 가중치를 바꾸지 않는다. 바꾸는 것은 optimizer.step()이다. backward()를 두 번 "
    "부르면 기울기가 누적된다.",
    short="backward() changes no weight",
    seconds=0.3,
    literature="Linnainmaa 1970; Rumelhart, Hinton & Williams 1986",
)
def computes_only(batch: int = 8, seed: int = 0) -> Evidence:
    layers, x, y = draw((4, 6, 5, 3), batch, seed)
    theta = flat(chain(*layers))
    g = flat(backward(layers, x, y))
    by_hand = abs(flat(chain(*layers)) - theta).max()
    before, computed, after = torch_step(torch.optim.SGD, layers, x, y, lr=0.1)
    parameters, _, f = in_torch(layers, x, y)
    f.backward(retain_graph=True)
    once = flat(p.grad for p in parameters)
    f.backward()
    twice = flat(p.grad for p in parameters)
    same = within(0, 0, because="nothing writes to θ: not a bit may differ")
    return Evidence(
        finding=Finding(
            "backward() moves no weight by more than {computed:.3g}, optimizer.step() moves one by {stepped:.3g}",
            computed="largest change of a weight by backward()",
            stepped="largest change of a weight by optimizer.step()",
        ),
        caption="What each call changes of each weight.",
        measurements=[
            Measurement("largest change of a weight by backward()", abs(computed - before).max(), same),
            Measurement("largest change of a weight by the pass written here", by_hand, same),
            Measurement(".grad after one call: distance from the gradient by hand", relative_error(once, g), EXACT),
            Measurement(
                ".grad after two calls: distance from twice the gradient by hand", relative_error(twice, 2 * g), EXACT
            ),
            check_controls(abs(after - computed).max() - 0.1 * abs(g).max(), relative_error(twice, g) - 1 / 2),
            *check_sample(x, y, batch, 3),
        ],
        controls=[
            Control("largest change of a weight by optimizer.step()", abs(after - computed).max(), same),
            Control(".grad after two calls: distance from the gradient by hand", relative_error(twice, g), EXACT),
        ],
        curves=[
            Curve("by backward()", list(computed - before), role="subject"),
            Curve("by optimizer.step()", list(abs(after - computed)), role="reference"),
        ],
        axes=Axes(
            x="parameter",
            y="change of the weight",
            marks=[
                Mark(of="largest change of a weight by backward()", x=0),
                Mark(of="largest change of a weight by optimizer.step()", x=int(abs(after - computed).argmax())),
            ],
        ),
    )


@claim(
    en="Backpropagation is the process that updates the weights.",
    ko="역전파는 가중치를 업데이트하는 과정이다.",
    short="Folklore: it updates the weights",
    seconds=0.3,
    expects="refuted",
    literature="Linnainmaa 1970",
)
def updates_the_weights(batch: int = 8, seed: int = 0) -> Evidence:
    layers, x, y = draw((4, 6, 5, 3), batch, seed)
    before, computed, after = torch_step(torch.optim.SGD, layers, x, y, lr=0.1)
    by_backward, by_step = abs(computed - before), abs(after - computed)
    some = at_least(1, because="whatever updates the weights changes some")
    return Evidence(
        finding=Finding(
            "backward() changes {computed:.0f} of {weights} weights, optimizer.step() {stepped:.0f}",
            computed="weights changed by backward()",
            stepped="weights changed by optimizer.step()",
        ),
        caption="The number of weights that each call has changed, from the first parameter to the last.",
        fields={"weights": before.size},
        measurements=[
            Measurement("weights changed by backward()", int(np.count_nonzero(by_backward)), some),
            *check_sample(x, y, batch, 3),
        ],
        controls=[
            Control("weights changed by optimizer.step()", int(np.count_nonzero(by_step)), some, must="hold"),
            Control(
                "largest distance of a change by optimizer.step() from ηg by hand",
                abs(by_step - 0.1 * abs(flat(backward(layers, x, y)))).max(),
                at_most(1e-14, because="weights below ten round by 1e-15"),
                must="hold",
            ),
        ],
        curves=[
            Curve("by backward()", list(np.cumsum(by_backward > 0)), role="subject"),
            Curve("by optimizer.step()", list(np.cumsum(by_step > 0)), role="reference"),
        ],
        axes=Axes(
            x="parameter",
            y="weights changed so far",
            marks=[
                Mark(of="weights changed by backward()", x=before.size - 1, text="{value:.0f}"),
                Mark(of="weights changed by optimizer.step()", x=before.size - 1, text="{value:.0f}"),
            ],
        ),
    )


@claim(
    en="Plain SGD moves the weights by exactly -ηg, and so does the first step with momentum. Weight decay adds "
    "-ηλθ, Nesterov's first step is longer, and Adam does not even move along -g.",
    ko="모멘텀과 가중치 감쇠가 없는 SGD는 가중치를 정확히 -ηg만큼 움직이며, 모멘텀을 써도 첫 스텝은 같다. 가중치 "
    "감쇠는 -ηλθ를 더하고, Nesterov 모멘텀의 첫 스텝은 더 길며, Adam은 움직이는 방향부터 -g와 다르다.",
    short="Which optimizers step along -g",
    seconds=0.3,
    literature="Robbins & Monro 1951; Kingma & Ba 2015",
)
def sgd_follows_the_gradient(lr: float = 0.1, decay: float = 0.1, batch: int = 5, seed: int = 0) -> Evidence:
    layers, x, y = draw((5, 5, 5, 5), batch, seed)  # all square: exchanged axes raise nothing, their numbers must tell
    g, theta = flat(backward(layers, x, y)), flat(chain(*layers))

    def step(kind: Any, **options: Any) -> Array:
        """The first step in learning rates."""
        before, _, after = torch_step(kind, layers, x, y, lr=lr, **options)
        return (after - before) / lr

    sgd, heavy = step(torch.optim.SGD), step(torch.optim.SGD, momentum=0.9)
    nesterov = step(torch.optim.SGD, momentum=0.9, nesterov=True)
    decayed, adam = step(torch.optim.SGD, weight_decay=decay), step(torch.optim.Adam)
    largest = abs(theta).max() / lr + abs(g).max() + decay * abs(theta).max() + 1
    rounding = at_most(4 * EPSILON * largest, because="g, θ - ηg and the difference of both θ round")
    along = within(1, 1e-12, because="parallel vectors; rounding")
    unit = "η"
    return Evidence(
        finding=Finding(
            "The first step of SGD is off -ηg by at most {sgd:.2g} η, with weight decay by {decayed:.2g} η, with "
            "Adam by "
            "{adam:.2g} η",
            sgd="SGD: largest distance from -ηg",
            decayed="weight decay: largest distance from -ηg",
            adam="Adam: largest distance from -ηg",
        ),
        caption="Distance of the first step from -ηg, parameter by parameter; distances of zero are drawn at 1e-17.",
        measurements=[
            Measurement("SGD: largest distance from -ηg", abs(sgd + g).max(), rounding, unit=unit),
            Measurement("momentum: largest distance from -ηg", abs(heavy + g).max(), rounding, unit=unit),
            Measurement(
                "weight decay: largest distance from -η(g + λθ)",
                abs(decayed + g + decay * theta).max(),
                rounding,
                unit=unit,
            ),
            Measurement("Nesterov: largest distance from -1.9 ηg", abs(nesterov + 1.9 * g).max(), rounding, unit=unit),
            Measurement(
                "Adam: largest distance from -ηg/(|g| + ε)",
                abs(adam + g / (abs(g) + 1e-8)).max(),
                at_most(16 * EPSILON * largest, because="running means, their corrections and the root round"),
                unit=unit,
            ),
            Measurement("SGD: cosine with -g", cosine(sgd, -g), along),
            check_controls(
                abs(decayed + g).max() - decay * abs(theta).max(),
                abs(nesterov + g).max() - 0.9 * abs(g).max(),
                abs(adam + g).max() - abs(g / (abs(g) + 1e-8) - g).max(),
                cosine(adam, -g) - cosine(g / (abs(g) + 1e-8), g),
                cosine(g, -3 * g) + 1,
                most=16 * EPSILON * largest + 1e-12,
            ),
            *check_sample(x, y, batch, 5),
        ],
        controls=[
            Control("weight decay: largest distance from -ηg", abs(decayed + g).max(), rounding, unit=unit),
            Control("Nesterov: largest distance from -ηg", abs(nesterov + g).max(), rounding, unit=unit),
            Control("Adam: largest distance from -ηg", abs(adam + g).max(), rounding, unit=unit),
            Control("Adam: cosine with -g", cosine(adam, -g), along),
        ],
        curves=[
            Curve("SGD", list(np.maximum(abs(sgd + g), NO_COLUMN)), points=True, role="subject"),
            Curve(
                "SGD with weight decay", list(np.maximum(abs(decayed + g), NO_COLUMN)), points=True, role="reference"
            ),
            Curve("Adam", list(np.maximum(abs(adam + g), NO_COLUMN)), points=True, role="reference"),
        ],
        axes=Axes(
            x="parameter",
            y="distance from -ηg in η",
            log_y=True,
            marks=[
                Mark(of="SGD: largest distance from -ηg", x=int(abs(sgd + g).argmax()), text="{value:.2g}"),
                Mark(
                    of="weight decay: largest distance from -ηg", x=int(abs(decayed + g).argmax()), text="{value:.2g}"
                ),
                Mark(of="Adam: largest distance from -ηg", x=int(abs(adam + g).argmax()), text="{value:.2g}"),
            ],
        ),
    )


def cosine(one: Array, other: Array) -> float:
    """The cosine of the angle between two vectors."""
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))
