"""Fakes at the ports: small, and held to the same promises as the real parts by contract tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.domain.measures import MEASURES, Kind, Measure
from bot.domain.message import Address, Understanding
from bot.domain.risk import RiskSignal


@dataclass
class FakeClock:
    """A clock that is moved by hand."""

    at: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class FakeDetector:
    """Finds the signals it was given for the words it was given."""

    found: Mapping[str, Sequence[RiskSignal]] = field(default_factory=dict)
    name: str = "fake"

    def detect(self, text: str) -> Sequence[RiskSignal]:
        return [one for words, signals in self.found.items() if words in text for one in signals]


class BrokenDetector:
    """Fails at every text."""

    name = "broken"

    def detect(self, text: str) -> Sequence[RiskSignal]:
        raise RuntimeError(text)


@dataclass
class FakeNlu:
    """Understands exactly what it was told, and remembers that it was asked."""

    intents: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def understand(self, text: str, language: str) -> Understanding | None:
        self.asked.append(text)
        return Understanding(self.intents[text], 1.0, "fake") if text in self.intents else None


@dataclass(frozen=True)
class FakeLanguages:
    """Takes every text for the same language, as sure as it was told."""

    language: str = "en"
    share: float = 1.0

    def read(self, text: str) -> tuple[str, float]:
        return self.language, self.share


@dataclass
class FakeMeters:
    """Remembers what was measured, and takes nothing that the table does not know."""

    told: list[tuple[str, float, dict[str, str]]] = field(default_factory=list)

    def count(self, measure: Measure, **labels: str) -> None:
        self._tell(measure, Kind.COUNT, 1, labels)

    def took(self, measure: Measure, seconds: float, **labels: str) -> None:
        self._tell(measure, Kind.SECONDS, seconds, labels)

    def level(self, measure: Measure, value: float, **labels: str) -> None:
        self._tell(measure, Kind.LEVEL, value, labels)

    def let_out(self) -> None:
        pass

    def of(self, measure: Measure) -> list[dict[str, str]]:
        """The labels of each time that this was measured."""
        return [labels for name, _, labels in self.told if name == measure.name]

    def values(self, measure: Measure) -> list[float]:
        """What was measured of it, in order."""
        return [value for name, value, _ in self.told if name == measure.name]

    def _tell(self, measure: Measure, kind: Kind, value: float, labels: dict[str, str]) -> None:
        assert measure in MEASURES
        assert measure.kind is kind
        assert set(labels) == {label.name for label in measure.labels}
        for label in measure.labels:
            assert not label.values or labels[label.name] in label.values
        self.told.append((measure.name, value, labels))


class FakeBus:
    """Remembers what was published."""

    def __init__(self) -> None:
        self.published: list[tuple[Address, int]] = []

    def publish(self, address: Address, seq: int) -> None:
        self.published.append((address, seq))

    async def wait(self, address: Address, seq: int, seconds: float) -> bool:
        return any(where == address and newest > seq for where, newest in self.published)
