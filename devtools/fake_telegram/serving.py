"""The server itself: routes as one application, and connections that can be cut."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from socket import IPPROTO_TCP, TCP_NODELAY, create_server, socket
from typing import Any

import uvicorn
from litestar import Litestar
from litestar.datastructures import State
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from devtools.fake_telegram.bot_api import answer_call, answer_download
from devtools.fake_telegram.control import control_routes
from devtools.fake_telegram.page import page_routes
from devtools.fake_telegram.world import World

LONGEST_BODY = 60_000_000


class Cuttable(HttpToolsProtocol):
    """Lets a call end its connection without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Sends at once: of a socket made elsewhere the loop does not know that it may."""
        transport.get_extra_info("socket").setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        super().connection_made(transport)

    def on_message_begin(self) -> None:
        """Puts the knife beside the call."""
        super().on_message_begin()
        self.scope["cut"] = self._cut  # type: ignore[typeddict-unknown-key]

    def _cut(self) -> None:
        self.transport.abort()
        if self.cycle is not None:
            self.cycle.disconnected = True


class Server(uvicorn.Server):
    """Stops at once: an open poll would keep it for a minute."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Cuts what is still open, and stops."""
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.lifespan.shutdown()


class Beside(Server):
    """Leaves Ctrl-C to the test that started it, and stops when that says so."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ending = asyncio.Event()

    async def main_loop(self) -> None:
        """Waits for the end instead of looking for it ten times a second."""
        await self.on_tick(0)
        await self._ending.wait()

    def end(self) -> None:
        """Stops."""
        self._ending.set()

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


def cutting_cancelled(app: Litestar) -> ASGI3Application:
    """A call that is cancelled ends with its connection, without a word in the log."""

    async def cut(scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            scope["cut"]()

    return cut


def configured(world: World) -> uvicorn.Config:
    """How it is served. No access log: addresses hold the token."""
    return uvicorn.Config(
        cutting_cancelled(make_app(world)),
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
        self._server = Beside(configured(world))
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
        self._server.end()
        if self._task is not None:
            await self._task
        self._socket.close()
