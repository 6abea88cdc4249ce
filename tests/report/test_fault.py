"""What is wrong with a reader's program, in words: a sentence for each kind, in both languages."""

from typing import Any

import pytest

from quizdl import folders
from quizdl.practice.exercise import Exercise, exercise_of
from quizdl.report.view.fault import fault_view
from quizdl.verify.catalogue import open_catalogue
from quizdl.verify.practice.faults import FaultKind
from tests.practice.exercises import WRITE_ADAM

ERROR = {"kind": "raised", "type": "ValueError", "message": "no {such} axis", "line": 14, "function": "step"}
CALLED = "`step(theta: *s, g: *s) -> theta: *s`"
FAULTS: list[tuple[dict[str, Any], str, str]] = [
    (
        ERROR,
        "Line 14, in step: ValueError: no {such} axis",
        "14번째 줄, step 안: ValueError: no {such} axis",
    ),
    (
        {**ERROR, "type": "TypeError", "message": "step() takes 2", "line": None, "function": ""},
        f"TypeError: step() takes 2. It is called as {CALLED}.",
        f"TypeError: step() takes 2. 이렇게 호출합니다: {CALLED}",
    ),
    (
        {**ERROR, "type": "NotImplementedError", "message": ""},
        "Line 14, in step: It still raises NotImplementedError. Replace that line by your code.",
        "14번째 줄, step 안: 아직 NotImplementedError가 발생합니다. 그 줄을 직접 작성한 코드로 바꾸세요.",
    ),
    (
        {**ERROR, "type": "MemoryError"},
        "Line 14, in step: It asked for more memory than the 1 GiB that it may have.",
        "14번째 줄, step 안: 쓸 수 있는 메모리 1 GiB보다 많이 요청했습니다.",
    ),
    (
        {**ERROR, "type": "FromTheJudge"},
        "Line 14, in step: A function that was handed to it failed: no {such} axis. Check what you call it with.",
        "14번째 줄, step 안: 인자로 받은 함수를 호출하다 실패했습니다: no {such} axis. "
        "그 함수에 무엇을 넘기는지 확인하세요.",
    ),
    (
        {"kind": "exited", "code": 3, "line": 8},
        "Line 8: Your program ended the process (exit code 3). Return or raise instead.",
        "8번째 줄: 작성한 코드가 프로세스를 끝냈습니다 (종료 코드 3). 끝내지 말고 값을 반환하거나 예외를 일으키세요.",
    ),
    (
        {"kind": "killed", "signal": "SIGSEGV"},
        "The process of your program was killed by SIGSEGV.",
        "작성한 코드의 프로세스가 SIGSEGV 시그널로 죽었습니다.",
    ),
    (
        {"kind": "slow", "call": "step", "seconds": 10.0, "line": 14},
        "Line 14: step has not come back for 10 s. Look for a loop that never ends.",
        "14번째 줄: step 호출이 10초 동안 끝나지 않았습니다. 끝나지 않는 반복문이 있는지 살펴보세요.",
    ),
    (
        {"kind": "slow", "call": "import", "seconds": 10.0, "line": None},
        "The file has not been loaded within 10 s. Keep what takes long out of the top level.",
        "파일을 10초 안에 불러오지 못했습니다. 오래 걸리는 코드는 모듈 최상위에 두지 마세요.",
    ),
    (
        {"kind": "not_loaded", "type": "NameError", "message": "name 'np'", "line": 3, "function": "<module>"},
        "Line 3: NameError: name 'np'. The file must run from top to bottom before it is judged.",
        "3번째 줄: NameError: name 'np'. 판정하려면 먼저 파일이 처음부터 끝까지 실행되어야 합니다.",
    ),
    (
        {"kind": "missing", "name": "Adam", "near": None, "line": None},
        "There is no Adam. The exercise calls it by that name.",
        "정의가 없습니다: Adam. 판정할 때 이 이름으로 호출합니다.",
    ),
    (
        {"kind": "missing", "name": "Adam.step", "near": "Adam.stpe", "line": 12},
        "There is no Adam.step, but Adam.stpe in line 12. Rename it.",
        "정의가 없습니다: Adam.step. 12번째 줄에 비슷한 이름이 있습니다: Adam.stpe. 이름을 고치세요.",
    ),
    (
        {"kind": "count", "given": 1, "asked": 3, "names": ["dx", "dw", "db"]},
        "It returns 1 value; the contract asks for 3: dx, dw, db.",
        "값 1개를 반환했습니다. 규약은 3개를 요구합니다: dx, dw, db.",
    ),
    (
        {"kind": "nothing", "asked": ["dx", "dw"]},
        "It returns None, and changes nothing in place; the contract asks for dx, dw. Is a return missing?",
        "None을 반환했고 제자리에서 바꾼 것도 없습니다. 반환해야 할 값: dx, dw. return을 빠뜨리지 않았나요?",
    ),
    (
        {"kind": "container", "name": "dx", "given": "str"},
        "dx is of type str, which is no number, array or list of them.",
        "dx 값의 타입 str: 수나 배열, 또는 그 리스트여야 합니다.",
    ),
    (
        {"kind": "container", "given": "MaskedArray"},
        "It returns a value of type MaskedArray, which is no number, array or list of them.",
        "반환한 값의 타입 MaskedArray: 수나 배열, 또는 그 리스트여야 합니다.",
    ),
    (
        {"kind": "container", "name": "Adam", "given": "function", "asked": "class"},
        "Adam is a function; the exercise asks for a class.",
        "Adam 정의가 function입니다. 문제가 요구하는 것: class.",
    ),
    (
        {"kind": "shape", "name": "dx", "given": [3], "asked": [3, 1]},
        "dx has shape (3,); it must have shape (3, 1).",
        "dx의 모양이 (3,)입니다. 맞는 모양: (3, 1).",
    ),
    (
        {"kind": "dtype", "name": "dx", "given": "float32", "asked": "float64"},
        "dx is float32; it must be float64. "
        "The bounds of the claims are made for float64: compute in it from the start.",
        "dx의 dtype이 float32입니다. 맞는 dtype: float64. "
        "주장의 한계는 float64 기준입니다. 처음부터 이 dtype으로 계산하세요.",
    ),
    (
        {"kind": "not_finite", "name": "dz", "index": [3, 1], "value": "nan"},
        "dz holds nan at [3, 1], where ours is finite.",
        "dz의 [3, 1] 위치 값이 nan입니다. 기준은 유한한 값입니다.",
    ),
    (
        {"kind": "not_finite", "name": "loss", "index": [], "value": "inf"},
        "loss is inf, where ours is finite.",
        "loss 값이 inf입니다. 기준은 유한한 값입니다.",
    ),
    (
        {"kind": "changed", "name": "g", "index": [0], "before": 0.5, "after": 0.95},
        "g was changed (g[0]: 0.5 → 0.95); the caller still needs it. Work on a copy.",
        "g 인자를 바꿨습니다 (g[0]: 0.5 → 0.95). 호출한 쪽에서 아직 쓰는 값입니다. 복사해서 쓰세요.",
    ),
    (
        {"kind": "changed", "name": "g", "index": [], "before": 1, "after": 2},
        "g was changed (1 → 2); the caller still needs it. Work on a copy.",
        "g 인자를 바꿨습니다 (1 → 2). 호출한 쪽에서 아직 쓰는 값입니다. 복사해서 쓰세요.",
    ),
    (
        {"kind": "forbidden", "name": "torch.optim.Adam", "line": 5},
        "Line 5: torch.optim.Adam is what this exercise asks you to write.",
        "5번째 줄: torch.optim.Adam: 이 문제에서 직접 작성해야 하는 것입니다.",
    ),
    (
        {"kind": "forbidden", "name": "socket.connect", "line": None},
        "socket.connect is closed to your program here. An exercise needs no files, processes or network.",
        "socket.connect: 여기서는 쓸 수 없습니다. 이 문제에는 파일, 프로세스, 네트워크가 필요하지 않습니다.",
    ),
    (
        {"kind": "protocol"},
        "Your program wrote to the judge's connection, so nothing it said counts. Leave open descriptors alone.",
        "작성한 코드가 판정 프로세스와의 연결에 직접 써서, 받은 내용을 모두 버렸습니다. "
        "열려 있는 파일 디스크립터는 건드리지 마세요.",
    ),
    (
        {"kind": "too_large", "bytes": 20 * 2**20, "most": 2**20},
        "The file has more than 1 MiB.",
        "파일이 1 MiB보다 큽니다.",
    ),
    (
        {"kind": "not_utf8", "looks_like": None},
        "The file is not UTF-8. Save it as UTF-8.",
        "파일이 UTF-8이 아닙니다. UTF-8로 저장하세요.",
    ),
    (
        {"kind": "not_utf8", "looks_like": "cp949"},
        "The file is not UTF-8; it reads as cp949. Save it as UTF-8.",
        "파일이 UTF-8이 아닙니다. cp949 인코딩으로 보입니다. UTF-8로 저장하세요.",
    ),
    (
        {"kind": "empty"},
        "The file is empty. The starter can be had again by --reset.",
        "파일이 비어 있습니다. --reset을 쓰면 시작 코드를 다시 받습니다.",
    ),
    (
        {"kind": "no_notebook"},
        "The file is no notebook that can be read. Save it again as .ipynb, format 4.",
        "읽을 수 있는 노트북 파일이 아닙니다. .ipynb(포맷 4)로 다시 저장하세요.",
    ),
    (
        {"kind": "no_cell", "name": "write-adam"},
        "No cell of the notebook begins with the line `# quizdl: write-adam`. "
        "Put it above your code, as the first line of that cell.",
        "노트북에 `# quizdl: write-adam` 줄로 시작하는 셀이 없습니다. 코드가 있는 셀의 첫 줄에 적으세요.",
    ),
    (
        {"kind": "hidden", "name": "scaled", "line": 3},
        "Line 3: Another cell defines scaled. "
        "A cell is judged alone, with the imports of earlier ones: define it in this cell.",
        "3번째 줄: 다른 셀에서 정의한 이름입니다: scaled. "
        "셀은 앞 셀의 import만 더해서 따로 판정합니다. 이 셀 안에서 정의하세요.",
    ),
    (
        {"kind": "syntax", "line": 4, "column": 12, "message": "invalid syntax"},
        "Line 4: invalid syntax (column 12)",
        "4번째 줄: invalid syntax (12열)",
    ),
    (
        {"kind": "nested"},
        "It is nested too deeply for Python.",
        "중첩이 너무 깊어 파이썬이 읽지 못합니다.",
    ),
    (
        {"kind": "unchanged"},
        "Nothing but the starter is in the file. Save your code there, and it is judged.",
        "파일에 시작 코드밖에 없습니다. 여기에 코드를 저장하면 판정합니다.",
    ),
    (
        {"kind": "imported", "name": "pandas", "line": 1, "may_use": ["numpy", "torch"]},
        "Line 1: pandas may not be imported. "
        "Allowed are numpy, torch and the standard library without files, processes or network.",
        "1번째 줄: pandas: 가져올 수 없는 모듈입니다. "
        "쓸 수 있는 것: numpy, torch, 그리고 파일·프로세스·네트워크를 다루지 않는 표준 라이브러리.",
    ),
]


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    verifiers = folders.builtin_bank() / "verifiers"
    return exercise_of(WRITE_ADAM, open_catalogue(verifiers), verifiers)


@pytest.mark.parametrize(
    ("fault", "en", "ko"), FAULTS, ids=lambda value: value["kind"] if isinstance(value, dict) else ""
)
def test_a_fault_is_told_in_words_of_its_own(fault: dict[str, Any], en: str, ko: str, exercise: Exercise) -> None:
    assert fault_view(fault, exercise, "en").text == en
    assert fault_view(fault, exercise, "ko").text == ko
    assert fault_view(fault, exercise, "en").line == fault.get("line")


def test_every_kind_of_fault_has_been_told_here() -> None:
    assert {fault["kind"] for fault, _, _ in FAULTS} == set(FaultKind)


@pytest.mark.fault
def test_an_escape_in_a_message_does_not_reach_the_terminal(exercise: Exercise) -> None:
    told = fault_view({**ERROR, "message": "\x1b[2J\nboom"}, exercise, "en").text
    assert told == "Line 14, in step: ValueError: ␛[2J boom"
