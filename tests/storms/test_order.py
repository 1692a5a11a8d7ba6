"""Thousands of messages arrive out of order, with edits and pressed buttons, and ids jump down.

What was acknowledged first is answered first in each chat, and no update is old because of its id.
"""

from random import Random

import pytest

from devtools.fake_telegram import FakeTelegram
from tests.storms.bringing import Bringing
from tests.storms.chats import Chat, Chats, Written
from tests.storms.conftest import Tell
from tests.storms.deploying import Deployment
from tests.storms.judging import judged

PER_CHAT = 20
WINDOW = 10.0
"""Seconds within which the network may mix up what was sent."""
LASTS = 600.0
DAYS = 8 * 24 * 3600.0
MANY = [50, pytest.param(500, marks=pytest.mark.long)]


@pytest.mark.parametrize("people", MANY)
async def test_replies_come_in_the_order_in_which_messages_were_taken_whatever_their_ids(
    people: int, deployment: Deployment, chance: Random, tell: Tell
) -> None:
    async with FakeTelegram() as telegram:
        chats = Chats(telegram, deployment)
        deployment.settings |= chats.settings(webhook=True)
        await deployment.start()
        telegram.world.updates.hold()
        talks = [chats.newcomer() for _ in range(people)]
        await Bringing(chats, [(chat, chat.say("/menu")) for chat in talks]).run()
        await chats.until_still(quiet=1.0)
        before = mixed(talks, chance, PER_CHAT - 5)
        await Bringing(chats, [*before], in_turn=True).run(senders=8)
        telegram.world.clock.advance(DAYS)
        other = telegram.young_person("Mia", chat_id=6_000_000)
        other.say("the first after a quiet week has any id")
        telegram.jump_ids(1_000)
        after = mixed(talks, chance, 4)
        least = min(int(each.external_id) for _, each in before)
        lower = sum(int(each.external_id) < least for _, each in after)
        await Bringing(chats, [*after], in_turn=True).run(senders=8)
        found = await judged(chats)
    tell(messages=found.asked, lower_ids=lower, inversions=len(found.reordered))
    assert found.is_clean, found
    assert found.sent_twice == 0
    assert found.acknowledged == PER_CHAT * people
    assert lower == 4 * people


def mixed(talks: list[Chat], chance: Random, each: int) -> list[tuple[Chat, Written]]:
    """So many messages of each chat, in the order in which they arrive."""
    sent = sorted(
        ((chance.uniform(0, LASTS), chat) for chat in talks for _ in range(each)),
        key=lambda one: one[0],
    )
    written = [(at + chance.uniform(0, WINDOW), chat, say(chat, chance)) for at, chat in sent]
    return [(chat, one) for _, chat, one in sorted(written, key=lambda one: one[0])]


def say(chat: Chat, chance: Random) -> Written:
    """A word, a command, a changed word, or a pressed button; pictures in quick succession are
    answered once, and so are no part of this.
    """
    match chance.randrange(5):
        case 0:
            return chat.press(chance.choice(("/menu", "/language")))
        case 1:
            theirs = [kept.id for kept in chat.person.sees() if not kept.by_bot]
            return chat.edit(chance.choice(theirs), chance.choice(("/menu", "bonjour")))
        case 2:
            return chat.say("bonjour")
        case _:
            return chat.say(chance.choice(("/menu", "/language")))
