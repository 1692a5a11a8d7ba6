"""What a log record may say: what is known to hold nobody's words; the rest is left out.

Our own lines are templates (ruff's G keeps them so) with values; a library's line may quote
anything, so of that only its kind, its place and sentences that we know are told.
"""

import logging
import re
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import TracebackType

from bot.domain.errors import BotError
from bot.domain.telling import Told

LEFT_OUT = "…"
LONGEST = 600
"""Signs of one line; a longer one is cut."""
LIKE_AN_ID = 1_000_000
"""From here on a number may be somebody's: of a telephone, or of a chat."""
DEEPEST = 8
"""Places of one fault, the innermost first."""

KNOWN = (
    "ASGI callable returned without",
    "Exceeded concurrency limit.",
    "Exception in ASGI application",
    "Exception in callback",
    "Execution of job",
    "Fatal error on transport",
    "Future exception was never retrieved",
    "Invalid HTTP request received.",
    "Run time of job",
    "Task exception was never retrieved",
    "Task was destroyed but it is pending!",
    "Unhandled exception in event loop",
    "socket.accept() out of system resource",
)
"""How sentences of libraries begin that may be told, as far as they stand here."""

_TOKEN = re.compile(r"(?:bot)?\d{5,}:[\w-]{20,}")
_PASSWORD = re.compile(r"(?<=://)[^\s/@]+@")
_NO_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

Fault = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    at: datetime
    level: str
    source: str
    """The logger."""
    said: str
    process: int
    fault: str = ""
    """Kinds of faults and where they happened, without their words."""


class Telling:
    """Reads records; `secrets` of the deployment are left out wherever they stand."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # A short one would tear ordinary words apart; the settings refuse those in production.
        whole = sorted({each for each in secrets if len(each) > 5}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, whole))) if whole else None

    def line(self, record: logging.LogRecord) -> Line:
        """What may be told of this record; never raises for what stands in it."""
        own = record.name == "bot" or record.name.startswith("bot.")
        said = _own(record) if own else _foreign(record)
        return Line(
            at=datetime.fromtimestamp(record.created, UTC),
            level=record.levelname.lower(),
            source=self._clean(record.name),
            said=self._clean(said),
            process=record.process or 0,
            fault=self._clean(fault_of(record.exc_info)),
        )

    def _clean(self, text: str) -> str:
        if self._secrets:
            text = self._secrets.sub(LEFT_OUT, text)
        text = _PASSWORD.sub(f"{LEFT_OUT}@", _TOKEN.sub(LEFT_OUT, text))
        text = _NO_LINE.sub(" ", text)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}{LEFT_OUT}"


def fault_of(fault: object) -> str:
    """An exception as its kind and places, with what it came from."""
    error = fault[1] if isinstance(fault, tuple) else fault
    told: list[str] = []
    while isinstance(error, BaseException) and len(told) < 4:
        told.append(_kind_and_places(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return ", from ".join(told)


def _kind_and_places(error: BaseException) -> str:
    frames = list(reversed(traceback.extract_tb(error.__traceback__)))[:DEEPEST]
    places = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)
    kind = type(error).__name__
    if isinstance(error, BaseExceptionGroup):
        kind += f" of {', '.join(sorted({type(each).__name__ for each in error.exceptions}))}"
    return f"{kind} at {places}" if places else kind


def _own(record: logging.LogRecord) -> str:
    template, args = record.msg, record.args
    if not isinstance(template, str):
        return str(_shown(template))
    if not args:
        return template
    shown: object
    if isinstance(args, Mapping):
        # One mapping is taken apart by name only where the template names; its names may be words.
        named = {name: _shown(value) for name, value in args.items()}
        shown = named if "%(" in template else LEFT_OUT
    else:
        shown = tuple(_shown(value) for value in args)
    try:
        return template % shown
    except (TypeError, ValueError, KeyError):
        return template


def _foreign(record: logging.LogRecord) -> str:
    place = f"{Path(record.pathname).name}:{record.lineno}"
    try:
        message = record.getMessage()
    except Exception:  # whatever a library put together wrongly
        message = ""
    known = next((each.strip() for each in KNOWN if message.startswith(each)), LEFT_OUT)
    return f"{known} ({place})"


def _shown(value: object) -> object:
    """A value as it may stand in a line; a text may be somebody's words, unless marked as ours."""
    match value:
        case Enum():
            return value.name
        case int() if abs(value) >= LIKE_AN_ID:
            return LEFT_OUT
        case int() | float() | None:
            return value
        case BotError():
            return str(value)
        case BaseException():
            return _kind_and_places(value)
        case type():
            return value.__name__
        case datetime():
            return value.isoformat()
        case Told():
            return str(value)
        case _:
            return LEFT_OUT
