"""Updates that Telegram never sends: a refusal or nothing, and the chat is never blocked."""

import asyncio
import copy
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram import PATH, webhook_routes
from bot.server import make_app
from devtools.fake_telegram import FakeTelegram
from devtools.fake_telegram.media import KINDS, media_of
from tests.channels.telegram.conftest import Bot
from tests.channels.telegram.test_failures import BreaksAt
from tests.channels.telegram.test_talk import eventually_true, shows_a_number
from tests.channels.web.conftest import all_is_well
from tests.channels.web.fakes import FakeBot, FakeClock, make_page

pytestmark = pytest.mark.telegram

SECRET = "s" * 64
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
YOUNG = {"id": 5_000_042, "type": "private", "first_name": "Lou"}
WHO = {"id": 5_000_042, "is_bot": False, "first_name": "Lou", "language_code": "fr"}
SAID = {"message_id": 7, "date": 1_780_000_000, "chat": YOUNG, "from": WHO}
MEMBER = {"status": "member", "user": WHO}
GOOD: list[dict[str, Any]] = [
    {"message": {**SAID, "text": "bonjour"}},
    {"message": {**SAID, "text": "/start friend"}},
    {"message": {**SAID, "text": "/hide"}},
    *({"message": {**SAID, "caption": "regarde", **media_of(kind)}} for kind in KINDS),
    {"edited_message": {**SAID, "edit_date": 1_780_000_001, "text": "salut"}},
    {
        "callback_query": {
            "id": "1",
            "from": WHO,
            "chat_instance": "1",
            "message": SAID,
            "data": "x",
        }
    },
    {
        "my_chat_member": {
            "chat": YOUNG,
            "from": WHO,
            "date": 1_780_000_000,
            "old_chat_member": MEMBER,
            "new_chat_member": {**MEMBER, "status": "kicked", "until_date": 0},
        }
    },
    {"channel_post": {**SAID, "chat": {"id": -100, "type": "channel", "title": "c"}, "text": "x"}},
]
DEEP = json.loads("[" * 900 + "]" * 900)
NASTY = st.one_of(
    st.sampled_from([None, True, 0, -1, 2**63, -(2**63), 2**200, 1e308, "", "\0", "x" * 65_536]),
    st.sampled_from(["\ud800", "‮", "👩‍👩‍👧", {}, [], [{}], {"id": {}}, DEEP, "/start", "/hide\0"]),
    st.text(max_size=20),
    st.integers(),
)


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in inside:
        yield (*way, key)
        if isinstance(below, dict | list):
            yield from places(below, (*way, key))


@st.composite
def broken(draw: st.DrawFn) -> dict[str, Any]:
    """A good update in which up to three things are something else, or missing."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(GOOD)))
    update["update_id"] = draw(st.integers(1, 2**40))
    for _ in range(draw(st.integers(0, 3))):
        *way, last = draw(st.sampled_from(list(places(update)) or [("update_id",)]))
        inside: Any = update
        for key in way:
            inside = inside[key]
        if isinstance(inside, dict) and draw(st.booleans()):
            inside.pop(last, None)
        else:
            inside[last] = copy.deepcopy(draw(NASTY))
        if not update:
            break
    return update


class Whole:
    """The application with its Telegram, in one loop for a whole test."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self._runner = runner
        self.telegram = FakeTelegram()
        runner.run(self.telegram.start())
        self.bot = Bot(self.telegram)
        runner.run(self.bot.start())
        assert self.bot.face
        page = make_page(FakeBot(), FakeClock())
        app: Any = make_app(
            web=page, health=all_is_well, others=[webhook_routes(self.bot.face, SECRET)]
        )
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://bot.test", headers=HEADERS
        )

    def take(self, body: bytes) -> int:
        """What is answered to that."""
        return self._runner.run(self._http.post(PATH, content=body)).status_code

    def end(self) -> None:
        self._runner.run(self.bot.end())
        self._runner.run(self._http.aclose())
        self._runner.run(self.telegram.stop())
        # The ends of its connections.
        self._runner.run(asyncio.sleep(0.1))


@pytest.fixture(scope="module")
def whole() -> Iterator[Whole]:
    with asyncio.Runner() as runner:
        made = Whole(runner)
        yield made
        made.end()


@given(broken())
@settings(
    max_examples=max(150, settings().max_examples),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_wrong_with_an_update_nothing_breaks(
    whole: Whole, update: dict[str, Any]
) -> None:
    assert whole.take(json.dumps(update).encode()) in {200, 400}


@given(st.binary(max_size=300))
@settings(max_examples=max(200, settings().max_examples), deadline=None)
def test_what_is_no_update_is_refused(whole: Whole, body: bytes) -> None:
    assert whole.take(body) in {200, 400}


async def test_five_hundred_that_break_us_block_no_chat(telegram: FakeTelegram) -> None:
    bot = Bot(telegram)
    face = bot.made()
    object.__setattr__(face, "receiving", broken_at := BreaksAt(face.receiving.receive, "casse"))
    people = [telegram.young_person(f"P{n}", language_code="fr-BE") for n in range(500)]
    await bot.start(face)
    for person in people:
        person.say("casse tout")
        person.say("bonjour")
    await eventually_true(lambda: telegram.waiting == [], within=60)
    assert broken_at.tries == 3 * len(people)
    await bot.answered()
    assert all(shows_a_number(person.texts()) for person in people)
    assert all(len(person.texts()) > 1 for person in people)
    await bot.end()
