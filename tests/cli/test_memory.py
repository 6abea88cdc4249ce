"""`quizdl memory`: a reader's own model, from the shell."""

import json
from pathlib import Path

import psutil
import pytest

from tests.cli.conftest import Quizdl
from tests.processes import all_end

pytestmark = pytest.mark.slow  # each starts the program anew, and torch beside it

NETS = """
import os
import subprocess
import sys
import time
from torch import nn

print("a word of its own")


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))


class Looks(nn.Linear):
    def __init__(self):
        super().__init__(4, 1)

    def forward(self, x):
        y = super().forward(x)
        return y if y.sum().item() > 0 else y * 2


class Labelled(nn.Linear):
    def __init__(self):
        super().__init__(4, 3)

    def forward(self, x, labels):
        return nn.functional.cross_entropy(super().forward(x), labels)


def dies():
    os.abort()


def waits():
    time.sleep(10_000)


def leaves_a_process():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(10_000)"], start_new_session=True)
    with open("pid", "w") as file:
        file.write(str(child.pid))
    return mlp()
"""


@pytest.fixture
def nets(tmp_path: Path) -> str:
    path = tmp_path / "elsewhere" / "nets.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(NETS)
    return "nets:mlp"


def test_it_prints_items_peak_and_the_formula(quizdl: Quizdl, nets: str) -> None:
    done = quizdl("memory", nets, "--batch", "8", "--input", "1,28,28", COLUMNS="100")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].rstrip() == "nets:mlp: 79,510 parameters, batch 8 of 1×28×28 float32, adam, float32"
    assert any(line.split()[:5] == ["gradients", "311", "KiB", "19.7", "%"] for line in lines), done.stdout
    assert any(line.split()[:2] == ["peak", "1.54"] for line in lines), done.stdout
    assert "█" in done.stdout
    assert "the step takes 4.7 times as much" in " ".join(done.stdout.split())
    assert "CUDA context" in done.stdout
    assert "a word of its own" not in done.stdout


def test_json_is_one_document_with_sizes_in_bytes(quizdl: Quizdl, nets: str) -> None:
    done = quizdl("memory", nets, "--batch", "8", "--input", "1,28,28", "--optimizer", "sgd", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == "quizdl.memory/1"
    assert document["items"]["parameters"] == 79_510 * 4
    assert document["items"]["optimizer_state"] == 0
    assert document["peak"] == sum(document["items"].values())


def test_an_input_may_be_a_single_number_of_each_example(quizdl: Quizdl, nets: str) -> None:
    labelled = nets.replace("mlp", "Labelled")
    done = quizdl("memory", labelled, "--batch", "8", "--input", "4", "--input", ":int64", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["inputs"] == [[[4], "float32"], [[], "int64"]]


def test_it_speaks_korean_in_a_narrow_terminal(quizdl: Quizdl, nets: str) -> None:
    done = quizdl("memory", nets, "--batch", "8", "--input", "1,28,28", "--lang", "ko", COLUMNS="44")
    assert done.returncode == 0, done.stderr
    assert "옵티마이저 상태" in done.stdout
    assert "█" not in done.stdout


def test_the_largest_batch_fits_and_one_more_does_not(quizdl: Quizdl, nets: str, tmp_path: Path) -> None:
    options = ("--input", "1,28,28", "--json")
    saved = tmp_path / "saved.json"
    largest = json.loads(quizdl("memory", nets, "--max-batch", "100MB", "--save", str(saved), *options).stdout)
    more = json.loads(quizdl("memory", nets, "--batch", str(largest["batch"] + 1), *options).stdout)
    assert largest["peak"] <= 100_000_000 < more["peak"]
    assert json.loads(saved.read_text()) == largest


def test_what_looks_at_values_says_the_command_of_a_real_step(quizdl: Quizdl, nets: str) -> None:
    looks = nets.replace("mlp", "Looks")
    done = quizdl("memory", looks, "--batch", "8", "--input", "4")
    assert done.returncode == 2
    assert f"--real: quizdl memory {looks} --batch 8 --input 4 --real" in done.stderr
    done = quizdl("memory", looks, "--batch", "8", "--input", "4", "--real")
    assert done.returncode == 0, done.stderr
    assert "One real step on the CPU" in done.stdout


def test_an_error_is_one_sentence_and_exits_with_2(quizdl: Quizdl, nets: str) -> None:
    done = quizdl("memory", nets.replace("mlp", "mpl"), "--batch", "8", "--input", "1,28,28")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "quizdl: no callable of nets is called 'mpl'; did you mean mlp?"


def test_what_does_not_fit_is_one_line(quizdl: Quizdl, nets: str) -> None:
    done = quizdl("memory", nets, "--batch", "8", "--input", "3,5")
    assert (done.returncode, done.stdout) == (2, "")
    own, message = done.stderr.splitlines()  # torch logs its own view of such a failure
    assert own == "a word of its own"
    assert message.startswith("quizdl: nets:mlp with an input of (8, 3, 5) float32: ")
    assert message.endswith("[8, 15] X [784, 100]; does --input say the shape of one example, without the batch?")


def test_a_process_that_dies_is_reported(quizdl: Quizdl, nets: str) -> None:
    done = quizdl("memory", nets.replace("mlp", "dies"), "--batch", "8", "--input", "1,28,28")
    assert done.returncode == 2
    assert "ended without an answer (signal 6)" in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--batch", "8", "--input", "3,x"], "'3,x' is not a shape: write the sizes of one example"),
        (["--batch", "8", "--input", "0"], "'0' is not a shape"),
        (["--batch", "8", "--input", ":"], "':' is not a shape"),
        (["--batch", "8", "--input", ":int46"], "'int46' is not a type of numbers: one of float32"),
        (["--batch", "8", "--input", "8:int46"], "'int46' is not a type of numbers: one of float32"),
        (["--batch", "0"], "'--batch'"),
        ([], "give --batch, or --max-batch"),
        (["--batch", "8", "--max-batch", "8GB"], "give --batch, or --max-batch"),
        (["--max-batch", "8"], "'8' is not a size of memory"),
        (["--batch", "8", "--batch-dim", "last"], "'last' is not a dimension"),
    ],
)
def test_wrong_use_starts_nothing(quizdl: Quizdl, nets: str, options: list[str], message: str) -> None:
    done = quizdl("memory", nets, *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert "a word of its own" not in done.stderr


@pytest.mark.fault
def test_a_module_that_never_ends_is_stopped_and_told_in_one_sentence(quizdl: Quizdl, nets: str) -> None:
    done = quizdl("memory", nets.replace("mlp", "waits"), "--batch", "8", "--input", "1,28,28", "--timeout", "5")
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]  # the module's own word may come before it
    assert last == "quizdl: nets:waits gave no estimate within 5 s; --timeout SECONDS allows more"
    done = quizdl(
        "memory", nets.replace("mlp", "waits"), "--batch", "8", "--input", "1,28,28", "--timeout", "5", "--lang", "ko"
    )
    assert "nets:waits: 5초 안에 추정하지 못했습니다" in done.stderr


@pytest.mark.fault
def test_processes_of_the_module_are_not_waited_for_and_end_with_it(quizdl: Quizdl, nets: str, tmp_path: Path) -> None:
    done = quizdl("memory", nets.replace("mlp", "leaves_a_process"), "--batch", "8", "--input", "1,28,28")
    assert done.returncode == 0, done.stderr
    left = int((tmp_path / "elsewhere" / "pid").read_text())
    assert not psutil.pid_exists(left) or all_end([psutil.Process(left)])
