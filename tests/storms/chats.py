"""Young people on Telegram: what they write, how it is brought to the bot, and what must come back.

What a chat must read in the end is not guessed: the same messages go through the bot's own core in
memory, one after the other, where nothing dies and nothing is repeated.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.bootstrap import SystemClock, build_receiving
from bot.channels.telegram.buttons import Buttons
from bot.domain.message import Address, Inbound, MediaKind
from bot.services.receiving import Deployment as Deployed
from bot.services.receiving import Receiving
from bot.store.bus import ProcessBus
from bot.store.memory import MemoryConversations
from devtools.fake_telegram import Act, FakeTelegram, Person
from tests.shipped import shipped
from tests.storms.auditing import Audit
from tests.storms.deploying import PATIENCE, Deployment
from tests.storms.history import History, fingerprint

THREAT = "il dit que si je paie pas il envoie ma photo a tout le monde"
COMMANDS = {"/menu": "/menu", "/language": "/language", "/back": "/back"}


@dataclass(frozen=True)
class Written:
    """One update: as Telegram brings it, and as the bot's core must understand it."""

    op: str
    external_id: str
    body: str
    meant: dict[str, Any]


@dataclass
class Chat:
    """One young person's chat with the bot."""

    person: Person
    deployment: Deployment
    written: dict[str, Written] = field(default_factory=dict)
    taken: list[Written] = field(default_factory=list)
    """What was acknowledged, in that order."""

    @property
    def name(self) -> str:
        return f"chat-{self.person.id}"

    @property
    def address(self) -> Address:
        return Address("telegram", str(self.person.id))

    def say(self, text: str) -> Written:
        """Writes."""
        return self._noted(self.person.say(text), **_meant(text))

    def edit(self, message: int, text: str) -> Written:
        """Writes a message anew."""
        return self._noted(self.person.edit(message, text), **_meant(text))

    def press(self, payload: str) -> Written:
        """Presses a button that works everywhere, under the bot's first message."""
        buttons = Buttons(self.deployment.names.secret_for("telegram buttons"))
        data = buttons.data(str(self.person.id), 0, 0, payload)
        under = next(kept.id for kept in self.person.sees() if kept.by_bot)
        return self._noted(self.person.press(data=data, message_id=under), choice=payload)

    def send_picture(self) -> Written:
        """Sends what is not taken."""
        return self._noted(self.person.send("photo"), media=MediaKind.IMAGE)

    def sent(self) -> list[str]:
        """What stands in the chat, in its order."""
        return [fingerprint(text) for text in self.person.texts()]

    def _noted(self, act: Act, **meant: Any) -> Written:
        number = act.update_id
        assert number is not None
        body = self.person.world.updates.made[number].body
        written = Written(f"update-{number}", str(number), body, meant)
        assert written.op not in self.written
        self.written[written.op] = written
        return written


def _meant(text: str) -> dict[str, Any]:
    if text == "/start":
        return {"started": True}
    return {"choice": COMMANDS[text]} if text in COMMANDS else {"text": text}


class Oracle:
    """What a chat reads where nothing goes wrong."""

    def __init__(self) -> None:
        self._receiving: Receiving = build_receiving(
            shipped(),
            conversations=MemoryConversations(),
            bus=ProcessBus(),
            clock=SystemClock(),
            deployment=Deployed(shipped().loaded.countries.served, default_country="BE"),
        )

    @property
    def cards(self) -> set[str]:
        """What is shown of itself while nothing can be kept."""
        said = (None, THREAT)
        cards = [self._receiving.card_without_store("fr", None, text) for text in said]
        return {fingerprint(reply.text) for card in cards for reply in card}

    async def reads(self, chat: Chat, taken: Sequence[Written]) -> list[str]:
        """The fingerprints of all replies to these messages, in this order."""
        due = []
        for written in taken:
            inbound = Inbound(
                chat.address,
                written.external_id,
                SystemClock().now(),
                language_hint="fr-BE",
                **written.meant,
            )
            received = await self._receiving.receive(inbound)
            due += [fingerprint(reply.text) for _, reply in received.replies]
        return due


@dataclass
class Chats:
    """All chats of one bot account, and the ways in which updates come to it."""

    telegram: FakeTelegram
    deployment: Deployment
    people: list[Chat] = field(default_factory=list)
    _by_op: dict[str, tuple[Chat, Written]] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)

    @property
    def history(self) -> History:
        return self.deployment.history

    def settings(self, *, webhook: bool = False) -> dict[str, str]:
        """What the bot has to know to be this account."""
        settings = {
            "MAKE_IT_SAFE_TELEGRAM_TOKEN": self.telegram.token,
            "MAKE_IT_SAFE_TELEGRAM_API": self.telegram.url,
        }
        if not webhook:
            return settings
        # Only a deployment with a public address is called; these tests call it where it is.
        public = {"MAKE_IT_SAFE_PUBLIC_URL": "https://help.example.org"}
        return settings | public | {"MAKE_IT_SAFE_TELEGRAM_WEBHOOK": "true"}

    def newcomer(self) -> Chat:
        """Somebody in Belgium whose phone speaks French."""
        number = 5_000_000 + len(self.people)
        person = self.telegram.young_person("Lou", language_code="fr-BE", chat_id=number)
        self.people.append(Chat(person, self.deployment))
        return self.people[-1]

    def invoke(self, chat: Chat, written: Written) -> None:
        """It is on its way from now on."""
        self._by_op[written.op] = chat, written
        self.history.invoke(written.op, chat.name)

    def acknowledged(self, op: str) -> None:
        """The bot said that it has it."""
        self.history.ok(op)
        if op not in self._done:
            self._done.add(op)
            chat, written = self._by_op[op]
            chat.taken.append(written)

    def look_at_confirmed(self) -> None:
        """Where the bot asks for updates, those that wait no longer were acknowledged."""
        waiting = {f"update-{number}" for number in self.telegram.waiting}
        for op in [each for each in self._by_op if each not in self._done | waiting]:
            self.acknowledged(op)

    async def watch(self) -> None:
        """Looks at that until it is cancelled."""
        while True:
            self.look_at_confirmed()
            await asyncio.sleep(0.05)

    async def show(self, audit: Audit, *, in_order: bool = True) -> None:
        """Notes what is kept of each chat, what it must read, and what it reads."""
        oracle = Oracle()
        for chat in self.people:
            asked = {each.external_id: op for op, each in chat.written.items()}
            audit.count(chat.name, chat.address, asked=asked)
            due = await oracle.reads(chat, chat.taken)
            # A message that could not be kept at first was answered with the numbers at once.
            cards = oracle.cards - {*due}
            sent = [each for each in chat.sent() if each not in cards]
            if in_order:
                self.history.shown(chat.name, due, sent)
            else:
                self.history.shown(chat.name, sorted(due), sorted(sent))

    async def until_still(self, *, quiet: float = 3.0) -> None:
        """Until everything was confirmed, and nothing more has come for a while."""
        seen, since = -1, time.monotonic()
        until = since + 20 * PATIENCE
        while time.monotonic() - since < quiet and time.monotonic() < until:
            sent = self.telegram.counts["sendMessage"]
            if sent != seen or self.telegram.waiting:
                seen, since = sent, time.monotonic()
            await asyncio.sleep(0.05)
