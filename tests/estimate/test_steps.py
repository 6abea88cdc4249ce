"""The first step, which is traced without its backward pass where that leaves the second one as it is."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from quizdl.estimate.module import estimate_module

pytestmark = pytest.mark.slow  # each traces a step


class Net(nn.Module):
    """Counts its forward passes."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = nn.Sequential(nn.Linear(16, 400), nn.GELU(), nn.Linear(400, 16))
        self.unused = nn.Linear(16, 16)
        self.calls: list[int] = []

    def __deepcopy__(self, memo: dict[int, Any]) -> "Net":
        made = type(self)()
        made.calls = self.calls
        return made

    def forward(self, x: Tensor) -> Tensor:
        self.calls.append(len(x))
        y: Tensor = self.inside(x)
        return y


class Keeps(Net):
    """Keeps its last output, and with it the graph of the pass."""

    def forward(self, x: Tensor) -> Tensor:
        self.last = super().forward(x)
        return self.last * 2


class Reentrant(Net):
    """Its graph does not show what is inside."""

    def forward(self, x: Tensor) -> Tensor:
        self.calls.append(len(x))
        y: Tensor = checkpoint(self.inside, x + self.unused.bias, use_reentrant=True)
        return y


class NoGradient(torch.autograd.Function):
    """Passes no gradient on to the second of its inputs."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, ignored: Tensor) -> Tensor:
        del ctx
        return x + ignored.sum()

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        del ctx
        return gradient, None


class Ignores(Net):
    """Its graph shows a parameter that gets no gradient."""

    def forward(self, x: Tensor) -> Tensor:
        # torch gives Function.apply no types
        y: Tensor = NoGradient.apply(super().forward(x), self.unused.weight)  # type: ignore[no-untyped-call]
        return y


@pytest.mark.parametrize(("kind", "passes"), [(Net, 3), (Keeps, 4), (Reentrant, 5), (Ignores, 5)])
def test_the_second_step_is_that_of_a_real_loop(kind: Callable[[], Net], passes: int) -> None:
    net, x = kind(), torch.rand(256, 16)
    traced = estimate_module(net, x)
    assert len(net.calls) == passes
    real = estimate_module(net, x, real=True)
    assert traced["items"] == real["items"]
