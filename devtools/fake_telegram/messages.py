"""Every message of every chat, kept as it was sent: a chat can be read as a person sees it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from devtools.fake_telegram.refusals import Json

TWO_DAYS = 48 * 3600


@dataclass
class Kept:
    """One message and what became of it."""

    message: Json
    by_bot: bool
    silent: bool = False
    """Sent without a sound (disable_notification)."""
    deleted: bool = False
    versions: list[str] = field(default_factory=list)
    """What it said before it was edited."""

    @property
    def id(self) -> int:
        """Its message_id."""
        return int(self.message["message_id"])

    @property
    def text(self) -> str:
        """What it says, empty for a picture."""
        return str(self.message.get("text", ""))

    @property
    def buttons(self) -> list[Json]:
        """All inline buttons, row after row."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def titles(self) -> list[str]:
        """What stands on the buttons."""
        return [str(button["text"]) for button in self.buttons]

    def too_old(self, now: float) -> bool:
        """Whether nobody can delete it for everyone any more."""
        return now - float(self.message["date"]) >= TWO_DAYS

    def seen(self) -> Json:
        """As the page shows it."""
        return {
            "message": self.message,
            "by_bot": self.by_bot,
            "silent": self.silent,
            "versions": self.versions,
        }


@dataclass
class Messages:
    """The messages by chat and id."""

    _by_chat: dict[int, dict[int, Kept]] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self) -> int:
        """One counter for all chats, as the private chats of an account have."""
        return next(self._ids)

    def keep(self, kept: Kept) -> Kept:
        """Puts it into its chat."""
        self._by_chat.setdefault(int(kept.message["chat"]["id"]), {})[kept.id] = kept
        return kept

    def find(self, chat_id: int, message_id: int) -> Kept | None:
        """The message, unless it never was or is deleted."""
        kept = self._by_chat.get(chat_id, {}).get(message_id)
        return None if kept is None or kept.deleted else kept

    def visible(self, chat_id: int) -> list[Kept]:
        """What a person sees in the chat now, oldest first."""
        return [each for each in self.ever(chat_id) if not each.deleted]

    def ever(self, chat_id: int) -> Iterator[Kept]:
        """What was ever in the chat, deleted or not."""
        yield from self._by_chat.get(chat_id, {}).values()
