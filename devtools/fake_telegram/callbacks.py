"""Pressed buttons: each press has an id that can be answered once, for a while."""

from dataclasses import dataclass, field
from random import Random

from devtools.fake_telegram.clock import Clock
from devtools.fake_telegram.refusals import bad

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass
class Press:
    """One press and its answer."""

    id: str
    at: float
    chat_id: int
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass
class Callbacks:
    """The presses by id."""

    clock: Clock
    chance: Random
    seconds: float = 60.0
    """How long an answer is taken."""
    pressed: dict[str, Press] = field(default_factory=dict)

    def press(self, chat_id: int) -> Press:
        """A new press."""
        press = Press(str(self.chance.randrange(10**17, 10**18)), self.clock.now(), chat_id)
        self.pressed[press.id] = press
        return press

    def answer(self, query_id: str, text: str, alert: bool) -> Press:
        """Answers it; 400 where it is unknown, too old, or answered already."""
        press = self.pressed.get(query_id)
        late = press is None or self.clock.now() - press.at > self.seconds
        if press is None or late or press.answered:
            raise bad(TOO_OLD)
        press.answered, press.text, press.alert = True, text, alert
        return press
