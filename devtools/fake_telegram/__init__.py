"""A Telegram of one's own: the Bot API over HTTP with its rules, and hands for the young person.

`python -m devtools.fake_telegram` starts it; tests start `FakeTelegram` beside themselves.
"""

from devtools.fake_telegram.acting import Act
from devtools.fake_telegram.calls import Call
from devtools.fake_telegram.messages import Kept
from devtools.fake_telegram.people import NothingHeard, Person, Place
from devtools.fake_telegram.telegram import FakeTelegram
from devtools.fake_telegram.world import TOKEN, World

__all__ = [
    "TOKEN",
    "Act",
    "Call",
    "FakeTelegram",
    "Kept",
    "NothingHeard",
    "Person",
    "Place",
    "World",
]
