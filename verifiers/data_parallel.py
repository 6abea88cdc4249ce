"""Data parallel training: what averaging gradients over processes keeps of the full batch, and what it loses.

Notation, as in torch.distributed: W processes are numbered by their rank r; rank r holds n_r of the N samples (its
shard), and g_r is their gradient. θ are the 565 parameters. `programs/data_parallel_worker.py` holds what runs in
each process, on the CPU unless a claim says otherwise; `programs/single_process.py` trains on the full batch, and
`programs/ring.py` sums gradients over ranks.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch.utils.data.distributed import DistributedSampler

from quizdl.verify import (
    Axes,
    Control,
    Curve,
    Evidence,
    Measurement,
    Unavailable,
    Undecided,
    at_least,
    at_most,
    claim,
    mutant,
    within,
)

from .programs import data_parallel_worker
from .programs.ring import ring_all_reduce, through_first
from .programs.single_process import ROWS, batch, flat, mean_loss, row_gradients, scores, weights
from .programs.single_process import train as train_alone

Work = dict[str, tuple[str, dict[str, Any]]]  # by name: a function of the worker, and its options

EQUAL, UNEQUAL = [24, 24], [36, 12]
HOWS = ("by hand", "DDP")


def require(holds: bool, *, en: str, ko: str) -> None:
    """Raise Undecided with this reason where the settings leave the sentence without meaning."""
    if not holds:
        raise Undecided(en=en, ko=ko)


def few(steps: int) -> None:
    """Raise Undecided unless the bound on rounding, which is for up to 20 steps, fits that many."""
    require(
        1 <= steps <= 20,
        en=f"steps = {steps}: the bound on rounding is for 1 to 20 steps",
        ko=f"steps = {steps}: 반올림 오차의 한계는 1~20스텝에 대한 것이다",
    )


def shard_of_epoch(count: int, world: int, rank: int, seed: int, epoch: int) -> list[int]:
    """The indices that DistributedSampler gives to a rank: one permutation for all ranks, dealt out in turn.

    What is missing to equally many for each rank is filled up with the first ones again.
    """
    generator = torch.Generator()
    generator.manual_seed(seed + epoch)
    order = torch.randperm(count, generator=generator).tolist()
    order += order[: -count % world]
    return order[rank::world]


def train(how: str, sizes: Sequence[int] = EQUAL, **options: Any) -> tuple[str, dict[str, Any]]:
    """Work for the processes: `train` of the worker with these options."""
    return "train", {"how": how, "sizes": list(sizes), **options}


def together(seed: int, work: Work, backend: str = "gloo") -> list[dict[str, Any]]:
    """What two processes found, by rank and by name of the work; rank 1 is given other weights to start from."""
    if not dist.is_available() or not dist.is_backend_available(backend):
        raise Unavailable(
            en=f"needs torch.distributed with {backend}",
            ko=f"{backend} 백엔드를 쓸 수 있는 torch.distributed가 필요하다",
        )
    images, labels = batch(seed)
    task = {
        "backend": backend,
        "devices": ["cpu", "cpu"] if backend == "gloo" else ["cuda:0", "cuda:1"],
        "weights": [weights(seed), weights(seed + 1)],
        "images": images,
        "labels": labels,
        "work": work,
    }
    source = data_parallel_worker.__spec__.loader.get_source(data_parallel_worker.__name__)
    return data_parallel_worker.launch(source, task)


def off(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    """‖ours - theirs‖ / ‖theirs‖, at the worst step where they are paths."""
    return float(((ours - theirs).norm(dim=-1) / theirs.norm(dim=-1)).max())


def worst(ranks: list[dict[str, Any]], name: str, what: str, theirs: torch.Tensor) -> float:
    """How far off what a work gave is, on the rank that is further off."""
    return max(off(rank[name][what], theirs) for rank in ranks)


def same(name: str, value: float) -> Measurement:
    because = (
        "float64 rounding: 48 samples summed in another order; over 20 steps Adam's ε = 1e-4 keeps it from growing"
    )
    return Measurement(name, value, at_most(1e-12, because=because))


def differs(name: str, value: float) -> Control:
    return Control(name, value, at_most(1e-12))


def both(
    kind: Any, ranks: list[dict[str, Any]], name: str, what: str, theirs: torch.Tensor, says: str = ""
) -> list[Any]:
    """How far off that work is, averaged by hand and by DDP, as numbers of this kind: `same` or `differs`."""
    return [kind(f"{how}, {name}: {says or what} off", worst(ranks, f"{how}, {name}", what, theirs)) for how in HOWS]


@claim(
    en="Equal shards, a mean loss, and a network without dropout or layers that mix samples: the averaged gradient "
    "is that of the full batch up to rounding, and 20 steps of SGD or Adam end where one process ends. All ranks "
    "start from rank 0's parameters.",
    ko="샤드 크기가 같고, 손실이 평균이며, 드롭아웃이나 샘플끼리 섞는 층이 없으면, 평균한 기울기는 반올림 오차를 "
    "빼고 전체 배치의 기울기와 같고 SGD나 Adam으로 20스텝을 가도 프로세스 하나로 학습한 것과 같은 곳에 이른다. 모든 "
    "랭크는 랭크 0의 파라미터에서 출발한다.",
    seconds=6,
    entry="E4",
    literature="Li 2020",
)
def equal_shards(steps: int = 20, seed: int = 0) -> Evidence:
    few(steps)
    ways = [(how, optimizer) for how in HOWS for optimizer in ("SGD", "Adam")]
    work = {f"{how}, {optimizer}": train(how, optimizer=optimizer, steps=steps) for how, optimizer in ways}
    ranks = together(seed, {**work, "no_sync": train("no_sync", steps=steps)})
    alone = {optimizer: train_alone(seed, optimizer, steps) for optimizer in ("SGD", "Adam")}
    [full] = row_gradients(seed, [ROWS])
    starts = [rank["by hand, SGD"]["path"][0] for rank in ranks]
    given = [rank["by hand, SGD"]["given"] for rank in ranks]

    def distance(name: str) -> torch.Tensor:  # of rank 1 from the single process, step by step
        return ((ranks[1][name]["path"] - alone["SGD"]).norm(dim=1) / alone["SGD"].norm(dim=1)).clamp(min=1e-17)

    return Evidence(
        measurements=[
            *both(same, ranks, "SGD", "gradient", full),
            *both(same, ranks, "SGD", "path", alone["SGD"]),
            *both(same, ranks, "Adam", "path", alone["Adam"]),
            Measurement("rank 1 starts off rank 0 by", off(*starts), within(0, 0, because="a copy")),
        ],
        controls=[
            differs("gradient under no_sync, off", worst(ranks, "no_sync", "gradient", full)),
            differs("path under no_sync, off", worst(ranks, "no_sync", "path", alone["SGD"])),
            Control("rank 1 was given weights off by", off(*given), within(0, 0)),
        ],
        curves=[Curve("DDP", distance("DDP, SGD")), Curve("no_sync", distance("no_sync"))],
        axes=Axes(x="step", y="distance from one process / ‖θ‖", log_y=True),
    )


@claim(
    en="Unequal shards, here of 36 and 12 samples, and a mean loss: the plain average over ranks over-weights the "
    "samples of the small shard, here threefold. With the loss of rank r scaled by n_r·W/N it is the full batch's "
    "gradient again.",
    ko="샤드 크기가 다르고(여기서는 샘플 36개와 12개) 손실이 평균이면, 랭크의 단순 평균은 작은 샤드의 샘플에 더 큰 "
    "가중치를 준다(여기서는 3배). 랭크 r의 손실에 n_r·W/N을 곱하면 다시 전체 배치의 기울기가 된다.",
    seconds=6,
    entry="E4",
    literature="Goyal 2017; Li 2020",
)
def unequal_shards(steps: int = 20, seed: int = 0) -> Evidence:
    few(steps)
    work = {
        f"{how}, {name}": train(how, UNEQUAL, weighted=name == "weighted", steps=steps)
        for how in HOWS
        for name in ("weighted", "plain")
    }
    ranks = together(seed, work)
    [full], shards = row_gradients(seed, [ROWS]), row_gradients(seed, UNEQUAL)
    sums = torch.stack([size * g for size, g in zip(UNEQUAL, shards, strict=True)], dim=1)
    large, small = torch.linalg.lstsq(sums, ranks[0]["by hand, plain"]["gradient"][:, None]).solution[:, 0].tolist()
    return Evidence(
        measurements=[
            *both(same, ranks, "weighted", "gradient", full),
            *both(same, ranks, "weighted", "path", train_alone(seed, "SGD", steps)),
            *both(same, ranks, "plain", "gradient", sum(shards) / 2, "mean of g_r"),
            Measurement(
                "plain: weight of a sample of 12 / of a sample of 36",
                small / large,
                within(UNEQUAL[0] / UNEQUAL[1], 1e-9, because="1/(W·n_r) each; rounding of a least-squares solution"),
            ),
        ],
        controls=both(differs, ranks, "plain", "gradient", full),
    )


@claim(
    en="With reduction='sum' DDP gives 1/W of the full batch's gradient, for it divides by W all the same; whether the "
    "shards are equal no longer matters.",
    ko="reduction='sum'이면 DDP의 기울기는 전체 배치 기울기의 1/W이다. 합이어도 W로 나누기 때문이다. 이때는 "
    "샤드 크기가 같은지는 상관없다.",
    seconds=6,
    entry="E4",
    literature="Li 2020",
)
def sum_reduction(seed: int = 0) -> Evidence:
    ways = [(how, sizes) for how in HOWS for sizes in (EQUAL, UNEQUAL)]
    work = {f"{how}, {a} + {b} samples": train(how, [a, b], reduction="sum") for how, (a, b) in ways}
    ranks = together(seed, {**work, "mean": train("DDP")})
    [mean] = row_gradients(seed, [ROWS])
    total = ROWS * mean

    def share(name: str, of: torch.Tensor) -> float:  # how much of that gradient, along its direction
        return float(ranks[1][name]["gradient"] @ of / (of @ of))

    return Evidence(
        measurements=[
            *(
                Measurement(f"{name}: share", share(name, total), within(1 / 2, 1e-12, because="1/W, rounding"))
                for name in work
            ),
            *(same(f"{name}: half the sum off", worst(ranks, name, "gradient", total / 2)) for name in work),
        ],
        controls=[Control("mean loss: share", share("mean", mean), within(1 / 2, 1e-12))],
    )


@claim(
    en="Batch norm in train mode breaks the equality with the full batch even for equal shards: each rank normalises "
    "by its own samples. In eval mode it holds.",
    ko="배치 정규화가 학습 모드이면 샤드 크기가 같아도 전체 배치의 기울기와 달라진다. 랭크마다 자기 샘플만으로 "
    "정규화하기 때문이다. 평가 모드에서는 같다.",
    seconds=6,
    entry="E4",
    literature="Ioffe & Szegedy 2015; Goyal 2017",
)
def batch_norm(seed: int = 0) -> Evidence:
    work = {
        f"{how}, {mode}": train(how, batch_norm=True, training=mode == "train")
        for how in HOWS
        for mode in ("train", "eval")
    }
    ranks = together(seed, work)
    [full], [in_eval] = row_gradients(seed, [ROWS], "train"), row_gradients(seed, [ROWS], "eval")
    by_shard = sum(row_gradients(seed, EQUAL, "train")) / 2
    return Evidence(
        measurements=[
            *both(same, ranks, "train", "gradient", by_shard, "shards normalised apart"),
            *both(same, ranks, "eval", "gradient", in_eval, "full batch"),
        ],
        controls=both(differs, ranks, "train", "gradient", full, "full batch"),
    )


@claim(
    en="no_sync leaves every rank with the gradient of its own samples; the next synchronised backward averages all "
    "that has piled up, so gradient accumulation costs one all-reduce a bucket, here one.",
    ko="no_sync 안에서는 랭크마다 자기 샘플의 기울기만 갖는다. 다음 동기화 backward가 그동안 쌓인 것까지 함께 "
    "평균하므로 기울기 누적에 all-reduce는 버킷마다 한 번, 여기서는 한 번이면 된다.",
    seconds=6,
    entry="E4",
    literature="Li 2020",
)
def no_sync(seed: int = 0) -> Evidence:
    ranks = together(seed, {"accumulate": ("accumulate", {"sizes": EQUAL})})
    quarters = row_gradients(seed, [ROWS // 4] * 4)  # first and second half of rank 0, then of rank 1
    own = max(off(rank["accumulate"]["local"], mine) for rank, mine in zip(ranks, quarters[::2], strict=True))
    of_first, of_all, of_last = sum(quarters[::2]) / 2, sum(quarters) / 2, sum(quarters[1::2]) / 2
    quiet, sent = (max(rank["accumulate"]["sent"][i] for rank in ranks) for i in (0, 1))
    return Evidence(
        measurements=[
            same("under no_sync, off its own samples' gradient", own),
            same("then synchronised, off the mean of all", worst(ranks, "accumulate", "synchronised", of_all)),
            Measurement("all-reduces under no_sync", quiet, within(0, 0, because="a count")),
            Measurement("all-reduces in all", sent, within(1, 0, because="all gradients fit in one bucket")),
        ],
        controls=[
            differs("under no_sync, off the mean", worst(ranks, "accumulate", "local", of_first)),
            differs(
                "then synchronised, off the last samples' mean", worst(ranks, "accumulate", "synchronised", of_last)
            ),
        ],
    )


@claim(
    en="nn.DataParallel is one process. It needs no weights for unequal pieces, for it takes the loss of the gathered "
    "outputs; without a GPU it silently does nothing, and torch's own manual sends its readers to DDP.",
    ko="nn.DataParallel은 프로세스 하나이다. 모은 출력으로 손실을 계산하므로 조각의 크기가 달라도 가중치가 필요 없다. "
    "GPU가 없으면 아무 말 없이 아무 일도 하지 않으며, torch 문서 스스로 DDP를 권한다.",
    seconds=6,
    entry="E4",
    literature="Li 2020",
)
def data_parallel_is_one_process(seed: int = 0) -> Evidence:
    wrapped = together(seed, {"DP": ("data_parallel", {"sizes": [ROWS, 0]})})[0]["DP"]
    theta, (images, labels) = [array.requires_grad_() for array in weights(seed)], batch(seed)
    [full] = row_gradients(seed, [ROWS])
    pieces = [scores(theta, rows) for rows in images.split(UNEQUAL)]

    def differentiated(loss: torch.Tensor) -> torch.Tensor:
        return flat(list(torch.autograd.grad(loss, theta, retain_graph=True)))

    gathered = differentiated(mean_loss(torch.cat(pieces), labels))
    losses = [mean_loss(piece, its) for piece, its in zip(pieces, labels.split(UNEQUAL), strict=True)]
    recommended = torch.nn.DataParallel.__doc__.count("DistributedDataParallel")
    return Evidence(
        measurements=[
            Measurement("calls of DataParallel", wrapped["calls"], within(1, 0, because="a count")),
            Measurement("forward passes", len(wrapped["rows"]), within(1, 0, because="it calls the module once")),
            Measurement("samples of that pass", wrapped["rows"][0], within(ROWS, 0, because="the whole batch")),
            Measurement("warnings", wrapped["warnings"], within(0, 0, because="a count")),
            same("its gradient, off the full batch", off(wrapped["gradient"], full)),
            same("loss of gathered outputs, 36 + 12 samples: gradient off", off(gathered, full)),
            Measurement("its docstring names DDP", recommended, at_least(1, because="a count"), unit="times"),
        ],
        controls=[differs("mean of the pieces' losses: gradient off", off(differentiated(sum(losses) / 2), full))],
    )


@claim(
    en="Wrap the model in nn.DataParallel, and each batch is shared out among several workers, even without a GPU.",
    ko="모델을 nn.DataParallel로 감싸면 GPU가 없어도 배치가 여러 워커에게 나누어진다.",
    seconds=6,
    expects="refuted",
    entry="E4",
    literature="Li 2020",
)
def data_parallel_shares_out(seed: int = 0) -> Evidence:
    ranks = together(seed, {"DP": ("data_parallel", {"sizes": [ROWS, 0]}), "DDP": train("DDP")})
    alone, shared = ranks[0]["DP"], [rank["DDP"] for rank in ranks]
    return Evidence(
        measurements=[
            Measurement("DataParallel: processes", len(set(alone["processes"])), at_least(2, because="one a worker")),
            Measurement("DataParallel: samples a pass", max(alone["rows"]), at_most(ROWS / 2, because="shared by two")),
        ],
        controls=[
            Control("DDP: processes", len({p for rank in shared for p in rank["processes"]}), at_least(2), must="hold"),
            Control("DDP: samples a pass", max(max(rank["rows"]) for rank in shared), at_most(ROWS / 2), must="hold"),
        ],
    )


@claim(
    en="DDP keeps the whole state of Adam on every rank. ZeRO-1 keeps about 1/W, as evenly as whole tensors can be "
    "dealt out; full sharding keeps 1/W of parameters, gradients and state between the steps. With equal shards and a "
    "mean loss all end where one process ends.",
    ko="DDP는 랭크마다 Adam의 상태 전체를 갖는다. ZeRO-1은 텐서를 통째로 나누어 랭크마다 1/W 정도만 갖고, 완전 "
    "샤딩은 스텝 사이에 파라미터, 기울기, 상태를 모두 1/W만 갖는다. 샤드 크기가 같고 손실이 평균이면 모두 프로세스 "
    "하나로 학습한 것과 같은 곳에 이른다.",
    seconds=8,
    entry="E4",
    literature="Rajbhandari 2020; Zhao 2023; Graham 1969",
)
def sharded_state(steps: int = 20, seed: int = 0) -> Evidence:
    few(steps)
    hows = ("DDP", "ZeRO by hand", "ZeRO of torch")
    work = {how: train(how, optimizer="Adam", steps=steps) for how in hows}
    whole = ("fully_sharded", {"optimizer": "Adam", "sizes": EQUAL, "steps": steps})
    ranks = together(seed, {**work, "all sharded": whole})
    alone = train_alone(seed, "Adam", steps)
    sizes = [array.numel() for array in weights(seed)]
    count = sum(sizes)
    splits = [sum(chosen) for n in range(len(sizes)) for chosen in combinations(sizes, n)]
    most = 7 / 6 * min(max(one, count - one) for one in splits)
    greedy = "dealt out largest first: at most 4/3 - 1/(3W) of the best split (Graham 1969)"
    dealt = sum(size for size, rank in zip([2, 2, 3], data_parallel_worker.owners([2, 2, 3], 2), strict=True) if rank)
    state = {how: [rank[how]["state"] / (2 * 8) for rank in ranks] for how in ranks[0]}  # two float64 for each
    kept = [rank["all sharded"] for rank in ranks]
    slices = within(-(-count // 2), 0, because="P/W rounded up")
    return Evidence(
        measurements=[
            *(same(f"{how}: path off", worst(ranks, how, "path", alone)) for how in state),
            Measurement("DDP: state for parameters", max(state["DDP"]), within(count, 0, because="all"), unit="of 565"),
            *(
                Measurement(
                    f"{how}: state for parameters", max(state[how]), at_most(most, because=greedy), unit="of 565"
                )
                for how in hows[1:]
            ),
            *(
                Measurement(f"{how}: both ranks together", sum(state[how]), within(count, 0, because="each once"))
                for how in hows[1:]
            ),
            Measurement("of 2, 2 and 3 numbers, rank 1 is dealt", dealt, within(4, 0, because="2 + 2 against 3")),
            Measurement("all sharded: state for parameters", max(state["all sharded"]), slices, unit="of 565"),
            *(
                Measurement(f"all sharded: {what}", max(rank[what] for rank in kept) / 8, slices, unit="of 565")
                for what in ("parameters", "gradients")
            ),
        ],
        controls=[Control("DDP: state for parameters, if it were sharded", max(state["DDP"]), at_most(most))],
    )


@claim(
    en="Counted on simulated ranks, no network is timed: a ring all-reduce of P numbers over W ranks has every rank "
    "send 2(W-1)/W · P of them, less than 2P however many ranks, and all end with the same sum. By way of one rank, "
    "that one would send (W-1)·P.",
    ko="모의 랭크에서 개수를 세며 네트워크의 시간은 재지 않는다. 숫자 P개를 랭크 W개에서 링(ring) all-reduce하면 "
    "랭크마다 2(W-1)/W · P개를 보낸다. 랭크가 아무리 많아도 2P개 미만이고, 모두 같은 합을 갖게 된다. 랭크 하나를 "
    "거친다면 그 랭크가 (W-1)·P개를 보내야 한다.",
    seconds=0.2,
    literature="Patarasu & Yuan 2009",
)
def ring_sends(ranks: int = 8, seed: int = 0) -> Evidence:
    require(
        4 <= ranks <= 64,
        en=f"ranks = {ranks}: the ring is simulated for 4 to 64 ranks; two need no ring",
        ko=f"ranks = {ranks}: 링은 랭크 4~64개로 모의한다. 두 개라면 링이 필요 없다",
    )
    worlds = sorted({2, 4, ranks})
    measurements, gradients = [], []
    for world in worlds:
        numbers = 105 * world  # which pieces divide
        gradients = list(np.random.default_rng(seed).standard_normal((world, numbers)))
        ends, sent = ring_all_reduce(gradients)
        rounding = world * np.finfo(float).eps * np.max(np.sum(np.abs(gradients), axis=0))
        share, counts = sent / numbers, "a count: 2(W-1) pieces of P/W"
        measurements += [
            Measurement(
                f"{world} ranks: sent by each / P", share.max(), within(2 * (world - 1) / world, 0, because=counts)
            ),
            Measurement(
                f"{world} ranks: numbers off the sum",
                np.abs(ends - np.sum(gradients, axis=0)).max(),
                at_most(rounding, because="W additions in another order"),
            ),
            Measurement(
                f"{world} ranks: ends that differ from rank 0's",
                np.sum(ends != ends[0]),
                within(0, 0, because="copies"),
            ),
        ]
    _, by_first = through_first(gradients)
    many = np.arange(2, 65)
    return Evidence(
        measurements=measurements,
        controls=[
            Control(f"{worlds[-1]} ranks through rank 0: sent by it / P", by_first[0] / len(gradients[0]), at_most(2))
        ],
        curves=[
            Curve("ring", 2 * (many - 1) / many, x=many),
            Curve("through rank 0", many - 1.0, x=many),
        ],
        axes=Axes(x="ranks W", y="numbers sent by the busiest rank / P", log_y=True),
    )


@claim(
    en="DistributedSampler deals one permutation out to all ranks, equally many each: of 50 samples on 4 ranks it "
    "repeats two, or with drop_last drops two. Without set_epoch every epoch has the same order; with it on every "
    "rank each epoch has its own, and the shards stay disjoint. On one rank only, they overlap.",
    ko="DistributedSampler는 순열 하나를 모든 랭크에 똑같은 개수로 나누어 준다. 샘플 50개를 랭크 4개에 나누면 두 "
    "개를 반복하고, drop_last이면 두 개를 버린다. set_epoch를 부르지 않으면 epoch마다 순서가 같다. 모든 랭크에서 "
    "부르면 epoch마다 순서가 달라지고 샤드는 겹치지 않는다. 한 랭크에서만 부르면 샤드가 겹친다.",
    seconds=0.5,
    literature="PyTorch documentation, torch.utils.data",
)
def distributed_sampler(samples: int = 50, ranks: int = 4, seed: int = 0) -> Evidence:
    uneven = 2 <= ranks <= 64 and 2 * ranks <= samples <= 100_000 and samples % ranks
    require(
        bool(uneven),
        en=f"{samples} samples on {ranks} ranks: the sentence is about more samples, that do not divide",
        ko=f"샘플 {samples}개, 랭크 {ranks}개: 문장은 샘플이 랭크보다 많고 나누어떨어지지 않는 경우에 대한 것이다",
    )

    def dealt(count: int, drop_last: bool = False) -> list[DistributedSampler]:
        return [DistributedSampler(range(count), ranks, rank, seed=seed, drop_last=drop_last) for rank in range(ranks)]

    samplers, each = dealt(samples), -(-samples // ranks)
    same = {tuple(samplers[0]) for _ in range(3)}
    shards, orders, apart = [list(sampler) for sampler in samplers], set(), 0
    for epoch in range(3):
        for rank, sampler in enumerate(samplers):
            sampler.set_epoch(epoch)
            apart += list(sampler) != shard_of_epoch(samples, ranks, rank, seed, epoch)
        orders.add(tuple(samplers[0]))
    dropped = {index for sampler in dealt(samples, drop_last=True) for index in sampler}
    even = dealt(each * ranks)
    for sampler in even:
        sampler.set_epoch(1)
    together = [set(sampler) for sampler in even]
    even[0].set_epoch(2)
    stray = [set(sampler) for sampler in even]
    count = "a count"
    sizes = [len(shard) for shard in shards]

    def overlap(shards: list[set[int]]) -> int:
        return sum(map(len, shards)) - len(set().union(*shards))

    return Evidence(
        measurements=[
            Measurement("smallest shard", min(sizes), within(each, 0, because="samples / ranks, rounded up")),
            Measurement("largest shard", max(sizes), within(each, 0, because="samples / ranks, rounded up")),
            Measurement(
                "samples repeated",
                sum(sizes) - len({i for s in shards for i in s}),
                within(-samples % ranks, 0, because="what is missing to equal shards"),
            ),
            Measurement(
                "drop_last: samples left out",
                samples - len(dropped),
                within(samples % ranks, 0, because="the remainder"),
            ),
            Measurement("orders in 3 epochs without set_epoch", len(same), within(1, 0, because=count)),
            Measurement("orders in 3 epochs with set_epoch", len(orders), within(3, 0, because="random permutations")),
            Measurement("shards unlike those dealt by hand", apart, within(0, 0, because="the same permutation")),
            Measurement("samples on two ranks with set_epoch", overlap(together), within(0, 0, because="it divides")),
        ],
        controls=[Control("samples on two ranks if rank 0 alone is an epoch ahead", overlap(stray), within(0, 0))],
    )


@claim(
    en="On two GPUs, over nccl: the averaged gradient is that of the full batch for equal shards, and for unequal ones "
    "once the losses are weighted; nn.DataParallel gives each GPU half of the batch from one process.",
    ko="GPU 두 대에서 nccl로도 샤드 크기가 같으면, 또는 손실에 가중치를 주면, 평균한 기울기가 전체 배치의 기울기와 "
    "같다. nn.DataParallel은 프로세스 하나에서 두 GPU에 배치를 반씩 준다.",
    seconds=15,
    entry="E4",
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
    ways = {"equal": EQUAL, "unequal, weighted": UNEQUAL, "unequal, plain": UNEQUAL}
    work = {
        f"{how}, {name}": train(how, sizes, weighted=name == "unequal, weighted")
        for how in HOWS
        for name, sizes in ways.items()
    }
    ranks = together(seed, {**work, "DP": ("data_parallel", {"sizes": [ROWS, 0]})}, "nccl")
    [full] = row_gradients(seed, [ROWS])
    wrapped = ranks[0]["DP"]
    return Evidence(
        measurements=[
            *(same(f"{n}: gradient off", worst(ranks, n, "gradient", full)) for n in work if "plain" not in n),
            Measurement("DataParallel: forward passes", len(wrapped["rows"]), within(2, 0, because="one a GPU")),
            Measurement("DataParallel: samples a pass", max(wrapped["rows"]), within(ROWS / 2, 0, because="N/2")),
            Measurement(
                "DataParallel: processes", len(set(wrapped["processes"])), within(1, 0, because="threads of one")
            ),
            same("DataParallel: gradient off", off(wrapped["gradient"], full)),
        ],
        controls=[differs(f"{n}: gradient off", worst(ranks, n, "gradient", full)) for n in work if "plain" in n],
    )


mutant("sums and does not average", "/= dist.get_world_size()", "/= 1", program="data_parallel_worker")
mutant("keeps each rank's own start", "dist.broadcast(parameter.data, src=0)", "pass", program="data_parallel_worker")
mutant("weights a loss by n_r/N", "[rank] * len(sizes) /", "[rank] /", program="data_parallel_worker")
mutant("weights each loss by the first share", "[rank] * len(sizes) / sum", "[0] / sum", program="data_parallel_worker")
mutant("keeps Adam's state of every parameter", "if its == rank]", "if its >= 0]", program="data_parallel_worker")
mutant(
    "gives both ranks the first slice",
    "own = slice(dist.get_rank() * size, (dist.get_rank() + 1) * size)",
    "own = slice(size)",
    program="data_parallel_worker",
)
mutant("stops one step early", "range(2 * (world - 1))", "range(2 * (world - 1) - 1)", program="ring")
mutant("replaces where it should add", "received + message if step", "message if step", program="ring")
mutant("forgets the epoch", "manual_seed(seed + epoch)", "manual_seed(seed)")
mutant("fills no shard up", "    order += order[: -count % world]\n", "")
