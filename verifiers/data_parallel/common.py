"""What the claims on data parallel training share: two processes that train, and distances from the full batch."""

from collections.abc import Sequence
from importlib.abc import InspectLoader
from typing import Any, cast

import numpy as np
import torch
import torch.distributed as dist
from numpy.typing import NDArray

from quizdl.verify import Curve, Unavailable, Undecided, at_most

from ..programs import data_parallel_worker
from ..programs.process_group import launch
from ..programs.single_process import ROWS, batch, row_gradients, weights

Work = dict[str, tuple[str, dict[str, Any]]]  # by name: a function of the worker, and its options
Ranks = list[dict[str, Any]]  # by rank: what each work gave, by its name

EQUAL, UNEQUAL = [24, 24], [36, 12]
NOTHING = 1e-17  # what stands for a distance of zero on a logarithmic axis
EXACT = at_most(
    1e-12,
    because="float64 rounding: 48 samples summed in another order; over 20 steps Adam's ε = 1e-4 keeps it from growing",
)


def require_few(steps: int) -> None:
    """Raise Undecided unless the bound on rounding, which is for up to 20 steps, fits that many."""
    if not 1 <= steps <= 20:
        raise Undecided(
            en=f"steps = {steps}: the bound on rounding is for 1 to 20 steps",
            ko=f"steps = {steps}: 반올림 오차의 한계는 1~20스텝에 대한 것이다",
        )


def train(how: str, sizes: Sequence[int] = EQUAL, **options: Any) -> tuple[str, dict[str, Any]]:
    """Work for the processes: `train` of the worker with these options."""
    return "train", {"how": how, "sizes": list(sizes), **options}


def together(seed: int, work: Work, backend: str = "gloo") -> Ranks:
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
    loader = cast(InspectLoader, data_parallel_worker.__loader__)  # it holds the text that was vouched for
    return launch(cast(str, loader.get_source(data_parallel_worker.__name__)), task)


def relative(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    """‖ours - theirs‖ / ‖theirs‖, for one vector of shape (P,)."""
    return float((ours - theirs).norm() / theirs.norm())


def of_gradient(ranks: Ranks, work: str, theirs: torch.Tensor, what: str = "gradient") -> float:
    """How far the gradient that a work gave is from this one, on the rank where it is farther."""
    return max(relative(rank[work][what], theirs) for rank in ranks)


def of_path(ranks: Ranks, work: str, theirs: torch.Tensor) -> list[float]:
    """How far θ is from this path at each step, on the rank where it is farther, in lengths of θ."""
    apart = torch.stack([(rank[work]["path"] - theirs).norm(dim=1) for rank in ranks]).max(dim=0).values
    steps: list[float] = (apart / theirs.norm(dim=1)).tolist()
    return steps


def drawn(distances: Sequence[float]) -> list[float]:
    """Distances for a logarithmic axis."""
    return [max(distance, NOTHING) for distance in distances]


def growing(name: str, ours: torch.Tensor, theirs: torch.Tensor, role: Any = "") -> Curve:
    """‖ours - theirs‖ / ‖theirs‖ over the first parameters only, up to all P of them, in at most 300 points."""
    distances = ((ours - theirs) ** 2).cumsum(dim=0).sqrt() / theirs.norm()
    shown = np.unique(np.linspace(1, len(theirs), 300).astype(int))
    return Curve(name, drawn(distances[shown - 1].tolist()), x=shown.tolist(), role=role)


def sample_weights(seed: int, gradient: torch.Tensor) -> NDArray[np.float64]:
    """How much each of the 48 samples counts in a gradient, by least squares; 1 is its weight in the full batch."""
    of_each = torch.stack(row_gradients(seed, [1] * ROWS), dim=1).numpy()
    weights_of_samples: NDArray[np.float64] = np.linalg.lstsq(of_each, gradient.numpy(), rcond=None)[0]
    return ROWS * weights_of_samples
