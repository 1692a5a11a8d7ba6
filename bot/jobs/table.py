"""The table of what runs when. A job only looks for work that is due, so it may be run once too
often, or late, and does no harm.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class RunBy(StrEnum):
    """Who runs a job where there are several processes."""

    EACH_PROCESS = "each process"
    THE_LEADER = "the leader"


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the table."""

    name: str
    every: timedelta
    run_by: RunBy
    promise: str
    """What holds as long as the job runs."""
    longest: timedelta
    """A run that takes longer is given up, and tried again at the next tick."""
    at_once: bool = False
    """The first run is at the start, not after the first interval."""


JOBS = (
    Job(
        "take_in_content",
        timedelta(seconds=2),
        RunBy.EACH_PROCESS,
        "Newer content that passes the checks is live within seconds.",
        longest=timedelta(minutes=1),
    ),
    Job(
        "look_at_calendars",
        timedelta(hours=6),
        RunBy.EACH_PROCESS,
        "Nobody waits while a year's public holidays are worked out, at New Year neither.",
        longest=timedelta(minutes=1),
        at_once=True,
    ),
    Job(
        "erase_the_quiet",
        timedelta(minutes=5),
        RunBy.THE_LEADER,
        "Conversations, ids and risk events are erased when their time is over.",
        longest=timedelta(minutes=10),
    ),
    Job(
        "show_held_figures",
        timedelta(hours=1),
        RunBy.EACH_PROCESS,
        "Figures about safety replies are shown ten or more together, and never by their time.",
        longest=timedelta(seconds=10),
    ),
)
"""Every job; `docs/jobs.md` shows the same table."""
