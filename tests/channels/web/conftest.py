"""The page in process, over a bot of a few sentences."""

import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from bot.channels.web import Page
from bot.server import make_app
from tests.channels.web.fakes import FakeBot, FakeClock, make_page


class Browser:
    """One young person's browser: its token, and the requests that the page makes."""

    def __init__(self, app: Litestar) -> None:
        transport = httpx.ASGITransport(cast(Any, app), client=("192.0.2.7", 4000))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://page.test")
        self.token = secrets.token_urlsafe(32)

    @property
    def headers(self) -> dict[str, str]:
        """What the script sends with every request."""
        return {"Authorization": f"Bearer {self.token}"}

    async def say(self, **fields: Any) -> httpx.Response:
        """One message of the script."""
        message = {"id": secrets.token_urlsafe(12), "after": 0, **fields}
        return await self.http.post("/say", json=message, headers=self.headers)

    async def submit(self, fields: Mapping[str, str], **headers: str) -> httpx.Response:
        """One plain form."""
        hidden = {"token": self.token, "id": secrets.token_urlsafe(12), "after": "0"}
        return await self.http.post("/", data={**hidden, **fields}, headers=headers)

    async def replies(self, after: int = 0) -> list[dict[str, Any]]:
        """What a poll brings."""
        answer = await self.http.get("/replies", params={"after": after}, headers=self.headers)
        found: list[dict[str, Any]] = answer.json()["replies"]
        return found


async def all_is_well() -> tuple[str, ...]:
    """Nothing is wrong."""
    return ()


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def page(bot: FakeBot, clock: FakeClock) -> Page:
    return make_page(bot, clock)


@pytest.fixture
def app(page: Page) -> Litestar:
    return make_app(web=page, health=all_is_well)


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[Browser]:
    made = Browser(app)
    yield made
    await made.http.aclose()


@pytest.fixture
async def other(app: Litestar) -> AsyncIterator[Browser]:
    made = Browser(app)
    yield made
    await made.http.aclose()
