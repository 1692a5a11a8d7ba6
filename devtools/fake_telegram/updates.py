"""The updates that wait for the bot, with their ids and the rules by which they are let go."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from devtools.fake_telegram.bell import Bell
from devtools.fake_telegram.clock import Clock
from devtools.fake_telegram.refusals import Json

DAY = 24 * 3600
WEEK = 7 * DAY
FIRST_ID = 100_000_001
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(eq=False)
class Waiting:
    """One update on its way. Its body is text, for one that is no JSON must be possible."""

    body: str
    at: float
    update_id: int | None = None
    chat_id: int | None = None
    row: int = 0
    """Which row of ids it is from: a jump begins a new one."""
    once: bool = False
    """Sent a second time or raw: no offset says anything about it, one delivery is all."""
    delivered: int = 0


@dataclass
class Updates:
    """First in, first out; an offset confirms."""

    clock: Clock
    chance: Random
    bell: Bell = field(default_factory=Bell)
    allowed: list[str] = field(default_factory=list)
    queue: list[Waiting] = field(default_factory=list)
    made: dict[int, Waiting] = field(default_factory=dict)
    """All there ever were, to send one again."""
    _held: list[Waiting] | None = None
    _next_id: int = FIRST_ID
    _row: int = 0
    _last_ids: dict[int, int] = field(default_factory=dict)
    """The last id of each row."""
    _delivered_row: int = 0
    _last_at: float | None = None

    def put(self, kind: str, content: Json, chat_id: int | None = None) -> int | None:
        """Queues it and returns its id; None where the bot asked not to get this kind."""
        if not self._wanted(kind):
            return None
        now = self.clock.now()
        if self._last_at is not None and now - self._last_at >= WEEK:
            self.jump()
        self._last_at = now
        number = self._next_id
        self._next_id += 1
        self._last_ids[self._row] = number
        body = json.dumps({"update_id": number, kind: content}, ensure_ascii=False)
        self.made[number] = Waiting(body, now, number, chat_id, self._row)
        self._add(self.made[number])
        return number

    def again(self, update_id: int) -> None:
        """Sends an update that was sent before once more, confirmed or not."""
        old = self.made[update_id]
        self._add(Waiting(old.body, self.clock.now(), update_id, old.chat_id, old.row, once=True))

    def raw(self, value: Any) -> None:
        """Sends anything as an update; a string goes as it is, even if it is no JSON."""
        body = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        self._add(Waiting(body, self.clock.now(), row=self._row, once=True))

    def jump(self, to: int | None = None) -> int:
        """The next id goes on elsewhere, as after a quiet week; by chance lower or higher."""
        self._next_id = self.chance.randrange(1, 2**31 - 10**6) if to is None else to
        self._row += 1
        return self._next_id

    def hold(self) -> None:
        """From here on updates gather without being delivered."""
        self._held = [] if self._held is None else self._held

    def release(self, order: str | Sequence[int] = "same") -> list[int | None]:
        """Delivers what gathered: same, reversed, shuffled, or by the given update ids first."""
        held, self._held = self._held or [], None
        if order == "reversed":
            held.reverse()
        elif order == "shuffled":
            self.chance.shuffle(held)
        elif not isinstance(order, str):
            places = {number: place for place, number in enumerate(order)}
            held.sort(key=lambda each: places.get(each.update_id or 0, len(places)))
        for each in held:
            self._add(each)
        return [each.update_id for each in held]

    def fetch(self, offset: int, limit: int) -> list[Waiting]:
        """Lets go what the offset confirms, and gives what waits after it."""
        self.forget_old()
        self._confirm(offset)
        # One answer never mixes two rows of ids: an offset could not confirm both. What is sent
        # again does not come before what it repeats.
        row = self.queue[0].row if self.queue else self._row
        batch = [each for each in self.queue if each.row == row or (each.once and each.row < row)]
        batch = batch[:limit]
        for each in batch:
            each.delivered += 1
        if batch:
            self._delivered_row = row
        return batch

    def done(self, waiting: Waiting) -> None:
        """It arrived."""
        if waiting in self.queue:
            self.queue.remove(waiting)

    def drop(self) -> None:
        """Forgets all that wait (drop_pending_updates)."""
        self.queue.clear()

    def forget_old(self) -> None:
        """Telegram keeps an update for a day."""
        now = self.clock.now()
        if self.queue and now - self.queue[0].at >= DAY:
            self.queue = [each for each in self.queue if now - each.at < DAY]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.queue = self.queue[offset:]
            return
        if offset > 0:
            self.queue = [each for each in self.queue if not self._confirmed(each, offset)]

    def _confirmed(self, each: Waiting, offset: int) -> bool:
        if each.once:
            return each.delivered > 0
        if each.row != self._delivered_row:
            return each.row < self._delivered_row
        # An offset from another row of ids, far beyond this one, says nothing here.
        return (each.update_id or 0) < offset <= self._last_ids[each.row] + 1

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def _add(self, waiting: Waiting) -> None:
        if self._held is not None:
            self._held.append(waiting)
            return
        self.queue.append(waiting)
        self.bell.ring()
