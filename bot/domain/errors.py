"""Every error this project raises, in one tree, named by cause.

BotError
├── ContentError            something an editor wrote cannot be used; knows file, line and column
│   ├── UnreadableFile      not YAML, or not text
│   ├── WrongShape          YAML, but not in the documented form
│   └── UnsafeContent       readable, but a check refuses it
├── UnsafeDeployment        the settings would put young people at risk: do not start
├── StoreError              the database cannot keep what it must keep
│   ├── StoreUnavailable    gone, locked, or the disk is full: show the card, acknowledge nothing
│   │   └── Overtaken       another turn of the same conversation was quicker: take it again
│   └── KeyMissing          the key of this conversation was destroyed: it was forgotten
├── Refused                 what came in is not something we take; says what to send instead
└── UnknownCommand          a command line that means nothing here
"""

from dataclasses import dataclass


class BotError(Exception):
    """The root. `str()` of any of them is a sentence that says what to do, and never holds a
    person's words.
    """


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the content something stands; `line` and `column` count from 1, 0 means the whole
    file.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return (
            f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        )


class ContentError(BotError):
    """Something an editor wrote cannot be used: `place` says where, the text says what to write
    instead.
    """

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class UnreadableFile(ContentError):
    """The file is not YAML, or not text."""


class WrongShape(ContentError):
    """The file is YAML but does not have the documented form."""


class UnsafeContent(ContentError):
    """The file is readable, but a check refuses it."""


class UnsafeDeployment(BotError):
    """The settings would put young people at risk, so the program does not start."""


class StoreError(BotError):
    """The database cannot keep what it must keep."""


class StoreUnavailable(StoreError):
    """The database is gone, locked or full; nothing was acknowledged."""


class Overtaken(StoreUnavailable):
    """Another turn of the conversation was committed meanwhile: take the message again."""


class KeyMissing(StoreError):
    """The key of this conversation was destroyed, so it can no longer be read: it was forgotten."""


class Refused(BotError):
    """What came in is not something we take."""


class UnknownCommand(BotError):
    """A command line that means nothing here."""
