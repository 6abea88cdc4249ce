"""Estimates against what torch's own allocator records; all of them: `python -m benchmarks.memory`."""

import pytest

from benchmarks.memory import MOST_ERROR, allocated, cases, estimated
from benchmarks.memory_models import posted

SOME = ("mlp", "language_loss_and_logits", "graph_convolution", "gan_with_two_optimizers", "exponential_average")
POSTED = [name for name, make in cases().items() if make.__module__ == posted.__name__]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:TF32 acceleration on top of oneDNN"),  # of torch, where a flag of it is set
]


def test_the_benchmark_has_at_least_forty_models() -> None:
    assert len(cases()) >= 40


@pytest.mark.parametrize("name", [*SOME, *POSTED])
def test_an_estimate_is_what_torch_allocates(name: str) -> None:
    make = cases()[name]
    assert estimated(make) == pytest.approx(allocated(make), rel=MOST_ERROR)
