"""YAML with a place for everything: every key and value knows its line and column, so that an
error can point at it.

YAML 1.2: `no` and `off` are words, dates are words, a key stands once, anchors may be used, tags
may not. Whatever is not readable raises UnreadableFile, which says what to write instead; nothing
an editor can save makes it raise anything else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.composing import Composer, Node, plain
from bot.content.events import NotYaml, events_of
from bot.domain.errors import Place, UnreadableFile

LARGEST = 1_000_000
"""Bytes of one file: ten times the largest file anybody should want to read."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TAB = re.compile(r"^ *(\t)", re.MULTILINE)
_CONFLICT = re.compile(r"^(<<<<<<<|=======|>>>>>>>)( |$)", re.MULTILINE)

Part = str | int


@dataclass(frozen=True, slots=True)
class Document:
    """One read file: plain values, and the place of each."""

    file: str
    """The file's name, relative to the folder of the content, with `/` between its parts."""
    root: Node
    size: int = field(default=0, compare=False)

    @property
    def plain(self) -> object:
        """The values as plain dicts, lists, words, numbers, true, false and None."""
        return plain(self.root)

    def node(self, path: Sequence[Part]) -> Node:
        """The value at that path, or the nearest that there is above it."""
        return _walk(self.root, path)[-1]

    def place(self, *path: Part) -> Place:
        """Where the value at that path begins; parts of the path that are not there are passed
        over.
        """
        node = self.node(path)
        return Place(self.file, node.line, node.column)

    def key_place(self, *path: Part) -> Place:
        """Where the key of that path stands; for an item of a list, the item itself."""
        above = self.node(path[:-1])
        if path and isinstance(above.value, dict) and path[-1] in above.keys:
            line, column = above.keys[str(path[-1])]
            return Place(self.file, line, column)
        return self.place(*path)

    def inside(self, path: Sequence[Part], line: int, column: int) -> Place:
        """Where the character at that line and column (from 0) of a text stands in the file, as
        far as it is known.
        """
        node = self.node(path)
        if node.style in ("|", ">"):
            return Place(self.file, node.line + 1 + line)
        if line:
            return Place(self.file, node.line)
        return Place(
            self.file, node.line, node.column + column + (1 if node.style in ("'", '"') else 0)
        )


def read(path: Path, root: Path) -> Document:
    """The document in that file, named relative to `root`; raises UnreadableFile."""
    name = path.relative_to(root).as_posix()
    try:
        content = path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or "it is not there"
        raise UnreadableFile(Place(name), f"the file cannot be opened: {reason}") from None
    return parse(content, name)


def parse(content: bytes | str, file: str) -> Document:
    """The document in that text; raises UnreadableFile with the place and what to write instead."""
    if len(content) > LARGEST:
        raise UnreadableFile(
            Place(file), f"the file is larger than {LARGEST // 1000} kB: divide it into several"
        )
    text = decode(content, file) if isinstance(content, bytes) else content
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_characters(text, file)
    try:
        root = Composer(file).compose(events_of(text))
    except NotYaml as fault:
        raise UnreadableFile(Place(file, fault.line, fault.column), fault.sentence) from None
    return Document(file, root, len(text))


def decode(content: bytes, file: str) -> str:
    """The text of these bytes; raises UnreadableFile when they are not UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(Place(file), "the file is saved as UTF-16: save it as UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8")
        place = Place(file, *_position(before, len(before)))
        raise UnreadableFile(
            place, "a character here is not UTF-8: save the file as UTF-8"
        ) from None


def files_under(folder: Path, pattern: str) -> Iterator[Path]:
    """The files of that pattern in order of their names; hidden ones and editors' copies left
    out.
    """
    for path in sorted(folder.glob(pattern)):
        if path.is_file() and not path.name.startswith((".", "#")) and not path.name.endswith("~"):
            yield path


def _refuse_characters(text: str, file: str) -> None:
    if found := _CONTROL.search(text):
        name = f"U+{ord(found[0]):04X}"
        raise UnreadableFile(
            Place(file, *_position(text, found.start())),
            f"the invisible character {name} stands here: delete it",
        )
    if found := _CONFLICT.search(text):
        raise UnreadableFile(
            Place(file, *_position(text, found.start())),
            f"`{found[1]}` is left from a merge: keep one of the two versions",
        )
    if found := _TAB.search(text):
        raise UnreadableFile(
            Place(file, *_position(text, found.start(1))),
            "a tab stands in the indentation: write spaces",
        )


def _position(text: str, index: int) -> tuple[int, int]:
    line = text.count("\n", 0, index) + 1
    return line, index - (text.rfind("\n", 0, index) + 1) + 1


def _walk(root: Node, path: Sequence[Part]) -> list[Node]:
    nodes = [root]
    for part in path:
        value = nodes[-1].value
        if isinstance(value, dict) and part in value:
            nodes.append(value[str(part)])
        elif isinstance(value, tuple) and isinstance(part, int) and part < len(value):
            nodes.append(value[part])
    return nodes
