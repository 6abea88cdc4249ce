"""Augmentation: a statement about labels, which helps where it is true and makes blind where it is false."""

import numpy as np

from quizdl.lab.known_answers import interval_over_student
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

from ..programs.augmented_digits import with_turned
from .common import Array
from .copies_by_hand import wrong_copies
from .digits import LEVEL, LinearClassifier, check, digits, oddity, off_by_hand, overlap, paired, repeated

SIX_NINE = (6, 9)
LAMBDA = 1.0  # of ridge for each 100 images


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
    ranks: list[Array] = []
    shares = [0.0, 0.25, 0.5, 0.75, 1.0]
    kept, exchanged = np.empty((draws, len(shares))), np.empty((draws, len(shares)))
    change_of_score, change_without, symmetry = 0.0, np.inf, 0.0
    for i in range(draws):
        draw = digits(draws * seed + i, SIX_NINE, train=images, test=1000)
        firsts.append(draw.images[0].tobytes())
        ranks.append(draw.ranks)
        for k, share in enumerate(shares):
            few = int(share * images)
            fits = []
            for other in (draw.labels, 15 - draw.labels):
                x, labels = with_turned(draw.images[:few], draw.labels[:few], other[:few])
                x, labels = np.concatenate([x, draw.images[few:]]), np.append(labels, draw.labels[few:])
                fits.append(LinearClassifier(x, labels, SIX_NINE, LAMBDA * len(x) / 100))
            there = [fit.scores(draw.test_images) for fit in fits]
            back = [fit.scores(turned(draw.test_images)) for fit in fits]
            kept[i, k], exchanged[i, k] = (
                fit.accuracy(scores, draw.test_labels) for fit, scores in zip(fits, there, strict=True)
            )
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
            Measurement(
                "scores and accuracy of the classifier: largest distance from those by hand",
                off_by_hand(draw, SIX_NINE, LAMBDA * images / 100),
                at_most(1e-9, because="ridge on one kind at a time, by least squares with more rows; rounding"),
                check=True,
            ),
            Measurement(
                "farther end of the interval of 0 and 0 and 3 over Student's",
                max((interval_over_student(mean_interval, one) for one in (None, LEVEL)), key=lambda r: abs(r - 1)),
                within(1, 1e-9, because="T with two degrees of freedom, in closed form"),
                check=True,
            ),
            Measurement(
                "numbers of known copies that are not what they should be",
                wrong_copies(),
                within(0, 0, because="turned by reading from the end, and moved pixel by pixel"),
                check=True,
            ),
            overlap(draw),
            repeated(firsts),
            oddity(ranks),
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


mutant(
    "gives the copies the labels in the wrong order",
    "np.repeat(labels, len(moves))",
    "np.tile(labels, len(moves))",
    program="augmented_digits",
)
mutant("mirrors the copies", "images[:, ::-1, ::-1]", "images[:, :, ::-1]", program="augmented_digits")
mutant(
    "exchanges down and right",
    "images[:, None], down, right",
    "images[:, None], right, down",
    program="augmented_digits",
)
