"""The page for when no bot answers: the shipped content, drawn ahead."""

import re
from pathlib import Path

import pytest

from bot.channels.web.standby import write_standby
from bot.dialogue.wording import phrase
from tests.shipped import SHIPPED, shipped

pytestmark = SHIPPED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = shipped()
    made = tmp_path_factory.mktemp("standby") / "made"
    write_standby(
        made,
        library=content.library,
        countries=content.loaded.countries.served,
        words=lambda language, name: phrase(content.library, name, language),
        neutral_site="https://neutral.test/",
    )
    return made


def test_it_speaks_every_language_and_serves_every_country(folder: Path) -> None:
    page = (folder / "index.html").read_text()
    for words in ("Belgium", "Belgique", "Luxembourg", "France", "Call 112", "Appeler le 112"):
        assert words in page


def test_it_asks_nothing_of_a_server_but_its_style(folder: Path) -> None:
    page = (folder / "index.html").read_text()
    assert re.findall(r'(?:src|href)="(?!tel:|https://neutral\.test/)([^"]*)"', page) == [
        "/static/page.css",
        "/",
        "/",
    ]
    assert (folder / "page.css").stat().st_size > 1000


def test_it_says_of_no_line_that_it_is_open(folder: Path) -> None:
    page = (folder / "index.html").read_text().lower()
    assert not re.search(r"\bopen (now|until|day)|\bouvert", page)


def test_leaving_is_the_first_thing(folder: Path) -> None:
    page = (folder / "index.html").read_text()
    assert page.index('class="leave"') < page.index("<h1>")
