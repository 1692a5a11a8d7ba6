"""How long things are kept. The figures are defaults of `docs/data.md`; a deployment may set
others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


def _quiet() -> dict[str, timedelta]:
    return {"web": timedelta(hours=24), "telegram": timedelta(days=30)}


@dataclass(frozen=True, slots=True)
class Retention:
    """After how much time what is forgotten."""

    quiet: Mapping[str, timedelta] = field(default_factory=_quiet)
    """Channel → how long a conversation may be quiet."""
    quiet_elsewhere: timedelta = timedelta(hours=24)
    inbound_ids: timedelta = timedelta(days=8)
    """Longer than any channel repeats a message."""
    whole_ids: frozenset[str] = frozenset({"web"})
    """Channels whose message ids stay with the conversation: a page may repeat a post late."""
    risk_events: timedelta = timedelta(days=90)
    shown_messages: timedelta = timedelta(hours=48)
    """Older messages cannot be taken out of a Telegram chat by a bot."""

    def has_gone_quiet(self, channel: str, last_at: datetime, now: datetime) -> bool:
        """Whether a conversation that was last written in then is to be forgotten."""
        return last_at < now - self.quiet.get(channel, self.quiet_elsewhere)

    def keeps_ids(self, channel: str, day: date, today: date) -> bool:
        """Whether the id of a message of that day is still needed while its conversation lasts."""
        return channel in self.whole_ids or day >= today - self.inbound_ids

    @property
    def longest(self) -> timedelta:
        """After this much time no conversation can be left, not even in a restored backup."""
        return max(self.quiet_elsewhere, *self.quiet.values())
