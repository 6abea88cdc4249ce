"""Metrics that count: what a classifier that says no scores, and why nothing can follow their gradient."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import check_controls, check_draws, check_oddities
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.linear_classifier import Array, fit
from ..programs.metrics import Answers, accuracy, binary_accuracy, distance_to_change, f1
from ..programs.sigmoid_losses import bce, bce_gradient
from .common import check_digits, cross_entropy_gradient, digits, require


@claim(
    en="Counted entry by entry, a ten-class classifier that says no to everything scores 0.9 in binary accuracy, "
    "whatever the images are; by the largest output it knows one class of ten.",
    ko="원소별로 세면 모든 클래스에 '아니요'라고만 답하는 분류기의 이진 정확도가 이미지와 상관없이 0.9이다. 가장 큰 "
    "출력으로 세면 열 클래스 가운데 하나를 맞힐 뿐이다.",
    short="Accuracy of saying no to everything",
    seconds=0.5,
    literature="Bishop 2006",
)
def predicting_nothing(samples: int = 2000, seed: int = 0) -> Evidence:
    require(
        100 <= samples <= 60_000,
        en=f"samples = {samples}: of MNIST's 60 000 images, a hundred or more",
        ko=f"samples = {samples}: MNIST의 이미지 60,000장 가운데 100장 이상이어야 한다",
    )
    [(x, y)] = drawn = digits(np.random.default_rng(seed), samples)
    nothing = np.full_like(y, -10.0)
    w, b = fit(cross_entropy_gradient, x, y, lr=0.1, epochs=10)
    trained = x @ w + b
    winners = np.argsort(trained, axis=1)[:, -1]
    thresholds = np.linspace(-3, 3, 61)  # of a constant logit
    by_entries = [binary_accuracy(np.full_like(y, at), y) for at in thresholds]
    by_rows = [accuracy(np.full_like(y, at), y) for at in thresholds]
    two_each = np.maximum(y, np.roll(y, 1, axis=1))  # two classes of ten are right
    rounding = "nine of ten entries are no; rounding of a mean"
    return Evidence(
        finding=Finding(
            "Saying no to everything scores {entries:.3g} entry by entry and {rows:.3g} by the largest output",
            entries="binary accuracy of no to all",
            rows="accuracy of no to all",
        ),
        caption="Scores of one and the same logit for every class and image: entry by entry, and by the largest "
        "output.",
        measurements=[
            Measurement(
                "binary accuracy of no to all", binary_accuracy(nothing, y), within(0.9, 1e-12, because=rounding)
            ),
            Measurement(
                "accuracy of no to all",
                accuracy(nothing, y),
                within(float(np.mean(y[:, 0])), 1e-12, because="ties go to class 0; its share of the images"),
            ),
            Measurement(
                "binary accuracy of the truth", binary_accuracy(0.02 * y - 0.01, y), within(1, 0, because="a count")
            ),
            Measurement(
                "binary accuracy of yes to all", binary_accuracy(-nothing, y), within(0.1, 1e-12, because=rounding)
            ),
            Measurement(
                "binary accuracy of logits of 0",
                binary_accuracy(0 * y, y),
                within(0.9, 1e-12, because="s = 1/2 is no yes"),
            ),
            Measurement(
                "accuracy of a trained classifier",
                accuracy(trained, y),
                within(
                    float(np.mean(y[np.arange(samples), winners])),
                    1e-12,
                    because="the same count, by sorting the logits",
                ),
            ),
            *check_digits(drawn, samples),
            check_controls(binary_accuracy(nothing, two_each) - 0.8),
        ],
        controls=[
            Control(
                "binary accuracy of no to all where two classes are right",
                binary_accuracy(nothing, two_each),
                within(0.9, 1e-12),
            )
        ],
        curves=[
            Curve("entry by entry", by_entries, x=thresholds.tolist(), role="subject"),
            Curve("by the largest output", by_rows, x=thresholds.tolist(), role="reference"),
        ],
        axes=Axes(
            x="the constant logit",
            y="score",
            marks=[Mark(of="binary accuracy of no to all", x=-2), Mark(of="accuracy of no to all", x=2)],
        ),
    )


def harmonic(yes: Answers, truth: Answers) -> float:
    """The harmonic mean of precision and recall, both shape (n,)."""
    precision, recall = np.mean(truth[yes]), np.mean(yes[truth])
    return float(2 / (1 / precision + 1 / recall))


@claim(
    en="Accuracy and F1 are counts. Around a trained linear detector there is a ball of weights in which no answer "
    "flips, so both are constant there and have no gradient to follow, while BCE changes with every move; the first "
    "answer flips just outside.",
    ko="정확도와 F1은 개수를 센 값이다. 학습한 선형 검출기의 가중치 둘레에는 어떤 답도 뒤집히지 않는 공이 있어, 그 "
    "안에서는 두 값이 일정하고 따라갈 기울기가 없다. BCE는 조금만 움직여도 달라진다. 공을 막 벗어나면 첫 답이 "
    "뒤집힌다.",
    short="Accuracy and F1 have no gradient",
    seconds=0.6,
    literature="Bishop 2006",
)
def counts_have_no_gradient(moves: int = 100, seed: int = 0) -> Evidence:
    require(
        moves > 0,
        en=f"moves = {moves}: nothing is moved",
        ko=f"moves = {moves}: 가중치를 한 번도 움직이지 않는다",
    )
    rng = np.random.default_rng(seed)
    [(x, targets)] = drawn = digits(rng, 4000)
    y = targets[:, 8:9]
    w, b = fit(bce_gradient, x, y, lr=0.1, epochs=5)
    z, truth, even = (x @ w + b)[:, 0], y[:, 0] == 1, np.ones(len(x))
    radius = distance_to_change(z, x)
    nearest = int(np.argmin(radius))
    straight = -np.sign(z[nearest]) * np.append(x[nearest], 1)  # the shortest way to a flip
    at_random = rng.standard_normal((moves - 1, 785))
    directions = [*at_random, straight]

    def after(direction: Array, length: float) -> Array:
        """Logits after a move of (W, b), shape (785,), in that direction."""
        step = length * direction / np.linalg.norm(direction)
        moved: Array = z + x @ step[:-1] + step[-1]
        return moved

    loss, here, right = bce(z, y[:, 0]).mean(), f1(z > 0, truth, even), np.mean((z > 0) == truth)

    def changed(length: float, ways: Sequence[Array]) -> NDArray[np.int64]:
        """How many moves of that length change accuracy, F1 and BCE, shape (3,)."""
        counts = np.zeros(3, np.int64)
        for direction in ways:
            end = after(direction, length)
            answers_right = np.mean((end > 0) == truth)
            counts += (answers_right != right, f1(end > 0, truth, even) != here, bce(end, y[:, 0]).mean() != loss)
        return counts

    accuracies, scores, costs = changed(0.999 * radius[nearest], directions)
    lengths = 2 * np.arange(101) / 100
    path = [after(straight, length * radius[nearest]) for length in lengths]
    flips = np.array([np.sum((moved > 0) != (z > 0)) for moved in path])
    cost = np.array([bce(moved, y[:, 0]).mean() for moved in path])
    scale = float(np.abs(cost / loss - 1).max())
    size = float(np.hypot(np.linalg.norm(w), b[0]))
    far, (far_accuracies, far_scores, _) = after(directions[0], size), changed(size, directions[:5])
    ball = "|z| / ‖(x, 1)‖ of the nearest image is the distance at which its answer flips"
    just_outside = np.sum((after(straight, 1.001 * radius[nearest]) > 0) != (z > 0))
    return Evidence(
        finding=Finding(
            "Of {moves} moves inside the ball {accuracy:.0f} change accuracy; just outside {flips:.0f} answer flips",
            accuracy="moves inside that change accuracy",
            flips="answers that flip just outside",
        ),
        caption="Along the shortest way to a flip: answers that have flipped, and the change of BCE over its largest "
        "one. The ball ends at 1.",
        fields={"moves": moves},
        measurements=[
            Measurement("moves inside that change accuracy", accuracies, within(0, 0, because=ball)),
            Measurement("moves inside that change F1", scores, within(0, 0, because=ball)),
            Measurement("moves inside that change BCE", costs, within(moves, 0, because="its gradient is not zero")),
            Measurement("answers that flip just outside", just_outside, within(1, 0, because=ball)),
            Measurement(
                "distance of F1 from the harmonic mean of precision and recall",
                abs(here - harmonic(z > 0, truth)),
                at_most(1e-12, because="the same counts"),
                check=True,
            ),
            check_draws(oddity_of_normal(at_random)),
            check_oddities(),
            *check_digits(drawn, 4000),
        ],
        controls=[
            Control("moves as long as the weights that change accuracy", far_accuracies, within(0, 0)),
            Control("moves as long as the weights that change F1", far_scores, within(0, 0)),
            Control(
                "answers that flip after a move as long as the weights", np.sum((far > 0) != (z > 0)), within(0, 0)
            ),
        ],
        curves=[
            Curve("answers that have flipped", flips.tolist(), x=lengths.tolist(), role="subject"),
            Curve("change of BCE", np.abs((cost / loss - 1) / scale).tolist(), x=lengths.tolist(), role="reference"),
        ],
        axes=Axes(
            x="length of the move over the radius of the ball",
            y="answers; BCE",
            marks=[
                Mark(of="moves inside that change accuracy", x=0.5, text="{value:.0f}"),
                Mark(of="answers that flip just outside", x=1.02, text="{value:.0f}"),
            ],
        ),
    )


mutant("moves the weights one way alone", ".standard_normal((moves - 1, 785))", ".random((moves - 1, 785))")
mutant("takes an even chance for a yes", "(z > 0) == (y == 1)", "(z >= 0) == (y == 1)", program="metrics")
mutant("thresholds logits at one half", "(z > 0) == (y == 1)", "(z > 0.5) == (y != 1)", program="metrics")
mutant(
    "counts mistakes twice in F1", "(2 * true_positives + wrong)", "(2 * true_positives + 2 * wrong)", program="metrics"
)
mutant(
    "leaves the bias out of the distance",
    "np.sqrt(np.sum(x**2, axis=1) + 1)",
    "np.sqrt(np.sum(x**2, axis=1))",
    program="metrics",
)
mutant("finds the smallest logit", "np.argmax(z, axis=1)", "np.argmin(z, axis=1)", program="metrics")
