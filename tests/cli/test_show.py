"""`quizdl show`: a question with its answer, unless the reader's machine is to measure that first."""

from pathlib import Path

import pytest

from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.bank.question import NumberQuestion
from quizdl.report.text import bank_lines
from quizdl.words import Language
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
