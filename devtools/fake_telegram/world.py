"""Everything the fake knows, in memory, and gone when it stops."""

from random import Random

from devtools.fake_telegram.bell import Bell
from devtools.fake_telegram.callbacks import Callbacks
from devtools.fake_telegram.calls import Calls
from devtools.fake_telegram.chats import Bot, Chats
from devtools.fake_telegram.clock import Clock
from devtools.fake_telegram.faults import Faults
from devtools.fake_telegram.limits import Limits
from devtools.fake_telegram.messages import Messages
from devtools.fake_telegram.profile import Profile
from devtools.fake_telegram.updates import Updates
from devtools.fake_telegram.webhooks import Webhook

TOKEN = "4200000042:FAKE-token-of-no-worth-00000000000"
"""The token where none is given; it opens nothing anywhere."""


class World:
    """One bot, its chats, and the server between them. `seed` decides all chance in it."""

    def __init__(self, token: str = TOKEN, *, seed: int = 1) -> None:
        chance = Random(seed)
        self.bot = Bot(token)
        self.clock = Clock()
        self.chats = Chats()
        self.messages = Messages()
        self.updates = Updates(self.clock, chance)
        self.callbacks = Callbacks(self.clock, chance)
        self.profile = Profile()
        self.webhook = Webhook(self.updates, self.clock)
        self.faults = Faults()
        self.limits = Limits(self.clock)
        self.calls = Calls()
        self.changed = Bell()
        """Rings when a chat or the log has something new to show."""
        self.group_privacy = False
        """On: of what is said in a group only commands reach the bot."""
        self.poll: Bell | None = None
        """Rung to end the long poll that is open now."""
