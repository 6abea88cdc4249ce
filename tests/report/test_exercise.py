"""An exercise in lines: prompt, contract in words and starter; neither hints nor answer."""

from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.bank.model import Text
from quizdl.report.lines import question_lines, reveal_lines
from quizdl.report.view.exercise import exercise_text, session_lines, session_texts
from quizdl.words import Language
from tests.bank.exercise import write_adam

EN = """\
Write Adam (Kingma & Ba 2015, algorithm 1).

Made by `Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8)`
Called as `step(theta: *s, g: *s) -> theta: *s`
A name in a shape stands for a length, `*s` for any shape; numbers are float64 unless said.
May be changed in place: `theta`
May be imported: `numpy`, `torch`
Not allowed: `torch.optim`, `torch.autograd`
    import numpy as np
    
    
    class Adam:
        def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
            ...
    
        def step(self, theta, g):
            \"\"\"One step: theta and g of one shape; gives the new theta, or changes theta in place.\"\"\"
            raise NotImplementedError
Write it in your own editor; allow about 15 minutes."""  # noqa: W293  # as code is indented

KO = (
    "Adam을 직접 작성해 보라 (Kingma & Ba 2015, 알고리즘 1).",
    "생성: `Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8)`",
    "호출: `step(theta: *s, g: *s) -> theta: *s`",
    "모양에 적은 이름은 길이를, `*s` 표기는 아무 모양을 뜻한다. 따로 적지 않은 수는 float64다.",
    "제자리에서 바꿔도 되는 인자: `theta`",
    "가져다 쓸 수 있는 모듈: `numpy`, `torch`",
    "쓸 수 없는 것: `torch.optim`, `torch.autograd`",
    "편집기에서 직접 작성해 보세요. 약 15분 걸립니다.",
)


def test_an_exercise_is_its_prompt_its_contract_and_its_starter(tmp_path: Path) -> None:
    assert "\n".join(question_lines(write_adam(tmp_path), "en")) == EN


def test_the_contract_is_told_in_korean(tmp_path: Path) -> None:
    assert [line for line in question_lines(write_adam(tmp_path), "ko") if line in KO] == list(KO)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_answer_and_the_judges_are_told_with_the_answer_alone(tmp_path: Path, language: Language) -> None:
    question = write_adam(tmp_path)
    asked, told = "\n".join(question_lines(question, language)), "\n".join(reveal_lines(question, language))
    for hidden in (question.answer.to(language), *question.verify):
        assert hidden in told
        assert hidden not in asked
    for hint in question.hints:
        assert hint.to(language) not in asked + told


def test_an_exercise_in_one_language_is_shown_whole_to_readers_of_another(tmp_path: Path) -> None:
    question = replace(write_adam(tmp_path), prompt=Text(en="Write Adam."))
    assert (exercise_text(question).ko or "").startswith("Write Adam.\n\n생성: ")


def test_of_a_whole_program_its_bar_and_the_length_of_ours_are_told(tmp_path: Path) -> None:
    question = replace(write_adam(tmp_path), whole=True, statements=30, accuracy=0.95)
    told = ["Accuracy on data that it has not seen: at least 0.95", "Ours takes 30 statements."]
    assert "\n".join(told) in str(exercise_text(question).en)
    assert "학습에 쓰지 않은 데이터에서 필요한 정확도: 0.95 이상\n기준 코드의 구문 수: 30\n" in str(
        exercise_text(question).ko
    )


def test_an_example_with_functions_is_a_session(tmp_path: Path) -> None:
    question = replace(write_adam(tmp_path), session=">>> scan(min, [2, 1])\n[2, 1]\n")
    assert session_lines(question, "en") == ["Example at Python's prompt:", "  >>> scan(min, [2, 1])", "  [2, 1]"]
    assert session_lines(question, "ko")[0] == "파이썬 프롬프트에서 실행한 예:"
    (text,) = session_texts(question)
    assert text.en == "Example at Python's prompt:\n```python\n>>> scan(min, [2, 1])\n[2, 1]\n```"
    none = replace(question, session=None)
    assert (session_lines(none, "en"), session_texts(none)) == ([], [])
