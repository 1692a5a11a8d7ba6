"""What may be told to an operator of what happened. A text may be somebody's words, so a log shows
only texts that are marked as ours.
"""

import traceback
from pathlib import Path


class Told(str):
    """A text of our own, such as the name of a job: it holds nothing that a person wrote."""

    __slots__ = ()


def cause(error: BaseException) -> Told:
    """The kind of fault and its place; its own text may hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    place = (
        f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    )
    return Told(f"{type(error).__name__} at {place}")
