"""Foreign errors stop here: each becomes one of ours, which says what to do and tells nothing of
what was to be stored.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import Overtaken, StoreUnavailable

TOO_MANY = "The database is busy: too many are waiting to write."

_ADVICE = {
    ("SQLITE_BUSY", "SQLITE_LOCKED"): "another program holds it: stop that program",
    ("SQLITE_FULL", "ENOSPC", "EDQUOT", "53100"): "the disk is full: make room",
    ("SQLITE_READONLY", "EROFS", "EACCES", "EPERM"): (
        "a file or its folder cannot be written to: give the bot's account that right"
    ),
    ("SQLITE_CANTOPEN", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST"): (
        "a file cannot be opened: check the folder and its rights"
    ),
    ("SQLITE_CORRUPT", "SQLITE_NOTADB"): (
        "its file is damaged, or is none: stop the bot and restore the file from a backup"
    ),
    ("SQLITE_IOERR", "EIO"): "the disk does not work: check it, then restart the bot",
    # PostgreSQL's SQLSTATE classes, from appendix A of its manual.
    ("42501",): "the bot's account may not do this: make it the owner of the database",
    ("25006",): "it can only be read, perhaps a standby: name the one that is written to",
    ("53300",): "it has no connection left: allow it more, or start fewer processes",
    ("55P03", "57014"): "it is too busy to answer in time",
    ("57P", "08"): "it is stopping, starting, or was cut off: start it again",
}
_OVERTAKEN = ("SQLITE_CONSTRAINT", "23505", "40001", "40P01")
"""Unique keys and deadlocks: what another turn was quicker to write."""


@contextmanager
def as_store_errors() -> Iterator[None]:
    """Whatever the database or the file system raises inside comes out as a StoreError."""
    try:
        yield
    except DBAPIError as error:
        raise _ours(error.orig) from None
    except PoolTimeout:
        raise StoreUnavailable(TOO_MANY) from None
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _ours(error) from None
    except OSError as error:
        raise StoreUnavailable(_advice(errno.errorcode.get(error.errno or 0, ""))) from None


def _ours(error: BaseException | None) -> StoreUnavailable:
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
    if code.startswith(_OVERTAKEN):
        return Overtaken("The conversation went on meanwhile: take this message again.")
    if not code and type(error).__module__.startswith("psycopg"):
        return StoreUnavailable(_unreached(str(error)))
    return StoreUnavailable(_advice(code))


def _unreached(said: str) -> str:
    """What a driver says of a connection names hosts, databases and accounts, and no password; of
    anything else it may say what was to be stored.
    """
    reason = f" ({said.splitlines()[0].strip()})" if said.startswith("connection ") else ""
    return f"The database does not answer: start it, or mend its address{reason}."


def _advice(name: str) -> str:
    for causes, advice in _ADVICE.items():
        if name.startswith(causes):
            return f"The database cannot be used: {advice} ({name})."
    return f"The database cannot be used ({name or 'no cause given'}): see `./run doctor`."
