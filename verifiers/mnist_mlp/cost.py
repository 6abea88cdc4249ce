"""What the network costs: parameters and multiply-adds, and its time beside eager PyTorch."""

from itertools import islice, zip_longest

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab import mnist
from quizdl.lab.checks import check_controls, check_median_interval
from quizdl.lab.statistics import median_interval
from quizdl.lab.timing import alternate
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
    within,
)

from ..programs import mnist_mlp as program
from .common import no_looser, program_products, torch_network, torch_training


@claim(
    en="An MLP 784-256-10 has 203 530 parameters, biases included. Its forward pass takes 203 264 multiply-adds an "
    "image, one for each weight; the backward pass takes as many again for the weights' gradients, and 2 560 for the "
    "error of the hidden layer.",
    ko="784-256-10 MLP의 파라미터는 편향까지 203,530개이다. 순전파에는 이미지 한 장에 가중치마다 한 번, 모두 "
    "203,264번의 곱셈-누산(MAC)이 든다. 역전파에는 가중치의 기울기에 같은 횟수가, 은닉층의 오차에 2,560번이 더 든다.",
    short="Parameters and multiply-adds of the MLP",
    seconds=0.3,
)
def counts() -> Evidence:
    parameters = program.initialise(np.random.default_rng(0))
    net = torch_network(parameters)
    weights, batch = 784 * 256 + 256 * 10, 100
    one_bias = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10, bias=False))
    answers = torch.zeros(batch, dtype=torch.int64)
    with FlopCounterMode(display=False) as forward:
        net(torch.zeros(batch, 784))
    with FlopCounterMode(display=False) as both:
        cross_entropy(net(torch.zeros(batch, 784)), answers).backward()
    with FlopCounterMode(display=False) as with_pixels:
        cross_entropy(net(torch.zeros(batch, 784, requires_grad=True)), answers).backward()
    once = "an entry of each matrix and bias, or one multiply-add for each use: counts"
    biasless = sum(parameter.numel() for parameter in one_bias.parameters())
    with_slopes = with_pixels.get_total_flops() / 2 / batch
    widths = np.arange(8, 513, 8)
    return Evidence(
        finding=Finding(
            "The MLP has {parameters:,.0f} parameters; forward and backward pass take {both:,.0f} multiply-adds an "
            "image",
            parameters="parameters",
            both="multiply-adds of forward and backward pass",
        ),
        caption="Both grow in proportion to the width of the hidden layer. The two passes together take two "
        "multiply-adds for each weight, and a few for the error of the hidden layer.",
        measurements=[
            Measurement(
                "parameters", sum(array.size for array in parameters), within(weights + 256 + 10, 0, because=once)
            ),
            Measurement(
                "multiply-adds of the forward pass",
                forward.get_total_flops() / 2 / batch,
                within(weights, 0, because=once),
            ),
            Measurement(
                "multiply-adds of forward and backward pass",
                both.get_total_flops() / 2 / batch,
                within(2 * weights + 2560, 0, because=once),
            ),
            Measurement(
                "multiply-adds in the program's own products",
                program_products(batch) / batch,
                within(2 * weights + 2560, 0, because=once),
            ),
            check_controls(biasless - 203_520, with_slopes - (3 * 784 * 256 + 3 * 2560)),
        ],
        controls=[
            Control(
                "parameters without the biases of the scores",
                biasless,
                within(203_530, 0),
            ),
            Control(
                "multiply-adds of both passes with the gradient of the pixels",
                with_slopes,
                within(2 * weights + 2560, 0),
            ),
        ],
        curves=[
            Curve("parameters", (795 * widths + 10).tolist(), x=widths.tolist(), role="subject"),
            Curve(
                "multiply-adds of both passes",
                (2 * 794 * widths + 10 * widths).tolist(),
                x=widths.tolist(),
                role="reference",
            ),
        ],
        axes=Axes(
            x="hidden units",
            y="count",
            marks=[
                Mark(of="parameters", x=256, text="{value:,.0f}"),
                Mark(of="multiply-adds of forward and backward pass", x=256, text="{value:,.0f}"),
            ],
        ),
    )


@claim(
    en="On one thread of this machine's CPU the program trains faster than the same network in eager PyTorch: an "
    "iteration takes at most 0.8 of the time.",
    ko="이 컴퓨터의 CPU 한 스레드에서 이 프로그램은 같은 신경망의 PyTorch eager 모드보다 빠르게 학습한다. "
    "한 번 반복(iteration)하는 데 걸리는 시간이 0.8배 이하이다.",
    short="Time of an iteration beside PyTorch",
    seconds=7,
    alone=True,
)
def faster_than_torch(rounds: int = 41, bar: float = 0.8, steps: int = 10, side: int = 1024) -> Evidence:
    no_looser(bar, 0.8)
    if rounds < 8 or steps < 1 or side < 512:
        raise Undecided(
            en="a 99 % interval of a median needs 8 rounds, a time one step, the limit matrices of 512 or more",
            ko="중앙값의 99% 신뢰구간에는 8회, 시간에는 한 스텝, 한계에는 512 이상의 행렬이 필요하다",
        )
    torch.set_num_threads(1)
    images, labels = mnist.load().train_images, mnist.load().train_labels
    square = np.random.default_rng([0, 1]).random((side, side), dtype=np.float32)
    start = program.initialise(np.random.default_rng(0))
    in_numpy = program.train([array.copy() for array in start], images, labels, np.random.default_rng(1))
    in_torch, in_torch_again = (torch_training(torch_network(start), images, labels, 1) for _ in "ab")
    in_torch_fused = torch_training(torch_network(start), images, labels, 1, fused=True)
    seconds = alternate(
        {
            "numpy": lambda: list(islice(in_numpy, steps)),
            "torch": lambda: list(islice(in_torch, steps)),
            "torch again": lambda: list(islice(in_torch_again, steps)),
            "torch, fused optimizer": lambda: list(islice(in_torch_fused, steps)),
            "limit": lambda: square @ square,
        },
        rounds,
    )
    calls: list[str] = []
    alternate({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 2)
    done = [next(training) for training in (in_numpy, in_torch, in_torch_again, in_torch_fused)]
    with FlopCounterMode(display=False) as counter:
        list(islice(in_torch, steps))
    flop = steps * 2 * program_products(100)  # of a call
    share = flop / seconds["numpy"].min() / (2 * side**3 / seconds["limit"].min())  # best of each
    eager, fused = (seconds["numpy"] / seconds[name] for name in ("torch", "torch, fused optimizer"))
    itself = seconds["torch again"] / seconds["torch"]
    (eager_median, eager_interval), (fused_median, fused_interval), (itself_median, itself_interval) = map(
        median_interval, (eager, fused, itself)
    )
    return Evidence(
        finding=Finding(
            "An iteration of the program takes {eager:.2g} of the time of eager PyTorch, and {fused:.2g} with torch's "
            "fused optimizer",
            eager="time of numpy over time of torch",
            fused="time of numpy over time of torch with a fused optimizer",
        ),
        caption="Each point is one round, in which all of them were timed one after the other. Torch against itself "
        "shows how much the machine alone makes of a ratio.",
        measurements=[
            Measurement(
                "time of numpy over time of torch",
                eager_median,
                at_most(bar, because="the bar; 99 % interval of the median"),
                interval=eager_interval,
            ),
            Measurement(
                "time of numpy over time of torch with a fused optimizer",
                fused_median,
                at_most(1, because="still faster; 99 % interval of the median"),
                interval=fused_interval,
            ),
            Measurement(
                "share of the speed of a large matrix product",
                share,
                at_most(1, because="products are not all of an iteration, and none beats the best of large matrices"),
                check=True,
            ),
            Measurement(
                "FLOP of the timed iterations beside those of torch's counter",
                flop - counter.get_total_flops(),
                within(0, 0, because="the same products: counts"),
                check=True,
            ),
            check_median_interval(),
            Measurement(
                "calls of two runs in two rounds that come otherwise than in turn",
                sum(one != other for one, other in zip_longest(calls, "ababba")),
                within(0, 0, because="one call each warms up, then there and back"),
                check=True,
            ),
            Measurement(
                "iterations that one training was timed for beyond another",
                max(done) - min(done),
                within(0, 0, because="all make the same number in a call"),
                check=True,
            ),
        ],
        controls=[
            Control("time of torch over time of torch", itself_median, at_most(bar), interval=itself_interval),
        ],
        curves=[
            Curve("numpy over torch", eager.tolist(), points=True, role="subject"),
            Curve("numpy over torch with a fused optimizer", fused.tolist(), points=True),
            Curve("torch over torch", itself.tolist(), points=True, role="reference"),
        ],
        axes=Axes(
            x="round",
            y="ratio of times",
            marks=[
                Mark(of="time of numpy over time of torch", text="{value:.2g}"),
                Mark(of="time of numpy over time of torch with a fused optimizer", text="{value:.2g}"),
            ],
        ),
    )


mutant("one bias for all ten scores", "np.zeros(10, np.float32)", "np.zeros(1, np.float32)", program="mnist_mlp")
mutant(
    "forgets the error of the hidden layer",
    "error @ parameters[2].T * (hidden > 0)",
    "(hidden > 0) / len(labels)",
    program="mnist_mlp",
)
