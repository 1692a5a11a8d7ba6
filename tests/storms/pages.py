"""Young people at the web page: each says one thing after the other, and again until it is taken.

They send as the page's script does. Each has a network address of their own, told by the proxy's
header, or all of them would be one flood.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any

import httpx

from bot.domain.message import Address
from tests.storms.history import History, Tokens, fingerprint

Said = dict[str, Any]
SAYINGS: tuple[Said, ...] = (
    {"start": True},
    {"text": "bonjour"},
    {"choice": "/menu"},
    {"text": "il dit que si je paie pas il envoie ma photo a tout le monde"},
    {"choice": "/language"},
    {"media": "image"},
    {"text": "je sais pas"},
    {"choice": "/help"},
)
LONGEST = 18
"""Messages of one conversation; from the 21st on the page asks to wait."""


@dataclass
class Answer:
    """One attempt that was answered."""

    status: int
    body: dict[str, Any]
    seconds: float


@dataclass
class Young:
    """One young person with one open page."""

    name: str
    token: str
    source: str
    history: History
    urls: Sequence[str]
    asking: httpx.AsyncClient
    number: int = 0
    answers: list[Answer] = field(default_factory=list)

    @property
    def address(self) -> Address:
        """As the bot knows them."""
        return Address("web", sha256(self.token.encode()).hexdigest())

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "X-Forwarded-For": self.source}

    async def try_to_say(self, op: str, said: Said) -> Answer | None:
        """Sends it once; None where no answer came."""
        self.history.invoke(op, self.name)
        url = self.urls[self.number % len(self.urls)]
        message = {"id": op, "country": "BE", "language": "fr", **said}
        began = time.monotonic()
        try:
            answer = await self.asking.post(f"{url}/say", json=message, headers=self.headers)
            told = Answer(answer.status_code, answer.json(), time.monotonic() - began)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            self.history.fail(op, type(error).__name__)
            return None
        except (httpx.TransportError, ValueError) as error:
            self.history.unknown(op, type(error).__name__)
            return None
        self.answers.append(told)
        if told.status == 200:
            self.history.ok(op, tokens(told.body["replies"]))
        else:
            self.history.fail(op, told.status)
        return told

    async def say(self, said: Said, *, pause: float = 0.2) -> None:
        """Says it until it is taken."""
        op = f"{self.name}-{len(self.name):02}-{self.said:04}"
        self.said += 1
        while (answer := await self.try_to_say(op, said)) is None or answer.status != 200:
            self.number += 1  # the balancer's turn to choose another process
            wait = answer.body.get("seconds", 0) if answer and answer.status == 429 else 0
            await asyncio.sleep(wait or pause)

    said: int = 0

    async def post_form(self, op: str, text: str) -> bool:
        """Says it once without a script; whether it was taken. The answer is a page for people: of
        it only the status is read.
        """
        fields = {"token": self.token, "id": op, "text": text, "country": "BE", "language": "fr"}
        source = {"X-Forwarded-For": self.source}
        self.history.invoke(op, self.name)
        try:
            answer = await self.asking.post(f"{self.urls[0]}/", data=fields, headers=source)
        except httpx.TransportError as error:
            self.history.unknown(op, type(error).__name__)
            return False
        if answer.status_code == 200:
            self.history.ok(op)
        else:
            self.history.fail(op, answer.status_code)
        return answer.status_code == 200

    async def leave(self) -> bool:
        """Presses "leave now"; whether that was answered."""
        try:
            answer = await self.asking.post(f"{self.urls[0]}/leave", headers=self.headers)
        except httpx.TransportError:
            return False
        return answer.status_code == 303

    async def read_all(self) -> Tokens:
        """Everything that stands in the conversation."""
        answer = await self.asking.get(f"{self.urls[0]}/replies?after=0", headers=self.headers)
        return tokens(answer.raise_for_status().json()["replies"])


def tokens(replies: Sequence[dict[str, Any]]) -> Tokens:
    """Replies of the wire as what the history knows them by."""
    return [(reply["seq"], fingerprint(reply["text"])) for reply in replies]


@dataclass
class Crowd:
    """Young people who come, talk for a while, and are followed by others."""

    history: History
    urls: Sequence[str]
    asking: httpx.AsyncClient
    chance: Random
    everybody: list[Young] = field(default_factory=list)

    def newcomer(self) -> Young:
        """Somebody new."""
        number = len(self.everybody)
        young = Young(
            name=f"page-{number:05}",
            token="".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=43)),
            source=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            history=self.history,
            urls=self.urls,
            asking=self.asking,
            number=number,
        )
        self.everybody.append(young)
        return young

    async def talk_while(self, going: Callable[[], bool], *, pause: float = 0.1) -> None:
        """One after the other talks, as long as it goes on."""
        while going():
            young = self.newcomer()
            for _ in range(LONGEST):
                if not going():
                    return
                await young.say(self.chance.choice(SAYINGS))
                await asyncio.sleep(self.chance.uniform(0, 2 * pause))
