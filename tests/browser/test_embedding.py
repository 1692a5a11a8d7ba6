"""The page in a frame on another organisation's site."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.browser.conftest import PATIENCE, Hosted
from tests.browser.test_talk import THREAT

pytestmark = pytest.mark.browser

OPENED = """{ const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function () { return attach.call(this, { mode: "open" }); }; }"""
"""Tests look into the loader's closed root."""

Visiting = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, hosted: Hosted) -> Iterator[Visiting]:
    """Opens the other site; what it is not allowed to do, or asks elsewhere, is a failure."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def visit_it(path: str = "/plain", **options: Any) -> Page:
        context = browser.new_context(
            **{"locale": "fr-BE", "viewport": {"width": 1280, "height": 800}, **options}
        )
        contexts.append(context)
        context.add_init_script(OPENED)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Policy" in said.text else 0)
        page.goto(hosted.url + path)
        return page

    yield visit_it
    for context in contexts:
        context.close()
    assert complaints == []


def inside(page: Page) -> Frame:
    """The frame of our own origin, once the talk has begun."""
    page.frame_locator("iframe").get_by_role("button", name="Juste curieux").wait_for()
    (frame,) = page.frames[1:]
    return frame


def chat(page: Page) -> Frame:
    """Opens the chat."""
    page.get_by_role("button", name="Ouvrir le chat").click()
    return inside(page)


def threatened(page: Page) -> Frame:
    """In the middle of something nobody else should see."""
    frame = chat(page)
    frame.get_by_label("Ton message").fill(THREAT)
    page.keyboard.press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("Si je comprends bien")
    return frame


def outer_leave(page: Page) -> None:
    """The loader's own button."""
    page.get_by_role("dialog").get_by_role("button", name="Quitter").click()


def inner_leave(page: Page) -> None:
    """The page's own button, where a keyboard finds it first."""
    page.frames[1].locator("#leave button").focus()
    page.keyboard.press("Enter")


def shift_inside(page: Page) -> None:
    page.frames[1].get_by_label("Ton message").focus()
    for _ in range(3):
        page.keyboard.press("Shift")


def shift_outside(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Réduire").focus()
    for _ in range(3):
        page.keyboard.press("Shift")


WAYS = [outer_leave, inner_leave, shift_inside, shift_outside]


@pytest.mark.parametrize("path", ["/plain", "/", "/lax"])
@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_every_way_of_leaving_takes_the_other_site_along(
    visit: Visiting, hosted: Hosted, leave: Callable[[Page], None], path: str
) -> None:
    page = visit(path)
    threatened(page)
    page.on("dialog", lambda dialog: dialog.accept())
    leave(page)
    page.wait_for_url(hosted.site.neutral)
    assert len(hosted.site.bot.left) == 1
    assert not hosted.site.bot.talks


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_no_are_you_sure_of_the_other_site_comes_between(
    visit: Visiting, hosted: Hosted, leave: Callable[[Page], None]
) -> None:
    page = visit("/plain")
    threatened(page)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    leave(page)
    page.wait_for_url(hosted.site.neutral)
    assert asked == []


@pytest.mark.parametrize("leave", [outer_leave, inner_leave], ids=lambda way: way.__name__)
def test_back_shows_neither_the_talk_nor_the_site(
    visit: Visiting, hosted: Hosted, leave: Callable[[Page], None]
) -> None:
    page = visit()
    threatened(page)
    leave(page)
    page.wait_for_url(hosted.site.neutral)
    page.go_back()
    assert page.url == "about:blank"


def seen(page: Page) -> str:
    """Everything that the other site's spy found."""
    page.wait_for_timeout(300)
    return str(page.evaluate("[...saw].join('\\n')"))


@pytest.mark.parametrize("path", ["/", "/lax"])
def test_the_other_site_learns_nothing_of_what_is_said(
    visit: Visiting, hosted: Hosted, path: str
) -> None:
    page = visit(path)
    frame = chat(page)
    frame.get_by_label("Ton message").press_sequentially("xylophone zut", delay=5)
    page.keyboard.press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("Je continue")
    frame.get_by_role("button", name="Un truc").last.click()
    token = str(frame.evaluate("document.querySelector('input[name=token]').value"))
    found = seen(page)
    open("/tmp/work/embed_seen_" + path.strip("/") + ".txt", "w").write(found)
    assert token not in found
