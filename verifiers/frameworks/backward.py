"""backward() in PyTorch: what it fills, and what it leaves to step()."""

import ast

import numpy as np
import torch

from quizdl.lab.checks import check_draws, check_relative_errors
from quizdl.lab.differences import relative_error
from quizdl.lab.lines import statements
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
    between,
    claim,
    mutant,
    within,
)

from ..programs import classifier_numpy, classifier_pytorch
from .common import (
    BATCH,
    ETA,
    EXACT,
    SAME,
    SMALLEST,
    Learner,
    Weights,
    change,
    distance,
    first_batch,
    gradient_of_sum,
    length,
)
from .processes import text_of

COUNTED = "lines after ast.unparse, which writes one statement a line; docstrings do not count"
LOUD = 2000.0  # the largest score of loud weights; exponentials of float64 overflow from 710 on


def body_of_backward() -> list[str]:
    """The statements by which the program by hand computes its gradient, without the header of the function."""
    [backward] = [
        node for node in ast.parse(text_of("classifier_numpy")).body if getattr(node, "name", "") == "backward"
    ]
    return statements(ast.unparse(backward))[1:]


def slope(weights: Weights, direction: Weights) -> float:
    """The derivative of the mean loss on the first batch along a direction, by a complex step (Squire & Trapp 1998)."""
    images, labels = first_batch()
    h = 1e-30
    w1, b1, w2, b2 = (weight + 1j * h * part for weight, part in zip(weights, direction, strict=True))
    before = images @ w1 + b1
    scores = (before * (before.real > 0)) @ w2 + b2
    largest = scores.real.max(axis=1)
    logarithms = np.log(np.exp(scores - largest[:, None]).sum(axis=1)) + largest
    return float((logarithms - scores[np.arange(BATCH), labels]).mean().imag / h)


@claim(
    en="loss.backward() is one line. It fills .grad of every parameter that took part with the gradient that takes "
    "some ten statements by hand, forward pass included, and changes no parameter.",
    ko="loss.backward()는 한 줄이다. 손으로 쓰면 순전파까지 구문(statement) 10개쯤 드는 기울기를 계산에 쓰인 모든 "
    "파라미터의 .grad에 채우고, 파라미터 자체는 바꾸지 않는다.",
    short="What backward() fills",
    seconds=0.5,
    literature="Paszke 2019; Rumelhart, Hinton & Williams 1986",
)
def backward_fills_gradients(seed: int = 0) -> Evidence:
    learner, summed = Learner(seed), Learner(seed)
    before = learner.weights()
    by_hand = classifier_numpy.backward(before, *first_batch())
    loss = learner.loss()
    empty, value = learner.filled(), loss.item()
    loss.backward()
    summed.backward(times=BATCH)
    gradient = learner.gradient()
    errors = [relative_error(*pair) for pair in zip(gradient, by_hand, strict=True)]
    reference = [part / BATCH for part in gradient_of_sum(before, *first_batch())]
    errors_of_sum = [relative_error(*pair) for pair in zip(summed.gradient(), reference, strict=True)]
    loudest = float(learner.model(learner.images).detach().abs().max())
    loud = [*before[:2], LOUD / loudest * before[2], LOUD / loudest * before[3]]  # scores of up to 2000
    hidden = np.maximum(first_batch()[0] @ loud[0] + loud[1], 0)
    loudest_score = float(np.abs(hidden @ loud[2] + loud[3]).max())
    truth = [part / BATCH for part in gradient_of_sum(loud, *first_batch())]
    error_of_loud = distance(classifier_numpy.backward(loud, *first_batch()), truth)
    silent = [before[0], before[1] - 1e6, before[2], np.eye(10)[3]]  # no hidden unit is lit, and digit 3 is named
    named = Learner(seed)
    named.adopt(silent)
    threes = [classifier_numpy.accuracy(silent, *first_batch())]
    threes.append(classifier_pytorch.accuracy(named.model, named.images, named.labels))

    rng = np.random.default_rng(seed)
    direction = [rng.normal(size=weight.shape) for weight in before]
    drawn = np.concatenate(
        [np.broadcast_to(move, part.shape).ravel() for move, part in zip(direction, gradient, strict=True)]
    )
    along = sum(float(np.sum(part * move)) for part, move in zip(gradient, direction, strict=True))

    kept: list[torch.Tensor] = []

    def keep(saved: torch.Tensor) -> torch.Tensor:
        kept.append(saved)
        return saved

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda saved: saved):
        classifier_pytorch.accuracy(learner.model, learner.images, learner.labels)
        while_testing = len(kept)
        learner.loss()
    calls = sum(".backward(" in line for line in statements(text_of("classifier_pytorch")))
    worst = int(np.argmax(errors))
    return Evidence(
        finding=Finding(
            "The gradients that backward() leaves in .grad differ by {error:.1g} from those by hand; of a loss that is "
            "summed over the batch they differ by {summed:.2g}",
            error="largest error of .grad against the gradient by hand",
            summed="summed loss: smallest error of .grad",
        ),
        caption="Relative error of .grad against the gradient by hand, for the weights and biases of the first layer "
        "and of the second. Right ones differ by rounding alone.",
        measurements=[
            Measurement("largest error of .grad against the gradient by hand", max(errors), EXACT),
            Measurement(
                "arrays with a .grad after backward()", learner.filled(), within(4, 0, because="W₁, b₁, W₂ and b₂")
            ),
            Measurement("distance that the parameters moved", distance(learner.weights(), before), SAME),
            Measurement("change of the loss when it is computed again", learner.loss().item() - value, SAME),
            Measurement(
                "calls of backward() in the PyTorch program", calls, within(1, 0, because="the post's one line")
            ),
            Measurement(
                "statements of the gradient by hand",
                len(body_of_backward()),
                between(5, 15, because="the post's ten, and half of it either way; {counted}"),
                fields={"counted": COUNTED},
            ),
            Measurement(
                "scores in the thousands: error of the gradient by hand",
                float(np.nan_to_num(error_of_loud, nan=np.inf)),
                at_most(1e-9, because="scores of 2000 are rounded by 1e-12, and their differences are exponents"),
            ),
            Measurement(
                "accuracy where biases alone name digit 3: largest difference from its share of the images",
                float(np.abs(np.array(threes) - np.mean(first_batch()[1] == 3)).max()),
                at_most(1e-6, because="a count, as float32 in torch"),
                check=True,
            ),
            Measurement(
                "tensors kept while testing",
                while_testing,
                within(0, 0, because="under no_grad() autograd keeps nothing"),
            ),
            check_relative_errors(),
            Measurement(
                "largest of the scores in the thousands",
                loudest_score,
                within(LOUD, 1e-9 * LOUD, because="the weights were scaled to it; float64 rounding"),
                check=True,
            ),
            check_draws(oddity_of_normal(drawn)),
            Measurement(
                "slope along a random direction: error against the complex step in lengths of the gradient",
                abs(along - slope(before, direction)) / length(gradient),
                EXACT,
                check=True,
            ),
        ],
        controls=[
            Control("arrays with a .grad after the forward pass alone", empty, within(4, 0)),
            Control("tensors kept for a loss", len(kept) - while_testing, within(0, 0)),
            Control("summed loss: smallest error of .grad", min(errors_of_sum), EXACT),
        ],
        curves=[
            Curve("backward()", [max(error, SMALLEST) for error in errors], x=range(1, 5), role="subject"),
            Curve("summed loss", errors_of_sum, x=range(1, 5), role="reference"),
        ],
        axes=Axes(
            x="array of parameters",
            y="relative error",
            log_y=True,
            marks=[
                Mark(of="largest error of .grad against the gradient by hand", x=worst + 1, text="{value:.1g}"),
                Mark(of="summed loss: smallest error of .grad", x=1, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="loss.backward() updates the weights.",
    ko="loss.backward()를 호출하면 가중치가 업데이트된다.",
    short="How far backward() moves the weights",
    seconds=0.2,
    expects="refuted",
    literature="Paszke 2019",
)
def backward_updates_weights(seed: int = 0) -> Evidence:
    learner = Learner(seed)
    start = learner.weights()
    update = ETA / BATCH * length(gradient_of_sum(start, *first_batch()))
    one_update = within(update, 1e-9 * update, because="an update of SGD has the length η‖∇L‖")
    moved = []
    loss = learner.loss()
    moved.append(length(change(learner.weights(), start)))
    learner.optimizer.zero_grad()
    moved.append(length(change(learner.weights(), start)))
    loss.backward()
    moved.append(length(change(learner.weights(), start)))
    learner.optimizer.step()
    moved.append(length(change(learner.weights(), start)))
    return Evidence(
        finding=Finding(
            "backward() moves the weights by {backward:.3g}; the step() after it moves them by {step:.3g}",
            backward="distance moved after backward()",
            step="distance moved after step()",
        ),
        caption="How far all weights together have moved after each call of a training step: 1 the loss, 2 "
        "zero_grad(), 3 backward(), 4 step().",
        measurements=[Measurement("distance moved after backward()", moved[2], one_update)],
        controls=[Control("distance moved after step()", moved[3], within(update, 1e-9 * update), must="hold")],
        curves=[
            Curve("PyTorch", moved, x=range(1, 5), points=True, role="subject"),
            Curve("one update", [update] * 4, x=range(1, 5), role="bound"),
        ],
        axes=Axes(
            x="call",
            y="‖Δθ‖",
            marks=[
                Mark(of="distance moved after backward()", x=3, text="{value:.2g}"),
                Mark(of="distance moved after step()", x=4, text="{value:.3g}"),
            ],
        ),
    )


mutant("forgets 1/B", "error /= len(labels)", "error /= 1", program="classifier_numpy")
mutant("lets the gradient through where ReLU is shut", "(hidden > 0)", "(hidden >= 0)", program="classifier_numpy")
mutant("exponentials that overflow", " - scores.max(axis=1, keepdims=True)", "", program="classifier_numpy")
mutant(
    "tests without the last biases",
    "np.maximum(images @ w1 + b1, 0) @ w2 + b2\n    return",
    "np.maximum(images @ w1 + b1, 0) @ w2\n    return",
    program="classifier_numpy",
)
mutant("tests with a graph behind it", "torch.no_grad()", "torch.enable_grad()", program="classifier_pytorch")
