"""Softmax before a loss that contains softmax."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from quizdl.lab.checks import check_controls
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
    at_most,
    claim,
    mutant,
    within,
)

from ..programs.softmax_cross_entropy import row_losses, softmax
from .common import (
    Shown,
    check_batches,
    classifier,
    digits,
    fit,
    outputs,
    right,
    sample_checks,
    sum_off_one,
    test_digits,
    thinned,
)


@claim(
    en="Softmax before a loss that contains softmax keeps the loss above ln((e + 9)/e) = 1.4612 for ten classes, "
    "however right the net is. It still trains, which is why it goes unnoticed.",
    ko="소프트맥스가 들어 있는 손실 앞에 소프트맥스를 또 두면, 클래스가 10개일 때 아무리 잘 맞혀도 손실이 "
    "ln((e + 9)/e) = 1.4612 아래로 내려가지 않는다. 그래도 학습은 되므로 눈치채기 어렵다.",
    short="Softmax before cross-entropy",
    seconds=2,
)
def double_softmax(samples: int = 5000, epochs: int = 6, seed: int = 0) -> Evidence:
    if samples < 50 or epochs < 1:
        raise Undecided(
            en="the claim is about a net that is trained, in batches of 50",
            ko="문장은 크기 50인 미니배치로 학습된 신경망에 대한 것이다",
        )
    rng = np.random.default_rng(seed)
    x, labels = digits(samples, rng)
    test, answers = test_digits(rng)
    floor = np.log((np.e + 9) / np.e)
    perfect = 1e3 * np.eye(10)
    many = np.vstack([perfect, rng.normal(size=(1000, 10)) * np.logspace(-2, 4, 1000)[:, None]])
    by_torch = nn.CrossEntropyLoss()(torch.softmax(torch.tensor(perfect), 1), torch.arange(10)).item()
    once_net, twice_net = classifier(64, seed), nn.Sequential(*classifier(64, seed), nn.Softmax(1))
    apart = sum(int((a != b).sum()) for a, b in zip(once_net.parameters(), twice_net.parameters(), strict=True))
    shown, shown_to_twice = Shown(once_net), Shown(twice_net)
    once, twice = (
        outputs(fit(net, x, labels, epochs, 0.2, np.random.default_rng([seed, 1])), test)
        for net in (once_net, twice_net)
    )
    of_once, of_twice = np.sort(row_losses(once, answers)), np.sort(row_losses(twice, answers))
    images, shown_once = thinned(of_once)
    _, shown_twice = thinned(of_twice)
    most = "the most that softmax gives is a 1 and nine 0"
    return Evidence(
        finding=Finding(
            "With softmax twice perfect logits cost {perfect:.5g} nat, and no test image costs the trained net less "
            "than {trained:.5g}",
            perfect="loss of perfect logits with softmax twice",
            trained="smallest loss of a test image with softmax twice",
        ),
        caption="Losses of the test images, sorted, after the same training. With softmax twice they end above the "
        "floor.",
        measurements=[
            Measurement(
                "loss of perfect logits with softmax twice",
                row_losses(softmax(perfect), np.arange(10)).mean(),
                within(floor, 1e-14, because=most),
                unit="nat",
            ),
            Measurement(
                "loss of perfect logits with softmax twice in torch",
                by_torch,
                within(floor, 1e-14, because=most),
                unit="nat",
                check=True,
            ),
            Measurement(
                "smallest loss of 1010 rows of any size with softmax twice",
                row_losses(softmax(many), many.argmax(axis=1)).min(),
                within(floor, 1e-14, because="the most that softmax gives is a 1 and nine 0; ten of the rows reach it"),
                unit="nat",
            ),
            Measurement(
                "smallest loss of a test image with softmax twice",
                of_twice[0],
                at_least(floor - 1e-6, because="the most that softmax gives is a 1 and nine 0, in float32"),
                unit="nat",
            ),
            Measurement(
                "mean losses of the test images: largest distance from torch",
                max(
                    abs(losses.mean() - float(functional.cross_entropy(torch.tensor(z), torch.tensor(answers))))
                    for losses, z in ((of_once, once), (of_twice, twice))
                ),
                at_most(1e-10, because="sums of ten thousand terms in float64"),
                unit="nat",
                check=True,
            ),
            Measurement(
                "accuracy with softmax twice",
                float(np.mean(right(twice, answers))),
                at_least(0.5, because="it trains: more right than wrong"),
            ),
            Measurement(
                "largest distance of the sum of an output row from 1",
                sum_off_one(twice).max(),
                at_most(1e-5, because="softmax of ten numbers in float32"),
                check=True,
            ),
            Measurement(
                "batches that the two nets do not share",
                shown.apart(shown_to_twice),
                within(0, 0, because="the same batches in the same order"),
                check=True,
            ),
            Measurement(
                "weights in which the two nets start apart",
                apart,
                within(0, 0, because="the same seed"),
                check=True,
            ),
            check_batches(shown.off(samples, epochs), shown_to_twice.off(samples, epochs)),
            Measurement(
                "rows of any size with a largest logit below 0.1 and above 1000",
                min(int(np.sum(many.max(axis=1) < 0.1)), int(np.sum(many.max(axis=1) > 1000))),
                at_least(50, because="sizes spread evenly over six powers of ten"),
                check=True,
            ),
            check_controls(row_losses(perfect, np.arange(10)).max()),
            *sample_checks((x, labels), (test, answers), samples),
        ],
        controls=[
            Control(
                "loss of perfect logits with softmax once",
                row_losses(perfect, np.arange(10)).mean(),
                at_least(floor),
                unit="nat",
            ),
            Control("mean loss of the test images with softmax once", of_once.mean(), at_least(floor), unit="nat"),
        ],
        curves=[
            Curve("softmax twice", shown_twice.tolist(), x=images.tolist(), role="subject"),
            Curve("softmax once", shown_once.tolist(), x=images.tolist(), role="reference"),
        ],
        axes=Axes(
            x="test images, sorted by their loss",
            y="loss, nat",
            marks=[
                Mark(of="loss of perfect logits with softmax twice", text="{value:.5g}"),
                Mark(of="smallest loss of a test image with softmax twice", x=0, text="{value:.5g}"),
            ],
        ),
    )


mutant(
    "trains one net for two epochs more",
    "fit(net, x, labels, epochs,",
    "fit(net, x, labels, epochs + 2 * (net is twice_net),",
)
mutant(
    "trains both nets with one softmax",
    "nn.Sequential(*classifier(64, seed), nn.Softmax(1))",
    "classifier(64, seed)",
)
