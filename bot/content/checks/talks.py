"""Every flow was talked through once; of a safety flow every text and every button was."""

from collections.abc import Iterator

from bot.content.checks.problem import Problem
from bot.content.checks.walking import place_in, said_by, values_set
from bot.content.loaded import Loaded
from bot.content.shaping import meant
from bot.domain.errors import Place
from bot.domain.flow import Collect, Flow, FlowKind
from bot.domain.message import Choice

FAMILY = "talks"


def check(loaded: Loaded) -> list[Problem]:
    """Flows without a talk, and texts and buttons of safety flows that no talk comes by."""
    if loaded.talks is None:
        return []
    said = frozenset().union(*(talk.said for talk in loaded.talks))
    problems = list(_unknown(loaded))
    for flow in loaded.library.flows.values():
        if not _has_talk(loaded, flow, said):
            message = f"no talk comes by `{flow.id}`: write `tests/talks/{flow.id}.<path>.yml`"
            serious = flow.meta.kind is not FlowKind.PATTERN
            problems.append(Problem(flow.place, FAMILY, message, error=serious))
        elif flow.meta.kind is FlowKind.SAFETY:
            problems += _untold(loaded, flow, said)
    return problems


def _has_talk(loaded: Loaded, flow: Flow, said: frozenset[str]) -> bool:
    own = {name for step in flow.steps.values() for name in said_by(step)}
    named = any(talk.flow == flow.id for talk in loaded.talks or ())
    return named or bool(own & said) or not own


def _unknown(loaded: Loaded) -> Iterator[Problem]:
    known = {name for names in loaded.library.responses.values() for name in names}
    flows = loaded.library.flows
    for talk in loaded.talks or ():
        if talk.flow not in flows:
            hint = meant(talk.flow, flows)
            yield Problem(talk.place, FAMILY, f"there is no flow `{talk.flow}`{hint}")
        for name in sorted(talk.said - known):
            hint = meant(name, known)
            yield Problem(talk.place, FAMILY, f"there is no text `{name}`{hint}")


def _untold(loaded: Loaded, flow: Flow, said: frozenset[str]) -> Iterator[Problem]:
    heard = frozenset().union(*(talk.heard for talk in loaded.talks or ()))
    for step in flow.steps.values():
        for name in said_by(step):
            if name not in said:
                message = f"no talk comes by `{name}`, and `{flow.id}` is a safety flow: add one"
                yield Problem(step.place, FAMILY, message)
        if isinstance(step, Collect):
            for choice, place in _own_choices(loaded, step):
                if not heard & {choice.payload, *_titles(loaded, step, choice.payload)}:
                    message = (
                        f"no talk presses `{choice.title}` of the safety flow `{flow.id}`: add one"
                    )
                    yield Problem(place, FAMILY, message)


def _own_choices(loaded: Loaded, step: Collect) -> Iterator[tuple[Choice, Place]]:
    """The buttons that lead on in this flow, told once, in the first language."""
    language = loaded.library.languages[0]
    response = loaded.library.response(step.utter, language)
    for index, variation in enumerate(response.variations if response else ()):
        for number, choice in enumerate(variation.choices):
            if values_set(choice):
                yield choice, place_in(loaded, variation, step.utter, index, "buttons", number)


def _titles(loaded: Loaded, step: Collect, payload: str) -> set[str]:
    return {
        choice.title
        for language in loaded.library.languages
        for variation in getattr(loaded.library.response(step.utter, language), "variations", ())
        for choice in variation.choices
        if choice.payload == payload
    }
