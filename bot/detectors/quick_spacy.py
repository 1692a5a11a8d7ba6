"""The three parts of spaCy that are used here, imported without its command line.

`import spacy` loads its own command line with an HTTP client, a progress bar and a project
manager: almost half of the time that it takes to start (measured in `docs/seeing-risk.md`). An
empty stand-in is put in the place of that one module while spaCy is loaded, and taken away
again: whoever imports `spacy.cli` later gets the real one.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_LEFT_OUT = ("spacy.cli", "spacy.cli.info")


@contextmanager
def without_command_line() -> Iterator[None]:
    """Within this block spaCy finds a command line that does nothing, unless the real one is
    loaded already.
    """
    absent = [name for name in _LEFT_OUT if name not in sys.modules]
    for name in absent:
        stand_in = ModuleType(name)
        vars(stand_in)["info"] = None
        sys.modules[name] = stand_in
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with without_command_line():
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["Doc", "PhraseMatcher", "Vocab", "without_command_line"]
