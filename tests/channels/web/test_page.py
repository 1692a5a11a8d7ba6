"""How the page is put together, and that it refuses content that lacks its words."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.channels.web.page import PAGE_WORDS
from bot.channels.web.rendering import direction, words_of
from tests.channels.web.fakes import FakeBot, FakeClock, make_page, read_words


def test_a_missing_word_is_told_at_the_start(bot: FakeBot, clock: FakeClock) -> None:
    words = dict(read_words())
    del words["fr", "utter_page_leave"]
    with pytest.raises(KeyError, match="utter_page_leave"):
        make_page(bot, clock, words=lambda language, name: words[language, name])


def test_who_runs_the_page_is_said(bot: FakeBot, clock: FakeClock) -> None:
    page = make_page(bot, clock, operator="The Helpline")
    assert words_of(page, "en")["operator"] == "The Helpline runs this page."


def test_that_nobody_runs_the_page_is_said_too(bot: FakeBot, clock: FakeClock) -> None:
    assert "trial copy" in words_of(make_page(bot, clock), "en")["operator"]


def test_sites_that_may_frame_the_page_are_named(bot: FakeBot, clock: FakeClock) -> None:
    page = make_page(bot, clock, frame_ancestors=("https://school.example",))
    assert "frame-ancestors https://school.example;" in page.security_policy


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_ships_has_every_word_of_the_page(language: str) -> None:
    folder = Path(__file__).parents[3] / "content" / language
    names: set[str] = set()
    for file in ("page.yml", "cards.yml"):
        names |= set(YAML(typ="safe").load(folder / file)["responses"])
    assert set(PAGE_WORDS) <= names


@pytest.mark.parametrize(
    ("name", "towards"), [("Français", "ltr"), ("العربية", "rtl"), ("עברית", "rtl"), ("", "ltr")]
)
def test_the_name_of_a_language_tells_its_direction(name: str, towards: str) -> None:
    assert direction(name) == towards
