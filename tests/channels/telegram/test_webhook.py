"""Telegram brings the updates itself: let in only with the secret, acknowledged only when kept."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.channels.telegram import PATH, Called, Telegram, run, webhook_routes
from bot.server import configured, listen, make_app
from bot.store.alone import Alone
from devtools.fake_telegram import FakeTelegram, Person
from devtools.fake_telegram.serving import Server
from tests.channels.telegram.conftest import Bot
from tests.channels.telegram.test_talk import THREAT, eventually_true, shows_a_number
from tests.channels.web.conftest import all_is_well
from tests.channels.web.fakes import FakeBot, FakeClock, make_page

pytestmark = pytest.mark.telegram

SECRET = "s" * 64
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Served(Bot):
    """The bot with an address of its own that Telegram calls."""

    url = ""

    async def start(self, face: Telegram | None = None) -> None:
        self.face = face or self.made()
        page = make_page(FakeBot(), FakeClock())
        app = make_app(web=page, health=all_is_well, others=[webhook_routes(self.face, SECRET)])
        self._server = Server(configured(app))
        self._serving = asyncio.create_task(self._server.serve(listen("127.0.0.1", 0)))
        await eventually_true(lambda: self._server.started)
        [listening] = [port for each in self._server.servers for port in each.sockets]
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._tasks = [
            asyncio.create_task(run(self.face, Alone(), Called(self.url + PATH, SECRET)))
        ]

    async def end(self) -> None:
        await super().end()
        self._server.should_exit = True
        await self._serving


@pytest.fixture
async def served(telegram: FakeTelegram) -> AsyncIterator[Served]:
    made = Served(telegram)
    await made.start()
    yield made
    await made.end()


async def test_a_threat_brings_the_helpline(served: Served, young: Person) -> None:
    await eventually_true(lambda: served.telegram.counts["setWebhook"] == 1)
    young.say(THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))
    assert served.telegram.counts["getUpdates"] == 0


async def test_what_could_not_be_kept_comes_again(served: Served, young: Person) -> None:
    await eventually_true(lambda: served.telegram.counts["setWebhook"] == 1)
    served.conversations.broken = True
    young.say(THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))
    served.conversations.broken = False
    await eventually_true(lambda: any("chantage" in text.lower() for text in young.texts()))
    await eventually_true(lambda: served.telegram.waiting == [])


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {}, 403),
        (b"{}", {"X-Telegram-Bot-Api-Secret-Token": "s" * 63}, 403),
        (b"{}", {"X-Telegram-Bot-Api-Secret-Token": "é".encode()}, 403),
        (b"no json", HEADERS, 400),
        (b"[1]", HEADERS, 400),
        (b"[" * 100_000, HEADERS, 400),
        (b"{}", HEADERS, 200),
        (b'{"update_id": 1, "message": {"text": 7}}', HEADERS, 200),
        (b"x" * 2_000_000, HEADERS, 413),
    ],
)
async def test_nobody_else_is_heard(
    served: Served, body: bytes, headers: dict[str, Any], status: int
) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(served.url + PATH, content=body, headers=headers)
    assert answer.status_code == status
    assert not served.conversations._kept


async def test_asking_again_ends_the_calling(served: Served, bot: Bot, young: Person) -> None:
    assert bot.face
    await bot.face.account.ask_not_to_be_called()
    young.say(THREAT)
    await eventually_true(lambda: shows_a_number(young.texts()))
