"""Gradient descent: where it moves, where it stops, and when it oscillates.

Notation: θ parameters, shape (P,); f loss; g = ∇f(θ) gradient; η step size; λ an eigenvalue of the Hessian,
L the largest one; β momentum; σ standard deviation of one example's gradient; B batch size; Δθ update of a step.
"""

import numpy as np
import torch

from quizdl.verify import Axes, Control, Curve, Evidence, Measurement, claim, mutant

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
    """Share of coordinates that moved along their gradient, not against it; a gradient of zero does not count."""
    moved = gradients != 0
    return np.mean(np.sign(updates[moved]) == np.sign(gradients[moved]))


def torch_distance(optimizer, path, gradients):
    """Largest distance between a path and torch's optimizer fed with the same gradients."""
    theta = torch.nn.Parameter(torch.tensor(path[0]))
    optimizer = optimizer([theta])
    largest = 0.0
    for g, ours in zip(gradients, path[1:], strict=True):
        theta.grad = torch.tensor(g)
        optimizer.step()
        largest = max(largest, np.abs(theta.detach().numpy() - ours).max())
    return largest


# The surfaces.


def double_well(x, w):
    """(x² - w)² + 0.3x and its slope: two minima for w = 1, one for w < 0."""
    return (x**2 - w) ** 2 + 0.3 * x, 4 * x * (x**2 - w) + 0.3


def saddle(x, y):
    """x²/2 - y²/2 + y⁴/4, its gradient and its Hessian: a saddle at the origin, minima at (0, ±1)."""
    loss = x**2 / 2 - y**2 / 2 + y**4 / 4
    return loss, np.array([x, -y + y**3]), np.array([[1.0 + 0 * y, 0 * y], [0 * y, -1 + 3 * y**2]])


def tanh_network(theta, x, y, hidden):
    """Half the mean squared error of x -> tanh(xW + b)·v and its gradient; θ = (W, b, v), x (N, D), y (N,)."""
    inputs = x.shape[1]
    w = theta[: inputs * hidden].reshape(inputs, hidden)
    b, v = theta[inputs * hidden :].reshape(2, hidden)
    h = np.tanh(x @ w + b)
    error = h @ v - y
    delta = np.outer(error, v) * (1 - h**2) / len(y)
    gradient = np.concatenate([(x.T @ delta).ravel(), delta.sum(axis=0), h.T @ error / len(y)])
    return np.mean(error**2) / 2, gradient


@claim(
    en="A step of size η < 2/L lowers an L-smooth loss by at least η(1 - ηL/2)‖∇f‖².",
    ko="L-smooth인 loss는 η < 2/L인 한 스텝마다 적어도 η(1 - ηL/2)‖∇f‖²만큼 감소한다.",
    seconds=0.2,
    entry="A1",
    literature="Nesterov 2004, sec. 1.2.3",
)
def descent_lemma(largest: float = 10.0, steps: int = 50, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    basis = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    hessian = basis * np.geomspace(0.1, largest, 5) @ basis.T
    top = basis[:, -1]

    def least_slack(share_of_limit, start, smoothness):
        """The smallest surplus over the promised decrease, as a share of the first loss; and all losses."""
        eta = share_of_limit * 2 / largest
        path, g, _ = descend(lambda theta: hessian @ theta, start, eta, steps)
        losses = np.einsum("ti,ij,tj->t", path, hessian, path) / 2
        promised = eta * (1 - eta * smoothness / 2) * (g**2).sum(axis=1)
        return ((losses[:-1] - losses[1:] - promised) / losses[0]).min(), losses / losses[0]

    anywhere = rng.normal(size=5)
    slack, _ = least_slack(0.95, anywhere, largest)
    tight, down = least_slack(0.3, top, largest)
    beyond, _ = least_slack(1.02, anywhere, largest)
    half, _ = least_slack(0.3, top, largest / 2)
    _, up = least_slack(1.02, top, largest)
    rounding = "a theorem; 1e-12 covers the rounding of about a hundred float64 operations a step"
    return Evidence(
        measurements=[
            Measurement("surplus at 0.95 of 2/L", slack, at_least=-1e-12, because=rounding),
            Measurement("surplus along the top eigenvector", tight, equals=0, within=1e-12, because=rounding),
            Measurement("surplus at 1.02 of 2/L", beyond, at_least=-1e-10, because="holds for every η; 50-fold loss"),
            Measurement("loss after one step at 0.3 of 2/L", down[1], equals=0.16, within=1e-12, because="(1 - ηL)²"),
        ],
        controls=[
            Control("surplus with half the true L", half, at_least=-1e-12),
            Control("loss after one step at 1.02 of 2/L", up[1], at_most=1.0),
        ],
        curves=[Curve("0.3 of 2/L", down), Curve("1.02 of 2/L", up)],
        axes=Axes(x="step", y="loss / first loss", log_y=True),
    )


@claim(
    en="Gradient descent ends where the gradient is zero; which of two minima that is, the start decides.",
    ko="경사하강법은 기울기가 0인 곳에서 멈출 뿐이며, 두 극솟값 중 어느 쪽에 도달하는지는 시작점이 정한다.",
    seconds=0.3,
    entry="A1",
    literature="Nesterov 2004, sec. 1.2.3",
)
def stationary_not_global(starts: int = 400, seed: int = 0) -> Evidence:
    start = np.random.default_rng(seed).uniform(-2, 2, size=starts)

    def share_global(w):
        """How many starts end at the lowest minimum; the largest slope at the end; the paths."""
        path, _, _ = descend(lambda x: double_well(x, w)[1], start, eta=0.02, steps=2000)
        stationary = np.roots([4, 0, -4 * w, 0.3])
        real = stationary.real[np.abs(stationary.imag) < 1e-9]
        lowest = real[np.argmin(double_well(real, w)[0])]
        slope = np.abs(double_well(path[-1], w)[1]).max()
        return np.count_nonzero(np.abs(path[-1] - lowest) < 1e-6), slope, path, np.sort(real)

    many, slope, path, (_, ridge, _) = share_global(w=1.0)
    one, _, _, _ = share_global(w=-0.5)
    basin = (ridge + 2) / 4
    five_sigma = 5 * np.sqrt(basin * (1 - basin) / starts)
    return Evidence(
        measurements=[
            Measurement(
                "steepest slope at the end",
                slope,
                at_most=1e-12,
                because="η f″ < 1 on [-2, 2], so the path is monotone and contracts to rounding in 2000 steps",
            ),
            Measurement(
                "share of starts that end at the global minimum",
                many / starts,
                equals=basin,
                within=five_sigma,
                because="a monotone path stays on its side of the ridge; five binomial standard errors",
            ),
            Measurement(
                "slope, distance from the complex step",
                np.abs(double_well(start + 1e-200j, 1.0)[0].imag / 1e-200 - double_well(start, 1.0)[1]).max(),
                at_most=1e-13,
                because="rounding of six float64 operations on numbers below 30",
            ),
        ],
        controls=[Control("share of starts when there is one minimum", one / starts, equals=basin, within=five_sigma)],
        curves=[Curve(f"start {x0:.2f}", path[:200, i]) for i, x0 in enumerate(start[:6])],
        axes=Axes(x="step", y="x"),
    )


@claim(
    en="Gradient descent and RMSprop never move a coordinate along its gradient; momentum and Adam do.",
    ko="경사하강법과 RMSprop은 어떤 좌표도 기울기 방향으로 움직이지 않지만, 모멘텀과 Adam은 그럴 때가 있다.",
    seconds=1.5,
    entry="A2",
    literature="Cauchy 1847; Polyak 1964; Kingma & Ba 2015",
)
def against_the_gradient(eta: float = 0.03, steps: int = 100, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    curvature = np.array([1e-8, 0.3, 1.0, 3.0, 10.0])  # the first is so flat that eps matters
    start = rng.choice([-1.0, 1.0], size=5) * rng.uniform(0.5, 1.0, size=5)
    rules = {
        "gradient descent": (plain, lambda p: torch.optim.SGD(p, eta, foreach=False)),
        "RMSprop": (rmsprop, lambda p: torch.optim.RMSprop(p, eta, foreach=False)),
        "heavy ball": (heavy_ball, lambda p: torch.optim.SGD(p, eta, momentum=0.9, foreach=False)),
        "Adam": (adam, lambda p: torch.optim.Adam(p, eta, foreach=False)),
    }
    runs = {name: descend(lambda x: curvature * x, start, eta, steps, rule) for name, (rule, _) in rules.items()}
    shares = {name: uphill(g, updates) for name, (_, g, updates) in runs.items()}
    exact = "the update is minus the gradient times a positive number: exact in any arithmetic"
    return Evidence(
        measurements=[
            *(
                Measurement(f"uphill share, {name}", shares[name], equals=0, within=0, because=exact)
                for name in ("gradient descent", "RMSprop")
            ),
            *(
                Measurement(
                    f"distance from torch, {name}",
                    torch_distance(rules[name][1], path, g),
                    at_most=1e-12,
                    because="the same gradients; rounding of a hundred float64 steps",
                )
                for name, (path, g, _) in runs.items()
            ),
        ],
        controls=[Control(f"uphill share, {name}", shares[name], at_most=0.01) for name in ("heavy ball", "Adam")],
        curves=[Curve(name, path[:, -1]) for name, (path, _, _) in runs.items()],
        axes=Axes(x="step", y="the steepest coordinate"),
    )


@claim(
    en="The textbook picture is a slice of the loss along one direction d; its slope at θ is ∇f(θ)·d.",
    ko="교과서의 loss 곡선은 한 방향 d로 자른 단면이며, θ에서의 기울기는 ∇f(θ)·d이다.",
    seconds=0.2,
    entry="A3",
    literature="Nocedal & Wright 2006, sec. 2.2; Li et al. 2018",
)
def slice_of_the_surface(hidden: int = 6, h: float = 1e-5, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(40, 3)), rng.normal(size=40)
    theta = rng.normal(size=5 * hidden)
    batch, other = slice(0, 20), slice(20, 40)
    _, gradient = tanh_network(theta, x[batch], y[batch], hidden)
    _, foreign = tanh_network(theta, x[other], y[other], hidden)

    def height(distance, direction):
        return tanh_network(theta + distance * direction, x[batch], y[batch], hidden)[0]

    directions = rng.normal(size=(20, theta.size))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    slopes = np.array([(height(h, d) - height(-h, d)) / (2 * h) for d in directions])
    norm = np.linalg.norm(gradient)

    leaf = torch.tensor(theta, requires_grad=True)
    w, b, v = leaf[: 3 * hidden].reshape(3, hidden), leaf[3 * hidden : 4 * hidden], leaf[4 * hidden :]
    error = torch.tanh(torch.tensor(x[batch]) @ w + b) @ v - torch.tensor(y[batch])
    reference = error.square().mean() / 2
    reference.backward()
    along = np.linspace(-2, 2, 81)
    downhill = -gradient / norm
    return Evidence(
        measurements=[
            Measurement(
                "largest error of a slope / ‖g‖",
                np.abs(slopes - directions @ gradient).max() / norm,
                at_most=1e-8,
                because="central difference: h²/6·φ‴ + ε·f/h, near 1e-10 each at h = 1e-5",
            ),
            Measurement(
                "gradient, distance from torch",
                np.abs(gradient - leaf.grad.numpy()).max(),
                at_most=1e-13,
                because="rounding of sums over twenty examples in float64",
            ),
            Measurement(
                "height, distance from torch",
                abs(height(0, downhill) - reference.item()),
                at_most=1e-13,
                because="rounding of sums over twenty examples in float64",
            ),
        ],
        controls=[
            Control(
                "the same with another mini-batch's gradient",
                np.abs(slopes - directions @ foreign).max() / norm,
                at_most=1e-8,
            )
        ],
        curves=[
            Curve("slice downhill", [height(a, downhill) for a in along], along),
            Curve("its tangent", [height(0, downhill) - norm * a for a in along[30:51]], along[30:51]),
        ],
        axes=Axes(x="distance along d", y="loss"),
    )


def end_of_saddle(start, eta=0.1, steps=2000):
    """Final gradient norm, smallest Hessian eigenvalue, loss and path of runs from start, shape (2, runs)."""
    path, _, _ = descend(lambda theta: saddle(*theta)[1], start, eta, steps)
    loss, gradient, hessian = saddle(*path[-1])
    return np.abs(gradient).max(), np.linalg.eigvalsh(hessian.transpose(2, 0, 1))[:, 0], loss, path


@claim(
    en="Where the gradient is zero, the loss has a minimum.",
    ko="기울기가 0인 지점은 loss의 극솟값이다.",
    seconds=0.1,
    expects="refuted",
    entry="A4",
    literature="Baldi & Hornik 1989; Dauphin et al. 2014",
)
def zero_gradient_is_a_minimum(off_the_line: float = 0.0) -> Evidence:
    slope, curvature, _, path = end_of_saddle([[1.0], [off_the_line]])
    slope_off, curvature_off, _, path_off = end_of_saddle([[1.0], [1e-3]])
    at_minimum = "second-order necessary condition: at a minimum no eigenvalue of the Hessian is negative"
    return Evidence(
        measurements=[
            Measurement("smallest Hessian eigenvalue at the end", curvature[0], at_least=0, because=at_minimum)
        ],
        controls=[
            Control("gradient at the end", slope, at_most=1e-12, must="hold"),
            Control("gradient at the end, started off the line y = 0", slope_off, at_most=1e-12, must="hold"),
            Control("smallest eigenvalue, started off the line y = 0", curvature_off[0], at_least=0, must="hold"),
        ],
        curves=[
            Curve("started on y = 0", path[:200, 1, 0]),
            Curve("started at y = 0.001", path_off[:200, 1, 0]),
        ],
        axes=Axes(x="step", y="y"),
    )


@claim(
    en="Gradient descent stays on a saddle only from a set of starts of measure zero; random starts leave it.",
    ko="경사하강법이 안장점에 머무는 시작점의 집합은 측도가 0이며, 무작위로 고른 시작점은 안장점을 벗어난다.",
    seconds=0.2,
    entry="A4",
    literature="Lee et al. 2016; Dauphin et al. 2014",
)
def saddles_repel(starts: int = 400, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    start = rng.uniform(-1.5, 1.5, size=(2, starts))
    slope, curvature, loss, path = end_of_saddle(start)
    slope_on, curvature_on, loss_on, _ = end_of_saddle(start * [[1], [0]])
    _, gradient, hessian = saddle(*start)
    along_x = saddle(start[0] + 1e-200j, start[1])
    along_y = saddle(start[0], start[1] + 1e-200j)
    numeric = np.array([along_x[0].imag, along_y[0].imag]) / 1e-200
    numeric_hessian = np.array([along_x[1].imag, along_y[1].imag]) / 1e-200
    rounding = "rounding of a few float64 operations"
    return Evidence(
        measurements=[
            Measurement(
                "share of random starts that end at the saddle",
                np.mean(curvature < 0),
                equals=0,
                within=0,
                because="the set of such starts is the line y = 0, of probability zero",
            ),
            Measurement("gradient at the end", slope, at_most=1e-12, because="0.8^2000 of the start is left"),
            Measurement("loss at the end", np.abs(loss + 0.25).max(), at_most=1e-14, because="f(0, ±1) = -1/4"),
            Measurement("gradient at the end, on the line y = 0", slope_on, at_most=1e-12, because="0.9^2000 is left"),
            Measurement(
                "smallest eigenvalue at the end, on the line y = 0",
                curvature_on.max(),
                equals=-1,
                within=1e-14,
                because="∂²f/∂y² = 3y² - 1 at y = 0",
            ),
            Measurement(
                "gradient, distance from the complex step",
                np.abs(gradient - numeric).max(),
                at_most=1e-14,
                because=rounding,
            ),
            Measurement(
                "Hessian, distance from the complex step",
                np.abs(hessian - numeric_hessian).max(),
                at_most=1e-14,
                because=rounding,
            ),
        ],
        controls=[
            Control("share that end at the saddle, on the line y = 0", np.mean(curvature_on < 0), at_most=0),
            Control("loss at the end, on the line y = 0", np.abs(loss_on + 0.25).max(), at_most=1e-14),
        ],
        curves=[Curve(f"start y = {y0:.2f}", path[:120, 1, i]) for i, y0 in enumerate(start[1, :5])],
        axes=Axes(x="step", y="y"),
    )


def noisy_descent(rng, eta, lam, sigma, batch, steps, chains):
    """Iterates (steps + 1, chains) of SGD on the mean over examples c ~ N(0, σ²/λ²) of λ(x - c)²/2, from 5."""

    def gradient(x):
        return np.mean(lam * x - sigma * rng.normal(size=(batch, chains)), axis=0)

    return descend(gradient, np.full(chains, 5.0), eta, steps)[0]


@claim(
    en="SGD with a constant step stays in a noise floor of variance ησ²/(Bλ(2 - ηλ)) around the minimum.",
    ko="학습률이 일정한 SGD는 극솟값 주변에 분산 ησ²/(Bλ(2 - ηλ))의 noise floor를 남긴다.",
    seconds=0.6,
    entry="A4",
    literature="Mandt et al. 2017",
)
def noise_floor(eta: float = 0.25, lam: float = 2.0, sigma: float = 3.0, batch: int = 4, seed: int = 0) -> Evidence:
    chains, warm_up, steps = 500, 100, 600
    rng = np.random.default_rng(seed)
    path = noisy_descent(rng, eta, lam, sigma, batch, steps, chains)
    still = noisy_descent(rng, eta, lam, 0.0, batch, steps, chains)
    floor = eta * sigma**2 / (batch * lam * (2 - eta * lam))
    memory = (1 - eta * lam) ** 2  # correlation of x² between two steps of a Gaussian AR(1)
    independent = chains * (steps - warm_up) * (1 - memory) / (1 + memory)
    five_sigma = 5 * floor * np.sqrt(2 / independent)
    return Evidence(
        measurements=[
            Measurement(
                "variance over the last 500 steps",
                np.mean(path[warm_up + 1 :] ** 2),
                equals=floor,
                within=five_sigma,
                because="stationary variance of an AR(1); five standard errors, thinned by its autocorrelation",
            ),
            Measurement(
                "first step, mean over chains",
                path[1].mean(),
                equals=5 * (1 - eta * lam),
                within=5 * eta * sigma / np.sqrt(batch * chains),
                because="five standard errors of the mean of all first gradients",
            ),
        ],
        controls=[
            Control("variance without noise", np.mean(still[warm_up + 1 :] ** 2), equals=floor, within=five_sigma)
        ],
        curves=[
            Curve("mini-batches", np.mean(path[:60] ** 2, axis=1)),
            Curve("no noise", np.mean(still[:60] ** 2, axis=1)),
            Curve("ησ²/(Bλ(2 - ηλ))", np.full(60, floor)),
        ],
        axes=Axes(x="step", y="mean of x²", log_y=True),
    )


@claim(
    en="In practice training runs with a constant step until the gradient is zero.",
    ko="실제 학습은 일정한 학습률로 기울기가 0이 될 때까지 반복된다.",
    seconds=0.2,
    expects="refuted",
    entry="A4",
    literature="Mandt et al. 2017",
)
def iterate_until_zero(batch: int = 4, seed: int = 0) -> Evidence:
    lam = 2.0
    rng = np.random.default_rng(seed)
    noisy, full = (lam * noisy_descent(rng, 0.25, lam, sigma, batch, 300, 100) for sigma in (3.0, 0.0))
    still = "5λ·(1 - ηλ)^300 is below 1e-89: any bound above rounding will do"
    return Evidence(
        measurements=[
            Measurement(
                "full gradient in the last 100 steps, root mean square",
                np.sqrt(np.mean(noisy[-100:] ** 2)),
                at_most=1e-6,
                because=still,
            )
        ],
        controls=[
            Control("the same with full-batch gradients", np.sqrt(np.mean(full[-100:] ** 2)), at_most=1e-6, must="hold")
        ],
        curves=[Curve("mini-batches of four", np.abs(noisy[:, 0])), Curve("full batch", np.abs(full[:100, 0]))],
        axes=Axes(x="step", y="|full gradient|", log_y=True),
    )


@claim(
    en="SGD lowers a parameter whose mini-batch gradient is positive and raises one whose gradient is negative.",
    ko="SGD는 미니배치 기울기가 양수인 모수는 줄이고 음수인 모수는 늘린다.",
    seconds=0.3,
    entry="A5",
    literature="Goh 2017",
)
def sign_rule(batch: int = 8, eta: float = 0.02, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(256, 5))
    y = x @ rng.normal(size=5) + rng.normal(size=256)

    def on_batches(rule):
        """Shares of updates along the gradient of their own mini-batch, and along that of the full data."""
        draws = np.random.default_rng(seed + 1)

        def gradient(theta):
            rows = draws.integers(256, size=batch)
            return x[rows].T @ (x[rows] @ theta - y[rows]) / batch

        path, g, updates = descend(gradient, np.zeros(5), eta, 400, rule)
        full = (path[:-1] @ x.T - y) @ x / 256
        return uphill(g, updates), uphill(full, updates)

    sgd, sgd_full = on_batches(plain)
    exact = "the update is minus the gradient times a positive number: exact in any arithmetic"
    return Evidence(
        measurements=[
            Measurement("uphill share, SGD", sgd, equals=0, within=0, because=exact),
            Measurement("uphill share, RMSprop", on_batches(rmsprop)[0], equals=0, within=0, because=exact),
        ],
        controls=[
            Control("uphill share, heavy ball", on_batches(heavy_ball)[0], at_most=0.05),
            Control("uphill share, Adam", on_batches(adam)[0], at_most=0.05),
            Control("uphill share, SGD against the full-batch gradient", sgd_full, at_most=0.05),
        ],
    )


@claim(
    en="On a quadratic, gradient descent is monotone up to ηλ = 1 and alternates at every step beyond it.",
    ko="이차함수에서 경사하강법은 ηλ ≤ 1이면 단조롭게 수렴하고, 그보다 크면 매 스텝 부호가 바뀐다.",
    seconds=0.1,
    entry="A6",
    literature="Goh 2017",
)
def oscillation(lam: float = 4.0, steps: int = 100) -> Evidence:
    share = {s: descend(lambda x: lam * x, 1.0, s / lam, steps)[0] for s in (0.5, 0.99, 1.0, 1.01, 1.5, 1.9, 2.1)}
    worst = max(np.abs(path / (1 - s) ** np.arange(steps + 1) - 1).max() for s, path in share.items() if s != 1)
    sure = "x_t = (1 - ηλ)^t x₀: the sign of each step is that of 1 - ηλ"
    return Evidence(
        measurements=[
            *(
                Measurement(f"sign changes at ηλ = {s}", sign_changes(path), equals=n, within=0, because=sure)
                for s, path in share.items()
                for n in [steps if s > 1 else 0]
            ),
            Measurement("x₁ at ηλ = 1", share[1.0][1], equals=0, within=0, because="1 - ηλ = 0: lands exactly"),
            Measurement(
                "distance from (1 - ηλ)^t, relative",
                worst,
                at_most=1e-11,
                because="1 - ηλ rounds to 1e-16 of a number no smaller than 0.01, a hundred times over",
            ),
        ],
        controls=[
            Control("sign changes at ηλ = 1.01, with the bound of 0.99", sign_changes(share[1.01]), at_most=0),
            Control("last |x| at ηλ = 2.1, with the bound of 1.9", abs(share[2.1][-1]), at_most=1),
        ],
        curves=[Curve(f"ηλ = {s}", share[s][:30]) for s in (0.5, 1.0, 1.5, 1.9)],
        axes=Axes(x="step", y="x"),
    )


@claim(
    en="For ηλ < 1 the heavy ball oscillates exactly when β > (1 - √(ηλ))².",
    ko="ηλ < 1일 때 모멘텀(heavy ball)은 β > (1 - √(ηλ))²일 때에만 진동한다.",
    seconds=0.1,
    entry="A6",
    literature="Polyak 1964; Goh 2017",
)
def heavy_ball_oscillates(ratio: float = 0.1, steps: int = 200) -> Evidence:
    critical = (1 - np.sqrt(ratio)) ** 2
    lam = 4.0
    below, above = (
        descend(lambda x: lam * x, 1.0, ratio / lam, steps, heavy_ball, beta=beta)[0]
        for beta in (critical - 0.02, critical + 0.02)
    )
    angle = np.arccos((1 + critical + 0.02 - ratio) / (2 * np.sqrt(critical + 0.02)))
    return Evidence(
        measurements=[
            Measurement(
                "sign changes at β_c - 0.02",
                sign_changes(below),
                equals=0,
                within=0,
                because="two positive real roots, and the start from rest keeps both terms' sum positive",
            ),
            Measurement(
                "sign changes at β_c + 0.02",
                sign_changes(above),
                equals=steps * angle / np.pi,
                within=1,
                because="complex roots √β·exp(±iω): a zero every π/ω steps, up to one at the ends",
            ),
        ],
        controls=[Control("sign changes at β_c + 0.02, with the bound of β_c - 0.02", sign_changes(above), at_most=0)],
        curves=[
            Curve("β_c - 0.02", below / critical ** (np.arange(steps + 1) / 2)),
            Curve("β_c + 0.02", above / critical ** (np.arange(steps + 1) / 2)),
        ],
        axes=Axes(x="step", y="x / β_c^(t/2)"),
    )


@claim(
    en="Since each step goes against the sign of the gradient, the gradient oscillates around zero.",
    ko="매 스텝이 기울기의 부호와 반대로 움직이므로 기울기는 0을 기준으로 진동한다.",
    seconds=0.1,
    expects="refuted",
    entry="A6",
    literature="Goh 2017",
)
def oscillates_around_zero(ratio: float = 0.5, steps: int = 50) -> Evidence:
    _, gentle, _ = descend(lambda x: 4 * x, 1.0, ratio / 4, steps)
    _, bold, _ = descend(lambda x: 4 * x, 1.0, 1.5 / 4, steps)
    return Evidence(
        measurements=[
            Measurement(
                f"sign changes of the gradient at ηλ = {ratio}",
                sign_changes(gentle),
                at_least=1,
                because="to oscillate around zero is to pass it at least once",
            )
        ],
        controls=[Control("sign changes of the gradient at ηλ = 1.5", sign_changes(bold), at_least=1, must="hold")],
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
mutant("steps along the gradient", "return -eta * g, state", "return eta * g, state")
