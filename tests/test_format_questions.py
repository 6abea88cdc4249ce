"""The one form of question files: it keeps what a file means, and formatting twice changes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizdl.bank.document import Document
from tests.bank.banks import HEAD, question
from tests.bank.test_cache import EACH_KIND
from tools.format_questions import WIDTH, formatted

SENTENCE = "The gradient of a sum is the sum of the gradients. " * 5
RANDOM_TEXT = st.text("aé학 \n\"'\\#:|>-{[", min_size=1).flatmap(lambda text: st.sampled_from([text, text * 40]))


def file_of(folder: Path, text: str) -> Path:
    file = folder / "topic.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("text", [EACH_KIND, HEAD + question(level="3", id="a", tags=f"[{'statistics, ' * 20}b]")])
def test_formatting_keeps_the_meaning_of_every_kind_and_twice_is_once(tmp_path: Path, text: str) -> None:
    meant = Document(file_of(tmp_path, text)).value
    once = formatted(tmp_path / "topic.yaml")
    assert Document(file_of(tmp_path, once)).value == meant
    assert formatted(tmp_path / "topic.yaml") == once
    assert all(len(line) <= WIDTH for line in once.splitlines())


def test_fields_stand_in_one_order(tmp_path: Path) -> None:
    lines = formatted(file_of(tmp_path, HEAD + question(folklore="{en: x}", tags="[a]", revision="2"))).splitlines()
    names = [line.strip(" -").partition(":")[0] for line in lines[2:] if line[4] != " "]
    assert names == [
        *["id", "tags", "revision", "kind", "level", "prompt", "value", "tolerance", "answer", "folklore", "verify"],
    ]


def test_a_long_text_is_folded_and_code_stays_as_it_is(tmp_path: Path) -> None:
    code = '"def f(x):\\n    return x  # twice\\n"'
    text = formatted(file_of(tmp_path, HEAD + question(prompt=f"{{en: {code}}}", answer=f"{{en: {SENTENCE.strip()}}}")))
    assert "      en: |\n        def f(x):\n            return x  # twice\n" in text
    assert "      en: >-\n        The gradient of a sum is" in text


def test_a_line_of_hangul_is_half_as_long_for_it_is_as_wide(tmp_path: Path) -> None:
    text = formatted(file_of(tmp_path, HEAD + question(answer=f"{{ko: {'기울기의 합은 합의 기울기이다. ' * 9}}}")))
    widths = [len(line) + sum("가" <= letter <= "힣" for letter in line) for line in text.splitlines()]
    assert WIDTH - 12 < max(widths) <= WIDTH


@pytest.mark.slow
@given(RANDOM_TEXT)
def test_any_text_is_kept(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    file = file_of(tmp_path_factory.getbasetemp(), HEAD + question(prompt=f"{{en: {quoted}}}"))
    meant = Document(file).value
    assert meant["questions"][0]["prompt"]["en"] == text
    assert Document(file_of(file.parent, formatted(file))).value == meant


def test_the_check_names_the_files_that_are_not_in_the_one_form_and_changes_none(tmp_path: Path) -> None:
    file = file_of(tmp_path, EACH_KIND)
    command = [sys.executable, "-m", "tools.format_questions", "--check", str(file)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert str(file) in refused.stdout
    assert file.read_text(encoding="utf-8") == EACH_KIND
    file_of(tmp_path, formatted(file))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
