"""MNIST by a numpy MLP: how long the program is, what it reaches, whether its gradients are right, how fast it is.

The program under test is `programs/mnist_mlp.py`: 784 pixels, a hidden layer of 256 ReLUs, ten scores; batches of
100 images, each moved by at most a pixel; momentum 0.9; a learning rate that falls from 0.2 to zero over four epochs.
An iteration is one step of the optimizer, and 600 of them are an epoch. `quizdl.lab.lines` counts the lines.
"""

import ast
import contextlib
import io
import lzma
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab import mnist
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.lines import RULES, count_lines, statements
from quizdl.lab.statistics import mean_interval, median_interval, share_interval, student_quantile
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
    claim,
    mutant,
    progress,
    show,
    within,
)

from .programs import mnist_mlp as program

Parameters = list[np.ndarray]  # weights (784, 256), biases (256,), weights (256, 10), biases (10,)

EPOCH = 600  # iterations: 60 000 images in batches of 100
TRAINING = ("forward", "backward", "step", "train")  # training proper

mutant("forgets the 1/B", "    error /= len(labels)\n", "", program="mnist_mlp")
mutant("leaves the ReLU out of the backward pass", " * (hidden > 0)", "", program="mnist_mlp")
mutant("lets the gradient through at the kink", "hidden > 0", "hidden >= 0", program="mnist_mlp")
mutant("softmax over the batch", "powers.sum(axis=1, keepdims=True)", "powers.sum(axis=0)", program="mnist_mlp")
mutant("exponentials that overflow", " - scores.max(axis=1, keepdims=True)", "", program="mnist_mlp")
mutant("never forgets", "velocity *= MOMENTUM", "velocity *= 1", program="mnist_mlp")
mutant("a learning rate that stays", "RATE * (1 - number / (EPOCHS * batches))", "RATE", program="mnist_mlp")
mutant("one order for all epochs", "rng.permutation(len(labels))", "np.arange(len(labels))", program="mnist_mlp")
mutant("Xavier's half of He's variance", "np.sqrt(2 / 784,", "np.sqrt(1 / 784,", program="mnist_mlp")
mutant("returns the files backwards", "arrays.append(", "arrays.insert(0, ", program="mnist_mlp")
mutant("reports on training images", "test_images, test_labels):.4f", "images, labels):.4f", program="mnist_mlp")
mutant("greys that end at 255/256", "np.float32(255)", "np.float32(256)", program="mnist_mlp")
mutant("lets torch work in float64", "nn.Linear(*w2.shape)).to(w1.dtype)", "nn.Linear(*w2.shape)).double()")
mutant("always works in float64", "np.float32(255)", "np.float64(255)", program="mnist_mlp")
mutant("one bias for all ten scores", "np.zeros(10, np.float32)", "np.zeros(1, np.float32)", program="mnist_mlp")
mutant("forgets the error of the hidden layer", "3 * program.HIDDEN * 10", "2 * program.HIDDEN * 10")
mutant(
    "starts all hidden units alike",
    "rng.standard_normal((784, HIDDEN), np.float32)",
    "np.ones((784, HIDDEN), np.float32)",
    program="mnist_mlp",
)
mutant("climbs", "parameter -= rate * velocity", "parameter += rate * velocity", program="mnist_mlp")
mutant(
    "labels of the image before",
    "error[np.arange(len(labels))",
    "error[np.arange(len(labels)) - 1",
    program="mnist_mlp",
)


def source() -> str:
    """The text of the program as it is loaded here, planted bugs included."""
    return program.__spec__.loader.get_source(program.__name__)


def function(name: str) -> str:
    """The text of one function of the program."""
    return next(ast.unparse(node) for node in ast.parse(source()).body if getattr(node, "name", "") == name)


def golfed(text: str) -> str:
    """The same program with simple statements that follow each other joined by semicolons; no docstrings."""
    lines: list[str] = []
    indentation = 0
    for line in statements(text):
        before, indentation = indentation, len(line) - len(line.lstrip())
        if lines and before == indentation and not line.endswith(":") and not lines[-1].endswith(":"):
            lines[-1] += "; " + line.lstrip()
        else:
            lines.append(line)
    return "\n".join(lines)


def shortened(name: str, number: int) -> str:
    """The program's text with one statement taken out of the body of a function; docstrings do not count."""
    tree = ast.parse("\n".join(statements(source())))
    next(node for node in tree.body if getattr(node, "name", "") == name).body[number] = ast.Pass()
    return ast.unparse(tree)


def loaded(text: str) -> types.SimpleNamespace:
    """The functions of a changed program."""
    names: dict[str, Any] = {"__name__": "changed"}
    exec(compile(text, "changed", "exec"), names)
    return types.SimpleNamespace(**names)


def printed(text: str) -> list[float]:
    """The accuracies that a program prints when it runs alone, in a process of its own."""
    run = subprocess.run([sys.executable, "-"], input=text, capture_output=True, text=True, check=False)
    return [float(line.split()[-1]) for line in run.stdout.splitlines()]


def random_network(sizes: tuple[int, int, int], rng: np.random.Generator) -> Parameters:
    """Float64 parameters; every other hidden bias is zero, so that a blank image meets the kink of those ReLUs."""
    inputs, hidden, outputs = sizes
    w1, w2 = rng.normal(size=(inputs, hidden)), rng.normal(size=(hidden, outputs))
    b1, b2 = rng.normal(size=hidden) * (np.arange(hidden) % 2), rng.normal(size=outputs)
    return [w1 * np.sqrt(2 / inputs), b1, w2 * np.sqrt(2 / hidden), b2]


def complex_gradients(parameters: Parameters, x: np.ndarray, labels: np.ndarray) -> Parameters:
    """The gradients of the mean cross-entropy from values of the loss alone."""

    def loss(number: int, values: np.ndarray) -> complex:
        _, scores = program.forward([*parameters[:number], values, *parameters[number + 1 :]], x)
        return (np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]).mean()

    return [complex_step(lambda values, n=n: loss(n, values), given) for n, given in enumerate(parameters)]


def torch_network(parameters: Parameters) -> nn.Sequential:
    """The same network in torch, with copies of these parameters and of their type."""
    w1, b1, w2, b2 = (torch.tensor(parameter) for parameter in parameters)
    net = nn.Sequential(nn.Linear(*w1.shape), nn.ReLU(), nn.Linear(*w2.shape)).to(w1.dtype)
    for mine, given in zip(net.parameters(), (w1.T, b1, w2.T, b2), strict=True):
        mine.data.copy_(given)
    return net


def torch_gradients(parameters: Parameters, x: np.ndarray, labels: np.ndarray) -> Parameters:
    """The gradients by automatic differentiation; torch keeps weights as (outputs, inputs)."""
    net = torch_network(parameters)
    cross_entropy(net(torch.tensor(x)), torch.tensor(labels, dtype=torch.int64)).backward()
    return [parameter.grad.numpy().T for parameter in net.parameters()]


def torch_training(
    net: nn.Module, images: np.ndarray, labels: np.ndarray, seed: int, fused: bool | None = None
) -> Iterator[int]:
    """The program's training in eager PyTorch, from the same random numbers; yields after every iteration."""
    optimizer = torch.optim.SGD(net.parameters(), momentum=0.9, fused=fused)
    rng, pictures, answers = np.random.default_rng(seed), torch.tensor(images), torch.tensor(labels, dtype=torch.int64)
    dtype, batches, done = next(net.parameters()).dtype, len(labels) // 100, 0
    for _ in range(4):
        for batch in np.array_split(rng.permutation(len(labels)), batches):
            chosen = torch.from_numpy(batch)
            moved = torch.roll(pictures[chosen], rng.integers(-1, 2, size=2).tolist(), dims=(1, 2))
            optimizer.param_groups[0]["lr"] = 0.2 * (1 - done / (4 * batches))
            optimizer.zero_grad()
            cross_entropy(net((moved.flatten(1) / 255).to(dtype)), answers[chosen]).backward()
            optimizer.step()
            done += 1
            yield done


def gradient_error(code: Any, truth: Parameters, parameters: Parameters, x: np.ndarray, labels: np.ndarray) -> float:
    """The largest relative error of any parameter's gradient; infinite where the code no longer runs."""
    try:
        gradients = code.backward(parameters, x, *code.forward(parameters, x), labels)
        return float(np.max([relative_error(*pair) for pair in zip(gradients, truth, strict=True)]))  # NaN counts
    except (NameError, TypeError):
        return np.inf


def small_batch(rng: np.random.Generator) -> tuple[Parameters, np.ndarray, np.ndarray]:
    """A small network, seven points of six coordinates, and their classes, of four."""
    return random_network((6, 5, 4), rng), rng.normal(size=(7, 6)), rng.integers(4, size=7)


def training(labels: np.ndarray, seed: int) -> tuple[Parameters, Iterator[int]]:
    """The parameters that the program starts from, and its training of them on all training images."""
    rng = np.random.default_rng(seed)
    parameters = program.initialise(rng)
    return parameters, program.train(parameters, mnist.load().train_images, labels, rng)


def tested(parameters: Parameters) -> float:
    """The program's accuracy on the 10 000 test images."""
    return float(program.accuracy(parameters, mnist.load().test_images, mnist.load().test_labels))


def first_iterations(seed: int, labels: np.ndarray, bar: float, every: int, most: int) -> list[tuple[int, float]]:
    """Iteration and test accuracy, every so many iterations, until it reaches the bar or `most` are done."""
    parameters, iterations = training(labels, seed)
    seen = [(0, tested(parameters))]
    for done in islice(iterations, most):
        if done % every == 0:
            seen.append((done, tested(parameters)))
        if seen[-1][1] >= bar:
            break
    return seen


def softmax_regression(seed: int) -> list[float]:
    """Test accuracy of one linear layer, trained by torch as the MLP is, after each quarter of an epoch."""
    data = mnist.load()
    torch.manual_seed(seed)
    net, test = nn.Linear(784, 10), torch.tensor(data.test_images).flatten(1) / 255
    return [
        float((net(test).argmax(dim=1).numpy() == data.test_labels).mean())
        for done in torch_training(net, data.train_images, data.train_labels, seed)
        if done % (EPOCH // 4) == 0
    ]


def product_flop(batch: int) -> int:
    """FLOP of the matrix products in one iteration; the gradient of the pixels is not needed."""
    return 2 * batch * (2 * 784 * program.HIDDEN + 3 * program.HIDDEN * 10)


def loss_of(parameters: Parameters, x: np.ndarray, labels: np.ndarray) -> float:
    """The mean cross-entropy of a batch, in nats."""
    scores = program.forward(parameters, x)[1].astype(float)
    scores -= scores.max(axis=1, keepdims=True)
    return float((np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]).mean())


def entropy(labels: np.ndarray) -> float:
    """The entropy of the labels' frequencies, in nats; ln 10 where all ten digits are equally frequent."""
    shares = np.bincount(labels, minlength=10) / len(labels)
    return float(-(shares[shares > 0] * np.log(shares[shares > 0])).sum())


def commonest_share(labels: np.ndarray) -> float:
    """The accuracy of always naming the commonest digit."""
    return float(np.bincount(labels).max() / len(labels))


def no_looser(bar: float, declared: float) -> None:
    """Refuse an upper bar that was raised beyond the one of the sentence: nothing could break it in the end."""
    if bar > declared:
        raise Undecided(
            en=f"the sentence speaks of at most {declared:g}; a bar of {bar:g} asks for less",
            ko=f"문장은 {declared:g} 이하라고 한다. bar = {bar:g}이면 그보다 약한 주장이다",
        )


def batches_of_a_hundred(images: int, most: int = 60_000) -> None:
    """Refuse a number of images that makes no batch."""
    if not 100 <= images <= most:
        raise Undecided(
            en=f"{images} images; the experiment needs from 100, which is one batch, to {most}",
            ko=f"이미지 {images}장: 이 실험에는 배치 하나인 100장부터 {most}장까지 필요하다",
        )


NOTHING = within(0, 0, because="counts and copies: there is nothing to round")
EXACT = at_most(1e-12, because="float64 sums of up to 784 products, each rounded by 2^-53 of the largest")


@claim(
    en="A numpy MLP that loads MNIST, trains and reports fits in 100 lines, whichever way one counts; "
    "training proper takes fewer than 30 statements.",
    ko="MNIST를 읽고, 학습하고, 결과를 출력하는 numpy MLP는 어떤 방식으로 세어도 100줄 안에 들어간다. "
    "학습 부분은 구문(statement) 30개가 안 된다.",
    seconds=0.2,
    entry="D1",
)
def fits_in_a_hundred_lines(bar: int = 100, bar_for_training: int = 30) -> Evidence:
    no_looser(bar, 100)
    no_looser(bar_for_training, 30)
    text = source()
    lines, joined = count_lines(text), count_lines(golfed(text))
    count = dict(zip(RULES, (lines.physical, lines.code, lines.statements), strict=True))
    core = sum(len(statements(function(name))) for name in TRAINING)
    part = f"{', '.join(TRAINING)}, with their headers; not loading, initialising and reporting"
    example = golfed("a = 1\nlonger = 2\nif a:\n    b = 3\n    longer = 4\nc = 5")
    by_hand = "a = 1; longer = 2\nif a:\n    b = 3; longer = 4\nc = 5"
    same = ast.dump(ast.parse(golfed(text))) == ast.dump(ast.parse("\n".join(statements(text))))
    saved = lines.statements - joined.statements if same else np.inf
    dense = at_most(1, because="a statement takes a line or more, unless the program is golfed")
    return Evidence(
        measurements=[
            *(
                Measurement(rule, count[rule], at_most(bar - 1, because=f"the post's bar; {RULES[rule]}"))
                for rule in RULES
            ),
            Measurement("statements of training proper", core, at_most(bar_for_training - 1, because=part)),
            Measurement("statements for each code line", lines.statements / lines.code, dense),
            Measurement("statements that golfing saves", saved, NOTHING),
            Measurement("an example golfed otherwise than by hand", example != by_hand, NOTHING),
        ],
        controls=[
            Control("physical lines that golfing saves", lines.statements - joined.physical, NOTHING),
            Control("golfed, statements for each code line", joined.statements / joined.code, dense),
        ],
    )


@claim(
    en="The program reads the original MNIST itself: four IDX files, each a header of big-endian sizes before its "
    "bytes, give the same 70 000 images and labels as the checked copy.",
    ko="프로그램은 MNIST 원본을 직접 읽는다. 빅엔디언으로 크기를 적은 헤더 뒤에 데이터가 이어지는 IDX 파일 네 개에서, "
    "검증된 사본과 똑같은 이미지와 레이블 70,000개를 얻는다.",
    seconds=2,
    entry="D1",
    literature="LeCun 1998",
)
def loads_mnist() -> Evidence:
    data = mnist.load()  # checked against the SHA-256 sums of the original files
    truth = (data.train_images, data.train_labels, data.test_images, data.test_labels)

    def differing(arrays: Parameters) -> float:
        if [array.shape for array in arrays] != [array.shape for array in truth]:
            return np.inf
        return sum(float((one != other).sum()) for one, other in zip(arrays, truth, strict=True))

    arrays, rows = program.load(), program.pixels(data.test_images[:20])
    off = np.abs(rows - data.test_images[:20].reshape(20, 784).astype(float) / 255).max()
    packed = np.frombuffer(lzma.decompress(mnist.PACKED.read_bytes()), np.uint8)
    headless = packed[: data.train_images.size].reshape(data.train_images.shape)
    return Evidence(
        measurements=[
            Measurement("entries that differ", differing(arrays), NOTHING),
            Measurement("grey values off k/255", off, at_most(2**-24, because="one float32 division, up to one")),
            Measurement("bytes of a pixel", rows.itemsize, within(4, 0, because="float32")),
        ],
        controls=[Control("entries that differ, header taken for pixels", differing([headless, *arrays[1:]]), NOTHING)],
        curves=[Curve("ink by row of the image", data.train_images.mean(axis=(0, 2)))],
        axes=Axes(x="row", y="mean grey value"),
    )


@claim(
    en="The program's gradients are right: they equal those of the complex step, which sees nothing but the loss, "
    "and those of torch's autograd.",
    ko="프로그램의 기울기는 정확하다. 손실값만 보는 복소 스텝 미분과도, torch의 autograd와도 일치한다.",
    seconds=0.5,
    entry="D7",
    literature="Squire & Trapp 1998",
)
def gradients_are_right(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    small = small_batch(rng)
    truth = complex_gradients(*small)
    kink = np.abs(small[1] @ small[0][0] + small[0][1]).min()
    chosen = rng.choice(60_000, size=100, replace=False)
    digits, labels = mnist.load().train_images[chosen].reshape(100, 784) / 255.0, mnist.load().train_labels[chosen]
    digits[0] = 0  # a blank image
    large = random_network((784, 256, 10), rng)
    blank = np.count_nonzero(large[1] == 0)
    loud = [1000 * large[0], 1000 * large[1], *large[2:]]

    def off_torch(*batch: Any) -> float:
        return gradient_error(program, torch_gradients(*batch), *batch)

    unmasked = loaded(source().replace(" * (hidden > 0)", ""))
    analytic = "the ReLU is analytic away from its kink; the complex step moves no real part"
    rounded = "scores near 1e4 are rounded by 1e-12, and their differences are exponents"
    return Evidence(
        measurements=[
            Measurement("small network, off the complex step", gradient_error(program, truth, *small), EXACT),
            Measurement("nearest that a hidden unit is to its kink", kink, at_least(1e-12, because=analytic)),
            Measurement("small network, off torch", off_torch(*small), EXACT),
            Measurement("units at their kink on a blank image", blank, within(128, 0, because="half of 256")),
            Measurement("99 digits and a blank image at the kink, off torch", off_torch(large, digits, labels), EXACT),
            Measurement(
                "scores in the thousands, off torch", off_torch(loud, digits, labels), at_most(1e-9, because=rounded)
            ),
        ],
        controls=[
            Control("without the ReLU's mask", gradient_error(unmasked, truth, *small), EXACT),
            Control("against the gradient of the sum", gradient_error(program, [7 * g for g in truth], *small), EXACT),
        ],
    )


@claim(
    en="A hand-written backward pass of a fixed MLP takes about ten lines, at most 15 statements, and none of them "
    "can be spared.",
    ko="구조가 고정된 MLP의 역전파를 직접 구현하면 10줄 안팎, 많아야 구문(statement) 15개이며, 그중 하나도 뺄 수 없다.",
    seconds=0.3,
    entry="D7",
)
def backward_in_ten_lines(seed: int = 0, bar: int = 15) -> Evidence:
    no_looser(bar, 15)
    small = small_batch(np.random.default_rng(seed))
    truth = complex_gradients(*small)
    written = statements(function("backward"))
    errors = [gradient_error(loaded(shortened("backward", n)), truth, *small) for n in range(len(written) - 1)]
    about = f"the post's ten and half as many again; {RULES['statements']}"
    seen = at_least(1e-9, because="a thousand times what rounding may do; infinite where nothing runs any more")
    return Evidence(
        measurements=[
            Measurement("statements of the backward pass", len(written), at_most(bar, because=about)),
            Measurement("smallest error with one statement deleted", min(errors), seen),
        ],
        controls=[Control("error with none deleted", gradient_error(program, truth, *small), seen)],
    )


@claim(
    en="The program trains as eager PyTorch does: from the same start and random numbers, mini-batch SGD with momentum "
    "leads to the same weights, and to the same accuracy.",
    ko="프로그램은 PyTorch와 똑같이 학습한다. 같은 초깃값과 난수에서 출발하면 모멘텀을 쓴 미니배치 SGD는 "
    "같은 가중치와 같은 정확도에 이른다.",
    seconds=1.2,
    entry="D2",
    literature="He 2015",
)
def trains_like_torch(seed: int = 0, samples: int = 1099) -> Evidence:
    batches_of_a_hundred(samples, 3_000)  # 120 iterations: rounding grows from one to the next
    data = mnist.load()
    given = data.train_images[:samples], data.train_labels[:samples]
    parameters = random_network((784, 256, 10), np.random.default_rng(seed))
    net, stranger = torch_network(parameters), torch_network(parameters)
    ours = list(program.train(parameters, *given, np.random.default_rng(seed)))
    miscounted = set(ours) ^ set(torch_training(net, *given, seed))
    list(torch_training(stranger, *given, seed + 1))
    guesses = net(torch.tensor(data.test_images).flatten(1).double() / 255).argmax(dim=1).numpy()
    start = program.initialise(np.random.default_rng(seed))

    def apart(other: nn.Module) -> float:
        theirs = [parameter.detach().numpy().T for parameter in other.parameters()]
        return float(np.max([relative_error(*pair) for pair in zip(parameters, theirs, strict=True)]))

    def he(name: str, weights: np.ndarray) -> Measurement:
        because = "variance 2/inputs (He 2015), within five standard errors of a variance of normal numbers"
        value = (weights.astype(float) ** 2).mean() * len(weights) / 2
        return Measurement(name, value, within(1, 5 * np.sqrt(2 / weights.size), because=because))

    size = sum(array.nbytes for array in start) - 4 * (784 * 256 + 256 + 256 * 10 + 10)
    copied = sum(parameter.nbytes for parameter in torch_network(start).parameters())
    alike = "float32 in both, or timing one against the other were not fair"
    return Evidence(
        measurements=[
            Measurement("weights after 40 iterations, off torch", apart(net), EXACT),
            Measurement("iterations counted otherwise", len(miscounted), NOTHING),
            Measurement(
                "test accuracy off torch's", tested(parameters) - (guesses == data.test_labels).mean(), NOTHING
            ),
            he("first layer at the start, variance · inputs / 2", start[0]),
            he("second layer at the start, variance · inputs / 2", start[2]),
            Measurement("largest bias at the start", np.abs(np.hstack(start[1::2])).max(), NOTHING),
            Measurement("bytes of the parameters off those of 203 530 float32", size, NOTHING),
            Measurement("bytes of torch's copy of them", copied, within(4 * 203_530, 0, because=alike)),
        ],
        controls=[Control("weights, off torch in another order of images", apart(stranger), EXACT)],
    )


@claim(
    en="The MLP passes an accuracy of 0.9 within the first epoch, where 30 are often allowed; trained on shuffled "
    "labels it stays at chance.",
    ko="MLP의 정확도는 30 epoch는커녕 첫 epoch가 끝나기도 전에 0.9를 넘는다. "
    "레이블을 섞어 학습하면 무작위 추측 수준에 머문다.",
    seconds=9,
    entry="D2",
    literature="LeCun 1998",
)
def passes_nine_tenths(seed: int = 0, runs: int = 5, blind_runs: int = 8, bar: float = 0.9, every: int = 5) -> Evidence:
    if runs < 2 or blind_runs < 5:
        raise Undecided(
            en="an interval needs two runs, and one narrow enough to tell chance from learning five blind ones",
            ko="구간을 구하려면 두 번 실행해야 하고, 무작위 추측과 학습을 구별할 만큼 좁으려면 레이블을 섞은 실행이 "
            "다섯 번 필요하다",
        )
    if not 1 <= every <= EPOCH:
        raise Undecided(
            en=f"a test every {every} iterations does not fall within the first epoch of {EPOCH}",
            ko=f"{every}번 반복마다 테스트하면 {EPOCH}번 반복하는 첫 epoch 안에 들지 않는다",
        )
    labels = mnist.load().train_labels
    seen = [first_iterations(runs * seed + n, labels, bar, every, 2 * EPOCH) for n in progress(range(runs))]
    arrivals = [run[-1][0] for run in seen]
    blind = []
    for s in range(blind_runs * seed, blind_runs * (seed + 1)):
        shuffled = np.random.default_rng([s, 1]).permutation(labels)
        blind.append(first_iterations(s, shuffled, bar, EPOCH // 4, EPOCH // 4)[-1][1])
    half = student_quantile(0.9995, blind_runs - 1) * np.std(blind, ddof=1) / np.sqrt(blind_runs)
    if half > 0.1:  # as wide as chance itself
        raise Undecided(
            en=f"the blind runs spread too far to say what chance is: ± {half:.2f}",
            ko=f"레이블을 섞은 실행들의 차이가 너무 커서 무작위 추측의 수준을 말할 수 없다: ± {half:.2f}",
        )
    epoch = at_most(EPOCH, because=f"one epoch of 30; mean of {runs} runs with its 99 % interval, all test images")
    chance = "0.1, or up to 0.1135 by always naming the commonest digit; 99.9 % interval of a mean (Student 1908)"
    return Evidence(
        measurements=[
            Measurement("iterations until 0.9", np.mean(arrivals), epoch, interval=mean_interval(arrivals)),
            Measurement("lowest accuracy by then", min(run[-1][1] for run in seen), at_least(bar, because="0.9 it is")),
            Measurement("shuffled labels, mean", np.mean(blind), within(0.1, 0.0135 + half, because=chance)),
        ],
        controls=[
            Control("untrained", max(run[0][1] for run in seen), at_least(bar)),
            Control("shuffled labels, best run", max(blind), at_least(bar)),
        ],
        curves=[Curve(f"run {n}", [y for _, y in run], x=[x for x, _ in run]) for n, run in enumerate(seen, 1)],
        axes=Axes(x="iteration", y="test accuracy"),
    )


@claim(
    en="With a learning rate that falls to zero over four epochs the MLP reaches 0.98 at their end, and 0.97 on the "
    "way; softmax regression, trained the same way, reaches neither, and at a constant rate the MLP ends below 0.98.",
    ko="학습률을 4 epoch 동안 0까지 낮추면 MLP의 정확도는 그 끝에 0.98에 이르고 0.97은 도중에 넘는다. 같은 방법으로 "
    "학습한 소프트맥스 회귀는 어느 쪽에도 이르지 못하고, 학습률을 그대로 두면 MLP도 0.98에 이르지 못한다.",
    seconds=18,
    entry="D2",
    literature="LeCun 1998",
)
def ninety_eight_in_four_epochs(seed: int = 0, runs: int = 2, bar: float = 0.98) -> Evidence:
    if runs < 1:
        raise Undecided(
            en="no run shows no accuracy",
            ko="한 번도 실행하지 않으면 정확도를 알 수 없다",
        )
    data, curves = mnist.load(), []
    for n in progress(range(runs)):
        parameters, iterations = training(mnist.load().train_labels, runs * seed + n)
        accuracies = [tested(parameters) for done in iterations if done % (EPOCH // 2) == 0]
        curves.append(Curve(f"MLP, run {n + 1}", accuracies, x=np.arange(1, len(accuracies) + 1) / 2))
        show(*curves)
    constant = loaded(source().replace("RATE * (1 - number / (EPOCHS * batches))", "RATE"))
    rng = np.random.default_rng(seed)
    parameters = constant.initialise(rng)
    stays = [
        tested(parameters)
        for done in constant.train(parameters, data.train_images, data.train_labels, rng)
        if done % (EPOCH // 2) == 0
    ]
    linear = softmax_regression(seed)
    lowest = min(run.y[-1] for run in curves)
    late = max(next((x for x, y in zip(run.x, run.y, strict=True) if y >= 0.97), np.inf) for run in curves)
    longest = max(run.x[-1] for run in curves)
    return Evidence(
        measurements=[
            Measurement("lowest accuracy after four epochs", lowest, at_least(bar, because="the bar, in every run")),
            Measurement("epochs until 0.97", late, at_most(4, because="on the way, in every run")),
            Measurement("epochs trained", longest, within(4, 0, because="as the claim says")),
        ],
        controls=[
            Control("softmax regression after four epochs", linear[-1], at_least(bar)),
            Control("softmax regression at its best", max(linear), at_least(0.97)),
            Control("constant rate, mean of the last two epochs", np.mean(stays[-4:]), at_least(bar)),
        ],
        curves=[
            *curves,
            Curve("MLP, constant rate", stays, x=np.arange(1, len(stays) + 1) / 2),
            Curve("softmax regression", linear, x=np.arange(1, len(linear) + 1) / 4),
        ],
        axes=Axes(x="epoch", y="test accuracy"),
    )


@claim(
    en="Reaching 0.9 on MNIST takes a hidden layer.",
    ko="MNIST에서 정확도 0.9를 넘으려면 은닉층이 있어야 한다.",
    seconds=2.5,
    expects="refuted",
    entry="D2",
    literature="LeCun 1998",
)
def takes_a_hidden_layer(seed: int = 0) -> Evidence:
    data, linear = mnist.load(), softmax_regression(seed)
    rows, test = (images.reshape(len(images), 784) / 255 for images in (data.train_images, data.test_images))
    means = np.array([rows[data.train_labels == digit].mean(axis=0) for digit in range(10)])
    nearest = (test @ means.T - (means**2).sum(axis=1) / 2).argmax(axis=1)
    spread = share_interval(round(linear[-1] * 10_000), 10_000)
    bar = at_most(0.9, because="no more without a hidden layer; Wilson's 99 % interval for new digits")
    return Evidence(
        measurements=[Measurement("softmax regression after four epochs", linear[-1], bar, interval=spread)],
        controls=[Control("nearest mean image", (nearest == data.test_labels).mean(), bar, must="hold")],
        curves=[Curve("softmax regression", linear, x=np.arange(1, len(linear) + 1) / 4)],
        axes=Axes(x="epoch", y="test accuracy"),
    )


@claim(
    en="What the program prints after each epoch is its accuracy on the test images, which it has not trained on.",
    ko="프로그램이 epoch마다 출력하는 값은 학습에 쓰지 않은 테스트 이미지의 정확도이다.",
    seconds=0.6,
    entry="D2",
)
def reports_test_accuracy(samples: int = 600, tests: int = 500) -> Evidence:
    batches_of_a_hundred(samples)
    if tests < 100:
        raise Undecided(
            en=f"with {tests} test images both accuracies may be the same number",
            ko=f"테스트 이미지가 {tests}장이면 두 정확도가 같은 값일 수 있다",
        )
    data, rng = mnist.load(), np.random.default_rng(0)
    seen = data.train_images[:samples], data.train_labels[:samples]
    unseen = data.test_images[:tests], data.test_labels[:tests]
    load, program.load = program.load, lambda: (*seen, *unseen)
    try:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            program.main()
    finally:
        program.load = load
    parameters, honest, flattering = program.initialise(rng), set(), set()
    for done in program.train(parameters, *seen, rng):
        if done % (samples // 100) == 0:
            honest.add(f"after {done} iterations: accuracy {program.accuracy(parameters, *unseen):.4f}")
            flattering.add(f"after {done} iterations: accuracy {program.accuracy(parameters, *seen):.4f}")
    lines = set(output.getvalue().splitlines())
    return Evidence(
        measurements=[
            Measurement("lines printed", len(lines), within(4, 0, because="one for each epoch")),
            Measurement("lines unlike the test accuracy", len(lines ^ honest), NOTHING),
        ],
        controls=[Control("lines unlike the training accuracy", len(lines ^ flattering), NOTHING)],
    )


@claim(
    en="Run alone, by `python mnist_mlp.py`, the program loads, trains, and prints its accuracy after every epoch: at "
    "least 0.98 at the end of four, over which its learning rate falls to zero.",
    ko="`python mnist_mlp.py`로 단독 실행하면 데이터를 읽고 학습하면서 epoch마다 정확도를 출력한다. "
    "학습률이 0까지 낮아지는 4 epoch 끝의 정확도는 0.98 이상이다.",
    seconds=7,
    entry="D2",
)
def runs_alone(bar: float = 0.98) -> Evidence:
    alone = printed(source())
    frozen = printed(source().replace("RATE = 0.2", "RATE = 0.0").replace("EPOCHS = 4", "EPOCHS = 1"))
    return Evidence(
        measurements=[
            Measurement("accuracy printed last", [0, *alone][-1], at_least(bar, because="the bar, by its own report")),
            Measurement("accuracies printed", len(alone), within(4, 0, because="one for each epoch")),
        ],
        controls=[Control("with a learning rate of zero", [1, *frozen][-1], at_least(bar))],
        curves=[Curve("printed", alone, x=range(1, len(alone) + 1))],
        axes=Axes(x="epoch", y="test accuracy"),
    )


@claim(
    en="An MLP 784-256-10 has 203 530 parameters, biases included. Its forward pass takes 203 264 multiply-adds an "
    "image, one for each weight; the backward pass takes as many again for the weights' gradients, and 2 560 for the "
    "error of the hidden layer.",
    ko="784-256-10 MLP의 파라미터는 편향까지 203,530개이다. 순전파에는 이미지 한 장에 가중치마다 한 번, 모두 "
    "203,264번의 곱셈-누산(MAC)이 든다. 역전파에는 가중치의 기울기에 같은 횟수가, 은닉층의 오차에 2,560번이 더 든다.",
    seconds=0.3,
    entry="D1",
)
def counts() -> Evidence:
    parameters = program.initialise(np.random.default_rng(0))
    net = torch_network(parameters)
    weights = 784 * 256 + 256 * 10

    def multiply_adds(backward: bool, with_pixels: bool = False, batch: int = 100) -> float:
        images = torch.zeros(batch, 784, dtype=net[0].weight.dtype, requires_grad=with_pixels)
        with FlopCounterMode(display=False) as counter:
            scores = net(images)
            if backward:
                cross_entropy(scores, torch.zeros(batch, dtype=torch.int64)).backward()
        return counter.get_total_flops() / 2 / batch

    once = "an entry of each matrix and bias, or one multiply-add for each use: counts"
    return Evidence(
        measurements=[
            Measurement(
                "parameters", sum(array.size for array in parameters), within(weights + 256 + 10, 0, because=once)
            ),
            Measurement("multiply-adds of the forward pass", multiply_adds(False), within(weights, 0, because=once)),
            Measurement(
                "multiply-adds of forward and backward pass",
                multiply_adds(True),
                within(2 * weights + 2560, 0, because=once),
            ),
            Measurement("the program's products", product_flop(1) / 2, within(2 * weights + 2560, 0, because=once)),
        ],
        controls=[
            Control("parameters if biases were none", sum(array.size for array in parameters[::2]), within(203_530, 0)),
            Control("both passes in forward passes", multiply_adds(True) / weights, within(3, 0)),
            Control(
                "both passes in forward passes, with the gradient of the pixels",
                multiply_adds(True, with_pixels=True) / weights,
                within(3, 0),
                must="hold",
            ),
        ],
        curves=[Curve("parameters by width of the hidden layer", [784 * h + 10 * h + h + 10 for h in range(1, 513)])],
        axes=Axes(x="hidden units", y="parameters"),
    )


@claim(
    en="With ReLUs, weights that all start at zero stay at zero: only the last bias learns, so the loss never falls "
    "below the entropy of the labels. Hidden units whose weights in and out start equal, but not at zero, stay equal. "
    "Random weights do neither.",
    ko="ReLU를 쓰는 MLP에서 모두 0에서 시작한 가중치는 끝까지 0이다. 마지막 편향만 학습되므로 손실은 레이블의 "
    "엔트로피 아래로 내려가지 않는다. 들어오고 나가는 가중치가 0은 아니어도 서로 같은 은닉 유닛들은 끝까지 같다. "
    "무작위로 시작하면 둘 다 일어나지 않는다.",
    seconds=1,
    entry="D2",
    literature="Rumelhart, Hinton & Williams 1986; He 2015",
)
def zero_start(seed: int = 0, samples: int = 1000) -> Evidence:
    batches_of_a_hundred(samples)
    data, rng = mnist.load(), np.random.default_rng(seed)
    chosen = rng.choice(60_000, size=samples, replace=False)
    images, labels = data.train_images[chosen], data.train_labels[chosen]
    x = images.reshape(samples, 784) / 255
    random = program.initialise(rng)
    zero = [np.zeros_like(array) for array in random]
    w1, b1, w2, b2 = (array.astype(float) for array in random)
    alike = [w1[:, :1] + 0 * w1, b1, w2[:1] + 0 * w2, b2]  # every hidden unit has the weights of the first
    losses: dict[str, list[float]] = {}
    for name, parameters in (("zero", zero), ("all units alike", alike), ("random", random)):
        losses[name] = [loss_of(parameters, x, labels)]
        for done in program.train(parameters, images, labels, np.random.default_rng(seed)):
            if done % 4 == 0:
                losses[name].append(loss_of(parameters, x, labels))

    def spread(parameters: Parameters) -> float:  # of the hidden units, beside the size of their weights
        columns = parameters[0]
        return float(np.abs(columns - columns[:, :1]).max() / np.abs(columns).max())

    least, constant = entropy(labels), commonest_share(data.test_labels)
    floor = at_least(-1e-6, because="one answer for all images: cross-entropy = entropy + divergence (Gibbs)")
    named = at_most(constant + 1e-9, because="one answer for all images: the commonest digit's share at best")
    equal = at_most(1e-9, because="equal units get equal gradients; float64 rounding, which training amplifies")
    return Evidence(
        measurements=[
            Measurement("weights and hidden biases that left zero", sum(map(np.count_nonzero, zero[:3])), NOTHING),
            Measurement("zero start: lowest loss above the entropy", min(losses["zero"]) - least, floor),
            Measurement("zero start: test accuracy", tested(zero), named),
            Measurement("units alike: how far they part", spread(alike), equal),
        ],
        controls=[
            Control("random start: lowest loss above the entropy", min(losses["random"]) - least, at_least(-1e-6)),
            Control("random start: test accuracy", tested(random), at_most(constant + 1e-9)),
            Control("random start: how far units part", spread(random), at_most(1e-9)),
            Control("last bias: entries that left zero", np.count_nonzero(zero[3]), within(0, 0)),
        ],
        curves=[Curve(name, path, x=4 * np.arange(len(path))) for name, path in losses.items()],
        axes=Axes(x="iteration", y="loss on the training images"),
    )


@claim(
    en="A training loop that works learns one batch of 100 digits by heart within 200 steps, with right labels and "
    "with shuffled ones. So this tests the code and not the data. With labels mixed anew at each step, or weights that "
    "start at zero, it cannot.",
    ko="제대로 된 학습 루프는 숫자 100장짜리 배치 하나를 200스텝 안에 통째로 외운다. 레이블이 맞든 섞였든 "
    "마찬가지이므로 데이터가 아니라 코드를 검사하는 방법이다. 스텝마다 레이블을 새로 섞거나 가중치가 0에서 시작하면 "
    "외우지 못한다.",
    seconds=1.5,
    entry="D2",
)
def one_batch_by_heart(seed: int = 0, steps: int = 200) -> Evidence:
    if steps < 200:
        raise Undecided(
            en=f"the sentence gives the loop 200 steps, not {steps}",
            ko=f"문장은 학습 루프에 200스텝을 준다. {steps}스텝으로는 판단할 수 없다",
        )
    data, rng = mnist.load(), np.random.default_rng(seed)
    chosen = rng.choice(60_000, size=100, replace=False)
    x, labels = program.pixels(data.train_images[chosen]), data.train_labels[chosen]
    shuffled = rng.permutation(labels)
    start = program.initialise(rng)
    silent = [*start[:2], np.zeros_like(start[2]), start[3]]  # all scores are zero

    def learned(given: np.ndarray, zero: bool = False, anew: bool = False) -> tuple[float, list[float]]:
        """The share of images that are right in the end, and the loss before each step."""
        parameters = [np.zeros_like(array) if zero else array.copy() for array in start]
        velocities, losses = [np.zeros_like(array) for array in start], []
        for _ in range(steps):
            answers = rng.permutation(given) if anew else given
            losses.append(loss_of(parameters, x, answers))
            gradients = program.backward(parameters, x, *program.forward(parameters, x), answers)
            program.step(parameters, velocities, gradients, 0.1)
        return float((program.forward(parameters, x)[1].argmax(axis=1) == given).mean()), losses

    runs = {
        "right labels": learned(labels),
        "shuffled labels": learned(shuffled),
        "labels mixed anew at each step": learned(labels, anew=True),
        "weights start at zero": learned(labels, zero=True),
    }
    every = within(1, 0, because="203 530 parameters for 100 images: all of them can be right")
    guess = "equal probabilities for ten digits cost -ln 0.1 each, whatever the labels"
    return Evidence(
        measurements=[
            Measurement("right labels: share right", runs["right labels"][0], every),
            Measurement("shuffled labels: share right", runs["shuffled labels"][0], every),
            Measurement(
                "loss where all scores are zero", loss_of(silent, x, labels), within(np.log(10), 1e-6, because=guess)
            ),
        ],
        controls=[
            Control("labels mixed anew: share right", runs["labels mixed anew at each step"][0], within(1, 0)),
            Control("zero weights: share right", runs["weights start at zero"][0], within(1, 0)),
        ],
        curves=[Curve(name, losses) for name, (_, losses) in runs.items()],
        axes=Axes(x="step", y="loss on the batch", log_y=True),
    )


@claim(
    en="On one thread of this machine's CPU the program trains faster than the same network in eager PyTorch: an "
    "iteration takes at most 0.8 of the time.",
    ko="이 컴퓨터의 CPU 한 스레드에서 이 프로그램은 같은 신경망의 PyTorch eager 모드보다 빠르게 학습한다. "
    "한 번 반복(iteration)하는 데 걸리는 시간이 0.8배 이하이다.",
    seconds=7,
    entry="D2",
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
    square = np.random.default_rng(0).random((side, side), dtype=np.float32)
    factors = [np.ones(shape, np.float32) for shape in ((100, 784), (784, 256), (100, 256), (256, 10), (100, 10))]

    def in_torch(fused: bool | None) -> Iterator[int]:
        return torch_training(torch_network(program.initialise(np.random.default_rng(0))), images, labels, 0, fused)

    def products(x: Any, w1: Any, hidden: Any, w2: Any, error: Any) -> None:  # arrays of numpy or tensors
        for _ in range(steps):
            _ = x @ w1, hidden @ w2, error @ w2.T, hidden.T @ error, x.T @ hidden

    def some(iterations: Iterator[int]) -> Callable[[], object]:
        return lambda: list(islice(iterations, steps))

    trainings = {
        "numpy": training(labels, 0)[1],
        "torch": in_torch(None),
        "torch again": in_torch(None),
        "torch, fused optimizer": in_torch(True),
    }
    runs = {name: some(iterations) for name, iterations in trainings.items()}
    runs["numpy, products alone"] = lambda: products(*factors)
    runs["torch, products alone"] = lambda: products(*map(torch.from_numpy, factors))
    seconds = alternate({**runs, "limit": lambda: square @ square}, rounds)
    with FlopCounterMode(display=False) as counter:
        next(in_torch(None))
    share = steps * product_flop(100) / seconds["numpy"].min() / (2 * side**3 / seconds["limit"].min())  # best of each

    def median(kind: type, name: str, over: np.ndarray, under: np.ndarray, bound: Bound) -> Any:
        middle, interval = median_interval(over / under)
        return kind(name, middle, bound, interval=interval)

    numpy, eager, fused = seconds["numpy"], seconds["torch"], seconds["torch, fused optimizer"]
    the_bar = at_most(bar, because="the bar; 99 % interval of the median")
    faster = at_most(1, because="still faster")
    limit = f"its products are not all of an iteration, and none is faster than the best of {side}x{side} matrices"
    return Evidence(
        measurements=[
            median(Measurement, "time, numpy / torch", numpy, eager, the_bar),
            median(Measurement, "time, numpy / torch with a fused optimizer", numpy, fused, faster),
            Measurement("share of the matrix-multiply limit", share, at_most(1, because=limit)),
            Measurement("FLOP off torch's counter", product_flop(100) - counter.get_total_flops(), NOTHING),
        ],
        controls=[median(Control, "time, torch / torch", seconds["torch again"], eager, at_most(bar))],
        curves=[Curve(name, 1e6 * seconds[name] / steps) for name in runs],
        axes=Axes(x="round", y="µs for an iteration"),
    )
