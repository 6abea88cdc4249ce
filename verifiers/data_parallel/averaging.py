"""Data parallel training: what averaging gradients over processes keeps of the full batch, and what it loses.

Notation, as in torch.distributed: W processes are numbered by their rank r; rank r holds n_r of the N samples (its
shard), and g_r is their gradient. θ are the 565 parameters. `programs/data_parallel_worker.py` holds what runs in
each process, on the CPU unless a claim says otherwise; `programs/single_process.py` trains on the full batch.
"""

import numpy as np

from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    claim,
    mutant,
    within,
)

from ..programs.single_process import ROWS, row_gradients
from ..programs.single_process import train as train_alone
from .common import EXACT, drawn, of_gradient, of_path, relative, require_few, together, train


@claim(
    en="Equal shards, a mean loss, and a network without dropout or layers that mix samples: the averaged gradient "
    "is that of the full batch up to rounding, and 20 steps of SGD or Adam end where one process ends. All ranks "
    "start from rank 0's parameters.",
    ko="샤드 크기가 같고, 손실이 평균이며, 드롭아웃이나 샘플끼리 섞는 층이 없으면, 평균한 기울기는 반올림 오차를 "
    "빼고 전체 배치의 기울기와 같고 SGD나 Adam으로 20스텝을 가도 프로세스 하나로 학습한 것과 같은 곳에 이른다. 모든 "
    "랭크는 랭크 0의 파라미터에서 출발한다.",
    short="Equal shards against the full batch",
    seconds=6,
    literature="Li 2020",
)
def equal_shards(steps: int = 20, seed: int = 0) -> Evidence:
    require_few(steps)
    ranks = together(
        seed,
        {
            "by hand": train("by hand", steps=steps),
            "by hand, Adam": train("by hand", optimizer="Adam", steps=steps),
            "DDP": train("DDP", steps=steps),
            "DDP, Adam": train("DDP", optimizer="Adam", steps=steps),
            "no_sync": train("no_sync", steps=steps),
        },
    )
    sgd, adam = train_alone(seed, "SGD", steps), train_alone(seed, "Adam", steps)
    [full] = row_gradients(seed, [ROWS])
    by_hand, ddp, apart = (of_path(ranks, work, sgd) for work in ("by hand", "DDP", "no_sync"))
    start_of_first, start_of_second = (rank["by hand"]["path"][0] for rank in ranks)
    given_to_first, given_to_second = (rank["by hand"]["given"] for rank in ranks)
    return Evidence(
        finding=Finding(
            "In {steps} steps of SGD a rank gets {same:.1g} away from one process under DDP, relative to the length of "
            "θ, and {apart:.2g} if gradients are never averaged",
            same="DDP: largest distance of SGD from one process",
            apart="under no_sync: largest distance of SGD from one process",
        ),
        caption="Distance of the farther rank from one process that trains on the full batch; 1e-17 stands for none. "
        "Averaged gradients keep it at rounding, and without averages each rank goes its own way.",
        measurements=[
            Measurement("DDP: largest distance of SGD from one process", max(ddp), EXACT),
            Measurement(
                "DDP: largest distance of Adam from one process", max(of_path(ranks, "DDP, Adam", adam)), EXACT
            ),
            Measurement(
                "DDP: distance of the averaged gradient from the full batch's", of_gradient(ranks, "DDP", full), EXACT
            ),
            Measurement("averaged by hand: largest distance of SGD from one process", max(by_hand), EXACT),
            Measurement(
                "averaged by hand: largest distance of Adam from one process",
                max(of_path(ranks, "by hand, Adam", adam)),
                EXACT,
            ),
            Measurement(
                "averaged by hand: distance of the averaged gradient from the full batch's",
                of_gradient(ranks, "by hand", full),
                EXACT,
            ),
            Measurement(
                "distance of the starts of both ranks",
                relative(start_of_first, start_of_second),
                within(0, 0, because="a copy"),
            ),
            Measurement(
                "under no_sync: distance of the farther rank after the last step beside that of either rank",
                apart[-1] - max(relative(rank["no_sync"]["path"][-1], sgd[-1]) for rank in ranks),
                within(0, 1e-12, because="the larger of two; rounding"),
                check=True,
            ),
            Measurement(
                "DDP: samples of the largest forward pass",
                max(max(rank["DDP"]["rows"]) for rank in ranks),
                within(ROWS / 2, 0, because="half of the batch for each rank"),
                check=True,
            ),
        ],
        controls=[
            Control("under no_sync: largest distance of SGD from one process", max(apart), EXACT),
            Control(
                "under no_sync: distance of the gradient from the full batch's",
                of_gradient(ranks, "no_sync", full),
                EXACT,
            ),
            Control(
                "distance of the weights that both ranks were given",
                relative(given_to_first, given_to_second),
                within(0, 0),
            ),
        ],
        curves=[
            Curve("DDP", drawn(ddp), role="subject"),
            Curve("averaged by hand", drawn(by_hand)),
            Curve("no_sync", drawn(apart), role="reference"),
        ],
        axes=Axes(
            x="step",
            y="distance from one process / ‖θ‖",
            log_y=True,
            marks=[
                Mark(of="DDP: largest distance of SGD from one process", x=int(np.argmax(ddp)), text="{value:.1g}"),
                Mark(
                    of="under no_sync: largest distance of SGD from one process",
                    x=int(np.argmax(apart)),
                    text="{value:.2g}",
                ),
            ],
        ),
        fields={"steps": steps},
    )


mutant("sums and does not average", "/= dist.get_world_size()", "/= 1", program="data_parallel_worker")
mutant("keeps each rank's own start", "dist.broadcast(parameter.data, src=0)", "pass", program="data_parallel_worker")
mutant("weights a loss by n_r/N", "[rank] * len(sizes) /", "[rank] /", program="data_parallel_worker")
mutant("weights each loss by the first share", "[rank] * len(sizes) / sum", "[0] / sum", program="data_parallel_worker")
