"""Five update rules and one race: SGD, momentum, RMSprop, Adam and AdamW, each at its own tuned learning rate.

Notation: θ parameters, g gradient, η (`rate`) learning rate, λ (`l2`, `decay`) weight decay, β and α decay of a running
mean, ε guard of a division, t the number of the step from 1 on, B batch size, κ ratio of the steepest to the flattest
curvature. A rule turns (θ, g, state, η) into the next θ; `state` is a dictionary, empty before the first step.
A rule never sees the data. Which images g is the mean of (all, B, one) is a choice of its own.

In a race θ has shape (starts, rates, parameters): every start and every η of a log grid descend side by side.
Each rule takes the η that was best on one set of starts and is then scored on another set, as log10 of its loss.
Everything else stays at torch's defaults (β = 0.9 for momentum): "tuned" here means the learning rate alone.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import optim

from quizdl.lab import mnist
from quizdl.lab.statistics import mean_interval
from quizdl.verify import (
    Axes,
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
    within,
)

Array = np.ndarray
Rule = Callable[..., Array]
Problem = tuple[Callable[[Array], Array], Callable[[Array], Array], Array]  # loss, gradient, starts

RATES = np.logspace(-4, 1, 21)  # four a decade, the same grid for every rule

# The five rules


def sgd(theta, g, state, rate, l2=0.0):  # noqa: ARG001  # it keeps no state, but all rules are called alike
    """θ ← θ - η(g + λθ) (Cauchy 1847; with sampled g Robbins and Monro 1951)."""
    return theta - rate * (g + l2 * theta)


def momentum(theta, g, state, rate, beta=0.9, l2=0.0):
    """u ← βu + g + λθ, θ ← θ - ηu (heavy ball, Polyak 1964)."""
    state["u"] = beta * state.get("u", 0.0) + g + l2 * theta
    return theta - rate * state["u"]


def rmsprop(theta, g, state, rate, alpha=0.99, eps=1e-8, l2=0.0):
    """v ← αv + (1 - α)g², θ ← θ - ηg/(√v + ε) (Tieleman and Hinton 2012)."""
    g = g + l2 * theta
    state["v"] = alpha * state.get("v", 0.0) + (1 - alpha) * g**2
    return theta - rate * g / (np.sqrt(state["v"]) + eps)


def adam(theta, g, state, rate, beta1=0.9, beta2=0.999, eps=1e-8, l2=0.0, corrected=True):
    """θ ← θ - η m̂/(√v̂ + ε), running means m of g and v of g², freed of their zero start (Kingma and Ba 2015)."""
    g = g + l2 * theta
    state["t"] = t = state.get("t", 0) + 1
    state["m"] = m = beta1 * state.get("m", 0.0) + (1 - beta1) * g
    state["v"] = v = beta2 * state.get("v", 0.0) + (1 - beta2) * g**2
    if corrected:
        m, v = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - rate * m / (np.sqrt(v) + eps)


def adamw(theta, g, state, rate, decay=0.01, **moments):
    """Adam's step, and beside it θ shrinks by ηλθ; the decay never enters m and v (Loshchilov and Hutter 2019)."""
    return adam(theta, g, state, rate, **moments) - rate * decay * theta


RULES = {"SGD": sgd, "momentum": momentum, "RMSprop": rmsprop, "Adam": adam, "AdamW": adamw}


def descend(rule: Rule, gradient: Callable, theta: Array, rate: Any, steps: int, **settings: Any) -> Iterator[Array]:
    """θ after each step of a rule, of the shape of θ; `rate` is a number or broadcasts against θ."""
    state: dict[str, Any] = {}
    for _ in range(steps):
        with np.errstate(over="ignore", invalid="ignore"):  # too high a rate may diverge
            theta = rule(theta, gradient(theta), state, rate, **settings)
        yield theta


# The problems: (loss, gradient, starts), for θ of shape (starts, rates, parameters)


def valley(draw: np.random.Generator, kappa: float, degrees: float, starts: int = 12) -> Problem:
    """½(θ - c)ᵀH(θ - c), curvatures 1 and 1/κ, its steep direction turned by `degrees` from the first axis.

    The lowest point c is drawn, not 0: decay pulls towards 0 and would know the answer.
    """
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn = np.array([[cos, -sin], [sin, cos]])
    hessian = turn @ np.diag([1, 1 / kappa]) @ turn.T
    lowest = draw.normal(size=(starts, 1, 2))
    offset = draw.uniform(0.5, 1.5, (starts, 2)) * draw.choice([-1, 1], (starts, 2))

    def loss(theta: Array) -> Array:
        return ((theta - lowest) @ hessian * (theta - lowest)).sum(axis=-1) / 2

    def gradient(theta: Array) -> Array:
        return (theta - lowest) @ hessian

    return loss, gradient, lowest[:, 0] + offset @ turn.T


PIXELS, HIDDEN, DIGITS = 49, 16, 10
SIZES = [PIXELS * HIDDEN, HIDDEN, HIDDEN * DIGITS, DIGITS]  # W₁, b₁, W₂, b₂, one after the other in θ


def layers(theta: Array) -> list[Array]:
    """θ of shape (…, P) as W₁ (…, 49, 16), b₁ (…, 1, 16), W₂ (…, 16, 10), b₂ (…, 1, 10)."""
    w1, b1, w2, b2 = np.split(theta, np.cumsum(SIZES)[:-1], axis=-1)
    batch = theta.shape[:-1]
    return [w1.reshape(*batch, PIXELS, HIDDEN), b1[..., None, :], w2.reshape(*batch, HIDDEN, DIGITS), b2[..., None, :]]


def predict(theta: Array, x: Array) -> tuple[Array, Array]:
    """Hidden units tanh(xW₁ + b₁) and log-probabilities of the ten digits, for images x of shape (…, B, 49)."""
    w1, b1, w2, b2 = layers(theta)
    hidden = np.tanh(x @ w1 + b1)
    z = hidden @ w2 + b2
    z = z - z.max(axis=-1, keepdims=True)
    return hidden, z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def cross_entropy(theta: Array, x: Array, y: Array) -> Array:
    """Mean of -log p(right digit) over the B images; y is one-hot, shape (…, B, 10)."""
    return -(predict(theta, x)[1] * y).sum(axis=-1).mean(axis=-1)


def backward(theta: Array, x: Array, y: Array) -> Array:
    """Gradient of `cross_entropy` by the chain rule: z ends the network, a = xW₁ + b₁ lies under the tanh."""
    hidden, log_p = predict(theta, x)
    dz = (np.exp(log_p) - y) / x.shape[-2]
    da = dz @ layers(theta)[2].swapaxes(-1, -2) * (1 - hidden**2)
    weights = [x.swapaxes(-1, -2) @ da, hidden.swapaxes(-1, -2) @ dz]
    w1, w2 = (w.reshape(*w.shape[:-2], -1) for w in weights)
    return np.concatenate([w1, da.sum(axis=-2), w2, dz.sum(axis=-2)], axis=-1)


def digits(draw: np.random.Generator, count: int = 600) -> tuple[Array, Array]:
    """`count` images of MNIST, averaged down to 7 x 7, shape (count, 49), and one-hot labels."""
    data = mnist.load()
    chosen = np.sort(draw.choice(len(data.train_labels), count, replace=False))
    squares = data.train_images[chosen].reshape(count, 7, 4, 7, 4)
    return squares.mean(axis=(2, 4)).reshape(count, PIXELS) / 255, np.eye(DIGITS)[data.train_labels[chosen]]


def network(draw: np.random.Generator, starts: int) -> Array:
    """Starting θ, shape (starts, P): weights of variance 1/inputs, biases 0 (LeCun 1998)."""
    deviations = np.repeat([1 / math.sqrt(PIXELS), 0, 1 / math.sqrt(HIDDEN), 0], SIZES)
    return deviations * draw.normal(size=(starts, sum(SIZES)))


def minibatch_gradient(draw: np.random.Generator, x: Array, y: Array, batch: int) -> Callable[[Array], Array]:
    """For θ of shape (starts, rates, P): each start draws its own B images, with replacement, for all its rates."""

    def gradient(theta: Array) -> Array:
        chosen = draw.integers(len(x), size=(len(theta), 1, batch))
        return backward(theta, x[chosen], y[chosen])

    return gradient


def mnist_race(draw: np.random.Generator, starts: int = 12) -> Problem:
    """The small network on 600 images, in minibatches of 32."""
    x, y = digits(draw)
    return lambda theta: cross_entropy(theta, x, y), minibatch_gradient(draw, x, y, 32), network(draw, starts)


# The race


def scores(problem: Problem, rule: Rule, rates: Array, steps: int) -> Array:
    """log10 of the loss after the last step, shape (starts, rates); -20 counts as arrived, 6 as diverged."""
    loss, gradient, starts = problem
    *_, theta = descend(rule, gradient, np.repeat(starts[:, None], len(rates), axis=1), rates[:, None], steps)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.log10(np.clip(np.nan_to_num(loss(theta), nan=1e6, posinf=1e6), 1e-20, 1e6))


def best_rate(problem: Problem, rule: Rule, steps: int) -> float:
    """The rate of the grid with the lowest score, averaged over the starts."""
    return float(RATES[scores(problem, rule, RATES, steps).mean(axis=0).argmin()])


def race(problem: Callable[..., Problem], rules: Iterable[str], steps: int, seed: int) -> tuple[dict, dict]:
    """Each rule's scores on fresh starts, shape (24,), the same for every rule; and its rate, tuned on others."""
    tuned, rates = {}, {}
    for name in rules:
        practice, real = np.random.default_rng([seed, 0]), np.random.default_rng([seed, 1])
        rates[name] = best_rate(problem(practice, starts=4), RULES[name], steps)
        tuned[name] = scores(problem(real, starts=24), RULES[name], np.array([rates[name]]), steps)[:, 0]
    return tuned, rates


mutant("forgets to correct v", "v / (1 - beta2**t)", "v")
mutant("puts ε under Adam's root", "np.sqrt(v) + eps", "np.sqrt(v + eps)")
mutant(
    "exchanges the weights of RMSprop's mean",
    'alpha * state.get("v", 0.0) + (1 - alpha)',
    '(1 - alpha) * state.get("v", 0.0) + alpha',
)
mutant("averages gradients where momentum adds them up", 'get("u", 0.0) + g', 'get("u", 0.0) + (1 - beta) * g')
mutant("lets AdamW's weights grow", "- rate * decay * theta", "+ rate * decay * theta")
mutant("decays by λ and forgets η", "rate * decay * theta", "decay * theta")
mutant("forgets 1/B", " / x.shape[-2]", "")
mutant("takes the derivative of tanh for that of the sigmoid", "(1 - hidden**2)", "hidden * (1 - hidden)")
mutant("turns the valley but not its starts", "offset @ turn.T", "offset")
mutant("takes NaN for arrived", "nan=1e6", "nan=0.0")
mutant(
    "takes the worst rate for the best",
    "scores(problem, rule, RATES, steps).mean(axis=0).argmin()",
    "scores(problem, rule, RATES, steps).mean(axis=0).argmax()",
)
mutant(
    "takes the rate beside the best",
    "RATES[scores(problem, rule, RATES, steps)",
    "RATES[1 + scores(problem, rule, RATES, steps)",
)
mutant(
    "tunes on the starts that it scores",
    "practice, real = np.random.default_rng([seed, 0])",
    "practice, real = np.random.default_rng([seed, 1])",
)
mutant("exponentiates logits as they are", "    z = z - z.max(axis=-1, keepdims=True)\n", "")
mutant("takes one step too few", "in range(steps):", "in range(steps - 1):")
mutant("takes the labels of other images", "y[chosen])\n\n    return gradient", "y[chosen - 1])\n\n    return gradient")
mutant("gives images the labels of others", "[data.train_labels[chosen]]", "[data.train_labels[:count]]")

# From here on we measure; torch, closed forms and the complex step are the judges.


def path(rule: Rule, start: Array, gradients: Array, rate: float, **settings: Any) -> Array:
    """θ after each of the given gradients, shape of `gradients`."""
    following = iter(gradients)
    return np.array([*descend(rule, lambda _: next(following), start, rate, len(gradients), **settings)])


def torch_path(kind: Any, start: Array, gradients: Array, rate: float, **settings: Any) -> Array:
    """The same by an optimizer of `torch.optim`."""
    theta = torch.tensor(start, requires_grad=True)
    optimizer = kind([theta], lr=rate, foreach=False, **settings)
    visited = []
    for g in gradients:
        theta.grad = torch.tensor(g)
        optimizer.step()
        visited.append(theta.detach().numpy().copy())
    return np.array(visited)


def random_walk(seed: int, steps: int) -> tuple[Array, Array]:
    """A start, shape (8,), and gradients of sizes 1e-3 to 1e1, shape (steps, 8)."""
    draw = np.random.default_rng(seed)
    return draw.normal(size=8), draw.normal(size=(steps, 8)) * np.logspace(-3, 1, 8)


def apart(a: Array, b: Array) -> float:
    """The largest difference of any two numbers."""
    return float(np.abs(a - b).max())


def require(rate: float = 0.02, steps: int = 100, kappa: float = 1.0) -> None:
    """Raise Undecided where nothing moves or nothing is a valley: η > 0, at least one step, 1 <= κ <= 1e12."""
    if not (rate > 0 and steps >= 1 and 1 <= kappa <= 1e12):
        raise Undecided(
            en=f"rate = {rate:g}, steps = {steps}, kappa = {kappa:g}: needs η > 0, a step, and 1 <= κ <= 1e12",
            ko=f"rate = {rate:g}, steps = {steps}, kappa = {kappa:g}: η > 0, 한 스텝 이상, 1 <= κ <= 1e12여야 한다",
        )


SAME = at_most(1e-12, because="some ten float64 operations a step on numbers of size 1, over 100 steps")


@claim(
    en="Two to five lines each: written from their formulas, SGD, momentum, RMSprop, Adam and AdamW take torch's "
    "steps to the last digits.",
    ko="SGD, 모멘텀, RMSprop, Adam, AdamW는 각각 몇 줄짜리 수식이며, "
    "수식대로 구현하면 torch와 끝자리까지 같은 경로를 간다.",
    seconds=1.0,
    entry="C17 C18",
    literature="Polyak 1964; Tieleman & Hinton 2012; Kingma & Ba 2015; Loshchilov & Hutter 2019",
)
def five_rules(steps: int = 100, rate: float = 0.02, seed: int = 0) -> Evidence:
    require(rate, steps)
    if rate * steps > 10:
        raise Undecided(
            en=f"rate = {rate:g}, {steps} steps: θ travels so far that rounding exceeds the bound of {steps} steps",
            ko=f"rate = {rate:g}, {steps}스텝: θ가 너무 멀리 가서 반올림 오차가 {steps}스텝에 대한 한계를 넘는다",
        )
    start, gradients = random_walk(seed, steps)
    decay, guard = {"weight_decay": 0.3}, {"eps": 0.01}
    slow = {"alpha": 0.8, **guard}
    ours, theirs = {"beta1": 0.8, "beta2": 0.95, **guard}, {"betas": (0.8, 0.95), **guard}
    other = "other constants, decay 0.3"
    table = {
        "SGD, defaults": (sgd, {}, optim.SGD, {}),
        f"SGD, {other}": (sgd, {"l2": 0.3}, optim.SGD, decay),
        "momentum, defaults": (momentum, {}, optim.SGD, {"momentum": 0.9}),
        f"momentum, {other}": (momentum, {"beta": 0.7, "l2": 0.3}, optim.SGD, {"momentum": 0.7, **decay}),
        "RMSprop, defaults": (rmsprop, {}, optim.RMSprop, {}),
        f"RMSprop, {other}": (rmsprop, {**slow, "l2": 0.3}, optim.RMSprop, {**slow, **decay}),
        "Adam, defaults": (adam, {}, optim.Adam, {}),
        f"Adam, {other}": (adam, {**ours, "l2": 0.3}, optim.Adam, {**theirs, **decay}),
        "AdamW, defaults": (adamw, {}, optim.AdamW, {}),
        f"AdamW, {other}": (adamw, {**ours, "decay": 0.3}, optim.AdamW, {**theirs, **decay}),
    }
    visited = {name: path(rule, start, gradients, rate, **used) for name, (rule, used, _, _) in table.items()}
    torchs = {name: torch_path(kind, start, gradients, rate, **used) for name, (_, _, kind, used) in table.items()}
    l2 = path(adam, start, gradients, rate, l2=0.01)
    uncorrected = path(adam, start, gradients, rate, corrected=False)
    return Evidence(
        measurements=[Measurement(f"{name} - torch", apart(visited[name], torchs[name]), SAME) for name in visited],
        controls=[
            Control("Adam with L2 - torch's AdamW", apart(l2, torchs["AdamW, defaults"]), SAME),
            Control("Adam uncorrected - torch's Adam", apart(uncorrected, torchs["Adam, defaults"]), SAME),
        ],
        curves=[Curve(name, y=visited[f"{name}, defaults"][:, -1]) for name in RULES],
        axes=Axes(x="step", y="one parameter, the same gradients for all"),
    )


@claim(
    en="Each later rule contains an earlier one: momentum with β = 0 is SGD, Adam with β₁ = 0 and no bias "
    "correction is RMSprop, AdamW with λ = 0 is Adam. (The years are a matter of sources, not of programs.)",
    ko="나중 방법은 앞선 방법을 특수한 경우로 포함한다. β = 0인 모멘텀은 SGD, β₁ = 0이고 편향 보정이 없는 "
    "Adam은 RMSprop, λ = 0인 AdamW는 Adam이다. (연도는 프로그램이 아니라 문헌으로 확인할 일이다.)",
    seconds=1.0,
    entry="C17",
    literature="Robbins & Monro 1951; Polyak 1964; Tieleman & Hinton 2012; Kingma & Ba 2015; Loshchilov & Hutter 2019",
)
def each_contains_an_earlier(steps: int = 100, rate: float = 0.02, seed: int = 0) -> Evidence:
    require(rate, steps)
    if rate * steps > 10:
        raise Undecided(
            en=f"rate = {rate:g}, {steps} steps: θ travels so far that rounding exceeds the bound of {steps} steps",
            ko=f"rate = {rate:g}, {steps}스텝: θ가 너무 멀리 가서 반올림 오차가 {steps}스텝에 대한 한계를 넘는다",
        )
    start, gradients = random_walk(seed, steps)

    def off(reference: Array, rule: Rule, **settings: Any) -> float:
        return apart(path(rule, start, gradients, rate, **settings), reference)

    plain = torch_path(optim.SGD, start, gradients, rate)
    rms = torch_path(optim.RMSprop, start, gradients, rate, alpha=0.97)
    first = torch_path(optim.Adam, start, gradients, rate)
    silent = {"beta1": 0.0, "beta2": 0.97}
    return Evidence(
        measurements=[
            Measurement("momentum, β = 0 - SGD", off(plain, momentum, beta=0.0), SAME),
            Measurement("Adam, β₁ = 0, uncorrected - RMSprop", off(rms, adam, corrected=False, **silent), SAME),
            Measurement("AdamW, λ = 0 - Adam", off(first, adamw, decay=0.0), SAME),
        ],
        controls=[
            Control("momentum, β = 0.9 - SGD", off(plain, momentum), SAME),
            Control("Adam, β₁ = 0, corrected - RMSprop", off(rms, adam, **silent), SAME),
            Control("AdamW, λ = 0.01 - Adam", off(first, adamw), SAME),
        ],
    )


@claim(
    en="Adam also contains momentum, as a limit: with a huge ε, a rate that grows with it and no bias correction the "
    "steps become those of the heavy ball. So tuned over all its settings, ε too, Adam cannot lose to momentum.",
    ko="Adam은 모멘텀도 극한으로 포함한다. 편향 보정 없이 ε을 아주 크게 하고 학습률을 그만큼 키우면 모멘텀과 같은 "
    "스텝이 된다. 그래서 ε까지 모두 튜닝하면 Adam은 모멘텀보다 나쁠 수 없다.",
    seconds=1.0,
    entry="C17 C19",
    literature="Choi et al. 2019, On Empirical Comparisons of Optimizers for Deep Learning",
)
def huge_epsilon_is_momentum(eps: float = 1e8, rate: float = 0.02, steps: int = 100, seed: int = 0) -> Evidence:
    """|m/(1 + √v/ε) - m| <= |m|√v/ε, and neither |m| nor √v exceeds the largest |g|."""
    require(rate, steps)
    start, gradients = random_walk(seed, steps)
    largest = float(np.abs(gradients).max())
    bound = steps * rate * largest**2 / eps + 1e-12 if eps > 0 else math.inf
    if not (bound <= 0.01 * rate and eps <= 1e100):
        raise Undecided(
            en=f"eps = {eps:g}, {steps} steps: √v/ε is not small, the paths may differ by {bound:.2g}",
            ko=f"eps = {eps:g}, {steps}스텝: √v/ε이 작지 않아서 두 경로가 {bound:.2g}까지 다를 수 있다",
        )
    ball = torch_path(optim.SGD, start, gradients, (1 - 0.9) * rate, momentum=0.9)
    sizes = np.logspace(-2, 8, 21)

    def off(eps: float, rate: float) -> float:
        return apart(path(adam, start, gradients, rate, eps=eps, corrected=False), ball)

    near = at_most(bound, because="the steps differ by at most η max|g|²/ε, summed; and rounding, 1e-12")
    return Evidence(
        measurements=[Measurement("Adam with huge ε - momentum", off(eps, rate * eps), near)],
        controls=[
            Control("Adam with its usual ε - momentum", off(1e-8, rate), near),
            Control("huge ε, rate left as it was", off(eps, rate), near),
        ],
        curves=[Curve("Adam - momentum", x=sizes, y=[off(size, rate * size) for size in sizes])],
        axes=Axes(x="ε", y="largest distance", log_x=True, log_y=True),
    )


# C18: which data, and which rule, are two questions

TORCHS = {
    "SGD": optim.SGD,
    "momentum": partial(optim.SGD, momentum=0.9),
    "RMSprop": optim.RMSprop,
    "Adam": optim.Adam,
    "AdamW": optim.AdamW,
}
GENTLE = {"SGD": 0.02, "momentum": 0.003, "RMSprop": 0.0005, "Adam": 0.001, "AdamW": 0.001}


def train(name: str, theta: Array, x: Array, y: Array, batches: Array) -> Array:
    """θ of shape (P,) after one gentle step of a rule on each batch of image numbers, batches of shape (steps, B)."""
    following = iter(batches)

    def gradient(theta: Array) -> Array:
        chosen = next(following)
        return backward(theta, x[chosen], y[chosen])

    *_, theta = descend(RULES[name], gradient, theta, GENTLE[name], len(batches))
    return theta


def torch_train(name: str, theta: Array, x: Array, y: Array, batches: Array, reduction: str = "mean") -> Array:
    """The same steps by torch: its network, its loss over the batch, its optimizer."""
    flat = torch.tensor(theta, requires_grad=True)
    optimizer = TORCHS[name]([flat], lr=GENTLE[name], foreach=False)
    for chosen in batches:
        optimizer.zero_grad()
        torch_loss(flat, x[chosen], y[chosen], reduction).backward()
        optimizer.step()
    return flat.detach().numpy()


@claim(
    en="Batch size and update rule are independent choices: every pair of them trains. A rule sees the gradient alone, "
    "so a batch that holds one image B times, its loss averaged, moves the weights as that one image does.",
    ko="배치 크기와 업데이트 규칙은 서로 독립된 선택이고 어떤 조합이든 학습된다. 규칙은 기울기만 보므로, 같은 "
    "이미지를 B번 담아 손실을 평균한 배치는 그 이미지 하나와 똑같이 가중치를 움직인다.",
    seconds=3.0,
    entry="C18",
    literature="Bottou, Curtis & Nocedal 2018",
)
def batch_and_rule_are_independent(batch: int = 64, steps: int = 200, seed: int = 0) -> Evidence:
    require(steps=steps)
    if not 2 <= batch <= 10_000:
        raise Undecided(
            en=f"batch = {batch}: a batch that could differ from one image holds at least two, here up to 10 000",
            ko=f"batch = {batch}: 이미지 하나와 다를 수 있으려면 배치에 이미지가 두 장은 있어야 하고, 여기서는 "
            "10,000장까지이다",
        )
    draw = np.random.default_rng(seed)
    (x, y), theta = digits(draw), network(draw, 1)[0]
    sizes = [1, 16, 128, len(x)]
    before, after = float(cross_entropy(theta, x, y)), {}
    for size in progress(sizes):
        batches = np.array([draw.permutation(len(x))[:size] for _ in range(steps)])
        for name in RULES:
            after[name, size] = float(cross_entropy(train(name, theta, x, y, batches), x, y))
    lowered = sum(loss < before for loss in after.values())
    single, drawn = draw.integers(len(x), size=(30, 1)), draw.integers(len(x), size=(30, batch))
    copies = np.repeat(single, batch, axis=1)
    ours = {name: train(name, theta, x, y, single) for name in RULES}

    def off(name: str, batches: Array, reduction: str = "mean") -> float:
        return apart(torch_train(name, theta, x, y, batches, reduction), ours[name])

    grid = within(20, 0, because="four batch sizes, five rules: the full grid")
    equal = at_most(1e-9, because="a mean of B equal gradients rounds by about B·1e-16, which 30 steps amplify")
    return Evidence(
        measurements=[
            Measurement("pairs of batch size and rule that lower the loss", lowered, grid),
            *(
                Measurement(f"{name}: {batch} copies by torch - one image by us", off(name, copies), equal)
                for name in RULES
            ),
        ],
        controls=[
            *(Control(f"{name}: {batch} images drawn anew", off(name, drawn), equal) for name in RULES),
            Control(f"SGD: {batch} copies, their losses summed", off("SGD", copies, "sum"), equal),
        ],
        curves=[Curve(name, x=sizes, y=[after[name, size] for size in sizes]) for name in RULES],
        axes=Axes(x="batch size B", y=f"loss after {steps} steps", log_x=True),
    )


@claim(
    en="Batch gradient descent, SGD and mini-batch descent are three different update rules.",
    ko="BGD, SGD, 미니배치 경사 하강법은 서로 다른 세 가지 업데이트 규칙이다.",
    seconds=1.0,
    expects="refuted",
    entry="C18",
    literature="Bottou, Curtis & Nocedal 2018",
)
def batch_size_is_a_rule(draws: int = 2000, seed: int = 0) -> Evidence:
    """Different rules make different steps on average; what B changes is only the scatter around one mean step.

    Of independent draws, draws·|mean step - full step|² is on average the variance of one step; its ratio to that
    variance is near 1 where the mean step is the full one and grows with `draws` where it is another.
    """
    if not 100 <= draws <= 100_000:
        raise Undecided(
            en=f"draws = {draws}: a mean step needs hundreds of draws",
            ko=f"draws = {draws}: 평균 스텝을 구하려면 수백 번 뽑아야 한다",
        )
    draw = np.random.default_rng(seed)
    (x, y), theta = digits(draw), network(draw, 1)[0]
    full = torch_network(theta[None], x, y)[1][0]  # the step of batch gradient descent, up to -η

    def bias(steps: Array) -> float:  # steps, shape (draws, P), of a rule at η = 1
        off = steps.mean(axis=0) + full
        return float(draws * (off**2).sum() / steps.var(axis=0, ddof=1).sum())

    def steps(rule: Rule, size: int) -> Array:
        g = minibatch_gradient(draw, x, y, size)(np.broadcast_to(theta, (draws, 1, theta.size)))[:, 0]
        return rule(theta, g, {}, 1.0) - theta

    more = at_least(
        25, because="1 is expected of the same mean step; 25 is five sigma even if all noise lay in one direction"
    )
    return Evidence(
        measurements=[
            Measurement(
                "mean step with B = 1, 16 or 64 against the full one, most",
                max(bias(steps(sgd, size)) for size in (1, 16, 64)),
                more,
            )
        ],
        controls=[
            Control("another rule: RMSprop's mean first step, B = 16", bias(steps(rmsprop, 16)), more, must="hold")
        ],
    )


def torch_loss(flat: torch.Tensor, x: Array, y: Array, reduction: str = "mean") -> torch.Tensor:
    """Cross-entropy of the same network by torch, θ of shape (P,)."""
    w1, b1, w2, b2 = flat.split([49 * 16, 16, 16 * 10, 10])
    hidden = torch.tanh(torch.tensor(x) @ w1.view(49, 16) + b1)
    logits = hidden @ w2.view(16, 10) + b2
    return torch.nn.functional.cross_entropy(logits, torch.tensor(y).argmax(dim=1), reduction=reduction)


def torch_network(theta: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """Loss, shape (nets,), and gradient, shape (nets, P), of the same network by torch, θ of shape (nets, P)."""
    losses, gradients = [], []
    for row in theta:
        flat = torch.tensor(row, requires_grad=True)
        loss = torch_loss(flat, x, y)
        loss.backward()
        losses.append(loss.item())
        gradients.append(flat.grad.numpy())
    return np.array(losses), np.array(gradients)


def strangers(x: Array, y: Array) -> int:
    """How many rows of x are no image of MNIST averaged down by torch, bear another's label, or stand there twice."""
    data = mnist.load()
    images = torch.tensor(data.train_images).reshape(-1, 1, 28, 28).float()  # sums of 16 bytes are exact in any type
    pooled = torch.nn.functional.avg_pool2d(images, 4).double().reshape(-1, 49).numpy() / 255
    labels = dict(zip(map(bytes, pooled), data.train_labels, strict=True))
    wrong = sum(labels.get(bytes(row)) != label for row, label in zip(x, y.argmax(axis=1), strict=True))
    return wrong + len(x) - len(set(map(bytes, x)))


def ground_of_the_race(draw: np.random.Generator, x: Array, y: Array) -> list[Measurement]:
    """What every race on images runs on: the network, its start, and the images."""
    nets = draw.normal(size=(3, sum(SIZES))) / 4  # biases too, which `network` leaves at 0
    losses, gradients = torch_network(nets, x[:50], y[:50])
    off = apart(backward(nets[:, None], x[:50], y[:50])[:, 0], gradients)
    loss_off = apart(cross_entropy(nets[:, None], x[:50], y[:50])[:, 0], losses)
    loud = nets[:, None] * np.repeat([1, 1, 800, 800], SIZES)  # logits of some thousands: their exponentials overflow
    loud_off = apart(
        cross_entropy(loud, x[:50], y[:50])[:, 0] / torch_network(loud[:, 0], x[:50], y[:50])[0], np.ones(3)
    )
    w1, b1, w2, b2 = layers(network(draw, 20))
    squares = {1: PIXELS * w1**2, 2: HIDDEN * w2**2}
    biases = max(np.abs(b1).max(), np.abs(b2).max())
    sums = "sums of 50 terms below 1/50, through two layers: some hundred roundings of 1e-16 times 0.1"
    means = "means of 50 numbers of size 1 to 10: some hundred roundings of 1e-15"
    gauss = "Gaussian weights of variance 1/inputs; five standard errors of a variance"
    drawn = "each is drawn from them once, with its label"
    return [
        Measurement("gradient by hand - torch's autograd", off, at_most(1e-14, because=sums)),
        Measurement("loss by hand - torch's", loss_off, at_most(1e-13, because=means)),
        Measurement("loss by hand / torch's, logits times 800: off 1", loud_off, at_most(1e-13, because=means)),
        *(
            Measurement(
                f"starting weights of layer {layer}: inputs times variance",
                square.mean(),
                within(1, 5 * math.sqrt(2 / square.size), because=gauss),
            )
            for layer, square in squares.items()
        ),
        Measurement("largest starting bias", biases, at_most(0, because="they start at 0")),
        Measurement("images not of MNIST, wrongly labelled or twice", strangers(x, y), at_most(0, because=drawn)),
    ]


@claim(
    en="At given weights, with samples drawn independently and averaged, the batch size sets only the noise of the "
    "gradient: its mean is the full gradient for every B, and its variance falls as 1/B.",
    ko="가중치가 정해져 있고 샘플을 독립으로 뽑아 평균하면, 배치 크기는 기울기의 잡음만 정한다. 평균은 어떤 B에서도 "
    "전체 기울기와 같고, 분산은 1/B에 비례해 줄어든다.",
    seconds=2.0,
    entry="C18",
    literature="Bottou, Curtis & Nocedal 2018, sec. 4",
)
def batch_size_sets_the_noise(draws: int = 400, seed: int = 0) -> Evidence:
    if not 200 <= draws <= 20_000:
        raise Undecided(
            en=f"draws = {draws}: with fewer than 200, five standard errors tell no variance from its double",
            ko=f"draws = {draws}: 200번보다 적으면 표준 오차의 다섯 배로는 분산과 그 두 배를 구별할 수 없다",
        )
    draw = np.random.default_rng(seed)
    (x, y), theta = digits(draw), network(draw, 1)[0]
    full = torch_network(theta[None], x, y)[1][0]
    variance = ((backward(theta, x[:, None], y[:, None]) - full) ** 2).sum(axis=-1).mean()
    right = at_most(
        25, because="expected 1 where the mean is right; 25 is five sigma even if all noise lay in one direction"
    )
    measurements = []
    for size in progress([1, 4, 16, 64]):
        gradient = minibatch_gradient(draw, x, y, size)
        errors = gradient(np.broadcast_to(theta, (draws, 1, theta.size)))[:, 0] - full
        squares = size * (errors**2).sum(axis=-1) / variance
        bias = draws * size * (errors.mean(axis=0) ** 2).sum() / variance
        one = within(
            1,
            5 * squares.std(ddof=1) / math.sqrt(draws),
            because="independent draws: the variance of a mean is σ²/B; five standard errors",
        )
        measurements.append(Measurement(f"B times the variance, B = {size}", squares.mean(), one))
        measurements.append(Measurement(f"bias, B = {size}", bias, right))
    everything = np.array([draw.permutation(len(x)) for _ in range(4)])
    whole = ((backward(theta, x[everything], y[everything]) - full) ** 2).sum(axis=-1).mean()
    no_noise = within(1, 0.5, because="no draw, no noise")
    return Evidence(
        measurements=[*measurements, *ground_of_the_race(draw, x, y)],
        controls=[Control("the whole set every time", len(x) * whole / variance, no_noise)],
    )


# C19: the race


def behind(name: str, loser: Array, winner: Array, **control: Any) -> Measurement:
    """By how many decades of loss `loser` lies above `winner`, over paired starts: at least 0, if that is so.

    NaN, which decides nothing, where they tie on every start: both have arrived, or both have diverged.
    """
    gap, kind = loser - winner, Control if control else Measurement
    above = at_least(0, because="0 is a dead heat; 99.9 % t-interval over 24 starts on which nothing was tuned")
    mean = gap.mean() if gap.any() else math.nan
    return kind(name, mean, above, interval=mean_interval(gap, 0.999), unit="decades", **control)


def complex_step(loss: Callable[[Array], Array], theta: Array) -> Array:
    """Gradient of `loss` at θ of shape (starts, 1, n), exact to rounding: Im f(θ + ih)/h (Squire and Trapp 1998)."""
    nudges = 1e-30j * np.eye(theta.shape[-1])
    return np.stack([loss(theta + nudge).imag / 1e-30 for nudge in nudges], axis=-1)


def off_closed_form(seed: int, rate: float = 0.5, steps: int = 100) -> float:
    """How far scores of SGD on a valley along the axes are off ½ Σ λ(1 - ηλ)²ᵗ(θ - c)², the first g being λ(θ - c)."""
    problem = valley(np.random.default_rng(seed), kappa=100.0, degrees=0.0)
    curvature, g = np.array([1, 1 / 100]), problem[1](problem[2][:, None])
    left = ((1 - rate * curvature) ** (2 * steps) * g**2 / curvature).sum(axis=-1) / 2
    return apart(scores(problem, sgd, np.array([rate]), steps), np.log10(left))


def off_the_ends(seed: int) -> float:
    """How far scores are off -20 where SGD lands on the lowest point, and off 6 where it runs to infinity or to NaN."""
    bowl = valley(np.random.default_rng(seed), kappa=1.0, degrees=0.0)
    quartic = (lambda theta: (theta**4).sum(axis=-1)), (lambda theta: 4 * theta**3), np.ones((1, 2))
    runs = ((bowl, 1.0, 2, -20), (bowl, 10.0, 220, 6), (quartic, 10.0, 50, 6))
    return max(apart(scores(problem, sgd, np.array([rate]), steps), end) for problem, rate, steps, end in runs)


def tuning_checks(where: str, problem: Callable[..., Problem], rates: dict, steps: int, seed: int) -> list[Measurement]:
    """What `race` promises: no neighbour of a rule's rate is better, and no start is both tuned on and scored."""
    gains, rng = [], np.random.default_rng
    for name, rate in rates.items():
        own = int(np.abs(RATES - rate).argmin())
        beside = RATES[max(own - 1, 0) : own + 2]
        means = scores(problem(rng([seed, 0]), starts=4), RULES[name], beside, steps).mean(axis=0)
        gains.append(means[list(beside).index(RATES[own])] - means.min())
    practice, real = problem(rng([seed, 0]), starts=4)[2], problem(rng([seed, 1]), starts=24)[2]
    both = sum(bool((start == real).all(axis=-1).any()) for start in practice)
    best = "tuned means the best of the grid on the practice starts; rounding"
    apart = "tuning on a start that is scored later would favour it"
    return [
        Measurement(
            f"{where}: gain of the rate beside a rule's own", max(gains), at_most(1e-6, because=best), unit="decades"
        ),
        Measurement(f"{where}: starts both tuned on and scored", both, at_most(0, because=apart)),
    ]


@claim(
    en="With each rule's learning rate tuned and the rest at its defaults, no rule wins everywhere: on a quadratic "
    "valley turned by 45° momentum beats the other four, on a small MNIST network Adam beats momentum.",
    ko="규칙마다 학습률을 튜닝하고 나머지는 기본값으로 두면 어디서나 이기는 규칙은 없다. 45° 회전한 이차함수 "
    "골짜기에서는 모멘텀이 나머지 넷을 이기고, 작은 MNIST 신경망에서는 Adam이 모멘텀을 이긴다.",
    seconds=4.0,
    entry="C19",
    literature="Choi et al. 2019; Schmidt, Schneider & Hennig 2021",
)
def no_rule_wins_everywhere(kappa: float = 1000.0, degrees: float = 45.0, steps: int = 300, seed: int = 0) -> Evidence:
    require(steps=steps, kappa=kappa)
    turned = partial(valley, kappa=kappa, degrees=degrees)
    quadratic, rates = race(turned, RULES, steps, seed)
    images, image_rates = race(mnist_race, RULES, 100, seed)
    inside = sum(RATES[0] < rate < RATES[-1] for rate in (*rates.values(), *image_rates.values()))
    loss, gradient, starts = turned(np.random.default_rng(seed))
    error = apart(gradient(starts[:, None]), complex_step(loss, starts[:, None]))
    ball, moments = (
        scores(mnist_race(np.random.default_rng([seed, 1]), starts=24), rule, np.array([0.3]), 100)[:, 0]
        for rule in (momentum, adam)
    )
    curves = []
    for name, rule in RULES.items():
        loss, gradient, theta = mnist_race(np.random.default_rng([seed, 1]), starts=1)
        visited = descend(rule, gradient, theta[:, None], image_rates[name], 100)
        curves.append(Curve(f"{name}, η = {image_rates[name]:.2g}", y=[loss(theta)[0, 0] for theta in visited]))
    grid = within(10, 0, because="an optimum at the edge would not be tuned")
    roundings = "ten roundings of numbers below 10"
    return Evidence(
        measurements=[
            *(
                behind(f"{name} behind momentum on the valley", quadratic[name], quadratic["momentum"])
                for name in ("SGD", "RMSprop", "Adam", "AdamW")
            ),
            behind("momentum behind Adam on MNIST", images["momentum"], images["Adam"]),
            behind("SGD behind Adam on MNIST", images["SGD"], images["Adam"]),
            Measurement("best rates that lie inside the grid", inside, grid),
            *tuning_checks("valley", turned, rates, steps, seed),
            *tuning_checks("MNIST", mnist_race, image_rates, 100, seed),
            Measurement("valley's gradient - complex step", error, at_most(1e-13, because=roundings)),
        ],
        controls=[behind("momentum behind Adam on MNIST, both at 0.3", ball, moments, must="break")],
        curves=curves,
        axes=Axes(x="step", y="loss on 600 images of MNIST", log_y=True),
    )


@claim(
    en="The later method is the better one: with each rule's learning rate tuned and the rest at its defaults, "
    "RMSprop, Adam and AdamW end below momentum.",
    ko="나중에 나온 방법이 더 좋다. 규칙마다 학습률을 튜닝하고 나머지는 기본값으로 두면 RMSprop, Adam, AdamW가 "
    "모멘텀보다 낮은 손실에 도달한다.",
    seconds=3.0,
    expects="refuted",
    entry="C19",
    literature="Choi et al. 2019; Schmidt, Schneider & Hennig 2021",
)
def later_is_better(kappa: float = 1000.0, degrees: float = 45.0, steps: int = 300, seed: int = 0) -> Evidence:
    """One kind of problem against the folklore is enough: a quadratic valley that is turned; on MNIST it may hold."""
    require(steps=steps, kappa=kappa)
    turned = partial(valley, kappa=kappa, degrees=degrees)
    ends, rates = race(turned, ("momentum", "RMSprop", "Adam", "AdamW"), steps, seed)
    images, _ = race(mnist_race, ("momentum", "Adam"), 100, seed)
    curves = []
    for name, rate in rates.items():
        _, gradient, start = turned(np.random.default_rng([seed, 1]), starts=1)
        x, y = np.transpose([*descend(RULES[name], gradient, start[:, None], rate, 200)])[:, 0, 0]
        curves.append(Curve(f"{name}, η = {rate:.2g}", x=[start[0, 0], *x], y=[start[0, 1], *y]))
    return Evidence(
        measurements=[
            behind(f"momentum behind {name} on the turned valley", ends["momentum"], ends[name])
            for name in ("RMSprop", "Adam", "AdamW")
        ],
        controls=[behind("momentum behind Adam on MNIST", images["momentum"], images["Adam"], must="hold")],
        curves=curves,
        axes=Axes(x="x", y="y"),
    )


@claim(
    en="A race at one shared rate ranks the rate and not the rules: on a small MNIST network, after 100 steps, Adam "
    "beats momentum at η = 0.01, and momentum beats Adam at η = 0.3.",
    ko="같은 학습률 하나로 겨루면 규칙이 아니라 그 학습률을 비교하게 된다. 작은 MNIST 신경망을 100스텝 학습하면 "
    "η = 0.01에서는 Adam이, η = 0.3에서는 모멘텀이 이긴다.",
    seconds=3.0,
    entry="C19",
    literature="Choi et al. 2019; Schmidt, Schneider & Hennig 2021",
)
def shared_rate_ranks_the_rate(low: float = 0.01, high: float = 0.3, steps: int = 100, seed: int = 0) -> Evidence:
    require(rate=min(low, high), steps=steps)

    def fresh(rule: Rule, source: Any, starts: int, rates: Array) -> Array:
        return scores(mnist_race(np.random.default_rng(source), starts), rule, rates, steps)

    images, _ = race(mnist_race, ("momentum", "Adam"), steps, seed)
    ball, moments = (fresh(rule, [seed, 2], 24, np.array([low, high])) for rule in (momentum, adam))
    return Evidence(
        measurements=[
            behind(f"momentum behind Adam at η = {low:g}", ball[:, 0], moments[:, 0]),
            behind(f"Adam behind momentum at η = {high:g}", moments[:, 1], ball[:, 1]),
        ],
        controls=[behind("Adam behind momentum, each tuned", images["Adam"], images["momentum"], must="break")],
        curves=[Curve(name, x=RATES, y=10 ** fresh(rule, seed, 2, RATES).mean(axis=0)) for name, rule in RULES.items()],
        axes=Axes(x="learning rate η", y=f"loss after {steps} steps", log_x=True, log_y=True),
    )


@claim(
    en="Adam's lead on a quadratic valley along the axes is a matter of the axes: there its path does not depend on κ "
    "(ε aside). Turned by 45° a valley of κ = 8192 costs Adam, its learning rate tuned anew, a factor above ten in "
    "loss, and momentum nothing.",
    ko="축에 나란한 이차함수 골짜기에서 Adam이 앞서는 것은 축 덕분이다. 그때 Adam의 경로는 ε의 영향을 빼면 κ와 "
    "무관하다. κ = 8192인 골짜기를 45° 돌리면 학습률을 다시 튜닝해도 Adam의 손실은 열 배 넘게 나빠지지만 모멘텀은 "
    "그대로이다.",
    seconds=2.0,
    entry="C19",
    literature="Kingma & Ba 2015, sec. 2.1; Maes et al. 2024",
)
def rotation_takes_adams_lead(
    kappa: float = 8192.0, degrees: float = 45.0, steps: int = 600, seed: int = 0
) -> Evidence:
    require(steps=steps, kappa=kappa)
    rivals, angles = ("momentum", "Adam"), (0.0, degrees, 90.0)
    ends, rates = {}, {}
    for angle in angles:
        ends[angle], rates[angle] = race(partial(valley, kappa=kappa, degrees=angle), rivals, steps, seed)
    adams, balls = ({angle: ends[angle][name] - ends[0.0][name] for angle in angles} for name in ("Adam", "momentum"))
    _, gradient, origin = valley(np.random.default_rng(seed), 100.0, 30.0, starts=1)
    steep, flat = np.array([math.sqrt(3), 1]) / 2, np.array([-1, math.sqrt(3)]) / 2
    pulled = [gradient(origin + direction) - gradient(origin) for direction in (steep, flat)]
    curvatures_off = max(apart(pulled[0], steep), apart(pulled[1], flat / 100))
    curves, paths = [], []
    for curvature in (kappa, 1.0):
        _, gradient, starts = valley(np.random.default_rng(seed), curvature, 0.0)
        free = descend(adam, gradient, starts[:, None], 0.1, 100, eps=1e-300)  # ε nothing beside √v: invariant
        paths.append(np.array([*free]))
    for angle in (0.0, degrees):
        for name in rivals:
            loss, gradient, starts = valley(np.random.default_rng([seed, 1]), kappa, angle, starts=1)
            visited = [*descend(RULES[name], gradient, starts[:, None], rates[angle][name], steps)]
            y = [loss(theta)[0, 0] for theta in visited[::3]]
            curves.append(Curve(f"{name}, {angle:g}°", x=range(1, steps + 1, 3), y=y))
    tenfold = "the claim says a factor of ten; 99.9 % t-interval over 24 starts"
    closed, extremes = off_closed_form(seed), off_the_ends(seed)
    geometric = "SGD shrinks an offset by 1 - ηλ a step; 100 roundings of 1e-15 beside offsets of 0.3"
    scale_free = "m/√v forgets the scale of each gradient: equal but for rounding"
    linear = "a quadratic's gradient is linear: ten roundings of numbers below 10"
    return Evidence(
        measurements=[
            behind("momentum behind Adam along the axes", ends[0.0]["momentum"], ends[0.0]["Adam"]),
            behind(f"Adam behind momentum at {degrees:g}°", ends[degrees]["Adam"], ends[degrees]["momentum"]),
            Measurement(
                "what the turn costs Adam",
                adams[degrees].mean(),
                at_least(1, because=tenfold),
                interval=mean_interval(adams[degrees], 0.999),
                unit="decades",
            ),
            Measurement("Adam's path along the axes: κ against 1", apart(*paths), at_most(1e-9, because=scale_free)),
            Measurement("SGD's score along the axes - closed form", closed, at_most(1e-12, because=geometric)),
            Measurement(
                "scores at the ends - what they count", extremes, at_most(0, because="η = 1 lands, η = 10 flees")
            ),
            Measurement(
                "valley at 30°, κ = 100: curvatures 1 along (√3, 1)/2 and 1/100 across",
                curvatures_off,
                at_most(1e-13, because=linear),
            ),
        ],
        controls=[
            Control("what the turn costs momentum", np.abs(balls[degrees]).max(), at_least(1)),
            Control("what a turn by 90° costs Adam", np.abs(adams[90.0]).max(), at_least(1)),
        ],
        curves=curves,
        axes=Axes(x="step", y="loss", log_y=True),
    )
