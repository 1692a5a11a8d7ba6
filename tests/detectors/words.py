"""Small worlds of words for the tests of this folder: what editors would write, as values."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.detectors.phrases import PhraseDetector
from bot.domain.errors import Place
from bot.domain.risk import RiskCategory, RiskLevel, RiskSignal, RiskSubject, SignalKind
from bot.domain.risk_words import LanguageRisk, RiskEntry, RiskWords, Written


def written(*texts: str) -> tuple[Written, ...]:
    """Patterns as they stand in a file, each on a line of its own."""
    return tuple(
        Written(text, Place("content/risk/en/suicide.yml", line))
        for line, text in enumerate(texts, start=1)
    )


def entry(level: str, *patterns: str, category: str = "suicide", **more: Any) -> RiskEntry:
    """One group of phrases."""
    return RiskEntry(
        trigger=more.pop("trigger", f"en/{category}/{level}"),
        category=RiskCategory(category),
        level=RiskLevel.named(level),
        any_of=written(*patterns),
        kind=SignalKind(more.pop("kind", "stated")),
        subject=RiskSubject(more.pop("subject")) if "subject" in more else None,
        **more,
    )


def language(
    *entries: RiskEntry,
    lists: Mapping[str, Sequence[str]] | None = None,
    context: Mapping[str, Sequence[str]] | None = None,
    name: str = "en",
    **more: Any,
) -> LanguageRisk:
    """One language with these entries."""
    return LanguageRisk(
        language=name,
        lists={key: written(*texts) for key, texts in (lists or {}).items()},
        context={key: written(*texts) for key, texts in (context or {}).items()},
        entries=entries,
        **more,
    )


def detector(*languages: LanguageRisk) -> PhraseDetector:
    """A detector that knows these languages."""
    return PhraseDetector(RiskWords({one.language: one for one in languages}))


def only(signals: Sequence[RiskSignal]) -> RiskSignal:
    """The one sign that was found."""
    assert len(signals) == 1
    return signals[0]
