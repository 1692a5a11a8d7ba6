"""Telegram: what comes in from one bot account, and what is sent to its chats.

Described in `docs/telegram.md`. An update is acknowledged only after its turn is durable; a file is
never taken; the token reaches no log.
"""

from bot.channels.telegram.account import Account
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.face import Telegram
from bot.channels.telegram.running import Called, run
from bot.channels.telegram.sending import Sender, Words, nobody_else
from bot.channels.telegram.webhook import PATH, webhook_routes

__all__ = [
    "PATH",
    "Account",
    "Buttons",
    "Called",
    "Sender",
    "Telegram",
    "Words",
    "nobody_else",
    "run",
    "webhook_routes",
]
