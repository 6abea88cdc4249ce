"""Weights in front of batch norm: their length does not count, and what weight decay does to it."""

import numpy as np

from quizdl.lab.checks import check_draws
from quizdl.lab.differences import central_difference, relative_error
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.normalized_regression import descend, gradient, loss, outputs
from .common import EXACT, Array, require

PATHS = at_most(1e-9, because="two orders of the same float64 steps, which a stable descent does not amplify")


def problem(seed: int) -> tuple[Array, Array, Array, Array]:
    """W (5, 20) with rows of length about √20, inputs x (64, 20), targets y (64,) and a readout a (5,)."""
    rng = np.random.default_rng(seed)
    x, drawn = rng.standard_normal((64, 20)), rng.standard_normal((6, 21))
    return drawn[1:, :20], x, np.sin(x @ drawn[0, :20]), drawn[1:, 20]


def without_norm(W: Array, x: Array, a: Array) -> Array:
    """The outputs of the same network with its batch norm taken out."""
    return np.asarray(x @ W.T @ a)


def slope_without_norm(W: Array, x: Array, y: Array, a: Array) -> Array:
    """The gradient of half the mean squared error of these."""
    return np.outer(a, (without_norm(W, x, a) - y) @ x / len(y))


def largest_cosine(W: Array, slope: Array) -> float:
    """The largest cosine of a row of W and the same row of the gradient."""
    return float(np.max(abs((W * slope).sum(axis=1)) / np.linalg.norm(W, axis=1) / np.linalg.norm(slope, axis=1)))


@claim(
    en="With ε = 0 the loss behind batch norm does not see the length of W: f(cW) = f(W), ∇f(cW) = ∇f(W)/c, ⟨W, ∇f⟩ = "
    "0. So a step lengthens W, |W⁺|² = |W|² + η²|∇f|². Descent with decay λ has at each step the losses of descent "
    "without decay at the rate ηρ^-(2t+1), ρ = 1-ηλ, t from 0.",
    ko="ε = 0이면 배치 정규화 뒤의 손실은 W의 길이를 보지 못한다. f(cW) = f(W), ∇f(cW) = ∇f(W)/c, ⟨W, ∇f⟩ = 0이다. "
    "그래서 스텝마다 W가 길어진다. |W⁺|² = |W|² + η²|∇f|²이다. 감쇠 λ를 쓴 경사 하강법은 감쇠 없이 학습률 ηρ^-(2t+1)을 "
    "쓴 것과 매 스텝 손실이 같다. ρ = 1-ηλ이고 t는 0부터 센다.",
    short="Weights whose length does not count",
    seconds=0.5,
    literature="van Laarhoven 2017; Hoffer 2018",
)
def scale_free(lr: float = 0.1, decay: float = 0.1, steps: int = 100, seed: int = 0) -> Evidence:
    require(
        0 < lr <= 0.5 and 0.01 <= decay <= 0.5 and lr * decay * steps <= 3 and 10 <= steps <= 1000,
        en=f"lr = {lr:g}, decay = {decay:g}, steps = {steps}: a stable descent in which decay counts: lr up to 0.5, "
        f"decay from 0.01 to 0.5, and lr·decay·steps up to 3",
        ko=f"lr = {lr:g}, decay = {decay:g}, steps = {steps}: 감쇠의 효과가 보이는 안정된 경사 하강법이어야 한다. lr는 "
        f"0.5 이하, decay는 0.01부터 0.5까지, lr·decay·steps는 3 이하이다",
    )
    W, x, y, a = problem(seed)
    c = np.geomspace(0.1, 10, len(W))[:, None]  # a factor of its own for each row
    here, there = gradient(W, x, y, a), gradient(c * W, x, y, a)
    by_difference = central_difference(lambda moved: loss(moved, x, y, a), W)
    rescaled, plainly_rescaled = (relative_error(of(c * W, x, a), of(W, x, a)) for of in (outputs, without_norm))
    stepped = W - lr * here
    before, after = (W**2).sum(), (stepped**2).sum()
    t, rho = np.arange(steps), 1 - lr * decay
    rates: Array = np.full(steps, lr)
    decayed = descend(W, x, y, a, rates, decay)
    growing_rates: Array = lr * rho ** (-2.0 * t - 1)
    growing = descend(W, x, y, a, growing_rates)
    constant = descend(W, x, y, a, rates)
    longer = descend(10 * W, x, y, a, 100 * rates)
    paths = {"decay": decayed, "growing": growing, "constant": constant}
    losses = {name: np.array([loss(place, x, y, a) for place in path]) for name, path in paths.items()}
    of_growing, of_constant = (relative_error(losses["decay"], losses[name]) for name in ("growing", "constant"))
    length = {name: np.linalg.norm(path, axis=(1, 2)) / np.linalg.norm(W) for name, path in paths.items()}
    return Evidence(
        finding=Finding(
            "After {steps} steps the weights are {decayed:.3g} times as long with decay, {growing:.3g} times with "
            "growing steps; the losses are the same",
            decayed="length of the weights with decay",
            growing="length of the weights with growing steps",
        ),
        caption="Length of the weights, relative to the start. Decay changes no function: it shortens W, and on a "
        "shorter W a step turns farther.",
        measurements=[
            Measurement(
                "change of the outputs when rows are scaled",
                rescaled,
                EXACT,
            ),
            Measurement("distance of ∇f(cW) from ∇f(W)/c", relative_error(there, here / c), EXACT),
            Measurement("largest cosine of a row and its gradient", largest_cosine(W, here), EXACT),
            Measurement(
                "distance of |W|² after a step from |W|² + η²|∇f|²",
                abs(after - before - lr**2 * (here**2).sum()) / before,
                EXACT,
            ),
            Measurement("largest distance of losses: decay and growing steps", of_growing, PATHS),
            Measurement(
                "distance of the last weights with decay from ρ^t times those with growing steps",
                relative_error(decayed[-1], rho**steps * growing[-1]),
                PATHS,
            ),
            Measurement(
                "distance of the path of 10 W at 100 η from 10 times the path of W",
                relative_error(longer, 10 * constant),
                PATHS,
            ),
            Measurement(
                "length of the weights with decay",
                length["decay"][-1],
                within(
                    rho**steps * length["growing"][-1],
                    1e-9,
                    because="ρ^t times the length with growing steps; rounding",
                ),
            ),
            Measurement(
                "length of the weights with growing steps",
                length["growing"][-1],
                within(
                    np.sqrt(1 + length_gained(growing, x, y, a, growing_rates)),
                    1e-9,
                    because="Pythagoras, step by step; rounding",
                ),
            ),
            Measurement(
                "distance of the gradient from central differences",
                relative_error(here, by_difference),
                at_most(1e-7, because="their error is about ε^(2/3) of the loss"),
                check=True,
            ),
            Measurement(
                "central differences of a sum of cubes less three squares over the square of the step",
                float(np.mean(central_difference(lambda at: np.sum(at**3), W, 0.5) - 3 * W**2)) / 0.25,
                within(1, 1e-9, because="((z + h)³ - (z - h)³)/2h = 3z² + h²; rounding"),
                check=True,
            ),
            check_draws(oddity_of_normal(np.column_stack([W, a])), oddity_of_normal(x)),
        ],
        controls=[
            Control(
                "no batch norm: change of the outputs when rows are scaled",
                plainly_rescaled,
                EXACT,
            ),
            Control(
                "no batch norm: largest cosine of a row and its gradient",
                largest_cosine(W, slope_without_norm(W, x, y, a)),
                EXACT,
            ),
            Control("largest distance of losses: decay and constant steps", of_constant, PATHS),
        ],
        curves=[
            Curve("with decay", length["decay"].tolist(), role="subject"),
            Curve("growing steps and no decay", length["growing"].tolist()),
            Curve("constant steps and no decay", length["constant"].tolist(), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="length of the weights",
            marks=[
                Mark(of="length of the weights with decay", x=steps),
                Mark(of="length of the weights with growing steps", x=steps),
            ],
        ),
        fields={"steps": steps},
    )


def length_gained(path: Array, x: Array, y: Array, a: Array, rates: Array) -> float:
    """Σ η²|∇f|² over the steps of a path, relative to |W|² at its start."""
    squares = [(rate * gradient(W, x, y, a)) ** 2 for rate, W in zip(rates, path[:-1], strict=True)]
    return float(np.sum(squares) / (path[0] ** 2).sum())


@claim(
    en="“Weight decay keeps the function of a layer in front of batch norm small, by keeping its weights small.”",
    ko="“가중치 감쇠는 배치 정규화 앞 층의 가중치를 작게 유지해서 그 층이 나타내는 함수를 작게 만든다.”",
    short="“Decay keeps the function small”",
    seconds=0.2,
    expects="refuted",
    literature="van Laarhoven 2017; Zhang 2019",
)
def decay_shrinks_the_function(share: float = 0.1, seed: int = 0) -> Evidence:
    require(
        1e-3 <= share <= 0.9,
        en=f"share = {share:g}: decay leaves between 0.001 and 0.9 of the weights",
        ko=f"share = {share:g}: 감쇠 뒤에 남는 가중치의 비율은 0.001에서 0.9 사이여야 한다",
    )
    W, x, _, a = problem(seed)
    shares = np.geomspace(min(share, 0.1), 1, 31)

    def size(of: float) -> float:
        return float(outputs(of * W, x, a).std() / outputs(W, x, a).std())

    def plain_size(of: float) -> float:
        return float(without_norm(of * W, x, a).std() / without_norm(W, x, a).std())

    return Evidence(
        finding=Finding(
            "With {share:g} of its weights left a layer in front of batch norm gives outputs {normed:.3g} times as "
            "large, without batch norm {plain:.3g} times",
            normed="size of the outputs behind batch norm",
            plain="size of the outputs without batch norm",
        ),
        caption="Spread of the outputs by the share of the weights that decay has left. Batch norm divides the "
        "weights' length out again.",
        measurements=[
            Measurement(
                "size of the outputs behind batch norm",
                size(share),
                at_most(0.99, because="a function that is kept small has smaller outputs"),
            ),
        ],
        controls=[
            Control("size of the outputs without batch norm", plain_size(share), at_most(0.99), must="hold"),
            Control(
                "distance of both sizes from 1 and from the share of the weights",
                max(abs(size(share) - 1), abs(plain_size(share) - share)),
                at_most(1e-12),
                must="hold",
            ),
        ],
        curves=[
            Curve("behind batch norm", [size(of) for of in shares], x=shares.tolist(), role="subject"),
            Curve("without batch norm", [plain_size(of) for of in shares], x=shares.tolist(), role="reference"),
        ],
        axes=Axes(
            x="share of the weights that is left",
            y="size of the outputs",
            log_x=True,
            marks=[
                Mark(of="size of the outputs behind batch norm", x=share),
                Mark(of="size of the outputs without batch norm", x=share),
            ],
        ),
        fields={"share": share},
    )


mutant("forgets that the mean depends on W", "g - g.mean(axis=0) - z_hat", "g - z_hat", program="normalized_regression")
mutant(
    "forgets that the spread depends on W",
    "- z_hat * (g * z_hat).mean(axis=0)",
    "- 0 * z_hat",
    program="normalized_regression",
)
mutant("decays without the learning rate", "(1 - rate * decay)", "(1 - decay)", program="normalized_regression")
mutant("lets the rate grow by ρ^-2t", "(-2.0 * t - 1)", "(-2.0 * t)")
