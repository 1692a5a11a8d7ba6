"""What is measured for whoever runs the bot: one table, and meters that measure nothing.

Nothing here tells what somebody said, how serious it was, in which language or from which country:
whoever reads figures taken every few seconds would know it of the one person who wrote just then.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """How a measure behaves, by Prometheus's names."""

    COUNT = "counter"
    SECONDS = "histogram"
    LEVEL = "gauge"


@dataclass(frozen=True, slots=True)
class Label:
    """A distinction within a measure."""

    name: str
    values: tuple[str, ...] = ()
    """All that there are; empty: as many as the code names, such as jobs."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table."""

    name: str
    kind: Kind
    meaning: str
    labels: tuple[Label, ...] = ()
    together: Literal["sum", "max", "mostrecent"] = "sum"
    """What a level of several processes is together."""
    held_back: bool = False
    """Shown on the hour and only when ten or more came together, so that none can be told by its
    time.
    """


CHANNEL = Label("channel", ("web", "telegram"))
JOB = Label("job")

TURNS = Measure(
    "turns",
    Kind.COUNT,
    "Messages by what became of them: answered; repeated (had been answered before); refused (too "
    "many at once, or after leaving); card (nothing could be kept, helplines were shown).",
    (CHANNEL, Label("outcome", ("answered", "repeated", "refused", "card"))),
)
TURN_SECONDS = Measure(
    "turn_seconds", Kind.SECONDS, "From a message to its answer, kept for good.", (CHANNEL,)
)
SAFETY_SECONDS = Measure(
    "safety_seconds",
    Kind.SECONDS,
    "Web: from a message to the answer with a safety reply in it. Telegram: from such a reply to "
    "when Telegram had taken it; add turn_seconds.",
    (CHANNEL,),
    held_back=True,
)
COMMIT_SECONDS = Measure("commit_seconds", Kind.SECONDS, "Making a turn durable.")
STORE_UNAVAILABLE = Measure(
    "store_unavailable", Kind.COUNT, "Turns for which the database could not be used."
)
SCREEN_FAILURES = Measure(
    "screen_failures", Kind.COUNT, "Messages of which a part of the screening failed."
)
OPEN_STREAMS = Measure("open_streams", Kind.LEVEL, "Pages that wait for replies.")
TELEGRAM_SENDS = Measure(
    "telegram_sends",
    Kind.COUNT,
    "Tries to send a message: sent; later (Telegram was not reached, or said to wait); refused (it "
    "never takes this one); gone (the chat is not there any more).",
    (Label("outcome", ("sent", "later", "refused", "gone")),),
)
TELEGRAM_WAITING = Measure("telegram_waiting", Kind.LEVEL, "Messages waiting to be sent.")
JOB_SUCCESS = Measure(
    "job_success_timestamp_seconds",
    Kind.LEVEL,
    "When the job last went well, in seconds since 1970.",
    (JOB,),
    together="mostrecent",
)
JOB_FAILURES = Measure("job_failures", Kind.COUNT, "Runs of the job that failed.", (JOB,))
CONTENT_PROBLEMS = Measure(
    "content_problems",
    Kind.LEVEL,
    "Why the files as they are now are not live; 0 when they are.",
    together="max",
)
LEADERS = Measure(
    "leaders", Kind.LEVEL, "Processes that run the leader's jobs; 1 when all is well."
)

MEASURES = (
    TURNS,
    TURN_SECONDS,
    SAFETY_SECONDS,
    COMMIT_SECONDS,
    STORE_UNAVAILABLE,
    SCREEN_FAILURES,
    OPEN_STREAMS,
    TELEGRAM_SENDS,
    TELEGRAM_WAITING,
    JOB_SUCCESS,
    JOB_FAILURES,
    CONTENT_PROBLEMS,
    LEADERS,
)
"""Every measure; `docs/metrics.md` shows the same table."""


class Unmetered:
    """Measures nothing: for tests, tools, and deployments without metrics. See `ports.Meters`."""

    def count(self, measure: Measure, **labels: str) -> None:
        """Nothing."""

    def took(self, measure: Measure, seconds: float, **labels: str) -> None:
        """Nothing."""

    def level(self, measure: Measure, value: float, **labels: str) -> None:
        """Nothing."""

    def let_out(self) -> None:
        """Nothing."""
