"""Gradient checkpointing in segments: what is kept, and what is computed again."""

import math
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint_sequential
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab import memory
from quizdl.lab.checks import check_controls
from quizdl.lab.memory import Training
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    progress,
    within,
)

from ..programs.memory_estimate import FLOAT
from ..programs.training_step import optimizer_of
from .common import traced


@dataclass(frozen=True)
class Chain:
    """Equal layers in a row: linear and ReLU, of one width. Its layer's worth is the output of one of them."""

    layers: int
    width: int
    batch: int

    def training(self, segments: int, wrapped: int) -> Training:
        """SGD on the sum of its outputs; the first `wrapped` layers run in so many checkpointed segments."""
        parts = [nn.Sequential(nn.Linear(self.width, self.width), nn.ReLU()) for _ in range(self.layers)]
        model, inputs = nn.Sequential(*parts), torch.ones(self.batch, self.width)

        first, rest = model[:wrapped], model[wrapped:]  # the tracer looks for them until the backward pass is done

        def loss() -> torch.Tensor:
            x = inputs
            if wrapped:
                x = checkpoint_sequential(first, segments, x, use_reentrant=False)
            outputs: torch.Tensor = rest(x)
            return outputs.sum()

        return Training(model, optimizer_of("sgd", model), (inputs,), loss)

    def run(self, segments: int, wrapped: int) -> tuple[float, float]:
        """Layers' worth of activations at the peak, and forward passes' worth of arithmetic, of one step."""
        peak = traced(lambda: self.training(segments, wrapped)).peak
        with memory.fake_tensors(), FlopCounterMode(display=False) as counter:
            self.training(segments, wrapped).loss().backward()
        layer, forward = self.batch * self.width * FLOAT, 2 * self.batch * self.width**2 * self.layers
        return (peak.total - peak.parameters - peak.inputs) / layer, counter.get_total_flops() / forward


def in_theory(layers: int, segments: int) -> tuple[float, float]:
    """Layers' worth of activations at the peak, and forward passes' worth of arithmetic, by the formula.

    What each of s segments begins with is kept, and the layers of one at a time (Chen 2016, sec. 4.1). A pass
    forward, two backward, of which the first layer needs one, and again forward, but for the last segment.
    """
    return segments + layers / segments, (3 - 1 / layers) + (segments - 1) / segments


@claim(
    en="Checkpointing L layers in s segments keeps about s + L/s layers' worth of activations, least at √L, for less "
    "than one more forward pass. One segment saves nothing: the last one is never wrapped.",
    ko="L개의 층을 s개 구간으로 체크포인팅하면 활성값은 약 s + L/s층 분량이 되고 s = √L에서 가장 적다. 대가는 순전파 "
    "한 번 미만이다. 구간이 하나면 아무것도 줄지 않는다. 마지막 구간은 체크포인트로 감싸지 않기 때문이다.",
    short="Checkpointing in segments",
    seconds=5,
    literature="Chen 2016, sec. 4",
)
def checkpointing(layers: int = 16, width: int = 64, batch: int = 4096) -> Evidence:
    if layers < 4 or math.isqrt(layers) ** 2 != layers:
        raise Undecided(
            en=f"layers = {layers} is no square from 4 on, so that no s > 1 equals L/s",
            ko=f"layers = {layers}: 4 이상의 제곱수가 아니므로 s = L/s인 s > 1이 없다",
        )
    gradients = layers * (width**2 + width) / (batch * width)  # in layers' worth
    if gradients > 0.1 * 2 * math.sqrt(layers):
        raise Undecided(
            en="gradients of parameters outweigh a tenth of the activations kept: take a larger batch",
            ko="파라미터의 기울기가 저장한 활성값의 10분의 1보다 크다. 배치를 키워야 한다",
        )
    chain = Chain(layers, width, batch)
    cuts = [s for s in range(1, layers + 1) if layers % s == 0]
    plain = chain.run(1, 0)
    runs = {s: chain.run(s, layers) for s in progress(cuts)}
    theory = {s: in_theory(layers, s) for s in cuts}
    root = math.isqrt(layers)
    half, _ = chain.run(root, layers // 2)
    last = layers // 2 - layers // 2 // root * (root - 1)  # layers of its last segment, which is not wrapped
    best = min(cuts, key=lambda s: runs[s][0])
    measurements = []
    for s in cuts:
        measurements += [
            Measurement(
                "s = {s}: activations at the peak",
                runs[s][0],
                within(theory[s][0], gradients, because="s + L/s; gradients of parameters come in"),
                unit="layers",
                fields={"s": s},
            ),
            Measurement(
                "s = {s}: arithmetic of a step",
                runs[s][1],
                within(theory[s][1], 1e-12, because="every segment but the last runs forward twice; rounding"),
                unit="forward passes",
                fields={"s": s},
            ),
        ]
    return Evidence(
        finding=Finding(
            "{layers} layers keep {one:.3g} layers' worth in one segment and {least:.3g} in {root}, for "
            "{arithmetic:.3g} forward passes of arithmetic in place of {before:.3g}",
            one="s = 1: activations at the peak",
            least=f"s = {root}: activations at the peak",
            arithmetic=f"s = {root}: arithmetic of a step",
            before="s = 1: arithmetic of a step",
        ),
        caption="Few segments are long ones, and each is there as a whole while it runs backward; of many segments "
        "many inputs are kept. The sum is least where both are equal.",
        measurements=[
            *measurements,
            Measurement(
                "number of segments with the least activations",
                best,
                within(math.sqrt(layers), 0, because="where s and L/s are equal"),
            ),
            Measurement(
                "square of the product of all numbers of segments over so many times L",
                math.prod(cuts) ** 2 / layers ** len(cuts),
                within(1, 1e-12, because="divisors come in pairs whose product is L"),
                check=True,
            ),
            Measurement(
                "one segment / no checkpoints: activations at the peak",
                runs[1][0] / plain[0],
                within(1, 0, because="nothing is wrapped"),
            ),
            check_controls(half - (layers - layers // 2 + last + root), most=gradients),
        ],
        controls=[
            Control(
                "only half of the layers checkpointed: activations at the peak",
                half,
                at_most(2 * math.sqrt(layers) + gradients),
                unit="layers",
            )
        ],
        curves=[
            Curve("activations traced", [runs[s][0] for s in cuts], x=cuts, points=True, role="subject"),
            Curve("s + L/s", [theory[s][0] for s in cuts], x=cuts, role="reference"),
            Curve("arithmetic in forward passes", [runs[s][1] for s in cuts], x=cuts),
        ],
        axes=Axes(
            x="segments s",
            y="layers' worth of activations; forward passes",
            log_x=True,
            marks=[
                Mark(of="s = 1: activations at the peak", x=1),
                Mark(of=f"s = {root}: activations at the peak", x=root),
                Mark(of=f"s = {root}: arithmetic of a step", x=root),
                Mark(of="s = 1: arithmetic of a step", x=1),
            ],
        ),
        fields={"layers": layers, "root": root},
    )


mutant("wraps the last segment as well", "(segments - 1) / segments", "segments / segments")
mutant(
    "forgets what the first segment begins with",
    "return segments + layers / segments",
    "return segments - 1 + layers / segments",
)
