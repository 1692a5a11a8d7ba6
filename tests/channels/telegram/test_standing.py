"""What the operator gets to know of an account, and when."""

import asyncio
from typing import Any

import pytest

from bot.channels.telegram import Called, run
from bot.channels.telegram.refusals import Contested, Left, Slower, TokenRefused, Unreachable
from bot.channels.telegram.running import lead, watch
from bot.channels.telegram.standing import CONTESTED, NOT_CALLED, TOKEN, Standing
from bot.store.alone import Alone
from devtools.fake_telegram import FakeTelegram, Person
from tests.channels.telegram.conftest import Bot
from tests.channels.telegram.test_talk import eventually_true

pytestmark = pytest.mark.telegram


class Seconds:
    """A clock to be moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def standing(seconds: Seconds) -> Standing:
    return Standing(seconds)


def test_a_moment_without_telegram_is_nobodys_business(
    standing: Standing, seconds: Seconds
) -> None:
    standing.refused(Unreachable(1))
    seconds.now = 119
    assert standing.problems() == ()


def test_minutes_without_it_are_told_until_it_answers(standing: Standing, seconds: Seconds) -> None:
    standing.refused(Unreachable(1))
    seconds.now = 300
    standing.refused(Unreachable(1))
    assert "5 minutes" in standing.problems()[0]
    standing.answered()
    assert standing.problems() == ()


@pytest.mark.parametrize("error", [Slower(9), Left("gone")])
def test_who_refuses_politely_is_there(
    standing: Standing, seconds: Seconds, error: Exception
) -> None:
    standing.refused(Unreachable(1))
    standing.refused(error)  # type: ignore[arg-type]
    seconds.now = 300
    assert standing.problems() == ()


def test_a_refused_token_is_told_at_once(standing: Standing) -> None:
    standing.refused(TokenRefused())
    assert standing.problems() == (TOKEN,)


def test_a_contest_is_told_for_a_while_since_each_wins_now_and_then(
    standing: Standing, seconds: Seconds
) -> None:
    standing.refused(Contested("…"))
    standing.answered()
    assert standing.problems() == (CONTESTED,)
    seconds.now = 121
    assert standing.problems() == ()


@pytest.mark.parametrize("token", ["42:wrong-token-of-nobody", "no token"])
async def test_a_wrong_token_is_told_and_tried_again(telegram: FakeTelegram, token: str) -> None:
    bot = Bot(telegram, token=token)
    running = asyncio.create_task(run(bot.made(), Alone()))
    await eventually_true(lambda: bot.problems == (TOKEN,))
    assert not running.done()
    running.cancel()


async def test_a_token_that_is_taken_back_while_it_runs_is_told(bot: Bot) -> None:
    bot.telegram.world.bot.token = "42:the-operator-made-a-new-one"
    bot.telegram.young_person("Lou").say("bonjour")
    await eventually_true(lambda: bot.problems == (TOKEN,))


@pytest.mark.parametrize("kind", ["400", "403", "500", "malformed"])
async def test_no_refusal_ends_the_asking(bot: Bot, young: Person, kind: Any) -> None:
    bot.telegram.fail(kind, "getUpdates", times=2)
    young.say("bonjour")
    await young.hears(1, within=20)


async def test_an_address_that_is_never_called_is_told(bot: Bot) -> None:
    assert bot.face
    leading = asyncio.create_task(lead(bot.face, Called("ftp://nowhere", "s")))
    await eventually_true(lambda: NOT_CALLED in bot.problems)
    assert not leading.done()
    leading.cancel()


async def test_a_second_program_with_the_same_token_is_told(bot: Bot) -> None:
    other = Bot(bot.telegram)
    await other.start()
    await eventually_true(lambda: bot.problems == (CONTESTED,))
    await other.end()


async def test_a_program_that_takes_the_calls_is_told_and_asked_back(bot: Bot) -> None:
    assert bot.face
    bot.telegram.world.webhook.set("http://127.0.0.1:9/elsewhere")
    watching = asyncio.create_task(watch(bot.face, Called("http://127.0.0.1:9/here", "s"), every=9))
    await eventually_true(lambda: bot.telegram.world.webhook.url.endswith("/here"))
    assert CONTESTED in bot.problems
    watching.cancel()


async def test_calls_that_do_not_get_through_are_told(bot: Bot, young: Person) -> None:
    assert bot.face
    called = Called("http://127.0.0.1:9/here", "s")
    bot.telegram.world.webhook.set(called.url)
    young.say("bonjour")
    await eventually_true(lambda: bot.telegram.world.webhook.last_error != "")
    watching = asyncio.create_task(watch(bot.face, called, every=0.05))
    await eventually_true(lambda: NOT_CALLED in bot.problems)
    bot.telegram.world.updates.drop()
    await eventually_true(lambda: NOT_CALLED not in bot.problems)
    watching.cancel()
