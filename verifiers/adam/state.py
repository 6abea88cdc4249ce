"""What an Adam remembers is its own: of one optimizer, of one parameter, and not of the caller's arrays."""

from collections.abc import Callable

import numpy as np

from quizdl.lab.checks import check_controls
from quizdl.lab.descent import Step, descent_path, growing_distance, max_distance
from quizdl.lab.known_answers import least_response
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
    claim,
    mutant,
    within,
)

from ..programs.adagrad import Adagrad
from ..programs.adam import Adam
from ..programs.adamw import AdamW
from ..programs.amsgrad import AMSGrad
from .common import ROUNDING, noisy_valley, require
from .turns import (
    KeepsTheGradient,
    by_turns,
    corrected,
    fourth_of,
    from_alone,
    off_mixed_averages,
    off_overwritten_mean,
    reshaped,
    squared,
    squares_in_place,
    stay,
)


@claim(
    en="Each Adam has averages of its own: two that step by turns go where each goes alone, parameters of one array do "
    "not see each other's gradients, and a gradient may be overwritten as soon as the step is made.",
    ko="Adam은 저마다 자신의 이동평균을 가진다. 둘이 번갈아 스텝을 밟아도 각자 혼자 갈 때와 같은 경로를 가고, 한 "
    "배열의 파라미터들은 서로의 기울기에 영향받지 않으며, 스텝이 끝난 기울기 배열은 바로 덮어써도 된다.",
    short="Averages of its own",
    seconds=0.3,
    literature="Kingma & Ba 2015, algorithm 1",
)
def own_state(lr: float = 0.03, beta1: float = 0.9, beta2: float = 0.99, eps: float = 1e-8, seed: int = 0) -> Evidence:
    require(lr, beta1, beta2, eps)
    require_finite(lr)
    gradient, start = noisy_valley(seed)
    first, second = (lr, beta1, beta2, eps), (2 * lr, beta2, beta1, eps)
    own = from_alone(Adam(*first).step, Adam(*second).step, Adam(*first).step, gradient, start)
    _, other_path, changed = by_turns(Adam(*first).step, Adam(*second).step, gradient, start)
    one_alone = descent_path(Adam(*first).step, gradient, start)
    other_alone = descent_path(Adam(*second).step, squared(gradient), start[::-1].reshape(2, 3))
    fourth = descent_path(Adam(*first).step, fourth_of(gradient, one_alone), start[3:4])

    shared = corrected(first)  # one for two parameters
    together = from_alone(shared, reshaped(shared), corrected(first), gradient, start)
    reused = from_alone(KeepsTheGradient(lr).step, stay, KeepsTheGradient(lr).step, gradient, start)
    with np.errstate(all="ignore"):  # what is squared again and again overflows
        overwritten = min(
            by_turns(*rules, gradient, start)[2] for rules in ((squares_in_place, stay), (stay, squares_in_place))
        )
    return Evidence(
        finding=Finding(
            "Two Adams that step by turns get {own:.1g} away from where each goes alone; two parameters that share one "
            "Adam get {together:.2g} away",
            own="distance of the first of two from its path alone",
            together="distance of two parameters that share one optimizer from the path alone",
        ),
        caption="By turns and with gradients in arrays that are used again, as a training loop does it, against a run "
        "of its own. Sharing one optimizer mixes the two averages.",
        measurements=[
            Measurement(
                "distance of the first of two from its path alone",
                own[-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "distance of the second of two from its path alone",
                growing_distance(other_path, other_alone)[-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "distance of the fourth of six parameters from its path without the others",
                growing_distance(fourth[:, 0], one_alone[:, 3])[-1],
                at_most(1e-12, because=ROUNDING),
            ),
            Measurement(
                "least distance where one number of a path is off by 1",
                min(least_response(distance, (20, 6)) for distance in (growing_distance, max_distance)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                check=True,
            ),
            Measurement(
                "largest change of a gradient that was handed over",
                changed,
                within(0, 0, because="the caller still needs it"),
            ),
            check_controls(off_mixed_averages(gradient, start, first), off_overwritten_mean(lr, gradient, start)),
        ],
        controls=[
            Control(
                "distance of two parameters that share one optimizer from the path alone",
                together[-1],
                at_most(1e-12),
            ),
            Control(
                "distance that overwriting gradients makes where a mean starts as the caller's array",
                reused[-1],
                at_most(1e-12),
            ),
            Control(
                "largest change of a gradient by a rule that squares it in place",
                overwritten,
                within(0, 0),
            ),
        ],
        curves=[
            Curve("two by turns", own.tolist(), role="subject"),
            Curve("one shared by two", together.tolist(), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="largest distance so far from the path alone",
            marks=[
                Mark(of="distance of the first of two from its path alone", x=100, text="{value:.1g}"),
                Mark(
                    of="distance of two parameters that share one optimizer from the path alone",
                    x=100,
                    text="{value:.2g}",
                ),
            ],
        ),
    )


def require_finite(lr: float) -> None:
    """Raise Undecided where what diverges beside the rules, and AdamW's own decay, overflow within 100 steps."""
    if lr > 100:
        raise Undecided(
            en=f"lr = {lr:g}: a decay of λ = 0.1 grows weights from ηλ = 2 on, and plain descent beside it diverges: "
            "beyond lr = 100 they overflow",
            ko=f"lr = {lr:g}: λ = 0.1인 감쇠는 ηλ = 2부터 가중치를 키우고 비교용 경사 하강법도 발산하므로, lr = 100을 "
            "넘으면 오버플로가 일어난다",
        )


RULES: dict[str, Callable[[float], Step]] = {  # by the learning rate
    "AdamW": lambda lr: AdamW(lr, 0.9, 0.99, 1e-8, 0.1).step,
    "AMSGrad": lambda lr: AMSGrad(lr, 0.9, 0.99, 1e-8).step,
    "AdaGrad": lambda lr: Adagrad(lr, 1e-8).step,
}


@claim(
    en="AdamW, AMSGrad and AdaGrad remember for one optimizer and one parameter: two that step by turns go where each "
    "goes alone, a parameter goes where it goes without the others, and a gradient may be overwritten after the step.",
    ko="AdamW, AMSGrad, AdaGrad의 상태는 옵티마이저마다, 파라미터마다 따로이다. 둘이 번갈아 스텝을 밟아도 각자 혼자 "
    "갈 때와 같은 경로를 가고, 파라미터 하나는 나머지가 없을 때와 같은 경로를 가며, 스텝이 끝난 기울기 배열은 "
    "덮어써도 된다.",
    short="A state of its own for each rule",
    seconds=0.3,
    literature="Loshchilov & Hutter 2019; Reddi 2018; Duchi 2011",
)
def rules_own_state(lr: float = 0.03, seed: int = 0) -> Evidence:
    require(lr)
    require_finite(lr)
    gradient, start = noisy_valley(seed)
    square = start[::-1].reshape(2, 3)
    settings = (lr, 0.9, 0.99, 1e-8)
    shared = corrected(settings)  # control: one for two optimizers
    together = from_alone(shared, reshaped(shared), corrected(settings), gradient, start)
    measurements, curves = [], []
    for name, rule in RULES.items():
        one_path, other_path, changed = by_turns(rule(lr), rule(2 * lr), gradient, start)
        one_alone = descent_path(rule(lr), gradient, start)
        other_alone = descent_path(rule(2 * lr), squared(gradient), square)
        fourth = descent_path(rule(lr), fourth_of(gradient, one_alone), start[3:4])
        own, named = growing_distance(one_path, one_alone), {"rule": name}
        measurements += [
            Measurement(
                "{rule}: distance of the first of two from its path alone",
                own[-1],
                at_most(1e-12, because=ROUNDING),
                fields=named,
            ),
            Measurement(
                "{rule}: distance of the second of two from its path alone",
                max_distance(other_path, other_alone),
                at_most(1e-12, because=ROUNDING),
                fields=named,
            ),
            Measurement(
                "{rule}: distance of the fourth of six parameters from its path without the others",
                max_distance(fourth[:, 0], one_alone[:, 3]),
                at_most(1e-12, because=ROUNDING),
                fields=named,
            ),
            Measurement(
                "{rule}: largest change of a gradient that was handed over",
                changed,
                within(0, 0, because="the caller still needs it"),
                fields=named,
            ),
        ]
        curves.append(Curve("{rule}", own.tolist(), role="subject", fields=named))
    return Evidence(
        finding=Finding(
            "Two AdamWs, AMSGrads or AdaGrads that step by turns go where each goes alone; "
            "two parameters that share one optimizer get {together:.2g} away",
            together="distance of two parameters that share one optimizer from the path alone",
        ),
        caption="Three rules by turns and with gradients in arrays that are used again, against runs of their own.",
        measurements=[*measurements, check_controls(off_mixed_averages(gradient, start, settings))],
        controls=[
            Control(
                "distance of two parameters that share one optimizer from the path alone",
                together[-1],
                at_most(1e-12),
            )
        ],
        curves=[*curves, Curve("one shared by two", together.tolist(), role="reference")],
        axes=Axes(
            x="step",
            y="largest distance so far from the path alone",
            marks=[
                Mark(
                    of="distance of two parameters that share one optimizer from the path alone",
                    x=100,
                    text="{value:.2g}",
                )
            ],
        ),
    )


mutant("squares the gradient in place", "g**2", "np.square(g, out=g)", program="adam")
mutant("adds up the squares of all parameters", "self.total + g**2", "self.total + np.sum(g**2)", program="adagrad")
mutant("squares AMSGrad's gradient in place", "g**2", "np.square(g, out=g)", program="amsgrad")
mutant(
    "keeps one largest v for all parameters",
    "np.maximum(self.v_max, self.v)",
    "np.maximum(self.v_max, np.max(self.v))",
    program="amsgrad",
)
mutant("averages g² over the parameters", "g**2", "np.mean(g**2)", program="adamw")
