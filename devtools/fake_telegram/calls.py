"""The log of what the bot asked, and how often; tests count in it, the page shows it."""

from collections import Counter, deque
from dataclasses import asdict, dataclass, field

from devtools.fake_telegram.refusals import Json

FILE_METHODS = frozenset(
    [
        "getfile",
        "downloadfile",
        "sendphoto",
        "sendaudio",
        "senddocument",
        "sendvideo",
        "sendanimation",
        "sendvoice",
        "sendvideonote",
        "sendsticker",
        "sendpaidmedia",
        "sendmediagroup",
        "uploadstickerfile",
        "getuserprofilephotos",
        "getuserprofileaudios",
        "setchatphoto",
        "forwardmessage",
        "forwardmessages",
        "copymessage",
        "copymessages",
    ]
)
"""What fetches, sends or passes on a file or somebody's message; a careful bot calls none."""
KEPT = 20_000


@dataclass(frozen=True)
class Call:
    """One call. The token is never in it."""

    number: int
    method: str
    parameters: Json
    at: float
    status: int
    """0 where the connection was cut."""
    answer: object
    fault: str = ""
    """What was made to go wrong."""

    def as_json(self) -> Json:
        """As the control API tells it."""
        return asdict(self)


@dataclass
class Calls:
    """The last twenty thousand calls, and counts of all."""

    log: deque[Call] = field(default_factory=lambda: deque(maxlen=KEPT))
    counts: Counter[str] = field(default_factory=Counter)
    files: int = 0
    """Calls of a file method, for which a careful bot has none."""
    total: int = 0

    def arrived(self, method: str) -> int:
        """Counts a call that comes in, whatever becomes of it; returns its number."""
        self.total += 1
        self.counts[method] += 1
        self.files += method.lower() in FILE_METHODS
        return self.total

    def of(self, method: str = "", after: int = 0) -> list[Call]:
        """The answered calls of a method (or all), later than the one numbered `after`."""
        wanted = method.lower()
        fitting = (each for each in self.log if wanted in {"", each.method.lower()})
        return [each for each in fitting if each.number > after]

    def clear(self) -> None:
        """Counts from zero again."""
        self.log.clear()
        self.counts.clear()
        self.files = 0
