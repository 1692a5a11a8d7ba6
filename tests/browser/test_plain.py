"""The same page without JavaScript."""

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import Opening, Site
from tests.browser.test_talk import THREAT

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(open_page: Opening) -> Page:
    """The page in a browser that runs no script."""
    return open_page(java_script_enabled=False, viewport={"width": 360, "height": 740})


def test_a_talk_from_start_to_helpline(plain: Page, site: Site) -> None:
    plain.get_by_role("button", name="Commencer un chat").click()
    plain.get_by_role("button", name="Un truc me tracasse").click()
    plain.get_by_label("Ton message").fill(THREAT)
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("log").get_by_role("link", name="Appeler le 116 000")).to_be_visible()
    assert len(site.bot.talks) == 1
    assert len(site.bot.heard) == 3


def test_a_page_loaded_again_has_no_second_effect(plain: Page, site: Site) -> None:
    plain.get_by_label("Ton message").fill(THREAT)
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("log")).to_contain_text("Si je comprends bien")
    plain.reload()
    expect(plain.get_by_role("log")).to_contain_text("Si je comprends bien")
    assert len(site.bot.heard) == 1


def test_help_without_a_word(plain: Page) -> None:
    plain.get_by_role("button", name="Aide", exact=True).click()
    expect(plain.get_by_role("log").get_by_role("link", name="Appeler le 116 000")).to_be_visible()


def test_no_address_ever_holds_the_token(plain: Page, site: Site) -> None:
    plain.get_by_role("button", name="Commencer un chat").click()
    plain.get_by_role("button", name="Juste curieux").click()
    assert plain.url == site.url + "/"


def test_leaving_ends_the_talk_and_leads_away(plain: Page, site: Site) -> None:
    plain.get_by_label("Ton message").fill(THREAT)
    plain.get_by_role("button", name="Envoyer").click()
    plain.get_by_role("button", name="Quitter").click()
    plain.wait_for_url(site.neutral)
    site.wait_until_left(plain)
    assert len(site.bot.left) == 1


def test_back_after_leaving_brings_no_talk_back(plain: Page, site: Site) -> None:
    plain.get_by_label("Ton message").fill(THREAT)
    plain.get_by_role("button", name="Envoyer").click()
    plain.get_by_role("button", name="Quitter").click()
    plain.wait_for_url(site.neutral)
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        plain.go_back()
    expect(plain.locator("body")).not_to_contain_text("comprends")
    assert not site.bot.talks


def test_without_the_store_what_was_written_can_be_sent_again(plain: Page, site: Site) -> None:
    site.bot.broken = True
    plain.get_by_label("Ton message").fill("salut")
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("log").get_by_role("link", name="Appeler le 116 000")).to_be_visible()
    site.bot.broken = False
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("log")).to_contain_text("D'accord")
    assert [heard.text for heard in site.bot.heard] == ["salut"]


def test_another_language_in_a_talk(plain: Page, site: Site) -> None:
    plain.get_by_role("button", name="Commencer un chat").click()
    plain.locator("nav").get_by_role("button", name="English").click()
    plain.get_by_role("log").get_by_role("button", name="English").click()
    expect(plain.get_by_role("button", name="Leave now")).to_be_visible()
    assert len(site.bot.talks) == 1
