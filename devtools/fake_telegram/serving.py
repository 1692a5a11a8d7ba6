"""The server itself: routes as one application, and connections that can be cut."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from socket import create_server
from typing import Any

import uvicorn
from litestar import Litestar
from litestar.datastructures import State
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from devtools.fake_telegram.bot_api import answer_call, answer_download
from devtools.fake_telegram.control import control_routes
from devtools.fake_telegram.page import page_routes
from devtools.fake_telegram.world import World

LONGEST_BODY = 60_000_000


class Cuttable(HttpToolsProtocol):
    """Lets a call end its connection without an answer."""

    def on_message_begin(self) -> None:
        """Puts the knife beside the call."""
        super().on_message_begin()
        self.scope["cut"] = self._cut  # type: ignore[typeddict-unknown-key]

    def _cut(self) -> None:
        self.transport.abort()
        if self.cycle is not None:
            self.cycle.disconnected = True


class Server(uvicorn.Server):
    """Leaves Ctrl-C to whoever started it, where that is a test."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Takes no signal."""
        yield


def make_app(world: World) -> Litestar:
    """The fake as an application; its webhooks run as long as it does."""

    @contextlib.asynccontextmanager
    async def delivering(app: Litestar) -> AsyncIterator[None]:
        task = asyncio.create_task(world.webhook.run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return Litestar(
        [answer_call, answer_download, *control_routes(), *page_routes()],
        state=State({"world": world}, deep_copy=False),
        lifespan=[delivering],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LONGEST_BODY,
        debug=False,
    )


def configured(world: World, host: str = "127.0.0.1", port: int = 0) -> uvicorn.Config:
    """How it is served. No access log: addresses hold the token."""
    return uvicorn.Config(
        make_app(world),
        host=host,
        port=port,
        http=Cuttable,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
        lifespan="on",
    )


class Running:
    """A server beside the test, in the same loop, on a free port of the loopback."""

    def __init__(self, world: World, port: int = 0) -> None:
        self._server = Server(configured(world))
        self._socket = create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self._task: asyncio.Task[Any] | None = None

    async def start(self) -> None:
        """Answers from here on."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Ends, open polls or not."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._socket.close()
