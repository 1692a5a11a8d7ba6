"""The application as a whole: health, its own description, starting and stopping."""

import asyncio
import secrets
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from bot.channels.web import Page
from bot.domain.errors import UnsafeDeployment
from bot.server import Server, configured, listen, make_app
from tests.channels.web.fakes import FakeBot, FakeClock, make_page


async def nothing_wrong() -> tuple[str, ...]:
    return ()


async def disk_full() -> tuple[str, ...]:
    return ("The disk is full.",)


@pytest.fixture
def page() -> Page:
    return make_page(FakeBot(), FakeClock())


def ask(app: Litestar) -> httpx.AsyncClient:
    """A client of this application."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(cast(Any, app)), base_url="http://page.test"
    )


async def test_health_says_that_all_is_well(page: Page) -> None:
    async with ask(make_app(web=page, health=nothing_wrong)) as http:
        answer = await http.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "wrong": []})


async def test_health_says_what_is_wrong(page: Page) -> None:
    async with ask(make_app(web=page, health=disk_full)) as http:
        answer = await http.get("/health")
    assert (answer.status_code, answer.json()["wrong"]) == (503, ["The disk is full."])


async def test_whatever_is_wrong_beside_it_the_page_is_alive(page: Page) -> None:
    async with ask(make_app(web=page, health=disk_full)) as http:
        assert (await http.get("/alive")).status_code == 200


async def test_the_description_of_the_interface_is_for_tests_only(page: Page) -> None:
    async with ask(make_app(web=page, health=nothing_wrong)) as http:
        assert (await http.get("/schema/openapi.json")).status_code == 404
    async with ask(make_app(web=page, health=nothing_wrong, openapi=True)) as http:
        assert "/say" in (await http.get("/schema/openapi.json")).json()["paths"]


async def test_it_stops_within_ten_seconds_with_open_streams(page: Page) -> None:
    app = make_app(web=page, health=nothing_wrong)
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(configured(app), page.streams)
    running = asyncio.ensure_future(server.serve([listening]))
    async with open_stream(listening.getsockname()[1]) as pieces, asyncio.timeout(10):
        assert await anext(pieces) == ": here\n\n"
        server.should_exit = True
        assert [piece async for piece in pieces] == []
        await running


@asynccontextmanager
async def open_stream(port: int) -> AsyncIterator[AsyncIterator[str]]:
    """A stream over a real connection."""
    headers = {"Authorization": f"Bearer {secrets.token_urlsafe(32)}"}
    url = f"http://127.0.0.1:{port}/stream"
    async with httpx.AsyncClient() as http, http.stream("GET", url, headers=headers) as answer:
        yield answer.aiter_text()


def test_a_port_in_use_is_refused_with_advice() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(UnsafeDeployment, match="set MAKE_IT_SAFE_PORT to another"),
    ):
        listen("127.0.0.1", other.getsockname()[1])


def test_a_free_port_is_listened_on() -> None:
    [listening] = listen("127.0.0.1", 0)
    listening.close()


LIMITED = """
import resource
from bot.server import open_more_files
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
open_more_files()
assert resource.getrlimit(resource.RLIMIT_NOFILE) == (most, most)
"""


def test_it_takes_as_many_connections_as_the_system_allows() -> None:
    assert subprocess.run([sys.executable, "-c", LIMITED], check=False).returncode == 0
