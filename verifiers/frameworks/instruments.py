"""Whether what the programs are measured by is right: the operations of an image, and the interval of χ²."""

import torch
from torch.utils.flop_counter import FlopCounterMode

from quizdl.lab.checks import check_chi_square
from quizdl.verify import Measurement, mutant, within

FLOP = 2 * (2 * (784 * 128 + 128 * 10) + 128 * 10)  # of an image: two passes over the weights, and the hidden error


def counted_flop() -> int:
    """torch's own count of a forward and a backward pass of one image, which needs no gradient."""
    network = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    with FlopCounterMode(display=False) as counter:
        torch.autograd.backward(network(torch.ones(1, 784)).sum())
    flop: int = counter.get_total_flops()
    return flop


def checks_of_instruments() -> list[Measurement]:
    """Checks that belong to every claim that counts operations or holds counts against χ²."""
    return [
        Measurement(
            "operations of an image beside torch's count",
            FLOP - counted_flop(),
            within(0, 0, because="the same products"),
            unit="FLOP",
            check=True,
        ),
        check_chi_square(),
    ]


mutant(
    "counts the products of the forward pass alone",
    "2 * (2 * (784 * 128 + 128 * 10) + 128 * 10)",
    "2 * (784 * 128 + 128 * 10)",
)
