"""A `{slot}` in a text is surely set wherever that text is said, so that nobody ever reads an
empty place.
"""

from collections.abc import Iterator, Mapping

from bot.content.checks.problem import Problem
from bot.content.checks.program import OWN_BEGINNINGS, OWN_VALUES
from bot.content.checks.walking import place_in, said_by
from bot.content.loaded import Loaded
from bot.dialogue.wording import placeholders
from bot.domain.condition import And, Comparison, Condition, Name, Operator, Source, Truth
from bot.domain.errors import Place
from bot.domain.flow import END, Branch, Collect, Flow, SetSlots, Step
from bot.domain.library import Library

FAMILY = "slots_set"
CARD_VALUES: Mapping[str, frozenset[str]] = {
    "utter_card_contact": frozenset({"country", "number", "name", "about", "cost", "hours", "url"}),
    "utter_card_contact_web": frozenset({"country", "name", "about", "cost", "url"}),
    "utter_card_number_first": frozenset({"country", "number", "name"}),
    "utter_card_short": frozenset({"country", "number", "name"}),
    "utter_card_emergency": frozenset({"country", "number", "name"}),
    "utter_card_open_until": frozenset({"time"}),
    "utter_card_hours_unknown": frozenset({"url"}),
    "utter_card_call_button": frozenset({"number"}),
    "utter_card_open_button": frozenset({"name"}),
}
"""What the program fills in the texts of a card."""

Known = frozenset[str]


def check(loaded: Loaded) -> list[Problem]:
    """Texts that may be said before their slots are set, and names that a card does not know."""
    problems = list(_cards(loaded))
    for flow in loaded.library.flows.values():
        for id, known in set_before(flow).items():
            problems += _unset(loaded, flow.steps[id], known)
    return list({(problem.place, problem.message): problem for problem in problems}.values())


def set_before(flow: Flow) -> dict[str, Known]:
    """Step → the slots that are set on every way to it, for each step that can be reached."""
    known: dict[str, Known] = {flow.first: frozenset()}
    waiting = [flow.first]
    while waiting:
        step = flow.steps[waiting.pop()]
        after = _after(step, known[step.id])
        for branch in step.next:
            if branch.target == END:
                continue
            here = after | _told(branch)
            before = known.get(branch.target)
            merged = here if before is None else before & here
            if merged != before:
                known[branch.target] = merged
                waiting.append(branch.target)
    return known


def _after(step: Step, known: Known) -> Known:
    if isinstance(step, Collect):
        return known | {step.slot}
    if isinstance(step, SetSlots):
        emptied = {name for name, value in step.values if value is None}
        return (known - emptied) | {name for name, value in step.values if value is not None}
    return known


def _told(branch: Branch) -> Known:
    return _surely_set(branch.condition) if branch.condition is not None else frozenset()


def _surely_set(condition: Condition) -> Known:
    """Slots that must be set for the condition to hold."""
    if isinstance(condition, And):
        return frozenset().union(*(_surely_set(part) for part in condition.parts))
    if isinstance(condition, Truth):
        return _slot(condition.operand)
    if isinstance(condition, Comparison):
        null = condition.left is None or condition.right is None
        if null and condition.operator is not Operator.UNEQUAL:
            return frozenset()
        return _slot(condition.left) | _slot(condition.right)
    return frozenset()


def _slot(operand: object) -> Known:
    if isinstance(operand, Name) and operand.source is Source.SLOTS:
        return frozenset({operand.name})
    return frozenset()


def _unset(loaded: Loaded, step: Step, known: Known) -> Iterator[Problem]:
    library = loaded.library
    own = OWN_VALUES | {name for name, slot in library.slots.items() if slot.initial is not None}
    for name in said_by(step):
        before = known | {step.slot} if isinstance(step, Collect) and name != step.utter else known
        for slot, place in _named(loaded, library, name):
            if slot not in before | own and slot in library.slots:
                message = f"`{{{slot}}}` may be empty in `{name}` at {step.place}: set it before"
                yield Problem(place, FAMILY, message)


def _named(loaded: Loaded, library: Library, name: str) -> Iterator[tuple[str, Place]]:
    for language in library.languages:
        response = library.response(name, language)
        for index, variation in enumerate(response.variations if response else ()):
            conditions = {slot for slot, value in variation.condition if value is not None}
            for slot in placeholders(variation.text or ""):
                if slot not in conditions:
                    yield slot, place_in(loaded, variation, name, index, "text")


def _cards(loaded: Loaded) -> Iterator[Problem]:
    library = loaded.library
    for language in library.languages:
        for name in library.responses[language]:
            if name.startswith(OWN_BEGINNINGS[0]):
                allowed = CARD_VALUES.get(name, frozenset())
                for slot, place in _named(loaded, library, name):
                    if slot not in allowed:
                        known = ", ".join(f"`{{{it}}}`" for it in sorted(allowed)) or "none"
                        message = f"`{{{slot}}}` has no value in `{name}`: there is {known}"
                        yield Problem(place, FAMILY, message)
