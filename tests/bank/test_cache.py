"""An unchanged bank opens from its cache; whatever is wrong with the cache, the bank is read instead."""

import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from quizdl.bank import cache, reading
from quizdl.bank.cache import open_bank
from quizdl.bank.model import Bank
from quizdl.bank.reading import read_bank
from quizdl.errors import BankError
from tests.bank.banks import HEAD, choices, question, write_bank
from tests.bank.exercise import WRITE_ADAM

ORDER = "[{en: a, ko: 가}, {en: b, ko: 나}, {en: c, ko: 다}]"
EACH_KIND = (
    HEAD
    + question(tolerance='"10%"', folklore="{en: x, ko: 엑스}", sources='[a, "b"]')
    + question(id="b", value="", measured="adam.steps/number", unit="steps")
    + question(id="c", kind="order", value="", tolerance="", items=ORDER)
    + question(id="d", kind="open", value="", tolerance="", key_points=ORDER)
    + WRITE_ADAM
    + choices("{text: {en: x}, because: {ko: y}, correct: true}", "{text: {en: z}, because: {en: w}}", id="e")
)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """The banks that were read from YAML, in a cache folder of the test's own."""
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    seen: list[Path] = []

    def watched(root: Path) -> Bank:
        seen.append(root)
        return read_bank(root)

    monkeypatch.setattr(reading, "read_bank", watched)
    return seen


def kept(tmp_path: Path) -> Path:
    (place,) = (tmp_path / "home" / "cache" / "banks").iterdir()
    return place


def test_a_cache_from_other_classes_is_not_used(
    tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    classes = tmp_path / "question.py"
    classes.write_text("level: int")
    monkeypatch.setattr(cache, "MODULES", (classes,))
    root = write_bank(tmp_path / "bank", adam=EACH_KIND)
    open_bank(root)
    open_bank(root)
    assert reads == [root]
    classes.write_text("level: int; hint: str")
    open_bank(root)
    assert reads == [root, root]


def test_the_second_opening_reads_no_yaml_and_gives_the_same_bank(tmp_path: Path, reads: list[Path]) -> None:
    root = write_bank(tmp_path / "bank", adam=EACH_KIND, sgd=HEAD + question(id="f"))
    first = open_bank(root)
    second = open_bank(root)
    assert reads == [root]
    assert [topic._replace(kept_summaries=None) for topic in second.topics] == list(first.topics)
    assert first == read_bank(root)
    assert [list(topic.summaries()) for topic in second.topics] == [topic.summaries() for topic in first.topics]
    assert [len(topic.questions) for topic in second.topics] == [6, 1]
    assert second.topics[0].questions[0].sources == ("a", "b")
    assert second.topics[0].questions[1:3] == first.topics[0].questions[1:3]
    assert second.topics[0].questions != [*first.topics[0].questions]
    assert second.topics[1].questions != second.topics[0].questions


def edit(root: Path) -> None:
    write_bank(root, adam=HEAD + question(value="23"))


def edit_and_set_the_clock_back(root: Path) -> None:
    before = (root / "questions" / "adam.yaml").stat()
    edit(root)
    os.utime(root / "questions" / "adam.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))


def add(root: Path) -> None:
    write_bank(root, sgd=HEAD + question(id="b"))


def remove(root: Path) -> None:
    (root / "questions" / "zen.yaml").unlink()


@pytest.mark.parametrize("change", [edit, edit_and_set_the_clock_back, add, remove])
def test_a_change_is_seen_even_right_after_opening(
    tmp_path: Path, reads: list[Path], change: Callable[[Path], None]
) -> None:
    root = write_bank(tmp_path / "bank", adam=HEAD + question(), zen=HEAD + question(id="c"))
    open_bank(root)
    change(root)
    assert open_bank(root) == read_bank(root)
    assert reads == [root, root]


def damage(place: Path) -> None:
    data = bytearray(place.read_bytes())
    data[-20] ^= 1
    place.write_bytes(data)


@pytest.mark.parametrize(
    "spoil",
    [
        damage,
        lambda place: place.write_bytes(b""),
        lambda place: place.write_bytes(place.read_bytes()[:-5]),
        lambda place: place.write_bytes(b"\x80\x04\x95pickled nonsense"),
        lambda place: place.write_bytes(place.read_bytes().replace(cache.FORMAT.encode(), b"other")),
        lambda place: (place.unlink(), place.mkdir()),
    ],
    ids=["one bit", "empty", "cut short", "foreign", "another version", "a folder"],
)
def test_a_spoilt_cache_is_a_cold_read_in_silence(
    tmp_path: Path, reads: list[Path], spoil: Callable[[Path], object]
) -> None:
    root = write_bank(tmp_path / "bank", adam=EACH_KIND)
    open_bank(root)
    spoil(kept(tmp_path))
    assert open_bank(root) == read_bank(root)
    assert reads == [root, root]


def test_a_cache_of_another_format_is_not_used(
    tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_bank(tmp_path / "bank", adam=EACH_KIND)
    open_bank(root)
    monkeypatch.setattr(cache, "FORMAT", "quizdl.bank/2")
    open_bank(root)
    open_bank(root)
    assert reads == [root, root]


def test_the_cache_of_another_bank_under_the_same_name_is_not_used(
    tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zlib, "crc32", len)  # every checksum and name collides that can
    roots = [write_bank(tmp_path / name, adam=EACH_KIND) for name in ("one", "two")]
    for root in roots * 2:
        open_bank(root)
    assert reads == roots * 2


def test_a_file_that_was_written_this_moment_is_given_time_to_show_its_next_change(
    tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    root = write_bank(tmp_path / "bank", adam=EACH_KIND)
    now = time.time()
    for age in (0.0, 3600.0, -3600.0):  # written now, an hour ago, an hour from now
        os.utime(root / "questions" / "adam.yaml", (now - age, now - age))
        monkeypatch.setattr(time, "time", lambda: now + 0.001)
        open_bank(root)
    assert slept == [pytest.approx(cache.TICK - 0.001, abs=1e-4)]
    assert len(reads) == 3


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, reads: list[Path]) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    root = write_bank(tmp_path / "bank", adam=EACH_KIND)
    assert open_bank(root) == open_bank(root) == read_bank(root)
    assert reads == [root, root]


@pytest.mark.usefixtures("reads")
def test_a_bad_bank_is_reported_every_time_and_not_kept(tmp_path: Path) -> None:
    root = write_bank(tmp_path / "bank", adam=HEAD)
    for _ in range(2):
        with pytest.raises(BankError, match=r"adam\.yaml:2:11: questions: is empty"):
            open_bank(root)
    with pytest.raises(BankError, match="has no folder questions/"):
        open_bank(tmp_path / "nowhere")


@pytest.mark.usefixtures("reads")
def test_opening_an_unchanged_bank_imports_neither_yaml_nor_pydantic(tmp_path: Path) -> None:
    root = write_bank(tmp_path / "bank", adam=EACH_KIND)
    open_bank(root)
    code = (
        "import sys; from pathlib import Path; from quizdl.bank.cache import open_bank\n"
        f"print(len(list(open_bank(Path({str(root)!r})).questions())))\n"
        "print([name for name in ('yaml', 'pydantic', 'torch', 'textual', 'numpy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "6\n[]\n"


ENGLISH = "The estimate of the second moment is biased towards zero while few gradients have been seen. " * 2
KOREAN = "둘째 모멘트의 추정값은 처음 몇 걸음 동안 영으로 치우친다. " * 2


def large_bank(root: Path, questions: int) -> Path:
    """Choice questions of usual length, a hundred to a file."""
    texts = f'{{en: "{ENGLISH}", ko: "{KOREAN}"}}'
    truths = ["true", "false", "false", "false"]
    listed = [f"{{text: {{en: c{n}, ko: 보기{n}}}, correct: {t}, because: {texts}}}" for n, t in enumerate(truths)]
    files = {}
    for start in range(0, questions, 100):
        many = (choices(*listed, id=f"adam-{n}", prompt=texts, answer=texts) for n in range(start, start + 100))
        files[f"t{start:06}"] = HEAD + "".join(many)
    return write_bank(root, **files)


@pytest.mark.slow
def test_ten_thousand_unchanged_questions_are_read_once(tmp_path: Path, reads: list[Path]) -> None:
    root = large_bank(tmp_path / "bank", 10_000)
    assert len(list(open_bank(root).questions())) == 10_000
    assert len(list(open_bank(root).questions())) == 10_000
    assert reads == [root]
