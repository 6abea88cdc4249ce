"""The estimate of memory as Python gives it."""

import json

import pytest
import torch
from torch import nn

import quizdl
from quizdl.errors import BadSetting


@pytest.mark.slow
def test_it_holds_the_document_of_the_command_line() -> None:
    estimate = quizdl.estimate_memory(nn.Linear(4, 3), torch.rand(8, 4), optimizer="sgd")
    document = json.loads(json.dumps(estimate.to_dict()))
    assert document["schema"] == "quizdl.memory/1"
    assert list(document) == [
        *("schema", "room", "model", "parameters", "batch", "optimizer", "dtype", "inputs"),
        *("items", "peak", "phase", "formula", "factor", "layers"),
        *("measured", "taken", "assumptions", "curve"),
    ]
    assert estimate.peak == sum(estimate.items.values()) == document["peak"]
    assert estimate.items["parameters"] == 4 * 15


@pytest.mark.slow
def test_a_notebook_shows_a_table_and_a_terminal_a_line() -> None:
    estimate = quizdl.estimate_memory(nn.Linear(4, 3), torch.rand(8, 4))
    assert repr(estimate).startswith("<MemoryEstimate Linear: ")
    assert "optimizer state" in estimate.to_html("en")
    assert "옵티마이저 상태" in estimate.to_html("ko")
    assert estimate._repr_html_().startswith("<div")


@pytest.mark.slow
def test_options_of_the_command_change_the_estimate_and_are_shown() -> None:
    blocks = nn.Sequential(*(nn.Sequential(nn.Linear(64, 64), nn.GELU()) for _ in range(3)))
    net = nn.Sequential(blocks, nn.Linear(64, 10))
    made = quizdl.estimate_memory(net.bfloat16(), torch.rand(8, 64).bfloat16(), lora=4, checkpointing=True)
    shown = made.to_html("en")
    assert made.items["optimizer_state"] == pytest.approx(2 * 2 * 3 * 4 * (64 + 64), rel=0.1)
    assert "adapters of rank 4 beside 3 linear layers" in shown
    assert "3 equal blocks" in shown
    copied = quizdl.estimate_memory(net, torch.rand(8, 64).bfloat16(), master_copy=True)
    assert copied.items["master_copy"] == 4 * copied.parameters
    assert {parameter.requires_grad for parameter in net.parameters()} == {True}


@pytest.mark.slow
def test_the_cache_of_generated_tokens_is_an_item() -> None:
    class Attention(nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            heads = super().forward(x).reshape(len(x), -1, 4, 8).transpose(1, 2)
            return nn.functional.scaled_dot_product_attention(heads, heads, heads)

    made = quizdl.estimate_memory(Attention(16, 32), torch.rand(2, 10, 16), generate=100)
    assert made.items["kv_cache"] == 2 * 2 * 4 * 8 * 4 * (10 + 100)
    assert "keys and values" in made.to_html("en")


@pytest.mark.slow
def test_the_largest_batch_is_found_in_the_dimension_that_is_given() -> None:
    net, sequence = nn.Linear(16, 4), torch.rand(5, 3, 16)
    made = quizdl.estimate_memory(net, sequence, "sgd", batch_dim=1, max_batch="1MB")
    one_more = quizdl.estimate_memory(net, torch.rand(5, made.batch + 1, 16), "sgd", batch_dim=1)
    assert made.room == 10**6
    assert made.peak <= 10**6 < one_more.peak
    assert made.taken[0] == {"shape": [5, made.batch, 16], "dim": 1, "size_before": 3}
    assert f"is {made.batch}." in made.to_html("en")


def test_a_size_of_memory_that_is_none_is_refused() -> None:
    with pytest.raises(BadSetting, match="write it as in 80GB"):
        quizdl.estimate_memory(nn.Linear(4, 3), torch.rand(8, 4), max_batch="much")
