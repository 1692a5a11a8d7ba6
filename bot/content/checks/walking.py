"""Ways through the content that several checks take: every text with its place, and who says it
where.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content.loaded import Loaded
from bot.dialogue.conditions import names_in
from bot.dialogue.payloads import Answers, Intends, Meaning, parse_payload
from bot.domain.condition import Condition, Name
from bot.domain.errors import Place
from bot.domain.flow import END, Action, Collect, Flow, Step
from bot.domain.library import Library, Variation
from bot.domain.message import Choice


@dataclass(frozen=True, slots=True)
class Text:
    """One bubble or one button's title, as an editor wrote it."""

    language: str
    name: str
    words: str
    place: Place
    button: bool = False


def texts_of(loaded: Loaded) -> Iterator[Text]:
    """Every bubble and title in every language."""
    for language, name, index, variation in variations_of(loaded.library):
        if variation.text is not None:
            place = place_in(loaded, variation, name, index, "text")
            yield Text(language, name, variation.text, place)
        for number, choice in enumerate(variation.choices):
            place = place_in(loaded, variation, name, index, "buttons", number, "title")
            yield Text(language, name, choice.title, place, button=True)


def choices_of(loaded: Loaded) -> Iterator[tuple[str, Choice, Place]]:
    """Every button with the response it stands in and its place."""
    for _, name, index, variation in variations_of(loaded.library):
        for number, choice in enumerate(variation.choices):
            yield (
                name,
                choice,
                place_in(loaded, variation, name, index, "buttons", number, "payload"),
            )


def variations_of(library: Library) -> Iterator[tuple[str, str, int, Variation]]:
    """Every variation with its language, response and number."""
    for language in library.languages:
        for name, response in library.responses[language].items():
            for index, variation in enumerate(response.variations):
                yield language, name, index, variation


def place_in(
    loaded: Loaded, variation: Variation, name: str, index: int, *rest: str | int
) -> Place:
    """Where a part of a variation stands."""
    document = loaded.documents.get(variation.place.file)
    return document.place("responses", name, index, *rest) if document else variation.place


def steps_of(library: Library) -> Iterator[tuple[Flow, Step]]:
    """Every step with its flow."""
    for flow in library.flows.values():
        for step in flow.steps.values():
            yield flow, step


def said_by(step: Step) -> tuple[str, ...]:
    """The responses that a step says."""
    if isinstance(step, Action):
        return (step.name,) if step.name.startswith("utter_") else ()
    if isinstance(step, Collect):
        return (step.utter, *(rejection.utter for rejection in step.rejections))
    return ()


def conditions_of(step: Step) -> Iterator[Condition]:
    """Every condition written at a step."""
    for branch in step.next:
        if branch.condition is not None:
            yield branch.condition
    if isinstance(step, Collect):
        for rejection in step.rejections:
            yield rejection.condition


def names_at(step: Step) -> frozenset[Name]:
    """Every slot and context name that a step asks about."""
    return frozenset().union(*(names_in(condition) for condition in conditions_of(step)))


def speakers(library: Library) -> Mapping[str, frozenset[str]]:
    """Response → the flows that say it."""
    found: dict[str, set[str]] = {}
    for flow, step in steps_of(library):
        for name in said_by(step):
            found.setdefault(name, set()).add(flow.id)
    return {name: frozenset(flows) for name, flows in found.items()}


def targets(step: Step) -> tuple[str, ...]:
    """The steps that may come after this one; END left out."""
    return tuple(branch.target for branch in step.next if branch.target != END)


def meaning(choice: Choice) -> Meaning:
    """What a button means; the loader has proved that it means something."""
    return parse_payload(choice.payload)


def values_set(choice: Choice) -> tuple[tuple[str, str | float | bool | None], ...]:
    """The slots a button sets."""
    found = meaning(choice)
    return found.values if isinstance(found, Answers) else ()


def intent_of(choice: Choice) -> str | None:
    """The intent a button stands for, if it stands for one."""
    found = meaning(choice)
    return found.intent if isinstance(found, Intends) else None
