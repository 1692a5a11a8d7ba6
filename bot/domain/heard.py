"""What the engine is told: a typed resume, what was understood of it, and what the policy decided.

A resume is never a fake message: a time-out is a time-out, a closed case is a closed case.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.message import MediaKind, Understanding
from bot.domain.risk import RiskAssessment


@dataclass(frozen=True, slots=True)
class Started:
    """The conversation was opened and nothing was said yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text."""

    text: str = field(repr=False)
    understanding: Understanding | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button."""

    payload: str


@dataclass(frozen=True, slots=True)
class MediaOffered:
    """A file that was not taken."""

    kind: MediaKind


@dataclass(frozen=True, slots=True)
class SaidTooMuch:
    """A text that is longer than is taken; it was screened whole all the same."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nothing came for as long as the wait allows."""


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """A counsellor's desk took the case."""


@dataclass(frozen=True, slots=True)
class CaseRefused:
    """No desk could take the case."""


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """The talk with a person is over."""


Resume = (
    Started
    | Said
    | SaidTooMuch
    | Pressed
    | MediaOffered
    | TimedOut
    | CaseOpened
    | CaseRefused
    | CaseClosed
)


@dataclass(frozen=True, slots=True)
class Interruption:
    """The policy's decision to answer a risk before anything else."""

    flow: str
    assessment: RiskAssessment
    whole: bool = True
    """False: this card was shown already, so a shorter line, and the talk goes on."""
    pauses: bool = False
    """True: what was open comes back afterwards by itself (a question about words that may be a
    joke).
    """


@dataclass(frozen=True, slots=True)
class Heard:
    """One resume and the policy's decision on it."""

    resume: Resume
    interruption: Interruption | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the clocks and calendars of the served countries say at this moment."""

    holidays: frozenset[str] = frozenset()
    """Countries where today is a public holiday."""
    late: frozenset[str] = frozenset()
    """Countries where it is late: a line of unknown hours may well be closed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Plain values read before the engine runs; flows see them as `context.*`."""

    now: datetime
    channel: str
    languages: tuple[str, ...]
    """Languages that the content is complete in."""
    countries: tuple[str, ...]
    """Served countries, the deployment's own first."""
    calendar: Calendar = field(default_factory=Calendar)
    desk: bool = False
    """Whether this deployment has a counsellors' desk at all."""
    classroom: bool = False
    """No card pops up before neighbours without a tap."""
