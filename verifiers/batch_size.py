"""Batch size: what a mini-batch saves, what it costs, and how well it speaks for the whole dataset.

Notation: N samples, B samples in a batch, g the gradient of the mean loss over all N, g_B over a batch.
Σ is the covariance of the gradients of single samples (divisor N), tr Σ its trace: the mean of |g_i - g|².
BGD takes all N samples for a step, SGD takes one, mini-batch descent takes B of them.
The model is softmax regression on MNIST digits shrunk to 7x7 pixels and a constant: 50 x 10 weights.
"""

import itertools
import math
import tracemalloc
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from torch.utils.benchmark import Timer
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab import mnist
from quizdl.lab.statistics import log_log_slope, mean_interval, median_interval
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
    within,
)

Array = np.ndarray


def mean_gradient(weights: Array, images: Array, labels: Array) -> Array:
    """Gradient of the mean cross-entropy over the rows of images, shape (pixels, 10)."""
    scores = images @ weights
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    error = powers / powers.sum(axis=1, keepdims=True)
    error[np.arange(len(labels)), labels] -= 1
    return images.T @ error / len(labels)


def accumulated_gradient(weights: Array, images: Array, labels: Array, size: int) -> Array:
    """The gradient over all rows, from chunks of `size` rows of which only one is worked on at a time."""
    total = np.zeros_like(weights)
    for start in range(0, len(labels), size):
        chunk = slice(start, start + size)
        share = len(labels[chunk]) / len(labels)
        total += share * mean_gradient(weights, images[chunk], labels[chunk])
    return total


def reshuffled(samples: int, runs: int, rng: np.random.Generator) -> Array:
    """For each run an order in which to visit every sample once, shape (runs, samples)."""
    return rng.permuted(np.tile(np.arange(samples), (runs, 1)), axis=1)


def replaced(samples: int, runs: int, rng: np.random.Generator) -> Array:
    """For each run as many independent draws as there are samples, shape (runs, samples)."""
    return rng.integers(samples, size=(runs, samples))


def batches(order: Array, size: int) -> list[Array]:
    """One epoch in that order; the last batch is short where size does not divide it."""
    return [order[start : start + size] for start in range(0, len(order), size)]


def descend(weights: Array, images: Array, labels: Array, epoch: list[Array], rate: float) -> Array:
    """Weights after one step of gradient descent for each batch."""
    for batch in epoch:
        weights = weights - rate * mean_gradient(weights, images[batch], labels[batch])
    return weights


def least_squares_epoch(x: Array, rows: Array, targets: Array, order: Array, rate: float) -> Array:
    """Many runs of SGD side by side on the mean of (row·x - target)²/2: x, shape (runs, d), after one epoch."""
    for sample in order.T:
        residual = (rows[sample] * x).sum(axis=1) - targets[sample]
        x = x - rate * residual[:, None] * rows[sample]
    return x


def batch_variance(gradients: Array, size: int, replace: bool) -> float:
    """E|g_B - g|² from the gradients of all samples, shape (N, parameters) (Cochran 1977)."""
    samples = len(gradients)
    trace = ((gradients - gradients.mean(axis=0)) ** 2).sum() / samples
    if replace:
        return trace / size
    return trace / size * (samples - size) / (samples - 1)


def saved_bytes(batch: int, widths: list[int]) -> int:
    """What autograd keeps of a ReLU classifier with cross-entropy until the backward pass.

    float32 values of every layer, the input and the log-probabilities included, an int64 label for each
    sample, and one float32 for the sum of the sample weights.
    """
    return batch * (4 * sum(widths) + 8) + 4


def multiplication_flop(batch: int, widths: list[int]) -> int:
    """FLOP of the matrix products in one training step of fully connected layers; a·b + c counts two.

    One product forward and one for the gradient of the weights in every layer, and one for the gradient of
    the input in all layers but the first.
    """
    products = [a * b for a, b in itertools.pairwise(widths)]
    return 2 * batch * (3 * sum(products) - products[0])


def coverage(batch: int, classes: int) -> float:
    """Probability that a batch holds every one of equally likely classes: inclusion and exclusion."""
    missing = range(classes + 1)
    return sum((-1) ** k * math.comb(classes, k) * (1 - k / classes) ** batch for k in missing)


mutant("forgets the 1/B", "images.T @ error / len(labels)", "images.T @ error")
mutant("forgets a last chunk of one", "range(0, len(labels), size)", "range(0, len(labels) - 1, size)")
mutant("weights every chunk alike", "share = len(labels[chunk]) / len(labels)", "share = size / len(labels)")
mutant("draws with replacement", "np.tile(np.arange(samples), (runs, 1))", "replaced(samples, runs, rng)")
mutant("never draws the last sample", "(samples, size=(runs, samples))", "(samples - 1, size=(runs, samples))")
mutant("shuffles instead of drawing", "rng.integers(samples, size=(runs, samples))", "reshuffled(samples, runs, rng)")
mutant("drops the short last batch", "range(0, len(order), size)", "range(0, len(order) - size + 1, size)")
mutant("climbs", "weights - rate * mean_gradient", "weights + rate * mean_gradient")
mutant("forgets that a drawn sample is gone", "/ size * (samples - size) / (samples - 1)", "/ size")
mutant("takes N for N - 1", "(samples - size) / (samples - 1)", "(samples - size) / samples")
mutant("forgets the square root's square", "return trace / size\n", "return trace / size**0.5\n")
mutant("stores labels as int32", "4 * sum(widths) + 8", "4 * sum(widths) + 4")
mutant("counts a gradient of the pixels", "3 * sum(products) - products[0]", "3 * sum(products)")
mutant("stops at single classes", "missing = range(classes + 1)", "missing = range(2)")

# From here on we measure: real digits, and torch as the judge.


def digits(samples: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Random weights (50, 10), images (samples, 50) in [0, 1] and labels (samples,) of random MNIST digits."""
    data = mnist.load()
    chosen = rng.choice(len(data.train_labels), size=samples, replace=False)
    images = data.train_images[chosen].reshape(samples, 7, 4, 7, 4).mean(axis=(2, 4)).reshape(samples, 49)
    weights = 0.3 * rng.normal(size=(50, 10))
    return weights, np.hstack([images / 255, np.ones((samples, 1))]), data.train_labels[chosen].astype(np.int64)


def torch_gradients(weights: Array, images: Array, labels: Array) -> Array:
    """The gradient of every single sample's loss, shape (samples, pixels, 10), by automatic differentiation."""
    copies = torch.tensor(weights).repeat(len(labels), 1, 1).requires_grad_()
    scores = torch.einsum("np,npc->nc", torch.tensor(images), copies)
    cross_entropy(scores, torch.tensor(labels), reduction="sum").backward()
    return copies.grad.numpy()


def distance(a: Array, b: Array) -> float:
    """The length of the difference, relative to that of b."""
    return np.linalg.norm(a - b) / np.linalg.norm(b)


def squared_errors(data: tuple, target: Array | float, epoch: list[Array]) -> Array:
    """|g_B - target|² of each batch."""
    weights, images, labels = data
    return np.array([((mean_gradient(weights, images[b], labels[b]) - target) ** 2).sum() for b in epoch])


def peak_bytes(work, *arguments) -> int:
    """The most memory that one call holds at once, beyond what was there before."""
    tracemalloc.start()
    work(*arguments)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def chunks_apart(normalised: bool, seed: int) -> float:
    """How far three chunks of 32 samples are off all 96 at once in a small network, with batch norm or without."""
    torch.manual_seed(seed)
    norm = [torch.nn.BatchNorm1d(16)] if normalised else []
    network = torch.nn.Sequential(torch.nn.Linear(50, 16), *norm, torch.nn.ReLU(), torch.nn.Linear(16, 10)).double()
    images, labels = torch.randn(96, 50).double(), torch.randint(10, (96,))

    def gradient(rows: slice) -> Array:
        loss = cross_entropy(network(images[rows]), labels[rows], reduction="sum") / 96
        return np.concatenate([g.numpy().ravel() for g in torch.autograd.grad(loss, list(network.parameters()))])

    chunks = sum(gradient(slice(start, start + 32)) for start in (0, 32, 64))
    return distance(chunks, gradient(slice(None)))


@claim(
    en="As long as samples do not influence each other, batch gradient descent needs no more memory than a "
    "mini-batch: gradients of chunks, weighted by their share of the samples, add up to the full gradient. With "
    "batch normalisation they do not.",
    ko="샘플끼리 영향을 주지 않는다면 배치 경사 하강법의 메모리는 미니배치만큼이면 된다. 나눠 계산한 기울기를 샘플 "
    "비율로 가중해 더하면 전체 기울기와 같다. 배치 정규화를 쓰면 그렇지 않다.",
    seconds=0.4,
    entry="C1",
    literature="Bottou, Curtis & Nocedal 2018",
)
def chunks_add_up(samples: int = 1000, size: int = 48, seed: int = 0) -> Evidence:
    data = weights, images, labels = digits(samples, np.random.default_rng(seed))
    full = torch_gradients(*data).mean(axis=0)
    chunks = batches(np.arange(samples), size)
    unweighted = np.mean([mean_gradient(weights, images[b], labels[b]) for b in chunks], axis=0)
    one_over = distance(accumulated_gradient(*data, samples - 1), full)
    loud = (3000 * weights, images, labels)  # scores in the thousands, whose exponentials no float64 can hold
    saturated = distance(accumulated_gradient(*loud, size), torch_gradients(*loud).mean(axis=0))
    one_chunk = peak_bytes(mean_gradient, weights, images[:size], labels[:size])
    chunked = (peak_bytes(accumulated_gradient, *data, size) - one_chunk) / weights.nbytes
    at_once = (peak_bytes(mean_gradient, *data) - one_chunk) / weights.nbytes
    rounding = samples * 2**-53 * math.sqrt(2 * (images**2).sum(axis=1).max()) / np.linalg.norm(full)
    exact = at_most(rounding, because="N float64 sums of gradients no longer than √2 times an image")
    large = at_most(1e-10, because="scores are sums of 50 terms below 1e4, each rounded by 2^-53")
    copies = at_most(3, because="a running total, a chunk's gradient, its weighted copy")
    return Evidence(
        measurements=[
            Measurement(
                "weighted chunks against the full gradient", distance(accumulated_gradient(*data, size), full), exact
            ),
            Measurement("a chunk of N - 1 and one of 1", one_over, exact),
            Measurement("the same with scores in the thousands", saturated, large),
            Measurement("memory beyond that of one chunk", chunked, copies, unit="gradients"),
            Measurement(
                "a network: three chunks against all samples",
                chunks_apart(False, seed),
                at_most(1e-13, because="rounding of sums over 96 samples"),
            ),
        ],
        controls=[
            Control("unweighted mean of unequal chunks", distance(unweighted, full), exact),
            Control("a network with batch norm: three chunks against all", chunks_apart(True, seed), at_most(1e-13)),
            Control("memory of all samples at once", at_once, copies, unit="gradients"),
        ],
    )


@claim(
    en="On least squares with noisy targets and a rate that falls as 1/epoch, SGD on a pass that is reshuffled every "
    "epoch comes closer to the solution than SGD on independent random draws, and its lead grows with the epochs.",
    ko="타깃에 잡음이 있는 최소제곱 문제에서 학습률을 1/epoch에 비례해 줄이면, epoch마다 섞어서 한 바퀴 도는 SGD가 "
    "매번 독립적으로 뽑는 SGD보다 해에 더 가까워지고 epoch가 늘수록 차이가 벌어진다.",
    seconds=1.2,
    entry="C2",
    literature="Robbins & Monro 1951; Gürbüzbalaban, Ozdaglar & Parrilo 2021",
)
def reshuffling_converges_faster(epochs: int = 64, seed: int = 0) -> Evidence:
    if epochs < 48:
        raise Undecided(
            en="both rates are those of late epochs: fewer than 48 do not show them",
            ko="두 수렴 속도는 학습 후반에 나타난다. 48 epoch보다 적으면 드러나지 않는다",
        )
    rng = np.random.default_rng(seed)
    samples, d, runs, groups = 32, 4, 400, 20
    rows = rng.normal(size=(samples, d))
    targets = rows @ np.ones(d) + rng.normal(size=samples)
    solution = np.linalg.lstsq(rows, targets, rcond=None)[0]
    mu = np.linalg.eigvalsh(rows.T @ rows / samples)[0]
    step = 2 / (mu * samples)  # an epoch shrinks the slowest error by 2/epoch, twice what the theorem asks for
    delay = step * (rows**2).sum(axis=1).max()  # keeps the first steps stable
    rates = [step / (epoch + delay) for epoch in range(1, epochs + 1)]

    def errors(sampler) -> Array:
        """Mean squared distance after each epoch in each of twenty groups of twenty runs."""
        x, history = np.zeros((runs, d)), []
        for rate in rates:
            x = least_squares_epoch(x, rows, targets, sampler(samples, runs, rng), rate)
            history.append(((x - solution) ** 2).sum(axis=1))
        return np.array(history).reshape(epochs, groups, -1).mean(axis=2)

    def mean(kind: type, name: str, values: list[float] | Array, bound: Bound) -> Any:
        return kind(name, np.mean(values), bound, interval=mean_interval(values, 0.999))

    late = np.arange(epochs // 16, epochs)

    def growth(ratio: Array) -> list[float]:
        return [log_log_slope(late + 1, ratio[late, group])[0] for group in range(groups)]

    with_replacement, without = errors(replaced), errors(reshuffled)
    lead, none = with_replacement / without, with_replacement / errors(replaced)
    x = torch.zeros(d, dtype=torch.float64, requires_grad=True)
    for row, target in zip(torch.tensor(rows), torch.tensor(targets), strict=True):
        (slope,) = torch.autograd.grad((row @ x - target) ** 2 / 2, x)
        x = (x - rates[0] * slope).detach().requires_grad_()
    once = least_squares_epoch(np.zeros((1, d)), rows, targets, np.arange(samples)[None], rates[0])
    ahead = at_least(2, because="equal schemes give 1, and 2 is beyond the spread of 400 runs")
    linear = at_least(1, because="O(1/epoch) against O(1/epoch²); 99.9 % t-interval of twenty groups")
    return Evidence(
        measurements=[
            mean(Measurement, "drawn / reshuffled, mean squared distance at the end", lead[-1], ahead),
            mean(Measurement, "exponent of the growth of this ratio", growth(lead), linear),
            Measurement(
                "an epoch against autograd", distance(once[0], x.detach().numpy()), at_most(1e-12, because="rounding")
            ),
        ],
        controls=[
            mean(Control, "drawn / drawn again, mean squared distance at the end", none[-1], ahead),
            mean(Control, "exponent of the growth of that ratio", growth(none), linear),
        ],
        curves=[
            Curve("drawn with replacement", y=with_replacement.mean(axis=1), x=np.arange(1, epochs + 1)),
            Curve("reshuffled", y=without.mean(axis=1), x=np.arange(1, epochs + 1)),
        ],
        axes=Axes(x="epoch", y="mean squared distance", log_x=True, log_y=True),
    )


@claim(
    en="N independent draws of one sample leave out 36.8 % of a large dataset; a reshuffled epoch leaves out none.",
    ko="큰 데이터셋에서 샘플을 하나씩 독립적으로 N번 뽑으면 36.8%는 한 번도 뽑히지 않는다. 섞어서 도는 epoch에서는 "
    "하나도 빠지지 않는다.",
    seconds=0.1,
    entry="C2 C3",
    literature="Robbins & Monro 1951; Bottou 2009",
)
def draws_miss_a_third(samples: int = 1000, runs: int = 400, seed: int = 0) -> Evidence:
    if samples < 100 or samples * runs < 20_000:
        raise Undecided(
            en="a large dataset, 100 samples or more, and 20,000 draws in all: fewer leave the share uncertain",
            ko="샘플 100개 이상의 큰 데이터셋에서 모두 20,000번 이상 뽑아야 한다. 그보다 적으면 비율이 불확실하다",
        )
    rng = np.random.default_rng(seed)

    def missed(orders: Array) -> float:
        return 1 - np.mean([len(set(order)) for order in orders.tolist()]) / samples

    strays = np.setxor1d(replaced(50, 400, rng), np.arange(50)).size
    every = "every sample has its turn, but for a probability of 50·exp(-400)"
    five_sigma = 5 * math.sqrt((1 / math.e - 2 / math.e**2) / samples / runs)
    third = within((1 - 1 / samples) ** samples, five_sigma, because="near 1/e; 5 sigma of occupancy")
    return Evidence(
        measurements=[
            Measurement("share never drawn", missed(replaced(samples, runs, rng)), third),
            Measurement("of 50 samples: never drawn in 400 runs, or not among them", strays, at_most(0, because=every)),
        ],
        controls=[Control("share never visited when reshuffled", missed(reshuffled(samples, runs, rng)), third)],
    )


@claim(
    en="The expected gradient of a random mini-batch is exactly the full gradient, with and without replacement.",
    ko="무작위 미니배치 기울기의 기댓값은 복원 추출이든 비복원 추출이든 전체 기울기와 정확히 같다.",
    seconds=0.3,
    entry="C3",
    literature="Robbins & Monro 1951",
)
def random_batches_are_unbiased(samples: int = 8, size: int = 3, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    data = weights, images, labels = digits(500, rng)
    everyone = torch_gradients(*data)
    few = everyone[:samples].mean(axis=0)

    def mean_over(epoch) -> float:
        gradients = [mean_gradient(weights, images[list(b)], labels[list(b)]) for b in epoch]
        return distance(np.mean(gradients, axis=0), few)

    expected = everyone.var(axis=0).sum() / 50 * (500 - 50) / (500 - 1)
    full = everyone.mean(axis=0)
    by_class = batches(np.argsort(labels, kind="stable"), 50)
    ratios = [squared_errors(data, full, batches(order, 50)).mean() / expected for order in reshuffled(500, 60, rng)]
    exact = at_most(1e-13, because="rounding of a few hundred float64 sums")
    error = 5 * np.std(ratios, ddof=1) / math.sqrt(len(ratios))
    one = within(1, error, because="tr Σ/B·(N - B)/(N - 1); 5 standard errors of 60 epochs")
    return Evidence(
        measurements=[
            Measurement("all C(n, k) batches", mean_over(itertools.combinations(range(samples), size)), exact),
            Measurement("all n^k draws", mean_over(itertools.product(range(samples), repeat=size)), exact),
            Measurement("squared error of reshuffled batches over its expectation", np.mean(ratios), one),
        ],
        controls=[
            Control("always the first k samples", mean_over([range(size)]), exact),
            Control("class-sorted batches instead", squared_errors(data, full, by_class).mean() / expected, one),
        ],
    )


@claim(
    en="A mini-batch is a subset of the data: B = N makes it batch gradient descent, B = 1 makes it SGD.",
    ko="미니배치는 데이터의 부분집합이다. B = N이면 배치 경사 하강법이고 B = 1이면 SGD가 된다.",
    seconds=0.3,
    entry="C4",
    literature="Bottou, Curtis & Nocedal 2018",
)
def between_sgd_and_bgd(samples: int = 100, size: int = 33, rate: float = 0.1, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    data = weights, images, labels = digits(samples, rng)
    order = reshuffled(samples, 1, rng)[0]

    def ours(size: int, epochs: int = 1) -> Array:
        return descend(*data, batches(order, size) * epochs, rate)

    def autograd(epoch) -> Array:
        x = torch.tensor(weights, requires_grad=True)
        for batch in epoch:
            loss = cross_entropy(torch.tensor(images[batch]) @ x, torch.tensor(labels[batch]))
            x = (x - rate * torch.autograd.grad(loss, x)[0]).detach().requires_grad_()
        return x.detach().numpy()

    bgd, sgd = autograd([np.arange(samples)] * 20), autograd([[sample] for sample in order])
    mini = autograd(torch.split(torch.tensor(order), size))
    short = batches(order, size)
    means = np.mean([mean_gradient(weights, images[b], labels[b]) for b in short], axis=0)
    one_step = weights - rate * means
    visits = np.bincount(np.concatenate(short), minlength=samples)
    exact = at_most(1e-12, because="rounding of at most 100 steps in float64")
    once = within(0, 0, because="the batches of an epoch are a partition of the data")
    return Evidence(
        measurements=[
            Measurement("20 steps of B = N against BGD", distance(ours(samples, 20), bgd), exact),
            Measurement("an epoch of B = 1 against SGD", distance(ours(1), sgd), exact),
            Measurement("an epoch of batches against torch.split", distance(ours(size), mini), exact),
            Measurement("samples not visited exactly once", np.count_nonzero(visits != 1), once),
        ],
        controls=[
            Control("an epoch of B = 1 against BGD", distance(ours(1), bgd), exact),
            Control("one step on the mean of batch means", distance(one_step, autograd([np.arange(samples)])), exact),
        ],
    )


def times_per_step(sizes: list[int], rounds: int, rng: np.random.Generator) -> dict[int, Array]:
    """Seconds of one step of mini-batch descent for each batch size, each of shape (rounds,).

    A round times every size, best of three, one after the other: ratios within a round see the same machine.
    """
    data = digits(max(sizes), rng)
    timers = {
        size: Timer("descend(*data, batch, 0.1)", globals={"descend": descend, "data": data, "batch": [slice(size)]})
        for size in sizes
    }
    seconds = {size: np.empty(rounds) for size in sizes}
    for turn in progress(range(rounds)):
        for size in sizes:
            seconds[size][turn] = min(timers[size].timeit(2048 // (size + 64) + 1).mean for _ in range(3))
    return seconds


def median(kind: type, name: str, ratios: Array, bound: Bound) -> Any:
    """A Measurement or Control of the median over the rounds, with its 99 % interval."""
    value, interval = median_interval(ratios)
    return kind(name, value, bound, interval=interval)


@claim(
    en="For softmax regression in numpy a step takes t(B) = a + b·B: about as long on one sample as on four, for the "
    "overhead a stays. So an epoch of single samples takes more than ten times as long as one of batches of 256.",
    ko="numpy로 하는 소프트맥스 회귀에서 스텝 시간은 t(B) = a + b·B라서, 고정 비용 a 때문에 샘플 1개짜리 스텝도 "
    "4개짜리와 비슷하게 걸린다. 그래서 배치 크기 1인 epoch는 256인 epoch보다 열 배 넘게 오래 걸린다.",
    seconds=3.0,
    entry="C5",
    literature="Hockney & Jesshope 1981",
    alone=True,
)
def small_batches_make_slow_epochs(rounds: int = 51, seed: int = 0) -> Evidence:
    t = times_per_step([1, 4, 256, 1024, 4096], rounds, np.random.default_rng(seed))
    b = np.median(t[1024] - t[1]) / 1023
    n = np.median(t[1]) / b - 1  # a/b: the batch that reaches half of the peak throughput
    predicted = (n + 1) / (n / 256 + 1)
    tenfold = at_least(10, because="(n + 1)/(n/256 + 1) for an overhead worth n = a/b >= 10 samples")
    same = between(0.7, 1.3, because="(n + 1)/(n + 4) for n >= 6")
    line = between(0.5, 2, because="1 for a straight line; vector units and caches bend it")
    sizes = np.array(sorted(t))
    return Evidence(
        measurements=[
            median(Measurement, "epoch of B = 1 over epoch of B = 256", 256 * t[1] / t[256], tenfold),
            median(Measurement, "step of B = 1 over step of B = 4", t[1] / t[4], same),
            median(
                Measurement, "these epochs over a line through t(1), t(1024)", 256 * t[1] / t[256] / predicted, line
            ),
        ],
        controls=[
            median(Control, "epoch of B = 1024 over epoch of B = 4096", 4 * t[1024] / t[4096], tenfold),
            median(Control, "step of B = 1024 over step of B = 4096", t[1024] / t[4096], same),
        ],
        curves=[
            Curve("measured", x=sizes, y=[1e6 * np.median(t[size]) for size in sizes], points=True),
            Curve("a + b·B", x=sizes, y=1e6 * b * (n + sizes)),
        ],
        axes=Axes(x="batch size", y="microseconds per step", log_x=True, log_y=True),
    )


def training_step(batch: int, widths: list[int]) -> dict[str, int]:
    """What one Adam step of a ReLU classifier holds and costs in torch, on tensors without memory ("meta")."""
    with torch.device("meta"):
        layers = [(torch.nn.Linear(a, b), torch.nn.ReLU()) for a, b in itertools.pairwise(widths)]
        network = torch.nn.Sequential(*itertools.chain(*layers))[:-1]
        images, labels = torch.empty(batch, widths[0]), torch.zeros(batch, dtype=torch.int64)
    parameters = list(network.parameters())
    own = {parameter.untyped_storage()._cdata for parameter in parameters}
    saved = {}  # by storage: a tensor that two operations save counts once

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in own:
            saved[storage._cdata] = storage
        return tensor

    optimizer = torch.optim.Adam(parameters, foreach=False)
    with FlopCounterMode(display=False) as counter:
        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
            loss = cross_entropy(network(images), labels)
        loss.backward()
    optimizer.step()
    moments = [tensor for state in optimizer.state.values() for tensor in state.values() if tensor.dim()]
    fixed = [*parameters, *(parameter.grad for parameter in parameters), *moments]
    return {
        "saved": sum(storage.nbytes() for storage in saved.values()),
        "fixed": sum(tensor.nbytes for tensor in fixed),
        "flop": counter.get_total_flops(),
    }


@claim(
    en="In fully connected layers the matrix products of a step and the activations saved for it are proportional to "
    "the batch size; parameters, gradients and optimizer state do not depend on it.",
    ko="완전 연결 층에서 한 스텝의 행렬 곱 연산량과 저장되는 활성값은 배치 크기에 비례하지만 파라미터, 기울기, "
    "옵티마이저 상태는 배치 크기와 무관하다.",
    seconds=1.5,
    entry="C5 C6",
    literature="Chen, Xu, Zhang & Guestrin 2016",
)
def what_a_batch_costs(hidden: int = 256) -> Evidence:
    widths, sizes = [784, hidden, 10], [1, 32, 256]
    step = {size: training_step(size, widths) for size in sizes}
    parameters = sum((a + 1) * b for a, b in itertools.pairwise(widths))
    count = within(0, 0, because="counts are exact")
    growth = within(8, 0.01, because="proportional to B, but for 4 bytes")
    adam = within(16, 0, because="float32 parameter, gradient and the two moments of Adam")
    memory = {size: step[size]["saved"] - saved_bytes(size, widths) for size in sizes}
    work = {size: step[size]["flop"] - multiplication_flop(size, widths) for size in sizes}
    return Evidence(
        measurements=[
            *(Measurement(f"saved bytes off the formula, B = {size}", memory[size], count) for size in sizes),
            *(Measurement(f"FLOP off the formula, B = {size}", work[size], count) for size in sizes),
            Measurement("saved bytes, B = 256 over B = 32", step[256]["saved"] / step[32]["saved"], growth),
            Measurement("fixed bytes per parameter", step[32]["fixed"] / parameters, adam),
        ],
        controls=[Control("fixed bytes, B = 256 over B = 32", step[256]["fixed"] / step[32]["fixed"], growth)],
    )


@claim(
    en="Halving the batch size halves the memory of training.",
    ko="배치 크기를 절반으로 줄이면 학습 메모리도 절반이 된다.",
    seconds=1.5,
    entry="C6",
    expects="refuted",
    literature="Chen, Xu, Zhang & Guestrin 2016",
)
def half_the_batch_half_the_memory(batch: int = 256, hidden: int = 256) -> Evidence:
    def left(batch: int) -> float:
        before, after = (training_step(size, [784, hidden, 10]) for size in (batch, batch // 2))
        return (after["saved"] + after["fixed"]) / (before["saved"] + before["fixed"])

    half = within(0.5, 0.05, because="what the sentence says, to a tenth of it")
    return Evidence(
        measurements=[Measurement(f"memory left from B = {batch} to {batch // 2}", left(batch), half)],
        controls=[Control("from B = 65536 to 32768, where activations are all", left(65536), half, must="hold")],
    )


@claim(
    en="The rms error of the gradient of a mini-batch drawn at random with replacement is √(tr Σ/B): it falls as "
    "B^(-1/2).",
    ko="무작위로 복원 추출한 미니배치 기울기의 RMS 오차는 √(tr Σ/B)로, B의 -1/2제곱에 비례해 줄어든다.",
    seconds=0.8,
    entry="C7",
    literature="Keskar et al. 2017; McCandlish et al. 2018",
)
def noise_falls_as_inverse_root(samples: int = 1000, draws: int = 400, seed: int = 0) -> Evidence:
    if samples < 128 or draws < 300:
        raise Undecided(
            en="fewer than 300 draws, or batch sizes up to less than 128, leave the slope uncertain by 0.02",
            ko="300번보다 적게 뽑거나 가장 큰 배치가 128보다 작으면 직선의 기울기가 0.02만큼 불확실하다",
        )
    rng = np.random.default_rng(seed)
    data = digits(samples, rng)
    everyone = torch_gradients(*data)
    full, trace = everyone.mean(axis=0), everyone.var(axis=0).sum()
    sizes = 2 ** np.arange(samples.bit_length())  # 1, 2, 4, … up to N
    by_class = np.argsort(data[2], kind="stable")
    rms, off, sorted_rms = [], [], []
    for size in progress(sizes):
        squares = squared_errors(data, full, [draw[:size] for draw in replaced(samples, draws, rng)])
        rms.append(math.sqrt(squares.mean()))
        off.append(abs(squares.mean() - trace / size) / (squares.std() / math.sqrt(draws)))
        sorted_rms.append(math.sqrt(squared_errors(data, full, batches(by_class, size)).mean()))
    minus_half = within(-0.5, 0.02, because="each rms is good to 1/√(2·400), the slope to 0.006")
    sigmas = at_most(5, because="5 sigma at each size")
    above = at_most(1 + 5 / math.sqrt(2 * draws), because="5 sigma above the line")
    line = np.sqrt(trace / sizes)
    return Evidence(
        measurements=[
            Measurement("log-log slope", log_log_slope(sizes, rms)[0], minus_half),
            Measurement("largest deviation of rms² from tr Σ/B", max(off), sigmas, unit="standard errors"),
        ],
        controls=[
            Control("slope for the summed loss", log_log_slope(sizes, sizes * rms)[0], minus_half),
            Control("slope for class-sorted batches", log_log_slope(sizes, sorted_rms)[0], minus_half),
            Control("class-sorted batches of 64 over √(tr Σ/64)", sorted_rms[6] / line[6], above),
        ],
        curves=[
            Curve("√(tr Σ/B)", x=sizes, y=line),
            Curve("drawn at random", x=sizes, y=rms, points=True),
            Curve("class-sorted", x=sizes, y=sorted_rms, points=True),
        ],
        axes=Axes(x="batch size", y="rms error of the gradient", log_x=True, log_y=True),
    )


@claim(
    en="A batch ten times as large gives a gradient ten times as exact.",
    ko="배치를 열 배로 키우면 기울기가 열 배 정확해진다.",
    seconds=0.4,
    entry="C7",
    expects="refuted",
    literature="Bottou, Curtis & Nocedal 2018",
)
def ten_times_as_exact(draws: int = 1000, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    data = digits(1000, rng)
    full = torch_gradients(*data).mean(axis=0)
    orders = replaced(1000, draws, rng), replaced(1000, draws, rng)
    small, large = (
        squared_errors(data, full, list(order[:, :size])) for order, size in zip(orders, (10, 100), strict=True)
    )
    ratio = small.mean() / large.mean()
    error = 5 * ratio * math.hypot(small.std() / small.mean(), large.std() / large.mean()) / math.sqrt(draws)
    if not error < 0.3 * ratio:
        raise Undecided(
            en=f"{draws} draws leave the ratio of squared errors uncertain by more than 30 %",
            ko=f"{draws}번 뽑아서는 제곱 오차의 비가 30% 넘게 불확실하다",
        )
    interval = (math.sqrt(ratio - error), math.sqrt(ratio + error))
    said = at_least(9, because="what the sentence says, to a tenth; interval of 5 standard errors")
    tenth = within(10, error, because="tr Σ/B; 5 standard errors")
    return Evidence(
        measurements=[Measurement("rms error, B = 10 over B = 100", math.sqrt(ratio), said, interval=interval)],
        controls=[Control("squared error, B = 10 over B = 100", ratio, tenth, must="hold")],
    )


@claim(
    en="Without replacement the squared error carries the factor (N - B)/(N - 1): it reaches zero at B = N.",
    ko="비복원 추출이면 제곱 오차에 유한 모집단 보정 (N - B)/(N - 1)이 붙어 B = N에서 0이 된다.",
    seconds=0.1,
    entry="C7",
    literature="Cochran 1977",
)
def finite_population(samples: int = 6, seed: int = 0) -> Evidence:
    everyone = torch_gradients(*digits(samples, np.random.default_rng(seed))).reshape(samples, -1)
    full = everyone.mean(axis=0)
    scale = everyone.var(axis=0).sum()

    def enumerated(epoch) -> float:
        return np.mean([((everyone[list(batch)].mean(axis=0) - full) ** 2).sum() for batch in epoch])

    exact = at_most(1e-13, because="every batch enumerated; rounding of a few hundred sums, over tr Σ")
    sizes = range(1, samples + 1)
    subsets = [enumerated(itertools.combinations(range(samples), size)) for size in sizes]
    kept = [batch_variance(everyone, size, replace=False) for size in sizes]
    drawn = [batch_variance(everyone, size, replace=True) for size in sizes]
    pairs = enumerated(itertools.product(range(samples), repeat=2))
    off = np.abs(np.subtract(subsets, kept)).max() / scale
    return Evidence(
        measurements=[
            Measurement("the formula against all subsets of 1, 2, …, N", off, exact),
            Measurement("tr Σ/B against all draws of 2 with replacement", abs(drawn[1] - pairs) / scale, exact),
            Measurement("error at B = N", subsets[-1] / scale, exact),
        ],
        controls=[Control("tr Σ/B against all subsets of 2", abs(drawn[1] - subsets[1]) / scale, exact)],
        curves=[Curve("without replacement", x=sizes, y=kept), Curve("with replacement", x=sizes, y=drawn)],
        axes=Axes(x="batch size", y="E|g_B - g|²"),
    )


@claim(
    en="Where the curvature is alike in all directions, a larger batch pays up to about B = tr Σ/|g|²: well below "
    "this noise scale doubling it nearly doubles the progress of the best step, well above it hardly helps.",
    ko="곡률이 모든 방향으로 같다면 배치를 키우는 이득은 B = tr Σ/|g|² 정도까지만 크다. 이 noise scale보다 훨씬 작을 "
    "때는 두 배로 키우면 가장 좋은 스텝의 진전도 거의 두 배가 되지만, 훨씬 클 때는 거의 늘지 않는다.",
    seconds=0.8,
    entry="C7",
    literature="McCandlish et al. 2018",
)
def noise_scale(draws: int = 1000, seed: int = 0) -> Evidence:
    if draws < 200:
        raise Undecided(
            en="fewer than 200 draws leave the mean of |g_B|² uncertain",
            ko="200번보다 적게 뽑으면 |g_B|²의 평균이 불확실하다",
        )
    rng = np.random.default_rng(seed)
    samples = 2000
    data = digits(samples, rng)
    everyone = torch_gradients(*data)
    signal, trace = (everyone.mean(axis=0) ** 2).sum(), everyone.var(axis=0).sum()
    scale = trace / signal
    sizes = [max(1, round(scale * times)) for times in (1 / 8, 1 / 4, 1, 2, 8, 16)]
    shares, off = [], []
    for size in progress(sizes):
        squares = squared_errors(data, 0, list(rng.integers(samples, size=(draws, size))))
        # the best step along g_B on a round bowl: what it gains, over what the full gradient would gain
        shares.append(signal / squares.mean())
        expected = signal * (1 + scale / size)
        off.append(abs(squares.mean() - expected) / (squares.std() / math.sqrt(draws)))
    sigmas = at_most(5, because="E|g_B|² = |g|² + tr Σ/B; 5 sigma at each size")
    pays = at_least(1.5, because="(1 + s)/(1 + s/2) is 1.8 for s = tr Σ/(|g|²B) = 8")
    curve = [1 / (1 + scale / size) for size in sizes]
    return Evidence(
        measurements=[
            Measurement("gain from doubling an eighth of the noise scale", shares[1] / shares[0], pays),
            Measurement("largest deviation from 1/(1 + noise scale/B)", max(off), sigmas, unit="standard errors"),
        ],
        controls=[Control("gain from doubling eight times the noise scale", shares[5] / shares[4], pays)],
        curves=[Curve("measured", x=sizes, y=shares, points=True), Curve("1/(1 + noise scale/B)", x=sizes, y=curve)],
        axes=Axes(x="batch size", y="progress of a step, share of full batch", log_x=True),
    )


@claim(
    en="Random batches of 32 hold all ten equally likely classes in 69 % of the steps.",
    ko="확률이 같은 열 개 클래스에서 무작위로 뽑은 크기 32의 배치는 69%의 스텝에서만 모든 클래스를 담는다.",
    seconds=0.4,
    entry="C7",
    literature="Feller 1968",
)
def ten_classes(batch: int = 32, draws: int = 20_000, seed: int = 0) -> Evidence:
    if not (10 <= batch <= 100 and draws >= 5000):
        raise Undecided(
            en="ten classes need 10 samples or more (100 are the most here), and the share 5,000 draws",
            ko="클래스 열 개를 담으려면 샘플이 10개 이상(여기서는 100개까지) 필요하고, 비율을 재려면 5,000번 이상 "
            "뽑아야 한다",
        )
    labels = np.repeat(np.arange(10), 100)
    drawn = np.random.default_rng(seed).choice(labels, size=(draws, batch))
    complete = np.mean([len(set(row)) == 10 for row in drawn.tolist()])
    by_class = np.mean([len(set(part)) == 10 for part in batches(labels, batch)])

    def chain(classes: int) -> list[float]:
        """Probability of having seen every class after 0, 1, …, 100 draws: each draw meets a new one or not."""
        count = np.arange(classes + 1)
        seen, complete = (count == 0).astype(float), [0.0]
        for _ in range(100):
            seen = seen * count / classes + np.roll(seen * (1 - count / classes), 1)
            complete.append(seen[-1])
        return complete

    formula = {classes: [coverage(size, classes) for size in range(101)] for classes in (7, 10)}
    off = max(np.abs(np.subtract(formula[classes], chain(classes))).max() for classes in formula)
    share = chain(10)[batch]
    five_sigma = 5 * math.sqrt(share * (1 - share) / draws)
    all_ten = within(share, five_sigma, because="the chain of classes seen; 5 sigma of a share")
    exact = at_most(1e-12, because="rounding of eleven terms up to 252")
    return Evidence(
        measurements=[
            Measurement(f"share of random batches of {batch} with all classes", complete, all_ten),
            Measurement("inclusion and exclusion against the chain, 7 and 10 classes", off, exact),
        ],
        controls=[Control("class-sorted batches with all classes", by_class, all_ten)],
        curves=[Curve("probability of all ten classes", y=formula[10])],
        axes=Axes(x="batch size", y="probability"),
    )
