"""Signs, detectors and a clock for the tests of this folder."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.risk import RiskCategory, RiskLevel, RiskSignal, SignalKind
from bot.safety.screening import Screened

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def sign(level: str, category: str, **more: Any) -> RiskSignal:
    """One detector's evidence."""
    trigger = more.pop("trigger", f"en/{category}/1")
    kind = SignalKind(more.pop("kind", "stated"))
    return RiskSignal(
        RiskLevel.named(level), RiskCategory(category), "phrases", trigger, kind=kind, **more
    )


def found(*signs: RiskSignal, failed: bool = False) -> Screened:
    """What a screen found."""
    return Screened(signs, failed)


class FakeDetector:
    """Finds one sign wherever a word stands, and remembers what it read."""

    name = "fake"

    def __init__(self, word: str = "help", level: str = "urgent") -> None:
        self.word, self.level = word, level
        self.read: list[str] = []

    def detect(self, text: str) -> Sequence[RiskSignal]:
        self.read.append(text)
        return [sign(self.level, "distress")] if self.word in text else []


class BrokenDetector:
    """Fails, and says in its error what it read."""

    name = "broken"

    def detect(self, text: str) -> Sequence[RiskSignal]:
        raise ValueError(text)
