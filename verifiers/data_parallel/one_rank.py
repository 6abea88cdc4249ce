"""The worker's functions in this process, as a rank of a group of any size: what two processes cannot tell."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

import numpy as np
import torch
from torch import nn

from quizdl.lab.checks import NOT_ODD, check_oddities
from quizdl.lab.samples import oddity_of_normal
from quizdl.verify import Measurement, mutant, within

from ..programs import data_parallel_worker as worker
from ..programs.single_process import batch, weights


@contextmanager
def group_of(world: int) -> Iterator[None]:
    """Within it the worker is rank 0 of so many, of which all others hold what it holds."""

    def add_up(tensor: torch.Tensor) -> None:
        tensor *= world

    def gather(slices: Sequence[torch.Tensor], own: torch.Tensor) -> None:
        for each in slices:
            each.copy_(own)

    def keep(tensor: torch.Tensor, src: int) -> None:
        del tensor, src

    group = SimpleNamespace(
        get_rank=lambda: 0,
        get_world_size=lambda: world,
        all_reduce=add_up,
        all_gather=gather,
        broadcast=keep,
    )
    with mock.patch.object(worker, "dist", group):
        yield


def average_of_ones(world: int) -> float:
    """The mean over so many ranks of a gradient of one on each."""
    model = nn.Linear(1, 1, bias=False)
    model.weight.grad = torch.ones(1, 1)
    with group_of(world):
        worker.average(model)
    return float(model.weight.grad)


def kept_of_five(seed: int) -> float:
    """Parameters that each of five ranks keeps, fully sharded."""
    images, labels = batch(seed)
    task = {"devices": ["cpu"] * 5, "weights": [weights(seed)] * 5, "images": images, "labels": labels}
    with group_of(5):
        kept = worker.fully_sharded(task, optimizer="Adam", steps=1, sizes=[10, 10, 10, 10, 8])
    return float(kept["parameters"] / 8)


def state_of_tensors(sizes: Sequence[int]) -> int:
    """Bytes of Adam's state for tensors of so many numbers in float64, as the worker counts them."""
    tensors = [nn.Parameter(torch.ones(size, dtype=torch.float64)) for size in sizes]
    for tensor in tensors:
        tensor.grad = torch.ones_like(tensor)
    adam = torch.optim.Adam(tensors)
    adam.step()
    return worker.state_bytes(adam)


def checks_of_one_rank(seed: int) -> list[Measurement]:
    """Of the worker in groups of other sizes, and of the weights that all start from."""
    scaled = [array.numpy() * array.shape[-1] ** 0.5 for array in weights(seed)]
    spreads = [abs(np.mean(matrix**2) - 1) * (matrix.size / 2) ** 0.5 for matrix in scaled[::2]]  # in standard errors
    oddity = oddity_of_normal(np.concatenate([array.ravel() for array in scaled]))
    return [
        Measurement(
            "one to five ranks with gradients of one: largest distance of the average from one",
            max(abs(average_of_ones(world) - 1) for world in range(1, 6)),
            within(0, 0, because="the sum over W ranks divided by W"),
            check=True,
        ),
        Measurement(
            "fully sharded on five ranks: parameters that each keeps",
            kept_of_five(seed),
            within(113, 0, because="565 divide by five: no slice is filled up"),
            check=True,
        ),
        Measurement(
            "bytes of Adam's state for tensors of one number and of three",
            state_of_tensors([1, 3]),
            within(2 * 8 * 4, 0, because="two of float64 for each number"),
            unit="B",
            check=True,
        ),
        Measurement("how odd the weights look", max(oddity, *spreads), NOT_ODD, check=True),
        check_oddities(),
    ]


mutant(
    "divides by two whatever the number of ranks", "/= dist.get_world_size()", "/= 2", program="data_parallel_worker"
)
mutant(
    "takes a slice too long where P divides by W",
    "size = -(-count // world)",
    "size = count // world + 1",
    program="data_parallel_worker",
)
mutant("draws weights with a deviation of 1/n", "/ np.sqrt(shape[-1])", "/ shape[-1]", program="single_process")
