"""Understanding without a service: an example sentence that stands in the message is the intent.

Exact and small on purpose. Examples are the editors' own (`nlu_data/<language>/<intent>.yml`); the
longest one that is found decides, in the conversation's language first and then in any other.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.message import Understanding
from bot.text.normalising import plain

Examples = Mapping[str, Mapping[str, Sequence[str]]]
"""Language → intent → example sentences."""

MOST_WORDS_READ = 300
"""Words of a message that are read; a wish is said sooner than that."""


class LocalNlu:
    """Finds example sentences inside a message."""

    def __init__(self, examples: Examples) -> None:
        self._intents = {
            language: {
                words: intent
                for intent, sentences in intents.items()
                for sentence in sentences
                if (words := tuple(plain(sentence).split()))
            }
            for language, intents in examples.items()
        }
        self._longest = max(
            (len(words) for found in self._intents.values() for words in found), default=0
        )

    async def understand(self, text: str, language: str) -> Understanding | None:
        """The intent whose longest example stands in the text, or None."""
        words = tuple(plain(text).split()[:MOST_WORDS_READ])
        for spoken in sorted(self._intents, key=lambda other: (other != language, other)):
            known = self._intents[spoken]
            for phrase in self._phrases(words):
                if phrase in known:
                    return Understanding(known[phrase], 1.0, "local")
        return None

    def _phrases(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for length in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                yield words[start : start + length]
