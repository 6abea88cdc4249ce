"""Gradient descent: where it moves, where it stops, and when it oscillates.

Notation: θ parameters, shape (P,); f loss; g = ∇f(θ) gradient; η step size; λ an eigenvalue of the Hessian,
L the largest one; β momentum; σ standard deviation of one example's gradient; B batch size; Δθ update of a step.
Rounding: float64 has ε = 2e-16, and a bound of 1e-14, 1e-13 or 1e-12 allows for tens, hundreds or thousands
of operations on numbers near one.
"""

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
    between,
    claim,
    mutant,
    within,
)

# Five update rules. Each takes the gradient and its own state, and returns Δθ and the new state.


def plain(g, state, eta):
    """Cauchy 1847."""
    return -eta * g, state


def heavy_ball(g, v, eta, beta=0.9):
    """Polyak 1964: the velocity v remembers past gradients."""
    v = beta * v + g
    return -eta * v, v


def rmsprop(g, s, eta, rho=0.99, eps=1e-8):
    """Tieleman & Hinton 2012: each coordinate is divided by the root of its mean square s."""
    s = rho * s + (1 - rho) * g**2
    return -eta * g / (np.sqrt(s) + eps), s


def adam(g, state, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """Kingma & Ba 2015; the state is (m, s, t)."""
    m, s, t = state or (0.0, 0.0, 0)
    t += 1
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    return -eta * (m / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + eps), (m, s, t)


def descend(gradient, start, eta, steps, rule=plain, **knobs):
    """Iterates (steps + 1, …), and the gradient and the update of each step (steps, …)."""
    theta, state = np.array(start, dtype=float), 0.0
    path, gradients, updates = [theta], [], []
    for _ in range(steps):
        g = gradient(theta)
        update, state = rule(g, state, eta, **knobs)
        theta = theta + update
        path.append(theta)
        gradients.append(g)
        updates.append(update)
    return np.array(path), np.array(gradients), np.array(updates)


def sign_changes(path):
    """How often a path of numbers passes zero; exact zeros have no sign."""
    signs = np.sign(path)
    signs = signs[signs != 0]
    return np.count_nonzero(signs[1:] != signs[:-1])


def uphill(gradients, updates):
    """Share of coordinates that moved along their gradient, zeros aside; NaN where the run diverged."""
    if not (np.isfinite(gradients).all() and np.isfinite(updates).all()):
        return np.nan
    moved = gradients != 0
    return np.mean(np.sign(updates[moved]) == np.sign(gradients[moved]))


def torch_distance(optimizer, path, gradients):
    """Largest distance between a path and torch's optimizer fed with the same gradients."""
    theta = torch.nn.Parameter(torch.tensor(path[0]))
    optimizer, theirs = optimizer([theta]), []
    for g in gradients:
        theta.grad = torch.tensor(g)
        optimizer.step()
        theirs.append(theta.detach().numpy().copy())
    return np.linalg.norm(path[1:] - theirs, axis=1).max()


# The surfaces.


def double_well(x, w):
    """(x² - w)² + 0.3x and its slope: two minima for w = 1, one for w < 0."""
    return (x**2 - w) ** 2 + 0.3 * x, 4 * x * (x**2 - w) + 0.3


def saddle(x, y):
    """x²/2 - y²/2 + y⁴/4, its gradient and its Hessian: a saddle at the origin, minima at (0, ±1)."""
    loss = x**2 / 2 - y**2 / 2 + y**4 / 4
    return loss, np.array([x, -y + y**3]), np.array([[1.0 + 0 * y, 0 * y], [0 * y, -1 + 3 * y**2]])


def tanh_network(theta, x, y, hidden):
    """½·mean (tanh(xW + b)·v - y)² and its gradient; θ = (W, b, v), x (N, D), y (N,)."""
    inputs = x.shape[1]
    w = theta[: inputs * hidden].reshape(inputs, hidden)
    b, v = theta[inputs * hidden :].reshape(2, hidden)
    h = np.tanh(x @ w + b)
    error = h @ v - y
    delta = np.outer(error, v) * (1 - h**2) / len(y)
    gradient = np.concatenate([(x.T @ delta).ravel(), delta.sum(axis=0), h.T @ error / len(y)])
    return np.mean(error**2) / 2, gradient


def end_of_saddle(start):
    """Of runs from start, shape (2, runs): final loss, gradient, smallest Hessian eigenvalue, and the paths."""
    path, _, _ = descend(lambda theta: saddle(*theta)[1], start, eta=0.1, steps=500)
    loss, gradient, hessian = saddle(*path[-1])
    return loss, np.abs(gradient).max(), np.linalg.eigvalsh(np.moveaxis(hessian, -1, 0))[:, 0], path


def least_squares(theta, x, y):
    """Gradient of the mean of (xθ - y)²/2 over the samples; x (B, P), y (B,)."""
    return x.T @ (x @ theta - y) / len(y)


def logistic(w, margins):
    """Mean of ln(1 + exp(-margin·w)) over the samples, and its slope; w (), margins (N,)."""
    return np.mean(np.log1p(np.exp(-margins * w))), -np.mean(margins / (1 + np.exp(margins * w)))


def noisy_descent(rng, eta, lam, sigma, batch, steps, chains):
    """SGD from x = 5 on the mean over examples c of λ(x - c)²/2, c ~ N(0, σ²/λ²): shape (steps + 1, chains)."""

    def gradient(x):
        return np.mean(lam * x - sigma * rng.normal(size=(batch, chains)), axis=0)

    return descend(gradient, np.full(chains, 5.0), eta, steps)[0]


def share_of_first_gradient(rng, samples, noise):
    """What is left of the full gradient at every hundredth step of SGD, shape (81,): batches of two, η = 1/max|x|².

    Least squares with 50 parameters: 20 samples can be fitted exactly whatever their targets, 200 only without noise.
    """
    x = rng.normal(size=(samples, 50))
    y = x @ rng.normal(size=50) + noise * rng.normal(size=samples)

    def mini(theta):
        drawn = rng.integers(samples, size=2)
        return least_squares(theta, x[drawn], y[drawn])

    eta = 1 / (x**2).sum(axis=1).max()  # no batch is steeper than its longest sample, so every step is stable
    path, _, _ = descend(mini, np.zeros(50), eta, steps=8000)
    left = np.array([np.linalg.norm(least_squares(theta, x, y)) for theta in path[::100]])
    return left / left[0]


@claim(
    en="A step of size η < 2/L lowers an L-smooth loss by at least η(1 - ηL/2)‖∇f‖².",
    ko="L-smooth인 손실은 η < 2/L이면 스텝마다 적어도 η(1 - ηL/2)‖∇f‖²만큼 감소한다.",
    seconds=0.1,
    entry="A1",
    literature="Nesterov 2004, sec. 1.2.3",
)
def descent_lemma(largest: float = 10.0, steps: int = 50, seed: int = 0) -> Evidence:
    if largest <= 0.1 or steps < 1:
        raise Undecided(
            en="the curvatures run from 0.1 to L: L must be larger than that, and one step must be taken",
            ko="곡률의 범위는 0.1부터 L까지이다. L이 0.1보다 커야 하고, 한 스텝은 가야 한다",
        )
    rng = np.random.default_rng(seed)
    basis = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    hessian = basis * np.geomspace(0.1, largest, 5) @ basis.T
    top, anywhere = basis[:, -1], rng.normal(size=5)

    def run(ratio, start, smoothness=largest):
        """At η = ratio·2/L: surplus over the promised decrease, and the losses, per first loss."""
        eta = ratio * 2 / largest
        path, g, _ = descend(lambda theta: hessian @ theta, start, eta, steps)
        losses = np.einsum("ti,ij,tj->t", path, hessian, path) / 2
        promised = eta * (1 - eta * smoothness / 2) * (g**2).sum(axis=1)
        return (losses[:-1] - losses[1:] - promised) / losses[0], losses / losses[0]

    tight, down = run(0.3, top)
    _, up = run(1.02, top)
    (below, _), (half, _) = run(0.95, anywhere), run(0.3, top, largest / 2)
    surplus, grown = run(1.02, anywhere)
    beyond = surplus / grown[:-1]  # per loss of the step: beyond 2/L the loss grows, and its rounding with it
    most = np.abs(tight).max()
    theorem = "the descent lemma, for every η; rounding"
    equal = "along the top eigenvector the lemma is an equality; rounding"
    return Evidence(
        measurements=[
            Measurement("surplus at 0.95 of 2/L", below.min(), at_least(-1e-12, because=theorem)),
            Measurement("surplus at 1.02 of 2/L", beyond.min(), at_least(-1e-12, because=theorem)),
            Measurement("surplus along the top eigenvector", most, at_most(1e-12, because=equal)),
            Measurement("first factor, top eigenvector", down[1], within(0.16, 1e-12, because="(1 - ηL)²")),
        ],
        controls=[
            Control("surplus with half the true L", half.min(), at_least(-1e-12)),
            Control("first factor at 1.02 of 2/L", up[1], at_most(1.0)),
        ],
        curves=[Curve("0.3 of 2/L", down), Curve("1.02 of 2/L", up)],
        axes=Axes(x="step", y="loss / first loss", log_y=True),
    )


@claim(
    en="On a loss with two wells, gradient descent with a small step ends where the gradient is zero; the start "
    "decides in which well.",
    ko="골짜기가 두 개인 손실에서 학습률이 작은 경사 하강법은 기울기가 0인 곳에서 멈춘다. 어느 골짜기에서 멈추는지는 "
    "시작점이 정한다.",
    seconds=0.2,
    entry="A1",
    literature="Nesterov 2004, sec. 1.2.3",
)
def stationary_not_global(starts: int = 400, seed: int = 0) -> Evidence:
    start = np.random.default_rng(seed).uniform(-2, 2, size=starts)

    def run(w):
        """Where each start ends; the stationary points, from left to right; the paths."""
        path, _, _ = descend(lambda x: double_well(x, w)[1], start, eta=0.02, steps=2000)
        roots = np.roots([4, 0, -4 * w, 0.3])
        return path[-1], np.sort(roots.real[np.abs(roots.imag) < 1e-9]), path

    def elsewhere(ends, expected):
        """Share of the starts that do not end where they are expected to."""
        return np.mean(np.abs(ends - expected) > 1e-6)

    two, (left, ridge, right), path = run(w=1.0)
    one, (only,), _ = run(w=-0.5)
    side = np.where(start < ridge, left, right)
    slope = np.abs(double_well(two, 1.0)[1]).max()
    slope_error = double_well(start + 1e-200j, 1.0)[0].imag / 1e-200 - double_well(start, 1.0)[1]
    ends = "η f″ < 1 on [-2, 2]: the path is monotone and contracts to rounding within 2000 steps"
    monotone = "a monotone path stays on its side of the ridge"
    exact = "complex step (Squire & Trapp 1998), exact up to rounding"
    return Evidence(
        measurements=[
            Measurement("steepest slope at the end", slope, at_most(1e-12, because=ends)),
            Measurement(
                "share that end on the other side of the ridge", elsewhere(two, side), at_most(0, because=monotone)
            ),
            Measurement(
                "share that end elsewhere, one well", elsewhere(one, only), at_most(0, because="no other place to end")
            ),
            Measurement("error of the slope", np.abs(slope_error).max(), at_most(1e-13, because=exact)),
        ],
        controls=[Control("share that end outside the lower well, two wells", elsewhere(two, left), at_most(0))],
        curves=[Curve(f"start {x0:.2f}", path[:200, i]) for i, x0 in enumerate(start[:6])],
        axes=Axes(x="step", y="x"),
    )


@claim(
    en="Without momentum and weight decay, gradient descent and RMSprop never move a coordinate along its gradient; "
    "momentum and Adam sometimes do.",
    ko="모멘텀과 가중치 감쇠가 없으면 경사 하강법과 RMSprop은 어떤 좌표도 기울기 방향으로 움직이지 않는다. 모멘텀과 "
    "Adam은 그럴 때가 있다.",
    seconds=1.5,
    entry="A2",
    literature="Cauchy 1847; Polyak 1964; Kingma & Ba 2015",
)
def against_the_gradient(eta: float = 0.03, steps: int = 100, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    curvature = np.array([0, 1e-8, 0.3, 1.0, 3.0, 10.0])  # one has no slope, one is so flat that eps matters
    start = rng.choice([-1.0, 1.0], size=6) * rng.uniform(0.5, 1.0, size=6)
    rules = {
        "gradient descent": (plain, lambda p: torch.optim.SGD(p, eta, foreach=False)),
        "RMSprop": (rmsprop, lambda p: torch.optim.RMSprop(p, eta, foreach=False)),
        "heavy ball": (heavy_ball, lambda p: torch.optim.SGD(p, eta, momentum=0.9, foreach=False)),
        "Adam": (adam, lambda p: torch.optim.Adam(p, eta, foreach=False)),
    }
    measurements, controls, curves = [], [], []
    for name, (rule, reference) in rules.items():
        path, g, updates = descend(lambda x: curvature * x, start, eta, steps, rule)
        off, share = torch_distance(reference, path, g), uphill(g, updates)
        same = "the same formula on the same gradients; rounding of a hundred steps"
        measurements.append(Measurement(f"{name}, distance from torch", off, at_most(1e-12, because=same)))
        if rule in (plain, rmsprop):
            exact = "Δθ is -g times a positive number: its sign is exact in any arithmetic"
            measurements.append(Measurement(f"{name}, uphill share", share, at_most(0, because=exact)))
        else:
            controls.append(Control(f"{name}, uphill share", share, at_most(0.01)))
        curves.append(Curve(name, path[:, -1]))
    return Evidence(
        measurements=measurements,
        controls=controls,
        curves=curves,
        axes=Axes(x="step", y="the steepest coordinate"),
    )


@claim(
    en="The textbook picture is a slice of the loss along one direction d; its slope at θ is ∇f(θ)·d.",
    ko="교과서의 손실 곡선은 한 방향 d로 자른 단면이며, θ에서의 기울기는 ∇f(θ)·d이다.",
    seconds=0.1,
    entry="A3",
    literature="Nocedal & Wright 2006, sec. 2.2; Li et al. 2018",
)
def slice_of_the_surface(hidden: int = 6, h: float = 1e-5, seed: int = 0) -> Evidence:
    if not (h > 0 and h**2 + np.finfo(float).eps / h < 1e-9):
        raise Undecided(
            en=f"a central difference errs by about h² + ε/h: h = {h:g} leaves no room below the bound of 1e-8",
            ko=f"중심 차분의 오차는 h² + ε/h 정도이다. h = {h:g}이면 한계 1e-8까지 여유가 없다",
        )
    rng = np.random.default_rng(seed)
    x, y, theta = rng.normal(size=(40, 3)), rng.normal(size=40), rng.normal(size=5 * hidden)
    loss, gradient = tanh_network(theta, x[:20], y[:20], hidden)
    _, foreign = tanh_network(theta, x[20:], y[20:], hidden)
    norm = np.linalg.norm(gradient)

    def height(a, d):
        """φ(a) = f(θ + a·d)."""
        return tanh_network(theta + a * d, x[:20], y[:20], hidden)[0]

    directions = rng.normal(size=(20, theta.size))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    slopes = np.array([(height(h, d) - height(-h, d)) / (2 * h) for d in directions])
    error, foreign_error = (np.abs(slopes - directions @ g).max() / norm for g in (gradient, foreign))

    leaf = torch.tensor(theta, requires_grad=True)
    w, b, v = leaf.split([3 * hidden, hidden, hidden])
    output = torch.tanh(torch.tensor(x[:20]) @ w.reshape(3, hidden) + b) @ v
    reference = torch.nn.functional.mse_loss(output, torch.tensor(y[:20])) / 2
    reference.backward()
    gradient_off = np.abs(gradient - leaf.grad.numpy()).max()

    along = np.linspace(-2, 2, 81)
    difference = "central difference: h²φ‴/6 and εf/h are each near 1e-10 at h = 1e-5"
    rounding = "rounding of sums over twenty examples"
    return Evidence(
        measurements=[
            Measurement("largest error of a slope / ‖g‖", error, at_most(1e-8, because=difference)),
            Measurement("gradient, distance from torch", gradient_off, at_most(1e-13, because=rounding)),
            Measurement("loss, distance from torch", abs(loss - reference.item()), at_most(1e-13, because=rounding)),
        ],
        controls=[Control("with another mini-batch's gradient", foreign_error, at_most(1e-8))],
        curves=[
            Curve("slice along -g", [height(a, -gradient / norm) for a in along], along),
            Curve("its tangent", loss - norm * along[30:51], along[30:51]),
        ],
        axes=Axes(x="distance along d", y="loss"),
    )


@claim(
    en="Where the gradient is zero, the loss has a minimum.",
    ko="기울기가 0인 점에서 손실은 극솟값을 갖는다.",
    seconds=0.2,
    expects="refuted",
    entry="A4",
    literature="Baldi & Hornik 1989; Dauphin et al. 2014",
)
def zero_gradient_is_a_minimum(off_the_line: float = 0.0) -> Evidence:
    _, slope, curvature, path = end_of_saddle([[1.0], [off_the_line]])
    _, slope_off, curvature_off, path_off = end_of_saddle([[1.0], [1e-3]])
    order = "second-order necessary condition: at a minimum no Hessian eigenvalue is negative"
    return Evidence(
        measurements=[Measurement("smallest Hessian eigenvalue", curvature[0], at_least(0, because=order))],
        controls=[
            Control("gradient", slope, at_most(1e-12), must="hold"),
            Control("gradient, started at y = 0.001", slope_off, at_most(1e-12), must="hold"),
            Control("eigenvalue, started at y = 0.001", curvature_off[0], at_least(0), must="hold"),
        ],
        curves=[Curve("start y = 0", path[:200, 1, 0]), Curve("start y = 0.001", path_off[:200, 1, 0])],
        axes=Axes(x="step", y="y"),
    )


@claim(
    en="With a small step, gradient descent ends on a strict saddle (a negative Hessian eigenvalue) only from a set "
    "of starts of measure zero; random starts leave it.",
    ko="학습률이 작을 때 경사 하강법이 strict saddle(헤시안에 음의 고윳값이 있는 안장점)에서 멈추는 시작점의 집합은 "
    "측도가 0이다. 무작위로 고른 시작점은 안장점을 벗어난다.",
    seconds=0.5,
    entry="A4",
    literature="Lee et al. 2016; Dauphin et al. 2014",
)
def saddles_repel(starts: int = 400, seed: int = 0) -> Evidence:
    start = np.random.default_rng(seed).uniform(-1.5, 1.5, size=(2, starts))
    loss, slope, curvature, path = end_of_saddle(start)
    loss_on, slope_on, curvature_on, _ = end_of_saddle(start * [[1], [0]])
    _, gradient, hessian = saddle(*start)
    along_x, along_y = saddle(start[0] + 1e-200j, start[1]), saddle(start[0], start[1] + 1e-200j)
    errors = [
        np.abs(analytic - np.array([along_x[order].imag, along_y[order].imag]) / 1e-200).max()
        for order, analytic in [(0, gradient), (1, hessian)]
    ]
    lost, on, height = np.mean(curvature < 0), curvature_on.max(), np.abs(loss + 0.25).max()
    measure = "the starts that lead there are the line y = 0, of probability zero"
    exact = "complex step (Squire & Trapp 1998), exact up to rounding"
    ends = "0.9^500 of the distance is left: below rounding"
    return Evidence(
        measurements=[
            Measurement("share that end at the saddle", lost, at_most(0, because=measure)),
            Measurement("gradient at the end", slope, at_most(1e-12, because=ends)),
            Measurement("gradient at the end, on y = 0", slope_on, at_most(1e-12, because=ends)),
            Measurement("height above -1/4 at the end", height, at_most(1e-13, because="f(0, ±1) = -1/4")),
            Measurement("eigenvalue on y = 0", on, within(-1, 1e-14, because="∂²f/∂y² = 3y² - 1")),
            Measurement("error of the gradient", errors[0], at_most(1e-13, because=exact)),
            Measurement("error of the Hessian", errors[1], at_most(1e-13, because=exact)),
        ],
        controls=[
            Control("share that end at the saddle, on y = 0", np.mean(curvature_on < 0), at_most(0)),
            Control("height above -1/4 at the end, on y = 0", np.abs(loss_on + 0.25).max(), at_most(1e-13)),
        ],
        curves=[Curve(f"start y = {y0:.2f}", path[:120, 1, i]) for i, y0 in enumerate(start[1, :5])],
        axes=Axes(x="step", y="y"),
    )


@claim(
    en="On a parabola, with a constant step and gradient noise of constant variance σ²/B, SGD keeps moving: its "
    "variance around the minimum settles at ησ²/(Bλ(2 - ηλ)).",
    ko="포물선에서 기울기 잡음의 분산이 σ²/B로 일정하고 학습률도 일정하면 SGD는 멈추지 않는다. 최소점 주위의 분산이 "
    "ησ²/(Bλ(2 - ηλ))로 수렴한다.",
    seconds=0.2,
    entry="A4",
    literature="Mandt et al. 2017",
)
def noise_floor(eta: float = 0.25, lam: float = 2.0, sigma: float = 3.0, batch: int = 4, seed: int = 0) -> Evidence:
    if not (0 < eta * lam < 2 and lam > 0 and sigma > 0 and batch > 0):
        raise Undecided(
            en="a floor needs 0 < ηλ < 2, and noise: λ, σ and B above zero",
            ko="분산이 수렴하려면 0 < ηλ < 2여야 하고, 잡음이 있으려면 λ, σ, B가 0보다 커야 한다",
        )
    chains, warm_up, steps = 500, 100, 600
    floor = eta * sigma**2 / (batch * lam * (2 - eta * lam))
    memory = (1 - eta * lam) ** 2  # correlation of x² between two steps of a Gaussian AR(1)
    independent = chains * (steps - warm_up) * (1 - memory) / (1 + memory)
    left = 25 * (1 - eta * lam) ** (2 * warm_up)  # of the start
    wide, wide_first = 5 * floor * np.sqrt(2 / independent) + left, 5 * eta * sigma / np.sqrt(batch * chains)
    if not (wide < 0.1 * floor and wide_first < 0.1 * 5 * eta * lam):
        raise Undecided(
            en="with these settings the bounds are wider than a tenth of what they bound",
            ko="이 값들에서는 한계의 폭이 재려는 값의 10분의 1보다 넓다",
        )
    rng = np.random.default_rng(seed)
    path = noisy_descent(rng, eta, lam, sigma, batch, steps, chains)
    still = noisy_descent(rng, eta, lam, 0.0, batch, steps, chains)
    variance, without = (np.mean(p[warm_up + 1 :] ** 2) for p in (path, still))
    theory = "stationary variance of an AR(1); five standard errors, thinned by its autocorrelation; what is left of x₀"
    first, mean = path[1].mean(), 5 * (1 - eta * lam)
    return Evidence(
        measurements=[
            Measurement("variance of x", variance, within(floor, wide, because=theory)),
            Measurement("mean of x₁", first, within(mean, wide_first, because="five standard errors")),
        ],
        controls=[Control("variance of x without noise", without, within(floor, wide))],
        curves=[
            Curve("mini-batches", np.mean(path[:60] ** 2, axis=1)),
            Curve("no noise", np.mean(still[:60] ** 2, axis=1)),
            Curve("ησ²/(Bλ(2 - ηλ))", np.full(60, floor)),
        ],
        axes=Axes(x="step", y="mean of x²", log_y=True),
    )


@claim(
    en="With a constant step SGD reaches zero gradient where the model fits every sample exactly: 20 samples, 50 "
    "parameters. With 200 noisy samples, more than it can fit, it does not.",
    ko="모델이 모든 샘플을 정확히 맞힐 수 있으면(샘플 20개, 파라미터 50개) 학습률이 일정한 SGD도 기울기 0에 이른다. "
    "맞힐 수 없을 만큼 많고 타깃에 잡음이 있는 샘플 200개로는 이르지 못한다.",
    seconds=0.5,
    entry="A4",
    literature="Ma, Bassily & Belkin 2018",
)
def interpolation_has_no_floor(samples: int = 20, noise: float = 1.0, seed: int = 0) -> Evidence:
    if not 2 <= samples <= 30:
        raise Undecided(
            en="beyond 30 samples for 50 parameters the slowest direction takes more than 8000 steps",
            ko="파라미터 50개에 샘플이 30개를 넘으면 가장 느린 방향이 수렴하는 데 8000스텝 넘게 걸린다",
        )
    rng = np.random.default_rng(seed)
    fitted = share_of_first_gradient(rng, samples, noise)
    crowded = share_of_first_gradient(rng, 200, noise)
    noiseless = share_of_first_gradient(rng, 200, 0.0)
    shrinks = "at the solution every sample's gradient is zero, so the noise goes with the error: linear convergence"
    return Evidence(
        measurements=[
            Measurement("full gradient left, each sample fitted", fitted[-1], at_most(1e-6, because=shrinks)),
            Measurement("full gradient left, 200 samples without noise", noiseless[-1], at_most(1e-6, because=shrinks)),
        ],
        controls=[Control("full gradient left, 200 noisy samples", crowded[-10:].min(), at_most(1e-6))],
        curves=[Curve("20 samples", fitted), Curve("200 samples", noiseless), Curve("200 noisy samples", crowded)],
        axes=Axes(x="step / 100", y="‖full gradient‖ / first", log_y=True),
    )


@claim(
    en="On linearly separable data the cross-entropy has no minimum: the gradient tends to zero while the weight "
    "grows without bound, like ln t.",
    ko="선형 분리되는 데이터에서 크로스 엔트로피에는 최소점이 없다. 기울기는 0으로 가지만 가중치는 ln t처럼 한없이 "
    "커진다.",
    seconds=0.5,
    entry="A1",
    literature="Soudry et al. 2018",
)
def weights_run_away(eta: float = 0.5, steps: int = 10_000) -> Evidence:
    if not (0 < eta <= 2 and eta * steps >= 1000):
        raise Undecided(
            en="the bounds hold for 0 < η <= 2, and ln t shows from ηt = 1000 on",
            ko="한계는 0 < η <= 2에서 성립하고, ln t는 ηt = 1000부터 드러난다",
        )

    def run(margins):
        """Weights and slopes of logistic regression on samples of size one; a margin of -1 is a wrong label."""
        path, slopes, _ = descend(lambda w: logistic(w, np.array(margins))[1], 0.0, eta, steps)
        return path, np.abs(slopes)

    def growth(path):
        """How much e^w + w has grown, over ηt; the gradient flow gives exactly one."""
        return (np.expm1(path[-1]) + path[-1]) / (eta * steps)

    (apart, slope), (mixed, _) = run([1.0, 1.0, 1.0, 1.0]), run([1.0, 1.0, 1.0, -1.0])
    t = np.unique(np.geomspace(1, steps, 200).astype(int))
    losses = np.array([logistic(w, np.ones(4))[0] for w in apart[t]])
    # e^w + w grows by η at least, for e^w is convex, and by η + η(w⁺ - w) at most, for e^x <= 1 + x + x² up to x = 1
    adds = "a step adds between η and η + η(w⁺ - w) to e^w + w, and w <= ln(1 + 2ηt); rounding"
    bound = between(1 - 1e-9, 1 + np.log1p(2 * eta * steps) / steps + 1e-9, because=adds)
    flat = "the slope is 1/(1 + e^w), and e^w + w >= 1 + ηt"
    three = within(np.log(3), 1e-9, because="3/(1 + e^w) = 1/(1 + e^-w) at w = ln 3; contracts to rounding")
    return Evidence(
        measurements=[
            Measurement("growth of e^w + w over ηt", growth(apart), bound),
            Measurement("largest rise of the loss", np.diff(losses).max(), at_most(0, because="η < 2/L = 8")),
            Measurement("last slope·ηt", slope[-1] * eta * steps, at_most(1.1, because=flat)),
            Measurement("weight where one label of four is wrong", mixed[-1], three),
        ],
        controls=[Control("growth of e^w + w over ηt, one label of four wrong", growth(mixed), bound)],
        curves=[Curve("separable", apart[t], t), Curve("one label of four wrong", mixed[t], t)],
        axes=Axes(x="step", y="weight", log_x=True),
    )


@claim(
    en="In practice training runs with a constant step until the gradient is zero.",
    ko="실제 학습은 일정한 학습률로 기울기가 0이 될 때까지 반복된다.",
    seconds=0.1,
    expects="refuted",
    entry="A4",
    literature="Mandt et al. 2017",
)
def iterate_until_zero(batch: int = 4, steps: int = 300, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    noisy, full = (2 * noisy_descent(rng, 0.25, 2.0, sigma, batch, steps, 100) for sigma in (3.0, 0.0))
    last, last_full = (np.sqrt(np.mean(g[-100:] ** 2)) for g in (noisy, full))
    fitted = share_of_first_gradient(rng, 20, noise=1.0)
    zero = "without noise 5λ(1 - ηλ)^200 = 6e-60 would be left: any small bound will do"
    return Evidence(
        measurements=[Measurement("last full gradients, mini-batches", last, at_most(1e-6, because=zero))],
        controls=[
            Control("last full gradients, full batch", last_full, at_most(1e-6), must="hold"),
            Control(
                "full gradient left, mini-batches, every sample fitted exactly", fitted[-1], at_most(1e-6), must="hold"
            ),
        ],
        curves=[Curve("mini-batches", np.abs(noisy[:, 0])), Curve("full batch", np.abs(full[:100, 0]))],
        axes=Axes(x="step", y="|full gradient|", log_y=True),
    )


@claim(
    en="SGD lowers a parameter whose mini-batch gradient is positive and raises one whose gradient is negative.",
    ko="SGD는 미니배치 기울기가 양수인 파라미터는 줄이고 음수인 파라미터는 늘린다.",
    seconds=0.1,
    entry="A5",
    literature="Goh 2017",
)
def sign_rule(batch: int = 8, eta: float = 0.02, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(256, 5)), rng.normal(size=256)
    y = x @ rng.normal(size=5) + noise

    def on(theta, rows):
        return least_squares(theta, x[rows], y[rows])

    def run(rule):
        """Share of updates along the gradient of their own mini-batch, and along that of all the data."""
        draws = np.random.default_rng(seed + 1)
        path, g, updates = descend(
            lambda theta: on(theta, draws.integers(256, size=batch)), np.zeros(5), eta, 400, rule
        )
        return uphill(g, updates), uphill(np.array([on(theta, slice(None)) for theta in path[:-1]]), updates)

    leaf = torch.tensor(noise[:5], requires_grad=True)
    torch.mean((torch.tensor(x[:batch]) @ leaf - torch.tensor(y[:batch])) ** 2 / 2).backward()
    off = np.abs(on(noise[:5], slice(batch)) - leaf.grad.numpy()).max()
    (sgd, sgd_full), (root, _), (ball, _), (moments, _) = map(run, (plain, rmsprop, heavy_ball, adam))
    exact = "Δθ is -g times a positive number: its sign is exact in any arithmetic"
    return Evidence(
        measurements=[
            Measurement("SGD, uphill share", sgd, at_most(0, because=exact)),
            Measurement("RMSprop, uphill share", root, at_most(0, because=exact)),
            Measurement("gradient, distance from torch", off, at_most(1e-12, because="rounding of sums over a batch")),
        ],
        controls=[
            Control("heavy ball, uphill share", ball, at_most(0.05)),
            Control("Adam, uphill share", moments, at_most(0.05)),
            Control("SGD against the full-batch gradient", sgd_full, at_most(0.05)),
        ],
    )


@claim(
    en="On a parabola of curvature λ, gradient descent never changes sides up to ηλ = 1, and at every step beyond it.",
    ko="곡률이 λ인 포물선에서 경사 하강법은 ηλ ≤ 1이면 최소점을 넘어가지 않고, 그보다 크면 매 스텝 반대편으로 "
    "넘어간다.",
    seconds=0.1,
    entry="A6",
    literature="Goh 2017",
)
def oscillation(lam: float = 4.0, steps: int = 100) -> Evidence:
    if not (lam > 0 and 1 <= steps <= 150):
        raise Undecided(
            en="a parabola has λ > 0, and beyond 150 steps 0.01^t underflows: its sign is lost",
            ko="포물선이려면 λ > 0이어야 하고, 150스텝을 넘으면 0.01^t가 언더플로되어 부호를 잃는다",
        )
    measurements, paths = [], {}
    for ratio in (0.5, 0.99, 1.0, 1.01, 1.5, 1.9, 2.1):
        path = paths[ratio] = descend(lambda x: lam * x, 1.0, ratio / lam, steps)[0]
        changes, expected = sign_changes(path), steps if ratio > 1 else 0
        sign = "x_t = (1 - ηλ)^t x₀: each step takes the sign of 1 - ηλ"
        power = "rounding of 1 - ηλ, relative to 0.01 or more, a hundred times over"
        measurements.append(Measurement(f"sign changes, ηλ = {ratio}", changes, within(expected, 0, because=sign)))
        if ratio != 1:
            off = np.abs(path / (1 - ratio) ** np.arange(steps + 1) - 1).max()
            measurements.append(Measurement(f"from (1 - ηλ)^t, {ratio}", off, at_most(1e-11, because=power)))
    measurements.append(Measurement("x₁ at ηλ = 1", paths[1.0][1], within(0, 0, because="1 - ηλ = 0: lands exactly")))
    return Evidence(
        measurements=measurements,
        controls=[
            Control("sign changes at 1.01, by the rule for 0.99", sign_changes(paths[1.01]), at_most(0)),
            Control("last |x| at 2.1, by the rule for 1.9", abs(paths[2.1][-1]), at_most(1)),
        ],
        curves=[Curve(f"ηλ = {ratio}", paths[ratio][:30]) for ratio in (0.5, 1.0, 1.5, 1.9)],
        axes=Axes(x="step", y="x"),
    )


@claim(
    en="On a parabola of curvature λ with ηλ < 1, the heavy ball oscillates exactly when β > (1 - √(ηλ))².",
    ko="곡률이 λ인 포물선에서 ηλ < 1이면 모멘텀(heavy ball)은 β > (1 - √(ηλ))²일 때에만 진동한다.",
    seconds=0.1,
    entry="A6",
    literature="Polyak 1964; Goh 2017",
)
def heavy_ball_oscillates(ratio: float = 0.1, steps: int = 200) -> Evidence:
    if not 1e-3 <= ratio <= 0.7:
        raise Undecided(
            en="the test takes β 0.02 to either side of (1 - √(ηλ))²: ηλ from 0.001 to 0.7 leaves room for both",
            ko="이 실험은 (1 - √(ηλ))²보다 0.02 작은 β와 0.02 큰 β를 비교한다. ηλ가 0.001부터 0.7까지여야 양쪽에 "
            "여유가 있다",
        )
    critical, lam = (1 - np.sqrt(ratio)) ** 2, 4.0

    def run(beta):
        return descend(lambda x: lam * x, 1.0, ratio / lam, steps, heavy_ball, beta=beta)[0]

    beta = critical + 0.02
    expected = steps * np.arccos((1 + beta - ratio) / (2 * np.sqrt(beta))) / np.pi
    if not (expected >= 5 and beta ** (steps / 2) > 1e-300):
        raise Undecided(
            en="too few steps for five sign changes, or so many that the numbers underflow",
            ko="부호가 다섯 번 바뀌기에는 스텝이 너무 적거나, 너무 많아서 값이 언더플로된다",
        )
    below, above = run(critical - 0.02), run(beta)
    none = "two positive real roots; the start at rest keeps x_t positive"
    some = "complex roots √β·exp(±iω): a zero every π/ω steps, up to one at the ends"
    shrink = critical ** (np.arange(steps + 1) / 2)
    return Evidence(
        measurements=[
            Measurement("sign changes at β_c - 0.02", sign_changes(below), at_most(0, because=none)),
            Measurement("sign changes at β_c + 0.02", sign_changes(above), within(expected, 1, because=some)),
        ],
        controls=[Control("β_c + 0.02 by the rule for β_c - 0.02", sign_changes(above), at_most(0))],
        curves=[Curve("β_c - 0.02", below / shrink), Curve("β_c + 0.02", above / shrink)],
        axes=Axes(x="step", y="x / β_c^(t/2)"),
    )


@claim(
    en="Since each step goes against the sign of the gradient, the gradient oscillates around zero.",
    ko="매 스텝 기울기의 부호와 반대로 움직이므로 기울기는 0을 기준으로 진동한다.",
    seconds=0.1,
    expects="refuted",
    entry="A6",
    literature="Goh 2017",
)
def oscillates_around_zero(ratio: float = 0.5, steps: int = 50) -> Evidence:
    gentle, bold = (descend(lambda x: 4 * x, 1.0, r / 4, steps)[1] for r in (ratio, 1.5))
    once = "to oscillate around zero is to pass it at least once"
    return Evidence(
        measurements=[Measurement(f"sign changes at ηλ = {ratio}", sign_changes(gentle), at_least(1, because=once))],
        controls=[Control("sign changes of a bold step, ηλ = 1.5", sign_changes(bold), at_least(1), must="hold")],
        curves=[Curve(f"ηλ = {ratio}", gentle[:20]), Curve("ηλ = 1.5", bold[:20])],
        axes=Axes(x="step", y="gradient"),
    )


mutant("damps the newest gradient in the velocity", "v = beta * v + g", "v = beta * v + (1 - beta) * g")
mutant("puts eps inside the root", "eta * g / (np.sqrt(s) + eps)", "eta * g / np.sqrt(s + eps)")
mutant("counts the steps of Adam from two", "(0.0, 0.0, 0)", "(0.0, 0.0, 1)")
mutant("forgets the bias correction of the second moment", "np.sqrt(s / (1 - beta2**t))", "np.sqrt(s)")
mutant("takes tanh' at the pre-activation's square", "(1 - h**2) / len(y)", "(1 - (x @ w + b) ** 2) / len(y)")
mutant("forgets 1/B in the output layer", "h.T @ error / len(y)", "h.T @ error")
mutant("loses the curvature of y to the fourth", "-1 + 3 * y**2", "-1 + y**2")
mutant("adds up a batch that should be averaged", "np.mean(lam * x - sigma", "np.sum(lam * x - sigma")
mutant("counts even where nothing moved", "moved = gradients != 0", "moved = gradients == gradients")
mutant("forgets 1/B in least squares", "(x @ theta - y) / len(y)", "(x @ theta - y)")
mutant("never draws half of the samples", "rng.integers(samples, size=2)", "rng.integers(samples // 2, size=2)")
mutant("takes every label for right", "-np.mean(margins / (1", "-np.mean(1 / (1")
mutant("forgets the label in the exponent", "(1 + np.exp(margins * w))", "(1 + np.exp(w))")
mutant("steps with half the learning rate", "return -eta * g, state", "return -eta * g / 2, state")
