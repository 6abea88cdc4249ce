"""BCE in float32, where a sigmoid rounds to 1."""

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from quizdl.lab.differences import relative_error
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

from ..programs.sigmoid_losses import bce
from .common import require


def clamped_bce(s: Any, y: Any) -> Any:
    """BCE of probabilities as torch.nn.BCELoss takes it: each logarithm is at least -100."""
    with np.errstate(divide="ignore"):
        return -y * np.maximum(np.log(s), -100) - (1 - y) * np.maximum(np.log(1 - s), -100)


def in_two_steps(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """A sigmoid, and BCELoss behind it."""
    return F.binary_cross_entropy(z.sigmoid(), y)


def loss_and_slope(loss: Any, logit: float, dtype: torch.dtype) -> tuple[float, float]:
    """The loss of one logit whose target is 0, and its derivative."""
    z = torch.tensor([logit], dtype=dtype, requires_grad=True)
    value = loss(z, torch.zeros(1, dtype=dtype))
    return value.item(), torch.autograd.grad(value, z)[0].item()


@claim(
    en="In float32 a sigmoid rounds to 1 from a logit of about 17 on. Where the target is 0 and the logit 20, BCELoss "
    "behind a sigmoid then costs 100, torch's cap, and has no gradient; BCEWithLogitsLoss costs 20 and has a gradient "
    "of 1.",
    ko="float32에서는 로짓이 17쯤을 넘으면 시그모이드가 1로 반올림된다. 정답이 0이고 로짓이 20이면, 시그모이드 뒤의 "
    "BCELoss는 torch의 상한인 100이 되고 기울기는 0이다. BCEWithLogitsLoss는 20이고 기울기는 1이다.",
    short="BCELoss behind a sigmoid, in float32",
    seconds=0.2,
    literature="PyTorch documentation, BCELoss and BCEWithLogitsLoss",
)
def bce_with_logits(logit: float = 20.0) -> Evidence:
    require(
        18 <= logit <= 80,
        en=f"logit = {logit:g}: the sentence is about logits from 18 to 80, too large for float32",
        ko=f"logit = {logit:g}: 문장은 float32에 너무 큰, 18부터 80까지의 로짓에 대한 것이다",
    )
    separate, no_gradient = loss_and_slope(in_two_steps, logit, torch.float32)
    fused, gradient = loss_and_slope(F.binary_cross_entropy_with_logits, logit, torch.float32)
    exact, slope = loss_and_slope(in_two_steps, logit, torch.float64)
    z = np.arange(-3000, 100 * max(30, int(logit)) + 1) / 100
    s = torch.tensor(z, dtype=torch.float32).sigmoid()
    first = float(z[int((s == 1).numpy().argmax())])
    theirs = F.binary_cross_entropy(s, torch.zeros_like(s), reduction="none").numpy()
    ours = clamped_bce(s.numpy(), np.zeros_like(theirs))
    far = bce(np.array([1000.0, -1000.0]), np.array([0.0, 1.0]))
    eps = float(np.finfo(np.float32).eps)
    shown = np.unique([*range(0, len(z), 20), int(np.searchsorted(z, logit))])
    return Evidence(
        finding=Finding(
            "At a logit of {logit:.3g} BCELoss behind a sigmoid costs {separate:.4g} and BCEWithLogitsLoss {fused:.4g}",
            separate="loss of BCELoss behind a sigmoid",
            fused="loss of BCEWithLogitsLoss",
        ),
        caption="Losses in float32 of one logit whose target is 0. Where the sigmoid rounds to 1, BCELoss jumps to its "
        "cap.",
        fields={"logit": logit},
        measurements=[
            Measurement(
                "loss of BCELoss behind a sigmoid",
                separate,
                within(100, 0, because="ln(1 - s) = ln 0, which torch caps at -100"),
            ),
            Measurement(
                "loss of BCEWithLogitsLoss",
                fused,
                within(logit, 2 * eps * logit, because="ln(1 + eᶻ); rounding of float32"),
            ),
            Measurement(
                "gradient of BCEWithLogitsLoss", gradient, within(1, 2 * eps, because="s - y; rounding of float32")
            ),
            Measurement(
                "gradient through BCELoss and the sigmoid", no_gradient, within(0, 0, because="σ' = s(1 - s) = 0")
            ),
            Measurement(
                "first logit whose sigmoid is 1",
                first,
                between(
                    24 * np.log(2),
                    25 * np.log(2) + 0.01,
                    because="1 + e⁻ᶻ rounds to 1 at e⁻ᶻ = 2⁻²⁴, s itself at 2⁻²⁵; grid of 0.01",
                ),
            ),
            Measurement(
                "relative error of our BCE of probabilities against torch",
                relative_error(ours, theirs),
                at_most(4 * eps, because="float32, three operations"),
                check=True,
            ),
            Measurement(
                "our BCE at wrong logits of ±1000",
                far.max(),
                within(1000, 0, because="e^-1000 is 0 and nothing overflows"),
                check=True,
            ),
        ],
        controls=[
            Control("loss of BCELoss behind a sigmoid in float64", exact, within(100, 0)),
            Control("gradient through BCELoss and the sigmoid in float64", slope, within(0, 0)),
        ],
        curves=[
            Curve("BCELoss behind a sigmoid", theirs[shown].tolist(), x=z[shown].tolist(), role="subject"),
            Curve("from logits", bce(z, np.zeros_like(z))[shown].tolist(), x=z[shown].tolist(), role="reference"),
        ],
        axes=Axes(
            x="logit z",
            y="loss in float32",
            marks=[
                Mark(of="loss of BCELoss behind a sigmoid", x=logit, text="{value:.4g}"),
                Mark(of="loss of BCEWithLogitsLoss", x=logit, text="{value:.4g}"),
            ],
        ),
    )


mutant("caps the logarithm too early", "np.maximum(np.log(1 - s), -100)", "np.maximum(np.log(1 - s), -10)")
mutant("takes almost one for one", "(s == 1).numpy()", "(s > 0.9999998).numpy()")
