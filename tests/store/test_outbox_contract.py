"""What a store promises a channel that sends by itself; the same cases over memory and SQLite."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.message import Address, Inbound, Reply
from bot.store.conversations import StoredConversations
from bot.store.memory import MemoryConversations
from tests.store.turning import HERE, NOW, forget, said, turn

CHAT = Address("telegram", "4711")
OTHER = Address("telegram", "4712")
BEFORE = NOW - timedelta(hours=1)

Store = StoredConversations | MemoryConversations


@pytest.fixture
def outbox(conversations: Store) -> Store:
    return conversations


def written(id: str, address: Address = CHAT) -> Inbound:
    return replace(said(id, address), shown_as=f"theirs {id}")


async def test_a_conversation_with_replies_waits(outbox: Store) -> None:
    await turn(outbox, said("m1", CHAT))
    assert list(await outbox.unsent("telegram")) == [(CHAT, NOW)]


async def test_what_was_sent_does_not_wait_any_more(outbox: Store) -> None:
    replies = await turn(outbox, said("m1", CHAT))
    await outbox.sent(CHAT, replies[0][0], "ours 1", NOW)
    assert list(await outbox.replies_after(CHAT, 0)) == list(replies[1:])
    await outbox.sent(CHAT, replies[-1][0], "ours 2", NOW)
    assert list(await outbox.unsent("telegram")) == []


async def test_another_channel_is_not_waited_for(outbox: Store) -> None:
    await turn(outbox, said("m1", HERE))
    assert list(await outbox.unsent("telegram")) == []


async def test_a_safety_reply_waits_at_the_front(outbox: Store) -> None:
    await turn(outbox, said("m1", OTHER))
    await turn(outbox, said("m1", CHAT), replies=(Reply("utter_card", "en", "…", safety=True),))
    assert list(await outbox.unsent("telegram")) == [(CHAT, NOW), (OTHER, NOW)]


async def test_what_was_forgotten_does_not_wait(outbox: Store) -> None:
    await turn(outbox, said("m1", CHAT))
    await forget(outbox, CHAT)
    assert list(await outbox.unsent("telegram")) == []
    await outbox.sent(CHAT, 1, "ours", NOW)
    assert list(await outbox.shown_since(CHAT, BEFORE)) == []


async def test_messages_of_both_sides_can_be_named(outbox: Store) -> None:
    replies = await turn(outbox, written("m1"))
    await outbox.sent(CHAT, replies[0][0], "ours", NOW + timedelta(seconds=1))
    assert list(await outbox.shown_since(CHAT, BEFORE)) == ["theirs m1", "ours"]
    assert list(await outbox.shown_since(OTHER, BEFORE)) == []


async def test_names_are_kept_as_long_as_they_are_of_use(outbox: Store) -> None:
    await turn(outbox, written("m1"))
    assert list(await outbox.shown_since(CHAT, NOW + timedelta(seconds=1))) == []
    await outbox.expire(NOW + timedelta(hours=49))
    assert list(await outbox.shown_since(CHAT, BEFORE)) == []


async def test_what_is_not_kept_any_more_cannot_be_noted_as_shown(outbox: Store) -> None:
    [(seq, _), *later] = await turn(outbox, said("m1", CHAT))
    assert await outbox.sent(CHAT, seq, "ours", NOW)
    assert not await outbox.sent(CHAT, seq, "again", NOW)
    assert not await outbox.sent(CHAT, 999, "never", NOW)
    assert "again" not in await outbox.shown_since(CHAT, BEFORE)
    assert list(await outbox.replies_after(CHAT, 0)) == later


async def test_nothing_is_noted_of_who_was_forgotten(outbox: Store) -> None:
    await turn(outbox, said("m1", CHAT))
    await forget(outbox, CHAT)
    assert not await outbox.sent(CHAT, 0, "ours", NOW)
    assert await outbox.last_here(CHAT) is None


async def test_who_is_here_without_a_word_is_here(outbox: Store) -> None:
    await turn(outbox, said("m1", CHAT))
    await outbox.is_here(CHAT, NOW + timedelta(minutes=5))
    await outbox.is_here(CHAT, NOW + timedelta(minutes=1))
    assert await outbox.last_here(CHAT) == NOW + timedelta(minutes=5)
    assert list(await outbox.unsent("telegram")) == [(CHAT, NOW + timedelta(minutes=5))]
