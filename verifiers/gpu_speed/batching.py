"""What a batch gains: a linear layer reads its weights once for all samples, until arithmetic is the limit."""

from collections.abc import Sequence

import numpy as np
import torch

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
    between,
    claim,
    mutant,
    within,
)

from ..programs.roofline import batch_at_the_ridge, matmul
from .common import TWICE, Run, limit_runs, limits_of, median, need_gpu, one_thread, ones, require, timed, wrong


def layer(device: str, batch: int, matrices: Sequence[torch.Tensor]) -> tuple[Run, torch.Tensor]:
    """The batch through each of the matrices (out, in), one after the other; and where the results are written."""
    outputs, inputs = matrices[0].shape
    samples, result = ones(device, batch, inputs), ones(device, batch, outputs)
    return lambda: [torch.mm(samples, matrix.T, out=result) for matrix in matrices], result


def batching_evidence(device: str, width: int, batches: Sequence[int], n: int, elements: int, rounds: int) -> Evidence:
    """Times of a layer (width, width) at each batch size, beside the limits of the device."""
    runs, results = limit_runs(device, n, elements)
    weights = ones(device, width, width)
    others = [ones(device, width, width) for _ in range(4)]
    times = {batch: max(1, 16 // batch) for batch in batches}  # a busy machine slows long runs more than short ones
    for batch in batches:
        runs[f"batch {batch}"], result = layer(device, batch, [weights] * times[batch])
        results.append(result)
    runs["own weights"], result = layer(device, 1, others)
    seconds = timed(device, runs, rounds)
    limits = limits_of(seconds, n, elements)
    sample = {batch: seconds[f"batch {batch}"] / (times[batch] * batch) for batch in batches}
    least = {batch: limits.least_seconds(matmul(batch, width, width)) / batch for batch in batches}
    *_, before, last = batches
    own_sample = seconds["own weights"] / len(others)
    gain, settled = median(sample[1] / sample[last]), median(sample[before] / sample[last])
    of_roof, alone = median(least[last] / sample[last]), median(least[last] / sample[1])
    own = median(sample[1] / own_sample)
    turns = [batch_at_the_ridge(ridge, width, width) for ridge in limits.peak / limits.bandwidth]
    turn = median(np.minimum(turns, 1e6))  # infinite where the layer never gets there
    wrongs = sum(map(wrong, [*results, result], [n, 4, *[width] * (len(batches) + 1)]))
    checks = []
    if device == "cpu":  # on a GPU a launch may outlast what a small batch moves
        own_of_roof = median(least[1] / own_sample)
        checks = [
            Measurement(
                "samples with weights of their own: share of the roof",
                own_of_roof.value,
                TWICE,
                interval=own_of_roof.interval,
                check=True,
            ),
        ]
    return Evidence(
        finding=Finding(
            "A sample takes {gain:.3g} times as long alone as in a batch of {last}, and {settled:.2g} times as long in "
            "one of {before}",
            gain="time of a sample alone over that in the largest batch",
            settled="time of a sample in the second largest batch over that in the largest",
        ),
        caption="Time of a sample by batch size, over that in the largest batch. The roofline turns at B = {turn:.3g} "
        "here: below, a sample waits for weights that the batch shares.",
        fields={"last": last, "before": before, "turn": turn.value},
        measurements=[
            Measurement(
                "time of a sample alone over that in the largest batch",
                gain.value,
                at_least(2, because="far below the ridge weights decide: half the cost; 99 % interval of the median"),
                interval=gain.interval,
            ),
            Measurement(
                "time of a sample in the second largest batch over that in the largest",
                settled.value,
                between(0.5, 2, because="beyond the ridge the peak decides, up to a factor of 2; 99 % interval"),
                interval=settled.interval,
            ),
            Measurement(
                "batch at the ridge of this device",
                turn.value,
                between(1, last, because="it is crossed within these batches; 99 % interval of the median"),
                interval=turn.interval,
            ),
            Measurement("largest batch: share of the roof", of_roof.value, TWICE, interval=of_roof.interval),
            Measurement(
                "sample alone: share of the roof of the largest batch",
                alone.value,
                at_most(0.5, because="far below the ridge it waits for weights; 99 % interval of the median"),
                interval=alone.interval,
            ),
            Measurement("wrong entries of the results", wrongs, within(0, 0, because="sums of ones"), check=True),
            *checks,
        ],
        controls=[
            Control(
                "time of a sample alone over that of four with weights of their own",
                own.value,
                at_least(2),
                interval=own.interval,
            )
        ],
        curves=[
            Curve(
                "measured",
                [float(np.median(sample[batch] / sample[last])) for batch in batches],
                x=batches,
                role="subject",
            ),
            Curve(
                "roofline",
                [float(np.median(least[batch] / least[last])) for batch in batches],
                x=batches,
                role="reference",
            ),
        ],
        axes=Axes(
            x="batch size B",
            y="time of a sample over that in the largest batch",
            log_x=True,
            log_y=True,
            marks=[
                Mark(of="time of a sample alone over that in the largest batch", x=1),
                Mark(of="time of a sample in the second largest batch over that in the largest", x=before),
            ],
        ),
    )


@claim(
    en="Batching a large linear layer (4096×4096 in float32) makes a sample cheaper until the ridge is crossed: on "
    "one thread of this CPU a sample at B = 128 costs less than half of one alone, which only waits for weights; "
    "from 64 to 128 the cost has settled within a factor of two.",
    ko="큰 선형층(4096×4096 float32)을 배치로 묶으면 능선점을 지날 때까지 샘플당 비용이 준다. 이 CPU의 스레드 "
    "하나에서 B = 128일 때 샘플 하나의 비용은 혼자일 때의 절반도 안 된다. 혼자일 때는 가중치를 기다릴 뿐이다. 64에서 "
    "128로 늘려도 비용은 2배 이내에서 더 변하지 않는다.",
    short="Time of a sample in a batch",
    seconds=8.0,
    literature="Williams 2009",
    alone=True,
)
def batching(width: int = 4096, rounds: int = 15) -> Evidence:
    require(
        2048 <= width <= 8192,
        en=f"width = {width}: below 2048 the weights stay in the cache, and above 8192 it takes too long",
        ko=f"width = {width}: 2048보다 작으면 가중치가 캐시에 남고, 8192보다 크면 너무 오래 걸린다",
    )
    one_thread(rounds)
    return batching_evidence("cpu", width, (1, 8, 64, 128), 1024, 16_777_216, rounds)


@claim(
    en="On this GPU a sample at B = 1024 costs less than half of one alone: a linear layer is bound by the bandwidth "
    "of its weights until the ridge is crossed, then by the peak.",
    ko="이 GPU에서 B = 1024일 때 샘플 하나의 비용은 혼자일 때의 절반도 안 된다. 선형층은 능선점을 지날 때까지 "
    "가중치를 읽는 대역폭에, 그 뒤로는 최대 연산 성능에 묶인다.",
    short="Time of a sample in a batch on a GPU",
    seconds=10.0,
    literature="Williams 2009",
    alone=True,
)
def cuda_batching(n: int = 4096, width: int = 8192, elements: int = 67_108_864, rounds: int = 15) -> Evidence:
    need_gpu(
        rounds,
        en="timed a linear layer at batch sizes from 1 to 1024 by events, and looked for the ridge",
        ko="배치 크기 1부터 1024까지 선형층의 시간을 디바이스 이벤트로 재어 능선점을 찾는다",
    )
    return batching_evidence("cuda", width, (1, 4, 16, 64, 256, 512, 1024), n, elements, rounds)


mutant("passes one sample whatever the batch", "layer(device, batch, [weights]", "layer(device, 1, [weights]")
mutant("forgets how often a small batch ran", "/ (times[batch] * batch)", "/ batch")
mutant("counts the cost of a batch and not of a sample", "/ (times[batch] * batch)", "/ times[batch]")
