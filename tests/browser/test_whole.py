"""The whole program as it ships, served by its own command, in a real browser."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_talk import THREAT, write
from tests.ports import free_port

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


class Program:
    """`python -m bot serve` over a store of its own; it can be killed and started again."""

    def __init__(self, store: Path, neutral: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/"
        given = {"PORT": str(port), "DATA_DIR": str(store), "EXIT_URL": neutral}
        self._settings = {f"MAKE_IT_SAFE_{name}": value for name, value in given.items()}
        self.start()

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        command = [sys.executable, "-m", "bot", "serve"]
        environment = {**os.environ, **self._settings, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        assert any(self.url in line for line in self._process.stdout)

    def end(self, how: signal.Signals) -> None:
        """Ends it."""
        self._process.send_signal(how)
        self._process.wait(15)
        assert self._process.stdout
        self._process.stdout.close()


@pytest.fixture
def program(tmp_path: Path, neutral: str) -> Iterator[Program]:
    running = Program(tmp_path, neutral)
    yield running
    running.end(signal.SIGTERM)


@pytest.fixture
def page(browser: Browser, program: Program) -> Iterator[Page]:
    context = browser.new_context(locale="fr-BE", viewport={"width": 360, "height": 740})
    opened = context.new_page()
    opened.goto(program.url)
    opened.locator("#log .choices button").first.wait_for()
    yield opened
    context.close()


def last_turn(page: Page) -> list[str]:
    """What the bot said since the young person last did."""
    said = page.locator("#log .turn").evaluate_all("all => all.map(each => each.className)")
    start = len(said) - said[::-1].index("turn own")
    return page.locator("#log .turn").all_inner_texts()[start:]


def test_from_hello_to_the_helpline_and_away(page: Page, neutral: str) -> None:
    write(page, "bonjour")
    expect(page.locator("#log .turn").last).to_have_class("turn")
    write(page, THREAT)
    call = page.get_by_role("log").get_by_role("link", name="116 000")
    expect(call).to_have_attribute("href", "tel:116000")
    expect(page.get_by_role("button", name="C'est pas ça")).to_be_enabled()
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_url(neutral)


def test_killed_in_the_middle_nothing_said_is_lost_and_nothing_shown_twice(
    page: Page, program: Program
) -> None:
    write(page, THREAT)
    page.get_by_role("log").get_by_role("link", name="116 000").wait_for()
    program.end(signal.SIGKILL)
    write(page, "j'ai déjà payé")
    expect(page.get_by_role("status")).not_to_be_empty()
    program.start()
    expect(page.get_by_role("status")).to_be_empty()
    said = page.locator("#log .turn:not(.own)").all_inner_texts()
    assert last_turn(page)
    assert len(said) == len(set(said))
