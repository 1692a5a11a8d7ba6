"""From YAML events to nodes: values with their line and column.

Composed without recursion, so that no depth of nesting can exhaust the stack, and counted, so
that no anchors can grow a small file into a huge one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.content.events import NotYaml

DEEPEST = 40
MOST = 200_000
"""Values in one file, each use of an anchor counted."""

Scalar = str | int | float | bool | None

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Node:
    """One value; `line` and `column` count from 1."""

    value: "Scalar | tuple[Node, ...] | dict[str, Node]"
    line: int
    column: int
    style: str = ""
    """How a word is written: plain (empty), `'`, `"`, `|` or `>`."""
    keys: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Where each key of a mapping stands."""
    size: int = 1


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    line: int
    column: int
    anchor: str | None
    mapping: bool
    items: list[Node] = field(default_factory=list)
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    key: str | None = None
    size: int = 1


class Composer:
    """Composes one document."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._root: Node | None = None

    def compose(self, events: Iterator[Any]) -> Node:
        """The root node; None as its value when the file is empty. Raises NotYaml."""
        for event in events:
            kind = type(event).__name__
            if kind == "ScalarEvent":
                self._take(_scalar(event), event)
            elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                self._begin(event, kind == "MappingStartEvent")
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                self._end(event)
            elif kind == "AliasEvent":
                self._take(self._known(event), event)
            elif kind == "DocumentStartEvent" and self._root is not None:
                raise _fault(event, "a second document begins here: put it in a file of its own")
        return self._root or Node(None, 1, 1)

    def _begin(self, event: Any, mapping: bool) -> None:
        _refuse_tag(event)
        if len(self._open) >= DEEPEST:
            raise _fault(event, f"this is nested more than {DEEPEST} deep: write it flatter")
        if self._open and self._open[-1].mapping and self._open[-1].key is None:
            raise _fault(
                event, "a key must be one word: put a text with brackets or braces in quotes"
            )
        line, column = _position(event)
        self._open.append(_Open(line, column, event.anchor, mapping))

    def _end(self, event: Any) -> None:
        part = self._open.pop()
        value = part.values if part.mapping else tuple(part.items)
        node = Node(value, part.line, part.column, "", part.keys, part.size)
        self._keep(part.anchor, node)
        self._place(node, event)

    def _take(self, node: Node, event: Any) -> None:
        if type(event).__name__ == "ScalarEvent":
            _refuse_tag(event)
            self._keep(event.anchor, node)
        self._place(node, event)

    def _place(self, node: Node, event: Any) -> None:
        if not self._open:
            self._root = node
            return
        part = self._open[-1]
        if part.mapping and part.key is None:
            self._begin_pair(part, node, event)
            return
        part.size += node.size
        if part.size > MOST:
            raise _fault(
                event, f"the file holds more than {MOST} values: divide it, or use fewer anchors"
            )
        if part.key is None:
            part.items.append(node)
        else:
            part.values[part.key] = node
            part.key = None

    def _begin_pair(self, part: _Open, node: Node, event: Any) -> None:
        line, column = _position(event)
        if isinstance(node.value, (tuple, dict)) or type(event).__name__ != "ScalarEvent":
            raise _fault(event, "a key must be one word")
        key = str(event.value)
        if key == "<<" and not event.style:
            raise _fault(event, "`<<` is not used here: write the keys out")
        if not key:
            raise _fault(event, "a key is missing before the `:`")
        if key in part.keys:
            raise _fault(
                event,
                f"the key `{key}` stands in line {part.keys[key][0]} already: keep one of the two",
            )
        part.keys[key] = (line, column)
        part.key = key

    def _known(self, event: Any) -> Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            raise _fault(event, f"there is no `&{event.anchor}` above this: write the value out")
        return node

    def _keep(self, anchor: str | None, node: Node) -> None:
        if anchor:
            self._anchors[anchor] = node


def plain(node: Node) -> object:
    """The node's value without places."""
    value = node.value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def _scalar(event: Any) -> Node:
    line, column = _position(event)
    style = event.style or ""
    value = str(event.value)
    return Node(value if style else _resolve(value), line, column, style)


def _resolve(word: str) -> Scalar:
    if word in _WORDS:
        return _WORDS[word]
    if not word or word[0] not in "-+.0123456789":
        return word
    if _INTEGER.fullmatch(word):
        # Python reads at most 4300 digits; nobody counts that far.
        return int(word) if len(word) < 30 else word
    if _OTHER_BASE.fullmatch(word):
        return int(word, 0)
    return float(word) if _FLOAT.fullmatch(word) else word


def _refuse_tag(event: Any) -> None:
    tag = event.tag
    if tag is not None and str(getattr(tag, "trval", tag) or tag) not in (
        "!",
        "tag:yaml.org,2002:str",
    ):
        raise _fault(event, "tags that begin with `!` are not used here: write the value alone")


def _position(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _fault(event: Any, sentence: str) -> NotYaml:
    return NotYaml(*_position(event), sentence)
