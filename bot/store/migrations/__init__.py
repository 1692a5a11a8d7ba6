"""Bringing a database to the form that this release needs, by Alembic, when the program starts."""

from importlib import resources

from sqlalchemy import Connection, inspect, text

from bot.domain.errors import StoreError
from bot.store.database import Database

HEAD = "0002"
"""The newest revision: known here so that a start with nothing to do need not import Alembic."""


def migrate(database: Database, to: str = HEAD) -> None:
    """Take the database to that revision, up or down, in one transaction."""
    with database.writing(hurried=False) as connection:
        if revision_of(connection) == to:
            return
        _move(connection, to)
        connection.commit()


def revision_of(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _move(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(resources.files(__name__)))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    present = revision_of(connection)
    try:
        is_up = present is None or present in {
            step.revision for step in scripts.iterate_revisions(to, "base")
        }
        (command.upgrade if is_up else command.downgrade)(config, to)
    except CommandError:
        raise StoreError(
            f"The database is at revision {present}, which this release does not know: "
            "start the newer release again, or restore the backup made before it."
        ) from None
