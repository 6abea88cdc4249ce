"""bank.yaml: the tracks of a bank, and what is wrong with them, with line and remedy."""

from pathlib import Path

import pytest

from quizdl import folders
from quizdl.bank import reading
from quizdl.bank.cache import open_bank
from quizdl.bank.check import check_bank
from quizdl.bank.model import Bank, Description
from quizdl.bank.reading import read_bank
from quizdl.errors import BankError
from tests.bank.banks import HEAD, question, write_bank

TRACKS = """name: A course
languages: [en, ko]
first: adam-one
tracks:
  - {id: one, title: {en: One, ko: 하나}, topics: [sgd, adam]}
  - {id: two, title: {en: Two, ko: 둘}, topics: [zen]}
"""


def bank(root: Path, described: str | None) -> Path:
    """A bank of three topics."""
    write_bank(root, adam=HEAD + question(), sgd=HEAD + question(id="sgd-one"), zen=HEAD + question(id="zen-one"))
    if described is not None:
        (root / "bank.yaml").write_text(described, encoding="utf-8")
    return root


def refused(root: Path) -> list[str]:
    with pytest.raises(BankError) as caught:
        read_bank(root)
    return [str(problem).replace(f"{root}/", "") for problem in caught.value.problems]


def checked(root: Path) -> list[str]:
    return [str(problem).replace(f"{root}/", "") for problem in check_bank(read_bank(root), {"adam.steps"})]


def test_the_tracks_of_a_bank_are_read_in_the_order_of_the_course(tmp_path: Path) -> None:
    described = read_bank(bank(tmp_path, TRACKS)).description
    assert (described.name, described.first, described.languages) == ("A course", "adam-one", ("en", "ko"))
    assert [(track.id, track.title.ko, track.topics) for track in described.tracks] == [
        ("one", "하나", ("sgd", "adam")),
        ("two", "둘", ("zen",)),
    ]
    assert checked(tmp_path) == []


def test_a_bank_without_the_file_has_no_tracks_and_no_problems(tmp_path: Path) -> None:
    assert read_bank(bank(tmp_path, None)).description == Description()
    assert checked(tmp_path) == []


@pytest.mark.parametrize(
    ("described", "message"),
    [
        ("- x\n", "bank.yaml:1:1: is not a mapping (write fields as name: value)"),
        ("naem: x\n", "bank.yaml:1:1: naem: is an unknown field (did you mean name?)"),
        ("version: 1\n", "bank.yaml:1:10: version: not a string (quote it)"),
        ("name: ' '\n", "bank.yaml:1:7: name: is not one line of text (write it on one line)"),
        ("languages: [en, fr]\n", "bank.yaml:1:17: languages[1]: 'fr' is not a language of quizdl (one of en, ko)"),
        ("tracks: [{id: a, title: {en: A}}]\n", "bank.yaml:1:10: tracks[0]: 'topics' is missing (add topics:)"),
        (
            "tracks: [{id: a, titel: {en: A}, title: {en: A}, topics: [adam]}]\n",
            "bank.yaml:1:18: tracks[0].titel: is an unknown field (did you mean title?)",
        ),
        (
            "tracks: [{id: a, title: {fr: A}, topics: [adam]}]\n",
            "bank.yaml:1:26: tracks[0].title.fr: is an unknown field (one of en, ko)",
        ),
        ("tracks: [{id: a, title: {}, topics: [adam]}]\n", "tracks[0].title: says nothing (give en: or ko:)"),
        ("tracks: [{id: a, title: {en: A}, topics: []}]\n", "tracks[0].topics: is too short (at least 1)"),
        (
            "tracks: [{id: A b, title: {en: A}, topics: [adam]}]\n",
            "tracks[0].id: 'A b' is not a name (lower-case letters, digits, hyphens and underscores)",
        ),
        (f"tracks: [{{id: a, title: {{en: {'A' * 31}}}, topics: [adam]}}]\n", "has 31 letters (at most 30)"),
        (TRACKS.replace("two", "one"), "bank.yaml:6:10: tracks[1].id: two tracks are called 'one' (rename one)"),
        (
            TRACKS.replace("zen", "zen, adam"),
            "bank.yaml:6:54: tracks[1].topics[1]: the topic 'adam' is already in the track 'one' "
            "(a topic belongs to one track: keep one)",
        ),
        (
            TRACKS.replace("zen", "zen, zen"),
            "bank.yaml:6:54: tracks[1].topics[1]: the topic 'zen' is already in the track 'two'",
        ),
        ("lists: {adam: 26}\n", "bank.yaml:1:15: lists.adam: "),
        ("lists: {adam: many}\n", "bank.yaml:1:15: lists.adam: "),
        ("tracks: &a []\n", "anchors are not supported"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_place(tmp_path: Path, described: str, message: str) -> None:
    (found,) = refused(bank(tmp_path, described))
    assert message in found


@pytest.mark.parametrize(
    ("described", "message"),
    [
        (
            TRACKS.replace("[zen]", "[zen, zem]"),
            "bank.yaml:6:54: tracks[1].topics[1]: no topic is called 'zem' (did you mean zen?)",
        ),
        (
            TRACKS.replace("[zen]", "[zen, a_topic]"),
            "no topic is called 'a_topic' (remove it, or add its file to questions/)",
        ),
        (
            TRACKS.replace("sgd, ", ""),
            "bank.yaml:4:1: tracks: the topic 'sgd' is in no track (add it to the track it belongs to)",
        ),
        (TRACKS.replace(", ko: 둘", ""), "bank.yaml:6:22: tracks[1].title: has no text in 'ko' (add ko:)"),
        (
            TRACKS.replace("adam-one", "adam-on"),
            "bank.yaml:3:8: first: no question is called 'adam-on' (did you mean adam-one?)",
        ),
        (f"{TRACKS}lists: {{adm: 3}}\n", "bank.yaml:7:14: lists.adm: no topic is called 'adm' (did you mean adam?)"),
    ],
)
def test_what_does_not_fit_the_rest_of_the_bank_is_said_by_bank_check(
    tmp_path: Path, described: str, message: str
) -> None:
    (found,) = checked(bank(tmp_path, described))
    assert message in found


def test_every_topic_in_no_track_is_named(tmp_path: Path) -> None:
    found = checked(bank(tmp_path, TRACKS.replace("sgd, adam", "adam").replace("  - {id: two", "#")))
    assert [line.partition(": the topic ")[2][:5] for line in found] == ["'sgd'", "'zen'"]


def test_a_topic_whose_file_cannot_be_read_may_stand_in_a_track(tmp_path: Path) -> None:
    write_bank(bank(tmp_path, TRACKS), zen="topic: [")
    with pytest.raises(BankError) as caught:
        read_bank(tmp_path)
    assert caught.value.partial is not None
    assert check_bank(caught.value.partial, {"adam.steps"}) == []


def test_the_languages_of_the_file_are_those_that_every_text_must_have(tmp_path: Path) -> None:
    root = write_bank(tmp_path, adam="topic: {en: Adam}\nquestions:\n" + question(prompt="{en: a}", answer="{en: b}"))
    assert checked(root) == []
    (root / "bank.yaml").write_text("languages: [en, ko]\n", encoding="utf-8")
    assert [line.partition(": has no text")[0] for line in checked(root)] == [
        "questions/adam.yaml:1:8: topic",
        "questions/adam.yaml:6:13: questions[0].prompt",
        "questions/adam.yaml:9:13: questions[0].answer",
    ]


def test_tracks_come_from_the_cache_and_a_change_of_the_file_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    root, reads = bank(tmp_path / "bank", TRACKS), list[Path]()

    def watched(root: Path) -> Bank:
        reads.append(root)
        return read_bank(root)

    monkeypatch.setattr(reading, "read_bank", watched)
    assert open_bank(root).description == open_bank(root).description == read_bank(root).description
    assert reads == [root]
    (root / "bank.yaml").unlink()
    assert open_bank(root).description == Description()
    assert reads == [root, root]


def test_the_tracks_of_the_built_in_bank_hold_every_topic_once() -> None:
    built_in = read_bank(folders.builtin_bank())
    placed = [topic for track in built_in.description.tracks for topic in track.topics]
    assert sorted(placed) == [topic.name for topic in built_in.topics]
    assert [track.id for track in built_in.description.tracks] == ["foundations", "training", "networks", "hardware"]
    assert sorted(built_in.description.lists) == sorted(placed)
    assert built_in.description.first in {question.id for question in built_in.questions()}
