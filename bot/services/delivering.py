"""How replies reach a channel that lost its connection: read again by seq, woken by the bus."""

from bot.domain.message import Address, Reply
from bot.ports import Bus, Conversations


class Delivering:
    """Replies that a channel has not shown yet."""

    def __init__(self, *, conversations: Conversations, bus: Bus) -> None:
        self._conversations = conversations
        self._bus = bus

    async def after(self, address: Address, seq: int) -> tuple[tuple[int, Reply], ...]:
        """Replies with a greater seq, not yet acknowledged, in order; raises StoreError."""
        return tuple(await self._conversations.replies_after(address, seq))

    async def shown(self, address: Address, seq: int) -> None:
        """The channel has shown everything up to this seq, so it need not be kept."""
        await self._conversations.acknowledge(address, seq)

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        """True as soon as there may be something newer, False when the time is over."""
        return await self._bus.wait(address, seq, seconds)
