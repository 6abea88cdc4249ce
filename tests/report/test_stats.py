"""A reader's progress as values and as lines: what is said when, in both languages, and what is absent."""

import re
from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from quizdl.bank.model import Description
from quizdl.report.stats import Pieces, bar_lines, name_width, section_lines, wrapped
from quizdl.report.view.stats import Section, StatsView, Step
from quizdl.study.progress import ProgressStore
from quizdl.words import LANGUAGES, Language
from tests.report.readers import UNTIL, Reader


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProgressStore]:
    store = ProgressStore.open(tmp_path_factory.mktemp("empty") / "progress.sqlite")
    yield store
    store.close()


@pytest.fixture
def reader(store: ProgressStore) -> Reader:
    return Reader(store)


def section(view: StatsView, name: str) -> Section | None:
    return next((section for group in view.groups for section in group if section.name == name), None)


def texts(lines: list[Pieces]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


@pytest.mark.parametrize(
    ("language", "none", "begun", "come_back"),
    [
        ("en", "Nothing answered yet", "1 of 17 questions answered", "Come back after ten answers."),
        ("ko", "아직 푼 문제가 없습니다", "17문제 중 1문제를 풀었습니다", "열 번쯤 답한 뒤에 다시 보세요."),
    ],
)
def test_before_ten_answers_there_are_three_lines(
    reader: Reader, language: Language, none: str, begun: str, come_back: str
) -> None:
    view = reader.view(language)
    assert (view.sentence, view.bars, view.groups, view.come_back) == (none, (), (), come_back)
    assert view.step is not None
    assert view.step.what == "learn"
    reader.answer("descent-0", 0)
    assert reader.view(language).sentence == begun
    reader.answer_ten(0)
    assert reader.view(language).come_back == ""


def test_the_sentence_tells_of_the_interview_only_where_there_is_one(reader: Reader) -> None:
    reader.answer_ten(0)
    without = reader.view().sentence
    assert re.fullmatch(r"You would recall \d\d % of all questions today", without)
    assert re.fullmatch(r"Ready for \d\d % of what may be asked on 15 Jan", reader.view(until=UNTIL).sentence)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", r"Ready for (\d+) % of what may be asked on 15 Jan; (\d+) % at this pace"),
        ("ko", r"1월 15일에 나올 수 있는 문제의 (\d+)%가 준비되었습니다. 이 속도라면 (\d+)%입니다"),
    ],
)
def test_a_reader_of_some_days_has_a_pace(reader: Reader, language: Language, told: str) -> None:
    reader.answer_ten(5)
    found = re.fullmatch(told, reader.view(language, UNTIL).sentence)
    assert found is not None
    assert 0 < int(found[1]) < int(found[2]) < 100


def test_nothing_is_told_as_wholly_known(reader: Reader) -> None:
    reader.answer_ten(0)
    for name in ("descent-10", "descent-11", "backprop-0", "backprop-1", "backprop-2", "gpu-0", "gpu-1"):
        reader.answer(name, 0)
    view = reader.view(tall=True)
    assert "99 %" in view.sentence
    assert [bar.percent for bar in view.bars] == ["99%"] * 5


def test_tracks_have_bars_and_where_there_is_room_topics_too(reader: Reader) -> None:
    reader.answer_ten(0)
    reader.learner.proven.add("momentum.descent_0")
    reader.learner.suspended = {"backprop"}
    flat, tall = reader.view().bars, reader.view(tall=True).bars
    assert [(bar.name, bar.state, bar.proven) for bar in flat] == [
        ("Foundations", "", "1/15 proven"),
        ("Hardware", "not begun", ""),
    ]
    assert [(bar.name, bar.state, bar.proven, bar.depth) for bar in tall] == [
        ("Foundations", "", "1/15 proven", 0),
        ("Descent", "", "1/12", 1),
        ("Backprop", "suspended", "", 1),
        ("Hardware", "not begun", "", 0),
        ("Gpu", "not begun", "", 1),
    ]


def test_a_bank_without_tracks_has_a_bar_for_each_topic(reader: Reader) -> None:
    reader.learner.bank = reader.learner.bank._replace(description=Description())
    reader.answer_ten(0)
    assert [(bar.name, bar.depth) for bar in reader.view().bars] == [("Descent", 0), ("Backprop", 0), ("Gpu", 0)]


def test_what_comes_back_is_told_by_the_day(reader: Reader) -> None:
    reader.answer_ten(0)
    reader.falls_due(0, 0, 0, 2, 2)
    coming = section(reader.view(), "Coming back")
    assert coming is not None
    assert coming.note == "3 today · 5 in two weeks"
    assert coming.heights == (1.0, 0.0, 2 / 3, *[0.0] * 11)
    assert "".join(coming.feet) == "MTWTFSSMTWTFSS", "NOW is a Monday"


def test_what_has_nothing_to_say_is_absent(reader: Reader) -> None:
    reader.answer_ten(0)
    reader.falls_due()
    view = reader.view(tall=True)
    assert [[section.name for section in group] for group in view.groups] == [["Nov"]]


def test_the_calendar_has_a_row_for_each_month_and_ends_today(reader: Reader) -> None:
    reader.answer_ten(45)  # 16 October
    reader.answer("descent-0", 44)
    reader.answer("descent-1", 0)
    october, november = section(reader.view(tall=True), "Oct"), section(reader.view(tall=True), "Nov")
    assert october is not None
    assert november is not None
    assert october.shades == (*[0] * 15, 4, 1, *[0] * 14)
    assert november.shades == (*[0] * 29, 1)
    assert section(reader.view(), "Oct") is None, "where lines are few, this month stands for the others"


@pytest.mark.parametrize(
    ("language", "name", "text", "few", "enough"),
    [
        ("en", "How sure", "you say 80 %, it is 100 %", "9 answers: too few to judge", "10 answers"),
        ("ko", "확신도", "말로는 80%, 실제로는 100%", "답 9개: 판단하기에는 적음", "답 10개"),
    ],
)
def test_few_stated_confidences_are_told_as_too_few(
    reader: Reader, language: Language, name: str, text: str, few: str, enough: str
) -> None:
    for number in range(9):
        reader.answer(f"descent-{number}", 0, sure=0.8)
    reader.answer("descent-9", 0)
    sure = section(reader.view(language, tall=True), name)
    assert sure is not None
    assert (sure.text, sure.note, sure.picture.lines) == (text, few, ())
    reader.answer("descent-9", 0, sure=0.8)
    sure = section(reader.view(language, tall=True), name)
    assert sure is not None
    assert sure.note == enough
    assert len(sure.picture.lines) == 2
    flat = section(reader.view(language), name)
    assert flat is not None
    assert flat.picture.lines == ()


def test_what_was_recalled_stands_beside_what_was_predicted(reader: Reader) -> None:
    reader.answer_ten(10)
    reader.answer_ten(2)
    later = section(reader.view(), "A day later")
    assert later is not None
    assert re.fullmatch(r"you recalled 100 %, \d\d % was predicted", later.text)
    assert later.note == "10 answers"


def test_the_weakest_are_told_by_how_often_they_were_forgotten(reader: Reader) -> None:
    reader.lapse("gpu-0", 3)
    reader.lapse("gpu-1", 1)
    weakest = section(reader.view(), "Weakest")
    assert weakest is not None
    assert [words for _, words in weakest.rows] == ["forgotten 3 times", "forgotten 1 time"]
    assert weakest.rows[0][0].startswith("With beta = 0.9, how much")


def test_next_comes_what_was_forgotten_twice_then_what_is_due_then_what_is_new(reader: Reader) -> None:
    assert reader.step().what == "learn"
    reader.answer("descent-0", 60)
    assert reader.step() == Step("Review what is due · 1 question · about 1 minute", "review")
    reader.lapse("gpu-0", 1)
    assert reader.step().what == "review", "once is no reason"
    reader.lapse("gpu-0", 2)
    assert reader.step() == Step("Gpu: 1 question forgotten twice or more", "leeches", "gpu")
    reader.answer("gpu-0", 0)
    assert reader.step().what == "review", "it was answered, and is not due"


def test_where_nothing_is_due_or_new_there_is_only_to_wait(reader: Reader) -> None:
    reader.answer_ten(0)
    reader.learner.suspended = {"backprop", "gpu"}
    for name in ("descent-10", "descent-11"):
        reader.answer(name, 0)
    step = reader.step()
    assert step.what == ""
    assert step.text.startswith("Nothing to review for 8 days")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [36, 59, 60, 75, 100])
def test_no_line_is_wider_than_its_room(reader: Reader, language: Language, width: int) -> None:
    reader.answer_ten(40, sure=0.9)
    reader.answer_ten(20, sure=0.6)
    reader.lapse("gpu-0", 2)
    reader.learner.proven.add("momentum.descent_0")
    view = reader.view(language, UNTIL, tall=True)
    bars = texts(bar_lines(view.bars, width))
    names = name_width(view.groups)
    lines = [line for group in view.groups for line in texts(section_lines(group, width, names))]
    assert len(lines) > 20
    assert all(cell_len(line) <= width for line in [*bars, *lines, *wrapped(view.sentence, width)]), [*bars, *lines]
    assert len({cell_len(re.split("[━╸─]", bar)[0]) for bar in bars}) == 1, "all bars begin in one column"
    cells = {len(re.findall("[━╸─]", bar)) for bar in bars}
    assert len(cells) == 1
    assert cells.pop() >= 8, "counts are left out before a bar says nothing"
    said = "\n".join([*lines, view.sentence])
    assert not re.search(r"\d %" if language == "ko" else r"\d%", said), "Korean has no space before the sign"
