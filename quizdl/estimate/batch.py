"""Which dimension of each input is the batch; nothing is resized on a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from quizdl.errors import BadSetting
from quizdl.estimate.values import shape_words, tensors_in, with_tensors

Call = tuple[tuple[Any, ...], dict[str, Any]]  # what forward is given, by position and by name
Dims = Sequence[int | None]  # the batch's dimension in each input; None: the input is shared by the batch


class Taken(NamedTuple):
    """What was taken for the batch in an input: its dimension (None: shared by the batch), and the size it had."""

    shape: tuple[int, ...]
    type: torch.dtype
    dim: int | None
    size_before: int | None  # None where nothing was resized

    @property
    def entry(self) -> dict[str, Any]:
        """As a part of the document."""
        return {"shape": list(self.shape), "dim": self.dim, "size_before": self.size_before}


def as_call(inputs: object) -> Call:
    """Inputs as arguments of forward: a dict by name, a tuple or list by position, anything else alone."""
    if isinstance(inputs, Mapping):
        return (), dict(inputs)
    return (tuple(inputs) if type(inputs) in (tuple, list) else (inputs,)), {}  # type: ignore[arg-type]  # narrowed by type(), which mypy does not follow


def dims_for(count: int, given: Dims) -> list[int | None]:
    """The batch's dimension in each of `count` inputs: one that is given holds for all."""
    if len(given) not in (0, 1, count):
        raise BadSetting(f"--batch-dim says {len(given)} dimensions for {count} inputs: give one, or one for each")
    return [*(given or [0])] * (1 if len(given) == count else count)


def batch_of_shapes(
    shapes: Sequence[tuple[Sequence[int], torch.dtype]], batch: int, given: Dims
) -> tuple[list[Tensor], list[Taken]]:
    """A tensor of each shape, which is that of one example: the batch is put in at its dimension."""
    tensors, taken = [], []
    for (shape, dtype), dim in zip(shapes, dims_for(len(shapes), given), strict=True):
        sizes = [*shape]
        if dim is not None:
            if dim > len(sizes):
                raise BadSetting(f"--batch-dim {dim} is beyond the shape {'×'.join(map(str, sizes))} of an example")
            sizes.insert(dim, batch)
        has_values = dtype.is_floating_point or dtype.is_complex
        tensors.append((torch.rand if has_values else torch.zeros)(sizes, dtype=dtype))
        taken.append(Taken(tuple(sizes), dtype, dim, None))
    return tensors, taken


def batch_like(
    name: str, example: object, batch: int, given: Dims, dtype: torch.dtype | None
) -> tuple[object, list[Taken]]:
    """The example of a model with `batch` examples in it, and what was resized.

    Raises BadSetting where it is not clear which dimension is the batch.
    """
    tensors = list(tensors_in(example))
    dims = dims_for(len(tensors), given)
    shares = [tensor for tensor, dim in zip(tensors, dims, strict=True) if dim is not None and tensor.ndim > 0]
    for tensor, dim in zip(tensors, dims, strict=True):
        if tensor.ndim and dim is not None and dim >= tensor.ndim:
            raise BadSetting(f"--batch-dim {dim} is beyond the shape {shape_words(tensor)} of an input")
    sizes = {t.shape[dim] for t, dim in zip(tensors, dims, strict=True) if dim is not None and t.ndim > 0}
    if len(sizes) > 1:
        shapes = " and ".join(map(shape_words, shares))
        raise BadSetting(
            f"the inputs {shapes} of {name} do not agree on the batch: say its dimension in each, or none where an "
            "input is shared, as in --batch-dim 0,none"
        )
    if not sizes:
        raise BadSetting(f"no input of {name} has a dimension for the batch")
    places, taken = iter(dims), list[Taken]()

    def resized(tensor: Tensor) -> Tensor:
        dim = next(places) if tensor.ndim else (next(places), None)[1]
        kind = dtype if dtype and tensor.is_floating_point() else tensor.dtype
        shape = [*tensor.shape]
        before = None if dim is None or shape[dim] == batch else shape[dim]
        if dim is not None:
            shape[dim] = batch
        taken.append(Taken(tuple(shape), kind, dim, before))
        if before is None:
            return tensor.to(kind)
        index = torch.arange(batch) % before
        return tensor.to(kind).index_select(dim or 0, index)  # its values, again and again

    return with_tensors(example, resized), taken


def batch_given(inputs: object, given: Dims) -> list[Taken]:
    """What is taken for the batch in inputs that are used as they are."""
    tensors = list(tensors_in(inputs))
    dims = dims_for(len(tensors), given)
    first = next((t.shape[d] for t, d in zip(tensors, dims, strict=True) if d is not None and d < t.ndim), None)
    fits = [d is not None and d < t.ndim and t.shape[d] == first for t, d in zip(tensors, dims, strict=True)]
    return [
        Taken(tuple(tensor.shape), tensor.dtype, dim if fit else None, None)
        for tensor, dim, fit in zip(tensors, dims, fits, strict=True)
    ]


@contextmanager
def batch_not_taken_for_time(name: str, model: nn.Module, batch: int) -> Iterator[None]:
    """Within it, raise BadSetting where a layer that reads time along dimension 0 finds the batch there."""

    def check(layer: nn.Module, inputs: tuple[Any, ...]) -> None:
        first = inputs[0] if inputs else None
        if isinstance(first, Tensor) and first.ndim == 3 and first.shape[0] == batch != first.shape[1]:
            raise BadSetting(
                f"{name}: {type(layer).__name__} without batch_first reads time along dimension 0, and the batch lies "
                "there: say --batch-dim 1, or --batch-dim 0 if that is meant"
            )

    with ExitStack() as hooks:
        for layer in model.modules():
            if isinstance(layer, (nn.RNNBase, nn.MultiheadAttention)) and not layer.batch_first:
                hooks.callback(layer.register_forward_pre_hook(check).remove)
        yield
