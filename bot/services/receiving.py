"""The way of a message: screened first, then understood, talked about, and kept in one transaction.

Nothing is acknowledged before the transaction is durable, so nothing acknowledged is lost; the text
itself is never kept.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from weakref import WeakValueDictionary

from bot.dialogue import cards, engine
from bot.dialogue.hearing import button_typed, payload_of
from bot.dialogue.titles import Titles
from bot.domain.conversation import Conversation, Turn
from bot.domain.errors import Overtaken, StoreError, StoreUnavailable
from bot.domain.events import Event, ForgetRequested, LeftNow, RiskCorrected, RiskStated
from bot.domain.failpoints import failpoint
from bot.domain.heard import (
    Calendar,
    Facts,
    Heard,
    Interruption,
    MediaOffered,
    Pressed,
    Resume,
    Said,
    SaidTooMuch,
    Started,
)
from bot.domain.library import Library
from bot.domain.measures import (
    COMMIT_SECONDS,
    SCREEN_FAILURES,
    STORE_UNAVAILABLE,
    TURN_SECONDS,
    TURNS,
    Unmetered,
)
from bot.domain.message import Address, Inbound, Reply, Understanding
from bot.domain.risk import RiskAssessment, RiskLevel, RiskMemory
from bot.ports import (
    Bus,
    Clock,
    Conversations,
    LanguageReader,
    Meters,
    Nlu,
    RiskDetector,
    UnitOfWork,
)
from bot.safety.policy import after, decide
from bot.safety.screening import Screened, screen
from bot.safety.weighing import weigh

SURE_OF_LANGUAGE = 0.9
MOST_OVERTAKEN = 20
"""Each time somebody else got through, so who is overtaken so often talks to a machine."""
FEWEST_WORDS = 5
"""Fewer words than this never change the language of a conversation."""
FEWEST_WORDS_IN_NEED = 9
"""Who is in need must not meet another language because of one short line."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a message caused, after it is durable."""

    replies: tuple[tuple[int, Reply], ...]
    conversation: Conversation
    assessment: RiskAssessment = field(default_factory=RiskAssessment)
    events: tuple[Event, ...] = ()
    repeated: bool = False
    """The same message had come before: these are the replies that it had then."""

    @property
    def level(self) -> RiskLevel:
        """The level this turn acted on: what was said or chosen; NONE for a believed correction."""
        if any(isinstance(event, RiskCorrected) for event in self.events):
            return RiskLevel.NONE
        stated = [event.level for event in self.events if isinstance(event, RiskStated)]
        return max([self.assessment.level, *stated])


@dataclass(frozen=True, slots=True)
class Deployment:
    """What this deployment is, as plain values."""

    countries: tuple[str, ...]
    default_country: str | None = None
    desk: bool = False
    longest_text: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What receiving needs of the world; `bootstrap` fills it."""

    conversations: Conversations
    bus: Bus
    clock: Clock
    library: Callable[[], Library]
    detectors: Sequence[RiskDetector]
    nlu: Nlu
    languages: LanguageReader
    calendar: Callable[[datetime], Calendar]
    deployment: Deployment
    meters: Meters = field(default_factory=Unmetered)


class Receiving:
    """Takes one message at a time per conversation and answers it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._titled: tuple[Library, Titles] | None = None
        self._lanes: WeakValueDictionary[Address, asyncio.Lock] = WeakValueDictionary()

    async def receive(self, inbound: Inbound) -> Received:
        """Answers the message. Raises StoreError when nothing could be kept: show a card then."""
        began = time.monotonic()
        try:
            received = await self._receive(inbound)
        except StoreError:
            self._parts.meters.count(STORE_UNAVAILABLE)
            raise
        outcome = "repeated" if received.repeated else "answered"
        channel = inbound.address.channel
        self._parts.meters.count(TURNS, channel=channel, outcome=outcome)
        self._parts.meters.took(TURN_SECONDS, time.monotonic() - began, channel=channel)
        return received

    async def _receive(self, inbound: Inbound) -> Received:
        failpoint("before_screen")
        screened = screen(inbound.text or "", self._parts.detectors)
        if screened.failed:
            self._parts.meters.count(SCREEN_FAILURES)
        failpoint("after_screen")
        lane = self._lanes.setdefault(inbound.address, asyncio.Lock())
        async with lane:
            received = await self._answer_or_begin_anew(inbound, screened)
        if received.replies and not received.repeated:
            self._parts.bus.publish(inbound.address, received.replies[-1][0])
        return received

    def card_without_store(
        self, language: str, country: str | None, text: str | None = None
    ) -> tuple[Reply, ...]:
        """Helplines for when nothing can be kept: right for the text where there is one."""
        library = self._parts.library()
        try:
            return self._card(library, language, country, text or "")
        except Exception:  # whatever broke, numbers are shown
            return (cards.last_resort(library, country),)

    def _card(
        self, library: Library, language: str, country: str | None, text: str
    ) -> tuple[Reply, ...]:
        now = self._parts.clock.now()
        country = country or self._parts.deployment.default_country
        slots = {"country": country} if country else {}
        assessment, memory = weigh(screen(text, self._parts.detectors), RiskMemory(), now)
        nobody = Conversation(Address("none", ""), language, slots=slots, risk=memory)
        facts = self._facts("none", now)
        # What is right for the text, or plain help where that only asks: no answer could be kept.
        for decided in (self._decide(nobody, assessment, memory), None):
            replies = engine.advance(
                nobody, Heard(Pressed("/help"), decided), library, facts
            ).replies
            if any(reply.contacts for reply in replies):
                return replies
        return (cards.last_resort(library, country),)

    async def _answer_or_begin_anew(self, inbound: Inbound, screened: Screened) -> Received:
        """A stored state that can never be read again must not silence a conversation for ever."""
        try:
            return await self._answer_first(inbound, screened)
        except StoreUnavailable:
            raise
        except StoreError:
            async with self._parts.conversations.work() as work:
                await work.forget(inbound.address)
                await work.commit()
            return await self._answer(inbound, screened)

    async def _answer_first(self, inbound: Inbound, screened: Screened) -> Received:
        """Another process may take a message of the same conversation at the same time. Whoever
        commits second has talked about what is no longer so, and talks again.
        """
        for _ in range(MOST_OVERTAKEN):
            try:
                return await self._answer(inbound, screened)
            except Overtaken:
                continue
        return await self._answer(inbound, screened)

    async def _answer(self, inbound: Inbound, screened: Screened) -> Received:
        async with self._parts.conversations.work() as work:
            had = await work.seen(inbound.address, inbound.external_id)
            known = await work.recall(inbound.address)
            conversation = known or self._new_conversation(inbound)
            if had is not None:
                return Received(tuple(had), conversation, repeated=True)
            # No transaction is open yet: it begins with the first write.
            turn, assessment = await self._talk(inbound, conversation, screened)
            replies = await self._keep(work, inbound, turn)
            began = time.monotonic()
            await work.commit()
            self._parts.meters.took(COMMIT_SECONDS, time.monotonic() - began)
        kept = turn.conversation.with_changes(
            seq=replies[-1][0] if replies else turn.conversation.seq
        )
        return Received(replies, kept, assessment, turn.events)

    async def _talk(
        self, inbound: Inbound, conversation: Conversation, screened: Screened
    ) -> tuple[Turn, RiskAssessment]:
        now = self._parts.clock.now()
        if inbound.button is not None:
            inbound = replace(inbound, choice=payload_of(inbound.button, conversation))
        text = inbound.text or ""
        typed = button_typed(text, conversation.wait, self._titles())
        if typed is not None:
            # Our own words, typed off the button: its flow knows how serious they are.
            inbound, screened = replace(inbound, text=None, choice=typed), Screened()
        assessment, memory = weigh(screened, conversation.risk, now)
        library = self._parts.library()
        decided = self._decide(conversation, assessment, memory)
        conversation = self._in_their_language(conversation, text)
        conversation = conversation.with_changes(risk=after(memory, decided))
        heard = Heard(await self._resume(inbound, assessment, conversation), decided)
        facts = self._facts(inbound.address.channel, now)
        return engine.advance(conversation, heard, library, facts), assessment

    def _decide(
        self, conversation: Conversation, assessment: RiskAssessment, memory: RiskMemory
    ) -> Interruption | None:
        age_band = str(conversation.slot("age_band") or "unsaid")
        return decide(assessment, memory, self._parts.library().policy, age_band)

    async def _keep(
        self, work: UnitOfWork, inbound: Inbound, turn: Turn
    ) -> tuple[tuple[int, Reply], ...]:
        if any(isinstance(event, ForgetRequested | LeftNow) for event in turn.events):
            # The receipt is said from memory: after this nothing of the conversation is left.
            await work.forget(inbound.address)
            return tuple(enumerate(turn.replies, start=turn.conversation.seq + 1))
        return tuple(await work.keep(inbound, turn.conversation, turn.replies, turn.events))

    async def _resume(
        self, inbound: Inbound, assessment: RiskAssessment, conversation: Conversation
    ) -> Resume:
        if inbound.media is not None:
            return MediaOffered(inbound.media)
        if inbound.choice is not None:
            return Pressed(inbound.choice)
        if inbound.text is None:
            return Started()
        if len(inbound.text) > self._parts.deployment.longest_text:
            return SaidTooMuch()
        return Said(inbound.text, await self._understand(inbound.text, assessment, conversation))

    async def _understand(
        self, text: str, assessment: RiskAssessment, conversation: Conversation
    ) -> Understanding | None:
        """Nothing is understood of what the policy answers anyway: help does not wait for it."""
        if assessment.at_least(RiskLevel.URGENT):
            return None
        return await self._parts.nlu.understand(text, conversation.language)

    def _new_conversation(self, inbound: Inbound) -> Conversation:
        deployment = self._parts.deployment
        hint = (inbound.country_hint or "").upper()
        country = hint if hint in deployment.countries else deployment.default_country
        languages = self._parts.library().languages
        hinted = (inbound.language_hint or "").lower().partition("-")[0]
        return Conversation(
            inbound.address,
            hinted if hinted in languages else languages[0],
            slots={"country": country} if country else {},
        )

    def _in_their_language(self, conversation: Conversation, text: str) -> Conversation:
        """The language sticks; a button's title or a clear sentence in another one changes it."""
        if spoken := self._titles().languages_of(text):
            here = conversation.language in spoken
            return conversation if here else conversation.with_changes(language=spoken[0])
        in_need = conversation.risk.level >= RiskLevel.SUPPORT
        if len(text.split()) < (FEWEST_WORDS_IN_NEED if in_need else FEWEST_WORDS):
            return conversation
        language, share = self._parts.languages.read(text)
        if share < SURE_OF_LANGUAGE or language not in self._parts.library().languages:
            return conversation
        return conversation.with_changes(language=language)

    def _titles(self) -> Titles:
        """The buttons of today's content; gathered once for each release."""
        library = self._parts.library()
        if self._titled is None or self._titled[0] is not library:
            self._titled = library, Titles.of(library)
        return self._titled[1]

    def _facts(self, channel: str, now: datetime) -> Facts:
        deployment = self._parts.deployment
        return Facts(
            now=now,
            channel=channel,
            languages=self._parts.library().languages,
            countries=deployment.countries,
            calendar=self._parts.calendar(now),
            desk=deployment.desk,
        )
