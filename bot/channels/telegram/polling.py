"""Asking Telegram for updates, for whoever has no public address.

An update is confirmed only by asking for those after it, and that happens only once its turn is
durable: the process may die at any moment and loses nothing.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from bot.channels.telegram.face import NotKept, Telegram
from bot.channels.telegram.intake import chat_in
from bot.channels.telegram.refusals import Contested, Unreachable
from bot.domain.errors import BotError
from bot.domain.failpoints import failpoint

log = logging.getLogger(__name__)

AGAIN = 0.5
"""Seconds until an update that could not be kept is taken again."""
CONTESTED = 5.0
_REMEMBERED = 1_000


async def poll(telegram: Telegram, *, again: float = AGAIN, contested: float = CONTESTED) -> None:
    """Takes updates in until it is cancelled."""
    offset = 0
    taken: dict[int, None] = {}
    while True:
        try:
            raws = await telegram.account.updates(offset)
        except Unreachable as wait:
            await asyncio.sleep(wait.seconds)
            continue
        except Contested as contest:
            log.error("%s", contest)
            await asyncio.sleep(contested)
            continue
        except BotError:  # what it never says to a question that is right
            log.error("telegram refuses to give updates: it is asked again")
            await asyncio.sleep(contested)
            continue
        new = [raw for raw in raws if _id(raw) not in taken]
        left = await _take(telegram, new)
        if new:
            failpoint("before_confirm")
        taken |= {_id(raw): None for raw in new if _id(raw) not in left}
        for known in list(taken)[:-_REMEMBERED]:
            del taken[known]
        offset = min(left, default=max(map(_id, raws), default=offset - 1) + 1)
        if left:
            await asyncio.sleep(again)


async def _take(telegram: Telegram, raws: Sequence[dict[str, Any]]) -> set[int]:
    """Takes these in, chats side by side; the ids of those that are to come again."""
    chats: dict[object, list[dict[str, Any]]] = {}
    for raw in raws:
        chats.setdefault(chat_in(raw), []).append(raw)
    left = await asyncio.gather(*(_take_in_order(telegram, chat) for chat in chats.values()))
    return set().union(*left)


async def _take_in_order(telegram: Telegram, raws: Sequence[dict[str, Any]]) -> set[int]:
    for number, raw in enumerate(raws):
        try:
            await telegram.take(raw)
        except NotKept:
            return {_id(other) for other in raws[number:]}
    return set()


def _id(raw: dict[str, Any]) -> int:
    number = raw.get("update_id")
    return number if isinstance(number, int) else 0
