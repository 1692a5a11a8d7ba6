"""Sees what editors wrote down: the phrases of `content/risk/`, in all languages at once.

Young people change language in the middle of a sentence, so every message is read as each language reads it. A signal
names the entry that fired, never the words it fired on, and nothing of a message is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.vocab import Vocab

from bot.detectors.context import Found, Surroundings, signals_in
from bot.detectors.grammar import Grammar, Pattern
from bot.detectors.patterns import Matcher, words_of
from bot.domain.risk import RiskCategory, RiskLevel, RiskSignal, SignalKind
from bot.domain.risk_words import LanguageRisk, RiskEntry, RiskWords
from bot.text.normalising import Spelling, normalise

NAME = "phrases"


class PhraseDetector:
    """The phrases and their context. Raises WrongShape when a pattern cannot be read."""

    def __init__(self, words: RiskWords) -> None:
        vocab = Vocab()
        self._languages = [_Language(language, vocab) for language in words.languages.values()]

    @property
    def name(self) -> str:
        """How its signals name their source."""
        return NAME

    def detect(self, text: str) -> Sequence[RiskSignal]:
        """Every sign in the text, by itself, in any language."""
        return [signal for language in self._languages for signal in language.detect(text)]

    def unused_lists(self) -> dict[str, frozenset[str]]:
        """Language → lists that no pattern names."""
        return {language.name: language.unused for language in self._languages}


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What it means that a pattern was found: an entry's phrase, or a context."""

    entry: RiskEntry | None = None
    context: str = ""


class _Language:
    """One language, ready to read."""

    def __init__(self, risk: LanguageRisk, vocab: Vocab) -> None:
        self.name = risk.language
        plain = Spelling(words=risk.spelling, elides=risk.elides)
        grammar = Grammar(risk.lists, lambda text: normalise(text, plain))
        read = list(_read(risk, grammar))
        patterns = [pattern for pattern, _ in read]
        self.unused = frozenset(risk.lists) - grammar.used
        self._meanings = [meaning for _, meaning in read]
        self._matcher = Matcher(patterns, vocab)
        self._spelling = Spelling(
            words=risk.spelling, elides=risk.elides, fuzzy=risk.fuzzy, known=words_of(patterns)
        )

    def detect(self, text: str) -> list[RiskSignal]:
        words = normalise(text, self._spelling)
        entries: dict[str, Found] = {}
        contexts: dict[str, list[tuple[int, int]]] = {}
        for number, spans in self._matcher.spans(words).items():
            meaning = self._meanings[number]
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

    def _retracted(self) -> RiskSignal:
        return RiskSignal(
            level=RiskLevel.NONE,
            category=RiskCategory.DISTRESS,
            source=NAME,
            trigger=f"{self.name}/retraction",
            kind=SignalKind.RETRACTED,
        )


def _read(risk: LanguageRisk, grammar: Grammar) -> list[tuple[Pattern, _Meaning]]:
    entries = [
        (grammar.pattern(written), _Meaning(entry=entry))
        for entry in risk.entries
        for written in entry.any_of
    ]
    contexts = [
        (grammar.pattern(written), _Meaning(context=name))
        for name, patterns in risk.context.items()
        for written in patterns
    ]
    return entries + contexts
