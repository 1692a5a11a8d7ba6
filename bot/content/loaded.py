"""What was read: the library that the engine runs on, and what only the checks and the editors'
tools look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.content.house_words import HouseWords
from bot.content.reading import Document
from bot.content.talks import Talk
from bot.domain.country import Countries
from bot.domain.errors import Place
from bot.domain.library import Library


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything in `flows/`, `content/` and `nlu_data/`, with the places that values alone do
    not keep.
    """

    root: Path
    library: Library
    countries: Countries
    """Which countries are served, in the order they are offered."""
    late: frozenset[str] = frozenset()
    """Responses that may arrive late: their first words are neutral."""
    intents: Mapping[str, Place] = field(default_factory=dict)
    """Declared intents."""
    examples: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Language → intent → what young people write."""
    example_places: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    """(language, intent) → where its examples begin."""
    metas: Mapping[str, Place] = field(default_factory=dict)
    """Flow ids in `content/flow_meta.yml`."""
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Language → response → the file it stands in, without its folder and ending."""
    talks: tuple[Talk, ...] | None = None
    """Whole conversations as tests; None where the tests are not there, as in an installed bot."""
    house_words: HouseWords = field(default_factory=HouseWords)
    """The house's rules about words."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    """File → what stands in it with places; a live library does without them."""

    def without_places(self) -> "Loaded":
        """The same, small enough to keep while it is live."""
        return replace(self, documents={})
