"""From the texts an editor wrote to responses: payloads read, names in braces checked, no
templates.
"""

import re

from bot.content.reading import Document, Part
from bot.content.text_schema import ResponsesFile, VariationShape
from bot.dialogue.payloads import LONGEST, parse_payload
from bot.domain.errors import ContentError, Place, WrongShape
from bot.domain.library import Response, Variation
from bot.domain.message import Choice

_TEMPLATE = re.compile(r"\{\{|\{%|\{#")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")
_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")

Path = tuple[Part, ...]


def responses_in(
    document: Document, file: ResponsesFile, problems: list[ContentError]
) -> dict[str, Response]:
    """The file's responses by name; what is wrong with them is added to `problems`."""
    found = {}
    for name, shapes in file.responses.items():
        path: Path = ("responses", name)
        variations = tuple(
            _variation(document, (*path, number), shape, problems)
            for number, shape in enumerate(shapes)
        )
        if not any(part.channel is None and not part.condition for part in variations):
            problems.append(
                WrongShape(
                    document.key_place(*path),
                    f"`{name}` has no default: add a variation without `condition` and `channel`",
                )
            )
        _refuse_same_ids(document, path, variations, problems)
        found[name] = Response(name, variations, document.key_place(*path))
    return found


def late_in(file: ResponsesFile) -> frozenset[str]:
    """Responses that may arrive late, when somebody else may look at the screen."""
    return frozenset(
        name
        for name, shapes in file.responses.items()
        if any(shape.metadata and shape.metadata.late for shape in shapes)
    )


def _variation(
    document: Document, path: Path, shape: VariationShape, problems: list[ContentError]
) -> Variation:
    if shape.text is None and not shape.buttons:
        problems.append(
            WrongShape(document.place(*path), "this variation says nothing: add `text:`")
        )
    if shape.text is not None:
        _check_braces(document, (*path, "text"), shape.text, problems)
    return Variation(
        text=shape.text.strip() if shape.text is not None else None,
        choices=tuple(
            _choice(document, (*path, "buttons", number), button.title, button.payload, problems)
            for number, button in enumerate(shape.buttons)
        ),
        channel=shape.channel,
        condition=tuple((part.name, part.value) for part in shape.condition),
        id=shape.id,
        place=document.place(*path),
    )


def _choice(
    document: Document, path: Path, title: str, payload: str, problems: list[ContentError]
) -> Choice:
    try:
        parse_payload(payload)
    except ValueError as fault:
        problems.append(WrongShape(document.place(*path, "payload"), str(fault)))
    if len(payload.encode()) > LONGEST:
        problems.append(
            WrongShape(
                document.place(*path, "payload"),
                f"the payload is longer than {LONGEST} bytes: shorten the slot's name or value",
            )
        )
    _check_braces(document, (*path, "title"), title, problems)
    return Choice(title.strip(), payload)


def _check_braces(document: Document, path: Path, text: str, problems: list[ContentError]) -> None:
    if template := _TEMPLATE.search(text):
        place = _place_in(document, path, text, template.start())
        problems.append(
            WrongShape(place, "there are no templates: write `{slot}` with single braces")
        )
        return
    for match in _BRACES.finditer(text):
        if not _PLACEHOLDER.fullmatch(match[0]):
            place = _place_in(document, path, text, match.start())
            problems.append(
                WrongShape(
                    place,
                    f"`{match[0]}` is not the name of a slot: leave the braces out",
                )
            )


def _place_in(document: Document, path: Path, text: str, index: int) -> Place:
    line = text.count("\n", 0, index)
    return document.inside(path, line, index - (text.rfind("\n", 0, index) + 1))


def _refuse_same_ids(
    document: Document, path: Path, variations: tuple[Variation, ...], problems: list[ContentError]
) -> None:
    seen: set[str] = set()
    for number, variation in enumerate(variations):
        if variation.id in seen:
            problems.append(
                WrongShape(
                    document.place(*path, number, "id"),
                    f"the id `{variation.id}` stands twice in this text",
                )
            )
        if variation.id is not None:
            seen.add(variation.id)
