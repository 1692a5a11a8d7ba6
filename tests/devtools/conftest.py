"""A fake on a free port, and a bot that is nothing but its calls."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot, Receiver, plain

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this is about the fake Telegram."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("telegram")


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with plain(f"{telegram.base_url}{telegram.token}/") as client:
        yield Bot(client)


@pytest.fixture
async def control(telegram: FakeTelegram) -> AsyncIterator[httpx.AsyncClient]:
    async with plain(f"{telegram.url}/control/") as client:
        yield client


@pytest.fixture
def ada(telegram: FakeTelegram) -> Person:
    """Somebody who wrote already; the update is fetched and gone."""
    person = telegram.young_person("Ada", language_code="fr")
    person.start()
    telegram.world.updates.drop()
    return person


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as running:
        yield running


@pytest.fixture
def buttons() -> dict[str, Any]:
    row = [{"text": "Oui", "callback_data": "a"}, {"text": "Non", "callback_data": "b"}]
    return {"inline_keyboard": [row]}


@pytest.fixture(scope="session")
def documentation() -> str:
    return (Path(__file__).resolve().parents[2] / "docs" / "fake-telegram.md").read_text()
