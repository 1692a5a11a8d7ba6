"""One bot account: what we ask of Telegram, and how its refusals are told apart.

Requests, errors and types are python-telegram-bot's; nothing else of that library is used
(`docs/decisions/0009-python-telegram-bot.md`).
"""

import logging
import os
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Bot, BotCommand, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.intake import HEARD, Keyboard
from bot.channels.telegram.refusals import told
from bot.channels.telegram.standing import Standing
from bot.domain.errors import BotError

# The library's coming way to tell times; without this it warns at every pause that is asked of us.
os.environ.setdefault("PTB_TIMEDELTA", "true")

POLL_SECONDS = 30
_RAW_UPDATES = "GetUpdates"
"""Under its usual name the library wants to read the updates itself, and writes to its log what it
cannot read: words of young people. Telegram does not mind capitals.
"""
_MOST_AT_ONCE = 100
"""Messages that one request may delete."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as Telegram takes it."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Calling:
    """What Telegram tells of bringing updates to us."""

    url: str
    waiting: int
    failed_at: datetime | None


class Account:
    """What the bot can do on Telegram. Raises what `refusals` has, nothing of the library."""

    def __init__(self, token: str, base_url: str) -> None:
        self.standing = Standing()
        # Their lines for every request hold the token, and what is said.
        for name in ("httpx", "httpcore", "telegram"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._bot = Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=HTTPXRequest(connection_pool_size=32, pool_timeout=10),
        )

    async def open(self) -> None:
        """Signs in. Raises Unreachable, which a token that is none is, too."""
        with self._asking():
            await self._bot.initialize()

    async def close(self) -> None:
        """Ends all connections."""
        await self._bot.shutdown()

    @property
    def name(self) -> str:
        """The account's user name."""
        return self._bot.username

    def update_of(self, raw: dict[str, Any]) -> Update:
        """The update as a value; raises whatever a broken one breaks."""
        return Update.de_json(raw, self._bot)

    async def ask_to_be_called(self, url: str, secret: str) -> None:
        """Lets Telegram bring the updates to that address, one after the other."""
        with self._asking():
            await self._bot.set_webhook(
                url, secret_token=secret, allowed_updates=HEARD, max_connections=1
            )

    async def ask_not_to_be_called(self) -> None:
        """Ends that: from now on updates are asked for. None that waits is lost."""
        with self._asking():
            await self._bot.delete_webhook()

    async def calls(self) -> Calling:
        """Where Telegram brings updates now, and how that goes."""
        with self._asking():
            told = await self._bot.get_webhook_info()
        return Calling(told.url, told.pending_update_count, told.last_error_date)

    async def updates(self, offset: int) -> list[dict[str, Any]]:
        """What came in since `offset`, as it came; all before it is confirmed by asking."""
        asked = {
            "offset": offset,
            "timeout": POLL_SECONDS,
            "allowed_updates": HEARD,
            "limit": _MOST_AT_ONCE,
        }
        with self._asking():
            answer = await self._bot.do_api_request(
                _RAW_UPDATES, api_kwargs=asked, read_timeout=POLL_SECONDS + 10
            )
        return [raw for raw in answer if isinstance(raw, dict)] if isinstance(answer, list) else []

    async def send(self, chat: str, outgoing: Outgoing) -> int:
        """Sends a message; its number in the chat."""
        with self._asking():
            message = await self._bot.send_message(
                int(chat),
                outgoing.text,
                reply_markup=outgoing.keyboard,
                # A preview would show on a locked screen what the talk is about.
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        return message.message_id

    async def say_once(self, chat: int, text: str) -> None:
        """Says something in a group; nothing depends on it."""
        await self._try(self._bot.send_message(chat, text))

    async def types(self, chat: str) -> None:
        """Shows that more is coming; nothing depends on it."""
        await self._try(self._bot.send_chat_action(int(chat), ChatAction.TYPING))

    async def answer(self, callback: str) -> None:
        """Tells Telegram that a press was taken; nothing depends on it."""
        await self._try(self._bot.answer_callback_query(callback))

    async def close_keyboard(self, chat: str, keyboard: Keyboard) -> None:
        """Takes the buttons away from a message; nothing depends on it."""
        left = InlineKeyboardMarkup(keyboard.links) if keyboard.links else None
        await self._try(
            self._bot.edit_message_reply_markup(
                chat_id=int(chat), message_id=keyboard.message, reply_markup=left
            )
        )

    async def take_back(self, chat: str, messages: Sequence[int]) -> None:
        """Deletes these messages as far as Telegram still lets us."""
        for start in range(0, len(messages), _MOST_AT_ONCE):
            some = messages[start : start + _MOST_AT_ONCE]
            await self._try(self._bot.delete_messages(int(chat), some))

    async def leave(self, chat: int) -> None:
        """Leaves a group or channel."""
        await self._try(self._bot.leave_chat(chat))

    async def offer(self, commands: Sequence[tuple[str, str]], language: str | None) -> None:
        """Sets the list of commands that the app shows, for one language or for all others."""
        listed = [BotCommand(name, what) for name, what in commands]
        await self._try(self._bot.set_my_commands(listed, language_code=language))

    async def _try(self, asked: Awaitable[object]) -> None:
        with suppress(BotError), self._asking():
            await asked

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Our errors instead of the library's; how it went is noted."""
        try:
            yield
        except TelegramError as error:
            why = told(error)
            self.standing.refused(why)
            raise why from None
        self.standing.answered()
