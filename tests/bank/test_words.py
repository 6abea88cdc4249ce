"""What is wrong in a question is said where it stands, in words with a fix, all of it at once."""

from pathlib import Path

import pytest

from quizdl.bank.check import check_bank
from quizdl.bank.reading import read_bank
from tests.bank.banks import HEAD, choices, problems, question, write_bank

RIGHT = "{text: {en: one, ko: 하나}, correct: true, because: {en: yes, ko: 예}}"
WRONG = "{text: {en: two, ko: 둘}, because: {en: no, ko: 아니오}}"
Q = "questions[0]"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (question(level=""), f"3:5: {Q}: 'level' is missing (add level:)"),
        (question(lvel="2"), f"11:5: {Q}.lvel: is an unknown field (did you mean level?)"),
        (question(prompt="{en: a, fr: b}"), f"6:21: {Q}.prompt.fr: is an unknown field (one of en, ko)"),
        (question(prompt="How many?"), f'6:13: {Q}.prompt: is not a mapping (write {{en: "…", ko: "…"}})'),
        (question(prompt="{en: 12}"), f"6:18: {Q}.prompt.en: not a string (quote it)"),
        (question(prompt="{}"), f"6:13: {Q}.prompt: says nothing (give en: or ko:)"),
        (question(prompt="{en: a, ko: }"), f"6:25: {Q}.prompt.ko: is empty (write something, or remove it)"),
        (question(prompt='{en: ""}'), f"6:18: {Q}.prompt.en: is empty (write something, or remove it)"),
        (question(unit='""'), f"11:11: {Q}.unit: is empty (write something, or remove it)"),
        (question(unit=" "), f"11:10: {Q}.unit: is empty (write something, or remove it)"),
        (question(measured=" "), f"11:14: {Q}.measured: is empty (write something, or remove it)"),
        (question(folklore=" "), f'11:14: {Q}.folklore: is empty (write {{en: "…", ko: "…"}})'),
        (question(sources="['']"), f"11:15: {Q}.sources[0]: is empty (write something, or remove it)"),
        (question(tags=" "), f"11:10: {Q}.tags: is empty (write [one, two])"),
        (question(level=" "), f"5:11: {Q}.level: is empty (write digits only, without quotes)"),
        (question(tolerance=" "), f'8:15: {Q}.tolerance: is empty (write 0.5 (absolute) or "10%"'),
        (question(value=" "), f"7:11: {Q}.value: is empty (write it without quotes)"),
        (question(prompt='{en: " "}'), f"6:18: {Q}.prompt.en: is blank (write something, or remove it)"),
        (
            question(kind="chioce"),
            f"4:11: {Q}.kind: 'chioce' is not a kind of question (did you mean choice?)",
        ),
        (
            question(kind="riddle"),
            f"4:11: {Q}.kind: 'riddle' is not a kind of question (one of choice, number, order, open, code)",
        ),
        (question(kind=""), f"3:5: {Q}: 'kind' is missing (add kind: one of choice, number, order, open, code)"),
        (question(level="4"), f"5:12: {Q}.level: is above 3 (at most 3)"),
        (question(level='"2"'), f"5:12: {Q}.level: is not a whole number (write digits only, without quotes)"),
        (question(level="true"), f"5:12: {Q}.level: is not a whole number (write digits only, without quotes)"),
        (question(id="Adam_1"), f"3:9: {Q}.id: 'Adam_1' is not a slug (lower-case letters, digits and single hyphens)"),
        (question(verify="[]"), f"10:13: {Q}.verify: is too short (at least 1)"),
        (question(verify="adam.steps"), f"10:13: {Q}.verify: is not a list (write [one, two])"),
        (question(verify="[adam]"), f"10:14: {Q}.verify[0]: 'adam' does not name a claim (write family.claim)"),
        (question(verify="[a.b, a.b]"), f"10:19: {Q}.verify[1]: 'a.b' occurs twice (remove it)"),
        (
            question(tags="[Early]"),
            f"11:12: {Q}.tags[0]: 'Early' is not a slug (lower-case letters, digits and single hyphens)",
        ),
        (question(follow_up="[a, a]"), f"11:20: {Q}.follow_up[1]: 'a' occurs twice (remove it)"),
        (question(measured="a.b/c"), f"3:5: {Q}: has both value and measured (give one of the two)"),
        (question(value=""), f"3:5: {Q}: has neither value nor measured (give one of the two)"),
        (question(tolerance="-1"), f"8:16: {Q}.tolerance: is below 0 (at least 0)"),
        (
            question(tolerance="[1]"),
            f'8:16: {Q}.tolerance: is neither a number nor a text (write 0.5 (absolute) or "10%"',
        ),
        (question(tolerance="ten %"), f"8:16: {Q}.tolerance: 'ten %' is not a tolerance (write 0.5 (absolute) or"),
        (
            choices(RIGHT, RIGHT.replace("one", "1o").replace("하나", "일")),
            "every choice is correct (add one that is wrong)",
        ),
        (
            choices(WRONG, WRONG.replace("two", "2o").replace("둘", "이")),
            "no choice is correct (mark one with correct: true)",
        ),
        (choices(RIGHT), f"10:7: {Q}.choices: is too short (at least 2)"),
        (choices(RIGHT, WRONG.replace("둘", "하나")), f"11:30: {Q}.choices[1].text.ko: reads the same as choices[0]"),
        (choices(RIGHT, WRONG.replace("two", " ONE ")), f"11:22: {Q}.choices[1].text.en: reads the same as choices[0]"),
        (choices(RIGHT, WRONG.replace("en: two", "en: 2")), f"11:21: {Q}.choices[1].text.en: not a string (quote it)"),
    ],
)
def test_what_is_wrong_in_a_question_is_said_where_it_stands(tmp_path: Path, text: str, message: str) -> None:
    (found,) = problems(write_bank(tmp_path, adam=HEAD + text))
    assert message in found


def test_all_problems_of_all_files_are_reported_at_once_in_order(tmp_path: Path) -> None:
    root = write_bank(
        tmp_path,
        adam="topc: {en: Adam}\nquestions:\n" + question(level="0") + question(id="b", levle="1", level=""),
        sgd=HEAD + question(id="c", value="1\n    value: 2", unit="3"),
        zen="questions: [",
    )
    assert [line.partition(" (")[0] for line in problems(root)] == [
        "adam.yaml:1:1: 'topic' is missing",
        "adam.yaml:1:1: topc: is an unknown field",
        "adam.yaml:5:12: questions[0].level: is below 1",
        "adam.yaml:11:5: questions[1]: 'level' is missing",
        "adam.yaml:18:5: questions[1].levle: is an unknown field",
        "sgd.yaml:8:5: questions[0].value: the key 'value' occurs twice, first at line 7, column 5",
        "sgd.yaml:12:11: questions[0].unit: not a string",
        "zen.yaml:2:1: not YAML: did not find expected node content",
    ]


def test_a_spot_is_complained_of_only_once(tmp_path: Path) -> None:
    (found,) = problems(write_bank(tmp_path, adam=HEAD + question(level="1\n    level: x")))
    assert "the key 'level' occurs twice" in found


def test_a_title_must_say_something(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam='topic: {ko: " "}\nquestions:\n' + question(), sgd="topic: {}\nquestions: [1]\n")
    assert [line.partition(" (")[0] for line in problems(root)] == [
        "adam.yaml:1:13: topic.ko: is blank",
        "sgd.yaml:1:8: topic: says nothing",
        "sgd.yaml:2:13: questions[0]: is not a mapping",
    ]


def test_a_file_of_very_many_problems_says_how_many_more_there_are(tmp_path: Path) -> None:
    found = problems(write_bank(tmp_path, adam=HEAD + "  - 1\n" * 500))
    assert len(found) == 101
    assert found[-1] == "adam.yaml:103:5: 400 more problems follow"


@pytest.mark.parametrize("name", ["Adam", "a b", "adam.v2"])
def test_a_file_that_no_command_could_name_is_refused(tmp_path: Path, name: str) -> None:
    (found,) = problems(write_bank(tmp_path, **{name: HEAD + question()}))
    assert f"'{name}.yaml' is not a name for a file of questions" in found


def test_hidden_files_of_editors_are_passed_over(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam=HEAD + question())
    (root / "questions" / ".#adam.yaml").symlink_to("somebody@somewhere")
    assert [topic.name for topic in read_bank(root).topics] == ["adam"]


def test_a_yml_file_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam=HEAD + question())
    (root / "questions" / "sgd.yml").write_text("")
    assert "'sgd.yml' is not a name for a file of questions" in problems(root)[0]


def checked(root: Path, **files: str) -> list[str]:
    bank = read_bank(write_bank(root, **files))
    found = check_bank(bank, {"adam.steps", "adam.bias_correction"})
    return [str(problem).replace(f"{root}/questions/", "") for problem in found]


def test_a_claim_that_does_not_exist_is_reported_with_the_nearest(tmp_path: Path) -> None:
    text = HEAD + question(verify="[adam.steps, adam.bias_corection]") + question(id="b", verify="[zzz.yyy]")
    assert checked(tmp_path, adam=text) == [
        "adam.yaml:10:26: questions[0].verify[1]: no claim is called 'adam.bias_corection' (did you mean "
        "adam.bias_correction?)",
        "adam.yaml:18:14: questions[1].verify[0]: no claim is called 'zzz.yyy' (declare it in verifiers/, or name "
        "another)",
    ]


def test_a_measurement_of_a_claim_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    text = HEAD + question(value="", measured="adam.step/how many")
    assert checked(tmp_path, adam=text) == [
        "adam.yaml:10:15: questions[0].measured: no claim is called 'adam.step' (did you mean adam.steps?)"
    ]


def test_a_follow_up_names_another_open_question(tmp_path: Path) -> None:
    text = (
        HEAD + question(follow_up="[adam-one, adam-two, adam-open]") + question(id="adam-twa", follow_up="[adam-one]")
    )
    points = "[{en: one, ko: 하나}, {en: two, ko: 둘}]"
    text += question(id="adam-open", kind="open", value="", tolerance="", key_points=points)
    assert checked(tmp_path, adam=text) == [
        "adam.yaml:11:17: questions[0].follow_up[0]: names the question itself (name one that goes deeper)",
        "adam.yaml:11:27: questions[0].follow_up[1]: no question is called 'adam-two' (did you mean adam-twa?)",
        "adam.yaml:20:17: questions[1].follow_up[0]: 'adam-one' is not an open question "
        "(only those are asked in an interview)",
    ]


def test_a_bank_may_have_one_language_but_not_half_of_another(tmp_path: Path) -> None:
    english = {"topic": "topic: {en: Adam}\nquestions:\n", "prompt": "{en: a}", "answer": "{en: b}"}
    sound = english["topic"] + question(prompt=english["prompt"], answer=english["answer"])
    assert checked(tmp_path, adam=sound) == []
    half = english["topic"] + question(prompt="{en: a, ko: 가}", answer="{en: b}")
    assert checked(tmp_path, adam=half) == [
        "adam.yaml:1:8: topic: has no text in 'ko' (add ko:)",
        "adam.yaml:9:13: questions[0].answer: has no text in 'ko' (add ko:)",
    ]


def test_both_languages_can_be_demanded(tmp_path: Path) -> None:
    text = "topic: {en: Adam}\nquestions:\n" + question(prompt="{en: a}", answer="{en: b}", folklore="{en: c}")
    bank = read_bank(write_bank(tmp_path, adam=text))
    found = check_bank(bank, {"adam.steps"}, languages=("en", "ko"))
    assert {problem.what for problem in found} == {"has no text in 'ko'"}
    assert [problem.path for problem in found] == [
        "topic",
        *(f"questions[0].{f}" for f in ("prompt", "answer", "folklore")),
    ]
