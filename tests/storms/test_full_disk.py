"""The disk is full, or cannot be written to: helplines for everybody, and nothing taken is lost."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random

import pytest

from tests.storms.conftest import Tell
from tests.storms.deploying import PATIENCE, Deployment, client
from tests.storms.judging import judged_pages
from tests.storms.outages import filled, no_file_grows, small_disk
from tests.storms.pages import SAYINGS, Crowd

PAGES = 20


@pytest.fixture
def deployment_name() -> str:
    """Only SQLite keeps what is said on the bot's own disk."""
    return "sqlite-1"


@pytest.fixture(params=["full disk", "nothing can be written"])
def trouble(request: pytest.FixtureRequest, deployment: Deployment) -> Iterator[ExitStack]:
    """A deployment whose disk can be made useless; what is entered last ends first."""
    with ExitStack() as around:
        if request.param == "full disk":
            try:
                around.enter_context(small_disk(deployment.files))
            except OSError as refused:
                only_root_mounts(refused)
        yield around


async def test_on_a_useless_disk_everybody_sees_helplines_and_nothing_taken_is_lost(
    trouble: ExitStack, deployment: Deployment, chance: Random, tell: Tell
) -> None:
    await deployment.start()
    async with client(timeout=PATIENCE) as asking:
        crowd = Crowd(deployment.history, deployment.urls(), asking, chance)
        pages = [crowd.newcomer() for _ in range(PAGES)]
        for young in pages:
            await young.say(chance.choice(SAYINGS))
        is_small = deployment.files.is_mount()
        with filled(deployment.files) if is_small else no_file_grows(deployment):
            answers = [
                await young.try_to_say(f"{young.name}-useless", {"text": "aide moi"})
                for young in pages
            ]
        helped = [
            any(reply["contacts"] for reply in answer.body["replies"])
            for answer in answers
            if answer and answer.status == 503
        ]
        for young in pages:
            while again := await young.try_to_say(f"{young.name}-useless", {"text": "aide moi"}):
                if again.status == 200:
                    break
        found = await judged_pages(deployment, crowd.everybody)
    tell(refused=found.refused, helped=sum(helped))
    assert helped == [True] * PAGES
    assert found.is_clean, found
    assert is_whole(deployment.files)


async def test_on_a_disk_that_cannot_be_written_to_it_does_not_start_and_says_what_to_do(
    deployment: Deployment,
) -> None:
    with ExitStack() as around:
        try:
            around.enter_context(small_disk(deployment.files, writable=False))
        except OSError as refused:
            only_root_mounts(refused)
        with pytest.raises(TimeoutError):
            await deployment.start()
    assert "cannot be written to" in deployment.last_words()
    assert "Traceback" not in deployment.last_words()


def only_root_mounts(refused: OSError) -> None:
    """Left out for whoever is not root; who is (continuous integration is) has to see it fail."""
    if os.geteuid() == 0:
        raise refused
    pytest.skip(str(refused))


def is_whole(folder: Path) -> bool:
    """SQLite's own judgement on both files."""
    for name in ("make-it-safe.db", "keys.db"):
        with closing(sqlite3.connect(folder / name)) as raw:
            if raw.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return False
    return True
