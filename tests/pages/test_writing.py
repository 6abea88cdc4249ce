"""The folder of a site: only what changed is written, what is no more goes, and nothing else is touched."""

import json
from pathlib import Path

import pytest

from quizdl.pages.site import MANIFEST, Page, pages_of, write_pages
from tests.pages.site import QUESTIONS, material

OTHER = QUESTIONS[-1]  # rests on a claim that has not run


@pytest.mark.slow
def test_one_changed_claim_rewrites_its_pages_and_the_boards_alone(tmp_path: Path) -> None:
    folder, bank = tmp_path / "site", tmp_path
    whole = write_pages(pages_of(material(bank)), folder)
    assert whole.pages == whole.changed == 2 * (len(QUESTIONS) + 2) + 2
    assert write_pages(pages_of(material(bank)), folder).changed == 0
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")}
    assert write_pages(pages_of(material(bank, value=0.7)), folder).changed > 0
    changed = {str(path.relative_to(folder)) for path, at in before.items() if path.stat().st_mtime_ns != at}
    resting = {f"{language}/q/{question.id}.html" for language in ("en", "ko") for question in QUESTIONS[:-1]}
    assert changed - {MANIFEST} == resting | {"en/board.html", "ko/board.html", "data/momentum.last_ten.json"}


@pytest.mark.slow
def test_the_page_of_a_removed_question_goes_and_other_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_pages(pages_of(material(tmp_path)), folder)
    (folder / "CNAME").write_text("mine")
    write_pages(pages_of(material(tmp_path, QUESTIONS[:-1])), folder)
    assert not (folder / f"en/q/{OTHER.id}.html").exists()
    assert (folder / "en/q/last-ten.html").exists()
    assert (folder / "CNAME").read_text() == "mine"


def test_a_list_of_files_from_elsewhere_removes_nothing_outside(tmp_path: Path) -> None:
    folder, outside = tmp_path / "site", tmp_path / "precious"
    folder.mkdir()
    outside.write_text("mine")
    for listed in (json.dumps(["../precious", str(outside), 7]), "no JSON", "7"):
        (folder / MANIFEST).write_text(listed)
        assert write_pages([Page("index.html", "x")], folder).pages == 1
        assert outside.read_text() == "mine"
