"""The control API under /control/: what people do, what goes wrong, what the bot did."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import HttpMethod, Request, Response, route

from devtools.fake_telegram import controlling
from devtools.fake_telegram.parameters import read
from devtools.fake_telegram.refusals import Json, Refused
from devtools.fake_telegram.world import World

AnyRequest = Request[Any, Any, Any]
Doing = Callable[[World, Json], Any]


def control_routes() -> list[Any]:
    """One route for each thing that can be controlled."""
    return [
        *(_route(path, doing) for path, doing in controlling.DOINGS.items()),
        _route("GET /control/changes", controlling.changes),
    ]


def _route(address: str, doing: Doing) -> Any:
    verb, _, path = address.partition(" ")

    async def handle(request: AnyRequest) -> Response[Any]:
        world: World = request.app.state.world
        try:
            given = await read(request) | dict(request.path_params)
            done = doing(world, given)
            return Response(await done if isinstance(done, Awaitable) else done)
        except Refused as refused:
            return _wrong(refused.description)
        except (KeyError, TypeError, ValueError) as error:
            return _wrong(f"{type(error).__name__}: {error}")

    handle.__name__ = doing.__name__
    return route(path, http_method=[HttpMethod(verb)], name=address, status_code=200)(handle)


def _wrong(why: str) -> Response[Json]:
    return Response({"wrong": why}, status_code=400)
