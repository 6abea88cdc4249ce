"""nn.DataParallel, which is one process, and what DDP does on two GPUs."""

import torch

from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Finding,
    Mark,
    Measurement,
    Unavailable,
    at_least,
    at_most,
    claim,
    within,
)

from ..programs.single_process import ROWS, batch, flat, mean_loss, row_gradients, scores, weights
from .common import EQUAL, EXACT, UNEQUAL, growing, of_gradient, relative, together, train


@claim(
    en="nn.DataParallel is one process. It needs no weights for unequal pieces, for it takes the loss of the gathered "
    "outputs; without a GPU it silently does nothing, and torch's own manual sends its readers to DDP.",
    ko="nn.DataParallel은 프로세스 하나이다. 모은 출력으로 손실을 계산하므로 조각의 크기가 달라도 가중치가 필요 없다. "
    "GPU가 없으면 아무 말 없이 아무 일도 하지 않으며, torch 문서 스스로 DDP를 권한다.",
    short="nn.DataParallel is one process",
    seconds=6,
    literature="Li 2020",
)
def data_parallel_is_one_process(seed: int = 0) -> Evidence:
    wrapped = together(seed, {"DP": ("data_parallel", {"sizes": [ROWS, 0]})})[0]["DP"]
    theta, (images, labels) = [array.requires_grad_() for array in weights(seed)], batch(seed)
    [full] = row_gradients(seed, [ROWS])
    pieces = [scores(theta, rows) for rows in torch.split(images, UNEQUAL)]
    losses = [mean_loss(piece, its) for piece, its in zip(pieces, torch.split(labels, UNEQUAL), strict=True)]
    gathered = flat(list(torch.autograd.grad(mean_loss(torch.cat(pieces), labels), theta, retain_graph=True)))
    averaged = flat(list(torch.autograd.grad(torch.stack(losses).mean(), theta)))
    return Evidence(
        finding=Finding(
            "For pieces of {large} and {small} samples the loss of the gathered outputs gives a gradient that differs "
            "from the full batch's by {gathered:.1g} of its length; the mean of both losses differs by {averaged:.2g}",
            gathered="loss of gathered outputs: distance of the gradient from the full batch's",
            averaged="mean of the losses of both pieces: distance of the gradient from the full batch's",
        ),
        caption="Distance over the first parameters only, up to all of them. The loss of gathered outputs is that of "
        "the full batch however it was cut, so only rounding gathers.",
        measurements=[
            Measurement(
                "loss of gathered outputs: distance of the gradient from the full batch's",
                relative(gathered, full),
                EXACT,
            ),
            Measurement(
                "forward passes of the module", len(wrapped["rows"]), within(1, 0, because="it is called once")
            ),
            Measurement("samples of that pass", wrapped["rows"][0], within(ROWS, 0, because="the whole batch")),
            Measurement(
                "processes that ran the module", len(set(wrapped["processes"])), within(1, 0, because="threads of one")
            ),
            Measurement("warnings", wrapped["warnings"], within(0, 0, because="a count")),
            Measurement(
                "nn.DataParallel without a GPU: distance of the gradient from the full batch's",
                relative(wrapped["gradient"], full),
                EXACT,
            ),
            Measurement(
                "mentions of DDP in its manual",
                str(torch.nn.DataParallel.__doc__).count("DistributedDataParallel"),
                at_least(1, because="a count"),
            ),
            Measurement("calls of nn.DataParallel", wrapped["calls"], within(1, 0, because="a count"), check=True),
        ],
        controls=[
            Control(
                "mean of the losses of both pieces: distance of the gradient from the full batch's",
                relative(averaged, full),
                EXACT,
            )
        ],
        curves=[
            growing("loss of gathered outputs", gathered, full, "subject"),
            growing("mean of the losses of both pieces", averaged, full, "reference"),
        ],
        axes=Axes(
            x="parameters from the first layer on",
            y="distance from the full batch's gradient / its length",
            log_y=True,
            marks=[
                Mark(
                    of="loss of gathered outputs: distance of the gradient from the full batch's",
                    x=len(full),
                    text="{value:.1g}",
                ),
                Mark(
                    of="mean of the losses of both pieces: distance of the gradient from the full batch's",
                    x=len(full),
                    text="{value:.2g}",
                ),
            ],
        ),
        fields={"large": UNEQUAL[0], "small": UNEQUAL[1]},
    )


@claim(
    en="Wrap the model in nn.DataParallel, and each batch is shared out among several workers, even without a GPU.",
    ko="모델을 nn.DataParallel로 감싸면 GPU가 없어도 배치가 여러 워커에게 나누어진다.",
    short="“DataParallel shares out without a GPU”",
    seconds=6,
    expects="refuted",
    literature="Li 2020",
)
def data_parallel_shares_out(seed: int = 0) -> Evidence:
    ranks = together(seed, {"DP": ("data_parallel", {"sizes": [ROWS, 0]}), "DDP": train("DDP")})
    wrapped, shared = ranks[0]["DP"], [rank["DDP"] for rank in ranks]
    of_processes = [sum(rank["DP"].get("rows", [])) for rank in ranks]
    return Evidence(
        finding=Finding(
            "Without a GPU the largest forward pass under nn.DataParallel takes {alone:.0f} of {rows} samples, and "
            "under DDP on two ranks {shared:.0f}",
            alone="nn.DataParallel: samples of the largest forward pass",
            shared="DDP: samples of the largest forward pass",
        ),
        caption="Samples that each of two processes passes through the model.",
        measurements=[
            Measurement(
                "nn.DataParallel: samples of the largest forward pass",
                max(wrapped["rows"]),
                at_most(ROWS / 2, because="shared by two workers"),
            ),
            Measurement(
                "nn.DataParallel: processes that ran the model",
                len(set(wrapped["processes"])),
                at_least(2, because="one a worker"),
            ),
        ],
        controls=[
            Control(
                "DDP: samples of the largest forward pass",
                max(max(rank["rows"]) for rank in shared),
                at_most(ROWS / 2),
                must="hold",
            ),
            Control(
                "DDP: processes that ran the model",
                len({process for rank in shared for process in rank["processes"]}),
                at_least(2),
                must="hold",
            ),
        ],
        curves=[
            Curve("nn.DataParallel", of_processes, points=True, role="subject"),
            Curve("DDP", [sum(rank["rows"]) for rank in shared], points=True, role="reference"),
        ],
        axes=Axes(
            x="process",
            y="samples",
            marks=[
                Mark(of="nn.DataParallel: samples of the largest forward pass", x=0, text="{value:.0f}"),
                Mark(of="DDP: samples of the largest forward pass", x=1, text="{value:.0f}"),
            ],
        ),
        fields={"rows": ROWS},
    )


@claim(
    en="On two GPUs, over nccl: the averaged gradient is that of the full batch for equal shards, and for unequal ones "
    "once the losses are weighted; nn.DataParallel gives each GPU half of the batch from one process.",
    ko="GPU 두 대에서 nccl로도 샤드 크기가 같으면, 또는 손실에 가중치를 주면, 평균한 기울기가 전체 배치의 기울기와 "
    "같다. nn.DataParallel은 프로세스 하나에서 두 GPU에 배치를 반씩 준다.",
    short="Averages over two GPUs",
    seconds=15,
    literature="Li 2020",
)
def two_gpus(seed: int = 0) -> Evidence:
    if torch.cuda.device_count() < 2:
        raise Unavailable(
            en="needs two CUDA devices: with them it would average gradients over nccl, hold those of equal and "
            "unequal shards against the full batch's, and count the rows that nn.DataParallel gives to each device",
            ko="CUDA 장치 두 대가 필요하다. 있으면 nccl로 기울기를 평균하고, 샤드 크기가 같을 때와 다를 때의 "
            "기울기를 전체 배치의 기울기와 비교하며, nn.DataParallel이 장치마다 주는 샘플 수를 센다",
        )
    ranks = together(
        seed,
        {
            "by hand, equal": train("by hand", EQUAL),
            "by hand, weighted": train("by hand", UNEQUAL, weighted=True),
            "by hand, plain": train("by hand", UNEQUAL),
            "DDP, equal": train("DDP", EQUAL),
            "DDP, weighted": train("DDP", UNEQUAL, weighted=True),
            "DDP, plain": train("DDP", UNEQUAL),
            "DP": ("data_parallel", {"sizes": [ROWS, 0]}),
        },
        "nccl",
    )
    [full], wrapped = row_gradients(seed, [ROWS]), ranks[0]["DP"]
    off = {work: of_gradient(ranks, work, full) for work in ranks[1] if work != "DP"}
    farther = {work: max((rank[work]["gradient"] for rank in ranks), key=lambda g: relative(g, full)) for work in off}
    return Evidence(
        finding=Finding(
            "On two GPUs DDP's gradient differs from the full batch's by {equal:.1g} of its length for equal shards, "
            "and for unequal ones by {weighted:.1g} with weighted losses and by {plain:.2g} without",
            equal="DDP with equal shards: distance of the gradient from the full batch's",
            weighted="DDP with unequal shards and weighted losses: distance of the gradient from the full batch's",
            plain="DDP with unequal shards: distance of the gradient from the full batch's",
        ),
        caption="Distance over the first parameters only, up to all of them: only rounding gathers where every sample "
        "counts alike.",
        measurements=[
            Measurement(
                "DDP with equal shards: distance of the gradient from the full batch's", off["DDP, equal"], EXACT
            ),
            Measurement(
                "DDP with unequal shards and weighted losses: distance of the gradient from the full batch's",
                off["DDP, weighted"],
                EXACT,
            ),
            Measurement(
                "by hand with equal shards: distance of the gradient from the full batch's",
                off["by hand, equal"],
                EXACT,
            ),
            Measurement(
                "by hand with unequal shards and weighted losses: distance of the gradient from the full batch's",
                off["by hand, weighted"],
                EXACT,
            ),
            Measurement(
                "nn.DataParallel: forward passes", len(wrapped["rows"]), within(2, 0, because="one for each GPU")
            ),
            Measurement(
                "nn.DataParallel: samples of the largest forward pass",
                max(wrapped["rows"]),
                within(ROWS / 2, 0, because="half of the batch for each GPU"),
            ),
            Measurement(
                "nn.DataParallel: processes that ran the model",
                len(set(wrapped["processes"])),
                within(1, 0, because="threads of one"),
            ),
            Measurement(
                "nn.DataParallel: distance of the gradient from the full batch's",
                relative(wrapped["gradient"], full),
                EXACT,
            ),
        ],
        controls=[
            Control(
                "DDP with unequal shards: distance of the gradient from the full batch's", off["DDP, plain"], EXACT
            ),
            Control(
                "by hand with unequal shards: distance of the gradient from the full batch's",
                off["by hand, plain"],
                EXACT,
            ),
        ],
        curves=[
            growing("equal shards", farther["DDP, equal"], full, "subject"),
            growing("unequal shards, weighted losses", farther["DDP, weighted"], full),
            growing("unequal shards", farther["DDP, plain"], full, "reference"),
        ],
        axes=Axes(
            x="parameters from the first layer on",
            y="distance from the full batch's gradient / its length",
            log_y=True,
            marks=[
                Mark(
                    of="DDP with equal shards: distance of the gradient from the full batch's",
                    x=len(full),
                    text="{value:.1g}",
                ),
                Mark(
                    of="DDP with unequal shards and weighted losses: distance of the gradient from the full batch's",
                    x=len(full),
                    text="{value:.1g}",
                ),
                Mark(
                    of="DDP with unequal shards: distance of the gradient from the full batch's",
                    x=len(full),
                    text="{value:.2g}",
                ),
            ],
        ),
    )
