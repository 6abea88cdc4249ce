"""Loss against metric: train on one, watch another; what binary cross-entropy, cross-entropy and MSE each are for.

Notation: z are logits, shape (B, K), for B samples and K classes; s = σ(z) are sigmoids, p a softmax, y targets,
one-hot where classes exclude one another. BCE and squared errors are per entry; cross-entropy (CE) is per row.
The Brier score is the squared error of a row, summed over its classes (Brier 1950). η (lr) is the learning rate.
"""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from quizdl.lab import mnist
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.statistics import ShareOfRuns, mean_interval, share_of_runs
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
Gradient = Callable[[Array, Array], Array]  # of z and y


def require(holds: bool, *, en: str, ko: str) -> None:
    """Raise Undecided with this reason where the settings leave the sentence without meaning."""
    if not holds:
        raise Undecided(en=en, ko=ko)


def sigmoid(z: Array) -> Array:
    """1 / (1 + e⁻ᶻ); the exponent is never positive, so nothing overflows."""
    e = np.exp(np.where(z.real > 0, -z, z))
    return np.where(z.real > 0, 1, e) / (1 + e)


def softmax(z: Array) -> Array:
    """Rows that sum to one; the largest logit is taken off first, so that nothing overflows."""
    e = np.exp(z - z.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def bce(z: Array, y: Array) -> Array:
    """-y ln s - (1-y) ln(1-s) of every entry, from the logits: no s is rounded to 1, and nothing overflows."""
    return np.log1p(np.exp(np.where(z.real > 0, -z, z))) + np.where(z.real > 0, z, 0) - y * z


def clamped_bce(s: Array, y: Array) -> Array:
    """BCE of probabilities as torch.nn.BCELoss takes it: each logarithm is at least -100."""
    with np.errstate(divide="ignore"):
        return -y * np.maximum(np.log(s), -100) - (1 - y) * np.maximum(np.log(1 - s), -100)


def squared(z: Array, y: Array) -> Array:
    return (sigmoid(z) - y) ** 2


def cross_entropy(z: Array, y: Array) -> Array:
    """-Σ y ln p of every row, shape (B,), by log-sum-exp: no p is rounded to 0 on the way."""
    shifted = z - z.real.max(axis=1, keepdims=True)
    return np.sum(y * (np.log(np.sum(np.exp(shifted), axis=1, keepdims=True)) - shifted), axis=1)


def bce_gradient(z: Array, y: Array) -> Array:
    return sigmoid(z) - y


def squared_gradient(z: Array, y: Array) -> Array:
    s = sigmoid(z)
    return 2 * (s - y) * s * (1 - s)


def cross_entropy_gradient(z: Array, y: Array) -> Array:
    return softmax(z) - y


def brier(p: Array, y: Array) -> float:
    """Squared errors summed over classes, averaged over samples."""
    return np.mean(np.sum((p - y) ** 2, axis=1))


def binary_accuracy(z: Array, y: Array) -> float:
    """The share of entries, of all B·K, on the right side of s = 1/2."""
    return np.mean((z > 0) == (y == 1))


def accuracy(z: Array, y: Array) -> float:
    """The share of rows whose largest logit is that of the class."""
    return np.mean(np.argmax(z, axis=1) == np.argmax(y, axis=1))


def f1(yes: Array, truth: Array, weight: Array) -> float:
    """2TP / (2TP + FP + FN) of answers and truths, both shape (n,) of booleans, where samples have weights."""
    true_positives = np.sum(weight * (yes & truth))
    wrong = np.sum(weight * (yes != truth))  # false positives and false negatives
    return 2 * true_positives / (2 * true_positives + wrong)


def roc_auc(score: Array, truth: Array, weight: Array) -> float:
    """The weighted share of pairs in which the positive one scores higher; a tie counts half (Hanley & McNeil 1982)."""
    order = np.argsort(score[~truth])
    negatives, below = score[~truth][order], np.append(0, np.cumsum(weight[~truth][order]))
    lower, upper = (below[np.searchsorted(negatives, score[truth], side)] for side in ("left", "right"))
    return np.sum(weight[truth] * (lower + upper) / 2) / (np.sum(weight[truth]) * below[-1])


def harmonic(yes: Array, truth: Array) -> float:
    """The harmonic mean of precision and recall, both shape (n,) of booleans."""
    precision, recall = np.mean(truth[yes]), np.mean(yes[truth])
    return 2 / (1 / precision + 1 / recall)


def distance_to_change(z: Array, x: Array) -> Array:
    """How far (W, b) must move before the answer z > 0 of each image flips: |z| / ‖(x, 1)‖, shape (n,)."""
    return np.abs(z) / np.sqrt(np.sum(x**2, axis=1) + 1)


def digits(seed: int, train: int, test: int = 0) -> list[tuple[Array, Array]]:
    """Two disjoint random draws from MNIST: images (n, 784) from 0 to 1, and one-hot targets (n, 10)."""
    data = mnist.load()
    drawn = np.random.default_rng(seed).permutation(len(data.train_labels))[: train + test]
    parts = drawn[:train], drawn[train:]
    return [(data.train_images[i].reshape(-1, 784) / 255, np.eye(10)[data.train_labels[i]]) for i in parts]


def fit(
    gradient: Gradient, x: Array, y: Array, lr: float, epochs: int, batch: int = 50, bias: float = 0.0
) -> tuple[Array, Array]:
    """A linear classifier from W = 0, trained on the loss summed over classes, averaged over each mini-batch."""
    w, b = np.zeros((x.shape[1], y.shape[1])), np.full(y.shape[1], bias)
    for _ in range(epochs):
        for i in range(0, len(x), batch):
            images, targets = x[i : i + batch], y[i : i + batch]
            d = gradient(images @ w + b, targets) / len(images)
            w, b = w - lr * images.T @ d, b - lr * d.sum(axis=0)
    return w, b


def train(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    x: Array,
    y: Array,
    epochs: int,
    watch: Callable[[nn.Module], object] | None = None,
    batch: int = 32,
) -> list:
    """Trains on BCE in shuffled mini-batches; what `watch` says of the model after each epoch."""
    dtype = next(model.parameters()).dtype
    images, targets = torch.tensor(x, dtype=dtype), torch.tensor(y, dtype=dtype)
    seen = []
    for _ in range(epochs):
        for i in torch.randperm(len(x)).split(batch):
            F.binary_cross_entropy_with_logits(model(images[i]), targets[i]).backward()
            optimizer.step()
            optimizer.zero_grad()
        if watch is not None:
            seen.append(watch(model))
    return seen


def validation_mse(
    model: nn.Module,
    x: Array,
    y: Array,
    evaluating: bool = True,
    gradients: bool = False,
    own_generator: bool = True,
    back_to_training: bool = True,
) -> float:
    """The mean squared error of the sigmoids, and five ways to come by it, of which some leave traces."""
    generator = torch.Generator() if own_generator else None  # a loader draws a seed even where it does not shuffle
    pairs = TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
    model.train(not evaluating)
    total = 0.0
    with torch.set_grad_enabled(gradients):
        for images, targets in DataLoader(pairs, 64, generator=generator):
            total += F.mse_loss(model(images).sigmoid(), targets, reduction="sum").item()
    model.train(back_to_training)
    return total / y.size


def network(seed: int, dropout: float = 0.0, batch_norm: bool = False, hidden: int = 32) -> nn.Sequential:
    torch.manual_seed(seed)
    norm = nn.BatchNorm1d(hidden) if batch_norm else nn.Identity()
    first, last = nn.Linear(784, hidden), nn.Linear(hidden, 10)
    return nn.Sequential(first, norm, nn.ReLU(), nn.Dropout(dropout), last)


def bits_apart(one: nn.Module, other: nn.Module) -> int:
    """How many numbers of two models of one shape, running statistics included, are not the same bits."""
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return sum(int((a.reshape(-1).view(torch.uint8) != b.reshape(-1).view(torch.uint8)).sum()) for a, b in pairs)


def steps_to_recover(gradient: Gradient, z: float, lr: float, most: int = 500_000) -> int:
    """Steps of gradient descent on one logit z < 0 whose target is 1, until it is no longer wrong."""
    steps = 0
    while z < 0 and steps < most:
        z = z - lr * gradient(z, 1.0)
        steps += 1
    return steps


def near(name: str, value: float, right: float, spread: float, because: str, unit: str = "") -> Measurement:
    """A number that is known beforehand."""
    return Measurement(name, value, within(right, spread, because=because), unit=unit)


def small(name: str, error: float, most: float, because: str) -> Measurement:
    """An error that may be so large."""
    return Measurement(name, error, at_most(most, because=because))


LOSSES = {  # of the linear classifier: the gradient, and what makes probabilities of its logits
    "CE": (cross_entropy_gradient, softmax),
    "BCE": (bce_gradient, sigmoid),
    "MSE": (squared_gradient, sigmoid),
}


@claim(
    en="Behind a sigmoid the gradient of BCE is s - y and that of the squared error 2(s-y)s(1-s); behind a softmax "
    "the gradient of cross-entropy is p - y.",
    ko="시그모이드 뒤에서 BCE의 기울기는 s - y, 제곱 오차의 기울기는 2(s-y)s(1-s)이다. 소프트맥스 뒤에서 크로스 "
    "엔트로피의 기울기는 p - y이다.",
    seconds=0.8,
    entry="D14 D17",
    literature="Bishop 2006, sec. 4.3",
)
def losses_and_gradients(size: float = 3.0, lr: float = 0.1, seed: int = 0) -> Evidence:
    require(
        0 < lr < np.inf,
        en=f"lr = {lr:g} takes no step downhill, so there are no steps to compare with torch's",
        ko=f"lr = {lr:g}: 손실이 줄어드는 스텝이 없으므로 torch와 비교할 스텝도 없다",
    )
    require(
        0.1 <= abs(size) <= 100,
        en=f"size = {size:g}: logits near 0, or far beyond 100, tell no two gradients apart",
        ko=f"size = {size:g}: 로짓이 0에 가깝거나 100을 훨씬 넘으면 두 기울기를 구별할 수 없다",
    )
    rng = np.random.default_rng(seed)
    z, y = size * rng.standard_normal((6, 10)), np.eye(10)[rng.integers(10, size=6)]
    logits, targets = torch.tensor(z), torch.tensor(y)
    formulas = [  # name, values, their gradient, and the values by torch
        ("BCE", bce, bce_gradient, F.binary_cross_entropy_with_logits(logits, targets, reduction="none")),
        ("squared error", squared, squared_gradient, (logits.sigmoid() - targets).square()),
        ("CE", cross_entropy, cross_entropy_gradient, F.cross_entropy(logits, targets, reduction="none")),
    ]
    ten, sums = "about ten float64 operations an entry", "the complex step is exact but for rounding"
    measurements = []
    for name, value, gradient, theirs in formulas:
        exact = complex_step(lambda z, value=value: value(z, y).sum(), z)
        off, steep = relative_error(value(z, y), theirs.numpy()), relative_error(gradient(z, y), exact)
        measurements += [small(f"{name}, off torch", off, 1e-13, ten)]
        measurements += [small(f"{name}, gradient off the complex step", steep, 1e-13, sums)]
    far = z + 1000 * (np.arange(6) % 2)[:, None]  # every other row
    far[0, 0] = 1000
    overflowing = relative_error(softmax(far), torch.softmax(torch.tensor(far), 1).numpy())
    measurements += [small("softmax of logits near 0 and 1000, off torch", overflowing, 1e-13, ten)]
    x, y = digits(seed, 100)[0]
    torch.manual_seed(seed)
    order = torch.cat([torch.randperm(100) for _ in range(3)]).numpy()  # what three epochs will draw
    w, b = fit(bce_gradient, x[order], y[order], lr, epochs=1)
    linear = nn.Linear(784, 10, dtype=torch.float64)
    nn.init.zeros_(linear.weight), nn.init.zeros_(linear.bias)
    torch.manual_seed(seed)
    train(linear, torch.optim.SGD(linear.parameters(), 10 * lr), x, y, epochs=3, batch=50)  # its mean is over 10 too
    theirs = [parameter.detach().numpy() for parameter in (linear.weight, linear.bias)]
    apart = max(relative_error(w.T, theirs[0]), relative_error(b, theirs[1]))
    because = "sums of 50 and of 784 products in another order"
    measurements += [small("six steps of ours, off torch's shuffled ones", apart, 1e-11, because)]
    z = z[:, :1] + 0 * z
    wrong = relative_error(cross_entropy_gradient(z, np.eye(10)[:6]), bce_gradient(z, np.eye(10)[:6]))
    return Evidence(measurements=measurements, controls=[Control("p - y taken for s - y", wrong, at_most(1e-13))])


@claim(
    en="In float32 a sigmoid rounds to 1 from a logit of about 17 on. Where the target is 0 and the logit 20, BCELoss "
    "behind a sigmoid then costs 100, torch's cap, and has no gradient; BCEWithLogitsLoss costs 20 and has a gradient "
    "of 1.",
    ko="float32에서는 로짓이 17쯤을 넘으면 시그모이드가 1로 반올림된다. 정답이 0이고 로짓이 20이면, 시그모이드 뒤의 "
    "BCELoss는 torch의 상한인 100이 되고 기울기는 0이다. BCEWithLogitsLoss는 20이고 기울기는 1이다.",
    seconds=0.2,
    literature="PyTorch documentation, BCELoss and BCEWithLogitsLoss",
)
def bce_with_logits(logit: float = 20.0) -> Evidence:
    require(
        18 <= logit <= 80,
        en=f"logit = {logit:g}: the sentence is about logits from 18 to 80, too large for float32",
        ko=f"logit = {logit:g}: 문장은 float32에 너무 큰, 18부터 80까지의 로짓에 대한 것이다",
    )

    def wrong(loss: Callable[..., torch.Tensor], dtype: torch.dtype) -> tuple[float, float]:  # and its gradient
        z = torch.tensor([logit], dtype=dtype, requires_grad=True)
        value = loss(z, torch.zeros(1, dtype=dtype))
        return value.item(), torch.autograd.grad(value, z)[0].item()

    def in_two_steps(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return F.binary_cross_entropy(z.sigmoid(), y)

    (separate, no_gradient), (fused, gradient) = (
        wrong(loss, torch.float32) for loss in (in_two_steps, F.binary_cross_entropy_with_logits)
    )
    exact, slope = wrong(in_two_steps, torch.float64)
    z = np.arange(-3000, 3001) / 100
    s = torch.tensor(z, dtype=torch.float32).sigmoid()
    first = z[(s == 1).numpy().argmax()]
    theirs = F.binary_cross_entropy(s, torch.zeros_like(s), reduction="none").numpy()
    ours = clamped_bce(s.numpy(), np.zeros_like(theirs))
    far = bce(np.array([1000.0, -1000.0]), np.array([0.0, 1.0]))
    low, high = 24 * np.log(2), 25 * np.log(2) + 0.01
    half = "1 + e⁻ᶻ rounds to 1 at e⁻ᶻ = 2⁻²⁴, s itself at 2⁻²⁵; grid of 0.01"
    eps = float(np.finfo(np.float32).eps)
    return Evidence(
        measurements=[
            near("BCEWithLogitsLoss", fused, logit, 2 * eps * logit, "ln(1 + eᶻ); rounding of float32"),
            near("its gradient", gradient, 1, 2 * eps, "s - y; rounding of float32"),
            near("sigmoid and BCELoss", separate, 100, 0, "ln(1 - s) = ln 0, which torch caps at -100"),
            near("gradient through both", no_gradient, 0, 0, "σ' = s(1 - s) = 0"),
            Measurement("first logit whose sigmoid is 1", first, between(low, high, because=half)),
            small(
                "our BCE of probabilities, off torch's",
                relative_error(ours, theirs),
                4 * eps,
                "float32, three operations",
            ),
            near("our BCE at wrong logits of ±1000", far.max(), 1000, 0, "e^-1000 is 0 and nothing overflows"),
        ],
        controls=[
            Control("float64: sigmoid and BCELoss", exact, within(100, 0)),
            Control("float64: gradient through both", slope, within(0, 0)),
        ],
        curves=[
            Curve("sigmoid and BCELoss", theirs[::10], x=z[::10]),
            Curve("from logits", bce(z, 0)[::10], x=z[::10]),
        ],
        axes=Axes(x="logit z, target 0", y="loss in float32"),
    )


@claim(
    en="Before anything is learned the loss tells what it is: ten logits of zero cost ln 2 in BCE and ln 10 in "
    "cross-entropy, and the constant answer 'ten per cent each' costs 0.3251 in BCE.",
    ko="학습 전의 손실 값만 봐도 어떤 손실인지 알 수 있다. 로짓이 모두 0이면 BCE는 ln 2, 크로스 엔트로피는 ln "
    "10이고, 모든 클래스에 10%라고 답하는 상수 예측의 BCE는 0.3251이다.",
    seconds=0.2,
    entry="D14",
    literature="Bishop 2006",
)
def constant_predictors(samples: int = 1000, seed: int = 0) -> Evidence:
    require(
        samples > 0,
        en=f"samples = {samples}: there is nothing to average over",
        ko=f"samples = {samples}: 평균을 낼 샘플이 없다",
    )
    y = digits(seed, samples)[0][1]
    rate = np.arange(0.01, 1, 0.01)
    means = np.array([bce(np.full_like(y, np.log(q / (1 - q))), y).mean() for q in rate])
    entropy = -(0.1 * np.log(0.1) + 0.9 * np.log(0.9))
    rounding = "one of ten entries is 1, whatever the digits; rounding of a mean"

    def exactly(name: str, value: float, formula: float) -> Measurement:
        return near(name, value, formula, 1e-12, rounding, unit="nat")

    return Evidence(
        measurements=[
            exactly("BCE, zero logits", bce(0 * y, y).mean(), np.log(2)),
            exactly("CE, zero logits", cross_entropy(0 * y, y).mean(), np.log(10)),
            exactly("BCE, s = 0.1", means[9], entropy),
            exactly("CE, any equal logits", cross_entropy(0 * y - 3, y).mean(), np.log(10)),
            near("best constant", rate[np.argmin(means)], 0.1, 1e-9, "the base rate; grid of 0.01"),
        ],
        controls=[
            Control("BCE, s = 0.5, if it knew the base rate", means[49], within(entropy, 1e-12), unit="nat"),
            Control("BCE, zero logits, if it were CE", bce(0 * y, y).mean(), within(np.log(10), 1e-12)),
        ],
        curves=[Curve("BCE of a constant", means, x=rate)],
        axes=Axes(x="the constant s", y="BCE"),
    )


@claim(
    en="BCE is the negative log-likelihood of ten independent yes-or-no answers. Over all 1024 answers the "
    "probabilities sum to one; zero logits give only 10/1024 to answers with exactly one yes. Given one yes, they are "
    "those of softmax.",
    ko="BCE는 서로 독립인 예/아니요 열 개의 음의 로그 가능도이다. 1024가지 답 전체에서 확률의 합이 1이고, 로짓이 모두 "
    "0이면 '예'가 정확히 하나인 답의 확률은 10/1024뿐이다. 그런 답들만 놓고 정규화하면 소프트맥스가 된다.",
    seconds=0.2,
    entry="D14",
    literature="Bishop 2006",
)
def ten_independent_answers(size: float = 2.0, seed: int = 0) -> Evidence:
    require(
        0.1 <= abs(size) <= 50,
        en=f"size = {size:g}: logits near 0, or beyond 50, leave nothing to tell apart",
        ko=f"size = {size:g}: 로짓이 0에 가깝거나 50을 넘으면 구별할 것이 남지 않는다",
    )
    z = size * np.random.default_rng(seed).standard_normal((1, 10))
    every = (np.arange(1024)[:, None] >> np.arange(10) & 1).astype(float)  # each vector of ten yes or no
    one = np.eye(10)

    def likelihood(z: Array, y: Array) -> Array:  # of the answers y, as BCE has it
        return np.exp(-bce(z, y).sum(axis=1))

    exclusive = np.exp(-cross_entropy(np.repeat(z, 10, axis=0), one))
    given_one = likelihood(z, one) / likelihood(z, one).sum()
    p = softmax(z)
    rounding = "sums of up to 1024 products of ten factors"
    return Evidence(
        measurements=[
            near("all 1024 answers", likelihood(z, every).sum(), 1, 1e-12, rounding),
            near("zero logits: exactly one yes", likelihood(0 * z, one).sum(), 10 / 1024, 1e-14, "ten answers of 1024"),
            near("CE: the ten classes", exclusive.sum(), 1, 1e-13, rounding),
            small("given one yes, off softmax", relative_error(given_one, p[0]), 1e-12, rounding),
        ],
        controls=[Control("BCE: exactly one yes", likelihood(z, one).sum(), within(1, 1e-12))],
        curves=[Curve("sigmoid", sigmoid(z)[0], points=True), Curve("softmax", p[0], points=True)],
        axes=Axes(x="class", y="probability"),
    )


@claim(
    en="Ten sigmoids trained on BCE give the probabilities of ten exclusive classes: every row sums to one.",
    ko="BCE로 학습한 시그모이드 열 개는 서로 배타적인 열 클래스의 확률을 준다. 즉 샘플마다 출력의 합이 1이다.",
    seconds=0.3,
    expects="refuted",
    entry="D14",
    literature="Bishop 2006",
)
def sigmoid_rows_sum_to_one(lr: float = 0.1, epochs: int = 10, seed: int = 0) -> Evidence:
    require(
        lr > 0 and epochs > 0,
        en=f"lr = {lr:g} and epochs = {epochs}: nothing is trained on BCE",
        ko=f"lr = {lr:g}, epochs = {epochs}: BCE로 학습되는 것이 없다",
    )
    (x, y), (x_test, _) = digits(seed, 2000, 2000)

    def sums(loss: str) -> Array:
        gradient, probabilities = LOSSES[loss]
        w, b = fit(gradient, x, y, lr, epochs)
        return probabilities(x_test @ w + b).sum(axis=1)

    rows, exclusive = sums("BCE"), sums("CE")
    rounding = "a sum of ten probabilities in float64"
    return Evidence(
        measurements=[
            small("BCE: furthest sum from 1", max(abs(rows - 1)), 1e-14, rounding),
            small("BCE: share of sums more than 1 % off", np.mean(abs(rows - 1) > 0.01), 0, "1 % of one"),
        ],
        controls=[
            Control("CE: furthest sum from 1", max(abs(exclusive - 1)), at_most(1e-14, because=rounding), must="hold")
        ],
        curves=[Curve("BCE", np.sort(rows)[::10]), Curve("CE", np.sort(exclusive)[::10])],
        axes=Axes(x="test images, sorted, every tenth", y="sum of the row"),
    )


RATES = (0.1, 0.2, 0.4, 0.8, 1.6)  # from too small to too large for each of the three losses


@claim(
    en="A linear classifier of ten digits after 800 steps, on losses summed over its outputs: at the same small "
    "learning rate of 0.1 BCE is less than two points of accuracy behind cross-entropy, and MSE behind sigmoids is "
    "behind both. With each rate tuned, MSE comes within a point of BCE, and cross-entropy keeps the best Brier score.",
    ko="숫자 열 개를 구분하는 선형 분류기를 출력에 대해 합한 손실로 800스텝 학습한다. 학습률이 똑같이 0.1로 작으면 "
    "BCE의 정확도는 크로스 엔트로피보다 2%p 미만으로 뒤지고, 시그모이드 뒤의 MSE는 둘 다에 뒤진다. 손실마다 학습률을 "
    "따로 맞추면 MSE와 BCE의 차이는 1%p 미만이 되고, Brier 점수는 여전히 크로스 엔트로피가 가장 좋다.",
    seconds=8,
    entry="D14",
    literature="Hui & Belkin 2021; Beyer 2020",
)
def losses_compared(runs: int = 8, lr: float = 0.1, epochs: int = 10, seed: int = 0) -> Evidence:
    require(
        runs > 1,
        en=f"runs = {runs}: an interval needs two runs or more",
        ko=f"runs = {runs}: 구간을 구하려면 두 번 이상 실행해야 한다",
    )
    require(
        lr > 0 and epochs > 0,
        en=f"lr = {lr:g} and epochs = {epochs}: nothing is trained",
        ko=f"lr = {lr:g}, epochs = {epochs}: 학습되는 것이 없다",
    )

    def scored(parts: list[tuple[Array, Array]], loss: str, lr: float, shift: int = 0) -> tuple[float, float]:
        """Accuracy in per cent and Brier score on the second part, after training on the first.

        With a shift every image is trained with the label of another.
        """
        (x, y), (x_test, y_test) = parts
        gradient, probabilities = LOSSES[loss]
        w, b = fit(gradient, x, np.roll(y, shift, axis=0), lr, epochs)
        z = x_test @ w + b
        return 100 * accuracy(z, y_test), brier(probabilities(z), y_test)

    tuning = [digits(1000 * seed + 500 + run, 4000, 4000) for run in range(3)]  # draws that score nothing
    accuracies = {
        loss: [np.mean([scored(parts, loss, rate)[0] for parts in tuning]) for rate in RATES] for loss in LOSSES
    }
    tuned = [(loss, RATES[np.argmax(accuracies[loss])]) for loss in LOSSES]
    rows = []
    for run in progress(range(runs)):
        parts = digits(1000 * seed + run, 4000, 4000)
        compared = [scored(parts, loss, rate) for loss, rate in [*((loss, lr) for loss in LOSSES), *tuned]]
        rows.append([*compared, scored(parts, "BCE", lr, shift=1)])
    scores = np.array(rows)
    ce, bce_, mse, ce_tuned, bce_tuned, mse_tuned, wrong = (scores[:, row] for row in range(7))
    blind = (ce - wrong)[:, 0].mean()

    paired = f"99 % t-interval over {runs} paired runs"
    worse, a_point = at_least(0, because=paired), between(-1, 1, because=paired)

    def behind(name: str, samples: Array, bound: Bound, unit: str = "") -> Measurement:
        return Measurement(name, samples.mean(), bound, interval=mean_interval(samples), unit=unit)

    return Evidence(
        measurements=[
            behind("same rate: BCE behind CE in accuracy", (ce - bce_)[:, 0], between(0, 2, because=paired), "points"),
            behind("same rate: MSE behind BCE in accuracy", (bce_ - mse)[:, 0], worse, "points"),
            behind("same rate: BCE above CE in Brier score", (bce_ - ce)[:, 1], worse),
            behind("same rate: MSE above BCE in Brier score", (mse - bce_)[:, 1], worse),
            behind("rates tuned: MSE behind BCE in accuracy", (bce_tuned - mse_tuned)[:, 0], a_point, "points"),
            behind("rates tuned: BCE above CE in Brier score", (bce_tuned - ce_tuned)[:, 1], worse),
            behind("rates tuned: MSE above CE in Brier score", (mse_tuned - ce_tuned)[:, 1], worse),
        ],
        controls=[Control("BCE on shuffled labels behind CE", blind, between(0, 2), unit="points")],
        curves=[Curve(loss, accuracies[loss], x=RATES) for loss in LOSSES],
        axes=Axes(x="learning rate", y="accuracy on the tuning draws, %", log_x=True),
    )


@claim(
    en="Counted entry by entry, a ten-class classifier that says no to everything scores 0.9 in binary accuracy, "
    "whatever the images are; by the largest output it knows one class of ten.",
    ko="원소별로 세면 모든 클래스에 '아니요'라고만 답하는 분류기의 이진 정확도가 이미지와 상관없이 0.9이다. 가장 큰 "
    "출력으로 세면 열 클래스 가운데 하나를 맞힐 뿐이다.",
    seconds=0.3,
    entry="D14",
    literature="Bishop 2006",
)
def predicting_nothing(samples: int = 2000, seed: int = 0) -> Evidence:
    require(
        100 <= samples <= 30_000,
        en=f"samples = {samples}: two draws of 100 to 30 000 images fit into MNIST",
        ko=f"samples = {samples}: 100장부터 30,000장까지여야 MNIST에서 두 번 뽑을 수 있다",
    )
    (x, y), (x_test, _) = digits(seed, samples, samples)
    drawn = len({image.tobytes() for image in (*x, *x_test)})
    data = mnist.load()
    known = {image.tobytes(): label for image, label in zip(data.train_images, data.train_labels, strict=True)}
    read = [known[np.rint(255 * image).astype(np.uint8).tobytes()] for image in x]
    mislabelled = np.sum(np.argmax(y, axis=1) != read)
    nothing = np.full_like(y, -10.0)
    w, b = fit(cross_entropy_gradient, x, y, lr=0.1, epochs=10)
    trained = x @ w + b
    winners = np.argsort(trained, axis=1)[:, -1]
    counted, zeros = np.mean(y[np.arange(samples), winners]), np.mean(y[:, 0])
    count, rounding = "a count", "nine of ten entries are no; rounding of a mean"
    return Evidence(
        measurements=[
            near("binary accuracy of nothing", binary_accuracy(nothing, y), 0.9, 1e-12, rounding),
            near("binary accuracy of the truth", binary_accuracy(0.02 * y - 0.01, y), 1, 0, count),
            near("binary accuracy of yes to all", binary_accuracy(-nothing, y), 0.1, 1e-12, rounding),
            near("accuracy of nothing", accuracy(nothing, y), zeros, 1e-12, "ties go to class 0"),
            near("accuracy when trained", accuracy(trained, y), counted, 1e-12, "the same count, sorted"),
            near("different images drawn", drawn, 2 * samples, 0, "no two of MNIST's training images are equal"),
            near("images with another image's label", mislabelled, 0, 0, "a count"),
            near("brightest pixel", np.max(x), 1, 0, "grey values end at 255"),
        ],
        controls=[Control("accuracy of nothing, if it were 0.9", accuracy(nothing, y), within(0.9, 1e-12))],
    )


@claim(
    en="Is this digit an 8? Where one sample in a hundred is, a detector that always says no is 99 % accurate with "
    "an F1 of 0. When positives fall from a half to a hundredth, a trained linear detector keeps its ROC-AUC while "
    "its F1 at the threshold 1/2 more than halves; a threshold chosen on other images at that rarity gives a better "
    "one.",
    ko="이 숫자는 8인가? 샘플 백 개에 하나만 8이라면, 늘 '아니요'라고 답하는 검출기는 정확도가 99%이고 F1은 0이다. "
    "양성의 비율이 절반에서 1%로 줄어도 학습한 선형 검출기의 ROC-AUC는 그대로이지만, 임곗값 1/2에서 F1은 절반 아래로 "
    "떨어진다. 그 비율에 맞추어 다른 이미지에서 고른 임곗값을 쓰면 F1은 더 좋아진다.",
    seconds=0.5,
    literature="Hanley & McNeil 1982; Saito & Rehmsmeier 2015",
)
def rare_positives(prevalence: float = 0.01, seed: int = 0) -> Evidence:
    require(
        0.001 <= prevalence <= 0.1,
        en=f"prevalence = {prevalence:g}: the sentence is about positives that are rare",
        ko=f"prevalence = {prevalence:g}: 문장은 양성이 드문 경우에 대한 것이다",
    )
    (x, y), (others, labels) = digits(seed, 6000, 9000)
    is_eight = y[:, 8:9]
    x, is_eight = (part[np.argsort(-is_eight[:, 0], kind="stable")] for part in (x, is_eight))
    positives = int(is_eight.sum())
    chosen = np.random.default_rng(seed).permutation(2 * positives)  # as many other digits as eights
    w, b = fit(bce_gradient, x[chosen], is_eight[chosen], lr=0.1, epochs=10)
    scores, eights = (others @ w + b)[:, 0], labels[:, 8] == 1
    tuning, truth, z = eights[:3000], eights[3000:], scores[3000:]  # the first 3000 choose a threshold
    no = np.full_like(z, -10.0)

    def weights(share: float, truth: Array = truth) -> Array:  # so that eights make up this share of the images
        return np.where(truth, share / truth.sum(), (1 - share) / (~truth).sum())

    half, few = weights(0.5), weights(prevalence)
    yes = z > 0
    recall, false_alarms = np.mean(yes[truth]), np.mean(yes[~truth])
    balanced, rare = f1(yes, truth, half), f1(yes, truth, few)
    law = 2 * prevalence * recall / (prevalence * recall + prevalence + (1 - prevalence) * false_alarms)
    thresholds = np.quantile(scores[:3000], np.linspace(0.5, 0.999, 200))
    by_threshold = [f1(scores[:3000] > at, tuning, weights(prevalence, tuning)) for at in thresholds]
    moved = f1(z > thresholds[np.argmax(by_threshold)], truth, few)
    shares = np.logspace(-3, -0.31, 30)
    rounding = "sums of 6000 weights"
    return Evidence(
        measurements=[
            near("always no: accuracy", np.sum(few * ~truth), 1 - prevalence, 1e-12, rounding),
            near("always no: F1", f1(no > 0, truth, few), 0, 0, "no true positive"),
            near("always no: ROC-AUC", roc_auc(no, truth, few), 0.5, 1e-12, "all ties"),
            near(
                "detector: ROC-AUC, rare - balanced",
                roc_auc(z, truth, few) - roc_auc(z, truth, half),
                0,
                1e-12,
                rounding,
            ),
            near(
                "detector: F1, rare", rare, law, 1e-12, "Bayes: 2πr / (πr + π + (1-π)f) of recall r and false alarms f"
            ),
            small("detector: F1, rare / balanced", rare / balanced, 0.5, "more than halves"),
            Measurement(
                "threshold chosen on other images / at 1/2: F1, rare",
                moved / rare,
                at_least(1, because="better than at 1/2"),
            ),
        ],
        controls=[
            Control(
                "detector without mistakes: F1, rare / balanced",
                f1(truth, truth, few) / f1(truth, truth, half),
                at_most(0.5),
            ),
            Control("always no, balanced: accuracy", np.sum(half * ~truth), at_least(1 - prevalence)),
        ],
        curves=[
            Curve("F1", [f1(yes, truth, weights(share)) for share in shares], x=shares),
            Curve("ROC-AUC", [roc_auc(z, truth, weights(share)) for share in shares], x=shares),
            Curve("accuracy of always no", 1 - shares, x=shares),
        ],
        axes=Axes(x="share of positives", y="metric", log_x=True),
    )


@claim(
    en="Accuracy and F1 are counts. Around a trained linear detector there is a ball of weights in which no answer "
    "flips, so both are constant there and have no gradient to follow, while BCE changes with every move; the first "
    "answer flips just outside.",
    ko="정확도와 F1은 개수를 센 값이다. 학습한 선형 검출기의 가중치 둘레에는 어떤 답도 뒤집히지 않는 공이 있어, 그 "
    "안에서는 두 값이 일정하고 따라갈 기울기가 없다. BCE는 조금만 움직여도 달라진다. 공을 막 벗어나면 첫 답이 "
    "뒤집힌다.",
    seconds=0.6,
    literature="Bishop 2006",
)
def counts_have_no_gradient(moves: int = 100, seed: int = 0) -> Evidence:
    require(
        moves > 0,
        en=f"moves = {moves}: nothing is moved",
        ko=f"moves = {moves}: 가중치를 한 번도 움직이지 않는다",
    )
    x, y = digits(seed, 4000)[0]
    y = y[:, 8:9]
    w, b = fit(bce_gradient, x, y, lr=0.1, epochs=5)
    z, truth, even = (x @ w + b)[:, 0], y[:, 0] == 1, np.ones(len(x))
    radius = distance_to_change(z, x)
    nearest = np.argmin(radius)

    def after(direction: Array, length: float) -> tuple[float, float, float]:
        """Accuracy, F1 and BCE after a move of (W, b), shape (785,), in that direction."""
        step = length * direction / np.linalg.norm(direction)
        moved = z + x @ step[:-1] + step[-1]
        return np.mean((moved > 0) == truth), f1(moved > 0, truth, even), bce(moved, y[:, 0]).mean()

    here = after(np.ones(785), 0.0)
    inside = 0.999 * radius[nearest]
    straight = -np.sign(z[nearest]) * np.append(x[nearest], 1)  # the shortest way to a flip
    directions = [*np.random.default_rng(seed).standard_normal((moves - 1, 785)), straight]
    changed = np.array([np.not_equal(after(direction, inside), here) for direction in directions]).sum(axis=0)
    out, _, _ = after(straight, 1.001 * radius[nearest])
    far = directions[0] * np.hypot(np.linalg.norm(w), b[0]) / np.linalg.norm(directions[0])
    flipped = np.sum((z + x @ far[:-1] + far[-1] > 0) != (z > 0))
    lengths = radius[nearest] * np.linspace(0, 2, 101)
    path = np.array([after(straight, length) for length in lengths])
    ball = "|z| / ‖(x, 1)‖ of the nearest image is the distance at which its answer flips"
    return Evidence(
        measurements=[
            near("moves inside that change accuracy", changed[0], 0, 0, ball),
            near("moves inside that change F1", changed[1], 0, 0, ball),
            near("moves inside that change BCE", changed[2], moves, 0, "its gradient is not zero"),
            near("just outside, answers that flip", len(x) * abs(out - here[0]), 1, 1e-9, ball),
            small(
                "F1, off the one from precision and recall",
                abs(here[1] - harmonic(z > 0, truth)),
                1e-12,
                "the same counts",
            ),
        ],
        controls=[Control("moved as far as the weights are long: answers that flip", flipped, within(0, 0))],
        curves=[
            Curve(name, 1e6 * (values - values[0]), x=1e6 * lengths)
            for name, values in zip(("accuracy", "BCE"), path.T[[0, 2]], strict=True)
        ],
        axes=Axes(x="length of the move, 10⁻⁶", y="change, 10⁻⁶"),
    )


@claim(
    en="Arithmetic, checked on torch: mse_loss averages over samples and classes, so on probabilities of ten classes "
    "it is a tenth of the Brier score summed over classes. On raw logits against one-hot targets it punishes "
    "certainty: a perfect classifier with logits of ±10 gets 98.1.",
    ko="산술이며 torch로 확인한다. mse_loss는 샘플과 클래스 모두에 대해 평균을 내므로, 열 클래스의 확률에 쓰면 "
    "클래스에 대해 합하는 Brier 점수의 10분의 1이다. 로짓과 원-핫 정답 사이에 그대로 쓰면 확신을 벌한다. 로짓이 "
    "±10인 완벽한 분류기의 값이 98.1이다.",
    seconds=0.2,
    entry="D15",
    literature="Brier 1950",
)
def tenth_of_brier(samples: int = 500, seed: int = 0) -> Evidence:
    require(
        samples > 0,
        en=f"samples = {samples}: there is nothing to average over",
        ko=f"samples = {samples}: 평균을 낼 샘플이 없다",
    )
    y = digits(seed, samples)[0][1]
    p = softmax(np.random.default_rng(seed).standard_normal(y.shape))
    ours, theirs = brier(p, y), F.mse_loss(torch.tensor(p), torch.tensor(y)).item()
    perfect = 20 * y - 10
    raw = F.mse_loss(torch.tensor(perfect), torch.tensor(y)).item()
    certain, missed = brier(sigmoid(perfect), y), 10 / (1 + np.exp(10)) ** 2
    two_classes = torch.tensor(p[:, :2]), torch.tensor(y[:, :2])
    of_two = brier(p[:, :2], y[:, :2]) / F.mse_loss(*two_classes).item()
    rounding = "two sums of the same squares"
    return Evidence(
        measurements=[
            near("Brier score / mse_loss", ours / theirs, 10, 1e-11, rounding),
            near("mse_loss of perfect logits", raw, 98.1, 1e-10, "0.1·9² + 0.9·10²"),
            near("Brier score of perfect logits", certain, missed, 1e-19, "ten of s(-10); 1 - s keeps 11 digits"),
            near("Brier score of ten per cent each", brier(0 * p + 0.1, y), 0.9, 1e-12, "0.9² + 9·0.1²"),
        ],
        controls=[Control("two classes only: Brier score / mse_loss", of_two, within(10, 1e-11))],
    )


@claim(
    en="BCE and the Brier score are strictly proper: if the truth is 1 with probability q = 0.3, saying 0.3 costs "
    "least; saying s costs KL(q‖s) or (s-q)² more. The absolute error is not: it pays to say 0.",
    ko="BCE와 Brier 점수는 strictly proper한 점수이다. 정답이 확률 q = 0.3으로 1이라면 0.3이라고 답할 때 "
    "손실이 가장 작고, s라고 답하면 KL(q‖s)나 (s-q)²만큼 손해이다. 절대 오차는 그렇지 않아 0이라고 답하는 것이 "
    "유리하다.",
    seconds=0.2,
    entry="D15",
    literature="Brier 1950; Gneiting & Raftery 2007",
)
def properness(q: float = 0.3) -> Evidence:
    require(
        0.001 <= q <= 0.999 and q != 0.5,
        en=f"q = {q:g}: the sentence is about a probability that is uneven",
        ko=f"q = {q:g}: 문장은 한쪽으로 치우쳤지만 0이나 1은 아닌 확률에 대한 것이다",
    )
    s = np.arange(1, 1000) / 1000
    z = np.log(s / (1 - s))
    expected = {
        "BCE": q * bce(z, 1) + (1 - q) * bce(z, 0),
        "Brier": q * squared(z, 1) + (1 - q) * squared(z, 0),
        "absolute": q * np.sqrt(squared(z, 1)) + (1 - q) * np.sqrt(squared(z, 0)),
    }
    best = {name: s[np.argmin(cost)] for name, cost in expected.items()}
    mistakes = np.where(z > 0, 1 - q, q)  # the expected error rate of the answer that s stands for
    divergence = q * np.log(q / s) + (1 - q) * np.log((1 - q) / (1 - s))
    entropy = -q * np.log(q) - (1 - q) * np.log(1 - q)
    bce_off = max(abs(expected["BCE"] - entropy - divergence))
    brier_off = max(abs(expected["Brier"] - q * (1 - q) - (s - q) ** 2))
    grid, rounding = "strictly proper; grid of 0.001", "closed form; rounding of ten operations"
    return Evidence(
        measurements=[
            near("BCE is least at", best["BCE"], q, 0.0005, grid),
            near("Brier score is least at", best["Brier"], q, 0.0005, grid),
            small("BCE above its least, off KL", bce_off, 1e-13, rounding),
            small("Brier above its least, off (s-q)²", brier_off, 1e-13, rounding),
        ],
        controls=[
            Control("absolute error is least at", best["absolute"], within(q, 0.0005)),
            Control("error rate: best answers of 999", np.sum(mistakes == min(mistakes)), within(1, 0)),
        ],
        curves=[Curve(name, cost[::5], x=s[::5]) for name, cost in expected.items()],
        axes=Axes(x="what is said, s", y=f"expected cost when the truth is {q}"),
    )


@claim(
    en="BCE has no upper limit (a truth given 10⁻⁶ costs 13.8), a squared error ends at 1; so a model that is sure, "
    "and wrong once in a hundred, can be worse by BCE and better by MSE than one that is never sure.",
    ko="BCE에는 상한이 없고(정답에 10⁻⁶을 주면 13.8) 제곱 오차는 1을 넘지 않는다. 그래서 백 번에 한 번 확신을 갖고 "
    "틀리는 모델이, 한 번도 확신하지 않는 모델보다 BCE로는 나쁘고 MSE로는 좋을 수 있다.",
    seconds=0.1,
    entry="D15",
    literature="Gneiting & Raftery 2007",
)
def sure_mistakes(cautious: float = 0.85, sure: float = 0.99, mistaken: float = 1e-9) -> Evidence:
    ordered = 0 < mistaken < 0.5 < cautious < sure < 1
    require(
        ordered,
        en="the sentence needs 0 < mistaken < 0.5 < cautious < sure < 1",
        ko="문장에는 0 < mistaken < 0.5 < cautious < sure < 1이 필요하다",
    )

    def costs(given: Array) -> tuple[float, float]:  # mean BCE and MSE, where each truth was given that probability
        z = np.log(given / (1 - given))
        return bce(z, 1).mean(), squared(z, 1).mean()

    never, rarely = np.full(100, cautious), np.append(np.full(99, sure), mistaken)
    (bce_never, mse_never), (bce_rarely, mse_rarely) = costs(never), costs(rarely)
    all_right = costs(np.full(100, sure))
    given = np.logspace(-9, -0.01, 200)
    z = np.log(given / (1 - given))
    closed, less = "-ln 10⁻⁶; rounding", "closed form: the sum of hundred logarithms or squares"
    return Evidence(
        measurements=[
            near("BCE of 10⁻⁶", costs(np.array([1e-6]))[0], 6 * np.log(10), 1e-9, closed),
            small("largest squared error", max(squared(z, 1)), 1, "s and y lie between 0 and 1"),
            Measurement("BCE, once sure and wrong - never sure", bce_rarely - bce_never, at_least(0, because=less)),
            small("MSE, once sure and wrong - never sure", mse_rarely - mse_never, 0, less),
            near("BCE, never sure", bce_never, -np.log(cautious), 1e-12, "-ln s"),
            near("MSE, never sure", mse_never, (1 - cautious) ** 2, 1e-12, "(1-s)²"),
        ],
        controls=[Control("BCE, sure and right - never sure", all_right[0] - bce_never, at_least(0))],
        curves=[Curve("BCE", bce(z, 1), x=given), Curve("squared error", squared(z, 1), x=given)],
        axes=Axes(x="probability given to the truth", y="cost", log_x=True),
    )


@claim(
    en="Trained on BCE until it overfits, a small network reaches its best validation BCE earlier than its best "
    "validation MSE in most runs: the two metrics would stop it at different epochs. On the images that it trains on, "
    "which it does not get wrong ever more surely, both fall to the end.",
    ko="작은 신경망을 BCE로 과적합될 때까지 학습하면 대부분의 실행에서 검증 BCE가 검증 MSE보다 먼저 최저점에 이른다. "
    "즉 어느 지표를 보고 조기 종료하느냐에 따라 멈추는 epoch가 달라진다. 학습 이미지에서는 확신에 찬 실수가 늘지 "
    "않으므로 두 지표 모두 끝까지 내려간다.",
    seconds=5.0,
    entry="D15",
    literature="Gneiting & Raftery 2007",
)
def best_epochs(runs: int = 12, images: int = 200, epochs: int = 60, lr: float = 0.004, seed: int = 0) -> Evidence:
    require(
        runs > 1,
        en=f"runs = {runs}: an interval needs two runs or more",
        ko=f"runs = {runs}: 구간을 구하려면 두 번 이상 실행해야 한다",
    )
    require(
        images > 0 and epochs > 1 and 0 < lr < np.inf,
        en="nothing is trained for more than one epoch",
        ko="두 epoch 이상 학습되는 것이 없다",
    )

    def history(seed: int) -> Array:  # BCE, MSE and error by epoch, of validation and of training images
        parts = digits(seed, images, 1000)
        model = network(seed)
        inputs = [torch.tensor(x, dtype=torch.float32) for x, _ in reversed(parts)]

        def watch(model: nn.Module) -> list[float]:
            scores: list[float] = []
            for x, (_, y) in zip(inputs, reversed(parts), strict=True):
                with torch.no_grad():
                    z = model(x).double().numpy()
                scores += [bce(z, y).mean(), squared(z, y).mean(), 1 - accuracy(z, y)]
            return scores

        return np.array(train(model, torch.optim.Adam(model.parameters(), lr), *parts[0], epochs, watch, batch=50))

    histories = np.array([history(1000 * seed + run) for run in progress(range(runs))])
    few = histories[:, :, :3]
    best = np.argmin(histories, axis=1)  # epochs by BCE, MSE and error, of validation and of training, shape (runs, 6)
    early = np.sum(best[:, 0] < epochs - 1)
    require(
        2 * early > runs,
        en=f"by BCE only {early} of {runs} runs overfit within {epochs} epochs of {images} images",
        ko=f"BCE로 보면 이미지 {images}장을 {epochs} epoch 학습하는 동안 과적합된 실행이 {runs}번 가운데 "
        f"{early}번뿐이다",
    )
    later = share_of_runs(best[:, 1] > best[:, 0], histories[:, -1])
    all_agree = share_of_runs(np.ptp(best[:, :3], axis=1) == 0, histories[:, -1])
    on_training = share_of_runs(best[:, 4] > best[:, 3], histories[:, -1])
    rise = 100 * (few[:, -1] / few.min(axis=1) - 1)
    worse = rise[:, 0] - rise[:, 1]
    rises = mean_interval(worse)
    wilson, t = "most of the runs; 99 % Wilson interval", f"99 % t-interval over {runs} runs"

    def share(kind: Any, name: str, counted: ShareOfRuns, bound: Callable[..., Bound]) -> Any:
        half = bound(0.5, because=f"{wilson}; {counted.counted}")
        return kind(name, counted.value, half, interval=counted.interval)

    return Evidence(
        measurements=[
            share(Measurement, "best by MSE after best by BCE", later, at_least),
            share(Measurement, "best by BCE, MSE and error in one epoch", all_agree, at_most),
            Measurement(
                "rise above the least, BCE - MSE", np.mean(worse), at_least(0, because=t), unit="%", interval=rises
            ),
        ],
        controls=[share(Control, "on the training images: best by MSE after best by BCE", on_training, at_least)],
        curves=[
            Curve(name, c) for name, c in zip(("BCE", "MSE", "error"), (few[0] / few[0].min(axis=0)).T, strict=True)
        ],
        axes=Axes(x="epoch", y="validation, over its least"),
    )


def trained(seed: int, dropout: float, batch_norm: bool, watched: bool, **how: bool) -> tuple[nn.Module, list]:
    """A network after three epochs of Adam, and what is seen after each if it is watched, in the way of `how`.

    That is the validation MSE, and how many of the outputs behind it remember how to run backwards.
    """
    (x, y), held_out = digits(seed, 256, 128)
    model = network(seed, dropout, batch_norm)

    def watch(model: nn.Module) -> tuple[float, int]:
        graphs: list[bool] = []
        hook = model.register_forward_hook(lambda *passed: graphs.append(passed[-1].requires_grad))
        mse = validation_mse(model, *held_out, **how)
        hook.remove()
        return mse, sum(graphs)

    return model, train(model, torch.optim.Adam(model.parameters(), 0.01), x, y, 3, watch if watched else None)


@claim(
    en="A metric that is watched leaves training alone: with the validation MSE after every epoch or without it, the "
    "weights end up the same, bit for bit, with dropout and batch norm as well. A forgotten eval() or a DataLoader "
    "without its own generator changes them; a forgotten no_grad() does not.",
    ko="지표를 지켜보는 것은 학습에 영향을 주지 않는다. 드롭아웃과 배치 정규화가 있어도, epoch마다 검증 MSE를 재든 안 "
    "재든 가중치는 비트 단위까지 같다. eval()을 잊거나 DataLoader에 전용 generator를 주지 않으면 달라지지만, "
    "no_grad()를 잊는 것으로는 달라지지 않는다.",
    seconds=0.6,
    entry="D16",
    literature="Srivastava 2014; Ioffe & Szegedy 2015",
)
def metric_leaves_weights(dropout: float = 0.5, seed: int = 0) -> Evidence:
    require(
        0 < dropout < 1,
        en=f"dropout = {dropout:g}: the sentence is about a dropout that drops some units",
        ko=f"dropout = {dropout:g}: 문장은 일부 유닛을 끄는 드롭아웃에 대한 것이다",
    )
    plain, _ = trained(seed, dropout, True, watched=False)
    seen, watched = trained(seed, dropout, True, watched=True)
    tracked, tracking = trained(seed, dropout, True, watched=True, gradients=True)
    forgot, _ = trained(seed, dropout, True, watched=True, evaluating=False)
    drew, _ = trained(seed, dropout, True, watched=True, own_generator=False)
    stayed, _ = trained(seed, dropout, True, watched=True, back_to_training=False)
    other, _ = trained(seed + 1, dropout, True, watched=False)
    x, y = digits(seed, 256, 128)[1]
    looked = copy.deepcopy(plain)
    with torch.no_grad():
        looked.train()(torch.tensor(x, dtype=torch.float32))
    w1, b1, scale, shift, mean, variance, _, w2, b2 = (held.double().numpy() for held in seen.state_dict().values())
    normalised = (x @ w1.T + b1 - mean) / np.sqrt(variance + 1e-5)
    z = np.maximum(scale * normalised + shift, 0) @ w2.T + b2
    count = "the same operations on the same numbers give the same bits"
    mse, graphs = zip(*watched, strict=True)
    graphs_tracked = [number for _, number in tracking]
    off = relative_error(mse[2], brier(sigmoid(z), y) / 10)
    return Evidence(
        measurements=[
            near("bytes that differ, watched or not", bits_apart(plain, seen), 0, 0, count),
            near("bytes that differ, no_grad() forgotten", bits_apart(plain, tracked), 0, 0, count),
            near("epochs watched", len(mse), 3, 0, "a count"),
            near("outputs with a graph behind them", sum(graphs), 0, 0, "what no_grad() is for: memory"),
            small("the last MSE, off Brier / 10 by hand", off, 1e-5, "float32, sums of 32, 784 and 1280"),
        ],
        controls=[
            Control("outputs with a graph behind them, no_grad() forgotten", sum(graphs_tracked), within(0, 0)),
            Control("bytes that differ, eval() forgotten", bits_apart(plain, forgot), within(0, 0)),
            Control("bytes that differ, train() forgotten", bits_apart(plain, stayed), within(0, 0)),
            Control("bytes that differ, loader draws a seed", bits_apart(plain, drew), within(0, 0)),
            Control("bytes that differ, one look in training mode", bits_apart(plain, looked), within(0, 0)),
            Control("bytes that differ, another seed", bits_apart(plain, other), within(0, 0)),
        ],
        curves=[Curve("validation MSE", mse, x=range(1, 4))],
        axes=Axes(x="epoch", y="MSE"),
    )


@claim(
    en="torch.no_grad() around the validation is enough to keep it from changing the model.",
    ko="검증 코드를 torch.no_grad()로 감싸기만 하면 모델은 바뀌지 않는다.",
    seconds=0.6,
    expects="refuted",
    entry="D16",
    literature="Srivastava 2014; Ioffe & Szegedy 2015",
)
def no_grad_is_enough(dropout: float = 0.5, seed: int = 0) -> Evidence:
    require(
        0 < dropout < 1,
        en=f"dropout = {dropout:g}: the sentence is about a dropout that drops some units",
        ko=f"dropout = {dropout:g}: 문장은 일부 유닛을 끄는 드롭아웃에 대한 것이다",
    )

    def changed(dropout: float, batch_norm: bool) -> int:
        plain, _ = trained(seed, dropout, batch_norm, watched=False)
        seen, _ = trained(seed, dropout, batch_norm, watched=True, evaluating=False, gradients=False)
        return bits_apart(plain, seen)

    same = "unchanged means bit for bit"
    return Evidence(
        measurements=[
            near("bytes changed, with dropout", changed(dropout, False), 0, 0, same),
            near("bytes changed, with batch norm", changed(0.0, True), 0, 0, same),
        ],
        controls=[Control("bytes changed, with neither", changed(0.0, False), within(0, 0), must="hold")],
    )


@claim(
    en="Behind a sigmoid ½(s-y)² has the gradient of BCE times s(1-s): a quarter of it at z = 0, 1/22 028 at z = "
    "±10; without the ½ twice that. For y = 1 it is concave where s < 1/3, while BCE is convex everywhere.",
    ko="시그모이드 뒤에서 ½(s-y)²의 기울기는 BCE 기울기의 s(1-s)배이다. z = 0에서 4분의 1, z = ±10에서 22,028분의 "
    "1이고, ½이 없으면 그 두 배이다. y = 1일 때 s < 1/3에서 오목한 반면 BCE는 어디서나 볼록하다.",
    seconds=0.2,
    entry="D17",
    literature="Golik 2013",
)
def saturation(widest: float = 10.0) -> Evidence:
    require(
        0 < widest <= 100,
        en=f"widest = {widest:g}: there is no range of logits to look at",
        ko=f"widest = {widest:g}: 살펴볼 로짓의 범위가 없다",
    )
    digits_left = 16 * np.exp(widest) * np.finfo(float).eps
    require(
        digits_left < 0.01,
        en=f"1 - s keeps no digits at z = {widest:g}: what is measured there is rounding",
        ko=f"z = {widest:g}에서는 1 - s에 유효숫자가 남지 않아, 재는 값이 반올림 오차이다",
    )
    z = np.linspace(-widest, widest, 81)
    shrink = 1 / (2 + np.exp(z) + np.exp(-z))  # s(1-s)
    s = np.exp(z / 2) / (2 * np.cosh(z / 2))
    ratios = [squared_gradient(z, y) / bce_gradient(z, y) for y in (1, 0)]

    def curvature(gradient: Gradient, z: Array, y: float) -> Array:
        return complex_step(lambda z: gradient(z, y).sum(), z)

    low, high = -5.0, 5.0  # of z, for y = 1: concave here, convex there
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if curvature(squared_gradient, np.array([middle]), 1)[0] < 0 else (low, middle)
    bends = relative_error(curvature(squared_gradient, z, 1), 2 * s * (1 - s) ** 2 * (3 * s - 1))
    cosh = relative_error(curvature(bce_gradient, z, 1), shrink)
    because = "1 - s keeps e⁻ᶻ/ε digits; ten operations"
    half = max(np.max(abs(ratio / 2 / shrink - 1)) for ratio in ratios)
    return Evidence(
        measurements=[
            small("ratio with ½, off s(1-s)", half, digits_left, because),
            near("ratio with ½ at z = 0", ratios[0][40] / 2, 0.25, 1e-15, "exact"),
            near("BCE / MSE gradient at the edge", 2 / ratios[0][0], 1 / shrink[0], digits_left / shrink[0], because),
            near("curvature changes sign at s", sigmoid(low), 1 / 3, 1e-12, "s(1-s)²(3s-1) = 0"),
            small("curvature of (s-1)², off the formula", bends, 1e-12, "complex step; rounding"),
            small("curvature of BCE, off s(1-s) > 0", cosh, 1e-12, "complex step; rounding"),
        ],
        controls=[
            Control("ratio without ½ at z = 0", ratios[0][40], within(0.25, 1e-15)),
            Control("curvature of (s-1)² at s = 0.2", curvature(squared_gradient, np.log([0.25]), 1)[0], at_least(0)),
        ],
        curves=[Curve("BCE, y = 1", -bce_gradient(z, 1), x=z), Curve("½(s-1)²", -squared_gradient(z, 1) / 2, x=z)],
        axes=Axes(x="logit z", y="size of the gradient"),
    )


@claim(
    en="Gradient descent on one logit whose target is 1: from -z, ½(s-y)² behind a sigmoid needs about eᶻ/η steps back "
    "to zero, BCE about z/η. At η = 0.5 and z = 10 that is 44 000 against 22. ½(z-y)² on the raw logit does not "
    "saturate: 4 steps.",
    ko="정답이 1인 로짓 하나를 경사 하강법으로 학습한다. -z에서 0까지 돌아오는 데 시그모이드 뒤의 ½(s-y)²은 약 eᶻ/η "
    "스텝, BCE는 약 z/η 스텝이 든다. η = 0.5, z = 10이면 44,000 대 22이다. 로짓에 바로 쓴 ½(z-y)²은 포화되지 않아 "
    "4스텝이면 된다.",
    seconds=0.3,
    entry="D17",
    literature="Golik 2013; Hui & Belkin 2021",
)
def recovery(lr: float = 0.5) -> Evidence:
    require(
        lr > 0,
        en=f"lr = {lr:g} takes no step downhill",
        ko=f"lr = {lr:g}: 손실이 줄어드는 스텝이 없다",
    )
    loose_mse, loose_bce = np.expm1(4 * lr / 27), np.expm1(lr / 2)  # d ln|gradient|/dz ≤ 1 and 1/2, steps of 4η/27, η
    require(
        loose_bce < 1,
        en=f"lr = {lr:g}: steps this long stray from the gradient flow by more than a factor of 2",
        ko=f"lr = {lr:g}: 스텝이 이렇게 길면 gradient flow에서 2배 넘게 벗어난다",
    )
    starts = np.arange(2, 11)
    require(
        lr > 0.05,
        en=f"lr = {lr:g}: the slowest way back takes {np.exp(10) / lr:.0f} steps, more than are counted",
        ko=f"lr = {lr:g}: 가장 느린 손실이 돌아오는 데 {np.exp(10) / lr:.0f}스텝이 들어, 세는 스텝 수를 넘는다",
    )
    ways: dict[str, Gradient] = {
        "MSE": lambda z, y: squared_gradient(z, y) / 2,
        "BCE": bce_gradient,
        "MSE on logits": lambda z, y: z - y,
    }
    steps = {name: np.array([steps_to_recover(way, -z, lr) for z in starts]) for name, way in ways.items()}
    # time of the gradient flow dz/dt = -gradient, integrated in closed form from -z to 0
    flow_mse = np.exp(starts) - 1 + 3 * starts + 3 * (1 - np.exp(-starts)) + (1 - np.exp(-2 * starts)) / 2
    flow_bce = starts + 1 - np.exp(-starts)
    raw = steps["MSE on logits"][8]
    halvings = 1 if lr >= 10 / 11 else np.ceil(np.log(1 / 11) / np.log(1 - lr))
    because = (
        "gradient flow, integrated; a step changes the gradient by at most e^(4η/27) (MSE), e^(η/2) (BCE); one step"
    )

    def held(name: str, at: int, flow: Array, loose: float) -> Measurement:
        time = flow[at] / lr
        return near(f"{name}: steps from z = {starts[at]}", steps[name][at], time, loose * time + 1, because)

    return Evidence(
        measurements=[held("MSE", at, flow_mse, loose_mse) for at in (0, 4, 8)]
        + [held("BCE", at, flow_bce, loose_bce) for at in (0, 4, 8)]
        + [near("MSE on logits: steps from z = 10", raw, halvings, 0, "the distance 11 shrinks by 1 - η a step")],
        controls=[
            Control("MSE on logits from z = 10, if it were eᶻ/η", raw, at_least(np.exp(10) / lr / 2)),
            Control("BCE from z = 10, if it were eᶻ/η", steps["BCE"][8], at_least(np.exp(10) / lr / 2)),
        ],
        curves=[Curve(name, counts, x=starts) for name, counts in steps.items()],
        axes=Axes(x="z, at a start of -z", y="steps back to 0", log_y=True),
    )


@claim(
    en="Start a linear classifier of ten sigmoids sure that nothing is there (biases -10): after 80 steps of SGD at η "
    "= 0.1, on losses summed over the ten, BCE has recovered, MSE gives no class even 0.0001. Cross-entropy does not "
    "notice: softmax ignores a common shift.",
    ko="시그모이드 열 개짜리 선형 분류기가 모두 '아니요'라고 확신하는 상태(편향 -10)에서 시작하면, 출력에 대해 합한 "
    "손실에서 η = 0.1인 SGD 80스텝 뒤에 BCE는 회복하지만 MSE는 어떤 클래스에도 0.0001조차 주지 못한다. 크로스 "
    "엔트로피는 영향을 받지 않는다. 소프트맥스는 모든 로짓에 똑같이 더한 값을 무시하기 때문이다.",
    seconds=0.3,
    entry="D17",
    literature="Golik 2013; Hui & Belkin 2021",
)
def sure_start(bias: float = -10.0, lr: float = 0.1, seed: int = 0) -> Evidence:
    require(
        lr > 0,
        en=f"lr = {lr:g} takes no step downhill",
        ko=f"lr = {lr:g}: 손실이 줄어드는 스텝이 없다",
    )
    (x, y), (x_test, y_test) = digits(seed, 4000, 1000)

    def largest(loss: str, bias: float) -> tuple[float, Array]:  # the largest probability given, and the logits
        gradient, probabilities = LOSSES[loss]
        w, b = fit(gradient, x, y, lr, epochs=1, bias=bias)
        z = x_test @ w + b
        return np.max(probabilities(z)), z

    mse, stuck = largest("MSE", bias)
    bce_, _ = largest("BCE", bias)
    fresh, _ = largest("MSE", 0.0)
    _, shifted = largest("CE", bias)
    _, unshifted = largest("CE", 0.0)
    off = relative_error(shifted - bias, unshifted)
    reach = 1 + max(
        np.max(np.sum(images**2, axis=1)) for images in (x, x_test)
    )  # the most by which a step on one image moves a logit, over η|gradient|
    limit = 1 / max(np.exp(-bias) - 80 * 2 * lr * reach, 1)
    require(
        limit < 0.01,
        en=f"bias = {bias:g} and lr = {lr:g}: the bound on s is {limit:.2g}, which shows no saturation",
        ko=f"bias = {bias:g}, lr = {lr:g}: s의 상한이 {limit:.2g}이므로 포화를 보여 주지 못한다",
    )
    return Evidence(
        measurements=[
            small("MSE: largest s", mse, limit, "a step takes at most 2η(1 + x·x') off e⁻ᶻ"),
            Measurement("BCE: largest s", bce_, at_least(0.5, because="a yes to anything is s > 1/2")),
            near("MSE: binary accuracy", binary_accuracy(stuck, y_test), 0.9, 1e-12, "no to all"),
            small("CE: logits shifted by the bias, off", off, 1e-9, "a shift of each row; 80 steps of rounding"),
        ],
        controls=[Control("MSE from biases of 0: largest s", fresh, at_most(limit))],
    )


mutant("forgets the sigmoid's own derivative", "2 * (s - y) * s * (1 - s)", "2 * (s - y)")
mutant("forgets the two of the square", "2 * (s - y) * s * (1 - s)", "(s - y) * s * (1 - s)")
mutant("takes softmax over the batch", "e.sum(axis=1, keepdims=True)", "e.sum(axis=0, keepdims=True)")
mutant("averages the Brier score over classes", "np.mean(np.sum((p - y) ** 2, axis=1))", "np.mean((p - y) ** 2)")
mutant("applies softmax twice", "shifted = z - z.real.max", "shifted = softmax(z) - softmax(z).real.max")
mutant("forgets the 1/B", "gradient(images @ w + b, targets) / len(images)", "gradient(images @ w + b, targets)")
mutant("watches in training mode", "model.train(not evaluating)", "model.train()")
mutant("forgets no_grad()", "torch.set_grad_enabled(gradients)", "torch.set_grad_enabled(True)")
mutant("leaves the model in evaluation mode", "model.train(back_to_training)", "model.train(False)")
mutant("pairs images with the labels of others", "[data.train_labels[i]]", "[data.train_labels[np.sort(i)]]")
mutant("draws the loader's seed from the training", "torch.Generator() if own_generator else None", "None")
mutant("keeps the gradients of the last batch", "            optimizer.zero_grad()\n", "")
mutant("thresholds logits at one half", "(z > 0) == (y == 1)", "(z > 0.5) == (y != 1)")
mutant("caps the logarithm too early", "np.maximum(np.log(1 - s), -100)", "np.maximum(np.log(1 - s), -10)")
mutant("lets the exponential overflow", "np.log1p(np.exp(np.where(z.real > 0, -z, z)))", "np.log1p(np.exp(-z))")
mutant("counts mistakes twice in F1", "(2 * true_positives + wrong)", "(2 * true_positives + 2 * wrong)")
mutant("counts a tie as a pair in order", "(lower + upper) / 2", "upper")
mutant("leaves the bias out of the distance", "np.sqrt(np.sum(x**2, axis=1) + 1)", "np.sqrt(np.sum(x**2, axis=1))")
