"""The side of the bot: /bot<token>/<method>, with whatever is made to go wrong on the way."""

import asyncio
import json
import re
from typing import Any

from litestar import HttpMethod, Request, Response, get, route
from litestar.datastructures import State

from devtools.fake_telegram.calls import Call
from devtools.fake_telegram.faults import HTML, MALFORMED, Fault
from devtools.fake_telegram.methods import METHODS, POLLS, SPELLING
from devtools.fake_telegram.parameters import Parameters, read
from devtools.fake_telegram.refusals import Json, Refused
from devtools.fake_telegram.world import World

TOKEN = re.compile(r"\d+:[\w-]{6,}")
AnyRequest = Request[Any, Any, State]


class Cut(Exception):
    """The connection ends without a word more."""


@route("/{token:str}/{method:str}", http_method=[HttpMethod.GET, HttpMethod.POST])
async def answer_call(request: AnyRequest) -> Response[str]:
    """One call of the bot."""
    world: World = request.app.state.world
    token, method = request.path_params["token"], request.path_params["method"]
    if refusal := wrong_token(world, token):
        return as_json(refusal.code, json.dumps(refusal.as_answer()))
    name = SPELLING.get(method.lower(), method)
    number, at = world.calls.arrived(name), world.clock.now()
    try:
        given, problem = await read(request), None
    except Refused as refused:
        given, problem = {}, refused
    fault = world.faults.take(name, str(given.get("chat_id", "")))
    status, body = 0, ""
    try:
        status, body = await Answering(world, name, Parameters(given), problem).answer(fault)
    except Cut:
        request.scope["cut"]()  # type: ignore[typeddict-item]
        return as_json(200, "")
    finally:
        kind = fault.kind if fault else ""
        world.calls.log.append(Call(number, name, given, at, status, told(body), kind))
        world.changed.ring()
    return as_json(status, body)


class Answering:
    """One call on its way through faults and limits to its method."""

    def __init__(self, world: World, name: str, given: Parameters, problem: Refused | None) -> None:
        self._world = world
        self._name = name
        self._given = given
        self._problem = problem

    async def answer(self, fault: Fault | None) -> tuple[int, str]:
        """Status and body; Cut where the connection is to end."""
        if fault is None:
            return await self._effect()
        if refused := fault.refusal():
            return refused.code, json.dumps(refused.as_answer())
        if fault.kind == "502":
            return 502, HTML
        if fault.kind == "cut_before":
            raise Cut
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
        return await self._broken(fault, await self._effect())

    async def _broken(self, fault: Fault, answer: tuple[int, str]) -> tuple[int, str]:
        if fault.kind == "hang_after":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "cut_after":
            raise Cut
        return (200, MALFORMED) if fault.kind == "malformed" else answer

    async def _effect(self) -> tuple[int, str]:
        try:
            return 200, f'{{"ok":true,"result":{await self._result()}}}'
        except Refused as refused:
            return refused.code, json.dumps(refused.as_answer(), ensure_ascii=False)

    async def _result(self) -> str:
        if self._problem is not None:
            raise self._problem
        self._world.limits.check(self._name, self._given.text("chat_id"))
        if poll := POLLS.get(self._name):
            return await poll(self._world, self._given)
        if self._name not in METHODS:
            raise Refused(404, "Not Found: method not found")
        result = METHODS[self._name](self._world, self._given)
        return json.dumps(result, ensure_ascii=False)


@get("/file/{token:str}/{rest:path}")
async def answer_download(request: AnyRequest) -> Response[str]:
    """A file, which nobody here should ever fetch; counted as `downloadFile`."""
    world: World = request.app.state.world
    if refusal := wrong_token(world, request.path_params["token"]):
        return as_json(refusal.code, json.dumps(refusal.as_answer()))
    number = world.calls.arrived("downloadFile")
    world.calls.log.append(
        Call(
            number,
            "downloadFile",
            {"path": str(request.path_params["rest"])},
            world.clock.now(),
            200,
            "abc",
        )
    )
    return Response("abc", media_type="application/octet-stream")


def wrong_token(world: World, given: str) -> Refused | None:
    """404 for what is no token, 401 for that of nobody."""
    token = given.removeprefix("bot")
    if not given.startswith("bot") or not TOKEN.fullmatch(token):
        return Refused(404, "Not Found")
    return None if token == world.bot.token else Refused(401, "Unauthorized")


def as_json(status: int, body: str) -> Response[str]:
    """An answer whose text is made already."""
    kind = "text/html" if body.startswith("<") else "application/json"
    return Response(body, status_code=status, media_type=kind)


def told(body: str) -> object:
    """An answer for the log: as it was, where it is JSON."""
    try:
        answer: Json | str = json.loads(body)
    except ValueError:
        return body
    return answer
