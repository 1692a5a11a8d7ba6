"""Buttons, rendering and pace by themselves, without a Telegram."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.buckets import Rate
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.rendering import LONGEST, divided, render
from bot.domain.message import Button, Choice, Contact, Reply

BUTTONS = Buttons(b"one key")


@given(st.integers(-(10**13), 10**13), st.integers(0, 10**9 - 1), st.integers(0, 99))
def test_a_button_is_found_again_where_it_stands(chat: int, seq: int, number: int) -> None:
    data = BUTTONS.data(str(chat), seq, number, "/SetSlots(a=b)")
    assert len(data.encode()) <= 64
    assert BUTTONS.read(str(chat), data) == Button(seq, number)
    assert BUTTONS.read(str(chat + 1), data) is None
    assert Buttons(b"another key").read(str(chat), data) is None


@pytest.mark.parametrize("payload", ["/help", "/person", "/leave", "/not_that", "/show"])
def test_what_works_everywhere_is_carried_by_name(payload: str) -> None:
    assert BUTTONS.read("1", BUTTONS.data("1", 7, 0, payload)) == payload


@given(st.text(max_size=80))
def test_nothing_that_we_did_not_sign_is_read(data: str) -> None:
    assert BUTTONS.read("1", data) is None


@given(st.text(min_size=1, max_size=200), st.integers(1, 40))
def test_a_long_text_is_divided_and_nothing_but_spaces_is_lost(text: str, longest: int) -> None:
    parts = list(divided(text, longest))
    assert all(len(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_the_buttons_stand_under_the_last_part() -> None:
    reply = Reply("utter_long", "en", "a\n" * LONGEST, choices=(Choice("Yes", "/help"),))
    *first, last = render(reply, 1, "1", BUTTONS)
    assert all(part.keyboard is None for part in first)
    assert last.keyboard is not None


def test_a_contact_has_its_page_as_a_button_and_its_number_in_the_text() -> None:
    line = Contact("be", "Belgium", "A line", "103", web_url="https://www.example.org/a")
    [card] = render(Reply("utter_card", "en", "Belgium: 103", contacts=(line,)), 1, "1", BUTTONS)
    assert card.keyboard is not None
    [[button]] = card.keyboard.inline_keyboard
    assert (button.text, button.url) == ("example.org", "https://www.example.org/a")


async def test_of_all_that_wait_who_is_in_danger_goes_first() -> None:
    loop = asyncio.get_running_loop()
    pace = Pace(loop.time, in_all=Rate(1, 50), in_a_chat=Rate(10, 10))
    went: list[str] = []

    async def go(chat: str, safety: bool) -> None:
        await pace.wait(chat, safety=safety)
        went.append(chat)

    calm = [go(f"calm {number}", False) for number in range(5)]
    await asyncio.gather(*calm, go("danger", True))
    assert went.index("danger") <= 1
    assert [one for one in went if one != "danger"] == [f"calm {n}" for n in range(5)]


async def test_one_chat_does_not_hold_up_the_others() -> None:
    loop = asyncio.get_running_loop()
    pace = Pace(loop.time, in_all=Rate(10, 100), in_a_chat=Rate(1, 0.01))
    await pace.wait("busy", safety=False)
    stuck = asyncio.create_task(pace.wait("busy", safety=True))
    await asyncio.wait_for(pace.wait("another", safety=False), 1)
    assert not stuck.done()
    stuck.cancel()


async def test_a_courtesy_takes_a_place_only_while_most_are_free() -> None:
    pace = Pace(lambda: 0.0, in_all=Rate(10, 1), in_a_chat=Rate(10, 1))
    assert [pace.spares_one() for _ in range(7)] == [True] * 5 + [False] * 2
    await pace.wait("1", safety=False)
