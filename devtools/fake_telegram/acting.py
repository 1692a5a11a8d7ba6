"""What people do: write, press, send a picture, block the bot; each makes its update."""

import re
from dataclasses import dataclass
from typing import Any

from devtools.fake_telegram.chats import Chat
from devtools.fake_telegram.media import ADA, media_of
from devtools.fake_telegram.messages import Kept
from devtools.fake_telegram.refusals import Json
from devtools.fake_telegram.world import World

COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]+(?:@\w+)?")


@dataclass(frozen=True)
class Act:
    """What an act caused. No update id: the bot did not ask for such updates."""

    update_id: int | None
    message_id: int = 0
    query_id: str = ""
    """Of a pressed button."""


@dataclass(frozen=True)
class Acting:
    """The hands of the people. A `chat` is always known; `author` is who speaks in a group."""

    world: World

    def say(self, chat: Chat, text: str, *, author: Chat | None = None) -> Act:
        """Writes a text, which may be a command."""
        return self._post(chat, author, {"text": text} | _entities("entities", text))

    def send(self, chat: Chat, kind: str, *, caption: str = "", author: Chat | None = None) -> Act:
        """Sends something that is not words."""
        words = {"caption": caption} | _entities("caption_entities", caption) if caption else {}
        return self._post(chat, author, media_of(kind) | words)

    def forward(
        self, chat: Chat, text: str, *, sender: str = "", author: Chat | None = None
    ) -> Act:
        """Forwards a text of somebody else; a `sender` who hides the account has only a name."""
        origin: Json = {"type": "user", "date": self.world.clock.seconds() - 60, "sender_user": ADA}
        if sender:
            origin |= {"type": "hidden_user", "sender_user_name": sender}
            del origin["sender_user"]
        return self._post(chat, author, {"text": text, "forward_origin": origin})

    def edit(self, chat: Chat, message_id: int, text: str) -> Act:
        """Changes a text that was sent."""
        kept = self._seen(chat, message_id)
        kept.versions.append(kept.text)
        edited = self.world.clock.seconds()
        kept.message |= {"text": text, "edit_date": edited} | _entities("entities", text)
        kind = "edited_channel_post" if chat.kind == "channel" else "edited_message"
        return Act(self._put(kind, kept.message, chat), message_id)

    def move(self, chat: Chat, message_id: int) -> Act:
        """Goes somewhere else, which is told of a place that was sent."""
        kept = self._seen(chat, message_id)
        kept.message |= {"edit_date": self.world.clock.seconds()}
        return Act(self._put("edited_message", kept.message, chat), message_id)

    def start(self, chat: Chat, payload: str = "") -> Act:
        """Opens the bot by its button or by a deep link."""
        return self.say(chat, f"/start {payload}".strip())

    def press(
        self,
        chat: Chat,
        title: str = "",
        *,
        index: int | None = None,
        message_id: int | None = None,
        data: str | None = None,
        author: Chat | None = None,
    ) -> Act:
        """Presses a button by its title or its place; by `data` also one that is not there.

        Without a message it is the newest that has such a button. ValueError where none has.
        """
        kept = self._pressed(chat, title, index, message_id, data)
        if data is None:
            data = str(_button(kept, title, index).get("callback_data", ""))
            if not data:
                raise ValueError(f"button {title!r} opens an address; nothing reaches the bot")
        press = self.world.callbacks.press(chat.id)
        query = {
            "id": press.id,
            "from": (author or chat).as_user(),
            "chat_instance": str(chat.id * 1_000_003),
            "message": self._reachable(kept),
            "data": data,
        }
        return Act(self._put("callback_query", query, chat), kept.id, press.id)

    def block(self, chat: Chat) -> Act:
        """Stops the bot; it cannot write any more."""
        chat.blocked = True
        return self._membership(chat, "member", "kicked")

    def unblock(self, chat: Chat) -> Act:
        """Lets it write again."""
        chat.blocked = False
        return self._membership(chat, "kicked", "member")

    def delete_account(self, chat: Chat) -> None:
        """Is gone; nobody tells the bot."""
        chat.deactivated = True
        self.world.changed.ring()

    def add_bot(self, chat: Chat, by: Chat, *, status: str = "") -> Act:
        """Takes the bot into a group, or makes it administrator of a channel."""
        old, chat.bot_status = chat.bot_status, status or _first_status(chat)
        return self._membership(chat, old, chat.bot_status, by)

    def remove_bot(self, chat: Chat, by: Chat) -> Act:
        """Throws the bot out."""
        old, chat.bot_status = chat.bot_status, "kicked"
        return self._membership(chat, old, "kicked", by)

    def _post(self, chat: Chat, author: Chat | None, content: Json) -> Act:
        chat.started = True
        message: Json = {
            "message_id": self.world.messages.new_id(),
            "date": self.world.clock.seconds(),
            "chat": chat.as_chat(),
            **_author(chat, author),
            **content,
        }
        self.world.messages.keep(Kept(message, by_bot=False))
        kind = "channel_post" if chat.kind == "channel" else "message"
        return Act(self._put(kind, message, chat), int(message["message_id"]))

    def _put(self, kind: str, content: Json, chat: Chat) -> int | None:
        self.world.changed.ring()
        if not self._reaches(kind, content, chat):
            return None
        return self.world.updates.put(kind, content, chat.id)

    def _reaches(self, kind: str, content: Json, chat: Chat) -> bool:
        """Whether the bot is told at all: not where it is not, nor where privacy says no."""
        if kind == "my_chat_member":
            return True
        if chat.kind != "private" and chat.bot_status not in {"member", "administrator"}:
            return False
        private = chat.kind in {"group", "supergroup"} and self.world.group_privacy
        words = str(content.get("text", ""))
        return not private or kind == "callback_query" or bool(COMMAND.match(words))

    def _membership(self, chat: Chat, old: str, new: str, by: Chat | None = None) -> Act:
        content = {
            "chat": chat.as_chat(),
            "from": (by or chat).as_user(),
            "date": self.world.clock.seconds(),
            "old_chat_member": self._member(old),
            "new_chat_member": self._member(new),
        }
        return Act(self._put("my_chat_member", content, chat))

    def _member(self, status: str) -> Json:
        member: Json = {"status": status, "user": self.world.bot.as_user()}
        if status == "kicked":
            return member | {"until_date": 0}
        if status == "administrator":
            return member | dict.fromkeys(RIGHTS, True) | {"can_be_edited": False}
        return member

    def _seen(self, chat: Chat, message_id: int) -> Kept:
        kept = self.world.messages.find(chat.id, message_id)
        if kept is None:
            raise ValueError(f"message {message_id} is not in this chat")
        return kept

    def _pressed(
        self, chat: Chat, title: str, index: int | None, message_id: int | None, data: Any
    ) -> Kept:
        if message_id is not None:
            return self._seen(chat, message_id)
        for kept in reversed(self.world.messages.visible(chat.id)):
            if title in kept.titles or (index is not None and index < len(kept.buttons)):
                return kept
            if data is not None and kept.by_bot:
                return kept
        raise ValueError(f"no button {title!r} in this chat")

    def _reachable(self, kept: Kept) -> Json:
        """Of a message that is too old the bot learns only where it was."""
        if kept.too_old(self.world.clock.now()):
            return {"chat": kept.message["chat"], "message_id": kept.id, "date": 0}
        return kept.message


RIGHTS = (
    "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip


def _first_status(chat: Chat) -> str:
    return "administrator" if chat.kind == "channel" else "member"


def _author(chat: Chat, author: Chat | None) -> Json:
    if chat.kind == "channel":
        return {"sender_chat": chat.as_chat()}
    if author is None and chat.kind != "private":
        raise ValueError("somebody has to speak: name the author")
    return {"from": (author or chat).as_user()}


def _button(kept: Kept, title: str, index: int | None) -> Json:
    fitting = kept.buttons if index is not None else [b for b in kept.buttons if b["text"] == title]
    place = index or 0
    if place >= len(fitting):
        raise ValueError(f"no button {title or place!r} at message {kept.id}")
    return fitting[place]


def _entities(name: str, text: str) -> Json:
    """Commands are marked by the server; places are counted in UTF-16."""

    def length(part: str) -> int:
        return len(part.encode("utf-16-le", "surrogatepass")) // 2

    found = [
        {"type": "bot_command", "offset": length(text[: each.start()]), "length": length(each[0])}
        for each in COMMAND.finditer(text)
    ]
    return {name: found} if found else {}
