"""Shifted copies: they help where test images are shifted, and cost accuracy where they are not."""

import numpy as np
from numpy.typing import NDArray

from quizdl.lab.checks import NOT_ODD, check_controls
from quizdl.lab.samples import oddity_of_integers
from quizdl.lab.statistics import mean_interval
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.augmented_digits import with_shifted
from ..programs.shifts import shift
from .augmentation import LAMBDA
from .common import Array
from .copies_by_hand import moved_by_pixels
from .digits import LEVEL, LinearClassifier, check, digits, oddity, overlap, paired, repeated

Moves = NDArray[np.int64]  # down and to the right, shape (n, 2)
ALL = tuple(range(10))
MOVES = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]


def at_random(images: Array, seed: int) -> tuple[Array, Moves]:
    """Each image moved by -1, 0 or 1 pixel down and to the right, by chance; and the moves, shape (n, 2)."""
    moves = np.random.default_rng([seed, 2]).integers(-1, 2, (len(images), 2))
    out = images.copy()
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            here = (moves == (down, right)).all(axis=1)
            out[here] = shift(images[here][:, None], down, right)[:, 0]
    return out, moves


@claim(
    en="Shifted copies raise the accuracy of a linear classifier on test digits that are shifted at random, and lower "
    "it on centred ones: it has no capacity to spare.",
    ko="이동한 복사본으로 학습하면 선형 분류기의 정확도가 무작위로 이동한 테스트 숫자에서는 오르고 중심에 놓인 "
    "숫자에서는 내린다. 여분의 표현력이 없기 때문이다.",
    short="Shifted copies",
    seconds=5.0,
    literature="Simard 2003; Chen 2020",
)
def shifted_copies(draws: int = 24, images: int = 1000, seed: int = 0) -> Evidence:
    check(draws, images, 500, 2000)
    firsts: list[bytes] = []
    ranks: list[Array] = []
    all_moves: list[Moves] = []
    off_moves = 0.0
    reach = list(range(-2, 3))
    plain, shifted, still = (np.empty((draws, len(reach) + 1)) for _ in range(3))
    for i in range(draws):
        draw = digits(draws * seed + i, ALL, train=images, test=3000)
        firsts.append(draw.images[0].tobytes())
        ranks.append(draw.ranks)
        tests = [shift(draw.test_images[:, None], 0, right)[:, 0] for right in reach]
        at_chance, chosen = at_random(draw.test_images, draws * seed + i)
        tests.append(at_chance)
        all_moves.append(chosen)
        for image, move, out in zip(draw.test_images[:20], chosen, at_chance, strict=False):
            off_moves = max(off_moves, float(np.max(abs(moved_by_pixels(image, *move) - out))))
        sets = {"plain": [(0, 0)], "shifted": MOVES, "still": [(0, 0)] * len(MOVES)}
        for moves, accuracies in zip(sets.values(), (plain, shifted, still), strict=True):
            x, labels = with_shifted(draw.images, draw.labels, moves)
            fit = LinearClassifier(x, labels, ALL, LAMBDA * len(x) / 100)
            accuracies[i] = [fit.accuracy(fit.scores(test), draw.test_labels) for test in tests]
    centre = reach.index(0)
    sign = "its sign; a paired interval over draws at a level of 0.9999"
    pixels = [2 * right for right in reach]
    return Evidence(
        finding=Finding(
            "On centred digits shifted copies bring the accuracy from {plain:.3g} to {shifted:.3g}; on digits shifted "
            "at random they raise it",
            plain="accuracy on centred digits without copies",
            shifted="accuracy on centred digits with shifted copies",
        ),
        caption="Accuracy over the shift of all test digits to the right, mean of all draws. Shifted copies make the "
        "curve flatter, and lower at its top.",
        measurements=[
            Measurement(
                "accuracy on centred digits with shifted copies",
                float(shifted[:, centre].mean()),
                at_least(0.1, because="above chance; interval at a level of 0.9999"),
                interval=mean_interval(shifted[:, centre], LEVEL),
            ),
            paired(
                "change of accuracy on digits shifted at random",
                shifted[:, -1] - plain[:, -1],
                at_least(0, because=sign),
            ),
            paired(
                "change of accuracy on centred digits",
                shifted[:, centre] - plain[:, centre],
                at_most(0, because=sign),
            ),
            Measurement(
                "largest change by copies without a shift",
                float(np.max(abs(still - plain))),
                at_most(1e-3, because="the same normal equations five times; rounding turns a near tie at most"),
            ),
            Measurement(
                "largest distance of a pixel of a moved test image from one moved by hand",
                off_moves,
                within(0, 0, because="pixel by pixel; what comes in is 0"),
                check=True,
            ),
            Measurement(
                "how odd the random moves look",
                oddity_of_integers(np.array(all_moves) + 1, 3),
                NOT_ODD,
                check=True,
            ),
            overlap(draw),
            repeated(firsts),
            oddity(ranks),
            check_controls(float(np.mean(still[:, -1] - plain[:, -1])), most=1e-3),
        ],
        controls=[
            Control(
                "accuracy on centred digits without copies",
                float(plain[:, centre].mean()),
                at_most(float(shifted[:, centre].mean())),
            ),
            Control(
                "change on digits shifted at random by copies without a shift",
                float(np.mean(still[:, -1] - plain[:, -1])),
                at_least(0.01),
            ),
        ],
        curves=[
            Curve("with shifted copies", list(shifted.mean(axis=0)[:-1]), x=pixels, role="subject"),
            Curve("without copies", list(plain.mean(axis=0)[:-1]), x=pixels, role="reference"),
        ],
        axes=Axes(
            x="pixels to the right",
            y="accuracy",
            marks=[
                Mark(of="accuracy on centred digits without copies", x=0),
                Mark(of="accuracy on centred digits with shifted copies", x=0),
            ],
        ),
    )


mutant("moves no test image", "integers(-1, 2, (len(images), 2))", "integers(0, 1, (len(images), 2))")
