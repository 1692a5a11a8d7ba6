"""What ships, loaded once for all tests of one process."""

from functools import cache
from pathlib import Path

import pytest

from bot.bootstrap import LiveContent

SHIPPED = pytest.mark.xdist_group("shipped")
"""Tests that all run in the one process that loads it."""
ROOT = Path(__file__).resolve().parent.parent


@cache
def shipped() -> LiveContent:
    """The content and the detector, as the bot has them after its start."""
    return LiveContent(ROOT)
