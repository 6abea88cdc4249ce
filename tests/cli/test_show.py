"""`quizdl show`: a question with its answer, unless the reader's machine is to measure that first."""

import json
from pathlib import Path

import pytest

from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.bank.question import NumberQuestion
from quizdl.report.text import bank_lines
from quizdl.words import Language
from tests.bank.exercise import exercise_bank
from tests.cli.conftest import Quizdl


@pytest.fixture
def measured() -> NumberQuestion:
    questions = open_bank(folders.builtin_bank()).questions()
    return next(question for question in questions if isinstance(question, NumberQuestion) and question.measured)


@pytest.mark.fault
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.slow
def test_show_hides_what_is_to_be_measured_until_the_answer_is_asked_for(
    quizdl: Quizdl, measured: NumberQuestion, language: Language
) -> None:
    answer = bank_lines(measured.answer.to(language)).split("\n")[0]
    hidden = quizdl("show", measured.id, "--lang", language).stdout
    assert bank_lines(measured.prompt.to(language)).split("\n")[0] in hidden
    assert answer not in hidden
    assert measured.verify[0] not in hidden
    assert f"quizdl show {measured.id} --answer" in hidden
    assert answer in quizdl("show", measured.id, "--answer", "--lang", language).stdout


@pytest.mark.slow
def test_an_exercise_is_listed_with_its_minutes_and_shown_without_its_answer(quizdl: Quizdl, tmp_path: Path) -> None:
    bank = str(exercise_bank(tmp_path / "bank"))
    listed = quizdl("list", "--bank", bank, "--lang", "ko").stdout
    assert "  write-adam  [코드 작성, 난이도 2, 15분]  Adam을 직접 작성해 보라" in listed
    asked = quizdl("show", "write-adam", "--bank", bank, "--lang", "en").stdout
    assert "Called as `step(theta: *s, g: *s) -> theta: *s`\n" in asked
    assert "    class Adam:\n" in asked
    assert "quizdl show write-adam --answer" in asked
    assert "running means" not in asked
    assert "adam.own_state" not in asked
    answered = quizdl("show", "write-adam", "--answer", "--bank", bank, "--lang", "en").stdout
    assert "Two running means" in answered
    assert "Rests on: adam.against_torch, adam.bias_correction" in answered


@pytest.mark.fault
def test_an_error_in_quizdl_is_one_line_that_names_a_log(quizdl: Quizdl, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "sitecustomize.py").write_text(
        "import quizdl.bank.cache\n\n\ndef broken(*_, **__):\n    raise RuntimeError('a fault\\nof ours')\n\n\n"
        "quizdl.bank.cache.open_bank = broken\n"
    )
    for language, told in (("en", "stopped because of an internal error"), ("ko", "내부 오류로 종료했습니다")):
        ran = quizdl("list", "--lang", language, PYTHONPATH=str(tmp_path / "elsewhere"))
        assert ran.returncode == 1
        (line,) = ran.stderr.splitlines()
        assert told in line
        assert "RuntimeError: a fault" in line
        log = Path(line.split()[-1])
        assert log.parent == tmp_path / "home" / "state"
        assert "RuntimeError: a fault\nof ours" in log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_bank_as_json_tells_questions_apart_and_no_answer(quizdl: Quizdl, tmp_path: Path) -> None:
    bank = exercise_bank(tmp_path / "bank")
    described = (bank / "bank.yaml").read_text(encoding="utf-8") if (bank / "bank.yaml").exists() else ""
    (bank / "bank.yaml").write_text(f"{described}lists: {{adam: 14}}\n", encoding="utf-8")
    document = json.loads(quizdl("list", "--json", "--bank", str(bank)).stdout)
    (topic,) = document.pop("topics")
    assert document == {"schema": "quizdl.list/1"}
    assert (topic["name"], topic["title"]["ko"], topic["lists"]) == ("adam", "아담", 14)
    (asked,) = [question for question in topic["questions"] if question["id"] == "write-adam"]
    assert (asked["kind"], asked["level"], asked["minutes"]) == ("code", 2, 15)
    assert set(asked) == {"id", "kind", "level", "prompt", "tags", "minutes"}


@pytest.mark.slow
def test_a_question_as_json_has_the_fields_of_its_file_and_hides_what_is_to_be_tried(
    quizdl: Quizdl, tmp_path: Path
) -> None:
    shown = ("show", "write-adam", "--json", "--bank", str(exercise_bank(tmp_path / "bank")))
    asked, answered = json.loads(quizdl(*shown).stdout), json.loads(quizdl(*shown, "--answer").stdout)
    assert (asked["schema"], asked["with_answer"], answered["with_answer"]) == ("quizdl.question/1", False, True)
    assert asked["contract"]["calls"] == ["step(theta: *s, g: *s) -> theta: *s"]
    assert set(answered) - set(asked) == {"answer", "verify", "hints"}
    assert "Two running means" in answered["answer"]["en"]
