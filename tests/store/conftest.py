"""Stores to test: one in memory, one over files in a folder of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import Conversations
from bot.store.conversations import StoredConversations
from bot.store.memory import MemoryConversations
from tests.store.turning import open_in


@pytest.fixture(params=["memory", "sqlite"])
async def conversations(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Conversations]:
    """The same tests run over each of them."""
    if request.param == "memory":
        yield MemoryConversations()
        return
    store = await open_in(tmp_path)
    yield store
    await store.close()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[StoredConversations]:
    """Conversations in files."""
    opened = await open_in(tmp_path)
    yield opened
    await opened.close()
