"""A bot as bare calls, and an address that takes updates."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

import httpx


def plain(base_url: str) -> httpx.AsyncClient:
    """A client for the loopback: reading certificates takes longer than most tests."""
    return httpx.AsyncClient(base_url=base_url, verify=False, trust_env=False)


@dataclass
class Bot:
    """Calls methods and gives back what came."""

    client: httpx.AsyncClient

    async def ask(self, method: str, **parameters: Any) -> httpx.Response:
        return await self.client.post(method, json=parameters, timeout=10)

    async def does(self, method: str, **parameters: Any) -> Any:
        """The result; fails where it was refused."""
        answer = (await self.ask(method, **parameters)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **parameters: Any) -> tuple[int, str]:
        """Status and words of a refusal."""
        answer = await self.ask(method, **parameters)
        said = answer.json()
        assert said["ok"] is False
        assert said["error_code"] == answer.status_code
        return answer.status_code, said["description"]

    async def updates(self, **parameters: Any) -> list[int]:
        """The ids of the updates that come."""
        return [each["update_id"] for each in await self.does("getUpdates", **parameters)]


@dataclass
class Receiver:
    """A plain web server that keeps what it is given and answers as it is told."""

    answers: list[int] = field(default_factory=list)
    """Statuses of the first answers; 200 after them. 0 cuts the connection."""
    bodies: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    pause: float = 0.0
    open: int = 0
    most_open: int = 0
    url: str = ""

    async def __aenter__(self) -> Self:
        self._arrived = asyncio.Condition()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/hook"
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def got(self, count: int) -> list[str]:
        """The bodies, once there are so many."""
        async with asyncio.timeout(5), self._arrived:
            await self._arrived.wait_for(lambda: len(self.bodies) >= count)
        return self.bodies

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0])
        body = (await reader.readexactly(length)).decode()
        await asyncio.sleep(self.pause)
        self.open -= 1
        status = self.answers.pop(0) if self.answers else 200
        if status:
            writer.write(
                f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
        self.headers.append(head)
        self.bodies.append(body)
        async with self._arrived:
            self._arrived.notify_all()
        writer.close()
