"""The estimate of memory as Python gives it."""

import json

import pytest
import torch
from torch import nn

import quizdl


@pytest.mark.slow
def test_it_holds_the_document_of_the_command_line() -> None:
    estimate = quizdl.estimate_memory(nn.Linear(4, 3), torch.rand(8, 4), optimizer="sgd")
    document = json.loads(json.dumps(estimate.to_dict()))
    assert document["schema"] == "quizdl.memory/1"
    assert list(document) == [
        *("schema", "model", "parameters", "batch", "optimizer", "dtype", "inputs"),
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
