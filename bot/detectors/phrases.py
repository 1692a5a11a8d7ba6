"""Sees what editors wrote down: the phrases of `content/risk/`, in all languages at once.

Young people change language in the middle of a sentence, so every message is read as each
language reads it. A signal names the entry that fired, never the words it fired on, and nothing
of a message is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.detectors.context import Found, Surroundings, signals_in
from bot.detectors.grammar import Grammar
from bot.detectors.patterns import Matcher
from bot.detectors.positions import Span
from bot.domain.errors import WrongShape
from bot.domain.risk import RiskCategory, RiskLevel, RiskSignal, SignalKind
from bot.domain.risk_words import LanguageRisk, RiskEntry, RiskWords, Written
from bot.text.normalising import Spelling, chunks_of, normalise, words_in

NAME = "phrases"


class PhraseDetector:
    """The phrases and their context. Raises WrongShape when a pattern cannot be read."""

    def __init__(self, words: RiskWords) -> None:
        self._languages = [_Language(language) for language in words.languages.values()]
        self._by_name = {language.name: language for language in self._languages}

    @property
    def name(self) -> str:
        """How its signals name their source."""
        return NAME

    def detect(self, text: str) -> Sequence[RiskSignal]:
        """Every sign in the text, by itself, in any language."""
        chunks = chunks_of(text)
        return [
            signal
            for language in self._languages
            for signal in language.detect(words_in(chunks, language.spelling))
        ]

    def detect_in(self, text: str, language: str) -> Sequence[RiskSignal]:
        """Every sign that the words of one language find in the text."""
        reader = self._by_name[language]
        return reader.detect(words_in(chunks_of(text), reader.spelling))

    def matched(self, text: str) -> dict[str, list[Written]]:
        """For editors: what was found, by trigger or context (`fr/extortion/3`, `fr/laughing`) →
        by which patterns.
        """
        found: dict[str, list[Written]] = {}
        for language in self._languages:
            for meaning, _ in language.matches(normalise(text, language.spelling)):
                found.setdefault(meaning.name(language.name), []).append(meaning.written)
        return found

    def unused_lists(self) -> dict[str, frozenset[str]]:
        """Language → lists that no pattern names."""
        return {language.name: language.unused for language in self._languages}


def faults(words: RiskWords) -> list[WrongShape]:
    """Every pattern of every language that cannot be read, and why."""
    found: list[WrongShape] = []
    for risk in words.languages.values():
        grammar = _grammar(risk)
        for meaning in _meanings(risk):
            try:
                grammar.pattern(meaning.written)
            except WrongShape as fault:
                found.append(fault)
    return found


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What it means that a pattern was found: an entry's phrase, or a context."""

    written: Written
    entry: RiskEntry | None = None
    context: str = ""

    def name(self, language: str) -> str:
        return self.entry.trigger if self.entry else f"{language}/{self.context}"


class _Language:
    """One language, ready to read."""

    def __init__(self, risk: LanguageRisk) -> None:
        self.name = risk.language
        grammar = _grammar(risk)
        self._meanings = list(_meanings(risk))
        patterns = [grammar.pattern(meaning.written) for meaning in self._meanings]
        self.unused = frozenset(risk.lists) - grammar.used
        self._matcher = Matcher(patterns)
        self.spelling = Spelling(
            words=risk.spelling, elides=risk.elides, fuzzy=risk.fuzzy, known=self._matcher.known
        )

    def detect(self, words: Sequence[str]) -> list[RiskSignal]:
        entries: dict[str, Found] = {}
        contexts: dict[str, list[Span]] = {}
        for meaning, spans in self.matches(words):
            if meaning.entry is None:
                contexts.setdefault(meaning.context, []).extend(spans)
            else:
                trigger = meaning.entry.trigger
                before = entries[trigger].spans if trigger in entries else ()
                entries[trigger] = Found(meaning.entry, [*before, *spans])
        signals = signals_in(entries.values(), Surroundings(words, contexts), NAME)
        if "retraction" in contexts and "correction" not in contexts:
            signals.append(self._retracted())
        return signals

    def matches(self, words: Sequence[str]) -> list[tuple[_Meaning, list[Span]]]:
        found = self._matcher.spans(words)
        return [(self._meanings[number], found[number]) for number in sorted(found)]

    def _retracted(self) -> RiskSignal:
        return RiskSignal(
            level=RiskLevel.NONE,
            category=RiskCategory.DISTRESS,
            source=NAME,
            trigger=f"{self.name}/retraction",
            kind=SignalKind.RETRACTED,
        )


def _grammar(risk: LanguageRisk) -> Grammar:
    spelling = Spelling(words=risk.spelling, elides=risk.elides)
    return Grammar(risk.lists, lambda text: normalise(text, spelling))


def _meanings(risk: LanguageRisk) -> Iterator[_Meaning]:
    for entry in risk.entries:
        for written in entry.any_of:
            yield _Meaning(written, entry=entry)
    for name, patterns in risk.context.items():
        for written in patterns:
            yield _Meaning(written, context=name)
