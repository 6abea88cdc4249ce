"""Batch norm in inference is an affine map, and can be folded away; across a zero padding it cannot."""

import numpy as np
import torch

from quizdl.lab.checks import check_draws
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
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.conv2d import conv2d
from ..programs.fold_batch_norm import fold
from .common import EXACT, Array, require

EPS = 1e-5


def batch_norm(x: Array, gamma: Array, beta: Array, mean: Array, var: Array) -> Array:
    """torch's batch norm of images in inference."""
    images, of_mean, of_var, weight, bias = (torch.tensor(array) for array in (x, mean, var, gamma, beta))
    normed = torch.nn.functional.batch_norm(images, of_mean, of_var, weight, bias, training=False, eps=EPS)
    return np.asarray(normed.numpy())


@claim(
    en="In inference batch norm folds into the layer before: W′ = γ/√(v+ε)·W, b′ = β + γ/√(v+ε)·(b-μ), exactly. It "
    "does not across a ReLU, nor in training mode. Folded forward into a zero-padded convolution it is right inside "
    "and wrong on the whole border, since the padding is 0 and not the shift.",
    ko="추론 모드의 배치 정규화는 앞 층에 정확히 합쳐진다. W′ = γ/√(v+ε)·W, b′ = β + γ/√(v+ε)·(b-μ)이다. ReLU를 사이에 "
    "두거나 학습 모드이면 합칠 수 없다. 뒤따르는 제로 패딩 합성곱에 합치면 안쪽은 맞고 테두리는 모두 틀린다. 패딩이 "
    "이동 값이 아니라 0이기 때문이다.",
    short="Folding batch norm away",
    seconds=0.3,
    literature="Jacob 2018",
)
def folding(side: int = 8, kernel: int = 3, seed: int = 0) -> Evidence:
    require(
        kernel in (3, 5, 7) and kernel + 2 <= side <= 32,
        en=f"side = {side}, kernel = {kernel}: a kernel of 3, 5 or 7, and images that are wider, up to 32",
        ko=f"side = {side}, kernel = {kernel}: 커널은 3, 5, 7 가운데 하나이고 이미지는 그보다 크며 32 이하여야 한다",
    )
    rng = np.random.default_rng(seed)
    padding = kernel // 2
    x = rng.standard_normal((2, 3, side, side)) + 0.5
    w, positive = rng.standard_normal((4, 3, kernel, kernel)), rng.uniform(0.5, 2, (9, 4))
    b, gamma, beta, mean, var = positive[:5]
    behind = (gamma, beta, mean, var)
    maps = conv2d(x, w, b, 1, padding)
    normed = batch_norm(maps, *behind)
    folds = {
        "new": (w, b, *behind),
        "old bias forgotten": (w, np.zeros(4), *behind),
        "running statistics at 0 and 1": (w, b, gamma, beta, np.zeros(4), np.ones(4)),
    }
    images = {name: conv2d(x, *fold(*parts, EPS), 1, padding) for name, parts in folds.items()}
    off = {name: relative_error(folded, normed) for name, folded in images.items()}
    across_relu = batch_norm(np.maximum(maps, 0), *behind)
    relu_of_folded = np.maximum(images["new"], 0)
    by_batch = torch.nn.functional.batch_norm(
        torch.tensor(maps), None, None, torch.tensor(gamma), torch.tensor(beta), training=True, eps=EPS
    ).numpy()
    linear, h = np.split(rng.standard_normal((9, 7)), [4])
    dense, dense_bias = fold(linear, b, *behind, EPS)
    in_line = gamma * (h @ linear.T + b - mean) / np.sqrt(var + EPS) + beta
    # forward: batch norm of the input x, then the convolution
    before = positive[5:, :3]
    asked = conv2d(batch_norm(x, *before), w, b, 1, padding)
    scale = before[0] / np.sqrt(before[3] + EPS)
    shift = before[1] - scale * before[2]
    scaled, shifted = w * scale[:, None, None], b + np.einsum("fcuv,c->f", w, shift)
    error = abs(conv2d(x, scaled, shifted, 1, padding) - asked).max(axis=(0, 1)) / abs(asked).max()
    inside = conv2d(np.broadcast_to(shift[:, None, None], x[:1].shape), w, b, 1, padding)[0]
    missing = abs(shifted[:, None, None] - inside).max(axis=0)  # of the filter times the shift, where it hangs over
    border = np.ones((side, side), bool)
    border[padding:-padding, padding:-padding] = False
    lowest = int(np.argmin(np.where(border, error, np.inf)))
    ring = side**2 - (side - 2 * padding) ** 2
    by_shift = conv2d(
        x - (-shift / scale)[:, None, None], scaled, b, 1, padding
    )  # pads with what batch norm takes to 0
    return Evidence(
        finding=Finding(
            "Folded forward over a zero padding the error inside is {inside:.1g}, at each of the {ring} pixels of the "
            "border {border:.2g} or more",
            inside="forward: largest error inside",
            border="forward: smallest error at the border",
        ),
        caption="Error of batch norm folded into the convolution behind it, pixel by pixel. Around the image the "
        "folded layer sees 0 where it should see the shift.",
        measurements=[
            Measurement("backward: distance of the folded convolution", off["new"], EXACT),
            Measurement(
                "backward: distance of a folded linear layer",
                relative_error(h @ dense.T + dense_bias, in_line),
                EXACT,
            ),
            Measurement("forward: largest error inside", error[~border].max(), EXACT),
            Measurement(
                "forward: smallest error at the border",
                error[border].min(),
                at_least(1e-6, because="the filter times the shift is missing wherever it hangs over the edge"),
            ),
            Measurement(
                "forward: pixels that are wrong",
                int(np.count_nonzero(error > 1e-9)),
                within(ring, 0, because="those of the ring that the padding reaches"),
            ),
            Measurement(
                "forward: largest distance of the error of a pixel from the missing filter times the shift",
                np.max(abs(error - missing / abs(asked).max())),
                at_most(1e-12, because="what is missing of the filter meets the shift alone; rounding"),
            ),
            Measurement(
                "forward: distance where the padding holds what batch norm takes to 0",
                relative_error(by_shift, asked),
                at_most(1e-12, because="then the padding is 0 behind batch norm too"),
            ),
            check_draws(
                *(oddity_of_normal(numbers) for numbers in (x - 0.5, w, np.concatenate([linear, h]))),
                oddity_of_uniform(np.concatenate([b, *behind, *before]), 0.5, 2),
            ),
        ],
        controls=[
            Control(
                "ReLU between: distance of the folded convolution", relative_error(relu_of_folded, across_relu), EXACT
            ),
            Control(
                "training mode: distance of the folded convolution", relative_error(by_batch, images["new"]), EXACT
            ),
            Control(
                "running statistics at 0 and 1: distance of the folded convolution",
                off["running statistics at 0 and 1"],
                EXACT,
            ),
            Control("old bias forgotten: distance of the folded convolution", off["old bias forgotten"], EXACT),
        ],
        curves=[
            Curve("error of a pixel", np.maximum(error, 1e-17).ravel().tolist(), points=True, role="subject"),
        ],
        axes=Axes(
            x="pixel in reading order",
            y="error",
            log_y=True,
            marks=[
                Mark(
                    of="forward: largest error inside",
                    x=int(np.argmax(np.where(border, -1, error))),
                    text="{value:.1g}",
                ),
                Mark(of="forward: smallest error at the border", x=lowest, text="{value:.2g}"),
            ],
        ),
        fields={"ring": ring},
    )


mutant("forgets the old bias", "beta + scale * (b - mean)", "beta - scale * mean", program="fold_batch_norm")
mutant(
    "forgets γ in the folded weights", "w * scale.reshape", "w / np.sqrt(var + eps).reshape", program="fold_batch_norm"
)
mutant("forgets the running mean in the shift", "shift = before[1] - scale * before[2]", "shift = before[1]")
