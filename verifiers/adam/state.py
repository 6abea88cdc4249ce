"""What an Adam remembers is its own: of one optimizer, of one parameter, and not of the caller's arrays."""

import numpy as np

from quizdl.lab.descent import Array, descent_path, growing_distance, max_distance
from quizdl.lab.known_answers import least_response
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant, within

from ..programs.adam import Adam
from ..programs.adam_uncorrected import AdamUncorrected
from .common import ROUNDING, noisy_valley, require


class KeepsTheGradient:
    """A rule that makes a mistake: its mean starts as the caller's own array, which the caller may overwrite."""

    def __init__(self, lr: float) -> None:
        self.lr = lr
        self.mean: Array | None = None

    def step(self, theta: Array, g: Array) -> Array:
        self.mean = g if self.mean is None else 0.9 * self.mean + 0.1 * g
        return theta - self.lr * self.mean


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
    gradient, start = noisy_valley(seed)
    square = start[::-1].reshape(2, 3)  # the second optimizer has parameters of another shape
    first, second = Adam(lr, beta1, beta2, eps), Adam(2 * lr, beta2, beta1, eps)
    one_path, other_path = [start], [square]
    lent, lent_square = np.empty(6), np.empty((2, 3))  # gradients are handed over in arrays that are used again
    changed = 0.0
    for t in range(1, 101):
        lent[:] = gradient(one_path[-1], t)
        lent_square[:] = gradient(other_path[-1].ravel(), t).reshape(2, 3)
        before = lent.copy()
        one_path.append(first.step(one_path[-1].copy(), lent))
        other_path.append(second.step(other_path[-1].copy(), lent_square))
        changed = max(changed, float(np.max(abs(lent - before))))
    one_alone = descent_path(Adam(lr, beta1, beta2, eps).step, gradient, start)
    other_alone = descent_path(
        Adam(2 * lr, beta2, beta1, eps).step, lambda theta, t: gradient(theta.ravel(), t).reshape(2, 3), square
    )
    fourth = descent_path(Adam(lr, beta1, beta2, eps).step, lambda _, t: gradient(one_alone[t - 1], t)[3:4], start[3:4])

    shared = AdamUncorrected(lr, beta1, beta2, eps, correct_m=True, correct_v=True)  # one for two parameters
    keeps = KeepsTheGradient(lr)
    sharing, reusing, theta = [start], [start], start[::-1]
    for t in range(1, 101):
        sharing.append(shared.step(sharing[-1], gradient(sharing[-1], t)))
        theta = shared.step(theta, gradient(theta, t))
        lent[:] = gradient(reusing[-1], t)
        reusing.append(keeps.step(reusing[-1], lent))
    not_reusing = descent_path(KeepsTheGradient(lr).step, gradient, start)
    own, together = growing_distance(one_path, one_alone), growing_distance(sharing, one_alone)
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
        ],
        controls=[
            Control(
                "distance of two parameters that share one optimizer from the path alone",
                together[-1],
                at_most(1e-12),
            ),
            Control(
                "distance that overwriting gradients makes where a mean starts as the caller's array",
                growing_distance(reusing, not_reusing)[-1],
                at_most(1e-12),
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


mutant("squares the gradient in place", "g**2", "np.square(g, out=g)", program="adam")
