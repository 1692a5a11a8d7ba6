"""Pages of the project's root (how to contribute, what changed …) as pages of the site.

MkDocs reads one folder. In the repository those pages stand where people look for them, with links
that work there; here they join the site, and links between them and `docs/` are turned to fit.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from posixpath import relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
JOINED = {
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
"""Page of the root → its name on the site."""
FRONT = "index.md"
"""Where the README leads on the site, which has a front page of its own."""
_LINK = re.compile(r"(?<=\]\()([^)\s#:]+)(?=[)#])")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Lets the root's pages join."""
    for name, joined in JOINED.items():
        files.append(File.generated(config, joined, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turns the links that lead from the root into `docs/` or back."""
    return with_links_turned(markdown, Path(str(page.file.abs_src_path)), page.file.src_uri)


def with_links_turned(markdown: str, source: Path, shown_as: str) -> str:
    """The page's text with each link leading to where its target stands on the site."""
    return _LINK.sub(_turned(source.parent, shown_as), markdown)


def _turned(folder: Path, shown_as: str) -> Callable[[re.Match[str]], str]:
    def turn(link: re.Match[str]) -> str:
        target = Path(os.path.normpath(folder / link[1]))
        place = _place(target)
        return link[1] if place is None else relpath(place, os.path.dirname(shown_as) or ".")

    return turn


def _place(target: Path) -> str | None:
    if target == ROOT / "README.md":
        return FRONT
    if target.parent == ROOT:
        return JOINED.get(target.name)
    return target.relative_to(DOCS).as_posix() if target.is_relative_to(DOCS) else None
