"""The memory of a training step of a module at hand: as `quizdl memory` measures it, and nothing of it changes."""

import collections
import copy
import threading
from typing import Any

import pytest
import torch
from torch import nn

from quizdl.errors import BadSetting, QuizdlError, UnknownName
from quizdl.estimate.module import estimate_module

pytestmark = pytest.mark.slow  # each traces a step of torch


def mlp() -> nn.Sequential:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))


def image() -> torch.Tensor:
    return torch.rand(8, 1, 28, 28)


PARAMETERS = 784 * 100 + 100 + 100 * 10 + 10


class Tied(nn.Module):
    """An embedding that is also the head, a table that is no buffer, and a mask that dropout draws."""

    def __init__(self) -> None:
        super().__init__()
        self.embed, self.head = nn.Embedding(50, 8), nn.Linear(8, 50, bias=False)
        self.head.weight = self.embed.weight
        self.positions = torch.rand(12, 8)
        self.drop = nn.Dropout()

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.head(self.drop(self.embed(tokens) + self.positions))
        return logits


def test_the_items_are_those_that_can_be_counted() -> None:
    made = estimate_module(mlp(), image())
    items = made["items"]
    assert made["model"] == "Sequential"
    assert (made["parameters"], made["batch"], made["dtype"]) == (PARAMETERS, 8, "float32")
    assert items["parameters"] == items["gradients"] == 4 * PARAMETERS
    assert items["optimizer_state"] == 8 * PARAMETERS + 4 * 4  # and counts of steps
    assert items["inputs"] == 8 * (784 * 4 + 8)
    assert made["peak"] == sum(items.values())
    assert made["layers"][0] == {"name": "2", "kind": "ReLU", "kept": 8 * 100 * 4}


def test_the_module_is_as_it_was() -> None:
    model, x = mlp().eval(), image()
    model(x).sum().backward()
    before, gradient = copy.deepcopy(model.state_dict()), model[1].weight.grad
    estimate_module(model, x)
    assert not model.training
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert model[1].weight.grad is gradient
    assert type(model[1].weight) is nn.Parameter
    model(x).sum().backward()


def test_no_random_number_is_drawn() -> None:
    model, tokens = Tied(), torch.zeros(4, 12, dtype=torch.int64)
    before = torch.get_rng_state()
    estimate_module(model, tokens)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_tied_parameter_is_held_once_and_tensors_beside_the_buffers_are_no_obstacle() -> None:
    made = estimate_module(Tied(), torch.zeros(4, 12, dtype=torch.int64), "sgd")
    assert made["parameters"] == 50 * 8
    assert made["items"]["parameters"] == 4 * 50 * 8


def test_a_module_in_evaluation_mode_is_trained_all_the_same() -> None:
    made = estimate_module(nn.Sequential(nn.Linear(4, 6), nn.Dropout()).eval(), torch.rand(8, 4))
    assert "Dropout" in {layer["kind"] for layer in made["layers"]}  # only in training it keeps a mask


def test_the_types_are_those_of_the_module_and_its_inputs() -> None:
    made = estimate_module(mlp().double(), image().double())
    assert made["dtype"] == "float64"
    assert made["items"]["parameters"] == 8 * PARAMETERS


@pytest.mark.parametrize(
    "inputs",
    [
        (torch.rand(8, 3), torch.rand(8, 4)),
        [torch.rand(8, 3), torch.rand(8, 4)],
        {"input2": torch.rand(8, 4), "input1": torch.rand(8, 3)},
        collections.UserDict({"input1": torch.rand(8, 3), "input2": torch.rand(8, 4)}),
    ],
    ids=["tuple", "list", "dict", "mapping"],
)
def test_several_inputs_are_passed_by_position_or_by_name(inputs: object) -> None:
    made = estimate_module(nn.Bilinear(3, 4, 2), inputs)
    assert sorted(made["inputs"]) == [[[3], "float32"], [[4], "float32"]]


def test_an_lstm_can_be_copied() -> None:
    assert estimate_module(nn.LSTM(3, 4), torch.rand(5, 2, 3))["peak"] > 0


@pytest.mark.parametrize(
    ("module", "inputs", "message"),
    [
        (3, image(), "int is not an nn.Module"),
        (mlp(), None, "Sequential needs inputs of which one has a dimension for the batch"),
        (mlp(), torch.tensor(1.0), "Sequential needs inputs of which one has a dimension for the batch"),
        (mlp().requires_grad_(False), image(), "no parameter of Sequential requires a gradient"),
        (mlp(), torch.rand(8, 3), r"Sequential with an input of \(8, 3\) float32: .*784"),
        (nn.Bilinear(3, 4, 2), torch.rand(8, 3), "Bilinear with .*; pass a tuple, with an input for each argument"),
        (nn.Embedding(5, 3), torch.rand(8, 3), "Embedding with .*; pass tokens as integers"),
        (mlp(), image().double(), "Sequential with .* a product of float32 and float64; pass inputs of the type"),
        (nn.LazyLinear(3), torch.rand(8, 3), "LazyLinear with .*; its lazy layers have no sizes yet"),
    ],
)
def test_what_cannot_be_estimated_is_refused_in_one_sentence(module: nn.Module, inputs: object, message: str) -> None:
    with pytest.raises(BadSetting, match=f"^{message}") as error:
        estimate_module(module, inputs)
    assert "--input" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("adamv", "; did you mean adam, radam, nadam"), ("lion", "$"), ("prodigy", "$"), ("sophia", "$")],
)
def test_an_unknown_optimizer_suggests_the_nearest_and_how_to_name_others(name: str, hint: str) -> None:
    others = r"\(any other goes by module:callable, as in lion_pytorch:Lion\)"
    with pytest.raises(UnknownName, match=f"no optimizer of torch is called '{name}' {others}{hint}"):
        estimate_module(mlp(), image(), name)


class Locked(nn.Linear):
    """Holds what Python cannot copy."""

    def __init__(self) -> None:
        super().__init__(4, 3)
        self.lock = threading.Lock()


@pytest.mark.parametrize(
    ("module", "options", "message"),
    [
        (mlp, {}, r"mlp makes a module: pass the module itself, as in mlp\(\)"),
        (Locked(), {}, r"Locked cannot be copied \(cannot pickle '_thread.lock' object\): let a function in a file"),
        (mlp(), {"optimizer": torch.optim.Adam(mlp().parameters())}, "Adam is made for .*, as in torch.optim.Adam"),
        (mlp(), {"loss": nn.CrossEntropyLoss()}, "the loss is called with the output alone .*'target'"),
        (mlp(), {"loss": nn.functional.mse_loss}, "the loss is called with the output alone .*'target'"),
    ],
)
def test_what_is_easily_passed_instead_is_told_in_a_sentence(module: Any, options: Any, message: str) -> None:
    with pytest.raises(BadSetting, match=message):
        estimate_module(module, image(), **options)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_a_step_has_gradients_where_the_caller_has_none(mode: Any) -> None:
    with mode():
        assert estimate_module(mlp(), image())["items"]["gradients"] == 4 * PARAMETERS


def test_after_a_refusal_tensors_have_values_again() -> None:
    with pytest.raises(QuizdlError):
        estimate_module(mlp(), torch.rand(8, 3))
    assert torch.ones(2).sum().item() == 2
