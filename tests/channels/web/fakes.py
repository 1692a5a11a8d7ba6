"""A bot of a few sentences behind the real page, so that the page is tested and nothing else."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.channels.web import Page, web_page
from bot.domain.conversation import Conversation
from bot.domain.errors import StoreUnavailable
from bot.domain.events import Event, LeftNow
from bot.domain.message import Address, Choice, Contact, Inbound, Reply, ReplyKind

WORDS = Path(__file__).with_name("words")

CHILD_FOCUS = Contact(
    helpline="be_child_focus",
    country="Belgique",
    name="Child Focus",
    number="116 000",
    dial="116000",
    web_url="https://childfocus.be",
    text="Belgique : 116 000, Child Focus. Gratuit, jour et nuit.",
)
CARD = Reply(
    name="utter_card",
    language="fr",
    text=CHILD_FOCUS.text,
    kind=ReplyKind.CARD,
    contacts=(CHILD_FOCUS,),
    safety=True,
)
SAYS = {
    "start": (
        ("utter_start_bot", "Salut. Je suis un bot, pas une personne."),
        ("utter_start_readers", "Pas besoin de ton nom. « Quitter » ferme tout d'un coup."),
    ),
    "text": (("utter_understood", "D'accord. Je continue."),),
    "threat": (
        ("utter_blackmail_understood", "Si je comprends bien, on te menace avec une photo."),
        ("utter_blackmail_not_you", "C'est cette personne qui est en tort, pas toi."),
    ),
    "media": (("utter_media", "Je ne prends pas d'images. Écris-le plutôt avec des mots."),),
}
DOORS = (
    Choice("J'ai besoin d'aide", "/help"),
    Choice("Un truc me tracasse", "/SetSlots(door=bothers)"),
    Choice("C'est pour un pote", "/SetSlots(door=friend)"),
    Choice("Juste curieux", "/SetSlots(door=curious)"),
)
LANGUAGES = (
    Choice("English", "/SetSlots(language_choice=en)"),
    Choice("Français", "/SetSlots(language_choice=fr)"),
)


class FakeClock:
    """Stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 4, 21, 35, tzinfo=UTC)

    def now(self) -> datetime:
        """Now."""
        return self.moment

    def pass_by(self, seconds: float) -> None:
        """Let time go by."""
        self.moment += timedelta(seconds=seconds)


@dataclass(frozen=True)
class FakeReceived:
    """A committed turn."""

    replies: tuple[tuple[int, Reply], ...]
    conversation: Conversation
    events: tuple[Event, ...] = ()
    repeated: bool = False


@dataclass
class Talk:
    """One conversation of the fake bot."""

    seq: int = 0
    language: str = "fr"
    kept: list[tuple[int, Reply]] = field(default_factory=list)
    had: dict[str, FakeReceived] = field(default_factory=dict)


class FakeBot:
    """Receiving, delivering and forgetting in one; it remembers what it was asked for."""

    def __init__(self) -> None:
        self.talks: defaultdict[str, Talk] = defaultdict(Talk)
        self.heard: list[Inbound] = []
        self.left: list[str] = []
        self.acknowledged: list[int] = []
        self.looks = 0
        self.broken = False
        self.fault: Exception | None = None
        self.acknowledging_fails = False
        self._news = asyncio.Condition()

    async def receive(self, inbound: Inbound) -> FakeReceived:
        """Answers once for each id."""
        if self.broken:
            raise StoreUnavailable("The database is gone: look at the disk.")
        if self.fault:
            raise self.fault
        talk = self.talks[inbound.address.id]
        if inbound.external_id not in talk.had:
            self.heard.append(inbound)
            talk.had[inbound.external_id] = self._turn(inbound, talk)
        await self._wake()
        return talk.had[inbound.external_id]

    def _turn(self, inbound: Inbound, talk: Talk) -> FakeReceived:
        if not talk.seq and inbound.language_hint:
            talk.language = inbound.language_hint
        if inbound.choice in [choice.payload for choice in LANGUAGES]:
            talk.language = str(inbound.choice)[-3:-1]
        replies = [self._number(talk, reply) for reply in _replies(inbound, talk)]
        conversation = Conversation(inbound.address, talk.language, seq=talk.seq)
        events = (LeftNow(),) if inbound.choice == "/leave" else ()
        return FakeReceived(tuple(replies), conversation, events)

    def _number(self, talk: Talk, reply: Reply) -> tuple[int, Reply]:
        talk.seq += 1
        talk.kept.append((talk.seq, reply))
        return talk.kept[-1]

    def card_without_store(
        self, language: str, country: str | None, text: str | None = None
    ) -> tuple[Reply, ...]:
        """The card that is always there."""
        return (CARD,)

    async def push(self, address: Address, text: str) -> None:
        """Something comes by itself, as from a counsellor."""
        self._number(self.talks[address.id], Reply("utter_pushed", "fr", text))
        await self._wake()

    async def after(self, address: Address, seq: int) -> tuple[tuple[int, Reply], ...]:
        """What was not acknowledged."""
        self.looks += 1
        if self.broken:
            raise StoreUnavailable("The database is gone: look at the disk.")
        return tuple(kept for kept in self.talks[address.id].kept if kept[0] > seq)

    async def shown(self, address: Address, seq: int) -> None:
        """Lets go of what the page has shown."""
        if self.acknowledging_fails:
            raise StoreUnavailable("The database is gone: look at the disk.")
        self.acknowledged.append(seq)
        talk = self.talks[address.id]
        talk.kept = [kept for kept in talk.kept if kept[0] > seq]

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        """Waits for something newer."""
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: self.talks[address.id].seq > seq)
        except TimeoutError:
            return False
        return True

    async def leave(self, address: Address) -> None:
        """Erases."""
        if self.broken:
            raise StoreUnavailable("The database is gone: look at the disk.")
        self.left.append(address.id)
        self.talks.pop(address.id, None)

    async def _wake(self) -> None:
        async with self._news:
            self._news.notify_all()


def _replies(inbound: Inbound, talk: Talk) -> list[Reply]:
    if inbound.started:
        return _say(talk, "start", DOORS) if not talk.seq else []
    if inbound.media:
        return _say(talk, "media", DOORS[:1])
    if inbound.choice == "/help":
        return [CARD.with_choices(DOORS[1:3])]
    if inbound.choice == "/language":
        return [Reply("utter_ask_language", talk.language, "?", choices=LANGUAGES)]
    if inbound.text and "paie" in inbound.text:
        return [
            *_say(talk, "threat"),
            CARD.with_choices((Choice("C'est pas ça", "/not_that"),)),
        ]
    return _say(talk, "text", DOORS[1:])


def _say(talk: Talk, name: str, choices: tuple[Choice, ...] = ()) -> list[Reply]:
    replies = [Reply(said, talk.language, text) for said, text in SAYS[name]]
    return [*replies[:-1], replies[-1].with_choices(choices)]


@cache
def read_words() -> dict[tuple[str, str], str]:
    """The page's own words, by language and name."""
    words: dict[tuple[str, str], str] = {}
    for file in WORDS.glob("*.yml"):
        read = YAML(typ="safe").load(file)["responses"]
        words |= {(file.stem, name): said[0]["text"] for name, said in read.items()}
    return words


def make_page(bot: FakeBot, clock: FakeClock, **changes: object) -> Page:
    """The real page over the fake bot."""
    words = read_words()
    given = {
        "receiving": bot,
        "delivering": bot,
        "forgetting": bot,
        "clock": clock,
        "words": lambda language, name: words[language, name],
        "languages": ("en", "fr"),
        "countries": ("BE", "LU", "FR"),
    }
    return web_page(**{**given, **changes})  # type: ignore[arg-type] # the tests choose
