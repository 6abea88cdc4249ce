"""Pages as Chromium shows them: on a phone and on a desk, in the dark, by keyboard, without script, on paper.

The browser is that of the system (Debian: `apt install chromium`); where there is none these tests are skipped.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from quizdl.pages.site import pages_of, write_pages
from quizdl.words import LANGUAGES, Language, say
from tests.pages.site import material

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
UNFOLD = "document.querySelectorAll('details:not([name])').forEach(part => part.open = true)"
BEYOND = """[...document.querySelectorAll("body *")]
    .filter(part => !part.closest("pre, svg") && part.getBoundingClientRect().right > innerWidth + 1)
    .map(part => part.outerHTML.slice(0, 100))"""
SHOWN = "part => part.checkVisibility({contentVisibilityAuto: true})"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium refuses to have one as root
        with playwright.chromium.launch(executable_path=CHROMIUM, args=sandbox) as opened:
            yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site: a question of each kind, claims with and without results."""
    made = tmp_path_factory.mktemp("site")
    write_pages(pages_of(material(tmp_path_factory.mktemp("bank"))), made)
    return made


@pytest.fixture(params=[(390, "dark"), (1280, "light")], ids=["phone in the dark", "desk in the light"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page of a phone or a desk; it fails where anything but the page itself is fetched."""
    width, scheme = request.param
    yield from opened_page(browser, width, scheme)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    yield from opened_page(browser, 390, "light")


def opened_page(browser: Browser, width: int, scheme: str, *, script: bool = True) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        offline=True,
    )
    made, fetched, complaints = context.new_page(), list[str](), list[str]()
    made.on("request", lambda asked: fetched.append(asked.url) if not asked.is_navigation_request() else None)
    made.on("console", lambda message: complaints.append(message.text))
    made.on("pageerror", lambda error: complaints.append(str(error)))
    yield made
    assert (fetched, complaints) == ([], [])
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_fault_and_nothing_is_wider_than_the_window(page: Page, folder: Path, language: Language) -> None:
    for name in ("index.html", "board.html", *(f"q/{question}.html" for question in ("last-ten", "code", "bug"))):
        page.goto(f"file://{folder}/{language}/{name}")
        page.evaluate(UNFOLD)
        faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page).response["violations"]]
        assert faults == [], name
        assert page.evaluate(BEYOND) == [], name


def test_axe_finds_a_fault_where_there_is_one(phone: Page, folder: Path) -> None:
    phone.goto(f"file://{folder}/en/board.html")
    phone.evaluate("document.documentElement.removeAttribute('lang'); document.body.style.color = '#ddd'")
    faults = {fault["id"] for fault in Axe().run(phone).response["violations"]}
    assert {"html-has-lang", "color-contrast"} <= faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_by_keyboard_alone(phone: Page, folder: Path, language: Language) -> None:
    phone.goto(f"file://{folder}/{language}/q/last-ten.html")
    because, answer = phone.locator(".choice > p").first, phone.locator("#answer .said")
    assert not because.is_visible()
    tab_to(phone, ".choice summary")
    phone.keyboard.press("Enter")
    assert because.is_visible()
    assert not answer.is_visible()
    tab_to(phone, "#answer > summary")
    phone.keyboard.press("Enter")
    assert answer.is_visible()
    tab_to(phone, "[rel=next]")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/several.html")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element, which shows that it has it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", selector


@pytest.mark.parametrize(
    ("typed", "found"), [("ZIGZAG momentum help", []), ("why momentum", ["open"]), ("ㅁㅁㅌㅇ 왜", ["open"])]
)
def test_the_search_finds_questions_in_either_language(phone: Page, folder: Path, typed: str, found: list[str]) -> None:
    phone.goto(f"file://{folder}/en/index.html")
    phone.keyboard.press("/")
    phone.keyboard.insert_text(typed)
    shown = [link for link in phone.locator("main li a").all() if link.is_visible()]
    assert [str(link.get_attribute("href")) for link in shown] == [f"q/{name}.html" for name in found]
    assert phone.locator("output").inner_text() == str(len(found))
    phone.locator("#words").fill("")
    assert phone.locator("main li[hidden]").count() == 0


def test_without_script_questions_can_be_chosen_and_read(browser: Browser, folder: Path) -> None:
    for page in opened_page(browser, 390, "dark", script=False):
        page.goto(f"file://{folder}/en/index.html")
        assert not page.locator("#search").is_visible()
        page.locator("details.topic > summary").first.click()
        page.locator("main li a").first.click()
        page.locator("#answer > summary").click()
        assert page.locator(".said").inner_text().startswith("The running mean weighs a gradient k steps ago")


def test_on_paper_everything_is_unfolded_and_the_switch_is_gone(phone: Page, folder: Path) -> None:
    phone.goto(f"file://{folder}/en/q/last-ten.html")
    parts = [".choice > p", ".said", ".claim table", ".fold pre"]
    assert not any(phone.locator(part).first.evaluate(SHOWN) for part in parts)
    phone.emulate_media(media="print")
    assert all(phone.locator(part).first.evaluate(SHOWN) for part in parts)
    assert not phone.locator(".languages").is_visible()


def test_a_square_of_the_board_leads_to_its_claim(phone: Page, folder: Path) -> None:
    phone.goto(f"file://{folder}/ko/board.html")
    claim = phone.locator("[id='momentum.last_ten']")
    assert not claim.is_visible()
    phone.locator(".cell").first.click()
    assert claim.is_visible()
    assert phone.locator(".tally .supported").inner_text().split("\n")[-1] == say("ko", "pages.supported")
