"""What is done beside answering: newer content is taken in, what has been quiet is erased."""

import asyncio
import gc
import logging
from datetime import UTC, datetime

from bot.bootstrap import LiveContent
from bot.domain.errors import BotError
from bot.services.forgetting import Forgetting

log = logging.getLogger(__name__)

LOOKS_EVERY = 2.0
"""Seconds between looks at the content for a newer version."""


async def do_chores(content: LiveContent, forgetting: Forgetting) -> None:
    """Until there is a scheduler: takes in newer content, erases what has been quiet."""
    looks = 0
    # The first look at a calendar takes most of a second: nobody shall wait for it.
    await asyncio.to_thread(content.calendar, datetime.now(UTC))
    while True:
        await asyncio.sleep(LOOKS_EVERY)
        looks += 1
        try:
            if await asyncio.to_thread(content.refresh):
                gc.freeze()
            if looks % 150 == 0:
                await forgetting.forget_the_quiet()
        except BotError as problem:
            log.warning("%s", problem)
