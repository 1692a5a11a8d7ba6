"""What runs by itself: the table of jobs, and what ticks them."""

from bot.jobs.aside import Aside
from bot.jobs.table import JOBS, Job, RunBy
from bot.jobs.ticking import Alone, Leadership, Ticking, Work

__all__ = ["JOBS", "Alone", "Aside", "Job", "Leadership", "RunBy", "Ticking", "Work"]
