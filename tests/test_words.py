"""The catalogue of words: the same names and fields in every language, and none that is unknown or unused."""

import ast
import dataclasses
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import quizdl
from quizdl import words
from quizdl.bank.model import Text
from quizdl.study.grading import READS
from quizdl.words import LANGUAGES, Language, known, language_file, next_language, say
from quizdl.words.ko import SYNTAX, SYSTEM

FOLDER = Path(quizdl.__file__).parent
SOURCES = [path for path in sorted(FOLDER.rglob("*.py")) if path.parent.name != "words"]
NAMES = language_file("en").WORDS.keys()
AREAS = {name.partition(".")[0] for name in NAMES if "." in name}
FIELD = re.compile(r"\{[a-z]+\}")  # of a sentence, which may hold braces of its own
FILES = (".html", ".js", ".json", ".sql", ".sqlite", ".toml", ".yaml")


def forms(entry: str | tuple[str, ...]) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else entry


def texts(language: str) -> Iterator[tuple[str, str]]:
    for name, entry in language_file(language).WORDS.items():
        for form in forms(entry):
            yield name, form


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def literals() -> Iterator[tuple[str, str, bool]]:
    """Each text in the sources that can name words: where it stands, the text, and whether more follows it."""
    for path in SOURCES:
        nodes = list(ast.walk(ast.parse(path.read_text())))
        parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes:
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                yield f"{path.name}:{node.lineno}", str(node.values[0].value), True
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                yield f"{path.name}:{node.lineno}", node.value, False
    for path in sorted(FOLDER.rglob("templates/*.html")):
        for name in re.findall(r'"([a-z_]+\.[a-z_.]+)"', path.read_text()):
            yield path.name, name, False


LITERALS = list(literals())


def test_every_name_that_is_used_has_words() -> None:
    missing = []
    for place, text, more in LITERALS:
        area, dot, rest = text.partition(".")
        if not dot or area not in AREAS or not re.fullmatch(r"[a-z0-9_.]*", rest) or text.endswith(FILES):
            continue
        if not (any(name.startswith(text) for name in NAMES) if more else known(text) or not rest):
            missing.append(f"{place} {text}")
    assert missing == []


def test_every_name_with_words_is_used() -> None:
    whole = {text for _, text, more in LITERALS if not more}
    begun = {text for _, text, more in LITERALS if more and text.endswith((".", "_"))}
    assert [name for name in NAMES if name not in whole and not name.startswith(tuple(begun))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_names_in_one_order(language: str) -> None:
    assert list(language_file(language).WORDS) == list(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_an_entry_fills_in_the_fields_of_the_english_one(language: str) -> None:
    for name, text in texts(language):
        assert fields(text) == fields(forms(language_file("en").WORDS[name])[0]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plural_rule_of_a_language_takes_every_form_of_its_entries(language: str) -> None:
    file = language_file(language)
    places = {file.plural(count) for count in range(200)}
    assert {len(entry) for entry in file.WORDS.values() if isinstance(entry, tuple)} <= {len(places)}


def test_english_counts_one_thing_and_many() -> None:
    assert [say("en", "home.questions", count=count) for count in (0, 1, 2)] == [
        "0 questions",
        "1 question",
        "2 questions",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_fills_in_the_fields_of_its_english_form(language: str) -> None:
    for kind, sentences in language_file(language).SENTENCES.items():
        for form, text in sentences.items():
            if form not in SYSTEM.keys() | SYNTAX.keys():
                assert set(FIELD.findall(text)) <= set(FIELD.findall(form)), (kind, form)


def test_no_korean_particle_depends_on_how_a_value_is_pronounced() -> None:
    particles = "은|는|이|가|을|를|과|와|으로|로|이라|라|이나|나|이라는|라는"
    after_a_value = re.compile(r"\{(?!word\})[a-z]+\}['\"`\]]*(" + particles + r")(?![가-힣(])")  # "을(를)" fits both
    sentences = [text for kind in language_file("ko").SENTENCES.values() for text in kind.values()]
    assert [text for text in (*sentences, *(text for _, text in texts("ko"))) if after_a_value.search(text)] == []


def test_a_language_has_a_file_of_words_and_a_field_of_content() -> None:
    files = {path.stem for path in (FOLDER / "words").glob("??.py")}
    assert files == set(LANGUAGES) == {field.name for field in dataclasses.fields(Text)} == set(READS)


def test_content_falls_back_to_a_language_that_it_is_written_in() -> None:
    assert [Text(en="e").to("ko"), Text(ko="k").to("en"), Text(en="e", ko="k").to("ko"), Text().to("en")] == [
        "e", "k", "k", "",
    ]  # fmt: skip


def test_a_switch_of_language_reaches_every_language_and_returns() -> None:
    language, seen = LANGUAGES[0], []
    for _ in LANGUAGES:
        seen.append(language)
        language = next_language(language)
    assert (set(seen), language) == (set(LANGUAGES), LANGUAGES[0])


def test_a_third_language_is_one_file_and_says_in_english_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xx.py").write_text(
        "WORDS = {'home.questions': ('{count} a', '{count} b', '{count} c')}\ndef plural(count): return min(count, 2)\n"
    )
    monkeypatch.setattr(words, "__path__", [*words.__path__, str(tmp_path)])
    assert [say("xx", "home.questions", count=count) for count in (0, 1, 5)] == ["0 a", "1 b", "5 c"]
    assert say("xx", "home.left", count=3) == say("en", "home.left", count=3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tag_of_a_readers_own_answer_stays_on_one_line(language: Language) -> None:
    tags = [say(language, "answer.yours"), say(language, "answer.you_had", place=3)]
    assert not [tag for tag in tags if " " in tag], "a line ends at a plain space"
