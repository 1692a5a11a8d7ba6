"""Whatever comes in is answered or refused kindly, with helplines, and never breaks anything."""

import json
import logging

import pytest

from tests.channels.web.conftest import Browser
from tests.channels.web.fakes import FakeBot

ODD_TEXTS = {
    "nul": "a\0b",
    "lone surrogate": "a\ud800b",
    "right to left": "\u202eab\u202c",
    "zero width": "\u200b\u200ba",
    "64 KB": "a" * 65_536,
    "64 KB of surrogates": "\udfff" * 65_536,
    "emoji": "👩‍👩‍👧" * 400,
    "template": "{{ 7 * 7 }} {token} %s ${x}",
    "markup": '"><img src=x onerror=alert(1)>',
}
BODIES = {
    "empty": b"",
    "not json": b"{",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "not utf-8": b'{"id": "message-1", "text": "\xff"}',
    "deep": b"[" * 100_000,
    "long number": b'{"id": "message-1", "after": ' + b"9" * 5_000 + b"}",
    "no id": b'{"text": "a"}',
    "id of a wrong kind": b'{"id": 1, "text": "a"}',
    "odd id": b'{"id": "../../etc", "text": "a"}',
    "nothing said": b'{"id": "message-1"}',
    "text of a wrong kind": b'{"id": "message-1", "text": ["a"]}',
    "blank text": b'{"id": "message-1", "text": "  "}',
    "empty choice": b'{"id": "message-1", "choice": ""}',
    "long choice": b'{"id": "message-1", "choice": "' + b"/" * 501 + b'"}',
    "start of a wrong kind": b'{"id": "message-1", "start": 1}',
}


@pytest.mark.parametrize("name", ODD_TEXTS)
async def test_odd_text_is_answered(browser: Browser, bot: FakeBot, name: str) -> None:
    body = json.dumps({"id": "message-1", "text": ODD_TEXTS[name]}).encode()
    headers = {**browser.headers, "Content-Type": "application/json"}
    answer = await browser.http.post("/say", content=body, headers=headers)
    assert answer.status_code == 200
    assert str(bot.heard[0].text).encode()


@pytest.mark.parametrize("name", sorted(set(ODD_TEXTS) - {"64 KB of surrogates"}))
async def test_odd_text_in_a_form_is_answered(browser: Browser, bot: FakeBot, name: str) -> None:
    text = ODD_TEXTS[name].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = await browser.submit({"text": text})
    assert answer.status_code == 200
    assert len(bot.heard) == 1


@pytest.mark.parametrize("name", BODIES)
async def test_a_broken_message_is_refused_with_helplines(
    browser: Browser, bot: FakeBot, name: str
) -> None:
    headers = {**browser.headers, "Content-Type": "application/json"}
    answer = await browser.http.post("/say", content=BODIES[name], headers=headers)
    assert answer.status_code == 400
    assert answer.json()["replies"][0]["contacts"][0]["number"] == "116 000"
    assert bot.heard == []


@pytest.mark.parametrize("after", [-1, 2**63, "x", None, [], 1.5, "9" * 5000])
async def test_an_odd_seq_begins_at_the_beginning(browser: Browser, after: object) -> None:
    assert (await browser.say(text="salut", after=after)).status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer short", "Basic " + "a" * 43, "Bearer " + "é" * 43]
)
async def test_without_a_token_there_are_still_helplines(browser: Browser, header: str) -> None:
    headers = [(b"Authorization", header.encode())]
    answer = await browser.http.post("/say", json={"id": "message-1"}, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["replies"]
    assert not answer.json()["again"]


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "image/png", ""])
async def test_a_content_type_we_do_not_take_is_refused(browser: Browser, kind: str) -> None:
    headers = {**browser.headers, "Content-Type": kind}
    by_script = await browser.http.post("/say", content=b"{}", headers=headers)
    by_form = await browser.http.post("/", content=b"token=x", headers=headers)
    assert by_script.status_code == by_form.status_code == 415
    assert "116 000" in by_form.text


async def test_a_body_too_large_is_refused_with_helplines(browser: Browser) -> None:
    answer = await browser.say(text="a" * 700_000)
    assert answer.status_code == 413
    assert "too long" in answer.json()["note"]
    assert answer.json()["replies"]


async def test_a_text_too_long_is_refused_with_helplines(browser: Browser) -> None:
    answer = await browser.say(text="a" * 80_000)
    assert answer.status_code == 413
    assert answer.json()["replies"]


async def test_a_form_of_many_fields_is_refused(browser: Browser) -> None:
    answer = await browser.submit({f"field{number}": "a" for number in range(50)})
    assert answer.status_code == 400
    assert "116 000" in answer.text


@pytest.mark.parametrize("path", ["/no/such/page", "/static/../page.py", "/static/page.html"])
async def test_an_address_that_is_none_has_helplines(browser: Browser, path: str) -> None:
    answer = await browser.http.get(path)
    assert answer.status_code == 404
    assert "116 000" in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused_with_helplines(browser: Browser, method: str) -> None:
    answer = await browser.http.request(method, "/say")
    assert answer.status_code == 405
    assert answer.json()["replies"]


async def test_without_the_store_nothing_is_acknowledged(browser: Browser, bot: FakeBot) -> None:
    bot.broken = True
    answer = await browser.say(id="message-1", text="salut")
    assert answer.status_code == 503
    assert answer.json()["again"]
    assert answer.json()["replies"][0]["contacts"][0]["number"] == "116 000"
    assert answer.headers["retry-after"] == "5"


async def test_the_message_goes_through_once_the_store_is_back(
    browser: Browser, bot: FakeBot
) -> None:
    bot.broken = True
    await browser.say(id="message-1", text="salut")
    bot.broken = False
    answer = await browser.say(id="message-1", text="salut")
    assert answer.status_code == 200
    assert len(bot.heard) == 1


async def test_a_form_without_the_store_can_be_sent_again_as_it_is(
    browser: Browser, bot: FakeBot
) -> None:
    bot.broken = True
    answer = await browser.submit({"id": "message-1", "text": "salut"})
    assert answer.status_code == 503
    assert 'name="id" value="message-1"' in answer.text
    assert ">salut</textarea>" in answer.text
    assert 'href="tel:116000"' in answer.text


async def test_polling_without_the_store_has_helplines(browser: Browser, bot: FakeBot) -> None:
    bot.broken = True
    answer = await browser.http.get("/replies", headers=browser.headers)
    assert answer.status_code == 503
    assert answer.json()["replies"]


async def test_letting_go_may_fail_without_the_young_person_noticing(
    browser: Browser, bot: FakeBot
) -> None:
    await browser.say(text="salut")
    bot.acknowledging_fails = True
    answer = await browser.say(text="salut", after=1)
    assert answer.status_code == 200


async def test_an_unexpected_fault_has_helplines_and_logs_no_words(
    browser: Browser, bot: FakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.fault = RuntimeError("it said: si je paie pas")
    with caplog.at_level(logging.DEBUG):
        answer = await browser.say(text="si je paie pas")
    assert answer.status_code == 500
    assert answer.json()["replies"]
    assert "RuntimeError at fakes.py" in caplog.text
    assert "paie" not in caplog.text
