"""A small world of flows, and somebody who talks in it; every turn is stored and read back."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.content.loader import load
from bot.dialogue.engine import advance
from bot.domain.conversation import Conversation, Turn
from bot.domain.events import Event
from bot.domain.heard import Calendar, Facts, Heard, Interruption, Pressed, Resume, Said, Started
from bot.domain.helpline import Helpline, HelplineKind, OpeningHours, Source
from bot.domain.library import Library
from bot.domain.message import Address, Understanding
from bot.domain.remembering import for_storage, from_storage
from bot.domain.risk import (
    RiskAssessment,
    RiskCategory,
    RiskLevel,
    RiskMemory,
    RiskSignal,
    SignalKind,
    card_of,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALWAYS = OpeningHours("Europe/Brussels", always=True)


def line(id: str, country: str, kind: HelplineKind, number: str, **more: object) -> Helpline:
    """A made-up helpline."""
    return Helpline(
        id=id,
        country=country,
        kind=kind,
        name={"en": id},
        about={"en": id},
        source=(Source("https://example.org"),),
        compiled_on=date(2026, 11, 22),
        number=number,
        dial=number.replace(" ", ""),
        **{"hours": ALWAYS, "free": True, **more},  # type: ignore[arg-type]
    )


LINES = (
    line("be-112", "BE", HelplineKind.EMERGENCY, "112"),
    line("be-exploited", "BE", HelplineKind.MISSING_EXPLOITED, "116 000"),
    line("be-suicide", "BE", HelplineKind.SUICIDE, "0800 1"),
    line("be-child", "BE", HelplineKind.CHILD_HELPLINE, "103", chat_url="https://chat.example.org"),
    line("lu-child", "LU", HelplineKind.CHILD_HELPLINE, "116 111", hours=None, free=None),
    line("lu-exploited", "LU", HelplineKind.MISSING_EXPLOITED, "116 222", hours=None),
    line("eu-112", "EU", HelplineKind.EMERGENCY, "112"),
)


@cache
def world() -> Library:
    """The flows of `world/`, with made-up helplines."""
    library = load(Path(__file__).parent / "world")
    return replace(library, helplines={one.id: one for one in LINES})


class Player:
    """Somebody who talks: each turn goes through storage, as every conversation does."""

    def __init__(self, library: Library | None = None, country: str | None = "BE") -> None:
        self.library = library or world()
        self.now = NOON
        self.desk = False
        self.late: frozenset[str] = frozenset()
        slots = {"country": country} if country else {}
        self.conversation = Conversation(Address("test", "1"), "en", slots=slots)
        self.turn: Turn = Turn(self.conversation)

    def hear(self, resume: Resume, interruption: Interruption | None = None) -> "Player":
        """One turn."""
        facts = Facts(
            self.now,
            "web",
            ("en", "fr"),
            ("BE", "LU"),
            desk=self.desk,
            calendar=Calendar(late=self.late),
        )
        heard = Heard(resume, interruption)
        self.turn = advance(self.conversation, heard, self.library, facts)
        stored = json.loads(json.dumps(for_storage(self.turn.conversation)))
        self.conversation = from_storage(stored, self.conversation.address)
        assert self.conversation == self.turn.conversation
        return self

    def start(self) -> "Player":
        """Opens the conversation."""
        return self.hear(Started())

    def say(self, text: str, intent: str | None = None) -> "Player":
        """Types something, understood as that intent."""
        understanding = Understanding(intent, 1.0, "test") if intent else None
        return self.hear(Said(text, understanding))

    def press(self, payload: str) -> "Player":
        """Presses a button."""
        return self.hear(Pressed(payload))

    def pick(self, title: str) -> "Player":
        """Presses the button with that title."""
        assert self.conversation.wait is not None
        found = [one for one in self.conversation.wait.choices if one.title == title]
        return self.press(found[0].payload)

    def risk(
        self,
        flow: str = "alarm",
        *,
        text: str = "words",
        level: RiskLevel = RiskLevel.URGENT,
        category: RiskCategory = RiskCategory.EXTORTION,
        whole: bool = True,
        pauses: bool = False,
    ) -> "Player":
        """Types something that the policy answers with this flow."""
        kind = SignalKind.AMBIGUOUS if pauses else SignalKind.STATED
        signal = RiskSignal(level, category, "phrases", "en/x/1", kind=kind, deadline=True)
        found = RiskAssessment(level, category, kind=kind, signals=(signal,))
        memory = RiskMemory(
            level, category, at=self.now, shown={card_of(flow, category): int(level)}
        )
        self.conversation = self.conversation.with_changes(risk=memory)
        return self.hear(Said(text), Interruption(flow, found, whole=whole, pauses=pauses))

    def later(self, **time: float) -> "Player":
        """Lets time pass."""
        self.now += timedelta(**time)
        return self

    @property
    def texts(self) -> list[str]:
        """What the bot said in the last turn."""
        return [reply.text for reply in self.turn.replies]

    @property
    def titles(self) -> list[str]:
        """The buttons in sight."""
        wait = self.conversation.wait
        return [choice.title for choice in wait.choices] if wait else []

    @property
    def flows(self) -> list[str]:
        """The flows that are open, the running one last."""
        return [frame.flow for frame in self.conversation.stack]

    def happened(self, kind: type[Event]) -> list[Event]:
        """The events of that kind in the last turn."""
        return [event for event in self.turn.events if isinstance(event, kind)]
