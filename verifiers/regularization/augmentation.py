"""Augmentation: a statement about labels, which helps where it is true and makes blind where it is false."""

import numpy as np

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

from ..programs.augmented_digits import with_shifted, with_turned
from ..programs.shifts import shift
from .common import Array
from .digits import LEVEL, LinearClassifier, check, digits, overlap, paired, repeated

SIX_NINE, ALL = (6, 9), tuple(range(10))
LAMBDA = 1.0  # of ridge for each 100 images
MOVES = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]


def turned(images: Array) -> Array:
    return images[:, ::-1, ::-1]


@claim(
    en="Copies turned by 180° with their labels kept make a linear classifier of 6 and 9 exactly blind to such turns, "
    "and cost accuracy on upright digits; with 6 and 9 exchanged in the copies they cost none.",
    ko="180° 돌린 복사본에 원래 라벨을 그대로 붙이면 6과 9의 선형 분류기는 그런 회전을 전혀 구별하지 못하고, 똑바로 선 "
    "숫자에서도 정확도를 잃는다. 복사본에서 6과 9를 맞바꾸면 잃지 않는다.",
    short="Copies turned upside down",
    seconds=2.0,
    literature="Simard 2003; Chen 2020",
)
def augmentation(draws: int = 24, images: int = 200, seed: int = 0) -> Evidence:
    check(draws, images, 100, 1000)
    firsts: list[bytes] = []
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    kept, exchanged = np.empty((draws, len(shares))), np.empty((draws, len(shares)))
    change_of_score, change_without, symmetry = 0.0, np.inf, 0.0
    for i in range(draws):
        draw = digits(draws * seed + i, images, 1000, SIX_NINE)
        firsts.append(draw.images[0].tobytes())
        for k, share in enumerate(shares):
            few = int(share * images)
            fits = []
            for other in (draw.labels, 15 - draw.labels):
                x, labels = with_turned(draw.images[:few], draw.labels[:few], other[:few])
                x, labels = np.concatenate([x, draw.images[few:]]), np.append(labels, draw.labels[few:])
                fits.append(LinearClassifier(x, labels, SIX_NINE, LAMBDA * len(x) / 100))
            kept[i, k], exchanged[i, k] = (fit.accuracy(draw.test_images, draw.test_labels) for fit in fits)
            there = [fit.scores(draw.test_images) for fit in fits]
            back = [fit.scores(turned(draw.test_images)) for fit in fits]
            if share == 0:
                change_without = min(change_without, float(np.max(abs(there[0] - back[0]))))
            if share == 1:
                change_of_score = max(change_of_score, float(np.max(abs(there[0] - back[0]))))
                symmetry = max(symmetry, float(np.max(abs(there[1] - back[1][:, ::-1]))))
    point = "one point of accuracy; a paired interval over draws at a level of 0.9999"
    return Evidence(
        finding=Finding(
            "With all images turned and labels kept {kept:.3g} of 6 and 9 are told apart, with labels exchanged "
            "{exchanged:.3g}",
            kept="accuracy with turned copies and labels kept",
            exchanged="accuracy with turned copies and labels exchanged",
        ),
        caption="Accuracy on upright digits over the share of training images that got a turned copy, mean of all "
        "draws. A kept label says that a turned 6 is a 6.",
        measurements=[
            Measurement(
                "accuracy with turned copies and labels kept",
                float(kept[:, -1].mean()),
                at_least(0.5, because="above chance: ink differs between the two; interval at a level of 0.9999"),
                interval=mean_interval(kept[:, -1], LEVEL),
            ),
            paired("change of accuracy with labels kept", kept[:, -1] - kept[:, 0], at_most(-0.01, because=point)),
            paired(
                "change of accuracy with labels exchanged",
                exchanged[:, -1] - exchanged[:, 0],
                at_least(-0.01, because=point),
            ),
            Measurement(
                "largest change of a score by a turn",
                change_of_score,
                at_most(1e-9, because="the normal equations do not change by a turn; rounding times the condition"),
            ),
            Measurement(
                "largest difference of the score of 6 from that of 9 for the turned image",
                symmetry,
                at_most(1e-9, because="a turn exchanges the targets; rounding times the condition"),
            ),
            Measurement(
                "largest difference in accuracy without a turned copy",
                float(np.max(abs(kept[:, 0] - exchanged[:, 0]))),
                within(0, 0, because="the same images and labels"),
                check=True,
            ),
            overlap(draw),
            repeated(firsts),
        ],
        controls=[
            Control(
                "accuracy with turned copies and labels exchanged",
                float(exchanged[:, -1].mean()),
                at_most(float(kept[:, -1].mean())),
            ),
            Control("change of a score by a turn without turned copies", change_without, at_most(1e-9)),
        ],
        curves=[
            Curve("labels kept", list(kept.mean(axis=0)), x=shares, role="subject"),
            Curve("labels exchanged", list(exchanged.mean(axis=0)), x=shares, role="reference"),
        ],
        axes=Axes(
            x="share of images with a turned copy",
            y="accuracy",
            marks=[
                Mark(of="accuracy with turned copies and labels kept", x=1),
                Mark(of="accuracy with turned copies and labels exchanged", x=1),
            ],
        ),
    )


def at_random(images: Array, seed: int) -> Array:
    """Each image moved by -1, 0 or 1 pixel down and to the right, by chance."""
    moves = np.random.default_rng(seed).integers(-1, 2, (len(images), 2))
    out = images.copy()
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            here = (moves == (down, right)).all(axis=1)
            out[here] = shift(images[here][:, None], down, right)[:, 0]
    return out


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
    reach = list(range(-2, 3))
    plain, shifted, still = (np.empty((draws, len(reach) + 1)) for _ in range(3))
    for i in range(draws):
        draw = digits(draws * seed + i, images, 3000, ALL)
        firsts.append(draw.images[0].tobytes())
        tests = [shift(draw.test_images[:, None], 0, right)[:, 0] for right in reach]
        tests.append(at_random(draw.test_images, seed + i))
        sets = {"plain": [(0, 0)], "shifted": MOVES, "still": [(0, 0)] * len(MOVES)}
        for moves, accuracies in zip(sets.values(), (plain, shifted, still), strict=True):
            x, labels = with_shifted(draw.images, draw.labels, moves)
            fit = LinearClassifier(x, labels, ALL, LAMBDA * len(x) / 100)
            accuracies[i] = [fit.accuracy(test, draw.test_labels) for test in tests]
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
            overlap(draw),
            repeated(firsts),
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


mutant(
    "gives the copies the labels in the wrong order",
    "np.repeat(labels, len(moves))",
    "np.tile(labels, len(moves))",
    program="augmented_digits",
)
mutant("mirrors the copies", "images[:, ::-1, ::-1]", "images[:, :, ::-1]", program="augmented_digits")
mutant("moves no test image", "integers(-1, 2, (len(images), 2))", "integers(0, 1, (len(images), 2))")
