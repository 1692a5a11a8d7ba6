"""From plain values to checked shapes, and from pydantic's errors to sentences with a place.

A shape says what may be written; this module says what was written instead and where, and which
known key was meant.
"""

import re
import types
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Tag, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.content.reading import Document, Part
from bot.domain.errors import ContentError, Place, WrongShape


class Shape(BaseModel):
    """The documented form of one mapping: no key but these, no value of another type."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", strict=True, frozen=True, populate_by_name=False, serialize_by_alias=True
    )
    refused: ClassVar[Mapping[str, str]] = {}
    """Keys that other tools know and this form does not take: what to write instead."""


AnyShape = TypeVar("AnyShape", bound=Shape)


def shaped(
    document: Document, form: type[AnyShape], problems: list[ContentError]
) -> AnyShape | None:
    """The document in that form; None when it is not, with every reason added to `problems`."""
    value = document.plain
    if value is None:
        problems.append(WrongShape(Place(document.file), f"the file is empty: {_begin_with(form)}"))
        return None
    try:
        return form.model_validate(value)
    except ValidationError as fault:
        faults = fault.errors()
        mistyped = _mistyped(form, faults)
        problems.extend(
            _in_plain_words(document, form, details)
            for details in faults
            if details["type"] != "missing" or details["loc"] not in mistyped
        )
        return None


def shape(document: Document, form: type[AnyShape]) -> AnyShape:
    """The document in that form; raises WrongShape with the first reason."""
    problems: list[ContentError] = []
    result = shaped(document, form, problems)
    if result is None:
        raise min(problems, key=lambda problem: (problem.place.line, problem.place.column))
    return result


def sentence(text: str, **places: str) -> PydanticCustomError:
    """An error of a shape's own; `key=` names the key to point at."""
    return PydanticCustomError("plain_words", "{sentence}", {"sentence": text, **places})


def meant(word: str, known: Iterable[str]) -> str:
    """`: did you mean …?` with the closest known word, or nothing when none is close."""
    close = get_close_matches(word, sorted(known), n=1, cutoff=0.7)
    return f": did you mean `{close[0]}`?" if close else ""


def listed(words: Iterable[str], word: str = "or") -> str:
    """The words in backticks, as in a sentence."""
    quoted = [f"`{item}`" for item in words]
    return f" {word} ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)


def _mistyped(form: type[Shape], faults: list[ErrorDetails]) -> set[tuple[Part, ...]]:
    """Keys that seem to be missing because they stand there misspelt: one mistake, one message."""
    found: set[tuple[Part, ...]] = set()
    for details in faults:
        if details["type"] == "extra_forbidden":
            *path, key = details["loc"]
            close = get_close_matches(str(key), _keys_of(_shape_at(form, path)), n=1, cutoff=0.7)
            found.update((*path, name) for name in close)
    return found


def _keys_of(form: type[Shape] | None) -> list[str]:
    return [part.alias or name for name, part in form.model_fields.items()] if form else []


def _begin_with(form: type[Shape]) -> str:
    keys = [name for name, part in form.model_fields.items() if part.is_required()]
    return f"begin it with `{keys[0]}:`" if keys else "delete it, or fill it"


def _in_plain_words(document: Document, form: type[Shape], details: ErrorDetails) -> WrongShape:
    path: tuple[Part, ...] = details["loc"]
    kind = details["type"]
    context = details.get("ctx", {})
    if kind == "extra_forbidden":
        return WrongShape(document.key_place(*path), _unknown(form, path))
    if kind == "missing":
        return WrongShape(document.place(*path[:-1]), f"`{path[-1]}` is missing: add `{path[-1]}:`")
    if kind == "plain_words":
        place = document.key_place(*path, context["key"]) if "key" in context else None
        return WrongShape(place or document.place(*path), str(context["sentence"]))
    if path and path[-1] == "[key]":
        return WrongShape(document.key_place(*path[:-1]), _name_of(details["input"], context))
    return WrongShape(document.place(*path), _wrong_value(document, path, details))


def _unknown(form: type[Shape], path: Sequence[Part]) -> str:
    key = str(path[-1])
    holder = _shape_at(form, path[:-1])
    if holder and key in holder.refused:
        return f"`{key}` is not taken: {holder.refused[key]}"
    known = _keys_of(holder)
    return f"unknown key `{key}`{meant(key, known) or _may_have(known)}"


def _may_have(known: Sequence[str]) -> str:
    return f": what may stand here is {listed(known)}" if known else ""


def _name_of(value: object, context: Mapping[str, Any]) -> str:
    return _pattern_sentence(str(value), str(context.get("pattern", "")))


def _pattern_sentence(value: str, pattern: str) -> str:
    for known, needed in PATTERNS.items():
        if known == pattern:
            return f"`{_short(value)}` is not {needed}"
    return f"`{_short(value)}` does not have the form {pattern}"


PATTERNS: dict[str, str] = {}
"""What a pattern asks for, in words; filled beside the patterns."""

_EXPECTED = {
    "string_type": "a text",
    "list_type": "a list: begin each of its lines with `- `",
    "tuple_type": "a list: begin each of its lines with `- `",
    "dict_type": "a block of `key: value` lines",
    "model_type": "a block of `key: value` lines",
    "model_attributes_type": "a block of `key: value` lines",
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "float_type": "a number",
    "none_required": "`null`",
}


def _wrong_value(document: Document, path: Sequence[Part], details: ErrorDetails) -> str:
    kind, value = details["type"], details["input"]
    name = _name(path)
    context = details.get("ctx", {})
    if kind in _EXPECTED:
        extra = _quotes_missing(value) if kind == "string_type" else ""
        return f"{name} must be {_EXPECTED[kind]}{extra}"
    if kind in ("literal_error", "enum"):
        return _not_among(value, name.split(" of ")[-1], str(context["expected"]))
    if kind == "string_pattern_mismatch":
        return _pattern_sentence(str(value), str(context["pattern"]))
    if kind in ("too_short", "string_too_short"):
        return f"{name} is empty: fill it"
    return f"{name}: {details['msg'][:1].lower()}{details['msg'][1:]}"


def _not_among(value: object, name: str, expected: str) -> str:
    known = re.findall(r"'([^']*)'", expected) or [expected.lower()]
    if not isinstance(value, str) and str(value) in known:
        return f'{name} must be a text: put quotes around it, `"{value}"`'
    hint = meant(str(value), known) or f": write {listed(known)}"
    return f"`{_short(_written(value))}` is not known in {name}{hint}"


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quotes_missing(value: object) -> str:
    if value is None:
        return ": it is empty"
    if isinstance(value, bool):
        return f': put quotes around it, `"{str(value).lower()}"`'
    return f': put quotes around it, `"{value}"`' if isinstance(value, int | float) else ""


def _name(path: Sequence[Part]) -> str:
    for part in reversed(path):
        if isinstance(part, int):
            return f"item {part + 1} of {_name(path[: list(path).index(part)])}"
        if not part.startswith("<"):
            return f"`{part}`"
    return "the file"


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "…"


def _shape_at(form: Any, path: Sequence[Part]) -> type[Shape] | None:
    """The shape that the path leads to; tags of unions are part of such a path."""
    for part in path:
        form = _one_down(form, part)
    found = _bare(form)
    return found if isinstance(found, type) and issubclass(found, Shape) else None


def _bare(form: Any) -> Any:
    while get_origin(form) is Annotated:
        form = get_args(form)[0]
    members = [item for item in get_args(form) if item is not type(None)] if _is_union(form) else []
    return _bare(members[0]) if len(members) == 1 else form


def _is_union(form: Any) -> bool:
    return get_origin(form) in (Union, types.UnionType)


def _one_down(form: Any, part: Part) -> Any:
    form = _bare(form)
    if _is_union(form):
        return next((item for item in get_args(form) if _has_tag(item, part)), form)
    if isinstance(form, type) and issubclass(form, Shape):
        for name, field in form.model_fields.items():
            if (field.alias or name) == part:
                return field.annotation
        return None
    inner = get_args(form)
    return inner[-1] if get_origin(form) is dict and inner else (inner[0] if inner else None)


def _has_tag(form: Any, part: Part) -> bool:
    return any(isinstance(item, Tag) and item.tag == part for item in get_args(form)[1:])
