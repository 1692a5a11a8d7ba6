"""What one process knows of the others, as the settings name their database."""

import asyncio
from pathlib import Path

import pytest

from bot.serving.together import together
from bot.settings import Settings
from bot.store.listening import PostgresBus
from tests.postgres import shared_cluster
from tests.store.turning import open_in


@pytest.mark.postgres
async def test_a_password_of_any_signs_is_good_for_listening_and_leading(tmp_path: Path) -> None:
    url = shared_cluster().new_database().replace("bot@", "bot:a/b+c%21@")
    store = await open_in(tmp_path, server=url)
    async with together(Settings(database_url=url), store) as others:  # type: ignore[arg-type]
        assert isinstance(others.bus, PostgresBus)
        await asyncio.wait_for(others.bus.listening.wait(), 20)
    await store.close()
