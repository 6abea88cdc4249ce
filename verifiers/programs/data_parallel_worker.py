"""Processes that train one model together: each on its shard of the batch, with gradients averaged over all of them.

    python data_parallel_worker.py RANK FOLDER      # one of them: reads FOLDER/task.pt, writes FOLDER/RANK.pt

`process_group.py` starts them all. Notation, as in torch.distributed: W processes (the world) are numbered by their
rank r; rank r holds n_r of N rows.
"""

import contextlib
import os
import sys
import threading
import warnings
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook
from torch.nn.parallel import DistributedDataParallel

Task = dict[str, Any]  # devices and weights of each rank, images (N, inputs), labels (N,), and the work: experiments

OPTIMIZERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "SGD": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "Adam": (torch.optim.Adam, {"lr": 0.01, "eps": 1e-4}),
}


def network(weights: Sequence[torch.Tensor], batch_norm: bool = False) -> nn.Sequential:
    """Linear layers of these matrices (out, in) and biases (out,), tanh between them; batch norm after the first."""
    layers: list[nn.Module] = []
    for matrix, bias in zip(weights[::2], weights[1::2], strict=True):
        linear = nn.Linear(matrix.shape[1], matrix.shape[0], dtype=torch.float64)
        linear.weight.data.copy_(matrix)
        linear.bias.data.copy_(bias)
        layers += [linear, nn.Tanh()]
    if batch_norm:
        layers.insert(1, nn.BatchNorm1d(len(weights[1]), dtype=torch.float64))
    return nn.Sequential(*layers[:-1])


def flat(tensors: Iterable[torch.Tensor]) -> torch.Tensor:
    """A copy of all the numbers in one row, on the CPU."""
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors]).cpu()


def gradients(model: nn.Module) -> list[torch.Tensor]:
    return [parameter.grad for parameter in model.parameters() if parameter.grad is not None]


def copy_from_first(model: nn.Module) -> None:
    """Start every rank from the parameters of rank 0."""
    for parameter in model.parameters():
        dist.broadcast(parameter.data, src=0)


def average(model: nn.Module) -> None:
    """Replace each gradient by its mean over the ranks: the sum, divided by W (Li 2020)."""
    for gradient in gradients(model):
        dist.all_reduce(gradient)
        gradient /= dist.get_world_size()


def state_bytes(optimizer: torch.optim.Optimizer) -> int:
    """Bytes of all that the optimizer keeps for each parameter, but for its counts of steps."""
    return sum(t.nbytes for kept in optimizer.state.values() for t in kept.values() if torch.is_tensor(t) and t.dim())


def watch(model: nn.Module) -> dict[str, list[int]]:
    """How many rows each forward pass of the model sees, and the number of the process that runs it."""
    seen: dict[str, list[int]] = {"rows": [], "processes": []}

    def note(module: nn.Module, inputs: Any, output: torch.Tensor) -> None:
        del module, inputs
        seen["rows"].append(len(output))
        seen["processes"].append(os.getpid())

    model.register_forward_hook(note)
    return seen


class Shard:
    """The rows of this rank and its model; `loss` is that of torch, times n_r·W/N where it is weighted."""

    def __init__(
        self,
        task: Task,
        sizes: Sequence[int],
        reduction: str = "mean",
        weighted: bool = False,
        batch_norm: bool = False,
        training: bool = True,
    ) -> None:
        rank = dist.get_rank()
        self.device = torch.device(task["devices"][rank])
        begin, end = sum(sizes[:rank]), sum(sizes[: rank + 1])
        self.images, self.labels = (task[name][begin:end].to(self.device) for name in ("images", "labels"))
        self.factor = sizes[rank] * len(sizes) / sum(sizes) if weighted else 1.0
        self.reduction = reduction
        self.model = network(task["weights"][rank], batch_norm).to(self.device).train(training)

    def loss(self, forward: nn.Module, rows: slice = slice(None)) -> torch.Tensor:
        scores = forward(self.images[rows])
        return self.factor * nn.functional.cross_entropy(scores, self.labels[rows], reduction=self.reduction)


def train(
    task: Task, how: str, optimizer: str = "SGD", steps: int = 1, owner: Sequence[int] = (), **shard: Any
) -> dict[str, Any]:
    """Train by averaged gradients; `how` says whose: "by hand", "DDP", "no_sync", or with sharded state "ZeRO …".

    owner: for "ZeRO by hand", the rank that keeps the optimizer's state of each parameter.

    given: the parameters that this rank was given, shape (P,); path: those before the first step and after each, shape
    (steps + 1, P); gradient: the first, shape (P,); state: bytes of the optimizer's state; and what `watch` saw.
    """
    mine = Shard(task, **shard)
    model, rank = mine.model, dist.get_rank()
    kind, options = OPTIMIZERS[optimizer]
    whole = list(model.parameters())
    given = flat(whole)
    if by_hand := how.endswith("by hand"):
        copy_from_first(model)
    forward = model if by_hand else DistributedDataParallel(model)
    if how == "ZeRO by hand":
        keeper = kind([parameter for parameter, its in zip(whole, owner, strict=True) if its == rank], **options)
    elif how == "ZeRO of torch":
        from torch.distributed.optim import ZeroRedundancyOptimizer  # half a second that only this one pays

        keeper = ZeroRedundancyOptimizer(whole, optimizer_class=kind, **options)
    else:
        keeper = kind(whole, **options)
    silent = isinstance(forward, DistributedDataParallel) and how == "no_sync"
    around: Any = forward.no_sync if silent else contextlib.nullcontext
    seen = watch(model)
    path, first = [flat(whole)], None
    for _ in range(steps):
        model.zero_grad()
        with around():
            torch.autograd.backward(mine.loss(forward))
        if by_hand:
            average(model)
        first = flat(gradients(model)) if first is None else first
        keeper.step()
        if how == "ZeRO by hand":
            for parameter, its in zip(whole, owner, strict=True):
                dist.broadcast(parameter.data, src=its)
        path.append(flat(whole))
    state = state_bytes(keeper.optim if how == "ZeRO of torch" else keeper)
    return {"given": given, "path": torch.stack(path), "gradient": first, "state": state, **seen}


def fully_sharded(task: Task, optimizer: str, steps: int, **shard: Any) -> dict[str, Any]:
    """Train with one slice of parameters, gradient and optimizer state a rank, gathered for each pass (Zhao 2023).

    Gives the path as `train` does, and the bytes that this rank keeps of each between the steps.
    """
    mine = Shard(task, **shard)
    model, world = mine.model, dist.get_world_size()
    copy_from_first(model)
    whole = flat(model.parameters()).to(mine.device)
    count = len(whole)
    size = -(-count // world)  # the last slice is filled up
    own = slice(dist.get_rank() * size, (dist.get_rank() + 1) * size)
    kept = nn.Parameter(nn.functional.pad(whole, (0, size * world - count))[own].clone())
    kind, options = OPTIMIZERS[optimizer]
    keeper = kind([kept], **options)

    def gather() -> torch.Tensor:
        slices = [torch.empty_like(kept.data) for _ in range(world)]
        dist.all_gather(slices, kept.data)
        return torch.cat(slices)[:count]

    path = [gather().cpu()]
    for _ in range(steps):
        nn.utils.vector_to_parameters(gather(), model.parameters())
        model.zero_grad()
        torch.autograd.backward(mine.loss(model))
        average(model)  # a reduce-scatter would send each rank its own slice only
        gradient = flat(gradients(model)).to(mine.device)
        slice_of_gradient = nn.functional.pad(gradient, (0, size * world - count))[own].clone()
        kept.grad = slice_of_gradient
        keeper.step()
        path.append(gather().cpu())
    return {
        "path": torch.stack(path),
        "parameters": kept.nbytes,
        "gradients": slice_of_gradient.nbytes,
        "state": state_bytes(keeper),
    }


def accumulate(task: Task, quiet: bool, **shard: Any) -> dict[str, Any]:
    """The gradient after the first half of the shard, under no_sync if `quiet`, and after the second, synchronised.

    sent: how many all-reduces there had been after each.
    """
    mine = Shard(task, **shard)
    ddp, half = DistributedDataParallel(mine.model), len(mine.labels) // 2
    calls = []

    def send(
        group: Any,
        bucket: dist.GradBucket,  # type: ignore[name-defined]  # DDP reads the annotation, which the stubs lack
    ) -> torch.futures.Future[torch.Tensor]:
        calls.append(bucket)
        return allreduce_hook(group, bucket)

    ddp.register_comm_hook(None, send)
    with ddp.no_sync() if quiet else contextlib.nullcontext():
        torch.autograd.backward(mine.loss(ddp, slice(half)))
    local, sent = flat(gradients(mine.model)), [len(calls)]
    torch.autograd.backward(mine.loss(ddp, slice(half, None)))
    return {"local": local, "synchronised": flat(gradients(mine.model)), "sent": [*sent, len(calls)]}


def data_parallel(task: Task, **shard: Any) -> dict[str, Any]:
    """The shard of rank 0 through nn.DataParallel, forward and back: what it did, and how often it warned."""
    mine = Shard(task, **shard)
    if dist.get_rank() > 0:
        return {}
    seen = watch(mine.model)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        wrapper = nn.DataParallel(mine.model, None if mine.device.type == "cpu" else [0, 1])
        outside = watch(wrapper)
        torch.autograd.backward(mine.loss(wrapper))
    calls = len(outside["rows"])
    return {**seen, "calls": calls, "warnings": len(caught), "gradient": flat(gradients(mine.model))}


EXPERIMENTS = {function.__name__: function for function in (train, fully_sharded, accumulate, data_parallel)}


def main(rank: int, folder: Path) -> None:
    """One rank: do the work of the task, in the same order as the others."""

    def die_with_parent() -> None:
        os.read(0, 1)
        os._exit(1)

    threading.Thread(target=die_with_parent, daemon=True).start()
    task = torch.load(folder / "task.pt")
    if task["backend"] == "nccl":
        torch.cuda.set_device(task["devices"][rank])  # before the group: nccl asks which is current
    dist.init_process_group(
        task["backend"],
        init_method=f"file://{folder}/meeting",
        rank=rank,
        world_size=len(task["devices"]),
        timeout=timedelta(seconds=60),
    )
    results = {name: EXPERIMENTS[work](task, **options) for name, (work, options) in task["work"].items()}
    torch.save(results, folder / f"{rank}.pt")
    dist.destroy_process_group()
    os._exit(0)  # at once: taking the interpreter down beside threads that wait in C++ can abort


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
