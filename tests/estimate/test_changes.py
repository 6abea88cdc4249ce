"""What is changed of a model before it is estimated, and generating text; all sizes can be counted."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizdl.errors import BadSetting
from quizdl.estimate.request import Request, estimate

pytestmark = pytest.mark.slow  # each traces two steps

NETS = """
import types

import torch
import torch.nn.functional as F
from torch import nn


def mlp():
    return nn.Sequential(nn.Linear(64, 100), nn.ReLU(), nn.Linear(100, 10))


def turned():
    return mlp().to(torch.bfloat16).half()


def blocks():
    return nn.Sequential(*(nn.Sequential(nn.Linear(64, 64), nn.GELU()) for _ in range(8)))


def explicit():
    return nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten(), nn.Linear(8 * 36, 10))


def lazy():
    return nn.Sequential(nn.LazyConv2d(8, 3), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(10))


class Attention(nn.Linear):
    def __init__(self):
        super().__init__(16, 32)

    def forward(self, x):
        heads = super().forward(x).reshape(len(x), -1, 4, 8).transpose(1, 2)
        return F.scaled_dot_product_attention(heads, heads, heads, is_causal=True)


def attention():
    return Attention()


def configured():
    net = Attention()
    net.config = types.SimpleNamespace(
        num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, hidden_size=32
    )
    return net


def averaged(batch):
    net = mlp()
    optimizer = torch.optim.SGD(net.parameters())
    x = torch.rand(batch, 64)

    def step():
        optimizer.zero_grad()
        net(x).sum().backward()
        optimizer.step()

    return step
"""
WEIGHTS = 64 * 100 + 100 + 100 * 10 + 10


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "nets.py").write_text(NETS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield
    sys.modules.pop("nets", None)


def made(model: str, shape: list[int], **asked: Any) -> dict[str, Any]:
    return estimate(Request(f"nets:{model}", 8, [(shape, None)], "adam", **asked))


@pytest.mark.parametrize("model", ["mlp", "turned"])
def test_weights_in_another_type_do_not_live_on(model: str) -> None:
    items = made(model, [64], dtype="bfloat16")["items"]
    assert (items["parameters"], items["buffers"]) == (2 * WEIGHTS, 0)


@pytest.mark.parametrize("dtype", [None, "bfloat16"])
def test_lazy_layers_need_what_those_with_sizes_need(dtype: str | None) -> None:
    lazy, explicit = (made(name, [3, 8, 8], dtype=dtype) for name in ("lazy", "explicit"))
    assert {**lazy, "model": ""} == {**explicit, "model": ""}


def test_a_master_copy_and_its_states_are_held_in_float32() -> None:
    items = made("mlp", [64], dtype="bfloat16", master_copy=True)["items"]
    assert (items["parameters"], items["master_copy"]) == (2 * WEIGHTS, 4 * WEIGHTS)
    assert items["optimizer_state"] == 2 * 4 * WEIGHTS + 4 * 4
    with pytest.raises(BadSetting, match="turn them to bfloat16"):
        made("mlp", [64], master_copy=True)


def test_adapters_alone_have_gradients_and_states() -> None:
    found = made("mlp", [64], lora=4)
    adapters = 4 * (64 + 100)
    assert found["items"]["optimizer_state"] == 2 * 4 * adapters + 2 * 4
    assert found["items"]["parameters"] == 4 * (WEIGHTS + adapters)
    assert {"name": "lora", "size": 4 * adapters, "rank": 4, "layers": 1} in found["assumptions"]


def test_checkpointing_keeps_only_what_enters_a_block() -> None:
    plain, checkpointed = (made("blocks", [500, 64], checkpointing=on) for on in (False, True))
    entering = 8 * 500 * 64 * 4
    assert checkpointed["peak"] < plain["peak"] - 5 * entering
    with pytest.raises(BadSetting, match="no equal blocks"):
        made("mlp", [64], checkpointing=True)


@pytest.mark.parametrize(("model", "layers", "heads"), [("attention", 1, 4), ("configured", 3, 2)])
def test_keys_and_values_of_all_tokens_are_held(model: str, layers: int, heads: int) -> None:
    found = made(model, [12, 16], generate=1_000)
    prompt = 12
    assert found["items"]["kv_cache"] == 2 * layers * heads * 8 * 4 * 8 * (prompt + 1_000)
    assert found["items"]["gradients"] == 0
    assert found["peak"] == sum(found["items"].values())


def test_a_model_without_attention_cannot_generate() -> None:
    with pytest.raises(BadSetting, match="does not say how large its keys and values are"):
        made("mlp", [64], generate=10)


def test_a_step_of_the_readers_own_gets_the_batch() -> None:
    found = estimate(Request("nets:averaged", 50, [], "adam"))
    assert found["parameters"] == WEIGHTS
    assert found["items"]["buffers"] == 50 * 64 * 4  # its data
    assert found["assumptions"][0]["name"] == "own_step"
    with pytest.raises(BadSetting, match="make its changes there"):
        estimate(Request("nets:averaged", 50, [], "adam", lora=4))
