import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conversation import Conversation
from bot.domain.errors import StoreError
from bot.domain.message import Address, Choice, Contact, Reply
from bot.domain.remembering import (
    StoredReply,
    for_storage,
    from_storage,
    reply_for_storage,
    reply_from_storage,
)
from tests.domain import strategies

HERE = Address("web", "token")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(strategies.conversations)
def test_a_conversation_is_the_same_after_storing(conversation: Conversation) -> None:
    stored = json.loads(json.dumps(for_storage(conversation)))
    assert from_storage(stored, conversation.address) == conversation


@given(strategies.replies)
def test_what_is_kept_of_a_reply_is_the_same_after_storing(reply: Reply) -> None:
    stored = json.loads(json.dumps(reply_for_storage(reply)))
    assert reply_from_storage(stored) == StoredReply.of(reply)


def test_the_address_is_not_in_what_is_stored() -> None:
    stored = for_storage(Conversation(Address("telegram", "a-chat-id"), "fr"))
    assert "a-chat-id" not in json.dumps(stored)


def test_of_a_contact_only_its_id_is_kept() -> None:
    contact = Contact("be_child_focus", "Belgique", "Child Focus", number="116 000")
    stored = reply_for_storage(Reply("utter_card", "fr", "Belgique : 116 000", contacts=(contact,)))
    assert stored["helplines"] == ["be_child_focus"]
    assert "116 000" not in json.dumps(stored)


def test_the_words_of_buttons_are_kept() -> None:
    reply = Reply("utter_menu", "en", "What now?", choices=(Choice("Learn", "/learn"),))
    assert reply_from_storage(reply_for_storage(reply)).choices == (Choice("Learn", "/learn"),)


@pytest.mark.parametrize("version", [0, 2, "1", True, None])
def test_another_version_is_refused(version: object) -> None:
    stored = for_storage(Conversation(HERE, "en")) | {"version": version}
    with pytest.raises(StoreError, match="version"):
        from_storage(stored, HERE)


@pytest.mark.parametrize("version", [0, 2, "1", True, None])
def test_a_reply_of_another_version_is_refused(version: object) -> None:
    stored = reply_for_storage(Reply("utter_menu", "en", "")) | {"version": version}
    with pytest.raises(StoreError, match="version"):
        reply_from_storage(stored)


@given(st.sampled_from(sorted(for_storage(Conversation(HERE, "en")))), json_values)
def test_a_damaged_conversation_is_read_or_refused_clearly(key: str, value: object) -> None:
    stored = for_storage(Conversation(HERE, "en")) | {key: value}
    with suppress(StoreError):
        assert isinstance(from_storage(stored, HERE), Conversation)


@given(st.sampled_from(sorted(reply_for_storage(Reply("utter_menu", "en", "")))), json_values)
def test_a_damaged_reply_is_read_or_refused_clearly(key: str, value: object) -> None:
    stored = reply_for_storage(Reply("utter_menu", "en", "")) | {key: value}
    with suppress(StoreError):
        assert isinstance(reply_from_storage(stored), StoredReply)


@pytest.mark.parametrize("key", sorted(set(for_storage(Conversation(HERE, "en"))) - {"version"}))
def test_a_missing_part_is_refused(key: str) -> None:
    stored = for_storage(Conversation(HERE, "en"))
    del stored[key]
    with pytest.raises(StoreError, match="damaged"):
        from_storage(stored, HERE)
