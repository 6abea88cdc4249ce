"""A scan: what its prefixes are, in which order it combines, and in how many rounds."""

from collections.abc import Sequence
from operator import add

import numpy as np

from quizdl.lab.checks import check_draws, check_relative_errors
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
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.scan import scan, tree_reduce
from .common import Array, require

SMALLEST = 1e-17  # where an error of zero is drawn on a logarithmic axis
LENGTHS = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31, 32, 33]


def joined(earlier: Array, later: Array) -> Array:
    """Of [first, last, rounds, faults]: what two stretches make, and a fault where they are not neighbours."""
    faults = earlier[3] + later[3] + (earlier[1] + 1 != later[0])
    return np.array([earlier[0], later[1], max(earlier[2], later[2]) + 1, faults])


def stretches(length: int) -> list[Array]:
    """One element each, before the first round."""
    return [np.array([i, i, 0.0, 0.0]) for i in range(length)]


def misjoined(prefixes: Sequence[Array]) -> int:
    """How many prefixes do not hold each element from the first one to their own, once and in order."""
    ends = enumerate(prefixes)
    return sum(prefix[0] != 0 or prefix[1] != i or prefix[3] != 0 for i, prefix in ends)


def one_by_one(length: int) -> list[Array]:
    """The prefixes of a loop, which combines each with the next element."""
    prefixes: list[Array] = []
    for element in stretches(length):
        prefixes.append(joined(prefixes[-1], element) if prefixes else element)
    return prefixes


def rounds(length: int) -> int:
    """⌈log₂ length⌉, in whole numbers."""
    return (length - 1).bit_length()


def require_length(length: int) -> None:
    require(
        4 <= length <= 256,
        en=f"length = {length}: from 4 to 256 elements are combined",
        ko=f"length = {length}: 원소 4~256개를 다룬다",
    )


@claim(
    en="A scan needs ⌈log₂ n⌉ rounds, whether or not n is a power of two: prefix i holds the elements 0 to i, each "
    "once and in order. A loop needs n - 1 rounds.",
    ko="스캔은 n이 2의 거듭제곱이든 아니든 ⌈log₂ n⌉ 라운드면 된다. i번째 프리픽스에는 0번부터 i번까지의 원소가 "
    "한 번씩 순서대로 들어간다. 반복문은 n - 1 라운드가 필요하다.",
    short="Rounds of a scan",
    seconds=0.2,
    literature="Hillis & Steele 1986",
)
def scan_rounds(length: int = 40) -> Evidence:
    require_length(length)
    lengths = sorted({*LENGTHS, length})
    held = {n: scan(joined, stretches(n)) for n in lengths}
    most = {n: max(prefix[2] for prefix in prefixes) for n, prefixes in held.items()}
    loop = one_by_one(length)
    twice = joined(loop[2], np.array([2.0, 3.0, 0.0, 0.0]))  # from 0 to 3, with 2 in both halves
    return Evidence(
        finding=Finding(
            "A scan of {length} elements takes {scan:.0f} rounds, a loop {loop:.0f}",
            scan=f"rounds of a scan of {length} elements",
            loop="rounds of a loop",
        ),
        caption="Rounds by the number of elements: those of a loop grow with it, those of a scan with its logarithm.",
        fields={"length": length},
        measurements=[
            Measurement(
                "rounds of a scan of {length} elements",
                most[length],
                at_most(rounds(length), because="⌈log₂ n⌉: a prefix doubles in each round"),
                fields={"length": length},
            ),
            Measurement(
                "scans that take more than ⌈log₂ n⌉ rounds",
                sum(most[n] > rounds(n) for n in lengths),
                within(0, 0, because="a prefix doubles in each round"),
            ),
            Measurement(
                "wrong prefixes",
                sum(misjoined(prefixes) for prefixes in held.values()),
                within(0, 0, because="each element up to its own, once and in order"),
            ),
            Measurement(
                "prefixes beside those asked for",
                sum(abs(len(prefixes) - n) for n, prefixes in held.items()) + len(scan(joined, [])),
                within(0, 0, because="one for each element, and none for none"),
            ),
            Measurement(
                "totals by a tree that take other than ⌈log₂ n⌉ rounds or are wrong",
                sum(tree_reduce(joined, stretches(n)).tolist() != [0, n - 1, rounds(n), 0] for n in lengths),
                within(0, 0, because="each level halves what is left, rounded up; each element once and in order"),
            ),
            Measurement(
                "trees of five letters that pair them otherwise",
                int(tree_reduce(lambda one, other: f"({one}{other})", "abcde") != "(((ab)(cd))e)"),
                within(0, 0, because="an odd one out waits for the next level"),
            ),
            Measurement(
                "wrong prefixes of the loop",
                misjoined(loop),
                within(0, 0, because="each element up to its own, once and in order"),
                check=True,
            ),
        ],
        controls=[
            Control("rounds of a loop", max(prefix[2] for prefix in loop), at_most(rounds(length))),
            Control("wrong prefixes where each stands a place too early", misjoined(loop[1:]), within(0, 0)),
            Control("wrong prefixes where one holds an element twice", misjoined([*loop[:3], twice]), within(0, 0)),
        ],
        curves=[
            Curve("scan", [most[n] for n in lengths], x=lengths, role="subject"),
            Curve("loop", [n - 1 for n in lengths], x=lengths, role="reference"),
        ],
        axes=Axes(
            x="elements",
            y="rounds",
            marks=[
                Mark(of=f"rounds of a scan of {length} elements", x=length, text="{value:.0f}"),
                Mark(of="rounds of a loop", x=length, text="{value:.0f}"),
            ],
        ),
    )


def products(matrices: Sequence[Array]) -> list[Array]:
    """All products of the first matrices, each later one from the right."""
    prefixes: list[Array] = []
    for matrix in matrices:
        prefixes.append(prefixes[-1] @ matrix if prefixes else matrix.copy())
    return prefixes


def errors(prefixes: Sequence[Array], reference: Sequence[Array]) -> list[float]:
    """The relative error of each prefix."""
    return [relative_error(one, other) for one, other in zip(prefixes, reference, strict=True)]


def drawn(values: Sequence[float]) -> list[float]:
    """The same for a logarithmic axis."""
    return [max(value, SMALLEST) for value in values]


@claim(
    en="A scan needs an associative operation, not a commutative one: products of rotations come out in their order, "
    "up to rounding.",
    ko="스캔에 필요한 것은 결합 법칙이지 교환 법칙이 아니다. 회전 행렬의 곱도 반올림 오차 안에서 순서대로 나온다.",
    short="A scan keeps the order",
    seconds=0.2,
    literature="Hillis & Steele 1986; Blelloch 1990",
)
def scan_keeps_the_order(length: int = 33, seed: int = 0) -> Evidence:
    require_length(length)
    draws = np.random.default_rng(seed).normal(size=(length, 4, 3))
    turns, numbers = list(np.linalg.qr(draws[:, :3])[0]), draws[:, 3, 0].tolist()
    reference = products(turns)
    turned = [one.T for one in products([turn.T for turn in turns])]
    off = errors(scan(np.matmul, turns), reference)
    sums = scan(add, numbers)
    apart = errors(turned, reference)
    exact = at_most(1e-13, because="up to 256 products of orthogonal matrices, each good to a few roundings")
    return Evidence(
        finding=Finding(
            "Products of {length} rotations by a scan are off by {off:.1g}; in the other order by {turned:.2g}",
            off="products of rotations: largest error",
            turned="products in the other order: largest error",
        ),
        caption="Error of the products of the first rotations. In the other order it is another rotation from two of "
        "them on.",
        fields={"length": length},
        measurements=[
            Measurement("products of rotations: largest error", max(off), exact),
            Measurement(
                "sums of normal numbers: largest error",
                float(np.max(np.abs(np.array(sums) - np.cumsum(numbers)))),
                at_most(length * np.finfo(float).eps * float(np.sum(np.abs(numbers))), because="n additions: rounding"),
            ),
            check_relative_errors(),
            check_draws(oddity_of_normal(draws)),
            Measurement(
                "rotations: largest distance of a product from orthogonal",
                max(float(np.max(np.abs(one @ one.T - np.eye(3)))) for one in reference),
                at_most(1e-13, because="a product of rotations is one; rounding"),
                check=True,
            ),
        ],
        controls=[Control("products in the other order: largest error", max(apart), exact)],
        curves=[
            Curve("scan", drawn(off), role="subject"),
            Curve("in the other order", drawn(apart), role="reference"),
        ],
        axes=Axes(
            x="prefix",
            y="error",
            log_y=True,
            marks=[
                Mark(of="products of rotations: largest error", x=int(np.argmax(off)), text="{value:.1g}"),
                Mark(of="products in the other order: largest error", x=int(np.argmax(apart)), text="{value:.2g}"),
            ],
        ),
    )


mutant("combines the later one first", "[combine(earlier, later) for", "[combine(later, earlier) for", program="scan")
mutant("begins with pairs two apart", "list(xs), 1", "list(xs), 2", program="scan")
mutant("doubles the distance twice a round", "distance *= 2", "distance *= 4", program="scan")
