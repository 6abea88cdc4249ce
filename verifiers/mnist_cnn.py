"""MNIST by a numpy CNN: what it adds to the MLP, whether each layer's gradient is right, what it reaches, how fast.

The program under test is `programs/mnist_cnn.py`: two convolutions with filters of 5x5, each followed by max pooling
of 2x2 and a ReLU, and a dense layer; batches of 50 images, each moved by at most a pixel; five epochs.
Notation, as in Dumoulin & Visin (2016): n is the side of an image, k that of a filter or a pooling window, p the
padding on each side, s the stride, o the side of what comes out. The program keeps the batch last, torch first.
"""

import contextlib
import io
import math
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import astuple
from itertools import islice, product
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import conv2d, cross_entropy, max_pool2d
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab import mnist
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.lines import RULES, count_lines, statements
from quizdl.lab.statistics import median_interval
from quizdl.lab.timing import alternate
from quizdl.verify import (
    Axes,
    Bound,
    Control,
    Curve,
    Evidence,
    Measurement,
    Undecided,
    at_least,
    at_most,
    between,
    claim,
    mutant,
    progress,
    show,
    within,
)

from .programs import mnist_cnn as program
from .programs import mnist_mlp as mlp

Arrays = list[np.ndarray]

EPOCH = 1200  # iterations: 60 000 images in batches of 50
FORWARD = ("convolve", "pool", "forward")
BACKWARD = ("filter_gradients", "input_gradient", "pool_gradient", "backward")
DEFINITIONS = ("FILTERS", "SIZE", "PADDING", "STRIDE", "POOL", "output_size")

mutant("col2im overwrites", "view += columns[:, pixel]", "view[...] = columns[:, pixel]", program="mnist_cnn")
mutant("every tie gets the gradient", "error = error - found", "error = error - 0", program="mnist_cnn")
mutant("overlapping pools overwrite", "view += found", "view[...] = found", program="mnist_cnn")
mutant("forgets the 1/B", "    error /= len(labels)\n", "", program="mnist_cnn")
mutant("leaves out a ReLU on the way back", " * (pooled1 > 0)", "", program="mnist_cnn")
mutant("a ReLU's mask from the wrong layer's sign", "(pooled2 > 0)", "(pooled2 < 0)", program="mnist_cnn")
mutant("softmax over the batch", "powers.sum(axis=0)", "powers.sum(axis=1, keepdims=True)", program="mnist_cnn")
mutant("exponentials that overflow", " - scores.max(axis=0)", "", program="mnist_cnn")
mutant("pads one side only", "side + 2 * padding - size", "side + padding - size", program="mnist_cnn")
mutant("crops the wrong corner", "padding : padding + height", ":height", program="mnist_cnn")
mutant(
    "columns turned by a quarter",
    "yield x[:, i : i + stride * rows : stride, j : j + stride * columns : stride]",
    "yield x[:, j : j + stride * rows : stride, i : i + stride * columns : stride]",
    program="mnist_cnn",
)
mutant("bias gets a mean", "error.sum(axis=1)\n\n\ndef input", "error.mean(axis=1)\n\n\ndef input", program="mnist_cnn")
mutant("flips the filters", "maps = weights.reshape", "maps = weights[..., ::-1, ::-1].reshape", program="mnist_cnn")
mutant("reports on training images", "test_images, test_labels):.4f", "images, labels):.4f", program="mnist_cnn")
mutant("lets torch work in float64", "torch.tensor(w1).dtype", "torch.float64")
mutant("starts at the full rate", "(number + 1) / WARM_UP", "1", program="mnist_cnn")
mutant("a learning rate that stays", "1 - number / (epochs * batches)", "1", program="mnist_cnn")
mutant("He's factor for the wrong side", "np.prod(shape[1:])", "np.prod(shape[:1])", program="mnist_cnn")
mutant(
    "pooling forgets its stride",
    "windows(x, size, stride))\n\n\ndef pool_",
    "windows(x, size, 1))\n\n\ndef pool_",
    program="mnist_cnn",
)
mutant(
    "repeats the border instead of zeros",
    "(padding, padding), (0, 0)))",
    '(padding, padding), (0, 0)), "edge")',
    program="mnist_cnn",
)
mutant("windows that ignore the strides before them", "jump *= stride", "jump = stride")
mutant("counts a kernel for every filter", "channels * size**2 + filters * channels", "filters * channels * size**2")


def source(module: types.ModuleType = program) -> str:
    """The text of a program as it is loaded here, planted bugs included."""
    return module.__spec__.loader.get_source(module.__name__)


def loaded(text: str) -> types.SimpleNamespace:
    """The functions of a changed program."""
    names: dict[str, Any] = {"__name__": "changed"}
    exec(compile(text, "changed", "exec"), names)
    return types.SimpleNamespace(**names)


def printed(text: str) -> list[float]:
    """The accuracies that a program prints when it runs alone, in a process of its own."""
    run = subprocess.run([sys.executable, "-"], input=text, capture_output=True, text=True, check=False)
    return [float(line.split()[-1]) for line in run.stdout.splitlines()]


def batch_first(x: np.ndarray) -> torch.Tensor:
    """A leaf of torch with a copy of what the program keeps with the batch last."""
    return torch.tensor(np.moveaxis(x, -1, 0)).requires_grad_()


def batch_last(x: torch.Tensor) -> np.ndarray:
    return np.moveaxis(x.detach().numpy(), 0, -1)


def naive_convolution(x: np.ndarray, weights: np.ndarray, bias: np.ndarray, padding: int, stride: int) -> np.ndarray:
    """One image's maps, (filters, rows, columns), as the definition reads: window by window, filter by filter."""
    k = weights.shape[-1]
    x = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    rows, columns = ((side - k) // stride + 1 for side in x.shape[1:])
    maps = np.empty((len(weights), rows, columns))
    for f, row, column in np.ndindex(maps.shape):
        window = x[:, stride * row : stride * row + k, stride * column : stride * column + k]
        maps[f, row, column] = (weights[f] * window).sum() + bias[f]
    return maps


def convolution_errors(code: Any, k: int, p: int, s: int, dtype: type, rng: np.random.Generator) -> Arrays:
    """How far the code is from torch: maps, and gradients of weights, bias and input."""
    x, weights, bias = (rng.normal(size=shape).astype(dtype) for shape in ((3, 9, 8, 4), (5, 3, k, k), 5))
    columns, maps = code.convolve(x, weights, bias, p, s)
    error = rng.normal(size=maps.shape).astype(dtype)
    ours = [maps, *code.filter_gradients(columns, error, weights), code.input_gradient(x.shape, error, weights, p, s)]
    given, w, b = batch_first(x), torch.tensor(weights, requires_grad=True), torch.tensor(bias, requires_grad=True)
    theirs = conv2d(given, w, b, stride=s, padding=p)
    theirs.backward(batch_first(error))
    truth = [batch_last(theirs), w.grad.numpy(), b.grad.numpy(), batch_last(given.grad)]
    return [relative_error(*pair) for pair in zip(ours, truth, strict=True)]


def pooling_errors(code: Any, n: int, k: int, s: int, levels: float, rng: np.random.Generator) -> tuple[float, float]:
    """How far pooling and its gradient are from torch, on values rounded to so many levels; and the share of ties."""
    x = np.round(levels * rng.random((3, n, n + 1, 4))) / levels
    largest = code.pool(x, k, s)
    error = rng.normal(size=largest.shape)
    given = batch_first(x)
    theirs = max_pool2d(given, k, s)
    theirs.backward(batch_first(error))
    pairs = (largest, batch_last(theirs)), (code.pool_gradient(x, largest, error, k, s), batch_last(given.grad))
    rivals = sum((view == largest).astype(int) for view in code.windows(x, k, s))
    return max(relative_error(*pair) for pair in pairs), float((rivals > 1).mean())


def random_network(filters: tuple[int, int], features: int, rng: np.random.Generator) -> Arrays:
    """Float64 parameters; every other bias is zero, so that a blank image meets the kink of those ReLUs."""
    shapes = (filters[0], 1, 5, 5), (filters[1], filters[0], 5, 5), (10, features)
    weights = [rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[1:])) for shape in shapes]
    biases = [rng.normal(size=shape[0]) * (np.arange(shape[0]) % 2) for shape in shapes]
    return [array for pair in zip(weights, biases, strict=True) for array in pair]


def torch_network(parameters: Arrays, pool_first: bool = False) -> nn.Sequential:
    """The same network in torch, with copies of these parameters; as in textbooks the ReLU comes before the pooling."""
    w1, _, w2, _, w3, _ = parameters
    rest = [nn.MaxPool2d(2), nn.ReLU()] if pool_first else [nn.ReLU(), nn.MaxPool2d(2)]
    first, second = nn.Conv2d(1, len(w1), 5), nn.Conv2d(len(w1), len(w2), 5, padding=1)
    net = nn.Sequential(first, *rest, second, *rest, nn.Flatten(), nn.Linear(*w3.shape[::-1])).to(
        torch.tensor(w1).dtype
    )
    for mine, given in zip(net.parameters(), parameters, strict=True):
        mine.data.copy_(torch.tensor(given))
    return net


def torch_training(net: nn.Module, images: np.ndarray, labels: np.ndarray, seed: int, epochs: int = 5) -> Iterator[int]:
    """The program's training in eager PyTorch, from the same random numbers; yields after every iteration."""
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    rng, pictures, answers = np.random.default_rng(seed), torch.tensor(images), torch.tensor(labels, dtype=torch.int64)
    dtype, batches, done = next(net.parameters()).dtype, len(labels) // 50, 0
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(labels)), batches):
            chosen = torch.from_numpy(batch)
            moved = torch.roll(pictures[chosen], rng.integers(-1, 2, size=2).tolist(), dims=(1, 2))
            optimizer.param_groups[0]["lr"] = 0.05 * min((done + 1) / 200, 1 - done / (epochs * batches))
            optimizer.zero_grad()
            cross_entropy(net((moved[:, None] / 255).to(dtype)), answers[chosen]).backward()
            optimizer.step()
            done += 1
            yield done


def field_side(layers: Arrays) -> int:
    """The side of the square that one unit sees behind layers of (size, stride), the lowest first."""
    side = jump = 1  # jump: how many pixels of the image two neighbours of this layer are apart
    for size, stride in layers:
        side += (size - 1) * jump
        jump *= stride
    return side


def seen_by_one(steps: list[Callable[[np.ndarray], np.ndarray]], side: int) -> int:
    """How many pixels of an image of that side reach the unit in the middle of the last map, each pixel alone lit."""
    dots = np.eye(side * side).reshape(1, side, side, side * side)
    for step in steps:
        dots = step(dots)
    _, rows, columns, _ = dots.shape
    return int((dots[0, rows // 2, columns // 2] > 0).sum())


def separable_weights(channels: int, filters: int, size: int) -> int:
    """Weights of a depthwise convolution, one kernel a channel, and the 1x1 convolution behind it."""
    return channels * size**2 + filters * channels


def no_looser(bar: float, declared: float) -> None:
    """Refuse an upper bar that was raised beyond the one of the sentence: nothing could break it in the end."""
    if bar > declared:
        raise Undecided(
            en=f"the sentence speaks of at most {declared:g}; a bar of {bar:g} asks for less",
            ko=f"문장은 {declared:g} 이하라고 한다. bar = {bar:g}이면 그보다 약한 주장이다",
        )


def batches_of_fifty(images: int, most: int) -> None:
    """Refuse a number of images that makes no batch."""
    if not 50 <= images <= most:
        raise Undecided(
            en=f"{images} images; the experiment needs from 50, which is one batch, to {most}",
            ko=f"이미지 {images}장: 이 실험에는 배치 하나인 50장부터 {most}장까지 필요하다",
        )


def network_error(code: Any, truth: Arrays, parameters: Arrays, x: np.ndarray, labels: np.ndarray) -> float:
    """The largest relative error of the gradient of any parameter."""
    gradients = code.backward(parameters, *code.forward(parameters, x), labels)
    return float(np.max([relative_error(*pair) for pair in zip(gradients, truth, strict=True)]))  # NaN counts


def torch_gradients(parameters: Arrays, x: np.ndarray, labels: np.ndarray) -> Arrays:
    net = torch_network(parameters)
    cross_entropy(net(batch_first(x)), torch.tensor(labels, dtype=torch.int64)).backward()
    return [parameter.grad.numpy() for parameter in net.parameters()]


def complex_gradients(parameters: Arrays, x: np.ndarray, labels: np.ndarray) -> Arrays:
    """The gradients of the mean cross-entropy from values of the loss alone."""

    def loss(number: int, values: np.ndarray) -> complex:
        _, scores = program.forward([*parameters[:number], values, *parameters[number + 1 :]], x)
        return (np.log(np.exp(scores).sum(axis=0)) - scores[labels, np.arange(len(labels))]).mean()

    return [complex_step(lambda values, n=n: loss(n, values), given) for n, given in enumerate(parameters)]


NOTHING = within(0, 0, because="counts and copies: there is nothing to round")
EXACT = at_most(1e-12, because="float64 sums of up to a few thousand products, each rounded by 2^-53")
SINGLE = at_most(1e-6, because="float32: N roundings of 2^-24 drift by √N of them, with N up to 624")


def counted(names: tuple[str, ...], text: str) -> int:
    """Normalised statements of a program that define these functions and constants."""
    lines, counts = statements(text), 0
    inside = False
    for line in lines:
        if not line.startswith(" "):
            inside = line.removeprefix("def ").replace("(", " ").split()[0] in names
        counts += inside
    return counts


@claim(
    en="Turning the numpy MLP into a CNN adds between 30 and 70 statements, most of them convolution and pooling; "
    "docstrings, comments and blank lines come on top.",
    ko="numpy MLP를 CNN으로 바꾸면 구문(statement) 30~70개가 늘어나며, 그 대부분은 합성곱과 풀링이다. 독스트링, 주석, "
    "빈 줄은 따로 더해진다.",
    seconds=0.2,
    entry="D4",
)
def adds_about_fifty_lines(least: int = 30, most: int = 70) -> Evidence:
    if not 30 <= least <= most <= 70:
        raise Undecided(
            en=f"the sentence says 30 to 70 statements; {least} to {most} asks for less",
            ko=f"문장은 구문 30~70개라고 한다. {least}~{most}개라면 그보다 약한 주장이다",
        )
    text, plain = source(), source(mlp)
    longer, shorter = count_lines(text), count_lines(plain)
    both = zip(astuple(longer), astuple(shorter), strict=True)
    added = dict(zip(RULES, (one - other for one, other in both), strict=True))
    layers = counted((*DEFINITIONS, "windows", *FORWARD, *BACKWARD), text) - counted(("forward", "backward"), plain)

    def about(rule: str) -> Bound:
        return between(least, most, because=f"about 50; {RULES[rule]}")

    return Evidence(
        measurements=[
            Measurement("statements added", added["statements"], about("statements")),
            Measurement("code lines added", added["code lines"], about("code lines")),
            Measurement(
                "physical lines added",
                added["physical lines"],
                at_least(
                    added["code lines"], because=f"docstrings and blank lines come on top; {RULES['physical lines']}"
                ),
            ),
            Measurement(
                "statements for each code line",
                longer.statements / longer.code,
                at_most(1, because="nothing is golfed"),
            ),
            Measurement(
                "convolution and pooling, share of statements added",
                layers / added["statements"],
                at_least(0.5, because="most means more than half"),
            ),
        ],
        controls=[
            Control(
                "statements added, without convolution and pooling", added["statements"] - layers, between(least, most)
            ),
        ],
    )


@claim(
    en="What defines filter size, padding, stride and pooling is a handful of constants and one formula. Most of what "
    "a CNN adds is the passes, and the way back takes more statements than the way forward.",
    ko="필터 크기, 패딩, 스트라이드, 풀링의 정의는 상수 몇 개와 공식 하나뿐이다. 늘어나는 코드의 대부분은 순전파와 "
    "역전파이고, 역전파가 순전파보다 길다.",
    seconds=0.2,
    entry="D5",
)
def backward_is_the_cost() -> Evidence:
    text, plain = source(), source(mlp)
    added = count_lines(text).statements - count_lines(plain).statements
    definitions = counted(DEFINITIONS, text)
    forward, backward = (counted(names, text) - counted(names, plain) for names in (FORWARD, BACKWARD))
    half = at_most(0.5, because=f"most means more than half of what is added; {RULES['statements']}")
    return Evidence(
        measurements=[
            Measurement("statements that define sizes, share of those added", definitions / added, half),
            Measurement("statements of the way forward, added", forward, at_most(added, because="part of them")),
            Measurement(
                "statements of the way back, added",
                backward,
                at_least(forward + 1, because="more than the way forward"),
            ),
        ],
        controls=[Control("passes and windows, share of those added", 1 - definitions / added, half)],
    )


@claim(
    en="One formula gives the size of what a convolution or a pooling puts out: o = ⌊(n + 2p - k)/s⌋ + 1, for every "
    "side, filter, padding and stride.",
    ko="합성곱과 풀링의 출력 크기는 공식 하나로 정해진다. 변의 길이, 필터, 패딩, 스트라이드가 무엇이든 "
    "o = ⌊(n + 2p - k)/s⌋ + 1이다.",
    seconds=1,
    entry="D5",
    literature="Dumoulin & Visin 2016",
)
def output_size(longest: int = 12) -> Evidence:
    grid = [
        (n, k, p, s)
        for n, k, p, s in product(range(1, longest + 1), range(1, 7), range(4), range(1, 5))
        if n + 2 * p >= k
    ]
    wrong = {"formula": 0, "program": 0, "pooling": 0, "floor": 0, "ceiling": 0, "divisible": 0}
    for n, k, p, s in progress(grid):
        weights = np.zeros((1, 1, k, k))
        o = conv2d(torch.zeros(1, 1, n, n + 1), torch.from_numpy(weights).float(), stride=s, padding=p).shape
        ours = program.convolve(np.zeros((1, n, n + 1, 1)), weights, np.zeros(1), p, s)[1].shape
        wrong["formula"] += program.output_size(n, k, p, s) != o[2] or program.output_size(n + 1, k, p, s) != o[3]
        wrong["program"] += ours != (1, *o[2:], 1)
        if p == 0:
            pooled = max_pool2d(torch.zeros(1, 1, n, n + 1), k, s).shape
            wrong["pooling"] += program.pool(np.zeros((1, n, n + 1, 1)), k, s).shape != (1, *pooled[2:], 1)
        exact = (n + 2 * p - k) / s + 1
        wrong["floor"] += exact != o[2]
        wrong["ceiling"] += math.ceil(exact) != o[2]
        wrong["divisible"] += (n + 2 * p - k) % s == 0 and exact != o[2]
    if len(grid) < 500:
        raise Undecided(
            en=f"only {len(grid)} combinations of side, filter, padding and stride; 'every' needs 500",
            ko=f"변의 길이, 필터, 패딩, 스트라이드의 조합이 {len(grid)}개뿐이다. '무엇이든'이라고 하려면 500개가 "
            "필요하다",
        )
    sides = np.arange(5, 33)
    return Evidence(
        measurements=[
            Measurement("combinations tried", len(grid), at_least(500, because="no empty grid")),
            Measurement("convolution's sizes off the formula", wrong["formula"], NOTHING),
            Measurement("the program's maps unlike torch's", wrong["program"], NOTHING),
            Measurement("the program's pooled maps unlike torch's", wrong["pooling"], NOTHING),
        ],
        controls=[
            Control("sizes off the formula without the floor", wrong["floor"], NOTHING),
            Control("sizes off the formula with a ceiling", wrong["ceiling"], NOTHING),
            Control("without the floor, where s divides n + 2p - k", wrong["divisible"], NOTHING, must="hold"),
        ],
        curves=[
            Curve(f"k = 5, p = 0, s = {s}", [program.output_size(n, 5, 0, s) for n in sides], x=sides)
            for s in (1, 2, 3)
        ],
        axes=Axes(x="n", y="o"),
    )


@claim(
    en="Convolution as one matrix product of its windows (im2col) gives the values and the gradients that torch gives, "
    "whatever the filter, padding and stride; on the way back, windows that overlap must be added up. At stride 1 the "
    "input's gradient is a convolution of the maps' by the mirrored filters.",
    ko="윈도를 펼쳐 행렬 곱 한 번으로 계산하는 합성곱(im2col)은 필터, 패딩, 스트라이드가 무엇이든 값과 기울기가 "
    "torch와 같다. 역전파에서 겹치는 윈도의 기울기는 더해야 한다. 스트라이드가 1이면 입력의 기울기는 출력의 기울기를 "
    "뒤집은 필터로 합성곱한 것이다.",
    seconds=1,
    entry="D4",
    literature="Dumoulin & Visin 2016; Squire & Trapp 1998",
)
def convolution_gradients(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    grid = list(product(range(1, 6), range(3), range(1, 5)))
    overwriting = loaded(source().replace("view += columns[:, pixel]", "view[...] = columns[:, pixel]"))

    def errors(code: Any, sizes: Any, dtype: type = np.float64) -> np.ndarray:  # of maps, weights, bias, input
        return np.array([convolution_errors(code, k, p, s, dtype, rng) for k, p, s in sizes])

    double, single = errors(program, grid).max(axis=0), errors(program, grid, np.float32).mean(axis=0)
    shapes = (2, 6, 7, 3), (4, 2, 3, 3), (4,)
    x, weights, bias = arrays = [rng.normal(size=shape) for shape in shapes]
    columns, maps = program.convolve(x, weights, bias, 1, 2)
    loud = rng.normal(size=maps.shape)

    def stepped(number: int) -> np.ndarray:  # of the sum of loud · maps² / 2
        def loss(values: np.ndarray) -> complex:
            given = [*arrays[:number], values, *arrays[number + 1 :]]
            return (loud * program.convolve(*given, 1, 2)[1] ** 2 / 2).sum()

        return complex_step(loss, arrays[number])

    ours = [
        program.input_gradient(x.shape, loud * maps, weights, 1, 2),
        *program.filter_gradients(columns, loud * maps, weights),
    ]
    off_step = max(relative_error(mine, stepped(number)) for number, mine in enumerate(ours))
    error = rng.normal(size=(4, 6, 7, 3))  # of maps as large as x: stride 1, padding 1
    flipped = weights[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    by_flipped = program.convolve(error, flipped, np.zeros(2), 1, 1)[1]
    as_it_is = program.convolve(error, weights.transpose(1, 0, 2, 3), np.zeros(2), 1, 1)[1]
    by_col2im = program.input_gradient(x.shape, error, weights, 1, 1)
    naive = relative_error(naive_convolution(x[..., 0], weights, bias, 1, 2), maps[..., 0])
    names = "maps", "gradient of the weights", "gradient of the bias", "gradient of the input"
    return Evidence(
        measurements=[
            *(Measurement(f"{name}, off torch", off, EXACT) for name, off in zip(names, double, strict=True)),
            *(
                Measurement(f"{name}, off torch in float32, mean", off, SINGLE)
                for name, off in zip(names, single, strict=True)
            ),
            Measurement("gradients off the complex step", off_step, EXACT),
            Measurement(
                "gradient of the input, off a convolution by mirrored filters",
                relative_error(by_col2im, by_flipped),
                EXACT,
            ),
            Measurement("maps off the definition's loops", naive, EXACT),
        ],
        controls=[
            Control("col2im that overwrites, off torch", errors(overwriting, [(3, 1, 1)])[0, 3], EXACT),
            Control(
                "col2im that overwrites, windows apart", errors(overwriting, [(3, 1, 3)])[0, 3], EXACT, must="hold"
            ),
            Control("a stride of one for two, off torch", relative_error(maps[:, :, 1:], maps[:, :, :-1]), EXACT),
            Control("gradient of the input, filters not mirrored", relative_error(by_col2im, as_it_is), EXACT),
        ],
    )


@claim(
    en="A unit sees 1 + Σ (k - 1)·(product of the strides before) pixels a side: 16 behind two 5×5 convolutions that "
    "a 2×2 pooling follows each time, 9 behind the convolutions alone. Two 3×3 convolutions see what one of 5×5 sees, "
    "with 18 weights instead of 25.",
    ko="유닛 하나가 보는 영역의 한 변은 1 + Σ (k - 1)·(앞선 스트라이드의 곱)픽셀이다. 5×5 합성곱과 2×2 풀링을 두 번 "
    "번갈아 쌓으면 16이고, 합성곱만 두 번 쌓으면 9이다. 3×3 합성곱 두 층은 5×5 한 층과 같은 영역을 보면서 가중치는 "
    "25개가 아니라 18개이다.",
    seconds=0.5,
    entry="D5",
    literature="Dumoulin & Visin 2016; Simonyan & Zisserman 2015",
)
def receptive_field(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)

    def convolution(size: int, filters: int = 1, dilation: int = 1) -> Callable[[np.ndarray], np.ndarray]:
        kernel = np.zeros((filters, 1, dilation * (size - 1) + 1, dilation * (size - 1) + 1))
        kernel[:, :, ::dilation, ::dilation] = 0.5 + rng.random((filters, 1, size, size))  # positive: nothing cancels
        return lambda x: program.convolve(x, kernel, np.zeros(filters), 0, 1)[1]

    def pooling(x: np.ndarray) -> np.ndarray:
        return program.pool(x, 2, 2)

    def area(*layers: tuple[int, int]) -> Bound:
        because = "(1 + Σ (k - 1)·jump)², where jump is the product of the strides before (Dumoulin & Visin 2016)"
        return within(field_side(list(layers)) ** 2, 0, because=because)

    pairs = [convolution(5), pooling, convolution(5), pooling]
    first = [convolution(5), pooling]
    return Evidence(
        measurements=[
            Measurement("pixels seen after one pair", seen_by_one(first, 28), area((5, 1), (2, 2))),
            Measurement("pixels seen after two pairs", seen_by_one(pairs, 28), area((5, 1), (2, 2), (5, 1), (2, 2))),
            Measurement(
                "side of the receptive field after two pairs",
                field_side([(5, 1), (2, 2)] * 2),
                within(16, 0, because="5 + 1 + 4·2 + 1·2 = 16"),
            ),
            Measurement(
                "pixels seen by two convolutions of 3×3",
                seen_by_one([convolution(3), convolution(3)], 13),
                within(seen_by_one([convolution(5)], 13), 0, because="as many as one of 5×5"),
            ),
            Measurement(
                "pixels seen by 3×3 behind 3×3 dilated by 2",
                seen_by_one([convolution(3, dilation=2), convolution(3)], 13),
                within(
                    49, 0, because="a dilated kernel spans 2·(3 - 1) + 1 = 5 pixels, and 3×3 behind it fills the gaps"
                ),
            ),
        ],
        controls=[
            Control("pixels seen by the two convolutions alone", seen_by_one(pairs[::2], 28), within(256, 0)),
            Control(
                "pixels seen by 5×5 with eight filters for one", seen_by_one([convolution(5, 8)], 13), at_least(26)
            ),
        ],
        curves=[
            Curve("5×5 and pooling in turn", [field_side([(5, 1), (2, 2)] * n) for n in range(6)], points=True),
            Curve("5×5 alone", [field_side([(5, 1)] * n) for n in range(6)], points=True),
        ],
        axes=Axes(x="pairs of layers", y="side of the receptive field"),
    )


@claim(
    en="A 1×1 convolution is one dense layer over the channels, used at every pixel. A depthwise k×k convolution and a "
    "1×1 one behind it take 1/filters + 1/k² of the weights and multiply-adds of a full k×k convolution; together they "
    "are a full one whose filters are multiples of one kernel for each channel.",
    ko="1×1 합성곱은 채널에 대한 완전 연결층 하나를 모든 픽셀에 쓰는 것이다. 깊이별(depthwise) k×k 합성곱 뒤에 1×1 "
    "합성곱을 두면 가중치와 곱셈-누산(MAC)이 일반 k×k 합성곱의 1/필터 수 + 1/k²이다. 둘을 합치면, 필터마다 채널별 커널 "
    "하나의 상수배만 쓰는 일반 합성곱과 같다.",
    seconds=0.5,
    entry="D5",
    literature="Lin 2014; Howard 2017",
)
def separable_convolution(channels: int = 8, filters: int = 32, size: int = 3, seed: int = 0) -> Evidence:
    if channels < 1 or filters < 2 or size < 3 or size % 2 == 0:
        raise Undecided(
            en="one filter or a 1×1 kernel leaves nothing to separate, and an even kernel has no centre",
            ko="필터가 하나이거나 커널이 1×1이면 분리할 것이 없고, 크기가 짝수인 커널에는 중심이 없다",
        )
    rng = np.random.default_rng(seed)
    x, edge = rng.normal(size=(channels, 9, 8, 4)), size // 2
    mix, kernels, bias = (
        rng.normal(size=(filters, channels)),
        rng.normal(size=(channels, size, size)),
        rng.normal(size=filters),
    )

    def pointwise(maps: np.ndarray) -> np.ndarray:
        return program.convolve(maps, mix[:, :, None, None], bias, 0, 1)[1]

    by_pixel = np.tensordot(mix, x, 1) + bias[:, None, None, None]
    each = [program.convolve(x[c : c + 1], kernels[c][None, None], np.zeros(1), edge, 1)[1] for c in range(channels)]
    separable = pointwise(np.concatenate(each))
    full = mix[:, :, None, None] * kernels
    maps = program.convolve(x, full, bias, edge, 1)[1]

    def rest(weights: np.ndarray) -> float:  # what multiples of one kernel for each channel leave of them, at best
        sizes = [np.linalg.svd(weights[:, c].reshape(filters, -1), compute_uv=False) for c in range(channels)]
        return float(np.sqrt(sum((s[1:] ** 2).sum() for s in sizes) / sum((s**2).sum() for s in sizes)))

    given = batch_first(x)

    def multiply_adds(*layers: nn.Conv2d) -> float:
        with FlopCounterMode(display=False) as counter:
            nn.Sequential(*layers).double()(given)
        return counter.get_total_flops() / 2

    depthwise = nn.Conv2d(channels, channels, size, padding=edge, groups=channels)
    whole = multiply_adds(nn.Conv2d(channels, filters, size, padding=edge))
    parts = multiply_adds(depthwise, nn.Conv2d(channels, filters, 1))
    ratio = within(1 / filters + 1 / size**2, 1e-12, because="(c·k² + f·c) / (f·c·k²), a division")
    return Evidence(
        measurements=[
            Measurement(
                "1×1 convolution, off a dense layer at every pixel", relative_error(pointwise(x), by_pixel), EXACT
            ),
            Measurement(
                "depthwise and 1×1, off the full convolution they make", relative_error(separable, maps), EXACT
            ),
            Measurement("weights, share of a full one", separable_weights(channels, filters, size) / full.size, ratio),
            Measurement("multiply-adds, share of a full one", parts / whole, ratio),
            Measurement("its filters, off multiples of one kernel a channel", rest(full), EXACT),
        ],
        controls=[
            Control("random filters, off multiples of one kernel a channel", rest(rng.normal(size=full.shape)), EXACT)
        ],
        curves=[Curve("share of the weights", [1 / f + 1 / size**2 for f in range(1, 129)], x=range(1, 129))],
        axes=Axes(x="filters", y="depthwise and 1×1 / full"),
    )


@claim(
    en="Max pooling sends each gradient to the largest value of its window alone, of equal ones to the first by rows, "
    "as torch does on the CPU; where windows overlap, a value collects from all of which it is the largest. torch.amax "
    "shares the gradient evenly among equal values.",
    ko="맥스 풀링은 기울기를 윈도에서 가장 큰 값 하나에만 보내고, 최댓값이 여럿이면 CPU의 torch처럼 행 순서로 "
    "첫 번째에 보낸다. 윈도가 겹치면 그 값을 최댓값으로 고른 윈도들의 기울기를 모두 더해 받는다. "
    "반면 torch.amax는 같은 값끼리 기울기를 똑같이 나눈다.",
    seconds=0.5,
    entry="D4",
)
def pooling_ties(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    grid = [(n, k, s) for n, k, s in product((6, 7, 8), (2, 3), (1, 2, 3))]
    text = source()
    every = loaded(text.replace("error = error - found", "error = error - 0"))
    shared, fine = 2.0, 1e15  # levels of the values: ties nearly everywhere, and nowhere

    def worst(code: Any, sizes: Any, levels: float) -> tuple[float, float]:
        errors, ties = zip(*(pooling_errors(code, n, k, s, levels, rng) for n, k, s in sizes), strict=True)
        return max(errors), min(ties)

    def last_wins(n: int) -> float:  # the same on images turned upside down and back
        x = np.round(shared * rng.random((3, n, n, 4))) / shared
        largest = program.pool(x, 2, 2)
        error = rng.normal(size=largest.shape)
        turned = [array[:, ::-1, ::-1] for array in (x, largest, error)]
        given = batch_first(x)
        max_pool2d(given, 2).backward(batch_first(error))
        return relative_error(program.pool_gradient(*turned, 2, 2)[:, ::-1, ::-1], batch_last(given.grad))

    def shares(largest: Callable[[torch.Tensor], torch.Tensor]) -> float:  # largest share of four equal values
        window = torch.ones(2, 2, requires_grad=True)
        largest(window).backward()
        return float(window.grad.max())

    (tied, ties), (distinct, _) = worst(program, grid, shared), worst(program, grid, fine)
    quarter = within(0.25, 0, because="four equal values, a quarter each: a power of two")
    return Evidence(
        measurements=[
            Measurement("values with ties, off torch", tied, EXACT),
            Measurement("smallest share of windows with a tie", ties, at_least(0.1, because="ties must occur")),
            Measurement("values without ties, off torch", distinct, EXACT),
            Measurement("torch.amax: largest share of four equal values", shares(torch.amax), quarter),
        ],
        controls=[
            Control("to the last of equal ones, off torch", last_wins(8), EXACT),
            Control("to each of equal ones, off torch", worst(every, grid, shared)[0], EXACT),
            Control("to each of equal ones, no ties", worst(every, grid, fine)[0], EXACT, must="hold"),
            Control(
                "max pooling: largest share of four equal values",
                shares(lambda window: max_pool2d(window[None], 2).sum()),
                within(0.25, 0),
            ),
        ],
    )


@claim(
    en="The gradients of the whole network are right: they equal those of the complex step, which sees nothing but the "
    "loss, and those of torch's autograd. Pooling before the ReLU is the same network as pooling after it.",
    ko="신경망 전체의 기울기도 정확하다. 손실값만 보는 복소 스텝 미분과도, torch의 autograd와도 일치한다. ReLU 전에 "
    "풀링하든 후에 풀링하든 같은 신경망이다.",
    seconds=1.5,
    entry="D4",
    literature="Squire & Trapp 1998",
)
def network_gradients(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    small = random_network((2, 3), 12, rng), rng.normal(size=(1, 16, 16, 6)), rng.integers(10, size=6)
    truth = complex_gradients(*small)
    chosen = rng.choice(60_000, size=50, replace=False)
    digits, labels = mnist.load().train_images[chosen] / 255.0, mnist.load().train_labels[chosen]
    digits[0] = 0
    batch = np.moveaxis(digits, 0, -1)[np.newaxis], labels
    large = random_network((8, 32), 800, rng)
    loud = [*large[:4], 1000 * large[4], large[5]]
    net = torch_network(large, pool_first=True)
    scores = np.abs(program.forward(large, batch[0])[1].T - net(batch_first(batch[0])).detach().numpy()).max()

    def off_torch(parameters: Arrays) -> float:
        return network_error(program, torch_gradients(parameters, *batch), parameters, *batch)

    unmasked = loaded(source().replace(" * (pooled1 > 0)", ""))
    rounded = "scores near 1e3 are rounded by 1e-13 times a few hundred products, and their differences are exponents"
    return Evidence(
        measurements=[
            Measurement("small network, off the complex step", network_error(program, truth, *small), EXACT),
            Measurement("49 digits and a blank image: scores, off torch that pools first", scores, EXACT),
            Measurement("49 digits and a blank image: gradients, off torch that pools last", off_torch(large), EXACT),
            Measurement("scores in the thousands, off torch", off_torch(loud), at_most(1e-9, because=rounded)),
        ],
        controls=[
            Control("without a ReLU's mask", network_error(unmasked, truth, *small), EXACT),
            Control("against the gradient of the sum", network_error(program, [6 * g for g in truth], *small), EXACT),
        ],
    )


@claim(
    en="The program reads the original MNIST, starts from weights of variance 2/(inputs of a unit), as He prescribes, "
    "and prints the accuracy that it has on the test images.",
    ko="프로그램은 MNIST 원본을 읽고, He 초기화대로 분산이 2/(유닛의 입력 수)인 가중치에서 시작하며, 테스트 이미지에서 "
    "잰 정확도를 그대로 출력한다.",
    seconds=4,
    entry="D4",
    literature="He 2015; LeCun 1998",
)
def reads_starts_reports(seed: int = 0, samples: int = 400) -> Evidence:
    batches_of_fifty(samples, 10_000)
    data = mnist.load()
    truth = [data.train_images, data.train_labels, data.test_images, data.test_labels]
    misread = sum(not np.array_equal(one, other) for one, other in zip(program.load(), truth, strict=True))
    grey = np.abs(program.pixels(truth[2][:20])[0] - np.moveaxis(truth[2][:20], 0, -1).astype(float) / 255).max()
    start = program.initialise(np.random.default_rng(seed))
    size = sum(array.nbytes for array in start) - 4 * (8 * 25 + 8 + 32 * 200 + 32 + 10 * 800 + 10)
    copied = sum(parameter.nbytes for parameter in torch_network(start).parameters())
    alike = "float32 in both, or timing one against the other were not fair"

    def he(kind: type, name: str, weights: np.ndarray, inputs: int) -> Any:
        because = "variance 2/inputs (He 2015), within five standard errors of a variance of normal numbers"
        value = (weights.astype(float) ** 2).mean() * inputs / 2
        return kind(name, value, within(1, 5 * np.sqrt(2 / weights.size), because=because))

    few = [array[:samples] for array in truth]
    load, program.load = program.load, lambda: few
    try:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            program.main()
    finally:
        program.load = load
    rng = np.random.default_rng(0)
    parameters = program.initialise(rng)
    right = [
        f"after {done} iterations: accuracy {program.accuracy(parameters, *few[2:]):.4f}"
        for done in program.train(parameters, *few[:2], 5, rng)
        if done % (samples // 50) == 0
    ]
    untrue = set(output.getvalue().splitlines()) ^ set(right)
    layers = ("first", start[0], 25), ("second", start[2], 8 * 25), ("last", start[4], 32 * 25)
    return Evidence(
        measurements=[
            Measurement("files that it reads otherwise", misread, NOTHING),
            Measurement("grey values off k/255", grey, at_most(2**-24, because="one float32 division, up to one")),
            *(he(Measurement, f"{name} layer, variance · inputs / 2", *layer) for name, *layer in layers),
            Measurement("largest bias at the start", np.abs(np.hstack(start[1::2])).max(), NOTHING),
            Measurement("bytes of the parameters off those of 14 650 float32", size, NOTHING),
            Measurement("bytes of torch's copy of them", copied, within(4 * 14_650, 0, because=alike)),
            Measurement("lines unlike what was measured, on few digits", len(untrue), NOTHING),
        ],
        controls=[he(Control, "second layer, channels alone taken for inputs", start[2], 8)],
    )


@claim(
    en="The program trains as eager PyTorch does: from the same start and random numbers to the same weights, and to "
    "the same accuracy.",
    ko="프로그램은 PyTorch와 똑같이 학습한다. 같은 초깃값과 난수에서 출발하면 같은 가중치와 같은 정확도에 이른다.",
    seconds=2,
    entry="D4",
)
def trains_like_torch(seed: int = 0, samples: int = 449) -> Evidence:
    batches_of_fifty(samples, 2_000)  # 80 iterations: rounding grows from one to the next
    data = mnist.load()
    given = data.train_images[:samples], data.train_labels[:samples]
    tests, answers = data.test_images[:samples], data.test_labels[:samples]
    parameters = random_network((8, 32), 800, np.random.default_rng(seed))
    net, stranger = torch_network(parameters), torch_network(parameters)
    ours = list(program.train(parameters, *given, 2, np.random.default_rng(seed)))
    miscounted = set(ours) ^ set(torch_training(net, *given, seed, 2))
    list(torch_training(stranger, *given, seed + 1, 2))
    guesses = net(torch.tensor(tests)[:, None].double() / 255).argmax(dim=1).numpy()

    def apart(other: nn.Module) -> float:
        theirs = [parameter.detach().numpy() for parameter in other.parameters()]
        return float(np.max([relative_error(*pair) for pair in zip(parameters, theirs, strict=True)]))

    correct = program.accuracy(parameters, tests, answers) - (guesses == answers).mean()
    return Evidence(
        measurements=[
            Measurement("weights after 16 iterations, off torch", apart(net), EXACT),
            Measurement("iterations counted otherwise", len(miscounted), NOTHING),
            Measurement("test accuracy off torch's", correct, NOTHING),
        ],
        controls=[Control("weights, off torch in another order of images", apart(stranger), EXACT)],
    )


@claim(
    en="Run alone for a single epoch, over which the learning rate falls to zero, the numpy CNN reaches an accuracy of "
    "0.98 on MNIST; our MLP, run likewise, does not.",
    ko="학습률을 0까지 낮추며 단 한 epoch만 학습해도 numpy CNN은 MNIST 정확도가 0.98을 넘는다. 같은 방식으로 한 "
    "epoch를 학습한 MLP는 넘지 못한다.",
    seconds=15,
    entry="D4",
    literature="LeCun 1998",
)
def one_epoch(seed: int = 0, bar: float = 0.98) -> Evidence:
    def alone(text: str, epochs: str) -> list[float]:
        return printed(text.replace(epochs, "EPOCHS = 1").replace("default_rng(0)", f"default_rng({seed})"))

    convolving, dense = alone(source(), "EPOCHS = 5"), alone(source(mlp), "EPOCHS = 4")
    return Evidence(
        measurements=[
            Measurement("accuracy after one epoch", [0, *convolving][-1], at_least(bar, because="the bar, as printed")),
            Measurement("accuracies printed", len(convolving), within(1, 0, because="one for each epoch")),
        ],
        controls=[Control("the MLP after one epoch", [1, *dense][-1], at_least(bar))],
    )


@claim(
    en="With a learning rate that falls to zero over five epochs the numpy CNN reaches 0.99; our MLP of 256 hidden "
    "units, trained likewise over its four, does not.",
    ko="학습률을 5 epoch 동안 0까지 낮추면 numpy CNN의 정확도는 0.99에 이른다. 은닉 유닛이 256개인 MLP는 같은 방식으로 "
    "4 epoch를 학습해도 거기에 이르지 못한다.",
    seconds=60,
    entry="D4",
    literature="LeCun 1998",
)
def five_epochs(seed: int = 0, bar: float = 0.99) -> Evidence:
    data = mnist.load()
    given = data.train_images, data.train_labels
    rng = np.random.default_rng(seed)
    parameters = program.initialise(rng)
    iterations = program.train(parameters, *given, program.EPOCHS, rng)
    accuracies: list[float] = []
    for _ in progress(range(program.EPOCHS)):
        list(islice(iterations, EPOCH))
        accuracies.append(program.accuracy(parameters, data.test_images, data.test_labels))
        show(Curve("CNN", accuracies, x=range(1, len(accuracies) + 1)))
    left = len(list(iterations))
    rng = np.random.default_rng(seed)
    dense = mlp.initialise(rng)
    best = [
        mlp.accuracy(dense, data.test_images, data.test_labels)
        for done in mlp.train(dense, *given, rng)
        if done % (EPOCH // 2) == 0
    ]
    first = next((epoch for epoch, accuracy in enumerate(accuracies, 1) if accuracy >= bar), np.inf)
    return Evidence(
        measurements=[
            Measurement("accuracy after five epochs", accuracies[-1], at_least(bar, because="the bar")),
            Measurement("epochs until 0.99", first, at_most(5, because="as the claim says")),
            Measurement("epochs trained", len(accuracies) + left, within(5, 0, because="as the claim says")),
        ],
        controls=[Control("the MLP after its four epochs", best[-1], at_least(bar))],
        curves=[
            Curve("CNN", accuracies, x=range(1, len(accuracies) + 1)),
            Curve("MLP", best, x=range(1, len(best) + 1)),
        ],
        axes=Axes(x="epoch", y="test accuracy"),
    )


@claim(
    en="On one thread of this machine's CPU an iteration of the numpy CNN, with im2col, takes at most 1.2 of the time "
    "that the same network takes in eager PyTorch. Written as the definition's loops, the forward pass of the "
    "convolutions alone takes longer than all of PyTorch's iteration.",
    ko="이 컴퓨터의 CPU 한 스레드에서 im2col을 쓰는 numpy CNN을 한 번 반복(iteration)하는 데 걸리는 시간은 같은 "
    "신경망의 PyTorch eager 모드의 1.2배 이하이다. 정의대로 반복문으로 쓰면 합성곱의 순전파만으로도 PyTorch의 반복 한 "
    "번보다 오래 걸린다.",
    seconds=8,
    entry="D4",
    alone=True,
)
def keeps_up_with_torch(rounds: int = 41, bar: float = 1.2, steps: int = 8) -> Evidence:
    no_looser(bar, 1.2)
    if rounds < 8 or steps < 1:
        raise Undecided(
            en="a 99 % interval of a median needs 8 rounds, and a time at least one step",
            ko="중앙값의 99% 신뢰구간을 구하려면 8회, 시간을 재려면 한 스텝은 필요하다",
        )
    torch.set_num_threads(1)
    given = mnist.load().train_images, mnist.load().train_labels
    rng = np.random.default_rng(0)
    parameters = program.initialise(rng)
    w1, b1, w2, b2, _, _ = loose = [array.copy() for array in parameters]
    image = program.pixels(given[0][:1])

    def loops() -> None:  # the convolutions of one image, on the way forward
        hidden = program.pool(naive_convolution(image[..., 0], w1, b1, 0, 1)[..., np.newaxis], 2, 2)
        naive_convolution(np.maximum(hidden[..., 0], 0), w2, b2, 1, 1)

    def some(iterations: Iterator[int]) -> Callable[[], object]:
        return lambda: list(islice(iterations, steps))

    runs = {
        "numpy": some(program.train(parameters, *given, 5, rng)),
        "torch": some(torch_training(torch_network(loose, pool_first=True), *given, 0)),
        "loops": loops,
    }
    seconds = alternate(runs, rounds)
    per_image = {"numpy": 50 * steps, "torch": 50 * steps, "loops": 1}

    def ratio(kind: type, name: str, run: str, bound: Bound) -> Any:
        middle, interval = median_interval(seconds[run] / per_image[run] / (seconds["torch"] / per_image["torch"]))
        return kind(name, middle, bound, interval=interval)

    the_bar = at_most(bar, because="the bar; 99 % interval of the median over rounds")
    return Evidence(
        measurements=[ratio(Measurement, "time, numpy / torch", "numpy", the_bar)],
        controls=[ratio(Control, "time, loops of the way forward / all of torch's", "loops", at_most(bar))],
        curves=[Curve(name, 1e6 * seconds[name] / per_image[name]) for name in runs],
        axes=Axes(x="round", y="µs for an image", log_y=True),
    )
