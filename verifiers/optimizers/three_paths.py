"""Batch gradient descent, SGD and mini-batch descent: one program takes all three paths."""

import numpy as np

from quizdl.lab.checks import NOT_ODD
from quizdl.lab.descent import Array, growing_distance
from quizdl.lab.known_answers import least_response
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
    at_most,
    between,
    claim,
    mutant,
    within,
)

from ..programs.gradient_descent import descend
from ..programs.small_network import backward
from .batches import GENTLE, Numbers, torch_train
from .common import FLOOR
from .digits import bias_of, digits, minibatch_gradient, network, torch_gradient, variance_of_one


@claim(
    en="Batch gradient descent, SGD and mini-batch descent are three different update rules.",
    ko="BGD, SGD, 미니배치 경사 하강법은 서로 다른 세 가지 업데이트 규칙이다.",
    short="Batch size taken for a rule",
    seconds=1.0,
    expects="refuted",
    literature="Bottou, Curtis & Nocedal 2018",
)
def batch_size_is_a_rule(draws: int = 2000, seed: int = 0) -> Evidence:
    """Three rules would take three paths: one program, given only the gradient, would be off two of torch's at least.

    The batches themselves must be fair. Of independent draws, draws·|mean step - full step|² is on average the variance
    of one step; its ratio to that variance is near 1 where the mean step is the full one and grows with `draws`
    where it is another.
    """
    if not 100 <= draws <= 100_000:
        raise Undecided(
            en=f"draws = {draws}: a mean step needs hundreds of draws",
            ko=f"draws = {draws}: 평균 스텝을 구하려면 수백 번 뽑아야 한다",
        )
    draw = np.random.default_rng(seed)
    (x, y), theta = digits(draw), network(draw, 1)[0]
    full = torch_gradient(theta, x, y)  # the step of batch gradient descent, up to -η
    steps = 50
    batches = {size: np.array([draw.permutation(len(x))[:size] for _ in range(steps)]) for size in (len(x), 1, 32)}

    def from_torch(kind: str, chosen: Numbers) -> Array:
        """How far our one program gets from a rule of torch on these batches, up to each step."""
        following = iter(chosen)

        def gradient(theta: Array) -> Array:
            rows = next(following)
            return backward(theta, x[rows], y[rows])

        return growing_distance(descend(gradient, theta, GENTLE["SGD"], steps), torch_train(kind, theta, x, y, chosen))

    far, others, taken = [], [], 0
    for chosen in batches.values():
        taken += chosen.shape[1]
        far.append(from_torch("SGD", chosen))
        others.append(from_torch("RMSprop", chosen))
    variance, unfair = variance_of_one(theta, x, y), []
    for size in (1, 16, 64):
        gradients = minibatch_gradient(draw, x, y, size)(np.broadcast_to(theta, (draws, 1, theta.size)))[:, 0]
        unfair.append(bias_of(gradients - full, size, variance))
    other_step = at_least(GENTLE["SGD"] * np.abs(full).max(), because="another rule is off by the longest first step")
    return Evidence(
        finding=Finding(
            "One program gets {far:.2g} away from torch's paths at most on the whole set, on single images and on "
            "batches of 32",
            far="second largest distance from torch's three paths",
        ),
        caption="Largest distance so far of one program, given nothing but the gradient, from torch's three paths. "
        "Another rule on the same batches leaves them at once.",
        measurements=[
            Measurement(
                "second largest distance from torch's three paths", sorted(path[-1] for path in far)[1], other_step
            ),
        ],
        controls=[
            Control(
                "second largest distance of RMSprop from the three paths",
                sorted(path[-1] for path in others)[1],
                other_step,
                must="hold",
            ),
            Control(
                "images in a step of each of the three paths together",
                taken,
                within(len(x) + 1 + 32, 0, because="all images and one and 32"),
                must="hold",
            ),
            Control(
                "least distance where one number of a path is off by 1",
                least_response(growing_distance, (10, 4)),
                within(1, 1e-12, because="whichever number it is, and whether it is above or below"),
                must="hold",
            ),
            Control(
                "how odd the images of the three paths look",
                max(oddity_of_integers(chosen, len(x)) for chosen in batches.values()),
                NOT_ODD,
                must="hold",
            ),
            Control(
                "images that the whole set leaves out",
                len(x) - len(np.unique(batches[len(x)][0])),
                at_most(0, because="the whole set holds each image"),
                must="hold",
            ),
            Control(
                "largest bias of a mean step at B = 1 or 16 or 64",
                max(unfair),
                between(
                    1e-10,
                    25,
                    because="1 is expected of fair batches; beyond an edge less than once in 100 000, even if all "
                    "noise lay in one direction",
                ),
                must="hold",
            ),
        ],
        curves=[
            Curve("whole set", list(np.maximum(far[0], FLOOR)), role="subject"),
            Curve("single images", list(np.maximum(far[1], FLOOR)), role="subject"),
            Curve("batches of 32", list(np.maximum(far[2], FLOOR)), role="subject"),
            Curve("RMSprop on batches of 32", list(np.maximum(others[2], FLOOR)), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="distance from torch",
            log_y=True,
            marks=[Mark(of="second largest distance from torch's three paths", x=steps, text="{value:.2g}")],
        ),
    )


mutant("takes single images for all three paths", "for chosen in batches.values():", "for chosen in [batches[1]] * 3:")
mutant(
    "takes one batch again and again",
    "np.array([draw.permutation(len(x))[:size] for _ in range(steps)])",
    "np.array([draw.permutation(len(x))[:size]] * steps)",
)
