"""Training that validates after every epoch: what the validation must leave alone."""

from functools import partial

import numpy as np

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

from ..programs.validated_training import Array, train
from .common import require
from .handed import Nets, check_parts, forgetful, parts, stream

SAME = "the same operations on the same numbers give the same bits"
SETTINGS = [(37, 8, 3), (20, 20, 4), (9, 4, 2), (16, 5, 1)]  # rows, size of a batch, epochs


def bytes_apart(one: Array, other: Array) -> int:
    """How many bytes of two arrays of one shape are not the same."""
    return int((np.frombuffer(one.tobytes(), np.uint8) != np.frombuffer(other.tobytes(), np.uint8)).sum())


@claim(
    en="Validation after every epoch leaves the weights as they are without it, bit for bit, if it changes neither the "
    "mode nor the generator of the training.",
    ko="epoch마다 검증을 해도 학습의 모드와 난수 생성기를 건드리지 않으면 가중치는 검증하지 않았을 때와 비트 단위까지 "
    "같다.",
    short="Weights with and without validation",
    seconds=0.3,
    literature="Srivastava 2014",
)
def same_weights_without_validation(seed: int = 0) -> Evidence:
    apart, elsewhere, rng, drawn = [], [], stream(seed), []
    for rows, batch, epochs in SETTINGS:
        data, (x, y) = parts(rng, rows)
        drawn += [data, (x, y)]
        unseen, _ = train(Nets(seed), data, None, seed, epochs, batch)
        # whichever way the outputs move, one of the two losses is not least at the end
        seen = [train(Nets(seed), data, (x, y + far), seed, epochs, batch)[0] for far in (1000, -1000)]
        other, _ = train(Nets(seed), data, None, seed + 1, epochs, batch)
        *same, changed = (bytes_apart(one, unseen) for one in (*seen, other))
        apart += same
        elsewhere.append(changed)
    data, validation = parts(rng)
    by_hand = partial(forgetful, seed + 2, data, validation)
    right, _ = by_hand()
    wrong = {"trains": False}, {"evaluates": False}, {"draws": True}
    forgot = [bytes_apart(right, by_hand(**way)[0]) for way in wrong]
    return Evidence(
        finding=Finding(
            "Validation changes {bytes:.0f} bytes of the weights, {left:.0f} where the model stays in evaluation mode "
            "and {drew:.0f} where it draws from the training's generator",
            bytes="bytes that differ by validation",
            left="bytes that differ if evaluation mode stays",
            drew="bytes that differ if validation draws",
        ),
        caption="Bytes of the weights that differ from those without validation: 0 as it should be, 1 left in "
        "evaluation mode, 2 validated in training mode, 3 validated in an order that the training's generator draws.",
        measurements=[
            Measurement("bytes that differ by validation", max(apart), within(0, 0, because=SAME)),
            Measurement(
                "bytes that differ from another seed",
                min(elsewhere),
                at_least(1, because="another order of the rows"),
                check=True,
            ),
            check_parts(*drawn, data, validation),
        ],
        controls=[
            Control("bytes that differ if evaluation mode stays", forgot[0], within(0, 0)),
            Control("bytes that differ if validation runs in training mode", forgot[1], within(0, 0)),
            Control("bytes that differ if validation draws", forgot[2], within(0, 0)),
        ],
        curves=[Curve("bytes that differ", [max(apart), *forgot], points=True, role="subject")],
        axes=Axes(
            x="way to validate",
            y="bytes that differ",
            marks=[
                Mark(of="bytes that differ by validation", x=0, text="{value:.0f}"),
                Mark(of="bytes that differ if evaluation mode stays", x=1, text="{value:.0f}"),
                Mark(of="bytes that differ if validation draws", x=3, text="{value:.0f}"),
            ],
        ),
    )


@claim(
    en="Gradients are taken in training mode and validation losses in evaluation mode, in whichever mode a model "
    "comes; and the seed decides the weights: the same ones again, other ones from another seed.",
    ko="모델이 어떤 모드로 오든 기울기는 학습 모드에서, 검증 손실은 평가 모드에서 구한다. 가중치는 시드가 정한다. 같은 "
    "시드면 다시 같고 다른 시드면 다르다.",
    short="Modes and generator of a training",
    seconds=0.2,
    literature="Srivastava 2014",
)
def mode_and_generator(epochs: int = 3, batch: int = 8, seed: int = 0) -> Evidence:
    require(
        epochs > 0 and 0 < batch < 37,
        en=f"epochs = {epochs}, batch = {batch}: without epochs, or with all rows at once, there is no order to draw",
        ko=f"epochs = {epochs}, batch = {batch}: epoch가 없거나 모든 행이 한 배치면 뽑을 순서가 없다",
    )
    data, validation = parts(stream(seed))
    nets = Nets(seed)
    weights, _ = train(nets, data, validation, seed, epochs, batch)
    net = nets.first
    again, _ = train(Nets(seed), data, validation, seed, epochs, batch)
    other, _ = train(Nets(seed), data, validation, seed + 1, epochs, batch)
    from_again, from_other = (bytes_apart(weights, one) for one in (again, other))
    right, _ = forgetful(seed, data, validation)
    reordered, _ = forgetful(seed + 1, data, validation)
    graded = np.cumsum(net.graded_in or [False])
    return Evidence(
        finding=Finding(
            "{right:.0f} gradients are taken in training mode, and {wrong:.0f} in evaluation mode",
            right="gradients in training mode",
            wrong="gradients in evaluation mode",
        ),
        caption="Gradients taken so far in each of the two modes: all of them in training mode.",
        measurements=[
            Measurement(
                "gradients in training mode",
                sum(net.graded_in),
                within(epochs * -(-37 // batch), 0, because="one for each batch of each epoch"),
            ),
            Measurement(
                "gradients in evaluation mode",
                len(net.graded_in) - sum(net.graded_in),
                at_most(0, because="dropout belongs to training"),
            ),
            Measurement(
                "validation losses in training mode",
                sum(net.validated_in),
                at_most(0, because="dropout would make them noise"),
            ),
            Measurement("bytes that differ from another run", from_again, within(0, 0, because=SAME)),
            Measurement(
                "bytes that differ from another seed",
                from_other,
                at_least(1, because="another order of the rows"),
            ),
            check_parts(data, validation),
        ],
        controls=[Control("bytes that differ by hand from another seed", bytes_apart(right, reordered), within(0, 0))],
        curves=[
            Curve("in training mode", graded.tolist(), role="subject"),
            Curve("in evaluation mode", (np.arange(len(graded)) + 1 - graded).tolist(), role="reference"),
        ],
        axes=Axes(
            x="gradient",
            y="gradients so far",
            marks=[
                Mark(of="gradients in training mode", x=len(graded) - 1, text="{value:.0f}"),
                Mark(of="gradients in evaluation mode", x=len(graded) - 1, text="{value:.0f}"),
            ],
        ),
    )


mutant(
    "trains on in evaluation mode",
    '        model["train"]()\n        for',
    "        for",
    program="validated_training",
)
mutant("validates in training mode", '            model["eval"]()\n', "", program="validated_training")
mutant(
    "draws another order after a validation",
    "            curve.append(",
    "            rng.random()\n            curve.append(",
    program="validated_training",
)
