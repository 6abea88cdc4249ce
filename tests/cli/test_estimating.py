"""The process of an estimate, and the bar while it runs."""

import io
import sys
from pathlib import Path

import pytest

from quizdl.cli.estimating import estimated
from quizdl.errors import EngineError

pytestmark = pytest.mark.slow  # each starts a process that imports torch

NET = "from torch import nn\nimport os\nnet = lambda: nn.Linear(4, 3)\nleaves = lambda: os._exit(7)\n"


class Stderr(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def request(folder: Path, name: str) -> dict[str, object]:
    path = folder / "nets.py"
    path.write_text(NET)
    asked = {"model": f"{path}:{name}", "batch": 8, "inputs": [[[4], None]], "optimizer": "sgd"}
    return {**asked, "real": False, "room": None}


@pytest.mark.parametrize(
    ("language", "words"), [("en", "loading torch and the model"), ("ko", "torch와 모델 불러오는 중")]
)
def test_a_terminal_shows_how_far_it_is(
    language: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = Stderr(terminal=True)
    monkeypatch.setattr(sys, "stderr", shown)
    assert estimated(request(tmp_path, "net"), 120, language)["parameters"] == 15
    assert words in shown.getvalue()


def test_without_a_terminal_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Stderr(terminal=False)
    monkeypatch.setattr(sys, "stderr", shown)
    assert estimated(request(tmp_path, "net"), 120, "en")["peak"] > 0
    assert shown.getvalue() == ""


def test_a_process_that_ends_without_an_answer_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"ended without an answer \(exit code 7\)"):
        estimated(request(tmp_path, "leaves"), 120, "en")
