"""Runs every detector on a message before anything else is done with it.

A detector that fails marks the message unscreened: unknown is never the same as safe. A long text
is screened whole, in overlapping windows, so that nothing hides behind its length.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.risk import RiskSignal
from bot.domain.telling import Told
from bot.ports import RiskDetector
from bot.safety.redaction import described

WINDOW = 2_000
OVERLAP = 300

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Screened:
    """What all detectors found in one message."""

    signals: tuple[RiskSignal, ...] = ()
    failed: bool = False
    """A part of the screen did not work, so there may be more."""


def screen(text: str, detectors: Sequence[RiskDetector], window: int = WINDOW) -> Screened:
    """Every sign that the detectors find in the text. Never raises."""
    signals: list[RiskSignal] = []
    failed = False
    for detector in detectors:
        try:
            for part in _windows(text, window):
                signals.extend(detector.detect(part))
        except Exception as fault:  # whatever is wrong with a detector, the message is answered
            failed = True
            _log.error(  # without a traceback: it could hold what was said
                "detector %s failed with %s on a text (%s)",
                Told(detector.name),
                Told(type(fault).__name__),
                Told(described(text)),
            )
    return Screened(_each_once(signals), failed)


def _windows(text: str, window: int) -> Iterator[str]:
    """The text in pieces that overlap, cut between words where there are words."""
    start = 0
    while len(text) - start > window:
        end = start + window
        space = text.rfind(" ", end - OVERLAP, end)
        end = space if space > 0 else end
        yield text[start:end]
        start = end - OVERLAP
    yield text[start:]


def _each_once(signals: Sequence[RiskSignal]) -> tuple[RiskSignal, ...]:
    """A rule that fired in several windows is one sign, in its worst reading."""
    worst: dict[tuple[str, str], RiskSignal] = {}
    for signal in signals:
        key = signal.source, signal.trigger
        if key not in worst or signal.level > worst[key].level:
            worst[key] = signal
    return tuple(worst.values())
