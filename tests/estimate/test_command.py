"""The memory of a reader's own model: how it is found, fed and refused; in this process, each in its own folder."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from quizdl.errors import BadSetting, QuizdlError, UnknownName
from quizdl.estimate.request import Request, answer, estimate
from tests.estimate.models import NETS

pytestmark = pytest.mark.slow  # 46 models are traced; test_module traces some for the quick loop


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder, with nets.py in it; what is imported from there is forgotten."""
    (tmp_path / "nets.py").write_text(NETS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield tmp_path
    for name in ("nets", "own", "beside", "lacks"):
        sys.modules.pop(name, None)


def ask(model: str, *inputs: tuple[list[int], str | None], optimizer: str = "adam", dtype: str = "float32") -> Request:
    return Request(model, 8, inputs, optimizer, dtype)


IMAGE: tuple[list[int], str | None] = ([1, 28, 28], None)

PARAMETERS = 784 * 100 + 100 + 100 * 10 + 10


def test_the_items_of_an_mlp_are_those_that_can_be_counted() -> None:
    made = estimate(ask("nets:mlp", IMAGE))
    items = made["items"]
    assert made["parameters"] == PARAMETERS
    assert items["parameters"] == items["gradients"] == 4 * PARAMETERS
    assert items["optimizer_state"] == 8 * PARAMETERS + 4 * 4  # and counts of steps
    assert items["inputs"] == 8 * (784 * 4 + 8)
    assert items["temporaries"] == pytest.approx(4 * PARAMETERS, rel=0.05)  # foreach takes all parameters together
    assert made["phase"] == "optimizer step"
    assert made["peak"] == sum(items.values())
    assert made["formula"] == 4 * PARAMETERS + 8 * 784 * 4
    assert made["factor"] == made["peak"] / made["formula"]
    assert made["layers"][0] == {"name": "2", "kind": "ReLU", "kept": 8 * 100 * 4}


def test_the_loss_keeps_what_cross_entropy_keeps() -> None:
    layers = {layer["name"]: layer for layer in estimate(ask("nets:mlp", IMAGE))["layers"]}
    assert layers["loss"] == {"name": "loss", "kind": "", "kept": 8 * 10 * 4 + 4}


def test_layers_stand_by_what_they_keep_the_largest_first() -> None:
    layers = estimate(ask("nets:widening", ([4], None)))["layers"]
    assert [layer["name"] for layer in layers] == ["3", "1", "loss"]  # by name, 1 would come first
    assert [layer["kept"] for layer in layers] == [8 * 60 * 4, 8 * 6 * 4, 8 * 2 * 4 + 4]


def test_a_model_that_comes_in_evaluation_mode_is_trained_all_the_same() -> None:
    layers = estimate(ask("nets:evaluated", ([4], None)))["layers"]
    assert "Dropout" in {layer["kind"] for layer in layers}  # only in training it keeps a mask


@pytest.mark.parametrize(("optimizer", "numbers"), [("sgd", 0), ("momentum", 1), ("adam", 2), ("adamw", 2)])
def test_each_optimizer_holds_its_state(optimizer: str, numbers: int) -> None:
    state = estimate(ask("nets:mlp", IMAGE, optimizer=optimizer))["items"]["optimizer_state"]
    assert state == pytest.approx(4 * numbers * PARAMETERS, rel=0.01)


@pytest.mark.parametrize(("dtype", "size"), [("float64", 8), ("bfloat16", 2), ("float16", 2)])
@pytest.mark.slow
def test_the_type_sets_the_size_of_a_number(dtype: str, size: int) -> None:
    made = estimate(ask("nets:mlp", IMAGE, dtype=dtype))
    assert made["items"]["parameters"] == size * PARAMETERS
    assert made["inputs"] == [[[1, 28, 28], dtype]]


def test_a_file_is_found_by_its_path(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "own.py").write_text(
        "from beside import width\nfrom torch import nn\nnet = lambda: nn.Linear(width, 2)"
    )
    (folder / "deep" / "beside.py").write_text("width = 7")
    assert estimate(ask("deep/own.py:net", ([7], None)))["parameters"] == 16


@pytest.mark.parametrize(("model", "shape"), [("nets:with_example", [1, 28, 28]), ("nets:Lightning", [5])])
def test_a_model_may_say_itself_what_an_input_looks_like(model: str, shape: list[int]) -> None:
    assert estimate(ask(model))["inputs"] == [[shape, "float32"]]


def test_a_shape_that_is_given_overrules_the_example() -> None:
    assert estimate(ask("nets:Lightning", ([7, 5], None)))["inputs"] == [[[7, 5], "float32"]]


def test_tokens_are_integers_and_their_classes_lie_last() -> None:
    made = estimate(ask("nets:Language", ([12], "int64")))
    assert made["items"]["inputs"] == 2 * 8 * 12 * 8  # tokens, and as many targets
    kept = {layer["name"]: layer["kept"] for layer in made["layers"]}
    assert kept["loss"] == 8 * 12 * 50 * 4 + 4


def test_a_model_that_gives_its_loss_needs_no_targets() -> None:
    assert estimate(ask("nets:Loss", ([4], None)))["items"]["inputs"] == 8 * 4 * 4


def test_a_model_may_have_several_inputs() -> None:
    assert estimate(ask("nets:Two", ([3], None), ([4], None)))["inputs"] == [[[3], "float32"], [[4], "float32"]]


def test_an_input_may_be_a_single_number_of_each_example_or_one_that_all_share() -> None:
    labels = estimate(ask("nets:Labelled", ([4], None), ([], "int64")))
    assert labels["items"]["inputs"] == 8 * (4 * 4 + 8)
    scale = estimate(replace(ask("nets:Scaled", ([4], None), ([], "float32")), batch_dims=[0, None]))
    assert scale["items"]["inputs"] == 8 * (4 * 4 + 8) + 4  # and targets
    assert scale["taken"][1] == {"shape": [], "dim": None, "size_before": None}


def test_a_search_tells_only_which_batch_it_is_at() -> None:
    told: list[tuple[str, int]] = []
    largest = answer(
        replace(ask("nets:mlp", IMAGE), room=4_000_000), lambda stage, batch=0: told.append((stage, batch))
    )
    assert {stage for stage, _ in told} == {"search"}
    assert largest["batch"] in [batch for _, batch in told]


def test_inputs_may_be_passed_by_name_or_in_a_table() -> None:
    assert estimate(ask("nets:by_name"))["inputs"] == [[[4], "float32"], [[3], "float32"]]
    assert estimate(ask("nets:in_a_tuple"))["inputs"] == [[[3], "float32"]]


@pytest.mark.parametrize("model", ["nets:Named", "nets:Object"])
def test_logits_count_though_another_output_comes_first(model: str) -> None:
    made = estimate(ask(model, ([6], None), optimizer="sgd"))
    assert made["items"]["inputs"] == 8 * (6 * 4 + 8)
    assert {layer["name"]: layer["kept"] for layer in made["layers"]} == {"loss": 8 * 4 * 4 + 4}


def test_frozen_parameters_are_held_once_and_have_no_gradient_and_no_state() -> None:
    made = estimate(ask("nets:Tied", ([12], "int64")))
    items, trained, still = made["items"], 8 * 8 + 8, 50 * 8
    assert made["parameters"] == trained + still
    assert items["parameters"] == 4 * (trained + still)
    assert items["buffers"] == 0
    assert items["optimizer_state"] == 4 * 2 * trained + 2 * 4


@pytest.mark.slow
@pytest.mark.parametrize(("dtype", "size"), [("float32", 4), ("float64", 8), ("bfloat16", 2)])
def test_an_lstm_keeps_the_same_numbers_in_every_type(dtype: str, size: int) -> None:
    layers = {
        layer["name"]: layer for layer in estimate(ask("nets:Recurrent", ([20, 32], None), dtype=dtype))["layers"]
    }
    in_float64 = really_kept(nn.LSTM(32, 64, batch_first=True).double(), torch.zeros(8, 20, 32).double())
    assert layers["model"]["kept"] == in_float64 * size / 8


def really_kept(model: nn.Module, x: torch.Tensor) -> int:
    """Bytes that autograd keeps of a forward pass on tensors with values, parameters and inputs aside."""
    known = {tensor.untyped_storage().data_ptr() for tensor in (*model.parameters(), x)}
    kept: dict[int, torch.Tensor] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        if (place := tensor.untyped_storage().data_ptr()) not in known:
            kept[place] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        output = model(x)[0]
    del output
    return sum(tensor.untyped_storage().nbytes() for tensor in kept.values())


@pytest.mark.slow
def test_what_torch_says_about_traces_is_not_passed_on() -> None:
    assert estimate(ask("nets:encoder", ([6, 16], None)))["peak"] > 0  # here a warning is an error


@pytest.mark.parametrize(
    ("model", "inputs", "message"),
    [
        ("nets", [], "nets: write module:callable, or path/to/file.py:callable"),
        ("./nets:mlp", [], "./nets:mlp: write module:callable, or path/to/file.py:callable"),
        ("nest:mlp", [], r"no module is called 'nest' \(packages must be installed .*\); did you mean nets\?"),
        ("nets.ipynb:mlp", [], r"nets.ipynb is a notebook: call quizdl.estimate_memory\(model, batch\) in it"),
        ("nets:mpl", [], "no callable of nets is called 'mpl'; did you mean mlp?"),
        ("net.py:mlp", [], "no file is called 'net.py'; did you mean nets.py?"),
        ("nets:model", [], "nets:model is not a callable that makes a model: write a function, or name the class"),
        ("nets:not_a_model", [], r"nets:not_a_model\(\) gives int, not an nn.Module"),
        ("nets:there_before", [([2], None)], r"nets:there_before\(\) gives an existing model: it must make a new one"),
        ("nets:breaks", [], r"nets:breaks\(\) failed: nets.py:\d+: IndexError: list index out of range"),
        ("nets:leaves", [], r"nets:leaves\(\) failed: nets.py:\d+: SystemExit: 3"),
        ("nets:needs", [], r"nets:needs\(\) failed: TypeError: needs\(\) .*; write a function without arg"),
        ("nets:mlp", [], "nets:mlp does not say what an input looks like: give --input 3,224,224"),
        (
            "nets:mlp",
            [([3], None)],
            r"nets:mlp with an input of \(8, 3\) float32: .*784.*; does --input say the shape of one example",
        ),
        (
            "nets:mlp",
            [([784], "int64")],
            r"nets:mlp with an input of \(8, 784\) int64: a product of float32 and int64; ",
        ),
        ("nets:Language", [([5], None)], r"nets:Language with .*; say that they are tokens, as in --input 128:int64"),
        ("nets:Two", [([3], None)], r"nets:Two with .*'input2'; give --input once for each input of forward"),
        ("nets:Loss", [([4], None)] * 2, r"nets:Loss with an input of .* and .*; give --input once for each input"),
        ("nets:as_a_dict", [], r"nets:as_a_dict with a batch of 8 like its example: .*'x'; .* put it into a tuple"),
        (
            "nets:Dislikes",
            [([4], None)],
            r"nets:Dislikes with an input of \(8, 4\) float32: nets.py:\d+: no such thing$",
        ),
        ("nets:Frozen", [([4], None)], r"nets:Frozen\(\) gives a model in which no parameter requires a gradient"),
        ("nets:Detached", [([4], None)], "what nets:Detached gives depends on no parameter that is trained"),
        (
            "nets:Looks",
            [([4], None)],
            r"nets:.*nets.py:\d+: the model looks at the values of a tensor \(aten._local_sca",
        ),
        (
            "nets:Rates",
            [],
            r"nets:Rates\(\) failed: nets.py:\d+: the model looks at the values of a tensor \(aten._loc",
        ),
        ("nets:Picks", [([4], None)], r"nets:.*nets.py:\d+: the model looks at the values of a tensor \(aten.nonzero"),
        ("nets:Numpy", [([4], None)], r"nets:.*nets.py:\d+: the model looks at the values of a tensor \(.numpy"),
        (
            "nets:Integers",
            [([2], None)],
            "nets:Integers gives a tensor of int64, no floating-point tensor: let it give ",
        ),
    ],
)
def test_an_error_is_one_sentence(model: str, inputs: list[tuple[list[int], str | None]], message: str) -> None:
    with pytest.raises(QuizdlError, match=f"^{message}") as error:
        estimate(ask(model, *inputs))
    assert isinstance(error.value, (BadSetting, UnknownName))
    assert "\n" not in str(error.value)


def test_a_module_that_lacks_another_says_which(folder: Path) -> None:
    (folder / "lacks.py").write_text("\nimport no_such_thing")
    with pytest.raises(BadSetting, match=r"lacks .*: lacks.py:2: ModuleNotFoundError: .*no_such_thing.*; install it"):
        estimate(ask("lacks:model"))


def test_a_module_one_folder_deeper_is_named_by_its_path(folder: Path) -> None:
    package = folder / "src" / "ours"
    package.mkdir(parents=True)
    (package / "net.py").write_text("")
    with pytest.raises(UnknownName, match=r"did you mean src/ours/net\.py"):
        estimate(ask("ours.net:model"))


def test_a_relative_import_outside_a_package_says_what_lacks(folder: Path) -> None:
    (folder / "own.py").write_text("from .beside import width")
    with pytest.raises(BadSetting, match=r"own.py:1: ImportError: .*; relative imports need an __init__.py"):
        estimate(ask("own.py:model"))
