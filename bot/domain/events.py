"""What happened in a turn, as past-tense facts. They hold names and levels, never
a person's words."""

from dataclasses import dataclass

from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject


@dataclass(frozen=True, slots=True)
class FlowStarted:
    """A flow began."""

    flow: str


@dataclass(frozen=True, slots=True)
class FlowEnded:
    """A flow came to its end."""

    flow: str


@dataclass(frozen=True, slots=True)
class FlowCancelled:
    """A flow was left before its end, by "stop" or by a risk."""

    flow: str


@dataclass(frozen=True, slots=True)
class RiskSeen:
    """The bot acted on a risk: what it judged, and the flow it answered with."""

    level: RiskLevel
    category: RiskCategory | None
    subject: RiskSubject
    flow: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskStated:
    """The young person chose a button that says how things are."""

    level: RiskLevel
    category: RiskCategory | None


@dataclass(frozen=True, slots=True)
class RiskCorrected:
    """ "That's not it": the young person corrected what the bot had understood."""

    level: RiskLevel
    category: RiskCategory | None
    flow: str


@dataclass(frozen=True, slots=True)
class ReferralGiven:
    """Helplines were shown."""

    helplines: tuple[str, ...]
    country: str | None


@dataclass(frozen=True, slots=True)
class HandoffRequested:
    """The young person asked for a person."""


@dataclass(frozen=True, slots=True)
class LanguageChanged:
    """The conversation goes on in another language."""

    language: str


@dataclass(frozen=True, slots=True)
class LeftNow:
    """ "Leave now": end and erase the conversation."""


@dataclass(frozen=True, slots=True)
class ForgetRequested:
    """ "Forget me": a receipt first, then everything goes."""


@dataclass(frozen=True, slots=True)
class AnswerRecorded:
    """A learning check was answered; counted by day, never by person."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class FeedbackGiven:
    """A word on whether this helped."""

    flow: str
    answer: str


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A fault inside a flow: the young person got helplines, the operator sees this."""

    flow: str
    step: str
    cause: str


Event = (
    FlowStarted
    | FlowEnded
    | FlowCancelled
    | RiskSeen
    | RiskStated
    | RiskCorrected
    | ReferralGiven
    | HandoffRequested
    | LanguageChanged
    | LeftNow
    | ForgetRequested
    | AnswerRecorded
    | FeedbackGiven
    | StepFailed
)
