"""What printed reports and the line mode say of their own, in English and Korean."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    # verdicts
    "supported": ("supported", "지지됨"),
    "refuted": ("refuted", "반박됨"),
    "inconclusive": ("inconclusive", "결론 없음"),
    "unavailable": ("unavailable", "실행 불가"),
    "failed": ("failed", "실행 실패"),
    "as declared": ("as declared", "선언한 대로"),
    "folklore refuted": ("as declared: this is folklore", "선언한 대로: 이것은 통설"),
    "not as declared": ("not as declared (declared: {verdict})", "선언과 다름 (선언: {verdict})"),
    # the table of numbers
    "measurement": ("measurement", "측정"),
    "control": ("control: the cause taken away", "대조: 원인을 없앤 실험"),
    "measured": ("measured", "측정값"),
    "bound": ("must be", "한계"),
    "unit": ("unit", "단위"),
    "because": ("because", "까닭"),
    "came out": ("came out", "결과"),
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
    # mutants
    "bug": ("planted bug", "심은 버그"),
    "caught by": ("caught by", "알아챈 주장"),
    "nobody": ("nobody: no claim noticed", "없음: 알아챈 주장이 없다"),
    # the sum
    "seeds": ("seeds as declared", "선언대로 나온 시드"),
    "sum": ("{right} of {all} as declared", "{all}개 중 {right}개가 선언한 대로"),
    "sum unavailable": ("{count} unavailable here", "{count}개는 여기서 실행 불가"),
}


def say(language: str, name: str, **values: object) -> str:
    """The words called `name` in `language`, with `values` filled in."""
    english, korean = _WORDS[name]
    return (korean if language == "ko" else english).format(**values)
