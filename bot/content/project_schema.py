"""The shapes of what stands beside flows and texts: the Rasa project, what we know about flows,
the policy.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bot.content.schema import Identifier
from bot.content.shaping import PATTERNS, Shape, sentence
from bot.domain.flow import FlowKind
from bot.domain.helpline import HelplineKind
from bot.domain.risk import RiskCategory, RiskSubject, SignalKind

DATE = r"^\d{4}-\d{2}-\d{2}$"
PATTERNS[DATE] = "a date: write it as 2026-11-22"


def _real_day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise sentence(f"`{value}` is no day of any calendar") from None
    return value


Date = Annotated[str, Field(pattern=DATE), AfterValidator(_real_day)]
LevelName = Literal["none", "worried", "support", "urgent", "danger"]
CategoryName = Annotated[RiskCategory, Field(strict=False)]
SubjectName = Annotated[RiskSubject, Field(strict=False)]
SignalName = Annotated[SignalKind, Field(strict=False)]
HelplineName = Annotated[HelplineKind, Field(strict=False)]
FlowKindName = Annotated[FlowKind, Field(strict=False)]
AgeBand = Literal["under_12", "12_13", "14_15", "16_17", "18_plus", "unsaid"]


class SlotShape(Shape):
    """risk_deadline: {type: bool}"""

    type: Literal["categorical", "bool", "float"]
    values: list[str] = Field([])
    initial_value: str | bool | int | float | None = None
    influence_conversation: bool = False
    mappings: list[dict[str, Any]] = Field([], description="only Rasa reads this")


def _slot_without_text(value: Any) -> Any:
    if isinstance(value, dict) and value.get("type") in ("text", "any", "list"):
        raise sentence(
            f"there is no `{value['type']}` slot, so that nothing a young person writes is kept: "
            "make it `categorical` with `values:`"
        )
    return value


class DomainFile(Shape):
    """nlu_data/domain.yml"""

    version: Literal["3.1"]
    intents: list[Identifier]
    slots: dict[Identifier, Annotated[SlotShape, BeforeValidator(_slot_without_text)]]
    session_config: dict[str, Any] | None = None
    refused: ClassVar[Mapping[str, str]] = {
        "responses": "texts stand in `content/<language>/`",
        "actions": "actions are declared in the program: leave it out",
        "forms": "write a flow with `collect` steps",
        "entities": "nothing is taken out of what a young person writes: leave it out",
    }


class IntentShape(Shape):
    """- intent: ask_grooming"""

    intent: Identifier
    examples: Annotated[str, Field(min_length=1)]
    metadata: dict[str, Any] | None = None


class NluFile(Shape):
    """nlu_data/<language>/<intent>.yml"""

    version: Literal["3.1"]
    nlu: Annotated[list[IntentShape], Field(min_length=1)]


class MetaShape(Shape):
    """What we know about one flow."""

    kind: FlowKindName
    audience: Annotated[str, Field(min_length=1)] = "young_person"
    learning_goal: str = ""
    sensitivity: str = "none"
    reviewed_by: str | None = Field(None, description="null until a named person has")
    reviewed_on: Date | None = None
    review_again_on: Date | None = None
    spec: Literal["flows/1"]
    level: LevelName | None = None
    category: CategoryName | None = None


class FlowMetaFile(Shape):
    """content/flow_meta.yml"""

    flow_meta: dict[Identifier, MetaShape]


class RuleShape(Shape):
    """- {levels: [danger], flow: danger_now, helplines: [emergency], number_first: true}"""

    levels: list[LevelName] = Field([])
    categories: list[CategoryName] = Field([])
    subjects: list[SubjectName] = Field([])
    age_bands: list[AgeBand] = Field([])
    kinds: list[SignalName] = Field([SignalKind.STATED])
    flow: Identifier | None = Field(description="null: carry on")
    helplines: list[HelplineName] = Field(description="in the order they are offered")
    number_first: bool = False
    most: Annotated[int, Field(ge=1, le=4)] = 1
    note: str = Field("", description="the reason, for people")


class PolicyFile(Shape):
    """content/policy.yml: the first rule that fits is taken."""

    policy: Annotated[list[RuleShape], Field(min_length=1)]
