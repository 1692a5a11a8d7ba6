"""Every update comes once to five times, from eight senders at once: each has its effect once.

The numbers of the night are those of the publishable promise; every full run does a tenth.
"""

from random import Random

import pytest

from devtools.fake_telegram import FakeTelegram
from tests.storms.bringing import Bringing
from tests.storms.chats import Chats
from tests.storms.conftest import Tell
from tests.storms.deploying import Deployment
from tests.storms.judging import judged

WORDS = ("/menu", "/language")
"""Each always has the same one reply, so that the replies can be counted in any order."""
PER_CHAT = 4
MANY = [500, pytest.param(5_000, marks=pytest.mark.long)]


@pytest.mark.parametrize("updates", MANY)
async def test_what_is_brought_several_times_at_once_has_its_effect_and_its_replies_once(
    updates: int, deployment: Deployment, chance: Random, tell: Tell
) -> None:
    async with FakeTelegram() as telegram:
        chats = Chats(telegram, deployment)
        deployment.settings |= chats.settings(webhook=True)
        await deployment.start()
        telegram.world.updates.hold()
        written = []
        for _ in range(updates // PER_CHAT):
            chat = chats.newcomer()
            written += [(chat, chat.say(chance.choice(WORDS))) for _ in range(PER_CHAT)]
        storm = [each for each in written for _ in range(chance.randint(1, 5))]
        chance.shuffle(storm)
        await Bringing(chats, [*storm]).run(senders=8)
        found = await judged(chats, in_order=False)
    tell(updates=updates, brought=len(storm), sent_twice=found.sent_twice)
    assert found.is_clean
    assert found.sent_twice == 0
    assert found.acknowledged == updates


@pytest.mark.parametrize("updates", MANY)
async def test_what_is_fetched_again_with_jumping_ids_has_its_effect_and_its_replies_once(
    updates: int, deployment: Deployment, chance: Random, tell: Tell
) -> None:
    async with FakeTelegram() as telegram:
        chats = Chats(telegram, deployment)
        deployment.settings |= chats.settings()
        for _ in range(updates // PER_CHAT):
            chat = chats.newcomer()
            for _ in range(PER_CHAT):
                chats.invoke(chat, chat.say(chance.choice(WORDS)))
            for op in chat.written.values():
                for _ in range(chance.randint(0, 4)):
                    telegram.send_again(int(op.external_id))
            if chance.random() < 0.1:
                telegram.jump_ids()
        waiting = len(telegram.waiting)
        await deployment.start()
        found = await judged(chats)
    tell(updates=updates, brought=waiting, sent_twice=found.sent_twice)
    assert found.is_clean
    assert found.sent_twice == 0
    assert found.acknowledged == updates
