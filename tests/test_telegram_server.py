"""The whole server against the fake Telegram: no file is taken or kept, and no secret told.

The real thing over real files, at the most talkative level of its log.
"""

import asyncio
import os
import random
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from devtools.fake_telegram import FakeTelegram
from devtools.fake_telegram.faults import Kind
from devtools.fake_telegram.media import FILES, KINDS, media_of
from tests.ports import free_port
from tests.test_crash_telegram import until

pytestmark = pytest.mark.telegram

FILE_IDS = re.compile(rb"FAKEfile\d|\bu\d{12}\b")
KINDS_OF_FAULTS: tuple[Kind, ...] = ("429", "500", "502", "400", "cut_before", "malformed")
THREAT = "il dit que si je paie pas il envoie ma photo a tout le monde"


@asynccontextmanager
async def serving(telegram: FakeTelegram, folder: Path) -> AsyncIterator[tuple[int, str]]:
    """The real thing over these files, as talkative as it can be; its process id and address."""
    port = free_port()
    surroundings = {
        **os.environ,
        "MAKE_IT_SAFE_PORT": str(port),
        "MAKE_IT_SAFE_DATA_DIR": str(folder),
        "MAKE_IT_SAFE_DEFAULT_COUNTRY": "BE",
        "MAKE_IT_SAFE_TELEGRAM_TOKEN": telegram.token,
        "MAKE_IT_SAFE_TELEGRAM_API": telegram.url,
        "MAKE_IT_SAFE_LOG_LEVEL": "debug",
    }
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", env=surroundings, stdout=log, stderr=log
        )
        try:
            await until(lambda: telegram.counts["getUpdates"] > 0)
            yield process.pid, f"http://127.0.0.1:{port}"
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def everything_in(folder: Path) -> bytes:
    """All that the server left: database, its log of writes, key store, its own log."""
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def picture(chance: random.Random, number: int) -> tuple[str, dict[str, Any]]:
    """One update that holds no words, and where it is one of an album, the album's id."""
    kind = chance.choice([*KINDS, "paid_media", "game"])
    match kind:
        case "paid_media":
            photo = {"type": "photo", "photo": media_of("photo")["photo"]}
            content: dict[str, Any] = {"paid_media": {"star_count": 1, "paid_media": [photo]}}
        case "game":
            content = {"game": {"title": "g", "description": "g", **media_of("photo")}}
        case _:
            content = media_of(kind)
    if kind in FILES and chance.random() < 0.2:
        content["media_group_id"] = f"album{number // 4}"
    if chance.random() < 0.3:
        content["caption"] = "regarde"
    if chance.random() < 0.2:
        content["reply_to_message"] = {
            "message_id": 1,
            "date": 1,
            "chat": {"id": 1, "type": "private"},
            **media_of("photo"),
        }
    if chance.random() < 0.2:
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
        content["forward_origin"] = origin
    return ("edited_message" if chance.random() < 0.1 else "message"), content


def offer_pictures(telegram: FakeTelegram, count: int, people: int) -> None:
    """So many updates with files of all kinds, from so many chats."""
    chance = random.Random(24)
    chats = [
        telegram.young_person(f"P{number}", language_code="fr-BE").chat for number in range(people)
    ]
    for number in range(count):
        kind, content = picture(chance, number)
        chat = chats[number // 4 % people]
        chat.started = True
        message = {
            "message_id": telegram.world.messages.new_id(),
            "date": telegram.world.clock.seconds(),
            "chat": chat.as_chat(),
            "from": chat.as_user(),
            **content,
        }
        telegram.world.updates.put(kind, message, chat.id)


@pytest.mark.parametrize(
    ("count", "people"), [(200, 100), pytest.param(10_000, 1_000, marks=pytest.mark.long)]
)
async def test_no_file_is_fetched_passed_on_or_kept(
    count: int, people: int, tmp_path: Path
) -> None:
    async with FakeTelegram() as telegram, serving(telegram, tmp_path):
        offer_pictures(telegram, count, people)
        for _ in range(count):
            if not telegram.waiting:
                break
            await asyncio.sleep(0.5)
        assert telegram.waiting == []
        await until(lambda: telegram.counts["sendMessage"] >= people / 2)
        assert telegram.file_calls == 0
        assert telegram.counts["sendMessage"] <= 1.5 * count
    assert not FILE_IDS.search(everything_in(tmp_path))


async def test_the_token_is_told_nowhere_whatever_telegram_does(tmp_path: Path) -> None:
    async with FakeTelegram() as telegram, serving(telegram, tmp_path) as (pid, page):
        young = telegram.young_person("Lou", language_code="fr-BE")
        for kind in KINDS_OF_FAULTS:
            telegram.fail(kind, "getUpdates")
        telegram.fail("500", "sendMessage")
        telegram.fail("cut_before", "sendMessage")
        young.say(THREAT)
        async with httpx.AsyncClient(timeout=60) as http:
            await http.get(f"{telegram.base_url}{telegram.token}/getUpdates")
            await until(lambda: any("116" in text for text in young.texts()))
            token, telegram.world.bot.token = telegram.token, "42:somebody-made-a-new-one"
            young.say("bonjour")
            told = await until_told(http, f"{page}/health", "refuses the token")
            assert (await http.get(f"{page}/alive")).status_code == 200
        arguments = told_by_ps(pid)
    secret = token.partition(":")[2]
    assert secret not in told + arguments
    assert secret.encode() not in everything_in(tmp_path)
    assert THREAT.encode() not in everything_in(tmp_path)


def told_by_ps(pid: int) -> str:
    """The arguments that everybody on the machine can read."""
    return Path(f"/proc/{pid}/cmdline").read_text()


async def until_told(http: httpx.AsyncClient, address: str, words: str) -> str:
    """What is told there, once it holds these words."""
    for _ in range(300):
        told = (await http.get(address)).text
        if words in told:
            return told
        await asyncio.sleep(0.2)
    raise AssertionError(f"it was never told: {words}")
