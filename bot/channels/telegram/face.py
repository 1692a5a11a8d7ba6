"""One bot account as a face: takes updates one at a time for each chat, and answers in it.

`take` returns when the update may be acknowledged. What could not be kept is answered with a
helpline card at once, and taken again later.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from bot.channels.telegram import intake
from bot.channels.telegram.account import Account
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.recent import HIDDEN_FOR
from bot.channels.telegram.sending import Sender, Words
from bot.channels.turned import Receives, Turned
from bot.domain.errors import BotError, StoreError
from bot.domain.events import ForgetRequested, LeftNow
from bot.domain.measures import TURNS, Unmetered
from bot.domain.message import Address, Inbound
from bot.domain.telling import cause
from bot.ports import Clock, Meters, Outbox

log = logging.getLogger(__name__)

MOST_TRIES = 3
"""So often an update may break us before it is set aside."""
_REMEMBERED = 1_000

COMMANDS = ("help", "person", "menu", "language", "hide", "leave", "forget")
"""In the order in which the app lists them; their words are `utter_telegram_…`."""


class NotKept(BotError):
    """The update could not be kept: take it again later."""


@dataclass(frozen=True, kw_only=True)
class Telegram:
    """The account with all it needs."""

    account: Account
    sender: Sender
    receiving: Receives
    outbox: Outbox
    forget: Callable[[Address], Awaitable[None]]
    buttons: Buttons
    clock: Clock
    words: Words
    languages: tuple[str, ...]
    is_wish: Callable[[str], bool]
    """Whether a deep link may lead there."""
    meters: Meters = field(default_factory=Unmetered)
    _lanes: WeakValueDictionary[object, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False
    )
    _failed: dict[int, int] = field(default_factory=dict, init=False)
    """Update → how often it broke us."""
    _helped: dict[int, int] = field(default_factory=dict, init=False)
    """Updates that could not be kept, and were answered with a card."""

    async def take(self, raw: dict[str, Any]) -> None:
        """Takes one update in; when this returns, it may be acknowledged. Raises NotKept."""
        number = raw.get("update_id")
        if not isinstance(number, int):
            return
        try:
            heard = intake.read(self.account.update_of(raw), self._reading())
        except Exception:  # what Telegram never sends: nobody waits for an answer to it
            log.warning("an update that cannot be read was passed over")
            return
        if heard is not None:
            await self._answer(number, heard)

    def problems(self) -> tuple[str, ...]:
        """What the operator should know of this account."""
        return self.account.standing.problems()

    async def introduce(self) -> None:
        """Sets the commands that the app shows, in each language."""
        for language in (None, *self.languages):
            spoken = language or self.languages[0]
            listed = [(name, self.words(spoken, f"utter_telegram_{name}")) for name in COMMANDS]
            await self.account.offer(listed, language)

    def _reading(self) -> intake.Reading:
        return intake.Reading(buttons=self.buttons, now=self.clock.now(), is_wish=self.is_wish)

    async def _answer(self, number: int, heard: intake.Heard) -> None:
        lane = self._lanes.setdefault(_chat_of(heard), asyncio.Lock())
        async with lane:
            try:
                await self._do(heard)
            except StoreError:
                self._help_once(number, heard)
                raise NotKept("This update could not be kept.") from None
            except Exception as error:
                self._help_once(number, heard)
                if self._failures(number) < MOST_TRIES:
                    raise NotKept("This update broke us.") from None
                # It would break us for ever, and the next one must get through. The error's own
                # text may hold what somebody wrote.
                log.error("an update was set aside after %d tries: %s", MOST_TRIES, cause(error))

    async def _do(self, heard: intake.Heard) -> None:
        match heard:
            case intake.Talks():
                await self._talk(heard)
            case intake.Hides():
                await self._hide(heard.address, heard.shown_as)
            case intake.Shows():
                await self._show(heard)
            case intake.Gone():
                await self.forget(heard.address)
            case intake.Crowd():
                await self._leave_crowd(heard)
            case intake.Forged():
                await self.account.answer(heard.callback)

    async def _talk(self, heard: intake.Talks) -> None:
        for inbound in heard.inbound:
            # Read before the turn: leaving erases what it would be read from.
            shown = await self._shown(inbound.address)
            with self.sender.writing.shown(inbound.address.id):
                turned = await self.receiving.receive(inbound)
            await self._show_turn(inbound, turned, shown)
        await self._close(heard.inbound[-1].address, heard.callback, heard.keyboard)

    async def _show_turn(self, inbound: Inbound, turned: Turned, shown: Sequence[str]) -> None:
        if any(isinstance(event, LeftNow | ForgetRequested) for event in turned.events):
            going = map(str, await self.sender.halt(inbound.address))
            await self._take_back(inbound.address, [*shown, *going, inbound.shown_as or ""])
            # What is said now is kept nowhere.
            self.sender.say(inbound.address, [reply for _, reply in turned.replies])
            await self.sender.said(inbound.address)
        elif turned.repeated:
            # On its way or sent, unless who took it first died before that. The second picture of
            # an album has no turn, but a number to be hidden by.
            await self._name(inbound)
            await self.sender.woken(inbound.address)
        else:
            self.sender.send(inbound.address, turned.replies, inbound.at)

    async def _name(self, inbound: Inbound) -> None:
        if inbound.shown_as:
            await self.outbox.sent(inbound.address, 0, inbound.shown_as, inbound.at)

    async def _show(self, heard: intake.Shows) -> None:
        await self.sender.show(heard.address)
        await self._close(heard.address, heard.callback, heard.keyboard)

    async def _close(
        self, address: Address, callback: str | None, keyboard: intake.Keyboard | None
    ) -> None:
        if callback is not None:
            await self.account.answer(callback)
        if keyboard is not None:
            await self.account.close_keyboard(address.id, keyboard)

    async def _hide(self, address: Address, theirs: str) -> None:
        going = map(str, await self.sender.hide(address))
        await self._take_back(address, [*await self._shown(address), *going, theirs])

    async def _shown(self, address: Address) -> Sequence[str]:
        return await self.outbox.shown_since(address, self.clock.now() - HIDDEN_FOR)

    async def _take_back(self, address: Address, shown: Sequence[str]) -> None:
        numbers = [int(name) for name in shown if name.isdigit()]
        await self.account.take_back(address.id, list(dict.fromkeys(numbers)))

    async def _leave_crowd(self, crowd: intake.Crowd) -> None:
        """Others read along there: one sentence that tells nothing, and away."""
        if crowd.can_be_told:
            text = self.words(self.languages[0], "utter_telegram_group")
            await self.account.say_once(crowd.chat, text)
        await self.account.leave(crowd.chat)

    def _help_once(self, number: int, heard: intake.Heard) -> None:
        """A card from memory, once for each update."""
        if not isinstance(heard, intake.Talks) or not _remember(self._helped, number):
            return
        self.meters.count(TURNS, channel="telegram", outcome="card")
        said = heard.inbound[-1]
        hinted = (said.language_hint or "").partition("-")[0]
        language = hinted if hinted in self.languages else self.languages[0]
        cards = self.receiving.card_without_store(language, None, said.text)
        self.sender.say(said.address, cards)

    def _failures(self, number: int) -> int:
        _remember(self._failed, number)
        self._failed[number] += 1
        return self._failed[number]


def _chat_of(heard: intake.Heard) -> object:
    match heard:
        case intake.Talks():
            return heard.inbound[-1].address
        case intake.Hides() | intake.Shows() | intake.Gone():
            return heard.address
        case _:
            return None


def _remember(numbers: dict[int, int], number: int) -> bool:
    """Adds the number to the last of them; False where it was there."""
    if number in numbers:
        return False
    numbers[number] = 0
    if len(numbers) > _REMEMBERED:
        del numbers[next(iter(numbers))]
    return True
