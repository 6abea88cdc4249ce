"""What can be wrong in a bank and in a verifier, in Korean, by the English form of a problem.

`tests/report/test_problems.py` finds every problem in the source and fails where its form is missing here. A value is
followed by a noun or a colon, so that no particle depends on how the value is pronounced.
"""

from __future__ import annotations

from quizdl.report.forms import Forms
from quizdl.report.system_ko import SYSTEM_KO

_FILE: Forms = {  # a file of questions as YAML
    "is UTF-16, not UTF-8": "UTF-8이 아니라 UTF-16입니다",
    "save it as UTF-8": "UTF-8로 저장하세요",
    "is not UTF-8 (the byte {byte})": "UTF-8이 아닙니다 (바이트 {byte})",
    "directives (%…) are not supported": "지시자(%…)는 쓸 수 없습니다",
    "is not a file": "파일이 아닙니다",
    "cannot be read: {why}": "읽을 수 없습니다: {why}",
    "is larger than {most} kB": "{most} kB보다 큽니다",
    "split it by topic": "주제별로 나누세요",
    "split the file by topic": "파일을 주제별로 나누세요",
    "more such characters follow": "이런 문자가 더 있습니다",
    "the control character {name} is not allowed": "제어 문자는 쓸 수 없습니다: {name}",
    "remove it": "지우세요",
    "not YAML: {why}": "YAML 구문 오류: {why}",
    "it ends early": "중간에 끝납니다",
    'quote a text that holds ": "': '": " 문자열이 들어 있는 값은 따옴표로 감싸세요',
    "indent with spaces": "공백으로 들여 쓰세요",
    "is the text indented below its key, and quoted?": "값이 키보다 안쪽에 있는지, 따옴표로 감쌌는지 확인하세요",
    "is the indentation right, and every quoted text closed?": "들여쓰기가 맞는지, 따옴표를 모두 닫았는지 확인하세요",
    "close the quoted text that begins here": "여기서 연 따옴표를 닫으세요",
    "close the list, or quote a text that begins with [ or holds a comma": (
        "목록을 닫거나, [로 시작하거나 쉼표가 든 값을 따옴표로 감싸세요"
    ),
    "close the braces, or quote a text that begins with { or holds a comma": (
        "중괄호를 닫거나, {로 시작하거나 쉼표가 든 값을 따옴표로 감싸세요"
    ),
    "quote a text that begins with {mark}": "첫 글자가 {mark}인 값은 따옴표로 감싸세요",
    "is empty": "비어 있습니다",
    "begin with topic: and questions:": "topic:과 questions:로 시작하세요",
    "aliases are not supported": "별칭(*)은 쓸 수 없습니다",
    "write the value out, or quote a text that begins with *": (
        "값을 그대로 적으세요. 첫 글자가 *인 값이라면 따옴표로 감싸세요"
    ),
    "anchors are not supported": "앵커(&)는 쓸 수 없습니다",
    "remove it, or quote a text that begins with &": "지우세요. 첫 글자가 &인 값이라면 따옴표로 감싸세요",
    "tags ({tag}) are not supported": "태그({tag})는 쓸 수 없습니다",
    "remove it, or quote a text that begins with !": "지우세요. 첫 글자가 !인 값이라면 따옴표로 감싸세요",
    "merge keys (<<) are not supported": "병합 키(<<)는 쓸 수 없습니다",
    "write the fields out": "필드를 직접 적으세요",
    "a second document begins here": "여기서 두 번째 문서가 시작됩니다",
    "one file holds one topic; remove the ---": "파일 하나에는 주제 하나만 둡니다. ---를 지우세요",
    "a text larger than {most} kB": "값이 {most} kB보다 큽니다",
    "cut it": "줄이세요",
    "more than {most} keys": "키가 {most}개를 넘습니다",
    "a key must be a word": "키는 단어여야 합니다",
    "write name: value": "'이름: 값' 형식으로 적으세요",
    "nested deeper than {most}": "{most}단계보다 깊이 중첩되어 있습니다",
    "more than {most} values": "값이 {most}개를 넘습니다",
    "more of these follow": "같은 오류가 더 있습니다",
    "more problems follow": "오류가 더 있습니다",
    "{count} more problems follow": "오류가 {count}개 더 있습니다",
    "the key {key} stands twice, first at line {line}, column {column}": (
        "{key} 키가 두 번 나옵니다. 처음 나온 곳은 {line}줄 {column}열입니다"
    ),
    "keep one": "하나만 남기세요",
    "a whole number of {count} digits": "{count}자리 정수는 너무 깁니다",
    "a number too large for a float": "부동소수점으로 나타낼 수 없을 만큼 큰 수입니다",
    "{number} is not a finite number": "유한한 수가 아닙니다: {number}",
    "give a finite number, or quote it if it is a text": "유한한 수를 적으세요. 숫자가 아니라면 따옴표로 감싸세요",
}
_FIELDS: Forms = {  # the fields of a question
    "{name} is missing": "{name} 필드가 없습니다",
    "add kind: one of {names}": "kind: 필드를 추가하세요. 다음 중 하나: {names}",
    "add it to sources.yaml": "sources.yaml에 추가하세요",
    "add {name}:": "{name}: 필드를 추가하세요",
    "is an unknown field": "알 수 없는 필드입니다",
    "did you mean {name}?": "혹시 {name}입니까?",
    "one of {names}": "다음 중 하나: {names}",
    "{kind} is no kind of question": "그런 문제 유형은 없습니다: {kind}",
    "is neither a number nor a text": "숫자도 문자열도 아닙니다",
    'write 0.5 (absolute) or "10%" (relative)': '0.5(절대 오차)나 "10%"(상대 오차)처럼 적으세요',
    "write fields as name: value": "필드를 '이름: 값' 형식으로 적으세요",
    "is not a mapping": "매핑이 아닙니다",
    'write {en: "…", ko: "…"}': '{en: "…", ko: "…"} 형식으로 적으세요',
    "is not a list": "목록이 아닙니다",
    "write [one, two]": "[하나, 둘] 형식으로 적으세요",
    "is not a whole number": "정수가 아닙니다",
    "write digits only, without quotes": "따옴표 없이 숫자만 적으세요",
    "is not a number": "숫자가 아닙니다",
    "write it without quotes": "따옴표 없이 적으세요",
    "is neither true nor false": "true도 false도 아닙니다",
    "write true or false, without quotes": "따옴표 없이 true나 false를 적으세요",
    "is too short": "너무 짧습니다",
    "is too long": "너무 깁니다",
    "is below {least}": "{least}보다 작습니다",
    "is above {most}": "{most}보다 큽니다",
    "at least {least}": "최소 {least}",
    "at most {most}": "최대 {most}",
    "not a string": "문자열이 아닙니다",
    "quote it": "따옴표로 감싸세요",
    "quote it if it holds ': ', '[' or '{'": "': ', '[', '{' 중 하나가 들어 있으면 따옴표로 감싸세요",
    "write something, or remove it": "내용을 적거나 지우세요",
    "is longer than one line": "한 줄이 아닙니다",
    "write it on one line": "한 줄로 적으세요",
    "has {count} letters": "{count}자입니다",
    "is blank": "보이는 글자가 없습니다",
    "{name} is not a slug": "이름 규칙에 맞지 않습니다: {name}",
    "lower-case letters, digits and single hyphens": "영문 소문자와 숫자, 그 사이에 하이픈 하나씩만 쓸 수 있습니다",
    "says nothing": "내용이 없습니다",
    "give en: or ko:": "en:이나 ko:를 적으세요",
    "has no text in {language}": "{language} 텍스트가 없습니다",
}
_ANSWERS: Forms = {  # what a question asks, and what it rests on
    "{name} stands twice": "{name} 항목이 두 번 나옵니다",
    "no choice is correct": "정답인 보기가 없습니다",
    "mark one with correct: true": "정답인 보기에 correct: true를 적으세요",
    "every choice is correct": "모든 보기가 정답입니다",
    "add one that is wrong": "오답인 보기를 추가하세요",
    "has both value and measured": "value와 measured가 둘 다 있습니다",
    "has neither value nor measured": "value와 measured가 둘 다 없습니다",
    "give one of the two": "둘 중 하나만 적으세요",
    "{name} does not name a measurement": "측정의 이름이 아닙니다: {name}",
    "write family.claim/name of the measurement": "'family.claim/측정 이름' 형식으로 적으세요",
    "{tolerance} is no tolerance": "허용 오차가 아닙니다: {tolerance}",
    "reads the same as {field}[{index}]": "{field}[{index}] 항목과 내용이 같습니다",
    "make them differ": "서로 다르게 적으세요",
    "{name} does not name a claim": "주장의 이름이 아닙니다: {name}",
    "write family.claim": "'family.claim' 형식으로 적으세요",
    "no claim is called {name}": "그런 주장은 없습니다: {name}",
    "declare it in verifiers/, or name another": "verifiers/에 선언하거나 다른 주장을 적으세요",
    "names the question itself": "이 문제 자신을 가리킵니다",
    "name one that goes deeper": "더 깊이 묻는 다른 문제를 적으세요",
    "no question is called {name}": "그런 문제는 없습니다: {name}",
    "{name} is not an open question": "말로 답하는 문제(open)가 아닙니다: {name}",
    "only those are asked in an interview": "면접에서는 말로 답하는 문제만 냅니다",
}
_BANK: Forms = {  # a bank as a whole
    "has no folder questions/ that can be read: {why}": "questions/ 폴더를 읽을 수 없습니다: {why}",
    "quizdl bank new PATH makes a bank": "quizdl bank new PATH 명령으로 문제은행을 만드세요",
    "holds no questions/*.yaml": "questions/*.yaml 파일이 없습니다",
    "is not read": "읽지 않았습니다",
    "is not read, nor {count} more after it": "이 파일과 그 뒤의 파일 {count}개는 읽지 않았습니다",
    "correct the problems above first": "위의 오류부터 고치세요",
    "holds more than {most} files": "파일이 {most}개를 넘습니다",
    "holds more than {most} MB": "모두 합해 {most} MB를 넘습니다",
    "split the bank": "문제은행을 나누세요",
    "{name} is no name for a file of questions": "문제 파일의 이름으로 쓸 수 없습니다: {name}",
    "lower-case letters, digits, hyphens and underscores, then .yaml": (
        "영문 소문자, 숫자, 하이픈, 밑줄로 된 이름에 .yaml을 붙이세요"
    ),
    "the id {name} is taken: {place}": "{name} id는 이미 다른 문제가 쓰고 있습니다: {place}",
    "give it another": "다른 id를 적으세요",
    "is no key": "키로 쓸 수 없습니다",
    "{key} is not in sources.yaml": "sources.yaml에 없습니다: {key}",
}
_GIVEAWAYS: Forms = {  # what lets a reader guess
    "en": "영어",
    "ko": "한국어",
    "seems to lean on another choice, and choices are shuffled": (
        "다른 보기를 가리키는 듯합니다. 보기는 순서를 섞어서 보여 줍니다"
    ),
    "say it in full": "다른 보기 없이도 뜻이 통하게 적으세요",
    "{language}: the right choice is the {word} in {count} of {all} questions, by chance in {chance} (p = {p})": (
        "{language}: {all}문제 중 {count}문제에서 정답이 {word} 보기입니다. 우연이라면 약 {chance}문제입니다 (p = {p})"
    ),
    "longest": "가장 긴",
    "shortest": "가장 짧은",
    "{language}: right choices are {word} than wrong ones over the bank (rank sum, p = {p})": (
        "{language}: 문제은행 전체에서 정답이 오답보다 {word} (순위합 검정, p = {p})"
    ),
    "longer": "깁니다",
    "shorter": "짧습니다",
    "all {all} questions with several right choices of {size} have exactly {count} right": (
        "보기 {size}개 중 여럿을 고르는 {all}문제의 정답이 모두 {count}개씩입니다"
    ),
}
_VERIFIER: Forms = {  # what a verifier declares
    "not Python: {why}": "파이썬 구문 오류: {why}",
    "it is nested too deeply": "너무 깊이 중첩되어 있습니다",
    "is not among the files that were vouched for": "신뢰한 파일이 아닙니다",
    "larger than {most} bytes": "{most}바이트보다 큽니다",
    "{name} is not a Python name, and claims are called {family}.…": (
        "파이썬 이름이 아니어서 주장의 이름({family}.…)에 쓸 수 없습니다: {name}"
    ),
    "rename the file": "파일 이름을 바꾸세요",
    "declares no claim": "선언한 주장이 없습니다",
    "put @claim(…) above a function that returns Evidence": "Evidence를 돌려주는 함수 위에 @claim(…)을 적으세요",
    "{name}: this claim would not be found": "{name}: 이 자리에 둔 주장은 실행되지 않습니다",
    "put @claim(…) above a plain function of the file": "파일 맨 바깥의 일반 함수 위에 @claim(…)을 적으세요",
    "two claims are called {name}": "이름이 같은 주장이 둘 있습니다: {name}",
    "rename one": "하나의 이름을 바꾸세요",
    "{name}: the claim says nothing": "{name}: 주장에 문장이 없습니다",
    "give en= or ko=": "en=이나 ko=를 적으세요",
    "{name}: seconds= must be a number above 0 and below 3600": (
        "{name}: seconds=는 0보다 크고 3600보다 작은 수여야 합니다"
    ),
    "{name}: expects= must be 'supported' or 'refuted'": "{name}: expects=는 'supported'나 'refuted'여야 합니다",
    "{name}= is no word of {called}": "{called}에는 {name}= 인자가 없습니다",
    "{name}= is not a literal of its type": "{name}= 값이 알맞은 타입의 리터럴이 아닙니다",
    "write the value out": "값을 그대로 적으세요",
    "{name}: the parameter {parameter} has no literal default": (
        "{name}: 매개변수 {parameter}에 리터럴 기본값이 없습니다"
    ),
    "give a number, a string, True or False": "숫자, 문자열, True, False 중 하나를 적으세요",
    "mutant(…) takes a description, the old text and the new text, as literals": (
        "mutant(…)에는 설명, 원래 텍스트, 바꿀 텍스트를 리터럴로 적어야 합니다"
    ),
    "two mutants are called {name}": "이름이 같은 mutant가 둘 있습니다: {name}",
    "describe each bug in its own words": "버그마다 설명을 다르게 적으세요",
    "mutant {name}: {file} cannot be read: {why}": "mutant {name}: {file} 파일을 읽을 수 없습니다: {why}",
    "mutant {name}: its old text stands {count} times in {file}, not once": (
        "mutant {name}: 원래 텍스트가 {file} 파일에 {count}번 나옵니다. 꼭 한 번만 나와야 합니다"
    ),
    "quote the line as it stands now": "지금 코드에 있는 줄을 그대로 옮겨 적으세요",
    "mutant {name}: the changed source is not Python: {why}": (
        "mutant {name}: 바꾼 소스에 파이썬 구문 오류가 있습니다: {why}"
    ),
}
_SYNTAX: Forms = {  # the commonest words of Python and of libyaml; the others stay as they are
    "source code string cannot contain null bytes": "널 바이트가 들어 있습니다",
    "mapping values are not allowed in this context": "이 자리에는 '키: 값'을 쓸 수 없습니다",
    "found character that cannot start any token": "값을 시작할 수 없는 글자입니다",
    "could not find expected ':'": "키 뒤에 ':'이 없습니다",
    "did not find expected key": "키가 있어야 할 자리입니다",
    "did not find expected '-' indicator": "'-'가 있어야 할 자리입니다",
    "found unexpected end of stream": "따옴표를 닫기 전에 파일이 끝났습니다",
    "did not find expected ',' or ']'": "','나 ']'가 있어야 할 자리입니다",
    "did not find expected ',' or '}'": "','나 '}'가 있어야 할 자리입니다",
}
PROBLEMS_KO: Forms = {**_FILE, **_FIELDS, **_ANSWERS, **_BANK, **_GIVEAWAYS, **_VERIFIER, **_SYNTAX, **SYSTEM_KO}
