"""Erasing: at once when a young person asks, by itself when a conversation has been quiet."""

from bot.domain.message import Address
from bot.ports import Clock, Conversations


class Forgetting:
    """Destroys what is kept of a conversation."""

    def __init__(self, *, conversations: Conversations, clock: Clock) -> None:
        self._conversations = conversations
        self._clock = clock

    async def leave(self, address: Address) -> None:
        """ "Leave now": ends and erases the conversation; harmless when there is none. Raises
        StoreError.
        """
        await self.forget(address)

    async def forget(self, address: Address) -> None:
        """Erases everything of this address, key and all; harmless when there is nothing. Raises
        StoreError.
        """
        async with self._conversations.work() as work:
            await work.forget(address)
            await work.commit()

    async def forget_the_quiet(self) -> int:
        """Erases conversations that have been quiet for longer than they are kept; how many."""
        return await self._conversations.expire(self._clock.now())
