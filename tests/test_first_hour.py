"""The first hour of CONTRIBUTING.md, command by command."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECTION = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## The first hour\n")[1].partition("\n## ")[0]
COMMANDS = "".join(re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL))
PRINTS = re.compile(r"^(!? ?quizdl .*?)  # (.*)$", re.MULTILINE)
END = "<end of a command>"


@pytest.mark.slow
def test_each_command_of_the_first_hour_prints_what_stands_behind_it(tmp_path: Path) -> None:
    promised = [text for _, text in PRINTS.findall(COMMANDS)]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "QUIZDL_HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
    }
    script = PRINTS.sub(rf"\1\necho '{END}'", COMMANDS)
    done = subprocess.run(["bash", "-e"], input=script, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    *printed, rest = done.stdout.split(END)
    assert rest.strip() == ""
    assert len(printed) == len(promised) == 10
    for text, output in zip(promised, printed, strict=True):
        assert text in output
