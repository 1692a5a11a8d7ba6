"""The jobs do what the table promises, over the content and the store that are served."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap import LiveContent
from bot.domain.conversation import Conversation
from bot.domain.message import Address, Inbound
from bot.jobs import JOBS, Ticking
from bot.services.forgetting import Forgetting
from bot.serving.jobs import jobs_of
from bot.store.alone import Alone
from bot.store.memory import MemoryConversations
from tests.content.laying import WORLD
from tests.fakes import FakeClock

HERE = Address("web", "a" * 64)


@pytest.fixture
def content(tmp_path: Path) -> LiveContent:
    shutil.copytree(WORLD, tmp_path / "world")
    return LiveContent(tmp_path / "world")


async def run(jobs: Ticking, name: str) -> None:
    """One tick of that job."""
    [job] = [job for job in JOBS if job.name == name]
    await jobs.tick(job)


def jobs_over(content: LiveContent, clock: FakeClock, stored: MemoryConversations) -> Ticking:
    return jobs_of(content, Forgetting(conversations=stored, clock=clock), Alone())


async def test_newer_content_is_taken_in(content: LiveContent) -> None:
    before = content.library.release
    saved = content.root / "content/en/kindness.yml"
    saved.write_text(saved.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    await run(jobs_over(content, FakeClock(), MemoryConversations()), "take_in_content")
    assert content.library.release != before


async def test_what_was_quiet_for_long_is_erased(content: LiveContent) -> None:
    clock, stored = FakeClock(), MemoryConversations()
    async with stored.work() as work:
        inbound = Inbound(HERE, "1", clock.now(), text="hello")
        await work.keep(inbound, Conversation(HERE, "en"), (), ())
        await work.commit()
    clock.at += timedelta(days=60)
    await run(jobs_over(content, clock, stored), "erase_the_quiet")
    async with stored.work() as work:
        assert await work.recall(HERE) is None


async def test_the_calendars_of_today_and_of_a_new_year_are_looked_at(
    content: LiveContent, caplog: pytest.LogCaptureFixture
) -> None:
    await run(jobs_over(content, FakeClock(), MemoryConversations()), "look_at_calendars")
    assert not caplog.records
