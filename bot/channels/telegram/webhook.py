"""Updates that Telegram brings itself, to a deployment with a public address.

A 200 is said only of an update whose turn is durable; after anything else Telegram comes again.
"""

import hmac
import json
from typing import Any

from litestar import Request, Response, Router, post
from litestar.di import NamedDependency, Provide

from bot.channels.telegram.face import NotKept, Telegram

PATH = "/telegram"
LARGEST = 1_000_000
"""Bytes of one update; what a young person may write in one message is a hundredth of it."""
_HEADER = "x-telegram-bot-api-secret-token"

TheTelegram = NamedDependency[Telegram]
TheSecret = NamedDependency[str]


def webhook_routes(telegram: Telegram, secret: str) -> Router:
    """The one address that Telegram asks; `secret` is what it says to be let in."""
    return Router(
        path=PATH,
        route_handlers=[take],
        dependencies={
            "telegram": Provide(lambda: telegram, sync_to_thread=False),
            "secret": Provide(lambda: secret, sync_to_thread=False),
        },
        request_max_body_size=LARGEST,
    )


@post("/", status_code=200)
async def take(
    request: Request[Any, Any, Any], telegram: TheTelegram, secret: TheSecret
) -> Response[None]:
    """One update. 403 for whoever is not Telegram, 503 for what could not be kept."""
    said = request.headers.get(_HEADER, "")
    if not hmac.compare_digest(said.encode(), secret.encode()):
        return Response(None, status_code=403)
    try:
        update = json.loads(await request.body())
    except (ValueError, RecursionError):
        return Response(None, status_code=400)
    if not isinstance(update, dict):
        return Response(None, status_code=400)
    try:
        await telegram.take(update)
    except NotKept:
        return Response(None, status_code=503)
    return Response(None, status_code=200)
