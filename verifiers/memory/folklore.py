"""What people say about the memory of training, and by how much it misses."""

from quizdl.lab.checks import check_controls
from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    at_most,
    between,
    claim,
    progress,
    within,
)

from ..programs import memory_by_hand as hand
from ..programs.memory_estimate import FLOAT
from ..programs.training_step import EXAMPLES, Example
from .common import (
    MB,
    SOFTMAX_REGRESSION,
    counted,
    factor_by_hand,
    formula,
    input_bytes,
    input_numbers,
    largest_miss,
    relative,
    require_optimizer,
    traced,
    training,
)

BY_HAND = "by hand a few temporary tensors of a layer are left out, below a hundredth of the peak"
HALF = "a half and a tenth of it to either side"


def factor(example: Example, batch: int, optimizer: str = "adam") -> float:
    """The traced peak of a step over model + data × batch."""
    peak = traced(training(example, batch, optimizer)).peak
    return peak.total / formula(peak)


@claim(
    en="The memory of training is the size of the model + the size of an example × the batch size.",
    ko="학습에 필요한 GPU 메모리는 모델의 크기 + 데이터의 크기 × 배치 크기이다.",
    short="“Model + data × batch size”",
    seconds=4,
    expects="refuted",
)
def model_plus_data(optimizer: str = "adam") -> Evidence:
    require_optimizer(optimizer)
    factors = {name: factor(each, each.batch, optimizer) for name, each in progress(EXAMPLES.items())}
    places = range(len(EXAMPLES))
    return Evidence(
        finding=Finding(
            "A training step needs {mlp:.3g} times as much for the MLP, {cnn:.3g} times for the CNN, {resnet:.3g} "
            "times for the ResNet and {gpt:.3g} times for the GPT",
            mlp="MLP: needed / model + data",
            cnn="CNN: needed / model + data",
            resnet="ResNet: needed / model + data",
            gpt="GPT: needed / model + data",
        ),
        caption="The traced peak of a step over the size of the model + the size of an example × the batch size. The "
        "line is where that would be right.",
        measurements=[
            Measurement(
                "{model}: needed / model + data",
                needed,
                within(1, 0.1, because="what misses by more than a tenth does not tell whether a step fits"),
                fields={"model": name},
            )
            for name, needed in factors.items()
        ],
        controls=[
            Control(
                "softmax regression with 60 000 images and SGD: needed / model + data",
                factor(SOFTMAX_REGRESSION, 60_000, "sgd"),
                within(1, 0.1),
                must="hold",
            ),
            Control(
                "largest relative difference from the same numbers counted by hand",
                largest_miss(
                    factors, {name: factor_by_hand(name, each.batch, optimizer) for name, each in EXAMPLES.items()}
                ),
                at_most(0.01, because=BY_HAND),
                must="hold",
            ),
        ],
        curves=[
            Curve("needed / model + data", list(factors.values()), points=True, role="subject"),
            Curve("if model + data were right", [1 for _ in places], role="reference"),
        ],
        axes=Axes(
            x=", ".join(EXAMPLES),
            y="needed / model + data",
            log_y=True,
            marks=[Mark(of=f"{name}: needed / model + data", x=place) for place, name in enumerate(EXAMPLES)],
        ),
    )


@claim(
    en="Model + data × batch misses by a factor of 4 with Adam where the model far outweighs the input, for want of "
    "gradients and state; for a CNN on a large batch, by what its layers keep. Not always: in softmax regression, and "
    "at inference on one example, it comes close.",
    ko="모델이 입력보다 훨씬 크면 '모델 + 데이터 × 배치'는 Adam에서 4배쯤 빗나간다. 기울기와 옵티마이저 상태가 빠졌기 "
    "때문이다. 큰 배치의 CNN에서는 층들이 보관하는 만큼 빗나간다. 늘 그렇지는 않아서, 소프트맥스 회귀와 샘플 하나의 "
    "추론에서는 거의 맞는다.",
    short="How far model + data misses",
    seconds=7,
    literature="Rajbhandari 2020; Chen 2016",
)
def misses_by_four(batch: int = 2048) -> Evidence:
    cnn, mlp = EXAMPLES["CNN"], EXAMPLES["MLP"]
    large = factor(cnn, batch)
    items, peak = counted(hand.cnn_ops(batch), input_numbers(cnn, batch), "adam")
    resnet, _ = counted(hand.resnet_ops(1), input_numbers(EXAMPLES["ResNet"], 1), "adam")
    inference = traced(training(cnn, batch, "")).peak
    two_layers = FLOAT * max(op.reads + op.makes for op in hand.cnn_ops(batch))
    alone = {name: factor(EXAMPLES[name], 1) for name in progress(("MLP", "ResNet", "GPT"))}
    between_batches = [8, 64, 512]
    cnn_line = {1: factor(cnn, 1), **{size: factor(cnn, size) for size in between_batches}, batch: large}
    mlp_line = {1: alone["MLP"], **{size: factor(mlp, size) for size in between_batches}, batch: factor(mlp, batch)}
    cnn_sizes, mlp_sizes = sorted(cnn_line), sorted(mlp_line)
    least = 4 / 1.01
    by_sgd = factor(mlp, 1, "sgd")
    inferred = inference.total / (formula(inference) + two_layers)
    regression = traced(training(SOFTMAX_REGRESSION, 60_000)).peak
    return Evidence(
        finding=Finding(
            "With Adam a step of the MLP on one example needs {mlp:.3g} times model + data, and a step of the CNN on "
            "{batch} images {cnn:.3g} times",
            mlp="MLP: needed for one example / model + data",
            cnn="CNN: needed by hand for the large batch / model + data",
        ),
        caption="Traced peak over model + data × batch: 4 and a little where the parameters are nearly all there is, "
        "and more as soon as what the layers keep outweighs the input.",
        measurements=[
            *(
                Measurement(
                    "{model}: needed for one example / model + data",
                    needed,
                    between(
                        least,
                        6,
                        because="parameters and gradients and m and v beside an input below a hundredth of them; the "
                        "step holds two more tensors at most",
                    ),
                    fields={"model": name},
                )
                for name, needed in alone.items()
            ),
            Measurement(
                "CNN: needed by hand for the large batch / model + data",
                peak / formula(items),
                relative(large, 0.1, because="a tenth of the traced peak is the most that a count by hand may miss"),
            ),
            Measurement(
                "softmax regression with 60 000 images: needed / model + data",
                regression.total / formula(regression),
                between(1, 1.1, because="the input is there and nearly all there is"),
            ),
            Measurement(
                "one example: largest relative difference from the same numbers counted by hand",
                largest_miss(alone, {name: factor_by_hand(name, 1) for name in alone}),
                at_most(0.01, because=BY_HAND),
                check=True,
            ),
            Measurement(
                "ResNet: bytes by which model + data is off parameters and inputs",
                formula(resnet)
                - FLOAT * sum(sum(op.weights) for op in hand.resnet_ops(1))
                - input_bytes(EXAMPLES["ResNet"], 1),
                within(0, 0, because="running statistics are no part of it"),
                unit="B",
                check=True,
            ),
            Measurement(
                "images of the softmax regression that is traced",
                regression.inputs / input_bytes(SOFTMAX_REGRESSION, 1),
                within(60_000, 0, because="784 pixels of four bytes and a label each"),
                check=True,
            ),
            Measurement(
                "MLP at inference on one example: needed / model + data",
                factor(mlp, 1, ""),
                between(1, 1.1, because="the model is there and nearly all there is"),
            ),
            Measurement(
                "CNN at inference: activations at the peak",
                inference.activations / MB,
                within(two_layers / MB, 3 * FLOAT / MB, because="input and output of one operation; the loss besides"),
                unit="MB",
                check=True,
            ),
            check_controls(by_sgd / factor_by_hand("MLP", 1, "sgd") - 1, inferred - 1, most=0.01),
        ],
        controls=[
            Control("MLP on one example with SGD: needed / model + data", by_sgd, between(least, 6)),
            Control(
                "CNN at inference on the large batch: needed / model + data",
                inference.total / formula(inference),
                relative(large, 0.1),
            ),
        ],
        curves=[
            Curve("CNN", [cnn_line[size] for size in cnn_sizes], x=cnn_sizes, role="subject"),
            Curve("MLP", [mlp_line[size] for size in mlp_sizes], x=mlp_sizes),
        ],
        axes=Axes(
            x="batch size",
            y="needed / model + data",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="MLP: needed for one example / model + data", x=1),
                Mark(of="CNN: needed by hand for the large batch / model + data", x=batch),
            ],
        ),
        fields={"batch": batch},
    )


def halved(name: str, optimizer: str) -> float:
    """The traced peak with half the batch of an example over that with the whole."""
    example = EXAMPLES[name]
    half, whole = (traced(training(example, size, optimizer)) for size in (example.batch // 2, example.batch))
    return half.peak.total / whole.peak.total


def halved_by_hand(name: str, optimizer: str) -> float:
    """The same, counted by hand."""
    batch, example = EXAMPLES[name].batch, EXAMPLES[name]
    half, whole = (
        counted(hand.OPS[name](size), input_numbers(example, size), optimizer)[1] for size in (batch // 2, batch)
    )
    return half / whole


@claim(
    en="Half the batch needs half the memory.",
    ko="배치를 절반으로 줄이면 메모리도 절반으로 준다.",
    short="“Half the batch takes half the memory”",
    seconds=5,
    expects="refuted",
)
def half_the_batch(optimizer: str = "adam") -> Evidence:
    require_optimizer(optimizer)
    mlp, resnet, cnn = (halved(name, optimizer) for name in progress(("MLP", "ResNet", "CNN")))
    return Evidence(
        finding=Finding(
            "Half the batch needs {mlp:.3g} of the memory in the MLP and {resnet:.3g} in the ResNet; in the CNN, which "
            "has few parameters, {cnn:.3g}",
            mlp="MLP: half the batch / whole batch",
            resnet="ResNet: half the batch / whole batch",
            cnn="CNN: half the batch / whole batch",
        ),
        caption="Traced peak as a share of that with the whole batch. What does not depend on the batch is there for "
        "the smallest one too: parameters, gradients and the optimizer's state.",
        measurements=[
            Measurement("MLP: half the batch / whole batch", mlp, within(0.5, 0.05, because=HALF)),
            Measurement("ResNet: half the batch / whole batch", resnet, within(0.5, 0.05, because=HALF)),
        ],
        controls=[
            Control("CNN: half the batch / whole batch", cnn, within(0.5, 0.05), must="hold"),
            Control(
                "half the batch / whole batch: largest relative difference from the same numbers counted by hand",
                largest_miss(
                    {"MLP": mlp, "ResNet": resnet, "CNN": cnn},
                    {name: halved_by_hand(name, optimizer) for name in ("MLP", "ResNet", "CNN")},
                ),
                at_most(0.01, because=BY_HAND),
                must="hold",
            ),
        ],
        curves=[
            Curve("MLP", [mlp, 1], x=[0.5, 1], role="subject"),
            Curve("ResNet", [resnet, 1], x=[0.5, 1]),
            Curve("CNN", [cnn, 1], x=[0.5, 1]),
            Curve("if half the batch needed half", [0.5, 1], x=[0.5, 1], role="reference"),
        ],
        axes=Axes(
            x="share of the batch",
            y="share of the memory",
            marks=[
                Mark(of="MLP: half the batch / whole batch", x=0.5),
                Mark(of="ResNet: half the batch / whole batch", x=0.5),
                Mark(of="CNN: half the batch / whole batch", x=0.5),
            ],
        ),
    )
