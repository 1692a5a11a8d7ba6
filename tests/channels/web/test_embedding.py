"""The loader for other sites, and that nothing else of ours is theirs to read."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from bot.channels.web import Page
from bot.channels.web.embedding import loader
from bot.dialogue.wording import phrase
from bot.server import make_app
from tests.channels.web.conftest import Browser, all_is_well
from tests.channels.web.fakes import FakeBot, FakeClock, make_page
from tests.shipped import SHIPPED, shipped

STATIC = Path(__file__).parents[3] / "bot" / "channels" / "web" / "static"
LIMIT = 5_000
FOREIGN = [
    *(f"https://{name}.example" for name in ("evil", "page.test", "page.test.evil", "school")),
    *(f"{scheme}://page.test{port}" for scheme in ("http", "https") for port in (":1", ":8443")),
    *("null", "", "*", "http://localhost", "http://127.0.0.1:8000", "https://page.test"),
    *("file://", "data:", "chrome-extension://abc", "https://PAGE.TEST", "https://page.test."),
    "https://user@page.test",
]
"""Origins that are not the page's own."""


async def test_it_is_at_most_five_kilobytes_as_served(browser: Browser) -> None:
    headers = {"Accept-Encoding": "identity"}
    answer = await browser.http.get("/embed.js?lang=fr&country=BE", headers=headers)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "content-encoding" not in answer.headers
    assert len(answer.content) <= LIMIT


@SHIPPED
def test_it_is_as_small_in_every_language_that_ships(bot: FakeBot, clock: FakeClock) -> None:
    library = shipped().library
    page = make_page(
        bot,
        clock,
        words=lambda language, name: phrase(library, name, language),
        languages=library.languages,
    )
    sizes = [len(loader(page, each, "BE").content) for each in library.languages]
    assert max(sizes) <= LIMIT


@pytest.mark.parametrize(
    ("address", "language", "leads_to"),
    [
        ("/embed.js?lang=fr&country=be", "fr", "/?lang=fr&country=BE"),
        ("/embed.js?lang=en", "en", "/?lang=en"),
        ("/embed.js", "en", "/?lang=en"),
        ('/embed.js?lang="%2Balert(1)&country=<x>', "en", "/?lang=en"),
    ],
)
async def test_its_address_alone_says_what_stands_in_it(
    browser: Browser, address: str, language: str, leads_to: str
) -> None:
    first, second = [
        (await browser.http.get(address, headers={"Accept-Language": accepted})).text
        for accepted in ("fr-BE", "nl")
    ]
    assert first == second
    assert f'"page":"{leads_to}"' in first
    assert f'"language":"{language}"' in first


async def test_it_alone_may_be_loaded_and_kept_by_another_site(browser: Browser) -> None:
    headers = (await browser.http.get("/embed.js")).headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cache-control"] == "public, max-age=3600"
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


def addresses(app: Litestar) -> list[tuple[str, str]]:
    """Every method and address that there is, but for the loader's."""
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    found = [(method, route.path) for route in routes for method in route.methods]
    named = [(method, path.replace("{name:str}", "talk.js")) for method, path in found]
    return [(method, path) for method, path in named if path != "/embed.js"]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_no_foreign_origin_is_granted_anything(
    app: Litestar, browser: Browser, origin: str
) -> None:
    tried = addresses(app)
    assert len(tried) >= 12
    for method, path in [*tried, *(("OPTIONS", path) for _, path in tried)]:
        if path == "/stream" and method == "GET":
            continue  # it ends only with the page; its headers come from the same place
        asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = await browser.http.request(method, path, headers=asking)
        granted = [name for name in answer.headers if name.startswith("access-control")]
        assert (path, granted) == (path, [])
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_the_sites_that_may_show_the_page_are_told_to_it(
    bot: FakeBot, clock: FakeClock
) -> None:
    sites = ("https://school.example", "https://*.youth.example")
    page = make_page(bot, clock, frame_ancestors=sites)
    html = (await Browser(make_app(web=page, health=all_is_well)).http.get("/")).text
    assert 'data-hosts="https://school.example https://*.youth.example"' in html


async def test_where_no_site_may_none_is_told(browser: Browser) -> None:
    assert "data-hosts" not in (await browser.http.get("/")).text


def test_it_does_nothing_that_a_strict_site_forbids(page: Page) -> None:
    script = loader(page, "fr", None).content.decode()
    forbidden = ("innerHTML", "eval(", "Function(", '"style"', "<style", "import(", "Storage")
    assert [each for each in forbidden if each in script] == []
    assert not any(name in script for name in ("EXIT", "STYLE", "BAKED"))


def test_the_code_of_leaving_is_written_once() -> None:
    keys = [path.name for path in sorted(STATIC.glob("*.js")) if '"Shift"' in path.read_text()]
    tops = [path.name for path in sorted(STATIC.glob("*.js")) if "top.location" in path.read_text()]
    assert keys == tops == ["exit.js"]
