"""A whole CNN by hand, judged by what it predicts."""

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.checks import NOT_ODD
from quizdl.lab.mnist import Bytes
from quizdl.verify import Axes, Control, Curve, Evidence, Finding, Mark, Measurement, at_least, claim, mutant, within

from ..programs import cnn_classifier as program
from ..programs import mlp_classifier
from .chance import chance_evidence
from .common import ERRORS, accuracy_evidence, errors_above, named, repeatable_evidence, unanswered

SOME = 10_000  # training images of the comparison with an MLP
TESTED = 1200  # few enough that networks of other seeds differ by chance as much as by what they learned
AROUND = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if (down, right) != (0, 0)]


def moved_by(pixels: int, images: Bytes) -> Bytes:
    """The images, each eighth moved in another direction: what leaves on one side comes in on the other."""
    moved = images.copy()
    for part, (down, right) in enumerate(AROUND):
        moved[part::8] = np.roll(images[part::8], (pixels * down, pixels * right), axis=(1, 2))
    return moved


def misplaced(moved: Bytes, images: Bytes, pixels: int) -> int:
    """How many pixels inside a margin are not where they belong, of images of shape (N, 28, 28)."""
    rows = np.arange(pixels, 28 - pixels)
    return sum(
        int(np.sum(image[np.ix_(rows + pixels * down, rows + pixels * right)] != still[np.ix_(rows, rows)]))
        for image, still, (down, right) in zip(moved, images, AROUND * (len(images) // 8), strict=True)
    )


def oddity_at_the_start(seed: int) -> float:
    """By how many standard errors a variance of the MLP's weights before training is off 2/inputs, at most."""
    untrained = mlp_classifier.Classifier()
    untrained.fit(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8), seed)  # black: only biases move
    matrices = untrained.weights[::2]
    return max(abs(float(np.mean(w**2)) * len(w) / 2 - 1) * float(np.sqrt(w.size / 2)) for w in matrices)


@claim(
    en="A CNN that is written in numpy alone, in some 60 statements, is right on at least 0.98 of the digits that "
    "it has not seen, and beats a linear model by more than five standard errors.",
    ko="numpy만으로 구문 60개 안팎에 작성한 CNN은 학습에 쓰지 않은 숫자의 0.98 이상을 맞히고, 표준오차의 다섯 배가 "
    "넘는 차이로 선형 모델을 앞선다.",
    short="Accuracy of a CNN in numpy",
    seconds=15,
    literature="LeCun 1998",
)
def cnn_accuracy(seed: int = 0, accuracy: float = 0.98) -> Evidence:
    return accuracy_evidence(program.Classifier, seed, accuracy)


@claim(
    en="On digits that are moved by two pixels, up, down, sideways or diagonally, a CNN is right more often than an "
    "MLP that saw the same images, by more than five standard errors.",
    ko="상하좌우나 대각선으로 두 픽셀 옮긴 숫자에서는 CNN이 같은 이미지로 학습한 MLP보다, 표준오차의 다섯 배가 넘는 "
    "차이로 더 많이 맞힌다.",
    short="Moved digits: the CNN beside an MLP",
    seconds=3,
    literature="LeCun 1989",
)
def cnn_on_moved_digits(seed: int = 0) -> Evidence:
    data = mnist.load()
    images, labels = data.train_images[:SOME], data.train_labels[:SOME]
    cnn, mlp, other = program.Classifier(), mlp_classifier.Classifier(), mlp_classifier.Classifier()
    cnn.fit(images, labels, seed)
    mlp.fit(images, labels, seed + 1)
    by_digit = np.argsort(labels)
    other.fit(images[by_digit], labels[by_digit], seed + 2)
    still, tested = data.test_images[:TESTED], data.test_labels[:TESTED]
    moved = [moved_by(pixels, still) for pixels in range(3)]
    digits = [named(cnn, there) for there in moved]
    by_mlp = [named(mlp, there) == tested for there in moved]
    cnn_above = [errors_above(found == tested, right) for found, right in zip(digits, by_mlp, strict=True)]
    other_above = [
        errors_above(named(other, there) == tested, right) for there, right in zip(moved, by_mlp, strict=True)
    ]
    bar = at_least(ERRORS, because="five of them happen once in three million by chance (McNemar 1947)")
    return Evidence(
        finding=Finding(
            "On digits moved by two pixels the CNN is {errors:.3g} standard errors above an MLP, "
            "and another MLP {other:.2g}",
            errors="moved: standard errors above an MLP",
            other="moved: another MLP above that MLP",
        ),
        caption="By how much the CNN, and another MLP, beat an MLP that saw the same images, by how far digits move.",
        measurements=[
            Measurement("moved: standard errors above an MLP", cnn_above[2], bar),
            unanswered(digits[2]),
            Measurement(
                "moved: pixels that are not those of the digit before",
                misplaced(moved[2], still, 2),
                within(0, 0, because="the same digits, each moved in its direction"),
                check=True,
            ),
            Measurement(
                "none moved: an MLP that was given the images digit by digit above that MLP",
                other_above[0],
                within(0, ERRORS, because="each shuffles for itself: the same images, in whatever order they come"),
                check=True,
            ),
            Measurement(
                "how odd the MLP's weights look before training", oddity_at_the_start(seed + 1), NOT_ODD, check=True
            ),
        ],
        controls=[Control("moved: another MLP above that MLP", other_above[2], bar)],
        curves=[
            Curve("CNN", cnn_above, x=[0, 1, 2], role="subject"),
            Curve("another MLP", other_above, x=[0, 1, 2], role="reference"),
            Curve("bar", [ERRORS, ERRORS], x=[0, 2], role="bound"),
        ],
        axes=Axes(
            x="pixels moved",
            y="standard errors above an MLP",
            marks=[
                Mark(of="moved: standard errors above an MLP", x=2),
                Mark(of="moved: another MLP above that MLP", x=2, text="{value:.2g}"),
            ],
        ),
    )


@claim(
    en="Trained on shuffled labels, the CNN is right as often as guessing is.",
    ko="레이블을 섞어 학습하면 CNN의 정확도는 무작위 추측과 같다.",
    short="The CNN after shuffled labels",
    seconds=2.5,
)
def cnn_chance(seed: int = 0) -> Evidence:
    return chance_evidence(program.Classifier, seed)


@claim(
    en="What the trained CNN names depends on the image alone, not on its batch; the seed decides the training.",
    ko="학습을 마친 CNN의 예측은 같이 넣은 배치와 상관없이 그 이미지로만 정해진다. 학습은 시드로 정해진다.",
    short="The CNN repeats itself",
    seconds=2.5,
)
def cnn_repeatable(seed: int = 0) -> Evidence:
    return repeatable_evidence(program.Classifier, seed)


mutant(
    "draws filters without the seed", "np.random.default_rng(seed)", "np.random.default_rng()", program="cnn_classifier"
)
mutant(
    "names the digit of the smallest score",
    "self.forward(part)[-1].argmax(axis=1)",
    "self.forward(part)[-1].argmin(axis=1)",
    program="cnn_classifier",
)
