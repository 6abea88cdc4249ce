"""RMSprop: a step for each parameter, as long as the learning rate, whatever the size of its gradient.

Notation: θ parameters, g gradient, η (lr) learning rate, v the running mean of g² with decay α, which starts at 0
and is not corrected for it (Tieleman & Hinton 2012).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, claim, mutant, progress

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
    """The largest distance between two paths, of any parameter at any step."""
    return float(np.linalg.norm(np.ravel(one - other), np.inf))


def waves(theta: Vector) -> Vector:
    """Gradient of a bumpy quadratic in six parameters with curvatures from 0.01 to 10."""
    return np.logspace(-2, 1, 6) * (theta + np.sin(3 * theta))


START = np.array([1.0, -1.5, 2.0, 0.7, -0.4, 1.2])
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
    "root. That mean starts at 0 uncorrected, so the first step is η/√(1-α): ten times η for α = 0.99.",
    ko="RMSprop은 파라미터마다 기울기를 제곱의 지수이동평균의 제곱근으로 나누며, ε은 제곱근 밖에 더한다. 평균이 "
    "0에서 시작하고 보정되지 않으므로 첫 스텝은 η/√(1-α), 즉 α = 0.99에서 η의 열 배이다.",
    seconds=0.3,
    entry="C12",
    literature="Tieleman & Hinton 2012",
)
def against_torch(alpha: float = 0.99, lr: float = 0.01, eps: float = 0.01) -> Evidence:
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
    same: Any = {"at_most": 1e-12, "because": ROUNDING}
    tenfold: Any = {"equals": factor, "within": 1e-11 * factor**2, "unit": "η"}
    tenfold["because"] = "√v = |g|√(1-α); ε = 1e-12 and rounding"
    root: Any = {"equals": 1 / np.sqrt(2 - alpha), "within": 1e-14, "because": "1/√(1-α+1)", "unit": "η"}
    return Evidence(
        measurements=[
            Measurement("path off torch's", apart(ours, reference), **same),
            Measurement("path with all defaults, off torch's", usual, **same),
            Measurement("momentum, a control below, off torch's", ball, **same),
            Measurement("first step, smallest", min(first), **tenfold),
            Measurement("first step, largest", max(first), **tenfold),
            Measurement("ε inside, first step at g = √ε", small, **root),
        ],
        controls=[
            Control("ε inside the root, off torch's", apart(inside, reference), **same),
            Control("one gradient for all, off torch's", apart(shared, reference), **same),
            Control("first step, if it were η", first[0], equals=1, within=0.01, unit="η"),
        ],
        curves=[Curve(f"curvature {c:.2g}", ours[:, k]) for k, c in enumerate(np.logspace(-2, 1, 6))],
        axes=Axes(x="step", y="θ"),
    )


def settled_steps(optimizer: Any, gradients: Vector, steps: int = 3000) -> Vector:
    """Length of the last of `steps` steps on constant gradients, one each parameter, in units of η."""
    for _ in range(steps):
        theta = optimizer.step(0 * gradients, gradients)
    return abs(theta) / optimizer.lr


@claim(
    en="Once v has settled, every parameter moves by η a step, whether its gradient is 1e-4 or 1e4: RMSprop's learning "
    "rate falls as 1/rms(g), its step does not fall at all.",
    ko="v가 자리를 잡으면 기울기가 1e-4든 1e4든 모든 파라미터가 스텝마다 η만큼 움직인다. RMSprop의 실질 학습률은 "
    "1/rms(g)로 줄지만 스텝 크기는 줄지 않는다.",
    seconds=0.2,
    entry="C13",
    literature="Tieleman & Hinton 2012; Balles & Hennig 2018",
)
def step_is_lr(alpha: float = 0.99, eps: float = 1e-8, lr: float = 0.01) -> Evidence:
    sizes = np.logspace(-4, 4, 9)
    steps, descent = settled_steps(RMSprop(lr, alpha, eps), sizes), settled_steps(HeavyBall(lr), sizes)
    slack = 1e4 * eps + alpha**3000 + 1e-12
    because = "√v = |g|; ε/|g| with |g| >= 1e-4, what is left of the start, rounding"
    one: Any = {"equals": 1, "within": slack, "because": because, "unit": "η"}
    ratio = max(steps / sizes) / min(steps / sizes)
    return Evidence(
        measurements=[
            Measurement("longest step", max(steps), **one),
            Measurement("shortest step", min(steps), **one),
            Measurement("learning rates, ratio", ratio, equals=1e8, within=2e8 * slack, because=because),
        ],
        controls=[Control("gradient descent, longest / shortest", max(descent) / min(descent), equals=1, within=slack)],
        curves=[Curve("RMSprop", steps, x=sizes), Curve("gradient descent", descent, x=sizes)],
        axes=Axes(x="gradient", y="step / η", log_x=True, log_y=True),
    )


@claim(
    en="Under RMSprop, parameters with large gradients are moved less than parameters with small gradients.",
    ko="RMSprop에서는 기울기가 큰 파라미터가 기울기가 작은 파라미터보다 적게 움직인다.",
    seconds=0.2,
    expects="refuted",
    entry="C13",
    literature="Balles & Hennig 2018",
)
def large_gradients_move_less(alpha: float = 0.99, eps: float = 1e-8, lr: float = 0.01) -> Evidence:
    sizes = np.logspace(-4, 4, 9)
    steps = settled_steps(RMSprop(lr, alpha, eps), sizes)
    rates = steps / sizes
    less: Any = {"at_most": 1 - 1e-12, "because": "less means below 1, by more than rounding"}
    return Evidence(
        measurements=[Measurement("step at g = 1e4 / at g = 1e-4", steps[-1] / steps[0], **less)],
        controls=[Control("learning rate at g = 1e4 / at g = 1e-4", rates[-1] / rates[0], **less, must="hold")],
        curves=[Curve("step / η", steps, x=sizes), Curve("effective learning rate / η", rates, x=sizes)],
        axes=Axes(x="gradient", y="RMSprop", log_x=True, log_y=True),
    )


@claim(
    en="On noisy gradients RMSprop's mean step is η·s/√(1+s²), s being the mean over the standard deviation: noise, "
    "not size, is what shortens it.",
    ko="잡음 섞인 기울기에서 RMSprop의 평균 스텝은 η·s/√(1+s²)이다(s는 평균/표준편차). 스텝을 줄이는 것은 기울기의 "
    "크기가 아니라 잡음이다.",
    seconds=0.9,
    entry="C13",
    literature="Balles & Hennig 2018",
)
def noise_shortens(alpha: float = 0.999, scale: float = 100.0, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    signal = np.array([0.0, 0.1, 1.0, 10.0])
    chains, run_in, steps = 200, int(7 / (1 - alpha)), 2000
    optimizer, total = RMSprop(1.0, alpha, 0.0), np.zeros(4)
    for t in progress(range(run_in + steps)):
        moved = optimizer.step(0.0, -scale * (signal + rng.standard_normal((chains, 4))))
        total += moved.mean(axis=0) * (t >= run_in)
    mean = total / steps
    theory = signal / np.sqrt(1 + signal**2)
    within = 5 / np.sqrt(chains * steps) + 1.5 * (1 - alpha) + np.exp(-7.0)
    because = "five standard errors of steps of variance <= 1; g is itself in v: 1.5 (1-α); what is left of the start"
    return Evidence(
        measurements=[
            Measurement(f"mean step, s = {s:g}", m, equals=expected, within=within, because=because, unit="η")
            for s, m, expected in zip(signal, mean, theory, strict=True)
        ],
        controls=[Control("s = 1, if noise did not matter", mean[2], equals=1, within=within, unit="η")],
        curves=[
            Curve("measured", mean, x=signal, points=True),
            Curve("s/√(1+s²)", [s / np.sqrt(1 + s * s) for s in np.linspace(0, 10, 200)], x=np.linspace(0, 10, 200)),
        ],
        axes=Axes(x="s = mean / standard deviation", y="mean step / η"),
    )


@claim(
    en="Multiplying the loss by a constant does not change RMSprop's path, as long as gradients stay far above ε.",
    ko="손실에 상수를 곱해도 RMSprop의 경로는 바뀌지 않는다. 단, 기울기가 ε보다 훨씬 클 때에 한한다.",
    seconds=0.2,
    entry="C13",
    literature="Tieleman & Hinton 2012",
)
def blind_to_scale(factor: float = 1000.0, lr: float = 0.01) -> Evidence:
    def scaled(optimizer: Any, factor: float) -> Vector:
        return path(optimizer, lambda theta: factor * waves(theta), START)

    once, more = scaled(RMSprop(lr, eps=0), 1), scaled(RMSprop(lr, eps=0), factor)
    tiny = scaled(RMSprop(lr), 1e-10)
    descent = apart(scaled(HeavyBall(lr / factor), 1), scaled(HeavyBall(lr / factor), factor))
    same: Any = {"at_most": 1e-12, "because": "c cancels in g/√v; " + ROUNDING}
    return Evidence(
        measurements=[Measurement("ε = 0: path for c·loss off path", apart(more, once), **same)],
        controls=[
            Control("ε = 1e-8, loss times 1e-10", apart(tiny, once), at_most=1e-12),
            Control("gradient descent: c·loss", descent, at_most=1e-12),
        ],
        curves=[Curve("loss, or c·loss", more[:, 5]), Curve("1e-10·loss, ε = 1e-8", tiny[:, 5])],
        axes=Axes(x="step", y="θ, the last of six"),
    )


@claim(
    en="At a constant learning rate RMSprop does not come to rest in a minimum: it ends in a cycle of ±η/2. A decaying "
    "learning rate removes it.",
    ko="학습률이 일정하면 RMSprop은 최솟값에 멈추지 않고 ±η/2를 오가는 순환에 갇힌다. 학습률을 줄여 가면 없어진다.",
    seconds=0.3,
    entry="C14",
    literature="Wilson 2017",
)
def never_rests(alpha: float = 0.99, curvature: float = 3.0, eps: float = 1e-8) -> Evidence:
    # For α = 0.999 and small η float64 does rest, at 0: θ underflows before v has forgotten the way there.
    rates = np.array([0.1, 0.01, 0.001])
    steps = int(2000 + 100 / (1 - alpha))  # by then the approach is over, to the last digits
    places = path(RMSprop(rates, alpha, eps), lambda x: curvature * x, np.ones(3), steps)
    decaying, x = RMSprop(0.1, alpha, eps), np.ones(1)
    for t in range(1, steps + 1):
        decaying.lr = 0.1 / np.sqrt(t)
        x = decaying.step(x, curvature * x)
    descent = path(HeavyBall(0.3 / curvature), lambda x: curvature * x, np.ones(1), steps)
    because = "θ ← -θ needs ηλ/(√v + ε) = 2 at √v = λ|θ|: |θ| = η/2 - ε/λ; rounding"

    def cycle(lr: float) -> Any:
        return {"equals": 0.5 - eps / curvature / lr, "within": 1e-12, "because": because, "unit": "η"}

    return Evidence(
        measurements=[
            Measurement(f"{name} |θ| at the end, η = {lr:g}", end / lr, **cycle(lr))
            for lr, column in zip(rates, abs(places[-200:]).T, strict=True)
            for name, end in (("smallest", min(column)), ("largest", max(column)))
        ],
        controls=[
            Control("with η/√t", abs(x[0]) / 0.1, equals=0.5, within=1e-6, unit="η"),
            Control("gradient descent", abs(descent[-1, 0]) / 0.1, equals=0.5, within=1e-6, unit="η"),
        ],
        curves=[Curve(f"η = {lr:g}", abs(places[::40, k])) for k, lr in enumerate(rates)],
        axes=Axes(x="step / 40", y="|θ|", log_y=True),
    )


@claim(
    en="RMSprop's diagonal scaling helps against ill-conditioning along the axes, and loses that when the problem is "
    "rotated; gradient descent and momentum do not notice a rotation.",
    ko="RMSprop의 좌표별 스케일링은 축 방향으로 조건이 나쁜 문제에는 도움이 되지만, 문제를 회전하면 그 이점을 잃는다. "
    "경사하강법과 모멘텀은 회전에 영향받지 않는다.",
    seconds=1.0,
    entry="C14",
    literature="Wilson 2017",
)
def loses_when_rotated(kappa: float = 100.0, degrees: float = 45.0, tolerance: float = 1e-4) -> Evidence:
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
        needed = np.argmax(history <= tolerance, axis=0) + limit * np.all(history > tolerance, axis=0)
        return int(min(needed)), history[:, np.argmin(needed)]

    axes, rotated = best(RMSprop(rates), np.eye(2)), best(RMSprop(rates), turn)
    descent, ball = (
        (best(HeavyBall(rates, beta), np.eye(2))[0], best(HeavyBall(rates, beta), turn)[0]) for beta in (0.0, 0.9)
    )
    grid = "a method that is blind to rotation has 1; the grid of η, in factors of 2, may double it"
    blind = "commutes with rotations; rounding at the threshold may cost a step"
    return Evidence(
        measurements=[
            Measurement("RMSprop, steps rotated / not", rotated[0] / axes[0], at_least=2, because=grid),
            Measurement("descent, steps apart", abs(descent[1] - descent[0]), at_most=1, because=blind),
            Measurement("momentum, steps apart", abs(ball[1] - ball[0]), at_most=1, because=blind),
        ],
        controls=[
            Control("descent, steps rotated / not", descent[1] / descent[0], at_least=2),
            Control("momentum, steps rotated / not", ball[1] / ball[0], at_least=2),
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
mutant("forgets the root", "np.sqrt(self.v) + self.eps", "self.v + self.eps")
mutant("keeps no mean", "self.alpha * self.v + (1 - self.alpha) * g**2", "g**2")
mutant("pushes the heavy ball with the mean", "self.beta * self.v + g", "self.beta * self.v + (1 - self.beta) * g")
mutant("takes another default decay than torch", "alpha: float = 0.99\n    eps", "alpha: float = 0.9\n    eps")
