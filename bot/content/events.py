"""The events of a YAML text: by libyaml's parser where it is installed, else by ruamel.yaml's
own, 25 times slower.

Both speak the same events; which words are numbers or true is decided in `composing`, once, by
the rules of YAML 1.2. What is not YAML is always explained by ruamel.yaml, so that the same
mistake has the same message everywhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

try:
    from yaml.cyaml import CBaseLoader  # type: ignore[import-untyped]
except ImportError:
    CBaseLoader = None

QuickParser = CBaseLoader


class Mark(Protocol):
    """Where an event begins; both count from 0."""

    line: int
    column: int


class NotYaml(Exception):
    """The text is not YAML; `line` and `column` count from 1."""

    def __init__(self, line: int, column: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.column = column
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class _Cause:
    """A problem as the parser names it, and what an editor should do about it."""

    problem: str
    sentence: str
    at_context: bool = False
    """The place to look at is where the construct began, not where the parser gave up."""


_CAUSES = (
    _Cause("but found '<stream end>'", "the file ends in the middle: write the rest of it"),
    _Cause(
        "mapping values are not allowed",
        "a `:` with a space after it begins a value: put the text in quotes",
    ),
    _Cause(
        "could not find expected ':'", "a `:` is missing after this, or its quotes are not closed"
    ),
    _Cause(
        "but found '<scalar>'",
        "a text ended before this: the closing quote of a text above is missing, or a quote "
        "inside single quotes is not written twice (`''`)",
    ),
    _Cause(
        "expected <block end>",
        "the indentation does not fit: lines that belong together begin in one column",
    ),
    _Cause(
        "sequence entries are not allowed",
        "a `- ` begins a list and cannot stand here: put the whole text in quotes",
    ),
    _Cause(
        "unexpected end of stream",
        "these quotes are not closed: write the closing one",
        at_context=True,
    ),
    _Cause(
        "unexpected document separator",
        "these quotes are not closed: write the closing one",
        at_context=True,
    ),
    _Cause(
        "unknown escape character",
        "a `\\` has a meaning in double quotes: use single quotes, or write `\\\\`",
    ),
    _Cause(
        "expected ',' or ']'",
        "in this `[ ]` a comma, a quote or the closing `]` is missing: look at each in turn",
        at_context=True,
    ),
    _Cause(
        "expected ',' or '}'",
        "in this `{ }` a comma, a quote or the closing `}` is missing: look at each in turn",
        at_context=True,
    ),
    _Cause(
        "cannot start any token", "a text cannot begin with this character: put the text in quotes"
    ),
    _Cause("<document start>", "the indentation does not fit: a key begins in the first column"),
    _Cause(
        "expected alphabetic or numeric character",
        "`&` and `*` have a meaning here: put the text in quotes",
    ),
)


def events_of(text: str) -> Iterator[Any]:
    """The events of the text, in order; raises NotYaml."""
    if QuickParser is None:
        return careful_events(text)
    return _explained(quick_events, text)


def quick_events(text: str) -> Iterator[Any]:
    """The events by libyaml."""
    parser = QuickParser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


def careful_events(text: str) -> Iterator[Any]:
    """The events by ruamel.yaml; raises NotYaml in an editor's words."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as fault:
        raise _in_plain_words(fault) from None
    except (YAMLError, ValueError, RecursionError) as fault:
        raise NotYaml(1, 1, f"this is not YAML: {fault}") from None


def _explained(events: Callable[[str], Iterator[Any]], text: str) -> Iterator[Any]:
    try:
        yield from events(text)
    except NotYaml:
        raise
    except Exception as fault:
        for _ in careful_events(text):
            pass  # its error says it better
        mark = getattr(fault, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = getattr(fault, "problem", None) or "it cannot be read"
        raise NotYaml(line, column, f"this is not YAML: {problem}") from None


def _in_plain_words(fault: MarkedYAMLError) -> NotYaml:
    problem = str(fault.problem or fault.context or "it cannot be read")
    mark = fault.problem_mark or fault.context_mark
    sentence = f"this is not YAML: {problem}"
    for cause in _CAUSES:
        if cause.problem in problem:
            sentence = cause.sentence
            mark = (fault.context_mark if cause.at_context else None) or mark
            break
    if mark is None:
        return NotYaml(1, 1, sentence)
    return NotYaml(mark.line + 1, mark.column + 1, sentence)
