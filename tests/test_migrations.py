"""Every revision goes up and down, with data, and the newest one is what the code expects."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import bot.store.migrations
from bot.domain.errors import StoreError
from bot.store.database import Database
from bot.store.migrations import HEAD, migrate, revision_of
from bot.store.sqlite import sqlite_url
from bot.store.tables import metadata
from tests.postgres import shared_cluster
from tests.store.turning import HERE, names, open_in, recalled, said, turn

FOLDER = Path(bot.store.migrations.__file__).parent


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


REVISIONS = [script.revision for script in scripts().walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Database]:
    """Makes an empty database, another one each time."""
    numbers = itertools.count()

    def made() -> Database:
        if request.param == "postgres":
            return Database(shared_cluster().new_database())
        return Database(sqlite_url(tmp_path / f"bot{next(numbers)}.sqlite3"))

    return made


@pytest.fixture
def database(new: Callable[[], Database]) -> Iterator[Database]:
    opened = new()
    yield opened
    opened.close()


def tables(database: Database) -> dict[str, list[str]]:
    with database.reading() as connection:
        found = inspect(connection)
        return {
            name: [column["name"] for column in found.get_columns(name)]
            for name in found.get_table_names()
        }


def revision(database: Database) -> str | None:
    with database.reading() as connection:
        return revision_of(connection)


def test_the_newest_revision_is_the_one_the_code_names() -> None:
    assert scripts().get_heads() == [HEAD]


def test_the_newest_revision_has_the_tables_that_the_code_expects(database: Database) -> None:
    migrate(database)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_foreign_keys_and_checks_are_those_that_the_code_expects(
    database: Database, new: Callable[[], Database]
) -> None:
    made = new()
    made.create(metadata)
    migrate(database)
    for name in metadata.tables:
        assert keys_of(database, name) == keys_of(made, name)
    made.close()


def keys_of(database: Database, table: str) -> list[object]:
    with database.reading() as connection:
        found = inspect(connection)
        return [
            found.get_pk_constraint(table),
            found.get_foreign_keys(table),
            sorted(str(index) for index in found.get_indexes(table)),
        ]


@pytest.mark.parametrize("target", REVISIONS)
def test_each_revision_goes_down_and_up_again(database: Database, target: str) -> None:
    migrate(database, target)
    there = tables(database)
    before = scripts().get_revision(target).down_revision
    migrate(database, str(before or "base"))
    assert tables(database) != there
    migrate(database, target)
    assert tables(database) == there
    assert revision(database) == target


def test_down_to_nothing_leaves_nothing(database: Database) -> None:
    migrate(database)
    migrate(database, "base")
    assert set(tables(database)) == {"alembic_version"}


def test_a_database_that_is_up_to_date_is_left_alone(database: Database) -> None:
    migrate(database)
    with database.writing() as connection:
        connection.execute(text("DROP TABLE counts"))
        connection.commit()
    migrate(database)
    assert "counts" not in tables(database)


def test_a_migration_that_fails_changes_nothing(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE replies (something TEXT)"))
        connection.commit()
    before = tables(database)
    with pytest.raises(StoreError):
        migrate(database)
    assert tables(database) == before


def test_a_database_of_a_newer_release_is_refused(database: Database) -> None:
    migrate(database)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(StoreError, match="start the newer release again"):
        migrate(database)
    assert "conversations" in tables(database)


@pytest.mark.parametrize("server", ["", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_what_was_kept_survives_opening_again(tmp_path: Path, server: str) -> None:
    url = shared_cluster().new_database() if server else None
    store = await open_in(tmp_path, server=url)
    await turn(store, said("m1"))
    await store.close()
    store = await open_in(tmp_path, server=url)
    assert names(await store.replies_after(HERE, 0)) == [(1, "utter_m1_1"), (2, "utter_m1_2")]
    await store.close()


@pytest.mark.parametrize("target", REVISIONS[:-1])
async def test_what_is_kept_survives_going_down_and_up_again(
    new: Callable[[], Database], tmp_path: Path, target: str
) -> None:
    database = new()
    url = database.url
    store = await open_in(tmp_path / "keys", server=url)
    await turn(store, said("m1"), slots={"country": "BE"})
    await store.close()
    migrate(database, target)
    migrate(database)
    database.close()
    store = await open_in(tmp_path / "keys", server=url)
    found = await recalled(store)
    assert [c.slot("country") for c in [found] if c] == ["BE"]
    assert names(await turn(store, said("m1"))) == [(1, "utter_m1_1"), (2, "utter_m1_2")]
    await store.close()
