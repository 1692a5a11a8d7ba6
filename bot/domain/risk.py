"""Risk as values: how bad, of what kind, about whom, and how we know.

The levels are those of `docs/safety.md`; they are a proposal until a child-protection partner has
reviewed them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum


class RiskLevel(IntEnum):
    """An ordered judgement: NONE < WORRIED < SUPPORT < URGENT < DANGER."""

    NONE = 0
    WORRIED = 1
    SUPPORT = 2
    URGENT = 3
    DANGER = 4

    @classmethod
    def named(cls, name: str) -> "RiskLevel":
        """The level of that name in lower or upper case; raises KeyError for any other."""
        return cls[name.upper()]


class RiskCategory(StrEnum):
    """What the risk is about."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    EXTORTION = "extortion"
    IMAGE_SHARED = "image_shared"
    IMAGE_SENT = "image_sent"
    GROOMING = "grooming"
    MEETING = "meeting"
    ABUSE_HOME = "abuse_home"
    SEXUAL_ASSAULT = "sexual_assault"
    EXPLOITATION = "exploitation"
    FAKE_IMAGE = "fake_image"
    ACCOUNT_HACKED = "account_hacked"
    BULLYING = "bullying"
    DATING_VIOLENCE = "dating_violence"
    RUNAWAY = "runaway"
    FORCED_MARRIAGE_HONOUR = "forced_marriage_honour"
    MEDICAL = "medical"
    HARM_TO_OTHERS = "harm_to_others"
    OWN_BEHAVIOUR = "own_behaviour"
    DISTRESS = "distress"
    FRIEND_AT_RISK = "friend_at_risk"
    WANTS_HUMAN = "wants_human"
    ADULT_ASKING = "adult_asking"


class RiskSubject(StrEnum):
    """Whom it is about."""

    SELF = "self"
    FRIEND = "friend"
    SOMEONE_ELSE = "someone_else"
    GENERAL = "general"
    """Homework, a film, or a question in general."""


class SignalKind(StrEnum):
    """What a signal calls for."""

    STATED = "stated"
    """Said plainly enough to act on."""
    AMBIGUOUS = "ambiguous"
    """A joke, despair or honour violence in the same words: one plain question, never DANGER by
    itself.
    """
    RETRACTED = "retracted"
    """"forget it, I was joking, please don't tell": let it rest, keep help in sight, keep the level
    inside.
    """


@dataclass(frozen=True, slots=True)
class RiskSignal:
    """One detector's evidence. It names the rule that fired, never the words it fired on."""

    level: RiskLevel
    category: RiskCategory
    source: str
    """The detector: `phrases`, `model`, `rasa`."""
    trigger: str
    """The rule that fired, such as `fr/extortion/3`."""
    subject: RiskSubject = RiskSubject.SELF
    kind: SignalKind = SignalKind.STATED
    past: bool = False
    deadline: bool = False
    """A deadline in hours was named."""
    institution: bool = False
    """A known adult outside the family: coach, teacher, carer."""


@dataclass(frozen=True, slots=True)
class RiskAssessment:
    """The judgement on one message."""

    level: RiskLevel = RiskLevel.NONE
    category: RiskCategory | None = None
    subject: RiskSubject = RiskSubject.SELF
    kind: SignalKind = SignalKind.STATED
    signals: tuple[RiskSignal, ...] = ()
    screened: bool = True
    """False when a part of the screen failed: unknown is never the same as safe."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The detectors that found something, each once, in the order they are asked."""
        return tuple(dict.fromkeys(signal.source for signal in self.signals))

    def at_least(self, level: RiskLevel) -> bool:
        """Whether the judgement is that bad or worse."""
        return self.level >= level


@dataclass(frozen=True, slots=True)
class RiskMemory:
    """What a conversation remembers of risk: levels and categories, never words."""

    level: RiskLevel = RiskLevel.NONE
    category: RiskCategory | None = None
    subject: RiskSubject = RiskSubject.SELF
    at: datetime | None = None
    """When the newest signal was seen; six quiet hours later the memory is empty."""
    evidence: frozenset[RiskCategory] = frozenset()
    """Different kinds of evidence add up; repeating oneself does not."""
    shown: Mapping[str, int] = field(default_factory=dict)
    """Card (`card_of`) → the highest level it was shown whole at; again it gets a shorter line."""
    corrected: frozenset[str] = frozenset()
    """Cards that the young person said were not it."""


def card_of(flow: str, category: RiskCategory | None) -> str:
    """The name under which a card is remembered: its flow, and what it was about."""
    return f"{flow}/{category.value}" if category else flow
