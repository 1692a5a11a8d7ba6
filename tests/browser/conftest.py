"""A real Chromium before the real page, over a bot of a few sentences."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from litestar import Litestar, MediaType, get
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.channels.web import Page as WebPage
from bot.channels.web import Streams
from bot.domain.message import Address
from bot.server import Server, configured, make_app
from tests.channels.web.conftest import all_is_well
from tests.channels.web.fakes import FakeBot, FakeClock, make_page
from tests.running import chromium

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

PATIENCE = 30_000
"""Milliseconds until a test gives up. Only a failure takes so long: a machine that is busy with
other tests must not look like one.
"""
expect.set_options(timeout=PATIENCE)


class Running:
    """An application on a port of its own, in a thread of its own."""

    def __init__(self, app: Litestar, streams: Streams, port: int = 0) -> None:
        self._listening = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._server = Server(configured(app), streams)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._server.serve([self._listening]))
        self._loop.close()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Runs this where the application runs."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def stop(self) -> None:
        """Stops it."""
        self._server.should_exit = True
        self._thread.join(10)
        self._listening.close()


@get("/", media_type=MediaType.HTML)
async def weather() -> str:
    """What anybody could have open."""
    return "<!doctype html><title>Weather</title><p>Rain, later sun.</p>"


@dataclass
class Site:
    """The page being served, and the bot behind it."""

    bot: FakeBot
    page: WebPage
    running: Running
    neutral: str

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.running.url

    def wait_until_left(self, page: Page, times: int = 1) -> None:
        """A tab tells of its leaving while it goes, so that may come a moment after it is gone."""
        deadline = time.monotonic() + PATIENCE / 1000
        while len(self.bot.left) < times and time.monotonic() < deadline:
            page.wait_for_timeout(20)

    def push(self, text: str) -> None:
        """Something comes by itself, to the only conversation there is."""
        (address,) = {inbound.address for inbound in self.bot.heard}
        self.running.do(self.bot.push(address, text))

    def cut_streams(self) -> None:
        """Every open stream breaks off."""

        async def cut() -> None:
            for talk in list(self.bot.talks):
                self.page.streams.end(Address("web", talk).id)

        self.running.do(cut())


@dataclass
class Watched:
    """A tab, and everything that went wrong or out in it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self.page.set_default_timeout(PATIENCE)

    def _hear(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Trusted" in message.text:
            self.complaints.append(message.text)


Opening = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium; it goes before other tests come, whose event loops cannot run beside it."""
    found = chromium()
    if found is None:
        pytest.fail("There is no Chromium on PATH: install it, or name one in CHROMIUM.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def neutral() -> Iterator[str]:
    running = Running(Litestar([weather], openapi_config=None, logging_config=None), Streams())
    yield running.url + "/"
    running.stop()


@pytest.fixture
def site(neutral: str) -> Iterator[Site]:
    bot = FakeBot()
    page = make_page(bot, FakeClock(), neutral_site=neutral)
    running = Running(make_app(web=page, health=all_is_well), page.streams)
    yield Site(bot, page, running, neutral)
    running.stop()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Opening]:
    """Opens the page; at the end no tab may have broken a rule or asked anybody else."""
    contexts: list[BrowserContext] = []
    tabs: list[Watched] = []

    def open_it(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**{"locale": "fr-BE", **options})
        contexts.append(context)
        tabs.append(Watched(context.new_page()))
        tabs[-1].page.goto(site.url + path)
        return tabs[-1].page

    yield open_it
    for context in contexts:
        context.close()
    for tab in tabs:
        assert tab.complaints == []
        asked = {url for url in tab.requests if not url.startswith(site.url + "/")}
        assert asked <= {site.neutral, site.neutral + "favicon.ico"}


@pytest.fixture
def young(open_page: Opening) -> Page:
    """The page after its first words, on a small phone."""
    page = open_page(viewport={"width": 360, "height": 740})
    page.get_by_role("button", name="Juste curieux").wait_for()
    return page
