"""Handles for tests: a person or a place, with what can be done there and what is to be seen."""

import asyncio
from dataclasses import dataclass, field

from devtools.fake_telegram.acting import Act, Acting
from devtools.fake_telegram.chats import Chat
from devtools.fake_telegram.messages import Kept
from devtools.fake_telegram.world import World


class NothingHeard(AssertionError):
    """The bot stayed silent."""


@dataclass
class Person:
    """One young person, in the private chat with the bot."""

    world: World
    chat: Chat
    _heard: set[int] = field(default_factory=set)

    @property
    def id(self) -> int:
        """Chat id and user id at once."""
        return self.chat.id

    @property
    def acting(self) -> Acting:
        """Everything at once, for what has no shorter name here."""
        return Acting(self.world)

    def say(self, text: str) -> Act:
        """Writes."""
        return self.acting.say(self.chat, text)

    def start(self, payload: str = "") -> Act:
        """Opens the bot, by a deep link where there is a payload."""
        return self.acting.start(self.chat, payload)

    def send(self, kind: str, caption: str = "") -> Act:
        """Sends a photo, voice, video, sticker, document, location, contact … (media.KINDS)."""
        return self.acting.send(self.chat, kind, caption=caption)

    def forward(self, text: str, sender: str = "") -> Act:
        """Forwards somebody's text."""
        return self.acting.forward(self.chat, text, sender=sender)

    def edit(self, message_id: int, text: str) -> Act:
        """Changes what was said."""
        return self.acting.edit(self.chat, message_id, text)

    def press(
        self,
        title: str = "",
        *,
        index: int | None = None,
        message_id: int | None = None,
        data: str | None = None,
    ) -> Act:
        """Presses a button, by title or place; with `data` even one that is not there."""
        return self.acting.press(self.chat, title, index=index, message_id=message_id, data=data)

    def block(self) -> Act:
        """Stops the bot."""
        return self.acting.block(self.chat)

    def unblock(self) -> Act:
        """Lets it write again."""
        return self.acting.unblock(self.chat)

    def delete_account(self) -> None:
        """Is gone."""
        self.acting.delete_account(self.chat)

    def sees(self) -> list[Kept]:
        """The chat as it stands now, deleted messages gone."""
        return self.world.messages.visible(self.chat.id)

    def texts(self) -> list[str]:
        """What the bot's visible messages say."""
        return [kept.text for kept in self.sees() if kept.by_bot]

    async def hears(self, count: int = 1, *, within: float = 5.0) -> list[Kept]:
        """The next messages of the bot, each once; NothingHeard where they do not come."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while True:
            rung = self.world.changed.rung
            new = [kept for kept in self._from_bot() if kept.id not in self._heard]
            if len(new) >= count:
                self._heard |= {kept.id for kept in new[:count]}
                return new[:count]
            if not await self.world.changed.wait(until - loop.time(), since=rung):
                raise NothingHeard(f"{len(new)} of {count} messages came within {within} s")

    def _from_bot(self) -> list[Kept]:
        return [kept for kept in self.world.messages.ever(self.chat.id) if kept.by_bot]


@dataclass
class Place:
    """A group or a channel."""

    world: World
    chat: Chat

    @property
    def id(self) -> int:
        """Its chat id, below zero."""
        return self.chat.id

    def add_bot(self, by: Person, status: str = "") -> Act:
        """Takes the bot in."""
        return Acting(self.world).add_bot(self.chat, by.chat, status=status)

    def remove_bot(self, by: Person) -> Act:
        """Throws it out."""
        return Acting(self.world).remove_bot(self.chat, by.chat)

    def say(self, text: str, by: Person | None = None) -> Act:
        """Somebody talks there; in a channel nobody is named."""
        return Acting(self.world).say(self.chat, text, author=by.chat if by else None)

    def sees(self) -> list[Kept]:
        """What stands there now."""
        return self.world.messages.visible(self.chat.id)
