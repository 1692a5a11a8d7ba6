"""Destroying: what a young person asked to be forgotten, and what has been quiet for too long.

Keys go first and rows after them: a row without its key is as good as gone, and the next time it
is.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from bot.domain.errors import StoreUnavailable
from bot.domain.failpoints import failpoint
from bot.store import outbox, rows
from bot.store.counts import drop_risk_events
from bot.store.parts import Parts
from bot.store.retention import Retention
from bot.store.tables import conversations, inbound_ids

log = logging.getLogger(__name__)

_AT_ONCE = 500


def destroy_keys(parts: Parts, conversation_ids: Sequence[str]) -> None:
    """Destroy the keys of what is to be forgotten, and list them for the day a backup returns."""
    key_ids = parts.keys.names(conversation_ids)
    today = datetime.now(UTC).date()
    # The list first: whatever fails after this line is made good at the next start.
    parts.erasures.add([parts.names.erasure(key_id) for key_id in key_ids], today)
    failpoint("after_listing")
    parts.keys.destroy(conversation_ids)
    failpoint("after_keys")


def expire_some(parts: Parts, connection: Connection, now: datetime) -> int:
    """Destroy some of what is over, the rest the next time; how many conversations."""
    # No turn may go on with a key that is found to be nobody's here.
    parts.database.hold_off(connection, conversations)
    quiet = select(conversations.c.conversation_id).where(_is_quiet(parts.retention, now))
    doomed = list(connection.execute(quiet.limit(_AT_ONCE)).scalars())
    lost = _keys_of_nobody(parts, connection, now.astimezone(UTC).date())
    parts.keys.destroy([*doomed, *lost])
    _remove(connection, doomed)
    connection.commit()
    return len(doomed)


def drop_old(parts: Parts, connection: Connection, now: datetime) -> None:
    """Delete ids, names, risk events and erasures that are older than they are kept."""
    today = now.astimezone(UTC).date()
    _drop_old_ids(connection, parts.retention, today)
    outbox.drop_names_before(connection, now - parts.retention.shown_messages)
    drop_risk_events(connection, today, parts.retention.risk_events)
    connection.commit()
    parts.erasures.drop_before(today - parts.retention.longest - timedelta(days=1))


def replay(parts: Parts, connection: Connection) -> int:
    """Destroy again what a restored backup brought back though it was forgotten; how many.

    Others may serve meanwhile, so it goes by keys: a conversation may have begun anew.
    """
    listed = parts.erasures.read()
    if not listed:
        return 0
    stored = connection.execute(select(conversations.c.key_id)).scalars()
    known = {*stored, *parts.keys.key_ids()}
    doomed = [key_id for key_id in known if parts.names.erasure(key_id) in listed]
    parts.keys.destroy_these(doomed)
    for some in _chunks(doomed):
        connection.execute(delete(conversations).where(conversations.c.key_id.in_(some)))
    connection.commit()
    return len(doomed)


def empty_logs(parts: Parts) -> None:
    """Leave nothing of what was deleted in a log; failing to is no reason to undo a turn."""
    for store in (parts.keys, parts.database):
        try:
            store.empty_log()
        except StoreUnavailable as unavailable:
            log.warning("an erasure is still in a write-ahead log: %s", unavailable)


def _remove(connection: Connection, conversation_ids: Sequence[str]) -> None:
    for some in _chunks(conversation_ids):
        rows.remove(connection, some)


def _keys_of_nobody(parts: Parts, connection: Connection, today: date) -> list[str]:
    """Keys whose conversation was never written, or was lost, too long ago to return."""
    old = parts.keys.made_before(today - parts.retention.longest)
    alive: set[str] = set()
    for some in _chunks(old):
        is_one = conversations.c.conversation_id.in_(some)
        alive.update(
            connection.execute(select(conversations.c.conversation_id).where(is_one)).scalars()
        )
    return [conversation_id for conversation_id in old if conversation_id not in alive]


def _is_quiet(retention: Retention, now: datetime) -> ColumnElement[bool]:
    known = [
        and_(conversations.c.channel == channel, conversations.c.last_at < now - quiet)
        for channel, quiet in retention.quiet.items()
    ]
    elsewhere = conversations.c.channel.not_in(list(retention.quiet))
    return or_(*known, and_(elsewhere, conversations.c.last_at < now - retention.quiet_elsewhere))


def _drop_old_ids(connection: Connection, retention: Retention, today: date) -> None:
    whole = select(conversations.c.conversation_id).where(
        conversations.c.channel.in_(retention.whole_ids)
    )
    connection.execute(
        delete(inbound_ids).where(
            inbound_ids.c.day < today - retention.inbound_ids,
            inbound_ids.c.conversation_id.not_in(whole),
        )
    )


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
