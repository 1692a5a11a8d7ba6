"""The documented form of the files under `content/risk/`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from bot.content.shaping import Shape
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject, SignalKind
from bot.domain.risk_words import CONTEXTS

LEVELS = tuple(level.name.lower() for level in RiskLevel if level)


def _written(value: Any) -> Any:
    """A number that stands alone in a list is meant as it is written."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_written), Field(min_length=1)]
Texts = list[Text]
Name = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]


class ListsFile(Shape):
    """`_lists.yml`"""

    lists: dict[Name, Annotated[Texts, Field(min_length=1)]]


class SpellingFile(Shape):
    """`_spelling.yml`"""

    spelling: dict[Annotated[str, BeforeValidator(_written)], Text] = Field(default_factory=dict)
    fuzzy: Texts = Field(default_factory=list)
    elides: bool = False


class ContextFile(Shape):
    """`_context.yml`"""

    context: dict[Literal[tuple(sorted(CONTEXTS))], Texts]  # type: ignore[valid-type]


class PhrasesShape(Shape):
    """One group of phrases."""

    level: Literal[LEVELS]  # type: ignore[valid-type]
    any_of: Annotated[Texts, Field(min_length=1)]
    kind: Literal[tuple(map(str, (SignalKind.STATED, SignalKind.AMBIGUOUS)))] = "stated"  # type: ignore[valid-type]
    subject: Literal[tuple(map(str, RiskSubject))] | None = None  # type: ignore[valid-type]
    institution: bool = False
    find: Texts = Field(default_factory=list)
    leave: Texts = Field(default_factory=list)


class CategoryFile(Shape):
    """`<category>.yml`"""

    refused: ClassVar = {"lists": "put them in _lists.yml", "context": "put it in _context.yml"}
    category: Literal[tuple(map(str, RiskCategory))]  # type: ignore[valid-type]
    phrases: list[PhrasesShape]
