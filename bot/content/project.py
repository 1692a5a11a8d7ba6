"""From the Rasa project, the flows' records and the policy to values: slots, intents, examples,
words, rules.
"""

from collections.abc import Mapping

from bot.content.project_schema import DomainFile, FlowMetaFile, MetaShape, NluFile, PolicyFile
from bot.content.reading import Document
from bot.content.text_schema import WordsFile
from bot.domain.errors import ContentError, WrongShape
from bot.domain.flow import FlowKind, FlowMeta, Slot, SlotType
from bot.domain.policy import Policy, PolicyRule
from bot.domain.risk import RiskLevel
from bot.text.normalising import plain


def slots_in(document: Document, file: DomainFile, problems: list[ContentError]) -> dict[str, Slot]:
    """The declared slots by name."""
    found = {}
    for name, shape in file.slots.items():
        slot = Slot(
            name=name,
            type=SlotType(shape.type),
            values=tuple(shape.values),
            initial=shape.initial_value,
            place=document.key_place("slots", name),
        )
        if (slot.type is SlotType.CATEGORICAL) is not bool(slot.values):
            message = (
                f"`{name}` is categorical: list its `values:`"
                if not slot.values
                else f"only a categorical slot has `values:`, `{name}` is {slot.type}"
            )
            problems.append(WrongShape(slot.place, message))
        elif not slot.takes(slot.initial):
            problems.append(
                WrongShape(
                    document.place("slots", name, "initial_value"),
                    f"`{slot.initial}` is not a value of `{name}`",
                )
            )
        found[name] = slot
    return found


def meta_of(shape: MetaShape) -> FlowMeta:
    """What we know about a flow."""
    return FlowMeta(
        kind=FlowKind(shape.kind),
        audience=shape.audience,
        learning_goal=shape.learning_goal,
        sensitivity=shape.sensitivity,
        reviewed_by=shape.reviewed_by,
        reviewed_on=shape.reviewed_on,
        review_again_on=shape.review_again_on,
        spec=shape.spec,
        level=shape.level,
        category=shape.category.value if shape.category else None,
    )


def metas_in(file: FlowMetaFile) -> dict[str, FlowMeta]:
    """What we know about each flow, by its id."""
    return {flow: meta_of(shape) for flow, shape in file.flow_meta.items()}


def examples_in(
    document: Document, file: NluFile, problems: list[ContentError]
) -> dict[str, tuple[str, ...]]:
    """Intent → what young people write, in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for number, shape in enumerate(file.nlu):
        path = ("nlu", number, "examples")
        lines = []
        for row, line in enumerate(shape.examples.split("\n")):
            text = line.strip()
            if text and not text.startswith("- "):
                problems.append(
                    WrongShape(document.inside(path, row, 0), "an example begins with `- `")
                )
            elif text:
                lines.append(text[2:].strip())
        found[shape.intent] = (*found.get(shape.intent, ()), *lines)
    return found


def words_in(file: WordsFile) -> Mapping[str, frozenset[str]]:
    """What it means → the messages that mean it, as messages are compared."""
    return {
        meaning: frozenset(plain(message) for message in messages)
        for meaning, messages in file.words.items()
    }


def wishes_in(file: WordsFile) -> Mapping[str, frozenset[str]]:
    """Intent → the messages that mean it as a whole, as messages are compared."""
    return {
        intent: frozenset(plain(message) for message in messages)
        for intent, messages in file.wishes.items()
    }


def policy_in(document: Document, file: PolicyFile) -> Policy:
    """The rules, in the order of the file."""
    return Policy(
        tuple(
            PolicyRule(
                flow=shape.flow,
                helplines=tuple(shape.helplines),
                levels=frozenset(RiskLevel.named(level) for level in shape.levels),
                categories=frozenset(shape.categories),
                subjects=frozenset(shape.subjects),
                age_bands=frozenset(shape.age_bands),
                kinds=frozenset(shape.kinds),
                number_first=shape.number_first,
                most=shape.most,
                place=document.place("policy", number),
            )
            for number, shape in enumerate(file.policy)
        )
    )
