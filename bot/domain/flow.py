"""A flow as the engine runs it: every step has an id, branches are flat, jumps are resolved.

The YAML grammar (`flows/1`) is a frozen subset of Rasa's flows; `content/` turns it into these
values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.condition import Condition
from bot.domain.errors import Place

SlotValue = str | float | bool | None
END = "END"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way on: the first branch whose condition holds is taken; no condition means always."""

    target: str
    """A step id, or END."""
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A value that is not taken: the response to say before asking again."""

    condition: Condition
    utter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What every step has. `next` is never empty: the loader fills in "the step after" or END."""

    id: str
    named: bool = False
    """The editor wrote this id: only such a step keeps its place when content changes."""
    next: tuple[Branch, ...] = (Branch(END),)
    place: Place = field(default=Place("?"), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Step):
    """Says (`utter_…`) or does (`action_…`); never waits."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Step):
    """Asks and waits for a slot; asks again on a rejection."""

    slot: str
    utter: str
    ask_before_filling: bool = False
    rejections: tuple[Rejection, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Step):
    """Runs another flow and comes back at its END."""

    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Step):
    """Ends this flow and starts that one."""

    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSlots(Step):
    """Sets slots to fixed values; None empties one."""

    values: tuple[tuple[str, SlotValue], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noop(Step):
    """Does nothing but branch."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """An intent that starts the flow, and how sure the reader must be."""

    intent: str
    threshold: float = 0.0


class FlowKind(StrEnum):
    """What a flow is for; safety and help flows are held to stricter checks."""

    LESSON = "lesson"
    HELP = "help"
    SAFETY = "safety"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class FlowMeta:
    """What we know about a flow beside what happens in it; from `content/flow_meta.yml`."""

    kind: FlowKind = FlowKind.LESSON
    audience: str = "young_person"
    learning_goal: str = ""
    sensitivity: str = "none"
    reviewed_by: str | None = None
    """Null until a named person has; `doctor` says so."""
    reviewed_on: str | None = None
    review_again_on: str | None = None
    spec: str = "flows/1"
    level: str | None = None
    """For safety flows: the level the flow acts at when it is chosen by a button."""
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """One conversation script."""

    id: str
    description: str
    steps: Mapping[str, Step]
    first: str
    name: str = ""
    guard: Condition | bool = True
    """False: only a call, a link or the program itself may start it."""
    triggers: tuple[Trigger, ...] = ()
    persisted: frozenset[str] = frozenset()
    meta: FlowMeta = FlowMeta()
    place: Place = field(default=Place("?"), compare=False)

    @property
    def asks(self) -> bool:
        """Whether it waits for an answer, itself or in what it calls."""
        return any(isinstance(step, Collect | Call) for step in self.steps.values())


class SlotType(StrEnum):
    """There is no free-text slot: what a young person writes is never kept."""

    CATEGORICAL = "categorical"
    BOOL = "bool"
    FLOAT = "float"


@dataclass(frozen=True, slots=True)
class Slot:
    """A declared slot and the values it may take."""

    name: str
    type: SlotType
    values: tuple[str, ...] = ()
    initial: SlotValue = None
    place: Place = field(default=Place("?"), compare=False)

    def takes(self, value: SlotValue) -> bool:
        """Whether the value belongs to this slot; None empties any slot."""
        if value is None:
            return True
        if self.type is SlotType.CATEGORICAL:
            return isinstance(value, str) and value in self.values
        if self.type is SlotType.BOOL:
            return isinstance(value, bool)
        return isinstance(value, int | float) and not isinstance(value, bool)
