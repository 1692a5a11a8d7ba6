"""Two sites in a real Chromium: ours, and another organisation's that shows ours in a frame."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from bot.channels.web import Streams
from bot.server import make_app
from tests.browser.conftest import PATIENCE, Running, Site
from tests.browser.hostile_host import host_app
from tests.browser.test_talk import THREAT
from tests.channels.web.conftest import all_is_well
from tests.channels.web.fakes import FakeBot, FakeClock, make_page
from tests.ports import free_port

OPENED = """{ const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function () { return attach.call(this, { mode: "open" }); }; }"""
"""The tests look into the loader's closed root."""

Visiting = Callable[..., Page]


@dataclass
class Hosted:
    """The other site, and ours behind it."""

    url: str
    ours: Site


@contextmanager
def two_sites(neutral: str, *, listed: bool = True, integrity: str = "") -> Iterator[Hosted]:
    """Both, being served. They have two names, so that they are two sites to the browser."""
    port = free_port()
    url = f"http://localhost:{port}"
    bot = FakeBot()
    ancestors = (url,) if listed else ("https://somebody-else.example",)
    page = make_page(bot, FakeClock(), neutral_site=neutral, frame_ancestors=ancestors)
    running = Running(make_app(web=page, health=all_is_well), page.streams)
    theirs = Running(host_app(running.url, integrity), Streams(), port)
    yield Hosted(url, Site(bot, page, running, neutral))
    theirs.stop()
    running.stop()


@pytest.fixture
def hosted(neutral: str) -> Iterator[Hosted]:
    with two_sites(neutral) as both:
        yield both


@pytest.fixture
def visit(browser: Browser, hosted: Hosted) -> Iterator[Visiting]:
    """Opens the other site; a policy that is broken there or in the frame is a failure."""
    complaints: list[str] = []
    with ExitStack() as contexts:

        def visit_it(path: str = "/plain", script: str = "", **options: Any) -> Page:
            page = visited(contexts, browser, hosted.url + path, script, **options)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text))
            return page

        yield visit_it
    assert [each for each in complaints if "Policy" in each] == []


def visited(
    contexts: ExitStack, browser: Browser, url: str, script: str = "", **options: Any
) -> Page:
    """A tab with that page; `script` runs before any other, in every frame."""
    wanted = {"locale": "fr-BE", "viewport": {"width": 1280, "height": 800}, **options}
    context = contexts.enter_context(browser.new_context(**wanted))
    context.add_init_script(OPENED + script)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    return page


def open_chat(page: Page) -> Frame:
    """Presses the loader's button; the frame, once the talk has begun."""
    page.get_by_role("button", name="Ouvrir le chat").click()
    page.frame_locator("iframe").get_by_role("button", name="Juste curieux").wait_for()
    page.frame_locator("iframe").locator("html.hosted").wait_for(state="attached")
    (frame,) = page.frames[1:]
    return frame


def say_threat(page: Page) -> Frame:
    """In the middle of something nobody else should see."""
    frame = open_chat(page)
    frame.get_by_label("Ton message").fill(THREAT)
    page.keyboard.press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("Si je comprends bien")
    return frame
