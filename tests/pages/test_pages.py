"""Pages: valid, whole, without a request; nothing gives an answer away, and no text of a bank becomes markup."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote

import pytest

from quizdl.bank.model import Text
from quizdl.bank.question import ChoiceQuestion
from quizdl.mathematics import GLUE
from quizdl.pages.markup import formula
from quizdl.words import LANGUAGES, Language
from tests.pages.site import BUG, QUESTIONS, material, parsed, seen, site
from tests.tui.small_bank import CHOICE, MEASURED, NUMBER, OPEN, ORDER

SCRIPT = "<script>alert(1)</script>"
HOSTILE = (
    f"{SCRIPT}</details></style>\"' onerror=alert(1) & {{{{ 77 * 101 }}}} \x1b[2J\u202e `{SCRIPT}` $\\text{{{SCRIPT}}}$"
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return site(material(tmp_path_factory.mktemp("bank")))


def html(pages: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in pages.items() if path.endswith(".html")}


def test_there_is_a_page_for_each_question_a_board_and_a_list_in_each_language(pages: dict[str, str]) -> None:
    own = {f"{language}/q/{question.id}.html" for language in LANGUAGES for question in QUESTIONS}
    lists = {f"{language}/{name}.html" for language in LANGUAGES for name in ("index", "board")}
    assert pages.keys() == own | lists | {"index.html", "data/momentum.last_ten.json"}


def test_every_page_is_valid_and_in_its_language(pages: dict[str, str]) -> None:
    for path, text in html(pages).items():
        language = path.partition("/")[0] if "/" in path else "en"
        assert parsed(text).get("lang") == language, path


def test_every_link_leads_to_a_page_and_to_a_place_on_it(pages: dict[str, str]) -> None:
    trees = {path: parsed(text) for path, text in html(pages).items()}
    ids = {path: {element.get("id") for element in tree.iter()} for path, tree in trees.items()}
    for path, tree in trees.items():
        for link in (*tree.iter("a"), *(link for link in tree.iter("link") if link.get("rel") == "alternate")):
            target, _, place = unquote(str(link.get("href"))).partition("#")
            found = normpath(join(path, "..", target)) if target else path
            assert found in pages, f"{path} -> {target}"
            assert not place or place in ids[found], f"{path} -> {target}#{place}"


def test_no_page_fetches_anything_and_only_the_list_has_a_script(pages: dict[str, str]) -> None:
    for path, text in html(pages).items():
        assert not re.search(r"""\s(src|on\w+)=|url\(|@import|https?://(?!www\.w3\.org/)""", text), path
        scripts = list(parsed(text).iter("script"))
        assert len(scripts) == path.endswith("/index.html"), path
        assert "default-src 'none'" in text, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_of_language_keeps_the_page(pages: dict[str, str], language: Language) -> None:
    other = next(known for known in LANGUAGES if known != language)
    for path in ("q/order.html", "board.html", "index.html"):
        switch = [link for link in parsed(pages[f"{language}/{path}"]).iter("a") if link.get("hreflang") == other]
        assert [normpath(join(language, path, "..", str(link.get("href")))) for link in switch] == [f"{other}/{path}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_gives_an_answer_away_before_it_is_unfolded(pages: dict[str, str], language: Language) -> None:
    for question in QUESTIONS:
        shown = seen(parsed(pages[f"{language}/q/{question.id}.html"]))
        assert question.prompt.to(language).split()[0] in shown
        assert question.answer.to(language) not in shown
        if isinstance(question, ChoiceQuestion) and question is not QUESTIONS[6]:
            assert all(choice.text.to(language) in shown for choice in question.choices)
            assert not any(choice.because.to(language) in shown for choice in question.choices)
    assert "0.651" not in seen(parsed(pages[f"{language}/q/{MEASURED.id}.html"]))
    assert "(steps - 1)" not in seen(parsed(pages[f"{language}/q/{BUG.id}.html"]))
    assert not any(point.to(language) in seen(parsed(pages[f"{language}/q/open.html"])) for point in OPEN.key_points)


def test_items_are_offered_shuffled_and_answered_in_order(pages: dict[str, str]) -> None:
    offered, ordered = (
        re.findall(r"<li>(\w+)</li>", pages["en/q/order.html"])[part] for part in (slice(0, 4), slice(4, 8))
    )
    right = [item.to("en") for item in ORDER.items]
    assert (ordered, sorted(offered)) == (right, sorted(right))
    assert offered != right


def test_a_measured_number_is_told_with_what_counts_as_right(pages: dict[str, str]) -> None:
    for question in (MEASURED, NUMBER):
        number = next(
            part for part in parsed(pages[f"en/q/{question.id}.html"]).iter("p") if part.get("class") == "number"
        )
        assert str(number.text).strip().startswith("0.651")
        assert "right from" in "".join(number.itertext())


def test_folklore_stands_beside_what_was_measured(pages: dict[str, str]) -> None:
    versus = next(part for part in parsed(pages["en/q/last-ten.html"]).iter("div") if part.get("class") == "versus")
    told = "".join(versus.itertext()).replace(GLUE, " ")
    assert CHOICE.folklore
    assert CHOICE.folklore.to("en") in told
    assert "Measured" in told


def test_a_proof_says_when_on_what_and_with_what_it_ran(pages: dict[str, str]) -> None:
    page = pages["en/q/last-ten.html"]
    for fact in ("measured on 2026-01-01", "0.21 s", "numpy ", "torch ", "quizdl ", "python ", "geometric series"):
        assert fact in page
    assert page.count("<svg") == 2, "one drawing for wide windows and one for phones"
    assert 'class="k">def</span>' in page, "the code of the claim, in colours"


def test_a_claim_that_has_not_run_says_so_and_how_to_run_it(pages: dict[str, str]) -> None:
    page = pages["en/q/not-run.html"]
    assert "not run here yet" in page
    assert "<code>quizdl verify momentum.endless</code>" in page
    assert "<svg" not in page


@pytest.mark.slow
def test_a_surprise_is_told_first(tmp_path: Path, pages: dict[str, str]) -> None:
    page = site(material(tmp_path, value=0.7))["en/q/last-ten.html"]
    assert 'class="disagrees"' not in pages["en/q/last-ten.html"]
    assert page.index('class="disagrees"') < page.index('class="said"')


@pytest.mark.slow
def test_the_board_counts_and_lists_every_claim_by_what_became_of_it(tmp_path: Path, pages: dict[str, str]) -> None:
    board = parsed(pages["en/board.html"])
    counts = {part.get("class"): "".join(part.itertext()).split()[0] for part in board.iter("li") if part.get("class")}
    assert counts == {"surprise": "0", "myth": "0", "supported": "1", "not-run": "2"}
    cells = [link for link in board.iter("a") if str(link.get("class")).startswith("cell ")]
    assert [link.get("class") for link in cells] == ["cell supported", "cell not-run", "cell not-run"]
    surprised = site(material(tmp_path, value=0.7))["en/board.html"]
    assert '<details class="fold group" id="surprise" open>' in surprised


def test_questions_are_found_in_either_language(pages: dict[str, str]) -> None:
    for language in LANGUAGES:
        words = [str(item.get("data-words")) for item in parsed(pages[f"{language}/index.html"]).iter("li")]
        (found,) = [known for known in words if "zigzag" in known or "why does momentum help" in known]
        assert "모멘텀은 왜 도움이 되는가" in found
        assert OPEN.answer.to("en").casefold() not in found


def test_previous_and_next_follow_the_order_of_the_bank(pages: dict[str, str]) -> None:
    for one, two in pairwise(QUESTIONS):
        forward = [a.get("href") for a in parsed(pages[f"en/q/{one.id}.html"]).iter("a") if a.get("rel") == "next"]
        back = [a.get("href") for a in parsed(pages[f"en/q/{two.id}.html"]).iter("a") if a.get("rel") == "prev"]
        assert (forward, back) == ([f"{two.id}.html"], [f"{one.id}.html"])


@pytest.mark.slow
def test_text_of_a_bank_stays_text(tmp_path: Path) -> None:
    text = Text(en=HOSTILE, ko=HOSTILE)
    choices = tuple(replace(choice, text=text, because=text) for choice in CHOICE.choices)
    hostile = replace(CHOICE, prompt=text, answer=text, folklore=text, choices=choices, sources=(HOSTILE,))
    others = (
        replace(OPEN, prompt=text, key_points=(text, text)),
        replace(ORDER, items=(text, text, text)),
        replace(NUMBER, unit=HOSTILE[:40]),
        replace(BUG, planted=replace(BUG.planted, description=text, original=HOSTILE, changed=f"{HOSTILE}1")),
    )
    made = material(tmp_path, (hostile, *others))
    topic = made.bank.topics[0]._replace(title=text)
    pages = html(site(replace(made, bank=made.bank._replace(topics=(topic,)))))
    for path, page in pages.items():
        tree = parsed(page)
        assert len(list(tree.iter("script"))) == path.endswith("/index.html"), path
        assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib), path
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert "7777" not in page, path
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages["en/q/last-ten.html"]
    assert "<code>&lt;script&gt;" in pages["en/q/last-ten.html"]


def test_formulas_become_mathml_where_they_are_known() -> None:
    shown = formula(r"\hat m_t = \frac{m_t}{1 - \beta_1^t}")
    assert shown.startswith("<math ")
    assert "<mfrac>" in shown
    assert "β" in shown
    assert formula(r"\unknown{x}") == r"\unknown{x}"
    assert formula(r"\href{https://example.org}{x}") == r"\href{https://example.org}{x}"


@pytest.mark.parametrize("inside", [SCRIPT, "<mi onclick='x'>a</mi>", "<b>x</b>", "a &amp; b <", "</mtext></math><p>"])
def test_no_formula_smuggles_markup(inside: str) -> None:
    shown = formula(rf"x = \text{{{inside}}}")
    assert not re.search(r"<(script|b|p)\b|onclick='|</math>.", shown)
