"""Two hundred things that nobody may find, said through every door, and then looked for everywhere.

Not in files, logs, measures or what else the process leaves; and after an erasure not even who has
the deployment's key and everything that is stored can read what was said.
"""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from devtools.fake_telegram import FakeTelegram
from tests.ports import free_port
from tests.storms.chats import Chat, Chats
from tests.storms.conftest import Tell
from tests.storms.deploying import PATIENCE, Deployment, client
from tests.storms.opening_up import copied, readable
from tests.storms.pages import Crowd, Young
from tests.storms.searching import canaries, found_in, left_behind

EACH = 25
TALKS = 4


@dataclass
class Said:
    """Everything that went in, and by whom."""

    telegram: FakeTelegram
    deployment: Deployment
    pages: list[Young] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    measures: str = ""

    def some(self, kind: str) -> list[str]:
        """New canaries of this kind."""
        made = canaries(kind, EACH)
        self.words += made
        return made


@pytest.fixture
async def said(deployment: Deployment) -> AsyncIterator[Said]:
    """A deployment that tells as much as it ever would, after everybody has talked."""
    temporary = deployment.folder / "temporary"
    temporary.mkdir()
    metrics = free_port()
    async with FakeTelegram() as telegram, client(timeout=PATIENCE) as asking:
        chats = Chats(telegram, deployment)
        deployment.settings |= chats.settings() | {
            "MAKE_IT_SAFE_LOG_LEVEL": "debug",
            "TMPDIR": str(temporary),
        }
        first, *others = deployment.processes
        await deployment.start(first, MAKE_IT_SAFE_METRICS_PORT=str(metrics))
        await deployment.start(*others) if others else None
        everything = Said(telegram, deployment)
        await on_pages(everything, Crowd(deployment.history, deployment.urls(), asking, Random(1)))
        await in_chats(everything, chats)
        for path in ("metrics", ""):
            told = await asking.get(f"http://127.0.0.1:{metrics}/{path}")
            everything.measures += told.text
        yield everything


async def on_pages(said: Said, crowd: Crowd) -> None:
    """With a script and without one; as texts, choices, and where only a name is expected."""
    said.pages = [crowd.newcomer() for _ in range(TALKS)]
    for number, (text, form) in enumerate(zip(said.some("page"), said.some("form"), strict=True)):
        young = said.pages[number % TALKS]
        await young.say({"text": text})
        assert await young.post_form(f"{young.name}-form-{number:04}", form)
    for number, odd in enumerate(said.some("odd")):
        young = said.pages[number % TALKS]
        slot = {"choice": f"/SetSlots(name={odd})"}
        await young.try_to_say(f"{young.name}-odd-{number:04}", slot)
        await young.asking.get(f"{young.urls[0]}/replies?after={odd}", headers=young.headers)
        await young.asking.get(f"{young.urls[0]}/{odd}", headers={"User-Agent": ascii(odd)})


async def in_chats(said: Said, chats: Chats) -> None:
    """As texts, captions, names, deep links and in buttons that nobody made."""
    names, texts, captions = said.some("name"), said.some("chat"), said.some("caption")
    links, buttons = said.some("link"), said.some("button")
    for number in range(TALKS):
        chat = chats.newcomer()
        chat.person.chat.name = names[number]
        chat.person.chat.username = names[-number - 1]
        said.chats.append(chat)
        chat.say("/start")
    await chats.until_still(quiet=1.0)
    for number in range(EACH):
        chat = said.chats[number % TALKS]
        chat.say(texts[number])
        chat.person.send("photo", captions[number])
        chat.person.start(links[number])
        chat.person.press(data=buttons[number][:60])
    await chats.until_still()


async def test_what_is_said_is_found_nowhere_and_once_erased_it_cannot_be_read(
    said: Said, tell: Tell
) -> None:
    deployment = said.deployment
    left = left_behind(deployment) | {"measures": said.measures.encode()}
    found = {where: found_in(content, said.words) for where, content in left.items()}
    addresses = [*(page.address for page in said.pages), *(chat.address for chat in said.chats)]
    before = copied(deployment)
    could_be_read = readable(before, before, addresses)
    await erase_all(said)
    after = copied(deployment)
    wrapped_left = count_left(before.wrapped(), left_behind(deployment))
    tell(
        canaries=len(said.words),
        looked_at=len(left),
        bytes=sum(map(len, left.values())),
        erased=len(addresses),
        keys_in_old_blocks=wrapped_left,
    )
    assert {where: words for where, words in found.items() if words} == {}
    assert len(said.words) >= 200
    assert said.measures
    assert could_be_read == len(addresses)
    assert readable(before, after, addresses) == readable(after, after, addresses) == 0
    # A server may keep what it deleted in its own log for a while: docs/reliability.md tells so.
    assert wrapped_left == 0 or deployment.cluster


async def erase_all(said: Said) -> None:
    """Half leave the page, half send the word for it on Telegram."""
    for young in said.pages:
        assert await young.leave()
    for chat in said.chats:
        chat.say("/forget")
    addresses = [chat.address for chat in said.chats]
    until = time.monotonic() + PATIENCE
    now = copied(said.deployment)
    while readable(now, now, addresses) and time.monotonic() < until:
        await asyncio.sleep(0.5)
        now = copied(said.deployment)


def count_left(sealed: list[bytes], left: dict[str, bytes]) -> int:
    """How many of these lie somewhere."""
    return sum(any(each in content for content in left.values()) for each in sealed)


async def test_a_process_that_dies_badly_leaves_no_picture_of_its_memory(
    deployment: Deployment,
) -> None:
    first = deployment.processes[0]
    await deployment.start(first)
    assert first.running is not None
    assert resource.prlimit(first.id, resource.RLIMIT_CORE)[0] == 0
    first.running.send_signal(signal.SIGABRT)
    await asyncio.wait_for(first.running.wait(), PATIENCE)
    assert [*deployment.folder.rglob("core*"), *Path.cwd().glob("core*")] == []


def test_the_terminal_keeps_nothing(tmp_path: Path) -> None:
    words = canaries("terminal", EACH)
    root = Path(__file__).resolve().parents[2]
    lines = "".join(f'{{"text": "{word}"}}\n' for word in words)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--jsonl", "--root", str(root)],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path), "HOME": str(tmp_path), "PYTHONPATH": str(root)},
        input=lines.encode(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.count(b"\n") == EACH
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert found_in(left + done.stderr, words) == []
