"""Named places in the way of a message where tests kill the process.

So they prove that nothing acknowledged gets lost. They are inert unless `arm` was called, which
only `serving` does: when a development deployment was started with MAKE_IT_SAFE_FAILPOINT set.
Death is by SIGKILL, so that nothing is flushed or closed on the way out.
"""

import os
import signal
from collections.abc import Iterable

from bot.domain.errors import UnsafeDeployment

NAMES = (
    "before_screen",
    "after_screen",
    "after_recall",
    "before_begin",
    "before_write",
    "after_write",
    "before_commit",
    "after_commit",
    "before_reply",
)
"""In the order in which a turn comes by them."""
OF_ERASING = ("after_listing", "after_keys")
"""Inside the commit of what is forgotten."""
OF_SENDING = ("before_confirm", "before_send", "after_send")
"""Where a channel sends by itself: an update is durable and not confirmed, a reply is on its way,
or was taken and not noted.
"""
EVERY = NAMES + OF_ERASING + OF_SENDING

_armed: dict[str, int] = {}


def arm(names: Iterable[str], *, passing: int = 0) -> None:
    """Make these deadly, after they were passed that often; a name that is none is refused."""
    for name in names:
        if name not in EVERY:
            known = ", ".join(EVERY)
            raise UnsafeDeployment(f"There is no failpoint {name!r}, only {known}.")
        _armed[name] = passing


def disarm() -> None:
    """Make all of them harmless again."""
    _armed.clear()


def failpoint(name: str) -> None:
    """Die here when this one is armed."""
    if not _armed or name not in _armed:
        return
    if _armed[name] == 0:
        os.kill(os.getpid(), signal.SIGKILL)  # pragma: no cover - nobody is left to count it
    _armed[name] -= 1
