"""What the page is answered, request by request."""

import json
import re

import httpx
import pytest

from bot.domain.message import MediaKind
from tests.channels.web.conftest import Browser
from tests.channels.web.fakes import FakeBot

THREAT = "il dit que si je paie pas il envoie ma photo"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self' https://www.wikipedia.org; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found
    return found[1]


async def test_a_message_is_answered_with_its_numbered_replies(browser: Browser) -> None:
    answer = (await browser.say(text=THREAT)).json()
    assert [reply["seq"] for reply in answer["replies"]] == [1, 2, 3]
    assert answer["seq"] == 3
    assert answer["replies"][2]["contacts"][0]["dial"] == "116000"


async def test_the_same_message_sent_twice_has_one_effect(browser: Browser, bot: FakeBot) -> None:
    first = await browser.say(id="message-1", text="salut")
    second = await browser.say(id="message-1", text="salut")
    assert first.json() == second.json()
    assert len(bot.heard) == 1


async def test_other_words_under_a_used_id_are_still_read(browser: Browser, bot: FakeBot) -> None:
    await browser.say(id="message-1", text="salut")
    await browser.say(id="message-1", text=THREAT)
    assert [inbound.text for inbound in bot.heard] == ["salut", THREAT]


async def test_two_tokens_are_two_conversations(
    browser: Browser, other: Browser, bot: FakeBot
) -> None:
    await browser.say(text="salut")
    assert await other.replies() == []
    assert browser.token not in repr(bot.heard)


async def test_a_start_a_choice_and_a_file_say_what_they_are(
    browser: Browser, bot: FakeBot
) -> None:
    await browser.say(start=True)
    await browser.say(choice="/SetSlots(door=friend)")
    await browser.say(media="image")
    await browser.say(media="spreadsheet")
    start, choice, image, file = bot.heard
    assert start.started
    assert choice.choice == "/SetSlots(door=friend)"
    assert (image.media, file.media) == (MediaKind.IMAGE, MediaKind.OTHER)


async def test_hints_reach_the_conversation_only_when_they_are_served(
    browser: Browser, bot: FakeBot
) -> None:
    await browser.say(text="hoi", language="nl", country="be")
    await browser.say(text="salut", language="fr", country="ZZ")
    assert (bot.heard[0].language_hint, bot.heard[0].country_hint) == (None, "BE")
    assert (bot.heard[1].language_hint, bot.heard[1].country_hint) == ("fr", None)


async def test_what_was_shown_before_a_message_is_let_go(browser: Browser, bot: FakeBot) -> None:
    await browser.say(start=True)
    assert [reply["seq"] for reply in await browser.replies()] == [1, 2]
    await browser.say(text="salut", after=2)
    assert [reply["seq"] for reply in await browser.replies()] == [3]


async def test_a_seq_of_an_earlier_conversation_lets_nothing_go(
    browser: Browser, bot: FakeBot
) -> None:
    await browser.say(text="salut", after=40)
    assert bot.acknowledged == []
    assert [reply["seq"] for reply in await browser.replies()] == [1]


async def test_words_that_leave_tell_the_page_to_go(browser: Browser, bot: FakeBot) -> None:
    answer = await browser.say(choice="/leave")
    assert answer.json()["left"]
    assert len(bot.left) == 1


async def test_leaving_erases_and_leads_to_the_neutral_site(browser: Browser, bot: FakeBot) -> None:
    await browser.say(text=THREAT)
    answer = await browser.http.post("/leave", headers=browser.headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "https://www.wikipedia.org/")
    assert bot.left
    assert not bot.talks


async def test_a_plain_form_leaves_too(browser: Browser, bot: FakeBot) -> None:
    answer = await browser.http.post("/leave", data={"token": browser.token})
    assert answer.status_code == 303
    assert bot.left


async def test_leaving_works_without_the_store(browser: Browser, bot: FakeBot) -> None:
    bot.broken = True
    answer = await browser.http.post("/leave", headers=browser.headers)
    assert answer.status_code == 303


async def test_a_form_sent_again_after_leaving_brings_nothing_back(
    browser: Browser, bot: FakeBot
) -> None:
    await browser.http.post("/leave", data={"token": browser.token})
    answer = await browser.submit({"text": THREAT})
    assert answer.status_code == 410
    assert bot.heard == []
    assert hidden(answer.text, "token") != browser.token


async def test_without_a_script_the_page_shows_the_turn(browser: Browser) -> None:
    answer = await browser.submit({"text": THREAT})
    assert "Si je comprends bien" in answer.text
    assert 'href="tel:116000"' in answer.text
    assert hidden(answer.text, "token") == browser.token
    assert hidden(answer.text, "after") == "3"


async def test_without_a_script_nothing_typed_comes_back(browser: Browser) -> None:
    answer = await browser.submit({"text": THREAT})
    assert "paie" not in answer.text


async def test_a_form_sent_twice_has_one_effect(browser: Browser, bot: FakeBot) -> None:
    first = await browser.submit({"id": "message-1", "text": THREAT})
    second = await browser.submit({"id": "message-1", "text": THREAT})
    assert "Si je comprends bien" in first.text
    assert "Si je comprends bien" in second.text
    assert len(bot.heard) == 1


async def test_help_pressed_over_a_half_written_text_leaves_the_text_there(
    browser: Browser, bot: FakeBot
) -> None:
    answer = await browser.submit({"text": "il me dit <que>", "choice": "/help"})
    assert bot.heard[0].choice == "/help"
    assert bot.heard[0].text is None
    assert "il me dit &lt;que&gt;</textarea>" in answer.text


async def test_starting_without_a_script_begins_the_talk(browser: Browser, bot: FakeBot) -> None:
    answer = await browser.submit({"start": "1", "text": "", "language": "fr"})
    assert bot.heard[0].started
    assert 'value="/SetSlots(door=friend)"' in answer.text


async def test_leaving_by_words_without_a_script_leads_away(browser: Browser) -> None:
    answer = await browser.submit({"choice": "/leave"})
    assert answer.status_code == 303


async def test_showing_the_page_begins_nothing(browser: Browser, bot: FakeBot) -> None:
    answer = await browser.http.get("/")
    assert answer.status_code == 200
    assert bot.heard == []
    assert not bot.talks


@pytest.mark.parametrize(
    ("address", "accepted", "language", "country"),
    [
        ("/", "fr-BE,fr;q=0.9,en;q=0.5", "fr", "BE"),
        ("/", "nl-BE,en;q=0.5", "en", "BE"),
        ("/", "", "en", ""),
        ("/", "xx-yy;;q=,,\x7f" * 200, "en", ""),
        ("/?lang=fr", "en-GB", "fr", ""),
        ("/?lang=zz&country=lu", "fr", "fr", "LU"),
        ("/?country=<b>", "en", "en", ""),
    ],
)
async def test_language_and_country_come_from_the_address_or_the_browser(
    browser: Browser, address: str, accepted: str, language: str, country: str
) -> None:
    answer = await browser.http.get(address, headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in answer.text
    assert f'data-country="{country}"' in answer.text


async def test_every_page_has_a_token_of_its_own(browser: Browser) -> None:
    first, second = [(await browser.http.get("/")).text for _ in range(2)]
    assert hidden(first, "token") != hidden(second, "token")
    assert len(hidden(first, "token")) == 43


async def test_the_words_of_the_page_come_in_the_language_asked_for(browser: Browser) -> None:
    answer = (await browser.http.get("/words?lang=fr")).json()
    assert answer["language"] == "fr"
    assert answer["direction"] == "ltr"
    assert answer["words"]["send"] == "Envoyer"


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/no/such/page", "/replies", "/health"])
async def test_every_answer_is_kept_by_nobody_and_runs_nothing_foreign(
    browser: Browser, path: str
) -> None:
    headers = (await browser.http.get(path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == POLICY
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "microphone=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/", "/say", "/leave"])
async def test_another_site_may_not_speak_for_a_young_person(
    browser: Browser, bot: FakeBot, path: str, site: str
) -> None:
    headers = {**browser.headers, "Sec-Fetch-Site": site}
    answer = await browser.http.post(path, json={"id": "message-1", "text": "a"}, headers=headers)
    assert answer.status_code == 403
    assert bot.heard == []
    assert bot.left == []


async def test_no_other_origin_is_let_in(browser: Browser) -> None:
    asking = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = await browser.http.options("/say", headers=asking)
    assert "access-control-allow-origin" not in answer.headers


async def test_nothing_foreign_is_loaded(browser: Browser) -> None:
    html = (await browser.http.get("/")).text
    loaded = re.findall(r'(?:src|<link [^>]*href)="([^"]*)"', html)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert "<style" not in html
    assert " style=" not in html


async def test_the_first_load_is_within_fifty_kilobytes(browser: Browser) -> None:
    page = (await browser.http.get("/")).text
    imported = re.findall(r"/static/[a-z.]+", page)
    paths = ["/", *dict.fromkeys(imported)]
    sizes = [await transferred(browser.http, path) for path in paths]
    assert len(paths) == 8
    assert sum(sizes) <= 50_000


async def transferred(http: httpx.AsyncClient, path: str) -> int:
    """The bytes of one answer as they go over the wire."""
    async with http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        body = [piece async for piece in answer.aiter_raw()]
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    return sum(map(len, body)) + head


async def test_the_page_asks_for_no_upload(browser: Browser) -> None:
    html = (await browser.http.get("/")).text
    assert 'type="file"' not in html
    assert "multipart" not in html


async def test_what_the_bot_says_is_never_markup(browser: Browser, bot: FakeBot) -> None:
    await browser.say(text="salut")
    address = bot.heard[0].address
    await bot.push(address, "<script>alert(1)</script>")
    answer = await browser.http.get("/replies?after=1", headers=browser.headers)
    assert answer.headers["content-type"].startswith("application/json")
    assert json.loads(answer.text)["replies"][0]["text"] == "<script>alert(1)</script>"
