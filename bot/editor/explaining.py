"""Tells an editor what a detector sees in a sentence of theirs."""

from bot.domain.risk import RiskSignal
from bot.ports import RiskDetector


def explain(text: str, detector: RiskDetector) -> str:
    """The sentence and under it one line per sign, the worst first."""
    signals = sorted(detector.detect(text), key=lambda one: (-one.level, one.trigger))
    return "\n".join([text, *(map(_line, signals) if signals else ["  nothing"])])


def _line(signal: RiskSignal) -> str:
    marks = [
        word
        for word, said in (
            ("past", signal.past),
            ("deadline", signal.deadline),
            ("institution", signal.institution),
        )
        if said
    ]
    level = signal.level.name.lower()
    return "  " + " ".join(
        [f"{level:8}", f"{signal.category:14}", f"{signal.subject:12}", f"{signal.kind:10}", signal.trigger, *marks]
    )
