"""docs/telegram.md tells of every command that the bot offers and hears there."""

import pytest

from bot.channels.telegram.face import COMMANDS
from tests.docs.pages import page, rows

pytestmark = pytest.mark.telegram


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_the_app_lists_is_told_of(command: str) -> None:
    assert any(f"`/{command}`" in row for row in rows(page("telegram.md"), "`/"))
