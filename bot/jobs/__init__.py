"""What runs by itself: the table of jobs, and what ticks them."""

from bot.jobs.aside import Aside
from bot.jobs.table import JOBS, Job, RunBy
from bot.jobs.ticking import Ticking, Work

__all__ = ["JOBS", "Aside", "Job", "RunBy", "Ticking", "Work"]
