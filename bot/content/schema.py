"""The shape of flows: the grammar `flows/1`, a frozen subset of Rasa's flows.

What Rasa knows and this grammar leaves out is refused by name, with what to write instead.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from bot.content.shaping import PATTERNS, Shape, listed, meant, sentence

IDENTIFIER = r"^[a-z][a-z0-9_]*$"
UTTER = r"^utter_[a-z0-9_]+$"
ACTION = r"^(utter|action)_[a-z0-9_]+$"
PATTERNS[IDENTIFIER] = "an id: write small letters, digits and `_`, a letter first, no hyphen"
PATTERNS[UTTER] = "the name of a text: it begins with `utter_`, then small letters, digits and `_`"
PATTERNS[ACTION] = "the name of a text or an action: it begins with `utter_` or `action_`"

Identifier = Annotated[str, Field(pattern=IDENTIFIER)]
UtterName = Annotated[str, Field(pattern=UTTER)]
Value = str | bool | int | float | None

KINDS = ("action", "collect", "call", "link", "set_slots", "noop")
_VOICE = "there is no voice channel: leave it out"
_AGENT = (
    "only flows of this project can be called: write `call:` with the id of a flow, and no more"
)
_MODEL = "no language model writes or steers here: leave it out"


def _known_kind(value: Any) -> Any:
    """Says which kind of step it is, before the shapes of all kinds complain."""
    if not isinstance(value, dict):
        raise sentence("a step must be a block of `key: value` lines")
    kinds = [kind for kind in KINDS if kind in value]
    if len(kinds) > 1:
        raise sentence(
            f"a step is of one kind: make {listed(kinds, 'and')} a step each", key=kinds[1]
        )
    if not kinds:
        raise _no_kind(value)
    return value


def _no_kind(value: dict[str, Any]) -> Exception:
    for key in value:
        if key in ("if", "then", "else"):
            return sentence(f"`{key}` stands under `next:`, not among steps: add `next:`", key=key)
    for key in value:
        if key not in ("id", "next", "description") and (hint := meant(key, KINDS)):
            return sentence(f"unknown key `{key}`{hint}", key=key)
    return sentence(f"a step needs a kind: write one of {listed(KINDS)}")


def _kind(value: Any) -> str:
    if not isinstance(value, dict):  # a shape that was made already
        return f"<{type(value).__name__.removesuffix('Step').lower()}>"
    return f"<{next(kind for kind in KINDS if kind in value)}>"


class StepShape(Shape):
    """What every step may have."""

    id: Identifier | None = Field(
        None, description="unique in its flow; needed where the bot waits"
    )
    next: "Next | None" = Field(
        None, description="what comes then: an id, END, steps, or if and else"
    )
    refused: ClassVar[Mapping[str, str]] = {
        "exit_if": _AGENT,
        "mcp_server": _AGENT,
        "mapping": _AGENT,
        "tool": _AGENT,
        "agent": _AGENT,
        "flow_id": _AGENT,
        "generation_prompt": _MODEL,
        "entry_prompt": _MODEL,
        "intent": "a flow does not wait for an intent: use `collect`, or `nlu_trigger` of the flow",
        "user": "what the young person says stands in `tests/talks/`, not in a flow",
        "metadata": "what we know about a flow stands in `content/flow_meta.yml`",
        "then": "`then` stands under `next:` beside an `if`",
    }


class ActionStep(StepShape):
    """- action: utter_hello"""

    action: Annotated[str, Field(pattern=ACTION)] = Field(
        description="says utter_X or does action_X"
    )


class RejectionShape(Shape):
    """- {if: slots.age < 12, utter: utter_too_young}"""

    condition: str = Field(alias="if")
    utter: UtterName


class CollectStep(StepShape):
    """- collect: blackmail_paid"""

    collect: Identifier = Field(description="the slot to ask for")
    description: str = ""
    utter: UtterName | None = Field(None, description="the question; utter_ask_SLOT when left out")
    ask_before_filling: bool = Field(False, description="asks even when the slot is set")
    rejections: list[RejectionShape] = Field([])
    refused: ClassVar[Mapping[str, str]] = {
        **StepShape.refused,
        "force_slot_filling": "a young person may always say something else: leave it out",
        "reset_after_flow_ends": "slots clear when a flow ends; `persisted_slots` keeps one",
        "silence_timeout": _VOICE,
        "allow_interruptions": _VOICE,
        "noise": _VOICE,
        "dtmf": _VOICE,
        "speech": _VOICE,
        "scope": "a slot belongs to its flow: to keep one, add it to `persisted_slots`",
        "from_llm": _MODEL,
        "action": "`collect` asks with a text: write `utter:`",
    }


class CallStep(StepShape):
    """- call: breathing"""

    call: Identifier = Field(description="runs that flow and comes back at its END")


class LinkStep(StepShape):
    """- link: danger_now"""

    link: Identifier = Field(description="ends this flow and starts that one")


def _one_pair(value: Any) -> Any:
    if isinstance(value, dict) and len(value) != 1:
        raise sentence("one slot on each line: write `- slot: value`")
    return value


class SetSlotsStep(StepShape):
    """- set_slots: [{risk_level: urgent}]"""

    set_slots: Annotated[
        list[Annotated[dict[Identifier, Value], BeforeValidator(_one_pair)]], Field(min_length=1)
    ]


class NoopStep(StepShape):
    """- noop: true"""

    noop: Literal[True] = Field(description="does nothing but branch")
    next: "Next" = Field(description="where to go: `noop` needs it")


Step = Annotated[
    Annotated[ActionStep, Tag("<action>")]
    | Annotated[CollectStep, Tag("<collect>")]
    | Annotated[CallStep, Tag("<call>")]
    | Annotated[LinkStep, Tag("<link>")]
    | Annotated[SetSlotsStep, Tag("<set_slots>")]
    | Annotated[NoopStep, Tag("<noop>")],
    Discriminator(_kind),
    BeforeValidator(_known_kind),
]


class IfShape(Shape):
    """- {if: slots.paid, then: paid_already}"""

    condition: str = Field(alias="if")
    then: "Next"


class ElseShape(Shape):
    """- else: END"""

    otherwise: "Next" = Field(alias="else")


def _known_way(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        raise sentence(
            "write the id of a step, `END`, a list of steps, or a list of `if` and `else`"
        )
    if not value:
        raise sentence("this list is empty: write the id of a step or `END`")
    ways = [isinstance(item, dict) and bool({"if", "else"} & set(item)) for item in value]
    if any(ways) and not all(ways):
        raise sentence("steps and `if`/`else` do not mix in one list: put the steps under `then:`")
    if all(ways):
        _known_branches(value)
    return value


def _known_branches(items: list[dict[str, Any]]) -> None:
    for number, item in enumerate(items):
        last = number == len(items) - 1
        if "if" in item and "then" not in item:
            raise sentence("an `if` needs a `then:` beside it")
        if "else" in item and not last:
            raise sentence("`else` is the last of its list: move it to the end, and have only one")
        if last and "else" not in item:
            raise sentence("a list of `if` ends in an `else`: add `- else: END` or another way on")


def _way(value: Any) -> str:
    if isinstance(value, str):
        return "<id>"
    first = value[0]
    if isinstance(first, IfShape | ElseShape) or "if" in first or "else" in first:
        return "<branches>"
    return "<steps>"


def _branch(value: Any) -> str:
    return "<else>" if isinstance(value, ElseShape) or "else" in value else "<if>"


Branch = Annotated[
    Annotated[IfShape, Tag("<if>")] | Annotated[ElseShape, Tag("<else>")], Discriminator(_branch)
]
Target = Annotated[str, Field(pattern=r"^(END|[a-z][a-z0-9_]*)$")]
PATTERNS[r"^(END|[a-z][a-z0-9_]*)$"] = "a way on: write the id of a step, or `END` in capitals"
Next = Annotated[
    Annotated[Target, Tag("<id>")]
    | Annotated[list[Branch], Tag("<branches>")]
    | Annotated[list[Step], Tag("<steps>")],
    Discriminator(_way),
    BeforeValidator(_known_way),
]


class TriggerShape(Shape):
    """An intent with how sure the reader must be."""

    name: Identifier
    confidence_threshold: Annotated[int | float, Field(ge=0, le=1)] = 0.0


class TriggerLine(Shape):
    """- intent: ask_grooming"""

    intent: Annotated[
        Annotated[Identifier, Tag("<name>")] | Annotated[TriggerShape, Tag("<sure>")],
        Discriminator(lambda value: "<name>" if isinstance(value, str) else "<sure>"),
    ]


def _known_guard(value: Any) -> Any:
    if isinstance(value, str | bool):
        return value
    raise sentence("`if` must be a condition in quotes, or `False`")


class FlowShape(Shape):
    """One flow."""

    description: Annotated[str, Field(min_length=1)] = Field(
        description="what the flow is for, in a sentence"
    )
    steps: Annotated[list[Step], Field(min_length=1)]
    name: str = ""
    guard: str | bool = Field(
        True, alias="if", description="who may start it; False: only call and link"
    )
    nlu_trigger: list[TriggerLine] = Field([])
    persisted_slots: list[Identifier] = Field([], description="slots that outlive the flow")
    refused: ClassVar[Mapping[str, str]] = {
        "always_include_in_prompt": _MODEL,
        "run_pattern_completed": "after every flow comes `pattern_completed`: leave it out",
        "file_path": "leave it out",
        "id": "the id of a flow is its key: leave it out",
        "metadata": "what we know about a flow stands in `content/flow_meta.yml`",
    }


class FlowsFile(Shape):
    """flows/<flow>.yml"""

    flows: Annotated[dict[Identifier, FlowShape], Field(min_length=1)]
    version: Literal["3.1"] | None = None
