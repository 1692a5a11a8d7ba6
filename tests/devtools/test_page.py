"""The page of the fake, in a real Chromium."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from devtools.fake_telegram import FakeTelegram, Person
from tests.devtools.calling import Bot
from tests.running import chromium

pytestmark = pytest.mark.browser


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as tool:
        running = await tool.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        await running.close()


@pytest.fixture
async def page(browser: Browser, telegram: FakeTelegram) -> AsyncIterator[Page]:
    shown = await browser.new_page()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    await shown.goto(telegram.url)
    yield shown
    assert [url for url in asked if not url.startswith((telegram.url, "data:"))] == []


async def test_somebody_is_made_and_writes(page: Page, bot: Bot) -> None:
    await page.get_by_role("button", name="Make").click()
    await expect(page.locator("#chats")).to_contain_text("Ada (en)")
    await page.get_by_label("Message", exact=True).fill("hello")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".mine .bubble")).to_have_text("hello")
    assert len(await bot.updates()) == 1


async def test_a_button_is_pressed_and_its_answer_shown(
    page: Page, bot: Bot, ada: Person, buttons: dict[str, Any]
) -> None:
    await bot.does("sendMessage", chat_id=ada.id, text="?", reply_markup=buttons)
    await page.get_by_role("button", name="Oui").click()
    [update] = await bot.does("getUpdates", timeout=5)
    query = update["callback_query"]["id"]
    await bot.does("answerCallbackQuery", callback_query_id=query, text="merci")
    await expect(page.get_by_role("status")).to_have_text("The bot: merci")


async def test_edits_and_deletions_are_seen(page: Page, bot: Bot, ada: Person) -> None:
    sent = await bot.does("sendMessage", chat_id=ada.id, text="a")
    where = {"chat_id": ada.id, "message_id": sent["message_id"]}
    await bot.does("editMessageText", text="b", **where)
    await expect(page.locator("#messages")).to_contain_text("edited")
    await bot.does("deleteMessage", **where)
    await expect(page.locator("#messages .bubble")).to_have_count(1)


async def test_what_the_bot_asked_stands_beside(page: Page, bot: Bot) -> None:
    await bot.ask("getChat", chat_id=1)
    call = page.locator("#calls li")
    await expect(call).to_contain_text("getChat → 400")
    await call.locator("summary").click()
    await expect(call).to_contain_text("chat not found")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_is_wider_than_the_screen(
    browser: Browser, telegram: FakeTelegram, bot: Bot, ada: Person, width: int, scheme: Any
) -> None:
    await bot.does("sendMessage", chat_id=ada.id, text="a" * 300)
    size = {"width": width, "height": 780}
    shown = await browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    await shown.goto(telegram.url)
    await expect(shown.locator("#messages .bubble")).to_have_count(2)
    assert await shown.evaluate("document.documentElement.scrollWidth") == width
