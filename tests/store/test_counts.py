from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.domain import events as happened
from bot.domain.events import Event
from bot.domain.message import Address
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject
from bot.store.conversations import StoredConversations
from bot.store.counts import Count, read_counts, things_counted
from bot.store.tables import risk_events
from tests.store.turning import HERE, NOW, said, turn

TODAY = NOW.date()
SEEN = happened.RiskSeen(
    RiskLevel.URGENT,
    RiskCategory.EXTORTION,
    RiskSubject.SELF,
    "blackmail_now",
    ("phrases", "model"),
)


@pytest.mark.parametrize(
    ("event", "thing"),
    [
        (happened.FlowStarted("menu"), ("started", "menu", "")),
        (happened.FlowEnded("menu"), ("ended", "menu", "")),
        (happened.FlowCancelled("menu"), ("cancelled", "menu", "")),
        (SEEN, ("risk_seen", "blackmail_now", "")),
        (
            happened.RiskCorrected(RiskLevel.URGENT, None, "blackmail_now"),
            ("risk_corrected", "blackmail_now", ""),
        ),
        (happened.ReferralGiven(("be_103",), "BE"), ("referral", "", "be_103")),
        (happened.HandoffRequested(), ("handoff_requested", "", "")),
        (happened.LanguageChanged("fr"), ("language_changed", "", "fr")),
        (happened.LeftNow(), ("left_now", "", "")),
        (happened.ForgetRequested(), ("forgotten", "", "")),
        (happened.AnswerRecorded("q1", "no"), ("answered", "q1", "no")),
        (happened.FeedbackGiven("menu", "helped"), ("feedback", "menu", "helped")),
        (happened.StepFailed("menu", "ask", "KeyError"), ("failed", "menu", "ask")),
    ],
)
def test_each_fact_is_counted_in_its_cell(event: Event, thing: tuple[str, str, str]) -> None:
    assert things_counted([event]) == {thing: 1}


def test_what_is_only_a_risk_event_is_not_counted() -> None:
    assert not things_counted([happened.RiskStated(RiskLevel.URGENT, None)])


def test_several_of_the_same_in_one_turn_add_up() -> None:
    twice = [happened.FlowStarted("menu"), happened.FlowStarted("menu")]
    assert things_counted(twice) == {("started", "menu", ""): 2}


async def talks(store: StoredConversations, number: int, event: Event, day: date = TODAY) -> None:
    at = NOW + (day - TODAY)
    for one in range(number):
        address = Address("web", f"{day}-{one}")
        await turn(store, said("m1", address, at=at), events=[event])


def read(store: StoredConversations, first: date, last: date) -> list[Count]:
    return read_counts(store._parts.database, first, last)


@pytest.mark.parametrize(("number", "shown"), [(9, None), (10, 10)])
async def test_fewer_than_ten_are_hidden(
    store: StoredConversations, number: int, shown: int | None
) -> None:
    await talks(store, number, happened.FlowStarted("menu"))
    assert read(store, TODAY, TODAY) == [Count("en", "web", "started", "menu", "", shown)]


async def test_days_add_up_and_others_are_left_out(store: StoredConversations) -> None:
    for days in (0, 1, 2):
        await talks(store, 6, happened.FlowEnded("menu"), TODAY + timedelta(days=days))
    numbers = [count.number for count in read(store, TODAY, TODAY + timedelta(days=1))]
    assert numbers == [12]


async def test_a_repeated_message_is_not_counted_again(store: StoredConversations) -> None:
    for _ in range(12):
        await turn(store, said("m1"), events=[happened.FlowStarted("menu")])
    assert [count.number for count in read(store, TODAY, TODAY)] == [None]


async def test_counts_outlive_the_conversation(store: StoredConversations) -> None:
    await talks(store, 10, happened.FlowStarted("menu"))
    await store.expire(NOW + timedelta(days=400))
    assert [count.number for count in read(store, TODAY, TODAY)] == [10]


async def test_a_risk_event_holds_levels_and_names_and_nobody(store: StoredConversations) -> None:
    corrected = happened.RiskCorrected(RiskLevel.URGENT, RiskCategory.EXTORTION, "blackmail_now")
    await turn(store, said("m1"), events=[SEEN, corrected])
    with store._parts.database.reading() as connection:
        rows = [row._asdict() for row in connection.execute(select(risk_events))]
    assert {row["what"] for row in rows} == {"seen", "corrected"}
    seen = next(row for row in rows if row["what"] == "seen")
    assert (seen["level"], seen["category"], seen["sources"]) == (3, "extortion", "phrases,model")
    assert not any("conversation" in name for name in seen)


@pytest.mark.parametrize(("days", "left"), [(90, 1), (91, 0)])
async def test_risk_events_are_kept_for_ninety_days(
    store: StoredConversations, days: int, left: int
) -> None:
    stated = happened.RiskStated(RiskLevel.URGENT, RiskCategory.EXTORTION)
    await turn(store, said("m1", HERE), events=[stated])
    await store.expire(NOW + timedelta(days=days))
    with store._parts.database.reading() as connection:
        assert len(connection.execute(select(risk_events)).all()) == left
