"""sources.yaml: what questions cite, in words, and what is wrong with it."""

import re
from pathlib import Path

import pytest
import yaml

from quizdl import folders
from quizdl.bank.cache import open_bank
from quizdl.bank.reading import read_bank
from quizdl.errors import BankError
from tests.bank.banks import HEAD, question, write_bank

ADAM = "kingma-ba-2015: {authors: Kingma & Ba, year: 2015, title: 'Adam: a method', where: ICLR}\n"
BLOG = "blog: {authors: anonymous, year: 2024, title: DL basics, where: a blog}\n"


def bank(root: Path, references: str | None, **fields: str) -> Path:
    write_bank(root, adam=HEAD + question(**fields))
    if references is not None:
        (root / "sources.yaml").write_text(references, encoding="utf-8")
    return root


def problems(root: Path) -> list[str]:
    with pytest.raises(BankError) as caught:
        read_bank(root)
    return [str(problem).replace(f"{root}/", "") for problem in caught.value.problems]


def test_a_source_is_shown_with_authors_year_title_and_place(tmp_path: Path) -> None:
    root = bank(tmp_path, ADAM + BLOG, sources='["kingma-ba-2015 sec. 3", kingma-ba-2015]', asked_in="[blog]")
    (asked,) = read_bank(root).questions()
    whole = "Kingma & Ba 2015, “Adam: a method”, ICLR"
    assert asked.sources == (f"{whole}, sec. 3", whole)
    assert asked.asked_in == ("“DL basics” (2024)",)


def test_a_bank_without_references_cites_in_its_own_words(tmp_path: Path) -> None:
    (asked,) = read_bank(bank(tmp_path, None, sources="[a book]", asked_in="[a blog]")).questions()
    assert (asked.sources, asked.asked_in) == (("a book",), ("a blog",))


@pytest.mark.parametrize("field", ["sources", "asked_in"])
def test_a_citation_that_is_not_in_the_file_is_a_problem_with_its_place(tmp_path: Path, field: str) -> None:
    (problem,) = problems(bank(tmp_path, ADAM, **{field: "[kingma-ba-2014 sec. 3]"}))
    assert re.match(r"questions/adam.yaml:\d+:\d+: questions\[0\]\." + field + r"\[0\]: ", problem)
    assert "did you mean kingma-ba-2015?" in problem


@pytest.mark.parametrize(
    ("references", "message"),
    [
        ("kingma: {authors: K, title: A, where: ICLR}\n", "sources.yaml:1:9: kingma: 'year' is missing"),
        ("kingma: {authors: K, year: 1, title: A, where: I}\n", "kingma.year: is below 1000"),
        ("kingma: {authors: K, year: 2015, titel: A, where: I}\n", "did you mean title?"),
        ("Kingma 2015: {authors: K, year: 2015, title: A, where: I}\n", "is no key"),
        ("- kingma\n", "sources.yaml:1:1: is not a mapping"),
        ("kingma: &a {authors: K}\n", "anchors are not supported"),
    ],
)
def test_what_is_wrong_with_the_references_is_said_with_its_place(
    tmp_path: Path, references: str, message: str
) -> None:
    assert message in "\n".join(problems(bank(tmp_path, references)))


def test_a_change_of_the_references_is_seen_by_a_bank_that_was_opened_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZDL_HOME", str(tmp_path / "home"))
    root = bank(tmp_path / "bank", ADAM, sources="[kingma-ba-2015]")
    open_bank(root)
    (root / "sources.yaml").write_text(ADAM.replace("ICLR", "arXiv"), encoding="utf-8")
    (asked,) = open_bank(root).questions()
    assert asked.sources == ("Kingma & Ba 2015, “Adam: a method”, arXiv",)


@pytest.mark.slow
def test_the_built_in_references_stand_in_order_and_each_is_cited() -> None:
    root = folders.builtin_bank()
    keys = list(yaml.safe_load((root / "sources.yaml").read_text(encoding="utf-8")))
    assert keys == sorted(keys)
    questions = "\n".join(file.read_text(encoding="utf-8") for file in (root / "questions").glob("*.yaml"))
    assert [key for key in keys if not re.search(rf"\b{key}\b", questions)] == []
