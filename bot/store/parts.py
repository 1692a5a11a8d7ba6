"""What the store is made of; put together once, when it is opened."""

from dataclasses import dataclass

from bot.domain.remembering import SayAgain
from bot.store.database import Database
from bot.store.encryption import Names
from bot.store.erasures import ErasureList
from bot.store.keys import KeyStore
from bot.store.retention import Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The database, and what lies beside it."""

    database: Database
    keys: KeyStore
    names: Names
    erasures: ErasureList
    retention: Retention
    say_again: SayAgain
    reachable: frozenset[str]
    """Channels where the bot can write first, so that their addresses are kept (sealed)."""

    def close(self) -> None:
        """Close the files."""
        self.database.close()
        self.keys.close()
