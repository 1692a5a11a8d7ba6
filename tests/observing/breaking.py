"""Breaks every part of the bot with a canary in what breaks, in a process that logs as in earnest.

`tests/observing/test_canaries.py` starts it and reads what it says.
"""

import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import uvicorn
from sqlalchemy import text as sql

from bot.channels import telegram
from bot.domain.errors import StoreError
from bot.domain.telling import Told
from bot.jobs import Job, RunBy, Ticking
from bot.observing.logs import LogFormat, start_logs
from bot.safety.screening import screen
from bot.server import configured, listen, make_app
from bot.store.alone import Alone
from bot.store.database import Database
from bot.store.sqlite import sqlite_url
from tests.channels.web.fakes import FakeBot, FakeClock, make_page
from tests.fakes import BrokenDetector

CANARY = "canary-he-wants-pictures"
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz0123"


class Breaking(FakeBot):
    """A bot that breaks over what is said to it."""

    async def receive(self, inbound: Any) -> Any:
        raise RuntimeError(inbound.text, CANARY)


async def jobs() -> None:
    async def work() -> None:
        raise ValueError(CANARY)

    job = Job("sweep", timedelta(1), RunBy.EACH_PROCESS, "It is swept.", longest=timedelta(1))
    await Ticking({"sweep": work}, Alone().leads, [job]).tick(job)


async def page() -> None:
    app = make_app(web=make_page(Breaking(), FakeClock()), health=_broken)
    transport = httpx.ASGITransport(cast(Any, app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://page.test") as http:
        headers = {"Authorization": f"Bearer {'a' * 43}"}
        said = {"id": "12345678", "text": CANARY}
        assert (await http.post("/say", json=said, headers=headers)).status_code == 500
        await http.get("/health", params={"q": CANARY})


async def _broken() -> tuple[str, ...]:
    raise LookupError(CANARY)


async def protocol() -> None:
    """A server over which something breaks that no handler catches, and a request that is none."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            raise RuntimeError(CANARY, scope["query_string"])

    config = configured(cast(Any, app))
    config.lifespan = "off"
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(listen("127.0.0.1", 0)))
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    for request in (f"GET /?q={CANARY} HTTP/1.1\r\nhost: x\r\n\r\n", f"{CANARY}\x01\r\n\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.encode())
        await reader.read()
        writer.close()
    server.should_exit = True
    await serving


async def on_telegram() -> None:
    account = telegram.Account(TOKEN, "http://127.0.0.1:9")
    try:
        await account.send("471234567", telegram_message())
    except Exception as error:
        logging.getLogger("bot.channels").exception("not sent: %s", error)
    await account.close()


def telegram_message() -> Any:
    from bot.channels.telegram.account import Outgoing

    return Outgoing(CANARY)


async def libraries() -> None:
    """What asyncio and the libraries say by themselves."""

    async def lost() -> None:
        raise RuntimeError(CANARY)

    task = asyncio.create_task(lost(), name=CANARY)
    await asyncio.sleep(0)
    del task
    asyncio.get_running_loop().call_soon(lambda: 1 / int(f"0{CANARY}"))
    await asyncio.sleep(0.01)
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot%s/x %s", TOKEN, CANARY)
    logging.getLogger("telegram.Bot").warning("Failed with bot%s: %s", TOKEN, CANARY)
    logging.getLogger("library").error("wrong %d", CANARY)


def store(folder: Path) -> None:
    database = Database(sqlite_url(folder / "x.db"))
    database.make_file()
    try:
        with database.reading() as connection:
            connection.execute(sql("select * from missing where it = :it"), {"it": CANARY})
    except StoreError:
        logging.getLogger("bot.store").exception("the store broke")
    finally:
        database.close()


def misuse() -> None:
    """What somebody might write who has not read the rules."""
    log = logging.getLogger("bot.misuse")
    log.info("%s is shown", Told("what is ours"))
    log.error("got %s", CANARY)
    log.error("got %s", [CANARY], extra={"text": CANARY}, stack_info=True)
    log.error("wrong %d %d", CANARY)
    screen(CANARY, [BrokenDetector()])


def printed() -> None:
    """What Python prints by itself."""
    warnings.warn(CANARY, RuntimeWarning, stacklevel=1)
    thread = threading.Thread(target=lambda: int(CANARY), name=CANARY)
    thread.start()
    thread.join()

    class Bad:
        def __del__(self) -> None:
            raise ValueError(CANARY)

    Bad()


def main() -> None:
    start_logs(LogFormat.JSON, "info")
    misuse()
    store(Path(sys.argv[1]))
    for part in (jobs, page, protocol, on_telegram, libraries):
        asyncio.run(part())
    printed()
    json.load(io.StringIO(f"{CANARY}"))  # and this one nobody catches


if __name__ == "__main__":
    main()
