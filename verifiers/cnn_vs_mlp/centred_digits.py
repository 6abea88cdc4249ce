"""Why an MLP will do for MNIST: the digits are centred."""

import numpy as np

from quizdl.lab.checks import check_draws
from quizdl.lab.samples import oddity_of_normal
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
    progress,
    within,
)

from ..programs.shifts import shift as shifted
from .digits import Images, Labels, Watched, digits, epochs_of_batches, order_checks, sample_checks, test_digits
from .networks import Array, mlp_accuracy, mlp_path

EPOCHS = 10
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def accuracy_when_moved(parameters: list[Array], images: Images, labels: Labels, by: int, back: int = 0) -> float:
    """The mean accuracy over four directions, for images moved by so many pixels and then moved back by some."""
    shares = []
    for down, right in DIRECTIONS:
        moved = shifted(images, by * down, by * right)
        shares.append(mlp_accuracy(parameters, shifted(moved, -back * down, -back * right), labels))
    return float(np.mean(shares))


@claim(
    en="An MLP with one hidden layer of 128 units reads at least 97 % of the MNIST test set within 10 epochs. Move the "
    "same test images by 4 pixels, up, down, left or right, and on average it is wrong more often than right: it had "
    "only seen centred digits.",
    ko="유닛 128개짜리 은닉층 하나인 MLP도 10 epoch 안에 MNIST 테스트 이미지의 97% 이상을 맞힌다. 같은 이미지를 "
    "상하좌우로 4픽셀 옮기면 평균적으로 맞히는 것보다 틀리는 것이 더 많다. 가운데로 정렬된 숫자만 보고 배웠기 "
    "때문이다.",
    short="An MLP on centred and moved digits",
    seconds=10,
    literature="LeCun 1998; Simard 2003",
)
def mlp_on_mnist(hidden: int = 128, rate: float = 0.1, target: float = 0.97, shift: int = 4, seed: int = 0) -> Evidence:
    if not 1 <= hidden <= 4096 or not 0.001 <= rate <= 1 or not 0.5 < target <= 0.999 or not 1 <= shift <= 8:
        raise Undecided(
            en="it takes a hidden unit, a rate at which it learns, a bar it can reach, and a shift of 1 to 8 pixels",
            ko="은닉 유닛이 하나는 있어야 하고, 학습률은 학습이 되는 값, 목표는 도달할 수 있는 값이어야 하며, 이동은 "
            "1픽셀에서 8픽셀까지여야 한다",
        )
    rng = np.random.default_rng(seed)
    images, labels = digits(60_000, rng)
    tests, answers = test_digits(10_000, rng)
    w1, w2 = (
        rng.standard_normal((784, hidden)) * np.sqrt(2 / 784),
        rng.standard_normal((hidden, 10)) * np.sqrt(2 / hidden),
    )
    start = [array.astype(np.float32) for array in (w1, np.zeros(hidden), w2, np.zeros(10))]  # He 2015
    seen = Watched(images.reshape(len(images), 784))
    batches = epochs_of_batches(len(images), EPOCHS, rng, size=100)
    reached = [mlp_accuracy(start, tests, answers)]
    for step, parameters in enumerate(progress(mlp_path(start, seen, labels, batches, rate), len(batches)), 1):
        if step % 600 == 0:
            reached.append(mlp_accuracy(parameters, tests, answers))
            if reached[-1] >= target:
                break
    by_shift = [accuracy_when_moved(parameters, tests, answers, by) for by in range(9)]
    all_moved = np.concatenate([shifted(tests, shift * down, shift * right) for down, right in DIRECTIONS])
    return Evidence(
        finding=Finding(
            "After {epochs} epochs the MLP reads {right:.1%} of the test images, and {moved:.0%} of them moved by "
            "{shift} pixels",
            right="accuracy",
            moved="accuracy on moved images",
        ),
        caption="Test accuracy by how far the test images are moved; mean of up, down, left and right.",
        measurements=[
            Measurement(
                "epochs until the bar",
                len(reached) - 1 if reached[-1] >= target else np.inf,
                at_most(EPOCHS, because="the ten epochs of the sentence"),
            ),
            Measurement("accuracy", reached[-1], at_least(target, because="the bar of the sentence")),
            Measurement(
                "accuracy on moved images", by_shift[shift], at_most(0.5, because="more often wrong than right")
            ),
            Measurement(
                "accuracy on moved images off the share of all of them that are read",
                by_shift[shift] - mlp_accuracy(parameters, all_moved, np.tile(answers, 4)),
                within(0, 1e-12, because="the mean of four shares of as many images; rounding"),
                check=True,
            ),
            Measurement(
                "directions of movement",
                len(set(DIRECTIONS)),
                within(4, 0, because="up and down, left and right"),
                check=True,
            ),
            Measurement(
                "largest sum of the movements along an axis",
                int(np.abs(np.sum(DIRECTIONS, axis=0)).max()),
                within(0, 0, because="each has its opposite"),
                check=True,
            ),
            check_draws(oddity_of_normal(w1 / np.sqrt(2 / 784)), oddity_of_normal(w2 / np.sqrt(2 / hidden))),
            Measurement(
                "variance of the first weights times half of their inputs",
                float(392 * np.square(start[0], dtype=float).mean()),
                within(1, 5 * np.sqrt(2 / start[0].size), because="2/784 (He 2015); five standard errors"),
                check=True,
            ),
            *sample_checks([(images, labels)], [(tests, answers)], 60_000, 10_000),
            *order_checks([[seen]], len(images), len(reached) - 1, size=100),
        ],
        controls=[
            Control("accuracy before training", reached[0], at_least(target)),
            Control(
                "accuracy on images moved and moved back",
                accuracy_when_moved(parameters, tests, answers, shift, back=shift),
                at_most(0.5),
            ),
        ],
        curves=[Curve("MLP", by_shift, role="subject")],
        axes=Axes(
            x="shift of the test images in pixels",
            y="test accuracy",
            marks=[
                Mark(of="accuracy", x=0, text="{value:.1%}"),
                Mark(of="accuracy on moved images", x=shift, text="{value:.0%}"),
            ],
        ),
        fields={"epochs": len(reached) - 1, "shift": shift},
    )


mutant("starts from half of He's variance", "np.sqrt(2 / 784),\n        rng", "np.sqrt(1 / 784),\n        rng")
mutant("moves to the right alone", "moved = shifted(images, by * down, by * right)", "moved = shifted(images, 0, by)")
