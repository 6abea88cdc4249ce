"""RMS norm beside layer norm: one matrix apart, which can be folded into the layer before."""

import numpy as np
import torch

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal, oddity_of_uniform
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
)

from ..programs.layer_norm import layer_norm
from ..programs.rms_norm import rms_norm
from .common import EXACT, Array, drawn, require


def ln(x: Array, gamma: Array, beta: Array, eps: float) -> Array:
    """The output of layer norm alone."""
    y, *_ = layer_norm(x, gamma, beta, np.zeros_like(x), eps)
    return y


def moved_by(c: float, x: Array, gamma: Array, beta: Array, eps: float) -> tuple[float, float]:
    """How far a constant added to all features moves the output of layer norm, and that of RMS norm."""
    moved = x + c
    return (
        relative_error(ln(moved, gamma, beta, eps), ln(x, gamma, beta, eps)),
        relative_error(rms_norm(moved, gamma, eps), rms_norm(x, gamma, eps)),
    )


def moved_by_tripling(x: Array, gamma: Array, eps: float) -> tuple[float, float]:
    """How far three times the features move the output of layer norm without β, and that of RMS norm."""
    zero = np.zeros_like(gamma)
    return (
        relative_error(ln(3 * x, gamma, zero, eps), ln(x, gamma, zero, eps)),
        relative_error(rms_norm(3 * x, gamma, eps), rms_norm(x, gamma, eps)),
    )


@claim(
    en="LayerNorm(x) is RMSNorm(Px) with P = I - 11ᵀ/d, exactly and at the same ε. LayerNorm is blind to a constant "
    "added to all features, RMSNorm is not. P can be folded into the linear layer before: then RMSNorm gives "
    "LayerNorm.",
    ko="P = I - 11ᵀ/d라 하면 LayerNorm(x)는 같은 ε의 RMSNorm(Px)와 정확히 같다. LayerNorm은 모든 특성에 더한 상수를 "
    "보지 못하지만 RMSNorm은 본다. P는 앞의 선형층에 합칠 수 있고, 그러면 RMSNorm이 LayerNorm을 계산한다.",
    short="RMSNorm and the mean that it keeps",
    seconds=0.3,
    literature="Ba 2016; Zhang & Sennrich 2019",
)
def rms_or_layer(d: int = 16, eps: float = 0.01, seed: int = 0) -> Evidence:
    require(
        3 <= d <= 500 and 1e-6 <= eps <= 1,
        en=f"d = {d}, eps = {eps:g}: from 3 to 500 features, and ε between 1e-6 and 1",
        ko=f"d = {d}, eps = {eps:g}: 특성은 3개부터 500개, ε은 1e-6에서 1 사이여야 한다",
    )
    rng = np.random.default_rng(seed)
    rows, columns, h = rng.standard_normal((10, d)), rng.standard_normal((7, d)), rng.standard_normal((10, 5))
    x = rows * np.geomspace(0.05, 2, 10)[:, None] + np.linspace(-3, 4, 10)[:, None]
    gamma, beta = np.linspace(0.5, 2, d) * (-1) ** np.arange(d), columns[0]
    P = np.eye(d) - np.ones((d, d)) / d
    W, b = columns[2:].T, 3 + columns[1]
    y = ln(x, gamma, beta, eps)
    in_torch = torch.nn.functional.rms_norm(torch.tensor(x), (d,), torch.tensor(gamma), eps).numpy()
    of_linear = ln(h @ W.T + b, gamma, beta, eps)
    of_centred, of_features = (relative_error(rms_norm(rows, gamma, eps) + beta, y) for rows in (x @ P, x))
    folded, weights_alone = (
        relative_error(rms_norm(h @ (P @ W).T + shift, gamma, eps) + beta, of_linear) for shift in (P @ b, b)
    )
    constants = np.geomspace(0.01, 100, 41)
    of_layer, of_rms = np.array([moved_by(c, x, gamma, beta, eps) for c in constants]).T
    at = {c: moved_by(c, x, gamma, beta, eps) for c in (0.01, 1.0, 100.0)}
    layer_at_one, rms_at_one = at[1.0]
    sequences = x[:6].reshape(2, 3, d)
    layer_tripled, rms_tripled = moved_by_tripling(x, gamma, 0.0)
    return Evidence(
        finding=Finding(
            "A constant of 1 added to every feature moves the output of LayerNorm by {layer:.1g} of its largest "
            "number, that of RMSNorm by {rms:.2g}",
            layer="LayerNorm: movement with 1 added to every feature",
            rms="RMSNorm: movement with 1 added to every feature",
        ),
        caption="Movement of the output as a constant is added to all features. LayerNorm takes the mean off; what is "
        "left there is rounding.",
        measurements=[
            Measurement("distance of LayerNorm from RMSNorm of Px", of_centred, EXACT),
            Measurement("distance of RMSNorm from torch's", relative_error(rms_norm(x, gamma, eps), in_torch), EXACT),
            Measurement(
                "distance of RMSNorm of sequences from that of each place",
                relative_error(
                    rms_norm(sequences, gamma, eps),
                    np.array([[rms_norm(place[None], gamma, eps)[0] for place in one] for one in sequences]),
                ),
                EXACT,
            ),
            Measurement(
                "movement of LayerNorm by constants from 0.01 to 100",
                float(of_layer.max()),
                at_most(1e-10, because="the mean takes the constant off; rounding of x + 100 beside a small spread"),
            ),
            check_draws(*(oddity_of_normal(numbers) for numbers in (rows, np.vstack([beta, b - 3, W.T]), h))),
            check_controls(*(of_rms[place] - at[c][1] for place, c in zip((0, 20, -1), at, strict=True))),
            Measurement(
                "distance of LayerNorm from torch's",
                relative_error(
                    y,
                    torch.nn.functional.layer_norm(
                        torch.tensor(x), (d,), torch.tensor(gamma), torch.tensor(beta), eps
                    ).numpy(),
                ),
                EXACT,
            ),
            Measurement(
                "LayerNorm: movement with 1 added to every feature",
                layer_at_one,
                at_most(1e-12, because="the mean takes the constant off; rounding of x + 1"),
            ),
            Measurement(
                "LayerNorm at ε = 0: movement with all features tripled",
                layer_tripled,
                EXACT,
            ),
            Measurement(
                "RMSNorm at ε = 0: movement with all features tripled",
                rms_tripled,
                EXACT,
            ),
            Measurement("distance of RMSNorm behind PW and Pb from LayerNorm", folded, EXACT),
        ],
        controls=[
            Control("distance of LayerNorm from RMSNorm of x", of_features, EXACT),
            Control(
                "least movement of LayerNorm and RMSNorm with all features tripled beside an ε",
                min(moved_by_tripling(x, gamma, eps)),
                EXACT,
            ),
            Control("RMSNorm: movement with 1 added to every feature", rms_at_one, at_most(1e-12)),
            Control("distance of RMSNorm behind PW and b from LayerNorm", weights_alone, EXACT),
        ],
        curves=[
            Curve("LayerNorm", drawn(of_layer), x=constants.tolist(), role="subject"),
            Curve("RMSNorm", drawn(of_rms), x=constants.tolist(), role="reference"),
        ],
        axes=Axes(
            x="constant added to every feature",
            y="movement of the output",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="LayerNorm: movement with 1 added to every feature", x=1, text="{value:.1g}"),
                Mark(of="RMSNorm: movement with 1 added to every feature", x=1, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="“RMSNorm is LayerNorm without β.”",
    ko="“RMSNorm은 β가 없는 LayerNorm이다.”",
    short="“RMSNorm is LayerNorm without β”",
    seconds=0.2,
    expects="refuted",
    literature="Zhang & Sennrich 2019",
)
def layer_norm_without_beta(mean: float = 1.0, eps: float = 0.01, seed: int = 0) -> Evidence:
    require(
        abs(mean) >= 0.01 and eps >= 1e-6,
        en=f"mean = {mean:g}, eps = {eps:g}: features with a mean of 0.01 or more, and ε of 1e-6 or more",
        ko=f"mean = {mean:g}, eps = {eps:g}: 특성의 평균은 0.01 이상, ε은 1e-6 이상이어야 한다",
    )
    rng = np.random.default_rng(seed)
    x, gamma, zero = rng.standard_normal(100), rng.uniform(0.5, 2, 100), np.zeros(100)
    x -= x.mean()
    square = (x**2).mean()
    with_mean, centred = gamma * (x + mean) / np.sqrt(square + mean**2 + eps), gamma * x / np.sqrt(square + eps)
    means = np.linspace(-3 * abs(mean), 3 * abs(mean), 61)

    def apart(of: float) -> float:
        row = (x + of)[None]
        return relative_error(rms_norm(row, gamma, eps), ln(row, gamma, zero, eps))

    distance = apart(mean)
    return Evidence(
        finding=Finding(
            "On features with a mean of {mean:g} RMSNorm is {apart:.2g} away from LayerNorm without β; on centred ones "
            "the two are one",
            apart="distance of RMSNorm from LayerNorm without β on features with a mean",
        ),
        caption="Distance of the two outputs by the mean of the features. They agree where that mean is 0, and there "
        "alone.",
        measurements=[
            Measurement(
                "distance of RMSNorm from LayerNorm without β on features with a mean",
                distance,
                at_most(1e-12, because="the same function gives the same numbers"),
            ),
            check_controls(distance - relative_error(with_mean, centred)),
            check_draws(oddity_of_normal(x), oddity_of_uniform(gamma, 0.5, 2)),
        ],
        controls=[
            Control(
                "distance of RMSNorm from LayerNorm without β on centred features",
                apart(0),
                at_most(1e-12),
                must="hold",
            )
        ],
        curves=[Curve("RMSNorm from LayerNorm", [apart(of) for of in means], x=means.tolist(), role="subject")],
        axes=Axes(
            x="mean of the features",
            y="distance",
            marks=[
                Mark(
                    of="distance of RMSNorm from LayerNorm without β on features with a mean",
                    x=mean,
                    text="{value:.2g}",
                ),
            ],
        ),
        fields={"mean": mean},
    )


mutant(
    "takes the root of the sum of squares",
    "(x**2).mean(axis=-1, keepdims=True)",
    "(x**2).sum(axis=-1, keepdims=True)",
    program="rms_norm",
)
mutant(
    "puts RMSNorm's ε outside the root",
    "np.sqrt(mean_square + eps)",
    "(np.sqrt(mean_square) + eps)",
    program="rms_norm",
)
mutant("centres by half", "np.ones((d, d)) / d", "np.ones((d, d)) / (2 * d)")
