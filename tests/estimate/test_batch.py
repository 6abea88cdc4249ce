"""What is taken for the batch: never a guess, and said in the result."""

import pytest
import torch
from torch import Tensor

from quizdl.errors import BadSetting
from quizdl.estimate.batch import batch_given, batch_like, batch_of_shapes, dims_for


def like(example: object, batch: int, *dims: int | None) -> tuple[list[tuple[int, ...]], list[int | None]]:
    """The shapes after resizing, and the sizes before."""
    resized, taken = batch_like("net", example, batch, dims, None)
    assert isinstance(resized, tuple)
    assert [one.shape for one in taken] == [tuple(tensor.shape) for tensor in resized]
    return [tuple(tensor.shape) for tensor in resized], [one.size_before for one in taken]


def test_only_what_shares_the_batch_is_resized() -> None:
    example = (torch.rand(2, 12, 16), torch.rand(12, 12))
    assert like(example, 8, 0, None) == ([(8, 12, 16), (12, 12)], [2, None])


def test_inputs_that_do_not_agree_are_refused_with_what_to_say() -> None:
    with pytest.raises(BadSetting, match=r"10×16 and 2×40 of net do not agree on the batch: .* --batch-dim 0,none"):
        like((torch.rand(10, 16), torch.zeros(2, 40, dtype=torch.int64)), 8)


def test_the_batch_may_be_in_any_dimension() -> None:
    assert like((torch.rand(20, 1, 32),), 8, 1) == ([(20, 8, 32)], [1])
    tensors, taken = batch_of_shapes([([20, 32], torch.float32)], 8, [1])
    assert tensors[0].shape == (20, 8, 32)
    assert taken[0].dim == 1


def test_values_of_an_example_are_repeated() -> None:
    resized, _ = batch_like("net", torch.tensor([[1], [2]]), 5, [], None)
    assert isinstance(resized, Tensor)
    assert resized.flatten().tolist() == [1, 2, 1, 2, 1]


def test_inputs_of_python_are_not_resized_and_those_of_other_sizes_are_shared() -> None:
    assert [one.dim for one in batch_given((torch.rand(10, 16), torch.rand(2, 40)), [0])] == [0, None]


def test_one_dimension_holds_for_all_inputs() -> None:
    assert dims_for(3, [1]) == [1, 1, 1]
    assert dims_for(2, []) == [0, 0]
    with pytest.raises(BadSetting, match="3 dimensions for 2 inputs"):
        dims_for(2, [0, 1, 0])


def test_a_dimension_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadSetting, match="--batch-dim 3 is beyond the shape 2×2"):
        like((torch.rand(2, 2),), 8, 3)
    with pytest.raises(BadSetting, match="--batch-dim 2 is beyond the shape 4 of an example"):
        batch_of_shapes([([4], torch.float32)], 8, [2])
