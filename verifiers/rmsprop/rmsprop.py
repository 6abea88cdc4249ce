"""RMSprop: a step for each parameter, as long as the learning rate, whatever the size of its gradient.

Notation: θ parameters, g gradient, η (lr) learning rate, v the running mean of g² with decay α, which starts at 0
and is not corrected for it (Tieleman & Hinton 2012).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

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
    within,
)

Vector = np.ndarray
Gradient = Callable[[Vector], Vector]


@dataclass
class RMSprop:
    """θ ← θ - ηg/(√v + ε); `inside` puts ε under the root, where Adagrad's authors had it."""

    lr: Any = 0.01
    alpha: float = 0.99
    eps: float = 1e-8
    inside: bool = False

    def __post_init__(self) -> None:
        self.v = 0.0

    def step(self, theta: Vector, g: Vector) -> Vector:
        self.v = self.alpha * self.v + (1 - self.alpha) * g**2
        root = np.sqrt(self.v + self.eps) if self.inside else np.sqrt(self.v) + self.eps
        return theta - self.lr * g / root


@dataclass
class Adagrad:
    """θ ← θ - ηg/(√G + ε), where G is the sum of all g² so far (Duchi 2011)."""

    lr: float
    eps: float = 1e-10

    def __post_init__(self) -> None:
        self.total = 0.0

    def step(self, theta: Vector, g: Vector) -> Vector:
        self.total = self.total + g**2
        return theta - self.lr * g / (np.sqrt(self.total) + self.eps)


@dataclass
class HeavyBall:
    """v ← βv + g, θ ← θ - ηv (Polyak 1964); gradient descent where β = 0."""

    lr: Any
    beta: float = 0.0

    def __post_init__(self) -> None:
        self.v = 0.0

    def step(self, theta: Vector, g: Vector) -> Vector:
        self.v = self.beta * self.v + g
        return theta - self.lr * self.v


def path(optimizer: Any, gradient: Gradient, start: Vector, steps: int = 100) -> Vector:
    """Where the optimizer goes, shape (steps + 1, …)."""
    places = [start]
    for _ in range(steps):
        places.append(optimizer.step(places[-1], gradient(places[-1])))
    return np.array(places)


def apart(one: Vector, other: Vector) -> float:
    """The largest distance between two paths, of any parameter at any step, relative to places farther out than 1."""
    return float(np.max(abs(one - other)) / max(1, np.max(abs(other))))


def require(lr: float = 0.01, alpha: float = 0.99, eps: float = 1e-8) -> None:
    """Raise Undecided where these are no settings of RMSprop: η > 0, 0 <= α < 1 (at 1, v never moves), ε >= 0."""
    if not (lr > 0 and 0 <= alpha < 1 and eps >= 0):
        raise Undecided(
            en=f"lr = {lr:g}, alpha = {alpha:g}, eps = {eps:g}: RMSprop needs lr > 0, 0 <= α < 1 and ε >= 0",
            ko=f"lr = {lr:g}, alpha = {alpha:g}, eps = {eps:g}: RMSprop에는 lr > 0, 0 <= α < 1, ε >= 0이 필요하다",
        )


def waves(theta: Vector) -> Vector:
    """Gradient of a bumpy quadratic in six parameters with curvatures from 0.01 to 10."""
    return np.logspace(-2, 1, 6) * (theta + np.sin(3 * theta))


START = np.array([1.0, -1.5, 2.0, 0.7, -0.4, 1.2])
MOST_LR = 0.1  # steps of this length stay within one bump of the waves, so that rounding does not grow
ROUNDING = "100 steps of about ten float64 operations, on parameters of order one"


def torch_path(kind: Any, **options: Any) -> Vector:
    """Where an optimizer of torch.optim goes in 100 steps on the waves."""
    theta, places = torch.tensor(START, requires_grad=True), [START]
    optimizer = kind([theta], foreach=False, **options)
    for _ in range(100):
        theta.grad = torch.from_numpy(waves(places[-1]))
        optimizer.step()
        places.append(theta.detach().numpy().copy())
    return np.array(places)


@claim(
    en="RMSprop divides each parameter's gradient by the root of a running mean of its squares, ε added outside the "
    "root. That mean starts at 0 uncorrected, so the first step is η/√(1-α), ε aside: ten times η for α = 0.99.",
    ko="RMSprop은 파라미터마다 기울기를 기울기 제곱의 지수이동평균의 제곱근으로 나누며, ε은 제곱근 밖에 더한다. "
    "평균이 0에서 시작하고 보정되지 않으므로 첫 스텝은 ε을 무시하면 η/√(1-α), 즉 α = 0.99에서 η의 열 배이다.",
    seconds=0.3,
    entry="C12",
    literature="Tieleman & Hinton 2012",
)
def against_torch(alpha: float = 0.99, lr: float = 0.01, eps: float = 0.01) -> Evidence:
    require(lr, alpha, eps)
    if not (lr <= MOST_LR and eps > 0 and alpha <= 1 - 1e-9):
        raise Undecided(
            en=f"lr = {lr:g}, alpha = {alpha:g}, eps = {eps:g}: rounding grows on the bumps for lr > {MOST_LR:g}, "
            "√(1-α) is rounding for α this near 1, and ε = 0 has no inside and outside",
            ko=f"lr = {lr:g}, alpha = {alpha:g}, eps = {eps:g}: lr > {MOST_LR:g}이면 굴곡 위에서 반올림 오차가 "
            "커지고, α가 이렇게 1에 가까우면 √(1-α)는 반올림 오차이며, ε = 0이면 제곱근의 안과 밖이 따로 없다",
        )
    reference = torch_path(torch.optim.RMSprop, lr=lr, alpha=alpha, eps=eps)
    usual = apart(path(RMSprop(), waves, START), torch_path(torch.optim.RMSprop))
    ball = apart(path(HeavyBall(lr, 0.9), waves, START), torch_path(torch.optim.SGD, lr=lr, momentum=0.9))
    ours = path(RMSprop(lr, alpha, eps), waves, START)
    inside = path(RMSprop(lr, alpha, eps, inside=True), waves, START)
    shared = path(RMSprop(lr, alpha, eps), lambda theta: np.sqrt(np.mean(waves(theta) ** 2)) * np.ones(6), START)
    g = np.array([-1e3, -1.0, 1.0, 1e3])
    first = RMSprop(lr, alpha, 1e-12).step(0 * g, g) / (-lr * np.sign(g))
    factor = 1 / np.sqrt(1 - alpha)
    small = RMSprop(1.0, alpha, eps, inside=True).step(0.0, -np.sqrt(eps))  # g as large as the root of ε
    same = at_most(1e-12, because=ROUNDING)
    tenfold = within(factor, 1e-11 * factor**2, because="√v = |g|√(1-α); ε = 1e-12 and rounding")
    root = within(1 / np.sqrt(2 - alpha), 1e-14, because="1/√(1-α+1)")
    return Evidence(
        measurements=[
            Measurement("path off torch's", apart(ours, reference), same),
            Measurement("path with all defaults, off torch's", usual, same),
            Measurement("momentum, a control below, off torch's", ball, same),
            Measurement("first step, smallest", min(first), tenfold, unit="η"),
            Measurement("first step, largest", max(first), tenfold, unit="η"),
            Measurement("ε inside, first step at g = √ε", small, root, unit="η"),
        ],
        controls=[
            Control("ε inside the root, off torch's", apart(inside, reference), same),
            Control("one gradient for all, off torch's", apart(shared, reference), same),
            Control("first step, if it were η", first[0], within(1, 0.01), unit="η"),
        ],
        curves=[Curve(f"curvature {c:.2g}", ours[:, k]) for k, c in enumerate(np.logspace(-2, 1, 6))],
        axes=Axes(x="step", y="θ"),
    )


def settled_steps(optimizer: Any, gradients: Vector, alpha: float) -> Vector:
    """Length of the last of 30/(1-α) steps on constant gradients, one each parameter, in units of η."""
    for _ in range(int(30 / (1 - alpha))):
        theta = optimizer.step(0 * gradients, gradients)
    return abs(theta) / optimizer.lr


@claim(
    en="On steady gradients far above ε, once v has settled, every parameter moves by η a step, whether its gradient "
    "is 1e-4 or 1e4: RMSprop's effective learning rate falls as 1/rms(g), its step does not fall at all.",
    ko="기울기가 일정하고 ε보다 훨씬 크면, v가 자리를 잡은 뒤에는 기울기가 1e-4든 1e4든 모든 파라미터가 스텝마다 η만큼 "
    "움직인다. RMSprop의 실질 학습률은 1/rms(g)에 비례해 줄지만 스텝 크기는 줄지 않는다.",
    seconds=0.2,
    entry="C13",
    literature="Tieleman & Hinton 2012; Balles & Hennig 2018",
)
def step_is_lr(alpha: float = 0.99, eps: float = 1e-8, lr: float = 0.01) -> Evidence:
    require(lr, alpha, eps)
    slack = 1e4 * eps + np.exp(-30) + 1e-12
    if not (slack <= 0.01 and alpha <= 0.9999):
        raise Undecided(
            en=f"alpha = {alpha:g}, eps = {eps:g}: the step is η where ε is below 1 % of the smallest |g|, 1e-4, and "
            "once v has settled, after 30/(1-α) steps: too many beyond α = 0.9999",
            ko=f"alpha = {alpha:g}, eps = {eps:g}: ε이 가장 작은 |g|인 1e-4의 1%보다 작고 30/(1-α)스텝이 지나 v가 "
            "자리를 잡아야 스텝이 η이다. α = 0.9999를 넘으면 스텝이 너무 많이 든다",
        )
    sizes = np.logspace(-4, 4, 9)
    steps, descent = settled_steps(RMSprop(lr, alpha, eps), sizes, alpha), settled_steps(HeavyBall(lr), sizes, alpha)
    because = "√v = |g|; ε/|g| with |g| >= 1e-4, e⁻³⁰ of the start, rounding"
    one = within(1, slack, because=because)
    ratio = max(steps / sizes) / min(steps / sizes)
    return Evidence(
        measurements=[
            Measurement("longest step", max(steps), one, unit="η"),
            Measurement("shortest step", min(steps), one, unit="η"),
            Measurement("learning rates, ratio", ratio, within(1e8, 2e8 * slack, because=because)),
        ],
        controls=[Control("gradient descent, longest / shortest", max(descent) / min(descent), within(1, slack))],
        curves=[Curve("RMSprop", steps, x=sizes), Curve("gradient descent", descent, x=sizes)],
        axes=Axes(x="gradient", y="step / η", log_x=True, log_y=True),
    )


@claim(
    en="AdaGrad divides by the root of the sum of all squared gradients: on a steady gradient its t-th step is η/√t "
    "and shrinks for ever, and a parameter seen in one step of 100 moves, each time it is seen, ten times as far as "
    "one seen in every step. RMSprop's mean forgets, so its step settles at η.",
    ko="AdaGrad는 지금까지의 기울기 제곱을 모두 더한 값의 제곱근으로 나눈다. 그래서 기울기가 일정하면 t번째 스텝이 "
    "η/√t로 끝없이 줄고, 100스텝에 한 번 나타나는 파라미터는 나타날 때마다 매번 나타나는 파라미터보다 열 배 멀리 "
    "움직인다. RMSprop의 평균은 과거를 잊으므로 스텝이 η로 수렴한다.",
    seconds=0.3,
    entry="C12",
    literature="Duchi, Hazan & Singer 2011; Tieleman & Hinton 2012",
)
def adagrad_slows(alpha: float = 0.99, lr: float = 0.01) -> Evidence:
    require(lr, alpha)
    if not (alpha <= 0.997 and lr <= MOST_LR):
        raise Undecided(
            en=f"alpha = {alpha:g}, lr = {lr:g}: v does not settle in 10 000 steps, or steps leave the bumps",
            ko=f"alpha = {alpha:g}, lr = {lr:g}: v가 10,000스텝 안에 자리를 잡지 못하거나, 스텝이 굴곡을 벗어난다",
        )
    t = np.arange(1, 10_001)
    rare = t % 100 == 0
    gradients = np.transpose([np.ones(len(t)), rare])
    ada, rms = Adagrad(lr), RMSprop(lr, alpha)
    always, seldom = np.transpose([-ada.step(0.0, g) for g in gradients]) / lr
    forgetting = np.array([-rms.step(0.0, 1.0) for _ in t]) / lr
    off = apart(path(Adagrad(lr), waves, START), torch_path(torch.optim.Adagrad, lr=lr))
    root = at_most(1e-9, because="G = t g²; ε = 1e-10 beside |g| = 1, and 10 000 roundings")
    return Evidence(
        measurements=[
            Measurement("AdaGrad's path off torch's", off, at_most(1e-12, because=ROUNDING)),
            Measurement("AdaGrad's t-th step times √t, off η", max(abs(always * np.sqrt(t) - 1)), root),
            Measurement(
                "seen in one step of 100, step / that of one seen always",
                seldom[-1] / always[-1],
                within(10, 1e-8, because="√(10 000/100); ε and rounding"),
            ),
            Measurement(
                "RMSprop's last step",
                forgetting[-1],
                within(1, 1e-7, because="√v = |g| within e⁻³⁰; ε = 1e-8 beside |g| = 1"),
                unit="η",
            ),
        ],
        controls=[Control("RMSprop's t-th step times √t, off η", max(abs(forgetting * np.sqrt(t) - 1)), at_most(1e-9))],
        curves=[Curve("AdaGrad", always[:400], x=t[:400]), Curve("RMSprop", forgetting[:400], x=t[:400])],
        axes=Axes(x="step t", y="step / η", log_y=True),
    )


@claim(
    en="Under RMSprop, parameters with large steady gradients move less than parameters with small ones.",
    ko="기울기가 일정할 때 RMSprop은 기울기가 큰 파라미터를 기울기가 작은 파라미터보다 적게 움직인다.",
    seconds=0.2,
    expects="refuted",
    entry="C13",
    literature="Balles & Hennig 2018",
)
def large_gradients_move_less(alpha: float = 0.99, eps: float = 1e-8, lr: float = 0.01) -> Evidence:
    require(lr, alpha, eps)
    if not (eps <= 1e-6 and alpha <= 0.9999):
        raise Undecided(
            en=f"alpha = {alpha:g}, eps = {eps:g}: the smaller step is ε's doing, or v has not settled",
            ko=f"alpha = {alpha:g}, eps = {eps:g}: 스텝이 작은 것이 ε 때문이거나, v가 아직 자리를 잡지 못했다",
        )
    sizes = np.logspace(-4, 4, 9)
    steps = settled_steps(RMSprop(lr, alpha, eps), sizes, alpha)
    rates = steps / sizes
    less = at_most(1 - 1e-12, because="less means below 1, by more than rounding")
    return Evidence(
        measurements=[Measurement("step at g = 1e4 / at g = 1e-4", steps[-1] / steps[0], less)],
        controls=[Control("learning rate at g = 1e4 / at g = 1e-4", rates[-1] / rates[0], less, must="hold")],
        curves=[Curve("step / η", steps, x=sizes), Curve("effective learning rate / η", rates, x=sizes)],
        axes=Axes(x="gradient", y="RMSprop", log_x=True, log_y=True),
    )


@claim(
    en="For α near 1 and gradients with independent noise, RMSprop's mean step is η·s/√(1+s²), s being the mean over "
    "the standard deviation: noise, not size, is what shortens it.",
    ko="α가 1에 가깝고 기울기의 잡음이 스텝마다 독립이면 RMSprop의 평균 스텝은 η·s/√(1+s²)이다(s는 평균/표준편차). "
    "스텝을 줄이는 것은 기울기의 크기가 아니라 잡음이다.",
    seconds=0.9,
    entry="C13",
    literature="Balles & Hennig 2018",
)
def noise_shortens(alpha: float = 0.999, scale: float = 100.0, seed: int = 0) -> Evidence:
    require(alpha=alpha)
    rng = np.random.default_rng(seed)
    signal = np.array([0.0, 0.1, 1.0, 10.0])
    chains, run_in, steps = 200, int(7 / (1 - alpha)), 2000
    spread = 5 / np.sqrt(chains * steps) + 1.5 * (1 - alpha) + np.exp(-7.0)
    if not (spread <= 0.05 and 1e-100 < scale < 1e100):
        raise Undecided(
            en=f"alpha = {alpha:g}, scale = {scale:g}: the bound of ±{spread:.2g} η tells a mean step of 0.1 η from "
            "none up to 0.05, and g² must not overflow",
            ko=f"alpha = {alpha:g}, scale = {scale:g}: 한계 ±{spread:.2g} η는 0.05까지라야 평균 스텝 0.1 η와 0을 "
            "구별하며, g²이 오버플로를 일으키지 않아야 한다",
        )
    optimizer, total = RMSprop(1.0, alpha, 0.0), np.zeros(4)
    for t in progress(range(run_in + steps)):
        moved = optimizer.step(0.0, -scale * (signal + rng.standard_normal((chains, 4))))
        total += moved.mean(axis=0) * (t >= run_in)
    mean = total / steps
    theory = signal / np.sqrt(1 + signal**2)
    because = "five standard errors of steps of variance <= 1; g is itself in v: 1.5 (1-α); what is left of the start"
    return Evidence(
        measurements=[
            Measurement(f"mean step, s = {s:g}", m, within(expected, spread, because=because), unit="η")
            for s, m, expected in zip(signal, mean, theory, strict=True)
        ],
        controls=[Control("s = 1, if noise did not matter", mean[2], within(1, spread), unit="η")],
        curves=[
            Curve("measured", mean, x=signal, points=True),
            Curve("s/√(1+s²)", [s / np.sqrt(1 + s * s) for s in np.linspace(0, 10, 200)], x=np.linspace(0, 10, 200)),
        ],
        axes=Axes(x="s = mean / standard deviation", y="mean step / η"),
    )


@claim(
    en="Multiplying the loss by a positive constant does not change RMSprop's path, as long as gradients stay far "
    "above ε.",
    ko="손실에 양의 상수를 곱해도 RMSprop의 경로는 바뀌지 않는다. 단, 기울기가 ε보다 훨씬 클 때에 한한다.",
    seconds=0.2,
    entry="C13",
    literature="Tieleman & Hinton 2012",
)
def blind_to_scale(factor: float = 1000.0, lr: float = 0.01) -> Evidence:
    if not (0 < lr <= MOST_LR and 1e-100 < factor < 1e100):
        raise Undecided(
            en=f"factor = {factor:g}, lr = {lr:g}: the constant is positive and g² must not overflow; rounding grows "
            f"on the bumps for lr > {MOST_LR:g}",
            ko=f"factor = {factor:g}, lr = {lr:g}: 상수는 양수이고 g²이 오버플로를 일으키지 않아야 한다. lr > "
            f"{MOST_LR:g}이면 굴곡 위에서 반올림 오차가 커진다",
        )

    def scaled(optimizer: Any, factor: float) -> Vector:
        return path(optimizer, lambda theta: factor * waves(theta), START)

    once, more = scaled(RMSprop(lr, eps=0), 1), scaled(RMSprop(lr, eps=0), factor)
    tiny = scaled(RMSprop(lr), 1e-10)
    descent = apart(scaled(HeavyBall(lr / factor), 1), scaled(HeavyBall(lr / factor), factor))
    same = at_most(1e-12, because="c cancels in g/√v; " + ROUNDING)
    return Evidence(
        measurements=[Measurement("ε = 0: path for c·loss off path", apart(more, once), same)],
        controls=[
            Control("ε = 1e-8, loss times 1e-10", apart(tiny, once), at_most(1e-12)),
            Control("gradient descent: c·loss", descent, at_most(1e-12)),
        ],
        curves=[Curve("loss, or c·loss", more[:, 5]), Curve("1e-10·loss, ε = 1e-8", tiny[:, 5])],
        axes=Axes(x="step", y="θ, the last of six"),
    )


@claim(
    en="On a noise-free parabola, at a constant learning rate and α near 1, RMSprop does not come to rest in the "
    "minimum: it ends in a cycle of ±η/2, as long as ε over the curvature is far below η and no rounding puts θ "
    "exactly on the minimum. A decaying learning rate removes the cycle.",
    ko="잡음이 없는 포물선에서 학습률이 일정하고 α가 1에 가까우면 RMSprop은 최소점에 멈추지 않고 ±η/2를 오가는 순환에 "
    "갇힌다(ε/곡률이 η보다 훨씬 작고, 반올림으로 θ가 정확히 최소점에 놓이지 않을 때). 학습률을 줄여 가면 순환이 "
    "없어진다.",
    seconds=0.3,
    entry="C14",
    literature="Bock & Weiß 2019, for Adam",
)
def never_rests(alpha: float = 0.99, curvature: float = 3.0, eps: float = 1e-8) -> Evidence:
    require(alpha=alpha, eps=eps)
    rates = np.array([0.1, 0.01, 0.001])
    if not (0.5 <= alpha <= 0.998 and 1e-100 < curvature < 1e100 and eps <= 0.05 * rates[-1] * curvature):
        raise Undecided(
            en=f"alpha = {alpha:g}, curvature = {curvature:g}, eps = {eps:g}: v needs a memory, short enough that θ "
            "does not underflow here (0.5 to 0.998), and ε/λ, by which ε shifts the cycle, must be small beside η",
            ko=f"alpha = {alpha:g}, curvature = {curvature:g}, eps = {eps:g}: v가 과거를 기억하되 θ가 언더플로되지 "
            "않을 만큼만 기억해야 하고(여기서는 0.5부터 0.998까지), ε이 순환을 옮기는 양인 ε/λ는 η보다 훨씬 작아야 "
            "한다",
        )
    steps = int(2000 + 100 / (1 - alpha))  # by then the approach is over, to the last digits
    places = path(RMSprop(rates, alpha, eps), lambda x: curvature * x, np.ones(3), steps)
    decaying, x = RMSprop(0.1, alpha, eps), np.ones(1)
    for t in range(1, steps + 1):
        decaying.lr = 0.1 / np.sqrt(t)
        x = decaying.step(x, curvature * x)
    descent = path(HeavyBall(0.3 / curvature), lambda x: curvature * x, np.ones(1), steps)
    because = "θ ← -θ needs ηλ/(√v + ε) = 2 at √v = λ|θ|: |θ| = η/2 - ε/λ; rounding"

    def cycle(lr: float) -> Bound:
        return within(0.5 - eps / curvature / lr, 1e-12, because=because)

    return Evidence(
        measurements=[
            Measurement(f"{name} |θ| at the end, η = {lr:g}", end / lr, cycle(lr), unit="η")
            for lr, column in zip(rates, abs(places[-200:]).T, strict=True)
            for name, end in (("smallest", min(column)), ("largest", max(column)))
        ],
        controls=[
            Control("with η/√t", abs(x[0]) / 0.1, within(0.5, 1e-6), unit="η"),
            Control("gradient descent", abs(descent[-1, 0]) / 0.1, within(0.5, 1e-6), unit="η"),
        ],
        curves=[Curve(f"η = {lr:g}", abs(places[::40, k])) for k, lr in enumerate(rates)],
        axes=Axes(x="step / 40", y="|θ|", log_y=True),
    )


@claim(
    en="RMSprop's diagonal scaling helps against ill-conditioning along the axes, and loses that when the problem is "
    "rotated by 45°; gradient descent and momentum do not notice a rotation.",
    ko="RMSprop의 좌표별 스케일링은 조건이 나쁜 방향이 좌표축과 나란하면 도움이 되지만, 문제를 45° 회전하면 그 "
    "이점을 잃는다. 경사 하강법과 모멘텀은 회전에 영향받지 않는다.",
    seconds=1.0,
    entry="C14",
    literature="Maes et al. 2024, for Adam",
)
def loses_when_rotated(kappa: float = 100.0, degrees: float = 45.0, tolerance: float = 1e-4) -> Evidence:
    if not (1 <= kappa <= 1e6 and 0 < tolerance < 1):
        raise Undecided(
            en=f"kappa = {kappa:g}, tolerance = {tolerance:g}: needs 1 <= κ <= 1e6 and 0 < tolerance < 1",
            ko=f"kappa = {kappa:g}, tolerance = {tolerance:g}: 1 <= κ <= 1e6, 0 < tolerance < 1이어야 한다",
        )
    rates = 2.0 ** np.arange(-10, 1)[:, None]  # one run for each learning rate, side by side
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn, limit = np.array([[cos, -sin], [sin, cos]]), 2500

    def losses(optimizer: Any, rotation: Vector) -> Vector:  # shape (steps, learning rates)
        hessian = rotation @ np.diag([kappa, 1]) @ rotation.T
        theta, out = np.ones((len(rates), 2)) @ rotation.T, []
        for _ in range(limit):
            out.append(np.sum(theta @ hessian * theta, axis=1) / (kappa + 1))
            theta = np.clip(optimizer.step(theta, theta @ hessian), -1e6, 1e6)  # too large rates may diverge
        return np.array(out)

    def best(optimizer: Any, rotation: Vector) -> tuple[int, Vector]:  # fewest steps, and that run
        history = losses(optimizer, rotation)
        reached = history <= tolerance
        needed = np.where(reached.any(axis=0), np.argmax(reached, axis=0), limit)
        return int(min(needed)), history[:, np.argmin(needed)]

    axes, rotated = best(RMSprop(rates), np.eye(2)), best(RMSprop(rates), turn)
    descent, ball = (
        (best(HeavyBall(rates, beta), np.eye(2))[0], best(HeavyBall(rates, beta), turn)[0]) for beta in (0.0, 0.9)
    )
    if limit in (axes[0], *descent, *ball) or 0 in (axes[0], *descent, *ball):
        raise Undecided(
            en=f"kappa = {kappa:g}, tolerance = {tolerance:g}: not all arrive between step 1 and step {limit}",
            ko=f"kappa = {kappa:g}, tolerance = {tolerance:g}: 1스텝과 {limit}스텝 사이에 모두가 도달하지는 못한다",
        )
    grid = "a method that is blind to rotation has 1; the grid of η, in factors of 2, may double it"
    blind = "commutes with rotations; rounding at the threshold may cost a step"
    return Evidence(
        measurements=[
            Measurement("RMSprop, steps rotated / not", rotated[0] / axes[0], at_least(2, because=grid)),
            Measurement("descent, steps apart", abs(descent[1] - descent[0]), at_most(1, because=blind)),
            Measurement("momentum, steps apart", abs(ball[1] - ball[0]), at_most(1, because=blind)),
        ],
        controls=[
            Control("descent, steps rotated / not", descent[1] / descent[0], at_least(2)),
            Control("momentum, steps rotated / not", ball[1] / ball[0], at_least(2)),
        ],
        curves=[Curve("along the axes", axes[1][:200]), Curve("rotated", rotated[1][:200])],
        axes=Axes(x="step", y="loss / first loss", log_y=True),
    )


mutant("averages gradients instead of their squares", "(1 - self.alpha) * g**2", "(1 - self.alpha) * abs(g)")
mutant("drops 1-α", "+ (1 - self.alpha) * g**2", "+ g**2")
mutant(
    "swaps the weights of old and new",
    "self.alpha * self.v + (1 - self.alpha) *",
    "(1 - self.alpha) * self.v + self.alpha *",
)
mutant("puts ε inside the root", "np.sqrt(self.v) + self.eps", "np.sqrt(self.v + self.eps)")
mutant("lets AdaGrad forget", "self.total = self.total + g**2", "self.total = 0.99 * self.total + g**2")
mutant("forgets AdaGrad's root", "np.sqrt(self.total) + self.eps", "self.total + self.eps")
mutant("forgets the root", "np.sqrt(self.v) + self.eps", "self.v + self.eps")
mutant("keeps no mean", "self.alpha * self.v + (1 - self.alpha) * g**2", "g**2")
mutant("pushes the heavy ball with the mean", "self.beta * self.v + g", "self.beta * self.v + (1 - self.beta) * g")
mutant("takes another default decay than torch", "alpha: float = 0.99\n    eps", "alpha: float = 0.9\n    eps")
