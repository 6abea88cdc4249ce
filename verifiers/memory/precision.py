"""What mixed precision saves, and what it leaves."""

import torch

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
    progress,
    within,
)

from ..programs import memory_by_hand as hand
from ..programs.memory_estimate import size
from ..programs.training_step import EXAMPLES
from .common import counted, input_numbers, saved, traced, training

HALF = "a half and a tenth of it"


def kept_under_autocast(batch: int, float32: int) -> float:
    """Bytes that the MLP keeps under autocast, from what it keeps in float32.

    Log-softmax stays in float32, outputs of ReLU are halved, and copies in bfloat16 come on top: of the input, and of
    each weight that carries a gradient back, which the first layer's does not.
    """
    ops = hand.mlp_ops(batch)
    log_softmax = sum(size(op.keeps) for op in ops[-2:])
    weights = [max(op.weights) for op in ops if op.weights]
    copies = 2 * (batch * 784 + sum(weights[1:]))
    return (float32 - log_softmax) / 2 + log_softmax + copies


def peak_of(name: str, dtype: torch.dtype = torch.float32, *, mixed: bool = False) -> int:
    """The traced peak of a step of that model with Adam."""
    return traced(training(EXAMPLES[name], EXAMPLES[name].batch, "adam", dtype, mixed=mixed)).peak.total


@claim(
    en="Mixed precision halves the memory of training.",
    ko="혼합 정밀도를 쓰면 학습 메모리가 절반으로 준다.",
    short="“Mixed precision halves the memory”",
    seconds=5,
    expects="refuted",
    literature="Micikevicius 2018",
)
def mixed_precision_halves() -> Evidence:
    whole = {name: peak_of(name) for name in ("MLP", "CNN", "GPT")}
    mixed = {name: peak_of(name, mixed=True) / peak for name, peak in progress(whole.items())}
    low = {name: peak_of(name, torch.bfloat16) / whole[name] for name in ("MLP", "CNN")}
    by_hand = {
        name: counted(hand.OPS[name](each.batch), input_numbers(each, each.batch), "adam")[1]
        for name, each in EXAMPLES.items()
    }
    batch = EXAMPLES["MLP"].batch
    kept = saved(training(EXAMPLES["MLP"], batch, mixed=True))
    halved_by_hand = kept_under_autocast(batch, saved(training(EXAMPLES["MLP"], batch)))
    return Evidence(
        finding=Finding(
            "Under autocast a step needs {mlp:.3g} of what it needs in float32 for the MLP, {cnn:.3g} for the CNN and "
            "{gpt:.3g} for the GPT; the MLP all in bfloat16 needs {low:.3g}",
            mlp="MLP: autocast / float32",
            cnn="CNN: autocast / float32",
            gpt="GPT: autocast / float32",
            low="MLP: all in bfloat16 / float32",
        ),
        caption="Traced peak as a share of that in float32. Autocast halves what most layers keep, and leaves "
        "parameters, gradients and state as they are.",
        measurements=[
            Measurement("{model}: autocast / float32", ratio, at_most(0.55, because=HALF), fields={"model": name})
            for name, ratio in mixed.items()
        ],
        controls=[
            Control(
                "MLP: kept for the backward pass under autocast",
                kept,
                within(halved_by_hand, 0),
                must="hold",
                unit="B",
            ),
            Control(
                "autocast / float32: the largest of the three",
                max(mixed.values()),
                at_most(0.99, because="autocast halves most of what the layers keep"),
                must="hold",
            ),
            Control("MLP: all in bfloat16 / float32", low["MLP"], at_most(0.55), must="hold"),
            Control(
                "MLP: all in bfloat16 / a half of float32",
                2 * low["MLP"],
                within(1, 0.001, because="all numbers but its labels are halved"),
                must="hold",
            ),
            Control(
                "float32: largest relative difference of a peak from that counted by hand",
                max(abs(whole[name] / by_hand[name] - 1) for name in whole),
                at_most(0.01, because="by hand a few temporary tensors of a layer are left out"),
                must="hold",
            ),
            Control("CNN: all in bfloat16 but for its indices / float32", low["CNN"], at_most(0.55)),
        ],
        curves=[
            Curve("autocast", list(mixed.values()), points=True, role="subject"),
            Curve("all in bfloat16", list(low.values()), points=True),
            Curve("a half", [0.5, 0.5, 0.5], role="reference"),
        ],
        axes=Axes(
            x="MLP, CNN, GPT",
            y="share of float32",
            marks=[
                Mark(of="MLP: autocast / float32", x=0),
                Mark(of="CNN: autocast / float32", x=1),
                Mark(of="GPT: autocast / float32", x=2),
                Mark(of="MLP: all in bfloat16 / float32", x=0),
            ],
        ),
    )
