"""What one turn reads and writes, each in one go inside one thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from sqlalchemy import Connection

from bot.domain.conversation import Conversation
from bot.domain.errors import Overtaken
from bot.domain.events import Event
from bot.domain.failpoints import failpoint
from bot.domain.message import Address, Inbound, Reply
from bot.store import outbox, rows
from bot.store.bus import NEW_REPLIES, said_of
from bot.store.counts import Cell, add_counts
from bot.store.encryption import DataKey
from bot.store.parts import Parts

Numbered = Sequence[tuple[int, Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Everything that one message caused, to be kept wholly or not at all."""

    inbound: Inbound
    conversation: Conversation
    replies: Sequence[Reply]
    events: Sequence[Event]
    recalled: "Recalled | None"
    """What the turn began from; None when it did not look."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was found of a conversation; all empty when there is none that can be read."""

    conversation: Conversation | None = None
    version: int = 0
    key: DataKey | None = None

    def is_still(self, key: DataKey, version: int) -> bool:
        """Whether nothing happened since: neither a turn, nor forgetting and a new beginning."""
        return self.version == version and (self.key is None or self.key.key_id == key.key_id)


def recall(parts: Parts, connection: Connection, address: Address) -> Recalled:
    """The conversation as it was last kept."""
    conversation_id = parts.names.conversation_id(address)
    key = parts.keys.find(conversation_id)
    row = rows.load(connection, conversation_id) if key else None
    failpoint("after_recall")
    if row is None or key is None or key.key_id != row.key_id:
        return Recalled()
    return Recalled(rows.conversation_of(row, key, address), row.version, key)


def said_to(
    parts: Parts, connection: Connection, address: Address, external_id: str
) -> Numbered | None:
    """What is still kept of the replies that this message already had; None when it is new."""
    conversation_id = parts.names.conversation_id(address)
    message_id = parts.names.message_id(conversation_id, external_id)
    span = rows.span_of_message(connection, conversation_id, message_id)
    key = parts.keys.find(conversation_id) if span else None
    return rows.load_replies(connection, key, parts.say_again, *span) if span and key else None


def said_after(parts: Parts, connection: Connection, address: Address, seq: int) -> Numbered:
    """The replies that are kept with a greater seq."""
    key = parts.keys.find(parts.names.conversation_id(address))
    return rows.load_replies(connection, key, parts.say_again, seq + 1) if key else []


def keep(parts: Parts, connection: Connection, effect: Effect) -> Numbered:
    """Write the effect; a message that had one already changes nothing and gets its replies."""
    failpoint("before_write")
    inbound = effect.inbound
    day = inbound.at.astimezone(UTC).date()
    key, row = _ground(parts, connection, effect, day)
    seq, version = (row.seq, row.version) if row else (0, 0)
    numbered = list(enumerate(effect.replies, start=seq + 1))
    message_id = parts.names.message_id(key.conversation_id, inbound.external_id)
    span = (seq + 1, seq + len(numbered))
    # The unique key decides, not what was seen before: of two at once, one has its effect.
    if not rows.take_message(parts.database, connection, key, message_id, day, span):
        return said_to(parts, connection, inbound.address, inbound.external_id) or []
    if effect.recalled and not effect.recalled.is_still(key, version):
        raise Overtaken("The conversation went on meanwhile: take this message again.")
    kept = effect.conversation.with_changes(seq=seq + len(numbered))
    reachable = inbound.address.channel in parts.reachable
    rows.save(connection, key, kept, at=inbound.at, after=row, reachable=reachable)
    rows.save_replies(connection, key, numbered)
    if inbound.shown_as:
        outbox.note(parts, connection, key.conversation_id, inbound.shown_as, inbound.at)
    cell = Cell(day, kept.language, inbound.address.channel)
    add_counts(parts.database, connection, effect.events, cell)
    if numbered:
        tell(parts, connection, inbound.address, numbered[-1][0])
    failpoint("after_write")
    return numbered


def tell(parts: Parts, connection: Connection, address: Address, seq: int) -> None:
    """Wakes who waits for this conversation in other processes; they read it by seq."""
    note = said_of(parts.names.conversation_id(address), address.channel, seq)
    parts.database.notify(connection, NEW_REPLIES, note)


def _ground(
    parts: Parts, connection: Connection, effect: Effect, day: date
) -> tuple[DataKey, rows.Found | None]:
    """The key, and the row it opens; a row whose key was destroyed gives way to a new one."""
    conversation_id = parts.names.conversation_id(effect.inbound.address)
    row = rows.hold(connection, conversation_id)
    known = effect.recalled.key if effect.recalled else None
    if row is not None and known is not None and row.key_id == known.key_id:
        # Keys are destroyed together with their rows, and the row is there.
        return known, row
    key = parts.keys.find_or_make(conversation_id, day)
    if row is not None and row.key_id != key.key_id:
        rows.remove(connection, [conversation_id])
        return key, None
    return key, row
