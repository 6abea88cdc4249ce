"""Global average pooling in place of stacked dense layers."""

import numpy as np
from torch import nn

from quizdl.lab.checks import check_mean_interval
from quizdl.lab.differences import relative_error
from quizdl.lab.statistics import mean_interval
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
    progress,
    within,
)

from ..programs.fully_convolutional import dense_parameters
from ..programs.global_pool_head import head
from .cnn import arrays, cnn, halved, last_maps
from .common import Shown, check_batches, digits, fit, outputs, right, sample_checks, test_digits


@claim(
    en="A CNN does not need stacked dense layers: global average pooling and one linear layer with 330 parameters read "
    "MNIST within 2 percentage points of two dense layers with 38 282, on the same convolutions and batches.",
    ko="CNN의 끝에 완전 연결층을 쌓을 필요는 없다. 같은 합성곱 층과 미니배치에서, 전역 평균 풀링과 파라미터 330개인 "
    "선형층 하나는 파라미터 38,282개인 완전 연결층 두 개와 MNIST 정확도 차이가 2%p 이내이다.",
    short="Global average pooling for dense layers",
    seconds=18,
    literature="Lin 2014; He 2016",
)
def global_average_pooling(samples: int = 4000, epochs: int = 4, seeds: int = 5, seed: int = 0) -> Evidence:
    if samples < 50 or epochs < 1 or seeds < 2:
        raise Undecided(
            en="an interval over seeds needs two trained nets or more",
            ko="시드에 대한 구간을 구하려면 학습된 신경망이 둘 이상 있어야 한다",
        )
    stacked, pooled, blind, apart, starts, unshared = (np.zeros(seeds) for _ in range(6))
    checks, off, firsts = [], [], []
    for run in progress(range(seeds)):
        s = seeds * seed + run
        draw = np.random.default_rng(s)
        images, labels = digits(samples, draw)
        all_tests, all_answers = test_digits(draw)
        tests, answers = all_tests[:5000], all_answers[:5000]
        x, test = halved(images), halved(tests)
        dense_net, pooled_net = cnn(True, s), cnn(False, s)
        first_weight = next(pooled_net.parameters()).flatten()[0].item()
        convolutions = zip(dense_net[:12].parameters(), pooled_net[:12].parameters(), strict=True)
        starts[run] = sum(int((a != b).sum()) for a, b in convolutions)
        shown, shown_to_pooled = Shown(dense_net), Shown(pooled_net)
        for net, accuracy in ((dense_net, stacked), (pooled_net, pooled)):
            fit(net, x, labels, epochs, 0.5, np.random.default_rng([s, 1]))
            accuracy[run] = 100 * right(outputs(net, test), answers).mean()
        unshared[run] = shown.apart(shown_to_pooled)
        off += [shown.off(samples, epochs), shown_to_pooled.off(samples, epochs)]
        checks.append(sample_checks((images, labels), (tests, answers), samples, 5000))
        firsts.append((images[0].tobytes(), first_weight, shown.batches[0], tests[0].tobytes()))
        by_hand = head(last_maps(pooled_net, test[:100]), *arrays(pooled_net[14]))
        apart[run] = relative_error(outputs(pooled_net, test[:100]), by_hand)
        ink = fit(nn.Linear(1, 10), x.mean(axis=1, keepdims=True), labels, 1, 0.5, draw)  # pooled without convolutions
        blind[run] = 100 * right(outputs(ink, test.mean(axis=1, keepdims=True)), answers).mean()
    counted = [sum(p.numel() for p in cnn(dense_layers, 0)[12:].parameters()) for dense_layers in (True, False)]
    lost, lost_blind = stacked - pooled, stacked - blind
    paired = "the two points of the claim; 99 % t-interval over seeds (Student 1908)"
    learned = "it learns to read"
    return Evidence(
        finding=Finding(
            "With two dense layers the net reads {stacked:.3g} % of the test images, with global average pooling "
            "{pooled:.3g} %",
            stacked="mean accuracy of two dense layers",
            pooled="mean accuracy of global average pooling",
        ),
        caption="Accuracy on 5000 test images, seed by seed, from the same convolutions and batches.",
        measurements=[
            Measurement(
                "accuracy lost by global average pooling",
                float(lost.mean()),
                at_most(2, because=paired),
                unit="points",
                interval=mean_interval(lost),
            ),
            Measurement(
                "mean accuracy of two dense layers", float(stacked.mean()), at_least(90, because=learned), unit="%"
            ),
            Measurement(
                "mean accuracy of global average pooling",
                float(pooled.mean()),
                at_least(90, because=learned),
                unit="%",
            ),
            Measurement(
                "parameters of two dense layers",
                dense_parameters(288, 128) + dense_parameters(128, 10),
                within(counted[0], 0, because="the count of torch"),
            ),
            Measurement(
                "parameters behind global pooling",
                dense_parameters(32, 10),
                within(counted[1], 0, because="the count of torch"),
            ),
            Measurement(
                "largest relative error of the pooled net against the formula by hand",
                apart.max(),
                at_most(1e-4, because="sums of up to 144 products in float32, through four layers"),
                check=True,
            ),
            Measurement(
                "weights of the convolutions that start apart",
                starts.sum(),
                within(0, 0, because="the same seed"),
                check=True,
            ),
            Measurement(
                "batches that the two nets do not share",
                unshared.sum(),
                within(0, 0, because="the same batches in the same order"),
                check=True,
            ),
            Measurement(
                "accuracy lost off the difference of the two means",
                float(lost.mean() - (stacked.mean() - pooled.mean())),
                within(0, 1e-9, because="a mean of differences; rounding"),
                unit="points",
                check=True,
            ),
            check_batches(*off),
            check_mean_interval(seeds),
            Measurement(
                "seeds with images and weights and batches that no other has",
                min(len(set(column)) for column in zip(*firsts, strict=True)),
                within(seeds, 0, because="each seed draws its own"),
                check=True,
            ),
            Measurement(
                "mean ink of halved images off that of the whole ones",
                float(np.abs(x.mean(axis=1) - images.mean(axis=1)).max()),
                at_most(1e-5, because="a mean of means; sums of 784 numbers in float32"),
                check=True,
            ),
            # of each check the one seed that fails it, if any does
            *(min(of_seeds, key=lambda check: check.holds is True) for of_seeds in zip(*checks, strict=True)),
        ],
        controls=[
            Control(
                "accuracy lost by pooling without convolutions",
                float(lost_blind.mean()),
                at_most(2),
                unit="points",
                interval=mean_interval(lost_blind),
            )
        ],
        curves=[
            Curve("global average pooling", pooled.tolist(), points=True, role="subject"),
            Curve("two dense layers", stacked.tolist(), points=True, role="reference"),
        ],
        axes=Axes(
            x="seed",
            y="test accuracy, %",
            marks=[
                Mark(of="mean accuracy of two dense layers", text="{value:.3g} %"),
                Mark(of="mean accuracy of global average pooling", text="{value:.3g} %"),
            ],
        ),
    )


mutant(
    "sums instead of averaging", "np.mean(maps, axis=(2, 3))", "np.sum(maps, axis=(2, 3))", program="global_pool_head"
)
mutant(
    "pools the channels too",
    "np.mean(maps, axis=(2, 3))",
    "np.mean(maps, axis=(2, 3)) * 0 + maps.mean()",
    program="global_pool_head",
)
mutant(
    "trains one net for an epoch more",
    "fit(net, x, labels, epochs, 0.5",
    "fit(net, x, labels, epochs + (net is pooled_net), 0.5",
)
mutant("compares with the best of the seeds", "= stacked - pooled, stacked", "= stacked - pooled.max(), stacked")
mutant("draws the same images for every seed", "draw = np.random.default_rng(s)", "draw = np.random.default_rng(seed)")
mutant("starts the two nets from different weights", "cnn(True, s), cnn(False, s)", "cnn(True, s), cnn(False, s + 1)")
