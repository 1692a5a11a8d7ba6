"""Who can be talked with: young people, groups, channels, and the bot itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from devtools.fake_telegram.refusals import Json, Refused, bad, forbidden

KINDS = ("private", "group", "supergroup", "channel")
MEMBER = {"member", "administrator"}


@dataclass
class Chat:
    """A chat as the bot's account sees it. A private one is also its person."""

    id: int
    kind: str
    name: str
    language_code: str | None = None
    username: str | None = None
    started: bool = False
    """A bot may not write first: this becomes true with the person's first sign."""
    blocked: bool = False
    deactivated: bool = False
    bot_status: str = "left"
    """In groups and channels: left, member, administrator or kicked."""

    def as_chat(self) -> Json:
        """The chat in a message."""
        name = {"first_name" if self.kind == "private" else "title": self.name}
        return {"id": self.id, "type": self.kind, **name} | self._username()

    def as_user(self) -> Json:
        """The person in a message."""
        spoken = {"language_code": self.language_code} if self.language_code else {}
        person = {"id": self.id, "is_bot": False, "first_name": self.name}
        return person | self._username() | spoken

    def _username(self) -> Json:
        return {"username": self.username} if self.username else {}

    def refusal(self) -> Refused | None:
        """Why the bot cannot write here, if it cannot."""
        if self.kind == "private":
            if self.deactivated:
                return forbidden("user is deactivated")
            if self.blocked:
                return forbidden("bot was blocked by the user")
            return (
                None if self.started else forbidden("bot can't initiate conversation with a user")
            )
        place = "channel" if self.kind == "channel" else self.kind
        if self.bot_status == "kicked":
            return forbidden(f"bot was kicked from the {place} chat")
        return (
            None
            if self.bot_status in MEMBER
            else forbidden(f"bot is not a member of the {place} chat")
        )


@dataclass
class Bot:
    """The account of the bot that is tried."""

    token: str
    name: str = "Make-It-Safe"
    username: str = "make_it_safe_bot"

    @property
    def id(self) -> int:
        """The number before the colon of its token."""
        return int(self.token.partition(":")[0])

    def as_user(self) -> Json:
        """The bot in a message."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }


@dataclass
class Chats:
    """All chats by id."""

    known: dict[int, Chat] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: count(5_000_001))

    def make(
        self,
        kind: str,
        name: str,
        *,
        language_code: str | None = None,
        username: str | None = None,
        chat_id: int | None = None,
    ) -> Chat:
        """A new chat; people have positive ids, groups negative ones, as there."""
        if kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
        chosen = self._new_id(kind) if chat_id is None else chat_id
        if chosen in self.known:
            raise ValueError(f"chat {chosen} exists already")
        chat = Chat(chosen, kind, name, language_code, username)
        self.known[chosen] = chat
        return chat

    def _new_id(self, kind: str) -> int:
        number = next(self._ids)
        if kind == "private":
            return number
        return -number if kind == "group" else -1_000_000_000_000 - number

    def find(self, given: object) -> Chat:
        """The chat a call names by id or @username; 400 where there is none."""
        asked = str(given)
        if not asked:
            raise bad("chat_id is empty")
        if asked.startswith("@"):
            named = (chat for chat in self.known.values() if f"@{chat.username}" == asked)
            chat = next(named, None)
        else:
            chat = self.known.get(int(asked)) if asked.lstrip("-").isdecimal() else None
        if chat is None:
            raise bad("chat not found")
        return chat
