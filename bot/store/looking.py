"""Looking at a database from outside, without changing it: for `./run doctor`."""

from pathlib import Path

from sqlalchemy import make_url

from bot.store.database import Database
from bot.store.migrations import HEAD, revision_of


def look(url: str) -> tuple[str | None, str]:
    """The form that the database has (None: nothing is in it), and the one this program needs.
    Raises StoreError.
    """
    if _is_missing(url):
        return None, HEAD
    database = Database(url)
    try:
        with database.reading() as connection:
            return revision_of(connection), HEAD
    finally:
        database.close()


def reach(url: str) -> None:
    """Nothing, where the database answers or is still to be made. Raises StoreError."""
    look(url)


def _is_missing(url: str) -> bool:
    """Asking SQLite would make the file."""
    made = make_url(url)
    return made.get_backend_name() == "sqlite" and not Path(made.database or "").exists()
