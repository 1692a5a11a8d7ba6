"""One turn as `receiving` has it, small: what the tests of the store say and hear."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.conversation import Conversation
from bot.domain.events import Event
from bot.domain.message import Address, Inbound, Reply
from bot.domain.remembering import StoredReply
from bot.ports import Conversations
from bot.store.conversations import StoredConversations
from bot.store.opening import open_conversations
from bot.store.retention import Retention
from bot.store.sqlite import sqlite_url

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE = Address("web", "a-token")
KEY = bytes(range(32))
DATABASE, KEYS = "bot.sqlite3", "keys.sqlite3"

_made: list[Path] = []

Numbered = Sequence[tuple[int, Reply]]


def say_again(kept: StoredReply) -> Reply:
    """Stands in for the content: every response says its name."""
    return Reply(
        name=kept.name,
        language=kept.language,
        text=kept.name,
        kind=kept.kind,
        variation=kept.variation,
        values=kept.values,
        choices=kept.choices,
        safety=kept.safety,
    )


async def open_in(
    folder: Path,
    *,
    now: datetime = NOW,
    key: bytes = KEY,
    database: str = DATABASE,
    keys: str = KEYS,
    patience: float | None = None,
    server: str | None = None,
) -> StoredConversations:
    """A store over files in that folder; a new one begins as a copy, which is quicker. `server`:
    the address of a PostgreSQL database for all but the keys.
    """
    usual = (database, keys, key, server) == (DATABASE, KEYS, KEY, None)
    if usual and _is_new(folder):
        shutil.copytree(await _empty(), folder, dirs_exist_ok=True)
    url = server or sqlite_url(folder / database)
    # A server shares the machine with all that is tested beside it.
    patience = patience or (5.0 if server else 1.0)
    return await _open(folder, now=now, key=key, database=url, keys=keys, patience=patience)


def _is_new(folder: Path) -> bool:
    return not any(folder.glob("*.sqlite3"))


async def _empty() -> Path:
    """The files of a store in which nothing was said."""
    if not _made:
        folder = Path(tempfile.mkdtemp(prefix="empty-store-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        url = sqlite_url(folder / DATABASE)
        store = await _open(folder, now=NOW, key=KEY, database=url, keys=KEYS, patience=1.0)
        await store.close()
        _made.append(folder)
    return _made[0]


async def _open(
    folder: Path, *, now: datetime, key: bytes, database: str, keys: str, patience: float
) -> StoredConversations:
    return await open_conversations(
        database_url=database,
        keys_url=sqlite_url(folder / keys),
        erasures=folder / "erasures.txt",
        key=key,
        retention=Retention(),
        say_again=say_again,
        now=now,
        patience=patience,
    )


def said(
    external_id: str, address: Address = HERE, *, at: datetime = NOW, text: str = "hi"
) -> Inbound:
    """One message."""
    return Inbound(address, external_id, at, text=text)


def answers(external_id: str, number: int = 2) -> tuple[Reply, ...]:
    """The bot's answers to it, recognisable."""
    names = (f"utter_{external_id}_{n}" for n in range(1, number + 1))
    return tuple(Reply(name, "en", name) for name in names)


async def turn(
    conversations: Conversations,
    inbound: Inbound,
    *,
    replies: tuple[Reply, ...] | None = None,
    events: Sequence[Event] = (),
    **changes: object,
) -> Numbered:
    """Receive one message: what was seen before comes back, what is new is kept and committed."""
    async with conversations.work() as work:
        before = await work.seen(inbound.address, inbound.external_id)
        if before is not None:
            return before
        found = await work.recall(inbound.address) or Conversation(inbound.address, "en")
        after = replace(found, last_at=inbound.at, **changes)  # type: ignore[arg-type]
        own = answers(inbound.external_id) if replies is None else replies
        numbered = await work.keep(inbound, after, own, events)
        await work.commit()
        return numbered


async def recalled(conversations: Conversations, address: Address = HERE) -> Conversation | None:
    """What is remembered of that address."""
    async with conversations.work() as work:
        return await work.recall(address)


async def forget(conversations: Conversations, address: Address = HERE) -> None:
    """Forget that address."""
    async with conversations.work() as work:
        await work.forget(address)
        await work.commit()


def names(numbered: Numbered | None) -> list[tuple[int, str]]:
    """Seq and response of each reply."""
    return [(seq, reply.name) for seq, reply in numbered or ()]
