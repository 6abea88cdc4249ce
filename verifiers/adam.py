"""Adam: two moving averages, a correction for their start at zero, and what follows from them.

Notation, as in Kingma & Ba (2015): θ are the parameters, g is the gradient, η (lr) the learning rate, t the
step, counted from 1; m and v are the running means of g and g² with decays β₁ and β₂; λ is the strength of
weight decay. Each optimizer keeps its own state: `theta = optimizer.step(theta, g)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

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
    within,
)

Vector = np.ndarray
Gradient = Callable[[Vector, int], Vector]  # of θ and t


@dataclass
class Adam:
    """Kingma & Ba 2015, algorithm 1; AMSGrad (Reddi 2018); the decay of AdamW (Loshchilov & Hutter 2019)."""

    lr: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    correct_m: bool = True
    correct_v: bool = True
    amsgrad: bool = False
    l2: float = 0.0
    decay: float = 0.0

    def __post_init__(self) -> None:
        self.t = 0
        self.m = self.v = self.v_max = 0.0

    def step(self, theta: Vector, g: Vector) -> Vector:
        self.t += 1
        g = g + self.l2 * theta  # the gradient of an L2 penalty goes through both averages
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        self.v_max = np.maximum(self.v_max, self.v)
        m_hat = self.m / (1 - self.beta1**self.t) if self.correct_m else self.m
        v_hat = self.v_max if self.amsgrad else self.v
        v_hat = v_hat / (1 - self.beta2**self.t) if self.correct_v else v_hat
        shrunk = theta - self.lr * self.decay * theta  # decoupled decay goes past them
        return shrunk - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


@dataclass
class NAdam:
    """Dozat 2016: Adam whose momentum looks one step ahead, with β₁ warmed up."""

    lr: float
    beta1: float
    beta2: float
    eps: float
    warmth: float

    def __post_init__(self) -> None:
        self.t = 0
        self.m = self.v = 0.0
        self.product = 1.0

    def step(self, theta: Vector, g: Vector) -> Vector:
        self.t += 1
        now, later = (self.beta1 * (1 - 0.5 * 0.96 ** (t * self.warmth)) for t in (self.t, self.t + 1))
        self.product *= now
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g**2
        ahead = later * self.m / (1 - self.product * later) + (1 - now) * g / (1 - self.product)
        return theta - self.lr * ahead / (np.sqrt(self.v / (1 - self.beta2**self.t)) + self.eps)


@dataclass
class Adagrad:
    """Duchi 2011: the root of the sum, not of the mean, of g²; so its steps shrink for ever."""

    lr: float
    eps: float
    lr_decay: float

    def __post_init__(self) -> None:
        self.t = 0
        self.total = 0.0

    def step(self, theta: Vector, g: Vector) -> Vector:
        self.t += 1
        self.total = self.total + g**2
        return theta - self.lr / (1 + (self.t - 1) * self.lr_decay) * g / (np.sqrt(self.total) + self.eps)


@dataclass
class SGD:
    """Gradient descent, with Nesterov momentum (Sutskever 2013) in the form that torch uses."""

    lr: float
    nesterov: float = 0.0
    l2: float = 0.0
    decay: float = 0.0

    def __post_init__(self) -> None:
        self.buffer = 0.0

    def step(self, theta: Vector, g: Vector) -> Vector:
        g = g + self.l2 * theta
        self.buffer = self.nesterov * self.buffer + g
        return theta - self.lr * self.decay * theta - self.lr * (g + self.nesterov * self.buffer)


def path(optimizer: Any, gradient: Gradient, start: Vector, steps: int = 100) -> Vector:
    """Where the optimizer goes, shape (steps + 1, parameters)."""
    places = [start]
    for t in range(1, steps + 1):
        places.append(optimizer.step(places[-1], gradient(places[-1], t)))
    return np.array(places)


def torch_path(kind: Any, gradient: Gradient, start: Vector, steps: int = 100, **options: Any) -> Vector:
    """The same with an optimizer of torch.optim, fed by the same gradient; options are torch's."""
    torch.set_default_dtype(torch.float64)  # NAdam keeps a product of its momenta in this type
    try:
        theta = torch.tensor(start, requires_grad=True)
        optimizer = kind([theta], foreach=False, **options)
        places = [start]
        for t in range(1, steps + 1):
            theta.grad = torch.from_numpy(gradient(places[-1], t))
            optimizer.step()
            places.append(theta.detach().numpy().copy())
        return np.array(places)
    finally:
        torch.set_default_dtype(torch.float32)


def noisy_valley(seed: int, steps: int = 100) -> tuple[Gradient, Vector]:
    """Gradient of a quadratic with curvatures from 0.01 to 10 and a noisy centre; and where to start."""
    rng = np.random.default_rng(seed)
    curvature, noise = np.logspace(-2, 1, 6), rng.standard_normal((steps, 6))
    return (lambda theta, t: curvature * (theta + noise[t - 1])), rng.standard_normal(6)


def movements(optimizer: Any, gradients: Any) -> Vector:
    """How far the optimizer moves against each gradient of a sequence, in units of η; one entry a step."""
    return np.array([-optimizer.step(0.0, g) for g in gradients]) / optimizer.lr


def apart(one: Vector, other: Vector) -> float:
    """The largest distance between two paths, of any parameter at any step, relative to places farther out than 1."""
    return float(np.max(abs(one - other)) / max(1, np.max(abs(np.asarray(other)))))


ROUNDING = "100 steps of about twenty float64 operations, on parameters of order one"


def require(lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
    """Raise Undecided where these are no settings of Adam: η > 0, both decays in [0, 1), ε >= 0."""
    if not (lr > 0 and 0 <= beta1 < 1 and 0 <= beta2 < 1 and eps >= 0):
        raise Undecided(
            en=f"lr = {lr:g}, beta1 = {beta1:g}, beta2 = {beta2:g}, eps = {eps:g}: Adam needs lr > 0, decays in [0, "
            "1) and ε >= 0",
            ko=f"lr = {lr:g}, beta1 = {beta1:g}, beta2 = {beta2:g}, eps = {eps:g}: Adam에서는 lr > 0, ε >= 0이고 두 "
            "감쇠율이 [0, 1) 안에 있어야 한다",
        )


@claim(
    en="Bias correction makes Adam's first step η·sign(g). Without it every step is scaled by "
    "(1-β₁ᵗ)/√(1-β₂ᵗ): with the defaults 3.16 at first, 6.57 at step 12, within 1 % only from step 3925.",
    ko="편향 보정 덕분에 Adam의 첫 스텝은 η·sign(g)이다. 보정이 없으면 매 스텝에 (1-β₁ᵗ)/√(1-β₂ᵗ)가 곱해진다. "
    "기본값에서는 처음에 3.16배, 12번째 스텝에 6.57배이고, 3925번째 스텝부터야 오차가 1% 안으로 들어온다.",
    seconds=0.3,
    entry="C16",
    literature="Kingma & Ba 2015, sec. 3",
)
def bias_correction(
    beta1: float = 0.9, beta2: float = 0.999, lr: float = 0.001, eps: float = 1e-8, steps: int = 5000
) -> Evidence:
    require(lr, beta1, beta2, eps)
    slack = eps / np.sqrt(1 - beta2) + 1e-12
    if not (slack <= 0.01 and 1e4 * eps <= 0.01 and steps >= 1):
        raise Undecided(
            en=f"eps = {eps:g}, {steps} steps: ε must be small beside √v and |g| >= 1e-4, and a step be made",
            ko=f"eps = {eps:g}, {steps}스텝: ε이 √v와 |g| >= 1e-4보다 훨씬 작아야 하고, 한 스텝은 가야 한다",
        )

    def run(correct_m: bool, correct_v: bool) -> Vector:  # steps on the constant gradient 1
        return movements(Adam(lr, beta1, beta2, eps, correct_m, correct_v), np.ones(steps))

    both, neither, only_v, only_m = run(True, True), run(False, False), run(False, True), run(True, False)
    t = np.arange(1, steps + 1)
    theory = (1 - beta1**t) / np.sqrt(1 - beta2**t)
    g = np.outer([1, -1], np.logspace(-4, 4, 9))
    first = Adam(lr, beta1, beta2, eps).step(0 * g, g) / (-lr * np.sign(g))

    def scaled(name: str, value: float, formula: float) -> Measurement:
        because = "sums of geometric series; ε/√v, largest at the first step, and rounding"
        return Measurement(name, value, within(formula, slack * formula, because=because), unit="η")

    late = t[neither > 1.01]  # more than 1 % too far
    end = 2 + max(np.flatnonzero(theory > 1.01), default=-1)

    def peak(factors: Vector) -> int:  # the first step as long as the longest, give or take a millionth
        return 1 + int(np.argmax(factors > (1 - 1e-6) * max(factors)))

    return Evidence(
        measurements=[
            Measurement(
                "first step / -η·sign(g), off by", apart(first, 1), at_most(1e4 * eps + 1e-14, because="ε/|g|")
            ),
            Measurement(
                "any step, constant gradient, off by", apart(both, 1), at_most(eps + 1e-12, because="ε/|g|, rounding")
            ),
            scaled("first step uncorrected", neither[0], theory[0]),
            scaled("largest step uncorrected", max(neither), max(theory)),
            scaled("first step, only m corrected", only_m[0], 1 / np.sqrt(1 - beta2)),
            scaled("first step, only v corrected", only_v[0], 1 - beta1),
            Measurement("largest at step", peak(neither), within(peak(theory), 0, because="closed form")),
            Measurement("within 1 % from step", 1 + max(late, default=0), within(end, 0, because="closed form")),
            Measurement(
                "off the formula, worst step", apart(neither / theory, 1), at_most(slack, because="ε/√v, rounding")
            ),
        ],
        controls=[Control("uncorrected first step, if it were η", neither[0], within(1, 0.01), unit="η")],
        curves=[Curve("uncorrected", neither[:400:2], x=t[:400:2]), Curve("corrected", both[:400:2], x=t[:400:2])],
        axes=Axes(x="step t", y="step / η"),
    )


@claim(
    en="Without bias correction Adam, with its default β₁ = 0.9 and β₂ = 0.999, starts too slowly, because its "
    "averages start at zero.",
    ko="기본값 β₁ = 0.9, β₂ = 0.999인 Adam은 편향 보정이 없으면 이동평균이 0에서 시작하므로 초반 스텝이 너무 작아진다.",
    seconds=0.1,
    expects="refuted",
    entry="C16",
    literature="Kingma & Ba 2015, sec. 3",
)
def starts_too_slowly(beta1: float = 0.9, beta2: float = 0.999) -> Evidence:
    require(beta1=beta1, beta2=beta2)
    neither, only_v, both = (
        movements(Adam(beta1=beta1, beta2=beta2, correct_m=m, correct_v=v), np.ones(100))
        for m, v in ((False, False), (False, True), (True, True))
    )
    slow = "too slow means less than η"
    return Evidence(
        measurements=[
            Measurement("first step uncorrected", neither[0], at_most(1, because=slow), unit="η"),
            Measurement("largest of 100 steps uncorrected", max(neither), at_most(1, because=slow), unit="η"),
        ],
        controls=[Control("first step when m alone starts too small", only_v[0], at_most(1), must="hold", unit="η")],
        curves=[Curve("neither corrected", neither), Curve("only v", only_v), Curve("both", both)],
        axes=Axes(x="step", y="step / η"),
    )


@claim(
    en="Adam is an average of g over the root of RMSprop's average of g². With β₁ = 0 and no bias correction it is "
    "RMSprop; with a huge ε, η scaled to match and no bias correction it is momentum. RMSprop with a momentum buffer "
    "is not Adam.",
    ko="Adam은 g의 지수이동평균을 RMSprop의 g² 평균의 제곱근으로 나눈 것이다. β₁ = 0이고 편향 보정이 없으면 RMSprop과 "
    "같고, 편향 보정 없이 ε을 아주 크게 하고 η를 그만큼 키우면 모멘텀과 같다. 모멘텀 버퍼를 붙인 RMSprop은 Adam이 "
    "아니다.",
    seconds=0.5,
    entry="C15",
    literature="Kingma & Ba 2015; Tieleman & Hinton 2012",
)
def momentum_plus_rmsprop(
    beta1: float = 0.9, beta2: float = 0.99, lr: float = 0.01, eps: float = 1e-3, seed: int = 0
) -> Evidence:
    require(lr, beta1, beta2, eps)
    if lr > 0.2:
        raise Undecided(
            en=f"lr = {lr:g}: on a curvature of 10 descent diverges from lr = 0.2 on, and √v outgrows any ε",
            ko=f"lr = {lr:g}: 곡률이 10이면 lr = 0.2부터 경사 하강법이 발산하고, √v가 어떤 ε보다도 커진다",
        )
    gradient, start = noisy_valley(seed)

    def ours(lr: float, beta1: float, eps: float, corrected: bool) -> Vector:
        return path(Adam(lr, beta1, beta2, eps, corrected, corrected), gradient, start)

    def rmsprop(lr: float, momentum: float) -> Vector:
        options = {"lr": lr, "alpha": beta2, "eps": eps, "momentum": momentum}
        return torch_path(torch.optim.RMSprop, gradient, start, **options)

    plain, adam = rmsprop(lr, 0), ours(lr, beta1, eps, True)
    buffered = rmsprop(lr * (1 - beta1), beta1)  # the buffer sums up to 1/(1-β₁) steps
    momentum = torch_path(torch.optim.SGD, gradient, start, lr=lr, momentum=beta1)
    blind = ours(1e15 * lr / (1 - beta1), beta1, 1e15, False)
    first, bare = (Adam(1, 0, beta2, 0, correct_v=v).step(0.0, 1.0) for v in (True, False))
    exact = at_most(1e-12, because=ROUNDING)
    huge = at_most(1e-11, because="√v < 100 beside ε = 1e15 changes a step by 1e-13; 100 steps")
    root = within(np.sqrt(1 - beta2), 1e-14, because="v = (1-β₂)g²")
    return Evidence(
        measurements=[
            Measurement("Adam, β₁ = 0, uncorrected, off RMSprop", apart(ours(lr, 0, eps, False), plain), exact),
            Measurement("Adam, ε = 1e15, off momentum", apart(blind, momentum), huge),
            Measurement("first step, corrected / not", first / bare, root),
        ],
        controls=[
            Control("Adam, β₁ = 0, corrected, off RMSprop", apart(ours(lr, 0, eps, True), plain), exact),
            Control("Adam, off RMSprop with momentum", apart(adam, buffered), exact),
        ],
        curves=[Curve("RMSprop", plain[:, 3]), Curve("Adam", adam[:, 3]), Curve("RMSprop + momentum", buffered[:, 3])],
        axes=Axes(x="step", y="θ, the fourth of six"),
    )


@claim(
    en="Adam, AdamW, AMSGrad, NAdam, Adagrad and Nesterov momentum, written down from their formulas, go "
    "step for step where torch.optim goes.",
    ko="공식대로 구현한 Adam, AdamW, AMSGrad, NAdam, Adagrad, 네스테로프 모멘텀은 스텝마다 torch.optim과 "
    "같은 경로를 간다.",
    seconds=0.6,
    entry="C16",
    literature="Kingma & Ba 2015; Loshchilov & Hutter 2019; Reddi 2018; Dozat 2016; Duchi 2011",
)
def against_torch(
    lr: float = 0.03, beta1: float = 0.8, beta2: float = 0.95, eps: float = 0.01, decay: float = 0.1, seed: int = 0
) -> Evidence:
    require(lr, beta1, beta2, eps)
    if beta2 < 0.5:
        raise Undecided(
            en=f"beta2 = {beta2:g}: steps follow the sign of g, and rounding grows where g changes it",
            ko=f"beta2 = {beta2:g}: 스텝이 g의 부호를 따라가므로, 부호가 바뀌는 곳에서 반올림 오차가 커진다",
        )
    gradient, start = noisy_valley(seed)
    adam, optim, rate = (lr, beta1, beta2, eps), torch.optim, {"lr": lr}
    betas = {**rate, "betas": (beta1, beta2), "eps": eps}
    nesterov = {"momentum": 0.8, "nesterov": True}
    pairs = {
        "Adam, all defaults": (Adam(), optim.Adam, {}),
        "Adam": (Adam(*adam), optim.Adam, betas),
        "Adam with L2": (Adam(*adam, l2=decay), optim.Adam, {**betas, "weight_decay": decay}),
        "AdamW": (Adam(*adam, decay=decay), optim.AdamW, {**betas, "weight_decay": decay}),
        "AMSGrad": (Adam(*adam, amsgrad=True), optim.Adam, {**betas, "amsgrad": True}),
        "NAdam": (NAdam(*adam, 0.3), optim.NAdam, {**betas, "momentum_decay": 0.3}),
        "Adagrad": (Adagrad(lr, eps, 0.02), optim.Adagrad, {**rate, "lr_decay": 0.02, "eps": eps}),
        "Nesterov": (SGD(lr, 0.8, l2=decay), optim.SGD, {**rate, **nesterov, "weight_decay": decay}),
    }
    ours = {name: path(optimizer, gradient, start) for name, (optimizer, _, _) in pairs.items()}
    theirs = {name: torch_path(kind, gradient, start, **options) for name, (_, kind, options) in pairs.items()}
    strangers = [("Adam with L2", "AdamW"), ("Adam", "AMSGrad"), ("Adam", "NAdam"), ("AdamW", "Adam")]
    return Evidence(
        measurements=[
            Measurement(f"{name}, off torch", apart(ours[name], theirs[name]), at_most(1e-12, because=ROUNDING))
            for name in pairs
        ],
        controls=[
            Control(f"{one}, off torch's {other}", apart(ours[one], theirs[other]), at_most(1e-12))
            for one, other in strangers
        ],
        curves=[Curve(name, places[:, 3]) for name, places in theirs.items()],
        axes=Axes(x="step", y="θ, the fourth of six"),
    )


@claim(
    en="One gradient after a long silence moves a parameter by η(1-β₁)/√(1-β₂), with the default decays 3.16η, however "
    "large it is, if it is far above ε. If it stays, steps reach 6.57η; no sequence of gradients gets beyond 7.27η.",
    ko="오랫동안 0이던 기울기가 한 번 들어오면, ε보다 훨씬 크기만 하면 크기와 상관없이 파라미터는 η(1-β₁)/√(1-β₂), "
    "기본값에서 3.16η 움직인다. 그 기울기가 계속되면 스텝은 6.57η까지 커지고, 기울기가 어떤 순서로 들어오든 7.27η를 "
    "넘지 못한다.",
    seconds=0.4,
    entry="C16",
    literature="Kingma & Ba 2015, sec. 2.1 (its 3.16η: one gradient after a silence)",
)
def long_silence(beta1: float = 0.9, beta2: float = 0.999, silence: int = 20_000) -> Evidence:
    require(beta1=beta1, beta2=beta2)
    slack = 1e-8 / np.sqrt(1 - beta2) + beta2 ** max(silence, 0) + 1e-12
    if slack > 0.01:
        raise Undecided(
            en=f"beta2 = {beta2:g}, silence = {silence}: bias correction has not yet faded to 1 %, or ε matters",
            ko=f"beta2 = {beta2:g}, silence = {silence}: 편향 보정이 아직 1%까지 사라지지 않았거나 ε의 영향이 남아 "
            "있다",
        )
    if not beta1**2 <= 0.9 * beta2:
        raise Undecided(
            en=f"beta1 = {beta1:g}, beta2 = {beta2:g}: a bound on the step needs β₁² < β₂, with room to sum it",
            ko=f"beta1 = {beta1:g}, beta2 = {beta2:g}: 스텝의 상한을 구하려면 β₁² < β₂이고, 급수를 합할 수 있을 만큼 "
            "차이가 나야 한다",
        )
    t = np.arange(1, 201)
    growing = (beta1 / beta2) ** (200 - t)
    gradients = np.concatenate([np.zeros((silence, 3)), np.transpose([0 * t + 1, 0 * t + 1e6, growing])])
    steady, loud, worst = movements(Adam(beta1=beta1, beta2=beta2), gradients)[silence:].T
    early = movements(Adam(beta1=beta1, beta2=beta2), np.ones(200))
    one = (1 - beta1) / np.sqrt(1 - beta2)
    most = one * np.sqrt(np.sum((beta1**2 / beta2) ** np.arange(200)))

    def reached(name: str, value: float, formula: float, source: str) -> Measurement:
        because = f"{source}; ε/√v, what is left of the correction, rounding"
        return Measurement(name, value, within(formula, slack * formula, because=because), unit="η")

    uncorrected = max((1 - beta1**t) / np.sqrt(1 - beta2**t))
    return Evidence(
        measurements=[
            reached("one gradient of 1", steady[0], one, "m = (1-β₁)g, v = (1-β₂)g²"),
            reached("one gradient of a million", loud[0], one, "g cancels"),
            reached("one that stays, largest step", max(steady), uncorrected, "sums of geometric series"),
            reached("one that grows by β₂/β₁ a step", worst[-1], most, "Cauchy-Schwarz: m²/v is largest here"),
        ],
        controls=[Control("no silence before it", early[0], within(one, slack * one), unit="η")],
        curves=[
            Curve("stays after a silence", steady),
            Curve("grows after a silence", worst),
            Curve("from the start", early),
        ],
        axes=Axes(x="step since the silence", y="step / η"),
    )


@claim(
    en="Adam never moves a parameter by more than the learning rate in one step.",
    ko="Adam은 한 스텝에 파라미터를 학습률보다 많이 움직이지 않는다.",
    seconds=0.3,
    expects="refuted",
    entry="C16",
    literature="Kingma & Ba 2015, sec. 2.1",
)
def never_more_than_lr(beta1: float = 0.9, beta2: float = 0.999, silence: int = 10_000) -> Evidence:
    require(beta1=beta1, beta2=beta2)
    if not (beta2 > 0 and beta2 ** max(silence, 0) <= 0.01):
        raise Undecided(
            en=f"beta2 = {beta2:g}, silence = {silence}: bias correction is still at work, or v has no memory",
            ko=f"beta2 = {beta2:g}, silence = {silence}: 편향 보정이 아직 작용하거나, v가 과거를 기억하지 못한다",
        )
    growth, memory = beta2 / max(beta1, 0.5 * beta2), max(50, int(5 / (1 - beta1)))
    if not (memory <= 100_000 and memory * abs(np.log(growth)) < 300):
        raise Undecided(
            en=f"beta1 = {beta1:g}, beta2 = {beta2:g}: m remembers too long, or g² would overflow",
            ko=f"beta1 = {beta1:g}, beta2 = {beta2:g}: m이 과거를 너무 오래 기억하거나, g²이 오버플로를 일으킨다",
        )
    after = movements(Adam(beta1=beta1, beta2=beta2), [0.0] * silence + [1.0] * 50)[silence:]
    growing = list(growth ** -np.arange(memory, dtype=float)[::-1])  # the longest step of all, by Cauchy-Schwarz
    longest = movements(Adam(beta1=beta1, beta2=beta2), [0.0] * silence + growing)[-1]
    steady = movements(Adam(beta1=beta1, beta2=beta2), [1.0] * 50)
    more, rounding = "more than 1 is more than η", "ε shortens it; rounding"
    return Evidence(
        measurements=[
            Measurement("one gradient after a silence", after[0], at_most(1, because=more), unit="η"),
            Measurement("largest step of fifty such", max(after), at_most(1, because=more), unit="η"),
            Measurement("the last of many that grow by β₂/β₁", longest, at_most(1, because=more), unit="η"),
        ],
        controls=[Control("constant from the start", max(steady), at_most(1 + 1e-12, because=rounding), must="hold")],
        curves=[Curve("after a silence", after), Curve("constant from the start", steady)],
        axes=Axes(x="step", y="step / η"),
    )


@claim(
    en="L2 and weight decay coincide for SGD without momentum, but neither with momentum nor for Adam: AdamW shrinks a "
    "weight whose loss gradient is 0 by the factor 1-ηλ a step, Adam with L2 at first by η a step, whatever λ > 0 is.",
    ko="L2와 가중치 감쇠는 모멘텀 없는 SGD에서는 같지만, 모멘텀을 쓰거나 Adam을 쓰면 다르다. 손실의 기울기가 0인 "
    "가중치를 AdamW는 스텝마다 1-ηλ배로 줄이고, L2를 쓴 Adam은 λ > 0이 얼마든 처음에는 스텝마다 η만큼 줄인다.",
    seconds=0.4,
    entry="C16",
    literature="Loshchilov & Hutter 2019",
)
def decoupled_decay(lr: float = 0.01, decay: float = 0.1, seed: int = 0) -> Evidence:
    if not (lr >= 1e-9 and decay > 1e-100 and 0 < lr * 10 * decay < 1):
        raise Undecided(
            en=f"lr = {lr:g}, decay = {decay:g}: weights decay where 0 < ηλ < 1, here for λ and for 10 λ",
            ko=f"lr = {lr:g}, decay = {decay:g}: 가중치가 감쇠하려면 0 < ηλ < 1이어야 하며, 여기서는 λ와 10λ 모두 "
            "그래야 한다",
        )
    gradient, start = noisy_valley(seed)

    def unused(optimizer: Any) -> Vector:  # a weight of 5 that the loss does not depend on
        return path(optimizer, lambda theta, _: 0 * theta, np.array([5.0]))[:, 0]

    adamw, adamw_10 = unused(Adam(lr, decay=decay)), unused(Adam(lr, decay=10 * decay))
    l2, l2_10 = (
        unused(Adam(lr, eps=1e-300, l2=k * decay)) for k in (1, 10)
    )  # ε nothing beside √v, and no 0/0 at λ = 0

    def decoupled_off_l2(kind: Any, ours: Any, **options: Any) -> float:
        l2 = torch_path(kind, gradient, start, lr=lr, weight_decay=decay, **options)
        return apart(l2, path(ours, gradient, start))

    sgd = decoupled_off_l2(torch.optim.SGD, SGD(lr, decay=decay))
    pushed = decoupled_off_l2(torch.optim.SGD, SGD(lr, 0.9, decay=decay), momentum=0.9, nesterov=True)
    adam = decoupled_off_l2(torch.optim.Adam, Adam(lr, decay=decay))
    left, first = adamw[-1] / 5, (5 - l2[1]) / lr
    geometric = within((1 - lr * decay) ** 100, 1e-12, because="no g: geometric; rounding")
    sign = within(1, 1e-15 / lr + 1e-12, because="η·sign(λθ); rounding of 5 - η")
    cancels = at_most(1e-12, because="m/√v cancels λ; " + ROUNDING)
    return Evidence(
        measurements=[
            Measurement("SGD: decoupled off L2", sgd, at_most(1e-12, because="one sum; " + ROUNDING)),
            Measurement("AdamW: left of a weight", left, geometric),
            Measurement("Adam, L2: first step", first, sign),
            Measurement("Adam, L2: λ off 10 λ", apart(l2, l2_10), cancels),
        ],
        controls=[
            Control("SGD with Nesterov momentum 0.9: decoupled off L2", pushed, at_most(1e-12)),
            Control("Adam: decoupled off L2", adam, at_most(1e-12)),
            Control("AdamW: λ off 10 λ", apart(adamw, adamw_10), at_most(1e-12)),
        ],
        curves=[Curve("AdamW, λ", adamw), Curve("AdamW, 10 λ", adamw_10), Curve("Adam with L2, λ or 10 λ", l2)],
        axes=Axes(x="step", y="a weight the loss does not use"),
    )


def online_play(optimizer: Adam, slopes: Vector) -> Vector:
    """Where a player of one slope a step stands, who minimises slope·x on [-1, 1] from 0, with η/√t."""
    x, places, lr = 0.0, [], optimizer.lr
    for t, slope in enumerate(slopes, start=1):
        places.append(x)
        optimizer.lr = lr / np.sqrt(t)
        x = float(np.clip(optimizer.step(x, slope), -1, 1))
    return np.array(places)


@claim(
    en="Adam can fail on a convex problem: with β₁ = 0, β₂ = 1/(1+C²), C > 2 and rates η/√t, the losses Cx, -x, -x in "
    "turn drive it to +1, the worst point of [-1, 1], at mean regret 2(C-2)/3. AMSGrad goes to the best, -1.",
    ko="Adam은 볼록 문제에서도 실패할 수 있다. β₁ = 0, β₂ = 1/(1+C²), C > 2이고 학습률이 η/√t일 때 손실 Cx, -x, -x가 "
    "되풀이되면 [-1, 1]에서 가장 나쁜 점 +1로 가고 평균 후회(regret)는 2(C-2)/3이다. AMSGrad는 가장 좋은 점 -1로 간다.",
    seconds=0.4,
    entry="C16",
    literature="Reddi 2018, theorem 1",
)
def fails_on_convex(c: float = 3.0, lr: float = 0.5, rounds: int = 2000) -> Evidence:
    if not (2 < c < 1e6 and lr > 0 and rounds >= 2):
        raise Undecided(
            en=f"c = {c:g}, lr = {lr:g}, rounds = {rounds}: the theorem needs C > 2, here below 1e6, and η > 0",
            ko=f"c = {c:g}, lr = {lr:g}, rounds = {rounds}: 정리에는 C > 2(여기서는 1e6 미만)와 η > 0이 필요하다",
        )
    beta2 = 1 / (1 + c**2)
    slopes = np.tile([c, -1.0, -1.0], rounds)
    late = slice(3 * (rounds // 2), None)  # whole rounds, after the start is forgotten
    reach = 2 * lr / np.sqrt(late.start) / np.sqrt(1 - beta2)
    worst = 2 * (c - 2) / 3
    travel = lr * 2 * np.sqrt(late.start) * (c - 2) / (3 * c)  # AMSGrad's way towards -1, the slower of the two
    if reach > min(worst / 2, 0.5) or travel < 1.5:
        raise Undecided(
            en=f"c = {c:g}, lr = {lr:g}, rounds = {rounds}: too few or too long steps to arrive at an end and stay "
            "there",
            ko=f"c = {c:g}, lr = {lr:g}, rounds = {rounds}: 스텝이 너무 적거나 길어서 한쪽 끝에 이르러 머물지 못한다",
        )
    players = {
        "Adam": online_play(Adam(lr, 0, beta2), slopes),
        "AMSGrad": online_play(Adam(lr, 0, beta2, amsgrad=True), slopes),
        "Adam, β₂ = 0.999": online_play(Adam(lr, 0, 0.999), slopes),
    }
    regret = {name: np.mean((slopes * (x + 1))[late]) for name, x in players.items()}  # the best x is -1
    because = "theorem; a round strays from the edge by at most two steps of η/√(t(1-β₂))"
    return Evidence(
        measurements=[
            Measurement("Adam, lowest x", min(players["Adam"][late]), at_least(1 - reach, because=because)),
            Measurement("Adam, mean regret", regret["Adam"], within(worst, reach, because=because)),
            Measurement("AMSGrad, highest x", max(players["AMSGrad"][late]), at_most(reach - 1, because=because)),
            Measurement("AMSGrad, mean regret", regret["AMSGrad"], within(0, reach, because=because)),
        ],
        controls=[Control("β₂ = 0.999, mean regret", regret["Adam, β₂ = 0.999"], within(worst, reach))],
        curves=[Curve(name, x[:1200:3], x=np.arange(1, len(x) + 1)[:1200:3]) for name, x in players.items()],
        axes=Axes(x="step", y="x"),
    )


mutant("forgets the bias correction of m", "self.m / (1 - self.beta1**self.t) if", "self.m if")
mutant("forgets the bias correction of v", "v_hat / (1 - self.beta2**self.t) if", "v_hat if")
mutant("exchanges the moments", "m_hat / (np.sqrt(v_hat) + ", "np.sqrt(v_hat) / (abs(m_hat) + ")
mutant("puts epsilon inside the root", "(np.sqrt(v_hat) + self.eps)", "np.sqrt(v_hat + self.eps)")
mutant(
    "averages g² over a hundred steps", "beta2: float = 0.999\n    eps: float", "beta2: float = 0.99\n    eps: float"
)
mutant("counts t from zero", "self.beta2**self.t) if", "self.beta2 ** (self.t - 1 or 1)) if")
mutant("lets the decay go through the moments", "self.lr * self.decay * theta  #", "self.lr * self.decay * m_hat  #")
mutant("takes the newest v for the largest", "self.v_max if self.amsgrad", "self.v if self.amsgrad")
mutant("looks ahead with the momentum of this step", "later * self.m", "now * self.m")
