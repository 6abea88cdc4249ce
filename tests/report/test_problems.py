"""What is wrong with a bank is told in Korean to a Korean reader: every problem that the source can report."""

import ast
import re
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

import quizdl
from quizdl.bank.plain_yaml import _FIXES, _UNTAG
from quizdl.errors import BankError, Problem
from quizdl.report.problems import say_defect, say_problem, say_problems
from quizdl.words.ko import SENTENCES, SYNTAX, SYSTEM
from quizdl.words.sentences import values_in

ROOT = Path(quizdl.__file__).parent
MODULES = [*(ROOT / "bank").glob("*.py"), *(ROOT / "verify").glob("*.py")]
SOURCES = [file for file in sorted(MODULES) if re.search(r"\b(Defect|Problem)\(", file.read_text())]
SOURCES += [ROOT / "bank" / "plain_yaml.py", ROOT / "bank" / "scalars.py"]  # the document adds their problems
SOURCES += [ROOT / "contract.py"]  # the check of exercises adds its problems

SAID_ELSEWHERE = SYNTAX.keys() | SYSTEM.keys()  # by the system, Python or libyaml
NO_PROBLEMS = {  # functions, and constants of a module, whose texts are no problems
    "json_schema",
    "_File",  # descriptions, for editors
    "_FIXES",  # its keys are libyaml's; looked at below
    "_VALUE",
    "_FIRST_LINE",
    "_LEANING",
    "citation",  # a reference
    "short_citation",
}
HANGUL = re.compile("[가-힣]")


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text of more than one word in a module but docstrings, with `x1`, `x2` where values are filled in."""
    for node in ast.iter_child_nodes(tree):
        name = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if getattr(node, "name", None) in NO_PROBLEMS or getattr(name, "id", None) in NO_PROBLEMS:
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if isinstance(node, ast.JoinedStr):
            numbers = count(1)
            filled = [part.value if isinstance(part, ast.Constant) else f"x{next(numbers)}" for part in node.values]
            yield "".join(map(str, filled))
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from texts(part)  # but not its format
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        else:
            yield from texts(node)


def prose(source: Path) -> list[str]:
    return [text for text in texts(ast.parse(source.read_text())) if re.search(r"\w\S* \S*\w", text)]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_problem_of_the_source_has_its_korean(source: Path) -> None:
    without = [text for text in prose(source) if not HANGUL.search(say_defect("ko", text))]
    assert without == []


def test_every_hint_for_an_error_of_the_parser_has_its_korean() -> None:
    for error, hint in _FIXES.items():
        assert HANGUL.search(say_defect("ko", hint)), hint
        assert HANGUL.search(say_defect("ko", error)), error


def test_no_form_is_kept_that_no_source_has() -> None:
    written = {text for source in SOURCES for text in prose(source)} | {*_FIXES.values(), _UNTAG}
    written |= {"en", "ko", "longest", "shortest", "longer", "shorter"}  # words of `giveaways`
    forms = SENTENCES["problems"].keys() - SAID_ELSEWHERE
    assert [form for form in forms if not any(text == form or values_in(text, form) for text in written)] == []


def test_a_form_and_its_korean_fill_in_the_same_values() -> None:
    for form, words in SENTENCES["problems"].items():
        if form in SAID_ELSEWHERE:
            continue
        assert sorted(re.findall(r"\{[a-z]+\}", form)) == sorted(re.findall(r"\{[a-z]+\}", words)), form


def problem(what: str, remedy: str = "") -> Problem:
    return Problem(Path("adam.yaml"), 3, 5, "questions[0]", what, remedy)


def test_the_place_of_a_problem_stays_and_its_values_are_filled_in() -> None:
    shown = say_problem("ko", problem("'level' is missing", "add level:"))
    assert shown == "adam.yaml:3:5: questions[0]: 'level' 필드가 없습니다 (level: 필드를 추가하세요)"
    assert say_problem("en", problem("'level' is missing", "add level:")) == (
        "adam.yaml:3:5: questions[0]: 'level' is missing (add level:)"
    )


def test_values_are_shown_as_they_are_whatever_they_hold() -> None:
    for name in ("'{why}'", "'{0}'", r"'\\1'", "'remove it'", "''"):
        assert say_defect("ko", f"{name} occurs twice") == f"{name} 항목이 두 번 나옵니다"


def test_a_reason_inside_a_problem_is_translated_and_what_is_unknown_stays() -> None:
    assert say_defect("ko", "cannot be read: Permission denied") == "읽을 수 없습니다: 권한이 없습니다"
    missing = "mutant 'a bug': /x.py cannot be read: [Errno 2] No such file or directory: '/x.py'"
    assert say_defect("ko", missing) == (
        "mutant 'a bug': /x.py 파일을 읽을 수 없습니다: 그런 파일이나 폴더가 없습니다: '/x.py'"
    )
    assert say_defect("ko", "not YAML: words of the parser") == "YAML 구문 오류: words of the parser"
    assert say_defect("ko", "words of no problem") == "words of no problem"


def test_habits_of_a_bank_are_said_without_an_english_word() -> None:
    for habit, korean_habit in {
        "en: the right choice is the longest in 30 of 40 questions, by chance in 10 (p = 2e-18)": (
            "영어: 40문제 중 30문제에서 정답이 가장 긴 보기입니다. 우연이라면 약 10문제입니다 (p = 2e-18)"
        ),
        "ko: right choices are shorter than wrong ones over the bank (rank sum, p = 0.001)": (
            "한국어: 문제은행 전체에서 정답이 오답보다 짧습니다 (순위합 검정, p = 0.001)"
        ),
    }.items():
        assert say_defect("ko", habit) == korean_habit


def test_all_problems_of_a_bank_are_said_in_their_order() -> None:
    error = BankError([problem("is empty"), problem("is blank")._replace(line=1)])
    assert say_problems("en", error) == str(error)
    assert say_problems("ko", error).splitlines() == [
        "adam.yaml:1:5: questions[0]: 보이는 글자가 없습니다",
        "adam.yaml:3:5: questions[0]: 비어 있습니다",
    ]


def test_a_key_made_to_fit_many_forms_in_part_costs_no_time() -> None:
    hostile = ": the parameter  cannot be read: " * 600  # 20 kB, as long as a key may be
    start = time.process_time()
    for _ in range(100):
        say_problem("ko", problem(f"the key {hostile!r} occurs twice, first at line 1, column 2"))
    assert time.process_time() - start < 1
