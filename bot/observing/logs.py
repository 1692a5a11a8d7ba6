"""The log of the process: one line for each thing worth knowing, on standard error, without words.

Everything that Python and the libraries would print by themselves goes the same way: warnings, and
errors that nobody caught.
"""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from bot.domain.telling import Told
from bot.observing.lines import Line, Telling

log = logging.getLogger("bot")


class LogFormat(StrEnum):
    """How a line looks."""

    PLAIN = "plain"
    JSON = "json"


def start_logs(
    format: LogFormat = LogFormat.PLAIN,
    level: str = "info",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """From now on this process logs so, and only so."""
    handler = logging.StreamHandler(stream or sys.stderr)
    written = as_json if format is LogFormat.JSON else as_plain
    handler.setFormatter(_Formatter(Telling(secrets), written))
    root = logging.getLogger()
    root.handlers = [handler]
    # What libraries say below a warning is about requests: addresses, tokens, texts.
    root.setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        other = logging.getLogger(name)
        other.handlers, other.propagate = [], True
        other.setLevel(logging.NOTSET)
    logging.getLogger("bot").setLevel(level.upper())
    # A line that cannot be written would be printed with all its values.
    logging.raiseExceptions = False
    _catch_what_is_printed()


def as_plain(line: Line) -> str:
    """For people."""
    fault = f" [{line.fault}]" if line.fault else ""
    at = f"{line.at:%Y-%m-%dT%H:%M:%S}.{line.at.microsecond // 1000:03}Z"
    return f"{at} {line.level:7} {line.source}: {line.said}{fault}"


def as_json(line: Line) -> str:
    """For programs: one object a line, always the same keys."""
    told = {
        "at": line.at.isoformat(timespec="milliseconds"),
        "level": line.level,
        "source": line.source,
        "said": line.said,
        "fault": line.fault,
        "process": line.process,
    }
    return json.dumps(told)


class _Formatter(logging.Formatter):
    def __init__(self, telling: Telling, written: Callable[[Line], str]) -> None:
        super().__init__()
        self._telling = telling
        self._written = written

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        return self._written(self._telling.line(record))


def _catch_what_is_printed() -> None:
    def uncaught(kind: type[BaseException], error: BaseException | None, *_: object) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("an error that nobody caught: %s", kind, exc_info=error)

    def in_thread(fault: threading.ExceptHookArgs) -> None:
        uncaught(fault.exc_type, fault.exc_value)

    def warn(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        log.warning("%s at %s:%d", category, Told(Path(filename).name), lineno)

    sys.excepthook = uncaught
    threading.excepthook = in_thread
    sys.unraisablehook = lambda fault: uncaught(fault.exc_type, fault.exc_value)
    warnings.showwarning = warn
