"""Every name that is used exists, and every name that exists is used: texts, slots, actions,
flows, intents.
"""

from collections.abc import Iterable, Iterator

from bot.content.checks.problem import Problem
from bot.content.checks.program import (
    CONTEXT,
    OWN_BEGINNINGS,
    OWN_SLOTS,
    OWN_TEXTS,
    OWN_VALUES,
    PATTERNS,
    RESERVED,
)
from bot.content.checks.walking import (
    choices_of,
    conditions_of,
    intent_of,
    names_at,
    place_in,
    said_by,
    speakers,
    steps_of,
    values_set,
    variations_of,
)
from bot.content.loaded import Loaded
from bot.content.shaping import listed, meant
from bot.dialogue.actions import DECLARED
from bot.dialogue.conditions import names_in
from bot.dialogue.hearing import EVERYWHERE
from bot.dialogue.wording import placeholders
from bot.domain.condition import And, Comparison, Condition, Name, Not, Operator, Or, Source
from bot.domain.errors import Place
from bot.domain.flow import (
    Action,
    Call,
    Collect,
    FlowKind,
    Link,
    SetSlots,
    SlotType,
    SlotValue,
    Step,
)
from bot.text.normalising import plain

FAMILY = "references"


def check(loaded: Loaded) -> list[Problem]:
    """Names that lead nowhere, and names that nothing leads to."""
    return [
        *_texts(loaded),
        *_slots(loaded),
        *_values(loaded),
        *_actions(loaded),
        *_flows(loaded),
        *_intents(loaded),
        *_typed(loaded),
        *_metas(loaded),
    ]


def _error(place: Place, message: str) -> Problem:
    return Problem(place, FAMILY, message)


def _texts(loaded: Loaded) -> Iterator[Problem]:
    library = loaded.library
    known = {name for names in library.responses.values() for name in names}
    for flow, step in steps_of(library):
        for name in said_by(step):
            if name not in known:
                where = f"`content/<language>/{_stem(flow.place)}.yml`"
                yield _error(
                    step.place,
                    f"`{name}` has no text{meant(name, known) or f': add it to {where}'}",
                )
    for name in OWN_TEXTS:
        if name not in known:
            yield _error(Place("content"), f"`{name}` has no text: the program says it, so add it")
    spoken = set(speakers(library)) | set(OWN_TEXTS)
    for language in library.languages:
        for name, response in library.responses[language].items():
            if name not in spoken and not name.startswith(OWN_BEGINNINGS):
                yield _error(
                    response.place, f"nothing says `{name}`: delete it, or say it in a flow"
                )


def _slots(loaded: Loaded) -> Iterator[Problem]:
    library = loaded.library
    used: set[str] = set(OWN_SLOTS)
    for place, name in _slots_used(loaded):
        used.add(name)
        if name not in library.slots:
            hint = meant(name, library.slots) or ": declare it in `nlu_data/domain.yml`"
            yield _error(place, f"there is no slot `{name}`{hint}")
    for name, slot in library.slots.items():
        if name not in used:
            yield _error(slot.place, f"nothing uses the slot `{name}`: delete it")
    for _, step in steps_of(library):
        for found in names_at(step):
            if found.source is Source.CONTEXT and found.name not in CONTEXT:
                hint = meant(found.name, CONTEXT) or f": there is {listed(sorted(CONTEXT), 'and')}"
                yield _error(step.place, f"there is no `context.{found.name}`{hint}")


def _slots_used(loaded: Loaded) -> Iterator[tuple[Place, str]]:
    library = loaded.library
    for _, step in steps_of(library):
        if isinstance(step, Collect):
            yield step.place, step.slot
        if isinstance(step, SetSlots):
            yield from ((step.place, name) for name, _ in step.values)
        yield from ((step.place, it.name) for it in names_at(step) if it.source is Source.SLOTS)
    for flow in library.flows.values():
        yield from ((flow.place, name) for name in flow.persisted)
        if not isinstance(flow.guard, bool):
            yield from (
                (flow.place, it.name) for it in names_in(flow.guard) if it.source is Source.SLOTS
            )
    for _, name, index, variation in variations_of(library):
        yield from ((variation.place, slot) for slot, _ in variation.condition)
        if not name.startswith(OWN_BEGINNINGS):
            place = place_in(loaded, variation, name, index, "text")
            yield from (
                (place, slot)
                for slot in placeholders(variation.text or "")
                if slot not in OWN_VALUES
            )
    for _, choice, place in choices_of(loaded):
        yield from ((place, slot) for slot, _ in values_set(choice))


def _values(loaded: Loaded) -> Iterator[Problem]:
    slots = loaded.library.slots
    for place, name, value in _values_used(loaded):
        slot = slots.get(name)
        if slot is None or slot.takes(value):
            continue
        if slot.type is SlotType.CATEGORICAL:
            hint = meant(str(value), slot.values) or f": it has {listed(slot.values, 'and')}"
        else:
            hint = ": it is true or false" if slot.type is SlotType.BOOL else ": it is a number"
        yield _error(place, f"`{_written(value)}` is not a value of the slot `{name}`{hint}")


def _values_used(loaded: Loaded) -> Iterator[tuple[Place, str, SlotValue]]:
    for _, step in steps_of(loaded.library):
        if isinstance(step, SetSlots):
            yield from ((step.place, name, value) for name, value in step.values)
        for condition in conditions_of(step):
            yield from ((step.place, name, value) for name, value in _compared(condition))
    for _, _, _, variation in variations_of(loaded.library):
        yield from ((variation.place, name, value) for name, value in variation.condition)
    for _, choice, place in choices_of(loaded):
        yield from ((place, name, value) for name, value in values_set(choice))


def _compared(condition: Condition) -> Iterator[tuple[str, SlotValue]]:
    """The slots that a condition compares for being the same as a value."""
    if isinstance(condition, And | Or):
        for part in condition.parts:
            yield from _compared(part)
    elif isinstance(condition, Not):
        yield from _compared(condition.part)
    elif isinstance(condition, Comparison) and condition.operator in (
        Operator.EQUAL,
        Operator.UNEQUAL,
    ):
        left, right = condition.left, condition.right
        if isinstance(left, Name) and left.source is Source.SLOTS and not isinstance(right, Name):
            yield left.name, right


def _written(value: SlotValue) -> str:
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _actions(loaded: Loaded) -> Iterator[Problem]:
    for _, step in steps_of(loaded.library):
        if (
            isinstance(step, Action)
            and not step.name.startswith("utter_")
            and step.name not in DECLARED
        ):
            hint = meant(step.name, DECLARED) or f": there is {listed(sorted(DECLARED), 'and')}"
            yield _error(step.place, f"there is no action `{step.name}`{hint}")


def _flows(loaded: Loaded) -> Iterator[Problem]:
    library = loaded.library
    for _, step in steps_of(library):
        if isinstance(step, Call | Link) and step.flow not in library.flows:
            yield _error(
                step.place, f"there is no flow `{step.flow}`{meant(step.flow, library.flows)}"
            )
    for name in PATTERNS:
        if name not in library.flows:
            yield _error(
                Place("flows/patterns.yml"), f"the flow `{name}` is missing: the program starts it"
            )
    started = set(_started(step for _, step in steps_of(library))) | {*PATTERNS, *RESERVED}
    started |= {rule.flow for rule in library.policy.rules if rule.flow}
    for flow in library.flows.values():
        if flow.id not in started and not flow.triggers:
            yield _error(
                flow.place,
                f"nothing starts the flow `{flow.id}`: add `nlu_trigger`, or a link to it",
            )


def _started(steps: Iterable[Step]) -> Iterator[str]:
    return (step.flow for step in steps if isinstance(step, Call | Link))


def _intents(loaded: Loaded) -> Iterator[Problem]:
    library = loaded.library
    triggers: dict[str, str] = {}
    for flow in library.flows.values():
        for trigger in flow.triggers:
            if trigger.intent in triggers:
                yield _error(
                    flow.place,
                    f"the intent `{trigger.intent}` starts `{triggers[trigger.intent]}` already",
                )
            triggers.setdefault(trigger.intent, flow.id)
            if trigger.intent not in library.intents:
                hint = (
                    meant(trigger.intent, library.intents)
                    or ": declare it in `nlu_data/domain.yml`"
                )
                yield _error(flow.place, f"there is no intent `{trigger.intent}`{hint}")
    used = set(triggers) | set(EVERYWHERE)
    for _, choice, place in choices_of(loaded):
        intent = intent_of(choice)
        if intent is not None and intent not in used:
            hint = meant(intent, used) or ": no flow has it as its `nlu_trigger`"
            yield _error(place, f"the button leads nowhere, there is no `/{intent}`{hint}")
    for language, wishes in library.wishes.items():
        for meaning in sorted(set(wishes) - used):
            place = Place(f"content/words/{language}.yml")
            hint = meant(meaning, used) or ": no flow has it as its `nlu_trigger`"
            yield _error(place, f"there is no intent `{meaning}`{hint}")
    for intent, place in loaded.intents.items():
        if intent not in used:
            yield _error(
                place, f"nothing uses the intent `{intent}`: delete it, or start a flow with it"
            )
    for (_, intent), place in loaded.example_places.items():
        if intent not in library.intents:
            yield _error(place, f"there is no intent `{intent}`{meant(intent, library.intents)}")


def _typed(loaded: Loaded) -> Iterator[Problem]:
    """Buttons that type words for the young person: the words must mean something."""
    library = loaded.library
    meant_everywhere = (words for by in library.words.values() for words in by.values())
    understood = frozenset[str]().union(*meant_everywhere)
    examples = {
        plain(sentence)
        for intents in loaded.examples.values()
        for sentences in intents.values()
        for sentence in sentences
    }
    for name, choice, place in choices_of(loaded):
        typed = choice.payload
        if not typed.startswith("/") and plain(typed) not in understood | examples:
            yield _error(
                place,
                f"the button of `{name}` types `{typed}`, which nothing understands: a payload "
                "begins with `/`, as in `/menu`",
            )


def _metas(loaded: Loaded) -> Iterator[Problem]:
    flows = loaded.library.flows
    for id, flow in flows.items():
        if id not in loaded.metas:
            yield _error(flow.place, f"`content/flow_meta.yml` does not know `{id}`: add it there")
        elif id.startswith("pattern_") is not (flow.meta.kind is FlowKind.PATTERN):
            yield _error(
                loaded.metas[id],
                "`kind: pattern` is for flows named `pattern_…`, and only for those",
            )
    for id, place in loaded.metas.items():
        if id not in flows:
            yield _error(place, f"there is no flow `{id}`{meant(id, flows) or ': delete this'}")


def _stem(place: Place) -> str:
    return place.file.rsplit("/", 1)[-1].removesuffix(".yml")
