"""How the account stands with Telegram, in words for the operator.

What mends itself within minutes is nobody's business; what does not, has to be seen by somebody
who can mend it. The page goes on in any case.
"""

import time
from collections.abc import Callable

from bot.channels.telegram.refusals import Contested, Slower, TokenRefused, Unreachable
from bot.domain.errors import BotError

QUIET_FOR = 120.0
"""Seconds without a word from Telegram, or after a contest, during which this is still news."""

TOKEN = (
    "Telegram refuses the token of this bot: copy it again from @BotFather into "
    "MAKE_IT_SAFE_TELEGRAM_TOKEN and start again. The page goes on."
)
CONTESTED = (
    "Another program asks Telegram for the messages of this bot: stop it, or give each a bot of "
    "its own. The page goes on."
)
AWAY = (
    "Telegram has not been reached for {minutes} minutes: see whether this machine may open the "
    "address of its Bot API. It is tried again by itself, nothing is lost, the page goes on."
)
NOT_CALLED = (
    "Telegram cannot bring messages to MAKE_IT_SAFE_PUBLIC_URL: see whether that address is right "
    "and can be reached from outside with a valid certificate. It tries again by itself, nothing "
    "is lost, the page goes on."
)


class Standing:
    """Gathers what every request tells; no word of it comes from Telegram or from anybody."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._refused = False
        self._away_since: float | None = None
        self._contested_at: float | None = None
        self.called = True
        """Whether Telegram gets through to us, where it is to bring updates itself."""

    def answered(self) -> None:
        """Telegram did what was asked."""
        self._refused = False
        self._away_since = None

    def refused(self, error: BotError) -> None:
        """Telegram did not, for this reason."""
        match error:
            case TokenRefused():
                self._refused = True
            case Contested():
                self._contested_at = self._seconds()
            case Unreachable() if not isinstance(error, Slower):
                if self._away_since is None:
                    self._away_since = self._seconds()
            case _:
                self.answered()

    def problems(self) -> tuple[str, ...]:
        """What the operator should know; nothing when all is well."""
        return tuple(problem for problem in self._all() if problem)

    def _all(self) -> tuple[str, ...]:
        return (
            TOKEN if self._refused else "",
            CONTESTED if self._since(self._contested_at) < QUIET_FOR else "",
            self._away(),
            "" if self.called else NOT_CALLED,
        )

    def _away(self) -> str:
        if self._away_since is None or self._since(self._away_since) < QUIET_FOR:
            return ""
        return AWAY.format(minutes=round(self._since(self._away_since) / 60))

    def _since(self, moment: float | None) -> float:
        return float("inf") if moment is None else self._seconds() - moment
