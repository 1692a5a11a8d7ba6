"""Stores to test: one in memory, one over files in a folder of the test's own, one over PostgreSQL
with its keys in a file.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import Conversations
from bot.store.conversations import StoredConversations
from bot.store.memory import MemoryConversations
from tests.postgres import shared_cluster
from tests.store.turning import open_in

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@pytest.fixture(params=["memory", "sqlite", POSTGRES])
async def conversations(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Conversations]:
    """The same tests run over each of them."""
    if request.param == "memory":
        yield MemoryConversations()
        return
    store = await open_in(tmp_path, server=a_server(request))
    yield store
    await store.close()


@pytest.fixture(params=["sqlite", POSTGRES])
def server(request: pytest.FixtureRequest) -> str | None:
    """The address of a database that nobody else has; None: a file will do."""
    return a_server(request)


@pytest.fixture
async def store(tmp_path: Path, server: str | None) -> AsyncIterator[StoredConversations]:
    """Conversations in a database."""
    opened = await open_in(tmp_path, server=server)
    yield opened
    await opened.close()


@pytest.fixture
async def in_files(tmp_path: Path) -> AsyncIterator[StoredConversations]:
    """Conversations in files, for what is SQLite's own."""
    opened = await open_in(tmp_path)
    yield opened
    await opened.close()


def a_server(request: pytest.FixtureRequest) -> str | None:
    return shared_cluster().new_database() if request.param == "postgres" else None
