"""What an error of ours, of click and of the system says, in Korean, by its English form.

`tests/report/test_errors.py` finds every message that is raised on purpose and fails where its form is missing here.
No particle depends on how a value is pronounced.
"""

from __future__ import annotations

from quizdl.report.forms import Forms
from quizdl.report.system_ko import SYSTEM_KO

_USAGE: Forms = {  # of click, from 8.1 on
    "Try '{command}' for help.": "도움말: {command}",
    "Error: {why}": "오류: {why}",
    "Invalid value for {what}: {why}": "{what} 값이 올바르지 않습니다. {why}",
    "Invalid value: {why}": "값이 올바르지 않습니다. {why}",
    "{value} is not one of {choices}.": "{value} 대신 쓸 수 있는 값: {choices}",
    "{value} is not a valid {word}.": "{value} 대신 {word} 적으세요.",
    "integer": "정수를",
    "integer range": "정수를",
    "float": "수를",
    "float range": "수를",
    "boolean": "true나 false를",
    "{value} is not in the range {range}.": "{value}: 범위({range})를 벗어났습니다.",
    "{word} {name} does not exist.": "{name}: 그런 {word} 없습니다.",
    "{kind} {name} is a file.": "{name}: 폴더가 아니라 파일입니다.",
    "{kind} {name} is a directory.": "{name}: 파일이 아니라 폴더입니다.",
    "{kind} {name} is not readable.": "{name}: 읽을 권한이 없습니다.",
    "{kind} {name} is not writable.": "{name}: 쓸 권한이 없습니다.",
    "Directory": "폴더가",
    "File": "파일이",
    "Path": "파일이나 폴더가",
    "Could not open file {name}: {why}": "{name}: 열 수 없습니다: {why}",
    "Missing argument {name}. Choose from:{choices}": "{name} 인자가 빠졌습니다. 쓸 수 있는 값:{choices}",
    "Missing argument {name}.": "{name} 인자가 빠졌습니다.",
    "Missing option {name}. Choose from:{choices}": "{name} 옵션이 빠졌습니다. 쓸 수 있는 값:{choices}",
    "Missing option {name}.": "{name} 옵션이 빠졌습니다.",
    "Missing parameter: {name}": "{name} 값이 빠졌습니다.",
    "Missing command.": "명령이 빠졌습니다.",
    "No such {word} {name}. Did you mean {near}?": "{word} 중에 {name}라는 이름이 없습니다. 비슷한 이름: {near}",
    "No such {word} {name}. (Did you mean one of: {near}?)": (
        "{word} 중에 {name}라는 이름이 없습니다. 비슷한 이름: {near}"
    ),
    "No such {word} {name}.": "{word} 중에 {name}라는 이름이 없습니다.",
    "No such {word}: {name} Did you mean {near}?": "{word} 중에 {name}라는 이름이 없습니다. 비슷한 이름: {near}",
    "No such {word}: {name} (Possible options: {near})": (
        "{word} 중에 {name}라는 이름이 없습니다. 비슷한 이름: {near}"
    ),
    "No such {word}: {name}": "{word} 중에 {name}라는 이름이 없습니다.",
    "option": "옵션",
    "Got unexpected extra argument ({arguments})": "남는 인자가 있습니다: {arguments}",
    "Got unexpected extra arguments ({arguments})": "남는 인자가 있습니다: {arguments}",
    "Option {name} requires an argument.": "{name} 옵션 뒤에 값을 적으세요.",
    "Option {name} requires {count} arguments.": "{name} 옵션 뒤에 값 {count}개를 적으세요.",
    "Option {name} does not take a value.": "{name} 옵션에는 값을 적지 않습니다.",
    "Argument {name} takes {count} values.": "{name} 인자에는 값 {count}개를 적으세요.",
}

_NAMES: Forms = {
    "no {word} is called {name}; did you mean {near}?": "{word} 중에 {name}라는 이름이 없습니다. 비슷한 이름: {near}",
    "no {word} is called {name}": "{word} 중에 {name}라는 이름이 없습니다.",
    "command": "명령",
    "topic": "주제",
    "tag": "태그",
    "question": "문제",
    "claim": "주장",
    "family, claim or question": "검증기, 주장, 문제",
    "setting": "설정",
    "setting of {file}": "{file} 파일의 설정",
    "knob of these claims": "이 주장에서 바꿀 수 있는 값",
    "parameter of {claim}": "{claim}에서 바꿀 수 있는 값",
}

_SETTINGS: Forms = {
    "{file}: cannot be read: {why}": "{file} 파일을 읽을 수 없습니다: {why}",
    "{file}: cannot be written: {why}": "{file} 파일에 쓸 수 없습니다: {why}",
    "{file}: {setting} = {value} does not fit ({why})": "{file}: {setting} = {value} 값을 쓸 수 없습니다. {why}",
    "{setting} = {value} does not fit ({why})": "{setting} = {value} 값을 쓸 수 없습니다. {why}",
    "en or ko": "en과 ko 중에서 고르세요.",
    "dark or light": "dark와 light 중에서 고르세요.",
    "minutes, as in 30": "1에서 1440까지의 분을 적으세요. 예: 30",
    "an hour from 0 to 23; without it, 4": "0에서 23까지의 시각을 적으세요. 정하지 않으면 4시입니다.",
    "a day, as in 2027-01-15": "날짜를 적으세요. 예: 2027-01-15",
    "say which setting to forget": "어느 설정을 지울지 이름을 적으세요.",
    "a setting is either made or forgotten": "값을 적거나 --unset을 붙이거나 둘 중 하나만 하세요.",
    "{value} is no day from {first} to {last}; write it as 2027-01-15": (
        "{value}: {first}부터 {last}까지의 날짜를 2027-01-15처럼 적으세요."
    ),
    "{day} is not to come: the interview must lie ahead": (
        "{day}: 이미 지난 날입니다. 앞으로 올 면접 날짜를 적으세요."
    ),
    "{file}: {what} (at line {line}, column {column})": (
        "{file} 파일의 {line}번째 줄 {column}번째 글자가 TOML 형식에 맞지 않습니다. ({what})"
    ),
    "{file}: {what} (at end of document)": "{file} 파일의 끝이 TOML 형식에 맞지 않습니다. ({what})",
}

_CLAIMS: Forms = {
    "{claim}: {knob}={value} is not a finite number (its default is {default})": (
        "{claim}: {knob}={value} 값은 유한한 수여야 합니다. (기본값 {default})"
    ),
    "{claim}: {knob}={value} is not {word} (its default is {default})": (
        "{claim}: {knob}={value} 값은 {word}여야 합니다. (기본값 {default})"
    ),
    "true or false": "true 또는 false",
    "a whole number": "정수",
    "a number": "수",
    "this holds no claims": "여기에는 주장이 없습니다.",
    "name a family, a claim, a question or a file, or say --all. The families:\n{listed}": (
        "검증기, 주장, 문제, 파일 중 하나를 적거나 --all을 붙이세요. 검증기 목록:\n{listed}"
    ),
    "seed={seed} and seeds={seeds} do not fit: from 0 on, and 1 to {most} of them": (
        "시드 {seed}, 개수 {seeds}: 시드는 0 이상, 개수는 1 이상 {most} 이하로 적으세요."
    ),
    "jobs={jobs} is not at least 1": "동시에 실행할 개수 {jobs}: 1 이상으로 적으세요.",
    "{name} is not a file": "{name}: 파일이 아니거나 없습니다.",
    "--set {name}: write --set KNOB=VALUE": "--set {name}: --set 이름=값 꼴로 적으세요.",
    "--set seed: say --seed N": "--set seed 대신 --seed N을 쓰세요.",
    "results are not kept: {path}: {why}": "결과를 저장하지 못합니다. {path}: {why}",
    "results are not kept: {why}": "결과를 저장하지 못합니다: {why}",
    "a kept result cannot be read and is made again: {why}": "저장된 결과를 읽을 수 없어 다시 실행합니다: {why}",
    "{file}: cannot be unpacked: {detail} (install quizdl again)": (
        "{file}: 풀 수 없습니다: {detail} (quizdl을 다시 설치하세요.)"
    ),
    "{file}: {name} are not the original ones (install quizdl again)": (
        "{file}: {name}의 내용이 원본과 다릅니다. (quizdl을 다시 설치하세요.)"
    ),
}

_BANKS: Forms = {
    "{path} is not an empty folder; name one that does not exist yet": (
        "{path}: 빈 폴더가 아닙니다. 아직 없는 이름을 적으세요."
    ),
    "{path} cannot be written: {why}": "{path}: 쓸 수 없습니다: {why}",
    "{path}: there is no verifier to trust": "{path}: 신뢰할 검증기가 없습니다.",
    "{path} holds more than {size} MB of Python": "{path}: Python 파일이 모두 합해 {size} MB를 넘습니다.",
    "{folder} holds more than {count} Python files": "{folder}: Python 파일이 {count}개를 넘습니다.",
    "{file} is a link, which cannot be trusted: put the file itself there": (
        "{file}: 링크는 신뢰할 수 없습니다. 파일 자체를 그 자리에 두세요."
    ),
    "{file} is larger than {size} kB": "{file}: {size} kB보다 큽니다.",
    "{file} cannot be read: {why}": "{file}: 읽을 수 없습니다: {why}",
    "{file} is not UTF-8": "{file}: UTF-8이 아닙니다. UTF-8로 저장하세요.",
    "{file} cannot be written ({why}), so nothing new is trusted: make room there, or name a folder that you can "
    "write to in QUIZDL_HOME": (
        "{file}: 쓸 수 없어 새로 신뢰하지 못했습니다({why}). 빈 공간을 만들거나, 쓸 수 있는 폴더를 QUIZDL_HOME에 "
        "지정하세요."
    ),
    "{path} is not trusted: nobody has vouched for its verifiers; {why}": (
        "{path}: 아직 신뢰하지 않은 검증기입니다. {why}"
    ),
    "{path} has changed since it was trusted; {why}": "{path}: 신뢰한 뒤에 내용이 바뀌었습니다. {why}",
    "it would run {word} with your rights.\nsha256 {digest}\nRead what it would run, then: {command}\n… {more} "
    "more lines": (
        "내 권한으로 {word}를 실행하게 됩니다.\nsha256 {digest}\n무엇을 실행하는지 읽어 본 다음 실행하세요: "
        "{command}\n… {more}줄 더 있음"
    ),
    "it would run {word} with your rights.\nsha256 {digest}\nRead what it would run, then: {command}": (
        "내 권한으로 {word}를 실행하게 됩니다.\nsha256 {digest}\n무엇을 실행하는지 읽어 본 다음 실행하세요: {command}"
    ),
    "1 Python file": "Python 파일 1개",
    "{count} Python files": "Python 파일 {count}개",
}

_STUDYING: Forms = {
    "fitting needs {least} reviews on a later day than the one before in the first four fifths of the log, and "
    "there are {count}": (
        "맞추려면 기록의 앞쪽 5분의 4에 앞선 복습과 다른 날에 한 복습이 {least}번 있어야 하는데, 지금은 "
        "{count}번입니다."
    ),
    "the last fifth of the log holds no review on a later day than the one before to judge by": (
        "기록의 마지막 5분의 1에 앞선 복습과 다른 날에 한 복습이 없어 비교할 수 없습니다."
    ),
    "fitting needs pandas and tqdm: install quizdl[fit]": (
        "맞추려면 pandas와 tqdm이 필요합니다. quizdl[fit]을 설치하세요."
    ),
}

_MEMORY: Forms = {  # `quizdl memory`
    "{value} is no shape: write the sizes of one example, as in 3,224,224 or 128:int64": (
        "{value}: 샘플 하나의 크기를 3,224,224나 128:int64처럼 적으세요."
    ),
    "{value} is no type of numbers: one of {types}": "{value}: 그런 자료형이 없습니다. 쓸 수 있는 값: {types}",
    "{name}: write module:callable, or path/to/file.py:callable": (
        "{name}: 모듈:함수 또는 경로/파일.py:함수 꼴로 적으세요."
    ),
    "module": "모듈",
    "file": "파일",
    "optimizer": "옵티마이저",
    "callable of {place}": "{place}의 함수와 클래스",
    "{name} is no callable that makes a model: write a function, or name the class": (
        "{name}: 모델을 만드는 함수가 아닙니다. 함수를 만들거나 클래스 이름을 적으세요."
    ),
    "{path} cannot be read as a Python file": "{path}: Python 파일로 읽을 수 없습니다.",
    "{name}() gives {kind}, not an nn.Module": "{name}(): nn.Module을 돌려줘야 하는데 {kind} 객체를 돌려줬습니다.",
    "{name}() gives a model that was there before: it must make a new one": (
        "{name}(): 이미 있던 모델을 돌려줬습니다. 부를 때마다 새 모델을 만들어야 합니다."
    ),
    "{name}() gives a model in which no parameter requires a gradient": (
        "{name}(): 기울기를 구하는 파라미터가 하나도 없는 모델을 돌려줬습니다."
    ),
    "{name} is not an nn.Module": "{name}: nn.Module이 아닙니다.",
    "no parameter of {name} requires a gradient": "{name}: 기울기를 구하는 파라미터가 하나도 없습니다.",
    "{name} needs inputs whose first dimension is the batch": "{name}: 첫 차원이 배치인 입력을 넘기세요.",
    "what {name} gives depends on no parameter that is trained: is it detached?": (
        "{name}: 모델의 출력이 학습할 파라미터와 이어져 있지 않습니다. detach한 곳이 있는지 확인하세요."
    ),
    "{name} does not say what an input looks like: give --input 3,224,224 (the shape of one example), or let it return "
    "(module, example)": (
        "{name}: 입력이 어떤 모양인지 알 수 없습니다. 샘플 하나의 모양을 --input 3,224,224처럼 적거나 "
        "(module, example)을 돌려주게 하세요."
    ),
    "{name} gives {kind}, no floating-point tensor: let it give its loss or logits": (
        "{name}: 부동소수점 텐서를 내야 합니다. 손실이나 로짓을 돌려주게 하세요. 지금 낸 것: {kind}"
    ),
    "this torch has no memory tracer (torch.distributed._tools.mem_tracker): install torch 2.6 or newer": (
        "이 torch에는 메모리 추적기(torch.distributed._tools.mem_tracker)가 없습니다. torch 2.6 이상을 설치하세요."
    ),
    "{name} with an input of {shape}: {why}": "{name}, 입력 {shape}: {why}",
    "{name} with a batch of {count} like its example: {why}": "{name}, 예시와 같은 샘플 {count}개: {why}",
    "{where}the model looks at the values of a tensor ({said}); here tensors have shapes only, so what depends on data "
    "cannot be estimated": (
        "{where}모델이 텐서의 값을 읽습니다({said}). 여기서는 텐서에 모양만 있어 값에 따라 달라지는 모델은 추정할 수 "
        "없습니다."
    ),
    "{name} cannot be imported: {why}": "{name}: 불러올 수 없습니다: {why}",
    "{name}() failed: {why}": "{name}(): 실패했습니다: {why}",
    "{said}; {why}": "{said}. {why}",
    "give --input once for each input of forward": "forward의 입력마다 --input을 하나씩 적으세요.",
    "a dict is passed by name: put it into a tuple to pass it whole": (
        "dict는 이름으로 나누어 넘깁니다. 통째로 넘기려면 tuple에 넣으세요."
    ),
    "say that they are tokens, as in --input 128:int64": "토큰이라면 --input 128:int64처럼 적으세요.",
    "give --input the type that the layer takes, or none, or convert it in forward": (
        "--input에 층이 받는 자료형을 적거나, 자료형을 빼거나, forward에서 변환하세요."
    ),
    "lazy layers learn their sizes from data: give the sizes": (
        "lazy 층은 데이터를 보고 크기를 정합니다. 크기를 직접 적으세요."
    ),
    "leave everything on the cpu, where it takes no memory either": (
        "모두 cpu에 두세요. 거기서도 메모리를 쓰지 않습니다."
    ),
    "does --input say the shape of one example, without the batch?": (
        "--input에 배치를 뺀 샘플 하나의 모양을 적었는지 확인하세요."
    ),
    "write a function without arguments that makes the model": "인자 없이 모델을 만드는 함수를 쓰세요.",
}

ERRORS_KO: Forms = {  # the first that fits
    **_USAGE,
    **_NAMES,
    **_SETTINGS,
    **_CLAIMS,
    **_BANKS,
    **_STUDYING,
    **SYSTEM_KO,
    **_MEMORY,
}
