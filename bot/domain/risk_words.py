"""What editors wrote about how risk sounds, per language, as values: lists, short forms,
context, phrases.

Read from `content/risk/` by the content part and matched by a detector; each text knows its
place, so that either can point at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.errors import Place
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject, SignalKind

CONTEXTS = frozenset(
    {
        "self",
        "friend",
        "someone_else",
        "fiction",
        "homework",
        "idiom",
        "laughing",
        "negated",
        "past",
        "deadline",
        "quoting",
        "correction",
        "retraction",
    }
)
"""What surrounds a phrase and chooses between the levels it allows."""


@dataclass(frozen=True, slots=True)
class Written:
    """A pattern or an example, as it stands in a file."""

    text: str
    place: Place = field(default=Place("?"), compare=False)


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """One group of phrases that mean the same, with what must be found by it and what must be
    left alone.
    """

    trigger: str
    """How its signals name it, such as `fr/extortion/3`: never the words themselves."""
    category: RiskCategory
    level: RiskLevel
    any_of: tuple[Written, ...]
    kind: SignalKind = SignalKind.STATED
    subject: RiskSubject | None = None
    """None: the words around it say whom it is about."""
    institution: bool = False
    find: tuple[Written, ...] = ()
    leave: tuple[Written, ...] = ()
    place: Place = field(default=Place("?"), compare=False)


@dataclass(frozen=True, slots=True)
class LanguageRisk:
    """Everything written about one language."""

    language: str
    elides: bool = False
    """Whether an apostrophe parts two words."""
    lists: Mapping[str, tuple[Written, ...]] = field(default_factory=dict)
    spelling: Mapping[str, str] = field(default_factory=dict)
    fuzzy: frozenset[str] = frozenset()
    context: Mapping[str, tuple[Written, ...]] = field(default_factory=dict)
    entries: tuple[RiskEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskWords:
    """All languages; every message is matched in each of them at once."""

    languages: Mapping[str, LanguageRisk] = field(default_factory=dict)
