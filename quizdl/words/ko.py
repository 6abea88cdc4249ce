"""The words of quizdl in Korean, by name. No particle depends on how a value is pronounced."""

from __future__ import annotations

from collections.abc import Mapping


def plural(count: object) -> int:
    """The place of the form for `count` in an entry that has several: Korean has one form."""
    del count
    return 0


WORDS: Mapping[str, str | tuple[str, ...]] = {
    # the quiz on screen: its places, keys and help
    "brand": "quizdl",
    "language": "한국어",
    "language.name": "한국어",
    "place.home": "홈",
    "place.summary": "세트 끝",
    "place.so_far": "여기까지",
    "place.interview": "모의 면접",
    "place.reports": "지난 면접",
    "place.stats": "학습 현황",
    "key.answer": "답하기",
    "key.settings": "언어, 테마",
    "key.back": "뒤로",
    "key.start": "시작",
    "key.unfold": "트랙 펼치기",
    "key.fold": "트랙 접기",
    "key.all": "모든 주제 섞기",
    "key.asked": "자주 묻는 것부터",
    "key.choose": "고르기",
    "key.skip": "건너뛰기",
    "key.next": "다음",
    "key.compare": "비교",
    "key.grade": "채점",
    "key.tick": "체크",
    "key.prove": "증명",
    "key.reveal": "답 보기",
    "key.measure": "다시 측정",
    "key.stop": "중단",
    "key.again": "다시 실행",
    "key.break": "버그 심기",
    "key.code": "코드",
    "key.language": "English",
    "key.theme": "테마",
    "key.help": "키",
    "key.palette": "명령",
    "key.quit": "종료",
    "key.leave": "나가기",
    "key.close": "닫기",
    "key.home": "홈으로",
    "key.another_set": "한 세트 더",
    "key.missed": "틀린 문제 다시",
    "key.this_one": "이 문제부터",
    "key.open": "펼치기",
    "key.write": "쓰기",
    "key.done": "완료",
    "key.move": "이동",
    "key.undo": "되돌리기",
    "key.sure": "확신도",
    "key.interview": "면접",
    "key.next_question": "다음 질문",
    "key.jot": "메모",
    "key.pause": "일시 정지",
    "key.read": "읽기",
    "key.learn_missed": "놓친 문제 학습",
    "key.export": "내보내기",
    "key.report": "결과",
    "key.go_on": "계속",
    "key.reports": "지난 면접",
    "key.stats": "현황",
    "key.do_next": "바로 하기",
    "key.date": "날짜",
    "key.doctor": "점검",
    "key.search": "찾기",
    "key.bookmark": "책갈피",
    "key.note": "메모",
    "key.hand_in": "제출",
    "key.edit": "편집기",
    "key.judge": "판정",
    "key.assist": "도움",
    "key.judges": "판정하는 주장의 코드",
    "key.leave_exercise": "나가기",
    "key.task": "과제",
    "key.verdict": "판정 결과",
    "key.next_claim": "다음 주장",
    "help.key.all": "모든 주제에서 섞어 낸 세트 풀기",
    "key.finding": "결과",
    "key.numbers": "수치",
    "key.other_claim": "다른 주장",
    "key.own_bug": "직접 심기",
    "key.other_bug": "다른 버그",
    "key.other_after": "다음 주장이나 버그",
    "key.other_before": "앞의 주장이나 버그",
    "key.other_choices": "나머지 보기",
    "key.knob": "매개변수 바꿔 보기",
    "key.leave_knob": "그대로 두기",
    "key.checks": "실험 점검과 근거",
    "key.to_answer": "답",
    "help.key.undo": "마지막 답 되돌리기",
    "help.key.sure": "결과를 보기 전에 확신도 밝히기",
    "help.key.export": "면접 결과를 마크다운과 웹 페이지로 저장",
    "help.key.interview": "30분 모의 면접",
    "help.key.reports": "지난 면접 기록 읽기",
    "help.key.stats": "준비된 정도, 복습 예정, 확신도",
    "help.key.date": "면접 날짜 정하기, 바꾸기",
    "help.key.doctor": "설치 상태와 저장된 데이터 점검",
    "help.rating.1": "답에 매기는 평가",
    "help.rating.2": "답에 매기는 평가",
    "help.rating.3": "답에 매기는 평가",
    "help.rating.4": "답에 매기는 평가",
    "help.key.search": "문제, 주장, 주제",
    "help.key.bookmark": "책갈피 꽂기, 빼기",
    "help.key.note": "나만 보는 메모 쓰기",
    "help.key.language": "영어로 바꾸기",
    "help.key.theme": "다음 테마로(어둡게, 밝게, 고대비, 터미널대로)",
    "help.key.prove": "답의 근거 실험을 실행",
    "help.key.again": "실험을 처음부터 다시 실행",
    "help.key.stop": "실험 중단",
    "help.key.break": "실험에 버그를 심고 어느 주장이 알아채는지 보기",
    "help.key.code": "실험 코드 읽기",
    "help.key.leave": "풀이를 끝내고 결과 보기",
    "help.key.missed": "틀린 문제를 다시 풀기",
    "help.key.this_one": "틀린 문제를 이 문제부터 다시 풀기",
    "help.key.palette": "모든 명령을 이름으로 찾기",
    "help.title": "키",
    "help.foot": "화살표, 숫자, 마우스도 쓸 수 있음",
    "small": "최소 {least}, 지금은 {size}",
    "not_remembered": "설정을 저장할 수 없어 종료할 때까지만 유지됩니다.",
    "trouble.saved": "학습 기록이 다시 저장됩니다.",
    "trouble": "문제가 생겼습니다: {what}",
    "quit.hint": "q를 누르면 종료합니다.",
    # the quiz on screen: the welcome of the first run
    "welcome.title": "여기서는 모든 답이 스스로 증명합니다.",
    "welcome.how": "문제에 답하면, 그 답의 근거가 되는 실험을 이 컴퓨터가 직접 실행해 숫자로 보여 줍니다.",
    "welcome.try": "하나 풀어 보기",
    "welcome.try_hint": "문제 하나, 증명 하나, 1분",
    "welcome.choose": "트랙 고르기",
    "welcome.course": "{questions}, {tracks}",
    "welcome.date": "면접 날짜가 있음",
    "welcome.plan": "그날까지 계획 세우기",
    "welcome.date_hint": "면접 날짜. 예: 2027-01-15. 다 쓰면 Enter",
    "welcome.date_wrong": "앞으로 올 날짜를 2027-01-15처럼 적으세요.",
    "welcome.language": "언어",
    "welcome.theme": "테마",
    "welcome.torch": "실험에 필요한 torch: 준비됨 ({version})",
    "welcome.no_torch": (
        "실험에는 torch가 필요합니다(200 MB): pip install torch --index-url "
        "https://download.pytorch.org/whl/cpu. 나머지는 없어도 됩니다."
    ),
    "welcome.tried": (
        "한 문제를 풀고 이 컴퓨터에서 증명까지 했습니다. 답 화면에서 v를 누르면 증명하고, b를 누르면 버그를 심습니다."
    ),
    "theme.dark": "어둡게",
    "theme.light": "밝게",
    "theme.high_contrast": "고대비",
    "theme.terminal": "터미널대로",
    # the quiz on screen: home, search, notes
    "home.go_on": "풀던 세트 이어서 풀기",
    "home.go_on_in": "이어서 풀기: {topic}",
    "home.left": "{count}문제 남음",
    "home.review": "복습할 문제",
    "home.learn": "배우기: {topic}",
    "home.on_your_way": "다음 차례",
    "home.changed": "문제은행에서 바뀐 내용 읽기",
    "home.lines": "{lines}줄",
    "home.most_asked": "자주 묻는 것부터",
    "home.lists": "목록 {all}개 중 {count}개",
    "home.lists_ask": "면접 질문 목록 {all}개 중 {count}개에 나옴",
    "home.questions": "{count}문제",
    "home.minutes": "약 {count}분",
    "home.due": "복습 {count}",
    "home.new": "새 문제 {count}",
    "home.claims": "{proven}/{all} ✓",
    "home.not_begun": "시작 전",
    "home.suspended": "쉬는 중",
    "home.other_topics": "그 밖의 주제",
    "home.start_here": "여기서 시작하세요: {questions}, {minutes}",
    "home.to_review": "복습 {count}문제",
    "home.days_in_a_row": "{count}일 연속",
    "home.nothing_due": "복습할 문제가 없습니다.",
    "home.nothing_until.later": "지금은 복습할 문제가 없습니다. 오늘 중에 {questions}.",
    "home.nothing_until.tomorrow": "내일까지 복습할 문제가 없습니다. 내일 {questions}.",
    "home.nothing_for_days": "복습할 문제가 없습니다. {days}일 뒤 {questions}.",
    "home.interview_today": "오늘 면접",
    "home.interview_in": "{day} 면접까지 {count}일",
    "home.date": "{month} {day}일",
    "home.known": "기억",
    "home.proven_here": "여기서 증명한 주장",
    "home.not_proven": "아직 증명하지 않은 주장 {count}개",
    "home.next_question": "다음 문제",
    "home.tracks": "트랙 {count}개",
    "home.topics": "주제 {count}개",
    "home.proven_of": "주장 {all}개 가운데 {count}개를 증명했습니다",
    "home.myth": "통념",
    "home.empty": "이 문제은행에는 아직 문제가 없습니다.",
    "home.no_open": "이 문제은행에는 말로 답하는 문제가 없어 면접을 볼 수 없습니다.",
    "find.title": "찾기",
    "find.hint": "한국어나 영어 단어, 명령은 >",
    "find.place": "{place}/{count} · Enter로 열기",
    "find.opens": "열기",
    "find.nothing": "찾은 것이 없습니다.",
    "find.hidden": "답하고 나면 볼 수 있는 주장 {count}개",
    "find.claim": "주장",
    "find.topic": "주제",
    "find.new": "새 문제",
    "find.due": "복습",
    "find.missed": "틀림",
    "find.right": "맞힘",
    "find.proven": "증명됨",
    "bookmark.on": "책갈피를 꽂았습니다.",
    "bookmark.off": "책갈피를 뺐습니다.",
    "note.title": "메모",
    "note.foot": "나만 볼 수 있음 · 입력하는 대로 저장",
    # the quiz on screen: questions and answers
    "ask.changed": "지난번에 배운 뒤로 이 문제의 답이 바뀌었습니다.",
    "ask.sure": "확신도 {percent}%. s를 누르면 바뀝니다.",
    "ask.was_sure": "확신도 {percent}%",
    "ask.foot": "Enter로 선택",
    "ask.pick_first": "먼저 보기를 고르세요.",
    "ask.number_first": "먼저 수를 입력하세요. 예: 0.5, 1e-3, 65%.",
    "ask.number_hint": "답 입력",
    "ask.draft": "전에 적던 답이 남아 있습니다. 적는 대로 저장됩니다.",
    "key.lift": "집기",
    "key.pick": "고르기",
    "key.predict": "예측하고 측정",
    "level": "난이도 {level}",
    "ask.number": "답",
    "ask.picked": "고른 답: {digits}",
    "ask.how_sure": "확신도: {percent}%",
    "ask.not_said": "확신도: 고르지 않음",
    "ask.moves": "↑↓ 이동",
    "ask.open_title": "답변 (소리 내어 말해도 됩니다)",
    "ask.keeps": "적는 대로 저장",
    "ask.kept_now": "저장됨",
    "ask.within": "{margin} 이내면 정답",
    "ask.within_share": "{percent}% 이내면 정답",
    "ask.measures": "이 컴퓨터가 측정",
    "ask.measures_in": "이 컴퓨터가 측정 ({seconds}초)",
    "ask.points": "핵심 {count}개",
    "ask.kept": "적은 답은 다음에 볼 수 있게 저장했습니다.",
    "ask.predict": "예측",
    "kind.one": "하나 고르기",
    "kind.line": "한 줄 고르기",
    "kind.several": "맞는 것 모두 고르기 (2개 이상)",
    "kind.number": "수로 답하기",
    "kind.measured": "예측한 뒤 측정",
    "kind.order": "순서 맞추기",
    "kind.code": "코드 작성하기",
    # exercises
    "exercise.make": "생성: {call}",
    "exercise.call": "호출: {call}",
    "exercise.shapes": "모양에 적은 이름은 길이를, {any} 표기는 아무 모양을 뜻한다. 따로 적지 않은 수는 float64다.",
    "exercise.in_place": "제자리에서 바꿔도 되는 인자: {names}",
    "exercise.may_use": "가져다 쓸 수 있는 모듈: {names}",
    "exercise.not": "쓸 수 없는 것: {names}",
    "exercise.at_most_times": "실행 시간: 기준 코드의 {times}배까지",
    "exercise.accuracy": "학습에 쓰지 않은 데이터에서 필요한 정확도: {share} 이상",
    "exercise.statements": "기준 코드의 구문 수: {count}",
    # exercises: when to write it, and the screen where it is written
    "exercise.needs": "약 {count}분이 걸립니다.",
    "exercise.now": "지금: 쓰던 편집기에서 작성",
    "exercise.later": "나중에: 이 세트의 끝에서",
    "exercise.not_here": "여기서는 안 함: 이 세트에서 코드 작성 문제를 뺌",
    "practice.task": "과제",
    "practice.verdict": "판정",
    "practice.clock": "{clock} / {minutes}분",
    "practice.file": "{file} 파일에 작성하세요. 저장할 때마다 여기서 판정합니다.",
    "practice.opens": "o 키를 누르면 편집기({editor})가 열립니다.",
    "practice.no_editor": "쓰던 편집기로 이 파일을 여세요.",
    "practice.which_editor": "VISUAL과 EDITOR 어느 쪽에도 편집기가 없습니다. 하나를 설정하거나 파일을 직접 여세요.",
    "practice.editor_missing": "VISUAL이나 EDITOR에 적힌 편집기를 찾을 수 없습니다: {editor}",
    "practice.editor_failed": "편집기가 오류로 끝났습니다: {editor}, 종료 코드 {code}. 파일은 그대로 두었습니다.",
    "practice.other_terminal": "이 터미널에서는 편집기를 띄울 수 없습니다. 다른 터미널에서 파일을 여세요.",
    "practice.printed": "출력",
    "practice.help_title": "도움과 그 값",
    "practice.help": "도움을 받으면 평가가 그만큼 낮아집니다.",
    "practice.no_help": "남은 힌트가 없습니다.",
    "practice.solution_later": "한 번 판정을 받은 뒤에는 기준 코드도 볼 수 있습니다.",
    "practice.next_hint": "힌트 {number}/{count}",
    "practice.likeness": "어떤 실수와 같은지",
    "practice.solution": "기준 코드",
    "practice.costs_a_hint": "높아야 ‘어려움’",
    "practice.costs_all": "‘다시’로 평가",
    "practice.leave_title": "문제에서 나가기",
    "practice.kept": "파일({file})은 그대로 남고 시계는 멈춥니다.",
    "practice.leave": "나중으로 미루기",
    "practice.leave_note": "평가 없음",
    "practice.give_up": "포기하고 기준 코드 보기",
    "practice.again": "새로 작성하기",
    "practice.of_before": "지난번에 작성한 코드가 {file} 파일에 있습니다.",
    "practice.start_over": "시작 코드부터: 지난 파일은 attic 폴더로",
    "practice.keep_file": "그 파일에서 계속",
    # exercises: what came of an attempt
    "attempt.right": "맞았습니다. 주장 {count}개 중 {kept}개 통과.",
    "attempt.wrong": "아직 아닙니다. 주장 {count}개 중 {kept}개 통과.",
    "attempt.unjudged": "판정하지 못했습니다. 주장 {count}개 중 {kept}개 통과, 나머지는 여기서 판정할 수 없습니다.",
    "attempt.starter": "아직 시작 코드 그대로라 판정할 것이 없습니다.",
    "attempt.does_not_run": "아직 실행되지 않습니다.",
    "attempt.stopped": "판정하기 전에 멈췄습니다.",
    "attempt.contract": "호출 규약에 맞지 않습니다.",
    "attempt.no_result": "결과가 없습니다.",
    "attempt.call": "{call} {number}: {arguments}",
    "attempt.yours": "내 결과",
    "attempt.ours": "기준",
    "attempt.shape": "모양 {shape}",
    "attempt.slow": "{shape}에서 기준보다 {times}배 오래 걸립니다. 숫자를 하나씩 도는 반복문이 있나요?",
    "attempt.statements": "구문 {count}개, 기준 코드는 {ours}개",
    "attempt.agrees": "호출 {count}번 중 {agreed}번이 기준과 일치",
    "judge.at_most_times": "기준 코드의 {times}배 안에 실행",
    "judge.passed": "통과",
    "judge.refused": "통과 못 함",
    "judge.unjudged": "여기서 판정할 수 없음",
    "judge.stopped": "결과 없음",
    "judge.broke": "{name}: {value}, 기준 {bound} ({because})",
    "judge.waiting": "아직 실행하지 않음",
    # exercises: what wrong calls have in common, and what a program behaves like
    "diagnosis.wrong_exactly": "{terms}: 이 조건의 호출 {met}번은 모두 틀리고 나머지 {others}번은 맞습니다.",
    "diagnosis.right_exactly": "{terms}: 이 조건의 호출 {met}번은 모두 맞고 나머지 {others}번은 틀립니다.",
    "diagnosis.wrong_only": "{terms}: 이 조건에서만 틀립니다({met}번 중 {of_kind}번). 나머지 {others}번은 맞습니다.",
    "diagnosis.right_only": "{terms}: 이 조건에서만 맞습니다({met}번 중 {of_kind}번). 나머지 {others}번은 틀립니다.",
    "diagnosis.of_calls": "{call} 호출 가운데: {condition}",
    "diagnosis.first": "객체마다 처음 달라지는 곳: {number}번째 호출 {call} (달라진 객체 {count}개 중 {objects}개).",
    "diagnosis.and": ", ",
    "diagnosis.agrees": "모든 호출에서 기준과 일치: {outputs}.",
    "diagnosis.related": "다를 때: {relations}.",
    "diagnosis.related_first": "객체의 첫 호출에서: {relations}.",
    "feature.call": "객체 안의 호출 번호",
    "feature.object": "객체 번호",
    "feature.is_call": "{name} 호출",
    "feature.is_call.not": "{name} 아닌 호출",
    "feature.all_zero": "{name}의 값이 모두 0",
    "feature.all_zero.not": "{name}에 0이 아닌 값이 있음",
    "feature.has_zeros": "{name}에 0이 있음",
    "feature.has_zeros.not": "{name}에 0이 없음",
    "feature.all_equal": "{name}의 값이 모두 같음",
    "feature.all_equal.not": "{name}에 서로 다른 값이 있음",
    "feature.has_equal": "{name}에 같은 값이 있음",
    "feature.has_equal.not": "{name}에 같은 값이 없음",
    "feature.has_negative": "{name}에 음수가 있음",
    "feature.has_negative.not": "{name}에 음수가 없음",
    "feature.has_nan": "{name}에 NaN이 있음",
    "feature.has_nan.not": "{name}에 NaN이 없음",
    "diagnosis.observed": "구별하기 쉬운 무늬 열 가지로 만든 이미지를 학습시켰을 때: {seen}.",
    "observed.shape": "이미지 {second}장에 모양이 {first}인 배열을 돌려줌",
    "observed.one_digit": "이미지 {second}장 모두에 {first}만 답함",
    "observed.off_by": "답이 정답보다 {first}만큼 어긋남({third}장 중 {second}장)",
    "observed.rows_and_columns": "행과 열을 맞바꾸면 {third}장 중 {first}장, 그대로면 {second}장을 맞힘",
    "observed.own_images": "학습한 바로 그 이미지 {second}장 중 {first}장만 맞힘",
    "observed.asked_again": "다시 물으면 {second}장 중 {first}장의 답이 달라짐",
    "observed.alone": "이미지를 한 장씩 물으면 {second}장 중 {first}장의 답이 달라짐",
    "observed.seed": "같은 시드로 똑같이 학습한 두 번째 객체는 {second}장 중 {first}장에 다르게 답함",
    "observed.shared": "다른 객체를 학습시키면 첫 객체의 답이 {second}장 중 {first}장에서 달라짐",
    "observed.trained_again": "다른 레이블로 먼저 학습했던 객체는 새 객체와 {second}장 중 {first}장에서 다르게 답함",
    "observed.labels": "레이블을 섞어 학습해도 {first}장 모두 똑같이 답함",
    "relation.change": "{name}의 변화량",
    "relation.factor": "기준의 {factor}배",
    "relation.part": "기준의 {factor}",
    "relation.sign": "기준과 부호가 반대",
    "relation.exchanged": "기준의 {name}",
    "relation.axes": "기준에서 축 {axes} 맞바꿈",
    "relation.reversed": "기준에서 축 {axes} 뒤집음",
    "relation.times": "{name}의 {factor}배",
    "relation.zero": "모두 0",
    "relation.argument": "받은 {name} 그대로",
    "relation.plus": "기준 + {name}",
    "relation.minus": "기준 - {name}",
    "relation.added": "기준 + {name}의 {factor}배",
    "relation.only_at": "{place}에서만 틀림(수 {there}개 중 {differing}개)",
    "relation.before": "직전 호출의 기준",
    "relation.unstable": "같은 호출을 다시 하면 결과가 달라짐",
    "relation.fresh": "첫 호출일 때의 기준",
    "relation.after": "`{name}` 다음의 기준",
    "relation.ours": "기준",
    "likeness.one": "알려진 실수와 똑같이 동작합니다: {mistake}.",
    "likeness.two": "알려진 실수 두 가지가 겹친 것과 똑같이 동작합니다: {one}; {other}.",
    "likeness.several": "이 호출 {count}번으로는 구별되지 않는 알려진 실수들과 똑같이 동작합니다: {mistakes}.",
    "likeness.changed": "여기에 알려진 실수와는 다르지만, 맞는 프로그램을 이렇게 바꾼 것과 똑같이 동작합니다: {lines}",
    "likeness.none": "여기에 알려진 실수와 똑같이 동작하지는 않습니다.",
    "likeness.none_in_time": "시간 안에 비교한 알려진 실수 가운데 똑같이 동작하는 것은 없습니다.",
    "likeness.nothing_wrong": "뽑은 호출 {count}번이 모두 맞아 비교할 것이 없습니다.",
    # exercises: what is wrong with a program apart from its numbers
    "fault.in_line": "{line}번째 줄: {what}",
    "fault.in_function": "{line}번째 줄, {function} 안: {what}",
    "fault.raised": "{error}",
    "fault.not_callable": "{error}",
    "fault.not_callable.advice": "이렇게 호출합니다: {calls}",
    "fault.not_written": "아직 NotImplementedError가 발생합니다.",
    "fault.not_written.advice": "그 줄을 직접 작성한 코드로 바꾸세요.",
    "fault.memory": "쓸 수 있는 메모리 {memory} GiB보다 많이 요청했습니다.",
    "fault.handed": "인자로 받은 함수를 호출하다 실패했습니다: {message}",
    "fault.handed.advice": "그 함수에 무엇을 넘기는지 확인하세요.",
    "fault.exited": "작성한 코드가 프로세스를 끝냈습니다 (종료 코드 {code}).",
    "fault.exited.advice": "끝내지 말고 값을 반환하거나 예외를 일으키세요.",
    "fault.killed": "작성한 코드의 프로세스가 {signal} 시그널로 죽었습니다.",
    "fault.slow": "{call} 호출이 {seconds}초 동안 끝나지 않았습니다.",
    "fault.slow.advice": "끝나지 않는 반복문이 있는지 살펴보세요.",
    "fault.slow_import": "파일을 {seconds}초 안에 불러오지 못했습니다.",
    "fault.slow_import.advice": "오래 걸리는 코드는 모듈 최상위에 두지 마세요.",
    "fault.not_loaded": "{error}",
    "fault.not_loaded.advice": "판정하려면 먼저 파일이 처음부터 끝까지 실행되어야 합니다.",
    "fault.missing": "정의가 없습니다: {name}",
    "fault.missing.advice": "판정할 때 이 이름으로 호출합니다.",
    "fault.missing_near": "정의가 없습니다: {name}. {line}번째 줄에 비슷한 이름이 있습니다: {near}.",
    "fault.missing_near.advice": "이름을 고치세요.",
    "fault.count": "값 {given}개를 반환했습니다. 규약은 {asked}개를 요구합니다: {names}.",
    "fault.nothing": "None을 반환했고 제자리에서 바꾼 것도 없습니다. 반환해야 할 값: {asked}.",
    "fault.nothing.advice": "return을 빠뜨리지 않았나요?",
    "fault.container": "{name} 값의 타입 {given}: 수나 배열, 또는 그 리스트여야 합니다.",
    "fault.untransferable": "반환한 값의 타입 {given}: 수나 배열, 또는 그 리스트여야 합니다.",
    "fault.other_kind": "{name} 정의가 {given}입니다. 문제가 요구하는 것: {asked}.",
    "fault.shape": "{name}의 모양이 {given}입니다. 맞는 모양: {asked}.",
    "fault.dtype": "{name}의 dtype이 {given}입니다. 맞는 dtype: {asked}.",
    "fault.dtype.advice": "주장의 한계는 {asked} 기준입니다. 처음부터 이 dtype으로 계산하세요.",
    "fault.not_finite": "{name} 값이 {value}입니다. 기준은 유한한 값입니다.",
    "fault.not_finite_at": "{name}의 {index} 위치 값이 {value}입니다. 기준은 유한한 값입니다.",
    "fault.changed": "{name} 인자를 바꿨습니다 ({before} → {after}). 호출한 쪽에서 아직 쓰는 값입니다.",
    "fault.changed.advice": "복사해서 쓰세요.",
    "fault.changed_at": (
        "{name} 인자를 바꿨습니다 ({name}{index}: {before} → {after}). 호출한 쪽에서 아직 쓰는 값입니다."
    ),
    "fault.changed_at.advice": "복사해서 쓰세요.",
    "fault.forbidden": "{name}: 이 문제에서 직접 작성해야 하는 것입니다.",
    "fault.refused": "{name}: 여기서는 쓸 수 없습니다.",
    "fault.refused.advice": "이 문제에는 파일, 프로세스, 네트워크가 필요하지 않습니다.",
    "fault.protocol": "작성한 코드가 판정 프로세스와의 연결에 직접 써서, 받은 내용을 모두 버렸습니다.",
    "fault.protocol.advice": "열려 있는 파일 디스크립터는 건드리지 마세요.",
    "fault.too_large": "파일이 {most} MiB보다 큽니다.",
    "fault.not_utf8": "파일이 UTF-8이 아닙니다.",
    "fault.not_utf8.advice": "UTF-8로 저장하세요.",
    "fault.not_utf8_but": "파일이 UTF-8이 아닙니다. {looks_like} 인코딩으로 보입니다.",
    "fault.not_utf8_but.advice": "UTF-8로 저장하세요.",
    "fault.empty": "파일이 비어 있습니다.",
    "fault.empty.advice": "--reset을 쓰면 시작 코드를 다시 받습니다.",
    "fault.no_notebook": "읽을 수 있는 노트북 파일이 아닙니다.",
    "fault.no_notebook.advice": ".ipynb(포맷 4)로 다시 저장하세요.",
    "fault.no_cell": "노트북에 `# quizdl: {name}` 줄로 시작하는 셀이 없습니다.",
    "fault.no_cell.advice": "코드가 있는 셀의 첫 줄에 적으세요.",
    "fault.hidden": "다른 셀에서 정의한 이름입니다: {name}",
    "fault.hidden.advice": "셀은 앞 셀의 import만 더해서 따로 판정합니다. 이 셀 안에서 정의하세요.",
    "fault.syntax": "{message} ({column}열)",
    "fault.nested": "중첩이 너무 깊어 파이썬이 읽지 못합니다.",
    "fault.unchanged": "파일에 시작 코드밖에 없습니다.",
    "fault.unchanged.advice": "여기에 코드를 저장하면 판정합니다.",
    "fault.imported": "{name}: 가져올 수 없는 모듈입니다.",
    "fault.imported.advice": "쓸 수 있는 것: {may_use}, 그리고 파일·프로세스·네트워크를 다루지 않는 표준 라이브러리.",
    # exercises: the command, the folder, the clock
    "practice.new": "새 문제",
    "practice.begun": "작성 중",
    "practice.due": "복습할 때",
    "practice.passed": "통과",
    "practice.none": "이 문제은행에는 코드 작성 문제가 없습니다.",
    "practice.example": "예: {call}",
    "own_bug.planted": "작성한 코드 {line}번째 줄에 심은 버그: {old} → {new}.",
    "own_bug.declared": "{planted} 알려진 실수: {mistake}.",
    "own_bug.asking": "주장들이 확인하는 중입니다.",
    "own_bug.caught": "알아챈 것: {judge}.",
    "own_bug.missed": "어떤 주장도 알아채지 못했습니다. 달라지는 것이 없거나, 주장이 모두 놓친 버그입니다.",
    "own_bug.none": "심을 만한 작은 버그가 없습니다.",
    "practice.session": "파이썬 프롬프트에서 실행한 예:",
    "practice.made": "시작 코드를 만들었습니다: {file}",
    "practice.there": "작성 중인 파일: {file}",
    "practice.changed": "시작한 뒤에 문제가 바뀌었습니다. --reset을 쓰면 새 시작 코드를 볼 수 있습니다.",
    "practice.due_again": "다시 작성해 볼 때가 되었습니다. --reset을 쓰면 이 파일을 옮겨 두고 처음부터 시작합니다.",
    "practice.watching": "Ctrl-C를 누를 때까지 저장할 때마다 판정합니다.",
    "practice.judging": "{time}  판정 중",
    "practice.missing": "파일이 사라졌습니다. 다시 생길 때까지 기다립니다: {file}",
    "practice.folder": "파일이 아니라 폴더입니다. 파일이 생길 때까지 기다립니다: {file}",
    "practice.special": "보통 파일이 아닙니다(파이프나 장치). 파일이 생길 때까지 기다립니다: {file}",
    "practice.unreadable": "읽을 수 없습니다. 읽을 수 있을 때까지 기다립니다: {file}",
    "practice.tries": "시도 {count}번",
    "practice.left": "{clock} 남음",
    "practice.took": "걸린 시간: 작업 {count}분, 쉰 시간까지 {clock}분. 문제에 적힌 시간은 {minutes}분입니다.",
    "readers.one": "{exercise}: 걸린 시간 {minutes}분",
    "readers.many": "{exercise}: {count}명 중 {passed}명 통과, 중앙값 {median}분 (95% 구간 {low}~{high}분).",
    "readers.said": "흔히 {low}~{high}분 걸린다고 한다: {verdict}.",
    "practice.time_up": "시간이 다 됨",
    "practice.hints": "힌트 {count}개",
    "practice.first_pass": "{minutes}분 문제를 {clock} 만에 처음 통과 ({ratio}배), {tries}, {hints}",
    "practice.no_pass": "{minutes}분 문제를 {clock} 동안 작성, 아직 통과 못 함, {tries}, {hints}",
    "practice.not_tried": "아직 작성해 본 문제가 없습니다.",
    "practice.hint": "힌트 {number}/{count}: {hint}",
    "practice.no_hints": "이 문제에는 힌트가 없습니다.",
    "practice.not_compared": "비교할 수 없습니다. 먼저 실행되어 결과를 돌려주어야 합니다.",
    "practice.kept_unknown": "실수를 정리할 때 쓸 수 있도록 보관했습니다: {file} 어디에도 보내지 않았습니다.",
    "practice.reset_sure": "파일을 attic으로 옮기고 시작 코드를 새로 만듭니다: {file} 계속할까요?",
    "practice.aside": "이전 파일: {file}",
    "practice.never_passed": "아직 통과한 적이 없어 비교할 코드가 없습니다.",
    "practice.same": "통과했을 때와 같은 코드입니다.",
    "practice.nothing_to_dispute": "통과했으므로 이의를 제기할 것이 없습니다.",
    "practice.disputed": "보고서를 만들었습니다: {file} 작성한 코드가 들어 있으며, 어디에도 보내지 않았습니다.",
    "practice.forgotten": "{name} 시도 {count}번과 그 코드를 지웠습니다.",
    # a class's submissions
    "marks.done": "{count}개 중 {number}개째: {student}",
    "marks.unread": "파일을 읽을 수 없습니다: {why}",
    "marks.passed": "{count}개 중 {passed}개 통과. 나머지가 통과하지 못한 까닭:",
    "practice.see_ours": "quizdl practice {name} --solution 명령으로 기준 코드를 볼 수 있습니다.",
    "number.predicted": "예측 {yours}, 측정 {truth}",
    "number.answered": "내 답 {yours}, 정답 {truth}",
    "number.near": "허용 범위 안",
    "number.times_too_small": "{times}배 작음",
    "number.times_too_large": "{times}배 큼",
    "number.too_small": "{apart} 작음",
    "number.too_large": "{apart} 큼",
    "number.right_from": "{low}부터 {high}까지 정답",
    "measure.failed": "! 측정하지 못해 채점하지 않음: {why}",
    "measure.you": "예측",
    "measure.measured": "측정",
    "measure.offer": "Enter를 누르면 측정 없이 답을 보여 주고 예측은 채점하지 않습니다. v를 누르면 다시 측정합니다.",
    "measure.offer_only": "Enter를 누르면 측정 없이 답을 보여 주고 예측은 채점하지 않습니다.",
    "grade.right": "정답.",
    "grade.wrong": "오답.",
    "grade.after_ours": "기준 코드를 본 뒤에 맞았습니다.",
    "grade.not_passed": "통과하지 못했습니다. 주장 {count}개 중 {kept}개 통과.",
    "grade.partly": "부분 정답: {percent} %.",
    "grade.tick": "말한 핵심에 체크하세요",
    "grade.unmeasured": "! 측정하지 못해 채점하지 않음",
    "grade.not_measured": "실험이 값을 내지 못했습니다",
    "grade.order_partly": "부분 정답: {pairs}쌍 중 {right}쌍의 앞뒤 순서가 맞았습니다. 찍으면 절반이 맞습니다.",
    "grade.order_wrong": "오답: {pairs}쌍 중 {right}쌍의 앞뒤 순서가 맞았습니다. 찍으면 절반이 맞습니다.",
    "undone": "되돌렸습니다. 다시 답하세요.",
    "answer.yours": "내\u00a0답",
    "answer.yours_written": "내 코드",
    "answer.ours": "기준 코드",
    "answer.truth": "정답",
    "answer.you_had": "내\u00a0답:\u00a0{place}번째",
    "answer.key_points": "핵심",
    "answer.compare": "체크한 대로 채점",
    "answer.bug": "버그",
    "answer.model": "말로 한다면",
    "answer.folklore": "통념",
    "answer.sources": "더 읽기",
    "answer.asked_in": "기출",
    "answer.next": "다음 문제",
    "answer.finish": "결과 보기",
    "answer.note": "내 메모",
    "answer.right": "정답",
    "answer.others": "나머지 보기 {count}개와 아닌 이유: o로 펼치기",
    # ratings and lengths of time, everywhere
    "rating.1": "다시",
    "rating.2": "어려움",
    "rating.3": "알맞음",
    "rating.4": "쉬움",
    "span.minutes": "{count}분",
    "span.hours": "{count}시간",
    "span.day": "하루",
    "span.days": "{count}일",
    "span.months": "{count}개월",
    "month.1": "1월",
    "month.2": "2월",
    "month.3": "3월",
    "month.4": "4월",
    "month.5": "5월",
    "month.6": "6월",
    "month.7": "7월",
    "month.8": "8월",
    "month.9": "9월",
    "month.10": "10월",
    "month.11": "11월",
    "month.12": "12월",
    "weekday.1": "월",
    "weekday.2": "화",
    "weekday.3": "수",
    "weekday.4": "목",
    "weekday.5": "금",
    "weekday.6": "토",
    "weekday.7": "일",
    "ago.days": "{count}일 전",
    "ago.hours": "{count}시간 전",
    "ago.minutes": "{count}분 전",
    "ago.now": "방금",
    # the mock interview and its reports
    "interview.question": "약 {about}문제 중 {number}번째",
    "interview.answer": "모의 면접 {number}번 질문",
    "interview.notes": "메모하거나 말하기",
    "interview.usual": "보통 {minutes}분쯤 걸림",
    "interview.paused": "일시 정지: {left} 남음",
    "interview.stands": "시계가 멈췄습니다. 적은 내용은 그대로 있습니다.",
    "interview.throw_away": "버리기",
    "interview.throw_away_sure": "답 {count}개를 버리겠습니까?",
    "interview.keep": "버리지 않기",
    "interview.best": "지금까지 최고 {percent}%",
    "interview.share": "핵심의 {percent}%",
    "interview.share_by_ticks": "핵심의 {percent}%를 말함(스스로 표시)",
    "interview.not_compared": "아직 비교한 답이 없습니다.",
    "interview.skipped": "건너뜀",
    "interview.long": "김",
    "interview.left_out": "{number}번 질문에서 빠뜨린 핵심",
    "interview.nothing": "답한 문제가 없어 결과가 없습니다. i를 누르면 면접을 새로 시작합니다.",
    "interview.all_said": "없음: 핵심 {count}개를 모두 말했습니다.",
    "interview.compare_first": "아직 비교하지 않았습니다. Enter를 누르면 내 답과 모범 답안이 나옵니다.",
    "interview.gone": "문제 은행에서 사라진 질문입니다.",
    "interview.ticked": "말했다고 표시한 핵심",
    "interview.claims": "v 근거가 되는 주장 보기, 실험 {count}개",
    "interview.exported": "저장한 파일:\n{files}",
    "interview.not_exported": "면접 기록을 저장하지 못했습니다: {why}",
    "interview.deeper": "더 깊이 묻는 꼬리 질문",
    "interview.up": "시간이 다 됐습니다. 이 답변까지만 마치세요.",
    "interview.go_on": "계속하기",
    "interview.end": "끝내고 결과 보기",
    "interview.aloud": "말로 답함",
    "interview.not_run": "아직 실행하지 않음",
    "interview.title": "{day} 면접",
    "interview.begins": (
        "{minutes}분 동안 모의 면접을 봅니다. 모범 답안은 끝난 뒤에 보여 줍니다. q를 입력하면 멈춥니다."
    ),
    "interview.no_open": "{topics}{levels}말로 답하는 문제가 없습니다.{others}",
    "interview.no_open_at": "난이도 {levels}의 ",
    "interview.no_open_in": "{topics}에는 ",
    "interview.no_open_but_one": " 난이도 {levels}에는 {count}문제가 있습니다.",
    "interview.no_open_but": " 난이도 {levels}에는 {count}문제가 있습니다.",
    "interview.and": ", ",
    "interview.took": "{minutes}분",
    "interview.words": "내 답",
    "reports.shares": "면접마다 말한 핵심의 비율(스스로 표시)",
    "reports.none": "아직 면접 기록이 없습니다.",
    "reports.no_such": "{number}번 기록이 없습니다. --list로 확인하세요.",
    "reports.not_compared": "비교하지 않음",
    # summaries
    "summary.nothing": "답한 문제가 없습니다.",
    "summary.in_seconds": "{asked}문제 중 {right}문제 정답, {count}초",
    "summary.in_minutes": "{asked}문제 중 {right}문제 정답, {count}분",
    "summary.in_hours": "{asked}문제 중 {right}문제 정답, {count}시간",
    "summary.shares": "{before}% -> {after}%",
    "summary.proven": "주장 {count}개 증명",
    "summary.proven_here": "이번 세트에서 증명한 주장",
    "summary.skipped": "{count}문제 건너뜀",
    "summary.missed": "다시 볼 문제",
    "summary.was_sure": "확신했음",
    "summary.sure_and_wrong": "확신했는데 틀린 문제 {count}개. 이런 문제에서 가장 많이 배웁니다.",
    "summary.back_in": "{span} 뒤 복습",
    "summary.back_day": "내일 복습",
    "summary.back_now": "지금 복습",
    "summary.right": "맞힌 문제",
    "summary.next": "다음 복습: {when}",
    "summary.group_in": "{span} 뒤 {count}문제",
    "summary.group_day": "내일 {count}문제",
    "summary.group_now": "지금 {count}문제",
    # claims, verdicts, proofs
    "verdict.supported": "지지됨",
    "verdict.refuted": "반박됨",
    "verdict.inconclusive": "결론 없음",
    "verdict.unavailable": "실행 불가",
    "verdict.failed": "실행 실패",
    "verdict.as_declared": "선언한 대로",
    "verdict.folklore_refuted": "선언한 대로: 통념이 반박됨",
    "verdict.not_as_declared": "선언과 다름 (선언: {verdict})",
    "reason.control": "대조 실험이 예상과 다르게 나옴: {names}",
    "reason.broken": "지켜야 할 범위를 벗어남: {names}",
    "reason.open": "수치로 결론 낼 수 없음: {names}",
    "reason.unrefuted": "이 문장을 반박하지 못함: {names}",
    "bound.broke": "벗어남",
    "bound.held": "지킴",
    "bound.undecided": "판단 못 함",
    "bound.between": "[{low}, {high}] 안",
    "bound.differs_by": "{distance} 차이",
    "knob.what_if": "만약",
    "knob.outcome": "만약: {knobs}",
    "knob.offer": "k로 매개변수 바꿔 보기: {knobs}",
    "knob.restore": "k나 Esc를 누르면 기본값으로 돌아간다. 이 실행은 답의 근거로 쓰지 않는다.",
    "knob.hint": "Enter 실행   ↑↓ 다른 매개변수   Esc 그대로 두기",
    "checks.kept": "실험 점검 {count}개, 모두 허용 범위 안",
    "checks.broken": "실험 점검 {count}개 중 {broken}개가 허용 범위 밖",
    "numbers.reasons": "근거",
    "numbers.all": "전체",
    "numbers.caption": "측정한 것",
    "finding.more": "그 밖의 대조 {count}개",
    "checks.open": "o로 열기",
    "checks.close": "o로 닫기",
    "control.told": "{name}: {value}, 비교 기준 {bound}",
    "control.break_broke": "예상대로 한계를 벗어남",
    "control.break_held": "한계를 벗어나야 했음",
    "control.break_undecided": "한계를 벗어나야 했으나 판단 못 함",
    "control.hold_held": "예상대로 한계를 지킴",
    "control.hold_broke": "한계를 지켜야 했음",
    "control.hold_undecided": "한계를 지켜야 했으나 판단 못 함",
    "chart.logarithmic": "{label} (로그)",
    "chart.not_drawn": "{name} (점 {all}개 중 {lost}개는 그리지 않음)",
    "chart.empty": "그릴 수 있는 유한한 점이 없음",
    "chart.more": "… 그 밖에 {count}개",
    "chart.summary": "{names}. 가로축: {x}, 세로축: {y}",
    "proof.off": "실험을 실행하지 않습니다: {why}",
    "proof.off_default": "꺼져 있습니다",
    "proof.unknown": "이 주장을 담은 검증기가 없습니다",
    "proof.expects_refuted": "통념: 반박되어야 맞음",
    "proof.estimate": "약 {seconds}초",
    "proof.left": "약 {seconds}초 남음",
    "proof.late": "평소보다 오래 걸림, {seconds}초",
    "proof.nearly_done": "거의 끝남",
    "proof.waiting": "차례를 기다림",
    "proof.starting": "실험 엔진 시작 중: {module} 불러오는 중, {seconds}초",
    "proof.starting_engine": "실험 엔진을 시작하는 중: {seconds}초.",
    "proof.first_start": "설치한 뒤 첫 시작이 가장 오래 걸립니다.",
    "proof.stopped": "중단됨",
    "proof.measured": "측정",
    "proof.bound": "이론",
    "proof.measurement": "알아 둘 수치",
    "proof.as_declared": "답의 내용과 일치",
    "proof.took": "{seconds}초",
    "proof.seed": "시드 {seed}",
    "proof.made": "{day} 측정",
    "proof.kept": "{age} 얻은 결과 (다시 실행: {how})",
    "proof.other_settings": "문장은 기본값일 때의 내용이다. 이번 실행에서 바꾼 값: {knobs}",
    "proof.other_setting": "{knob} = {value} (기본값 {default})",
    "proof.percent": "{number}%",
    "proof.because": "근거",
    "proof.output": "출력",
    "proof.title": "증명",
    "proof.myth": " 통념 ",
    "proof.myth_refuted": "통념이 예상대로 반박됨",
    "proof.surprise": "✗ 뜻밖의 결과: 답과 다름",
    "proof.not_run": "아직 실행하지 않음: v로 실행",
    "proof.control": "대조",
    "proof.ran": "이 컴퓨터에서 {seconds}초 동안 측정",
    "proof.offer": "v를 누르면 실험 {count}개 실행, {seconds}초",
    "proof.rests_on": "증명  실험 {count}개, {seconds}초: v로 여기서 실행",
    "proof.unknown_claims": "이 주장을 정의하는 검증기가 없음: {names}",
    "view.finding": "결과",
    "view.numbers": "수치",
    "view.break": "고장 내기",
    "view.code": "코드",
    "outcome.refuted": "예상대로 반박됨",
    "outcome.surprise": "뜻밖",
    "outcome.inconclusive": "판정 보류",
    "outcome.unavailable": "판정하지 않음",
    "outcome.failed": "결과 없음",
    "bug.fine": "그대로 맞다.",
    "bug.original": "{where} 원래 줄은 `{original}`",
    "failure.time": "{seconds}초 안에 결과가 없어 판정하지 않음",
    "failure.crash": "실험이 멈춤: {what}",
    "failure.other": "결과 없음: {why}. 판정하지 않음",
    "failure.needs": "이 실험에는 {why}",
    "failure.unavailable": "여기서는 판정하지 않음, {why}",
    "failure.more_time": "{key}: 시간을 늘려 다시 실행",
    "failure.site": "c: 멈춘 줄로 가기",
    "break.title": "일부러 심은 버그",
    "break.count": "버그 {place}/{total}",
    "break.caught": "잡아냄.",
    "break.missed": "알아채지 못함",
    "break.unjudged": "이 버그를 판단할 수 없음",
    "break.off_anyway": "판단할 수 없음: 버그가 없어도 선언과 다름",
    "break.none.missed": "놓침: 이 버그를 알아챈 주장이 없습니다.",
    "break.none.unjudged": "이 버그를 알아챈 주장이 없습니다. 다만 위의 이유로 판단하지 못한 주장이 있습니다.",
    "break.own": "직접 심은 버그",
    "break.no_python": "저장한 내용이 아직 파이썬 코드가 아니어서 심지 않았습니다.",
    "break.next": "b를 누르면 다음 버그를 심음",
    "break.as_it_was": "원래",
    "break.with_the_bug": "버그를 심은 뒤",
    "break.moved": "달라진 수치",
    "break.moved_too": "그 밖에 {count}개",
    "break.not_yet": "b로 심기",
    "break.noticed": "“{claim}”에서 드러남: {turned}.",
    "break.turned": "수치 {total}개 중 {count}개의 결과가 달라짐",
    "mutant.caught": "알아챈 주장: {claims}",
    "mutant.missed": "알아챈 주장 없음: 이 검증기의 모든 주장이 놓침",
    "mutant.missed_here": "실행한 주장 중에는 알아챈 것이 없음",
    "mutant.cannot_judge": "판단할 수 없음: {claims}",
    "mutant.unjudged": "{claim} {verdict}",
    "mutant.unjudged_anyway": "버그가 없어도 {claim} {verdict}",
    "total.seeds": "선언대로 나온 시드",
    "total.as_declared": "{all}개 중 {right}개가 선언한 대로",
    "total.caught": "심은 버그 {all}개 중 {right}개를 알아챔",
    "total.unjudged": "{count}개는 판단할 수 없음",
    "total.unavailable": "{count}개는 여기서 실행 불가",
    "claims.knobs": "바꿀 수 있는 값",
    "claims.cost": "주장 {count}개, 약 {seconds}초",
    "claims.no_seed": "난수를 쓰지 않아 --seed, --seeds와 관계없이 한 번만 실행하는 주장 {count}개: {claims}",
    "claims.use_own": "{symbol} 자리에 내 코드를 넣음: 이를 쓰는 주장 {count}개",
    "claims.how_long": "모두 {count}번 실행, 약 {seconds}초 분량. 저장된 결과가 있으면 바로 나옵니다.",
    "claims.which": "어느 것을 증명할까요? 번호나 이름, 그냥 Enter는 끝내기",
    "claims.no_such": "그런 번호나 이름이 없습니다.",
    # the quiz line by line
    "line.interview_pause": (
        "일시 정지, {left} 남음. 시계가 멈췄습니다. Enter를 누르면 계속하고, q는 끝내고 결과 보기, x는 버리기입니다."
    ),
    "line.interview_sure": "x를 한 번 더 입력하면 지금까지 한 답을 버립니다. Enter를 누르면 버리지 않습니다.",
    "line.interview_clock": "{left} 남음",
    "line.interview_speak": "소리 내어 답하거나 입력한 다음 Enter를 누르세요. 보통 {minutes}분쯤 걸립니다.",
    "line.interview_nothing": "답한 문제가 없어 결과가 없습니다. `quizdl interview`로 새로 시작할 수 있습니다.",
    "line.interview_kept": "`quizdl interview --report 1`로 마크다운 기록을 다시 볼 수 있습니다.",
    "line.question": "{all}문제 중 {place}번",
    "line.changed": "이 문제를 익힌 뒤에 답이 바뀌었습니다.",
    "line.rated": "{rating}: {due} 뒤에 다시 나옵니다.",
    "line.undone": "되돌렸습니다.",
    "line.nothing_to_undo": "되돌릴 답이 없습니다.",
    "line.pick_one": "맞는 보기의 번호를 입력하세요.",
    "line.pick_line": "그 줄의 번호를 입력하세요.",
    "line.pick_several": "맞는 보기가 여럿입니다. 번호를 모두 입력하세요. 예: 1 3",
    "line.give_number": "숫자를 입력하세요{unit}.",
    "line.predict": "예측값을 입력하세요{unit}. 그러면 이 컴퓨터가 직접 측정합니다.",
    "line.in_unit": " (단위: {unit})",
    "line.put_in_order": "번호를 올바른 순서로 입력하세요. 예: 3 1 2",
    "line.answer_aloud": "소리 내어 답하거나 입력한 뒤 Enter를 누르세요.",
    "line.write_code": "편집기에서 직접 작성해 보세요. {minutes} 걸립니다.",
    "line.when": "Enter: 지금 작성, s: 이 세션 끝에서, x: 이 세션에서 코드 작성 문제를 뺌",
    "line.not_now": "s: 이 세션 끝에서, x: 이 세션에서 코드 작성 문제를 뺌",
    "line.of_before": "지난번에 쓴 코드가 있습니다: {file}\nEnter: 시작 코드부터(그 파일은 attic 폴더로), k: 이어서",
    "line.at_work": "Enter: 판정, h: 도움과 그 값, a: 포기하고 기준 코드 보기, s: 나중에",
    "line.pick_help": "받으려면 번호를 입력하세요.",
    "line.hidden_code": "답과 코드를 채점할 주장을 보려면 quizdl show {id} --answer",
    "line.tick": "말한 핵심의 번호를 입력하세요. 없으면 Enter.",
    "line.key_points": "핵심:",
    "line.right_order": "올바른 순서:",
    "line.right": "맞음",
    "line.wrong": "틀림",
    "line.correct": "정답입니다.",
    "line.incorrect": "오답입니다.",
    "line.partly": "오답입니다. {percent}%만 맞았습니다.",
    "line.the_number": "정답: {value}.",
    "line.by_experiment": "정답은 실험으로 정합니다: {name}",
    "line.no_number": "실험이 값을 내지 못했습니다.",
    "line.not_measured": "측정하지 못해 채점하지 않습니다. v: 다시 측정, a: 답 보기, Enter: 다음 문제",
    "line.hidden": "예측한 뒤에 이 컴퓨터가 답을 측정합니다. 바로 보려면 quizdl show {id} --answer",
    "line.draft": "전에 적던 답이 있습니다. 그대로 쓰려면 Enter: {text}",
    "line.undo_or_end": "u: 마지막 답 되돌리기, Enter: 끝내기",
    "card.not_run": "아직 여기서 실행하지 않음: `quizdl verify {claim}`",
    "export.made": "{file}에 노트 {count}개를 썼습니다.",
    "export.not_run": (
        "주장 {count}개는 아직 여기서 실행하지 않아 카드에 그렇게 적었습니다. "
        "`quizdl verify --all`로 실행할 수 있습니다."
    ),
    # pages to share
    "report.made": "{folder} 폴더에 페이지가 {count}개 있습니다. 그중 {changed}개가 새로 쓰이거나 바뀌었습니다.",
    "report.not_run": (
        "주장 {count}개는 이 컴퓨터에서 아직 실행되지 않아 페이지에 그렇게 적었습니다. --run을 붙이면 먼저 실행합니다."
    ),
    "pages.language": "언어",
    "pages.questions": "문제",
    "pages.board": "모든 주장",
    "pages.search": "찾기",
    "pages.open_choice": "보기를 열면 맞는지 알 수 있다",
    "pages.right": "맞다.",
    "pages.wrong": "틀리다.",
    "pages.hint": "힌트 {place}",
    "pages.answer": "답과 증명",
    "pages.commonly": "흔히 하는 말",
    "pages.found": "측정 결과",
    "pages.evidence": "측정값과 대조 실험",
    "pages.code_and_claim": "시험받는 코드와 주장의 코드",
    "pages.our_program": "모범 프로그램: {title}",
    "pages.data": "전체 결과(JSON)",
    "pages.along": "이전 문제와 다음 문제",
    "pages.board_head": "주장 {count}개. 그중 {myths}개는 반박하려고 실은 통념이다.",
    "pages.surprise": "뜻밖의 결과",
    "pages.myth": "반박된 통념",
    "pages.supported": "답대로 나온 주장",
    "pages.not_run": "아직 실행하지 않음",
    "line.rests_on": "근거: {claims}",
    "line.next": "Enter: 다음 문제, v: 증명, u: 되돌리기, ?: 도움말",
    "line.not_understood": "알 수 없는 입력입니다. 도움말은 ?",
    "line.running": "{claim} 실행 중 (약 {seconds}초)",
    "line.stopped": "중단했습니다.",
    "line.curve": "곡선 {name}: 점 {count}개, {first}에서 {last}까지",
    "line.help": (
        "v: 답한 뒤에 근거 실험을 실행\n"
        "1~4: 답을 스스로 평가(다시, 어려움, 알맞음, 쉬움)하고 다음 문제로\n"
        "u: 마지막 답 되돌리기\n"
        "s: 문제 건너뛰기\n"
        "l: English\n"
        "?: 이 도움말\n"
        "q: 결과를 보고 끝내기"
    ),
    "line.no_input": "답이 들어오지 않습니다. 표준 입력이 비어 있습니다. 터미널에서 실행하거나 답을 파이프로 넘기세요.",
    "line.no_questions": "낼 문제가 없습니다.",
    "line.drawn": "문제를 뽑은 시드: {seed}. 도움말은 ?",
    # studying
    "study.plan": (
        "{count}문제, 약 {minutes}분. 면접까지 {days}일 남았습니다. 지금 이대로면 그날 전체의 {before}%를 기억할 "
        "것으로 보입니다."
    ),
    "study.due": "{count}문제, 약 {minutes}분.",
    "study.over": "{day} 면접은 지났으므로 복습할 때가 된 문제를 냅니다. 새 날짜는 `quizdl config until`로 정하세요.",
    "study.suspended": "다시 시작하거나 이름을 지정하기 전에는 내지 않는 주제: {topics}",
    "study.all_asked": "쉬고 있는 주제가 없습니다.",
    "study.reset_sure": "{count}문제가 처음 보는 문제로 돌아가고 그동안의 복습은 더 세지 않습니다. 계속할까요?",
    "study.reset": "{count}문제를 처음 보는 문제로 되돌렸습니다.",
    "study.yes_or_no": "y 또는 n을 입력하세요.",
    "study.not_reset": "아무것도 바꾸지 않았습니다.",
    "study.nothing": "지금 복습할 문제가 없습니다. 나중에 다시 오거나 자유롭게 풀어 보세요.",
    "fit.losses": (
        "복습 {on}번의 기록에 맞췄습니다. 따로 떼어 둔 {held}번의 평균 로그 손실: 기본값 {default}, 맞춘 값 {fitted}."
    ),
    "fit.in_use": "전에 맞춰 지금 쓰고 있는 값: {used}.",
    "fit.kept": "이제 맞춘 값을 씁니다. 그 값으로 카드 {count}장을 다시 계산했습니다.",
    "fit.not_kept": "예측이 더 나아지지 않아 지금 쓰는 값을 그대로 둡니다.",
    "fit.default_again": (
        "기본값의 예측이 가장 나아 기본값으로 돌아갑니다. 그 값으로 카드 {count}장을 다시 계산했습니다."
    ),
    "stats.ready": "{day}에 나올 수 있는 문제의 {percent}%가 준비되었습니다",
    "stats.ready_at_pace": "{day}에 나올 수 있는 문제의 {percent}%가 준비되었습니다. 이 속도라면 {projected}%입니다",
    "stats.recall": "오늘 전체 문제의 {percent}%를 기억합니다",
    "stats.none": "아직 푼 문제가 없습니다",
    "stats.begun": "{all}문제 중 {count}문제를 풀었습니다",
    "stats.come_back": "열 번쯤 답한 뒤에 다시 보세요.",
    "stats.proven": "{claims} 증명",
    "stats.coming": "복습 예정",
    "stats.coming_count": "오늘 {today} · 2주 동안 {all}",
    "stats.sure": "확신도",
    "stats.stated": "말로는 {said}%, 실제로는 {right}%",
    "stats.answers": "답 {count}개",
    "stats.too_few": "답 {count}개: 판단하기에는 적음",
    "stats.later": "기억한 비율",
    "stats.recalled": "실제로는 {percent}%, 예측은 {predicted}%",
    "stats.weakest": "약한 문제",
    "stats.forgotten": "{count}번 잊음",
    "stats.next": "다음 할 일",
    "stats.next_set": "{what} · {questions} · {minutes}",
    "stats.leeches": "{topic}: 두 번 이상 잊은 문제 {count}개",
    "stats.yours": "나",
    "stats.perfect": "완벽",
    "stats.confidence": "말한 확신도",
    "stats.came_true": "맞은 비율",
    # storage of progress
    "progress.damaged": "학습 기록이 손상되어 있었습니다.",
    "progress.gone": "학습 기록이 없어졌습니다.",
    "progress.restored": "백업 {backup}에서 되살렸습니다.",
    "progress.anew": "쓸 수 있는 백업이 없어 새로 시작합니다.",
    "progress.rescued": "그 뒤의 복습 중 아직 읽을 수 있는 {count}번도 함께 되살렸습니다.",
    "progress.aside": "손상된 파일은 지우지 않고 옮겨 두었습니다: {aside}",
    "progress.not_saved": (
        "학습 기록을 저장할 수 없어 우선 메모리에만 두고, 저장할 수 있게 되면 기록합니다. ({path}: {why})"
    ),
    "progress.in_memory": "답을 메모리에만 보관하는 중: {why} ({path})",
    "progress.newer": (
        "학습 기록을 저장하지 않습니다. 더 새로운 quizdl이 만든 파일이라 손대지 않고 그대로 둡니다. ({path}: 버전 "
        "{version}, 이 quizdl은 {known}까지 지원)"
    ),
    "progress.written_again": (
        "quizdl이 실행되는 동안 학습 기록 파일이 지워지거나 바뀌었습니다. 기록을 모두 다시 저장했습니다. ({path})"
    ),
    "progress.only_in_memory": (
        "아직 저장하지 못한 답 {count}개: 지금은 메모리에만 있어, 저장하지 못한 채 끝내면 사라집니다."
    ),
    "progress.lost": "답 {count}개를 저장하지 못해 학습 기록에 남지 않았습니다.",
    "progress.lost_changes": "책갈피, 메모, 진행 위치 등 변경 {count}건을 저장하지 못했습니다.",
    "progress.not_backed_up": "학습 기록은 저장되지만 백업하지 못했습니다. ({why})",
    "why.full": "디스크가 가득 참",
    "why.not_writable": "파일에 쓸 수 없음",
    "why.held": "다른 quizdl이 사용 중",
    "why.no_home": "홈 폴더가 없음",
    "why.newer": "더 새로운 quizdl이 만든 파일",
    "why.other": "{detail}",
    # banks and trust
    "bank.made": (
        "{path}에 문제은행을 만들었습니다. 풀기:   quizdl --bank {typed}\n"
        "고친 뒤 신뢰하고 증명하기:   quizdl trust {typed} && quizdl bank check {typed} --prove"
    ),
    "trust.never": "증명이 꺼져 있음: 아직 신뢰하지 않은 문제은행입니다.",
    "trust.title": "신뢰한 뒤에 바뀐 내용",
    "trust.changed": "증명이 꺼져 있음: 신뢰한 뒤에 바뀐 문제은행입니다({lines}).",
    "trust.lines": "{file}  {count}줄",
    "trust.now": "지금 내용을 신뢰합니다. sha256 {digest}",
    "trust.saved": "{time}  신뢰함, sha256 {digest}: {names}",
    "trust.watching": (
        "{path} 지켜보는 중: Ctrl-C를 누를 때까지 저장할 때마다 신뢰합니다. 그동안 그곳의 파일을 고칠 수 있는 사람은 "
        "내 권한으로 코드를 실행할 수 있습니다."
    ),
    "trust.watched": "이제 지켜보지 않습니다. 마지막으로 저장한 내용은 계속 신뢰하고, 그 뒤에 고치면 신뢰가 풀립니다.",
    "check.sound": "{questions}, {claims}: 오류가 없습니다.",
    "check.questions": "문제 {count}개",
    "check.claims": "주장 {count}개",
    "check.problems": "오류 {count}개",
    "check.more": "그 밖에 {count}개 더",
    "check.warning": "경고: {what}",
    "check.uncited": "{file}: {key} 항목을 인용한 문제가 없습니다",
    "check.rests": "{claim} 판정: {verdict}. 이 주장이 근거인 문제: {questions}",
    "check.exercise": "{exercise}: 프로그램 {count}개 모두 예상대로 판정됨",
    "check.exercise.bad": "{exercise}: 프로그램 {count}개 중 {bad}개가 예상과 다르게 판정됨",
    "check.exercise.right_refused": "{exercise}: {program} 답안은 옳은데 통과하지 못함: {why}",
    "check.exercise.wrong_passes": "{exercise}: {program} 답안은 틀렸는데 모든 주장을 통과함",
    "check.exercise.no_numbers": "{exercise}: {program} 답안은 통과하지 못했으나 반대하는 수치가 없음: {why}",
    "check.repeats": '{claim}: 대조 "{control}"의 값이 "{number}"의 값과 같습니다. 대조는 스스로 깨질 수 있어야 합니다',
    "check.unmeasured": "{question}: measured: {measured}: 실험 결과에 그런 측정이 없습니다",
    # the memory of a model
    "memory.parameters": "파라미터",
    "memory.buffers": "버퍼",
    "memory.inputs": "배치와 정답",
    "memory.gradients": "기울기",
    "memory.optimizer_state": "옵티마이저 상태",
    "memory.activations": "활성값",
    "memory.temporaries": "임시 텐서",
    "memory.item": "항목",
    "memory.size": "크기",
    "memory.share": "비율",
    "memory.peak": "최댓값",
    "memory.forward_pass": "순전파 중에 도달한다.",
    "memory.backward_pass": "역전파 중에 도달한다.",
    "memory.optimizer_step": "옵티마이저 스텝에서 도달한다.",
    "memory.head": "{model}: 파라미터 {count}개, 배치 {batch} × {inputs}, {optimizer}, {dtype}",
    "memory.head_without_optimizer": "{model}: 파라미터 {count}개, 배치 {batch}, {dtype}",
    "memory.formula": "모델의 크기 + 데이터의 크기 × 배치 크기는 {size}이다. 실제로는 그 {factor}배가 필요하다.",
    "memory.layers": "역전파를 위해 보관하는 양, 큰 순서대로:",
    "memory.loss": "손실",
    "memory.not_included": (
        "가짜 텐서로 추적한 한 스텝이며 아무것도 할당하지 않았다. CUDA 컨텍스트, 커널의 작업 공간, 할당기의 반올림과 "
        "단편화는 포함되지 않는다."
    ),
    "memory.doing.loading": "torch와 모델 불러오는 중",
    "memory.doing.search": "배치 {batch} 시도 중",
    "memory.doing.first_pass": "첫 순전파 중",
    "memory.doing.step": "학습 스텝 추적 중",
    "memory.doing.layers": "층마다 남기는 메모리를 세는 중",
    "memory.held": "보관하는 양({unit})",
    "memory.operations": "스텝의 연산 순서",
    "memory.at.forward_pass": "순전파 {size}",
    "memory.at.backward_pass": "역전파 {size}",
    "memory.at.optimizer_step": "옵티마이저 스텝 {size}",
    "memory.largest": "{size}에 들어가는 가장 큰 배치는 {batch}이다.",
    "memory.one_real_step": (
        "CPU에서 실제 텐서로 실행한 한 스텝이다. CUDA 컨텍스트, 커널의 작업 공간, 할당기의 반올림과 단편화는 포함되지 "
        "않는다."
    ),
    "memory.buckets": "기울기 버킷",
    "memory.batch": "입력 {number}: {shape}, 배치는 {dim}번 차원.",
    "memory.resized": "입력 {number}: {shape}, 배치는 {dim}번 차원이며 크기를 {before}에서 바꾸었다.",
    "memory.shared": "입력 {number}: {shape}, 배치 전체가 함께 쓰므로 크기를 바꾸지 않았다.",
    "memory.assumptions": "가정한 것과 그에 달린 메모리:",
    "memory.assumed.loss_cross_entropy": (
        "손실은 출력 {output}의 교차 엔트로피이고 클래스는 {dim}번 차원이다. 정답 텐서를 포함했다."
    ),
    "memory.assumed.loss_mse": "손실은 출력 {output}의 평균제곱오차다. 정답 텐서를 포함했다.",
    "memory.assumed.loss_mean": "손실은 출력 {output}의 평균이며 정답 텐서가 없다.",
    "memory.assumed.loss_own": "손실은 주어진 것이다. 정답은 입력에 들어 있다고 보았다.",
    "memory.assumed.loss_sum": "손실은 모델이 돌려주는 모든 손실의 합이다.",
    "memory.kv_cache": "키와 값 캐시",
    "memory.master_copy": "마스터 사본",
    "memory.assumed.master_copy": "옵티마이저는 가중치의 float32 마스터 사본을 갱신한다. 포함했다.",
    "memory.assumed.lora": "선형 층 {layers}개에 붙인 랭크 {rank} 어댑터만 학습한다. 포함했다.",
    "memory.assumed.checkpointing": "같은 블록 {blocks}개를 역전파에서 차례로 다시 계산한다.",
    "memory.assumed.cache_by_config": (
        "프롬프트 뒤에 토큰 {tokens}개를 생성한다. 키와 값: 모델의 config에 따라 층 {layers}개, 헤드 그룹 {groups}개, "
        "헤드마다 수 {size_of_head}개. 포함했다."
    ),
    "memory.assumed.cache_by_attention": (
        "프롬프트 뒤에 토큰 {tokens}개를 생성한다. 키와 값: 실행한 어텐션에 따라 층 {layers}개, 헤드 {groups}개, "
        "헤드마다 수 {size_of_head}개. 묶은 헤드를 미리 복제하는 모델은 덜 보관한다. 포함했다."
    ),
    "memory.assumed.own_step": (
        "직접 작성한 스텝을 두 번 실행했다. 시작할 때 이미 있고 어느 옵티마이저에도 속하지 않는 텐서는 버퍼로 셌다."
    ),
    "memory.assumed.output_held": "학습 루프는 다음 순전파가 끝날 때까지 출력과 손실을 보관한다. 포함했다.",
    "memory.assumed.optimizer_together": (
        "옵티마이저는 torch가 GPU에서 하듯 모든 파라미터를 한꺼번에(foreach) 갱신한다. 그때의 임시 텐서:"
    ),
    "memory.assumed.gradients_dropped": (
        "기울기는 순전파 전에 버린다. 순전파 후에 버리면(backward() 직전의 zero_grad()) 더해지는 양:"
    ),
    "memory.assumed.no_master_copy": "가중치의 float32 마스터 사본은 없다. 있으면 더해지는 양:",
    "memory.assumed.no_autocast": "autocast 없이 모두 모델의 자료형으로 계산한다.",
    "memory.assumed.one_batch": "배치는 한 번에 하나만 보관한다. 스텝 도중에 다음 배치를 올리면 더해지는 양:",
    "memory.assumed.fused_attention": (
        "scaled_dot_product_attention은 융합 커널로 보았다. 점수 행렬을 만드는 커널이면 최대로 더해지는 양:"
    ),
    "memory.assumed.plain_kernels": (
        "다른 커널은 기본 구현으로 보았다. cuDNN이나 oneDNN의 LSTM은 더 보관하고 합성곱은 작업 공간을 쓰기도 한다."
    ),
    "memory.assumed.compiled": "컴파일하기 전의 모델을 추적했다. 컴파일하면 대개 덜 보관한다.",
    "memory.assumed.buckets": "DistributedDataParallel은 모든 기울기를 버킷에 한 벌 더 보관한다. 포함했다.",
    # settings and lists
    "setting.lang": "언어",
    "setting.lang.wanted": "en 또는 ko",
    "setting.theme": "퀴즈의 색",
    "setting.theme.wanted": "dark, light, high-contrast, terminal 중 하나",
    "setting.maths": "수식 표기",
    "setting.maths.wanted": "unicode, 또는 ASCII로 쓰는 plain: m_hat, sqrt(v), 0.9^10",
    "setting.minutes": "하루에 공부할 시간",
    "setting.minutes.wanted": "분, 예: 30",
    "setting.day": "하루가 시작하는 시각",
    "setting.day.wanted": "0에서 23까지, 정하지 않으면 4시",
    "setting.until": "면접 날",
    "setting.until.wanted": "날짜, 예: 2027-01-15",
    "setting.practice": "직접 작성한 코드를 두는 폴더",
    "setting.practice.wanted": "/나 ~로 시작하는 폴더, 정하지 않으면 ~/quizdl-practice",
    "setting.kept": "저장 위치: {file}",
    "list.choice": "선택",
    "list.number": "수",
    "list.order": "순서",
    "list.open": "말로 답하기",
    "list.code": "코드 작성",
    # the installation, and faults of quizdl
    "doctor.title": "점검",
    "doctor.foot": "quizdl doctor로도 볼 수 있음",
    "doctor.label.settings": "설정",
    "doctor.label.data": "데이터",
    "doctor.label.cache": "캐시",
    "doctor.label.limits": "제한",
    "doctor.label.progress": "학습",
    "doctor.label.practice": "연습",
    "doctor.label.clock": "시계",
    "doctor.label.aside": "보관",
    "doctor.label.trouble": "주의",
    "doctor.label.rebuilt": "카드",
    "doctor.not_installed": "설치되지 않음",
    "doctor.there": "있음, 남은 공간 {free} MiB",
    "doctor.not_made": "아직 없음, 남은 공간 {free} MiB",
    "doctor.not_writable": "쓸 수 없음",
    "doctor.files": "실험은 임시 폴더와 /dev/shm에만 쓸 수 있습니다(Landlock). 실험의 HOME도 임시 폴더 안에 있습니다.",
    "doctor.files_not": (
        "이 커널에는 Landlock이 없어 실험이 사용자와 같은 권한으로 어디든 쓸 수 있습니다. 실험의 HOME은 임시 폴더 안에 "
        "있습니다."
    ),
    "doctor.signals": "실험은 자기 프로세스에만 시그널을 보낼 수 있습니다.",
    "doctor.signals_not": (
        "실험이 사용자의 다른 프로세스에 시그널을 보낼 수 있습니다. 막으려면 Landlock이 있는 Linux 6.12 이상이 "
        "필요합니다."
    ),
    "doctor.daemons_not": (
        "실험이 띄운 백그라운드 프로세스가 실험이 끝난 뒤에도 남을 수 있습니다. Linux에서만 찾아서 끝냅니다."
    ),
    "doctor.network": (
        "실험은 사용자의 파일을 읽고 네트워크를 쓸 수 있습니다. 데이터 병렬 학습에 루프백 인터페이스가 필요하기 "
        "때문입니다."
    ),
    "doctor.rebuilt": "기록에서 카드를 모두 다시 만들었습니다. 그중 {count}장이 저장된 것과 달랐습니다.",
    "doctor.progress": "복습 {reviews}번, 문제 {questions}개, 증명한 주장 {claims}개",
    "doctor.practice": "코드 작성 시도 {count}번, {kept}",
    "doctor.sources": "통과한 코드 {count}개 보관 ({size} KiB). 지우기: quizdl practice NAME --forget",
    "doctor.clock": "지금보다 나중 시각에 답한 문제가 {count}개 있습니다. 시계가 맞다면 --rebuild로 바로잡으세요.",
    "doctor.aside": "문제은행에서 빠졌지만 기록은 남겨 둔 문제 {count}개: {names}",
    "doctor.bank_gone": "{folder}에 있던 문제은행의 복습 {count}번: 옮긴 곳에서 열면 이어집니다.",
    "crash.logged": "quizdl 내부 오류로 종료했습니다 ({what}). 자세한 내용: {log}",
    "crash.no_log": "quizdl 내부 오류로 종료했습니다 ({what}). 로그 파일은 쓸 수 없었습니다.",
    # the command line: commands, options, what help names
    "cli.quizdl": "답이 스스로 증명하는 딥러닝 면접 문제입니다. 명령 없이 실행하면 퀴즈를 엽니다.",
    "cli.short.play": "퀴즈를 풉니다(명령 없이 실행해도 같음).",
    "cli.short.study": "오늘, 또는 면접 날까지 가장 도움이 될 문제를 복습합니다.",
    "cli.short.interview": "모의 면접: 시간 안에 말로 답하고 모범 답안과 비교합니다.",
    "cli.short.practice": "직접 코드를 작성하고 주장으로 판정받습니다.",
    "cli.short.verify": "주장의 근거 실험을 실행하고 판정을 출력합니다.",
    "cli.short.memory": "내 모델의 학습에 필요한 메모리를 추정합니다.",
    "cli.short.list": "문제은행의 문제를 나열합니다.",
    "cli.short.show": "문제 하나를 답과 함께 보여 줍니다.",
    "cli.short.export": "문제은행을 Anki 카드로 내보냅니다.",
    "cli.short.anki": "문제를 Anki 카드로 만들어 파일에 씁니다.",
    "cli.short.report": "문제은행을 공유할 수 있는 페이지로 씁니다.",
    "cli.short.bank": "문제은행을 만들고 검사하고 형식을 설명합니다.",
    "cli.short.trust": "내 문제은행의 검증기를 신뢰합니다.",
    "cli.short.stats": "학습 현황: 준비된 정도, 복습 예정, 확신도를 봅니다.",
    "cli.short.config": "설정을 보거나 바꿉니다.",
    "cli.short.doctor": "설치 상태와 저장된 데이터를 점검합니다.",
    "cli.short.suspend": "일부 주제를 쉽니다.",
    "cli.short.resume": "쉬던 주제를 다시 냅니다.",
    "cli.short.reset": "일부 주제를 처음부터 다시 시작합니다.",
    "cli.short.fit": "복습 기록에 맞춰 일정 계산을 조정합니다.",
    "cli.short.new": "작은 예제 문제은행을 만듭니다.",
    "cli.short.check": "문제은행의 오류를 모두 알려 줍니다.",
    "cli.short.schema": "문제 파일이나 bank.yaml의 JSON Schema를 출력합니다.",
    "cli.play": "퀴즈를 풉니다. 주제를 적으면 그 주제만, 적지 않으면 모든 주제에서 냅니다.",
    "cli.play.only": (
        "일부만 냅니다: 복습할 때가 됨(due), 처음 보는 문제(new), 지난번에 틀림(wrong), 증명하지 않음(unproven), "
        "책갈피(bookmarked)."
    ),
    "cli.play.tag": "이 태그가 붙은 문제만 냅니다. 여러 번 쓸 수 있습니다.",
    "cli.play.search": "이 검색어가 나오는 문제만 냅니다.",
    "cli.play.count": "문제 수의 상한입니다.",
    "cli.play.most-asked": "면접 질문 목록이 많이 묻는 주제부터, 쉬운 문제부터 냅니다.",
    "cli.option.seed": "같은 시드를 주면 같은 문제를 같은 순서로 냅니다.",
    "cli.option.level": "이 난이도의 문제만 냅니다. 여러 번 쓸 수 있습니다.",
    "cli.option.plain": "한 줄씩 진행합니다. 파이프, 화면 낭독기, 단순한 터미널에 알맞습니다.",
    "cli.option.bank": "내 문제은행의 폴더입니다. 없으면 내장 문제은행을 씁니다.",
    "cli.option.lang": "영어(en)나 한국어(ko)입니다. 없으면 `quizdl config`나 로캘을 따릅니다.",
    "cli.option.until": "면접 날짜입니다. 없으면 `quizdl config until`을 따릅니다.",
    "cli.option.json": "표 대신 JSON 문서 하나를 출력합니다.",
    "cli.option.help": "이 도움말을 보여 줍니다.",
    "cli.option.version": "버전을 보여 줍니다.",
    "cli.study": (
        "오늘 복습하면 가장 도움이 될 문제를 냅니다. 복습할 때가 된 문제를 내고, --until을 붙이면 그날 가장 많이 "
        "기억하게 할 문제를 냅니다."
    ),
    "cli.study.minutes": "공부할 시간(분)입니다. 없으면 설정을 따르고, 설정도 없으면 30분입니다.",
    "cli.suspend": "적은 주제를 쉽니다. 다시 시작하거나 이름을 지정하기 전에는 내지 않습니다. 기록은 그대로 남습니다.",
    "cli.resume": "쉬던 주제를 다시 냅니다.",
    "cli.reset": (
        "적은 주제를 처음부터 다시 시작합니다. 그동안의 복습은 더 세지 않고, 문제는 처음 보는 문제가 됩니다. 기록에는 "
        "되돌린 것으로 남습니다."
    ),
    "cli.reset.yes": "먼저 묻지 않습니다.",
    "cli.fit": (
        "지금까지의 모든 복습에 맞춰 일정 계산의 매개변수를 구합니다. 따로 떼어 둔 복습을 더 잘 예측할 때만 씁니다.\n"
        "\n"
        "기억은 문제은행이 아니라 사람의 것이므로 모든 문제은행의 복습을 세고, 모든 문제은행의 카드를 다시 계산합니다."
    ),
    "cli.interview": (
        "모의 면접을 봅니다. 정한 시간 안에 소리 내어 또는 글로 답하고, 모범 답안과 비교한 다음 기록을 남깁니다."
    ),
    "cli.interview.minutes": "면접 시간(분)입니다.",
    "cli.interview.list": "지난 면접 기록을 최근 것부터 나열합니다.",
    "cli.interview.report": "--list에 나온 번호의 기록을 보여 줍니다.",
    "cli.practice": (
        "주장이 시험하는 코드를 자기 파일에 직접 작성하고 주장으로 판정받습니다.\n\n"
        "NAME이 없으면 문제 목록을 보여 줍니다. 있으면 시작 코드를 파일로 한 번 만들고, 그 파일을 지금과 저장할 때마다 "
        "판정합니다. 파일을 둘 폴더는 `quizdl config practice`로 바꿉니다.\n\n"
        "종료 코드: 모든 주장을 통과하면 0, 아니면 1, 사용법이 틀리면 2, 판정할 수 없으면 3."
    ),
    "cli.practice.list": "문제 목록을 상태, 난이도, 시간과 함께 보여 줍니다.",
    "cli.practice.plain": "한 번 판정하고 끝냅니다. 편집기와 CI용.",
    "cli.practice.watch": "지금과 저장할 때마다 판정해 줄 단위로 보여 줍니다.",
    "cli.practice.file": "이번만 이 파일이나 노트북을 판정합니다.",
    "cli.practice.timed": "문제에 정해진 시간부터 거꾸로 셉니다. 면접처럼 힌트가 없습니다.",
    "cli.practice.hint": "다음 힌트를 봅니다. 그러면 평가는 최대 '어려움'입니다.",
    "cli.practice.like": "작성한 코드가 알려진 어떤 실수와 똑같이 동작하는지 봅니다. 힌트로 셉니다.",
    "cli.practice.unknown": "알려진 실수와 일치하지 않아 보관한 코드의 목록을 봅니다.",
    "cli.practice.solution": "한 번 판정받은 뒤 기준 코드를 봅니다. 통과하기 전이면 '다시'로 평가합니다.",
    "cli.practice.reset": "파일을 attic으로 옮기고 시작 코드로 다시 시작합니다.",
    "cli.practice.diff": "마지막으로 통과한 뒤 바뀐 곳을 보여 줍니다.",
    "cli.practice.json": "한 번 판정하고 JSON 문서 하나로 출력합니다.",
    "cli.practice.break": "통과한 프로그램에 버그를 심고, 어떤 주장이 알아채는지 봅니다.",
    "cli.practice.dispute": "통과하지 못한 것이 잘못이라고 생각할 때 보고서를 만듭니다. 아무 데도 보내지 않습니다.",
    "cli.practice.judge": "폴더에 모인 답안을 모두 판정합니다. 이름.py 파일이나 그 파일이 든 이름/ 폴더.",
    "cli.practice.jobs": "한 번에 판정할 답안의 수. (기본값: 코어 수)",
    "cli.practice.seed": "판정에 쓸 시드. 같은 시드면 --judge 결과도 같다.",
    "cli.practice.sealed": "bubblewrap으로 격리해 판정합니다. (기본값: --judge에서 bwrap이 있으면 격리)",
    "cli.practice.forget": "저장된 시도 기록을 지웁니다. 파일은 그대로 둡니다.",
    "cli.verify": (
        "주장의 근거 실험을 실행하고 판정을 출력합니다.\n"
        "\n"
        "이름에는 검증기(adam), 주장(adam.bias_correction), 문제 id, 검증기의 파일이나 폴더 경로를 적을 수 있습니다."
    ),
    "cli.verify.all": "문제은행의 모든 주장을 실행합니다.",
    "cli.verify.seed": "난수 시드입니다.",
    "cli.verify.seeds": "--seed부터 이 개수만큼의 시드로 실행합니다. 난수를 쓰지 않는 주장은 한 번만 실행합니다.",
    "cli.verify.set": "실험에서 바꿀 수 있는 값을 정합니다. 여러 번 쓸 수 있습니다.",
    "cli.verify.mutants": "선언된 버그를 심고, 실행하는 주장 중 어느 것이 알아채는지 봅니다.",
    "cli.verify.jobs": "동시에 실행할 주장의 수입니다. 없으면 코어 수만큼 실행합니다.",
    "cli.verify.fresh": "저장된 결과가 있어도 다시 실행합니다.",
    "cli.verify.list": "실행하지 않고 주장과 바꿀 수 있는 값을 나열합니다.",
    "cli.verify.figure": "주장 하나의 곡선을 .svg나 .png 파일에 그립니다. .png에는 quizdl[report]가 필요합니다.",
    "cli.verify.with": "이 파일의 함수와 클래스를 문제 은행 코드 자리에 넣고 주장을 실행합니다.",
    "cli.verify.strict": "확인하지 못한 것이 있으면 종료 코드 3으로 끝납니다.",
    "cli.verify.more": "`quizdl verify 이름 --help`나 --list로 그 주장에서 바꿀 수 있는 값을 볼 수 있습니다.",
    "cli.verify.knobs": "바꿀 수 있는 값 (--set 이름=값)",
    "cli.verify.no_knobs": "없음",
    "cli.memory": (
        "내 모델의 학습 한 스텝에 필요한 메모리를 할당하지 않고 항목별로 추정합니다.\n"
        "\n"
        "모델은 모듈:함수(현재 폴더에서 먼저 찾음)나 경로/파일.py:함수 꼴로 적습니다. 함수는 인자 없이 불러 cpu에 있는 "
        "nn.Module을 돌려줘야 하며 클래스도 됩니다. 입력의 모양은 (module, example)을 돌려주거나 모듈의 "
        "example_input_array 속성으로 알립니다. 입력이 여럿이면 tuple, 이름으로 넘기면 dict입니다. --input이 둘보다 "
        "우선합니다.\n"
        "\n"
        "이 명령은 값이 없고 모양만 있는 텐서로 그 모듈을 실제로 실행합니다. 값을 읽는 모델은 --real로 실제 스텝을 "
        "실행해 잴 수 있습니다. 결과에는 무엇을 배치로 보았는지와 가정한 것 전부, 그에 달린 메모리가 함께 나옵니다.\n"
        "\n"
        "모델이 손실을 돌려주면 그것이 손실이고, 여럿이면 그 합입니다. 아니면 출력이 입력과 같은 모양일 때는 "
        "평균제곱오차를, 그 밖에는 교차 엔트로피를 씁니다. 클래스는 1번 차원, 토큰이면 마지막 차원입니다. "
        "옵티마이저는 torch가 GPU에서 하듯 모든 파라미터를 한꺼번에(foreach) 갱신합니다. "
        "scaled_dot_product_attention은 융합 커널로, 나머지는 기본 구현으로 추적합니다."
    ),
    "cli.memory.batch": "배치의 샘플 수입니다.",
    "cli.memory.input": (
        "배치를 뺀 샘플 하나의 모양입니다. 예: 3,224,224. 토큰 128개라면 128:int64, 레이블처럼 수 하나라면 :int64. "
        "입력마다 하나씩 적습니다."
    ),
    "cli.memory.batch-dim": (
        "배치의 차원입니다. 배치 전체가 함께 쓰는 입력은 none입니다. 모든 입력에 하나를 적거나 1,none처럼 입력마다 "
        "적습니다. 적지 않으면 첫 차원입니다."
    ),
    "cli.memory.optimizer": "torch 옵티마이저의 이름이나 momentum, 또는 직접 만든 모듈:함수입니다.",
    "cli.memory.loss": "모델이 손실을 돌려주지 않을 때, 출력의 손실입니다.",
    "cli.memory.dtype": "파라미터와 입력을 바꿀 자료형입니다. 적지 않으면 모델의 자료형 그대로입니다.",
    "cli.memory.master-copy": "16비트 가중치의 float32 사본을 두고 옵티마이저가 그 사본을 갱신합니다.",
    "cli.memory.checkpointing": "같은 블록들의 활성값을 보관하지 않고 역전파에서 다시 계산합니다.",
    "cli.memory.lora": "모델을 고정하고 마지막을 뺀 선형 층마다 랭크 R의 어댑터를 붙여 그것만 학습합니다.",
    "cli.memory.generate": "학습 대신 이만큼의 토큰을 생성할 때의 가중치와 키와 값 캐시를 추정합니다.",
    "cli.memory.real": "추적하는 대신 CPU에서 실제로 두 스텝을 실행합니다. 남은 메모리의 80%까지만 씁니다.",
    "cli.memory.timeout": "모듈에 허용할 시간(초)입니다. 그 시간이 지나거나 추정이 끝나면 모듈의 프로세스를 끝냅니다.",
    "cli.memory.max-batch": "--batch 대신 적습니다. 80GB나 24GiB 같은 메모리에 들어가는 가장 큰 배치를 찾습니다.",
    "cli.memory.save": "--json의 문서를 파일에 씁니다.",
    "cli.memory.json": "표 대신 JSON 문서 하나를 출력합니다. 크기는 바이트 단위입니다.",
    "cli.list": "문제은행의 문제를 주제별로 나열합니다: id, 유형, 난이도, 질문.",
    "cli.show": (
        "문제(id) 하나를 답, 이유, 근거가 되는 주장과 함께 보여 줍니다.\n"
        "\n"
        "이 컴퓨터가 값을 측정하는 문제와 코드를 작성하는 문제의 답은 --answer를 붙여야 보여 줍니다. "
        "먼저 풀어 보세요."
    ),
    "cli.list.json": "JSON 문서 하나를 출력합니다: 주제와 문제를 두 언어로, 답은 빼고 냅니다.",
    "cli.show.json": "JSON 문서 하나를 출력합니다: 문제의 항목을 두 언어로 냅니다.",
    "cli.show.answer": "이 컴퓨터가 먼저 측정하거나 채점해야 할 답도 보여 줍니다.",
    "cli.export": "문제은행을 다른 프로그램용으로 내보냅니다.",
    "cli.anki": (
        "문제를 Anki 카드로 만들어 파일(.apkg)에 씁니다. 트랙마다 덱 하나이고, 카드마다 실험이 이 컴퓨터에서 "
        "마지막으로 실행되었을 때의 결과가 붙습니다. 전에 가져온 카드는 일정을 유지한 채 내용만 바뀝니다. "
        "quizdl[anki]가 필요합니다."
    ),
    "cli.report": (
        "문제를 페이지로 만들어 폴더에 씁니다. 문제은행의 언어마다 문제당 한 페이지이고, 실험이 이 컴퓨터에서 "
        "마지막으로 실행되었을 때의 결과와 모든 주장의 현황판이 들어갑니다. 페이지는 서버 없이 열리고 아무것도 "
        "내려받지 않습니다. 다시 쓰면 바뀐 페이지만 고칩니다. quizdl[report]가 필요합니다."
    ),
    "cli.report.run": "보관된 결과가 없는 주장을 먼저 모두 실행합니다.",
    "cli.bank": "문제은행을 만들고 검사하고 형식을 설명합니다.",
    "cli.new": "이 경로에 작은 예제 문제은행을 만듭니다: 문제 두 개, 그리고 대조 실험과 심은 버그가 있는 검증기 하나.",
    "cli.check": "이 경로에 있는 문제은행의 오류를 모두 알려 줍니다. 경로가 없으면 내장 문제은행을 검사합니다.",
    "cli.check.prove": "문제의 근거가 되는 모든 주장과 심은 버그를 모두 실행합니다.",
    "cli.schema": (
        "문제 파일의 JSON Schema를 출력합니다. 편집기가 이것으로 자동 완성과 검사를 합니다.\n\n"
        "bank를 붙이면 bank.yaml의 JSON Schema를 출력합니다."
    ),
    "cli.trust": (
        "이 경로(문제은행이나 검증기 하나)의 검증기를 지금 내용 그대로 신뢰합니다. 고치면 신뢰가 풀립니다.\n"
        "\n"
        "--watch를 붙이면 명령이 실행되는 동안 저장할 때마다 신뢰합니다. 그동안 그곳의 파일을 고칠 수 있는 사람은 내 "
        "권한으로 코드를 실행할 수 있습니다."
    ),
    "cli.trust.watch": "Ctrl-C를 누를 때까지 저장할 때마다 신뢰합니다.",
    "cli.stats": "학습 현황을 보여 줍니다: 준비된 정도, 트랙별 기억, 복습 예정, 확신도, 다음 할 일.",
    "cli.stats.readers": "여러 사람이 전체 프로그램에 쓴 시간. 각자의 --practice --json 출력을 폴더에 모아 둔다.",
    "cli.stats.practice": "코드 작성 문제의 시도, 첫 통과까지 걸린 시간, 힌트를 보여 줍니다.",
    "cli.config": "설정을 보거나 바꿉니다. 예: `quizdl config lang ko`. 꼭 정해야 하는 설정은 없습니다.",
    "cli.config.unset": "이 이름의 설정을 지웁니다.",
    "cli.doctor": "설치 상태와 저장된 데이터를 점검하고 위치를 알려 줍니다. 문제가 있으면 종료 코드 1로 끝납니다.",
    "cli.doctor.rebuild": "복습 기록에서 카드를 모두 다시 만듭니다.",
    "cli.help.usage": "사용법: ",
    "cli.help.options": "옵션",
    "cli.help.commands": "명령",
    "cli.help.default": "기본값: ",
    "cli.help.required": "필수",
    "metavar.options": "옵션",
    "metavar.command": "명령",
    "metavar.args": "인자",
    "metavar.topic": "주제",
    "metavar.name": "이름",
    "metavar.path": "경로",
    "metavar.folder": "폴더",
    "metavar.file": "파일",
    "metavar.directory": "폴더",
    "metavar.question": "문제",
    "metavar.integer": "정수",
    "metavar.text": "글",
    "metavar.words": "검색어",
    "metavar.n": "번호",
    "metavar.knob": "이름",
    "metavar.value": "값",
    "metavar.model": "모델",
    "metavar.shape": "모양",
    "metavar.type": "자료형",
    "metavar.dim": "차원",
    "metavar.size": "크기",
    "metavar.r": "랭크",
    "metavar.tokens": "개수",
    "metavar.seconds": "초",
}

SYSTEM: Mapping[str, str] = {  # of the system, Python and SQLite
    "[Errno {number}] {why}: {file}": "{why}: {file}",
    "[Errno {number}] {why}": "{why}",
    "No such file or directory": "그런 파일이나 폴더가 없습니다",
    "Permission denied": "권한이 없습니다",
    "Operation not permitted": "허용되지 않는 작업입니다",
    "No space left on device": "디스크에 빈 공간이 없습니다",
    "Disk quota exceeded": "디스크 할당량을 넘었습니다",
    "Read-only file system": "읽기 전용 파일 시스템입니다",
    "Is a directory": "폴더입니다",
    "Not a directory": "폴더가 아닙니다",
    "File exists": "같은 이름이 이미 있습니다",
    "File name too long": "이름이 너무 깁니다",
    "Too many levels of symbolic links": "심볼릭 링크가 서로를 가리킵니다",
    "Too many open files": "열린 파일이 너무 많습니다",
    "Input/output error": "입출력 오류",
    "Broken pipe": "출력을 받는 쪽이 닫혔습니다",
    "'utf-8' codec can't decode byte {byte} in position {position}: {reason}": (
        "UTF-8이 아닙니다 (위치 {position}의 바이트 {byte})"
    ),
    "'utf-8' codec can't decode bytes in position {position}: {reason}": "UTF-8이 아닙니다 (위치 {position})",
    "database is locked": "다른 프로그램이 데이터베이스를 쓰고 있습니다",
    "database or disk is full": "디스크에 빈 공간이 없습니다",
    "unable to open database file": "데이터베이스 파일을 열 수 없습니다",
    "disk I/O error": "디스크 입출력 오류",
    "attempt to write a readonly database": "데이터베이스에 쓸 권한이 없습니다",
    "database disk image is malformed": "데이터베이스 파일이 손상되었습니다",
    "file is not a database": "데이터베이스 파일이 아닙니다",
}

CLICK: Mapping[str, str] = {  # of click, from 8.1 on
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
    "No such {word} {name}. Did you mean {near}?": "{word} 중에 그런 이름이 없습니다: {name} (비슷한 이름: {near})",
    "No such {word} {name}. (Did you mean one of: {near}?)": (
        "{word} 중에 그런 이름이 없습니다: {name} (비슷한 이름: {near})"
    ),
    "No such {word} {name}.": "{word} 중에 그런 이름이 없습니다: {name}",
    "No such {word}: {name} Did you mean {near}?": "{word} 중에 그런 이름이 없습니다: {name} (비슷한 이름: {near})",
    "No such {word}: {name} (Possible options: {near})": (
        "{word} 중에 그런 이름이 없습니다: {name} (비슷한 이름: {near})"
    ),
    "No such {word}: {name}": "{word} 중에 그런 이름이 없습니다: {name}",
    "option": "옵션",
    "Got unexpected extra argument ({arguments})": "남는 인자가 있습니다: {arguments}",
    "Got unexpected extra arguments ({arguments})": "남는 인자가 있습니다: {arguments}",
    "Option {name} requires an argument.": "{name} 옵션 뒤에 값을 적으세요.",
    "Option {name} requires {count} arguments.": "{name} 옵션 뒤에 값 {count}개를 적으세요.",
    "Option {name} does not take a value.": "{name} 옵션에는 값을 적지 않습니다.",
    "Argument {name} takes {count} values.": "{name} 인자에는 값 {count}개를 적으세요.",
}

_ERRORS: Mapping[str, str] = {  # of commands, settings, banks, the engine: the first that fits
    **CLICK,
    # names
    "no {word} is called {name} (any other goes by module:callable, as in {other}); did you mean {near}?": (
        "{word} 중에 그런 이름이 없습니다: {name} (비슷한 이름: {near}). 다른 것은 {other}처럼 모듈:함수로 적으세요."
    ),
    "no {word} is called {name} (any other goes by module:callable, as in {other})": (
        "{word} 중에 그런 이름이 없습니다: {name}. 다른 것은 {other}처럼 모듈:함수로 적으세요."
    ),
    "no {word} is called {name} (packages must be installed where quizdl runs); did you mean {near}?": (
        "{word} 중에 그런 이름이 없습니다: {name} (비슷한 이름: {near}). 패키지라면 quizdl과 같은 환경에 설치하세요."
    ),
    "no {word} is called {name} (packages must be installed where quizdl runs)": (
        "{word} 중에 그런 이름이 없습니다: {name}. 패키지라면 quizdl과 같은 환경에 설치하세요."
    ),
    "no {word} is called {name}; did you mean {near}?": (
        "{word} 중에 그런 이름이 없습니다: {name} (비슷한 이름: {near})"
    ),
    "no {word} is called {name}": "{word} 중에 그런 이름이 없습니다: {name}",
    "command": "명령",
    "topic": "주제",
    "tag": "태그",
    "question": "문제",
    "exercise": "연습 문제",
    "claim": "주장",
    "family, claim or question": "검증기, 주장, 문제",
    "setting": "설정",
    "setting of {file}": "{file} 파일의 설정",
    "knob of these claims": "이 주장에서 바꿀 수 있는 값",
    "parameter of {claim}": "{claim}에서 바꿀 수 있는 값",
    "function or class of {file}": "{file} 파일의 함수와 클래스",
    "module of the bank": "문제 은행의 모듈",
    "function or class of the bank": "문제 은행의 함수와 클래스",
    "function or class of the solution": "답안의 함수와 클래스",
    # settings
    "{file}: cannot be read: {why}": "{file} 파일을 읽을 수 없습니다: {why}",
    "{file}: cannot be written: {why}": "{file} 파일에 쓸 수 없습니다: {why}",
    "{file}: {setting} = {value} does not fit ({why})": "{file}: {setting} = {value} 값을 쓸 수 없습니다. {why}",
    "{setting} = {value} does not fit ({why})": "{setting} = {value} 값을 쓸 수 없습니다. {why}",
    "unicode, or plain for ASCII: m_hat, sqrt(v), 0.9^10": (
        "unicode와 plain 중에서 고르세요. plain은 ASCII로 적습니다. 예: m_hat, sqrt(v)"
    ),
    "en or ko": "en과 ko 중에서 고르세요.",
    "minutes, as in 30": "1에서 1440까지의 분을 적으세요. 예: 30",
    "an hour from 0 to 23; without it, 4": "0에서 23까지의 시각을 적으세요. 정하지 않으면 4시입니다.",
    "a day, as in 2027-01-15": "날짜를 적으세요. 예: 2027-01-15",
    "a folder from / or ~ on; without it, ~/quizdl-practice": (
        "/나 ~로 시작하는 폴더를 적으세요. 정하지 않으면 ~/quizdl-practice"
    ),
    "there is no home folder; set a folder with quizdl config practice PATH": (
        "홈 폴더가 없습니다. quizdl config practice PATH로 폴더를 정하세요."
    ),
    # exercises
    "{folder} holds no submission: STUDENT.py, or STUDENT/{file}, or notebooks": (
        "{folder} 폴더에 답안이 없습니다. STUDENT.py나 STUDENT/{file}, 또는 그런 이름의 노트북이 있어야 합니다."
    ),
    "--judge goes with --jobs, --seed, --sealed and --json only": (
        "--judge 옵션은 --jobs, --seed, --sealed, --json 옵션하고만 함께 쓸 수 있습니다."
    ),
    "--sealed needs bubblewrap: bwrap is not installed, or this system does not let it work": (
        "--sealed 옵션에는 bubblewrap이 필요합니다. bwrap이 설치되어 있지 않거나 이 시스템에서는 동작하지 않습니다."
    ),
    "{one} and {other} exclude each other": "{one}, {other} 옵션은 함께 쓸 수 없습니다.",
    "{option} prints no JSON": "{option} 옵션은 JSON으로 출력하지 않습니다.",
    "name an exercise; quizdl practice --list shows them": (
        "연습 문제의 이름을 적으세요. quizdl practice --list로 볼 수 있습니다."
    ),
    "a timed exercise has no hints, as an interview has none": "시간을 재는 동안에는 면접처럼 힌트가 없습니다.",
    "bugs are planted in a program of yours that has passed": "통과한 프로그램이 있어야 버그를 심을 수 있습니다",
    "{file} is no document of quizdl stats --practice --json": (
        "{file}: --practice --json으로 만든 통계 파일이 아닙니다."
    ),
    "our program is shown after you have had a try judged": "기준 코드는 한 번 판정받은 뒤에 볼 수 있습니다.",
    "{file}: there is no file that can be read": "{file}: 읽을 수 있는 파일이 없습니다.",
    "say which setting to forget": "어느 설정을 지울지 이름을 적으세요.",
    "a setting is either made or forgotten": "값을 적거나 --unset을 붙이거나 둘 중 하나만 하세요.",
    "{value} is not a day from {first} to {last}; write it as 2027-01-15": (
        "{value}: {first}부터 {last}까지의 날짜를 2027-01-15처럼 적으세요."
    ),
    "{day} is not to come: the interview must be in the future": (
        "{day}: 이미 지난 날입니다. 앞으로 올 면접 날짜를 적으세요."
    ),
    "{file}: {what} (at line {line}, column {column})": (
        "{file} 파일의 {line}번째 줄 {column}번째 글자가 TOML 형식에 맞지 않습니다. ({what})"
    ),
    "{file}: {what} (at end of document)": "{file} 파일의 끝이 TOML 형식에 맞지 않습니다. ({what})",
    # claims
    "{claim}: {knob}={value} is not a finite number (its default is {default})": (
        "{claim}: {knob}={value} 값은 유한한 수여야 합니다. (기본값 {default})"
    ),
    "{claim}: {knob}={value} is not {word} (its default is {default})": (
        "{claim}: {knob}={value} 값은 {word}여야 합니다. (기본값 {default})"
    ),
    "the solution is not Python: line {line}: {what}": "답안의 {line}번째 줄에 파이썬 구문 오류가 있습니다: {what}",
    "the solution is not Python: it holds null bytes or is nested too deeply": (
        "답안이 파이썬 코드가 아닙니다. 널 바이트가 있거나 너무 깊이 중첩되어 있습니다."
    ),
    "the solution defines no function and no class": "답안에 함수도 클래스도 없습니다.",
    "none of these claims uses what {file} defines": "{file} 파일에 정의된 코드를 쓰는 주장이 없습니다.",
    "{symbol} cannot be judged: none of the claims uses it": "{symbol} 코드를 쓰는 주장이 없어 평가할 수 없습니다.",
    "{exercise} is an exercise: its own claims judge it, at one seed": (
        "{exercise}: 연습 문제는 정해진 주장이 시드 하나로 평가합니다. 주장이나 시드 수를 따로 줄 수 없습니다."
    ),
    "the source of the solution cannot be read: {why}": "답안의 소스를 읽을 수 없습니다: {why}",
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
    "{name} is neither a file nor a folder with the claims of a family": (
        "{name}: 검증기 파일이나 폴더가 아니거나 없습니다."
    ),
    "{file} declares no claim; other files of its folder do": (
        "{file}: 이 파일에는 주장이 없습니다. 주장은 같은 폴더의 다른 파일에 있습니다."
    ),
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
    # the engine, and the process that estimates memory
    "torch is not installed, and this experiment needs it. Its CPU build is enough, a download of about {size} MB: "
    "{command}": (
        "이 실험에 필요한 torch가 설치되어 있지 않습니다. CPU용이면 충분하고 내려받는 크기는 약 {size} MB입니다: "
        "{command}"
    ),
    "{name} is not installed, and this experiment needs it: {command}": (
        "{name}: 이 실험에 필요한데 설치되어 있지 않습니다: {command}"
    ),
    "{name} is installed, but cannot be imported: {why}. Install it again.": (
        "{name}: 설치되어 있지만 불러올 수 없습니다: {why}. 다시 설치하세요."
    ),
    "The engine could not be started: importing {module} took longer than {seconds} s. Run it again; "
    "on a slow disk the second import is faster.": (
        "실험 엔진을 시작하지 못했습니다. 모듈을 불러오는 데 {seconds}초가 넘게 걸렸습니다: {module}. 다시 실행해 "
        "보세요. 디스크가 느리면 두 번째부터 빨라집니다."
    ),
    "The experiment's process did not start while importing {module}: {why}": (
        "실험 프로세스가 시작되지 못했습니다 ({module} 불러오는 중): {why}"
    ),
    "The experiment's process did not start: {why}": "실험 프로세스가 시작되지 못했습니다: {why}",
    "it ended by itself": "스스로 끝났습니다",
    "it ended by itself: {detail}": "스스로 끝났습니다: {detail}",
    "no scratch folder can be made in {folder}: {why}": "{folder}: 임시 폴더를 만들 수 없습니다: {why}",
    "its imports took longer than {seconds} s": "불러오는 데 {seconds}초가 넘게 걸렸습니다",
    "its imports took longer than {seconds} s: {detail}": "불러오는 데 {seconds}초가 넘게 걸렸습니다: {detail}",
    "The process that watches the experiment has not answered for {seconds} s. Run it again.": (
        "실험을 지켜보는 프로세스가 {seconds}초 동안 응답하지 않습니다. 다시 실행해 보세요."
    ),
    "The process that runs experiments has ended unexpectedly. Run it again.": (
        "실험을 실행하는 프로세스가 예기치 않게 끝났습니다. 다시 실행해 보세요."
    ),
    "The process that runs experiments has ended unexpectedly. Run it again. {detail}": (
        "실험을 실행하는 프로세스가 예기치 않게 끝났습니다. 다시 실행해 보세요. {detail}"
    ),
    "The process that runs experiments cannot be started: {why}.": "실험을 실행할 프로세스를 시작할 수 없습니다: {why}",
    "{model} gave no estimate within {seconds} s; --timeout SECONDS allows more": (
        "{model}: {seconds}초 안에 추정하지 못했습니다. --timeout으로 더 길게 정할 수 있습니다."
    ),
    "the process that ran {model} ended without an answer (signal {number})": (
        "{model}: 실행한 프로세스가 결과 없이 끝났습니다 (시그널 {number})."
    ),
    "the process that ran {model} ended without an answer (exit code {number})": (
        "{model}: 실행한 프로세스가 결과 없이 끝났습니다 (종료 코드 {number})."
    ),
    # banks
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
    "{path} is not trusted: its verifiers are not vouched for; {why}": (
        "{path}: 아직 신뢰하지 않은 검증기입니다. {why}"
    ),
    "{path} has changed since it was trusted ({lines}); {why}": (
        "{path}: 신뢰한 뒤에 내용이 바뀌었습니다({lines}줄). {why}"
    ),
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
    # studying
    "fitting needs {least} reviews on a later day than the one before in the first four fifths of the log, and "
    "there are {count}": (
        "맞추려면 기록의 앞쪽 5분의 4에 앞선 복습과 다른 날에 한 복습이 {least}번 있어야 하는데, 지금은 "
        "{count}번입니다."
    ),
    "the last fifth of the log holds no review on a later day than the one before to judge by": (
        "기록의 마지막 5분의 1에 앞선 복습과 다른 날에 한 복습이 없어 비교할 수 없습니다."
    ),
    "--figure draws one run: name one claim": "--figure는 실행 하나만 그립니다. 주장 하나를 지정하세요.",
    "a figure is a .svg or a .png file, not {name}": "그림 파일의 확장자는 .svg나 .png입니다: {name}",
    "PNG figures need resvg_py: install quizdl[report]": (
        "PNG 그림을 그리려면 resvg_py가 필요합니다. quizdl[report]를 설치하세요."
    ),
    "there are no curves to draw: this experiment has none, or gave no evidence": (
        "그릴 곡선이 없습니다. 이 실험에 곡선이 없거나 측정값이 나오지 않았습니다."
    ),
    "pages need Jinja2 and latex2mathml: install quizdl[report]": (
        "페이지를 만들려면 Jinja2와 latex2mathml이 필요합니다. quizdl[report]를 설치하세요."
    ),
    "Anki packages need genanki: install quizdl[anki]": (
        "Anki 파일을 만들려면 genanki가 필요합니다. quizdl[anki]를 설치하세요."
    ),
    "fitting needs pandas and tqdm: install quizdl[fit]": (
        "맞추려면 pandas와 tqdm이 필요합니다. quizdl[fit]을 설치하세요."
    ),
    **SYSTEM,
    # `quizdl memory`
    "{value} is not a shape: write the sizes of one example, as in 3,224,224 or 128:int64, or :int64 if it is one "
    "number": "{value}: 샘플 하나의 크기를 3,224,224나 128:int64처럼 적으세요. 수 하나라면 :int64처럼 적습니다.",
    "{value} is not a type of numbers: one of {types}": "{value}: 그런 자료형이 없습니다. 쓸 수 있는 값: {types}",
    "{name}: write module:callable, or path/to/file.py:callable": (
        "{name}: 모듈:함수 또는 경로/파일.py:함수 꼴로 적으세요."
    ),
    "module": "모듈",
    "file": "파일",
    "optimizer of torch": "torch의 옵티마이저",
    "callable of {place}": "{place}의 함수와 클래스",
    "{name} is not a callable that makes a model: write a function, or name the class": (
        "{name}: 모델을 만드는 함수가 아닙니다. 함수를 만들거나 클래스 이름을 적으세요."
    ),
    "{path} cannot be read as a Python file": "{path}: Python 파일로 읽을 수 없습니다.",
    "{name}() gives {kind}, not an nn.Module": "{name}(): nn.Module을 돌려줘야 하는데 {kind} 객체를 돌려줬습니다.",
    "{name}() gives an existing model: it must make a new one": (
        "{name}(): 이미 있던 모델을 돌려줬습니다. 부를 때마다 새 모델을 만들어야 합니다."
    ),
    "{name}() gives a model in which no parameter requires a gradient": (
        "{name}(): 기울기를 구하는 파라미터가 하나도 없는 모델을 돌려줬습니다."
    ),
    "{name} is not an nn.Module": "{name}: nn.Module이 아닙니다.",
    "{kind} is made for other parameters: pass what makes an optimizer, as in torch.optim.{name}": (
        "{kind}: 다른 파라미터의 옵티마이저입니다. torch.optim.{name}처럼 옵티마이저를 만드는 것을 넘기세요."
    ),
    "{name} makes a module: pass the module itself, as in {call}()": (
        "{name}: 모듈을 만드는 함수나 클래스입니다. {call}()처럼 모듈 자체를 넘기세요."
    ),
    "{name} cannot be copied ({error}): let a function in a file make it, for `quizdl memory`": (
        "{name}: 복사할 수 없는 모듈입니다({error}). 파일에 모듈을 만드는 함수를 두고 `quizdl memory`를 쓰세요."
    ),
    'the loss is called with the output alone ({error}): pass "mse", "cross-entropy" or a function of it': (
        '손실은 출력만 받아야 합니다({error}). "mse"나 "cross-entropy", 또는 출력의 함수를 넘기세요.'
    ),
    "no parameter of {name} requires a gradient": "{name}: 기울기를 구하는 파라미터가 하나도 없습니다.",
    "{name} needs inputs of which one has a dimension for the batch": (
        "{name}: 배치의 차원이 있는 입력을 하나 이상 넘기세요."
    ),
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
    "{why}; measure one real step instead with {real}": ("{why} 대신 실제로 한 스텝을 실행해 잴 수 있습니다. {real}"),
    "{where}the model looks at the values of a tensor ({why}), and traced tensors have shapes only": (
        "{where}모델이 텐서의 값을 읽는데({why}) 추적하는 텐서에는 모양만 있습니다."
    ),
    "{where}torch cannot trace this on tensors without values ({why})": (
        "{where}torch가 값 없는 텐서로는 추적하지 못합니다({why})."
    ),
    "{where}it makes a sparse tensor, whose size depends on the data": (
        "{where}데이터에 따라 크기가 달라지는 희소 텐서를 만듭니다."
    ),
    "{name} is scripted, and runs outside Python: pass the module itself, or real=True": (
        "{name}: 스크립트된 모듈이라 Python 밖에서 실행됩니다. 원래 모듈을 넘기거나 real=True를 쓰세요."
    ),
    "{name}() gives a scripted module, which runs outside Python: give the module itself, or measure one real step "
    "with {real}": (
        "{name}(): 스크립트된 모듈이라 Python 밖에서 실행됩니다. 원래 모듈을 돌려주거나 실제로 한 스텝을 실행하세요. "
        "{real}"
    ),
    "a real step runs on the cpu: pass {name} and its inputs from there": (
        "{name}: 실제 스텝은 cpu에서 실행합니다. 모듈과 입력을 cpu로 옮겨 넘기세요."
    ),
    "a real step needs more memory than this machine has free": (
        "실제 스텝을 실행하기에는 이 컴퓨터에 남은 메모리가 모자랍니다."
    ),
    "{name}: {layer} without batch_first reads time along dimension 0, and the batch lies there: say --batch-dim 1, or "
    "--batch-dim 0 if that is meant": (
        "{name}: batch_first가 아닌 층({layer})은 0번 차원을 시간으로 읽는데 배치가 거기에 있습니다. --batch-dim 1을 "
        "적거나, 그대로가 맞으면 --batch-dim 0을 적으세요."
    ),
    "the inputs {shapes} of {name} do not agree on the batch: say its dimension in each, or none where an input is "
    "shared, as in --batch-dim 0,none": (
        "{name}: 입력 {shapes}의 배치가 서로 맞지 않습니다. 입력마다 배치의 차원을 --batch-dim 0,none처럼 적으세요. "
        "배치 전체가 함께 쓰는 입력은 none입니다."
    ),
    "no input of {name} has a dimension for the batch": "{name}: 배치의 차원이 있는 입력이 없습니다.",
    "--batch-dim says {given} dimensions for {count} inputs: give one, or one for each": (
        "--batch-dim에 적은 차원은 {given}개인데 입력은 {count}개입니다. 하나만 적거나 입력마다 하나씩 적으세요."
    ),
    "--batch-dim {dim} is beyond the shape {shape} of an example": (
        "--batch-dim {dim}: 샘플의 모양 {shape}에 없는 차원입니다."
    ),
    "--batch-dim {dim} is beyond the shape {shape} of an input": (
        "--batch-dim {dim}: 입력의 모양 {shape}에 없는 차원입니다."
    ),
    "{value} is not a dimension: write its number, or one for each input, as in 1,none": (
        "{value}: 차원의 번호를 적거나 1,none처럼 입력마다 하나씩 적으세요."
    ),
    "LBFGS runs the model several times a step: give a callable that returns the step itself": (
        "LBFGS는 한 스텝에 모델을 여러 번 실행합니다. 스텝을 돌려주는 함수를 적으세요."
    ),
    "batch norm cannot train on a single example: give --batch 2 or more": (
        "배치 정규화는 샘플 하나로 학습할 수 없습니다. --batch를 2 이상으로 적으세요."
    ),
    "loss": "손실",
    "{name} has no linear layer beside its last one: there is nothing to adapt": (
        "{name}: 어댑터를 붙일 선형 층이 마지막 층 말고는 없습니다."
    ),
    "{name} has no equal blocks, one after the other: there is nothing to checkpoint": (
        "{name}: 역전파에서 다시 계산할 같은 블록이 이어져 있지 않습니다."
    ),
    "{name} has no weights of 16 bits for a master copy: turn them to bfloat16 (by --dtype, or .to)": (
        "{name}: 마스터 사본을 둘 16비트 가중치가 없습니다. 가중치를 bfloat16으로 바꾸세요(명령줄에서는 --dtype)."
    ),
    "{name} gives a training step of its own: make its changes there": (
        "{name}: 학습 스텝을 직접 정한 경우에는 그 안에서 바꿔야 합니다."
    ),
    "{name} makes a training step of its own, whose batch only it knows": (
        "{name}: 직접 정한 학습 스텝의 배치는 바꿀 수 없습니다."
    ),
    "{name} does not say how large its keys and values are: use scaled_dot_product_attention in equal layers, or give "
    "it a config with num_hidden_layers, num_attention_heads and hidden_size": (
        "{name}: 키와 값의 크기를 알 수 없습니다. 같은 층들에서 scaled_dot_product_attention을 쓰거나, "
        "num_hidden_layers, num_attention_heads, hidden_size가 있는 config를 두세요."
    ),
    "{value} is not a size of memory: write it as in 80GB or 24GiB": (
        "{value}: 메모리의 크기를 80GB나 24GiB처럼 적으세요."
    ),
    "give --batch, or --max-batch to find the largest that fits": (
        "--batch를 적거나, 들어가는 가장 큰 배치를 찾으려면 --max-batch를 적으세요."
    ),
    "{name} does not fit into {bytes} bytes with a batch of 1": (
        "{name}: 배치가 1이어도 {bytes}바이트에 들어가지 않습니다."
    ),
    "{name} cannot be imported: {why}": "{name}: 불러올 수 없습니다: {why}",
    "{name}() failed: {why}": "{name}(): 실패했습니다: {why}",
    "{message}; {why}": "{message}. {why}",
    "{path} is a notebook: call quizdl.estimate_memory(model, batch) in it": (
        "{path}: 노트북이므로 그 안에서 quizdl.estimate_memory(model, batch)를 부르세요."
    ),
    "install it where quizdl runs, or, if it is yours, name the file of the model by its path": (
        "quizdl과 같은 환경에 설치하세요. 직접 만든 모듈이라면 모델의 파일을 경로로 적으세요."
    ),
    "relative imports need an __init__.py beside the file": "상대 import에는 같은 폴더의 __init__.py가 필요합니다.",
    "give --input once for each input of forward": "forward의 입력마다 --input을 하나씩 적으세요.",
    "a dict is passed by name: put it into a tuple to pass it whole": (
        "dict는 이름으로 나누어 넘깁니다. 통째로 넘기려면 tuple에 넣으세요."
    ),
    "say that they are tokens, as in --input 128:int64": "토큰이라면 --input 128:int64처럼 적으세요.",
    "give --input the type that the layer takes, or none, or convert it in forward": (
        "--input에 층이 받는 자료형을 적거나, 자료형을 빼거나, forward에서 변환하세요."
    ),
    "leave everything on the cpu, where it takes no memory either": (
        "모두 cpu에 두세요. 거기서도 메모리를 쓰지 않습니다."
    ),
    "does --input say the shape of one example, without the batch?": (
        "--input에 배치를 뺀 샘플 하나의 모양을 적었는지 확인하세요."
    ),
    "write a function without arguments that makes the model": "인자 없이 모델을 만드는 함수를 쓰세요.",
}

SYNTAX: Mapping[str, str] = {  # the commonest words of Python and of libyaml; the others stay as they are
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

_PROBLEMS: Mapping[str, str] = {  # of question files and verifiers: the first that fits
    # the contract of an exercise; first, for the reasons have forms of their own
    "column {column}: {why}": "{column}열: {why}",
    "a name is missing": "이름이 없습니다",
    "'(' is missing after {name}": "{name} 뒤에 '('가 없습니다",
    "a comma or ':' is missing after {name}": "{name} 뒤에 쉼표나 ':'이 없습니다",
    "'->' is missing before the results": "결과 앞에 '->'가 없습니다",
    "{found} stands where {expected} is due": "{expected} 자리에 {found} 기호가 있습니다",
    "{bracket} is never closed": "닫지 않은 괄호가 있습니다: {bracket}",
    # a file of questions as YAML
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
    "no text of the verifier is {text}": "검증 파일에 이 글이 없습니다: {text}",
    "delete the line": "그 줄을 지우세요",
    "{text} is not translated in {file}": "{file}에 {text}의 번역이 없습니다",
    "{text} cannot be translated": "{text}: 번역할 수 없습니다",
    "write a literal with named fields, and fields=": "이름 붙은 칸을 둔 문자열과 fields=로 적으세요",
    "the fields of {text} are {ours}, those of its translation {theirs}": (
        "글과 번역의 칸이 다릅니다({ours} / {theirs}): {text}"
    ),
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
    "the key {key} occurs twice, first at line {line}, column {column}": (
        "{key} 키가 두 번 나옵니다. 처음 나온 곳은 {line}줄 {column}열입니다"
    ),
    "keep one": "하나만 남기세요",
    "a whole number of {count} digits": "{count}자리 정수는 너무 깁니다",
    "a number too large for a float": "부동소수점으로 나타낼 수 없을 만큼 큰 수입니다",
    "{number} is not a finite number": "유한한 수가 아닙니다: {number}",
    "give a finite number, or quote it if it is a text": "유한한 수를 적으세요. 숫자가 아니라면 따옴표로 감싸세요",
    # the fields of a question
    "{name} is missing": "{name} 필드가 없습니다",
    "add kind: one of {names}": "kind: 필드를 추가하세요. 다음 중 하나: {names}",
    "add it to sources.yaml": "sources.yaml에 추가하세요",
    "add {name}:": "{name}: 필드를 추가하세요",
    "is an unknown field": "알 수 없는 필드입니다",
    "did you mean {name}?": "혹시 {name}입니까?",
    "one of {names}": "다음 중 하나: {names}",
    "{kind} is not a kind of question": "그런 문제 유형은 없습니다: {kind}",
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
    # what a question asks, and what it rests on
    "{name} occurs twice": "{name} 항목이 두 번 나옵니다",
    "no choice is correct": "정답인 보기가 없습니다",
    "mark one with correct: true": "정답인 보기에 correct: true를 적으세요",
    "every choice is correct": "모든 보기가 정답입니다",
    "add one that is wrong": "오답인 보기를 추가하세요",
    "has both value and measured": "value와 measured가 둘 다 있습니다",
    "has neither value nor measured": "value와 measured가 둘 다 없습니다",
    "give one of the two": "둘 중 하나만 적으세요",
    "{name} does not name a measurement": "측정의 이름이 아닙니다: {name}",
    "write family.claim/name of the measurement": "'family.claim/측정 이름' 형식으로 적으세요",
    "{tolerance} is not a tolerance": "허용 오차가 아닙니다: {tolerance}",
    "reads the same as {field}[{index}]": "{field}[{index}] 항목과 내용이 같습니다",
    "make them differ": "서로 다르게 적으세요",
    "{name} does not name a claim": "주장의 이름이 아닙니다: {name}",
    "write family.claim": "'family.claim' 형식으로 적으세요",
    "no claim is called {name}": "그런 주장은 없습니다: {name}",
    "declare it in verifiers/, or name another": "verifiers/에 선언하거나 다른 주장을 적으세요",
    # a planted bug
    "no planted bug is called {name}": "그런 버그는 없습니다: {name}",
    "name one that the family declares": "그 검증기에 선언된 버그를 적으세요",
    "no family is called {name}": "그런 검증기는 없습니다: {name}",
    "write family.mutant": "'family.mutant' 형식으로 적으세요",
    "the family {name} cannot be read: {why}": "{name} 검증기를 읽을 수 없습니다: {why}",
    "correct that first": "그것부터 고치세요",
    "no claim of {family} is in verify": "verify에 {family} 검증기의 주장이 없습니다",
    "name the claim that catches it": "이 버그를 잡아내는 주장을 적으세요",
    "{name} changes more than one line": "{name}: 한 줄보다 많이 바꿉니다",
    "{name} changes no code": "{name}: 코드를 바꾸지 않습니다",
    "{name} lies outside of functions and classes": "{name}: 함수나 클래스 밖에 있습니다",
    "choose another bug": "다른 버그를 고르세요",
    "the changed line is no statement of its own": "바뀐 줄이 그 자체로 하나의 구문이 아닙니다",
    "its code has {count} lines to pick from": "고를 수 있는 줄이 {count}개뿐입니다",
    "write choices": "choices를 적으세요",
    # what comes next in an interview
    "names the question itself": "이 문제 자신을 가리킵니다",
    "name one that goes deeper": "더 깊이 묻는 다른 문제를 적으세요",
    "no question is called {name}": "그런 문제는 없습니다: {name}",
    "{name} is not an open question": "말로 답하는 문제(open)가 아닙니다: {name}",
    "only those are asked in an interview": "면접에서는 말로 답하는 문제만 냅니다",
    # an exercise
    "{name} does not name a function or class of a program": "프로그램의 함수나 클래스 이름이 아닙니다: {name}",
    "write program.Symbol": "'프로그램.이름' 형식으로 적으세요",
    "{name} is not a Python name": "파이썬 이름이 아닙니다: {name}",
    "write numpy, or numpy.linalg.lstsq": "numpy나 numpy.linalg.lstsq처럼 적으세요",
    "belongs to a whole program": "프로그램 전체를 쓰는 문제에만 쓰는 항목입니다",
    "add whole: true, or remove it": "whole: true를 더하거나 이 항목을 지우세요",
    "does not grow": "뒤의 수가 앞의 수보다 커야 합니다",
    "write the shorter time first: [30, 60]": "[30, 60]처럼 짧은 시간을 먼저 적으세요",
    "belongs to level {level}": "{level} 난이도에만 쓰는 항목입니다",
    "write level: {level}, or remove it": "이 항목을 지우거나 이렇게 적으세요. level: {level}",
    "needs ours beside it": "기준 코드가 함께 실행되어야 합니다",
    "remove compared: false, or this": "compared: false나 이 항목을 지우세요",
    "holds no call": "호출이 없습니다",
    "is no session at Python's prompt": "파이썬 프롬프트 형식이 아닙니다",
    "write >>> before a call, and its result beneath": "호출 앞에 >>>를 쓰고 아래에 결과를 적으세요",
    "names fewer than {least} judges": "채점할 주장이 {least}개보다 적습니다",
    "name claims that wrong programs fail": "틀린 프로그램이 통과하지 못하는 주장을 적으세요",
    "names no call": "호출이 없습니다",
    "write name(argument: shape) -> result: shape": "'이름(인자: 모양) -> 결과: 모양' 형식으로 적으세요",
    "{name} is not the symbol {symbol}": "symbol에 적은 {symbol} 이름과 다릅니다: {name}",
    "a class needs make:, and calls: of its methods": "클래스라면 make:를 적고 calls:에는 메서드를 적으세요",
    "no call takes {name}": "그런 인자를 받는 호출은 없습니다: {name}",
    "no call is named {name}": "그런 호출은 없습니다: {name}",
    "is no list of calls": "호출의 목록이 아닙니다",
    "write [[one, two]] for one call with two arguments": "인자가 둘인 호출 하나라면 [[하나, 둘]]로 적으세요",
    "gives {count} arguments": "인자가 {count}개입니다",
    "there is no {file}": "파일이 없습니다: {file}",
    "the starter": "시작 코드",
    "{word} defines no {name}": "{word}: {name} 정의가 없습니다",
    "{name} is a function in {word}": "{word}: {name}은(는) 함수입니다",
    "{name} is a class in {word}": "{word}: {name}은(는) 클래스입니다",
    "write under make: how an object is made": "make:에 객체를 만드는 법을 적으세요",
    "{name} in {word} has no parameter {argument}": "{word}: {name}에 그런 매개변수는 없습니다: {argument}",
    "{name} in {word} has another order of parameters": "{word}: {name}의 매개변수 순서가 다릅니다",
    "write ({names})": "({names}) 순서로 적으세요",
    "{word} is not Python in line {line}: {why}": "{word}: {line}줄, 파이썬 구문 오류: {why}",
    "{word} is not Python: it holds null bytes or is nested too deeply": (
        "{word}: 파이썬이 아닙니다. 널 바이트가 있거나 너무 깊이 중첩되어 있습니다"
    ),
    # a bank as a whole
    "has no folder questions/ that can be read: {why}": "questions/ 폴더를 읽을 수 없습니다: {why}",
    "quizdl bank new PATH makes a bank": "quizdl bank new PATH 명령으로 문제은행을 만드세요",
    "holds no questions/*.yaml": "questions/*.yaml 파일이 없습니다",
    "is not read": "읽지 않았습니다",
    "is not read, nor {count} more after it": "이 파일과 그 뒤의 파일 {count}개는 읽지 않았습니다",
    "correct the problems above first": "위의 오류부터 고치세요",
    "holds more than {most} files": "파일이 {most}개를 넘습니다",
    "holds more than {most} MB": "모두 합해 {most} MB를 넘습니다",
    "split the bank": "문제은행을 나누세요",
    "{name} is not a name for a file of questions": "문제 파일의 이름으로 쓸 수 없습니다: {name}",
    "lower-case letters, digits, hyphens and underscores, then .yaml": (
        "영문 소문자, 숫자, 하이픈, 밑줄로 된 이름에 .yaml을 붙이세요"
    ),
    "the id {name} is taken: {place}": "{name} id는 이미 다른 문제가 쓰고 있습니다: {place}",
    "give it another": "다른 id를 적으세요",
    "is no key": "키로 쓸 수 없습니다",
    "{name} is not a name": "이름으로 쓸 수 없습니다: {name}",
    "lower-case letters, digits, hyphens and underscores": "영문 소문자, 숫자, 하이픈, 밑줄만 쓸 수 있습니다",
    "{name} is not a language of quizdl": "quizdl이 지원하지 않는 언어입니다: {name}",
    "is not one line of text": "한 줄의 글이 아닙니다",
    "two tracks are called {name}": "id가 같은 트랙이 둘 있습니다: {name}",
    "the topic {name} is already in the track {track}": "{name} 주제는 이미 {track} 트랙에 있습니다",
    "a topic belongs to one track: keep one": "주제는 한 트랙에만 속합니다. 하나만 남기세요",
    "no topic is called {name}": "그런 주제는 없습니다: {name}",
    "remove it, or add its file to questions/": "지우거나 questions/에 그 파일을 추가하세요",
    "the topic {name} is in no track": "{name} 주제가 어느 트랙에도 없습니다",
    "add it to the track it belongs to": "알맞은 트랙에 추가하세요",
    "{key} is not in sources.yaml": "sources.yaml에 없습니다: {key}",
    # what lets a reader guess
    "en": "영어",
    "ko": "한국어",
    "seems to refer to another choice, but choices are shuffled": (
        "다른 보기를 가리키는 듯합니다. 보기는 순서를 섞어서 보여 줍니다"
    ),
    "the formula holds {what}, which cannot be set: it is shown as it is written": (
        "수식에 조판할 수 없는 {what} 표기가 있어 적힌 그대로 보입니다"
    ),
    "write it in Unicode, or in the LaTeX that quizdl knows": "유니코드나 quizdl이 아는 LaTeX로 적으세요",
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
    # what a verifier declares
    "not Python: {why}": "파이썬 구문 오류: {why}",
    "it is nested too deeply": "너무 깊이 중첩되어 있습니다",
    "is not among the files that were vouched for": "신뢰한 파일이 아닙니다",
    "larger than {most} bytes": "{most}바이트보다 큽니다",
    "{name} is not a Python name, and claims are called {family}.…": (
        "파이썬 이름이 아니어서 주장의 이름({family}.…)에 쓸 수 없습니다: {name}"
    ),
    "rename the file": "파일 이름을 바꾸세요",
    "rename the folder": "폴더 이름을 바꾸세요",
    "the family {name} is both a file and a folder": "검증기 {name}: 파일과 폴더가 둘 다 있습니다",
    "move the file into the folder, or rename one": "파일을 폴더 안으로 옮기거나 하나의 이름을 바꾸세요",
    "__init__.py never runs: the folder of a family is no package": (
        "검증기 폴더는 패키지가 아니어서 __init__.py는 실행되지 않습니다"
    ),
    "move what it holds to another file": "내용을 다른 파일로 옮기세요",
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
    "mutant {name}: its old text occurs {count} times in {file}, not once": (
        "mutant {name}: 원래 텍스트가 {file} 파일에 {count}번 나옵니다. 꼭 한 번만 나와야 합니다"
    ),
    "quote the current line": "지금 코드에 있는 줄을 그대로 옮겨 적으세요",
    "mutant {name}: the changed source is not Python: {why}": (
        "mutant {name}: 바꾼 소스에 파이썬 구문 오류가 있습니다: {why}"
    ),
    **SYNTAX,
    **SYSTEM,
}

_REASONS: Mapping[str, str] = {  # why an experiment failed: the first that fits
    "crash: it cannot be computed with {knobs}): {detail}": "오류: {knobs}) 값으로는 계산할 수 없음: {detail}",
    "time: it exceeds its limit of time with {knobs}): stopped after {seconds} s": (
        "{knobs}) 값으로는 시간 한도를 넘음: 시간 초과: {seconds}초 만에 중단함"
    ),
    "time: stopped after {seconds} s": "시간 초과: {seconds}초 만에 중단함",
    "memory: it exceeds its limit of memory with {knobs}): more than {size} MB": (
        "{knobs}) 값으로는 메모리 한도를 넘음: 메모리 초과: {size} MB 넘게 사용함"
    ),
    "memory: it exceeds its limit of memory with {knobs}): it asked for more than {size} MB in all": (
        "{knobs}) 값으로는 메모리 한도를 넘음: 메모리 초과: 모두 {size} MB 넘게 요청함"
    ),
    "memory: it exceeds its limit of memory with {knobs}): a report of more than {size} MB": (
        "{knobs}) 값으로는 메모리 한도를 넘음: 메모리 초과: 보고한 내용이 {size} MB를 넘음"
    ),
    "memory: it exceeds its limit of memory with {knobs}): reports of more than {size} MB": (
        "{knobs}) 값으로는 메모리 한도를 넘음: 메모리 초과: 보고한 내용이 {size} MB를 넘음"
    ),
    "memory: it exceeds its limit of memory with {knobs}): {detail}": (
        "{knobs}) 값으로는 메모리 한도를 넘음: 메모리 부족: {detail}"
    ),
    "memory: more than {size} MB": "메모리 초과: {size} MB 넘게 사용함",
    "memory: it asked for more than {size} MB in all": "메모리 초과: 모두 {size} MB 넘게 요청함",
    "memory: a report of more than {size} MB": "메모리 초과: 보고한 내용이 {size} MB를 넘음",
    "memory: reports of more than {size} MB": "메모리 초과: 보고한 내용이 {size} MB를 넘음",
    "memory: {detail}": "메모리 부족: {detail}",
    "disk: it exceeds its limit of disk with {knobs}): more than {count} files": (
        "{knobs}) 값으로는 디스크 한도를 넘음: 디스크 초과: 파일 {count}개를 넘김"
    ),
    "disk: it exceeds its limit of disk with {knobs}): more than {size} MB": (
        "{knobs}) 값으로는 디스크 한도를 넘음: 디스크 초과: {size} MB 넘게 씀"
    ),
    "disk: it exceeds its limit of disk with {knobs}): {detail}": (
        "{knobs}) 값으로는 디스크 한도를 넘음: 디스크 오류: {detail}"
    ),
    "disk: more than {count} files": "디스크 초과: 파일 {count}개를 넘김",
    "disk: more than {size} MB": "디스크 초과: {size} MB 넘게 씀",
    "disk: {detail}": "디스크 오류: {detail}",
    "crash: killed by {signal}": "오류: {signal} 신호로 강제 종료됨",
    "crash: exit code {code}": "오류: 종료 코드 {code}(으)로 끝남",
    "crash: it ended without evidence": "오류: 결과를 내지 않고 끝남",
    "crash: it returned {type}, not Evidence": "오류: Evidence가 아니라 {type}을(를) 돌려줌",
    "crash: its report cannot be read": "오류: 보고한 내용을 읽을 수 없음",
    "crash: its source cannot be read: {detail}": "오류: 소스를 읽을 수 없음: {detail}",
    "crash: no evidence: {detail}": "오류: 쓸 수 없는 결과: {detail}",
    "crash: the process that watches it was killed or stopped, twice": "오류: 감시 프로세스가 두 번 종료되거나 멈춤",
    "crash: {detail}": "오류: {detail}",
    "{knob} (default {value}), {knobs}": "{knob} (기본값 {value}), {knobs}",
    "{knob} (default {value}": "{knob} (기본값 {value}",
}

_CHECKS = {
    "pairs of draws that share a random stream": "난수열 하나를 함께 쓰는 추출의 쌍",
    "what is drawn from one seed twice is not independent": "시드 하나로 두 번 뽑은 것은 서로 독립이 아니다",
    "how odd the draws look": "뽑은 값이 이상해 보이는 정도",
    "standard errors": "표준오차",
    "the promised distribution, each draw by itself; beyond five once in 100 000": (
        "약속한 분포에서 서로 독립으로 뽑았다. 5를 넘는 일은 10만 번에 한 번꼴"
    ),
    "controls: largest distance from what theory says of them": "대조 실험: 이론값과의 최대 거리",
    "the same formulas with the cause taken away; rounding": "원인을 뺀 같은 공식. 반올림 오차",
    "largest distance of an oddity from its definition on odd samples": (
        "이상한 표본에서 잰 이상한 정도와 정의대로 구한 값의 최대 차이"
    ),
    "sums of some fifty numbers; rounding": "수 쉰 개쯤의 합. 반올림 오차",
    "least relative error where one number of sixty is off by 1": "숫자 60개 중 하나가 1만큼 다를 때의 최소 상대 오차",
    "whichever number it is, and whether it is above or below": "어느 숫자이든, 크든 작든",
    "places of a path whose steps are known: largest distance": "스텝을 아는 경로: 지점들의 최대 거리",
    "a product of five fractions; rounding": "분수 다섯 개의 곱. 반올림 오차",
    "probability of Student's T within the farther end of an interval": "구간의 먼 쪽 끝 안에 스튜던트의 T가 들 확률",
    "a 99 % interval; Student's T by a finite sum; rounding": (
        "99% 구간. 스튜던트 T의 확률은 유한합으로 구했다. 반올림 오차"
    ),
    "interval of the median of 15 squares off the ranks 3 and 13": "제곱수 15개의 중앙값 구간과 순위 3, 13의 차이",
    "the third of either end: the binomial tails of 15 coins": "양 끝에서 세 번째. 동전 15개의 이항 분포 꼬리",
    "chance beyond the interval of χ² over the stated one": "χ² 구간 밖에 놓일 확률 / 명시한 확률",
    "100 degrees of freedom by a sum of 50 terms; the cube root is good to 1 %": (
        "자유도 100, 항 50개의 합. 세제곱근 근사의 오차는 1% 이내"
    ),
}

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "errors": _ERRORS,
    "problems": _PROBLEMS,
    "reasons": _REASONS,
    "checks": _CHECKS,
}
