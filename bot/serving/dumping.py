"""A process that dies badly leaves no picture of its memory: somebody's words would be in it."""

import contextlib
import sys


def leave_no_core() -> None:
    """From now on this process, and what it starts, writes no core file."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
