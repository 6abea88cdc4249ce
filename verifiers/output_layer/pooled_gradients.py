"""The way back through a head of global average pooling and one linear layer."""

import numpy as np

from quizdl.lab.checks import check_controls, check_draws
from quizdl.lab.differences import relative_error
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.global_pool_head import Array, head, head_backward
from .common import NOTHING, SUMS

SHAPES = [(1, 1, 1, 1, 1), (1, 3, 1, 5, 2), (2, 1, 4, 3, 5), (4, 3, 2, 7, 2), (3, 6, 5, 5, 4), (7, 2, 3, 4, 6)]


def drawn(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """A slope for each logit, maps and weights: shape holds images, channels, rows, columns and classes."""
    images, channels, rows, columns, classes = shape
    return (
        rng.normal(size=(images, classes)),
        rng.normal(size=(images, channels, rows, columns)),
        rng.normal(size=(classes, channels)),
    )


def product_error(one: Array, slopes: Array, other: Array, gradient: Array) -> float:
    """How far ⟨one, slopes⟩ and ⟨other, gradient⟩ are apart, relative to the norms in the first of them."""
    apart = np.sum(one * slopes) - np.sum(other * gradient)
    return float(abs(apart) / (np.linalg.norm(one) * np.linalg.norm(slopes)))


def _norm(maps: Array, w: Array) -> float:
    """The norm of the logits of maps and weights, without biases."""
    return float(np.linalg.norm(np.einsum("kc,ncij->nk", w, maps) / maps[0, 0].size))


@claim(
    en="The way back of a pooled head is the transpose of its way forth, for maps of any size: moving maps, weights or "
    "biases moves the logits, weighted by their slopes, as much as the gradients say.",
    ko="풀링한 헤드의 역전파는 맵의 크기와 상관없이 순전파의 전치이다. 맵, 가중치, 편향을 움직였을 때 기울기로 가중한 "
    "로짓의 변화는 역전파의 기울기가 말하는 만큼이다.",
    short="A pooled head and its transpose",
    seconds=0.2,
    literature="Lin 2014",
)
def pooled_head_adjoint(seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    of_maps, of_weights, of_biases, summed, in_theory, draws = [], [], [], [], [], []
    for shape in SHAPES:
        dlogits, maps, w = drawn(shape, rng)
        _, moved, w_moved = drawn(shape, rng)
        none, b = np.zeros(len(w)), rng.normal(size=len(w))
        dmaps, dw, db = head_backward(dlogits, maps, w)
        of_maps.append(product_error(head(moved, w, none), dlogits, moved, dmaps))
        of_weights.append(product_error(head(maps, w_moved, none), dlogits, w_moved, dw))
        of_biases.append(product_error(np.broadcast_to(b, dlogits.shape), dlogits, b, db))
        spread = np.broadcast_to((dlogits @ w)[:, :, None, None], maps.shape)  # the way back of a sum
        summed.append(product_error(head(moved, w, none), dlogits, moved, spread))
        product = float(np.einsum("nk,kc,ncij->", dlogits, w, moved)) / maps[0, 0].size
        in_theory.append((maps[0, 0].size - 1) * abs(product) / np.linalg.norm(dlogits) / _norm(moved, w))
        draws += [*dlogits.flat, *maps.flat, *moved.flat, *w.flat, *w_moved.flat, *b.flat]
    pixels = [rows * columns for _, _, rows, columns, _ in SHAPES]
    worst, largest = int(np.argmax(of_maps)), int(np.argmax(summed))
    exact = at_most(1e-13, because=SUMS)
    return Evidence(
        finding=Finding(
            "On moves of the maps logits and gradients differ by {maps:.1g}; without the mean on the way back "
            "by {summed:.2g}",
            maps="moved maps: largest difference of the two products",
            summed="way back of a sum: largest difference of the two products",
        ),
        caption="Difference of the two products, by the pixels of a map. With one pixel a sum is a mean.",
        measurements=[
            Measurement("moved maps: largest difference of the two products", max(of_maps), exact),
            Measurement("moved weights: largest difference of the two products", max(of_weights), exact),
            Measurement("moved biases: largest difference of the two products", max(of_biases), exact),
            Measurement(
                "difference of the products of 3 and 2 and of 1 and 4",
                product_error(np.array([3.0]), np.array([2.0]), np.array([1.0]), np.array([4.0])),
                within(1 / 3, 1e-15, because="(6 - 4) / 6"),
                check=True,
            ),
            check_draws(oddity_of_normal(draws)),
            check_controls(*np.subtract(summed, in_theory)),
        ],
        controls=[
            Control("way back of a sum: largest difference of the two products", max(summed), exact),
            Control("way back of a sum over one pixel: difference of the two products", summed[0], exact, must="hold"),
        ],
        curves=[
            Curve("mean on the way back", np.maximum(of_maps, NOTHING).tolist(), x=pixels, points=True, role="subject"),
            Curve("sum on the way back", np.maximum(summed, NOTHING).tolist(), x=pixels, points=True, role="reference"),
        ],
        axes=Axes(
            x="pixels of a map",
            y="difference of the two products",
            log_y=True,
            marks=[
                Mark(of="moved maps: largest difference of the two products", x=pixels[worst], text="{value:.1g}"),
                Mark(
                    of="way back of a sum: largest difference of the two products",
                    x=pixels[largest],
                    text="{value:.2g}",
                ),
            ],
        ),
    )


@claim(
    en="Behind global average pooling all pixels of a map get one and the same gradient, which falls with the size of "
    "the map; what a channel gets in all stays, and the gradient of the weights does not ask where in the map a number "
    "stood.",
    ko="전역 평균 풀링 뒤에서는 한 맵의 모든 픽셀이 같은 기울기를 받고, 그 값은 맵이 클수록 작아진다. 채널이 받는 "
    "기울기의 합은 그대로이고, 가중치의 기울기는 숫자가 맵의 어디에 있었는지와 상관없다.",
    short="Gradients behind global pooling",
    seconds=0.2,
    literature="Lin 2014",
)
def pooled_head_shares(times: int = 3, seed: int = 0) -> Evidence:
    if not 2 <= times <= 20:
        raise Undecided(
            en=f"times = {times}: maps are laid side by side 2 to 20 times",
            ko=f"times = {times}: 맵을 2~20번 이어 붙인다",
        )
    rng = np.random.default_rng(seed)
    dlogits, maps, w = drawn((5, 4, 3, 6, 7), rng)
    dmaps, dw, db = head_backward(dlogits, maps, w)
    shuffled = rng.permuted(maps.reshape(5, 4, 18), axis=2).reshape(maps.shape)
    _, dw_shuffled, _ = head_backward(dlogits, shuffled, w)
    tiled, dw_tiled, db_tiled = head_backward(dlogits, np.tile(maps, (1, 1, 1, times)), w)
    exact = at_most(1e-13, because=SUMS)
    widths = range(1, times + 1)
    channels = [head_backward(dlogits, np.tile(maps, (1, 1, 1, n)), w)[0][0, 0] for n in widths]
    return Evidence(
        finding=Finding(
            "On maps {times} times as large every pixel gets {share:.3g} of its gradient, and a channel as much as "
            "before",
            share="larger maps: gradient of a pixel over that before",
        ),
        caption="Gradient of a pixel and of its whole channel, over that before, as the map is laid side by "
        "side several times.",
        fields={"times": times},
        measurements=[
            Measurement(
                "pixels of a map whose gradients differ",
                int(np.sum(dmaps != dmaps[:, :, :1, :1])),
                within(0, 0, because="each has the same weight in the mean"),
            ),
            Measurement(
                "gradients of all pixels of a channel: distance from that of its mean",
                relative_error(dmaps.sum(axis=(2, 3)), dlogits @ w),
                exact,
            ),
            Measurement(
                "larger maps: gradient of a pixel over that before",
                float(tiled[0, 0, 0, 0] / dmaps[0, 0, 0, 0]),
                within(1 / times, 1e-14, because="one of so many more pixels; rounding"),
            ),
            Measurement(
                "larger maps: gradients of all pixels off that share of those before",
                relative_error(tiled, np.tile(dmaps, (1, 1, 1, times)) / times),
                exact,
            ),
            Measurement(
                "pixels in another order: numbers of a map that it did not hold before",
                int(np.sum(np.sort(shuffled.reshape(20, -1)) != np.sort(maps.reshape(20, -1)))),
                within(0, 0, because="the same numbers at other places"),
                check=True,
            ),
            check_draws(*map(oddity_of_normal, (dlogits, maps, w))),
            Measurement(
                "larger maps: change of the gradients of weights and biases",
                max(relative_error(dw_tiled, dw), relative_error(db_tiled, db)),
                exact,
            ),
            Measurement(
                "pixels in another order: change of the weights' gradient", relative_error(dw_shuffled, dw), exact
            ),
            Measurement(
                "gradient of the weights: distance from that of a linear layer on the means",
                relative_error(dw, np.einsum("nk,nc->kc", dlogits, maps.mean(axis=(2, 3)))),
                exact,
            ),
            Measurement(
                "gradient of the biases: distance from the sum of the images' slopes",
                relative_error(db, dlogits.sum(axis=0)),
                exact,
            ),
        ],
        controls=[
            Control(
                "pixels in another order: change of the maps",
                relative_error(shuffled, maps),
                exact,
            ),
            Control(
                "images in another order: change of the means of the maps",
                relative_error(maps.mean(axis=(2, 3))[::-1], maps.mean(axis=(2, 3))),
                exact,
            ),
        ],
        curves=[
            Curve("one pixel", [float(c[0, 0] / dmaps[0, 0, 0, 0]) for c in channels], x=widths, role="subject"),
            Curve("whole channel", [float(c.sum() / dmaps[0, 0].sum()) for c in channels], x=widths, role="reference"),
        ],
        axes=Axes(
            x="times as large",
            y="gradient over that before",
            marks=[Mark(of="larger maps: gradient of a pixel over that before", x=times)],
        ),
    )


mutant("pools the way back over rows alone", "(rows * columns)\n", "rows\n", program="global_pool_head")
mutant(
    "weighs the gradient of the weights by the images",
    "dlogits.T @ pool(maps),",
    "dlogits.T @ pool(maps) / len(maps),",
    program="global_pool_head",
)
