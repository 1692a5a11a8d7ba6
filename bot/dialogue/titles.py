"""The titles of all buttons, so that one that is typed off counts in every language we speak."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.domain.library import Library
from bot.text.normalising import plain


@lru_cache(maxsize=4096)
def named(written: str) -> str:
    """A title or name of the content as it is compared; what a young person wrote is never kept."""
    return plain(written)


@dataclass(frozen=True, slots=True)
class Titles:
    """Which languages have a title, and what its buttons mean."""

    _languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _payloads: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, library: Library) -> "Titles":
        """The titles of that content, as messages are compared."""
        languages: dict[str, dict[str, None]] = {}
        payloads: dict[str, set[str]] = {}
        for language, responses in library.responses.items():
            for response in responses.values():
                for variation in response.variations:
                    for choice in variation.choices:
                        title = named(choice.title)
                        languages.setdefault(title, {})[language] = None
                        payloads.setdefault(title, set()).add(choice.payload)
        return cls(
            {title: tuple(each) for title, each in languages.items()},
            {title: frozenset(each) for title, each in payloads.items()},
        )

    def languages_of(self, text: str) -> tuple[str, ...]:
        """The languages in which this is the title of a button."""
        return self._languages.get(plain(text), ())

    def payloads_of(self, words: str) -> frozenset[str]:
        """What buttons with this title mean, in any language; `words` as messages are compared."""
        return self._payloads.get(words, frozenset())
