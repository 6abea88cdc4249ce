"""What is wrong with an exercise is said where it stands: by itself, and against the program that it replaces."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizdl.bank.check import check_bank
from quizdl.bank.question import CodeQuestion, Contract
from quizdl.bank.reading import read_bank
from tests.bank.banks import problems
from tests.bank.exercise import PROGRAM, WRITE_ADAM, exercise_bank

JUDGES = {f"adam.{name}" for name in ("against_torch", "bias_correction", "long_silence", "own_state")}
STARTER = WRITE_ADAM.partition("    starter: |\n")[2].partition("    hints:")[0]
Q = "questions[0]"


def exercise(old: str = "", new: str = "") -> str:
    assert old in WRITE_ADAM
    return WRITE_ADAM.replace(old, new, 1)


def test_an_exercise_is_read_as_it_is_written(tmp_path: Path) -> None:
    bank = read_bank(exercise_bank(tmp_path))
    (read,) = bank.questions()
    assert isinstance(read, CodeQuestion)
    assert (read.minutes, read.symbol, read.whole) == (15, "adam.Adam", False)
    assert read.contract == Contract(
        make="Adam(lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8)",
        calls=("step(theta: *s, g: *s) -> theta: *s",),
        in_place=("theta",),
        compared=True,
    )
    assert (read.may_use, read.forbidden) == (("numpy", "torch"), ("torch.optim", "torch.autograd"))
    assert read.example == {"make": {}, "step": [[[1.0, -2.0], [0.5, 0.5]]]}
    assert "class Adam:\n    def __init__" in read.starter
    assert [hint.to("ko")[:2] for hint in read.hints] == ["m이", "1-"]
    assert check_bank(bank, JUDGES) == []
    assert [summary.minutes for topic in bank.topics for summary in topic.summaries()] == [15]
    assert hash(read) == hash(read)


def test_what_may_be_left_out_has_the_defaults_of_the_format(tmp_path: Path) -> None:
    text = WRITE_ADAM
    for line in (
        "      in_place: [theta]\n",
        "    may_use: [numpy, torch]\n",
        "    not: [torch.optim, torch.autograd]\n",
    ):
        text = text.replace(line, "")
    text = text.replace("    example: {make: {}, step: [[[1.0, -2.0], [0.5, 0.5]]]}\n", "")
    text = text.partition("    hints:")[0] + "    answer:" + text.partition("    answer:")[2]
    (read,) = read_bank(exercise_bank(tmp_path, text)).questions()
    assert isinstance(read, CodeQuestion)
    assert (read.contract.in_place, read.contract.compared, read.may_use) == ((), True, ("numpy",))
    assert (read.forbidden, read.example, read.hints) == ((), None, ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    minutes: 15\n", "", f"3:5: {Q}: 'minutes' is missing (add minutes:)"),
        ("minutes: 15", "minutes: 0", f"9:14: {Q}.minutes: is below 1 (at least 1)"),
        ("minutes: 15", "minutes: 181", f"9:14: {Q}.minutes: is above 180 (at most 180)"),
        ("minutes: 15", "minutes: 1.5", f"9:14: {Q}.minutes: is not a whole number (write digits only"),
        ("    symbol: adam.Adam\n", "", f"3:5: {Q}: 'symbol' is missing (add symbol:)"),
        ("minutes: 15", "minutes: 15\n    statements: 9", f"10:17: {Q}.statements: belongs to a whole program (add"),
        ("minutes: 15", "minutes: 15\n    accuracy: 0.9", f"10:15: {Q}.accuracy: belongs to a whole program (add"),
        (
            "minutes: 15",
            "minutes: 15\n    said_minutes: [3, 6]",
            f"10:19: {Q}.said_minutes: belongs to a whole program",
        ),
        ("minutes: 15", "minutes: 15\n    at_most_times: 9", f"10:20: {Q}.at_most_times: belongs to level 3 (write"),
        ("minutes: 15", "minutes: 15\n    at_most_times: 1", f"10:20: {Q}.at_most_times: is below 2 (at least 2)"),
        (
            "minutes: 15",
            'minutes: 15\n    session: "add(1)"',
            f"10:14: {Q}.session: holds no call (write >>> before a call",
        ),
        (
            "minutes: 15",
            'minutes: 15\n    session: ">>>add(1)"',
            f"10:14: {Q}.session: is no session at Python's prompt (write",
        ),
        ("minutes: 15", "whole: true\n    minutes: 15\n    said_minutes: [6, 3]", f"{Q}.said_minutes: does not grow"),
        ("minutes: 15", "whole: true\n    minutes: 15\n    accuracy: 95", f"{Q}.accuracy: is above 1 (at most 1)"),
        ("adam.Adam", "Adam", f"10:13: {Q}.symbol: 'Adam' does not name a function or class of a program (write"),
        ("      calls:", "      cals: []\n      calls:", f"13:7: {Q}.contract.cals: is an unknown field (did you mean"),
        ('["step(theta: *s, g: *s) -> theta: *s"]', "[]", f"13:14: {Q}.contract.calls: names no call (write name("),
        ("step(theta: *s", "step(theta: (*s", f"13:15: {Q}.contract.calls[0]: column 5: '(' is never closed (write"),
        ("lr=0.001", "lr 0.001", f"12:13: {Q}.contract.make: column 9: a comma or ':' is missing after 'lr' (write"),
        ("Adam(lr", "Adm(lr", f"12:13: {Q}.contract.make: 'Adm' is not the symbol 'Adam' (a class needs make:"),
        ('*s"]', '*s", "step(theta, g)"]', f"13:54: {Q}.contract.calls[1]: 'step' occurs twice (keep one)"),
        ("in_place: [theta]", "in_place: [teta]", f"14:18: {Q}.contract.in_place[0]: no call takes 'teta' (did you"),
        ("numpy, torch]", "numpy, a-b]", f"15:22: {Q}.may_use[1]: 'a-b' is not a Python name (write numpy, or"),
        ("not: [torch.optim", "not: [torch optim", f"16:11: {Q}.not[0]: 'torch optim' is not a Python name (write"),
        ("    not:", "    nto:", f"16:5: {Q}.nto: is an unknown field (did you mean not?)"),
        ("make: {}", "make: {bta1: 1}", f"17:22: {Q}.example.make.bta1: no call takes 'bta1' (did you mean beta1?)"),
        ("make: {}", "make: []", f"17:21: {Q}.example.make: is not a mapping (write fields as name: value)"),
        ("step: [[[", "stop: [[[", f"17:25: {Q}.example.stop: no call is named 'stop' (did you mean step?)"),
        ("[[[1.0, -2.0], [0.5, 0.5]]]", "1", f"17:31: {Q}.example.step: is no list of calls (write [[one, two]] for"),
        ("[0.5, 0.5]]", "1, 2]", f"17:32: {Q}.example.step[0]: gives 3 arguments (at most 2)"),
        (
            "class Adam:\n          def __init__",
            "class Adam\n          def __init__",
            f"18:14: {Q}.starter: the starter is not Python in line 4: expected ':'",
        ),
        ("      class Adam:", "      class Admm:", f"18:14: {Q}.starter: the starter defines no 'Adam' (did you mean"),
        ("          def step", "          def stop", f"{Q}.starter: the starter defines no 'Adam.step' (did you mean"),
        ("self, theta, g)", "self, theta, h)", f"{Q}.starter: Adam.step in the starter has no parameter 'g'"),
        ("self, theta, g)", "self, g, theta)", f"{Q}.starter: Adam.step in the starter has another order of parame"),
        (STARTER, "      pass\n", f"{Q}.starter: the starter defines no 'Adam'"),
        (', ko: "m이 0에서 시작하면 한 스텝 뒤의 값은 얼마인가?"', ', ko: " "', f"{Q}.hints[0].ko: is blank (write"),
        (", adam.long_silence, adam.own_state", "", f"{Q}.verify: names fewer than 3 judges (name claims that wrong"),
    ],
)
def test_what_is_wrong_in_an_exercise_is_said_where_it_stands(tmp_path: Path, old: str, new: str, message: str) -> None:
    (found,) = problems(exercise_bank(tmp_path, exercise(old, new)))
    assert message in found


def test_a_contract_that_cannot_be_read_hides_neither_other_faults_nor_adds_any(tmp_path: Path) -> None:
    text = exercise("contract:", "contract: 1\n    x:").replace("minutes: 15", "minutes: 0")
    assert [line.partition(" (")[0] for line in problems(exercise_bank(tmp_path, text))] == [
        f"adam.yaml:9:14: {Q}.minutes: is below 1",
        f"adam.yaml:11:15: {Q}.contract: is not a mapping",
        f"adam.yaml:12:5: {Q}.x: is an unknown field",
    ]
    text = exercise("symbol: adam.Adam", "symbol: [1]")
    (found,) = problems(exercise_bank(tmp_path / "b", text))
    assert f"{Q}.symbol: not a string" in found


def function(calls: str, starter: str, symbol: str = "symbol: adam.scaled") -> str:
    text = WRITE_ADAM.partition("    contract:")[0].replace("symbol: adam.Adam", symbol)
    text += f'    contract: {{calls: ["{calls}"]}}\n    starter: "{starter}"\n'
    return text + "    answer:" + WRITE_ADAM.partition("    answer:")[2]


def test_a_function_is_called_by_its_own_name(tmp_path: Path) -> None:
    sound = function("scaled(theta: *s, factor) -> theta: *s", "def scaled(theta, factor): ...")
    assert check_bank(read_bank(exercise_bank(tmp_path, sound)), JUDGES) == []
    (found,) = problems(exercise_bank(tmp_path / "b", sound.replace('["scaled', '["scale')))
    assert "calls[0]: 'scale' is not the symbol 'scaled' (a class needs make:, and calls: of its methods)" in found


def test_a_whole_program_says_how_long_ours_is_and_what_it_must_reach(tmp_path: Path) -> None:
    text = exercise("minutes: 15", "minutes: 15\n    whole: true\n    statements: 30\n    accuracy: 0.95")
    bank = read_bank(exercise_bank(tmp_path, text))
    (read,) = bank.questions()
    assert isinstance(read, CodeQuestion)
    assert (read.whole, read.statements, read.accuracy) == (True, 30, 0.95)
    assert check_bank(bank, JUDGES) == []


def without_program(root: Path) -> None:
    (root / "verifiers" / "programs" / "adam.py").rename(root / "verifiers" / "programs" / "adamw.py")


def changed(old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        assert old in PROGRAM
        (root / "verifiers" / "programs" / "adam.py").write_text(PROGRAM.replace(old, new), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without_program, f"10:13: {Q}.symbol: there is no verifiers/programs/adam.py (did you mean adamw?)"),
        (changed("class Adam:", "class Adam(:"), f"10:13: {Q}.symbol: verifiers/programs/adam.py is not Python in"),
        (changed("class Adam:", "class AMSGrad:"), f"10:13: {Q}.symbol: verifiers/programs/adam.py defines no 'Adam'"),
        (changed("eps=1e-8", "epsilon=1e-8"), f"12:13: {Q}.contract.make: Adam.__init__ in verifiers/programs/adam.py"),
        (
            changed("theta, g)", "theta, gradient)"),
            f"13:15: {Q}.contract.calls[0]: Adam.step in verifiers/programs/adam.py has no parameter 'g'",
        ),
        (changed("theta, g)", "g, theta)"), f"13:15: {Q}.contract.calls[0]: Adam.step in verifiers/programs/adam.py"),
        (changed("def step", "def stop"), f"13:15: {Q}.contract.calls[0]: verifiers/programs/adam.py defines no"),
        (changed("class Adam:", "def Adam(lr):"), f"12:13: {Q}.contract.make: 'Adam' is a function in verifiers"),
    ],
)
def test_an_exercise_is_checked_against_our_program(
    tmp_path: Path, change: Callable[[Path], None], message: str
) -> None:
    root = exercise_bank(tmp_path)
    change(root)
    (found,) = check_bank(read_bank(root), JUDGES)
    assert message in str(found)


def test_what_a_base_or_a_decorator_defines_is_not_missed(tmp_path: Path) -> None:
    root = exercise_bank(tmp_path, program="from x import Base\n\n\nclass Adam(Base):\n    pass\n")
    assert check_bank(read_bank(root), JUDGES) == []


def test_a_class_that_is_said_to_be_a_function_is_refused(tmp_path: Path) -> None:
    text = function("scaled(theta, factor) -> theta", "def scaled(theta, factor): ...")
    root = exercise_bank(tmp_path, text, program="class scaled:\n    pass\n")
    (found,) = check_bank(read_bank(root), JUDGES)
    assert "'scaled' is a class in verifiers/programs/adam.py (write under make: how an object is made)" in str(found)


def test_a_judge_that_does_not_exist_is_a_problem_with_its_place(tmp_path: Path) -> None:
    (found,) = check_bank(read_bank(exercise_bank(tmp_path)), JUDGES - {"adam.own_state"})
    assert f"{Q}.verify[3]: no claim is called 'adam.own_state'" in str(found)


def test_hints_need_both_languages(tmp_path: Path) -> None:
    text = exercise(', ko: "m이 0에서 시작하면 한 스텝 뒤의 값은 얼마인가?"', "")
    (found,) = check_bank(read_bank(exercise_bank(tmp_path, text)), JUDGES)
    assert f"{Q}.hints[0]: has no text in 'ko' (add ko:)" in str(found)


def test_a_program_is_read_and_never_run(tmp_path: Path) -> None:
    root = exercise_bank(tmp_path, program=PROGRAM + "\nopen('run', 'w')\nraise SystemExit\n")
    assert check_bank(read_bank(root), JUDGES) == []
