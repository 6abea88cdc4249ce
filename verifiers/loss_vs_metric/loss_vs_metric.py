"""Loss against metric: train on one, watch another; what binary cross-entropy, cross-entropy and MSE each are for.

Notation: z are logits, shape (B, K), for B samples and K classes; s = σ(z) are sigmoids, p a softmax, y targets,
one-hot where classes exclude one another. BCE and squared errors are per entry; cross-entropy (CE) is per row.
The Brier score is the squared error of a row, summed over its classes (Brier 1950). η (lr) is the learning rate.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from quizdl.lab.checks import check_controls, check_draws, check_relative_errors
from quizdl.lab.differences import relative_error
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

from ..programs.linear_classifier import Array, fit
from ..programs.sigmoid_losses import bce_gradient, losses
from ..programs.softmax_cross_entropy import softmax
from ..programs.watched_training import train
from .common import check_digits, cross_entropy, cross_entropy_gradient, digits, require


def ours_from_torch(seed: int, x: Array, labels: Array, lr: float, epochs: int) -> float:
    """Relative error of `fit` against `train`, both from W = 0 on BCE in batches of 50, shuffled by torch."""
    torch.manual_seed(seed)
    order = np.concatenate([torch.randperm(len(x)).numpy() for _ in range(epochs)])  # what the epochs will draw
    w, b = fit(bce_gradient, x[order], labels[order], lr, epochs=1)
    linear = nn.Linear(784, 10, dtype=torch.float64)
    nn.init.zeros_(linear.weight)
    nn.init.zeros_(linear.bias)
    torch.manual_seed(seed)
    sgd = torch.optim.SGD(linear.parameters(), 10 * lr)  # torch's mean is over the ten outputs too
    train(linear, sgd, x, labels, epochs=epochs, batch=50)
    return max(relative_error(w.T, linear.weight.detach().numpy()), relative_error(b, linear.bias.detach().numpy()))


@claim(
    en="Behind a sigmoid the gradient of BCE is s - y and that of the squared error 2(s-y)s(1-s); behind a softmax "
    "the gradient of cross-entropy is p - y.",
    ko="시그모이드 뒤에서 BCE의 기울기는 s - y, 제곱 오차의 기울기는 2(s-y)s(1-s)이다. 소프트맥스 뒤에서 크로스 "
    "엔트로피의 기울기는 p - y이다.",
    short="Gradients of three losses",
    seconds=0.8,
    literature="Bishop 2006, sec. 4.3",
)
def losses_and_gradients(size: float = 3.0, lr: float = 0.1, seed: int = 0) -> Evidence:
    require(
        0 < lr < np.inf,
        en=f"lr = {lr:g} takes no step downhill, so there are no steps to compare with torch's",
        ko=f"lr = {lr:g}: 손실이 줄어드는 스텝이 없으므로 torch와 비교할 스텝도 없다",
    )
    require(
        0.1 <= abs(size) <= 100,
        en=f"size = {size:g}: logits near 0, or far beyond 100, tell no two gradients apart",
        ko=f"size = {size:g}: 로짓이 0에 가깝거나 100을 훨씬 넘으면 두 기울기를 구별할 수 없다",
    )
    rng = np.random.default_rng(seed)
    y = np.repeat(np.eye(10), 5, axis=0)  # five rows of each class
    z = size * rng.standard_normal(y.shape)
    parts = digits(rng, 100, 110)
    logits, targets = torch.tensor(z, requires_grad=True), torch.tensor(y)
    their_bce = F.binary_cross_entropy_with_logits(logits, targets)
    their_mse = F.mse_loss(logits.sigmoid(), targets)
    their_ce = F.cross_entropy(logits, targets, reduction="none")
    [their_dbce], [their_dmse], [their_dce] = (
        torch.autograd.grad(loss, logits) for loss in (their_bce, their_mse, their_ce.sum())
    )
    our_bce, dbce, our_mse, dmse = losses(z.copy(), y.copy())
    far = z + 1000 * (np.arange(len(z)) % 2)[:, None]  # every other row
    far[0, 0] = 1000
    wide, truths = (
        np.array([[1000.0, -1000.0, 30.0], [-40.0, 1000.0, 0.0]]),
        np.array([[0.0, 1.0, 1.0], [1.0, 1.0, 0.25]]),
    )
    wide_logits = torch.tensor(wide, requires_grad=True)
    their_wide = F.binary_cross_entropy_with_logits(wide_logits, torch.tensor(truths))
    wide_bce, wide_slopes, _, _ = losses(wide.copy(), truths.copy())
    [their_slopes] = torch.autograd.grad(their_wide, wide_logits)
    one = np.linspace(-6, 6, 121)
    _, of_bce, _, of_squares = (len(one) * np.asarray(part) for part in losses(one, np.ones_like(one)))
    largest = float(np.abs(of_squares).max())

    apart, apart_uneven = (ours_from_torch(seed, *part, lr, epochs) for part, epochs in zip(parts, (3, 1), strict=True))
    of_bce_slope, for_bce = (relative_error(one, their_dbce.numpy()) for one in (dbce, (softmax(z) - y) / z.size))
    in_torch = relative_error((torch.softmax(logits, 1) - targets).detach().numpy() / z.size, their_dbce.numpy())
    ten = "about ten float64 operations an entry"
    return Evidence(
        finding=Finding(
            "The gradient of the squared error is never larger than {largest:.3g}, that of BCE comes to {bce:.3g} at z "
            "= -6",
            largest="largest gradient of the squared error",
            bce="gradient of BCE at z = -6",
        ),
        caption="Size of the gradients of one logit whose target is 1: 2(1-s)s(1-s) for the squared error, 1 - s for "
        "BCE.",
        measurements=[
            Measurement(
                "largest gradient of the squared error",
                largest,
                between(8 / 27 - 0.002, 8 / 27 + 1e-12, because="2(1-s)²s is largest at s = 1/3: 8/27; grid of 0.1"),
            ),
            Measurement(
                "gradient of BCE at z = -6",
                -of_bce[0],
                within(1 / (1 + np.exp(-6.0)), 1e-14, because="1 - s; rounding"),
            ),
            Measurement(
                "distance of BCE from torch",
                abs(our_bce - their_bce.item()),
                at_most(1e-13 * (1 + our_bce), because=ten),
            ),
            Measurement(
                "relative error of the gradient of BCE against torch",
                of_bce_slope,
                at_most(1e-13, because=ten),
            ),
            Measurement(
                "logits of 1000: relative distance of BCE from torch",
                abs(wide_bce / their_wide.item() - 1),
                at_most(1e-14, because=ten),
            ),
            Measurement(
                "logits of 1000: relative error of the gradient of BCE",
                relative_error(wide_slopes, their_slopes.numpy()),
                at_most(1e-13, because=ten),
            ),
            Measurement("distance of MSE from torch", abs(our_mse - their_mse.item()), at_most(1e-13, because=ten)),
            Measurement(
                "relative error of the gradient of MSE against torch",
                relative_error(dmse, their_dmse.numpy()),
                at_most(1e-13, because=ten),
            ),
            Measurement(
                "relative error of CE against torch",
                relative_error(cross_entropy(z, y), their_ce.detach().numpy()),
                at_most(1e-13, because=ten),
            ),
            Measurement(
                "relative error of the gradient of CE against torch",
                relative_error(cross_entropy_gradient(z, y), their_dce.numpy()),
                at_most(1e-13, because=ten),
            ),
            Measurement(
                "relative error of softmax at logits near 0 and 1000 against torch",
                relative_error(softmax(far), torch.softmax(torch.tensor(far), 1).numpy()),
                at_most(1e-13, because=ten),
                check=True,
            ),
            Measurement(
                "relative error of six steps of ours against shuffled ones of torch",
                apart,
                at_most(1e-11, because="sums of 50 and of 784 products in another order"),
                check=True,
            ),
            Measurement(
                "relative error of an epoch of ours with a short last batch against torch",
                apart_uneven,
                at_most(1e-11, because="sums of 50 and of 784 products in another order"),
                check=True,
            ),
            check_draws(oddity_of_normal(z / size)),
            *check_digits(parts, 100, 110),
            check_controls(for_bce - in_torch),
            check_relative_errors(),
        ],
        controls=[
            Control(
                "relative error of p - y taken for the gradient of BCE",
                for_bce,
                at_most(1e-13),
            )
        ],
        curves=[
            Curve("squared error", np.abs(of_squares).tolist(), x=one.tolist(), role="subject"),
            Curve("BCE", np.abs(of_bce).tolist(), x=one.tolist(), role="reference"),
        ],
        axes=Axes(
            x="logit z",
            y="size of the gradient",
            marks=[
                Mark(of="largest gradient of the squared error", x=float(one[np.argmax(np.abs(of_squares))])),
                Mark(of="gradient of BCE at z = -6", x=-6),
            ],
        ),
    )


mutant("forgets the sigmoid's own derivative", "2 * (s - y) * s * (1 - s)", "2 * (s - y)", program="sigmoid_losses")
mutant("forgets the two of the square", "2 * (s - y) * s * (1 - s)", "(s - y) * s * (1 - s)", program="sigmoid_losses")
mutant(
    "takes the mean over rows alone",
    "bce_gradient(z, y) / z.size",
    "bce_gradient(z, y) / len(z)",
    program="sigmoid_losses",
)
mutant(
    "lets the exponential overflow",
    "np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0) - y * z",
    "np.log1p(np.exp(-z)) + (1 - y) * z",
    program="sigmoid_losses",
)
mutant(
    "takes softmax over the batch",
    "powers.sum(axis=-1, keepdims=True)",
    "powers.sum(axis=0, keepdims=True)",
    program="softmax_cross_entropy",
)
mutant(
    "applies softmax twice",
    "return -log_softmax(z)[",
    "return -log_softmax(softmax(z))[",
    program="softmax_cross_entropy",
)
mutant(
    "forgets the 1/B",
    "gradient(images @ w + b, targets) / len(images)",
    "gradient(images @ w + b, targets)",
    program="linear_classifier",
)
mutant(
    "leaves out a short last batch of training",
    "torch.randperm(len(x)).split(batch)",
    "torch.randperm(len(x))[: len(x) // batch * batch].split(batch)",
    program="watched_training",
)
mutant("keeps the gradients of the last batch", "            optimizer.zero_grad()\n", "", program="watched_training")
mutant(
    "trains on the last batch alone",
    "for i in range(0, len(x), batch)",
    "for i in range(len(x) - batch, len(x), batch)",
    program="linear_classifier",
)
mutant(
    "stops the loss at logits of 50",
    "np.maximum(z, 0) - y * z",
    "np.clip(np.maximum(z, 0) - y * z, 0, 50)",
    program="sigmoid_losses",
)
