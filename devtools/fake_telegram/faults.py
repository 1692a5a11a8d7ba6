"""What goes wrong on purpose: the next calls fail in a chosen way."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from devtools.fake_telegram.refusals import Refused, bad, forbidden, too_many

Kind = Literal[
    "429", "403", "400", "500", "502", "hang", "hang_after", "cut_before", "cut_after", "malformed"
]
KINDS: tuple[str, ...] = get_args(Kind)
HTML = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)
MALFORMED = '{"ok":true,"result":{"message_id":'


@dataclass
class Fault:
    """One way to fail, for the next `times` calls that fit.

    `hang` waits before the effect, `hang_after` after it; `cut_before` leaves nothing done,
    `cut_after` and `malformed` come when the effect took place.
    """

    kind: Kind
    method: str = ""
    """Empty: all methods."""
    chat_id: int | None = None
    times: int = 1
    skip: int = 0
    """So many fitting calls pass first."""
    retry_after: int = 1
    seconds: float = 1.0
    description: str = ""

    def __post_init__(self) -> None:
        """Refuses what nobody knows how to do."""
        if self.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}, not {self.kind!r}")

    def refusal(self) -> Refused | None:
        """What Telegram would answer instead of doing it."""
        match self.kind:
            case "429":
                return too_many(self.retry_after)
            case "403":
                return forbidden(self.description or "bot was blocked by the user")
            case "400":
                return bad(self.description or "wrong request")
            case "500":
                return Refused(500, self.description or "Internal Server Error")
        return None

    def _fits(self, method: str, chat_id: str) -> bool:
        wanted = self.method.lower() in {"", method.lower()}
        return wanted and (self.chat_id is None or str(self.chat_id) == chat_id)


@dataclass
class Faults:
    """The faults that wait for their call; the first that fits is used."""

    planned: list[Fault] = field(default_factory=list)

    def plan(self, fault: Fault) -> None:
        """Adds one behind the others."""
        self.planned.append(fault)

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The fault for this call, counted down."""
        for fault in self.planned:
            if fault._fits(method, chat_id):
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.planned.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Nothing fails any more."""
        self.planned.clear()
