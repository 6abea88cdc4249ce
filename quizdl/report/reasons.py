"""Why an experiment failed, in Korean: the engine says it in English, with the words of Python and of torch in it."""

from __future__ import annotations

import re

_FORMS = [  # the first that fits; what an exception says of itself stays as it is
    (r"crash: it cannot be computed with (.+?\)): (.*)", r"오류: {knobs} 값으로는 계산할 수 없음: \2"),
    (r"(?:time|memory|disk): it exceeds its limit of (time|memory|disk) with (.+?\)): (.*)", ""),
    (r"time: stopped after (\S+) s", r"시간 초과: \1초 만에 중단함"),
    (r"memory: more than (\d+) MB", r"메모리 초과: \1 MB 넘게 사용함"),
    (r"memory: it asked for more than (\d+) MB in all", r"메모리 초과: 모두 \1 MB 넘게 요청함"),
    (r"memory: (?:a report|reports) of more than (\d+) MB", r"메모리 초과: 보고한 내용이 \1 MB를 넘음"),
    (r"memory: (.*)", r"메모리 부족: \1"),
    (r"disk: more than (\d+) files", r"디스크 초과: 파일 \1개를 넘김"),
    (r"disk: more than (\d+) MB", r"디스크 초과: \1 MB 넘게 씀"),
    (r"disk: (.*)", r"디스크 오류: \1"),
    (r"crash: killed by (.*)", r"오류: \1 신호로 강제 종료됨"),
    (r"crash: exit code (.*)", r"오류: 종료 코드 \1(으)로 끝남"),
    (r"crash: it ended without evidence", r"오류: 결과를 내지 않고 끝남"),
    (r"crash: it returned (\S+), not Evidence", r"오류: Evidence가 아니라 \1을(를) 돌려줌"),
    (r"crash: its report cannot be read", r"오류: 보고한 내용을 읽을 수 없음"),
    (r"crash: its source cannot be read: (.*)", r"오류: 소스를 읽을 수 없음: \1"),
    (r"crash: no evidence: (.*)", r"오류: 쓸 수 없는 결과: \1"),
    (
        r"crash: the process that watches it was killed or stopped, twice",
        r"오류: 감시 프로세스가 두 번 종료되거나 멈춤",
    ),
    (r"crash: (.*)", r"오류: \1"),
]
_LIMITS = {"time": "시간", "memory": "메모리", "disk": "디스크"}


def korean_reason(reason: str) -> str:
    """The reason for a failure in Korean; what has none of the engine's forms stays as it is."""
    for form, words in _FORMS:
        if (found := re.fullmatch(form, reason, re.DOTALL)) is None:
            continue
        if words:
            return found.expand(words.replace("{knobs}", _knobs(found[1]).replace("\\", r"\\")))
        return (
            f"{_knobs(found[2])} 값으로는 {_LIMITS[found[1]]} 한도를 넘음: {korean_reason(f'{found[1]}: {found[3]}')}"
        )
    return reason


def _knobs(text: str) -> str:
    return text.replace("(default ", "(기본값 ")
