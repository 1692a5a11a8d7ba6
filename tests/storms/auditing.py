"""What the store holds when the storm is over, counted by somebody who is no part of the bot's way.

It knows the deployment's key, or it could not even tell whose row is whose.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.domain.message import Address
from bot.store.encryption import Names
from bot.store.tables import conversations, inbound_ids
from tests.storms.deploying import Deployment
from tests.storms.history import History, Tokens
from tests.storms.pages import Young


@dataclass(frozen=True)
class Audit:
    """Counts conversation by conversation, into the history."""

    connection: Connection
    names: Names
    history: History

    def count(
        self,
        chat: str,
        address: Address,
        asked: Mapping[str, str] | None = None,
        replies: Tokens | None = None,
    ) -> None:
        """Turns and messages of one conversation. `asked`: the id that the channel gave each
        message, and the message's name in the history; where the auditor knows them.
        """
        name = self.names.conversation_id(address)
        turns = select(conversations.c.version).where(conversations.c.conversation_id == name)
        ids = select(inbound_ids.c.message_id).where(inbound_ids.c.conversation_id == name)
        number = self.connection.execute(turns).scalar_one_or_none() or 0
        there = set(self.connection.execute(ids).scalars())
        ops = None
        if asked is not None:
            known = {self.names.message_id(name, given): op for given, op in asked.items()}
            ops = [known.get(each, f"unknown {each[:8]}") for each in there]
        self.history.kept(chat, turns=number, messages=len(there), ops=ops, replies=replies)

    async def count_pages(self, everybody: Iterable[Young]) -> None:
        """What is kept of these, and what they can read now."""
        for young in everybody:
            self.count(young.name, young.address, replies=await young.read_all())


@contextmanager
def auditing(deployment: Deployment) -> Iterator[Audit]:
    """The books are open as long as this lasts."""
    database = deployment.database()
    try:
        with database.reading() as connection:
            yield Audit(connection, deployment.names, deployment.history)
    finally:
        database.close()
