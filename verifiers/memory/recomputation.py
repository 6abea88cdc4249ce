"""What a forward pass that is repeated changes."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

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
    at_most,
    claim,
    mutant,
    within,
)

SAME = "the same operations on the same numbers"


@dataclass(frozen=True)
class Passed:
    """What one forward and backward pass leaves behind."""

    inputs: np.ndarray
    gradient: np.ndarray
    scales: np.ndarray
    running: np.ndarray
    updates: int
    momentum: float


def values(tensor: torch.Tensor | None) -> np.ndarray:
    """A tensor that is there, as float64."""
    if tensor is None:
        raise ValueError("the pass made no such tensor")
    return tensor.detach().double().numpy()


def passed(width: int, batch: int, seed: int, *, wrapped: bool, restore: bool = True) -> Passed:
    """One pass through linear, batch norm, ReLU, dropout and linear, checkpointed or not."""
    torch.manual_seed(seed)
    norm = nn.BatchNorm1d(width)
    block = nn.Sequential(nn.Linear(width, width), norm, nn.ReLU(), nn.Dropout(0.5), nn.Linear(width, width))
    drawn = 1 + torch.randn(batch, width, dtype=torch.float64)
    x = drawn.float()
    y = checkpoint(block, x, use_reentrant=False, preserve_rng_state=restore) if wrapped else block(x)
    y.square().sum().backward()
    return Passed(
        values(drawn),
        np.concatenate([values(parameter.grad).ravel() for parameter in block.parameters()]),
        values(norm.weight.grad),
        values(norm.running_mean),
        int(values(norm.num_batches_tracked)),
        norm.momentum or 0.0,
    )


@claim(
    en="Gradient checkpointing gives the same gradients to the last bit, with dropout too, because the random state is "
    "restored before the forward pass is repeated. Batch norm updates its running statistics twice.",
    ko="그래디언트 체크포인팅을 해도 기울기는 마지막 비트까지 같다. 순전파를 다시 하기 전에 난수 상태를 되돌리므로 "
    "드롭아웃이 있어도 그렇다. 배치 정규화의 이동 통계는 두 번 갱신된다.",
    short="What a repeated forward pass changes",
    seconds=0.3,
    literature="Chen 2016; PyTorch documentation",
)
def recomputation(width: int = 32, batch: int = 64, seed: int = 0) -> Evidence:
    plain = passed(width, batch, seed, wrapped=False)
    again = passed(width, batch, seed, wrapped=True)
    other = passed(width, batch, seed, wrapped=True, restore=False)
    share = plain.momentum  # m = 0 at first, and each update moves it by this share towards the mean of the batch
    twice = (1 - (1 - share) ** 2) / share
    means, scales = again.running / plain.running, again.scales / plain.scales
    channels = list(range(width))
    return Evidence(
        finding=Finding(
            "With checkpoints gradients of batch norm's scale are at most {gradient:.3g} times those without, and its "
            "running mean is {means:.3g} times as large",
            gradient="largest gradient of a channel's scale with checkpoints / without",
            means="running mean of the first channel with checkpoints / without",
        ),
        caption="For each channel of batch norm: the gradient of its scale and its running mean, over those without "
        "checkpoints. With other dropout masks in the repeated pass the gradients scatter.",
        measurements=[
            Measurement(
                "entries of the gradient that differ with checkpoints",
                np.sum(again.gradient != plain.gradient),
                within(0, 0, because=SAME),
            ),
            Measurement(
                "largest gradient of a channel's scale with checkpoints / without",
                max(scales),
                within(1, 0, because=SAME),
            ),
            Measurement(
                "running mean of the first channel with checkpoints / without",
                means[0],
                within(twice, 1e-5, because="(1 - 0.9²)/0.1; float32"),
            ),
            Measurement(
                "largest difference of any such running mean from twice updated",
                np.max(abs(means - twice)),
                at_most(1e-5, because="(1 - 0.9²)/0.1; float32"),
                check=True,
            ),
            Measurement(
                "updates of batch norm in a step with checkpoints",
                again.updates,
                within(2, 0, because="the forward pass runs twice"),
            ),
            Measurement(
                "updates of batch norm in a step without checkpoints",
                plain.updates,
                within(1, 0, because="the forward pass runs once"),
                check=True,
            ),
            check_draws(oddity_of_normal(plain.inputs - 1)),
        ],
        controls=[
            Control(
                "entries of the gradient that differ if the random state is not restored",
                np.sum(other.gradient != plain.gradient),
                at_most(0),
            )
        ],
        curves=[
            Curve("gradients", scales.tolist(), x=channels, points=True, role="subject"),
            Curve("running means", means.tolist(), x=channels, points=True),
            Curve(
                "gradients if the random state is not restored",
                (other.scales / plain.scales).clip(-3, 5).tolist(),
                x=channels,
                points=True,
                role="reference",
            ),
        ],
        axes=Axes(
            x="channel",
            y="with checkpoints / without",
            marks=[
                Mark(of="largest gradient of a channel's scale with checkpoints / without", x=0),
                Mark(of="running mean of the first channel with checkpoints / without", x=0),
            ],
        ),
    )


mutant(
    "never wraps the block",
    "use_reentrant=False, preserve_rng_state=restore) if wrapped",
    "use_reentrant=False) if not x.numel()",
)
mutant("draws other masks in the second pass", "preserve_rng_state=restore)", "preserve_rng_state=False)")
