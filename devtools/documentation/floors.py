"""Draws the floors of `bot/` out of the contract that import-linter holds, so that the drawing in
the documentation cannot say anything else.

    .venv/bin/python -m devtools.documentation.floors
"""

import tomllib
from collections.abc import Sequence
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DRAWING = ROOT / "docs" / "assets" / "floors.svg"

WIDTH, FLOOR, GAP, EDGE = 720, 46, 8, 16
STYLE = (
    "text{font:15px system-ui,sans-serif;fill:#10302b;text-anchor:middle}"
    "rect{fill:#d7ebe7;stroke:#00695c;stroke-width:1.5}"
    ".ground{fill:#fff;stroke:none}"
    ".later rect{fill:#fff;stroke-dasharray:5 4}.later text{fill:#4b5f5b}"
)


def floors() -> list[list[str]]:
    """The floors from above, each with its parts; a part in parentheses is not built yet."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    [contract] = [
        it for it in tomllib.loads(text)["tool"]["importlinter"]["contracts"] if "layers" in it
    ]
    return [[part.strip() for part in layer.split("|")] for layer in contract["layers"]]


def drawn(layers: Sequence[Sequence[str]]) -> str:
    """The drawing as SVG: a floor each line, its parts side by side."""
    height = 2 * EDGE + len(layers) * (FLOOR + GAP) - GAP
    parts = [part for row, layer in enumerate(layers) for part in _floor(row, layer)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
            "<title>The floors of bot/: imports go down only</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{height}" rx="8"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _floor(row: int, layer: Sequence[str]) -> list[str]:
    top = EDGE + row * (FLOOR + GAP)
    wide = (WIDTH - 2 * EDGE - GAP * (len(layer) - 1)) / len(layer)
    return [_part(part, EDGE + place * (wide + GAP), top, wide) for place, part in enumerate(layer)]


def _part(name: str, left: float, top: float, wide: float) -> str:
    later = ' class="later"' if name.startswith("(") else ""
    box = f'<rect x="{left:.1f}" y="{top}" width="{wide:.1f}" height="{FLOOR}" rx="5"/>'
    text = f'<text x="{left + wide / 2:.1f}" y="{top + FLOOR / 2 + 5:.0f}">'
    return f"<g{later}>{box}{text}{escape(name.strip('()'))}</text></g>"


if __name__ == "__main__":
    DRAWING.write_text(drawn(floors()), "utf-8")
