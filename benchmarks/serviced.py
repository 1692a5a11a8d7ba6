"""The services as the page uses them, without HTTP: store, content, the way of a message."""

import argparse
import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.children import Serve, answer_parent
from benchmarks.talk import talks
from bot.bootstrap import LiveContent, SystemClock, build_receiving
from bot.dialogue.repeating import say_again
from bot.domain.message import Address, Inbound
from bot.ports import Bus
from bot.services.delivering import Delivering
from bot.services.receiving import Deployment, Receiving
from bot.store.bus import ProcessBus
from bot.store.conversations import StoredConversations
from bot.store.opening import open_conversations
from bot.store.retention import Retention
from bot.store.sqlite import sqlite_url


class Services:
    """The way of a message over one database."""

    def __init__(self, receiving: Receiving, store: StoredConversations) -> None:
        self.receiving = receiving
        self._store = store
        self.delivering = Delivering(conversations=store, bus=ProcessBus())

    async def begin(self, name: str) -> "Somebody":
        """A new young person."""
        return Somebody(self, Address("web", name))

    def room_of(self, name: str) -> str:
        """What the database calls that young person's conversation."""
        return self._store.room_of(Address("web", name))


class Somebody:
    """A young person on the page."""

    def __init__(self, services: Services, address: Address) -> None:
        self._services = services
        self._address = address
        self._after = 0

    async def say(self, number: int, text: str) -> None:
        """The turn, and then letting go of what the page had shown before, as the page does."""
        received = await self.turn(number, text)
        if self._after:
            await self._services.delivering.shown(self._address, self._after)
        self._after = received

    async def turn(self, number: int, text: str) -> int:
        """The turn alone; the seq of its last reply."""
        inbound = Inbound(
            self._address,
            f"message-{number}",
            datetime.now(UTC),
            text=text,
            language_hint="fr",
            country_hint="BE",
        )
        received = await self._services.receiving.receive(inbound)
        return received.conversation.seq

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def services(folder: Path, database: str = "") -> AsyncIterator[Services]:
    """Over that PostgreSQL, or a SQLite file in the folder; keys in a file there either way."""
    content = LiveContent(Path())
    gc.freeze()  # as the server does before it answers
    store = await open_conversations(
        database_url=database or sqlite_url(folder / "conversations.db"),
        keys_url=sqlite_url(folder / "keys.db"),
        erasures=folder / "erasures.txt",
        key=b"k" * 32,
        retention=Retention(),
        say_again=lambda stored: say_again(content.library, stored, datetime.now(UTC)),
        now=datetime.now(UTC),
    )
    async with _bus(database, store) as bus:
        receiving = build_receiving(
            content,
            conversations=store,
            bus=bus,
            clock=SystemClock(),
            deployment=Deployment(content.loaded.countries.served),
        )
        try:
            yield Services(receiving, store)
        finally:
            await store.close()


@asynccontextmanager
async def _bus(database: str, store: StoredConversations) -> AsyncIterator[Bus]:
    if not database:
        yield ProcessBus()
        return
    from bot.store.listening import PostgresBus

    bus = PostgresBus(database, store.room_of)
    listening = asyncio.create_task(bus.run())
    await bus.listening.wait()
    try:
        yield bus
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def main() -> None:
    """A child that has talks over the services when its parent says so."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("database", nargs="?", default="")
    given = parser.parse_args()

    async def answer_over_services(serve: Serve) -> None:
        async with services(given.folder, given.database) as those:

            async def answer(asked: dict[str, Any]) -> dict[str, Any]:
                return (await talks(those.begin, asked["at_once"], asked["seconds"])).told()

            await serve(answer)

    answer_parent(answer_over_services)


if __name__ == "__main__":
    main()
