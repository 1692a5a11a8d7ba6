"""The documentation as tests read it: pages, their links, and the order of the site."""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def page(name: str) -> str:
    """The text of a page of `docs/`."""
    return (DOCS / name).read_text("utf-8")


def rows(text: str, first: str) -> list[str]:
    """The rows of tables whose first cell begins like that."""
    return [line for line in text.splitlines() if line.startswith(f"| {first}")]


def anchors(text: str) -> set[str]:
    """The addresses of a page's headings, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def navigation() -> list[str]:
    """Every page that the site's navigation names, in its order."""
    return _leaves(YAML(typ="safe").load(ROOT / "mkdocs.yml")["nav"])


def _leaves(branch: Any) -> list[str]:
    if isinstance(branch, str):
        return [branch]
    inner = branch if isinstance(branch, list) else branch.values()
    return [leaf for each in inner for leaf in _leaves(each)]
