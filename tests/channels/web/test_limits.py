"""A flood is slowed down, a class is not, and who asks for help never is."""

import pytest

from bot.channels import buckets
from bot.channels.web import limits
from bot.channels.web.limits import Limits
from tests.channels.web.conftest import Browser
from tests.channels.web.fakes import FakeBot, FakeClock

SCHOOL = "192.0.2.7"


def flood(limited: Limits, conversation: str, source: str, times: int) -> list[float]:
    """Many messages at one moment: how long each has to wait."""
    return [limited.seconds_to_wait(conversation, source) for _ in range(times)]


def test_a_conversation_may_not_flood(clock: FakeClock) -> None:
    waits = flood(Limits(clock), "one", SCHOOL, 21)
    assert waits[:20] == [0] * 20
    assert waits[20] == 1


def test_waiting_helps(clock: FakeClock) -> None:
    limited = Limits(clock)
    flood(limited, "one", SCHOOL, 30)
    clock.pass_by(2)
    assert flood(limited, "one", SCHOOL, 3) == [0, 0, 1]


def test_a_clock_set_back_locks_nobody_out(clock: FakeClock) -> None:
    limited = Limits(clock)
    flood(limited, "one", SCHOOL, 19)
    clock.pass_by(-3600)
    assert limited.seconds_to_wait("one", SCHOOL) == 0


def test_twenty_five_pupils_behind_one_address_are_not_a_flood(clock: FakeClock) -> None:
    limited = Limits(clock)
    for _ in range(60):
        assert not any(limited.seconds_to_wait(f"pupil {n}", SCHOOL) for n in range(25))
        clock.pass_by(2)


def test_ever_new_conversations_from_one_source_are_a_flood(clock: FakeClock) -> None:
    limited = Limits(clock)
    waits = [limited.seconds_to_wait(f"new {n}", SCHOOL) for n in range(401)]
    assert waits[399] == 0
    assert waits[400] > 0


def test_one_household_is_one_source_whatever_its_addresses(clock: FakeClock) -> None:
    limited = Limits(clock)
    waits = [limited.seconds_to_wait(f"new {n}", f"2001:db8::{n:x}") for n in range(401)]
    assert waits[400] > 0
    assert limited.seconds_to_wait("another", "2001:db8:1::1") == 0


def test_a_source_is_forgotten_with_the_key_of_the_day(clock: FakeClock) -> None:
    limited = Limits(clock)
    for number in range(401):
        limited.seconds_to_wait(f"new {number}", SCHOOL)
    clock.pass_by(3 * 3600)
    assert limited.seconds_to_wait("new", SCHOOL) == 0
    assert SCHOOL not in repr(vars(limited))


@pytest.mark.parametrize("source", ["", "not an address", "\ud800"])
def test_an_odd_source_is_a_source(clock: FakeClock, source: str) -> None:
    assert Limits(clock).seconds_to_wait("one", source) == 0


def test_buckets_do_not_grow_without_end(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "MOST_BUCKETS", 50)
    monkeypatch.setattr(limits, "MOST_LEFT", 5)
    limited = Limits(clock)
    for number in range(300):
        limited.seconds_to_wait(f"new {number}", f"source {number}")
        limited.leave(f"new {number}")
    assert len(limited._conversations._buckets) <= 51
    assert len(limited._left) == 5


def test_the_worst_flooder_is_remembered_longest(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "MOST_BUCKETS", 50)
    limited = Limits(clock)
    flood(limited, "flooder", SCHOOL, 21)
    for number in range(100):
        limited.seconds_to_wait(f"new {number}", f"source {number}")
    assert limited.seconds_to_wait("flooder", "elsewhere") == 1


async def test_a_limited_person_still_gets_helplines(browser: Browser, bot: FakeBot) -> None:
    answers = [await browser.say(text="a") for _ in range(21)]
    assert answers[20].status_code == 429
    assert answers[20].json()["replies"][0]["contacts"][0]["number"] == "116 000"
    assert answers[20].json()["again"]
    assert answers[20].headers["retry-after"] == "1"


async def test_pressed_help_is_never_limited(browser: Browser, bot: FakeBot) -> None:
    answers = [await browser.say(choice="/help") for _ in range(60)]
    assert {answer.status_code for answer in answers} == {200}
    assert len(bot.heard) == 60


async def test_a_limited_message_goes_through_later(
    browser: Browser, bot: FakeBot, clock: FakeClock
) -> None:
    for _ in range(20):
        await browser.say(text="a")
    assert (await browser.say(id="message-1", text="b")).status_code == 429
    clock.pass_by(1)
    assert (await browser.say(id="message-1", text="b")).status_code == 200
    assert bot.heard[-1].text == "b"
