"""Hundreds of things that nobody may find, searched for in every file and log.

They are searched for as they were said and in the other forms that such words take in files; after
forgetting, the sealed bytes themselves are searched for too.
"""

import base64
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.errors import StoreError
from bot.domain.message import Address, Choice, Reply
from bot.store.conversations import StoredConversations
from bot.store.encryption import DataKey, wrapping_key
from bot.store.tables import conversations as conversation_rows
from bot.store.tables import data_keys, replies
from tests.store.turning import KEY, NOW, forget, said, turn

NUMBER = 50


def canary(kind: str, number: int) -> str:
    return f"canary-{kind}-{number:03}-Ünïcode"


def address(number: int) -> Address:
    return Address(("web", "telegram")[number % 2], canary("address", number))


def shapes(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield word.encode("utf-16-le")
    yield ascii(word)[1:-1].encode()
    yield word.encode().hex().encode()
    yield base64.b64encode(word.encode()).rstrip(b"=")[:-2]


@pytest.fixture
async def talked(
    in_files: StoredConversations, caplog: pytest.LogCaptureFixture
) -> StoredConversations:
    """Fifty conversations: said in texts, ids of messages, slots and values of replies."""
    caplog.set_level(logging.DEBUG)
    for number in range(NUMBER):
        reply = Reply(
            "utter_card",
            "en",
            canary("reply", number),
            values={"name": canary("value", number)},
            choices=(Choice(canary("title", number), "/ok"),),
        )
        inbound = said(canary("message", number), address(number), text=canary("text", number))
        await turn(in_files, inbound, replies=(reply,), slots={"name": canary("slot", number)})
    return in_files


def everything(folder: Path, caplog: pytest.LogCaptureFixture) -> bytes:
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return files + caplog.text.encode()


KINDS = ("address", "message", "text", "slot", "reply", "value", "title")


async def test_nothing_that_was_said_is_found_anywhere(
    talked: StoredConversations, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left = everything(tmp_path, caplog)
    words = [canary(kind, number) for kind in KINDS for number in range(NUMBER)]
    assert len(words) > 200
    assert [word for word in words if any(shape in left for shape in shapes(word))] == []


async def test_the_search_would_find_what_lies_open(
    talked: StoredConversations, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "leak.txt").write_text(canary("text", 7))
    assert canary("text", 7).encode() in everything(tmp_path, caplog)


async def test_nothing_that_was_said_is_in_an_error_or_a_log(
    talked: StoredConversations, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with talked._parts.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE replies")
        connection.commit()
    inbound = said(canary("message", 999), address(1), text=canary("text", 999))
    with pytest.raises(StoreError) as raised:
        await turn(talked, inbound, slots={"name": canary("slot", 999)})
    errors = [raised.value, raised.value.__cause__, raised.value.__context__]
    assert "canary" not in f"{[(str(error), error) for error in errors]} {caplog.text}"


def sealed(store: StoredConversations) -> list[bytes]:
    with store._parts.database.reading() as connection:
        states = list(connection.execute(select(conversation_rows.c.state)).scalars())
        said_back = list(connection.execute(select(replies.c.reply)).scalars())
    with store._parts.keys._database.reading() as connection:
        wrapped = list(connection.execute(select(data_keys.c.wrapped)).scalars())
    return states + said_back + wrapped


def pieces(blobs: list[bytes]) -> Iterator[bytes]:
    """Every sixteen bytes of each: what is left of an overwritten page would hold some of them."""
    for blob in blobs:
        yield from (blob[start : start + 16] for start in range(0, len(blob) - 15, 16))


async def test_after_forgetting_not_even_sealed_bytes_are_left(
    talked: StoredConversations, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = sealed(talked)
    assert len(before) == 3 * NUMBER
    for number in range(NUMBER):
        await forget(talked, address(number))
    assert sealed(talked) == []
    left = everything(tmp_path, caplog)
    assert [piece for piece in pieces(before) if piece in left] == []


async def test_forgetting_one_leaves_nothing_of_it_between_the_others(
    talked: StoredConversations, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = set(sealed(talked))
    await forget(talked, address(20))
    gone = list(before - set(sealed(talked)))
    assert len(gone) == 3
    left = everything(tmp_path, caplog)
    assert [piece for piece in pieces(gone) if piece in left] == []
    name = talked._parts.names.conversation_id(address(20))
    assert name.encode() not in left


async def test_a_copy_made_before_forgetting_cannot_be_read_afterwards(
    talked: StoredConversations,
) -> None:
    parts = talked._parts
    name = parts.names.conversation_id(address(3))
    its = conversation_rows.c.conversation_id == name
    with parts.database.reading() as connection:
        copy = connection.execute(select(conversation_rows).where(its)).one()
    await forget(talked, address(3))
    assert parts.keys.find(name) is None
    with pytest.raises(StoreError):
        DataKey(name, copy.key_id, wrapping_key(KEY)).unseal(copy.state, "state", copy.version)


async def test_expiring_leaves_as_little_as_forgetting(
    talked: StoredConversations, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = sealed(talked)
    await talked.expire(NOW + timedelta(days=31))
    left = everything(tmp_path, caplog)
    assert [piece for piece in pieces(before) if piece in left] == []
