"""The content that is live, kept fresh while editors save files.

A half-saved or broken file never goes live: the last good content stays, and the shelf says what
is wrong.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.content.loaded import Loaded
from bot.content.loader import content_files, read_content
from bot.domain.errors import BotError
from bot.domain.library import Library

Doubts = Callable[[Loaded], Sequence[BotError]]
"""What else may speak against content that can be read."""


class Shelf:
    """Holds the last good content; it looks at the files only when `refresh` is called."""

    def __init__(self, root: Path, doubts: Doubts = lambda loaded: ()) -> None:
        """Reads the content; raises the first error, because there is nothing older to keep."""
        self._root = root
        self._doubts = doubts
        self._seen = self._stamps()
        loaded, problems = self._read()
        if loaded is None:
            raise problems[0]
        self._loaded = loaded.without_places()
        self._problems: tuple[BotError, ...] = ()

    @property
    def library(self) -> Library:
        """The last content that was whole."""
        return self._loaded.library

    @property
    def loaded(self) -> Loaded:
        """The same, with what stands beside the library."""
        return self._loaded

    @property
    def problems(self) -> tuple[BotError, ...]:
        """Why the files as they are now are not live; empty when they are."""
        return self._problems

    def refresh(self) -> bool:
        """Reads again when a file changed; True when newer content is live now."""
        stamps = self._stamps()
        if stamps == self._seen:
            return False
        self._seen = stamps
        loaded, problems = self._read()
        self._problems = tuple(problems)
        if loaded is None:
            return False
        changed = loaded.library.release != self.library.release
        self._loaded = loaded.without_places()
        return changed

    def _read(self) -> tuple[Loaded | None, Sequence[BotError]]:
        try:
            loaded, problems = read_content(self._root, to_check=False)
        except OSError as fault:
            # A file can vanish between being listed and being read: an editor is saving it.
            return None, [BotError(f"the content is being changed: {fault.strerror}")]
        if loaded is None:
            return None, problems
        doubts = self._doubts(loaded)
        return (None if doubts else loaded), doubts

    def _stamps(self) -> dict[str, tuple[int, int]]:
        stamps = {}
        for path in content_files(self._root):
            try:
                found = path.stat()
            except OSError:
                continue
            stamps[str(path)] = (found.st_mtime_ns, found.st_size)
        return stamps
