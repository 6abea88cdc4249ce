"""Backpropagation: the chain rule from the last layer to the first, what it costs, and what it does not do.

Notation: the network has layers l = 1 … L with weights W_l of shape (n_l, n_{l-1}) and biases b_l; a batch x has B
rows, one a sample. h_0 = x, z_l = h_{l-1} W_lᵀ + b_l, h_l = σ(z_l); z_L goes through the softmax, and f is the mean
cross-entropy with the labels y. δ_l = ∂f/∂z_l has a row for each sample, so that
δ_{l-1} = (δ_l W_l) σ′(z_{l-1}), ∂f/∂W_l = δ_lᵀ h_{l-1}, and ∂f/∂b_l is the sum of the rows of δ_l.
θ is all W and b in one vector of P numbers, η the learning rate, ε the gap after 1 in float64.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial, reduce
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab.differences import (
    CENTRAL_STEP,
    EPSILON,
    FORWARD_STEP,
    central_difference,
    complex_step,
    forward_difference,
    relative_error,
)
from quizdl.lab.statistics import log_log_slope
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
    progress,
    within,
)

Array = np.ndarray
Layers = list[tuple[Array, Array]]  # (W_l, b_l), the first layer first


class Activation(NamedTuple):
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]


TANH = Activation(np.tanh, lambda z: 1 - np.tanh(z) ** 2)
LINEAR = Activation(lambda z: z, lambda z: np.ones_like(z))
RELU = Activation(lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float))

counted: Counter[str] = Counter()  # what the functions below have done since it was cleared


def product(a: Array, b: Array) -> Array:
    """a @ b; each of its numbers takes as many multiplications and additions as a has columns."""
    counted["FLOP"] += 2 * a.shape[0] * a.shape[1] * b.shape[1]
    return a @ b


def forward(layers: Layers, x: Array, sigma: Activation = TANH) -> tuple[list[Array], list[Array]]:
    """z_1 … z_L and h_0 … h_L, of which the last is not used."""
    counted["forward passes"] += 1
    zs, hs = [], [x]
    for W, b in layers:
        zs.append(product(hs[-1], W.T) + b)
        hs.append(sigma.value(zs[-1]))
    return zs, hs


def loss(layers: Layers, x: Array, y: Array) -> Any:
    z = forward(layers, x)[0][-1]
    z = z - z.real.max(axis=1, keepdims=True)  # so that no exponential overflows; real, for the complex step
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])


def deltas(layers: Layers, zs: list[Array], last: Array, sigma: Activation = TANH) -> list[Array]:
    """δ_1 … δ_L from δ_L, each from the one behind it."""
    found = [last]
    for (W, _), z in zip(layers[:0:-1], zs[-2::-1], strict=True):
        counted["propagations"] += 1
        found.append(product(found[-1], W) * sigma.slope(z))
    return found[::-1]


def backward(layers: Layers, x: Array, y: Array, sigma: Activation = TANH, reuse: bool = True) -> Array:
    """∂f/∂θ, shape (P,); without reuse each δ_l is fetched all the way from δ_L."""
    zs, hs = forward(layers, x, sigma)
    exponentials = np.exp(zs[-1] - zs[-1].max(axis=1, keepdims=True))
    last = exponentials / exponentials.sum(axis=1, keepdims=True)
    last[np.arange(len(y)), y] -= 1
    last /= len(y)
    if reuse:
        ds = deltas(layers, zs, last, sigma)
    else:
        ds = [deltas(layers[first:], zs[first:], last, sigma)[0] for first in range(len(layers))]
    return flat(part for d, h in zip(ds, hs, strict=False) for part in (product(d.T, h), d.sum(axis=0)))


def jvp(layers: Layers, x: Array, v: Array) -> Array:
    """Forward mode: z_L in the direction v of the input, (∂z_L/∂x) v, by dual numbers h + ḣ (Wengert 1964)."""
    counted["JVP"] += 1
    h, h_dot = x, v
    for W, b in layers:
        z, z_dot = product(h, W.T) + b, product(h_dot, W.T)
        h, h_dot = TANH.value(z), TANH.slope(z) * z_dot
    return z_dot


def vjp(layers: Layers, x: Array, u: Array) -> Array:
    """Reverse mode: the weights u of the outputs pulled back to the input, uᵀ (∂z_L/∂x)."""
    counted["VJP"] += 1
    zs, _ = forward(layers, x)
    return product(deltas(layers, zs, u)[0], layers[0][0])


def flat(parts: Iterable[Any]) -> Array:
    """The numbers of all parts in one vector, copied."""
    return np.concatenate([np.ravel(part) for part in parts])


def unpack(theta: Array, widths: tuple[int, ...]) -> Layers:
    layers, start = [], 0
    for n_in, n_out in pairwise(widths):
        middle, end = start + n_out * n_in, start + n_out * n_in + n_out
        layers.append((theta[start:middle].reshape(n_out, n_in), theta[middle:end]))
        start = end
    return layers


def draw(widths: tuple[int, ...], batch: int, seed: int) -> tuple[Layers, Array, Array]:
    """Random layers, a batch of inputs and its labels; weights that neither fade nor saturate the signal."""
    rng = np.random.default_rng(seed)
    layers = [
        (rng.standard_normal((n_out, n_in)) / np.sqrt(n_in), 0.1 * rng.standard_normal(n_out))
        for n_in, n_out in pairwise(widths)
    ]
    return layers, rng.standard_normal((batch, widths[0])), rng.integers(widths[-1], size=batch)


def in_torch(layers: Layers, x: Any, y: Array, sigma: Any = torch.tanh, reduction: str = "mean") -> Any:
    """The same network by torch, in float64: its parameters as leaves, its output, its loss."""
    parameters = [torch.tensor(part, requires_grad=True) for part in chain(*layers)]
    h = torch.as_tensor(x)
    for layer, (W, b) in enumerate(zip(parameters[::2], parameters[1::2], strict=True)):
        h = torch.nn.functional.linear(sigma(h) if layer else h, W, b)
    return parameters, h, torch.nn.functional.cross_entropy(h, torch.tensor(y), reduction=reduction)


def autograd(layers: Layers, x: Array, y: Array, **options: Any) -> Array:
    """∂f/∂θ by torch, shape (P,)."""
    parameters, _, f = in_torch(layers, x, y, **options)
    return flat(torch.autograd.grad(f, parameters))


def torch_step(kind: Any, layers: Layers, x: Array, y: Array, **options: Any) -> list[Array]:
    """θ as it was, after loss.backward(), and after optimizer.step()."""
    parameters, _, f = in_torch(layers, x, y)
    optimizer = kind(parameters, foreach=False, **options)
    places = [flat(p.detach() for p in parameters)]
    for call in (f.backward, optimizer.step):
        call()
        places.append(flat(p.detach() for p in parameters))
    return places


COUNTED = "whole numbers, counted"
EXACT = at_most(1e-13, because="exact but for rounding: a few hundred sums and products, each good to ε/2")
SAME = within(0, 0, because="nothing writes to θ: not a bit may differ")


@claim(
    en="backward() computes the gradient and changes no weight; optimizer.step() does. Called twice, it adds up.",
    ko="backward()는 기울기를 계산할 뿐 가중치를 바꾸지 않는다. 바꾸는 것은 optimizer.step()이다. backward()를 두 번 "
    "부르면 기울기가 누적된다.",
    seconds=0.3,
    entry="B1",
    literature="Linnainmaa 1970; Rumelhart, Hinton & Williams 1986",
)
def computes_only(batch: int = 8, seed: int = 0) -> Evidence:
    layers, x, y = draw((4, 6, 5, 3), batch, seed)
    theta, g = flat(chain(*layers)), backward(layers, x, y)
    by_hand = np.mean(theta != flat(chain(*layers)))
    before, computed, after = torch_step(torch.optim.SGD, layers, x, y, lr=0.1)
    parameters, _, f = in_torch(layers, x, y)
    f.backward(retain_graph=True)
    f.backward()
    twice = flat(p.grad for p in parameters)
    return Evidence(
        measurements=[
            Measurement("share of weights changed by backward()", np.mean(before != computed), SAME),
            Measurement("share changed by the pass written here", by_hand, SAME),
            Measurement("two calls: .grad off twice the gradient", relative_error(twice, 2 * g), EXACT),
        ],
        controls=[Control("share of weights changed by step()", np.mean(computed != after), SAME)],
        curves=[Curve("by backward()", computed - before), Curve("by optimizer.step()", after - computed)],
        axes=Axes(x="parameter", y="change"),
    )


@claim(
    en="Backpropagation is the process that updates the weights.",
    ko="역전파는 가중치를 업데이트하는 과정이다.",
    seconds=0.3,
    expects="refuted",
    entry="B1",
    literature="Linnainmaa 1970",
)
def updates_the_weights(batch: int = 8, seed: int = 0) -> Evidence:
    before, computed, after = torch_step(torch.optim.SGD, *draw((4, 6, 5, 3), batch, seed), lr=0.1)
    some = at_least(1, because="whatever updates the weights changes some")
    return Evidence(
        measurements=[Measurement("weights changed by backward()", np.sum(before != computed), some)],
        controls=[Control("weights changed by step()", np.sum(computed != after), some, must="hold")],
        curves=[Curve("by backward()", computed - before), Curve("by optimizer.step()", after - computed)],
        axes=Axes(x="parameter", y="change"),
    )


@claim(
    en="Plain SGD moves the weights by exactly -ηg, and so does the first step with momentum. Weight decay adds "
    "-ηλθ, Nesterov's first step is longer, and Adam does not even move along -g.",
    ko="모멘텀과 가중치 감쇠가 없는 SGD는 가중치를 정확히 -ηg만큼 움직이며, 모멘텀을 써도 첫 스텝은 같다. 가중치 "
    "감쇠는 -ηλθ를 더하고, Nesterov 모멘텀의 첫 스텝은 더 길며, Adam은 움직이는 방향부터 -g와 다르다.",
    seconds=0.3,
    entry="B2",
    literature="Robbins & Monro 1951; Kingma & Ba 2015",
)
def sgd_follows_the_gradient(lr: float = 0.1, decay: float = 0.1, batch: int = 5, seed: int = 0) -> Evidence:
    layers, x, y = draw((5, 5, 5, 5), batch, seed)  # all square: exchanged axes raise nothing, their numbers must tell
    g, theta = backward(layers, x, y), flat(chain(*layers))

    def step(kind: Any, **options: Any) -> Array:
        before, _, after = torch_step(kind, layers, x, y, lr=lr, **options)
        return after - before

    def cosine(move: Array) -> float:
        return float(-move @ g / np.linalg.norm(move) / np.linalg.norm(g))

    sgd, heavy = step(torch.optim.SGD), step(torch.optim.SGD, momentum=0.9)
    nesterov = step(torch.optim.SGD, momentum=0.9, nesterov=True)
    decayed, adam = step(torch.optim.SGD, weight_decay=decay), step(torch.optim.Adam)
    largest = abs(theta).max() + lr * (abs(g).max() + decay * abs(theta).max())
    rounding = at_most(4 * EPSILON * largest, because="g, θ - ηg and θ⁺ - θ round")
    along = within(1, 1e-12, because="parallel vectors; rounding")
    return Evidence(
        measurements=[
            Measurement("SGD: step off -ηg", abs(sgd + lr * g).max(), rounding),
            Measurement("momentum: first step off -ηg", abs(heavy + lr * g).max(), rounding),
            Measurement("decay: step off -η(g + λθ)", abs(decayed + lr * (g + decay * theta)).max(), rounding),
            Measurement("SGD: cosine with -g", cosine(sgd), along),
        ],
        controls=[
            Control("decay: step off -ηg", abs(decayed + lr * g).max(), rounding),
            Control("Nesterov: first step off -ηg", abs(nesterov + lr * g).max(), rounding),
            Control("Adam: cosine with -g", cosine(adam), along),
        ],
        curves=[Curve("SGD", sgd / lr), Curve("SGD with decay", decayed / lr), Curve("Adam", adam / lr)],
        axes=Axes(x="parameter", y="step / η"),
    )


def jacobian(layers: Layers, x: Array, sigma: Activation = TANH) -> Array:
    """∂z_L/∂x for one sample, shape (n_L, n_0): W_L diag(σ′(z_{L-1})) W_{L-1} … diag(σ′(z_1)) W_1, multiplied out."""
    zs, _ = forward(layers, x, sigma)
    chained = layers[0][0]
    for (W, _), z in zip(layers[1:], zs[:-1], strict=True):
        chained = W @ np.diag(sigma.slope(z[0])) @ chained
    return chained


def product_of_weights(layers: Layers) -> Array:
    """W_L … W_1, shape (n_L, n_0)."""
    return reduce(lambda chained, layer: layer[0] @ chained, layers[1:], layers[0][0])


@claim(
    en="What multiplies along the chain are Jacobians, diag(σ′)W layer by layer; the product of the weights alone is "
    "the derivative of a linear network only.",
    ko="연쇄적으로 곱해지는 것은 층마다의 야코비안 diag(σ′)W이다. 가중치만 곱한 것은 선형 신경망의 미분일 뿐이다.",
    seconds=0.2,
    entry="B3",
    literature="Linnainmaa 1970",
)
def jacobians_multiply(deepest: int = 6, seed: int = 0) -> Evidence:
    if not 2 <= deepest <= 20:
        raise Undecided(
            en="from 2 to 20 layers: one layer has no chain, and rounding adds up with the depth",
            ko="2층부터 20층까지만 다룬다. 한 층이면 연쇄가 없고, 깊어질수록 반올림 오차가 쌓인다",
        )
    depths = range(2, deepest + 1)
    jacobians, ahead, back, linear, weights = [], [], [], [], []
    for depth in depths:
        layers, x, y = draw((5,) * (depth + 1), 1, seed)
        u, leaf = np.random.default_rng(seed).standard_normal((1, 5)), torch.tensor(x, requires_grad=True)
        (reference,) = torch.autograd.grad(in_torch(layers, leaf, y)[1], leaf, torch.tensor(u))
        jacobians.append(relative_error(u @ jacobian(layers, x), reference))
        columns = np.concatenate([jvp(layers, x, v[None]) for v in np.eye(5)]).T
        ahead.append(relative_error(u @ columns, reference))
        back.append(relative_error(vjp(layers, x, u), reference))
        linear.append(relative_error(product_of_weights(layers), jacobian(layers, x, LINEAR)))
        weights.append(relative_error(u @ product_of_weights(layers), reference))
    return Evidence(
        measurements=[
            Measurement("product of Jacobians off autograd", max(jacobians), EXACT),
            Measurement("δ sent back layer by layer off autograd", max(back), EXACT),
            Measurement("tangents sent forward off autograd", max(ahead), EXACT),
            Measurement("linear: product of weights off Jacobian", max(linear), EXACT),
        ],
        controls=[Control("product of weights off autograd", min(weights), EXACT)],
        curves=[Curve("product of the weights alone", weights, x=depths)],
        axes=Axes(x="layers", y="relative error"),
    )


@claim(
    en="The output of a network is the product of the weights that its input passed.",
    ko="신경망의 출력은 입력이 지나온 가중치들을 연쇄적으로 곱한 것이다.",
    seconds=0.1,
    expects="refuted",
    entry="B3",
    literature="Linnainmaa 1970",
)
def output_is_a_product(size: float = 2.0, seed: int = 0) -> Evidence:
    if not abs(size) >= 0.05:
        raise Undecided(
            en="on inputs near zero tanh is all but linear, and the sentence all but right",
            ko="0에 가까운 입력에서는 tanh가 거의 선형이므로 문장이 거의 옳다",
        )
    drawn, x, _ = draw((5, 6, 4, 3), 1, seed)
    layers = [(W, np.zeros_like(b)) for W, b in drawn]
    scales = np.linspace(0.05, 3, 60)

    def off(sigma: Activation, scale: float) -> float:
        return relative_error(forward(layers, scale * x, sigma)[0][-1], scale * x @ product_of_weights(layers).T)

    return Evidence(
        measurements=[Measurement("tanh: output off the product", off(TANH, size), EXACT)],
        controls=[Control("linear, no biases: output off the product", off(LINEAR, size), EXACT, must="hold")],
        curves=[Curve("tanh", [off(TANH, scale) for scale in scales], x=scales)],
        axes=Axes(x="size of the input", y="relative error"),
    )


@claim(
    en="The chain rule gives the gradient exactly: by hand it equals the complex step and autograd to rounding.",
    ko="연쇄 법칙은 정확한 기울기를 준다. 손으로 쓴 역전파는 반올림 오차 안에서 복소 스텝, autograd와 같다.",
    seconds=0.2,
    entry="B4",
    literature="Squire & Trapp 1998; Martins, Sturdza & Alonso 2003",
)
def exact_gradient(batch: int = 8, seed: int = 0) -> Evidence:
    widths = (4, 6, 5, 3)
    layers, x, y = draw(widths, batch, seed)
    g, reference = backward(layers, x, y), autograd(layers, x, y)
    stepped = complex_step(lambda theta: loss(unpack(theta, widths), x, y), flat(chain(*layers)))
    rectified = backward(layers, x, y, RELU), autograd(layers, x, y, sigma=torch.relu)
    no_slope = backward(layers, x, y, TANH._replace(slope=np.ones_like))
    misplaced = backward(layers, x, y, TANH._replace(slope=lambda z: TANH.slope(TANH.value(z))))
    summed = autograd(layers, x, y, reduction="sum")
    loud = [*layers[:-1], tuple(3000 * part for part in layers[-1])]  # logits whose exponentials no float64 can hold
    steep, height = backward(loud, x, y), loss(loud, x, y)
    lost = np.count_nonzero(~np.isfinite([*steep, height]))
    saturated, value = (
        relative_error(steep, autograd(loud, x, y)),
        relative_error(height, in_torch(loud, x, y)[2].item()),
    )
    large = at_most(1e-11, because="logits near 1e3, each rounded by ε: its exponential by 1e3·ε, summed")
    return Evidence(
        measurements=[
            Measurement("f off torch's", relative_error(loss(layers, x, y), in_torch(layers, x, y)[2].item()), EXACT),
            Measurement("off the complex step", relative_error(g, stepped), EXACT),
            Measurement("off autograd", relative_error(g, reference), EXACT),
            Measurement("with ReLU: off autograd", relative_error(*rectified), EXACT),
            Measurement("logits × 3000: numbers that overflow", lost, within(0, 0, because=COUNTED)),
            Measurement("logits × 3000: f off torch's", value, large),
            Measurement("logits × 3000: off autograd", saturated, large),
        ],
        controls=[
            Control("1/B forgotten: off the gradient", relative_error(g, summed), EXACT),
            Control("σ′ forgotten: off autograd", relative_error(no_slope, reference), EXACT),
            Control("σ′ taken at h: off autograd", relative_error(misplaced, reference), EXACT),
        ],
        curves=[Curve("exact", g), Curve("σ′ forgotten", no_slope), Curve("σ′ taken at h", misplaced)],
        axes=Axes(x="parameter", y="∂f/∂θ"),
    )


@claim(
    en="The error of differences over h is a V: truncation falls like h² (central) or h (forward), rounding grows "
    "like 1/h. For values and derivatives near one the best h is near ε^(1/3) (central) or ε^(1/2) (forward).",
    ko="수치 미분의 오차를 h에 대해 그리면 V자이다. 절단 오차는 h²(중앙 차분)나 h(전진 차분)에 비례해 줄고 반올림 "
    "오차는 1/h에 비례해 는다. 함숫값과 도함수의 크기가 1 정도이면 가장 좋은 h는 중앙 차분에서 ε^(1/3), 전진 "
    "차분에서 ε^(1/2) 부근이다.",
    seconds=0.7,
    entry="B4",
    literature="Nocedal & Wright 2006, sec. 8.1; Squire & Trapp 1998",
)
def v_shaped_error(batch: int = 8, seed: int = 0) -> Evidence:
    widths = (4, 5, 3)
    layers, x, y = draw(widths, batch, seed)
    theta, g = flat(chain(*layers)), backward(layers, x, y)
    h = 10.0 ** np.arange(-12, -1.4, 0.25)

    def errors(method: Any) -> Array:
        found = [method(lambda t: loss(unpack(t, widths), x, y), theta, step) for step in progress(h)]
        return np.linalg.norm(np.array(found) - g, axis=1) / np.linalg.norm(g)

    def slope(error: Array, low: float, high: float) -> float:
        inside = (low < h) & (h < high)
        return log_log_slope(h[inside], error[inside])[0]

    central, forwards, stepped = errors(central_difference), errors(forward_difference), errors(complex_step)
    taylor = "Taylor: at both ends the next term and rounding are below 10 %"
    noise = within(-1, 0.1, because="ε/h; the norm of P roundings scatters by 1/√2P, its slope by far less")
    decade = "where both parts are equal; a decade is 100-fold in f over its derivative"
    least = at_most(1e-8, because="ε^(2/3) = 3.7e-11, times f and f‴ over g")
    best, best_forward = (np.log10(h[error.argmin()]) for error in (central, forwards))
    return Evidence(
        measurements=[
            Measurement("central: slope at large h", slope(central, 8e-4, 4e-2), within(2, 0.1, because=taylor)),
            Measurement("central: slope at small h", slope(central, 0, 2e-7), noise),
            Measurement("central: log₁₀ h of the least error", best, within(np.log10(CENTRAL_STEP), 1, because=decade)),
            Measurement("central: least error", min(central), least),
            Measurement("forward: slope at large h", slope(forwards, 8e-7, 2e-2), within(1, 0.1, because=taylor)),
            Measurement("forward: slope at small h", slope(forwards, 0, 2e-9), noise),
            Measurement(
                "forward: log₁₀ h of the least error", best_forward, within(np.log10(FORWARD_STEP), 1, because=decade)
            ),
        ],
        controls=[Control("complex step: slope at small h", slope(stepped, 0, 2e-7), noise)],
        curves=[Curve("forward", forwards, x=h), Curve("central", central, x=h), Curve("complex step", stepped, x=h)],
        axes=Axes(x="h", y="relative error of the gradient", log_x=True, log_y=True),
    )


@claim(
    en="A difference across a kink rejects a correct gradient: 1e-7 beside it, h = 1e-5 gives ReLU the slope 0.505 "
    "instead of 1. At z = 0 itself the slope is a convention, 0 in torch.",
    ko="꺾인 점을 걸친 수치 미분은 올바른 기울기를 틀린 것으로 판정한다. ReLU에서 z = 1e-7, h = 1e-5이면 기울기가 "
    "1이 아니라 0.505로 나온다. z = 0에서의 기울기는 정하기 나름이며 torch에서는 0이다.",
    seconds=0.1,
    entry="B4",
    literature="Karpathy 2015, CS231n",
)
def kink(z: float = 1e-7, h: float = 1e-5) -> Evidence:
    if z == 0:
        raise Undecided(
            en="at z = 0 ReLU has no derivative: what a backward pass gives there is a convention",
            ko="z = 0에서 ReLU는 미분할 수 없다. 역전파가 그곳에서 내는 값은 정하기 나름이다",
        )
    if not 0 < abs(z) < h:
        raise Undecided(
            en=f"from z = {z:g} a step of h = {h:g} does not cross the kink at 0",
            ko=f"z = {z:g}에서 h = {h:g}만큼 움직여도 0에 있는 꺾인 점을 지나지 않는다",
        )
    places = np.linspace(-2 * h, 2 * h, 81)
    differences = [central_difference(RELU.value, place, h) for place in places]
    across = within((z + h) / (2 * h), 1e-12, because="(z + h - 0)/2h; rounding")
    one = within(z > 0, 1e-12, because="σ(z) = z for z > 0 and 0 for z < 0; rounding")
    corner = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    torch.relu(corner).backward()
    choice = "any slope from 0 to 1 will do there (a subgradient); torch's is taken"
    return Evidence(
        measurements=[
            Measurement("central difference", central_difference(RELU.value, z, h), across),
            Measurement("backward pass", RELU.slope(np.array(z)), one),
            Measurement("central difference, h = |z|/2", central_difference(RELU.value, z, abs(z) / 2), one),
            Measurement("backward pass at z = 0", RELU.slope(np.array(0)), within(corner.grad, 0, because=choice)),
        ],
        controls=[Control("central difference 2h further", central_difference(RELU.value, z + 2 * h, h), across)],
        curves=[Curve("central difference", differences, x=places), Curve("backward", RELU.slope(places), x=places)],
        axes=Axes(x="z", y="slope"),
    )


@claim(
    en="In an MLP a gradient of P numbers costs P + 1 forward passes by forward differences, 2P by central ones, and "
    "by backpropagation a small multiple of one pass, whatever P is.",
    ko="MLP에서 파라미터 P개의 기울기에 전진 차분은 순전파 P + 1번, 중앙 차분은 2P번이 든다. 역전파의 비용은 P와 "
    "상관없이 순전파의 몇 배뿐이다.",
    seconds=0.3,
    entry="B5",
    literature="Baur & Strassen 1983; Griewank & Walther 2008",
)
def cost_of_a_gradient(batch: int = 4, seed: int = 0) -> Evidence:
    def work(widths: tuple[int, ...]) -> tuple[int, list[int], list[int], float]:
        """P; passes and FLOP of one value of f and of the gradient by three methods; and how far two are apart."""
        layers, x, y = draw(widths, batch, seed)
        theta, gradients, passes, flop = flat(chain(*layers)), [], [], []

        def f(at: Array) -> Any:
            return loss(unpack(at, widths), x, y)

        methods = forward_difference, central_difference, lambda *_: backward(layers, x, y)
        for run in (lambda f, theta: f(theta), *methods):
            counted.clear()
            gradients.append(run(f, theta))
            passes.append(counted["forward passes"])
            flop.append(counted["FLOP"])
        return theta.size, passes, flop, relative_error(*gradients[2:])

    P, passes, flop, off = (np.array(rows) for rows in zip(*map(work, [(n, n, n) for n in (2, 4, 8, 16)]), strict=True))
    cost = flop.T[1:] / flop.T[0]
    slopes = [log_log_slope(P, ratios)[0] for ratios in cost]
    one = within(1, 1 / P[0], because="(P + 1)/P is 1 but for 1/P")
    names = "forward differences", "central differences", "backpropagation"
    error = "h²f‴/6 + ε|f|/h at h = ε^(1/3), over g"
    return Evidence(
        measurements=[
            Measurement("forward: passes off P + 1", abs(passes[:, 1] - P - 1).max(), within(0, 0, because=COUNTED)),
            Measurement("central: passes off 2P", abs(passes[:, 2] - 2 * P).max(), within(0, 0, because=COUNTED)),
            Measurement("forward: power of P", slopes[0], one),
            Measurement("central: power of P", slopes[1], one),
            Measurement("backpropagation: cost in passes", max(cost[2]), within(3 - 1 / 2, 0, because=COUNTED)),
            Measurement("central off backpropagation", max(off), at_most(1e-7, because=error)),
        ],
        controls=[Control("backpropagation: power of P", slopes[2], one)],
        curves=[Curve(name, ratios, x=P) for name, ratios in zip(names, cost, strict=True)],
        axes=Axes(x="parameters P", y="cost / forward pass", log_x=True, log_y=True),
    )


@claim(
    en="A Jacobian of m outputs by n inputs takes n passes in forward mode or m in reverse mode. So reverse mode, "
    "which starts at the loss, is cheaper for many inputs and one output, and dearer for one input and many outputs.",
    ko="출력 m개, 입력 n개의 야코비안에는 forward mode로 n번, reverse mode로 m번의 패스가 든다. 그래서 손실에서 "
    "시작하는 reverse mode는 입력이 많고 출력이 하나일 때 비용이 적고, 입력이 하나이고 출력이 많으면 비용이 많다.",
    seconds=0.3,
    entry="B6",
    literature="Wengert 1964; Griewank & Walther 2008",
)
def forward_or_reverse(many: int = 12, seed: int = 0) -> Evidence:
    def both(n: int, m: int) -> tuple[float, int, int, float]:
        """Cost of reverse over forward mode, passes of each, and how far their matrices are off autograd's."""
        layers, x, y = draw((n, 8, 7, m), 1, seed)
        counted.clear()
        columns = np.concatenate([jvp(layers, x, v[None]) for v in np.eye(n)]).T
        ahead = counted["FLOP"]
        rows = np.concatenate([vjp(layers, x, u[None]) for u in np.eye(m)])
        outputs = torch.autograd.functional.jacobian(lambda leaf: in_torch(layers, leaf, y)[1][0], torch.tensor(x))
        off = max(relative_error(matrix, outputs[:, 0]) for matrix in (columns, rows))
        return (counted["FLOP"] - ahead) / ahead, counted["JVP"], counted["VJP"], off

    ratio, jvps, vjps, off = both(many, 1)
    reverse, _, _, off_too = both(1, many)
    each = "m/n: a pass of either mode multiplies by each W twice"
    sizes = (1, 2, 4, 8, 16, 32)
    return Evidence(
        measurements=[
            Measurement("n inputs: passes forward", jvps, within(many, 0, because=COUNTED)),
            Measurement("one output: passes back", vjps, within(1, 0, because=COUNTED)),
            Measurement("reverse / forward mode", ratio, within(1 / many, 1e-12, because=each)),
            Measurement("both matrices off autograd", max(off, off_too), EXACT),
        ],
        controls=[Control("one input, n outputs: reverse / forward mode", reverse, at_most(1))],
        curves=[Curve(f"m = {m}", [both(n, m)[0] for n in sizes], x=sizes) for m in (1, 4, 16)],
        axes=Axes(x="inputs n", y="cost of reverse / forward mode", log_x=True, log_y=True),
    )


@claim(
    en="With reuse, L layers take L - 1 propagations of δ; fetched anew for each layer they take L(L-1)/2, for the "
    "same gradient.",
    ko="δ를 재사용하면 L층에서 δ를 L - 1번만 전파한다. 층마다 처음부터 다시 구하면 같은 기울기에 L(L-1)/2번이 든다.",
    seconds=0.2,
    entry="B7",
    literature="Baur & Strassen 1983; Griewank & Walther 2008",
)
def reuse_saves(width: int = 3, batch: int = 2, seed: int = 0) -> Evidence:
    if width < 1 or batch < 1:
        raise Undecided(
            en="a network needs a unit in each layer, and a batch a sample",
            ko="신경망에는 층마다 유닛이, 배치에는 샘플이 하나는 있어야 한다",
        )
    depths, once, anew, off = np.array([8, 16, 32, 64]), [], [], []
    for depth in depths:
        drawn, gradients = draw((width,) * (depth + 1), batch, seed), []
        for reuse, propagations in ((True, once), (False, anew)):
            counted.clear()
            gradients.append(backward(*drawn, reuse=reuse))
            propagations.append(counted["propagations"])
        off.append(relative_error(*gradients))
    power = "L - 1 grows with L to the power L/(L-1)"
    quadratic = log_log_slope(depths, anew)[0]
    return Evidence(
        measurements=[
            Measurement("with reuse: off L - 1", abs(once - depths + 1).max(), within(0, 0, because=COUNTED)),
            Measurement(
                "without: off L(L-1)/2", abs(anew - depths * (depths - 1) / 2).max(), within(0, 0, because=COUNTED)
            ),
            Measurement(
                "with reuse: power of L", log_log_slope(depths, once)[0], within(1, 1 / (depths[0] - 1), because=power)
            ),
            Measurement("without: power of L", quadratic, within(2, 1 / (depths[0] - 1), because=power)),
            Measurement("the two gradients apart", max(off), EXACT),
        ],
        controls=[
            Control("without: power of L, held against 1", quadratic, within(1, 1 / (depths[0] - 1), because=power))
        ],
        curves=[Curve("with reuse", once, x=depths), Curve("without", anew, x=depths)],
        axes=Axes(x="layers L", y="propagations of δ", log_x=True, log_y=True),
    )


def torch_flop(layers: Layers, x: Array, y: Array, input_gradient: bool = False) -> tuple[int, int]:
    """What torch counts for its own forward pass, and for forward and backward together."""
    leaf = torch.tensor(x, requires_grad=input_gradient)
    with FlopCounterMode(display=False) as counter:
        f = in_torch(layers, leaf, y)[2]
        ahead = counter.get_total_flops()
        f.backward()
    return ahead, counter.get_total_flops()


@claim(
    en="Forward and backward together cost 3 - 1/L forward passes in an MLP of L equal layers, and 3 with the "
    "gradient of the input, counted in FLOP.",
    ko="폭이 같은 L층 MLP에서 순전파와 역전파를 합치면 FLOP으로 순전파의 3 - 1/L배이고, 입력의 기울기까지 구하면 "
    "3배이다.",
    seconds=0.3,
    entry="B7",
    literature="Baur & Strassen 1983; Griewank & Walther 2008",
)
def three_forward_passes(depth: int = 4, width: int = 8, batch: int = 16, seed: int = 0) -> Evidence:
    def flop(widths: tuple[int, ...], reuse: bool = True) -> tuple[int, int]:
        """What is counted here for the forward pass, and for forward and backward together."""
        drawn, counts = draw(widths, batch, seed), []
        for run in (loss, partial(backward, reuse=reuse)):
            counted.clear()
            run(*drawn)
            counts.append(counted["FLOP"])
        return counts[0], counts[1]

    def ratio(counts: tuple[int, int]) -> float:
        return counts[1] / counts[0]

    def ratios(reuse: bool) -> list[float]:
        return [ratio(flop((width,) * (layers + 1), reuse)) for layers in depths]

    depths, equal, uneven = range(1, 13), (width,) * (depth + 1), (7, 12, 5, 9, 3)
    drawn, most = draw(equal, batch, seed), 3 - 1 / depth
    apart = np.subtract(flop(uneven), torch_flop(*draw(uneven, batch, seed)))
    uses = "each W is used forward, for its gradient and, but for W_1, for δ"
    return Evidence(
        measurements=[
            Measurement("written here: both / forward", ratio(flop(equal)), within(most, 1e-12, because=uses)),
            Measurement("torch: both / forward", ratio(torch_flop(*drawn)), within(most, 1e-12, because=uses)),
            Measurement(
                "torch, with ∂f/∂x: both / forward", ratio(torch_flop(*drawn, True)), within(3, 1e-12, because=uses)
            ),
            Measurement("unequal widths: FLOP off torch's", abs(apart).max(), within(0, 0, because=COUNTED)),
        ],
        controls=[
            Control("without reuse: both / forward", ratio(flop(equal, reuse=False)), within(most, 1e-12, because=uses))
        ],
        curves=[Curve("with reuse", ratios(True), x=depths), Curve("without", ratios(False), x=depths)],
        axes=Axes(x="layers L", y="forward and backward / forward"),
    )


def saved_bytes(layers: Layers, x: Array, y: Array) -> int:
    """Bytes that autograd keeps from the forward pass for the backward pass; each memory once, weights aside."""
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        parameters = in_torch(layers, x, y)[0]
    weights = {p.untyped_storage().data_ptr() for p in parameters}
    return sum(tensor.untyped_storage().nbytes() for place, tensor in kept.items() if place not in weights)


@claim(
    en="Reuse is paid for in memory: what the backward pass will need is kept, in float64 8 bytes a sample for each "
    "input, hidden unit, log-probability and label.",
    ko="재사용의 대가는 메모리이다. 역전파에 쓸 값을 남겨 두므로, float64라면 샘플마다 입력, 은닉 유닛, 로그 확률, "
    "레이블 하나에 8바이트씩 든다.",
    seconds=0.2,
    entry="B8",
    literature="Chen 2016",
)
def kept_for_backward(largest: int = 64, seed: int = 0) -> Evidence:
    if largest < 9:
        raise Undecided(
            en="the straight line is drawn through nine batch sizes: the largest must be nine or more",
            ko="배치 크기 아홉 개에 직선을 맞추므로 가장 큰 배치는 9 이상이어야 한다",
        )
    widths = (20, 30, 25, 5)
    batches = np.linspace(1, largest, 9).astype(int)
    formula = 8 * (sum(widths) + 1)

    def kept() -> Array:
        return np.array([saved_bytes(*draw(widths, batch, seed)) for batch in batches])

    def slope(sizes: Array) -> float:
        return (sizes[-1] - sizes[0]) / (batches[-1] - batches[0])

    with_gradient = kept()
    with torch.no_grad():
        without = kept()
    bend = abs(with_gradient - with_gradient[0] - formula * (batches - batches[0])).max()
    affine = within(formula, 0, because=COUNTED)
    scalars = between(0, 64, because="a few scalars of the loss; the weights are there anyway")
    return Evidence(
        measurements=[
            Measurement("kept for each sample", slope(with_gradient), affine, unit="bytes"),
            Measurement("off a straight line over B", bend, within(0, 0, because=COUNTED), unit="bytes"),
            Measurement("kept whatever B is", with_gradient[0] - formula * batches[0], scalars, unit="bytes"),
        ],
        controls=[Control("under no_grad: kept for each sample", slope(without), affine, unit="bytes")],
        curves=[Curve("autograd", with_gradient, x=batches), Curve("no_grad", without, x=batches)],
        axes=Axes(x="batch size B", y="bytes kept"),
    )


mutant("forgets 1/B", "last /= len(y)", "last /= 1")
mutant("forgets σ′", "product(found[-1], W) * sigma.slope(z)", "product(found[-1], W)")
mutant("takes σ′ at the activation", "* sigma.slope(z))", "* sigma.slope(sigma.value(z)))")
mutant("pairs each W with the z of the layer above", "zs[-2::-1]", "zs[:0:-1]")
mutant("spreads the bias gradient over the batch", "d.sum(axis=0)", "d.mean(axis=0)")
mutant("forgets σ′ in forward mode", "TANH.slope(z) * z_dot", "z_dot")
mutant("takes the label off twice", "y] -= 1", "y] -= 2")
mutant("multiplies the weights alone", "W @ np.diag(sigma.slope(z[0])) @ chained", "W @ chained")
mutant("lets the exponentials overflow", "zs[-1] - zs[-1].max(axis=1, keepdims=True)", "zs[-1]")
mutant("lets the loss overflow", "z = z - z.real.max(axis=1, keepdims=True)", "z = z - 0")
mutant(
    "gives ReLU a slope of one half everywhere it bends",
    "lambda z: (z > 0).astype(float)",
    "lambda z: (1 + np.sign(z)) / 2",
)
mutant("counts a multiplication and its addition as one", "+= 2 * a.shape[0]", "+= a.shape[0]")
