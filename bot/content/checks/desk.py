"""Where no desk is staffed, nothing that can be said speaks of a counsellor, a team or a queue."""

from bot.content.checks.problem import Problem
from bot.content.checks.walking import place_in, said_by, variations_of
from bot.content.loaded import Loaded
from bot.domain.condition import And, Comparison, Condition, Name, Not, Operator, Or, Source, Truth
from bot.domain.flow import END, Flow
from bot.domain.library import Library

FAMILY = "no_desk"
_DESK = Name(Source.CONTEXT, "desk")


def check(loaded: Loaded) -> list[Problem]:
    """Texts that speak of a desk and can be said where there is none."""
    said = said_without_desk(loaded.library)
    problems = []
    for language, name, index, variation in variations_of(loaded.library):
        text = variation.text or ""
        if name in said and loaded.house_words.speaks_of("desk", language, text):
            place = place_in(loaded, variation, name, index, "text")
            message = "there is no desk: speak of helplines, or say this under `if: context.desk`"
            problems.append(Problem(place, FAMILY, message))
    return problems


def said_without_desk(library: Library) -> frozenset[str]:
    """The responses that some flow can say while `context.desk` is false, and those of the
    program.
    """
    said = {name for names in library.responses.values() for name in names}
    said -= {
        name
        for flow in library.flows.values()
        for step in flow.steps.values()
        for name in said_by(step)
    }
    for flow in library.flows.values():
        for id in _reached(flow):
            said.update(said_by(flow.steps[id]))
    return frozenset(said)


def _reached(flow: Flow) -> set[str]:
    if not isinstance(flow.guard, bool) and _without_desk(flow.guard) is False:
        return set()
    found, waiting = {flow.first}, [flow.first]
    while waiting:
        for branch in flow.steps[waiting.pop()].next:
            truth = None if branch.condition is None else _without_desk(branch.condition)
            if truth is not False and branch.target not in found and branch.target != END:
                found.add(branch.target)
                waiting.append(branch.target)
            if truth is True:
                break
    return found


def _without_desk(condition: Condition) -> bool | None:
    """Whether the condition holds without a desk; None when that depends on something else."""
    if isinstance(condition, Not):
        inner = _without_desk(condition.part)
        return None if inner is None else not inner
    if isinstance(condition, And | Or):
        parts = [_without_desk(part) for part in condition.parts]
        decisive = isinstance(condition, Or)
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    if isinstance(condition, Truth):
        return False if condition.operand == _DESK else None
    return _compared(condition)


def _compared(condition: Comparison) -> bool | None:
    if condition.left != _DESK or not isinstance(condition.right, bool):
        return None
    if condition.operator is Operator.EQUAL:
        return condition.right is False
    return condition.right is True if condition.operator is Operator.UNEQUAL else None
