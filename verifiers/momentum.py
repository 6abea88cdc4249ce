"""Momentum: how much it remembers, when it is faster, and what it does not protect from.

Notation: θ parameters, g gradient, η (lr) learning rate, β decay of the buffer v; on quadratics λ is a curvature,
μ the smallest, L the largest, κ = L/μ. Polyak's heavy ball: v ← βv + g, θ ← θ - ηv. Nesterov takes g where the
buffer is about to carry θ.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from quizdl.lab.statistics import ShareOfRuns, log_log_slope, share_of_runs
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

Vector = np.ndarray
Gradient = Callable[[Vector], Vector]
Method = Callable[..., tuple[Vector, Vector]]


def heavy_ball(theta: Vector, v: Any, gradient: Gradient, lr: Any, beta: Any, dampening: float = 0.0) -> Any:
    """One step of Polyak 1964; returns θ and v. v is None before the first step: g then fills the buffer whole."""
    g = gradient(theta)
    v = g if v is None else beta * v + (1 - dampening) * g
    return theta - lr * v, v


def nesterov(theta: Vector, v: Any, gradient: Gradient, lr: Any, beta: Any) -> Any:
    """One step of Nesterov 1983 as in Sutskever 2013: the gradient is taken at the point looked ahead to."""
    v = 0 * theta if v is None else v
    v = beta * v + gradient(theta - lr * beta * v)
    return theta - lr * v, v


def descend(method: Method, gradient: Gradient, start: Vector, steps: int, **options: Any) -> tuple[Vector, Vector]:
    """Every θ and every v on the way, each of shape (steps + 1, parameters); v starts at None, shown as 0."""
    theta, v = start, None
    places, buffers = [theta], [0 * theta]
    for _ in range(steps):
        theta, v = method(theta, v, gradient, **options)
        places.append(theta)
        buffers.append(v)
    return np.array(places), np.array(buffers)


def running_mean(gradients: Vector, beta: float) -> Vector:
    """The average that β makes of gradients, one a row, after each of them; same shape."""
    mean, means = 0 * gradients[0], []
    for g in gradients:
        mean = beta * mean + (1 - beta) * g
        means.append(mean)
    return np.array(means)


def moving_average(gradients: Vector, window: int) -> Vector:
    """The plain average of the last `window` gradients, those before the first counting as 0; same shape."""
    total = np.cumsum(gradients, axis=0)
    total[window:] -= total[:-window].copy()
    return total / window


def impulse(steps: int) -> Vector:
    """A gradient of 1, then none: what an average makes of it are its weights, the newest first."""
    gradients = np.zeros(steps)
    gradients[0] = 1
    return gradients


def require_decay(beta: float) -> None:
    """Raise Undecided unless 0 <= β < 1: only then past gradients fade, and their weights sum to 1/(1-β)."""
    if not 0 <= beta < 1:
        raise Undecided(
            en=f"beta = {beta:g}: past gradients fade only where 0 <= β < 1",
            ko=f"beta = {beta:g}: 과거의 기울기는 0 <= β < 1일 때에만 잊힌다",
        )


@claim(
    en="The buffer v ← βv + g is a sum, not an average: on a constant gradient it grows to g/(1-β), ten times g for "
    "β = 0.9, and the steps to η/(1-β). Dampening of β makes it an average.",
    ko="버퍼 v ← βv + g는 평균이 아니라 합이다. 기울기가 일정하면 g/(1-β), β = 0.9에서는 g의 열 배까지 커지고 실질 "
    "학습률은 η/(1-β)가 된다. dampening을 β로 두면 평균이 된다.",
    seconds=0.2,
    entry="C8",
    literature="Polyak 1964; Sutskever 2013",
)
def buffer(beta: float = 0.9, lr: float = 0.1, steps: int = 400) -> Evidence:
    require_decay(beta)
    if not (lr > 0 and beta**steps <= 0.001):
        raise Undecided(
            en=f"lr = {lr:g}, {steps} steps: the buffer of β = {beta:g} does not come within 0.1 % of its limit",
            ko=f"lr = {lr:g}, {steps}스텝: β = {beta:g}인 버퍼가 극한값의 0.1% 안에 들지 못한다",
        )

    def constant(dampening: float) -> tuple[Vector, Vector]:
        options = {"lr": lr, "beta": beta, "dampening": dampening}
        places, buffers = descend(heavy_ball, np.ones_like, np.zeros(1), steps, **options)
        return places[:, 0], buffers[:, 0]

    (places, summed), (_, averaged) = constant(0), constant(beta)
    n = np.arange(steps + 1)
    limit = 1 / (1 - beta)
    left = limit * (beta**steps + 4 * steps * np.finfo(float).eps)
    because = "geometric series; β^n is left of it, and rounding"
    off = float(np.max(abs(summed - limit * (1 - beta**n))))
    last = (places[-2] - places[-1]) / lr
    return Evidence(
        measurements=[
            Measurement("buffer off (1-βⁿ)/(1-β)", off, at_most(1e-12 * limit, because="geometric series; rounding")),
            Measurement("buffer at last", summed[-1], within(limit, left, because=because), unit="g"),
            Measurement("step at last", last, within(limit, left, because=because), unit="η"),
        ],
        controls=[Control("buffer with dampening of β, at last", averaged[-1], within(limit, left), unit="g")],
        curves=[Curve("a sum", summed[1:100], x=n[1:100]), Curve("with dampening", averaged[1:100], x=n[1:100])],
        axes=Axes(x="steps", y="buffer / g"),
    )


@claim(
    en="Heavy ball, dampened or not, and Nesterov's look-ahead go step for step where torch.optim.SGD goes; torch "
    "keeps the point looked ahead to, and fills its buffer with the first gradient.",
    ko="헤비 볼(dampening 유무 모두)과 네스테로프의 look-ahead는 스텝마다 torch.optim.SGD와 같은 경로를 간다. "
    "torch는 미리 내다본 지점을 저장하고, 버퍼를 첫 기울기로 채운다.",
    seconds=0.3,
    entry="C8",
    literature="Polyak 1964; Nesterov 1983; Sutskever 2013",
)
def against_torch(lr: float = 0.05, beta: float = 0.8, seed: int = 0) -> Evidence:
    if not (lr > 0 and beta >= 0):
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: torch.optim.SGD needs lr > 0 and β >= 0",
            ko=f"lr = {lr:g}, beta = {beta:g}: torch.optim.SGD에는 lr > 0과 β >= 0이 필요하다",
        )
    rng = np.random.default_rng(seed)
    start, centre = rng.standard_normal((2, 6))

    def gradient(theta: Vector) -> Vector:
        return np.logspace(-1, 1, 6) * (theta - centre)

    def theirs(**options: Any) -> Vector:
        theta, places = torch.tensor(start, requires_grad=True), [start]
        optimizer = torch.optim.SGD([theta], lr=lr, momentum=beta, foreach=False, **options)
        for _ in range(100):
            theta.grad = torch.from_numpy(gradient(places[-1]))
            optimizer.step()
            places.append(theta.detach().numpy().copy())
        return np.array(places)

    def apart(one: Vector, other: Vector) -> float:
        """The largest distance of two places, relative to places farther out than 1."""
        return float(np.max(abs(one - other)) / max(1, np.max(abs(other))))

    plain = descend(heavy_ball, gradient, start, 100, lr=lr, beta=beta)[0]
    damped = descend(heavy_ball, gradient, start, 100, lr=lr, beta=beta, dampening=0.3)[0]
    behind, v = descend(nesterov, gradient, start, 100, lr=lr, beta=beta)
    ahead = behind - lr * beta * v
    torch_plain, torch_damped, torch_nesterov = theirs(), theirs(dampening=0.3), theirs(nesterov=beta > 0)
    rounding = "100 steps of about ten float64 operations on numbers of order one"
    return Evidence(
        measurements=[
            Measurement("heavy ball", apart(plain, torch_plain), at_most(1e-12, because=rounding)),
            Measurement("heavy ball, dampened", apart(damped, torch_damped), at_most(1e-12, because=rounding)),
            Measurement("Nesterov, looking ahead", apart(ahead, torch_nesterov), at_most(1e-12, because=rounding)),
        ],
        controls=[
            Control("Nesterov, where it stands", apart(behind, torch_nesterov), at_most(1e-12)),
            Control("heavy ball, for Nesterov", apart(plain, torch_nesterov), at_most(1e-12)),
            Control("undampened, for dampened", apart(plain, torch_damped), at_most(1e-12)),
        ],
        curves=[Curve("heavy ball", plain[:, 3]), Curve("dampened", damped[:, 3]), Curve("Nesterov", ahead[:, 3])],
        axes=Axes(x="step", y="θ, the fourth of six"),
    )


@claim(
    en="The last n gradients carry 1-βⁿ of the weight. At β = 0.9 the last ten carry 65 %; it takes 22 for 90 % and 29 "
    "for 95 %.",
    ko="최근 n개의 기울기가 가중치의 1-βⁿ을 차지한다. β = 0.9이면 최근 열 개가 65%를 차지하고, 90%에는 22개, 95%에는 "
    "29개가 필요하다.",
    seconds=0.1,
    entry="C9",
    literature="Brown 1956",
)
def last_ten(beta: float = 0.9) -> Evidence:
    require_decay(beta)
    steps = int(10 / (1 - beta)) + 50
    held = np.cumsum(running_mean(impulse(steps), beta))
    usual = np.cumsum(running_mean(impulse(150), 0.9))  # the numbers of the sentence, whatever beta is set to
    plain = np.cumsum(moving_average(impulse(steps), 10))
    series, count = "geometric series; rounding of ten sums", "first n with 1 - βⁿ above it"
    stated = "as the sentence says"

    def needed(share: float, held: Vector) -> int:
        return 1 + int(np.argmax(held >= share))

    def formula(share: float) -> float:
        return float(np.ceil(np.log(1 - share) / np.log(beta))) if beta else 1.0

    return Evidence(
        measurements=[
            Measurement("weight of the last ten", held[9], within(1 - beta**10, 1e-14, because=series)),
            *(
                Measurement(f"needed for {share:.0%}", needed(share, held), within(formula(share), 0, because=count))
                for share in (0.9, 0.95)
            ),
            Measurement("β = 0.9: weight of the last ten", usual[9], within(0.65, 0.005, because=stated)),
            Measurement("β = 0.9: needed for 90 %", needed(0.9, usual), within(22, 0, because=stated)),
            Measurement("β = 0.9: needed for 95 %", needed(0.95, usual), within(29, 0, because=stated)),
        ],
        controls=[Control("weight, plain mean of ten", plain[9], within(1 - beta**10, 1e-14))],
        curves=[Curve("β", held[:50], x=range(1, 51)), Curve("plain mean of ten", plain[:50], x=range(1, 51))],
        axes=Axes(x="newest gradients", y="weight they hold"),
    )


@claim(
    en="With β = 0.9, momentum averages the last ten gradients.",
    ko="β = 0.9인 모멘텀은 최근 열 개의 기울기를 평균한다.",
    seconds=0.1,
    expects="refuted",
    entry="C9",
    literature="Brown 1956",
)
def averages_ten(beta: float = 0.9) -> Evidence:
    require_decay(beta)
    ours, plain = running_mean(impulse(60), beta), moving_average(impulse(60), 10)
    forgotten = "an average of ten has forgotten it; rounding"
    tenth = "an average of ten gives each of them 1/10 and the rest nothing; rounding"
    return Evidence(
        measurements=[
            Measurement("weights off those of a plain mean", max(abs(ours - plain)), at_most(1e-14, because=tenth)),
            Measurement("weight ten steps on / at first", ours[10] / ours[0], at_most(1e-14, because=forgotten)),
            Measurement("weight of all older than ten", sum(ours[10:]), at_most(1e-14, because=forgotten)),
        ],
        controls=[Control("plain mean, ten steps on / at first", plain[10] / plain[0], at_most(1e-14), must="hold")],
        curves=[Curve("β", ours), Curve("plain mean of ten", plain)],
        axes=Axes(x="age of the gradient", y="weight"),
    )


@claim(
    en="As an average, β = 0.9 is worth a plain mean of (1+β)/(1-β) = 19 gradients, not of ten: it lags by 9 steps and "
    "leaves 1/19 of the variance of white noise, as that one does.",
    ko="평균으로서 β = 0.9는 기울기 10개가 아니라 (1+β)/(1-β) = 19개의 단순 평균과 같다. 9스텝 뒤처지고 백색 잡음의 "
    "분산을 1/19로 줄이는데, 19개의 단순 평균이 바로 그렇다.",
    seconds=0.5,
    entry="C9",
    literature="Brown 1956",
)
def effective_window(beta: float = 0.9, draws: int = 4000, seed: int = 0) -> Evidence:
    require_decay(beta)
    if draws < 800:
        raise Undecided(
            en=f"{draws} draws: five standard errors are over 25 %, and the bound tells no window from another",
            ko=f"{draws}번 추출: 표준 오차의 다섯 배가 25%를 넘어, 한계로 윈도 크기를 구별할 수 없다",
        )
    steps = int(25 / (1 - beta))  # β^steps < 1e-10: the start is forgotten
    if steps * draws > 5e7:
        raise Undecided(
            en=f"beta = {beta:g}, {draws} draws: {steps} steps of so many are too many to keep",
            ko=f"beta = {beta:g}, {draws}번 추출: 그만큼을 {steps}스텝씩 저장하기에는 너무 많다",
        )
    window = (1 + beta) / (1 - beta)
    noise = np.random.default_rng(seed).standard_normal((steps, draws))
    spread = 5 * np.sqrt(2 / draws) * window
    count = round(window)
    ours, plain, ten = running_mean(noise, beta), moving_average(noise, count), moving_average(noise, 10)

    def worth(means: Vector) -> float:  # of how many white gradients the variance is that of the mean
        return float(1 / np.mean(means[-1] ** 2))

    def lag(weights: Vector) -> float:
        return float(np.arange(steps) @ weights)

    slow, even = lag(running_mean(impulse(steps), beta)), lag(moving_average(impulse(steps), count))
    because = "variance Σ w² = (1-β)/(1+β); five standard errors √(2/draws)"
    cut, whole = "Σ k w(k), cut off at βⁿ", "(N-1)/2 for a mean of the last N; rounding"
    return Evidence(
        measurements=[
            Measurement("worth, in gradients", worth(ours), within(window, spread, because=because)),
            Measurement("lag, in steps", slow, within(beta / (1 - beta), 1e-6, because=cut)),
            Measurement("plain mean of as many, worth", worth(plain), within(count, spread, because=because)),
            Measurement("plain mean of as many, lag", even, within((count - 1) / 2, 1e-9, because=whole)),
        ],
        controls=[Control("plain mean of ten, worth", worth(ten), within(window, spread))],
        curves=[Curve("one run of noise, β", ours[:200, 0]), Curve("plain mean of as many", plain[:200, 0])],
        axes=Axes(x="step", y="average"),
    )


def double_well(tilt: float) -> Gradient:
    """Gradient of x⁴/4 - x²/2 + tilt·x: for 0 < tilt < 0.38 the left well is the deeper."""
    return lambda x: x**3 - x + tilt


def stationary_points(tilt: float) -> Vector:
    """Global minimum, top of the barrier and local minimum: the roots of the cubic (Viète 1591)."""
    angle = np.arccos(-1.5 * np.sqrt(3) * tilt) / 3
    return np.sort(2 / np.sqrt(3) * np.cos(angle + 2 * np.pi / 3 * np.arange(3)))


def require_rest(lr: float, beta: float, tilt: float, steps: int) -> None:
    """Raise Undecided unless there are two wells, the left one deeper, and heavy ball comes to rest in either.

    Near a minimum of curvature λ the distance shrinks by the spectral radius a step; what is left must be below 1e-6.
    """
    if not 0.001 <= tilt < 2 / np.sqrt(27):
        raise Undecided(
            en=f"tilt = {tilt:g}: two wells, the left one clearly deeper, need 0.001 <= tilt < 0.385",
            ko=f"tilt = {tilt:g}: 우물이 둘이고 왼쪽이 뚜렷이 더 깊으려면 0.001 <= tilt < 0.385여야 한다",
        )
    best, _, local = stationary_points(tilt)
    slowest = max(spectral_radius(heavy_ball, 3 * x**2 - 1, lr, beta) for x in (best, local))
    if not (slowest < 1 and slowest**steps < 1e-6):
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: {steps} steps do not bring heavy ball to rest in the wells",
            ko=f"lr = {lr:g}, beta = {beta:g}: {steps}스텝으로는 헤비 볼이 우물 안에 멈추지 않는다",
        )


def endings(lr: float, beta: float, starts: Vector, tilt: float, steps: int = 1000) -> Vector:
    """Where heavy ball comes to rest from each start."""
    x, v = starts, None
    for _ in progress(range(steps)):
        x, v = heavy_ball(x, v, double_well(tilt), lr, beta)
    return x


@claim(
    en="On a tilted double well without noise, momentum carries some starts from the local minimum's basin to the "
    "global minimum, and others from the global minimum's basin to the local one; with very small steps it does "
    "neither.",
    ko="잡음이 없는 기울어진 이중 우물에서는 모멘텀 덕분에 지역 최솟값의 골짜기를 벗어나 전역 최솟값에 이르는 시작점도 "
    "있고, 모멘텀 때문에 전역 최솟값의 골짜기를 벗어나 지역 최솟값에 빠지는 시작점도 있다. 학습률이 아주 작으면 어느 "
    "쪽도 일어나지 않는다.",
    seconds=0.6,
    entry="C10",
    literature="our own construction",
)
def rescued_and_ruined(lr: float = 0.03, beta: float = 0.9, tilt: float = 0.1) -> Evidence:
    require_rest(lr, beta, tilt, steps=1000)
    starts = np.linspace(-2.5, 2.5, 401)
    steepest = 3 * max(abs(starts)) ** 2 - 1
    if lr * steepest >= 1:
        raise Undecided(
            en=f"lr = {lr:g}: descent itself overshoots from lr = {1 / steepest:.2g} on, and is no baseline",
            ko=f"lr = {lr:g}: lr = {1 / steepest:.2g}부터는 경사 하강법 자체가 최소점을 넘어가므로 비교 기준이 되지 "
            "못한다",
        )
    best, barrier, local = stationary_points(tilt)
    descent, ball = endings(lr, 0, starts, tilt), endings(lr, beta, starts, tilt)
    crawl = endings(1e-4, beta, starts, tilt, steps=4000)
    rescued, ruined = (descent > barrier) & (ball < barrier), (descent < barrier) & (ball > barrier)
    strayed = np.minimum(abs(ball - best), abs(ball - local))
    changed, crawled = (sum((starts > barrier) != (ends > barrier)) for ends in (descent, crawl))
    existence = "one such start is enough to show that it happens"
    return Evidence(
        measurements=[
            Measurement("rescued starts", sum(rescued), at_least(1, because=existence), unit="of 401"),
            Measurement("ruined starts", sum(ruined), at_least(1, because=existence), unit="of 401"),
            Measurement("rest off a root of f′", max(strayed), at_most(1e-9, because="both wells attract; rounding")),
            Measurement(
                "descent, starts that change side", changed, at_most(0, because="η f″ < 1: no step overshoots")
            ),
        ],
        controls=[Control("η = 1e-4, starts that change side", crawled, at_least(1))],
        curves=[Curve("gradient descent", descent, x=starts), Curve("momentum", ball, x=starts)],
        axes=Axes(x="start", y="rest"),
    )


@claim(
    en="Momentum keeps gradient descent out of local minima.",
    ko="모멘텀을 쓰면 지역 최솟값에 빠지지 않는다.",
    seconds=0.4,
    expects="refuted",
    entry="C10",
    literature="our own construction",
)
def never_local_minima(lr: float = 0.03, beta: float = 0.9, tilt: float = 0.1, seed: int = 0) -> Evidence:
    shallow = 0.36
    for of_wells in (tilt, shallow):
        require_rest(lr, beta, of_wells, steps=1000)
    rng = np.random.default_rng(seed)
    starts, slope = rng.uniform(-2.5, 2.5, 400), rng.uniform(1.3, 2.3, 400)
    _, barrier, local = stationary_points(tilt)
    ball, fast = endings(lr, beta, starts, tilt), endings(lr, beta, slope, shallow)
    beside = endings(lr, beta, np.array([local + 0.1]), tilt)
    ended, stayed = share_of_runs(ball > barrier, ball), share_of_runs(beside > barrier, beside)
    entered = share_of_runs(fast > stationary_points(shallow)[1], fast)
    none = "kept from it: no start ends there"
    return Evidence(
        measurements=[
            Measurement("starts that end in it, share", ended.value, at_most(0, because=f"{none}; {ended.counted}")),
            Measurement("of starts beside it, share", stayed.value, at_most(0, because=f"{none}; {stayed.counted}")),
        ],
        controls=[
            Control("a shallow one, entered at speed", entered.value, at_most(0, because=entered.counted), must="hold")
        ],
        curves=[Curve("the well", ball, x=starts, points=True), Curve("a shallow well", fast, x=slope, points=True)],
        axes=Axes(x="start", y="rest"),
    )


def escaped(
    lr: float, beta: float, seed: int, deviation: float = 1.0, particles: int = 2000, steps: int = 1000
) -> ShareOfRuns:
    """Share that gradient noise of this standard deviation has driven from the local minimum into the other well.

    Of the particles that end finite; a run that diverges has left the problem, not the minimum.
    """
    rng = np.random.default_rng(seed)
    x, v = np.full(particles, stationary_points(0.1)[2]), None
    out = np.zeros(particles, dtype=bool)
    for _ in progress(range(steps)):
        noise = deviation * rng.standard_normal(particles)
        x, v = heavy_ball(x, v, lambda x, noise=noise: double_well(0.1)(x) + noise, lr, beta)
        out |= x < -0.5
    return share_of_runs(out, x)


@claim(
    en="Driven by the same gradient noise at a small η, momentum that has settled in a local minimum leaves it no more "
    "often than SGD with the learning rate η/(1-β); it leaves more often than SGD with the same η.",
    ko="η가 작고 기울기 잡음이 같을 때, 지역 최솟값에 자리 잡은 모멘텀이 그곳을 벗어나는 비율은 학습률이 η/(1-β)인 "
    "SGD보다 높지 않다. 다만 같은 η의 SGD보다는 높다.",
    seconds=1.0,
    entry="C10",
    literature="Kramers 1940",
)
def escapes_by_noise(lr: float = 0.01, beta: float = 0.9, seed: int = 0) -> Evidence:
    require_decay(beta)
    pairs = ((lr, beta), (lr / (1 - beta), 0), (lr, 0))
    steepest = 3 * stationary_points(0.1)[0] ** 2 - 1
    if not (lr > 0 and all(spectral_radius(heavy_ball, steepest, *pair) < 1 for pair in pairs)):
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: not all three are stable in the wells",
            ko=f"lr = {lr:g}, beta = {beta:g}: 셋 모두가 우물 안에서 안정적이지는 않다",
        )
    ball, sgd, slow = (escaped(*pair, 3 * seed + k) for k, pair in enumerate(pairs))
    # variance in a well ~ η/(1-β)·noise²/2, its temperature; this noise puts the barrier 35 temperatures high
    held = escaped(lr, beta, 3 * seed, deviation=0.3 * np.sqrt(0.1 * (1 - beta) / lr))
    five = 5 * np.sqrt(2 * 0.25 / 2000)
    cold = "Kramers: the barrier of 0.158 is 35 temperatures high"
    because = "same temperature, and inertia only delays (Kramers); five standard errors of two shares of 2000"
    return Evidence(
        measurements=[
            Measurement(
                "escaped: momentum - SGD at η/(1-β)",
                ball.value - sgd.value,
                at_most(five, because=f"{because}; {ball.counted}, {sgd.counted}"),
            ),
            Measurement("escaped, momentum, little noise", held.value, at_most(0, because=f"{cold}; {held.counted}")),
        ],
        controls=[Control("escaped: momentum - SGD at η", ball.value - slow.value, at_most(five))],
        curves=[Curve("share escaped", [ball.value, sgd.value, slow.value], points=True)],
        axes=Axes(x="momentum, SGD at η/(1-β), SGD at η", y="share"),
    )


def spectral_radius(method: Method, curvature: float, lr: float, beta: float) -> float:
    """The factor by which the method shrinks θ a step in the long run, on a quadratic of that curvature."""
    columns = [method(theta, v, lambda x: curvature * x, lr, beta) for theta, v in ((1.0, 0.0), (0.0, 1.0))]
    return float(max(abs(np.linalg.eigvals(np.transpose(columns)))))


@claim(
    en="On a quadratic the best heavy ball contracts by (√κ-1)/(√κ+1) a step in every direction, and Nesterov's method "
    "with step 1/L by 1-1/√κ, against (κ-1)/(κ+1) for the best gradient descent.",
    ko="이차함수에서 최적의 헤비 볼은 모든 방향에서 스텝마다 (√κ-1)/(√κ+1)배로, 스텝 1/L의 네스테로프는 1-1/√κ배로 "
    "줄어든다. 최적의 경사 하강법은 (κ-1)/(κ+1)배이다.",
    seconds=0.2,
    entry="C11",
    literature="Polyak 1964; Nesterov 1983; Lessard 2016",
)
def contraction(kappa: float = 100.0) -> Evidence:
    if not 1 < kappa < np.inf:
        raise Undecided(
            en=f"kappa = {kappa:g}: a condition number is at least 1, and at 1 nothing is left to speed up",
            ko=f"kappa = {kappa:g}: 조건수는 1 이상이고, 1이면 더 빨라질 것이 없다",
        )
    root = np.sqrt(kappa)
    rho = (root - 1) / (root + 1)
    curvatures = np.linspace(1, kappa, 101)

    def radii(method: Method, lr: float, beta: float) -> Vector:
        return np.array([spectral_radius(method, curvature, lr, beta) for curvature in curvatures])

    polyak = radii(heavy_ball, 4 / (root + 1) ** 2, rho**2)
    plain = radii(heavy_ball, 2 / (kappa + 1), 0)
    looking, blind = radii(nesterov, 1 / kappa, rho), radii(heavy_ball, 1 / kappa, rho)
    theorem = "theorem; a double root moves by the root of rounding, 1e-8"
    return Evidence(
        measurements=[
            Measurement("heavy ball, slowest direction", max(polyak), within(rho, 1e-6, because=theorem)),
            Measurement("heavy ball, fastest direction", min(polyak), within(rho, 1e-6, because=theorem)),
            Measurement("Nesterov, slowest direction", max(looking), within(1 - 1 / root, 1e-6, because=theorem)),
            Measurement("gradient descent", max(plain), within((kappa - 1) / (kappa + 1), 1e-6, because=theorem)),
        ],
        controls=[
            Control("β = 0, for heavy ball", max(plain), within(rho, 1e-6)),
            Control("no look-ahead, for Nesterov", max(blind), within(1 - 1 / root, 1e-6)),
        ],
        curves=[
            Curve("heavy ball", polyak, x=curvatures),
            Curve("Nesterov", looking, x=curvatures),
            Curve("gradient descent", plain, x=curvatures),
        ],
        axes=Axes(x="curvature λ", y="contraction a step"),
    )


@claim(
    en="On noise-free convex quadratics, with η and β both tuned, heavy ball needs fewer steps than tuned descent by a "
    "factor that grows as √κ.",
    ko="잡음이 없는 볼록 이차함수에서 η와 β를 모두 최적으로 튜닝하면, 헤비 볼이 최적의 경사 하강법보다 스텝을 줄이는 "
    "배율은 √κ에 비례해 커진다.",
    seconds=1.0,
    entry="C11",
    literature="Polyak 1964; Lessard 2016",
)
def saves_sqrt_kappa(tolerance: float = 1e-8) -> Evidence:
    if not 0 < tolerance <= 0.01:
        raise Undecided(
            en=f"tolerance = {tolerance:g}: above 0.01 the first steps decide, and 0 is never reached",
            ko=f"tolerance = {tolerance:g}: 0.01보다 크면 처음 몇 스텝이 결과를 정하고, 0에는 결코 이르지 못한다",
        )
    kappa = np.array([[64.0], [144.0], [324.0], [729.0]])
    curvature, root = np.hstack([0 * kappa + 1, kappa]), np.sqrt(kappa)
    rho, slow = (root - 1) / (root + 1), (kappa - 1) / (kappa + 1)
    horizon = int(-np.log(tolerance) * kappa.max()) + 10

    def steps_needed(lr: Vector, beta: Vector) -> Vector:  # until both directions are below the tolerance
        theta, v = np.ones((4, 2)), None
        needed = np.zeros(4)
        for _ in progress(range(horizon)):
            needed += np.max(abs(theta), axis=1) > tolerance
            theta, v = heavy_ball(theta, v, lambda x: curvature * x, lr, beta)
        return needed

    ball = steps_needed(4 / (root + 1) ** 2, rho**2)
    descent, untuned = steps_needed(2 / (kappa + 1), 0 * kappa), steps_needed(1 / kappa, 0 * kappa)
    t = np.arange(horizon)
    jordan = np.sum((1 + (1 + rho) * t) * rho**t > tolerance, axis=1)  # the mode of λ = L: a double root at -ρ
    geometric = np.ceil(np.log(tolerance) / np.log(slow[:, 0]))
    exponent, tuned = (log_log_slope(kappa, descent / ball)[0], log_log_slope(kappa, untuned / descent)[0])
    bend = 0.5 / (np.log(2 / tolerance) - 1)
    bent = "theorem; the factor t of the double root bends it by 1/(2 ln(2/tolerance) - 2)"
    step = "closed form; a step at the threshold"
    return Evidence(
        measurements=[
            Measurement("exponent of κ in the saving", exponent, within(0.5, bend, because=bent)),
            Measurement("heavy ball, steps off (1+(1+ρ)t)ρᵗ", max(abs(ball - jordan)), at_most(1, because=step)),
            Measurement("descent, steps off ρᵗ", max(abs(descent - geometric)), at_most(1, because=step)),
        ],
        controls=[Control("exponent of κ, tuning descent alone", tuned, within(0.5, bend))],
        curves=[Curve("gradient descent", descent, x=kappa[:, 0]), Curve("heavy ball", ball, x=kappa[:, 0])],
        axes=Axes(x="condition number κ", y="steps", log_x=True, log_y=True),
    )


@claim(
    en="Heavy-ball momentum raises the largest stable learning rate on a quadratic from 2/L to 2(1+β)/L.",
    ko="헤비 볼 모멘텀을 쓰면 이차함수에서 안정적인 학습률의 상한이 2/L에서 2(1+β)/L로 올라간다.",
    seconds=0.1,
    entry="C11",
    literature="Polyak 1964; Goh 2017",
)
def stability_limit(beta: float = 0.9, largest: float = 10.0) -> Evidence:
    require_decay(beta)
    if not 1e-100 < largest < 1e100:
        raise Undecided(
            en=f"largest = {largest:g}: a curvature that limits the learning rate is positive and finite",
            ko=f"largest = {largest:g}: 학습률을 제한하는 곡률은 양수이고 유한해야 한다",
        )
    limit = 2 * (1 + beta) / largest
    steps = max(300, int(30 / (1 - beta)))

    def after(steps: int, lr: float, beta: float) -> Vector:
        return abs(descend(heavy_ball, lambda x: largest * x, np.ones(1), steps, lr=lr, beta=beta)[0][:, 0])

    below, above = (spectral_radius(heavy_ball, largest, k * limit, beta) for k in (0.999, 1.001))
    calm, wild = after(steps, 0.999 * limit, beta), after(steps, 1.001 * limit, beta)
    root = "the roots of r² - (1+β-ηL)r + β leave the unit circle at r = -1"
    return Evidence(
        measurements=[
            Measurement("factor a step, 0.1 % below", below, at_most(1, because=root)),
            Measurement("factor a step, 0.1 % above", above, at_least(1, because=root)),
            Measurement("θ after many steps, below", calm[-1], at_most(1, because=root)),
            Measurement("θ after many steps, above", wild[-1], at_least(1, because=root)),
        ],
        controls=[Control("β = 0, 0.1 % below that limit", after(30, 0.999 * limit, 0)[30], at_most(1))],
        curves=[Curve("0.1 % below", calm[:301]), Curve("0.1 % above", wild[:301])],
        axes=Axes(x="step", y="|θ|", log_y=True),
    )


@claim(
    en="Where η is small beside (1-β)²/L, momentum on a noise-free quadratic is nothing but gradient descent with "
    "η/(1-β): the paths differ by a distance that shrinks with η.",
    ko="η가 (1-β)²/L보다 훨씬 작으면, 잡음이 없는 이차함수에서 모멘텀은 학습률이 η/(1-β)인 경사 하강법과 다르지 않다. "
    "두 경로의 거리는 η에 비례해 줄어든다.",
    seconds=0.3,
    entry="C11",
    literature="Goh 2017",
)
def small_steps(lr: float = 1e-4, beta: float = 0.9) -> Evidence:
    require_decay(beta)
    error = 2.5 * lr / (1 - beta) ** 2
    if not 0 < error <= 0.1:
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: not small, the next order in η is {error:.0%} of the first",
            ko=f"lr = {lr:g}, beta = {beta:g}: η가 작지 않다. η의 다음 차수 항이 첫 차수 항의 {error:.0%}이다",
        )
    if 0 < lr * beta < 1e-10:
        raise Undecided(
            en=f"lr = {lr:g}, beta = {beta:g}: the two paths differ by less than rounding shows",
            ko=f"lr = {lr:g}, beta = {beta:g}: 두 경로의 차이가 반올림 오차보다 작다",
        )

    def follow(lr: float, beta: float, steps: int) -> Vector:
        return descend(heavy_ball, lambda x: np.array([0.5, 1]) * x, np.ones(2), steps, lr=lr, beta=beta)[0]

    def distance(lr: float, rival: float) -> float:
        steps = int(2 * (1 - beta) / lr)
        return np.max(abs(follow(lr, beta, steps) - follow(rival, 0, steps)))

    once, half = distance(lr, lr / (1 - beta)), distance(lr / 2, lr / 2 / (1 - beta))
    same, same_half = distance(lr, lr), distance(lr / 2, lr / 2)
    because = "first order in η; the next order is a few times η/(1-β)² of it. Where β = 0 there is nothing to compare"
    steps = int(2 * (1 - beta) / lr)
    runs = {
        "momentum": follow(lr, beta, steps),
        "descent, η/(1-β)": follow(lr / (1 - beta), 0, steps),
        "descent, η": follow(lr, 0, steps),
    }
    return Evidence(
        measurements=[Measurement("distance at η/2", half, within(once / 2, error * once, because=because))],
        controls=[Control("against descent with η itself", same_half, within(same / 2, error * same))],
        curves=[Curve(name, places[:: steps // 100 + 1, 1]) for name, places in runs.items()],
        axes=Axes(x="step / 20", y="θ"),
    )


mutant("drops 1-β from the average", "(1 - beta) * g\n        means", "g\n        means")
mutant("swaps the weights of the average", "mean = beta * mean + (1 - beta) * g", "mean = (1 - beta) * mean + beta * g")
mutant("dampens the buffer instead of the gradient", "beta * v + (1 - dampening) * g", "beta * (1 - dampening) * v + g")
mutant("fills the buffer with a dampened gradient", "v = g if v is None", "v = (1 - dampening) * g if v is None")
mutant("drops the look-ahead", "gradient(theta - lr * beta * v)", "gradient(theta)")
mutant("looks ahead by the whole buffer", "gradient(theta - lr * beta * v)", "gradient(theta - lr * v)")
mutant(
    "averages one gradient too many", "total[window:] -= total[:-window]", "total[window + 1 :] -= total[: -window - 1]"
)
mutant("turns the tilt of the wells", "x**3 - x + tilt", "x**3 - x - tilt")
