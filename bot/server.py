"""The ASGI application: the faces as one, the headers of every answer, starting and stopping."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Sequence
from socket import (
    AF_INET6,
    AI_PASSIVE,
    IPPROTO_IPV6,
    IPV6_V6ONLY,
    SO_REUSEADDR,
    SOCK_STREAM,
    SOL_SOCKET,
    getaddrinfo,
    socket,
)
from typing import Any

import uvicorn
from litestar import Litestar, Response, Router, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import MutableScopeHeaders, State
from litestar.di import NamedDependency, Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import Message, Scope

from bot.channels.web import Page, Streams, page_refusals, page_routes
from bot.domain.errors import UnsafeDeployment

Routes = Router
"""The addresses of one channel."""
Health = Callable[[], Awaitable[tuple[str, ...]]]
"""What is wrong, in words for the operator; nothing when all is well."""

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), "
        "browsing-topics=(), interest-cohort=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
}
"""On every answer; the Content-Security-Policy comes from the page."""

BACKLOG = 2048
"""Connections that may wait to be taken."""
STOP_SECONDS = 8
"""A stop never takes longer: what still runs then is cut, and comes back by its own id."""


def make_app(
    *, web: Page, health: Health, others: Sequence[Routes] = (), openapi: bool = False
) -> Litestar:
    """The whole application: the page, and other channels that are called from outside.

    `openapi` is for tests and development; there is no page for it.
    """
    document = OpenAPIConfig(
        "Make-It-Safe", "1", path="/schema", render_plugins=[JsonRenderPlugin()]
    )
    return Litestar(
        [page_routes(web), report_health, report_life, *others],
        dependencies={"health": Provide(lambda: health, sync_to_thread=False)},
        exception_handlers=page_refusals(web),
        before_send=[_with_headers(web.security_policy)],
        compression_config=CompressionConfig(backend="gzip", exclude=["^/stream$"]),
        openapi_config=document if openapi else None,
        on_shutdown=[web.streams.close],
        state=State({"streams": web.streams}),
        # Its own log would tell an error's text, and that may hold what somebody wrote.
        logging_config=None,
        debug=False,
    )


@get("/health")
async def report_health(health: NamedDependency[Health]) -> Response[Any]:
    """For whoever watches this machine: nothing personal, no counts."""
    wrong = await health()
    return Response({"ok": not wrong, "wrong": wrong}, status_code=503 if wrong else 200)


@get("/alive")
async def report_life() -> Response[Any]:
    """For a balancer or a container: the page answers. What is wrong beside it (Telegram may be
    away) must never take the page from the young people, so that is told by /health alone.
    """
    return Response({"alive": True})


async def serve(
    app: Litestar,
    listening: Sequence[socket],
    *,
    ready: Callable[[], None] = lambda: None,
    trusted_proxies: str = "127.0.0.1",
) -> None:
    """Answers until it is told to stop, and then stops within ten seconds, open streams or not.

    `listening` is what `listen` gives, here or in the process before; `ready` is called as soon as
    it answers.
    """
    open_more_files()
    config = configured(app, trusted_proxies)
    server = Server(config, app.state.streams, ready)
    _outlive_signals(server)
    await server.serve(list(listening))


def _outlive_signals(server: uvicorn.Server) -> None:
    """The server raises again the signal that stopped it, and so the process would end before all
    else of it is closed: what is on its way to Telegram would be sent once more by the next.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Windows and other threads than the first have no signals.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, setattr, server, "should_exit", True)


def open_more_files() -> None:
    """As many connections as the system lets this process have: shells and service managers give
    1,024 and let whoever asks have more. A page's stream is one for as long as it is open.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Some systems refuse what they call unlimited.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def listen(host: str, port: int) -> list[socket]:
    """Sockets that take connections at this address, in every family that the host has. Raises
    UnsafeDeployment, with what to do, for an address that cannot be listened on.
    """
    opened: list[socket] = []
    try:
        for family, kind, protocol, _, address in getaddrinfo(
            host, port, type=SOCK_STREAM, flags=AI_PASSIVE
        ):
            tried = socket(family, kind, protocol)
            opened.append(tried)
            # An address that was left a moment ago is free.
            tried.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            if family == AF_INET6:
                tried.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)
            tried.bind(address)
            tried.listen(BACKLOG)
    except OSError as error:
        for each in opened:
            each.close()
        raise UnsafeDeployment(
            f"Port {port} of {host} cannot be listened on ({(error.strerror or '').lower()}): stop "
            "the program that holds it, or set MAKE_IT_SAFE_PORT to another, such as 8001."
        ) from None
    return opened


def configured(app: Litestar, trusted_proxies: str = "127.0.0.1") -> uvicorn.Config:
    """How the server runs. `trusted_proxies` may tell it the network address of who asks."""
    return uvicorn.Config(
        app,
        # An address and a time are enough to tell who asked for help: there is no access log.
        access_log=False,
        # Its own way of logging would print errors with what they hold (bot/observing/logs.py).
        log_config=None,
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


class Server(uvicorn.Server):
    """Ends the streams before it waits for what still runs; they would never end by themselves."""

    def __init__(
        self, config: uvicorn.Config, streams: Streams, ready: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(config)
        self._streams = streams
        self._ready = ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Starts, and says so once it answers."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stops."""
        self._streams.close()
        await super().shutdown(sockets)


def _with_headers(security_policy: str) -> Callable[[Message, Scope], None]:
    headers = {**HEADERS, "Content-Security-Policy": security_policy}

    def add(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            found = MutableScopeHeaders.from_message(message)
            for name, value in headers.items():
                found.setdefault(name, value)

    return add
