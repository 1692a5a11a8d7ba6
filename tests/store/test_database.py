import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from bot.domain.errors import StoreUnavailable
from bot.store.database import Database
from bot.store.failing import as_store_errors
from bot.store.sqlite import sqlite_url

metadata = MetaData()
things = Table(
    "things",
    metadata,
    Column("name", String, primary_key=True),
    Column("number", Integer, nullable=False),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some folder" / "bot.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(sqlite_url(path), patience=0.2)
    opened.make_file()
    opened.create(metadata)
    yield opened
    opened.close()


def add(database: Database, name: str, number: int = 1) -> None:
    with database.writing() as connection:
        connection.execute(insert(things).values(name=name, number=number))
        connection.commit()


def kept(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {row.name: row.number for row in connection.execute(select(things))}


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("temp_store", 2),
        ("busy_timeout", 200),
    ],
)
def test_every_connection_is_set_up_safely(database: Database, pragma: str, value: object) -> None:
    with database.reading() as reader, database.writing() as writer:
        for connection in (reader, writer):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_transaction_that_need_not_be_durable_is_followed_by_durable_ones(
    database: Database,
) -> None:
    for durable, level in ((True, 2), (False, 1), (False, 1), (True, 2)):
        with database.writing(durable=durable) as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level


def test_what_is_not_committed_is_undone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(insert(things).values(name="a", number=1))
    assert kept(database) == {}


def test_a_row_that_is_there_is_not_inserted_again(database: Database) -> None:
    with database.writing() as connection:
        assert database.insert_new(connection, things, {"name": "a", "number": 1})
        assert not database.insert_new(connection, things, {"name": "a", "number": 2})
        connection.commit()
    assert kept(database) == {"a": 1}


def test_numbers_add_up(database: Database) -> None:
    add(database, "a", 2)
    with database.writing() as connection:
        rows = [{"name": "a", "number": 3}, {"name": "b", "number": 4}]
        database.add_up(connection, things, "number", rows)
        connection.commit()
    assert kept(database) == {"a": 5, "b": 4}


def test_only_the_owner_can_read_the_files(database: Database, path: Path) -> None:
    add(database, "a")
    files = list(path.parent.iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_lock_of_another_program_is_waited_for_only_briefly(
    database: Database, path: Path
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="another program holds it"):
            add(database, "a")
    assert time.monotonic() - began < 2
    add(database, "b")
    assert kept(database) == {"b": 1}


def test_a_second_writer_of_ours_waits_only_briefly(database: Database) -> None:
    with database.writing(), pytest.raises(StoreUnavailable, match="too many"):
        add(database, "a")


def test_a_full_disk_is_said_and_afterwards_all_is_well(database: Database) -> None:
    fill(database, pages=1)
    with pytest.raises(StoreUnavailable, match="the disk is full: make room"):
        add(database, "x" * 100_000)
    fill(database, pages=1_000_000)
    add(database, "after")
    assert kept(database) == {"after": 1}


def fill(database: Database, pages: int) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_file_that_is_no_database_is_said_clearly(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 100)
    database = Database(sqlite_url(path))
    with pytest.raises(StoreUnavailable, match="restore the file from a backup"):
        database.create(metadata)
    database.close()


def test_a_damaged_database_is_said_clearly(database: Database, path: Path) -> None:
    for number in range(200):
        add(database, f"{number:0100}")
    database.empty_log()
    database.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 2)
    with pytest.raises(StoreUnavailable, match="restore the file from a backup"):
        kept(database)


def test_a_file_that_cannot_be_written_is_said_clearly(database: Database, path: Path) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable, match="give the bot's account that right"):
        add(database, "a")


def test_a_folder_that_is_not_there_is_said_clearly(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "missing" / "bot.sqlite3"))
    with pytest.raises(StoreUnavailable, match="check the folder"):
        kept(database)
    database.close()


def test_an_error_says_nothing_of_what_was_to_be_stored(database: Database) -> None:
    add(database, "a secret")
    with pytest.raises(StoreUnavailable) as raised:
        add(database, "a secret")
    errors = [raised.value, raised.value.__cause__, raised.value.__context__]
    assert "secret" not in " ".join(f"{error} {error!r}" for error in errors)


def test_what_is_no_error_of_the_store_passes_through() -> None:
    with pytest.raises(KeyError), as_store_errors():
        raise KeyError("a mistake of ours")


def test_of_what_was_deleted_nothing_is_left_in_any_file(database: Database, path: Path) -> None:
    add(database, "canary" * 50)
    with database.writing() as connection:
        connection.execute(things.delete())
        connection.commit()
    assert b"canary" in b"".join(file.read_bytes() for file in path.parent.iterdir())
    database.empty_log()
    assert b"canary" not in b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_log_that_another_program_reads_cannot_be_emptied(database: Database, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM things").fetchall()
        add(database, "a")
        with pytest.raises(StoreUnavailable, match="cannot be emptied"):
            database.empty_log()
