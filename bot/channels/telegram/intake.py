"""What a Telegram update says, as values: nothing is kept here, and nothing odd breaks it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import (
    Chat,
    ChatMember,
    InlineKeyboardButton,
    MaybeInaccessibleMessage,
    Message,
    Update,
    User,
)

from bot.channels.telegram.buttons import SHOW, Buttons
from bot.domain.message import Address, Button, Inbound, MediaKind

CHANNEL = "telegram"
HEARD = ["message", "edited_message", "callback_query", "my_chat_member", "channel_post"]
"""The kinds of updates that we ask Telegram for."""

_COMMANDS = {
    "/help": "/help",
    "/menu": "/menu",
    "/person": "/person",
    "/language": "/language",
    "/back": "/back",
    "/stop": "/stop",
    "/leave": "/leave",
    "/forget": "/forget_me",
}
_SHORT = {"friend": "for_a_friend"}
"""Short names of deep links, for posters and profiles."""
_WISH = re.compile(r"[a-z_]{1,32}")
HIDE = "/hide"
START = "/start"

AT_ONCE = 10
"""Seconds within which files get one answer: who sends a hundred is not told a hundred times."""

_MEDIA: Sequence[tuple[str, MediaKind]] = (
    ("photo", MediaKind.IMAGE),
    ("sticker", MediaKind.OTHER),
    ("video", MediaKind.VIDEO),
    ("video_note", MediaKind.VIDEO),
    ("animation", MediaKind.VIDEO),
    ("voice", MediaKind.AUDIO),
    ("audio", MediaKind.AUDIO),
    ("document", MediaKind.FILE),
)


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The buttons under a message; those that open a helpline's page stay when it is closed."""

    message: int
    links: tuple[tuple[InlineKeyboardButton, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Talks:
    """Somebody says or presses something: messages in order, of which the last is the newest."""

    inbound: tuple[Inbound, ...]
    callback: str | None = None
    """The id of the press, which Telegram wants answered."""
    keyboard: Keyboard | None = None
    """Whose buttons are to be closed."""


@dataclass(frozen=True, slots=True)
class Hides:
    """`/hide`: everything that can still be taken out of the chat goes."""

    address: Address
    shown_as: str


@dataclass(frozen=True, slots=True)
class Shows:
    """Somebody wants to read what came late."""

    address: Address
    callback: str
    keyboard: Keyboard | None


@dataclass(frozen=True, slots=True)
class Gone:
    """They blocked the bot or deleted the chat: nobody is there any more."""

    address: Address


@dataclass(frozen=True, slots=True)
class Crowd:
    """A group or channel: others read along there."""

    chat: int
    can_be_told: bool


@dataclass(frozen=True, slots=True)
class Forged:
    """A press of a button that we did not make."""

    callback: str


Heard = Talks | Hides | Shows | Gone | Crowd | Forged


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is needed to read an update."""

    buttons: Buttons
    now: datetime
    is_wish: Callable[[str], bool]
    """Whether a deep link may lead there: `t.me/…?start=friend`."""


def read(update: Update, reading: Reading) -> Heard | None:
    """What the update says; None where it says nothing to us."""
    chat = update.effective_chat
    if chat is None or not isinstance(chat.id, int):
        return None  # nowhere to answer
    if chat.type != Chat.PRIVATE:
        return _crowd(update, chat)
    if update.my_chat_member is not None:
        gone = update.my_chat_member.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        return Gone(_address(chat)) if gone else None
    if update.callback_query is not None:
        return _press(update, chat, reading)
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.text is None:
        return _without_text(update, chat, message, reading)
    return _message(update, chat, message, message.text, reading)


def chat_in(raw: dict[str, Any]) -> object:
    """Which chat a raw update is about, as far as it says so: updates of one chat stay in order."""
    for kind in HEARD:
        said = raw.get(kind)
        if isinstance(said, dict):
            told = said.get("message") if kind == "callback_query" else said
            chat = told.get("chat") if isinstance(told, dict) else None
            return chat.get("id") if isinstance(chat, dict) else None
    return None


def _crowd(update: Update, chat: Chat) -> Crowd | None:
    member = update.my_chat_member
    if member and member.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
        return None
    return Crowd(chat.id, can_be_told=chat.type != Chat.CHANNEL)


def _press(update: Update, chat: Chat, reading: Reading) -> Heard:
    query = update.callback_query
    assert query is not None
    pressed = reading.buttons.read(str(chat.id), query.data or "")
    keyboard = _keyboard(query.message)
    if pressed is None:
        return Forged(query.id)
    if pressed == SHOW:
        return Shows(_address(chat), query.id, keyboard)
    what = {"button": pressed} if isinstance(pressed, Button) else {"choice": pressed}
    # A press has no time of its own.
    said = _inbound(update, chat, query.from_user, reading.now, **what)
    return Talks((said,), query.id, keyboard)


def _keyboard(message: MaybeInaccessibleMessage | None) -> Keyboard | None:
    if not isinstance(message, Message):  # too old: Telegram tells its number alone
        return Keyboard(message.message_id) if message else None
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    links = (tuple(button for button in row if button.url) for row in rows)
    return Keyboard(message.message_id, tuple(row for row in links if row))


def _without_text(update: Update, chat: Chat, message: Message, reading: Reading) -> Talks | None:
    """A file is answered, but not each of many; the words under it are heard like any others. A
    changed one (a place that moves along) is not answered again, nor what the app itself notes.
    """
    user, at, shown_as = message.from_user, _at(message, reading), str(message.message_id)
    said: list[Inbound] = []
    if update.edited_message is None and _holds_something(message):
        offered = _inbound(update, chat, user, at, shown_as=shown_as, media=_kind(message))
        said.append(replace(offered, external_id=_together(message, at)))
    if isinstance(message.caption, str) and message.caption:
        under: dict[str, Any] = {"text": message.caption, "part": "caption"}
        said.append(_inbound(update, chat, user, at, shown_as=shown_as, **under))
    return Talks(tuple(said)) if said else None


def _message(update: Update, chat: Chat, message: Message, text: str, reading: Reading) -> Heard:
    user, at, shown_as = message.from_user, _at(message, reading), str(message.message_id)
    command, _, rest = text.partition(" ")
    command = command.partition("@")[0].lower()
    if command == HIDE:
        return Hides(_address(chat), shown_as)
    if command == START:
        wish = _SHORT.get(rest.strip(), rest.strip())
        wish = wish if _WISH.fullmatch(wish) and reading.is_wish(wish) else ""
        return Talks(_started(update, chat, user, at, shown_as, wish))
    said = {"choice": _COMMANDS[command]} if command in _COMMANDS else {"text": text}
    return Talks((_inbound(update, chat, user, at, shown_as=shown_as, **said),))


def _started(
    update: Update, chat: Chat, user: User | None, at: datetime, shown_as: str, wish: str
) -> tuple[Inbound, ...]:
    """Opening the chat; a deep link such as `/start friend` says hello and then goes there."""
    opened = _inbound(update, chat, user, at, shown_as=shown_as, started=True)
    if not wish:
        return (opened,)
    return opened, _inbound(update, chat, user, at, part="wish", choice=f"/{wish}")


def _inbound(
    update: Update,
    chat: Chat,
    user: User | None,
    at: datetime,
    *,
    part: str = "",
    **said: Any,
) -> Inbound:
    return Inbound(
        _address(chat),
        f"{update.update_id}{part}",
        at,
        language_hint=_spoken(user),
        **said,
    )


def _at(message: Message, reading: Reading) -> datetime:
    """When it was said; never later than now."""
    return min(getattr(message, "date", None) or reading.now, reading.now)


def _spoken(user: User | None) -> str | None:
    code = user.language_code if user else None
    return code if isinstance(code, str) else None


def _address(chat: Chat) -> Address:
    return Address(CHANNEL, str(chat.id))


def _together(message: Message, at: datetime) -> str:
    """The same for all files of an album, and for all that came at once: they get one answer."""
    if message.media_group_id:
        return f"album {message.media_group_id}"
    return f"files {int(at.timestamp()) // AT_ONCE}"


def _holds_something(message: Message) -> bool:
    """What is newer than the library is something, too; a note of the app (a pinned message) is
    not.
    """
    return bool(message.effective_attachment or message.checklist or message.api_kwargs)


def _kind(message: Message) -> MediaKind:
    """What kind of file it is; its name, its size and the way to it are not looked at."""
    return next((kind for name, kind in _MEDIA if getattr(message, name)), MediaKind.OTHER)
