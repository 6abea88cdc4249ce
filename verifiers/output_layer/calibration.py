"""Confidence and accuracy of trained nets, and one temperature for logits that are too sure."""

import numpy as np

from quizdl.lab.checks import check_mean_interval
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

from ..programs.calibration import ece, loss_slopes, reliability, temperature
from ..programs.softmax_cross_entropy import Array, Labels, row_losses, softmax, softmax_cross_entropy
from .common import (
    Shown,
    check_batches,
    classifier,
    digits,
    fit,
    outputs,
    right,
    sample_checks,
    start_apart,
    test_digits,
)
from .temperature import SIX_DIGITS, fisher_information


def gaps_in_bins(p: Array, y: Labels, bins: int) -> float:
    """ECE by sums over the rows of each bin."""
    confidence = p.max(axis=1)
    own = np.digitize(confidence, np.linspace(0, 1, bins + 1), right=True)
    return float(np.abs(np.bincount(own, right(p, y) - confidence)).sum() / len(y))


def scaled(held: Array, answers: Labels, z: Array, y: Labels) -> tuple[float, float, float]:
    """The temperature fitted to logits held out, and the ECE of others without and with it."""
    t = temperature(held, answers)
    return t, ece(softmax(z), y, 15), ece(softmax(z / t), y, 15)


def allowed(z: Array, t: float) -> float:
    """How steep the mean loss may be in 1/T at a temperature that is right to six digits."""
    return SIX_DIGITS / t * fisher_information(z, 1 / t) / len(z) * 1.01 + 1e-12


@claim(
    en="A net that overfits its MNIST images is more confident than right on new ones. One temperature T > 1, fitted "
    "on validation data, lowers ECE and NLL of the test data and leaves every answer as it is. The same net, trained "
    "on so many images that it does not overfit, has a T within 20 % of 1.",
    ko="MNIST에서 과적합된 신경망은 새 이미지에서 정확도보다 확신도가 높다. 검증 데이터로 맞춘 온도 T > 1 하나로 "
    "로짓을 나누면 답은 하나도 바뀌지 않고 테스트 데이터의 ECE와 NLL이 낮아진다. 구조가 같고 이미지가 넉넉해 "
    "과적합되지 않은 신경망의 T는 1에서 20% 안에 있다.",
    short="Confidence of a net that overfits",
    seconds=6,
    literature="Guo 2017",
)
def calibration(samples: int = 1000, epochs: int = 100, many: int = 30_000, passes: int = 6, seed: int = 0) -> Evidence:
    rng = np.random.default_rng(seed)
    test, labels = test_digits(rng)
    hold, keep = slice(0, 3000), slice(3000, None)  # for the temperature, and for what it is worth
    few, enough = digits(samples, rng), digits(many, rng)
    net, fresh_net = classifier(64, seed), classifier(64, seed)
    unlike = start_apart(net, fresh_net)
    shown, shown_to_fresh = Shown(net), Shown(fresh_net)
    fit(net, *few, epochs, 0.2, rng)
    over, on_training = outputs(net, test), outputs(net, few[0])
    fresh = outputs(fit(fresh_net, *enough, passes, 0.5, rng), test)
    z, y = over[keep], labels[keep]
    t, ece_before, ece_after = scaled(over[hold], labels[hold], z, y)
    t_fresh, fresh_before, fresh_after = scaled(fresh[hold], labels[hold], fresh[keep], y)
    t_training, *_ = scaled(on_training, few[1], z, y)
    before, after = softmax(z), softmax(z / t)
    by_hand = [gaps_in_bins(softmax(fresh[keep] / best), y, 15) for best in (1, t_fresh)]
    fitted = [(over[hold], labels[hold], t), (fresh[hold], labels[hold], t_fresh), (on_training, few[1], t_training)]
    excess, gain = before.max(axis=1) - right(z, y), row_losses(z, y) - row_losses(z / t, y)
    slopes = loss_slopes(over[hold], labels[hold], 1.0)
    shared = len({image.tobytes() for image in test[hold]} & {image.tobytes() for image in test[keep]})
    _, confidence, accuracy = reliability(before, y, 15)
    _, confidence_after, accuracy_after = reliability(after, y, 15)
    interval = "99 % t-interval over the images (Student 1908)"
    return Evidence(
        finding=Finding(
            "On test images the expected calibration error is {before:.3g} without and {after:.3g} with a temperature",
            before="ECE of the overfitted net",
            after="ECE of the overfitted net with its temperature",
        ),
        caption="Confidence less accuracy in each bin of confidence, for the net that overfits. The levels are the "
        "means over all test images: ECE.",
        measurements=[
            Measurement(
                "ECE of the overfitted net",
                ece_before,
                at_least(
                    float(excess.mean()) - 1e-12,
                    because="no less than mean confidence less accuracy (triangle inequality)",
                ),
            ),
            Measurement(
                "ECE of the overfitted net with its temperature",
                ece_after,
                at_most(ece_before, because="temperature scaling is for that (Guo 2017)"),
            ),
            Measurement(
                "confidence above accuracy of the overfitted net",
                float(excess.mean()),
                at_least(0, because=interval),
                interval=mean_interval(excess),
            ),
            Measurement(
                "temperature of the overfitted net", t, at_least(1, because="softens what is too sure (Guo 2017)")
            ),
            Measurement(
                "slope of its validation loss in 1/T at T = 1",
                float(slopes.mean()),
                at_least(0, because="then T > 1; 99 % t-interval over the images (Student 1908)"),
                interval=mean_interval(slopes),
            ),
            Measurement(
                "NLL gained by the temperature",
                float(gain.mean()),
                at_least(0, because=interval),
                unit="nat",
                interval=mean_interval(gain),
            ),
            Measurement(
                "answers that the temperature changes",
                int(np.sum(after.argmax(axis=1) != before.argmax(axis=1))),
                within(0, 0, because="T > 0 keeps the order"),
            ),
            Measurement(
                "temperature of the net that does not overfit", t_fresh, within(1, 0.2, because="the 20 % of the claim")
            ),
            Measurement(
                "distance of ECE from sums over the bins",
                max(
                    abs(ece_before - gaps_in_bins(before, y, 15)),
                    abs(ece_after - gaps_in_bins(after, y, 15)),
                    abs(fresh_before - by_hand[0]),
                    abs(fresh_after - by_hand[1]),
                ),
                at_most(1e-12, because="sums of thousands of terms in float64"),
                check=True,
            ),
            Measurement(
                "largest slope of a loss in 1/T at the temperature fitted to it over what six digits allow",
                max(abs(loss_slopes(z, y, 1 / best).mean()) / allowed(z, best) for z, y, best in fitted),
                at_most(1, because="least there, with T to six digits"),
                check=True,
            ),
            Measurement(
                "images in both validation and test",
                shared,
                within(0, 0, because="or T would know the answers"),
                check=True,
            ),
            Measurement(
                "arrays of weights in which the two nets start apart",
                unlike,
                within(0, 0, because="the same net from the same seed"),
                check=True,
            ),
            Measurement(
                "test images that are scored", len(y), within(7000, 0, because="10 000 less 3000 for T"), check=True
            ),
            Measurement(
                "gained NLL off the difference of two mean losses",
                float(gain.mean()) - (softmax_cross_entropy(z, y)[0] - softmax_cross_entropy(z / t, y)[0]),
                within(0, 1e-12, because="sums of thousands of terms in float64"),
                unit="nat",
                check=True,
            ),
            check_mean_interval(len(y)),
            Measurement(
                "accuracy of the overfitted net on its own training images less on the test images",
                float(np.mean(right(on_training, few[1])) - np.mean(right(over, labels))),
                at_least(0.02, because="it overfits"),
                check=True,
            ),
            check_batches(shown.off(samples, epochs), shown_to_fresh.off(many, passes)),
            *sample_checks(few, (test, labels), samples),
            *(
                Measurement(
                    "enough images: {check}", check.value, check.bound, fields={"check": check.name}, check=True
                )
                for check in sample_checks(enough, (test, labels), many)
            ),
        ],
        controls=[
            Control("temperature of the overfitted net for its own training images", t_training, at_least(1)),
            Control(
                "ECE gained by the temperature of the net that does not overfit",
                fresh_before - fresh_after,
                at_least(ece_before - ece_after),
            ),
        ],
        curves=[
            Curve("overfitted", (confidence - accuracy).tolist(), x=confidence.tolist(), role="subject"),
            Curve(
                "overfitted, with its temperature",
                (confidence_after - accuracy_after).tolist(),
                x=confidence_after.tolist(),
                role="reference",
            ),
        ],
        axes=Axes(
            x="confidence",
            y="confidence - accuracy",
            marks=[
                Mark(of="ECE of the overfitted net"),
                Mark(of="ECE of the overfitted net with its temperature"),
            ],
        ),
    )


mutant(
    "takes the first class for the confidence", "p.max(axis=1), p.argmax", "p[:, 0], p.argmax", program="calibration"
)
mutant(
    "fits the temperature upside down",
    "np.exp(middle)).mean() > 0",
    "np.exp(-middle)).mean() > 0",
    program="calibration",
)
mutant(
    "stops bisecting short of the least loss",
    "np.exp(middle)).mean() > 0",
    "np.exp(middle)).sum() > 5",
    program="calibration",
)
mutant(
    "fits the temperature on test data",
    "scaled(over[hold], labels[hold], z, y)",
    "scaled(z, y, z, y)",
)
mutant(
    "gives the net with enough images twice the units",
    "classifier(64, seed), classifier(64, seed)",
    "classifier(64, seed), classifier(128, seed)",
)
mutant(
    "counts a loss of the temperature as a gain",
    "row_losses(z, y) - row_losses(z / t, y)",
    "abs(row_losses(z, y) - row_losses(z / t, y))",
)
mutant(
    "gives one net the temperature of the other",
    "scaled(fresh[hold], labels[hold],",
    "scaled(over[hold], labels[hold],",
)
mutant("validates on test data too", "hold, keep = slice(0, 3000),", "hold, keep = slice(0, None),")
