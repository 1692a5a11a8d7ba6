"""Tells an editor what a detector sees in a sentence of theirs."""

from bot.detectors.phrases import PhraseDetector
from bot.domain.risk import RiskSignal
from bot.domain.risk_words import Written


def explain(text: str, detector: PhraseDetector) -> str:
    """The sentence; under it one line per sign, the worst first; under that the patterns that
    were found.
    """
    signals = sorted(detector.detect(text), key=lambda one: (-one.level, one.trigger))
    lines = [_line(signal) for signal in signals] or ["  nothing"]
    lines += [_matched(name, patterns) for name, patterns in detector.matched(text).items()]
    return "\n".join([text, *lines])


def _matched(name: str, patterns: list[Written]) -> str:
    return f"    {name}: " + "  ·  ".join(f"{one.text} ({one.place.line})" for one in patterns)


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
        [
            f"{level:8}",
            f"{signal.category:14}",
            f"{signal.subject:12}",
            f"{signal.kind:10}",
            signal.trigger,
            *marks,
        ]
    )
