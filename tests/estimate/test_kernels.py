"""What kernels hold while they run, against what torch's own allocator records."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile

from quizdl.estimate.kernels import DROPPED, ORDERED, bytes_inside

pytestmark = pytest.mark.slow  # torch's profiler takes a second to start

SHAPE = (512, 256)
SMALL = 20_000  # bytes of rows and numbers on the way


def arguments(name: str) -> tuple[Any, ...]:
    """What the operation is called with; ORDERED are given tensors that do not lie in order."""
    if name in DROPPED:
        return torch.rand(SHAPE), torch.rand(SHAPE)
    one, other = torch.rand(SHAPE).t(), torch.rand(SHAPE).t()
    return (one, other, -1, torch.float32) if "backward" in name else (one, -1, False)


@pytest.mark.parametrize("name", sorted(ORDERED | DROPPED.keys()))
def test_a_kernel_holds_what_is_said_beside_its_result(name: str) -> None:
    operation: Any = getattr(torch.ops.aten, name).default
    args = arguments(name)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as recorded:
        result: Tensor = operation(*args)
    assert recorded.profiler is not None
    events = [event for event in recorded.profiler.kineto_results.events() if event.name() == "[memory]"]
    held = most = 0
    for event in sorted(events, key=lambda event: event.start_ns()):
        held += event.nbytes()
        most = max(most, held)
    of_result = result.untyped_storage().nbytes()
    assert most == pytest.approx(of_result + bytes_inside(operation, args, result), abs=SMALL)
    assert bytes_inside(operation, args, result) > 0


def test_what_lies_in_order_is_not_copied() -> None:
    args = torch.rand(SHAPE), -1, False
    operation: Any = torch.ops.aten._softmax.default
    assert bytes_inside(operation, args, operation(*args)) == 0
