"""Parameters and multiply-adds of the CNN and the MLP, layer by layer."""

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab.checks import check_controls
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    claim,
    mutant,
    within,
)

from ..programs.convolution_cost import convolution_multiply_adds, convolution_parameters
from ..programs.fully_convolutional import dense_parameters
from .networks import cnn, count, mlp


def multiply_adds(net: nn.Module) -> list[float]:
    """Multiply-adds of one image in each layer that has weights, by torch's counter of FLOP."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net(torch.zeros(1, 1, 28, 28))
    by_module = counter.get_flop_counts()
    names = [name for name, layer in net.named_children() if isinstance(layer, nn.Conv2d | nn.Linear)]
    return [sum(by_module[f"{type(net).__name__}.{name}"].values()) / 2 for name in names]


@claim(
    en="With as many parameters as the MLP, 52 480 each, the CNN takes 5.3 times as many multiply-adds an image, for "
    "a shared weight is used at every place. Its convolutions hold 1.8 % of the parameters and do 81 % of the "
    "arithmetic.",
    ko="파라미터 수가 52,480개로 MLP와 같은 CNN의 곱셈-누산(MAC)은 이미지 한 장에 MLP의 5.3배이다. 공유하는 가중치를 "
    "모든 위치에서 쓰기 때문이다. 이 CNN의 합성곱은 파라미터의 1.8%를 가지고 연산의 81%를 한다.",
    short="Parameters and arithmetic by layer",
    seconds=0.3,
    literature="Dumoulin & Visin 2016",
)
def arithmetic() -> Evidence:
    held = [
        convolution_parameters(1, 8, 3),
        convolution_parameters(8, 12, 3),
        dense_parameters(588, 86),
        dense_parameters(86, 10),
    ]
    done = [convolution_multiply_adds(1, 8, 3, 28**2), convolution_multiply_adds(8, 12, 3, 14**2), 588 * 86, 86 * 10]
    in_torch, in_mlp = multiply_adds(cnn()), multiply_adds(mlp())
    weights = [p.numel() for p in cnn().parameters() if p.ndim > 1]
    weights_of_mlp = [p.numel() for p in mlp().parameters() if p.ndim > 1]
    by_layer = [count(layer) for layer in cnn() if isinstance(layer, nn.Conv2d | nn.Linear)]
    order = range(1, 5)
    return Evidence(
        finding=Finding(
            "The convolutions hold {held:.1%} of the CNN's parameters and do {done:.0%} of its multiply-adds",
            held="convolutions' share of the parameters",
            done="convolutions' share of the multiply-adds",
        ),
        caption="Share of the parameters and of the multiply-adds in the layers so far: two convolutions, then two "
        "dense layers. The convolutions work, and the dense layers hold the weights.",
        measurements=[
            Measurement(
                "convolutions' share of the parameters",
                sum(held[:2]) / sum(held),
                within(0.018, 5e-4, because="the 1.8 % of the sentence"),
            ),
            Measurement(
                "convolutions' share of the multiply-adds",
                sum(done[:2]) / sum(done),
                within(0.81, 5e-3, because="the 81 % of the sentence"),
            ),
            Measurement(
                "multiply-adds of the CNN over those of the MLP",
                sum(done) / sum(in_mlp),
                within(5.3, 0.05, because="the 5.3 of the sentence"),
            ),
            Measurement("parameters of the CNN", sum(held), within(52_480, 0, because="the number of the sentence")),
            Measurement(
                "parameters of the MLP",
                dense_parameters(784, 66) + dense_parameters(66, 10),
                within(52_480, 0, because="the number of the sentence"),
            ),
            Measurement(
                "parameters beside the count of torch in the layer where it is largest",
                max(abs(ours - theirs) for ours, theirs in zip(held, by_layer, strict=True)),
                within(0, 0, because="a count"),
            ),
            Measurement(
                "multiply-adds beside half the FLOP of torch in the layer where it is largest",
                max(abs(ours - theirs) for ours, theirs in zip(done, in_torch, strict=True)),
                within(0, 0, because="two operations are one multiply-add"),
            ),
            Measurement(
                "parameters of the MLP in torch beside those of the CNN",
                count(mlp()) - count(cnn()),
                within(0, 0, because="equal by design"),
            ),
            check_controls(
                sum(in_mlp) / sum(weights_of_mlp) - 1,
                sum(in_torch[2:]) / sum(in_mlp) - (588 * 86 + 860) / (784 * 66 + 660),
            ),
            Measurement(
                "multiply-adds for each weight of the CNN",
                sum(in_torch) / sum(weights),
                within(
                    sum(w * places for w, places in zip(weights, (28**2, 14**2, 1, 1), strict=True)) / sum(weights),
                    1e-12,
                    because="a weight of a convolution is used at every place, and one of a dense layer once",
                ),
            ),
        ],
        controls=[
            Control("multiply-adds for each weight of the MLP", sum(in_mlp) / sum(weights_of_mlp), at_least(2)),
            Control(
                "multiply-adds of the CNN's dense layers over those of the MLP",
                sum(in_torch[2:]) / sum(in_mlp),
                within(5.3, 0.05),
            ),
        ],
        curves=[
            Curve("multiply-adds", (np.cumsum(done) / sum(done)).tolist(), x=order, role="subject"),
            Curve("parameters", (np.cumsum(held) / sum(held)).tolist(), x=order, role="reference"),
        ],
        axes=Axes(
            x="layer of the CNN",
            y="share in the layers so far",
            marks=[
                Mark(of="convolutions' share of the multiply-adds", x=2, text="{value:.0%}"),
                Mark(of="convolutions' share of the parameters", x=2, text="{value:.1%}"),
            ],
        ),
    )


mutant(
    "uses each weight of a convolution once",
    "return places * filters * channels",
    "return filters * channels",
    program="convolution_cost",
)
mutant("forgets that pooling leaves a quarter of the places", "8, 12, 3, 14**2", "8, 12, 3, 28**2")
