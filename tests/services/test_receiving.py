"""The way of a message: screened first, kept once, answered in order, and never without help."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.conversation import Conversation
from bot.domain.errors import StoreError, StoreUnavailable
from bot.domain.heard import Calendar
from bot.domain.measures import (
    COMMIT_SECONDS,
    SCREEN_FAILURES,
    STORE_UNAVAILABLE,
    TURN_SECONDS,
    TURNS,
)
from bot.domain.message import Address, Button, Inbound, MediaKind, Reply
from bot.domain.policy import Policy
from bot.domain.risk import RiskCategory, RiskLevel, RiskSignal
from bot.services.receiving import Deployment, Parts, Received, Receiving
from bot.store.memory import MemoryConversations
from tests.dialogue.playing import world
from tests.fakes import (
    BrokenDetector,
    FakeBus,
    FakeClock,
    FakeDetector,
    FakeLanguages,
    FakeMeters,
    FakeNlu,
)

HERE = Address("web", "here")
URGENT = RiskSignal(RiskLevel.URGENT, RiskCategory.EXTORTION, "fake", "en/extortion/0")
DANGER = RiskSignal(RiskLevel.DANGER, RiskCategory.MEDICAL, "fake", "en/medical/0")
SIGNS = {"blackmail": [URGENT], "pills": [DANGER]}


def parts(**other: Any) -> Parts:
    """All that receiving needs, over memory."""
    usual = Parts(
        conversations=MemoryConversations(),
        bus=FakeBus(),
        clock=FakeClock(),
        library=world,
        detectors=[FakeDetector(SIGNS)],
        nlu=FakeNlu({"teach me": "learn"}),
        languages=FakeLanguages(),
        calendar=lambda now: Calendar(),
        deployment=Deployment(("BE", "LU"), default_country="BE"),
    )
    return replace(usual, **other)


class Sender:
    """Sends messages, each with an id of its own."""

    def __init__(self, **other: Any) -> None:
        self.parts = parts(**other)
        self.receiving = Receiving(self.parts)
        self.count = 0

    async def send(self, text: str | None = None, *, id: str = "", **what: Any) -> Received:
        self.count += 1
        if text is not None:
            what["text"] = text
        at = self.parts.clock.now()
        return await self.receiving.receive(Inbound(HERE, id or f"m{self.count}", at, **what))


def texts(received: Received) -> list[str]:
    return [reply.text for _, reply in received.replies]


async def test_opening_the_page_says_hello() -> None:
    assert texts(await Sender().send(started=True)) == ["hello", "menu"]


async def test_replies_are_numbered_by_the_conversation_itself() -> None:
    sender = Sender()
    await sender.send(started=True)
    assert [seq for seq, _ in (await sender.send("teach me")).replies] == [3, 4]


async def test_the_same_message_again_has_no_second_effect() -> None:
    sender = Sender()
    first = await sender.send("teach me", id="one")
    again = await sender.send("teach me", id="one")
    assert again.repeated
    assert again.replies == first.replies


async def test_twenty_of_the_same_at_once_have_one_effect() -> None:
    sender = Sender()
    got = await asyncio.gather(*(sender.send("teach me", id="one") for _ in range(20)))
    assert sum(not one.repeated for one in got) == 1
    assert all(one.replies == got[0].replies for one in got)


async def test_a_risk_is_answered_before_anything_is_understood() -> None:
    nlu = FakeNlu({"blackmail": "learn"})
    received = await Sender(nlu=nlu).send("blackmail")
    assert texts(received)[0] == "someone is threatening you"
    assert nlu.asked == []
    assert received.level is RiskLevel.URGENT


async def test_danger_is_answered_with_a_number_first() -> None:
    assert texts(await Sender().send("i took pills"))[0].startswith("I am here. Belgium: 112.")


async def test_the_same_risk_again_gets_a_shorter_line() -> None:
    sender = Sender()
    await sender.send("blackmail")
    assert texts(await sender.send("blackmail again"))[1] == "Belgium: 116 000, be-exploited."


async def test_a_correction_lowers_the_level_of_the_turn() -> None:
    sender = Sender()
    await sender.send("blackmail")
    assert (await sender.send(choice="/not_that")).level is RiskLevel.NONE


async def test_a_button_that_states_a_risk_has_its_level() -> None:
    assert (await Sender().send(choice="/alarm")).level is RiskLevel.URGENT


async def test_a_button_may_come_by_its_place() -> None:
    sender = Sender()
    seq, reply = (await sender.send("blackmail")).replies[-1]
    number = [choice.title for choice in reply.choices].index("Not that")
    assert texts(await sender.send(button=Button(seq, number)))[0] == "not that"


@pytest.mark.parametrize(("earlier", "number"), [(1, 0), (0, 99), (0, -1), (-5, 0)])
async def test_a_button_that_is_not_in_sight_explains_itself(earlier: int, number: int) -> None:
    sender = Sender()
    seq, _ = (await sender.send("blackmail")).replies[-1]
    received = await sender.send(button=Button(seq - earlier, number))
    assert received.replies[0][1].name == "utter_stale"


async def test_a_button_typed_off_is_pressed_and_not_taken_for_a_new_sign() -> None:
    sender = Sender(detectors=[FakeDetector({"Not that": [URGENT], **SIGNS})])
    await sender.send("blackmail")
    received = await sender.send("Not that")
    assert texts(received)[0] == "not that"
    assert received.level is RiskLevel.NONE


async def test_a_failing_detector_never_leaves_a_message_unanswered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    received = await Sender(detectors=[BrokenDetector()]).send("secret words")
    assert not received.assessment.screened
    assert received.replies
    assert "secret" not in caplog.text


async def test_who_listens_is_told_of_new_replies() -> None:
    sender = Sender()
    await sender.send(started=True)
    bus = sender.parts.bus
    assert isinstance(bus, FakeBus)
    assert bus.published == [(HERE, 2)]


async def test_a_clear_sentence_in_another_language_changes_the_language() -> None:
    received = await Sender(languages=FakeLanguages("fr")).send("je veux bien parler en français")
    assert received.conversation.language == "fr"


@pytest.mark.parametrize(
    ("languages", "text"),
    [
        (FakeLanguages("fr"), "en voilà quatre mots"),
        (FakeLanguages("fr", 0.8), "plus de quatre mots ici"),
        (FakeLanguages("nl"), "wij spreken dat hier helemaal niet"),
    ],
)
async def test_a_language_sticks_where_it_is_not_clear(languages: FakeLanguages, text: str) -> None:
    assert (await Sender(languages=languages).send(text)).conversation.language == "en"


async def test_the_title_of_a_button_is_in_its_own_language() -> None:
    sender = Sender(languages=FakeLanguages("nl"))
    assert (await sender.send("une leçon")).conversation.language == "fr"
    assert (await sender.send("lesson")).conversation.language == "en"


async def test_a_title_of_the_present_language_does_not_change_it() -> None:
    sender = Sender(languages=FakeLanguages("fr"))
    assert (await sender.send("get help")).conversation.language == "en"


async def test_a_button_in_sight_is_pressed_by_its_title_in_another_language() -> None:
    sender = Sender()
    await sender.send(started=True)
    assert texts(await sender.send("Une leçon"))[-1] == "fr one?"


async def test_the_browser_gives_language_and_country_of_the_beginning() -> None:
    sender = Sender(deployment=Deployment(("BE", "LU")))
    received = await sender.send(started=True, language_hint="fr-LU", country_hint="lu")
    assert received.conversation.language == "fr"
    assert received.conversation.slot("country") == "LU"


async def test_a_country_that_is_not_served_is_not_assumed() -> None:
    sender = Sender(deployment=Deployment(("BE", "LU")))
    received = await sender.send(started=True, country_hint="US")
    assert received.conversation.slot("country") is None


async def test_a_long_text_is_screened_whole_and_answered_kindly() -> None:
    long = "word " * 1000
    assert texts(await Sender().send(long))[0] == "too long"
    assert texts(await Sender().send(long + "blackmail"))[0] == "someone is threatening you"


async def test_a_file_is_never_taken() -> None:
    assert texts(await Sender().send(media=MediaKind.IMAGE))[0] == "no files"


@pytest.mark.parametrize("payload", ["/forget_me", "/leave"])
async def test_after_forgetting_nothing_is_left_but_the_receipt(payload: str) -> None:
    sender = Sender()
    await sender.send("blackmail")
    received = await sender.send(choice=payload)
    assert texts(received)[0] in ("forgotten", "bye")
    async with sender.parts.conversations.work() as work:
        assert await work.recall(HERE) is None


class FullStore(MemoryConversations):
    """Cannot keep anything."""

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Any]:
        async with super().work() as work:
            yield FullTurn(work)


class FullTurn:
    """Reads, and fails at writing."""

    def __init__(self, work: Any) -> None:
        self.work = work

    async def recall(self, address: Address) -> Conversation | None:
        found: Conversation | None = await self.work.recall(address)
        return found

    async def seen(self, address: Address, external_id: str) -> Sequence[tuple[int, Reply]] | None:
        return None

    async def keep(self, *_: object) -> Sequence[tuple[int, Reply]]:
        raise StoreUnavailable("full")


async def test_what_cannot_be_kept_is_not_acknowledged() -> None:
    with pytest.raises(StoreUnavailable):
        await Sender(conversations=FullStore()).send("hello there")


class DamagedStore(MemoryConversations):
    """Holds a state that cannot be read, until it is forgotten."""

    damaged = True

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Any]:
        async with super().work() as work:
            if self.damaged:
                yield DamagedTurn(self, work)
            else:
                yield work


class DamagedTurn(FullTurn):
    """Cannot recall; can forget."""

    def __init__(self, store: DamagedStore, work: Any) -> None:
        super().__init__(work)
        self.store = store

    async def recall(self, address: Address) -> Conversation | None:
        raise StoreError("damaged")

    async def forget(self, address: Address) -> None:
        await self.work.forget(address)

    async def commit(self) -> None:
        self.store.damaged = False
        await self.work.commit()


async def test_a_state_that_cannot_be_read_is_forgotten_and_the_talk_begins_anew() -> None:
    received = await Sender(conversations=DamagedStore()).send("blackmail")
    assert texts(received)[0] == "someone is threatening you"


def test_without_a_store_the_card_is_right_for_what_was_said() -> None:
    cards = Receiving(parts()).card_without_store("en", "BE", "he wants blackmail money")
    assert any("116 000" in card.text for card in cards)


def test_without_a_store_and_words_there_is_a_card_all_the_same() -> None:
    cards = Receiving(parts()).card_without_store("en", "BE")
    assert any(card.contacts for card in cards)


def test_even_a_broken_calendar_gives_numbers() -> None:
    def broken(now: object) -> Calendar:
        raise OSError("no zones on this machine")

    cards = Receiving(parts(calendar=broken)).card_without_store("en", "BE", "x")
    assert cards[0].text == "BE: 112\nBE: 103"


def test_even_a_broken_library_gives_numbers() -> None:
    broken = replace(world(), flows={}, responses={}, policy=Policy(()))
    cards = Receiving(parts(library=lambda: broken)).card_without_store("en", "BE", "x")
    assert cards[0].text == "BE: 112\nBE: 103"


async def test_a_turn_is_measured_and_a_repetition_told_apart() -> None:
    meters = FakeMeters()
    sender = Sender(meters=meters)
    for _ in range(2):
        await sender.send("teach me", id="one")
    assert [labels["outcome"] for labels in meters.of(TURNS)] == ["answered", "repeated"]
    assert (len(meters.of(TURN_SECONDS)), len(meters.of(COMMIT_SECONDS))) == (2, 1)


async def test_a_store_that_is_gone_and_a_screen_that_fails_are_counted() -> None:
    meters = FakeMeters()
    sender = Sender(meters=meters, conversations=FullStore(), detectors=[BrokenDetector()])
    with pytest.raises(StoreUnavailable):
        await sender.send("teach me")
    assert (len(meters.of(STORE_UNAVAILABLE)), len(meters.of(SCREEN_FAILURES))) == (1, 1)
