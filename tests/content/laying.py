"""A tiny world of valid content, and broken files that are laid over one of its files.

A broken file says in its first lines what it replaces and every error it must bring:

    # laid over: flows/kindness.yml
    # expect: flows/kindness.yml:7:9: error reading: unknown key `collet`: did you mean `collect`?
"""

import shutil
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
WORLD = HERE / "world"
BROKEN = sorted((HERE / "broken").glob("*.yml"))
TODAY = date(2026, 11, 25)

_OVER = "# laid over: "
_EXPECT = "# expect: "


def laid(broken: Path, folder: Path) -> Path:
    """A copy of the world in that folder with the broken file in its place."""
    shutil.copytree(WORLD, folder, dirs_exist_ok=True)
    (folder / _head(broken)[0].removeprefix(_OVER)).write_bytes(broken.read_bytes())
    return folder


def expected(broken: Path) -> list[str]:
    """The errors that the file must bring, in order."""
    return [line.removeprefix(_EXPECT) for line in _head(broken)[1:] if line.startswith(_EXPECT)]


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the world in that folder with one passage of one file changed."""
    shutil.copytree(WORLD, folder, dirs_exist_ok=True)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


def _head(broken: Path) -> list[str]:
    return broken.read_bytes().decode("utf-8", "replace").splitlines()
