"""What an error of ours, of click and of the system says, in Korean, by its English form.

`tests/report/test_errors.py` finds every message that is raised on purpose and fails where its form is missing here.
No particle depends on how a value is pronounced.
"""

from __future__ import annotations

from quizdl.report.forms import Forms

_USAGE: Forms = {  # of click, from 8.1 on
    "Usage: {rest}": "사용법: {rest}",
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

_SYSTEM: Forms = {  # what the system and SQLite say
    "[Errno {number}] {why}: {file}": "{file}: {why}",
    "[Errno {number}] {why}": "{why}",
    "No such file or directory": "그런 파일이나 폴더가 없음",
    "Permission denied": "권한이 없음",
    "Operation not permitted": "허용되지 않는 작업",
    "No space left on device": "디스크에 빈 공간이 없음",
    "Disk quota exceeded": "디스크 할당량을 넘음",
    "Read-only file system": "읽기 전용 파일 시스템",
    "Is a directory": "파일이 아니라 폴더",
    "Not a directory": "폴더가 아님",
    "File exists": "이미 있음",
    "File name too long": "파일 이름이 너무 김",
    "Input/output error": "입출력 오류",
    "Too many open files": "열린 파일이 너무 많음",
    "database is locked": "다른 프로그램이 데이터베이스를 쓰고 있음",
    "database or disk is full": "디스크에 빈 공간이 없음",
    "unable to open database file": "데이터베이스 파일을 열 수 없음",
    "disk I/O error": "디스크 입출력 오류",
    "attempt to write a readonly database": "데이터베이스에 쓸 권한이 없음",
    "database disk image is malformed": "데이터베이스 파일이 손상됨",
    "file is not a database": "데이터베이스 파일이 아님",
}

ERRORS_KO: Forms = {  # the first that fits
    **_USAGE,
    **_NAMES,
    **_SETTINGS,
    **_CLAIMS,
    **_BANKS,
    **_STUDYING,
    **_SYSTEM,
}
