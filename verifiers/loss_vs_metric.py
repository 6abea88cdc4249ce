"""Loss against metric: train on one, watch another; what binary cross-entropy, cross-entropy and MSE each are for.

Notation: z are logits, shape (B, K), for B samples and K classes; s = σ(z) are sigmoids, p a softmax, y targets,
one-hot where classes exclude one another. BCE and squared errors are per entry; cross-entropy (CE) is per row.
The Brier score is the squared error of a row, summed over its classes (Brier 1950). η (lr) is the learning rate.
"""

import copy
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from quizdl.lab import mnist
from quizdl.lab.differences import complex_step, relative_error
from quizdl.lab.statistics import mean_interval, share_interval
from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, claim, mutant, progress

Array = np.ndarray
Gradient = Callable[[Array, Array], Array]  # of z and y


def sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def softmax(z: Array) -> Array:
    """Rows that sum to one; the largest logit is taken off first, so that nothing overflows."""
    e = np.exp(z - z.real.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def bce(z: Array, y: Array) -> Array:
    """-y ln s - (1-y) ln(1-s) of every entry, written so that no s is rounded to 1 on the way."""
    return np.log1p(np.exp(z)) - y * z


def squared(z: Array, y: Array) -> Array:
    return (sigmoid(z) - y) ** 2


def cross_entropy(z: Array, y: Array) -> Array:
    """-Σ y ln p of every row, shape (B,)."""
    return -np.sum(y * np.log(softmax(z)), axis=1)


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
    model: nn.Module, x: Array, y: Array, evaluating: bool = True, gradients: bool = False, own_generator: bool = True
) -> float:
    """The mean squared error of the sigmoids, and four ways to come by it, of which some leave traces."""
    generator = torch.Generator() if own_generator else None  # a loader draws a seed even where it does not shuffle
    pairs = TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
    model.train(not evaluating)
    total = 0.0
    with torch.set_grad_enabled(gradients):
        for images, targets in DataLoader(pairs, 64, generator=generator):
            total += F.mse_loss(model(images).sigmoid(), targets, reduction="sum").item()
    model.train()
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


def steps_to_recover(gradient: Gradient, z: float, lr: float, most: int = 100_000) -> int:
    """Steps of gradient descent on one logit z < 0 whose target is 1, until it is no longer wrong."""
    steps = 0
    while z < 0 and steps < most:
        z = z - lr * gradient(z, 1.0)
        steps += 1
    return steps


def near(name: str, value: float, right: float, within: float, because: str, unit: str = "") -> Measurement:
    """A number that is known beforehand."""
    return Measurement(name, value, equals=right, within=within, because=because, unit=unit)


def small(name: str, error: float, most: float, because: str) -> Measurement:
    """An error that may be so large."""
    return Measurement(name, error, at_most=most, because=because)


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
    return Evidence(measurements=measurements, controls=[Control("p - y taken for s - y", wrong, at_most=1e-13)])


@claim(
    en="Before anything is learned the loss tells what it is: ten logits of zero cost ln 2 in BCE and ln 10 in "
    "cross-entropy, and the constant answer 'ten per cent each' costs 0.3251 in BCE.",
    ko="학습 전의 손실 값만 봐도 어떤 손실인지 알 수 있다. 로짓이 모두 0이면 BCE는 ln 2, 크로스 엔트로피는 ln "
    "10이고, 모든 클래스에 10 %라고 답하는 상수 예측의 BCE는 0.3251이다.",
    seconds=0.2,
    entry="D14",
    literature="Bishop 2006",
)
def constant_predictors(samples: int = 1000, seed: int = 0) -> Evidence:
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
            Control("BCE, s = 0.5, if it knew the base rate", means[49], equals=entropy, within=1e-12, unit="nat"),
            Control("BCE, zero logits, if it were CE", bce(0 * y, y).mean(), equals=np.log(10), within=1e-12),
        ],
        curves=[Curve("BCE of a constant", means, x=rate)],
        axes=Axes(x="the constant s", y="BCE"),
    )


@claim(
    en="BCE is the likelihood of ten independent yes-or-no answers. Over all 1024 answers its probabilities sum to "
    "one; zero logits give only 10/1024 to answers with exactly one yes. Among those it is softmax.",
    ko="BCE는 서로 독립인 예/아니요 열 개의 가능도이다. 1024가지 답 전체에서 확률의 합이 1이고, 로짓이 모두 0이면 "
    "'예'가 정확히 하나인 답의 확률은 10/1024뿐이다. 그런 답들만 놓고 정규화하면 소프트맥스가 된다.",
    seconds=0.2,
    entry="D14",
    literature="Bishop 2006",
)
def ten_independent_answers(size: float = 2.0, seed: int = 0) -> Evidence:
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
        controls=[Control("BCE: exactly one yes", likelihood(z, one).sum(), equals=1, within=1e-12)],
        curves=[Curve("sigmoid", sigmoid(z)[0], points=True), Curve("softmax", p[0], points=True)],
        axes=Axes(x="class", y="probability"),
    )


@claim(
    en="Ten sigmoids trained on BCE give the probabilities of ten exclusive classes: every row sums to one.",
    ko="BCE로 학습한 시그모이드 열 개는 서로 배타적인 열 클래스의 확률을 준다. 즉 각 행의 합이 1이다.",
    seconds=0.3,
    expects="refuted",
    entry="D14",
    literature="Bishop 2006",
)
def sigmoid_rows_sum_to_one(lr: float = 0.1, epochs: int = 10, seed: int = 0) -> Evidence:
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
            Control("CE: furthest sum from 1", max(abs(exclusive - 1)), at_most=1e-14, because=rounding, must="hold")
        ],
        curves=[Curve("BCE", np.sort(rows)[::10]), Curve("CE", np.sort(exclusive)[::10])],
        axes=Axes(x="test images, sorted, every tenth", y="sum of the row"),
    )


@claim(
    en="For ten exclusive classes BCE works, and cross-entropy works better: after the same steps a linear "
    "classifier trained on BCE is less than two points behind in accuracy, and has the worse Brier score; MSE is "
    "behind both.",
    ko="배타적인 열 클래스에서 BCE도 쓸 만하지만 크로스 엔트로피가 더 낫다. 같은 스텝 뒤에 BCE로 학습한 선형 "
    "분류기는 정확도가 2 %p 미만으로 뒤지고 Brier 점수도 나쁘다. MSE는 둘 다에 뒤진다.",
    seconds=3.5,
    entry="D14",
    literature="Hui & Belkin 2021; Beyer 2020",
)
def losses_compared(runs: int = 8, lr: float = 0.1, epochs: int = 10, seed: int = 0) -> Evidence:
    scores = np.empty((runs, 4, 2))  # accuracy and Brier score on 4000 unseen images
    for run in progress(range(runs)):
        (x, y), (x_test, y_test) = digits(1000 * seed + run, 4000, 4000)
        shuffled = np.roll(y, 1, axis=0)  # every image gets its neighbour's label
        for row, (loss, labels) in enumerate([("CE", y), ("BCE", y), ("MSE", y), ("BCE", shuffled)]):
            gradient, probabilities = LOSSES[loss]
            w, b = fit(gradient, x, labels, lr, epochs)
            z = x_test @ w + b
            scores[run, row] = accuracy(z, y_test), brier(probabilities(z), y_test)
    ce, bce_, mse, wrong = (scores[:, row] for row in range(4))
    blind = 100 * (ce - wrong)[:, 0].mean()

    def behind(name: str, samples: Array, unit: str = "", **bound: float) -> Measurement:
        because = f"99 % t-interval over {runs} paired runs"
        interval = mean_interval(samples)
        return Measurement(name, samples.mean(), interval=interval, because=because, unit=unit, **bound)

    return Evidence(
        measurements=[
            behind("BCE behind CE in accuracy", 100 * (ce - bce_)[:, 0], "points", at_least=0, at_most=2),
            behind("MSE behind BCE in accuracy", 100 * (bce_ - mse)[:, 0], "points", at_least=0),
            behind("BCE above CE in Brier score", (bce_ - ce)[:, 1], at_least=0),
            behind("MSE above BCE in Brier score", (mse - bce_)[:, 1], at_least=0),
        ],
        controls=[Control("BCE on shuffled labels, behind CE", blind, at_least=0, at_most=2, unit="points")],
        curves=[Curve(name, scores[:, row, 1], points=True) for row, name in enumerate(LOSSES)],
        axes=Axes(x="run", y="Brier score"),
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
        controls=[Control("accuracy of nothing, if it were 0.9", accuracy(nothing, y), equals=0.9, within=1e-12)],
    )


@claim(
    en="torch's mse_loss averages over samples and classes: on probabilities of ten classes it is a tenth of the "
    "Brier score. On raw logits it punishes certainty: a perfect classifier with logits of ±10 gets 98.1.",
    ko="torch의 mse_loss는 샘플과 클래스 모두에 대해 평균을 내므로, 열 클래스의 확률에 쓰면 Brier 점수의 10분의 "
    "1이다. 로짓에 그대로 쓰면 확신을 벌한다. 로짓이 ±10인 완벽한 분류기의 값이 98.1이다.",
    seconds=0.2,
    entry="D15",
    literature="Brier 1950",
)
def tenth_of_brier(samples: int = 500, seed: int = 0) -> Evidence:
    y = digits(seed, samples)[0][1]
    p = softmax(np.random.default_rng(seed).standard_normal(y.shape))
    ours, theirs = brier(p, y), F.mse_loss(torch.tensor(p), torch.tensor(y)).item()
    perfect = 20 * y - 10
    raw = F.mse_loss(torch.tensor(perfect), torch.tensor(y)).item()
    certain, missed = brier(sigmoid(perfect), y), 10 / (1 + np.exp(10)) ** 2
    rounding = "two sums of the same squares"
    return Evidence(
        measurements=[
            near("Brier score / mse_loss", ours / theirs, 10, 1e-11, rounding),
            near("mse_loss of perfect logits", raw, 98.1, 1e-10, "0.1·9² + 0.9·10²"),
            near("Brier score of perfect logits", certain, missed, 1e-19, "ten of s(-10); 1 - s keeps 11 digits"),
            near("Brier score of ten per cent each", brier(0 * p + 0.1, y), 0.9, 1e-12, "0.9² + 9·0.1²"),
        ],
        controls=[Control("mse_loss, if it were the Brier score", theirs / ours, equals=1, within=1e-11)],
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
            Control("absolute error is least at", best["absolute"], equals=q, within=0.0005),
            Control("error rate: best answers of 999", np.sum(mistakes == min(mistakes)), equals=1, within=0),
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
            Measurement("BCE, once sure and wrong - never sure", bce_rarely - bce_never, at_least=0, because=less),
            small("MSE, once sure and wrong - never sure", mse_rarely - mse_never, 0, less),
            near("BCE, never sure", bce_never, -np.log(cautious), 1e-12, "-ln s"),
            near("MSE, never sure", mse_never, (1 - cautious) ** 2, 1e-12, "(1-s)²"),
        ],
        controls=[Control("BCE, sure and right - never sure", all_right[0] - bce_never, at_least=0)],
        curves=[Curve("BCE", bce(z, 1), x=given), Curve("squared error", squared(z, 1), x=given)],
        axes=Axes(x="probability given to the truth", y="cost", log_x=True),
    )


@claim(
    en="Trained on BCE until it overfits, a network reaches its best validation BCE earlier than its best validation "
    "MSE: the two metrics would stop it at different epochs. With enough data they agree.",
    ko="BCE로 과적합될 때까지 학습하면 검증 BCE가 검증 MSE보다 먼저 최저점에 이른다. 즉 어느 지표를 보고 조기 "
    "종료하느냐에 따라 멈추는 epoch가 달라진다. 데이터가 충분하면 둘은 일치한다.",
    seconds=5.0,
    entry="D15",
    literature="Gneiting & Raftery 2007",
)
def best_epochs(runs: int = 12, images: int = 200, epochs: int = 60, lr: float = 0.004, seed: int = 0) -> Evidence:
    def history(seed: int, images: int, epochs: int) -> Array:  # validation BCE, MSE and error, by epoch
        (x, y), (x_test, y_test) = digits(seed, images, 1000)
        model, inputs = network(seed), torch.tensor(x_test, dtype=torch.float32)

        def watch(model: nn.Module) -> list[float]:
            with torch.no_grad():
                z = model(inputs).double().numpy()
            return [bce(z, y_test).mean(), squared(z, y_test).mean(), 1 - accuracy(z, y_test)]

        return np.array(train(model, torch.optim.Adam(model.parameters(), lr), x, y, epochs, watch, batch=50))

    few = np.array([history(1000 * seed + run, images, epochs) for run in progress(range(runs))])
    many = history(1000 * seed, 20 * images, 5)
    best = np.argmin(few, axis=1)  # epochs by BCE, MSE and error, shape (runs, 3)
    later, all_agree = np.sum(best[:, 1] > best[:, 0]), np.sum(np.ptp(best, axis=1) == 0)
    rise = 100 * (few[:, -1] / few.min(axis=1) - 1)
    worse = rise[:, 0] - rise[:, 1]
    rises = mean_interval(worse)
    wilson, t = f"most of {runs} runs; 99 % Wilson interval", f"99 % t-interval over {runs} runs"

    def share(name: str, count: int, **bound: float) -> Measurement:
        return Measurement(name, count / runs, interval=share_interval(count, runs), because=wilson, **bound)

    gap = np.argmin(many[:, 1]) - np.argmin(many[:, 0])
    return Evidence(
        measurements=[
            share("best by MSE after best by BCE", later, at_least=0.5),
            share("best by BCE, MSE and error in one epoch", all_agree, at_most=0.5),
            Measurement(
                "rise above the least, BCE - MSE", np.mean(worse), unit="%", interval=rises, at_least=0, because=t
            ),
        ],
        controls=[Control(f"{20 * images} images: best by MSE - by BCE", gap, at_least=1, unit="epochs")],
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
    plain, _ = trained(seed, dropout, True, watched=False)
    seen, watched = trained(seed, dropout, True, watched=True)
    tracked, tracking = trained(seed, dropout, True, watched=True, gradients=True)
    forgot, _ = trained(seed, dropout, True, watched=True, evaluating=False)
    drew, _ = trained(seed, dropout, True, watched=True, own_generator=False)
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
            Control("outputs with a graph behind them, no_grad() forgotten", sum(graphs_tracked), equals=0, within=0),
            Control("bytes that differ, eval() forgotten", bits_apart(plain, forgot), equals=0, within=0),
            Control("bytes that differ, loader draws a seed", bits_apart(plain, drew), equals=0, within=0),
            Control("bytes that differ, one look in training mode", bits_apart(plain, looked), equals=0, within=0),
            Control("bytes that differ, another seed", bits_apart(plain, other), equals=0, within=0),
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
        controls=[Control("bytes changed, with neither", changed(0.0, False), equals=0, within=0, must="hold")],
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
    digits_left = 16 * np.exp(widest) * np.finfo(float).eps
    because = "1 - s keeps e⁻ᶻ/ε digits; ten operations"
    half = max(np.max(abs(ratio / 2 / shrink - 1)) for ratio in ratios)
    return Evidence(
        measurements=[
            small("ratio with ½, off s(1-s)", half, digits_left, because),
            near("ratio with ½ at z = 0", ratios[0][40] / 2, 0.25, 1e-15, "exact"),
            near("BCE / MSE gradient at the edge", 2 / ratios[0][0], 1 / shrink[0], 1e-6, because),
            near("curvature changes sign at s", sigmoid(low), 1 / 3, 1e-12, "s(1-s)²(3s-1) = 0"),
            small("curvature of (s-1)², off the formula", bends, 1e-12, "complex step; rounding"),
            small("curvature of BCE, off s(1-s) > 0", cosh, 1e-12, "complex step; rounding"),
        ],
        controls=[
            Control("ratio without ½ at z = 0", ratios[0][40], equals=0.25, within=1e-15),
            Control("curvature of (s-1)² at s = 0.2", curvature(squared_gradient, np.log([0.25]), 1)[0], at_least=0),
        ],
        curves=[Curve("BCE, y = 1", -bce_gradient(z, 1), x=z), Curve("½(s-1)²", -squared_gradient(z, 1) / 2, x=z)],
        axes=Axes(x="logit z", y="size of the gradient"),
    )


@claim(
    en="From a confident error, logit -z, MSE behind a sigmoid needs about eᶻ/η steps back to zero, BCE only z/η: at "
    "η = 0.5 and z = 10 that is 44 000 against 22. MSE on raw logits does not saturate.",
    ko="확신을 갖고 틀린 로짓 -z에서 0까지 돌아오는 데 시그모이드 뒤의 MSE는 약 eᶻ/η 스텝, BCE는 z/η 스텝이 든다. η "
    "= 0.5, z = 10이면 44,000 대 22이다. 로짓에 바로 쓴 MSE는 포화되지 않는다.",
    seconds=0.3,
    entry="D17",
    literature="Golik 2013; Hui & Belkin 2021",
)
def recovery(lr: float = 0.5) -> Evidence:
    starts = np.arange(2, 11)
    ways: dict[str, Gradient] = {
        "MSE": lambda z, y: squared_gradient(z, y) / 2,
        "BCE": bce_gradient,
        "MSE on logits": lambda z, y: z - y,
    }
    steps = {name: np.array([steps_to_recover(way, -z, lr) for z in starts]) for name, way in ways.items()}
    # time of the gradient flow dz/dt = -gradient, integrated in closed form from -z to 0
    flow_mse = np.exp(starts) - 1 + 3 * starts + 3 * (1 - np.exp(-starts)) + (1 - np.exp(-2 * starts)) / 2
    flow_bce = starts + 1 - np.exp(-starts)
    loose_mse, loose_bce = np.expm1(4 * lr / 27), np.expm1(lr)  # d ln|gradient|/dz ≤ 1 over a step of η·4/27, or η
    raw, halvings = steps["MSE on logits"][8], np.ceil(np.log(1 / 11) / np.log(1 - lr))
    because = "gradient flow, integrated; a step of length l strays from it by at most the factor eˡ, and one step"

    def held(name: str, at: int, flow: Array, loose: float) -> Measurement:
        time = flow[at] / lr
        return near(f"{name}: steps from z = {starts[at]}", steps[name][at], time, loose * time + 1, because)

    return Evidence(
        measurements=[held("MSE", at, flow_mse, loose_mse) for at in (0, 4, 8)]
        + [held("BCE", at, flow_bce, loose_bce) for at in (0, 4, 8)]
        + [near("MSE on logits: steps from z = 10", raw, halvings, 0, "the distance 11 shrinks by 1 - η a step")],
        controls=[
            Control("MSE on logits from z = 10, if it were eᶻ/η", raw, at_least=np.exp(10) / lr / 2),
            Control("BCE from z = 10, if it were eᶻ/η", steps["BCE"][8], at_least=np.exp(10) / lr / 2),
        ],
        curves=[Curve(name, counts, x=starts) for name, counts in steps.items()],
        axes=Axes(x="z, at a start of -z", y="steps back to 0", log_y=True),
    )


@claim(
    en="Start a classifier of ten sigmoids sure that nothing is there (biases -10): after 80 steps BCE has "
    "recovered, MSE gives no class even 0.0001. Cross-entropy does not notice: softmax ignores a common shift.",
    ko="시그모이드 열 개가 모두 '아니다'라고 확신하는 상태(편향 -10)에서 시작하면, 80스텝 뒤에 BCE는 회복하지만 "
    "MSE는 어떤 클래스에도 0.0001조차 주지 못한다. 크로스 엔트로피는 영향을 받지 않는다. 소프트맥스는 공통된 이동을 "
    "무시하기 때문이다.",
    seconds=0.3,
    entry="D17",
    literature="Golik 2013; Hui & Belkin 2021",
)
def sure_start(bias: float = -10.0, lr: float = 0.1, seed: int = 0) -> Evidence:
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
    return Evidence(
        measurements=[
            small("MSE: largest s", mse, limit, "a step takes at most 2η(1 + x·x') off e⁻ᶻ"),
            Measurement("BCE: largest s", bce_, at_least=0.5, because="a yes to anything is s > 1/2"),
            near("MSE: binary accuracy", binary_accuracy(stuck, y_test), 0.9, 1e-12, "no to all"),
            small("CE: logits shifted by the bias, off", off, 1e-9, "a shift of each row; 80 steps of rounding"),
        ],
        controls=[Control("MSE from biases of 0: largest s", fresh, at_most=limit)],
    )


mutant("forgets the sigmoid's own derivative", "2 * (s - y) * s * (1 - s)", "2 * (s - y)")
mutant("forgets the two of the square", "2 * (s - y) * s * (1 - s)", "(s - y) * s * (1 - s)")
mutant("takes softmax over the batch", "e.sum(axis=1, keepdims=True)", "e.sum(axis=0, keepdims=True)")
mutant("averages the Brier score over classes", "np.mean(np.sum((p - y) ** 2, axis=1))", "np.mean((p - y) ** 2)")
mutant("applies softmax twice", "y * np.log(softmax(z))", "y * np.log(softmax(softmax(z)))")
mutant("forgets the 1/B", "gradient(images @ w + b, targets) / len(images)", "gradient(images @ w + b, targets)")
mutant("watches in training mode", "model.train(not evaluating)", "model.train()")
mutant("forgets no_grad()", "torch.set_grad_enabled(gradients)", "torch.set_grad_enabled(True)")
mutant("leaves the model in evaluation mode", "    model.train()\n    return total", "    return total")
mutant("pairs images with the labels of others", "[data.train_labels[i]]", "[data.train_labels[np.sort(i)]]")
mutant("draws the loader's seed from the training", "torch.Generator() if own_generator else None", "None")
mutant("keeps the gradients of the last batch", "            optimizer.zero_grad()\n", "")
mutant("thresholds logits at one half", "(z > 0) == (y == 1)", "(z > 0.5) == (y != 1)")
