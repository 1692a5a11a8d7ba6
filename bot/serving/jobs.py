"""The jobs with the work that they do here."""

import gc
from datetime import UTC, datetime, timedelta

from bot.bootstrap import LiveContent
from bot.domain.measures import CONTENT_PROBLEMS, LEADERS, Unmetered
from bot.jobs import Aside, Ticking, Work
from bot.ports import Leadership
from bot.services.forgetting import Forgetting
from bot.serving.measuring import ServedMeters


def jobs_of(
    content: LiveContent,
    forgetting: Forgetting,
    leadership: Leadership,
    meters: ServedMeters | None = None,
) -> Ticking:
    """Every job of `bot.jobs.JOBS`."""
    told = meters or Unmetered()

    def take_in() -> None:
        if content.refresh():
            # The newer content stays: looking through it for what does not would delay an answer.
            gc.freeze()
        told.level(CONTENT_PROBLEMS, len(content.problems))
        told.level(LEADERS, int(leadership.leads()))

    def look_ahead() -> None:
        now = datetime.now(UTC)
        for moment in (now, now + timedelta(days=2)):
            content.calendar(moment)

    async def show() -> None:
        told.let_out()

    work: dict[str, Work] = {
        "take_in_content": Aside("take_in_content", take_in),
        "look_at_calendars": Aside("look_at_calendars", look_ahead),
        "erase_the_quiet": forgetting.forget_the_quiet,
        "show_held_figures": show,
    }
    return Ticking(work, leadership.leads, meters=told)
