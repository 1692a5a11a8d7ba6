"""The page's script over real connections: sends messages and opens streams, nothing more.

A library would cost the machine more than what is measured.
"""

import asyncio
import hashlib
import json
import re
import time

ANSWERS_WITHIN = 30.0
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")
_EVENT = re.compile(rb"id: (\d+)\nevent: reply\n[^\n]*\n\n")


class Asking:
    """One young person's browser. Each comes from an address of its own, as behind a proxy."""

    def __init__(self, port: int, name: str) -> None:
        self._port = port
        digest = hashlib.sha256(name.encode()).hexdigest()
        self.token = digest[:43]
        self._source = f"10.{int(digest[:2], 16)}.{int(digest[2:4], 16)}.{int(digest[4:6], 16)}"
        self._after = 0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def say(self, number: int, text: str) -> list[int]:
        """One message; the seqs of its replies. RuntimeError where it was not kept."""
        said = {
            "id": f"message-{number}",
            "after": self._after,
            "text": text,
            "language": "fr",
            "country": "BE",
        }
        status, body = await self.ask("POST", "/say", json.dumps(said).encode())
        if status != 200:
            raise RuntimeError(f"answered with {status}")
        answered = json.loads(body)
        self._after = answered["seq"]
        return [reply["seq"] for reply in answered["replies"]]

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Asks over the connection that is open, and opens one where there is none (any more)."""
        if self._streams is not None and self._streams[0].at_eof():
            await self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(self.request(method, path, body))
        async with asyncio.timeout(ANSWERS_WITHIN):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                found = _LENGTH.search(head)
                answered = await reader.readexactly(int(found[1]) if found else 0)
            except asyncio.IncompleteReadError:
                raise ConnectionResetError("the connection was cut") from None
        return int(head.split(b" ", 2)[1]), answered

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """What goes over the line."""
        return (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
            f"X-Forwarded-For: {self._source}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    async def close(self) -> None:
        """Hangs up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class Stream(asyncio.Protocol):
    """One open stream: when each reply came."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._rest = b""
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.came: dict[int, float] = {}
        self.twice = 0
        self.cut = False

    async def open(self, port: int) -> int:
        """Opens it; the status of the answer."""
        transport, _ = await asyncio.get_running_loop().create_connection(
            lambda: self, "127.0.0.1", port
        )
        transport.write(self._asking.request("GET", "/stream"))
        async with asyncio.timeout(ANSWERS_WITHIN):
            return await self.status

    def data_received(self, data: bytes) -> None:
        """Notes what came."""
        now = time.perf_counter()
        if not self.status.done():
            self.status.set_result(int(data.split(b" ", 2)[1]))
        self._rest += data
        end = 0
        for found in _EVENT.finditer(self._rest):
            seq, end = int(found[1]), found.end()
            self.twice += seq in self.came
            self.came.setdefault(seq, now)
        left = self._rest[end:]
        # What is left may be the beginning of a reply; signs of life are not kept.
        self._rest = left[left.find(b"id: ") :] if b"id: " in left else left[-4:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Notes that, too."""
        self.cut = True
        if not self.status.done():
            self.status.set_exception(ConnectionResetError("the stream was cut"))
