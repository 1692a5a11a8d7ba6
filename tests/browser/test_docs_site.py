"""The documentation's site in a real Chromium: whole, readable on a phone, nothing from outside."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from devtools.documentation.__main__ import build
from tests.browser.conftest import Watched
from tests.browser.test_access import TOO_WIDE
from tests.docs.pages import navigation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("documentation")]

HTML = [name.replace("README.md", "index.md")[:-3] + ".html" for name in navigation()]
SEVERE = {"serious", "critical"}


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a line for each on the terminal."""

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is, built as `./run docs` builds it."""
    folder: Path = tmp_path_factory.mktemp("site")
    assert build(folder) == 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Watched]:
    """A small phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield Watched(context.new_page())
    context.close()


def visited(tab: Watched, built: str) -> Iterator[Page]:
    """The tab on each page of the site, one after the other."""
    for name in HTML:
        tab.page.goto(built + name)
        yield tab.page


def test_no_page_asks_anybody_else_for_anything(tab: Watched, built: str) -> None:
    for page in visited(tab, built):
        assert page.locator("h1").count() == 1
    assert [url for url in tab.requests if not url.startswith(built)] == []
    assert tab.complaints == []


def test_no_page_is_wider_than_a_phone(tab: Watched, built: str) -> None:
    assert [page.url for page in visited(tab, built) if page.evaluate(TOO_WIDE)] == []


def test_the_search_finds_a_setting(tab: Watched, built: str) -> None:
    tab.page.goto(f"{built}index.html?q=MAKE_IT_SAFE_KEY")
    tab.page.locator(".md-search-result__link").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_can_be_used_by_everybody(browser: Browser, built: str, scheme: Any) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(built + "settings.html")
    found = Axe().run(page).response["violations"]
    page.close()
    assert [it["id"] for it in found if it["impact"] in SEVERE] == []
