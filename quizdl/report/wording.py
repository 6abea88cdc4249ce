"""What printed reports and the line mode say of their own, in English and Korean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizdl.report.reasons import korean_reason
from quizdl.report.text import harmless
from quizdl.study.trouble import FromNewer, NotBackedUp, Restored, Trouble, Unsaved, WrittenAgain

if TYPE_CHECKING:
    from quizdl.verify.declared import Claim
    from quizdl.verify.result import Result

MOST_PRINTED = 12  # lines of what an experiment printed
TRACEBACK = "Traceback (most recent call last):"

_WORDS: dict[str, tuple[str, str]] = {
    # verdicts
    "supported": ("supported", "지지됨"),
    "refuted": ("refuted", "반박됨"),
    "inconclusive": ("inconclusive", "결론 없음"),
    "unavailable": ("unavailable", "실행 불가"),
    "failed": ("failed", "실행 실패"),
    "as declared": ("as declared", "선언한 대로"),
    "folklore refuted": ("as declared: this is folklore", "선언한 대로: 통설이 반박됨"),
    "not as declared": ("not as declared (declared: {verdict})", "선언과 다름 (선언: {verdict})"),
    "other settings": (
        "the sentence speaks of the defaults; this run changed: {knobs}",
        "문장은 기본값일 때의 내용이다. 이번 실행에서 바꾼 값: {knobs}",
    ),
    "other setting": ("{knob} = {value} (default {default})", "{knob} = {value} (기본값 {default})"),
    # why
    "reason control": ("the control did not come out as it must: {names}", "대조 실험이 예상과 다르게 나옴: {names}"),
    "reason broken": ("breaks its bound: {names}", "지켜야 할 범위를 벗어남: {names}"),
    "reason open": ("the numbers do not decide: {names}", "수치로 결론 낼 수 없음: {names}"),
    # the table of numbers
    "measurement": ("measurement", "측정"),
    "control": ("control: the cause taken away", "대조: 원인을 없앤 실험"),
    "measured": ("measured", "측정값"),
    "percent": ("{number} %", "{number}%"),
    "bound": ("must be", "한계"),
    "unit": ("unit", "단위"),
    "because": ("because", "이유"),
    "must break": ("must break the bound", "한계를 벗어나야 함"),
    "must hold": ("must keep the bound", "한계를 지켜야 함"),
    "broke": ("broke", "벗어남"),
    "held": ("kept", "지킴"),
    "undecided": ("undecided", "판단 못 함"),
    # around it
    "seed": ("seed {seed}", "시드 {seed}"),
    "seconds": ("{seconds} s", "{seconds}초"),
    "kept": ("kept result, made {age} (--fresh runs it again)", "{age} 얻은 결과 (--fresh로 다시 실행)"),
    "days ago": ("{count} d ago", "{count}일 전"),
    "hours ago": ("{count} h ago", "{count}시간 전"),
    "minutes ago": ("{count} min ago", "{count}분 전"),
    "just now": ("just now", "방금"),
    "printed": ("it printed", "출력"),
    # lists of claims
    "knobs": ("knobs", "바꿀 수 있는 값"),
    "family cost": ("{count} claim{s}, about {seconds} s", "주장 {count}개, 약 {seconds}초"),
    "how long": (
        "{count} runs, about {seconds} s of work in all; kept results take no time",
        "모두 {count}번 실행, 약 {seconds}초 분량. 저장된 결과가 있으면 바로 나옵니다.",
    ),
    "which family": (
        "Which one? A number or a name; Enter leaves",
        "어느 것을 증명할까요? 번호나 이름, 그냥 Enter는 끝내기",
    ),
    "no such family": ("There is no such number or name.", "그런 번호나 이름이 없습니다."),
    # mutants
    "caught by": ("caught by: {claims}", "알아챈 주장: {claims}"),
    "missed": ("not caught: no claim of the family noticed", "알아챈 주장 없음: 이 파일의 모든 주장이 놓침"),
    "missed here": ("not caught by the claims that ran", "실행한 주장 중에는 알아챈 것이 없음"),
    "cannot judge": ("cannot be judged: {claims}", "판단할 수 없음: {claims}"),
    "unjudged": ("{claim} {verdict}", "{claim} {verdict}"),
    "unjudged anyway": ("{claim} without the bug: {verdict}", "버그가 없어도 {claim} {verdict}"),
    # the sum
    "seeds": ("seeds as declared", "선언대로 나온 시드"),
    "sum": ("{right} of {all} as declared", "{all}개 중 {right}개가 선언한 대로"),
    "sum caught": ("{right} of {all} planted bugs caught", "심은 버그 {all}개 중 {right}개를 알아챔"),
    "sum unjudged": ("{count} cannot be judged", "{count}개는 판단할 수 없음"),
    "sum unavailable": ("{count} unavailable here", "{count}개는 여기서 실행 불가"),
    # studying
    "study plan": (
        "{count} question{s}, about {minutes} min. {days} d to the interview: expected share recalled then "
        "{before} % as it is.",
        "{count}문제, 약 {minutes}분. 면접까지 {days}일 남았습니다. 지금 이대로면 그날 전체의 {before}%를 기억할 "
        "것으로 보입니다.",
    ),
    "study due": ("{count} question{s}, about {minutes} min.", "{count}문제, 약 {minutes}분."),
    "fit losses": (
        "Fitted to {on} reviews. Mean log loss of {held} held-out ones: default {default}, fitted {fitted}.",
        "복습 {on}번의 기록에 맞췄습니다. 따로 떼어 둔 {held}번의 평균 로그 손실: 기본값 {default}, 맞춘 값 {fitted}.",
    ),
    "fit in use": (
        "With the parameters in use, which were fitted earlier: {used}.",
        "전에 맞춰 지금 쓰고 있는 값: {used}.",
    ),
    "fit kept": (
        "The fitted parameters are kept; {count} card{s} made again with them.",
        "이제 맞춘 값을 씁니다. 그 값으로 카드 {count}장을 다시 계산했습니다.",
    ),
    "fit not kept": (
        "They foretell no better: what is in use stays.",
        "예측이 더 나아지지 않아 지금 쓰는 값을 그대로 둡니다.",
    ),
    "fit default again": (
        "The default parameters foretell best and are used again; {count} card{s} made again with them.",
        "기본값의 예측이 가장 나아 기본값으로 돌아갑니다. 그 값으로 카드 {count}장을 다시 계산했습니다.",
    ),
    "study over": (
        "Your interview of {day} is over, so this is what is due. `quizdl config until` takes a new day.",
        "{day} 면접은 지났으므로 복습할 때가 된 문제를 냅니다. 새 날짜는 `quizdl config until`로 정하세요.",
    ),
    "study suspended": (
        "Not asked until you resume them or name them: {topics}.",
        "다시 시작하거나 이름을 지정하기 전에는 내지 않는 주제: {topics}",
    ),
    "study all asked": ("No topic is suspended.", "쉬고 있는 주제가 없습니다."),
    "study reset sure": (
        "{count} question{s} would be new again; the reviews so far would count no more. Go on?",
        "{count}문제가 처음 보는 문제로 돌아가고 그동안의 복습은 더 세지 않습니다. 계속할까요?",
    ),
    "study reset": ("{count} question{s} new again.", "{count}문제를 처음 보는 문제로 되돌렸습니다."),
    "study reset not": ("Nothing was changed.", "아무것도 바꾸지 않았습니다."),
    "study nothing": (
        "Nothing is due. Come back later, or play freely.",
        "지금 복습할 문제가 없습니다. 나중에 다시 오거나 자유롭게 풀어 보세요.",
    ),
    # the interview
    "interview title": ("Mock interview, {day}", "모의 면접, {day}"),
    "interview begins": (
        "A mock interview of {minutes} minutes. Answers are shown at the end. q ends it.",
        "{minutes}분 동안 모의 면접을 봅니다. 모범 답안은 끝난 뒤에 보여 줍니다. q를 입력하면 끝납니다.",
    ),
    "interview leave": (
        "End the interview? q again ends it; Enter goes on.",
        "면접을 끝내겠습니까? q를 한 번 더 입력하면 끝나고, Enter를 누르면 계속합니다.",
    ),
    "no reports": ("There are no reports of interviews yet.", "아직 면접 기록이 없습니다."),
    "no report": (
        "There is no report {number}; --list names them.",
        "{number}번 기록이 없습니다. --list로 확인하세요.",
    ),
    "not compared": ("not compared", "비교하지 않음"),
    "no open": (
        "There are no open questions{levels}{topics}{others}.",
        "{topics}{levels}말로 답하는 문제가 없습니다.{others}",
    ),
    "no open at": (" at level {levels}", "수준 {levels}의 "),
    "no open in": (" in {topics}", "{topics}에는 "),
    "no open but one": ("; level {levels} has {count}", " 수준 {levels}에는 {count}문제가 있습니다."),
    "no open but": ("; levels {levels} have {count}", " 수준 {levels}에는 {count}문제가 있습니다."),
    "and": (" and ", ", "),
    "interview clock": ("{minutes} min left", "{minutes}분 남음"),
    "interview deeper": ("going deeper", "더 깊이 묻는 문제"),
    "interview speak": (
        "Say your answer aloud, or type it; then Enter.",
        "소리 내어 답하거나 입력한 다음 Enter를 누르세요.",
    ),
    "interview how": (
        "How did it go? 1 stuck, 2 shaky, 3 well.",
        "어땠습니까? 1 막혔다, 2 불안했다, 3 잘했다.",
    ),
    "how 1": ("stuck", "막혔다"),
    "how 2": ("shaky", "불안했다"),
    "how 3": ("went well", "잘했다"),
    "interview took": ("{minutes} min", "{minutes}분"),
    "interview words": ("Your words", "내 답"),
    "interview points": ("Key points", "핵심"),
    "interview credit": ("{percent} % of the key points", "핵심의 {percent}%"),
    "interview before": ("before: {percent} %", "지난번: {percent}%"),
    "interview folklore": ("folklore", "통설"),
    "interview not run": ("not run here yet", "아직 실행하지 않음"),
    "interview not kept": ("The report could not be written.", "면접 기록을 저장하지 못했습니다."),
    "interview kept": ("Kept in {file}", "{file}에 저장했습니다."),
    # making a bank, and trust
    "bank made": (
        "{path} holds a bank. Play it:   quizdl --bank {typed}\n"
        "Edit it, vouch for it, prove it:   quizdl trust {typed} && quizdl bank check {typed} --prove",
        "{path}에 문제은행을 만들었습니다. 풀기:   quizdl --bank {typed}\n"
        "고친 뒤 신뢰하고 증명하기:   quizdl trust {typed} && quizdl bank check {typed} --prove",
    ),
    "trust lines": ("{file}  {count} line{s}", "{file}  {count}줄"),
    "trust now": ("trusted as it is now, sha256 {digest}", "지금 내용을 신뢰합니다. sha256 {digest}"),
    "trust saved": ("{time}  trusted, sha256 {digest}: {names}", "{time}  신뢰함, sha256 {digest}: {names}"),
    "trust watching": (
        "Watching {path}: every save is trusted until you press Ctrl-C. Anyone who can write there can run code with "
        "your rights.",
        "{path} 지켜보는 중: Ctrl-C를 누를 때까지 저장할 때마다 신뢰합니다. 그동안 이 파일을 고칠 수 있는 사람은 내 "
        "권한으로 코드를 실행할 수 있습니다.",
    ),
    "trust watched": (
        "No longer watching. What was saved last stays trusted; an edit revokes it.",
        "이제 지켜보지 않습니다. 마지막으로 저장한 내용은 계속 신뢰하고, 그 뒤에 고치면 신뢰가 풀립니다.",
    ),
    # where a reader stands
    "stats now": ("Now", "지금"),
    "stats seen": (
        "{seen} of {all} questions seen, {count} review{s}",
        "{all}문제 중 {seen}문제를 봄, 복습 {count}번",
    ),
    "stats due now": (
        "{count} due, {new} of them new; {streak} d in a row",
        "풀 차례 {count}, 그중 처음 보는 문제 {new}; {streak}일 연속",
    ),
    "stats recall": (
        "You would recall {percent} % of all questions now, unseen ones counted as not recalled.",
        "지금 전체 문제의 {percent}%를 기억하고 있을 것으로 보입니다. 아직 안 본 문제는 모르는 것으로 칩니다.",
    ),
    "stats ready": (
        "On the day of your interview, without another review: {percent} %.",
        "더 복습하지 않으면 면접 날에는 {percent}%입니다.",
    ),
    "stats due": ("Falling due", "복습 예정"),
    "stats today": ("today", "오늘"),
    "stats in days": ("in {count} d", "{count}일 뒤"),
    "stats retention": ("Recalled, against what was predicted", "실제로 기억한 비율과 예측"),
    "stats recalled": (
        "{percent} % (predicted {predicted} %, {count} review{s})",
        "{percent}% (예측 {predicted}%, 복습 {count}번)",
    ),
    "stats days": ("Days: a row for each weekday, Monday first", "날짜별 복습: 한 줄이 한 요일, 맨 위가 월요일"),
    "stats weakest": (
        "Weakest claims: chance that you recall their questions in {count} d, without another review",
        "가장 약한 주장: 더 복습하지 않을 때 {count}일 뒤에 관련 문제를 기억할 확률",
    ),
    "stats sure": ("How well you know what you know", "확신도는 얼마나 맞았나"),
    "stats not sure": (
        "{count} confidence{s} stated; from {least} on they say something. Press s before you answer.",
        "확신도를 {count}번 남겼습니다. {least}번은 되어야 의미가 있습니다. 답하기 전에 s를 누르면 남길 수 있습니다.",
    ),
    "stats brier": (
        "Brier score {brier} over {count} (0 perfect, 0.25 always saying 50 %); confidence less what came true: "
        "{over} points",
        "{count}번의 브라이어 점수 {brier} (0이면 완벽, 늘 50%라고 하면 0.25). 확신도 평균에서 맞은 비율을 뺀 값: "
        "{over}%p",
    ),
    "stats yours": ("you", "나"),
    "stats perfect": ("perfect", "완벽"),
    "stats said": ("stated confidence", "말한 확신도"),
    "stats came true": ("share right", "맞은 비율"),
    # what the doctor finds
    "doctor there": ("there, {free} MiB free", "있음, 남은 공간 {free} MiB"),
    "doctor not made": ("not made yet, {free} MiB free", "아직 없음, 남은 공간 {free} MiB"),
    "doctor not writable": ("cannot be written", "쓸 수 없음"),
    "doctor files": (
        "Experiments write only to a scratch folder and /dev/shm (Landlock); their HOME is in that folder.",
        "실험은 임시 폴더와 /dev/shm에만 쓸 수 있습니다(Landlock). 실험의 HOME도 임시 폴더 안에 있습니다.",
    ),
    "doctor files not": (
        "Experiments can write anywhere you can: this kernel has no Landlock. Their HOME is in a scratch folder.",
        "이 커널에는 Landlock이 없어 실험이 사용자와 같은 권한으로 어디든 쓸 수 있습니다. 실험의 HOME은 임시 폴더 안에 "
        "있습니다.",
    ),
    "doctor signals": (
        "Experiments can signal and stop only their own processes.",
        "실험은 자기 프로세스에만 시그널을 보낼 수 있습니다.",
    ),
    "doctor signals not": (
        "Experiments can signal your other processes: that needs Linux 6.12 with Landlock.",
        "실험이 사용자의 다른 프로세스에 시그널을 보낼 수 있습니다. 막으려면 Landlock이 있는 Linux 6.12 이상이 "
        "필요합니다.",
    ),
    "doctor daemons not": (
        "A background process that an experiment starts may outlive it: only on Linux is it found.",
        "실험이 띄운 백그라운드 프로세스가 실험이 끝난 뒤에도 남을 수 있습니다. Linux에서만 찾아서 끝냅니다.",
    ),
    "doctor network": (
        "Experiments can read your files and use the network; data parallel training needs the loopback interface.",
        "실험은 사용자의 파일을 읽고 네트워크를 쓸 수 있습니다. 데이터 병렬 학습에 루프백 인터페이스가 필요하기 "
        "때문입니다.",
    ),
    "doctor rebuilt": (
        "every card from the log; {count} differed from what was kept",
        "기록에서 카드를 모두 다시 만들었습니다. 그중 {count}장이 저장된 것과 달랐습니다.",
    ),
    "doctor progress": (
        "reviews {reviews}, questions {questions}, proven claims {claims}",
        "복습 {reviews}번, 문제 {questions}개, 증명한 주장 {claims}개",
    ),
    "doctor clock": (
        "{count} question{s} answered later than now; if the clock is right, --rebuild mends that",
        "지금보다 나중 시각에 답한 문제가 {count}개 있습니다. 시계가 맞다면 --rebuild로 바로잡으세요.",
    ),
    "doctor aside": (
        "{count} question{s} that the bank no longer has: {names}",
        "문제은행에서 빠졌지만 기록은 남겨 둔 문제 {count}개: {names}",
    ),
    "doctor bank gone": (
        "{count} review{s} of a bank that is no longer in {folder}: opened from where it is now, it has them again",
        "{folder}에 있던 문제은행의 복습 {count}번: 옮긴 곳에서 열면 이어집니다.",
    ),
    # questions and answers, line by line
    "question": ("Question {place} of {all}", "{all}문제 중 {place}번"),
    "level 1": ("level 1, screening", "수준 1, 기초"),
    "level 2": ("level 2, solid", "수준 2, 중급"),
    "level 3": ("level 3, expert", "수준 3, 심화"),
    "changed": (
        "The answer to this question has changed since you learned it.",
        "이 문제를 익힌 뒤에 답이 바뀌었습니다.",
    ),
    "rated": ("Rated {rating}: back in {due}.", "{rating}: {due} 뒤에 다시 나옵니다."),
    "rating 1": ("again", "다시"),
    "rating 2": ("hard", "어려움"),
    "rating 3": ("good", "알맞음"),
    "rating 4": ("easy", "쉬움"),
    "span minutes": ("{count} min", "{count}분"),
    "span hours": ("{count} h", "{count}시간"),
    "span day": ("a day", "하루"),
    "span days": ("{count} days", "{count}일"),
    "span months": ("{count} months", "{count}개월"),
    "undone": ("Taken back.", "되돌렸습니다."),
    "nothing to undo": ("There is nothing to take back.", "되돌릴 답이 없습니다."),
    # checking a bank
    "check sound": ("{questions} and {claims}: no problems", "{questions}, {claims}: 오류가 없습니다."),
    "check questions": ("{count} question{s}", "문제 {count}개"),
    "check claims": ("{count} claim{s}", "주장 {count}개"),
    "check problems": ("{count} problem{s}", "오류 {count}개"),
    "check more": ("and {count} more", "그 밖에 {count}개 더"),
    "check warning": ("warning: {what}", "경고: {what}"),
    "check uncited": ("{file}: {key} is cited by no question", "{file}: {key} 항목을 인용한 문제가 없습니다"),
    "check rests": (
        "{claim} came out {verdict}; on it rest: {questions}",
        "{claim} 판정: {verdict}. 이 주장이 근거인 문제: {questions}",
    ),
    "check unmeasured": (
        "{question}: measured: {measured}: no such measurement came out",
        "{question}: measured: {measured}: 실험 결과에 그런 측정이 없습니다",
    ),
    # a fault of ours
    "crash": (
        "quizdl stopped because of an error in it ({what}). Details: {log}",
        "quizdl 내부 오류로 종료했습니다 ({what}). 자세한 내용: {log}",
    ),
    "crash no log": (
        "quizdl stopped because of an error in it ({what}). No log file could be written.",
        "quizdl 내부 오류로 종료했습니다 ({what}). 로그 파일은 쓸 수 없었습니다.",
    ),
    # trouble with progress
    "progress damaged": ("Your progress was damaged.", "학습 기록이 손상되어 있었습니다."),
    "progress gone": ("Your progress was gone.", "학습 기록이 없어졌습니다."),
    "progress restored": ("It is restored from the backup {backup}.", "백업 {backup}에서 되살렸습니다."),
    "progress anew": ("There is no good backup, so it starts anew.", "쓸 수 있는 백업이 없어 새로 시작합니다."),
    "progress rescued": (
        "Later reviews that could still be read, and are back as well: {count}.",
        "그 뒤의 복습 중 아직 읽을 수 있는 {count}번도 함께 되살렸습니다.",
    ),
    "progress aside": ("The damaged file is kept as {aside}.", "손상된 파일은 지우지 않고 옮겨 두었습니다: {aside}"),
    "progress not saved": (
        "Your progress is not saved, only kept in memory until that works ({path}: {why}).",
        "학습 기록을 저장할 수 없어 우선 메모리에만 두고, 저장할 수 있게 되면 기록합니다. ({path}: {why})",
    ),
    "progress newer": (
        "Your progress is not saved: {path} was made by a newer quizdl and is left alone (version {version}; this "
        "quizdl knows up to {known}).",
        "학습 기록을 저장하지 않습니다. 더 새로운 quizdl이 만든 파일이라 손대지 않고 그대로 둡니다. ({path}: 버전 "
        "{version}, 이 quizdl은 {known}까지 지원)",
    ),
    "progress written again": (
        "The file of your progress was removed or replaced while quizdl ran. All of it is written again to {path}.",
        "quizdl이 실행되는 동안 학습 기록 파일이 지워지거나 바뀌었습니다. 기록을 모두 다시 저장했습니다. ({path})",
    ),
    "progress only in memory": (
        "{count} answer{s} not saved so far: kept in memory, and lost if quizdl ends before that works.",
        "아직 저장하지 못한 답 {count}개: 지금은 메모리에만 있어, 저장하지 못한 채 끝내면 사라집니다.",
    ),
    "progress lost": (
        "{count} answer{s} could not be saved and will be missing from your progress.",
        "답 {count}개를 저장하지 못해 학습 기록에 남지 않았습니다.",
    ),
    "progress lost changes": (
        "{count} change{s} (bookmarks, notes, your place in a quiz) could not be saved.",
        "책갈피, 메모, 진행 위치 등 변경 {count}건을 저장하지 못했습니다.",
    ),
    "progress not backed up": (
        "Your progress is saved, but could not be backed up ({why}).",
        "학습 기록은 저장되지만 백업하지 못했습니다. ({why})",
    ),
    "why full": ("the disk is full", "디스크가 가득 참"),
    "why not writable": ("it cannot be written", "파일에 쓸 수 없음"),
    "why held": ("another quizdl is using it", "다른 quizdl이 사용 중"),
    "why no home": ("there is no home folder", "홈 폴더가 없음"),
    "why other": ("{detail}", "{detail}"),
    "pick one": ("Type the number of the right choice.", "맞는 보기의 번호를 입력하세요."),
    "pick several": (
        "Several are right: type all their numbers, as in 1 3.",
        "맞는 보기가 여럿입니다. 번호를 모두 입력하세요. 예: 1 3",
    ),
    "give a number": ("Type a number{unit}.", "숫자를 입력하세요{unit}."),
    "predict": (
        "Type your prediction{unit}; then your machine measures it.",
        "예측값을 입력하세요{unit}. 그러면 이 컴퓨터가 직접 측정합니다.",
    ),
    "in unit": (" (in {unit})", " (단위: {unit})"),
    "put in order": (
        "Type the numbers in the right order, as in 3 1 2.",
        "번호를 올바른 순서로 입력하세요. 예: 3 1 2",
    ),
    "answer aloud": (
        "Answer aloud or type your answer; then press Enter.",
        "소리 내어 답하거나 입력한 뒤 Enter를 누르세요.",
    ),
    "tick": (
        "Type the numbers of the key points that you said; Enter for none.",
        "말한 핵심의 번호를 입력하세요. 없으면 Enter.",
    ),
    "key points": ("Key points:", "핵심:"),
    "right order": ("The right order:", "올바른 순서:"),
    "right": ("right", "맞음"),
    "wrong": ("wrong", "틀림"),
    "correct": ("Right.", "정답입니다."),
    "incorrect": ("Not quite.", "오답입니다."),
    "partly": ("Not quite: {percent} % of it was right.", "오답입니다. {percent}%만 맞았습니다."),
    "the number": ("The answer: {value}.", "정답: {value}."),
    "measured here": ("Measured on this machine: {value}.", "이 컴퓨터의 측정값: {value}."),
    "right within": ("Right within {margin}.", "오차 {margin} 이내면 맞음."),
    "by experiment": ("An experiment decides: {name}", "정답은 실험으로 정합니다: {name}"),
    "no number": ("The experiment gave no number.", "실험이 값을 내지 못했습니다."),
    "not measured": (
        "Not measured, so not graded. v: measure again, a: show the answer, Enter: next question",
        "측정하지 못해 채점하지 않습니다. v: 다시 측정, a: 답 보기, Enter: 다음 문제",
    ),
    "hidden": (
        "Your machine measures the answer after you have predicted it; quizdl show {id} --answer shows it at once.",
        "예측한 뒤에 이 컴퓨터가 답을 측정합니다. 바로 보려면 quizdl show {id} --answer",
    ),
    "draft": (
        "You began an answer, and Enter takes it: {text}",
        "전에 적던 답이 있습니다. 그대로 쓰려면 Enter: {text}",
    ),
    "take back": ("u: take the last answer back; Enter: end", "u: 마지막 답 되돌리기, Enter: 끝내기"),
    "model answer": ("Model answer: {text}", "모범 답안: {text}"),
    "commonly said": ("Commonly said, and not so: {text}", "흔히 하는 말이지만 사실이 아님: {text}"),
    "rests on": ("Rests on: {claims}", "근거: {claims}"),
    "sources": ("Sources: {text}", "출처: {text}"),
    "asked in": ("Asked in: {text}", "기출: {text}"),
    "next": (
        "Enter: next question; v: prove it; u: undo; ?: help",
        "Enter: 다음 문제, v: 증명, u: 되돌리기, ?: 도움말",
    ),
    "not understood": ("That was not understood. ? for help.", "알 수 없는 입력입니다. 도움말은 ?"),
    "running": ("Running {claim} (about {seconds} s)", "{claim} 실행 중 (약 {seconds}초)"),
    "starting": (
        "starting the engine: importing {module}, {seconds} s",
        "실험 엔진 시작 중: {module} 불러오는 중, {seconds}초",
    ),
    "stopped": ("Stopped.", "중단했습니다."),
    "no proofs": ("Experiments do not run: {why}", "실험을 실행하지 않습니다: {why}"),
    "switched off": ("they are switched off", "꺼져 있습니다"),
    "curve": (
        "curve {name}: {count} points, from {first} to {last}",
        "곡선 {name}: 점 {count}개, {first}에서 {last}까지",
    ),
    "help": (
        "v: run the experiments behind the answer, once you have answered\n"
        "1 to 4: rate your answer yourself: again, hard, good, easy; then comes the next question\n"
        "u: take the last answer back\n"
        "s: skip the question\nl: 한국어\n?: this help\nq: quit, with a summary",
        "v: 답한 뒤에 근거 실험을 실행\n1~4: 답을 스스로 평가(다시, 어려움, 알맞음, 쉬움)하고 다음 문제로\n"
        "u: 마지막 답 되돌리기\ns: 문제 건너뛰기\nl: English\n?: 이 도움말\nq: 결과를 보고 끝내기",
    ),
    "no input": (
        "No answer can come: standard input is empty. Run quizdl in a terminal, or pipe answers in.",
        "답이 들어오지 않습니다. 표준 입력이 비어 있습니다. 터미널에서 실행하거나 답을 파이프로 넘기세요.",
    ),
    "no questions": ("There are no questions to ask.", "낼 문제가 없습니다."),
    "drawn": ("Questions drawn with seed {seed}. ? for help.", "문제를 뽑은 시드: {seed}. 도움말은 ?"),
    # summary
    "score": ("{right} of {asked} right, credit {percent} %", "{asked}문제 중 {right}문제 정답, 점수 {percent}%"),
    "nothing answered": ("Nothing was answered.", "답한 문제가 없습니다."),
    "skipped": ("{count} skipped", "{count}문제 건너뜀"),
    "streak": ("longest streak {count}", "최다 연속 정답 {count}문제"),
    "look again": ("To look at again:", "다시 볼 문제:"),
}


def say_trouble(language: str, trouble: Trouble) -> str:
    """What the reader must be told about their progress, in full sentences that can be shown anywhere."""
    if isinstance(trouble, Restored):
        said = [say(language, "progress damaged" if trouble.aside else "progress gone")]
        restored = "progress restored" if trouble.backup else "progress anew"
        said.append(say(language, restored, backup=trouble.backup))
        if trouble.rescued:
            said.append(say(language, "progress rescued", count=trouble.rescued))
        if trouble.aside:
            said.append(say(language, "progress aside", aside=trouble.aside))
        return harmless(" ".join(said))
    if isinstance(trouble, FromNewer):
        values = {"path": trouble.path, "version": trouble.version, "known": trouble.known}
        return harmless(say(language, "progress newer", **values))
    if isinstance(trouble, WrittenAgain):
        return harmless(say(language, "progress written again", path=trouble.path))
    why = say(language, f"why {trouble.why.cause}", detail=trouble.why.detail)
    if isinstance(trouble, NotBackedUp):
        return harmless(say(language, "progress not backed up", why=why))
    return harmless(say(language, "progress not saved", path=trouble.path, why=why))


def say_unsaved(language: str, unsaved: Unsaved, *, ended: bool = True) -> str:
    """How much could not be saved, in a sentence; empty where nothing is missing. `ended`: the store is closed."""
    if unsaved.answers:
        return say(language, "progress lost" if ended else "progress only in memory", count=unsaved.answers)
    return say(language, "progress lost changes", count=unsaved.changes) if ended and unsaved.changes else ""


def say_reason(language: str, result: Result) -> str:
    """Why a verdict is not `supported`, else nothing. What a verifier itself says stands in its own words."""
    evidence = result.evidence
    if evidence is None or not evidence.decisive:
        reason = result.reason or ""
        if language == "ko":
            reason = result.reason_ko or (korean_reason(reason) if result.verdict == "failed" else reason)
        return harmless(reason)
    first = evidence.decisive[0]
    kind = "control" if first in evidence.controls else "broken" if first.holds is False else "open"
    return harmless(say(language, f"reason {kind}", names="; ".join(number.name for number in evidence.decisive)))


def printed_by(result: Result) -> str:
    """The last lines that an experiment printed; no traceback where the reason names the knobs that were turned."""
    output = result.output
    if result.verdict == "failed" and "it cannot be computed with" in (result.reason or ""):
        output = output.partition(TRACEBACK)[0]
    return "\n".join(output.strip().splitlines()[-MOST_PRINTED:])


def say_changed(language: str, result: Result, claim: Claim) -> str:
    """That the sentence speaks of the defaults, and which knobs were turned; empty where none was."""
    changed = [
        say(language, "other setting", knob=knob, value=value, default=default)
        for knob, (value, default) in claim.changed(result.settings).items()
    ]
    return harmless(say(language, "other settings", knobs=", ".join(changed))) if changed else ""


def verdict_and_reason(language: str, result: Result) -> str:
    """The verdict, and the reason in brackets where there is one: `failed (crash: exit code 3)`."""
    why = say_reason(language, result)
    return say(language, result.verdict) + (f" ({why})" if why else "")


def say(language: str, name: str, /, **values: object) -> str:
    """The words called `name` in `language`, with `values` filled in; `{s}` is the plural of what `count` counts."""
    english, korean = _WORDS[name]
    return (korean if language == "ko" else english).format(s="" if values.get("count") == 1 else "s", **values)
