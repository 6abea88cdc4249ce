"""Keras' cross-entropy: raw scores that are taken for probabilities."""

import numpy as np

from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_most, claim, mutant

from .processes import run

ROUNDED = at_most(1e-5, because="float32 rounding of a sum of three exponentials")
OTHERS = (1.0, 0.2)  # the scores of the labels that are not the image's


@claim(
    en="Keras' SparseCategoricalCrossentropy() takes raw scores for probabilities unless from_logits=True says "
    "otherwise (torch backend): for the scores -3, 1 and 0.2 of a sample with label 0 the loss is zero and has no "
    "gradient, where softmax cross-entropy is 4.38.",
    ko="Keras의 SparseCategoricalCrossentropy()는 from_logits=True를 주지 않으면 점수를 그대로 확률로 취급한다(torch "
    "백엔드). 레이블이 0인 샘플의 점수가 -3, 1, 0.2이면 소프트맥스 크로스 엔트로피는 4.38인데, 이 손실은 0이고 "
    "기울기도 없다.",
    short="Scores that are taken for probabilities",
    seconds=8,
)
def scores_as_probabilities() -> Evidence:
    arrays = run("Keras", 0, "losses")
    of_label = arrays["label scores"]
    sums = of_label + sum(OTHERS)
    by_default = -np.log(np.clip(of_label / sums, 1e-7, 1 - 1e-7))
    by_softmax = np.log(np.exp(of_label) + np.exp(OTHERS).sum()) - of_label
    powers = np.exp([of_label[0], *OTHERS])
    slope = powers / powers.sum() - [1, 0, 0]
    right = float(by_softmax[0])
    clipped = at_most(
        1e-6, because="-3/(-3 + 1 + 0.2) = 1.67 is clipped to 1 - 1e-7: a logarithm of 1e-7, and no slope"
    )
    return Evidence(
        finding=Finding(
            "With the label's score at -3 the loss is {default:.1g} by default, and {right:.3g} with from_logits=True",
            default="by default: loss",
            right="from_logits=True: loss",
        ),
        caption="Loss of a sample as the score of its label grows. By default it is the logarithm of the score over "
        "the sum of all three, clipped, and a wrong answer can cost nothing.",
        measurements=[
            Measurement("by default: loss", abs(float(arrays["default, loss"])), clipped),
            Measurement("by default: length of the gradient", float(np.linalg.norm(arrays["default, slope"])), clipped),
            Measurement(
                "by default: largest distance of a loss from the clipped logarithm",
                np.abs(arrays["default, path"] - by_default).max() / by_default.max(),
                ROUNDED,
            ),
            Measurement(
                "from_logits=True: largest distance of a loss from softmax cross-entropy",
                np.abs(arrays["from_logits, path"] - by_softmax).max() / right,
                ROUNDED,
            ),
            Measurement(
                "from_logits=True: distance of the gradient from softmax less the label",
                float(np.linalg.norm(arrays["from_logits, slope"] - slope) / np.linalg.norm(slope)),
                ROUNDED,
            ),
            Measurement(
                "probabilities by default: distance of the loss from softmax cross-entropy",
                abs(float(arrays["of probabilities, loss"]) / right - 1),
                ROUNDED,
            ),
        ],
        controls=[
            Control("from_logits=True: loss", float(arrays["from_logits, loss"]), at_most(1e-6)),
            Control(
                "from_logits=True: length of the gradient",
                float(np.linalg.norm(arrays["from_logits, slope"])),
                at_most(1e-6),
            ),
        ],
        curves=[
            Curve("by default", arrays["default, path"].tolist(), x=of_label.tolist(), role="subject"),
            Curve("from_logits=True", arrays["from_logits, path"].tolist(), x=of_label.tolist(), role="reference"),
        ],
        axes=Axes(
            x="score of the label",
            y="loss",
            marks=[
                Mark(of="by default: loss", x=-3, text="{value:.1g}"),
                Mark(of="from_logits=True: loss", x=-3, text="{value:.3g}"),
            ],
        ),
    )


mutant(
    "takes scores for logits at once",
    '(("default", {})',
    '(("default", {"from_logits": True})',
    program="framework_worker",
)
mutant("applies softmax twice", 'if name == "of probabilities"', 'if name != "default"', program="framework_worker")
mutant("another score at the end of the row", "[score, 1.0, 0.2]", "[score, 1.0, 0.0]", program="framework_worker")
