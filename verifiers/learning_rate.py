"""The learning rate: when the loss rises, and whether that means an escape.

Notation: θ parameters; η learning rate; μ and L smallest and largest eigenvalue of the Hessian, κ = L/μ;
sharpness: the largest eigenvalue of the Hessian where training stands; m = η·f″/2 at a minimum, so that m = 1 is
the limit of stability there; B batch size; N examples.
Rounding: float64 has ε = 2e-16; a bound of 1e-12 allows for a few thousand operations on numbers near one.
"""

from functools import partial

import numpy as np
import torch

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


def descend(gradient, start, eta, steps):
    """Iterates of θ ← θ - η∇f(θ), shape (steps + 1, …)."""
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(path[-1]))
    return np.array(path)


def rises(losses):
    """Share of the steps at which the loss rises; losses (steps, …). NaN where the run diverged."""
    share = np.mean(losses[1:] > losses[:-1], axis=0)
    return np.where(np.isfinite(losses).all(axis=0), share, np.nan)


def quadratic(eigenvalues, rng):
    """A Hessian of these eigenvalues in a random orthogonal basis, and a start that excites all of them."""
    basis = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))[0]
    return basis * np.array(eigenvalues) @ basis.T, basis.sum(axis=1)


def height(path, hessian):
    """θᵀHθ/2 along a path (steps, …, P)."""
    return np.einsum("...i,ij,...j->...", path, hessian, path) / 2


def batch_gradient(theta, x, y, rows):
    """Gradient of the mean of (xθ - y)²/2 over rows, shape (chains, B), for theta of shape (chains, P)."""
    error = np.einsum("cbp,cp->cb", x[rows], theta) - y[rows]
    return np.einsum("cb,cbp->cp", error, x[rows]) / rows.shape[1]


def tanh_network(theta, x, y, hidden):
    """½·mean (tanh(xW + b)·v - y)² and its gradient; θ = (W, b, v), x (N, D), y (N,)."""
    w = theta[: -2 * hidden].reshape(-1, hidden)
    b, v = theta[-2 * hidden :].reshape(2, hidden)
    h = np.tanh(x @ w + b)
    error = h @ v - y
    delta = np.outer(error, v) * (1 - h**2) / len(y)
    gradient = np.concatenate([(x.T @ delta).ravel(), delta.sum(axis=0), h.T @ error / len(y)])
    return np.mean(error**2) / 2, gradient


def sharpness(gradient, theta, direction, iterations):
    """Largest eigenvalue of the Hessian by power iteration on Hessian-vector products; and its direction."""
    step = 1e-4
    for _ in range(iterations):
        product = (gradient(theta + step * direction) - gradient(theta - step * direction)) / (2 * step)
        eigenvalue = direction @ product
        direction = product / np.linalg.norm(product)
    return eigenvalue, direction


def narrow_well(x, quartic=0.0):
    """0.05(x + 3)² - 0.6·exp(-16(x - 1)² - quartic·(x - 1)⁴), f′ and f″: a narrow dip near 1, a wide minimum at -3.

    The curvature of the dip is greatest at its bottom for a small quartic term, and beside it for a large one.
    """
    u = x - 1
    bump = 0.6 * np.exp(-16 * u**2 - quartic * u**4)
    fall = 32 * u + 4 * quartic * u**3
    return (
        0.05 * (x + 3) ** 2 - bump,
        0.1 * (x + 3) + fall * bump,
        0.1 + (32 + 12 * quartic * u**2 - fall**2) * bump,
    )


# The curvature grows away from the bottom here, so that an oscillation grows until it leaves the dip.
firm_well = partial(narrow_well, quartic=512.0)


def sharp_well(x):
    """(x² - 1)² + 0.3x, f′ and f″: its global minimum near -1 is the sharper one."""
    return (x**2 - 1) ** 2 + 0.3 * x, 4 * x * (x**2 - 1) + 0.3, 12 * x**2 - 4


def minimum(surface, x):
    """The minimum next to x, by Newton's method."""
    for _ in range(50):
        _, slope, curvature = surface(x)
        x = x - slope / curvature
    return x


def bounce(surface, start, eta, steps):
    """Paths of gradient descent from start for many step sizes at once, (steps + 1, len(eta)); frozen beyond 1000."""
    return descend(lambda x: np.where(np.abs(x) < 1e3, surface(x)[1], 0), np.full(len(eta), start), eta, steps)


def softness(surface, x):
    """3f‴²/f″ - f⁗ at a minimum x. Where it is positive the oscillation beyond η = 2/f″ stays small at first."""

    def third(at):
        return surface(at + 1e-200j)[2].imag / 1e-200

    fourth = (third(x + 1e-5) - third(x - 1e-5)) / 2e-5
    return 3 * third(x) ** 2 / surface(x)[2] - fourth


def at_rest(path, place):
    """Which paths have come to rest at place."""
    return np.all(np.abs(path[-100:] - place) < 1e-6, axis=0)


def derivative_errors(surface, x):
    """Errors of f′ and f″ against the complex step (Squire & Trapp 1998), root of the summed squares."""
    value, slope, _ = surface(x + 1e-200j)
    _, exact, second = surface(x)
    return np.linalg.norm(value.imag / 1e-200 - exact), np.linalg.norm(slope.imag / 1e-200 - second)


@claim(
    en="On a convex quadratic, gradient descent converges from every start exactly for η < 2/L, and below it the "
    "loss never rises.",
    ko="볼록한 이차함수에서 경사 하강법은 η < 2/L일 때에만 모든 시작점에서 수렴하며, 이때 손실은 한 번도 증가하지 "
    "않는다.",
    seconds=0.5,
    entry="A7",
    literature="Polyak 1964; LeCun et al. 1998",
)
def stability_threshold(largest: float = 10.0, condition: float = 20.0, seed: int = 0) -> Evidence:
    if not (largest > 0 and 1 <= condition <= 40):
        raise Undecided(
            en="L > 0 and 1 <= κ <= 40: beyond that the flat modes outlast the 200 steps that are left out",
            ko="L > 0이고 1 <= κ <= 40이어야 한다. κ가 더 크면 평평한 방향의 오차가, 계산에서 빼는 200스텝보다 오래 "
            "남는다",
        )
    hessian, start = quadratic(np.geomspace(largest / condition, largest, 4), np.random.default_rng(seed))

    def losses(ratio, steps=1000):
        return height(descend(lambda theta: hessian @ theta, start, ratio * 2 / largest, steps), hessian)

    low, high = 0.4, 1.7  # off centre: the middle must not be the answer
    while high - low > 1e-9:
        middle = (low + high) / 2
        late = losses(middle, 400)
        low, high = (middle, high) if late[-1] < late[200] else (low, middle)
    below, above = losses(0.999), losses(1.001)
    still = height(descend(lambda theta: hessian @ theta, 0 * start, 1 / largest, 10), hessian)
    slow = "beyond 2/L the top mode grows, below it every mode shrinks; the bisection stops at 1e-9"
    lemma = "each mode shrinks by |1 - ηλ| < 1 at each step"
    return Evidence(
        measurements=[
            Measurement("bisected threshold·L/2", low, within(1, 1e-8, because=slow)),
            Measurement("rising steps at 0.999 of 2/L", rises(below), at_most(0, because=lemma)),
            Measurement(
                "rising steps, started at the minimum", rises(still), at_most(0, because="an equal loss is no rise")
            ),
            Measurement("first loss over Σλ/2", below[0] * 2 / np.trace(hessian), within(1, 1e-12, because="rounding")),
        ],
        controls=[Control("rising steps at 1.001 of 2/L", rises(above), at_most(0))],
        curves=[Curve("0.999 of 2/L", below[::5]), Curve("1.001 of 2/L", above[::5])],
        axes=Axes(x="step / 5", y="loss", log_y=True),
    )


@claim(
    en="On a quadratic with curvatures from μ to L = κμ, the error of gradient descent in the end shrinks by max|1 - "
    "ηλ| a step; the best fixed η = 2/(μ + L) gives (κ - 1)/(κ + 1).",
    ko="곡률이 μ부터 L = κμ까지인 이차함수에서 경사 하강법의 오차는 결국 스텝마다 max|1 - ηλ|배가 되며, 가장 좋은 "
    "고정 학습률 2/(μ + L)에서는 (κ - 1)/(κ + 1)배가 된다.",
    seconds=0.2,
    entry="A7",
    literature="Polyak 1964",
)
def rate_of_convergence(smallest: float = 1.0, largest: float = 10.0, seed: int = 0) -> Evidence:
    if not 0 < smallest < largest:
        raise Undecided(
            en="the curvatures run from μ to L: 0 < μ < L",
            ko="곡률의 범위는 μ부터 L까지이므로 0 < μ < L이어야 한다",
        )
    eigenvalues = np.array([smallest, (smallest + largest) / 2, largest])
    etas = np.array([0.3, 0.7, 1.0, 1.3, 1.7, 1.95]) / largest
    factors = np.sort(np.abs(1 - np.outer(etas, eigenvalues)), axis=1)
    theory = factors[:, -1]
    if (factors[:, -2] > 0.9 * theory).any() or largest < 1.2 * smallest:
        raise Undecided(
            en="two modes shrink almost alike, or all of them within a few steps: 200 steps do not part them",
            ko="두 방향의 오차가 거의 같은 비율로 줄거나, 모든 방향의 오차가 몇 스텝 만에 사라진다. 200스텝으로는 "
            "구별할 수 없다",
        )
    hessian, start = quadratic(eigenvalues, np.random.default_rng(seed))

    def rate(eta):
        """Factor a step over the later half of 400 steps: by then the slowest mode is alone."""
        error = np.linalg.norm(descend(lambda theta: hessian @ theta, start, eta, 400), axis=1)
        return (error[400] / error[200]) ** (1 / 200)

    best = 2 / (smallest + largest)
    fitted = np.array([rate(eta) for eta in etas])
    ratio = largest / smallest
    exact = "after 200 steps the other modes are below 1e-15 of the slowest; rounding"
    closed = (ratio - 1) / (ratio + 1)
    worse = at_least(closed + 1e-6, because="beside the best η one end of the spectrum shrinks more slowly")
    return Evidence(
        measurements=[
            Measurement("largest error of the rate", abs(fitted - theory).max(), within(0, 1e-12, because=exact)),
            Measurement("rate at η = 2/(μ + L)", rate(best), within(closed, 1e-12, because=exact)),
            Measurement("rate, η 1 % lower", rate(0.99 * best), worse),
            Measurement("rate, η 1 % higher", rate(1.01 * best), worse),
        ],
        controls=[Control("rate at η = 1/L", rate(1 / largest), within(closed, 1e-12, because=exact))],
        curves=[Curve("measured", fitted, etas, points=True), Curve("max|1 - ηλ|", theory, etas)],
        axes=Axes(x="η", y="error after / error before a step"),
    )


@claim(
    en="In linear regression with noisy targets, mini-batch SGD near the optimum raises the full loss on half of its "
    "steps even at η = 0.01/L. Without noise in the targets it does not.",
    ko="타깃에 잡음이 있는 선형 회귀에서 미니배치 SGD는 최적점 근처에서 η = 0.01/L이어도 절반의 스텝에서 전체 손실을 "
    "높인다. 타깃에 잡음이 없으면 그렇지 않다.",
    seconds=1.0,
    entry="A7",
    literature="Robbins & Monro 1951; Mandt et al. 2017",
)
def noise_raises_loss(share_of_limit: float = 0.01, batch: int = 4, seed: int = 0) -> Evidence:
    if not (1e-6 <= share_of_limit <= 0.1 and batch >= 1):
        raise Undecided(
            en="the sentence is about small steps, η from 1e-6/L to 0.1/L, and batches of one or more",
            ko="문장은 η가 1e-6/L부터 0.1/L까지인 작은 스텝과 크기 1 이상의 배치에 대한 것이다",
        )
    rng = np.random.default_rng(seed)
    chains, examples = 50, 256
    x, noise = rng.normal(size=(examples, 4)), rng.normal(size=examples)
    y = x @ rng.normal(size=4) + noise
    hessian, optimum = x.T @ x / examples, np.linalg.lstsq(x, y, rcond=None)[0]
    eta = share_of_limit / np.linalg.eigvalsh(hessian)[-1]
    everything = np.tile(np.arange(examples), (3, 1))
    start = optimum + 0.1 * rng.normal(size=(chains, 4))

    def mini(theta, targets=y):
        return batch_gradient(theta, x, targets, rng.integers(examples, size=(chains, batch)))

    def full(theta):
        return batch_gradient(theta, x, y, everything)

    noisy, calm = descend(mini, start, eta, 1500), descend(full, start[:3], eta, 300)
    fitted = descend(partial(mini, targets=x @ optimum), start, eta, 1500)
    losses, calm_losses, fitted_losses = (height(path - optimum, hessian) for path in (noisy, calm, fitted))
    shares, never = rises(losses[500:]), rises(calm_losses).max()
    closed = (start[:3] - optimum) @ np.linalg.matrix_power(np.eye(4) - eta * hessian, 300) + optimum
    reversible = "a Gaussian AR(1) is reversible: up as often as down; 0.05 for a batch not Gaussian; 99.99 %"
    half, interval = within(0.5, 0.05, because=reversible), mean_interval(shares, 0.9999)
    power = "(I - ηH)^300 from the same start; rounding"
    return Evidence(
        measurements=[
            Measurement("rising steps, mini-batches", shares.mean(), half, interval=interval),
            Measurement("rising steps, full batch", never, at_most(0, because="η < 2/L: the descent lemma")),
            Measurement("full batch off its closed form", abs(calm[-1] - closed).max(), at_most(1e-12, because=power)),
        ],
        controls=[
            Control(
                "rising steps, mini-batches, targets without noise", rises(fitted_losses[500:]).mean(), at_least(0.45)
            )
        ],
        curves=[
            Curve("mini-batches", losses[:300, 0]),
            Curve("targets without noise", fitted_losses[:300, 0]),
            Curve("full batch", calm_losses[:300, 0]),
        ],
        axes=Axes(x="step", y="loss above its minimum"),
    )


@claim(
    en="When the loss rises, the learning rate is too large.",
    ko="손실이 증가한다면 학습률이 너무 큰 것이다.",
    seconds=0.3,
    expects="refuted",
    entry="A7",
    literature="Robbins & Monro 1951",
)
def a_rise_means_too_large(share_of_limit: float = 0.01, batch: int = 4, seed: int = 0) -> Evidence:
    if not 1e-6 <= share_of_limit <= 0.5:
        raise Undecided(
            en="the test takes a step that is far from too large, but not zero: 1e-6 to 0.5 of 2/L",
            ko="이 실험의 스텝은 한계보다 훨씬 작되 0은 아니어야 한다. 2/L의 1e-6배부터 0.5배까지이다",
        )
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(256, 4)), rng.normal(size=256)
    hessian, optimum = x.T @ x / 256, np.linalg.lstsq(x, y, rcond=None)[0]
    limit = 2 / np.linalg.eigvalsh(hessian)[-1]

    def losses(share, size):
        """Heights above the minimum; a batch of 256 takes every example once."""

        def gradient(theta):
            rows = rng.integers(256, size=(1, size)) if size < 256 else np.arange(256)[None]
            return batch_gradient(theta, x, y, rows)

        return height(descend(gradient, optimum[None] + 0.1, share * limit, 400) - optimum, hessian)[:, 0]

    noisy, calm, wild = losses(share_of_limit, batch), losses(share_of_limit, 256), losses(1.01, 256)
    said = "the sentence: at a hundredth of 2/L, far from too large, the loss would never rise"
    return Evidence(
        measurements=[Measurement("rising steps, mini-batches", rises(noisy), at_most(0, because=said))],
        controls=[
            Control("rising steps, full batch", rises(calm), at_most(0), must="hold"),
            Control("last loss / first, full batch at 1.01 of 2/L", wild[-1] / wild[0], at_least(1), must="hold"),
        ],
        curves=[Curve("mini-batches", noisy), Curve("full batch", calm)],
        axes=Axes(x="step", y="loss above its minimum"),
    )


@claim(
    en="Trained by full batches at a constant η on random labels, which it cannot fit quickly, a tanh network of 20 "
    "units sharpens until its sharpness hovers within 5 % of 2/η. Its loss falls in the long run and, in most such "
    "networks, rises at some steps. On labels that a network like itself makes, the sharpness stays below.",
    ko="금방 맞힐 수 없는 무작위 레이블을 일정한 η의 전체 배치로 학습하면, 은닉 유닛 20개인 tanh 신경망의 "
    "sharpness는 2/η의 5% 이내까지 올라가 머문다. 손실은 길게 보면 감소하지만, 그런 신경망 대부분에서 증가하는 "
    "스텝이 있다. 같은 구조의 신경망이 만든 레이블이라면 sharpness가 그보다 낮게 유지된다.",
    seconds=3.0,
    entry="A7",
    literature="Cohen et al. 2021",
)
def edge_of_stability(steps: int = 2000, hidden: int = 20, seed: int = 0) -> Evidence:
    # Easier tasks are over before the edge: a network that fits its data has no gradient left to sharpen by.
    # Random labels were chosen, out of several tasks tried, because they reach the edge within 1000 steps.
    if steps < 1500:
        raise Undecided(
            en="the edge is reached within some 1000 steps, and what counts is the time after it",
            ko="2/η에 이르는 데 1000스텝쯤 걸리며, 중요한 것은 그 뒤의 스텝이다",
        )
    rng = np.random.default_rng(seed)
    scale = np.repeat([5**-0.5, 0, hidden**-0.5], [5 * hidden, hidden, hidden])

    def draw():
        """Inputs (80, 5), random labels (80,) and a start (7·hidden,)."""
        return rng.normal(size=(80, 5)), rng.choice([-1.0, 1.0], size=80), rng.normal(size=7 * hidden) * scale

    def train(x, y, start, eta, every=0):
        """Losses; sharpness·η/2 at every so many steps; the end and its direction of greatest curvature."""
        theta, top, losses, ratios = start, np.ones(7 * hidden) / np.sqrt(7 * hidden), [], []

        def gradient(at):
            return tanh_network(at, x, y, hidden)[1]

        if not eta:  # the start is half as sharp as 2/η
            eta = 1 / sharpness(gradient, start, top, 100)[0]
        for step in progress(range(steps)) if every else range(steps):
            loss, g = tanh_network(theta, x, y, hidden)
            losses.append(loss)
            if every and step % every == 0:
                sharp, top = sharpness(gradient, theta, top, 6)
                ratios.append(sharp * eta / 2)
            theta = theta - eta * g
        return np.array(losses), np.array(ratios), theta, top, eta

    x, y, start = draw()
    losses, ratios, end, top, eta = train(x, y, start, 0, every=20)
    gentle, gentle_ratios, *_ = train(x, y, start, eta / 10, every=20)
    w, _, v = np.split(start, [5 * hidden, 6 * hidden])
    teacher = np.tanh(x @ rng.permutation(w).reshape(5, hidden)) @ rng.permutation(v)
    _, taught_ratios, *_ = train(x, teacher, start, 0, every=20)
    more = [train(*draw(), 0)[0] for _ in range(4)]
    rising = np.count_nonzero([rises(curve) > 0 for curve in (losses, *more)])

    def gradient(at):
        return tanh_network(at, x, y, hidden)[1]

    last, top = sharpness(gradient, end, top, 1000)
    along = sharpness(gradient, end, top, 1)[0]

    def reference(theta):
        w, b, v = theta.split([5 * hidden, hidden, hidden])
        output = torch.tanh(torch.tensor(x) @ w.reshape(5, hidden) + b) @ v
        return torch.nn.functional.mse_loss(output, torch.tensor(y)) / 2

    leaf = torch.tensor(end, requires_grad=True)
    loss = reference(leaf)
    loss.backward()
    hessian = torch.autograd.functional.hessian(reference, leaf.detach()).numpy()
    exact = np.linalg.eigvalsh(hessian)[-1]
    off = max(np.abs(gradient(end) - leaf.grad.numpy()).max(), abs(tanh_network(end, x, y, hidden)[0] - loss.item()))
    half = len(ratios) // 2
    edge = within(1, 0.05, because="the sentence: 2/η is where a quadratic of that sharpness stops converging")
    fall = losses[-steps // 4 :].mean() / losses[: steps // 4].mean()
    central = within(1, 1e-6, because="h² = 1e-8 times the fourth derivative over the second; ε/h = 2e-12")
    power = "power iteration, 1000 products: 0.87·ln(P)/999 expected (Kuczyński & Woźniakowski 1992)"
    at = np.arange(0, steps, 20)
    return Evidence(
        measurements=[
            Measurement("sharpness·η/2, later half, median", np.median(ratios[half:]), edge),
            Measurement("networks of five whose loss rises at some step", rising, at_least(3, because="most of them")),
            Measurement("loss, last quarter / first", fall, at_most(1, because="falls in the long run")),
            Measurement("sharpness / eigenvalue by torch", last / exact, within(1, 0.01, because=power)),
            Measurement("curvature along it / by torch", along / (top @ hessian @ top), central),
            Measurement("network off torch's", off, at_most(1e-12, because="rounding of sums over 80 examples")),
        ],
        controls=[
            Control("sharpness·η/2 at η/10, later half, median", np.median(gentle_ratios[half:]), within(1, 0.05)),
            Control(
                "sharpness·η/2, labels by a network, later half, median",
                np.median(taught_ratios[half:]),
                within(1, 0.05),
            ),
            Control("rising steps at η/10", rises(gentle), at_least(1 / steps)),
        ],
        curves=[
            Curve("sharpness·η/2", ratios, at),
            Curve("the same at η/10", gentle_ratios, at),
            Curve("the same, labels by a network", taught_ratios, at),
            Curve("loss", losses[::10], np.arange(0, steps, 10)),
        ],
        axes=Axes(x="step"),
    )


@claim(
    en="In a dip whose curvature is greatest at the bottom, a step slightly beyond the limit 2/f″ makes the loss "
    "rise every other time and never leave the dip. Where the curvature grows away from the bottom, it leaves.",
    ko="바닥에서 곡률이 가장 큰 홈이라면, 한계 2/f″를 조금 넘는 학습률은 손실을 두 번에 한 번꼴로 높일 뿐 그 홈을 "
    "벗어나지 못한다. 바닥에서 멀어질수록 곡률이 커지는 홈이라면 벗어난다.",
    seconds=0.2,
    entry="A8",
    literature="own construction; cf. Cohen et al. 2021",
)
def trapped_cycle(m: float = 1.1, steps: int = 2000) -> Evidence:
    if not (1.02 <= m <= 1.25 and steps >= 1000):
        raise Undecided(
            en="slightly beyond the limit, m from 1.02 to 1.25, and long enough to settle, 1000 steps",
            ko="한계를 조금 넘는 1.02부터 1.25까지의 m과, 안정되기에 충분한 1000스텝이 필요하다",
        )
    place, firm_place = minimum(narrow_well, 1.0), minimum(firm_well, 1.0)
    ridge = minimum(narrow_well, 0.55)  # Newton's method finds any stationary point
    firm_ridge = minimum(firm_well, 0.72)
    limit, firm_limit = 2 / narrow_well(place)[2], 2 / firm_well(firm_place)[2]
    firm = bounce(firm_well, firm_place + 0.01, np.array([max(m, 1.05)]) * firm_limit, steps)
    path = bounce(narrow_well, place + 0.01, np.array([0.9, m, 3.0]) * limit, steps)
    calm, cycle, away = path.T
    share = rises(narrow_well(cycle[steps // 2 :])[0])
    rests = at_rest(path, cycle[-1])[1]
    two = np.abs(cycle[-1] - cycle[-3]), np.abs(cycle[-1] - cycle[-2])
    soft = "the cycle beyond m = 1 is stable and small at first if 3f‴² > f″f⁗ (Guckenheimer & Holmes 1983, 3.5.1)"
    period = "beyond m = 1 the fixed point gives way to a cycle of period two, one end higher than the other"
    return Evidence(
        measurements=[
            Measurement("rising steps", share, within(0.5, 1 / steps, because=period)),
            Measurement("lowest x", cycle.min(), at_least(ridge, because="the basin ends at the ridge")),
            Measurement("distance from two steps ago", two[0], at_most(1e-12, because=period)),
            Measurement("counts as at rest where it ends", rests, at_most(0, because="a cycle of two never is")),
            Measurement("|slope| on the ridge", abs(narrow_well(ridge)[1]), at_most(1e-14, because="stationary")),
            Measurement("3f‴²/f″ - f⁗ at the bottom", softness(narrow_well, place), at_least(0, because=soft)),
        ],
        controls=[
            Control("lowest x, curvature growing from the bottom", firm.min(), at_least(firm_ridge)),
            Control("3f‴²/f″ - f⁗ there", softness(firm_well, firm_place), at_least(0)),
            Control("lowest x at m = 3", away.min(), at_least(ridge)),
            Control("last step at m = 0.9, by the rule of a cycle", abs(calm[-1] - calm[-2]), at_least(two[1] / 2)),
        ],
        curves=[
            Curve("m = 0.9", calm[:60]),
            Curve(f"m = {m}", cycle[:60]),
            Curve("the same, curvature growing from the bottom", firm[:60, 0]),
            Curve("m = 3", away[:60]),
        ],
        axes=Axes(x="step", y="x"),
    )


@claim(
    en="Started beside a minimum, gradient descent leaves it only for η > 2/f″ there and settles in another only for "
    "η < 2/f″ at that one. Where the curvature is greatest at the bottom, a step must also be long enough to clear "
    "the ridge.",
    ko="극소점 바로 옆에서 시작한 경사 하강법은 η가 그곳의 2/f″보다 커야 벗어나고, 다른 극소점의 2/f″보다 작아야 "
    "그곳에 멈춘다. 바닥에서 곡률이 가장 큰 골짜기라면 한 스텝이 능선을 넘을 만큼 길기도 해야 한다.",
    seconds=1.0,
    entry="A8",
    literature="own construction; cf. Cohen et al. 2021",
)
def escape_window(sizes: int = 400, steps: int = 3000) -> Evidence:
    m = np.geomspace(0.5, 400, max(sizes, 2))
    if m[1] / m[0] > 1.1 or steps < 1000:
        raise Undecided(
            en=f"{sizes} step sizes from 0.5 to 400 lie more than 10 % apart, or {steps} steps are too few",
            ko=f"0.5부터 400까지 학습률 {sizes}개의 간격이 10%보다 넓거나, {steps}스텝이 너무 적다",
        )
    here, there, ridge = (minimum(narrow_well, x) for x in (1.0, -3.0, 0.55))
    curvature, other = narrow_well(here)[2], narrow_well(there)[2]
    path = bounce(narrow_well, here + 0.01, 2 * m / curvature, steps)
    stays, settles = at_rest(path, here), at_rest(path, there)
    basin = np.linspace(here, 3, 20_001)[1:]
    clears = np.min((basin - ridge) / narrow_well(basin)[1]) * curvature / 2

    sharp_here, sharp_there = minimum(sharp_well, 1.0), minimum(sharp_well, -1.0)
    beyond = np.linspace(1.001, 4, sizes)
    wild = bounce(sharp_well, sharp_here + 0.01, 2 * beyond / sharp_well(sharp_here)[2], steps)
    errors = [max(derivative_errors(surface, np.linspace(-2, 2, 41))) for surface in (narrow_well, sharp_well)]
    limit = within(1, m[1] / m[0] - 1, because="the linear limit η f″ = 2; one step of the grid of m")
    jump = "below it, no point of the basin has a step that reaches the ridge"
    exact = "complex step; rounding of terms below 50"
    most_here, most_there = m[stays].max(initial=0), m[settles].max(initial=0)
    sharper = np.mean(at_rest(wild, sharp_there))
    return Evidence(
        measurements=[
            Measurement("largest m that stays", most_here, limit),
            Measurement("largest m that settles there·f″ there/f″ here", most_there * other / curvature, limit),
            Measurement("smallest m that settles there", m[settles].min(initial=400), at_least(clears, because=jump)),
            Measurement("error of f′ and f″", max(errors), at_most(1e-11, because=exact)),
        ],
        controls=[Control("share that settle there, where there is sharper", sharper, at_least(1 / sizes))],
        curves=[Curve("the last x", np.clip(path[-1], -10, 10), m, points=True)],
        axes=Axes(x="m = η f″/2", y="last x", log_x=True),
    )


@claim(
    en="A rising loss means that gradient descent is escaping from a local minimum.",
    ko="손실이 증가한다는 것은 지역 최솟값에서 벗어나는 중이라는 뜻이다.",
    seconds=0.2,
    expects="refuted",
    entry="A8",
    literature="own construction; cf. Cohen et al. 2021",
)
def a_rise_is_an_escape(sizes: int = 20, steps: int = 2000) -> Evidence:
    if sizes < 2 or steps < 100:
        raise Undecided(
            en="two step sizes and a hundred steps are the least from which to tell",
            ko="판단하려면 적어도 학습률 두 개와 100스텝이 필요하다",
        )
    place, ridge = minimum(narrow_well, 1.0), minimum(narrow_well, 0.55)
    firm_place, firm_ridge = minimum(firm_well, 1.0), minimum(firm_well, 0.72)

    def run(surface, place, ridge, low, high):
        """Share of the runs whose loss rises that leave the basin; how many rise; the first path."""
        etas = np.linspace(low, high, sizes) * 2 / surface(place)[2]
        path = bounce(surface, place + 0.01, etas, steps)
        rising = rises(surface(path)[0]) > 0
        return np.mean(path.min(axis=0)[rising] < ridge), rising.mean(), path[:, 0]

    leave, rising, near = run(narrow_well, place, ridge, 1.05, 2.0)
    away, rising_away, far = run(narrow_well, place, ridge, 2.5, 10.0)
    firm, _, _ = run(firm_well, firm_place, firm_ridge, 1.05, 2.0)
    sentence = "the sentence: every run whose loss rises would leave"
    return Evidence(
        measurements=[Measurement("share that leave, m = 1.05 to 2", leave, at_least(1, because=sentence))],
        controls=[
            Control("share that leave, m = 2.5 to 10", away, at_least(1), must="hold"),
            Control("share that leave, curvature growing from the bottom", firm, at_least(1), must="hold"),
            Control("share that rise, m = 1.05 to 2", rising, at_least(1), must="hold"),
            Control("share that rise, m = 2.5 to 10", rising_away, at_least(1), must="hold"),
        ],
        curves=[Curve("m = 1.05", near[:60]), Curve("m = 2.5", far[:60])],
        axes=Axes(x="step", y="x"),
    )


def two_layers(u, v, eta, steps):
    """Gradient descent on (uv)²/2, the loss of a two-layer linear network on x = 1 with target 0: u, v, eta (runs,).

    Gives the losses and the curvature u² + v² across the valley of minima uv = 0, both (steps, runs); frozen where
    the loss has grown beyond 1e6.
    """
    losses, curvatures = [], []
    for _ in range(steps):
        z = u * v
        losses.append(z**2 / 2)
        curvatures.append(u**2 + v**2)
        rate = np.where(losses[-1] < 1e6, eta, 0)
        u, v = u - rate * z * v, v - rate * z * u
    return np.array(losses), np.array(curvatures)


@claim(
    en="In a two-layer linear network on one sample with target zero, whose minima are all global, a step between 2/λ "
    "and 4/λ from a small error first raises the loss and then converges where the valley is flatter, λ < 2/η: a rise "
    "without an escape from a local minimum.",
    ko="타깃이 0인 샘플 하나를 학습하는 2층 선형 신경망은 극소점이 모두 전역 최소점이다. 오차가 작은 곳에서 시작하고 "
    "학습률이 2/λ와 4/λ 사이이면 손실이 먼저 증가했다가 더 평평한 곳(λ < 2/η)으로 수렴한다. 지역 최솟값 탈출이 아닌 "
    "손실 증가이다.",
    seconds=1.0,
    entry="A8",
    literature="Lewkowycz et al. 2020",
)
def catapult(low: float = 2.1, high: float = 3.9, runs: int = 40, steps: int = 5000, seed: int = 0) -> Evidence:
    if not (2.05 <= low <= high <= 3.95 and runs >= 2 and steps >= 2000):
        raise Undecided(
            en="the sentence is about 2 < ηλ < 4; nearer the limits, or in under 2000 steps, nothing settles",
            ko="문장은 2 < ηλ < 4에 대한 것이다. 한계에 더 가깝거나 2000스텝보다 적으면 안정되지 않는다",
        )
    rng = np.random.default_rng(seed)
    z = rng.choice([-1, 1], size=runs) * rng.uniform(0.01, 0.05, size=runs)  # small: |1 - ηλ + η²z²| > 1 at low, too
    angle = np.arcsin(2 * z) / 2
    u, v = np.cos(angle), np.sin(angle)  # uv = z and λ = u² + v² = 1, so that η is ηλ at the start

    def run(low, high):
        etas = np.linspace(low, high, runs)
        losses, curvatures = two_layers(u, v, etas, steps)
        return etas, losses, curvatures

    etas, losses, curvatures = run(low, high)
    (_, calm, _), (_, wild, _) = run(0.5, 1.9), run(4.1, 5.0)
    error, kernel, off = z, np.ones(runs), []
    for step in range(10):
        off.append(np.abs(curvatures[step] - kernel).max())
        error, kernel = (
            error * (1 - etas * kernel + (etas * error) ** 2),
            kernel + etas * error**2 * (etas * kernel - 4),
        )
    grows = "while z is small each step multiplies it by 1 - ηλ + η²z², which exceeds one in size"
    settles = "λ⁺ = λ + ηz²(ηλ - 4): λ falls while ηλ < 4, until |1 - ηλ| < 1 and the error dies out"
    stable = "a minimum steeper than 2/η would repel"
    one = np.argmin(np.abs(etas - 3))
    return Evidence(
        measurements=[
            Measurement("share whose loss rises", np.mean(losses[1] > losses[0]), at_least(1, because=grows)),
            Measurement(
                "share that end below the first loss", np.mean(losses[-1] < losses[0]), at_least(1, because=settles)
            ),
            Measurement("largest λη/2 at the end", (curvatures[-1] * etas).max() / 2, at_most(1, because=stable)),
            Measurement(
                "λ off its recursion, ten steps", max(off), at_most(1e-9, because="algebra; rounding, grown 3^10 times")
            ),
        ],
        controls=[
            Control("share whose loss rises, ηλ from 0.5 to 1.9", np.mean(calm[1:].max(axis=0) > calm[0]), at_least(1)),
            Control("share that end below the first loss, ηλ from 4.1 to 5", np.mean(wild[-1] < wild[0]), at_least(1)),
        ],
        curves=[
            Curve("loss / first loss", losses[:30, one] / losses[0, one]),
            Curve("λη/2", curvatures[:30, one] * etas[one] / 2),
        ],
        axes=Axes(x="step", log_y=True),
    )


mutant("counts every change as a rise", "losses[1:] > losses[:-1]", "losses[1:] != losses[:-1]")
mutant("takes a passer-by for one at rest", "path[-100:]", "path[-1:]")
mutant("counts an equal loss as a rise", "losses[1:] > losses[:-1]", "losses[1:] >= losses[:-1]")
mutant("divides by one example too many", "/ rows.shape[1]", "/ (rows.shape[1] + 1)")
mutant("subtracts the target twice", "theta) - y[rows]", "theta) - 2 * y[rows]")
mutant("forgets 1/N in the output layer", "h.T @ error / len(y)", "h.T @ error")
mutant("divides by one step instead of two", "(2 * step)", "step")
mutant(
    "multiplies the product by itself",
    "eigenvalue = direction @ product",
    "eigenvalue = product @ product",
)
mutant("doubles the curvature of the parabola", "0.1 + (32 +", "0.2 + (32 +")
mutant("halves the slope of the bump", "(x + 3) + fall * bump", "(x + 3) + fall * bump / 2")
mutant("steps in one layer after the other", "v - rate * z * u\n", "v - rate * z * (u - rate * z * v)\n")
mutant("forgets the other layer's weight", "u - rate * z * v, v", "u - rate * z, v")
mutant("forgets the square of the residual", "losses.append(z**2 / 2)", "losses.append(z / 2)")
mutant(
    "takes the gradient one step late",
    "path[-1] - eta * gradient(path[-1])",
    "path[-1] - eta * gradient(path[-2 if len(path) > 1 else -1])",
)
