"""What is counted of a turn, and the risk events: facts about days, never about a person.

Neither holds a conversation's id or a time of day. A cell that stands for fewer than ten is not
shown.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from bot.domain import events as happened
from bot.domain.events import Event
from bot.domain.risk import RiskCategory, RiskLevel
from bot.store.database import Database
from bot.store.tables import counts, risk_events

HIDDEN_UNDER = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something is counted."""

    day: date
    language: str
    channel: str


@dataclass(frozen=True, slots=True)
class Count:
    """One cell of the table of counts."""

    language: str
    channel: str
    what: str
    """`started`, `ended`, `referral`, …"""
    flow: str
    """A flow; for a learning check its question."""
    detail: str
    """A step, a helpline, an answer."""
    number: int | None
    """None: fewer than ten, so nobody could be recognised in it."""


def things_counted(events: Sequence[Event]) -> Counter[tuple[str, str, str]]:
    """What, flow and detail of each fact, and how often."""
    return Counter(thing for event in events for thing in _things(event))


def add_counts(
    database: Database, connection: Connection, events: Sequence[Event], cell: Cell
) -> None:
    """Count the turn's facts, and note its risk events."""
    place = {"day": cell.day, "language": cell.language, "channel": cell.channel}
    rows = [
        place | {"what": what, "flow": flow, "detail": detail, "number": number}
        for (what, flow, detail), number in things_counted(events).items()
    ]
    if rows:
        database.add_up(connection, counts, "number", rows)
    risks = [place | risk for event in events for risk in _risks(event)]
    if risks:
        connection.execute(insert(risk_events), risks)


def read_counts(database: Database, first: date, last: date) -> list[Count]:
    """What was counted from the first day to the last, small numbers hidden."""
    cell = (counts.c.language, counts.c.channel, counts.c.what, counts.c.flow, counts.c.detail)
    wanted = (
        select(*cell, func.sum(counts.c.number).label("number"))
        .where(counts.c.day.between(first, last))
        .group_by(*cell)
        .order_by(*cell)
    )
    with database.reading() as connection:
        rows = connection.execute(wanted).all()
    return [Count(*row[:5], number=_shown(row.number)) for row in rows]


def drop_risk_events(connection: Connection, today: date, kept: timedelta) -> None:
    """Delete risk events older than they are kept."""
    connection.execute(delete(risk_events).where(risk_events.c.day < today - kept))


def _shown(number: int) -> int | None:
    return number if number >= HIDDEN_UNDER else None


def _things(event: Event) -> list[tuple[str, str, str]]:
    match event:
        case happened.FlowStarted(flow):
            return [("started", flow, "")]
        case happened.FlowEnded(flow):
            return [("ended", flow, "")]
        case happened.FlowCancelled(flow):
            return [("cancelled", flow, "")]
        case happened.RiskSeen(flow=flow):
            return [("risk_seen", flow, "")]
        case happened.RiskCorrected(flow=flow):
            return [("risk_corrected", flow, "")]
        case happened.ReferralGiven(helplines):
            return [("referral", "", helpline) for helpline in helplines]
        case happened.LanguageChanged(language):
            return [("language_changed", "", language)]
        case happened.AnswerRecorded(question, answer):
            return [("answered", question, answer)]
        case happened.FeedbackGiven(flow, answer):
            return [("feedback", flow, answer)]
        case happened.StepFailed(flow, step):
            return [("failed", flow, step)]
        case _:
            return _bare(event)


def _bare(event: Event) -> list[tuple[str, str, str]]:
    names: dict[type, str] = {
        happened.HandoffRequested: "handoff_requested",
        happened.LeftNow: "left_now",
        happened.ForgetRequested: "forgotten",
    }
    return [(names[type(event)], "", "")] if type(event) in names else []


def _risks(event: Event) -> list[dict[str, Any]]:
    match event:
        case happened.RiskSeen(level, category, subject, flow, sources):
            return [_risk("seen", level, category, subject.value, flow, ",".join(sources))]
        case happened.RiskStated(level, category):
            return [_risk("stated", level, category)]
        case happened.RiskCorrected(level, category, flow):
            return [_risk("corrected", level, category, None, flow)]
        case _:
            return []


def _risk(
    what: str,
    level: RiskLevel,
    category: RiskCategory | None,
    subject: str | None = None,
    flow: str = "",
    sources: str = "",
) -> dict[str, Any]:
    return {
        # Chance, not a counter: the order of the rows must not tell which came after which.
        "event_id": secrets.token_hex(16),
        "what": what,
        "level": int(level),
        "category": category.value if category else None,
        "subject": subject,
        "flow": flow,
        "sources": sources,
    }
