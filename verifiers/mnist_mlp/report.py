"""The report: what the program prints, and that it runs alone."""

import contextlib
import io

import numpy as np

from quizdl.lab import mnist
from quizdl.lab.checks import check_controls
from quizdl.lab.mnist import Bytes
from quizdl.lab.programs import last_numbers, run_alone
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Undecided,
    at_least,
    claim,
    mutant,
    within,
)

from ..programs import mnist_mlp as program
from .common import NOTHING, Parameters, batches_of_a_hundred, source, tested


def share_right(parameters: Parameters, images: Bytes, labels: Bytes) -> float:
    """The share of images that the network gets right, written out."""
    w1, b1, w2, b2 = (array.astype(float) for array in parameters)
    scores = np.maximum(images.reshape(len(images), 784) / 255 @ w1 + b1, 0) @ w2 + b2
    return float(np.mean([row.argmax() == label for row, label in zip(scores, labels, strict=True)]))


@claim(
    en="What the program prints after each epoch is its accuracy on the test images, which it has not trained on.",
    ko="프로그램이 epoch마다 출력하는 값은 학습에 쓰지 않은 테스트 이미지의 정확도이다.",
    short="What the program prints",
    seconds=0.6,
)
def reports_test_accuracy(samples: int = 600, tests: int = 500) -> Evidence:
    batches_of_a_hundred(samples)
    if tests < 100:
        raise Undecided(
            en=f"with {tests} test images both accuracies may be the same number",
            ko=f"테스트 이미지가 {tests}장이면 두 정확도가 같은 값일 수 있다",
        )
    data, rng = mnist.load(), np.random.default_rng(0)
    seen = data.train_images[:samples], data.train_labels[:samples]
    unseen = data.test_images[:tests], data.test_labels[:tests]
    load, program.load = program.load, lambda: [*seen, *unseen]
    try:
        with contextlib.redirect_stdout(io.StringIO()) as output:
            program.main()
    finally:
        program.load = load
    printed = output.getvalue().splitlines()
    parameters = program.initialise(rng)
    honest, flattering, expected = [], [], []
    for done in program.train(parameters, *seen, rng):
        if done % (samples // 100) == 0:
            honest.append(share_right(parameters, *unseen))
            flattering.append(share_right(parameters, *seen))
            expected.append(f"after {done} iterations: accuracy {honest[-1]:.4f}")
    told = [float(line.split()[-1]) for line in printed]
    right = within(honest[-1], 5.1e-5, because="counted anew; printed with four digits")
    epochs = range(1, 5)
    return Evidence(
        finding=Finding(
            "After the last epoch the program prints {printed:.4g}, its accuracy on images that it has not trained on; "
            "on those it trained on it has {seen:.4g}",
            printed="accuracy printed last",
            seen="accuracy on the training images",
        ),
        caption="Accuracy after each epoch of a short training on {samples} images: as the program prints it, and "
        "counted anew on the images of the training.",
        measurements=[
            Measurement("accuracy printed last", [0.0, *told][-1], right),
            Measurement("lines printed", len(printed), within(4, 0, because="one for each epoch")),
            Measurement("lines unlike the test accuracy", len({*printed} ^ {*expected}), NOTHING),
            Measurement(
                "test images that were trained on",
                len({image.tobytes() for image in seen[0]} & {image.tobytes() for image in unseen[0]}),
                within(0, 0, because="MNIST keeps training and test images apart"),
                check=True,
            ),
        ],
        controls=[Control("accuracy on the training images", flattering[-1], right)],
        curves=[
            Curve("printed", told, x=range(1, len(told) + 1), role="subject"),
            Curve("on the training images", flattering, x=epochs, role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="accuracy",
            marks=[
                Mark(of="accuracy printed last", x=4, text="{value:.4g}"),
                Mark(of="accuracy on the training images", x=4, text="{value:.4g}"),
            ],
        ),
        fields={"samples": samples},
    )


@claim(
    en="Run alone, by `python mnist_mlp.py`, the program loads, trains, and prints its accuracy after every epoch: at "
    "least 0.98 at the end of four, over which its learning rate falls to zero.",
    ko="`python mnist_mlp.py`로 단독 실행하면 데이터를 읽고 학습하면서 epoch마다 정확도를 출력한다. "
    "학습률이 0까지 낮아지는 4 epoch 끝의 정확도는 0.98 이상이다.",
    short="The program run alone",
    seconds=7,
)
def runs_alone(bar: float = 0.98) -> Evidence:
    alone = last_numbers(run_alone(source()))
    at_rest = source().replace("RATE = 0.2", "RATE = 0.0").replace("EPOCHS = 4", "EPOCHS = 1")
    frozen = last_numbers(run_alone(at_rest))
    untrained = tested([*program.initialise(np.random.default_rng(0))])
    return Evidence(
        finding=Finding(
            "The program ends at an accuracy of {last:.4g}; with a learning rate of zero it prints {frozen:.2g}",
            last="accuracy printed last",
            frozen="accuracy with a learning rate of zero",
        ),
        caption="What the program prints after each of its epochs.",
        measurements=[
            Measurement(
                "accuracy printed last",
                [0.0, *alone][-1],
                at_least(bar, because="the bar, by its own report"),
            ),
            Measurement("accuracies printed", len(alone), within(4, 0, because="one for each epoch")),
            check_controls([1.0, *frozen][-1] - untrained, most=5.1e-5),
        ],
        controls=[Control("accuracy with a learning rate of zero", [1.0, *frozen][-1], at_least(bar))],
        curves=[
            Curve("printed", alone, x=range(1, len(alone) + 1), role="subject"),
            Curve("learning rate of zero", frozen, x=range(1, len(frozen) + 1), points=True, role="reference"),
        ],
        axes=Axes(
            x="epoch",
            y="test accuracy",
            marks=[
                Mark(of="accuracy printed last", x=4, text="{value:.4g}"),
                Mark(of="accuracy with a learning rate of zero", x=1, text="{value:.2g}"),
            ],
        ),
    )


mutant("reports on training images", "test_images, test_labels):.4f", "images, labels):.4f", program="mnist_mlp")
mutant(
    "tests every second image",
    "(scores.argmax(axis=1) == labels)",
    "(scores.argmax(axis=1) == labels)[::2]",
    program="mnist_mlp",
)
