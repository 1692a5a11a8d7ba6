"""How Telegram refuses, told apart by what has to be done about it.

BotError
├── Unreachable      later, by itself: `seconds` until the next try
│   ├── Slower       it is there, and wants us to wait
│   └── TokenRefused it will not have this token: only the operator can mend that
├── Contested        another process asks for this account's updates
├── Left             nobody is there any more
└── NotSendable      it will never take this message as it is
"""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.domain.errors import BotError

TOKEN_AGAIN = 60.0
"""Seconds until a refused token is tried again: Telegram has been wrong about that, too."""


class Unreachable(BotError):
    """Telegram cannot be reached, or wants us to wait: `seconds` until the next try."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Telegram cannot be reached at the moment. It is tried again.")
        self.seconds = seconds


class Slower(Unreachable):
    """Telegram is there and asks us to wait."""


class TokenRefused(Unreachable):
    """Telegram does not know this token."""

    def __init__(self) -> None:
        super().__init__(TOKEN_AGAIN)
        self.args = ("Telegram refuses the token of this bot.",)


class Contested(BotError):
    """Another process asks for this account's updates."""


class Left(BotError):
    """They blocked the bot or deleted their account: nothing can be sent there any more."""


class NotSendable(BotError):
    """Telegram will never take this message as it is."""


def told(error: TelegramError) -> BotError:
    """The library's error as ours, without its text: that may quote a person, or the token."""
    match error:
        case RetryAfter():
            after = error.retry_after
            return Slower(after.total_seconds() if isinstance(after, timedelta) else after)
        # For what it does not know by name the library says so when it means the token.
        case InvalidToken() | EndPointNotFound():
            return TokenRefused()
        case Conflict():
            return Contested("Another process asks for this account's updates: stop that one.")
        case Forbidden() | ChatMigrated():
            return Left("They are not there any more.")
        case BadRequest():
            gone = "chat not found" in str(error).lower()
            return Left("There is no such chat.") if gone else NotSendable("Telegram refused it.")
        case NetworkError():
            return Unreachable(1)
        case _:
            return Unreachable(5)
