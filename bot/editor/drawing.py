"""A flow as a picture: a small layered layout of our own, and SVG that needs nothing to be seen.

Steps stand in rows by how far they are from the first; what does not fit on a line of text is
wrapped, what an editor wrote is escaped. No script, no font, no address is in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape

WIDTH = 230
LINE = 16
PADDING = 10
GAP_ACROSS = 36
GAP_DOWN = 64
LETTERS = 32
"""Letters in a line of a box."""

_COLOURS = {
    "say": "#eaf1fb",
    "ask": "#fff4d6",
    "do": "#e8f5e9",
    "go": "#f1e9f7",
    "set": "#f2f2f2",
}


_BOLD = ' font-weight="600"'


@dataclass(frozen=True, slots=True)
class Box:
    """One step: what kind it is, and its words."""

    id: str
    kind: str
    words: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The words as they are wrapped."""
        return tuple(line for words in self.words for line in (wrap(words, LETTERS) or [""]))

    @property
    def height(self) -> int:
        """How high the box is."""
        return LINE * len(self.lines) + 2 * PADDING


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way on, with its condition or button."""

    source: str
    target: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a box stands: its left upper corner."""

    x: int
    y: int


def draw(title: str, boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    """The picture as SVG."""
    boxes, arrows = _with_ways_back(boxes, arrows)
    known = {box.id: box for box in boxes}
    spots = lay_out(boxes, arrows)
    width = max((spot.x for spot in spots.values()), default=0) + WIDTH + 2 * GAP_ACROSS
    height = max((spot.y + known[id].height for id, spot in spots.items()), default=0) + GAP_DOWN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{_attribute(title)}" '
        'font-family="system-ui, sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(_arrow(arrow, known, spots) for arrow in arrows),
        *(_box(known[id], spot) for id, spot in spots.items()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def lay_out(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Mapping[str, Spot]:
    """Where each box stands: rows by distance from the first, in a row near those above it."""
    rows = _rows(boxes, arrows)
    widest = max((len(row) for row in rows), default=1)
    spots: dict[str, Spot] = {}
    y = GAP_DOWN // 2
    for row in rows:
        left = GAP_ACROSS + (widest - len(row)) * (WIDTH + GAP_ACROSS) // 2
        for number, box in enumerate(_near_those_above(row, arrows, spots)):
            spots[box.id] = Spot(left + number * (WIDTH + GAP_ACROSS), y)
        y += max(box.height for box in row) + GAP_DOWN
    return spots


def _rows(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> list[list[Box]]:
    """Each box one row below the lowest that leads to it; ways back do not count."""
    order = {box.id: number for number, box in enumerate(boxes)}
    level = dict.fromkeys(order, 0)
    for box in boxes:
        for arrow in arrows:
            if arrow.source == box.id and order.get(arrow.target, -1) > order[box.id]:
                level[arrow.target] = max(level[arrow.target], level[box.id] + 1)
    rows: list[list[Box]] = [[] for _ in range(max(level.values(), default=0) + 1)]
    for box in boxes:
        rows[level[box.id]].append(box)
    return [row for row in rows if row]


def _near_those_above(
    row: list[Box], arrows: Sequence[Arrow], spots: Mapping[str, Spot]
) -> list[Box]:
    def middle(box: Box) -> float:
        above = [spots[it.source].x for it in arrows if it.target == box.id and it.source in spots]
        return sum(above) / len(above) if above else 0.0

    return sorted(row, key=middle)


def _box(box: Box, spot: Spot) -> str:
    fill = _COLOURS.get(box.kind, "#fff")
    words = "".join(
        f'<tspan x="{spot.x + PADDING}" dy="{LINE if number else 0}"'
        f"{_BOLD if number == 0 else ''}>{escape(line)}</tspan>"
        for number, line in enumerate(box.lines)
    )
    return (
        f'<rect x="{spot.x}" y="{spot.y}" width="{WIDTH}" height="{box.height}" rx="6" '
        f'fill="{fill}" stroke="#555"/>'
        f'<text x="{spot.x + PADDING}" y="{spot.y + PADDING + 11}">{words}</text>'
    )


def _arrow(arrow: Arrow, boxes: Mapping[str, Box], spots: Mapping[str, Spot]) -> str:
    start, end = spots[arrow.source], spots[arrow.target]
    x1, y1 = start.x + WIDTH // 2, start.y + boxes[arrow.source].height
    x2, y2 = end.x + WIDTH // 2, end.y
    middle = (y1 + y2) // 2
    line = (
        f'<path d="M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}" fill="none" '
        'stroke="#555" marker-end="url(#tip)"/>'
    )
    # Where an arrow ends there is one box's width of room for its words.
    return line + _label(arrow.words, x2, y2 - 22)


def _with_ways_back(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> tuple[list[Box], list[Arrow]]:
    """Ways back become words in the box they leave, so that no line crosses what others say."""
    order = {box.id: number for number, box in enumerate(boxes)}
    onward, back = [], dict[str, list[str]]()
    for arrow in arrows:
        if order[arrow.target] > order[arrow.source]:
            onward.append(arrow)
        else:
            way = f"{arrow.words}: " if arrow.words else ""
            back.setdefault(arrow.source, []).append(f"{way}↑ {arrow.target}")
    return [Box(it.id, it.kind, (*it.words, *back.get(it.id, ()))) for it in boxes], onward


def _label(words: str, x: int, y: int) -> str:
    lines = wrap(words, LETTERS)[:4]
    if not lines:
        return ""
    top = y - LINE * (len(lines) - 1) // 2
    spans = "".join(
        f'<tspan x="{x}" dy="{14 if number else 0}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return (
        f'<text x="{x}" y="{top}" text-anchor="middle" font-size="11" fill="#333" '
        f'stroke="#fff" stroke-width="4" paint-order="stroke">{spans}</text>'
    )


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
