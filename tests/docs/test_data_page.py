"""docs/data.md tells of every table and column that is kept, and for how long."""

import re
from datetime import timedelta

import pytest

from bot.store.retention import Retention
from bot.store.tables import keys_metadata, metadata
from tests.docs.pages import page, rows

PAGE = page("data.md")
TABLES = {**metadata.tables, **keys_metadata.tables}
KEPT = Retention()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_and_column_is_told_of(name: str) -> None:
    [row] = rows(PAGE, f"`{name}` |")
    assert [it.name for it in TABLES[name].columns if f"`{it.name}`" not in row] == []


@pytest.mark.parametrize("kept", [KEPT.quiet["telegram"], KEPT.inbound_ids, KEPT.risk_events])
def test_every_time_that_is_kept_is_told_of(kept: timedelta) -> None:
    assert f"{kept.days} days" in PAGE


def test_no_table_is_told_of_that_is_not_there() -> None:
    [listed] = re.findall(r"### Table by table\n(.*?)\n## ", PAGE, re.DOTALL)
    assert sorted(row.split("`")[1] for row in rows(listed, "`")) == sorted(TABLES)
