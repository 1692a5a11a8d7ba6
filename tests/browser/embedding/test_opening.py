"""Opening the chat on another site, putting it aside, and sites that may not."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha384
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.channels.web.embedding import loader
from tests.browser.embedding.conftest import (
    Hosted,
    Visiting,
    open_chat,
    say_threat,
    two_sites,
    visited,
)
from tests.browser.test_access import SCHEMES, TOO_WIDE
from tests.channels.web.fakes import FakeBot, FakeClock, make_page

pytestmark = pytest.mark.browser

WITHOUT_STORAGE = """if (window !== top) for (const name of
  ["sessionStorage", "localStorage", "indexedDB", "caches", "BroadcastChannel"])
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
"""
KEYBOARD_UP = """Object.defineProperty(window, "visualViewport", {
  value: { height: 400, offsetTop: 30, scale: 1 } });"""
"""What is left of the screen over a phone's keyboard, as browsers tell it."""
FOCUS = """() => { let at = document.activeElement;
  while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  return at.tagName + " " + at.textContent; }"""


def focused(page: Page) -> str:
    """What has the focus on the other site."""
    return str(page.evaluate(FOCUS))


def test_nothing_is_asked_for_until_the_button_is_pressed(visit: Visiting, hosted: Hosted) -> None:
    asked: list[str] = []
    page = visit()
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_role("button", name="Ouvrir le chat").wait_for()
    ours = [url for url in asked if url.startswith(hosted.ours.url)]
    assert ours == [f"{hosted.ours.url}/embed.js?lang=fr&country=BE"]


def test_everything_can_be_reached_by_keyboard(visit: Visiting) -> None:
    page = visit()
    page.get_by_role("button", name="Ouvrir le chat").wait_for()
    for _ in range(4):
        page.keyboard.press("Tab")
    assert focused(page) == "BUTTON Ouvrir le chat"
    page.keyboard.press("Enter")
    page.frame_locator("iframe").locator("html.hosted").wait_for(state="attached")
    assert focused(page) == "IFRAME "
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "BUTTON Réduire"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "BUTTON Quitter"


def test_escape_in_the_frame_puts_the_chat_aside_and_leaves_nothing(
    visit: Visiting, hosted: Hosted
) -> None:
    page = visit()
    frame = say_threat(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused(page) == "BUTTON Ouvrir le chat"
    page.keyboard.press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("Si je comprends bien")
    assert hosted.ours.bot.left == []


def test_escape_around_the_frame_puts_it_aside_too(visit: Visiting, hosted: Hosted) -> None:
    page = visit()
    open_chat(page)
    page.get_by_role("button", name="Réduire").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused(page) == "BUTTON Ouvrir le chat"


def test_the_chat_has_a_name_and_its_language(visit: Visiting) -> None:
    page = visit()
    open_chat(page)
    expect(page.get_by_role("dialog", name="Chat")).to_be_visible()
    expect(page.locator("iframe")).to_have_attribute("title", "Chat")
    assert page.locator("html > div").get_attribute("lang") == "fr"


def test_where_the_browser_keeps_nothing_the_talk_goes_on_in_memory(
    visit: Visiting, hosted: Hosted
) -> None:
    page = visit(script=WITHOUT_STORAGE)
    say_threat(page)
    page.get_by_role("dialog").get_by_role("button", name="Quitter").click()
    page.wait_for_url(hosted.ours.neutral)
    hosted.ours.wait_until_left(page)
    assert len(hosted.ours.bot.left) == 1


def test_the_other_sites_style_breaks_nothing(visit: Visiting) -> None:
    page = visit("/spying", viewport={"width": 360, "height": 740})
    open_chat(page)
    dialog = page.get_by_role("dialog")
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    look = "each => [getComputedStyle(each).opacity, getComputedStyle(each).fontSize]"
    assert dialog.get_by_role("button", name="Quitter").evaluate(look) == ["1", "16px"]


def test_a_phones_keyboard_does_not_push_the_way_out_from_sight(visit: Visiting) -> None:
    page = visit(viewport={"width": 360, "height": 740}, script=KEYBOARD_UP)
    open_chat(page)
    page.evaluate("visualViewport.onresize()")
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 30, "width": 360, "height": 400}


def test_a_line_that_is_pasted_twice_makes_one_button(visit: Visiting) -> None:
    page = visit("/lax")
    page.get_by_role("button", name="Ouvrir le chat").wait_for()
    page.add_script_tag(url=str(page.locator("script[src*=embed]").get_attribute("src")))
    assert page.get_by_role("button", name="Ouvrir le chat").count() == 1


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: next(iter(scheme.values())))
@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.long)])
def test_axe_finds_nothing_serious_around_the_frame_or_in_it(
    visit: Visiting, scheme: dict[str, Any], width: int
) -> None:
    page = visit(viewport={"width": width, "height": 640}, **scheme)
    frame = say_threat(page)
    page.wait_for_timeout(300)
    found = [each for where in (page, frame) for each in Axe().run(where).response["violations"]]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious] == []
    assert not frame.evaluate(TOO_WIDE)


@pytest.fixture
def opened(browser: Browser, neutral: str) -> Iterator[Callable[..., Page]]:
    """Two sites as wanted, and the chat opened on the other one."""
    with ExitStack() as stack:

        def open_it(path: str, **wanted: Any) -> Page:
            both = stack.enter_context(two_sites(neutral, **wanted))
            page = visited(stack, browser, both.url + path)
            page.get_by_role("button", name="Ouvrir le chat").click()
            return page

        yield open_it


@pytest.mark.parametrize(("path", "listed"), [("/plain", False), ("/frameless", True)])
def test_where_no_frame_is_allowed_the_way_to_the_page_itself_is_shown(
    opened: Callable[..., Page], path: str, listed: bool
) -> None:
    page = opened(path, listed=listed)
    page.get_by_role("link", name="Ouvre-le sur sa propre page").click()
    page.get_by_role("button", name="Juste curieux").wait_for()
    assert page.evaluate("top === window")


def test_a_site_that_is_not_listed_never_shows_the_page(opened: Callable[..., Page]) -> None:
    page = opened("/plain", listed=False)
    page.get_by_role("link", name="Ouvre-le sur sa propre page").wait_for()
    assert "data-words" not in page.frames[1].content()


def pinned(neutral: str) -> str:
    """The hash of the loader, as docs/embedding.md makes it."""
    page = make_page(FakeBot(), FakeClock(), neutral_site=neutral)
    script = loader(page, "fr", "BE").content
    return "sha384-" + b64encode(sha384(script).digest()).decode()


def test_a_pinned_hash_lets_the_loader_in(opened: Callable[..., Page], neutral: str) -> None:
    page = opened("/plain", integrity=pinned(neutral))
    page.frame_locator("iframe").get_by_role("button", name="Juste curieux").wait_for()


def test_another_script_than_the_pinned_one_never_runs(browser: Browser, neutral: str) -> None:
    with ExitStack() as stack:
        both = stack.enter_context(two_sites(neutral, integrity=pinned("https://other.example/")))
        page = visited(stack, browser, both.url + "/plain")
        page.wait_for_load_state("networkidle")
        assert page.get_by_role("button", name="Ouvrir le chat").count() == 0
