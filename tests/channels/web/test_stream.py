"""Streams: every reply once and in order, however often they are cut."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

from bot.channels.web import Page
from bot.channels.web.stream import MOST_FOR_ONE, Streams
from bot.domain.message import Address, Reply
from bot.store.bus import ProcessBus
from tests.channels.web.conftest import Browser
from tests.channels.web.fakes import FakeBot

ADDRESS = Address("web", "one")


async def texts(pieces: AsyncGenerator[str, None], count: int) -> list[str]:
    """The texts of the next replies of a stream."""
    found: list[str] = []
    async for piece in pieces:
        if "data: " in piece:
            found.append(json.loads(piece.split("data: ")[1])["text"])
        if len(found) == count:
            break
    return found


async def test_a_stream_says_at_once_that_it_is_there(bot: FakeBot) -> None:
    async with aclosing(Streams().events(bot, ADDRESS, 0)) as pieces:
        assert await anext(pieces) == ": here\n\n"


async def test_what_was_missed_comes_first(bot: FakeBot) -> None:
    for text in ("one", "two", "three"):
        await bot.push(ADDRESS, text)
    async with aclosing(Streams().events(bot, ADDRESS, 1)) as pieces:
        assert await texts(pieces, 2) == ["two", "three"]


async def test_what_comes_later_is_brought_by_itself(bot: FakeBot) -> None:
    async with aclosing(Streams().events(bot, ADDRESS, 0)) as pieces:
        await anext(pieces)
        waiting = asyncio.ensure_future(texts(pieces, 1))
        await asyncio.sleep(0)
        await bot.push(ADDRESS, "late")
        assert await waiting == ["late"]


class Interrupted(FakeBot):
    """Something new is told just after the stream has read what there is."""

    def __init__(self) -> None:
        super().__init__()
        self.bus = ProcessBus()

    async def after(self, address: Address, seq: int) -> tuple[tuple[int, Reply], ...]:
        found = await super().after(address, seq)
        await asyncio.sleep(0)
        if self.looks == 1:
            await self.push(address, "meanwhile")
            self.bus.publish(address, 1)
        return found

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        return await self.bus.wait(address, seq, seconds)


async def test_what_is_told_while_it_is_being_read_is_not_missed() -> None:
    async with aclosing(Streams().events(Interrupted(), ADDRESS, 0)) as pieces, asyncio.timeout(10):
        assert await texts(pieces, 1) == ["meanwhile"]


async def test_an_event_carries_its_seq_as_id(bot: FakeBot) -> None:
    await bot.push(ADDRESS, "one")
    async with aclosing(Streams().events(bot, ADDRESS, 0)) as pieces:
        await anext(pieces)
        assert (await anext(pieces)).startswith("id: 1\nevent: reply\ndata: {")


async def test_cut_anywhere_nothing_is_missed_and_nothing_comes_twice(bot: FakeBot) -> None:
    seen: list[str] = []
    for number in range(30):
        await bot.push(ADDRESS, str(2 * number))
        await bot.push(ADDRESS, str(2 * number + 1))
        async with aclosing(Streams().events(bot, ADDRESS, len(seen))) as pieces:
            seen += await texts(pieces, 1)
    async with aclosing(Streams().events(bot, ADDRESS, len(seen))) as pieces:
        seen += await texts(pieces, 30)
    assert seen == [str(number) for number in range(60)]


async def test_a_quiet_stream_shows_signs_of_life(bot: FakeBot) -> None:
    async with aclosing(Streams(ping_seconds=0.01).events(bot, ADDRESS, 0)) as pieces:
        assert [await anext(pieces) for _ in range(3)] == [": here\n\n"] * 3


async def test_what_another_tab_has_shown_makes_no_busy_loop(bot: FakeBot) -> None:
    await bot.push(ADDRESS, "one")
    await bot.shown(ADDRESS, 1)
    looks = 0
    async with aclosing(Streams(ping_seconds=0.05).events(bot, ADDRESS, 0)) as pieces:
        async with asyncio.timeout(5):
            while looks < 3:
                await anext(pieces)
                looks += 1
    assert bot.looks <= 4


async def test_closing_ends_every_stream(bot: FakeBot) -> None:
    streams = Streams()
    pieces = streams.events(bot, ADDRESS, 0)
    await anext(pieces)
    streams.close()
    assert [piece async for piece in pieces] == []
    assert streams.full


async def test_closing_ends_a_stream_that_waits(bot: FakeBot) -> None:
    streams = Streams()
    pieces = streams.events(bot, ADDRESS, 0)
    await anext(pieces)
    waiting = asyncio.ensure_future(texts(pieces, 1))
    await asyncio.sleep(0.01)
    streams.close()
    async with asyncio.timeout(5):
        assert await waiting == []


async def test_leaving_ends_only_the_streams_of_that_conversation(bot: FakeBot) -> None:
    streams = Streams()
    mine, theirs = [streams.events(bot, Address("web", name), 0) for name in ("one", "two")]
    await anext(mine)
    await anext(theirs)
    streams.end("one")
    assert [piece async for piece in mine] == []
    await bot.push(Address("web", "two"), "still here")
    assert await texts(theirs, 1) == ["still here"]
    await theirs.aclose()


async def test_one_conversation_has_a_few_streams_and_the_oldest_goes(bot: FakeBot) -> None:
    streams = Streams()
    tabs = [streams.events(bot, ADDRESS, 0) for _ in range(MOST_FOR_ONE + 1)]
    for tab in tabs:
        await anext(tab)
    assert [piece async for piece in tabs[0]] == []
    for tab in tabs:
        await tab.aclose()
    assert not streams._open


async def test_without_the_store_a_stream_ends_quietly(bot: FakeBot) -> None:
    bot.broken = True
    pieces = Streams().events(bot, ADDRESS, 0)
    assert [piece async for piece in pieces] == [": here\n\n"]


async def test_a_stream_asks_proxies_not_to_hold_it_back(
    browser: Browser, page: Page, bot: FakeBot
) -> None:
    asyncio.get_running_loop().call_later(0.1, page.streams.close)
    answer = await browser.http.get("/stream", headers=browser.headers)
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers.get("content-encoding") is None


async def test_a_stream_goes_on_after_the_last_event(browser: Browser, page: Page) -> None:
    await browser.say(start=True)
    asyncio.get_running_loop().call_later(0.1, page.streams.close)
    headers = {**browser.headers, "Last-Event-ID": "1"}
    answer = await browser.http.get("/stream?after=0", headers=headers)
    assert "id: 2" in answer.text
    assert "id: 1" not in answer.text


async def test_where_there_is_no_room_for_a_stream_the_page_may_poll(
    browser: Browser, page: Page
) -> None:
    page.streams.close()
    answer = await browser.http.get("/stream", headers=browser.headers)
    assert answer.status_code == 503
    assert answer.json()["replies"]


async def test_a_stream_needs_a_token(browser: Browser) -> None:
    assert (await browser.http.get("/stream")).status_code == 401
