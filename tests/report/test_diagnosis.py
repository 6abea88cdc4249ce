"""What is said of a diagnosis, in both languages."""

import pytest

from quizdl.bank.model import Text
from quizdl.report.view.diagnosis import diagnosis_view, likeness_text
from quizdl.verify.diagnosis import (
    ChangedLine,
    Comparison,
    Condition,
    Diagnosis,
    Feature,
    FeatureKind,
    FirstDifference,
    Observation,
    ObservationKind,
    Relation,
    RelationKind,
    Term,
)
from quizdl.words import Language


def term(kind: FeatureKind, comparison: Comparison, value: float, *names: str) -> Term:
    return Term(Feature(kind, names), comparison, value)


PADDED = term(FeatureKind.VALUE, Comparison.AT_LEAST, 1, "padding")
WIDE = term(FeatureKind.DIFFERENCE, Comparison.AT_LEAST, 1, "k", "stride")
TIES = term(FeatureKind.HAS_EQUAL, Comparison.EQUALS, 1, "x")


@pytest.mark.parametrize(
    ("condition", "en", "ko"),
    [
        (
            Condition(True, (PADDED,), True, 50, 50, 60),
            "Wrong in all 50 calls where padding ≥ 1, right in the other 10.",
            "padding ≥ 1: 이 조건의 호출 50번은 모두 틀리고 나머지 10번은 맞습니다.",
        ),
        (
            Condition(False, (WIDE, TIES), True, 10, 10, 60),
            "Right in all 10 calls where k > stride and x has equal values, wrong in the other 50.",
            "k > stride, x에 같은 값이 있음: 이 조건의 호출 10번은 모두 맞고 나머지 50번은 틀립니다.",
        ),
        (
            Condition(True, (TIES._replace(value=0.0),), False, 40, 30, 60),
            "Wrong only where x has no equal values: in 30 of 40 such calls; right in the other 20.",
            "x에 같은 값이 없음: 이 조건에서만 틀립니다(40번 중 30번). 나머지 20번은 맞습니다.",
        ),
    ],
)
def test_a_condition_is_told_in_counts_of_calls(condition: Condition, en: str, ko: str) -> None:
    diagnosis = Diagnosis(60, 50, condition=condition)
    assert diagnosis_view(diagnosis, "en").lines == [en]
    assert diagnosis_view(diagnosis, "ko").lines == [ko]


def test_relations_of_several_outputs_stand_together_beside_what_agrees() -> None:
    mean = [Relation(name, RelationKind.NAMED_FACTOR, ("1/N",)) for name in ("dw", "db")]
    diagnosis = Diagnosis(60, 50, agreeing=("dx",), relations=tuple(mean))
    assert diagnosis_view(diagnosis, "en").relations == (
        "As ours in all calls: dx. Where it differs: dw, db: 1/N of ours."
    )
    assert diagnosis_view(diagnosis, "ko").relations == ("모든 호출에서 기준과 일치: dx. 다를 때: dw, db: 기준의 1/N.")


def test_a_change_and_a_first_call_are_told_as_such() -> None:
    climbs = Relation("theta", RelationKind.FACTOR, value=-1.0, change=True)
    late = Relation("theta", RelationKind.NAMED_FACTOR, ("1-beta1",), change=True, first=True)
    assert diagnosis_view(Diagnosis(9, 9, relations=(climbs,)), "en").relations == (
        "Where it differs: change of theta: ours with the other sign."
    )
    assert diagnosis_view(Diagnosis(9, 9, relations=(late,)), "ko").relations == (
        "객체의 첫 호출에서: theta의 변화량: 기준의 1-beta1배."
    )


def test_a_multiple_of_an_argument_is_told_by_its_formula_or_as_the_argument() -> None:
    by_rate = Relation("theta", RelationKind.TIMES, ("g", "-lr"), change=True)
    whole = Relation("v", RelationKind.TIMES, ("g",), 1.0)
    diagnosis = Diagnosis(9, 9, relations=(by_rate, whole))
    assert diagnosis_view(diagnosis, "en").relations == (
        "Where it differs: change of theta: -lr times g; v: g as it was handed in."
    )
    assert diagnosis_view(diagnosis, "ko").relations == "다를 때: theta의 변화량: g의 -lr배; v: 받은 g 그대로."


def test_a_likeness_says_what_it_behaves_like_and_never_what_was_written() -> None:
    texts = {
        "a": Text(en="climbs", ko="오르막으로 간다"),
        "b": Text(en="forgets the rate", ko="학습률을 잊는다"),
    }
    one, two = Diagnosis(60, 50, likeness=(("a",),)), Diagnosis(60, 50, likeness=(("a", "b"),))
    several = Diagnosis(60, 50, likeness=(("a",), ("b",)))
    assert likeness_text(one, texts, "en") == "It behaves exactly like a known mistake: climbs."
    assert likeness_text(one, texts, "ko") == "알려진 실수와 똑같이 동작합니다: 오르막으로 간다."
    assert likeness_text(two, texts, "en").endswith("two known mistakes at once: climbs; forgets the rate.")
    assert likeness_text(several, texts, "en").endswith("on these 60 calls: climbs; forgets the rate.")
    assert likeness_text(Diagnosis(60, 50), texts, "en") == "It behaves like no mistake that is known here."
    hurried = Diagnosis(60, 50, compared=False)
    assert likeness_text(hurried, texts, "en").endswith("that there was time to compare.")
    assert likeness_text(Diagnosis(60, 0), texts, "en").startswith("All 60 calls that were drawn go right")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_feature_and_relation_has_words(language: Language) -> None:
    for kind in FeatureKind:
        about = ("x", "엑스", "not x", "엑스 아님")[: 4 if kind is FeatureKind.NAMED_FLAG else 2]
        said = diagnosis_view(
            Diagnosis(9, 5, condition=Condition(True, (term(kind, Comparison.EQUALS, 0, *about),), True, 5, 5, 9)),
            language,
        )
        assert said.condition
    for relation in RelationKind:
        one = Relation("dw", relation, ("1", "30", "40"), 2.0)
        said = diagnosis_view(Diagnosis(9, 5, relations=(one,)), language)
        assert "dw: " in said.relations


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_observation_of_a_classifier_has_words_with_its_numbers(language: Language) -> None:
    for kind in ObservationKind:
        said = diagnosis_view(Diagnosis(11, 1, observed=(Observation(kind, ("71", "83", "97")),)), language).lines
        assert len(said) == 1
        assert "71" in said[0]


def test_a_shift_is_told_with_its_sign() -> None:
    shifted = Relation("ranks", RelationKind.SHIFTED, value=1.0)
    assert diagnosis_view(Diagnosis(9, 9, relations=(shifted,)), "en").relations.endswith("ranks: ours + 1.")
    back = shifted._replace(value=-2.0)
    assert diagnosis_view(Diagnosis(9, 9, relations=(back,)), "ko").relations.endswith("ranks: 기준 - 2.")


def test_what_explains_a_result_is_told_as_python() -> None:
    after = Relation("theta", RelationKind.AFTER, ("beta1, beta2 = beta2, beta1",))
    places = Relation("dx", RelationKind.ONLY_AT, ("dx[{} < 0]", "30", "40"))
    said = Diagnosis(9, 9, relations=(after, places))
    assert diagnosis_view(said, "en").relations == (
        "Where it differs: theta: ours after `beta1, beta2 = beta2, beta1`; "
        "dx: wrong at dx[ours < 0] only, in 30 of 40 numbers."
    )
    assert diagnosis_view(said, "ko").relations == (
        "다를 때: theta: `beta1, beta2 = beta2, beta1` 다음의 기준; dx: dx[기준 < 0]에서만 틀림(수 40개 중 30개)."
    )


def test_a_line_that_would_have_to_be_another_is_told_where_no_mistake_is_known() -> None:
    changed = Diagnosis(60, 50, changed=(ChangedLine("return x + 1", "return x"),))
    assert likeness_text(changed, {}, "en").endswith("that is changed: return x + 1 → return x")
    assert likeness_text(changed, {}, "ko").endswith("똑같이 동작합니다: return x + 1 → return x")


def test_of_several_calls_it_is_told_which_goes_wrong_and_at_which_it_begins() -> None:
    condition = Condition(True, (PADDED,), True, 40, 40, 60)
    diagnosis = Diagnosis(
        90, 40, condition=condition, condition_of="backward", first=FirstDifference("backward", 2, 11, 12)
    )
    en, ko = (diagnosis_view(diagnosis, language) for language in ("en", "ko"))
    assert en.condition.startswith("Of the calls of backward: Wrong in all 40 calls where padding ≥ 1")
    assert en.first == "First differs at call 2 of an object, backward: in 11 of the 12 objects that differ."
    assert ko.condition.startswith("backward 호출 가운데: ")
    assert ko.first == "객체마다 처음 달라지는 곳: 2번째 호출 backward (달라진 객체 12개 중 11개)."


def test_a_diagnosis_survives_json() -> None:
    condition = Condition(True, (PADDED, TIES), False, 40, 30, 60)
    relation = Relation("dw", RelationKind.AFTER, ("x = x[:1]",), calls=7)
    first = FirstDifference("backward", 2, 11, 12)
    diagnosis = Diagnosis(
        60, 30, ("dx",), condition, "backward", first, (relation,), likeness=(("a", "b"),), compared=False
    )
    assert Diagnosis.from_json(diagnosis.to_json()) == diagnosis
    diagnosis = Diagnosis(60, 30, changed=(ChangedLine("return x + 1", "return x"),))
    assert Diagnosis.from_json(diagnosis.to_json()) == diagnosis
    diagnosis = Diagnosis(11, 1, observed=(Observation(ObservationKind.OFF_BY, ("+1", "99", "100")),))
    assert Diagnosis.from_json(diagnosis.to_json()) == diagnosis
